"""The planted values of what customers do together; `crowd` and `network` make the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zwaluw.draw import known

TOPICS = ("app", "comfort", "price", "safety", "service", "sustainability")
CONDITIONS = ("alone", "after seeing others")
KINDS = ("family", "friend", "colleague", "follower")  # the stronger tie first
CATEGORIES = ("accessories", "bicycles", "clothing", "parts", "service")
SOURCES = ("saw_advertising", "friends", "family", "fans", "followers")
NEIGHBOURHOOD = 1000  # customers; 40 communities of 25 share one, and so do the hubs' followers
COMMUNITIES = 40


@dataclass(frozen=True)
class CrowdParameters:
    """The ground truth of what customers do together."""

    TABLE: ClassVar[str] = "ideas"

    sends_idea: tuple[float, float] = known(
        (-3.2, 1.3),
        "sends an idea, of the customers of the first day: intercept, slope on liking (0-1)",
        "log-odds",
    )
    idea_days: tuple[str, str] = known(
        ("2025-09-01", "2026-05-31"), "ideas could be sent from the first to the last day", "date"
    )
    topics: dict[str, tuple[float, ...]] = known(
        {
            "commuter": (0.20, 0.15, 0.15, 0.20, 0.20, 0.10),
            "leisure": (0.10, 0.30, 0.20, 0.10, 0.10, 0.20),
            "family": (0.05, 0.15, 0.20, 0.40, 0.10, 0.10),
        },
        "topic of an idea by segment of its sender: app, comfort, price, safety, service,"
        " sustainability",
        "share of ideas",
    )
    idea_cost: tuple[float, float] = known(
        (20_000.0, 0.9), "cost of an idea: median, and spread of its logarithm", "euro; log euro"
    )
    feasible: float = known(0.60, "idea can be built", "share of ideas")
    appeal: tuple[float, float] = known(
        (0.2, 0.8),
        "quality of ideas: mean and spread of the log-odds of a vote for it",
        "log-odds",
        table="votes",
    )
    votes_cast: tuple[float, float] = known(
        (-2.0, 1.2), "votes at all: intercept, slope on liking (0-1)", "log-odds", table="votes"
    )
    more_votes: float = known(
        6.5, "further votes of a voter after her first: Poisson", "votes", table="votes"
    )
    vote_days: tuple[str, str] = known(
        ("2026-06-01", "2026-06-30"),
        "votes could be cast from the first to the last day",
        "date",
        table="votes",
    )
    shortlist: float = known(
        0.10, "feasible ideas with the highest share of votes are shortlisted", "share of ideas"
    )
    built: float = known(0.40, "shortlisted idea is built", "share of ideas")

    quality: tuple[float, ...] = known(
        (
            *(3.3, 3.6, 3.5, 3.4, 3.7, 3.2, 3.8, 3.5, 3.6, 3.9, 3.7, 4.2),
            *(3.9, 3.8, 3.4, 3.6, 4.0, 3.9, 3.9, 3.8, 3.8, 3.9, 4.1, 4.3),
        ),
        "true quality of products 1 to 24: stars before satisfaction and noise",
        "stars",
        table="reviews",
    )
    stars_from_satisfaction: float = known(
        0.50, "stars that a unit of satisfaction adds", "stars per satisfaction", table="reviews"
    )
    star_noise: float = known(
        1.0, "spread of the noise before stars are rounded", "stars", table="reviews"
    )
    writes: tuple[float, ...] = known(
        (0.65, 0.15, 0.06, 0.10, 0.34),
        "writes a review when she would give 1, 2, ... 5 stars",
        "share of purchases",
        table="reviews",
    )
    review_wait: tuple[int, int] = known(
        (2, 45),
        "a review comes so many days after the purchase; evenly spread",
        "days",
        table="reviews",
    )

    guessers: float = known(
        0.15,
        "takes part in the experiment, of the customers of that day",
        "share of customers",
        table="crowd_guesses",
    )
    true_values: tuple[int, ...] = known(
        (38_000_000, 14_300, 3_260, 412_000),
        "right answers to the four questions",
        table="questions",
    )
    guess_day: str = known("2026-06-01", "day of the experiment", "date", table="crowd_guesses")
    guess_bias: tuple[float, ...] = known(
        (-0.50, 0.25, -0.45, 0.10),
        "median guess over the right answer, by question: too low or too high",
        "logarithm",
        table="crowd_guesses",
    )
    guess_spread: tuple[float, ...] = known(
        (0.60, 0.50, 0.70, 0.40),
        "spread of the guesses, by question",
        "logarithm",
        table="crowd_guesses",
    )
    others_seen: int = known(
        10, "guesses of others in the mean that is shown", "guesses", table="crowd_guesses"
    )
    herding: float = known(
        0.60,
        "weight on the mean that was shown, against one's own guess",
        "share",
        table="crowd_guesses",
    )
    second_noise: float = known(
        0.05, "log-normal noise of the second guess", "logarithm", table="crowd_guesses"
    )

    families: float = known(
        0.35, "three neighbours are a family, all tied", "share of threes", table="social_ties"
    )
    friends: tuple[float, float] = known(
        (-2.9, 1.1),
        "two in a community, but not in the same three, are friends: intercept, and homophily"
        " (what the same segment adds)",
        "log-odds",
        table="social_ties",
    )
    outside_friend: float = known(
        0.15,
        "names a friend from anywhere, mostly outside the community",
        "share of customers",
        table="social_ties",
    )
    colleagues: float = known(
        0.10, "two who work for the same account are tied", "share of pairs", table="social_ties"
    )
    hubs: tuple[float, ...] = known(
        (0.18, 0.09, 0.04, 0.015),
        "follows the four hubs of the neighbourhood of 1,000: those who like the brand most",
        "share of customers",
        table="social_ties",
    )
    contacts: dict[str, float] = known(
        {"family": 18.0, "friend": 7.0, "outside friend": 1.5, "colleague": 3.0, "follower": 0.5},
        "contacts a month beyond the first: Poisson",
        "contacts per month",
        table="social_ties",
    )

    decisions: float = known(
        0.60, "told about a decision", "share of customers", table="purchase_decisions"
    )
    decision_days: tuple[str, str] = known(
        ("2025-09-01", "2026-08-31"),
        "decisions of the year, evenly spread",
        "date",
        table="purchase_decisions",
    )
    categories: dict[str, float] = known(
        dict(zip(CATEGORIES, (0.30, 0.15, 0.20, 0.20, 0.15), strict=True)),
        "what the decision was about",
        "share of decisions",
        table="purchase_decisions",
    )
    interest: tuple[float, float, float] = known(
        (5.0, 1.2, 2.0),
        "interest in cycling, normal, then rounded and cut to 0-10: mean, slope on liking as a"
        " standard normal, and spread of the rest",
        "points",
        table="purchase_decisions",
    )
    exposure: dict[str, tuple[float, float, float]] = known(
        {
            "saw_advertising": (-0.4, 0.45, 0.0),
            "friends": (-1.2, 0.08, 0.25),
            "family": (-1.4, 0.08, 0.40),
            "fans": (-1.4, 0.15, 0.0),
            "followers": (-1.7, 0.05, 0.80),
        },
        "saw advertising, or was told by somebody: intercept, slope on interest over 5, slope on"
        " her ties of that kind (3 at most)",
        "log-odds",
        table="purchase_decisions",
    )
    buys: dict[str, float] = known(
        {
            "intercept": -1.2,
            "interest": 0.40,
            "saw_advertising": 0.15,
            "friends": 0.90,
            "family": 1.10,
            "fans": 0.50,
            "followers": 0.30,
        },
        "bought: intercept, slope on interest over 5, and what each source adds",
        "log-odds",
        table="purchase_decisions",
    )
