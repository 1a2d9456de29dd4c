"""The CRM's database: whose it is, what it refuses, and that it lets go of its file."""

from __future__ import annotations

import contextlib
import gc
import os
import sqlite3
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import exc, text

from mkt40_helpers import data
from mkt40_helpers.crm import open_database
from mkt40_helpers.crm.database import in_memory
from mkt40_helpers.crm.schema import SOURCES, schema
from tests.crm.asked import TABLES, asked, sizes

NAMES = ("customers", "crm_records", "contacts", "tickets", "consents")


# ---- what is in it ----


def test_each_row_of_the_course_is_in_it(whole):
    found = sizes(whole)
    assert found == {name: len(data.load(SOURCES.get(name, name))) for name in TABLES}
    assert found["contacts"] == 22_212 and sum(found.values()) > 85_000


def test_a_learner_has_her_own_sample():
    mine, another = open_database("s1"), open_database("s2")
    assert sizes(mine) == {name: len(data.load(SOURCES.get(name, name), "s1")) for name in TABLES}
    ask = "SELECT customer FROM customers ORDER BY customer"
    hers = asked(mine, ask)["customer"].tolist()
    assert hers == sorted(data.load("customers", "s1")["customer"])
    assert hers != asked(another, ask)["customer"].tolist()


@pytest.mark.parametrize("name", TABLES)
def test_the_values_are_those_of_the_course(whole, name):
    """By another road: pandas' own reading of dates, and the words of the chapter put back."""
    found = asked(whole, f"SELECT * FROM {name}")
    course = data.load(SOURCES.get(name, name)).rename(
        columns={"touchpoint": "topic", "case": "ticket", "group": "arm", "sent": "day"}
    )
    if name in ("contacts", "campaigns"):
        course["channel"] = course["channel"].replace(
            "mail", "email" if name == "contacts" else "letter"
        )
    for column in found:
        if column == "dispatched":
            assert found[column].isna().all()
            continue
        if str(course[column].dtype).startswith("datetime"):
            found[column] = pd.to_datetime(found[column]).astype(course[column].dtype)
        elif course[column].dtype in ("boolean", "Int64"):
            found[column] = found[column].astype("Int64").astype(course[column].dtype)
        # Text that is missing is None here and NaN there.
        one, other = (table[column].where(table[column].notna()) for table in (found, course))
        pd.testing.assert_series_equal(one, other, check_dtype=False, check_names=False)


def test_days_and_times_sort_as_text(whole):
    found = asked(whole, "SELECT MAX(time) AS last, MIN(time) AS first FROM contacts")
    assert found.values.tolist() == [["2026-08-31 22:42", "2021-03-02 10:03"]]
    assert asked(whole, "SELECT MAX(since) AS last FROM consents")["last"][0] <= "2026-08-31"


def test_mail_is_an_email_here_and_a_letter_there(whole):
    channels = "SELECT DISTINCT channel FROM {} ORDER BY channel"
    assert "mail" not in asked(whole, channels.format("contacts"))["channel"].tolist()
    found = asked(whole, channels.format("campaigns"))["channel"].tolist()
    assert found == ["app message", "email", "letter", "phone"]


def test_a_name_that_is_half_a_statement_is_a_name(whole):
    ask = "SELECT * FROM contacts WHERE customer = :who"
    assert len(asked(whole, ask, who="Robert'); DROP TABLE contacts")) == 0
    assert len(asked(whole, ask, who="C02841")) == 11
    assert sizes(whole)["contacts"] == 22_212


@pytest.mark.parametrize("number", [2, np.int64(2), np.int32(2)])
def test_a_number_of_a_table_finds_its_row(whole, number):
    """SQLite itself takes numpy's numbers for bytes, and finds nothing without a word."""
    found = asked(whole, "SELECT customer FROM contacts WHERE contact = :contact", contact=number)
    assert found["customer"].tolist() == ["C03924"]


def test_a_key_is_found_by_its_index(whole):
    plan = "EXPLAIN QUERY PLAN SELECT * FROM contacts WHERE customer = 'C02841'"
    assert "contacts_customer" in asked(whole, plan)["detail"][0]


# ---- what it refuses ----

