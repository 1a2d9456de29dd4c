"""What keeps a customer: programmes, memberships, the loyalty ladder, and promises kept or broken.

Which programme a customer is offered is chance, so programmes can be compared. Members renew
every quarter; each has her own probability to leave, the same at every renewal: the shifted
beta-geometric (sBG) model. Those who like the brand, and whose first contact went well, leave
less. Once a quarter a customer stands on a rung of the ladder; next quarter's rung depends
on this one and on her programme alone: a Markov chain. Every order to the door carries a promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Ints, known
from zwaluw.people import LAST_DAY, TOUCHPOINTS, PeopleParameters

PROGRAMMES = ("none", "points", "service plan", "riders' club")
RUNGS = ("lapsed", "customer", "client", "supporter", "advocate")
QUARTERS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][2:10]
QUARTER_STARTS = np.array(
    [draw.day(f"{name[:4]}-{3 * int(name[-1]) - 2:02d}-01") for name in QUARTERS]
)
DAYS_A_QUARTER = 91  # between two renewals
DELIVERED = ("web shop", "app")


@dataclass(frozen=True)
class LoyaltyParameters:
    """The ground truth of memberships, ladder and promises."""

    TABLE: ClassVar[str] = "memberships"

    joins: float = known(0.55, "joins the programme that she is offered", "share of customers")
    offered: dict[str, float] = known(
        {"points": 0.40, "service plan": 0.35, "riders' club": 0.25},
        "programme that is offered, by chance",
        "share of customers",
    )
    joins_within: int = known(180, "joins so long after the first purchase, at most", "days")
    renewal: dict[str, tuple[float, float]] = known(
        {"points": (0.8, 5.0), "service plan": (0.7, 9.0), "riders' club": (1.2, 12.0)},
        "sBG alpha and beta: beta distribution of leaving at a quarterly renewal",
    )
    leaving_tie: tuple[float, float] = known(
        (0.30, 0.30),
        "the chance to leave has the opposite rank of the liking (1); of how well the first contact"
        " went (2)",
        "share of members",
    )
    first_rung: dict[str, float] = known(
        {"lapsed": 0.04, "customer": 0.56, "client": 0.24, "supporter": 0.12, "advocate": 0.04},
        "rung in the first full quarter",
        "share of customers",
        table="ladder",
    )
    rung_tie: float = known(
        0.5, "first rung ranks as the liking", "share of customers", table="ladder"
    )
    moves: dict[str, dict[str, tuple[float, ...]]] = known(
        {
            "none": {
                "lapsed": (0.90, 0.08, 0.02, 0.00, 0.00),
                "customer": (0.16, 0.72, 0.10, 0.02, 0.00),
                "client": (0.08, 0.12, 0.70, 0.08, 0.02),
                "supporter": (0.05, 0.04, 0.14, 0.70, 0.07),
                "advocate": (0.03, 0.02, 0.05, 0.14, 0.76),
            },
            "points": {
                "lapsed": (0.86, 0.10, 0.04, 0.00, 0.00),
                "customer": (0.10, 0.70, 0.18, 0.02, 0.00),
                "client": (0.06, 0.10, 0.75, 0.07, 0.02),
                "supporter": (0.05, 0.04, 0.14, 0.70, 0.07),
                "advocate": (0.03, 0.02, 0.06, 0.14, 0.75),
            },
            "service plan": {
                "lapsed": (0.90, 0.07, 0.03, 0.00, 0.00),
                "customer": (0.11, 0.73, 0.13, 0.03, 0.00),
                "client": (0.04, 0.06, 0.72, 0.15, 0.03),
                "supporter": (0.02, 0.03, 0.08, 0.77, 0.10),
                "advocate": (0.02, 0.01, 0.03, 0.12, 0.82),
            },
            "riders' club": {
                "lapsed": (0.91, 0.06, 0.02, 0.01, 0.00),
                "customer": (0.15, 0.70, 0.10, 0.04, 0.01),
                "client": (0.07, 0.09, 0.68, 0.11, 0.05),
                "supporter": (0.03, 0.03, 0.07, 0.67, 0.20),
                "advocate": (0.01, 0.01, 0.03, 0.08, 0.87),
            },
        },
        "ladder: moves to lapsed, customer, client, supporter, advocate in the next quarter, by"
        " programme and rung",
        "probability",
        table="ladder",
    )
    referrals: dict[str, float] = known(
        {"lapsed": 0.01, "customer": 0.04, "client": 0.08, "supporter": 0.25, "advocate": 0.70},
        "new customers that somebody on this rung brings in a quarter: Poisson mean",
        "referrals",
        table="ladder",
    )
    later_broken: float = known(
        0.18,
        "promise of a delivery after the first one is broken",
        "share of deliveries",
        table="deliveries",
    )
    answers: float = known(0.45, "rates the delivery", "share of deliveries", table="deliveries")
    rating: tuple[float, float, float, float] = known(
        (70.0, -14.0, -3.0, 8.0),
        "rating of a delivery: level when on time, fall when late, fall for every day after the"
        " first, standard deviation of the rest",
        "points of 100",
        table="deliveries",
    )
    rating_liking: float = known(
        2.5,
        "what lasting liking, as a standard logistic variable, adds",
        "points of 100",
        table="deliveries",
    )


def make_programmes() -> pd.DataFrame:
    """Make the table of programmes."""
    return pd.DataFrame(
        {
            "programme": PROGRAMMES[1:],
            "kind": ["rewards", "service", "community"],
            "benefit": [
                "one euro back for every 40 euro",
                "yearly check and pick-up repair included",
                "rides, tests of new models, a say in new products",
            ],
            "fee_eur_quarter": [0.0, 12.0, 0.0],
            "cost_eur_quarter": [2.5, 10.5, 6.0],
        }
    )


def make_loyalty(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: LoyaltyParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make memberships, ladder and deliveries.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions`.
    seed, part : int
    truth : LoyaltyParameters, optional

    Returns
    -------
    dict of DataFrame
        memberships, ladder, deliveries.
    """
    truth = truth or LoyaltyParameters()
    rng = draw.stream(seed, "loyalty", part)
    members = _members(people, rng, truth)
    return {
        "memberships": _memberships(members),
        "ladder": _ladder(people, members, rng, truth),
        "deliveries": _deliveries(people, transactions, seed, part, truth),
    }


