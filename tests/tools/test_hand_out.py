"""`make exercises` makes the workbooks and never takes anybody's work away."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from tests.every_chapter.chapters import CHAPTERS, ROOT
from tools import hand_out as tool

THIRD = next(chapter for chapter in CHAPTERS if chapter.number == 3)
WORKBOOK = THIRD.lesson.stem
MADE = THIRD.released  # a test of every chapter says that it is what is made today


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one workbook, under git; nbgrader's part is taken from what it made."""

    def made(workbook: str, target: Path, root: Path = tmp_path) -> Path:
        path = target / workbook / f"{workbook}.ipynb"
        path.parent.mkdir()
        path.write_bytes(MADE.read_bytes())
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


def number(cells):
    next(cell for cell in cells if cell.source.startswith("student =")).source = 'student = "s1"'


def own_code(cells):
    cells.insert(5, nbformat.v4.new_code_cell("survey['score'].mean()"))


def own_note(cells):
    cells.append(nbformat.v4.new_markdown_cell("My answer: keep the web shop."))


def answer_below_the_question(cells):
    next(cell for cell in cells if cell.source.startswith("### 3.14")).source += "\nKeep it."


def pasted_picture(cells):
    cells[0].attachments = {"image.png": {"image/png": "aGVsbG8="}}


@pytest.mark.parametrize(
    "write", [number, own_code, own_note, answer_below_the_question, pasted_picture]
)
def test_whatever_somebody_wrote_is_work(course, write):
    notebook = nbformat.read(course, as_version=4)
    write(notebook.cells)
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
    assert "Made: " in capsys.readouterr().out


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


def test_git_may_have_been_told_to_look_away(course):
    subprocess.run(
        ["git", "update-index", "--assume-unchanged", str(course)], cwd=root_of(course), check=True
    )
    fill(course)
    with pytest.raises(SystemExit, match="somebody's work"):
        tool.hand_out([WORKBOOK], root=root_of(course))


def test_what_this_tool_made_last_is_nobodys_work(course, monkeypatch, tmp_path):
    """An author changes a stub twice and commits neither."""
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)  # nor is there git
    make, stubs = tool.make, iter(["one = ...", "two = ..."])

    def made(workbook, target, root=tmp_path):
        path = make(workbook, target, root)
        fill(path, next(stubs))
        return path

    monkeypatch.setattr(tool, "make", made)
    course.unlink()
    for stub in ("one = ...", "two = ..."):
        tool.hand_out([WORKBOOK], root=root_of(course))
        assert stub in course.read_text("utf-8")


def test_a_failure_leaves_the_workbook_as_it_was(course, monkeypatch):
    before = fill(course, "old = ...")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(root_of(course))]
    subprocess.run([*git, "commit", "-qam", "old"], check=True)

    def full(source, target):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tool.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        tool.hand_out([WORKBOOK], root=root_of(course))
    assert course.read_bytes() == before and list(course.parent.iterdir()) == [course]
