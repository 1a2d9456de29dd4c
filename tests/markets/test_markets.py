"""Markets: against published figures and independent formulas; bad input; pictures; the lab."""

from __future__ import annotations

import base64
import itertools
import math
import re
import struct

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mkt40_helpers import data, markets, plots
from mkt40_helpers.markets import by_hand, exercises, pictures
from mkt40_helpers.markets import lab as labs
from mkt40_helpers.markets.lab import FIRST_PRICE
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.shelf import find
from tests.every_chapter.chapters import CHAPTERS, read

CHAPTER = next(chapter for chapter in CHAPTERS if chapter.name == "markets")
AMOUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda x: sum(x) > 1e-3)


# ---- who can pay ----


@pytest.mark.parametrize("gini", [0.2, 0.257, 0.357, 0.516, 0.7])
def test_drawn_incomes_have_the_mean_the_gini_and_the_reach_that_were_asked_for(gini):
    sigma = markets.spread_of_incomes(gini)
    rng = np.random.default_rng(1)
    incomes = rng.lognormal(math.log(30_000) - sigma**2 / 2, sigma, 400_000)
    assert incomes.mean() == pytest.approx(30_000, rel=0.02)
    assert markets.gini(incomes) == pytest.approx(gini, abs=0.01)
    for price in (300, 900, 1900, 5000):
        simulated = (0.05 * incomes >= price).mean()
        assert markets.reach(price, 30_000, gini, 0.05) == pytest.approx(simulated, abs=0.003)


def test_reach_is_the_tail_of_scipys_lognormal():
    sigma = math.sqrt(2) * stats.norm.ppf((0.4 + 1) / 2)
    tail = stats.lognorm(sigma, scale=20_000 * math.exp(-(sigma**2) / 2)).sf(1500 / 0.05)
    assert markets.reach(1500, 20_000, 0.4, 0.05) == pytest.approx(tail, rel=1e-9)


def test_reach_falls_with_the_price_and_rises_with_income_and_budget():
    prices = [markets.reach(price, 30_000, 0.3, 0.05) for price in range(100, 6000, 100)]
    assert all(a > b for a, b in itertools.pairwise(prices))
    assert markets.reach(1500, 40_000, 0.3, 0.05) > markets.reach(1500, 30_000, 0.3, 0.05)
    assert markets.reach(1500, 30_000, 0.3, 0.06) > markets.reach(1500, 30_000, 0.3, 0.05)
    # Nobody differs: all can pay, or nobody can.
    assert markets.reach(1500, 30_000, 0, 0.05) == 1 and markets.reach(1501, 30_000, 0, 0.05) == 0


def test_reach_by_country_is_reach_in_each_country():
    countries = data.load("countries").dropna(subset=["population", "income", "gini"])
    table = markets.reach_by_country(countries, 2066, 0.05).set_index("country")
    for row in countries.itertuples():
        share = markets.reach(2066, row.income, row.gini / 100, 0.05)
        assert table.loc[row.country, "share"] == pytest.approx(share)
        assert table.loc[row.country, "people"] == pytest.approx(share * row.population)
    assert table["people"].is_monotonic_decreasing


def test_several_prices_and_a_price_of_each_country_are_one_price_after_the_other():
    countries = data.load("countries").dropna(subset=["population", "income", "gini"])
    several = markets.reach_by_country(countries, [2066, 500.5], 0.05)
    assert several["price"].drop_duplicates().tolist() == [2066, 500.5]
    for price, part in several.groupby("price"):
        one = markets.reach_by_country(countries, price, 0.05)
        pd.testing.assert_frame_equal(part.drop(columns="price").reset_index(drop=True), one)
    both = data.load("markets").merge(countries, on="country")
    local = markets.reach_by_country(both, "price_eur", 0.05).set_index("country")
    for row in both.itertuples():
        share = markets.reach(row.price_eur, row.income, row.gini / 100, 0.05)
        assert local.loc[row.country, "share"] == pytest.approx(share)
        assert local.loc[row.country, "price"] == row.price_eur


def test_the_largest_is_launched_first():
    table = pd.DataFrame({"share": [0.1, 0.8, 0.3], "people": [90.0, 8, 20]}, index=[7, 7, 7])
    assert markets.after_launches(table, "people", order="share").tolist() == [8, 28, 118]
    assert markets.after_launches(table, "people", order="people").tolist() == [90, 110, 118]


# ---- experience curve ----


def test_the_experience_curve_is_scipys_line_through_the_logarithms():
    prices = data.load("prices")
    curve = markets.experience_curve(prices)
    x, y = np.log(prices["cumulative_output"].astype(float)), np.log(prices["unit_cost_eur"])
    slope, intercept = np.polyfit(x, y, 1)
    assert curve.elasticity == pytest.approx(slope)
    assert curve.learning_rate == pytest.approx(1 - 2**slope)
    assert curve.cost(1) == pytest.approx(math.exp(intercept))
    assert curve.cost(2000) / curve.cost(1000) == pytest.approx(1 - curve.learning_rate)
    assert curve.cost(pd.Series([1000, 2000])).tolist() == [curve.cost(1000), curve.cost(2000)]
    with pytest.raises(ValueError, match="Row 1"):
        curve.cost(pd.Series([1000, 0]))
    low, high = curve.interval
    assert low < 0.18 < high  # the planted rate


def test_the_interval_of_the_learning_rate_holds_the_true_one_as_often_as_it_says():
    rng = np.random.default_rng(2)
    output = np.geomspace(20_000, 400_000, 40)
    held = 0
    for _ in range(400):
        cost = 3400 * (output / 20_000) ** math.log2(0.82) * rng.lognormal(0, 0.03, 40)
        table = pd.DataFrame({"cumulative_output": output, "unit_cost_eur": cost})
        low, high = markets.experience_curve(table).interval
        held += low <= 0.18 <= high
    assert 0.92 < held / 400 < 0.98


# ---- diversity and segregation ----


def test_diversity_of_equal_groups_is_known():
    for n in (1, 2, 5, 10):
        found = markets.diversity([7] * n)
        assert found["simpson"] == pytest.approx(1 - 1 / n)
        assert found["shannon"] == pytest.approx(math.log(n))
        assert found["effective_groups"] == pytest.approx(n)


