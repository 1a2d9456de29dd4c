"""The desk where a learner works: `start` or `start_lesson`, `check`, `hint`, `progress`, `again`.

What it says is shown by `feedback`, and judged by `diagnosis`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mkt40_helpers.workbook import (
    cells,
    edition,
    known,
    plain_errors,
    practice,
    progress_file,
    result_code,
    tables,
)
from mkt40_helpers.workbook.closer_look import closer_look, still_a_comment
from mkt40_helpers.workbook.diagnosis import MISSES_EXPLAINED, Diagnosis, diagnose, read
from mkt40_helpers.workbook.feedback import show, show_table
from mkt40_helpers.workbook.kinds import Function
from mkt40_helpers.workbook.open_book import Workbook, all_rounds, hers, keep, opened
from mkt40_helpers.workbook.open_book import records as records_of
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of, find, steps_of
from mkt40_helpers.workbook.words import say

__all__ = ["again", "check", "hint", "progress", "start", "start_lesson"]

# Wrong answers after which the next hint comes by itself: enough to try, too few to guess on.
PATIENCE = 3


_open: Workbook | None = None


def start(chapter: int, student: str | None = "anonymous") -> str:
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
    exercises_of(chapter)  # refuses what is no chapter, before a file gets its name
    name = _number_of(student)
    book = Workbook(chapter, name, progress_file.path_of(chapter, name))
    records = _put_open(book)
    told = [say("start.open", chapter=chapter, student=name), _score(book, records)]
    if name == "anonymous":
        told.append(say("start.anonymous"))
    of_progress = edition.of_progress([*hers(book), *book.unsaved], book.items)
    told += [*_kept(book, student), edition.of_workbook(chapter), of_progress]
    show("note", " ".join(filter(None, told)))
    for offer in practice.offers(book, records):
        show("note", offer)
    return name


def start_lesson(chapter: int, student: str | None = None) -> str:
    """Open a lesson, so that its steps are judged and kept, and say how many are done.

    Steps are judged on whole tables, for everybody alike, and carry no points.

    Parameters
    ----------
    chapter : int
        Number of the chapter.
    student : str, optional
        The learner's number: any text. Steps are kept under it, in the same file as her workbook.

    Returns
    -------
    str
        The number under which they are kept.

    Raises
    ------
    ValueError
        The lesson has no steps.

    Examples
    --------
    >>> start_lesson(99)
    Traceback (most recent call last):
    ...
    ValueError: The lesson of chapter 99 has no steps...
    """
    steps_of(chapter)
    name = _number_of(student)
    path = progress_file.path_of(chapter, name, _beside_workbook(chapter))
    book = Workbook(chapter, name, path, lesson=True)
    records = _put_open(book)
    told = [say("start.lesson", chapter=chapter, student=name), _where_to_go(book, records)]
    show("note", " ".join([*told, *_kept(book, student)]))
    return name


def _number_of(student: object) -> str:
    """Write a learner's number as text; nobody's is "anonymous"."""
    # Half of a sign, as a damaged file can hold, is no text that a file or a sample could have.
    text = "" if student is None else str(student).encode("utf-8", "replace").decode().strip()
    return text or "anonymous"


def _beside_workbook(chapter: int) -> str | None:
    """Find the folder of the chapter's workbook, seen from its lesson; None where there is none."""
    there = sorted(Path("../exercises").glob(f"{chapter:02}_*/"))
    return str(there[0].resolve()) if there and not os.environ.get("MKT40_PROGRESS") else None


def _put_open(book: Workbook) -> list[Record]:
    """Make a workbook or lesson the one that is open in this kernel; give what there is of it."""
    global _open
    plain_errors.install()
    cells.listen()
    if _open and _open.path == book.path:  # the start cell was run again
        book.known, book.unsaved = _open.known, _open.unsaved
    _open = book
    return opened(book)


def _kept(book: Workbook, student: object) -> list[str]:
    """Say where progress is kept, and what may have become of a bare number."""
    told: list[str] = [say("start.bare_number")] if isinstance(student, int) else []
    if not book.trouble and not os.environ.get("NBGRADER_EXECUTION"):
        told.append(say("start.kept", name=book.path.name, place=_place(book)))
    return told


