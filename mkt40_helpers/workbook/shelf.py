"""Where the exercises are found: the records of each chapter, and one by its key."""

from __future__ import annotations

import difflib
import functools

from mkt40_helpers import chapters
from mkt40_helpers.workbook import words
from mkt40_helpers.workbook.records import Exercise, with_words
from mkt40_helpers.workbook.words import say

__all__ = ["exercises_of", "find"]


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
    there = chapters.names()
    if type(chapter) is not int or chapter not in there:
        told = ", ".join(map(str, there))
        raise ValueError(say("start.no_workbook", chapter=chapter, there=told))
    return _joined(chapter, there[chapter], words.language())


@functools.cache
def _joined(chapter: int, name: str, language: str) -> tuple[Exercise, ...]:
    """Join what a chapter's exercises compute with their words."""
    told = words.read(f"{name}/exercises")
    records: tuple[Exercise, ...] = chapters.part(name, "exercises").EXERCISES
    numbers = [record.number for record in records]
    if list(told) != numbers:
        raise ValueError(f"Exercises of {name}: in Python {numbers}, in words {list(told)}.")
    return tuple(with_words(record, chapter, told[record.number]) for record in records)


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
    there, text = list(chapters.names()), str(key).replace(",", ".").strip()
    chapter = text.split(".")[0]
    # Only the chapter asked for is loaded; without one, the first that is there says how keys look.
    number = int(chapter) if chapter.isdecimal() and int(chapter) in there else there[0]
    records = {record.key: record for record in exercises_of(number)}
    # A number is refused even where it could be read: 3.10 without quotes is 3.1.
    if isinstance(key, str) and text in records:
        return records[text]
    if isinstance(key, float) and text in records and f"{text}0" in records:
        raise ValueError(say("check.key_without_quotes", key=text))
    near = difflib.get_close_matches(text, records, n=1, cutoff=0)
    raise ValueError(say("check.no_exercise", key=key, near=near[0]))