CONTACT = {
    "contact": 99_999,
    "customer": "C02841",
    "time": "2026-09-14 10:05",
    "channel": "phone",
    "topic": "repair",
    "direction": "in",
    "minutes": 6,
    "ticket": None,
}
TICKET = {
    "ticket": 9_999,
    "contact": 1,
    "customer": "C02316",
    "opened": "2026-09-14 10:05",
    "first_response": None,
    "closed": None,
    "priority": "normal",
    "topic": "repair",
    "service_area": "field service",
    "noted": 1,
    "reopened": None,
    "dispatched": None,
}
OPPORTUNITY = {
    "opportunity": 9_999,
    "customer": "C02841",
    "opened": "2026-09-14",
    "sales_area": "retail",
    "product": "P24",
    "value_eur": 5_000,
    "probability_percent": 40,
    "stage": "lead",
    "last_open_stage": "lead",
    "closed": None,
}
CONSENT = {
    "customer": "C02841",
    "purpose": "phone",
    "given": 1,
    "since": "2026-09-14",
    "withdrawn": None,
}
SEND = {"send": 99_999, "campaign": 1, "customer": "C00002", "arm": "treated", "day": "2026-09-14"}
RESPONSE = {"send": 99_999, "opened": 1, "clicked": 0, "responded": 0, "amount_eur": 0.0}
CAMPAIGN = {
    "campaign": 9,
    "name": "Free calls",
    "start": "2026-09-14",
    "channel": "phone",
    "offer": "theft insurance",
    "price_eur": 60.0,
    "cost_per_contact_eur": 2.1,
    "margin_eur": 36.0,
    "target": "all",
}
CUSTOMER = {
    "customer": "C09999",
    "first_purchase": "2026-09-14",
    "channel": "store",
    "segment": "commuter",
    "country": "NL",
    "app_since": None,
    "account": None,
}
PRODUCT = {
    "product": "P99",
    "name": "a lamp",
    "category": "accessories",
    "list_price_eur": 20.0,
    "unit_cost_eur": 8.0,
}
RECORD = {
    "record": 9_999,
    "customer": "C02841",
    "first_name": "Robert'); DROP TABLE contacts",
    "last_name": "Yilmaz",
    "email": "no e-mail",
    "phone": None,
    "postcode": None,
    "city": None,
    "created": "2026-09-14",
    "source": "call centre",
}
TRANSACTION = {
    "transaction": 99_999,
    "customer": "C02841",
    "date": "2026-09-14",
    "channel": "store",
    "product": "P01",
    "amount_eur": 4.5,
}
GOOD = {
    "contacts": CONTACT,
    "tickets": TICKET,
    "opportunities": OPPORTUNITY,
    "consents": CONSENT,
    "sends": SEND,
    "campaigns": CAMPAIGN,
    "customers": CUSTOMER,
    "products": PRODUCT,
    "records": RECORD,
    "transactions": TRANSACTION,
}
BAD = [
    ("contacts", {"customer": "C99999"}, "FOREIGN KEY"),
    ("contacts", {"contact": 1}, "UNIQUE"),
    ("contacts", {"topic": None}, "NOT NULL"),
    ("contacts", {"channel": "pigeon"}, "channel: web shop, store"),
    ("contacts", {"channel": "mail"}, "channel: web shop, store"),
    ("contacts", {"direction": "both"}, "direction: in or out"),
    ("contacts", {"minutes": 0}, "minutes must be 1 or more"),
    ("contacts", {"time": "14/9/2026 10:05"}, "time must be written like 2026-08-31 22:42"),
    ("contacts", {"ticket": 123_456}, "FOREIGN KEY"),
    ("tickets", {"contact": 123_456}, "FOREIGN KEY"),
    ("tickets", {"contact": 3}, "UNIQUE"),
    ("tickets", {"customer": "C99999"}, "FOREIGN KEY"),
    ("tickets", {"service_area": "garage"}, "service_area: call centre, field service or web"),
    ("tickets", {"priority": "urgent"}, "priority: high, normal or low"),
    ("tickets", {"topic": "lease"}, "topic: delivery, repair, help desk or complaint"),
    ("tickets", {"noted": 2}, "noted must be 0 or 1"),
    ("tickets", {"noted": None}, "NOT NULL"),
    ("tickets", {"first_response": "2026-09-14 10:04"}, "first_response must not be before"),
    ("tickets", {"closed": "2026-09-15 10:05"}, "reopened is known once a ticket is closed"),
    ("tickets", {"reopened": 0}, "reopened is known once a ticket is closed"),
    ("tickets", {"dispatched": "2026-09-13 10:05"}, "dispatched must not be before opened"),
    (
        "tickets",
        {"first_response": "2026-09-16 10:05", "closed": "2026-09-15 10:05", "reopened": 0},
        "closed must not be before first_response",
    ),
    (
        "tickets",
        {"first_response": "2026-09-14 11:00", "closed": "2026-09-15 10:05", "reopened": 3},
        "reopened must be 0 or 1",
    ),
    ("opportunities", {"product": "P99"}, "FOREIGN KEY"),
    ("opportunities", {"sales_area": "garage"}, "sales_area must be one of the five"),
    ("opportunities", {"value_eur": 0}, "value_eur must be above 0"),
    ("opportunities", {"probability_percent": 100}, "probability_percent must be 1 to 99"),
    ("opportunities", {"stage": "hope"}, "stage: lead, qualified, offer, won or lost"),
    ("opportunities", {"last_open_stage": "won"}, "last_open_stage: lead, qualified or offer"),
    ("opportunities", {"stage": "lost"}, "closed is the day on which it was won or lost"),
    ("opportunities", {"closed": "2026-09-15"}, "closed is the day on which it was won or lost"),
    (
        "opportunities",
        {"stage": "lost", "closed": "2026-09-13"},
        "closed must not be before opened",
    ),
    ("opportunities", {"stage": "won", "closed": "2026-09-15"}, "won must come after an offer"),
    ("consents", {"purpose": "letter"}, "purpose: email, phone or profiling"),
    ("consents", {"given": 2}, "given must be 0 or 1"),
    ("consents", {"withdrawn": "2026-09-14"}, "withdrawn must be after since"),
    ("consents", {"given": 0, "withdrawn": "2026-09-15"}, "only a yes can be withdrawn"),
    ("consents", {"purpose": "email", "since": "2022-07-06"}, "UNIQUE"),
    ("consents", {"since": "14/9/2026"}, "since must be written like 2026-08-31"),
    ("sends", {"customer": "C00001"}, "UNIQUE"),
    ("sends", {"arm": "test"}, "arm: treated or control"),
    ("sends", {"campaign": 77}, "FOREIGN KEY"),
    ("campaigns", {"name": "Roadside help"}, "UNIQUE"),
    ("campaigns", {"channel": "mail"}, "channel: email, letter, phone or app message"),
    ("campaigns", {"price_eur": 0}, "price_eur must be above 0"),
    ("campaigns", {"cost_per_contact_eur": -1}, "cost_per_contact_eur must be 0 or more"),
    ("customers", {"customer": "9999"}, "customer must be C and five digits"),
    ("customers", {"segment": "other"}, "segment: commuter, leisure or family"),
    ("customers", {"country": "FR"}, "country: NL, BE or DE"),
    ("customers", {"channel": "phone"}, "channel: web shop, store, dealer or app"),
    ("customers", {"app_since": "2026-09-13"}, "app_since must not be before first_purchase"),
    ("products", {"list_price_eur": 0}, "list_price_eur must be above 0"),
    ("products", {"unit_cost_eur": -1}, "unit_cost_eur must be 0 or more"),
    ("records", {"customer": "C99999"}, "FOREIGN KEY"),
    ("records", {"created": "today"}, "created must be written like 2026-08-31"),
    ("transactions", {"amount_eur": 0}, "amount_eur must be above 0"),
]
BAD_ANSWERS = [
    ({"amount_eur": 10.0}, "amount_eur is above 0 if she bought"),
    ({"responded": 1}, "amount_eur is above 0 if she bought"),
    ({"responded": 2, "amount_eur": 1.0}, "responded must be 0 or 1"),
    ({"opened": 0, "clicked": 1}, "clicked must come after opened"),
    ({"opened": None, "clicked": 1}, "clicked must come after opened"),
    ({"opened": 2}, "opened must be 0 or 1"),
    ({"clicked": 3}, "clicked must be 0 or 1"),
    ({"send": 88_888}, "FOREIGN KEY"),
]


