"""What a shown table looks like, and what it says where it cannot be shown."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data
from mkt40_helpers.data.shown import CELL


def test_a_table_shows_days_without_a_time_of_day():
    days = pd.DataFrame({"day": pd.to_datetime(["2025-03-01", None])})
    assert "00:00" not in data.show(days, "Visits") and "2025-03-01" in data.show(days, "Visits")
    hours = pd.DataFrame({"at": pd.to_datetime(["2025-03-01 14:30"])})
    assert "14:30" in data.show(hours, "Visits")


def test_a_shown_table_never_turns_a_figure_into_nothing():
    table = pd.DataFrame({"of": ["budget", "rate"], "value": [50_000.0, 0.0123]})
    assert "0.01" in data.show(table, "two figures")
    mixed = pd.DataFrame(
        {"c": ["s"], "share": [0.55], "nps": [34.24], "low": [20.1], "high": [48.3]}
    )
    assert data.show(mixed, "a share beside a score").split()[-4:] == ["0.550", "34", "20", "48"]


def test_a_shown_year_is_a_year():
    shown = data.show(data.load("market_shares").head(2), "two firms")
    assert "2016" in shown and "2,016" not in shown
    assert "3,016" in data.show(pd.DataFrame({"bikes": [3016]}), "bikes")


def last_line(table: object, **how: object) -> list[str]:
    return data.show(table, "Caption", **how).splitlines()[-1].split()


def headings(table: object) -> list[str]:
    page = ElementTree.fromstring(data.show(table, "Caption").page)
    return [cell.text or "" for cell in page.findall("thead/tr/*")]


# ---- what stands in it ----


def test_a_page_has_a_caption_scopes_and_numbers_to_the_right():
    table = pd.DataFrame({"nps": [34.5, -12.0], "n": [1200, 3]}, index=["store", "a < b"])
    page = ElementTree.fromstring(data.show(table, "NPS & n, points").page)
    assert [child.tag for child in page] == ["caption", "thead", "tbody"]
    assert page.findtext("caption/div") == "NPS & n, points"
    corner, *heads = page.findall("thead/tr/*")
    assert (corner.tag, corner.text) == ("td", None)  # an empty heading is none
    assert [(head.tag, head.get("scope")) for head in heads] == [("th", "col")] * 2
    for row, name, figures in zip(
        page.findall("tbody/tr"),
        ["store", "a < b"],
        [["34.5", "1,200"], ["-12.0", "3"]],
        strict=True,
    ):
        first, *cells = row
        assert (first.tag, first.get("scope"), first.text) == ("th", "row", name)
        assert [(cell.tag, cell.text) for cell in cells] == [("td", its) for its in figures]
        assert {cell.get("style") for cell in cells} == {f"{CELL}right"}
        assert first.get("style") == f"{CELL}left"
    assert {head.get("style") for head in heads} == {f"{CELL}right"}


@pytest.mark.parametrize("digits", [None, 3, {"nps": 3, "low": 3, "high": 3}])
def test_no_more_digits_than_the_interval_supports(digits):
    table = advocacy.nps_by(data.load("survey"), "channel")[["channel", "n", "nps", "low", "high"]]
    assert (table["high"] - table["low"]).median() > 10  # points: whole ones mean something
    shown = data.show(table, "NPS, points", digits)
    assert "." not in shown and f"{table['nps'].iloc[-1]:.0f}" in shown.split()


def test_a_column_after_the_interval_has_digits_of_its_own():
    table = pd.DataFrame({"gap": [4.21], "low": [-3.1], "high": [11.4], "p": [0.2712]})
    assert last_line(table) == ["4", "-3", "11", "0.271"]
    assert last_line(table, digits={"p": 2}) == ["4", "-3", "11", "0.27"]


@pytest.mark.parametrize("end", [np.inf, np.nan, None])
def test_an_interval_without_ends_gives_no_digits(end):
    table = pd.DataFrame({"nps": [34.492], "low": [end and -end], "high": [end]})
    assert "34.5" in data.show(table, "NPS")


def test_nothing_is_written_as_minus_nothing():
    assert last_line(pd.DataFrame({"gap": [-0.04]}), digits=1) == ["0.0"]
    assert last_line(pd.DataFrame({"gap": [-0.4], "low": [-20.1], "high": [20.2]}))[0] == "0"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([2**53 + 1], "int64"),
        ([None, 2**53 + 1], "Int64"),
        ([None, 2**53 + 1], object),
        ([np.nan, 2**53 + 1], object),
    ],
)
def test_a_large_whole_number_keeps_its_digits(values, kind):
    assert last_line(pd.DataFrame({"n": pd.Series(values, dtype=kind)})) == [
        "9,007,199,254,740,993"
    ]


@pytest.mark.parametrize("values", [[0.123456789, 3], [0.123456789, None], [0.123456789, pd.NA]])
def test_figures_among_objects_are_figures(values):
    table = pd.DataFrame({"share": pd.Series(values, dtype=object)})
    shown = data.show(table, "Shares")
    assert shown.split()[2] in ("0.12", "0.123") and "text-align:right" in shown.page


# ---- its headings ----


def test_an_index_with_a_name_is_shown():
    ranks = pd.DataFrame({"brand": ["a", "b"]}, index=pd.RangeIndex(1, 3, name="rank"))
    assert headings(ranks) == ["rank", "brand"]
    assert headings(pd.DataFrame({"brand": ["a"]})) == ["brand"]


def test_figures_without_a_name_get_one():
    assert headings(pd.Series({"app": 1.5})) == ["", "value"]


def test_what_the_columns_of_a_pivot_are_is_said():
    table = pd.DataFrame({"at": ["x", "y"], "channel": ["app", "shop"], "nps": [1.0, 2.0]})
    shown = data.show(table.pivot(index="at", columns="channel", values="nps"), "NPS, points")
    assert shown.splitlines()[0] == "NPS, points; columns: channel"
    assert (
        "<caption" in shown.page and "NPS, points; columns: channel</div></caption>" in shown.page
    )


def test_headings_in_two_lines_become_one():
    table = pd.DataFrame({"channel": ["app", "app"], "score": [9, 10]})
    both = table.groupby("channel").agg({"score": ["mean", "size"]})
    assert headings(both) == ["channel", "score, mean", "score, size"]
    assert last_line(both, digits={("score", "mean"): 1}) == ["app", "9.5", "2"]
    assert both.columns.nlevels == 2 and both.index.name == "channel"  # hers is left as it was


def test_categories_in_cells_and_headings():
    assert last_line(pd.DataFrame({"kind": pd.Categorical(["old"])})) == ["old"]
    kinds = pd.Categorical(["old", "new"])
    assert headings(pd.crosstab(pd.Series([1, 2], name="n"), kinds)) == ["n", "new", "old"]


# ---- what cannot be shown ----


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (None, r"not something of type NoneType\. Make one: pd\.DataFrame"),
        ([1, 2], "not something of type list"),
        ({"a": [1]}, "not something of type dict"),
        (pd.DataFrame(), "The table has no columns"),
        (pd.DataFrame(index=range(2)), "The table has no columns"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "Two columns are called 'a'"),
        (pd.DataFrame([[1, 2]], columns=[1, "1"]), "Two columns are called '1'"),
        (
            pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="a")),
            r"called 'a' \(an index is one too\)\. .*rename_axis",
        ),
        (pd.concat({"x": pd.Series({"a": 1})}), r"called ''.*table\.rename_axis"),
        (pd.DataFrame({"a": [[1, 2], [3]]}), r"'a' holds lists\. .* table\.explode\('a'\)"),
        (pd.DataFrame({"a": ["x", {"b": 1}]}), "'a' holds lists"),
        (
            pd.DataFrame({"nps": [1.5], "low": ["a"], "high": ["b"]}),
            r"low and high .* hold text.* pd\.to_numeric\(table\['low'\].* another name",
        ),
    ],
)
def test_what_cannot_be_shown_is_said_with_the_remedy(table, told):
    with pytest.raises(ValueError, match=told):
        data.show(table, "Caption")


@pytest.mark.parametrize("caption", ["", "  ", None, 3])
def test_a_table_without_caption_is_refused(caption):
    with pytest.raises(ValueError, match="no caption"):
        data.show(pd.DataFrame({"a": [1]}), caption)


@pytest.mark.parametrize(
    ("digits", "told"),
    [
        ({"npss": 1}, r"no column 'npss'\. The columns are: channel, nps\."),
        ({"nps": -1}, "whole number from 0 to 15"),
        *[(wrong, "whole number from 0 to 15") for wrong in (-1, 16, 1.5, "2", True, [1])],
    ],
)
def test_digits_that_are_none_are_refused(digits, told):
    with pytest.raises(ValueError, match=told):
        data.show(pd.DataFrame({"channel": ["app"], "nps": [1.5]}), "Caption", digits)


def test_digits_may_be_computed_and_left_out():
    table = pd.DataFrame({2025: [1.5], "nps": [2.25]})
    assert last_line(table, digits={2025: np.int64(0), "nps": None}) == ["2", "2.25"]


@pytest.mark.parametrize("chapter", [[3, 4], [3], True, 3.0, None, {3}, pd.Series([3, 4]), 99])
def test_terms_of_what_is_no_chapter_are_refused(chapter):
    with pytest.raises(
        ValueError, match=r"(?s)no terms of chapter .*of the chapters 1, 2, 3.*one at"
    ):
        data.terms(chapter)


def test_terms_of_a_chapter():
    shown = data.terms(np.int64(3))
    page = ElementTree.fromstring(shown.page)
    assert [cell.text for cell in page.findall("thead/tr/*")] == ["English", "Dutch", "meaning"]
    assert shown == data.terms(3) and page.findtext("caption/div") == "The terms of chapter 3"
