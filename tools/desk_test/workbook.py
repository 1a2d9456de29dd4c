"""What a desk test takes from the workbook itself: its questions, and what its cells print."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from mkt40_helpers import data
from tools.guide import lesson
from tools.links import ROOT

__all__ = ["Words", "question", "run"]

_CHOICE = re.compile(r"^- (?:\*\*([A-Z])\*\*|`\"(.+?)\"`:?) *(.*(?:\n(?!- |\n).*)*)", re.MULTILINE)
# Lines of code are printed anew, with other letters; on paper nobody checks or types quotes.
_AT_THE_SCREEN = re.compile(
    r"^```.*?^```$|Write \w+ letters in quotation marks\.|The check runs [^.]*\.",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Words:
    """A question: its heading, its words, and the choices below it by their letter or word."""

    heading: str
    text: str
    choices: dict[str, str]


@functools.cache
def _cells(chapter: int) -> dict[str, nbformat.NotebookNode]:
    name = lesson.path(chapter).name
    book = ROOT / "solutions" / name.removesuffix(".ipynb") / name
    return {cell.id: cell for cell in nbformat.read(book, as_version=4).cells}


def question(key: str) -> Words:
    """Read the question of an exercise, such as "3.2".

    Examples
    --------
    >>> question("3.11").choices["C"]
    'the percentages are rounded'
    """
    chapter = int(key.split(".")[0])
    found = [
        cell.source
        for cell in _cells(chapter).values()
        if cell.cell_type == "markdown" and cell.source.startswith(f"### {key} ")
    ]
    if len(found) != 1:
        raise LookupError(f"The workbook has {len(found)} questions {key}.")
    heading, _, text = found[0].partition("\n")
    text = re.sub(r"^\*.*points?, about .*\*$", "", text, flags=re.MULTILINE).strip()
    listed = {letter or word: told.strip() for letter, word, told in _CHOICE.findall(text)}
    text = _AT_THE_SCREEN.sub("", _CHOICE.split(text)[0]).replace("your sample", "the sample")
    return Words(heading.removeprefix(f"### {key} "), " ".join(text.split()), listed)


def run(
    chapter: int, ids: Sequence[str], learner: str, tables: Sequence[str] = ()
) -> tuple[dict[str, Any], str]:
    """Run some cells of the workbook on a sample; give the names they make, and what they print.

    Nothing is opened and nothing kept: of the cell of imports only these are taken, and `tables`
    are loaded in place of the cell that loads them.
    """
    cells = _cells(chapter)
    names: dict[str, Any] = {"learner": learner}
    names |= {name: data.load(name, student=learner) for name in tables}
    exec(_imports(cells["setup"].source), names)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for one in ids:
            exec(compile(cells[one].source, f"<{one}>", "exec"), names)
    return names, out.getvalue().strip()


def _imports(source: str) -> str:
    tree = ast.parse(source)
    kept: list[ast.stmt] = [
        node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return ast.unparse(ast.Module(kept, []))
