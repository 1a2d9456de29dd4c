"""Handouts, guides, sheets and desk tests of all chapters: axe finds nothing, a phone shows all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mkt40_helpers import chapters
from tests.axe import violations
from tests.tools.handout import made
from tools.desk_test import pages as desk_test
from tools.desk_test.draw import draw
from tools.guide import pages as guide
from tools.guide.records import LEARNERS

pytestmark = pytest.mark.slow  # some two minutes

Page = Callable[[], str]


def _desk_test(number: int, page: Callable[..., str]) -> Page:
    return lambda: page(number, 1, draw(number, 1))


def every_page() -> dict[str, Page]:
    """How each page is made, by a name."""
    found: dict[str, Page] = {}
    for number, kind, answers in made.EVERY:
        name = f"{number} {kind}{', answers' if answers else ''}"
        found[name] = lambda n=number, k=kind, a=answers: made.html(n, k, a)
    for number in chapters.names():
        found[f"{number} guide"] = lambda n=number: guide.guide(n, LEARNERS[:1])
        found[f"{number} sheet"] = lambda n=number: guide.sheet(n)
    for number in chapters.names("exercises"):
        found[f"{number} desk test"] = _desk_test(number, desk_test.test)
        found[f"{number} desk test, answers"] = _desk_test(number, desk_test.answers)
    return found


PAGES = every_page()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_lies_over_the_edge(chromium, name):
    html = PAGES[name]()
    for width, scheme in ((1280, "light"), (390, "dark")):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.set_content(html)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
