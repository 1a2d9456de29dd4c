"""The lines that made an answer: found backwards, from its name through the cells that ran.

The method is the backward slice of program analysis (Weiser 1984). What is found is run again
before anything is said of it, so that a slice which lacks a line does no harm.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mkt40_helpers.workbook.her_line.allowed import Notebook
from mkt40_helpers.workbook.tables import statements

__all__ = ["Cell", "Program", "Statement", "cell_of", "program_of", "written_in"]

EMPTY = Notebook({})
# A cell as it ran: where it stands among those that ran, and its text.
Cell = tuple[int, str]
# What computes nothing for an answer, or must happen once only.
_NOT_AGAIN = {"check", "hint", "progress", "check_form", "open_database", "again"}
# More lines than these are no answer to an exercise.
_MOST = 120
# Methods of lists, sets and dicts that change them; of tables they take inplace=True.
_CHANGE = {"append", "extend", "insert", "update", "pop", "remove", "sort", "add", "clear"}


@dataclass(frozen=True)
class Statement:
    """A statement of a cell: its tree, and the lines of the cell around it."""

    tree: ast.stmt
    cell: int
    text: str

    def source(self, node: ast.AST) -> str:
        """Give the text of a part of it, on one line."""
        return " ".join((ast.get_source_segment(self.text, node) or "").split())


@dataclass(frozen=True)
class Program:
    """The statements that made an answer, and what was handed in.

    Attributes
    ----------
    made : tuple of Statement
        In the order in which they ran.
    answer : ast.Expression
        What stands between the brackets of the check, behind the key.
    names : frozenset of str
        Those that the statements need and do not make: modules, functions, the tables of a cell
        that was not seen.
    """

    made: tuple[Statement, ...]
    answer: ast.Expression
    names: frozenset[str]

    @property
    def answer_names(self) -> frozenset[str]:
        """Names that are handed in."""
        return frozenset(_read_in(self.answer))


def program_of(key: str, cells: Sequence[Cell], now: str, book: Notebook = EMPTY) -> Program | None:
    """Find the statements that made the answer which a cell hands in, and those beside them.

    Beside them stands what her cell makes, and which figures the same cells and the one before
    make, though the answer does not use them: they may be what should have been used.

    Parameters
    ----------
    key : str
        Of the exercise: the check of the cell is found by it.
    cells : sequence of Cell
        Those that ran before without an error.
    now : str
        The cell that runs, with the check in it.
    book : Notebook
        What the names in the cells stand for.

    Returns
    -------
    Program or None
        None where the check is not found, nothing was computed, or a line does more than compute.

    Examples
    --------
    >>> cells = [(1, "a = 1"), (2, "b = 2"), (3, "c = 3"), (4, "a = a + 1")]
    >>> found = program_of("3.2", cells, 'check("3.2", a)', Notebook({"b": 2, "c": 3}))
    >>> [ast.unparse(one.tree) for one in found.made]
    ['a = 1', 'c = 3', 'a = a + 1']
    """
    last = max((cell for cell, _ in cells), default=0) + 1
    ran = [Statement(tree, cell, text) for cell, text in cells for tree in statements(text)]
    for tree in statements(now):
        answer = _handed_in(tree, key)
        if answer is not None:
            return _sliced(ran, answer, book)
        ran.append(Statement(tree, last, now))
    return None


def names_in_check(key: str, now: str) -> set[str]:
    """Give the names that a cell hands in to a check.

    Parameters
    ----------
    key : str
        Of the exercise.
    now : str
        The cell.

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(names_in_check("3.12", 'check("3.12", letter, gain)'))
    ['gain', 'letter']
    """
    answers = (_handed_in(tree, key) for tree in statements(now))
    return set().union(*(_read_in(one) for one in answers if one is not None))


def cell_of(key: str, cells: Sequence[Cell], now: str) -> str:
    """Give the last cell that makes an answer.

    Parameters
    ----------
    key : str
        Of the exercise.
    cells : sequence of Cell
        Those that ran before.
    now : str
        The cell that runs, with the check in it.

    Returns
    -------
    str
        "" where no cell makes it.

    Examples
    --------
    >>> cell_of("3.e", [(1, "a = 1"), (2, "b = 2")], 'check("3.e", a)')
    'a = 1'
    """
    names = names_in_check(key, now)
    for text in (now, *(text for _, text in reversed(cells))):
        if any(names & written_in(tree)[0] for tree in statements(text)):
            return text
    return ""


def _handed_in(tree: ast.stmt, key: str) -> ast.Expression | None:
    """Give what a check of this key hands in, or None."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _name(node.func) == "check" and node.args):
            continue
        first, *answers = node.args
        its_key = isinstance(first, ast.Constant) and str(first.value).strip() == key
        if its_key and answers and not any(isinstance(one, ast.Starred) for one in answers):
            one = answers[0] if len(answers) == 1 else ast.Tuple(answers, ast.Load())
            return ast.fix_missing_locations(ast.Expression(one))
    return None


