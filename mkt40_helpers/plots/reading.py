"""What a picture shows, read from its axes: for its description, and for judging one.

Bars, points with intervals, lines, scatter, histograms and heat maps can be read, as seaborn and
the course draw them; also after the picture was closed. A picture is told whole or not at all:
where something is drawn that cannot be told, its kind is "other", and the author describes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cbook import is_math_text

from mkt40_helpers.plots.drawn import Untold, figures, is_percent, number, said

__all__ = ["Reading", "describe", "read"]

_MOST_TOLD = 9  # more figures than this are a list that nobody listens to
_NOTHING = pd.DataFrame(columns=["group", "hue", "value"])


@dataclass(frozen=True)
class Reading:
    """What a picture shows.

    Attributes
    ----------
    kind : str
        "bars", "points", "lines", "scatter", "histogram", "heat map" or "other".
    x, y : str
        The names of the axes; "" where one has none.
    table : DataFrame
        One row for each figure: group (text; a number for lines and scatter), hue (text, "" where
        there is none) and value; low and high where intervals are drawn.
    lying : bool
        Whether the figures are on the horizontal axis.
    zero_in_view : bool
        Whether the axis of the figures shows zero.
    in_percent : bool
        Whether the axis writes its numbers as percent, as ``set_major_formatter("{x:.0%}")`` does.
    lines : DataFrame, optional
        Lines drawn along with points, such as a model's; columns as in `table`.
    untold : str
        Why a picture is of the kind "other".
    """

    kind: str
    x: str
    y: str
    table: pd.DataFrame
    lying: bool
    zero_in_view: bool
    in_percent: bool = False
    lines: pd.DataFrame | None = None
    untold: str = ""


def read(ax: Axes) -> Reading:
    """Read the figures from a picture.

    Parameters
    ----------
    ax : Axes
        A picture that is alone in its figure.

    Returns
    -------
    Reading
        Of the kind "other", without figures, where the picture cannot be told whole: facets, marks
        of two kinds, violins, bands.

    Examples
    --------
    >>> import matplotlib.pyplot as plt, seaborn as sns
    >>> table = pd.DataFrame({"channel": ["store", "app"], "nps": [40.0, 20.0]})
    >>> reading = read(sns.barplot(table, x="channel", y="nps", ax=plt.figure().add_subplot()))
    >>> reading.kind, reading.table[["group", "value"]].values.tolist()
    ('bars', [['store', 40.0], ['app', 20.0]])
    """
    # pandas calls an axis "None" after a Series without a name.
    x, y = (label.replace("None", "") for label in (ax.get_xlabel(), ax.get_ylabel()))
    try:
        kind, table, lying, lines = figures(ax)
        if any(is_math_text(str(text)) for text in [x, y, *table["group"], *table["hue"]]):
            raise Untold("A text in the picture is a formula.")
    except Untold as reason:
        return Reading("other", x, y, _NOTHING, False, False, untold=str(reason))
    low, high = sorted(ax.get_xlim() if lying else ax.get_ylim())
    percent = is_percent(ax.xaxis if lying else ax.yaxis)
    return Reading(kind, x, y, table, lying, bool(low <= 0 <= high), percent, lines)


def describe(reading: Reading) -> str:
    """Say in a sentence or two what a picture shows, with its figures.

    Parameters
    ----------
    reading : Reading

    Returns
    -------
    str
        "" for a picture that cannot be read.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["store", "app"], "hue": "", "value": [40.25, 20]})
    >>> describe(Reading("bars", "channel", "nps", table, lying=False, zero_in_view=True))
    'Bar chart of nps by channel: store 40.2; app 20.'
    """
    if reading.kind == "other":
        return ""
    what, groups = (reading.x, reading.y) if reading.lying else (reading.y, reading.x)
    table, lines = reading.table, reading.lines
    if reading.in_percent:
        what = f"{what} in percent".strip()
        table, lines = _in_percent(table), None if lines is None else _in_percent(lines)
    along = "" if lines is None else f" Line: {_courses(lines)}."
    # In a sentence a colon stands once, before the figures.
    what, groups = what.replace(": ", ", "), groups.replace(": ", ", ")
    if reading.kind == "scatter":
        points = "one point" if len(table) == 1 else f"{len(table)} points"
        return (
            f"Scatter plot of {points}: {groups or 'across'} {_span(table['group'])}, "
            f"{what or 'up'} {_span(table['value'])}.{along}"
        )
    told = _NAMES[reading.kind]
    # "Bar chart, of 100": some measures begin with the word that joins them.
    told += f", {what}" if what.startswith("of ") else f" of {what}" if what else ""
    told += f" by {groups}" if groups else ""
    return f"{told}: {_courses(table) if reading.kind == 'lines' else _list(table)}.{along}"


# ---- in words ----

_NAMES = {
    "bars": "Bar chart",
    "points": "Points",
    "lines": "Line chart",
    "histogram": "Histogram",
    "heat map": "Heat map",
}


def _in_percent(table: pd.DataFrame) -> pd.DataFrame:
    figures = table.columns.intersection(["value", "low", "high"])
    return table.assign(**(100 * table[figures]))


def _list(table: pd.DataFrame) -> str:
    if len(table) <= _MOST_TOLD:
        return "; ".join(_told(row) for row in table.to_dict("records"))
    order = _ordered(table.to_dict("records"))
    return f"{len(table)} figures, the highest {_told(order[-1])}, the lowest {_told(order[0])}"


def _ordered(rows: list[Any]) -> list[Any]:
    """From low to high; of two alike the first comes first, whatever a processor's last digit."""
    return sorted(rows, key=lambda row: round(row["value"], 9))


def _courses(table: pd.DataFrame) -> str:
    return "; ".join(_course(str(hue), part) for hue, part in table.groupby("hue", sort=False))


def _course(hue: str, part: pd.DataFrame) -> str:
    """Say where a line begins, ends and turns."""
    rows = part.to_dict("records")
    first, last = rows[0], rows[-1]
    told = f"{hue} " if hue else ""
    told += f"from {number(first['value'])} ({said(first['group'])})"
    told += f" to {number(last['value'])} ({said(last['group'])})"
    order = _ordered(rows)
    for word, row in (("highest", order[-1]), ("lowest", order[0])):
        if row is not first and row is not last:
            told += f", {word} {number(row['value'])} ({said(row['group'])})"
    return told


def _told(row: dict) -> str:  # type: ignore[type-arg]
    name = " ".join(filter(None, [said(row["group"]), str(row["hue"])]))
    low, high = row.get("low", np.nan), row.get("high", np.nan)
    decimals = _supported(high - low)
    # "8: 17", since "8 17" is heard as one number.
    told = f"{name}{':' if name[-1:].isdigit() else ''} {number(row['value'], decimals)}"
    if pd.notna(low):
        told += f" ({number(low, decimals)} to {number(high, decimals)})"
    return told


def _span(values: pd.Series) -> str:
    """Say from where to where values go; of one value, what it is."""
    # Dates are texts, which sort as the days do.
    ends = [end if isinstance(end, str) else number(end) for end in (values.min(), values.max())]
    return ends[0] if len(values) == 1 else f"from {ends[0]} to {ends[1]}"


def _supported(width: float) -> int | None:
    """Decimals that an interval of this width supports: two figures of the width."""
    return max(0, 1 - math.floor(math.log10(width))) if width > 0 else None
