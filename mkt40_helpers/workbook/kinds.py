"""The kinds of answers: a number, a figure for each group, a choice, a function.

A kind reads what a learner hands in, says what is wrong with its form, and compares two answers.
It works on plain values only (see `plain`), so that an answer can be judged again anywhere, and
an object with a clever ``__eq__`` gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import pandas as pd

from mkt40_helpers.workbook.patience import in_time
from mkt40_helpers.workbook.plain import MOST_TEXT, plain

__all__ = ["Case", "Choice", "Function", "Kind", "Number", "Series"]

Tables = Sequence[pd.DataFrame]
Maker = Callable[..., Any]


class Kind(Protocol):
    """What the check asks of every kind of answer."""

    @property
    def not_yet(self) -> str:
        """What is said of an answer of the right form that is neither right nor a known slip."""

    def read(self, answer: Any, tables: Tables) -> Any:
        """Turn what a learner handed in into the plain data that is judged and kept."""

    def expect(self, maker: Maker, tables: Tables) -> Any:
        """Value of the reference, or of a mistake, on a learner's tables."""

    def form(self, given: Any) -> str | None:
        """Say what is wrong with the form of plain data, or None."""

    def value(self, given: Any) -> Any:
        """Bring the forms that an answer may have into one."""

    def same(self, value: Any, other: Any, factor: float = 1) -> bool:
        """Whether two values agree within the tolerance times `factor`."""

    def remark(self, value: Any, wrong: Any) -> str | None:
        """None unless the value is that of a mistake; else what to add to its message."""

    def slip(self, value: Any, right: Any) -> str | None:
        """Name a slip that is no wrong idea, or None."""


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes
    ----------
    unit : str
        As a sentence would say it ("points", "answers").
    tolerance : float
        How far it may be off, in its unit.
    names_a_share : bool
        Whether a fraction given for a percentage is a likely slip.
    """

    unit: str
    tolerance: float = 0.05
    names_a_share: bool = True

    @property
    def not_yet(self) -> str:
        return f"You gave a number, as asked (in {self.unit}), but it is not the right one yet."

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return plain(maker(*tables))

    def form(self, given: Any) -> str | None:
        if isinstance(given, bool):
            return f"You gave {given}, a yes/no value. The question asks for a number."
        if isinstance(given, str):
            return _text_for_a_number(given)
        if isinstance(given, list) and len(given) == 2 and all(type(x) is int for x in given):
            return (
                "You gave two numbers. Did you write a decimal comma? Python wants a point: "
                "1.5 and not 1,5."
            )
        if isinstance(given, list) or (isinstance(given, dict) and "other" not in given):
            what = "a list" if isinstance(given, list) else "a column or table"
            return (
                f"You gave {what}. The question asks for one number: count or sum the column, "
                "or pick the one value you need from it."
            )
        if isinstance(given, dict):
            return _other(given)
        return None

    def value(self, given: Any) -> Any:
        return given

    def same(self, value: Any, other: Any, factor: float = 1) -> bool:
        return _close(value, other, self.tolerance * factor)

    def remark(self, value: Any, wrong: Any) -> str | None:
        if self.same(value, wrong):
            return ""
        if self.names_a_share and self.same(value * 100, wrong):
            return " And it is a fraction: multiply by 100."
        return None

    def slip(self, value: Any, right: Any) -> str | None:
        slip = _scale_slip(self, lambda factor: self.same(value * factor, right))
        if slip is None and value in (round(right), round(right, 1)):
            return _ROUNDED
        return slip


@dataclass(frozen=True)
class Series:
    """A figure for each group.

    Attributes
    ----------
    unit, tolerance, names_a_share
        As in `Number`.
    figure : str
        Column that holds the figures when a whole table is handed in; the last one where the
        table has no such column.
    """

    unit: str
    tolerance: float = 0.05
    names_a_share: bool = True
    figure: str = ""

    not_yet: ClassVar[str] = "Your groups are right; their figures are not yet."

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(plain(maker(*tables)))

    def form(self, given: Any) -> str | None:
        if isinstance(given, dict) and ("series" in given or len(given.get("columns", [])) > 1):
            return None
        if isinstance(given, dict) and "columns" in given:
            return "You gave a table with one column. Keep the names beside the figures."
        if isinstance(given, int | float) and not isinstance(given, bool):
            return (
                "You gave one number. The question asks for a figure for each group: use groupby."
            )
        if isinstance(given, list):
            return (
                "You gave a list: nobody can see which figure belongs to which group. "
                "Keep the names with the figures, as groupby does."
            )
        return "The question asks for a figure for each group, with the names of the groups."

    def value(self, given: Any) -> Any:
        if "columns" not in given:
            return given["series"]
        # A table of names and figures: the first column names.
        columns = given["columns"]
        figures = columns.index(self.figure) if self.figure in columns else -1
        return {str(row[0]): row[figures] for row in given["rows"]}

    def same(self, value: Any, other: Any, factor: float = 1) -> bool:
        tolerance = self.tolerance * factor
        return bool(value.keys() == other.keys()) and all(
            _close(value[name], other[name], tolerance) for name in value
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> str | None:
        if all(name.isdigit() for name in value):
            return (
                "The names of the groups are gone: your rows are called 0, 1, 2. "
                "Keep the names, with set_index for example."
            )
        if lacking := sorted(right.keys() - value.keys()):
            return f"These groups are not in your answer: {', '.join(lacking)}."
        if extra := sorted(value.keys() - right.keys()):
            return f"Your answer has groups that do not belong there: {', '.join(extra)}."
        if all(isinstance(figure, dict) and "figures" in figure for figure in value.values()):
            return _whole_result(next(iter(value.values())), " for each group", "each")
        if not all(isinstance(figure, int | float) for figure in value.values()):
            return (
                "Some groups have no number in your answer. Look at each step of your calculation."
            )
        if all(value[name] == round(right[name]) for name in right):
            return _ROUNDED
        return _scale_slip(
            self,
            lambda factor: self.same({k: v * factor for k, v in value.items()}, right),
        )


@dataclass(frozen=True)
class Choice:
    """One of some words; capitals and blanks around them do not count."""

    words: tuple[str, ...]

    not_yet: ClassVar[str] = "That is not the best choice."

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value(plain(maker(*tables)))

    def form(self, given: Any) -> str | None:
        words = ", ".join(f'"{word}"' for word in self.words)
        if not isinstance(given, str):
            return f"Answer with one of these, in quotation marks: {words}."
        if self.value(given) not in self.words:
            return f"{given!r} is none of the choices. Answer with one of these: {words}."
        return None

    def value(self, given: Any) -> Any:
        return " ".join(str(given).lower().split())

    def same(self, value: Any, other: Any, factor: float = 1) -> bool:
        return bool(value == other)

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def slip(self, value: Any, right: Any) -> str | None:
        return None


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
    tolerance : float
        How far a result may be off.
    """

    cases: tuple[Case, ...]
    tolerance: float = 0.05

    not_yet: ClassVar[str] = "Your function runs; its results are not right yet."

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
            except Exception as problem:
                results.append({"error": f"{type(problem).__name__}: {problem}"[:MOST_TEXT]})
        return results

    def form(self, given: Any) -> str | None:
        if not isinstance(given, list) or len(given) != len(self.cases):
            return (
                "The question asks for the function itself: hand in its name, "
                "without brackets behind it."
            )
        if all(result is None for result in given):
            return (
                "Your function gives nothing back. End it with return and the value; "
                "print only shows a value on the screen."
            )
        return None

    def value(self, given: Any) -> Any:
        return given

    def same(self, value: Any, other: Any, factor: float = 1) -> bool:
        return len(value) == len(other) and all(
            self._agree(x, y, factor) for x, y in zip(value, other, strict=True)
        )

    def remark(self, value: Any, wrong: Any) -> str | None:
        """Compare with a wrong function; where that one fails itself, nothing is told."""
        fits = all(
            _close(x, w, self.tolerance)
            for x, w in zip(value, wrong, strict=True)
            if not (isinstance(w, dict) and ("error" in w or "other" in w))
        )
        return "" if fits else None

    def slip(self, value: Any, right: Any) -> str | None:
        passed = [self._agree(x, y) for x, y in zip(value, right, strict=True)]
        case, result = self.cases[passed.index(False)], value[passed.index(False)]
        told = (
            f"{sum(passed)} of {len(passed)} inputs give the right result. Try yours on {case.told}"
        )
        if isinstance(result, dict) and "error" in result:
            return f"{told}: it stops with {result['error'].rstrip('.')}."
        if isinstance(result, dict) and "other" in result:
            return f"{told}: it gives back {result['other']}, and not a plain number."
        if _close(result, right[passed.index(False)], 0.5):
            return f"{told}: it gives back {result!r}. That is rounded; return the number as it is."
        return f"{told}: it gives back {result!r}, and that is not it."

    def _agree(self, result: Any, other: Any, factor: float = 1) -> bool:
        """Whether two results agree; errors of one kind do, since their texts may differ."""
        if all(isinstance(each, dict) and "error" in each for each in (result, other)):
            return bool(result["error"].split(":")[0] == other["error"].split(":")[0])
        return _close(result, other, self.tolerance * factor)


