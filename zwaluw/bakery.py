"""A bakery round the corner, not Zwaluw's: what its loyalty card saw in two years.

For learners who have no file of their own, written as a Dutch Excel writes it. New customers come
at one rate all the time, and each is a regular or a passer-by for good: who first came in May comes
back as often as who first came in October. So a month that stands out has done so by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known

FIRST = [
    "Aisha", "Anouk", "Bas", "Bram", "Daan", "Demi", "Eline", "Emre", "Esra", "Fatima", "Femke",
    "Floor", "Gijs", "Hanna", "Hugo", "Iris", "Jasmijn", "Jelle", "Joris", "Karim", "Koen",
    "Laura", "Lieke", "Lotte", "Maarten", "Mehmet", "Milan", "Mila", "Nadia", "Noor", "Omar",
    "Pieter", "Rania", "Ruben", "Sander", "Sanne", "Sofie", "Thijs", "Tim", "Yara",
]  # fmt: skip
LAST = [
    "Bakker", "Bos", "de Boer", "de Bruijn", "de Graaf", "de Vries", "Demir", "Dijkstra",
    "El Amrani", "Hendriks", "Jacobs", "Jansen", "Kaya", "Kok", "Maes", "Meijer", "Mulder",
    "Peeters", "Prins", "Smit", "Vermeulen", "van Dijk", "van den Berg", "Willems", "Yildiz",
    "Özdemir",
]  # fmt: skip
FIRST_DAY, LAST_DAY = draw.day("2023-09-01"), draw.day("2025-08-31")
SUNDAY = 3  # 1 January 1970 was a Thursday: day number 3 was a Sunday


@dataclass(frozen=True)
class BakeryParameters:
    """The ground truth of the bakery."""

    TABLE: ClassVar[str] = "bakery"

    new: float = known(
        1.25, "new customers with a card, each open day (not on Sundays): a Poisson count", "count"
    )
    regular: float = known(0.35, "customers who are regulars, for good", "share of customers")
    again: tuple[float, float] = known(
        (0.92, 0.25),
        "after a purchase there is another one: regulars, passers-by",
        "share of purchases",
    )
    gap: tuple[float, float] = known(
        (9.0, 40.0),
        "days to that purchase beyond the first, before Sundays are put off to Monday: mean of an"
        " exponential variable, regulars, passers-by",
        "days",
    )
    amount: tuple[float, float] = known(
        (8.4, 0.5), "median of an amount; standard deviation of its logarithm", "euro; log euro"
    )


def make_bakery(seed: int, truth: BakeryParameters | None = None) -> pd.DataFrame:
    """Make what the card saw, with the headings of a Dutch table.

    Parameters
    ----------
    seed : int
    truth : BakeryParameters, optional

    Returns
    -------
    DataFrame, one row per purchase
        klant (a name), datum, bedrag (euro).
    """
    truth = truth or BakeryParameters()
    rng = draw.stream(seed, "bakery")
    open_days = np.arange(FIRST_DAY, LAST_DAY + 1)
    open_days = open_days[open_days % 7 != SUNDAY]
    came = np.repeat(open_days, draw.poisson(rng.random(len(open_days)), truth.new))
    passer_by = (rng.random(len(came)) >= truth.regular).astype(np.int64)
    customer, day = _purchases(rng, came, passer_by, truth)
    order = np.lexsort((customer, day))
    customer, day = customer[order], day[order]
    median, spread = truth.amount
    amount = median * np.exp(spread * draw.normal(rng.random(len(day))))
    return pd.DataFrame(
        {
            "klant": _names(rng, len(came))[customer],
            "datum": draw.dates(day),
            "bedrag": np.round(20 * amount) / 20,  # prices in steps of five cents
        }
    )


def _purchases(
    rng: np.random.Generator, came: Ints, passer_by: Ints, truth: BakeryParameters
) -> tuple[Ints, Ints]:
    """Follow each customer from purchase to purchase until she stays away or the table ends."""
    customer, day = np.arange(len(came)), came
    customers, days = [customer], [day]
    again, gap = (np.array(pair) for pair in (truth.again, truth.gap))
    while len(customer):
        kind = passer_by[customer]
        comes: Floats = rng.random(len(customer))
        wait = 1 + np.floor(gap[kind] * draw.exponential(rng.random(len(customer))))
        day = day + wait.astype(np.int64)
        day = day + (day % 7 == SUNDAY)
        kept = (comes < again[kind]) & (day <= LAST_DAY)
        customer, day = customer[kept], day[kept]
        customers.append(customer)
        days.append(day)
    return np.concatenate(customers), np.concatenate(days)


def _names(rng: np.random.Generator, number: int) -> np.ndarray:
    """Give each customer an invented name that no other has."""
    names = np.array([f"{first} {last}" for first in FIRST for last in LAST])
    if number > len(names):
        raise ValueError(f"There are {len(names)} names, and {number} customers. Lower `new`.")
    return names[np.argsort(rng.random(len(names)), kind="stable")][:number]
