"""An exercise, or a step of a lesson, as a typed record: what is computed, joined with its words.

What is computed is in the chapter's own folder (``mkt40_helpers/<chapter>/exercises.py``), and the
words are beside it (``exercises.en.toml``), under the number of the exercise. Steps are the same
kind of record (``steps.py``, ``steps.en.toml``), under letters. They are judged on whole tables,
for everybody alike, carry no points and have one hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.kinds import Function, Kind, Maker
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Drawn, Slip
from mkt40_helpers.workbook.shared_mistakes import Shared
from mkt40_helpers.workbook.words import say

__all__ = ["UNCHANGED", "Exercise", "tables_of", "with_words"]

LEVELS = ("again", "warm-up", "core", "challenge")
_HINTS = ("hint_1", "hint_2", "hint_3")
_WORDS = {"title", "level", "points", "minutes", *_HINTS, "praise", "mistakes"}
# What a step asks for, and the minutes that it takes where its words do not say others.
FORMS = {"change": 2, "decide": 2, "line": 2.5, "order": 3, "picture": 3}
# In a hall: by show of hands, typed by the lecturer as the room says it, or at one's own desk.
PLACES = ("vote", "live", "desk")
_STEP_WORDS = {"title", "form", "where", "minutes", "hint", "praise", "mistakes"}
# The mistake of whoever runs an example's line as it stands: it is no try.
UNCHANGED = "unchanged"


@dataclass(frozen=True, eq=False)
class Exercise:
    """One auto-checked exercise, or one step of a lesson.

    The first of these are computed and stand in Python; those from `chapter` on are filled in from
    its words.

    Attributes
    ----------
    number : str
        Its number within the chapter; with the chapter it makes the key. A letter for a step.
    kind : Kind
        What the answer is: one number, a figure for each group, a choice, a function, ...
    tables : tuple of str
        Tables that the makers below are given: for an exercise as the learner's own samples, for a
        step whole.
    answer : Maker
        The reference: a function of the tables (for a choice: the word; for a function exercise:
        the right function).
    mistakes : mapping of str to Maker
        At least two wrong ideas: the name of each, and what a learner with it would give. The
        name ``unchanged`` is for whoever runs the example as it stands. A `Shared` one becomes a
        maker, and brings its own message, when the exercise is joined with its words.
    also : tuple of Maker
        References of other right methods, where the question leaves the choice.
    solution : str
        For a step: the code that stands in its cell instead of the lines with three dots.
    since : str
        The first edition of the course that asks this question; answers of an earlier one were
        to another question under the same number, and do not count.
    chapter : int
    title : str
        A few words.
    level : {"again", "warm-up", "core", "challenge"}
    points, minutes : int
        Minutes of a step may be halves.
    hints : tuple of str
        Three, from where to look to nearly there; one for a step.
    praise : str
        Said with a right answer: what it means.
    messages : mapping of str to str
        For each mistake what is right, the idea behind the slip, the next step; never the answer.
    form : {"change", "line", "order", "decide", "picture"}
        What a step asks for; "" for an exercise.
    where : {"vote", "live", "desk"}
        How a step is done in a hall; "" for an exercise.
    """

    number: str
    kind: Kind
    tables: tuple[str, ...]
    answer: Maker
    mistakes: Mapping[str, Maker]
    also: tuple[Maker, ...] = ()
    solution: str = ""
    since: str = "0.1"
    chapter: int = 0
    title: str = ""
    level: Literal["again", "warm-up", "core", "challenge"] = "core"
    points: int = 0
    minutes: float = 0
    hints: tuple[str, ...] = ()
    praise: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    where: str = ""

    @property
    def key(self) -> str:
        """What the check is called with, such as "3.2"."""
        return f"{self.chapter}.{self.number}"

    @property
    def is_step(self) -> bool:
        """Whether it is a step of a lesson: these have letters."""
        return self.number.isalpha()


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
    where = f"of {'step' if exercise.is_step else 'exercise'} {chapter}.{exercise.number}"
    if exercise.is_step and "minutes" not in words:
        words = {**words, "minutes": FORMS.get(words.get("form", ""), 0)}
    wanted = _STEP_WORDS if exercise.is_step else _WORDS
    _require(words, wanted | exercise.kind.needs, f"The words {where}")
    shared = {name: its for name, its in exercise.mistakes.items() if isinstance(its, Shared)}
    found = f"{say('find.letter_right')} " if isinstance(exercise.kind, Slip) else ""
    messages = {name: found + its.message() for name, its in shared.items()} | words["mistakes"]
    _require(messages, set(exercise.mistakes), f"The mistakes {where}")
    if isinstance(exercise.kind, Function):
        _require(words["cases"], set(exercise.kind.cases), f"The cases {where}")
    allowed = {"form": tuple(FORMS), "where": PLACES} if exercise.is_step else {"level": LEVELS}
    for name, choices in allowed.items():
        if words[name] not in choices:
            raise ValueError(f"The {name} {where} is one of: {', '.join(choices)}.")
    if exercise.is_step and not exercise.solution:
        raise ValueError(f"The solution {where} is missing: the code that solves it, as text.")
    kind = exercise.kind.with_words(words)
    if isinstance(kind, Drawn) and kind.example is not None and UNCHANGED not in exercise.mistakes:
        raise ValueError(
            f"The mistakes {where} lack {UNCHANGED}: the example draws {kind.example}."
        )
    if isinstance(kind, Order):
        kind = replace(kind, tables=exercise.tables)
    its_own = ("title", "minutes", "praise", *allowed, *(() if exercise.is_step else ("points",)))
    return replace(
        exercise,
        chapter=chapter,
        kind=kind,
        hints=(words["hint"],) if exercise.is_step else tuple(words[name] for name in _HINTS),
        mistakes={
            **exercise.mistakes,
            **{name: its.of(exercise.answer) for name, its in shared.items()},
        },
        messages=messages,
        **{name: words[name] for name in its_own},
    )


def _require(words: Mapping[str, Any], wanted: set[str], what: str) -> None:
    """Refuse words where one is missing, or is too much."""
    for told, names in (("lack", wanted - words.keys()), ("need no", words.keys() - wanted)):
        if names:
            raise ValueError(f"{what} {told} {', '.join(sorted(names))}.")


def tables_of(exercise: Exercise, learner: str) -> list[pd.DataFrame]:
    """Load the tables of an exercise, as the learner's own samples; those of a step are whole.

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
    student = None if exercise.is_step else learner
    return [data.load(name, student=student) for name in exercise.tables]
