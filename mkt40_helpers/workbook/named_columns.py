"""Causes where a text names columns: in ``query("...")``, in SQL, and in a picture of seaborn.

What is advised elsewhere (quotation marks, square brackets) would be wrong there.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.causes import (
    Cause,
    Met,
    Words,
    found_in,
    near_whatever_capitals,
    said,
)

__all__ = ["DATABASES", "PICTURES", "QUERIES"]

_MOST_COLUMNS = 15


def _listed(columns: Any) -> str:
    names = [str(name) for name in columns]
    return ", ".join(names[:_MOST_COLUMNS]) + (", ..." if len(names) > _MOST_COLUMNS else "")


def _first_table(met: Met) -> tuple[str, pd.DataFrame] | None:
    """Give the first table that the line names."""
    used = [(met.line.find(name), name) for name in met.tables if name in met.line]
    return (min(used)[1], met.tables[min(used)[1]]) if used else None


# ---- inside the text of query ----


def _condition(met: Met) -> str:
    """Give the text between the brackets of query; nothing where the line holds none."""
    found = re.search(r"""\.query\(\s*(["'])(.*?)\1\s*[,)]""", met.line)
    return found[2] if found else ""


def _inside(pattern: str, kind: Any = Exception, text: str = "") -> Any:
    """Make a sign as `said` does, whose last pattern looks into the text of query."""

    def sign(met: Met) -> Words | None:
        condition = _condition(met)
        if not condition or not isinstance(met.problem, kind) or not re.search(pattern, met.text):
            return None
        found = re.search(text, condition)
        return found.groupdict() if found else None

    return sign


def _bare_word(met: Met) -> str | None:
    """Give the word inside the text of query that is no column."""
    if not isinstance(met.problem, pd.errors.UndefinedVariableError):
        return None
    found = re.search(r"name '(\w+)' is not defined", met.text)
    return found[1] if found else None


def _not_a_text(met: Met) -> Words | None:
    name = getattr(met.problem, "name", None) if isinstance(met.problem, NameError) else None
    bare = name and re.search(rf"\.query\(\s*[\w.\[(]*\b{name}\b", met.line)
    a_column = any(name in table.columns for table in met.tables.values())
    return {"name": name} if bare and a_column else None


def _table_inside(met: Met) -> Words | None:
    name = _bare_word(met)
    return {} if name and isinstance(met.names.get(name), pd.DataFrame) else None


def _own_name(met: Met) -> Words | None:
    name = _bare_word(met)
    return {"name": name} if name in met.names else None


def _misspelt(met: Met) -> Words | None:
    name, table = _bare_word(met), _first_table(met)
    near = near_whatever_capitals(name, table[1].columns) if name and table else None
    return {"name": name, "near": near} if near else None


def _text_without_quotes(met: Met) -> Words | None:
    words = re.findall(r"==?\s*([A-Za-z]\w*(?: \w+)*)", _condition(met))
    for name in [_bare_word(met), *words] if isinstance(met.problem, _UNREAD) else []:
        if name and (place := found_in(met, name)):
            return {"name": name, "table": place[0], "column": place[1]}
    return None


def _no_column(met: Met) -> Words | None:
    name, table = _bare_word(met), _first_table(met)
    if not name or not table:
        return None
    return {"name": name, "table": table[0], "columns": _listed(table[1].columns)}


def _decimal_comma(met: Met) -> Words | None:
    found = re.search(r"[<>=]\s*((\d+),(\d+))(?![\w.,])", _condition(met))
    if not found or not isinstance(met.problem, _ODD):
        return None
    return {"number": found[1], "fixed": f"{found[2]}.{found[3]}"}


_UNREAD = (SyntaxError, pd.errors.UndefinedVariableError)
# What pandas raises of a text that it cannot read as a condition.
_ODD = (SyntaxError, NotImplementedError, ValueError, TypeError)

QUERIES: list[Cause] = [
    (_not_a_text, "query.not_a_text"),
    (_inside("", SyntaxError, r"=\s*!(?!=)"), "unreadable.is_not"),
    (_inside("", SyntaxError, r"=\s*>|=<|<>|[<>!] =|= ="), "unreadable.comparison_order"),
    (
        _inside("", SyntaxError, r"&&|\|\||\b(AND|OR|And|Or|en|of|und|oder|et|ou)\b"),
        "query.and_or",
    ),
    (
        _inside("", SyntaxError, r"(?<!')\b(?P<date>\d{4}-\d\d?-\d\d?)\b(?!')"),
        "query.date",
    ),
    (_text_without_quotes, "query.text_without_quotes"),
    (_table_inside, "query.table_inside"),
    (_misspelt, "query.misspelt"),
    (_own_name, "query.own_name"),
    (_no_column, "query.no_column"),
    (_inside("cannot assign without a target", ValueError), "query.one_equals"),
    (_decimal_comma, "unreadable.decimal_comma"),
    (
        _inside("not supported between|Invalid comparison|<U|StrDType", TypeError, "'"),
        "query.text_and_number",
    ),
    (_inside("nodes are not implemented|invalid syntax|keyword not valid"), "query.unreadable"),
    (_inside("multi-line statement|was never closed|unmatched|EOF"), "query.unreadable"),
]


# ---- in a question to a database ----


def _answered(pattern: str) -> Any:
    """Make a sign of what SQLite answers, which SQLAlchemy and pandas wrap in words of theirs."""
    return said(rf"\(sqlite3\.\w+\) {pattern}")


DATABASES: list[Cause] = [
    (_answered(r"no such column: (?:\w+\.)?(?P<word>\S+)"), "database.no_column"),
    (_answered(r"no such table: (?P<word>\S+)"), "database.no_table"),
    (_answered(r"no such function: (?P<word>\S+)"), "sql_stops.no_function"),
    (_answered(r"ambiguous column name: (?P<word>\S+)"), "sql_stops.ambiguous"),
    (_answered(r"near \"(?P<word>.+?)\": syntax error"), "sql_stops.near"),
    (_answered("incomplete input"), "sql_stops.incomplete"),
    (_answered(r"misuse of aggregate:? (?:function )?(?P<word>\w+)"), "sql_stops.aggregate"),
    (said(r"required for bind parameter '(?P<word>\w+)'"), "database.gap"),
]


# ---- a picture of seaborn ----


def _asked(met: Met) -> tuple[str, str] | None:
    """Give what a picture was to draw and is no column of its table, and the place of it."""
    found = re.search(r"Could not interpret (?:value|input) [`'](.*?)[`']", met.text)
    if not found:
        return None
    place = re.search(r"for (?:parameter )?[`'](\w+)[`']", met.text)
    return found[1], place[1] if place else "x"


def _bare(met: Met) -> Words | None:
    name = getattr(met.problem, "name", None) if isinstance(met.problem, NameError) else None
    place = re.search(rf"\bsns\.\w+\(.*\b(\w+)={name}\b", met.line)
    a_column = any(name in table.columns for table in met.tables.values())
    return {"name": name, "place": place[1]} if place and a_column else None


def _value(met: Met) -> Words | None:
    asked = _asked(met)
    place = found_in(met, asked[0]) if asked else None
    words = _not_in_picture(met)
    return {**words, "table": place[0], "column": place[1]} if words and place else None


def _misspelt_in_picture(met: Met) -> Words | None:
    words, table = _not_in_picture(met), _first_table(met)
    near = near_whatever_capitals(words["name"], table[1].columns) if words and table else None
    return {**words, "near": near} if words and near else None


def _not_in_picture(met: Met) -> Words | None:
    asked, table = _asked(met), _first_table(met)
    if not asked or not table:
        return None
    name, place = asked
    return {
        "name": name, "place": place, "table": table[0], "columns": _listed(table[1].columns),
    }  # fmt: skip


PICTURES: list[Cause] = [
    (said("Could not interpret (value|input) [`']___"), "names.gap"),
    (_bare, "draw.bare"),
    (_value, "draw.value"),
    (_misspelt_in_picture, "draw.misspelt"),
    (_not_in_picture, "draw.no_column"),
    (said("Could not interpret (value|input)"), "draw.no_table"),
    (said("Data source must be a DataFrame"), "draw.table_in_quotes"),
    # seaborn takes pandas' whole numbers for no numbers where it makes colours of them.
    (said(r"Cannot interpret 'U?Int\d+Dtype", line=r"\bsns\.\w+\(.*\bhue="), "draw.hue_of_numbers"),
]
