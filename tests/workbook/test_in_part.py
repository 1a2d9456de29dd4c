"""Answers that are right in part: which part, and what the rest is."""

from __future__ import annotations

from typing import Any

import pytest

from mkt40_helpers.workbook.diagnosis import Diagnosis, answers, diagnose
from mkt40_helpers.workbook.shelf import find

LEARNER = "student 0"


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
    found = of_groups("3.4", GROUPS[5][1])
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
