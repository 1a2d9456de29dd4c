"""The edition of the course, and of the workbook that a learner has before her."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from mkt40_helpers import __version__
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.words import say

__all__ = ["EDITION", "FIRST", "METADATA", "is_to", "of_progress", "of_workbook", "reaches"]
__all__ += ["to_todays", "workbooks_here"]

EDITION = __version__
# What has no edition was made by the first version.
FIRST = "0.1"
# Where a notebook says it, among its metadata.
METADATA = "marketing_4_0"

R = TypeVar("R", bound=Mapping[str, Any])


def workbooks_here(chapter: int) -> list[Path]:
    """Find the workbook of a chapter that lies in the folder where the notebook runs.

    A kernel does not know its notebook. Jupyter tells it the path where it can; else the file
    has the name that the course gave it, or a browser made of it.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    list of Path
        Several where copies lie there; none where the notebook runs in another folder.

    Examples
    --------
    >>> workbooks_here(99)
    []
    """
    here = Path.cwd()
    told = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if told.suffix == ".ipynb" and told.is_file() and told.parent.resolve() == here.resolve():
        return [told]
    return sorted(here.glob(f"{chapter:02}_*.ipynb"))


def of_workbook(chapter: int) -> str:
    """Say, if so, that the workbook before the learner is of another edition than the course.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    str
        A sentence, or "" where they belong together or the workbook cannot be found.

    Examples
    --------
    >>> of_workbook(99)
    ''
    """
    found = [_edition_in(path) for path in workbooks_here(chapter)]
    if not found or EDITION in found:
        return ""
    return say("start.old_workbook", found=found[0], here=EDITION)


def reaches(edition: str, since: str) -> bool:
    """Tell whether an edition is another one or later.

    Parameters
    ----------
    edition, since : str

    Returns
    -------
    bool

    Examples
    --------
    >>> reaches("0.10", "0.2"), reaches("0.1", "0.2")
    (True, False)
    """
    one, other = (tuple(map(int, re.findall(r"\d+", text))) for text in (edition, since))
    return one >= other


def is_to(record: Mapping[str, Any], exercise: Exercise) -> bool:
    """Tell whether a record is of an exercise as it is asked today.

    Parameters
    ----------
    record : record
        As in a progress file.
    exercise : Exercise

    Returns
    -------
    bool
        False too where another question had its number when the record was made.
    """
    made = record.get("edition", FIRST)
    return bool(record["exercise"] == exercise.key) and reaches(made, exercise.since)


def to_todays(records: Sequence[R], items: Iterable[Exercise]) -> list[R]:
    """Leave out what was answered to another question, which had the same number once.

    Parameters
    ----------
    records : sequence of records
        As in a progress file.
    items : iterable of Exercise
        What is asked today.

    Returns
    -------
    list of records
    """
    asked = {item.key: item for item in items}
    return [r for r in records if r["exercise"] not in asked or is_to(r, asked[r["exercise"]])]


def of_progress(records: Sequence[Mapping[str, Any]], items: Iterable[Exercise] = ()) -> str:
    """Say once that earlier answers are of another edition: until the first new one is kept.

    Parameters
    ----------
    records : sequence of records
        As in a progress file, in order of time.
    items : iterable of Exercise, optional
        What is asked today: answers to questions that are others now are named too.

    Returns
    -------
    str
        A sentence, or "".

    Examples
    --------
    >>> of_progress([{"exercise": "3.1", "event": "hint"}])
    'Your earlier answers are of version 0.1 of the course: they stay as recorded.'
    >>> of_progress([])
    ''
    """
    found = {record.get("edition", FIRST) for record in records}
    if not found or EDITION in found:
        return ""
    if found == {FIRST}:
        told = say("start.first_answers", version=FIRST)
    else:
        told = say("start.old_answers", found=say("start.and").join(sorted(found)))
    answered = {record["exercise"] for record in records if record["event"] == "check"}
    others = [
        item.key
        for item in items
        if item.key in answered and not any(is_to(record, item) for record in records)
    ]
    return f"{told} {_not_counted(others)}" if others else told


def _not_counted(keys: list[str]) -> str:
    if len(keys) == 1:
        return say("start.other_question", key=keys[0])
    listed = f"{', '.join(keys[:-1])}{say('start.and')}{keys[-1]}"
    return say("start.other_questions", keys=listed)


def _edition_in(workbook: Path) -> str:
    try:
        notebook: Any = json.loads(workbook.read_text("utf-8"))
        return str(notebook["metadata"][METADATA]["edition"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return FIRST
