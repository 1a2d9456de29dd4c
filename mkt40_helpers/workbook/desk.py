"""The desk where a learner works: `start`, `check`, `hint`, `progress`.

Feedback is shown as text and as HTML. It says with a word and a sign what it is, never by colour
alone, and has nothing random in it.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkt40_helpers.workbook import cells, edition, plain_errors, progress_file, tables
from mkt40_helpers.workbook.diagnosis import Diagnosis, diagnose, read
from mkt40_helpers.workbook.kinds import Function
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of, find

__all__ = ["check", "hint", "progress", "start"]

# Wrong answers after which the next hint comes by itself: enough to try, too few to guess on.
PATIENCE = 3


@dataclass
class _Workbook:
    """The workbook that is open in this kernel."""

    chapter: int
    student: str
    path: Path
    trouble: str = ""
    mixed: bool = False
    # What the file held when it was last read, and what it could not take: a folder that cannot be
    # written takes nothing away from the learner as long as the kernel lives.
    known: list[Record] = field(default_factory=list)
    unsaved: list[Record] = field(default_factory=list)


_open: _Workbook | None = None

_LOOKS = {
    "right": ("✓", "Right", "solid #0072B2"),
    "mistake": ("↺", "Look again", "dashed #D55E00"),
    "slip": ("✎", "Nearly", "dotted #B8860B"),
    "form": ("✎", "Another form is asked for", "dotted #B8860B"),
    "not yet": ("○", "Not yet", "dashed #D55E00"),
    "empty": ("…", "Still empty", "dotted #5F5F5F"),
    "hint": ("➜", "Hint", "dotted #009E73"),
    "note": ("•", "Note", "solid #5F5F5F"),
}


def start(chapter: int, student: str = "anonymous") -> str:
    """Open the workbook of a chapter and say how far the learner is.

    Parameters
    ----------
    chapter : int
        Number of the chapter.
    student : str
        The learner's number: any text. It draws her own sample of the data.

    Returns
    -------
    str
        The text to load her sample with: ``data.load("survey", student=learner)``.

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: Workbook 3 is open for learner s123. 0 of 13 exercises solved, 0 of ... points...
    """
    global _open
    plain_errors.install()
    cells.listen()
    bare = isinstance(student, int)
    # Half of a sign, as a damaged file can hold, is no text that a file or a sample could have.
    student = str(student).encode("utf-8", "replace").decode().strip() or "anonymous"
    exercises_of(chapter)  # refuses what is no chapter, before a file gets its name
    before, path = _open, progress_file.path_of(chapter, student)
    _open = _Workbook(chapter, student, path)
    if before and before.path == path:  # the start cell was run again
        _open.known, _open.unsaved = before.known, before.unsaved
    records = _opened(_open)
    text = f"Workbook {chapter} is open for learner {student}. {_score(_open, records)}"
    if student == "anonymous":
        text += " Put your own number in the cell above, and you get your own data."
    if bare:
        text += f" {_BARE_NUMBER}"
    if not _open.trouble and not os.environ.get("NBGRADER_EXECUTION"):
        text += f" Your progress is kept in {_open.path.name}, {_place(_open)}."
    text += edition.of_workbook(chapter) + edition.of_progress(records)
    _say("note", text)
    return student


def check(key: str, answer: Any = ...) -> None:
    """Check an answer and explain what is right or wrong about it.

    The answer is also kept, as plain data, in the progress file.

    Parameters
    ----------
    key : str
        The exercise, such as "3.2".
    answer : object
        What the question asks for.

    Raises
    ------
    AssertionError
        Only under nbgrader (which sets ``NBGRADER_EXECUTION``): the answer is not right.

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> check("3.2", ...)
    … Still empty (3.2): Nothing is filled in yet. Put your answer in place of the ...
    """
    try:
        found = _check(key, answer)
    except ValueError as problem:
        found = Diagnosis("slip", str(problem))
        _say("note", found.message)
    except Exception as problem:  # a beginner must never see a page of red from a check
        found = Diagnosis("slip", f"{type(problem).__name__}: {problem}")
        _say(
            "note",
            "The check itself could not run. That is not your mistake: "
            f"show your teacher this line. {found.message}",
        )
    if os.environ.get("NBGRADER_EXECUTION") and found.verdict != "right":
        raise AssertionError(f"{key}: {found.message}")


def hint(key: str) -> None:
    """Show the next of an exercise's three hints.

    In a notebook, a cell shows again what was seen before, so that "Run All Cells" spends no hint;
    the next one comes when the same cell is run twice in a row.

    Parameters
    ----------
    key : str
        The exercise, such as "3.2".

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> hint("3.2")
    ➜ Hint 1 of 3 (3.2): A share is a count divided by a count. Which two counts?
    """
    try:
        book, exercise = _current(key)
    except ValueError as problem:
        _say("note", str(problem))
        return
    records = _records(book)
    seen = progress_file.hints_taken(records, exercise.key)
    if seen < len(exercise.hints) and cells.asks_for_more(first=seen == 0):
        _give_hint(book, exercise, records)
    elif not seen:
        _say("hint", "There are three. Run this cell once more for the first.", exercise.key)
    else:
        _show_hints(exercise, seen)


def progress(merge: str | None = None) -> None:
    """Show which exercises are solved and how many points that makes.

    Parameters
    ----------
    merge : str, optional
        Name of another progress file of yours (from another computer, or a download) whose
        answers are added to this one first.

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> progress()  # doctest: +ELLIPSIS
    0 of 13 exercises solved, 0 of ... points. Next: 3.1 Count the promoters.
    ...
    """
    if _open is None:
        _say("note", _NOT_OPEN)
        return
    if merge:
        try:
            added = progress_file.merge(_open.path, Path(merge))
            _say("note", f"{added} answers and hints were added from {Path(merge).name}.")
        except (ValueError, OSError, TypeError) as problem:
            _say("note", f"Nothing was added. {problem}")
    records = _records(_open)
    rows = [_row(exercise, records) for exercise in exercises_of(_open.chapter)]
    summary = _score(_open, records)
    left = [row for row in rows if not row[4].startswith("✓")]
    summary += f" Next: {left[0][0]} {left[0][1]}." if left else " All done."
    head = ("exercise", "title", "level", "points", "state")
    cell = "<td style='text-align:left'>{}</td>".format
    cells = "".join(f"<tr>{''.join(cell(html.escape(text)) for text in row)}</tr>" for row in rows)
    heads = "".join(f"<th scope='col' style='text-align:left'>{name}</th>" for name in head)
    table = f"<table><caption style='text-align:left'>{html.escape(summary)}</caption>"
    table += f"<thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"
    text = "\n".join([summary, *("  ".join(row) for row in rows)])
    _display(text, table)


_BARE_NUMBER = (
    'If your number begins with a zero, put it in quotation marks, such as "0123456": Python drops '
    "the zero of a bare number, and so does papermill's -p (use -r student 0123456)."
)
_NOT_OPEN = (
    "The workbook is not open yet. Run the cell with start(...) at the top first, "
    "then come back to this one. (After a restart of the kernel, all cells above must run again.)"
)


def _current(key: str) -> tuple[_Workbook, Exercise]:
    if _open is None:
        raise ValueError(_NOT_OPEN)
    exercise = find(key)
    if exercise not in exercises_of(_open.chapter):
        raise ValueError(f"Exercise {key} belongs to another workbook than the open one.")
    return _open, exercise


def _check(key: str, answer: Any) -> Diagnosis:
    book, exercise = _current(key)
    given = read(exercise, answer, book.student)
    found = diagnose(exercise, given, book.student)
    before = _records(book)
    event: Record = {"event": "check", "exercise": exercise.key, "student": book.student}
    event |= {"answer": given, "verdict": found.verdict}
    again = any(all(r.get(name) == part for name, part in event.items()) for r in before)
    # Run All Cells comes by every check: an answer not given, or given before, is no new try.
    new = _is_a_try(event) and not again
    records = _keep(book, before, event) if new else before
    message = found.message
    if found.verdict == "right":
        message += f" {_score(book, records)}"
    elif again and found.verdict == "not yet":
        message = f"This is the same answer as before. {message}"
    _say(found.verdict, message, exercise.key)
    if found.verdict not in ("right", "empty") and not isinstance(exercise.kind, Function):
        for change in tables.changes(cells.names(), exercise.tables):
            _say("note", change)
    if found.verdict == "not yet":
        _slow_down(book, exercise, records, new)
    return found


def _slow_down(book: _Workbook, exercise: Exercise, records: list[Record], new: bool) -> None:
    """Bring the next hint by itself after a few wrong answers without one."""
    number = progress_file.hints_taken(records, exercise.key)
    if not new or progress_file.misses_since_hint(records, exercise.key) < PATIENCE:
        if number < len(exercise.hints):
            _say("hint", f'Stuck? hint("{exercise.key}") shows the next hint.', exercise.key)
    elif number < len(exercise.hints):
        _give_hint(book, exercise, records, "Before you try again, take a moment for this. ")
    else:
        _say(
            "hint",
            "You have tried often and have all hints. Leave this one for now: read its section "
            "in the lesson again, do the next exercise, and come back.",
            exercise.key,
        )


def _give_hint(
    book: _Workbook, exercise: Exercise, records: list[Record], opening: str = ""
) -> None:
    number = progress_file.hints_taken(records, exercise.key)
    _keep(book, records, {"event": "hint", "exercise": exercise.key, "student": book.student})
    text = opening + exercise.hints[number]
    _say("hint", text, exercise.key, count=f" {number + 1} of {len(exercise.hints)}")


def _show_hints(exercise: Exercise, seen: int) -> None:
    """Show the hints again that were seen."""
    told = exercise.hints[:seen]
    text = told[0] if seen == 1 else " ".join(f"({i}) {text}" for i, text in enumerate(told, 1))
    if seen == len(exercise.hints):
        _say("hint", f"You have seen all three: {text}", exercise.key)
    else:
        text += " Run this cell once more for the next hint."
        _say("hint", text, exercise.key, count=f" {seen} of {len(exercise.hints)}")


def _opened(book: _Workbook) -> list[Record]:
    """Find what there is of the learner, and find out whether more can be kept."""
    try:
        old = progress_file.left_behind(book.chapter, book.student)
        book.unsaved = [*(one for one in old if one not in book.unsaved), *book.unsaved]
    except (ValueError, OSError) as problem:
        _say("note", f"An older progress file is left as it is. {problem}")
    records = _records(book)
    try:
        progress_file.try_out(book.path)
    except OSError as problem:
        _cannot_save(book, problem)
    return records


def _records(book: _Workbook) -> list[Record]:
    """Give all that is known of the learner: what is in the file, and what it could not take."""
    try:
        book.known = progress_file.read(book.path)
    except ValueError as problem:
        _damaged(book, problem)
    except OSError as problem:
        _cannot_save(book, problem)
    known = _hers(book)
    if len(known) < len(book.known) and not book.mixed:
        book.mixed = True
        _say("note", f"{book.path.name} also holds answers of another number; they do not count.")
    return known + [record for record in book.unsaved if record not in known]


def _hers(book: _Workbook) -> list[Record]:
    """Records of this number: a file may have been given another's name."""
    return [record for record in book.known if record["student"] == book.student]


