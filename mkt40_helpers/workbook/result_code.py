"""The result code of a group: one line to paste into a chat, so that a room can see its answers.

A code is one whole number, written with 32 signs that nobody takes for one another (no I, L, O or
U). It begins with its kind (``MKT1``), then tells how many groups of five it has, and ends with two
signs that show whether one before them was changed. In the number, from its lowest place: a mark
drawn at random, the chapter, lesson or workbook, the edition, a figure that tells whether the
questions are the same, then the two votes, and what became of every exercise or step. There is no
name in it and no learner number, no answer that was typed, and no time.

``tools/room.html`` reads codes: what is changed here is changed there, and gets a new kind.
"""

from __future__ import annotations

import functools
import hashlib
import html
import itertools
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mkt40_helpers.workbook import cells, edition, feedback, progress_file
from mkt40_helpers.workbook.kinds import Choice
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Drawn
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import UNCHANGED, Exercise
from mkt40_helpers.workbook.words import say

__all__ = ["ANOTHER_DRAW", "SEVERAL", "choices", "code_of", "fingerprint", "give", "is_chosen"]
__all__ += ["number_of_vote"]

KIND = "MKT1"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Besides the named mistakes: right for another draw, and more than one idea leads to the answer.
ANOTHER_DRAW, SEVERAL = "another_draw", "several"
# A prime: then no change of one sign and no swap of two leaves the check as it was.
_PRIME, _FACTOR = 1021, 37
_CHECK_SIGNS = 2
_GROUP = 5
_MARKS, _CHAPTERS, _NUMBERS = 2**25, 100, 64
# The variables of a lesson, before and now; a vote that is not cast yet holds "?".
_VOTES = (("vote", "sure"), ("vote_now", "sure_now"))

Field = tuple[int, int]  # a value, and how many values there could be


def is_chosen(exercise: Exercise) -> bool:
    """Tell whether the answer is one of a few, so that what was chosen can be shown.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    bool

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> is_chosen(find("3.c")), is_chosen(find("3.a"))
    (True, False)
    """
    # A group also hands in an interval: of it the named mistakes say more than the pair.
    return isinstance(exercise.kind, Choice | Decide) and not isinstance(
        exercise.kind, DecideInGroup
    )


def choices(exercise: Exercise) -> list[Any]:
    """List what a code can tell of an answer that is not right.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    list
        The options; pairs of a decision and a reason; or else the names of the mistakes. Their
        places in this list are the numbers in the code.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> choices(find("3.f"))
    ['dealt_back', 'divided_by_eighty', 'dealt_back_by_eighty', 'not_dealt', 'several']
    """
    kind = exercise.kind
    if isinstance(kind, Choice):
        return [kind.value(word) for word in kind.words]
    if isinstance(kind, Decide) and is_chosen(exercise):
        pairs = [[one, other] for one in kind.choices for other in kind.reasons]
        return [kind.value({"tuple": pair}) for pair in pairs]
    names = [name for name in exercise.mistakes if name != UNCHANGED]
    return [*names, *([ANOTHER_DRAW] if isinstance(kind, Drawn) else []), SEVERAL]


def fingerprint(items: Iterable[Exercise]) -> int:
    """Make a figure of what is asked, so that codes of other questions are not misread.

    Parameters
    ----------
    items : iterable of Exercise
        All exercises of a workbook, or all steps of a lesson.

    Returns
    -------
    int
        From 0 to 1020.

    Examples
    --------
    >>> fingerprint([]) == fingerprint([])
    True
    """
    return _hash(repr([(item.key, item.since, choices(item)) for item in items]))


def number_of_vote(word: object) -> int:
    """Make a figure of a vote, so that no words of the learner's own travel in a code.

    Parameters
    ----------
    word : object
        What `vote` holds. Capitals and blanks around it do not count.

    Returns
    -------
    int
        From 1 to 1021; 0 where nothing was voted yet.

    Examples
    --------
    >>> number_of_vote("?"), number_of_vote("keep") == number_of_vote(" Keep")
    (0, True)
    """
    text = _tidy(word)
    return 1 + _hash(text) if text else 0


def code_of(
    chapter: int,
    items: Sequence[Exercise],
    records: Sequence[Record],
    names: Mapping[str, Any],
    mark: int = 0,
) -> str:
    """Write the result code.

    Parameters
    ----------
    chapter : int
    items : sequence of Exercise
        All exercises of the workbook, or all steps of the lesson.
    records : sequence of records
        As in a progress file.
    names : mapping
        What the notebook holds; of it only the votes are read, and only in a lesson.
    mark : int
        Tells two groups with the same answers apart.

    Returns
    -------
    str

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import steps_of
    >>> code_of(3, steps_of(3), [], {"vote": "keep", "sure": 2})  # doctest: +ELLIPSIS
    'MKT1-7...'
    """
    lesson = any(item.is_step for item in items)
    fields: list[Field] = [(mark, _MARKS), (chapter, _CHAPTERS), (int(lesson), 2)]
    numbers = [*map(int, re.findall(r"\d+", edition.EDITION)), 0, 0, 0][:3]
    fields += [(min(number, _NUMBERS - 1), _NUMBERS) for number in numbers]
    fields.append((fingerprint(items), _PRIME))
    if lesson:
        for vote, sure in _VOTES:
            fields.append((number_of_vote(names.get(vote)), _PRIME + 1))
            fields.append((_sureness(names.get(sure)), 4))
    fields += [_state(item, records) for item in items]
    return _written(fields)


