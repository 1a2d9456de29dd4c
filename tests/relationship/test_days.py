"""A day, and a column of days, are read in one way by every function of the chapter."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import relationship

SALES = pd.DataFrame(
    {
        "customer": ["a", "a", "b", "c"],
        "date": pd.to_datetime(["2025-01-05", "2025-03-01", "2025-02-01", "2025-09-12"]),
        "euro": [10.0, 20, 30, 40],
    }
)
OFFERS = pd.DataFrame({"customer": ["a", "b", "c"], "offered": ["club", "none", "none"]})
PRODUCTS = pd.DataFrame({"product": ["P"], "list_price_eur": [2.0], "unit_cost_eur": [1.0]})
CONTACTS = pd.DataFrame({"customer": ["a"], "minutes": [5]})


def members(dates: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"joined": dates, "left": pd.NaT})


def profit(dates: pd.Series) -> pd.DataFrame:
    bought = pd.DataFrame({"customer": "a", "product": "P", "amount_eur": 2.0, "date": dates})
    return relationship.profit_by_customer(
        bought, PRODUCTS, CONTACTS, CONTACTS, hour_cost=1, ticket_cost=1
    )


ENDED = {
    "rfm": lambda end: relationship.rfm(SALES, end=end),
    "cohorts": lambda end: relationship.cohorts(members(SALES["date"]), end=end, period=30),
    "retention": lambda end: relationship.retention_by_age(
        members(SALES["date"]), end=end, period=30
    ),
    "silence": lambda end: relationship.silent_quarters(SALES, end=end),
    "programmes": lambda end: relationship.bought_after_offer(OFFERS, SALES, end=end, days=60),
}
DATED = {
    "rfm": lambda dates: relationship.rfm(SALES.assign(date=dates), end="2025-12-31"),
    "cohorts": lambda dates: relationship.cohorts(
        members(dates).assign(left=dates), end="2025-12-31", period=30
    ),
    "silence": lambda dates: relationship.silent_quarters(SALES.assign(date=dates)),
    "promises": lambda dates: relationship.bought_again(
        SALES.assign(date=dates), within=30, amount="euro"
    ),
    "programmes": lambda dates: relationship.bought_after_offer(
        OFFERS, SALES.assign(date=dates), days=60
    ),
    "profit": profit,
}
ends = pytest.mark.parametrize("ended", ENDED.values(), ids=ENDED)
dates = pytest.mark.parametrize("dated", DATED.values(), ids=DATED)


# ---- the end ----


@ends
@pytest.mark.parametrize(
    "end",
    # Read by pandas as 10 January, as the first day of a month or of 2025, as today, as 1970.
    ["01/10/2025", "2025-10", "2025", "now", 20251001, "rubbish", "", pd.NaT, np.nan, ["2025"]],
    ids=str,
)
def test_an_end_that_could_be_another_day_is_refused(ended, end):
    with pytest.raises(ValueError, match=r'end is .*: give a day, such as "2026-08-31"'):
        ended(end)


@ends
@pytest.mark.parametrize(
    "end",
    [
        "2025-10-31 18:30",
        pd.Timestamp("2025-10-31", tz="Europe/Amsterdam"),
        datetime.date(2025, 10, 31),
        np.datetime64("2025-10-31"),
    ],
    ids=str,
)
def test_a_day_may_be_given_in_many_ways(ended, end):
    pd.testing.assert_frame_equal(ended(end), ended("2025-10-31"))


# ---- the column ----


@dates
@pytest.mark.parametrize(
    "change",
    [
        lambda days: days.dt.strftime("%d/%m/%Y"),
        lambda days: days.dt.year,
        lambda days: days.dt.to_period("M"),
        lambda days: days.astype(object).where(days.index > 0, "x"),
    ],
    ids=["texts", "years", "months", "mixed"],
)
def test_what_is_no_date_is_refused(dated, change):
    with pytest.raises(ValueError, match=r"holds no dates but .*pd\.to_datetime"):
        dated(change(SALES["date"]))


@dates
@pytest.mark.parametrize(
    "change",
    [
        lambda days: days + pd.to_timedelta([23, 5, 0, 18], unit="h"),
        lambda days: (days + pd.Timedelta(hours=23)).dt.tz_localize("Europe/Amsterdam"),
        lambda days: days.dt.date,
        lambda days: days.astype("datetime64[s]"),
        lambda days: days.astype("datetime64[ms]"),  # as polars gives days
        lambda days: days.astype("timestamp[us][pyarrow]"),
        lambda days: days.astype("timestamp[us, tz=Europe/Amsterdam][pyarrow]"),
    ],
    ids=["hours", "zone", "dates of Python", "s", "ms", "pyarrow", "pyarrow with zone"],
)
def test_of_a_moment_the_day_in_its_zone_counts(dated, change):
    figures = dated(SALES["date"]).select_dtypes(["number", "category"])
    changed = dated(change(SALES["date"])).select_dtypes(["number", "category"])
    pd.testing.assert_frame_equal(changed, figures)


def test_who_joins_on_the_evening_of_the_last_day_has_joined_by_then():
    table = members(pd.Series(pd.to_datetime(["2025-01-01 09:00", "2025-06-30 21:00"])))
    found = relationship.cohorts(table, end="2025-06-30", period=91)
    assert found.groupby("cohort")["started"].first().tolist() == [1, 1]


def test_the_hour_at_which_she_leaves_makes_her_no_younger():
    """91 days after she joined, in the morning: on the day of the renewal, and not before it."""
    hours = pd.DataFrame(
        {"joined": [pd.Timestamp("2025-01-01 18:00")], "left": [pd.Timestamp("2025-07-02 09:00")]}
    )
    days = hours.apply(lambda column: column.dt.normalize())
    ask = {"end": "2025-12-31", "period": 91}
    pd.testing.assert_frame_equal(
        relationship.cohorts(hours, **ask), relationship.cohorts(days, **ask)
    )


@pytest.mark.parametrize("empty", ["silence", "promises", "programmes"])
def test_a_table_without_purchases_is_refused(empty):
    with pytest.raises(ValueError, match="no rows"):
        DATED_TABLES[empty](SALES.iloc[:0])


DATED_TABLES = {
    "silence": relationship.silent_quarters,
    "promises": lambda table: relationship.bought_again(table, within=30),
    "programmes": lambda table: relationship.bought_after_offer(OFFERS, table),
}