def _keep(book: _Workbook, before: list[Record], record: Record) -> list[Record]:
    """Add a record to the progress file, else to those in memory; return all that there are now."""
    if _saved(book, record):
        return _hers(book)
    record = progress_file.stamped(record)
    book.unsaved.append(record)
    return [*before, record]


def _saved(book: _Workbook, *new: Record) -> bool:
    """Write what is not in the file yet, and say whether that went well."""
    try:
        book.known = progress_file.add(book.path, *book.unsaved, *new)
    except (OSError, ValueError) as problem:
        _cannot_save(book, problem)
        return False
    book.unsaved = []
    return True


def _damaged(book: _Workbook, problem: ValueError) -> None:
    # Nothing is thrown away: the damaged file keeps its content under another name, and what this
    # kernel had read of it goes into the new one.
    try:
        kept = progress_file.set_aside(book.path)
    except OSError as refused:
        _cannot_save(book, refused)
        return
    if kept:
        _say("note", f"{problem} It was kept as {kept.name}, and a new file was begun.")
        book.unsaved = [*book.known, *book.unsaved]
        _saved(book)


def _cannot_save(book: _Workbook, problem: OSError | ValueError) -> None:
    if book.trouble:
        return
    reason = getattr(problem, "strerror", None) or problem
    book.trouble = (
        f"Your progress cannot be saved in the folder {book.path.parent} ({reason}). Checks and "
        "hints go on, but what you do now will be gone when you close the workbook. To keep it, "
        "copy the workbook to a folder of your own."
    )
    _say("note", book.trouble)


