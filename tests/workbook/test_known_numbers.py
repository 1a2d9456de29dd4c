"""A wrong number that is something known: what it is, by name, and silence where chance may be."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.workbook import known_numbers, marking, progress_file
from mkt40_helpers.workbook.diagnosis import answers, diagnose
from mkt40_helpers.workbook.facts import of_groups, of_table
from mkt40_helpers.workbook.kinds import Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.result_code import choices, code_of
from mkt40_helpers.workbook.shelf import exercises_of, find
from tests.every_chapter.handed_in import handed_in
from tests.workbook.test_ranges import WITH_A_FIGURE

LEARNER = "s2"
LOOKED_UP = [each for each in WITH_A_FIGURE if not isinstance(each.kind, Order)]


def of(key: str, student: str | None) -> Any:
    """Give the answer to an exercise on the sample of anybody, or on whole tables."""
    exercise = find(key)
    tables = [data.load(name, student=student) for name in exercise.tables]
    return handed_in(exercise, exercise.kind.expect(exercise.answer, tables))


def right(key: str) -> Any:
    return of(key, None if find(key).is_step else LEARNER)


def wrong(key: str, name: str) -> Any:
    return answers(find(key), LEARNER)[1][name]


def table(name: str, student: str | None = LEARNER) -> pd.DataFrame:
    return data.load(name, student=student)


def told(key: str, given: Any, **more: Any) -> tuple[str, ...]:
    found = diagnose(find(key), given, LEARNER, **more)
    assert found.verdict == ("mistake" if found.mistakes else "not yet"), found
    return found.mistakes


@pytest.mark.parametrize("key", ["1.1", "1.4", "2.10", "2.7", "3.2", "3.4", "3.8", "3.12",
                                 "5.1", "5.5", "5.6", "6.3", "6.5", "6.8"])  # fmt: skip
def test_the_whole_table(key):
    assert told(key, of(key, None)) == ("known_whole_table",)
    assert told(key, of(key, "anonymous")) == ("known_anonymous",)
    assert told(key, of(key, "s9"), others=("s9", LEARNER)) == ("known_other_learner",)
    assert told(key, of(key, "s9")) == ()


def test_percent_and_share_alike():
    found = diagnose(find("3.2"), of("3.2", None) / 100, LEARNER)
    assert found.mistakes == ("known_whole_table",) and "multiply by 100" in found.message
    whole = {name: 100 * share for name, share in of("6.3", None)["series"].items()}
    found = diagnose(find("6.3"), {"series": whole}, LEARNER)
    assert found.mistakes == ("known_whole_table",) and "divide by 100" in found.message


def test_one_table_that_is_whole():
    exercise = find("6.7")
    _, sends = tables_of(exercise, LEARNER)
    given = exercise.answer(table("customers", None), sends)
    found = diagnose(exercise, given, LEARNER)
    assert found.mistakes == ("known_one_whole_table",) and "`customers`" in found.message


@pytest.mark.parametrize("key", ["0.b", "0.i", "3.a", "3.j", "5.i", "6.f", "6.i"])
def test_a_step_on_a_sample(key):
    assert told(key, of(key, LEARNER)) == ("known_own_sample",)
    assert told(key, of(key, "anonymous")) == ("known_anonymous",)


def in_the_network() -> int:
    ties = table("social_ties")
    return len({*ties["customer"], *ties["friend"]})


def half_of_the_detractors() -> dict[str, Any]:
    survey = table("survey")
    low = (survey["touchpoint"] == "delivery") & (survey["score"] <= 6)
    return {"tuple": ["D", float(low.sum()) / 2]}


def error_of_the_chats() -> float:
    contacts = table("contacts")
    return float(contacts.loc[contacts["channel"] == "chat", "minutes"].sem())


def spoke_up_after_criticism() -> float:
    conversations = table("conversations")
    return float(conversations.loc[conversations["criticised"], "spoke_up"].mean())


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("2.3", in_the_network),
        ("3.12", half_of_the_detractors),
        ("6.01", error_of_the_chats),
        ("2.9", spoke_up_after_criticism),
    ],
)
def test_a_step_on_the_way(key, given):
    found = diagnose(find(key), given(), LEARNER)
    assert found.mistakes == ("known_step",) and "a step on the way" in found.message


@pytest.mark.parametrize(("key", "other"), [("1.3", "1.4"), ("2.1", "2.2"), ("3.10", "3.5"),
                         ("5.8", "5.12"), ("6.7", "6.10"), ("3.a", "3.j")])  # fmt: skip
def test_the_answer_to_another_exercise(key, other):
    given = right(other)
    number = given["tuple"][1] if isinstance(given, dict) else given
    found = diagnose(find(key), number, LEARNER)
    assert found.mistakes == ("known_exercise",)
    assert f'{other} ("{find(other).title}")' in found.message


@pytest.mark.parametrize(("key", "step"), [("3.7", "3.j"), ("5.8", "5.i"), ("6.10", "6.k")])
def test_the_answer_to_a_step_of_the_lesson(key, step):
    found = diagnose(find(key), right(step), LEARNER)
    assert found.mistakes == ("known_lesson_step",) and f"{step} (" in found.message


@pytest.mark.parametrize(
    ("key", "other", "name"),
    [
        ("3.10", "3.7", "ninety_percent"),
        ("2.2", "2.13", "added_differences"),
        ("5.8", "5.12", "silent_of_all"),
    ],
)
def test_a_slip_that_another_exercise_knows(key, other, name):
    given = wrong(other, name)
    found = diagnose(find(key), given[1] if isinstance(given, tuple) else given, LEARNER)
    assert found.mistakes == ("known_slip_elsewhere",)
    assert find(other).messages[name] in found.message


@pytest.mark.parametrize(
    ("key", "name", "given"),
    [
        ("3.5", "rows", lambda: len(table("survey"))),
        ("6.5", "rows", lambda: len(table("contacts"))),
        ("3.5", "answered", lambda: int(table("survey")["score"].count())),
        ("5.01", "answered", lambda: int(table("deliveries")["rating"].count())),
        ("3.5", "mean", lambda: float(table("survey")["score"].mean())),
        ("6.01", "mean", lambda: float(table("contacts")["minutes"].mean())),
        ("5.1", "median", lambda: float(table("transactions")["amount_eur"].median())),
        ("6.5", "sum", lambda: float(table("transactions")["amount_eur"].sum())),
        ("3.10", "count", lambda: int((table("survey")["channel"] == "dealer").sum())),
        ("2.2", "share", lambda: 100 * float(table("visits")["advice"].mean())),
        ("3.10", "share", lambda: float((table("survey")["channel"] == "dealer").mean())),
        ("3.10", "share_of_rows",
         lambda: float(table("survey")["recommended_when_prompted"].eq(True).sum() / 993)),
    ],
)  # fmt: skip
def test_a_fact_of_a_table(key, name, given):
    assert told(key, given()) == (f"known_{name}",)


@pytest.mark.parametrize(
    ("key", "name", "table_name", "made"),
    [
        ("3.4", "rows_of_groups", "survey", lambda by: by.size()),
        ("6.9", "rows_of_groups", "customers", lambda by: by.size()),
        ("3.4", "answered_of_groups", "survey", lambda by: by["score"].count()),
        ("2.7", "means_of_groups", "choices", lambda by: by["minutes"].mean()),
        ("2.7", "sums_of_groups", "choices", lambda by: by["minutes"].sum()),
        ("2.7", "medians_of_groups", "choices", lambda by: by["minutes"].median()),
        ("3.4", "shares_of_groups", "survey", lambda by: by["recommended_unasked"].mean()),
        ("3.4", "counts_of_groups", "survey", lambda by: by["recommended_unasked"].sum()),
    ],
)
def test_a_fact_of_each_group(key, name, table_name, made):
    column = "channel" if table_name == "survey" else "segment"
    figures = made(table(table_name).groupby(column)).astype(float)
    found = diagnose(find(key), {"series": figures.to_dict()}, LEARNER)
    assert found.mistakes == (f"known_{name}",) and f"`{column}`" in found.message


def test_most_groups_are_enough_and_are_named():
    whole = of("3.4", None)["series"]
    found = diagnose(find("3.4"), {"series": {**whole, "app": 1.23}}, LEARNER)
    assert found.mistakes == ("known_whole_table",)
    assert "This is so for dealer, store, web shop." in found.message
    assert told("3.4", {"series": {**whole, "app": 1.23, "store": 3.21}}) == ()


def test_two_things_that_a_number_may_be_are_not_said(monkeypatch):
    whole = of("3.2", None)
    assert told("3.2", whole) == ("known_whole_table",)
    twin = known_numbers._Known({"": whole}, "mean", (("table", "t"), ("column", "c")))
    monkeypatch.setattr(known_numbers, "_facts", lambda *_: iter([twin]))
    known_numbers._known.cache_clear()
    assert told("3.2", whole) == ()
    # That it is a step on the way as well is no contradiction.
    monkeypatch.setattr(known_numbers, "_facts", lambda *_: iter([replace(twin, name="step")]))
    known_numbers._known.cache_clear()
    found = diagnose(find("3.2"), whole, LEARNER)
    assert found.mistakes == ("known_whole_table",) and "here it is a step" in found.message
    known_numbers._known.cache_clear()


def test_what_could_be_met_by_chance_is_not_said():
    whole = of("3.2", None)
    assert told("3.2", round(whole, 1)) == ("known_whole_table",)
    assert told("3.2", round(whole)) == ()
    mean = float(table("survey")["score"].mean())
    assert told("3.2", mean) == ("known_mean",)
    assert told("3.2", round(mean, 1)) == ()


def test_a_figure_that_the_lesson_prints(monkeypatch):
    monkeypatch.setattr(known_numbers, "of_lesson", lambda _: {1234.5678: "Silent", 21.0: "Gone"})
    known_numbers._of_the_lesson.cache_clear()
    found = diagnose(find("5.1"), 1234.5678, LEARNER)
    assert found.mistakes == ("known_printed",) and 'in the lesson, under "Silent"' in found.message
    assert told("5.2", 21) == ()  # that may be chance
    # Of a number that was typed it is said all the same.
    assert '"Gone"' in known_numbers.printed(find("5.2"), 21)
    assert known_numbers.printed(find("5.2"), 21.5) == ""
    known_numbers._of_the_lesson.cache_clear()


@pytest.mark.parametrize("exercise", LOOKED_UP, ids=lambda exercise: exercise.key)
def test_numbers_drawn_at_random_are_nothing_known(exercise):
    """At most 1% of 200, rounded as the question asks: two of them."""
    kind, figure = exercise.kind, known_numbers.figure_of(exercise.kind)
    drawn = tuple(kind.draws)[3:4] if isinstance(kind, Drawn) else ()
    right = answers(exercise, LEARNER, drawn)[0][0]
    numbers = random.Random(exercise.key)
    named = 0
    for _ in range(200):
        value = at_random(kind, figure, right, numbers)
        named += known_numbers.look_up(exercise, value, LEARNER, drawn) is not None
    assert named <= 2


def at_random(kind: Any, figure: Any, right: Any, numbers: random.Random) -> Any:
    def number() -> float:
        made = round(numbers.uniform(*figure.between), figure.decimals)
        return made if figure.decimals else int(made)

    if isinstance(kind, Picture):
        return {"figures": {name: [number()] for name in right["figures"]}}
    if isinstance(figure, Series):
        return {name: number() for name in right}
    return (right[0], number()) if isinstance(kind, Slip) else number()


@pytest.mark.parametrize("exercise", LOOKED_UP, ids=lambda exercise: exercise.key)
def test_what_is_right_is_not_looked_up(exercise):
    drawn = tuple(exercise.kind.draws)[3:4] if isinstance(exercise.kind, Drawn) else ()
    for value in answers(exercise, LEARNER, drawn)[0]:
        assert known_numbers.look_up(exercise, value, LEARNER, drawn) is None


def test_the_other_rooms_can_do_with_such_a_name(own_progress):
    path = progress_file.path_of(3, LEARNER)
    given, name = of("3.2", None), "known_whole_table"
    event = {"event": "check", "exercise": "3.2", "student": LEARNER, "answer": given}
    progress_file.add(path, event | {"verdict": "mistake", "mistake": name})
    assert progress_file.misses_before(progress_file.read(path), "3.2", 1) == 1
    marks = marking.judge(path)
    assert list(marks.loc[marks["exercise"] == "3.2", "mistakes"]) == [name]
    items = exercises_of(3)
    assert name not in choices(find("3.2"))
    unnamed = [{**event, "verdict": "not yet"}]
    named = progress_file.read(path)
    assert code_of(3, items, named, {}) == code_of(3, items, unnamed, {})


def test_numbers_are_read_from_the_files_beside(own_progress, monkeypatch):
    monkeypatch.delenv("MKT40_PROGRESS", raising=False)
    monkeypatch.chdir(own_progress)
    for student in ("s7", "s8"):
        event = {"event": "check", "exercise": "3.2", "student": student, "answer": 1}
        progress_file.add(progress_file.path_of(3, student), event | {"verdict": "not yet"})
    (own_progress / "progress-03-broken-1.json").write_text("{", "utf-8")
    assert progress_file.numbers_in(progress_file.path_of(3, "s8")) == ("s7", "s8")
    monkeypatch.setenv("MKT40_PROGRESS", str(own_progress))
    assert progress_file.numbers_in(progress_file.path_of(3, "s8")) == ()


def test_facts_of_a_small_table():
    visits = pd.DataFrame({"app": ["a", "b", "a", None], "bought": [True, False, True, True]})
    found = [(kind, number) for kind, number, _ in of_table("visits", visits)]
    assert ("answered", 3) in found and ("share_of_rows", 0.5) in found and ("share", 0.75) in found
    groups = [kind for kind, *_ in of_groups("visits", visits, ["a", "b"])]
    assert groups == ["rows_of_groups", "shares_of_groups", "counts_of_groups"]
    assert list(of_groups("visits", visits, ["a", "c"])) == []
