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
from mkt40_helpers.plots.connectivity import (
    against_model,
    echo_bars,
    influences,
    internet_reach,
    pairs,
    synergy_bars,
    ties,
)
from mkt40_helpers.plots.markets import (
    country_bars,
    diffusion,
    district_bars,
    experience,
    factor_dots,
    funnel_bars,
    guess_dots,
    lorenz_curves,
    reach_curves,
    shrinkage,
    tail_curves,
)
from mkt40_helpers.plots.nps import dots, drivers, group_bars, score_bars, share_bars, trend

__all__ = [
    "COLOURS",
    "TEXT_ON",
    "against_model",
    "country_bars",
    "diffusion",
    "district_bars",
    "dots",
    "drivers",
    "echo_bars",
    "experience",
    "factor_dots",
    "funnel_bars",
    "group_bars",
    "guess_dots",
    "headline",
    "image",
    "influences",
    "internet_reach",
    "lorenz_curves",
    "pairs",
    "png",
    "reach_curves",
    "redrawer",
    "score_bars",
    "share_bars",
    "show",
    "shrinkage",
    "synergy_bars",
    "tail_curves",
    "theme",
    "ties",
    "trend",
]
