"""The decks as a lecturer shows them, and as somebody opens them from an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.axe import violations
from tests.tools.deck.looked_at import each_slide

LAPTOP, PROJECTOR, TELEPHONE = (1280, 720), (1920, 1080), (390, 844)
# Letters that a room must be able to read, at 1280 by 720.
LEAST = {"text": 28, "code": 25, "table": 24, "pre": 22}
LEAST_IN_A_LAB = 20  # in its picture


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A window without any network, in which nothing may be asked for and nothing may go wrong."""
    with chromium.new_context(viewport=size(LAPTOP), offline=True) as context:
        asked: list[str] = []
        wrong: list[str] = []
        context.on("request", lambda one: asked.append(one.url))
        context.on("console", lambda one: wrong.append(one.text))
        context.on("weberror", lambda one: wrong.append(str(one.error)))
        yield context
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert wrong == []


def size(pair: tuple[int, int]) -> dict[str, int]:
    return {"width": pair[0], "height": pair[1]}


def shown(window: BrowserContext, deck: Path, behind: str = "") -> Page:
    """Open a deck, and wait until it can be presented."""
    page = window.new_page()
    page.goto(deck.as_uri() + behind)
    page.wait_for_function("window.Reveal?.isReady()")
    return page


@pytest.fixture
def one(decks: dict[str, Path]) -> Path:
    """A deck where any will do, with its steps and its quiz."""
    return next(path for name, path in decks.items() if name.startswith("03"))


# ---- every deck ----


def test_all_is_on_the_slide_and_large_enough(window, deck):
    page = shown(window, deck)
    seen = each_slide(page)
    assert [one for one in seen if one["over"]] == []
    small = [one for one in seen if any(size < LEAST[kind] for kind, size in one["sizes"].items())]
    assert small == []
    assert all(letters >= LEAST_IN_A_LAB for one in seen for letters in one["labs"])


def test_on_a_telephone_it_is_a_page_to_read(window, deck):
    page = window.new_page()
    page.set_viewport_size(size(TELEPHONE))
    page.goto(deck.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE[0]
    letters = "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))"
    assert page.locator("section p, section li, section td").evaluate_all(letters) >= 15
    assert not any(note.is_visible() for note in page.locator("aside").all())
    assert all(slide.is_visible() for slide in page.locator("section").all())


# ---- one deck ----


def test_it_grows_with_the_screen(window, one):
    page = shown(window, one)
    page.set_viewport_size(size(PROJECTOR))
    expect(page.locator("section.present h1")).to_be_in_viewport()
    page.wait_for_function("Reveal.getScale() === 1.5")
    full = page.locator("section.present").bounding_box()
    assert (full["x"], full["y"], full["width"], full["height"]) == pytest.approx(
        (0, 0, *PROJECTOR), abs=1
    )


def test_on_paper_a_slide_is_a_page(window, one):
    page = shown(window, one, "?print-pdf")
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.wait_for_function("document.querySelector('.pdf-page')")
    slides = page.locator(".slides section").count()
    assert page.locator("details:not([open])").count() == 0
    expect(page.locator(".pdf-page").first).to_have_css("background-color", "rgb(255, 255, 255)")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides == page.locator(".pdf-page").count()


def test_without_scripts_it_is_a_page_without_the_notes(chromium, one):
    with chromium.new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto(one.as_uri())
        sections, notes = page.locator("section").all(), page.locator("aside.notes").all()
        assert len(sections) == len(notes) > 20
        assert all(section.is_visible() for section in sections)
        assert not any(note.is_visible() for note in notes)
        assert all(part.is_visible() for part in page.locator(".answer").all())


def test_keys_walk_through_it_and_the_number_says_where(window, one):
    page = shown(window, one)
    number, total = page.locator(".slide-number"), page.locator(".slides > section").count()

    def at(place: int) -> re.Pattern[str]:
        return re.compile(rf"^\s*{place}\s*/\s*{total}\s*$")

    expect(number).to_have_text(at(1))
    page.keyboard.press("ArrowRight")
    expect(number).to_have_text(at(2))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(number).to_have_text(at(2))
    page.keyboard.press("End")
    expect(number).to_have_text(at(total))


def test_the_answer_comes_with_the_next_key(window, one):
    page = shown(window, one)
    place = (
        "[...document.querySelectorAll('section')].findIndex(one => one.querySelector('.answer'))"
    )
    page.evaluate(f"Reveal.slide({place})")
    said = page.locator("section.present .answer")
    expect(said).to_have_css("opacity", "0")
    before = page.locator(".slide-number").inner_text()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_css("opacity", "1")
    assert page.locator(".slide-number").inner_text() == before


def test_a_picture_that_comes_with_the_next_key_is_as_large_as_there_is_room(window, one):
    page = shown(window, one)
    picture = "document.querySelector('section .result:has(> img)')"
    page.evaluate(
        f"{picture}.outerHTML = `<p>Guess.</p><div class='fragment'>${{{picture}.outerHTML}}</div>`"
    )
    page.evaluate("Reveal.sync()")
    place = "[...document.querySelectorAll('section')].findIndex(one => one.querySelector('img'))"
    page.evaluate(f"Reveal.slide({place})")
    image = page.locator("section.present img")
    expect(image).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(image).to_be_visible()
    box = image.bounding_box()
    assert box["y"] + box["height"] <= LAPTOP[1] and box["height"] >= 420


def test_an_answer_of_the_quiz_is_opened_by_keyboard(window, one):
    page = shown(window, one)
    quiz = "[...document.querySelectorAll('section')].findIndex(one => one.matches('.quiz'))"
    page.evaluate(f"Reveal.slide({quiz})")
    first = page.locator("section.present details").first
    expect(first).not_to_have_attribute("open", "")
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("open", "")


def test_the_speaker_sees_notes_that_follow_the_slides(window, one):
    page = shown(window, one)
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    expect(notes).to_contain_text("Minutes 0-6")
    page.evaluate("Reveal.slide(1)")
    expect(notes).to_contain_text("Minutes 0-6, continued")
    expect(
        opened.value.frame_locator("#current-slide iframe").locator("section.present")
    ).to_be_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_it_follows_the_look_of_the_machine_and_pictures_stay_white(window, one, look):
    page = shown(window, one)
    page.emulate_media(color_scheme=look)
    ground = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 28)"}[look]
    expect(page.locator("body")).to_have_css("background-color", ground)
    expect(page.locator("section img").first).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing(window, one, look):
    page = shown(window, one)
    page.emulate_media(color_scheme=look)
    # One slide of each kind: title, table, step, picture, quiz.
    kinds = (".title", ":has(table)", ":has(.answer)", ":has(img)", ".quiz")
    for kind in kinds:
        first = f"[...document.querySelectorAll('section')].findIndex(one => one.matches('{kind}'))"
        number = page.evaluate(first)
        page.evaluate("number => Reveal.slide(number)", number)
        assert violations(page) == []


# ---- that these tests can fail ----


def test_what_is_over_the_edge_or_small_is_seen(window, one):
    page = shown(window, one)
    page.evaluate("document.querySelector('section.title p').style.marginTop = '700px'")
    page.evaluate("document.querySelector('section.title p').style.fontSize = '12px'")
    first = each_slide(page)[0]
    assert first["over"] and first["sizes"]["text"] == 12
