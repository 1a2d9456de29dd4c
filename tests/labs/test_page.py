"""A lab in a page without a kernel: small, the same picture, the same verdicts, by keyboard."""

from __future__ import annotations

import base64
import html
import io
import itertools
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mkt40_helpers.advocacy.lab import nps_explorer
from mkt40_helpers.connectivity.lab import paradox_machine
from mkt40_helpers.crm.lab import campaign_desk
from mkt40_helpers.labs.answers import read_number
from mkt40_helpers.labs.canvas import SLIDE_WIDTH
from mkt40_helpers.labs.frame import Lab
from mkt40_helpers.markets.lab import open_the_market
from mkt40_helpers.relationship.lab import ladder_builder
from tests.axe import violations

LABS = [open_the_market, paradox_machine, nps_explorer, ladder_builder, campaign_desk]
# What each accepts, as its question wants it.
RIGHT = ["37", "15", "1,000", "3.7", "0.9"]
TYPED = ["", "no idea", "1 or 2", "-1", "0", "0.5", "0,036", "1.2.3", "1 000", "1.000.000", "1e9"]
TYPED += ["2.1", "3.6 points", "5,4", "6", "9", "14", "15%", "20", "23", "200", "640", "75", "113"]


@pytest.fixture(scope="module")
def labs() -> list[tuple[Lab, str]]:
    return [(lab, lab.page()) for lab in (make() for make in LABS)]


@pytest.fixture
def page(chromium: Browser, labs) -> Iterator[Page]:
    """All labs on one page, as a deck has its slides; it asks for nothing."""
    with chromium.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        asked, broken = [], []
        page.on("request", lambda one: one.url.startswith("data:") or asked.append(one.url))
        page.on("pageerror", lambda problem: broken.append(problem.message))
        page.set_content(whole_page(labs))
        yield page
        assert (asked, broken) == ([], [])


def whole_page(labs, style: str = "") -> str:
    inside = "".join(f"<section>{part}</section>" for _, part in labs)
    return f'<!doctype html><html lang="en"><body style="{style}">{inside}</body></html>'


def data_of(page: str) -> dict:
    hidden = re.search(r'<script type="application/json">([^<]*)<', page)[1]
    return json.loads(base64.b64decode(hidden))


def settings_of(lab: Lab) -> list[tuple[int, ...]]:
    return list(itertools.product(*lab._stops))


@pytest.mark.parametrize("number", range(len(LABS)))
def test_a_page_is_small_and_holds_every_setting_of_its_stops(labs, number):
    lab, page = labs[number]
    data = data_of(page)
    assert len(page.encode()) < 1e6
    for name in ("marks", "ghosts", "told", "before"):
        assert len(data[name]) == len(settings_of(lab))
    assert len(set(data["parts"])) == len(data["parts"]) and data["parts"][0] == ""


@pytest.mark.parametrize("number", range(len(LABS)))
def test_the_page_shows_what_the_kernel_draws(labs, number):
    lab, page = labs[number]
    data, settings, canvas = data_of(page), settings_of(lab), lab._slide()
    for place in range(0, len(settings), 17):
        marks, told = canvas(settings[place], None)
        assert [data["parts"][part] for part in data["marks"][place]] == marks
        assert data["told"][place] == told
        other = (place + 31) % len(settings)
        marks, told = canvas(settings[other], settings[place])
        ghosts = [data["parts"][part] for part in data["ghosts"][place]]
        there = [mark for mark, ghost in zip(marks, ghosts, strict=True) if ghost]
        assert there and there == [ghost for ghost in ghosts if ghost]
        assert data["told"][other] + data["before"][place] == told


