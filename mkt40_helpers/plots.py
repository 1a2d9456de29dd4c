"""Pictures of the course: one function each, ``f(data, ..., ax=None) -> Axes``.

The title states the finding, so the caller gives it (computed, never typed in); `headline`
sets title, subtitle and source line the same way everywhere. `show` displays a figure together
with its description for people who cannot see it.
"""

from __future__ import annotations

import base64
import html
import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from mkt40_helpers import advocacy

__all__ = [
    "COLOURS",
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

# Okabe and Ito's colours, told apart by people with any common colour blindness. The same thing
# keeps its colour in all chapters.
COLOURS = {
    "promoter": "#0072B2",
    "passive": "#B8B8B8",
    "detractor": "#D55E00",
    "online": "#CC79A7",
    "store": "#009E73",
    "real": "#E69F00",
    "model": "#56B4E9",
    "ink": "#222222",
    "quiet": "#5F5F5F",
}
TEXT_ON = {"promoter": "white", "passive": "black", "detractor": "black"}
# 12 points at slide size: a figure 9 inches wide fills a slide.
_SETTINGS: dict[str, Any] = {
    "figure.figsize": (9, 4.2),
    "figure.dpi": 96,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "font.size": 12,
    "axes.titlesize": 15,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLOURS["quiet"],
    "axes.labelcolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "legend.frameon": False,
    "svg.hashsalt": "mkt40",
}


def theme() -> None:
    """Switch matplotlib to the look of the course (fonts of 12 points and more, quiet axes).

    Examples
    --------
    >>> theme()
    >>> mpl.rcParams["font.size"]
    12.0
    """
    mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]


def headline(ax: Axes, title: str, subtitle: str = "", source: str = "") -> Axes:
    """Write the finding over the picture, the measure below it, and the source at the foot.

    Parameters
    ----------
    ax : Axes
        The picture.
    title : str
        The finding, in one sentence.
    subtitle : str
        Measure, unit and period.
    source : str
        "Real data: ..." or "Invented data: ...".

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = headline(plt.subplots()[1], "Store leads", "NPS, points", "Invented data")
    >>> ax.get_title(loc="left")
    'Store leads'
    """
    ax.set_title(textwrap.fill(title, 68), loc="left", pad=30 if subtitle else 8)
    if subtitle:
        ax.annotate(
            subtitle,
            (0, 1),
            xytext=(0, 10),
            xycoords="axes fraction",
            textcoords="offset points",
            color=COLOURS["quiet"],
        )
    if source:
        figure = ax.get_figure()
        assert figure is not None
        figure.supxlabel(source, x=0.01, ha="left", fontsize=10, color=COLOURS["quiet"])
    return ax


def score_bars(scores: pd.Series, ax: Axes | None = None) -> Axes:
    """How often each score from 0 to 10 was given, coloured by group.

    Parameters
    ----------
    scores : Series of numbers, shape (n,)
        Whole numbers from 0 to 10; missing ones are left out.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        Bad scores (see `advocacy.nps`).

    Examples
    --------
    >>> len(score_bars(pd.Series([10, 9, 8, 3])).patches)
    11
    """
    ax = _axes(ax)
    result = advocacy.nps(scores)
    counts = scores.value_counts().reindex(range(11), fill_value=0).astype(int)
    colours = [COLOURS[name] for name in advocacy.groups(list(range(11)))]
    bars = ax.bar(counts.index, counts.to_numpy(), color=colours)
    ax.bar_label(bars, fontsize=11, color=COLOURS["quiet"])
    top = counts.max() * 1.35
    for name, centre, share in (
        ("detractor", 3, result.detractor_share),
        ("passive", 7.5, result.passive_share),
        ("promoter", 9.5, result.promoter_share),
    ):
        text = f"{name}s\n{share:.0%}"
        dark = "#6B6B6B" if name == "passive" else COLOURS[name]
        ax.text(centre, top, text, ha="center", va="top", color=dark, fontweight="bold")
    ax.set(xticks=range(11), ylim=(0, top * 1.02), xlabel="score", ylabel="answers")
    return ax


