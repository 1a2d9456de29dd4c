"""What a picture shows, read from its axes: for its description, and for judging one.

Bars, points with intervals, lines, scatter, histograms and heat maps can be read, as seaborn and
the course draw them; also after the picture was closed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import category
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

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
    """

    kind: str
    x: str
    y: str
    table: pd.DataFrame
    lying: bool
    zero_in_view: bool
    in_percent: bool = False


def read(ax: Axes) -> Reading:
    """Read the figures from a picture.

    Parameters
    ----------
    ax : Axes
        One picture; of several facets, one.

    Returns
    -------
    Reading
        Of the kind "other", without figures, where the picture is of a kind that cannot be read.

    Examples
    --------
    >>> import matplotlib.pyplot as plt, seaborn as sns
    >>> table = pd.DataFrame({"channel": ["store", "app"], "nps": [40.0, 20.0]})
    >>> reading = read(sns.barplot(table, x="channel", y="nps", ax=plt.figure().add_subplot()))
    >>> reading.kind, reading.table[["group", "value"]].values.tolist()
    ('bars', [['store', 40.0], ['app', 20.0]])
    """
    for kind, reader in _READERS.items():
        table, lying = reader(ax)
        if len(table):
            low, high = sorted(ax.get_xlim() if lying else ax.get_ylim())
            zero, percent = bool(low <= 0 <= high), _is_percent(ax.xaxis if lying else ax.yaxis)
            return Reading(kind, ax.get_xlabel(), ax.get_ylabel(), table, lying, zero, percent)
    return Reading("other", ax.get_xlabel(), ax.get_ylabel(), _NOTHING, False, False)


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
    figures, groups = (reading.x, reading.y) if reading.lying else (reading.y, reading.x)
    if reading.kind == "scatter":
        x, y = reading.table["group"].astype(float), reading.table["value"]
        return (
            f"Scatter plot of {len(x)} points: {groups or 'across'} from {_span(x)}, "
            f"{figures or 'up'} from {_span(y)}."
        )
    if reading.in_percent:
        parts = reading.table.columns.intersection(["value", "low", "high"])
        reading = replace(reading, table=reading.table.assign(**(100 * reading.table[parts])))
        figures = f"{figures} in percent".strip()
    told = f"{_NAMES[reading.kind]}{f' of {figures}' if figures else ''}"
    return f"{told}{f' by {groups}' if groups else ''}: {_list(reading)}."


_NAMES = {
    "bars": "Bar chart",
    "points": "Points",
    "lines": "Line chart",
    "histogram": "Histogram",
    "heat map": "Heat map",
}


def _list(reading: Reading) -> str:
    table = reading.table
    if reading.kind == "lines":
        parts = [_course(str(hue), part) for hue, part in table.groupby("hue", sort=False)]
        return "; ".join(parts)
    if len(table) <= _MOST_TOLD:
        return "; ".join(_told(row) for row in table.to_dict("records"))
    order = table.sort_values("value").to_dict("records")
    return f"{len(table)} figures, the highest {_told(order[-1])}, the lowest {_told(order[0])}"


def _course(hue: str, part: pd.DataFrame) -> str:
    """Say where a line begins, ends and turns."""
    rows = part.to_dict("records")
    first, last = rows[0], rows[-1]
    told = f"{hue} " if hue else ""
    told += f"from {_figure(first['value'])} ({_group(first)}) to {_figure(last['value'])}"
    told += f" ({_group(last)})"
    order = sorted(rows, key=lambda row: row["value"])
    for word, row in (("highest", order[-1]), ("lowest", order[0])):
        if row is not first and row is not last:
            told += f", {word} {_figure(row['value'])} ({_group(row)})"
    return told


def _told(row: dict) -> str:  # type: ignore[type-arg]
    name = " ".join(filter(None, [_group(row), str(row["hue"])]))
    low, high = row.get("low", np.nan), row.get("high", np.nan)
    decimals = _supported(high - low)
    # "8: 17", since "8 17" is heard as one number.
    told = f"{name}{':' if name[-1:].isdigit() else ''} {_figure(row['value'], decimals)}"
    if pd.notna(low):
        told += f" ({_figure(low, decimals)} to {_figure(high, decimals)})"
    return told


