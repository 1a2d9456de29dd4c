"""Room for an answer on paper, by its kind: a line, boxes to tick, a table, a grid to draw on."""

from __future__ import annotations

import html
import re

from mkt40_helpers.workbook.kinds import Choice, Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.sql import Sql
from tools.handout import cells, sheets

__all__ = ["room"]

_NAMED = re.compile(r"^\w+(\[.*\])? = \.\.\..*$|^ *# Your code here$", re.MULTILINE)
_GAP_LINE = re.compile(r"^# (?=.*___)", re.MULTILINE)
FIELD = '<span class="field"></span>'
PLAN = "In steps: which rows, what you count, which formula:"
ANSWER = "Working:"
# Of the squared paper to draw on.
ROWS, ROW = 10, f"<div>{'<i></i>' * 24}</div>"


def room(record: Exercise, starter: str) -> str:
    """Space for the answer to an exercise, and the lines of its cell that have gaps."""
    kind, by_plan = record.kind, sheets.by_plan(record)
    given = _given(starter) if isinstance(kind, Function | Sql) or "___" in starter else ""
    match kind:
        case Choice():
            space = _ticks("Your choice", kind.words) + cells.lines(2, "Because:")
        case DecideInGroup():
            ends = f"<p>Interval of the gap: from {FIELD} to {FIELD}</p>"
            space = _decision(kind) + ends + cells.lines(3, ANSWER)
            given = ""
        case Decide():
            space = _decision(kind) + cells.lines(2, "In a sentence of your own:")
        case Order():
            boxes = "<span></span>" * (len(kind.lines) - len(kind.traps))
            space = f'<p class="letters">Letters in order: {boxes}</p>'
            space += cells.lines(2, "Why the others are traps:")
        case Slip():
            space = _ticks("The line that is wrong", tuple(kind.letters)) + cells.lines(2, ANSWER)
            space += "" if by_plan else _figure(kind.figure.unit)
        case Function():
            space = cells.lines(8, "In Python, or in plain steps:")
        case Picture():
            space = f'<div class="grid">{ROW * ROWS}</div>'
            space += cells.lines(2, "What stands on each axis, and what the picture shows:")
        case Sql():
            space = cells.lines(3, "The part that belongs into the gap:")
        case Number() if not by_plan:
            space = cells.lines(3, ANSWER) + _figure(kind.unit)
        case Series() if not by_plan:
            space = cells.lines(2, ANSWER) + _groups(record, kind.unit)
        case _:
            space = cells.lines(5, PLAN)
    return f'<div class="room">{given}{space}</div>'


def _given(starter: str) -> str:
    text = _GAP_LINE.sub("", _NAMED.sub("", starter))
    return cells.code(text.replace("___", "_" * 12).strip("\n"), "given") if text.strip() else ""


def _figure(unit: str) -> str:
    return f"<p>Answer: {FIELD} {html.escape(unit)}</p>"


def _ticks(told: str, words: tuple[str, ...]) -> str:
    boxes = " &ensp; ".join(
        f'<span class="box" aria-hidden="true">☐</span> {html.escape(word)}' for word in words
    )
    return f"<p>{told}: &ensp; {boxes}</p>"


def _decision(kind: Decide) -> str:
    reasons = tuple(reason.upper() for reason in kind.reasons)
    return _ticks("Your decision", kind.choices) + _ticks("The reason", reasons)


def _groups(record: Exercise, unit: str) -> str:
    """A table with the names of the groups, and an empty field for each figure."""
    names = sheets.expected(record)
    rows = "".join(
        f'<tr><th scope="row">{html.escape(str(name))}</th><td>{FIELD}</td></tr>' for name in names
    )
    head = (
        f'<thead><tr><th scope="col">for</th><th scope="col">{html.escape(unit)}</th></tr></thead>'
    )
    return f"<table><caption>Answer {record.key}</caption>{head}<tbody>{rows}</tbody></table>"
