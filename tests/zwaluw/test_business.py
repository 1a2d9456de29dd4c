"""Accounts, buying centres, deals and derived demand: the truth comes back, the tables agree."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery.business import recover
from zwaluw import business, demand
from zwaluw.business import BusinessParameters
from zwaluw.deals import DealParameters
from zwaluw.market import make_market
from zwaluw.people import LAST_DAY, make_people

SEED = 2127
LAST = pd.Timestamp(LAST_DAY, unit="D")
truth, deal_truth = BusinessParameters(), DealParameters()


@pytest.fixture(scope="module")
def people():
    return make_people(4000, SEED)


@pytest.fixture(scope="module")
def world(people):
    return business.make_business(people, SEED)


def half(n: int, learner: int) -> np.ndarray:
    """Mark a learner's half of `n` rows."""
    return np.random.default_rng(learner).random(n) < 0.5


@pytest.mark.parametrize(("customers", "seed"), [(30_000, 1), (30_000, 2), (4000, SEED)])
def test_the_truth_comes_back(customers, seed):
    tables = business.make_business(make_people(customers, seed), seed)
    tables["derived_demand"] = demand.make_derived_demand(seed)
    tables["prices"] = make_market(seed)["prices"]
    far = {e.parameter: e.distance for e in recover(tables) if not abs(e.distance) < 4}
    assert not far


def test_sizes_follow_the_number_of_customers(world):
    bigger = business.make_business(make_people(20_000, SEED), SEED)
    assert len(world["accounts"]) == 200
    for name, table in world.items():
        assert len(bigger[name]) == pytest.approx(5 * len(table), rel=0.12), name


@pytest.mark.parametrize("customers", [1, 19, 20, 60])
def test_a_very_small_world_has_all_columns(customers, world):
    small = business.make_business(make_people(customers, SEED), SEED)
    for name, table in world.items():
        assert list(small[name]) == list(table)
        assert (small[name].dtypes.astype(str) == table.dtypes.astype(str)).all()


def test_same_seed_same_tables_other_seed_others(people, world):
    again = business.make_business(people, SEED)
    other = business.make_business(people, SEED + 1)
    part = business.make_business(people, SEED, part=1)
    for name, table in world.items():
        pd.testing.assert_frame_equal(table, again[name])
        assert not table.equals(other[name])
        assert not table.equals(part[name])
    years = demand.make_derived_demand(SEED)
    pd.testing.assert_frame_equal(years, demand.make_derived_demand(SEED))
    assert not years.equals(demand.make_derived_demand(1))


def test_shares_add_up_and_nobody_can_change_them():
    shares = [truth.industries, truth.extra_roles, deal_truth.situations, deal_truth.changes]
    shares += list(truth.regions.values())
    rows = [list(share.values()) for share in shares] + list(truth.departments.values())
    np.testing.assert_allclose([sum(row) for row in rows], 1)
    for parameters in (truth, deal_truth):
        first = dataclasses.fields(parameters)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(parameters, first, 1.0)
        for field in dataclasses.fields(parameters):
            assert field.metadata["meaning"]


def test_accounts_and_their_private_customers_agree(people, world):
    accounts, centre = world["accounts"].set_index("account"), world["buying_centre"]
    staff = people.loc[people["account"] > 0, "account"].value_counts()
    assert (accounts["employees"][staff.index] >= staff).all()
    assert accounts["employees"].is_monotonic_decreasing
    private = centre[centre["customer"].notna()]
    rows = people.loc[private["customer"].astype(int)]
    assert (rows["account"].to_numpy() == private["account"].to_numpy()).all()
    assert sorted(private["account"]) == sorted(staff.index)  # one wherever there is one
    home = accounts.loc[private["account"], "country"].cat.codes.to_numpy()
    assert (home == rows["country"].to_numpy()).all()


def test_few_employers_are_large(world):
    employees = world["accounts"]["employees"]
    assert employees.min() >= truth.smallest
    assert employees.max() <= truth.largest
    assert employees.nlargest(40).sum() > 0.5 * employees.sum()  # a fifth has over half


def test_attitude_at_work_follows_private_liking(people, world):
    private = world["buying_centre"].dropna(subset="customer")
    liking = people.loc[private["customer"].astype(int), "liking"]
    for learner in range(20):  # a learner sees half of the private customers
        mine = half(len(private), learner)
        own = np.corrcoef(private["attitude"][mine], liking.to_numpy()[mine])[0, 1]
        assert own > 0.5
    assert private["attitude"].between(-1, 1).all()


