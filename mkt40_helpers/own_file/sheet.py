"""From a text to columns of texts: what separates cells, headings, empty rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from mkt40_helpers.own_file import cells
from mkt40_helpers.own_file.disk import SAVE


def table(text: str, name: str) -> tuple[list[str], pd.DataFrame, str, str]:
    """Give headings, cells by the numbers of their rows, the usual decimal sign, what to tell."""
    separator = None
    if found := re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE):
        separator, text = found[1], text[found.end() :]
    separator = separator or _separator(text)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        records = []
    rows = {
        number: [" ".join(cell.split()) if "\n" not in cell else cell.strip() for cell in record]
        for number, record in enumerate(records, start=1)
        if any(cell.strip() for cell in record)
    }
    if not rows or any(_swallows(cell, separator) for row in rows.values() for cell in row):
        raise ValueError(
            f"{name} cannot be taken apart into cells: a quotation mark is opened and never "
            f"closed. Take it out in the table, and save again. {SAVE}"
        )
    first = next(iter(rows))
    top = rows.pop(first)
    if not rows:
        raise ValueError(
            f"{name} has headings and no rows. Look whether the right sheet was saved."
        )
    if max(map(len, [top, *rows.values()])) == 1:
        raise ValueError(
            f"{name} has only one column, headed {top[0][:40]!r}. Each value needs a cell "
            f"of its own: in Excel, Data, Text to Columns. {SAVE}"
        )
    header, told = _headings(top, first, rows, name)
    width = len(header)
    body = pd.DataFrame(
        [row[:width] + [""] * (width - len(row)) for row in rows.values()], index=list(rows)
    )
    empty = [place for place, heading in enumerate(header) if not heading]
    body, header = body.drop(columns=empty), [heading for heading in header if heading]
    body.columns = pd.Index(header)
    if blank := len(records) - first - len(rows):
        told.append(f"{blank:,} empty {_rows(blank)} left out.")
    return header, body, "." if separator == "," else ",", " ".join(told)


def _separator(text: str) -> str:
    """Find the sign between the cells: the one that cuts most rows into as many parts."""
    start = [line for line in text.splitlines()[:60] if line.strip()]
    best = (0.0, 1, ",")
    for sign in ";\t,|":
        widths = [len(row) for row in csv.reader(start, delimiter=sign) if row]
        width, often = Counter(widths).most_common(1)[0]
        if width > 1 and (even := often / len(widths) > 0.7, width) > best[:2]:
            best = (even, width, sign)
    return best[2]


def _swallows(cell: str, separator: str) -> bool:
    """Tell whether a cell holds whole rows: a quotation mark in it was never closed."""
    inside = cell.split("\n")[1:] if "\n" in cell else []
    return sum(separator in line for line in inside) > 1 and len(inside) > 2


def _headings(
    header: list[str], at: int, rows: dict[int, list[str]], name: str
) -> tuple[list[str], list[str]]:
    """Give each column a heading of its own ("" where it is empty), and say what was changed."""
    width = len(header)
    usual, _ = Counter(len(row) for row in rows.values()).most_common(1)[0]
    used = [
        any(len(row) > place and row[place] for row in rows.values())
        for place in range(max(width, usual))
    ]
    if 2 * sum(map(bool, header)) < sum(used):
        raise ValueError(
            f"Row {at} of {name} should hold the headings, and most of its cells are empty. Delete "
            "the lines above the headings (or write the headings), and save again."
        )
    if values := [cell for cell in header if cell and _is_value(cell)]:
        raise ValueError(
            f"Row {at} of {name} holds values ({values[0]}) where headings should be. Write a row "
            "of headings above it, such as klant, datum, bedrag, and save again."
        )
    wide = [number for number, row in rows.items() if any(row[width:])]
    if wide:
        raise ValueError(
            f"{named(wide)} of {name}: more cells than there are headings. A value there may "
            f"hold the sign that separates cells, such as 12,50 between commas. {SAVE}"
        )
    told, seen = [], set[str]()
    nameless = [place for place in range(width) if used[place] and not header[place]]
    short = [number for number, row in rows.items() if len(row) < sum(used)]
    if short:
        told.append(f"{named(short)}: fewer cells than headings; what is lacking is empty.")
    for place in range(width):
        if not used[place] and not header[place]:
            continue
        heading = header[place] or f"column {place + 1}"
        header[place] = free(heading, seen)
        if header[place] != heading or place in nameless:
            told.append(f"A column without a heading of its own is now {header[place]!r}.")
        seen.add(header[place])
    return header, told


def _is_value(cell: str) -> bool:
    figure = cells.figure(cell)
    number = figure is not None and bool(re.search(r"[.,]\d|€", cell))
    column = pd.Series([cell])
    return number or cells.dates(column, False) is not None or "@" in cell


def free(name: str, taken: Iterable[str]) -> str:
    """Give the name, or one with a number behind it where it is taken."""
    used, number, found = set(taken), 2, name
    while found in used:
        found, number = f"{name} {number}", number + 1
    return found


def named(numbers: Iterable[int]) -> str:
    """Name rows of the spreadsheet: "Rows 3, 7 and 2 more"."""
    all_of = list(numbers)
    shown = ", ".join(map(str, all_of[:5]))
    more = f" and {len(all_of) - 5:,} more" if len(all_of) > 5 else ""
    return f"{'Row' if len(all_of) == 1 else 'Rows'} {shown}{more}"


def _rows(number: int) -> str:
    return "row was" if number == 1 else "rows were"


def listed(names: Iterable[str]) -> str:
    """Name columns."""
    return ", ".join(f'"{name}"' for name in names)
