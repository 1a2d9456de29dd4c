"""What all pictures share: the look, the headline, and showing a picture with its description."""

from __future__ import annotations

import base64
import html
import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

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
    "grid": "#E3E3E3",
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
