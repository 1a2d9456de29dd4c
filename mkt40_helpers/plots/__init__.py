"""Pictures of the course: one function each, ``f(data, ..., ax=None) -> Axes``.

The title states the finding, so the caller gives it (computed, never typed in); `headline`
sets title, subtitle and source line the same way everywhere. `show` displays a figure together
with its description for people who cannot see it.
"""

from mkt40_helpers.plots.base import (
    COLOURS,
    TEXT_ON,
    headline,
    image,
    png,
    redrawer,
    show,
    theme,
)
from mkt40_helpers.plots.nps import dots, drivers, group_bars, score_bars, share_bars, trend

__all__ = [
    "COLOURS",
    "TEXT_ON",
    "dots",
    "drivers",
    "group_bars",
    "headline",
    "image",
    "png",
    "redrawer",
    "score_bars",
    "share_bars",
    "show",
    "theme",
    "trend",
]