def _group(row: dict) -> str:  # type: ignore[type-arg]
    group = row["group"]
    if isinstance(group, str):
        return group
    is_year = group == round(group) and 1900 <= group <= 2100
    return f"{group:.0f}" if is_year else _figure(group)  # 2015, not 2,015


def _span(values: pd.Series) -> str:
    return f"{_figure(values.min())} to {_figure(values.max())}"


def _supported(width: float) -> int | None:
    """Decimals that an interval of this width supports: two figures of the width."""
    return max(0, 1 - math.floor(math.log10(width))) if width > 0 else None


def _figure(value: float, decimals: int | None = None) -> str:
    """Write a number with three figures or so, as one would say it."""
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 100 else 1 if size >= 10 else 2
        if 0 < size < 0.1 and math.isfinite(size):  # rates of clicks and the like
            decimals = 1 - math.floor(math.log10(size))
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"  # 0, and not -0
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---- one reader for each kind of picture: the figures, and whether they lie ----


def _bars(ax: Axes) -> tuple[pd.DataFrame, bool]:
    containers = [one for one in ax.containers if hasattr(one, "patches") and len(one.patches)]
    if not containers or _is_histogram(ax, containers):
        return _NOTHING, False
    lying = getattr(containers[0], "orientation", "") == "horizontal"
    axis, hues, intervals = (ax.yaxis if lying else ax.xaxis), _hues(ax), _intervals(ax)
    rows = []
    for container in containers:
        for bar in container.patches:
            middle = (
                bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
            )
            value = bar.get_width() if lying else bar.get_height()
            if np.isfinite(value):
                colour = to_hex(bar.get_facecolor())
                ends = _ends(intervals, middle, colour, lying)
                rows.append((middle, hues.get(colour, ""), float(value), *ends))
    # In the order of the axis, whatever the order of drawing.
    if not (lying and not ax.yaxis_inverted()):
        rows.sort(key=lambda row: row[0])
    names = _names(axis, [row[0] for row in rows])
    return _table([(name, *row[1:]) for name, row in zip(names, rows, strict=True)]), lying


def _histogram(ax: Axes) -> tuple[pd.DataFrame, bool]:
    containers = [one for one in ax.containers if hasattr(one, "patches") and len(one.patches)]
    if not containers or not _is_histogram(ax, containers):
        return _NOTHING, False
    lying, hues = _lies(containers), _hues(ax)
    rows = []
    for bar in (bar for container in containers for bar in container.patches):
        begin, width = (bar.get_y(), bar.get_height()) if lying else (bar.get_x(), bar.get_width())
        name = f"{_figure(begin)} to {_figure(begin + width)}"
        value = float(bar.get_width() if lying else bar.get_height())
        rows.append((name, hues.get(to_hex(bar.get_facecolor()), ""), value))
    return _table(rows), lying


def _points(ax: Axes) -> tuple[pd.DataFrame, bool]:
    marked = [line for line in _drawn(ax) if line.get_marker() not in ("None", "", None)]
    intervals = _intervals(ax)
    across, up = (_is_named(ax.xaxis), _is_named(ax.yaxis))
    if not marked or not (across or up or intervals):
        return _NOTHING, False
    lying = up or (not across and bool(intervals) and intervals[0].lying)
    axis, hues = (ax.yaxis if lying else ax.xaxis), _hues(ax)
    rows = []
    for line in marked:
        places, values = _xy(line).T[::-1] if lying else _xy(line).T
        hue = _hue(line, hues)
        for place, value in zip(places, values, strict=True):
            if np.isfinite(value):
                ends = _ends(intervals, place, to_hex(line.get_color()), lying)
                rows.append((place, hue, value, *ends))
    if not (lying and not ax.yaxis_inverted()):
        rows.sort(key=lambda row: row[0])
    names = _names(axis, [row[0] for row in rows])
    return _table([(name, *row[1:]) for name, row in zip(names, rows, strict=True)]), lying


