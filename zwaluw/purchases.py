"""What Zwaluw sells and who buys it when: products and transactions.

After her first purchase a customer buys at random moments at her own rate, and after every further
purchase she may drop out for good, with her own probability: the BG/NBD model. Two small effects
lie on top of it: as a member of a programme she buys a little more often, and a late delivery
makes it likelier that this purchase is her last. The amounts after the first follow the
gamma-gamma model, whatever her rate. The app adds a little to each amount; that its users spend
more has another cause: those who buy often install it. A bicycle cost more in earlier years:
its price has fallen as in the table of prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.calendar import open_day
from zwaluw.draw import Floats, Ints, known
from zwaluw.market import price_index
from zwaluw.people import (
    CHANNELS,
    DELIVERED,
    LAST_DAY,
    SEGMENTS,
    PeopleParameters,
    first_comes_home,
)
from zwaluw.programmes import ProgrammeParameters, make_members

APP = CHANNELS.index("app")
COUNTERS = [CHANNELS.index(name) for name in ("store", "dealer")]  # closed on some days
DOORS = [CHANNELS.index(name) for name in DELIVERED]

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
SHARED = PeopleParameters()
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
    later_broken: float = known(
        0.18,
        "promise of a delivery after the first one is broken",
        "share of deliveries",
        table="deliveries",
    )
    late_dropout: float = known(
        0.08,
        "what a late delivery adds to the chance to drop out after this purchase",
        "probability",
        table="deliveries",
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
    programmes: ProgrammeParameters | None = None,
) -> pd.DataFrame:
    """Make all purchases of `people`, in order of customer and date.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed, part : int
    truth : PurchaseParameters, optional
    programmes : ProgrammeParameters, optional
        Tell who is a member when, and what that adds.

    Returns
    -------
    DataFrame, one row per purchase
        transaction, customer, date, channel, product, amount_eur; the first of a customer has
        `first` True. How an order to the door was promised and came, in days, stands in
        `promised_days` and `late_days` (-1: nothing is brought).
    """
    truth, programmes = truth or PurchaseParameters(), programmes or ProgrammeParameters()
    rng = draw.stream(seed, "purchases", part)
    members = make_members(people, seed, part, programmes)
    bought = _moments(people, members, programmes.member_effect, rng, truth)
    row, day = bought["row"].to_numpy(), bought["day"].to_numpy()
    n = len(row)
    first = np.r_[True, row[1:] != row[:-1]]
    mean_of = _customer_means(len(people), rng, truth)
    amount = _erlang(rng, truth.amount_shape, n) / truth.amount_shape * mean_of[row]
    amount *= np.where(_has_app(people, row, day), 1 + truth.app_effect, 1)

    segment = people["segment"].to_numpy()[row]
    product = _products(rng, amount, segment, truth)
    starts = first & (rng.random(n) < truth.starts_with_bicycle)
    which = draw.choose_by(rng.random(n), segment, SEGMENTS, truth.bicycle)
    bicycle = np.array(BICYCLES)[which]
    product = np.where(starts, bicycle, product)
    price = PRICES[bicycle] * price_index(seed, day)
    amount = np.where(starts, price * (1 - truth.discount * rng.random(n)), amount)
    return pd.DataFrame(
        {
            "transaction": np.arange(1, n + 1),
            "customer": people.index.to_numpy()[row],
            "date": draw.dates(day),
            "channel": draw.labels(bought["channel"].to_numpy(), CHANNELS),
            "product": product + 1,
            "amount_eur": np.round(np.maximum(amount, 1), 2),
            "first": first,
            "promised_days": bought["promised"].to_numpy(),
            "late_days": bought["late"].to_numpy(),
        }
    )


def _has_app(people: pd.DataFrame, row: Ints, day: Ints) -> npt.NDArray[np.bool_]:
    app_day = people["app_day"].to_numpy()[row]
    return np.asarray((app_day >= 0) & (day >= app_day), dtype=bool)


def _moments(
    people: pd.DataFrame,
    members: pd.DataFrame,
    member_effect: float,
    rng: np.random.Generator,
    truth: PurchaseParameters,
) -> pd.DataFrame:
    """Draw when and where each customer buys, and how the orders to the door arrive.

    One row per purchase, in order of customer and day: place of the customer in `people`, number
    of the day, code of the channel, days to the promised day and days late (both -1 where nothing
    is brought to the door).
    """
    start, home = people["first_purchase"].to_numpy(), people["channel"].to_numpy()
    rate, dropout = people["rate"].to_numpy(), people["dropout"].to_numpy()
    sent = first_comes_home(people)
    promised = np.where(sent, people["promised"], -1)
    late = np.where(sent, people["late"], -1)
    alive = np.arange(len(people))
    rounds = [np.stack([alive, start, home, promised, late])]
    stays = rng.random(len(people)) >= truth.late_dropout * (late > 0)
    alive, clock = alive[stays], start[stays] + 0.5
    while alive.size:
        wait = draw.exponential(rng.random(alive.size)) / rate[alive]
        clock = _later(clock, wait, members.iloc[alive], member_effect)
        alive, clock = alive[clock < LAST_DAY + 1], clock[clock < LAST_DAY + 1]
        day, n = clock.astype(np.int64), alive.size
        other = (home[alive] + 1 + (rng.random(n) * 3).astype(np.int64)) % len(CHANNELS)
        # Nobody buys in the app before she has it.
        away = (rng.random(n) < truth.away) & ((other != APP) | _has_app(people, alive, day))
        channel = np.where(away, other, home[alive])
        day = np.where(np.isin(channel, COUNTERS), open_day(day), day)
        sent = np.isin(channel, DOORS)
        promised = draw.choose(rng.random(n), SHARED.promised_days)
        broken = rng.random(n) < truth.later_broken
        late = np.where(broken, draw.geometric(rng.random(n), SHARED.days_late), 0).astype(np.int64)
        promised, late = np.where(sent, promised, -1), np.where(sent, late, -1)
        rounds.append(np.stack([alive, day, channel, promised, late]))
        leaves = dropout[alive] + truth.late_dropout * (late > 0)
        stays = rng.random(n) >= leaves
        alive, clock = alive[stays], clock[stays]
    bought = pd.DataFrame(
        np.concatenate(rounds, axis=1).T, columns=["row", "day", "channel", "promised", "late"]
    )
    return bought.iloc[np.lexsort((bought["day"], bought["row"]))]


def _later(clock: Floats, wait: Floats, members: pd.DataFrame, extra: float) -> Floats:
    """Let `wait` days pass, where a day as a member counts `extra` more than one."""
    joined = np.where(members["joined"] < 0, LAST_DAY + 1, members["joined"])
    left = np.where(members["left"] < 0, LAST_DAY + 1, members["left"])
    stay = left - joined

    felt = clock + extra * np.clip(clock - joined, 0, stay) + wait
    as_member = joined + (felt - joined) / (1 + extra)
    back = np.where(felt <= joined + (1 + extra) * stay, as_member, felt - extra * stay)
    return np.asarray(np.where(felt <= joined, felt, back), dtype=float)


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
