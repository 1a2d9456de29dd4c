"""What the lessons say with numbers, held against the data.

A cell with the tag ``claim:name`` must hold the figures that the claim computes from the whole
data (the cell of a picture or table: in what it shows); its condition must also hold in learners'
samples, so that nobody reads a conclusion that her own data contradict.
"""

from __future__ import annotations

import ast
import functools
import re

import nbformat
import pytest

from tests.claims import Claim
from tests.every_chapter.chapters import WITH_STEPS, Chapter, read, tags

TAG = "claim:"


@functools.cache
def tables(chapter: Chapter, student: str | None = None):
    return chapter.claims.tables(student)


@functools.cache
def tagged(chapter: Chapter) -> dict[str, list[str]]:
    """Texts of the cells by the claim that they carry."""
    found: dict[str, list[str]] = {}
    for cell in read(chapter.lesson).cells:
        for tag in tags(cell):
            if tag.startswith(TAG):
                found.setdefault(tag.removeprefix(TAG), []).append(told(cell))
    return found


def told(cell) -> str:
    """What a cell says: its prose with the notes to it, or what the picture or table says."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    shown = ["".join(data.get("text/plain", "")) for data in outputs]
    prose = [cell.source, cell.metadata.get("lecturer", {}).get("notes", "")]
    return " ".join(" ".join(shown if cell.cell_type == "code" else prose).split())


def title_of(cells: list, number: int) -> ast.expr | None:
    """The title that a picture cell hands to `plots.show`, as the cells before it compute it."""
    trees = [ast.parse(one.source) for one in cells[: number + 1] if one.cell_type == "code"]
    for node in ast.walk(trees[-1]):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "plots.show":
            named = [keyword.value for keyword in node.keywords if keyword.arg == "title"]
            title = next(iter([*named, *node.args[1:2]]), None)
            if not isinstance(title, ast.Name):
                return title
            made = [
                one.value
                for tree in trees
                for one in ast.walk(tree)
                if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == title.id
            ]
            return made[-1]
    return None


def stands(figure: str, text: str) -> bool:
    """Whether a figure stands in a text as a whole, and not as a part of another number."""
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text))


def test_the_lesson_says_what_the_data_say(chapter, claim: Claim):
    values = claim.values(tables(chapter))
    assert claim.holds(values), values
    cells = tagged(chapter).get(claim.name)
    assert cells, f"no cell has the tag {TAG}{claim.name}"
    for figure in claim.written(values):
        assert all(stands(" ".join(figure.split()), text) for text in cells), figure


def test_the_conclusion_holds_in_learners_samples(chapter, claim: Claim):
    if chapter in WITH_STEPS:
        return  # its lesson has the whole tables for everybody
    for number in range(20):
        values = claim.values(tables(chapter, f"student {number}"))
        assert claim.holds(values), (number, values)


def test_every_tag_has_its_claim_and_every_claim_another_name(chapter):
    names = [claim.name for claim in chapter.claims.CLAIMS] if chapter.claims else []
    assert len(set(names)) == len(names)
    assert tagged(chapter).keys() <= set(names)


def test_every_so_what_is_claimed(chapter):
    for cell in read(chapter.lesson).cells:
        if "**So what.**" in cell.source:
            assert any(tag.startswith(TAG) for tag in tags(cell)), cell.source[:80]


def test_every_title_with_a_figure_is_claimed(chapter):
    cells = read(chapter.lesson).cells
    for number, cell in enumerate(cells):
        title = title_of(cells, number) if "picture" in tags(cell) else None
        if title is not None and (isinstance(title, ast.JoinedStr) or figured(title)):
            assert any(tag.startswith(TAG) for tag in tags(cell)), ast.unparse(title)


def figured(title: ast.expr) -> bool:
    return bool(re.search(r"\d", ast.unparse(title)))


def test_a_title_is_found_where_it_is_made():
    def code(source: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source)

    cells = [code("title = f'{share} agree'"), code("plots.show(ax, title)"), code("1 + 1")]
    assert ast.unparse(title_of(cells, 1)) == "f'{share} agree'"
    assert title_of(cells, 2) is None
    assert figured(title_of([code("plots.show(ax, title='3 of 4 agree')")], 0))
    assert not figured(title_of([code("plots.show(ax, 'Most agree', 'In %')")], 0))


@pytest.mark.parametrize(
    ("figure", "text", "there"),
    [
        ("34", "the stores score **34**, the", True),
        ("34", "34.5 points", False),
        ("34", "134 people", False),
        ("34", "1,034 people", False),
        ("16%", "16% are detractors.", True),
        ("5", "from 2 to 5.", True),
    ],
)
def test_a_figure_is_found_as_a_whole(figure, text, there):
    assert stands(figure, text) is there
