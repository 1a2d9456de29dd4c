"""A learner's progress: one small readable JSON file beside the workbook.

The file is a list of records, one for each check and each hint, in order of time; points and
states are always worked out from the records. A record of a check holds the plain answer, so
that marking can judge it again, away from the process that ran the learner's code.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

__all__ = ["Record", "add", "merge", "path_of", "read"]

FORMAT = 1
_MISSES = ("mistake", "not yet")


class Record(TypedDict, total=False):
    """One check ("check") or one hint shown ("hint")."""

    time: str
    event: str
    exercise: str
    student: str
    answer: Any
    verdict: str


def path_of(chapter: int, student: str, folder: str | None = None) -> Path:
    """Name the progress file of a learner and chapter.

    Parameters
    ----------
    chapter : int
    student : str
        The learner's number; characters that a file name cannot hold are replaced.
    folder : str, optional
        Where the file lies. Without it: the folder in the environment variable
        ``MKT40_PROGRESS`` (for shared, read-only courses), else the notebook's own folder.

    Returns
    -------
    Path

    Examples
    --------
    >>> path_of(3, "s 1/2", folder="x").name
    'progress-03-s_1_2.json'
    """
    place = folder or os.environ.get("MKT40_PROGRESS") or "."
    name = re.sub(r"[^\w.-]", "_", student)[:60]
    return Path(place) / f"progress-{chapter:02}-{name}.json"


def read(path: Path) -> list[Record]:
    """Read the records of a progress file.

    Parameters
    ----------
    path : Path
        The file; one that is not there has no records.

    Returns
    -------
    list of Record

    Raises
    ------
    ValueError
        The file is no progress file, or damaged.

    Examples
    --------
    >>> read(Path("not-there.json"))
    []
    """
    if not path.exists():
        return []
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']}, not {FORMAT}")
        records: list[Record] = content["records"]
        for record in records:
            if not {"time", "event", "exercise", "student"} <= record.keys():
                raise ValueError("a record is not complete")
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path.name} is not a readable progress file ({problem}).") from problem
    return records


def add(path: Path, record: Record) -> list[Record]:
    """Add a record to a progress file; the time is set here.

    Parameters
    ----------
    path : Path
    record : Record

    Returns
    -------
    list of Record
        All that the file holds now.

    Raises
    ------
    OSError
        The file cannot be written.
    ValueError
        The file that is there is damaged; it is left as it is.

    Examples
    --------
    >>> path = path_of(3, "s1")
    >>> len(add(path, {"event": "hint", "exercise": "3.1", "student": "s1"}))
    1
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    # Read again each time: the workbook may be open twice.
    records = [*read(path), Record(**{"time": now, **record})]
    _write(path, records)
    return records


def merge(path: Path, other: Path) -> int:
    """Add the records of another progress file that this one lacks.

    Parameters
    ----------
    path, other : Path
        Two files of the same learner and chapter; `other` is not changed.

    Returns
    -------
    int
        Number of records added.

    Raises
    ------
    ValueError
        `other` is missing, damaged, or of another learner or chapter.
    """
    if not other.exists():
        raise ValueError(f"There is no file {other.name!r} in this folder.")
    ours, theirs = read(path), read(other)
    chapter = path.name.split("-")[1]
    if any(record["exercise"].split(".")[0] != str(int(chapter)) for record in theirs):
        raise ValueError(f"{other.name} belongs to another chapter.")
    students = {record["student"] for record in [*ours, *theirs]}
    if len(students) > 1:
        raise ValueError(f"{other.name} belongs to another learner number.")
    new = [record for record in theirs if record not in ours]
    _write(path, sorted([*ours, *new], key=lambda record: record["time"]))
    return len(new)


def solved(records: list[Record]) -> set[str]:
    """Return the keys of the exercises that were answered rightly."""
    return {r["exercise"] for r in records if r.get("verdict") == "right"}


def hints_taken(records: list[Record], key: str) -> int:
    """Count the hints shown for an exercise."""
    return sum(r["event"] == "hint" and r["exercise"] == key for r in records)


def misses_since_hint(records: list[Record], key: str) -> int:
    """Count the different wrong answers to an exercise since its last hint."""
    wrong: list[Any] = []
    for record in (r for r in records if r["exercise"] == key):
        if record["event"] == "hint":
            wrong = []
        elif record.get("verdict") in _MISSES and record.get("answer") not in wrong:
            wrong.append(record.get("answer"))
    return len(wrong)


def _write(path: Path, records: list[Record]) -> None:
    # One record a line, so that a person can read the file too.
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    content = f'{{"course": "Marketing 4.0", "format": {FORMAT}, "records": [\n{lines}\n]}}\n'
    # First beside it, then in its place: a crash never leaves half a file.
    draft = path.with_suffix(".tmp")
    draft.write_text(content, "utf-8")
    draft.replace(path)