def give(chapter: int, student: str, items: Sequence[Exercise], records: Sequence[Record]) -> None:
    """Show the result code of the workbook or lesson that is open, and say what to do with it.

    Parameters
    ----------
    chapter : int
    student : str
        So that two learners at one machine get two marks; it does not go into the code.
    items : sequence of Exercise
    records : sequence of records

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import steps_of
    >>> give(3, "s1", steps_of(3), [])
    • Note: There is no result code yet. Do a step or fill in your vote, then run this cell again.
    """
    lesson = any(item.is_step for item in items)
    names = cells.names() if lesson else {}
    voted = [text for pair in _VOTES if (text := _voted(names, *pair))]
    # A lesson and its workbook share their records.
    tried = any(_state(item, records)[0] for item in items)
    if not voted and not tried:
        feedback.show("note", say("code.nothing" if lesson else "code.nothing_in_workbook"))
        return
    code = code_of(chapter, items, records, names, _mark(chapter, lesson, student))
    told = [say("code.copy"), say("code.holds_steps" if lesson else "code.holds")]
    if voted:
        told.append(say("code.votes", votes=say("code.then").join(voted)))
    text = " ".join(told)
    # One click takes the whole line.
    line = f'<code style="user-select:all;font-size:1.2em;font-weight:bold">{code}</code>'
    page = f'<p style="overflow-x:auto;white-space:nowrap">{line}</p>'
    page += f'<p style="max-width:46em">{html.escape(text)}</p>'
    feedback.display(f"{code}\n{text}", page)


@functools.cache
def _mark(chapter: int, lesson: bool, student: str) -> int:
    """Draw a mark, once in a kernel: so a group's later code takes the place of its earlier one."""
    return secrets.randbelow(_MARKS)


def _tidy(word: object) -> str:
    if not isinstance(word, str):
        return ""
    # Half of a sign, as an escape can make it, is nothing that can be shown.
    text = " ".join(word.casefold().split()).encode("utf-8", "replace").decode()
    return "" if text == "?" else text


def _sureness(sure: object) -> int:
    text = str(sure).strip() if isinstance(sure, int | str) else ""
    return int(text) if text in ("1", "2", "3") else 0


def _voted(names: Mapping[str, Any], vote: str, sure: str) -> str:
    """Say a vote as it went into the code; "" where there is none."""
    word = _tidy(names.get(vote))[:40]
    number = _sureness(names.get(sure))
    return say("code.sure", vote=word, number=number) if word and number else word


def _state(exercise: Exercise, records: Sequence[Record]) -> Field:
    """Number what became of an exercise.

    0: not tried. Else 1, and twice the place of the last wrong answer in `choices`, counted from 1
    (0 where it has no name there), and 1 more where the exercise is solved. What is tried out after
    that does not count.
    """
    there = choices(exercise)
    states = 1 + 2 * (len(there) + 1)
    its = [r for r in records if r["exercise"] == exercise.key and progress_file.is_a_try(r)]
    if not its:
        return 0, states
    wrong = list(itertools.takewhile(lambda record: record.get("verdict") != "right", its))
    last = _place(exercise, wrong[-1], there) if wrong else 0
    return 1 + 2 * last + (len(wrong) < len(its)), states


def _place(exercise: Exercise, record: Record, there: list[Any]) -> int:
    """Count from 1 where a wrong answer stands among the choices; 0: it is none of them."""
    kind, given = exercise.kind, record.get("answer")
    if not is_chosen(exercise):
        mistake = record.get("mistake")
        found: Any = SEVERAL if isinstance(mistake, list) else mistake
    elif kind.form(given) is not None:
        return 0
    else:
        found = kind.value(given)
    return there.index(found) + 1 if found in there else 0


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % _PRIME


def _written(fields: Sequence[Field]) -> str:
    number, most = 0, 1
    for value, values in reversed(fields):
        number, most = number * values + value, most * values
    signs = 1
    while 32**signs < most:
        signs += 1
    groups = -(-(1 + signs + _CHECK_SIGNS) // _GROUP)
    signs = groups * _GROUP - 1 - _CHECK_SIGNS
    body = LETTERS[groups] + _in_letters(number, signs)
    text = body + _in_letters(_check(body), _CHECK_SIGNS)
    return "-".join([KIND, *(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))])


def _in_letters(number: int, signs: int) -> str:
    return "".join(LETTERS[number // 32**place % 32] for place in reversed(range(signs)))


def _check(body: str) -> int:
    total = 0
    for sign in body:
        total = (total * _FACTOR + LETTERS.index(sign)) % _PRIME
    return total
