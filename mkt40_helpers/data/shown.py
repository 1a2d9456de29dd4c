"""A table for reading: a caption, headings for screen readers, and digits that mean something."""

from __future__ import annotations

import html
import math
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Shown", "show"]


class Shown(str):
    """A table for reading: plain text that Jupyter shows as a table with a caption."""

    page: str

    def _repr_html_(self) -> str:
        return self.page


def show(
    table: pd.DataFrame | pd.Series, caption: str, digits: int | dict[Any, int] | None = None
) -> Shown:
    """Show a table with a caption, headings for screen readers, and digits that mean something.

    Parameters
    ----------
    table : DataFrame or Series
        The index is shown where it has names of its own.
    caption : str
        What the table shows: measure, unit, period, real or invented.
    digits : int or dict of column to int, optional
        Decimals. Without them three figures of the column's middle value. Never beyond what an
        interval supports (columns low and high: a hundredth of its width is lost), in these
        columns and in those before them whose values lie between.

    Returns
    -------
    Shown

    Raises
    ------
    ValueError
        The caption is empty, two headings are the same, a cell holds a list, low and high hold
        text, or `digits` names no column or is no number of decimals.

    Examples
    --------
    >>> shown = show(pd.DataFrame({"channel": ["store"], "nps": [34.4921]}), "NPS, points")
    >>> print(shown)
    NPS, points
    channel  nps
      store 34.5
    """
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError(
            "The table has no caption. Say in a text what it shows: measure, unit, period."
        )
    frame = _flat(table)
    if isinstance(table, pd.DataFrame) and (across := _heading(tuple(table.columns.names))):
        caption = f"{caption}; columns: {across}"
    wanted, interval = _wanted(digits, list(frame.columns)), _interval(frame)
    texts = pd.DataFrame(
        {name: _texts(frame[name], wanted.get(name), interval) for name in frame.columns}
    )
    shown = Shown(f"{caption}\n{texts.to_string(index=False)}")
    shown.page = _page(frame, texts, caption)
    return shown


def _flat(table: object) -> pd.DataFrame:
    """Give a table with one line of headings, its index beside them unless that only counts."""
    if isinstance(table, pd.Series):
        table = table.to_frame("value" if table.name is None else table.name)
    if not isinstance(table, pd.DataFrame):
        raise ValueError(
            f"Give a table to show, not something of type {type(table).__name__}. "
            'Make one: pd.DataFrame({"channel": ["store"], "nps": [34]}).'
        )
    frame = table.set_axis([_heading(name) for name in table.columns], axis="columns")
    if not isinstance(frame.index, pd.RangeIndex) or frame.index.name is not None:
        names = [_heading(name) for name in frame.index.names]
        frame = frame.reset_index(names=names, allow_duplicates=True)
    if frame.columns.empty:
        raise ValueError("The table has no columns, so there is nothing to show.")
    if not frame.columns.is_unique:
        raise ValueError(
            f"Two columns are called {frame.columns[frame.columns.duplicated()][0]!r} (an index is "
            "one too). Give each a name of its own: table.columns = [...], or for the index "
            'table = table.rename_axis("...").'
        )
    for name in frame.columns:
        if any(map(pd.api.types.is_list_like, frame[name])):
            raise ValueError(
                f"Column {name!r} holds lists. One value belongs in a cell: "
                f"table = table.explode({name!r})."
            )
    return frame


def _heading(name: object) -> str:
    """Write the name of a column; one of several parts ("score" and "mean") in one line."""
    parts = name if isinstance(name, tuple) else (name,)
    return ", ".join(str(part) for part in parts if part is not None and part != "")


def _wanted(digits: object, names: list[str]) -> dict[str, int]:
    """Give the decimals that are asked for, by column."""
    asked: dict[Any, Any] = digits if isinstance(digits, dict) else dict.fromkeys(names, digits)
    wanted = {_heading(name): its for name, its in asked.items() if its is not None}
    for name, its in wanted.items():
        if name not in names:
            there = ", ".join(names)
            raise ValueError(f"digits: there is no column {name!r}. The columns are: {there}.")
        if isinstance(its, bool) or its not in range(16):
            raise ValueError(
                f"digits: {its!r} is no number of decimals. Give a whole number from 0 to 15 for "
                f"all columns, such as digits=1, or for some, such as digits={{{name!r}: 1}}."
            )
    return {name: int(its) for name, its in wanted.items()}


