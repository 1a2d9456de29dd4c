"""The lesson's cells are such as a beginner can read; its pictures are the same in every run."""

from __future__ import annotations

import ast
import statistics

import pytest

from tests.every_chapter.chapters import CHAPTERS, read, tags

(LESSON,) = (chapter.lesson for chapter in CHAPTERS if chapter.name == "advocacy")
CELLS = [cell for cell in read(LESSON).cells if cell.cell_type == "code"]
PICTURES = [cell for cell in CELLS if "plots.show(" in cell.source]
HARD = (ast.For, ast.While, ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
# What seaborn would draw a bootstrap for, of which two runs differ.
WITH_INTERVAL = {"barplot", "pointplot", "lineplot", "catplot", "relplot", "regplot", "lmplot"}


def lines(source: str) -> int:
    """Lines of code, without blank ones and remarks."""
    return len([line for line in source.splitlines() if line.strip() and line.strip()[0] != "#"])


def is_hard(source: str) -> bool:
    nodes = list(ast.walk(ast.parse(source)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return any(isinstance(node, HARD) for node in nodes) or bool(names & {"zip", "itertuples"})


def own_intervals(source: str) -> list[str]:
    """Calls of seaborn that leave the interval to seaborn."""
    return [
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WITH_INTERVAL
        and not {keyword.arg for keyword in node.keywords} & {"errorbar", None}  # None: **as_nps
    ]


def test_cells_are_short_and_seldom_hard():
    long = sorted(lines(cell.source) for cell in CELLS)
    assert statistics.median(long) <= 3 and max(long) <= 10
    assert statistics.quantiles(long, n=10)[-1] <= 6
    assert sum(is_hard(cell.source) for cell in CELLS) <= len(CELLS) / 10


@pytest.mark.parametrize("cell", PICTURES, ids=lambda cell: cell.id)
def test_a_picture_is_one_idea(cell):
    assert "picture" in tags(cell)
    assert len(ast.parse(cell.source).body) <= 4
    assert not is_hard(cell.source)
    assert own_intervals(cell.source) == []


def test_every_table_has_a_caption_and_every_picture_is_shown():
    for cell in CELLS:
        for output in cell.outputs:
            page = "".join(output.get("data", {}).get("text/html", ""))
            assert "<table" not in page or "<caption" in page, cell.source
            assert "<img" not in page or cell in PICTURES


@pytest.mark.parametrize(
    ("source", "hard"),
    [
        ("for row in table: print(row)", True),
        ("[row for row in table]", True),
        ("zip(one, other)", True),
        ("table.itertuples()", True),
        ("table.map(lambda x: x)", True),
        ("table['zip'].mean()", False),
    ],
)
def test_a_hard_cell_would_be_found(source, hard):
    assert is_hard(source) == hard


def test_an_interval_of_seaborns_own_would_be_found():
    assert own_intervals("sns.barplot(table, x='a', y='b')") == ["barplot"]
    assert own_intervals("sns.barplot(table, x='a', y='b', errorbar=None)") == []
    assert own_intervals("sns.lineplot(table, **as_nps)") == []