def _members(
    people: pd.DataFrame, rng: np.random.Generator, truth: LoyaltyParameters
) -> pd.DataFrame:
    """Draw for everybody: programme offered, day of joining and day of leaving (-1: not)."""
    n = len(people)
    offered = draw.choose(rng.random(n), truth.offered)
    joined = people["first_purchase"].to_numpy() + (rng.random(n) * truth.joins_within).astype(int)
    joins = (rng.random(n) < truth.joins) & (joined <= LAST_DAY)
    tied, own = rng.random(n), rng.random(n)
    first, both = truth.leaving_tie[0], sum(truth.leaving_tie)
    rank = np.where(tied < both, 1 - people["experience"], own)
    rank = np.where(tied < first, 1 - people["liking"], rank)
    leaving = np.empty(n)
    for code, name in enumerate(truth.offered):
        here = offered == code
        leaving[here] = draw.beta(rank[here], *truth.renewal[name])
    # A quarter too far away to matter keeps the number of the day within its type.
    quarters = np.minimum(draw.geometric(rng.random(n), leaving), 400)
    left = joined + (DAYS_A_QUARTER * quarters).astype(int)
    return pd.DataFrame(
        {
            "programme": np.where(joins, offered + 1, 0),
            "joined": np.where(joins, joined, -1),
            "left": np.where(joins & (left <= LAST_DAY), left, -1),
        },
        index=people.index,
    )


def _memberships(members: pd.DataFrame) -> pd.DataFrame:
    joined = members[members["programme"] > 0]
    return pd.DataFrame(
        {
            "customer": joined.index.to_numpy(),
            "programme": draw.labels(joined["programme"].to_numpy(), PROGRAMMES),
            "joined": draw.dates(joined["joined"].to_numpy()),
            "left": draw.dates(joined["left"].to_numpy()),
        }
    )


