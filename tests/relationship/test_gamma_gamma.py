"""The gamma-gamma model, against published figures, simulated amounts and another formula."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import quad

from mkt40_helpers import data, relationship
from mkt40_helpers.relationship.gamma_gamma import _Amounts

PUBLISHED = relationship.GammaGamma(p=6.25, q=3.744, gamma=15.443)


@pytest.fixture(scope="module")
def cdnow() -> pd.DataFrame:
    log = data.load("cdnow")
    return relationship.rfm(log, amount="amount", end="1997-09-30", hold_out="1998-06-30")


@pytest.fixture(scope="module")
def fitted(cdnow) -> relationship.GammaGamma:
    return relationship.gamma_gamma(cdnow)


def simulated(n, p, q, gamma, rng) -> pd.DataFrame:
    x = 1 + rng.poisson(3, n)
    scale = rng.gamma(q, 1 / gamma, n)  # a customer's amounts are gamma(p, scale)
    return pd.DataFrame({"frequency": x, "monetary": rng.gamma(p * x) / scale / x})


def test_cdnow_gives_the_published_figures(cdnow, fitted):
    # Fader and Hardie (2013), The gamma-gamma model of monetary value; the tests of two programs
    # (lifetimes, CLVTools) hold the same values.
    assert fitted.parameters.tolist() == pytest.approx([6.25, 3.744, 15.443], rel=0.0005)
    assert fitted.log_likelihood == pytest.approx(-4055.9, abs=0.05)
    assert (fitted.customers, fitted.once) == (946, 1411)
    assert fitted.mean == pytest.approx(35.17, abs=0.005)
    assert fitted.correlation == pytest.approx(0.11, abs=0.005)
    four = pd.DataFrame({"frequency": [2, 1, 7, 0], "monetary": [22.35, 11.77, 73.74, None]})
    expected = [24.66, 18.91, 71.46, 35.17]
    assert fitted.expected_spend(four).tolist() == pytest.approx(expected, abs=0.006)
    assert PUBLISHED.expected_spend(four).tolist() == pytest.approx(expected, abs=0.006)


def test_the_likelihood_is_the_integral_over_what_customers_may_be(cdnow):
    """The mean of x gamma amounts, over the gamma distribution of the scale."""
    p, q, gamma = 6.25, 3.744, 15.443
    back = cdnow.query("frequency > 0").iloc[:12]
    value = 0.0
    for x, own in zip(back["frequency"], back["monetary"], strict=True):
        density = quad(
            lambda scale, x=x, own=own: (
                stats.gamma.pdf(own, p * x, scale=1 / (scale * x))
                * stats.gamma.pdf(scale, q, scale=1 / gamma)
            ),
            0,
            3,
            limit=400,
        )[0]
        value += np.log(density)
    amounts = _Amounts(back["frequency"].to_numpy(float), back["monetary"].to_numpy())
    assert amounts.likelihood(np.array([p, q, gamma]))[0] == pytest.approx(value, rel=1e-7)


@pytest.mark.parametrize("at", [(6.25, 3.7, 15.4), (0.6, 1.2, 200.0), (40.0, 9.0, 0.5)])
def test_slopes_and_curvatures_are_those_of_the_likelihood(at, cdnow):
    back = cdnow.query("frequency > 0")
    amounts = _Amounts(back["frequency"].to_numpy(float), back["monetary"].to_numpy())
    _, slopes, curves = amounts.likelihood(np.array(at))
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5 * at[k]
        there, back_there = amounts.likelihood(at + step), amounts.likelihood(at - step)
        assert slopes[k] == pytest.approx((there[0] - back_there[0]) / (2 * step[k]), rel=1e-4)
        change = (there[1] - back_there[1]) / (2 * step[k])
        assert curves[k] == pytest.approx(change, rel=1e-5, abs=1e-3)


def test_a_fit_finds_the_planted_values():
    truth = [6.0, 4.0, 30.0]
    found = relationship.gamma_gamma(simulated(20_000, *truth, np.random.default_rng(2)))
    ends = found.intervals(0.999)
    assert ((ends["low"] < truth) & (truth < ends["high"])).all()
    assert found.mean == pytest.approx(60, rel=0.02)
    assert found.slope < 1e-7


def test_zwaluws_amounts_are_as_planted():
    # Planted: p 6, q 4, gamma 30, so a mean of 60; the app adds 6% for those who have it.
    log = data.load("transactions")
    found = relationship.gamma_gamma(relationship.rfm(log, amount="amount_eur", end="2026-08-31"))
    assert found.mean == pytest.approx(60, rel=0.05)
    assert found.q == pytest.approx(4, abs=3 * found.standard_errors["q"])


def test_an_amount_in_cents_changes_only_the_scale(cdnow, fitted):
    cents = relationship.gamma_gamma(cdnow.assign(monetary=100 * cdnow["monetary"]))
    assert cents.parameters.tolist() == pytest.approx(
        [fitted.p, fitted.q, 100 * fitted.gamma], rel=1e-5
    )


# ---- what is refused ----


def people(*rows: tuple[float, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["frequency", "monetary"])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (people((1, 5), (2, 9), (0, None)), "Only 2 customers have a repeat purchase"),
        (people((1, 5), (2, 5), (3, 5)), "the same mean amount, 5"),
        (people((1, 5), (2, None), (3, 5)), "Row 1 of monetary: nan, though they bought again"),
        (people((1, 5), (2, 0), (3, 5)), "Row 1 of monetary: 0, though they bought again"),
        (people((1, 5), (2, -4), (3, 5)), "Row 1 of monetary: -4"),
        (people((1, 5), (2.5, 4), (3, 5)), "Row 1 of frequency: give whole numbers"),
        (people((1, 5), (2, 5.0001), (3, 5)), "3 repeat buyers do not tell the three parameters"),
    ],
)
def test_a_table_that_tells_nothing_is_refused(table, told):
    with pytest.raises(ValueError, match=told):
        relationship.gamma_gamma(table)


def test_bicycles_among_the_amounts_make_the_mean_infinite():
    """The named mistake: the first order, often a bicycle, kept."""
    each = data.load("transactions").groupby("customer")["amount_eur"].agg(["size", "mean"])
    with pytest.raises(ValueError, match=r"q is 0\.\d+: .* infinite. .* first purchases"):
        relationship.gamma_gamma(each.set_axis(["frequency", "monetary"], axis="columns"))


def test_it_is_shown_with_its_intervals(fitted):
    shown = fitted._repr_html_()
    assert "946 customers" in shown and "mean 35.17" in shown and "0.11" in shown


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"q": 0.9}, r"q is 0\.900: with 1 or less the mean of all customers is infinite"),
        ({"q": 1}, "infinite"),
        ({"p": -6}, "p is -6: give a number above 0"),
        ({"gamma": "15"}, "gamma is '15'"),
    ],
)
def test_given_parameters_that_have_no_mean_are_refused(given, told):
    """With a q of 0.9 the formula gives a mean below zero."""
    with pytest.raises(ValueError, match=told):
        relationship.GammaGamma(**({"p": 6.25, "q": 3.744, "gamma": 15.443} | given))


def test_amounts_that_differ_by_a_rounding_tell_nothing(cdnow):
    """0.1 + 0.2 is not 0.3: no top was reached, and p was said to be 10 million million."""
    table = cdnow.assign(monetary=np.where(np.arange(len(cdnow)) % 2, 0.1 + 0.2, 0.3))
    with pytest.raises(ValueError, match=r"the same mean amount|do not tell the three parameters"):
        relationship.gamma_gamma(table)


def test_rows_of_one_label_are_named_too():
    table = people((1, 5), (2, None), (3, 5)).set_axis(["x", "x", "x"])
    with pytest.raises(ValueError, match="Row x of monetary: nan, though they bought again"):
        relationship.gamma_gamma(table)
