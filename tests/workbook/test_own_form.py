"""The form of a table that a learner made of her own file: named, and never marked."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.workbook import check_form, feedback, progress, start

COLUMNS = {"first": "day", "back": "yes or no", "month": "month"}
# As a Dutch Excel saves it: Windows-1252 or a BOM, semicolons, decimal commas, day first.
MESSY = "sep=;\r\nKlant;Datum;Bedrag\r\nRenée;31-1-2024;€ 1.234,50\r\nBo;1-2-2024;7,00\r\n"
MESSY += (
    "Renée;14-2-2024;-12,50\r\n;3-3-2024;5,-\r\nBo;30-6-2024;8\r\nJoão;29-6-2024;9,95\r\n;;\r\n"
)


def one_row_each(purchases: pd.DataFrame) -> tuple[pd.DataFrame, pd.Timestamp]:
    """As workbook 3 makes it."""
    first = purchases.groupby("customer")["date"].transform("min")
    soon = purchases.assign(soon=(purchases["date"] - first).dt.days.between(1, 60))
    own = soon.groupby("customer").agg(first=("date", "min"), back=("soon", "max"))
    until = purchases["date"].max() - pd.Timedelta(days=60)
    own = own[own["first"] <= until]
    return own.assign(month=own["first"].dt.to_period("M").astype(str)), until


@pytest.fixture
def messy(tmp_path, capsys):
    path = tmp_path / "kassa.csv"
    path.write_bytes(MESSY.encode("cp1252"))
    purchases = data.read_own(path)
    capsys.readouterr()
    return purchases


@pytest.fixture
def told(messy, capsys):
    def say_of(table, columns=COLUMNS, purchases=messy, until=None):
        check_form(table, purchases, columns, until=until)
        return capsys.readouterr().out

    return say_of


def test_the_bakery_as_the_workbook_makes_it_is_complete(capsys):
    purchases = data.read_own(data.folder() / "bakery.csv")
    own, until = one_row_each(purchases)
    capsys.readouterr()
    check_form(own, purchases, COLUMNS, until=until)
    out = capsys.readouterr().out
    assert out.startswith("✓ Complete: one row for each of 732 customers; `first` holds days;")
    assert "no day after 2025-07-01" in out and "`amount` holds numbers" in out
    assert "negative" not in out


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_messy_file_is_complete_and_what_is_odd_in_it_is_named(tmp_path, capsys, encoding):
    path = tmp_path / "kassa.csv"
    path.write_bytes(MESSY.encode(encoding))
    purchases = data.read_own(path)
    own, until = one_row_each(purchases)
    capsys.readouterr()
    check_form(own, purchases, COLUMNS, until=until)
    out = capsys.readouterr().out
    assert out.startswith("✓ Complete: one row for each of 2 customers")
    assert "Negative amounts: 1, the lowest -12.50." in out
    assert "Purchases without a customer or a date: 1." in out


def test_what_is_right_comes_first(told, messy):
    own, until = one_row_each(messy)
    out = told(own.assign(back="ja"), until=until)
    assert out.startswith(
        "✎ Not complete yet: Right so far: one row for each of 2 customers; `first`"
    )
    assert out.index("no day after") < out.index("`back` should hold yes or no, and holds 'ja'.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda own: pd.concat([own, own]), "Customer 1 has 2 rows."),
        (lambda own: own.reset_index(drop=True), "There is no customer in the table"),
        (lambda own: own.rename(index={1: 99}), "Customer 99 has no purchase in the file."),
        (lambda own: own.iloc[:0], "No row is left"),
        (lambda own: own.drop(columns="month"), "There is no column `month`."),
        (
            lambda own: own.assign(month="January"),
            "`month` should hold months such as 2024-05, and",
        ),
        (
            lambda own: own.assign(first="1-2-2024"),
            "`first` should hold days, and holds '1-2-2024'.",
        ),
        (lambda own: own.assign(back=[True, None]), "`back` is empty in rows: 1."),
        (lambda own: own.assign(back=[1, 2]), "`back` should hold yes or no, and holds 2."),
        (
            lambda own: own["back"],
            "Give the table that you made: this is something of type Series.",
        ),
        (lambda own: ..., "Give the table that you made: this is something of type ellipsis."),
    ],
)
def test_what_is_not_complete_is_named(told, messy, change, said):
    out = told(change(one_row_each(messy)[0]))
    assert out.startswith("✎ Not complete yet: ") and said in out


def test_customers_may_stand_in_a_column_and_yes_and_no_be_numbers(told, messy):
    own = one_row_each(messy)[0].reset_index().astype({"back": int})
    own["month"] = own["first"].dt.to_period("M")
    assert told(own).startswith("✓ Complete")


def test_a_day_after_the_end_is_named(told, messy):
    own, until = one_row_each(messy)
    out = told(own, until=until - pd.Timedelta(days=365))
    assert "`first` is after 2023-05-02 in rows: 2, the last on 2024-02-01." in out


def test_a_day_to_come_is_named(told, messy):
    later = messy.assign(date=messy["date"] + pd.Timedelta(days=365_00))
    own, until = one_row_each(later)
    assert "Days that are still to come: 6, the last on 2124-" in told(own, COLUMNS, later, until)


def test_amounts_that_are_no_numbers_are_named(told, messy):
    own, until = one_row_each(messy)
    text = messy.assign(amount="5,00")
    assert "`amount` should hold numbers, and holds '5,00'." in told(own, COLUMNS, text, until)


def test_a_column_of_numbers_can_be_asked_for(told, messy):
    own = messy.dropna().groupby("customer").agg(spent=("amount", "sum"))
    assert "`spent` holds numbers" in told(own, {"spent": "number"})
    assert "`spent` should hold numbers" in told(own.assign(spent=True), {"spent": "number"})


def test_nothing_of_it_is_kept_or_marked(own_progress, told, messy, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # where a wrong answer raises
    start(3, "s123")
    told(one_row_each(messy)[0].iloc[:0])
    assert not list(own_progress.glob("progress-*"))
    progress()
    assert "0 of 13 exercises solved" in capsys.readouterr().out


@pytest.mark.parametrize(
    "odd", [{"columns": {"first": "week"}}, {"until": "never"}, {"columns": 5}]
)
def test_an_odd_call_gives_no_page_of_red(told, messy, odd):
    assert "The check itself could not run" in told(one_row_each(messy)[0], **odd)


def test_a_complete_form_is_told_apart_by_word_and_sign():
    looks = [feedback._LOOKS[name][:2] for name in ("complete", "incomplete")]
    assert len({part for look in looks for part in look}) == 4
