"""The planted values of what customers do together, estimated from the tables.

Liking and satisfaction are in no table. What depends on them is estimated from those who answered
the survey: her answer says how likely each liking is (`recovery.people`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, special

from tests.zwaluw.recovery import Estimate, likelihood, share
from tests.zwaluw.recovery.people import LIKING, NOISE, PEOPLE, PLACES, RANKS, answer_cells, weights
from zwaluw import draw
from zwaluw.crowd_truth import (
    COMMUNITIES,
    CONDITIONS,
    KINDS,
    NEIGHBOURHOOD,
    SOURCES,
    TOPICS,
    CrowdParameters,
)
from zwaluw.network import community, count_ties, three
from zwaluw.people import LAST_DAY

TRUTH = CrowdParameters()
CHUNK = 50_000  # customers made at a time
A_FEW = 10  # reviews of a product; below, chance alone speaks


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted value."""
    customers = tables["customers"]
    told, chances = _told(tables["survey"], len(customers))
    return [
        *_ideas(tables["ideas"], customers, told, chances),
        *_votes(tables["votes"], customers, told, chances),
        *_reviews(tables["reviews"], tables["transactions"], tables["survey"]),
        *_guesses(tables["crowd_guesses"], customers),
        *_ties(tables["social_ties"], customers),
        *_decisions(tables["purchase_decisions"], tables["social_ties"], told, chances),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


def _told(survey: pd.DataFrame, customers: int) -> tuple[np.ndarray, np.ndarray]:
    """What the survey tells of the liking: a cell of each customer, and its chances.

    Cell 0 is for those who told nothing: for them each rank of liking is as likely.
    """
    answers = answer_cells(survey)
    codes, cells = pd.factorize(answers["cell"])
    told = np.zeros(customers, dtype=np.int64)
    told[answers["customer"].to_numpy() - 1] = codes + 1
    chances = [weights(touchpoint, dutch)[score].sum(axis=1) for touchpoint, dutch, score in cells]
    return told, np.array([np.full(PLACES, 1 / PLACES), *chances])


def _logistic(x: np.ndarray, hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression by Newton's steps: coefficients and standard errors."""
    b = np.zeros(x.shape[1])
    for _ in range(25):
        p = special.expit(x @ b)
        information = (x * (n * p * (1 - p))[:, None]).T @ x
        step = np.linalg.solve(information, x.T @ (hits - n * p))
        b = b + step
        if np.abs(step).max() < 1e-9:
            break
    return b, np.sqrt(np.diag(np.linalg.inv(information)))


def _several(
    table: str, names: list[str], truths: list[float], fit: tuple[np.ndarray, np.ndarray]
) -> list[Estimate]:
    return [Estimate(table, *row) for row in zip(names, truths, fit[0], fit[1], strict=True)]


def _mean_and_spread(
    table: str, names: tuple[str, str], truths: tuple[float, float], x: np.ndarray
) -> list[Estimate]:
    n = len(x)
    return [
        Estimate(table, names[0], truths[0], x.mean(), truths[1] / n**0.5),
        Estimate(table, names[1], truths[1], x.std(ddof=1), truths[1] / (2 * n) ** 0.5),
    ]


def _middle(table: str, name: str, ends: tuple[str, str], dates: pd.Series) -> Estimate:
    """The mean of days that are evenly spread lies in the middle."""
    first, last = (draw.day(end) for end in ends)
    error = np.sqrt(((last - first + 1) ** 2 - 1) / 12 / len(dates))
    middle = (first + last) / 2
    return Estimate(table, f"{name}, middle", middle, _days(dates).mean(), error)


def _by_liking(
    table: str, parameter: str, did: np.ndarray, told: np.ndarray, chances: np.ndarray
) -> list[Estimate]:
    """Fit log-odds on liking, of which the answers tell a little."""
    n = np.bincount(told, minlength=len(chances))
    hits = np.bincount(told, weights=did, minlength=len(chances))

    def loss(line: np.ndarray) -> float:
        p = chances @ draw.probability(*line, RANKS)
        return -float((hits * np.log(p) + (n - hits) * np.log(1 - p)).sum())

    names = [f"{parameter}: intercept", f"{parameter}: slope"]
    return likelihood(table, names, getattr(TRUTH, parameter), loss)


def _ideas(
    ideas: pd.DataFrame, customers: pd.DataFrame, told: np.ndarray, chances: np.ndarray
) -> list[Estimate]:
    early = _days(customers["first_purchase"]) <= draw.day(TRUTH.idea_days[0])
    sent = np.bincount(ideas["customer"] - 1, minlength=len(customers))
    found = _by_liking("ideas", "sends_idea", sent[early], told[early], chances)
    found.append(_middle("ideas", "idea_days", TRUTH.idea_days, ideas["date"]))
    segment = customers["segment"].astype(str).to_numpy()[ideas["customer"].to_numpy() - 1]
    topic = ideas["topic"].astype(str).to_numpy()
    for name, truths in TRUTH.topics.items():
        here = topic[segment == name]
        for label, truth in zip(TOPICS, truths, strict=True):
            hits = (here == label).sum()
            found.append(share("ideas", f"topics: {name}, {label}", truth, hits, len(here)))
    median, spread = TRUTH.idea_cost
    names = ("idea_cost: log median", "idea_cost: spread")
    cost = np.log(ideas["cost_eur"].to_numpy(dtype=float))
    found += _mean_and_spread("ideas", names, (np.log(median), spread), cost)
    feasible = ideas["feasible"].sum()
    short = ideas["shortlisted"].sum()
    # A rule, not a chance: it rounds up to a whole idea in each chunk of customers.
    error = np.ceil(len(customers) / CHUNK) / feasible
    return [
        *found,
        share("ideas", "feasible", TRUTH.feasible, feasible, len(ideas)),
        Estimate("ideas", "shortlist", TRUTH.shortlist, short / feasible, error),
        share("ideas", "built", TRUTH.built, ideas["built"].sum(), short),
    ]


def _votes(
    votes: pd.DataFrame, customers: pd.DataFrame, told: np.ndarray, chances: np.ndarray
) -> list[Estimate]:
    early = _days(customers["first_purchase"]) < draw.day(TRUTH.vote_days[0])
    cast = np.bincount(votes["customer"] - 1, minlength=len(customers))
    found = _by_liking("votes", "votes_cast", cast[early] > 0, told[early], chances)
    more = cast[cast > 0] - 1
    error = (TRUTH.more_votes / len(more)) ** 0.5
    found.append(Estimate("votes", "more_votes", TRUTH.more_votes, more.mean(), error))
    found.append(_middle("votes", "vote_days", TRUTH.vote_days, votes["date"]))

    each = votes.groupby("idea")["vote"].agg(["sum", "size"]).value_counts().reset_index()
    hits, n, times = (each[name].to_numpy(dtype=float) for name in ("sum", "size", "count"))
    nodes, nodes_weights = np.polynomial.hermite_e.hermegauss(40)
    nodes_weights = nodes_weights / nodes_weights.sum()

    def loss(parameters: np.ndarray) -> float:
        odds = parameters[0] + np.exp(parameters[1]) * nodes
        chance = np.exp(
            hits[:, None] * special.log_expit(odds) + (n - hits)[:, None] * special.log_expit(-odds)
        )
        return -float(times @ np.log(chance @ nodes_weights))

    names = ["appeal: mean", "appeal: log spread"]
    return [*found, *likelihood("votes", names, (TRUTH.appeal[0], np.log(TRUTH.appeal[1])), loss)]


# ---- reviews: of first purchases, which do not depend on what the customer is like ----

STEP = 0.1  # of satisfaction, in the sums over it


def _felt(quality: float, slope: float, noise: float, steps: np.ndarray) -> np.ndarray:
    """Chance of feeling 1 to 5 stars (columns) at each satisfaction (rows)."""
    cuts = np.array([-np.inf, 1.5, 2.5, 3.5, 4.5, np.inf])
    return np.diff(special.ndtr((cuts - (quality + slope * steps)[:, None]) / noise), axis=1)


def _satisfaction(survey: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cell of each answer, chances of satisfaction in each cell (rows), and the satisfactions."""
    answered = answer_cells(survey)
    scored = dict(zip(answered["customer"], answered["cell"], strict=True))
    touchpoint = survey["touchpoint"].astype(str)
    cells, codes = {}, []
    for customer, name in zip(survey["customer"], touchpoint, strict=True):
        codes.append(cells.setdefault(scored.get(customer, (name, False, -1)), len(cells)))
    steps = np.arange(-150, 151) * STEP
    rows = []
    for name, dutch, score in cells:
        total = LIKING[:, None] + PEOPLE.touchpoint_effect[name] + NOISE[None, :]
        place = np.clip(np.round(total / STEP).astype(np.int64) + 150, 0, 300)
        weight = weights(name, dutch)[score] if score >= 0 else np.full(total.shape, PLACES**-2.0)
        rows.append(np.bincount(place.ravel(), weights=weight.ravel(), minlength=301))
    return np.array(codes), np.array(rows), steps


def _reviews(
    reviews: pd.DataFrame, transactions: pd.DataFrame, survey: pd.DataFrame
) -> list[Estimate]:
    shortest, longest = TRUTH.review_wait
    bought = transactions.set_index("transaction").loc[reviews["transaction"]]
    wait = _days(reviews["date"]) - _days(bought["date"])
    error = np.sqrt(((longest - shortest + 1) ** 2 - 1) / 12 / len(wait))
    middle = (shortest + longest) / 2
    found = [Estimate("reviews", "review_wait, middle", middle, wait.mean(), error)]

    first = transactions[transactions["first"]].set_index("customer").loc[survey["customer"]]
    assert (_days(first["date"]) <= LAST_DAY - longest).all()
    stars = pd.Series(reviews["stars"].to_numpy(), index=reviews["transaction"].to_numpy())
    stars = stars.reindex(first["transaction"]).fillna(0).to_numpy(dtype=np.int64)
    codes, chances, steps = _satisfaction(survey)
    products = len(TRUTH.quality)
    cell = (first["product"].to_numpy() - 1) * len(chances) + codes
    counts = np.bincount(cell * 6 + stars, minlength=products * len(chances) * 6)
    counts = counts.reshape(products, len(chances), 6)
    bought_here = counts.sum(axis=2)
    slope, noise = TRUTH.stars_from_satisfaction, TRUTH.star_noise
    writes = np.array(TRUTH.writes)

    def outcomes(quality: float, slope: float, noise: float) -> np.ndarray:
        read = chances @ _felt(quality, slope, noise, steps) * writes
        return np.column_stack([1 - read.sum(axis=1), read])

    # Each group of parameters given the others: chances of writing, qualities, slope and noise.
    expected, variance = np.zeros(5), np.zeros(5)
    for product, quality in enumerate(TRUTH.quality):
        felt = chances @ _felt(quality, slope, noise, steps)
        expected += bought_here[product] @ felt
        variance += bought_here[product] @ (felt * writes * (1 - felt * writes))
    hits = counts.sum(axis=(0, 1))[1:]
    for k in range(5):
        error = variance[k] ** 0.5 / expected[k]
        found.append(
            Estimate("reviews", f"writes: at {k + 1}", writes[k], hits[k] / expected[k], error)
        )
    for product, quality in enumerate(TRUTH.quality):
        if counts[product, :, 1:].sum() < A_FEW:
            continue

        def parts(x: np.ndarray, product=product) -> list[tuple[np.ndarray, np.ndarray]]:
            return [(counts[product], outcomes(x[0], slope, noise))]

        found += _scoring([f"quality of product {product + 1}"], [quality], parts)

    def all_parts(x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        return [
            (counts[product], outcomes(quality, x[0], np.exp(x[1])))
            for product, quality in enumerate(TRUTH.quality)
        ]

    names = ["stars_from_satisfaction", "log star_noise"]
    return [*found, *_scoring(names, [slope, np.log(noise)], all_parts)]


def _scoring(names: list[str], truths: list[float], parts) -> list[Estimate]:
    """Fisher scoring for multinomial counts; the information at the truth gives the errors."""
    k, step = len(truths), 1e-4

    def score_and_information(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        up = [parts(x + step * unit) for unit in np.eye(k)]
        down = [parts(x - step * unit) for unit in np.eye(k)]
        score, information = np.zeros(k), np.zeros((k, k))
        for place, (counts, chance) in enumerate(parts(x)):
            slopes = np.array(
                [(up[i][place][1] - down[i][place][1]) / (2 * step) for i in range(k)]
            )
            n = counts.sum(axis=1, keepdims=True)
            score += (slopes * (counts / chance)).sum(axis=(1, 2))
            information += np.einsum("ico,jco->ij", slopes, slopes * (n / chance))
        return score, information

    x = np.array(truths) + 0.1
    for _ in range(30):
        score, information = score_and_information(x)
        move = np.clip(np.linalg.solve(information, score), -0.3, 0.3)
        x = x + move
        if np.abs(move).max() < 1e-6:
            break
    errors = np.sqrt(np.diag(np.linalg.inv(score_and_information(np.array(truths))[1])))
    return [Estimate("reviews", *row) for row in zip(names, truths, x, errors, strict=True)]


def _guesses(guesses: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    early = (_days(customers["first_purchase"]) <= draw.day(TRUTH.guess_day)).sum()
    chunks = np.ceil(len(customers) / CHUNK)
    questions = len(TRUTH.true_values)
    alone = guesses[guesses["condition"] == CONDITIONS[0]].sort_values(["question", "customer"])
    after = guesses[guesses["condition"] == CONDITIONS[1]].sort_values(["question", "customer"])
    found = [
        Estimate(
            "crowd_guesses",
            "guessers",
            TRUTH.guessers,
            len(alone) / early,
            questions * chunks / early,
        )
    ]
    before = alone["estimate"].to_numpy(dtype=float)
    seen = after["seen_mean"].to_numpy(dtype=float)
    second = np.log(after["estimate"].to_numpy(dtype=float))
    question = alone["question"].to_numpy()
    inverse, m = [], TRUTH.others_seen
    for place in range(questions):
        here = question == place + 1
        n = here.sum()
        names = (f"guess_bias {place + 1}", f"guess_spread {place + 1}")
        truths = (TRUTH.guess_bias[place], TRUTH.guess_spread[place])
        log = np.log(before[here] / TRUTH.true_values[place])
        found += _mean_and_spread("crowd_guesses", names, truths, log)
        # The mean of m of n values drawn without replacement varies (n - m) / (n - 1) / m as much.
        n = n / chunks
        ratio = seen[here].var() / before[here].var()
        inverse.append((1 + ratio * (n - 1)) / n)
    # Neighbours in the circle see almost the same ten, which makes the ratio less certain.
    error = np.sqrt(2 * (m - 1) * (2 * m - 1) / (3 * m * len(before))) / m
    found.append(
        Estimate("crowd_guesses", "1 / others_seen", 1 / m, float(np.mean(inverse)), error)
    )

    def misfit(weight: np.ndarray) -> np.ndarray:
        return second - np.log(before + weight[0] * (seen - before))

    fit = optimize.least_squares(misfit, [0.4])
    noise = TRUTH.second_noise
    error = noise / np.sqrt(fit.jac[:, 0] @ fit.jac[:, 0])
    free = len(second) - 1
    spread = np.sqrt(np.sum(fit.fun**2) / free)
    return [
        *found,
        Estimate("crowd_guesses", "herding", TRUTH.herding, fit.x[0], error),
        Estimate("crowd_guesses", "second_noise", noise, spread, noise / np.sqrt(2 * free)),
    ]


def _ties(ties: pd.DataFrame, customers: pd.DataFrame) -> list[Estimate]:
    n, number = len(customers), customers["customer"].to_numpy()
    low, high = ties["customer"].to_numpy() - 1, ties["friend"].to_numpy() - 1
    kind = pd.Categorical(ties["kind"], categories=list(KINDS)).codes
    family, friend, colleague, follower = (kind == code for code in range(4))
    group, threes = community(number), three(number)
    segment = customers["segment"].cat.codes.to_numpy()
    account = customers["account"].to_numpy(dtype=np.int64, na_value=0)

    # Families: the tie of the first two of a three stands for all.
    position = (number - 1) % NEIGHBOURHOOD // COMMUNITIES
    second = number + COMMUNITIES
    has_second = (position % 3 == 0) & (position < NEIGHBOURHOOD // COMMUNITIES - 1)
    has_second &= second <= number[-1]
    pairs = family & (position[low] % 3 == 0) & (position[high] % 3 == 1)
    found = [share("social_ties", "families", TRUTH.families, pairs.sum(), has_second.sum())]

    # Friends in the community: counts of pairs and ties, with the same segment or not.
    members = pd.crosstab(group, segment).to_numpy().astype(float)
    inner = pd.crosstab(group * 16 + threes, segment).to_numpy().astype(float)

    def possible(counts: np.ndarray) -> np.ndarray:
        total = counts.sum(axis=1)
        same = (counts * (counts - 1) / 2).sum()
        return np.array([(total * (total - 1) / 2).sum() - same, same])

    possible_pairs = possible(members) - possible(inner)
    inside = group[low] == group[high]
    alike = segment[low] == segment[high]
    made = friend & inside & (threes[low] != threes[high])
    hits = np.array([(made & ~alike).sum(), (made & alike).sum()], dtype=float)
    x = np.array([[1.0, 0.0], [1.0, 1.0]])
    names = ["friends intercept", "friends homophily"]
    found += _several("social_ties", names, list(TRUTH.friends), _logistic(x, hits, possible_pairs))
    elsewhere = 1 - np.bincount(group)[group] / min(n, CHUNK)
    outside = friend & ~inside
    q = TRUTH.outside_friend
    found.append(
        Estimate(
            "social_ties",
            "outside_friend",
            q,
            outside.sum() / elsewhere.sum(),
            np.sqrt(q * (1 - q) / n),
        )
    )

    # Colleagues: pairs of an account that are not tied more strongly.
    staff = np.bincount(account[account > 0]).astype(float)
    same_account = (account[low] == account[high]) & (account[low] > 0)
    free = (staff * (staff - 1) / 2).sum() - (same_account & (family | friend)).sum()
    found.append(share("social_ties", "colleagues", TRUTH.colleagues, colleague.sum(), free))

    # Followers: each hub's share of its neighbourhood, leaving out those tied more strongly.
    # Hubs do not follow, and nobody follows two: who has two such ties or more is a hub.
    followed = np.bincount(np.r_[low[follower], high[follower]], minlength=n)
    hubs = np.flatnonzero(followed > 1)
    hubs = hubs[np.lexsort((-followed[hubs], hubs // NEIGHBOURHOOD))]
    home = hubs // NEIGHBOURHOOD
    rank = np.full(n, -1)
    rank[hubs] = np.arange(len(hubs)) - np.searchsorted(home, home)
    for place, truth in enumerate(TRUTH.hubs):
        at_low, at_high = rank[low] == place, rank[high] == place
        local = low // NEIGHBOURHOOD == high // NEIGHBOURHOOD
        to_member = local & ((at_low & (rank[high] < 0)) | (at_high & (rank[low] < 0)))
        trials = (rank < 0).sum() - (to_member & ~follower).sum()
        hits = (to_member & follower).sum()
        found.append(share("social_ties", f"hubs: {place + 1}", truth, hits, trials))

    contacts = ties["contacts_per_month"].to_numpy()
    of_kind = {
        "family": family,
        "friend": made,
        "outside friend": outside,
        "colleague": colleague,
        "follower": follower,
    }
    for name, here in of_kind.items():
        mean = TRUTH.contacts[name]
        error = (mean / here.sum()) ** 0.5
        found.append(
            Estimate("social_ties", f"contacts {name}", mean, contacts[here].mean() - 1, error)
        )
    return found


def _decisions(
    decisions: pd.DataFrame, ties: pd.DataFrame, told: np.ndarray, chances: np.ndarray
) -> list[Estimate]:
    table = "purchase_decisions"
    n = len(decisions)
    found = [
        share(table, "decisions", TRUTH.decisions, n, len(told)),
        _middle(table, "decision_days", TRUTH.decision_days, decisions["date"]),
    ]
    category = decisions["category"].value_counts()
    found += [
        share(table, f"categories {name}", truth, category[name], n)
        for name, truth in TRUTH.categories.items()
    ]

    place = decisions["customer"].to_numpy() - 1
    interest = decisions["interest"].to_numpy(dtype=float)
    cell = told[place] * 11 + interest.astype(np.int64)
    counts = np.bincount(cell, minlength=11 * len(chances)).reshape(-1, 11)
    ranked = draw.normal(RANKS)
    ranked = ranked / ranked.std()  # the grid leaves out the far ends
    cuts = np.r_[-np.inf, np.arange(10) + 0.5, np.inf]

    def loss(x: np.ndarray) -> float:
        below = special.ndtr((cuts - (x[0] + x[1] * ranked)[:, None]) / np.exp(x[2]))
        return -float((counts * np.log(chances @ np.diff(below, axis=1))).sum())

    centre, slope, spread = TRUTH.interest
    names = ["interest: mean", "interest: slope", "interest: log spread"]
    found += likelihood(table, names, (centre, slope, np.log(spread)), loss)

    kinds = {"friends": "friend", "family": "family", "followers": "follower"}
    heard = decisions[list(SOURCES)].to_numpy(dtype=float)
    ones = np.ones(n)
    for column, source in enumerate(SOURCES):
        x, truths = [ones, interest - 5], list(TRUTH.exposure[source])
        names = [f"exposure {source}, {name}" for name in ("intercept", "interest", "ties")]
        if source in kinds:
            x.append(count_ties(ties, kinds[source], len(told))[place].astype(float))
        fit = _logistic(np.column_stack(x), heard[:, column], ones)
        found += _several(table, names[: len(x)], truths[: len(x)], fit)

    x = np.column_stack([ones, interest - 5, heard])
    fit = _logistic(x, decisions["bought"].to_numpy(dtype=float), ones)
    names = [f"buys {name}" for name in TRUTH.buys]
    return [*found, *_several(table, names, list(TRUTH.buys.values()), fit)]
