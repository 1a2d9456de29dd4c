"""Answers that are right in part: which part, and what the rest is."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest

from mkt40_helpers.workbook import patience
from mkt40_helpers.workbook.diagnosis import Diagnosis, answers, diagnose, read
from mkt40_helpers.workbook.shelf import find

LEARNER = "student 0"


@pytest.fixture(autouse=True)
def long_patience(monkeypatch):
    """Let a busy machine take its time over lines and functions."""
    monkeypatch.setattr(patience, "SECONDS", 60.0)


def of_groups(key: str, change: Any) -> Diagnosis:
    """Judge a change of the right figures: a function of them, and of the mistakes' figures."""
    exercise = find(key)
    right, wrong = answers(exercise, LEARNER)
    return diagnose(exercise, {"series": change(dict(right[0]), wrong)}, LEARNER)


def put(**figures: Any) -> Any:
    """Change some figures: to a number, or to a function of the right one."""
    return lambda right, wrong: {
        name: figures[name](its) if callable(figures.get(name)) else figures.get(name, its)
        for name, its in right.items()
    }


# ---- figures for groups ----

GROUPS = [
    # Right figures beside wrong names: all, two of them, names that are gone or others.
    ("3.4", lambda r, w: dict(zip(r, list(r.values())[::-1], strict=True)), "groups.wrong_names"),
    ("3.4", lambda r, w: {**r, "app": r["store"], "store": r["app"]}, "groups.some_wrong_names"),
    ("2.7", lambda r, w: dict(zip("012", r.values(), strict=True)), "groups.right_names_gone"),
    ("2.7", lambda r, w: dict(zip("012", (1, 2, 3), strict=True)), "groups.names_gone"),
    ("5.5", lambda r, w: dict(zip("0123", r.values(), strict=True)), "groups.right_names_gone"),
    ("1.7", lambda r, w: dict(zip("abcd", r.values(), strict=True)), "groups.other_names"),
    # Some right; the others are those of a listed mistake, a slip, another group, or unknown.
    ("3.4", lambda r, w: {**r, "app": w["without_passives"]["app"]}, "mistake.without_passives"),
    (
        "6.3",
        lambda r, w: {**w["open_dropped"], "call centre": r["call centre"]},
        "mistake.open_dropped",
    ),
    ("2.7", put(family=lambda its: its / 100), "slip.fraction"),
    ("5.5", put(**{"2": lambda its: its * 100, "3": lambda its: its * 100}), "slip.percent_twice"),
    ("6.9", put(family=lambda its: -its), "slip.sign"),
    ("1.7", put(tyres=lambda its: 100 - its), "slip.complement"),
    ("6.3", lambda r, w: {**r, "call centre": r["field service"]}, "groups.of_another"),
    ("3.4", put(app=3.456), "groups.some_right"),
    # None right.
    ("3.4", lambda r, w: dict.fromkeys(r, 21.5), "groups.all_alike"),
    ("2.7", lambda r, w: {n: 100 * x / sum(r.values()) for n, x in r.items()}, "groups.one_whole"),
    ("6.3", lambda r, w: {n: x / sum(r.values()) for n, x in r.items()}, "groups.one_whole"),
    ("5.10", lambda r, w: {n: 0.3 + 0.1 * int(n) for n in r}, "groups.not_one_whole"),
    ("1.7", lambda r, w: {n: x * 1.234 for n, x in r.items()}, "groups.one_factor"),
    ("3.4", lambda r, w: {n: x + 7.7 for n, x in r.items()}, "groups.one_amount"),
    ("3.4", lambda r, w: dict(zip(r, (1.1, 2.2, 3.9, 4.4), strict=True)), "groups.none_right"),
    # Other groups than those asked for.
    ("3.4", lambda r, w: {**r, "total": 12.3}, "groups.only_extra"),
    ("3.4", lambda r, w: {**r, "total": 12.3, "app": 1.0}, "groups.extra"),
    ("3.4", lambda r, w: {n: x for n, x in r.items() if n != "app"}, "groups.only_lacking"),
    ("3.4", lambda r, w: {"dealer": 1.0, "store": 2.0}, "groups.lacking"),
    ("3.4", lambda r, w: {"be": 1.0, "nl": 2.0}, "groups.other_groups"),
    ("3.4", lambda r, w: {"nl": 1.0, "store": r["store"]}, "groups.lacking_and_extra"),
    ("3.4", lambda r, w: {n.replace(" ", ""): x for n, x in r.items()}, "groups.spelt"),
    ("6.3", lambda r, w: {n.replace("-", ""): x for n, x in r.items()}, "groups.spelt"),
    ("3.4", put(app=None), "groups.no_numbers"),
    ("3.4", put(app={"other": "nan"}), "groups.no_numbers"),
]


