"""What channels cost and bring: by chance and by season, and the touchpoints."""

import dataclasses
import functools

import numpy as np
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.omnichannel import recover, seasonal
from zwaluw import build
from zwaluw.omnichannel import (
    MEDIA,
    STAGES,
    OmnichannelParameters,
    make_channel_costs_seasonal,
    make_touch_tables,
)
from zwaluw.people import TOUCHPOINTS

MARKET = OmnichannelParameters()
NAIVE = {"tv": 0.33, "display": 0.31, "social": 0.37, "search": 0.40, "email": 0.45}


@functools.cache
def tables(seed=build.SEED):
    return make_touch_tables(seed)


def logs(name, channel):
    rows = data.load(name)
    rows = rows[rows["channel"] == channel]
    return rows, np.log(rows[["spend_eur", "sales_eur"]])


def slope(columns):
    spend, sales = columns.to_numpy().T
    return np.cov(spend, sales)[0, 1] / spend.var(ddof=1)


# ---- what was planted is found ----


@pytest.mark.parametrize("seed", range(1, 6))
def test_recovery(seed):
    found = recover(tables(seed))
    assert len(found) == 39
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_what_the_course_ships_lies_near_the_truth():
    found = recover({name: data.load(name) for name in ("channel_costs", "channel_costs_seasonal")})
    slopes = [e for e in found if e.parameter.startswith("elasticity")]
    assert len(slopes) == 9 + 5
    # By chance, and as its card says, search in the seasonal table is the one beyond two.
    far = [(e.table, e.parameter) for e in slopes if abs(e.distance) >= 2]
    assert far == [("channel_costs_seasonal", "elasticity: search")]
    assert max(abs(e.distance) for e in found) < 2.6


def test_slopes_are_right_on_average_and_as_sure_as_they_say():
    found = [e for seed in range(100, 140) for e in recover(tables(seed))]
    for name in ("channel_costs", "channel_costs_seasonal"):
        for channel, true in MARKET.elasticity.items():
            each = [e for e in found if (e.table, e.parameter) == (name, f"elasticity: {channel}")]
            if channel not in MEDIA and name == "channel_costs_seasonal":
                assert not each
                continue
            assert np.mean([e.estimate for e in each]) == pytest.approx(true, abs=0.012)
            assert sum(abs(e.distance) < 2 for e in each) >= 33
            assert np.mean([e.error for e in each]) < (0.022 if name == "channel_costs" else 0.015)


def test_every_slope_differs_from_no_effect():
    """Low as they are, the elasticities of the media are not drowned by noise."""
    for channel in MEDIA:
        _, columns = logs("channel_costs", channel)
        assert slope(columns) > 2 * 0.022


def test_recovery_would_notice_another_truth():
    other = dataclasses.replace(MARKET, elasticity=MARKET.elasticity | {"search": 0.40})
    rows = make_channel_costs_seasonal(3, other)
    found = {e.parameter: e.distance for e in seasonal(rows, MARKET)}
    assert abs(found["elasticity: search"]) > 4 > abs(found["elasticity: tv"])


# ---- the season misleads ----


@pytest.mark.parametrize("channel", MEDIA)
def test_without_the_month_the_slope_is_far_too_steep(channel):
    rows, columns = logs("channel_costs_seasonal", channel)
    inside = columns - columns.groupby(rows["month_of_year"]).transform("mean")
    assert slope(columns) == pytest.approx(NAIVE[channel], abs=0.05)
    assert slope(columns) > MARKET.elasticity[channel] + 0.2
    assert slope(inside) == pytest.approx(MARKET.elasticity[channel], abs=0.03)


def test_so_it_is_in_other_worlds():
    for channel, expected in NAIVE.items():
        found = []
        for seed in range(30):
            rows = tables(seed)["channel_costs_seasonal"]
            rows = rows[rows["channel"] == channel]
            found.append(slope(np.log(rows[["spend_eur", "sales_eur"]])))
        assert np.mean(found) == pytest.approx(expected, abs=0.015)
        assert min(found) > MARKET.elasticity[channel] + 0.15


def test_where_chance_moves_spend_the_month_makes_no_difference():
    rows = data.load("channel_costs")
    for channel in MEDIA:
        _, columns = logs("channel_costs", channel)
        assert slope(columns) == pytest.approx(MARKET.elasticity[channel], abs=0.05)
    sales = np.log(rows["sales_eur"]).groupby(rows["month"].str[5:]).mean()
    assert sales.max() - sales.min() < 0.35  # no season: in the other table it is 0.56 and more


