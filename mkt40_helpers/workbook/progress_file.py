"""A learner's progress: one small readable JSON file beside the workbook.

The file is a list of records, one for each check and each hint, in order of time; points and
states are always worked out from the records. A record of a check holds the plain answer, so
that `marking` can judge it again, away from the process that ran the learner's code, the name of
the mistake in it, and the edition of the course that heard it (version 0.1 wrote neither).

Nothing is lost: one process at a time writes, each prepares a draft of its own and puts it in the
file's place in one step, and a file that cannot be read is kept under another name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from mkt40_helpers.workbook.edition import EDITION
from mkt40_helpers.workbook.words import say

__all__ = ["Record", "add", "left_behind", "merge", "numbers_in", "path_of"]
__all__ += ["read", "set_aside", "stamped", "try_out"]

FORMAT = 1
_MISSES = ("mistake", "not yet")
_COMPLETE = ("time", "event", "exercise", "student")
# A list in a list in a list ...: deeper than this it is no answer, and might not be read again.
_DEEPEST = 20
# In seconds: how long one process waits for another, and for a file that is in use on Windows.
_LONGEST_WAIT = 10
# Files are called progress-03-..., and nobody works under more numbers than these.
_CHAPTERS_PART = len("progress-03-")
_MOST_BESIDE = 5
_PAUSES = (0.01, 0.04, 0.15)

T = TypeVar("T")


class Record(TypedDict, total=False):
    """One check ("check") or one hint shown ("hint"); in practice "again" and "again hint"."""

    time: str
    event: str
    exercise: str
    student: str
    answer: Any
    verdict: str
    mistake: str | list[str]  # its name; several where more than one idea leads to the answer
    sample: str  # of practice: the number that drew the fresh sample
    edition: str


def path_of(chapter: int, student: str, folder: str | None = None) -> Path:
    """Name the progress file of a learner and chapter.

    Parameters
    ----------
    chapter : int
    student : str
        The learner's number. The name holds it as far as a file name can, and a short hash, so
        that two numbers never share a file, on no system.
    folder : str, optional
        Where the file lies. Without it: the folder in the environment variable
        ``MKT40_PROGRESS`` (for shared, read-only courses), else the notebook's own folder.

    Returns
    -------
    Path

    Examples
    --------
    >>> path_of(3, "s 1/2", folder="x").name
    'progress-03-s_1_2-240458a4.json'
    """
    # Short enough for a file name where each letter takes four bytes.
    short = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return _folder(folder) / f"progress-{chapter:02}-{_readable(student)[:40]}-{short}.json"


def left_behind(chapter: int, student: str, folder: str | None = None) -> list[Record]:
    """Read what version 0.1 kept of a learner who has no file under today's name yet.

    Parameters
    ----------
    chapter : int
    student : str
    folder : str, optional
        As for `path_of`.

    Returns
    -------
    list of Record
        Her own records only: two numbers could share a file then. It stays where it is.

    Raises
    ------
    ValueError, OSError
        The old file cannot be read.

    Examples
    --------
    >>> left_behind(3, "s1")
    []
    """
    old = _folder(folder) / f"progress-{chapter:02}-{_readable(student)[:60]}.json"
    if path_of(chapter, student, folder).exists():
        return []
    return [record for record in read(old) if record["student"] == student]


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
    OSError
        The file may not be read, or is a folder.

    Examples
    --------
    >>> read(Path("not-there.json"))
    []
    """
    if path.is_dir():
        raise IsADirectoryError(say("file.folder", name=path.name))
    try:
        # Some editors put a mark (BOM) before the text.
        content = json.loads(_patiently(path.read_bytes).decode("utf-8-sig"))
        if content["format"] != FORMAT:
            raise ValueError(say("file.other_format", format=content["format"], ours=FORMAT))
        records: list[Record] = content["records"]
        if not isinstance(records, list) or not all(map(_is_complete, records)):
            raise ValueError(say("file.not_complete"))
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        told = say("file.not_readable", name=path.name, problem=problem)
        raise ValueError(told) from problem
    return records