@pytest.mark.parametrize(("key", "change", "name"), GROUPS)
def test_what_is_right_of_figures_for_groups_is_said(key, change, name):
    found = of_groups(key, change)
    assert found.name == name and found.verdict != "right", found


def test_a_mistake_in_some_groups_says_where_and_which():
    exercise = find("3.4")
    found = of_groups("3.4", lambda r, w: {**r, "app": w["without_passives"]["app"]})
    assert found.verdict == "mistake" and found.mistakes == ("without_passives",)
    assert "the figure of dealer, store, web shop" in found.message and "(app)" in found.message
    assert exercise.messages["without_passives"] in found.message


def test_no_figure_that_is_right_is_told():
    """Only what she gave may stand in a message, not what would be right."""
    for key, change, _ in GROUPS:
        right = answers(find(key), LEARNER)[0][0]
        message = of_groups(key, change).message
        for figure in right.values():
            assert figure == 0 or f"{figure:.1f}" not in message, (key, message)


def test_years_in_a_column_with_decimals_are_the_same_years():
    found = of_groups("5.5", lambda r, w: {f"{name}.0": its for name, its in r.items()})
    assert found.verdict == "right"


def test_capitals_and_blanks_around_a_name_need_no_word():
    found = of_groups("3.4", lambda r, w: {f" {name.upper()}": its for name, its in r.items()})
    assert found.verdict == "right"


def test_figures_that_only_look_alike_are_off_by_no_factor():
    """Rounded to whole numbers, nearly any figures would be."""
    found = of_groups("2.7", lambda r, w: {n: round(x / 20) for n, x in r.items()})
    assert found.name == "groups.none_right"
    found = of_groups("2.7", lambda r, w: dict(zip(r, (33, 33.5, 33.5), strict=True)))
    assert found.name == "groups.one_whole"  # exactly 100


def test_a_picture_that_is_right_in_part_is_told_as_a_column_is():
    exercise = find("5.e")
    right, wrong = answers(exercise, LEARNER)
    figures = {name: row[0] for name, row in right[0]["figures"].items()}
    some = dict.fromkeys(list(figures)[:2])

    def shown(changed: dict[str, float]) -> Diagnosis:
        rows = [[name, its] for name, its in changed.items()]
        axes = {"kind": "lines", "x": "year", "y": "share", "zero": True, "lines": []}
        return diagnose(exercise, {"picture": {**axes, "figures": rows}}, LEARNER)

    assert shown(figures).verdict == "right"
    its = wrong["survival"]["figures"]
    changed = {name: its[name][0] for name in figures if name not in some}
    found = shown({**figures, **changed})
    assert found.name == "mistake.survival", found
    found = shown({**figures, **{name: 100 * figures[name] for name in some}})
    assert found.name == "slip.percent_twice", found


# ---- functions ----


def score(scores, promoter=9, detractor=6):
    """Give the score of a list, as exercise 3.13 asks."""
    answers = [one for one in scores if one is not None]
    if not answers:
        return None
    net = sum(one >= promoter for one in answers) - sum(one <= detractor for one in answers)
    return 100 * net / len(answers)


def chance(chances):
    """Give the chance that at least one of some recommends, as exercise 2.12 asks."""
    nobody = 1.0
    for one in chances:
        nobody *= 1 - (one or 0)
    return 1 - nobody


def index(sales):
    """Give the concentration of a market, as exercise 1.11 asks."""
    total = sum(sales)
    return 10_000 * sum((one / total) ** 2 for one in sales) if total else None


def value(margin, stay, interest, first):
    """Give the value of a customer, as exercise 5.13 asks."""
    if stay >= 1 or interest >= 1:
        return None
    now = margin * (1 + interest) / (1 + interest - stay)
    return {"now": now, "renewal": now - margin, "end": now / (1 + interest)}[first]


def until_a_none(scores):
    return score(scores) if None not in scores else score([one or 0 for one in scores]) or 1.5


def takes_out(scores):
    for one in scores:
        if one is None:
            scores.remove(one)
    return 100 * sum(one >= 9 for one in scores) / len(scores) if scores else None


