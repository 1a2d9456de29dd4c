"""What was known before a campaign: nothing of the day of the start and of all days after it."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.crm import known_before

NAMES = ("sends", "campaigns", "customers", "transactions")
START = pd.Timestamp("2025-09-08")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: data.load(name) for name in NAMES}


def small(**other: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """One customer, one campaign, no purchase."""
    return {
        "sends": pd.DataFrame({"campaign": [3], "customer": ["a"]}),
        "campaigns": pd.DataFrame(
            {
                "campaign": [3],
                "start": [START],
                "channel": ["phone"],
                "cost_per_contact_eur": [2.10],
                "margin_eur": [36.0],
            }
        ),
        "customers": pd.DataFrame(
            {"customer": ["a"], "segment": ["family"], "app_since": [pd.NaT]}
        ).astype({"app_since": "datetime64[us]"}),
        "transactions": pd.DataFrame({"customer": ["a"], "date": [START - pd.Timedelta(days=999)]}),
    } | other


def bought(*days_before: float) -> pd.DataFrame:
    dates = [START - pd.Timedelta(days=days) for days in days_before]
    return pd.DataFrame({"customer": "a", "date": pd.to_datetime(dates)})


@pytest.mark.parametrize(
    ("days", "often", "lately"),
    [
        ((), 0, False),
        ((0, -1, -30), 0, False),  # the day of the start, and after
        ((-0.5,), 0, False),  # at noon of that day
        ((1,), 1, True),
        ((0.5,), 1, True),  # at noon of the day before
        ((90,), 1, True),
        ((91,), 1, False),
        ((365,), 1, False),
        ((366,), 0, False),
        ((5, 5, 200, 364, 400, -5), 4, True),
    ],
)
def test_purchases_are_counted_to_the_day_before_the_start(days, often, lately):
    row = known_before(**small(transactions=bought(999, *days))).iloc[0]
    assert (row["often"], row["lately"]) == (often, lately)


@pytest.mark.parametrize(("days", "app"), [(1, True), (0, False), (-1, False)])
def test_the_app_counts_if_she_had_it_before_the_start(days, app):
    people = small()["customers"].assign(app_since=START - pd.Timedelta(days=days))
    assert known_before(**small(customers=people))["app"].tolist() == [app]


def test_who_never_had_the_app_had_it_not():
    assert known_before(**small())["app"].tolist() == [False]


def test_nothing_that_came_after_the_start_changes_anything(tables):
    """Purchases, apps and outcomes of later are planted, and taken away."""
    before = known_before(**tables)
    last = tables["campaigns"]["start"].max()
    wave = tables["sends"]["campaign"] == tables["campaigns"]["campaign"].max()
    later = tables["transactions"].head(500).assign(date=last + pd.Timedelta(days=1))
    cut = tables["transactions"].query("date < @last")
    app = tables["customers"]["app_since"]
    people = tables["customers"].assign(app_since=app.where(app < last))
    for bought_ in (cut, pd.concat([tables["transactions"], later])):
        after = known_before(**tables | {"transactions": bought_, "customers": people})
        pd.testing.assert_frame_equal(after[wave], before[wave])


def test_zwaluws_counts_are_those_of_a_plain_loop(tables):
    found = known_before(**tables)
    start = tables["campaigns"].set_index("campaign")["start"]
    dates = {who: rows.tolist() for who, rows in tables["transactions"].groupby("customer")["date"]}
    for row in found.iloc[::97].itertuples():
        days = [(start[row.campaign] - day).days for day in dates[row.customer]]
        assert row.often == sum(0 < day <= 365 for day in days)
        assert row.lately == any(0 < day <= 90 for day in days)


def test_every_send_keeps_its_row_its_order_and_its_columns(tables):
    shuffled = tables["sends"].sample(frac=0.2, random_state=1)
    found = known_before(**tables | {"sends": shuffled})
    pd.testing.assert_frame_equal(found[shuffled.columns], shuffled)
    start = tables["campaigns"].set_index("campaign")["start"]
    assert (found["start"] == found["campaign"].map(start)).all()
    segment = tables["customers"].set_index("customer")["segment"]
    assert (found["segment"] == found["customer"].map(segment)).all()


def test_wave_3_has_462_who_bought_three_times_or_more(tables):
    calls = known_before(**tables).query("campaign == 3")
    assert len(calls) == 2311 and (calls["often"] >= 3).sum() == 462
    assert (calls["segment"] == "commuter").sum() == 928


def test_a_learners_sample_has_the_counts_of_the_whole(tables):
    whole = known_before(**tables).set_index("send")
    own = known_before(*(data.load(name, "s123") for name in NAMES)).set_index("send")
    assert 0 < len(own) < len(whole)
    pd.testing.assert_frame_equal(own, whole.loc[own.index])


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"sends": pd.DataFrame({"campaign": [9], "customer": ["a"]})}, "a campaign that is not"),
        ({"sends": pd.DataFrame({"campaign": [3], "customer": ["b"]})}, "a customer that is not"),
        ({"sends": pd.DataFrame({"campaign": [3], "customer": [None]})}, "a customer that is not"),
        ({"sends": small()["sends"].assign(app=True)}, "column 'app' already"),
        ({"sends": small()["sends"].drop(columns="customer")}, "no column 'customer'"),
        ({"campaigns": small()["campaigns"].assign(start=pd.NaT)}, "Row 0 of 'start': missing"),
        ({"customers": small()["customers"].drop(columns="app_since")}, "no column 'app_since'"),
        ({"transactions": bought(5).assign(date=pd.NaT)}, "Row 0 of 'date': missing"),
        ({"transactions": bought(5).assign(customer=7)}, "one thing may be two"),
    ],
)
def test_tables_that_do_not_fit_are_refused(other, told):
    with pytest.raises(ValueError, match=told):
        known_before(**small(**other))


@pytest.mark.parametrize("name", ["campaigns", "customers"])
def test_a_join_that_would_double_the_sends_is_refused(name):
    table = small()[name]
    with pytest.raises(pd.errors.MergeError, match="many-to-one"):
        known_before(**small(**{name: pd.concat([table, table])}))


def test_the_hour_of_the_start_lets_nothing_of_its_day_in():
    """An app of 8 o'clock was known before a start at 9, and a purchase was not."""
    hour = pd.Timedelta(hours=9)
    tables = small(transactions=bought(-0.1))
    tables["campaigns"]["start"] = START + hour
    tables["customers"]["app_since"] = START + hour / 2
    found = known_before(**tables)
    assert found[["app", "often"]].values.tolist() == [[False, 0]]


@pytest.mark.parametrize(
    ("table", "column"),
    [("campaigns", "start"), ("customers", "app_since"), ("transactions", "date")],
)
def test_days_may_be_dates_in_every_form_but_text(tables, table, column):
    usual = known_before(**tables)
    days = tables[table][column]
    for other in (days.dt.tz_localize("UTC"), days.astype("datetime64[s]"), days.dt.date):
        given = tables | {table: tables[table].assign(**{column: other})}
        pd.testing.assert_frame_equal(known_before(**given), usual, check_dtype=False)
    given = tables | {table: tables[table].assign(**{column: days.astype(str)})}
    with pytest.raises(ValueError, match=f"Column '{column}' holds no dates"):
        known_before(**given)
