"""What customers do together: what was planted is found, and the tables hang together."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import special

from tests.zwaluw.recovery import crowd as recovery
from zwaluw import draw
from zwaluw.crowd import make_crowd, make_questions
from zwaluw.crowd_truth import CONDITIONS, SOURCES, CrowdParameters
from zwaluw.network import community
from zwaluw.people import LAST_DAY, SEGMENTS, make_people
from zwaluw.purchases import make_transactions
from zwaluw.survey import make_survey

TRUTH = CrowdParameters()
LAST = np.datetime64(LAST_DAY, "D")
HALVES = 20


def make_world(customers, seed):
    people = make_people(customers, seed)
    transactions = make_transactions(people, seed)
    account = people["account"].to_numpy()
    table = pd.DataFrame(
        {
            "customer": people.index.to_numpy(),
            "first_purchase": draw.dates(people["first_purchase"].to_numpy()),
            "segment": draw.labels(people["segment"].to_numpy(), SEGMENTS),
            "account": draw.optional(account, account > 0, "Int64"),
        }
    )
    return {
        "people": people,
        "customers": table,
        "survey": make_survey(people, seed),
        "transactions": transactions,
        **make_crowd(people, transactions, seed),
    }


@pytest.fixture(scope="module")
def world():
    return make_world(4_000, 2127)


@pytest.fixture(scope="module")
def larger():
    return make_world(30_000, 11)


@pytest.fixture(scope="module")
def halves():
    rng = np.random.default_rng(5)
    return [np.r_[False, rng.random(4_000) < 0.5] for _ in range(HALVES)]


def logistic(columns, y):
    x, y = np.column_stack([np.ones(len(y)), *columns]).astype(float), np.asarray(y, dtype=float)
    b = np.zeros(x.shape[1])
    for _ in range(20):
        p = special.expit(x @ b)
        b = b + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (y - p))
    return b


# ---- recovery ----


def test_what_was_planted_is_found(larger):
    rows = recovery.recover(larger)
    assert not [row for row in rows if not abs(row.distance) < 4]
    planted = {field.name for field in dataclasses.fields(CrowdParameters)}
    found = {row.parameter.removeprefix("log ").removeprefix("1 / ") for row in rows}
    found = {name.split(":")[0].split(",")[0].split()[0] for name in found}
    # The right answers are given, not estimated; the day of the experiment is in no table.
    assert planted - found == {"true_values", "guess_day"}


def test_errors_are_honest():
    distances = [row.distance for seed in range(8) for row in far(seed)]
    assert 0.92 < np.mean(np.abs(distances) < 1.96) < 0.98


def far(seed):
    return recovery.recover(make_world(6_000, seed))


def test_a_wrong_truth_would_be_noticed(larger):
    rows = {row.parameter: row for row in recovery.recover(larger)}
    for name, wrong in {
        "herding": 0.5,
        "friends homophily": 0.8,
        "buys friends": 0.5,
        "writes: at 5": 0.3,
        "appeal: log spread": 0.0,
        "stars_from_satisfaction": 0.4,
    }.items():
        assert abs(dataclasses.replace(rows[name], truth=wrong).distance) > 4, name


# ---- ideas and votes ----


def test_the_shortlist_is_the_top_tenth_of_the_feasible(world):
    ideas = world["ideas"].set_index("idea")
    share = world["votes"].groupby("idea")["vote"].mean().reindex(ideas.index)
    feasible = ideas[ideas["feasible"]]
    short = feasible[feasible["shortlisted"]]
    assert len(short) == np.ceil(TRUTH.shortlist * len(feasible))
    assert share[short.index].min() >= share[feasible.index.difference(short.index)].max()
    assert ideas.loc[ideas["built"], "shortlisted"].all()
    assert ideas.loc[ideas["shortlisted"], "feasible"].all()
    assert ideas["built"].sum() >= 1
    assert 200 < len(ideas) < 280


def test_voters_and_senders_are_customers_in_time(world):
    people, votes, ideas = world["people"], world["votes"], world["ideas"]
    assert not votes.duplicated(["idea", "customer"]).any()
    assert votes["idea"].isin(ideas["idea"]).all()
    assert votes["date"].min() > ideas["date"].max()
    assert ideas["date"].is_monotonic_increasing and ideas["customer"].is_unique
    for table in (votes, ideas):
        since = draw.dates(people["first_purchase"].loc[table["customer"]].to_numpy())
        assert (since <= table["date"].to_numpy()).all()
        assert (table["date"] <= LAST).all()
    assert 4_500 < len(votes) < 7_000


def test_the_shortlisted_were_lucky_too(larger):
    """The mean share of the shortlisted shrinks when other voters are asked."""
    votes, ideas = larger["votes"], larger["ideas"].set_index("idea")
    feasible = votes[ideas["feasible"].loc[votes["idea"]].to_numpy()]
    odd = feasible["customer"] % 2 == 1
    first = feasible[odd].groupby("idea")["vote"].mean()
    best = first.nlargest(len(first) // 10).index
    second = feasible[~odd].groupby("idea")["vote"].mean().reindex(best)
    assert first[best].mean() > second.mean() + 0.03


# ---- reviews ----


def test_a_review_follows_a_purchase_of_that_product(world):
    reviews, people = world["reviews"], world["people"]
    bought = world["transactions"].set_index("transaction").loc[reviews["transaction"]]
    assert (bought["customer"].to_numpy() == reviews["customer"]).all()
    assert (bought["product"].to_numpy() == reviews["product"]).all()
    wait = (reviews["date"].to_numpy() - bought["date"].to_numpy()).astype("timedelta64[D]")
    assert (wait.astype(int).min(), wait.astype(int).max()) == TRUTH.review_wait
    assert not reviews.duplicated(["customer", "product"]).any()
    assert (reviews["date"] <= LAST).all()
    stars = reviews["stars"].to_numpy()
    satisfaction = people["satisfaction"].loc[reviews["customer"]].to_numpy()
    assert satisfaction[stars == 5].mean() > satisfaction[stars <= 2].mean() + 1
    assert 2_200 < len(reviews) < 3_000


def test_ratings_are_j_shaped_for_every_learner(world, halves):
    reviews = world["reviews"]
    for half in halves:
        share = reviews[half[reviews["customer"]]]["stars"].value_counts(normalize=True)
        assert share[5] > 0.5
        assert share[5] > share[4] > share[1] > max(share[2], share[3]) * 0.8


def reversals(reviews):
    """Pairs: few reviews and a high mean, many and a lower one, though truly better."""
    by = reviews.groupby("product")["stars"].agg(["mean", "size"])
    quality = pd.Series(TRUTH.quality, index=range(1, 25))[by.index]
    shrunk = (by["mean"] * by["size"] + reviews["stars"].mean() * 25) / (by["size"] + 25)
    return [
        (few, many)
        for few in by.index[by["size"] <= 20]
        for many in by.index[by["size"] >= 60]
        if by["mean"][few] > by["mean"][many]
        and shrunk[few] < shrunk[many]
        and quality[few] < quality[many]
    ]


def test_few_reviews_mislead_every_learner(world, halves):
    reviews = world["reviews"]
    assert reversals(reviews)
    for half in halves:
        assert reversals(reviews[half[reviews["customer"]]])


# ---- guesses ----


def crowd_errors(guesses):
    true = guesses["question"].map(make_questions().set_index("question")["true_value"])
    relative = guesses["estimate"] / true
    by = relative.groupby([guesses["question"], guesses["condition"].astype(str)])
    crowd = (by.mean() - 1) ** 2
    individual = (
        ((relative - 1) ** 2)
        .groupby([guesses["question"], guesses["condition"].astype(str)])
        .mean()
    )
    return crowd, individual, by.var(ddof=0)


def test_herding_takes_diversity_and_not_error(world, halves):
    guesses = world["crowd_guesses"]
    for half in [np.full(4_001, True), *halves]:
        crowd, individual, diversity = crowd_errors(guesses[half[guesses["customer"]]])
        assert np.allclose(crowd, individual - diversity)
        alone, after = (diversity.xs(name, level=1) for name in CONDITIONS)
        assert (after < 0.45 * alone).all()
        before, later = (crowd.xs(name, level=1) for name in CONDITIONS)
        assert later.sum() > 0.6 * before.sum()


def test_everybody_guesses_twice_and_sees_others_once(world):
    guesses = world["crowd_guesses"]
    assert (guesses.groupby("customer").size() == 2).all()
    assert (guesses["seen_mean"].isna() == (guesses["condition"] == "alone")).all()
    assert (guesses.groupby("question")["customer"].nunique() > 130).all()
    assert guesses["question"].isin(make_questions()["question"]).all()
    both = guesses.set_index(["customer", "condition"])[["estimate", "seen_mean"]]
    alone = both.xs("alone", level=1)["estimate"]
    after = both.xs("after seeing others", level=1).loc[alone.index]
    nearer = (after["estimate"] - after["seen_mean"]).abs() < (alone - after["seen_mean"]).abs()
    assert nearer.mean() > 0.85


# ---- ties ----


def test_what_was_shown_is_the_mean_of_others_and_not_ones_own(larger):
    guesses = larger["crowd_guesses"]
    alone = guesses[guesses["condition"] == "alone"].set_index("customer")
    after = guesses[guesses["condition"] != "alone"].set_index("customer")
    table = alone[["question", "estimate"]].assign(seen=after["seen_mean"].astype(float))
    links = [part["estimate"].corr(part["seen"]) for _, part in table.groupby("question")]
    assert abs(np.mean(links)) < 0.1  # one's own among the ten would make it 0.3


def test_ties_are_written_once_and_families_are_closest(world):
    ties = world["social_ties"]
    assert (ties["customer"] < ties["friend"]).all()
    assert not ties.duplicated(["customer", "friend"]).any()
    assert ties["customer"].min() >= 1 and ties["friend"].max() <= 4_000
    strength = ties.groupby("kind", observed=True)["contacts_per_month"].mean()
    assert strength["family"] > strength["friend"] > strength["colleague"] > strength["follower"]
    assert 6_500 < len(ties) < 8_500


def test_colleagues_share_an_employer(world):
    ties, account = world["social_ties"], world["people"]["account"]
    colleagues = ties[ties["kind"] == "colleague"]
    employer = account[colleagues["customer"]].to_numpy()
    assert (employer > 0).all()
    assert (employer == account[colleagues["friend"]].to_numpy()).all()


def test_there_are_communities_and_hubs(world):
    ties = world["social_ties"]
    inside = community(ties["customer"].to_numpy()) == community(ties["friend"].to_numpy())
    assert np.bincount(community(np.arange(1, 4_001))).tolist() == [25] * 160
    assert inside[(ties["kind"] == "family").to_numpy()].all()
    assert 0.80 < inside[(ties["kind"] == "friend").to_numpy()].mean() < 0.95
    strength = ties["contacts_per_month"].to_numpy()
    assert strength[inside].mean() > 2 * strength[~inside].mean()
    degree = np.sort(np.bincount(np.r_[ties["customer"], ties["friend"]], minlength=4_001)[1:])
    assert degree[-4:].min() > 130 and np.median(degree) <= 4
    hubs = np.argsort(np.bincount(np.r_[ties["customer"], ties["friend"]]))[-4:]
    assert (world["people"]["liking"][hubs] > 0.99).all()


def test_a_learner_sees_that_like_ties_with_like(world, halves):
    ties, segment = world["social_ties"], world["people"]["segment"]
    friends = ties[ties["kind"] == "friend"]
    for half in halves:
        mine = friends[half[friends["customer"]] & half[friends["friend"]]]
        same = segment[mine["customer"]].to_numpy() == segment[mine["friend"]].to_numpy()
        assert same.mean() > 0.45  # by chance: 0.345


# ---- decisions ----


def test_leaving_interest_out_flatters_advertising(world, halves):
    decisions = world["purchase_decisions"]
    for half in halves:
        mine = decisions[half[decisions["customer"]]]
        sources = [mine[source] for source in SOURCES]
        naive = logistic(sources, mine["bought"])[1:]
        full = logistic([*sources, mine["interest"] - 5], mine["bought"])[1:]
        assert naive[0] > full[0] + 0.4 and naive[0] > 0.45
        assert full[0] < 0.55
        assert min(full[1], full[2]) > full[0] + 0.1


def test_decisions_are_one_a_customer_and_in_the_year(world):
    decisions = world["purchase_decisions"]
    assert decisions["customer"].is_unique
    assert decisions["date"].is_monotonic_increasing
    assert (decisions["date"] <= LAST).all()
    assert len(decisions) == pytest.approx(2_400, abs=130)
    liking = world["people"]["liking"][decisions["customer"]].to_numpy()
    assert np.corrcoef(liking, decisions["interest"])[0, 1] > 0.35


# ---- the generator ----


def test_same_seed_and_part_same_tables(world):
    people, transactions = world["people"], world["transactions"]
    again = make_crowd(people, transactions, 2127)
    other, next_part = (
        make_crowd(people, transactions, 1),
        make_crowd(people, transactions, 2127, 1),
    )
    for name, table in again.items():
        pd.testing.assert_frame_equal(world[name], table)
        assert not table.equals(other[name]) and not table.equals(next_part[name])


@pytest.mark.parametrize("customers", [1, 40, 60, 1_020])
def test_small_worlds_work(customers):
    tables = make_world(customers, 3)
    assert tables["social_ties"]["friend"].max() <= customers or tables["social_ties"].empty


def test_tables_grow_with_the_customers(world, larger):
    for name in ("ideas", "votes", "reviews", "crowd_guesses", "social_ties", "purchase_decisions"):
        assert 6.0 < len(larger[name]) / len(world[name]) < 9.5, name


def test_another_truth_gives_another_world(world):
    truth = dataclasses.replace(TRUTH, herding=0.0, shortlist=0.5)
    tables = make_crowd(world["people"], world["transactions"], 2127, truth=truth)
    guesses = tables["crowd_guesses"]
    _, _, diversity = crowd_errors(guesses)
    alone, after = (diversity.xs(name, level=1) for name in CONDITIONS)
    assert (after > 0.8 * alone).all()
    assert tables["ideas"]["shortlisted"].sum() > 4 * world["ideas"]["shortlisted"].sum()
