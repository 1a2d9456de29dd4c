"""Looking for the small edit of a learner's line that makes her answer right."""

from __future__ import annotations

import ast
import contextlib
import itertools
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.her_line import replay
from mkt40_helpers.workbook.her_line.allowed import is_database
from mkt40_helpers.workbook.her_line.edit import Edit
from mkt40_helpers.workbook.her_line.edits import edits_of
from mkt40_helpers.workbook.her_line.program import (
    Program,
    Statement,
    calls_in,
    names_made,
)
from mkt40_helpers.workbook.her_line.replay import Stopped, World
from mkt40_helpers.workbook.her_line.scope import Scope, words_of
from mkt40_helpers.workbook.pairs import DecideInGroup, Drawn
from mkt40_helpers.workbook.patience import in_time
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise, tables_of
from mkt40_helpers.workbook.tables import statements

__all__ = ["SECONDS", "Found", "Trial", "found_in", "gives_right"]

# Of the processor: a busy machine gets as many edits as a quiet one.
SECONDS = 0.4
_MOST = 400
# What takes longer is tried later, by so many steps of likeliness at most.
_STEP, _MOST_STEPS = 0.005, 4
# For one run: the first one may have tables to read.
_ONCE = 2.0
_DEAREST = 0.25
# On the clock, whatever happens.
_AT_MOST = 2.0
# Drawing takes its time: of a picture few edits would be tried else.
_PICTURE_TAKES = 2.5
# Two edits of one line are tried among so many of the likeliest.
_IN_PAIRS = 20
# A second learner, on whose sample the edited line must be right too.
_ANOTHER = "another learner"
_SHARE_OF_ROWS = 0.6
NOTHING: Mapping[int, CodeType] = {}
_NONSENSE = compile("raise ValueError", "<her line>", "exec")
_GIVEN = {"start", "check", "load"}


@dataclass(frozen=True)
class Change:
    """An edit of one of the statements."""

    number: int
    edit: Edit


@dataclass(frozen=True)
class Found:
    """What makes an answer right.

    Attributes
    ----------
    edit : Edit
    statement : Statement
        The learner's, in which the edit is.
    held : mapping
        What the names stand for before that statement runs.
    tables : tuple of str
        Names of the exercise's tables.
    also : Change or None
        A second edit that is needed besides.
    """

    edit: Edit
    statement: Statement
    held: Mapping[str, Any]
    tables: tuple[str, ...]
    also: Change | None = None


