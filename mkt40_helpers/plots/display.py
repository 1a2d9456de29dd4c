"""Showing a picture together with its description for people who cannot see it."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave


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

    # The whole figure, also from a part of it: get_figure(root=True) came with matplotlib 3.10.
    figure = picture.figure.canvas.figure if isinstance(picture, Axes) else picture
    # As HTML: JupyterLab drops the description of a plain image output.
    display({"text/html": image(figure, alt), "text/plain": alt}, raw=True)
    plt.close(figure)
