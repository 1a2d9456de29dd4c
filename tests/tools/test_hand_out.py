"""`make exercises` makes the workbooks and never takes anybody's work away."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from tests.every_chapter.chapters import CHAPTERS, ROOT
from tools import hand_out as tool

WORKBOOK = CHAPTERS[-1].lesson.stem
MADE = CHAPTERS[-1].released  # a test of every chapter says that it is what is made today


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one workbook, under git; nbgrader's part is taken from what it made."""

    def made(workbook: str, target: Path, root: Path = tmp_path) -> Path:
        path = target / workbook / f"{workbook}.ipynb"
        path.parent.mkdir()
        shutil.copy(MADE, path)
        return path

    monkeypatch.setattr(tool, "make", made)
    (tmp_path / "exercises" / WORKBOOK).mkdir(parents=True)
    there = tmp_path / "exercises" / WORKBOOK / MADE.name
    shutil.copy(MADE, there)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(tmp_path)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], check=True)
    return there


def fill(path: Path, answer: str = "promoters = 812") -> bytes:
    notebook = nbformat.read(path, as_version=4)
    cell = next(
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")
    )
    cell.source = answer
    nbformat.write(notebook, path)
    return path.read_bytes()


def root_of(path: Path) -> Path:
    return path.parents[2]


def test_a_filled_workbook_is_named_and_left_as_it_is(course):
    filled = fill(course)
    with pytest.raises(SystemExit, match=rf"somebody's work.\n  exercises/{WORKBOOK}/{MADE.name}"):
        tool.hand_out([WORKBOOK], root=root_of(course))
    assert course.read_bytes() == filled


@pytest.mark.parametrize("source", ['student = "s123"', "survey['score'].mean()"])
def test_her_number_or_a_cell_of_her_own_is_work_too(course, source):
    notebook = nbformat.read(course, as_version=4)
    if source.startswith("student"):
        next(c for c in notebook.cells if c.source.startswith("student =")).source = source
    else:
        notebook.cells.insert(5, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, course)
    with pytest.raises(SystemExit, match="somebody's work"):
        tool.hand_out([WORKBOOK], root=root_of(course))


def test_a_progress_file_stops_it_and_is_never_removed(course):
    progress = course.with_name("progress-03-s123.json")
    progress.write_text("{}")
    with pytest.raises(SystemExit, match=r"progress-03-s123\.json"):
        tool.hand_out([WORKBOOK], root=root_of(course))
    tool.hand_out([WORKBOOK], keep=True, root=root_of(course))
    assert progress.read_text() == "{}"


def test_a_copy_is_kept_where_it_is_asked_for(course, capsys):
    filled = fill(course)
    tool.hand_out([WORKBOOK], keep=True, root=root_of(course))
    assert course.read_bytes() == MADE.read_bytes()
    (kept,) = root_of(course).glob(f"kept/*/{WORKBOOK}/{MADE.name}")
    assert kept.read_bytes() == filled
    assert "Kept: kept/" in capsys.readouterr().out


def test_what_git_has_is_nobodys_work(course, capsys):
    """An author changes a stub in solutions/: the old workbook is in git and may go."""
    fill(course, "another_stub = ...")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(root_of(course))]
    subprocess.run([*git, "commit", "-qam", "the stub of yesterday"], check=True)
    tool.hand_out([WORKBOOK], root=root_of(course))
    assert course.read_bytes() == MADE.read_bytes()
    assert "Made anew" in capsys.readouterr().out


def test_outputs_alone_are_no_work_and_other_files_stay(course):
    notebook = nbformat.read(course, as_version=4)
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="hello")]
    nbformat.write(notebook, course)
    own = course.with_name("my notes.txt")
    own.write_text("remember")
    tool.hand_out([WORKBOOK], root=root_of(course))
    assert course.read_bytes() == MADE.read_bytes() and own.read_text() == "remember"


def test_a_file_that_is_no_notebook_is_not_thrown_away(course):
    course.write_text("half a notebo")
    with pytest.raises(SystemExit, match="somebody's work"):
        tool.hand_out([WORKBOOK], root=root_of(course))


def test_without_git_work_is_found_all_the_same(course, monkeypatch):
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)
    tool.hand_out([WORKBOOK], root=root_of(course))  # untouched: nothing to say
    fill(course)
    with pytest.raises(SystemExit, match="somebody's work"):
        tool.hand_out([WORKBOOK], root=root_of(course))


def test_every_workbook_of_the_course_is_known():
    assert tool.workbooks(ROOT) == [chapter.lesson.stem for chapter in CHAPTERS]
