"""What every exercise promises, proved over 50 learners' samples."""

from __future__ import annotations

import functools
import json

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import advocacy, exercises
from mkt40_helpers.exercises import Exercise, tables_of
from mkt40_helpers.exercises.diagnosis import Diagnosis, diagnose, look_alike, plain, try_function

ALL = [exercise for number in exercises.CHAPTERS for exercise in exercises.chapter(number)]
EVERY = [exercise.key for exercise in ALL]
EXERCISES = exercises.chapter(3)
NUMBERS = [exercise for exercise in EXERCISES if exercise.kind == "number"]


@functools.cache  # drawing 50 samples that fit takes a while, and not every worker needs them
def learners(chapter: int = 3) -> list[str]:
    return [exercises.learner_of(f"student {number}", chapter) for number in range(50)]


def learners_of(exercise: Exercise) -> list[str]:
    return learners(int(exercise.key.split(".")[0]))


def given(exercise: Exercise, maker, learner: str):
    """What the check would see if the learner's code did the same as `maker`."""
    if exercise.kind == "function":
        return try_function(exercise, maker, learner)
    return plain(maker(*tables_of(exercise, learner)))


@pytest.mark.parametrize("exercise", ALL, ids=EVERY)
def test_right_answers_pass_and_every_mistake_is_named(exercise):
    assert len(exercise.mistakes) >= 2 and len(exercise.hints) == 3
    for learner in learners_of(exercise):
        assert diagnose(exercise, given(exercise, exercise.answer, learner), learner) == (
            Diagnosis("right", exercise.praise)
        )
        for mistake in exercise.mistakes:
            found = diagnose(exercise, given(exercise, mistake.answer, learner), learner)
            assert (found.verdict, found.message) == ("mistake", mistake.message), learner


@pytest.mark.parametrize("exercise", ALL, ids=EVERY)
def test_an_untouched_stub_gets_help(exercise):
    for empty in (..., None):
        found = diagnose(exercise, plain(empty), learners_of(exercise)[0])
        assert found.verdict == "empty" and "in place of the three dots" in found.message


def test_an_untouched_function_gets_help():
    exercise = exercises.find("3.13")
    results = try_function(exercise, lambda scores: None, learners()[0])
    assert "return" in diagnose(exercise, results, learners()[0]).message


def test_hints_go_from_where_to_look_to_nearly_there():
    for exercise in ALL:
        if exercise.kind == "choice":
            continue  # its hints are about reading, not about code
        signs = [sum(hint.count(sign) for sign in "()[]=*/") for hint in exercise.hints]
        assert signs[2] > signs[0], exercise.key  # the first says where, the last nearly how


def test_learners_get_different_answers():
    for exercise in EXERCISES:
        if exercise.kind in ("number", "series"):
            answers = {json.dumps(given(exercise, exercise.answer, who)) for who in learners()[:10]}
            # 3.8 counts months, 0 to 24, and so has few values.
            assert len(answers) >= (2 if exercise.key == "3.8" else 9), exercise.key


def test_a_sample_in_which_answers_look_alike_is_drawn_again(monkeypatch):
    seen = []

    def unfit(exercise, learner):
        seen.append(learner)
        return [(0, 1)] if "~2" not in learner else []

    monkeypatch.setattr("mkt40_helpers.exercises.diagnosis.look_alike", unfit)
    exercises.learner_of.cache_clear()
    assert exercises.learner_of("nobody", 3) == "nobody~2"
    assert seen[0] == "nobody"
    exercises.learner_of.cache_clear()


def test_look_alike_finds_answers_that_cannot_be_told_apart():
    twin = exercises.Mistake("same as right", exercises.find("3.3").answer)
    exercise = exercises.find("3.3")
    broken = Exercise(**{**vars(exercise), "mistakes": (*exercise.mistakes, twin)})
    assert (0, len(exercise.mistakes) + 1) in look_alike(broken, "s1")


# ---- the references, against the helpers (two ways to the same number) ----


