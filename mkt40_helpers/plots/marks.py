"""The marks that pictures of several chapters share: ``f(data, x=, y=, ax=None) -> Axes``."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mkt40_helpers.plots.look import COLOURS, theme


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
        for place, value, end in zip(data[x], data[y], data[high], strict=True):
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


def trend(
    table: pd.DataFrame,
    x: str,
    y: str,
    low: str = "low",
    high: str = "high",
    ax: Axes | None = None,
) -> Axes:
    """A figure over time with its interval at each point.

    Parameters
    ----------
    table : DataFrame
        One row per point of time, in order.
    x, y : str
        Columns with the time (dates or periods) and the figure.
    low, high : str
        Columns with the ends of the interval.
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
    >>> months = pd.period_range("2025-01", periods=2, freq="M")
    >>> table = pd.DataFrame({"month": months, "nps": [20, 30], "low": [10, 20], "high": [30, 40]})
    >>> trend(table, x="month", y="nps").get_ylabel()
    'nps'
    """
    ax = axes_for(ax)
    require(table, [x, y, low, high])
    time = table[x].dt.to_timestamp() if isinstance(table[x].dtype, pd.PeriodDtype) else table[x]
    ax.vlines(time, table[low], table[high], color="#9A9A9A", linewidth=2)
    ax.plot(time, table[y], "-o", color=COLOURS["ink"], linewidth=1.2)
    ax.set_ylabel(y)
    ax.grid(axis="y", color=COLOURS["grid"])
    ax.set_axisbelow(True)
    return ax
