"""Customers who come and go between brands, and what it costs to serve them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    days_of,
    named_rows,
    number,
    require_columns,
    require_filled,
    require_one_kind,
)
from mkt40_helpers.relationship.value import period_discount

FirstPurchase = Literal["now", "the next purchase"]


def switching_values(
    stay: float,
    come_over: float,
    margin: float,
    discount: float,
    *,
    purchases: int,
    first: FirstPurchase,
    more: float = 0.02,
    customers: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """What a customer of ours and one of a rival is worth to us, where customers come and go.

    Parameters
    ----------
    stay : float
        Share of our customers whose next purchase is of us again, 0 to 1.
    come_over : float
        Share of the rival's customers whose next purchase is of us, 0 to 1.
    margin : float
        Margin (not revenue) of a purchase, in euro.
    discount : float
        Discount of a year, above 0 (0.10 for 10 percent).
    purchases : int
        Purchases a year, of whichever brand.
    first : {"now", "the next purchase"}
        Which margin is the first one. "now": of the purchase that a customer makes now, of us or
        of the rival; "the next purchase": it has been paid, and only later ones count.
    more : float
        How much the share is raised in the second and third case (0.02: 2 points).
    customers : tuple of float, optional
        How many customers we and the rival have; then customer equity is added.

    Returns
    -------
    DataFrame, one row per case
        case ("as it is", "more stay", "more come over", "lost for good": nobody comes over), stay,
        come_over, ours, rivals (euro, the value to us of a customer of ours and of the rival),
        first (the convention); with `customers` also equity (euro).

    Raises
    ------
    ValueError
        A share outside 0 to 1, or above it with `more`; a discount of 0 or above 1; an unknown
        convention.

    Notes
    -----
    Who bought what last is a state of a Markov chain, and V = R + P V / (1 + d), with d the
    discount from one purchase to the next: Rust, R. T., Lemon, K. N. and Zeithaml, V. A. (2004).
    Return on marketing: using customer equity to focus marketing strategy. Journal of Marketing
    68, 109-127. "lost for good" is `retention_value`: too low where customers return.

    Examples
    --------
    >>> table = switching_values(0.80, 0.10, 20, 0.10, purchases=3, first="now")
    >>> table[["case", "ours", "rivals"]].round(1)
                 case   ours  rivals
    0        as it is  254.6   192.5
    1       more stay  270.9   204.8
    2  more come over  276.5   217.9
    3   lost for good   88.9     0.0
    """
    for name, share in (("stay", stay), ("come_over", come_over)):
        number(share, name, 0, 1)
        number(share + number(more, "more", 0, 1), f"{name} + more", 0, 1)
    if first not in get_args(FirstPurchase):
        choices = " or ".join(map(repr, get_args(FirstPurchase)))
        raise ValueError(f"first is {first!r}: say which margin is the first one, {choices}.")
    number(discount, "discount", 0, above=True)
    d = period_discount(discount, purchases)
    cases = {
        "as it is": (stay, come_over),
        "more stay": (stay + more, come_over),
        "more come over": (stay, come_over + more),
        "lost for good": (stay, 0.0),
    }
    reward = np.array([number(margin, "margin", -math.inf), 0.0])
    rows = []
    for case, (ours, theirs) in cases.items():
        moves = np.array([[ours, 1 - ours], [theirs, 1 - theirs]])
        value = np.linalg.solve(np.eye(2) - moves / (1 + d), reward)
        value = value if first == "now" else value - reward
        rows.append((case, ours, theirs, *map(float, value), first))
    table = pd.DataFrame(rows, columns=["case", "stay", "come_over", "ours", "rivals", "first"])
    if customers is None:
        return table
    if not isinstance(customers, Sequence) or len(customers) != 2 or isinstance(customers, str):
        raise ValueError(f"customers is {customers!r}: give two numbers, ours and the rival's.")
    have = [number(one, "customers", 0) for one in customers]
    return table.assign(equity=have[0] * table["ours"] + have[1] * table["rivals"])


def profit_by_customer(
    transactions: pd.DataFrame,
    products: pd.DataFrame,
    contacts: pd.DataFrame,
    tickets: pd.DataFrame,
    *,
    hour_cost: float,
    ticket_cost: float,
) -> pd.DataFrame:
    """Margin, cost to serve and profit of each customer, beside how long she has been one.

    Parameters
    ----------
    transactions, products, contacts, tickets : DataFrame
        Zwaluw's tables of these names, or others with the same columns.
    hour_cost, ticket_cost : float
        What an hour of contact and a ticket cost, in euro; 35 and 6 at Zwaluw.

    Returns
    -------
    DataFrame, one row per customer
        customer; purchases; tenure_years (first to last purchase; empty for who never bought);
        margin_eur (of all purchases) and first_margin_eur (of the first one); minutes; tickets;
        cost_eur (to serve her); profit_eur (margin less cost) and later_profit_eur (the same
        without the first purchase).

    Raises
    ------
    ValueError
        A column that is missing, a product without a price, missing or impossible numbers, a cost
        below 0.

    Notes
    -----
    Margin: amount times 1 - unit cost / list price. Tenure and profit hang together a little by
    arithmetic, since one purchase more makes both larger. Reinartz, W. and Kumar, V. (2002), The
    mismanagement of customer loyalty, Harvard Business Review 80(7), report correlations of 0.20
    to 0.45 in four firms.

    Examples
    --------
    >>> bought = pd.DataFrame({"customer": ["A", "A"], "product": ["P1", "P1"], "amount_eur":
    ...     [100.0, 50.0], "date": pd.to_datetime(["2025-01-01", "2026-01-01"])})
    >>> products = pd.DataFrame({"product": ["P1"], "list_price_eur": [10], "unit_cost_eur": [6]})
    >>> contacts = pd.DataFrame({"customer": ["A"], "minutes": [60]})
    >>> tickets = pd.DataFrame({"customer": ["A", "A"]})
    >>> table = profit_by_customer(bought, products, contacts, tickets, hour_cost=35, ticket_cost=6)
    >>> table[["margin_eur", "cost_eur", "profit_eur", "later_profit_eur"]].values.tolist()
    [[60.0, 47.0, 13.0, -27.0]]
    """
    require_columns(transactions, ["customer", "date", "product", "amount_eur"])
    require_columns(products, ["product", "list_price_eur", "unit_cost_eur"])
    require_columns(contacts, ["customer", "minutes"])
    require_columns(tickets, ["customer"])
    three = (transactions, contacts, tickets)
    # "7" in one and 7 in another would be two people.
    require_one_kind(
        pd.concat([one["customer"].astype(object) for one in three]).to_frame(), "customer"
    )
    for one in three:
        nobody = one.index[one["customer"].isna()]
        if len(nobody):
            raise ValueError(f"{named_rows(nobody)}: 'customer' is missing. Leave such rows out.")
    hour_cost, ticket_cost = (
        number(hour_cost, "hour_cost", 0),
        number(ticket_cost, "ticket_cost", 0),
    )
    require_filled(transactions, "date")
    bought = transactions.assign(date=days_of(transactions, "date")).sort_values(
        ["customer", "date"], kind="stable"
    )
    amount = between(bought["amount_eur"], "amount_eur")
    margin = amount * bought["product"].map(_margin_rates(products)).astype(float)
    lost = margin.index[margin.isna()]
    if len(lost):
        raise ValueError(f"{named_rows(lost)}: the product is not in the table of products.")
    key = bought["customer"].astype(object)
    table = margin.groupby(key).agg(purchases="size", margin_eur="sum", first_margin_eur="first")
    ends = bought.groupby(key)["date"].agg(["min", "max"])
    table["tenure_years"] = (ends["max"] - ends["min"]).dt.days / 365.25
    spent = between(contacts["minutes"], "minutes", 0) if len(contacts) else contacts["minutes"]
    minutes = spent.groupby(contacts["customer"].astype(object)).sum()
    opened = tickets["customer"].astype(object).value_counts()
    # Who never bought has cost something too.
    everybody = table.index.union(minutes.index).union(opened.index)
    table = table.reindex(everybody).fillna(
        {"purchases": 0, "margin_eur": 0.0, "first_margin_eur": 0.0}
    )
    table["purchases"] = table["purchases"].astype(int)
    table["minutes"] = minutes.reindex(everybody, fill_value=0)
    table["tickets"] = opened.reindex(everybody, fill_value=0)
    table["cost_eur"] = hour_cost / 60 * table["minutes"] + ticket_cost * table["tickets"]
    table["profit_eur"] = table["margin_eur"] - table["cost_eur"]
    table["later_profit_eur"] = table["profit_eur"] - table["first_margin_eur"]
    names = ["customer", "purchases", "tenure_years", "margin_eur", "first_margin_eur", "minutes"]
    names += ["tickets", "cost_eur", "profit_eur", "later_profit_eur"]
    return table.rename_axis("customer").reset_index()[names]


def _margin_rates(products: pd.DataFrame) -> pd.Series:
    """Share of the price that is margin, by product."""
    twice = products.index[products["product"].duplicated()]
    if len(twice):
        raise ValueError(f"{named_rows(twice)} of the products: named twice. Keep one row each.")
    price = between(products["list_price_eur"], "list_price_eur", 0, above=True)
    cost = between(products["unit_cost_eur"], "unit_cost_eur", 0)
    rate = 1 - cost / price
    return pd.Series(rate.to_numpy(), index=products["product"].to_numpy())
