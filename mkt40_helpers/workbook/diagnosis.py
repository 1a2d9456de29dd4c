"""From an answer to a diagnosis: right, a mistake with a name, a slip, or not yet.

Everything here is a pure function of the learner's data and of plain values, so that an answer
can be judged again later, in another process, from the record in a progress file.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Literal

from mkt40_helpers.workbook.records import Exercise, tables_of
from mkt40_helpers.workbook.words import say

__all__ = ["Diagnosis", "answers", "diagnose", "read"]

# "slip" is nearly right, "form" is not what the question asks for (a text for a number), "unknown"
# is no answer that a check can have seen.
Verdict = Literal["right", "mistake", "slip", "form", "not yet", "empty", "unknown"]


@dataclass(frozen=True)
class Diagnosis:
    """What the check says: a verdict, a message in plain words, and the names of the mistakes."""

    verdict: Verdict
    message: str
    mistakes: tuple[str, ...] = ()


def read(exercise: Exercise, answer: Any, learner: str) -> Any:
    """Turn what a learner handed in into plain data; a function is tried on every input.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        Anything at all.
    learner : str
        The learner's number.

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
        The learner's number.

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
    if given == {"other": "ellipsis"}:
        return Diagnosis("empty", say("check.empty"))
    if wrong_form := kind.form(given):
        return Diagnosis("form", wrong_form)
    value = kind.value(given)
    right, wrong = answers(exercise, learner)
    if any(kind.same(value, one) for one in right):
        return Diagnosis("right", exercise.praise)
    ideas = {
        name: exercise.messages[name] + remark
        for name, its_value in wrong.items()
        if (remark := kind.remark(value, its_value)) is not None
    }
    if ideas:
        return Diagnosis("mistake", _told(list(ideas.values())), tuple(ideas))
    if slip := kind.slip(value, right[0]):
        return Diagnosis("slip", slip)
    return Diagnosis("not yet", kind.not_yet(value, right[0]))


def _told(ideas: list[str]) -> str:
    """Name every idea that leads to the answer: the data alone cannot tell which it was."""
    if len(ideas) == 1:
        return ideas[0]
    return say("check.several", ideas=say("check.or").join(ideas))


@functools.lru_cache(maxsize=4096)
def answers(exercise: Exercise, learner: str) -> tuple[list[Any], dict[str, Any]]:
    """Compute the right answers and those of the mistakes, on a learner's tables.

    Parameters
    ----------
    exercise : Exercise
    learner : str
        The learner's number.

    Returns
    -------
    tuple of list, dict
        The right answers (the reference first, then those of `also`), and the mistakes' by name.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> right, wrong = answers(find("3.11"), "s1")
    >>> right
    ['other question']
    """
    tables = tables_of(exercise, learner)  # loaded once: this takes longer than the answers
    right = [exercise.kind.expect(maker, tables) for maker in (exercise.answer, *exercise.also)]
    wrong = {name: exercise.kind.expect(its, tables) for name, its in exercise.mistakes.items()}
    return right, wrong
