"""Marks from the records: a progress file is judged again, in another process than the learner's.

What a file says of right and wrong is not believed: each plain answer is compared anew with the
learner's own reference. Only version 0.1, which wrote no edition, drew some samples in another
way: what it recorded stays as it is.
"""

from __future__ import annotations

import json
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mkt40_helpers import chapters
from mkt40_helpers.workbook import known, progress_file
from mkt40_helpers.workbook.diagnosis import Diagnosis, diagnose
from mkt40_helpers.workbook.edition import EDITION, FIRST, is_to, to_todays
from mkt40_helpers.workbook.known import MOST_ANSWERS
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of
from mkt40_helpers.workbook.words import say

__all__ = ["concepts", "judge", "solved_anew"]


def judge(path: Path | str) -> pd.DataFrame:
    """Judge the answers in a progress file again, and give the points.

    Parameters
    ----------
    path : Path or str
        A progress file; learner and chapter are taken from its records.

    Returns
    -------
    DataFrame
        One row for each exercise of the chapter: student, exercise, title, points, max_points,
        tries (different answers given), hints, state ("right", "begun" or "open"), mistakes
        (names of those made, in order of time), edition (of the course, at the time of the
        checks) and remark (what a marker should look at, else "").

    Raises
    ------
    ValueError
        The file is damaged, or has no records.

    Warns
    -----
    UserWarning
        Some states are of version 0.1, and stay as they were recorded.

    Examples
    --------
    >>> path = progress_file.path_of(2, "s1")
    >>> check = {"event": "check", "exercise": "2.11", "student": "s1", "verdict": "right"}
    >>> _ = progress_file.add(path, {**check, "answer": "none of these"})
    >>> judge(path).set_index("exercise").loc["2.11", "state"]
    'begun'
    """
    path = Path(path)
    by_book = _by_book(path)
    if any(_is_of_first(record) for records in by_book.values() for record in records):
        warnings.warn(say("marking.first_version", name=path.name, version=FIRST), stacklevel=2)
    return pd.DataFrame(
        [
            _row(student, exercise, records)
            for (student, chapter), records in by_book.items()
            for exercise in exercises_of(chapter)
        ]
    )


def concepts(path: Path | str) -> pd.DataFrame:
    """Judge the answers in a progress file again, and tell what is sure, shaky or open.

    Parameters
    ----------
    path : Path or str
        A progress file; learner and chapter are taken from its records.

    Returns
    -------
    DataFrame
        One row for each concept of the chapter: student, concept, state ("sure", "shaky" or "open",
        as `progress` shows it to the learner), exercises (keys). Practice on fresh samples
        counts here, and nowhere else.

    Raises
    ------
    ValueError
        The file is damaged, or has no records.

    Examples
    --------
    >>> path = progress_file.path_of(2, "s1")
    >>> check = {"event": "check", "exercise": "2.11", "student": "s1", "verdict": "right"}
    >>> _ = progress_file.add(path, {**check, "answer": "no primary study"})
    >>> concepts(path).groupby("state")["exercises"].first()["sure"]
    '2.8, 2.11'
    """
    rows = []
    for (student, chapter), records in _by_book(Path(path)).items():
        asked = {exercise.key: exercise for exercise in exercises_of(chapter)}
        anew = [_with_verdict(asked, r) for r in to_todays(records, asked.values())]
        for concept, state in known.of_chapter(chapter, anew):
            told = {"concept": concept.term, "state": state, "exercises": ", ".join(concept.keys)}
            rows.append({"student": student, **told})
    return pd.DataFrame(rows, columns=["student", "concept", "state", "exercises"])


def _by_book(path: Path) -> dict[tuple[str, int], list[Record]]:
    """Read a progress file, by learner and chapter."""
    by_book: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in progress_file.read(path):
        if chapter := _chapter_of(record):
            by_book[record["student"], chapter].append(record)
    if not by_book:
        raise ValueError(say("marking.no_records", name=path.name))
    return by_book


