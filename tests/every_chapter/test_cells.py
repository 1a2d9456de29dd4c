"""The cells of a lesson are such as a beginner can read; its pictures are the same in every run.

A chapter is held to this once it has come to this form.
"""

from __future__ import annotations

import ast
import statistics

import pytest

from tests.every_chapter.chapters import CHAPTERS, read, tags

IN_FORM = {"markets", "connectivity", "advocacy", "relationship", "crm"}
CELLS = {
    chapter.name: [cell for cell in read(chapter.lesson).cells if cell.cell_type == "code"]
    for chapter in CHAPTERS
    if chapter.name in IN_FORM
}
PICTURES = [cell for cells in CELLS.values() for cell in cells if "plots.show(" in cell.source]
LOOPS = (ast.For, ast.While, ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
# Of these seaborn would draw a bootstrap of its own, of which two runs differ.
WITH_INTERVAL = {"barplot", "pointplot", "lineplot", "catplot", "relplot", "regplot", "lmplot"}


def lines(source: str) -> int:
    return len([line for line in source.splitlines() if line.strip()])


def loops(source: str) -> bool:
    nodes = list(ast.walk(ast.parse(source)))
    names = {getattr(node, key, None) for node in nodes for key in ("id", "attr")}
    return any(isinstance(node, LOOPS) for node in nodes) or bool(
        names & {"zip", "itertuples", "iterrows"}
    )


def own_intervals(source: str) -> list[str]:
    """Calls of seaborn that leave the interval to seaborn."""
    return [
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WITH_INTERVAL
        # A name of None is **options, which hold one of ours.
        and not {"errorbar", None} & {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("name", sorted(IN_FORM))
def test_cells_are_short_and_loop_seldom(name):
    cells = [cell.source for cell in CELLS[name]]
    long = sorted(map(lines, cells))
    assert statistics.median(long) <= 3 and max(long) <= 10
    assert statistics.quantiles(long, n=10)[-1] <= 6
    assert sum(map(loops, cells)) <= len(cells) / 10


@pytest.mark.parametrize("name", sorted(IN_FORM & {"markets", "connectivity"}))
def test_text_says_what_the_next_cells_do(name):
    (chapter,) = [chapter for chapter in CHAPTERS if chapter.name == name]
    kinds = "".join(cell.cell_type[0] for cell in read(chapter.lesson).cells)
    assert max(map(len, kinds.split("m"))) <= 3


@pytest.mark.parametrize("cell", PICTURES, ids=lambda cell: cell.id)
def test_a_picture_is_one_idea_and_no_bootstrap(cell):
    assert "picture" in tags(cell)
    assert len(ast.parse(cell.source).body) <= 4
    assert not loops(cell.source)
    assert own_intervals(cell.source) == []


@pytest.mark.parametrize("name", sorted(IN_FORM))
def test_every_table_has_a_caption_and_every_picture_is_shown(name):
    for cell in CELLS[name]:
        for output in cell.outputs:
            page = "".join(output.get("data", {}).get("text/html", ""))
            assert "<table" not in page or "<caption" in page, cell.source
            assert "<img" not in page or cell in PICTURES


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("for row in table: print(row)", True),
        ("[row for row in table]", True),
        ("zip(one, other)", True),
        ("table.itertuples()", True),
        ("table.map(lambda x: x)", True),
        ("table['zip'].mean()", False),
    ],
)
def test_a_loop_would_be_found(source, found):
    assert loops(source) == found


def test_an_interval_of_seaborns_own_would_be_found():
    assert own_intervals("sns.barplot(table, x='a', y='b')") == ["barplot"]
    assert own_intervals("sns.barplot(table, x='a', y='b', errorbar=None)") == []
