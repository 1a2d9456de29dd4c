"""Checks of what a caller gives: each refusal names the column, the rows and the remedy."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from numbers import Number
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Numbers = pd.Series | Sequence[float] | npt.NDArray[Any]


def require_columns(data: pd.DataFrame, names: list[str]) -> None:
    """Refuse what is no table, or lacks one of the columns."""
    if not isinstance(data, pd.DataFrame):
        kind, library = type(data).__name__, type(data).__module__.split(".")[0]
        if kind == "DataFrame":
            kind = f"DataFrame of {library}: turn it into one first, with .to_pandas()"
            raise ValueError(f"Give a table of pandas, not {kind}.")
        raise ValueError(f"Give a table (DataFrame), not {kind}.")
    for name in names:
        if isinstance(name, list):
            raise ValueError(f"Name one column, such as 'customer', not {name!r}.")
        if name not in data.columns:
            there = ", ".join(map(str, data.columns))
            raise ValueError(f"There is no column {name!r}. The table has: {there}.")
        if isinstance(data[name], pd.DataFrame):
            times = data[name].shape[1]
            raise ValueError(f"{times} columns are called {name!r}. Rename or drop one first.")


def require_yes_no(data: pd.DataFrame, *names: str) -> None:
    """Refuse a table without rows, and a column with anything but True and False in it."""
    if not len(data):
        raise ValueError("The table has no rows, so there is nothing to count.")
    for name in names:
        if not pd.api.types.is_bool_dtype(data[name]) or data[name].isna().any():
            raise ValueError(
                f"Column {name!r} must hold True or False in every row. Compare it first, "
                f"such as data[{name!r}] == 1, and leave out rows where it is missing."
            )


def require_filled(data: pd.DataFrame, *names: str) -> None:
    """Refuse a column that is empty in some rows."""
    for name in names:
        gaps = data.index[data[name].isna()]
        if len(gaps):
            raise ValueError(f"{named_rows(gaps)} of {name!r}: missing. Leave such rows out first.")


def named_rows(labels: pd.Index) -> str:
    """Name rows for a message, five at most."""
    shown = ", ".join(map(str, labels[:5]))
    more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
    return f"Row{'s' if len(labels) > 1 else ''} {shown}{more}"


def moments(data: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of dates as what the clock there says; texts and numbers are refused.

    02/01/2026 may be two days, and a number would be read as nanoseconds since 1970.
    """
    column = data[name]
    if not len(column):
        raise ValueError("The table has no rows, so there are no days in it.")
    of_python = pd.api.types.infer_dtype(column) == "date"
    if not of_python and column.dtype.kind != "M":
        raise ValueError(
            f"Column {name!r} holds no dates but {column.iloc[0]!r}. Turn it into dates first, "
            "with pd.to_datetime."
        )
    # In one unit, whatever the table came from: seconds and microseconds cannot be merged.
    found = pd.DatetimeIndex(column).tz_localize(None).as_unit("us")
    return pd.Series(found, index=column.index, name=name)