def _place(book: _Workbook) -> str:
    here = {path.parent for path in edition.workbooks_here(book.chapter)}
    return "beside this workbook" if book.path.parent in here else f"in {book.path.parent}"


def _score(book: _Workbook, records: list[Record]) -> str:
    all_exercises = exercises_of(book.chapter)
    done = [e for e in all_exercises if e.key in progress_file.solved(records)]
    points, total = sum(e.points for e in done), sum(e.points for e in all_exercises)
    return f"{len(done)} of {len(all_exercises)} exercises solved, {points} of {total} points."


def _row(exercise: Exercise, records: list[Record]) -> tuple[str, str, str, str, str]:
    tries = _tries(exercise, records)
    hints = progress_file.hints_taken(records, exercise.key)
    if exercise.key in progress_file.solved(records):
        state = "✓ right"
    else:
        state = "◐ begun" if tries or hints else "○ open"
    if tries:
        state += f", {tries} {'try' if tries == 1 else 'tries'}"
    if hints:
        state += f", {hints} {'hint' if hints == 1 else 'hints'}"
    return exercise.key, exercise.title, exercise.level, str(exercise.points), state


_CODE = re.compile("`([^`]+)`")  # as Markdown marks code


def _tries(exercise: Exercise, records: list[Record]) -> int:
    """Count the different answers given; older files also hold empty ones, and some twice."""
    given: list[object] = []
    for record in records:
        its_own = record["exercise"] == exercise.key and _is_a_try(record)
        if its_own and record.get("answer") not in given:
            given.append(record.get("answer"))
    return len(given)


def _is_a_try(record: Record) -> bool:
    """Whether a record holds an answer; a function that gives nothing back is none yet."""
    results = record.get("answer")
    nothing = isinstance(results, list) and all(result is None for result in results)
    return record["event"] == "check" and record.get("verdict") != "empty" and not nothing


def _say(look: str, message: str, key: str = "", count: str = "") -> None:
    sign, word, line = _LOOKS[look]
    about = f" ({key})" if key else ""
    page = _CODE.sub(r"<code>\1</code>", html.escape(message))
    # role="alert": an output is new on the page, and screen readers speak new alerts,
    # but not new regions of the politer kind.
    box = (
        f'<div role="alert" style="border-left:6px {line};padding:0.4em 0.8em;max-width:46em">'
        f'<strong><span aria-hidden="true">{sign} </span>{word}{count}{about}</strong><br>'
        f"{page}</div>"
    )
    _display(f"{sign} {word}{count}{about}: {message}", box)


def _display(text: str, page: str) -> None:
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        print(text)  # outside Jupyter
        return
    assert shell is not None
    from IPython.display import display

    display({"text/plain": text, "text/html": page}, raw=True)