@dataclass
class Trial:
    """A program on somebody's tables, ready to be run with one statement changed.

    Attributes
    ----------
    program : Program
    exercise : Exercise
    world : World
    tables : list of DataFrame
        Of the exercise, as the reference is given them.
    first : int
        The first statement that may be edited; those before it ran once.
    """

    program: Program
    exercise: Exercise
    world: World
    tables: list[pd.DataFrame]
    first: int
    codes: list[CodeType] = field(init=False)
    base: dict[str, Any] = field(init=False)
    _answers: dict[Any, list[Any]] = field(default_factory=dict)
    _seconds: dict[int, float] = field(default_factory=dict)
    _before: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = [replay.compiled(one.tree) for one in self.program.made]
        self.base = self.world.holds(self.program.names)
        replay.run(self.codes[: self.first], self.base)
        made = self.program.made
        self.changed = [replay.changed_in(made[number:]) for number in range(len(made))]

    def held_before(self, number: int) -> dict[str, Any]:
        """Give the names as they are before a statement runs; they are not to be changed."""
        if number not in self._before:
            held = self.base
            if number > self.first:
                held = replay.fresh(self.held_before(number - 1), self.changed[number - 1])
                begun = time.process_time()
                with replay.own_figure() if self.draws else contextlib.nullcontext():
                    replay.run([self.codes[number - 1]], held)
                self._seconds[number - 1] = time.process_time() - begun
            self._before[number] = held
        return self._before[number]

    def costs(self, number: int) -> int:
        """Say how dear a run from a statement on is, in steps of a few milliseconds."""
        seconds = sum(self._seconds.get(i, 0) for i in range(number, len(self.codes)))
        return min(_MOST_STEPS, int(seconds / _STEP))

    @property
    def draws(self) -> bool:
        """Whether the answer is a picture."""
        return isinstance(self.exercise.kind, Picture)

    def answer(self, codes: Mapping[int, CodeType] = NOTHING, whole: bool = False) -> Any:
        """Run it, with other code in the place of some statements, and read the answer.

        What ran before a changed statement is not run again, unless it is to be run whole.
        """
        if time.process_time() > self.world.until:
            raise Stopped
        self.world.rounds = 0
        # A picture is drawn whole each time: an axes that was drawn on before is no fresh one.
        whole = whole or self.draws
        number = self.first if whole else min(codes, default=self.first)
        held = replay.fresh(self.held_before(number), self.changed[number])
        edited = [codes.get(i, self.codes[i]) for i in range(number, len(self.codes))]
        with replay.own_figure() if self.draws else contextlib.nullcontext():
            replay.run(edited, held)
            handed_in = replay.value_of(self.program, held)
            return self.exercise.kind.read(handed_in, self.tables)

    def seconds(self) -> float:
        """Measure how long the lines take."""
        begun = time.process_time()
        self.answer(whole=True)
        return time.process_time() - begun

    def is_right(self, given: Any) -> bool:
        """Tell whether plain data is right on these tables."""
        kind = self.exercise.kind
        if isinstance(kind, DecideInGroup) or kind.form(given):
            return False
        value = kind.value(given, lambda: self.tables)
        return any(kind.same(value, one) for one in self.right(given))

    def right(self, given: Any) -> list[Any]:
        """Give the right answers on these tables."""
        kind, exercise = self.exercise.kind, self.exercise
        drawn = kind.drawn(given) if isinstance(kind, Drawn) else ()
        if drawn not in self._answers:
            makers = (exercise.answer, *exercise.also)
            given_too: Any = [*self.tables, *drawn]
            self._answers[drawn] = [kind.expect(one, given_too) for one in makers]
        return self._answers[drawn]