def test_without_a_season_nothing_misleads():
    rows = make_channel_costs_seasonal(5, dataclasses.replace(MARKET, season=0.0))
    for channel in MEDIA:
        here = np.log(rows.loc[rows["channel"] == channel, ["spend_eur", "sales_eur"]])
        assert slope(here) == pytest.approx(MARKET.elasticity[channel], abs=0.05)


# ---- one budget ----


def best_sales(budget, sales, spend, elasticity):
    """Sales when every channel gets so much that its last euro brings as much as the others'."""
    low, high = 1e-6, 1e6
    for _ in range(200):
        price = (low * high) ** 0.5
        split = (elasticity * sales / (price * spend**elasticity)) ** (1 / (1 - elasticity))
        low, high = (price, high) if split.sum() > budget else (low, price)
    return float((sales * (split / spend) ** elasticity).sum())


def test_one_budget_beats_silos():
    channels = list(MARKET.spend)
    sales, spend, power = (
        np.array([values[channel] for channel in channels])
        for values in (MARKET.sales, MARKET.spend, MARKET.elasticity)
    )
    department = np.array([MARKET.departments[channel] for channel in channels])
    silos = sum(
        best_sales(spend[own].sum(), sales[own], spend[own], power[own])
        for own in (department == name for name in np.unique(department))
    )
    pooled = best_sales(spend.sum(), sales, spend, power)
    # The gains that the card tells.
    assert silos / sales.sum() == pytest.approx(1.012, abs=0.001)
    assert pooled / sales.sum() == pytest.approx(1.183, abs=0.001)
    marginal = dict(zip(channels, power * sales / spend, strict=True))
    assert marginal["app"] == pytest.approx(6) and marginal["search"] == pytest.approx(2.25)
    assert marginal["display"] < marginal["tv"] < marginal["social"] < 0.5


def test_media_lie_around_the_published_elasticity():
    media = [MARKET.elasticity[channel] for channel in MEDIA]
    assert min(media) >= 0.05 and max(media) <= 0.20
    assert np.mean(media) == pytest.approx(0.12, abs=0.01)


# ---- the tables hang together ----


def test_channel_costs():
    costs = tables()["channel_costs"]
    assert len(costs) == 270 and not costs.duplicated(["month", "channel"]).any()
    assert costs["month"].min() == "2024-01" and costs["month"].max() == "2026-06"
    assert (costs[["spend_eur", "sales_eur", "contacts"]] > 0).all().all()
    assert (costs.groupby("channel")[["department", "kind"]].nunique() == 1).all(axis=None)
    assert set(costs.loc[costs["kind"] == "media", "channel"]) == set(MEDIA)
    running = set(costs.loc[costs["kind"] == "running cost", "channel"])
    assert running == {"store", "dealer", "web shop", "app"}


def test_channel_costs_seasonal():
    costs = tables()["channel_costs_seasonal"]
    assert len(costs) == 600 and not costs.duplicated(["month", "channel"]).any()
    assert costs["month"].min() == "2014-01" and costs["month"].max() == "2023-12"
    assert (costs["month"].str[5:].astype(int) == costs["month_of_year"]).all()
    assert (costs[["spend_eur", "sales_eur"]] > 0).all(axis=None)
    sales = costs.groupby("month_of_year")["sales_eur"].mean()
    assert sales.idxmax() in (4, 5, 6) and sales.idxmin() in (10, 11, 12)


def test_touchpoints():
    table = make_touch_tables(1)["touchpoints"]
    assert table["touchpoint"].is_unique and set(table["stage"]) == set(STAGES)
    assert set(table["channel"]) == set(MARKET.spend)
    assert set(TOUCHPOINTS) <= set(table["touchpoint"])
    assert (table["cost_per_contact_eur"] > 0).all()


def test_truth_is_possible():
    assert set(MARKET.spend) == set(MARKET.sales) == set(MARKET.elasticity)
    assert set(MARKET.spend) == set(MARKET.departments) > set(MEDIA)
    assert all(field.metadata["meaning"] for field in dataclasses.fields(MARKET))


def test_same_seed_same_tables():
    one, same, other = (make_touch_tables(seed) for seed in (4, 4, 5))
    for name in ("channel_costs", "channel_costs_seasonal"):
        assert one[name].equals(same[name])
        assert not one[name].equals(other[name])
