"""Programmes: the same time for everybody, the effect by offer, and how many customers it takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mkt40_helpers import data
from mkt40_helpers.relationship import bought_after_offer, people_needed, programme_effects


def sales(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["customer", "date"])
    return table.assign(date=pd.to_datetime(table["date"], format="mixed"))


OFFERS = pd.DataFrame({"customer": ["a", "b"], "offered": ["club", "none"]})
OLD = ("a", "2023-03-01")

# ---- the year after the offer ----


def test_the_first_day_is_the_offer_and_the_last_is_a_year_later():
    table = sales(OLD, OLD, ("a", "2024-02-29"), ("a", "2024-03-01"), ("b", "2023-01-01"))
    found = bought_after_offer(OFFERS, table, end="2024-12-31")
    assert found["bought"].tolist() == [1, 0]  # 365 days after 1 March 2023 is 29 February 2024
    assert found["offered_on"].tolist() == [pd.Timestamp("2023-03-01"), pd.Timestamp("2023-01-01")]


def test_purchases_of_one_day_are_one_and_hours_do_not_matter():
    table = sales(OLD, ("a", "2023-05-01 09:00"), ("a", "2023-05-01 17:00"), ("b", "2023-01-01"))
    assert bought_after_offer(OFFERS, table, end="2024-12-31")["bought"].tolist() == [1, 0]


def test_who_has_not_had_a_whole_year_is_missing_and_not_zero():
    table = sales(OLD, ("b", "2024-01-01"))
    known = bought_after_offer(OFFERS, table, end="2024-12-30")["bought"]
    assert known.notna().tolist() == [True, False]
    whole = bought_after_offer(OFFERS, table, end="2024-12-31")["bought"]  # a leap year
    assert whole.tolist() == [0, 0]


def test_who_never_bought_is_missing():
    assert bought_after_offer(OFFERS, sales(OLD, ("a", "2025-01-01")))["bought"].isna()[1]


def test_customers_may_be_categories():
    table = sales(OLD, ("a", "2024-03-01"))
    found = bought_after_offer(
        OFFERS.astype({"customer": "category"}), table.astype({"customer": "category"})
    )
    assert found["bought"].tolist() == bought_after_offer(OFFERS, table)["bought"].tolist()


def test_the_count_in_zwaluws_tables_is_that_of_a_merge():
    table = data.load("transactions")
    found = bought_after_offer(data.load("programme_offers"), table).dropna(subset=["bought"])
    days = table.drop_duplicates(["customer", "date"]).merge(found, on="customer")
    gap = (days["date"] - days["offered_on"]).dt.days
    by_hand = days[gap.between(1, 365)].groupby("customer").size()
    assert found.set_index("customer")["bought"].sum() == by_hand.sum()
    assert found["offered_on"].max() <= table["date"].max() - pd.Timedelta(days=365)


@pytest.mark.parametrize(
    ("offers", "table", "told"),
    [
        (OFFERS.assign(customer="a"), sales(OLD), "Rows 0, 1 of the offers: one customer twice"),
        (OFFERS.assign(bought=1), sales(OLD), "column 'bought' already"),
        (OFFERS, sales(OLD).assign(date="2024"), "'date' holds no dates"),
        (OFFERS, sales(OLD).assign(customer=None), "Row 0 of 'customer': missing"),
        (OFFERS.assign(customer=[1, 2]), sales(OLD), "Column 'customer' holds number"),
        (OFFERS[["offered"]], sales(OLD), "no column 'customer'"),
    ],
)
def test_tables_that_do_not_fit_are_refused(offers, table, told):
    with pytest.raises(ValueError, match=told):
        bought_after_offer(offers, table)


# ---- effects ----


def world(n: int, effect: float, seed: int = 1) -> pd.DataFrame:
    """Who buys often joins more; the programme adds `effect` to those who join."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(2.0, 1.0, n)
    offered = rng.choice(["none", "club", "points"], n)
    joined = (rng.random(n) < rate / (1 + rate)) & (offered != "none")
    bought = rng.poisson(rate + effect * joined)
    return pd.DataFrame({"offered": offered, "joined": joined, "bought": bought})


def figures(table: pd.DataFrame, programme: str = "any programme", **how) -> pd.DataFrame:
    found = programme_effects(table, **how)
    return found[found["programme"] == programme].set_index("comparison")


def test_the_offer_finds_the_effect_and_members_against_others_do_not():
    found = figures(world(400_000, effect=0.3))
    assert found.loc["on those who join", "difference"] == pytest.approx(0.3, abs=0.03)
    assert found.loc["offered minus not", "difference"] == pytest.approx(0.3 * 0.6, abs=0.03)
    assert found.loc["members minus others", "difference"] > 0.8
    assert (found["low"] < found["difference"]).all()
    assert (found["high"] > found["difference"]).all()


