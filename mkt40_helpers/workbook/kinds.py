"""The kinds of answers: a number, a figure for each group, a choice, a function.

A kind reads what a learner hands in, says what is wrong with its form, and compares two answers.
It works on plain values only (see `plain`), so that an answer can be judged again anywhere, and
an object with a clever ``__eq__`` gains nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from mkt40_helpers.workbook.figures import same
from mkt40_helpers.workbook.patience import in_time
from mkt40_helpers.workbook.plain import MOST_TEXT, plain
from mkt40_helpers.workbook.remarks import (
    EMPTY,
    is_whole_result,
    names_at,
    other_thing,
    rounded_too_much,
    slip_of,
    table_for_groups,
    text_for_a_number,
    the_one,
    tidy_name,
    two_for_a_number,
    whole_result,
)

__all__ = ["Case", "Choice", "Function", "Kind", "Number", "Series"]

Tables = Sequence[pd.DataFrame]
Maker = Callable[..., Any]

_NO_GROUPS = "The question asks for a figure for each group, with the names of the groups."


class Kind(Protocol):
    """What the check asks of every kind of answer."""

    def read(self, answer: Any, tables: Tables) -> Any:
        """Turn what a learner handed in into the plain data that is judged and kept."""

    def expect(self, maker: Maker, tables: Tables) -> Any:
        """Value of the reference, or of a mistake, on a learner's tables."""

    def form(self, given: Any) -> str | None:
        """Say what is wrong with the form of plain data, or None."""

    def value(self, given: Any) -> Any:
        """Bring the forms that an answer may have into one."""

    def same(self, value: Any, other: Any) -> bool:
        """Tell whether two values agree, exactly or properly rounded."""

    def remark(self, value: Any, wrong: Any) -> str | None:
        """None unless the value is that of a mistake; else what to add to its message."""

    def slip(self, value: Any, right: Any) -> str | None:
        """Name a slip that is no wrong idea and leaves the answer nearly right, or None."""

    def not_yet(self, value: Any, right: Any) -> str:
        """Say what can be said of an answer that is neither right nor known."""


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes
    ----------
    unit : str
        As a sentence would say it ("points", "answers").
    decimals : int
        The fewest decimals to which it may be rounded; 0 for a count.
    between : tuple of float, optional
        Lowest and highest value that the unit allows.
    in_percent : bool
        Whether it is in percent or points, so that a fraction is a likely slip.
    """

    unit: str
    decimals: int = 1
    between: tuple[float, float] | None = None
    in_percent: bool = True

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return plain(maker(*tables))

    def form(self, given: Any) -> str | None:
        given = the_one(given)
        if isinstance(given, bool):
            return f"You gave {given}, a yes/no value. The question asks for a number."
        if isinstance(given, str):
            return text_for_a_number(given)
        pair = given.get("tuple") if isinstance(given, dict) else None
        if pair and len(pair) == 2 and all(type(x) is int and x >= 0 for x in pair):
            return two_for_a_number(pair)
        if isinstance(given, list) or (isinstance(given, dict) and "other" not in given):
            listed = isinstance(given, list) or "tuple" in given
            what = "a list" if listed else "a column or table"
            return (
                f"You gave {what}. The question asks for one number: count or sum the column, "
                "or pick the one value you need from it."
            )
        return other_thing(given)

    def value(self, given: Any) -> Any:
        return the_one(given)

    def same(self, value: Any, other: Any) -> bool:
        return same(value, other, self.decimals)

    def remark(self, value: Any, wrong: Any) -> str | None:
        if self.same(value, wrong):
            return ""
        if self.in_percent and same(value, wrong / 100, self.decimals + 2):
            return " And it is a fraction: multiply by 100."
        return None

    def slip(self, value: Any, right: Any) -> str | None:
        return slip_of([(value, right)], self.unit, self.decimals, self.in_percent, self.between)

    def not_yet(self, value: Any, right: Any) -> str:
        if self.between and not self.between[0] <= value <= self.between[1]:
            low, high = self.between
            return (
                f"You gave {value:.6g}. The question asks for {self.unit}, and that lies from "
                f"{low:g} to {high:g}: what did you divide by?"
            )
        return f"You gave a number, as asked (in {self.unit}), but it is not the right one yet."


@dataclass(frozen=True)
class Series:
    """A figure for each group; capitals and blanks around the names do not count.

    Attributes
    ----------
    unit, decimals, between, in_percent
        As in `Number`.
    figure : str
        Column that holds the figures when a whole table is handed in.
    """

    unit: str
    decimals: int = 1
    between: tuple[float, float] | None = None
    in_percent: bool = True
    figure: str = ""

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(plain(maker(*tables)))

    def form(self, given: Any) -> str | None:
        if isinstance(given, dict) and "columns" in given:
            return table_for_groups(given, self.figure)
        if isinstance(given, dict) and "series" in given:
            names = given["series"]
            if not names:
                return EMPTY
            if all(re.fullmatch(r"\('.*', .*\)", name) for name in names):
                return (
                    "You gave a figure for each combination of several columns. The question asks "
                    "for one figure for each group: group by one column."
                )
            twice = [one for one, n in Counter(map(tidy_name, names)).items() if n > 1]
            if twice:
                return f"There are several figures for one group, {twice[0]} for example."
            return None
        if isinstance(given, int | float) and not isinstance(given, bool):
            return (
                "You gave one number. The question asks for a figure for each group: use groupby."
            )
        if isinstance(given, list) or (isinstance(given, dict) and "tuple" in given):
            return (
                "You gave a list: nobody can see which figure belongs to which group. "
                "Keep the names with the figures, as groupby does."
            )
        told = isinstance(given, dict) and given.get("other") in ("function", "nan", "missing")
        return (other_thing(given) if told or given is None else None) or _NO_GROUPS

    def value(self, given: Any) -> Any:
        if "columns" not in given:
            return {tidy_name(name): figure for name, figure in given["series"].items()}
        columns, names = given["columns"], names_at(given["rows"])
        others = [place for place in range(len(columns)) if place != names]
        figures = columns.index(self.figure) if self.figure in columns else others[-1]
        return {tidy_name(row[names]): row[figures] for row in given["rows"]}

    def same(self, value: Any, other: Any) -> bool:
        return bool(value.keys() == other.keys()) and all(
            same(value[name], other[name], self.decimals) for name in value
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> str | None:
        if value.keys() != right.keys():
            return None
        if self._permuted(value, right):
            return (
                "The figures are right, but they stand beside the wrong names. Keep each figure "
                "with its name, as groupby does."
            )
        pairs = [(value[name], right[name]) for name in right]
        return slip_of(pairs, self.unit, self.decimals, self.in_percent, self.between)

    def _permuted(self, value: Any, right: Any) -> bool:
        """Tell whether the right figures were put beside each other's names."""
        figures = list(value.values())
        if not all(type(figure) in (int, float) for figure in figures):
            return False
        pairs = zip(sorted(figures), sorted(right.values()), strict=True)
        return all(same(given, its, self.decimals) for given, its in pairs)

    def not_yet(self, value: Any, right: Any) -> str:
        if all(name.isdigit() for name in value) and not all(name.isdigit() for name in right):
            first = ", ".join(list(value)[:3])
            return (
                f"The names of the groups are gone: your rows are called {first}. "
                "Keep the names, with set_index for example."
            )
        if lacking := sorted(right.keys() - value.keys()):
            return f"These groups are not in your answer: {', '.join(lacking)}."
        if extra := sorted(value.keys() - right.keys()):
            return f"Your answer has groups that do not belong there: {', '.join(extra)}."
        if all(is_whole_result(figure) for figure in value.values()):
            return whole_result(next(iter(value.values())), " for each group", "each")
        if not all(type(figure) in (int, float) for figure in value.values()):
            return (
                "Some groups have no number in your answer. Look at each step of your calculation."
            )
        hits = [name for name in right if same(value[name], right[name], self.decimals)]
        if hits:
            told = ", ".join(hits)
            return f"Your groups are right, and so is the figure of {told}. Others are not yet."
        return "Your groups are right; their figures are not yet."


