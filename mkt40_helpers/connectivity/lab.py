"""The paradox machine: critics and contacts -> net recommendation; attention -> choice quality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mkt40_helpers import connectivity, plots
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.answers import Verdicts, around, between
from mkt40_helpers.labs.canvas import SLIDE_WIDTH, Canvas, is_narrow, title_above, write_source
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import DPI, WIDTH, Lab, Setting

SOURCE = "Invented data: two models of this course, with rates as in Zwaluw's threads and diaries"
SILENT = 0.08  # share of content customers who speak up without criticism, as in Zwaluw's threads
_CRITICS = np.arange(0, 51) / 100
_MOST_SOURCES = 25
Line = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
# Critics, woken, contacts, attention: where the sliders stand at first.
START = (5, 30, 12, 60)
# Where they can stand in a page without a kernel.
STOPS = [(0, 5, 10, 12, 13, 14, 15, 16, 17, 20, 30, 50), (15, 30), (12, 25), (30, 60)]


def paradox_machine() -> Lab:
    """Paradox machine: critics and contacts -> net recommendation; attention -> choice quality.

    Returns
    -------
    Lab
        A question, four sliders and a field for the answer; beside them two pictures, with the
        last setting in grey. Displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = paradox_machine()
    >>> lab.sliders[3].value = 30
    >>> "the best choice comes from 3.8 sources, with quality 46." in lab.sentence.text
    True
    """
    critics, woken, contacts, attention = START
    sliders = [
        Slider(label="Critics, % of contacts", value=critics, low=0, high=50),
        Slider(label="Speak up when criticised, %", value=woken, low=0, high=60),
        Slider(label="Contacts asked", value=contacts, low=1, high=30),
        Slider(label="Attention, minutes", value=attention, low=10, high=120),
    ]
    question = (
        f"{contacts} contacts are asked, and {woken}% speak up when they hear a critic. Which is "
        "the smallest share of critics at which the brand is worse off than with none?"
    )
    canvas = Canvas(*_canvas((WIDTH, 4.4), DPI))

    def slide() -> Canvas:
        return Canvas(*_canvas((SLIDE_WIDTH, 3.5), DPI))

    return Lab(
        question, "Your answer (% critics)", sliders, canvas, _verdicts(), stops=STOPS, slide=slide
    )


def _verdicts() -> Verdicts:
    """Say of each answer whether it is right, or what to look at."""
    _, woken, contacts, _ = START
    net = connectivity.net_recommendation(_CRITICS, contacts, woken / 100, SILENT)["net"].to_numpy()
    # The places in `net` are percent.
    worse, against, best = (int(np.argmax(one)) for one in (net < net[0], net < 0, net))
    right = (
        f"Right. With {worse}% critics the net recommendation is "
        f"{100 / contacts * net[worse]:.1f} per 100 contacts, with none it is "
        f"{100 / contacts * net[0]:.1f}. Below that share some criticism helps."
    )
    more_against = (
        "From there on more voices are against the brand than for it. The question compares "
        "with a brand that nobody criticises: what is its net recommendation?"
    )
    best_off = (
        "There the brand is best off. The question asks where, to the right of that, it "
        "has lost all that it had won."
    )
    near = (
        "Very near. Set the first slider to your share, and compare the two figures in "
        "the first sentence under the picture: which is larger?"
    )
    return Verdicts(
        [
            (worse, worse, right),
            between(0, 1, "Give it in percent, as the slider does: 12 for 12%."),
            (against, against, more_against),
            (best, best, best_off),
            around(worse, 1, near),
        ],
        "Not yet. Press Reset. Read in the first sentence under the picture the figure for "
        "nobody criticising, then raise the share of critics until the brand falls below it.",
    )


def paradox_picture(critics: int, woken: int, contacts: int, attention: int) -> tuple[Figure, str]:
    """The machine's picture for one setting, and its description.

    Parameters
    ----------
    critics : int
        Critics in percent of the contacts, 0 to 50.
    woken : int
        Percent of the content customers who speak up when there is criticism.
    contacts : int
        People asked, 1 or more.
    attention : int
        Minutes for the choice, above 2 (a single source takes 2 to find).

    Returns
    -------
    (Figure, str)
        For `plots.show(figure, alt=text)`.

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> paradox_picture(5, 30, 12, 60)[1][:65]
    'Of 12 contacts 5% are critics: per 100 contacts 11.6 more voices '
    """
    figure, _, arrange = _canvas((9, 4.1))
    return figure, arrange((critics, woken, contacts, attention), None)


def _canvas(
    size: tuple[float, float], dpi: float | None = None
) -> tuple[Figure, list[Artist], Callable[[Setting, Setting | None], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=size, dpi=dpi)
    left, right = figure.subplots(1, 2)
    titles = [title_above(ax, 1.08, 13, alone=False) for ax in (left, right)]
    for ax in (left, right):
        ax.set_title(" ", pad=14)  # keeps a place for the title
        ax.grid(axis="y", color=plots.COLOURS["grid"])
        ax.set_axisbelow(True)
    ghosts = [_curve(ax, faint=True) for ax in (left, right)]
    net, quality = _curve(left), _curve(right)
    _axes(left, right, figure)
    if is_narrow(figure):  # the words of the second are wider than its axes
        titles[1].set(x=1, ha="right")
    plots.headline(left, " ")
    write_source(figure, SOURCE)
    figure.set_layout_engine("constrained", w_pad=0.12)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(now: Setting, before: Setting | None) -> str:
        result = _result(*now)
        _place((net, quality), result)
        _place(ghosts, _result(*before) if before else None)
        titles[0].set_text(f"Net recommendation {_signed(result.net[1][0])}")
        best, top = (float(each[0]) for each in result.best)
        titles[1].set_text(f"{best:.1f} sources: quality {top:.0f}")
        return _told(now, result) + (_told_before(_result(*before)) if before else "")

    moving = [artist for pair in (*ghosts, net, quality) for artist in pair]
    return figure, [*moving, *titles], arrange


class _Result(NamedTuple):
    """What the two pictures show: curves and points, each as x and y."""

    curve: Line
    net: Line
    known: Line
    best: Line
    meets: float


def _result(critics: int, woken: int, contacts: int, attention: int) -> _Result:
    number(critics, "critics", 0, 50)
    number(woken, "woken", 0, 100)
    number(attention, "attention", 2, above=True)
    per_contact = 100 / number(contacts, "contacts", 1)
    shares = [critics / 100, *_CRITICS]
    table = connectivity.net_recommendation(shares, contacts, woken / 100, SILENT)
    voices = per_contact * table["net"].to_numpy()
    best = connectivity.best_number_of_sources(attention)
    top = float(connectivity.choice_quality(best, attention).iloc[0])
    return _Result(
        (100 * _CRITICS, voices[1:]),
        (np.array([critics], dtype=float), voices[:1]),
        _qualities(attention),
        (np.array([best]), np.array([top])),
        float(table["meets"].iloc[0]),
    )


def _place(pairs: Sequence[list[Any]], result: _Result | None) -> None:
    """Put the curves and dots of both pictures in their place, or out of sight."""
    for artist in (artist for pair in pairs for artist in pair):
        artist.set_visible(result is not None)
    if result is not None:
        (curve, now), (known, best) = pairs
        curve.set_data(*result.curve)
        now.set_data(*result.net)
        known.set_data(*result.known)
        best.set_data(*result.best)


def _curve(ax: Axes, faint: bool = False) -> list[Any]:
    colours = ("passive", "passive") if faint else ("model", "ink")
    line, dot = (plots.COLOURS[name] for name in colours)
    curve = ax.plot([0, 1], [0, 1], color=line, linewidth=2.5, linestyle=":" if faint else "-")[0]
    point = ax.plot([0], [0], "o", color=dot, markersize=9 if faint else 11)[0]
    return [curve, point]


def _axes(left: Axes, right: Axes, figure: Figure) -> None:
    left.axhline(0, color=plots.COLOURS["ink"], linewidth=1)
    left.set(xlim=(-1, 51), ylim=(-55, 65), xlabel="critics, % of contacts")
    left.set_ylabel("voices for minus against,\nper 100 contacts")
    right.set(xlim=(0, _MOST_SOURCES + 1), ylim=(0, 100), xlabel="sources consulted")
    right.set_ylabel("quality, points" if is_narrow(figure) else "quality of the choice, points")


def _qualities(attention: float) -> Line:
    # The last source for which there is a moment left: each takes 2 minutes to find.
    most = min(_MOST_SOURCES, 0.995 * attention / 2)
    known = connectivity.choice_quality(np.linspace(0.2, most, 80), attention)
    return known.index.to_numpy(), known.to_numpy()


def _signed(figure: float) -> str:
    shown = f"{figure:+.1f}"
    return "0" if shown in ("-0.0", "+0.0") else shown


def _told(setting: Setting, result: _Result) -> str:
    """Say what the pictures show, in their units: voices per 100 contacts, quality in points."""
    critics, _, contacts, attention = setting
    net, without = float(result.net[1][0]), float(result.curve[1][0])
    best, top = (float(each[0]) for each in result.best)
    side, other = ("for", "against") if net >= 0 else ("against", "for")
    # Without critics nobody is against. Where the two figures are on two sides, both are named.
    none = f"{without:.1f}" if net >= 0 else f"{without:.1f} more for than against it"
    return (
        f"Of {contacts} contacts {critics}% are critics: per 100 contacts {abs(net):.1f} more "
        f"voices {side} than {other} the brand ({none} if nobody criticised). The chance "
        f"that at least one recommends it is {result.meets:.0%}. With {attention} minutes of "
        f"attention, the best choice comes from {best:.1f} sources, with quality {top:.0f}."
    )


def _told_before(was: _Result) -> str:
    net, best = float(was.net[1][0]), float(was.best[0][0])
    return f" Before, in grey: net recommendation {_signed(net)}, best {best:.1f} sources."
