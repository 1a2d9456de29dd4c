"""Programmes, ladder, prospects and promises: what is planted shows, and what must mislead does."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery import loyalty as recovery
from tests.zwaluw.recovery import programmes as offers_recovery
from zwaluw import build, draw
from zwaluw.draw import day_numbers
from zwaluw.loyalty import ATTITUDES, QUARTERS, LoyaltyParameters
from zwaluw.people import LAST_DAY, make_people
from zwaluw.programmes import ProgrammeParameters, make_members, make_offers
from zwaluw.purchases import PurchaseParameters, make_transactions

MANY = 50_000


@pytest.fixture(scope="module")
def shipped():
    return build.raw()


@cache
def purchases(part: int, late_dropout: float, member_effect: float) -> pd.DataFrame:
    """Purchases of many customers; the same people and moments of chance for all effects."""
    people = make_people(MANY, 41, part)
    purchase = dataclasses.replace(PurchaseParameters(), late_dropout=late_dropout)
    programmes = dataclasses.replace(ProgrammeParameters(), member_effect=member_effect)
    return make_transactions(people, 41, part, purchase, programmes)


def again(bought: pd.DataFrame) -> pd.DataFrame:
    """Orders to the door, at least 182 days old: late or not, first or not, bought again or not."""
    day = pd.Series(day_numbers(bought["date"]), index=bought.index)
    wait = day.groupby(bought["customer"]).shift(-1) - day
    sent = bought["promised_days"] >= 0
    arrived = day + bought["promised_days"] + bought["late_days"] <= LAST_DAY
    use = sent & arrived & (day <= LAST_DAY - 182)
    table = pd.DataFrame(
        {"first": bought["first"], "late": bought["late_days"] > 0, "again": wait <= 182}
    )
    return table[use]


def difference(table: pd.DataFrame, by: str, what: str) -> tuple[float, float]:
    """Mean of `what` where `by` holds less the mean elsewhere, and its standard error."""
    parts = table[what].astype(float).groupby(table[by].astype(bool)).agg(["mean", "var", "size"])
    error = float((parts["var"] / parts["size"]).sum() ** 0.5)
    return float(parts.loc[True, "mean"] - parts.loc[False, "mean"]), error


def first_year(bought: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Purchases in the year after the first, of those watched for it and for the time to join."""
    start = people["first_purchase"].to_numpy()
    row = bought["customer"].to_numpy() - people.index[0]
    since = day_numbers(bought["date"]) - start[row]
    counts = np.bincount(row, (since > 0) & (since <= 365), len(people))
    return pd.DataFrame({"purchases": counts}, index=people.index)[start <= LAST_DAY - 365]


def first_year_effect(people: pd.DataFrame) -> float:
    """What an offer adds to the expected purchases of the first year, by the BG/NBD formula.

    With her own rate and drop-out p, a customer makes (1 - exp(-rate p t)) / p further purchases
    in a time t on average (Fader, Hardie and Lee 2005, at given rate and p). A day as a member
    counts 6 percent more; members join evenly within 180 days, and few leave within the year.
    """
    truth = ProgrammeParameters()
    rate, p = people["rate"].to_numpy(), people["dropout"].to_numpy()
    joins = draw.probability(*truth.joins, people["relative_rate"].to_numpy())
    joined = truth.joins_within * (np.arange(20) + 0.5) / 20
    more = [365 + truth.member_effect * (365 - day) for day in joined]
    counts = [(1 - np.exp(-rate * p * days)) / p for days in [365, *more]]
    return float((joins * (np.mean(counts[1:], axis=0) - counts[0])).mean())


# ---- promises ----


def test_later_deliveries_show_what_lateness_does_and_first_ones_three_times_as_much():
    bought = purchases(0, 0.08, 0.06)
    seen = again(bought)
    later, error = difference(seen[~seen["first"]], "late", "again")
    first, _ = difference(seen[seen["first"]], "late", "again")
    # What lateness does to the same orders: with and without the planted effect.
    still = again(purchases(0, 0.0, 0.06))
    unmoved, no_error = difference(still[~still["first"]], "late", "again")
    assert abs(unmoved) < 3 * no_error  # late by chance, so nothing without the effect
    planted = later_effect()
    assert abs(later - planted) < 2.5 * error
    assert -0.10 < planted < -0.04
    assert 2.5 < first / planted < 4  # three times, as the card says
    # The rest of it is the bad day: it is there without any effect of lateness.
    confounded, _ = difference(still[still["first"]], "late", "again")
    assert confounded < -0.08