def test_every_buying_centre_has_its_four_roles(world):
    counts = pd.crosstab(world["buying_centre"]["account"], world["buying_centre"]["role"])
    assert (counts[["decider", "gatekeeper"]] == 1).all(axis=None)
    assert (counts[["user", "buyer"]] >= 1).all(axis=None)
    assert counts.sum(axis=1).between(4, 10).all()
    assert len(counts) == len(world["accounts"])


def test_ties_join_two_colleagues_once(world):
    ties = world["buying_centre_ties"]
    account = world["buying_centre"].set_index("member")["account"]
    assert (ties["member"] < ties["other_member"]).all()
    for column in ("member", "other_member"):
        assert (account.loc[ties[column]].to_numpy() == ties["account"].to_numpy()).all()
    assert not ties.duplicated(["member", "other_member"]).any()


def test_word_reaches_the_decider_through_the_gatekeeper(world):
    centre, ties = world["buying_centre"].set_index("member"), world["buying_centre_ties"]
    both = pd.concat([ties, ties.set_axis(["account", "other_member", "member", "n"], axis=1)])
    role = centre["role"].astype(str)
    to_decider = both[role.loc[both["other_member"]].to_numpy() == "decider"]
    spoken_to = centre["vendor_contact"].loc[to_decider["member"]].to_numpy()
    between = role.loc[to_decider["member"][spoken_to]]
    reached = to_decider["account"][spoken_to].nunique()
    assert reached > 0.8 * len(world["accounts"])
    assert (between == "gatekeeper").mean() > 0.6
    assert centre.loc[role == "decider", "vendor_contact"].mean() < 0.2


def test_phases_follow_each_other_without_a_gap(world):
    phases, deals = world["deal_phases"], world["deals"].set_index("deal")
    first = phases.groupby("deal")["entered"].first()
    assert (first == deals["opened"]).all()
    after = phases["deal"].eq(phases["deal"].shift())
    assert (phases["entered"][after] == phases["left"].shift()[after]).all()
    assert phases["passed"].shift()[after].all()
    assert (phases["left"].dropna() > phases["entered"][phases["left"].notna()]).all()
    assert (phases["left"].isna() == phases["passed"].isna()).all()
    assert phases["left"].max() <= LAST and deals["closed"].max() <= LAST
    straight = deals.index[deals["situation"] == "straight rebuy"]
    assert not phases["phase"][phases["deal"].isin(straight)].isin([2, 3, 4, 5]).any()


def test_outcomes_follow_from_the_phases(world):
    phases, deals = world["deal_phases"], world["deals"].set_index("deal")
    before_review = (
        phases[phases["phase"] < 8].drop_duplicates("deal", keep="last").set_index("deal")
    )
    open_ = before_review["left"].isna()
    won = before_review["passed"].fillna(False) & (before_review["phase"] == 7)
    found = np.select([open_, won], ["open", "won"], "lost")
    assert (found == deals["outcome"].astype(str)).all()
    assert (deals["closed"].isna() == open_).all()
    assert (deals["closed"][~open_] == before_review["left"][~open_]).all()
    reviewed = phases.loc[phases["phase"] == 8, "deal"]
    assert (deals.loc[reviewed, "outcome"] == "won").all()
    brought = deals[deals["outcome"] == "won"].groupby("account")["bikes"].sum()
    fleet = world["accounts"].set_index("account")["fleet_bikes"]
    assert (fleet[brought.index] >= brought).all()


@pytest.mark.parametrize("seed", [SEED, 1, 2])
def test_every_learner_sees_where_deals_stall(seed):
    world = business.make_business(make_people(4000, seed), seed)
    deals, phases = world["deals"], world["deal_phases"]
    days = (phases["left"].fillna(LAST) - phases["entered"]).dt.days
    phases = phases.assign(days=days, ended=phases["left"].notna())
    situation = deals.set_index("deal")["situation"].astype(str)
    long = phases[situation.loc[phases["deal"]].to_numpy() != "straight rebuy"]
    for learner in range(20):
        mine = long[half(len(deals), learner)[long["deal"] - 1]]
        by_phase = mine.groupby("phase")[["days", "ended", "passed"]].sum().loc[:7]
        stay = (by_phase["days"] / by_phase["ended"]).sort_values()
        passes = (by_phase["passed"] / by_phase["ended"]).astype(float)
        assert stay.index[-1] == 5 and stay.iloc[-1] > 1.5 * stay.iloc[-2]
        assert passes.idxmin() == 5


