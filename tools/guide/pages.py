"""The pages of a chapter's guide: what lesson and records know, put into the templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from markupsafe import Markup

from mkt40_helpers import chapters, data
from mkt40_helpers.workbook.shelf import exercises_of, steps_of
from tools import links
from tools.formulas import markdown2html
from tools.guide import frame, lesson, slides
from tools.guide.records import LEARNERS, Asked, asked

__all__ = ["guide", "sheet"]

HERE = Path(__file__).parent


def guide(
    number: int, learners: Sequence[str] = LEARNERS, cells: tuple[Any, ...] | None = None
) -> str:
    """Make the guide of a chapter; `cells` are those of its lesson, where they are not stored."""
    cells = lesson.read(number) if cells is None else cells
    blocks = lesson.blocks(cells)
    numbers = slides.by_block(cells, number)
    steps = {one.record.key: one for one in _asked(number, "steps", learners)}
    exercises = _asked(number, "exercises", learners)
    path = lesson.path(number)
    minutes = links.lesson_minutes(path)
    page = _templates().get_template("guide.html.j2")
    return page.render(
        number=number,
        name=_name(cells),
        blocks=blocks,
        plan=list(zip(blocks, numbers, strict=True)),
        slides=sum(map(len, numbers)),
        spare=sum(len(one.spare) for one in numbers),
        reading=[_fives(minutes), _fives(minutes * links.FIRST_TIME)],
        workbook=links.workbook_minutes(path) if exercises else 0,
        steps=steps,
        exercises=exercises,
        samples=len(learners),
        where={place: _done(steps.values(), place) for place in ("live", "vote", "desk")},
        labs=[block for block in blocks if block.labs],
        bring=[(block.minutes, one) for block in blocks for one in block.said(lesson.BRING)],
        asked=_by_block(blocks),
        cases=_cases(path),
        practice=_practice(number) if exercises else "",
        sheet=f"{path.stem}_sheet.html",
    )


def sheet(number: int, cells: tuple[Any, ...] | None = None) -> str:
    """Make the sheet of a chapter: its key points, formulas and terms."""
    cells = lesson.read(number) if cells is None else cells
    terms = _terms(number)
    page = _templates().get_template("sheet.html.j2")
    return page.render(
        number=number,
        name=_name(cells),
        points_to_keep=lesson.key_points(cells),
        formulas=lesson.formulas(cells),
        terms=terms,
        # What does not fit on two pages in a large print is set smaller.
        points=8 if len(terms) > 18 else 9,
    )


def _templates() -> jinja2.Environment:
    made = frame.environment(HERE)
    made.filters["asking"] = lambda text: Markup(_asking(text))
    return made


def _asking(text: str) -> str:
    """Question as HTML, its headings two levels below those of the guide."""
    html = markdown2html(text)
    html = re.sub(r"<(/?)h[1-4][^>]*>", r"<\1h4>", html)
    return re.sub(r"<a class=\"anchor-link\".*?</a>", "", html)


def _name(cells: tuple[Any, ...]) -> str:
    return re.sub(r"^# (\d+ )?", "", cells[0].source.splitlines()[0])


def _asked(number: int, room: str, learners: Sequence[str]) -> list[Asked]:
    if number not in chapters.names(room):
        return []
    records = steps_of(number) if room == "steps" else exercises_of(number)
    return [asked(record, learners) for record in records]


def _done(steps: Any, place: str) -> list[str]:
    return [one.record.key for one in steps if one.record.where == place]


def _by_block(blocks: list[lesson.Block]) -> list[tuple[Any, ...]]:
    found = [(block, lesson.questions(block.cells), block.said(lesson.EXPECT)) for block in blocks]
    return [(block, asks, expected) for block, asks, expected in found if asks or expected]


def _cases(path: Path) -> list[str]:
    """Headings of the open questions of the workbook, with what their line says."""
    book = links.ROOT / "solutions" / path.stem / path.name
    if not book.exists():
        return []
    told = "\n".join(
        cell.source
        for cell in nbformat.read(book, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    found = re.findall(r"^### (.+)\n+\*(open question.*)\*$", told, re.MULTILINE)
    return [f"**{heading}**: {line}" for heading, line in found]


def _terms(number: int) -> list[tuple[str, str, str]]:
    glossary = data.load("glossary")
    chosen = glossary[glossary["chapter"].astype(str) == str(number)]
    columns = ["term_en", "term_nl", "definition_en"]
    return [(str(a), str(b), str(c)) for a, b, c in chosen[columns].itertuples(index=False)]


def _practice(number: int) -> str:
    return (HERE / "practice.md").read_text("utf-8").replace("{number}", str(number))


def _fives(minutes: float) -> int:
    return 5 * -(-int(minutes + 0.999999) // 5)
