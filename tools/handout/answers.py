"""The right answer to an exercise on paper, for whoever marks it, from the exercise's record."""

from __future__ import annotations

import functools
import html
import re
import tomllib
from itertools import islice
from pathlib import Path
from typing import Any

from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Slip
from mkt40_helpers.workbook.records import Exercise
from tools.formulas import markdown2html
from tools.handout import cells, sheets

__all__ = ["in_steps", "in_words", "right_answer"]

_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)

# The first of a record are the most typical; the others fill pages.
MOST = 4


def right_answer(record: Exercise, solution: str, drawn: str) -> str:
    """What is right, why it matters, and what the usual slips would give."""
    makers = (record.answer, *record.also)
    told = dict.fromkeys(in_words(record, sheets.expected(record, maker)) for maker in makers)
    right = " or ".join(filter(None, told))
    if right and isinstance(record.kind, DecideInGroup):
        right += " (0.1 more or less is right too: the table is rounded)"
    found = f"<p><strong>{html.escape(right)}</strong></p>" if right else ""
    if steps := in_steps().get(record.key):
        found += markdown2html(f"In steps: {steps}")
    elif not isinstance(record.kind, Decide):  # a word and a letter say all
        found += "".join(cells.code(text) for text in _SOLUTION.findall(solution)) + drawn
    return found + markdown2html(record.praise) + _slips(record)


@functools.cache
def in_steps() -> dict[str, str]:
    """What somebody writes with a pen where only a computer counts, by the exercise's key.

    Examples
    --------
    >>> in_steps()["1.11"][:18]
    'Add up all sales. '
    """
    return tomllib.loads(Path(__file__).with_name("in_steps.toml").read_text("utf-8"))


def _slips(record: Exercise) -> str:
    rows = []
    for name, maker in islice(record.mistakes.items(), MOST):
        given = in_words(record, sheets.expected(record, maker))
        lead = f"**{given}**: " if given else ""
        rows.append(f"- {lead}{record.messages[name]}")
    return markdown2html("Likely slips:\n\n" + "\n".join(rows))


def in_words(record: Exercise, value: Any) -> str:
    """An expected value as a lecturer would read it; "" where it is no figure and no word."""
    kind = record.kind
    if value is None:
        return ""
    if isinstance(kind, Number):
        return f"{_figure(kind, value)} {kind.unit}"
    if isinstance(kind, Series):
        return "; ".join(f"{name} {_figure(kind, figure)}" for name, figure in value.items())
    if isinstance(kind, DecideInGroup):
        decision, reason, ends = value
        interval = f", {ends[0]:.1f} to {ends[1]:.1f}" if ends else ""
        return f"{decision}, {reason.upper()}{interval}"
    if isinstance(kind, Decide):
        return f"{value[0]}, {value[1].upper()}"
    if isinstance(kind, Slip):
        return f"line {value[0].upper()}, {_figure(kind.figure, value[1])} {kind.figure.unit}"
    if isinstance(kind, Order):
        return " ".join(value["letters"])
    return value if isinstance(value, str) else ""


def _figure(kind: Number | Series, value: Any) -> str:
    # A wrong idea may give no figure at all, or a whole table.
    return f"{value:,.{kind.decimals}f}" if isinstance(value, int | float) else "no figure"