def _with_verdict(asked: Mapping[str, Exercise], record: Record) -> Record:
    """Give a record the verdict of today; that of version 0.1 stays as it is."""
    exercise = asked.get(record["exercise"])
    if exercise is None or "answer" not in record or _is_of_first(record):
        return record
    return Record(**{**record, "verdict": _judged(exercise, record).verdict})


def solved_anew(records: Sequence[Record]) -> set[str]:
    """Name the exercises whose last answer is right; no verdict in the records is believed.

    An exercise with more than `MOST_ANSWERS` different answers in one run was guessed, and is none
    of them.

    Parameters
    ----------
    records : sequence of Record
        As `progress_file.read` gives them.

    Returns
    -------
    set of str
        Keys, such as "3.2".

    Examples
    --------
    >>> check = {"event": "check", "exercise": "2.11", "student": "s1", "verdict": "right"}
    >>> solved_anew([{**check, "answer": "none of these"}])
    set()
    """
    found = set()
    for chapter in filter(None, {_chapter_of(record) for record in records}):
        for exercise in exercises_of(chapter):
            checks = [r for r in records if r["exercise"] == exercise.key and r["event"] == "check"]
            # The last answer counts, as on paper; and who hands in more than these has guessed.
            few = 0 < len(checks) <= MOST_ANSWERS
            if few and _judged(exercise, checks[-1]).verdict == "right":
                found.add(exercise.key)
    return found


def _row(student: str, exercise: Exercise, records: list[Record]) -> dict[str, Any]:
    its_own = [r for r in known.in_round(records) if r["exercise"] == exercise.key]
    records = [record for record in its_own if is_to(record, exercise)]
    checks = [record for record in records if record["event"] == "check"]
    judged = [_judged(exercise, record) for record in checks]
    anew = [found.verdict for found in judged]
    made = dict.fromkeys(name for found in judged for name in found.mistakes)
    counted = [
        str(record.get("verdict")) if _is_of_first(record) else verdict
        for record, verdict in zip(checks, anew, strict=True)
    ]
    right = "right" in counted
    tried = {
        json.dumps(record.get("answer"), sort_keys=True)
        for record, verdict in zip(checks, counted, strict=True)
        if verdict != "empty"
    }
    return {
        "student": student,
        "exercise": exercise.key,
        "title": exercise.title,
        "points": exercise.points if right else 0,
        "max_points": exercise.points,
        "tries": len(tried),
        "hints": progress_file.hints_taken(records, exercise.key),
        "state": "right" if right else "begun" if records else "open",
        "mistakes": ", ".join(made),
        "edition": ", ".join(sorted({record.get("edition", FIRST) for record in checks})),
        "remark": _remark(checks, anew) if checks else _of_another_question(its_own),
    }


def _remark(checks: list[Record], anew: Sequence[str]) -> str:
    """Say what a marker should look at: what the file calls right, and this edition does not."""
    if "right" in anew:
        return ""
    said = {record.get("edition", FIRST) for record in checks if record.get("verdict") == "right"}
    if FIRST in said:
        return say("marking.as_recorded", version=FIRST)
    if EDITION in said:
        return say("marking.not_so_here")
    if said:
        return say("marking.not_so_now", editions=", ".join(sorted(said)), here=EDITION)
    return say("marking.unknown") if "unknown" in anew else ""


def _of_another_question(records: list[Record]) -> str:
    editions = sorted({r.get("edition", FIRST) for r in records if r["event"] == "check"})
    return say("marking.another_question", editions=", ".join(editions)) if editions else ""


def _judged(exercise: Exercise, record: Record) -> Diagnosis:
    try:
        drawn_for = record.get("sample") or record["student"]
        return diagnose(exercise, record.get("answer"), drawn_for)
    except Exception:  # a record that no check can have written: one is no reason to stop the class
        return Diagnosis("unknown", say("marking.unknown"))


def _is_of_first(record: Record) -> bool:
    return "edition" not in record


def _chapter_of(record: Record) -> int | None:
    """Number of the chapter; None where the course has no such workbook."""
    by_text = {str(number): number for number in chapters.names("exercises")}
    return by_text.get(record["exercise"].split(".")[0])
