"""Votes by hand on the room's page: typed, drawn, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import violations
from tools import room


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page with its votes by hand open."""
    with chromium.new_context(viewport={"width": 1280, "height": 720}, offline=True) as context:
        page = context.new_page()
        page.goto(room.write(target=tmp_path).as_uri())
        page.get_by_text("Votes by hand").click()
        yield page


def raised(page: Page) -> list[str]:
    """What the page says of hands, a line for each choice and time."""
    return page.locator("#raised .row").all_inner_texts()


def test_hands_are_typed_and_drawn_before_and_now(page):
    page.get_by_label("Question").select_option("Chapter 3, the vote")
    assert raised(page) == []  # nothing was typed
    for word, before, now in (("close", 30, 12), ("keep", 10, 28)):
        page.get_by_label(f"{word}, before").fill(str(before))
        page.get_by_label(f"{word}, now").fill(str(now))
    told = [" ".join(line.split()) for line in raised(page)]
    assert told == ["before 30 of 40: 75%", "now 12 of 40: 30%", "before 10 of 40: 25%",
                    "now 28 of 40: 70%"]  # fmt: skip
    widths = page.locator("#raised .bar > i").evaluate_all("all => all.map(one => one.style.width)")
    assert widths == ["75%", "30%", "25%", "70%"]
    assert violations(page) == []


def test_hands_of_a_question_with_letters_and_what_is_no_number(page):
    page.get_by_label("Question").select_option("Any question with letters")
    page.get_by_label("B, now").fill("4")
    page.get_by_label("C, now").fill("-3")
    assert [" ".join(line.split()) for line in raised(page)] == [
        "now 0 of 4", "now 4 of 4: 100%", "now 0 of 4", "now 0 of 4", "now 0 of 4",
    ]  # fmt: skip
    page.get_by_label("Question").select_option("Chapter 3, the vote")
    assert raised(page) == []  # another question begins anew
    page.get_by_label("keep, now").fill("4")
    page.reload()
    assert raised(page) == []  # and nothing is kept
