"""Every lesson runs for every learner.

Two of the twenty learners have a real kernel, the others share one process, which takes a third of
the time; `make test-slow` gives two of these a kernel of their own. (The solutions have a file of
their own, so that both run side by side.)
"""

from __future__ import annotations

import re

import pytest

from tests.every_chapter.chapters import WITH_STEPS, read, tags
from tests.every_chapter.runs import (
    IN_KERNELS,
    IN_ONE_PROCESS,
    alt_texts,
    in_one_process,
    run,
    run_cells,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # papermill's and the kernel's own


def assert_described(alts: list[str]) -> None:
    assert alts and all(alts) and not any("nan" in alt for alt in alts)


@pytest.mark.parametrize("student", IN_KERNELS)
def test_a_lesson_runs_in_a_kernel(chapter, student, own_progress):
    notebook = run(chapter.lesson, own_progress, student=student)
    assert_described([alt for cell in notebook.cells for alt in alt_texts(cell)])


def test_a_lesson_runs_for_every_learner(chapter, own_progress):
    # A lesson with steps has whole tables, so that everybody sees the same: three show that.
    learners = IN_ONE_PROCESS[:3] if chapter in WITH_STEPS else IN_ONE_PROCESS
    found = in_one_process(chapter.lesson, own_progress, learners)
    assert list(found) == learners
    for alts in found.values():
        assert_described(alts)
    # Where the data differ, so do the figures in the descriptions.
    different = {tuple(alts) for alts in found.values()}
    assert len(different) == (1 if chapter in WITH_STEPS else len(found))


def test_a_lesson_runs_with_guesses_typed(chapter, own_progress):
    notebook = read(chapter.lesson)
    guesses = [cell for cell in notebook.cells if cell.source.startswith("guess")]
    for cell in guesses:
        cell.source = re.sub(r"= \.\.\.", "= 30", cell.source)
    if not guesses:
        pytest.skip("this lesson asks for no guess in a cell")
    told = str([cell.get("outputs") for cell in run_cells(notebook, own_progress).cells])
    pictures = [cell for cell in notebook.cells if {"picture", "guess"} <= set(tags(cell))]
    assert told.count("You said 30") >= len(pictures) > 0


def test_an_unknown_parameter_is_refused(chapter, own_progress):
    with pytest.raises(ValueError, match="has no parameter seeed"):
        run(chapter.lesson, own_progress, seeed=1)
