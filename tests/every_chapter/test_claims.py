"""What the lessons say with numbers, and their "so what", held against the data.

The sentence of a claim must stand in the lesson with the numbers of the whole data; its condition
must also hold in learners' samples, so that nobody reads a conclusion that her own data contradict.
"""

from __future__ import annotations

import functools

from tests.claims import Claim
from tests.every_chapter.chapters import Chapter, read


@functools.cache
def tables(chapter: Chapter, student: str | None = None):
    return chapter.claims.tables(student)


@functools.cache
def lesson_text(chapter: Chapter) -> str:
    return " ".join("\n".join(cell.source for cell in read(chapter.lesson).cells).split())


def test_the_lesson_says_what_the_data_say(chapter, claim: Claim):
    values = claim.values(tables(chapter))
    assert claim.holds(values)
    sentence = " ".join(claim.says.format(**values).split())
    assert sentence in lesson_text(chapter)


def test_the_conclusion_holds_in_learners_samples(chapter, claim: Claim):
    for number in range(20):
        values = claim.values(tables(chapter, f"student {number}"))
        assert claim.holds(values), (number, values)


def test_every_so_what_is_claimed(chapter):
    claimed = sum(claim.so_what for claim in chapter.claims.CLAIMS) if chapter.claims else 0
    assert lesson_text(chapter).count("**So what.**") == claimed
