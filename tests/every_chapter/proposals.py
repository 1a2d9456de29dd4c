"""What shared mistakes would give in an exercise, as far as they can be made without its author.

``python -m tests.every_chapter.proposals 3`` lists, for the chapter of this number, those that give
another answer than the right one and that are not named yet.
"""

from __future__ import annotations

import functools
import math
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.diagnosis import diagnose
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.pairs import Slip
from mkt40_helpers.workbook.records import Exercise, tables_of
from mkt40_helpers.workbook.shelf import exercises_of, steps_of
from tests.every_chapter.handed_in import handed_in

MOST_VALUES = 8  # of a column that makes groups
LEAST_LEFT = 0.1  # of the rows: nobody takes a dozen of them for all
SAMPLES = ("student 1", "student 2", "student 3")
TOLD = ("right", "mistake", "slip", "empty")


def proposed(exercise: Exercise) -> dict[str, shared.Shared]:
    """Make every shared mistake that the tables and the kind of answer leave room for."""
    tables = tables_of(exercise, SAMPLES[0])
    found: dict[str, shared.Shared] = {}
    seen: set[str] = set()
    for place, table in enumerate(tables):
        for column in table.columns:
            if column in seen:  # the first table with it is the one that is changed
                continue
            seen.add(column)
            found |= _of_column(exercise, tables, place, column)
    figure = exercise.kind.figure if isinstance(exercise.kind, Slip) else exercise.kind
    if figure.between == (0, 1):
        found |= shared.other_part("", "")
        right = exercise.kind.expect(exercise.answer, tables)
        if isinstance(figure, Series) and all(name.isdigit() for name in right):
            found |= shared.multiplied_up()
    return found


def _of_column(
    exercise: Exercise, tables: list[pd.DataFrame], place: int, column: str
) -> dict[str, shared.Shared]:
    held, found = tables[place][column], {}
    values = list(held.dropna().unique())
    if column in _keys() and len(held) > len(values) >= LEAST_LEFT * len(held):
        found |= shared.once_each(column)
    if not _hangs_on(exercise, tables, place, column):
        return found
    if held.isna().any():
        counts = pd.api.types.is_numeric_dtype(held.dtype)
        its = shared.missing(column, zero=counts, dropped=True)
        found |= {f"{name}_{column}": one for name, one in its.items()}
    yes_or_no = pd.api.types.is_bool_dtype(held.dtype)
    if 2 <= len(values) <= MOST_VALUES and (yes_or_no or isinstance(values[0], str)):
        for value in _asked(exercise, tables, place, column, values):
            found |= shared.only(column, value, *(one for one in values if one != value))
        if not yes_or_no and not isinstance(exercise.kind, Series):
            found |= shared.mean_of_groups(column)
    return found


def _hangs_on(exercise: Exercise, tables: list[pd.DataFrame], place: int, column: str) -> bool:
    """Tell whether the answer is another one when a column holds one value alone."""
    even, held = list(tables), tables[place][column]
    one_value = pd.Series([held.dropna().iloc[0]] * len(held), held.index, dtype=held.dtype)
    even[place] = tables[place].assign(**{column: one_value})
    right, other = (_value(exercise, exercise.answer, each) for each in (tables, even))
    return other is None or not exercise.kind.same(other, right)


def _asked(
    exercise: Exercise, tables: list[pd.DataFrame], place: int, column: str, values: list[Any]
) -> list[Any]:
    """Give the one value that rows must have to count in the answer, if there is one."""
    right = _value(exercise, exercise.answer, tables)
    matters = []
    for value in values:
        fewer = list(tables)
        fewer[place] = fewer[place][(fewer[place][column] != value).fillna(True).astype(bool)]
        without = _value(exercise, exercise.answer, fewer)
        if without is None or not exercise.kind.same(without, right):
            matters.append(value)
    return matters if len(matters) == 1 else []


@functools.cache
def _keys() -> frozenset[str]:
    """Names of what the rows of some table are: customers, products, ..."""
    tables = (pd.read_csv(path, nrows=0) for path in data.folder().glob("*.csv"))
    return frozenset(str(table.columns[0]) for table in tables)


def _value(exercise: Exercise, maker: Any, tables: list[pd.DataFrame]) -> Any:
    """Compute what a maker gives; None where it stops, or gives no figures."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = exercise.kind.expect(maker, tables)
    except Exception:
        return None
    inside = value[1] if isinstance(exercise.kind, Slip) else value
    figures = list(inside.values()) if isinstance(inside, dict) else [inside]
    numbers = all(type(one) in (int, float) and math.isfinite(one) for one in figures)
    return value if figures and numbers else None


def not_named(exercise: Exercise) -> Iterator[str]:
    """Name the proposals that give another answer, of which the check says nothing by name."""
    if not isinstance(exercise.kind, Number | Series | Slip):
        return
    for name, one in proposed(exercise).items():
        maker = one.of(exercise.answer)
        if all(_is_untold(exercise, maker, sample) for sample in SAMPLES):
            yield name


def _is_untold(exercise: Exercise, maker: Any, sample: str) -> bool:
    value = _value(exercise, maker, tables_of(exercise, sample))
    if value is None:
        return False
    return diagnose(exercise, handed_in(exercise, value), sample).verdict not in TOLD


if __name__ == "__main__":
    number = int(sys.argv[1])
    records = exercises_of(number) if number else ()
    for record in [*records, *steps_of(number)] if number not in (1, 2) else records:
        names = list(not_named(record))
        if names:
            print(record.key, record.title, *names, sep="\n    ")
