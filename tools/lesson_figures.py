"""Which figures a lesson prints, by section: a check knows them again when a learner types one.

`tools.refresh` writes them beside the chapter's words, and a test holds them against the lesson.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat

from mkt40_helpers import chapters
from mkt40_helpers.workbook.lesson_figures import FEWEST_DIGITS, file_of

# No part of a name, a date, a time or a quarter (C00123, 2026-08-31, 12:29, 2025-Q2).
_FIGURE = re.compile(
    r"(?<![\w.:/,-])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w:/]|[.,]\d|-\w)", re.ASCII
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# Without the minutes that a step takes.
_HEADING = re.compile(r"^#{1,3} (.+?)(?: \([\d.]+ minutes\))?$", re.MULTILINE)


def figures_of(lesson: nbformat.NotebookNode) -> dict[str, list[float]]:
    """Collect the figures in what the cells of a lesson show, by the heading above them.

    Years are left out, and short ones, which are met everywhere by chance.
    """
    found: dict[str, dict[float, None]] = {}
    section = ""
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            section = [section, *_HEADING.findall(cell.source)][-1]
            continue
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            for figure in _FIGURE.findall(text):
                digits = re.sub(r"\D", "", figure).strip("0")
                if len(digits) >= FEWEST_DIGITS and not _YEAR.fullmatch(figure):
                    found.setdefault(section, {})[float(figure.replace(",", ""))] = None
    return {section: list(figures) for section, figures in found.items()}


def _begins(number: int) -> str:
    return f"{number:02}" if number else "00b"


def write(lesson: nbformat.NotebookNode, path: Path) -> None:
    """Write the figures of a lesson into the folder of its chapter, one section a line."""
    begin = path.stem.partition("_")[0]  # 00 is the start page, and 00b chapter 0
    folder = {_begins(number): name for number, name in chapters.names().items()}.get(begin)
    if folder is None:
        return
    lines = [f"{json.dumps(k)}: {json.dumps(its)}" for k, its in figures_of(lesson).items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    file_of(folder).write_text(text, "utf-8", newline="\n")
