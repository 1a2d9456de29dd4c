"""From an answer to a diagnosis: right, a mistake with a name, a slip, or not yet.

Everything here is a pure function of the learner's data and of plain values, so that an answer
can be judged again later, in another process, from the record in a progress file.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Any, Literal

from mkt40_helpers.workbook.records import Exercise, tables_of

__all__ = ["Diagnosis", "diagnose", "look_alike", "read"]

Verdict = Literal["right", "mistake", "slip", "not yet", "empty"]

_EMPTY = (
    "Nothing is filled in yet. Put your answer in place of the three dots (...), "
    "run that cell, then run this one again."
)


@dataclass(frozen=True)
class Diagnosis:
    """What the check says: a verdict and a message in plain words."""

    verdict: Verdict
    message: str


def read(exercise: Exercise, answer: Any, learner: str) -> Any:
    """Turn what a learner handed in into plain data; a function is tried on every input.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        Anything at all.
    learner : str
        As returned by `learner_of`.

    Returns
    -------
    plain data
        As `plain` makes it; for a function, its results in the order of the cases, an exception
        as ``{"error": "name: text"}``.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> read(find("3.13"), len, "s1")[2]
    3
    """
    return exercise.kind.read(answer, tables_of(exercise, learner))


def diagnose(exercise: Exercise, given: Any, learner: str) -> Diagnosis:
    """Judge a plain answer against the learner's own reference.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        What `read` made of the answer.
    learner : str
        As returned by `learner_of`.

    Returns
    -------
    Diagnosis

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> diagnose(find("3.3"), "23.1", "s1").message
    "You gave the text '23.1'. Leave out the quotation marks, so that it is a number."
    """
    kind = exercise.kind
    if given is None or given == {"other": "ellipsis"}:
        return Diagnosis("empty", _EMPTY)
    if wrong_form := kind.form(given):
        return Diagnosis("slip", wrong_form)
    value = kind.value(given)
    right, *wrong = _answers(exercise, learner)
    if kind.same(value, right):
        return Diagnosis("right", exercise.praise)
    for mistake, its_value in zip(exercise.mistakes, wrong, strict=True):
        remark = kind.remark(value, its_value)
        if remark is not None:
            return Diagnosis("mistake", mistake.message + remark)
    if slip := kind.slip(value, right):
        return Diagnosis("slip", slip)
    return Diagnosis("not yet", kind.not_yet)


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
    >>> from mkt40_helpers.workbook.shelf import find
    >>> look_alike(find("3.3"), "s1")
    []
    """
    return [
        (i, j)
        for (i, a), (j, b) in itertools.combinations(enumerate(_answers(exercise, learner)), 2)
        if exercise.kind.same(a, b, factor=2)
    ]


@functools.lru_cache(maxsize=1024)
def _answers(exercise: Exercise, learner: str) -> list[Any]:
    """Right answer and those of the mistakes, in order, on a learner's tables."""
    tables = tables_of(exercise, learner)  # loaded once: this takes longer than the answers
    makers = [exercise.answer, *(mistake.answer for mistake in exercise.mistakes)]
    return [exercise.kind.expect(maker, tables) for maker in makers]
