"""The closed days: found in every year, moved to the next open day, and nothing else moved."""

import datetime

import numpy as np

from zwaluw import draw
from zwaluw.calendar import CLOSED_DAYS, is_closed, open_day, open_moment


def days(*texts):
    return np.array([draw.day(text) for text in texts])


def test_the_closed_days_of_every_year_are_found_and_no_others():
    every = np.arange(draw.day("2015-01-01"), draw.day("2031-01-01"))
    found = every[is_closed(every)]
    assert len(found) == 16 * len(CLOSED_DAYS)
    dates = [datetime.date(1970, 1, 1) + datetime.timedelta(int(number)) for number in found]
    assert {(date.month, date.day) for date in dates} == {(12, 25), (12, 26), (1, 1)}


def test_closed_days_move_to_the_next_open_day():
    closed = days("2024-12-25", "2024-12-26", "2025-01-01", "1969-12-25")
    assert (
        open_day(closed).tolist()
        == days("2024-12-27", "2024-12-27", "2025-01-02", "1969-12-27").tolist()
    )


def test_open_days_stay_and_so_do_missing_ones():
    every = np.arange(draw.day("2023-01-01"), draw.day("2026-09-01"))
    moved = open_day(every)
    assert (moved[~is_closed(every)] == every[~is_closed(every)]).all()
    assert not is_closed(moved).any()
    assert (np.diff(moved) >= 0).all()  # who came first still comes first, or on the same day
    assert (moved - every).max() == 2
    assert open_day(np.array([-1])).tolist() == [-1]
    assert open_moment(np.array([-1])).tolist() == [-1]


def test_what_was_given_is_not_changed():
    given = days("2024-12-25")
    open_day(given)
    assert given.tolist() == days("2024-12-25").tolist()
    assert open_day(np.array([], dtype=float)).tolist() == []


def test_a_moment_keeps_its_hour():
    moment = draw.day("2024-12-26") * 86_400 + 10 * 3_600 + 5
    moved = open_moment(np.array([moment, moment - 2 * 86_400]))
    assert (moved - moment).tolist() == [86_400, -2 * 86_400]
