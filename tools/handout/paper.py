"""The workbook on paper: for a class without laptops, each exercise with room for its answer.

The texts are those of the workbook. What a cell shows there is printed from the solutions' stored
outputs, and what a learner would count is printed as a small table (`sheets`); all of it is of one
learner's sample, so that the records give the right answers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of
from tools.formulas import markdown2html
from tools.handout import cells, counted, quiz, sheets
from tools.handout.answers import right_answer
from tools.handout.rooms import room
from tools.handout.wording import named, on_paper

__all__ = ["Between", "Task", "body", "tasks"]

HOW = f"""
**How it works.** You need a pen, a ruler and a pocket calculator. All figures come from one sample
of Zwaluw's customers, that of the learner number `{counted.LEARNER}`, so you can compare yours with
your neighbour's. Write your working as well as the answer: half of the learning is there. Where
only a computer could count, say in words which rows you need, what you count, and in which order.
"""
WHO = "".join(f'{name} <span class="field"></span> ' for name in ("Name", "Group", "Date"))
_HEADING = re.compile(r"### (\d+)\.(\d+)\b")
_LESSON = re.compile(r"\s*The lesson is \[.*?\]\(.*?\)\.")
_END = "## Where you stand"


@dataclass
class Task:
    """An exercise as it stands in the workbook, with the cells around it."""

    key: str
    text: str
    shown: list[str] = field(default_factory=list)  # what the cells above it show
    starter: str = ""
    solution: str = ""
    drawn: str = ""  # what the solution draws
    model: str = ""  # of an open question
    for_computer: bool = False


class Between(NamedTuple):
    """What stands between exercises: what cells show, and a text."""

    shown: list[str]
    text: str


def tasks(released: Any, solved: Any) -> Iterator[Task | Between]:
    """Exercises of a workbook, and between them its other texts."""
    by_id = {cell.id: cell for cell in solved.cells}
    waiting: list[str] = []
    task: Task | None = None
    for cell in released.cells[1:]:
        twin = by_id.get(cell.id, cell)
        grade = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "markdown" and _END in cell.source:
            break
        if match := _HEADING.match(cell.source):
            if task:
                yield task
            task = Task(f"{match[1]}.{match[2]}", cell.source, waiting)
            waiting = []
        elif grade.startswith("answer-") and task:
            task.starter, task.solution = cell.source, twin.source
            task.drawn = "".join(cells.outputs(twin))
        elif grade.startswith("open-") and task:
            task.model = twin.source
        elif cell.cell_type == "markdown" and "<details>" in cell.source and task:
            task.model += f"\n\n{cell.source}"
        elif cell.cell_type == "markdown":
            if task:
                yield task
                task = None
            yield Between(waiting, cell.source)
            waiting = []
        elif not grade:
            if "check_form(" in cell.source and task:
                task.for_computer = True
            waiting += cells.outputs(twin)
    if task:
        yield task


def body(number: int, lesson: Any, released: Any, solved: Any, answers: bool) -> str:
    """The workbook of a chapter on paper, as HTML; with the answers for who marks it."""
    records = {exercise.key: exercise for exercise in exercises_of(number)}
    title, _, rest = released.cells[0].source.partition("\n")
    scene = _LESSON.sub("", rest.partition("**How a workbook works**")[0])
    parts = [
        markdown2html(f"{title} (on paper)\n{scene}\n{HOW}"),
        "" if answers else f'<p class="who">{WHO}</p>',
    ]
    tables = sheets.Numbered(number)
    for task in tasks(released, solved):
        if isinstance(task, Between):
            parts += [*task.shown, markdown2html(on_paper("", task.text))]
        elif task.for_computer:
            parts.append(_for_computer(task))
        else:
            parts.append(_exercise(task, records.get(task.key), tables, answers))
    parts.append(_quiz(lesson, answers))
    return "".join(parts)


def _exercise(task: Task, record: Exercise | None, tables: sheets.Numbered, answers: bool) -> str:
    head, text = _parted(on_paper(task.key, task.text))
    shown = "" if task.key in sheets.IN_PLACE else named("".join(map(_without_type, task.shown)))
    asked = f"{markdown2html(head)}{shown}{tables.for_exercise(task.key)}{markdown2html(text)}"
    if record is None:  # an open question: pages may break in it
        told = _boxed(markdown2html(task.model)) if answers else cells.lines(cells.LONG)
        return f"<section>{asked}{told}</section>"
    if answers:
        return f"{asked}{_boxed(right_answer(record, task.solution, task.drawn))}"
    return f'<section class="whole">{asked}{room(record, task.starter)}</section>'


def _parted(text: str) -> tuple[str, str]:
    """Heading and the line below it (level, points, minutes), and the question."""
    heading, meta, question = text.split("\n\n", 2)
    return f"{heading}\n\n{meta}", question


def _without_type(shown: str) -> str:
    """What pandas says below a printed column says nothing on paper."""
    return re.sub(r"\nName: [^\n]*dtype: \w+", "", shown)


def _boxed(told: str) -> str:
    return f'<div class="answer"><p class="lead">Answer</p>{told}</div>'


def _for_computer(task: Task) -> str:
    heading = task.text.partition("\n")[0].removeprefix("### ")
    return markdown2html(
        f"### {heading}\n\nThis one needs a computer and a file of your own: you find it in the "
        "workbook."
    )


def _quiz(lesson: Any, answers: bool) -> str:
    asked = "".join(
        f'<div class="question"><h3>{question.title}</h3>'
        f"{quiz.as_list(question.options, answers)}</div>"
        for question in quiz.questions(lesson)
    )
    told = (
        "What is right, and what is said to each option." if answers else "Tick one box for each."
    )
    return f'<h2 class="new-page">Check yourself</h2><p>{html.escape(told)}</p>{asked}'
