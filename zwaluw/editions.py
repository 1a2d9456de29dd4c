"""Zwaluw's limited editions: forecasts, one order, one season.

An edition is a model in a colour (a style), sold in one season only. Eight months before it, six
buyers each say how many bicycles they expect, and Zwaluw orders once. The demand of the season is
normal around the mean of the six; the more the buyers differ, the wider: its standard deviation is
a fixed multiple of theirs, as Fisher and others set it at Sport Obermeyer. Colours of a model share
a part of what nobody foresaw. Nobody can buy what was not ordered: sales end at the order, and how
many more would have been sold is in no column. What is left is cleared at the salvage price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, known

# What a buyer expects of one colour, in bicycles, and the price, in euro.
MODELS = {
    "Ekster": (260.0, 2450.0),
    "IJsvogel": (180.0, 2850.0),
    "Lijster": (230.0, 2250.0),
    "Merel": (340.0, 1950.0),
    "Mus": (400.0, 1650.0),
    "Reiger": (150.0, 3200.0),
    "Spreeuw": (300.0, 2100.0),
    "Uil": (200.0, 2650.0),
    "Valk": (130.0, 3600.0),
    "Vink": (170.0, 2350.0),
}
COLOURS = ("black", "blue", "green", "red")
BUYERS = 6
STYLES = [f"S{number:02d}" for number in range(1, len(MODELS) * len(COLOURS) + 1)]


@dataclass(frozen=True)
class EditionParameters:
    """The ground truth of the limited editions."""

    TABLE: ClassVar[str] = "editions"

    years: tuple[int, int] = known((2023, 2026), "first and last year of the table", "year")
    level: dict[str, float] = known(
        {name: expected for name, (expected, _) in MODELS.items()},
        "median of what a buyer expects of an edition, by model",
        "bicycles",
    )
    level_spread: float = known(
        0.25, "standard deviation of its logarithm over the editions of a model", "log bicycles"
    )
    doubt: tuple[float, float] = known(
        (0.05, 0.14),
        "standard deviation of what the buyers expect of one edition, drawn evenly between these",
        "share of what they expect",
    )
    doubt_factor: float = known(
        2.0,
        "standard deviation of demand around the mean of the six forecasts, for each unit of the"
        " standard deviation of the six",
        "ratio",
    )
    colours_together: float = known(
        0.35,
        "correlation between two colours of a model of what was not foreseen, in the same year",
        "correlation",
    )
    least: float = known(
        0.10, "demand is never below this, however bad the surprise", "share of mean forecast"
    )
    order_over: float = known(
        0.05, "what Zwaluw orders above the mean forecast", "share of mean forecast"
    )
    order_step: int = known(5, "orders are rounded up to a multiple of this", "bicycles")
    first_weeks: tuple[float, float] = known(
        (0.16, 0.12),
        "part of the season's demand that comes in its first three weeks: median, standard"
        " deviation of its logarithm",
        "share of demand; log share",
    )
    price: dict[str, float] = known(
        {name: price for name, (_, price) in MODELS.items()},
        "median price over the years, by model",
        "euro",
    )
    price_spread: float = known(
        0.05, "standard deviation of the logarithm of a model's price from year to year", "log euro"
    )
    cost: tuple[float, float] = known(
        (0.50, 0.78), "unit cost of a model in a year, drawn evenly between these", "share of price"
    )
    salvage: tuple[float, float] = known(
        (0.35, 0.90),
        "what a bicycle brings that is left after the season, drawn evenly between these",
        "share of unit cost",
    )


def make_editions(seed: int, truth: EditionParameters | None = None) -> pd.DataFrame:
    """Make the editions of four years: forecasts, order, sales and prices.

    Parameters
    ----------
    seed : int
    truth : EditionParameters, optional

    Returns
    -------
    DataFrame, one row per style and year
        Demand stands in no column: it is what was sold unless the edition was sold out.
    """
    truth = truth or EditionParameters()
    rng = draw.stream(seed, "editions")
    first, last = truth.years
    shape = (last - first + 1, len(MODELS), len(COLOURS))
    forecasts = _forecasts(rng, truth, shape)
    mean = forecasts.mean(axis=-1)
    spread = truth.doubt_factor * forecasts.std(axis=-1, ddof=1)
    demand = np.maximum(mean + spread * _surprise(rng, truth, shape), truth.least * mean).round()
    step = truth.order_step
    ordered = step * np.ceil((1 + truth.order_over) * mean / step)
    share, noise = truth.first_weeks
    early = share * demand * np.exp(noise * draw.normal(rng.random(shape)))
    sold = np.minimum(demand, ordered)
    year, model, colour = (axis.ravel() for axis in np.indices(shape))
    columns = {
        "year": first + year,
        "style": np.array(STYLES)[model * len(COLOURS) + colour],
        "model": draw.labels(model, tuple(MODELS)),
        "colour": draw.labels(colour, COLOURS),
    }
    for buyer in range(BUYERS):
        columns[f"forecast_{buyer + 1}"] = forecasts[..., buyer].ravel().astype(np.int64)
    columns |= {
        "ordered_bikes": ordered.ravel().astype(np.int64),
        "first_weeks_sales": np.minimum(np.round(early), sold).ravel().astype(np.int64),
        "season_sales": sold.ravel().astype(np.int64),
        "sold_out": (demand >= ordered).ravel(),
    }
    return pd.DataFrame(columns | _prices(rng, truth, shape))


def _forecasts(
    rng: np.random.Generator, truth: EditionParameters, shape: tuple[int, ...]
) -> Floats:
    """Draw what each buyer expects of each edition: whole bicycles, buyers on the last axis."""
    low, high = truth.doubt
    doubt = low + (high - low) * rng.random(shape)
    model = np.array([truth.level[name] for name in MODELS])[:, None]
    expected = model * np.exp(truth.level_spread * draw.normal(rng.random(shape)))
    buyer = draw.normal(rng.random((*shape, BUYERS)))
    says = expected[..., None] * (1 + doubt[..., None] * buyer)
    return np.asarray(np.round(says), dtype=float)


def _surprise(rng: np.random.Generator, truth: EditionParameters, shape: tuple[int, ...]) -> Floats:
    """Draw what nobody foresaw: standard normal, alike in the colours of a model."""
    together = draw.normal(rng.random(shape[:2]))[..., None]
    alone = draw.normal(rng.random(shape))
    part = truth.colours_together
    return np.asarray(np.sqrt(part) * together + np.sqrt(1 - part) * alone, dtype=float)


def _prices(
    rng: np.random.Generator, truth: EditionParameters, shape: tuple[int, ...]
) -> dict[str, Floats]:
    """Draw price and cost, the same for all colours of a model, and salvage, by colour."""
    usual = np.array([truth.price[name] for name in MODELS])
    price = usual * np.exp(truth.price_spread * draw.normal(rng.random(shape[:2])))
    price = np.round(price, -1)  # price lists end in a nought
    low, high = truth.cost
    cost = np.round(price * (low + (high - low) * rng.random(shape[:2])))
    low, high = truth.salvage
    salvage = np.round(cost[..., None] * (low + (high - low) * rng.random(shape)))
    return {
        "price_eur": np.broadcast_to(price[..., None], shape).ravel(),
        "unit_cost_eur": np.broadcast_to(cost[..., None], shape).ravel(),
        "salvage_eur": salvage.ravel(),
    }
