"""Chapter 2's part of the world: what is planted can be found, and the tables agree."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery.connectivity import recover
from zwaluw import calendar, draw
from zwaluw.connectivity import (
    ConnectivityParameters,
    best_number_of_sources,
    expected_quality,
    make_channels,
    make_connectivity,
)
from zwaluw.people import LAST_DAY, SEGMENTS, make_people
from zwaluw.regions import ChannelParameters

TRUTH = ConnectivityParameters()
HALVES = range(20)


@functools.cache
def world(customers=4000, seed=2127):
    people = make_people(customers, seed)
    return people, make_connectivity(people, seed) | make_channels(seed)


def half_of(table, column, number):
    """Keep the rows of a random half of the values of `column`."""
    values, place = np.unique(table[column].to_numpy(), return_inverse=True)
    return table[(np.random.default_rng(number).random(len(values)) < 0.5)[place]]


@pytest.mark.parametrize("seed", [1, 2])
def test_recovery(seed):
    found = recover(world(30_000, seed)[1])
    assert len(found) > 60
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_course_world_lies_near_the_truth():
    far = {e.parameter: e.distance for e in recover(world()[1]) if abs(e.distance) >= 2.5}
    assert far == {}


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_advice_reverses_when_pooled(number, seed):
    visits = half_of(world(4000, seed)[1]["visits"], "customer", number)
    rate = visits.groupby(["channel", "advice"], observed=True)["bought"].mean().unstack()
    assert (rate[True] > rate[False]).all()
    pooled = visits.groupby("advice")["bought"].mean()
    assert pooled[False] > pooled[True] + 0.03


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_quality_rises_and_falls(number, seed):
    choices = half_of(world(4000, seed)[1]["choices"], "customer", number)
    groups = pd.cut(choices["sources"], [0, 2, 4, 10, 14, 20])
    by = choices.groupby(groups, observed=True)["choice_quality"].agg(["mean", "sem"])
    few, _, middle, _, many = by["mean"]
    assert min(middle - few, middle - many) > 3 * by["sem"].max()
    curve = np.polyfit(choices["sources"], choices["choice_quality"], 2)
    assert curve[0] < 0 and 5 < -curve[1] / (2 * curve[0]) < 14


@pytest.mark.parametrize("number", HALVES)
def test_family_follows_the_crowd(number):
    choices = half_of(world()[1]["choices"], "customer", number)
    by = choices.groupby("segment", observed=True)
    crowd = by["followed_crowd"].mean()
    assert crowd["family"] > crowd["leisure"] > crowd["commuter"]
    assert by["weight_own"].mean().idxmax() == "commuter"
    assert by["weight_outer"].mean().idxmax() == "leisure"


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_criticism_wakes_advocates(number, seed):
    tables = world(4000, seed)[1]
    talk = half_of(tables["conversations"], "customer", number)
    talk = half_of(talk, "conversation", number + 100)  # when threads are a learner's own too
    speaks = talk.groupby("criticised")["spoke_up"].mean()
    assert speaks[True] > 2.5 * speaks[False]

    threads = half_of(tables["threads"], "conversation", number)
    net = (threads["advocates_spoke"] - threads["negative_voices"]).rename("net")
    one, silent = threads["negative_voices"] == 1, threads["negative_voices"] == 0
    few, many = threads["readers"] <= 3, threads["readers"] >= 8
    assert net[few & one].mean() < net[few & silent].mean()
    assert net[many & one].mean() > net[many & silent].mean() + 0.5


@pytest.mark.parametrize("seed", [2127, 7, 8])
def test_askers_buy_where_many_advocates_read(seed):
    threads = world(4000, seed)[1]["threads"]
    one, silent = threads["negative_voices"] == 1, threads["negative_voices"] == 0
    few, many = threads["readers"] <= 3, threads["readers"] >= 9
    bought = threads["asker_bought"]
    assert bought[few & one].mean() < bought[few & silent].mean()
    assert bought[many & one].mean() > bought[many & silent].mean()


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_campaigns_together_and_tv_echo(number, seed):
    weeks = half_of(make_channels(seed)["region_weeks"], "region", number)
    y = weeks["sales_eur"] - weeks.groupby("region")["sales_eur"].transform("mean")
    online, store = (weeks[f"{which}_campaign"].to_numpy(float) for which in ("online", "store"))
    x = np.column_stack([np.ones(len(y)), online, store, online * store])
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y.to_numpy())
    spread = np.std(y.to_numpy() - x @ beta)
    assert beta[3] > 2.5 * spread * inverse[3, 3] ** 0.5

    total = weeks.groupby("week")[["tv_eur", "searches"]].sum()
    lagged = [total["tv_eur"].shift(lag, fill_value=0) for lag in range(3)]
    with_lag = np.column_stack([np.ones(len(total)), *lagged])
    echo = np.linalg.lstsq(with_lag, total["searches"].to_numpy(float), rcond=None)[0][1:]
    assert echo[0] > echo[1] + 0.003 and echo[1] > abs(echo[2])


def test_regions():
    table = make_channels(3)["region_weeks"]
    assert not table.duplicated(["region", "week"]).any()
    assert table["region"].nunique() == 40 and table["week"].nunique() == 52
    assert (table["week"].dt.day_of_week == 0).all()
    assert (table.groupby("week")["tv_eur"].nunique() == 1).all()
    assert (table[["searches", "sales_eur"]] > 0).all().all()


def test_visits():
    people, tables = world()
    visits = tables["visits"]
    assert visits["visit"].tolist() == list(range(1, len(visits) + 1))
    assert set(visits["customer"]) == set(people.index)
    day = visits["date"].to_numpy().astype("datetime64[D]").astype(int)
    assert (day >= people["first_purchase"].loc[visits["customer"]].to_numpy()).all()
    assert day.max() <= LAST_DAY
    assert visits.equals(visits.sort_values(["customer", "date"], kind="stable"))


@pytest.mark.parametrize("seed", [2127, 7])
def test_nobody_visits_a_closed_store(seed):
    visits = world(4000, seed)[1]["visits"]
    closed = calendar.is_closed(visits["date"].to_numpy().astype("datetime64[D]").astype(int))
    assert not (closed & (visits["channel"] == "store")).any()
    assert closed.sum() > 10  # the web shop is open
    assert visits.groupby("customer")["date"].is_monotonic_increasing.all()


def test_choices():
    people, tables = world()
    choices = tables["choices"]
    assert choices["customer"].is_unique
    day = choices["date"].to_numpy().astype("datetime64[D]").astype(int)
    assert (day >= people["first_purchase"].loc[choices["customer"]].to_numpy()).all()
    assert day.max() <= LAST_DAY
    own = people["segment"].loc[choices["customer"]].to_numpy()
    assert (choices["segment"].astype(str) == np.array(SEGMENTS)[own]).all()
    weights = choices[["weight_own", "weight_others", "weight_outer"]]
    thousandths = (weights * 1000).round().astype(int)
    assert (thousandths.sum(axis=1) == 1000).all() and (weights >= 0).all().all()
    crowd = (weights["weight_others"] > weights["weight_own"]) & (
        weights["weight_others"] > weights["weight_outer"]
    )
    assert choices["followed_crowd"].equals(crowd.rename("followed_crowd"))
    assert choices["sources"].min() == 1 and choices["sources"].max() == TRUTH.most_sources
    assert choices["choice_quality"].between(0.1, 99.9).all() and (choices["minutes"] > 0).all()


def test_threads_and_conversations_agree():
    people, tables = world()
    threads, talk = tables["threads"].set_index("conversation"), tables["conversations"]
    assert not talk.duplicated(["conversation", "customer"]).any()
    assert not talk.duplicated(["conversation", "reader"]).any()
    by = talk.groupby("conversation")
    assert by.size().tolist() == threads["readers"].tolist()
    assert by["spoke_up"].sum().tolist() == threads["advocates_spoke"].tolist()
    of = threads.loc[talk["conversation"]]
    assert (talk["criticised"].to_numpy() == (of["negative_voices"] > 0).to_numpy()).all()
    assert (talk["date"].to_numpy() == of["date"].to_numpy()).all()
    reader = people.loc[talk["customer"]]
    assert (reader["satisfaction"] > TRUTH.advocate_from).all()
    first = draw.day(TRUTH.first_thread)
    assert (reader["contact_day"] < first).all() and (reader["first_purchase"] < first).all()
    days = threads["date"].to_numpy().astype("datetime64[D]").astype(int)
    assert days.min() >= first and days.max() <= LAST_DAY
    assert threads["readers"].between(1, TRUTH.most_readers).all()


def test_attention_model():
    sources = np.linspace(1, 20, 190_001)
    best = sources[np.argmax(expected_quality(sources, TRUTH))]
    assert best_number_of_sources(TRUTH) == pytest.approx(best, abs=1e-3)
    assert best_number_of_sources(TRUTH) == pytest.approx(7.5)
    assert TRUTH.attention / TRUTH.most_sources > TRUTH.switching


def test_truth_is_possible():
    for shares in (TRUTH.categories, TRUTH.platforms):
        assert sum(shares.values()) == pytest.approx(1)
    assert sum(TRUTH.negative_voices) == pytest.approx(1)
    assert all(sum(means) == pytest.approx(1) for means in TRUTH.influences.values())
    for without, with_advice in TRUTH.conversion.values():
        assert 0 < without < with_advice < 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.chose = 1.0
    for parameters in (TRUTH, ChannelParameters()):
        assert all(field.metadata["meaning"] for field in dataclasses.fields(parameters))


def test_truth_rules_the_tables():
    people = make_people(400, 1)
    truth = dataclasses.replace(TRUTH, speaks_anyway=(99, 0), at_home=1.0, quality_noise=0.0)
    tables = make_connectivity(people, 1, truth=truth)
    talk, choices = tables["conversations"], tables["choices"]
    assert talk["spoke_up"][~talk["criticised"]].all()
    assert not talk["spoke_up"][talk["criticised"]].all()
    assert (tables["visits"].groupby("customer")["channel"].nunique() == 1).all()
    expected = expected_quality(choices["sources"].to_numpy(float), truth)
    assert np.allclose(choices["choice_quality"], expected, atol=0.051)


def test_same_seed_same_tables():
    people = make_people(500, 4)
    one, same = make_connectivity(people, 4), make_connectivity(people, 4)
    other, part = make_connectivity(people, 5), make_connectivity(people, 4, part=1)
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, same[name])
        assert not table.equals(other[name]) and not table.equals(part[name])
    regions = [make_channels(seed)["region_weeks"] for seed in (4, 4, 5)]
    assert regions[0].equals(regions[1]) and not regions[0].equals(regions[2])


@pytest.mark.parametrize("customers", [1, 5, 40])
def test_small_worlds(customers):
    tables = make_connectivity(make_people(customers, 3), 3)
    assert len(tables["visits"]) >= customers
    assert len(tables["threads"]) == customers // TRUTH.customers_per_thread
    talk = tables["conversations"]
    assert not talk.duplicated(["conversation", "customer"]).any()
