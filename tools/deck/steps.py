"""The answer to a step's question, from the record by which a learner's own answer is judged."""

from __future__ import annotations

import re
from typing import Any

from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import find
from tools.deck.cells import tags

# "### 3.c What the gap is made of (2 minutes)", or "### Step 0.a": the heading says which it is.
HEADING = re.compile(r"^### (?:Step )?(\d+\.[a-z])\b", re.MULTILINE)
PLACES = {"vote": "vote", "live": "live", "desk": "at your desk"}


def step_of(cell: Any) -> Exercise | None:
    """Find the step whose question a cell asks."""
    asked = HEADING.search(cell.source) if cell.cell_type == "markdown" else None
    return find(asked[1]) if asked and "step" in tags(cell) else None


def place_of(cell: Any) -> str:
    """How a hall answers this cell's question: its tag says so, or the step's record."""
    for place, label in PLACES.items():
        if f"room-{place}" in tags(cell):
            return label
    if step := step_of(cell):
        return PLACES[step.where]
    guessed = cell.cell_type == "markdown" and "**Guess" in cell.source
    return PLACES["vote"] if guessed else ""


def answer(step: Exercise) -> str:
    """Say what is right, in Markdown: what was to be chosen, and the praise of a right answer.

    Examples
    --------
    >>> answer(find("3.c"))[:24]
    '**not**, by **C**. 17 of'
    """
    return f"{_chosen(step)} {step.praise}".strip()


def _chosen(step: Exercise) -> str:
    """What was to be chosen; of a figure the praise says enough."""
    right = [step.answer, *step.also]
    if isinstance(step.kind, Decide):
        return " Or ".join(f"**{decision}**, by **{reason}**." for decision, reason in right)
    if isinstance(step.kind, Order):
        return f"**{step.answer}**."
    return f"**{step.answer}**." if isinstance(step.answer, str) else ""


def for_the_lecturer(step: Exercise) -> str:
    """What helps at the desk: minutes, the hint, and a solution; in Markdown."""
    told = f"**{step.key}** ({PLACES[step.where]}, {step.minutes:g} minutes). If nobody starts: "
    return f"{told}{step.hints[0]} One solution:\n\n```\n{step.solution}\n```\n"
