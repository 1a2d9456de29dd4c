"""Pictures, the lab and its controls."""

from __future__ import annotations

import base64
import re
import struct

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from mkt40_helpers import advocacy, data, labs, plots
from mkt40_helpers.labs.nps import SIZES


def test_a_picture_without_description_is_refused():
    for empty in ("", "   "):
        with pytest.raises(ValueError, match="has no description"):
            plots.show(plt.figure(), alt=empty)
        with pytest.raises(ValueError, match="has no description"):
            plots.image(plt.figure(), alt=empty)


def test_show_displays_the_description_and_closes_the_figure(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    ax = plots.score_bars(pd.Series([9, 3]))
    plots.show(ax, alt='Bars of "two" answers.')
    (bundle,) = shown
    assert bundle["text/plain"] == 'Bars of "two" answers.'
    assert 'alt="Bars of &quot;two&quot; answers."' in bundle["text/html"]
    assert not plt.get_fignums()


def test_the_same_picture_has_the_same_bytes():
    survey = data.load("survey")

    def draw() -> bytes:
        return plots.png(plots.score_bars(survey["score"]).get_figure())

    assert draw() == draw()


def test_every_picture_draws_on_the_axes_it_is_given():
    survey = data.load("survey")
    survey["group"] = advocacy.groups(survey["score"])
    survey["month"] = survey["date"].dt.to_period("M")
    channels = advocacy.nps_by(survey, "channel")
    deeds = advocacy.kinds(survey.dropna(subset=["score"]), "group")
    for draw in (
        lambda ax: plots.score_bars(survey["score"], ax=ax),
        lambda ax: plots.group_bars(channels, "channel", ax=ax),
        lambda ax: plots.dots(channels, x="nps", y="channel", ax=ax),
        lambda ax: plots.trend(advocacy.nps_by(survey, "month"), x="month", y="nps", ax=ax),
        lambda ax: plots.drivers(advocacy.drivers(survey), ax=ax),
        lambda ax: plots.share_bars(deeds, by="group", panel="kind", ax=ax),
    ):
        ax = plt.figure().add_subplot()
        assert draw(ax) is ax and ax.has_data()
        bars = [patch for patch in ax.patches if patch.get_height() > 0]
        if bars and ax.name == "rectilinear":
            assert min(*ax.get_xlim(), *ax.get_ylim()) <= 0  # zero is in view


def test_bars_have_the_lengths_of_their_figures():
    table = pd.DataFrame({"firm": ["A"], "detractors": [10], "passives": [30], "promoters": [60]})
    widths = [patch.get_width() for patch in plots.group_bars(table, "firm").patches]
    assert widths == pytest.approx([0.1, 0.3, 0.6])
    heights = [patch.get_height() for patch in plots.score_bars(pd.Series([9, 9, 3])).patches]
    assert heights[9] == 2 and heights[3] == 1 and sum(heights) == 3


def test_a_missing_column_is_named():
    table = pd.DataFrame({"a": [1]})
    for draw in (
        lambda: plots.group_bars(table, "firm"),
        lambda: plots.dots(table, x="nps", y="firm"),
        lambda: plots.trend(table, x="month", y="nps"),
        lambda: plots.drivers(table),
        lambda: plots.share_bars(table, by="group", panel="kind"),
    ):
        with pytest.raises(ValueError, match=r"needs a column '\w+'. The table has: a"):
            draw()


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_on_bars_and_neighbouring_bars_can_be_told_apart():
    for name, text in plots.TEXT_ON.items():
        assert contrast(plots.COLOURS[name], text) >= 4.5, name  # WCAG 2, text
    assert contrast(plots.COLOURS["quiet"], "white") >= 4.5
    assert contrast(plots.COLOURS["passive"], plots.COLOURS["promoter"]) >= 2.5
    # Grey print: the three groups differ in lightness too.
    shades = sorted(luminance(plots.COLOURS[name]) for name in plots.TEXT_ON)
    assert shades[1] / shades[0] > 1.3 and shades[2] / shades[1] > 1.3


def test_text_is_large_enough_for_the_back_row():
    plots.theme()
    assert plt.rcParams["font.size"] >= 12 and plt.rcParams["axes.titlesize"] >= 14


# ---- the lab ----


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.children[4].value
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = labs.nps_explorer()
    for slider in lab.children[:3]:
        before = picture_of(lab)
        slider.value += 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.children[3].text


def test_the_lab_says_what_the_model_says():
    lab = labs.nps_explorer()
    promoters, detractors, size, sentence, _ = lab.children
    promoters.value, detractors.value, size.value = 50, 20, SIZES.index(200)
    result = advocacy.nps_from_counts(100, 60, 40)
    low, high = result.interval()
    assert f"NPS {result.score:.0f}. With 200 answers" in sentence.text
    assert f"from {low:.0f} to {high:.0f}" in sentence.text
    seen = advocacy.detectable_difference(200, 0.5, 0.2)
    assert f"true difference of {seen:.0f} points" in sentence.text


def test_the_other_slider_gives_way_when_the_shares_exceed_100():
    promoters, detractors, *_ = labs.nps_explorer().children
    promoters.value = 95
    assert detractors.value == 5
    detractors.value = 60
    assert promoters.value == 40


def test_every_setting_of_the_lab_can_be_drawn():
    lab = labs.nps_explorer()
    promoters, detractors, size, sentence, _ = lab.children
    for p, d, n in [(0, 0, 0), (100, 0, 0), (0, 100, 9), (50, 50, 4), (33, 33, 9)]:
        promoters.value, detractors.value, size.value = 0, 0, n
        promoters.value, detractors.value = p, d
        assert (promoters.value, detractors.value) == (p, d)
        assert "nan" not in sentence.text and "inf" not in sentence.text
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200


def test_every_control_has_a_label_and_words_for_its_value():
    *sliders, _, _ = labs.nps_explorer().children
    assert all(slider.label for slider in sliders)
    assert sliders[2].words[4] == "100 answers"


def test_the_static_picture_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="add up to 1 at most"):
        labs.nps_picture(80, 40, n=100)
    with pytest.raises(ValueError, match="n is 0"):
        labs.nps_picture(40, 20, n=0)
