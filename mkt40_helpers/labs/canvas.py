"""A lab's picture: what stands still as an image, and what moves as short pieces of SVG.

A piece is written in a fraction of the time that an image takes to draw, and the browser puts it
over the background: in a lesson for the setting that the kernel is asked for, in a page without a
kernel for the settings that it carries.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import blended_transform_factory

from mkt40_helpers import plots

Arrange = Callable[[Any, Any], str]

# A slide shows a lab's figure 740 of its 1280 points wide. One of 6 inches is shown so large there
# that 12 points are 20 of the slide's, which the back row can read.
SLIDE_WIDTH = 6.0
_SLIDE_LETTERS = 66  # of a source line


def is_narrow(figure: Figure) -> bool:
    """Whether a figure is one for slides, in which all letters are of 12 points and words few."""
    return bool(figure.get_figwidth() <= SLIDE_WIDTH)


def write_source(figure: Figure, source: str) -> None:
    """Write the source at the foot of a lab's figure.

    Examples
    --------
    >>> figure = Figure(figsize=(SLIDE_WIDTH, 3))
    >>> write_source(figure, "Invented data: Zwaluw")
    >>> figure.get_supxlabel()
    'Invented data: Zwaluw'
    """
    narrow = is_narrow(figure)
    lines = -(-len(source) // _SLIDE_LETTERS) if narrow else 1
    figure.supxlabel(
        textwrap.fill(source, len(source) // lines + 8),
        x=0.01,
        ha="left",
        fontsize=12 if narrow else 10,
        color=plots.COLOURS["quiet"],
    )


def title_above(ax: Axes, height: float, points: float, alone: bool = True) -> Text:
    """Make the title of a lab's picture, whose words change.

    Parameters
    ----------
    ax : Axes
    height : float
        Above the axes, in parts of their height.
    points : float
        Size of its letters; in a figure for slides they are of 12 points.
    alone : bool
        Whether the axes are alone in their figure: one for slides then has the title at its edge.

    Examples
    --------
    >>> ax = Figure(figsize=(SLIDE_WIDTH, 3)).subplots()
    >>> title_above(ax, 1.05, 14).get_fontsize()
    12.0
    """
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    narrow = is_narrow(figure)
    edge = narrow and alone
    across = figure.transFigure if edge else ax.transAxes
    return ax.text(
        0.01 if edge else 0,
        height,
        "",
        transform=blended_transform_factory(across, ax.transAxes),
        fontsize=12 if narrow else points,
        fontweight="bold",
    )


class Canvas:
    """A figure of which some parts move, with the function that moves them.

    Parameters
    ----------
    figure : Figure
        The picture, with everything in its place.
    moving : sequence of Artist
        What moves, in the order in which it is drawn.
    arrange : callable
        Takes a setting and the one before (or None), puts what moves in its place, and returns the
        description. What it says of the setting before stands at the end.
    meant : callable, optional
        Turns the places of the sliders into a setting.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure = plt.figure(figsize=(2, 1), dpi=100)
    >>> label = figure.text(0.5, 0.5, "")
    >>> def arrange(now, before):
    ...     label.set_text(f"{now[0]}%")
    ...     return f"{now[0]} percent"
    >>> canvas = Canvas(figure, [label], arrange)
    >>> canvas((7,), None)
    (['<text x="100" ...>7%</text>'], '7 percent')
    """

    def __init__(
        self,
        figure: Figure,
        moving: Sequence[Artist],
        arrange: Arrange,
        meant: Callable[[Any], Any] = lambda values: values,
    ) -> None:
        self._figure, self._moving, self._arrange, self._meant = figure, moving, arrange, meant
        self.width, self.height = (
            round(side * figure.get_dpi()) for side in figure.get_size_inches()
        )
        for artist in moving:
            artist.set_animated(True)  # a background is drawn without it

    def __call__(self, now: Any, before: Any) -> tuple[list[str], str]:
        """Return what moves as pieces of SVG, one for each moving part, and the description."""
        text = self._put(now, before)
        return [self._svg(artist) for artist in self._moving], text

    def left_behind(self, setting: Any, marks: Sequence[str]) -> tuple[list[str], str]:
        """Return what a setting with these marks leaves in grey when the next one comes.

        That is what moves and is not there without a setting before; the other pieces are empty.
        With it comes the description of the setting beside itself.
        """
        text = self._put(setting, setting)
        parts = zip(self._moving, marks, strict=True)
        return ["" if mark else self._svg(artist) for artist, mark in parts], text

    def png(self, now: Any, before: Any) -> bytes:
        """Return the whole picture as a PNG file."""
        self._put(now, before)
        for artist in self._moving:
            artist.set_animated(False)
        try:
            return plots.png(self._figure)
        finally:
            for artist in self._moving:
                artist.set_animated(True)

    def background(self) -> bytes:
        """Return what does not move, as a PNG file."""
        return plots.png(self._figure)

    def _put(self, now: Any, before: Any) -> str:
        return self._arrange(self._meant(now), self._meant(before) if before else None)

    def _svg(self, artist: Artist) -> str:
        marks = _Marks(*self._figure.bbox.size, self._figure.get_dpi())
        if artist.get_visible():
            artist.draw(marks)
        return "".join(marks.pieces)


class _Marks(RendererBase):
    """Writes what matplotlib draws as short SVG: the colours, lines and texts that labs use."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._width, self._height, self._dpi = width, height, dpi

    def points_to_pixels(self, points: Any) -> Any:
        return points * self._dpi / 72

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._width, self._height

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Any, rgbFace: Any = None
    ) -> None:
        box = gc.get_clip_rectangle()
        # A filled shape that is cut open would be closed along another way.
        clip = box.extents if box is not None and rgbFace is None else None
        d = self._steps(path.cleaned(transform, remove_nans=True, clip=clip, curves=True))
        if not d:
            return
        empty = rgbFace is None or (len(rgbFace) == 4 and not rgbFace[3])
        style = f'fill="{"none" if empty else to_hex(rgbFace)}" {self._line(gc)}'
        self.pieces.append(f'<path d="{d}" {style}{_faint(gc)}/>')

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        assert mtext is not None and not angle
        # By its own anchor: the page's letters may be narrower than those of this machine.
        side = mtext.get_horizontalalignment()
        x = mtext.get_transform().transform(mtext.get_unitless_position())[0]
        anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
        weight = ' font-weight="bold"' if prop.get_weight() == "bold" else ""
        size = _short(self.points_to_pixels(prop.get_size_in_points()))
        self.pieces.append(
            f'<text x="{_short(x)}" y="{_short(y)}" font-size="{size}"{weight}{anchor[side]} '
            f'fill="{to_hex(gc.get_rgb())}"{_faint(gc)}>{html.escape(s, quote=False)}</text>'
        )

    def _line(self, gc: GraphicsContextBase) -> str:
        width = self.points_to_pixels(gc.get_linewidth())
        if not width or not gc.get_rgb()[3]:
            return 'stroke="none"'
        style = f'stroke="{to_hex(gc.get_rgb())}" stroke-width="{_short(width)}"'
        dashes: Any = gc.get_dashes()[1]
        if dashes is None:
            return style
        lengths = " ".join(_short(self.points_to_pixels(each)) for each in dashes)
        return f'{style} stroke-dasharray="{lengths}"'

    def _steps(self, path: Path) -> str:
        """Write a path as SVG does, from the top of the picture."""
        letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
        steps = []
        for points, code in path.iter_segments(simplify=False, curves=True):
            if code == Path.CLOSEPOLY:
                steps.append("z")
            elif code in letters:
                pairs = np.asarray(points, float).reshape(-1, 2)
                places = (f"{_short(x)} {_short(self._height - y)}" for x, y in pairs)
                steps.append(letters[code] + " ".join(places))
        return "".join(steps) if len(steps) > 1 else ""


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _faint(gc: GraphicsContextBase) -> str:
    alpha = gc.get_alpha()
    return "" if alpha in (None, 1) else f' opacity="{alpha:g}"'
