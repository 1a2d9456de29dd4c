"""Degrees of loyalty and double jeopardy, on real panels and by another road."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.relationship import double_jeopardy, loyalty_degrees


def panel(*rows: tuple[int, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["household", "brand", "purchases"])


@pytest.mark.parametrize(
    ("table", "households", "percent"),
    [("crackers", 136, [21, 48, 24, 7]), ("yogurt", 72, [24, 29, 36, 11])],
)
def test_the_degrees_of_two_real_panels(table, households, percent):
    """As counted from the rows of the R package Ecdat, by another road."""
    degree = loyalty_degrees(data.load(table))["degree"]
    assert degree.notna().sum() == households
    shares = 100 * degree.value_counts(normalize=True, sort=False)
    assert shares.round().tolist() == percent


def test_the_cut_offs_belong_to_the_higher_degree():
    table = panel((1, "A", 10), (2, "A", 8), (2, "B", 2), (3, "A", 5), (3, "B", 5),
                  (4, "A", 49), (4, "B", 48), (4, "C", 3), (5, "A", 9))  # fmt: skip
    found = loyalty_degrees(table)
    told = ["hard-core", "loyal", "soft", "switching"]
    assert found["degree"].tolist()[:4] == told
    assert pd.isna(found["degree"][4])
    assert found["all"].tolist() == [10, 10, 10, 100, 9]
    assert found["brand"].tolist() == ["A"] * 5
    assert list(found["degree"].cat.categories) == told


def test_with_few_purchases_many_look_loyal_by_chance():
    """Everybody buys each of four brands with the same chance; nobody is loyal."""
    rng = np.random.default_rng(2)
    rows = []
    for household, n in enumerate([2] * 400 + [20] * 400):
        for brand, bought in zip("ABCD", rng.multinomial(n, [0.25] * 4), strict=True):
            rows += [(household, brand, bought)] if bought else []
    found = loyalty_degrees(panel(*rows), least=1)
    few, many = found[found["all"] == 2], found[found["all"] == 20]
    assert (few["degree"] == "hard-core").mean() == pytest.approx(0.25, abs=0.06)
    assert (many["degree"] == "hard-core").sum() == 0
    assert loyalty_degrees(panel(*rows))["degree"].notna().sum() == 400


def test_other_cut_offs_give_other_degrees():
    found = loyalty_degrees(data.load("crackers"), loyal=0.6, soft=0.4)["degree"]
    assert (found == "loyal").sum() > 65


def test_double_jeopardy_of_the_crackers():
    """Share, penetration, wallet and repeat of four brands, counted from Ecdat's rows before."""
    found = double_jeopardy(data.load("crackers"))
    table = found.set_index("brand")
    assert list(table.index) == ["Nabisco", "private label", "Sunshine", "Keebler"]
    percent = 100 * table[["share", "penetration", "wallet", "repeat"]]
    assert percent.round().to_numpy().tolist() == [
        [54, 89, 61, 84], [31, 60, 49, 81], [7, 49, 14, 39], [7, 43, 16, 50]
    ]  # fmt: skip
    assert table["buys_per_buyer"].round(1).tolist() == [14.8, 12.8, 3.6, 3.9]


def test_weight_watchers_is_the_exception():
    table = double_jeopardy(data.load("yogurt")).set_index("brand").loc["Weight Watchers"]
    figures = table[["share", "penetration", "buys_per_buyer", "repeat"]].astype(float).round(2)
    assert figures.tolist() == [0.23, 0.44, 12.57, 0.88]


def test_double_jeopardy_comes_from_size_alone():
    """Nobody prefers the brand of his group more than others do theirs (Dirichlet tastes)."""
    rng = np.random.default_rng(4)
    taste = rng.dirichlet([0.9, 0.45, 0.15], 3000)
    bought = np.array([rng.multinomial(20, one) for one in taste])
    at, brand = np.nonzero(bought)
    table = pd.DataFrame({"household": at, "brand": brand, "purchases": bought[at, brand]})
    found = double_jeopardy(table, followed=None, repeated=None)
    assert found["brand"].tolist() == [0, 1, 2]
    for name in ("share", "penetration", "buys_per_buyer", "wallet"):
        assert found[name].is_monotonic_decreasing
    assert "repeat" not in found.columns


def test_each_share_is_the_one_it_is_called():
    table = panel((1, "A", 6), (1, "B", 2), (2, "A", 2), (3, "B", 2), (4, "C", 8))
    row = double_jeopardy(table, followed=None, repeated=None).set_index("brand").loc["A"]
    assert row.tolist() == pytest.approx([8 / 20, 2 / 4, 8 / 2, 8 / 10])


def test_a_row_without_a_purchase_is_no_buyer():
    table = panel((1, "A", 6), (1, "B", 0), (2, "B", 2))
    found = double_jeopardy(table, followed=None, repeated=None).set_index("brand")
    assert found.loc["B", "penetration"] == 0.5


@pytest.mark.parametrize("function", [loyalty_degrees, double_jeopardy])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"brand": "A"}, "Rows 0, 1: one household has two rows of one brand.*groupby"),
        ({"purchases": [1, 1.5, 3]}, "Row 1 of 'purchases': 1.5 is a fraction"),
        ({"purchases": [1, -1, 3]}, "Row 1 of the purchases: -1 cannot be"),
        ({"purchases": [1, None, 3]}, "Row 1 of the purchases: missing"),
        ({"purchases": [0, 0, 3]}, "Household 1 bought nothing"),
        ({"household": [1, None, 2]}, "Row 1 of 'household': missing"),
        ({"household": [1, "1", 2]}, "Column 'household' holds number"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(function, change, told):
    table = panel((1, "A", 6), (1, "B", 2), (2, "A", 2)).assign(followed=0, repeated=0)
    with pytest.raises(ValueError, match=told):
        function(table.assign(**change))


def test_more_repeated_than_followed_cannot_be():
    table = panel((1, "A", 6), (1, "B", 2)).assign(followed=[5, 2], repeated=[5, 3])
    with pytest.raises(ValueError, match="Row 1: more in 'repeated' than in 'followed'"):
        double_jeopardy(table)
    with pytest.raises(ValueError, match="no column 'followed'"):
        double_jeopardy(table.drop(columns="followed"))


@pytest.mark.parametrize("cuts", [{"loyal": 0.4}, {"soft": 0}, {"loyal": 1}])
def test_cut_offs_in_the_wrong_order_are_refused(cuts):
    with pytest.raises(ValueError, match="0 < soft < loyal < 1"):
        loyalty_degrees(panel((1, "A", 10)), **cuts)


def test_a_column_with_a_name_of_the_result_is_refused():
    table = panel((1, "A", 10)).rename(columns={"household": "share"})
    with pytest.raises(ValueError, match="has a column 'share' of its own"):
        loyalty_degrees(table, household="share")
    table = panel((1, "A", 10)).rename(columns={"brand": "share"})
    with pytest.raises(ValueError, match="has a column 'share' of its own"):
        double_jeopardy(table, brand="share", followed=None, repeated=None)


def test_more_purchases_than_a_whole_number_can_count_are_refused():
    """1e19 became a number below zero."""
    with pytest.raises(ValueError, match=r"Row 0 of the purchases: 1e\+19 cannot be"):
        loyalty_degrees(panel((1, "A", 1e19)))
