"""Plain facts of a table: how many rows it has, the means and shares of its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd
from pandas.api import types

from mkt40_helpers.workbook.remarks import tidy_name

__all__ = ["SHARES", "of_groups", "of_table"]

# Facts that are shares, and so can be given in percent too.
SHARES = ("share", "share_of_rows", "shares_of_groups")
# A text with more different values is no label.
_MOST_LABELS = 12

Fields = tuple[tuple[str, str], ...]
Fact = tuple[str, float, Fields]
OfGroups = tuple[str, dict[str, float], Fields]


def of_table(name: str, table: pd.DataFrame) -> Iterator[Fact]:
    """Give the plain facts of a table.

    Parameters
    ----------
    name : str
    table : DataFrame

    Yields
    ------
    tuple of (kind of fact, number, fields of the sentence that says it)

    Examples
    --------
    >>> scores = pd.DataFrame({"score": [9.0, 4.0, None]})
    >>> [(kind, number) for kind, number, _ in of_table("survey", scores)]
    [('rows', 3), ('answered', 2), ('mean', 6.5), ('median', 6.5), ('sum', 13.0)]
    """
    yield "rows", len(table), (("table", name),)
    for label, column in table.items():
        its = (("table", name), ("column", str(label)))
        told = column.dropna()
        if told.empty:
            continue
        if len(told) < len(table):
            yield "answered", len(told), its
        if types.is_bool_dtype(column.dtype) or types.is_string_dtype(column.dtype):
            yield from _of_labels(told, len(table), its)
        elif types.is_numeric_dtype(column.dtype) and not _are_numbers_of_rows(told):
            numbers = told.astype(float)
            yield "mean", float(numbers.mean()), its
            yield "median", float(numbers.median()), its
            yield "sum", float(numbers.sum()), its


def of_groups(name: str, table: pd.DataFrame, groups: Collection[str]) -> Iterator[OfGroups]:
    """Give the plain facts of a table for each group.

    Parameters
    ----------
    name : str
    table : DataFrame
    groups : collection of str
        Names of the groups, without capitals and blanks that do not count.

    Yields
    ------
    tuple of (kind of fact, figure of each group, fields of the sentence that says it)

    Examples
    --------
    >>> scores = pd.DataFrame({"channel": ["App", "store", "App"], "score": [9, 4, 6]})
    >>> [(kind, figures) for kind, figures, _ in of_groups("survey", scores, ["app", "store"])][:2]
    [('rows_of_groups', {'app': 2, 'store': 1}), ('means_of_groups', {'app': 7.5, 'store': 4.0})]
    """
    for by in table.columns:
        labels = table[by].dropna().unique()
        if {tidy_name(label) for label in labels} != set(groups):
            continue
        parts = table.groupby(by)
        its = (("table", name), ("by", str(by)))
        yield "rows_of_groups", _by_name(parts.size()), its
        for label, column in table.items():
            if label == by:
                continue
            told = parts[str(label)]
            fields = (*its, ("column", str(label)))
            if column.isna().any():
                yield "answered_of_groups", _by_name(told.count()), fields
            if types.is_bool_dtype(column.dtype):
                yield "shares_of_groups", _by_name(told.mean().astype(float)), fields
                yield "counts_of_groups", _by_name(told.sum()), fields
            elif types.is_numeric_dtype(column.dtype):
                yield "means_of_groups", _by_name(told.mean().astype(float)), fields
                yield "medians_of_groups", _by_name(told.median().astype(float)), fields
                yield "sums_of_groups", _by_name(told.sum()), fields


def _by_name(figures: pd.Series) -> dict[str, float]:
    return {tidy_name(name): figure for name, figure in figures.dropna().items()}


def _of_labels(told: pd.Series, rows: int, its: Fields) -> Iterator[Fact]:
    counts = told.value_counts()
    if len(counts) > _MOST_LABELS:
        return
    for label, number in counts.items():
        fields = (*its, ("label", str(label)))
        yield "count", int(number), fields
        yield "share", number / len(told), fields
        if rows != len(told):
            yield "share_of_rows", number / rows, fields


def _are_numbers_of_rows(told: pd.Series) -> bool:
    """Tell whether a column numbers rows or people, so that its mean says nothing."""
    return bool(types.is_integer_dtype(told.dtype) and told.nunique() > len(told) / 10 > 10)