def group_bars(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    r"""Shares of detractors, passives and promoters as one bar per row.

    Parameters
    ----------
    table : DataFrame
        Columns detractors, passives and promoters (counts or percentages), as `advocacy.nps_by`
        makes them, and `label`.
    label : str
        Column that names the bars.
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
    >>> table = pd.DataFrame({"firm": ["A"], "detractors": [1], "passives": [1], "promoters": [2]})
    >>> [text.get_text() for text in group_bars(table, "firm").texts][:3]
    ['detractors\n25%', 'passives\n25%', 'promoters\n50%']
    """
    ax = _axes(ax)
    _require(table, [label, "detractors", "passives", "promoters"])
    counts = table[["detractors", "passives", "promoters"]].astype(float)
    shares = counts.div(counts.sum(axis=1), axis=0)
    names = table[label].astype(str)
    left = np.zeros(len(table))
    for column, name in (
        ("detractors", "detractor"),
        ("passives", "passive"),
        ("promoters", "promoter"),
    ):
        bars = ax.barh(names, shares[column], left=left, color=COLOURS[name], edgecolor="white")
        texts = [_bar_text(column, share) for share in shares[column]]
        ax.bar_label(bars, texts, label_type="center", color=TEXT_ON[name], fontsize=12)
        left += shares[column].to_numpy()
    ax.set(xlim=(0, 1), xticks=[], ylim=(len(table) - 0.5, -0.5))
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def _bar_text(column: str, share: float) -> str:
    if share >= 0.15:
        return f"{column}\n{share:.0%}"
    return f"{share:.0%}" if share >= 0.04 else ""


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
    ax = _axes(ax)
    _require(table, [x, y, low, high])
    places = np.arange(len(table))
    ax.hlines(places, table[low], table[high], color=COLOURS["ink"], linewidth=2.5)
    ax.plot(table[x], places, "o", markersize=9, color=COLOURS["ink"])
    for place, value in zip(places, table[x], strict=True):
        ax.annotate(
            f"{value:.0f}", (value, place), xytext=(0, 9), textcoords="offset points", ha="center"
        )
    ax.set_yticks(places, table[y].astype(str))
    ax.set_ylim(len(table) - 0.5, -0.7)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=COLOURS["quiet"], linewidth=1)
    ax.grid(axis="x", color="#E3E3E3")
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
    ax = _axes(ax)
    _require(table, [x, y, low, high])
    time = table[x].dt.to_timestamp() if isinstance(table[x].dtype, pd.PeriodDtype) else table[x]
    ax.vlines(time, table[low], table[high], color="#9A9A9A", linewidth=2)
    ax.plot(time, table[y], "-o", color=COLOURS["ink"], linewidth=1.2)
    ax.set_ylabel(y)
    ax.grid(axis="y", color="#E3E3E3")
    ax.set_axisbelow(True)
    return ax


def drivers(table: pd.DataFrame, by: str = "touchpoint", ax: Axes | None = None) -> Axes:
    """Points to gain at each touchpoint, as `advocacy.drivers` computes them.

    Parameters
    ----------
    table : DataFrame
        Columns `by` and gain.
    by : str
        Column that names the bars.
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
    >>> table = pd.DataFrame({"touchpoint": ["delivery"], "gain": [9.5]})
    >>> [text.get_text() for text in drivers(table).texts]
    ['+9.5']
    """
    ax = _axes(ax)
    _require(table, [by, "gain"])
    bars = ax.barh(table[by].astype(str), table["gain"], color=COLOURS["detractor"])
    ax.bar_label(bars, fmt="+%.1f", padding=4)
    ax.set(xlim=(0, table["gain"].max() * 1.15), xlabel="points of NPS to gain")
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    return ax


def share_bars(table: pd.DataFrame, by: str, panel: str, ax: Axes | None = None) -> Axes:
    """Shares with intervals: one cluster of bars per `panel`, one bar per value of `by`.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, `panel`, share, low and high (0 to 1), as `advocacy.kinds` makes them.
    by, panel : str
        Columns that name the bars (detractor, passive, promoter) and the clusters.
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
    >>> table = pd.DataFrame({"group": ["promoter"], "kind": ["prompted"], "share": [0.7],
    ...                       "low": [0.6], "high": [0.8]})
    >>> [text.get_text() for text in share_bars(table, by="group", panel="kind").texts]
    ['promoter', '70%']
    """
    ax = _axes(ax)
    _require(table, [by, panel, "share", "low", "high"])
    panels, names = table[panel].unique(), table[by].unique()
    width = 0.8 / len(names)
    for i, name in enumerate(names):
        part = table[table[by] == name].set_index(panel).reindex(panels)
        x = np.arange(len(panels)) + (i - (len(names) - 1) / 2) * width
        colour = COLOURS.get(str(name), COLOURS["model"])
        ax.bar(x, part["share"], width * 0.92, color=colour)
        ax.vlines(x, part["low"], part["high"], color=COLOURS["ink"], linewidth=1.5)
        for place, row in zip(x, part.itertuples(), strict=True):
            ax.annotate(
                str(name), (place, 0), xytext=(0, -5), textcoords="offset points",
                ha="center", va="top", fontsize=11, color=COLOURS["quiet"],
            )  # fmt: skip
            ax.annotate(
                f"{row.share:.0%}", (place, row.high), xytext=(0, 3), textcoords="offset points",
                ha="center", va="bottom",
            )  # fmt: skip
    ax.set_xticks(range(len(panels)), panels, fontweight="bold")
    ax.tick_params(axis="x", length=0, pad=22)
    ax.set(ylim=(0, min(1.0, table["high"].max() * 1.15)), yticks=[])
    ax.spines["left"].set_visible(False)
    return ax


