"""Exercises of chapter 1: from exclusive to inclusive.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `markets`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from mkt40_helpers.markets import by_hand as hand
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise

__all__ = ["EXERCISES"]

NEW = ("Brazil", "China", "India", "Indonesia")
WEIGHT = 20
FACTORS = ("saw_advertising", "friends", "family", "fans", "followers")


Price = Callable[[pd.DataFrame, pd.DataFrame], float]

# ---- votes and stars ----


def _in_favour(votes: pd.DataFrame) -> float:
    return float((votes["vote"] == 1).mean())


def _of(reviews: pd.DataFrame, products: pd.DataFrame, name: str) -> pd.Series:
    """Stars of the product with this name."""
    number = products.loc[products["name"] == name, "product"].iloc[0]
    chosen: pd.Series = reviews.loc[reviews["product"] == number, "stars"]
    return chosen.astype(float)


def _rain(reviews: pd.DataFrame, products: pd.DataFrame) -> pd.Series:
    return _of(reviews, products, "rain cover")


def _seat(reviews: pd.DataFrame, products: pd.DataFrame) -> pd.Series:
    return _of(reviews, products, "child seat")


def _rating(
    reviews: pd.DataFrame,
    products: pd.DataFrame,
    *,
    own: float | None = None,
    of_all: float = WEIGHT,
    towards: float | None = None,
) -> float:
    """Mean of the child seat, pulled to that of all; other weights make mistakes possible."""
    seat = _seat(reviews, products)
    own = len(seat) if own is None else own
    towards = float(reviews["stars"].mean()) if towards is None else towards
    return float((own * seat.mean() + of_all * towards) / (own + of_all))


def _mean_of_products(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    """As if each product counted once in the mean of all."""
    each = reviews["stars"].astype(float).groupby(reviews["product"]).mean()
    return _rating(reviews, products, towards=float(each.mean()))


def _divided_by_own(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    own = len(_seat(reviews, products))
    return _rating(reviews, products) * (own + WEIGHT) / own


# ---- who can pay ----


def _bicycles(reviews: pd.DataFrame, products: pd.DataFrame) -> pd.Series:
    """List price of the bicycle, one for each review of a bicycle."""
    both = reviews.merge(products, on="product")
    return both.loc[both["category"] == "bicycles", "list_price_eur"]


def _price(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    return float(_bicycles(reviews, products).mean())


def _median_price(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    return float(_bicycles(reviews, products).median())


# What may be taken for the mean list price of the bicycles reviewed.
OTHER_PRICES = {
    "median_price": _median_price,
    "price_of_all_products": hand.price_of_all,
    "price_list_mean": hand.price_in_list,
}
KINDS = ("parts", "accessories", "clothing", "service")


def _spain(*tables: pd.DataFrame, **how: Any) -> float:
    """Percent of Spain's people who can pay the mean price; `how` makes mistakes possible."""
    price = how.pop("price", None) or _price(*tables[:2])
    name = how.pop("name", "Spain")
    return 100 * hand.can_pay(price, hand.country(*tables[2:], name=name), **how)


def _millions(
    price: float, countries: pd.DataFrame, gdp: pd.DataFrame, **how: Any
) -> dict[str, float]:
    found = {name: hand.country(countries, gdp, name=name) for name in NEW}
    return {
        name: hand.can_pay(price, row, **how) * row["population"] / 1e6
        for name, row in found.items()
    }


def _people(*tables: pd.DataFrame) -> dict[str, float]:
    """All people of the four countries, in millions."""
    return {name: float(hand.country(*tables, name=name)["population"] / 1e6) for name in NEW}


def _four(
    *tables: pd.DataFrame, part: float = 0.1, price: Price = _price, **how: Any
) -> dict[str, float]:
    """Millions who can pay for the plain bike, which costs a tenth of the mean price."""
    return _millions(part * price(*tables[:2]), *tables[2:], **how)