def write(connection, name, row):
    connection.execute(schema().tables[name].insert(), row)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_row_is_taken(whole, name):
    with whole.connect() as connection:
        write(connection, name, GOOD[name])
        if name == "sends":
            write(connection, "responses", RESPONSE)
        connection.rollback()


@pytest.mark.parametrize(
    ("name", "change", "told"), BAD, ids=[f"{n}-{'-'.join(c)}-{t[:20]}" for n, c, t in BAD]
)
def test_a_bad_row_is_refused_with_all_that_came_with_it(whole, name, change, told):
    before = sizes(whole)
    with pytest.raises(exc.IntegrityError, match=told), whole.begin() as both:
        write(both, "records", {**RECORD, "record": 88_888})
        write(both, name, {**GOOD[name], **change})
    assert sizes(whole) == before


@pytest.mark.parametrize(("change", "told"), BAD_ANSWERS)
def test_a_bad_answer_takes_back_its_send(whole, change, told):
    before = sizes(whole)
    with pytest.raises(exc.IntegrityError, match=told), whole.begin() as both:
        write(both, "sends", SEND)
        write(both, "responses", {**RESPONSE, **change})
    assert sizes(whole) == before


def test_each_rule_has_a_row_that_breaks_it():
    """A rule that nothing was tried against might as well not be there."""
    told = [text for *_, text in BAD] + [text for _, text in BAD_ANSWERS]
    rules = {
        str(rule.name)
        for table in schema().tables.values()
        for rule in table.constraints
        if type(rule).__name__ == "CheckConstraint"
    }
    untried = {rule for rule in rules if not any(rule.startswith(one) for one in told)}
    assert {rule for rule in untried if "must be written like" not in rule} == set()
    assert max(map(len, rules)) <= 63  # what PostgreSQL takes for a name


