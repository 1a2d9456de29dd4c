"""The exercises: one typed record each, and the diagnosis of an answer.

A chapter's records stand in a module of its own (`chapter03`). Everything here is a pure
function of the learner's data and of plain values, so that an answer can be judged again later,
in another process, from the record in a progress file.
"""

from __future__ import annotations

import difflib
import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from mkt40_helpers import data

__all__ = ["Case", "Exercise", "Mistake", "chapter", "find", "learner_of", "tables_of"]

CHAPTERS = {number: f"mkt40_helpers.exercises.chapter{number:02d}" for number in (1, 2, 3)}


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
class Exercise:
    """One auto-checked exercise.

    Attributes
    ----------
    key, title : str
        "3.2" and a few words.
    level : {"warm-up", "core", "challenge"}
    points, minutes : int
    kind : {"number", "series", "choice", "function"}
        What the answer is: one number; a number per group; one of some words; a function.
    unit : str
        Unit of the number, as a sentence would say it ("points", "answers").
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
    tolerance : float
        How far a number may be off, in its unit.
    choices : tuple of str
        For a choice: the words to choose from.
    cases : tuple of Case
        For a function: the inputs it is tried on.
    names_a_share : bool
        Whether a fraction given for a percentage is a likely slip.
    """

    key: str
    title: str
    level: Literal["warm-up", "core", "challenge"]
    points: int
    minutes: int
    kind: Literal["number", "series", "choice", "function"]
    unit: str
    answer: Callable[..., Any]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, str, str]
    praise: str
    tables: tuple[str, ...] = ("survey",)
    tolerance: float = 0.05
    choices: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    names_a_share: bool = True


def chapter(number: int) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, in order.

    Parameters
    ----------
    number : int
        The chapter.

    Returns
    -------
    tuple of Exercise

    Raises
    ------
    ValueError
        The chapter has no workbook.

    Examples
    --------
    >>> chapter(3)[0].key
    '3.1'
    """
    if number not in CHAPTERS:
        there = ", ".join(map(str, CHAPTERS))
        raise ValueError(f"Chapter {number!r} has no workbook. There are workbooks for: {there}.")
    records: tuple[Exercise, ...] = importlib.import_module(CHAPTERS[number]).EXERCISES
    return records


def find(key: str) -> Exercise:
    """Return the exercise with a key such as "3.2".

    Parameters
    ----------
    key : str
        Chapter and number.

    Returns
    -------
    Exercise

    Raises
    ------
    ValueError
        There is no such exercise; the nearest key is named.

    Examples
    --------
    >>> find("3.3").title
    'The score itself'
    """
    records = {record.key: record for number in CHAPTERS for record in chapter(number)}
    # A number is refused even where it could be read: 3.10 without quotes is 3.1.
    if isinstance(key, str) and key in records:
        return records[key]
    near = difflib.get_close_matches(str(key).replace(",", "."), records, n=1, cutoff=0)
    raise ValueError(f'There is no exercise {key!r}. Write the key in quotes, such as "{near[0]}".')


def tables_of(exercise: Exercise, learner: str) -> list[pd.DataFrame]:
    """Load the tables of an exercise, as the learner's own samples.

    Parameters
    ----------
    exercise : Exercise
    learner : str
        As returned by `learner_of`.

    Returns
    -------
    list of DataFrame, in the order of ``exercise.tables``

    Examples
    --------
    >>> len(tables_of(find("3.1"), "s1"))
    1
    """
    return [data.load(name, student=learner) for name in exercise.tables]


@functools.cache
def learner_of(student: str, number: int) -> str:
    """Return the text that draws the learner's sample for a chapter.

    It is the learner's number itself, unless two answers of an exercise (the right one and a
    mistake, or two mistakes) come out alike in that sample: then another sample is drawn, by
    adding "~1", "~2" and so on.

    Parameters
    ----------
    student : str
        The learner's number.
    number : int
        The chapter.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        No sample fits (an exercise's mistakes cannot be told apart).

    Examples
    --------
    >>> learner_of("anonymous", 3).startswith("anonymous")
    True
    """
    from mkt40_helpers.exercises.diagnosis import look_alike

    for draw in range(20):
        learner = f"{student}~{draw}" if draw else student
        if not any(look_alike(exercise, learner) for exercise in chapter(number)):
            return learner
    raise ValueError(f"No sample of the data fits chapter {number} for learner {student!r}.")
