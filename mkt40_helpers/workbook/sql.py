"""The kind of answer that is the text of one SELECT, run on a database of the learner's own rows.

The query may only read, and only for some seconds. It is judged by the rows that come out, so
every query that finds them is right.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mkt40_helpers.workbook.figures import same
from mkt40_helpers.workbook.kinds import Load, Maker, Tables
from mkt40_helpers.workbook.plain import MOST_TEXT, plain
from mkt40_helpers.workbook.remarks import other_thing
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["SECONDS", "Sql"]

SECONDS = 5.0
# How many steps of its own machine SQLite takes between two looks at the clock.
_STEPS = 10_000
# More rows, or a longer text in one of them, are no answer; both could fill the memory.
_MOST_ROWS = 20_000
_LONGEST = 100_000
_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
# What somebody may call an empty cell.
_EMPTY = {"EMPTY", "BLANK", "NONE", "NAN", "NA"}
_CURLY = ("\u2018", "\u2019", "\u201c", "\u201d")
# What a database answers, the sentence that says it plainly, and where it names what.
_TOLD = (
    (r"no such column: (?:\w+\.)?(\S+)", "no_column"),
    (r"no such table: (\S+)", "no_table"),
    (r"no such function: (\S+)", "no_function"),
    (r"ambiguous column name: (\S+)", "ambiguous"),
    (r"near \"(.+)\": syntax error", "near"),
    (r"incomplete input()", "incomplete"),
    (r"unrecognized token: \"?(.+)", "near"),
    (r"misuse of (?:window |aggregate )?(?:function )?(\w+)", "aggregate"),
    (r"one statement at a time()", "one_statement"),
    (r"(?:not authorized|prohibited)()", "only_reads"),
    (r"interrupted()", "too_slow"),
    (r"(?:too big|too long)()", "too_large"),
    (r"number of bindings()", "parameters"),
)


@dataclass(frozen=True)
class Sql:
    """The text of one SELECT.

    Attributes
    ----------
    database : callable
        Makes a database in memory, an open ``sqlite3.Connection``, of the exercise's tables.
    columns : tuple of str
        What the question asks for, as the feedback calls it; their order does not count.
    ordered : bool
        Whether the order of the rows counts.
    decimals : int
        The fewest decimals to which a figure in the rows may be rounded.

    Examples
    --------
    >>> import pandas as pd
    >>> def opened(people):
    ...     db = sqlite3.connect(":memory:")
    ...     people.to_sql("people", db, index=False)
    ...     return db
    >>> kind = Sql(opened, ("name",))
    >>> people = pd.DataFrame({"name": ["Ann", "Bo"], "age": [30, 20]})
    >>> kind.value("SELECT name FROM people WHERE age > 25", lambda: [people])["rows"]
    [('Ann',)]
    >>> kind.value("SELECT nmae FROM people", lambda: [people])["trouble"]
    'The database knows no column `nmae`. Did you mean `name`?'
    """

    needs: ClassVar = frozenset[str]()
    several: ClassVar = False

    database: Callable[..., sqlite3.Connection]
    columns: tuple[str, ...]
    ordered: bool = False
    decimals: int = 2

    def with_words(self, words: Mapping[str, Any]) -> Sql:
        return self

    def read(self, answer: Any, tables: Tables) -> Any:
        # Loaded where a query is read: the notebook that asks for one has it already.
        from sqlalchemy import TextClause

        # A lesson writes text("SELECT ..."), which is the query with a wrapper around it.
        return plain(answer.text if isinstance(answer, TextClause) else answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self._run(maker, tables)

    def form(self, given: Any) -> Sentence | None:
        if isinstance(given, dict) and ({"columns", "series"} & given.keys()):
            return say("sql.table")
        if not isinstance(given, str):
            return (other_thing(given) if given is None else None) or say("sql.asked")
        if len(given) >= MOST_TEXT:  # `plain` cuts it there
            return say("sql.too_long", most=MOST_TEXT)
        words = re.sub(r"--[^\n]*|/\*.*?\*/", " ", given, flags=re.DOTALL)
        first = re.match(r"[\s(;]*(\w+)", words)
        if first is None:
            return say("sql.asked")
        verb = first[1].upper()
        if verb in ("SELECT", "WITH", "VALUES"):
            return None
        changes = ("INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "REPLACE", "PRAGMA")
        return (
            say("sql_stops.only_reads")
            if verb in changes
            else say("sql.begins", word=first[1][:30])
        )

    def value(self, given: Any, load: Load = tuple) -> Any:
        return self._run(given, load())

    def _run(self, text: str, tables: Tables) -> dict[str, Any]:
        """Give the rows that a query finds, or say why it finds none."""
        text = re.sub(r";[\s;]*$", "", text)
        found: dict[str, Any] = {"text": text, "names": (), "rows": [], "trouble": None}
        with contextlib.closing(self.database(*tables)) as db:
            there = _names_in(db)
            _only_reads(db)
            try:
                cursor = db.execute(text)
                names = tuple(one[0] for one in cursor.description or ())
                rows = cursor.fetchmany(_MOST_ROWS + 1)
                found["quoted"] = _taken_for_text(db, text)
            except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as problem:
                return {**found, "trouble": _told(str(problem), there)}
        if len(rows) > _MOST_ROWS:
            return {**found, "trouble": say("sql.too_many", most=_MOST_ROWS)}
        return {**found, "names": names, "rows": rows}

    def same(self, value: Any, other: Any) -> bool:
        if value["trouble"] or other["trouble"] or len(value["rows"]) != len(other["rows"]):
            return False
        mine, its = self._in_order(value, other["names"]), other["rows"]
        if not self.ordered:
            mine, its = sorted(mine, key=_by_text), sorted(its, key=_by_text)
        return all(map(self._agree, mine, its))

    def _in_order(self, value: Any, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Put the columns in the order of these names, where they bear the same ones."""
        own = [name.lower() for name in value["names"]]
        wanted = [name.lower() for name in names]
        if sorted(own) != sorted(wanted) or len(set(own)) < len(own):
            return list(value["rows"])
        places = [own.index(name) for name in wanted]
        return [tuple(row[place] for place in places) for row in value["rows"]]

    def _agree(self, row: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
        return len(row) == len(other) and all(
            same(mine, its, self.decimals) for mine, its in zip(row, other, strict=True)
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        if self.same(value, wrong):
            return ""
        # With DISTINCT or without, it is the same idea.
        both = [
            {_by_text(row) for row in self._in_order(one, wrong["names"])} for one in (value, wrong)
        ]
        return "" if both[0] and both[0] == both[1] and not self.ordered else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        if value["trouble"]:
            return None
        if value["quoted"]:
            return say("sql.quoted", word=value["quoted"])
        mine, its = self._in_order(value, right["names"]), right["rows"]
        if not mine:
            return None
        if self.ordered and sorted(mine, key=_by_text) == sorted(its, key=_by_text):
            return say("sql.order")
        if len(mine) > len(set(mine)) and set(mine) == set(its):
            return say("sql.twice")
        return None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        trouble: Sentence | None = value["trouble"]
        if trouble:
            return trouble
        bare = _without_texts(value["text"])
        if re.search(r"&|(?<!\|)\|(?!\|)", bare):
            return say("sql.ampersand")
        asked = ", ".join(f"`{name}`" for name in self.columns)
        if len(value["names"]) != len(self.columns):
            return say("sql.columns", number=len(value["names"]), asked=asked)
        if not value["rows"]:
            return say("sql.no_rows")
        mine, its = Counter(self._in_order(value, right["names"])), Counter(right["rows"])
        number, good = sum(mine.values()), sum((mine & its).values())
        lacking = bool(its - mine)
        if len(value["rows"]) == 1 and "COUNT(" in value["text"].upper() and not good:
            return say("sql.counted", asked=asked)
        if not good:
            return say("sql.none_right", number=number, asked=asked)
        if good == number:
            return say("sql.lacking", number=number)
        told = say("sql.both" if lacking else "sql.too_wide", number=number, wrong=number - good)
        return told + f" {say('sql.or')}" if re.search(r"\bOR\b", bare, re.IGNORECASE) else told


def _without_texts(text: str) -> str:
    """Leave out texts, names in quotation marks and remarks: a sign in these is none."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)


def _taken_for_text(db: sqlite3.Connection, text: str) -> str | None:
    """Give a name in double quotation marks that no column bears: SQLite makes a text of it.

    In square brackets a name is a name: then the database itself says whether it knows it.
    """
    hidden = r"'[^']*'|--[^\n]*|/\*.*?\*/"  # where a mark is no mark
    named = re.sub(
        rf'({hidden})|"([^"\]]+)"',
        lambda found: found[1] or f"[{found[2]}]",
        text,
        flags=re.DOTALL,
    )
    try:
        db.execute(f"EXPLAIN {named}")
    except sqlite3.Error as problem:
        found = re.search(r"no such column: (.+)", str(problem))
        return found[1].strip('"')[:40] if found and f'"{found[1]}"' in text else None
    return None


def _by_text(row: tuple[Any, ...]) -> tuple[str, ...]:
    """Sort rows of any kinds alike; 3 and 3.0 are one figure."""
    return tuple(f"{cell:.6f}" if isinstance(cell, int | float) else str(cell) for cell in row)


def _names_in(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Name the tables and views, and the columns of each."""
    ask = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
    tables = [name for (name,) in db.execute(ask)]
    return {
        name: [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))]
        for name in tables
    }


