"""The ladder builder and its controls."""

from __future__ import annotations

import base64
import re
import struct

import pytest

from mkt40_helpers import data, plots, relationship
from mkt40_helpers.relationship import lab as builder


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.still()
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


@pytest.fixture(scope="module")
def chances() -> list[float]:
    """To buy in the next quarter, by another road: the days since the last purchase day."""
    table = data.load("transactions")
    days = table.assign(quarter=table["date"].dt.to_period("Q"))
    days = days[["customer", "quarter"]].drop_duplicates().sort_values(["customer", "quarter"])
    days["next"] = days.groupby("customer")["quarter"].shift(-1)
    known = days[days["quarter"] <= "2026Q2"]
    last = 4 * 2026 + 1
    number = known["quarter"].map(lambda one: 4 * one.year + one.quarter - 1)
    after = known["next"].map(lambda one: 4 * one.year + one.quarter - 1, na_action="ignore")
    after = after.where(after <= last)  # a purchase in a quarter that is not over is none yet
    found = []
    for silent in range(5):
        here = (number + silent + 1 <= last) & ~(after <= number + silent)
        found.append(float((after[here] == number[here] + silent + 1).mean()))
    return found


def test_the_chances_are_those_of_zwaluws_purchases(chances):
    assert builder._world().chances.tolist() == pytest.approx(chances)


def test_a_purchase_brings_what_it_did_in_quarters_after_the_first():
    """By another road: the first purchase, often a bicycle, would make it three times as much."""
    table = data.load("transactions").merge(data.load("products"), on="product")
    table = table[table["date"] <= "2026-06-30"].sort_values(["customer", "date"])
    left = 1 - table["unit_cost_eur"] / table["list_price_eur"]
    table["margin"] = table["amount_eur"] * left
    table["quarter"] = table["date"].dt.to_period("Q")
    later = table[table["quarter"] > table.groupby("customer")["quarter"].transform("min")]
    brings = later.groupby(["customer", "quarter"])["margin"].sum().mean()
    assert builder._world().brings == pytest.approx(brings)


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = builder.ladder_builder()
    for slider in lab.sliders:
        before = picture_of(lab)
        slider.value += 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.sentence.text


def test_the_lab_says_what_the_model_says(chances):
    lab = builder.ladder_builder()
    cost, lift, silent = lab.sliders
    cost.value, lift.value, silent.value = 5, 45, 2
    buys = [*chances[:2], chances[2] + 0.045, *chances[3:]]
    moves = relationship.recency_moves(buys)
    care = dict.fromkeys(moves.index, -1.0) | {"lost": 0.0}
    reward = care | {"bought": builder._world().brings - 1, "2 silent": -6.0}
    worth = relationship.ladder_from_moves(moves).values(reward, 1.10**0.25 - 1)["2 silent"]
    assert f"such a customer is worth {worth:.1f} euro" in lab.sentence.text
    rises = f"rises from {100 * chances[2]:.1f} to {100 * buys[2]:.1f} of 100"
    assert rises in lab.sentence.text


def test_every_setting_of_the_lab_can_be_drawn():
    lab = builder.ladder_builder()
    cost, lift, silent = lab.sliders
    for euro, tenths, quarters in [(0, 0, 0), (20, 0, 4), (0, 120, 0), (20, 120, 4), (20, 0, 0)]:
        cost.value, lift.value, silent.value = euro, tenths, quarters
        assert "nan" not in lab.sentence.text and "inf" not in lab.sentence.text
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200


@pytest.mark.parametrize("setting", [(6, 2, 1), (20, 0, 4), (0, 12, 0), (20, 12, 0)])
def test_all_marks_and_words_lie_within_the_picture(setting):
    figure, _, arrange = builder._canvas((7.5, 3.6), 96)
    arrange(setting, (0, 12, 0))
    figure.canvas.draw()
    (ax,) = figure.axes
    low, high = ax.get_xlim()
    for bar in ax.patches:
        assert low < bar.get_width() < 250
    for text in ax.texts:
        if text.get_text():
            assert text.get_window_extent().x1 < figure.bbox.x1
    assert all(low < x < high for x in ax.lines[0].get_xdata())


