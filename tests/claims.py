"""What the lessons say with numbers, one module per chapter.

A prose cell whose figures are computed carries the tag ``claim:name``. The claim of that name
computes from the chapter's tables the figures that must stand in the cell, and a condition that
must hold. No sentence stands here, so that rewording a cell breaks nothing. `tables` gives a
learner's tables, or the whole ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Claim:
    """One claim.

    Attributes
    ----------
    name : str
        As in the tag.
    figures : str
        How the computed values are written, with blanks between them: "{low:.0f} {high:.0f}".
    values : callable
        Of the chapter's tables.
    holds : callable
        Of the values: the condition, in the whole tables and in learners' samples.
    """

    name: str
    figures: str
    values: Callable[[Any], dict[str, Any]]
    holds: Callable[[dict[str, Any]], bool]

    def written(self, values: dict[str, Any]) -> list[str]:
        """Write the figures; one may hold a blank, such as a month and its year."""
        return [one.format(**values) for one in self.figures.split()]
