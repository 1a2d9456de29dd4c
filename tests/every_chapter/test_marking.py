"""A lecturer's marking with nbgrader: right answers earn the points, an untouched workbook none."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.records import Exercise, tables_of
from tests.every_chapter.chapters import CHAPTERS, ROOT, Chapter, read


def nbgrader(folder: Path, *arguments: str) -> None:
    # nbgrader starts alembic by its bare name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, "PATH": path}
    del environment["MKT40_PROGRESS"]  # as in real marking: beside the workbook
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)


def answer_cells(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    """Answer cell of each exercise, by its key."""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in notebook.cells}
    return {
        name.removeprefix("answer-").replace("-", "."): cell
        for name, cell in cells.items()
        if name.startswith("answer-")
    }


def answer_name(notebook: nbformat.NotebookNode, key: str) -> str:
    """Name that the check of an exercise is called with."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return re.search(rf'check\("{re.escape(key)}", (\w+)\)', code)[1]


def one_to_miss(chapter: Chapter) -> Exercise:
    """Find an exercise whose answer no later one uses, so that a slip costs its points only."""
    notebook = read(chapter.solution)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for exercise in chapter.exercises:
        if isinstance(exercise.kind, Number):
            name = answer_name(notebook, exercise.key)
            if sum(bool(re.search(rf"\b{name}\b", source)) for source in code) == 2:
                return exercise  # its answer cell and its check
    raise AssertionError("every number is used again")


def hand_in(folder: Path, chapter: Chapter, student: str, source: Path, miss: str = "") -> None:
    """Put a workbook where nbgrader finds what students hand in, one exercise answered wrongly."""
    notebook = read(source)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f'student = "{student}"'
    for exercise in chapter.exercises:
        if exercise.key == miss:
            learner = student
            wrong = exercise.mistakes[0].answer(*tables_of(exercise, learner))
            answer_cells(notebook)[
                miss
            ].source += f"\n{answer_name(notebook, miss)} = {float(wrong)!r}"
    target = folder / "submitted" / student / chapter.lesson.stem
    target.mkdir(parents=True)
    nbformat.write(notebook, target / source.name)


def marks_of(chapter: Chapter, folder: Path) -> tuple[dict[str, float], Exercise]:
    """Mark three hand-ins: all right, untouched, and one exercise missed."""
    workbook, missed = chapter.lesson.stem, one_to_miss(chapter)
    shutil.copytree(chapter.solution.parent, folder / "solutions" / workbook)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    hand_in(folder, chapter, "ann", chapter.solution)
    hand_in(folder, chapter, "bob", chapter.released)
    hand_in(folder, chapter, "cis", chapter.solution, miss=missed.key)
    nbgrader(folder, "generate_assignment", "--force", workbook)
    nbgrader(folder, "autograde", workbook)
    nbgrader(folder, "export")
    with (folder / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}, missed


@pytest.mark.slow
def test_marks_follow_the_answers(chapter, tmp_path):
    marks, missed = marks_of(chapter, tmp_path)
    total = sum(exercise.points for exercise in chapter.exercises)
    # The open questions wait for the lecturer, and count nothing yet.
    assert marks == {"ann": total, "bob": 0, "cis": total - missed.points}


def test_marks_of_the_newest_workbook_follow_the_answers(tmp_path):
    test_marks_follow_the_answers(CHAPTERS[-1], tmp_path)