# ---- what several kinds say ----

_ROUNDED = "Right so far, but rounded too much. Hand in the number as Python computed it."

_OTHERS = {
    "function": "You gave the function itself. Call it: write its name followed by brackets, "
    "with what it needs between them.",
    "nan": "Your answer is nan, 'not a number': somewhere a missing value came in. "
    "Look at each step of your calculation.",
    "inf": "Your answer is infinite: somewhere a number was divided by zero. "
    "Look at each step of your calculation.",
}


def _close(a: Any, b: Any, tolerance: float) -> bool:
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    return abs(a - b) <= tolerance if numbers else bool(a == b)


def _text_for_a_number(given: str) -> str:
    try:
        float(given)
    except ValueError:
        return (
            f"You gave the text {given!r}. The question asks for a number: with a decimal "
            "point, without quotation marks and without a percent sign."
        )
    return f"You gave the text {given!r}. Leave out the quotation marks, so that it is a number."


def _other(given: dict[str, Any]) -> str:
    """Say what else was handed in, when the question asks for one number."""
    name = given["other"]
    if "figures" in given:
        return _whole_result(given, "", "it")
    strange = f"You gave something of the type {name}. The question asks for a plain value."
    return _OTHERS.get(name, strange)


def _whole_result(given: dict[str, Any], groups: str, it: str) -> str:
    *most, last = (f".{figure}" for figure in given["figures"])
    return (
        f"You gave the whole {given['other']} result{groups}. Take the one figure asked for out "
        f"of {it}, such as {', '.join(most)} or {last}."
    )


def _scale_slip(kind: Number | Series, ratio: Callable[[float], bool]) -> str | None:
    """Name the slip when the answer times a factor is right; `ratio` tells whether it is."""
    if kind.names_a_share and ratio(100):
        return (
            f"The calculation is right, but this is a fraction. The question asks for "
            f"{kind.unit}: multiply by 100."
        )
    if ratio(0.01):
        return (
            f"The calculation is right, but it was multiplied by 100 once too often. "
            f"The question asks for {kind.unit}."
        )
    if ratio(-1):
        return (
            "The size is right, the sign is not: it is the other way round. "
            "Look at what is taken away from what."
        )
    return None
