"""From an answer to a diagnosis: slips, mistakes, kinds of answers, plain data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data
from mkt40_helpers.workbook.diagnosis import diagnose, look_alike, read
from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.learners import learner_of
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import Mistake, tables_of
from mkt40_helpers.workbook.shelf import exercises_of, find

EXERCISES = exercises_of(3)
NUMBERS = [exercise for exercise in EXERCISES if isinstance(exercise.kind, Number)]
LEARNER = learner_of("student 0", 3)


def right_answer(exercise, learner: str = LEARNER):
    return plain(exercise.answer(*tables_of(exercise, learner)))


def test_an_untouched_function_gets_help():
    exercise = find("3.13")
    results = read(exercise, lambda scores: None, LEARNER)
    assert "return" in diagnose(exercise, results, LEARNER).message


def test_a_sample_in_which_answers_look_alike_is_drawn_again(monkeypatch):
    seen = []

    def unfit(exercise, learner):
        seen.append(learner)
        return [(0, 1)] if "~2" not in learner else []

    monkeypatch.setattr("mkt40_helpers.workbook.learners.look_alike", unfit)
    learner_of.cache_clear()
    assert learner_of("nobody", 3) == "nobody~2"
    assert seen[0] == "nobody"
    learner_of.cache_clear()


def test_look_alike_finds_answers_that_cannot_be_told_apart():
    exercise = find("3.3")
    twin = Mistake("same as right", exercise.answer)
    broken = replace(exercise, mistakes=(*exercise.mistakes, twin))
    assert (0, len(exercise.mistakes) + 1) in look_alike(broken, "s1")


# ---- slips that are no wrong idea ----


@pytest.mark.parametrize("exercise", NUMBERS, ids=[e.key for e in NUMBERS])
def test_slips_with_a_number_get_their_own_message(exercise):
    learner = LEARNER
    right = right_answer(exercise, learner)

    def told(answer):
        found = diagnose(exercise, plain(answer), learner)
        assert found.verdict == "slip", (answer, found)
        return found.message

    assert "quotation marks" in told(str(right))
    assert "asks for a number" in told("plenty")
    assert "yes/no" in told(True)
    assert "column or table" in told(pd.Series([right, right]))
    assert "column or table" in told(pd.DataFrame({"a": [right]}))
    assert "a list" in told([right])
    assert "whole NPS result" in told(advocacy.nps([9])) and ".score, " in told(advocacy.nps([9]))
    assert ".low or .high" in told(advocacy.nps([9]).interval())
    assert "Call it" in told(len)
    assert "not a number" in told(float("nan"))
    assert "infinite" in told(float("inf"))
    assert "of the type object" in told(object())
    assert "the other way round" in told(-right)
    if exercise.kind.names_a_share:
        assert "this is a fraction" in told(right / 100)
        assert "once too often" in told(right * 100)


@pytest.mark.parametrize("kind", [int, float, np.float64, np.int64, np.float32])
def test_any_kind_of_number_is_a_number(kind):
    exercise = find("3.1")
    right = right_answer(exercise, "s1")
    assert diagnose(exercise, plain(kind(right)), "s1").verdict == "right"


def test_a_rounded_answer_is_told_so():
    exercise = find("3.3")
    everybody = (learner_of(f"student {number}", 3) for number in range(50))
    answers = ((right_answer(exercise, learner), learner) for learner in everybody)
    right, learner = next(pair for pair in answers if abs(pair[0] - round(pair[0])) > 0.2)
    assert "rounded" in diagnose(exercise, round(right), learner).message


def test_a_fraction_of_a_named_mistake_is_still_named():
    exercise = find("3.3")
    mistake = exercise.mistakes[0]
    wrong = mistake.answer(*tables_of(exercise, LEARNER)) / 100
    found = diagnose(exercise, wrong, LEARNER)
    assert found.verdict == "mistake"
    assert found.message.startswith(mistake.message) and "fraction" in found.message


def test_a_column_may_come_in_any_reasonable_form():
    exercise = find("3.4")
    learner = LEARNER
    right = pd.Series(exercise.answer(*tables_of(exercise, learner)))
    forms = [
        right,
        right.iloc[::-1],
        right.to_dict(),
        right.rename_axis("channel").reset_index(),
        right.to_frame("nps"),
        right.astype("Float64"),
    ]
    for form in forms:
        assert diagnose(exercise, plain(form), learner).verdict == "right", form


def test_slips_with_a_column_get_their_own_message():
    exercise = find("3.4")
    learner = LEARNER
    right = pd.Series(exercise.answer(*tables_of(exercise, learner)))

    def told(answer):
        found = diagnose(exercise, plain(answer), learner)
        assert found.verdict == "slip", (answer, found)
        return found.message

    assert "use groupby" in told(12.5)
    assert "which figure belongs" in told(right.tolist())
    assert "not in your answer: store" in told(right.drop("store"))
    assert "do not belong there: post" in told(pd.concat([right, pd.Series({"post": 1.0})]))
    assert "fraction" in told(right / 100)
    assert "other way round" in told(-right)
    assert "no number" in told(right.astype(str))
    assert "Keep the names" in told(pd.DataFrame({"nps": [1, 2]}))
    assert "with the names" in told("store")


def test_a_choice_is_read_kindly_and_refused_plainly():
    exercise = find("3.11")
    assert diagnose(exercise, "  Other   Question ", "s1").verdict == "right"
    assert '"same bands"' in diagnose(exercise, "B", "s1").message
    assert "in quotation marks" in diagnose(exercise, 2, "s1").message


def test_a_function_is_told_where_it_fails_and_not_what_is_right():
    exercise = find("3.13")

    def crashes(scores):
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    found = diagnose(exercise, read(exercise, crashes, "s1"), "s1")
    assert found.verdict == "slip" and "[10, None, 9, 6]" in found.message
    assert "TypeError" in found.message and "33" not in found.message
    assert "without brackets" in diagnose(exercise, 20.0, "s1").message
    nearly = read(exercise, lambda scores: 20.0, "s1")
    assert "1 of 9 inputs" in diagnose(exercise, nearly, "s1").message


def test_every_not_yet_says_what_is_right_first():
    for exercise in EXERCISES:
        if isinstance(exercise.kind, Number):
            found = diagnose(exercise, 123456.789, "s1")
            assert found.verdict == "not yet" and found.message.startswith(
                "You gave a number, as asked"
            )


# ---- plain data ----


def test_plain_keeps_plain_values():
    for value in (1, 2.5, True, "text", None, [1, [2, "a"]]):
        assert plain(value) == value
    assert plain((1, 2)) == [1, 2] and plain(np.arange(3)) == [0, 1, 2]
    assert plain(pd.NA) is None
    assert plain({"a": np.float64(1)}) == {"series": {"a": 1.0}}
    table = pd.DataFrame({"m": pd.period_range("2025-01", periods=1, freq="M"), "n": [3]})
    assert plain(table) == {"columns": ["m", "n"], "rows": [["2025-01", 3]]}


def test_plain_is_always_json_and_never_large():
    values = [float("nan"), float("inf"), object(), len, ..., {1, 2}, b"x", 1j]
    values += [pd.Series(range(10_000)), pd.DataFrame({"a": range(10_000)}), "x" * 10_000]
    values += [list(range(10_000)), np.ones((3, 3)), pd.Timestamp("2025-01-01"), advocacy.nps([9])]
    for value in values:
        assert len(json.dumps(plain(value), allow_nan=False)) < 5_000


def test_an_answer_that_is_equal_to_everything_gains_nothing():
    class Yes(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

        def __abs__(self):
            return 0.0

        def __sub__(self, other):
            return 0.0

    for exercise in NUMBERS:
        assert diagnose(exercise, plain(Yes(1.5)), "s1").verdict == "slip"
    for column in (pd.Series([Yes(1)] * 4, index=["app", "dealer", "store", "web shop"]),):
        found = diagnose(find("3.4"), plain(column.astype(object)), "s1")
        assert found.verdict != "right"


def test_keys_are_found_and_misspelt_ones_explained():
    assert find("3.10").title == "How many answers are enough?"
    with pytest.raises(ValueError, match=r"no exercise 3\.1\. Write the key in quotes"):
        find(3.10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="There are workbooks for: "):
        exercises_of(9)


def test_exercise_tables_are_the_learners_own():
    (survey,) = tables_of(find("3.1"), "s5")
    assert survey.equals(data.load("survey", student="s5"))


def test_whole_results_for_each_group_are_named_by_what_they_are():
    exercise = find("3.4")
    for whole, figures in ((advocacy.nps([9]), ".score, "), (advocacy.nps([9]).interval(), ".low")):
        names = exercise.answer(*tables_of(exercise, LEARNER))
        found = diagnose(exercise, plain(dict.fromkeys(names, whole)), LEARNER)
        told = f"whole {type(whole).__name__} result for each group. Take the one figure"
        assert found.verdict == "slip" and told in found.message and figures in found.message
