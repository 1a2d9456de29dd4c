"""The marks that pictures of several chapters share: ``f(data, x=, y=, ax=None) -> Axes``."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import Bbox

from mkt40_helpers.plots.drawn import marks, ticks
from mkt40_helpers.plots.look import COLOURS, SETTINGS

_Array = npt.NDArray[np.float64]
_FIGURE, _NAME = "figure", "name"  # what a text in a picture is


def axes_for(ax: Axes | None) -> Axes:
    """Take the given axes, or make a picture of its own."""
    if ax is not None:
        return ax
    plt.rcParams.update(SETTINGS)  # type: ignore[arg-type]
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


def numbers(ax: Axes, form: str = "{:.0f}") -> Axes:
    """Write its figure beside each bar, or over each point, of a picture of seaborn's.

    Parameters
    ----------
    ax : Axes
        Bars or points, with or without intervals. Called again, the new figures replace the old.
    form : str
        How a figure is written: ``"{:.0%}"`` for a share, and the axis then says percent too.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        There is nothing that a figure could stand beside, bars stand on or behind one another, or
        what is to be written as percent is no share.

    Examples
    --------
    >>> import seaborn as sns
    >>> table = pd.DataFrame({"channel": ["store", "app"], "nps": [40.2, 20]})
    >>> ax = numbers(sns.barplot(table, x="channel", y="nps", ax=plt.figure().add_subplot()))
    >>> [text.get_text() for text in ax.texts]
    ['40', '20']
    """
    found, lying = marks(ax)
    if found.empty:
        raise ValueError("There are no bars or points whose figures could be written.")
    bars = bool(found["width"].any())
    if bars and found["place"].round(6).duplicated().any():
        raise ValueError(
            "Bars stand on or behind one another, and their figures would too. "
            "Draw them side by side, or write no figures."
        )
    if form.endswith("%}"):
        if found["value"].abs().max() > 1 + 1e-9:
            raise ValueError(
                f"{form!r} writes shares between 0 and 1 in percent, and these figures are larger. "
                f'Where they are percent already, give "{form[:-2]}f}}%".'
            )
        (ax.xaxis if lying else ax.yaxis).set_major_formatter(PercentFormatter(1))
    for text in [text for text in ax.texts if text.get_gid() == _FIGURE]:
        text.remove()
    # Beside a bar and its interval; over a lying point, and to the right of any other.
    dx, dy = ((4, 0) if lying else (0, 3)) if bars else ((0, 7) if lying else (8, 0))
    for place, value, *ends in found[["place", "value", "end", "low", "high"]].to_numpy(
        dtype=float
    ):
        side = -1 if bars and value < 0 else 1
        at = side * np.nanmax(side * np.array(ends if bars else [value]))
        ax.annotate(
            form.format(value), (at, place) if lying else (place, at), gid=_FIGURE,
            xytext=(side * dx, side * dy), textcoords="offset points",
            ha="center" if dy else "left" if side > 0 else "right",
            va="center" if dx else "bottom" if side > 0 else "top",
        )  # fmt: skip
    if bars:  # room for the longest bar's
        ax.margins(x=0.1) if lying else ax.margins(y=0.1)
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
    """Draw upright intervals from a table over a picture, such as the bars of seaborn.

    Parameters
    ----------
    data : DataFrame
        One row per interval.
    x, y, low, high : str
        Columns with the place (a name of the axis, or a number), the figure, and the ends of its
        interval in the same unit.
    hue : str, optional
        Column with groups, each in its colour of the `palette`.
    palette : dict of str to str, optional
        Colour by group; needed with `hue`.
    fmt : str, optional
        How `numbers` writes the figures, such as "{:,.0f}"; without it they are not written.
    dots : bool
        Draw the figures too, where the picture does not yet show them.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        A column is missing, or the picture has bars or points and none of them belongs to a row:
        they lie, or there are several at one place.

    Examples
    --------
    >>> table = pd.DataFrame({"week": ["same"], "visits": [19.9], "low": [19], "high": [20.7]})
    >>> ax = whiskers(table, "week", "visits", fmt="{:.0f}", dots=True)
    >>> [text.get_text() for text in ax.texts]
    ['20']
    """
    ax = axes_for(ax)
    require(data, [x, y, low, high, *([hue] if hue else [])])
    by_name = {name: place for place, name in ticks(ax.xaxis).items()}
    places = data[x]
    if by_name or places.dtype.kind not in "iufM":  # years too are names among names
        places = label_texts(places)
    if places.isin(list(by_name)).all():
        places = places.map(by_name)
    if not dots:
        _require_marks(ax, places, data[x], data[y])
    groups = label_texts(data[hue]) if hue else pd.Series("", data.index)
    for name in groups.unique():
        part = groups == name
        colour = (palette or {}).get(name, COLOURS["ink"])
        ax.vlines(places[part], data[low][part], data[high][part], color=colour, linewidth=2)
        if dots:
            label = name or None
            ax.plot(places[part], data[y][part], "o", markersize=7, color=colour, label=label)
    if data[low].min() < 0 < data[high].max():
        ax.axhline(0, color=COLOURS["quiet"], linewidth=1)
    return numbers(ax, fmt) if fmt else ax


def _require_marks(ax: Axes, places: pd.Series, called: pd.Series, values: pd.Series) -> None:
    """Refuse intervals that would stand beside the bars or points that they belong to."""
    found, lying = marks(ax)
    if found.empty:
        return
    at = np.full(len(places), np.nan) if lying else np.ravel(ax.convert_xunits(places.to_numpy()))
    for name, place, value in zip(called, at, values, strict=True):
        here = np.isclose(found["place"], place) & np.isclose(found["value"], value)
        if pd.notna(value) and not here.any():
            raise ValueError(
                f"No upright bar or point at {name!r} reaches {value:g}. whiskers needs one per "
                "row, with the groups across. Elsewhere let seaborn draw the intervals: errorbar= "
                "takes a function that gives two ends, such as intervals.share_ends."
            )


def names(data: pd.DataFrame, x: str, y: str, label: str, ax: Axes | None = None) -> Axes:
    """Write names beside points of a picture, such as a scatter plot of seaborn.

    `show` moves each name to where it covers the fewest points and other names.

    Parameters
    ----------
    data : DataFrame
        One row per name.
    x, y, label : str
        Columns with the place of the point and with the name.
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
    # A thin line leads from a name that found no room beside its point.
    thin = {"arrowstyle": "-", "color": COLOURS["quiet"], "shrinkA": 0, "shrinkB": 3}
    for name, across, up in zip(label_texts(data[label]), data[x], data[y], strict=True):
        ax.annotate(
            name, (across, up), xytext=(7, 0), textcoords="offset points", va="center", gid=_NAME,
            arrowprops=thin,
        )  # fmt: skip
    return ax


