"""What Zwaluw sells and who buys it when: products and transactions.

After her first purchase a customer buys at random moments at her own rate, and after every further
purchase she may drop out for good, with her own probability: the BG/NBD model. The amounts
after the first follow the gamma-gamma model, whatever her rate. The app adds a little to each
amount; that its users spend far more has another cause: those who buy often install it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import CHANNELS, LAST_DAY, SEGMENTS

APP = CHANNELS.index("app")

# name, category, list price and unit cost in euro; in order of price. Bicycles come last.
PRODUCTS = (
    ("valve set", "parts", 4.50, 1.20),
    ("bell", "accessories", 7.90, 2.60),
    ("inner tube", "parts", 9.90, 3.10),
    ("puncture kit", "parts", 12.50, 4.20),
    ("reflective band", "clothing", 14.90, 4.80),
    ("rain cover", "accessories", 19.90, 7.00),
    ("water bottle and holder", "accessories", 24.90, 9.50),
    ("gloves", "clothing", 29.90, 11.00),
    ("tyre", "parts", 34.90, 15.00),
    ("light set", "accessories", 44.90, 18.50),
    ("chain and gears service", "service", 55.00, 30.00),
    ("helmet", "clothing", 69.90, 29.00),
    ("panniers", "accessories", 84.90, 36.00),
    ("yearly check", "service", 99.00, 58.00),
    ("rain suit", "clothing", 119.00, 52.00),
    ("lock with alarm", "accessories", 139.00, 64.00),
    ("child seat", "accessories", 169.00, 82.00),
    ("front carrier", "accessories", 199.00, 98.00),
    ("motor service", "service", 249.00, 150.00),
    ("battery 400 Wh", "parts", 449.00, 265.00),
    ("battery 630 Wh", "parts", 629.00, 380.00),
    ("Zwaluw Stad", "bicycles", 1899.00, 1290.00),
    ("Zwaluw Reis", "bicycles", 2499.00, 1690.00),
    ("Zwaluw Gezin", "bicycles", 3899.00, 2750.00),
)
PRICES = np.array([product[2] for product in PRODUCTS])
BICYCLES = [place for place, product in enumerate(PRODUCTS) if product[1] == "bicycles"]


@dataclass(frozen=True)
class PurchaseParameters:
    """The ground truth of the transactions."""

    TABLE: ClassVar[str] = "transactions"

    starts_with_bicycle: float = known(
        0.45, "first purchase is a bicycle (else it is like a later one)", "share of customers"
    )
    bicycle: dict[str, tuple[float, ...]] = known(
        {
            "commuter": (0.45, 0.45, 0.10),
            "leisure": (0.35, 0.60, 0.05),
            "family": (0.25, 0.15, 0.60),
        },
        "which bicycle, by segment: Stad, Reis, Gezin",
        "share of first bicycles",
    )
    discount: float = known(0.10, "largest discount on a bicycle; evenly spread", "share of price")
    amount_shape: int = known(6, "gamma-gamma p: shape of the amounts of one customer")
    customer_shape: int = known(4, "gamma-gamma q: shape over the customers")
    customer_scale: float = known(30.0, "gamma-gamma gamma: scale over the customers", "euro")
    app_effect: float = known(0.06, "what the app adds to each amount", "share of amount")
    away: float = known(
        0.20, "is bought in another channel than the customer's own", "share of transactions"
    )
    favourite: float = known(
        0.35,
        "the product is her segment's favourite, when the amount allows (commuter: panniers;"
        " leisure: helmet; family: child seat)",
        "share of transactions",
    )


FAVOURITE = {"commuter": "panniers", "leisure": "helmet", "family": "child seat"}


def make_products() -> pd.DataFrame:
    """Make the table of products, in order of price."""
    table = pd.DataFrame(PRODUCTS, columns=["name", "category", "list_price_eur", "unit_cost_eur"])
    table.insert(0, "product", np.arange(1, len(table) + 1))
    return table


def make_transactions(
    people: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: PurchaseParameters | None = None,
) -> pd.DataFrame:
    """Make all purchases of `people`, in order of customer and date.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed, part : int
    truth : PurchaseParameters, optional

    Returns
    -------
    DataFrame, one row per purchase
        transaction, customer, date, channel, product, amount_eur; the first of a customer has
        `first` True.
    """
    truth = truth or PurchaseParameters()
    rng = draw.stream(seed, "purchases", part)
    row, day = _moments(people, rng)
    n = len(row)
    first = np.r_[True, row[1:] != row[:-1]]
    mean_of = _customer_means(len(people), rng, truth)
    amount = _erlang(rng, truth.amount_shape, n) / truth.amount_shape * mean_of[row]
    app_day = people["app_day"].to_numpy()[row]
    has_app = (app_day >= 0) & (day >= app_day)
    amount *= np.where(has_app, 1 + truth.app_effect, 1)

    segment = people["segment"].to_numpy()[row]
    product = _products(rng, amount, segment, truth)
    starts = first & (rng.random(n) < truth.starts_with_bicycle)
    which = draw.choose_by(rng.random(n), segment, SEGMENTS, truth.bicycle)
    bicycle = np.array(BICYCLES)[which]
    product = np.where(starts, bicycle, product)
    amount = np.where(starts, PRICES[bicycle] * (1 - truth.discount * rng.random(n)), amount)

    home = people["channel"].to_numpy()[row]
    other = (home + 1 + (rng.random(n) * 3).astype(np.int64)) % len(CHANNELS)
    # Nobody buys in the app before she has it.
    away = (rng.random(n) < truth.away) & ~first & ((other != APP) | has_app)
    return pd.DataFrame(
        {
            "transaction": np.arange(1, n + 1),
            "customer": people.index.to_numpy()[row],
            "date": draw.dates(day),
            "channel": draw.labels(np.where(away, other, home), CHANNELS),
            "product": product + 1,
            "amount_eur": np.round(np.maximum(amount, 1), 2),
            "first": first,
        }
    )


def _moments(people: pd.DataFrame, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw the days of all purchases: place of the customer in `people`, and number of the day."""
    start = people["first_purchase"].to_numpy()
    rate, dropout = people["rate"].to_numpy(), people["dropout"].to_numpy()
    rows, days = [np.arange(len(people))], [start]
    alive = np.arange(len(people))
    clock = start + 0.5
    while alive.size:
        clock = clock + draw.exponential(rng.random(alive.size)) / rate[alive]
        inside = clock < LAST_DAY + 1
        alive, clock = alive[inside], clock[inside]
        rows.append(alive)
        days.append(clock.astype(np.int64))
        stays = rng.random(alive.size) >= dropout[alive]
        alive, clock = alive[stays], clock[stays]
    row, day = np.concatenate(rows), np.concatenate(days)
    # A stable sort keeps each customer's purchases in order of time.
    order = np.argsort(row, kind="stable")
    return row[order], day[order]


def _customer_means(n: int, rng: np.random.Generator, truth: PurchaseParameters) -> Floats:
    """Draw each customer's mean amount: inverse gamma, as in the gamma-gamma model."""
    drawn = _erlang(rng, truth.customer_shape, n)
    return truth.amount_shape * truth.customer_scale / drawn


def _erlang(rng: np.random.Generator, shape: int, n: int) -> Floats:
    """Gamma variable with a whole shape: one logarithm of a product of uniform numbers."""
    product = np.ones(n)
    for _ in range(shape):
        product *= 1 - rng.random(n)
    return -np.log(product)


def _products(
    rng: np.random.Generator, amount: Floats, segment: Ints, truth: PurchaseParameters
) -> Ints:
    """Choose the main product of each purchase among those that the amount allows."""
    affordable = np.maximum(np.searchsorted(PRICES, amount, side="right"), 1)
    product = (np.sqrt(rng.random(len(amount))) * affordable).astype(np.int64)
    names = [product[0] for product in PRODUCTS]
    favourite = np.array([names.index(FAVOURITE[name]) for name in SEGMENTS])[segment]
    takes = (rng.random(len(amount)) < truth.favourite) & (favourite < affordable)
    return np.where(takes, favourite, product)
