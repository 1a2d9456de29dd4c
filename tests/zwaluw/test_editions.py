"""The limited editions: twice the buyers' doubt, demand cut off, what is known early."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import special

from mkt40_helpers import data
from tests.zwaluw.recovery.editions import (
    colours_by_sign,
    critical_ratio,
    forecasts_of,
    recover,
    seen_half,
    surprise,
)
from zwaluw.editions import COLOURS, MODELS, EditionParameters, make_editions

TRUTH = EditionParameters()
UNLIMITED = dataclasses.replace(TRUTH, order_over=20.0)  # the same demand, never cut off
SEEDS = range(40)


@pytest.fixture(scope="module")
def editions():
    return data.load("editions")


@pytest.fixture(scope="module")
def worlds():
    return [make_editions(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def demands():
    return [make_editions(seed, UNLIMITED)["season_sales"].to_numpy(dtype=float) for seed in SEEDS]


def mean_over(worlds: list[pd.DataFrame], figure) -> float:
    return float(np.mean([figure(world) for world in worlds]))


# ---- what was planted is found ----


def test_the_truth_comes_back_in_the_course_table(editions):
    found = recover({"editions": editions})
    assert len(found) == 30
    assert {e.parameter: e.distance for e in found if abs(e.distance) > 2} == {}


def test_the_truth_comes_back_in_other_worlds(worlds):
    distances = np.array(
        [[e.distance for e in recover({"editions": each})] for each in worlds[:20]]
    )
    assert (np.abs(distances) < 4.5).all()
    assert (np.abs(distances) < 1.96).mean() > 0.92
    assert np.abs(distances.mean(axis=0)).max() < 0.8


def test_a_wrong_truth_would_be_noticed(editions):
    found = {e.parameter: e for e in recover({"editions": editions})}
    for parameter, wrong in (("log doubt_factor", 0.0), ("first_weeks: share", 0.17)):
        assert abs(dataclasses.replace(found[parameter], truth=wrong).distance) > 4, parameter


def test_what_is_seen_of_demand_is_enough_without_a_model(editions, worlds):
    assert seen_half(editions) == pytest.approx(2.27, abs=0.01)
    assert colours_by_sign(editions) == pytest.approx(0.43, abs=0.01)
    assert mean_over(worlds, seen_half) == pytest.approx(TRUTH.doubt_factor, abs=0.08)
    assert mean_over(worlds, colours_by_sign) == pytest.approx(TRUTH.colours_together, abs=0.06)
    assert np.std([seen_half(world) for world in worlds]) == pytest.approx(0.17, abs=0.05)
    assert np.std([colours_by_sign(world) for world in worlds]) == pytest.approx(0.12, abs=0.03)


def test_models_have_nothing_in_common(demands):
    """No summer is good for all: the correlation is one of colours, not of years."""
    together = []
    for seed, demand in zip(SEEDS, demands, strict=True):
        forecasts = forecasts_of(make_editions(seed))
        miss = (demand - forecasts.mean(axis=1)) / forecasts.std(axis=1, ddof=1)
        models = miss.reshape(4, len(MODELS), len(COLOURS)).mean(axis=2)
        together.append(np.var(models.mean(axis=1), ddof=1) / np.var(models) * len(MODELS))
    assert np.mean(together) == pytest.approx(1, abs=0.3)


def test_postponement_saves_what_the_correlation_promises(demands):
    apart, pooled = [], []
    for seed, demand in zip(SEEDS, demands, strict=True):
        miss = (demand - forecasts_of(make_editions(seed)).mean(axis=1)).reshape(-1, len(COLOURS))
        scale = forecasts_of(make_editions(seed)).std(axis=1, ddof=1).reshape(miss.shape)
        miss = miss / scale
        apart.append(miss.std() * len(COLOURS))
        pooled.append(miss.sum(axis=1).std())
    k, r = len(COLOURS), TRUTH.colours_together
    promised = ((1 + (k - 1) * r) / k) ** 0.5
    assert promised == pytest.approx(0.72, abs=0.005)
    assert np.mean(pooled) / np.mean(apart) == pytest.approx(promised, abs=0.03)


# ---- a naive look misleads ----


def test_sales_taken_for_demand_make_it_too_narrow_and_too_low(editions, worlds, demands):
    def spread(world: pd.DataFrame) -> float:
        return float(surprise(world)[0].std())

    def spread_unsold(world: pd.DataFrame) -> float:
        return float(surprise(world[~world["sold_out"].to_numpy(dtype=bool)])[0].std())

    assert spread(editions) == pytest.approx(1.62, abs=0.01)
    assert spread_unsold(editions) == pytest.approx(1.48, abs=0.01)
    assert mean_over(worlds, spread) == pytest.approx(1.43, abs=0.05)
    assert mean_over(worlds, spread_unsold) == pytest.approx(1.38, abs=0.05)
    sold = [world["season_sales"].sum() for world in worlds]
    lost = np.array(sold) / [demand.sum() for demand in demands]
    assert lost.mean() == pytest.approx(0.953, abs=0.005)
    left = pd.concat([world[~world["sold_out"]] for world in worlds])
    assert left["season_sales"].sum() / forecasts_of(left).mean(axis=1).sum() == pytest.approx(
        0.896, abs=0.01
    )


def test_sold_out_editions_seem_to_sell_early(editions):
    out = editions["sold_out"].to_numpy(dtype=bool)
    part = editions["first_weeks_sales"] / editions["season_sales"]
    assert part[out].mean() > part[~out].mean() + 0.01
    assert editions["first_weeks_sales"].sum() / editions["season_sales"].sum() == pytest.approx(
        0.167, abs=0.001
    )
    assert out.mean() == pytest.approx(0.28, abs=0.005)


def test_orders_at_the_critical_ratio_and_early_sales_cut_the_cost(worlds, demands):
    cost = {"rule": [], "critical": [], "turned round": [], "early": [], "covered": []}
    for world, demand in zip(worlds, demands, strict=True):
        mean = forecasts_of(world).mean(axis=1)
        spread = TRUTH.doubt_factor * forecasts_of(world).std(axis=1, ddof=1)
        price, unit, salvage = (
            world[f"{name}_eur"].to_numpy() for name in ("price", "unit_cost", "salvage")
        )
        part = critical_ratio(world)
        share, noise = TRUTH.first_weeks
        seen = world["first_weeks_sales"].to_numpy() / share
        weight = spread**-2.0 / (spread**-2.0 + (noise * seen) ** -2.0)
        known = weight * mean + (1 - weight) * seen
        known_spread = (spread**-2.0 + (noise * seen) ** -2.0) ** -0.5
        orders = {
            "rule": world["ordered_bikes"].to_numpy(),
            "critical": mean + spread * special.ndtri(part),
            "turned round": mean + spread * special.ndtri(1 - part),
            "early": known + known_spread * special.ndtri(part),
        }
        for name, order in orders.items():
            missed = (price - unit) * np.maximum(demand - order, 0)
            left = (unit - salvage) * np.maximum(order - demand, 0)
            cost[name].append((missed + left).sum())
        cost["covered"].append((demand <= orders["critical"]).mean() - part.mean())
    rule = np.array(cost["rule"])
    assert (cost["critical"] / rule).mean() == pytest.approx(0.94, abs=0.02)
    assert (cost["early"] / rule).mean() == pytest.approx(0.49, abs=0.03)
    assert (cost["turned round"] / rule).mean() > 1.2
    assert np.mean(cost["covered"]) == pytest.approx(0, abs=0.03)


def test_the_critical_ratio_is_as_wide_as_the_card_says(editions):
    part = critical_ratio(editions)
    assert part.min() == pytest.approx(0.31, abs=0.005)
    assert part.max() == pytest.approx(0.85, abs=0.005)


@pytest.mark.parametrize("learner", range(20))
def test_every_learner_can_rule_out_that_buyers_differ_as_demand_does(learner):
    mine = data.load("editions", student=f"s{learner}")
    miss, _ = surprise(mine)
    error = seen_half(mine) / (2 * (miss < 0).sum()) ** 0.5
    assert seen_half(mine) - 2 * error > 1.2
    assert miss.std() < seen_half(mine)
    assert (mine.groupby("style").size() == 4).all()


# ---- the table ----


def test_the_table_holds_no_demand_that_nobody_saw(editions):
    assert len(editions) == 160 and not editions.duplicated(["style", "year"]).any()
    assert not [column for column in editions if "demand" in column]
    assert (editions["season_sales"] <= editions["ordered_bikes"]).all()
    full = editions["season_sales"] == editions["ordered_bikes"]
    assert (full == editions["sold_out"]).all()
    assert (editions["first_weeks_sales"] <= editions["season_sales"]).all()
    names = editions.groupby("style")[["model", "colour"]].nunique()
    assert len(names) == 40 and (names == 1).all().all()


def test_orders_follow_the_rule_and_money_makes_sense(editions):
    wanted = (1 + TRUTH.order_over) * forecasts_of(editions).mean(axis=1)
    assert (editions["ordered_bikes"] == 5 * np.ceil(wanted / 5)).all()
    assert (editions["ordered_bikes"] % TRUTH.order_step == 0).all()
    for table in (editions, *(make_editions(seed) for seed in range(20))):
        assert (table["salvage_eur"] < table["unit_cost_eur"]).all()
        assert (table["unit_cost_eur"] < table["price_eur"]).all()
        assert (table["season_sales"] > 0).all() and (forecasts_of(table) > 0).all()
        models = table.groupby(["year", "model"], observed=True)
        assert (models[["price_eur", "unit_cost_eur"]].nunique() == 1).all().all()


def test_same_seed_same_table_other_seed_another():
    pd.testing.assert_frame_equal(make_editions(4), make_editions(4))
    assert not make_editions(4).equals(make_editions(5))


def test_the_truth_rules_the_table():
    certain = make_editions(1, dataclasses.replace(UNLIMITED, doubt_factor=0.0))
    mean = forecasts_of(certain).mean(axis=1)
    assert np.abs(certain["season_sales"] - mean).max() <= 0.5
    assert not certain["sold_out"].any()
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.least = 0.5