def test_two_groups_have_duncans_dissimilarity():
    # Duncan and Duncan 1955: half the sum of |a_i / A - b_i / B|.
    rng = np.random.default_rng(3)
    counts = rng.integers(1, 500, (6, 2))
    table = pd.DataFrame(
        [(i, g, counts[i, k]) for i in range(6) for k, g in enumerate("ab")],
        columns=["district", "group", "residents"],
    )
    shares = counts / counts.sum(axis=0)
    duncan = np.abs(shares[:, 0] - shares[:, 1]).sum() / 2
    assert markets.segregation(table) == pytest.approx(duncan)


def test_the_two_cities_rank_oppositely():
    cities = dict(list(data.load("city_districts").groupby("city")))
    mix = {
        name: markets.diversity(part.groupby("group")["residents"].sum())["simpson"]
        for name, part in cities.items()
    }
    apart = {name: markets.segregation(part) for name, part in cities.items()}
    assert mix["Eikmonde"] > mix["Zuiderdrecht"] and apart["Eikmonde"] > apart["Zuiderdrecht"]


def test_a_mixed_city_has_no_segregation_and_a_parted_one_all_of_it():
    table = pd.DataFrame(
        {"district": [1, 1, 2, 2], "group": list("abab"), "residents": [10, 30, 20, 60]}
    )
    assert markets.segregation(table) == pytest.approx(0)
    assert markets.segregation(table.assign(residents=[10, 0, 0, 60])) == pytest.approx(1)


def test_each_city_has_the_figures_of_the_plain_functions():
    cities = data.load("city_districts")
    for row in markets.inclusion_by(cities).itertuples():
        city = cities[cities["city"] == row.city]
        simpson = markets.diversity(city.groupby("group")["residents"].sum())["simpson"]
        assert row.diversity == pytest.approx(simpson)
        assert row.equal_groups == pytest.approx(1 / (1 - simpson))
        assert row.segregation == pytest.approx(markets.segregation(city))


# ---- concentration ----


def test_each_market_has_the_figures_of_the_plain_functions():
    bikes = data.load("market_shares")
    table = markets.concentration_by(bikes, of="bikes_sold", by="year")
    assert table["year"].tolist() == [2016, 2026]
    for row in table.itertuples():
        sold = bikes.loc[bikes["year"] == row.year, "bikes_sold"]
        found = markets.concentration(sold)
        assert (row.firms, row.hhi, row.points, row.effective_firms, row.gini) == (
            found.firms, found.hhi, found.points, found.effective_firms, found.gini,
        )  # fmt: skip
        assert row.largest == pytest.approx(sold.max() / sold.sum())


@given(AMOUNTS)
@settings(max_examples=60, deadline=None)
def test_best_sellers_are_the_lorenz_curve_from_the_other_end(units):
    tail, curve = markets.best_sellers(units), markets.lorenz(units)
    assert tail["share"].to_numpy()[::-1] == pytest.approx(1 - curve["owned"].to_numpy()[:-1])
    assert tail["items"].tolist() == list(range(1, len(units) + 1))


def test_concentration_on_both_scales():
    for shares, points in (([100], 10_000), ([50, 50], 5000), ([40, 30, 20, 10], 3000)):
        found = markets.concentration(shares)
        assert found.points == pytest.approx(points)
        assert found.hhi == pytest.approx(points / 10_000)
        assert found.effective_firms == pytest.approx(10_000 / points)


def test_gini_of_small_markets_is_exact():
    # By hand: half of the mean absolute difference of all pairs, over the mean.
    for values in ([1], [1, 1], [0, 1], [1, 2, 3], [0, 0, 0, 1], [5, 1, 1, 1, 2]):
        differences = np.abs(np.subtract.outer(values, values)).mean()
        assert markets.gini(values) == pytest.approx(differences / 2 / np.mean(values))


@given(AMOUNTS)
@settings(max_examples=60, deadline=None)
def test_gini_is_the_area_between_the_lorenz_curve_and_the_diagonal(values):
    curve = markets.lorenz(values)
    area = np.trapezoid(curve["owned"], curve["owners"])
    assert markets.gini(values) == pytest.approx(1 - 2 * area, abs=1e-9)
    assert curve["owned"].is_monotonic_increasing and curve["owned"].iloc[-1] == 1
    assert (curve["owned"] <= curve["owners"] + 1e-9).all()