def _lines(ax: Axes) -> tuple[pd.DataFrame, bool]:
    hues = _hues(ax)
    rows = []
    lines = [line for line in _drawn(ax) if len(_xy(line)) > 1]
    called = [_hue(line, hues) for line in lines]
    if len(set(called)) < len(called):
        return _NOTHING, False  # two lines of one name, or without: nobody could tell them apart
    for line, hue in zip(lines, called, strict=True):
        x, y = _xy(line).T
        names = _names(ax.xaxis, x) if _is_named(ax.xaxis) or _is_dated(ax.xaxis) else x
        rows += [
            (name, hue, float(value)) for name, value in zip(names, y, strict=True)
            if np.isfinite(value)
        ]  # fmt: skip
    return _table(rows), False


def _scatter(ax: Axes) -> tuple[pd.DataFrame, bool]:
    clouds = [one for one in ax.collections if isinstance(one, PathCollection)]
    places = [np.asarray(one.get_offsets()) for one in clouds]
    rows = [(float(x), "", float(y)) for each in places for x, y in each]
    return _table(rows), False


def _heat_map(ax: Axes) -> tuple[pd.DataFrame, bool]:
    meshes = [one for one in ax.collections if isinstance(one, QuadMesh)]
    if not meshes:
        return _NOTHING, False
    values: np.ma.MaskedArray = np.ma.asarray(meshes[0].get_array())
    for axis, number in ((ax.xaxis, values.shape[1]), (ax.yaxis, values.shape[0])):
        if sum(bool(label.get_text()) for label in axis.get_ticklabels()) < number:
            return _NOTHING, False  # seaborn leaves out labels that would overlap
    columns = _names(ax.xaxis, np.arange(values.shape[1]) + 0.5)
    rows = _names(ax.yaxis, np.arange(values.shape[0]) + 0.5)
    return _table(
        [
            (f"{row}, {column}", "", float(values[i, j]))
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
            if not np.ma.getmaskarray(values)[i, j]
        ]
    ), False


_READERS = {
    "heat map": _heat_map,
    "bars": _bars,
    "histogram": _histogram,
    "points": _points,
    "scatter": _scatter,
    "lines": _lines,
}


# What seaborn calls the axis of the figures of a histogram.
_OF_HISTOGRAM = {"count", "density", "frequency", "percent", "proportion", "probability"}


def _lies(containers: list) -> bool:  # type: ignore[type-arg]
    return getattr(containers[0], "orientation", "") == "horizontal"


def _is_histogram(ax: Axes, containers: list) -> bool:  # type: ignore[type-arg]
    """Tell whether bars stand on a number line: they touch, or their figures are counts."""
    lying = _lies(containers)
    groups, figures = (ax.yaxis, ax.get_xlabel()) if lying else (ax.xaxis, ax.get_ylabel())
    if type(_converter(groups)).__module__ == category.__name__:
        return False
    bars = [bar for bar in containers[0].patches if isinstance(bar, Rectangle)]
    begins = [bar.get_y() if lying else bar.get_x() for bar in bars]
    widths = [bar.get_height() if lying else bar.get_width() for bar in bars]
    touch = len(bars) > 1 and np.allclose(np.add(begins, widths)[:-1], begins[1:])
    return bool(touch) or figures.lower() in _OF_HISTOGRAM


def _drawn(ax: Axes) -> list[Line2D]:
    """Lines of data: no marks of the legend, no reference lines, no error bars."""
    lines = [line for line in ax.lines if line.get_transform() == ax.transData]
    return [line for line in lines if len(_xy(line)) and not _is_error_bar(line)]


def _xy(line: Line2D) -> npt.NDArray[np.float64]:
    return np.asarray(line.get_xydata(), dtype=float)


def _is_error_bar(line: Line2D) -> bool:
    xy, plain = _xy(line), line.get_marker() in ("None", "", None)
    return plain and len(xy) == 2 and bool((xy[0] == xy[1]).any())


class _Interval(NamedTuple):
    lying: bool
    place: float
    low: float
    high: float
    colour: str


