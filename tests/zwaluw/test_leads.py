"""Leads and their costs: the truth comes back, the tables agree with accounts and deals."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from tests.zwaluw.recovery.lead_calls import logistic_regression, traits
from tests.zwaluw.recovery.leads import recover
from zwaluw import business, leads
from zwaluw.leads_truth import INBOUND, OUTBOUND, PERSONAS, SOURCES, LeadsParameters
from zwaluw.people import make_people

SEED = 2127
truth = LeadsParameters()


@pytest.fixture(scope="module")
def people():
    return make_people(4000, SEED)


@pytest.fixture(scope="module", params=[SEED, 1, 2])
def seed(request):
    return request.param


@pytest.fixture(scope="module")
def table(seed):
    return leads.make_leads(make_people(4000, seed), seed)["leads"]


def halves(n: int):
    """Mark the halves of 20 learners."""
    return [np.random.default_rng(learner).random(n) < 0.5 for learner in range(20)]


@pytest.mark.parametrize(("customers", "seed"), [(50_000, 1), (50_000, 2), (4000, SEED)])
def test_the_truth_comes_back(customers, seed):
    tables = leads.make_leads(make_people(customers, seed), seed)
    far = {e.parameter: e.distance for e in recover(tables) if not abs(e.distance) < 4}
    assert not far


def test_same_seed_same_tables_other_seed_others(people):
    tables, again, other, part = (
        leads.make_leads(people, *which) for which in ((SEED,), (SEED,), (1,), (SEED, 1))
    )
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, again[name])
        assert not table.equals(other[name])
        assert not table.equals(part[name])
    assert len(tables["leads"]) == 4000


@pytest.mark.parametrize("customers", [1, 19, 20, 60])
def test_a_very_small_world_has_all_columns(customers, people):
    small = leads.make_leads(make_people(customers, SEED), SEED)
    for name, table in leads.make_leads(people, SEED).items():
        assert (small[name].dtypes.astype(str) == table.dtypes.astype(str)).all()
    assert len(small["leads"]) == customers


def test_shares_add_up_and_nobody_can_change_them():
    rows = [list(truth.sources.values()), list(truth.personas.values())]
    rows += list(truth.industries.values()) + list(truth.job_levels.values())
    np.testing.assert_allclose([sum(row) for row in rows], 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        truth.demo = 0.5
    for field in dataclasses.fields(truth):
        assert field.metadata["meaning"]


def test_leads_from_accounts_agree_with_accounts_and_deals(people):
    table = leads.make_leads(people, SEED)["leads"]
    world = business.make_business(people, SEED)
    known = table[table["account"].notna()]
    accounts = world["accounts"].set_index("account").loc[known["account"].astype(int)]
    assert (accounts["employees"].to_numpy() == known["employees"].to_numpy()).all()
    assert (accounts["industry"].astype(str).to_numpy() == known["industry"].astype(str)).all()
    ordered = known[known["became_deal"]]
    assert len(ordered) > 20 and ordered["deal"].notna().all() and ordered["deal"].is_unique
    deals = world["deals"].set_index("deal").loc[ordered["deal"].astype(int)]
    assert (deals["outcome"] == "won").all()
    assert (deals["account"].to_numpy() == ordered["account"].to_numpy()).all()
    assert (deals["value_eur"].to_numpy() == ordered["value_eur"].to_numpy()).all()
    assert (deals["opened"].to_numpy() > ordered["created"].to_numpy()).all()
    assert table["deal"].notna().sum() == len(ordered)


def test_rows_make_sense(table):
    first, last = (pd.Timestamp(text) for text in truth.created)
    assert table["created"].between(first, last).all() and table["created"].is_monotonic_increasing
    inbound = table["source"].isin(INBOUND)
    assert (inbound == (table["direction"] == "inbound")).all()
    assert table.loc[table["source"] == "webinar", "webinar"].all()
    for column in ("value_eur", "margin_eur"):
        assert (table[column].notna() == table["became_deal"]).all()
    assert (table["margin_eur"].dropna() > 0).all() and (table["employees"] >= 1).all()
    assert (table["follow_up_eur"].isna() == table["held_out"]).all()


def test_costs_belong_to_the_leads(people):
    tables = leads.make_leads(people, SEED)
    table, costs = tables["leads"], tables["lead_costs"]
    month = table["created"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    counted = table.groupby([month, table["source"].astype(str)]).size()
    stored = costs.set_index(["month", costs["source"].astype(str)])["leads"]
    pd.testing.assert_series_equal(
        counted, stored[stored > 0].sort_index(), check_names=False, check_index_type=False
    )
    assert len(costs) == 24 * len(SOURCES)
    per_lead = costs.groupby("source", observed=True)[["spend_eur", "leads"]].sum()
    per_lead = per_lead["spend_eur"] / per_lead["leads"]
    assert per_lead[list(INBOUND)].max() < per_lead[list(OUTBOUND)].min()


def test_costs_of_the_parts_add_up_to_those_of_the_whole(people):
    parts = [leads.make_leads(people, SEED, part) for part in (0, 1)]
    whole = leads.make_lead_costs(pd.concat([p["leads"] for p in parts]), SEED)
    for column, most in (("leads", 0), ("spend_eur", 0.011)):
        added = sum(p["lead_costs"][column] for p in parts)
        assert (whole[column] - added).abs().max() <= most


def fitted_score(new: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Strength of each trait, and the chance of each lead."""
    x = traits(new)
    slopes, error = logistic_regression(x, new["became_deal"].to_numpy(dtype=float))
    return slopes / error, 1 / (1 + np.exp(-x @ slopes))


