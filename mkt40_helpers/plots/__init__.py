"""What the pictures of all chapters share: the look, the headline, shared marks, and showing.

The title states the finding, so the caller gives it (computed, never typed in); `headline`
sets title, subtitle and source line the same way everywhere. `show` displays a figure together
with its description for people who cannot see it. A chapter's own pictures stand in its folder.
"""

from mkt40_helpers.plots.display import image, png, redrawer, show
from mkt40_helpers.plots.look import COLOURS, TEXT_ON, headline, theme
from mkt40_helpers.plots.marks import axes_for, dots, label_texts, require, trend

__all__ = [
    "COLOURS",
    "TEXT_ON",
    "axes_for",
    "dots",
    "headline",
    "image",
    "label_texts",
    "png",
    "redrawer",
    "require",
    "show",
    "theme",
    "trend",
]