def _only_reads(db: sqlite3.Connection) -> None:
    """Let a connection read only, and stop what takes too long or grows too large."""
    db.commit()
    ends = time.monotonic() + SECONDS
    db.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)

    def allowed(action: int, *what: object) -> int:
        return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY

    db.set_authorizer(allowed)


def _told(problem: str, there: Mapping[str, list[str]]) -> Sentence:
    """Say in plain words what the database answered."""
    for pattern, name in _TOLD:
        found = re.search(pattern, problem)
        if not found:
            continue
        word = found[1].strip('"')[:40]
        if name == "no_column":
            if not word.strip("_"):
                return say("sql.gap")
            owners = sorted(f"`{table}`" for table, columns in there.items() if word in columns)
            if owners:
                return say("sql.elsewhere", word=word, tables=", ".join(owners))
            if word.upper() in _EMPTY:
                return say("sql.empty", word=word)
            known = sorted({column for columns in there.values() for column in columns})
            return _unknown(say("sql.no_column", word=word), word, known)
        if name == "no_table":
            return _unknown(say("sql.no_table", word=word), word, sorted(there))
        return say(f"sql_stops.{name}", word=word)
    return say("sql.stops", error=problem[:200].rstrip(" :."))


def _unknown(told: Sentence, word: str, known: list[str]) -> Sentence:
    """Add to what is said of an unknown name the one that is like it."""
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return told + f" {say('sql.near_name', name=near[0])}"
    if word.startswith(_CURLY):
        return told + f" {say('sql.curly')}"
    return told + f" {say('sql.names', names=', '.join(known[:30]))}"