def test_open_deals_make_the_naive_mean_too_short():
    world = business.make_business(make_people(50_000, SEED), SEED)
    deals, phases = world["deals"], world["deal_phases"]
    new = deals.loc[deals["situation"] == "new task", "deal"]
    stalled = phases[(phases["phase"] == 5) & phases["deal"].isin(new)]
    days = (stalled["left"].fillna(LAST) - stalled["entered"]).dt.days
    ended = stalled["left"].notna()
    naive, right = days[ended].mean(), days.sum() / ended.sum()
    assert right == pytest.approx(deal_truth.phase_days["new task"][4], rel=0.1)
    assert naive < right - 3


def swing(table):
    """Standard deviation of the log growth of orders, over that of the index."""
    growth = np.log(table[["orders_bikes", "end_demand_index"]]).diff().std()
    return growth["orders_bikes"] / growth["end_demand_index"]


def adjustment(table):
    """Regress new investment on the index and last year's fleet: lambda and v."""
    before = table["bikes_in_use"] - table["new_investment_bikes"]
    x = np.column_stack([table["end_demand_index"], before]).astype(float)
    slope, last = np.linalg.lstsq(x, table["new_investment_bikes"].astype(float), rcond=None)[0]
    return -last, -slope / last


@pytest.mark.parametrize("seed", [SEED, *range(1, 20)])
def test_orders_swing_more_than_trips(seed):
    table = demand.make_derived_demand(seed)
    assert len(table) == 20
    orders = table["replacement_bikes"] + table["new_investment_bikes"]
    assert (orders == table["orders_bikes"]).all() and (orders > 0).all()
    in_use = table["bikes_in_use"].to_numpy()
    assert (np.diff(in_use) == table["new_investment_bikes"][1:]).all()
    assert swing(table) > 3


def test_the_swing_is_that_of_a_gap_closed_in_part():
    ratios = [swing(demand.make_derived_demand(seed)) for seed in range(200)]
    assert np.median(ratios) == pytest.approx(5.8, abs=0.25)
    assert np.quantile(ratios, 0.05) == pytest.approx(4.8, abs=0.3)
    assert np.quantile(ratios, 0.95) == pytest.approx(6.9, abs=0.4)
    at_once = dataclasses.replace(demand.DemandParameters(), adjustment=1.0)
    ratios = [swing(demand.make_derived_demand(seed, at_once)) for seed in range(200)]
    assert np.median(ratios) > 8.5


@pytest.mark.parametrize("seed", [SEED, *range(1, 20)])
def test_the_part_of_the_gap_and_the_accelerator_come_back(seed):
    closes, wants = adjustment(demand.make_derived_demand(seed))
    assert closes == pytest.approx(0.7, abs=0.15)
    assert wants == pytest.approx(1500, abs=15)


def test_the_slope_on_the_change_of_the_index_is_not_the_accelerator():
    slopes = []
    for seed in (SEED, *range(1, 40)):
        table = demand.make_derived_demand(seed)
        change = table[["end_demand_index", "new_investment_bikes"]].to_numpy(dtype=float)
        slopes.append(np.polyfit(np.diff(change[:, 0]), change[1:, 1], 1)[0])
    assert np.mean(slopes) == pytest.approx(1040, abs=40) and max(slopes) < 1400


def test_nobody_sends_bicycles_back():
    slump = dataclasses.replace(demand.DemandParameters(), trips_growth=(-0.05, 0.3))
    for seed in range(10):
        table = demand.make_derived_demand(seed, slump)
        assert (table["orders_bikes"] >= 0).all()
        orders = table["replacement_bikes"] + table["new_investment_bikes"]
        assert (orders == table["orders_bikes"]).all()
    assert (table["orders_bikes"] == 0).any()


def test_growth_of_the_end_market_brings_deals(world):
    accounts = world["accounts"].set_index("account")
    number = world["deals"]["account"].value_counts().reindex(accounts.index, fill_value=0)
    group = pd.qcut(accounts["end_demand_growth_percent"], 3, labels=False)
    means = number.groupby(group).mean()
    assert all(low < high for low, high in pairwise(means))
