"""The shifted beta-geometric model, against published figures and other ways to the same."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from mkt40_helpers import data
from mkt40_helpers.relationship import SBG, retention_by_age, sbg

FIRST = ["now", "after the next renewal", "at the renewal due now"]


def segment(name, years=8):
    table = data.load("retention").query("segment == @name").set_index("year")
    return table["survivors_percent"].iloc[:years]


def model(alpha, beta):
    """One with these parameters, fitted on nothing."""
    return SBG(alpha, beta, 0.0, 1.0, 1, ((0.0, 0.0), (0.0, 0.0)), 0.0)


def log_likelihood(alpha, beta, survivors):
    """As published: of those who left at each age, and of those who are there at the last."""
    survivors = np.asarray(survivors, dtype=float)
    t = np.arange(1, len(survivors))
    leaves = special.betaln(alpha + 1, beta + t - 1) - special.betaln(alpha, beta)
    stays = special.betaln(alpha, beta + t[-1]) - special.betaln(alpha, beta)
    return (-np.diff(survivors) * leaves).sum() + survivors[-1] * stays


# ---- published figures ----


@pytest.mark.parametrize(
    ("name", "alpha", "beta", "value", "twelve"),
    [
        # Fader and Hardie (2007), How to project customer retention: years 1 to 7 of 1,000.
        ("regular", 0.704, 1.182, -1680.3, 0.170),
        ("high end", 0.668, 3.806, -1611.2, 0.378),
    ],
)
def test_the_published_fit(name, alpha, beta, value, twelve):
    fit = sbg(segment(name), customers=1000)
    assert (round(fit.alpha, 3), round(fit.beta, 3)) == (alpha, beta)
    assert round(fit.log_likelihood, 1) == value
    assert round(fit.survival(12), 3) == twelve
    assert fit.to_gain < 1e-9 and fit.customers == 1000 and fit.renewals == 7


@pytest.mark.parametrize(
    ("name", "residual", "new"),
    [
        # Fader and Hardie (2010), Customer-base valuation in a contractual setting: just before
        # the first to the fifth renewal, in payments, at 10 percent.
        ("regular", [2.964, 4.103, 4.870, 5.442, 5.894], 3.695),
        ("high end", [5.415, 5.901, 6.294, 6.620, 6.897], 5.922),
    ],
)
def test_the_published_residual_values(name, residual, new):
    fit = sbg(segment(name), customers=1000)
    for age, value in enumerate(residual):
        found = fit.residual_value(1, 0.1, age=age, first="at the renewal due now")
        assert found == pytest.approx(value, abs=0.001)
    assert fit.residual_value(1, 0.1, age=0, first="now") == pytest.approx(new, abs=0.001)


def test_one_rate_for_ever_is_not_the_residual_value():
    # Fader and Hardie (2015), Simple probability models, as reported: 0.764 and 1.296, 100 a year.
    fit = model(0.764, 1.296)
    found = [
        fit.residual_value(100, 0.1, age=age, first="at the renewal due now") for age in (0, 1, 4)
    ]
    assert [round(value) for value in found] == [288, 394, 568]


# ---- the likelihood, its slopes and its errors ----


@given(st.floats(0.1, 10), st.floats(0.1, 30), st.integers(4, 20))
@example(0.05, 23.875, 3)  # with long steps the search runs off to 1e39
@settings(max_examples=50, deadline=None)
def test_the_fit_is_the_highest_and_its_errors_are_those_of_the_curvature(alpha, beta, ages):
    t = np.arange(ages)
    shares = np.exp(special.betaln(alpha, beta + t) - special.betaln(alpha, beta))
    fit = sbg(shares, customers=500)
    # Shares without chance lead back to what made them.
    assert (fit.alpha, fit.beta) == pytest.approx((alpha, beta), rel=0.01)

    def value(logs):
        return log_likelihood(*np.exp(logs), 500 * shares)

    at = np.log([fit.alpha, fit.beta])
    assert fit.log_likelihood == pytest.approx(value(at))
    step = 1e-3 * np.eye(2)
    curvature = [
        [
            (value(at + a + b) - value(at + a - b) - value(at - a + b) + value(at - a - b)) / 4e-6
            for b in step
        ]
        for a in step
    ]
    product = -np.array(curvature) @ np.array(fit.covariance)
    assert product == pytest.approx(np.eye(2), abs=0.05)


@given(st.lists(st.integers(1, 300), min_size=3, max_size=9))
@settings(max_examples=50, deadline=None)
def test_another_search_finds_nothing_higher(steps):
    survivors = np.cumsum(steps)[::-1]
    try:
        fit = sbg(survivors)
    except ValueError:
        return
    found = optimize.minimize(
        lambda logs: -log_likelihood(*np.exp(logs), survivors), [0.0, 0.0], method="Nelder-Mead"
    )
    assert fit.log_likelihood >= -found.fun - 1e-6


def test_what_refuses_has_no_highest_point():
    """At a constant rate the log-likelihood rises for ever, with alpha and beta."""
    survivors = [1000, 800, 630, 480]  # retention 0.8, 0.79, 0.76
    with pytest.raises(ValueError, match=r"one constant rate of 0\.786 fits as well"):
        sbg(survivors)
    values = [log_likelihood(0.214 * size, 0.786 * size, survivors) for size in (10, 100, 1000)]
    assert values == sorted(values)


def test_percents_and_counts_and_the_table_of_members_are_the_same():
    percents = segment("regular")
    one, other = sbg(percents, customers=1000), sbg((10 * percents).round().tolist())
    assert one.alpha == pytest.approx(other.alpha) and one.beta == pytest.approx(other.beta)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    at_risk = (10 * percents).round().to_numpy()
    table = pd.DataFrame({"age": range(1, 8), "at_risk": at_risk[:-1], "left": -np.diff(at_risk)})
    assert sbg(table).alpha == pytest.approx(one.alpha)


def test_more_customers_change_the_errors_and_nothing_else():
    few, many = (sbg(segment("high end"), customers=n) for n in (100, 10_000))
    assert few.alpha == pytest.approx(many.alpha)
    assert few.log_likelihood == pytest.approx(many.log_likelihood / 100)
    error = [fit.parameters().set_index("parameter").loc["alpha", "se"] for fit in (few, many)]
    assert error[0] == pytest.approx(10 * error[1])


def test_members_of_unlike_age_give_the_truth_back():
    """Joined over 15 quarters, watched to the end: 40,000 members, alpha 0.7 and beta 9."""
    rng = np.random.default_rng(1)
    size, lived = 40_000, rng.integers(1, 16, 40_000)
    gone = rng.geometric(rng.beta(0.7, 9, size))
    end = pd.Timestamp("2026-08-31")
    joined = end - pd.to_timedelta(91 * lived, unit="D")
    left = pd.Series(joined + pd.to_timedelta(91 * np.minimum(gone, 99), unit="D"))
    table = pd.DataFrame({"joined": joined, "left": left.where(gone <= lived)})
    fit = sbg(retention_by_age(table, end=end, period=91))
    assert fit.mean_leaving == pytest.approx(0.7 / 9.7, abs=0.004)
    assert fit.survival(8) == pytest.approx(model(0.7, 9).survival(8), abs=0.01)
    ends = fit.parameters().set_index("parameter")
    assert ends.loc["alpha", "low"] < 0.7 < ends.loc["alpha", "high"]
    assert ends.loc["beta", "low"] < 9 < ends.loc["beta", "high"]


# ---- survival, retention, residual values ----

positive = st.floats(0.05, 30)


@given(positive, positive, st.integers(1, 200))
@settings(deadline=None)
def test_survival_is_the_product_of_the_retentions(alpha, beta, age):
    fit = model(alpha, beta)
    product = fit.retention(range(1, age + 1)).prod()
    assert fit.survival(age) == pytest.approx(product, rel=1e-6)


@given(positive, positive)
@settings(deadline=None)
def test_retention_rises_though_nobody_changes(alpha, beta):
    fit = model(alpha, beta)
    assert fit.retention(range(1, 50)).is_monotonic_increasing
    assert fit.retention(1) == pytest.approx(1 - fit.mean_leaving)


@given(positive, positive, st.integers(0, 20), st.floats(0.02, 1), st.sampled_from(FIRST))
@settings(max_examples=50, deadline=None)
def test_residual_values_are_sums_of_payments(alpha, beta, age, discount, first):
    fit = model(alpha, beta)
    ages = np.arange(age, age + 901)
    there = fit.survival(ages).to_numpy() / fit.survival(age)
    paid = (1 + discount) ** -np.arange(901.0)
    expected = {
        "now": (there * paid).sum(),
        "after the next renewal": (there * paid)[1:].sum(),
        "at the renewal due now": (there[1:] * paid[:-1]).sum(),
    }
    found = fit.residual_value(50, discount, age=age, first=first)
    assert found == pytest.approx(50 * expected[first], rel=1e-6)
    assert found.convention.startswith(f"first margin {first}, discount")


def test_the_intervals_are_those_of_drawing_alpha_and_beta_from_their_errors():
    fit = sbg(segment("high end"), customers=1000)
    rng = np.random.default_rng(1)
    logs = rng.multivariate_normal(np.log([fit.alpha, fit.beta]), fit.covariance, 100_000)
    a, b = np.exp(logs).T
    drawn = np.exp(special.betaln(a, b + 12) - special.betaln(a, b))
    row = fit.by_age([12]).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.004)
    mean = fit.parameters().set_index("parameter").loc["mean_leaving"]
    drawn = a / (a + b)
    assert [mean["low"], mean["high"]] == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]), abs=2e-4
    )
    assert mean["se"] == pytest.approx(drawn.std(), rel=0.02)
    alpha = fit.parameters().set_index("parameter").loc["alpha"]
    assert [alpha["low"], alpha["high"]] == pytest.approx(np.quantile(a, [0.025, 0.975]), abs=0.01)
    assert alpha["se"] / alpha["estimate"] == pytest.approx(np.log(a).std(), rel=0.02)
    assert row["survival"] == fit.survival(12) and row["retention"] == fit.retention(12)


def test_it_says_what_it_is():
    fit = sbg(segment("regular"), customers=1000)
    assert str(fit) == (
        "sBG: alpha 0.704, beta 1.182 (mean chance to leave 37.3%), log-likelihood -1680.3, "
        "1,000 customers, ages 1 to 7"
    )
    assert fit._repr_html_() == f"<p>{fit}</p>"
    assert fit.survival([0, 3]).index.tolist() == [0, 3] and type(fit.survival(3)) is float


# ---- refusals ----


@pytest.mark.parametrize(
    ("survivors", "customers", "told"),
    [
        ([100, 60], None, "There are survivors at 2 ages"),
        ([100, 100, 100], None, "Nobody left, so"),
        ([100, 60, 60, 60], None, "Nobody left after the first renewal"),
        ([100, 60, 61], None, "Row 2 of the survivors: more than at the age before"),
        ([100, 0, 0], None, "Row 2 of the survivors: at the age before there was nobody"),
        ([100, 80, 64], None, "one constant rate of 0.800 fits as well"),
        ([100, 63.1, 46.8], None, "Rows 1, 2 of the survivors: 63.1 is no number of customers"),
        ([120, 63.1, 46.8], 1000, "The first of the survivors is 120"),
        ([63.1, 46.8, 38.2], 1000, "The first of the survivors is 63.1"),
        ([100, 63.1, 46.8], 0, "customers is 0"),
        ([100, -5, -6], None, "Rows 1, 2 of the survivors: -5"),
        ([100, None, 50], None, "Row 1 of the survivors: missing"),
        ("100", None, "Give a list or column of survivors"),
    ],
)
def test_survivors_that_cannot_be_fitted_are_refused(survivors, customers, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        sbg(survivors, customers)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"age": [1, 2, 4]}, "Column 'age' must go from 1 on"),
        ({"left": [30, 80, 5]}, "More have 'left' than were 'at_risk'"),
        ({"at_risk": [100, 80, 50]}, "more are at risk than stayed"),
        ({"left": [0, 0, 0]}, "Nobody left"),
    ],
)
def test_tables_that_cannot_be_fitted_are_refused(changed, told):
    table = pd.DataFrame({"age": [1, 2, 3], "at_risk": [100, 70, 50], "left": [30, 15, 5]})
    assert sbg(table).renewals == 3
    with pytest.raises(ValueError, match=told):
        sbg(table.assign(**changed))
    with pytest.raises(ValueError, match="no customers="):
        sbg(table, customers=100)
    with pytest.raises(ValueError, match="one age only"):
        sbg(table.iloc[:1])


def test_questions_that_cannot_be_answered_are_refused():
    fit = model(0.7, 1.2)
    for ask, told in (
        (lambda: fit.survival(-1), "-1 cannot be"),
        (lambda: fit.survival(1.5), r"An age is 1\.5"),
        (lambda: fit.retention(0), "0 cannot be"),
        (lambda: fit.residual_value(1, 0, age=0, first="now"), "discount is 0"),
        (lambda: fit.residual_value(1, 10, age=0, first="now"), "0.10 for 10 percent"),
        (lambda: fit.residual_value(1, 0.1, age=0, first="today"), "'now' or 'after the next"),
        (lambda: fit.residual_value(1, 0.1, age=-1, first="now"), "age is -1"),
        (lambda: fit.residual_value(1, 0.1, age=0.5, first="now"), r"An age is 0\.5"),
        (lambda: fit.parameters(95), "The level is 95"),
    ):
        with pytest.raises(ValueError, match=told):
            ask()


def test_by_age_takes_one_age_too():
    model = sbg([1000, 869, 743, 653, 593])
    pd.testing.assert_frame_equal(model.by_age(12), model.by_age([12]))