def stamped(record: Record) -> Record:
    """Give a new record its time and the edition of the course.

    Parameters
    ----------
    record : Record

    Returns
    -------
    Record
        A record that has a time is given back as it is: it is older, and keeps its edition.

    Examples
    --------
    >>> sorted(stamped({"event": "hint", "exercise": "3.1", "student": "s1"}))
    ['edition', 'event', 'exercise', 'student', 'time']
    """
    if "time" in record:
        return record
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Record(**{"time": now, **record, "edition": EDITION})


def add(path: Path, *new: Record) -> list[Record]:
    """Add records to a progress file; those without a time are new and get one.

    Parameters
    ----------
    path : Path
    *new : Record
        Those that the file has already are not added again.

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
    with _alone(path) as draft:
        # Read again each time: the workbook may be open twice.
        records = read(path)
        records += [stamped(record) for record in new if record not in records]
        _write(path, records, draft)
    return records


def numbers_in(path: Path) -> tuple[str, ...]:
    """List the learner numbers in a progress file and in the others of its chapter beside it.

    Parameters
    ----------
    path : Path
        A learner's own file.

    Returns
    -------
    tuple of str
        None where the folder is one that many people share.

    Examples
    --------
    >>> numbers_in(path_of(3, "s1", "a folder that is not there"))
    ()
    """
    if os.environ.get("MKT40_PROGRESS"):  # a learner hears nothing of the others' numbers
        return ()
    found = set()
    beside = path.parent.glob(path.name[:_CHAPTERS_PART] + "*.json")
    for other in sorted(beside)[:_MOST_BESIDE]:
        with suppress(ValueError, OSError):
            found |= {record["student"] for record in read(other)}
    return tuple(sorted(found))


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
        `other` is missing, damaged, or of another learner or chapter; or nbgrader is marking, where
        only the answers in the workbook count.
    OSError
        One of them cannot be read or written.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        raise ValueError(say("file.marking"))
    if not other.exists():
        raise ValueError(say("file.not_there", name=other.name))
    theirs = read(other)
    chapter = path.name.split("-")[1]
    if any(record["exercise"].split(".")[0] != str(int(chapter)) for record in theirs):
        raise ValueError(say("file.other_chapter", name=other.name))
    with _alone(path) as draft:
        ours = read(path)
        students = {record["student"] for record in [*ours, *theirs]}
        if len(students) > 1:
            raise ValueError(say("file.other_learner", name=other.name))
        new = [record for record in theirs if record not in ours]
        _write(path, sorted([*ours, *new], key=lambda record: record["time"]), draft)
    return len(new)


def set_aside(path: Path) -> Path | None:
    """Keep a damaged file under another name, which no other file has.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Path or None
        Its new place; None where another process has put it in order meanwhile.

    Raises
    ------
    OSError
        It cannot be renamed; it is left as it is.
    """
    with _alone(path):
        try:
            read(path)
            return None
        except ValueError:
            number, kept = 1, path.with_suffix(".damaged.json")
            while kept.exists():
                number += 1
                kept = path.with_suffix(f".damaged-{number}.json")
            path.rename(kept)
            return kept


def try_out(path: Path) -> None:
    """Find out whether a progress file can be written, without writing it.

    Parameters
    ----------
    path : Path

    Raises
    ------
    OSError
        It cannot.

    Examples
    --------
    >>> try_out(path_of(3, "s1"))
    """
    _draft_of(path).unlink(missing_ok=True)


def solved(records: list[Record]) -> set[str]:
    """Return the keys of the exercises that were answered rightly."""
    return {r["exercise"] for r in records if r.get("verdict") == "right"}


def hints_taken(records: list[Record], key: str) -> int:
    """Count the hints shown for an exercise."""
    return sum(r["event"] == "hint" and r["exercise"] == key for r in records)


def is_a_try(record: Record) -> bool:
    """Whether a record holds an answer; a function that gives nothing back is none yet."""
    results = record.get("answer")
    nothing = isinstance(results, list) and all(result is None for result in results)
    return record["event"] == "check" and record.get("verdict") != "empty" and not nothing


def tries(records: list[Record], key: str) -> int:
    """Count the different answers given; older files also hold empty ones, and some twice."""
    given: list[Any] = []
    for record in records:
        its_own = record["exercise"] == key and is_a_try(record)
        if its_own and record.get("answer") not in given:
            given.append(record.get("answer"))
    return len(given)


def misses_before(records: list[Record], key: str, answer: Any) -> int:
    """Count the different wrong answers to an exercise before one was first given."""
    its = [r for r in records if r["exercise"] == key and r["event"] == "check"]
    return len(misses(list(takewhile(lambda r: r.get("answer") != answer, its)), key))


def misses(records: list[Record], key: str) -> list[Record]:
    """Give the first record of each different wrong answer to an exercise."""
    wrong: list[Record] = []
    for record in (r for r in records if r["exercise"] == key and r["event"] == "check"):
        given = [one.get("answer") for one in wrong]
        if record.get("verdict") in _MISSES and record.get("answer") not in given:
            wrong.append(record)
    return wrong


def misses_since_hint(records: list[Record], key: str) -> int:
    """Count the different wrong answers to an exercise since its last hint."""
    wrong: list[Any] = []
    for record in (r for r in records if r["exercise"] == key):
        if record["event"] == "hint":
            wrong = []
        elif record.get("verdict") in _MISSES and record.get("answer") not in wrong:
            wrong.append(record.get("answer"))
    return len(wrong)


def _folder(folder: str | None) -> Path:
    place = Path(folder or os.environ.get("MKT40_PROGRESS") or ".")
    try:
        return place.expanduser().absolute()
    except RuntimeError as problem:  # ~somebody, who is not there
        raise ValueError(say("file.no_folder", problem=problem)) from problem


def _readable(student: str) -> str:
    return re.sub(r"[^\w.-]", "_", student)


def _is_complete(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    if not all(isinstance(record.get(key, ""), str) for key in ("edition", "sample")):
        return False
    return all(isinstance(record.get(key), str) for key in _COMPLETE)


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """Keep all other processes from writing; give a draft that is this one's own."""
    # Loaded where it is used: a learner waits 0.05 s for it.
    from filelock import FileLock

    # The draft first: it says at once that a folder cannot be written, and a lock would wait.
    draft = _draft_of(path)
    try:
        lock = FileLock(path.with_name(f".{path.stem}.lock"), timeout=_LONGEST_WAIT)
        with lock.acquire(poll_interval=0.01):
            yield draft
    finally:
        draft.unlink(missing_ok=True)


