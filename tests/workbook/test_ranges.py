"""Every figure that is asked for has a range, which holds whatever is possible in its unit."""

from __future__ import annotations

import math

import pytest

from mkt40_helpers import chapters
from mkt40_helpers.workbook.kinds import Function
from mkt40_helpers.workbook.known_numbers import figure_of
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.reference import answers
from mkt40_helpers.workbook.shelf import exercises_of, steps_of

WITH_A_FIGURE = [
    item
    for room, those_of in (("exercises", exercises_of), ("steps", steps_of))
    for number in chapters.names(room)
    for item in those_of(number)
    if figure_of(item.kind) is not None
]


def figures(exercise: Exercise, value: object) -> list[float]:
    kind = exercise.kind
    if isinstance(kind, Slip):
        value = value[1]
    elif isinstance(kind, Picture):
        value = {name: row[0] for name, row in value["figures"].items()}
    return list(value.values()) if isinstance(value, dict) else [value]


@pytest.mark.parametrize("exercise", WITH_A_FIGURE, ids=lambda exercise: exercise.key)
def test_right_figures_lie_in_the_range_of_their_unit(exercise):
    between = figure_of(exercise.kind).between
    assert between is not None, f"{exercise.key} asks for a figure: between=(lowest, highest)"
    low, high = between
    assert math.isfinite(low) and math.isfinite(high) and low < high
    if isinstance(exercise.kind, Order):
        return  # its lines have a time limit, and tests of their own
    draws = exercise.kind.draws if isinstance(exercise.kind, Drawn) else ()
    for learner in ("anonymous", "s1", "s2", "s3"):
        for right in answers(exercise, learner, tuple(draws)[3:4])[0]:
            assert all(low <= figure <= high for figure in figures(exercise, right))


def test_there_are_figures_and_other_answers():
    assert len(WITH_A_FIGURE) > 60
    assert figure_of(Function({})) is None