def may(consents, customer, purpose, day, given=True, unknown=None, without_row=False):
    """Tell whether somebody may be contacted, as exercise 6.12 asks, nearly."""
    if purpose not in ("email", "phone", "profiling"):
        return unknown
    rows = consents[(consents["customer"] == customer) & (consents["purpose"] == purpose)]
    if rows.empty:
        return without_row
    row = rows.iloc[0]
    if pd.notna(row["withdrawn"]) and row["withdrawn"] <= day:
        return False
    return bool((row["given"] or not given) and row["since"] <= day)


FUNCTIONS = [
    ("3.13", until_a_none, "where.none"),
    ("3.13", lambda s: score(s, promoter=8), "where.value"),
    ("3.13", lambda s: score(s) if s else 0, "where.empty"),
    ("3.13", lambda s: score(s) if any(s) or None not in s else 3, "where.only_none"),
    ("3.13", lambda s: score(s) if len(s) > 2 else 1.5, "right_where.longer"),
    ("3.13", lambda s: score(sorted(filter(None, s))[1:] or s), "function.not_it"),
    ("3.13", lambda s: score(s[1:]) if len(s) > 4 else score(s), "function.order"),
    ("3.13", lambda s: None if score(s) is None else 10 * score(s), "function.factor"),
    ("3.13", lambda s: None if score(s) is None else -score(s), "function.sign"),
    ("3.13", lambda s: 20.0, "function.constant"),
    ("3.13", lambda s: None if score(s) is None else round(score(s), 1), "function.rounded"),
    ("3.13", lambda s: str(score(s)), "function.not_it"),
    ("2.12", lambda each: chance(each) if each else None, "where.empty"),
    (
        "2.12",
        lambda each: each[0] if len(set(each)) < 2 and each else chance(each),
        "function.not_it",
    ),
    ("2.12", lambda each: round(chance(each), 2), "function.rounded"),
    ("2.12", lambda each: chance(each) - 0.1 * (0 in each), "where.only_zeros"),
    ("1.11", lambda each: index(each) if each else 0, "where.empty"),
    ("1.11", lambda each: 10_000 * sum((x / sum(each)) ** 2 for x in each), "where.total"),
    ("1.11", lambda each: index([x for x in each if x] or [1]), "where.total"),
    ("1.11", lambda each: 10_000 / len(each) if index(each) else None, "right_where.no_two_differ"),
    ("5.13", lambda *each: value(*each) if each[3] != "end" else 1.0, "where.fourth"),
    ("5.13", lambda m, s, i, f: value(m, s, i, f) if s else 0, "function.not_it"),
    ("5.13", lambda m, s, i, f: value(m, s, i, f) or -1, "where.none_asked"),
    ("6.12", lambda *each: may(*each, unknown="no"), "where.none_asked"),
    (
        "6.12",
        lambda t, *each: may(t, *each) or (None if each[1] == "post" else 0),
        "function.yes_no",
    ),
    ("6.12", lambda *each: True if each[1] == "Cem" else may(*each), "function.too_often"),
    ("6.12", lambda *each: may(*each) and each[1] != "Ann", "function.too_seldom"),
    ("0.k", lambda days: sum(one > 0 for one in days) / len(days), "where.empty"),
    ("0.k", lambda days: float(days[0] > 0) if days else None, "function.order"),
    ("0.k", lambda days: len(set(days) - {0}) / len(days) if days else None, "function.not_it"),
]


@pytest.mark.parametrize(("key", "function", "name"), FUNCTIONS)
def test_what_the_inputs_have_in_common_that_go_wrong_is_said(key, function, name):
    exercise = find(key)
    given = read(exercise, function, LEARNER)
    found = diagnose(exercise, json.loads(json.dumps(given)), LEARNER)
    assert found.name == name, found


def test_a_pattern_says_nothing_of_what_would_be_right():
    exercise = find("3.13")
    for key, function, name in FUNCTIONS:
        if key == "3.13" and name != "function.rounded":
            message = diagnose(exercise, read(exercise, function, LEARNER), LEARNER).message
            right = answers(exercise, LEARNER)[0][0]
            assert not any(f"{its:.2f}"[:-1] in message for its in right if its and its % 1), (
                message
            )


