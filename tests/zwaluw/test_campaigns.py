"""The campaigns: uplift and base response can be found, and the sends agree with the people."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.campaigns import recover
from tests.zwaluw.test_crm import HALVES, SEEDS, day, half_of, people_of, person
from tests.zwaluw.test_crm import world as crm_world
from zwaluw import draw
from zwaluw.campaigns import (
    CAMPAIGNS,
    GROUPS,
    MESSAGE_CHANNELS,
    NO_LINK,
    NOT_SEEN,
    CampaignParameters,
    base_probability,
    make_campaign_list,
    make_campaigns,
    purchases_since,
)
from zwaluw.people import LAST_DAY, SEGMENTS

TRUTH = CampaignParameters()


@functools.cache
def world(customers=4000, seed=2127):
    tables = crm_world(customers, seed)
    people = people_of(customers, seed)
    sends = make_campaigns(people, tables["transactions"], seed)
    return tables | sends | {"campaigns": make_campaign_list()}


def sends_of(seed=2127):
    """Give the sends with the segment and the campaign of each."""
    sends = world(4000, seed)["sends"].merge(make_campaign_list(), on="campaign")
    return sends.assign(segment=np.array(SEGMENTS)[person(sends, "segment", seed)])


# ---- recovery ----


@pytest.mark.parametrize("seed", [1, 2])
def test_recovery(seed):
    found = recover(world(30_000, seed))
    assert len(found) > 20
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_course_world_lies_near_the_truth():
    far = {e.parameter: e.distance for e in recover(world()) if abs(e.distance) >= 2.5}
    assert far == {}


def test_recovery_would_notice_a_wrong_truth():
    rows = {e.parameter: e for e in recover(world(30_000, 1))}
    for name, wrong in (
        ("uplift: commuter", 0.05),
        ("uplift: family", 0.0),
        ("frequency", 0.1),
        ("commuter app", 0.5),
        ("control", 0.27),
    ):
        assert abs(dataclasses.replace(rows[name], truth=wrong).distance) > 4, name


# ---- a learner's half shows what is planted ----


@pytest.mark.parametrize("seed", [*SEEDS, 1, 2])
@pytest.mark.parametrize("number", HALVES)
def test_halves_show_the_uplift_by_segment(number, seed):
    sends = half_of(sends_of(seed), number)
    rate = sends.groupby(["segment", "group"], observed=True)["responded"].mean().unstack()
    uplift = rate["treated"] - rate["control"]
    assert uplift["commuter"] > 0.02
    assert uplift["commuter"] - uplift["family"] > 0.03
    # The trap: families respond most of all without a message.
    assert rate["control"].idxmax() == "family"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", HALVES)
def test_halves_show_who_responds_anyway(number, seed):
    sends = sends_of(seed)
    people, bought = people_of(4000, seed), world(4000, seed)["transactions"]
    start = draw.day("2025-01-13")
    counts = purchases_since(
        bought["customer"].to_numpy() - 1, day(bought["date"]), start, 365, 4000
    )
    sends["heavy"] = (counts >= 6)[sends["customer"] - 1]
    since = people["app_day"].to_numpy()[sends["customer"] - 1]
    sends["app"] = (since >= 0) & (since < day(sends["start"]))
    sends = half_of(sends, number)
    by_use = sends.groupby("heavy")["responded"].mean()
    assert by_use[True] > 1.3 * by_use[False]
    rate = sends.groupby([sends["segment"] == "commuter", "app"])["responded"].mean().unstack()
    gain = rate[True] / rate[False]
    assert gain[True] > 1.4 and gain[True] > gain[False] + 0.2


# ---- coherence ----


def test_only_those_known_before_the_start_are_chosen():
    sends = sends_of()
    start = day(sends["start"])
    assert (person(sends, "contact_day") < start).all()
    assert (person(sends, "first_purchase") < start).all()
    users = sends[sends["target"] == "app users"]
    since = person(users, "app_day")
    assert len(users) > 300 and ((since >= 0) & (since < day(users["start"]))).all()
    after = day(sends["sent"]) - start
    assert after.min() == 0 and after.max() == TRUTH.sending_days - 1
    # The 30 days in which a response counts are over.
    assert (day(sends["sent"]) + 30 <= LAST_DAY).all()


def test_each_campaign_reaches_a_customer_once():
    sends = world()["sends"]
    assert sends["send"].tolist() == list(range(1, len(sends) + 1))
    assert not sends.duplicated(["campaign", "customer"]).any()
    assert set(sends["campaign"]) == set(make_campaign_list()["campaign"])
    assert 10_000 < len(sends) < 15_000


def test_what_nobody_can_know_is_empty():
    sends = sends_of()
    control = sends["group"] == "control"
    assert (sends["opened"].isna() == (control | sends["channel"].isin(NOT_SEEN))).all()
    assert (sends["clicked"].isna() == (control | sends["channel"].isin(NO_LINK))).all()
    clicked = sends[sends["clicked"].notna()]
    assert not (clicked["clicked"] & ~clicked["opened"]).any()
    assert ((sends["amount_eur"] > 0) == sends["responded"]).all()


def test_treated_and_control_are_alike_before():
    sends = sends_of()
    treated = (sends["group"] == "treated").to_numpy()
    for column in ("satisfaction", "liking", "contact_day"):
        values = person(sends, column).astype(float)
        gap = values[treated].mean() - values[~treated].mean()
        assert abs(gap) < 4 * values.std() * (1 / treated.sum() + 1 / (~treated).sum()) ** 0.5


def test_base_and_uplift_stay_probabilities():
    people = people_of(30_000, 1)
    bought = world(30_000, 1)["transactions"]
    segment = people["segment"].to_numpy()
    uplift = np.array([TRUTH.uplift[name] for name in SEGMENTS])[segment]
    for _, text, *_ in CAMPAIGNS:
        counts = [
            purchases_since(
                bought["customer"].to_numpy() - 1, day(bought["date"]), draw.day(text), days, 30_000
            )
            for days in (365, 90)
        ]
        base = base_probability(
            segment,
            counts[0],
            counts[1] > 0,
            people["app_day"].to_numpy() >= 0,
            people["satisfaction"].to_numpy(),
            TRUTH,
        )
        outside = (base + uplift < 0) | (base + uplift > 1)
        assert outside.mean() < 0.0002


def test_campaign_list():
    table = make_campaign_list()
    assert table["campaign"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table["start"].is_monotonic_increasing
    assert set(table["channel"]) == set(MESSAGE_CHANNELS)
    assert (table["cost_per_contact_eur"] < table["margin_eur"]).all()
    assert (table["margin_eur"] < table["price_eur"]).all()
    assert set(TRUTH.opened) == set(MESSAGE_CHANNELS) - set(NOT_SEEN)
    assert GROUPS == ("treated", "control")


def test_the_campaign_desk_has_a_decision_to_make():
    """Whom to contact depends on the channel: calls and letters pay for commuters only."""
    table = make_campaign_list().set_index("channel")
    break_even = table["cost_per_contact_eur"] / table["margin_eur"]
    for channel in ("phone", "mail"):
        assert TRUTH.uplift["leisure"] < break_even[channel] < TRUTH.uplift["commuter"]
    assert (break_even["email"] < TRUTH.uplift["leisure"]).all()
    assert TRUTH.uplift["family"] < 0


# ---- seeds and truth ----


def test_the_same_seed_gives_the_same_tables_and_another_another():
    people, bought = people_of(300, 5), world(300, 5)["transactions"]
    one, same, other, part = (
        make_campaigns(people, bought, seed, part)["sends"]
        for seed, part in ((5, 0), (5, 0), (6, 0), (5, 1))
    )
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other) and not one.equals(part)


def test_another_truth_gives_other_tables():
    people, bought = people_of(300, 5), world(300, 5)["transactions"]
    truth = dataclasses.replace(TRUTH, control=0.0, base=dict.fromkeys(SEGMENTS, -30.0))
    sends = make_campaigns(people, bought, 5, truth=truth)["sends"]
    assert (sends["group"] == "treated").all()
    families = people.index[people["segment"] == SEGMENTS.index("family")]
    assert not sends.loc[sends["customer"].isin(families), "responded"].any()


@pytest.mark.parametrize(("name", "days"), [("recent", 90), ("frequency", 365)])
def test_who_bought_lately_is_counted_from_the_start_of_the_campaign(name, days):
    """With one effect as large as can be, those respond who bought in its days, and no others."""
    people, bought = people_of(), world()["transactions"]
    nothing = {"frequency": 0.0, "recent": 0.0, "commuter_app": 0.0, "satisfaction": 0.0}
    truth = dataclasses.replace(
        TRUTH,
        base=dict.fromkeys(SEGMENTS, -50.0),
        uplift=dict.fromkeys(SEGMENTS, 0.0),
        **(nothing | {name: 200.0}),
    )
    sends = make_campaigns(people, bought, 2127, truth=truth)["sends"]
    for number, (_, start, *_) in enumerate(CAMPAIGNS, start=1):
        wait = np.datetime64(start) - bought["date"].to_numpy().astype("datetime64[D]")
        lately = (wait > np.timedelta64(0, "D")) & (wait <= np.timedelta64(days, "D"))
        buyers = bought.loc[lately, "customer"].unique()
        here = sends[sends["campaign"] == number]
        assert (here["responded"] == here["customer"].isin(buyers)).all()


def test_families_respond_most_without_a_message_and_commuters_with_one():
    """In Hillstrom's experiment uplift rose with the response score too: so it does here."""
    sends = sends_of()
    rate = sends.groupby(["group", "segment"], observed=True)["responded"].mean().unstack()
    assert rate.loc["control"].idxmax() == "family"
    assert rate.loc["treated"].idxmax() == "commuter"
    assert rate.loc["treated", "family"] < rate.loc["control", "family"]


