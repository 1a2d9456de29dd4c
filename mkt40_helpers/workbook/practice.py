"""Practice: an exercise of an earlier workbook once more, on a fresh sample and without points."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from mkt40_helpers import chapters
from mkt40_helpers.workbook import edition, known, progress_file
from mkt40_helpers.workbook.feedback import show_text
from mkt40_helpers.workbook.known import Concept
from mkt40_helpers.workbook.open_book import Workbook, all_rounds, records
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of
from mkt40_helpers.workbook.words import say

__all__ = ["begin", "offers", "standing"]

MOST_OFFERS = 2


def offers(book: Workbook, done: list[Record]) -> list[str]:
    """Offer an exercise of an earlier workbook for a concept that is shaky.

    Parameters
    ----------
    book : Workbook
        That is open.
    done : list of Record
        What the learner did in it.

    Returns
    -------
    list of str
        Two sentences at most, of the nearest chapters first. Where an "Again" question of this
        workbook comes back to a concept, that is named until it is solved.
    """
    solved = progress_file.solved(done)
    below = {
        concept.slug: next(key for key in concept.keys if key not in solved)
        for concept in known.concepts_of(book.chapter)
        if concept.chapter != book.chapter and not solved.issuperset(concept.keys)
    }
    told: list[str] = []
    for chapter in sorted(chapters.names("exercises"), reverse=True):
        path = _file_of(chapter, book) if chapter < book.chapter else None
        if path is None or not path.exists():
            continue
        try:
            found = [r for r in progress_file.read(path) if r["student"] == book.student]
        except (ValueError, OSError):  # the workbook of that chapter says so when it is opened
            continue
        found = edition.to_todays(found, exercises_of(chapter))
        for concept, state in known.of_chapter(chapter, found):
            if state == "shaky":
                told += _offer(concept, found, below.get(concept.slug))
    return told[:MOST_OFFERS]


def _offer(concept: Concept, found: list[Record], below: str | None) -> list[str]:
    """Say where a shaky concept comes back; nothing where it cannot be asked again."""
    exercise = _to_ask(concept, found)
    key = below or (exercise and exercise.key)
    if not key:
        return []
    return [
        say(
            "again.below" if below else "again.offer",
            chapter=concept.chapter,
            term=concept.term,
            dutch=concept.dutch,
            key=key,
        )
    ]


def begin(book: Workbook, exercise: Exercise) -> None:
    """Show the question and the lines that load its fresh sample; from now on `check` takes it.

    Parameters
    ----------
    book : Workbook
        That is open.
    exercise : Exercise

    Raises
    ------
    ValueError
        It belongs to the open workbook, or is not asked again.
    """
    if exercise.chapter == book.chapter:
        raise ValueError(say("again.own", key=exercise.key))
    lines = known.lines_for(exercise)
    if not lines:
        chapter = exercise.chapter
        there = ", ".join(e.key for e in exercises_of(chapter) if known.lines_for(e))
        raise ValueError(say("again.other", key=exercise.key, chapter=chapter, keys=there))
    its_own = Workbook(exercise.chapter, book.student, _file_of(exercise.chapter, book))
    records(its_own)
    its_own.sample = known.fresh_sample(all_rounds(its_own), exercise.key, book.student)
    book.practice[exercise.key] = its_own
    number = json.dumps(its_own.sample, ensure_ascii=False)
    code = f'fresh = {number}\n{lines}\nanswer = ...\ncheck("{exercise.key}", answer)'
    title = say("again.title", key=exercise.key, title=exercise.title)
    show_text(f"{title}\n\n```python\n{code}\n```\n\n{_question(exercise)}")


def standing(book: Workbook, exercise: Exercise) -> str:
    """Say what a right answer on a fresh sample has made of the concept.

    Parameters
    ----------
    book : Workbook
        Of practice.
    exercise : Exercise

    Returns
    -------
    str
    """
    found = all_rounds(book)
    told = [
        say("again.state", term=concept.term, state=known.sign(known.state(found, concept.keys)))
        for concept in known.concepts_of(exercise.chapter)
        if exercise.key in concept.keys
    ]
    return " ".join([say("again.right"), *told])


def _to_ask(concept: Concept, found: list[Record]) -> Exercise | None:
    """Choose what is asked again for a shaky concept: of the shaky exercises, if it can be."""
    can = [exercise for exercise in concept.exercises if known.lines_for(exercise)]
    shaky = [exercise for exercise in can if known.state(found, [exercise.key]) == "shaky"]
    return next(iter([*shaky, *can]), None)


def _folders(chapter: int, book: Workbook) -> list[Path]:
    """Where the progress of another chapter may lie: beside this one's, or beside its workbook."""
    here = book.path.parent
    if os.environ.get("MKT40_PROGRESS"):
        return [here]
    return [here, *sorted(here.parent.glob(f"{chapter:02}_*/"))]


def _file_of(chapter: int, book: Workbook) -> Path:
    """Name the progress file of another chapter; where there is none yet, the one to be made."""
    paths = [
        progress_file.path_of(chapter, book.student, str(folder))
        for folder in _folders(chapter, book)
    ]
    return next((path for path in paths if path.exists()), paths[-1])


def _question(exercise: Exercise) -> str:
    """Give the text of a question from its workbook, or say where it is."""
    chapter = exercise.chapter
    where: str = say("again.workbook", chapter=chapter)
    for path in _workbooks(chapter):
        where = f"[{where}]({Path(os.path.relpath(path)).as_posix()})"
        if text := _text_in(path, exercise.key):
            quoted = "\n".join(f"> {line}" for line in text.splitlines())
            return f"{say('again.text', where=where)}\n\n{quoted}"
        break
    return say("again.link", where=where)


def _workbooks(chapter: int) -> list[Path]:
    """Find the workbook of another chapter, beside the open one or in a folder beside it."""
    places = [Path.cwd(), *sorted(Path.cwd().parent.glob(f"{chapter:02}_*/"))]
    return [path for place in places for path in sorted(place.glob(f"{chapter:02}_*.ipynb"))]


def _text_in(path: Path, key: str) -> str:
    """Read the text of a question in a workbook, without its heading; "" where it is not there."""
    try:
        notebook: Any = json.loads(path.read_text("utf-8"))
        texts = ["".join(cell["source"]) for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    heading = re.compile(rf"### {re.escape(key)} .*\n+(\*.*\*\n+)?")
    return next((text[it.end() :] for text in texts if (it := heading.match(text))), "")
