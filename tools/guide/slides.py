"""Numbers of a deck's slides, as they stand in its corner, for each block of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbformat.v4 import new_notebook

from tools.deck.slides import slides_of

__all__ = ["Numbers", "by_block"]


@dataclass(frozen=True)
class Numbers:
    """Slides of a block: its first and last, and those that may be left out."""

    first: int
    last: int
    spare: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many slides it has."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """The numbers, as a page tells them.

        Examples
        --------
        >>> str(Numbers(3, 3)), str(Numbers(4, 9))
        ('slide 3', 'slides 4 to 9')
        """
        return f"slides {self.first} to {self.last}" if len(self) > 1 else f"slide {self.first}"


def by_block(cells: Sequence[Any], number: int) -> list[Numbers]:
    """Count the slides of a lesson's blocks in the deck that is made of its cells.

    Parameters
    ----------
    cells : sequence of NotebookNode
    number : int
        Of the chapter, whose lab is a slide too.

    Returns
    -------
    list of Numbers
    """
    slides = slides_of(new_notebook(cells=list(cells)), number)
    starts = [place for place, one in enumerate(slides, 1) if _begins_a_block(one.minutes)]
    ends = [*(start - 1 for start in starts[1:]), len(slides)]
    spare = [place for place, one in enumerate(slides, 1) if one.spare]
    return [
        Numbers(first, last, tuple(one for one in spare if first <= one <= last))
        for first, last in zip(starts, ends, strict=True)
    ]


def _begins_a_block(minutes: str) -> bool:
    return minutes != "" and not minutes.endswith(", continued")
