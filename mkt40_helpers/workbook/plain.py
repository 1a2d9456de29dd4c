"""Answers as plain data: what a progress file can hold, and a marker can read again elsewhere."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["MOST_TEXT", "parts", "plain"]

_MOST_ROWS = 200
MOST_TEXT = 2000
# More than any count or sum of the course, and no more digits than JSON readers keep.
_LARGEST = 10**15
# A list in a list in a list ...: deeper than this it is no answer.
_DEEPEST = 6


def plain(value: Any) -> Any:
    """Turn an answer into plain data: what a progress file can hold and a marker can read.

    Parameters
    ----------
    value : object
        Anything at all.

    Returns
    -------
    None, bool, int, float, str, list or dict
        Numbers, text and yes/no values as they are; lists item by item, and tuples as
        ``{"tuple": [...]}``; a Series or dict as ``{"series": {label: value}}``; a table as
        ``{"columns": [...], "rows": [...]}``; the first 200 rows of each. Everything else as
        ``{"other": name of its type}``; a result of the course's own helpers also says which
        figures it holds (its ``FIGURES``).

    Examples
    --------
    >>> plain(pd.Series([1.5], index=["store"]))
    {'series': {'store': 1.5}}
    >>> plain(...)
    {'other': 'ellipsis'}
    """
    try:
        return _plain(value, 0)
    except Exception:  # an object can be made to fail at anything; it is still no answer
        return {"other": type(value).__name__}


def parts(given: Any) -> list[Any]:
    """Give the parts of an answer that has several; one that has not is its only part.

    Parameters
    ----------
    given : plain data

    Returns
    -------
    list

    Examples
    --------
    >>> parts({"tuple": ["yes", "A"]}), parts("yes")
    (['yes', 'A'], ['yes'])
    """
    inside = given.get("tuple") if isinstance(given, dict) else given
    return list(inside) if isinstance(inside, list) else [given]


def _plain(value: Any, depth: int) -> Any:
    # Exact types, not isinstance: a subclass could bring its own arithmetic.
    kind = type(value)
    if value is None or kind is bool:
        return value
    if value is pd.NA or value is pd.NaT:
        return {"other": "missing"}
    if kind is int:
        return value if abs(value) < _LARGEST else {"other": "huge"}
    if kind in (Decimal, Fraction, np.longdouble):
        value, kind = float(value), float
    if kind is float:
        return value if math.isfinite(value) else {"other": str(value).lstrip("-")}
    if kind is str:
        return value[:MOST_TEXT]
    if kind in (np.timedelta64, np.datetime64) or depth > _DEEPEST:
        return {"other": kind.__name__}
    if kind.__module__ == "numpy" and isinstance(value, np.generic):
        return _plain(value.item(), depth + 1)
    if kind in (list, tuple):
        items = [_plain(item, depth + 1) for item in value[:_MOST_ROWS]]
        return items if kind is list else {"tuple": items}
    if kind is np.ndarray and value.ndim <= 1:
        return _plain(value.tolist(), depth)
    if kind in (dict, OrderedDict, defaultdict, Counter):
        return _named(list(value)[:_MOST_ROWS], list(value.values())[:_MOST_ROWS], depth)
    if kind is pd.Series:
        head = value.iloc[:_MOST_ROWS]
        return _named(head.index.tolist(), head.tolist(), depth)
    if kind is pd.DataFrame:
        return _table(value.iloc[:_MOST_ROWS], depth)
    if kind.__module__.startswith("mkt40_helpers."):
        # An Interval is a named tuple, whose members are its figures.
        figures = vars(kind).get("FIGURES") or vars(kind).get("_fields")
        if figures:
            return {"other": kind.__name__, "figures": list(figures)}
    return {"other": "function" if callable(value) else kind.__name__}


def _named(labels: list[Any], values: list[Any], depth: int) -> dict[str, Any]:
    """Values with their names; as a table, which can hold one name twice, where one comes twice."""
    names, figures = [_label(one) for one in labels], [_plain(one, depth + 1) for one in values]
    if len(set(names)) == len(names):
        return {"series": dict(zip(names, figures, strict=True))}
    return {"columns": ["name", "value"], "rows": [list(row) for row in zip(names, figures)]}  # noqa: B905


def _label(label: Any) -> str:
    # groupby(["channel"]) names its groups ("app",).
    return str(label[0] if type(label) is tuple and len(label) == 1 else label)


def _table(head: pd.DataFrame, depth: int) -> dict[str, Any]:
    # Numbers without a name are the places that the rows had before somebody sorted them; an index
    # with the name of a column says again what stands there.
    names = list(head.index.names)
    places = names == [None] and pd.api.types.is_integer_dtype(head.index)
    if not places and not set(names) & set(head.columns):
        head = head.reset_index()
    rows = [[_cell(item, depth) for item in row] for row in head.itertuples(index=False)]
    return {"columns": [str(name) for name in head.columns], "rows": rows}


def _cell(item: Any, depth: int) -> Any:
    """Turn a table's cell into plain data; dates and the like become text."""
    value = _plain(item, depth + 1)
    if isinstance(value, dict) and isinstance(item, pd.Timestamp | pd.Period | pd.Interval):
        return str(item)
    return value
