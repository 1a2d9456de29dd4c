"""What becomes of a customer: the loyalty ladder, prospects, and promises kept or broken.

Where a customer stands at the start of a quarter has two sides. What she *does* is read off her
purchases: bought on one day only (purchaser), on more (client), or not for a year (lost). What she
*feels* is an attitude with a life of its own: next quarter's depends on this one's and on her
programme alone, a Markov chain. Among clients it shows as a rung: client, supporter, advocate,
partner. Attitudes bring new customers, and do not move her own purchases. Before all of them stand
the prospects, some of whom buy. Every order to the door carries a promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.calendar import open_day
from zwaluw.draw import Ints, known
from zwaluw.people import LAST_DAY
from zwaluw.programmes import PROGRAMMES, make_members, make_memberships, make_offers

RUNGS = ("lost", "purchaser", "client", "supporter", "advocate", "partner")
ATTITUDES = RUNGS[2:]
LOST, PURCHASER, CLIENT = range(3)
LOST_AFTER = 365  # days without a purchase
QUARTERS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][2:10]
QUARTER_STARTS = np.array(
    [draw.day(f"{name[:4]}-{3 * int(name[-1]) - 2:02d}-01") for name in QUARTERS]
)
LADDER_END = draw.day("2026-07-01")
PARTNER = (0.01, 0.04, 0.10, 0.85)  # in every programme


@dataclass(frozen=True)
class LoyaltyParameters:
    """The ground truth of ladder, prospects and promises."""

    TABLE: ClassVar[str] = "ladder"

    first_attitude: dict[str, float] = known(
        {"client": 0.57, "supporter": 0.27, "advocate": 0.14, "partner": 0.02},
        "attitude in the first quarter: where the chain without a programme comes to rest",
        "share of customers",
    )
    attitude_tie: float = known(0.5, "first attitude ranks as the liking", "share of customers")
    moves: dict[str, dict[str, tuple[float, ...]]] = known(
        {
            "none": {
                "client": (0.89, 0.09, 0.02, 0.00),
                "supporter": (0.19, 0.74, 0.07, 0.00),
                "advocate": (0.07, 0.14, 0.77, 0.02),
                "partner": PARTNER,
            },
            "points": {
                "client": (0.89, 0.09, 0.02, 0.00),
                "supporter": (0.19, 0.74, 0.07, 0.00),
                "advocate": (0.07, 0.14, 0.77, 0.02),
                "partner": PARTNER,
            },
            "service plan": {
                "client": (0.81, 0.16, 0.03, 0.00),
                "supporter": (0.11, 0.79, 0.10, 0.00),
                "advocate": (0.04, 0.12, 0.82, 0.02),
                "partner": PARTNER,
            },
            "riders' club": {
                "client": (0.83, 0.12, 0.05, 0.00),
                "supporter": (0.10, 0.69, 0.21, 0.00),
                "advocate": (0.04, 0.08, 0.84, 0.04),
                "partner": PARTNER,
            },
        },
        "moves to client, supporter, advocate, partner in the next quarter, by programme and"
        " attitude; they go on unseen in quarters in which she is no client",
        "probability",
    )
    referrals: dict[str, float] = known(
        dict(zip(RUNGS, (0.002, 0.01, 0.015, 0.04, 0.14, 0.20), strict=True)),
        "new customers that somebody on this rung brings in a quarter: Poisson mean",
        "referrals",
    )
    prospects: float = known(
        0.375,
        "prospects for each customer: half of them known before the first quarter of the ladder,"
        " the others come in evenly during it",
        "prospects a customer",
        table="prospects",
    )
    prospect_buys: float = known(
        0.06, "a prospect buys in a quarter for the first time", "probability", table="prospects"
    )
    known_before: int = known(
        365,
        "a prospect of before the ladder became known so many days before it, at most",
        "days",
        table="prospects",
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


def make_loyalty(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: LoyaltyParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make offers, memberships, ladder, prospects and deliveries.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions`.
    seed, part : int
    truth : LoyaltyParameters, optional

    Returns
    -------
    dict of DataFrame
        programme_offers, memberships, ladder, prospects, deliveries.
    """
    truth = truth or LoyaltyParameters()
    rng = draw.stream(seed, "attitudes", part)
    members = make_members(people, seed, part)
    prospects = _prospects(people, rng, truth)
    return {
        "programme_offers": make_offers(members),
        "memberships": make_memberships(members),
        "ladder": _ladder(people, transactions, members, rng, truth),
        "prospects": prospects,
        "deliveries": _deliveries(people, transactions, seed, part, truth),
    }


