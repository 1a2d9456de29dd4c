"""The check reads the line: where a learner's own code goes wrong.

The lines that made her answer are run once more, each time with one small edit, until one gives
the right answer, on her own sample and on another's. Then the place is known, and the feedback can
point there, say what the line does to these rows, and give a like case; never the edit itself.
Nothing of her notebook is touched, and her code is not kept.

References
----------
Singh, R., Gulwani, S. and Solar-Lezama, A. (2013). Automated feedback generation for introductory
programming assignments. PLDI 2013.
Gulwani, S., Radicek, I. and Zuleger, F. (2018). Automated clustering and program repair for
introductory programming assignments. PLDI 2018.
Suzuki, R., Soares, G., Glassman, E., Head, A., D'Antoni, L. and Hartmann, B. (2017). Exploring the
design space of automatically synthesized hints for introductory programming assignments. CHI 2017
Extended Abstracts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mkt40_helpers.workbook.her_line import told
from mkt40_helpers.workbook.her_line.allowed import Notebook
from mkt40_helpers.workbook.her_line.program import Cell, cell_of, program_of
from mkt40_helpers.workbook.her_line.scope import words_of
from mkt40_helpers.workbook.her_line.search import SECONDS, Found, found_in, gives_right
from mkt40_helpers.workbook.her_line.shown import drawn_anew, is_typed, shown_in
from mkt40_helpers.workbook.kinds import Choice
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.words import say

__all__ = ["Read", "read_line"]


@dataclass(frozen=True)
class Read:
    """What her lines show.

    Attributes
    ----------
    name : str
        Such as "line_border": what the progress file keeps, with the line number.
    line : int
        Number of the line in its cell.
    found : Found or None
        The edit, where one was found; else the lines showed it themselves.
    sentence : str
        What is said where there was no edit.
    """

    name: str
    line: int
    found: Found | None = None
    sentence: str = ""

    def told(self, before: int) -> str:
        """Say it: where, then what it does, then a like case; `before` counts what was said."""
        if self.found is None:
            return self.sentence
        step = told.STEPS[min(before, len(told.STEPS) - 1)]
        sentence = told.told(self.found, step)
        if step == "where":
            return sentence + f" {say('line.more')}"
        sentence = say("line.at", number=self.line) + f" {sentence}"
        return sentence + f" {say('line.more_still')}" if step == "what" else sentence


def read_line(
    exercise: Exercise,
    given: Any,
    learner: str,
    cells: Sequence[Cell],
    now: str,
    names: Mapping[str, Any],
    seconds: float = SECONDS,
) -> Read | None:
    """Find where the lines that made a wrong answer go wrong.

    Parameters
    ----------
    exercise : Exercise
    given : plain data
        The answer.
    learner : str
    cells : sequence of (number, text)
        The cells that ran before without an error, in order.
    now : str
        The cell with the check.
    names : mapping
        What the notebook holds.
    seconds : float
        How long the processor may look.

    Returns
    -------
    Read or None
        None where there is nothing sure to say: no lines that only compute, or no edit that is
        right on her sample and on another's.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> from mkt40_helpers.workbook.shelf import find
    >>> survey = data.load("survey", student="s1")
    >>> names = {"data": data, "learner": "s1", "survey": survey}
    >>> start = 'survey = data.load("survey", student=learner)'
    >>> line = 'n = (survey["score"] > 9).sum()'
    >>> given = int((survey["score"] > 9).sum())
    >>> cells, now = [(1, start), (2, line)], 'check("3.1", n)'
    >>> read_line(find("3.1"), given, "s1", cells, now, names, seconds=10).name
    'line_border'
    """
    if isinstance(exercise.kind, Order | Decide | Choice):
        return None  # nothing was computed
    book = Notebook(names, draws=isinstance(exercise.kind, Picture))
    program = program_of(exercise.key, cells, now, book)
    if program is None:
        drawn = drawn_anew(cell_of(exercise.key, cells, now)) if _may_draw(exercise) else None
        return Read(f"line_{drawn[0]}", drawn[2], sentence=drawn[1]) if drawn else None
    found = None
    if not is_typed(program):  # in a number alone there is no line to mend
        found = found_in(program, exercise, given, learner, names, seconds)
    if found is not None:
        return Read(f"line_{told.family_of(found)}", told.line_of(found), found)
    shown = shown_in(
        program,
        program.made[-1].text,
        lambda shorter: gives_right(shorter, exercise, learner, names),
        computes=bool(exercise.tables),
        known=set(words_of(exercise)),
    )
    if shown is None:
        return None
    name, sentence, line = shown
    return Read(f"line_{name}", line, sentence=sentence)


def _may_draw(exercise: Exercise) -> bool:
    """Tell whether an exercise says which draw of chance it asks for."""
    return "random_state" in words_of(exercise)
