"""The deals of Zwaluw's business customers, and the phases that each deal walks through.

How many deals an employer starts follows from its size and from the growth of its own market. A
deal walks through the eight phases of the business buying process. It stays in a phase for a
random number of days; then it passes on, or is lost. A straight rebuy skips the phases of writing
down needs and looking for suppliers. What has not ended on the last day of the tables is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY

SITUATIONS = ("new task", "modified rebuy", "straight rebuy")
CHANGES = ("first purchase", "specification", "price", "terms", "supplier", "nothing")
PHASES = (
    "problem recognition",
    "general need description",
    "product specification",
    "supplier search",
    "proposal solicitation",
    "supplier selection",
    "order-routine specification",
    "performance review",
)
ORDER = PHASES.index("order-routine specification")  # a deal that passes it is won
OUTCOMES = ("open", "won", "lost")


@dataclass(frozen=True)
class DealParameters:
    """The ground truth of the deals and their phases."""

    TABLE: ClassVar[str] = "deals"

    deals: tuple[float, float, float] = known(
        (0.98, 0.25, 0.05),
        "logarithm of the mean number of deals: intercept at 100 employees, slope on the logarithm"
        " of employees / 100, slope on the growth percent of the account's own market",
        "log deals; log per log; log deals a percent",
    )
    first_day: str = known(
        "2022-01-01", "deals are opened evenly from this day to the last", "date"
    )
    situations: dict[str, float] = known(
        dict(zip(SITUATIONS, (0.25, 0.40, 0.35), strict=True)), "buying situation", "share of deals"
    )
    changes: dict[str, float] = known(
        dict(zip(CHANGES[1:-1], (0.45, 0.25, 0.20, 0.10), strict=True)),
        "what a modified rebuy changes",
        "share of modified rebuys",
    )
    suppliers: dict[str, float] = known(
        dict(zip(SITUATIONS, (3.0, 1.5, 0.0), strict=True)),
        "mean number of suppliers asked beside Zwaluw (Poisson)",
        "suppliers",
    )
    bikes: dict[str, float] = known(
        dict(zip(SITUATIONS, (0.20, 0.10, 0.05), strict=True)),
        "median size of a deal, by situation",
        "share of the account's fleet",
    )
    bikes_spread: float = known(
        0.35, "standard deviation of the logarithm of the size of a deal", "log bicycles"
    )
    price: tuple[float, float, float] = known(
        (2400.0, -0.03, 0.06),
        "price of a bicycle in a deal: median for one bicycle, slope of its logarithm on the"
        " logarithm of the number, standard deviation of the logarithm",
        "euro; log per log; log euro",
    )
    phase_days: dict[str, tuple[float, ...]] = known(
        {
            "new task": (18, 22, 32, 24, 95, 38, 14, 90),
            "modified rebuy": (10, 14, 20, 14, 70, 24, 10, 75),
            "straight rebuy": (5, 0, 0, 0, 0, 14, 6, 60),
        },
        "mean stay in each phase, by situation (geometric; 0: the phase is skipped); deals stall"
        " at proposal solicitation",
        "days",
        table="deal_phases",
    )
    phase_passes: dict[str, tuple[float, ...]] = known(
        {
            "new task": (0.94, 0.92, 0.88, 0.92, 0.55, 0.75, 0.95, 0.80),
            "modified rebuy": (0.96, 0.94, 0.92, 0.94, 0.60, 0.80, 0.96, 0.85),
            "straight rebuy": (0.97, 0, 0, 0, 0, 0.90, 0.97, 0.92),
        },
        "passes each phase, by situation; lowest at proposal solicitation (the review comes after"
        " the deal is won: passing it means that the buyer stays)",
        "share of deals whose phase has ended",
        table="deal_phases",
    )


def make_deals(
    accounts: pd.DataFrame, rng: np.random.Generator, truth: DealParameters | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the deals of the accounts and the phases of each deal.

    Parameters
    ----------
    accounts : DataFrame
        One row per account, in order of its number, from 1 on.
    rng : Generator
        The stream from which `make_business` has drawn the accounts: deals come next in it.
    truth : DealParameters, optional

    Returns
    -------
    deals, deal_phases : DataFrame
    """
    truth = truth or DealParameters()
    deals, situation = _deals(accounts, rng, truth)
    opened = deals.pop("opened_day").to_numpy()
    phases, outcome, closed = _phases(opened, situation, rng, truth)
    deals["outcome"] = draw.labels(outcome, OUTCOMES)
    deals["closed"] = draw.dates(closed)
    return deals, phases


