"""Errors in plain words: for each slip the cause and the remedy, and nothing that misleads."""

from __future__ import annotations

import re

import pytest

from mkt40_helpers.workbook import plain_errors, stopped, unreadable, words
from mkt40_helpers.workbook.causes import EXCEL
from tests.workbook.jupyter import outputs
from tests.workbook.slips import SLIPS

pytestmark = pytest.mark.filterwarnings("ignore")  # the kernel's own

# What was said of too many slips, and what is beside the point for most. Each may be heard only
# by the slips named behind it.
MISLEADING = {
    "Two things do not go together": [],
    "added to a number": [],
    "quotation mark not closed": [],
    "Did you mean 'prompted_by'": [],
    "never closed": ["The bracket [ is opened"],
    "sign by sign": ["sign by sign"],
    "Check the spelling behind the dot": ["Check the spelling behind the dot"],
    "stand behind something that is no function": ["Was the name of a function given away"],
    "has that cell run": ["does not know the name 'promoters'"],
    "text and a number": [
        "Leave out the quotation marks",
        "turn a column of text into numbers",
        "str(number)",
    ],
    "its .columns": ["its .columns"],
}
OPEN = """from mkt40_helpers.workbook import plain_errors
plain_errors.install()
import numpy as np
import pandas as pd
from mkt40_helpers import advocacy, data
from mkt40_helpers.workbook import check, hint, progress, start
learner = start(3, "s123")
table = data.load("survey", student=learner)
own = {name: value for name, value in globals().items() if name[:1] != "_"}"""
# Every slip is made in a notebook that knows nothing of those before it.
FRESH = """for name in set(globals()) - set(own) - {"own"}:
    if name[:1] != "_":
        del globals()[name]
globals().update(own)
survey = table.copy()
del table
own["table"] = survey.copy()"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is read below each slip: all of them in one kernel, as that takes seconds to start."""
    sources = [OPEN]
    for source, _ in SLIPS:
        sources += [FRESH, source]
    said = outputs(sources, tmp_path_factory.mktemp("slips"))
    assert not any(said[1::2]), "the notebook could not be made fresh again"
    return dict(zip([source for source, _ in SLIPS], said[2::2], strict=True))


@pytest.mark.parametrize(("source", "told"), SLIPS, ids=[source for source, _ in SLIPS])
def test_a_slip_hears_its_cause_and_nothing_that_misleads(heard, source, told):
    # Before it may stand what the cell has shown, and a warning of Python's.
    _, sign, text = heard[source].partition("This cell stopped before its end")
    assert sign, heard[source]
    _, wrapped, own_words = text.split("\n\n")
    explanation, lines = " ".join(wrapped.split()), own_words.split("\n")
    assert told in explanation
    misleading = [each for each, fair in MISLEADING.items() if told not in fair]
    assert not [each for each in misleading if each in explanation]
    assert "{" not in explanation  # every word of the text is filled in
    assert len(re.findall(r"[.?)] [A-Z]", explanation)) <= 3 and len(explanation) < 400
    assert lines[-2].startswith("Python's own words:  ") and "%tb" in lines[-1]


def test_there_is_a_slip_for_every_cause(heard):
    said = " ".join("\n".join(heard.values()).split())
    sentences = words.read("workbook/sentences")
    for _, key in [*unreadable.UNREADABLE, *stopped.STOPPED]:
        section, name = key.split(".")
        text = sentences[section][name]
        longest = max(re.split(r"\{\w+(?:!r)?\}", text), key=len).replace("{{", "{")
        assert longest in said, text


def test_pythons_own_story_is_still_there(tmp_path):
    said = outputs([OPEN, "x = 1\nx = 1 / 0", "%tb"], tmp_path)
    assert "Line 2 of the cell:  x = 1 / 0" in said[1]
    assert "Python's own words:  ZeroDivisionError: division by zero" in said[1]
    assert "Traceback" not in said[1] and "Traceback" in said[2]


def test_the_first_cells_are_explained_before_the_workbook_is_open(tmp_path):
    install = OPEN.split("import numpy")[0]
    cells = [install, "student = s123", 'check("3.1", 5)', "learner = start(3, student)"]
    said = outputs(cells, tmp_path)
    assert 'student = "s123"' in said[1]
    assert all("the cells at the top" in text for text in said[2:])


def test_an_explanation_needs_no_notebook():
    for problem in (ValueError("rows 3: give a number"), RuntimeError(), KeyError("x"), OSError()):
        assert plain_errors.explain(problem).endswith(".")
    assert plain_errors.explain(ValueError("rows 3: give a number")) == "rows 3: give a number."


def test_names_that_cannot_be_looked_at_bring_no_second_error(tmp_path):
    nasty = """class Nasty(pd.DataFrame):
    @property
    def columns(self):
        raise RuntimeError("no")
odd = Nasty()"""
    said = outputs([OPEN, nasty, "x = odd + unknown"], tmp_path)
    assert "does not know the name 'unknown'" in said[2] and "RuntimeError" not in said[2]


def test_every_function_of_excel_has_its_form_in_pandas():
    forms = [words.say(key) for key in EXCEL.values()]
    assert all("table" in form or "number" in form for form in forms)