@dataclass(frozen=True)
class Choice:
    """One of some words; capitals and blanks around them do not count."""

    words: tuple[str, ...]

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(plain(maker(*tables)))

    def form(self, given: Any) -> str | None:
        words = ", ".join(f'"{word}"' for word in self.words)
        if not isinstance(given, str):
            return f"Answer with one of these, in quotation marks: {words}."
        if self.value(given) not in self.words:
            return f"{given[:60]!r} is none of the choices. Answer with one of these: {words}."
        return None

    def value(self, given: Any) -> Any:
        return tidy_name(given)

    def same(self, value: Any, other: Any) -> bool:
        return bool(value == other)

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> str | None:
        return None

    def not_yet(self, value: Any, right: Any) -> str:
        return "That is not the best choice."


@dataclass(frozen=True)
class Case:
    """One input that a learner's function is tried on.

    Attributes
    ----------
    told : str
        What the feedback calls it ("an empty list").
    value : callable
        The input, as a function of the exercise's tables.
    """

    told: str
    value: Callable[..., Any]


@dataclass(frozen=True)
class Function:
    """A function, tried on some inputs.

    Attributes
    ----------
    cases : tuple of Case
        The inputs.
    decimals : int
        The fewest decimals to which it may round a result.
    """

    cases: tuple[Case, ...]
    decimals: int = 6

    def read(self, answer: Any, tables: Tables) -> Any:
        if callable(answer):
            return self.expect(answer, tables)
        given = plain(answer)
        # A list in the records is always what a function gave back.
        return {"other": "list"} if isinstance(given, list) else given

    def expect(self, maker: Maker, tables: Tables) -> Any:
        results = []
        for case in self.cases:
            value = case.value(*tables)
            try:
                results.append(plain(in_time(maker, value)))
            except (Exception, SystemExit, GeneratorExit) as problem:
                results.append({"error": _said(problem)})
        return results

    def form(self, given: Any) -> str | None:
        if not isinstance(given, list) or len(given) != len(self.cases):
            return (
                "The question asks for the function itself: hand in its name, "
                "without brackets behind it."
                + (
                    " What you gave is None, so your call gave nothing back."
                    if given is None
                    else ""
                )
            )
        if all(result is None for result in given):
            return (
                "Your function gives nothing back. End it with return and the value; "
                "print only shows a value on the screen."
            )
        return None

    def value(self, given: Any) -> Any:
        return given

    def same(self, value: Any, other: Any) -> bool:
        return len(value) == len(other) and all(map(self._agree, value, other))

    def remark(self, value: Any, wrong: Any) -> str | None:
        """Compare with a wrong function; where that one fails itself, nothing is told."""
        fits = all(
            same(x, w, self.decimals)
            for x, w in zip(value, wrong, strict=True)
            if not (isinstance(w, dict) and ("error" in w or "other" in w))
        )
        return "" if fits else None

    def slip(self, value: Any, right: Any) -> str | None:
        passed = list(map(self._agree, value, right))
        return self._first_miss(value, right) if 2 * sum(passed) >= len(passed) else None

    def not_yet(self, value: Any, right: Any) -> str:
        stops = any(isinstance(result, dict) and "error" in result for result in value)
        return f"{'' if stops else 'Your function runs. '}{self._first_miss(value, right)}"

    def _first_miss(self, value: Any, right: Any) -> str:
        """Say how many inputs go well, and what comes out at the first that does not."""
        passed = list(map(self._agree, value, right))
        missed = passed.index(False)
        case, result = self.cases[missed], value[missed]
        verb = "gives" if sum(passed) == 1 else "give"
        told = (
            f"{sum(passed)} of {len(passed)} inputs {verb} the right result. "
            f"Try yours on {case.told}"
        )
        if isinstance(result, dict) and "error" in result:
            return f"{told}: it stops with {result['error'].rstrip(' :.')[:200]}."
        if isinstance(result, dict) and "other" in result:
            return f"{told}: it gives back {result['other']}, and not a plain number."
        if isinstance(result, list | dict):
            return f"{told}: it gives back a list, column or table, and not one value."
        if rounded_too_much(result, right[missed], self.decimals):
            return f"{told}: it gives back {result!r}. That is rounded; return the number as it is."
        return f"{told}: it gives back {repr(result)[:60]}, and that is not it."

    def _agree(self, result: Any, other: Any) -> bool:
        """Tell whether two results agree; errors of one kind do, since their texts may differ."""
        if all(isinstance(each, dict) and "error" in each for each in (result, other)):
            return bool(result["error"].split(":")[0] == other["error"].split(":")[0])
        return same(result, other, self.decimals)


def _said(problem: BaseException) -> str:
    try:
        return f"{type(problem).__name__}: {problem}"[:MOST_TEXT]
    except Exception:  # an error can fail at saying what it is
        return type(problem).__name__
