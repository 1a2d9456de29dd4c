"""The market around Zwaluw: countries, prices, competitors, the long tail, and two cities.

How the numbers come about. Income in a country is log-normal, with the real mean and Gini
coefficient of ``datasets/countries.csv``. Who would spend no more than a fixed share of a year's
income on the standard e-bike *can pay* for it; of these people a fixed share buys one in a year.
Zwaluw entered first where the largest share of people can pay. Its unit cost falls by a fixed
share each time the number of bicycles ever made doubles (the experience curve), and the price
follows the cost. The tables of demand and transactions follow the same price. Sizes of firms and
sales of items fall as a power of their rank (Zipf). In a city, a fixed share of each group lives
in the two districts of its own and the rest is spread evenly: this share is the dissimilarity
index of the group against all others.

None of these tables depends on Zwaluw's customers, so their size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import special

from mkt40_helpers import data
from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY

GROUPS = ("families", "pensioners", "students", "working couples")
DISTRICTS = ("Centrum", "Dijk", "Haven", "Heuvel", "Molenwijk", "Parkwijk", "Singel", "Statie")
MODEL = "standard e-bike"
COMPANY = "Zwaluw"
FIRST_MONTH = int(np.datetime64("2014-01", "M").astype(int))  # of the table of prices


@dataclass(frozen=True)
class MarketParameters:
    """The ground truth of the tables about the market."""

    TABLE: ClassVar[str] = "prices"

    countries: tuple[str, ...] = known(
        (
            "Belgium",
            "Brazil",
            "China",
            "Denmark",
            "France",
            "Germany",
            "India",
            "Indonesia",
            "Netherlands",
            "Poland",
            "Romania",
            "Spain",
            "Switzerland",
            "Turkey",
        ),
        "countries where Zwaluw sells or may sell",
        table="markets",
    )
    launch_years: tuple[int, ...] = known(
        (2009, 2012, 2014, 2015, 2016, 2018, 2019, 2021, 2022, 2024),
        "years of entry, given to the countries in order of the share who can pay the home price;"
        " the last countries are not entered yet",
        "year",
        table="markets",
    )
    budget_share: float = known(
        0.05,
        "who would have to spend more of a year's income on it cannot pay",
        "share of income",
        table="markets",
    )
    home: str = known(
        "Netherlands", "the country whose price the others are compared with", table="markets"
    )
    home_price: float = known(
        2250.0, "price in 2025 at the income of the home country", "euro", table="markets"
    )
    price_tie: float = known(
        0.25,
        "the price in a country rises as this power of its mean income",
        "power",
        table="markets",
    )
    country_noise: float = known(
        0.03, "log-normal noise of the price in a country", "logarithm", table="markets"
    )
    take_up: float = known(
        0.0005,
        "buys the standard e-bike in 2025, of those who can pay",
        "share of people",
        table="markets",
    )
    take_up_noise: float = known(
        0.08, "log-normal noise of the bikes sold", "logarithm", table="markets"
    )
    quarters: int = known(50, "quarters from 2014-Q1 on", "quarters")
    made_before: int = known(20_000, "bikes made before 2014", "bicycles")
    first_output: float = known(560.0, "bikes made in a quarter at the start of 2014", "bicycles")
    growth: float = known(0.087, "growth of the output from quarter to quarter", "share")
    season: tuple[float, ...] = known(
        (0.80, 1.25, 1.25, 0.80), "factor of the output in quarters 1 to 4", "factor"
    )
    output_noise: float = known(0.05, "log-normal noise of the output", "logarithm")
    learning_rate: float = known(
        0.18, "fall of the unit cost with each doubling of the cumulative output", "share"
    )
    first_cost: float = known(
        3400.0, "unit cost when the bikes made before 2014 had just been made", "euro"
    )
    cost_noise: float = known(0.02, "log-normal noise of the unit cost", "logarithm")
    mark_up: float = known(0.47, "what the price adds to the unit cost", "share of unit cost")
    price_noise: float = known(0.01, "log-normal noise of the price over the cost", "logarithm")
    market_size: dict[int, int] = known(
        {2016: 180_000, 2026: 450_000},
        "e-bikes sold in the Netherlands by all firms, in the twelve months to August",
        "bicycles",
        table="market_shares",
    )
    firms: dict[int, int] = known(
        {2016: 12, 2026: 60}, "firms in the market", "firms", table="market_shares"
    )
    firm_exponent: dict[int, float] = known(
        {2016: 1.28, 2026: 0.90},
        "Zipf exponent: sales fall as this power of the rank",
        "power",
        table="market_shares",
    )
    company_rank: dict[int, int] = known(
        {2016: 12, 2026: 14}, "rank of Zwaluw", "rank", table="market_shares"
    )
    items: dict[int, int] = known(
        {2016: 40, 2026: 400},
        "items on offer: in the store, later online",
        "items",
        table="long_tail",
    )
    best_seller: dict[int, float] = known(
        {2016: 3000.0, 2026: 5200.0}, "units of the best-selling item", "units", table="long_tail"
    )
    item_exponent: dict[int, float] = known(
        {2016: 1.0, 2026: 0.8}, "Zipf exponent of the items", "power", table="long_tail"
    )
    item_noise: float = known(
        0.10, "log-normal noise of the units of an item", "logarithm", table="long_tail"
    )
    city_groups: dict[str, tuple[float, ...]] = known(
        {
            "Eikmonde": (72_000.0, 62_000.0, 58_000.0, 48_000.0),
            "Zuiderdrecht": (112_000.0, 48_000.0, 14_000.0, 26_000.0),
        },
        "families, pensioners, students and working couples in a city",
        "residents",
        table="city_districts",
    )
    segregation: dict[str, float] = known(
        {"Eikmonde": 0.55, "Zuiderdrecht": 0.10},
        "share of each group that lives in its own two districts, beyond an even spread: its"
        " dissimilarity index",
        "share of group",
        table="city_districts",
    )
    resident_noise: float = known(
        0.04,
        "log-normal noise of a group's residents in a district",
        "logarithm",
        table="city_districts",
    )


def share_able(price: Floats, mean: Floats, gini: Floats, budget_share: float) -> Floats:
    """Share of a population whose log-normal income makes `price` at most `budget_share` of it.

    Parameters
    ----------
    price, mean : array
        Price and mean income, in the same money.
    gini : array
        Gini coefficient from 0 to 1.
    budget_share : float

    Returns
    -------
    array
    """
    sigma = np.sqrt(2) * draw.normal((gini + 1) / 2)
    mu = np.log(mean) - sigma**2 / 2
    return np.asarray(special.ndtr((mu - np.log(price / budget_share)) / sigma), dtype=float)


def make_market(seed: int, truth: MarketParameters | None = None) -> dict[str, pd.DataFrame]:
    """Make the tables about the market as a whole.

    Parameters
    ----------
    seed : int
    truth : MarketParameters, optional

    Returns
    -------
    dict of DataFrame
        markets, prices, market_shares, long_tail, city_districts.
    """
    truth = truth or MarketParameters()
    rng = draw.stream(seed, "market")
    return {
        "markets": _markets(rng, truth),
        "prices": _prices(rng, truth),
        "market_shares": _market_shares(truth),
        "long_tail": _long_tail(rng, truth),
        "city_districts": _city_districts(rng, truth),
    }


def _noise(rng: np.random.Generator, n: int, spread: float) -> Floats:
    """Log-normal noise with median 1."""
    return np.exp(spread * draw.normal(rng.random(n)))


def _markets(rng: np.random.Generator, truth: MarketParameters) -> pd.DataFrame:
    real = pd.read_csv(data.folder() / "countries.csv").set_index("country")
    real = real.loc[list(truth.countries)]
    n = len(real)
    mean, gini = real["income"].to_numpy(dtype=float), real["gini"].to_numpy() / 100
    tie = (mean / real["income"][truth.home]) ** truth.price_tie
    price = np.round(truth.home_price * tie * _noise(rng, n, truth.country_noise))
    able = real["population"].to_numpy() * share_able(price, mean, gini, truth.budget_share)
    sold = np.round(able * truth.take_up * _noise(rng, n, truth.take_up_noise))

    reach = share_able(np.full(n, truth.home_price), mean, gini, truth.budget_share)
    rank = np.argsort(np.argsort(-reach, kind="stable"), kind="stable")
    entered = rank < len(truth.launch_years)
    years = np.array(truth.launch_years)[np.where(entered, rank, 0)]
    return pd.DataFrame(
        {
            "country": list(truth.countries),
            "launch_year": draw.optional(years, entered, "Int64"),
            "price_eur": price.astype(np.int64),
            "bikes_sold_2025": draw.optional(sold.astype(np.int64), entered, "Int64"),
        }
    )


def _prices(rng: np.random.Generator, truth: MarketParameters) -> pd.DataFrame:
    n = truth.quarters
    quarter = np.arange(n)
    trend = truth.first_output * (1 + truth.growth) ** quarter
    season = np.array(truth.season)[quarter % 4]
    made = np.round(trend * season * _noise(rng, n, truth.output_noise)).astype(np.int64)
    cumulative = truth.made_before + np.cumsum(made)
    slope = np.log2(1 - truth.learning_rate)
    curve = truth.first_cost * (cumulative / truth.made_before) ** slope
    cost = np.round(curve * _noise(rng, n, truth.cost_noise), 2)
    price = cost * (1 + truth.mark_up) * _noise(rng, n, truth.price_noise)
    return pd.DataFrame(
        {
            "quarter": [f"{2014 + q // 4}-Q{q % 4 + 1}" for q in range(n)],
            "model": MODEL,
            "bikes_made": made,
            "cumulative_output": cumulative,
            "unit_cost_eur": cost,
            "price_eur": np.round(price, 2),
        }
    )


def list_price(seed: int, day: Ints) -> Floats:
    """List price of the standard e-bike on some days, in euro.

    Parameters
    ----------
    seed : int
        Of the world, whose table of prices tells them.
    day : array
        Numbers of the days.

    Returns
    -------
    array
        After the last quarter of the table its price still holds.
    """
    price = make_market(seed)["prices"]["price_eur"].to_numpy()
    month = draw.dates(day).astype("datetime64[M]").astype(np.int64)
    return np.asarray(price[np.minimum((month - FIRST_MONTH) // 3, len(price) - 1)], dtype=float)


def price_index(seed: int, day: Ints) -> Floats:
    """List price of the standard e-bike on some days over that of the last day of the tables."""
    return list_price(seed, day) / list_price(seed, np.array([LAST_DAY]))


def _market_shares(truth: MarketParameters) -> pd.DataFrame:
    years = []
    for year, firms in truth.firms.items():
        weight = np.arange(1, firms + 1) ** -truth.firm_exponent[year]
        names = [f"firm {number:02d}" for number in range(1, firms)]
        names.insert(truth.company_rank[year] - 1, COMPANY)
        sold = np.round(truth.market_size[year] * weight / weight.sum()).astype(np.int64)
        years.append(pd.DataFrame({"year": year, "firm": names, "bikes_sold": sold}))
    return pd.concat(years, ignore_index=True)


def _long_tail(rng: np.random.Generator, truth: MarketParameters) -> pd.DataFrame:
    years = []
    for year, items in truth.items.items():
        item = np.arange(1, items + 1)
        units = truth.best_seller[year] * item ** -truth.item_exponent[year]
        units = np.round(units * _noise(rng, items, truth.item_noise)).astype(np.int64)
        years.append(pd.DataFrame({"year": year, "item": item, "units": units}))
    return pd.concat(years, ignore_index=True)


def _city_districts(rng: np.random.Generator, truth: MarketParameters) -> pd.DataFrame:
    cities = []
    district, group = np.divmod(np.arange(len(DISTRICTS) * len(GROUPS)), len(GROUPS))
    own = district % len(GROUPS) == group
    own_districts = len(DISTRICTS) // len(GROUPS)
    for city, sizes in truth.city_groups.items():
        apart = truth.segregation[city]
        part = (1 - apart) / len(DISTRICTS) + apart / own_districts * own
        residents = np.array(sizes)[group] * part * _noise(rng, len(part), truth.resident_noise)
        cities.append(
            pd.DataFrame(
                {
                    "city": city,
                    "district": draw.labels(district, DISTRICTS),
                    "group": draw.labels(group, GROUPS),
                    "residents": np.round(residents).astype(np.int64),
                }
            )
        )
    return pd.concat(cities, ignore_index=True)
