"""What a learner's lines show without any edit: a number typed in, a result that nothing keeps."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mkt40_helpers.workbook.her_line.edit import method
from mkt40_helpers.workbook.her_line.edits import is_literal
from mkt40_helpers.workbook.her_line.program import Program, Statement, written_in
from mkt40_helpers.workbook.tables import statements
from mkt40_helpers.workbook.words import say

__all__ = ["drawn_anew", "is_typed", "shown_in"]

# Methods that give a new table and leave theirs as it was.
_MAKES_NEW = {"astype", "drop", "drop_duplicates", "dropna", "fillna", "rename", "replace"}
_MOST_TOLD = 3
# More checks of "was it right before?" than these take too long.
_MOST_BEFORE = 5
# What a formula holds anyway, such as percent, thousands, and the 1.96 of an interval.
_COMMON = {0, 1, 2, 100, 1000, 10, 12, 365, 1.96, 0.5, 1e6, 52, 7, 4, 3}


def shown_in(
    program: Program, cell: str, last: Callable[[Program], bool], computes: bool, known: set[Any]
) -> tuple[str, str, int] | None:
    """Say what the lines show, as a name, a sentence and a line number; or None.

    Parameters
    ----------
    program : Program
    cell : str
        The cell that makes the answer: in it also what its answer does not hang on.
    last : callable
        Whether a shorter program gives the right answer.
    computes : bool
        Whether the question asks for something that is computed from tables.
    known : set
        Numbers that the exercise itself is about.

    Returns
    -------
    tuple of str, str, int, or None
    """
    for rule in (_overwritten(program, last), _counted(program), _not_kept(program, cell)):
        if rule:
            return rule
    return _typed(program, known) if computes else None


def drawn_anew(cell: str) -> tuple[str, str, int] | None:
    """Find a draw of chance that is another one each time, so that nobody can have it again.

    Parameters
    ----------
    cell : str
        The cell that makes the answer.

    Returns
    -------
    tuple of str, str, int, or None
        A name, a sentence, a line number.

    Examples
    --------
    >>> drawn_anew("few = survey.sample(80)")[0]
    'drawn_anew'
    """
    nodes = [one for tree in statements(cell) for one in ast.walk(tree)]
    for node in (one for one in nodes if isinstance(one, ast.Call) and method(one) == "sample"):
        if all(keyword.arg != "random_state" for keyword in node.keywords):
            return "drawn_anew", say("line.drawn_anew", number=node.lineno), node.lineno
    return None


def is_typed(program: Program) -> bool:
    """Tell whether an answer is typed in: what makes it are numbers that stand there, and no table.

    Parameters
    ----------
    program : Program

    Returns
    -------
    bool
    """
    return _typed_at(program) is not None


def _typed_at(program: Program) -> ast.Assign | None:
    """Find the line in which an answer is typed in, or made of what was typed in above it."""
    typed: set[str] = set()
    at = None
    for tree in (one.tree for one in _of_her_cell(program)):
        names = set(_targets(tree))
        is_typed = isinstance(tree, ast.Assign) and is_literal(tree.value, typed)
        known = is_typed and (any(_numbers_in(tree)) or typed & set(_read(tree)))
        typed = typed | names if known else typed - names
        if names & program.answer_names and (known or not is_typed):  # a letter says nothing
            at = tree if known else None
    return at if isinstance(at, ast.Assign) else None


def _read(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _overwritten(
    program: Program, is_right: Callable[[Program], bool]
) -> tuple[str, str, int] | None:
    """Find a line after which the answer was right."""
    cell = program.made[-1].cell
    for end in range(len(program.made) - 1, 0, -1)[:_MOST_BEFORE]:
        one = program.made[end - 1]
        if one.cell != cell or not set(_targets(one.tree)) & program.answer_names:
            continue
        if is_right(Program(program.made[:end], program.answer, program.names)):
            name = sorted(set(_targets(one.tree)) & program.answer_names)[0]
            line = one.tree.lineno
            return "overwritten", say("line.overwritten", number=line, name=name), line
    return None


def _targets(tree: ast.stmt) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _counted(program: Program) -> tuple[str, str, int] | None:
    """Find ``(table["score"] >= 9).count()`` in the answer's own cell, in one line or in two."""
    yes_no: set[str] = set()
    for one in _of_her_cell(program):
        if isinstance(one.tree, ast.Assign) and isinstance(one.tree.value, ast.Compare):
            yes_no |= set(_targets(one.tree))
        for node in ast.walk(one.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            counted = node.func.value
            named = isinstance(counted, ast.Name) and counted.id in yes_no
            if node.func.attr == "count" and (named or isinstance(counted, ast.Compare)):
                line = say("line.counts_all", number=node.lineno, line=one.source(node))
                return "counts_all", line, node.lineno
    return None


def _not_kept(program: Program, cell: str) -> tuple[str, str, int] | None:
    used = {name for one in program.made for name in written_in(one.tree)[0]} | program.names
    # What stands last in a cell is there to be seen.
    for tree in statements(cell)[:-1]:
        call = tree.value if isinstance(tree, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        if not any(isinstance(one, ast.Name) for one in ast.walk(call)):
            continue
        inplace = any(keyword.arg == "inplace" for keyword in call.keywords)
        root = next(one.id for one in ast.walk(call) if isinstance(one, ast.Name))
        if call.func.attr in _MAKES_NEW and not inplace and root in used:
            text = " ".join((ast.get_source_segment(cell, tree) or "").split())
            sentence = say("line.not_kept", number=tree.lineno, line=text.replace("`", "'"))
            return "not_kept", sentence, tree.lineno
    return None


def _typed(program: Program, known: set[Any]) -> tuple[str, str, int] | None:
    """Find an answer that is typed in, or made of figures that no question holds."""
    if tree := _typed_at(program):
        return "typed", say("line.typed"), tree.lineno
    strange = [
        (number, line)
        for one in _of_her_cell(program)
        for number, line in _numbers_in(one.tree)
        if number not in _COMMON and number not in known
        if isinstance(number, float) or 99 < abs(number) < 100_000
    ]
    if strange:
        numbers = ", ".join(f"{value:g}" for value in list(dict(strange))[:_MOST_TOLD])
        return "typed_part", say("line.typed_part", numbers=numbers), strange[0][1]
    return None


def _numbers_in(tree: ast.AST) -> Iterator[tuple[int | float, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            assert isinstance(node.value, int | float)
            yield node.value, node.lineno


def _of_her_cell(program: Program) -> Sequence[Statement]:
    return [one for one in program.made if one.cell == program.made[-1].cell]
