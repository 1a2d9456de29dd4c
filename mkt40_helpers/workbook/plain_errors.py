"""Errors of Python, said in plain words.

A beginner's error message is a page of red. In a workbook it becomes a few lines: what Python
met, what causes it and what to do, the line of the cell, and Python's own words. The cell still
counts as failed.
"""

from __future__ import annotations

import ast
import html
import linecache
import sys
import textwrap
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from mkt40_helpers.workbook.causes import Met, name_the_cause
from mkt40_helpers.workbook.named_columns import QUERIES
from mkt40_helpers.workbook.stopped import STOPPED
from mkt40_helpers.workbook.unreadable import UNREADABLE
from mkt40_helpers.workbook.words import say

__all__ = ["explain", "install"]


def explain(
    problem: BaseException, names: Mapping[str, Any] | None = None, line: str | None = None
) -> str:
    """Say an error in plain words: its cause and the remedy.

    Parameters
    ----------
    problem : exception
    names : mapping, optional
        What the notebook holds, by name: the names and columns that may be meant.
    line : str, optional
        The learner's own line.

    Returns
    -------
    str

    Examples
    --------
    >>> explain(NameError("name 'scroe' is not defined", name="scroe"), {"score": 8})[:65]
    "Python does not know the name 'scroe'. Did you mean 'score'? If n"
    """
    if isinstance(problem, SyntaxError):
        met = Met(problem, line or problem.text or "", names or {})
        causes = UNREADABLE if _of_the_cell(problem) else [*QUERIES, *UNREADABLE]
        return name_the_cause(causes, met) or met.text
    met = Met(problem, line or "", names or {})
    return name_the_cause(STOPPED, met) or f"{met.text.rstrip('.') or say('error.unknown')}."


def install() -> None:
    """Show errors of the notebook's cells in plain words from now on; does nothing elsewhere."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    if shell is None or getattr(shell.showtraceback, "plain", False):
        return
    shell.set_custom_exc((Exception,), _handler)
    shell.ast_transformers.append(_Gaps())
    # Some cells that cannot be read come past the handler: IPython shows these by itself.
    show = shell.showtraceback

    def show_plainly(given: Any = None, *others: Any, **options: Any) -> None:
        _, problem, trace = given or sys.exc_info()
        if isinstance(problem, SyntaxError):
            _handler(shell, type(problem), problem, trace)
        else:
            show(given, *others, **options)  # %tb also comes here, with nothing given

    show_plainly.plain = True  # type: ignore[attr-defined]
    shell.showtraceback = show_plainly


class _Gaps(ast.NodeTransformer):
    """Let a gap, ___, be a name that is not there: IPython keeps an old output under this one."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == "___" and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Name("____", node.ctx), node)
        return node


def _handler(
    shell: Any,
    kind: type[BaseException],
    problem: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    # So that %tb shows the whole story to whoever wants it.
    sys.last_type, sys.last_value, sys.last_traceback = kind, problem, trace
    problem = _reread(problem) if isinstance(problem, SyntaxError) else problem
    number, line = _own_line(problem, trace)
    names = {name: value for name, value in shell.user_ns.items() if name[:1] != "_"}
    try:
        told = explain(problem, names, line)
    except Exception:  # whatever a learner's names hold: no second page of red
        told = explain(problem, line=line)
    lines = [*_wrapped(say("error.stopped")), "", *_wrapped(told), ""]
    if number:
        lines.append(say("error.line", number=number, line=line.strip()))
    said = str(problem.msg if isinstance(problem, SyntaxError) else problem)
    said = textwrap.shorten(said, 400, placeholder=" ...")  # some hold a whole column
    lines.append(say("error.own_words", kind=type(problem).__name__, said=said))
    lines.append(say("error.whole_story"))
    shell._showtraceback(kind, problem, lines)
    if hasattr(shell, "kernel"):  # a terminal has no page
        _speak(f"{say('error.stopped')} {told}")
    return lines


def _speak(text: str) -> None:
    """Have a screen reader speak what stands in red, which JupyterLab puts there in silence."""
    from IPython.display import display

    unseen = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
    page = f'<div role="alert" style="{unseen}">{html.escape(text)}</div>'
    display({"text/html": page}, raw=True)


def _wrapped(text: str) -> list[str]:
    """Break a text into lines; JupyterLab would break it in the midst of words."""
    return textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False)


def _reread(problem: SyntaxError) -> SyntaxError:
    """Find what is wrong with a cell of which IPython only says that it is not complete."""
    if "incomplete input" in problem.msg:
        try:
            compile("".join(linecache.getlines(problem.filename or "")), "cell", "exec")
        except SyntaxError as whole:
            return whole
    return problem


def _own_line(problem: BaseException, trace: TracebackType | None) -> tuple[int | None, str]:
    """Find the learner's own line, not the depths of a library; 0 where there is none."""
    if isinstance(problem, SyntaxError) and _of_the_cell(problem):
        there = linecache.getline(problem.filename or "", problem.lineno or 0)
        return problem.lineno, (problem.text or there).rstrip("\n")
    # The kernel names a cell's file by its own number, IPython elsewhere by the cell's.
    own = [frame for frame in traceback.extract_tb(trace) if _is_cell(frame.filename)]
    return (own[-1].lineno, own[-1].line or "") if own else (None, "")


def _of_the_cell(problem: SyntaxError) -> bool:
    """Whether it is the cell that Python cannot read, and no text that a line of it holds."""
    return (problem.filename or "") not in ("<unknown>", "<string>", "")


def _is_cell(name: str) -> bool:
    return "ipykernel_" in name or name.startswith("<ipython-input")
