"""What the records of steps and exercises know: the answer, the mistakes, and how they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.kinds import Choice
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Drawn
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import UNCHANGED, Exercise
from tools.guide.values import told

__all__ = ["LEARNERS", "Asked", "Mistake", "asked"]

# The fifty samples on which the tests try every exercise.
LEARNERS = tuple(f"student {number}" for number in range(50))


@dataclass(frozen=True)
class Mistake:
    """A wrong idea: its name, what it gives (of a step), what the check says, and how surely."""

    name: str
    value: str
    message: str
    apart: int | None
    """On how many of the samples its answer is its own; None where no sample plays a part."""


@dataclass(frozen=True)
class Asked:
    """A step or an exercise: its record, the right answer in words, its mistakes in order."""

    record: Exercise
    answer: str
    mistakes: tuple[Mistake, ...]
    samples: int


def asked(record: Exercise, learners: Sequence[str] = LEARNERS) -> Asked:
    """Tell what a record knows; `learners` are those on whose samples mistakes are told apart.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> found = asked(find("3.c"))
    >>> found.answer, found.mistakes[0].name, found.mistakes[0].value
    ('not, C', 'critics_only', 'not, B')
    """
    fixed = record.is_step or not record.tables or isinstance(record.kind, Choice)
    apart = {} if fixed else _apart(record, learners)
    right, wrong = answers(record, learners[0], _drawn(record, 0))
    mistakes = tuple(
        Mistake(
            name,
            told(record.kind, wrong[name]) if _is_everybodys(record) else "",
            record.messages[name],
            apart.get(name),
        )
        for name in record.mistakes
        if name != UNCHANGED
    )
    return Asked(record, _answer(record, right), mistakes, len(learners))


def _answer(record: Exercise, right: list[object]) -> str:
    """The right answer where it is everybody's."""
    kind = record.kind
    if isinstance(kind, Picture):
        return "a picture with the right figures"
    if isinstance(kind, Drawn):
        return "hangs on what is drawn"
    if not _is_everybodys(record):
        return "another for each student"
    unit = getattr(kind, "unit", "")
    every = dict.fromkeys(told(kind, one) for one in right)
    return " or ".join(every) + (f" ({unit})" if unit else "")


def _is_everybodys(record: Exercise) -> bool:
    kind = record.kind
    if isinstance(kind, Drawn | Picture):
        return False
    if isinstance(kind, Order):  # its letters are everybody's, whatever comes out
        return True
    return record.is_step or isinstance(kind, Choice | Decide)


def _apart(record: Exercise, learners: Sequence[str]) -> dict[str, int]:
    """On how many samples each mistake gives an answer that no other idea gives, nor the right."""
    found = dict.fromkeys(record.mistakes, 0)
    for place, learner in enumerate(learners):
        right, wrong = answers(record, learner, _drawn(record, place))
        for name, its in wrong.items():
            others = [*right, *(value for other, value in wrong.items() if other != name)]
            found[name] += not any(record.kind.same(its, other) for other in others)
    return found


def _drawn(record: Exercise, place: int) -> tuple[int | str, ...]:
    kind = record.kind
    if isinstance(kind, DecideInGroup):  # her neighbours
        return tuple(f"student {place + its}" for its in range(1, kind.others + 1))
    if isinstance(kind, Drawn):
        return (next(one for one in kind.draws if one != kind.example),)
    return ()
