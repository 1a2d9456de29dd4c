"""A closer look at the lines behind an answer that no listed idea explains.

What is said goes on with each try: where, then what the line does, then a like case.
"""

from __future__ import annotations

import os
import re
from typing import Any

from mkt40_helpers.workbook import cells
from mkt40_helpers.workbook.diagnosis import Diagnosis
from mkt40_helpers.workbook.her_line import read_line
from mkt40_helpers.workbook.her_line.program import names_in_check
from mkt40_helpers.workbook.known_numbers import printed
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["closer_look", "still_a_comment"]

# The cell of an answer is one of the last before its check.
_LAST_CELLS = 3
# The names of what is said of a number that was typed, or of a part of one.
_TYPED, _TYPED_PART = "line_typed", "line_typed_part"


def closer_look(
    exercise: Exercise, given: Any, found: Diagnosis, student: str, records: list[Record]
) -> Diagnosis:
    """Read the lines that made an answer, and say where they go wrong.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        The answer.
    found : Diagnosis
        What the answer alone tells. Where that is an idea that is listed, it stays.
    student : str
    records : list of Record
        What is known of her so far: each try hears more than the one before.

    Returns
    -------
    Diagnosis
        The same where nothing sure can be said. Else its mistake has the name "line_...", and its
        `line` is the number in her cell.
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # nobody reads it there, and her line is in a log
        return found
    listed = any(name in exercise.mistakes for name in found.mistakes)
    if listed or found.verdict not in ("not yet", "mistake"):
        return found
    try:
        line = read_line(exercise, given, student, cells.ran(), cells.now(), cells.names())
    except Exception:  # whatever she wrote: the check goes on without it
        return found
    if line is None:
        return found
    same = {"exercise": exercise.key, "mistake": line.name, "line": line.line}
    before = [r for r in records if all(r.get(name) == its for name, its in same.items())]
    again = any(record.get("answer") == given for record in before)
    # The same answer hears the same again, unless its cell is run twice in a row.
    said = len(before) - (again and not cells.asks_for_more(first=False))
    try:
        message = line.told(said)
    except Exception:  # a value that no sentence can hold
        return found
    if line.name == _TYPED_PART:  # that may be right: what the answer itself tells comes first
        message = Sentence(f"{found.message} {message}", "line.typed_part")
    if line.name == _TYPED and (is_ := _what_it_is(exercise, given, found)):
        message = Sentence(f"{is_} {message}", "line.typed")
    return Diagnosis("mistake", message, (line.name,), line=line.line)


def _what_it_is(exercise: Exercise, given: Any, found: Diagnosis) -> str:
    """Say of a number that she typed what it is, where that is known."""
    if found.verdict == "mistake":
        return found.message
    return printed(exercise, given)


def still_a_comment(key: str) -> str | None:
    """Say, if so, that the line which makes an answer is filled in but still begins with #.

    Parameters
    ----------
    key : str
        Of the exercise that the cell checks.

    Returns
    -------
    str or None
    """
    texts = [text for _, text in cells.ran()[-_LAST_CELLS:]] + [cells.now()]
    for name in sorted(names_in_check(key, cells.now())):
        filled = re.compile(rf"^[ \t]*#[ \t]*({name} = (?!.*___).+)$", re.MULTILINE)
        for text in reversed(texts):
            if found := filled.search(text):
                return say("check.still_a_comment", line=found[1].strip().replace("`", "'"))
    return None
