"""The campaign desk and its controls."""

from __future__ import annotations

import base64
import re
import struct

import pandas as pd
import pytest

from mkt40_helpers import crm, data, plots
from mkt40_helpers.crm import lab as desk

BEST, LIKELY, COMMUTERS, EVERYBODY = range(4)


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.still()
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    names = ("sends", "campaigns", "customers", "transactions")
    return crm.known_before(*(data.load(name) for name in names)).query("campaign == 3")


def test_the_table_holds_what_was_reckoned_before_the_chapter():
    table = desk.desk_table()
    assert table.columns.tolist() == ["2.10 euro", "0.95 euro", "0.05 euro", "±"]
    assert table.round(2).T.to_dict("list") == {
        "best": [-1.34, -0.19, 0.71, 1.40],
        "likely": [-1.69, -0.54, 0.36, 1.29],
        "commuters": [-0.13, 1.02, 1.92, 0.71],
        "everybody": [-1.22, -0.07, 0.83, 0.49],
    }


def test_the_lists_of_the_desk_are_those_of_the_lesson(calls):
    lists = desk._lists()
    tops = {who: rows.head(462) for who, rows in lists.items()}
    assert set(tops["best"]["customer"]) == set(calls.loc[calls["often"] >= 3, "customer"])
    assert (tops["likely"]["group"] == "treated").sum() == 339
    commuters = calls.loc[calls["segment"] == "commuter", "customer"]
    assert lists["commuters"]["customer"].tolist() == commuters.tolist()
    assert lists["everybody"]["customer"].tolist() == calls["customer"].tolist()


def test_the_model_of_the_likely_has_not_seen_the_wave_that_it_is_judged_on(calls, monkeypatch):
    """With all outcomes of wave 3 turned round the list stays as it is."""
    before = desk._lists()["likely"]["customer"].tolist()
    load = data.load

    def turned(name: str, *rest: object) -> pd.DataFrame:
        table = load(name, *rest)
        if name != "sends":
            return table
        return table.assign(
            responded=table["responded"].where(table["campaign"] < 3, ~table["responded"])
        )

    monkeypatch.setattr(data, "load", turned)
    desk._lists.cache_clear()
    after = desk._lists()["likely"]
    desk._lists.cache_clear()
    assert after["customer"].tolist() == before
    assert (after["responded"] != calls.loc[after.index, "responded"]).all()


@pytest.mark.parametrize("depth", [10, 20, 69, 100])
@pytest.mark.parametrize("who", ["best", "likely"])
def test_a_ranked_list_is_cut_from_the_top(who, depth):
    lowest = desk._desk((who, depth, 2.10, 36)).lowest
    rows = desk._lists()[who]
    chosen = round(len(rows) * depth / 100)
    assert (rows["score"].iloc[:chosen] >= lowest).all()
    assert (rows["score"].iloc[chosen:] <= lowest).all()
    expected = crm.net(crm.uplift(rows.iloc[:chosen]), 36, 2.10).iloc[0]
    pd.testing.assert_series_equal(desk._desk((who, depth, 2.10, 36)).found, expected)


@pytest.mark.parametrize("who", ["commuters", "everybody"])
def test_where_chance_draws_the_depth_changes_the_number_of_names_alone(who):
    one, other = (desk._desk((who, depth, 2.10, 36)) for depth in (20, 80))
    pd.testing.assert_series_equal(one.found, other.found)
    assert other.contacted == pytest.approx(4 * one.contacted, abs=2)


def test_the_names_are_those_that_may_be_called():
    db = crm.open_database()
    for who, names in desk._names().items():
        score = pd.Series(0.1, data.load("customers")["customer"])
        how = {"channel": "phone", "day": "2026-09-14", "offer": "partner"}
        assert names == len(crm.select(db, who, score=score, **how)), who


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = desk.campaign_desk()
    for slider in lab.sliders:
        before = picture_of(lab)
        slider.value -= 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.sentence.text


def test_the_lab_says_what_the_functions_say(calls):
    lab = desk.campaign_desk()
    who, depth, cost, margin = lab.sliders
    who.value, depth.value, cost.value, margin.value = COMMUTERS, 50, 19, 32
    riders = calls[calls["segment"] == "commuter"]
    row = crm.net(crm.uplift(riders), margin=32, cost=0.95).iloc[0]
    said = lab.sentence.text
    assert "0.95 euro a contact, 32 a sale" in said
    assert "373 names may be called on 14 September 2026, and 186 are" in said
    assert f"promises {row['gross']:+.2f} euro and leaves {row['net']:+.2f} net of" in said
    assert f"(95%: {row['net_low']:+.2f} to {row['net_high']:+.2f})" in said
    assert f"would leave {186 * row['net']:,.0f} euro" in said


def test_the_last_setting_stays_in_grey():
    lab = desk.campaign_desk()
    assert "Before" not in lab.sentence.text
    lab.sliders[COMMUTERS].value = 1  # the cost
    assert "grey marks: everybody, 20 of 100, 2.10 and 36 euro, which left -1.22" in (
        lab.sentence.text
    )
    lab.answer.restarted += 1
    assert "Before" not in lab.sentence.text
    _, (ghosts, *_), arrange = desk._canvas((7.5, 3.9), 96)
    arrange(("best", 20, 0.05, 36), ("everybody", 20, 2.10, 36))
    assert ghosts.get_xdata() == pytest.approx(desk.desk_table()["2.10 euro"].tolist())
    arrange(("best", 20, 0.05, 36), None)
    assert len(ghosts.get_xdata()) == 0


