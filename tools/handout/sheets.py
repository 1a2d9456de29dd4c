"""Small tables that a paper answer needs: counts of one learner's sample, not the answer itself.

A class without laptops cannot count a thousand rows. It gets the counts, and does with them what
the exercise is about.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.pairs import DecideInGroup, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise, tables_of
from tools.handout import counted

__all__ = ["SHEETS", "Numbered", "Sheet", "by_plan", "expected"]

NEIGHBOURS = ("anna", "bram", "chloe")
INVENTED = "Invented data: Zwaluw"


class Sheet(NamedTuple):
    """A table on paper, and the exercises that are answered with it."""

    exercises: tuple[str, ...]
    caption: str
    make: Callable[[], pd.DataFrame]
    digits: int | dict[str, int] | None = None


SHEETS: dict[int, tuple[Sheet, ...]] = {
    1: (
        Sheet(("1.1",), f"Votes. {INVENTED}", counted.votes),
        Sheet(
            ("1.2", "1.7"),
            f"Guesses, and variance of the guesses divided by the right answer. {INVENTED}",
            counted.guesses,
            {"variance, first": 4, "variance, second": 4, "mean of the first guesses": 0},
        ),
        Sheet(("1.3", "1.9"), f"Number of reviews by stars. {INVENTED}", counted.stars),
    ),
    2: (
        Sheet(
            ("2.1", "2.2", "2.13"), f"Visits, and those with a purchase. {INVENTED}", counted.visits
        ),
        Sheet(("2.3", "2.4"), f"The network. {INVENTED}", counted.ties),
        Sheet(("2.5",), f"Weeks in a region, by campaign. {INVENTED}", counted.campaigns, 2),
        Sheet(("2.7", "2.8"), f"Diaries of a purchase. {INVENTED}", counted.diaries, 4),
        Sheet(("2.9",), f"Readers of threads. {INVENTED}", counted.readers),
        Sheet(("2.10",), f"Customers with an occasion to recommend. {INVENTED}", counted.prompted),
    ),
    3: (
        Sheet(("3.01",), f"Answers and scores. {INVENTED}", counted.desk, {"score": 3}),
        Sheet(
            ("3.1", "3.2", "3.4", "3.5", "3.7", "3.12"),
            f"Number of answers by score, 0 to 10, and empty ones. {INVENTED}",
            counted.scores,
        ),
        Sheet(
            ("3.6",),
            f"Customers who had an occasion, by their score's group. {INVENTED}",
            counted.occasions,
        ),
        Sheet(("3.8",), f"Months: NPS and its margin. {INVENTED}", counted.months, 0),
        Sheet(("3.10",), f"Answers and NPS of each touchpoint. {INVENTED}", counted.touchpoints, 2),
        Sheet(
            ("3.11",),
            'Answers to "How do you rate this hospital, 0 to 10?", percent. Real data: CMS, HCAHPS',
            counted.hospitals,
        ),
    ),
    5: (
        Sheet(("5.01",), f"Ratings of late parcels, 0 to 100. {INVENTED}", counted.late_ratings, 3),
        Sheet(("5.2",), f"Members of the riders' club. {INVENTED}", counted.club),
        Sheet(("5.5",), f"Renewals of the service plan. {INVENTED}", counted.renewals),
        Sheet(("5.6", "5.8"), f"Silence on 31 August 2025. {INVENTED}", counted.silence),
        Sheet(
            ("5.10",),
            f"Silent quarters now, and in the next quarter: moves. {INVENTED}",
            counted.moves,
        ),
    ),
    6: (
        Sheet(("6.01",), f"Minutes of contacts. {INVENTED}", counted.minutes, 3),
        Sheet(("6.02",), f"The trial of the app. {INVENTED}", counted.trial, 2),
        Sheet(("6.3",), f"Repairs opened up to 29 August 2026. {INVENTED}", counted.repairs),
        Sheet(
            ("6.6",),
            "The second half, from the highest score down. Real data: CoIL 2000, an insurer",
            counted.gains,
            {"score": 3},
        ),
        Sheet(("6.9",), f"Six waves together. {INVENTED}", counted.sent),
        Sheet(("6.10",), f"Commuters chosen for wave 2. {INVENTED}", counted.wave_2),
    ),
}
# What the cells above these show is enough: no table is needed.
ENOUGH = frozenset({"6.7", "5.12"})
# Here the table takes the place of what the cell above shows, a few rows of many.
IN_PLACE = frozenset({"5.5", "5.6", "5.10", "6.3", "6.6"})


class Numbered:
    """The tables of a chapter, numbered as they come, each printed where it is first needed."""

    def __init__(self, chapter: int) -> None:
        self._sheets = SHEETS.get(chapter, ())
        self._printed: list[Sheet] = []

    def for_exercise(self, key: str) -> str:
        """The table of an exercise, or a word that says which one was printed before."""
        told = ""
        for sheet in (each for each in self._sheets if key in each.exercises):
            if sheet in self._printed:
                number = self._printed.index(sheet) + 1
                told += f'<p class="later">Use table {number} once more for this exercise.</p>'
            else:
                self._printed.append(sheet)
                caption = f"Table {len(self._printed)}. {sheet.caption}"
                told += data.show(sheet.make(), caption, sheet.digits)._repr_html_()
        return told


def by_plan(record: Exercise) -> bool:
    """Whether only a computer can count it, so that paper asks for the steps."""
    sheets = SHEETS.get(record.chapter, ())
    has_table = any(record.key in sheet.exercises for sheet in sheets) or record.key in ENOUGH
    return isinstance(record.kind, Number | Series | Picture | Slip) and not has_table


@functools.lru_cache(maxsize=2)
def _tables(record: Exercise) -> Sequence[Any]:
    others = NEIGHBOURS if isinstance(record.kind, DecideInGroup) else ()
    return [*tables_of(record, counted.LEARNER), *others]


def expected(record: Exercise, maker: Any = None) -> Any:
    """What the record holds for right (or for a mistake) in the printed sample."""
    return record.kind.expect(record.answer if maker is None else maker, _tables(record))
