"""The frame of a lab: question, sliders, answer, reset, and the setting before."""

from __future__ import annotations

import html
import re

import pytest

from mkt40_helpers.advocacy.lab import nps_explorer
from mkt40_helpers.connectivity.lab import paradox_machine
from mkt40_helpers.crm.lab import campaign_desk
from mkt40_helpers.labs.answers import Verdicts
from mkt40_helpers.labs.controls import Slider
from mkt40_helpers.labs.frame import Lab
from mkt40_helpers.markets.lab import open_the_market
from mkt40_helpers.relationship.lab import ladder_builder

LABS = [open_the_market, paradox_machine, nps_explorer, ladder_builder, campaign_desk]
SILENT = Verdicts([], "Nothing.")


class Drawn(list):
    """In place of a canvas: keeps what it was asked to draw."""

    width, height = 720, 346

    def background(self):
        return b"png"

    def __call__(self, now, before):
        self.append((now, before))
        return ["<path/>", f"<text>{now}</text>"], f"now {now}, before {before}"


@pytest.fixture
def drawn():
    return Drawn()


@pytest.fixture
def lab(drawn):
    sliders = [Slider(label="a", value=5), Slider(label="b", value=50)]
    judge = Verdicts([(7, 7, "You said 7.")], "You said something else.")
    return Lab("What is it?", "Your answer", sliders, drawn, judge)


def take(slider: Slider) -> None:
    slider.taken += 1  # as the browser does when a slider is clicked, or reached by Tab


def test_the_setting_before_is_that_before_the_movement_and_not_before_the_last_step(lab, drawn):
    a, b = lab.sliders
    take(a)
    a.value = 6
    a.value = 7
    assert drawn[-1] == ((7, 50), (5, 50))
    take(a)  # let go, and taken in hand again
    a.value = 8
    assert drawn[-1] == ((8, 50), (7, 50))
    take(b)  # only looked at
    assert drawn[-1] == ((8, 50), (7, 50))
    b.value = 40
    assert drawn[-1] == ((8, 40), (8, 50))


def test_another_slider_begins_another_movement(lab, drawn):
    a, b = lab.sliders
    a.value = 6
    b.value = 51
    assert drawn[-1] == ((6, 51), (6, 50))


def test_back_at_the_setting_before_there_is_nothing_to_compare(lab, drawn):
    lab.sliders[0].value = 6
    lab.sliders[0].value = 5
    assert drawn[-1] == ((5, 50), None)


def test_an_answer_is_judged_when_it_is_asked_and_each_time(lab):
    lab.answer.given = "7"
    assert lab.answer.verdict == ""
    lab.answer.asked += 1
    assert lab.answer.verdict == "You said 7."
    for given, told in (("", "Nothing is written yet"), ("seven", "No number")):
        lab.answer.given = given
        lab.answer.asked += 1
        assert told in lab.answer.verdict


def test_reset_brings_everything_back_and_draws_once(lab, drawn):
    a, b = lab.sliders
    a.value, b.value, lab.answer.given = 9, 9, "7"
    lab.answer.asked += 1
    before = len(drawn)
    lab.answer.restarted += 1
    assert (a.value, b.value, lab.answer.given, lab.answer.verdict) == (5, 50, "", "")
    assert drawn[before:] == [((5, 50), None)]
    a.value = 6
    assert drawn[-1] == ((6, 50), (5, 50))


def test_a_slider_that_gives_way_is_no_movement_of_its_own(drawn):
    sliders = [Slider(label="a", value=40), Slider(label="b", value=15)]
    lab = Lab("?", "answer", sliders, drawn, SILENT, settle=lambda v, moved: (v[0], min(v[1], 20)))
    lab.sliders[1].value = 90
    assert lab.sliders[1].value == 20
    assert drawn == [((40, 15), None), ((40, 20), (40, 15))]


def test_what_stands_in_the_question_is_no_markup(drawn):
    lab = Lab("a < b?", "x", [Slider(label="a")], drawn, SILENT)
    assert "a &lt; b?" in lab.question.value


def test_marks_and_description_of_a_picture_are_sent_together(lab):
    sent = []
    lab.picture.send_state = lambda names: sent.append(set(names))
    lab.sliders[0].value = 6
    assert sent == [{"marks", "alt"}]
    assert lab.picture.alt == "now (6, 50), before (5, 50)"


@pytest.mark.parametrize("make", LABS)
def test_every_lab_asks_shows_and_begins_anew(make):
    lab = make()
    assert lab.question.value.count("?") == 1 and lab.answer.label.startswith("Your answer (")
    start = [slider.value for slider in lab.sliders], lab.sentence.text
    for slider in lab.sliders:
        slider.value = slider.low
        assert lab.sentence.text == lab.picture.alt == text_of(lab.still())
    assert "Before" in lab.sentence.text
    lab.answer.restarted += 1
    assert ([slider.value for slider in lab.sliders], lab.sentence.text) == start


@pytest.mark.parametrize("make", LABS)
def test_no_check_fails_whatever_is_typed(make):
    lab = make()
    for given in ("", "-1", "0", "1e99", "∞", "nan", "5,5,5", "100000000000000000000", "١٢"):
        lab.answer.given = given
        lab.answer.asked += 1
        assert lab.answer.verdict and not lab.answer.verdict.startswith("Right")


def text_of(page: str) -> str:
    return html.unescape(re.search(r'alt="([^"]*)"', page)[1])
