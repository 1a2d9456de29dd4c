"""Lines of code that were put in order: run on tables, in time, and what stops them.

The lines are the course's own, and the learner only places them.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.workbook.patience import in_time

__all__ = ["Stopped", "made_by", "run"]

_PROGRAM = "<lines in order>"


class Stopped(Exception):
    """What stopped the lines, and at which of them (None: at the value that they should give)."""

    def __init__(self, problem: BaseException, place: int | None) -> None:
        super().__init__(str(problem))
        self.problem, self.place = problem, place


def run(lines: Sequence[str], tables: Mapping[str, pd.DataFrame], before: str, value: str) -> Any:
    """Run lines on copies of tables, and give the value that comes out.

    Parameters
    ----------
    lines : sequence of str
        Each with its own indentation.
    tables : mapping of str to DataFrame
        By the names that the lines use.
    before : str
        Lines that stand before them.
    value : str
        What is looked at in the end, such as "months.min()"; "" for the value of the last line.

    Returns
    -------
    object

    Raises
    ------
    Stopped
        A line cannot be read or run, gives no value, or never ends.

    Examples
    --------
    >>> table = pd.DataFrame({"score": [9, 3]})
    >>> run(["high = table['score'] >= 9", "high.mean()"], {"table": table}, "", "")
    np.float64(0.5)
    """
    # A function of its own each time: patience with one that was slow once is short.
    again = functools.partial(_run, lines, tables, before, value)
    try:
        return in_time(again)
    except TimeoutError as problem:
        raise Stopped(problem, None) from None


def _run(lines: Sequence[str], tables: Mapping[str, pd.DataFrame], before: str, value: str) -> Any:
    names: dict[str, Any] = {name: table.copy() for name, table in tables.items()}
    names |= {"pd": pd, "np": np}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(before, names)
        try:
            program = ast.parse("\n".join(lines), _PROGRAM)
            last = _value_of_last(program) if not value else ast.parse(value, mode="eval").body
            exec(compile(program, _PROGRAM, "exec"), names)
        except (Exception, SystemExit) as problem:
            raise Stopped(problem, _place(problem, lines)) from None
        try:
            expression = ast.Expression(last)
            return eval(compile(ast.fix_missing_locations(expression), "<value>", "eval"), names)
        except Exception as problem:
            # Without a `value` of its own, it is the last line that stopped.
            raise Stopped(problem, None if value else len(lines) - 1) from None


def _value_of_last(program: ast.Module) -> ast.expr:
    """Take the last line's value: that of an expression, or the name that it makes."""
    last = program.body[-1] if program.body else ast.Pass()
    if isinstance(last, ast.Expr):
        program.body.pop()  # run once, for its value
        return last.value
    if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
        return ast.Name(last.targets[0].id, ast.Load())
    return ast.Constant(None)


def _place(problem: BaseException, lines: Sequence[str]) -> int | None:
    """Find which line stopped: the place among the lines, each of which may be several."""
    number = problem.lineno if isinstance(problem, SyntaxError) else None
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _PROGRAM:
            number = trace.tb_lineno
        trace = trace.tb_next
    ends = np.cumsum([line.count("\n") + 1 for line in lines])
    return None if number is None else min(int(np.searchsorted(ends, number)), len(lines) - 1)


def made_by(line: str) -> set[str]:
    """Name what a line makes: names, and columns of tables.

    Parameters
    ----------
    line : str

    Returns
    -------
    set of str

    Examples
    --------
    >>> made_by("cards['month'] = cards['date']"), made_by("gap = store - shop")
    ({'month'}, {'gap'})
    """
    target = re.match(r"\s*([\w, ]+?)\s*(?:[-+*/]|//)?=(?!=)", line)
    names = set(re.findall(r"[^\W\d]\w*", target[1])) if target else set()
    names |= set(re.findall(r"^\s*(?:for|def|with .* as)\s+(\w+)", line))
    columns = re.findall(r"""\[["']([^"']+)["']\]\s*=(?!=)""", line)
    return names | set(columns) | set(re.findall(r"\.assign\(\s*(\w+)\s*=", line))
