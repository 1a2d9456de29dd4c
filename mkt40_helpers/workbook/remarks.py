"""What the check says of an answer of another form, and of one that is nearly right."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from mkt40_helpers.workbook.figures import by_slip, rounded_to, same, two_figures

__all__ = [
    "EMPTY",
    "is_whole_result",
    "names_at",
    "other_thing",
    "rounded_too_much",
    "slip_of",
    "table_for_groups",
    "text_for_a_number",
    "the_one",
    "tidy_name",
    "two_for_a_number",
    "whole_result",
]

_OTHERS = {
    "function": "You gave the function itself. Call it: write its name followed by brackets, "
    "with what it needs between them.",
    "nan": "Your answer is nan, 'not a number': somewhere a missing value came in. "
    "Look at each step of your calculation.",
    "missing": "Your answer is <NA>, a missing value: somewhere a missing value came in. "
    "Look at each step of your calculation.",
    "huge": "Your answer is a number of more than fifteen digits. Look at each step of your "
    "calculation.",
    "inf": "Your answer is infinite: somewhere a number was divided by zero. "
    "Look at each step of your calculation.",
}

EMPTY = "Your answer is empty: no group is left in it. Look at each step of your selection."

_NOTHING = (
    "Your answer is None, Python's word for nothing. Does it come from print(...), or from a "
    "function without return? print only shows a value: put the value itself into your answer."
)

_SLIPS = {
    "fraction": "The calculation is right, but this is a fraction. The question asks for "
    "{unit}: multiply by 100.",
    "percent twice": "The calculation is right, but it was multiplied by 100 once too often. "
    "The question asks for {unit}.",
    "complement": "The calculation is right, but of the other part: yours and the one asked for "
    "add up to 100.",
    "sign": "The size is right, the sign is not: it is the other way round. "
    "Look at what is taken away from what.",
    "thousands": "This is a thousandth of it. Python's point is the decimal point: write "
    "thousands without a point or comma.",
    "reciprocal": "The right two things are divided, but upside down: swap what stands above and "
    "below the line.",
    "square": "This is the square of what is asked for: take the square root.",
    "root": "This is the square root of what is asked for: one root too many.",
}


def slip_of(
    pairs: list[tuple[Any, Any]],
    unit: str,
    decimals: int,
    in_percent: bool,
    between: tuple[float, float] | None,
) -> str | None:
    """Name the one slip that leads from each right number to what was given, or None."""
    if not all(type(number) in (int, float) for pair in pairs for number in pair):
        return None
    of_a_whole = between == (0, 100)
    found = [
        {
            name
            for slipped, enough, name in by_slip(right, decimals, in_percent, of_a_whole)
            if same(given, slipped, enough)
        }
        for given, right in pairs
    ]
    for name in _SLIPS:
        if all(name in names for names in found):
            return _SLIPS[name].format(unit=unit)
    # One figure alone would be no right answer, and would tell the way to it.
    shown = any(two_figures(given, right) for given, right in pairs)
    if shown and all(rounded_too_much(given, right, decimals) for given, right in pairs):
        return (
            "Right so far, but rounded too much. Hand in the number as Python computed it, "
            f"or with at least {decimals} {'decimal' if decimals == 1 else 'decimals'}."
        )
    return None


def rounded_too_much(given: Any, right: Any, decimals: int) -> bool:
    """Tell whether a number is right but for too few decimals."""
    numbers = type(given) in (int, float) and type(right) in (int, float)
    # Up to what is asked, since others of a column may be rounded less.
    return numbers and any(rounded_to(given, right, k) for k in range(decimals + 1))


def the_one(given: Any) -> Any:
    """Take the number out of a list, column or table that holds nothing else."""
    if isinstance(given, dict) and "tuple" in given:
        return the_one(given["tuple"]) if len(given["tuple"]) == 1 else given
    if isinstance(given, list) and len(given) == 1:
        return the_one(given[0])
    if isinstance(given, dict) and len(given.get("series", {})) == 1:
        return the_one(next(iter(given["series"].values())))
    if isinstance(given, dict) and "rows" in given and [len(row) for row in given["rows"]] == [1]:
        return the_one(given["rows"][0])
    return given


def tidy_name(name: Any) -> str:
    """Write a name without capitals and blanks that do not count."""
    return " ".join(str(name).casefold().split())


def text_for_a_number(given: str) -> str:
    """Say how a number is written; a point or comma may be a decimal one or mark thousands."""
    text = given.strip()
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", text):
        return (
            f"You gave the text {given!r}. Leave out the quotation marks; and if the mark in it "
            "stands for thousands, leave that out too. For Python a point is the decimal point."
        )
    if re.fullmatch(r"-?\d+,\d+", text):
        return (
            f"You gave the text {given!r}. The question asks for a number: leave out the quotation "
            f"marks, and write a decimal comma as a point: {text.replace(',', '.')}."
        )
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?", text):
        return (
            f"You gave the text {given!r}. Leave out the quotation marks, so that it is a number."
        )
    return (
        f"You gave the text {given[:60]!r}. The question asks for a number: with a decimal "
        "point, without quotation marks and without a percent sign."
    )


def two_for_a_number(given: list[int]) -> str:
    """Say why a comma makes two numbers; it may be a decimal one or mark thousands."""
    first, second = given
    text = (
        f"You gave two numbers, {first} and {second}, and the question asks for one. A comma makes "
        f"two of them: if you meant a decimal comma, write a point, {first}.{second}."
    )
    # Python refuses 1,024 itself, so nothing else can have been thousands.
    if second == 0 or 100 <= second <= 999:
        text += f" If you meant thousands, write no mark at all: {first}{second:03}."
    return text


def table_for_groups(given: dict[str, Any], figure: str) -> str | None:
    """Say why a table does not have one figure for each group, or None."""
    columns, rows = given["columns"], given["rows"]
    if not rows:
        return EMPTY
    if len(columns) == 1:
        return "You gave a table with one column. Keep the names beside the figures."
    names = Counter(tidy_name(row[names_at(rows)]) for row in rows)
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        return (
            f"There are several figures for one group, {twice[0]} for example. "
            "The question asks for one figure for each group: group by one column."
        )
    if len(columns) > 2 and figure not in columns:
        told = ", ".join(name for name in columns[:6] if name != columns[names_at(rows)])
        return (
            f"You gave a table with several columns beside the names: {told}. "
            "Choose the one with the figures asked for, and keep the names with it."
        )
    return None


def names_at(rows: list[list[Any]]) -> int:
    """Place of the column that names the groups: the first with texts, else the first."""
    texts = [all(isinstance(cell, str) for cell in cells) for cells in zip(*rows, strict=True)]
    return texts.index(True) if True in texts else 0


def other_thing(given: Any) -> str | None:
    """Say what else was handed in, when the question asks for numbers."""
    if given is None:
        return _NOTHING
    if not isinstance(given, dict):
        return None
    if "figures" in given:
        return whole_result(given, "", "it")
    strange = (
        f"You gave something of the type {given['other']}. The question asks for a plain value."
    )
    return _OTHERS.get(given["other"], strange)


def is_whole_result(given: Any) -> bool:
    """Tell whether plain data stands for a result of the course's helpers."""
    return isinstance(given, dict) and "figures" in given


def whole_result(given: dict[str, Any], groups: str, it: str) -> str:
    """Say that one figure of a whole result is asked for."""
    *most, last = (f".{figure}" for figure in given["figures"])
    return (
        f"You gave the whole {given['other']} result{groups}. Take the one figure asked for out "
        f"of {it}, such as {', '.join(most)} or {last}."
    )