@pytest.mark.parametrize("number", range(5))
def test_references_agree_with_the_helpers(number):
    learner = learners()[number]

    def reference(key):
        exercise = exercises.find(key)
        return given(exercise, exercise.answer, learner)

    survey = tables_of(exercises.find("3.3"), learner)[0]
    whole = advocacy.nps(survey["score"])
    assert reference("3.1") == whole.promoters
    assert reference("3.2") == pytest.approx(100 * whole.detractor_share)
    assert reference("3.3") == pytest.approx(whole.score)
    by = advocacy.nps_by(survey, "channel").set_index("channel")["nps"].to_dict()
    assert reference("3.4")["series"] == pytest.approx(by)
    assert reference("3.5") == pytest.approx(advocacy.nps(survey["score"].replace(8, 9)).score)
    assert 2 * reference("3.6") - 100 == pytest.approx(whole.score)
    low, high = whole.interval("wald")
    assert reference("3.7") == pytest.approx((high - low) / 2, rel=1e-4)
    store, web = (
        advocacy.nps(survey.loc[survey["channel"] == name, "score"])
        for name in ("store", "web shop")
    )
    assert reference("3.9") == pytest.approx((store.se**2 + web.se**2) ** 0.5)
    assert reference("3.10") == advocacy.sample_size(5, whole.promoter_share, whole.detractor_share)
    gains = advocacy.drivers(survey).set_index("touchpoint")["gain"]
    assert reference("3.12") == pytest.approx(gains["delivery"] / 2)


# ---- slips that are no wrong idea ----


@pytest.mark.parametrize("exercise", NUMBERS, ids=[e.key for e in NUMBERS])
def test_slips_with_a_number_get_their_own_message(exercise):
    learner = learners()[0]
    right = given(exercise, exercise.answer, learner)

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
    assert ".score" in told(advocacy.nps([9]))
    assert "one end" in told(advocacy.nps([9]).interval()) or "a list" in told(
        advocacy.nps([9]).interval()
    )
    assert "Call it" in told(len)
    assert "not a number" in told(float("nan"))
    assert "infinite" in told(float("inf"))
    assert "of the type object" in told(object())
    assert "the other way round" in told(-right)
    if exercise.names_a_share:
        assert "this is a fraction" in told(right / 100)
        assert "once too often" in told(right * 100)


@pytest.mark.parametrize("kind", [int, float, np.float64, np.int64, np.float32])
def test_any_kind_of_number_is_a_number(kind):
    exercise = exercises.find("3.1")
    right = given(exercise, exercise.answer, "s1")
    assert diagnose(exercise, plain(kind(right)), "s1").verdict == "right"


def test_a_rounded_answer_is_told_so():
    exercise = exercises.find("3.3")
    answers = ((given(exercise, exercise.answer, learner), learner) for learner in learners())
    right, learner = next(pair for pair in answers if abs(pair[0] - round(pair[0])) > 0.2)
    assert "rounded" in diagnose(exercise, round(right), learner).message


def test_a_fraction_of_a_named_mistake_is_still_named():
    exercise = exercises.find("3.3")
    mistake = exercise.mistakes[0]
    wrong = given(exercise, mistake.answer, learners()[0]) / 100
    found = diagnose(exercise, wrong, learners()[0])
    assert found.verdict == "mistake"
    assert found.message.startswith(mistake.message) and "fraction" in found.message


def test_a_column_may_come_in_any_reasonable_form():
    exercise = exercises.find("3.4")
    learner = learners()[0]
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
    exercise = exercises.find("3.4")
    learner = learners()[0]
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
    exercise = exercises.find("3.11")
    assert diagnose(exercise, "  Other   Question ", "s1").verdict == "right"
    assert '"same bands"' in diagnose(exercise, "B", "s1").message
    assert "in quotation marks" in diagnose(exercise, 2, "s1").message


def test_a_function_is_told_where_it_fails_and_not_what_is_right():
    exercise = exercises.find("3.13")

    def crashes(scores):
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    found = diagnose(exercise, try_function(exercise, crashes, "s1"), "s1")
    assert found.verdict == "slip" and "[10, None, 9, 6]" in found.message
    assert "TypeError" in found.message and "33" not in found.message
    assert "without brackets" in diagnose(exercise, 20.0, "s1").message
    nearly = try_function(exercise, lambda scores: 20.0, "s1")
    assert "1 of 9 inputs" in diagnose(exercise, nearly, "s1").message


def test_every_not_yet_says_what_is_right_first():
    for exercise in EXERCISES:
        if exercise.kind == "number":
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
        found = diagnose(exercises.find("3.4"), plain(column.astype(object)), "s1")
        assert found.verdict != "right"


def test_keys_are_found_and_misspelt_ones_explained():
    assert exercises.find("3.10").title == "How many answers are enough?"
    with pytest.raises(ValueError, match=r"no exercise 3\.1\. Write the key in quotes"):
        exercises.find(3.10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="There are workbooks for: "):
        exercises.chapter(9)