def later_effect() -> float:
    """Drop-out that lateness adds, times the chance that a living customer buys in 182 days."""
    still = again(purchases(0, 0.0, 0.06))
    stays = still.loc[~still["first"] & ~still["late"], "again"].mean()
    people = make_people(MANY, 41)
    # Weighted as the orders are: heavy buyers stay longer, so their drop-out is below the mean.
    orders = purchases(0, 0.0, 0.06)
    later = orders[(orders["promised_days"] >= 0) & ~orders["first"]]
    dropout = people["dropout"].loc[later["customer"]].mean()
    return -0.08 * stays / (1 - dropout)


def test_the_shipped_table_shows_the_late_ones(shipped):
    bought = shipped["transactions"].merge(shipped["deliveries"], on=["transaction", "customer"])
    day = pd.Series(day_numbers(shipped["transactions"]["date"]))
    wait = day.groupby(shipped["transactions"]["customer"]).shift(-1) - day
    wait.index = shipped["transactions"]["transaction"]
    bought = bought[bought["delivered"].notna()]
    bought = bought[day_numbers(bought["date"]) <= LAST_DAY - 182]
    bought["again"] = wait.loc[bought["transaction"]].to_numpy() <= 182
    bought["late"] = bought["delivered"] > bought["promised"]
    later, error = difference(bought[~bought["first"]], "late", "again")
    first, _ = difference(bought[bought["first"]], "late", "again")
    assert abs(later - later_effect()) < 2 * error and later < -2 * error
    assert first < 2.4 * later


# ---- programmes ----


def test_the_offer_shows_what_membership_does_in_a_large_world_only(shipped):
    rows, effects = [], []
    for part in range(4):
        people = make_people(MANY, 41, part)
        effects.append(first_year_effect(people))
        members = make_offers(make_members(people, 41, part)).set_index("customer")
        seen = first_year(purchases(part, 0.08, 0.06), people)
        without = first_year(purchases(part, 0.08, 0.0), people)["purchases"]
        seen["without"] = without
        seen["offer"] = (members["offered"] != "none").loc[seen.index].to_numpy()
        seen["joined"] = members["joined"].loc[seen.index].to_numpy()
        rows.append(seen)
    world = pd.concat(rows)
    by_offer, error = difference(world, "offer", "purchases")
    offered = world[world["offer"]]
    planted = float(np.mean(effects))
    assert planted == pytest.approx(0.04, abs=0.005)  # as the card says
    assert abs(by_offer - planted) < 2 * error and by_offer > 2 * error
    on_joiners = planted / offered["joined"].mean()
    naive, _ = difference(world, "joined", "purchases")
    assert 5.5 < naive / on_joiners < 8
    # The naive gap was there before: with no effect at all it is nearly as large.
    before, _ = difference(world, "joined", "without")
    assert before > 0.75 * naive

    people = make_people(4_000, build.SEED)
    few = first_year(shipped["transactions"], people)
    offers = shipped["programme_offers"].set_index("customer").loc[few.index]
    few["offer"] = (offers["offered"] != "none").to_numpy()
    small, small_error = difference(few, "offer", "purchases")
    assert abs(small) < 2 * small_error and abs(small - planted) < 2 * small_error
    means = few.groupby("offer")["purchases"].mean()
    few["joined"] = offers["joined"].to_numpy()
    gap, _ = difference(few, "joined", "purchases")
    told = [f"{means[True]:.2f} times", f"{means[False]:.2f} times", f"{small:.2f} with a standard"]
    told += [f"error of {small_error:.2f}", f"members bought {gap:.2f} times more", f"{len(few):,}"]
    assert all(text in data.describe("programme_offers") for text in told), told


def test_nobody_leaves_the_free_card(shipped):
    members = shipped["memberships"]
    left = members["left"].notna().groupby(members["programme"].astype(str)).mean()
    assert left["points"] == 0
    assert (left[["riders' club", "service plan"]] > 0.2).all()
    fee = shipped["programmes"].set_index("programme")["fee_eur_quarter"]
    assert ((fee > 0) == (left[fee.index] > 0)).all()


def test_members_are_those_who_were_offered_it(shipped):
    offers, members = shipped["programme_offers"], shipped["memberships"]
    joined = offers[offers["joined"]]
    assert joined["customer"].tolist() == members["customer"].tolist()
    assert (joined["offered"].astype(str).to_numpy() == members["programme"].astype(str)).all()