def _ladder(
    people: pd.DataFrame, members: pd.DataFrame, rng: np.random.Generator, truth: LoyaltyParameters
) -> pd.DataFrame:
    n = len(people)
    tied, own = rng.random(n) < truth.rung_tie, rng.random(n)
    shares = [truth.first_rung[name] for name in RUNGS]
    rung = draw.choose(np.where(tied, people["liking"], own), shares)
    edges = np.array(
        [[np.cumsum(truth.moves[name][rung])[:-1] for rung in RUNGS] for name in PROGRAMMES]
    )
    means = np.array([truth.referrals[name] for name in RUNGS])
    start = people["first_purchase"].to_numpy()
    joined, left = members["joined"].to_numpy(), members["left"].to_numpy()
    rows, codes, rungs, referrals = [], [], [], []
    for day in QUARTER_STARTS:
        there = np.flatnonzero(start < day)
        in_it = (joined >= 0) & (joined < day) & ((left < 0) | (left >= day))
        code = np.where(in_it, members["programme"].to_numpy(), 0)[there]
        rows.append(there)
        codes.append(code)
        rungs.append(rung[there])
        referrals.append(draw.poisson(rng.random(len(there)), means[rung[there]]))
        uniform = rng.random(len(there))
        rung[there] = (uniform[:, None] > edges[code, rung[there]]).sum(axis=1)
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    quarter = np.repeat(np.arange(len(QUARTERS)), [len(part) for part in rows])
    return pd.DataFrame(
        {
            "customer": people.index.to_numpy()[row][order],
            "quarter": draw.labels(quarter[order], QUARTERS),
            "programme": draw.labels(np.concatenate(codes)[order], PROGRAMMES),
            "rung": draw.labels(np.concatenate(rungs)[order], RUNGS),
            "referrals": np.concatenate(referrals)[order],
        }
    )


def _deliveries(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int,
    truth: LoyaltyParameters,
) -> pd.DataFrame:
    rng = draw.stream(seed, "promises", part)
    # Stores and dealers send a bicycle home when that was the first contact.
    row = transactions["customer"].to_numpy() - people.index[0]
    about_delivery = people["touchpoint"].to_numpy() == TOUCHPOINTS.index("delivery")
    sent = transactions[
        transactions["channel"].isin(DELIVERED) | (transactions["first"] & about_delivery[row])
    ]
    n = len(sent)
    ordered = sent["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    buyer = sent["customer"].to_numpy() - people.index[0]
    first = sent["first"].to_numpy()
    shared = PeopleParameters()
    promised: Ints = draw.choose(rng.random(n), shared.promised_days)
    broken = rng.random(n) < truth.later_broken
    late = np.where(broken, draw.geometric(rng.random(n), shared.days_late), 0)
    # The first delivery is the one of the first contact, as drawn with the person.
    promised = np.where(first, people["promised"].to_numpy()[buyer], promised)
    late = np.where(first, people["late"].to_numpy()[buyer], late).astype(np.int64)
    level, fall, each_day, spread = truth.rating
    rating = level + fall * (late > 0) + each_day * np.maximum(late - 1, 0)
    rating = rating + truth.rating_liking * draw.logistic(people["liking"].to_numpy())[buyer]
    rating = rating + spread * draw.normal(rng.random(n))
    delivered = ordered + promised + late
    rates = (rng.random(n) < truth.answers) & (delivered <= LAST_DAY)
    table = pd.DataFrame(
        {
            "transaction": sent["transaction"].to_numpy(),
            "customer": sent["customer"].to_numpy(),
            "promised": draw.dates(ordered + promised),
            "delivered": draw.dates(delivered),
            "rating": draw.optional(np.rint(np.clip(rating, 0, 100)), rates, "Int64"),
        }
    )
    # What is still on its way on the last day has no date of delivery yet.
    table.loc[delivered > LAST_DAY, "delivered"] = pd.NaT
    return table
