"""Errors of Python, said in plain words.

A beginner's error message is a page of red. In a workbook it becomes a few lines: what Python
met, in which line of the cell, and what to look at. The cell still counts as failed.
"""

from __future__ import annotations

import difflib
import sys
import traceback
from types import TracebackType
from typing import Any

import pandas as pd

__all__ = ["explain", "install"]

_ADVICE = {
    "NameError": "Python does not know the name {name!r}.{near} Is it spelt as in the cell where "
    "it was made, and has that cell run? After a restart, all cells above must run again.",
    "KeyError": "There is no column or key {text}.{near} Capitals, spaces and underscores count; "
    "the names of a table's columns are in its .columns.",
    "SyntaxError": "Python cannot read this cell: {text}. Look at the line named below and the "
    "one above it: is a bracket or a quotation mark not closed, a comma or a colon forgotten?",
    "AttributeError": "{text}.{near} Check the spelling behind the dot, and what is before it.",
    "TypeError": "Two things do not go together here: {text}. Look at the type of each part, "
    "for example with type(...): a text cannot be added to a number.",
    "ZeroDivisionError": "A number is divided by zero. Which count is zero here?",
    "IndexError": "You asked for a place that is not there: {text}. Python counts from 0.",
    "ModuleNotFoundError": "{text}. Is the name spelt rightly? Is the course installed in this "
    "kernel? The start page has a self-check.",
    "ValueError": "{text}",
}

_MANY_ANSWERS = (
    "A whole column was asked one yes/no question. With columns, write & for and, | for or, "
    "and brackets around each comparison: (score >= 7) & (score <= 8)."
)


def explain(problem: BaseException, names: list[str] | None = None) -> str:
    """Say an error in plain words.

    Parameters
    ----------
    problem : exception
    names : list of str, optional
        Names that exist in the notebook, columns included, to find the one that may be meant.

    Returns
    -------
    str

    Examples
    --------
    >>> explain(NameError("name 'scroe' is not defined", name="scroe"), ["score"])[:65]
    "Python does not know the name 'scroe'. Did you mean 'score'? Is i"
    """
    if "truth value of a Series" in str(problem):
        return _MANY_ANSWERS
    text, name = str(problem).rstrip("."), getattr(problem, "name", None) or ""
    if isinstance(problem, SyntaxError):
        text = problem.msg
    if isinstance(problem, KeyError):
        name = problem.args[0] if problem.args else ""
    known = dir(problem.obj) if isinstance(problem, AttributeError) else names
    others = [other for other in known or [] if other != name]
    match = difflib.get_close_matches(str(name), others, n=1) if name else []
    near = f" Did you mean {match[0]!r}?" if match else ""
    for kind in type(problem).__mro__:
        if kind.__name__ in _ADVICE:
            return _ADVICE[kind.__name__].format(text=text, name=name, near=near)
    return f"{text or 'Python stopped here'}."


def install() -> None:
    """Show errors of the notebook's cells in plain words from now on; does nothing elsewhere."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    if shell is not None:
        shell.set_custom_exc((Exception,), _handler)


def _handler(
    shell: Any,
    kind: type[BaseException],
    problem: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    # So that %tb shows the whole story to whoever wants it.
    sys.last_type, sys.last_value, sys.last_traceback = kind, problem, trace
    names = [name for name in shell.user_ns if not name.startswith("_")]
    tables = [value for value in shell.user_ns.values() if isinstance(value, pd.DataFrame)]
    names += [str(column) for table in tables for column in table.columns]
    lines = [
        "This cell stopped before its end, so what comes below it may still be empty or old.",
        "",
        explain(problem, names),
        "",
    ]
    # The learner's own line, not the depths of a library.
    own = [f for f in traceback.extract_tb(trace) if "ipykernel_" in f.filename]
    if isinstance(problem, SyntaxError):
        lines.append(f"Line {problem.lineno} of the cell:  {(problem.text or '').strip()}")
    elif own:
        lines.append(f"Line {own[-1].lineno} of the cell:  {own[-1].line}")
    lines.append(f"Python says:  {kind.__name__}: {problem}")
    shell._showtraceback(kind, problem, lines)
    return lines
