"""The decks of all lessons, made once, and what stands on their slides."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tools.deck import made
from tools.deck.__main__ import chosen

LESSONS = chosen([])


@pytest.fixture(scope="session")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of each lesson's deck, all by themselves in an empty folder."""
    folder = tmp_path_factory.mktemp("decks")
    return {lesson.stem: made(lesson, folder).path for lesson in LESSONS}


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def deck(decks: dict[str, Path], lesson: Path) -> Path:
    return decks[lesson.stem]


@pytest.fixture
def slides(deck: Path) -> list:
    """Slides as parts of the page."""
    return BeautifulSoup(deck.read_text("utf-8"), "html.parser").select(".slides > section")