def _four_all_or_nobody(*tables: pd.DataFrame) -> dict[str, float]:
    """As if all people of a country had its mean income."""
    plain = _price(*tables[:2]) / 10
    return {
        name: people * (hand.for_bikes(hand.country(*tables[2:], name=name)) >= plain)
        for name, people in _people(*tables[2:]).items()
    }


def _four_in_percent(*tables: pd.DataFrame) -> dict[str, float]:
    people, buyers = _people(*tables[2:]), _four(*tables)
    return {name: 100 * buyers[name] / people[name] for name in NEW}


def _four_who_cannot_pay(*tables: pd.DataFrame) -> dict[str, float]:
    people, buyers = _people(*tables[2:]), _four(*tables)
    return {name: people[name] - buyers[name] for name in NEW}


# ---- how the price falls ----


def _learning_rate(prices: pd.DataFrame) -> float:
    return float(1 - 2 ** hand.slope(prices))


def _fall(
    reviews: pd.DataFrame,
    products: pd.DataFrame,
    prices: pd.DataFrame,
    *,
    row: int = -1,
    price: Price = _price,
) -> float:
    """Factor by which today's price must fall to half of the mean price."""
    return float(prices["price_eur"].iloc[row]) / (price(reviews, products) / 2)


def _doublings(fall: float, prices: pd.DataFrame, cost: str = "price_eur") -> float:
    return math.log(fall) / (-hand.slope(prices, cost=cost) * math.log(2))


def _doublings_needed(
    reviews: pd.DataFrame, products: pd.DataFrame, prices: pd.DataFrame, *, price: Price = _price
) -> float:
    return _doublings(_fall(reviews, products, prices, price=price), prices)


# ---- crowds and decisions ----


def _relative(
    guesses: pd.DataFrame, questions: pd.DataFrame, condition: str | None = "alone"
) -> pd.DataFrame:
    both = guesses.merge(questions, on="question")
    both["relative"] = both["estimate"].astype(float) / both["true_value"].astype(float)
    return both if condition is None else both[both["condition"] == condition]


def _screws(
    guesses: pd.DataFrame, questions: pd.DataFrame, *, condition: str | None = "alone"
) -> pd.Series:
    both = _relative(guesses, questions, condition)
    return both.loc[both["unit"] == "screws", "relative"]


def _miss_in_screws(guesses: pd.DataFrame, questions: pd.DataFrame) -> float:
    truth = questions.loc[questions["unit"] == "screws", "true_value"].iloc[0]
    return float((_screws(guesses, questions).mean() - 1) * truth)


def _miss_of_all(guesses: pd.DataFrame, questions: pd.DataFrame) -> float:
    """As if the first guesses of all four questions were about screws."""
    truth = questions.loc[questions["unit"] == "screws", "true_value"].iloc[0]
    first = guesses.loc[guesses["condition"] == "alone", "estimate"].astype(float)
    return float(100 * (first.mean() / truth - 1))


def _spread(guesses: pd.DataFrame, questions: pd.DataFrame, condition: str) -> pd.Series:
    groups = _relative(guesses, questions, condition).groupby("unit")["relative"]
    return groups.var(ddof=0)


def _crowd_error(guesses: pd.DataFrame, questions: pd.DataFrame, condition: str) -> pd.Series:
    groups = _relative(guesses, questions, condition).groupby("unit")["relative"]
    return (groups.mean() - 1) ** 2


def _own_error(guesses: pd.DataFrame, questions: pd.DataFrame, condition: str) -> pd.Series:
    both = _relative(guesses, questions, condition)
    return ((both["relative"] - 1) ** 2).groupby(both["unit"]).mean()


def _left(
    guesses: pd.DataFrame,
    questions: pd.DataFrame,
    *,
    of: Callable[[pd.DataFrame, pd.DataFrame, str], pd.Series] = _spread,
) -> pd.Series:
    """Percentage of a figure of the first round that is left in the second."""
    second, first = (of(guesses, questions, each) for each in ("after seeing others", "alone"))
    return 100 * second / first


