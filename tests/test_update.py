"""A new edition comes, and nothing of the learner's is lost: with git and from a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mkt40_helpers import update as tool
from mkt40_helpers.workbook import edition

LESSON, WORKBOOK = "notebooks/01_one.ipynb", "exercises/01_one/01_one.ipynb"
BESIDE = "exercises/01_one/01_one_new_0.3.0.ipynb"
PROGRESS = "exercises/01_one/progress-01-s123-0a1b2c3d.json"


def notebook(*sources: str, version: str = "0.2.0", output: str = "") -> str:
    """A small notebook as the course makes it, stamped."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": [output]}] if output else []
    cells = [
        {"cell_type": "code", "source": [source], "metadata": {}, "outputs": outputs}
        for source in sources
    ]
    stamp = {"edition": version, "made": tool.made({"cells": cells})}
    return json.dumps({"cells": cells, "metadata": {tool.METADATA: stamp}})


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8", newline="\n")


def first(root: Path) -> Path:
    """The first edition of a course."""
    files = {
        "mkt40_helpers/__init__.py": '__version__ = "0.2.0"\n',
        "mkt40_helpers/old.py": "OLD = 1\n",
        "mkt40_helpers/same.py": "SAME = 1\n",
        "requirements.lock": "pandas==2\n",
        ".gitignore": "progress-*.json\nkept/\n",
        LESSON: notebook("one", output="1"),
        "notebooks/02_two.ipynb": notebook("two", output="2"),
        WORKBOOK: notebook("answer = ..."),
        "exercises/02_two/02_two.ipynb": notebook("other = ..."),
    }
    write(root, files)
    return root


def second(root: Path) -> Path:
    """What the next edition changes: all but lesson 2 and same.py; chapter 3 is new."""
    (root / "mkt40_helpers/old.py").unlink()
    files = {
        "mkt40_helpers/__init__.py": '__version__ = "0.3.0"\n',
        "requirements.lock": "pandas==3\n",
        LESSON: notebook("one, better", version="0.3.0", output="11"),
        WORKBOOK: notebook("answer, better = ...", version="0.3.0"),
        "exercises/02_two/02_two.ipynb": notebook("other, better = ...", version="0.3.0"),
        "notebooks/03_three.ipynb": notebook("three", version="0.3.0"),
    }
    write(root, files)
    return root


def git(root: Path, *command: str) -> str:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    run = subprocess.run(
        ["git", *who, *command], cwd=root, check=True, capture_output=True, text=True
    )
    return run.stdout


class Course:
    """A learner's folder, and the new edition that waits for it."""

    def __init__(self, way: str, folder: Path):
        self.way, self.root, self.author = way, folder / "learner", folder / "author"
        first(self.author)
        self.new: Path | None = None
        if way == "folder":
            shutil.copytree(self.author, self.root)
            self.new = second(self.author)
            return
        git(self.author, "init", "-q", "-b", "main")
        self.commit()
        git(folder, "clone", "-q", "--bare", "author", "hub.git")
        git(folder, "clone", "-q", "hub.git", "learner")
        git(self.author, "remote", "add", "origin", str(folder / "hub.git"))
        second(self.author)
        self.publish()

    def commit(self) -> None:
        git(self.author, "add", "-A")
        git(self.author, "commit", "-qm", "an edition")

    def publish(self) -> None:
        """Let the learner get what the author has written."""
        if self.way == "git":
            self.commit()
            git(self.author, "push", "-q", "origin", "main")

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def update(self) -> None:
        tool.update(self.root, self.new)


@pytest.fixture(params=["git", "folder"])
def course(request, tmp_path) -> Course:
    return Course(request.param, tmp_path)


@pytest.fixture
def clone(tmp_path) -> Course:
    return Course("git", tmp_path)


FILLED = notebook("answer = 812").replace(tool.made(json.loads(notebook("answer = 812"))), "0" * 16)


def test_what_is_new_comes_and_is_told(course, capsys):
    course.update()
    told = capsys.readouterr().out
    assert "This is now version 0.3.0 of the course (before: 0.2.0)" in told
    assert "New:\n  notebooks/03_three.ipynb\n" in told
    assert f"not written in them:\n  exercises/02_two/02_two.ipynb\n  {LESSON}" in told.replace(
        f"  {WORKBOOK}\n", ""
    )
    assert "install again" in told and "stay as they are" not in told
    for path in course.author.rglob("*"):
        name = path.relative_to(course.author)
        if path.is_file() and ".git" not in name.parts:
            assert (course.root / name).read_bytes() == path.read_bytes(), name
    assert not (course.root / "mkt40_helpers/old.py").exists()
    course.update()
    assert "Nothing is new" in capsys.readouterr().out


