"""Read a table of one's own: what a spreadsheet program saved, with numbers in place of names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mkt40_helpers.own_file import cells
from mkt40_helpers.own_file.cells import Read, filled
from mkt40_helpers.own_file.disk import content, text_of
from mkt40_helpers.own_file.people import ROLES, find_people, find_roles, numbered, together
from mkt40_helpers.own_file.sheet import free, listed, named, table

__all__ = ["read_own"]


def read_own(
    path: str | Path,
    *,
    customer: str | None = None,
    date: str | None = None,
    amount: str | None = None,
) -> pd.DataFrame:
    """Read a CSV file of your own, put numbers in place of names, and say what is odd in it.

    It reads what Excel, LibreOffice and web shops save: semicolons, commas or tabs, decimal commas
    and points, day first, in Windows-1252, UTF-8 or UTF-16. Nothing leaves your computer, and the
    file stays as it is.

    Parameters
    ----------
    path : str or Path
        The file.
    customer, date, amount : str, optional
        The headings of these columns, where they are not recognised (klant, datum and bedrag are,
        and many others).

    Returns
    -------
    DataFrame
        One row for each row of the file but the empty ones. The columns of customers, dates and
        amounts are called `customer`, `date` and `amount`, the others as in the file. Whole numbers
        are Int64, other numbers float64, yes and no are boolean, and the rest is text; what is
        empty is missing. Columns that tell who somebody is (names, e-mail addresses, telephone
        numbers, bank accounts, addresses, dates of birth) hold a number for each different value.

    Raises
    ------
    ValueError
        The file is not there or cannot be read; dates or amounts cannot be. The message says which
        rows, and what to do.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> bakery = read_own(data.folder() / "bakery.csv")
    bakery.csv: 3,...
    >>> bakery.columns.tolist()
    ['customer', 'date', 'amount']
    """
    place = Path(path)
    header, body, sign, told = table(text_of(content(place)), place.name)
    roles = find_roles(header, {"customer": customer, "date": date, "amount": amount})
    columns: dict[str, pd.Series] = {}
    lines, odd = [], []
    people = find_people(header, body, roles)
    for heading in header:
        role = next((role for role, name in roles.items() if name == heading), None)
        name = role or free(heading, {*roles, *columns})
        what = people.get(heading)
        read = numbered(body[heading], what) if what else _typed(body[heading], role, sign)
        columns[name] = read.values
        lines.append(f"  {_was(name, heading)}: {_summary(read.values, what)}")
        odd += [f'"{heading}" {note}.' for note in read.notes]
    if "customer" not in roles and people:
        columns = {"customer": together(body[list(people)])} | columns
        lines.insert(0, f"  customer: a number for each person, from {listed(people)}.")
    frame = pd.DataFrame(columns)
    odd += _odd(frame) + _sums(body) + _lacking(frame, header)
    print(f"{place.name}: {len(frame):,} rows, {len(header)} columns. {told}".rstrip())
    print("\n".join(lines))
    for sentence in odd:
        print(f"Look at this: {sentence}")
    print("The file is as it was, and nothing has left this computer.")
    return frame.reset_index(drop=True)


def _typed(column: pd.Series, role: str | None, sign: str) -> Read:
    """Read the cells of a column as what they are; dates and amounts must be just that."""
    text = Read(column.where(column != ""))
    if role == "customer":
        read = cells.numbers(column, sign)
        whole = read is not None and not len(read.bad) and read.values.dtype == "Int64"
        return read if read is not None and whole else text
    if role == "date":
        read = cells.dates(column, expected=True)
        return _required(read, column, "date", "a date such as 05-03-2024")
    if role == "amount":
        read = cells.numbers(column, sign)
        return _required(read, column, "amount", "a number such as 12,50")
    for attempt in (
        cells.yes_or_no(column),
        cells.dates(column, expected=False),
        cells.numbers(column, sign),
    ):
        if attempt is not None and not len(attempt.bad):
            return attempt
        if attempt is not None:
            examples = ", ".join(map(repr, attempt.bad.unique()[:3]))
            text.notes += attempt.notes or [
                f"holds numbers, and in {named(attempt.bad.index).lower()} others ({examples}), so "
                "it is text. Empty or correct these cells if you want to compute with it"
            ]
    return text


def _required(read: Read | None, column: pd.Series, role: str, wanted: str) -> Read:
    bad = filled(column) if read is None else read.bad
    if not len(bad):
        return read or Read(column.where(column != ""))
    examples = ", ".join(map(repr, bad.unique()[:3]))
    why = f" The column {read.notes[0]}, and no rule reads both." if read and read.notes else ""
    raise ValueError(
        f"{named(bad.index)} of the column {column.name!r} ({role}): {examples} cannot be read as "
        f"{wanted}.{why} Correct or empty these cells in the table and save it again, or name "
        f'another column: {role}="...".'
    )


def _was(name: str, heading: str) -> str:
    return name if name == heading else f"{name} (was {heading})"


def _summary(values: pd.Series, what: str | None) -> str:
    known = values.dropna()
    if what:
        return f"{known.nunique():,} different {what}; numbers stand in their place."
    if not len(known):
        return "empty."
    if pd.api.types.is_datetime64_any_dtype(known):
        return f"{known.min():%Y-%m-%d} to {known.max():%Y-%m-%d}."
    if pd.api.types.is_bool_dtype(known):
        return f"yes or no, {int(known.sum()):,} of {len(known):,} yes."
    if pd.api.types.is_numeric_dtype(known):
        form = "{}" if known.dtype == "Int64" else "{:,.2f}"
        return f"{form.format(known.min())} to {form.format(known.max())}."
    return f"text, {known.nunique():,} different."


def _odd(frame: pd.DataFrame) -> list[str]:
    """Say what is odd in rows; their numbers are those of the spreadsheet."""
    found: list[tuple[pd.Series, str]] = []
    for role in ("customer", "date", "amount"):
        if role in frame:
            found.append((frame[role].isna(), f"no {role}"))
    if "date" in frame and pd.api.types.is_datetime64_any_dtype(frame["date"]):
        found.append((frame["date"] > pd.Timestamp.now(), "a date that is still to come"))
        found.append((frame["date"].dt.year < 1980, "a date before 1980"))
    if "amount" in frame:
        found.append((frame["amount"].lt(0).fillna(False), "a negative amount (given back?)"))
    found.append((frame.duplicated(), "the same in every column as a row above"))
    return [f"{named(rows[rows].index)}: {what}." for rows, what in found if rows.any()]


def _sums(body: pd.DataFrame) -> list[str]:
    total = body.apply(lambda column: column.str.fullmatch(r"(?i)(eind|sub)?totaal|(grand )?total"))
    rows = body.index[total.any(axis=1)]
    return [f"{named(rows)}: it says total. Is it a sum of the others?"] if len(rows) else []


def _lacking(frame: pd.DataFrame, header: list[str]) -> list[str]:
    """Say which columns the helpers need that were not found, and which texts may hold names."""
    told = [
        f"no column is recognised as the {role}. If one is, name it: "
        f'data.read_own(..., {role}="{header[0]}").'
        for role in ROLES
        if role not in frame
    ]
    free = [
        name
        for name in _texts(frame)
        if name != "customer" and frame[name].nunique() > max(20, 0.2 * len(frame))
    ]
    if free:
        told.append(
            f"{listed(free)} may hold names in its text; they were left. To take it out: "
            f".drop(columns={free!r})."
        )
    return told


def _texts(frame: pd.DataFrame) -> list[str]:
    kinds = pd.api.types
    return [
        str(name)
        for name, column in frame.items()
        if not kinds.is_numeric_dtype(column) and not kinds.is_datetime64_any_dtype(column)
    ]
