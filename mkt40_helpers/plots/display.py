"""Showing a picture together with its description for people who cannot see it."""

from __future__ import annotations

import base64
import html
import io
import numbers
import re
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from PIL import Image

from mkt40_helpers.plots.drawn import is_dated
from mkt40_helpers.plots.look import COLOURS, SETTINGS, headline, undull
from mkt40_helpers.plots.marks import place_names
from mkt40_helpers.plots.reading import describe, read

# Points of the screen for each point of the picture: sharp on a dense screen and at 200% zoom.
DENSITY = 2


def png(figure: Figure) -> bytes:
    """Draw a figure into the bytes of a PNG file; the same picture gives the same bytes."""
    dense = figure.get_dpi() * DENSITY
    canvas = FigureCanvasAgg(figure)
    before, figure.dpi = figure.dpi, dense
    try:
        canvas.draw()
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    finally:
        figure.dpi = before
    buffer = io.BytesIO()
    # A picture has few colours: 128 of them take a third of the room, and nobody sees it. Chosen
    # by maximum coverage they lie nearer than by median cut, in half the time.
    few = drawn.quantize(128, Image.Quantize.MAXCOVERAGE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def image(picture: Figure | bytes, alt: str) -> str:
    """Make an HTML image that carries its description.

    Parameters
    ----------
    picture : Figure or bytes
        The picture, or a PNG file of it, `DENSITY` points for each one of the screen.
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
        raise ValueError(_NO_DESCRIPTION)
    if isinstance(picture, Figure):
        width, picture = picture.get_figwidth() * picture.get_dpi(), png(picture)
    else:
        width = Image.open(io.BytesIO(picture)).width / DENSITY
    style = f"width:{width:.0f}px;max-width:100%;height:auto"
    code = base64.b64encode(picture).decode()
    return f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{code}" style="{style}">'


def show(
    picture: Axes | Figure,
    title: str = "",
    measure: str = "",
    source: str = "",
    guess: Any = None,
    alt: str | None = None,
) -> None:
    """Write headline and source, display the picture with its description, and close it.

    Parameters
    ----------
    picture : Axes or Figure
        What seaborn or a picture function returns.
    title : str
        The finding, in one sentence.
    measure : str
        What is measured, in which unit and period.
    source : str
        "Real data: ..." or "Invented data: ...".
    guess : float, optional
        What the learner expected, as the axis of the figures shows it (60 for 60%): drawn as a
        mark, and set beside the title in a sentence below the picture. None and ``...`` draw
        nothing; of what is no number, the sentence says how to write it.
    alt : str, optional
        Description for readers who cannot see it: kind of picture, axes, main numbers. Written from
        the picture's own figures where that can be done (see `read`).

    Raises
    ------
    ValueError
        There is no description, and none can be written; the picture names no source; or there is
        no axis that a guess could be drawn on.

    Examples
    --------
    >>> show(plt.figure().add_subplot(), title="Nothing is drawn yet", source="Invented data")
    Traceback (most recent call last):
        ...
    ValueError: The picture has no description. Give alt= a sentence that tells ...
    """
    from IPython.display import display

    axes = picture if isinstance(picture, Axes) else None
    # The whole figure, also from a part of it: get_figure(root=True) came with matplotlib 3.10.
    figure = picture.figure.canvas.figure if isinstance(picture, Axes) else picture
    text = _description(axes, title, source) if alt is None else alt
    if not text.strip():
        raise ValueError(_NO_DESCRIPTION)
    if title or source:
        if axes is None:
            raise ValueError("A headline belongs to one picture: give its axes, not the figure.")
        headline(axes, title, measure, source)
    if not (source or figure.get_supxlabel()):
        raise ValueError(
            'The picture names no source. Give source="Real data: ..." or "Invented data: ...".'
        )
    answer = ""
    if guess is not None and guess is not ...:
        odd = _why_no_number(guess)
        said = f"Your guess is not drawn: {odd}" if odd else _mark(axes, float(guess))
        text, answer = (
            f"{text} {said}",
            f"<p>{html.escape(f'{_sentence(title)} {said}'.strip())}</p>",
        )
    undull(figure)
    place_names(figure)
    # As HTML: JupyterLab drops the description of a plain image output.
    display({"text/html": image(figure, text) + answer, "text/plain": text}, raw=True)
    plt.close(figure)


def theme() -> None:
    """Switch matplotlib to the look of the course (fonts of 12 points and more, quiet axes).

    In a notebook, a picture that is drawn and not shown by `show` gets a description too.

    Examples
    --------
    >>> theme()
    >>> plt.rcParams["font.size"]
    12.0
    """
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        shell = None  # outside Jupyter
    if shell:
        # Jupyter sets up its figures when it first meets them, at the end of that cell: now.
        plt.switch_backend(plt.get_backend())
        shell.events.register("pre_run_cell", _describe_what_is_drawn)
    plt.rcParams.update(SETTINGS)  # type: ignore[arg-type]


def _describe_what_is_drawn(_: Any) -> None:
    from IPython import get_ipython

    formatters = get_ipython().display_formatter.formatters
    formatters["text/html"].for_type(Figure, _as_page)
    formatters["image/png"].pop(Figure, None)  # it has no place for a description


def _as_page(figure: Figure) -> str:
    _turn_crowded_names(figure)
    try:
        told = describe(read(figure.axes[0])) if len(figure.axes) == 1 else ""
    except ValueError:
        told = ""
    return image(figure, told or "A picture of your own, which could not be described.")


def _turn_crowded_names(figure: Figure) -> None:
    """Turn the names below a picture upright where they run into each other, as 24 months do."""
    figure.draw_without_rendering()
    for ax in figure.axes:
        names = [name for name in ax.get_xticklabels() if name.get_text()]
        boxes = sorted((name.get_window_extent() for name in names), key=lambda box: box.x0)
        crowded = any(left.x1 > right.x0 for left, right in pairwise(boxes))
        if crowded and not any(name.get_rotation() for name in names):
            ax.tick_params(axis="x", rotation=90)


_NO_DESCRIPTION = (
    "The picture has no description. Give alt= a sentence that tells "
    "what the picture shows, with its main numbers."
)


def _description(axes: Axes | None, title: str, source: str) -> str:
    """Write the description of a picture from its own figures."""
    if axes is None:
        raise ValueError(_NO_DESCRIPTION)
    reading = read(axes)
    if reading.untold:
        raise ValueError(f"{_NO_DESCRIPTION} None was written for you: {reading.untold}")
    side = "x" if reading.lying else "y"
    if not getattr(reading, side) and reading.kind != "heat map":
        raise ValueError(
            f'The axis of the figures has no name. Give it one, ax.set({side}label="..."), so that '
            "the description can say what they are; or write the whole description: alt=."
        )
    return " ".join(map(_sentence, filter(None, (title, describe(reading), source))))


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."


def _mark(axes: Axes | None, number: float) -> str:
    """Draw the learner's guess across the axis of the figures; say it in words."""
    reading = read(axes) if axes is not None else None
    if axes is None or reading is None or reading.kind == "heat map":
        raise ValueError("A guess cannot be drawn in this kind of picture.")
    # Where several marks are drawn, such as a dot on a line, the figures stand upright.
    at = number / (100 if reading.in_percent else 1)
    # In a histogram the guess is a value of the number line, and no count.
    across = reading.lying != (reading.kind == "histogram")
    if is_dated(axes.xaxis if across else axes.yaxis):
        raise ValueError("A guess is a number, and cannot be drawn on an axis of dates.")
    for text in axes.texts:  # a number that the mark runs through can still be read
        text.set_path_effects([withStroke(linewidth=4, foreground="white")])
    line = axes.axvline if across else axes.axhline
    line(at, color=COLOURS["ink"], linestyle=":", linewidth=2)
    place = (at, 1) if across else (1, at)
    where = axes.get_xaxis_transform() if across else axes.get_yaxis_transform()
    axes.annotate(
        "you", place, xycoords=where, xytext=(3, -2), textcoords="offset points",
        va="top" if across else "bottom", fontweight="bold",
    )  # fmt: skip
    return f"You said {number:g}{'%' if reading.in_percent else ''}."


def _why_no_number(guess: Any) -> str | None:
    """Say how to write a guess that is no number a picture has room for, or None."""
    if isinstance(guess, (tuple, list)):
        if len(guess) == 2 and all(type(part) is int and part >= 0 for part in guess):
            first, second = guess
            return (
                f"{first},{second} makes two numbers. Write {first}.{second} with a point. {_RUN}"
            )
        return f"it holds several values. Write one number, with a decimal point, as in 3.5. {_RUN}"
    if isinstance(guess, str):
        fixed = guess.strip(" %").replace(",", ".")
        fixed = fixed if re.fullmatch(r"-?\d+(\.\d+)?", fixed) else "digits only, as in 60"
        return f"it is a text. Write {fixed}, without quotation marks and percent sign. {_RUN}"
    if not isinstance(guess, numbers.Real) or isinstance(guess, bool) or guess != guess:
        return f"it is no number. Write one in place of the three dots, as in 60. {_RUN}"
    if not -1e12 < guess < 1e12:  # type: ignore[operator]
        return f"it is too large. Write a smaller number. {_RUN}"
    return None


_RUN = "Then run that cell and this one again."
