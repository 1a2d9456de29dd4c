"""The channels as a manager sees them: touchpoints, what channels cost and bring, brand funnels.

*Channels.* Every month each department spends its own budget, up and down by chance and not by
season. Sales grow with spend, ever more slowly, so that a euro moved from a department with much
money to one with little brings more.

*Brands.* In a panel of the market each of the five A's keeps a share of the people in the one
before it: aware, appealed, asked, bought, advocated. Four brands, four shapes of loss.

None of these tables depends on the customers, so their size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import known
from zwaluw.people import SEGMENTS

STAGES = ("aware", "appeal", "ask", "act", "advocate")
BRANDS = ("Zwaluw", "Kievit", "Meeuw", "Pauw")
COSTS_FROM, MONTHS = "2024-01", 30
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
    """The ground truth of channel costs and brand funnels."""

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
            "tv": 0.20,
            "display": 0.15,
            "social": 0.30,
            "search": 0.40,
            "email": 0.20,
            "web shop": 0.35,
            "app": 0.40,
            "store": 0.30,
            "dealer": 0.25,
        },
        "percent more sales for 1 percent more spend: sales grow as spend to this power",
    )
    spend_spread: float = known(0.5, "spread of the logarithm of spend over months", "log euro")
    sales_noise: float = known(0.10, "spread of the logarithm of sales at equal spend", "log euro")
    contact_noise: float = known(0.05, "spread of the logarithm of contacts", "log contacts")

    interviewed: int = known(
        3000, "persons asked about each brand in each segment", "persons", table="brand_funnel"
    )
    population: dict[str, int] = known(
        {"commuter": 900_000, "leisure": 1_400_000, "family": 500_000},
        "people in the market for an e-bike",
        "persons",
        table="brand_funnel",
    )
    conversion: dict[str, tuple[float, float, float, float, float]] = known(
        {
            "Zwaluw": (0.60, 0.55, 0.50, 0.45, 0.40),
            "Kievit": (0.85, 0.60, 0.20, 0.90, 0.25),
            "Meeuw": (0.50, 0.55, 0.90, 0.15, 0.35),
            "Pauw": (0.80, 0.75, 0.40, 0.25, 0.90),
        },
        "aware of the market, then attraction (appealed of aware), curiosity (asked of appealed),"
        " commitment (bought of asked), affinity (advocated of bought); Zwaluw is a funnel, Kievit"
        " a door knob, Meeuw a goldfish, Pauw a trumpet",
        "share of persons",
        table="brand_funnel",
    )


def make_touch_tables(
    seed: int, truth: OmnichannelParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the tables of chapter 4 that do not depend on the customers.

    Returns
    -------
    dict with `touchpoints`, `channel_costs` and `brand_funnel`
    """
    truth = truth or OmnichannelParameters()
    return {
        "touchpoints": make_touchpoints(),
        "channel_costs": make_channel_costs(seed, truth),
        "brand_funnel": make_brand_funnel(seed, truth),
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
            "spend_eur": np.round(spend, 2),
            "sales_eur": np.round(sales, 2),
            "contacts": np.rint(contacts).astype(np.int64),
        }
    )


def make_brand_funnel(seed: int, truth: OmnichannelParameters | None = None) -> pd.DataFrame:
    """Make the counts of a market panel: the five A's of four brands in three segments."""
    truth = truth or OmnichannelParameters()
    rng = draw.stream(seed, "journeys", MARKET_PART + 1)
    rows = [(brand, segment) for brand in BRANDS for segment in SEGMENTS]
    table = pd.DataFrame(rows, columns=["brand", "segment"])
    table["population"] = table["segment"].map(truth.population)
    table["interviewed"] = truth.interviewed
    shares = np.array([truth.conversion[brand] for brand, _ in rows])
    size = (len(rows), truth.interviewed, len(STAGES))
    passes = rng.random(len(rows) * truth.interviewed * len(STAGES)).reshape(size)
    reached = np.cumprod(passes < shares[:, None, :], axis=2).sum(axis=1)
    columns = ["aware", "appealed", "asked", "bought", "advocated"]
    table[columns] = reached.astype(np.int64)
    return table
