"""Numbers, dates and yes or no, as spreadsheet programs in Dutch and in English write them.

A column is read as a whole: 1.234 alone may be a thousand or one and a bit, and 03-04 is March or
April; the other cells of the column tell. What cannot be read stays as it is, and is told.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

_MONEY = re.compile(r"€|\$|£|\b(?:eur|euro)\b", re.IGNORECASE)
_FIGURE = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)")
_MOST_DIGITS = 18  # longer ones do not fit into a whole number of pandas: they are codes
_PAIRS = [("ja", "nee"), ("yes", "no"), ("waar", "onwaar"), ("true", "false")]
_MONTHS = ["jan", "feb", "mar maa mrt", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct"]
_MONTHS += ["nov", "dec"]
_TIME = r"(?:(?:,? |T)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)? ?([ap]m)?( ?(?:Z|[+-]\d\d:?\d\d))?"
_DATE = re.compile(
    r"(?:[a-z]+\.? )?(\d{4}|\d{1,2})[-/. ]+(\d{1,2}|[a-z]{3,9}\.?)[-/. ]+(\d{4}|\d{1,2})" + _TIME,
    re.IGNORECASE,
)
_EIGHT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # Excel counts days from here


@dataclass
class Read:
    """A column as it was read: the values, what must be told, and the rows that resist."""

    values: pd.Series
    notes: list[str] = field(default_factory=list)
    bad: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))


def filled(column: pd.Series) -> pd.Series:
    """Give the cells that are not empty."""
    return column[column != ""]


def figure(text: str) -> str | None:
    """Take away what may stand around a number: 1.234,50 of "€ 1.234,50-" is -1.234,50.

    Parameters
    ----------
    text : str

    Returns
    -------
    str or None
        The figure with its commas and points; None where the text is no number.

    Examples
    --------
    >>> figure("€ 1.234,50-"), figure("(12)"), figure("5,-"), figure("12 stuks")
    ('-1.234,50', '-12', '5', None)
    """
    bare = _MONEY.sub("", text).replace("−", "-").strip()
    bare = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", bare)
    bare = re.sub(r"[.,]-+$", "", bare)  # "5,-" is five euro
    if re.fullmatch(r"\(.*\)", bare):
        bare = f"-{bare[1:-1]}"
    if re.fullmatch(r"[^-+]*\s?-", bare):
        bare = f"-{bare[:-1]}"
    bare = re.sub(r"^([-+])\s+", r"\1", bare.strip())
    return bare if _FIGURE.fullmatch(bare) else None


def decimal_signs(figures: Iterable[str]) -> set[str]:
    """Tell which decimal signs a column must have; empty where every figure could be either.

    Examples
    --------
    >>> decimal_signs(["1.234,5", "12"]), decimal_signs(["1.234"])
    ({','}, set())
    """
    found = set()
    for text in set(figures):
        signs = [sign for sign in text if sign in ".,"]
        if not signs:
            continue
        whole, _, part = text.rpartition(signs[-1])
        whole = whole.lstrip("+-")
        if len(set(signs)) == 2 or (
            len(signs) == 1 and (len(part) != 3 or len(whole) > 3 or whole in ("", "0"))
        ):
            found.add(signs[-1])
        elif len(signs) > 1:  # 1.234.567
            found.add("," if signs[-1] == "." else ".")
    return found


def numbers(column: pd.Series, usual: str) -> Read | None:
    """Read a column of numbers: whole ones as Int64, others as float64.

    Parameters
    ----------
    column : Series of str
        "" where empty.
    usual : str
        The decimal sign, where the column itself does not tell.

    Returns
    -------
    Read or None
        None where most cells are no numbers, or are codes such as 00123.
    """
    cells = filled(column)
    figures = cells.map({text: figure(text) for text in cells.unique()})
    known = figures.dropna()
    if not len(known) or 2 * len(known) < len(cells) or known.str.match(r"[+-]?0\d").any():
        return None
    signs = decimal_signs(known)
    if len(signs) == 2:
        return Read(
            column, ["has figures with a comma and with a point before the decimals"], cells
        )
    sign = signs.pop() if signs else usual
    mark = re.escape("." if sign == "," else ",")
    # Thousands stand in threes.
    form = rf"[+-]?(?:\d*|\d{{1,3}}(?:{mark}\d{{3}})+)(?:{re.escape(sign)}\d*)?"
    kept = known[known.str.fullmatch(form)]
    bad = cells[~cells.index.isin(kept.index)]
    if len(bad):
        return Read(column, [], bad)
    if known.str.replace(r"\D", "", regex=True).str.len().max() > _MOST_DIGITS:
        return None
    plain = known.str.replace(mark, "", regex=True).str.replace(sign, ".")
    whole = not known.str.contains(sign, regex=False).any()
    read = plain.map(int).astype("Int64") if whole else plain.map(float)
    notes = []
    if not decimal_signs(known) and len(unsure := known[known.str.contains("[.,]")]):
        notes.append(f"{unsure.iloc[0]} was read as {read[unsure.index[0]]:g}")
    return Read(read.reindex(column.index), notes)


def yes_or_no(column: pd.Series) -> Read | None:
    """Read ja and nee, WAAR and ONWAAR, yes and no, TRUE and FALSE; None where it is none."""
    cells = filled(column).str.lower()
    for yes, no in _PAIRS:
        if len(cells) and cells.isin([yes, no]).all():
            return Read(cells.eq(yes).astype("boolean").reindex(column.index))
    return None


def dates(column: pd.Series, expected: bool) -> Read | None:
    """Read a column of dates, day first unless the column shows that the month is.

    Parameters
    ----------
    column : Series of str
        "" where empty.
    expected : bool
        The column should hold dates: 20240305 and Excel's number of a day are dates too, and
        cells that are none are given as `bad`. Otherwise a column with such cells is no date.

    Returns
    -------
    Read or None
    """
    cells = filled(column)
    parts = {text: form for text in cells.unique() if (form := _parts(text, expected))}
    known = cells[cells.isin(parts)]
    if not len(known) or (not expected and len(known) < len(cells)):
        return None
    forms = [parts[text] for text in known.unique()]
    loose = [form for form in forms if form.loose]
    day_first = any(form.first > 12 for form in loose)
    month_first = any(form.month_first for form in loose)
    if day_first and month_first:
        odd = known[known.map(lambda text: parts[text].month_first)]
        return Read(column, ["has dates with the day first and with the month first"], odd)
    values = {text: _moment(form, month_first) for text, form in parts.items()}
    read = known.map(values).dropna()
    bad = cells[~cells.index.isin(read.index)]
    if len(bad) and not expected:
        return None
    notes = []
    if month_first:
        notes.append("has the month first, and was read so")
    elif loose and not day_first and len(read):
        told = [text for text in known[read.index] if parts[text].loose]
        notes += [f"{text} was read day first, as {values[text]:%Y-%m-%d}" for text in told[:1]]
    if any(form.zone for form in forms):
        notes.append("has time zones, which were left out")
    if loose and len(loose) < len(forms):
        notes.append("has dates in more than one form")
    # In microseconds, which hold any year: a slip such as 2999 is to be told, not to fail.
    found = pd.Series(read.to_numpy(dtype="datetime64[us]"), index=read.index)
    return Read(found.reindex(column.index), notes, bad)


class _Form(NamedTuple):
    """The parts of a date; `loose` where only the column tells which is day and which month."""

    year: int
    first: int
    second: int
    loose: bool = False
    time: tuple[int, int, int] = (0, 0, 0)
    zone: bool = False

    @property
    def month_first(self) -> bool:
        return self.loose and self.second > 12


def _parts(text: str, expected: bool) -> _Form | None:
    text = re.sub(r"\s+", " ", text)
    if found := _DATE.fullmatch(text):
        first, middle, last, *clock = found.groups()
        named = not middle.isdigit()
        month = _month(middle) if named else int(middle)
        year_first = len(first) == 4
        year, day = (first, last) if year_first else (last, first)
        if not month or len(year) not in (2, 4) or len(day) == 4:
            return None
        return _Form(_year(year), int(day), month, not named and not year_first, *_clock(*clock))
    if expected and (found := _EIGHT.fullmatch(text)):
        year, month, day = map(int, found.groups())
        return _Form(year, day, month)
    if expected and re.fullmatch(r"[2-6]\d{4}", text):
        day_of = _DAY_ZERO + datetime.timedelta(days=int(text))
        return _Form(day_of.year, day_of.day, day_of.month)
    return None


def _clock(
    hour: str | None, minute: str | None, second: str | None, half: str | None, zone: str | None
) -> tuple[tuple[int, int, int], bool]:
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return (hours, int(minute or 0), int(second or 0)), bool(zone)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    # 24 is 2024; a year that is still to come is one of the last century.
    year = 2000 + int(text)
    return year if year <= datetime.date.today().year + 1 else year - 100


def _month(name: str) -> int | None:
    short = name.lower()[:3]
    return next((n for n, names in enumerate(_MONTHS, start=1) if short in names.split()), None)


def _moment(form: _Form, month_first: bool) -> datetime.datetime | None:
    day, month = form.first, form.second
    if form.loose and month_first:
        day, month = month, day
    try:
        return datetime.datetime(form.year, month, day, *form.time)
    except ValueError:
        return None
