"""What customers do together: ideas and votes, reviews, guesses, ties, and whom they believe.

How the numbers come about. Who likes the brand sends an idea or votes more often; an idea has a
hidden quality, and the votes follow it. Stars follow the product's quality and the customer's
satisfaction; the very pleased and the very displeased write more often, so that what is read is
not what is felt. Guesses are log-normal around a wrong value; shown what ten others said, people
move towards it. Customers live in communities of 25, with families of three in them; friends,
mostly of the same segment, are made within the community and seldom outside; colleagues work for
the same account; hubs are followed by many. Interest in cycling makes people see advertising *and*
makes them buy: who leaves interest out thinks that advertising works.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.crowd_truth import CONDITIONS, TOPICS, CrowdParameters
from zwaluw.draw import Floats, Ints
from zwaluw.network import make_decisions, make_social_ties, repeat, spread_days
from zwaluw.people import LAST_DAY, SEGMENTS

QUESTIONS = (
    ("How many kilometres were cycled on all Zwaluw bicycles in May 2026?", "kilometres"),
    ("How many visitors came to the open day of the factory in 2025?", "visitors"),
    ("How many tyres lay in the central warehouse on 1 March 2026?", "tyres"),
    ("How many screws did the workshop use in 2025?", "screws"),
)


def make_questions(truth: CrowdParameters | None = None) -> pd.DataFrame:
    """Make the table of the four questions of the guessing experiment.

    Parameters
    ----------
    truth : CrowdParameters, optional

    Returns
    -------
    DataFrame
        question, text, unit, true_value.
    """
    table = pd.DataFrame(QUESTIONS, columns=["text", "unit"])
    table.insert(0, "question", np.arange(1, len(table) + 1))
    values = (truth or CrowdParameters()).true_values
    return table.assign(true_value=np.array(values, dtype=np.int64))


def make_crowd(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: CrowdParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the tables of what customers do together.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions` with the same seed and part.
    seed, part : int
    truth : CrowdParameters, optional

    Returns
    -------
    dict of DataFrame
        ideas, votes, reviews, crowd_guesses, social_ties, purchase_decisions.
    """
    truth = truth or CrowdParameters()
    rng = draw.stream(seed, "crowd", part)
    ideas, appeal = _ideas(people, rng, truth)
    votes = _votes(people, appeal, rng, truth)
    ties = make_social_ties(people, rng, truth)
    return {
        "ideas": _funnel(ideas, votes, rng, truth),
        "votes": votes,
        "reviews": _reviews(people, transactions, rng, truth),
        "crowd_guesses": _guesses(people, rng, truth),
        "social_ties": ties,
        "purchase_decisions": make_decisions(people, ties, rng, truth),
    }


def _ideas(
    people: pd.DataFrame, rng: np.random.Generator, truth: CrowdParameters
) -> tuple[pd.DataFrame, Floats]:
    """Draw the ideas in order of date, and the hidden quality of each."""
    customers = people["first_purchase"].to_numpy() <= draw.day(truth.idea_days[0])
    wants = draw.probability(*truth.sends_idea, people["liking"].to_numpy())
    sender = np.flatnonzero((rng.random(len(people)) < wants) & customers)
    n = len(sender)
    day = spread_days(rng, n, *truth.idea_days)
    order = np.argsort(day, kind="stable")
    day, sender = day[order], sender[order]
    segment = people["segment"].to_numpy()[sender]
    topic = draw.choose_by(rng.random(n), segment, SEGMENTS, truth.topics)
    median, spread = truth.idea_cost
    cost = median * np.exp(spread * draw.normal(rng.random(n)))
    ideas = pd.DataFrame(
        {
            "idea": np.arange(1, n + 1),
            "customer": people.index.to_numpy()[sender],
            "date": draw.dates(day),
            "topic": draw.labels(topic, TOPICS),
            "cost_eur": (np.maximum(np.round(cost / 100), 1) * 100).astype(np.int64),
            "feasible": rng.random(n) < truth.feasible,
        }
    )
    mean, spread = truth.appeal
    return ideas, mean + spread * draw.normal(rng.random(n))


