"""The two pages of a desk test: that for the class, and that for the marker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from mkt40_helpers.workbook.shelf import exercises_of, find
from tools import links
from tools.desk_test.draw import Question, form_letters, sample_name
from tools.desk_test.paper import Printed, not_on_paper, on_paper
from tools.guide import frame, lesson

__all__ = ["answers", "cells", "test"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Table:
    """What is printed above a question: a table, a text, or where it has been printed already."""

    caption: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    again: int = 0


def test(chapter: int, number: int, questions: Sequence[Question]) -> str:
    """Make the page for the class, which has no answers."""
    page = frame.environment(HERE).get_template("test.html.j2")
    return page.render(
        chapter=chapter,
        name=links.title(lesson.path(chapter), chapter),
        form=form_letters(number),
        questions=questions,
        tables=_tables(questions, sample_name(number)),
    )


def answers(chapter: int, number: int, questions: Sequence[Question]) -> str:
    """Make the page for the marker: the right answers, and what each mistake gives."""
    page = frame.environment(HERE).get_template("answers.html.j2")
    without = [(f"{chapter}.{n}", why) for n, why in not_on_paper(chapter).items()]
    return page.render(
        chapter=chapter,
        name=links.title(lesson.path(chapter), chapter),
        form=form_letters(number),
        sample=sample_name(number),
        questions=questions,
        drawn=len(on_paper(chapter)),
        all=len(exercises_of(chapter)),
        without=[(key, find(key).title, why) for key, why in without],
    )


def _tables(questions: Sequence[Question], sample: str) -> list[list[Table]]:
    """What is printed above each question, each table once."""
    found: list[list[Table]] = []
    seen: dict[str, int] = {}
    for place, question in enumerate(questions, 1):
        above = []
        for one in question.paper.printed:
            first = seen.setdefault(one.caption, place)
            again = first != place
            made = Table(one.caption, again=first) if again else _table(one, sample)
            above.append(replace(made, text=_with_letters(made.text, question)))
        found.append(above)
    return found


def _with_letters(text: str, question: Question) -> str:
    """Lines of an assistant's answer in their order, with the letters of this test."""
    if question.form != "slip":
        return text
    return re.sub(r"^[A-Z](?=  )", lambda one: question.letters[one[0]], text, flags=re.MULTILINE)


def _table(printed: Printed, sample: str) -> Table:
    made = printed.made(sample)
    if isinstance(made, str):
        return Table(printed.caption, text=made)
    head = [str(name or "").replace("_", " ") for name in (made.index.name, *made.columns)]
    return Table(printed.caption, tuple(head), cells(made))


def cells(table: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Rows of a table as they are printed, each column with the decimals that it needs.

    Examples
    --------
    >>> cells(pd.DataFrame({"n": [1200, 3], "mean": [1.5, 2.25]}, index=["a", "b"]))
    (('a', '1,200', '1.50'), ('b', '3', '2.25'))
    """
    columns = [_column(table[name]) for name in table]
    return tuple(zip(map(str, table.index), *columns, strict=True))


def _column(values: pd.Series) -> list[str]:
    if not pd.api.types.is_numeric_dtype(values):
        return [str(one) for one in values]
    places = max(len(f"{one:.6f}".rstrip("0").split(".")[1]) for one in values)
    return [f"{one:,.{places}f}" for one in values]
