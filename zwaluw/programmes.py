"""Zwaluw's programmes: what is offered to whom, who joins, and who leaves.

With her first purchase a customer is offered one programme, or nothing: chance decides, so that
offers can be compared as in an experiment. Who joins is not chance: those who buy often join more.
So members differ from others before the programme does anything. Two programmes have a fee, and
their members renew every quarter; each has her own probability to leave, the same at every
renewal: the shifted beta-geometric (sBG) model. The points card is free and is never given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import known
from zwaluw.people import LAST_DAY

PROGRAMMES = ("none", "points", "service plan", "riders' club")
DAYS_A_QUARTER = 91  # between two renewals


@dataclass(frozen=True)
class ProgrammeParameters:
    """The ground truth of offers and memberships."""

    TABLE: ClassVar[str] = "memberships"

    offered: dict[str, float] = known(
        dict.fromkeys(PROGRAMMES, 0.25),
        "programme that is offered with the first purchase, by chance; none: nothing is offered",
        "share of customers",
        table="programme_offers",
    )
    joins: tuple[float, float] = known(
        (0.40, 0.50),
        "joins the programme that she is offered: intercept, slope on the logarithm of her own"
        " purchase rate over the mean rate",
        "log-odds",
    )
    joins_within: int = known(180, "joins so long after the first purchase, at most", "days")
    renewal: dict[str, tuple[float, float]] = known(
        {"service plan": (0.7, 9.0), "riders' club": (1.2, 12.0)},
        "sBG alpha and beta: beta distribution of leaving at a quarterly renewal",
    )
    leaving_tie: tuple[float, float] = known(
        (0.30, 0.30),
        "the chance to leave has the opposite rank of the liking (1); of how well the first contact"
        " went (2)",
        "share of members",
    )
    member_effect: float = known(
        0.06,
        "what a membership, of whatever programme, adds to the purchase rate as long as it lasts",
        "share of the rate",
        table="transactions",
    )


def make_programmes() -> pd.DataFrame:
    """Make the table of programmes."""
    return pd.DataFrame(
        {
            "programme": PROGRAMMES[1:],
            "kind": ["rewards", "service", "community"],
            "benefit": [
                "one euro back for every 40 euro",
                "yearly check at half price, pick-up repair included",
                "rides, tests of new models, a say in new products",
            ],
            "fee_eur_quarter": [0.0, 12.0, 4.0],
            "cost_eur_quarter": [1.0, 10.5, 6.0],
        }
    )


def make_members(
    people: pd.DataFrame, seed: int, part: int = 0, truth: ProgrammeParameters | None = None
) -> pd.DataFrame:
    """Draw for everybody what she is offered, and when she joins and leaves.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed, part : int
    truth : ProgrammeParameters, optional

    Returns
    -------
    DataFrame, one row per customer
        Codes of the programme offered and of the programme joined (0: none); numbers of the days
        of joining and leaving (-1: not).
    """
    truth = truth or ProgrammeParameters()
    rng = draw.stream(seed, "programme_offers", part)
    n = len(people)
    offered = draw.choose(rng.random(n), truth.offered)
    joined = people["first_purchase"].to_numpy() + (rng.random(n) * truth.joins_within).astype(int)
    willing = rng.random(n) < draw.probability(*truth.joins, people["relative_rate"].to_numpy())
    joins = willing & (offered > 0) & (joined <= LAST_DAY)

    tied, own = rng.random(n), rng.random(n)
    first, both = truth.leaving_tie[0], sum(truth.leaving_tie)
    rank = np.where(tied < both, 1 - people["experience"], own)
    rank = np.where(tied < first, 1 - people["liking"], rank)
    # A quarter too far away to matter keeps the number of the day within its type.
    quarters, uniform = np.full(n, 400), rng.random(n)
    for name, shapes in truth.renewal.items():
        here = offered == PROGRAMMES.index(name)
        leaving = draw.beta(rank[here], *shapes)
        quarters[here] = np.minimum(draw.geometric(uniform[here], leaving), 400)
    left = joined + DAYS_A_QUARTER * quarters
    return pd.DataFrame(
        {
            "offered": offered,
            "programme": np.where(joins, offered, 0),
            "joined": np.where(joins, joined, -1),
            "left": np.where(joins & (left <= LAST_DAY), left, -1),
        },
        index=people.index,
    )


def make_offers(members: pd.DataFrame) -> pd.DataFrame:
    """Make the table of offers: one row per customer."""
    return pd.DataFrame(
        {
            "customer": members.index.to_numpy(),
            "offered": draw.labels(members["offered"].to_numpy(), PROGRAMMES),
            "joined": members["programme"].to_numpy() > 0,
        }
    )


def make_memberships(members: pd.DataFrame) -> pd.DataFrame:
    """Make the table of memberships: one row per member, those who left included."""
    joined = members[members["programme"] > 0]
    return pd.DataFrame(
        {
            "customer": joined.index.to_numpy(),
            "programme": draw.labels(joined["programme"].to_numpy() - 1, PROGRAMMES[1:]),
            "joined": draw.dates(joined["joined"].to_numpy()),
            "left": draw.dates(joined["left"].to_numpy()),
        }
    )
