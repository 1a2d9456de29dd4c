"""A lecturer's marking with nbgrader: right answers earn the points, an untouched workbook none."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from mkt40_helpers import exercises

ROOT = Path(__file__).parents[1]
# A line of each solution, another in its place, and the exercise that is then wrong (and no other).
SLIPS = {
    "01_exclusive_to_inclusive": ("one_star = 100 * (rain[", "one_star = 100 * (reviews[", "1.3"),
    "02_connectivity_paradoxes": (
        "turn = 1 / (rates[True] - rates[False])",
        "turn = 1 / rates[True]",
        "2.9",
    ),
    "03_nps_and_advocacy": ("gain = 100 * won_over", "gain = 50 * won_over", "3.12"),
}


def nbgrader(folder: Path, *arguments: str) -> None:
    # nbgrader starts alembic by its bare name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, "PATH": path}
    del environment["MKT40_PROGRESS"]  # as in real marking: beside the workbook
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)


def hand_in(folder: Path, student: str, source: Path, old: str = "", new: str = "") -> None:
    """Put a workbook where nbgrader finds what students hand in, with one line changed."""
    notebook = nbformat.read(source, as_version=4)
    changed = 0
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f'student = "{student}"'
        if old and old in cell.source:
            cell.source = cell.source.replace(old, new)
            changed += 1
    assert changed == (1 if old else 0)
    target = folder / "submitted" / student / source.stem
    target.mkdir(parents=True)
    nbformat.write(notebook, target / source.name)


@pytest.mark.parametrize("workbook", SLIPS)
def test_marks_follow_the_answers(workbook, tmp_path):
    old, new, key = SLIPS[workbook]
    shutil.copytree(ROOT / "solutions" / workbook, tmp_path / "solutions" / workbook)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    solution = ROOT / "solutions" / workbook / f"{workbook}.ipynb"
    released = ROOT / "exercises" / workbook / f"{workbook}.ipynb"
    hand_in(tmp_path, "ann", solution)
    hand_in(tmp_path, "bob", released)
    hand_in(tmp_path, "cis", solution, old, new)
    nbgrader(tmp_path, "generate_assignment", "--force", workbook)
    nbgrader(tmp_path, "autograde", workbook)
    nbgrader(tmp_path, "export")
    with (tmp_path / "grades.csv").open() as file:
        marks = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    total = sum(exercise.points for exercise in exercises.chapter(int(workbook[:2])))
    # The open questions wait for the lecturer, and count nothing yet.
    assert marks == {"ann": total, "bob": 0, "cis": total - exercises.find(key).points}


def test_every_workbook_is_marked_here():
    assert SLIPS.keys() == {path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()}
