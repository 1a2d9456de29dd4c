"""A lesson with steps and a workbook with the new kinds, as if they were in the course."""

from __future__ import annotations

import pytest

from mkt40_helpers import chapters
from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.records import Exercise, with_words
from tests.workbook import lesson

FOUND = {
    0: ("primer", frozenset({"steps"})),
    3: ("advocacy", frozenset({"exercises", "steps"})),
    8: ("response", frozenset({"exercises"})),
}


def put_in_place(patch: pytest.MonkeyPatch) -> dict[str, Exercise]:
    """Give chapters 0 and 3 a step of every kind, and chapter 8 a workbook of the same kinds."""
    joined, found = shelf._joined, dict(sorted((chapters._found() | FOUND).items()))
    made = {
        (number, room): tuple(with_words(one, number, lesson.WORDS[one.number]) for one in records)
        for number, room, records in (
            (0, "steps", lesson.STEPS),
            (3, "steps", lesson.STEPS),
            (8, "exercises", lesson.EXERCISES),
        )
    }

    def ours(chapter, name, language, room):
        return made.get((chapter, room)) or joined(chapter, name, language, room)

    patch.setattr(chapters, "_found", lambda: found)
    patch.setattr(shelf, "_joined", ours)
    return {one.number: one for one in (*made[3, "steps"], *made[8, "exercises"])}


@pytest.fixture
def steps(monkeypatch):
    """Put them in their places; give all records by their numbers."""
    return put_in_place(monkeypatch)