def _sliced(ran: Sequence[Statement], answer: ast.Expression, book: Notebook) -> Program | None:
    used, _ = _backwards(ran, answer, beside=())
    if not used:
        return None
    every, last = _made_by(ran), used[-1].cell
    cells = {one.cell for one in used} | {last - 1}
    beside = [
        one
        for one in ran
        if one.cell in cells
        and isinstance(one.tree, ast.Assign | ast.AugAssign | ast.FunctionDef)
        and (one.cell == last or book.is_figure(written_in(one.tree)[0]))
        and book.computes(one.tree, every)
    ]
    made, wanted = _backwards(ran, answer, beside)
    known = _made_by(made)
    if len(made) > _MOST or not all(book.computes(one.tree, known) for one in made):
        return None
    return Program(tuple(made), answer, wanted)


def _backwards(
    ran: Sequence[Statement], answer: ast.Expression, beside: Sequence[Statement]
) -> tuple[list[Statement], frozenset[str]]:
    """Give the statements that an answer hangs on and those beside, and the names they need."""
    wanted = set(_read_in(answer))
    made: list[Statement] = []
    for one in reversed(ran):
        tree = one.tree
        if isinstance(tree, ast.Import | ast.ImportFrom) or calls_in(tree) & _NOT_AGAIN:
            continue
        whole, parts = written_in(tree)
        if not (wanted & (whole | parts) or (made and any(one is it for it in beside))):
            continue
        if not isinstance(tree, ast.If | ast.For | ast.While):
            wanted -= whole
        wanted |= _read_in(tree) | parts
        made.append(one)
    return made[::-1], frozenset(wanted)


def _made_by(made: Iterable[Statement]) -> frozenset[str]:
    return frozenset(name for one in made for name in written_in(one.tree)[0])


def written_in(tree: ast.stmt) -> tuple[set[str], set[str]]:
    """Names that a statement makes, and those of which it changes a part."""
    whole, parts = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            whole.add(node.id)
        elif isinstance(node, ast.FunctionDef):
            whole.add(node.name)
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            parts |= _root(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            inplace = any(one.arg == "inplace" for one in node.keywords)
            parts |= _root(node.func) if inplace or node.func.attr in _CHANGE else set()
    if isinstance(tree, ast.AugAssign):
        parts |= whole
        whole = set()
    return whole, parts


def _root(node: ast.AST) -> set[str]:
    """Give the name at the front of ``table.loc[rows, "score"]``."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _read_in(tree: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def calls_in(tree: ast.AST) -> set[str]:
    """Give the names of functions and methods that are called."""
    return {_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def names_made(made: Iterable[Statement]) -> Iterator[str]:
    """Give the names that statements make, in order."""
    for one in made:
        whole, parts = written_in(one.tree)
        yield from sorted(whole | parts)
