"""From an answer to a diagnosis: right, a mistake with a name, a slip, or not yet.

Everything here is a pure function of the learner's data and of plain values, so that an answer
can be judged again later, in another process, from the record in a progress file.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mkt40_helpers.workbook.kinds import Function, Series
from mkt40_helpers.workbook.known_numbers import look_up
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Drawn
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.plain import parts
from mkt40_helpers.workbook.records import UNCHANGED, Exercise, tables_of
from mkt40_helpers.workbook.reference import answers
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["MISSES_EXPLAINED", "Diagnosis", "answers", "diagnose", "read"]

# Misses after which the idea behind a wrong pair is told no more, and the one after which its half
# is told, once: else trying all pairs would pay.
MISSES_EXPLAINED = 2
_MISSES_BEFORE_HALF = 3
_ELLIPSIS = {"other": "ellipsis"}
_ROUNDED = {"number.rounded", "number.rounded_to_one"}

# "slip" is nearly right, "form" is not what the question asks for (a text for a number), "unknown"
# is no answer that a check can have seen.
Verdict = Literal["right", "mistake", "slip", "form", "not yet", "empty", "unknown"]


@dataclass(frozen=True)
class Diagnosis:
    """What the check says: a verdict, a message in plain words, and the names of the mistakes.

    The verdict is the kind of the sentence that is said. `line` is that of the learner's cell,
    where her code showed where it goes wrong; else 0.
    """

    verdict: Verdict
    message: str
    mistakes: tuple[str, ...] = ()
    line: int = 0

    @property
    def name(self) -> str:
        """Stable name of the sentence, such as "slip.fraction" or "mistake.all_rows"."""
        return getattr(self.message, "name", "")


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
        as ``{"error": "name: text"}``, and one that changed its list as ``{"changed": result}``.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> read(find("3.13"), len, "s1")[:2]
    [5, 5]
    """
    return exercise.kind.read(answer, tables_of(exercise, learner))


def diagnose(
    exercise: Exercise, given: Any, learner: str, misses: int = 0, others: tuple[str, ...] = ()
) -> Diagnosis:
    """Judge a plain answer against the learner's own reference: decide which sentence is said.

    The first of these that holds speaks: nothing is given, or in another form; right; as the
    example stands; a listed mistake; a slip; a listed mistake in some groups; a figure that is
    known to be something else; not yet.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        What `read` made of the answer.
    learner : str
        The learner's number.
    misses : int
        Other wrong answers that she gave before.
    others : tuple of str
        Numbers of other learners whose samples may have been taken for hers.

    Returns
    -------
    Diagnosis

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> found = diagnose(find("3.5"), "23.1", "s1")
    >>> found.message
    "You gave the text '23.1'. Leave out the quotation marks, so that it is a number."
    >>> found.verdict, found.name
    ('form', 'number.text_number')
    """
    kind = exercise.kind
    if empty := _empty(exercise, given):
        return Diagnosis("empty", empty)
    if wrong_form := kind.form(given):
        return Diagnosis("form", wrong_form)
    value = kind.value(given, functools.partial(tables_of, exercise, learner))
    drawn = kind.drawn(given) if isinstance(kind, Drawn | DecideInGroup) else ()
    if isinstance(kind, Drawn) and drawn == (kind.example,):
        return _as_it_was(exercise)
    right, wrong = answers(exercise, learner, drawn)
    if any(kind.same(value, one) for one in right):
        return Diagnosis("right", Sentence(exercise.praise, "right"))
    ideas = _ideas(exercise, value, wrong)
    if UNCHANGED in ideas:
        return _as_it_was(exercise)
    if isinstance(kind, Decide) and misses >= MISSES_EXPLAINED:
        half = misses == _MISSES_BEFORE_HALF
        told = kind.not_yet(value, *right) if half else say("decide.pair")
        return Diagnosis("mistake" if ideas else "not yet", told, tuple(ideas))
    slip = kind.slip(value, right[0])
    if ideas:
        # What was rounded to so little may be the right number as well.
        rounded = [slip] if slip is not None and slip.name in _ROUNDED else []
        return Diagnosis("mistake", _told([*ideas.values(), *rounded]), tuple(ideas))
    in_part = _in_part(exercise, value, right[0], wrong)
    if in_part and isinstance(kind, Function):
        return in_part
    if slip:
        return Diagnosis("slip", slip)
    if isinstance(kind, Drawn) and (other := _of_another_draw(exercise, value, learner, drawn)):
        return Diagnosis("mistake", other, ("another_draw",))
    if in_part:
        return in_part
    if known := look_up(exercise, value, learner, drawn, others):
        return Diagnosis("mistake", known.told, (known.name,))
    return Diagnosis("not yet", kind.not_yet(value, *right))


def _in_part(
    exercise: Exercise, value: Any, right: Any, wrong: Mapping[str, Any]
) -> Diagnosis | None:
    """Name a listed mistake that was made in some groups or for most inputs of a function."""
    kind = exercise.kind
    if not isinstance(kind, Series | Picture | Function):
        return None
    ideas_of = {name: its for name, its in wrong.items() if name != UNCHANGED}
    found = kind.mistakes_in_part(value, right, ideas_of)
    if found is None:
        return None
    told, names = found
    ideas = [Sentence(exercise.messages[name], f"mistake.{name}") for name in names]
    return Diagnosis("mistake", f"{told} " + _told(ideas), tuple(names))


def _as_it_was(exercise: Exercise) -> Diagnosis:
    told = Sentence(exercise.messages[UNCHANGED], f"mistake.{UNCHANGED}")
    return Diagnosis("empty", told, (UNCHANGED,))


def _ideas(exercise: Exercise, value: Any, wrong: Mapping[str, Any]) -> dict[str, Sentence]:
    """Give the message of every listed mistake that leads to a value."""
    return {
        name: Sentence(exercise.messages[name] + remark, f"mistake.{name}")
        for name, its_value in wrong.items()
        if (remark := exercise.kind.remark(value, its_value)) is not None
    }


def _empty(exercise: Exercise, given: Any) -> Sentence | None:
    """Say that nothing is filled in yet, or only a part of what is asked for."""
    pieces = parts(given) if exercise.kind.several else [given]
    nothing = [one == _ELLIPSIS or (exercise.is_step and one is None) for one in pieces]
    if not any(nothing):
        return None
    if not all(nothing):
        return say("check.partly_empty")
    return say("check.empty_step" if exercise.is_step else "check.empty")


def _of_another_draw(
    exercise: Exercise, value: Any, learner: str, drawn: tuple[int | str, ...]
) -> Sentence | None:
    """Say, if so, that an answer is right for something else than what was drawn."""
    kind = exercise.kind
    assert isinstance(kind, Drawn)
    for other in kind.draws:
        if any(kind.same(value, one) for one in answers(exercise, learner, (other,))[0]):
            return kind.of_another(int(drawn[0]))
    return None


def _told(ideas: list[Sentence]) -> Sentence:
    """Name every idea that leads to the answer: the data alone cannot tell which it was."""
    if len(ideas) == 1:
        return ideas[0]
    told = say("check.several", ideas=say("check.or").join(ideas))
    return Sentence(told, "+".join(idea.name for idea in ideas))