def png(figure: Figure) -> bytes:
    """Draw a figure into the bytes of a PNG file; the same picture gives the same bytes."""
    buffer = io.BytesIO()
    # Not savefig, which draws twice, and without matplotlib's version in the file.
    FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()


def redrawer(figure: Figure, moving: Sequence[Artist]) -> Callable[[], bytes]:
    """Return a function that draws only what moves, over a background drawn once.

    A lab's picture follows its slider only when little is drawn at each step.

    Parameters
    ----------
    figure : Figure
        The picture, with everything in place.
    moving : sequence of Artist
        What the lab will change: bars, lines, texts.

    Returns
    -------
    callable
        Gives the bytes of a PNG file of the figure as it is now.

    Examples
    --------
    >>> figure = plt.figure()
    >>> draw = redrawer(figure, [figure.text(0.5, 0.5, "moves")])
    >>> draw()[1:4]
    b'PNG'
    """
    for artist in moving:
        artist.set_animated(True)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    background = canvas.copy_from_bbox(figure.bbox)

    def draw() -> bytes:
        canvas.restore_region(background)
        for artist in moving:
            figure.draw_artist(artist)
        buffer = io.BytesIO()
        # Little compression: the picture goes no further than the next window.
        effort = {"compress_level": 1}
        imsave(buffer, canvas.buffer_rgba(), format="png", pil_kwargs=effort)
        return buffer.getvalue()

    return draw


def image(picture: Figure | bytes, alt: str) -> str:
    """Make an HTML image that carries its description.

    Parameters
    ----------
    picture : Figure or bytes
        The picture, or a PNG file of it.
    alt : str
        Description: type, axes, and the finding with its main numbers.

    Returns
    -------
    str
        An HTML img element.

    Raises
    ------
    ValueError
        The description is empty.

    Examples
    --------
    >>> image(plt.figure(), alt="An empty page.")[:29]
    '<img alt="An empty page." src'
    """
    if not alt.strip():
        raise ValueError(
            "The picture has no description. Give alt= a sentence that tells "
            "what the picture shows, with its main numbers."
        )
    code = base64.b64encode(png(picture) if isinstance(picture, Figure) else picture).decode()
    style = "max-width:100%;height:auto"
    return f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{code}" style="{style}">'


def show(picture: Axes | Figure, alt: str) -> None:
    """Display a picture in the notebook together with its description, then close it.

    Parameters
    ----------
    picture : Axes or Figure
        What the picture functions return.
    alt : str
        Description for readers who cannot see it: type, axes, finding with its main numbers.

    Raises
    ------
    ValueError
        The description is empty.

    Examples
    --------
    >>> show(plt.subplots()[1], alt="")
    Traceback (most recent call last):
        ...
    ValueError: The picture has no description. Give alt= a sentence that tells ...
    """
    from IPython.display import display

    figure = picture.get_figure(root=True) if isinstance(picture, Axes) else picture
    assert figure is not None
    # As HTML: JupyterLab drops the description of a plain image output.
    display({"text/html": image(figure, alt), "text/plain": alt}, raw=True)
    plt.close(figure)


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    theme()
    # The object way keeps notebooks' automatic display of open figures out of it.
    return plt.figure().add_subplot()


def _require(table: pd.DataFrame, columns: list[str]) -> None:
    for column in columns:
        if column not in table.columns:
            there = ", ".join(map(str, table.columns))
            raise ValueError(f"The picture needs a column {column!r}. The table has: {there}.")
