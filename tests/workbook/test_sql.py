"""The kind of answer that is the text of one SELECT: right, wrong and hostile ones."""

from __future__ import annotations

import sqlite3
import time

import pandas as pd
import pytest
from sqlalchemy import text as clause

from mkt40_helpers.workbook import sql
from mkt40_helpers.workbook.sql import Sql

PEOPLE = pd.DataFrame(
    {
        "customer": ["C1", "C2", "C3", "C4"],
        "country": ["NL", "BE", "NL", None],
        "spent": [10.0, 20.5, 7.25, 3.0],
    }
)
TICKETS = pd.DataFrame(
    {"ticket": [1, 2, 3, 4], "customer": ["C1", "C1", "C2", "C3"], "open": [1, 1, 1, 0]}
)
RIGHT = "SELECT DISTINCT customer FROM tickets WHERE open = 1"

RIGHT_ORDER = "SELECT customer, spent FROM people ORDER BY spent"


def opened(people, tickets):
    db = sqlite3.connect(":memory:")
    people.to_sql("people", db, index=False)
    tickets.to_sql("tickets", db, index=False)
    return db


KIND = Sql(opened, ("customer",))


def value(text, kind=KIND):
    return kind.value(text, lambda: [PEOPLE, TICKETS])


def told(text, kind=KIND, right=RIGHT):
    """What the check says of a query."""
    mine, its = value(text, kind), kind.expect(right, [PEOPLE, TICKETS])
    if form := kind.form(text):
        return form
    return "right" if kind.same(mine, its) else kind.slip(mine, its) or kind.not_yet(mine, its)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        RIGHT.lower() + ";",
        "SELECT customer AS who FROM tickets WHERE open GROUP BY customer",
        "-- mine\nWITH busy AS (SELECT customer FROM tickets WHERE open = 1) "
        "SELECT DISTINCT * FROM busy",
        "SELECT p.customer FROM people p WHERE EXISTS "
        "(SELECT 1 FROM tickets t WHERE t.customer = p.customer AND open = 1) ORDER BY 1 DESC",
        "VALUES ('C2'), ('C1')",
        "/* of\ntwo lines */ SELECT 'C1' UNION SELECT 'C2'",
        "-- mine /* and his\n" + RIGHT,
        RIGHT + ";; ",
        'SELECT DISTINCT "customer" AS "her no" FROM "tickets" WHERE open ORDER BY "her no"',
        'SELECT DISTINCT customer FROM tickets WHERE open AND customer <> \'"x"\' -- "y"',
    ],
)
def test_any_query_that_finds_the_rows_is_right(text):
    assert told(text) == "right"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT customer FROM tickets WHERE open = 1", "more than once"),
        ("SELECT customer FROM tickets WHERE open = NULL", "no row passes"),
        ("SELECT customer FROM people", "do not belong: 2"),
        ("SELECT 'C1'", "All 1 of your rows belong there"),
        ("SELECT customer FROM people WHERE customer <> 'C1'", "others are missing"),
        ("SELECT country FROM people WHERE spent > 5", "none of its rows (3 in all)"),
        ("SELECT COUNT(*) FROM tickets WHERE open = 1", "Your query counts"),
        ("SELECT 'C9'", "none of its rows (1 in all)"),
        ("SELECT customer, open FROM tickets", "Columns in your answer: 2. Asked for: `customer`."),
        ("SELECT custmer FROM tickets", "no column `custmer`. Did you mean `customer`?"),
        ("SELECT t.custmer FROM tickets t", "no column `custmer`. Did you mean"),
        ("SELECT customer FROM people WHERE country = open", "but in `tickets`: look at FROM"),
        (
            "SELECT customer FROM people WHERE country = open",
            "is the name of a column. If you mean",
        ),
        ("SELECT customer FROM people WHERE country = open", "quotation marks: 'open'"),
        ("SELECT zz FROM tickets", "It knows: country, customer"),
        (
            "SELECT customer",
            "it is not where you look for it, but in `people`, `tickets`",
        ),
        ("SELECT people.open FROM people", "but in `tickets`: look at FROM and JOIN"),
        ("SELECT customer FROM tickets WHERE ___", "A gap (`___`) is still open"),
        ("SELECT customer FROM tickets WHERE open IS EMPTY", "An empty cell is called NULL"),
        (
            "SELECT customer FROM people WHERE spent > 5 & country = 'NL'",
            "AND joins two conditions",
        ),
        (
            "SELECT customer FROM people WHERE spent > 5 | country = 'NL'",
            "AND joins two conditions",
        ),
        ("SELECT customer FROM people WHERE spent > 9 OR country = 'NL'", "`OR` lets a row pass"),
        ("SELECT customer FROM people WHERE spent > 3", "missing, or lets too much through?"),
        ("SELECT customer FROM crm.tickets", "no table `crm.tickets`. Did you mean `tickets`?"),
        ('SELECT "custmer" FROM tickets', "no column is called `custmer`. SQLite then takes it"),
        ('SELECT customer FROM tickets WHERE "opne" = 1', "no column is called `opne`"),
        ('SELECT customer FROM people WHERE country = "B"', "no column is called `B`"),
        (RIGHT + " " * 2000 + "AND 1 = 0", "fewer than 2,000 characters"),
        ("SELECT customer FROM tickets WHERE open = \u2018yes\u2019", "curly"),
        ("SELECT customer FROM ticket", "no table `ticket`. Did you mean `tickets`?"),
        ("SELECT customer FROM people, tickets", "More than one table has a column `customer`"),
        ("SELECT customer FORM tickets", "cannot be read at `tickets`"),
        ("SELECT customer FROM tickets WHERE (open = 1", "is a bracket still open"),
        ("SELECT customer FROM tickets WHERE COUNT(*) > 1 GROUP BY 1", "looks at many rows"),
        ("SELECT YEAR(customer) FROM tickets", "no function `YEAR`"),
        ("SELECT customer FROM tickets; SELECT 1", "more than one statement"),
        ("SELECT customer FROM tickets WHERE customer = :who", "without parameters"),
        ("SELECT customer FROM tickets WHERE customer = 'C1", "cannot be read at `'C1`"),
        ("DELETE FROM tickets", "would change the database"),
        ("WITH x AS (SELECT 1) DELETE FROM tickets", "would change the database"),
        ("customer = 'C1'", "begins with SELECT. Yours begins with customer"),
        ("", "in quotation marks"),
        ("-- nothing", "in quotation marks"),
    ],
)
def test_each_slip_is_told_in_plain_words(text, part):
    assert part.lower() in told(text).lower()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT customer FROM people WHERE country <> 'A & B OR C'",
        "SELECT customer || '' FROM people -- & OR",
        'SELECT customer AS "mine & OR" FROM people /* | OR */',
    ],
)
def test_a_sign_in_a_text_a_name_or_a_remark_is_none(text):
    assert "AND" not in told(text) and "do not belong" in told(text)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (TICKETS[["customer"]], "query itself"),
        (TICKETS["customer"], "query itself"),
        (None, "None"),
        (7, "in quotation marks"),
        (["SELECT 1"], "in quotation marks"),
        (len, "in quotation marks"),
    ],
)
def test_what_is_no_text_is_asked_for_the_text(answer, part):
    assert part in KIND.form(KIND.read(answer, [PEOPLE, TICKETS]))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "WITH x AS (SELECT 1) INSERT INTO tickets SELECT 9, 'C9', 1",
        "SELECT * FROM pragma_table_info('tickets')",
        "SELECT name FROM sqlite_schema; DROP TABLE tickets",
        "SELECT zeroblob(900000000)",
        "SELECT 1 FROM tickets WHERE \x00",
        "SELECT '\ud800'",
        "ATTACH 'x.db' AS x",
    ],
)
def test_a_hostile_query_changes_nothing_and_is_told_in_words(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    assert told(text) != "right"
    assert KIND.form(text) or value(text)["trouble"]
    assert not list(tmp_path.iterdir())


def test_a_query_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(sql, "SECONDS", 0.2)
    begins = time.monotonic()
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"
    )
    assert "still running" in told(endless)
    assert time.monotonic() - begins < 5


