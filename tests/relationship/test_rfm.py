"""From purchases to customers: counted by hand, by another library, and what is refused."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkt40_helpers import data, relationship

END = "1997-09-30"


def purchases(*rows: tuple[object, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["customer", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


FEW = purchases(
    ("Bo", "2026-01-08", 25),
    ("Ann", "2026-01-15", 10),
    ("Ann", "2026-01-01", 40),
    ("Ann", "2026-01-15", 6),
    ("Ann", "2026-02-05", 20),
    ("Ann", "2026-03-05", 30),
    ("Cas", "2026-02-20", 99),
)


def summary(table: object = FEW, **more: object) -> pd.DataFrame:
    return relationship.rfm(table, amount="amount", end="2026-02-05", hold_out="2026-03-05", **more)


# ---- what is counted ----


def test_days_are_counted_once_and_the_first_is_no_repeat():
    ann, bo = summary().to_dict("records")
    assert ann == {
        "customer": "Ann",
        "frequency": 2,  # 15 January, twice on that day, and 5 February
        "recency": 5,
        "age": 5,  # the end is part of it
        "silent": 0,
        "monetary": 18,  # 16 and 20; not the 40 of the first day
        "spent": 76,
        "held_out": 1,
    }
    assert np.isnan(bo.pop("monetary"))
    assert bo == {
        "customer": "Bo",
        "frequency": 0,
        "recency": 0,
        "age": 4,
        "silent": 4,
        "spent": 25,
        "held_out": 0,
    }


def test_who_first_buys_after_the_end_is_not_among_the_customers():
    assert "Cas" not in summary()["customer"].tolist()


def test_the_order_of_the_rows_and_their_labels_change_nothing():
    shuffled = FEW.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(summary(shuffled), summary())


def test_a_length_of_the_hold_out_is_a_day():
    weeks = datetime.timedelta(weeks=4)
    one = relationship.rfm(FEW, amount="amount", end="2026-02-05", hold_out=weeks)
    pd.testing.assert_frame_equal(one, summary())


def test_without_amount_or_hold_out_there_are_no_such_columns():
    early = FEW[FEW["date"] <= "2026-02-05"].rename(columns={"customer": "who", "date": "day"})
    found = relationship.rfm(early, customer="who", date="day", end="2026-02-05")
    assert list(found) == ["who", "frequency", "recency", "age", "silent"]
    assert found.equals(
        summary()[["customer", *found.columns[1:]]].rename(columns={"customer": "who"})
    )


def test_of_a_moment_the_day_in_its_own_time_zone_counts():
    late = FEW.assign(date=FEW["date"].dt.tz_localize("Europe/Amsterdam") + pd.Timedelta("23h"))
    pd.testing.assert_frame_equal(summary(late), summary())
    # The same moments are on the day before in London time for those just after midnight.
    early = FEW.assign(date=FEW["date"].dt.tz_localize("Europe/Amsterdam").dt.tz_convert("UTC"))
    assert (early["date"].dt.hour == 23).all()
    assert summary(early)["age"].tolist() == [5 + 1 / 7, 4 + 1 / 7]


@pytest.mark.parametrize("kind", ["int32", "Int64", "category", "str", "object"])
def test_customers_of_every_kind_come_back_as_they_were(kind):
    table = FEW.assign(customer=FEW["customer"].map({"Ann": 1, "Bo": 2, "Cas": 3}).astype(kind))
    found = summary(table)["customer"]
    assert found.dtype == table["customer"].dtype
    assert found.astype(str).tolist() == ["1", "2"]


def test_numbers_that_are_nobodys_make_no_customers():
    table = FEW.assign(customer=FEW["customer"].map({"Ann": -3, "Bo": 2, "Cas": 9}))
    found = summary(table)
    assert found["customer"].tolist() == [-3, 2] and found["customer"].dtype == np.int64
    pd.testing.assert_frame_equal(found.iloc[:, 1:], summary().iloc[:, 1:])


def test_amounts_are_added_up_exactly():
    """Sums over all customers cut up afterwards, or less the first day, would leave crumbs."""
    table = purchases(("A", "2026-01-01", 1e15), ("B", "2026-01-01", 0.1), ("B", "2026-01-02", 0.2))
    found = relationship.rfm(table, amount="amount", end="2026-02-01")
    assert found["spent"].tolist() == [1e15, 0.1 + 0.2] and found["monetary"][1] == 0.2


def test_dates_without_a_time_are_dates_too():
    pd.testing.assert_frame_equal(summary(FEW.assign(date=FEW["date"].dt.date)), summary())


@settings(deadline=None)  # a busy machine is slow
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), min_size=1, max_size=40))
def test_it_agrees_with_pandas_groupby(rows):
    table = pd.DataFrame(rows, columns=["customer", "day"])
    table["date"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(table["day"], "D")
    each = table.drop_duplicates().groupby("customer")["date"].agg(["min", "max", "size"])
    found = relationship.rfm(table, end="2026-03-01").set_index("customer")
    assert found.index.tolist() == each.index.tolist()
    assert found["frequency"].tolist() == (each["size"] - 1).tolist()
    assert (found["recency"] * 7).tolist() == pytest.approx((each["max"] - each["min"]).dt.days)
    silent = (pd.Timestamp("2026-03-01") - each["max"]).dt.days
    assert (found["silent"] == silent.to_numpy() / 7).all()  # to the last digit


def test_cdnow_is_summed_up_as_published():
    # Fader, Hardie and Lee (2005): 2,357 customers, 1,411 of them without a repeat purchase, the
    # first of all with x = 2, t = 30.43 and T = 38.86. Fader and Hardie (2013), the gamma-gamma
    # model: 946 repeat buyers, whose mean is 35.08.
    found = relationship.rfm(data.load("cdnow"), amount="amount", end=END, hold_out="1998-06-30")
    assert len(found) == 2357 and (found["frequency"] == 0).sum() == 1411
    first = found.iloc[0]
    assert (first["frequency"], round(first["recency"], 2), round(first["age"], 2)) == (
        2,
        30.43,
        38.86,
    )
    assert first["monetary"] == pytest.approx(22.35, abs=0.006)
    assert found["monetary"].count() == 946
    assert found["monetary"].mean() == pytest.approx(35.08, abs=0.005)
    assert found["held_out"].sum() == 1882  # computed apart: the figure of the course's own page


# ---- other libraries ----


@pytest.mark.parametrize(
    "date", [pl.Date, pl.Datetime("us"), pl.Datetime("ms", "Europe/Amsterdam")]
)
def test_polars_gives_what_pandas_gives(date):
    naive = pl.from_dict({name: list(FEW[name]) for name in FEW})
    if getattr(date, "time_zone", None):
        column = pl.col("date").dt.replace_time_zone(date.time_zone)
    else:
        column = pl.col("date").cast(date)
    table = naive.with_columns(column)
    for frame in (table, table.lazy()):
        pd.testing.assert_frame_equal(summary(frame), summary(), check_dtype=False)


def test_a_polars_table_is_refused_in_the_same_words():
    table = pl.DataFrame({"customer": ["Ann", None], "date": [datetime.date(2026, 1, 1)] * 2})
    with pytest.raises(ValueError, match=r"Row 1 of 'customer': missing"):
        relationship.rfm(table, end="2026-02-01")
    with pytest.raises(ValueError, match=r"no column 'day'\. The table has: customer, date"):
        relationship.rfm(table, date="day", end="2026-02-01")


# ---- what is refused ----


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.assign(amount=t["amount"].where(t.index != 3, -6)), "Row 3 of 'amount': neg"),
        (
            lambda t: t.assign(amount=t["amount"].where(t.index != 3)),
            "Row 3 of the amount: missing",
        ),
        (lambda t: t.assign(amount=np.inf), "inf cannot be"),
        (
            lambda t: t.assign(customer=t["customer"].where(t.index != 2)),
            "Row 2 of 'customer': mis",
        ),
        (lambda t: t.assign(date=t["date"].where(t.index != 1)), "Row 1 of 'date': missing"),
        (lambda t: t.assign(date=t["date"].astype(str)), "Turn it into dates first"),
        (lambda t: t.assign(date=20260101), "Turn it into dates first"),
        (lambda t: t.assign(customer=[1, "1", 2, 3, 4, 5, 6]), "one thing may be two"),
        (lambda t: t.rename(columns={"date": "day"}), "no column 'date'"),
        (lambda t: t.iloc[:0], "no rows"),
        (
            lambda t: t.assign(date=t["date"] + pd.Timedelta("1D")),
            "Row 5 of 'date': after hold_out",
        ),
        (lambda t: t["date"], "Give a table"),
        (
            lambda t: t.assign(date=t["date"].dt.date.astype(object).where(t.index > 0, "x")),
            "no dates",
        ),
    ],
)
def test_a_table_that_cannot_be_counted_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        summary(change(FEW))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"end": "2026-02-05"}, r"Rows 5, 6 of 'date': after end, 2026-02-05.*give hold_out"),
        ({"end": "soon"}, "end is 'soon': give a day"),
        ({"end": None}, "end is None"),
        ({"end": pd.NaT}, "end is NaT"),
        ({"end": 20260205}, "end is 20260205"),
        ({"end": "2026-02-05", "hold_out": "2026-02-05"}, "hold_out ends on 2026-02-05"),
        ({"end": "2026-02-05", "hold_out": pd.Timedelta(0)}, "give a later day"),
        ({"end": "2025-02-05", "hold_out": "2026-03-05"}, "Nobody bought by 2025-02-05"),
        ({"end": "2026-03-05", "customer": "age"}, "has a column 'age' of its own"),
    ],
)
def test_an_end_that_cannot_be_is_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        relationship.rfm(FEW, **arguments)


def test_small_whole_numbers_may_be_negative_names():
    names = np.r_[-100, 100, np.tile(np.arange(-100, 100), 3)]
    table = pd.DataFrame({"customer": names, "date": pd.Timestamp("2026-01-01")})
    found = relationship.rfm(table.astype({"customer": "int8"}), end="2026-02-05")
    assert found["customer"].tolist() == sorted(set(names.tolist()))


# ---- scores ----


def test_the_best_fifth_has_5_and_lately_is_best():
    table = pd.DataFrame(
        {
            "frequency": range(10),
            "recency": [0.0, *range(1, 10)],
            "age": 20.0,
            "spent": range(9, -1, -1),
        }
    )
    found = relationship.scores(table)
    assert found["F"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5] == found["R"].tolist()
    assert found["M"].tolist() == found["F"].tolist()[::-1]


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=60), st.integers(2, 7))
def test_equal_values_have_equal_scores_and_the_rule_is_the_one_stated(values, groups):
    table = pd.DataFrame({"frequency": values, "recency": 0.0, "age": 1.0})
    found = relationship.scores(table, groups)["F"].tolist()
    worse = [sum(other < one for other in values) for one in values]
    assert found == [1 + groups * count // len(values) for count in worse]


def test_the_same_silence_has_one_score_whenever_she_came():
    """0.3 - 0.1 and 0.2 are not equal for a computer."""
    table = pd.DataFrame({"frequency": 1, "recency": [3 / 7, 1 / 7], "age": [17 / 7, 15 / 7]})
    assert relationship.scores(table)["R"].tolist() == [1, 1]
    assert len(set(table["age"] - table["recency"])) == 2


def test_scores_of_a_table_without_money_are_two():
    found = relationship.scores(summary().drop(columns="spent"))
    assert list(found) == ["R", "F"]


def test_the_number_of_groups_may_come_from_numpy():
    pd.testing.assert_frame_equal(
        relationship.scores(summary(), np.int64(4)), relationship.scores(summary(), 4)
    )


@pytest.mark.parametrize("groups", [1, 2.5, None])
def test_scores_need_two_groups(groups):
    with pytest.raises(ValueError, match="groups is"):
        relationship.scores(summary(), groups)
