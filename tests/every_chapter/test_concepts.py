"""What a chapter's exercises practise, and that each can be asked again as its lines promise."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from mkt40_helpers import chapters, data
from mkt40_helpers.workbook.diagnosis import answers, diagnose, read
from mkt40_helpers.workbook.known import concepts_of, lines_for
from tests.every_chapter.chapters import Chapter
from tests.every_chapter.chapters import read as read_notebook

LEARNERS = [f"student {number}" for number in range(5)]


def test_every_exercise_practises_a_concept_of_its_chapter(chapter):
    concepts = concepts_of(chapter.number)
    own = [concept for concept in concepts if concept.chapter == chapter.number]
    assert 4 <= len(own) <= 7
    practised = {key for concept in own for key in concept.keys}
    assert practised == {e.key for e in chapter.exercises if e.level != "again"}
    for concept in set(concepts) - set(own):
        assert concept.chapter < chapter.number
        (exercise,) = concept.exercises
        assert exercise.level == "again" and f"(chapter {concept.chapter})" in exercise.title


def test_most_concepts_can_be_asked_again(chapter):
    numbers = {exercise.number for exercise in chapter.exercises}
    assert set(chapters.part(chapter.name, "concepts").AGAIN) <= numbers
    own = [one for one in concepts_of(chapter.number) if one.chapter == chapter.number]
    can = [one for one in own if any(map(lines_for, one.exercises))]
    assert len(can) >= len(own) / 3


def solution_of(chapter: Chapter, number: str) -> str:
    """What the solution adds to the answer cell of an exercise."""
    name = f"answer-{chapter.number}-{number}"
    (cell,) = (
        cell
        for cell in read_notebook(chapter.solution).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    found = re.search(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", cell.source, re.DOTALL)
    assert found
    return found[1]


def test_the_lines_load_what_the_solution_needs_and_the_answer_is_another(chapter, exercise):
    if not lines_for(exercise):
        return  # it is not asked again
    solution = solution_of(chapter, exercise.number)
    (check,) = (
        re.search(rf'^check\("{re.escape(exercise.key)}", (\w+)\)', cell.source, re.MULTILINE)[1]
        for cell in read_notebook(chapter.solution).cells
        if cell.source.startswith(f'check("{exercise.key}"')
    )
    for learner in LEARNERS:
        fresh = f"{learner} again"
        names = {"data": data, "pd": pd, "np": np, "sns": sns, "fresh": fresh}
        before = set(names)
        exec(lines_for(exercise), names)
        made = {name for name in set(names) - before if not name.startswith("__")}
        # Only names of its own: those of the open workbook stay what they are.
        assert all(n.startswith("fresh_") or hasattr(names[n], "__file__") for n in made), made
        names |= {n.removeprefix("fresh_"): names[n] for n in made if n.startswith("fresh_")}
        plt.close("all")
        exec(solution, names)
        given = read(exercise, names[check], fresh)
        assert diagnose(exercise, given, fresh).verdict == "right"
        assert diagnose(exercise, given, learner).verdict != "right"
        right, theirs = (answers(exercise, one)[0][0] for one in (fresh, learner))
        assert not exercise.kind.same(right, theirs)
