"""What is right on a learner's tables, and what each listed mistake would give there."""

from __future__ import annotations

import functools
from typing import Any

from mkt40_helpers import data
from mkt40_helpers.workbook.records import Exercise, tables_of

__all__ = ["answers", "right_on"]


def answers(
    exercise: Exercise, learner: str, drawn: tuple[int | str, ...] = ()
) -> tuple[list[Any], dict[str, Any]]:
    """Compute the right answers and those of the mistakes, on a learner's tables.

    Parameters
    ----------
    exercise : Exercise
    learner : str
        The learner's number.
    drawn : tuple of int or str
        What was drawn, for a kind that is `Drawn`; the others' numbers, for a `DecideInGroup`.

    Returns
    -------
    tuple of list, dict
        The right answers (the reference first, then those of `also`), and the mistakes' by name.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> right, wrong = answers(find("2.11"), "s1")
    >>> right
    ['no primary study']
    """
    # The answers to a step are everybody's.
    return _answers(exercise, "" if exercise.is_step else learner, drawn)


@functools.lru_cache(maxsize=4096)
def _answers(
    exercise: Exercise, learner: str, drawn: tuple[int | str, ...]
) -> tuple[list[Any], dict[str, Any]]:
    tables = tables_of(exercise, learner)  # loaded once: this takes longer than the answers
    given: Any = [*tables, *drawn]
    right = [exercise.kind.expect(maker, given) for maker in (exercise.answer, *exercise.also)]
    wrong = {name: exercise.kind.expect(its, given) for name, its in exercise.mistakes.items()}
    return right, wrong


@functools.lru_cache(maxsize=4096)
def right_on(exercise: Exercise, student: str | None, drawn: tuple[Any, ...] = ()) -> Any:
    """Compute the right answer on the sample of any learner, without the mistakes.

    Parameters
    ----------
    exercise : Exercise
    student : str or None
        A learner's number; None for the whole tables.
    drawn : tuple
        What was drawn, for a kind that is `Drawn`.

    Returns
    -------
    plain data

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> right_on(find("3.1"), None)
    739
    """
    tables = [data.load(name, student=student) for name in exercise.tables]
    return exercise.kind.expect(exercise.answer, [*tables, *drawn])
