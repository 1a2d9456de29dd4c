"""The kinds of answers: a number, a figure for each group, a choice, a function.

A kind reads what a learner hands in, says what is wrong with its form, and compares two answers.
It works on plain values only (see `plain`), so that an answer can be judged again anywhere, and
an object with a clever ``__eq__`` gains nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

import pandas as pd

from mkt40_helpers.workbook import groups
from mkt40_helpers.workbook.figures import same
from mkt40_helpers.workbook.patience import in_time
from mkt40_helpers.workbook.patterns import Results, are_rounded, pattern
from mkt40_helpers.workbook.plain import MOST_TEXT, plain
from mkt40_helpers.workbook.remarks import (
    names_at,
    other_thing,
    slip_of,
    table_for_groups,
    text_for_a_number,
    the_one,
    tidy_name,
    two_for_a_number,
)
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["Choice", "Function", "Kind", "Load", "Maker", "Number", "Series", "Tables"]

Tables = Sequence[pd.DataFrame]
Load = Callable[[], Tables]
# So many inputs must tell a listed mistake from what is right, before most results are called it.
_LEAST_TELLING = 4
# What makes an answer: a function of the tables; for a choice, the word itself.
Maker = Any


class Kind(Protocol):
    """What the check asks of every kind of answer."""

    several: ClassVar[bool]  # whether an answer has several parts: check("3.g", this, that)

    @property
    def needs(self) -> frozenset[str]:
        """Its own among the words of an exercise."""

    def with_words(self, words: Mapping[str, Any]) -> Kind:
        """Fill in its own words."""

    def read(self, answer: Any, tables: Tables) -> Any:
        """Turn what a learner handed in into the plain data that is judged and kept."""

    def expect(self, maker: Maker, tables: Tables) -> Any:
        """Value of the reference, or of a mistake, on a learner's tables."""

    def form(self, given: Any) -> Sentence | None:
        """Say what is wrong with the form of plain data, or None."""

    def value(self, given: Any, load: Load = ...) -> Any:
        """Bring the forms that an answer may have into one; `load` gives the tables."""

    def same(self, value: Any, other: Any) -> bool:
        """Tell whether two values agree, exactly or properly rounded."""

    def remark(self, value: Any, wrong: Any) -> str | None:
        """None unless the value is that of a mistake; else what to add to its message."""

    def slip(self, value: Any, right: Any) -> Sentence | None:
        """Name a slip that is no wrong idea and leaves the answer nearly right, or None."""

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        """Say what can be said of an answer that is neither right (as one of these) nor known."""


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes
    ----------
    decimals : int
        The fewest decimals to which it may be rounded; 0 for a count.
    between : tuple of float, optional
        Lowest and highest value that the unit allows.
    in_percent : bool
        Whether it is in percent or points, so that a fraction is a likely slip.
    unit : str
        As a sentence would say it ("points", "answers"): filled in from the words.
    """

    needs: ClassVar = frozenset({"unit"})
    several: ClassVar = False

    decimals: int = 1
    between: tuple[float, float] | None = None
    in_percent: bool = True
    unit: str = ""

    def with_words(self, words: Mapping[str, Any]) -> Number:
        return replace(self, unit=words["unit"])

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return plain(maker(*tables))

    def form(self, given: Any) -> Sentence | None:
        given = the_one(given)
        if isinstance(given, bool):
            return say("number.yes_no", given=given)
        if isinstance(given, str):
            return text_for_a_number(given)
        pair = given.get("tuple") if isinstance(given, dict) else None
        if pair and len(pair) == 2 and all(type(x) is int and x >= 0 for x in pair):
            return two_for_a_number(pair)
        if pair:
            return say("number.several", count=len(pair))
        if isinstance(given, list) or (isinstance(given, dict) and "other" not in given):
            listed = isinstance(given, list) or "tuple" in given
            return say("number.list" if listed else "number.table")
        return other_thing(given)

    def value(self, given: Any, load: Load = tuple) -> Any:
        return the_one(given)

    def same(self, value: Any, other: Any) -> bool:
        if self.decimals == 0 and bool(value) != bool(other):
            return False  # nothing counted is no share that was rounded down
        return same(value, other, self.decimals)

    def remark(self, value: Any, wrong: Any) -> str | None:
        if self.same(value, wrong) and self._shows(value, wrong):
            return ""
        if self.in_percent and same(value, wrong / 100, self.decimals + 2):
            return f" {say('number.and_fraction')}"
        return None

    def _shows(self, value: Any, wrong: Any) -> bool:
        """Tell whether a whole number shows enough of a small figure: 1 may be any share."""
        if self.decimals or not wrong:
            return True
        return same(value, wrong, max(0, 1 - math.floor(math.log10(abs(wrong)))))

    def slip(self, value: Any, right: Any) -> Sentence | None:
        return slip_of([(value, right)], self.unit, self.decimals, self.in_percent, self.between)

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        if self.between and not self.between[0] <= value <= self.between[1]:
            low, high = self.between
            return say("number.out_of_range", given=value, unit=self.unit, low=low, high=high)
        return say("number.not_yet", unit=self.unit)


@dataclass(frozen=True)
class Series:
    """A figure for each group; capitals and blanks around the names do not count.

    Attributes
    ----------
    decimals, between, in_percent, unit
        As in `Number`.
    figure : str
        Column that holds the figures when a whole table is handed in.
    """

    needs: ClassVar = frozenset({"unit"})
    several: ClassVar = False

    decimals: int = 1
    between: tuple[float, float] | None = None
    in_percent: bool = True
    figure: str = ""
    unit: str = ""

    def with_words(self, words: Mapping[str, Any]) -> Series:
        return replace(self, unit=words["unit"])

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(plain(maker(*tables)))

    def form(self, given: Any) -> Sentence | None:
        if isinstance(given, dict) and "columns" in given:
            return table_for_groups(given, self.figure)
        if isinstance(given, dict) and "series" in given:
            names = given["series"]
            if not names:
                return say("groups.empty")
            if all(re.fullmatch(r"\('.*', .*\)", name) for name in names):
                return say("groups.pairs")
            twice = [one for one, n in Counter(map(tidy_name, names)).items() if n > 1]
            if twice:
                return say("groups.twice", name=twice[0])
            return None
        if isinstance(given, int | float) and not isinstance(given, bool):
            return say("groups.one_number")
        if isinstance(given, list) or (isinstance(given, dict) and "tuple" in given):
            return say("groups.list")
        told = isinstance(given, dict) and given.get("other") in ("function", "nan", "missing")
        return (other_thing(given) if told or given is None else None) or say("groups.asked")

    def value(self, given: Any, load: Load = tuple) -> Any:
        if "columns" not in given:
            return {_group(name): figure for name, figure in given["series"].items()}
        columns, names = given["columns"], names_at(given["rows"])
        others = [place for place in range(len(columns)) if place != names]
        figures = columns.index(self.figure) if self.figure in columns else others[-1]
        return {_group(row[names]): row[figures] for row in given["rows"]}

    def same(self, value: Any, other: Any) -> bool:
        return bool(value.keys() == other.keys()) and all(
            same(value[name], other[name], self.decimals) for name in value
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        if value.keys() != right.keys():
            return None
        if told := groups.beside_other_names(value, right, self._agree):
            return told
        if told := self._one_slip(value, right, list(right)):
            return told
        hits, misses = groups.told_apart(value, right, self._agree)
        told = self._one_slip(value, right, misses) if hits and misses else None
        names, others = groups.listed(hits), groups.listed(misses)
        return told and f"{say('groups.slip_in_some', names=names, others=others)} " + told

    def _one_slip(self, value: Any, right: Any, names: list[str]) -> Sentence | None:
        pairs = [(value[name], right[name]) for name in names]
        return slip_of(pairs, self.unit, self.decimals, self.in_percent, self.between)

    def _agree(self, figure: Any, other: Any) -> bool:
        return same(figure, other, self.decimals)

    def mistakes_in_part(
        self, value: Any, right: Any, wrong: Mapping[str, Any]
    ) -> tuple[Sentence, list[str]] | None:
        """Find the listed mistakes that lead to what is wrong, where the rest is right."""
        return groups.mistakes_in_part(value, right, wrong, self._agree)

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        return groups.not_yet(value, right, self._agree, self.between)


def _group(name: Any) -> str:
    """Write a group's name as it is compared; a year is 2025 also in a column with decimals."""
    return re.sub(r"^(-?\d+)\.0$", r"\1", tidy_name(name))


