"""Each kind of edit, made in a solution's own code: is the line pointed at that was changed?"""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mkt40_helpers.workbook.diagnosis import diagnose
from mkt40_helpers.workbook.her_line import read_line, told
from mkt40_helpers.workbook.her_line.edit import Edit
from mkt40_helpers.workbook.her_line.edits import edits_of
from mkt40_helpers.workbook.her_line.scope import Scope, words_of
from mkt40_helpers.workbook.kinds import Choice
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.tables import statements
from tests.every_chapter.chapters import Chapter
from tests.her_line.notebooks import Place, places

# So long may be looked: as many edits are tried on every machine.
SECONDS = 20.0
# What they leave out cannot be known from what is left: they are for the learner's lines alone.
LOSE = {"part_more", "filter_more", "denominator", "brackets", "item_more", "step_more"}
# Edits that are less likely than this nobody makes: dividing by another exercise's answer.
MOST_LIKELY = 5
# So many edits of one kind in one exercise; all of them would take hours.
MOST_OF_A_KIND = 1


@dataclass(frozen=True)
class Tried:
    """A wrong edit in a solution, and what was said of it."""

    key: str
    kind: str
    line: int
    code: str
    verdict: str
    said: str
    at: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether the line was pointed at that was changed."""
        return self.at == self.line


def proof(
    chapter: Chapter, room: str, learner: str = "s7", most: int = MOST_OF_A_KIND
) -> Iterator[Tried]:
    """Try the edits on every answer of a workbook or of a lesson."""
    for place in places(chapter, room, learner):
        if not isinstance(place.exercise.kind, Order | Decide | Choice):
            yield from _of_place(place, most)


def _of_place(place: Place, most: int) -> Iterator[Tried]:
    right, names = place.run(place.solution)
    if diagnose(place.exercise, right, place.learner).verdict != "right":
        raise ValueError(f"The solution of {place.exercise.key} is not right.")
    trees = statements(place.solution)
    count: dict[str, int] = {}
    for number, edit in _mixed(place, trees, names):
        if count.get(edit.kind, 0) >= most:
            continue
        code = _with(trees, number, edit)
        tried = _tried(place, trees, number, edit.kind, code, right) if code else None
        if tried:
            count[edit.kind] = count.get(edit.kind, 0) + 1
            yield tried


def _mixed(place: Place, trees: list[ast.stmt], names: Mapping[str, Any]) -> list[tuple[int, Edit]]:
    scope = Scope(names, words_of(place.exercise), tuple(names))
    call: Any = ast.parse(place.check).body[0]
    handed_in = frozenset(
        one.id for one in ast.walk(ast.Tuple(call.value.args[1:])) if isinstance(one, ast.Name)
    )
    every = [
        (number, edit)
        for number, tree in enumerate(trees)
        for edit in edits_of(tree, scope, handed_in)
        if edit.kind not in LOSE and edit.likely <= MOST_LIKELY
    ]
    random.Random(place.exercise.key).shuffle(every)
    return every


def _with(trees: list[ast.stmt], number: int, edit: Edit) -> str:
    """Write the cell with the edit in it, each statement from a line of its own."""
    assert edit.slot is not None
    old = edit.slot.get()
    edit.slot.put(edit.new)
    try:
        return "\n".join(ast.unparse(ast.fix_missing_locations(tree)) for tree in trees)
    except (ValueError, TypeError, AttributeError):
        return ""
    finally:
        edit.slot.put(old)


def _tried(
    place: Place, trees: list[ast.stmt], number: int, kind: str, code: str, right: Any
) -> Tried | None:
    try:
        given, names = place.run(code)
    except Exception:  # it stops, which Python says itself
        return None
    found = diagnose(place.exercise, given, place.learner)
    if found.verdict in ("right", "empty", "form") or given == right:
        return None
    cells = [*place.cells, (len(place.cells) + 1, code)]
    begun = time.process_time()
    line = read_line(place.exercise, given, place.learner, cells, place.check, names, SECONDS)
    seconds = time.process_time() - begun
    said = "" if line is None or line.found is None else told.family_of(line.found)
    at = _statement(code, line.line) if line is not None and said else -1
    return Tried(place.exercise.key, kind, number, code, found.verdict, said, at, seconds)


def _statement(code: str, line: int) -> int:
    """Give the number of the statement that a line belongs to."""
    for number, tree in enumerate(ast.parse(code).body):
        if tree.lineno <= line <= (tree.end_lineno or tree.lineno):
            return number
    return -1
