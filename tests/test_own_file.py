"""A file of one's own, in the forms in which people have them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.own_file.cells import dates, figure, numbers

DUTCH = "Klant;Datum;Bedrag\r\nRenée;05-03-2024;€ 1.234,50\r\nBo;13-03-2024;7,00\r\n;;\r\n"


@pytest.fixture
def read(tmp_path, monkeypatch, capsys):
    """Write a file as it is given, read it, and give the table and what was printed."""
    monkeypatch.chdir(tmp_path)

    def write_and_read(content, encoding="utf-8", name="my.csv", **columns):
        content = content if isinstance(content, bytes) else content.encode(encoding)
        Path(name).write_bytes(content)
        table = data.read_own(name, **columns)
        assert Path(name).read_bytes() == content
        return table, capsys.readouterr().out

    return write_and_read


@pytest.fixture
def refused(read):
    def message(content, encoding="utf-8", name="my.csv", **columns):
        with pytest.raises(ValueError) as found:
            read(content, encoding, name, **columns)
        return str(found.value)

    return message


def expected() -> pd.DataFrame:
    days = pd.to_datetime(["2024-03-05", "2024-03-13"])
    return pd.DataFrame({"customer": [1, 2], "date": days, "amount": [1234.5, 7.0]})


# ---- the forms ----


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (DUTCH, "cp1252"),
        (DUTCH, "utf-8"),
        (DUTCH, "utf-8-sig"),
        (DUTCH.replace("\r\n", "\n"), "utf-8"),
        (DUTCH.replace("\r\n", "\r"), "cp1252"),
        (DUTCH.replace(";", "\t"), "utf-16"),  # "Unicode text"
        (DUTCH.replace(";", "\t"), "utf-16-le"),
        (DUTCH.replace(";", "\t"), "utf-16-be"),
        ("sep=;\r\n" + DUTCH, "cp1252"),
        ("sep=;\r\n" + DUTCH, "utf-8-sig"),
        (DUTCH + "\r\n;;\r\n\r\n", "cp1252"),
        (DUTCH.rstrip(";\r\n"), "cp1252"),
        (DUTCH.replace("Bo;", '"Bo";').replace("7,00", '"7,00"'), "cp1252"),
        (DUTCH.replace("\r\n", ";;\r\n"), "cp1252"),  # empty columns behind
        (DUTCH.replace("€ 1.234,50", "1234,5").replace("7,00", "7"), "cp1252"),
        (DUTCH.replace("€ 1.234,50", "€\xa01\xa0234,50").replace("7,00", "€ 7,-"), "utf-8"),
        (DUTCH.replace("€ 1.234,50", "EUR 1.234,50").replace("7,00", "7,00 euro"), "utf-8"),
        ('customer,date,amount\nRenée,2024-03-05,"1,234.50"\nBo,2024-03-13,7.00\n', "utf-8"),
        ('customer,date,amount\nRenée,3/5/2024,"$1,234.50"\nBo,3/13/2024,7\n', "utf-8"),
        ("klant|datum|bedrag\nRenée|5 mrt 2024|1234,50\nBo|13 maart 2024|7,00\n", "utf-8"),
        ("klant;datum;bedrag\nRenée;5-mrt-24;1234,50\nBo;wo 13-mrt-24;7,00\n", "utf-8"),
        ("klant;datum;bedrag\nRenée;di 5-3-2024;1234,50\nBo;wo 13-3-2024;7,00\n", "utf-8"),
        ("klant;datum;bedrag\nRenée;20240305;1234,50\nBo;20240313;7,00\n", "utf-8"),
        ("klant;datum;bedrag\nRenée;45356;1234,50\nBo;45364;7,00\n", "utf-8"),
        (
            "Klantnaam;Orderdatum;Totaalbedrag (€)\nRenée;5.3.2024;1234,50\nBo;13.3.2024;7\n",
            "utf-8",
        ),
        ("NAME,Order Date,Total sales\nRenée,2024-03-05,1234.50\nBo,2024-03-13,7\n", "utf-8"),
    ],
)
def test_the_same_table_comes_from_every_form(read, content, encoding):
    table, _ = read(content, encoding)
    found = table[["customer", "date", "amount"]].astype({"customer": "int64", "amount": "float64"})
    pd.testing.assert_frame_equal(found, expected(), check_dtype=False)
    assert pd.api.types.is_datetime64_any_dtype(table["date"])


def test_every_letter_is_read(read):
    for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16"):
        table, _ = read("klant;plaats\n1;Curaçao\n2;Scheveningen €\n", encoding)
        assert table["plaats"].tolist() == ["Curaçao", "Scheveningen €"]


def test_the_bakery_is_read(capsys):
    table = data.read_own(data.folder() / "bakery.csv")
    own = data.load("bakery")
    assert "numbers stand in their place" in capsys.readouterr().out
    assert table["date"].tolist() == own["datum"].tolist()
    assert table["amount"].tolist() == own["bedrag"].tolist()
    assert (
        table.groupby("customer").size().tolist()
        == own.groupby("klant", sort=False).size().tolist()
    )


@pytest.mark.parametrize("name", ["survey", "transactions", "visits", "hcahps_national"])
def test_the_courses_own_tables_are_read_as_they_are(name, capsys):
    table, whole = data.read_own(data.folder() / f"{name}.csv"), data.load(name)
    assert len(table) == len(whole)
    for column in whole.select_dtypes("number"):
        name_now = column if column in table else "amount"
        assert table[name_now].dtype.kind == whole[column].dtype.kind
        assert table[name_now].equals(whole[column].astype(table[name_now].dtype))


# ---- types ----


def test_whole_numbers_with_gaps_leave_the_empty_ones_out_of_a_share(read):
    table, _ = read("klant;score\n1;9\n2;\n3;5\n")
    assert table["score"].dtype == "Int64"
    assert (table["score"] >= 9).mean() == 0.5


def test_other_columns_become_what_they_are(read):
    table, _ = read(
        "nr;terug;vast;dag bezoek;code;prijs per stuk;opm\n"
        "a1;ja;WAAR;1-2-2024;007;1,5;x\na2;nee;ONWAAR;;012;;\na3;;WAAR;15-2-2024;100;2;y\n"
    )
    kinds = {name: str(dtype) for name, dtype in table.dtypes.items()}
    assert kinds["terug"] == kinds["vast"] == "boolean"
    assert kinds["amount"] == "float64" and "datetime64" in kinds["dag bezoek"]
    assert table["code"].tolist() == ["007", "012", "100"]
    assert table["opm"].isna().tolist() == [False, True, False]


def test_a_mixed_column_stays_text_and_is_told(read):
    table, said = read("klant;aantal\n1;3\n2;n.v.t.\n3;4\n")
    assert table["aantal"].tolist() == ["3", "n.v.t.", "4"]
    assert "in row 3 others ('n.v.t.')" in said


def test_a_figure_that_could_be_either_is_told(read):
    table, said = read("klant;bedrag\n1;1.234\n2;500\n")
    assert table["amount"].tolist() == [1234, 500]
    assert '"bedrag" 1.234 was read as 1234' in said
    table, said = read('customer,amount\n1,1.234\n2,"500"\n')
    assert table["amount"].tolist() == [1.234, 500.0]
    assert "1.234 was read as 1.234" in said


@pytest.mark.parametrize(
    ("text", "value"),
    [("-5,00", -5), ("5,00-", -5), ("(5,00)", -5), ("-€ 5,00", -5), ("€ -5,00", -5), ("+5", 5)],
)
def test_a_sign_is_read_wherever_it_stands(text, value):
    read = numbers(pd.Series([text, "1,25"]), ",")
    assert read is not None and read.values.tolist() == [value, 1.25]


@pytest.mark.parametrize("text", ["12 stuks", "1.2.3.4a", "12 13", "--", "", "€", "5-3"])
def test_what_is_no_number_is_none(text):
    assert figure(text) is None


def test_thousands_stand_in_threes():
    read = numbers(pd.Series(["1.23.4", "1.234,5"]), ",")
    assert read is not None and read.bad.tolist() == ["1.23.4"]


# ---- people ----


PEOPLE = (
    "Voornaam;Achternaam;E-mail;Telefoon;IBAN;Productnaam;Datum;Bedrag\n"
    "Anna;Bos;anna@x.nl;06-12345678;NL91ABNA0417164300;Wit brood;1-3-2024;5\n"
    "Anna;Kok;kok@x.nl;+31 6 87654321;NL02RABO0123456789;Wit brood;20-3-2024;6\n"
    "Anna;Bos;Anna@X.nl ;0612345679;NL91ABNA0417164300;Taart;21-3-2024;7\n"
)


def test_numbers_stand_in_place_of_names(read):
    table, said = read(PEOPLE)
    assert table["customer"].tolist() == [1, 2, 1]
    assert table["Productnaam"].tolist() == ["Wit brood", "Wit brood", "Taart"]
    text = table.to_csv() + said
    for secret in ("Anna", "Bos", "Kok", "@", "12345678", "ABNA", "RABO"):
        assert secret not in text
    for heading in ("Voornaam", "Achternaam", "E-mail", "Telefoon", "IBAN"):
        assert heading in said and table[heading].dtype == "Int64"
    assert "nothing has left this computer" in said


def test_first_and_last_names_together_make_a_customer(read):
    table, _ = read("voornaam;tussenvoegsel;achternaam;bedrag\nA;de;B;1\nA;van;B;2\na;de;b;3\n")
    assert table["customer"].tolist() == [1, 2, 1]


def test_a_telephone_number_alone_makes_a_customer(read):
    table, said = read("contact;bedrag\n06-12345678;1\n0687654321;2\n06-12345678;3\n")
    assert table["customer"].tolist() == [1, 2, 1] and "12345678" not in said


def test_codes_of_customers_stay(read):
    table, _ = read("klantnummer;klantnaam;bedrag\nC001;Bo;1\nC002;An;2\n")
    assert table["customer"].tolist() == ["C001", "C002"] and table["klantnaam"].tolist() == [1, 2]
    table, _ = read("klant;bedrag\n17;1\n4;2\n")
    assert table["customer"].tolist() == [17, 4]


def test_a_column_of_free_text_is_told(read):
    rows = "".join(f"{n};opmerking over persoon {n}\n" for n in range(30))
    _, said = read("klant;notitie\n" + rows)
    assert '"notitie" may hold names' in said and ".drop(columns=['notitie'])" in said


def test_nothing_is_asked_of_the_network(tmp_path):
    """In a Python in which no connection can be opened."""
    code = (
        "import socket\n"
        "def refuse(*given): raise SystemExit('a connection')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from mkt40_helpers import data\n"
        "data.read_own(data.folder() / 'bakery.csv')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# ---- what a helper needs ----


def test_a_column_that_is_not_recognised_can_be_named(read):
    content = "wie;wanneer;hoeveel\nA;1-3-2024;5\nB;20-3-2024;6\n"
    _, said = read(content)
    for role in ("customer", "date", "amount"):
        assert f"no column is recognised as the {role}" in said
    table, said = read(content, customer="wie", date="wanneer", amount="hoeveel")
    assert table.columns.tolist() == ["customer", "date", "amount"] and "recognised" not in said
    assert pd.api.types.is_datetime64_any_dtype(table["date"])


def test_a_heading_that_is_not_there_is_told(refused):
    message = refused("klant;datum\nA;1-3-2024\n", date="datm")
    assert "Did you mean 'datum'?" in message and "klant, datum" in message


def test_a_date_of_birth_is_not_the_date(read):
    table, _ = read("klant;geboortedatum;datum\nA;1-3-1990;13-3-2024\n")
    assert table["date"].dt.year.tolist() == [2024] and table["geboortedatum"].tolist() == [1]


def test_headings_that_are_there_twice_or_not_at_all_are_told(read):
    table, said = read("klant;bedrag;bedrag;\n1;5;6;7\n2;8;9;1\n")
    assert table.columns.tolist() == ["customer", "amount", "bedrag 2", "column 4"]
    assert "'bedrag 2'" in said and "'column 4'" in said


# ---- what is odd ----


def test_odd_rows_are_told_by_the_number_of_the_spreadsheet_and_all_stay(read):
    table, said = read(
        "klant;datum;bedrag\n1;1-3-2024;5\n;;\n2;;6\n3;13-3-2024;-7\n4;1-1-2999;8\n"
        "1;1-3-2024;5\n;2-3-2024;9\n5;1-1-1900;1\nTotaal;;27\n"
    )
    assert len(table) == 8
    for told in (
        "Rows 4, 10: no date",
        "Row 8: no customer",
        "Row 5: a negative amount",
        "Row 6: a date that is still to come",
        "Row 7: the same in every column as a row above",
        "Row 9: a date before 1980",
        "Row 10: it says total",
        "1 empty row was left out",
    ):
        assert told in said, said


def test_the_order_of_day_and_month_is_told_where_it_is_not_plain(read):
    table, said = read("klant;datum\n1;03-04-2024\n2;05-04-2024\n")
    assert table["date"].dt.month.tolist() == [4, 4]
    assert "03-04-2024 was read day first, as 2024-04-03" in said
    table, said = read("klant;datum\n1;03/04/2024\n2;03/25/2024\n")
    assert table["date"].dt.month.tolist() == [3, 3] and "the month first" in said
    _, said = read("klant;datum\n1;13-04-2024\n2;2024-04-14\n")
    assert "dates in more than one form" in said


def test_hours_are_kept_and_time_zones_told(read):
    table, said = read("klant;datum\n1;2024-03-05 14:30:10 +0100\n2;2024-03-06 02:00:00 +0100\n")
    assert table["date"].dt.hour.tolist() == [14, 2] and "time zones" in said
    read_in = dates(pd.Series(["3/25/2024 2:30 PM", "3/5/2024 12:00 AM"]), True)
    assert read_in is not None and read_in.values.dt.hour.tolist() == [14, 0]


def test_a_row_with_too_few_cells_is_told(read):
    table, said = read("klant;datum;bedrag\n1;13-3-2024;5\n2;14-3-2024\n3;15-3-2024;6\n")
    assert len(table) == 3 and "Row 3: fewer cells than headings" in said


# ---- refusals, with a remedy ----


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b"klant\n1\n2\n", "only one column"),
        (b"sep=;\nklant\n1\n", "only one column"),
        (b"klant;datum\n", "has headings and no rows"),
        (b"PK\x03\x04rest", "not a CSV file"),
        (b"%PDF-1.7", "not a CSV file"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "an Excel workbook"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
        (b"<!DOCTYPE html><table>", "is a web page"),
        (b"Overzicht;;\n;;\nklant;datum;bedrag\n1;1-3-2024;5\n", "Delete the lines above"),
        (b"Overzicht\nklant;datum;bedrag\n1;1-3-2024;5\n", "Delete the lines above"),
        (b"Bo;13-3-2024;5,00\nAn;13-3-2024;6,00\n", "values (13-3-2024) where headings"),
        (b"klant,datum,bedrag\n1,13-3-2024,5,00\n2,13-3-2024,6,00\n", "more cells than"),
        (b'klant;datum\n"Bo;1-3-2024\nAn;2-3-2024\nJo;3-3-2024\nMo;4-3-2024\n', "never closed"),
        (b"klant;datum\n1;13-3-2024\n2;31-02-2024\n", "Row 3 of the column 'datum'"),
        (b"klant;datum\n1;13-3-2024\n2;03-25-2024\n", "the month first"),
        (b"klant;bedrag\n1;5,00\n2;n.v.t.\n", "Row 3 of the column 'bedrag'"),
        (b"klant;bedrag\n1;5,00\n2;6.00\n", "a comma and with a point"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_few_words(refused, content, told):
    message = refused(content)
    assert told in message and len(message) < 420
    remedies = ("Save", "save", "Delete", "Correct", "Close", "Write", "Look whether")
    assert any(word in message for word in remedies)


@pytest.mark.parametrize("name", ["my.xlsx", "my.csv"])
def test_a_workbook_is_known_by_what_it_holds(refused, name):
    assert 'Save As, "CSV UTF-8' in refused(b"PK\x03\x04" + b"\x00" * 100, name=name)


def test_a_remedy_works(read, refused):
    wrong = "klant;bedrag\n1;5,00\n2;n.v.t.\n"
    assert "empty these cells" in refused(wrong)
    table, said = read(wrong.replace("n.v.t.", ""))
    assert table["amount"].isna().sum() == 1 and "Row 3: no amount" in said


def test_a_file_that_is_not_there_names_those_that_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"no CSV file there.*bakery"):
        data.read_own("mine.csv")
    for name in ("kassa 2024.csv", "leden.csv", "picture.png"):
        Path(name).write_text("x")
    with pytest.raises(ValueError) as found:
        data.read_own("kasa 2024.csv")
    assert "Did you mean 'kassa 2024.csv'?" in str(found.value)
    assert "leden.csv" in str(found.value) and "picture" not in str(found.value)
    with pytest.raises(ValueError, match="no folder"):
        data.read_own("elsewhere/mine.csv")
    with pytest.raises(ValueError, match="is a folder"):
        data.read_own(tmp_path)
    with pytest.raises(ValueError, match="Write / in place of"):
        data.read_own("C:\new.csv")


def test_a_file_that_excel_holds_open_is_told(tmp_path, monkeypatch):
    """As Windows says it."""
    (tmp_path / "my.csv").write_text(DUTCH, "utf-8")

    def held(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(ValueError, match="Close it in Excel"):
        data.read_own(tmp_path / "my.csv")
