"""How an exercise is asked on paper: what is printed in place of its tables, and its words."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mkt40_helpers import chapters

__all__ = ["Cases", "Paper", "Printed", "not_on_paper", "on_paper"]

# Inputs of a function by what the question calls them, made from the sample's number.
Cases = Callable[[str], Mapping[str, list[Any]]]


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
    minutes : float
        At a desk, with a calculator.
    ask : str
        The question, where that of the workbook speaks of cells and columns; "" for the workbook's.
    decimals : int, optional
        Other decimals than those of the record: what the printed figures can give.
    printed : tuple of Printed
        What it takes, in place of the exercise's tables.
    only_at_a_screen : sequence of str
        Mistakes that nobody makes with pen and paper: they take figures that are not printed, or
        are slips of code.
    cases : callable, optional
        Of a function: the inputs that are printed.
    """

    minutes: float
    ask: str = ""
    decimals: int | None = None
    printed: tuple[Printed, ...] = ()
    only_at_a_screen: Sequence[str] = ()
    cases: Cases | None = None


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
    made = importlib.import_module(f"tools.desk_test.chapters.{_name(chapter)}")
    words = _words(chapter)
    return {
        number: Paper(**told, printed=made.PRINTED.get(number, ()), cases=made.CASES.get(number))
        for number, told in words.items()
        if number != "without"
    }


def not_on_paper(chapter: int) -> dict[str, str]:
    """Why the other exercises of a chapter cannot be asked on paper, by their numbers.

    Examples
    --------
    >>> not_on_paper(3)["8"]
    'asks for a picture of 24 months, which is drawn from every answer'
    """
    found: dict[str, str] = _words(chapter)["without"]
    return found


def _words(chapter: int) -> dict[str, Any]:
    path = Path(__file__).parent / "chapters" / f"{_name(chapter)}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _name(chapter: int) -> str:
    there = chapters.names("exercises")
    if chapter not in there:
        told = ", ".join(map(str, there))
        raise ValueError(f"Chapter {chapter} has no workbook, so no desk test; these have: {told}.")
    return there[chapter]
