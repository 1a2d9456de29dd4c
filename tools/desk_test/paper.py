"""How an exercise is asked on paper: what is printed in place of its tables, and its words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mkt40_helpers import chapters

__all__ = ["Paper", "Printed", "not_on_paper", "on_paper"]


@dataclass(frozen=True)
class Printed:
    """A small table, or lines of text, that stands above a question.

    Attributes
    ----------
    caption : str
        Also what it is known by: two questions on one table print it once.
    made : callable
        From the sample's number, a table whose figures are rounded as they are printed, or a text.
    """

    caption: str
    made: Callable[[str], pd.DataFrame | str]


@dataclass(frozen=True)
class Paper:
    """How one exercise is asked on paper.

    Attributes
    ----------
    printed : tuple of Printed
        What it takes, in place of the exercise's tables.
    ask : str
        The question, where that of the workbook speaks of cells and columns; "" for the workbook's.
    minutes : float
        At a desk, with a calculator.
    decimals : int, optional
        Other decimals than those of the record: what the printed figures can give.
    cases : callable, optional
        Of a function: from the sample's number, inputs by what the question calls them.
    """

    printed: tuple[Printed, ...] = ()
    ask: str = ""
    minutes: float = 3
    decimals: int | None = None
    cases: Callable[[str], Mapping[str, list[Any]]] | None = None


def on_paper(chapter: int) -> dict[str, Paper]:
    """How each exercise of a chapter is asked on paper, by its number.

    Raises
    ------
    ValueError
        The chapter has no desk test.

    Examples
    --------
    >>> "1" in on_paper(3), "8" in on_paper(3)
    (True, False)
    """
    found: dict[str, Paper] = _of(chapter).ON_PAPER
    return found


def not_on_paper(chapter: int) -> dict[str, str]:
    """Why the other exercises of a chapter cannot be asked on paper, by their numbers.

    Examples
    --------
    >>> not_on_paper(3)["8"]
    'asks for a picture of 24 months, which is drawn from every answer'
    """
    found: dict[str, str] = _of(chapter).NOT_ON_PAPER
    return found


def _of(chapter: int) -> Any:
    there = chapters.names("exercises")
    if chapter not in there:
        told = ", ".join(map(str, there))
        raise ValueError(f"Chapter {chapter} has no workbook, so no desk test; these have: {told}.")
    return importlib.import_module(f"tools.desk_test.chapters.{there[chapter]}")
