"""What the lessons say with numbers, held against the data.

A cell with the tag ``claim:name`` must hold the figures that the claim computes from the whole
data; its condition must also hold in learners' samples, so that nobody reads a conclusion that her
own data contradict.
"""

from __future__ import annotations

import functools
import re

import pytest

from tests.claims import Claim
from tests.every_chapter.chapters import Chapter, read, tags

TAG = "claim:"


@functools.cache
def tables(chapter: Chapter, student: str | None = None):
    return chapter.claims.tables(student)


@functools.cache
def tagged(chapter: Chapter) -> dict[str, list[str]]:
    """Texts of the cells by the claim that they carry."""
    found: dict[str, list[str]] = {}
    for cell in read(chapter.lesson).cells:
        for tag in tags(cell):
            if tag.startswith(TAG):
                found.setdefault(tag.removeprefix(TAG), []).append(" ".join(cell.source.split()))
    return found


def stands(figure: str, text: str) -> bool:
    """Whether a figure stands in a text as a whole, and not as a part of another number."""
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text))


def test_the_lesson_says_what_the_data_say(chapter, claim: Claim):
    values = claim.values(tables(chapter))
    assert claim.holds(values), values
    cells = tagged(chapter).get(claim.name)
    assert cells, f"no cell has the tag {TAG}{claim.name}"
    for figure in claim.written(values):
        assert all(stands(" ".join(figure.split()), text) for text in cells), figure


def test_the_conclusion_holds_in_learners_samples(chapter, claim: Claim):
    for number in range(20):
        values = claim.values(tables(chapter, f"student {number}"))
        assert claim.holds(values), (number, values)


def test_every_tag_has_its_claim_and_every_claim_another_name(chapter):
    names = [claim.name for claim in chapter.claims.CLAIMS] if chapter.claims else []
    assert len(set(names)) == len(names)
    assert tagged(chapter).keys() <= set(names)


def test_every_so_what_is_claimed(chapter):
    for cell in read(chapter.lesson).cells:
        if "**So what.**" in cell.source:
            assert any(tag.startswith(TAG) for tag in tags(cell)), cell.source[:80]


@pytest.mark.parametrize(
    ("figure", "text", "there"),
    [
        ("34", "the stores score **34**, the", True),
        ("34", "34.5 points", False),
        ("34", "134 people", False),
        ("34", "1,034 people", False),
        ("16%", "16% are detractors.", True),
        ("5", "from 2 to 5.", True),
    ],
)
def test_a_figure_is_found_as_a_whole(figure, text, there):
    assert stands(figure, text) is there
