"""Chapter 4's part of the world: what is planted can be found, and the tables agree."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery.journeys import recover
from zwaluw import draw
from zwaluw.journeys import (
    JOURNEY_CHANNELS,
    JourneyParameters,
    loss_in_switch,
    make_journeys,
    make_touch_tables,
    transition_matrix,
)
from zwaluw.omnichannel import BRANDS, STAGES, OmnichannelParameters
from zwaluw.people import CHANNELS, LAST_DAY, TOUCHPOINTS, make_people

TRUTH, MARKET = JourneyParameters(), OmnichannelParameters()
HALVES = range(20)
CONNECTED = {frozenset(pair) for pair in TRUTH.connected}


@functools.cache
def world(customers=4000, seed=2127):
    people = make_people(customers, seed)
    channel = draw.labels(people["channel"].to_numpy(), CHANNELS)
    table = pd.DataFrame({"customer": people.index, "channel": channel})
    fixed = make_touch_tables(seed)
    return people, {"customers": table} | fixed | make_journeys(people, seed)


def half_of(table, column, number):
    """Keep the rows of a random half of the values of `column`."""
    values, place = np.unique(table[column].to_numpy(), return_inverse=True)
    return table[(np.random.default_rng(number).random(len(values)) < 0.5)[place]]


@pytest.mark.parametrize("seed", [1, 2])
def test_recovery(seed):
    found = recover(world(30_000, seed)[1])
    assert len(found) > 140
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_course_world_lies_near_the_truth():
    far = {e.parameter: e.distance for e in recover(world()[1]) if abs(e.distance) >= 2.5}
    assert far == {}


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_switches_between_unconnected_channels_lose_more(number, seed):
    rows = half_of(world(4000, seed)[1]["journeys"], "customer", number)
    tried = rows[rows["switch_to"].notna()]
    pairs = zip(tried["channel"], tried["switch_to"], strict=True)
    seamless = np.array([frozenset(pair) in CONNECTED for pair in pairs])
    survived = (tried["outcome"] == "continues").to_numpy()
    assert survived[seamless].mean() > survived[~seamless].mean() + 0.15
    # The pair to connect first: web shop and store.
    both = tried["channel"].isin(["web shop", "store"]) & tried["switch_to"].isin(
        ["web shop", "store"]
    )
    assert both.sum() > 300 and survived[both.to_numpy()].mean() < 0.80


@pytest.mark.parametrize("seed", [2127, 7])
@pytest.mark.parametrize("number", HALVES)
def test_last_touch_hides_the_starters(number, seed):
    rows = half_of(world(4000, seed)[1]["journeys"], "customer", number)
    won = rows["journey"].isin(rows.loc[rows["outcome"] == "bought", "journey"])
    first = rows[won & (rows["step"] == 1)]["channel"].value_counts(normalize=True)
    last = rows[rows["outcome"] == "bought"]["channel"].value_counts(normalize=True)
    assert first["search"] > 3 * last["search"] and first["social"] > 3 * last["social"]
    assert last["store"] > 1.5 * first["store"]
    gone = 1 - bought_without(rows, "search") / bought_without(rows, None)
    assert gone > 3 * last["search"]


def bought_without(rows, channel):
    """Share of journeys that end in a purchase, by the chain of `rows` without `channel`."""
    states = [*JOURNEY_CHANNELS, "bought", "left"]
    following = rows["channel"].astype(str).shift(-1)
    ends = rows["outcome"].astype(str)
    to = following.where(ends == "continues", ends)
    chain = pd.crosstab(rows["channel"].astype(str), to, normalize="index")
    keep = [state for state in states if state in JOURNEY_CHANNELS and state != channel]
    inside = chain.loc[keep, keep].to_numpy()
    start = rows.loc[rows["step"] == 1, "channel"].value_counts(normalize=True)[keep]
    buys = np.linalg.solve(np.eye(len(keep)) - inside, chain.loc[keep, "bought"])
    return float(start.to_numpy() @ buys)


def test_journeys_hang_together():
    _, tables = world()
    rows = tables["journeys"]
    assert not rows.duplicated(["journey", "step"]).any()
    by = rows.groupby("journey")
    assert by.ngroups == 4000 * TRUTH.per_customer == rows["journey"].max()
    assert (by.cumcount() + 1 == rows["step"]).all()
    assert (by["customer"].nunique() == 1).all()
    last = rows["step"] == by["step"].transform("max")
    assert ((rows["outcome"] == "continues") == ~last).all()
    inside = rows["step"] > 1
    assert (rows["time"].diff()[inside] > pd.Timedelta(0)).all()
    stage = rows["stage"].cat.codes
    assert (stage.diff()[inside] >= 0).all() and (stage[~inside & ~last] == 0).all()
    assert ((rows["stage"] == "act") == (rows["outcome"] == "bought")).all()
    before = rows["channel"].astype(str).shift()
    assert (rows["switched"] == (inside & (rows["channel"].astype(str) != before))).all()


def test_a_switch_arrives_or_is_lost():
    rows = world()[1]["journeys"]
    channel, to = rows["channel"].astype(str), rows["switch_to"].astype(object)
    assert (to != channel).all()
    arrived = rows["switched"].shift(-1, fill_value=False) & (rows["outcome"] == "continues")
    assert (channel.shift(-1)[arrived] == to[arrived]).all()
    stays = (rows["outcome"] == "continues") & ~arrived
    assert to[stays | (rows["outcome"] == "bought")].isna().all()
    assert (rows.loc[to.notna() & ~arrived, "outcome"] == "left").all()


def test_journeys_fit_the_customer():
    people, tables = world()
    rows = tables["journeys"]
    who = people.loc[rows["customer"]]
    first = draw.day(TRUTH.first_day)
    assert (who["first_purchase"] < first).all()
    in_app = (rows["channel"] == "app").to_numpy()
    assert who["app_day"][in_app].between(0, first - 1).all()
    seconds = rows["time"].to_numpy().astype("datetime64[s]").astype(np.int64)
    day, hour = seconds // 86_400, seconds % 86_400 / 3600
    assert day.min() >= first and day.max() <= LAST_DAY
    in_store = (rows["channel"] == "store").to_numpy()
    assert ((rows["device"] == "in person") == in_store).all()
    assert (rows.loc[in_app, "device"] == "phone").all()
    assert hour[in_store].min() >= 9 and hour[in_store].max() < 18
    assert hour.min() >= 8 and hour.max() < 22


def test_transition_matrix():
    matrix = transition_matrix(TRUTH)
    assert matrix.shape == (7, 9) and (matrix >= 0).all()
    assert matrix.sum(axis=1) == pytest.approx(1)
    loss = loss_in_switch(TRUTH)
    assert (loss == loss.T).all() and (np.diag(loss) == 0).all()
    assert (loss == TRUTH.lost[0]).sum() == 2 * len(TRUTH.connected)


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
    assert pooled > 1.05 * silos > 1.05 * sales.sum()
    search = channels.index("search")
    assert power[search] * sales[search] / spend[search] == pytest.approx(6)


def test_channel_costs():
    costs = make_touch_tables(2127)["channel_costs"]
    assert len(costs) == 270 and not costs.duplicated(["month", "channel"]).any()
    assert costs["month"].min() == "2024-01" and costs["month"].max() == "2026-06"
    assert (costs[["spend_eur", "sales_eur", "contacts"]] > 0).all().all()
    assert (costs.groupby("channel")["department"].nunique() == 1).all()


@pytest.mark.parametrize("seed", range(5))
def test_archetypes_show(seed):
    funnel = make_touch_tables(seed)["brand_funnel"]
    counts = funnel[["interviewed", "aware", "appealed", "asked", "bought", "advocated"]]
    assert (counts.diff(axis=1).iloc[:, 1:] <= 0).all().all()
    assert not funnel.duplicated(["brand", "segment"]).any()
    rate = {
        brand: (rows["asked"] / rows["appealed"], rows["bought"] / rows["asked"],
                rows["advocated"] / rows["bought"])
        for brand, rows in funnel.groupby("brand")
    }  # fmt: skip
    curiosity, commitment, affinity = (
        pd.DataFrame({brand: rate[brand][place].to_numpy() for brand in BRANDS})
        for place in range(3)
    )
    assert (commitment["Kievit"] > 3 * curiosity["Kievit"]).all()  # door knob
    assert (curiosity["Meeuw"] > 3 * commitment["Meeuw"]).all()  # goldfish
    assert (affinity["Pauw"] > 2 * commitment["Pauw"]).all()  # trumpet
    assert (affinity.drop(columns="Pauw").max(axis=1) < affinity["Pauw"]).all()
    par = funnel.groupby("brand")[["bought", "aware"]].sum().eval("bought / aware")
    assert par.idxmax() == "Zwaluw"


def test_touchpoints():
    table = make_touch_tables(1)["touchpoints"]
    assert table["touchpoint"].is_unique and set(table["stage"]) == set(STAGES)
    assert set(table["channel"]) == set(MARKET.spend)
    assert set(TOUCHPOINTS) <= set(table["touchpoint"])
    assert (table["cost_per_contact_eur"] > 0).all()


def test_truth_is_possible():
    for shares in (TRUTH.start, *TRUTH.goes.values()):
        assert sum(shares.values()) == pytest.approx(1)
        assert tuple(shares) == JOURNEY_CHANNELS
    assert all(TRUTH.buys[name] + TRUTH.leaves[name] < 1 for name in JOURNEY_CHANNELS)
    assert set(MARKET.spend) == set(MARKET.sales) == set(MARKET.elasticity)
    assert set(MARKET.spend) == set(MARKET.departments)
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.forward = 1.0
    for parameters in (TRUTH, MARKET):
        assert all(field.metadata["meaning"] for field in dataclasses.fields(parameters))


def test_truth_rules_the_tables():
    truth = dataclasses.replace(TRUTH, lost=(0.0, 1.0), forward=1.0)
    rows = make_journeys(make_people(400, 1), 1, truth=truth)["journeys"]
    switched = rows[rows["switched"]]
    pairs = zip(rows["channel"].shift()[switched.index], switched["channel"], strict=True)
    assert {frozenset(pair) for pair in pairs} <= CONNECTED
    inside = rows["outcome"] != "bought"
    assert (rows["stage"].cat.codes == np.minimum(rows["step"] - 1, 2))[inside].all()


def test_same_seed_same_tables():
    people = make_people(500, 4)
    one, same = make_journeys(people, 4)["journeys"], make_journeys(people, 4)["journeys"]
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(make_journeys(people, 5)["journeys"])
    assert not one.equals(make_journeys(people, 4, part=1)["journeys"])
    tables = [make_touch_tables(seed) for seed in (4, 4, 5)]
    for name in ("channel_costs", "brand_funnel"):
        assert tables[0][name].equals(tables[1][name])
        assert not tables[0][name].equals(tables[2][name])


@pytest.mark.parametrize("customers", [1, 5, 40])
def test_small_worlds(customers):
    rows = make_journeys(make_people(customers, 3), 3)["journeys"]
    assert rows["customer"].isin(range(1, customers + 1)).all()