@given(AMOUNTS, st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_the_unit_of_sales_does_not_matter(values, factor):
    one, other = markets.concentration(values), markets.concentration(np.array(values) * factor)
    assert one.hhi == pytest.approx(other.hhi) and one.gini == pytest.approx(other.gini, abs=1e-9)
    assert 1 / len(values) - 1e-9 <= one.hhi <= 1 + 1e-9
    assert 1 - 1e-9 <= one.effective_firms <= len(values) + 1e-6


# ---- the game, the funnel, the decision ----


def game(cells, labels=("share", "alone")):
    return pd.DataFrame(cells, index=list(labels), columns=list(labels), dtype=float)


@pytest.mark.parametrize(
    ("us", "found"),
    [
        ([[6, 2], [7, 3]], [("alone", "alone")]),  # prisoner's dilemma
        ([[4, 0], [3, 2]], [("share", "share"), ("alone", "alone")]),  # stag hunt
        ([[0, 2], [3, 1]], [("share", "alone"), ("alone", "share")]),  # chicken
        ([[1, 1], [1, 1]], [(a, b) for a in ("share", "alone") for b in ("share", "alone")]),
    ],
)
def test_equilibria_of_games_that_are_known(us, found):
    us = game(us)
    table = markets.equilibria(us, us.T)
    assert list(zip(table["row"], table["column"], strict=True)) == found
    assert (table["joint"] == table["row_payoff"] + table["column_payoff"]).all()


def test_matching_pennies_has_no_equilibrium_in_pure_choices():
    us = game([[1, -1], [-1, 1]])
    assert markets.equilibria(us, -us).empty


def test_a_later_stage_counts_only_after_the_earlier_ones():
    table = pd.DataFrame({"feasible": [True, False, True], "built": [False, True, True]})
    found = markets.funnel(table, ["feasible", "built"])
    assert found["left"].tolist() == [3, 2, 1] and found["step"].iloc[2] == 0.5


def test_the_effect_of_one_factor_is_the_difference_of_two_shares():
    # One yes/no factor: the odds ratio is that of the 2x2 table.
    people = pd.DataFrame(
        {"bought": [True] * 30 + [False] * 20 + [True] * 10 + [False] * 40}
    ).assign(friends=[1] * 50 + [0] * 50)
    found = markets.decision_factors(people, "bought", ["friends"]).iloc[0]
    assert found["odds_ratio"] == pytest.approx((30 / 20) / (10 / 40), rel=1e-4)
    assert found["low"] < found["points"] < found["high"]


@pytest.fixture(scope="module")
def told():
    decisions = data.load("purchase_decisions")
    decisions["bought"] = decisions["bought"].astype(bool)
    return decisions


def test_a_yes_no_factor_is_a_difference_as_statsmodels_gives_it(told):
    from statsmodels.discrete.discrete_model import Logit

    factors = ["saw_advertising", "friends", "family", "interest"]
    x = told[factors].astype(float).assign(constant=1.0)
    fit = Logit(told["bought"].to_numpy(dtype=float), x).fit(disp=0)
    theirs = fit.get_margeff(dummy=True).summary_frame()
    ours = markets.decision_factors(told, "bought", factors).set_index("factor")
    for name in factors:  # interest is a number: a slope
        row = 100 * theirs.loc[name]
        assert ours.loc[name, "points"] == pytest.approx(row["dy/dx"], rel=1e-4)
        assert ours.loc[name, "low"] == pytest.approx(row["Conf. Int. Low"], abs=0.01)
        assert ours.loc[name, "high"] == pytest.approx(row["Cont. Int. Hi."], abs=0.01)


def test_a_strong_factor_is_the_difference_of_the_shares():
    """A slope at a point said 55 points here once."""
    bought = [True] * 45 + [False] * 5 + [True] * 6 + [False] * 44
    people = pd.DataFrame({"bought": bought, "fan": [1] * 50 + [0] * 50})
    found = markets.decision_factors(people, "bought", ["fan"]).iloc[0]
    assert found["points"] == pytest.approx(78, abs=1e-3)


def test_categories_are_compared_with_the_most_frequent_one(told):
    rng = np.random.default_rng(4)
    place = rng.choice(["web shop", "store", "dealer"], len(told), p=[0.5, 0.3, 0.2])
    table = told.assign(place=place)
    found = markets.decision_factors(table, "bought", ["place"]).set_index("factor")
    assert found.index.tolist() == ["place: dealer", "place: store"]
    shares = table.groupby("place")["bought"].mean()
    for name in ("dealer", "store"):
        gap = 100 * (shares[name] - shares["web shop"])
        assert found.loc[f"place: {name}", "points"] == pytest.approx(gap, abs=1e-3)
    same = markets.decision_factors(
        table.assign(place=pd.Categorical(place)), "bought", ["place", "interest"]
    )
    assert same["factor"].tolist() == ["place: dealer", "place: store", "interest"]


@pytest.mark.parametrize("bought", [[1] * 6 + [0] * 24, [1] * 6 + [0] * 14 + [1] * 10])
def test_a_factor_that_settles_the_decision_is_refused(bought):
    people = pd.DataFrame(
        {"bought": np.array(bought) > 0, "fan": [1] * 6 + [0] * 24, "ads": [0, 1, 2] * 10}
    )
    with pytest.raises(ValueError, match=r"'fan' settles 'bought'.*no end"):
        markets.decision_factors(people, "bought", ["ads", "fan"])


def test_leaving_interest_out_makes_advertising_look_strong():
    decisions = data.load("purchase_decisions")
    decisions["bought"] = decisions["bought"].astype(bool)
    factors = ["saw_advertising", "friends", "family", "fans", "followers"]
    naive = markets.decision_factors(decisions, "bought", factors).set_index("factor")
    fair = markets.decision_factors(decisions, "bought", [*factors, "interest"])
    fair = fair.set_index("factor")
    assert math.log(naive["odds_ratio"]["saw_advertising"]) > 0.6
    planted = {"friends": 0.9, "family": 1.1, "fans": 0.5, "followers": 0.3, "interest": 0.4}
    for name, effect in planted.items():
        assert math.log(fair["odds_ratio"][name]) == pytest.approx(effect, abs=0.25)
    assert fair["low"]["saw_advertising"] < 0 < naive["low"]["saw_advertising"]


# ---- names and gaps ----


def test_a_product_without_a_name_is_a_group_and_no_name_is_overwritten():
    reviews = pd.DataFrame({"product": ["a", "a", None, "b", "b"], "stars": [5, 4, 1, 3, 3]})
    found = markets.shrunken_means(reviews, weight=1)
    assert found["reviews"].sum() == 5 and found["product"].isna().sum() == 1
    for name in ("reviews", "mean", "shrunken"):
        with pytest.raises(ValueError, match=f"a column '{name}' of its own: rename"):
            markets.shrunken_means(reviews.rename(columns={"product": name}), by=name)


# ---- Bass ----

PUBLISHED = {
    "room air conditioners": (0.0094, 0.3748, 18_713),
    "clothes dryers": (0.0136, 0.3267, 16_497),
}


@pytest.mark.parametrize("product", PUBLISHED)
def test_bass_gives_the_published_estimates_to_one_percent(product):
    series = data.load("bass_series").query("product == @product")["sales_thousand"]
    fit = markets.bass(series)
    for found, published in zip((fit.p, fit.q, fit.m), PUBLISHED[product], strict=True):
        assert found == pytest.approx(published, rel=0.01)
    assert fit.peak_time == pytest.approx(math.log(fit.q / fit.p) / (fit.p + fit.q))


def test_bass_finds_the_parameters_of_a_curve_without_noise():
    true = markets.Bass(p=0.02, q=0.4, m=5000, errors=pd.Series(dtype=float), n=15)
    fit = markets.bass(true.sales(15))
    assert (fit.p, fit.q, fit.m) == pytest.approx((0.02, 0.4, 5000), rel=1e-3)
    fine = true.sales(15)
    assert abs(int(fine.idxmax()) - 0.5 - true.peak_time) <= 1
    assert true.sales(500).sum() == pytest.approx(5000)


def test_before_the_peak_bass_finds_nothing_or_a_market_that_is_too_small():
    series = data.load("bass_series").query("product == 'room air conditioners'")
    sales = series["sales_thousand"]
    with pytest.raises(ValueError, match="do not say how large the market will be"):
        markets.bass(sales.iloc[:5])
    assert markets.bass(sales.iloc[:6]).m < sales.sum() / 2


def test_each_product_has_the_fit_of_its_own_series():
    series = data.load("bass_series")
    table = markets.bass_by(series, of="sales_thousand", by="product").set_index("product")
    for product in PUBLISHED:
        fit = markets.bass(series.loc[series["product"] == product, "sales_thousand"])
        found = table.loc[product]
        assert (found["p"], found["q"], found["m"]) == (fit.p, fit.q, fit.m)
        # Student's t for 13 periods and three estimates.
        assert found["plus_minus"] == pytest.approx(2.228 * fit.errors["m"], rel=1e-3)


def test_a_forecaster_sees_only_what_she_knows():
    series = data.load("bass_series").query("product == 'room air conditioners'")
    sales = series["sales_thousand"].astype(float)
    told = markets.bass_forecasts(sales, known=[10, 6])
    later = sales.where(series["year"] <= 10, 1)  # a future that nobody of the two knows
    other = markets.bass_forecasts(later, known=[10, 6])
    assert told["model"].tolist() == other["model"].tolist()
    for known, part in told.groupby("known"):
        fit = markets.bass(sales.iloc[:known])
        assert part["model"].tolist() == fit.sales(13).tolist()
        assert part["sales"].tolist() == sales.tolist() and set(part["m"]) == {fit.m}


# ---- crowds and stars ----


def test_each_crowd_has_the_errors_of_the_plain_function():
    guesses = data.load("crowd_guesses").merge(data.load("questions"), on="question")
    table = markets.crowd_by(guesses, "estimate", 3000, by=["unit", "condition"])
    assert table["unit"].drop_duplicates().tolist() == guesses["unit"].drop_duplicates().tolist()
    for row in table.itertuples():
        mine = (guesses["unit"] == row.unit) & (guesses["condition"] == row.condition)
        found = markets.crowd(guesses.loc[mine, "estimate"], 3000)
        assert (row.n, row.mean, row.crowd_error, row.individual_error, row.diversity) == (
            found.n, found.mean, found.crowd_error, found.individual_error, found.diversity,
        )  # fmt: skip


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.floats(-1e6, 1e6),
)
@settings(max_examples=200, deadline=None)
def test_crowd_error_is_individual_error_minus_diversity_for_any_numbers(guesses, truth):
    found = markets.crowd(guesses, truth)
    scale = max(found.individual_error, 1e-9, max(map(abs, guesses)) ** 2, truth**2)
    assert abs(found.crowd_error - (found.individual_error - found.diversity)) <= 1e-9 * scale