def test_every_learner_sees_the_score_and_the_threshold(table):
    new = table[table["account"].isna()]
    new = new[~new["held_out"]]
    profit = new["margin_eur"].fillna(0) - new["follow_up_eur"]
    for mine in halves(len(new)):
        strength, p = fitted_score(new[mine])
        assert (
            (strength[[1, 3, 4, 5, 6, 7]] > 1.2).all()
            and np.median(strength[[1, 3, 4, 5, 6, 7]]) > 3
            and strength[8] < -3
        )
        margin, cost = new["margin_eur"][mine].mean(), new["follow_up_eur"][mine].mean()
        worth = profit[mine][p > cost / margin].sum()
        assert worth > 1.1 * profit[mine].sum()
        assert worth > 1.5 * profit[mine][p > 0.5].sum()
        rate = new[mine].groupby("direction", observed=True)["became_deal"].mean()
        assert rate["inbound"] > 1.4 * rate["outbound"]


def test_every_learner_finds_the_personas_by_clustering(table):
    new = table[table["account"].isna()]
    size = np.log(new["employees"].to_numpy())
    traits = np.column_stack([size, np.sqrt(new["pages_viewed"]), np.sqrt(new["downloads"])])
    traits = (traits - traits.mean(axis=0)) / traits.std(axis=0)
    for mine in halves(len(new)):
        x, label = traits[mine], np.digitize(size[mine], np.quantile(size[mine], [0.33, 0.67]))
        for _ in range(50):  # k-means
            centres = np.stack([x[label == k].mean(axis=0) for k in range(3)])
            label = ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        for k, persona in enumerate(PERSONAS):
            here = label == k
            assert abs(size[mine][here].mean() - truth.size[persona][0]) < 0.3
            assert abs(here.mean() - truth.personas[persona]) < 0.08
            industry = new["industry"][mine][here].value_counts(normalize=True)
            expected = dict(zip(business.INDUSTRIES, truth.industries[persona], strict=True))
            assert abs(industry - pd.Series(expected)).max() < 0.1


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index of two groupings."""
    table = np.histogram2d(one, other, bins=(np.unique(one).size, np.unique(other).size))[0]
    pairs = [(m * (m - 1) / 2).sum() for m in (table, table.sum(axis=0), table.sum(axis=1))]
    expected = pairs[1] * pairs[2] / (len(one) * (len(one) - 1) / 2)
    return (pairs[0] - expected) / ((pairs[1] + pairs[2]) / 2 - expected)


def test_the_clusters_are_the_personas(people):
    """With one industry for each persona the table tells who is which; all else stays."""
    names = business.INDUSTRIES[:3]
    only = {p: tuple(float(i == k) for i in range(8)) for k, p in enumerate(PERSONAS)}
    marked = leads.make_leads(people, SEED, truth=dataclasses.replace(truth, industries=only))
    new = marked["leads"][marked["leads"]["account"].isna()]
    assert set(new["industry"]) == set(names)
    x = np.column_stack(
        [np.log(new["employees"]), np.sqrt(new["pages_viewed"]), np.sqrt(new["downloads"])]
    )
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    label = np.digitize(x[:, 0], np.quantile(x[:, 0], [0.33, 0.67]))
    for _ in range(50):
        centres = np.stack([x[label == k].mean(axis=0) for k in range(3)])
        label = ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert agreement(label, new["industry"].cat.codes.to_numpy()) > 0.7
