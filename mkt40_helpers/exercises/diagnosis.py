"""From an answer to a diagnosis.

`plain` turns whatever a learner hands in into numbers, text, yes/no values and small tables.
`diagnose` judges that plain value. It never touches the learner's own objects, so it can run
anywhere, and an object with a clever ``__eq__`` gains nothing.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from mkt40_helpers.exercises import Exercise, tables_of

__all__ = ["Diagnosis", "diagnose", "look_alike", "plain", "try_function"]

Verdict = Literal["right", "mistake", "slip", "not yet", "empty"]
_MOST_ROWS = 200
_MOST_TEXT = 2000


@dataclass(frozen=True)
class Diagnosis:
    """What the check says: a verdict and a message in plain words."""

    verdict: Verdict
    message: str


def plain(value: Any) -> Any:
    """Turn an answer into plain data: what a progress file can hold and a marker can read.

    Parameters
    ----------
    value : object
        Anything at all.

    Returns
    -------
    None, bool, int, float, str, list or dict
        Numbers, text and yes/no values as they are; lists item by item; a Series as
        ``{"series": {label: value}}``; a table as ``{"columns": [...], "rows": [...]}``; the
        first 200 rows of each. Everything else as ``{"other": name of its type}``.

    Examples
    --------
    >>> plain(pd.Series([1.5], index=["store"]))
    {'series': {'store': 1.5}}
    >>> plain(...)
    {'other': 'ellipsis'}
    """
    # Exact types, not isinstance: a subclass could bring its own arithmetic.
    kind = type(value)
    if value is None or value is pd.NA or kind in (bool, int):
        return None if value is pd.NA else value
    if kind is float:
        return value if math.isfinite(value) else {"other": str(value)}
    if kind is str:
        return value[:_MOST_TEXT]
    if kind.__module__ == "numpy" and isinstance(value, np.generic):
        return plain(value.item())
    if kind in (list, tuple):
        return [plain(item) for item in value[:_MOST_ROWS]]
    if kind is np.ndarray and value.ndim == 1:
        return plain(value.tolist())
    if kind is dict:
        return {"series": {str(k): plain(v) for k, v in list(value.items())[:_MOST_ROWS]}}
    if kind is pd.Series:
        head = value.iloc[:_MOST_ROWS]
        return {"series": dict(zip(map(str, head.index), map(plain, head.tolist()), strict=True))}
    if kind is pd.DataFrame:
        head = value.iloc[:_MOST_ROWS]
        if not isinstance(head.index, pd.RangeIndex):
            head = head.reset_index()
        rows = [[_cell(item) for item in row] for row in head.itertuples(index=False)]
        return {"columns": [str(name) for name in head.columns], "rows": rows}
    return {"other": "function" if callable(value) else kind.__name__}


def _cell(item: Any) -> Any:
    """Turn a table's cell into plain data; dates and the like become text."""
    value = plain(item)
    if isinstance(value, dict) and isinstance(item, pd.Timestamp | pd.Period | pd.Interval):
        return str(item)
    return value


def try_function(exercise: Exercise, function: Callable[[Any], Any], learner: str) -> list[Any]:
    """Call a function on every case of an exercise.

    Parameters
    ----------
    exercise : Exercise
        Of kind "function".
    function : callable
        The learner's, the reference or a mistake.
    learner : str
        As returned by `learner_of`.

    Returns
    -------
    list
        Plain results in the order of the cases; an exception as ``{"error": "name: text"}``.

    Examples
    --------
    >>> from mkt40_helpers.exercises import find
    >>> try_function(find("3.13"), len, "s1")[2]
    3
    """
    results = []
    tables = tables_of(exercise, learner)
    for case in exercise.cases:
        value = case.value(*tables)
        try:
            results.append(plain(function(value)))
        except Exception as problem:
            results.append({"error": f"{type(problem).__name__}: {problem}"[:_MOST_TEXT]})
    return results


def diagnose(exercise: Exercise, given: Any, learner: str) -> Diagnosis:
    """Judge a plain answer against the learner's own reference.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        What `plain` made of the answer; for a function exercise, what `try_function` found.
    learner : str
        As returned by `learner_of`.

    Returns
    -------
    Diagnosis

    Examples
    --------
    >>> from mkt40_helpers.exercises import find
    >>> diagnose(find("3.3"), "23.1", "s1").message
    "You gave the text '23.1'. Leave out the quotation marks, so that it is a number."
    """
    if given is None or given == {"other": "ellipsis"}:
        return Diagnosis("empty", _EMPTY)
    slip = _SHAPES[exercise.kind](exercise, given)
    if slip:
        return Diagnosis("slip", slip)
    value = _tidy(exercise, given)
    right = _expected(exercise, exercise.answer, learner)
    if _same(exercise, value, right):
        return Diagnosis("right", exercise.praise)
    for mistake in exercise.mistakes:
        wrong = _expected(exercise, mistake.answer, learner)
        if _fits(exercise, value, wrong):
            return Diagnosis("mistake", mistake.message)
        if exercise.kind == "number" and exercise.names_a_share and _fits(
            exercise, value * 100, wrong
        ):
            return Diagnosis("mistake", f"{mistake.message} And it is a fraction: multiply by 100.")
    if exercise.kind == "number":
        slip = _number_slip(exercise, value, right)
    elif exercise.kind == "series":
        slip = _series_slip(exercise, value, right)
    elif exercise.kind == "function":
        slip = _first_failure(exercise, value, right)
    return Diagnosis("slip", slip) if slip else Diagnosis("not yet", _not_yet(exercise))


