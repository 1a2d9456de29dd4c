"""An exercise as a typed record: what is computed for it, joined with its words.

What is computed is in the chapter's own folder (``mkt40_helpers/<chapter>/exercises.py``), and the
words are beside it (``exercises.en.toml``), under the number of the exercise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.kinds import Function, Kind, Maker

__all__ = ["Exercise", "tables_of", "with_words"]

LEVELS = ("warm-up", "core", "challenge")
_HINTS = ("hint_1", "hint_2", "hint_3")
_WORDS = {"title", "level", "points", "minutes", *_HINTS, "praise", "mistakes"}


@dataclass(frozen=True, eq=False)
class Exercise:
    """One auto-checked exercise.

    The first of these are computed and stand in Python; those from `chapter` on are filled in from
    its words.

    Attributes
    ----------
    number : str
        Its number within the chapter; with the chapter it makes the key.
    kind : Kind
        What the answer is: one number, a figure for each group, a choice, a function.
    tables : tuple of str
        Tables that the makers below are given, as the learner's own samples.
    answer : Maker
        The reference: a function of the tables (for a choice: the word; for a function exercise:
        the right function).
    mistakes : mapping of str to Maker
        At least two wrong ideas: the name of each, and what a learner with it would give.
    also : tuple of Maker
        References of other right methods, where the question leaves the choice.
    solution : str
        The line of code that solves it, where no notebook holds it.
    chapter : int
    title : str
        A few words.
    level : {"warm-up", "core", "challenge"}
    points, minutes : int
    hints : tuple of str
        Three, from where to look to nearly there.
    praise : str
        Said with a right answer: what it means.
    messages : mapping of str to str
        For each mistake what is right, the idea behind the slip, the next step; never the answer.
    """

    number: str
    kind: Kind
    tables: tuple[str, ...]
    answer: Maker
    mistakes: Mapping[str, Maker]
    also: tuple[Maker, ...] = ()
    solution: str = ""
    chapter: int = 0
    title: str = ""
    level: Literal["warm-up", "core", "challenge"] = "core"
    points: int = 0
    minutes: int = 0
    hints: tuple[str, ...] = ()
    praise: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the check is called with, such as "3.2"."""
        return f"{self.chapter}.{self.number}"


def with_words(exercise: Exercise, chapter: int, words: Mapping[str, Any]) -> Exercise:
    """Join what is computed for an exercise with its words.

    Parameters
    ----------
    exercise : Exercise
        As it stands in Python.
    chapter : int
        The chapter's ``NUMBER``.
    words : mapping
        Its part of the chapter's file of words.

    Returns
    -------
    Exercise

    Raises
    ------
    ValueError
        A word is missing, or there is one that nothing is computed for.

    Examples
    --------
    >>> from mkt40_helpers.workbook.kinds import Choice
    >>> question = Exercise("1", Choice(("yes", "no")), (), "no", {"trusts_it": "yes"})
    >>> with_words(question, 3, {"title": "Is it so?"})
    Traceback (most recent call last):
    ...
    ValueError: The words of exercise 3.1 lack hint_1, hint_2, hint_3, level, minutes, mistakes...
    """
    where = f"of exercise {chapter}.{exercise.number}"
    _require(words, _WORDS | exercise.kind.needs, f"The words {where}")
    _require(words["mistakes"], set(exercise.mistakes), f"The mistakes {where}")
    if isinstance(exercise.kind, Function):
        _require(words["cases"], set(exercise.kind.cases), f"The cases {where}")
    if words["level"] not in LEVELS:
        raise ValueError(f"The level {where} is one of: {', '.join(LEVELS)}.")
    return replace(
        exercise,
        chapter=chapter,
        kind=exercise.kind.with_words(words),
        hints=tuple(words[name] for name in _HINTS),
        messages=words["mistakes"],
        **{name: words[name] for name in ("title", "level", "points", "minutes", "praise")},
    )


def _require(words: Mapping[str, Any], wanted: set[str], what: str) -> None:
    """Refuse words where one is missing, or is too much."""
    for told, names in (("lack", wanted - words.keys()), ("need no", words.keys() - wanted)):
        if names:
            raise ValueError(f"{what} {told} {', '.join(sorted(names))}.")


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
