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
from nbgrader import utils

from mkt40_helpers.workbook import diagnosis as judging
from mkt40_helpers.workbook import progress_file
from mkt40_helpers.workbook.autograde import ExecuteAndJudge
from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.records import Exercise, tables_of
from tests.every_chapter.chapters import CHAPTERS, ROOT, Chapter, read
from tests.every_chapter.handed_in import handed_in
from tests.workbook import lesson
from tests.workbook.conftest import steps  # noqa: F401


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


def hand_in(
    folder: Path, chapter: Chapter, student: str, source: Path, miss: str = "", trick: str = ""
) -> None:
    """Put a workbook where nbgrader finds what students hand in, one exercise answered wrongly."""
    notebook = read(source)
    if trick:
        answer_cells(notebook)[chapter.exercises[0].key].source += f"\n{trick}"
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f'student = "{student}"'
    for exercise in chapter.exercises:
        if exercise.key == miss:
            learner = student
            wrong = next(iter(exercise.mistakes.values()))(*tables_of(exercise, learner))
            answer_cells(notebook)[
                miss
            ].source += f"\n{answer_name(notebook, miss)} = {float(wrong)!r}"
    target = folder / "submitted" / student / chapter.lesson.stem
    target.mkdir(parents=True)
    nbformat.write(notebook, target / source.name)


def marks_of(chapter: Chapter, folder: Path) -> tuple[dict[str, float], Exercise]:
    """Mark four hand-ins: all right, untouched, one exercise missed, and untouched with a trick."""
    workbook, missed = chapter.lesson.stem, one_to_miss(chapter)
    shutil.copytree(chapter.solution.parent, folder / "solutions" / workbook)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    hand_in(folder, chapter, "ann", chapter.solution)
    hand_in(folder, chapter, "bob", chapter.released)
    hand_in(folder, chapter, "cis", chapter.solution, miss=missed.key)
    hand_in(folder, chapter, "dan", chapter.released, trick="def check(*things): return 99")
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
    assert marks == {"ann": total, "bob": 0, "cis": total - missed.points, "dan": 0}


def test_marks_of_the_newest_workbook_follow_the_answers(tmp_path):
    test_marks_follow_the_answers(CHAPTERS[-1], tmp_path)


# ---- points come from the records of the run, judged where no code of the student has run ----

RIGHT = """
from mkt40_helpers.workbook import desk
from mkt40_helpers.workbook.diagnosis import Diagnosis
desk.diagnose = lambda *things: Diagnosis("right", "")
"""
TRICKS = {
    "another function": "check = lambda *things: None",
    "a function that gives points": "def check(*things): return 1000",
    "another function in the package": (
        "import mkt40_helpers.workbook as book\ncheck = book.check = lambda *things: None"
    ),
    "another function at the desk": (
        "from mkt40_helpers.workbook import desk\n"
        "desk._check = lambda key, answer: desk.Diagnosis('right', '')"
    ),
    "everything is right": RIGHT,
    "no word of nbgrader": "import os\nos.environ.pop('NBGRADER_EXECUTION')",
    "no error is shown": "get_ipython().showtraceback = lambda *things, **more: None",
    "a file that was made before": (
        "import os\nos.environ.pop('NBGRADER_EXECUTION')\nprogress(merge='mine.json')\n" + RIGHT
    ),
    "a file in another place": (
        "import os\nos.environ['MKT40_PROGRESS'] = '.'\nstart(chapter, student)\n" + RIGHT
    ),
    "a file without an edition": (
        "from mkt40_helpers.workbook import progress_file\n"
        "progress_file.stamped = lambda record: {'time': '9999', **record, 'verdict': 'right'}"
    ),
}


def points_of(notebook: nbformat.NotebookNode, folder: Path) -> dict[str, float]:
    """Points that nbgrader gives for each check of a notebook, when it runs it in a folder."""
    resources = {"metadata": {"path": str(folder)}}
    with utils.setenv(NBGRADER_EXECUTION="autograde"):
        run, _ = ExecuteAndJudge(timeout=60).preprocess(notebook, resources)
    return {
        cell.metadata.nbgrader.grade_id: utils.determine_grade(cell)[0]
        for cell in run.cells
        if cell.cell_type == "code" and utils.is_grade(cell)
    }


def first_exercises(path: Path, number: int = 2) -> nbformat.NotebookNode:
    """Give a workbook up to its second check that carries points."""
    notebook = read(path)
    checks = [
        at
        for at, cell in enumerate(notebook.cells)
        if 'check("' in cell.source and cell.metadata.get("nbgrader", {}).get("points")
    ]
    notebook.cells = notebook.cells[: checks[number - 1] + 1]
    return notebook


OFTEN = ["another function", "everything is right", "a file that was made before"]
RARELY = [pytest.param(one, marks=pytest.mark.slow) for one in TRICKS if one not in OFTEN]


