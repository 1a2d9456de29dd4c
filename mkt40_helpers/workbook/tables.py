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

__all__ = ["changes", "note"]


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
    told = []
    for name, loaded in _loaded.items():
        what = _change(loaded, names.get(name)) if loaded.made_of & set(tables) else None
        if what:
            told.append(
                f"{what.format(name=name)} Your answer may be right for what {name} holds now, but "
                f"the check works with the table as it was. To load it anew, run this line: "
                f"{loaded.line}"
            )
    return told


def _loads(source: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Find the names that a cell assigns from data.load, each with its lines and its tables."""
    lines = [line if line[:1] not in {"%", "!", "?"} else "" for line in source.splitlines()]
    try:
        statements = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for each in statements:
        tables = _tables_in(each)
        if tables and isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            name = each.targets[0].id
            line = " ".join((ast.get_source_segment("\n".join(lines), each) or "").split())
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


def _change(loaded: _Loaded, value: Any) -> str | None:
    """Say what has become of a table, or None; {name} stands for its name."""
    if value is None:
        return None  # not there any more: Python says so itself
    if not isinstance(value, pd.DataFrame):
        kind = {"Series": "a single column", "str": "a text"}.get(type(value).__name__, "a value")
        return f"The name {{name}} stands for {kind} now, and no longer for the table."
    what = _difference(loaded.copy, value)
    if not what:
        return None
    if value is loaded.itself:
        return f"The table {{name}} was changed after it was loaded: {what}."
    return f"The name {{name}} stands for another table than the one that was loaded: {what}."


def _difference(old: pd.DataFrame, new: pd.DataFrame) -> str | None:
    """Say how a table differs from what it was; new columns are no difference."""
    if lost := [str(name) for name in old.columns if name not in new.columns]:
        return f"{_few(lost)} {'is' if len(lost) == 1 else 'are'} gone"
    if len(old) != len(new):
        return f"it has {len(new):,} rows, and {len(old):,} were loaded"
    if not old.index.equals(new.index):
        return "its rows stand in another order, or have other labels"
    if retyped := [str(name) for name in old.columns if _is_retyped(old[name], new[name])]:
        return f"{_few(retyped)} {'is' if len(retyped) == 1 else 'are'} of another type"
    rows = {str(name): _unlike(old[name], new[name]) for name in old.columns}
    if different := [name for name, number in rows.items() if number]:
        verb = "holds" if len(different) == 1 else "hold"
        number = max(rows.values())
        rows_told = "1 row" if number == 1 else f"{number:,} rows"
        return f"{_few(different)} {verb} other values (in {rows_told})"
    return None


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"the column{'s' if len(names) > 1 else ''} {', '.join(names[:3])}{more}"


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
