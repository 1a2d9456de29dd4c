"""An exercise as a typed record: what it asks, its answer, and its named mistakes.

The records of a chapter are in its own folder (``mkt40_helpers/<chapter>/exercises.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.kinds import Kind

__all__ = ["Exercise", "Mistake", "tables_of"]


@dataclass(frozen=True)
class Mistake:
    """A wrong idea that has a name.

    Attributes
    ----------
    message : str
        What is right, the idea behind the slip, the next step; never the answer.
    answer : callable
        What a learner with this idea would give: a function of the exercise's tables (for
        a choice: the word chosen; for a function: the wrong function).
    """

    message: str
    answer: Callable[..., Any]


@dataclass(frozen=True)
class Exercise:
    """One auto-checked exercise.

    Attributes
    ----------
    chapter : int
        The chapter's ``NUMBER``.
    number : str
        Its number within the chapter; with the chapter it makes the key.
    title : str
        A few words.
    level : {"warm-up", "core", "challenge"}
    points, minutes : int
    kind : Kind
        What the answer is: one number, a figure for each group, a choice, a function.
    tables : tuple of str
        Tables the functions below are given, as the learner's own samples.
    answer : callable
        The reference: a function of the tables (for a function exercise, the right function).
    mistakes : tuple of Mistake
        At least two.
    hints : tuple of str
        Three, from where to look to nearly there.
    praise : str
        Said with a right answer: what it means.
    also : tuple of callable
        References of other right methods, where the question leaves the choice.
    """

    chapter: int
    number: str
    title: str
    level: Literal["warm-up", "core", "challenge"]
    points: int
    minutes: int
    kind: Kind
    tables: tuple[str, ...]
    answer: Callable[..., Any]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, str, str]
    praise: str
    also: tuple[Callable[..., Any], ...] = ()

    @property
    def key(self) -> str:
        """What the check is called with, such as "3.2"."""
        return f"{self.chapter}.{self.number}"


def tables_of(exercise: Exercise, learner: str) -> list[pd.DataFrame]:
    """Load the tables of an exercise, as the learner's own samples.

    Parameters
    ----------
    exercise : Exercise
    learner : str
        The learner's number.

    Returns
    -------
    list of DataFrame, in the order of ``exercise.tables``

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> len(tables_of(find("3.1"), "s1"))
    1
    """
    return [data.load(name, student=learner) for name in exercise.tables]