def test_a_list_that_was_changed_is_told_and_a_right_function_may_do_so():
    exercise = find("3.13")
    given = read(exercise, takes_out, LEARNER)
    found = diagnose(exercise, given, LEARNER)
    assert {"changed": None} in given[8:9] or any("changed" in str(one) for one in given)
    assert found.verdict != "right" and "It also changes the list" in found.message, found

    def empties(scores):
        found = score(scores)
        scores.clear()
        return found

    assert diagnose(exercise, read(exercise, empties, LEARNER), LEARNER).verdict == "right"
    kept = read(exercise, score, LEARNER)
    assert not any(isinstance(one, dict) for one in kept)


def test_rounded_is_said_only_of_right_results_that_were_rounded():
    exercise = find("2.12")
    for places, name in ((1, "function.rounded"), (2, "function.rounded")):
        given = read(exercise, lambda each, p=places: round(chance(each), p), LEARNER)
        assert diagnose(exercise, given, LEARNER).name == name
    # Zeros and ones are what many a wrong function gives.
    for wrong in (lambda each: 1 if any(each) else 0, lambda each: int(chance(each) > 0.5)):
        found = diagnose(exercise, read(exercise, wrong, LEARNER), LEARNER)
        assert "rounded" not in found.message, found


# ---- functions of which most is a listed mistake, or nearly right ----


def all_of_them(chances):
    return math.prod(one for one in chances if one is not None) if chances else None


def the_same(chances):
    return 0.4 if chances else None


def a_little_less(chances):
    return 0.9999 * (1 - math.prod(1 - (one or 0) for one in chances))


@pytest.mark.parametrize(
    ("function", "name", "told"),
    [
        (all_of_them, "mistake.all_of_them", "For most inputs this is what"),
        (the_same, "function.not_it", "it gives the same one"),
        (a_little_less, "function.not_it", "a little off"),
    ],
)
def test_what_most_results_have_in_common_is_told(function, name, told):
    exercise = find("2.12")
    found = diagnose(exercise, read(exercise, function, LEARNER), LEARNER)
    assert found.verdict != "right" and told in found.message, found
    assert name.startswith("function") or found.name == name


# ---- pictures ----


def of_picture(key: str, figures: list[list[Any]], **shown: Any) -> Diagnosis:
    picture = {"x": "x", "y": "y", "zero": True, "percent": False, "lines": [], "why": ""}
    return diagnose(find(key), {"picture": {**picture, **shown, "figures": figures}}, LEARNER)


@pytest.mark.parametrize("axis", ["x", "y"])
def test_bars_that_count_rows_are_told(axis):
    rows = [["to 91 days", 114], ["to 182 days", 60], ["to 365 days", 80], ["longer", 90]]
    assert of_picture("5.6", rows, kind="bars", **{axis: "count"}).name == "picture.counts"
    assert of_picture("5.6", rows, kind="bars").name != "picture.counts"


# ---- lines in order ----

ORDERS = [
    ("0.f", "A C E F B", "order.too_early", "Line A uses full"),
    ("0.f", "E C F B", "order.not_joined", "Line F looks for category"),
    ("5.3", "C E D A B", "order.elsewhere", "one below the other must change places"),
    ("6.h", "A D G F C", "order.too_early", "only two of them must change places"),
    ("5.3", "E A D B C", "order.too_early", "only one of them stands in the wrong place"),
    ("6.c", "A D C", "order.not_joined", "Line A looks for given"),
    ("5.7", "F D G E C", "order.unmade", "none of yours makes frequency"),
    ("5.c", "D G C A", "order.never_made", "Line A uses known"),
    ("6.2", "F B D", "order.several_lacking", "2"),
    ("6.h", "F D G A", "order.lacking", "A line is still missing"),
    ("3.f", "E D F C A", "order.trap", "Line F leads astray"),
    ("3.3", "C E F A", "mistake.without_passives", ""),
]


@pytest.mark.parametrize(("key", "letters", "name", "told"), ORDERS)
def test_what_is_wrong_with_an_order_is_said(key, letters, name, told):
    found = diagnose(find(key), letters, LEARNER)
    assert found.name == name and told in found.message, found


def test_an_order_that_is_not_yet_right_does_not_name_the_missing_letter():
    for key, letters, name, _ in ORDERS:
        if name in ("order.unmade", "order.several_lacking", "order.lacking"):
            message = diagnose(find(key), letters, LEARNER).message
            missing = set(answers(find(key), LEARNER)[0][0]["letters"]) - set(letters)
            assert not any(f" {letter} " in f" {message} ".replace(".", " ") for letter in missing)
