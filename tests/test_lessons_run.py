"""Every lesson runs for every learner.

A file of its own, so that it runs beside the other: the two take most of the time of all tests.
"""

from __future__ import annotations

import pytest
from runs import LESSONS, STUDENTS, alt_texts, run

from mkt40_helpers import data


@pytest.mark.filterwarnings("ignore")  # papermill's and the kernel's own
@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons_run_for_every_learner(path, student, own_progress):
    notebook = run(path, own_progress, student=student)
    assert len(data.load("survey", student)) != 2000  # the sample is not the whole
    alts = [alt for cell in notebook.cells for alt in alt_texts(cell)]
    assert alts and not any("nan" in alt for alt in alts)
