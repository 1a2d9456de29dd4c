"""The marks that pictures of several chapters share: ``f(data, x=, y=, ax=None) -> Axes``."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from mkt40_helpers.plots.look import COLOURS, theme
from mkt40_helpers.plots.reading import read


def axes_for(ax: Axes | None) -> Axes:
    """Take the given axes, or make a picture of its own."""
    if ax is not None:
        return ax
    theme()
    # The object way keeps notebooks' automatic display of open figures out of it.
    return plt.figure().add_subplot()


def require(table: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a table without the columns that a picture needs."""
    for column in columns:
        if column not in table.columns:
            there = ", ".join(map(str, table.columns))
            raise ValueError(f"The picture needs a column {column!r}. The table has: {there}.")


def label_texts(column: pd.Series) -> pd.Series:
    """Names for an axis or a legend, as texts; what has no name is called "missing"."""
    named = column.astype(object)
    return named.where(named.notna(), "missing").astype(str)


def dots(
    table: pd.DataFrame,
    x: str,
    y: str,
    low: str = "low",
    high: str = "high",
    ax: Axes | None = None,
) -> Axes:
    """One dot with its interval per row, the number beside it, names on the left.

    Parameters
    ----------
    table : DataFrame
        One row per dot, top to bottom.
    x, y : str
        Columns with the figure and with the name of the row.
    low, high : str
        Columns with the ends of the interval, in the unit of `x`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"channel": ["store"], "nps": [40.0], "low": [35.0], "high": [45.0]})
    >>> [text.get_text() for text in dots(table, x="nps", y="channel").texts]
    ['40']
    """
    ax = axes_for(ax)
    require(table, [x, y, low, high])
    places = np.arange(len(table))
    ax.hlines(places, table[low], table[high], color=COLOURS["ink"], linewidth=2.5)
    ax.plot(table[x], places, "o", markersize=9, color=COLOURS["ink"])
    for place, value in zip(places, table[x], strict=True):
        ax.annotate(
            f"{value:.0f}", (value, place), xytext=(0, 9), textcoords="offset points", ha="center"
        )
    ax.set_yticks(places, label_texts(table[y]))
    ax.set_ylim(len(table) - 0.5, -0.7)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=COLOURS["quiet"], linewidth=1)
    ax.grid(axis="x", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax


def numbers(ax: Axes, form: str = "{:.0f}") -> Axes:
    """Write its figure beside each bar, or over each point, of a picture of seaborn's.

    Parameters
    ----------
    ax : Axes
        Bars or points, with or without intervals.
    form : str
        How a figure is written: ``"{:.0%}"`` for a share, and the axis then says percent too.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import seaborn as sns
    >>> table = pd.DataFrame({"channel": ["store", "app"], "nps": [40.2, 20]})
    >>> ax = numbers(sns.barplot(table, x="channel", y="nps", ax=plt.figure().add_subplot()))
    >>> [text.get_text() for text in ax.texts]
    ['40', '20']
    """
    lying = read(ax).lying
    for place, value, end in _bar_ends(ax, lying):
        if lying:
            _write(ax, form.format(value), (end, place), (4, 0))
        else:
            _write(ax, form.format(value), (place, end), (0, 3))
    for line in ax.lines:
        if line.get_marker() not in ("None", "", None):
            for x, y in np.asarray(line.get_xydata(), dtype=float):
                _write(ax, form.format(x if lying else y), (x, y), (0, 7) if lying else (8, 0))
    if form.endswith("%}"):
        (ax.xaxis if lying else ax.yaxis).set_major_formatter(PercentFormatter(1))
    if ax.containers:  # room for the longest bar's
        ax.margins(x=0.1) if lying else ax.margins(y=0.1)
    return ax


def _write(ax: Axes, text: str, at: tuple[float, float], side: tuple[int, int]) -> None:
    """Write a text some points beside a place: to the right of it, or above it."""
    ha, va = ("left", "center") if side[0] else ("center", "bottom")
    ax.annotate(text, at, xytext=side, textcoords="offset points", ha=ha, va=va)


def _bar_ends(ax: Axes, lying: bool) -> list[tuple[float, float, float]]:
    """Give of each bar its place, its figure, and where it or its interval ends."""
    ends = {}
    for line in ax.lines:  # of seaborn's, each interval is a line
        x, y = np.asarray(line.get_xydata(), dtype=float).T
        places, figures = (y, x) if lying else (x, y)
        if len(x) == 2 and places[0] == places[1]:
            ends[round(places[0], 6)] = figures.max()
    found = []
    for bar in (bar for group in ax.containers for bar in getattr(group, "patches", [])):
        place = bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
        value = bar.get_width() if lying else bar.get_height()
        if np.isfinite(value):
            found.append((place, value, max(value, ends.get(round(place, 6), value))))
    return found


def whiskers(
    data: pd.DataFrame,
    x: str,
    y: str,
    low: str = "low",
    high: str = "high",
    hue: str | None = None,
    palette: dict[str, str] | None = None,
    fmt: str | None = None,
    dots: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw intervals from a table over a picture, such as the bars of seaborn.

    Parameters
    ----------
    data : DataFrame
        One row per interval.
    x, y : str
        Columns with the place (a name of the axis, or a number) and the figure.
    low, high : str
        Columns with the ends of the interval, in the unit of `y`.
    hue : str, optional
        Column with groups, each in its colour of the `palette`.
    palette : dict of str to str, optional
        Colour by group; needed with `hue`.
    fmt : str, optional
        How to write the figures above their intervals, such as "{:,.0f}"; without it they are not
        written.
    dots : bool
        Draw the figures too, where the picture does not yet show them.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"week": ["same"], "visits": [19.9], "low": [19], "high": [20.7]})
    >>> [text.get_text() for text in whiskers(table, "week", "visits", fmt="{:.0f}").texts]
    ['20']
    """
    ax = axes_for(ax)
    require(data, [x, y, low, high, *([hue] if hue else [])])
    groups = data.groupby(hue, sort=False) if hue else [("", data)]
    for name, part in groups:
        colour = (palette or {}).get(str(name), COLOURS["ink"])
        ax.vlines(part[x], part[low], part[high], color=colour, linewidth=2)
        if dots:
            ax.plot(part[x], part[y], "o", markersize=7, color=colour)
    if data[low].min() < 0 < data[high].max():
        ax.axhline(0, color=COLOURS["quiet"], linewidth=1)
    if fmt:
        # As numbers: an older matplotlib stumbles over a text at the place of a name.
        places = np.ravel(ax.convert_xunits(data[x].to_numpy()))
        for place, value, end in zip(places, data[y], data[high], strict=True):
            ax.annotate(
                fmt.format(value), (place, max(end, 0)), xytext=(0, 4),
                textcoords="offset points", ha="center",
            )  # fmt: skip
        ax.margins(y=0.15)  # room for the uppermost figure
    return ax


def names(data: pd.DataFrame, x: str, y: str, label: str, ax: Axes | None = None) -> Axes:
    """Write names beside points of a picture, such as a scatter plot of seaborn.

    Parameters
    ----------
    data : DataFrame
        One row per name.
    x, y : str
        Columns with the place of the point.
    label : str
        Column with the name.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"country": ["India"], "income": [9800], "online": [56]})
    >>> [text.get_text() for text in names(table, "income", "online", "country").texts]
    ['India']
    """
    ax = axes_for(ax)
    require(data, [x, y, label])
    for name, place_x, place_y in zip(label_texts(data[label]), data[x], data[y], strict=True):
        ax.annotate(
            name, (place_x, place_y), xytext=(7, -4), textcoords="offset points",
            bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
    return ax
