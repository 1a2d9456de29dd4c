"""What a mistake earns, and how its message is told to who marks on paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mkt40_helpers.workbook.kinds import Choice, Function, Series
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.records import Exercise
from tools.guide.lesson import sentences

__all__ = ["part", "without_code"]

HALF = 0.5
# A message says first what is right, if anything is.
_SAYS_RIGHT = re.compile(
    r"\b(right(ly)?|nearly|good|hold|you found|as (you should|asked|(it|they) should be))\b",
    re.IGNORECASE,
)


def part(
    record: Exercise, value: Any, right: Sequence[Any], message: str, decimals: int = 2
) -> float:
    """Part of the points that a mistake earns, from 0 to 1.

    A line, a figure, a decision or a reason that is right earns half; of several groups or inputs
    each earns an equal part. In all else a mistake earns half where its message begins with what
    is right.

    Parameters
    ----------
    record : Exercise
    value : object
        What the mistake gives.
    right : sequence of object
        All right answers.
    message : str
        Of the mistake.
    decimals : int
        Of groups, as the paper asks for them: a group that is right by these is right.

    Returns
    -------
    float

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> part(find("3.11"), ("refuse", "d"), [("refuse", "b"), ("correct", "b")], "")
    0.5
    >>> part(find("3.1"), 200, [371], "The question asks for the promoters.")
    0.0
    """
    kind = record.kind
    if isinstance(kind, Choice):
        return 0.0
    if isinstance(kind, Slip):
        return HALF * any(value[0] == one[0] or _same(kind.figure, value, one) for one in right)
    if isinstance(kind, Decide):
        return HALF * any(value[0] == one[0] or value[1] == one[1] for one in right)
    if isinstance(kind, Function):
        return max(_alike(kind, value, one) for one in right) / len(right[0])
    said = HALF * bool(_SAYS_RIGHT.search(re.split(r"[.:;]\s", message)[0]))
    if isinstance(kind, Series):
        return max(said, *(_groups(value, one, decimals) for one in right))
    return said


def _same(figure: Any, value: Any, right: Any) -> bool:
    return bool(figure.same(value[1], right[1]))


def _alike(kind: Function, value: Sequence[Any], right: Sequence[Any]) -> int:
    return sum(kind.same([one], [other]) for one, other in zip(value, right, strict=True))


def _groups(value: Any, right: Any, decimals: int) -> float:
    figures = {one: its for one, its in value.items() if isinstance(its, int | float)}
    there = right.keys() & figures.keys()
    alike = sum(round(figures[one], decimals) == round(right[one], decimals) for one in there)
    return float(alike / len(right))


def without_code(message: str) -> str:
    """Leave out what a message says about a line of code, where it has said the idea before.

    Examples
    --------
    >>> without_code("Days are right. But a row can be a no: look at `given`.")
    'Days are right. But a row can be a no.'
    >>> without_code("The recipe is right. But `std` tells how far they lie apart.")
    'The recipe is right. But `std` tells how far they lie apart.'
    """
    return " ".join(_cut(one) for one in sentences(message))


def _cut(sentence: str) -> str:
    before, code, _ = sentence.partition("`")
    idea = re.match(r"(.+)[:;] ", before)
    return f"{idea[1]}." if code and idea else sentence
