"""What every exercise promises, proved over 50 learners' samples."""

from __future__ import annotations

import functools
import json

from mkt40_helpers.workbook.diagnosis import Diagnosis, diagnose
from mkt40_helpers.workbook.kinds import Choice, Number, Series
from mkt40_helpers.workbook.learners import learner_of
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import Exercise, tables_of

FEW_VALUES = {"3.8"}  # it counts months, from 0 to 24


@functools.cache  # drawing 50 samples that fit takes a while, and not every worker needs them
def learners(chapter: int) -> list[str]:
    return [learner_of(f"student {number}", chapter) for number in range(50)]


def given(exercise: Exercise, maker, learner: str):
    """What the check would see if the learner's code did the same as `maker`."""
    tables = tables_of(exercise, learner)
    made = exercise.kind.expect(maker, tables)
    # A series is expected in its tidy form; a learner hands in a column.
    return {"series": made} if isinstance(exercise.kind, Series) else made


def test_right_answers_pass_and_every_mistake_is_named(chapter, exercise):
    assert len(exercise.mistakes) >= 2 and len(exercise.hints) == 3
    for learner in learners(chapter.number):
        assert diagnose(exercise, given(exercise, exercise.answer, learner), learner) == (
            Diagnosis("right", exercise.praise)
        )
        for mistake in exercise.mistakes:
            found = diagnose(exercise, given(exercise, mistake.answer, learner), learner)
            assert (found.verdict, found.message) == ("mistake", mistake.message), learner


def test_an_untouched_stub_gets_help(chapter, exercise):
    for empty in (..., None):
        found = diagnose(exercise, plain(empty), learners(chapter.number)[0])
        assert found.verdict == "empty" and "in place of the three dots" in found.message


def test_hints_go_from_where_to_look_to_nearly_there(chapter, exercise):
    if isinstance(exercise.kind, Choice):
        return  # its hints are about reading, not about code
    signs = [sum(hint.count(sign) for sign in "()[]=*/") for hint in exercise.hints]
    assert signs[2] > signs[0]  # the first says where, the last nearly how


def test_learners_get_different_answers(chapter, exercise):
    if isinstance(exercise.kind, Number | Series):
        some = learners(chapter.number)[:10]
        answers = {json.dumps(given(exercise, exercise.answer, learner)) for learner in some}
        assert len(answers) >= (2 if exercise.key in FEW_VALUES else 9)
