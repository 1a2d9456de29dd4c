"""Workbooks and lessons, run in this process up to each answer: what a kernel holds there."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import find
from tests.every_chapter.chapters import Chapter, read
from tests.every_chapter.solved import keys_in, solved

_CHECK = re.compile(r"""^check\(\s*["']([\w.]+)["'].*\)\s*$""", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """An answer of a notebook: the cells before it, its own cell, and its check.

    Attributes
    ----------
    exercise : Exercise
    learner : str
    cells : list of (number, text)
        Those that ran before.
    names : dict
        What they made.
    solution : str
        The answer's cell, solved.
    check : str
        The line that hands it in.
    """

    exercise: Exercise
    learner: str
    cells: list[tuple[int, str]]
    names: dict[str, Any]
    solution: str
    check: str

    def run(self, cell: str) -> tuple[Any, dict[str, Any]]:
        """Run a cell in the place of the solution; give the answer, and what there is then."""
        names = {name: _own(value) for name, value in self.names.items()}
        _run(cell, names)
        call = ast.parse(self.check).body[0].value  # type: ignore[attr-defined]
        its = [_value(one, names) for one in call.args[1:]]
        answer = its[0] if len(its) == 1 else tuple(its)
        from mkt40_helpers.workbook.diagnosis import read as plainly

        return plainly(self.exercise, answer, self.learner), names


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "<answer>", "eval"), names)


def _own(value: Any) -> Any:
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.copy()
    return value.copy() if type(value) in (list, dict, set) else value


def _run(cell: str, names: dict[str, Any]) -> None:
    from matplotlib import pyplot as plt

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(cell, "<cell>", "exec"), names)
    plt.close("all")


def places(chapter: Chapter, room: str, learner: str) -> Iterator[Place]:
    """Give the answers of a workbook ("exercises") or of a lesson ("steps"), in order."""
    path = chapter.solution if room == "exercises" else chapter.lesson
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    checks = {key: line for cell in cells for key, line in _checks(cell.source)}
    names: dict[str, Any] = {"__name__": "__main__"}
    ran: list[tuple[int, str]] = []
    for cell in cells:
        text = re.sub(r"^### (BEGIN|END) SOLUTION\n?", "", cell.source, flags=re.MULTILINE)
        text = re.sub(r"^    ### (BEGIN|END) SOLUTION\n?", "", text, flags=re.MULTILINE)
        text = re.sub(r"^student = .*", f"student = {learner!r}", text)
        key = _key(cell, room)
        if key:
            exercise = find(key)
            if room == "steps":
                text = solved(text, exercise.solution)
            text = _CHECK.sub("", text).rstrip()
            yield Place(exercise, learner, list(ran), names, text, checks[key])
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("check-"):
            ran.append((len(ran) + 1, text))
            continue
        _run(_CHECK.sub("", text), names)
        for name in ("check", "progress", "hint", "check_form"):
            names[name] = _nothing
        for name in ("start", "start_lesson"):
            if name in names:
                names[name] = _named(name, learner)
        if room == "exercises" and "learner" in names:
            names["learner"] = learner
        ran.append((len(ran) + 1, text))


def _checks(source: str) -> list[tuple[str, str]]:
    return [(found[1], found[0]) for found in _CHECK.finditer(source)]


def _key(cell: Any, room: str) -> str:
    if room == "steps":
        return next(iter(keys_in(cell.source)), "")
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return name.removeprefix("answer-").replace("-", ".", 1) if name.startswith("answer-") else ""


def _nothing(*_: object, **__: object) -> None:
    return None


def _named(name: str, learner: str) -> Any:
    def opened(*_: object, **__: object) -> str:
        return learner

    opened.__name__ = name
    return opened
