"""The trial of the app: a lot, installers who were moved, and an effect too small to see."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.app_invitation import (
    effect_of_invitation,
    effect_on_installers,
    recover,
)
from zwaluw import build, purchases
from zwaluw.app_invitation import AppInvitationParameters, make_app_invitation
from zwaluw.people import LAST_DAY, make_people
from zwaluw.purchases import PurchaseParameters, make_transactions

TRUTH, PURCHASE = AppInvitationParameters(), PurchaseParameters()
NO_EFFECT = dataclasses.replace(PURCHASE, app_effect=0.0)


@functools.cache
def world(customers=4000, seed=build.SEED):
    people = make_people(customers, seed)
    return people, make_transactions(people, seed)


def trial(customers=4000, seed=build.SEED, **given):
    return make_app_invitation(*world(customers, seed), seed, **given)["app_invitation"]


def shipped(student=None):
    rows = data.load("app_invitation", student=student)
    return rows.astype({"invited": bool, "spend_eur": float, "purchases": int})


def naive_ratio(rows):
    spent = rows.groupby(rows["installed_on"].notna())["spend_eur"].mean()
    return spent[True] / spent[False]


# ---- what was planted is found, where it can be ----


@pytest.mark.parametrize("seed", [1, 2])
def test_recovery(seed):
    found = recover({"app_invitation": trial(30_000, seed)})
    assert len(found) == 5
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_what_the_course_ships_lies_near_the_truth():
    found = recover({"app_invitation": shipped()})
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 2} == {}


def test_the_trial_cannot_tell_six_percent_from_nothing():
    """The Walgreens trap with a lot: honest, and blind at 4,000 customers."""
    for found in (effect_of_invitation(shipped()), effect_on_installers(shipped())):
        low, high = found.estimate - 1.96 * found.error, found.estimate + 1.96 * found.error
        assert low < 0 < 0.06 < high
    assert effect_of_invitation(shipped()).error > 0.08
    assert effect_on_installers(shipped()).error > 0.2


def test_its_interval_holds_six_percent_as_often_as_it_says():
    found = [effect_on_installers(trial(4000, seed)) for seed in range(40)]
    assert sum(abs(each.distance) < 1.96 for each in found) >= 34
    assert sum(abs(each.estimate) < 1.96 * each.error for each in found) >= 34


def test_a_far_larger_effect_would_be_found():
    doubled = trial(60_000, 1, purchase=dataclasses.replace(PURCHASE, app_effect=1.0))
    found = effect_on_installers(doubled)
    assert found.estimate == pytest.approx(1.0, abs=3 * found.error)
    assert found.distance > 4  # not the planted 6 percent


def test_those_who_installed_the_app_spend_far_more():
    assert naive_ratio(shipped()) == pytest.approx(1.3, abs=0.05)
    assert naive_ratio(trial(100_000, 3)) == pytest.approx(1.3, abs=0.08)
    # Without any effect of the app hardly less.
    assert naive_ratio(trial(100_000, 3, purchase=NO_EFFECT)) > 1.18


# ---- the table hangs together ----


def test_the_app_adds_to_amounts_after_the_installation_only():
    with_app, without = trial(), trial(purchase=NO_EFFECT)
    assert (with_app["purchases"] == without["purchases"]).all()
    installed = with_app["installed_on"].notna()
    same = ["invited", "installed_on"]
    pd.testing.assert_frame_equal(with_app[same], without[same])
    gain = with_app["spend_eur"] - without["spend_eur"]
    assert (gain[~installed] == 0).all()
    cent = 0.01 * with_app["purchases"]
    assert gain.between(-cent, 0.06 * without["spend_eur"] + cent).all()
    # Who installed it on the first day paid 6 percent more all the time.
    first = with_app["installed_on"] == pd.Timestamp(TRUTH.first_day)
    total = with_app["spend_eur"][first].sum() / without["spend_eur"][first].sum()
    assert first.sum() > 20 and total == pytest.approx(1.06, abs=1e-4)
    # Who installed it in the second half did not pay more before.
    late = with_app["installed_on"] > pd.Timestamp("2026-12-01")
    total = with_app["spend_eur"][late].sum() / without["spend_eur"][late].sum()
    assert late.sum() > 20 and 1 < total < 1.04


def test_the_lot_knows_nothing_of_the_customer():
    people, _ = world(30_000, 1)
    rows = trial(30_000, 1)
    who = people.loc[rows["customer"]]
    for column in ("rate", "dropout", "first_purchase", "channel"):
        values = who[column].to_numpy(dtype=float)
        assert abs(np.corrcoef(values, rows["invited"])[0, 1]) < 4 / len(rows) ** 0.5


def test_only_customers_without_the_app_and_each_once():
    customers = data.load("customers").set_index("customer")
    rows = shipped()
    assert rows["customer"].is_unique
    assert set(rows["customer"]) == set(customers.index[customers["app_since"].isna()])
    days = rows["installed_on"].dropna()
    assert days.min() >= pd.Timestamp(TRUTH.first_day) > data.load("transactions")["date"].max()
    assert days.max() <= pd.Timestamp(TRUTH.last_day)
    assert ((rows["purchases"] == 0) == (rows["spend_eur"] == 0)).all()


def test_customers_go_on_to_buy_as_they_would_have(monkeypatch):
    """The same people in a world that ends half a year later buy as often and as much."""
    rows = trial(50_000, 6, purchase=NO_EFFECT)
    monkeypatch.setattr(purchases, "LAST_DAY", LAST_DAY + 181)
    later = make_transactions(world(50_000, 6)[0], 6)
    later = later[later["date"] > pd.Timestamp("2026-08-31")].groupby("customer")["amount_eur"]
    later = later.agg(["size", "sum"]).reindex(rows["customer"], fill_value=0)
    for column, other in (("purchases", "size"), ("spend_eur", "sum")):
        error = ((rows[column].var() + later[other].var()) / len(rows)) ** 0.5
        assert rows[column].mean() == pytest.approx(later[other].mean(), abs=4 * error)
        assert error < 0.03 * rows[column].mean()
    nobody = [(rows["purchases"] == 0).mean(), (later["size"] == 0).mean()]
    assert nobody[0] == pytest.approx(nobody[1], abs=0.015)


def test_who_was_silent_for_long_at_her_rate_buys_less():
    rows = trial(30_000, 1).set_index("customer")
    people, bought = world(30_000, 1)
    people = people.loc[rows.index]
    often = people["rate"] > 1 / 45
    last = bought.groupby("customer")["date"].max().loc[rows.index]
    silent = last < pd.Timestamp("2026-03-01")
    assert often.sum() > 500
    assert (
        rows["purchases"][often & silent].mean() < 0.1 * rows["purchases"][often & ~silent].mean()
    )


@pytest.mark.parametrize("customers", [40, 400, 4000])
def test_sizes(customers):
    rows = build.raw(customers, 7)["app_invitation"]
    assert 0.6 * customers < len(rows) < 0.9 * customers
    assert rows["customer"].is_unique and rows["customer"].between(1, customers).all()
    assert rows[["customer", "invited", "purchases", "spend_eur"]].notna().all(axis=None)
    assert rows["spend_eur"].min() >= 0


def test_the_same_seed_gives_the_same_table():
    pd.testing.assert_frame_equal(trial(400, 7), trial(400, 7))
    assert not trial(400, 7).equals(trial(400, 8))