def test_the_truth_is_fixed_and_covers_every_name():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.control = 0.5  # type: ignore[misc]
    assert set(TRUTH.base) == set(TRUTH.uplift) == set(SEGMENTS)
    for field in dataclasses.fields(TRUTH):
        assert len(field.metadata["meaning"]) > 10, field.name


def test_the_card_tells_how_each_wave_came_out():
    """Some waves show nothing, though the message does the same in all: a lesson on chance."""
    sends = data.load("sends").astype({"responded": float})
    arms = sends.groupby(["campaign", "group"])["responded"].agg(["mean", "var", "size"]).unstack()
    uplift = 100 * (arms["mean"]["treated"] - arms["mean"]["control"])
    error = 100 * (arms["var"] / arms["size"]).sum(axis=1) ** 0.5
    told = [f"wave {wave} {uplift[wave]:.1f} ({error[wave]:.1f})" for wave in uplift.index]
    assert ", ".join(told) in data.describe("sends")
    holds_zero = uplift.abs() < 1.96 * error
    assert holds_zero[holds_zero].index.tolist() == [1, 3, 4]
    assert uplift[5] > 6
    assert (abs(uplift - 3) < 1.96 * error).all()
    pooled = (uplift / error**2).sum() / (1 / error**2).sum()
    assert (
        abs(pooled - 3) < 2 / (1 / error**2).sum() ** 0.5
    )  # all waves together are near the truth
