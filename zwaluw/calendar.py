"""The days on which Zwaluw is closed: nobody is served in person, called, or sent a parcel.

Stores, dealers, the phone desk, mechanics and parcel services rest on 25 and 26 December and on
1 January. On all other days, Sundays among them, they work. The web shop, the app, mail and chat
never close. (In life there are more closed days, and they differ by country.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zwaluw.draw import Ints

CLOSED_DAYS = ((12, 25), (12, 26), (1, 1))  # month and day, every year
DAY = 86_400  # seconds


def is_closed(days: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Say which days, as numbers since 1970, Zwaluw is closed.

    Examples
    --------
    >>> is_closed(np.array(["2025-12-24", "2025-12-25"], "datetime64[D]").astype(int)).tolist()
    [False, True]
    """
    date = np.asarray(days, dtype=np.int64).astype("datetime64[D]")
    months = date.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    day = (date - months.astype("datetime64[D]")).astype(np.int64) + 1
    closed = np.zeros(date.shape, dtype=bool)
    for closed_month, closed_day in CLOSED_DAYS:
        closed |= (month == closed_month) & (day == closed_day)
    return closed


def open_day(days: npt.NDArray[Any]) -> Ints:
    """Move closed days, as numbers since 1970, to the next open one; -1 (missing) stays.

    Examples
    --------
    >>> days = np.array(["2025-12-25", "2025-12-27", "2026-01-01"], "datetime64[D]").astype(int)
    >>> [str(day) for day in open_day(days).astype("datetime64[D]")]
    ['2025-12-27', '2025-12-27', '2026-01-02']
    """
    moved = np.array(days, dtype=np.int64)
    while (closed := is_closed(moved)).any():
        moved[closed] += 1
    return moved


def open_days_in_order(days: Ints, row: Ints, in_person: npt.NDArray[np.bool_]) -> Ints:
    """Move what is done in person to open days, and what comes after it not before it.

    `row` numbers the customer of each day from 0 on; days stand in order within a customer.
    """
    moved = np.where(in_person, open_day(days), days)
    ahead = row * 1_000_000  # more than the days that there are
    return np.asarray(np.maximum.accumulate(ahead + moved) - ahead, dtype=np.int64)


def open_moment(seconds: npt.NDArray[Any]) -> Ints:
    """Move moments on closed days, in seconds since 1970, to the same hour of the next open day."""
    seconds = np.asarray(seconds, dtype=np.int64)
    moved: Ints = open_day(seconds // DAY) * DAY + seconds % DAY
    return moved
