"""What is drawn on axes: bars, points, lines and the like, as seaborn and matplotlib leave them."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable
from typing import NamedTuple

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import category, ticker
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D

# What seaborn calls the axis of the figures of a histogram.
_OF_HISTOGRAM = {"count", "density", "frequency", "percent", "proportion", "probability"}


class Untold(ValueError):
    """Something is drawn that cannot be told; the message says what."""


def figures(ax: Axes) -> tuple[str, pd.DataFrame, bool, pd.DataFrame | None]:
    """Give the kind of a picture, its figures, whether they lie, and the lines along with them.

    Raises
    ------
    Untold
        The picture would be told by half.
    """
    _require_whole(ax)
    bars, dotted, plain = _bars(ax), _dotted(ax), _drawn(ax)
    if bars or (dotted and (ticks(ax.xaxis) or ticks(ax.yaxis) or _intervals(ax))):
        plain = [line for line in plain if line not in dotted and _stem(line) is None]
    else:
        dotted = []  # dots on a number line are the places of a line
    clouds = [one for one in ax.collections if isinstance(one, PathCollection)]
    meshes = [one for one in ax.collections if isinstance(one, QuadMesh)]
    segments = any(isinstance(one, LineCollection) for one in ax.collections)
    drawn = {"heat map": meshes, "bars": bars, "points": dotted, "scatter": clouds}
    kinds = [kind for kind, parts in drawn.items() if parts]
    lines = _lines(ax, plain) if plain else None
    if kinds == ["points"] or (kinds == ["bars"] and lines is None):
        return *_marked(ax), lines
    if not segments:
        if kinds == ["scatter"]:
            return "scatter", _scatter(ax, clouds), False, lines
        if kinds == ["heat map"] and lines is None:
            return "heat map", _heat_map(ax, meshes[0]), False, None
        if not kinds and lines is not None:
            return "lines", lines, False, None
    raise Untold("The picture shows nothing, or marks of several kinds.")


def marks(ax: Axes) -> tuple[pd.DataFrame, bool]:
    """Give the bars or points of a picture in the order of drawing, and whether they lie.

    A row has its place on the axis of the groups (of a bar: the middle), its width, its value, the
    end of the bar (which need not begin at zero), its hue, and low and high of its interval.
    """
    bars, dotted = _bars(ax), _dotted(ax)
    if bars and dotted:
        raise Untold("The picture has both bars and points.")
    intervals, hues, rows = _intervals(ax), _hues(ax), []
    if _takes_texts(ax.xaxis) and _takes_texts(ax.yaxis):
        raise Untold(
            "There are names along both axes, so the figures are the names' order and no amounts. "
            'Give figures, or True and False: table.assign(told=table["told"] == "yes").'
        )
    if bars:
        lying = bars[0].orientation == "horizontal"
    elif ticks(ax.xaxis) or ticks(ax.yaxis):
        lying = not ticks(ax.xaxis)
    else:
        lying = bool(intervals) and intervals[0].lying
    for bar in (bar for group in bars for bar in group):
        (x, y), wide, tall = bar.get_xy(), bar.get_width(), bar.get_height()
        begin, width, base, value = (y, tall, x, wide) if lying else (x, wide, y, tall)
        colour = to_hex(bar.get_facecolor())
        rows.append((begin + width / 2, width, value, base + value, hues.get(colour, ""), colour))
    for line in dotted:
        hue, colour = _hue(line, hues), to_hex(line.get_color())
        for place, value in _xy(line)[:, ::-1] if lying else _xy(line):
            rows.append((place, 0.0, value, value, hue, colour))
    found = pd.DataFrame(rows, columns=["place", "width", "value", "end", "hue", "colour"])
    found = found.dropna(subset="value")
    ends = []
    # Of several marks at one place, each has the interval in its own colour.
    crowded = found["place"].round(6).duplicated(keep=False)
    for place, colour, several in zip(found["place"], found["colour"], crowded, strict=True):
        here = [one for one in intervals if one.lying == lying and abs(one.place - place) < 1e-9]
        here = [one for one in here if one.colour == colour or not several]
        ends.append(here[0][1:3] if len(here) == 1 else (np.nan, np.nan))
    return found.assign(low=[low for low, _ in ends], high=[high for _, high in ends]), lying


# ---- a picture by its kind ----


def _require_whole(ax: Axes) -> None:
    """Refuse what would be told by half: axes beside these, and what no reader knows."""
    others = [one for one in ax.figure.canvas.figure.axes if one.get_label() != "<colorbar>"]
    if any(one.has_data() for one in [*others, *ax.child_axes] if one is not ax):
        raise Untold("The figure holds more than one picture.")
    bars = [bar for group in _bars(ax) for bar in group]
    areas = [one for one in ax.patches if one not in bars and one.get_window_extent().width]
    areas = [one for one in areas if one.get_data_transform() == ax.transData]
    known = (LineCollection, PathCollection, QuadMesh)
    rest = [one for one in ax.collections if not isinstance(one, known) and one.get_paths()]
    if rest and not (areas or bars or ax.images) and _are_bands(ax, rest):
        raise Untold(
            "There is a band around a line: seaborn met several rows at one place and drew their "
            "mean. sns.pointplot draws intervals that can be read; where none are asked for, "
            "errorbar=None leaves the band out. hue= keeps groups apart."
        )
    if areas or rest or ax.images or ax.name != "rectilinear" or is_dated(ax.yaxis):
        raise Untold("The picture shows something else than bars, points and lines.")


def _are_bands(ax: Axes, rest: list[Collection]) -> bool:
    """Tell whether areas lie around lines, one around each, as those of sns.lineplot do."""
    lines = [line for line in _drawn(ax) if not _is_dotted(line)]
    return len(rest) == len(lines)


def _marked(ax: Axes) -> tuple[str, pd.DataFrame, bool]:
    """Tell bars or points with their groups, in the order of the axis."""
    found, lying = marks(ax)
    if found["low"].notna().sum() != len(_intervals(ax)):
        raise Untold("An interval belongs to no bar or point, or to several.")
    hanging = ~np.isclose(found["end"], found["value"])
    if (hanging & ~found["place"].round(6).duplicated(keep=False)).any():
        raise Untold("A bar begins at another place than zero.")
    if not lying or ax.yaxis_inverted():
        found = found.sort_values("place", kind="stable")
    axis, kind = (ax.yaxis if lying else ax.xaxis), "bars" if _bars(ax) else "points"
    if kind == "bars" and _is_histogram(ax, found, lying):
        kind, half, number = "histogram", found["width"] / 2, len(found)
        edges = _names(axis, [*(found["place"] - half), *(found["place"] + half)])
        groups = [" to ".join(pair) for pair in zip(edges[:number], edges[number:], strict=True)]
    else:
        groups = _names(axis, found["place"])
    table = _table(found.assign(group=groups)[["group", "hue", "value", "low", "high"]])
    if table.duplicated(["group", "hue"]).any():
        raise Untold("Two bars or points have the same name.")
    return kind, table, lying


def _is_histogram(ax: Axes, found: pd.DataFrame, lying: bool) -> bool:
    """Tell whether bars stand on a number line: they touch, or their figures are counts."""
    if ticks(ax.yaxis if lying else ax.xaxis):
        return False
    steps = np.diff(np.unique(found["place"].round(6)))
    touch = len(steps) > 0 and np.allclose(steps, found["width"].iloc[0])
    return bool(touch) or (ax.get_xlabel() if lying else ax.get_ylabel()).lower() in _OF_HISTOGRAM


def _lines(ax: Axes, drawn: list[Line2D]) -> pd.DataFrame:
    hues, parts = _hues(ax), []
    for line in drawn:
        x, y = _xy(line)[np.isfinite(_xy(line)).all(axis=1)].T
        parts.append(pd.DataFrame({"group": _places(ax.xaxis, x), "value": y}))
        parts[-1].insert(1, "hue", _hue(line, hues))
    if len({_hue(line, hues) for line in drawn}) < len(drawn):
        raise Untold("Two lines have the same name, or none.")
    return _table(pd.concat(parts, ignore_index=True))


def _scatter(ax: Axes, clouds: list[PathCollection]) -> pd.DataFrame:
    if ticks(ax.xaxis) or ticks(ax.yaxis) or ax.get_legend():
        raise Untold("The points of a cloud belong to groups.")
    x, y = np.vstack([np.asarray(one.get_offsets(), dtype=float) for one in clouds]).T
    return _table(pd.DataFrame({"group": _places(ax.xaxis, x), "hue": "", "value": y}))


def _heat_map(ax: Axes, mesh: QuadMesh) -> pd.DataFrame:
    values: npt.NDArray[np.float64] = np.ma.filled(np.ma.asarray(mesh.get_array(), float), np.nan)
    if not (ticks(ax.xaxis) and ticks(ax.yaxis)):
        raise Untold("The rows and columns have no names.")
    rows, columns = (np.arange(number) + 0.5 for number in values.shape)
    pairs = itertools.product(_names(ax.yaxis, rows), _names(ax.xaxis, columns))
    groups = [", ".join(pair) for pair in pairs]
    return _table(pd.DataFrame({"group": groups, "hue": "", "value": values.ravel()}))


def _table(table: pd.DataFrame) -> pd.DataFrame:
    table = table.dropna(subset="value").dropna(axis="columns", how="all")
    if table.empty:
        raise Untold("There are no figures in the picture.")
    return table.reset_index(drop=True)


# ---- bars, lines, intervals, as matplotlib and seaborn leave them ----


def _bars(ax: Axes) -> list[BarContainer]:
    return [one for one in ax.containers if isinstance(one, BarContainer) and len(one)]


def _drawn(ax: Axes) -> list[Line2D]:
    """Lines of data: nothing unseen, no reference lines, no caps of intervals."""
    lines = [line for line in ax.lines if line.get_transform() == ax.transData and len(_xy(line))]
    lines = [line for line in lines if line.get_marker() not in ("_", "|")]
    return [line for line in lines if _is_dotted(line) or line.get_linestyle() not in _NO]


_NO = ("None", "none", "", " ", None)  # how matplotlib says "no marker" and "no line"


def _is_dotted(line: Line2D) -> bool:
    return line.get_marker() not in _NO


def _xy(line: Line2D) -> npt.NDArray[np.float64]:
    return np.asarray(line.get_xydata(), dtype=float)


def _dotted(ax: Axes) -> list[Line2D]:
    return [line for line in _drawn(ax) if _is_dotted(line)]


def _stem(line: Line2D) -> npt.NDArray[np.float64] | None:
    """Two ends of an error bar; None for any other line."""
    xy = _xy(line)
    if len(xy) == 8 and np.isnan(xy[[2, 5]]).any(axis=1).all():  # between seaborn's caps
        xy = xy[3:5]
    upright_or_lying = len(xy) == 2 and bool((xy[0] == xy[1]).any())
    return xy if upright_or_lying else None


class _Interval(NamedTuple):
    place: float
    low: float
    high: float
    lying: bool
    colour: str


def _intervals(ax: Axes) -> list[_Interval]:
    plain = [line for line in _drawn(ax) if not _is_dotted(line)]
    segments = [(_stem(line), to_hex(line.get_color())) for line in plain]
    for collection in ax.collections:
        if isinstance(collection, LineCollection):
            drawn = collection.get_segments()
            colours = np.resize(to_rgba_array(collection.get_colors()), (len(drawn), 4))
            segments += zip(map(np.asarray, drawn), map(to_hex, colours), strict=True)
    found = []
    for xy, colour in segments:
        # seaborn draws an interval of nothing where it was told to draw none.
        if xy is not None and xy.shape == (2, 2) and np.isfinite(xy).all():
            lying = bool(xy[0, 0] != xy[1, 0])
            (low, place), (high, _) = sorted((xy if lying else xy[:, ::-1]).tolist())
            found.append(_Interval(place, low, high, lying, colour))
    return found


def _hue(line: Line2D, hues: dict[str, str]) -> str:
    """Name a line as the line itself does, or as the legend does."""
    label = str(line.get_label())
    return hues.get(to_hex(line.get_color()), "") if label.startswith("_") else label


def _hues(ax: Axes) -> dict[str, str]:
    """Names of colours, as the legend gives them; none to a colour with two names."""
    legend = ax.get_legend()
    names: dict[str, set[str]] = {}
    pairs = zip(legend.legend_handles, legend.get_texts(), strict=True) if legend else ()
    for handle, text in pairs:
        colours = getattr(handle, "get_color", getattr(handle, "get_facecolor", list))
        for colour in to_rgba_array(colours())[:1]:
            names.setdefault(to_hex(colour), set()).add(text.get_text())
    return {colour: min(called) for colour, called in names.items() if len(called) == 1}


# ---- the axes ----


def _places(axis: Axis, places: Iterable[float]) -> list:  # type: ignore[type-arg]
    """Say places on an axis as it does: by dates or names, else as the numbers that they are."""
    if is_dated(axis):
        days = pd.to_datetime(mdates.num2date(places)).round("s")
        whole = (days == days.normalize()).all()
        return list(days.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M"))
    names = ticks(axis)
    return [_near(names, place) if names else float(place) for place in places]


def _near(names: dict[float, str], place: float) -> str:
    """Give the name at a place, from which a mark may stand aside."""
    nearest = min(names, key=lambda tick: abs(tick - place))
    if abs(nearest - place) > 0.5:
        raise Untold("An axis does not name all its places.")
    return names[nearest]


def _names(axis: Axis, places: Iterable[float]) -> list[str]:
    return [said(place) for place in _places(axis, places)]


def said(place: str | float) -> str:
    """Write a name as it is, and a number as one would say it."""
    if isinstance(place, str):
        return place
    is_year = place == round(place) and 1900 <= place <= 2100
    return f"{place:.0f}" if is_year else number(place)  # 2015, not 2,015


def number(value: float, decimals: int | None = None) -> str:
    """Write a number with three figures or so, as one would say it."""
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 100 else 1 if size >= 10 else 2
        if 0 < size < 0.1 and math.isfinite(size):  # rates of clicks and the like
            decimals = 1 - math.floor(math.log10(size))
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"  # 0, and not -0
    return text.rstrip("0").rstrip(".") if "." in text else text


def ticks(axis: Axis) -> dict[float, str]:
    """Names beside an axis by their places; none where it is a line of numbers or dates."""
    formatter, named = axis.get_major_formatter(), _takes_texts(axis)
    # What set_xticks and set_xticklabels make of a list of texts.
    given = isinstance(getattr(formatter, "func", None), functools.partial)
    if not (named or given or isinstance(formatter, ticker.FixedFormatter)):
        return {}
    labels = [label.get_text().replace("\n", " ") for label in axis.get_ticklabels()]
    pairs = zip(axis.get_ticklocs(), labels, strict=False)
    names = {float(place): text for place, text in pairs if text}
    return names if named or not all(map(_is_about, names.values(), names)) else {}


def _takes_texts(axis: Axis) -> bool:
    return type(_converter(axis)).__module__ == category.__name__


def _converter(axis: Axis) -> object:
    # get_converter came with matplotlib 3.10.
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


def _is_about(text: str, place: float) -> bool:
    try:
        return math.isclose(float(text.replace("−", "-").replace(",", "")), place, abs_tol=1e-6)
    except ValueError:
        return False


def is_dated(axis: Axis) -> bool:
    """Tell whether the places on an axis are days, counted from 1970."""
    converter = _converter(axis)
    if type(converter).__name__ in ("PeriodConverter", "TimeConverter"):  # of pandas' own plots
        raise Untold("The dates of an axis are counted in a unit of pandas' own.")
    is_matplotlibs = type(converter).__module__ == mdates.__name__
    return is_matplotlibs or isinstance(converter, mdates.DateConverter)


def is_percent(axis: Axis) -> bool:
    """Tell whether an axis writes shares as percent."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, ticker.PercentFormatter):
        return formatter.xmax == 1  # else the figures are percent already
    return isinstance(formatter, ticker.StrMethodFormatter) and formatter.fmt.endswith("%}")