def test_work_is_never_touched(course, capsys):
    own = {
        WORKBOOK: FILLED,
        PROGRESS: "{}",
        "notebooks/my trial.ipynb": notebook("mine"),
        "my shop.csv": "customer;date\n",
        "exercises/01_one/notes.txt": "remember",
    }
    write(course.root, own)
    course.update()
    told = capsys.readouterr().out
    assert {name: course.read(name) for name in own} == own
    assert f"stay as they are. The new version lies beside them:\n  {WORKBOOK}  ->  " in told
    assert course.read(BESIDE) == (course.author / WORKBOOK).read_text("utf-8")
    course.update()
    assert {name: course.read(name) for name in own} == own
    assert len(list((course.root / WORKBOOK).parent.glob("*.ipynb"))) == 2


def test_where_nothing_is_new_nothing_is_put_beside(course):
    same = json.loads(notebook("two", output="2"))
    same["cells"][0]["source"] = ["two, and a note of mine"]
    write(course.root, {"notebooks/02_two.ipynb": json.dumps(same)})
    course.update()
    assert json.loads(course.read("notebooks/02_two.ipynb")) == same
    assert len(list(course.root.glob("notebooks/02*"))) == 1


def test_a_lesson_that_was_only_run_is_replaced(course):
    write(course.root, {LESSON: notebook("one", output="my run")})
    course.update()
    assert course.read(LESSON) == (course.author / LESSON).read_text("utf-8")
    assert list(course.root.glob("notebooks/01*")) == [course.root / LESSON]


def test_a_lesson_with_a_guess_in_it_stays(course):
    guessed = json.loads(notebook("one", output="1"))
    guessed["cells"][0]["source"] = ["guess = 40"]
    write(course.root, {LESSON: json.dumps(guessed)})
    course.update()
    assert json.loads(course.read(LESSON)) == guessed
    assert (course.root / "notebooks/01_one_new_0.3.0.ipynb").exists()


def test_a_changed_helper_is_replaced_and_a_copy_is_kept(course, capsys):
    write(course.root, {"requirements.lock": "mine\n"})
    course.update()
    assert course.read("requirements.lock") == "pandas==3\n"
    kept = [path.read_text() for path in course.root.glob("kept/*/requirements.lock")]
    assert kept == ["mine\n"] and "A copy of each lies in kept/" in capsys.readouterr().out


def test_a_copy_beside_that_was_filled_in_is_not_overwritten(course):
    write(course.root, {WORKBOOK: FILLED, BESIDE: notebook("answer = 813")})
    course.update()
    assert course.read(BESIDE) == notebook("answer = 813")
    new = course.root / BESIDE.replace("0.3.0", "0.3.0_2")
    assert new.read_text("utf-8") == (course.author / WORKBOOK).read_text("utf-8")


def test_a_new_file_does_not_take_the_place_of_an_own_one(course):
    mine = notebook("my own three").replace("my own", "my very own")
    write(course.root, {"notebooks/03_three.ipynb": mine})
    course.update()
    assert course.read("notebooks/03_three.ipynb") == mine
    assert (course.root / "notebooks/03_three_new_0.3.0.ipynb").exists()


@pytest.mark.parametrize("at", range(6))
def test_stopped_anywhere_it_can_be_run_again(course, at, monkeypatch, capsys):
    write(course.root, {WORKBOOK: FILLED, PROGRESS: "{}", LESSON: notebook("one", output="run")})
    replace, left = os.replace, iter(range(at))

    def stopped(source, target):
        if next(left, None) is None:
            raise PermissionError("in use")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(tool.os, "replace", stopped)
        with pytest.raises(PermissionError):
            course.update()
    assert course.read(WORKBOOK) == FILLED and course.read(PROGRESS) == "{}"
    course.update()
    assert course.read(WORKBOOK) == FILLED and course.read(PROGRESS) == "{}"
    for name in (LESSON, "requirements.lock", "notebooks/03_three.ipynb"):
        assert course.read(name) == (course.author / name).read_text("utf-8")
    assert course.read(BESIDE) == (course.author / WORKBOOK).read_text("utf-8")
    assert len(list((course.root / WORKBOOK).parent.glob("*.ipynb"))) == 2
    assert [path for path in course.root.rglob("*.draft") if path.name[0] != "."] == []


# ---- with git ----


