"""Every solution is right for every learner.

A file of its own, so that it runs beside the other: the two take most of the time of all tests.
"""

from __future__ import annotations

import pytest
from runs import SOLUTIONS, STUDENTS, run

from mkt40_helpers import exercises, progress_file


@pytest.mark.filterwarnings("ignore")  # papermill's and the kernel's own
@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_solutions_are_right_for_every_learner(path, student, own_progress):
    run(path, own_progress, student=student)
    chapter = int(path.stem[:2])
    records = progress_file.read(progress_file.path_of(chapter, student, str(own_progress)))
    assert progress_file.solved(records) == {e.key for e in exercises.chapter(chapter)}