def check(key: str, *answers: Any) -> None:
    """Check an answer and explain what is right or wrong about it.

    The answer is also kept, as plain data, in the progress file.

    Parameters
    ----------
    key : str
        The exercise, such as "3.2", or the step, such as "3.a".
    *answers : object
        What the question asks for; two things where it asks for two, such as a decision and its
        reason.

    Raises
    ------
    AssertionError
        Only in a workbook under nbgrader (which sets ``NBGRADER_EXECUTION``): the answer is not
        right.

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> check("3.2", ...)
    … Still empty (3.2): Nothing is filled in yet. Put your answer in place of the ...
    """
    try:
        found = _check(key, answers[0] if len(answers) == 1 else answers or ...)
    except ValueError as problem:
        found = Diagnosis("slip", str(problem))
        show("note", found.message)
    except Exception as problem:  # a beginner must never see a page of red from a check
        found = Diagnosis("slip", f"{type(problem).__name__}: {problem}")
        show("note", say("check.failed", message=found.message))
    marked = os.environ.get("NBGRADER_EXECUTION") and not (_open and _open.lesson)
    if marked and not (_open and key in _open.practice) and found.verdict != "right":
        raise AssertionError(f"{key}: {found.message}")


def hint(key: str) -> None:
    """Show the next of an exercise's three hints, or the one hint of a step.

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
        show("note", str(problem))
        return
    records = records_of(book)
    seen = progress_file.hints_taken(records, exercise.key)
    if seen < len(exercise.hints) and cells.asks_for_more(first=seen == 0):
        _give_hint(book, exercise, records)
    elif not seen:
        show("hint", say("hint.only" if exercise.is_step else "hint.first"), exercise.key)
    else:
        _show_hints(exercise, seen)


def progress(merge: str | None = None, *, code: bool = False) -> None:
    """Show what you know and which exercises are solved; in a lesson, which steps are done.

    Each concept of the workbook is sure, shaky or open. It is sure when every exercise of it that
    you began is right with at most one wrong answer and no hint beyond the first; shaky when one
    took more, or is not solved yet; open when none was tried. An exercise that is right in this way
    on a fresh sample (`again`) makes its concept sure.

    With ``code=True`` it gives a result code instead: one line to paste where your lecturer asks
    for it, so that the room's answers can be shown. The line tells which steps are solved, the last
    mistake or choice in each, and your votes (`vote`, `sure`, `vote_now` and `sure_now` of the
    lesson). It holds neither your name nor your number, and nothing is sent from here.

    Parameters
    ----------
    merge : str, optional
        Name of another progress file of yours (from another computer, or a download) whose
        answers are added to this one first.
    code : bool
        Give the result code. A later one of the same group takes the place of an earlier one,
        unless Python was started again between them.

    Examples
    --------
    >>> learner = start(3, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> progress()  # doctest: +ELLIPSIS
    0 of 13 exercises solved, 0 of ... points. Next: 3.1 Count the promoters. 7 concepts...
    ...
    """
    if _open is None:
        show("note", say("start.not_open"))
        return
    if merge:
        try:
            added = progress_file.merge(_open.path, Path(merge))
            show("note", say("file.added", number=added, name=Path(merge).name))
        except (ValueError, OSError, TypeError) as problem:
            show("note", say("file.nothing_added", problem=problem))
    records = records_of(_open)
    if code:
        result_code.give(_open.chapter, _open.student, _open.items, records)
        return
    rows = [_row(exercise, records) for exercise in _open.items]
    solved = progress_file.solved(records)
    left = [exercise for exercise in _open.counted if exercise.key not in solved]
    summary = f"{_score(_open, records)} {_next(left)}"
    concepts = [] if _open.lesson else known.table(_open.chapter, all_rounds(_open))
    if concepts:
        summary = f"{summary} {known.summary(_open.chapter, all_rounds(_open))}"
        show_table(summary, say("concepts.columns").split(", "), concepts)
        summary = say("concepts.exercises")
    head = say("progress.columns_of_steps" if _open.lesson else "progress.columns").split(", ")
    show_table(summary, head, rows)


def again(key: str) -> None:
    """Ask an exercise of an earlier workbook once more, on a fresh sample and without points.

    It shows the question and the lines that load the sample; `check` and `hint` then take the same
    key. What is done here is kept beside the answers in that workbook, and makes a concept sure
    again (see `progress`); points and marks pass it over.

    Parameters
    ----------
    key : str
        The exercise, such as "3.7".

    Examples
    --------
    >>> learner = start(5, "s123")  # doctest: +ELLIPSIS
    • Note: ...
    >>> again("3.1")  # doctest: +ELLIPSIS
    **3.1 Count the promoters, once more:** ...
    fresh = "s123 again"
    fresh_survey = data.load("survey", student=fresh)
    ...
    """
    if _open is None:
        show("note", say("start.not_open"))
        return
    try:
        practice.begin(_open, find(key))
    except ValueError as problem:
        show("note", str(problem))


def _current(key: str) -> tuple[Workbook, Exercise]:
    if _open is None:
        raise ValueError(say("start.not_open"))
    exercise = find(key)
    if exercise in _open.items:
        return _open, exercise
    if exercise.key in _open.practice:
        return _open.practice[exercise.key], exercise
    if exercise.is_step and not _open.lesson:
        raise ValueError(say("check.in_lesson", key=exercise.key, chapter=exercise.chapter))
    if _open.lesson and not exercise.is_step:
        raise ValueError(say("check.in_workbook", key=exercise.key, chapter=exercise.chapter))
    raise ValueError(
        say("check.other_lesson" if _open.lesson else "check.other_workbook", key=exercise.key)
    )


def _check(key: str, answer: Any) -> Diagnosis:
    book, exercise = _current(key)
    given = read(exercise, answer, book.drawn_for)
    before = records_of(book)
    misses = progress_file.misses_before(before, exercise.key, given)
    others = progress_file.numbers_in(book.path)
    found = diagnose(exercise, given, book.drawn_for, misses, others)
    found = closer_look(exercise, given, found, book.drawn_for, before)
    event: Record = {"event": "check", "exercise": exercise.key, "student": book.student}
    event |= {"answer": given, "verdict": found.verdict}
    # Without the names of its mistakes, which older files do not hold.
    again = any(all(r.get(name) == part for name, part in event.items()) for r in before)
    # Run All Cells comes by every check: an answer not given, or given before, is no new try.
    if found.mistakes:
        event["mistake"] = found.mistakes[0] if len(found.mistakes) == 1 else list(found.mistakes)
    if found.line:
        event["line"] = found.line
    asks_on = bool(found.line) and again and cells.asks_for_more(first=False)
    new = progress_file.is_a_try(event) and (asks_on or not again)
    records = keep(book, event) if new else before
    message = found.message
    if found.verdict == "right":
        told = practice.standing(book, exercise) if book.sample else _score(book, records)
        message += f" {told}"
    elif again and found.verdict == "not yet":
        message = say("check.same_as_before", message=message)
    if isinstance(exercise.kind, Picture) and cells.show_pictures() and found.verdict == "empty":
        message = say("picture.without_name")
    if found.verdict == "empty":
        message = still_a_comment(exercise.key) or message
    unchanged = found.verdict == "empty" and found.mistakes
    show("unchanged" if unchanged else found.verdict, message, exercise.key)
    # What was placed or chosen does not hang on the tables of the notebook.
    of_tables = not book.sample and not isinstance(exercise.kind, Function | Order | Decide)
    if found.verdict not in ("right", "empty") and of_tables:
        for change in tables.changes(cells.names(), exercise.tables):
            show("note", change)
    guesses_on = isinstance(exercise.kind, Decide) and misses >= MISSES_EXPLAINED
    # What is only known to be something else, or that it was typed in, explains no idea. A place in
    # a line goes on by itself, with each run.
    pointed = found.name.startswith(("line.where", "line.at", "drawn.another"))
    explained = pointed or any(name in exercise.mistakes for name in found.mistakes)
    if found.verdict == "not yet" or (found.verdict == "mistake" and (guesses_on or not explained)):
        _slow_down(book, exercise, records, new)
    return found


def _slow_down(book: Workbook, exercise: Exercise, records: list[Record], new: bool) -> None:
    """Bring the next hint by itself after a few wrong answers without one."""
    number = progress_file.hints_taken(records, exercise.key)
    if not new or progress_file.misses_since_hint(records, exercise.key) < PATIENCE:
        if number < len(exercise.hints):
            step = exercise.is_step
            told = say("hint.stuck_step" if step else "hint.stuck", key=exercise.key)
            show("hint", told, exercise.key)
    elif number < len(exercise.hints):
        _give_hint(book, exercise, records, unasked=True)
    else:
        told = say("hint.none_left_step" if exercise.is_step else "hint.none_left")
        show("hint", told, exercise.key)


def _give_hint(
    book: Workbook, exercise: Exercise, records: list[Record], unasked: bool = False
) -> None:
    """Show the next hint."""
    number = progress_file.hints_taken(records, exercise.key)
    keep(book, {"event": "hint", "exercise": exercise.key, "student": book.student})
    text = exercise.hints[number]
    text = say("hint.a_moment", hint=text) if unasked else text
    show("hint", text, exercise.key, (number + 1, len(exercise.hints)))


def _show_hints(exercise: Exercise, seen: int) -> None:
    """Show the hints again that were seen."""
    told = exercise.hints[:seen]
    text = told[0] if seen == 1 else " ".join(f"({i}) {text}" for i, text in enumerate(told, 1))
    number = seen, len(exercise.hints)
    if exercise.is_step:
        show("hint", text, exercise.key, number)
    elif seen == len(exercise.hints):
        show("hint", say("hint.all_seen", seen=text), exercise.key)
    else:
        show("hint", say("hint.next", seen=text), exercise.key, number)


def _place(book: Workbook) -> str:
    folder = book.path.parent
    if book.lesson and folder == Path.cwd():
        return say("start.beside_lesson")
    if book.lesson and not os.environ.get("MKT40_PROGRESS"):
        return say("start.beside_workbook", chapter=book.chapter)
    if folder in {path.parent for path in edition.workbooks_here(book.chapter)}:
        return say("start.beside")
    return say("start.inside", folder=book.path.parent)


def _score(book: Workbook, records: list[Record]) -> str:
    done = [e for e in book.counted if e.key in progress_file.solved(records)]
    points, total = sum(e.points for e in done), sum(e.points for e in book.counted)
    number = len(book.counted)
    if book.lesson:
        return say("progress.steps", solved=len(done), all=number)
    return say("progress.score", solved=len(done), all=number, points=points, total=total)


def _where_to_go(book: Workbook, records: list[Record]) -> str:
    """Say which step of a lesson is the next; to whom has done none, what steps are."""
    solved = progress_file.solved(records)
    left = [step for step in book.counted if step.key not in solved]
    if len(left) == len(book.counted):
        return say("start.first_step", all=len(left), key=left[0].key)
    return f"{_score(book, records)} {_next(left)}"


def _next(left: list[Exercise]) -> str:
    if not left:
        return say("progress.all_done")
    return say("progress.next", key=left[0].key, title=left[0].title)


def _row(exercise: Exercise, records: list[Record]) -> tuple[str, ...]:
    tries = progress_file.tries(records, exercise.key)
    hints = progress_file.hints_taken(records, exercise.key)
    if exercise.key in progress_file.solved(records):
        state = [say("progress.right")]
    else:
        state = [say("progress.begun" if tries or hints else "progress.open")]
    if tries:
        state.append(say("progress.one_try" if tries == 1 else "progress.tries", number=tries))
    if hints:
        state.append(say("progress.one_hint" if hints == 1 else "progress.hints", number=hints))
    if exercise.is_step:
        return exercise.key, exercise.title, f"{exercise.minutes:g}", ", ".join(state)
    level = say(f"level.{exercise.level}")
    return exercise.key, exercise.title, level, str(exercise.points), ", ".join(state)
