"""From aware to act: the journeys of a year, touch by touch.

Somebody goes from touch to touch until she buys or leaves. Where she goes next depends only on
the channel where she is: an absorbing Markov chain. When she wants to switch to another channel,
she may be lost on the way, seldom if the two are connected and often if they are not.

What a touch does for her (makes her aware, appeals to her, answers what she asks) depends on the
channel, and the purchase is the fourth A. At some touches she is convinced: she would buy there and
then. She does if the channel is available to her and if the experience is good enough. The chance
to buy after a touch is the product of the three: convinced, available, good enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.calendar import is_closed
from zwaluw.draw import Floats, Ints, known
from zwaluw.omnichannel import STAGES
from zwaluw.omnichannel import make_touch_tables as make_touch_tables
from zwaluw.people import CHANNELS, LAST_DAY

JOURNEY_CHANNELS = ("search", "social", "display", "email", "web shop", "store", "app")
DEVICES = ("phone", "computer", "in person")
OUTCOMES = ("continues", "bought", "left")


@dataclass(frozen=True)
class JourneyParameters:
    """The ground truth of the journeys."""

    TABLE: ClassVar[str] = "journeys"

    per_customer: float = known(1.6, "journeys for one customer of the world", "journeys")
    first_day: str = known("2025-09-01", "journeys begin on it; a year of them", "date")
    start: dict[str, float] = known(
        dict(zip(JOURNEY_CHANNELS, (0.26, 0.20, 0.14, 0.10, 0.12, 0.12, 0.06), strict=True)),
        "channel of the first touch",
        "share of journeys",
    )
    buys: dict[str, float] = known(
        dict(zip(JOURNEY_CHANNELS, (0.02, 0.01, 0.01, 0.04, 0.13, 0.24, 0.16), strict=True)),
        "buys after a touch in this channel",
        "share of touches",
    )
    leaves: dict[str, float] = known(
        dict(zip(JOURNEY_CHANNELS, (0.09, 0.14, 0.20, 0.10, 0.08, 0.05, 0.06), strict=True)),
        "gives up after a touch in this channel",
        "share of touches",
    )
    goes: dict[str, dict[str, float]] = known(
        {
            here: dict(zip(JOURNEY_CHANNELS, shares, strict=True))
            for here, shares in {
                "search": (0.12, 0.05, 0.05, 0.05, 0.45, 0.20, 0.08),
                "social": (0.22, 0.15, 0.05, 0.05, 0.33, 0.10, 0.10),
                "display": (0.25, 0.10, 0.10, 0.05, 0.35, 0.10, 0.05),
                "email": (0.08, 0.04, 0.04, 0.06, 0.48, 0.15, 0.15),
                "web shop": (0.10, 0.05, 0.05, 0.10, 0.25, 0.35, 0.10),
                "store": (0.07, 0.05, 0.04, 0.09, 0.35, 0.25, 0.15),
                "app": (0.05, 0.05, 0.04, 0.11, 0.25, 0.35, 0.15),
            }.items()
        },
        "channel where she wants to go on, if she neither buys nor gives up",
        "share of touches",
    )
    connected: tuple[tuple[str, str], ...] = known(
        (
            ("search", "web shop"),
            ("social", "web shop"),
            ("display", "web shop"),
            ("email", "web shop"),
            ("app", "store"),
        ),
        "pairs of channels that hand a customer over to each other, both ways",
    )
    lost: tuple[float, float] = known(
        (0.05, 0.30),
        "is lost when she switches channel: between connected channels, between others",
        "share of switches",
    )
    stages: dict[str, tuple[float, float, float]] = known(
        dict(
            zip(
                JOURNEY_CHANNELS,
                (
                    (0.15, 0.25, 0.60),
                    (0.28, 0.56, 0.16),
                    (0.62, 0.28, 0.10),
                    (0.10, 0.55, 0.35),
                    (0.20, 0.35, 0.45),
                    (0.06, 0.19, 0.75),
                    (0.18, 0.32, 0.50),
                ),
                strict=True,
            )
        ),
        "what a touch does that does not end in a purchase: aware, appeal, ask",
        "share of touches",
    )
    available: float = known(
        0.80,
        "can buy there: the store is within 30 minutes, or the channel delivers to her",
        "share of convinced touches",
    )
    commits: tuple[float, float] = known(
        (0.40, 0.06),
        "buys where she can, at the mean staff score; more for each point of the score",
        "share of convinced touches with the channel available; share a point",
    )
    staff_score: dict[int, float] = known(
        {3: 0.02, 4: 0.04, 5: 0.08, 6: 0.18, 7: 0.31, 8: 0.24, 9: 0.09, 10: 0.04},
        "mark for the help of the staff, or of the site",
        "share of convinced touches with the channel available",
    )
    phone: dict[str, float] = known(
        dict(zip(JOURNEY_CHANNELS, (0.60, 0.85, 0.50, 0.55, 0.40, 0.0, 1.0), strict=True)),
        "on the phone (else on a computer; in the store: in person)",
        "share of touches",
    )
    next_day: float = known(
        0.5, "the next touch is 1, 2, ... days later: geometric", "share of touches"
    )
    hours: tuple[tuple[int, int], tuple[int, int]] = known(
        ((8, 22), (9, 18)),
        "touches fall evenly between these hours: elsewhere, in the store",
        "hours",
    )
    at_home: float = known(
        0.70,
        "journeys that end in the store or the web shop are of customers who are at home there;"
        " the others of anyone",
        "share of journeys",
    )


def loss_in_switch(truth: JourneyParameters) -> Floats:
    """Share lost when a customer goes from one channel (row) to another (column)."""
    seamless, other = truth.lost
    loss = np.full((len(JOURNEY_CHANNELS), len(JOURNEY_CHANNELS)), other)
    np.fill_diagonal(loss, 0.0)
    for pair in truth.connected:
        one, two = (JOURNEY_CHANNELS.index(name) for name in pair)
        loss[one, two] = loss[two, one] = seamless
    return loss


def transition_matrix(truth: JourneyParameters) -> Floats:
    """Transition probabilities from each channel (row) to each channel, to bought and to left."""
    buys, leaves = (np.array(list(share.values())) for share in (truth.buys, truth.leaves))
    goes = np.array([list(shares.values()) for shares in truth.goes.values()])
    onward = (1 - buys - leaves)[:, None] * goes * (1 - loss_in_switch(truth))
    return np.column_stack([onward, buys, 1 - buys - onward.sum(axis=1)])


def convinced_share(truth: JourneyParameters) -> Floats:
    """Share of the touches in each channel at which she is convinced.

    What the chain says of buying is convinced x available x committed, so the first follows.
    """
    return np.array(list(truth.buys.values())) / (truth.available * truth.commits[0])


def make_journeys(
    people: pd.DataFrame, seed: int, part: int = 0, truth: JourneyParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the journeys of a year, of those who were customers before it.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed, part : int
    truth : JourneyParameters, optional

    Returns
    -------
    dict with `journeys`, one row per touch
        journey, step, customer, time, stage, channel, device, switched, switch_to, convinced,
        available, staff_score, outcome, in order of journey and step. `switch_to` is the other
        channel that she set out for, whether or not she arrived.
    """
    truth = truth or JourneyParameters()
    rng = draw.stream(seed, "journeys", part)
    start = draw.day(truth.first_day)
    earlier = (people["first_purchase"] < start).to_numpy()
    journeys = int(len(people) * truth.per_customer) if earlier.any() else 0
    journey, step, channel, wanted, outcome = _chain(journeys, rng, truth)
    n = len(journey)
    first = step == 1
    last = np.r_[np.flatnonzero(first)[1:], n] - 1 if n else np.zeros(0, dtype=np.int64)

    wait = np.where(first, 0, draw.geometric(rng.random(n), truth.next_day)).astype(np.int64)
    waited = np.cumsum(wait)
    gone = waited - waited[last[journey]]  # days before the last touch: 0, or a negative number
    span = -gone[first]
    begin = (rng.random(journeys) * np.maximum(LAST_DAY + 1 - start - span, 1)).astype(np.int64)
    day = start + (begin + span)[journey] + gone
    in_store = channel == JOURNEY_CHANNELS.index("store")
    day = _while_open(day, first, in_store)
    opens, closes = np.array(truth.hours)[in_store.astype(np.int64)].T * 60
    minute = opens + (rng.random(n) * (closes - opens)).astype(np.int64)

    bought = outcome == OUTCOMES.index("bought")
    stage = draw.choose_by(rng.random(n), channel, JOURNEY_CHANNELS, truth.stages)
    stage = np.where(bought, STAGES.index("act"), stage)
    phone = np.array(list(truth.phone.values()))[channel]
    device = np.where(rng.random(n) < phone, DEVICES.index("phone"), DEVICES.index("computer"))
    in_app = np.zeros(journeys, dtype=bool)
    in_app[journey[channel == JOURNEY_CHANNELS.index("app")]] = True
    customer = _customers(channel[last], in_app, people, rng, truth)
    met = draw.stream(seed, "channels_met", part)
    asks = stage == STAGES.index("ask")
    convinced, available, score = _decisions(channel, bought, asks, met, truth)
    table = pd.DataFrame(
        {
            "journey": journey + 1,
            "step": step,
            "customer": people.index.to_numpy()[customer[journey]],
            "time": draw.moments(day * 86_400 + minute * 60),
            "stage": draw.labels(stage, STAGES),
            "channel": draw.labels(channel, JOURNEY_CHANNELS),
            "device": draw.labels(np.where(in_store, DEVICES.index("in person"), device), DEVICES),
            "switched": ~first & (channel != np.r_[-1, channel[:-1]][:n]),
            "switch_to": draw.labels(np.where(wanted == channel, -1, wanted), JOURNEY_CHANNELS),
            "convinced": convinced,
            "available": draw.optional(available, convinced, "boolean"),
            "staff_score": draw.optional(score, available, "Int64"),
            "outcome": draw.labels(outcome, OUTCOMES),
        }
    )
    return {"journeys": table}