@pytest.mark.parametrize("number", range(len(LABS)))
def test_letters_of_a_slides_picture_are_of_12_points_and_in_it(page, labs, number):
    """With 740 of a slide's 1280 points for 6 inches, that is 20 points of the slide."""
    lab, content = labs[number]
    canvas, data = lab._slide(), data_of(content)
    assert data["width"] == round(96 * SLIDE_WIDTH)
    canvas(lab._start, None)
    figure = canvas._figure
    ticks = [one for ax in figure.axes for one in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            assert text.get_fontsize() >= 12, text.get_text()
        if text.get_visible() and text not in ticks:  # those out of view are not drawn
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= canvas.width + 1, text.get_text()
            assert box.y0 >= -1 and box.y1 <= canvas.height + 1, text.get_text()
    out = page.evaluate(OUT, [number, [part for part in data["parts"] if "<text" in part]])
    assert out == []


# Those of some pieces whose letters are cut off at the edge of the picture.
OUT = """([number, parts]) => {
  const svg = document.querySelectorAll(".mkt40-live svg")[number];
  const {width, height} = svg.viewBox.baseVal;
  return parts.filter((part) => {
    svg.lastChild.innerHTML = part;
    const {x, y, width: wide, height: high} = svg.lastChild.firstChild.getBBox();
    return x < 0 || y < 0 || x + wide > width || y + high > height;
  });
}"""


def test_the_answer_is_not_read_off_the_page(labs):
    for lab, page in labs:
        right = next(text for _, _, text in lab._judge.ranges if text.startswith("Right"))
        assert html.escape(right) not in page and right not in page


@pytest.mark.parametrize("number", range(len(LABS)))
def test_the_browser_draws_the_picture_that_the_kernel_does(page, labs, number):
    """Within what the edges of letters make; other settings are further away."""
    lab, _ = labs[number]
    start, canvas = lab._start, lab._slide()
    picture = page.get_by_role("group").nth(number).get_by_role("img")
    # On whole points of the screen, and nothing beside it.
    picture.evaluate("svg => { svg.style.cssText = 'position:fixed;inset:0;width:720px'; }")
    shown = coarse(picture.screenshot())
    away = {
        setting: np.abs(shown - coarse(canvas.png(setting, None))).mean()
        for setting in (start, settings_of(lab)[0], settings_of(lab)[-1])
    }
    assert away.pop(start) < 0.8 * min(away.values())


def coarse(picture: bytes) -> np.ndarray:
    drawn = Image.open(io.BytesIO(picture)).convert("L")
    return np.asarray(drawn.resize((120, 60), Image.Resampling.BOX), dtype=float)


def test_a_slider_moves_picture_words_and_ghost_by_keyboard(page, labs):
    for (lab, content), group in zip(labs, page.get_by_role("group").all(), strict=True):
        data = data_of(content)
        picture, told = group.get_by_role("img"), group.get_by_role("status").last
        assert group.get_by_role("slider").count() == len(data["sliders"])
        for slider, known in zip(group.get_by_role("slider").all(), data["sliders"], strict=True):
            expect(slider).to_have_accessible_name(known["label"])
            group.get_by_role("button", name="Reset").click()
            expect(told).to_have_text(lab._canvas(lab._start, None)[1])
            before = picture.locator("g").inner_html()
            slider.focus()
            for key in ("Home", "End"):  # one movement: the ghost is that of the start
                page.keyboard.press(key)
            last = known["start"] == len(known["words"]) - 1
            if last:  # back where it began there is nothing to compare
                expect(told).not_to_contain_text("Before")
                page.keyboard.press("Home")
            words = known["words"][0 if last else -1]
            expect(slider).to_have_attribute("aria-valuetext", words)
            expect(told).to_contain_text("Before")
            expect(picture).to_have_accessible_name(told.inner_text())
            after = picture.locator("g").inner_html()
            assert after != before
            ghosts = data["ghosts"][settings_of(lab).index(lab._start)]
            assert drawn(after) > drawn(before) or all(ghosts) == 0
            for place in filter(None, ghosts):
                assert parsed(page, data["parts"][place]) in after


def drawn(marks: str) -> int:
    return marks.count("<path") + marks.count("<text")


def parsed(page: Page, marks: str) -> str:
    """Write marks as the browser gives them back."""
    return page.evaluate(
        """marks => {
            const g = document.createElementNS("http://www.w3.org/2000/svg", "g");
            g.innerHTML = marks;
            return g.innerHTML;
        }""",
        marks,
    )


def test_an_answer_is_judged_as_the_kernel_judges_it(page, labs):
    for (lab, _), right, group in zip(labs, RIGHT, page.get_by_role("group").all(), strict=True):
        field, verdict = group.get_by_role("textbox"), group.locator("p[role=status]").first
        expect(field).to_have_accessible_name(lab.answer.label)
        for typed in [*TYPED, right]:
            field.fill(typed)
            field.press("Enter")
            try:
                told = lab._judge(read_number(typed))
            except ValueError as problem:
                told = str(problem)
            expect(verdict).to_have_text(told)
        expect(verdict).to_contain_text("Right")
        group.get_by_role("button", name="Reset").click()
        expect(verdict).to_have_text("")
        expect(field).to_have_value("")


def test_keys_in_a_lab_do_not_turn_the_pages_of_a_deck(page):
    page.evaluate(
        "document.addEventListener('keydown', ({ key }) => (window.heard ??= []).push(key))"
    )
    group = page.get_by_role("group").first
    for inside in (group.get_by_role("slider").first, group.get_by_role("button").first):
        inside.focus()
        for key in ("ArrowRight", "Space", "Escape"):
            page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["Escape", "Escape"]


def test_without_scripts_and_on_paper_the_still_picture_stands_there(chromium, page, labs):
    stills = page.locator(".mkt40-still img")
    for media, still in (("screen", False), ("print", True)):
        page.emulate_media(media=media)
        assert [one.is_visible() for one in stills.all()] == [still] * len(LABS)
        assert [one.is_visible() for one in page.locator("svg").all()] == [not still] * len(LABS)
    with chromium.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.set_content(whole_page(labs))
        assert plain.get_by_role("slider").count() == 0
        for (lab, _), picture in zip(labs, plain.get_by_role("img").all(), strict=True):
            assert picture.is_visible()
            assert picture.get_attribute("alt") == lab._canvas(lab._start, None)[1]


@pytest.mark.parametrize(("width", "letters", "least"), [(390, 16, 16), (1280, 28, 24)])
def test_letters_are_as_large_as_the_page_has_them_and_nothing_sticks_out(
    page, labs, width, letters, least
):
    page.set_viewport_size({"width": width, "height": 720})
    page.set_content(whole_page(labs, f"margin:0;font:{letters}px sans-serif"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator(".mkt40-lab :is(p, label, output, input, button)").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= least
    assert violations(page, ".mkt40-lab") == []


def test_the_background_is_sharp_on_a_dense_screen(labs):
    for lab, _ in labs:
        drawn = Image.open(io.BytesIO(base64.b64decode(lab.picture.background.split(",")[1])))
        sides = lab.picture.width, lab.picture.height
        assert drawn.size == pytest.approx([2 * side for side in sides], abs=1)


@pytest.mark.parametrize(
    ("stops", "told"),
    [
        ([(15, 40), (15,)], "stops for 2 of its 3 sliders"),
        ([(10, 20), (15,), (4,)], "'Promoters, % of customers' begins at 40"),
        ([(40, 60), (15, 50), (4,)], r"\(60, 50, 4\) cannot be"),
    ],
)
def test_stops_that_cannot_be_are_refused(stops, told):
    lab = nps_explorer()
    lab._stops = stops
    with pytest.raises(ValueError, match=told):
        lab.page()
