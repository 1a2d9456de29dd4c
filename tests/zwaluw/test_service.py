"""Service desks, demand and process delays: the truth comes back, queues are queues."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery.service import recover
from zwaluw import demand, draw, service
from zwaluw.demand import DemandParameters
from zwaluw.loyalty import make_loyalty
from zwaluw.people import LAST_DAY, make_people
from zwaluw.purchases import make_transactions
from zwaluw.service import PROCESSES, ServiceParameters

SEED = 2127
END = pd.Timestamp(LAST_DAY + 1, unit="D")
DAY = 8 * 3600  # seconds of an opening day
truth, demand_truth = ServiceParameters(), DemandParameters()


@pytest.fixture(scope="module")
def people():
    return make_people(4000, SEED)


@pytest.fixture(scope="module")
def events(people):
    return service.make_service(people, SEED)["service_events"]


def opening_seconds(times: pd.Series) -> np.ndarray:
    """Seconds of opening time since the first morning."""
    days = times.to_numpy().astype("datetime64[D]")
    before = np.busday_count(np.datetime64(truth.first_day), days)
    return before * DAY + (times - times.dt.normalize()).dt.total_seconds().to_numpy() - 9 * 3600


@pytest.mark.parametrize(("customers", "seed"), [(30_000, 1), (30_000, 2), (4000, SEED)])
def test_the_truth_comes_back(customers, seed):
    people = make_people(customers, seed)
    tables = {
        **service.make_service(people, seed),
        "demand": demand.make_demand(seed),
        "process_delays": demand.make_process_delays(seed),
        "customers": people.reset_index().assign(
            first_purchase=draw.dates(people["first_purchase"].to_numpy())
        ),
        "transactions": (orders := make_transactions(people, seed)),
        "deliveries": make_loyalty(people, orders, seed)["deliveries"],
    }
    far = {e.parameter: e.distance for e in recover(tables) if not abs(e.distance) < 4}
    assert not far


def test_same_seed_same_tables_other_seed_others(people, events):
    pd.testing.assert_frame_equal(events, service.make_service(people, SEED)["service_events"])
    assert not events.equals(service.make_service(people, 1)["service_events"])
    assert not events.equals(service.make_service(people, SEED, part=1)["service_events"])
    for make in (demand.make_demand, demand.make_process_delays):
        pd.testing.assert_frame_equal(make(SEED), make(SEED))
        assert not make(SEED).equals(make(1))


def test_parameters_have_meanings_and_cannot_be_changed():
    for parameters in (truth, demand_truth):
        first = dataclasses.fields(parameters)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(parameters, first, 0.5)
        for field in dataclasses.fields(parameters):
            assert field.metadata["meaning"]
    for process in PROCESSES:  # no queue grows for ever
        assert truth.arrivals[process] / 60 * truth.handling[process] < 0.85


def test_desks_grow_with_the_customers(events):
    more = service.make_service(make_people(20_000, SEED), SEED)["service_events"]
    assert events["desk"].nunique() == 5 and more["desk"].nunique() == 25
    assert len(more) == pytest.approx(5 * len(events), rel=0.03)
    assert (more.groupby("desk")["process"].nunique() == 1).all()
    assert len(service.make_service(make_people(10, SEED), SEED)["service_events"]) > 8000


def test_times_follow_each_other_in_opening_hours(events):
    assert events["arrived"].is_monotonic_increasing
    for before, after in pairwise(["arrived", "started", "finished", "answered"]):
        assert (events[before] <= events[after])[events[after].notna()].all()
        assert events[before].notna()[events[after].notna()].all()
        assert events[after].max() < END
    for column in ("arrived", "started", "finished"):
        given = events[column].dropna()
        assert given.dt.day_of_week.max() == 4
        assert given.dt.hour.between(9, 16).all()
    assert (events["wait_minutes"].isna() == events["started"].isna()).all()
    assert (events["handling_minutes"].isna() == events["finished"].isna()).all()


def test_customers_had_bought_before_they_came(people, events):
    first = people["first_purchase"].loc[events["customer"]].to_numpy()
    day = events["arrived"].to_numpy().astype("datetime64[D]").astype(int)
    assert (first <= day).all()


def test_each_queue_run_by_hand_gives_the_same_waits():
    events = service.make_service(make_people(8000, 5), 5)["service_events"]
    events = events.assign(
        came=opening_seconds(events["arrived"]),
        work=np.round(events["handling_minutes"] * 60),
    )
    for _, queue in events.groupby("desk"):
        free, waits = 0.0, []
        for came, work in zip(queue["came"], queue["work"], strict=True):
            begins = max(came, free)
            waits.append((begins - came) / 60)
            free = begins + work
        seen = queue["wait_minutes"].notna()
        assert np.abs(np.array(waits) - queue["wait_minutes"])[seen].max() < 0.006
        started = opening_seconds(queue["started"][seen])
        np.testing.assert_allclose(started, queue["came"][seen] + np.array(waits)[seen] * 60)


def test_mean_waits_are_those_of_pollaczek_and_khinchine(people):
    many = dataclasses.replace(truth, customers_per_desk=80)  # 50 desks each: chance evens out
    events = service.make_service(people, 3, truth=many)["service_events"]
    settled = events[events["arrived"].between("2026-03-30", "2026-08-01")]
    wait = settled.groupby("process", observed=True)["wait_minutes"].mean()
    for process in PROCESSES:
        rate, mean = truth.arrivals[process] / 60, truth.handling[process]
        square = mean**2 * (1 + 1 / truth.handling_shape[process])
        expected = rate * square / (2 * (1 - rate * mean))
        assert wait[process] == pytest.approx(expected, rel=0.15), process


@pytest.mark.parametrize("learner", range(5))
def test_littles_law_holds_for_every_learner(people, events, learner):
    mine = people.index[np.random.default_rng(learner).random(len(people)) < 0.5]
    kept = events[events["customer"].isin(mine) & events["finished"].notna()]
    came, gone = opening_seconds(kept["arrived"]), opening_seconds(kept["finished"])
    horizon = gone.max()
    moments = np.arange(0, horizon, 60)
    inside = np.searchsorted(np.sort(came), moments, side="right")
    inside = inside - np.searchsorted(np.sort(gone), moments, side="right")
    stay = (kept["wait_minutes"] + kept["handling_minutes"]).mean() * 60
    assert inside.mean() == pytest.approx(len(kept) / horizon * stay, rel=0.01)


@pytest.mark.parametrize("seed", [SEED, 1, 2])
def test_every_learner_sees_late_customers_complain_and_answers_lag(seed):
    people = make_people(4000, seed)
    events = service.make_service(people, seed)["service_events"]
    orders = make_transactions(people, seed)
    sent = make_loyalty(people, orders, seed)["deliveries"].set_index("transaction")
    first = orders[orders["first"]].set_index("customer")["transaction"]
    row = sent.reindex(first.loc[people.index].to_numpy())
    late = pd.Series((row["delivered"] > row["promised"]).to_numpy(), people.index)
    delay = (events["answered"] - events["finished"]).dt.total_seconds() / 3600
    for learner in range(20):
        mine = np.random.default_rng(learner).random(len(people)) < 0.5
        share = late[mine].mean()
        kept = mine[events["customer"] - 1]
        complaints = events[kept & (events["process"] == "complaint")]
        repairs = events[kept & (events["process"] == "repair")]
        odds = share / (1 - share)
        of = [late.loc[table["customer"]].mean() for table in (complaints, repairs)]
        assert of[0] / (1 - of[0]) > 2.5 * odds
        assert of[1] / (1 - of[1]) == pytest.approx(odds, rel=0.4)
        medians = delay[kept].groupby(events["process"][kept], observed=True).median()
        order = ["delivery question", "repair", "return", "complaint", "warranty"]
        assert medians.sort_values().index.astype(str).tolist() == order


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_signals_beat_the_plan(seed):
    table = demand.make_demand(seed)
    assert len(table) == 764 and table["week"].dt.day_of_week.max() == 0
    actual = np.log(table["demand_bikes"].to_numpy().reshape(-1, 4))
    plan = np.log(table["forecast_bikes"].to_numpy().reshape(-1, 4))
    search = np.log(table["signal_searches"].to_numpy().reshape(-1, 4))
    miss = actual - plan
    bias = table["demand_bikes"].sum() / table["forecast_bikes"].sum() - 1
    assert abs(bias) < 0.08
    # Sense and respond: what was missed two weeks ago, and the searches then and before.
    y = miss[4:].ravel()
    x = np.column_stack([np.ones(len(y)), search[2:-2].ravel(), miss[2:-2].ravel()])
    x = np.column_stack([x, search[:-4].ravel()])
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    keeps, new = demand_truth.drift
    dry = demand_truth.dry_effect**2 * 7 * demand_truth.dry_share * (1 - demand_truth.dry_share)
    sensed = new**2 * (1 + keeps**2) + dry
    known = demand_truth.searches
    unknown = demand_truth.search_effect**2 * known[1] ** 2 / (1 - known[0] ** 2)
    planned = unknown + new**2 / (1 - keeps**2) + dry
    ratio = left.std() / miss.std()
    assert ratio == pytest.approx((sensed / planned) ** 0.5, abs=0.08)
    assert ratio < 0.5


def test_most_of_the_lead_time_is_waiting():
    table = demand.make_process_delays(SEED)
    assert table["process"].nunique() == 9 and len(table) == 27
    total = table.groupby("process")[["work_minutes", "wait_minutes"]].sum()
    assert (total["wait_minutes"] > 5 * total["work_minutes"]).all()
    assert total["wait_minutes"].sum() > 0.9 * total.sum().sum()
