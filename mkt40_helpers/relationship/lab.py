"""The ladder builder: a card, its cost and its lift -> what a member is worth, by her silence."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mkt40_helpers import data, plots, relationship
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.answers import Verdicts, around, between
from mkt40_helpers.labs.canvas import SLIDE_WIDTH, Canvas, title_above, write_source
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import DPI, WIDTH, Lab, Setting

SOURCE = "Invented data: Zwaluw's purchases; 1 euro of care a quarter, 10% a year"
CARE = 1.0  # euro a quarter for who is not lost [invented]
DISCOUNT = 1.10 ** (1 / 4) - 1
LONGEST = 4  # silent quarters that are told apart
# Cost in euro, lift in tenths of a point, silent quarters: where the sliders stand at first.
START = (6, 20, 1)
# The question of the lab is about who has been silent for so long.
ASKED = 4
MOST_LIFT, MOST_COST = 120, 20
# Where the sliders can stand in a page without a kernel. The cost stays as the question has it.
LIFTS = (0, 10, 20, 30, 32, 33, 34, 35, 36, 37, 38, 39, 40, 45, 50, 55, 70, 90, 120)
STOPS = [(START[0],), LIFTS, range(LONGEST + 1)]
WHEN = [
    "in the quarter of a purchase",
    *(f"after {n} silent quarter{'s' if n > 1 else ''}" for n in range(1, LONGEST + 1)),
]
Figures = tuple[float, ...]


class _World(NamedTuple):
    """What Zwaluw's purchases say."""

    chances: np.ndarray[tuple[int], np.dtype[np.float64]]  # to buy in the next quarter, by silence
    brings: float  # margin of a quarter with a purchase, the first one left out


def ladder_builder() -> Lab:
    """Ladder builder: a card's cost and lift, and who gets it -> what a member is worth.

    Returns
    -------
    Lab
        A question, three sliders and a field for the answer; beside them a bar for each length of
        silence, with the last setting in grey. Displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = ladder_builder()
    >>> lab.sliders[1].value = 80
    >>> "Before, the grey marks" in lab.sentence.text
    True
    """
    cost, lift, silent = START
    points = [f"{tenths / 10:.1f} points" for tenths in range(MOST_LIFT + 1)]
    sliders = [
        Slider(label="Cost of the card, euro a quarter", value=cost, low=0, high=MOST_COST),
        Slider(label="Lift in the chance to buy", value=lift, low=0, high=MOST_LIFT, words=points),
        Slider(label="Who gets the card", value=silent, low=0, high=LONGEST, words=WHEN),
    ]
    question = (
        f"A card costs {cost} euro a quarter. Customers get it {WHEN[ASKED]}. Which is the "
        "smallest lift, to one decimal, with which it pays?"
    )
    canvas = Canvas(*_canvas((WIDTH, 3.6), DPI), _meant)

    def slide() -> Canvas:
        return Canvas(*_canvas((SLIDE_WIDTH, 2.9), DPI), _meant)

    return Lab(
        question, "Your answer (points)", sliders, canvas, _verdicts(), stops=STOPS, slide=slide
    )


def ladder_picture(cost: float = 6, lift: float = 2, silent: int = 1) -> tuple[Figure, str]:
    """The lab's picture for one setting, and its description.

    Parameters
    ----------
    cost : float
        Euro that the card costs in a quarter, 0 to 20.
    lift : float
        Points of 100 by which it raises the chance to buy in the next quarter, 0 to 12.
    silent : int
        Quarters without a purchase after which customers get the card, 0 (just bought) to 4.

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
    >>> ladder_picture(cost=6, lift=0, silent=1)[1][:43]
    'A card of 6 euro after 1 silent quarter, wi'
    """
    figure, _, arrange = _canvas((9, 3.8))
    return figure, arrange((cost, lift, silent), None)


def smallest_lifts(*costs: float) -> pd.DataFrame:
    """Smallest lift with which a card pays, by its cost and the silence after which it is given.

    Parameters
    ----------
    *costs : float
        Euro a quarter; a column for each.

    Returns
    -------
    DataFrame, one row for each length of silence
        Points of 100 by which the card must raise the chance to buy in the next quarter.

    Raises
    ------
    ValueError
        A cost that is negative.

    Examples
    --------
    >>> smallest_lifts(6, 12).index.tolist()
    ['bought', '1 silent', '2 silent', '3 silent', '4 silent']
    """
    values = _values(None)
    each = [number(cost, "The cost", 0) for cost in costs]
    return pd.DataFrame(
        {f"{cost:g} euro": relationship.lift_that_pays(values, cost, DISCOUNT) for cost in each}
    )


@functools.cache
def _world() -> _World:
    table = data.load("transactions").merge(data.load("products"), on="product")
    cost = table["unit_cost_eur"] / table["list_price_eur"]
    table["margin"] = table["amount_eur"] * (1 - cost)
    states = relationship.silent_quarters(table, amount="margin", longest=LONGEST)
    moves = relationship.ladder(states).moves
    later = states[(states["state"] == "bought") & ~states["first"]]
    return _World(moves["bought"].to_numpy()[:-1], float(later["margin"].mean()))


@functools.cache
def _values(card: Figures | None) -> pd.Series:
    """What a customer is worth by her silence, with a card (cost, lift in points, silent)."""
    chances, brings = _world()
    chances = chances.copy()
    reward = np.array([brings - CARE, *[-CARE] * LONGEST, 0.0])
    if card:
        cost, lift, silent = card
        chances[int(silent)] += lift / 100
        reward[int(silent)] -= cost
    moves = relationship.recency_moves(list(chances))
    found = relationship.ladder_from_moves(moves)
    return found.values(pd.Series(reward, moves.index), DISCOUNT)


