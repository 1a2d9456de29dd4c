"""The learner's tables are watched: what was changed is told, what was not is never blamed."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.workbook import tables

LINE = 'survey = data.load("survey", student=learner)'


@pytest.fixture
def names(monkeypatch) -> dict[str, object]:
    monkeypatch.setattr(tables, "_loaded", {})
    there = {"survey": data.load("survey", student="s123"), "learner": "s123"}
    tables.note(f"learner = start(3, student)\n{LINE}\nsurvey.head()", there, at_start=True)
    return there


def told(names) -> str:
    return " ".join(tables.changes(names, ["survey"]))


CHANGES = [
    ('survey.loc[survey["score"] == 8, "score"] = 9', "the column score holds other values (in "),
    ('survey["score"] = survey["score"].fillna(0)', "the column score holds other values"),
    ('survey["date"] = survey["date"].astype(str)', "the column date is of another type"),
    ('survey[["score", "country"]] = 1', "the columns country, score hold other values"),
    ('del survey["channel"]', "the column channel is gone"),
    ('survey.drop(columns=["channel", "score"], inplace=True)', "channel, score are gone"),
    ("survey.drop(index=[0, 1], inplace=True)", "rows, and "),
    ("survey.loc[99999] = survey.loc[0]", "rows, and "),
    ('survey.sort_values("score", inplace=True)', "its rows stand in another order"),
    ("survey = survey.dropna()", "The name survey stands for another table"),
    ('survey = data.load("survey")', "The name survey stands for another table"),
    ('survey = survey["score"]', "The name survey stands for a single column now"),
    ("survey = 5", "The name survey stands for a value now"),
]


@pytest.mark.parametrize(("code", "what"), CHANGES)
@pytest.mark.filterwarnings("ignore")  # pandas' own advice
def test_a_change_is_told_with_the_line_that_undoes_it(names, code, what):
    exec(code, {"data": data}, names)
    text = told(names)
    assert what in text and "survey" in text and text.endswith(LINE)
    exec(LINE, {"data": data}, names)
    assert told(names) == ""


UNCHANGED = [
    'survey["month"] = survey["date"].dt.to_period("M")',
    'survey["score"] = survey["score"].astype(float)',
    "survey = survey.copy()",
    "survey = survey[[*reversed(survey.columns)]]",
    "other = survey.dropna()",
    "del survey",
]


@pytest.mark.parametrize("code", UNCHANGED)
def test_what_is_no_change_is_not_told(names, code):
    exec(code, {"data": data}, names)
    assert told(names) == ""


def test_only_tables_of_the_exercise_are_told(names):
    names["survey"].loc[0, "score"] = 5
    assert tables.changes(names, ["visits", "products"]) == []


def test_another_load_in_a_later_cell_does_not_become_the_learners_table(names):
    names["survey"] = data.load("survey")
    tables.note('survey = data.load("survey")', names)
    assert "another table" in told(names)


def test_a_table_of_a_later_cell_is_watched_with_all_its_lines(names):
    cell = 'ties = data.load("social_ties", student=learner)\nties = ties.merge(\n    '
    cell += 'data.load("customers"), on="customer")\nanswer = ...'
    ties = data.load("social_ties", student="s123")
    names["ties"] = ties.merge(data.load("customers"), on="customer")
    tables.note(cell, names)
    names["ties"] = names["ties"].head()
    (text,) = tables.changes(names, ["customers"])
    assert 'ties = data.load("social_ties", student=learner); ties = ties.merge( data' in text


@pytest.mark.parametrize(
    "cell", ["survey = (", "%matplotlib inline\n!ls", "", "x: int = 5", "a.b = 1", "x = '\0'"]
)
def test_cells_of_every_kind_are_passed_over(names, cell):
    tables.note(cell, names)
    assert told(names) == ""


def test_odd_tables_do_not_stop_a_check(names):
    odd = names["survey"]
    names["survey"] = pd.concat([odd, odd[["score"]]], axis=1)  # two columns of one name
    assert "the column score holds other values" in told(names)
    names["survey"] = odd.assign(score=[[1]] * len(odd))
    assert "the column score holds other values" in told(names)
