"""Customers who come and go, and the cost to serve them, against sums by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkt40_helpers import data
from mkt40_helpers.relationship import (
    period_discount,
    profit_by_customer,
    retention_value,
    switching_values,
)

# ---- two brands ----


def test_two_points_of_coming_over_are_worth_more_than_two_of_staying():
    # The page of the course's models: three purchases a year, 20 each, 10 percent.
    table = switching_values(0.8, 0.1, 20, 0.1, purchases=3, first="now").set_index("case")
    assert table["ours"].round(1).tolist() == [254.6, 270.9, 276.5, 88.9]
    assert table["rivals"].round(1).tolist() == [192.5, 204.8, 217.9, 0.0]
    assert set(table["first"]) == {"now"}


shares = st.floats(0, 0.9)


@given(shares, shares, st.floats(0.02, 0.5), st.integers(1, 12))
@settings(deadline=None)
def test_the_values_are_sums_over_the_purchases_to_come(stay, come_over, discount, purchases):
    d = period_discount(discount, purchases)
    given = (stay, come_over, 20, discount)
    now = switching_values(*given, purchases=purchases, first="now", more=0.1)
    later = switching_values(*given, purchases=purchases, first="the next purchase", more=0.1)
    for row, next_row in zip(now.itertuples(), later.itertuples(), strict=True):
        ours, theirs = 1.0, 0.0  # the chance that a purchase is of us
        value, other = 0.0, 0.0
        for k in range(6000):
            value += 20 * ours / (1 + d) ** k
            other += 20 * theirs / (1 + d) ** k
            ours, theirs = (
                ours * row.stay + (1 - ours) * row.come_over,
                theirs * row.stay + (1 - theirs) * row.come_over,
            )
            if (1 + d) ** -k < 1e-9:
                break
        assert (row.ours, row.rivals) == pytest.approx((value, other), rel=1e-4, abs=1e-6)
        assert next_row.ours == pytest.approx(row.ours - 20)
        assert next_row.rivals == pytest.approx(row.rivals)


def test_without_return_it_is_the_value_of_a_customer_who_is_lost_for_good():
    table = switching_values(0.8, 0.1, 20, 0.1, purchases=3, first="now").set_index("case")
    alone = retention_value(20, 0.8, period_discount(0.1, 3), first="now")
    assert table.loc["lost for good", "ours"] == pytest.approx(alone)


def test_equity_counts_the_customers_of_both():
    table = switching_values(
        0.8, 0.1, 20, 0.1, purchases=3, first="now", more=0.01, customers=(100, 900)
    )
    assert table["equity"].tolist() == (100 * table["ours"] + 900 * table["rivals"]).tolist()
    assert table["stay"].tolist() == [0.8, 0.81, 0.8, 0.8]
    assert table["come_over"].tolist() == pytest.approx([0.1, 0.1, 0.11, 0])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"stay": 80}, "stay is 80"),
        ({"come_over": -0.1}, "come_over is -0.1"),
        ({"stay": 0.99}, "stay \\+ more is 1.01"),
        ({"discount": 0}, "discount is 0"),
        ({"discount": 10}, "Give a share"),
        ({"purchases": 0}, "periods is 0"),
        ({"first": "later"}, "'now' or 'the next purchase'"),
        ({"customers": (10, -1)}, "customers is -1"),
    ],
)
def test_brands_that_cannot_be_are_refused(changed, told):
    given = {"stay": 0.8, "come_over": 0.1, "margin": 20, "discount": 0.1, "purchases": 3}
    with pytest.raises(ValueError, match=told):
        switching_values(**(given | {"first": "now"} | changed))


# ---- cost to serve ----

TABLES = ("transactions", "products", "contacts", "tickets")


@pytest.fixture(scope="module")
def zwaluw():
    return {name: data.load(name) for name in TABLES}


def test_profit_is_margin_less_what_she_cost(zwaluw):
    """One customer by hand, and the sums of all."""
    table = profit_by_customer(**zwaluw, hour_cost=35, ticket_cost=6)
    bought = zwaluw["transactions"].merge(zwaluw["products"], on="product")
    bought["margin"] = bought["amount_eur"] * (
        1 - bought["unit_cost_eur"] / bought["list_price_eur"]
    )
    for name in ("C00002", "C01234", "C03999"):
        (row,) = table[table["customer"] == name].itertuples()
        hers = bought[bought["customer"] == name].sort_values("transaction")
        minutes = zwaluw["contacts"].query("customer == @name")["minutes"].sum()
        tickets = (zwaluw["tickets"]["customer"] == name).sum()
        assert (row.purchases, row.minutes, row.tickets) == (len(hers), minutes, tickets)
        assert row.tenure_years == (hers["date"].max() - hers["date"].min()).days / 365.25
        profit = hers["margin"].sum() - 35 * minutes / 60 - 6 * tickets
        assert row.profit_eur == pytest.approx(profit)
        assert row.later_profit_eur == pytest.approx(profit - hers["margin"].iloc[0])
    assert table["margin_eur"].sum() == pytest.approx(bought["margin"].sum())
    total = 35 / 60 * zwaluw["contacts"]["minutes"].sum() + 6 * len(zwaluw["tickets"])
    assert table["cost_eur"].sum() == pytest.approx(total)


def test_profit_and_tenure_as_the_card_of_the_contacts_says(zwaluw):
    table = profit_by_customer(**zwaluw, hour_cost=35, ticket_cost=6)
    assert len(table) == zwaluw["transactions"]["customer"].nunique()
    assert round(table["tenure_years"].corr(table["profit_eur"]), 2) == 0.15
    assert round(table["tenure_years"].corr(table["later_profit_eur"]), 2) == 0.40
    assert round((table["profit_eur"] < 0).mean(), 2) == 0.07
    assert round((table["later_profit_eur"] < 0).mean(), 1) == 0.3


SMALL = {
    "transactions": pd.DataFrame(
        {
            "customer": ["B", "A", "A"],
            "date": pd.to_datetime(["2026-01-01", "2026-01-01", "2025-01-01"]),
            "product": ["P1", "P1", "P2"],
            "amount_eur": [10.0, 20.0, 30.0],
        }
    ),
    "products": pd.DataFrame(
        {"product": ["P1", "P2"], "list_price_eur": [10, 100], "unit_cost_eur": [5, 90]}
    ),
    "contacts": pd.DataFrame({"customer": ["B", "C"], "minutes": [30, 60]}),
    "tickets": pd.DataFrame({"customer": ["C"]}),
}


def test_who_never_bought_has_cost_something_and_who_never_called_nothing():
    table = profit_by_customer(**SMALL, hour_cost=40, ticket_cost=5).set_index("customer")
    assert table["profit_eur"].to_dict() == pytest.approx({"A": 13, "B": -15, "C": -45})
    assert table["first_margin_eur"].to_dict() == pytest.approx({"A": 3, "B": 5, "C": 0})
    assert table["tenure_years"].isna().tolist() == [False, False, True]
    assert table["purchases"].tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("name", "column", "values", "told"),
    [
        ("transactions", "product", ["P1", "P9", "P2"], "Row 1: the product is not in"),
        ("transactions", "amount_eur", [10, None, 30], "Row 1 of the amount_eur: missing"),
        ("transactions", "date", ["a", "b", "c"], "'date' holds no dates"),
        ("transactions", "customer", ["B", None, "A"], "Row 1: 'customer' is missing"),
        ("products", "product", ["P1", "P1"], "Row 1 of the products: named twice"),
        ("products", "list_price_eur", [10, 0], "list_price_eur"),
        ("contacts", "minutes", [30, -1], "Row 1 of the minutes: -1"),
    ],
)
def test_tables_that_cannot_be_are_refused(name, column, values, told):
    changed = SMALL | {name: SMALL[name].assign(**{column: values})}
    with pytest.raises(ValueError, match=told):
        profit_by_customer(**changed, hour_cost=35, ticket_cost=6)


def test_a_table_without_its_columns_or_a_cost_below_zero_is_refused():
    with pytest.raises(ValueError, match="no column 'minutes'"):
        profit_by_customer(**(SMALL | {"contacts": SMALL["tickets"]}), hour_cost=35, ticket_cost=6)
    with pytest.raises(ValueError, match="hour_cost is -1"):
        profit_by_customer(**SMALL, hour_cost=-1, ticket_cost=6)


def test_a_customer_who_is_a_number_here_and_a_text_there_is_refused():
    """She would be two: one who buys, and one who only costs."""
    texts = SMALL["contacts"].assign(customer=["1", "2"])
    numbers = SMALL["transactions"].assign(customer=[1, 2, 1])
    with pytest.raises(ValueError, match=r"Column 'customer' holds number .* and text"):
        profit_by_customer(
            **(SMALL | {"contacts": texts, "transactions": numbers}), hour_cost=1, ticket_cost=1
        )


def test_a_purchase_without_a_day_is_refused():
    """The first purchase would be another one."""
    days = [pd.NaT, *SMALL["transactions"]["date"][1:]]
    with pytest.raises(ValueError, match="Row 0 of 'date': missing"):
        profit_by_customer(
            **(SMALL | {"transactions": SMALL["transactions"].assign(date=days)}),
            hour_cost=1,
            ticket_cost=1,
        )


@pytest.mark.parametrize("customers", [100, (100,), (100, 200, 300), "ab", {"ours": 1}])
def test_customers_are_ours_and_the_rivals(customers):
    with pytest.raises(
        ValueError, match=r"customers is .*: give two numbers, ours and the rival's"
    ):
        switching_values(0.8, 0.1, 20, 0.1, purchases=3, first="now", customers=customers)
