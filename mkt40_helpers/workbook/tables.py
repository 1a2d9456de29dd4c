"""The learner's tables: as a cell loaded them, and what has become of them since.

An exercise that is solved in place, such as ``survey.loc[rows, "score"] = 9``, spoils the table for
all that follow. So each table that a cell loads is kept once more, and compared when a check fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.workbook.words import say

__all__ = ["changes", "note", "statements"]


@dataclass(frozen=True)
class _Loaded:
    """A table as it was at the end of the cell that loaded it."""

    line: str
    made_of: frozenset[str]
    itself: pd.DataFrame
    copy: pd.DataFrame
    at_start: bool


_loaded: dict[str, _Loaded] = {}


def note(source: str, names: Mapping[str, Any], at_start: bool = False) -> None:
    """Keep the tables that a cell has loaded.

    Parameters
    ----------
    source : str
        The cell.
    names : mapping
        What the notebook holds now, by name.
    at_start : bool
        Whether this is the cell that opens the workbook. Its tables are not replaced by those of
        later cells, where a learner may load another table under the same name.
    """
    for name, (line, made_of) in _loads(source).items():
        value = names.get(name)
        kept = name in _loaded and _loaded[name].at_start and not at_start
        if isinstance(value, pd.DataFrame) and not kept:
            _loaded[name] = _Loaded(line, made_of, value, value.copy(), at_start)


def changes(names: Mapping[str, Any], tables: Iterable[str]) -> list[str]:
    """Say which of the learner's tables are not as they were loaded.

    Parameters
    ----------
    names : mapping
        What the notebook holds now, by name.
    tables : iterable of str
        The course's tables that matter for an exercise; others are passed over.

    Returns
    -------
    list of str
        One text for each changed table: what has changed, and the line that loads it anew.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> there = {"prices": data.load("prices")}
    >>> note('prices = data.load("prices")', there)
    >>> changes(there, ["prices"])
    []
    >>> there["prices"] = there["prices"].iloc[1:]
    >>> changes(there, ["prices"])[0][:50]
    'The name prices stands for another table than the '
    """
    told: list[str] = []
    for name, loaded in _loaded.items():
        change = _change(name, loaded, names.get(name)) if loaded.made_of & set(tables) else None
        if change:
            told.append(say("table.load_anew", change=change, name=name, line=loaded.line))
    return told


def statements(text: str) -> list[ast.stmt]:
    r"""Parse a cell; lines for Jupyter alone, such as ``%time``, count as empty.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of ast.stmt
        None of them where it cannot be parsed.

    Examples
    --------
    >>> [type(one).__name__ for one in statements("%matplotlib inline\nx = 1")]
    ['Assign']
    """
    lines = [line if line[:1] not in {"%", "!", "?"} else "" for line in text.splitlines()]
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError):
        return []


def _loads(source: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Find the names that a cell assigns from data.load, each with its lines and its tables."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for each in statements(source):
        tables = _tables_in(each)
        if tables and isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            name = each.targets[0].id
            line = " ".join((ast.get_source_segment(source, each) or "").split())
            before, others = found.get(name, ("", frozenset()))
            found[name] = (f"{before}; {line}" if before else line, others | tables)
    return found


def _tables_in(statement: ast.AST) -> frozenset[str]:
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and node.args]
    return frozenset(
        str(call.args[0].value)
        for call in calls
        if ast.unparse(call.func) == "data.load" and isinstance(call.args[0], ast.Constant)
    )


def _change(name: str, loaded: _Loaded, value: Any) -> str | None:
    """Say what has become of a table, or None."""
    if value is None:
        return None  # not there any more: Python says so itself
    if not isinstance(value, pd.DataFrame):
        kinds = {"Series": "kind.single_column", "str": "kind.text"}
        kind = say(kinds.get(type(value).__name__, "kind.value"))
        return say("table.other_kind", name=name, kind=kind)
    what = _difference(loaded.copy, value)
    if not what:
        return None
    if value is loaded.itself:
        return say("table.changed", name=name, what=what)
    return say("table.other_one", name=name, what=what)


def _difference(old: pd.DataFrame, new: pd.DataFrame) -> str | None:
    """Say how a table differs from what it was; new columns are no difference."""
    if lost := [str(name) for name in old.columns if name not in new.columns]:
        return say("table.one_gone" if len(lost) == 1 else "table.gone", names=_few(lost))
    if len(old) != len(new):
        return say("table.rows", new=len(new), old=len(old))
    if not old.index.equals(new.index):
        return say("table.order")
    if retyped := [str(name) for name in old.columns if _is_retyped(old[name], new[name])]:
        names = _few(retyped)
        return say("table.one_retyped" if len(retyped) == 1 else "table.retyped", names=names)
    rows = {str(name): _unlike(old[name], new[name]) for name in old.columns}
    if different := [name for name, number in rows.items() if number]:
        number = max(rows.values())
        return say(
            "table.one_holds" if len(different) == 1 else "table.hold",
            names=_few(different),
            rows=say("table.one_row" if number == 1 else "table.number_of_rows", number=number),
        )
    return None


def _few(names: list[str]) -> str:
    few = ", ".join(names[:3])
    return say("table.and_more", names=few, number=len(names) - 3) if len(names) > 3 else few


def _is_retyped(old: pd.Series, new: pd.Series | pd.DataFrame) -> bool:
    """Tell whether a column says the same in another type, such as dates as texts."""
    if isinstance(new, pd.DataFrame) or not _unlike(old, new):
        return False
    return bool((old.astype(str).to_numpy() == new.astype(str).to_numpy()).all())


def _unlike(old: pd.Series, new: pd.Series | pd.DataFrame) -> int:
    """Count the rows in which two columns differ; the type alone makes no difference."""
    if isinstance(new, pd.DataFrame):
        return len(old)  # two columns of one name
    if old.equals(new):
        return 0
    missing, gone = old.isna().to_numpy(), new.isna().to_numpy()
    pairs = zip(old.astype(object), new.astype(object), strict=True)
    unlike = np.array([bool(a is not b) and str(a != b) == "True" for a, b in pairs])
    return int(((missing != gone) | (~missing & ~gone & unlike)).sum())
