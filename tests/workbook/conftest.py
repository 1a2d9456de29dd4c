"""A lesson with steps in the place of chapter 3's."""

from __future__ import annotations

import pytest

from mkt40_helpers import chapters
from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.records import with_words
from tests.workbook import lesson


@pytest.fixture
def steps(monkeypatch):
    """Give chapter 3 a step of every kind, and also a chapter 0, which has no workbook."""
    joined = shelf._joined
    found = dict(chapters._found()) | {
        0: ("primer", frozenset({"steps"})),
        3: ("advocacy", frozenset({"exercises", "steps"})),
    }
    made = {
        chapter: tuple(with_words(s, chapter, lesson.WORDS[s.number]) for s in lesson.STEPS)
        for chapter in (0, 3)
    }

    def ours(chapter, name, language, room):
        return made[chapter] if room == "steps" else joined(chapter, name, language, room)

    monkeypatch.setattr(chapters, "_found", lambda: dict(sorted(found.items())))
    monkeypatch.setattr(shelf, "_joined", ours)
    return {step.number: step for step in made[3]}