def _ladder(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    members: pd.DataFrame,
    rng: np.random.Generator,
    truth: LoyaltyParameters,
) -> pd.DataFrame:
    n = len(people)
    tied, own = rng.random(n) < truth.attitude_tie, rng.random(n)
    attitude = draw.choose(np.where(tied, people["liking"], own), truth.first_attitude)
    edges = np.array(
        [[np.cumsum(truth.moves[p][name])[:-1] for name in ATTITUDES] for p in PROGRAMMES]
    )
    means = np.array([truth.referrals[name] for name in RUNGS])
    start = people["first_purchase"].to_numpy()
    joined, left = members["joined"].to_numpy(), members["left"].to_numpy()
    rows, codes, rungs, referrals = [], [], [], []
    for day in QUARTER_STARTS:
        in_it = (joined >= 0) & (joined < day) & ((left < 0) | (left >= day))
        code = np.where(in_it, members["programme"].to_numpy(), 0)
        days, last = _bought_before(day, people, transactions)
        rung = np.where(days > 1, CLIENT + attitude, PURCHASER)
        rung = np.where(day - last > LOST_AFTER, LOST, rung)
        there = np.flatnonzero(start < day)
        rows.append(there)
        codes.append(code[there])
        rungs.append(rung[there])
        referrals.append(draw.poisson(rng.random(n), means[rung])[there])
        attitude = (rng.random(n)[:, None] > edges[code, attitude]).sum(axis=1)
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


def _bought_before(day: int, people: pd.DataFrame, transactions: pd.DataFrame) -> tuple[Ints, Ints]:
    """Count each customer's days with a purchase before `day`, and find the last of them."""
    bought = draw.day_numbers(transactions["date"])
    row = transactions["customer"].to_numpy() - people.index[0]
    new_day = np.r_[True, (row[1:] != row[:-1]) | (bought[1:] != bought[:-1])]
    row, bought = row[new_day & (bought < day)], bought[new_day & (bought < day)]
    last = np.zeros(len(people), dtype=np.int64)
    last[row] = bought  # in order of the day: the last one stays
    return np.bincount(row, minlength=len(people)), last


def _prospects(
    people: pd.DataFrame, rng: np.random.Generator, truth: LoyaltyParameters
) -> pd.DataFrame:
    """Let prospects wait for their first purchase; who buys is one of that quarter's customers."""
    n = int(len(people) * truth.prospects)
    begin, during = QUARTER_STARTS[0], LADDER_END - QUARTER_STARTS[0]
    known_day = np.where(
        np.arange(n) < n // 2,
        begin - 1 - (rng.random(n) * truth.known_before).astype(np.int64),
        begin + (rng.random(n) * during).astype(np.int64),
    )
    known_day = np.sort(known_day)
    first = people["first_purchase"].to_numpy()
    customer = np.zeros(n, dtype=np.int64)
    for day, end in zip(QUARTER_STARTS, [*QUARTER_STARTS[1:], LADDER_END], strict=True):
        waits = (known_day < day) & (customer == 0)
        buys = np.flatnonzero(waits & (rng.random(n) < truth.prospect_buys))
        key = rng.random(len(people))
        new = np.flatnonzero((first >= day) & (first < end))
        new = new[np.argsort(key[new], kind="stable")]
        # In a world of a handful of customers there may be too few.
        pairs = min(len(buys), len(new))
        customer[buys[:pairs]] = people.index.to_numpy()[new[:pairs]]
    return pd.DataFrame(
        {
            "prospect": np.arange(1, n + 1),
            "known_since": draw.dates(known_day),
            "customer": draw.optional(customer, customer > 0, "Int64"),
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
    sent = transactions[transactions["promised_days"] >= 0]
    n = len(sent)
    buyer = sent["customer"].to_numpy() - people.index[0]
    late = sent["late_days"].to_numpy()
    promised = open_day(draw.day_numbers(sent["date"]) + sent["promised_days"].to_numpy())
    delivered = open_day(promised + late)
    level, fall, each_day, spread = truth.rating
    rating = level + fall * (late > 0) + each_day * np.maximum(late - 1, 0)
    rating = rating + truth.rating_liking * draw.logistic(people["liking"].to_numpy())[buyer]
    rating = rating + spread * draw.normal(rng.random(n))
    rates = (rng.random(n) < truth.answers) & (delivered <= LAST_DAY)
    table = pd.DataFrame(
        {
            "transaction": sent["transaction"].to_numpy(),
            "customer": sent["customer"].to_numpy(),
            "promised": draw.dates(promised),
            "delivered": draw.dates(delivered),
            "rating": draw.optional(np.rint(np.clip(rating, 0, 100)), rates, "Int64"),
        }
    )
    # What is still on its way on the last day has no date of delivery yet.
    table.loc[delivered > LAST_DAY, "delivered"] = pd.NaT
    return table