def test_seeing_others_removes_the_diversity_and_leaves_the_error():
    both = data.load("crowd_guesses").merge(data.load("questions"), on="question")
    both["relative"] = both["estimate"] / both["true_value"]
    for _, part in both.groupby("question"):
        alone, after = (
            markets.crowd(part.loc[part["condition"] == condition, "relative"], 1)
            for condition in ("alone", "after seeing others")
        )
        assert 0.15 < after.diversity / alone.diversity < 0.25
        assert after.crowd_error == pytest.approx(alone.crowd_error, rel=0.1)


def test_shrunken_means_against_the_formula_and_the_planted_order():
    reviews = data.load("reviews").merge(data.load("products"), on="product")
    table = markets.shrunken_means(reviews, by="name", weight=10).set_index("name")
    overall = reviews["stars"].mean()
    for name, part in reviews.groupby("name")["stars"]:
        expected = (part.sum() + 10 * overall) / (len(part) + 10)
        assert table.loc[name, "shrunken"] == pytest.approx(expected)
    estimated = markets.shrunken_means(reviews, by="name").set_index("name")
    few, many = estimated.loc["front carrier"], estimated.loc["helmet"]
    assert few["mean"] > many["mean"] and few["shrunken"] < many["shrunken"]


def test_means_that_differ_by_chance_only_are_pulled_together():
    rng = np.random.default_rng(4)
    table = pd.DataFrame(
        {"product": np.repeat(np.arange(20), 10), "stars": rng.integers(1, 6, 200)}
    )
    shrunken = markets.shrunken_means(table)["shrunken"]
    assert np.ptp(shrunken) < np.ptp(table.groupby("product")["stars"].mean()) / 3


# ---- bad input: every public function refuses it and names what is wrong ----

