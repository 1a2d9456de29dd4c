"""The statistics of chapter 3, against published figures and independent calculations."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm

from mkt40_helpers import advocacy, data
from mkt40_helpers.advocacy import nps_from_counts

counts = st.tuples(*[st.integers(0, 300)] * 3).filter(lambda c: sum(c) > 0)
scores = st.lists(st.integers(0, 10), min_size=1, max_size=80)


# ---- published figures ----


@pytest.mark.parametrize(
    ("plus", "minus", "n", "level", "low", "high", "places"),
    [
        # Tango (1998), Statistics in Medicine 17, 891-908, section 6.1 (contact lenses):
        # lower limit of the 90% interval -0.096.
        (0, 1, 44, 0.90, -0.096, None, 3),
        # Cavo et al. (2012) as worked in the R package contingencytables (Fagerland, Lydersen
        # and Laake): 6 and 16 of 161, 95% interval -0.1240 to -0.0054.
        (6, 16, 161, 0.95, -0.1240, -0.0054, 4),
        # R package PropCIs, scoreci.mp(25, 28, 618), 90%: -0.0148 to 0.0247 (second minus first).
        (28, 25, 618, 0.90, -0.0148, 0.0247, 4),
        # R package PropCIs, scoreci.mp(60, 20, 1000), 95%: -0.0584 to -0.0231.
        (20, 60, 1000, 0.95, -0.0584, -0.0231, 4),
    ],
)
def test_score_interval_as_published(plus, minus, n, level, low, high, places):
    interval = nps_from_counts(plus, n - plus - minus, minus).interval("score", level)
    assert round(interval.low / 100, places) == low
    if high is not None:
        assert round(interval.high / 100, places) == high


def test_wald_interval_as_published():
    # contingencytables, the same 6 and 16 of 161: Wald -0.1184 to -0.0058.
    interval = nps_from_counts(6, 139, 16).interval("wald")
    assert [round(end / 100, 4) for end in interval] == [-0.1184, -0.0058]


def test_variance_as_worked_on_cross_validated():
    # "How can I calculate margin of error in a NPS result?" on Cross Validated: promoters 1/2,
    # passives 1/3, detractors 1/6 give a score of 1/3 and, from its formula, a variance of 5/9.
    result = nps_from_counts(3, 2, 1)
    assert result.score == pytest.approx(100 / 3)
    assert result.se**2 * 6 / 100**2 == pytest.approx(5 / 9)


def test_margin_of_three_equal_groups_as_published():
    # Engelhardt (CYBAEA, 2016): three equal groups give a 95% interval 320 / sqrt(n) wide.
    low, high = nps_from_counts(300, 300, 300).interval("wald")
    assert (high - low) * math.sqrt(900) == pytest.approx(320, abs=0.1)


def test_adjusted_interval_adds_three_quarters_to_each_end():
    # Adjusted Wald for the NPS as Rocks (2016) and Lewis and Sauro describe it: ¾ promoter,
    # 1½ passives and ¾ detractor more, then Wald.
    p, d, n = 162.75 / 327, 54.75 / 327, 327
    half = norm.ppf(0.975) * math.sqrt((p + d - (p - d) ** 2) / n)
    interval = nps_from_counts(162, 108, 54).interval("adjusted")
    assert interval == pytest.approx((100 * (p - d - half), 100 * (p - d + half)))


def test_effective_sample_size_as_published():
    # Displayr's R package flipData: weights 10 and nine times 1 are worth 3.311927 answers (Kish).
    result = advocacy.nps([9] * 5 + [2] * 5, weights=[10] + [1] * 9)
    assert result.n_effective == pytest.approx(3.311927, abs=1e-6)


# ---- independent calculations ----


def _score_interval_by_likelihood(plus: int, none: int, minus: int) -> tuple[float, float]:
    """Invert the score test, with the restricted likelihood maximised numerically."""
    n = plus + none + minus
    observed = (plus - minus) / n

    def excess(difference: float) -> float:
        def loss(q: float) -> float:
            groups = [(plus, q + difference), (minus, q), (none, 1 - 2 * q - difference)]
            return -sum(k * math.log(max(share, 1e-300)) for k, share in groups if k)

        bounds = (max(0.0, -difference), (1 - difference) / 2)
        q = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-13}).x
        variance = 2 * q + difference - difference**2
        return n * (observed - difference) ** 2 / max(variance, 1e-300) - norm.ppf(0.975) ** 2

    low = -1 if observed == -1 else brentq(excess, -1 + 1e-9, observed - 1e-9)
    high = 1 if observed == 1 else brentq(excess, observed + 1e-9, 1 - 1e-9)
    return 100 * low, 100 * high


@pytest.mark.parametrize(
    "groups",
    [(1, 0, 0), (0, 1, 0), (0, 0, 1), (12, 0, 0), (3, 4, 0), (0, 5, 3), (7, 13, 1), (50, 0, 50)],
)
def test_score_interval_against_numerical_likelihood(groups):
    expected = _score_interval_by_likelihood(*groups)
    assert nps_from_counts(*groups).interval() == pytest.approx(expected, abs=1e-3)


def test_score_interval_covers_as_promised():
    # Small and skewed: the case where Wald fails. 20,000 samples: the error of the share is 0.15%.
    rng = np.random.default_rng(1)
    truth = 100 * (0.85 - 0.05)
    samples = rng.multinomial(15, [0.85, 0.10, 0.05], size=20_000)
    kinds, times = np.unique(samples, axis=0, return_counts=True)
    covered = {"score": 0, "wald": 0}
    for groups, count in zip(kinds, times, strict=True):
        for method in covered:
            low, high = nps_from_counts(*map(int, groups)).interval(method)
            covered[method] += int(count) * (low <= truth <= high)
    assert 0.93 <= covered["score"] / 20_000 <= 0.98
    assert covered["wald"] / 20_000 < 0.91


def test_comparison_against_the_normal_test_for_large_samples():
    first, second = nps_from_counts(6000, 2000, 2000), nps_from_counts(5900, 2000, 2100)
    se = math.hypot(first.se, second.se)
    result = advocacy.compare(first, second)
    assert result.difference == pytest.approx(2.0)
    assert result.p_value == pytest.approx(2 * norm.sf(2 / se), abs=1e-3)
    assert result.high - result.low == pytest.approx(2 * norm.ppf(0.975) * se, rel=1e-3)


def test_comparison_joins_the_score_intervals_of_both_groups():
    # Newcombe (1998), method 10, with the score intervals of the two scores.
    first, second = nps_from_counts(8, 1, 1), nps_from_counts(4, 2, 4)
    (low, high), (other_low, other_high) = first.interval(), second.interval()
    result = advocacy.compare(first, second)
    assert result.difference == pytest.approx(70)
    assert result.low == pytest.approx(70 - math.hypot(70 - low, other_high))
    assert result.high == pytest.approx(70 + math.hypot(high - 70, -other_low))
    # The p-value is one minus the level of the interval that touches zero.
    touching = advocacy.compare(first, second, level=1 - result.p_value)
    assert touching.low == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("sizes", [(5, 5), (10, 10), (12, 100), (40, 40)])
def test_comparison_holds_the_true_difference_as_often_as_it_says(sizes):
    """Two like groups of few answers: 16 percent of false alarms stood here once, at 5 and 5."""
    rng = np.random.default_rng(5)
    mixes = [[0.16, 0.46, 0.38], [0.3, 0.3, 0.4], [0.05, 0.25, 0.7]]
    alarms, runs = 0, 900
    for run in range(runs):
        draws = [rng.multinomial(n, mixes[run % 3])[::-1] for n in sizes]
        one, other = (nps_from_counts(*map(int, draw)) for draw in draws)
        found = advocacy.compare(one, other)
        alarms += not found.low <= 0 <= found.high
    assert alarms / runs < 0.065


def test_wilson_interval_against_the_test_it_inverts():
    low, high = advocacy.share_interval(7, 30)
    for end in (low, high):
        z = (7 / 30 - end) / math.sqrt(end * (1 - end) / 30)
        assert abs(z) == pytest.approx(norm.ppf(0.975))


def test_sample_size_gives_the_margin_it_promises():
    n = advocacy.sample_size(margin=5, promoters=0.4, detractors=0.2)
    margin = [
        196 * math.sqrt((0.6 - 0.04) / size)  # 0.56 is the variance of one answer
        for size in (n - 2, n)
    ]
    assert margin[1] <= 5.0 < margin[0]


def test_sample_size_of_a_column_is_a_column():
    margins = pd.Series([10, 5], index=["wide", "narrow"])
    found = advocacy.sample_size(margins, promoters=0.4, detractors=0.2)
    assert found.to_dict() == {
        name: advocacy.sample_size(margin, 0.4, 0.2) for name, margin in margins.items()
    }
    with pytest.raises(ValueError, match="The margin is 0"):
        advocacy.sample_size(pd.Series([10, 0]))


def test_precision_turns_sample_size_round():
    table = advocacy.precision([192, 767], promoters=0.38, detractors=0.17, level=0.9, power=0.9)
    assert advocacy.sample_size(table["margin"], 0.38, 0.17, level=0.9).tolist() == [192, 767]
    seen = [advocacy.detectable_difference(n, 0.38, 0.17, 0.9, 0.9) for n in (192, 767)]
    assert table["detectable"].tolist() == seen
    with pytest.raises(ValueError, match="n is 0"):
        advocacy.precision([10, 0])


def test_intervals_of_a_score_by_all_methods_are_those_of_each():
    result = nps_from_counts(30, 5, 15)
    table = result.intervals(level=0.8)
    assert sorted(table.index) == ["adjusted", "score", "wald"]
    for method, row in table.iterrows():
        assert tuple(row) == result.interval(method, level=0.8)


def test_deeds_have_the_shares_that_kinds_gives():
    survey = data.load("survey").dropna(subset=["score"])
    survey["group"] = advocacy.groups(survey["score"])
    deeds = advocacy.deeds(survey, by="group").groupby(["group", "kind"], observed=True)["did"]
    table = advocacy.kinds(survey, by="group").set_index(["group", "kind"])
    assert deeds.mean().to_dict() == pytest.approx(table["share"].to_dict())
    assert deeds.size().to_dict() == table["n"].to_dict()
    with pytest.raises(ValueError, match="must hold True or False"):
        advocacy.deeds(survey, by="group", negative="prompted_by")
    with pytest.raises(ValueError, match="did"):
        advocacy.deeds(survey.rename(columns={"group": "did"}), by="did")


def test_detectable_difference_is_found_four_times_in_five():
    rng = np.random.default_rng(2)
    step = advocacy.detectable_difference(200, 0.35, 0.35) / 100 / 4
    worse, better = [0.35 - step, 0.3, 0.35 + step], [0.35 + step, 0.3, 0.35 - step]
    pairs = zip(
        rng.multinomial(200, better, size=3000),
        rng.multinomial(200, worse, size=3000),
        strict=True,
    )
    results = [
        advocacy.compare(nps_from_counts(*map(int, a)), nps_from_counts(*map(int, b)))
        for a, b in pairs
    ]
    assert np.mean([result.p_value < 0.05 for result in results]) == pytest.approx(0.8, abs=0.03)


# ---- properties ----


@given(counts)
def test_the_intervals_hold_the_score(groups):
    result = nps_from_counts(*groups)
    low, high = result.interval("score")
    assert -100 <= low < high <= 100
    assert low - 1e-9 <= result.score <= high + 1e-9
    wald_low, wald_high = result.interval("wald")
    assert wald_low <= result.score + 1e-9 and result.score - 1e-9 <= wald_high


@given(counts)
def test_turning_the_scale_round_turns_the_result_round(groups):
    promoters, passives, detractors = groups
    result = nps_from_counts(promoters, passives, detractors)
    turned = nps_from_counts(detractors, passives, promoters)
    assert turned.score == pytest.approx(-result.score)
    for method in ("score", "adjusted", "wald"):
        low, high = result.interval(method)
        assert turned.interval(method) == pytest.approx((-high, -low), abs=1e-6)


@given(counts)
def test_a_higher_level_gives_a_wider_interval(groups):
    result = nps_from_counts(*groups)
    narrow, wide = result.interval(level=0.8), result.interval(level=0.99)
    assert wide.low <= narrow.low and narrow.high <= wide.high


@given(scores)
def test_scores_and_counts_agree(answers):
    result = advocacy.nps(answers)
    plus, minus = sum(a >= 9 for a in answers), sum(a <= 6 for a in answers)
    assert (result.promoters, result.detractors, result.n) == (plus, minus, len(answers))
    assert result.score == pytest.approx(100 * (plus - minus) / len(answers))
    named = advocacy.groups(answers)
    assert (named == "promoter").sum() == plus and (named == "detractor").sum() == minus


@given(scores)
def test_every_form_of_the_same_scores_gives_the_same_result(answers):
    expected = advocacy.nps(answers)
    for form in (
        tuple(answers),
        np.array(answers),
        np.array(answers, dtype="uint8"),
        np.array(answers, dtype=float),
        pd.Series(answers, dtype="Int64"),
        pd.Series(answers, dtype=object),
    ):
        assert advocacy.nps(form) == expected


@given(scores, st.integers(2, 5))
def test_equal_weights_change_nothing(answers, weight):
    plain, weighted = advocacy.nps(answers), advocacy.nps(answers, [weight] * len(answers))
    assert weighted.score == pytest.approx(plain.score)
    assert weighted.n_effective == pytest.approx(plain.n)
    assert weighted.interval() == pytest.approx(plain.interval(), abs=1e-6)


@given(scores)
def test_whole_weights_are_repeated_answers(answers):
    repeated = advocacy.nps([a for a in answers for _ in range(a + 1)])
    weighted = advocacy.nps(answers, weights=[a + 1 for a in answers])
    assert weighted.score == pytest.approx(repeated.score)


@given(counts, counts)
def test_comparing_is_antisymmetric_and_agrees_with_itself(one, other):
    a, b = nps_from_counts(*one), nps_from_counts(*other)
    there, back = advocacy.compare(a, b), advocacy.compare(b, a)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p_value == pytest.approx(back.p_value)
    assert (there.p_value < 0.05) == (there.low > 0 or there.high < 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10)), min_size=1, max_size=60))
def test_gains_add_up_to_the_detractor_share(rows):
    table = pd.DataFrame(rows, columns=["touchpoint", "score"])
    gains = advocacy.drivers(table)
    assert gains["gain"].sum() == pytest.approx(100 * (table["score"] <= 6).mean())
    # Computed another way: make the detractors passives, one touchpoint at a time.
    for row in gains.itertuples():
        mended = table["score"].mask(
            (table["touchpoint"] == row.touchpoint) & (table["score"] <= 6), 7
        )
        assert advocacy.nps(mended).score == pytest.approx(row.nps_without)


def test_groups_of_every_score():
    expected = ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2
    assert advocacy.groups(range(11)).tolist() == expected  # type: ignore[arg-type]


def test_groups_keep_the_row_labels_and_the_missing():
    named = advocacy.groups(pd.Series([10, None, 3], index=["x", "y", "z"]))
    assert named.index.tolist() == ["x", "y", "z"]
    assert named.isna().tolist() == [False, True, False]


def test_missing_answers_are_counted_and_in_no_share():
    result = advocacy.nps([10, None, 6, float("nan"), pd.NA])
    assert (result.missing, result.n, result.score) == (3, 2, 0)
    assert "3 missing" in str(result)


def test_by_group_each_row_is_the_score_of_its_group():
    rng = np.random.default_rng(3)
    data = pd.DataFrame({"g": rng.choice(list("ab"), 90), "score": rng.integers(0, 11, 90)})
    data.loc[::7, "score"] = None
    table = advocacy.nps_by(data, "g").set_index("g")
    for name, part in data.groupby("g"):
        alone = advocacy.nps(part["score"])
        assert table.loc[name, "nps"] == pytest.approx(alone.score)
        assert table.loc[name, "missing"] == alone.missing
        assert (table.loc[name, "low"], table.loc[name, "high"]) == alone.interval()


def test_by_group_keeps_groups_without_answers_and_without_a_name():
    data = pd.DataFrame({"g": ["a", "b", None], "score": [9, None, 3]})
    table = advocacy.nps_by(data, "g")
    assert table["n"].tolist() == [1, 0, 1]
    assert table["nps"].isna().tolist() == [False, True, False]


def test_by_several_columns_and_with_weights():
    data = pd.DataFrame({"a": [1, 1, 2], "b": [1, 1, 1], "score": [9, 3, 9], "w": [3, 1, 1]})
    table = advocacy.nps_by(data, ["a", "b"], weights="w")
    assert table[["a", "b", "nps"]].to_numpy().tolist() == [[1, 1, 50], [2, 1, 100]]


def test_kinds_leave_those_out_whom_nobody_prompted():
    told = pd.DataFrame(
        {
            "recommended_unasked": [True, False, False, True],
            "recommended_when_prompted": pd.array([True, None, False, None], dtype="boolean"),
            "advised_against": [False, False, False, True],
        }
    )
    table = advocacy.kinds(told).set_index("kind")
    assert table.loc["prompted", ["n", "yes", "share"]].tolist() == [2, 1, 0.5]
    assert table.loc["spontaneous", "share"] == 0.5 and table.loc["negative", "share"] == 0.25


@pytest.mark.parametrize("name", ["n", "missing", "promoters", "nps", "se", "low"])
def test_groups_never_lie_in_a_column_that_the_result_overwrites(name):
    table = pd.DataFrame({name: ["x", "x", "y"], "score": [10, 9, 2]})
    with pytest.raises(ValueError, match=f"a column '{name}' of its own: rename"):
        advocacy.nps_by(table, by=name)


@pytest.mark.parametrize("name", ["gain", "nps_without"])
def test_nor_do_touchpoints(name):
    with pytest.raises(ValueError, match="of its own: rename"):
        advocacy.drivers(pd.DataFrame({name: ["x", "y"], "score": [10, 2]}), by=name)


# ---- bad input ----

LABELLED = pd.Series([9, 11, 3], index=["ann", "bea", "cis"])
BAD_SCORES = [
    ([], "the set is empty"),
    ([None, None], "all 2 are missing"),
    ([1, 11], "Row 1 of the scores: 11 is outside 0 to 10"),
    (np.array([1, 2, -1]), "Row 2 of the scores: -1 is outside 0 to 10"),
    (LABELLED, "Row bea of the scores"),
    ([9, 8.5], "Row 1 of the scores: 8.5 is a fraction"),
    ([9, float("inf")], "Row 1 of the scores: inf is infinite"),
    ([9, "9"], "Row 1 of the scores: '9' is not a number. Turn text into numbers"),
    (["a"] * 8, "Rows 0, 1, 2, 3, 4 and 3 more of the scores"),
    ([True, False], "True and False"),
    ([9, True], "Row 1 of the scores: True is not a number"),
    ([9, 3 + 1j], "Rows 0, 1 of the scores: np.complex128(9+0j) is not"),
    ("10", "not the single value '10'"),
    (9, "not the single value 9"),
    (pd.DataFrame({"score": [9]}), "not a whole table"),
    (np.ones((2, 2)), "2 dimensions"),
    ([[9], [8]], "Rows 0, 1 of the scores"),
    (pd.Series(pd.to_datetime(["2025-01-01"])), "is not a number"),
]


@pytest.mark.parametrize(("bad", "told"), BAD_SCORES, ids=[told for _, told in BAD_SCORES])
def test_bad_scores_are_refused_and_named(bad, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        advocacy.nps(bad)


GOOD = nps_from_counts(5, 3, 2)
TABLE = pd.DataFrame({"g": ["a", "b"], "score": [9, 12]})
BAD_CALLS = {
    "There are 2 scores but 1 weights": lambda: advocacy.nps([9, 8], [1]),
    "Row 1 of the weights: -1": lambda: advocacy.nps([9, 8], [1, -1]),
    "Row 0 of the weights: nan": lambda: advocacy.nps([9, 8], [None, 1]),
    "Row 1 of the weights: inf": lambda: advocacy.nps([9, 8], [1, float("inf")]),
    "Row 0 of the weights: 'x'": lambda: advocacy.nps([9, 8], ["x", 1]),
    "All weights are zero": lambda: advocacy.nps([9, 8], [0, 0]),
    "other row labels": lambda: advocacy.nps(pd.Series([9, 8]), pd.Series([1, 1], index=[5, 6])),
    "promoters is -1": lambda: nps_from_counts(-1, 2, 3),
    "passives is 0.5": lambda: nps_from_counts(1, 0.5, 3),  # type: ignore[arg-type]
    "all counts are zero": lambda: nps_from_counts(0, 0, 0),
    "Unknown method 'exact'": lambda: GOOD.interval("exact"),  # type: ignore[arg-type]
    "The level is 95": lambda: GOOD.interval(level=95),
    "The level is 0": lambda: advocacy.compare(GOOD, GOOD, level=0),
    "two results of advocacy.nps, not float": lambda: advocacy.compare(21.5, GOOD),
    "two results of advocacy.nps, not list": lambda: advocacy.compare(GOOD, [10, 9]),
    "There is no column 'chanel'": lambda: advocacy.nps_by(TABLE, "chanel"),
    "The table has: g, score": lambda: advocacy.nps_by(TABLE, "g", score="mark"),
    "Row 1 of the scores: 12": lambda: advocacy.nps_by(TABLE, "g"),
    "has no rows": lambda: advocacy.nps_by(TABLE[:0].astype({"score": int}), "g"),
    "Give a table (DataFrame), not list": lambda: advocacy.nps_by([1], "g"),  # type: ignore[arg-type]
    "There is no column 'touchpoint'": lambda: advocacy.drivers(TABLE),
    "must hold True or False. Rows 0, 1": lambda: advocacy.kinds(TABLE, None, "g", "g", "g"),
    "The margin is 0": lambda: advocacy.sample_size(0),
    "promoters is 40 and": lambda: advocacy.sample_size(5, 40, 20),
    "promoters is 0.7 and": lambda: advocacy.sample_size(5, 0.7, 0.6),
    "n is 0": lambda: advocacy.detectable_difference(0),
    "The power is 80": lambda: advocacy.detectable_difference(10, power=80),
    "3 yes of 2 answers": lambda: advocacy.share_interval(3, 2),
    "0 yes of 0 answers": lambda: advocacy.share_interval(0, 0),
}


@pytest.mark.parametrize("told", BAD_CALLS)
def test_bad_input_says_what_to_do(told):
    with pytest.raises(ValueError, match=re.escape(told)):
        BAD_CALLS[told]()


def test_kinds_keep_the_customers_without_a_group_and_refuse_a_name_of_their_own():
    told = pd.DataFrame(
        {
            "group": ["promoter", None, "promoter"],
            "recommended_unasked": [True, False, True],
            "recommended_when_prompted": [None, True, False],
            "advised_against": [False, True, False],
        }
    )
    found = advocacy.kinds(told, by="group")
    assert found["group"].isna().sum() == 3 and found["n"].sum() == 8
    with pytest.raises(ValueError, match="'kind' of its own: rename yours"):
        advocacy.kinds(told.rename(columns={"group": "kind"}), by="kind")
