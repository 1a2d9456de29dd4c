"""Values of a stream of margins, against sums by hand and the figures that others report."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkt40_helpers.relationship import (
    elasticities,
    more_retention,
    period_discount,
    retention_value,
)

CONVENTIONS = ["now", "after the first renewal", "at the end of the period"]
shares = st.floats(0.01, 0.97)
discounts = st.floats(0.01, 0.5)
firsts = st.sampled_from(CONVENTIONS)


def by_hand(margin, retention, discount, first, periods):
    """Add the margins up, one by one."""
    t = np.arange(periods)
    if first == "now":
        return (margin * retention**t / (1 + discount) ** t).sum()
    if first == "after the first renewal":
        return (margin * retention ** (t + 1) / (1 + discount) ** (t + 1)).sum()
    return (margin * retention**t / (1 + discount) ** (t + 1)).sum()


@pytest.mark.parametrize(
    ("first", "value"), list(zip(CONVENTIONS, [366.67, 266.67, 333.33], strict=True))
)
def test_the_three_values_of_the_same_customer(first, value):
    # Fader and Hardie (2012), Reconciling and clarifying CLV formulas: m (1+i), m r and m, each
    # over 1+i-r; here m 100, r 0.8, i 0.1.
    assert round(retention_value(100, 0.8, 0.1, first=first), 2) == value


@given(st.floats(-50, 500), shares, discounts, firsts)
@settings(deadline=None)
def test_endless_margins_are_the_sum_of_very_many(margin, retention, discount, first):
    value = retention_value(margin, retention, discount, first=first)
    assert value == pytest.approx(by_hand(margin, retention, discount, first, 1000), abs=1e-6)


@given(shares, discounts, firsts, st.integers(1, 60))
@settings(deadline=None)
def test_some_margins_are_their_sum(retention, discount, first, periods):
    value = retention_value(100, retention, discount, first=first, periods=periods)
    assert value == pytest.approx(by_hand(100, retention, discount, first, periods))


def test_forty_years_miss_the_endless_sum_by_less_than_a_thousandth():
    endless = retention_value(100, 0.9, 0.1, first="now")
    assert 0.999 < retention_value(100, 0.9, 0.1, first="now", periods=40) / endless < 1


def test_a_column_of_retentions_gives_a_column():
    retention = pd.Series([0.0, 0.8], index=["none", "most"])
    values = retention_value(100, retention, 0.1, first="now")
    assert values.round(2).to_dict() == {"none": 100.0, "most": 366.67}
    assert values.name == "first margin now, discount 10% a period, endless"


def test_a_value_is_a_number_that_tells_its_convention():
    value = retention_value(100, 0.8, 0.1, first="now", periods=1)
    assert (float(value), value.value, f"{value:.1f}", str(value)) == (100, 100, "100.0", "100.0")
    assert value / 4 == 25 and type(value / 4) is float
    assert value.convention == "first margin now, discount 10% a period, 1 margin"
    assert "<strong>100.00</strong> euro (first margin now" in value._repr_html_()
    for same in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert same == value and same.convention == value.convention
    with pytest.raises(AttributeError):
        value.convention = "another"


# ---- five percent more ----


@pytest.mark.parametrize(
    ("first", "changes"),
    [
        # Ratios of r / (1.1 - r), and of 1 / (1.1 - r), worked by hand.
        ("after the first renewal", {0.6: 20.4, 0.7: 22.4, 0.8: 27.5, 0.9: 40.7}),
        ("now", {0.6: 11.1, 0.7: 14.3, 0.8: 20.0, 0.9: 33.3}),
    ],
)
def test_five_points_more(first, changes):
    for retention, change in changes.items():
        table = more_retention(100, retention, 0.1, first=first).set_index("more")
        assert round(100 * table.loc["points", "change"], 1) == change
        assert table.loc["points", "retention_after"] == pytest.approx(retention + 0.05)


@pytest.mark.parametrize(("retention", "change"), [(0.6, 12), (0.7, 15), (0.8, 21), (0.9, 35)])
def test_five_percent_more(retention, change):
    table = more_retention(100, retention, 0.1, first="after the first renewal")
    assert round(100 * table.set_index("more").loc["percent", "change"]) == change


def test_three_years_make_less_of_it():
    table = more_retention(100, 0.8, 0.1, first="after the first renewal", periods=3)
    assert round(100 * table.loc[0, "change"], 1) == 11.6
    assert list(table["first"]) == ["after the first renewal"] * 2


def test_half_the_loss_is_twice_the_value_only_without_a_discount():
    # Sharp, Loyalty myths: 5 instead of 10 of 100 leave, so they stay 20 instead of 10 years.
    for discount, change in ((0, 100), (0.1, 33.3)):
        table = more_retention(100, 0.9, discount, first="now")
        assert round(100 * table.loc[0, "change"], 1) == change


# ---- elasticities ----


@pytest.mark.parametrize(("retention", "elasticity"), [(0.8, 3.5), (0.9, 5.1)])
def test_the_elasticity_to_retention_as_published(retention, elasticity):
    # Gupta, Lehmann and Stuart (2004): 3 to 7, at a discount of 12 percent.
    table = elasticities(retention, 0.12, first="after the first renewal").set_index("of")
    assert round(table.loc["retention", "elasticity"], 1) == elasticity
    assert table.loc["discount", "elasticity"] == pytest.approx(-0.12 / (1.12 - retention))


@given(st.floats(0.05, 0.95), discounts, firsts)
@settings(deadline=None)
def test_elasticities_are_those_of_a_small_step(retention, discount, first):
    def step(size):
        grown = {
            "margin": (100 * size, retention, discount),
            "retention": (100, retention * size, discount),
            "discount": (100, retention, discount * size),
        }
        return {of: float(retention_value(*given, first=first)) for of, given in grown.items()}

    up, down, here = step(1 + 1e-6), step(1 - 1e-6), step(1)
    for of, elasticity in elasticities(retention, discount, first=first)[
        ["of", "elasticity"]
    ].itertuples(index=False):
        slope = (up[of] - down[of]) / 2e-6 / here[of]
        assert slope == pytest.approx(elasticity, rel=1e-4, abs=1e-4)


# ---- discount of a period ----


@given(discounts, st.integers(1, 365))
@settings(deadline=None)
def test_the_discounts_of_the_periods_make_that_of_the_year(annual, periods):
    assert (1 + period_discount(annual, periods)) ** periods == pytest.approx(1 + annual)


# ---- refusals ----


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"retention": 80}, "retention is 80: give a share below 1, such as 0.80"),
        ({"retention": 1}, "some always leave"),
        ({"retention": pd.Series([0.8, 1.0])}, "some always leave"),
        ({"retention": -0.1}, "retention is -0.1"),
        ({"retention": "0.8"}, "retention is '0.8': give one number"),
        ({"discount": 10}, "Give a share: 0.10 for 10 percent"),
        ({"discount": -0.1}, "discount is -0.1"),
        ({"margin": float("nan")}, "margin is nan"),
        ({"first": "end"}, "'now' or 'after the first renewal' or 'at the end of the period'"),
        ({"periods": 0}, "periods is 0"),
        ({"periods": 2.5}, "whole number of margins"),
    ],
)
def test_what_cannot_be_is_refused(changed, told):
    given = {"margin": 100, "retention": 0.8, "discount": 0.1, "first": "now"} | changed
    with pytest.raises(ValueError, match=told):
        retention_value(**given)


def test_no_convention_is_taken_in_silence():
    with pytest.raises(TypeError, match="first"):
        retention_value(100, 0.8, 0.1)


def test_what_cannot_be_more_is_refused():
    with pytest.raises(ValueError, match=r"0\.96 and 5 points more are 1\.01"):
        more_retention(100, 0.96, 0.1, first="now")
    with pytest.raises(ValueError, match="more is 5: give a number above 0 and 1 at most"):
        more_retention(100, 0.8, 0.1, first="now", more=5)
    with pytest.raises(ValueError, match="The value is 0"):
        more_retention(0, 0.8, 0.1, first="now")
    with pytest.raises(ValueError, match="more of nothing"):
        elasticities(0, 0.1, first="now")
    with pytest.raises(ValueError, match="1 or more"):
        period_discount(0.1, 0.5)
    with pytest.raises(ValueError, match="Give a share"):
        period_discount(10, 4)


def test_more_retention_asks_for_one_retention():
    with pytest.raises(ValueError, match=r"(?s)retention is .*: give one number"):
        more_retention(100, pd.Series([0.8, 0.9]), 0.1, first="now")


def test_periods_are_told_as_a_whole_number():
    assert "3 margins" in retention_value(100, 0.8, 0.1, first="now", periods=3.0).convention
