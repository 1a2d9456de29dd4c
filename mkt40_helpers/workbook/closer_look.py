"""A closer look at the lines behind an answer that no listed idea explains.

What is said goes on with each try: where, then what the line does, then a like case.
"""

from __future__ import annotations

from typing import Any

from mkt40_helpers.workbook import cells
from mkt40_helpers.workbook.diagnosis import Diagnosis
from mkt40_helpers.workbook.her_line import read_line
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise

__all__ = ["closer_look"]

_NAME = "line_"


def closer_look(
    exercise: Exercise, given: Any, student: str, records: list[Record]
) -> Diagnosis | None:
    """Read the lines that made an answer, and say where they go wrong.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        The answer.
    student : str
    records : list of Record
        What is known of her so far: each try hears more than the one before.

    Returns
    -------
    Diagnosis or None
        None where nothing sure can be said. Its mistake has the name "line_..." and its `line` is
        the number in her cell.
    """
    try:
        found = read_line(exercise, given, student, cells.ran(), cells.now(), cells.names())
    except Exception:  # whatever she wrote: the check goes on without it
        return None
    if found is None:
        return None
    before = [r for r in records if r["exercise"] == exercise.key and _is_line(r)]
    again = any(record.get("answer") == given for record in before)
    # The same answer hears the same again, unless its cell is run twice in a row.
    said = len(before) - (again and not cells.asks_for_more(first=False))
    message = found.told(said)
    return Diagnosis("mistake", message, (found.name,), line=found.line)


def _is_line(record: Record) -> bool:
    mistake = record.get("mistake")
    return isinstance(mistake, str) and mistake.startswith(_NAME)
