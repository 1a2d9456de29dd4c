"""A progress file is judged again in another process; what it says of itself is not believed."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

from mkt40_helpers.workbook import check, hint, marking, progress_file, start
from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.edition import EDITION
from mkt40_helpers.workbook.shelf import find
from tests.workbook.test_desk import right

KEYS_OF_EVERY_KIND = ("3.1", "3.3", "3.4", "3.8", "3.11", "3.12", "3.13", "2.11")
CHECK = {"event": "check", "student": "s123", "time": "2026-01-01T10:00:00.000+00:00"}


def file_of(folder: Path, *records: dict[str, object]) -> Path:
    path = folder / "from a download (1).json"
    path.write_text(json.dumps({"format": 1, "records": [{**CHECK, **one} for one in records]}))
    return path


def row(marks: pd.DataFrame, key: str) -> dict[str, object]:
    return marks.set_index("exercise").loc[key].to_dict()


def answer(key: str) -> object:
    return right(key, "s123")


def test_another_process_gives_the_points_that_the_learner_saw(own_progress, capsys):
    learner = start(3, "s123")
    check("3.1", ...)
    check("3.1", 1)
    check("3.1", 1)
    check("3.1", right("3.1", learner))
    check("3.4", right("3.4", learner))
    check("3.13", right("3.13", learner))
    hint("3.2")
    check("3.5", 99)
    seen = capsys.readouterr().out
    path = progress_file.path_of(3, "s123")
    code = (
        f"from mkt40_helpers.workbook.marking import judge; print(judge({str(path)!r}).to_json())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    marks = pd.DataFrame(json.loads(done.stdout))
    assert set(marks["student"]) == {"s123"} and marks["max_points"].sum() == 29
    # The two that look back carry no points, and are not counted where the learner sees it.
    assert len(marks) == 15 and marks["max_points"].gt(0).sum() == 13
    assert f"3 of 13 exercises solved, {marks['points'].sum()} of 29 points" in seen
    states = marks.set_index(marks["exercise"].astype(str))["state"]
    assert list(states[states == "right"].index) == ["3.1", "3.4", "3.13"]
    assert list(states[states == "begun"].index) == ["3.2", "3.5"]


def test_tries_hints_and_edition_are_told(own_progress):
    learner = start(3, "s123")
    for given in (..., 1, 1, 2, right("3.1", learner)):
        check("3.1", given)
    hint("3.1")
    marks = marking.judge(progress_file.path_of(3, "s123"))
    told = row(marks, "3.1")
    assert (told["tries"], told["hints"], told["edition"], told["remark"]) == (3, 1, EDITION, "")
    assert row(marks, "3.2") | {"title": ""} == {
        "student": "s123", "title": "", "points": 0, "max_points": 1, "tries": 0, "hints": 0,
        "state": "open", "mistakes": "", "edition": "", "remark": "",
    }  # fmt: skip


def test_marks_name_the_mistakes_once_and_in_order(own_progress):
    wrong = answers(find("3.2"), "s123")[1]
    given = [wrong["all_rows"], wrong["without_passives"], wrong["all_rows"], 12345]
    records = [{"exercise": "3.2", "answer": one, "edition": EDITION} for one in given]
    # What a file says of its mistakes is not believed either.
    records[0]["mistake"] = "promoters"
    marks = marking.judge(file_of(own_progress, *records))
    assert row(marks, "3.2")["mistakes"] == "all_rows, without_passives"


def test_a_verdict_that_was_written_by_hand_earns_nothing(own_progress):
    path = file_of(
        own_progress, {"exercise": "3.1", "answer": 5, "verdict": "right", "edition": EDITION}
    )
    told = row(marking.judge(path), "3.1")
    assert (told["points"], told["state"]) == (0, "begun")
    assert told["remark"] == "right in the file, but its answer is not"


def test_a_right_answer_counts_whatever_the_file_says_of_it(own_progress):
    given = int(answer("3.1"))
    path = file_of(
        own_progress, {"exercise": "3.1", "answer": given, "verdict": "mistake", "edition": EDITION}
    )
    assert row(marking.judge(path), "3.1")["points"] == 1


def test_states_of_version_0_1_stay_as_recorded_and_that_is_said_once(own_progress):
    path = file_of(
        own_progress,
        {"exercise": "3.1", "answer": 5, "verdict": "right"},
        {"exercise": "3.2", "answer": 5, "verdict": "right"},
        {"exercise": "3.5", "answer": float(answer("3.5")), "verdict": "mistake"},
    )
    with pytest.warns(UserWarning, match=r"version 0\.1: their states stay as recorded") as said:
        marks = marking.judge(path)
    assert len(said) == 1
    states = [row(marks, key)["state"] for key in ("3.1", "3.2", "3.5")]
    assert states == ["right", "right", "begun"]
    assert "as recorded by version 0.1" in row(marks, "3.1")["remark"]
    # Points of a course are another thing: there no such record can be of this run.
    assert marking.solved_anew(progress_file.read(path)) == {"3.5"}


def test_answers_to_a_question_that_is_another_now_earn_no_points(own_progress):
    path = file_of(
        own_progress,
        {"exercise": "3.1", "answer": 5, "verdict": "right"},
        {"exercise": "3.3", "answer": 5, "verdict": "right"},
        {"exercise": "3.4", "answer": 5, "verdict": "right", "edition": "0.1.5"},
    )
    with pytest.warns(UserWarning, match="stay as recorded"):
        marks = marking.judge(path)
    assert row(marks, "3.1")["state"] == "right"
    told = row(marks, "3.3")
    assert (told["state"], told["points"], told["tries"]) == ("open", 0, 0)
    assert told["remark"] == "answers of version 0.1 were to another question"
    assert row(marks, "3.4")["state"] == "begun"


def test_what_another_edition_called_right_is_told_apart(own_progress):
    given = int(answer("3.1"))
    path = file_of(
        own_progress,
        {"exercise": "3.1", "answer": given, "verdict": "right", "edition": "9.8.7"},
        {"exercise": "3.2", "answer": 5, "verdict": "right", "edition": "9.8.7"},
    )
    marks = marking.judge(path)
    assert (row(marks, "3.1")["points"], row(marks, "3.1")["remark"]) == (1, "")
    told = row(marks, "3.2")
    assert told["points"] == 0 and "right in edition 9.8.7, but not in" in told["remark"]
    assert told["edition"] == "9.8.7"


def test_two_learners_in_a_file_are_two_learners(own_progress):
    given = int(answer("3.1"))
    path = file_of(
        own_progress,
        {"exercise": "3.1", "answer": given, "edition": EDITION},
        {"exercise": "3.1", "answer": given, "edition": EDITION, "student": "s124"},
    )
    marks = marking.judge(path)
    assert marks.groupby("student")["points"].sum().to_dict() == {"s123": 1, "s124": 0}


@pytest.mark.parametrize(
    "given", [{"series": 5}, {"columns": 1}, [[[]]], {"other": []}, "", -1e308]
)
def test_an_answer_that_no_check_has_written_stops_nobody(own_progress, given):
    records = [
        {"exercise": key, "answer": given, "verdict": "not yet", "edition": EDITION}
        for key in (*KEYS_OF_EVERY_KIND, "99.1", "x", "3.99")
    ]
    path = file_of(own_progress, *records)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert marking.judge(path)["points"].sum() == 0
        assert marking.solved_anew(progress_file.read(path)) == set()


def test_a_file_without_records_is_explained(own_progress):
    with pytest.raises(ValueError, match="There are no records of this course's workbooks in"):
        marking.judge(file_of(own_progress, {"exercise": "99.1"}))
    with pytest.raises(
        ValueError, match="There are no records of this course's workbooks in not-there"
    ):
        marking.judge("not-there.json")
    damaged = own_progress / "damaged.json"
    damaged.write_text("{")
    with pytest.raises(ValueError, match="not a readable progress file"):
        marking.judge(damaged)


def test_the_last_answer_counts_and_a_loop_of_guesses_does_not():
    check = {"event": "check", "exercise": "2.11", "student": "s1"}

    def solved(*words):
        return marking.solved_anew([{**check, "answer": word} for word in words])

    assert solved("old report", "no primary study") == {"2.11"}
    assert solved("no primary study", "old report") == set()
    number = {"event": "check", "exercise": "3.1", "student": "s1"}
    guesses = [{**number, "answer": guess} for guess in range(marking.MOST_ANSWERS)]
    last = {**number, "answer": right("3.1", "s1")}
    assert marking.solved_anew([*guesses[1:], last]) == {"3.1"}
    assert marking.solved_anew([*guesses, last]) == set()
