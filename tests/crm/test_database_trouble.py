"""What can go wrong with a database: each is told in a sentence, and nothing is lost silently."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import traceback

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers.crm import (
    Refused,
    measure,
    open_database,
    open_ticket,
    record_contact,
    select,
    serve,
    timeline,
    track,
)
from mkt40_helpers.crm.database import writing
from tests.crm.asked import asked, sizes

CALL = {"channel": "phone", "topic": "repair", "time": "2026-09-14 10:05"}


@pytest.fixture
def who(mine):
    return asked(mine, "SELECT MIN(customer) AS who FROM customers")["who"][0]


# ---- what is no file, or another one ----


@pytest.mark.parametrize("path", ["", ":memory:", 7])
def test_what_names_no_file_is_refused(path):
    with pytest.raises(ValueError, match="the name of a file"):
        open_database("s1", path)


def test_a_file_that_stands_in_the_place_of_the_learner_is_not_taken_for_her_number():
    """It would be read as a number, and all that she writes would go when Python ends."""
    with pytest.raises(ValueError, match=r"open_database\(path='mine.sqlite'\)"):
        open_database("mine.sqlite")


def test_a_database_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE customers (customer, age)")
    other.execute("INSERT INTO customers VALUES ('C00001', 7)")
    other.commit()
    other.close()
    with pytest.raises(ValueError, match=r"no such column.* another path"):
        open_database("s1", path)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("nonsense", "no address of a database"),
        ("foo://me:secret@bar/x", "no address of a database"),
        ("sqlite://", "names no file"),
        ("mysql+cymysql://me:secret@here/x", "not installed"),
    ],
)
def test_an_address_that_is_none_is_told_without_the_password(monkeypatch, address, told):
    monkeypatch.setenv("CRM_URL", address)
    with pytest.raises(ValueError, match=told) as refused:
        open_database("s1")
    assert "secret" not in "".join(traceback.format_exception(refused.value))


# ---- what happens to a file that is open ----


def test_a_file_that_was_deleted_is_not_made_anew(mine, who, tmp_path):
    (tmp_path / "mine.sqlite").unlink()
    for what in (
        lambda: timeline(mine, who),
        lambda: record_contact(mine, customer=who, **CALL),
    ):
        with pytest.raises(FileNotFoundError, match="is gone"):
            what()
    assert not list(tmp_path.iterdir())


def test_a_file_that_may_only_be_read_is_told(mine, who, tmp_path):
    from sqlalchemy import create_engine

    place = (tmp_path / "mine.sqlite").as_uri()
    closed = create_engine(f"sqlite:///{place}?mode=ro&uri=true")
    with pytest.raises(Refused, match=r"refuses: attempt to write a readonly database\. Nothing"):
        record_contact(closed, customer=who, **CALL)
    closed.dispose()


def test_a_file_that_another_program_holds_is_told(mine, who, tmp_path):
    from sqlalchemy import create_engine

    place = (tmp_path / "mine.sqlite").as_posix()
    impatient = create_engine(f"sqlite:///{place}", connect_args={"timeout": 0})
    other = sqlite3.connect(tmp_path / "mine.sqlite")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(Refused, match="database is locked"):
            record_contact(impatient, customer=who, **CALL)
    finally:
        other.close()
        impatient.dispose()


WRITER = """
import sys
from mkt40_helpers.crm import open_database, record_contact
db = open_database(path=sys.argv[1])
for _ in range(40):
    record_contact(db, customer=sys.argv[2], channel="phone", topic="repair",
                   time="2026-09-14 10:05")
"""


def test_a_look_and_the_write_after_it_are_one(mine, who, tmp_path):
    """Another desk cannot take the next number between the two."""
    other = sqlite3.connect(tmp_path / "mine.sqlite", timeout=0)
    with writing(mine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("INSERT INTO contacts SELECT * FROM contacts WHERE 0")
    other.close()


def test_three_desks_write_at_once(mine, who, tmp_path):
    before = sizes(mine)["contacts"]
    line = [sys.executable, "-c", WRITER, str(tmp_path / "mine.sqlite"), who]
    desks = [subprocess.Popen(line) for _ in range(3)]
    assert [desk.wait(timeout=120) for desk in desks] == [0, 0, 0]
    assert sizes(mine)["contacts"] == before + 3 * 40


# ---- what is given for a database, a number or a word ----


WAVE = pd.DataFrame({"customer": ["a", "b"], "arm": ["treated", "control"]})


@pytest.mark.parametrize(
    "what",
    [
        lambda db: timeline(db, "C00003"),
        lambda db: record_contact(db, customer="C00003", **CALL),
        lambda db: select(db, "best", channel="phone", day="2026-09-14", offer="own"),
        lambda db: measure(db, 3, margin=36, cost=2.1),
        lambda db: track(
            db, WAVE, name="x", start="2026-09-14", channel="phone", offer="x", price=1, cost=1,
            margin=1, target="x",
        ),
        lambda db: serve(db).__enter__(),
    ],
)  # fmt: skip
def test_a_path_is_no_database(what):
    with pytest.raises(ValueError, match=r"open_database gives, not 'mine.sqlite'"):
        what("mine.sqlite")


@pytest.mark.parametrize("kind", ["int8", "int16", "uint8", "uint64", "float32", "float64", "bool"])
def test_each_kind_of_number_finds_its_row(mine, kind):
    """SQLite would keep the bytes of some of them, and find nothing."""
    one = np.ones(1, kind)[0]
    found = asked(mine, "SELECT COUNT(*) AS n FROM contacts WHERE contact = :one", one=one)
    assert found["n"][0] == 1


@pytest.mark.parametrize("word", [pd.NA, pd.Series(["phone"]), np.array(["phone", "store"])])
def test_a_channel_that_is_no_text_is_refused(mine, who, word):
    with pytest.raises(Refused, match="is no channel"):
        record_contact(mine, customer=who, **{**CALL, "channel": word})


@pytest.mark.parametrize("noted", [None, np.nan, "no", 5])
def test_a_note_is_there_or_not(mine, who, noted):
    contact = record_contact(mine, customer=who, **CALL)
    with pytest.raises(Refused, match=r"noted is .*: give True or False"):
        open_ticket(mine, contact=contact, service_area="call centre", noted=noted)


def test_a_year_of_two_figures_is_refused(mine, who):
    with pytest.raises(Refused, match="write it as '2026-09-14 10:05'"):
        record_contact(mine, customer=who, **{**CALL, "time": "0026-09-14 10:05"})