def test_git_pull_alone_refuses_and_this_does_not(clone):
    write(clone.root, {LESSON: notebook("one", output="my run"), WORKBOOK: FILLED})
    with pytest.raises(subprocess.CalledProcessError):
        git(clone.root, "pull", "-q")
    clone.update()
    # Git takes the folder for the new edition, with one file changed by the learner.
    assert git(clone.root, "status", "--porcelain", "--untracked-files=no") == f" M {WORKBOOK}\n"
    assert git(clone.root, "rev-parse", "HEAD") == git(clone.author, "rev-parse", "HEAD")


def test_the_next_edition_comes_too(clone):
    write(clone.root, {WORKBOOK: FILLED})
    clone.update()
    write(clone.author, {LESSON: notebook("one, best"), WORKBOOK: notebook("answer, best = ...")})
    clone.publish()
    clone.update()
    assert clone.read(LESSON) == notebook("one, best") and clone.read(WORKBOOK) == FILLED
    assert (clone.root / BESIDE.replace("0.3.0", "0.3.0_2")).exists()


def test_git_may_have_been_told_to_look_away(clone):
    git(clone.root, "update-index", "--assume-unchanged", WORKBOOK)
    write(clone.root, {WORKBOOK: FILLED})
    clone.update()
    assert clone.read(WORKBOOK) == FILLED


def test_line_ends_of_windows_are_no_change(clone, capsys):
    git(clone.root, "config", "core.autocrlf", "true")
    (clone.root / "requirements.lock").write_bytes(b"pandas==2\r\n")
    clone.update()
    assert "copy of each" not in capsys.readouterr().out
    assert (clone.root / "requirements.lock").read_bytes() == b"pandas==3\r\n"


def test_a_notebook_of_an_edition_without_a_stamp_is_compared_with_gits(clone):
    """Also one that was only run."""
    old = json.loads(notebook("one"))
    del old["metadata"][tool.METADATA]
    write(clone.root, {LESSON: json.dumps(old)})
    git(clone.root, "commit", "-qam", "no stamp")
    known = tool._changed_since_head(clone.root)
    old["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["run"]}]
    write(clone.root, {LESSON: json.dumps(old)})
    assert not known(LESSON)
    old["cells"][0]["source"] = ["two"]
    write(clone.root, {LESSON: json.dumps(old)})
    assert known(LESSON)


def test_own_commits_are_left_to_git(clone):
    write(clone.root, {WORKBOOK: FILLED})
    git(clone.root, "commit", "-qam", "mine")
    with pytest.raises(SystemExit, match="commits of your own"):
        clone.update()
    assert clone.read(LESSON) == notebook("one", output="1")


def test_without_git_or_a_network_it_says_so(clone, monkeypatch):
    git(clone.root, "remote", "set-url", "origin", str(clone.root / "nowhere.git"))
    with pytest.raises(SystemExit, match="could not be fetched"):
        clone.update()
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="no git was found"):
        clone.update()


# ---- from a folder ----


def test_the_folder_may_be_one_deeper_and_must_hold_a_course(tmp_path):
    course = Course("folder", tmp_path)
    with pytest.raises(SystemExit, match="Unpack the new ZIP file"):
        tool.update(course.root)
    for wrong in (tmp_path / "learner", tmp_path / "author" / "notebooks"):
        with pytest.raises(SystemExit, match=r"the new edition|no course"):
            tool.update(course.root, wrong)
    deeper = tmp_path / "unpacked" / "course"
    shutil.copytree(course.author, deeper)
    tool.update(course.root, deeper.parent)
    assert (course.root / "notebooks/03_three.ipynb").exists()


def test_what_an_unpacked_edition_was_used_for_is_not_taken_over(tmp_path):
    course = Course("folder", tmp_path)
    used = {PROGRESS: "theirs", ".venv/x.py": "x", "notebooks/.ipynb_checkpoints/x.ipynb": "x"}
    write(course.author, used)
    write(course.root, {PROGRESS: "mine"})
    course.update()
    assert course.read(PROGRESS) == "mine"
    assert not any((course.root / name).exists() for name in list(used)[1:])


def test_the_command_is_the_courses_own(tmp_path):
    """It runs from a folder in which nothing is installed."""
    course = Course("git", tmp_path)
    shutil.copy(tool.__file__, course.root / "mkt40_helpers")
    run = subprocess.run(
        [sys.executable, "-S", "-m", "mkt40_helpers.update"],
        cwd=course.root, capture_output=True, text=True, check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    assert "This is now version 0.3.0" in run.stdout


def test_the_stamp_is_where_the_edition_stands():
    assert tool.METADATA == edition.METADATA