def _kind(column: pd.Series) -> str:
    """Tell whether a column holds whole numbers, figures or something else, whatever its type."""
    kinds = {"integer": "whole", "floating": "figures", "mixed-integer-float": "figures"}
    return kinds.get(pd.api.types.infer_dtype(column, skipna=True), "text")


def _texts(column: pd.Series, digits: int | None, interval: pd.DataFrame | None) -> list[str]:
    """Write a column as it should be read."""
    kind = _kind(column)
    if kind == "figures":
        figures = [np.nan if pd.isna(value) else float(value) for value in column]
        values = pd.Series(figures, column.index, name=column.name)
        decimals = _meaningful(values, digits, interval)
        return [f"{value:z,.{decimals}f}" if value == value else "" for value in values]
    if kind == "whole":
        form = "{}" if _are_years(column) else "{:,}"
        return ["" if pd.isna(value) else form.format(int(value)) for value in column]
    if pd.api.types.is_datetime64_any_dtype(column) and column.equals(column.dt.normalize()):
        column = column.dt.strftime("%Y-%m-%d")  # days, without a time of day
    return ["" if pd.isna(value) else str(value) for value in column]


def _are_years(column: pd.Series) -> bool:
    return "year" in str(column.name) and bool(column.dropna().between(1500, 2500).all())


def _meaningful(values: pd.Series, asked: int | None, interval: pd.DataFrame | None) -> int:
    """Decimals that mean something: by the width of the intervals, else three figures."""
    if interval is not None and _is_of(values, interval):
        width = (interval["high"] - interval["low"]).replace(np.inf, np.nan)
        if (middle := float(width[width > 0].median())) > 0:
            most = min(max(0, 1 - math.floor(math.log10(middle))), _MOST_DECIMALS)
            return most if asked is None else min(asked, most)
    if asked is not None:
        return asked
    sizes = values.abs()[np.isfinite(values) & (values != 0)]
    if sizes.empty:
        return 0
    # Three figures of the middle one, and the smallest is never written as 0.
    three, one = (-math.floor(math.log10(size)) for size in (sizes.median() / 100, sizes.min()))
    return min(max(0, three, one), _MOST_DECIMALS)


_MOST_DECIMALS = 6


def _interval(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Give the columns up to the end of the interval as numbers, where there is one."""
    if not {"low", "high"} <= set(frame.columns):
        return None
    try:
        ends = {end: pd.to_numeric(frame[end]).astype(float) for end in ("low", "high")}
    except (TypeError, ValueError) as problem:
        raise ValueError(
            "The columns low and high are read as an interval, and they hold text. Make numbers of "
            "it: table['low'] = pd.to_numeric(table['low'], errors='coerce'), and high likewise; "
            "or give them another name."
        ) from problem
    return frame.loc[:, :"high"].assign(**ends)


def _is_of(values: pd.Series, interval: pd.DataFrame) -> bool:
    """Tell whether an interval is that of a column: it stands behind it and holds its values."""
    low, high = interval["low"], interval["high"]
    known = values.notna() & low.notna() & high.notna()
    within = (low <= values) & (values <= high)
    return (
        bool(known.any() and within[known].all())
        and values.name in interval
        and values.name not in ("n", "missing")
    )


# A caption is as narrow as its table, and would break after every second word. This lets its text
# stick out to a readable line, or to the table's width, without drawing the columns apart.
_WIDE = "margin-right:-34em;max-width:max(100%, min(34em, 80vw))"


# On a page that brings no style of its own, such as nbgrader's feedback, columns would touch.
CELL = "padding:0.3em 0.6em;text-align:"


def _page(frame: pd.DataFrame, texts: pd.DataFrame, caption: str) -> str:
    """Write a table as HTML: a caption, scopes for screen readers, numbers to the right."""
    sides = ["left" if _kind(frame[name]) == "text" else "right" for name in frame.columns]
    heads = "".join(
        f'<th scope="col" style="{CELL}{side}">{html.escape(name)}</th>'
        if name
        else "<td></td>"  # a heading without a word says nothing
        for name, side in zip(frame.columns, sides, strict=True)
    )
    rows = ""
    for row in texts.itertuples(index=False):
        cells = [
            f'<td style="{CELL}{side}">{html.escape(text)}</td>'
            for text, side in zip(row, sides, strict=True)
        ]
        cells[0] = cells[0].replace("<td", '<th scope="row"').replace("</td>", "</th>")
        rows += f"<tr>{''.join(cells)}</tr>"
    said = f'<div style="{_WIDE}">{html.escape(caption)}</div>'
    top = f'<caption style="text-align:left">{said}</caption>'
    return f"<table>{top}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
