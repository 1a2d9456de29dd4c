"""The NPS explorer and its controls."""

from __future__ import annotations

import base64
import re
import struct

import pytest

from mkt40_helpers import advocacy, plots
from mkt40_helpers.advocacy import lab as nps_lab
from mkt40_helpers.advocacy.lab import SIZES


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.children[4].value
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = nps_lab.nps_explorer()
    for slider in lab.children[:3]:
        before = picture_of(lab)
        slider.value += 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.children[3].text


def test_the_lab_says_what_the_model_says():
    lab = nps_lab.nps_explorer()
    promoters, detractors, size, sentence, _ = lab.children
    promoters.value, detractors.value, size.value = 50, 20, SIZES.index(200)
    result = advocacy.nps_from_counts(100, 60, 40)
    low, high = result.interval()
    assert f"NPS {result.score:.0f}. With 200 answers" in sentence.text
    assert f"from {low:.0f} to {high:.0f}" in sentence.text
    seen = advocacy.detectable_difference(200, 0.5, 0.2)
    assert f"true difference of {seen:.0f} points" in sentence.text


def test_the_other_slider_gives_way_when_the_shares_exceed_100():
    promoters, detractors, *_ = nps_lab.nps_explorer().children
    promoters.value = 95
    assert detractors.value == 5
    detractors.value = 60
    assert promoters.value == 40


def test_every_setting_of_the_lab_can_be_drawn():
    lab = nps_lab.nps_explorer()
    promoters, detractors, size, sentence, _ = lab.children
    for p, d, n in [(0, 0, 0), (100, 0, 0), (0, 100, 9), (50, 50, 4), (33, 33, 9)]:
        promoters.value, detractors.value, size.value = 0, 0, n
        promoters.value, detractors.value = p, d
        assert (promoters.value, detractors.value) == (p, d)
        assert "nan" not in sentence.text and "inf" not in sentence.text
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200


def test_every_control_has_a_label_and_words_for_its_value():
    *sliders, _, _ = nps_lab.nps_explorer().children
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


def test_the_lab_is_sharp_on_a_dense_screen():
    lab = nps_lab.nps_explorer()
    width, _ = struct.unpack(">II", picture_of(lab)[0][16:24])
    shown = re.search(r"width:(\d+)px", lab.children[4].value)[1]
    assert width == 2 * int(shown)
