"""Who is tied to whom among the customers, and whom they believe before they buy.

How the numbers come about stands in `crowd`, which calls these functions.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.crowd_truth import (
    CATEGORIES,
    COMMUNITIES,
    KINDS,
    NEIGHBOURHOOD,
    SOURCES,
    CrowdParameters,
)
from zwaluw.draw import Floats, Ints


def spread_days(rng: np.random.Generator, n: int, first: str, last: str) -> Ints:
    """Days spread evenly from `first` to `last`."""
    start = draw.day(first)
    return start + (rng.random(n) * (draw.day(last) + 1 - start)).astype(np.int64)


def repeat(count: Ints) -> tuple[Ints, Ints]:
    """Places 0, 1, ... each so many times as counted, and the turn 0, 1, ... within each."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


def community(number: Ints) -> Ints:
    """Community of a customer by her number: 40 communities of 25 in each thousand customers."""
    place = number - 1
    return place // NEIGHBOURHOOD * COMMUNITIES + place % COMMUNITIES


def three(number: Ints) -> Ints:
    """Number of the three neighbours, perhaps a family, within the community."""
    return (number - 1) % NEIGHBOURHOOD // COMMUNITIES // 3


def _pairs_within(group: Ints) -> tuple[Ints, Ints]:
    """All pairs of places whose `group` is the same, and not 0; the lower place first."""
    order = np.argsort(group, kind="stable")
    order = order[group[order] != 0]
    ends = np.searchsorted(group[order], group[order], side="right")
    left, turn = repeat(ends - np.arange(len(order)) - 1)
    return order[left], order[left + 1 + turn]


def make_social_ties(
    people: pd.DataFrame, rng: np.random.Generator, truth: CrowdParameters
) -> pd.DataFrame:
    """Draw the ties of each kind; two who are tied in two ways keep the stronger one."""
    n = len(people)
    # The community goes by the place in this part, not by a number that may start higher up.
    number = np.arange(1, n + 1)
    a, b = _pairs_within(community(number) + 1)
    together = three(number)[a] == three(number)[b]
    family = rng.random(n) < truth.families  # of its lowest member
    lowest = a % NEIGHBOURHOOD % COMMUNITIES + a // NEIGHBOURHOOD * NEIGHBOURHOOD
    lowest = lowest + three(number)[a] * 3 * COMMUNITIES
    is_family = together & family[lowest]

    segment = people["segment"].to_numpy()
    alike = (segment[a] == segment[b]).astype(float)
    is_friend = ~together & (rng.random(len(a)) < draw.probability(*truth.friends, alike))
    outside = np.flatnonzero(rng.random(n) < truth.outside_friend)
    anybody = (rng.random(len(outside)) * n).astype(np.int64)
    c, d = _pairs_within(people["account"].to_numpy())
    is_colleague = rng.random(len(c)) < truth.colleagues
    follower, hub = _followers(people["liking"].to_numpy(), rng, truth)

    parts = (
        ("family", a[is_family], b[is_family]),
        ("friend", a[is_friend], b[is_friend]),
        ("outside friend", outside, anybody),
        ("colleague", c[is_colleague], d[is_colleague]),
        ("follower", follower, hub),
    )
    kind = np.concatenate([np.full(len(x), KINDS.index(k.split()[-1])) for k, x, _ in parts])
    contacts = 1 + np.concatenate(
        [draw.poisson(rng.random(len(x)), truth.contacts[k]) for k, x, _ in parts]
    )
    one = np.concatenate([x for _, x, _ in parts])
    other = np.concatenate([y for _, _, y in parts])
    low, high = np.minimum(one, other), np.maximum(one, other)
    keep = (low != high) & ~pd.Series(low * n + high).duplicated().to_numpy()
    low, high, kind, contacts = low[keep], high[keep], kind[keep], contacts[keep]
    order = np.lexsort((high, low))
    return pd.DataFrame(
        {
            "customer": people.index.to_numpy()[low[order]],
            "friend": people.index.to_numpy()[high[order]],
            "kind": draw.labels(kind[order], KINDS),
            "contacts_per_month": contacts[order],
        }
    )


def _find_hubs(liking: Floats, hubs: int) -> Ints:
    """Places of the hubs: those who like the brand most, by neighbourhood (row) and rank."""
    order = np.lexsort((-liking, np.arange(len(liking)) // NEIGHBOURHOOD))
    starts = np.arange(0, len(liking), NEIGHBOURHOOD)[:, None] + np.arange(hubs)
    return np.asarray(order[np.minimum(starts, len(liking) - 1)], dtype=np.int64)


def _followers(
    liking: Floats, rng: np.random.Generator, truth: CrowdParameters
) -> tuple[Ints, Ints]:
    """Draw who follows which hub of her neighbourhood; hubs do not follow."""
    n = len(liking)
    hubs = _find_hubs(liking, len(truth.hubs))
    rank = draw.choose(rng.random(n), (*truth.hubs, 1 - sum(truth.hubs)))
    follows = rank < len(truth.hubs)
    follows[hubs.ravel()] = False
    follower = np.flatnonzero(follows)
    return follower, hubs[follower // NEIGHBOURHOOD, rank[follower]]


def count_ties(ties: pd.DataFrame, kind: str, customers: int) -> Ints:
    """How many ties of a kind customers 1, 2, ... have; 3 at most."""
    here = ties[ties["kind"] == kind]
    ends = np.r_[here["customer"].to_numpy(), here["friend"].to_numpy()]
    return np.minimum(np.bincount(ends - 1, minlength=customers), 3)


def make_decisions(
    people: pd.DataFrame, ties: pd.DataFrame, rng: np.random.Generator, truth: CrowdParameters
) -> pd.DataFrame:
    """Draw the decisions of a year: what was seen and heard, and whether she bought."""
    told = np.flatnonzero(rng.random(len(people)) < truth.decisions)
    n = len(told)
    day = spread_days(rng, n, *truth.decision_days)
    category = draw.choose(rng.random(n), truth.categories)
    mean, slope, spread = truth.interest
    liking = draw.normal(people["liking"].to_numpy()[told])
    interest = mean + slope * liking + spread * draw.normal(rng.random(n))
    interest = np.clip(np.floor(interest + 0.5), 0, 10)
    kinds = {"friends": "friend", "family": "family", "followers": "follower"}
    heard = {}
    log_odds = truth.buys["intercept"] + truth.buys["interest"] * (interest - 5)
    for source in SOURCES:
        intercept, slope, per_tie = truth.exposure[source]
        base = intercept + slope * (interest - 5)
        if source in kinds:
            base = base + per_tie * count_ties(ties, kinds[source], len(people))[told]
        heard[source] = (rng.random(n) < draw.probability(0, 1, base)).astype(np.int64)
        log_odds = log_odds + truth.buys[source] * heard[source]
    decisions = pd.DataFrame(
        {
            "customer": people.index.to_numpy()[told],
            "date": draw.dates(day),
            "category": draw.labels(category, CATEGORIES),
            **heard,
            "interest": interest.astype(np.int64),
            "bought": rng.random(n) < draw.probability(0, 1, log_odds),
        }
    ).sort_values("date", kind="stable", ignore_index=True)
    decisions.insert(0, "decision", np.arange(1, n + 1))
    return decisions
