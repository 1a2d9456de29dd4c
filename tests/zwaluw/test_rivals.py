"""The rivals: kinds by rule, open cases at the end, and nothing about how they fare."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.rivals import answered, kind_of, median_days, recover
from zwaluw.people import LAST_DAY
from zwaluw.rivals import EVENTS, KINDS, RivalParameters, make_rivals

TRUTH = RivalParameters()
END = pd.Timestamp(LAST_DAY, unit="D")
SEEDS = range(40)


@pytest.fixture(scope="module")
def rivals():
    return data.load("rivals")


@pytest.fixture(scope="module")
def worlds():
    return [make_rivals(seed) for seed in SEEDS]


def share(table: pd.DataFrame, kind: str) -> float:
    return float((kind_of(table) == KINDS.index(kind)).mean())


def days_to_act(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Days from notice to act, or to the end, of those that noticed afterwards; and who acted."""
    saw = table[(table["noticed"] > table["happened"]).to_numpy()]
    days = (saw["acted"].fillna(END) - saw["noticed"]).dt.days.to_numpy()
    return days, saw["acted"].notna().to_numpy()


# ---- what was planted is found ----


def test_the_truth_comes_back_in_the_course_table(rivals):
    assert {
        e.parameter: e.distance for e in recover({"rivals": rivals}) if abs(e.distance) > 2
    } == {}


def test_the_truth_comes_back_in_other_worlds(worlds):
    distances = np.array([[e.distance for e in recover({"rivals": world})] for world in worlds])
    assert (np.abs(distances) < 4).all()
    assert (np.abs(distances) < 1.96).mean() > 0.92
    assert np.abs(distances.mean(axis=0)).max() < 0.6  # of no parameter always too high


def test_a_wrong_truth_would_be_noticed(worlds):
    found = [{e.parameter: e for e in recover({"rivals": world})} for world in worlds]
    for parameter, wrong in (("kinds: acts after", 0.40), ("acts: median", 60.0)):
        far = [dataclasses.replace(each[parameter], truth=wrong).distance for each in found]
        assert abs(np.mean(far)) > 2, parameter


def test_answers_of_one_rival_are_alike():
    """An interval that takes the rows for independent is too narrow."""
    shares = np.array([share(answered(make_rivals(seed)), "acts after") for seed in range(400)])
    part = TRUTH.kinds["acts after"]
    independent = (part * (1 - part) / (3 * TRUTH.firms)) ** 0.5
    assert 1.1 < shares.std() / independent < 1.35  # expected: 1.22


# ---- a naive look misleads ----


def test_open_cases_of_the_last_event_look_like_no_act(rivals, worlds):
    for table in (rivals, pd.concat(worlds)):
        last = table[(table["market_event"] == EVENTS[-1]).to_numpy()]
        assert share(last, "acts after") < 0.30 < 0.42 < share(answered(table), "acts after")
        assert share(last, "notices only") > share(answered(table), "notices only") + 0.2


def test_the_median_of_those_that_acted_is_too_short(rivals, worlds):
    days, acted = days_to_act(rivals)
    assert np.median(days[acted]) == 37
    assert median_days(days, acted) == 66
    both = [
        (np.median(days[acted]), median_days(days, acted))
        for days, acted in map(days_to_act, worlds)
    ]
    naive, right = np.mean(both, axis=0)
    assert naive == pytest.approx(41, abs=2) and right == pytest.approx(65, abs=4)


@pytest.mark.parametrize("learner", range(20))
def test_every_learner_sees_it(learner):
    mine = data.load("rivals", student=f"s{learner}")
    days, acted = days_to_act(mine)
    assert median_days(days, acted) > np.median(days[acted]) + 5
    last = mine[mine["market_event"] == EVENTS[-1]]
    assert share(last, "notices only") > share(answered(mine), "notices only")
    assert (mine.groupby("firm").size() == len(EVENTS)).all()


# ---- the table ----


def test_every_rival_and_event_once_and_nothing_on_how_they_fare(rivals):
    assert len(rivals) == 240 and not rivals.duplicated(["firm", "market_event"]).any()
    assert list(rivals) == ["firm", "market_event", "happened", "noticed", "acted"]
    happened = rivals.groupby("market_event")["happened"].unique()
    assert {event: str(day[0].date()) for event, day in happened.items()} == TRUTH.happened


def test_nobody_acts_unseen_or_after_the_end(rivals, worlds):
    for table in (rivals, *worlds):
        acted = table.dropna(subset="acted")
        assert (acted["noticed"] < acted["acted"]).all()
        assert (acted["acted"] != acted["happened"]).all()
        assert max(table["noticed"].max(), table["acted"].max()) <= END
        assert table["noticed"].min() >= pd.Timestamp("2022-01-01")
    later = pd.concat(worlds)["acted"].max()
    assert later > END - pd.Timedelta(days=3)  # the end of the data does cut off


def test_same_seed_same_table_other_seed_another():
    pd.testing.assert_frame_equal(make_rivals(4), make_rivals(4))
    assert not make_rivals(4).equals(make_rivals(5))


def test_the_truth_rules_the_table():
    only = {kind: float(kind == "notices only") for kind in KINDS}
    table = make_rivals(1, dataclasses.replace(TRUTH, kinds=only))
    assert table["acted"].isna().all()
    table = make_rivals(1, dataclasses.replace(TRUTH, keeps=1.0))
    kinds = pd.Series(kind_of(table)).groupby(table["firm"])
    assert (kinds.first() == kind_of(table[::4]))[kinds.first() == 0].all()
    old = answered(table).assign(kind=kind_of(answered(table)))
    assert (old.groupby("firm")["kind"].nunique() == 1).mean() > 0.95  # but for very slow ones
    assert sum(TRUTH.kinds.values()) == pytest.approx(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.firms = 3
