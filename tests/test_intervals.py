"""Shares, means and differences: against published tables and other calculations."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from mkt40_helpers.intervals import (
    difference_by,
    mean_by,
    share_by,
    share_difference,
    share_interval,
)

VISITS = pd.DataFrame(
    {
        "channel": ["web"] * 6 + ["store"] * 6,
        "advice": [True, True, True, False, False, False] * 2,
        "bought": [True, False, False, False, False, True, True, True, True, False, True, False],
        "euro": [10.0, 20, 35, 12, 9, 30, 40, 55, 61, 20, 44, 18],
    }
)


@pytest.mark.parametrize(("yes", "n"), [(0, 10), (1, 20), (7, 9), (10, 10), (340, 1000)])
def test_the_share_interval_is_wilsons(yes, n):
    assert share_interval(yes, n) == pytest.approx(proportion_confint(yes, n, method="wilson"))


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
    ],
)
def test_the_difference_of_shares_is_newcombes(counts, low, high):
    assert share_difference(*counts) == pytest.approx((low, high), abs=5e-5)
    again = confint_proportions_2indep(*counts, method="newcomb")
    assert share_difference(*counts) == pytest.approx(again)


def test_share_by_counts_groups_and_missing_ones():
    table = VISITS.assign(bought=VISITS["bought"].astype(object))
    table.loc[0, "bought"] = None
    table.loc[11, "channel"] = None
    found = share_by(table, of="bought", by="channel")
    assert found["channel"].isna().tolist() == [False, False, True]  # a group of its own
    assert found[["n", "missing", "yes"]].values.tolist() == [[5, 0, 4], [5, 1, 1], [1, 0, 0]]
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx(share_interval(4, 5))
    (whole,) = share_by(VISITS, of="bought").to_dict("records")
    assert (whole["yes"], whole["n"], whole["share"]) == (6, 12, 0.5)


def test_groups_may_be_made_by_two_columns():
    table = share_by(VISITS, of="bought", by=["channel", "advice"])
    assert list(table[["channel", "advice"]].itertuples(index=False, name=None)) == [
        ("store", False), ("store", True), ("web", False), ("web", True),
    ]  # fmt: skip
    for row in table.to_dict("records"):
        one = VISITS[(VISITS["channel"] == row["channel"]) & (VISITS["advice"] == row["advice"])]
        (alone,) = share_by(one, of="bought").to_dict("records")
        assert {key: row[key] for key in alone} == alone
    alone, listed = (mean_by(VISITS, of="euro", by=by) for by in ("channel", ["channel"]))
    pd.testing.assert_frame_equal(alone, listed)


def test_a_group_without_answers_keeps_its_row():
    table = pd.DataFrame({"channel": ["a", "b"], "bought": [None, True]})
    found = share_by(table, of="bought", by="channel")
    assert found["n"].tolist() == [0, 1] and math.isnan(found["share"][0])


def test_mean_by_is_students_interval():
    found = mean_by(VISITS, of="euro", by="channel").set_index("channel")
    for name, part in VISITS.groupby("channel"):
        n, mean, error = len(part), part["euro"].mean(), stats.sem(part["euro"])
        low, high = stats.t.interval(0.95, n - 1, loc=mean, scale=error)
        assert found.loc[name].tolist() == pytest.approx([n, 0, mean, low, high])
    one = mean_by(VISITS.iloc[:1], of="euro")
    assert one["mean"][0] == 10 and math.isnan(one["low"][0])


def test_a_difference_of_means_is_welchs():
    found = difference_by(VISITS, of="euro", split="advice", by="channel").set_index("channel")
    for name, part in VISITS.groupby("channel"):
        with_it, without = (part.loc[part["advice"] == side, "euro"] for side in (True, False))
        low, high = stats.ttest_ind(with_it, without, equal_var=False).confidence_interval()
        row = found.loc[name]
        assert (row["with"], row["without"]) == (with_it.mean(), without.mean())
        assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_a_difference_of_shares_is_that_of_the_two_shares():
    (row,) = difference_by(VISITS, of="bought", split="advice").to_dict("records")
    assert (row["with"], row["without"], row["n_with"]) == (4 / 6, 2 / 6, 6)
    assert (row["low"], row["high"]) == pytest.approx(share_difference(4, 6, 2, 6))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: share_by(VISITS, of="bougt"), "no column 'bougt'. The table has"),
        (lambda: share_by(VISITS, of="euro"), "must hold True or False. Rows 0, 1, 2, 3, 4 and 7"),
        (lambda: share_by(VISITS.astype({"bought": int}), of="bought"), r"data\['bought'\] == 1"),
        (lambda: difference_by(VISITS.astype({"bought": int}), "bought", "advice"), "0 and 1"),
        (lambda: difference_by(VISITS.astype({"advice": int}), "euro", "advice"), "== 1"),
        (lambda: share_by(VISITS, of="bought", by=[3]), "name of a column as text, not 3"),
        (lambda: share_by(VISITS, of="bought", by=["channel", "rival"]), "no column 'rival'"),
        (lambda: share_by(VISITS, of="bought", by=3), "name of a column as text, not 3"),
        (lambda: mean_by(VISITS.assign(euro=math.inf), of="euro"), "divided by zero"),
        (lambda: difference_by(VISITS.assign(euro=math.inf), "euro", "advice"), "divided by zero"),
        (lambda: share_by(VISITS, of="bought", level="0.95"), "between 0 and 1"),
        (lambda: share_by(VISITS.iloc[:0], of="bought"), "no rows"),
        (lambda: share_by(VISITS.rename(columns={"channel": "n"}), "bought", "n"), "rename yours"),
        (lambda: mean_by(VISITS, of="channel"), "'web' is not a number"),
        (lambda: mean_by(VISITS, of="euro", level=95), "between 0 and 1"),
        (lambda: difference_by(VISITS, of="euro", split="channel"), "True or False in every row"),
        (lambda: difference_by(VISITS[:3], of="euro", split="advice"), "nothing to compare"),
        (lambda: share_difference(3, 2, 1, 2), "is not a share"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_a_gap_is_named_and_not_dropped():
    gap = VISITS.assign(euro=VISITS["euro"].where(VISITS.index != 4))
    with pytest.raises(ValueError, match="Row 4 of 'euro': missing"):
        difference_by(gap, of="euro", split="advice")


def test_yes_and_no_may_be_objects():
    """As they come when one is missing and is then left out."""
    objects = VISITS.astype({"bought": object})
    same = difference_by(VISITS, of="bought", split="advice", by="channel")
    pd.testing.assert_frame_equal(difference_by(objects, "bought", "advice", "channel"), same)


@pytest.mark.parametrize("chance", [0.1, 0.5, 0.9])
def test_the_share_interval_covers_the_truth(chance):
    """Exactly, by the binomial distribution: no simulation and no seed."""
    n = 40
    held = [low <= chance <= high for low, high in (share_interval(k, n) for k in range(n + 1))]
    coverage = float((np.array(held) * stats.binom.pmf(range(n + 1), n, chance)).sum())
    assert 0.93 < coverage < 0.98