def found_in(
    program: Program,
    exercise: Exercise,
    given: Any,
    learner: str,
    names: Mapping[str, Any],
    seconds: float = SECONDS,
) -> Found | None:
    """Find the edit that makes an answer right, on the learner's sample and on another's.

    Parameters
    ----------
    program : Program
        The lines that made the answer.
    exercise : Exercise
    given : plain data
        The answer. Lines that do not give it again are not believed.
    learner : str
    names : mapping
        What the notebook holds.
    seconds : float
        How long to look.

    Returns
    -------
    Found or None
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            hers = _trial(program, exercise, learner, names)
            again = hers.answer()  # the first one reads tables
            if min(hers.seconds() for _ in range(2)) > _DEAREST:
                return None  # a few edits would take longer than anybody waits
        except Exception:  # lines that cannot be run again tell nothing
            return None
        if not _alike(again, given) or hers.is_right(again):
            return None
        slow = isinstance(exercise.kind, Picture)
        hers.world.until = time.process_time() + seconds * (_PICTURE_TAKES if slow else 1)
        try:  # one run alone, such as a picture of a thousand groups, may take long
            most = _AT_MOST + 2 * seconds
            # A new function each time: the same one would get less time after it was too slow once.
            found: Found | None = in_time(
                lambda: _looked_for(hers, given, learner, names), most=most
            )
            return found
        except TimeoutError:
            return None


def gives_right(
    program: Program, exercise: Exercise, learner: str, names: Mapping[str, Any]
) -> bool:
    """Tell whether lines give the right answer as they are."""
    try:
        trial = _trial(program, exercise, learner, names)
        return trial.is_right(trial.answer())
    except Exception:
        return False


def _looked_for(hers: Trial, given: Any, learner: str, names: Mapping[str, Any]) -> Found | None:
    another: list[Trial | None] = []
    for changes in itertools.islice(_in_turn(hers), _MOST):
        try:
            codes = _edited(hers.program, changes)
            if not _makes_right(hers, codes):
                continue
        except Stopped:
            break
        if not another:  # made ready only when there is something to try on it
            another.append(_another(hers, learner, names))
        its = another[0]
        agrees = not _says_little(hers, given) if its is None else _agrees(its, codes)
        if agrees and hers.is_right(hers.answer(codes, whole=True)):
            first, *more = _where_it_is_needed(hers, its, changes)
            held = hers.held_before(first.number)
            statement = hers.program.made[first.number]
            return Found(first.edit, statement, held, hers.exercise.tables, *more[:1])
    return None


def _where_it_is_needed(
    hers: Trial, its: Trial | None, changes: tuple[Change, ...]
) -> tuple[Change, ...]:
    """Move rows that are left out to the last statement that reads the table, if that does too.

    Where a table is first read they are gone for every statement after it, and it may be a later
    one alone that goes wrong.
    """
    first, *more = changes
    if more or first.edit.slot is not None:
        return changes
    name = first.edit.told["name"]
    for number in range(len(hers.program.made) - 1, first.number, -1):
        tree = hers.program.made[number].tree
        place = next((one for one in ast.walk(tree) if _reads(one, name)), None)
        if place is not None:
            later = Change(number, replace(first.edit, place=place))
            codes = _edited(hers.program, (later,))
            if _agrees(hers, codes) and (its is None or _agrees(its, codes)):
                return (later,)
    return changes


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _agrees(trial: Trial, codes: Mapping[int, CodeType]) -> bool:
    """Tell whether edited lines are right on another sample too."""
    trial.world.until = time.process_time() + _ONCE
    try:
        return _makes_right(trial, codes)
    except Stopped:
        return False


def _in_turn(trial: Trial) -> Iterator[tuple[Change, ...]]:
    """Give all edits, the likeliest first, then pairs of the likeliest."""
    every: list[Change] = []
    made = tuple(names_made(trial.program.made))
    last = len(trial.program.made) - 1
    held = _after(trial)

    def rank(one: Change) -> int:
        return one.edit.likely + trial.costs(one.number)

    for number in range(trial.first, last + 1):
        tree = trial.program.made[number].tree
        arguments = [one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)]
        words = words_of(trial.exercise)
        scope = Scope(held, words, made, trial.tables, trial.draws, arguments)
        for edit in (*edits_of(tree, scope, trial.program.answer_names), *_before(tree, scope)):
            every.append(Change(number, edit))
    every.sort(key=lambda one: (rank(one), _turn(one, last)))
    alike = _alike_in_all_places(every)
    for now, ones in itertools.groupby(every, rank):
        yield from ((one,) for one in ones)
        yield from (group for group in alike if rank(group[0]) == now)
    for one, other in itertools.combinations(every[:_IN_PAIRS], 2):
        if one.number != other.number or _apart(one.edit, other.edit):
            yield one, other


def _turn(one: Change, last: int) -> int:
    """Lines near the answer come first; but rows are left out where a table is first read."""
    return one.number if one.edit.slot is None else last - one.number


def _alike_in_all_places(every: Sequence[Change]) -> list[tuple[Change, ...]]:
    """Give the edits that make one and the same change in several places."""
    groups: dict[str, list[Change]] = {}
    for one in every:
        if one.edit.same:
            groups.setdefault(one.edit.same, []).append(one)
    return [tuple(group) for group in groups.values() if len(group) == 2]


def _after(trial: Trial) -> Mapping[str, Any]:
    """Names for the edits of a statement: those there are at the end do for all."""
    if not hasattr(trial, "_end"):
        trial._end = trial.held_before(len(trial.codes))  # type: ignore[attr-defined]
    end: Mapping[str, Any] = trial._end  # type: ignore[attr-defined]
    return end


def _before(tree: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """Rows left out of a table before the statement that reads it."""
    read = {node.id: node for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name, node in read.items():
        if scope.is_table(name) and isinstance(node.ctx, ast.Load):
            for statement, likely in scope.filters(name):
                yield Edit("filter_less", None, statement, node, {"name": name}, likely + 2)


def _apart(one: Edit, other: Edit) -> bool:
    """Tell whether two edits replace different places, neither of them inside the other."""
    if one.slot is None or other.slot is None:
        return one.slot is not other.slot
    if one.slot == other.slot:
        return False
    first, second = one.slot.get(), other.slot.get()
    if isinstance(first, list) or isinstance(second, list):
        return False
    return second not in ast.walk(first) and first not in ast.walk(second)


def _edited(program: Program, changes: Sequence[Change]) -> dict[int, CodeType]:
    """Compile statements with edits in them, and put back what stood there."""
    codes: dict[int, CodeType] = {}
    for number in {one.number for one in changes}:
        edits = [one.edit for one in changes if one.number == number]
        codes[number] = _with_edits(program.made[number].tree, edits)
    return codes


def _with_edits(tree: ast.stmt, edits: Sequence[Edit]) -> CodeType:
    before = [edit.new for edit in edits if edit.slot is None]
    olds = [(edit.slot, edit.slot.get()) for edit in edits if edit.slot is not None]
    try:
        for edit in edits:
            if edit.slot is not None:
                edit.slot.put(edit.new)
        return replay.compiled(tree, before)
    except (SyntaxError, ValueError, TypeError):
        return _NONSENSE
    finally:
        for slot, old in reversed(olds):
            slot.put(old)


def _makes_right(trial: Trial, codes: Mapping[int, CodeType]) -> bool:
    try:
        return trial.is_right(trial.answer(codes))
    except Stopped:
        raise
    except Exception:  # an edit may make nonsense
        return False


def _trial(program: Program, exercise: Exercise, learner: str, names: Mapping[str, Any]) -> Trial:
    world = World(learner, names, data.load, time.process_time() + _ONCE)
    return Trial(program, exercise, world, tables_of(exercise, learner), _first(program))


def _another(hers: Trial, learner: str, names: Mapping[str, Any]) -> Trial | None:
    """Make the same lines ready on another sample; None where they hang on what was not seen."""
    unseen = [name for name in hers.program.names if isinstance(names.get(name), pd.DataFrame)]
    exercise = hers.exercise
    if unseen or (exercise.is_step and not exercise.tables):
        return None
    load = _some_rows(exercise.tables) if exercise.is_step else data.load
    student = learner if exercise.is_step else _ANOTHER
    others = {**names, "student": student, "learner": student}
    world = World(student, others, load, time.process_time() + _ONCE)
    tables = [load(name) if exercise.is_step else load(name, student=student)
              for name in exercise.tables]  # fmt: skip
    try:
        for name in hers.program.names & set(names):
            if is_database(names[name]):
                its = dict(zip(exercise.tables, tables, strict=True))
                others[name] = replay.with_rows(names[name], its)
        return Trial(hers.program, exercise, world, tables, hers.first)
    except Exception:  # names of the notebook that fit her tables alone
        return None


def _some_rows(tables: Sequence[str]) -> Any:
    """Give a loader that leaves out some rows of the tables of a step."""

    def load(name: str, student: str | None = None) -> pd.DataFrame:
        table = data.load(name, student=student)
        if name not in tables:
            return table
        return table.sample(frac=_SHARE_OF_ROWS, random_state=1).sort_index()

    return load


def _says_little(trial: Trial, given: Any) -> bool:
    """Tell whether the right answer is a whole number, which may come about by chance."""
    right = trial.right(given)[0]
    return isinstance(right, int | float) and float(right).is_integer()


def _first(program: Program) -> int:
    """Say from which statement on there may be edits: the answer's cell, and cells just before.

    Cells that load tables or hold a check are given ones, or of another exercise.
    """
    cells = [one.cell for one in program.made]
    texts = {one.cell: one.text for one in program.made}
    given = {cell for cell, text in texts.items() if _is_given(text)}
    first = cells[-1]
    while first - 1 in cells and first - 1 not in given:
        first -= 1
    return cells.index(first)


def _is_given(text: str) -> bool:
    return any(_GIVEN & calls_in(tree) for tree in statements(text))


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two pieces of plain data are the same, figures up to their last digits."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return type(one) is type(other) and abs(one - other) <= 1e-9 * max(1, abs(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