# ---- ladder ----


def test_the_rung_follows_from_the_purchases():
    """Counted again from the files, customer by customer."""
    ladder, bought = data.load("ladder"), data.load("transactions")
    days = bought.groupby("customer")["date"].agg(lambda dates: sorted(set(dates)))
    start = pd.PeriodIndex(ladder["quarter"].str.replace("-", ""), freq="Q").start_time
    for customer, day, rung in zip(ladder["customer"], start, ladder["rung"], strict=True):
        before = [date for date in days[customer] if date < day]
        assert before
        if (day - before[-1]).days > 365:
            assert rung == "lost"
        elif len(before) == 1:
            assert rung == "purchaser"
        else:
            assert rung in ATTITUDES


def test_attitudes_start_where_they_come_to_rest_and_the_lost_pile_up():
    ladder = data.load("ladder")
    truth = LoyaltyParameters()
    moves = np.array([truth.moves["none"][name] for name in ATTITUDES])
    rest = np.array(list(truth.first_attitude.values()))
    assert np.abs(rest @ moves - rest).max() < 0.005
    lost = (ladder["rung"] == "lost").groupby(ladder["quarter"]).mean()
    assert lost.is_monotonic_increasing and lost.iloc[-1] > lost.iloc[0] + 0.1
    # Without a programme the shares among clients do not drift.
    among = ladder[ladder["rung"].isin(ATTITUDES) & (ladder["programme"] == "none")]
    shares = pd.crosstab(among["quarter"], among["rung"], normalize="index")
    assert (shares.iloc[[0, 1]].mean() - shares.iloc[[-2, -1]].mean()).abs().max() < 0.05


def test_each_move_is_found_in_the_shipped_table(shipped):
    moves = [row for row in recovery.recover(shipped) if " to " in row.parameter]
    common = [row for row in moves if row.error < 0.03]
    assert len(common) > 35
    assert all(abs(row.estimate - row.truth) < 0.06 for row in common)
    assert np.mean([abs(row.distance) < 2 for row in moves]) > 0.85


def test_the_programmes_move_attitudes_as_planted(shipped):
    rows = {row.parameter: row for row in recovery.recover(shipped)}
    for name in ("service plan: client to supporter", "riders' club: supporter to advocate"):
        without = rows["none" + name[name.index(":") :]]
        assert rows[name].estimate > without.estimate + 2 * (rows[name].error + without.error)
    # The points card does nothing: the moves up are those without a programme, taken together.
    up = ["client to supporter", "client to advocate", "supporter to advocate"]
    gaps = [rows[f"points: {move}"].estimate - rows[f"none: {move}"].estimate for move in up]
    errors = [(rows[f"points: {m}"].error, rows[f"none: {m}"].error) for m in up]
    assert abs(sum(gaps)) < 2.5 * np.sqrt(np.square(errors).sum())


def test_referrals_bring_about_a_tenth_of_a_customer_a_year():
    ladder = data.load("ladder")
    assert 0.08 < 4 * ladder["referrals"].mean() < 0.12
    by = ladder.groupby("rung")["referrals"].mean()
    order = ["purchaser", "client", "supporter", "advocate"]
    assert by[order].is_monotonic_increasing


# ---- prospects ----


def test_a_prospect_buys_as_one_of_the_customers_of_that_quarter():
    prospects = data.load("prospects").dropna(subset="customer")
    first = data.load("customers").set_index("customer")["first_purchase"]
    bought = first.loc[prospects["customer"]]
    quarter = bought.dt.to_period("Q")
    assert quarter.astype(str).str.replace("Q", "-Q").isin(QUARTERS).all()
    assert (prospects["known_since"].to_numpy() < quarter.dt.start_time.to_numpy()).all()
    assert len(data.load("prospects")) == 1500


@pytest.mark.parametrize("customers", [40, 200])
def test_a_small_world_has_prospects_too(customers):
    prospects = build.raw(customers, 3)["prospects"]
    assert len(prospects) == int(customers * 0.375)
    assert not prospects["customer"].dropna().duplicated().any()


# ---- the whole list ----


def test_what_was_planted_is_found_in_the_shipped_tables(shipped):
    rows = [*recovery.recover(shipped), *offers_recovery.recover(shipped)]
    assert all(abs(row.distance) < 3.5 for row in rows)
    assert np.mean([abs(row.distance) < 2 for row in rows]) > 0.85
