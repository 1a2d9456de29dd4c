"""Running a notebook for other learners, and what its outputs show.

A real kernel is what a learner has, and takes seconds to start. For many learners, `in_one_process`
runs the cells one after another in one IPython shell that keeps its imports and tables, and makes
the pictures without painting them: ``python -m tests.every_chapter.runs NOTEBOOK STUDENT ...`` is
that process.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from tests.every_chapter.chapters import ROOT, read, tags

STUDENTS = [f"student {number}" for number in range(20)]
IN_ONE_PROCESS = STUDENTS[2:]
# Two of those who share a process get a kernel too: they would show what the sharing hides.
IN_KERNELS = STUDENTS[:2] + [pytest.param(one, marks=pytest.mark.slow) for one in STUDENTS[2:4]]


def run(path: Path, folder: Path, **parameters: object) -> nbformat.NotebookNode:
    """Run a notebook in a kernel with other parameters; one that it does not have is an error."""
    known = papermill.inspect_notebook(str(path))
    unknown = parameters.keys() - known.keys()
    if unknown:
        raise ValueError(f"{path.name} has no parameter {', '.join(sorted(unknown))}")
    source = papermill.iorw.load_notebook_node(str(path))
    notebook = papermill.parameterize.parameterize_notebook(source, parameters)
    return run_cells(notebook, folder)


def run_cells(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook's cells in a kernel; an error in one is an error here."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources=resources,
        shutdown_kernel="immediate",  # papermill's own engine sometimes waits 3 s here
    ).execute()
    return notebook


def in_one_process(path: Path, folder: Path, students: list[str]) -> dict[str, list[str]]:
    """Run a notebook for many learners in one process; return each one's alt texts."""
    command = [sys.executable, "-m", "tests.every_chapter.runs", str(path), *students]
    environment = {**os.environ, "MPLBACKEND": "agg", "MKT40_PROGRESS": str(folder)}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def alt_texts(cell: nbformat.NotebookNode) -> list[str]:
    """Descriptions of the pictures in a cell's outputs; a picture without one gives ''."""
    return [alt for output in cell.get("outputs", []) for alt in _alts(output.get("data", {}))]


def _alts(data: dict[str, str]) -> list[str]:
    found = []
    for image in re.findall(r"<img[^>]*>", "".join(data.get("text/html", ""))):
        match = re.search(r'alt="([^"]*)"', image)
        found.append(match[1] if match else "")
    if "image/png" in data:
        found.append("")  # JupyterLab shows a plain image without any description
    return found


def _run_here(path: Path, student: str) -> list[str]:
    """Run a notebook's cells for one learner in this process's shell; return the alt texts."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from matplotlib import pyplot as plt

    shell = InteractiveShell.instance()
    # What the learner before her made is gone. (shell.reset() also collects garbage, for 0.15 s.)
    shell.user_ns.clear()
    shell.init_user_ns()
    found = []
    for cell in read(path).cells:
        if cell.cell_type != "code":
            continue
        source = cell.source
        if "parameters" in tags(cell):
            source += f"\nstudent = {student!r}"
        with capture_output() as shown:
            result = shell.run_cell(source, store_history=True)
        plt.close("all")  # as a kernel does: the next cell's picture is a new one
        if not result.success:
            problem = result.error_in_exec or result.error_before_exec
            raise RuntimeError(f"{path.name} fails for {student!r} in:\n{source}") from problem
        found += [alt for output in shown.outputs for alt in _alts(output.data)]
    return found


if __name__ == "__main__":
    from mkt40_helpers.plots import display

    display.png = lambda figure: b""  # half of the time goes into painting
    notebook, *chosen = sys.argv[1:]
    alts = {student: _run_here(Path(notebook), student) for student in chosen}
    print(json.dumps(alts))
