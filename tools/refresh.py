"""Run every lesson and solution again and store its outputs (``make refresh``).

Outputs and execution counts are the only things that change: no timings, no traces of the
machine, so that a diff shows what a change did to a lesson. A notebook is also marked with the
edition of the course, which `start` compares with the edition that is installed. A workbook's
headings and points are written anew from the words of its exercises. A lesson is marked with a hash
of what it says, by which `mkt40_helpers.update` knows whether a learner has written in it. What a
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

ROOT = Path(__file__).parents[1]


def notebooks() -> list[Path]:
    """All notebooks with stored outputs, in order."""
    return sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")])


def stamp(workbook: nbformat.NotebookNode) -> None:
    """Write title, level, points and minutes of each exercise where the workbook has them.

    An exercise is known by the ``grade_id`` of its answer and check; its heading is above them.
    """
    for cell in workbook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if not (match := re.fullmatch(r"check-(\d+)-(\d+)", grading.get("grade_id", ""))):
            continue
        exercise = find(f"{match[1]}.{match[2]}")
        grading["points"] = exercise.points
        old = re.compile(rf"### {re.escape(exercise.key)} .*\n\n\*.*\*(?=\n\n)")
        there = [one for one in workbook.cells if old.match(one.source)]
        if len(there) != 1:
            raise SystemExit(f"{exercise.key} needs a heading as others have, with a second line.")
        there[0].source = heading(exercise) + there[0].source[old.match(there[0].source).end() :]


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
    """Store no output where the reader shall see it first; fold the code of an opening picture."""
    tags = cell.metadata.get("tags", [])
    if "not-stored" in tags:
        cell.outputs, cell.execution_count = [], None
    if "folded" in tags:
        cell.metadata["jupyter"] = {"source_hidden": True}


def refresh(path: Path) -> None:
    """Run one notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata[METADATA] = {"edition": EDITION}
    if path.parent.parent.name == "solutions":
        stamp(notebook)
        nbformat.write(notebook, path)  # the workbook reads it while it runs
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
            _as_a_learner_sees_it(output.get("data", {}))
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)  # a widget's state: large, and new in every run
    if path.parent.parent.name != "solutions":
        update.stamp(notebook)  # a workbook gets it when it is made from its solution
    nbformat.write(notebook, path)


def _as_a_learner_sees_it(shown: dict[str, str]) -> None:
    """Name the place of the progress file as it is for a learner, not for this run."""
    place = say("start.inside", folder=Path(os.environ["MKT40_PROGRESS"]).absolute())
    for kind in ("text/plain", "text/html"):
        if kind in shown:
            shown[kind] = shown[kind].replace(place, say("start.beside"))


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or notebooks()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MKT40_PROGRESS"] = folder  # an empty one: nobody's answers in the outputs
        for number, path in enumerate(chosen, 1):
            print(f"{number}/{len(chosen)} {path.relative_to(ROOT)}", flush=True)
            refresh(path)