def _draft_of(path: Path) -> Path:
    """Make an empty draft, or raise what keeps the file from being written."""
    if path.is_dir():
        raise IsADirectoryError(say("file.folder", name=path.name))
    # A protected file could be replaced on some systems: whoever protected it meant it.
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise PermissionError(say("file.write_protected", name=path.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp")
    draft.touch()
    return draft


def _write(path: Path, records: list[Record], draft: Path) -> None:
    # One record a line, so that a person can read the file too.
    lines = ",\n".join(map(_line, records))
    head = f'"course": "Marketing 4.0", "format": {FORMAT}, "edition": "{EDITION}"'
    draft.write_text(f'{{{head}, "records": [\n{lines}\n]}}\n', "utf-8", newline="\n")
    # First beside it, then in its place: a crash never leaves half a file.
    _patiently(lambda: draft.replace(path))


def _line(record: Record) -> str:
    if _is_deep(record, _DEEPEST):
        record = Record(**{**record, "answer": {"other": "deeply nested"}})
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        # Half of a character (a surrogate) can only be written as its number.
        return json.dumps(record)
    return line


def _is_deep(value: Any, most: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return False
    return most == 0 or any(_is_deep(item, most - 1) for item in inside)


def _patiently(act: Callable[[], T]) -> T:
    """Try again for a moment: on Windows a file that somebody reads cannot be replaced."""
    for pause in _PAUSES:
        try:
            return act()
        except PermissionError:
            time.sleep(pause)
    return act()
