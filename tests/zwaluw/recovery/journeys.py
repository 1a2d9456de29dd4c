"""Find the planted parameters of the journeys again in their table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate, least_squares, share
from zwaluw.journeys import (
    DEVICES,
    JOURNEY_CHANNELS,
    OUTCOMES,
    JourneyParameters,
    convinced_share,
    transition_matrix,
)
from zwaluw.omnichannel import STAGES

CHANNELS = len(JOURNEY_CHANNELS)
BOUGHT, LEFT = OUTCOMES.index("bought"), OUTCOMES.index("left")


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the tables can show.

    `at_home` needs the channel where a customer is at home: it is estimated if the table
    `customers` (with `customer` and `channel`) is there. The others are limits that hold exactly
    (dates, connected pairs, numbers of journeys): the tests look at those.
    """
    truth = JourneyParameters()
    return [
        *_journeys(tables["journeys"], tables.get("customers"), truth),
        *stages(tables["journeys"], truth),
        *decisions(tables["journeys"], truth),
    ]


def _journeys(
    rows: pd.DataFrame, customers: pd.DataFrame | None, truth: JourneyParameters
) -> list[Estimate]:
    name = "journeys"

    def codes(column: str, names: tuple[str, ...]) -> np.ndarray:
        return pd.Categorical(rows[column], categories=names).codes.astype(np.int64)

    channel, wanted = codes("channel", JOURNEY_CHANNELS), codes("switch_to", JOURNEY_CHANNELS)
    outcome = codes("outcome", OUTCOMES)
    first = rows["step"].to_numpy() == 1
    journeys = int(first.sum())

    # Columns of the counts: goes on to each channel, buys, leaves; then who got lost on the way.
    wanted = np.where((wanted < 0) & (outcome == OUTCOMES.index("continues")), channel, wanted)
    tries = wanted >= 0
    end = np.where(outcome == BOUGHT, CHANNELS, CHANNELS + 1)
    size = CHANNELS * (CHANNELS + 2)
    plan = np.bincount(channel * (CHANNELS + 2) + np.where(tries, wanted, end), minlength=size)
    plan = plan.reshape(CHANNELS, CHANNELS + 2)
    lost = tries & (outcome == LEFT)
    losses = np.bincount(channel[lost] * CHANNELS + wanted[lost], minlength=CHANNELS**2)
    losses = losses.reshape(CHANNELS, CHANNELS)
    begins = np.bincount(channel[first], minlength=CHANNELS)

    found = []
    for place, here in enumerate(JOURNEY_CHANNELS):
        touches, onward = plan[place].sum(), plan[place, :CHANNELS].sum()
        hits = plan[place, CHANNELS:]
        found += [
            share(name, f"start: {here}", truth.start[here], begins[place], journeys),
            share(name, f"buys: {here}", truth.buys[here], hits[0], touches),
            share(name, f"leaves: {here}", truth.leaves[here], hits[1], touches),
        ]
        for to, true in truth.goes[here].items():
            count = plan[place, JOURNEY_CHANNELS.index(to)]
            found.append(share(name, f"goes: {here} to {to}", true, count, onward))
    joined = np.eye(CHANNELS, dtype=bool)
    linked = np.zeros_like(joined)
    for pair in truth.connected:
        one, two = (JOURNEY_CHANNELS.index(which) for which in pair)
        linked[one, two] = linked[two, one] = True
    for label, cells, true in (
        ("connected channels", linked, truth.lost[0]),
        ("other channels", ~linked & ~joined, truth.lost[1]),
    ):
        tried = plan[:, :CHANNELS][cells].sum()
        found.append(share(name, f"lost: {label}", true, losses[cells].sum(), tried))

    ends = plan.copy()
    ends[:, :CHANNELS] -= losses
    ends[:, CHANNELS + 1] += losses.sum(axis=1)
    found += _chain(begins, ends, truth)

    device = codes("device", DEVICES)
    for place, here in enumerate(JOURNEY_CHANNELS):
        true = truth.phone[here]
        if 0 < true < 1:
            used = device[channel == place] == DEVICES.index("phone")
            found.append(share(name, f"phone: {here}", true, used.sum(), used.size))
    minute = rows["time"].to_numpy().astype("datetime64[m]").astype(np.int64)
    day = minute // 1440
    gap = np.diff(day)[~first[1:]]
    true = truth.next_day
    error = true * ((1 - true) / gap.size) ** 0.5
    found.append(Estimate(name, "next_day", true, gap.size / gap.sum(), error))
    in_store = channel == JOURNEY_CHANNELS.index("store")
    for label, here, (opens, closes) in (
        ("elsewhere", ~in_store, truth.hours[0]),
        ("in the store", in_store, truth.hours[1]),
    ):
        width = 60 * (closes - opens)
        middle = (minute[here] % 1440).mean() / 60
        error = ((width**2 - 1) / 12 / here.sum()) ** 0.5 / 60
        true_middle = (opens + closes) / 2 - 0.5 / 60
        found.append(Estimate(name, f"hours: middle, {label}", true_middle, middle, error))
    if customers is not None:
        found.append(_at_home(rows, channel, first, customers, truth))
    return found