def _naive(decisions: pd.DataFrame) -> float:
    return hand.effect(decisions, FACTORS)


def _fair(decisions: pd.DataFrame) -> float:
    return hand.effect(decisions, (*FACTORS, "interest"))


def _raw(decisions: pd.DataFrame) -> float:
    rate = decisions.groupby("saw_advertising")["bought"].mean().astype(float)
    return float(100 * (rate.loc[1] - rate.loc[0]))


EXERCISES = (
    Exercise(
        "1",
        Number(between=(0, 100)),
        tables=("votes",),
        answer=lambda votes: 100 * _in_favour(votes),
        mistakes={
            "votes_against": lambda votes: 100 * (1 - _in_favour(votes)),
            "count_not_share": lambda votes: votes["vote"].sum(),
            "lead": lambda votes: 100 * (2 * _in_favour(votes) - 1),
            "per_idea": lambda votes: 100 * votes["vote"].sum() / votes["idea"].nunique(),
            "per_vote_against": lambda votes: (
                100 * votes["vote"].sum() / (votes["vote"] == 0).sum()
            ),
            "per_voter": lambda votes: 100 * votes["vote"].sum() / votes["customer"].nunique(),
            "share_of_ideas": lambda votes: (
                100 * float((votes.groupby("idea")["vote"].mean() > 0.5).mean())
            ),
            **shared.mean_of_groups("idea"),
            **shared.once_each("customer", "idea"),
        },
    ),
    Exercise(
        "2",
        Number(between=(-100, 1000)),
        tables=("crowd_guesses", "questions"),
        answer=lambda *tables: 100 * (_screws(*tables).mean() - 1),
        mistakes={
            "both_rounds": lambda *tables: 100 * (_screws(*tables, condition=None).mean() - 1),
            "second_round": lambda *tables: (
                100 * (_screws(*tables, condition="after seeing others").mean() - 1)
            ),
            "median": lambda *tables: 100 * (_screws(*tables).median() - 1),
            "not_compared": lambda *tables: 100 * _screws(*tables).mean(),
            "mean_of_misses": lambda *tables: 100 * (_screws(*tables) - 1).abs().mean(),
            "in_screws": _miss_in_screws,
            "per_mean_guess": lambda *tables: 100 * (1 - 1 / _screws(*tables).mean()),
            "all_questions": _miss_of_all,
            **shared.only("unit", "screws", "kilometres", "visitors", "tyres"),
        },
    ),
    Exercise(
        "3",
        Number(between=(0, 100)),
        tables=("reviews", "products"),
        answer=lambda *tables: 100 * (_rain(*tables) == 1).mean(),
        mistakes={
            "five_stars": lambda *tables: 100 * (_rain(*tables) == 5).mean(),
            "all_products": lambda reviews, products: 100 * (reviews["stars"] == 1).mean(),
            "per_all_reviews": lambda reviews, products: (
                100 * (_rain(reviews, products) == 1).sum() / len(reviews)
            ),
            "up_to_two_stars": lambda *tables: 100 * (_rain(*tables) <= 2).mean(),
            "count_not_share": lambda *tables: (_rain(*tables) == 1).sum(),
            "mean_rating": lambda *tables: _rain(*tables).mean(),
            "share_of_all_one_stars": lambda reviews, products: (
                100 * (_rain(reviews, products) == 1).sum() / (reviews["stars"] == 1).sum()
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "4",
        Number(decimals=2, between=(0, 100)),
        tables=("reviews", "products", "countries", "gdp_per_head"),
        answer=_spain,
        mistakes={
            "purchasing_power": lambda *tables: _spain(*tables, income="income"),
            "in_dollars": lambda *tables: _spain(*tables, income="gdp_per_head"),
            "cannot_pay": lambda *tables: 100 - _spain(*tables),
            "mean_as_median": lambda *tables: _spain(*tables, shift=False),
            "gini_as_spread": lambda *tables: _spain(
                *tables, sigma=hand.country(*tables[2:], name="Spain")["gini"] / 100
            ),
            "standard_bike_price": lambda *tables: _spain(*tables, price=2066.1),
            "median_price": lambda *tables: _spain(
                *tables, price=float(_bicycles(*tables[:2]).median())
            ),
            "whole_income": lambda *tables: _spain(*tables, budget=1.0),
            "other_country": lambda *tables: _spain(*tables, name="Netherlands"),
            "part_of_mean_income": lambda *tables: (
                100 * hand.for_bikes(hand.country(*tables[2:], name="Spain")) / _price(*tables[:2])
            ),
            "in_millions": lambda *tables: (
                _spain(*tables) * hand.country(*tables[2:], name="Spain")["population"] / 1e8
            ),
            "price_of_all_products": lambda *tables: _spain(
                *tables, price=hand.price_of_all(*tables[:2])
            ),
            "price_list_mean": lambda *tables: _spain(
                *tables, price=hand.price_in_list(*tables[:2])
            ),
            **shared.once_each("customer"),
            **shared.only("category", "bicycles", *KINDS, but=("every_category",)),
        },
    ),
    Exercise(
        "5",
        Series(decimals=2, between=(0, 1500), in_percent=False),
        tables=("reviews", "products", "countries", "gdp_per_head"),
        answer=_four,
        mistakes={
            "purchasing_power": lambda *tables: _four(*tables, income="income"),
            "in_percent": _four_in_percent,
            "single_people": lambda *tables: {k: 1e6 * v for k, v in _four(*tables).items()},
            "all_people": lambda *tables: _people(*tables[2:]),
            "whole_price": lambda *tables: _four(*tables, part=1),
            "cannot_pay": _four_who_cannot_pay,
            "tenth_off": lambda *tables: _four(*tables, part=0.9),
            "in_dollars": lambda *tables: _four(*tables, income="gdp_per_head"),
            "whole_income": lambda *tables: _four(*tables, budget=1.0),
            "all_or_nobody": _four_all_or_nobody,
            "the_texts_price": lambda *tables: _millions(250, *tables[2:]),
            **{name: partial(_four, price=price) for name, price in OTHER_PRICES.items()},
            **shared.once_each("customer"),
            **shared.only("category", "bicycles", *KINDS, but=("every_category",)),
        },
    ),
    Exercise(
        "6",
        Number(decimals=2, between=(-50, 50), in_percent=False),
        tables=("reviews", "products", "prices"),
        answer=_doublings_needed,
        mistakes={
            "without_logarithms": lambda *tables: (
                (1 - 1 / _fall(*tables)) / _learning_rate(tables[2])
            ),
            "counts_halvings": lambda *tables: math.log2(_fall(*tables)),
            "from_first_price": lambda *tables: _doublings(_fall(*tables, row=0), tables[2]),
            "divided_by_learning_rate": lambda *tables: (
                math.log(_fall(*tables)) / _learning_rate(tables[2])
            ),
            "growth_factor": lambda *tables: 2 ** _doublings_needed(*tables),
            "whole_mean_price": lambda *tables: _doublings(_fall(*tables) / 2, tables[2]),
            "half_of_last_price": lambda reviews, products, prices: _doublings(2, prices),
            "unit_cost": lambda *tables: _doublings(_fall(*tables), tables[2], "unit_cost_eur"),
            "rounded_up": lambda *tables: math.ceil(_doublings_needed(*tables)),
            **{
                name: partial(_doublings_needed, price=price)
                for name, price in OTHER_PRICES.items()
            },
            **shared.once_each("customer"),
            **shared.only("category", "bicycles", *KINDS, but=("every_category",)),
        },
    ),
    Exercise(
        "7",
        Series(between=(0, 100)),
        tables=("crowd_guesses", "questions"),
        answer=_left,
        mistakes={
            "standard_deviations": lambda *tables: 100 * (_left(*tables) / 100) ** 0.5,
            "part_that_went": lambda *tables: 100 - _left(*tables),
            "upside_down": lambda *tables: 10_000 / _left(*tables),
            "individual_errors": lambda *tables: _left(*tables, of=_own_error),
            "crowd_errors": lambda *tables: _left(*tables, of=_crowd_error),
            "difference_of_the_two": lambda guesses, questions: hand.what_went(
                _relative(guesses, questions, None)
            ),
        },
    ),
    Exercise(
        "8",
        Number(decimals=2, between=(-100, 100)),
        tables=("purchase_decisions",),
        answer=lambda decisions: _naive(decisions) - _fair(decisions),
        mistakes={
            "without_interest": _naive,
            "with_interest": _fair,
            "odds_ratios": lambda decisions: (
                hand.odds_ratio(decisions, FACTORS)
                - hand.odds_ratio(decisions, (*FACTORS, "interest"))
            ),
            "plain_difference": _raw,
            "plain_minus_with_interest": lambda decisions: _raw(decisions) - _fair(decisions),
            "added_effects": lambda decisions: _naive(decisions) + _fair(decisions),
            "interest_alone": lambda decisions: (
                _naive(decisions) - hand.effect(decisions, ("saw_advertising", "interest"))
            ),
            "in_percent_of_first": lambda decisions: (
                100 * (1 - _fair(decisions) / _naive(decisions))
            ),
            "without_kinds": lambda decisions: (
                hand.effect(decisions, ("saw_advertising",))
                - hand.effect(decisions, ("saw_advertising", "interest"))
            ),
            **shared.difference(
                *(_naive, _fair, "without interest", "with interest held equal"),
                *("first_only", "second_only", "added"),
            ),
        },
    ),
    Exercise(
        "9",
        Number(decimals=2, between=(1, 5), in_percent=False),
        tables=("reviews", "products"),
        answer=_rating,
        mistakes={
            "own_mean": lambda *tables: _seat(*tables).mean(),
            "mean_of_all": lambda reviews, products: reviews["stars"].mean(),
            "weights_swapped": lambda *tables: _rating(
                *tables, own=WEIGHT, of_all=len(_seat(*tables))
            ),
            "half_and_half": lambda *tables: _rating(*tables, own=1, of_all=1),
            "own_mean_once": lambda *tables: _rating(*tables, own=1),
            "mean_of_products": _mean_of_products,
            "divided_by_own_reviews": _divided_by_own,
            "twenty_stars": lambda *tables: _rating(*tables, towards=1),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "10",
        Choice(("as stated", "other way round", "unconnected", "too old to check")),
        tables=(),
        answer="other way round",
        mistakes={
            "as_stated": "as stated",
            "unconnected": "unconnected",
            "too_old_to_check": "too old to check",
        },
    ),
    Exercise(
        "11",
        Function(
            {
                "equal_firms": [5, 5, 5, 5],
                "monopoly": [120],
                "fractions": [0.5, 0.3, 0.2],
                "one_sold_nothing": [60, 40, 0],
                "nothing_first": [0, 40, 60],
                "own_sample": hand.counts,
                "empty": [],
                "all_sold_nothing": [0, 0],
            }
        ),
        tables=("reviews",),
        answer=hand.right_function,
        mistakes={
            "as_fraction": hand.as_fraction,
            "without_shares": hand.without_shares,
            "without_squares": hand.without_squares,
            "effective_number": hand.effective,
            "largest_share": hand.largest,
            "zero_for_nothing": hand.zero_for_nothing,
            "times_hundred": hand.times_hundred,
        },
    ),
)
