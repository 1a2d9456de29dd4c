"""The workbook or lesson that is open in a kernel, and what is known and kept of its learner."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mkt40_helpers.workbook import edition, known, progress_file
from mkt40_helpers.workbook.feedback import show
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of, steps_of
from mkt40_helpers.workbook.words import say

__all__ = ["Workbook", "all_rounds", "hers", "keep", "opened", "records"]


@dataclass
class Workbook:
    """The workbook, or the lesson with its steps, that is open in this kernel."""

    chapter: int
    student: str
    path: Path
    lesson: bool = False
    # Of practice on a fresh sample: the number that drew it.
    sample: str = ""
    trouble: str = ""
    mixed: bool = False
    # What the file held when it was last read, and what it could not take: a folder that cannot be
    # written takes nothing away from the learner as long as the kernel lives.
    known: list[Record] = field(default_factory=list)
    unsaved: list[Record] = field(default_factory=list)
    # Exercises of other workbooks that are practised here, by their keys.
    practice: dict[str, Workbook] = field(default_factory=dict)

    @property
    def drawn_for(self) -> str:
        """The learner number that draws its tables."""
        return self.sample or self.student

    @property
    def items(self) -> tuple[Exercise, ...]:
        """Its exercises; of a lesson, its steps."""
        return steps_of(self.chapter) if self.lesson else exercises_of(self.chapter)

    @property
    def counted(self) -> list[Exercise]:
        """Without those that only look back at earlier chapters."""
        return [item for item in self.items if item.level != "again"]


def opened(book: Workbook) -> list[Record]:
    """Find what there is of the learner, and find out whether more can be kept."""
    try:
        folder = str(book.path.parent)
        old = progress_file.left_behind(book.chapter, book.student, folder)
        book.unsaved = [*(one for one in old if one not in book.unsaved), *book.unsaved]
    except (ValueError, OSError) as problem:
        show("note", say("file.old_one", problem=problem))
    found = records(book)
    try:
        progress_file.try_out(book.path)
    except OSError as problem:
        _cannot_save(book, problem)
    return found


def records(book: Workbook) -> list[Record]:
    """Read what is known of the learner in the book's own round: in the file, and not yet in it."""
    try:
        book.known = progress_file.read(book.path)
    except ValueError as problem:
        _damaged(book, problem)
    except OSError as problem:
        _cannot_save(book, problem)
    if len(hers(book)) < len(book.known) and not book.mixed:
        book.mixed = True
        show("note", say("file.other_numbers", name=book.path.name))
    return known.in_round(all_rounds(book), book.sample)


def hers(book: Workbook) -> list[Record]:
    """Records of this number: a file may have been given another's name."""
    return [record for record in book.known if record["student"] == book.student]


def all_rounds(book: Workbook) -> list[Record]:
    """Give what was last read, those of practice on fresh samples too."""
    there = hers(book)
    new = [record for record in book.unsaved if record not in there]
    return edition.to_todays([*there, *new], book.items)


def keep(book: Workbook, record: Record) -> list[Record]:
    """Add a record to the progress file, else to those in memory; return all of this round."""
    if book.sample:
        record = known.as_practice(record, book.sample)
    if not _saved(book, record):
        book.unsaved.append(progress_file.stamped(record))
    return known.in_round(all_rounds(book), book.sample)


def _saved(book: Workbook, *new: Record) -> bool:
    """Write what is not in the file yet, and say whether that went well."""
    try:
        book.known = progress_file.add(book.path, *book.unsaved, *new)
    except (OSError, ValueError) as problem:
        _cannot_save(book, problem)
        return False
    book.unsaved = []
    return True


def _damaged(book: Workbook, problem: ValueError) -> None:
    # Nothing is thrown away: the damaged file keeps its content under another name, and what this
    # kernel had read of it goes into the new one.
    try:
        kept = progress_file.set_aside(book.path)
    except OSError as refused:
        _cannot_save(book, refused)
        return
    if kept:
        show("note", say("file.begun_anew", problem=problem, name=kept.name))
        book.unsaved = [*book.known, *book.unsaved]
        _saved(book)


def _cannot_save(book: Workbook, problem: OSError | ValueError) -> None:
    if book.trouble:
        return
    reason = getattr(problem, "strerror", None) or problem
    book.trouble = say("file.not_saved", folder=book.path.parent, reason=reason)
    show("note", book.trouble)
