"""What the check says of an answer of another form, and of one that is nearly right."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from mkt40_helpers.workbook.figures import by_slip, rounded_to, same, two_figures
from mkt40_helpers.workbook.words import Sentence, say

__all__ = [
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

# Slips that lead from the right number to another, in the order in which they are tried.
_SLIPS = ["fraction", "percent_twice", "complement", "sign", "thousands"]
_SLIPS += ["reciprocal", "square", "root"]
_OTHERS = {"function", "nan", "missing", "huge", "inf"}


def slip_of(
    pairs: list[tuple[Any, Any]],
    unit: str,
    decimals: int,
    in_percent: bool,
    between: tuple[float, float] | None,
) -> Sentence | None:
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
            return say(f"slip.{name}", unit=unit)
    # One figure alone would be no right answer, and would tell the way to it.
    shown = any(two_figures(given, right) for given, right in pairs)
    if shown and all(rounded_too_much(given, right, decimals) for given, right in pairs):
        return say(
            "number.rounded_to_one" if decimals == 1 else "number.rounded", decimals=decimals
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


def text_for_a_number(given: str) -> Sentence:
    """Say how a number is written; a point or comma may be a decimal one or mark thousands."""
    text = given.strip()
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", text):
        return say("number.text_thousands", given=given)
    if re.fullmatch(r"-?\d+,\d+", text):
        return say("number.text_comma", given=given, fixed=text.replace(",", "."))
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}", text):
        return say("number.text_date", given=given)
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?", text):
        return say("number.text_number", given=given)
    return say("number.text_other", given=given[:60])


def two_for_a_number(given: list[int]) -> Sentence:
    """Say why a comma makes two numbers; it may be a decimal one or mark thousands."""
    first, second = given
    text = say("number.two", first=first, second=second, fixed=f"{first}.{second}")
    # Python refuses 1,024 itself, so nothing else can have been thousands.
    if second == 0 or 100 <= second <= 999:
        text += f" {say('number.two_thousands', fixed=f'{first}{second:03}')}"
    return text


def table_for_groups(given: dict[str, Any], figure: str) -> Sentence | None:
    """Say why a table does not have one figure for each group, or None."""
    columns, rows = given["columns"], given["rows"]
    if not rows:
        return say("groups.empty")
    if len(columns) == 1:
        return say("groups.one_column")
    names = Counter(tidy_name(row[names_at(rows)]) for row in rows)
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        return say("groups.several_rows", name=twice[0])
    if len(columns) > 2 and figure not in columns:
        told = ", ".join(name for name in columns[:6] if name != columns[names_at(rows)])
        return say("groups.several_columns", names=told)
    return None


def names_at(rows: list[list[Any]]) -> int:
    """Place of the column that names the groups: the first with texts, else the first."""
    texts = [all(isinstance(cell, str) for cell in cells) for cells in zip(*rows, strict=True)]
    return texts.index(True) if True in texts else 0


def other_thing(given: Any) -> Sentence | None:
    """Say what else was handed in, when the question asks for numbers."""
    if given is None:
        return say("other.nothing")
    if not isinstance(given, dict):
        return None
    if "figures" in given:
        return whole_result(given)
    if given["other"] in _OTHERS:
        return say(f"strange.{given['other']}")
    return say("other.type", type=given["other"])


def is_whole_result(given: Any) -> bool:
    """Tell whether plain data stands for a result of the course's helpers."""
    return isinstance(given, dict) and "figures" in given


def whole_result(given: dict[str, Any], for_each: bool = False) -> Sentence:
    """Say that one figure of a whole result (or of those of all groups) is asked for."""
    *most, last = (f".{figure}" for figure in given["figures"])
    return say(
        "other.whole_results" if for_each else "other.whole_result",
        type=given["other"],
        most=", ".join(most),
        last=last,
    )