def look_alike(exercise: Exercise, learner: str) -> list[tuple[int, int]]:
    """Find answers that this learner's data cannot tell apart.

    Parameters
    ----------
    exercise : Exercise
    learner : str

    Returns
    -------
    list of (int, int)
        Pairs of positions: 0 is the right answer, 1, 2, ... are the mistakes in order.

    Examples
    --------
    >>> from mkt40_helpers.exercises import find
    >>> look_alike(find("3.3"), "s1")
    []
    """
    makers = [exercise.answer, *(mistake.answer for mistake in exercise.mistakes)]
    answers = [_expected(exercise, maker, learner) for maker in makers]
    return [
        (i, j)
        for (i, a), (j, b) in itertools.combinations(enumerate(answers), 2)
        if _same(exercise, a, b, factor=2)
    ]


_EMPTY = (
    "Nothing is filled in yet. Put your answer in place of the three dots (...), "
    "run that cell, then run this one again."
)


@functools.lru_cache(maxsize=4096)
def _expected(exercise: Exercise, maker: Callable[..., Any], learner: str) -> Any:
    if exercise.kind == "function":
        return try_function(exercise, maker, learner)
    return _tidy(exercise, plain(maker(*tables_of(exercise, learner))))


def _tidy(exercise: Exercise, given: Any) -> Any:
    """Bring the forms an answer may have into one."""
    if exercise.kind == "choice":
        return " ".join(str(given).lower().split())
    if exercise.kind == "series" and "columns" in given:
        # A table of names and figures: the first column names, the column nps or the last tells.
        figures = given["columns"].index("nps") if "nps" in given["columns"] else -1
        return {str(row[0]): row[figures] for row in given["rows"]}
    return given["series"] if exercise.kind == "series" else given


def _close(a: Any, b: Any, tolerance: float) -> bool:
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    return abs(a - b) <= tolerance if numbers else bool(a == b)


def _same(exercise: Exercise, a: Any, b: Any, factor: float = 1) -> bool:
    tolerance = exercise.tolerance * factor
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_close(a[k], b[k], tolerance) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(
            _close(x, y, tolerance) or _both_errors(x, y) for x, y in zip(a, b, strict=True)
        )
    return _close(a, b, tolerance)


def _fits(exercise: Exercise, value: Any, wrong: Any) -> bool:
    """Whether an answer is this mistake; cases where the wrong function fails tell nothing."""
    if exercise.kind == "function":
        pairs = [
            (given, w)
            for given, w in zip(value, wrong, strict=True)
            if not (isinstance(w, dict) and ("error" in w or "other" in w))
        ]
        return all(_close(given, w, exercise.tolerance) for given, w in pairs)
    return _same(exercise, value, wrong)


def _both_errors(a: Any, b: Any) -> bool:
    """Whether two results are the same kind of error; their texts may differ."""
    if not (isinstance(a, dict) and isinstance(b, dict) and "error" in a and "error" in b):
        return False
    return bool(a["error"].split(":")[0] == b["error"].split(":")[0])


# ---- slips: no wrong idea, only the wrong form ----


def _shape_of_number(exercise: Exercise, given: Any) -> str | None:
    if isinstance(given, bool):
        return f"You gave {given}, a yes/no value. The question asks for a number."
    if isinstance(given, str):
        try:
            float(given)
        except ValueError:
            return (
                f"You gave the text {given!r}. The question asks for a number: with a decimal "
                "point, without quotation marks and without a percent sign."
            )
        return f"You gave the text {given!r}. Leave out the quotation marks, so that it is a number."
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
        return _OTHERS.get(given["other"], _strange(given["other"]))
    return None


_OTHERS = {
    "NPS": "You gave the whole NPS result. Take the one figure asked for out of it, "
    "such as .score, .promoters, .n or .se.",
    "Comparison": "You gave the whole comparison. Take the one figure asked for out of it, "
    "such as .difference or .p_value.",
    "Interval": "You gave the whole interval. Take one end of it, .low or .high.",
    "function": "You gave the function itself. Call it: write its name followed by brackets, "
    "with what it needs between them.",
    "nan": "Your answer is nan, 'not a number': somewhere a missing value came in. "
    "Look at each step of your calculation.",
    "inf": "Your answer is infinite: somewhere a number was divided by zero. "
    "Look at each step of your calculation.",
}