def test_the_figures_are_those_of_two_lines_by_hand():
    table = world(2000, effect=0.3)
    mean = table.groupby("offered")["bought"].mean()
    found = figures(table, "club")
    by_offer = found.loc["offered minus not", "difference"]
    assert by_offer == pytest.approx(mean["club"] - mean["none"])
    share = table[table["offered"] == "club"]["joined"].mean()
    assert found.loc["on those who join", "difference"] == pytest.approx(by_offer / share)
    sides = [table.loc[table["offered"] == name, "bought"] for name in ("club", "none")]
    ends = stats.ttest_ind(*sides, equal_var=False).confidence_interval()
    assert found.loc["offered minus not", ["low", "high"]].tolist() == pytest.approx(list(ends))


def test_the_interval_on_joiners_is_that_of_two_stage_least_squares():
    """By another formula: sandwich variance of the instrumental-variable estimate."""
    table = world(3000, effect=0.5)
    table = table[table["offered"] != "points"]
    z, d = (table["offered"] == "club").to_numpy(float), table["joined"].to_numpy(float)
    y = table["bought"].to_numpy(float)
    z_c, d_c = z - z.mean(), d - d.mean()
    effect = z_c @ y / (z_c @ d_c)
    rest = y - effect * d
    rest -= np.where(z == 1, rest[z == 1].mean(), rest[z == 0].mean())
    error = np.sqrt((z_c**2 * rest**2).sum()) / (z_c @ d_c)
    row = figures(table, "club").loc["on those who join"]
    assert row["difference"] == pytest.approx(effect)
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.96 * error, rel=0.005)


def test_yes_and_no_are_compared_as_shares():
    table = world(1000, effect=0.3)
    shares = table.assign(again=table["bought"] > 0)
    found = figures(shares, of="again")
    assert found["difference"].between(-1, 1).all()
    means = figures(shares.assign(again=shares["again"] * 100.0), of="again")
    assert (100 * found["difference"]).tolist() == pytest.approx(means["difference"].tolist())
    assert (100 * found["low"]).tolist() == pytest.approx(means["low"].tolist(), abs=0.2)


def test_an_offer_without_any_effect_on_a_share_has_an_interval_too():
    one = pd.DataFrame({"joined": [True, False] * 20, "again": [True, False, False, True] * 10})
    other = one.assign(joined=False, offered="none")
    found = figures(pd.concat([one.assign(offered="club"), other]), "club", of="again")
    assert found.loc["on those who join", "difference"] == 0
    assert found.loc["on those who join", "low"] == pytest.approx(-0.46, abs=0.02)


def test_all_programmes_stand_in_order_with_any_at_the_end():
    found = programme_effects(world(1000, effect=0))
    assert found["programme"].drop_duplicates().tolist() == ["club", "points", "any programme"]
    assert len(found) == 9
    table = world(1000, effect=0)
    club = found[found["programme"] == "club"].iloc[0]  # her others hold those with points too
    assert club["n"] + club["n_other"] == len(table)
    row = figures(table).loc["members minus others"]
    assert row["n"] == table["joined"].sum() and row["n_other"] == (~table["joined"]).sum()


def test_row_labels_do_not_matter():
    table = world(1000, effect=0)
    pd.testing.assert_frame_equal(
        programme_effects(table), programme_effects(table.set_axis([7] * len(table)))
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"offered": "none", "joined": False}, "Nobody was offered something"),
        ({"offered": "club"}, r"Nobody was offered nothing \('none'\)"),
        ({"joined": True}, "joined without an offer"),
        ({"joined": False}, "Nobody joined 'club'"),
        ({"joined": 1}, "'joined' must hold True or False"),
        ({"offered": None}, "of 'offered': missing.*Write 'none'"),
        ({"bought": None}, "of 'bought'"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        programme_effects(world(60, effect=0).assign(**change))


# ---- how many it takes ----


def test_so_many_customers_see_the_difference_four_times_in_five():
    n = people_needed(0.5, spread=2.0)
    rng = np.random.default_rng(3)
    one, two = (rng.normal(mean, 2.0, (4000, n)) for mean in (0.5, 0.0))
    seen = (stats.ttest_ind(one, two, axis=1).pvalue < 0.05).mean()
    assert seen == pytest.approx(0.8, abs=0.02)


def test_it_agrees_with_the_textbook_and_grows_with_the_square():
    assert people_needed(0.5, 1.0) == 63  # Cohen (1988): d = 0.5, 80%, about 64 with Student's t
    assert people_needed(0.05, 1.0) == pytest.approx(100 * people_needed(0.5, 1.0), rel=0.01)
    assert people_needed(0.5, 1.0, power=0.9) > 63 < people_needed(0.5, 1.0, level=0.99)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"difference": 0}, "The difference is 0"),
        ({"spread": -1}, "The spread is -1"),
        ({"power": 1}, "The power is 1: give a number between 0 and 1"),
        ({"level": 95}, "The level is 95"),
    ],
)
def test_a_sample_that_cannot_be_told_is_refused(given, told):
    with pytest.raises(ValueError, match=told):
        people_needed(**({"difference": 0.5, "spread": 1.0} | given))


def test_a_table_in_the_types_of_pyarrow_gives_the_same():
    table = world(400, 0.5)
    arrow = table.convert_dtypes(dtype_backend="pyarrow")
    pd.testing.assert_frame_equal(
        programme_effects(arrow), programme_effects(table), check_dtype=False
    )
