"""The form of a table that a learner made of a file of her own.

What is right in it only she can judge, so nothing is marked, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
from pandas.api import types

from mkt40_helpers.workbook.feedback import show
from mkt40_helpers.workbook.words import say

__all__ = ["check_form"]

# What is right, what is not complete yet, and what she has to decide herself.
Told = tuple[str, str]
RIGHT, LACKING, ODD = "right", "lacking", "odd"

KINDS: dict[str, Callable[[pd.Series], Any]] = {
    "day": types.is_datetime64_any_dtype,
    "month": lambda column: column.astype(str).str.fullmatch(r"\d{4}-\d{2}").all(),
    "number": lambda column: types.is_numeric_dtype(column) and not types.is_bool_dtype(column),
    "yes or no": lambda column: types.is_bool_dtype(column) or column.isin([0, 1]).all(),
}


def check_form(
    table: pd.DataFrame,
    purchases: pd.DataFrame,
    columns: Mapping[str, str],
    until: pd.Timestamp | None = None,
) -> None:
    """Say whether a table of one's own has the form that is asked for: one row for each customer.

    What is right comes first. It is complete or not complete, and never a mistake; nothing is kept
    in the progress file.

    Parameters
    ----------
    table : DataFrame
        Its customers are in the column ``customer``, or are its labels.
    purchases : DataFrame
        What it was made of: ``customer``, ``date`` and, if there is one, ``amount``, as
        `data.read_own` gives them.
    columns : mapping of str to {"day", "month", "number", "yes or no"}
        What the columns of the table should hold.
    until : Timestamp, optional
        No day in the table should be after this one.

    Examples
    --------
    >>> day = pd.Timestamp("2024-05-01")
    >>> purchases = pd.DataFrame({"customer": [1, 1], "date": day, "amount": [7.0, -2.0]})
    >>> own = purchases.groupby("customer").agg(spent=("amount", "sum"))
    >>> check_form(own, purchases, {"spent": "number"})
    ✓ Complete: one row for each of 1 customers; `spent` holds numbers; `amount` holds
    numbers. Negative amounts: 1, the lowest -2.00. Were they given back? Say in your lines what
    you did with them.
    """
    try:
        told = list(_told(table, purchases, columns, until))
    except Exception as problem:  # a beginner must never see a page of red from a check
        show("note", say("check.failed", message=f"{type(problem).__name__}: {problem}"))
        return
    right = "; ".join(text for what, text in told if what == RIGHT)
    rest = [text for kind in (LACKING, ODD) for what, text in told if what == kind]
    if all(what != LACKING for what, _ in told):
        show("complete", " ".join([f"{right}.", *rest]))
    else:
        show("incomplete", " ".join([say("form.right", told=right), *rest] if right else rest))


def _told(table: Any, purchases: Any, columns: Mapping[str, str], until: Any) -> Iterator[Told]:
    for given in (table, purchases):
        if not isinstance(given, pd.DataFrame):
            yield LACKING, say("form.no_table", type=type(given).__name__)
            return
    yield _one_row_each(table, purchases)
    for name, kind in columns.items():
        yield _holds(table, name, kind)
    if until is not None:
        days = [name for name, kind in columns.items() if kind == "day" and name in table]
        yield _no_day_after(table[days], pd.Timestamp(until))
    if "amount" in purchases:
        yield _holds(purchases.dropna(subset=["amount"]), "amount", "number")
    yield from _odd(purchases)


def _one_row_each(table: pd.DataFrame, purchases: pd.DataFrame) -> Told:
    if not len(table):
        return LACKING, say("form.no_row")
    if "customer" not in table and table.index.name != "customer":
        return LACKING, say("form.no_customer")
    customers = table["customer"] if "customer" in table else table.index.to_series()
    rows = customers.value_counts()
    if rows.iloc[0] > 1:
        return LACKING, say("form.twice", name=rows.index[0], number=rows.iloc[0])
    strangers = customers[~customers.isin(purchases["customer"])]
    if len(strangers):
        return LACKING, say("form.stranger", name=strangers.iloc[0])
    return RIGHT, say("form.one_row", number=len(rows))


def _holds(table: pd.DataFrame, name: str, kind: str) -> Told:
    if name not in table:
        return LACKING, say("form.no_column", name=name)
    column, fits = table[name], KINDS[kind]
    if column.isna().any():
        return LACKING, say("form.empty", name=name, number=column.isna().sum())
    wanted = say(f"holds.{kind.replace(' ', '_')}")
    if fits(column):
        return RIGHT, say("form.holds", name=name, kind=wanted)
    odd = next((value for value in column if not fits(pd.Series([value]))), column.iloc[0])
    shown = repr(odd) if isinstance(odd, str) else str(odd)
    return LACKING, say("form.holds_other", name=name, kind=wanted, example=shown[:40])


def _no_day_after(days: pd.DataFrame, until: pd.Timestamp) -> Told:
    end = until.date()
    for name, column in days.items():
        late = column[column > until]
        if len(late):
            number, last = len(late), late.max().date()
            return LACKING, say("form.after", name=name, until=end, number=number, last=last)
    return RIGHT, say("form.until", until=end)


def _odd(purchases: pd.DataFrame) -> Iterator[Told]:
    dates = purchases["date"]
    to_come = dates[dates > pd.Timestamp.now()]
    if len(to_come):
        yield LACKING, say("form.to_come", number=len(to_come), last=to_come.max().date())
    nowhere = purchases[["customer", "date"]].isna().any(axis=1).sum()
    if nowhere:
        yield ODD, say("form.nowhere", number=nowhere)
    if "amount" in purchases and KINDS["number"](purchases["amount"]):
        negative = purchases.loc[purchases["amount"].lt(0).fillna(False), "amount"]
        if len(negative):
            yield ODD, say("form.negative", number=len(negative), lowest=negative.min())
