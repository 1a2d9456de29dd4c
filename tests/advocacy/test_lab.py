"""The NPS explorer and its controls."""

from __future__ import annotations

import base64
import re
import struct

import pytest

from mkt40_helpers import advocacy, data, plots
from mkt40_helpers.advocacy import lab as nps_lab
from mkt40_helpers.advocacy.lab import SIZES


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.still()
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = nps_lab.nps_explorer()
    for slider in lab.sliders:
        before = picture_of(lab)
        slider.value += 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.sentence.text


def test_the_lab_says_what_the_model_says():
    lab = nps_lab.nps_explorer()
    promoters, detractors, size = lab.sliders
    promoters.value, detractors.value, size.value = 50, 20, SIZES.index(200)
    result = advocacy.nps_from_counts(100, 60, 40)
    low, high = result.interval()
    assert f"NPS {result.score:.0f}. With 200 answers" in lab.sentence.text
    assert f"from {low:.0f} to {high:.0f}" in lab.sentence.text
    seen = advocacy.detectable_difference(200, 0.5, 0.2)
    assert f"must differ by {seen:.0f} points" in lab.sentence.text


def test_the_other_slider_gives_way_when_the_shares_exceed_100():
    promoters, detractors, _ = nps_lab.nps_explorer().sliders
    promoters.value = 95
    assert detractors.value == 5
    detractors.value = 60
    assert promoters.value == 40


def test_every_setting_of_the_lab_can_be_drawn():
    lab = nps_lab.nps_explorer()
    promoters, detractors, size = lab.sliders
    for p, d, n in [(0, 0, 0), (100, 0, 0), (0, 100, 9), (50, 50, 4), (33, 33, 9)]:
        promoters.value, detractors.value, size.value = 0, 0, n
        promoters.value, detractors.value = p, d
        assert (promoters.value, detractors.value) == (p, d)
        assert "nan" not in lab.sentence.text and "inf" not in lab.sentence.text
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200


def test_every_control_has_a_label_and_words_for_its_value():
    sliders = nps_lab.nps_explorer().sliders
    assert all(slider.label for slider in sliders)
    assert sliders[2].words[4] == "100 answers"


def test_the_static_picture_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="add up to 1 at most"):
        nps_lab.nps_picture(80, 40, n=100)
    with pytest.raises(ValueError, match="n is 0"):
        nps_lab.nps_picture(40, 20, n=0)


def test_the_picture_names_its_source_and_can_be_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    figure, text = nps_lab.nps_picture(40, 20, n=100)
    plots.show(figure, alt=text)
    assert shown[0]["text/plain"] == text
    assert figure.get_supxlabel().startswith("Invented data")


def test_the_picture_holds_two_firms_that_can_just_be_told_apart():
    figure, _ = nps_lab.nps_picture(38, 16, n=100)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    a, b = (float(dot.get_xdata()[0]) for dot in dots[2:])
    assert a == pytest.approx(22)
    assert a - b == pytest.approx(advocacy.detectable_difference(100, 0.38, 0.16))


def test_firm_b_is_the_better_one_where_no_firm_can_be_worse():
    a, b = nps_lab._pair(10, 85, 100)
    assert b.score - a.score == pytest.approx(advocacy.detectable_difference(100, 0.10, 0.85))
    assert b.passive_share == pytest.approx(a.passive_share)


@pytest.mark.parametrize("setting", [(100, 0, 100), (50, 50, 5), (0, 100, 5)])
def test_where_no_firm_can_be_told_apart_none_is_drawn(setting):
    figure, told = nps_lab.nps_picture(*setting)
    assert nps_lab._pair(*setting)[1] is None
    assert "nan" not in told and "0.0 points" not in told
    figure.canvas.draw()


# ---- the question ----


def verdict(answer: str) -> str:
    lab = nps_lab.nps_explorer()
    lab.answer.given = answer
    lab.answer.asked += 1
    return lab.answer.verdict


def smallest(points: float) -> int:
    score = data.load("survey")["score"].dropna()
    p, d = round((score >= 9).mean(), 2), round((score <= 6).mean(), 2)
    return next(n for n in SIZES if advocacy.detectable_difference(n, p, d) <= points)


def test_the_question_names_zwaluws_mix_of_today():
    score = data.load("survey")["score"].dropna()
    shares = [f"{100 * share:.0f}%" for share in ((score >= 9).mean(), (score <= 6).mean())]
    question = nps_lab.nps_explorer().question.value
    assert f"{shares[0]} promoters and {shares[1]} detractors" in question


def test_the_smallest_size_that_is_enough_is_right():
    right = smallest(10)
    assert verdict(f"{right:,}").startswith("Right.")
    assert verdict(f"{right}").startswith("Right.")
    others = [size for size in SIZES if size != right]
    assert not any(verdict(str(size)).startswith("Right") for size in others)


def test_a_slip_is_told_what_to_look_at_and_never_the_answer():
    right = smallest(10)
    told = {
        verdict(str(SIZES[SIZES.index(right) + 1])): "smaller number",
        verdict(str(SIZES[SIZES.index(right) - 1])): "Not yet",
        verdict("784"): "what the formula gives",
        verdict("200"): "one firm's own score",
        verdict("640"): "not on the slider",
    }
    assert all(part in text for text, part in told.items()), told
    assert not any(f"{right:,}" in text or str(right) in text for text in told)
