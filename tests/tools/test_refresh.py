"""A word is changed in its one place, and `make refresh` brings it into the notebook."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
WORKBOOK = "solutions/03_nps_and_advocacy/03_nps_and_advocacy.ipynb"


def test_a_word_changed_in_its_file_is_in_the_notebook_after_a_refresh(tmp_path):
    without = shutil.ignore_patterns("__pycache__")
    for folder in ("mkt40_helpers", "tools", "datasets"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=without)
    workbook = tmp_path / WORKBOOK
    workbook.parent.mkdir(parents=True)
    shutil.copy(ROOT / WORKBOOK, workbook)
    words = tmp_path / "mkt40_helpers/advocacy/exercises.en.toml"
    before, exercise, after = re.split(r"(?m)^(?=\[3\]|\[3\.mistakes\])", words.read_text("utf-8"))
    new = {"title": '"The score of the board"', "points": "7", "praise": '"Told in a test."'}
    for name, its in new.items():
        exercise, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {its}", exercise)
        assert count == 1
    words.write_text(before + exercise + after, "utf-8")
    here = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "tools.refresh", WORKBOOK]
    subprocess.run(command, cwd=tmp_path, env=here, check=True, capture_output=True)

    cells = nbformat.read(workbook, as_version=4).cells
    (heading,) = (cell.source for cell in cells if cell.source.startswith("### 3.3 "))
    assert heading.startswith("### 3.3 The score of the board\n\n*warm-up, 7 points, about ")
    (check,) = (
        cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-3-3"
    )
    assert check.metadata.nbgrader.points == 7
    assert "Told in a test." in str(check.outputs)
    others = nbformat.read(ROOT / WORKBOOK, as_version=4).cells
    assert sum(one.source != other.source for one, other in zip(cells, others, strict=True)) == 1