def _strange(name: str) -> str:
    return f"You gave something of the type {name}. The question asks for a plain value."


def _shape_of_series(exercise: Exercise, given: Any) -> str | None:
    if isinstance(given, dict) and ("series" in given or len(given.get("columns", [])) > 1):
        return None
    if isinstance(given, dict) and "columns" in given:
        return "You gave a table with one column. Keep the names beside the figures."
    if isinstance(given, int | float) and not isinstance(given, bool):
        return "You gave one number. The question asks for a figure for each group: use groupby."
    if isinstance(given, list):
        return (
            "You gave a list: nobody can see which figure belongs to which group. "
            "Keep the names with the figures, as groupby does."
        )
    return "The question asks for a figure for each group, with the names of the groups."


def _shape_of_choice(exercise: Exercise, given: Any) -> str | None:
    words = ", ".join(f'"{word}"' for word in exercise.choices)
    if not isinstance(given, str):
        return f"Answer with one of these, in quotation marks: {words}."
    if _tidy(exercise, given) not in exercise.choices:
        return f"{given!r} is none of the choices. Answer with one of these: {words}."
    return None


def _shape_of_function(exercise: Exercise, given: Any) -> str | None:
    if not isinstance(given, list) or len(given) != len(exercise.cases):
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


_SHAPES: dict[str, Callable[[Exercise, Any], str | None]] = {
    "number": _shape_of_number,
    "series": _shape_of_series,
    "choice": _shape_of_choice,
    "function": _shape_of_function,
}


_ROUNDED = "Right so far, but rounded too much. Hand in the number as Python computed it."


def _scale_slip(exercise: Exercise, ratio: Callable[[float], bool]) -> str | None:
    """Name the slip when the answer times a factor is right; `ratio` tells whether it is."""
    if exercise.names_a_share and ratio(100):
        return (
            f"The calculation is right, but this is a fraction. The question asks for "
            f"{exercise.unit}: multiply by 100."
        )
    if ratio(0.01):
        return (
            f"The calculation is right, but it was multiplied by 100 once too often. "
            f"The question asks for {exercise.unit}."
        )
    if ratio(-1):
        return (
            "The size is right, the sign is not: it is the other way round. "
            "Look at what is taken away from what."
        )
    return None


def _number_slip(exercise: Exercise, value: float, right: float) -> str | None:
    slip = _scale_slip(exercise, lambda factor: _close(value * factor, right, exercise.tolerance))
    if slip is None and value in (round(right), round(right, 1)):
        return _ROUNDED
    return slip


def _series_slip(
    exercise: Exercise, value: dict[str, Any], right: dict[str, Any]
) -> str | None:
    if all(name.isdigit() for name in value):
        return (
            "The names of the groups are gone: your rows are called 0, 1, 2. "
            "Keep the names, with set_index for example."
        )
    if value.keys() != right.keys():
        lacking, extra = sorted(right.keys() - value.keys()), sorted(value.keys() - right.keys())
        if lacking:
            return f"These groups are not in your answer: {', '.join(lacking)}."
        return f"Your answer has groups that do not belong there: {', '.join(extra)}."
    if all(figure == {"other": "NPS"} for figure in value.values()):
        return "You gave the whole result for each group. Take the .score of each."
    if not all(isinstance(figure, int | float) for figure in value.values()):
        return "Some groups have no number in your answer. Look at each step of your calculation."
    if all(value[name] == round(right[name]) for name in right):
        return _ROUNDED
    return _scale_slip(
        exercise,
        lambda factor: all(_close(value[k] * factor, right[k], exercise.tolerance) for k in right),
    )


def _first_failure(exercise: Exercise, given: list[Any], right: list[Any]) -> str | None:
    passed = [_same(exercise, a, b) for a, b in zip(given, right, strict=True)]
    case = exercise.cases[passed.index(False)]
    result = given[passed.index(False)]
    told = f"{sum(passed)} of {len(passed)} inputs give the right result. Try yours on {case.told}"
    if isinstance(result, dict) and "error" in result:
        return f"{told}: it stops with {result['error'].rstrip('.')}."
    if isinstance(result, dict) and "other" in result:
        return f"{told}: it gives back {result['other']}, and not a plain number."
    if _close(result, right[passed.index(False)], 0.5):
        return f"{told}: it gives back {result!r}. That is rounded; return the number as it is."
    return f"{told}: it gives back {result!r}, and that is not it."


def _not_yet(exercise: Exercise) -> str:
    form = {
        "number": f"You gave a number, as asked (in {exercise.unit}), but it is not the right one yet.",
        "series": "Your groups are right; their figures are not yet.",
        "choice": "That is not the best choice.",
        "function": "Your function runs; its results are not right yet.",
    }
    return form[exercise.kind]
