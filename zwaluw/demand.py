"""Zwaluw's weekly demand, the demand derived from commuting, and where time goes in its processes.

Demand by week and region moves with the season, promotions, and the weather, and follows the
searches on the web of two weeks before; what is left wanders (AR(1)). The plan is made eight
weeks ahead from the seasonal average and the planned price, and can know neither searches nor
weather: make-and-sell. Whoever uses the signals can do better: sense-and-respond.

What employers order is derived demand, as a table of years shows: when commuters make more trips,
the fleet must grow, and orders swing much more than trips (the accelerator). Employers close only
a part of the gap between the fleet that they want and the one that they have in each year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import signal

from zwaluw import draw
from zwaluw.business import MARKET
from zwaluw.draw import Floats, known
from zwaluw.market import list_price

REGIONS = ("Belgium", "Germany", "Netherlands east", "Netherlands west")
LAG = 2  # weeks from searches to demand
# The processes that a real-time enterprise rids of delay, three steps each.
STEPS = {
    "buy": ("approve the request", "compare suppliers", "place the order"),
    "create and make": ("design the part", "plan production", "build the bicycle"),
    "market": ("choose the audience", "approve the text", "send the campaign"),
    "sell": ("answer the first question", "write the offer", "confirm the order"),
    "deliver": ("pick from stock", "hand to the carrier", "bring to the door"),
    "support": ("read the message", "find the cause", "answer the customer"),
    "recruit": ("publish the vacancy", "hold the interviews", "sign the contract"),
    "administer": ("check the invoice", "approve the payment", "close the month"),
    "learn": ("collect the feedback", "find the lesson", "train the staff"),
}


@dataclass(frozen=True)
class DemandParameters:
    """The ground truth of demand, derived demand and process delays."""

    TABLE: ClassVar[str] = "demand"

    first_week: str = known("2023-01-02", "first week of the demand table", "date")
    weeks: int = known(191, "weeks in the demand table", "weeks")
    base: dict[str, float] = known(
        dict(zip(REGIONS, (53.0, 435.0, 37.0, 62.0), strict=True)),
        "median demand in an average week: full price, searches at 100, no dry day",
        "bicycles a week",
    )
    season: tuple[float, float] = known(
        (0.45, 20.0),
        "season of the logarithm of demand: height of the wave, week of the year of its top",
        "log bicycles; week",
    )
    promotion: tuple[float, float] = known(
        (0.10, 0.12),
        "cut of the list price in a week of promotion, share of weeks with one",
        "share; share",
    )
    price_elasticity: float = known(
        -2.0,
        "demand rises with the price over the list price to this power; the list price itself"
        " falls like that of the rivals and moves nothing",
        "log per log",
    )
    searches: tuple[float, float] = known(
        (0.70, 0.22),
        "logarithm of the search index / 100: autocorrelation a week on, standard deviation of"
        " what is new each week",
        "number; log index",
    )
    search_effect: float = known(
        0.8, "demand rises with the searches of two weeks before to this power", "log per log"
    )
    dry_share: float = known(0.55, "days of a week that are dry", "share of days")
    dry_effect: float = known(
        0.04, "what a dry day adds to the logarithm of the week's demand", "log bicycles"
    )
    drift: tuple[float, float] = known(
        (0.60, 0.08),
        "what is left of the logarithm of demand: autocorrelation a week on, standard deviation of"
        " what is new each week",
        "number; log bicycles",
    )
    work: dict[str, float] = known(
        dict(zip(STEPS, (40.0, 220.0, 90.0, 50.0, 35.0, 25.0, 120.0, 30.0, 150.0), strict=True)),
        "median work in a step, by process",
        "minutes",
        table="process_delays",
    )
    waiting: dict[str, float] = known(
        dict(zip(STEPS, (30.0, 12.0, 25.0, 20.0, 15.0, 30.0, 60.0, 80.0, 40.0), strict=True)),
        "median waiting in a step for each minute of work, by process",
        "minutes a minute",
        table="process_delays",
    )
    step_spread: tuple[float, float] = known(
        (0.40, 0.30),
        "standard deviation of the logarithm of work, and of waiting for each minute of work",
        "log minutes",
        table="process_delays",
    )
    years: tuple[int, int] = known(
        (2006, 2025), "first and last year of derived demand", "year", table="derived_demand"
    )
    trips_growth: tuple[float, float] = known(
        (0.03, 0.03),
        "yearly log growth of commuters' trips: mean, standard deviation",
        "log index",
        table="derived_demand",
    )
    accelerator: float = known(
        1500.0,
        "bicycles that employers want in use for each point of the index of trips",
        "bicycles",
        table="derived_demand",
    )
    adjustment: float = known(
        0.7,
        "of the gap between the fleet that employers want and last year's, they close this part in"
        " a year",
        "share",
        table="derived_demand",
    )
    stock_noise: float = known(
        0.002,
        "standard deviation of the logarithm of bicycles in use around where that leads",
        "log bicycles",
        table="derived_demand",
    )
    replacement_rate: float = known(
        0.125, "bicycles of last year's fleet that are replaced", "share", table="derived_demand"
    )
    replacement_noise: float = known(
        0.03,
        "standard deviation of the logarithm of what is replaced around it",
        "log bicycles",
        table="derived_demand",
    )


def make_demand(seed: int, truth: DemandParameters | None = None) -> pd.DataFrame:
    """Make the weekly demand of four regions, the signals before it, and the plan."""
    truth = truth or DemandParameters()
    rng = draw.stream(seed, "service", MARKET)
    weeks, regions = truth.weeks, len(REGIONS)
    start = draw.day(truth.first_week)
    monday = start + 7 * np.arange(weeks)
    year_start = draw.dates(monday).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    height, top = truth.season
    week_of_year = (monday - year_start) / 7
    season = height * np.cos(2 * np.pi * (week_of_year - top) / (365.25 / 7))[:, None]

    search = _autoregressive(rng, weeks + LAG, *truth.searches)
    dry = (rng.random((7, weeks, regions)) < truth.dry_share).sum(axis=0)
    drift = _autoregressive(rng, weeks, *truth.drift)
    cut, often = truth.promotion
    promoted = rng.random((weeks, regions)) < often
    off = np.where(promoted, 1 - cut, 1)
    usual = np.repeat(list_price(seed, monday)[:, None], regions, axis=1)
    index = np.round(100 * np.exp(search), 1)
    planned = np.log(np.array(list(truth.base.values()))) + season
    planned = planned + truth.price_elasticity * np.log(off)
    felt = truth.search_effect * np.log(index[:weeks] / 100)
    demand = np.exp(planned + felt + truth.dry_effect * dry + drift)
    # The plan is right on average: it holds the mean of everything that it cannot know.
    (keeps, new), (keeps_left, new_left) = truth.searches, truth.drift
    unknown = truth.search_effect**2 * new**2 / (1 - keeps**2) + new_left**2 / (1 - keeps_left**2)
    dry_mean = 7 * np.log1p(truth.dry_share * np.expm1(truth.dry_effect))
    return pd.DataFrame(
        {
            "week": draw.dates(np.repeat(monday, regions)),
            "region": draw.labels(np.tile(np.arange(regions), weeks), REGIONS),
            "demand_bikes": np.round(demand).astype(np.int64).ravel(),
            "forecast_bikes": np.round(np.exp(planned + unknown / 2 + dry_mean))
            .astype(np.int64)
            .ravel(),
            "signal_searches": index[LAG:].ravel(),
            "signal_dry_days": dry.ravel(),
            "promotion": promoted.ravel(),
            "list_price_eur": usual.ravel(),
            "price_eur": np.round(usual * off, 2).ravel(),
        }
    )


def make_derived_demand(seed: int, truth: DemandParameters | None = None) -> pd.DataFrame:
    """Make the yearly table of the accelerator: trips, bicycles in use, what is ordered for them.

    The index of trips is 100 in the year before the first, when the fleet is where steady growth
    of trips would have brought it. Nobody sends bicycles back: where the fleet is far too large,
    employers order nothing, and it shrinks by the old bicycles only.
    """
    truth = truth or DemandParameters()
    rng = draw.stream(seed, "business", MARKET)
    first, last = truth.years
    n = last - first + 1
    mean, spread = truth.trips_growth
    growth = mean + spread * draw.normal(rng.random(n))
    trips = np.round(100 * np.exp(np.cumsum(np.r_[0.0, growth])), 2)
    noise = np.exp(draw.normal(rng.random(n + 1)) * truth.stock_noise)
    worn_out = truth.replacement_rate * np.exp(draw.normal(rng.random(n)) * truth.replacement_noise)
    closes, wanted = truth.adjustment, truth.accelerator * trips
    steady = closes / (1 - (1 - closes) * np.exp(-mean))
    in_use, replaced = [round(wanted[0] * steady * noise[0])], []
    for year in range(n):  # each year's fleet follows from the last
        before = in_use[-1]
        replaced.append(round(before * worn_out[year]))
        now = (before + closes * (wanted[year + 1] - before)) * noise[year + 1]
        in_use.append(max(round(now), before - replaced[-1]))
    new = np.diff(in_use)
    return pd.DataFrame(
        {
            "year": np.arange(first, last + 1),
            "end_demand_index": trips[1:],
            "bikes_in_use": np.array(in_use[1:], dtype=np.int64),
            "replacement_bikes": np.array(replaced, dtype=np.int64),
            "new_investment_bikes": new,
            "orders_bikes": replaced + new,
        }
    )


def make_process_delays(seed: int, truth: DemandParameters | None = None) -> pd.DataFrame:
    """Make the table of work and waiting in nine processes."""
    truth = truth or DemandParameters()
    rng = draw.stream(seed, "service", MARKET + 1)
    names = [(process, step) for process, steps in STEPS.items() for step in steps]
    process = [name for name, _ in names]
    spread, waiting_spread = truth.step_spread
    work = np.array([truth.work[name] for name in process])
    work = np.round(work * np.exp(spread * draw.normal(rng.random(len(names)))), 1)
    wait = work * np.array([truth.waiting[name] for name in process])
    wait = wait * np.exp(waiting_spread * draw.normal(rng.random(len(names))))
    return pd.DataFrame(
        {
            "process": process,
            "step": np.tile(np.arange(1, 4), len(STEPS)),
            "step_name": [step for _, step in names],
            "work_minutes": work,
            "wait_minutes": np.round(wait, 1),
        }
    )


def _autoregressive(rng: np.random.Generator, weeks: int, keeps: float, new: float) -> Floats:
    """Draw stationary AR(1) series, one column a region: share kept, spread of what is new."""
    shocks = new * draw.normal(rng.random((weeks, len(REGIONS))))
    shocks[0] /= np.sqrt(1 - keeps**2)
    return np.asarray(signal.lfilter([1.0], [1.0, -keeps], shocks, axis=0), dtype=float)
