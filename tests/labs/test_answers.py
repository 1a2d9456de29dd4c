"""Numbers as people type them into a lab."""

from __future__ import annotations

import pytest

from mkt40_helpers.labs.answers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("1.000 answers", 1000),
        ("1 000", 1000),
        ("1.234.567", 1_234_567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("12,5%", 12.5),
        (" 12.5 ", 12.5),
        ("0.125", 0.125),
        (",5", 0.5),
        ("−3", -3),
        ("€ 12", 12),
        ("about 40 points.", 40),
    ],
)
def test_a_number_is_read_as_it_was_meant(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Nothing is written yet"),
        ("   ", "Nothing is written yet"),
        ("five", "No number can be read in 'five'"),
        ("1,2,3", "No number can be read"),
        ("1.23.4,5", "No number can be read"),
        ("5 or 10", "several numbers"),
        ("5-10", "several numbers"),
        ("x" * 500, "No number can be read in 'x"),
    ],
)
def test_what_is_no_number_is_told_in_a_line(text, told):
    with pytest.raises(ValueError, match=told) as found:
        read_number(text)
    assert len(str(found.value)) < 120
