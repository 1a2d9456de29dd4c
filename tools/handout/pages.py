"""The pages of a chapter: lesson, workbook and workbook on paper, for class and lecturer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from markupsafe import Markup

from mkt40_helpers import chapters
from mkt40_helpers.workbook.shelf import steps_of
from tools import links
from tools.handout import cells, paper
from tools.handout.about import About, about
from tools.handout.tidy import tidy

__all__ = ["KINDS", "page", "write"]

HERE = Path(__file__).parent
# Cells of a lesson whose printed result holds the answer to a step, by chapter.
ANSWERING = {
    3: {"helper": "3.b", "alike-print": "3.j"},
    5: {"jeopardy-table": "5.l"},
    6: {"app-picture": "6.f", "gains-picture": "6.h", "top": "6.h"},
}
KINDS = {"lesson": "lesson", "workbook": "workbook", "paper": "workbook on paper"}


def page(number: int, kind: str, answers: bool, root: Path = links.ROOT) -> str:
    """One page of a chapter as HTML.

    Parameters
    ----------
    number : int
        The chapter.
    kind : {"lesson", "workbook", "paper"}
    answers : bool
        Whether it is the lecturer's version.
    """
    its, lesson = about(number, root), links.lessons(root)[number]
    released = root / "exercises" / lesson.stem / lesson.name
    solved = root / "solutions" / lesson.stem / lesson.name
    if kind == "paper":
        body = paper.body(number, _read(lesson), _read(released), _read(solved), answers)
    else:
        source = {"lesson": lesson, "workbook": solved if answers else released}[kind]
        solutions = _of_steps(number) if answers and kind == "lesson" else {}
        body = "".join(
            _after_its_step(number, kind, cell.id, cells.piece(cell, solutions))
            for cell in _read(source).cells
        )
    return _dressed(its, kind, answers, tidy(body, answers))


def _after_its_step(number: int, kind: str, cell: str, piece: str) -> str:
    """Fold a piece of a lesson that answers a step: the class reads it on the last page."""
    step = ANSWERING.get(number, {}).get(cell) if kind == "lesson" else None
    if step is None:
        return piece
    return f"<details><summary>Read this after step {step}</summary>{piece}</details>"


def _of_steps(number: int) -> dict[str, str]:
    """Solution of each step of a lesson, by its key."""
    there = steps_of(number) if number in chapters.names("steps") else ()
    return {step.key: step.solution for step in there}


def _read(path: Path) -> Any:
    return nbformat.read(path, 4)


def _dressed(its: About, kind: str, answers: bool, body: str) -> str:
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    jinja.filters["css"] = lambda text: Markup(json.dumps(text))
    running = f"{its.number} {its.title}: {KINDS[kind]}" + (", with answers" if answers else "")
    return jinja.get_template("page.html.j2").render(
        about=its,
        body=Markup(body),
        kind=kind,
        running=running,
        style=Markup((HERE / "print.css").read_text("utf-8") + cells.CODE_STYLE),
        title=f"{running} (Marketing 4.0)",
    )


def write(number: int, folder: Path, root: Path = links.ROOT) -> list[Path]:
    """Write all pages of a chapter; those with answers go into a folder of their own."""
    name, written = about(number, root).name, []
    for kind in KINDS:
        if kind != "lesson" and not list(root.glob(f"exercises/{name}_*")):
            continue
        for answers in (False, True):
            file = f"lecturer/{name}-{kind}-answers.html" if answers else f"{name}-{kind}.html"
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(number, kind, answers, root), encoding="utf-8")
            written.append(path)
    return written
