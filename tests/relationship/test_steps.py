"""What is said of an answer to a step of lesson 5 that no mistake of its own names."""

from __future__ import annotations

import pytest

from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.diagnosis import diagnose
from tests.every_chapter.chapters import ROOT, read

TEXTS = {cell.id: cell.source for cell in read(next(ROOT.glob("notebooks/05_*.ipynb"))).cells}


@pytest.mark.parametrize("order", ["D F G C A", "D G F C A"])
def test_a_table_that_was_taken_too_early_is_told_and_no_line_called_missing(order):
    told = diagnose(shelf.find("5.c"), order, "")
    assert told.verdict == "not yet" and not told.mistakes
    assert "Line A looks for again in a table without it: line C makes it" in told.message


def test_a_line_that_is_missing_is_still_told():
    told = diagnose(shelf.find("5.c"), "D G C A", "").message
    assert "Line A uses known, and no line that you placed makes it." in told


def test_the_fact_is_told_before_the_vote_and_no_option_is_known_by_it():
    question, options = TEXTS["step-d"].split("- **A**")
    assert "late by chance" in question and "chance" not in options


def test_who_is_still_there_is_not_tested_as_if_it_were_seen():
    """The model gives the chance to be there; what the next table tests is who bought."""
    assert "nobody sees" in TEXTS["two-text"]
