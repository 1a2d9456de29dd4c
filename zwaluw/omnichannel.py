"""The channels as a manager sees them: touchpoints, and what channels cost and bring.

Sales grow with spend, ever more slowly, so that a euro moved from a department with much money to
one with little brings more. Two tables show it.

*Budgets moved by chance.* Every month each department spends its own budget, up and down by chance
and not by season. What goes together with spend is then caused by it.

*Budgets that follow the season.* In the ten years before, the media budgets went up when the
months came in which people buy bicycles anyway. Sales then rise with spend far more steeply than
spend makes them rise, until months of the same name are compared with each other.

None of these tables depends on the customers, so their size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import known

STAGES = ("aware", "appeal", "ask", "act", "advocate")
BRANDS = ("Zwaluw", "Kievit", "Meeuw", "Pauw")
MEDIA = (
    "tv",
    "display",
    "social",
    "search",
    "email",
)  # the others are shops, sites and their staff
COSTS_FROM, MONTHS = "2024-01", 30
PLANNED_FROM, PLANNED_MONTHS = "2014-01", 120
MARKET_PART = 1_000_000  # the random numbers of the fixed tables: no chunk of customers has them

# touchpoint, channel, stage that it serves, role in the journey, paid media, cost in euro
TOUCHPOINTS = (
    ("TV spot", "tv", "aware", "makes the brand known", True, 0.02),
    ("banner", "display", "aware", "makes the brand known", True, 0.01),
    ("video of a ride", "social", "appeal", "makes her curious", True, 0.04),
    ("shop window", "store", "appeal", "makes her curious", False, 0.10),
    ("search advertisement", "search", "ask", "leads to the answer", True, 0.60),
    ("product finder", "web shop", "ask", "gives advice", False, 0.05),
    ("advice", "store", "ask", "gives advice", False, 9.00),
    ("test ride", "store", "ask", "lets her feel it", False, 14.00),
    ("dealer visit", "dealer", "act", "sells", False, 12.00),
    ("checkout", "web shop", "act", "sells", False, 0.90),
    ("pick-up in the store", "store", "act", "hands over", False, 4.00),
    ("delivery", "web shop", "act", "hands over", False, 28.00),
    ("newsletter", "email", "appeal", "brings her back", False, 0.01),
    ("offer nearby", "app", "act", "brings her back", False, 0.02),
    ("help desk", "app", "advocate", "helps", False, 5.50),
    ("repair", "store", "advocate", "helps", False, 35.00),
    ("review request", "email", "advocate", "asks her to tell others", False, 0.01),
)


@dataclass(frozen=True)
class OmnichannelParameters:
    """The ground truth of what channels cost and bring."""

    TABLE: ClassVar[str] = "channel_costs"

    departments: dict[str, str] = known(
        {
            "tv": "brand",
            "display": "brand",
            "social": "brand",
            "search": "online",
            "email": "online",
            "web shop": "online",
            "app": "online",
            "store": "stores",
            "dealer": "stores",
        },
        "whose budget pays for a channel",
    )
    spend: dict[str, float] = known(
        {
            "tv": 60_000.0,
            "display": 24_000.0,
            "social": 20_000.0,
            "search": 8_000.0,
            "email": 2_000.0,
            "web shop": 15_000.0,
            "app": 4_000.0,
            "store": 45_000.0,
            "dealer": 18_000.0,
        },
        "median spend in a month",
        "euro",
    )
    sales: dict[str, float] = known(
        {
            "tv": 110_000.0,
            "display": 50_000.0,
            "social": 70_000.0,
            "search": 120_000.0,
            "email": 45_000.0,
            "web shop": 150_000.0,
            "app": 60_000.0,
            "store": 240_000.0,
            "dealer": 90_000.0,
        },
        "median sales in a month of median spend",
        "euro",
    )
    elasticity: dict[str, float] = known(
        {
            "tv": 0.08,
            "display": 0.06,
            "social": 0.12,
            "search": 0.15,
            "email": 0.20,
            "web shop": 0.35,
            "app": 0.40,
            "store": 0.30,
            "dealer": 0.25,
        },
        "percent more sales for 1 percent more spend: sales grow as spend to this power",
    )
    spend_spread: float = known(0.5, "spread of the logarithm of spend over months", "log euro")
    sales_noise: float = known(0.05, "spread of the logarithm of sales at equal spend", "log euro")
    contact_noise: float = known(0.05, "spread of the logarithm of contacts", "log contacts")

    season: float = known(
        0.28,
        "season of the logarithm of sales: so high in the best month, May, and so low in November;"
        " a wave in between",
        "log euro",
        table="channel_costs_seasonal",
    )
    follows: float = known(
        2.0,
        "percent more spend in months in which 1 percent more sales are expected",
        "percent per percent",
        table="channel_costs_seasonal",
    )
    own_swing: float = known(
        0.40,
        "spread of the logarithm of spend over years within the same month of the year",
        "log euro",
        table="channel_costs_seasonal",
    )


def make_touch_tables(
    seed: int, truth: OmnichannelParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the tables of chapter 4 that do not depend on the customers.

    Returns
    -------
    dict with `touchpoints`, `channel_costs` and `channel_costs_seasonal`
    """
    truth = truth or OmnichannelParameters()
    return {
        "touchpoints": make_touchpoints(),
        "channel_costs": make_channel_costs(seed, truth),
        "channel_costs_seasonal": make_channel_costs_seasonal(seed, truth),
    }


