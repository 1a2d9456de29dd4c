"""Where exercises and steps are found: the records of each chapter, and one by its key."""

from __future__ import annotations

import difflib
import functools

from mkt40_helpers import chapters
from mkt40_helpers.workbook import words
from mkt40_helpers.workbook.records import Exercise, with_words
from mkt40_helpers.workbook.words import say

__all__ = ["exercises_of", "find", "steps_of"]


def exercises_of(chapter: int) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, in order.

    Parameters
    ----------
    chapter : int
        Number of the chapter.

    Returns
    -------
    tuple of Exercise

    Raises
    ------
    ValueError
        The chapter has no workbook.

    Examples
    --------
    >>> exercises_of(3)[0].key
    '3.1'
    """
    return _those_of(chapter, "exercises", "start.no_workbook")


def steps_of(chapter: int) -> tuple[Exercise, ...]:
    """Return the steps of a chapter's lesson, in order.

    Parameters
    ----------
    chapter : int
        Number of the chapter.

    Returns
    -------
    tuple of Exercise

    Raises
    ------
    ValueError
        The lesson has no steps.

    Examples
    --------
    >>> steps_of(99)
    Traceback (most recent call last):
    ...
    ValueError: The lesson of chapter 99 has no steps...
    """
    return _those_of(chapter, "steps", "start.no_steps")


def _those_of(chapter: int, room: str, refusal: str) -> tuple[Exercise, ...]:
    there = chapters.names(room)
    if type(chapter) is not int or chapter not in there:
        raise ValueError(say(refusal, chapter=chapter, there=", ".join(map(str, there))))
    return _joined(chapter, there[chapter], words.language(), room)


@functools.cache
def _joined(chapter: int, name: str, language: str, room: str) -> tuple[Exercise, ...]:
    """Join what a chapter's exercises or steps compute with their words."""
    told = words.read(f"{name}/{room}")
    records: tuple[Exercise, ...] = getattr(chapters.part(name, room), room.upper())
    numbers = [record.number for record in records]
    if list(told) != numbers:
        what = room.capitalize()
        raise ValueError(f"{what} of {name}: in Python {numbers}, in words {list(told)}.")
    for record in records:
        if record.is_step != (room == "steps"):
            raise ValueError(f"{record.number} in {room} of {name}: steps have letters.")
    return tuple(with_words(record, chapter, told[record.number]) for record in records)


def find(key: str) -> Exercise:
    """Return the exercise with a key such as "3.2", or the step with one such as "3.a".

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
    text = str(key).replace(",", ".").strip().lower()
    chapter, _, number = text.partition(".")
    asked = int(chapter) if chapter.isdecimal() else None
    steps = chapters.names("steps")
    room = "steps" if asked in steps and number[:1].isalpha() else "exercises"
    there = chapters.names(room)
    # Only the chapter asked for is loaded; without one, the first that is there says how keys look.
    of = asked if asked in there else next(iter(there))
    records = {record.key: record for record in _joined(of, there[of], words.language(), room)}
    # A number is refused even where it could be read: 3.10 without quotes is 3.1.
    if isinstance(key, str) and text in records:
        return records[text]
    if isinstance(key, float) and text in records and f"{text}0" in records:
        raise ValueError(say("check.key_without_quotes", key=text))
    near = difflib.get_close_matches(text, records, n=1, cutoff=0)
    raise ValueError(say("check.no_exercise", key=key, near=near[0]))
