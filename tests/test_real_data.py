"""The real tables give the figures that were published on them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import curve_fit, minimize
from scipy.special import betaln, gammaln

from mkt40_helpers.data import load

# ---- cdnow: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way ----

BG_NBD = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
CALIBRATION_END = pd.Timestamp("1997-09-30")  # 39 weeks from 1 January 1997


def cdnow_summary() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repeat days, week of the last one and weeks observed, per customer, in the 39 weeks."""
    log = load("cdnow")
    days = log.loc[log["date"] <= CALIBRATION_END, ["customer", "date"]].drop_duplicates()
    date = days.groupby("customer")["date"]
    repeats = date.size() - 1
    last = (date.max() - date.min()).dt.days / 7
    observed = (CALIBRATION_END - date.min()).dt.days / 7
    return repeats.to_numpy(float), last.to_numpy(), observed.to_numpy()


def bg_nbd_log_likelihood(r, alpha, a, b, x, last, observed) -> float:
    """Of the BG/NBD model, for all customers together."""
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    still_there = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + observed)
    # Only who came back can have left after the last purchase.
    back = x > 0
    gone = np.full(len(x), -np.inf)
    gone[back] = (
        betaln(a + 1, b + x[back] - 1) - betaln(a, b) - (r + x[back]) * np.log(alpha + last[back])
    )
    return float((buying + np.logaddexp(still_there, gone)).sum())


def test_cdnow_is_the_sample_that_the_paper_describes():
    log = load("cdnow")
    first = log.groupby("customer")["date"].min()
    assert log["customer"].nunique() == 2357
    assert first.between("1997-01-01", "1997-03-31").all()
    assert log["date"].max() == pd.Timestamp("1998-06-30")
    x, last, observed = cdnow_summary()
    assert len(x) == 2357
    assert (last <= observed).all() and observed.max() == pytest.approx(38.86, abs=0.005)


def test_cdnow_has_the_published_likelihood():
    # Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way.
    found = bg_nbd_log_likelihood(*BG_NBD.values(), *cdnow_summary())
    assert found == pytest.approx(-9582.4, abs=0.05)


def test_a_fit_on_cdnow_finds_the_published_parameters():
    # Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way.
    summary = cdnow_summary()
    fit = minimize(
        lambda logs: -bg_nbd_log_likelihood(*np.exp(logs), *summary), x0=np.zeros(4), tol=1e-8
    )
    assert np.exp(fit.x) == pytest.approx(list(BG_NBD.values()), abs=0.0006)
    assert -fit.fun == pytest.approx(-9582.4, abs=0.05)


# ---- bass_series: Bass (1969); Mahajan, Mason and Srinivasan (1986) ----


def bass_sales(year, p, q, m):
    """Sales in a year are the growth of the cumulative curve: m (F(t) - F(t - 1))."""

    def cumulative(t):
        fallen = np.exp(-(p + q) * t)
        return (1 - fallen) / (1 + q / p * fallen)

    return m * (cumulative(year) - cumulative(year - 1))


@pytest.mark.parametrize(
    ("product", "p", "q", "m"),
    [
        ("room air conditioners", 0.0094, 0.3748, 18_713),
        ("clothes dryers", 0.0136, 0.3267, 16_497),
    ],
)
def test_nonlinear_least_squares_finds_the_published_bass_parameters(product, p, q, m):
    # Mahajan, Mason and Srinivasan (1986), estimates by nonlinear least squares.
    table = load("bass_series").query("product == @product")
    year, sales = table["year"].to_numpy(float), table["sales_thousand"].to_numpy(float)
    found, _ = curve_fit(bass_sales, year, sales, p0=[0.02, 0.4, sales.sum()])
    assert found == pytest.approx([p, q, m], rel=0.01)


# ---- retention: Fader and Hardie (2007), How to project customer retention ----


def sbg_log_likelihood(alpha, beta, survivors) -> float:
    """Of the shifted beta-geometric model, for the counts of a cohort from year 0 on."""
    year = np.arange(1, len(survivors))
    leaving = betaln(alpha + 1, beta + year - 1) - betaln(alpha, beta)
    staying = betaln(alpha, beta + year[-1]) - betaln(alpha, beta)
    return float(-np.diff(survivors) @ leaving + survivors[-1] * staying)


def test_sbg_finds_the_published_parameters_of_the_high_end():
    # Fader and Hardie (2007): fitted on years 1 to 7 of a cohort of 1,000.
    table = load("retention").query("segment == 'high end' and year <= 7").sort_values("year")
    survivors = table["survivors_percent"].to_numpy() * 10
    fit = minimize(
        lambda logs: -sbg_log_likelihood(*np.exp(logs), survivors), x0=np.zeros(2), tol=1e-8
    )
    assert np.exp(fit.x) == pytest.approx([0.668, 3.806], abs=0.0006)


def test_survivors_only_leave():
    # Contractual customers do not come back: Fader and Hardie (2007).
    survivors = load("retention").pivot(index="year", columns="segment", values="survivors_percent")
    assert survivors.index.tolist() == list(range(13))
    assert (survivors.loc[0] == 100).all()
    assert (survivors.diff().dropna() < 0).all(axis=None)


# ---- countries: CIA, The World Factbook, last edition ----


def test_countries_have_the_figures_of_the_factbook():
    # CIA, The World Factbook, profiles of the Netherlands and Kenya.
    found = load("countries").set_index("country")
    columns = ["population", "internet_users_percent", "income", "gini", "life_expectancy"]
    published = {
        "Netherlands": [17_833_885, 97, 70_900, 25.7, 81.9],
        "Kenya": [55_751_717, 35, 5_800, 38.7, 70.4],
    }
    for country, figures in published.items():
        assert found.loc[country, columns].tolist() == figures


def test_a_figure_of_a_country_is_there_when_its_year_is():
    # The World Factbook gives every figure with its year.
    table = load("countries")
    for figure, year in [
        ("population", "population_year"),
        ("internet_users_percent", "internet_users_year"),
        ("income", "income_year"),
        ("gini", "gini_year"),
    ]:
        assert (table[figure].isna() == table[year].isna()).all()
