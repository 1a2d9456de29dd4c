"""Chi-squares and CHAID's factor, interactions in points and odds, and hostile tables."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mkt40_helpers import data
from mkt40_helpers.crm import chi_squares, interaction
from mkt40_helpers.crm.interaction import _ways
from mkt40_helpers.intervals import share_difference
from tests.crm.people import CARAVAN, caravan, one_row_each, treated


def counted(**answers: int) -> pd.DataFrame:
    """A hundred of each kind, and how many of them answered."""
    return pd.DataFrame({"kind": list(answers), "sent": 100, "yes": list(answers.values())})


# ---- chi-square ----


def test_a_table_by_hand():
    """20 and 40 of 100 answer: 30 and 70 expected, so 4 x 100 / 30 / 2 and 4 x 100 / 70 / 2."""
    found = chi_squares(counted(a=20, b=40), "yes", "kind", weight="sent").iloc[0]
    assert found["chi2"] == pytest.approx(200 / 30 + 200 / 70)
    assert (found["df"], found["least_expected"]) == (1, 30)


@pytest.mark.parametrize("name", ["segment", "app", "country"])
def test_it_is_that_of_scipy(name):
    calls = treated(1, 2).merge(data.load("customers")[["customer", "country"]], on="customer")
    found = chi_squares(calls, "responded", name).iloc[0]
    cells = pd.crosstab(calls[name], calls["responded"])
    known = stats.chi2_contingency(cells, correction=False)
    assert found["chi2"] == pytest.approx(known.statistic)
    assert found["p"] == pytest.approx(known.pvalue)
    assert found["df"] == known.dof
    assert found["least_expected"] == pytest.approx(known.expected_freq.min())


def test_waves_1_and_2_by_kind_of_rider_and_app():
    calls = treated(1, 2)
    found = chi_squares(calls, "responded", ["segment", "app"]).set_index("column")
    assert found["chi2"].round(1).to_dict() == {"segment": 22.3, "app": 17.8}
    assert found.loc["segment", "groups"] == "commuter | family + leisure"
    assert found["ways"].to_dict() == {"segment": 3, "app": 1}
    within = {
        kind: chi_squares(part, "responded", "app")["chi2"].item()
        for kind, part in calls.groupby("segment")
    }
    assert within["commuter"] == pytest.approx(29.6, abs=0.05)
    assert within["family"] == pytest.approx(0.5, abs=0.05)
    assert within["leisure"] == pytest.approx(0.03, abs=0.005)


def test_chaid_multiplies_the_p_of_the_merged_table():
    """Kind of rider leads with the factor as without it: what is multiplied has one df."""
    calls = treated(1, 2)
    found = chi_squares(calls, "responded", ["app", "segment"])
    assert found["column"].tolist() == ["segment", "app"]
    cells = pd.crosstab(calls["segment"] == "commuter", calls["responded"])
    p = stats.chi2_contingency(cells, correction=False).pvalue
    assert found["p_adjusted"][0] == pytest.approx(3 * p)
    assert found["p_adjusted"][1] == pytest.approx(found["p"][1])


def test_ways_are_counted_one_by_one():
    for categories in range(2, 7):
        for groups in range(1, categories + 1):
            every = itertools.product(range(groups), repeat=categories)
            full = [way for way in every if len(set(way)) == groups]
            assert _ways(categories, groups, False) == len(full) // math.factorial(groups)
            rising = [way for way in full if list(way) == sorted(way)]
            assert _ways(categories, groups, True) == len(rising)


def test_alike_categories_are_merged_until_all_differ():
    table = counted(a=10, b=40, c=12, d=41, e=70)
    found = chi_squares(table, "yes", "kind", weight="sent").iloc[0]
    assert found["groups"] == "a + c | b + d | e"
    assert found["ways"] == 25  # S(5, 3)
    cells = np.array([[22, 178], [81, 119], [70, 30]])
    assert found["merged_p"] == pytest.approx(
        stats.chi2_contingency(cells, correction=False).pvalue
    )


def test_neighbours_only_where_there_is_an_order():
    table = counted(a=10, b=40, c=12)
    free = chi_squares(table, "yes", "kind", weight="sent").iloc[0]
    assert free["groups"] == "a + c | b"
    for kinds in ([1, 2, 3], pd.Categorical(list("xyz"), ordered=True)):
        held = chi_squares(table.assign(kind=kinds), "yes", "kind", weight="sent").iloc[0]
        assert " + " not in held["groups"] and held["ways"] == 1
    table = counted(a=10, b=12, c=40).assign(kind=[1, 2, 3])
    held = chi_squares(table, "yes", "kind", weight="sent").iloc[0]
    assert (held["groups"], held["ways"]) == ("1 + 2 | 3", 2)


def test_two_categories_stay_two_however_alike():
    found = chi_squares(counted(a=20, b=20), "yes", "kind", weight="sent").iloc[0]
    assert (found["groups"], found["chi2"], found["p_adjusted"]) == ("a | b", 0, 1)


def test_merge_0_merges_to_two_and_merge_1_not_at_all():
    table = counted(a=10, b=40, c=70)
    assert chi_squares(table, "yes", "kind", "sent", merge=0)["groups"].item().count("|") == 1
    assert chi_squares(table, "yes", "kind", "sent", merge=1)["groups"].item() == "a | b | c"


def test_categories_in_which_nobody_answers_are_alike():
    found = chi_squares(counted(a=0, b=30, c=0), "yes", "kind", weight="sent").iloc[0]
    assert found["groups"] == "a + c | b"


def test_among_a_thousand_columns_of_chance_few_pass():
    """The p says what it promises; after the factor for merging fewer pass, not more."""
    rng = np.random.default_rng(5)
    table = pd.DataFrame({f"x{at}": rng.integers(0, 4, 600).astype(str) for at in range(300)})
    table["yes"] = rng.random(600) < 0.3
    found = chi_squares(table, "yes", [name for name in table if name != "yes"])
    assert 0.02 < (found["p"] < 0.05).mean() < 0.08
    assert (found["p_adjusted"] < 0.05).mean() < 0.08


def test_counts_give_what_repeated_rows_give():
    table = caravan("first")
    rows = one_row_each(table, 4)
    pd.testing.assert_frame_equal(
        chi_squares(rows, "policy", CARAVAN), chi_squares(table, "holders", CARAVAN, "customers")
    )
    marks = {"high": lambda one: (one["purchasing_power"] >= 6).astype(bool)}
    pd.testing.assert_frame_equal(
        interaction(rows.assign(**marks), "policy", "high", "boat_policy"),
        interaction(table.assign(**marks), "holders", "high", "boat_policy", "customers"),
    )


# ---- interaction ----


def insured() -> pd.DataFrame:
    table = data.load("caravan")
    table["car"] = (table["car_premium"] == "1000 to 4999").astype(bool)
    table["high"] = (table["purchasing_power"] >= 6).astype(bool)
    return table


def test_caravan_on_both_scales():
    found = interaction(insured(), "holders", "high", "car", "customers").set_index("scale")
    points, odds = found.loc["points"], found.loc["log-odds"]
    assert [round(points[name], 1) for name in ("interaction", "error")] == [8.2, 1.7]
    assert [round(odds[name], 2) for name in ("interaction", "error")] == [0.42, 0.26]
    assert points["low"] > 0 and odds["low"] < 0 < odds["high"]  # proven on one scale only
    shares = insured().groupby(["car", "high"])[["holders", "customers"]].sum()
    share = 100 * shares["holders"] / shares["customers"]
    assert share.round(1).tolist() == [2.1, 3.3, 8.2, 17.6]
    assert points["without"] == pytest.approx(share[False, True] - share[False, False])
    assert points["with"] == pytest.approx(share[True, True] - share[True, False])


def test_commuters_and_the_app_in_waves_1_and_2():
    found = interaction(treated(1, 2), "responded", "app", "commuter").set_index("scale")
    assert found["interaction"].round(2).to_dict() == {"points": 13.67, "log-odds": 0.88}
    assert found["error"].round(2).to_dict() == {"points": 3.54, "log-odds": 0.27}
    assert (found["low"] > 0).all()


def test_the_log_odds_are_those_of_a_logit_with_the_product():
    import statsmodels.api as sm

    calls = treated(1, 2)
    app, rides = (calls[name].to_numpy(dtype=float) for name in ("app", "commuter"))
    known = np.column_stack([np.ones(len(calls)), app, rides, app * rides])
    fitted = sm.Logit(calls["responded"].to_numpy(dtype=float), known).fit(disp=0)
    found = interaction(calls, "responded", "app", "commuter").iloc[1]
    assert found["interaction"] == pytest.approx(fitted.params[3], abs=1e-6)
    assert found["error"] == pytest.approx(fitted.bse[3], rel=1e-5)
    assert [found["low"], found["high"]] == pytest.approx(fitted.conf_int()[3], abs=1e-5)
    assert found["without"] == pytest.approx(fitted.params[1], abs=1e-6)


def cells(*yes: int, n: int = 100) -> pd.DataFrame:
    """Without either, by alone, within alone, both."""
    return pd.DataFrame(
        {"by": [False, True] * 2, "within": [False, False, True, True], "n": n, "yes": yes}
    )


def test_which_is_which_makes_no_difference():
    table = cells(10, 20, 25, 60)
    one = interaction(table, "yes", "by", "within", "n")
    other = interaction(table, "yes", "within", "by", "n")
    columns = ["interaction", "error", "low", "high"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert one["interaction"][0] == pytest.approx(25)
    assert one["without"].tolist() == pytest.approx([10, math.log(20 / 80) - math.log(10 / 90)])


def test_points_and_odds_may_differ_in_sign():
    found = interaction(cells(1, 4, 40, 45), "yes", "by", "within", "n")["interaction"]
    assert found[0] > 0 > found[1]


def test_the_interval_in_points_joins_two_of_newcombe():
    """With one pair of cells known for sure, it is that of the difference of the other two."""
    table = cells(0, 0, 30, 50)
    table["n"] = [10**12, 10**12, 100, 100]
    found = interaction(table, "yes", "by", "within", "n").iloc[0]
    assert [found["low"] / 100, found["high"] / 100] == pytest.approx(
        share_difference(50, 100, 30, 100), abs=1e-6
    )


def test_a_cell_where_nobody_answers_has_no_odds():
    for yes in ((0, 20, 25, 60), (10, 100, 25, 60)):
        found = interaction(cells(*yes), "yes", "by", "within", "n")
        assert found.iloc[0].notna().all()
        assert found.iloc[1].drop("scale").isna().all()


# ---- hostile ----


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"yes": 0}, "Nobody"),
        ({"yes": 100}, "Everybody"),
        ({"yes": [1, 2, 101]}, "more in 'yes'"),
        ({"sent": [100, -100, 100]}, "cannot be"),
        ({"sent": [100, None, 100]}, "missing"),
        ({"kind": "a"}, "the same value for everybody"),
        ({"kind": ["a", None, "c"]}, "missing"),
        ({"kind": [1, "1", "c"]}, "holds"),
    ],
)
def test_a_table_that_cannot_be_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        chi_squares(counted(a=10, b=20, c=30).assign(**change), "yes", "kind", weight="sent")


def test_too_many_categories_are_refused():
    table = pd.DataFrame({"who": [f"C{at}" for at in range(80)], "yes": [True, False] * 40})
    with pytest.raises(ValueError, match="80 categories"):
        chi_squares(table, "yes", "who")


@pytest.mark.parametrize("by", [[], 3, None, ["kind", "kind"], [["kind"]]])
def test_names_are_asked_for(by):
    with pytest.raises(ValueError, match="by"):
        chi_squares(counted(a=10, b=20), "yes", by, weight="sent")


@pytest.mark.parametrize("merge", [-0.1, 1.1, math.nan, "0.05"])
def test_merge_is_a_p(merge):
    with pytest.raises(ValueError, match="merge"):
        chi_squares(counted(a=10, b=20), "yes", "kind", weight="sent", merge=merge)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"by": ["no", "yes"] * 2}, r'data\[.by.\] == "commuter"'),
        ({"by": [0, 1, 0, 1]}, "True or False"),
        ({"by": pd.array([True, None, True, False], dtype="boolean")}, "True or False"),
        ({"within": True}, "nobody in one of the four"),
        ({"n": [100, 0, 100, 100], "yes": [1, 0, 1, 1]}, "nobody in one of the four"),
        ({"yes": 0}, "Nobody"),
        ({"n": 100.5}, "no whole number"),
    ],
)
def test_four_cells_that_cannot_be_are_refused(change, told):
    with pytest.raises(ValueError, match=told):
        interaction(cells(10, 20, 25, 60).assign(**change), "yes", "by", "within", "n")


def test_what_is_not_there_is_told():
    with pytest.raises(ValueError, match="no column 'app'"):
        interaction(cells(1, 2, 3, 4), "yes", "app", "within", "n")
    with pytest.raises(ValueError, match="twice"):
        interaction(cells(1, 2, 3, 4), "yes", "by", "by", "n")
    with pytest.raises(ValueError, match="level"):
        interaction(cells(1, 2, 3, 4), "yes", "by", "within", "n", level=95)


def test_the_outcome_is_compared_by_something_else():
    """By itself it had a chi-square of as many as there are people."""
    people = pd.DataFrame({"yes": [True, False] * 4, "app": [True, True, False, False] * 2})
    with pytest.raises(ValueError, match="'yes' is the outcome"):
        chi_squares(people, "yes", ["app", "yes"])
    with pytest.raises(ValueError, match="'yes' is the outcome"):
        interaction(people, "yes", "yes", "app")