def _while_open(day: Ints, first: npt.NDArray[np.bool_], in_store: npt.NDArray[np.bool_]) -> Ints:
    """Put off a visit to a closed store, and all touches of the journey after it, to the next day.

    So the days between two touches stay as drawn.
    """
    while (closed := in_store & is_closed(day)).any():
        so_far = np.cumsum(closed)
        before = np.maximum.accumulate(np.where(first, so_far - closed, 0))
        day = day + (so_far > before)
    return day


def _chain(
    journeys: int, rng: np.random.Generator, truth: JourneyParameters
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Walk all journeys one step at a time: journey, step, channel, channel wanted, outcome."""
    buys, leaves = (np.array(list(share.values())) for share in (truth.buys, truth.leaves))
    goes = np.array([list(shares.values()) for shares in truth.goes.values()])
    loss = loss_in_switch(truth)
    walking = np.arange(journeys)
    here = draw.choose(rng.random(journeys), truth.start)
    rounds: list[list[Ints]] = []
    while True:
        uniform, onward, arrives = (rng.random(walking.size) for _ in range(3))
        wanted = np.empty(walking.size, dtype=np.int64)
        for code, shares in enumerate(goes):
            at = here == code
            wanted[at] = draw.choose(onward[at], list(shares))
        goes_on = uniform >= buys[here] + leaves[here]
        stays = goes_on & (arrives >= loss[here, wanted])
        outcome = np.where(uniform < buys[here], 1, np.where(stays, 0, 2))
        step = np.full(walking.size, len(rounds) + 1)
        rounds.append([walking, step, here, np.where(goes_on, wanted, -1), outcome])
        walking, here = walking[stays], wanted[stays]
        if not walking.size:
            break
    table = np.concatenate([np.stack(found) for found in rounds], axis=1)
    journey, step, channel, wanted, outcome = table[:, np.argsort(table[0], kind="stable")]
    return journey, step, channel, wanted, outcome


def _decisions(
    channel: Ints,
    bought: npt.NDArray[np.bool_],
    asks: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    truth: JourneyParameters,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Ints]:
    """Say where she was convinced, whether she could buy there, and her mark for the staff.

    The chain has already said where she bought. So each is drawn given that outcome, by Bayes'
    rule: among the convinced touches the purchase then follows from availability and score.
    """
    here, (commits, per_point) = truth.available, truth.commits
    buys, wants = np.array(list(truth.buys.values())), convinced_share(truth)
    of_ask = np.array([shares[STAGES.index("ask")] for shares in truth.stages.values()])
    failed = ((wants - buys) / (1 - buys) / of_ask)[channel]
    convinced = bought | (asks & (rng.random(len(channel)) < failed))
    missed = here * (1 - commits) / (1 - here * commits)
    available = bought | (convinced & (rng.random(len(channel)) < missed))

    marks, shares = (np.array(list(part)) for part in zip(*truth.staff_score.items(), strict=True))
    chance = commits + per_point * (marks - (marks * shares).sum())
    uniform = rng.random(len(channel))
    of_buyers = draw.choose(uniform, shares * chance / commits)
    of_others = draw.choose(uniform, shares * (1 - chance) / (1 - commits))
    return convinced, available, marks[np.where(bought, of_buyers, of_others)]


def _customers(
    ends: Ints,
    in_app: npt.NDArray[np.bool_],
    people: pd.DataFrame,
    rng: np.random.Generator,
    truth: JourneyParameters,
) -> Ints:
    """Give each journey to a customer (her place in `people`) whom it fits.

    Touches in the app are only of those who have it. The journeys were walked before they got a
    customer, so that one chain holds for all of them.
    """
    start = draw.day(truth.first_day)
    earlier = (people["first_purchase"] < start).to_numpy()
    app_day, home = people["app_day"].to_numpy(), people["channel"].to_numpy()
    kinds = (
        np.ones(len(people), dtype=bool),
        (app_day >= 0) & (app_day < start),
        np.isin(home, [CHANNELS.index("store"), CHANNELS.index("dealer")]),
        home == CHANNELS.index("web shop"),
    )
    fits = rng.random(len(ends)) < truth.at_home
    pool = np.zeros(len(ends), dtype=np.int64)
    pool[fits & (ends == JOURNEY_CHANNELS.index("store"))] = 2
    pool[fits & (ends == JOURNEY_CHANNELS.index("web shop"))] = 3
    pool[in_app] = 1
    uniform = rng.random(len(ends))
    customer = np.zeros(len(ends), dtype=np.int64)
    for code, kind in enumerate(kinds):
        here = pool == code
        members = np.flatnonzero(earlier & kind)
        if not members.size:  # a world of a handful of customers
            members = np.flatnonzero(earlier)
        customer[here] = members[(uniform[here] * members.size).astype(np.int64)]
    return customer
