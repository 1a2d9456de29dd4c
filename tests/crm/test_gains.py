"""Gains: the published table, cuts between scores, the right order, and hostile tables."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from mkt40_helpers.crm import best_depth, gains, response_score, right_order, top_share
from mkt40_helpers.intervals import share_interval
from tests.crm.people import CARAVAN, caravan, one_row_each

# H. J. Hamilton, University of Regina: 100,000 customers, 20,000 of whom would respond.
HAMILTON = pd.DataFrame(
    {
        "tenth": range(10, 0, -1),
        "people": 10_000,
        "responders": [6000, 4000, 3000, 2800, 1200, 1000, 800, 600, 400, 200],
    }
)


def published() -> pd.DataFrame:
    shuffled = HAMILTON.sample(frac=1, random_state=3)
    return gains(shuffled, score="tenth", outcome="responders", weight="people")


def calls(scores: list[float], bought: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"score": scores, "bought": [bool(one) for one in bought]})


def late() -> pd.DataFrame:
    table = caravan("second")
    score = response_score(caravan("first"), table, CARAVAN, "holders", "customers")
    return table.assign(score=score)


# ---- the published table ----


def test_the_published_table():
    found = published()
    assert found["contacted"].tolist() == list(range(10_000, 110_000, 10_000))
    told = [6000, 10000, 13000, 15800, 17000, 18000, 18800, 19400, 19800, 20000]
    assert found["found"].tolist() == told
    assert found["depth"].tolist() == pytest.approx(np.arange(1, 11) / 10)
    gain = [0.30, 0.50, 0.65, 0.79, 0.85, 0.90, 0.94, 0.97, 0.99, 1]
    assert found["gain"].tolist() == pytest.approx(gain)
    lift = [3, 2.5, 2.17, 1.98, 1.7, 1.5, 1.34, 1.21, 1.1, 1]
    assert found["lift"].round(2).tolist() == lift
    assert found["score"].tolist() == list(range(10, 0, -1))


@pytest.mark.parametrize(
    ("margin", "depths", "profit"),
    [(4, [0.4], 23_200), (10, [0.5, 0.6], 120_000), (100, [1.0], 1_900_000), (1.6, [0.0], 0)],
)
def test_the_best_depth(margin, depths, profit):
    """With a margin of 1.6 even the best tenth loses 400, so nobody is mailed."""
    found = best_depth(published(), cost=1, margin=margin)
    assert found["depth"].tolist() == pytest.approx(depths)
    assert found["profit"].tolist() == pytest.approx([profit] * len(depths))


def test_mailing_all_of_the_published_table_loses():
    last = published().iloc[-1]
    assert last["found"] * 4 - last["contacted"] == -20_000


def test_equal_profits_are_equal_for_a_computer_too():
    table = pd.DataFrame({"contacted": [1, 2, 3], "found": [1, 2, 3]})
    assert len(best_depth(table, cost=0.1, margin=0.1)) == 3
    table = pd.DataFrame({"contacted": [2, 8], "found": [1, 3]})
    assert 0.3 * 1 - 0.1 * 2 != 0.3 * 3 - 0.1 * 8
    assert len(best_depth(table, cost=0.1, margin=0.3)) == 2


def test_the_best_depth_is_of_the_whole_profit_not_of_that_of_a_contact():
    found = best_depth(published(), cost=1, margin=4)
    assert found["depth"].item() != pytest.approx(0.1)  # 1.40 a contact, and 14,000 in all


# ---- cut between scores ----


def test_a_tie_is_one_step():
    found = gains(calls([3, 2, 2, 1], [1, 1, 0, 0]), "score", "bought")
    assert found["contacted"].tolist() == [1, 3, 4]
    assert found["found"].tolist() == [1, 2, 2]


def test_the_order_of_rows_says_nothing():
    table = calls([2, 2, 2, 2, 1, 1, 3, 3], [1, 1, 0, 0, 0, 1, 0, 1])
    shown = gains(table, "score", "bought")
    for seed in range(5):
        other = table.sample(frac=1, random_state=seed)
        pd.testing.assert_frame_equal(gains(other, "score", "bought"), shown)


def test_caravans_first_310_hold_66():
    found = gains(late(), "score", "holders", "customers")
    assert found["contacted"].iloc[-1] == 2911 and found["found"].iloc[-1] == 177
    at = found[found["contacted"] == 310].iloc[0]
    assert at["found"] == 66
    assert at["gain"] == pytest.approx(0.373, abs=0.0005)
    assert at["lift"] == pytest.approx(3.50, abs=0.005)
    before = found[found["contacted"] == 249].iloc[0]
    assert before["found"] == 59
    assert not found["contacted"].between(250, 309).any()  # 61 customers with one score


def test_caravans_top_tenth():
    top = top_share(late(), "score", "holders", 0.1, "customers").iloc[0]
    assert (top["contacted"], top["found"]) == (310, 66)
    assert [round(top[name], 3) for name in ("share", "low", "high")] == [0.213, 0.171, 0.262]
    assert (top["low"], top["high"]) == share_interval(66, 310)


def test_counts_give_what_repeated_rows_give_in_whatever_order():
    counted = late()
    for seed in (1, 2):
        rows = one_row_each(counted, seed)
        pd.testing.assert_frame_equal(
            gains(rows, "score", "policy"), gains(counted, "score", "holders", "customers")
        )
        for ask in (top_share, right_order):
            pd.testing.assert_frame_equal(
                ask(rows, "score", "policy"), ask(counted, "score", "holders", weight="customers")
            )


def test_rows_of_nobody_change_nothing():
    table = HAMILTON.copy()
    more = pd.DataFrame({"tenth": [11.5, 3.5], "people": 0, "responders": 0})
    found = gains(pd.concat([table, more]), "tenth", "responders", "people")
    assert found["contacted"].tolist() == published()["contacted"].tolist()


def test_true_and_false_with_a_weight_are_for_all_people_of_the_row():
    table = calls([2, 1, 1], [1, 0, 1]).assign(people=[3, 4, 5])
    found = gains(table, "score", "bought", "people")
    assert found[["contacted", "found"]].values.tolist() == [[3, 3], [12, 8]]


@pytest.mark.parametrize(
    ("depth", "contacted"), [(0.1, 1), (0.25, 1), (0.26, 3), (0.75, 3), (0.76, 4)]
)
def test_the_top_holds_at_least_the_depth(depth, contacted):
    table = calls([4, 3, 3, 1], [1, 1, 0, 0])
    assert top_share(table, "score", "bought", depth)["contacted"].item() == contacted


def test_seven_of_a_hundred_are_seven():
    """0.07 x 100 is a little more than 7 for a computer."""
    table = calls(list(range(100, 0, -1)), [1, 0] * 50)
    for at in range(1, 100):
        assert top_share(table, "score", "bought", at / 100)["contacted"].item() == at


def test_the_interval_of_the_lift_is_that_of_the_ratio():
    top = top_share(late(), "score", "holders", 0.1, "customers").iloc[0]
    ratio = stats.contingency.relative_risk(66, 310, 111, 2601)
    low, high = ratio.confidence_interval(0.95)
    depth = 310 / 2911
    for name, end in (("lift_low", low), ("lift_high", high), ("lift", ratio.relative_risk)):
        assert top[name] == pytest.approx(end / (depth * end + 1 - depth))


def test_a_top_with_all_or_none_has_no_interval_of_the_lift():
    for bought in ([1, 1, 0, 0], [0, 0, 1, 1]):
        top = top_share(calls([4, 3, 2, 1], bought), "score", "bought", 0.5).iloc[0]
        assert math.isnan(top["lift_low"]) and math.isnan(top["lift_high"])
        assert top["low"] >= 0 and top["high"] <= 1


# ---- right order ----


def by_pairs(table: pd.DataFrame) -> float:
    won = [
        (one > other) + (one == other) / 2
        for one in table.loc[table["bought"], "score"]
        for other in table.loc[~table["bought"], "score"]
    ]
    return float(np.mean(won))


def drawn(n: int, seed: int, values: int = 8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    bought = rng.random(n) < 0.3
    score = rng.integers(0, values, n) + bought
    return pd.DataFrame({"score": score, "bought": bought})


@pytest.mark.parametrize("seed", range(5))
def test_the_right_order_is_counted_over_all_pairs(seed):
    table = drawn(60, seed)
    found = right_order(table, "score", "bought")["right_order"].item()
    assert found == pytest.approx(by_pairs(table), rel=1e-12)
    assert found == pytest.approx(roc_auc_score(table["bought"], table["score"]), rel=1e-12)
    yes, no = (table.loc[table["bought"] == side, "score"] for side in (True, False))
    assert found == pytest.approx(stats.mannwhitneyu(yes, no).statistic / len(yes) / len(no))


@pytest.mark.parametrize("seed", range(5))
def test_the_error_is_that_of_delong(seed):
    """By the placements of each person, one by one."""
    table = drawn(80, seed)
    yes = table.loc[table["bought"], "score"].to_numpy()[:, None]
    no = table.loc[~table["bought"], "score"].to_numpy()[None, :]
    won = (yes > no) + (yes == no) / 2
    variance = won.mean(1).var(ddof=1) / yes.size + won.mean(0).var(ddof=1) / no.size
    found = right_order(table, "score", "bought").iloc[0]
    assert found["error"] == pytest.approx(math.sqrt(variance), rel=1e-12)
    logit = math.log(found["right_order"] / (1 - found["right_order"]))
    half = 1.959964 * found["error"] / found["right_order"] / (1 - found["right_order"])
    assert found["low"] == pytest.approx(1 / (1 + math.exp(half - logit)), rel=1e-6)
    assert found["high"] == pytest.approx(1 / (1 + math.exp(-half - logit)), rel=1e-6)


def test_the_error_is_that_of_drawing_again():
    """A bootstrap of responders and of the others, which knows nothing of DeLong."""
    table, rng = drawn(400, 1), np.random.default_rng(0)
    yes, no = (table.loc[table["bought"] == side, "score"].to_numpy() for side in (True, False))
    again = []
    for _ in range(400):
        a, b = rng.choice(yes, len(yes)), rng.choice(no, len(no))
        again.append(stats.mannwhitneyu(a, b, method="asymptotic").statistic / len(a) / len(b))
    error = right_order(table, "score", "bought")["error"].item()
    assert np.std(again) == pytest.approx(error, rel=0.12)


def test_the_right_order_turns_round_with_the_score():
    table = drawn(100, 7)
    found = right_order(table, "score", "bought").iloc[0]
    other = right_order(table.assign(score=-table["score"]), "score", "bought").iloc[0]
    assert other["right_order"] == pytest.approx(1 - found["right_order"])
    assert other["low"] == pytest.approx(1 - found["high"])


def test_without_a_pair_in_doubt_there_is_no_interval():
    for bought in ([1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]):
        found = right_order(calls([4, 3, 2, 1], bought), "score", "bought").iloc[0]
        assert found["right_order"] in (0, 1)
        assert found[["error", "low", "high"]].isna().all()
    found = right_order(calls([1, 4, 2, 1], [1, 0, 0, 0]), "score", "bought").iloc[0]
    assert found[["error", "low", "high"]].isna().all()  # one responder


# ---- hostile ----

GOOD = calls([4, 3, 2, 1], [1, 0, 1, 0]).assign(people=[1, 2, 3, 4], count=[1, 0, 3, 0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bought": True}, "Everybody has 'bought'"),
        ({"bought": False}, "Nobody has 'bought'"),
        ({"bought": [1, 0, 1, 0]}, "Compare it first"),
        ({"bought": pd.array([True, None, False, True], dtype="boolean")}, "missing"),
        ({"score": 2}, "the same 'score'"),
        ({"score": [4, np.nan, 2, 1]}, "Row 1 of the score: missing"),
        ({"score": [4, np.inf, 2, 1]}, "Row 1 of the score: inf cannot be"),
        ({"score": ["4", "3", "2", "1"]}, "is not a number"),
        ({"score": [True, False, True, False]}, "True and False"),
    ],
)
def test_a_table_that_cannot_be_is_refused(change, told):
    table = GOOD.assign(**change)
    for ask in (gains, top_share, right_order):
        with pytest.raises(ValueError, match=told):
            ask(table, "score", "bought")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"people": [1, -2, 3, 4]}, "Row 1 of the people: -2 cannot be"),
        ({"people": [1, 2.5, 3, 4]}, "no whole number"),
        ({"people": [1, np.nan, 3, 4]}, "missing"),
        ({"count": [2, 0, 3, 0]}, "more in 'count' than people in 'people'"),
        ({"count": [-1, 0, 3, 0]}, "cannot be"),
        ({"count": [0.5, 0, 3, 0]}, "no whole number"),
        ({"count": 0}, "Nobody"),
        ({"count": [1, 2, 3, 4]}, "Everybody"),
        ({"people": 0, "count": 0}, "Nobody"),
    ],
)
def test_counts_that_cannot_be_are_refused(change, told):
    for ask in (gains, top_share, right_order):
        with pytest.raises(ValueError, match=told):
            ask(GOOD.assign(**change), "score", "count", weight="people")


def test_what_is_not_there_is_told():
    for ask in (gains, top_share, right_order):
        with pytest.raises(ValueError, match="no column 'points'"):
            ask(GOOD, "points", "bought")
        with pytest.raises(ValueError, match="no column 'answer'"):
            ask(GOOD, "score", "answer")
        with pytest.raises(ValueError, match="no column 'n'"):
            ask(GOOD, "score", "bought", weight="n")
        with pytest.raises(ValueError, match="no rows"):
            ask(GOOD[:0], "score", "bought")
        with pytest.raises(ValueError, match="Give a table"):
            ask(GOOD["score"], "score", "bought")


@pytest.mark.parametrize("depth", [0, 1, 10, -0.1, math.nan, "a tenth", True])
def test_a_depth_is_between_0_and_1(depth):
    with pytest.raises(ValueError, match="depth"):
        top_share(GOOD, "score", "bought", depth)


@pytest.mark.parametrize("ask", [top_share, right_order])
def test_a_level_is_between_0_and_1(ask):
    with pytest.raises(ValueError, match="level"):
        ask(GOOD, "score", "bought", level=95)


@pytest.mark.parametrize(("cost", "margin"), [(-1, 4), (1, -4), (math.nan, 4), ("1", 4), (1, None)])
def test_costs_and_margins_are_numbers(cost, margin):
    with pytest.raises(ValueError, match=r"cost|margin"):
        best_depth(published(), cost, margin)


def test_a_depth_is_sought_in_a_table_of_cuts():
    with pytest.raises(ValueError, match="no column 'contacted'"):
        best_depth(GOOD, 1, 4)
    with pytest.raises(ValueError, match="empty"):
        best_depth(published()[:0], 1, 4)