def test_a_contact_and_its_ticket_are_written_together_or_not_at_all(tmp_path):
    db = open_database("s1", tmp_path / "crm.sqlite")
    customer = asked(db, "SELECT customer FROM customers")["customer"][0]
    call = {**CONTACT, "customer": customer}
    ticket = {**TICKET, "customer": customer, "contact": call["contact"]}
    with pytest.raises(exc.IntegrityError), db.begin() as both:
        write(both, "contacts", call)
        write(both, "tickets", {**ticket, "service_area": "garage"})
    assert len(asked(db, "SELECT * FROM contacts WHERE contact = 99999")) == 0
    with db.begin() as both:
        write(both, "contacts", {**call, "ticket": ticket["ticket"]})  # the ticket comes next
        write(both, "tickets", ticket)
    found = asked(
        db,
        "SELECT service_area FROM tickets JOIN contacts USING (ticket)"
        " WHERE contacts.contact = 99999",
    )
    assert found["service_area"].tolist() == ["field service"]


# ---- its file ----


def handles(path):
    """Handles that this process holds on a file; the system must tell."""
    links = Path("/proc/self/fd")
    if not links.exists():
        return []
    open_ones = []
    for link in links.iterdir():
        with contextlib.suppress(OSError):
            open_ones.append(os.readlink(link))
    return [one for one in open_ones if one.startswith(str(path))]


def test_the_file_can_be_deleted_while_the_engine_is_there(tmp_path):
    path = tmp_path / "crm.sqlite"
    db = open_database("s1", path)
    assert len(asked(db, "SELECT * FROM customers")) > 1_000
    with pytest.raises(exc.IntegrityError), db.begin() as both:
        write(both, "contacts", {**CONTACT, "customer": "C99999"})
    assert handles(path) == []
    path.unlink()  # on Windows this is refused while somebody holds the file
    assert db is not None and list(tmp_path.iterdir()) == []


def test_an_open_handle_would_be_seen(tmp_path):
    """The test above must be able to fail."""
    if sys.platform != "linux":
        pytest.skip("only Linux lists the handles of a process as files")
    db = open_database("s1", tmp_path / "crm.sqlite")
    with db.connect():
        assert len(handles(tmp_path)) == 1


