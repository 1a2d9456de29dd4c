"""From purchases to customers: how often, how lately, since when, and for how much."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    day_of,
    moments,
    named_rows,
    numbers,
    require_columns,
    require_free_name,
    require_one_kind,
    whole,
)

Day = str | datetime.date | pd.Timestamp
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
WEEK = 7  # days


def rfm(
    transactions: Any,
    *,
    customer: str = "customer",
    date: str = "date",
    amount: str | None = None,
    end: Day,
    hold_out: Day | datetime.timedelta | None = None,
) -> pd.DataFrame:
    """Frequency, recency, age and monetary value: one row for each customer.

    Parameters
    ----------
    transactions : DataFrame
        One row per purchase: of pandas, or of another library that narwhals reads (polars).
    customer, date : str
        Columns with the customer and the moment of the purchase. Of a moment with a time zone the
        day in that zone counts.
    amount : str, optional
        Column with the amount of the purchase, zero or more.
    end : str or date
        Last day of the observation; it is part of it. Later rows are refused without `hold_out`.
    hold_out : str, date or timedelta, optional
        Last day, or length, of a period after `end` whose purchases are counted apart, to test a
        forecast with them.

    Returns
    -------
    DataFrame, one row per customer who bought by `end`, in order of customer
        The column `customer`; frequency: repeat purchase days, the first day not counted; recency:
        weeks from the first purchase day to the last; age: weeks from the first purchase day to
        `end`; silent: weeks from the last purchase day to `end`. With `amount` also monetary: mean
        amount of a repeat purchase day (missing where there is none), and spent: sum of all
        amounts, the first day's too. With `hold_out` also held_out: purchase days after `end`.

    Raises
    ------
    ValueError
        A column is not there; a customer, date or amount is missing; dates are texts, or lie after
        `end` (after `hold_out`); amounts are negative; nobody bought by `end`.

    Notes
    -----
    All purchases of a customer on one day are one purchase, with the sum of their amounts. The
    first day is left out of `frequency` and of `monetary`: it is what made her a customer, and the
    models of repeat buying (`bg_nbd`, `gamma_gamma`) start after it. What managers often call
    recency, the weeks *since* the last purchase, is `silent` here. Customers whose first purchase
    lies after `end` are in no row.
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way. An
    alternative to the Pareto/NBD model. Marketing Science, 24(2), 275-284.

    Examples
    --------
    >>> bought = pd.DataFrame({"customer": ["Ann", "Ann", "Ann", "Bo"], "euro": [40, 10, 30, 25],
    ...     "date": pd.to_datetime(["2026-01-01", "2026-01-15", "2026-03-05", "2026-01-08"])})
    >>> rfm(bought, amount="euro", end="2026-02-05", hold_out="2026-03-31")
      customer  frequency  recency  age  silent  monetary  spent  held_out
    0      Ann          1      2.0  5.0     3.0      10.0   50.0         1
    1       Bo          0      0.0  4.0     4.0       NaN   25.0         0
    """
    names = ["frequency", "recency", "age", "silent", "monetary", "spent", "held_out"]
    require_free_name(customer, names)
    table = _columns(transactions, [customer, date, *([amount] if amount else [])])
    code, customers = _customers(table, customer)
    days = _days(table, date)
    last_day = _number_of(day_of(end, "end"))
    until = last_day if hold_out is None else _end_of_hold_out(hold_out, last_day)
    _refuse_later(table, days, date, until, "hold_out" if hold_out is not None else "end")
    spent = _amounts(table, amount) if amount else np.zeros(len(table))
    start, days, spent = _merge_days(code, days, spent, len(customers))
    there = np.flatnonzero(np.diff(start))  # a number may be nobody's
    customers, start = customers[there], np.r_[start[there], len(days)]

    seen = days <= last_day
    days_seen = np.add.reduceat(seen, start[:-1], dtype=np.int64)
    who = np.flatnonzero(days_seen > 0)
    if not len(who):
        raise ValueError(f"Nobody bought by {_told(last_day)}: give a later end.")
    first, frequency = start[who], days_seen[who] - 1
    found: dict[str, Any] = {
        customer: customers[who].astype(table[customer].dtype),
        "frequency": frequency,
        "recency": (days[first + frequency] - days[first]) / WEEK,
        "age": (last_day - days[first]) / WEEK,
        # Not age minus recency, which may be a little more or less than 5 weeks for 35 days.
        "silent": (last_day - days[first + frequency]) / WEEK,
    }
    if amount:
        spent = np.where(seen, spent, 0.0)
        total = np.add.reduceat(spent, start[:-1])[who]
        spent[first] = 0.0
        repeats = np.add.reduceat(spent, start[:-1])[who]
        found["monetary"] = np.where(frequency > 0, repeats / np.maximum(frequency, 1), np.nan)
        found["spent"] = total
    if hold_out is not None:
        found["held_out"] = (np.diff(start) - days_seen)[who]
    return pd.DataFrame(found)


def scores(summary: pd.DataFrame, groups: int = 5) -> pd.DataFrame:
    """Scores for recency, frequency and money, 5 for the best fifth of the customers.

    Parameters
    ----------
    summary : DataFrame
        One row per customer, as `rfm` gives it.
    groups : int
        Number of scores, 2 or more: 5 gives fifths (quintiles).

    Returns
    -------
    DataFrame, with the rows of `summary`
        R: by the weeks since the last purchase (age minus recency), the fewest best; F: by
        frequency; M: by spent, where the table has it. 1 to `groups`, the highest best.

    Raises
    ------
    ValueError
        A column is not there, or holds no numbers; fewer than 2 groups; no rows.

    Notes
    -----
    The score is one more than the number of whole fifths of the customers who are *worse*: 5 says
    that at least 80 of 100 customers are worse, 1 that fewer than 20 are. So equal values have an
    equal score, whatever their order in the table, and where many are equal the groups differ in
    size or a score is given to nobody: when 60 of 100 never came back, F is 1 for these and 4 or 5
    for the others.

    Examples
    --------
    >>> summary = pd.DataFrame({"frequency": [0, 0, 0, 1, 7], "recency": [0, 0, 0, 3.0, 20.0],
    ...                         "age": [30.0, 20.0, 5.0, 30.0, 30.0]})
    >>> scores(summary).to_numpy().tolist()
    [[1, 1], [3, 1], [5, 1], [2, 4], [4, 5]]
    """
    groups = whole(groups, "groups", 2)
    require_columns(summary, ["frequency", "recency", "age"])
    good = {
        # In whole days again, so that 8 weeks are 8 weeks after whatever subtraction.
        "R": -(between(summary["age"], "age") - between(summary["recency"], "recency")).round(6),
        "F": between(summary["frequency"], "frequency"),
    }
    if "spent" in summary:
        good["M"] = between(summary["spent"], "spent")
    n = len(summary)
    # Whole numbers, since 5 * 0.6 may be a little under 3.
    return pd.DataFrame(
        {
            name: 1 + groups * (values.rank(method="min").astype(int) - 1) // n
            for name, values in good.items()
        }
    )


def _columns(frame: Any, names: list[str]) -> pd.DataFrame:
    """Take the named columns of a table of whatever library."""
    if not isinstance(frame, pd.DataFrame):
        frame = _from_another_library(frame, names)
    require_columns(frame, names)
    if not len(frame):
        raise ValueError("The table has no rows, so there are no customers.")
    chosen: pd.DataFrame = frame[names]
    return chosen


def _from_another_library(frame: Any, names: list[str]) -> Any:
    try:
        import narwhals as nw
    except ModuleNotFoundError:
        return frame  # refused like any other thing that is no table
    given = nw.from_native(frame, pass_through=True)
    if isinstance(given, nw.LazyFrame):
        given = given.collect()
    if not isinstance(given, nw.DataFrame):
        return frame
    require_columns(pd.DataFrame(columns=given.columns), names)
    return pd.DataFrame({name: _values(given[name]) for name in names})


def _values(column: Any) -> Any:
    if getattr(column.dtype, "time_zone", None):
        column = column.dt.replace_time_zone(None)  # what the clock there says
    return column.to_numpy()


def _customers(table: pd.DataFrame, customer: str) -> tuple[Ints, pd.Index]:
    require_one_kind(table, customer)
    column = table[customer]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "i":
        low, high = int(column.min()), int(column.max())
        if high - low < 4 * len(column):  # numbers in a row are places already
            # In 64 bits: 100 - (-100) is more than int8 holds.
            return column.to_numpy(np.int64) - low, pd.RangeIndex(low, high + 1)
    code, customers = pd.factorize(column, sort=True)
    missing = table.index[code < 0]
    if len(missing):
        raise ValueError(
            f"{named_rows(missing)} of {customer!r}: missing. Nobody knows who bought there: leave "
            "such rows out first, with dropna, and say how many they were."
        )
    return code.astype(np.int64), pd.Index(customers)


def _days(table: pd.DataFrame, date: str) -> Ints:
    """Give the number of each day, in the time zone of the column."""
    missing = table.index[table[date].isna()]
    if len(missing):
        raise ValueError(
            f"{named_rows(missing)} of {date!r}: missing. Leave such rows out first, with dropna, "
            "and say how many they were."
        )
    found: Ints = moments(table, date).to_numpy().astype("datetime64[D]").astype(np.int64)
    return found


def _number_of(one: pd.Timestamp) -> int:
    """Give the number of a day, counted as in the table."""
    return int(one.to_numpy().astype("datetime64[D]").astype(np.int64))


def _told(number: int) -> str:
    return str(np.datetime64(number, "D"))


def _end_of_hold_out(hold_out: Any, end: int) -> int:
    if isinstance(hold_out, datetime.timedelta | np.timedelta64):
        until = end + pd.Timedelta(hold_out).days
    else:
        until = _number_of(day_of(hold_out, "hold_out"))
    if until <= end:
        raise ValueError(
            f"hold_out ends on {_told(until)}, and the observation on {_told(end)}: give a later "
            "day, or a length of a day or more."
        )
    return until


def _refuse_later(table: pd.DataFrame, days: Ints, date: str, until: int, what: str) -> None:
    late = table.index[days > until]
    if len(late):
        apart = "" if what == "hold_out" else " To count them apart, give hold_out."
        raise ValueError(
            f"{named_rows(late)} of {date!r}: after {what}, {_told(until)}. "
            f"Leave later rows out first.{apart}"
        )


def _amounts(table: pd.DataFrame, amount: str) -> Floats:
    values = numbers(table[amount], amount)
    negative = table.index[values < 0]
    if len(negative):
        raise ValueError(
            f"{named_rows(negative)} of {amount!r}: negative. Are these goods sent back? Take each "
            "from the purchase to which it belongs first, or leave them out, and say which."
        )
    return between(values, amount, 0).to_numpy()


def _merge_days(code: Ints, days: Ints, spent: Floats, customers: int) -> tuple[Ints, Ints, Floats]:
    """Add up what a customer spent on a day: where each customer starts, and days and sums.

    A sparse matrix of customers by days does it, and is several times as fast as sorting.
    """
    from scipy.sparse import coo_array

    earliest = days.min()
    places = (code.astype(np.int32), (days - earliest).astype(np.int32))
    by_day = coo_array((spent, places), (customers, int(days.max() - earliest) + 1)).tocsr()
    return by_day.indptr.astype(np.int64), by_day.indices + earliest, by_day.data
