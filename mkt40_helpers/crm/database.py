"""A small CRM on a real database: a file of the learner's own, made from the course's tables."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.crm.schema import SOURCES, rows, schema

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


class Refused(ValueError):
    """What the CRM does not record, with the reason; nothing of it was written."""


def open_database(
    student: str | int | None = None, path: str | os.PathLike[str] | None = None
) -> Engine:
    """Open a CRM database, and fill it with the course's tables where it is empty.

    Parameters
    ----------
    student : str, optional
        A learner's number: the database then holds her own sample, as in `data.load`.
    path : str or Path, optional
        The file. Without it, a temporary one that goes when Python ends. A file that is there
        already is opened as it is, with all that was written into it.

    Returns
    -------
    sqlalchemy.Engine
        For ``pd.read_sql(text("SELECT ..."), db, params={...})``, and for
        ``with db.begin() as both: both.execute(text("INSERT ..."), {...})``, in which all is
        written or nothing.

    Raises
    ------
    ValueError
        `student` is no text; the file is no database of this kind, or its folder (or the server) is
        not there.

    Notes
    -----
    Twelve tables: products, customers, records, contacts, tickets, opportunities, consents,
    campaigns, sends, responses and transactions. Columns are named as in the course's tables, but
    for contacts (topic, and ticket for `case`) and sends (arm for `group`, and day). What is
    "mail" in the course is "email" in contacts and "letter" in campaigns. Days and times are text
    such as "2026-08-31" and "2026-08-31 22:42".

    Where the environment variable ``CRM_URL`` holds the address of a database server (in
    SQLAlchemy's form) and no path is given, that database is used. Tables that it lacks are made;
    they are filled if it has no customers; nothing is ever dropped.

    No connection is kept open between two uses, so the file can be deleted on Windows too. A file
    that is gone is not made anew by the next question.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> db = open_database()
    >>> ask = "SELECT record, first_name, phone FROM records WHERE customer = :who"
    >>> pd.read_sql(text(ask), db, params={"who": "C02841"}).values.tolist()
    [[318, 'Kim', '06-00940185'], [1154, 'K.', '0600940185']]
    """
    from sqlalchemy import URL, event, exc

    if str(student).endswith((".sqlite", ".db")):
        raise ValueError(
            f"{student!r} is a file: give it as path, open_database(path={student!r})."
        )
    folder = None
    address: Any = os.environ.get("CRM_URL", "").strip()
    if path is not None or not address:
        if path is None:
            folder = tempfile.mkdtemp(prefix="crm_")
            path = Path(folder) / "crm.sqlite"
        if not isinstance(path, str | os.PathLike) or str(path) in ("", ":memory:"):
            raise ValueError(f'path is {path!r}: give the name of a file, such as "crm.sqlite".')
        address = URL.create("sqlite", database=str(path))
    db = _engine(address)
    if folder is not None:
        weakref.finalize(db, shutil.rmtree, folder, ignore_errors=True)
    if db.dialect.name == "sqlite":
        _take_numpy()
        event.listen(db, "connect", _with_foreign_keys)
    try:
        schema().create_all(db)
        with db.connect() as there:
            for table in schema().tables.values():
                there.execute(table.select().limit(0))  # tables of another kind lack a column
    except exc.DatabaseError as problem:
        look = "Is the folder there, and is the file a database? Give another path."
        if path is None:
            look = "Is the server there, and is its address in CRM_URL right?"
        place = db.url.render_as_string()  # without the password
        raise ValueError(
            f"No database can be opened at {place}: {problem.orig}. {look}"
        ) from problem
    if db.dialect.name == "sqlite":
        event.listen(db, "do_connect", functools.partial(_still_there, str(db.url.database)))
    _fill(db, student)
    return db


def require_database(db: Any) -> None:
    """Refuse what `open_database` has not given."""
    from sqlalchemy import Engine

    if not isinstance(db, Engine):
        raise ValueError(f"Give the database that open_database gives, not {db!r}.")


@contextlib.contextmanager
def writing(db: Engine) -> Iterator[Connection]:
    """Begin a transaction in which all is written or nothing; tell what the database refuses."""
    from sqlalchemy import exc

    require_database(db)
    try:
        with db.begin() as both:
            if db.dialect.name == "sqlite":
                # From the first look on: two desks would otherwise take the same next number.
                both.exec_driver_sql("BEGIN IMMEDIATE")
            yield both
    except exc.DBAPIError as problem:
        raise Refused(
            f"The database refuses: {problem.orig}. Nothing was written. Is the file locked by "
            "another program, or may it only be read?"
        ) from problem


def in_memory(
    customers: pd.DataFrame,
    records: pd.DataFrame,
    contacts: pd.DataFrame,
    tickets: pd.DataFrame,
    consents: pd.DataFrame,
) -> sqlite3.Connection:
    """Make a small database in memory of five of the course's tables, for one query.

    Parameters
    ----------
    customers, records, contacts, tickets, consents : DataFrame
        The course's tables in this order (records: crm_records), as `data.load` gives them.

    Returns
    -------
    sqlite3.Connection
        With the names of tables and columns of `open_database`, to be read only: without its keys
        and rules.

    Examples
    --------
    >>> import contextlib
    >>> names = ["customers", "crm_records", "contacts", "tickets", "consents"]
    >>> with contextlib.closing(in_memory(*(data.load(name, "s123") for name in names))) as db:
    ...     db.execute("SELECT COUNT(*) FROM tickets WHERE closed IS NULL").fetchall()
    [(74,)]
    """
    given = {
        "customers": customers,
        "records": records,
        "contacts": contacts,
        "tickets": tickets,
        "consents": consents,
    }
    db = sqlite3.connect(":memory:")
    for name, frame in given.items():
        db.execute(_create(name))
        _insert(db, name, frame)
    db.commit()
    return db


def _engine(address: Any) -> Engine:
    from sqlalchemy import create_engine, exc, pool

    form = "SQLAlchemy's form, such as postgresql+psycopg://name:password@server/crm"
    try:
        db = create_engine(address, poolclass=pool.NullPool)
    except exc.ArgumentError:
        # Without the address, in which a password may stand.
        raise ValueError(f"CRM_URL holds no address of a database. Give it in {form}.") from None
    except ImportError as problem:
        raise ValueError(f"The driver that CRM_URL names is not installed: {problem}.") from None
    if db.dialect.name == "sqlite" and db.url.database in (None, "", ":memory:"):
        raise ValueError("CRM_URL names no file, so nothing would be kept. Name one, or unset it.")
    return db


def _still_there(path: str, *_: object) -> None:
    """Refuse a file that was deleted: SQLite would make an empty one of its name."""
    if not Path(path).exists():
        raise FileNotFoundError(f"The database {path} is gone. Make another with open_database.")


def _fill(db: Engine, student: str | int | None) -> None:
    """Fill a database without customers, all of it or nothing."""
    from sqlalchemy import text

    with db.begin() as start:
        if start.execute(text("SELECT COUNT(*) FROM customers")).scalar():
            return
        for name, table in schema().tables.items():
            frame = data.load(SOURCES.get(name, name), student)
            if db.dialect.name == "sqlite":
                # The driver takes a third of the time that SQLAlchemy's own insert does.
                _insert(start.connection.driver_connection, name, frame)
            else:
                names = [column.name for column in table.columns]
                found = [dict(zip(names, row, strict=True)) for row in rows(name, frame)]
                start.execute(table.insert(), found)


def _insert(db: Any, name: str, frame: pd.DataFrame) -> None:
    """Write the rows of a table through the driver of SQLite."""
    places = ", ".join("?" * len(schema().tables[name].columns))
    db.executemany(f"INSERT INTO {name} VALUES ({places})", rows(name, frame))


@functools.cache
def _create(name: str) -> str:
    """Give the statement that makes a table which is only read.

    It has no keys and no rules: looking at them would take as long as all the rest.
    """
    columns = schema().tables[name].columns
    return f"CREATE TABLE {name} ({', '.join(f'{one.name} {one.type}' for one in columns)})"


def _with_foreign_keys(connection: sqlite3.Connection, _: object) -> None:
    """Let SQLite look at the keys: it does so only when asked, on each connection."""
    connection.execute("PRAGMA foreign_keys = ON")


def _take_numpy() -> None:
    """Let SQLite take the numbers of a table, which it would store as bytes without a word."""
    kinds = [np.dtype(code).type for code in (*np.typecodes["AllInteger"], "?", "f")]
    for kind in kinds:
        sqlite3.register_adapter(kind, lambda value: value.item())