COUNTRIES = pd.DataFrame({"country": ["A"], "population": [1e6], "income": [3e4], "gini": [30.0]})
CURVE = pd.DataFrame({"cumulative_output": [1, 2, 4], "unit_cost_eur": [9.0, 8.0, 7.0]})
CITY = pd.DataFrame(
    {"district": [1, 1, 2, 2], "group": list("abab"), "residents": [10, 20, 30, 40]}
)
DECISIONS = pd.DataFrame({"bought": [True, False] * 4, "friends": [1, 0, 0, 1, 1, 0, 1, 0]})
REVIEWS = pd.DataFrame({"product": list("aabb"), "stars": [5, 4, 3, 2]})
US = game([[6, 2], [7, 3]])
BAD_AMOUNTS = [
    ([], "empty|no "),
    ([1, -1], "cannot be"),
    ([1, None], "missing"),
    ([0, 0], "zero"),
    (["a"], "not a number"),
    ([True, False], "True and False"),
    (3, "list or column"),
    (pd.DataFrame({"a": [1]}), "not a whole table"),
    ([1, math.inf], "cannot be"),
]
BAD = [
    *[(markets.spread_of_incomes, (g,), {}, m) for g, m in ((-0.1, "gini"), (1, "below 1"), ("0.3", "gini"), (30, "30 percent"), (math.nan, "gini"), (True, "gini"))],  # noqa: E501
    *[(markets.reach, a, {}, m) for a, m in (((0, 1, 0.3, 0.05), "price"), ((1, 0, 0.3, 0.05), "mean_income"), ((1, 1, 0.3, 0), "budget_share"), ((1, 1, 0.3, 5), "budget_share"), ((1, 1, 30, 0.05), "gini"), ((-1, 1, 0.3, 0.05), "price"), ((None, 1, 0.3, 0.05), "price"))],  # noqa: E501
    (markets.reach_by_country, (COUNTRIES.drop(columns="gini"), 1, 0.05), {}, "no column 'gini'"),
    (markets.reach_by_country, (COUNTRIES, 1, 0.05), {"income": "wage"}, "no column 'wage'"),
    (markets.reach_by_country, ([1], 1, 0.05), {}, "Give a table"),
    (markets.reach_by_country, (COUNTRIES.iloc[:0], 1, 0.05), {}, "empty"),
    (markets.reach_by_country, (COUNTRIES.assign(gini=0.3), 1, 0.05), {}, "30 rather than 0.3"),
    (markets.reach_by_country, (COUNTRIES.assign(gini=None), 1, 0.05), {}, "missing"),
    (markets.reach_by_country, (COUNTRIES.assign(income=-1), 1, 0.05), {}, "income"),
    (markets.reach_by_country, (COUNTRIES.assign(income="x"), 1, 0.05), {}, "not a number"),
    (markets.reach_by_country, (COUNTRIES, -1, 0.05), {}, "price"),
    (markets.reach_by_country, (COUNTRIES, [], 0.05), {}, "no prices"),
    (markets.reach_by_country, (COUNTRIES, [500, -1], 0.05), {}, "price"),
    (markets.reach_by_country, (COUNTRIES, "euro", 0.05), {}, "no column 'euro'"),
    (markets.reach_by_country, (COUNTRIES, "country", 0.05), {}, "price is 'A'"),
    (markets.after_launches, (COUNTRIES, "buyers"), {"order": "gini"}, "no column 'buyers'"),
    (markets.after_launches, (COUNTRIES, "population"), {"order": "country"}, "not a number"),
    (markets.after_launches, (COUNTRIES.iloc[:0], "population"), {"order": "gini"}, "empty"),
    (markets.inclusion_by, (CITY.assign(city="A"),), {"by": "town"}, "no column 'town'"),
    (markets.inclusion_by, (CITY.assign(city="A", group="a"),), {}, "one group"),
    (markets.inclusion_by, (CITY.assign(city="A").iloc[:0],), {}, "empty"),
    (markets.concentration_by, (CITY, "sold"), {"by": "district"}, "no column 'sold'"),
    (markets.concentration_by, (CITY.assign(residents=0), "residents"), {"by": "group"}, "zero"),
    (markets.concentration_by, (CITY.iloc[:0], "residents"), {"by": "group"}, "empty"),
    *[(markets.best_sellers, (values,), {}, m) for values, m in BAD_AMOUNTS],
    (markets.bass_by, (REVIEWS, "sold"), {"by": "product"}, "no column 'sold'"),
    (markets.bass_by, (REVIEWS, "stars"), {"by": "product"}, "five or more"),
    (markets.bass_by, (REVIEWS.iloc[:0], "stars"), {"by": "product"}, "empty"),
    (markets.bass_forecasts, ([1, 2, 3], [5]), {}, "3 at most"),
    (markets.bass_forecasts, ([1, 3, 5, 6, 5, 3], [4]), {}, "5 or more"),
    (markets.bass_forecasts, ([1, 3, 5, 6, 5, 3], []), {}, "Name one"),
    (markets.crowd_by, (REVIEWS, "guess", 3), {"by": "product"}, "no column 'guess'"),
    (markets.crowd_by, (REVIEWS, "stars", None), {"by": ["product"]}, "true_value"),
    (markets.crowd_by, (REVIEWS.iloc[:0], "stars", 3), {"by": "product"}, "empty"),
    (markets.experience_curve, (CURVE,), {"cost": "euro"}, "no column 'euro'"),
    (markets.experience_curve, (CURVE.iloc[:0],), {}, "empty"),
    (markets.experience_curve, (CURVE.iloc[:1],), {}, "three periods"),
    (markets.experience_curve, (CURVE.assign(cumulative_output=5),), {}, "grows"),
    (markets.experience_curve, (CURVE.assign(unit_cost_eur=[1, 0, 2]),), {}, "Row"),
    (markets.experience_curve, (CURVE.assign(unit_cost_eur=[1, None, 2]),), {}, "missing"),
    (markets.experience_curve, (CURVE.assign(unit_cost_eur="a"),), {}, "not a number"),
    *[(function, (values,), {}, m) for function in (markets.diversity, markets.concentration, markets.gini, markets.lorenz) for values, m in BAD_AMOUNTS],  # noqa: E501
    (markets.segregation, (CITY,), {"group": "kind"}, "no column 'kind'"),
    (markets.segregation, (CITY.iloc[:0],), {}, "empty"),
    (markets.segregation, (CITY.assign(group="a"),), {}, "one group"),
    (markets.segregation, (CITY.assign(residents=-1),), {}, "cannot be"),
    (markets.segregation, (CITY.assign(residents=0),), {}, "one group or none"),
    (markets.segregation, (CITY.assign(residents=None),), {}, "missing"),
    (markets.segregation, (CITY.assign(residents="x"),), {}, "not a number"),
    (markets.equilibria, (US, US.rename(index={"share": "join"})), {}, "other labels"),
    (markets.equilibria, (US.to_numpy(), US), {}, "two tables"),
    (markets.equilibria, (US.iloc[:0], US), {}, "two tables"),
    (markets.equilibria, (game([[1, None], [1, 1]]), US), {}, "missing"),
    (markets.equilibria, (US.astype(str), US), {}, "not a number"),
    (markets.funnel, (DECISIONS, ["built"]), {}, "no column 'built'"),
    (markets.funnel, (DECISIONS.iloc[:0], ["bought"]), {}, "no rows"),
    (markets.funnel, (DECISIONS, ["friends"]), {}, "True or False"),
    (markets.funnel, (DECISIONS.assign(bought=None), ["bought"]), {}, "True or False"),
    (markets.decision_factors, (DECISIONS, "bought", []), {}, "at least one"),
    (markets.decision_factors, (DECISIONS, "bought", ["fans"]), {}, "no column 'fans'"),
    (markets.decision_factors, (DECISIONS, "friends", ["friends"]), {}, "True or False"),
    (markets.decision_factors, (DECISIONS.assign(bought=True), "bought", ["friends"]), {}, "same"),
    (markets.decision_factors, (DECISIONS.assign(friends=1), "bought", ["friends"]), {}, "changes"),
    (markets.decision_factors, (DECISIONS.assign(friends=None), "bought", ["friends"]), {}, "miss"),
    (markets.decision_factors, (DECISIONS.assign(friends="a"), "bought", ["friends"]), {}, "chang"),
    (markets.decision_factors, (DECISIONS.iloc[:0], "bought", ["friends"]), {}, "no rows"),
    (markets.bass, ([1, 2, 3],), {}, "five or more"),
    (markets.bass, ([],), {}, "empty"),
    (markets.bass, ([0] * 8,), {}, "five or more"),
    (markets.bass, ([1, 2, -3, 4, 5, 6],), {}, "cannot be"),
    (markets.bass, ([1, 2, None, 4, 5, 6],), {}, "missing"),
    (markets.bass, (["a"] * 6,), {}, "not a number"),
    (markets.bass, ([5] * 8,), {}, "No Bass curve"),
    (markets.bass, ([1, 2, 4, 8, 16, 32, 64],), {}, "how large the market"),
    (markets.crowd, ([], 5), {}, "empty"),
    (markets.crowd, ([1, None], 5), {}, "missing"),
    (markets.crowd, (["a"], 5), {}, "not a number"),
    (markets.crowd, ([1, 2], None), {}, "true_value"),
    (markets.crowd, (7, 5), {}, "single value"),
    (markets.shrunken_means, (REVIEWS,), {"by": "item"}, "no column 'item'"),
    (markets.shrunken_means, (REVIEWS.iloc[:0],), {}, "empty"),
    (markets.shrunken_means, (REVIEWS.iloc[:2],), {}, "two or more"),
    (markets.shrunken_means, (REVIEWS.iloc[1:3],), {}, "one review only"),
    (markets.shrunken_means, (REVIEWS.assign(stars=None),), {}, "missing"),
    (markets.shrunken_means, (REVIEWS.assign(stars="x"),), {}, "not a number"),
    (markets.shrunken_means, (REVIEWS,), {"weight": -1}, "weight"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "arguments", "options", "message"),
    BAD,
    ids=[f"{function.__name__}-{i}" for i, (function, *_) in enumerate(BAD)],
)
def test_bad_input_is_refused_with_a_reason(function, arguments, options, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments, **options)


