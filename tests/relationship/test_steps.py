"""What is said of an answer to a step of lesson 5 that no mistake of its own names."""

from __future__ import annotations

import pytest

from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.diagnosis import diagnose


@pytest.mark.parametrize("order", ["D F G C A", "D G F C A"])
def test_a_table_that_was_taken_too_early_is_told_and_no_line_called_missing(order):
    told = diagnose(shelf.find("5.c"), order, "")
    assert told.verdict == "not yet" and not told.mistakes
    assert "Line A looks for again in a table without it: line C makes it" in told.message


def test_a_line_that_is_missing_is_still_told():
    told = diagnose(shelf.find("5.c"), "D G C A", "").message
    assert "Line A uses known, and no line that you placed makes it." in told
