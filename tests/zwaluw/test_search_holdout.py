"""The hold-out of search advertising: it finds what is planted, and the naive figures do not."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mkt40_helpers import data
from tests.zwaluw.recovery.search_holdout import effect, recover
from zwaluw import build
from zwaluw.search_holdout import SearchHoldoutParameters, make_search_holdout

TRUTH = SearchHoldoutParameters()


@functools.cache
def table(seed=build.SEED):
    return make_search_holdout(seed)["search_holdout"]


def shipped(student=None):
    rows = data.load("search_holdout", student=student)
    return rows.astype(dict.fromkeys(rows.columns[4:], float) | {"search_on": bool})


def interval(found, regions):
    half = stats.t.ppf(0.975, regions - 2) * found.error
    return found.estimate - half, found.estimate + half


def slope(x, y):
    return np.cov(x, y)[0, 1] / np.var(x, ddof=1)


# ---- what was planted is found ----


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recovery(seed):
    found = recover({"search_holdout": table(seed)})
    assert len(found) == 16
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_what_the_course_ships_lies_near_the_truth():
    found = recover({"search_holdout": shipped()})
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 2} == {}


def test_the_hold_out_finds_the_effect_and_leaves_out_six():
    found = effect(shipped(), "store")
    low, high = interval(found, 40)
    assert found.truth == 1.2 and low < 1.2 < high < 6 and low > 0
    assert 0.25 < found.error < 0.45


def test_its_interval_holds_the_truth_as_often_as_it_says():
    found = [effect(make_search_holdout(seed)["search_holdout"], "store") for seed in range(60)]
    ranges = [interval(each, 40) for each in found]
    assert sum(low < 1.2 < high for low, high in ranges) >= 52
    assert all(high < 6 for _, high in ranges)
    assert np.mean([each.estimate for each in found]) == pytest.approx(1.2, abs=0.17)
    assert np.std([each.estimate for each in found]) == pytest.approx(0.33, abs=0.1)


@pytest.mark.parametrize("number", range(20))
def test_a_learners_sample_leaves_out_six_too(number):
    rows = shipped(f"s{number}")
    low, high = interval(effect(rows, "store"), rows["region"].nunique())
    assert low < high < 6


def test_most_samples_hold_the_truth():
    """The table lies 1.2 standard errors above the truth by chance, and its samples with it."""
    held = 0
    for number in range(100):
        rows = shipped(f"s{number}")
        low, high = interval(effect(rows, "store"), rows["region"].nunique())
        held += low < 1.2 < high
    assert held >= 85


def test_recovery_would_notice_another_truth():
    other = dataclasses.replace(TRUTH, effect={"online": 0.8, "store": 6.0})
    rows = make_search_holdout(build.SEED, other)["search_holdout"]
    assert effect(rows, "store").estimate > 4.5
    assert abs(effect(rows, "store").distance) > 4


# ---- the naive figures ----


@pytest.mark.parametrize("student", [None, "s1", "s2", "s3", "s4", "s5"])
def test_sales_on_spend_says_six(student):
    """The Macy's trap: demand moves clicks and sales; the slope is five times the effect."""
    rows = shipped(student)
    on = rows[rows["search_on"]]
    columns = ["search_spend_eur", "store_sales_eur"]
    inside = on[columns] - on.groupby("region")[columns].transform("mean")
    weeks = rows[rows["period"] == "before"].groupby("week")[columns].mean()
    for each in (on[columns], inside, weeks):
        assert slope(*each.to_numpy().T) == pytest.approx(6, abs=1.5)
    assert slope(*inside.to_numpy().T) > 3.5 * TRUTH.effect["store"]


def test_euros_that_follow_an_online_visit_are_no_effect():
    rows = shipped()
    sums = rows.groupby("search_on")[["store_after_online_eur", "online_sales_eur"]].sum()
    ratio = sums["store_after_online_eur"] / sums["online_sales_eur"]
    assert ratio[True] == pytest.approx(5.8, abs=0.4)
    assert ratio[False] > ratio[True] + 1.5  # more, the fewer advertisements there are


# ---- the table hangs together ----


def test_the_design():
    rows = table()
    assert len(rows) == 40 * 52 and not rows.duplicated(["region", "week"]).any()
    weeks = rows.drop_duplicates("week")
    assert weeks["period"].tolist() == ["before"] * 26 + ["trial"] * 26
    assert (weeks["week"].dt.day_of_week == 0).all() and weeks["week"].diff().dt.days.max() == 7
    off = rows[~rows["search_on"]]
    assert (off["period"] == "trial").all()
    assert (off.groupby("region").size() == 26).all() and off["region"].nunique() == 20
    assert (off["search_clicks"] == 0).all() and (
        rows["search_clicks"][rows["search_on"]] > 0
    ).all()
    assert (rows["search_spend_eur"] - 0.6 * rows["search_clicks"]).abs().max() < 0.01
    assert (rows["store_after_online_eur"] <= rows["store_sales_eur"]).all()
    sales = rows[["online_sales_eur", "store_sales_eur", "store_after_online_eur"]]
    assert sales.notna().all(axis=None) and sales.min(axis=None) >= 0


def test_without_effect_and_noise_only_demand_is_left():
    quiet = dataclasses.replace(
        TRUTH, effect={"online": 0.0, "store": 0.0}, noise={"online": 0.0, "store": 0.0}, level=0
    )
    rows = make_search_holdout(5, quiet)["search_holdout"]
    week = rows.groupby("week")["store_sales_eur"]
    assert (week.max() - week.min()).max() < 6 * TRUTH.interest * TRUTH.demand["store"]
    assert rows["online_sales_eur"].corr(rows["store_sales_eur"]) > 0.999


def test_the_same_seed_gives_the_same_table_at_any_number_of_customers():
    pd.testing.assert_frame_equal(table(7), make_search_holdout(7)["search_holdout"])
    assert not table(7).equals(table(8))
    small, large = (build.raw(customers, 7)["search_holdout"] for customers in (40, 400))
    pd.testing.assert_frame_equal(small, large)
    assert small["store_sales_eur"].tolist() == table(7)["store_sales_eur"].tolist()
