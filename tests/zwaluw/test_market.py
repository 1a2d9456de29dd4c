"""The tables about the market: what was planted is found, and the pictures of chapter 1 hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.market import recover
from zwaluw.market import COMPANY, MarketParameters, make_market, share_able

SEEDS = (2127, 1, 2, 3)
KEYS = {
    "markets": ["country"],
    "prices": ["quarter"],
    "market_shares": ["year", "firm"],
    "long_tail": ["year", "item"],
    "city_districts": ["city", "district", "group"],
}


@pytest.fixture(scope="module", params=SEEDS)
def tables(request):
    return make_market(request.param)


@pytest.fixture(scope="module")
def real():
    return pd.read_csv(data.folder() / "countries.csv").set_index("country")


def test_what_was_planted_is_found(tables):
    rows = recover(tables)
    assert not [row for row in rows if not abs(row.distance) < 4]
    planted = {field.name for field in dataclasses.fields(MarketParameters)} - {"home"}
    found = {row.parameter.removeprefix("log ").split()[0] for row in rows}
    assert planted <= found


def test_a_wrong_truth_would_be_noticed(tables):
    rows = {row.parameter: row for row in recover(tables)}
    assert abs(dataclasses.replace(rows["learning_rate"], truth=0.20).distance) > 4
    assert abs(dataclasses.replace(rows["log budget_share"], truth=np.log(0.10)).distance) > 4


def test_errors_are_honest():
    distances = [row.distance for seed in range(30) for row in recover(make_market(seed))]
    by_chance = np.abs([d for d in distances if d != 0])
    assert 0.92 < np.mean(by_chance < 1.96) < 0.97


def test_keys_are_unique_and_nothing_is_missing(tables):
    assert list(tables) == list(KEYS)
    for name, key in KEYS.items():
        assert not tables[name].duplicated(key).any()
        assert list(tables[name].columns[: len(key)]) == key or name == "prices"
        some = tables[name].drop(columns=["launch_year", "bikes_sold_2025"], errors="ignore")
        assert some.notna().all(axis=None)


def test_countries_are_real_and_have_income_and_gini(tables, real):
    here = real.loc[tables["markets"]["country"]]
    assert here[["population", "income", "gini"]].notna().all(axis=None)


def test_zwaluw_entered_the_rich_countries_first(tables, real):
    markets = tables["markets"].set_index("country")
    income = real["income"][markets.index]
    entered = markets["launch_year"].notna()
    assert income[entered].min() > income[~entered].max()
    assert markets["launch_year"].idxmin() == "Netherlands"
    assert (markets["bikes_sold_2025"].notna() == entered).all()


def test_share_able_agrees_with_a_simulation():
    mean, gini, price = 40_000.0, 0.35, 2_000.0
    sigma = np.sqrt(2) * 0.45376219  # inverse normal of 0.675
    income = np.random.default_rng(1).lognormal(np.log(mean) - sigma**2 / 2, sigma, 400_000)
    share = share_able(np.array([price]), np.array([mean]), np.array([gini]), 0.05)[0]
    assert share == pytest.approx((price <= 0.05 * income).mean(), abs=0.003)


def test_a_cheap_bike_reaches_more_people_in_poor_countries_than_in_rich_ones(tables, real):
    """Reverse innovation: at 600 euro India alone outnumbers all countries entered."""
    here = real.loc[tables["markets"]["country"]]
    price = np.full(len(here), 600.0)
    able = share_able(price, here["income"].to_numpy(), here["gini"].to_numpy() / 100, 0.05)
    people = pd.Series(able * here["population"].to_numpy(), index=here.index)
    entered = tables["markets"]["launch_year"].notna().to_numpy()
    assert people["China"] > people[entered].sum()
    assert people[~entered].sum() > 2 * people[entered].sum()


def test_price_and_cost_fall_as_output_grows(tables):
    prices = tables["prices"]
    assert (prices["cumulative_output"].diff().dropna() == prices["bikes_made"][1:]).all()
    assert prices["unit_cost_eur"].iloc[-1] < 0.5 * prices["unit_cost_eur"].iloc[0]
    assert (prices["price_eur"] > prices["unit_cost_eur"]).all()
    assert prices["quarter"].iloc[-1] == "2026-Q2"


def test_what_is_made_in_2025_is_about_what_is_sold(tables):
    made = tables["prices"].set_index("quarter")["bikes_made"].filter(like="2025").sum()
    sold = tables["markets"]["bikes_sold_2025"].sum()
    assert 0.75 < sold / made < 1.25


def test_the_market_opens(tables):
    shares = tables["market_shares"].copy()
    shares["share"] = shares["bikes_sold"] / shares.groupby("year")["bikes_sold"].transform("sum")
    hhi = (shares["share"] ** 2).groupby(shares["year"]).sum()
    assert hhi[2016] == pytest.approx(0.22, abs=0.02)
    assert hhi[2026] == pytest.approx(0.06, abs=0.005)
    zwaluw = shares[shares["firm"] == COMPANY].set_index("year")["bikes_sold"]
    netherlands = tables["markets"].set_index("country")["bikes_sold_2025"]["Netherlands"]
    assert 0.7 < zwaluw[2026] / netherlands < 1.5
    in_2016 = tables["prices"].set_index("quarter")["bikes_made"].filter(like="2016").sum()
    assert zwaluw[2016] < in_2016


def test_the_tail_grows(tables):
    tail = tables["long_tail"]
    units = tail[tail["year"] == 2026]
    share = units.loc[units["item"] > 40, "units"].sum() / units["units"].sum()
    assert 0.40 < share < 0.60
    assert set(tail.loc[tail["year"] == 2016, "item"]) == set(range(1, 41))


def test_the_diverse_city_is_the_segregated_one(tables):
    diversity, apart = {}, {}
    for city, rows in tables["city_districts"].groupby("city"):
        grid = rows.pivot_table(
            index="district", columns="group", values="residents", observed=True
        ).to_numpy()
        total = grid.sum(axis=0)
        diversity[city] = 1 - np.sum((total / total.sum()) ** 2)
        rest = grid.sum(axis=1, keepdims=True) - grid
        apart[city] = np.abs(grid / total - rest / rest.sum(axis=0)).sum(axis=0) / 2
    assert diversity["Eikmonde"] > diversity["Zuiderdrecht"] + 0.1
    for city, true in MarketParameters().segregation.items():
        assert apart[city] == pytest.approx(true, abs=0.03)


def test_same_seed_same_tables():
    first, again, other = make_market(7), make_market(7), make_market(8)
    for name in first:
        pd.testing.assert_frame_equal(first[name], again[name])
        if name != "market_shares":  # a rule without chance
            assert not first[name].equals(other[name])


def test_another_truth_gives_another_world():
    truth = dataclasses.replace(MarketParameters(), learning_rate=0.30)
    cost = make_market(2127, truth)["prices"]["unit_cost_eur"]
    assert (cost < make_market(2127)["prices"]["unit_cost_eur"]).all()
