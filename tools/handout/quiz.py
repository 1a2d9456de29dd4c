"""*Check yourself*: the questions of a lesson, without their answers for the class."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from tools.formulas import markdown2html

__all__ = ["Option", "Question", "as_list", "questions"]

_OPTION = re.compile(r"([A-H])\. (.*)", re.DOTALL)
RIGHT = "✓"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, whether it is right, and why."""

    letter: str
    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Question:
    """A question and its options; the title stands as in the lesson ("1. What ...?")."""

    title: str
    options: tuple[Option, ...]


def options(soup: BeautifulSoup) -> list[tuple[Any, Option]]:
    """Options in a piece of a page, each with its element."""
    found = []
    for fold in soup.find_all("details"):
        summary = fold.find("summary")
        match = _OPTION.fullmatch(summary.decode_contents().strip()) if summary else None
        if match:
            why = "".join(str(part) for part in fold.contents if part is not summary)
            text = BeautifulSoup(why, "html.parser").get_text().strip()
            found.append((fold, Option(match[1], match[2], text.startswith(RIGHT), text)))
    return found


def questions(notebook: Any) -> list[Question]:
    """All questions of a lesson, in order."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or RIGHT not in cell.source:
            continue
        soup = BeautifulSoup(markdown2html(cell.source), "html.parser")
        heading = soup.find(["h2", "h3", "h4"])
        if heading and (its := [option for _, option in options(soup)]):
            found.append(Question(heading.decode_contents(), tuple(its)))
    return found


def as_list(its: tuple[Option, ...] | list[Option], answers: bool) -> str:
    """Options to tick; with the answers, what is said to each."""
    rows = []
    for option in its:
        box = ("☒" if option.right else "☐") if answers else "☐"
        why = f'<div class="why">{html.escape(option.why)}</div>' if answers else ""
        mark = ' class="right"' if answers and option.right else ""
        rows.append(
            f'<li{mark}><span class="box" aria-hidden="true">{box}</span> '
            f"{option.letter}. {option.text}{why}</li>"
        )
    return f'<ul class="options">{"".join(rows)}</ul>'
