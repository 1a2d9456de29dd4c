"""A table for reading: a caption, headings for screen readers, and digits that mean something."""

from __future__ import annotations

import html
import math

import numpy as np
import pandas as pd

__all__ = ["Shown", "show"]


class Shown(str):
    """A table for reading: plain text that Jupyter shows as a table with a caption."""

    page: str

    def _repr_html_(self) -> str:
        return self.page


def show(
    table: pd.DataFrame | pd.Series, caption: str, digits: int | dict[str, int] | None = None
) -> Shown:
    """Show a table with a caption, headings for screen readers, and digits that mean something.

    Parameters
    ----------
    table : DataFrame or Series
        The index is shown where it has names of its own.
    caption : str
        What the table shows: measure, unit, period, real or invented.
    digits : int or dict of column to int, optional
        Decimals. Without them: none beyond what an interval supports (columns low and high: a
        hundredth of its width is lost), else three figures of the column's middle value.

    Returns
    -------
    Shown

    Raises
    ------
    ValueError
        The caption is empty.

    Examples
    --------
    >>> shown = show(pd.DataFrame({"channel": ["store"], "nps": [34.4921]}), "NPS, points")
    >>> print(shown)
    NPS, points
    channel  nps
      store 34.5
    """
    if not caption.strip():
        raise ValueError("The table has no caption. Say what it shows: measure, unit, period.")
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    if not isinstance(frame.index, pd.RangeIndex):
        names = [name or "" for name in frame.index.names]
        frame = frame.reset_index(names=names)  # a heading over the names too
    texts = pd.DataFrame(
        {
            name: _texts(
                frame[name], digits.get(str(name)) if isinstance(digits, dict) else digits, frame
            )
            for name in frame.columns
        }
    )
    shown = Shown(f"{caption}\n{texts.to_string(index=False)}")
    shown.page = _page(frame, texts, caption)
    return shown


def _texts(column: pd.Series, digits: int | None, table: pd.DataFrame) -> list[str]:
    """Write a column as it should be read."""
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        if pd.api.types.is_datetime64_any_dtype(column) and column.equals(column.dt.normalize()):
            column = column.dt.strftime("%Y-%m-%d")  # days, without a time of day
        return ["" if pd.isna(value) else str(value) for value in column]
    if pd.api.types.is_integer_dtype(column):
        form = "{}" if _are_years(column) else "{:,}"
        return ["" if pd.isna(value) else form.format(int(value)) for value in column]
    values = column.astype(float)
    if digits is None:
        digits = _meaningful(values, table)
    return ["" if pd.isna(value) else f"{value:,.{digits}f}" for value in values]


def _are_years(column: pd.Series) -> bool:
    return "year" in str(column.name) and bool(column.dropna().between(1500, 2500).all())


def _meaningful(values: pd.Series, table: pd.DataFrame) -> int:
    """Decimals that mean something: by the width of the intervals, else three figures."""
    sizes = values.abs()[np.isfinite(values) & (values != 0)]
    if sizes.empty:
        return 0
    if _has_interval(values, table):
        width = float((table["high"] - table["low"]).astype(float).median())
        if width > 0:
            return min(max(0, 1 - math.floor(math.log10(width))), _MOST_DECIMALS)
    # Three figures of the middle one, and the smallest is never written as 0.
    three, one = (-math.floor(math.log10(size)) for size in (sizes.median() / 100, sizes.min()))
    return min(max(0, three, one), _MOST_DECIMALS)


_MOST_DECIMALS = 6


def _has_interval(values: pd.Series, table: pd.DataFrame) -> bool:
    """Tell whether the interval in the columns low and high is that of a column."""
    if not {"low", "high"} <= set(table.columns):
        return False
    low, high = (pd.to_numeric(table[end], errors="coerce") for end in ("low", "high"))
    known = values.notna() & low.notna() & high.notna()
    within = (low <= values) & (values <= high)
    return bool(known.any() and within[known].all()) and values.name not in ("n", "missing")


def _page(frame: pd.DataFrame, texts: pd.DataFrame, caption: str) -> str:
    """Write a table as HTML: a caption, scopes for screen readers, numbers to the right."""
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    sides = ["right" if each else "left" for each in numeric]
    names = zip(frame.columns, sides, strict=True)
    heads = "".join(
        f'<th scope="col" style="text-align:{side}">{html.escape(str(name))}</th>'
        for name, side in names
    )
    rows = ""
    for row in texts.itertuples(index=False):
        cells = [
            f'<td style="text-align:{side}">{html.escape(text)}</td>'
            for text, side in zip(row, sides, strict=True)
        ]
        cells[0] = cells[0].replace("<td", '<th scope="row"').replace("</td>", "</th>")
        rows += f"<tr>{''.join(cells)}</tr>"
    top = f'<caption style="text-align:left">{html.escape(caption)}</caption>'
    return f"<table>{top}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
