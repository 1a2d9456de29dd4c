"""Marks for open markets that seaborn has no form for: ``f(data, x=, y=, hue=, ax=None)``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mkt40_helpers.plots import COLOURS, axes_for, label_texts, require

__all__ = ["factor_dots", "log_axis", "mark_places", "reach_curves"]

# From the country that is reached first to the last; the names stand on the lines.
_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

# Half a country's name is about as wide as this step of the price's logarithm.
_BESIDE_MARK = 0.3


def log_axis(
    ax: Axes, ticks: Sequence[float], xlabel: str, ylabel: str, falling: bool = False
) -> Axes:
    """Make equal steps on the horizontal axis equal ratios; the other axis begins at zero.

    Parameters
    ----------
    ax : Axes
    ticks : list of float
        Where a number stands.
    xlabel, ylabel : str
        Names of the axes, with their units.
    falling : bool
        Let the numbers fall from left to right.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = log_axis(plt.figure().add_subplot(), [1000, 2000], "bikes", "cost, euro")
    >>> [text.get_text() for text in ax.get_xticklabels()]
    ['1,000', '2,000']
    """
    ax.set_xscale("log")
    ax.minorticks_off()
    ax.set_xticks(list(ticks), [f"{tick:,.0f}" for tick in ticks])
    if falling and not ax.xaxis_inverted():
        ax.invert_xaxis()
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.grid(color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def mark_places(ax: Axes, places: Sequence[float], bottom: float | None = None) -> Axes:
    """Draw a dotted upright line at each place; numbers of thousands get their comma.

    Parameters
    ----------
    ax : Axes
    places : list of float
        Where the lines stand, in the numbers of the horizontal axis.
    bottom : float, optional
        Where the upright axis begins, if that holds numbers too.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = mark_places(plt.figure().add_subplot(xlim=(0, 4000)), [3260])
    >>> ax.xaxis.get_major_formatter()(3000)
    '3,000'
    """
    for place in places:
        ax.axvline(place, color=COLOURS["ink"], linestyle=":", linewidth=2)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    if bottom is not None:
        ax.set_ylim(bottom=bottom)
        ax.yaxis.set_major_formatter("{x:,.0f}")
    return ax


def reach_curves(
    data: pd.DataFrame,
    x: str = "price",
    y: str = "share",
    hue: str = "country",
    ylabel: str = "share who can pay",
    mark: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Share of people who can pay as the price falls, one line per country, its name on it.

    Parameters
    ----------
    data : DataFrame
        One row per country and price.
    x, y, hue : str
        Columns with the price in euro, the share (0 to 1) and the country.
    ylabel : str
        Name of the upright axis.
    mark : float, optional
        A price to point at.
    ax : Axes, optional

    Returns
    -------
    Axes
        The price falls from left to right, by equal ratios.

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"price": [1000, 500], "share": [0.2, 0.6], "country": ["A", "A"]})
    >>> [text.get_text() for text in reach_curves(table).texts]
    ['A']
    """
    ax = axes_for(ax)
    require(data, [x, y, hue])
    names = label_texts(data[hue])
    places = data[y].groupby(names).mean().sort_values(ascending=False).index.tolist()
    # By the alphabet, so that a country keeps its style in a panel with other shares.
    styles = dict(zip(sorted(places), _STYLES * len(places), strict=False))
    for number, name in enumerate(places):
        line = data[names == name].sort_values(x)
        ax.plot(line[x], line[y], color=COLOURS["real"], linewidth=3, linestyle=styles[name])
        # Each name at another height, so that neighbours keep apart, and away from the ends, so
        # that none hides where its line stops, nor what the line has at the mark.
        inner = line.iloc[len(line) // 8 : len(line) - len(line) // 8]
        if mark is not None:
            apart = inner[np.log(inner[x] / mark).abs() > _BESIDE_MARK]
            inner = inner if apart.empty else apart
        at = inner.iloc[(inner[y] - (0.5, 0.3, 0.75)[number % 3]).abs().argmin()]
        ax.text(
            at[x], at[y], name, ha="center", va="center", fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    if mark is not None:
        ax.axvline(mark, color=COLOURS["ink"], linestyle=":", linewidth=2)
    low, high = data[x].min(), data[x].max()
    ticks = [one for one in (5000, 2000, 1000, 500, 200, 100, 50) if low <= one <= high]
    log_axis(ax, ticks, "price, euro (falling)", ylabel, falling=True)
    ax.set_ylim(top=1.02)
    ax.yaxis.set_major_formatter("{x:.0%}")
    return ax


def factor_dots(
    data: pd.DataFrame,
    x: str = "points",
    y: str = "factor",
    hue: str = "model",
    low: str = "low",
    high: str = "high",
    ax: Axes | None = None,
) -> Axes:
    """What goes with a decision, with intervals; two models side by side.

    Parameters
    ----------
    data : DataFrame
        One row per model and factor, as `markets.decision_factors` makes them.
    x, y, hue : str
        Columns with the figure, the factor and the model; two models at most. The second is the
        fuller one, and stands out.
    low, high : str
        Columns with the ends of the interval.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or there are more than two models.

    Examples
    --------
    >>> table = pd.DataFrame({"model": ["all"], "factor": ["friends"], "points": [17.2],
    ...                       "low": [13.8], "high": [20.6]})
    >>> [text.get_text() for text in factor_dots(table).texts]
    ['17']
    """
    ax = axes_for(ax)
    require(data, [x, y, hue, low, high])
    models, factors = label_texts(data[hue]), label_texts(data[y])
    names = factors.drop_duplicates().tolist()
    if models.nunique() > 2:
        raise ValueError(f"The picture has two models, and {hue!r} has {models.nunique()}.")
    looks = ((COLOURS["quiet"], "s", -0.22), (COLOURS["ink"], "o", 0.22))
    for model, (colour, marker, shift) in zip(models.drop_duplicates(), looks, strict=False):
        part = data[models == model]
        places = np.array([names.index(name) for name in factors[models == model]]) + shift
        ax.hlines(places, part[low], part[high], color=colour, linewidth=2.5)
        ax.plot(part[x], places, marker, color=colour, markersize=9, label=model)
        for place, end, value in zip(places, part[high], part[x], strict=True):
            ax.annotate(
                f"{value:.0f}", (end, place), xytext=(6, 0), textcoords="offset points",
                va="center", color=colour,
            )  # fmt: skip
    ax.axvline(0, color=COLOURS["quiet"], linewidth=1)
    ax.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    ax.set(ylim=(len(names) - 0.5, -0.5), xlabel="percentage points more likely to buy")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    ax.legend(loc="best")
    return ax
