"""Cohorts and retention by age, against counting customer by customer and Kaplan and Meier."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from mkt40_helpers import data
from mkt40_helpers.intervals import share_interval
from mkt40_helpers.relationship import cohorts, retention_by_age, retention_rates

END = pd.Timestamp("2026-08-31")


def members(*rows):
    joined, left = zip(*rows, strict=True)
    return pd.DataFrame({"joined": pd.to_datetime(joined), "left": pd.to_datetime(left)})


@st.composite
def any_members(draw):
    size = draw(st.integers(1, 12))
    rows = []
    for _ in range(size):
        joined = END - pd.Timedelta(draw(st.integers(0, 500)), "D")
        left = joined + pd.Timedelta(draw(st.integers(0, 500)), "D")
        rows.append((joined, left if left <= END and draw(st.booleans()) else None))
    return members((END - pd.Timedelta(120, "D"), None), *rows)


def there_at(row, age, period):
    """Whether a customer is there at an age; None where she has not come to it by the end."""
    birthday = row.joined + pd.Timedelta(age * period, "D")
    if birthday > END:
        return None
    return pd.isna(row.left) or row.left > birthday or age == 0


# ---- cohorts ----


@given(any_members(), st.sampled_from(["month", "quarter", "year"]), st.sampled_from([30, 91]))
@settings(max_examples=20, deadline=None)
def test_cohorts_are_counted_customer_by_customer(table, by, period):
    found = cohorts(table, end=END, period=period, by=by)
    label = table["joined"].dt.to_period(by[0].upper()).astype(str)
    assert found["cohort"].unique().tolist() == sorted(set(label))
    for row in found.itertuples():
        known = [there_at(one, row.age, period) for one in table[label == row.cohort].itertuples()]
        assert row.started == len(known)
        if None in known:  # an age that the cohort has not lived through is missing, not zero
            assert np.isnan([row.there, row.survival, row.retention]).all()
        else:
            assert row.there == sum(known) and row.survival == pytest.approx(np.mean(known))


def test_survival_is_the_product_of_the_retentions():
    plan = data.load("memberships").query("programme == 'service plan'")
    for _, cohort in cohorts(plan, end=END, period=91).groupby("cohort"):
        known = cohort.dropna(subset="retention")
        product = known["retention"].cumprod()
        assert known["survival"].to_numpy() == pytest.approx(product.to_numpy())


def test_who_is_still_there_is_no_leaver_and_who_left_on_the_last_day_is_one():
    table = members(("2026-03-02", None), ("2026-03-02", "2026-08-31"))  # 182 days, two renewals
    assert cohorts(table, end=END, period=91)["there"].tolist() == [2, 2, 1]


def test_who_left_between_two_renewals_is_gone_at_the_next():
    table = members(
        ("2026-01-01", None), ("2026-01-01", "2026-02-01"), ("2026-01-01", "2026-01-01")
    )
    assert cohorts(table, end=END, period=30)["there"].tolist()[:4] == [3, 2, 1, 1]


# ---- retention by age ----


@given(any_members())
@settings(max_examples=50, deadline=None)
def test_survival_is_that_of_kaplan_and_meier(table):
    """On whole ages, with those who are still there cut off at the last age that they came to."""
    found = retention_by_age(table, end=END, period=91)
    lived = (END - table["joined"]).dt.days // 91
    gone = np.ceil((table["left"] - table["joined"]).dt.days / 91).clip(lower=1)
    event = (gone <= lived).to_numpy()
    time = np.where(event, gone, lived)
    if not event.any():
        assert (found["survival"] == 1).all()
        return
    curve = SurvfuncRight(time[time > 0], event[time > 0])
    expected = dict(zip(curve.surv_times, curve.surv_prob, strict=True))
    leaving = found[found["left"] > 0].set_index("age")["survival"].to_dict()
    assert leaving == pytest.approx(expected)


def test_retention_has_wilsons_interval_and_groups_of_their_own():
    paid = data.load("memberships").query("programme != 'points'")
    table = retention_by_age(paid, end=END, period=91, by="programme", level=0.9)
    assert table["programme"].unique().tolist() == ["riders' club", "service plan"]
    for row in table.itertuples():
        stayed = row.at_risk - row.left
        assert (row.low, row.high) == pytest.approx(share_interval(stayed, row.at_risk, 0.9))
    alone = retention_by_age(
        paid.query("programme == 'service plan'"), end=END, period=91, level=0.9
    )
    plan = table.query("programme == 'service plan'").drop(columns="programme")
    pd.testing.assert_frame_equal(plan.reset_index(drop=True), alone)


def test_members_of_today_count_as_far_as_they_have_come():
    table = members(("2025-01-01", None), ("2026-05-01", None), ("2025-01-01", "2025-04-02"))
    found = retention_by_age(table, end=END, period=91).set_index("age")
    assert found["at_risk"].tolist()[:2] == [3, 1] and found["left"].tolist()[:2] == [1, 0]


# ---- from survivors ----


def test_retention_from_the_published_survivors():
    # Fader and Hardie (2007), both segments; 46.8 / 63.1 and so on, worked by hand.
    table = data.load("retention").sample(frac=1, random_state=1)  # in any order
    found = retention_rates(table, "survivors_percent", age="year", by="segment")
    regular = found[found["segment"] == "regular"]["retention"].round(3).tolist()
    assert regular[1:5] == [0.631, 0.742, 0.816, 0.853] and regular[12] == 0.945
    assert found.groupby("segment")["retention"].first().round(3).tolist() == [0.869, 0.631]
    assert found["retention"].isna().sum() == 2  # nobody was there before age 0


# ---- refusals ----


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2026-01-01", "2025-12-31")], "Row 0: 'left' lies before 'joined'"),
        ([("2026-01-01", "2026-09-01")], "Row 0: 'left' is after the end. They were still there"),
        ([("2026-01-01", None), ("2026-09-01", None)], "Row 1: 'joined' is after the end"),
        ([(None, None)], "Row 0: 'joined' is missing"),
        ([("2026-08-01", None)], "Nobody joined 91 days or more before the end"),
    ],
)
def test_days_that_cannot_be_are_refused(rows, told):
    for ask in (cohorts, retention_by_age):
        with pytest.raises(ValueError, match=told):
            ask(members(*rows), end=END, period=91)


def test_what_is_no_table_of_members_is_refused():
    table = members(("2026-01-01", None))
    texts = table.astype(str)
    for changed, told in (
        ({"data": texts}, "'joined' holds no dates"),
        ({"joined": "start"}, "no column 'start'"),
        ({"period": 0}, "period is 0"),
        ({"period": 30.5}, "whole days"),
        ({"end": None}, "end is None"),
    ):
        with pytest.raises(ValueError, match=told):
            cohorts(**({"data": table, "end": END, "period": 91} | changed))
    with pytest.raises(ValueError, match="'month', 'quarter' or 'year'"):
        cohorts(table, end=END, period=91, by="week")
    with pytest.raises(ValueError, match="The result has a column 'age'"):
        retention_by_age(table.assign(age=1), end=END, period=91, by="age")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"year": [0, 1, 3]}, "Row 2: 'year' does not go on by 1"),
        ({"year": [0, 1, 1]}, "Row 2: 'year' does not go on by 1"),
        ({"left": [100, 60, 61]}, "Row 2 of the survivors: more than at the age before"),
        ({"left": [100, 0, 0]}, "Row 2 of the survivors: at the age before there was nobody"),
        ({"left": [100, None, 50]}, "Row 1 of the left: missing"),
        ({"retention": 1.0}, "'retention'"),
    ],
)
def test_survivors_that_cannot_be_are_refused(changed, told):
    table = pd.DataFrame({"year": [0, 1, 2], "left": [100, 60, 50]}).assign(**changed)
    with pytest.raises(ValueError, match=told):
        retention_rates(table, "left", age="year")
