"""The stores' orders: the rule by hand, the textbook's ratio, and the season that hides it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.factory_orders import matrices, periods, ratio, recover
from zwaluw.demand import REGIONS, make_demand
from zwaluw.factory_orders import FactoryOrderParameters, amplification, make_factory_orders

TRUTH = FactoryOrderParameters()
SEEDS = range(40)


def tables(seed: int, truth: FactoryOrderParameters | None = None) -> dict[str, pd.DataFrame]:
    demand = make_demand(seed)
    return {"demand": demand, "factory_orders": make_factory_orders(demand, truth)}


@pytest.fixture(scope="module")
def course():
    return {name: data.load(name) for name in ("demand", "factory_orders")}


@pytest.fixture(scope="module")
def worlds():
    return [tables(seed) for seed in SEEDS]


def ratios(world: dict[str, pd.DataFrame], clean: str) -> dict[str, float]:
    weeks = periods(world["factory_orders"])
    return {name: ratio(matrices(world), part, clean)[0] for name, part in weeks.items()}


# ---- what was planted is found ----


def test_the_ratios_come_back_in_the_course_table(course):
    found = recover(course)
    assert [e.truth for e in found] == [2.5, 1.625]
    assert {e.parameter: e.distance for e in found if abs(e.distance) > 2} == {}
    assert [round(e.estimate, 2) for e in found] == [2.64, 1.57]  # as the card says


def test_the_ratios_come_back_in_other_worlds(worlds):
    found = [recover(world) for world in worlds]
    distances = np.array([[e.distance for e in each] for each in found])
    assert (np.abs(distances) < 4).all() and (np.abs(distances) < 1.96).mean() > 0.85
    own, shared = np.array([[e.estimate for e in each] for each in found]).T
    assert own.mean() == pytest.approx(2.5, abs=0.06) and own.std() == pytest.approx(0.12, abs=0.03)
    assert shared.mean() == pytest.approx(1.625, abs=0.04)
    assert (own > shared + 0.4).all()


def test_amplification_is_that_of_independent_demand():
    """The formula, for other p and L too, on demand made for it: no season, nothing kept."""
    weeks = 40_000
    sold = np.round(1000 + 100 * np.random.default_rng(3).standard_normal((weeks, len(REGIONS))))
    demand = pd.DataFrame(
        {"week": pd.NaT, "demand_bikes": sold.astype(int).ravel()}, range(sold.size)
    )
    for p, lead_time in ((4, 2), (5, 1), (8, 3)):
        truth = FactoryOrderParameters(p, lead_time, shared_weeks=0)
        orders = make_factory_orders(demand, truth)["orders_bikes"]
        expected = amplification(lead_time, p)
        assert orders.var() / sold.var() == pytest.approx(expected, rel=0.02), (p, lead_time)


def test_amplification_checks():
    assert [amplification(*pair) for pair in ((1, 5), (2, 5), (2, 4))] == pytest.approx(
        [1.48, 2.12, 2.5]
    )
    assert amplification(2, 4, echo=0.6**4) == pytest.approx(2.31, abs=0.005)
    assert amplification(2, 4, echo=1.0) == 1


# ---- a naive look misleads ----


def test_the_season_hides_most_of_it(course, worlds):
    assert ratios(course, "no")["own"] == pytest.approx(1.71, abs=0.01)
    assert ratios(course, "season")["own"] == pytest.approx(2.57, abs=0.01)
    raw, season = (
        np.mean([ratios(world, clean)["own"] for world in worlds]) for clean in ("no", "season")
    )
    assert raw == pytest.approx(1.73, abs=0.05)
    assert season == pytest.approx(2.3, abs=0.06)


def test_without_a_shorter_lead_time_shared_data_change_nothing():
    same = dataclasses.replace(TRUTH, shared_lead_time=TRUTH.lead_time)
    shared = [ratios(tables(seed, same), "all")["shared"] for seed in SEEDS]
    assert np.mean(shared) == pytest.approx(2.5, abs=0.08)


# ---- the table ----


def test_each_order_is_what_lacks_to_the_level(course):
    """The rule once more, region by region and week by week, as a storekeeper would."""
    sold = course["demand"].pivot(index="week", columns="region", values="demand_bikes")
    p = TRUTH.average_weeks
    for region, table in course["factory_orders"].groupby("region"):
        demand = sold[region].tolist()
        position = int(TRUTH.lead_time * sum(demand[:p]) / p + 0.5)
        for week, row in enumerate(table.itertuples(), start=p):
            mean = sum(demand[week - p + 1 : week + 1]) / p
            level = int(row.lead_time_weeks * mean + 0.5)
            order = max(level - (position - demand[week]), 0)
            assert (row.order_up_to_bikes, row.orders_bikes) == (level, order)
            assert row.expected_bikes == pytest.approx(mean, abs=0.006)
            position += order - demand[week]


def test_an_order_is_one_and_a_half_of_now_less_half_of_then(worlds):
    """But for rounding, the first weeks of shared data and the weeks with nothing to order."""
    seen = 0
    for world in worlds:
        table, weeks = matrices(world), periods(world["factory_orders"])
        now, orders = (table[name][weeks["own"]][1:] for name in ("demand", "orders"))
        sold = world["demand"]["demand_bikes"].to_numpy(dtype=float).reshape(-1, len(REGIONS))
        then = sold[1 : len(now) + 1]
        usual = (orders > 0) & (table["orders"][weeks["own"]][:-1] > 0)
        assert np.abs(orders - 1.5 * now + 0.5 * then)[usual].max() <= 1
        seen += usual.mean()
    assert seen / len(worlds) > 0.98


def test_orders_are_whole_never_below_zero_and_all_met(course):
    orders = course["factory_orders"]
    assert len(orders) == 187 * len(REGIONS) and not orders.duplicated(["week", "region"]).any()
    assert orders["orders_bikes"].min() == 0
    assert (orders["orders_bikes"] == 0).sum() < 10
    both = orders.merge(course["demand"], on=["week", "region"])
    assert len(both) == len(orders)
    assert both["orders_bikes"].sum() == pytest.approx(both["demand_bikes"].sum(), rel=0.01)


def test_the_last_year_is_shared(course):
    orders = course["factory_orders"]
    shared = orders[orders["shared_data"]]
    assert shared["week"].nunique() == 52 and str(shared["week"].min().date()) == "2025-09-01"
    assert (orders["lead_time_weeks"] == np.where(orders["shared_data"], 1, 2)).all()
    assert (shared.groupby("region")["orders_bikes"].first() == 0).all()  # a week of stock is spare


def test_the_table_follows_from_demand_alone():
    demand = make_demand(4)
    table = make_factory_orders(demand)
    pd.testing.assert_frame_equal(table, make_factory_orders(demand.copy()))
    other = demand.assign(price_eur=0.0, forecast_bikes=1, signal_searches=1.0)
    pd.testing.assert_frame_equal(table, make_factory_orders(other))
    assert not table.equals(make_factory_orders(make_demand(5)))
    pd.testing.assert_frame_equal(demand, make_demand(4))  # and leaves it as it was
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.lead_time = 3
