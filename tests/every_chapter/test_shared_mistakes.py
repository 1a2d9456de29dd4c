"""What an exercise asks for, and what runs through all chapters, is a named mistake."""

from __future__ import annotations

import re

from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.records import Exercise
from tests.every_chapter.chapters import Chapter, read
from tests.every_chapter.handed_in import drawn
from tests.every_chapter.proposals import not_named

LEARNERS = [f"student {number}" for number in range(10)]
MOST_ALIKE = 1  # of the ten

# Shared mistakes that give another answer and are not named, with the reason.
NO_DUPLICATES = "the primer does not tell how rows are dropped"
ONE_WAVE = "a wave has one row for each customer already"
NOT_NAMED = {
    "0.b": {"once_each_customer": NO_DUPLICATES},
    "0.c": {"once_each_customer": NO_DUPLICATES},
    "0.d": {"once_each_customer": NO_DUPLICATES},
    "0.e": {"once_each_customer": NO_DUPLICATES},
    "0.h": {"once_each_customer": NO_DUPLICATES},
    "0.i": {"once_each_customer": NO_DUPLICATES},
    "3.01": {
        "mean_of_channel": "few answers of one channel are pulled, and no others",
        "mean_of_touchpoint": "few answers of one touchpoint are pulled, and no others",
    },
    "5.10": {
        "other_part": "five shares that add up to 1 have no other part",
        "multiplied_up": "its rows are states, and no steps one after the other",
    },
    "6.i": {"once_each_customer": ONE_WAVE},
    "6.k": {"once_each_customer": ONE_WAVE},
}


def assert_all_named(exercise: Exercise) -> None:
    found = set(not_named(exercise))
    assert found == set(NOT_NAMED.get(exercise.key, ())), (exercise.key, found)


def test_every_shared_mistake_of_an_exercise_is_named(chapter, exercise):
    assert_all_named(exercise)


def test_every_shared_mistake_of_a_step_is_named(lesson, step):
    assert_all_named(step)


def test_where_one_mistake_of_a_margin_is_named_all_are(chapter, exercise):
    of_a_margin, named = set(shared.margin()), set(exercise.mistakes)
    if "without_root" in named:  # what the root is forgotten of, in this sum
        of_a_margin -= {"error_squared"}
    assert not of_a_margin & named or of_a_margin <= named, of_a_margin - named


# ---- what an exercise asks for ----


def text_of(chapter: Chapter, exercise: Exercise) -> str:
    """What the workbook asks below the heading, on one line."""
    cells = [cell.source for cell in read(chapter.solution).cells]
    (cell,) = (source for source in cells if source.startswith(f"### {exercise.key} "))
    return " ".join(cell.split("\n\n", 2)[2].split())


def bold(text: str) -> set[str]:
    """Words between two stars, without the letters of reasons."""
    return {word for word in re.findall(r"\*\*(.+?)\*\*", text) if len(word) > 1}


def test_every_condition_has_its_own_mistake(chapter, exercise):
    text = text_of(chapter, exercise)
    conditions = chapter.conditions.get(exercise.key, {})
    assert bold(text) <= set(conditions), bold(text) - set(conditions)
    for condition, names in conditions.items():
        assert condition in text.replace("**", ""), condition
        assert isinstance(names, str) or set(names) <= set(exercise.mistakes), (
            condition,
            set(names) - set(exercise.mistakes),
        )


def test_a_condition_that_is_overlooked_gives_another_answer(chapter, exercise):
    told = chapter.conditions.get(exercise.key, {}).values()
    wanted = {name for names in told if not isinstance(names, str) for name in names}
    alike = dict.fromkeys(wanted, 0)
    for number, learner in enumerate(LEARNERS):
        right, wrong = answers(exercise, learner, drawn(exercise, number))
        for name in wanted:
            alike[name] += any(exercise.kind.same(wrong[name], one) for one in right)
    assert all(times <= MOST_ALIKE for times in alike.values()), alike