def place_names(figure: Figure) -> None:
    """Move each of `names` to where it covers the least, the nearest first; axes are final."""
    for ax in figure.axes:
        named = [one for one in ax.findobj(Annotation) if one.get_gid() == _NAME]
        if not named:
            continue
        figure.draw_without_rendering()
        clouds = [np.asarray(cloud.get_offsets(), dtype=float) for cloud in ax.collections]
        points = ax.transData.transform(np.vstack([np.empty((0, 2)), *clouds]))
        taken: list[Bbox] = []
        for text in named:
            boxes = {place: _box(text, *place) for place in _AROUND}
            own = ax.transData.transform(text.xy)
            best = min(boxes, key=lambda place: _covered(boxes[place], own, points, taken, ax))
            taken.append(_box(text, *best))


# Points away, and the side: right, left or middle; over, under or beside. The best first.
_SIDES = [(1, 0), (1, 1), (1, -1), (-1, 0), (0, 1), (0, -1), (-1, 1), (-1, -1)]
_AROUND = [(gap, *side) for gap in (7, 18, 30, 42) for side in _SIDES]


def _box(text: Annotation, gap: int, across: int, up: int) -> Bbox:
    """Write a name at a place around its point, and give the room that it takes there."""
    text.set(ha=("center", "left", "right")[across], va=("center", "bottom", "top")[up])
    text.xyann = (gap * across, gap * up)
    text.arrow_patch.set_visible(gap > 7)  # type: ignore[union-attr]
    return Text.get_window_extent(text)


def _covered(box: Bbox, own: _Array, points: _Array, taken: list[Bbox], ax: Axes) -> int:
    """Count what a name and its line would cover: points, other names, the picture's frame."""
    room = box.padded(6)  # so much of a point lies around its middle
    hidden = ((points > room.min) & (points < room.max)).all(axis=1)
    along = own + np.linspace(0, 1, 12)[:, np.newaxis] * (
        np.array([box.min, box.max]).mean(axis=0) - own
    )
    others = np.hypot(*(points - own).T) > 6
    near = np.hypot(*(points[:, np.newaxis] - along).transpose(2, 0, 1)).min(axis=1) < 6
    beyond = not (ax.bbox.contains(*box.min) and ax.bbox.contains(*box.max))
    return int((hidden | (near & others)).sum()) + 3 * box.count_overlaps(taken) + 5 * beyond
