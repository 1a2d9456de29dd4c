"""What the lessons say with numbers, and their "so what", held against the data.

The sentence of a claim must stand in the lesson with the numbers of the whole data; its condition
must also hold in learners' samples, so that nobody reads a conclusion that her own data contradict.
"""

from __future__ import annotations

import functools
from pathlib import Path

import nbformat
import pytest
from claims import Claim, chapter01, chapter02, chapter03

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
CHAPTERS = [chapter01, chapter02, chapter03]
CLAIMS = [
    pytest.param(chapter, claim, id=f"{chapter.LESSON[:2]} {claim.says[:40]}")
    for chapter in CHAPTERS
    for claim in chapter.CLAIMS
]


@functools.cache
def tables(chapter, student: str | None = None):
    return chapter.tables(student)


@functools.cache
def lesson_text(chapter) -> str:
    cells = nbformat.read(NOTEBOOKS / f"{chapter.LESSON}.ipynb", as_version=4).cells
    return " ".join("\n".join(cell.source for cell in cells).split())


def test_every_lesson_is_held_to_its_claims():
    lessons = {path.stem for path in NOTEBOOKS.glob("[0-9][1-9]_*.ipynb")}
    assert {chapter.LESSON for chapter in CHAPTERS} == lessons


@pytest.mark.parametrize(("chapter", "claim"), CLAIMS)
def test_the_lesson_says_what_the_data_say(chapter, claim: Claim):
    values = claim.values(tables(chapter))
    assert claim.holds(values)
    sentence = " ".join(claim.says.format(**values).split())
    assert sentence in lesson_text(chapter)


@pytest.mark.parametrize(("chapter", "claim"), CLAIMS)
def test_the_conclusion_holds_in_learners_samples(chapter, claim: Claim):
    for number in range(20):
        values = claim.values(tables(chapter, f"student {number}"))
        assert claim.holds(values), (number, values)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.LESSON)
def test_every_so_what_is_claimed(chapter):
    claimed = sum(claim.so_what for claim in chapter.CLAIMS)
    assert lesson_text(chapter).count("**So what.**") == claimed
