"""The opportunities of Zwaluw Lease: a sales funnel with known transition probabilities.

A customer may lease a bicycle through a lease company that works with Zwaluw. A sales person
of one of five sales areas writes down a lead; it is qualified or lost, then gets an offer or is
lost, then is won or lost. Each stage takes a random number of days. The lease company pays and
sends the bills: a won opportunity is not among the transactions. When a lead is written down, the
sales person states its probability of winning, and is too optimistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.market import price_index
from zwaluw.people import CHANNELS, LAST_DAY, SEGMENTS
from zwaluw.purchases import BICYCLES, PRICES

SALES_AREAS = ("call centre", "e-commerce", "field sales", "retail", "third-party agent")
STAGES = ("lead", "qualified", "offer", "won", "lost")
STEPS = STAGES[:3]
WON, LOST = STAGES.index("won"), STAGES.index("lost")


@dataclass(frozen=True)
class OpportunityParameters:
    """The ground truth of the opportunities."""

    TABLE: ClassVar[str] = "opportunities"

    leads_per_year: dict[str, float] = known(
        {"commuter": 0.26, "leisure": 0.14, "family": 0.18},
        "leads from a customer after her first contact, by segment: a Poisson process",
        "leads a year",
    )
    sales_area: dict[str, tuple[float, ...]] = known(
        {
            "web shop": (0.25, 0.55, 0.10, 0.05, 0.05),
            "store": (0.15, 0.05, 0.20, 0.55, 0.05),
            "dealer": (0.10, 0.05, 0.15, 0.05, 0.65),
            "app": (0.20, 0.60, 0.10, 0.05, 0.05),
        },
        "sales area of a lead (call centre, e-commerce, field sales, retail, third-party agent),"
        " by the customer's own channel",
        "share of leads",
    )
    leased: dict[str, tuple[float, ...]] = known(
        {
            "commuter": (0.50, 0.40, 0.10),
            "leisure": (0.25, 0.70, 0.05),
            "family": (0.15, 0.15, 0.70),
        },
        "bicycle of interest (Stad, Reis, Gezin), by segment",
        "share of leads",
    )
    qualifies: dict[str, float] = known(
        {
            "call centre": 0.40,
            "e-commerce": 0.45,
            "field sales": 0.75,
            "retail": 0.65,
            "third-party agent": 0.55,
        },
        "a lead is qualified, by sales area",
        "probability",
    )
    gets_offer: float = known(0.65, "a qualified lead gets an offer", "probability")
    accepts: tuple[float, float] = known(
        (0.2, 0.4),
        "an offer is won: intercept, slope on the satisfaction at the first contact",
        "log-odds",
    )
    stage_days: dict[str, float] = known(
        {"lead": 14.0, "qualified": 21.0, "offer": 18.0},
        "how long an opportunity stays in a stage: mean of a geometric variable (1, 2, ...)",
        "days",
    )
    optimism: float = known(
        0.8, "what the sales person's stated probability has too much", "log-odds"
    )
    stated_spread: float = known(
        0.5, "standard deviation of the noise in the stated probability", "log-odds"
    )
    negotiated: float = known(
        0.08, "largest discount on the list price; evenly spread", "share of price"
    )


def win_probability(area: Ints, satisfaction: Floats, truth: OpportunityParameters) -> Floats:
    """Probability that a new lead is won in the end."""
    qualifies = np.array([truth.qualifies[name] for name in SALES_AREAS])[area]
    return qualifies * truth.gets_offer * draw.probability(*truth.accepts, satisfaction)


def make_opportunities(
    people: pd.DataFrame, seed: int, rng: np.random.Generator, truth: OpportunityParameters
) -> pd.DataFrame:
    """Make the opportunities, in order of the day they were opened.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed : int
        Of the world, whose bicycles grow cheaper.
    rng : Generator
        The stream of the CRM.
    truth : OpportunityParameters
    """
    first_contact = people["contact_day"].to_numpy()
    rate = np.array([truth.leads_per_year[name] for name in SEGMENTS]) / 365
    mean = rate[people["segment"].to_numpy()] * (LAST_DAY - first_contact)
    row = np.repeat(np.arange(len(people)), draw.poisson(rng.random(len(people)), mean))
    n = len(row)
    length = (LAST_DAY - first_contact)[row]
    opened = first_contact[row] + 1 + (rng.random(n) * length).astype(np.int64)
    order = np.argsort(opened, kind="stable")
    row, opened = row[order], opened[order]

    satisfaction = people["satisfaction"].to_numpy()[row]
    area = draw.choose_by(
        rng.random(n), people["channel"].to_numpy()[row], CHANNELS, truth.sales_area
    )
    bicycle = draw.choose_by(
        rng.random(n), people["segment"].to_numpy()[row], SEGMENTS, truth.leased
    )
    product = np.array(BICYCLES)[bicycle]
    value = PRICES[product] * price_index(seed, opened) * (1 - truth.negotiated * rng.random(n))
    # The sales person knows the area's usual chance, and not what the customer thinks of Zwaluw.
    chance = win_probability(area, np.zeros(n), truth)
    noise = truth.stated_spread * draw.normal(rng.random(n))
    stated = draw.probability(truth.optimism, 1, np.log(chance / (1 - chance)) + noise)
    stage, reached, closed = _funnel(opened, area, satisfaction, rng, truth)
    return pd.DataFrame(
        {
            "opportunity": np.arange(1, n + 1),
            "customer": people.index.to_numpy()[row],
            "opened": draw.dates(opened),
            "sales_area": draw.labels(area, SALES_AREAS),
            "product": product + 1,
            "value_eur": np.round(value, 0).astype(np.int64),
            "probability_percent": np.clip(np.round(100 * stated), 1, 99).astype(np.int64),
            "stage": draw.labels(stage, STAGES),
            "last_open_stage": draw.labels(reached, STEPS),
            "closed": draw.dates(closed),
        }
    )


def _funnel(
    opened: Ints,
    area: Ints,
    satisfaction: Floats,
    rng: np.random.Generator,
    truth: OpportunityParameters,
) -> tuple[Ints, Ints, Ints]:
    """Move opportunities through the stages: stage now, last open stage, day of closing or -1."""
    n = len(opened)
    goes_on = (
        np.array([truth.qualifies[name] for name in SALES_AREAS])[area],
        np.full(n, truth.gets_offer),
        draw.probability(*truth.accepts, satisfaction),
    )
    stage, reached = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    clock = opened.copy()
    for step, name in enumerate(STEPS):
        days = draw.geometric(rng.random(n), 1 / truth.stage_days[name]).astype(np.int64)
        ready = clock + days
        success = rng.random(n) < goes_on[step]
        # What is to happen after the last day has not happened yet: the opportunity is open.
        moves = (stage == step) & (ready <= LAST_DAY)
        clock[moves] = ready[moves]
        reached[stage == step] = step
        stage[moves] = np.where(success[moves], step + 1, LOST)
    return stage, reached, np.where(stage >= WON, clock, -1)
