"""Guide and desk test in a browser: nothing asked of the network, nothing over the edge, on A4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import violations
from tools.desk_test.__main__ import write
from tools.guide import frame, pages
from tools.guide.records import LEARNERS

A4 = 794  # its width in pixels


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of chapters with most terms, most formulas and most steps; a test with answers."""
    folder = tmp_path_factory.mktemp("guide")
    for number in (1, 2, 3):
        frame.write(folder / f"sheet_{number}.html", pages.sheet(number))
    frame.write(folder / "guide.html", pages.guide(3, LEARNERS[:1]))
    for path, name in zip(write(3, 1, folder), ("test", "answers"), strict=True):
        path.rename(folder / f"{name}.html")
    return folder


NAMES = ["guide", "sheet_1", "sheet_2", "sheet_3", "test", "answers"]


def opened(chromium: Browser, path: Path, width: int, scheme: str = "light") -> Page:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    return page


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_and_nothing_lies_over_the_edge(chromium, folder, name):
    for width in (1280, A4, 390):
        page = opened(chromium, folder / f"{name}.html", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        page.close()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_sheet_prints_on_two_sides_of_paper_at_most(chromium, folder, number):
    page = opened(chromium, folder / f"sheet_{number}.html", A4)
    sides = re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))
    assert 1 <= len(sides) <= 2
    page.close()


def test_dark_is_dark_and_print_is_light(chromium, folder):
    colour = "getComputedStyle(document.body).backgroundColor"
    page = opened(chromium, folder / "test.html", A4, scheme="dark")
    dark = page.evaluate(colour)
    page.emulate_media(media="print", color_scheme="dark")
    assert (dark, page.evaluate(colour)) == ("rgb(21, 25, 28)", "rgb(255, 255, 255)")
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(chromium, folder, name):
    for width, scheme in ((1280, "light"), (390, "dark")):
        page = opened(chromium, folder / f"{name}.html", width, scheme)
        assert violations(page) == []
        page.close()
