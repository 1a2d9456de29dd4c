"""A lesson's deck as one HTML file, with its scripts, its styles and its pictures inside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
from jinja2 import Environment, FileSystemLoader, Template

from tools.course import course
from tools.deck.slides import Slide, slides_of
from tools.deck.tidy import tidy

HERE = Path(__file__).parent
# What would end a script that stands in a page, or hide its end, however it is meant there.
ENDS_A_SCRIPT = re.compile(r"<(?=/script|script|!--)", re.IGNORECASE)


class Made(NamedTuple):
    """A deck that was written: where, and what is on its slides."""

    path: Path
    slides: list[Slide]

    def __str__(self) -> str:
        spare = sum(slide.spare for slide in self.slides)
        asked = sum(slide.kind == "quiz" for slide in self.slides)
        counts = f"{len(self.slides) - spare - asked} slides, {spare} that may be left out"
        size = self.path.stat().st_size / 1e6
        return f"{self.path}: {counts}, {asked} questions at the end; {size:.1f} MB"


def made(lesson: Path, folder: Path) -> Made:
    """Write the deck of a lesson into a folder."""
    page, slides = build(lesson)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{lesson.stem}.html"
    path.write_text(page, "utf-8", newline="\n")
    return Made(path, slides)


def build(lesson: Path) -> tuple[str, list[Slide]]:
    """Return the page of a lesson's deck, and its slides."""
    number = int(lesson.stem[:2])
    notebook = nbformat.read(lesson, as_version=4)
    about = course()
    slides = slides_of(notebook, number)
    for slide in slides:
        slide.html = tidy(slide.html, f"{about.address}/blob/HEAD/{lesson.parent.name}/")
    page = template().render(course=about, number=number, title=title_of(notebook), slides=slides)
    return page, slides


def title_of(notebook: nbformat.NotebookNode) -> str:
    """Title of a lesson: its first line, without the number."""
    return re.sub(r"^# (\d+ )?", "", notebook.cells[0].source.splitlines()[0])


def template() -> Template:
    """The page around the slides."""
    rooms = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    rooms.globals["style"] = lambda name: (HERE / name).read_text("utf-8")
    rooms.globals["script"] = script
    return rooms.get_template("deck.html.j2")


def script(name: str) -> str:
    r"""Return a script that may stand in a page.

    Examples
    --------
    >>> ENDS_A_SCRIPT.sub(r"<\\", "'</script>'")
    "'<\\/script>'"
    """
    return ENDS_A_SCRIPT.sub(r"<\\", (HERE / name).read_text("utf-8"))
