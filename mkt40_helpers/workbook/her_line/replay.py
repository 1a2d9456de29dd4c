"""Running the lines of an answer once more, beside the notebook and never in it.

Every run has names of its own, and fresh copies of the tables. It reads no files but the course's
tables, shows nothing, and stops in a loop that goes on.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import io
import sqlite3
import time
import types
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.her_line.allowed import BUILTINS
from mkt40_helpers.workbook.her_line.program import Program, Statement, written_in

__all__ = ["Stopped", "World", "compiled", "run", "value_of"]

_MOST_ROUNDS = 20_000


class Stopped(Exception):
    """The time for this answer is over, or a loop went on for too long."""


@dataclass
class World:
    """Where lines are run: whose samples, and what the notebook holds besides.

    Attributes
    ----------
    learner : str
        Her number. ``start`` gives it back.
    names : mapping
        What the notebook holds.
    load : callable
        Gives a table, as ``data.load`` does.
    until : float
        When to stop, as ``time.process_time`` says it.
    rounds : int
        How many rounds loops have made so far.
    """

    learner: str
    names: Mapping[str, Any]
    load: Callable[..., pd.DataFrame]
    until: float
    rounds: int = 0

    def holds(self, wanted: frozenset[str]) -> dict[str, Any]:
        """Give the names that lines need, copied where they could be changed."""
        allowed = {name: getattr(builtins, name) for name in BUILTINS}
        allowed |= {"print": _nothing, "again__": self._again}
        held: dict[str, Any] = {"__builtins__": allowed, "__name__": "her_line"}
        held |= {
            name: _own(self.names[name]) for name in wanted | {"learner"} if name in self.names
        }
        for name, value in held.items():
            if value is data:
                held[name] = _Tables(self.load)
            elif getattr(value, "__name__", "") == "start" and callable(value):
                held[name] = lambda *_: self.learner
        return held

    def _again(self) -> None:
        self.rounds += 1
        if self.rounds > _MOST_ROUNDS or time.process_time() > self.until:
            raise Stopped


class _Tables(types.SimpleNamespace):
    """What stands for ``data`` in the lines that are run again."""

    def __init__(self, load: Callable[..., pd.DataFrame]) -> None:
        super().__init__(load=load, show=_nothing)

    def __getattr__(self, name: str) -> Any:
        return getattr(data, name)


def _nothing(*_: object, **__: object) -> None:
    return None


def _own(value: Any) -> Any:
    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray):
        return value.copy()
    plain = isinstance(value, list | dict | set | tuple)
    return copy.deepcopy(value) if plain else value


class _Counted(ast.NodeTransformer):
    """Counts the rounds of every loop."""

    def _loop(self, node: Any) -> Any:
        self.generic_visit(node)
        call = ast.Expr(ast.Call(ast.Name("again__", ast.Load()), [], []))
        new = copy.copy(node)
        new.body = [call, *node.body]
        return new

    visit_For = visit_While = _loop


def compiled(tree: ast.stmt, before: Sequence[ast.stmt] = ()) -> types.CodeType:
    """Compile a statement, with its loops counted; the tree stays as it is.

    Parameters
    ----------
    tree : ast.stmt
    before : sequence of ast.stmt
        Statements that run before it.

    Returns
    -------
    code

    Examples
    --------
    >>> held = {}
    >>> exec(compiled(ast.parse("a = 1").body[0]), held)
    >>> held["a"]
    1
    """
    if any(isinstance(node, ast.For | ast.While) for node in ast.walk(tree)):
        tree = _Counted().visit(copy.deepcopy(tree))
    return compile(ast.fix_missing_locations(ast.Module([*before, tree], [])), "<her line>", "exec")


def run(codes: Sequence[types.CodeType], held: dict[str, Any]) -> dict[str, Any]:
    """Run statements on names, which they change.

    Parameters
    ----------
    codes : sequence of code
    held : dict
        The names.

    Returns
    -------
    dict
        The same names.

    Raises
    ------
    Exception
        Whatever the statements raise.

    Examples
    --------
    >>> run([compiled(ast.parse("b = a + 1").body[0])], {"a": 1})["b"]
    2
    """
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for code in codes:
            exec(code, held)
    return held


@contextlib.contextmanager
def own_figure() -> Iterator[None]:
    """Draw on a figure of its own, which is gone afterwards; the notebook's stay as they are."""
    from matplotlib import pyplot as plt

    there = set(plt.get_fignums())
    plt.figure()
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - there:
            plt.close(number)


def value_of(program: Program, held: dict[str, Any]) -> Any:
    """Give what the check would be handed.

    Parameters
    ----------
    program : Program
    held : dict
        Names, after its statements ran.

    Returns
    -------
    object
    """
    return eval(compile(program.answer, "<her line>", "eval"), held)


def fresh(held: Mapping[str, Any], changed: frozenset[str]) -> dict[str, Any]:
    """Copy names, with what stands behind those of which lines change a part.

    Two names for one table are two names for one copy.
    """
    touched = {id(held[name]) for name in changed if name in held}
    copies = {id(value): _own(value) for value in held.values() if id(value) in touched}
    return {name: copies.get(id(value), value) for name, value in held.items()}


def with_rows(db: Any, tables: Mapping[str, pd.DataFrame]) -> Any:
    """Copy a database, with those rows only that tables hold; hers stays as it is.

    Rows are known by their place: in the file they stand as in the course's tables.

    Raises
    ------
    ValueError
        It is no file of SQLite.
    """
    from sqlalchemy import create_engine, pool

    if db.dialect.name != "sqlite":
        raise ValueError("Only a file can be copied.")
    copied = sqlite3.connect(":memory:", check_same_thread=False)
    with contextlib.closing(sqlite3.connect(db.url.database)) as hers:
        hers.backup(copied)
    for name, table in tables.items():
        copied.execute("CREATE TEMP TABLE kept (row INTEGER PRIMARY KEY)")
        copied.executemany("INSERT INTO kept VALUES (?)", [(int(i) + 1,) for i in table.index])
        copied.execute(f"DELETE FROM {name} WHERE rowid NOT IN (SELECT row FROM kept)")
        copied.execute("DROP TABLE kept")
    copied.commit()
    few = create_engine("sqlite://", creator=lambda: copied, poolclass=pool.StaticPool)
    weakref.finalize(few, copied.close)  # Python 3.13 tells of one that is left open
    return few


def changed_in(made: Sequence[Statement]) -> frozenset[str]:
    """Name what statements change a part of, such as a column of a table, also by another name."""
    changed = set[str]().union(*(written_in(one.tree)[1] for one in made))
    for one in reversed(made):  # club = survey; club["old"] = ... changes survey
        tree = one.tree
        if isinstance(tree, ast.Assign) and isinstance(tree.value, ast.Name):
            changed |= {tree.value.id} if changed & written_in(tree)[0] else set()
    return frozenset(changed)
