"""Cells of a notebook as pieces of a page that stands on paper."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.filters import strip_ansi
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.formulas import markdown2html

__all__ = ["CODE_STYLE", "code", "lines", "outputs", "piece", "tags", "to_fill_in"]

# Bold keywords and slanted comments: no colour, so that grey print says as much.
_LOOK = HtmlFormatter(style="bw", nowrap=True)
CODE_STYLE = HtmlFormatter(style="bw").get_style_defs("pre.code")
_GAP = re.compile(r'(\w+) = (?:\.\.\.|"\?")\s*(?:# *(.*))?')
_MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
_CHECKED = re.compile(r'\bcheck\("([\w.]+)"')
_TO_WRITE = "*Write your answer here, in place of this line.*"
# Long answers get a third of a page.
LONG = 16


def tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def lines(number: int, told: str = "") -> str:
    """Empty lines to write on, with a word before them."""
    before = f'<p class="told">{told}</p>' if told else ""
    return f"{before}<div class='lines'>{'<div></div>' * number}</div>"


def code(text: str, kind: str = "code") -> str:
    """Code as it is typed, wrapped where it is long."""
    return f'<pre class="{kind}">{highlight(text, PythonLexer(), _LOOK).rstrip()}</pre>'


def piece(cell: Any, solutions: Mapping[str, str] = MappingProxyType({})) -> str:
    """A cell as HTML: its text, or its code with what came out of it.

    Below a step stands a line to write on, or its solution, if that is given by the step's key.
    """
    if cell.cell_type == "markdown":
        return lines(LONG) if cell.source.strip() == _TO_WRITE else markdown2html(cell.source)
    if cell.cell_type != "code":
        return ""
    if "nbgrader" not in cell.metadata and (fields := to_fill_in(cell.source)):
        return "".join(fields)
    if "live" in tags(cell):  # on paper its still picture, in the next cell, takes its place
        return ""
    shown = "".join(outputs(cell))
    folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    written = "" if folded and shown else code(_MARKERS.sub("", cell.source))
    made = f'<div class="cell">{written}{shown}{_below(cell, solutions)}</div>'
    if {"picture", "guess"} <= set(tags(cell)):  # it answers the guess above it
        return f"<details><summary>Read this after your guess</summary>{made}</details>"
    return made


def _below(cell: Any, solutions: Mapping[str, str]) -> str:
    if "step" not in tags(cell):
        return ""
    key = _CHECKED.search(cell.source)
    if key is None or key[1] not in solutions:
        return lines(1)
    solution = code(solutions[key[1]])
    return f'<div class="answer"><p class="lead">A solution of step {key[1]}</p>{solution}</div>'


def to_fill_in(source: str) -> list[str]:
    """Lines to write on, for a cell that holds only names to be filled in; else nothing."""
    fields = []
    for line in filter(str.strip, source.splitlines()):
        if gap := _GAP.fullmatch(line.strip()):
            name, meant = gap[1].replace("_", " "), gap[2]
            told = html.escape(name + (f" ({meant})" if meant else ""))
        elif line.startswith("#"):
            told = html.escape(line.strip("# :"))
        else:
            return []
        fields.append(lines(1, f"{told}:"))
    return fields


def outputs(cell: Any) -> Iterator[str]:
    """What a cell showed: tables, pictures and text, without what a check or a guess says."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if page := data.get("text/html"):
            yield _without_feedback(page)
        elif "image/png" in data:  # a picture without a description cannot be printed
            raise ValueError(f"A picture of the cell {cell.source[:60]!r} has no alt text.")
        elif text := output.get("text") or data.get("text/plain"):
            yield f'<pre class="output">{html.escape(strip_ansi(text)).rstrip()}</pre>'


def _without_feedback(page: str) -> str:
    soup = BeautifulSoup(page, "html.parser")
    for gone in soup.select('[role="alert"], .mkt40-screen, .mkt40-paper, style, script'):
        gone.decompose()
    for table in soup.select("table.dataframe"):  # as pandas shows it, without a word
        if table.caption is None:
            table.insert(0, BeautifulSoup("<caption>A few rows of it</caption>", "html.parser"))
    return str(soup).strip()
