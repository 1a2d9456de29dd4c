"""The marks that pictures of several chapters share: ``f(data, x=, y=, ax=None) -> Axes``."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

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


def numbers(ax: Axes, form: str = "{:.0f}") -> Axes:
    """Write its figure beside each bar, or over each point, of a picture of seaborn's.

    Parameters
    ----------
    ax : Axes
        Bars without intervals, or points, of which the intervals lie.
    form : str
        How a figure is written: ``"{:.0%}"`` for a share.

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
    for bars in ax.containers:
        if isinstance(bars, BarContainer):
            ax.bar_label(bars, fmt=form, padding=3)
    lying = read(ax).lying
    marked = [line for line in ax.lines if line.get_marker() not in ("None", "", None)]
    for x, y in np.vstack([np.empty((0, 2)), *(line.get_xydata() for line in marked)]):
        ax.annotate(
            form.format(x if lying else y), (x, y), xytext=(0, 7),
            textcoords="offset points", ha="center",
        )  # fmt: skip
    return ax