def test_a_card_that_costs_and_does_nothing_changes_nothing():
    assert "It just pays for itself" in builder.ladder_picture(0, 0, 3)[1]
    assert "euro, as much as without the card" in builder.ladder_picture(0, 0, 3)[1]


@pytest.mark.parametrize("silent", range(5))
def test_the_table_says_from_which_lift_the_picture_shows_a_gain(silent):
    lift = builder.smallest_lifts(6).iloc[silent, 0]
    assert "It does not pay" in builder.ladder_picture(6, lift - 0.02, silent)[1]
    assert "It pays" in builder.ladder_picture(6, lift + 0.02, silent)[1]


def test_the_table_has_a_column_for_each_cost():
    table = builder.smallest_lifts(3, 6, 12)
    assert list(table.columns) == ["3 euro", "6 euro", "12 euro"]
    assert (table["12 euro"] / table["3 euro"]).tolist() == pytest.approx([4] * 5)


def test_every_control_has_a_label_and_words_for_its_value():
    sliders = builder.ladder_builder().sliders
    assert all(slider.label for slider in sliders)
    assert sliders[1].words[36] == "3.6 points" and sliders[2].words[1] == "after 1 silent quarter"
    assert all(
        len(slider.words) in (0, slider.high + 1 - slider.low) and slider.value <= slider.high
        for slider in sliders
    )


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"cost": 21}, "cost is 21: give a number 0 or more and 20 at most"),
        ({"lift": -1}, "lift is -1"),
        ({"silent": 5}, "silent is 5"),
        ({"silent": 1.5}, "silent is 1.5: give a whole number of quarters"),
    ],
)
def test_the_static_picture_refuses_what_cannot_be(setting, told):
    with pytest.raises(ValueError, match=told):
        builder.ladder_picture(**setting)


def test_the_picture_names_its_source_and_can_be_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    figure, text = builder.ladder_picture()
    plots.show(figure, alt=text)
    assert shown[0]["text/plain"] == text
    assert figure.get_supxlabel().startswith("Invented data")


# ---- the question ----


def verdict(answer: str) -> str:
    lab = builder.ladder_builder()
    lab.answer.given = answer
    lab.answer.asked += 1
    return lab.answer.verdict


def smallest(silent: int) -> float:
    return float(builder.smallest_lifts(6).iloc[silent, 0])


def test_the_smallest_lift_is_right_read_off_the_slider_or_off_the_table():
    lab = builder.ladder_builder()
    lab.sliders[2].value = 4
    tenths = round(10 * smallest(4)) - 2
    lab.sliders[1].value = tenths
    while "does not pay" in lab.sentence.text:
        tenths += 1
        lab.sliders[1].value = tenths
    assert verdict(f"{tenths / 10:.1f}").startswith("Right.")
    assert verdict(f"{smallest(4):.1f}").startswith("Right.")
    assert verdict(f"{smallest(4):.1f}".replace(".", ",")).startswith("Right.")
    others = [one for one in range(1, 120) if not tenths - 1 <= one <= tenths]
    assert not any(builder._verdicts()(one / 10).startswith("Right") for one in others)


def test_a_slip_is_told_what_to_look_at_and_never_the_answer():
    alone = 600 / builder._world().brings
    told = {
        verdict(f"{smallest(1):.1f}"): "smallest lift after 1 silent quarter",
        verdict(f"{alone:.1f}"): "next purchase alone",
        verdict(f"{smallest(4) + 0.5:.1f}"): "smaller lift that is enough",
        verdict(f"{smallest(4) - 0.5:.1f}"): "Not yet",
        verdict(f"{smallest(4) / 100:.3f}"): "in points",
    }
    assert all(part in text for text, part in told.items()), told
    assert not any(f"{smallest(4):.1f}" in text for text in told)


def test_after_a_longer_silence_a_smaller_lift_is_enough():
    """What the lesson claims; the verdict gives the reason."""
    assert smallest(4) < smallest(1)
    assert f"it takes {smallest(1):.2f}" in verdict(f"{smallest(4):.1f}")


@pytest.mark.parametrize("cost", [[6, 12], "6"])
def test_costs_are_given_one_by_one(cost):
    with pytest.raises(ValueError, match=r"The cost is .*: give one number, 0 or more"):
        builder.smallest_lifts(cost)
