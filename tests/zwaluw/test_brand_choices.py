"""Choices among four brands: each driver is found, one driver alone misleads."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.brand_choices import conditional_logit, recover
from zwaluw import brand_choices, build
from zwaluw.brand_choices import DRIVERS, BrandChoiceParameters, make_brand_choices
from zwaluw.omnichannel import BRANDS

TRUTH = BrandChoiceParameters()
COLUMNS = list(TRUTH.beta)


@functools.cache
def table(seed=build.SEED):
    return make_brand_choices(seed)["brand_choices"]


def shipped(student=None):
    rows = data.load("brand_choices", student=student)
    return rows.astype(dict.fromkeys(DRIVERS, int) | {"last": bool, "chosen": bool})


def drivers_in_order(rows, standardised):
    found = conditional_logit(rows, COLUMNS)[: len(DRIVERS)]
    size = rows[list(DRIVERS)].std() if standardised else dict.fromkeys(DRIVERS, 1)
    weight = {d: each.estimate * size[d] for d, each in zip(DRIVERS, found, strict=True)}
    return sorted(weight, key=weight.get, reverse=True)


# ---- what was planted is found ----


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recovery(seed):
    found = recover({"brand_choices": table(seed)})
    assert len(found) == 22
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_what_the_course_ships_lies_near_the_truth():
    found = recover({"brand_choices": shipped()})
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 3.5} == {}
    betas = [each for each in found if each.parameter.startswith("beta")]
    assert [each.truth for each in betas] == [0.5, 0.3, 0.2, 0.5]
    for each in betas:
        assert abs(each.distance) < 2 and abs(each.estimate - each.truth) < 0.15
        assert each.error < 0.06


def test_intervals_hold_the_truth_as_often_as_they_say():
    found = [conditional_logit(make_brand_choices(s)["brand_choices"], COLUMNS) for s in range(40)]
    far = np.array([[abs(each.distance) for each in row] for row in found])
    assert ((far < 1.96).mean(axis=0) > 0.82).all()
    near = [abs(each.estimate - each.truth) < 0.15 for row in found for each in row]
    assert np.mean(near) > 0.98


def test_recovery_would_notice_another_truth():
    other = dataclasses.replace(TRUTH, beta=TRUTH.beta | {"relationship": 0.5})
    found = conditional_logit(make_brand_choices(5, other)["brand_choices"], COLUMNS)
    assert found[2].distance > 4


# ---- what misleads ----


@pytest.mark.parametrize("student", [None, "s1", "s2", "s3", "s4", "s5"])
def test_points_and_spreads_give_another_order(student):
    rows = shipped(student)
    assert drivers_in_order(rows, standardised=False) == ["value", "brand_rating", "relationship"]
    assert drivers_in_order(rows, standardised=True) == ["brand_rating", "value", "relationship"]


def test_one_driver_alone_gets_credit_for_the_others():
    rows = shipped()
    alone = {each: conditional_logit(rows, [each])[0].estimate for each in DRIVERS}
    assert alone["value"] > 1.6 * TRUTH.beta["value"]
    assert alone["brand_rating"] > 1.4 * TRUTH.beta["brand_rating"]
    assert alone["relationship"] > 3 * TRUTH.beta["relationship"]


def test_the_last_brand_without_the_ratings_is_taste_too():
    assert conditional_logit(shipped(), ["last"])[0].estimate > 1.5 * TRUTH.beta["last"]


def test_the_ratings_move_together_by_about_a_half():
    rows = shipped().query("choice == 1")
    left = rows[list(DRIVERS)] - rows.groupby("brand")[list(DRIVERS)].transform("mean")
    found = left.corr().to_numpy()[np.triu_indices(3, 1)]
    assert found.mean() == pytest.approx(0.5, abs=0.05) and (abs(found - 0.5) < 0.1).all()


# ---- the table hangs together ----


def test_the_panel():
    rows = table()
    assert len(rows) == 1000 * 3 * 4
    assert not rows.duplicated(["person", "choice", "brand"]).any()
    assert rows["brand"].tolist() == list(BRANDS) * 3000
    by = rows.groupby(["person", "choice"])
    assert (by["chosen"].sum() == 1).all() and (by["last"].sum() == 1).all()
    assert (rows.groupby(["person", "brand"])[list(DRIVERS)].nunique() == 1).all(axis=None)
    assert set(np.unique(rows[list(DRIVERS)])) == {1, 2, 3, 4, 5}
    # What she chose is what she has before the next choice.
    chosen = rows.pivot(index=["person", "brand"], columns="choice", values="chosen")
    last = rows.pivot(index=["person", "brand"], columns="choice", values="last")
    assert (chosen[1] == last[2]).all() and (chosen[2] == last[3]).all()
    shares = rows[rows["chosen"]]["brand"].value_counts(normalize=True)
    assert shares.between(0.18, 0.32).all()


def test_a_learner_gets_whole_persons():
    mine = shipped("s123")
    assert (mine.groupby("person").size() == 12).all()
    assert 400 < mine["person"].nunique() < 600


def test_another_number_of_persons_works_too(monkeypatch):
    monkeypatch.setattr(brand_choices, "PERSONS", 20_000)
    rows = make_brand_choices(4)["brand_choices"]
    found = recover({"brand_choices": rows})
    assert rows["person"].max() == 20_000
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_the_same_seed_gives_the_same_table_at_any_number_of_customers():
    pd.testing.assert_frame_equal(table(7), make_brand_choices(7)["brand_choices"])
    assert not table(7).equals(table(8))
    small, large = (build.raw(customers, 7)["brand_choices"] for customers in (40, 400))
    pd.testing.assert_frame_equal(small, large)
    assert (small["chosen"] == table(7)["chosen"]).all()