def _meant(values: Setting) -> Figures:
    """Turn the places of the sliders into euro, points and quarters."""
    cost, tenths, silent = values
    return cost, tenths / 10, silent


def _verdicts() -> Verdicts:
    """Say of each answer whether it is right, or what to look at."""
    cost = START[0]
    lifts = smallest_lifts(cost).iloc[:, 0].to_numpy()
    exact, sooner = float(lifts[ASKED]), float(lifts[1])
    # The nearest tenth may lie just below: then both it and the next one are right.
    first = float(np.ceil(10 * exact - 1e-9) / 10)
    right = (
        f"Right. {WHEN[ASKED].capitalize()} {exact:.2f} points are enough, {WHEN[1]} it takes "
        f"{sooner:.2f}: there more of the customers would have come back without a card, or "
        "still may."
    )
    other_silence = (
        f"That is the smallest lift {WHEN[1]}. Now move the last slider: the question asks "
        f"for customers who get the card {WHEN[ASKED]}."
    )
    one_purchase = (
        "With that lift the next purchase alone pays for the card. But a customer who has "
        "bought again is worth more than this one purchase. What does the picture say?"
    )
    in_points = "Give it in points, as the slider does: 12 for a chance that rises by 0.12."
    more = "That is enough. Is there a smaller lift that is enough too?"
    return Verdicts(
        [
            (min(round(exact, 1), first) - 1e-9, first + 1e-9, right),
            between(0, 0.3, in_points),
            around(sooner, 0.1, other_silence),
            around(100 * cost / _world().brings, 0.1, one_purchase),
            (first, MOST_LIFT / 10, more),
        ],
        f"Not yet. Press Reset and move the last slider to '{WHEN[ASKED]}'. Then raise the lift "
        "until the sentence under the picture says that the card pays.",
    )


def _canvas(
    size: tuple[float, float], dpi: float | None = None
) -> tuple[Figure, list[Artist], Callable[[Figures, Figures | None], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=size, dpi=dpi)
    ax = figure.subplots()
    places = range(LONGEST + 1)
    bars = ax.barh(list(places), 0, color=plots.COLOURS["model"])
    ghosts = ax.plot([], [], "|", color=plots.COLOURS["quiet"], markersize=22, markeredgewidth=3)
    labels = [ax.text(0, place, "", va="center") for place in places]
    title = title_above(ax, 1.04, 15 * size[0] / 9)
    ax.set_title(" ")  # keeps a place for the title
    ax.set(xlim=(-15, 330), ylim=(LONGEST + 0.6, -0.6), xticks=range(0, 251, 50))
    silent = [f"{quarters} silent" for quarters in range(1, LONGEST + 1)]
    ax.set_yticks(list(places), ["just bought", *silent])
    ax.spines["bottom"].set_bounds(0, 250)  # beyond the values there is only room for words
    ax.axvline(0, color=plots.COLOURS["quiet"], linewidth=1)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("worth of a customer, euro (what the card adds or takes)", loc="left")
    ax.tick_params(axis="y", length=0)
    write_source(figure, SOURCE)
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(now: Figures, before: Figures | None) -> str:
        values, more = _checked_values(now), _checked_values(now) - _values(None)
        was = _values(before) if before else pd.Series(0.0, values.index)
        for place, bar, label in zip(places, bars, labels, strict=True):
            worth = values.iloc[place]
            bar.set_width(worth)
            bar.set_alpha(1.0 if place == now[2] else 0.45)
            # Right of the grey mark, which would else stand in the figures.
            label.set_x(max(worth, was.iloc[place] + 2, 0) + 5)
            label.set_text(f"{worth:.1f} ({more.iloc[place]:+.2f})")
        gain = more.iloc[int(now[2])]
        title.set_text(f"{_headline(gain)} with a card {WHEN[int(now[2])]}")
        ghosts[0].set_data(was.iloc[:-1] if before else [], list(places) if before else [])
        return _told(now, values, gain) + (_told_before(before, was) if before else "")

    return figure, [*bars, *ghosts, *labels, title], arrange


def _checked_values(card: Figures) -> pd.Series:
    cost, lift, silent = card
    number(cost, "cost", 0, MOST_COST)
    number(lift, "lift", 0, MOST_LIFT / 10)
    if number(silent, "silent", 0, LONGEST) != int(silent):
        raise ValueError(f"silent is {silent}: give a whole number of quarters.")
    return _values(card)


def _headline(more: float) -> str:
    if abs(more) < 0.005:
        return "Worth as much"
    return f"{abs(more):.2f} euro {'more' if more > 0 else 'less'}"


def _compared(more: float) -> str:
    return "as much as" if abs(more) < 0.005 else f"{_headline(more)} than"


def _told(card: Figures, values: pd.Series, gain: float) -> str:
    cost, lift, silent = card
    chance = 100 * _world().chances[int(silent)]
    rises = f"rises from {chance:.1f} to {chance + lift:.1f}" if lift else f"stays {chance:.1f}"
    pays = "pays" if gain > 0.005 else "just pays for itself" if gain > -0.005 else "does not pay"
    return (
        f"A card of {cost:g} euro {WHEN[int(silent)]}, with a lift of {lift:.1f} points: the "
        f"chance to buy in the next quarter {rises} of 100. It {pays}: such a customer is worth "
        f"{values.iloc[int(silent)]:.1f} euro, {_compared(gain)} without the card."
    )


def _told_before(card: Figures, values: pd.Series) -> str:
    cost, lift, silent = card
    return (
        f" Before, the grey marks: a card of {cost:g} euro {WHEN[int(silent)]}, {lift:.1f} points, "
        f"and {values.iloc[int(silent)]:.1f} euro."
    )
