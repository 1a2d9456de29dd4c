"""The CRM: what is planted can be found, and the tables agree with each other and the people."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery import price_index
from tests.zwaluw.recovery.cases import came_back
from tests.zwaluw.recovery.crm import recover
from zwaluw import calendar, draw
from zwaluw.contacts import ALL_CHANNELS, AT_HOURS, came_late
from zwaluw.crm import CrmParameters, make_crm
from zwaluw.crm_records import CITIES, _swap
from zwaluw.loyalty import make_loyalty
from zwaluw.market import make_market
from zwaluw.names import FIRST_NAMES, LAST_NAMES
from zwaluw.opportunities import WON
from zwaluw.people import (
    CHANNELS,
    COUNTRIES,
    LAST_DAY,
    SEGMENTS,
    TOUCHPOINTS,
    make_people,
)
from zwaluw.purchases import make_products, make_transactions
from zwaluw.survey import make_survey

TRUTH = CrmParameters()
SEEDS = [2127, 7]
HALVES = range(20)
TABLES = ("contacts", "tickets", "opportunities", "consents", "crm_records")
END = np.datetime64(LAST_DAY + 1, "D")


@functools.cache
def people_of(customers=4000, seed=2127):
    return make_people(customers, seed)


@functools.cache
def shared(customers=4000, seed=2127):
    """Make the tables of other modules that the recovery looks at."""
    people = people_of(customers, seed)
    transactions = make_transactions(people, seed)
    table = pd.DataFrame(
        {
            "customer": people.index,
            "channel": draw.labels(people["channel"].to_numpy(), CHANNELS),
            "segment": draw.labels(people["segment"].to_numpy(), SEGMENTS),
            "country": draw.labels(people["country"].to_numpy(), COUNTRIES),
            "app_since": draw.dates(people["app_day"].to_numpy()),
        }
    )
    return {
        "customers": table,
        "survey": make_survey(people, seed),
        "transactions": transactions,
        "deliveries": make_loyalty(people, transactions, seed)["deliveries"],
        "prices": make_market(seed)["prices"],
    }


@functools.cache
def world(customers=4000, seed=2127):
    tables = shared(customers, seed)
    crm = make_crm(people_of(customers, seed), tables["transactions"], seed)
    return tables | crm


def half_of(table, number, customers=4000):
    """Keep the rows of a random half of the customers."""
    kept = np.random.default_rng(number).random(customers) < 0.5
    return table[kept[table["customer"].to_numpy() - 1]]


def person(table, column, seed=2127):
    return people_of(4000, seed)[column].to_numpy()[table["customer"].to_numpy() - 1]


def day(column):
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


# ---- recovery ----


@pytest.mark.parametrize("seed", [1, 2])
def test_recovery(seed):
    found = recover(world(30_000, seed))
    assert len(found) > 160
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_course_world_lies_near_the_truth():
    found = recover(world())
    far = {e.parameter for e in found if abs(e.distance) >= 3}
    assert far == {"withdrawn a year, log: late"}  # by chance, as the card of consents says
    assert all(abs(e.distance) < 3.6 for e in found)


def test_recovery_would_notice_a_wrong_truth():
    rows = {e.parameter: e for e in recover(world(30_000, 1))}
    for name, wrong in (
        ("complaint: late", 0.7),
        ("complaint: satisfaction", -0.2),
        ("optimism", 0.7),
        ("duplicate", 0.08),
        ("withdrawn a year, log: late", np.log(1.3)),
        ("closing hours, log: field service", np.log(60)),
    ):
        assert abs(dataclasses.replace(rows[name], truth=wrong).distance) > 4, name


# ---- a learner's half shows what is planted ----


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", HALVES)
def test_halves_show_the_planted_effects(number, seed):
    tables = {name: half_of(world(4000, seed)[name], number) for name in TABLES}
    contacts = tables["contacts"]
    further = contacts[~contacts["first_contact"] & ~came_back(contacts)]
    complains = (further["touchpoint"] == "complaint").to_numpy()
    late = came_late(people_of(4000, seed))[further["customer"].to_numpy() - 1]
    assert complains[late].mean() > 2 * complains[~late].mean()
    satisfied = person(further, "satisfaction", seed) > 0
    assert complains[~satisfied].mean() > 1.5 * complains[satisfied].mean()

    tickets = tables["tickets"]
    delay = (tickets["first_response"] - tickets["opened"]).dt.total_seconds()
    median = delay.groupby(tickets["priority"], observed=True).median()
    assert 1.4 * median["high"] < median["normal"] < median["low"] / 1.4
    delay = (tickets["closed"] - tickets["first_response"]).dt.total_seconds()
    median = delay[tickets["noted"]].groupby(tickets["service_area"], observed=True).median()
    assert 2 * median["web self-service"] < median["call centre"] < median["field service"] / 2
    again = tickets.dropna(subset="reopened").groupby("service_area", observed=True)["reopened"]
    share = again.agg(lambda part: part.astype(bool).mean())
    assert share["web self-service"] > share["call centre"] > share["field service"]

    leads = tables["opportunities"]
    closed = leads[leads["stage"].isin(["won", "lost"])]
    won = (closed["stage"] == "won").mean()
    assert closed["probability_percent"].mean() / 100 > won + 0.08
    qualified = (closed["last_open_stage"] != "lead").groupby(closed["sales_area"], observed=True)
    assert qualified.mean()["field sales"] > qualified.mean()["call centre"] + 0.1

    again = tables["crm_records"]["customer"].duplicated().sum()
    assert 90 < again < 190
    asked = tables["consents"]["purpose"].value_counts()
    assert asked["email"] > asked["phone"] + 50 and asked["phone"] > asked["profiling"] + 100


# ---- one customer through all tables ----


def test_each_customer_has_one_first_contact_and_it_is_the_first():
    contacts, people = world()["contacts"], people_of()
    first = contacts[contacts["first_contact"]].set_index("customer").sort_index()
    assert first.index.equals(pd.Index(people.index, name="customer"))
    assert (day(first["time"]) == people["contact_day"]).all()
    assert (first["channel"].cat.codes.to_numpy() == people["channel"]).all()
    assert (first["touchpoint"].cat.codes.to_numpy() == people["touchpoint"]).all()
    assert (first["direction"] == "in").all()
    assert (~contacts["customer"].duplicated() == contacts["first_contact"]).all()
    later = contacts[~contacts["first_contact"] & ~came_back(contacts)]
    assert (day(later["time"]) > person(later, "contact_day")).all()
    assert (day(contacts["time"]) >= person(contacts, "first_purchase")).all()


def test_contacts_are_in_order_and_possible():
    contacts = world()["contacts"]
    assert contacts["contact"].tolist() == list(range(1, len(contacts) + 1))
    assert contacts["time"].is_monotonic_increasing
    assert (contacts["time"] < END).all()
    assert (contacts["time"].dt.second == 0).all()
    hour = contacts["time"].dt.hour
    assert hour.between(9, 22).all()
    assert (hour[contacts["channel"].isin(AT_HOURS)] < 18).all()
    app = contacts[contacts["channel"] == "app"]
    since = person(app, "app_day")
    assert ((since >= 0) & (day(app["time"]) >= since)).all()
    out = contacts[contacts["direction"] == "out"]
    assert set(out["channel"]) == set(TRUTH.outgoing)
    assert not out["touchpoint"].isin(["complaint", "checkout"]).any()
    assert contacts["minutes"].min() >= 1
    assert 3 < len(contacts) / 4000 < 6


def test_a_newsletter_is_sent_by_zwaluw():
    news = world()["contacts"].query("touchpoint == 'newsletter'")
    assert len(news) > 500
    assert set(news["channel"].unique()) == {"mail", "app", "phone"}
    assert ((news["direction"] == "in") == (news["channel"] == "phone")).all()
    assert (news["direction"] == "out").mean() > 0.95


def test_a_checkout_happens_where_something_can_be_bought():
    paid = world()["contacts"].query("touchpoint == 'checkout'")
    assert set(paid["channel"].unique()) == {*CHANNELS, "phone"}
    assert (paid["direction"] == "in").all()


def test_nobody_is_served_on_a_closed_day():
    """The first contacts take their days from the survey, and are made elsewhere."""
    contacts, tickets = world(30_000, 1)["contacts"], world(30_000, 1)["tickets"]
    there = contacts[contacts["channel"].isin(AT_HOURS) & ~contacts["first_contact"]]
    assert len(there) > 10_000 and not calendar.is_closed(day(there["time"])).any()
    answered = tickets["first_response"].dropna()
    assert not calendar.is_closed(day(answered)).any()
    by_people = tickets[tickets["service_area"] != "web self-service"]["closed"].dropna()
    assert len(by_people) > 10_000 and not calendar.is_closed(day(by_people)).any()
    online = contacts[~contacts["channel"].isin(AT_HOURS)]
    assert calendar.is_closed(day(online["time"])).sum() > 100  # the web shop is open


def test_one_view_of_a_customer_takes_several_channels():
    contacts = world()["contacts"]
    assert (contacts.groupby("customer")["channel"].nunique() > 1).mean() > 0.6


def test_the_quiet_are_quieter():
    contacts, tables = world()["contacts"], world()
    last = tables["transactions"].groupby("customer")["date"].max()
    end = last + pd.Timedelta(days=TRUTH.quiet_after)
    gone = end < "2025-06-01"
    recent = contacts[(contacts["time"] >= "2025-06-01") & ~contacts["first_contact"]]
    counts = recent.groupby("customer").size().reindex(last.index, fill_value=0)
    known = people_of()["contact_day"] < draw.day("2025-06-01")
    assert counts[gone & known].mean() < 0.5 * counts[~gone & known].mean()


def test_tickets_follow_from_their_contacts():
    tickets, contacts = world()["tickets"], world()["contacts"].set_index("contact")
    source = contacts.loc[tickets["contact"]]
    assert tickets["contact"].is_unique
    assert tickets["ticket"].tolist() == list(range(1, len(tickets) + 1))
    assert (source["customer"].to_numpy() == tickets["customer"].to_numpy()).all()
    assert (source["time"].to_numpy() == tickets["opened"].to_numpy()).all()
    assert tickets["opened"].is_monotonic_increasing
    assert (source["touchpoint"].to_numpy() == tickets["topic"].to_numpy()).all()
    assert (source["direction"] == "in").all()
    assert set(tickets["topic"].unique()) == set(TRUTH.ticket)


def test_tickets_are_opened_answered_closed():
    tickets = world()["tickets"]
    answered = tickets.dropna(subset="first_response")
    closed = tickets.dropna(subset="closed")
    assert (answered["first_response"] > answered["opened"]).all()
    assert closed["first_response"].notna().all()
    assert (closed["closed"] > closed["first_response"]).all()
    for column in ("first_response", "closed"):
        assert (tickets[column].dropna() < END).all()
    assert (tickets["reopened"].isna() == tickets["closed"].isna()).all()
    assert 0.02 < tickets["closed"].isna().mean() < 0.06


def test_opportunities_move_forward():
    leads = world()["opportunities"]
    closed = leads["stage"].isin(["won", "lost"])
    assert leads["opportunity"].tolist() == list(range(1, len(leads) + 1))
    assert leads["opened"].is_monotonic_increasing
    assert (day(leads["opened"]) > person(leads, "contact_day")).all()
    assert (leads["closed"].notna() == closed).all()
    assert (leads["closed"].dropna() < END).all()
    took = (leads["closed"] - leads["opened"]).dt.days[closed]
    steps = leads["last_open_stage"].cat.codes[closed] + 1
    assert (took >= steps).all()
    won = leads["stage"].cat.codes == WON
    assert (leads["last_open_stage"][won] == "offer").all()
    still = leads[~closed]
    assert (still["stage"].astype(str) == still["last_open_stage"].astype(str)).all()
    assert 20 < len(still) < 150 and 1300 < len(leads) < 1900
    bicycles = make_products().set_index("product").loc[leads["product"]]
    assert (bicycles["category"] == "bicycles").all()
    usual = bicycles["list_price_eur"].to_numpy() * price_index(leads["opened"], world()["prices"])
    assert (leads["value_eur"].to_numpy() <= usual + 0.5).all()


def test_consents_are_asked_at_the_first_contact():
    consents = world()["consents"]
    assert not consents.duplicated(["customer", "purpose"]).any()
    assert (day(consents["since"]) == person(consents, "contact_day")).all()
    gone = consents.dropna(subset="withdrawn")
    assert gone["given"].all() and len(gone) > 500
    assert (gone["withdrawn"] > gone["since"]).all()
    assert (gone["withdrawn"] < END).all()


def test_records_have_the_faults_that_are_told_and_no_others():
    records = world()["crm_records"]
    assert records["record"].tolist() == list(range(1, len(records) + 1))
    assert records["created"].is_monotonic_increasing
    assert (records["created"] < END).all()
    again = records["customer"].duplicated()
    assert not records.loc[again, "customer"].duplicated().any()
    first, second = records[~again].set_index("customer"), records[again].set_index("customer")
    assert (day(first.loc[people_of().index, "created"]) == people_of()["contact_day"]).all()
    first = first.loc[second.index]
    assert (second["created"] >= first["created"]).all()
    assert (second["city"] == first["city"]).all()
    for one, other in zip(first["last_name"], second["last_name"], strict=True):
        assert sorted(one) == sorted(other)
    assert (second["first_name"].str[0] == first["first_name"].str[0]).all()
    there = records["postcode"].dropna()
    assert there.str.fullmatch(r"\d{4} ?[A-Za-z]{2}|(?:B-)?\d{4}|(?:D-)?\d{5}").all()
    digits = records["postcode"].str.replace(r"\D", "", regex=True)
    same = digits[again].to_numpy() == first["postcode"].str.replace(r"\D", "", regex=True)
    given = second["postcode"].notna() & first["postcode"].notna()
    assert same[given.to_numpy()].all()


def test_second_records_are_of_the_same_person():
    records = world()["crm_records"]
    digits = records["phone"].dropna().astype(str).str[-6:]
    assert (digits.groupby(records["customer"]).nunique() == 1).all()
    assert (records.groupby("customer")["city"].nunique() == 1).all()
    initial = records["first_name"].str[0]
    assert (initial.groupby(records["customer"]).nunique() == 1).all()


def test_records_name_nobody():
    records = world()["crm_records"]
    assert records["email"].str.contains(r"example[.,](?:org|net)$").all()
    country = pd.Series(person(records, "country"), index=records.index)
    for code, form in enumerate(
        (r"(?:06-00|0600|\+31600)\d{6}", r"(?:0400-?|\+32400)\d{6}", r"(?:0154-?00|\+4915400)\d{6}")
    ):
        here = records.loc[country == code, "phone"].dropna()
        assert len(here) > 400 and here.str.fullmatch(form).all(), COUNTRIES[code]


def test_no_second_record_is_typed_in_on_a_closed_day():
    records = world(30_000, 1)["crm_records"]
    second = records[records["customer"].duplicated()]
    closed = calendar.is_closed(day(second["created"]))
    assert not closed[second["source"].isin(["store", "dealer", "call centre"])].any()
    assert closed.any()  # the web shop is open


def test_a_phone_number_has_as_many_digits_as_one_of_its_country():
    phone = world()["crm_records"]["phone"].dropna()
    national = phone.str.replace(r"^\+3[12]|^\+49", "0", regex=True).str.replace("-", "")
    digits = national.str.len()
    assert set(digits[national.str.startswith(("06", "04"))]) == {10}
    assert set(digits[national.str.startswith("0154")]) == {12}


def test_names_fit_the_country():
    records = world()["crm_records"]
    first = records[~records["customer"].duplicated()]
    land = np.array(COUNTRIES)[person(first, "country")]
    for name, lists in (("first_name", FIRST_NAMES), ("last_name", LAST_NAMES)):
        for code in COUNTRIES:
            found = set(first.loc[land == code, name])
            assert found <= set(lists[code]) and len(found) > 0.9 * len(lists[code])
    assert (first["city"].map({city: c for c in CITIES for city in CITIES[c]}) == land).all()
    assert len(set(LAST_NAMES["NL"]) & set(LAST_NAMES["DE"])) < 0.2 * len(LAST_NAMES["NL"])


def pairs(records, *keys):
    """Find the pairs of records that agree in all `keys`."""
    known = records.dropna(subset=list(keys))
    both = known.merge(known, on=list(keys))
    return set(
        map(
            tuple,
            both.loc[both["record_x"] < both["record_y"], ["record_x", "record_y"]].to_numpy(),
        )
    )


def test_rules_find_duplicates_and_the_best_of_them_uses_phone_and_email():
    records = world()["crm_records"]
    tidy = records.assign(
        digits=records["phone"].str.replace(r"\D", "", regex=True).str[-6:],
        mail=records["email"].str.replace(" ", "").str.replace(",", "."),
    )
    who = records.set_index("record")["customer"].to_dict()
    true = records["customer"].duplicated().sum()

    def judge(found):
        hits = sum(who[one] == who[other] for one, other in found)
        return hits / len(found), hits / true  # precision, recall

    phone, mail = pairs(tidy, "digits"), pairs(tidy, "mail")
    typed, names = pairs(tidy, "phone"), pairs(tidy, "first_name", "last_name")
    assert judge(phone) == pytest.approx((0.98, 0.81), abs=0.05)
    assert judge(typed)[0] > 0.9 and judge(typed)[1] < 0.6 * judge(phone)[1]
    assert judge(phone | mail) == pytest.approx((0.97, 0.92), abs=0.05)
    assert judge(names) == pytest.approx((0.26, 0.43), abs=0.1)  # it merges strangers


def test_names_are_different_and_can_be_mistyped():
    for lists in (FIRST_NAMES, LAST_NAMES):
        for names in lists.values():
            assert len(set(names)) == len(names) > 80
            assert all(name.isascii() and name == name.strip() for name in names)
            assert all(name.replace(" ", "").isalpha() for name in names)
    for name in {name for names in LAST_NAMES.values() for name in names}:
        for place in (0.0, 0.5, 0.999):
            assert _swap(name, place) != name
            assert sorted(_swap(name, place)) == sorted(name)


# ---- seeds, sizes, truth ----


def test_the_same_seed_gives_the_same_tables_and_another_another():
    people, bought = people_of(300, 5), shared(300, 5)["transactions"]
    one, same, other = (make_crm(people, bought, seed) for seed in (5, 5, 6))
    part = make_crm(people, bought, 5, part=1)
    assert tuple(one) == TABLES
    for name in one:
        pd.testing.assert_frame_equal(one[name], same[name])
        assert not one[name].equals(other[name])
        assert not one[name].equals(part[name])


def test_a_few_customers_are_enough():
    people = make_people(40, 3)
    tables = make_crm(people, make_transactions(people, 3), 3)
    assert tables["contacts"]["first_contact"].sum() == 40


def test_another_truth_gives_other_tables():
    people, bought = people_of(300, 5), shared(300, 5)["transactions"]
    truth = dataclasses.replace(TRUTH, duplicate=0.0, no_phone=1.0, forgotten=1.0)
    tables = make_crm(people, bought, 5, truth=truth)
    assert not tables["crm_records"]["customer"].duplicated().any()
    assert tables["crm_records"]["phone"].isna().all()
    assert tables["tickets"]["closed"].isna().all()


def shares_of(value):
    """Find the groups of shares in a parameter."""
    if isinstance(value, dict) and all(isinstance(part, dict | tuple) for part in value.values()):
        return list(value.values())
    return [value]


@pytest.mark.parametrize(
    "name",
    [
        "topics",
        "reach",
        "priority",
        "service_area",
        "sales_area",
        "leased",
        "second_source",
        "phone_formats",
    ],
)
def test_shares_add_up(name):
    for parts in shares_of(getattr(TRUTH, name)):
        values = list(parts.values()) if isinstance(parts, dict) else list(parts)
        assert sum(values) == pytest.approx(1)
        assert min(values) > 0


def test_the_truth_is_fixed_and_covers_every_name():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TRUTH.duplicate = 0.5  # type: ignore[misc]
    assert set(TRUTH.minutes) == set(TRUTH.response_hours) == set(ALL_CHANNELS)
    assert set(TRUTH.contacts_per_year) == set(TRUTH.leads_per_year) == set(SEGMENTS)
    assert set(TRUTH.topics) - {"newsletter"} == set(TOUCHPOINTS)
    for field in dataclasses.fields(TRUTH):
        assert len(field.metadata["meaning"]) > 10, field.name