@dataclass(frozen=True)
class Choice:
    """One of some words; capitals and blanks around them do not count."""

    needs: ClassVar = frozenset[str]()
    several: ClassVar = False

    words: tuple[str, ...]

    def with_words(self, words: Mapping[str, Any]) -> Choice:
        return self

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(maker)

    def form(self, given: Any) -> Sentence | None:
        words = ", ".join(f'"{word}"' for word in self.words)
        if not isinstance(given, str):
            return say("choice.quotation_marks", words=words)
        if self.value(given) not in self.words:
            return say("choice.none_of_them", given=given[:60], words=words)
        return None

    def value(self, given: Any, load: Load = tuple) -> Any:
        return tidy_name(given)

    def same(self, value: Any, other: Any) -> bool:
        return bool(value == other)

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        return None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        return say("choice.not_yet")


@dataclass(frozen=True)
class Function:
    """A function, tried on some inputs.

    Attributes
    ----------
    cases : mapping of str to list or callable
        The name of each input, and the input, or a function of the tables that makes it.
    decimals : int
        The fewest decimals to which it may round a result.
    arguments : bool
        Whether an input holds the function's arguments, one after the other; else it is a list, and
        the one argument.
    told : mapping of str to str
        What the feedback calls each input ("an empty list"): filled in from the words.
    """

    needs: ClassVar = frozenset({"cases"})
    several: ClassVar = False

    cases: Mapping[str, Any]
    decimals: int = 6
    arguments: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    def with_words(self, words: Mapping[str, Any]) -> Function:
        return replace(self, told=words["cases"])

    def read(self, answer: Any, tables: Tables) -> Any:
        if callable(answer):
            before, after = self._inputs(tables), self._inputs(tables)
            results = self._tried(answer, after)
            # A table is not looked through: its changes would take long to see.
            return [
                result if self.arguments or plain(one) == plain(other) else {"changed": result}
                for result, one, other in zip(results, before, after, strict=True)
            ]
        given = plain(answer)
        # A list in the records is always what a function gave back.
        return {"other": "list"} if isinstance(given, list) else given

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self._tried(maker, self._inputs(tables))

    def _inputs(self, tables: Tables) -> list[list[Any]]:
        """Make the inputs anew: a function may change what it is given."""
        cases = self.cases.values()
        return [case(*tables) if callable(case) else list(case) for case in cases]

    def _tried(self, maker: Maker, inputs: list[list[Any]]) -> list[Any]:
        results = []
        for value in inputs:
            values = value if self.arguments else [value]
            try:
                results.append(plain(in_time(maker, *values)))
            except (Exception, SystemExit, GeneratorExit) as problem:
                results.append({"error": _said(problem)})
        return results

    def form(self, given: Any) -> Sentence | None:
        if not isinstance(given, list) or len(given) != len(self.cases):
            why = f" {say('function.call_gave_nothing')}" if given is None else ""
            return say("function.itself") + why
        if all(result is None for result in map(_result, given)):
            return say("function.gives_nothing")
        return None

    def value(self, given: Any, load: Load = tuple) -> Any:
        results, changes = list(map(_result, given)), any(map(_is_changed, given))
        return Results(results, self._inputs(load()), self.arguments, changes)

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

    def slip(self, value: Any, right: Any) -> Sentence | None:
        passed = list(map(self._agree, value, right))
        return self._missed(value, right) if 2 * sum(passed) >= len(passed) else None

    def mistakes_in_part(
        self, value: Any, right: Any, wrong: Mapping[str, Any]
    ) -> tuple[str, list[str]] | None:
        """Find the listed mistake that most results are of, where a few others differ from it."""
        if value.changes:  # that is told with what goes wrong
            return None
        alike = {
            name: [self._agree(*pair) for pair in zip(value, its, strict=True)]
            for name, its in wrong.items()
        }
        telling = {
            name: sum(
                agrees and not self._agree(mine, its)
                for agrees, mine, its in zip(those, value, right, strict=True)
            )
            for name, those in alike.items()
        }
        found = [
            name
            for name, those in alike.items()
            if telling[name] >= _LEAST_TELLING and those.count(False) <= len(those) / 3
        ]
        return (say("function.mostly"), found) if len(found) == 1 else None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        stops = any(isinstance(result, dict) and "error" in result for result in value)
        miss = self._missed(value, right)
        return miss if stops else Sentence(say("function.runs", miss=miss), miss.name)

    def _missed(self, value: Any, right: Any) -> Sentence:
        """Say what comes out at the first input that goes wrong, and which inputs do so."""
        miss = self._first_miss(value, right)
        if not isinstance(value, Results):
            return miss
        told = None
        if miss.name in ("function.stops", "function.not_it"):
            told = pattern(value, right, self._agree)
            miss = f"{miss} " + told if told else miss
        return miss + f" {say('function.changes')}" if value.changes else miss

    def _first_miss(self, value: Any, right: Any) -> Sentence:
        """Say how many inputs go well, and what comes out at the first that does not."""
        passed = list(map(self._agree, value, right))
        missed = passed.index(False)
        result = value[missed]
        tried = say(
            "function.one_right" if sum(passed) == 1 else "function.some_right",
            passed=sum(passed),
            all=len(passed),
            case=self.told[list(self.cases)[missed]],
        )
        if isinstance(result, dict) and "error" in result:
            error = result["error"].rstrip(" :.")[:200]
            return say("function.stops", tried=tried, error=error)
        if isinstance(result, dict) and "other" in result:
            return say("function.no_number", tried=tried, type=result["other"])
        if isinstance(result, list | dict):
            return say("function.several", tried=tried)
        if isinstance(right[missed], bool) and (
            str(result) == str(right[missed]) or (type(result) is int and result == right[missed])
        ):
            return say("function.yes_no", tried=tried, result=repr(result))
        if are_rounded(value, right, self.decimals):
            return say("function.rounded", tried=tried, result=result)
        return say("function.not_it", tried=tried, result=repr(result)[:60])

    def _agree(self, result: Any, other: Any) -> bool:
        """Tell whether two results agree; errors of one kind do, since their texts may differ."""
        if all(isinstance(each, dict) and "error" in each for each in (result, other)):
            return bool(result["error"].split(":")[0] == other["error"].split(":")[0])
        return same(result, other, self.decimals)


def _is_changed(given: Any) -> bool:
    """Tell whether the record of a result says that the function changed its input."""
    return isinstance(given, dict) and "changed" in given


def _result(given: Any) -> Any:
    return given["changed"] if _is_changed(given) else given


def _said(problem: BaseException) -> str:
    try:
        return f"{type(problem).__name__}: {problem}"[:MOST_TEXT]
    except Exception:  # an error can fail at saying what it is
        return type(problem).__name__
