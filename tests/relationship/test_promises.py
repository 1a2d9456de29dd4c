"""Who bought again: against a count by hand, row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.relationship import bought_again


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    table = data.load("transactions", student="s7")
    return table[table["customer"].isin(table["customer"].unique()[:150])].reset_index(drop=True)


def by_hand(table: pd.DataFrame, row: pd.Series, within: int) -> tuple[int, float, float]:
    own = table[table["customer"] == row["customer"]]
    end = row["date"] + pd.Timedelta(days=within)
    after = own[(own["date"] > row["date"]) & (own["date"] <= end)]
    before = own.loc[own["date"] < row["date"], "date"].nunique()
    return before, float(len(after) > 0), float(after["amount_eur"].sum())


@pytest.mark.parametrize("within", [1, 30, 365])
def test_every_row_is_as_counted_by_hand(purchases, within):
    found = bought_again(purchases, within=within, amount="amount_eur")
    last = purchases["date"].max() - pd.Timedelta(days=within)
    assert list(found.index) == list(purchases.index[purchases["date"] <= last])
    for label, row in found.iterrows():
        before, again, brought = by_hand(purchases, purchases.loc[label], within)
        assert (row["before"], row["again"]) == (before, again)
        assert row["brought"] == pytest.approx(brought, abs=1e-6)


def test_the_order_and_the_hour_of_the_rows_do_not_matter(purchases):
    mixed = purchases.sample(frac=1, random_state=1)
    mixed["date"] += pd.to_timedelta(np.arange(len(mixed)) % 24, unit="h")
    one = bought_again(purchases, within=90, amount="amount_eur").drop(columns="date")
    other = bought_again(mixed, within=90, amount="amount_eur").drop(columns="date")
    pd.testing.assert_frame_equal(other.sort_index(), one)


def test_bad_input_is_refused(purchases):
    with pytest.raises(ValueError, match="no column 'margin'"):
        bought_again(purchases, within=30, amount="margin")
    with pytest.raises(ValueError, match="has a column 'again' of its own"):
        bought_again(purchases.assign(again=1), within=30)
    with pytest.raises(ValueError, match=r"Row 3 of 'customer': missing\. Leave such rows out"):
        bought_again(
            purchases.assign(customer=purchases["customer"].mask(purchases.index == 3)), 30
        )
    with pytest.raises(ValueError, match="Take fewer days"):
        bought_again(purchases, within=10_000)
    for within in (0, 1.5, True, "365"):
        with pytest.raises(ValueError, match=r"within is .*: give a whole number, 1 or more"):
            bought_again(purchases, within=within)
    for change, told in (
        ({"customer": [1, "1", 2]}, "Column 'customer' holds number"),
        ({"euro": ["1,5", "2", "3"]}, "Rows 0, 1, 2 of the euro: '1,5' is not a number"),
        ({"euro": [1, np.inf, 2]}, "Row 1 of the euro: inf cannot be"),
    ):
        days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-12-01"])
        table = pd.DataFrame({"customer": [1, 1, 2], "date": days, "euro": 1.0}).assign(**change)
        with pytest.raises(ValueError, match=told):
            bought_again(table, within=30, amount="euro")


def test_labels_of_rows_may_come_twice_or_be_named_like_a_column(purchases):
    """As after pd.concat of two files, or after set_index("customer", drop=False)."""
    found = bought_again(purchases, within=90, amount="amount_eur")
    known = purchases.index.isin(found.index)
    for labels in (
        pd.Index(np.arange(len(purchases)) // 2, name="customer"),
        pd.MultiIndex.from_arrays([purchases.index, purchases.index]),
    ):
        other = bought_again(purchases.set_axis(labels), within=90, amount="amount_eur")
        pd.testing.assert_frame_equal(other, found.set_axis(labels[known]))
