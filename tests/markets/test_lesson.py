"""The lesson's cells: a beginner can read them, and no picture's interval is drawn by chance."""

from __future__ import annotations

import ast
import statistics

import pytest

from tests.every_chapter.chapters import CHAPTERS, read, tags

LESSON = read(next(chapter for chapter in CHAPTERS if chapter.name == "markets").lesson)
CODE = [cell for cell in LESSON.cells if cell.cell_type == "code"]
PICTURES = [cell for cell in CODE if "picture" in tags(cell)]
LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
# What seaborn would draw an interval with, from random samples that no seed repeats.
WITH_INTERVAL = {"barplot", "pointplot", "lineplot"}


def calls(cell) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]


def named(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def loops(cell) -> bool:
    tree = ast.parse(cell.source)
    found = any(isinstance(node, LOOPS) for node in ast.walk(tree))
    return found or any(named(call) in ("zip", "itertuples") for call in calls(cell))


def test_cells_are_short_and_hardly_one_loops():
    lines = sorted(len([line for line in cell.source.splitlines() if line]) for cell in CODE)
    assert statistics.median(lines) <= 3
    assert lines[len(lines) * 9 // 10] <= 6 and lines[-1] <= 10
    assert sum(map(loops, CODE)) <= len(CODE) / 10


@pytest.mark.parametrize("cell", PICTURES, ids=lambda cell: cell.id)
def test_a_picture_is_one_idea(cell):
    assert len(ast.parse(cell.source).body) <= 4 and not loops(cell)
    assert {"show"} & set(map(named, calls(cell)))


def test_no_interval_is_drawn_from_random_samples():
    drawn = [call for cell in CODE for call in calls(cell) if named(call) in WITH_INTERVAL]
    assert len(drawn) >= 6
    for call in drawn:
        (errorbar,) = (word.value for word in call.keywords if word.arg == "errorbar")
        assert ast.unparse(errorbar) in ("None", "intervals.mean_ends"), ast.unparse(call)


def test_every_table_has_a_caption_and_none_is_left_bare():
    for cell in CODE:
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            assert "<table" not in page or "<caption" in page, cell.source