def days_of(data: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of dates as days, without hours and time zone."""
    found: pd.Series = moments(data, name).dt.normalize()
    return found


def days_if_any(data: pd.DataFrame, name: str) -> pd.Series:
    """As `days_of`, for a table that may have no rows."""
    if len(data):
        return days_of(data, name)
    return pd.Series(index=data.index, name=name, dtype="datetime64[us]")


def day_of(value: Any, what: str) -> pd.Timestamp:
    """Return one day, without hours and time zone; a text must begin as 2026-08-31 does."""
    is_text = isinstance(value, str) and re.match(r"\s*\d{4}-\d\d-\d\d", value)
    try:
        # pandas reads "01/10/2026" as 10 January, "2026-08" as its first day, a number as 1970.
        known = is_text or isinstance(value, datetime.date | np.datetime64)
        moment = pd.Timestamp(value) if known else pd.NaT
    except ValueError:
        moment = pd.NaT
    if not isinstance(moment, pd.Timestamp):  # NaT is none
        raise ValueError(f'{what} is {value!r}: give a day, such as "2026-08-31".')
    return moment.tz_localize(None).normalize()


def one_column(values: Any, what: str) -> pd.Series:
    """Return a list, array or column as a Series; a table or a single value is refused."""
    if isinstance(values, pd.DataFrame):
        raise ValueError(f"Give one column of {what}, such as survey['score'], not a whole table.")
    if isinstance(values, pd.Series):
        return values
    if isinstance(values, str) or not hasattr(values, "__len__"):
        raise ValueError(f"Give a list or column of {what}, not the single value {values!r}.")
    if getattr(values, "ndim", 1) != 1:
        raise ValueError(f"Give one column of {what}, not an array with {values.ndim} dimensions.")
    return pd.Series(values if len(values) else [], dtype=None if len(values) else float)


def numbers(values: Any, what: str) -> pd.Series:
    """Return `values` as floats with NaN for missing ones; text and yes/no are refused."""
    series = one_column(values, what)
    if pd.api.types.is_bool_dtype(series):
        raise ValueError(f"The {what} are True and False. Give numbers.")
    if not pd.api.types.is_numeric_dtype(series) or pd.api.types.is_complex_dtype(series):
        odd = series[[not _is_number(value) for value in series]]
        if len(odd):
            raise ValueError(
                f"{named_rows(odd.index)} of the {what}: {odd.iloc[0]!r} is not a number. "
                f"Turn text into numbers first, with pd.to_numeric, or mark it as missing (None)."
            )
    return pd.Series(series.to_numpy(dtype=float, na_value=math.nan), index=series.index)


def _is_number(value: object) -> bool:
    missing = value is None or value is pd.NA
    return missing or (
        isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    )


def between(
    values: Any, what: str, low: float = -math.inf, high: float = math.inf, above: bool = False
) -> pd.Series:
    """Return `values` as numbers from `low` to `high`; missing ones are refused too.

    With `above` the lowest value itself is refused.
    """
    series = numbers(values, what)
    if not len(series):
        raise ValueError(f"There are no {what}: the column is empty. Check the selection.")
    missing = series[series.isna()]
    if len(missing):
        raise ValueError(
            f"{named_rows(missing.index)} of the {what}: missing. Leave such rows out first, "
            "with dropna, and say how many they were."
        )
    bad = series[~(np.isfinite(series) & (series >= low) & (series <= high))]
    bad = series[series <= low] if above and not len(bad) else bad
    if len(bad):
        raise ValueError(
            f"{named_rows(bad.index)} of the {what}: {bad.iloc[0]:g} cannot be. "
            f"Give {_allowed('numbers', low, high, above)}."
        )
    return series


def number(value: Any, what: str, low: float, high: float = math.inf, above: bool = False) -> float:
    """Return one number from `low` to `high`; with `above` the lowest itself is refused."""
    if isinstance(value, bool | np.bool_) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        raise ValueError(f"{what} is {value!r}: give {_allowed('one number,', low, high, above)}.")
    if not (math.isfinite(value) and low <= value <= high) or (above and value == low):
        raise ValueError(f"{what} is {value:g}: give {_allowed('a number', low, high, above)}.")
    return float(value)


def _allowed(kind: str, low: float, high: float, above: bool) -> str:
    """Say which numbers may be given: "a number above 0 and 1 at most"."""
    if math.isinf(low):
        return kind.replace("number", "finite number").rstrip(",")
    floor = f"above {low:g}" if above else f"{low:g} or more"
    return f"{kind} {floor}" if math.isinf(high) else f"{kind} {floor} and {high:g} at most"


def whole(value: Any, what: str, low: int) -> int:
    """Return one whole number from `low` on."""
    is_number = isinstance(value, int | float | np.integer | np.floating)
    # What is left of nan and of infinity is nan.
    if isinstance(value, bool) or not is_number or value % 1 != 0 or value < low:
        raise ValueError(f"{what} is {value!r}: give a whole number, {low} or more.")
    return int(value)


def shares(values: Numbers, what: str) -> npt.NDArray[np.float64]:
    """Turn amounts into shares of their sum."""
    amounts = between(one_column(values, what), what, 0).to_numpy()
    if amounts.sum() == 0:
        raise ValueError(f"All {what} are zero, so there are no shares. Check the selection.")
    found: npt.NDArray[np.float64] = amounts / amounts.sum()
    return found


def each_once(given: Iterable[Any], what: str) -> list[Any]:
    """Return a list of names; a single text, or a name that comes twice, is refused."""
    if isinstance(given, str):
        raise ValueError(f"Give a list, such as {what}=[{given!r}].")
    names = list(given)
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise ValueError(f"{what}: {twice[0]!r} stands there twice. Give it once.")
    return names


def require_free_name(name: str, columns: list[str]) -> None:
    """Refuse a column of groups with the name of a column of the result, which would replace it."""
    if name in columns:
        raise ValueError(f"The result has a column {name!r} of its own: rename yours first.")


def require_one_kind(data: pd.DataFrame, *names: str) -> None:
    """Refuse a column of groups, weeks or ids that holds numbers and texts: 1 and "1" are one."""
    for name in names:
        column = data[name]
        if pd.api.types.infer_dtype(_labels(column), skipna=True) not in ("mixed", "mixed-integer"):
            continue
        known = column.astype(object).dropna()
        kinds = known.map(_kind_of_label)
        first = ~kinds.duplicated()  # the first row of each kind
        if first.sum() > 1:
            rows = zip(kinds[first], known[first].items(), strict=True)
            told = " and ".join(f"{kind} (row {row}: {one!r})" for kind, (row, one) in rows)
            raise ValueError(
                f"Column {name!r} holds {told}, so that one thing may be two. Give all rows one "
                f"type first: data[{name!r}].astype(str) for texts, pd.to_numeric for numbers."
            )


def require_order_in_time(data: pd.DataFrame, name: str) -> None:
    """Refuse texts that sort otherwise than their years and numbers do: 10 before 9."""
    labels = data[name].drop_duplicates()
    if pd.api.types.infer_dtype(labels) != "string":
        return  # numbers, dates and categories have an order of their own
    labels = labels.sort_values()
    order = [_place_in_time(label) for label in labels]
    if order != sorted(order):
        raise ValueError(
            f"Column {name!r} holds texts, which sort as {', '.join(labels[:5])}: not their order "
            "in time. Write them as 2025-Q3, 2025-09 or 09, or make dates or numbers of them."
        )


def _place_in_time(label: str) -> list[int]:
    found = re.findall(rf"\d+|\b(?:{'|'.join(_MONTHS)})", label.lower())
    if found and re.fullmatch(r"\d{4}", found[-1]) and len(found[0]) < 4:  # the year stands last
        found.reverse()
    return [_MONTHS.index(one) + 1 if one in _MONTHS else int(one) for one in found]


def _labels(column: pd.Series) -> Any:
    return column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column


def _kind_of_label(label: object) -> str:
    if isinstance(label, str):
        return "text"
    return "number" if isinstance(label, Number | np.bool_) else type(label).__name__
