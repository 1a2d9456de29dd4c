"""The labs: a few controls over the course's models and pictures.

Each lab is a thin shell. It makes its figure once and then only moves what is in it, so that the
picture follows the slider.
"""

from mkt40_helpers.labs.markets import market_picture, open_the_market
from mkt40_helpers.labs.nps import nps_explorer, nps_picture
from mkt40_helpers.labs.paradox import paradox_machine, paradox_picture

__all__ = [
    "market_picture",
    "nps_explorer",
    "nps_picture",
    "open_the_market",
    "paradox_machine",
    "paradox_picture",
]