def make_touchpoints() -> pd.DataFrame:
    """Make the table of touchpoints with their role in the fullest journey."""
    columns = ["touchpoint", "channel", "stage", "role", "paid", "cost_per_contact_eur"]
    return pd.DataFrame(TOUCHPOINTS, columns=columns)


def make_channel_costs(seed: int, truth: OmnichannelParameters | None = None) -> pd.DataFrame:
    """Make spend, sales and contacts per month and channel, for the whole of Zwaluw."""
    truth = truth or OmnichannelParameters()
    rng = draw.stream(seed, "journeys", MARKET_PART)
    names = list(truth.spend)
    n = MONTHS * len(names)
    typical = np.tile(list(truth.spend.values()), MONTHS)
    swing = truth.spend_spread * draw.normal(rng.random(n))
    spend = typical * np.exp(swing)
    growth = np.tile([truth.elasticity[name] for name in names], MONTHS) * swing
    noise = truth.sales_noise * draw.normal(rng.random(n))
    sales = np.tile([truth.sales[name] for name in names], MONTHS) * np.exp(growth + noise)
    cost = make_touchpoints().groupby("channel")["cost_per_contact_eur"].mean()
    per_contact = np.tile(cost[names].to_numpy(), MONTHS)
    contacts = spend / per_contact * np.exp(truth.contact_noise * draw.normal(rng.random(n)))
    months = np.datetime64(COSTS_FROM, "M") + np.arange(MONTHS)
    return pd.DataFrame(
        {
            "month": np.repeat(months.astype(str), len(names)),
            "channel": names * MONTHS,
            "department": [truth.departments[name] for name in names] * MONTHS,
            "kind": ["media" if name in MEDIA else "running cost" for name in names] * MONTHS,
            "spend_eur": np.round(spend, 2),
            "sales_eur": np.round(sales, 2),
            "contacts": np.rint(contacts).astype(np.int64),
        }
    )


def make_channel_costs_seasonal(
    seed: int, truth: OmnichannelParameters | None = None
) -> pd.DataFrame:
    """Make spend and sales per month and medium in years when budgets followed the season."""
    truth = truth or OmnichannelParameters()
    rng = draw.stream(seed, "channel_costs")
    n = PLANNED_MONTHS * len(MEDIA)
    months = np.datetime64(PLANNED_FROM, "M") + np.arange(PLANNED_MONTHS)
    of_year = months.astype(np.int64) % 12 + 1
    wave = truth.season * np.cos(2 * np.pi * (of_year - 5) / 12)
    season = np.repeat(wave, len(MEDIA))
    swing = truth.follows * season + truth.own_swing * draw.normal(rng.random(n))
    typical, base, power = (
        np.tile([of[name] for name in MEDIA], PLANNED_MONTHS)
        for of in (truth.spend, truth.sales, truth.elasticity)
    )
    noise = truth.sales_noise * draw.normal(rng.random(n))
    return pd.DataFrame(
        {
            "month": np.repeat(months.astype(str), len(MEDIA)),
            "month_of_year": np.repeat(of_year, len(MEDIA)),
            "channel": list(MEDIA) * PLANNED_MONTHS,
            "spend_eur": np.round(typical * np.exp(swing), 2),
            "sales_eur": np.round(base * np.exp(season + power * swing + noise), 2),
        }
    )
