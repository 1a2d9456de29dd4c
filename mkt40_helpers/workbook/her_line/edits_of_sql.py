"""Small edits of a SELECT, word by word: its text has no tree in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkt40_helpers.workbook.her_line.scope import Scope

__all__ = ["is_query", "sql_edits"]

_QUERY = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_WORD = re.compile(r"'[^']*'|<=|>=|<>|!=|[=<>]|\w+(?:\.\w+)?|\*|[(),]")
_SIGNS = {
    ">": (">=", "<", "<=", "="), ">=": (">", "<=", "<", "="),
    "<": ("<=", ">", ">=", "="), "<=": ("<", ">=", ">", "="),
    "=": ("<>", ">=", "<="), "<>": ("=",), "!=": ("=",),
}  # fmt: skip
# Its conditions, up to the next clause or the bracket that closes a query inside another one.
_WHERE = re.compile(
    r"\bWHERE\b((?:\([^()]*\)|[^()])*?)(?=\bGROUP\b|\bORDER\b|\bLIMIT\b|\bHAVING\b|\)|;|$)",
    re.IGNORECASE | re.DOTALL,
)
_AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX")

# The new text, the kind of edit, the words that it is about, how soon it is tried.
SqlEdit = tuple[str, str, str, int]


def is_query(text: str) -> bool:
    """Tell whether a text is a query."""
    return bool(_QUERY.match(text))


def sql_edits(text: str, scope: Scope) -> Iterator[SqlEdit]:
    """Give the edits of a query.

    Parameters
    ----------
    text : str
    scope : Scope

    Yields
    ------
    tuple of (new text, kind, words that it is about, how soon it is tried)

    Examples
    --------
    >>> query = "SELECT name FROM people WHERE age > 25"
    >>> next(new for new, kind, *_ in sql_edits(query, Scope({})) if kind == "border")
    'SELECT name FROM people WHERE age >= 25'
    """
    yield from _of_words(text, scope)
    yield from _of_conditions(text, scope)
    yield from _of_joins(text)


def _of_words(text: str, scope: Scope) -> Iterator[SqlEdit]:
    words = list(_WORD.finditer(text))
    for place, found in enumerate(words):
        word, (start, end) = found[0], found.span()

        def put(new: str, start: int = start, end: int = end) -> str:
            return text[:start] + new + text[end:]

        first, last = words[max(0, place - 1)], words[min(place + 1, len(words) - 1)]
        around = " ".join(text[first.start() : last.end()].split())
        if word in _SIGNS:
            for number, sign in enumerate(_SIGNS[word]):
                near = number == 0 and word not in ("=", "<>", "!=")
                yield put(sign), "border" if near else "comparison", around, 0 if near else 3
        elif word.upper() in _AGGREGATES and text[end : end + 1] == "(":
            for other in _AGGREGATES:
                if other != word.upper():
                    yield put(other), "aggregation", f"{word}(...)", 2
        elif word.upper() in ("AND", "OR"):
            yield put("OR" if word.upper() == "AND" else "AND"), "and_or", around, 3
        elif word.upper() == "DISTINCT":
            yield put(""), "step_more", word, 2
        elif word.upper() == "DESC":
            yield put(""), "argument", word, 3
        elif word.startswith("'"):
            for kind, other, likely in scope.texts_for(word.strip("'")):
                yield put(f"'{other}'"), kind, word, likely
        elif word.isdigit():
            for figure, likely in scope.numbers_for(int(word)):
                yield put(f"{figure:g}"), "number", word, likely
        else:
            table, _, column = word.rpartition(".")
            for kind, other, likely in scope.texts_for(column):
                if kind == "column":
                    yield put(f"{table}.{other}" if table else other), "column", word, likely


def _of_conditions(text: str, scope: Scope) -> Iterator[SqlEdit]:
    for found in re.finditer(r"\bIS\s+(NOT\s+)?NULL\b", text, re.IGNORECASE):
        new = "IS NULL" if found[1] else "IS NOT NULL"
        yield text[: found.start()] + new + text[found.end() :], "not", found[0], 1
    where = _WHERE.search(text)
    if where is None:
        end = re.search(r"\bGROUP\b|\bORDER\b|\bLIMIT\b|;|$", text, re.IGNORECASE)
        place = end.start() if end else len(text)
        for condition, likely in scope.sql_conditions():
            new = f"{text[:place].rstrip()} WHERE {condition} {text[place:]}"
            yield new, "condition_less", "FROM ...", likely
        return
    start, end_of_it = where.span(1)
    parts = re.split(r"\bAND\b", where[1], flags=re.IGNORECASE)
    for place, part in enumerate(parts):
        rest = " AND ".join(one.strip() for one in (*parts[:place], *parts[place + 1 :]))
        left = f"{text[:start]} {rest} {text[end_of_it:]}" if rest else (
            text[: where.start()] + text[end_of_it:]
        )  # fmt: skip
        yield left, "condition_more", " ".join(part.split()), 3
    for condition, likely in scope.sql_conditions():
        if condition not in where[1]:
            new = f"{text[:start]} ({where[1].strip()}) AND {condition} {text[end_of_it:]}"
            yield new, "condition_less", " ".join(where[0].split()), likely


def _of_joins(text: str) -> Iterator[SqlEdit]:
    for found in re.finditer(r"\b(LEFT\s+)?JOIN\b", text, re.IGNORECASE):
        new = "JOIN" if found[1] else "LEFT JOIN"
        yield text[: found.start()] + new + text[found.end() :], "argument", found[0], 2
    first = re.search(r"\bSELECT\b(?!\s+DISTINCT)", text, re.IGNORECASE)
    if first:
        yield f"{text[: first.end()]} DISTINCT{text[first.end() :]}", "step_less", "SELECT ...", 1
    for found in re.finditer(r"\bCOUNT\(\s*(?!DISTINCT)([\w.]+)\s*\)", text, re.IGNORECASE):
        new = f"COUNT(DISTINCT {found[1]})"
        yield text[: found.start()] + new + text[found.end() :], "aggregation", found[0], 1
    for found in re.finditer(r"\bCOUNT\(\s*(?:[\w.]+|\*)\s*\)", text, re.IGNORECASE):
        for new in ("COUNT(*)", "COUNT(DISTINCT customer)"):
            yield text[: found.start()] + new + text[found.end() :], "aggregation", found[0], 2