def test_the_table_of_bad_input_covers_every_public_function():
    functions = {name for name in markets.__all__ if name[0].islower()}
    assert {function.__name__ for function, *_ in BAD} == functions


def test_what_looks_odd_but_is_right_is_taken():
    assert markets.experience_curve(CURVE.iloc[::-1]).learning_rate == pytest.approx(
        markets.experience_curve(CURVE).learning_rate  # the order of the rows tells nothing
    )
    assert markets.diversity([7]).tolist() == [0, 0, 1]
    assert markets.concentration([3]).points == 10_000
    assert markets.crowd([4, 4, 4], 5).diversity == 0
    assert markets.shrunken_means(REVIEWS.assign(stars=3))["shrunken"].tolist() == [3, 3]
    assert markets.gini(pd.Series([1, 2], index=["x", "x"])) == pytest.approx(1 / 6)


# ---- the exercises' references, against the helpers (two ways to the same number) ----


@pytest.mark.parametrize("number", range(3))
def test_references_agree_with_the_helpers(number):
    learner = f"student {number}"

    def right(key):
        exercise = find(key)
        return exercise.answer(*tables_of(exercise, learner))

    names = ["reviews", "products", "countries", "crowd_guesses", "questions"]
    reviews, products, countries, guesses, questions = (data.load(n, learner) for n in names)
    both = reviews.merge(products, on="product")
    price = both.loc[both["category"] == "bicycles", "list_price_eur"].mean()
    gdp = data.load("gdp_per_head").query("year == 2020")[["country", "gdp_per_head"]]
    table = countries.dropna(subset=["income", "gini"]).merge(gdp, on="country")
    table["euro"] = 0.88 * table["gdp_per_head"]
    reached = markets.reach_by_country(table, price, 0.05, income="euro").set_index("country")
    assert right("1.4") == pytest.approx(100 * reached.loc["Spain", "share"])
    plain = markets.reach_by_country(table, price / 10, 0.05, income="euro").set_index("country")
    four = plain.loc[["Brazil", "China", "India", "Indonesia"], "people"] / 1e6
    assert right("1.5") == pytest.approx(four.to_dict())
    curve = markets.experience_curve(data.load("prices"), cost="price_eur")
    target = 2066.1 * (1 - curve.learning_rate) ** right("1.6")
    assert target == pytest.approx(price / 2)
    guesses = guesses.merge(questions, on="question")
    guesses["relative"] = guesses["estimate"] / guesses["true_value"]
    left = right("1.7")
    for unit, part in guesses.groupby("unit"):
        alone, after = (
            markets.crowd(part.loc[part["condition"] == condition, "relative"], 1).diversity
            for condition in ("alone", "after seeing others")
        )
        assert left[unit] == pytest.approx(100 * after / alone)
    decisions = data.load("purchase_decisions", learner)
    decisions["bought"] = decisions["bought"].astype(bool)
    factors = ["saw_advertising", "friends", "family", "fans", "followers"]
    short, full = (
        markets.decision_factors(decisions, "bought", each)["points"].iloc[0]
        for each in (factors, [*factors, "interest"])
    )
    assert right("1.8") == pytest.approx(short - full, abs=1e-3)
    seat = markets.shrunken_means(both, by="name", weight=20).set_index("name")
    assert right("1.9") == pytest.approx(seat.loc["child seat", "shrunken"])
    hhi = find("1.11").answer
    assert hhi([40, 30, 20, 10]) == pytest.approx(markets.concentration([40, 30, 20, 10]).points)