def _votes(
    people: pd.DataFrame, appeal: Floats, rng: np.random.Generator, truth: CrowdParameters
) -> pd.DataFrame:
    """Draw the votes: each voter leafs through the ideas in steps of her own."""
    customers = people["first_purchase"].to_numpy() < draw.day(truth.vote_days[0])
    likely = draw.probability(*truth.votes_cast, people["liking"].to_numpy())
    voter = np.flatnonzero((rng.random(len(people)) < likely) & customers)
    ideas = len(appeal)
    most = min(20, ideas)
    count = np.minimum(1 + draw.poisson(rng.random(len(voter)), truth.more_votes), most)
    # With steps this short nobody comes round to an idea twice.
    step = 1 + (rng.random(len(voter)) * (ideas // 20)).astype(np.int64)
    step = np.minimum(step, max(ideas // 20, 1))
    start = (rng.random(len(voter)) * ideas).astype(np.int64)
    row, turn = repeat(count)
    idea = (start[row] + turn * step[row]) % max(ideas, 1)
    votes = pd.DataFrame(
        {
            "idea": idea + 1,
            "customer": people.index.to_numpy()[voter[row]],
            "date": draw.dates(spread_days(rng, len(row), *truth.vote_days)),
            "vote": (rng.random(len(row)) < draw.probability(0, 1, appeal[idea])).astype(np.int64),
        }
    )
    return votes.sort_values(["idea", "customer"], kind="stable", ignore_index=True)


def _funnel(
    ideas: pd.DataFrame, votes: pd.DataFrame, rng: np.random.Generator, truth: CrowdParameters
) -> pd.DataFrame:
    """Shortlist the top of the feasible ideas by share of votes; build some of them."""
    n = len(ideas)
    for_it = np.bincount(votes["idea"] - 1, weights=votes["vote"], minlength=n)
    all_votes = np.bincount(votes["idea"] - 1, minlength=n)
    feasible = ideas["feasible"].to_numpy()
    share = np.where(feasible, for_it / np.maximum(all_votes, 1), -1.0)
    best = np.lexsort((np.arange(n), -all_votes, -share))  # equal shares: more votes first
    shortlisted = np.zeros(n, dtype=bool)
    shortlisted[best[: int(np.ceil(truth.shortlist * feasible.sum()))]] = True
    built = shortlisted & (rng.random(n) < truth.built)
    return ideas.assign(shortlisted=shortlisted, built=built)


def _reviews(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    rng: np.random.Generator,
    truth: CrowdParameters,
) -> pd.DataFrame:
    """Draw the reviews: one at most of a customer's first purchase of each product."""
    shortest, longest = truth.review_wait
    day = draw.day_numbers(transactions["date"])
    row = transactions["customer"].to_numpy() - people.index[0]
    product = transactions["product"].to_numpy()
    first = ~pd.Series(row * 100 + product).duplicated().to_numpy()
    bought = np.flatnonzero(first & (day <= LAST_DAY - longest))
    n = len(bought)
    felt = (
        np.array(truth.quality)[product[bought] - 1]
        + truth.stars_from_satisfaction * people["satisfaction"].to_numpy()[row[bought]]
        + truth.star_noise * draw.normal(rng.random(n))
    )
    stars = np.clip(np.floor(felt + 0.5), 1, 5).astype(np.int64)
    wait = shortest + (rng.random(n) * (longest + 1 - shortest)).astype(np.int64)
    writes = rng.random(n) < np.array(truth.writes)[stars - 1]
    bought, stars, wait = bought[writes], stars[writes], wait[writes]
    reviews = pd.DataFrame(
        {
            "customer": transactions["customer"].to_numpy()[bought],
            "transaction": transactions["transaction"].to_numpy()[bought],
            "product": product[bought],
            "date": draw.dates(day[bought] + wait),
            "stars": stars,
        }
    ).sort_values("date", kind="stable", ignore_index=True)
    reviews.insert(0, "review", np.arange(1, len(reviews) + 1))
    return reviews


def _three_digits(values: Floats) -> Ints:
    """Round as people do: three digits count."""
    unit = 10.0 ** np.maximum(np.floor(np.log10(values)) - 2, 0)
    rounded: Ints = (np.maximum(np.round(values / unit), 1) * unit).astype(np.int64)
    return rounded


def _guesses(
    people: pd.DataFrame, rng: np.random.Generator, truth: CrowdParameters
) -> pd.DataFrame:
    """Draw the experiment: a guess alone, then one after seeing the mean of ten others."""
    questions = len(truth.true_values)
    chosen = np.argsort(rng.random(len(people)), kind="stable")
    chosen = chosen[people["first_purchase"].to_numpy()[chosen] <= draw.day(truth.guess_day)]
    each = round(truth.guessers * len(chosen) / questions)
    tables = []
    for question in range(questions):
        mine = chosen[question * each : (question + 1) * each]
        typical = truth.true_values[question] * np.exp(truth.guess_bias[question])
        spread = truth.guess_spread[question]
        alone = _three_digits(typical * np.exp(spread * draw.normal(rng.random(each))))
        # They sit in a circle in random order; each sees the mean of the ten to her right.
        places = np.arange(each)[:, None] + np.arange(1, truth.others_seen + 1)
        seen = _three_digits(alone[places % max(each, 1)].sum(axis=1) / truth.others_seen)
        moved = alone + truth.herding * (seen - alone)
        after = _three_digits(moved * np.exp(truth.second_noise * draw.normal(rng.random(each))))
        table = pd.DataFrame(
            {
                "customer": np.tile(people.index.to_numpy()[mine], 2),
                "question": question + 1,
                "condition": draw.labels(np.repeat([0, 1], each), CONDITIONS),
                "estimate": np.r_[alone, after],
                "seen_mean": draw.optional(
                    np.r_[seen, seen], np.repeat([False, True], each), "Int64"
                ),
            }
        )
        tables.append(table.sort_values("customer", kind="stable"))
    guesses = pd.concat(tables, ignore_index=True)
    guesses.insert(0, "guess", np.arange(1, len(guesses) + 1))
    return guesses