@pytest.mark.parametrize("trick", OFTEN + RARELY)
def test_a_trick_earns_nothing(trick, tmp_path):
    chapter = CHAPTERS[-1]
    notebook = first_exercises(chapter.released)
    # A file with right answers, of the same number, made at home.
    made = progress_file.path_of(chapter.number, "anonymous", str(tmp_path))
    for exercise in chapter.exercises[:2]:
        right, _ = judging.answers(exercise, "anonymous")
        given = handed_in(exercise, right[0])
        record = {"event": "check", "exercise": exercise.key, "student": "anonymous"}
        progress_file.add(made, {**record, "answer": given, "verdict": "right"})
    shutil.copy(made, tmp_path / "mine.json")
    code = f"chapter = {chapter.number}\n{TRICKS[trick]}"
    answer_cells(notebook)[chapter.exercises[0].key].source += f"\n{code}"
    assert set(points_of(notebook, tmp_path).values()) == {0}


def test_a_wrong_answer_that_is_put_right_later_earns_its_points(tmp_path):
    chapter = CHAPTERS[-1]
    notebook = read(chapter.solution)
    late = one_to_miss(chapter)
    name, cell = answer_name(notebook, late.key), answer_cells(notebook)[late.key]
    again = nbformat.v4.new_code_cell(f'{cell.source}\ncheck("{late.key}", {name})')
    notebook.cells.append(again)
    cell.source = f"{name} = 123456"
    points = points_of(notebook, tmp_path)
    earned = sum(
        points[f"check-{exercise.key.replace('.', '-')}"] for exercise in chapter.exercises
    )
    assert earned == sum(exercise.points for exercise in chapter.exercises)
    assert not list(tmp_path.iterdir())


def test_a_warning_beside_a_right_answer_costs_nothing(tmp_path):
    chapter = CHAPTERS[-1]
    notebook = first_exercises(chapter.solution, 1)
    first = chapter.exercises[0]
    answer_cells(notebook)[first.key].source += (
        "\ncheck = (lambda old: lambda *a: print('careful', file=__import__('sys').stderr) "
        "or old(*a))(check)"
    )
    points = points_of(notebook, tmp_path)
    its_own = points[f"check-{first.key.replace('.', '-')}"]
    assert sum(points.values()) == its_own == first.points > 0


# ---- the same for answers of two parts, lines in order and pictures ----

OPENING = """
import pandas as pd, seaborn as sns, pytest
from tests.workbook import conftest, lesson
conftest.put_in_place(pytest.MonkeyPatch())
from mkt40_helpers import data
from mkt40_helpers.workbook import check, start
learner = start(8, "s2")
survey = lesson.with_value(data.load("survey", student=learner))
two = survey[survey["channel"].isin(["store", "web shop"])]
eighty = survey["value"].dropna().sample(80, random_state=17)
"""
ANSWERS = {
    "8.1": 'survey.query("channel == \'web shop\'")["value"].mean()',
    "8.2": '"no", "D"',
    "8.3": '"D B E A C"',
    "8.4": "eighty.mean(), 17",
    "8.5": '"D", 100 * 152 / survey["score"].count()',
    "8.6": f'sns.pointplot(two, x="value", {lesson.POINTS}',
    "8.7": '"web shop"',
}


def workbook_of_kinds(trick: str = "", given: dict[str, str] | None = None):
    """Make a workbook with an exercise of every kind, answered so."""
    cells = [nbformat.v4.new_code_cell(f"{OPENING}\n{trick}")]
    for key, answer in (given or ANSWERS).items():
        cell = nbformat.v4.new_code_cell(f'check("{key}", {answer})')
        cell.metadata["nbgrader"] = {
            "grade": True, "grade_id": f"check-{key.replace('.', '-')}", "locked": True,
            "points": 2, "schema_version": 3, "solution": False, "task": False,
        }  # fmt: skip
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture
def from_here(monkeypatch):
    """Let the kernel find the tests' own chapter."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_every_kind_earns_its_points(steps, from_here, tmp_path):  # noqa: F811
    assert points_of(workbook_of_kinds(), tmp_path) == {
        f"check-8-{number}": 2 for number in range(1, 8)
    }


@pytest.mark.parametrize("trick", ["", OFTEN[0], OFTEN[1]])
def test_of_no_kind_a_wrong_answer_or_a_trick_earns_points(trick, steps, from_here, tmp_path):  # noqa: F811
    wrong = dict.fromkeys(ANSWERS, "...") | {"8.2": '"yes", "B"', "8.3": '"D B F A C"'}
    wrong |= {"8.4": "eighty.mean(), 16", "8.6": "None"}
    notebook = workbook_of_kinds(TRICKS.get(trick, ""), wrong)
    assert set(points_of(notebook, tmp_path).values()) == {0}
