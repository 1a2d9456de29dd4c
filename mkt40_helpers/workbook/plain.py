"""Answers as plain data: what a progress file can hold, and a marker can read again elsewhere."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["MOST_TEXT", "plain"]

_MOST_ROWS = 200
MOST_TEXT = 2000


def plain(value: Any) -> Any:
    """Turn an answer into plain data: what a progress file can hold and a marker can read.

    Parameters
    ----------
    value : object
        Anything at all.

    Returns
    -------
    None, bool, int, float, str, list or dict
        Numbers, text and yes/no values as they are; lists item by item; a Series as
        ``{"series": {label: value}}``; a table as ``{"columns": [...], "rows": [...]}``; the
        first 200 rows of each. Everything else as ``{"other": name of its type}``; a result of
        the course's own helpers also says which figures it holds (its ``FIGURES``).

    Examples
    --------
    >>> plain(pd.Series([1.5], index=["store"]))
    {'series': {'store': 1.5}}
    >>> plain(...)
    {'other': 'ellipsis'}
    """
    # Exact types, not isinstance: a subclass could bring its own arithmetic.
    kind = type(value)
    if value is None or kind in (bool, int):
        return value
    if value is pd.NA or value is pd.NaT:
        return {"other": "missing"}
    if kind in (Decimal, Fraction):
        return plain(float(value))
    if kind is float:
        return value if math.isfinite(value) else {"other": str(value).lstrip("-")}
    if kind is str:
        return value[:MOST_TEXT]
    if kind.__module__ == "numpy" and isinstance(value, np.generic):
        return plain(value.item())
    if kind in (list, tuple):
        return [plain(item) for item in value[:_MOST_ROWS]]
    if kind is np.ndarray and value.ndim <= 1:
        return plain(value.tolist())
    if kind is dict:
        return {"series": {str(k): plain(v) for k, v in list(value.items())[:_MOST_ROWS]}}
    if kind is pd.Series:
        head = value.iloc[:_MOST_ROWS]
        if not head.index.is_unique:  # as a table, which can hold one name twice
            return plain(head.rename_axis("name").reset_index(name="value"))
        return {"series": dict(zip(map(str, head.index), map(plain, head.tolist()), strict=True))}
    if kind is pd.DataFrame:
        head = value.iloc[:_MOST_ROWS]
        # Numbers without a name are the places that the rows had before somebody sorted them.
        places = head.index.name is None and pd.api.types.is_integer_dtype(head.index)
        if not places:
            head = head.reset_index()
        rows = [[_cell(item) for item in row] for row in head.itertuples(index=False)]
        return {"columns": [str(name) for name in head.columns], "rows": rows}
    if kind.__module__.startswith("mkt40_helpers."):
        # An Interval is a named tuple, whose members are its figures.
        figures = vars(kind).get("FIGURES") or vars(kind).get("_fields")
        if figures:
            return {"other": kind.__name__, "figures": list(figures)}
    return {"other": "function" if callable(value) else kind.__name__}


def _cell(item: Any) -> Any:
    """Turn a table's cell into plain data; dates and the like become text."""
    value = plain(item)
    if isinstance(value, dict) and isinstance(item, pd.Timestamp | pd.Period | pd.Interval):
        return str(item)
    return value
