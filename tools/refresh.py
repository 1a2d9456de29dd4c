"""Run every lesson and solution again and store its outputs (``make refresh``).

Outputs and execution counts are the only things that change: no timings, no traces of the
machine, so that a diff shows what a change did to a lesson. A notebook is also marked with the
edition of the course, which `start` compares with the edition that is installed. A workbook's
headings and points are written anew from the words of its exercises. A lesson is marked with a hash
of what it says, by which `mkt40_helpers.update` knows whether a learner has written in it, and the
figures that it prints are kept beside the chapter's words. What a
cell with the tag `not-stored` shows is seen by whoever runs it, and not stored.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from mkt40_helpers import update
from mkt40_helpers.workbook.edition import EDITION, METADATA
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import find
from mkt40_helpers.workbook.words import say
from tools import lesson_figures

ROOT = Path(__file__).parents[1]


def notebooks() -> list[Path]:
    """All notebooks with stored outputs, in order."""
    return sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")])


# The second line of a heading, "*core, 2 points, about 6 minutes*": no other line in italics.
_LINE = r"\*[^*,\n]+, \d+ [^*,\n]+, [^*,\n]*\d[^*,\n]*\*"


def stamp(workbook: nbformat.NotebookNode) -> None:
    """Write title, level, points and minutes of each exercise where the workbook has them.

    An exercise is known by the ``grade_id`` of its answer and check; its heading is above them.
    """
    for cell in workbook.cells:
        cell.source = cell.source.replace("\r\n", "\n")  # an editor on Windows may leave these
    for cell in workbook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if not (match := re.fullmatch(r"check-(\d+)-(\d+)", grading.get("grade_id", ""))):
            continue
        exercise = find(f"{match[1]}.{match[2]}")
        grading["points"] = exercise.points
        new, key = heading(exercise), re.escape(exercise.key)
        old = re.compile(rf"(?:{re.escape(new)}|### {key} .*\n\n{_LINE})(?=\n\n)")
        there = [one for one in workbook.cells if old.match(one.source)]
        if len(there) != 1:
            line = new.splitlines()[-1]
            raise SystemExit(f"{exercise.key} needs a heading as others have, then the line {line}")
        there[0].source = new + there[0].source[old.match(there[0].source).end() :]


def stamp_steps(lesson: nbformat.NotebookNode) -> None:
    """Write title and minutes of each step into the heading above its cell."""
    for cell in lesson.cells:
        if cell.cell_type == "markdown" and (
            match := re.match(r"### (\d+\.[a-z])\b.*", cell.source)
        ):
            step = find(match[1])
            head = say("heading.step", key=step.key, title=step.title, minutes=f"{step.minutes:g}")
            cell.source = head + cell.source[match.end() :]


def heading(exercise: Exercise) -> str:
    """Give the first lines of an exercise in its workbook."""
    line = say(
        "heading.one_point" if exercise.points == 1 else "heading.points",
        level=say(f"level.{exercise.level}"),
        points=exercise.points,
        minutes=exercise.minutes,
    )
    return f"### {exercise.key} {exercise.title}\n\n{line}"


def _as_its_tags_say(cell: nbformat.NotebookNode) -> None:
    """Keep closed what the reader shall open: running and saving a lesson removes these flags.

    A picture that answers a guess has its code folded and its output shut until the cell is run;
    of an opening picture the code is folded; some outputs are not stored at all.
    """
    tags = set(cell.metadata.get("tags", []))
    cell.metadata.pop("jupyter", None)
    if "not-stored" in tags:
        cell.outputs, cell.execution_count = [], None
    if {"picture", "guess"} <= tags:
        cell.metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
    if "folded" in tags:
        cell.metadata["jupyter"] = {"source_hidden": True}


def refresh(path: Path) -> None:
    """Run one notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata[METADATA] = {"edition": EDITION}
    if path.parent.parent.name == "solutions":
        stamp(notebook)
        nbformat.write(notebook, path)  # the workbook reads it while it runs
    else:
        stamp_steps(notebook)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        coalesce_streams=True,  # else what is printed is cut in two at a moment of chance
        resources=resources,
        kernel_name="python3",
    ).execute()
    for cell in notebook.cells:
        _as_its_tags_say(cell)
        for output in cell.get("outputs", []):
            # A widget shows nothing without its state, and its number is new in every run.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            _as_a_learner_sees_it(output.get("data", {}), path)
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)  # a widget's state: large, and new in every run
    if path.parent.parent.name != "solutions":
        update.stamp(notebook)  # a workbook gets it when it is made from its solution
        lesson_figures.write(notebook, path)
    nbformat.write(notebook, path)


def _as_a_learner_sees_it(shown: dict[str, str], path: Path) -> None:
    """Name the place of the progress file as it is for a learner, not for this run."""
    here = say("start.inside", folder=Path(os.environ["MKT40_PROGRESS"]).absolute())
    for kind in ("text/plain", "text/html"):
        if kind in shown:
            shown[kind] = shown[kind].replace(here, place_for_learners(path))


def place_for_learners(path: Path) -> str:
    """Say where a learner's progress file lies: a lesson's is that of its workbook."""
    if path.parent.name != "notebooks":
        return say("start.beside")
    if (ROOT / "solutions" / path.stem).exists():
        return say("start.beside_workbook", chapter=int(path.stem[:2]))
    return say("start.beside_lesson")


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or notebooks()
    for number, path in enumerate(chosen, 1):
        print(f"{number}/{len(chosen)} {path.relative_to(ROOT)}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            # Empty for each: nobody's answers in the outputs, and no workbook's in a lesson's.
            os.environ["MKT40_PROGRESS"] = folder
            refresh(path)
