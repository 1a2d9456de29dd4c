"""The paradox machine: critics and contacts -> net recommendation; attention -> choice quality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mkt40_helpers import connectivity, plots
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.controls import Announcement, Slider
from mkt40_helpers.labs.frame import DPI, Lab

SOURCE = "Invented data: two models of this course, with rates as in Zwaluw's threads and diaries"
SILENT = 0.08  # share of content customers who speak up without criticism, as in Zwaluw's threads
_CRITICS = np.arange(0, 51) / 100
_MOST_SOURCES = 25


def paradox_machine() -> ipywidgets.VBox:
    """Paradox machine: critics and contacts -> net recommendation; attention -> choice quality.

    Returns
    -------
    VBox
        Four sliders, a sentence, and two pictures side by side; displayed by Jupyter as the
        cell's output.

    Examples
    --------
    >>> lab = paradox_machine()
    >>> lab.children[3].value = 30
    >>> lab.children[4].text[-56:]
    'the best choice comes from 3.8 sources, with quality 46.'
    """
    critics = Slider(label="Critics, % of contacts", value=5, low=0, high=50)
    woken = Slider(label="Speak up when criticised, %", value=30, low=0, high=60)
    contacts = Slider(label="Contacts asked", value=12, low=1, high=30)
    attention = Slider(label="Attention, minutes", value=60, low=10, high=120)
    sentence = Announcement()
    picture = ipywidgets.HTML()
    figure, moving, arrange = _canvas(DPI)
    draw = plots.redrawer(figure, moving)
    controls = (critics, woken, contacts, attention)

    def update(_: dict[str, Any] | None = None) -> None:
        text = arrange(*(control.value for control in controls))
        picture.value = plots.image(draw(), text)
        sentence.text = text

    for control in controls:
        control.observe(update, "value")
    update()
    return Lab([*controls, sentence, picture])


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
    figure, _, arrange = _canvas()
    return figure, arrange(critics, woken, contacts, attention)


def _canvas(
    dpi: float | None = None,
) -> tuple[Figure, list[Artist], Callable[[int, int, int, int], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=(9, 4.1), dpi=dpi)
    left, right = figure.subplots(1, 2)
    titles = [ax.text(0, 1.08, "", transform=ax.transAxes, fontsize=13, fontweight="bold")
              for ax in (left, right)]  # fmt: skip
    for ax in (left, right):
        ax.set_title(" ", pad=14)  # keeps a place for the title
        ax.grid(axis="y", color=plots.COLOURS["grid"])
        ax.set_axisbelow(True)
    net, quality = _curve(left), _curve(right)
    _axes(left, right)
    plots.headline(left, " ", source=SOURCE)
    figure.set_layout_engine("constrained", w_pad=0.12)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(critics: int, woken: int, contacts: int, attention: int) -> str:
        number(critics, "critics", 0, 50)
        number(woken, "woken", 0, 100)
        number(attention, "attention", 2, above=True)
        per_contact = 100 / number(contacts, "contacts", 1)
        shares = [critics / 100, *_CRITICS]
        table = connectivity.net_recommendation(shares, contacts, woken / 100, SILENT)
        now, curve = table.iloc[0], table.iloc[1:]
        net[0].set_data(100 * curve["negative"], per_contact * curve["net"])
        net_of_100 = per_contact * now["net"]
        net[1].set_data([critics], [net_of_100])
        sources, known = _qualities(attention)
        quality[0].set_data(sources, known)
        best = connectivity.best_number_of_sources(attention)
        top = float(connectivity.choice_quality(best, attention).iloc[0])
        quality[1].set_data([best], [top])
        titles[0].set_text(f"Net recommendation {_signed(net_of_100)}")
        titles[1].set_text(f"Best: {best:.1f} sources, quality {top:.0f}")
        without = per_contact * float(curve["net"].iloc[0])
        said = _told(critics, contacts, net_of_100, without, now["meets"])
        return (
            f"{said} With {attention} minutes of attention, the best choice comes from "
            f"{best:.1f} sources, with quality {top:.0f}."
        )

    return figure, [*net, *quality, *titles], arrange


def _curve(ax: Axes) -> list[Any]:
    line = ax.plot([0, 1], [0, 1], color=plots.COLOURS["model"], linewidth=2.5)[0]
    dot = ax.plot([0], [0], "o", color=plots.COLOURS["ink"], markersize=11)[0]
    return [line, dot]


def _axes(left: Axes, right: Axes) -> None:
    left.axhline(0, color=plots.COLOURS["ink"], linewidth=1)
    left.set(xlim=(-1, 51), ylim=(-55, 65), xlabel="critics, % of contacts")
    left.set_ylabel("voices for minus against,\nper 100 contacts")
    right.set(xlim=(0, _MOST_SOURCES + 1), ylim=(0, 100), xlabel="sources consulted")
    right.set_ylabel("quality of the choice, points")


def _qualities(attention: float) -> tuple[pd.Index, pd.Series]:
    # The last source for which there is a moment left: each takes 2 minutes to find.
    most = min(_MOST_SOURCES, 0.995 * attention / 2)
    known = connectivity.choice_quality(np.linspace(0.2, most, 80), attention)
    return known.index, known


def _signed(figure: float) -> str:
    shown = f"{figure:+.1f}"
    return "0" if shown in ("-0.0", "+0.0") else shown


def _told(critics: int, contacts: int, net: float, without: float, meets: float) -> str:
    """Say what the left picture shows, in its unit: voices per 100 contacts."""
    side, other = ("for", "against") if net >= 0 else ("against", "for")
    return (
        f"Of {contacts} contacts {critics}% are critics: per 100 contacts {abs(net):.1f} more "
        f"voices {side} than {other} the brand ({without:.1f} if nobody criticised). The chance "
        f"that at least one recommends it is {meets:.0%}."
    )