# ---- pictures ----

REACHED = pd.DataFrame(
    {"price": [2000, 500] * 2, "share": [0.1, 0.7, 0.2, 0.9], "country": list("AABB")}
)
EFFECTS = pd.DataFrame(
    {"model": ["short", "full"], "factor": "friends", "points": [21.0, 18.0]}
).assign(low=lambda t: t["points"] - 4, high=lambda t: t["points"] + 4)


@pytest.mark.parametrize(("draw", "table"), [("reach_curves", REACHED), ("factor_dots", EFFECTS)])
def test_a_mark_draws_on_the_axes_it_is_given(draw, table):
    ax = plt.figure().add_subplot()
    assert getattr(pictures, draw)(table, ax=ax) is ax and ax.has_data()
    with pytest.raises(ValueError, match=r"needs a column '\w+'. The table has: a"):
        getattr(pictures, draw)(pd.DataFrame({"a": [1]}))


def test_effects_are_read_as_they_were_given():
    reading = plots.read(pictures.factor_dots(EFFECTS))
    assert (reading.kind, reading.lying, reading.zero_in_view) == ("points", True, True)
    found = reading.table.sort_values("value", ascending=False)
    assert found[["hue", "value", "low", "high"]].values.tolist() == [
        ["short", 21, 17, 25],
        ["full", 18, 14, 22],
    ]
    with pytest.raises(ValueError, match="two models, and 'model' has 3"):
        pictures.factor_dots(pd.concat([EFFECTS, EFFECTS.assign(model="third")]))


def test_a_country_keeps_its_style_in_a_panel_with_other_shares():
    def styles(table):
        lines = pictures.reach_curves(table, mark=500).lines
        return {line.get_ydata()[0]: line.get_linestyle() for line in lines[:2]}

    turned = REACHED.assign(share=[0.2, 0.9, 0.1, 0.7])
    one, other = styles(REACHED), styles(turned)
    assert one[0.7] == other[0.9] and one[0.9] == other[0.7] and one[0.7] != one[0.9]


def test_a_falling_price_falls_from_left_to_right_and_zero_is_in_view():
    ax = pictures.reach_curves(REACHED)
    assert ax.xaxis_inverted() and ax.get_ylim()[0] == 0
    assert [text.get_text() for text in ax.get_xticklabels()] == ["2,000", "1,000", "500"]
    again = pictures.log_axis(ax, [500], "price", "share", falling=True)
    assert again.xaxis_inverted()  # not turned back


def test_a_name_does_not_hide_where_its_line_meets_the_mark():
    prices = np.geomspace(6000, 50, 60)
    # A line at half its height right where the mark stands.
    line = pd.DataFrame({"price": prices, "share": 1 / (1 + prices / 500), "country": "A"})
    place = pictures.reach_curves(line, mark=500).texts[0].get_position()[0]
    assert abs(np.log(place / 500)) > 0.3


def test_a_number_stands_on_no_other_interval():
    close = pd.DataFrame(
        {"model": ["short", "full"], "factor": "fans", "points": [17, 12], "low": 7, "high": 16}
    )
    near = pd.concat([close.assign(factor=name) for name in "abcdef"])
    plots.theme()
    ax = pictures.factor_dots(near, ax=plt.figure(figsize=(9, 3.6)).add_subplot())
    ax.figure.draw_without_rendering()
    text = ax.texts[6].get_window_extent()  # the first number of the second model
    square = ax.transData.transform((0, ax.lines[0].get_ydata()[0]))[1]
    # A mark is 9 points high, and 3 points of air keep the two apart.
    assert square - (4.5 + 3) * ax.figure.dpi / 72 > text.y1


def test_marked_places_and_thousands_with_commas():
    ax = pictures.mark_places(plt.figure().add_subplot(), [6, 10], bottom=0)
    assert [line.get_xdata()[0] for line in ax.lines] == [6, 10]
    assert ax.get_ylim()[0] == 0 and ax.yaxis.get_major_formatter()(1500) == "1,500"


# ---- the lab ----


def picture_of(lab) -> tuple[bytes, str]:
    page = lab.still()
    code = re.search(r'base64,([^"]+)"', page)[1]
    return base64.b64decode(code), re.search(r'alt="([^"]+)"', page)[1]


def test_every_slider_changes_the_picture_the_sentence_and_the_description():
    lab = labs.open_the_market()
    for slider in lab.sliders:
        before = picture_of(lab)
        slider.value += 1
        after = picture_of(lab)
        assert after[0] != before[0] and after[1] != before[1]
        assert after[1] == lab.sentence.text


def test_the_lab_says_what_the_model_says():
    lab = labs.open_the_market()
    learning, doublings, budget, inequality = lab.sliders
    learning.value, doublings.value, budget.value, inequality.value = 20, 5, 6, 3
    price = FIRST_PRICE * 0.8**5
    assert f"After 5 doublings the e-bike costs {price:,.0f} euro" in lab.sentence.text
    gdp = data.load("gdp_per_head").query("year == 2020")
    chosen = data.load("markets")[["country"]].merge(data.load("countries"), on="country")
    chosen = chosen.merge(gdp[["country", "gdp_per_head"]], on="country")
    chosen["income"] = 0.88 * chosen["gdp_per_head"]  # a price in euro meets incomes in euro
    chosen["gini"] += 3
    reached = markets.reach_by_country(chosen, price, 0.06)
    assert f"{reached['people'].sum() / 1e6:,.0f} million people" in lab.sentence.text
    first = reached.iloc[0]
    assert f"number: {first['country']}, {first['people'] / 1e6:.0f} million" in lab.sentence.text
    assert f"{reached['share'].max():.0%}." in lab.sentence.text


def test_a_bar_under_one_percent_does_not_say_that_nobody_can_pay():
    figure, _ = labs.market_picture(doublings=4)
    labels = [text.get_text() for text in figure.axes[0].texts]
    assert "0.3% (4.7 million)" in labels  # China; it was "0% (4.7)"
    assert "72% (6.4 million)" in labels