def test_a_query_of_all_pairs_is_too_many(monkeypatch):
    monkeypatch.setattr(sql, "_MOST_ROWS", 10)
    assert "more than 10 rows" in told("SELECT 1 FROM people, tickets")


def test_columns_may_stand_in_another_order_under_their_names():
    kind = Sql(opened, ("customer", "spent"))
    right = "SELECT customer, spent FROM people"
    assert told("SELECT spent, customer FROM people", kind, right) == "right"
    assert told("SELECT ROUND(spent, 2) AS spent, Customer FROM people", kind, right) == "right"
    assert told("SELECT spent, customer AS spent FROM people", kind, right) != "right"
    some = told("SELECT spent, customer FROM people WHERE spent > 5", kind, right)
    assert "All 3 of your rows belong there" in some
    twice = "SELECT spent, customer FROM people UNION ALL SELECT spent, customer FROM people"
    assert "more than once" in told(twice, kind, right)


def test_the_order_of_the_rows_counts_where_it_is_asked_for():
    kind = Sql(opened, ("customer",), ordered=True)
    right = "SELECT customer FROM people ORDER BY spent"
    assert told(right + " LIMIT 4", kind, right) == "right"
    assert "another order" in told("SELECT customer FROM people ORDER BY spent DESC", kind, right)
    both, right = Sql(opened, ("customer", "spent"), ordered=True), RIGHT_ORDER
    turned = "SELECT spent, customer FROM people ORDER BY spent DESC"
    assert "another order" in told(turned, both, right)


def test_a_query_as_the_lesson_writes_it_is_its_text():
    """`text("...")` of SQLAlchemy is the query itself, and no other kind of thing."""
    assert KIND.read(clause(RIGHT), [PEOPLE, TICKETS]) == RIGHT


def test_a_mistake_is_a_query_too():
    wrong = KIND.expect("SELECT customer FROM tickets", [PEOPLE, TICKETS])
    assert KIND.remark(value("SELECT customer FROM tickets LIMIT 9"), wrong) == ""
    assert KIND.remark(value(RIGHT), wrong) is None


def test_a_mistake_is_known_with_distinct_or_without():
    wrong = KIND.expect("SELECT DISTINCT customer FROM tickets", [PEOPLE, TICKETS])
    assert KIND.remark(value("SELECT customer FROM tickets"), wrong) == ""
    assert KIND.remark(value("SELECT customer FROM people WHERE spent < 9"), wrong) is None


def test_a_text_in_double_quotation_marks_that_finds_the_rows_is_right():
    """SQLite reads it so, and a query is judged by its rows."""
    right = "SELECT customer FROM people WHERE country = 'BE'"
    assert told('SELECT customer FROM people WHERE country = "BE"', right=right) == "right"


def test_a_few_long_texts_do_not_fill_the_memory():
    long = "WITH n(x) AS (VALUES (1), (2)) SELECT hex(zeroblob(100000)) FROM n"
    assert "too long" in told(long)