def stages(rows: pd.DataFrame, truth: JourneyParameters) -> list[Estimate]:
    """What the touches of each channel do, of those that end in no purchase."""
    open_ended = rows[rows["outcome"] != "bought"]
    counts = pd.crosstab(open_ended["channel"].astype(str), open_ended["stage"].astype(str))
    return [
        share("journeys", f"stages: {here}, {stage}", true, counts.loc[here, stage], of)
        for here, shares in truth.stages.items()
        for of in [counts.loc[here].sum()]
        for stage, true in zip(STAGES, shares, strict=False)
    ]


def decisions(rows: pd.DataFrame, truth: JourneyParameters) -> list[Estimate]:
    """What stands between being convinced and buying: availability, then the experience."""
    name, convinced = "journeys", rows["convinced"].to_numpy(dtype=bool)
    channel = rows["channel"].astype(str).to_numpy()
    found = [
        share(name, f"convinced: {here}", true, at.sum(), at.size)
        for here, true in zip(JOURNEY_CHANNELS, convinced_share(truth), strict=True)
        for at in [convinced[channel == here]]
    ]
    tries = rows[convinced]
    available = tries["available"].to_numpy(dtype=bool)
    found.append(share(name, "available", truth.available, available.sum(), available.size))
    tries = tries[available]
    score = tries["staff_score"].to_numpy(dtype=float)
    bought = (tries["outcome"] == "bought").to_numpy(dtype=float)
    middle = sum(mark * part for mark, part in truth.staff_score.items())
    x = np.column_stack([np.ones(score.size), score - middle])
    names = ["commits: at the mean score", "commits: a point"]
    found += least_squares(name, names, truth.commits, x, bought)
    for mark, true in truth.staff_score.items():
        found.append(share(name, f"staff_score: {mark}", true, (score == mark).sum(), score.size))
    return found


def _chain(begins: np.ndarray, ends: np.ndarray, truth: JourneyParameters) -> list[Estimate]:
    """What follows from the chain: share that buys, touches, and each channel's removal effect."""

    def follow(start: np.ndarray, matrix: np.ndarray) -> np.ndarray:
        onward, buys = matrix[:, :CHANNELS], matrix[:, CHANNELS]
        visits = np.linalg.solve((np.eye(CHANNELS) - onward).T, start)
        removal = []
        for gone in range(CHANNELS):
            keep = np.arange(CHANNELS) != gone
            inside = np.eye(CHANNELS - 1) - onward[np.ix_(keep, keep)]
            removal.append(1 - start[keep] @ np.linalg.solve(inside, buys[keep]) / (visits @ buys))
        return np.r_[visits @ buys, visits.sum(), removal]

    start = np.array(list(truth.start.values()))
    true = follow(start, transition_matrix(truth))
    n, touches = begins.sum(), ends.sum(axis=1)
    share_of = ends / touches[:, None]
    estimate = follow(begins / n, share_of)
    variance = _delta(lambda p: follow(p, share_of), begins / n) / n
    for place in range(CHANNELS):

        def row(p: np.ndarray, place: int = place) -> np.ndarray:
            changed = share_of.copy()
            changed[place] = p
            return follow(begins / n, changed)

        variance = variance + _delta(row, share_of[place]) / touches[place]
    labels = ["share that buys", "touches of a journey"]
    labels += [f"removal effect: {channel}" for channel in JOURNEY_CHANNELS]
    return [
        Estimate("journeys", label, *values)
        for label, *values in zip(labels, true, estimate, variance**0.5, strict=True)
    ]


def _delta(function: Callable[[np.ndarray], np.ndarray], p: np.ndarray) -> np.ndarray:
    """Variance of a function of the shares of one multinomial draw, by its slopes."""
    step = 1e-5
    slopes = np.array(
        [(function(p + e) - function(p - e)) / (2 * step) for e in np.eye(len(p)) * step]
    )
    return p @ slopes**2 - (p @ slopes) ** 2


def _at_home(
    rows: pd.DataFrame,
    channel: np.ndarray,
    first: np.ndarray,
    customers: pd.DataFrame,
    truth: JourneyParameters,
) -> Estimate:
    """Share of the journeys ending in the store that were given to its own customers.

    Journeys that end elsewhere show how many of all customers are at home there. Those with a
    touch in the app are left out: they went to users of the app.
    """
    begin = np.flatnonzero(first)
    in_app = np.add.reduceat(channel == JOURNEY_CHANNELS.index("app"), begin) > 0
    last = channel[np.r_[begin[1:], len(channel)] - 1]
    home = customers.set_index("customer")["channel"].astype(str)
    own = home.isin(["store", "dealer"])
    at_home = own.loc[rows["customer"].to_numpy()[begin]].to_numpy()
    store, web = (JOURNEY_CHANNELS.index(which) for which in ("store", "web shop"))
    here = at_home[~in_app & (last == store)]
    anyone = at_home[~in_app & (last != store) & (last != web)]
    p, q = here.mean(), anyone.mean()
    variance = p * (1 - p) / here.size / (1 - q) ** 2
    variance += q * (1 - q) / anyone.size * ((1 - p) / (1 - q) ** 2) ** 2
    return Estimate("journeys", "at_home", truth.at_home, (p - q) / (1 - q), variance**0.5)