def test_a_country_keeps_its_line_style_in_both_panels():
    prices = [3000.0, 1000.0, 300.0, 100.0]
    one = pd.DataFrame({"price": prices, "share": [0.1, 0.5, 0.9, 1], "country": "A"})
    other = pd.DataFrame({"price": prices, "share": [0, 0.1, 0.5, 0.9], "country": "B"})
    swapped = pd.concat([one.assign(country="B"), other.assign(country="A")])
    panels = [pictures.reach_curves(table).lines for table in (pd.concat([one, other]), swapped)]
    # Drawn from the first reached to the last: A and B in the one panel, B and A in the other.
    first, second = ([line.get_linestyle() for line in lines] for lines in panels)
    assert first == second[::-1] and first[0] != first[1]


def test_a_name_does_not_hide_the_end_of_its_line():
    prices = np.geomspace(6000, 50, 60)
    late = pd.DataFrame({"price": prices, "share": np.linspace(0, 0.4, 60), "country": "A"})
    place = pictures.reach_curves(late).texts[0].get_position()[0]
    assert prices.min() * 1.5 < place < prices.max() / 1.5


def test_the_axis_of_shares_ends_at_100_percent_and_the_order_is_told():
    ax = labs.market_picture()[0].axes[0]
    assert ax.spines["bottom"].get_bounds() == (0, 1)
    assert "richest first" in ax.get_xlabel()


def test_the_picture_names_its_source():
    figure, _ = labs.market_picture()
    assert figure.get_supxlabel().startswith("Real data: ")


def test_the_first_price_is_that_of_the_table():
    assert data.load("prices")["price_eur"].iloc[0] == FIRST_PRICE


def test_lesson_lab_and_exercises_turn_dollars_into_euro_at_one_rate():
    one_rate = {labs.EURO_PER_DOLLAR, by_hand.EURO_PER_DOLLAR}
    assert one_rate == {0.88}
    for path in (CHAPTER.lesson, CHAPTER.solution):
        code = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
        assert code.count('["income_eur"] = 0.88 * ') == 1


def test_no_price_in_euro_meets_incomes_at_purchasing_power():
    """The lesson once told that 39% of India can pay 500 euro: 20,000 times too many."""
    india = data.load("countries").set_index("country").loc["India"]
    gdp = data.load("gdp_per_head").query("country == 'India' and year == 2020")["gdp_per_head"]
    power, euro = (
        markets.reach(500, income, india["gini"] / 100, 0.05)
        for income in (india["income"], 0.88 * gdp.iloc[0])
    )
    assert power > 0.39 and euro < 0.00002
    said = labs.market_picture(doublings=4)[1]
    assert "China" not in said and "Largest number: Germany" in said


def test_the_model_answer_of_the_open_question_tells_what_the_tables_say():
    tables = {
        name: data.load(name) for name in ("reviews", "products", "countries", "gdp_per_head")
    }
    reviews, products, countries, gdp = tables.values()
    price = exercises._price(reviews, products)

    def people(name, price, **how):
        return exercises._millions(price, countries, gdp, **how)[name]

    planned = data.load("markets").set_index("country")["price_eur"]["China"]
    india = by_hand.country(countries, gdp, name="India")
    vehicle = by_hand.can_pay(500, india, budget=0.20) * india["population"] / 1e6
    unequal = markets.spread_of_incomes(0.40)
    text = " ".join("\n".join(cell.source for cell in read(CHAPTER.solution).cells).split())
    for figure in (
        f"about {round(price, -2):,.0f} euro",
        f"some {people('China', price):.0f} million people in China",
        f"the lesson plans there, {planned:,} euro, it is {people('China', planned):.0f} million",
        f"{people('China', 500):.0f} million",
        f"may get 20% of an income, and then {vehicle:.0f} million Indians could pay 500 euro",
        f"{people('India', 500):.2f} million Indians",
        f"the 0.03 million become {people('India', 500, sigma=unequal):.1f}",
        f"{round(price / 10, -1):.0f} euro, reaches only some {people('India', price / 10):.0f} ",
        f"director's {people('India', 500, income='income'):.0f} million",
    ):
        assert figure in text


def test_every_setting_of_the_lab_can_be_drawn():
    lab = labs.open_the_market()
    sliders = lab.sliders
    for setting in zip(*((s.low, s.high, s.low) for s in sliders), strict=True):
        for slider, value in zip(sliders, setting, strict=True):
            slider.value = value
        assert "nan" not in lab.sentence.text and "inf" not in lab.sentence.text.replace("info", "")
        width, height = struct.unpack(">II", picture_of(lab)[0][16:24])
        assert width > 500 and height > 200
    assert all(slider.label for slider in sliders)
    assert len(sliders[3].words) == sliders[3].high - sliders[3].low + 1


def verdict(answer: str) -> str:
    lab = labs.open_the_market()
    lab.answer.given = answer
    lab.answer.asked += 1
    return lab.answer.verdict


def shown_millions(doublings: int) -> int:
    """What the lab says under its picture, as a learner reads it."""
    lab = labs.open_the_market()
    lab.sliders[1].value = doublings
    return round(float(re.search(r"euro\. ([\d.]+) million", lab.sentence.text)[1]))


def test_the_answer_of_the_lab_is_what_can_be_read_in_it():
    none, before, after = (shown_millions(doublings) for doublings in (0, 4, 5))
    assert verdict(f"{after - before}").startswith("Right.")
    assert verdict(f"{after - before} million").startswith("Right.")
    told = {
        str(after): "they are not new",
        str(before): "one more",
        str(before - none): "the other side",
        "37000000": "in millions",
        "2": "Not yet",
    }
    for answer, part in told.items():
        said = verdict(answer)
        assert part in said and "Right" not in said
        assert not re.search(rf"\b{after - before}\b", said)


def test_the_setting_before_is_marked_in_grey():
    lab = labs.open_the_market()
    lab.sliders[1].value = 6
    assert f"Before, the grey marks: 2,210 euro and {shown_millions(4)} million" in (
        lab.sentence.text
    )


@pytest.mark.parametrize(
    "setting",
    [{"learning": 100}, {"learning": -1}, {"doublings": -1}, {"budget": 0}, {"inequality": 11}],
)
def test_the_static_picture_refuses_what_cannot_be(setting):
    with pytest.raises(ValueError, match=next(iter(setting))):
        labs.market_picture(**setting)