def _intervals(ax: Axes) -> list[_Interval]:
    lines = [line for line in ax.lines if line.get_transform() == ax.transData]
    segments = [(_xy(line), to_hex(line.get_color())) for line in lines if _is_error_bar(line)]
    for collection in ax.collections:
        if isinstance(collection, LineCollection):
            drawn = collection.get_segments()
            colours = np.resize(to_rgba_array(collection.get_colors()), (len(drawn), 4))
            segments += zip(map(np.asarray, drawn), map(to_hex, colours), strict=True)
    found = []
    for xy, colour in segments:
        # seaborn draws an interval of nothing where it was told to draw none.
        if len(xy) != 2 or not np.isfinite(xy).all():
            continue
        (x0, y0), (x1, y1) = xy.tolist()
        if x0 == x1:
            found.append(_Interval(False, x0, min(y0, y1), max(y0, y1), colour))
        elif y0 == y1:
            found.append(_Interval(True, y0, min(x0, x1), max(x0, x1), colour))
    return found


def _ends(
    intervals: list[_Interval], place: float, colour: str, lying: bool
) -> tuple[float, float]:
    """Give the ends of the interval at a place: the one in the mark's colour, else the first."""
    here = [one for one in intervals if one.lying == lying and abs(one.place - place) < 1e-9]
    here.sort(key=lambda one: one.colour != colour)
    return (here[0].low, here[0].high) if here else (np.nan, np.nan)


def _hue(line: Line2D, hues: dict[str, str]) -> str:
    """Name a line as the legend does, or as the line itself does."""
    label = str(line.get_label())
    return hues.get(to_hex(line.get_color()), "" if label.startswith("_") else label)


def _hues(ax: Axes) -> dict[str, str]:
    """Names of colours, as the legend gives them."""
    legend = ax.get_legend()
    if legend is None:
        return {}
    names = {}
    for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
        colour = handle.get_color() if isinstance(handle, Line2D) else handle.get_facecolor()  # type: ignore[union-attr]
        if np.ndim(colour) == 2:
            colour = colour[0]
        names[to_hex(colour)] = text.get_text()
    return names


def _names(axis, places) -> list[str]:  # type: ignore[no-untyped-def]
    """Names beside an axis at some places: its tick labels, dates, or the numbers themselves."""
    if _is_dated(axis):
        return [f"{mdates.num2date(place):%Y-%m-%d}" for place in places]
    labels = [label.get_text().replace("\n", " ") for label in axis.get_ticklabels()]
    ticks = dict(zip(np.round(axis.get_ticklocs(), 6), labels, strict=False))
    if _is_number_line(axis, ticks):
        return [_group({"group": float(place)}) for place in places]
    named = []
    for place in places:
        near = min(ticks, key=lambda tick: abs(tick - place), default=None)
        there = near is not None and abs(near - place) <= 0.5 and ticks[near]
        named.append(ticks[near] if there else _figure(float(place)))
    return named


def _is_number_line(axis: Axis, ticks: dict[float, str]) -> bool:
    """Tell whether the labels are the numbers of their places, and not names such as years."""
    if type(_converter(axis)).__module__ == category.__name__:
        return False
    texts = {place: text.replace("−", "-").replace(",", "") for place, text in ticks.items()}
    return all(text == "" or _is_about(text, place) for place, text in texts.items())


def _is_about(text: str, place: float) -> bool:
    try:
        return abs(float(text) - place) < 1e-6 * max(1, abs(place))
    except ValueError:
        return False


def _is_named(axis) -> bool:  # type: ignore[no-untyped-def]
    if type(_converter(axis)).__module__ == category.__name__:
        return True
    labels = [label.get_text() for label in axis.get_ticklabels()]
    figures = [label.strip("−-%").replace(".", "") for label in labels]
    return any(figure and not figure.isdigit() for figure in figures)


def _is_dated(axis: Axis) -> bool:
    return type(_converter(axis)).__module__ == mdates.__name__


def _converter(axis: Axis) -> object:
    # get_converter came with matplotlib 3.10.
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


def _is_percent(axis) -> bool:  # type: ignore[no-untyped-def]
    formatter = axis.get_major_formatter()
    if isinstance(formatter, PercentFormatter):
        return formatter.xmax == 1  # else the figures are percent already
    return isinstance(formatter, StrMethodFormatter) and formatter.fmt.endswith("%}")


def _table(rows: list) -> pd.DataFrame:  # type: ignore[type-arg]
    if not rows:
        return _NOTHING
    columns = ["group", "hue", "value", "low", "high"][: len(rows[0])]
    table = pd.DataFrame(rows, columns=columns)
    return table.dropna(axis="columns", how="all")
