"""The workbook as a learner meets it: feedback, hints, the progress file."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from mkt40_helpers.workbook import check, desk, hint, progress, progress_file, start
from mkt40_helpers.workbook.diagnosis import Diagnosis, answers, diagnose, read
from mkt40_helpers.workbook.kinds import Function
from mkt40_helpers.workbook.pairs import DecideInGroup
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.shelf import find

NEIGHBOURS = ("anna", "bram", "chloe")


def right(key: str, learner: str):
    exercise = find(key)
    if isinstance(exercise.kind, DecideInGroup):
        made = answers(exercise, learner, NEIGHBOURS)[0][0]
        return *made, list(NEIGHBOURS)
    if callable(exercise.answer) and not isinstance(exercise.kind, Function):
        return exercise.answer(*tables_of(exercise, learner))
    return exercise.answer  # a word, a pair of words, letters in order


def records(folder: Path, student: str = "s123") -> list[progress_file.Record]:
    return progress_file.read(progress_file.path_of(3, student, str(folder)))


def test_a_right_answer_counts_and_is_kept(own_progress, capsys):
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    out = capsys.readouterr().out
    assert "✓ Right (3.1)" in out and "1 of 13 exercises solved, 1 of 29 points" in out
    (record,) = records(own_progress)
    assert record["exercise"] == "3.1" and record["student"] == "s123"
    assert record["verdict"] == "right" and record["answer"] == right("3.1", learner)


def test_the_record_says_which_mistake_it_was(own_progress):
    wrong = answers(find("3.2"), start(3, "s123"))[1]
    check("3.2", wrong["all_rows"])
    check("3.2", wrong["without_passives"] / 100)
    check("3.2", 12345)
    checks = [record for record in records(own_progress) if record["event"] == "check"]
    found = [record.get("mistake") for record in checks]
    assert found == ["all_rows", "without_passives", None]


def test_the_record_has_all_names_where_several_ideas_lead_to_an_answer(own_progress, monkeypatch):
    start(3, "s123")
    both = Diagnosis("mistake", "Perhaps this. Or that.", ("this", "that"))
    monkeypatch.setattr(desk, "diagnose", lambda *_: both)
    check("3.2", 5)
    assert [record["mistake"] for record in records(own_progress)] == [["this", "that"]]


def test_a_mistake_of_an_older_file_is_no_new_try(own_progress):
    wrong = answers(find("3.2"), start(3, "s123"))[1]["all_rows"]
    event = {"event": "check", "exercise": "3.2", "student": "s123", "answer": wrong}
    progress_file.add(progress_file.path_of(3, "s123"), {**event, "verdict": "mistake"})
    check("3.2", wrong)
    (record,) = records(own_progress)
    assert "mistake" not in record


def test_progress_is_there_after_a_restart(own_progress, capsys, monkeypatch):
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    monkeypatch.setattr(desk, "_open", None)  # what a restart of the kernel forgets
    check("3.1", 1)
    assert "not open yet" in capsys.readouterr().out
    start(3, "s123")
    progress()
    assert "Next: 3.2 Share of detractors" in capsys.readouterr().out


def test_another_learner_has_another_file_and_begins_at_zero(own_progress, capsys):
    check("3.1", right("3.1", start(3, "s123")))
    capsys.readouterr()
    start(3, "s124")
    assert "0 of 13" in capsys.readouterr().out


def test_marking_can_be_redone_from_the_records_alone(own_progress):
    student = "student 17"
    learner = start(3, student)
    check("3.5", 99)
    for key in ("3.5", "3.3", "3.4", "3.13"):
        check(key, right(key, learner))
    check("3.9", *right("3.9", learner))
    text = progress_file.path_of(3, student).read_text("utf-8")
    for record in json.loads(text)["records"]:
        exercise = find(record["exercise"])
        again = diagnose(exercise, record["answer"], record["student"])
        assert again.verdict == record["verdict"]
    assert [record["verdict"] for record in records(own_progress, student)][1:] == ["right"] * 5


def test_hints_come_one_by_one(own_progress, capsys):
    start(3, "s123")
    capsys.readouterr()
    told = []
    for _ in range(4):
        hint("3.2")
        told.append(capsys.readouterr().out)
    for number, text in enumerate(find("3.2").hints):
        assert f"Hint {number + 1} of 3" in told[number] and text in told[number]
    assert "all three" in told[3] and len(records(own_progress)) == 3


def test_trial_and_error_is_slowed_down_but_never_blocked(own_progress, capsys):
    learner = start(3, "s123")
    capsys.readouterr()
    heard = []
    for guess in range(5000, 5012):  # more than there are rows, so that it is nothing known
        check("3.5", guess)
        heard.append(capsys.readouterr().out)
    assert "Stuck?" in heard[0] and "Hint 1" not in heard[1]
    assert "Hint 1 of 3" in heard[2] and "take a moment" in heard[2]
    assert "Hint 2 of 3" in heard[5] and "Hint 3 of 3" in heard[8]
    assert "Leave this one for now" in heard[11]
    check("3.5", right("3.5", learner))
    assert "✓ Right" in capsys.readouterr().out


def test_the_same_wrong_answer_is_no_new_try(own_progress, capsys):
    start(3, "s123")
    for _ in range(5):
        check("3.5", 1000)
    out = capsys.readouterr().out
    assert "This is the same answer as before" in out and "Hint 1 of 3" not in out
    assert len(records(own_progress)) == 1


def test_run_all_counts_no_try(own_progress, capsys):
    """Answers not given, or given before, are neither kept nor counted; each is still explained."""

    def stub(scores):
        """As the workbook has it."""

    answers = [("3.1", right("3.1", start(3, "s123"))), ("3.2", 1.5), ("3.3", ...), ("3.2", 2.5)]
    answers += [("3.13", stub)]
    for key, answer in answers:
        check(key, answer)
    kept = records(own_progress)
    assert [record["exercise"] for record in kept] == ["3.1", "3.2", "3.2"]
    capsys.readouterr()
    for key, answer in answers:
        check(key, answer)
    out = capsys.readouterr().out
    assert records(own_progress) == kept
    assert "✓ Right (3.1)" in out and "… Still empty (3.3)" in out and out.count("(3.2)") >= 2
    progress()
    out = capsys.readouterr().out
    assert "✓ right, 1 try\n" in out and "◐ begun, 2 tries\n" in out
    assert "3.3  The score itself  warm-up  2  ○ open\n" in out
    assert "3.13  Your own function  challenge  4  ○ open" in out


def test_tries_of_older_files_are_counted_alike(own_progress, capsys):
    """Older versions also kept empty answers and the same one twice."""
    path = progress_file.path_of(3, "s123")
    given = [({"other": "ellipsis"}, "empty"), (1.5, "not yet"), (1.5, "not yet"), (2.5, "not yet")]
    for answer, verdict in given:
        event = {"event": "check", "exercise": "3.2", "student": "s123"}
        progress_file.add(path, {**event, "answer": answer, "verdict": verdict})
    start(3, "s123")
    progress()
    assert "◐ begun, 2 tries" in capsys.readouterr().out


def test_an_answer_that_a_corrected_check_judges_anew_is_kept(own_progress, monkeypatch):
    learner = start(3, "s123")
    answer = right("3.1", learner)
    event = {"event": "check", "exercise": "3.1", "student": "s123", "answer": answer}
    progress_file.add(progress_file.path_of(3, "s123"), {**event, "verdict": "not yet"})
    check("3.1", answer)
    assert [record["verdict"] for record in records(own_progress)] == ["not yet", "right"]


def test_no_hint_is_brought_for_an_answer_given_before(own_progress, capsys):
    start(3, "s123")
    for guess in (1000, 1001, 1002, 1003, 1004):
        check("3.5", guess)
    capsys.readouterr()
    for guess in (1000, 1001, 1002, 1003, 1004) * 3:
        check("3.5", guess)
    assert "Hint 2 of 3" not in capsys.readouterr().out
    assert sum(record["event"] == "hint" for record in records(own_progress)) == 1


@pytest.mark.parametrize("number", [123456, 0])
def test_a_bare_number_is_told_about_its_zero(own_progress, capsys, number):
    learner = start(3, number)
    out = capsys.readouterr().out
    assert learner == str(number) and f"for learner {number}." in out
    assert out.count("quotation marks") == 1 and "-r student 0123456" in out
    start(3, str(number))
    assert "-r student" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("3.99", "There is no exercise '3.99'"),
        (3.1, "Write the key in quotes"),
        ("", "Write the key in quotes"),
        (None, "Write the key in quotes"),
    ],
)
def test_a_wrong_key_is_explained(own_progress, capsys, key, told):
    start(3, "s123")
    check(key, 5)
    hint(key)
    assert capsys.readouterr().out.count(told) == 2
    assert not records(own_progress)


def test_check_never_raises_in_a_learners_hands(own_progress, capsys, monkeypatch):
    start(3, "s123")

    class Nasty:
        def __getattribute__(self, name):
            raise RuntimeError("no")

    for answer in (Nasty(), lambda: 1, type, os, 10**400, "\udcff", [[...]], {"a": {1: {2}}}):
        for key in ("3.1", "3.3", "3.4", "3.8", "3.11", "3.12", "3.13"):
            check(key, answer)
    monkeypatch.setattr(desk, "diagnose", lambda *_: 1 / 0)
    check("3.1", 3)
    assert "That is not your mistake" in capsys.readouterr().out


def test_a_list_of_results_is_no_function(own_progress, capsys):
    learner = start(3, "s123")
    exercise = find("3.13")
    results = read(exercise, exercise.answer, learner)
    for answer in (results, results[:2], tuple(results), 20.0):
        check("3.13", answer)
    out = capsys.readouterr().out
    assert "✓ Right" not in out and out.count("asks for the function itself") == 4
    # And a record that somebody shortened by hand is judged without a stumble.
    assert diagnose(exercise, results[:2], learner).verdict == "form"


def test_under_nbgrader_only_a_right_answer_is_silent(own_progress, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    for wrong in (..., 1, "x"):
        with pytest.raises(AssertionError, match=r"3\.1: "):
            check("3.1", wrong)
    with pytest.raises(AssertionError):
        check("3.99", 1)


def test_files_are_merged_without_doubles(own_progress, capsys):
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    here = progress_file.path_of(3, "s123")
    there = own_progress / "download.json"
    there.write_bytes(here.read_bytes())
    progress_file.add(there, {"event": "hint", "exercise": "3.3", "student": "s123"})
    check("3.2", right("3.2", learner))
    capsys.readouterr()
    progress(merge=str(there))
    out = capsys.readouterr().out
    assert "1 answers and hints were added" in out and "2 of 13 exercises solved" in out
    progress(merge=str(there))
    assert "0 answers and hints were added" in capsys.readouterr().out
    times = [record["time"] for record in records(own_progress)]
    assert len(times) == 3 and times == sorted(times)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "There is no file 'other.json'"),
        ("{", "not a readable progress file"),
        ('{"format": 2, "records": []}', "its format is 2"),
        ('{"format": 1, "records": [{}]}', "a record is not complete"),
        ("[]", "not a readable progress file"),
        (
            '{"format": 1, "records": [{"time": "t", "event": "hint", "exercise": "3.1", '
            '"student": "s999"}]}',
            "another learner number",
        ),
        (
            '{"format": 1, "records": [{"time": "t", "event": "hint", "exercise": "4.1", '
            '"student": "s123"}]}',
            "another chapter",
        ),
    ],
)
def test_a_file_that_cannot_be_merged_is_explained(own_progress, capsys, content, told):
    check("3.1", right("3.1", start(3, "s123")))
    before = progress_file.path_of(3, "s123").read_bytes()
    other = own_progress / "other.json"
    if content is not None:
        other.write_text(content)
    progress(merge=str(other))
    out = capsys.readouterr().out
    assert "Nothing was added" in out and told in out
    assert progress_file.path_of(3, "s123").read_bytes() == before


def test_the_progress_file_is_small_and_readable(own_progress):
    learner = start(3, "s123")
    for key in ("3.1", "3.4", "3.13"):
        check(key, right(key, learner))
    path = progress_file.path_of(3, "s123")
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 5 and all('"exercise"' in line for line in lines[1:4])
    assert path.stat().st_size < 2_000
    assert not stat.S_IMODE(path.stat().st_mode) & stat.S_IXUSR


@pytest.mark.parametrize("student", ["", "   ", 12345, "a/b\\c:d", "é" * 200])
def test_any_text_is_a_learner_number(own_progress, capsys, student):
    learner = start(3, student)
    check("3.1", right("3.1", learner))
    out = capsys.readouterr().out
    assert "✓ Right" in out
    assert "Put your own number" in out if not str(student).strip() else True
    assert len(list(own_progress.glob("progress-03-*.json"))) == 1


def test_a_check_reads_the_progress_file_once_and_once_more_to_write(own_progress, monkeypatch):
    learner = start(3, "s123")
    reads, read_file = [], progress_file.read

    def counted(path):
        reads.append(path)
        return read_file(path)

    monkeypatch.setattr(progress_file, "read", counted)
    check("3.1", right("3.1", learner))
    assert len(reads) == 2
    check("3.1", 1)  # with the offer of a hint
    assert len(reads) == 4


@pytest.mark.parametrize("chapter", ["3", 7, None, True, 3.0])
def test_a_chapter_that_is_none_is_explained(own_progress, chapter):
    with pytest.raises(ValueError, match=r"There are workbooks for: 1, 2, 3"):
        start(chapter, "s1")
    assert not list(own_progress.iterdir())


def test_a_key_with_blanks_is_that_key(own_progress, capsys):
    start(3, "s1")
    check(" 3.1 ", 5)
    assert "Not yet (3.1)" in capsys.readouterr().out
