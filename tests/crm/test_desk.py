"""What the desk writes, and that a refusal says why and leaves nothing behind."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text

from mkt40_helpers.crm import Refused, desk, dispatch, move_opportunity, open_ticket, record_contact
from tests.crm.asked import asked, contents

CALL = {"channel": "phone", "topic": "repair", "time": "2026-09-14 10:05"}


@pytest.fixture
def who(mine):
    """A customer with an open ticket."""
    return asked(mine, "SELECT * FROM tickets WHERE closed IS NULL ORDER BY ticket").iloc[0]


def one(db, table, key, number):
    return asked(db, f"SELECT * FROM {table} WHERE {key} = :number", number=number).iloc[0]


# ---- what is written ----


def test_a_contact_is_written_as_it_was_told(mine, who):
    last = asked(mine, "SELECT MAX(contact) AS n FROM contacts")["n"][0]
    number = record_contact(mine, customer=who["customer"], **CALL)
    assert number == last + 1 and type(number) is int
    row = one(mine, "contacts", "contact", number)
    assert row.drop("contact").to_dict() == {
        "customer": who["customer"],
        **CALL,
        "direction": "in",
        "minutes": 5,
        "ticket": None,
    }


@pytest.mark.parametrize(
    "time",
    [
        "2026-09-14 10:05",
        dt.datetime(2026, 9, 14, 10, 5),
        pd.Timestamp("2026-09-14 10:05:59"),
    ],
)
def test_a_time_is_kept_in_one_form(mine, who, time):
    number = record_contact(mine, customer=who["customer"], **{**CALL, "time": time})
    assert one(mine, "contacts", "contact", number)["time"] == "2026-09-14 10:05"


def test_a_question_is_recorded_opened_and_sent_on(mine, who):
    call = record_contact(mine, customer=who["customer"], minutes=np.int64(12), **CALL)
    ticket = open_ticket(mine, contact=call, service_area="call centre", noted=False)
    dispatch(mine, ticket, service_area="field service", time="2026-09-14 11:30")
    row = one(mine, "tickets", "ticket", ticket)
    assert row[["contact", "customer", "opened", "topic", "priority", "noted"]].tolist() == [
        call,
        who["customer"],
        CALL["time"],
        "repair",
        "normal",
        0,
    ]
    assert row[["service_area", "dispatched"]].tolist() == ["field service", "2026-09-14 11:30"]
    assert row[["first_response", "closed", "reopened"]].isna().all()
    assert one(mine, "contacts", "contact", call)["ticket"] == ticket
    dispatch(mine, ticket, service_area="call centre", time="2026-09-14 11:30")  # and back
    again = record_contact(
        mine, customer=who["customer"], ticket=ticket, **{**CALL, "channel": "chat"}
    )
    assert one(mine, "contacts", "contact", again)["ticket"] == ticket


def test_our_own_call_is_recorded_too(mine, who):
    number = record_contact(mine, customer=who["customer"], direction="out", **CALL)
    with pytest.raises(Refused, match="We began contact"):
        open_ticket(mine, contact=number, service_area="call centre")


def test_an_opportunity_goes_from_lead_to_won(mine):
    lead = new_opportunity(mine)
    for stage, day in (("qualified", "2026-09-15"), ("offer", dt.date(2026, 9, 16))):
        move_opportunity(mine, lead, stage=stage, day=day)
        row = one(mine, "opportunities", "opportunity", lead)
        assert row[["stage", "last_open_stage", "closed"]].tolist() == [stage, stage, None]
    move_opportunity(mine, lead, stage="won", day="2026-09-17")
    row = one(mine, "opportunities", "opportunity", lead)
    assert row[["stage", "last_open_stage", "closed"]].tolist() == ["won", "offer", "2026-09-17"]


@pytest.mark.parametrize("stage", ["lead", "qualified", "offer"])
def test_an_opportunity_can_be_lost_at_any_stage(mine, stage):
    lead = new_opportunity(mine, stage)
    move_opportunity(mine, lead, stage="lost", day="2026-09-15")
    row = one(mine, "opportunities", "opportunity", lead)
    assert row[["stage", "last_open_stage", "closed"]].tolist() == ["lost", stage, "2026-09-15"]


def new_opportunity(db, stage="lead"):
    with db.begin() as both:
        both.execute(
            text(
                "INSERT INTO opportunities SELECT 9999, MIN(customer), '2026-09-14', 'retail', "
                "'P24', 5000, 40, :stage, :stage, NULL FROM customers"
            ),
            {"stage": stage},
        )
    return 9999


def test_two_contacts_have_two_numbers(mine, who):
    first = record_contact(mine, customer=who["customer"], **CALL)
    assert record_contact(mine, customer=who["customer"], **CALL) == first + 1


# ---- what is refused ----


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"customer": "C99999"}, "knows no customer 'C99999'.*look it up in records"),
        ({"customer": "Robert'); DROP TABLE contacts"}, "knows no customer"),
        ({"customer": None}, "knows no customer None"),
        ({"customer": 2841}, "knows no customer 2841"),
        ({"channel": "fax"}, "'fax' is no channel. Choose one of: web shop, store"),
        ({"channel": "mail"}, "'mail' is no channel. Did you mean 'email'"),
        ({"channel": None}, "None is no channel"),
        ({"topic": "repairs"}, "Did you mean 'repair'"),
        ({"direction": "up"}, "'up' is no direction"),
        ({"time": "14/9/2026 10:05"}, "The time is '14/9/2026 10:05': write it as '2026-09-14 10"),
        ({"time": "2026-02-30 10:05"}, "The time is '2026-02-30 10:05'"),
        ({"time": "2026-09-14"}, "The time is '2026-09-14'"),
        ({"time": dt.date(2026, 9, 14)}, "The time is datetime.date"),
        ({"time": pd.NaT}, "The time is NaT"),
        ({"time": None}, "The time is None"),
        ({"minutes": 0}, "minutes is 0: give a whole number of 1 or more"),
        ({"minutes": 2.5}, "minutes is 2.5"),
        ({"minutes": True}, "minutes is True"),
        ({"minutes": "5"}, "minutes is '5'"),
        ({"ticket": 99_999}, "There is no ticket 99999"),
        ({"ticket": "the first"}, "ticket is 'the first'"),
        ({"time": "2021-01-01 10:05"}, r"Ticket \d+ was opened at .*, after 2021-01-01 10:05"),
    ],
)
def test_a_bad_contact_is_refused_with_the_reason(mine, who, change, told):
    before = contents(mine)
    call = {"customer": who["customer"], "ticket": who["ticket"], **CALL}
    with pytest.raises(Refused, match=told):
        record_contact(mine, **{**call, **change})
    assert contents(mine) == before


def test_a_contact_about_anothers_ticket_is_refused(mine, who):
    before = contents(mine)
    other = asked(
        mine, "SELECT customer FROM customers WHERE customer <> :who", who=who["customer"]
    )["customer"][0]
    with pytest.raises(Refused, match=f"Ticket {who['ticket']} is {who['customer']}'s, not"):
        record_contact(mine, customer=other, ticket=who["ticket"], **CALL)
    assert contents(mine) == before


def test_one_question_has_one_ticket(mine, who):
    before = contents(mine)
    with pytest.raises(Refused, match=f"belongs to ticket {who['ticket']} already"):
        open_ticket(mine, contact=who["contact"], service_area="call centre")
    assert contents(mine) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"service_area": "garage"}, "'garage' is no service area. Choose one of: call centre"),
        ({"service_area": "field services"}, "Did you mean 'field service'"),
        ({"priority": "urgent"}, "'urgent' is no priority"),
        ({"contact": 999_999}, "There is no contact 999999"),
        ({"contact": -1}, "contact is -1"),
    ],
)
def test_a_bad_ticket_is_refused_with_the_reason(mine, who, change, told):
    call = record_contact(mine, customer=who["customer"], **CALL)
    before = contents(mine)
    with pytest.raises(Refused, match=told):
        open_ticket(mine, **{"contact": call, "service_area": "call centre", **change})
    assert contents(mine) == before


def test_no_ticket_is_opened_for_a_newsletter(mine, who):
    call = record_contact(mine, customer=who["customer"], **{**CALL, "topic": "advice"})
    with pytest.raises(Refused, match="'advice' is no topic of a ticket"):
        open_ticket(mine, contact=call, service_area="call centre")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ticket": 99_999}, "There is no ticket 99999"),
        ({"service_area": "garage"}, "'garage' is no service area"),
        ({"time": "soon"}, "The time is 'soon'"),
        ({"time": "2020-09-14 10:05"}, "was opened at .*, after 2020-09-14 10:05"),
    ],
)
def test_a_bad_dispatch_is_refused_with_the_reason(mine, who, change, told):
    before = contents(mine)
    sent = {"ticket": who["ticket"], "service_area": "field service", "time": CALL["time"]}
    sent |= change
    with pytest.raises(Refused, match=told):
        dispatch(mine, sent.pop("ticket"), **sent)
    assert contents(mine) == before


def test_a_closed_ticket_is_sent_nowhere_and_a_sent_one_not_before(mine, who):
    closed = asked(mine, "SELECT ticket FROM tickets WHERE closed IS NOT NULL")["ticket"][0]
    with pytest.raises(Refused, match=f"Ticket {closed} was closed on"):
        dispatch(mine, closed, service_area="call centre", time=CALL["time"])
    dispatch(mine, who["ticket"], service_area="field service", time="2026-09-14 12:00")
    with pytest.raises(Refused, match="was sent on at 2026-09-14 12:00, after 2026-09-14 11:00"):
        dispatch(mine, who["ticket"], service_area="call centre", time="2026-09-14 11:00")


@pytest.mark.parametrize(
    ("start", "stage", "day", "told"),
    [
        ("lead", "won", "2026-09-15", "is a lead: nobody can say yes before there is an offer"),
        ("qualified", "won", "2026-09-15", "Move it to 'offer' first"),
        ("qualified", "lead", "2026-09-15", "is at 'qualified' already"),
        ("lead", "lead", "2026-09-15", "is at 'lead' already"),
        ("lead", "hope", "2026-09-15", "'hope' is no stage"),
        ("lead", "qualified", "15-9-2026", "The day is '15-9-2026': write it as '2026-09-14'"),
        ("lead", "lost", "2026-09-13", "was opened later, on 2026-09-14"),
    ],
)
def test_a_bad_move_is_refused_with_the_reason(mine, start, stage, day, told):
    lead = new_opportunity(mine, start)
    before = contents(mine)
    with pytest.raises(Refused, match=told):
        move_opportunity(mine, lead, stage=stage, day=day)
    assert contents(mine) == before


@pytest.mark.parametrize("stage", ["won", "lost"])
def test_what_is_closed_moves_no_more(mine, stage):
    done = asked(mine, "SELECT * FROM opportunities WHERE stage = :stage", stage=stage)
    number = done["opportunity"][0]
    with pytest.raises(Refused, match=f"was {stage} on .* and moves no more"):
        move_opportunity(mine, number, stage="lost", day="2026-09-15")
    with pytest.raises(Refused, match="There is no opportunity 88888"):
        move_opportunity(mine, 88_888, stage="lost", day="2026-09-15")


def test_what_fails_half_way_is_taken_back(mine, who, monkeypatch):
    """The ticket is in when its contact cannot be changed: both go."""
    call = record_contact(mine, customer=who["customer"], **CALL)
    before = contents(mine)
    run = desk._run

    def fails(connection, statement, row):
        if statement.startswith("UPDATE contacts"):
            return run(connection, "UPDATE contacts SET minutes = 0 WHERE contact = :contact", row)
        return run(connection, statement, row)

    monkeypatch.setattr(desk, "_run", fails)
    with pytest.raises(Refused, match="minutes must be 1 or more"):
        open_ticket(mine, contact=call, service_area="call centre")
    assert contents(mine) == before


def test_a_contact_about_a_closed_question_is_a_new_question(mine):
    old = asked(mine, "SELECT * FROM tickets WHERE closed IS NOT NULL ORDER BY ticket").iloc[0]
    about = {**CALL, "customer": old["customer"], "ticket": int(old["ticket"])}
    before = contents(mine)
    with pytest.raises(Refused, match=f"was closed on {old['closed']}"):
        record_contact(mine, **about)
    assert contents(mine) == before
    # One that came before it was closed, and is recorded late, is taken.
    assert record_contact(mine, **{**about, "time": old["closed"]})
