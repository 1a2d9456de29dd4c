"""Every solution is right for every learner, and an untouched workbook gets help.

Two of the twenty learners have a real kernel, as in `test_lessons_run`.
"""

from __future__ import annotations

import pytest

from mkt40_helpers.workbook import progress_file
from tests.every_chapter.runs import IN_KERNELS, IN_ONE_PROCESS, in_one_process, run

pytestmark = pytest.mark.filterwarnings("ignore")  # papermill's and the kernel's own


def assert_all_right(chapter, student: str, folder) -> None:
    records = progress_file.read(progress_file.path_of(chapter.number, student, str(folder)))
    assert progress_file.solved(records) == {exercise.key for exercise in chapter.exercises}


@pytest.mark.parametrize("student", IN_KERNELS)
def test_a_solution_is_right_in_a_kernel(chapter, student, own_progress):
    run(chapter.solution, own_progress, student=student)
    assert_all_right(chapter, student, own_progress)


def test_a_solution_is_right_for_every_learner(chapter, own_progress):
    in_one_process(chapter.solution, own_progress, IN_ONE_PROCESS)
    for student in IN_ONE_PROCESS:
        assert_all_right(chapter, student, own_progress)


def test_an_untouched_workbook_runs_to_its_end_with_help_at_every_check(chapter, own_progress):
    notebook = run(chapter.released, own_progress, student="s1")
    said = [
        output.data["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.startswith("check(")
        for output in cell.outputs
    ]
    assert len(said) == len(chapter.exercises)
    for text in said:
        assert "Still empty" in text or "gives nothing back" in text