def _deals(
    accounts: pd.DataFrame, rng: np.random.Generator, truth: DealParameters
) -> tuple[pd.DataFrame, Ints]:
    intercept, slope, growth = truth.deals
    mean = np.exp(
        intercept
        + slope * np.log(accounts["employees"].to_numpy() / 100)
        + growth * accounts["end_demand_growth_percent"].to_numpy()
    )
    number = draw.poisson(rng.random(len(accounts)), mean)
    place = np.repeat(np.arange(len(accounts)), number)
    n = len(place)
    first = draw.day(truth.first_day)
    opened = first + (rng.random(n) * (LAST_DAY - first + 1)).astype(np.int64)
    order = np.argsort(opened, kind="stable")
    place, opened = place[order], opened[order]
    situation = draw.choose(rng.random(n), truth.situations)
    change = 1 + draw.choose(rng.random(n), truth.changes)
    change = np.where(situation == SITUATIONS.index("new task"), 0, change)
    change = np.where(situation == SITUATIONS.index("straight rebuy"), len(CHANGES) - 1, change)
    share = np.array(list(truth.bikes.values()))[situation]
    share = share * np.exp(truth.bikes_spread * draw.normal(rng.random(n)))
    bikes = np.maximum(np.round(accounts["fleet_bikes"].to_numpy()[place] * share), 1)
    price, discount, spread = truth.price
    price = price * bikes**discount * np.exp(spread * draw.normal(rng.random(n)))
    others = draw.poisson(rng.random(n), np.array(list(truth.suppliers.values()))[situation])
    table = pd.DataFrame(
        {
            "deal": np.arange(1, n + 1),
            "account": place + 1,
            "situation": draw.labels(situation, SITUATIONS),
            "change": draw.labels(change, CHANGES),
            "suppliers_asked": 1 + others,
            "bikes": bikes.astype(np.int64),
            "value_eur": np.round(bikes * price, 2),
            "opened": draw.dates(opened),
            "opened_day": opened,
        }
    )
    return table, situation


def _phases(
    opened: Ints, situation: Ints, rng: np.random.Generator, truth: DealParameters
) -> tuple[pd.DataFrame, Ints, Ints]:
    """Let every deal walk through its phases until it ends, or until the last day."""
    n = len(opened)
    days: Floats = np.array([truth.phase_days[name] for name in SITUATIONS], dtype=float)
    passes: Floats = np.array([truth.phase_passes[name] for name in SITUATIONS], dtype=float)
    day, going = opened.copy(), np.ones(n, dtype=bool)
    outcome, closed = np.zeros(n, dtype=np.int64), np.full(n, -1)
    steps = []
    for place in range(len(PHASES)):
        mean = days[situation, place]
        here = going & (mean > 0)
        stay = draw.geometric(rng.random(n), 1 / np.maximum(mean, 2)).astype(np.int64)
        entered, left = day, day + stay
        ended = left <= LAST_DAY
        passed = rng.random(n) < passes[situation, place]
        steps.append(
            pd.DataFrame({"row": np.arange(n), "phase": place + 1, "entered": entered})
            .assign(left=np.where(ended, left, -1), passed=passed)
            .loc[here]
        )
        going = np.where(here, ended & passed, going)
        day = np.where(here, left, day)
        lost = here & ended & ~passed & (place <= ORDER)
        won = here & going & (place == ORDER)
        outcome[won], outcome[lost] = OUTCOMES.index("won"), OUTCOMES.index("lost")
        closed[won | lost] = day[won | lost]
    walk = pd.concat(steps, ignore_index=True).sort_values("row", kind="stable")
    left = walk["left"].to_numpy()
    table = pd.DataFrame(
        {
            "deal": walk["row"].to_numpy() + 1,
            "phase": walk["phase"].to_numpy(),
            "phase_name": draw.labels(walk["phase"].to_numpy() - 1, PHASES),
            "entered": draw.dates(walk["entered"].to_numpy()),
            "left": draw.dates(left),
            "passed": draw.optional(walk["passed"].to_numpy(), left >= 0, "boolean"),
        }
    )
    return table, outcome, closed
