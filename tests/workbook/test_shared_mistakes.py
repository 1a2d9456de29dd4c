"""Shared mistakes: what they make of a reference, and whose words are told."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook import words
from mkt40_helpers.workbook.diagnosis import answers, diagnose
from mkt40_helpers.workbook.kinds import Number
from mkt40_helpers.workbook.pairs import Slip
from mkt40_helpers.workbook.records import Exercise, with_words
from mkt40_helpers.workbook.shelf import find
from mkt40_helpers.workbook.words import say

PAID = pd.DataFrame(
    {
        "customer": [1, 1, 2, 3],
        "shop": ["store", "app", "app", "web"],
        "card": pd.array([True, False, None, True], dtype="boolean"),
        "paid": pd.array([10.0, 20.0, None, 6.0], dtype="Float64"),
    }
)
WORDS = {
    **{f"hint_{n}": "Look." for n in (1, 2, 3)},
    **{"title": "Paid", "level": "core", "points": 1, "minutes": 2, "unit": "euro"},
    **{"praise": "Yes.", "mistakes": {}},
}


def of_the_app(table: pd.DataFrame) -> float:
    return float(table.loc[table["shop"] == "app", "paid"].mean())


def made(found: dict[str, shared.Shared], right=of_the_app) -> dict[str, float]:
    return {name: its.of(right)(PAID) for name, its in found.items()}


def test_a_condition_is_forgotten_turned_round_or_another_one():
    found = made(shared.only("shop", "app", "store", "web"))
    assert found == {"every_shop": 12.0, "all_but_app": 8.0, "shop_store": 10.0, "shop_web": 6.0}


def test_a_condition_on_yes_or_no_is_one_like_others():
    right = lambda table: int(table["card"].sum())  # noqa: E731
    assert made(shared.only("card", True, False), right) == {
        "every_card": 4,
        "all_but_true": 1,
        "card_false": 1,
    }


def test_a_mistake_can_be_left_out():
    assert list(shared.only("shop", "app", but=("every_shop", "all_but_app"))) == []
    assert "added" not in shared.difference(len, len, "one", "other", "added")


def test_empty_cells_are_zeros_dropped_or_counted():
    found = made(shared.missing("paid", dropped=True, counted=50.0))
    assert found == {"missing_as_zero": 10.0, "missing_dropped": 20.0, "missing_counted": 35.0}
    cards = lambda table: float(table["card"].mean())  # noqa: E731
    assert made(shared.missing("card"), cards) == {"missing_as_zero": 0.5}


def test_each_customer_counts_once_and_groups_count_alike():
    number = lambda table: int(table["paid"].count())  # noqa: E731
    assert made(shared.once_each("customer"), number) == {"once_each_customer": 2}
    mean = lambda table: float(table["paid"].mean())  # noqa: E731
    assert made(shared.mean_of_groups("shop"), mean) == {"mean_of_shop": 12.0}


def test_the_table_with_the_column_is_changed_and_no_other():
    other = pd.DataFrame({"paid": [0.0]})
    right = lambda first, second: (len(first), of_the_app(second))  # noqa: E731
    wrong = shared.only("shop", "app", "store")["shop_store"].of(right)
    assert wrong(other, PAID) == (1, 10.0)
    assert PAID["shop"].tolist() == ["store", "app", "app", "web"]


def test_other_figures_of_the_same_values():
    found = shared.figures(lambda table: table["paid"], "median", "sum", "number", scale=10)
    assert made(found) == {"median": 100.0, "sum": 360.0, "number": 3}
    grouped = lambda table: table["card"].groupby(table["shop"])  # noqa: E731
    parts = {
        name: its.round(2).to_dict()
        for name, its in made(shared.figures(grouped, "part_of_the_yes", "part_of_all")).items()
    }
    assert parts["part_of_the_yes"] == {"app": 0.0, "store": 0.5, "web": 0.5}
    assert parts["part_of_all"] == {"app": 0.0, "store": 0.33, "web": 0.33}


def test_a_margin_can_begin_with_the_variance():
    found = made(shared.margin("whole_width", of=lambda table: table["paid"]), lambda table: 1.96)
    assert "whole_width" not in found
    assert found["variance"] == pytest.approx(1.96 * 52 / 3**0.5)
    assert found["error_squared"] == pytest.approx(1.96)


# ---- words ----


def asked(mistakes) -> Exercise:
    return with_words(Exercise("1", Number(), ("survey",), of_the_app, mistakes), 3, WORDS)


def test_an_exercise_needs_no_words_for_a_shared_mistake():
    exercise = asked(shared.margin())
    assert exercise.messages["whole_width"] == say("shared.whole_width", this="", that="")
    assert exercise.mistakes["whole_width"](PAID) == 40.0


def test_its_own_words_are_told_instead(monkeypatch):
    monkeypatch.setitem(WORDS, "mistakes", {"whole_width": "Half of it."})
    told = asked(shared.margin()).messages
    assert told["whole_width"] == "Half of it." and "1.645" in told["ninety_percent"]


def test_a_mistake_of_its_own_still_needs_words():
    with pytest.raises(ValueError, match=re.escape("The mistakes of exercise 3.1 lack doubled.")):
        asked({"doubled": len, **shared.margin()})


def test_beside_a_letter_the_figure_is_changed_and_the_letter_told_to_be_right():
    mistakes = shared.only("shop", "app", "store")
    slip = Exercise("1", Slip("AB", Number()), ("survey",), ("B", of_the_app), mistakes)
    exercise = with_words(slip, 3, WORDS)
    letter, maker = exercise.mistakes["shop_store"]
    assert (letter, maker(PAID)) == ("B", 10.0)
    assert exercise.messages["shop_store"].startswith("You found the line. The calculation is")


def test_every_sentence_says_what_it_was_given():
    sentences = words.read("workbook/sentences")["shared"]
    for name, text in sentences.items():
        told = say(f"shared.{name}", this="THIS", that="THAT")
        assert ("THIS" in told, "THAT" in told) == ("{this}" in text, "{that}" in text)


def test_every_shared_mistake_has_a_sentence_and_no_other_has():
    made = {
        **shared.only("shop", "app", "store"),
        **shared.missing("paid", dropped=True, counted=0),
        **shared.once_each("customer"),
        **shared.mean_of_groups("shop"),
        **shared.figures(len, *shared._FIGURES),
        **shared.difference(len, len, "one", "other"),
        **shared.margin(of=len),
        **shared.other_part("one", "other"),
        **shared.multiplied_up(),
    }
    assert {its.sentence for its in made.values()} == set(
        words.read("workbook/sentences")["shared"]
    )


def test_a_learner_hears_the_shared_words():
    exercise = find("3.7")
    wrong = answers(exercise, "s1")[1]["channel_store"]
    found = diagnose(exercise, wrong, "s1")
    assert found.mistakes == ("channel_store",)
    assert found.message == (
        "The calculation is right, but for rows where `channel` is `store`. "
        "The question is about those where `channel` is `app`."
    )
