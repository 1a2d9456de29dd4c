"""The labs: a few controls over the course's models and pictures.

Each lab is a thin shell. It makes its figure once and then only moves what is in it, so that the
picture follows the slider.
"""

from mkt40_helpers.labs.nps import nps_explorer, nps_picture

__all__ = ["nps_explorer", "nps_picture"]