@pytest.mark.parametrize("who", range(4))
@pytest.mark.parametrize("depth", [10, 55, 100])
def test_every_setting_of_the_lab_can_be_drawn(who, depth):
    lab = desk.campaign_desk()
    lab.sliders[0].value, lab.sliders[1].value = who, depth
    for cost, margin in [(1, 10), (1, 60), (60, 10), (60, 60)]:
        lab.sliders[2].value, lab.sliders[3].value = cost, margin
        assert "nan" not in lab.sentence.text and "inf" not in lab.sentence.text
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200


@pytest.mark.parametrize("depth", [10, 11, 13, 20, 100])
@pytest.mark.parametrize(("cost", "margin"), [(0.05, 60), (3, 60), (3, 10), (0.05, 10)])
def test_all_marks_and_words_lie_within_the_picture(depth, cost, margin):
    figure, _, arrange = desk._canvas((7.5, 3.9), 96)
    arrange(("commuters", depth, cost, margin), ("best", 10, 3, 60))
    figure.canvas.draw()
    (ax,) = figure.axes
    for line in ax.lines:
        if line.get_transform() == ax.transData:
            assert all(-12 < x < 11 for x in line.get_xdata())
    words = [text for text in ax.texts if text.get_text()]
    for text in words:
        assert text.get_window_extent().x1 < figure.bbox.x1
    values = ax.transData.transform((11, 0))[0]
    for label in words[:4]:
        assert label.get_window_extent().x0 > values  # no figure stands in the marks


def test_the_title_tells_a_gain_or_a_loss_only_where_the_interval_does():
    told = {
        ("everybody", 20, 2.10, 36): "Everybody, 186 of 929 names: a contact loses 1.22 euro",
        (
            "commuters",
            20,
            2.10,
            36,
        ): "Commuters, 75 of 373 names: no gain and no loss proven",
        ("everybody", 20, 0.05, 36): "Everybody, 186 of 929 names: no gain and no loss proven",
        ("commuters", 20, 0.05, 36): "Commuters, 75 of 373 names: a contact earns 1.92 euro",
    }
    for setting, title in told.items():
        assert desk._headline(setting[0], desk._desk(setting)) == title


def test_every_control_has_a_label_and_words_for_its_value():
    sliders = desk.campaign_desk().sliders
    assert len(sliders) <= 4 and all(slider.label for slider in sliders)
    said = [slider.words[slider.value - slider.low] for slider in sliders]
    assert said == ["everybody, by draw", "20 of 100 names", "2.10 euro", "36 euro"]
    assert all(len(slider.words) == slider.high + 1 - slider.low for slider in sliders)
    assert (sliders[2].words[0], sliders[2].words[-1]) == ("0.05 euro", "3.00 euro")
    assert (sliders[3].words[0], sliders[3].words[-1]) == ("10 euro", "60 euro")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"who": "families"}, "who is 'families': give one of 'best', 'likely'"),
        ({"depth": 5}, "depth is 5: give a number 10 or more and 100 at most"),
        ({"depth": 101}, "depth is 101"),
        ({"cost": 3.5}, "cost is 3.5"),
        ({"cost": -1}, "cost is -1"),
        ({"margin": 61}, "margin is 61"),
    ],
)
def test_the_static_picture_refuses_what_cannot_be(setting, told):
    with pytest.raises(ValueError, match=told):
        desk.desk_picture(**setting)


def test_the_picture_names_its_source_and_can_be_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    figure, words = desk.desk_picture()
    plots.show(figure, alt=words)
    assert shown[0]["text/plain"] == words and words.startswith("Everybody, 20 of 100 names")
    assert figure.get_supxlabel().startswith("Invented data")


# ---- the question ----


def verdict(answer: str) -> str:
    lab = desk.campaign_desk()
    lab.answer.given = answer
    lab.answer.asked += 1
    return lab.answer.verdict


def test_the_cost_at_which_everybody_breaks_even_is_right_read_off_slider_or_table():
    table = desk.desk_table().loc["everybody"]  # a straight line between two costs
    slope = (table["2.10 euro"] - table["0.05 euro"]) / 2.05
    off_the_table = 0.05 - table["0.05 euro"] / slope
    lab = desk.campaign_desk()
    steps = min(range(14, 22), key=lambda step: abs(_net_at(lab, step)))
    for answer in (off_the_table, 0.05 * steps):
        for form in ("{:.2f}", "{:.1f}"):
            assert verdict(form.format(answer)).startswith("Right"), answer
            assert verdict(form.format(answer).replace(".", ",")).startswith("Right")
    right = [step for step in range(301) if desk._verdicts()(step / 100).startswith("Right")]
    assert right == list(range(83, 93))


def _net_at(lab, step: int) -> float:
    lab.sliders[2].value = step
    return float(re.search(r"leaves ([+-][\d.]+) net", lab.sentence.text)[1])


def test_a_slip_is_told_what_to_look_at_and_never_the_answer():
    told = {
        verdict("3.90"): "it counts all who bought",
        verdict("2.10"): "what a contact may cost",
        verdict("1.97"): "for commuters alone",
        verdict("88"): "in cents",
        verdict("0.5"): "Not yet",
        verdict("12"): "Not yet",
    }
    assert len(told) == 6 - 1  # the last two are the same
    assert all(part in words for words, part in told.items()), told
    assert not any("0.88" in words or "0.9" in words for words in told)


def test_the_commuters_break_even_below_the_price_of_a_call():
    """What the lesson asks next."""
    assert desk._break_even("commuters") == pytest.approx(1.97, abs=0.005)
    assert desk._break_even("commuters") < 2.10


def test_a_cost_in_text_is_refused():
    with pytest.raises(ValueError, match="cost is '2'"):
        desk.desk_table("2")
