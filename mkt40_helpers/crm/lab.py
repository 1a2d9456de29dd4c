"""The campaign desk: a list, how deep, a cost and a margin -> what one contact really leaves."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mkt40_helpers import crm, data, plots
from mkt40_helpers.crm.campaign import (
    BEST,
    COMMUTERS,
    EVERYBODY,
    LIKELY,
    LISTS,
    PARTNER,
    SCORED,
    allowed,
)
from mkt40_helpers.crm.lists import chances
from mkt40_helpers.inputs import number
from mkt40_helpers.labs.answers import Verdicts, around
from mkt40_helpers.labs.canvas import SLIDE_WIDTH, Canvas, is_narrow, title_above, write_source
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import DPI, WIDTH, Lab, Setting

SOURCE = "Invented data: Zwaluw, wave 3, 2,311 names called or kept back by chance"
DAY = pd.Timestamp("2026-09-14")
WAVE = 3
# What each slider counts: the place in LISTS, of 100 names, steps of 5 cents, euro.
START = (3, 20, 42, 36)
STEP = 0.05
SHALLOWEST, CHEAPEST, DEAREST = 10, 1, 60
LOWEST, HIGHEST = 10, 60  # margin
# Where the sliders can stand in a page without a kernel. The margin stays as the question has it.
COSTS = (1, 10, 14, 16, 18, 20, 24, 30, 36, 40, 42, 60)
STOPS = [range(len(LISTS)), (20, 60), COSTS, (START[3],)]
WHO = {
    BEST: "best: bought most often",
    LIKELY: "likely: highest chance by the model",
    COMMUTERS: "commuters, by draw",
    EVERYBODY: "everybody, by draw",
}


class _Desk(NamedTuple):
    """What one contact leaves on a list in wave 3, and how far down it goes."""

    found: pd.Series  # of `uplift` and `net`
    contacted: int
    names: int
    lowest: float


def campaign_desk() -> Lab:
    """Campaign desk: list, depth, cost and margin -> what a contact leaves, after the control.

    Returns
    -------
    Lab
        A question, four sliders and a field for the answer; beside them for each list what it
        promises and what is left, with its interval and the last setting in grey. Displayed by
        Jupyter as the cell's output.

    Examples
    --------
    >>> lab = campaign_desk()
    >>> lab.sliders[2].value = 1
    >>> "Before, the grey marks" in lab.sentence.text
    True
    """
    who, depth, cost, margin = START
    deep = [f"{share} of 100 names" for share in range(SHALLOWEST, 101)]
    euros = [f"{STEP * step:.2f} euro" for step in range(CHEAPEST, DEAREST + 1)]
    earned = [f"{euro} euro" for euro in range(LOWEST, HIGHEST + 1)]
    sliders = [
        Slider(label="List", value=who, low=0, high=len(LISTS) - 1, words=[*WHO.values()]),
        Slider(label="How deep, from the top", value=depth, low=SHALLOWEST, high=100, words=deep),
        Slider(label="Cost of a contact", value=cost, low=CHEAPEST, high=DEAREST, words=euros),
        Slider(label="Margin of a sale", value=margin, low=LOWEST, high=HIGHEST, words=earned),
    ]
    question = (
        f"At which cost of a contact does contacting everybody break even, with a margin of "
        f"{margin} euro? Answer to 10 cents."
    )
    canvas = Canvas(*_canvas((WIDTH, 3.9), DPI), _meant)

    def slide() -> Canvas:
        return Canvas(*_canvas((SLIDE_WIDTH, 3.2), DPI), _meant)

    return Lab(
        question, "Your answer (euro)", sliders, canvas, _verdicts(), stops=STOPS, slide=slide
    )


def desk_picture(
    who: str = EVERYBODY, depth: float = 20, cost: float = 2.10, margin: float = 36
) -> tuple[Figure, str]:
    """The lab's picture for one setting, and its description.

    Parameters
    ----------
    who : str
        "best", "likely", "commuters" or "everybody".
    depth : float
        How many of 100 names are contacted, from the top of the list, 10 to 100.
    cost, margin : float
        Euro that a contact costs, 0 to 3, and that a sale earns, 10 to 60.

    Returns
    -------
    (Figure, str)
        For `plots.show(figure, alt=text)`.

    Raises
    ------
    ValueError
        Another list, or a number out of its range.

    Examples
    --------
    >>> desk_picture("commuters")[1][:38]
    'Commuters, 20 of 100 names by draw, 2.'
    """
    figure, _, arrange = _canvas((9, 4.2))
    return figure, arrange((who, depth, cost, margin), None)


def desk_table(*costs: float, margin: float = 36, depth: float = 20) -> pd.DataFrame:
    """What a contact leaves on each list, net of the control group, by its cost.

    Parameters
    ----------
    *costs : float
        Euro that a contact costs; a column for each. Without any: 2.10, 0.95 and 0.05.
    margin : float
        Euro that a sale earns.
    depth : float
        How many of 100 names are contacted, from the top of the list.

    Returns
    -------
    DataFrame, one row for each list
        Euro a contact; ± is one standard error, the same at every cost.

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> desk_table(2.10).round(2).loc["everybody"].tolist()
    [-1.22, 0.49]
    """
    for cost in costs:
        number(cost, "cost", 0, DEAREST * STEP)
    columns = {
        f"{cost:.2f} euro": [_desk((who, depth, cost, margin)).found["net"] for who in LISTS]
        for cost in costs or (2.10, 0.95, 0.05)
    }
    errors = [_desk((who, depth, 1, margin)).found["net_se"] for who in LISTS]
    return pd.DataFrame(columns | {"±": errors}, pd.Index(LISTS, name="list"))


Desk = tuple[str, float, float, float]


@functools.cache
def _lists() -> dict[str, pd.DataFrame]:
    """Wave 3 in the order of each list: from the top, or as it stands where chance draws."""
    names = ("sends", "campaigns", "customers", "transactions")
    known = crm.known_before(*(data.load(name) for name in names))
    calls = known[known["campaign"] == WAVE]
    ranked = {BEST: calls["often"], LIKELY: 100 * chances(known, WAVE)}
    found = {
        who: calls.assign(score=score).sort_values("score", ascending=False, kind="stable")
        for who, score in ranked.items()
    }
    return found | {COMMUTERS: calls[calls["segment"] == "commuter"], EVERYBODY: calls}


@functools.cache
def _names() -> dict[str, int]:
    """Names that may be called on the day, for each list: consent, number, no open complaint."""
    tables = [data.load(name) for name in ("consents", "crm_records", "tickets")]
    may_call = functools.partial(allowed, *tables, channel="phone", day=DAY, offer=PARTNER)
    everybody = may_call(scored=False)["customer"]
    people = data.load("customers")
    commuters = people.loc[people["segment"] == "commuter", "customer"]
    return {
        **dict.fromkeys(SCORED, len(may_call(scored=True))),
        COMMUTERS: int(everybody.isin(commuters).sum()),
        EVERYBODY: len(everybody),
    }


@functools.cache
def _effect(who: str, depth: float) -> tuple[pd.DataFrame, float]:
    """Effect among the top of the list in wave 3, and the lowest score that is reached."""
    calls = _lists()[who]
    if who not in SCORED:
        return crm.uplift(calls), np.nan  # a draw from all has the effect of all
    top = calls.head(round(len(calls) * depth / 100))
    return crm.uplift(top), float(top["score"].iloc[-1])


@functools.cache
def _desk(setting: Desk) -> _Desk:
    who, depth, cost, margin = setting
    if who not in LISTS:
        raise ValueError(f"who is {who!r}: give one of {', '.join(map(repr, LISTS))}.")
    number(depth, "depth", SHALLOWEST, 100)
    number(cost, "cost", 0, DEAREST * STEP)
    number(margin, "margin", LOWEST, HIGHEST)
    effect, lowest = _effect(who, depth)
    names = _names()[who]
    found = crm.net(effect, margin, cost).iloc[0]
    return _Desk(found, round(names * depth / 100), names, lowest)


def _meant(values: Setting) -> Desk:
    """Turn the places of the sliders into a list, names of 100, and euro."""
    who, depth, cost, margin = values
    return LISTS[who], depth, round(STEP * cost, 2), margin


def _break_even(who: str) -> float:
    """Cost at which a contact leaves nothing, with the margin at the start."""
    return float(_effect(who, START[1])[0]["effect"].iloc[0]) / 100 * START[3]


def _verdicts() -> Verdicts:
    """Say of each answer whether it is right, or what to look at."""
    exact, commuters = _break_even(EVERYBODY), _break_even(COMMUTERS)
    gross = float(_effect(EVERYBODY, 100)[0]["treated"].iloc[0]) / 100 * START[3]
    price = round(STEP * START[2], 2)
    right = (
        f"Right: {exact:.2f} euro, which is the effect times the margin. Now look for the same "
        "cost with commuters alone, and compare it with the price of a call."
    )
    promised = (
        "There the promise breaks even: it counts all who bought. How many of them would have "
        "bought without a contact? Look at the point, not at the diamond."
    )
    paid = (
        "That is what a call costs. The question is what a contact may cost. Move the third "
        "slider until the point of 'everybody' stands on the line at zero."
    )
    alone = "That is the cost for commuters alone. The question is about everybody."
    in_cents = "The right figure, in cents. Give it in euro, as the slider does."
    return Verdicts(
        [
            around(exact, 0.05, right),
            around(100 * exact, 5, in_cents),
            around(gross, 0.06, promised),
            around(price, 0.01, paid),
            around(commuters, 0.05, alone),
        ],
        "Not yet. Press Reset, and move the third slider until the sentence says that a contact "
        "with everybody leaves 0.00 euro, or nearly so.",
    )


def _canvas(
    size: tuple[float, float], dpi: float | None = None
) -> tuple[Figure, list[Artist], Callable[[Desk, Desk | None], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=size, dpi=dpi)
    ax = figure.subplots()
    places = range(len(LISTS))
    blue, grey = plots.COLOURS["model"], plots.COLOURS["quiet"]
    ghosts = ax.plot([], [], "|", color=grey, markersize=24, markeredgewidth=3)
    lines = [ax.plot([], [], color=blue, linewidth=3, solid_capstyle="butt")[0] for _ in places]
    points = [ax.plot([], [], "o", color=blue, markersize=10)[0] for _ in places]
    promised = ax.plot([], [], "D", color=plots.COLOURS["ink"], markersize=8, fillstyle="none")
    labels = [ax.text(20.6, place, "", va="center", ha="right") for place in places]
    title = title_above(ax, 1.22 if is_narrow(figure) else 1.13, 15 * size[0] / 9)
    of_what = "" if is_narrow(figure) else " of the control group"
    key = f"diamond: promised; point: net{of_what}, with its 95% interval"
    ax.text(0, 1.03, key, transform=ax.transAxes, color=grey)
    ax.set_title(" \n ")  # keeps a place for title and key
    ax.set(xlim=(-12, 21), ylim=(len(LISTS) - 0.5, -0.5), xticks=range(-10, 11, 5))
    ax.set_yticks(list(places), list(LISTS))
    ax.spines["bottom"].set_bounds(-12, 11)  # beyond the values there is only room for words
    ax.axvline(0, color=grey, linewidth=1)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("euro that one contact leaves, wave 3", loc="left")
    ax.tick_params(axis="y", length=0)
    write_source(figure, SOURCE)
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(now: Desk, before: Desk | None) -> str:
        chosen = _desk(now)
        desks = [_desk((who, *now[1:])).found for who in LISTS]
        for place, found, line, point, label in zip(
            places, desks, lines, points, labels, strict=True
        ):
            line.set_data([found["net_low"], found["net_high"]], [place, place])
            point.set_data([found["net"]], [place])
            label.set_text(f"{found['gross']:+.2f} → {found['net']:+.2f}")
            for mark in (line, point):
                mark.set_alpha(1.0 if LISTS[place] == now[0] else 0.45)
        promised[0].set_data([found["gross"] for found in desks], list(places))
        was = [_desk((who, *before[1:])).found["net"] for who in LISTS] if before else []
        ghosts[0].set_data(was, list(places) if before else [])
        title.set_text(_headline(now[0], chosen))
        return _told(now, chosen) + (_told_before(before) if before else "")

    return figure, [*ghosts, *lines, *points, *promised, *labels, title], arrange


def _headline(who: str, desk: _Desk) -> str:
    found, names = desk.found, f"{who.capitalize()}, {desk.contacted} of {desk.names} names"
    if found["net_high"] < 0:
        return f"{names}: a contact loses {-found['net']:.2f} euro"
    if found["net_low"] > 0:
        return f"{names}: a contact earns {found['net']:.2f} euro"
    return f"{names}: no gain and no loss proven"


def _told(setting: Desk, desk: _Desk) -> str:
    who, depth, cost, margin = setting
    found, n = desk.found, desk.contacted
    how = "by draw"
    if who in SCORED:
        unit = "of 100 by the model" if who == LIKELY else "purchases in the year before"
        how = f"from the top (down to {desk.lowest:.{int(who == LIKELY)}f} {unit})"
    low, high = found["net_low"], found["net_high"]
    return (
        f"{who.capitalize()}, {depth:g} of 100 names {how}, {cost:.2f} euro a contact, {margin:g} "
        f"a sale: {desk.names} names may be called on {DAY.day} {DAY:%B %Y}, and {n} are. As in "
        f"wave 3, a contact promises {found['gross']:+.2f} euro and leaves {found['net']:+.2f} net "
        f"of the control group (95%: {low:+.2f} to {high:+.2f}); all {n} would leave "
        f"{n * found['net']:,.0f} euro ({n * low:,.0f} to {n * high:,.0f})."
    )


def _told_before(setting: Desk) -> str:
    who, depth, cost, margin = setting
    return (
        f" Before, the grey marks: {who}, {depth:g} of 100, {cost:.2f} and {margin:g} euro, which "
        f"left {_desk(setting).found['net']:+.2f}."
    )