def test_another_engine_sees_what_was_written(tmp_path):
    path = tmp_path / "Renée's database, part 1" / "crm é.sqlite"
    path.parent.mkdir()
    first = open_database("s1", path)
    customer = asked(first, "SELECT customer FROM customers")["customer"][0]
    with first.begin() as both:
        write(both, "contacts", {**CONTACT, "customer": customer})
    second = open_database("s1", path)
    ask = "SELECT customer FROM contacts WHERE contact = 99999"
    assert asked(second, ask)["customer"].tolist() == [customer]
    assert path.exists() and [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_temporary_file_goes_with_its_engine():
    db = open_database("s1")
    folder = Path(db.url.database).parent
    assert folder.exists()
    del db
    gc.collect()
    assert not folder.exists()


def test_a_file_that_was_left_empty_is_filled(tmp_path):
    path = tmp_path / "crm.sqlite"
    path.touch()
    assert sizes(open_database("s1", path))["customers"] == len(data.load("customers", "s1"))


def test_what_is_no_database_is_refused_and_kept(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to look like one" * 100)
    with pytest.raises(ValueError, match=r"No database can be opened.*notes\.txt"):
        open_database(path=path)
    assert path.read_text().startswith("not a database")
    with pytest.raises(ValueError, match="Is the folder there"):
        open_database(path=tmp_path / "nowhere" / "crm.sqlite")


# ---- a server of one's own ----


def test_the_address_of_a_server_is_used_and_nothing_is_dropped(tmp_path, monkeypatch):
    place = tmp_path / "server.sqlite"
    with contextlib.closing(sqlite3.connect(place)) as there:
        there.execute("CREATE TABLE kept (what TEXT)")
        there.execute("INSERT INTO kept VALUES ('mine')")
        there.commit()
    monkeypatch.setenv("CRM_URL", f"sqlite:///{place.as_posix()}")
    db = open_database("s1")
    assert Path(db.url.database) == place
    assert sizes(db)["customers"] == len(data.load("customers", "s1"))
    with db.begin() as both:
        both.execute(text("DELETE FROM sends WHERE send NOT IN (SELECT send FROM responses)"))
        both.execute(
            text(
                "UPDATE customers SET account = 'A9999' WHERE customer = "
                "(SELECT MIN(customer) FROM customers)"
            )
        )
    again = open_database("s2")  # another learner's number does not fill it anew
    assert sizes(again) == sizes(db)
    assert asked(again, "SELECT COUNT(*) AS n FROM customers WHERE account = 'A9999'")["n"][0] == 1
    assert asked(again, "SELECT what FROM kept")["what"].tolist() == ["mine"]
    del db, again
    gc.collect()
    assert place.exists()


def test_a_server_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_URL", f"sqlite:///{(tmp_path / 'nowhere' / 'crm').as_posix()}")
    with pytest.raises(ValueError, match="Is the server there, and is its address in CRM_URL"):
        open_database()


def test_a_path_is_taken_before_the_address_of_a_server(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_URL", f"sqlite:///{(tmp_path / 'server.sqlite').as_posix()}")
    open_database("s1", tmp_path / "mine.sqlite")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.sqlite"]


def test_another_server_gets_the_rows_through_sqlalchemy(tmp_path, monkeypatch):
    """The road that no SQLite takes, walked with a SQLite that is called otherwise."""
    from mkt40_helpers.crm import database

    db = open_database("s1", tmp_path / "one.sqlite")
    other = open_database("s1", tmp_path / "other.sqlite")
    with other.begin() as both:
        for table in reversed(TABLES):
            both.execute(text(f"DELETE FROM {table}"))
    monkeypatch.setattr(other.dialect, "name", "another")
    database._fill(other, "s1")
    monkeypatch.undo()
    for name in TABLES:
        pd.testing.assert_frame_equal(
            asked(db, f"SELECT * FROM {name}"), asked(other, f"SELECT * FROM {name}")
        )


def test_the_tables_can_be_made_on_postgresql():
    from sqlalchemy import create_mock_engine

    made = []
    engine = create_mock_engine(
        "postgresql://", lambda what, *_: made.append(str(what.compile(dialect=engine.dialect)))
    )
    schema().create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in one for one in made) == len(TABLES)
    assert "DEFERRABLE INITIALLY DEFERRED" in "".join(made)


# ---- a small one in memory, for one query ----


def test_the_small_database_holds_the_same_rows_by_the_same_names():
    frames = [data.load(name, "s1") for name in NAMES]
    db = open_database("s1")
    with contextlib.closing(in_memory(*frames)) as small:
        for name in ("customers", "records", "contacts", "tickets", "consents"):
            ask = f"SELECT * FROM {name}"
            pd.testing.assert_frame_equal(pd.read_sql(ask, small), asked(db, ask))


def test_the_small_database_takes_rows_that_were_filtered():
    """An exercise may give part of a table; a query only reads, so no key is asked for."""
    frames = [data.load(name, "s1") for name in NAMES]
    frames[0] = frames[0].head(10)
    with contextlib.closing(in_memory(*frames)) as small:
        assert small.execute("SELECT COUNT(*) FROM customers").fetchone() == (10,)
