"""The logit of brand choices, against statsmodels, its planted values and the information."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.conditional_models import ConditionalLogit

from mkt40_helpers import data
from mkt40_helpers.relationship import brand_logit

DRIVERS = ["value", "brand_rating", "relationship", "last"]


@pytest.fixture(scope="module")
def panel():
    return data.load("brand_choices")


def test_the_coefficients_are_those_of_statsmodels(panel):
    few = panel[panel["person"] <= 60]
    fit = brand_logit(few, DRIVERS)
    group = few.groupby(["person", "choice"]).ngroup().to_numpy()
    other = ConditionalLogit(
        few["chosen"].to_numpy(dtype=float), few[DRIVERS].to_numpy(dtype=float), groups=group
    ).fit(disp=False)
    assert fit.coefficients.to_numpy() == pytest.approx(other.params, abs=1e-4)
    assert fit.log_likelihood == pytest.approx(other.llf, abs=1e-6)


def test_the_planted_effects_come_back_and_a_rating_alone_gets_credit_for_the_halo(panel):
    fit = brand_logit(panel, DRIVERS)
    table = fit.effects().set_index("driver")
    planted = {"value": 0.5, "brand_rating": 0.3, "relationship": 0.2, "last": 0.5}
    for name, truth in planted.items():
        row = table.loc[name]
        assert abs(row["coefficient"] - truth) < 2.5 * row["se"] < 0.15
        assert row["standardised"] == pytest.approx(row["coefficient"] * row["spread"])
        half = (row["high"] - row["low"]) / 2
        assert half == pytest.approx(1.95996 * row["se"] * row["spread"], rel=1e-4)
    # As the card of the table says.
    assert table["standardised"].round(2).to_dict() == pytest.approx(
        {"brand_rating": 0.44, "value": 0.26, "last": 0.21, "relationship": 0.13}
    )
    alone = brand_logit(panel, ["relationship"]).coefficients["relationship"]
    assert round(alone, 2) == 0.65
    assert (fit.choices, fit.persons) == (3000, 1000)


def test_errors_take_the_choices_of_a_person_together(panel):
    """A choice that is written down five times tells no more than once."""
    few = panel[panel["person"] <= 200]
    copies = pd.concat([few.assign(choice=few["choice"] + 10 * copy) for copy in range(5)])
    once, often = (brand_logit(table, DRIVERS).effects() for table in (few, copies))
    pd.testing.assert_frame_equal(once, often, rtol=1e-6)


def test_errors_are_about_those_of_the_information_where_people_are_one_choice(panel):
    """Independent choices: the sandwich and the curvature agree, here to a tenth."""
    first = panel[panel["choice"] == 1]
    fit = brand_logit(first, DRIVERS)
    p = fit.probabilities(first, "person").to_numpy().reshape(-1, 4, 1)
    x = first[DRIVERS].to_numpy(dtype=float).reshape(-1, 4, 4)
    away = x - (p * x).sum(axis=1, keepdims=True)
    information = np.einsum("nj,njk,njl->kl", p[:, :, 0], away, away)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(errors, rel=0.1)


def test_the_chances_add_up_and_follow_a_driver(panel):
    fit = brand_logit(panel, DRIVERS)
    keys = ["person", "choice"]
    before = fit.probabilities(panel, keys)
    assert before.groupby([panel[key] for key in keys]).sum().to_numpy() == pytest.approx(1)
    # At the maximum the drivers of the brands taken are those expected: the score is zero.
    for name in DRIVERS:
        driver = panel[name].astype(float)
        assert (before * driver).sum() == pytest.approx(driver[panel["chosen"]].sum(), abs=1e-3)
    ours = panel["brand"] == "Zwaluw"
    raised = panel.assign(value=panel["value"] + ours)
    after = fit.probabilities(raised, keys)
    assert (after[ours] > before[ours]).all() and (after[~ours] < before[~ours]).all()


def test_rows_and_brands_may_come_in_any_order_and_number(panel):
    few = panel[panel["person"] <= 100]
    mixed = few.sample(frac=1, random_state=1)
    assert brand_logit(mixed, DRIVERS).coefficients.tolist() == pytest.approx(
        brand_logit(few, DRIVERS).coefficients.tolist()
    )
    lost = few[few["chosen"] | (few["brand"] != "Pauw")]  # three brands in most choices
    assert brand_logit(lost, DRIVERS).choices == 300


def test_it_says_what_it_is(panel):
    fit = brand_logit(panel, ["value", "last"])
    assert str(fit).startswith("Logit of 3,000 choices by 1,000 people: value 0.8")
    assert "<table" in fit._repr_html_()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"chosen": False}, "In 36 choices not exactly one brand was taken, such as person 1"),
        ({"chosen": 1}, "'chosen' must hold True or False"),
        ({"value": "high"}, "is not a number"),
        ({"value": np.nan}, "missing"),
        ({"value": 3}, "'value' is the same for all brands of every choice"),
    ],
)
def test_choices_that_cannot_be_are_refused(panel, changed, told):
    few = panel[panel["person"] <= 12]
    with pytest.raises(ValueError, match=told):
        brand_logit(few.assign(**changed), DRIVERS)


def test_drivers_that_tell_too_much_or_nothing_of_their_own_are_refused(panel):
    few = panel[panel["person"] <= 50]
    for drivers, table, told in (
        (["twin", "value"], few.assign(twin=2 * few["value"] + 1), "follows from the others"),
        (["knows"], few.assign(knows=few["chosen"].astype(int)), "The drivers settle the choice"),
        (["value", "value"], few, "each once"),
        ("value", few, "as a list"),
        (["price"], few, "no column 'price'"),
        (DRIVERS, few[few["person"] <= 4], "4 people are too few for 4 drivers"),
        (["value"], few[few["chosen"]], "one row only"),
    ):
        with pytest.raises(ValueError, match=re.escape(told)):
            brand_logit(table, drivers)


def test_fits_can_be_compared_and_kept_in_a_set():
    panel = data.load("brand_choices", student="s1")
    one, other = (brand_logit(panel, ["value", "last"]) for _ in range(2))
    assert one == one and one != other and len({one, other}) == 2


@pytest.mark.parametrize("kind", [tuple, np.array, pd.Index])
def test_drivers_may_be_names_of_columns_in_any_row(kind):
    panel = data.load("brand_choices", student="s1")
    found = brand_logit(panel, kind(["value", "last"]))
    assert str(found) == str(brand_logit(panel, ["value", "last"]))


def test_the_first_choices_of_all_people_are_not_one_choice():
    """choice="choice" is 1 for everybody's first: each chance would be that among thousands."""
    panel = data.load("brand_choices", student="s1").rename(columns={"person": "buyer"})
    fit = brand_logit(panel, ["value", "last"], person="buyer")
    with pytest.raises(ValueError, match=r"more than one buyer.* choice=\['buyer', 'choice'\]"):
        fit.probabilities(panel, "choice")
    one = panel[panel["buyer"] == panel["buyer"].iloc[0]]
    sums = fit.probabilities(one, "choice").groupby(one["choice"]).sum()
    assert sums.tolist() == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("name", ["person", "choice"])
def test_a_choice_of_nobody_is_refused(name):
    panel = data.load("brand_choices", student="s1").astype({name: "float"})
    with pytest.raises(ValueError, match=f"Rows 0, 1, 2, 3 of '{name}': missing"):
        brand_logit(panel.assign(**{name: panel[name].where(panel.index > 3)}), ["value"])
