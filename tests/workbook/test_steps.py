"""A lesson with steps as a learner meets it: counted apart, kept with the workbook, never red."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import conftest
from mkt40_helpers import chapters, data
from mkt40_helpers.workbook import (
    check,
    desk,
    hint,
    marking,
    progress,
    progress_file,
    start,
    start_lesson,
)
from mkt40_helpers.workbook.diagnosis import answers, read
from mkt40_helpers.workbook.records import Exercise, tables_of, with_words
from mkt40_helpers.workbook.shelf import exercises_of, find, steps_of
from tests.every_chapter.handed_in import drawn, handed_in
from tests.every_chapter.solved import fits, gapped_lines, solved
from tests.workbook import lesson
from tests.workbook.jupyter import outputs
from tests.workbook.test_desk import right
from tools import refresh
from tools.chapter import steps as steps_of_chapter

SURVEY = lesson.with_value(data.load("survey"))
SHOP, STORE = lesson.of(SURVEY, "web shop"), lesson.of(SURVEY, "store")


def said(capsys) -> str:
    return capsys.readouterr().out


@pytest.fixture
def at_work(steps, capsys):
    """Open lesson 3 for a learner."""
    learner = start_lesson(3, "s123")
    capsys.readouterr()
    return learner


# ---- the lesson opens ----


def test_a_lesson_is_open_for_whoever_it_is_and_its_tables_are_whole(steps, capsys):
    assert start_lesson(3, None) == "anonymous" == start_lesson(3, "  ")
    told = said(capsys)
    assert (
        "Lesson 3 is open for learner anonymous. It has 7 steps for you to do; the first, 3.a,"
        in told
    )
    assert "points" not in told and "Put your own number" not in told
    assert start_lesson(3, 123) == "123" and "begins with a zero" in said(capsys)
    (table,) = tables_of(steps["a"], "s123")
    assert len(table) == len(data.load("survey"))


def test_a_workbook_for_nobody_is_the_anonymous_one(capsys):
    assert start(3, None) == "anonymous"


def test_a_chapter_without_steps_or_without_a_workbook_is_told(steps):
    assert [step.key for step in steps_of(0)][:2] == ["0.a", "0.b"]
    with pytest.raises(
        ValueError, match=r"lesson of chapter 1 has no steps.*lessons of: 0, 3, 5, 6\."
    ):
        start_lesson(1)
    with pytest.raises(ValueError, match="Chapter 0 has no workbook"):
        start(0)
    with pytest.raises(ValueError, match="without quotation marks, such as start_lesson"):
        start_lesson("3")
    assert chapters.names("steps") == {0: "primer", 3: "advocacy", 5: "relationship", 6: "crm"}
    assert 0 in chapters.names() and 0 not in chapters.names("exercises")


# ---- steps and exercises are counted apart ----


def test_steps_and_exercises_are_counted_apart_in_one_file(steps, capsys, own_progress):
    start_lesson(3, "s123")
    check("3.a", SHOP)
    assert "Praise of a. 1 of 7 steps done." in said(capsys)
    learner = start(3, "s123")
    number = sum(exercise.level != "again" for exercise in exercises_of(3))
    assert f"0 of {number} exercises solved, 0 of " in said(capsys)
    check("3.1", right("3.1", learner))
    assert f"1 of {number} exercises solved, 1 of " in said(capsys)
    start_lesson(3, "s123")
    assert "1 of 7 steps done. Next: 3.b" in said(capsys)
    (path,) = own_progress.glob("*.json")
    assert {record["exercise"] for record in progress_file.read(path)} == {"3.a", "3.1"}


def test_progress_lists_the_steps_with_their_minutes(at_work, capsys):
    check("3.a", SHOP)
    check("3.b", "yes", "B")
    progress()
    told = said(capsys)
    assert "1 of 7 steps done. Next: 3.b Shall the team be asked?." in told
    assert "3.a  Make it the web shop  2  ✓ right, 1 try" in told
    assert "3.b  Shall the team be asked?  2  ◐ begun, 1 try" in told
    assert "3.e  Find the slip  2.5  ○ open" in told and "3.g  Change the word  1  ○" in told


def test_the_key_of_the_other_kind_is_told_where_it_belongs(at_work, capsys):
    check("3.1", 5)
    assert "3.1 is an exercise of workbook 3, and a lesson is open here." in said(capsys)
    check("0.a", 5)
    assert "Step 0.a belongs to another lesson than the open one." in said(capsys)
    hint("3.1")
    assert "Do it in the workbook." in said(capsys)
    start(3, "s123")
    check("3.a", 5)
    assert "3.a is a step of lesson 3, and a workbook is open here." in said(capsys)


@pytest.mark.parametrize("key", ["3.a", "3.A", " 3.a ", "3,a"])
def test_a_step_is_found_by_its_key(steps, key):
    assert find(key) is steps["a"]


@pytest.mark.parametrize(
    ("key", "near"), [("3.z", "3."), ("0.zz", "0."), ("3.99", "3."), ("x", "1.")]
)
def test_a_key_that_is_not_there_gets_a_near_one(steps, key, near):
    with pytest.raises(ValueError, match=re.escape(f'such as "{near}')):
        find(key)


# ---- a step is tried ----


def test_an_untouched_or_unchanged_step_is_no_try(at_work, capsys, own_progress):
    for given in ((...,), (None,), (STORE,), ()):
        check("3.a", *given)
    told = said(capsys)
    assert told.count("… Still empty (3.a)") == 3
    assert "… As it was (3.a): You made unchanged." in told
    assert not list(own_progress.glob("*.json"))
    check("3.d", lesson.score_of_eighty(SURVEY, 1), 1)
    assert "… As it was (3.d)" in said(capsys)


def test_of_a_pair_the_third_miss_hears_the_hint_and_the_fourth_the_half(at_work, capsys):
    check("3.b", "yes", "B")
    assert "You made by_the_interval." in said(capsys)
    check("3.b", "no", "A")
    assert "You made by_the_score." in said(capsys)
    check("3.b", "no", "B")
    told = said(capsys)
    assert "This pair is not it yet." in told and "Your decision" not in told
    assert "Before you try again, take a moment for this. The hint of b." in told
    check("3.b", "yes", "D")
    told = said(capsys)
    assert "Your reason is a good one." in told
    check("3.b", "yes", "A")
    told = said(capsys)
    assert "This pair is not it yet." in told and "Neither" not in told
    # Run All comes by again: each says what it said.
    check("3.b", "yes", "B")
    assert "You made by_the_interval." in said(capsys)
    check("3.b", "no", "D")
    assert "Right" in said(capsys)


def test_a_named_pair_after_two_misses_is_still_kept_by_its_name(at_work, own_progress):
    for given in (("yes", "A"), ("yes", "C"), ("yes", "B")):
        check("3.b", *given)
    (path,) = own_progress.glob("*.json")
    records = [r for r in progress_file.read(path) if r["event"] == "check"]
    assert [r.get("mistake") for r in records] == [None, None, "by_the_interval"]


def test_a_step_has_one_hint(at_work, capsys):
    check("3.a", 1.5)
    assert 'Stuck? hint("3.a") in a cell of its own shows a hint.' in said(capsys)
    for _ in range(2):
        hint("3.a")
        assert "Hint 1 of 1 (3.a): The hint of a." in said(capsys)
    for wrong in (2.5, 3.5, 4.5):
        check("3.a", wrong)
    told = said(capsys)
    assert "Leave this step for now and read on: nothing that follows needs it." in told


def test_a_step_gets_its_hint_by_itself_after_three_misses(at_work, capsys):
    for wrong in (1.5, 2.5, 3.5):
        check("3.a", wrong)
    assert "Hint 1 of 1 (3.a): Before you try again, take a moment for this." in said(capsys)


def test_what_was_placed_or_chosen_says_nothing_of_changed_tables(at_work, monkeypatch, capsys):
    monkeypatch.setattr(desk.tables, "changes", lambda *_: ["The table survey was changed."])
    check("3.b", "yes", "B")
    check("3.c", "A")
    assert "survey was changed" not in said(capsys)
    check("3.a", 5.5)
    assert "survey was changed" in said(capsys)


def test_nothing_is_red_in_a_lesson_even_while_something_is_marked(at_work, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for given in (..., 5, "x", object()):
        check("3.a", given)
        check("3.b", given, given)
    check("3.zz", 5)


# ---- where it is kept ----


def test_a_lesson_writes_beside_its_workbook_else_beside_itself(
    steps, tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("MKT40_PROGRESS")
    for folder in ("notebooks", "exercises/03_nps_and_advocacy"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks")
    start_lesson(3, "s1")
    assert "beside workbook 3." in said(capsys)
    check("3.a", SHOP)
    (path,) = tmp_path.rglob("progress-*.json")
    assert path.parent.name == "03_nps_and_advocacy"
    start_lesson(0, "s1")
    assert "beside this lesson." in said(capsys)
    check("0.a", SHOP)
    assert [one.name[:11] for one in Path.cwd().glob("*.json")] == ["progress-00"]
    monkeypatch.chdir(path.parent)
    start(3, "s1")  # the workbook finds the same file
    assert [r["exercise"] for r in desk._open.known] == ["3.a"]


def test_what_the_first_version_kept_is_still_there_after_a_step(steps, tmp_path, monkeypatch):
    monkeypatch.delenv("MKT40_PROGRESS")
    there = tmp_path / "exercises/03_x"
    there.mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    old = {"event": "check", "exercise": "3.1", "student": "s1", "verdict": "right", "answer": 1}
    progress_file.add(there / "progress-03-s1.json", {**old, "time": "2025-01-01"})
    start_lesson(3, "s1")
    check("3.a", SHOP)
    assert progress_file.solved(desk._open.known) == {"3.1", "3.a"}


def test_a_folder_of_ones_own_goes_before_the_workbooks(steps, tmp_path, monkeypatch, capsys):
    (tmp_path / "exercises/03_x").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv("MKT40_PROGRESS", str(tmp_path / "own"))
    start_lesson(3, "s1")
    assert f"in {tmp_path / 'own'}." in said(capsys)


def test_each_notebook_under_test_has_a_folder_of_its_own(monkeypatch):
    places = set()
    for name in ("notebooks/03_x.ipynb", "solutions/03_x/03_x.ipynb", "notebooks/04_x.ipynb"):
        monkeypatch.setenv("MKT40_PROGRESS", "")
        conftest.pytest_runtest_setup(SimpleNamespace(path=Path(name)))
        places.add(conftest.os.environ["MKT40_PROGRESS"])
    assert len(places) == 3 and "" not in places


def test_stored_outputs_name_the_place_as_a_learner_has_it():
    root = refresh.ROOT
    places = {
        "notebooks/03_nps_and_advocacy.ipynb": "beside workbook 3",
        "notebooks/00b_python_for_excel_users.ipynb": "beside this lesson",
        "solutions/03_nps_and_advocacy/03_nps_and_advocacy.ipynb": "beside this workbook",
    }
    for path, place in places.items():
        assert refresh.place_for_learners(root / path) == place


def test_a_chapter_without_a_workbook_is_run_and_tested_without_one(steps, tmp_path, monkeypatch):
    from tools import chapter

    (tmp_path / "notebooks").mkdir()
    for name in ("00_start_here", "00b_python", "03_nps"):
        (tmp_path / f"notebooks/{name}.ipynb").touch()
    monkeypatch.setattr(chapter, "ROOT", tmp_path)
    told = steps_of_chapter(0, [])
    assert told["refresh: the lesson and the workbook run"][2:] == ["notebooks/00b_python.ipynb"]
    assert not any("hand_out" in name for step in told.values() for name in step)
    assert any("hand_out" in name for step in steps_of_chapter(3, []).values() for name in step)


# ---- marks come from exercises, of every kind ----


def records_of(student: str, make) -> list[progress_file.Record]:
    """Records of one try at each exercise of workbook 8, as a run would leave them."""
    made = []
    for number, exercise in enumerate(exercises_of(8)):
        of = drawn(exercise, number)
        given = make(exercise, of)
        event = {"event": "check", "exercise": exercise.key, "student": student}
        made.append({**event, "answer": given, "verdict": "right", "edition": "9"})
    return made


def rightly(exercise: Exercise, of):
    return handed_in(exercise, answers(exercise, "s2", of)[0][0], of)


def wrongly(exercise: Exercise, of):
    return handed_in(exercise, list(answers(exercise, "s2", of)[1].values())[-1], of)


def test_every_kind_is_marked_from_its_records(steps):
    keys = {exercise.key for exercise in exercises_of(8)}
    assert len(keys) == 7 and marking.solved_anew(records_of("s2", rightly)) == keys
    assert marking.solved_anew(records_of("s2", wrongly)) == set()
    assert marking.solved_anew(records_of("s2", lambda *_: {"other": "function"})) == set()


def test_a_forged_result_of_lines_earns_nothing(steps):
    """What is kept is where the lines stood; they are run again where the marks are made."""
    assert read(find("8.3"), "D B E A C", "s1") == "D B E A C"
    result = answers(find("8.3"), "s1")[0][0]
    record = {"event": "check", "exercise": "8.3", "student": "s1", "answer": result}
    assert marking.solved_anew([record]) == set()


def test_steps_earn_no_marks_and_do_not_disturb_them(steps, own_progress):
    start_lesson(3, "s1")
    check("3.a", SHOP)
    learner = start(3, "s1")
    check("3.1", right("3.1", learner))
    (path,) = own_progress.glob("*.json")
    marks = marking.judge(path)
    assert marks["points"].sum() == find("3.1").points and set(marks["exercise"]) == {
        exercise.key for exercise in exercises_of(3)
    }
    assert marking.solved_anew(progress_file.read(path)) == {"3.1"}


def test_a_file_of_steps_alone_has_no_marks(steps, own_progress):
    start_lesson(0, "s1")
    check("0.a", SHOP)
    (path,) = own_progress.glob("*.json")
    with pytest.raises(ValueError, match="no records of this course's workbooks"):
        marking.judge(path)


def test_under_nbgrader_a_wrong_answer_of_two_parts_raises_and_a_right_one_does_not(
    steps, monkeypatch
):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    start(8, "s1")
    check("8.2", "no", "D")
    with pytest.raises(AssertionError, match=r"8\.2: You made by_the_interval"):
        check("8.2", "yes", "B")
    with pytest.raises(AssertionError, match=r"8\.2: Nothing is filled in"):
        check("8.2", ..., ...)


def test_two_answers_where_one_is_asked_for_are_told(capsys):
    start(3, "s1")
    check("3.1", 3, 5)
    assert "You gave two numbers, 3 and 5, and the question asks for one." in said(capsys)
    check("3.13", len, len)
    assert "The question asks for the function itself" in said(capsys)


# ---- words and records belong together ----


def words_of(number: str, **change) -> dict:
    return {**lesson.WORDS[number], **change}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (words_of("a", form="guess"), "The form of step 3.a is one of: change, decide, line,"),
        (words_of("a", where="home"), "The where of step 3.a is one of: vote, live, desk."),
        (words_of("a", points=2), "The words of step 3.a need no points."),
        (words_of("a", mistakes={"everybody": ""}), "The mistakes of step 3.a lack unchanged."),
        ({k: v for k, v in words_of("a").items() if k != "hint"}, "words of step 3.a lack hint."),
        ({k: v for k, v in words_of("d").items() if k != "drawn"}, "of step 3.d lack drawn."),
    ],
)  # fmt: skip
def test_words_that_are_none_of_a_step_are_refused(words, told):
    number = told.split("3.")[1][0]
    (record,) = [one for one in lesson.STEPS if one.number == number]
    with pytest.raises(ValueError, match=re.escape(told)):
        with_words(record, 3, words)


def test_a_step_without_a_solution_is_refused():
    with pytest.raises(ValueError, match=r"The solution of step 3\.a is missing"):
        with_words(replace(lesson.STEPS[0], solution=""), 3, lesson.WORDS["a"])


def test_a_draw_with_an_example_needs_words_for_whoever_leaves_it():
    record = replace(lesson.STEPS[3], mistakes={"the_margin": lesson.margin_of_eighty})
    words = words_of("d", mistakes={"the_margin": "You made it."})
    with pytest.raises(ValueError, match=r"mistakes of step 3\.d lack unchanged"):
        with_words(record, 3, words)


def test_minutes_follow_from_the_form_or_are_said(steps):
    assert [steps[letter].minutes for letter in "abcdefg"] == [2, 2, 3, 2, 2.5, 3, 1]


# ---- in a kernel ----

OPENING = """
import pandas as pd, seaborn as sns, pytest
from tests.workbook import conftest, lesson
conftest.put_in_place(pytest.MonkeyPatch())
from mkt40_helpers import data
from mkt40_helpers.workbook import check, hint, start_lesson
learner = start_lesson(3, None)
survey = lesson.with_value(data.load("survey"))
two = survey[survey["channel"].isin(["store", "web shop"])]
"""


@pytest.mark.filterwarnings("ignore")  # the kernel's own
def test_a_lesson_runs_untouched_and_with_every_step_done(own_progress, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(refresh.ROOT))
    untouched = list(lesson.CELLS.values())
    done = [solved(lesson.CELLS[step.number], step.solution) for step in lesson.STEPS]
    told = outputs([OPENING, *untouched, *done], own_progress)[1:]
    before, after = told[: len(untouched)], told[len(untouched) :]
    assert [("As it was" in text) for text in before] == [letter in "adg" for letter in "abcdefg"]
    assert all("Still empty" in text or "As it was" in text for text in before)
    assert all("✓ Right" in text for text in after), after
    assert "7 of 7 steps done" in after[-1]


def test_the_gaps_of_a_cell_are_those_of_its_solution():
    (line,) = gapped_lines(lesson.CELLS["f"])
    assert line.count("___") == 2 and fits(lesson.STEPS[5].solution, line)


@pytest.mark.filterwarnings("ignore")  # the kernel's own
def test_a_gap_that_is_left_is_told_and_no_old_output_fills_it(own_progress):
    cells = [
        "from mkt40_helpers.workbook import plain_errors\nplain_errors.install()",
        "5",
        "6",
        "7",
        "x = ___ + 1",
        "y = len(___)\n",
        "___ = 3",
        "1 + 1",
    ]
    told = outputs(cells, own_progress)
    for text in told[4:6]:
        assert "A gap (___) in this line is still open" in " ".join(text.split())
    assert told[7] == "2"
