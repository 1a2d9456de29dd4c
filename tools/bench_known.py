"""How long the check takes to say what a wrong number is (part of ``make bench``).

Each exercise is asked once by a learner whose right answers are known already, as they are when a
check comes so far.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median, quantiles

from mkt40_helpers import chapters
from mkt40_helpers.workbook.diagnosis import answers, diagnose
from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.shelf import exercises_of
from tools.bench_buyers import Row

GOAL = 0.1  # seconds, the first time
NEVER = 12.345678901  # nothing that is known


def seconds() -> tuple[list[float], list[float]]:
    """Time a number that is nothing known, in each exercise that asks for one, twice."""
    first, again = [], []
    for chapter in chapters.names("exercises"):
        for exercise in exercises_of(chapter):
            if isinstance(exercise.kind, Number):
                answers(exercise, "bench")
                for times, given in ((first, NEVER), (again, NEVER + 1)):
                    start = time.perf_counter()
                    diagnose(exercise, given, "bench")
                    times.append(time.perf_counter() - start)
    return first, again


def rows() -> Iterator[Row]:
    """Measure the middle and the slow ones beside the time that they may take."""
    first, again = seconds()
    slow = quantiles(first, n=20)[-1]
    yield "look a number up, first (its 0.1 s)", median(first), GOAL, median(first) / GOAL, 1
    yield "look a number up, first, slow (0.1 s)", slow, GOAL, slow / GOAL, 1
    yield "look a number up, later (its 0.1 s)", median(again), GOAL, median(again) / GOAL, 1
