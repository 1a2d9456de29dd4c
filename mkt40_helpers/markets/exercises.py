"""Exercises of chapter 1: from exclusive to inclusive.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `markets`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.markets import NUMBER
from mkt40_helpers.workbook.kinds import Case, Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise, Mistake

__all__ = ["EXERCISES"]

BUDGET = 0.05
EURO_PER_DOLLAR = 0.88  # mean of 2020, the year of the incomes
NEW = ("Brazil", "China", "India", "Indonesia")
WEIGHT = 20
FACTORS = ("saw_advertising", "friends", "family", "fans", "followers")


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


def _shrunken(own: float, count: float, overall: float, weight: float) -> float:
    return (count * own + weight * overall) / (count + weight)


# ---- who can pay ----


def _bicycles(reviews: pd.DataFrame, products: pd.DataFrame) -> pd.Series:
    """List price of the bicycle, one for each review of a bicycle."""
    both = reviews.merge(products, on="product")
    return both.loc[both["category"] == "bicycles", "list_price_eur"]


def _price(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    return float(_bicycles(reviews, products).mean())


def _can_pay(
    price: float,
    country: pd.Series,
    budget: float = BUDGET,
    sigma: float | None = None,
    shift: bool = True,
    income: str = "income_eur",
) -> float:
    """Share of a country's people who can pay, 0 to 1; the last three make mistakes possible."""
    bell = NormalDist()
    spread = math.sqrt(2) * bell.inv_cdf((country["gini"] / 100 + 1) / 2)
    spread = spread if sigma is None else sigma
    z = math.log(price / budget / country[income]) + (spread**2 / 2 if shift else 0)
    return 1 - bell.cdf(z / spread)


def _country(countries: pd.DataFrame, gdp: pd.DataFrame, name: str) -> pd.Series:
    figures = countries.set_index("country")[["population", "income", "gini"]].astype(float)
    row: pd.Series = figures.loc[[name]].iloc[0]
    of_2020 = gdp[(gdp["country"] == name) & (gdp["year"] == 2020)]
    row["gdp_per_head"] = float(of_2020["gdp_per_head"].iloc[0])
    row["income_eur"] = EURO_PER_DOLLAR * row["gdp_per_head"]
    return row


def _spain(
    reviews: pd.DataFrame,
    products: pd.DataFrame,
    countries: pd.DataFrame,
    gdp: pd.DataFrame,
    **how: Any,
) -> float:
    """Percent of Spain's people who can pay the mean price; `how` makes mistakes possible."""
    price = how.pop("price", None) or _price(reviews, products)
    name = how.pop("name", "Spain")
    return 100 * _can_pay(price, _country(countries, gdp, name), **how)


def _millions(
    price: float, countries: pd.DataFrame, gdp: pd.DataFrame, **how: Any
) -> dict[str, float]:
    found = {name: _country(countries, gdp, name) for name in NEW}
    return {
        name: _can_pay(price, row, **how) * row["population"] / 1e6 for name, row in found.items()
    }


def _plain(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    """Price of the plain bike of exercise 1.5."""
    return _price(reviews, products) / 10


def _slope(prices: pd.DataFrame, cost: str = "price_eur") -> float:
    """Elasticity of the price to cumulative output."""
    x, y = np.log(prices["cumulative_output"].astype(float)), np.log(prices[cost].astype(float))
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


def _doublings(start: float, target: float, prices: pd.DataFrame) -> float:
    return math.log(target / start) / (_slope(prices) * math.log(2))


def _last(prices: pd.DataFrame) -> float:
    return float(prices["price_eur"].iloc[-1])


# ---- crowds and decisions ----


def _relative(
    guesses: pd.DataFrame, questions: pd.DataFrame, condition: str | None = "alone"
) -> pd.DataFrame:
    both = guesses.merge(questions, on="question")
    both["relative"] = both["estimate"].astype(float) / both["true_value"].astype(float)
    return both if condition is None else both[both["condition"] == condition]


def _screws(
    guesses: pd.DataFrame, questions: pd.DataFrame, condition: str | None = "alone"
) -> pd.Series:
    both = _relative(guesses, questions, condition)
    return both.loc[both["unit"] == "screws", "relative"]


def _variances(guesses: pd.DataFrame, questions: pd.DataFrame, condition: str) -> pd.Series:
    groups = _relative(guesses, questions, condition).groupby("unit")["relative"]
    return groups.var(ddof=0)


def _errors(
    guesses: pd.DataFrame, questions: pd.DataFrame, condition: str, crowd: bool
) -> pd.Series:
    both = _relative(guesses, questions, condition)
    if crowd:
        return (both.groupby("unit")["relative"].mean() - 1) ** 2
    return ((both["relative"] - 1) ** 2).groupby(both["unit"]).mean()


def _effect(decisions: pd.DataFrame, factors: Sequence[str]) -> float:
    """Average effect of having seen advertising, in points: logistic regression by Newton."""
    x = np.column_stack([np.ones(len(decisions)), decisions[list(factors)].astype(float)])
    y = decisions["bought"].to_numpy(dtype=float)
    beta = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ beta))
        beta += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]), x.T @ (y - p))
    seen, unseen = x.copy(), x.copy()
    seen[:, 1], unseen[:, 1] = 1, 0
    with_it, without = (1 / (1 + np.exp(-rows @ beta)) for rows in (seen, unseen))
    return float(100 * (with_it - without).mean())


def _naive(decisions: pd.DataFrame) -> float:
    return _effect(decisions, FACTORS)


def _fair(decisions: pd.DataFrame) -> float:
    return _effect(decisions, (*FACTORS, "interest"))


def _raw(decisions: pd.DataFrame) -> float:
    rate = decisions.groupby("saw_advertising")["bought"].mean().astype(float)
    return float(100 * (rate.loc[1] - rate.loc[0]))


# ---- the function of the challenge, right and wrong ----


def _right_function(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return None if total == 0 else 10_000 * sum((one / total) ** 2 for one in sales)


def _as_fraction(sales: Sequence[float]) -> float | None:
    right = _right_function(sales)
    return None if right is None else right / 10_000


def _without_shares(sales: Sequence[float]) -> float | None:
    return sum(one**2 for one in sales) if sum(sales) else None


def _without_squares(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return 100 * sum(one / total for one in sales) if total else None


def _effective(sales: Sequence[float]) -> float | None:
    right = _right_function(sales)
    return None if right is None else 10_000 / right


def _largest(sales: Sequence[float]) -> float | None:
    return 100 * max(sales) / sum(sales) if sum(sales) else None


def _zero_for_nothing(sales: Sequence[float]) -> float:
    return _right_function(sales) or 0.0


def _times_hundred(sales: Sequence[float]) -> float | None:
    right = _right_function(sales)
    return None if right is None else right / 100


def _counts(reviews: pd.DataFrame) -> list[int]:
    return [int(count) for count in reviews["product"].value_counts()]


EXERCISES = (
    Exercise(
        NUMBER,
        "1",
        title="What the voters say",
        level="warm-up",
        points=1,
        minutes=4,
        kind=Number("percent", between=(0, 100)),
        tables=("votes",),
        answer=lambda votes: 100 * _in_favour(votes),
        mistakes=(
            Mistake(
                "A share of the votes, as it should be, but of those against. "
                "In the column vote a 1 is for the idea.",
                lambda votes: 100 * (1 - _in_favour(votes)),
            ),
            Mistake(
                "You counted the votes in favour rightly. "
                "Now divide by all votes, and make it a percentage.",
                lambda votes: int((votes["vote"] == 1).sum()),
            ),
            Mistake(
                "You found the votes in favour. You divided by the number of ideas; "
                "the question is about votes, so divide by all votes.",
                lambda votes: 100 * (votes["vote"] == 1).sum() / votes["idea"].nunique(),
            ),
            Mistake(
                "You found the votes in favour. You divided by the votes against; "
                "a share has all votes below the line.",
                lambda votes: 100 * (votes["vote"] == 1).sum() / (votes["vote"] == 0).sum(),
            ),
            Mistake(
                "You found the votes in favour. You divided by the number of voters; most voters "
                "vote on several ideas, so divide by all votes.",
                lambda votes: 100 * (votes["vote"] == 1).sum() / votes["customer"].nunique(),
            ),
            Mistake(
                "You took the share in favour of each idea, and counted the ideas with a majority. "
                "The question is about single votes: leave the ideas out.",
                lambda votes: 100 * float((votes.groupby("idea")["vote"].mean() > 0.5).mean()),
            ),
        ),
        hints=(
            "A share is a count divided by a count. Which two counts?",
            '`votes["vote"]` holds 1 for a vote in favour and 0 for one against. '
            "What is the mean of zeros and ones?",
            'It is almost `100 * (votes["vote"] == 0).mean()`, for the other side.',
        ),
        praise="Co-creation in one number. It says nothing yet about a single idea: "
        "those have about a dozen votes each in your sample.",
    ),
    Exercise(
        NUMBER,
        "2",
        title="How far the crowd is off",
        level="warm-up",
        points=2,
        minutes=6,
        kind=Number("percent of the right answer"),
        tables=("crowd_guesses", "questions"),
        answer=lambda guesses, questions: 100 * (_screws(guesses, questions).mean() - 1),
        mistakes=(
            Mistake(
                "You compared a mean with the right answer, as you should. You took the guesses "
                "of both rounds; the first round is the condition 'alone'.",
                lambda guesses, questions: 100 * (_screws(guesses, questions, None).mean() - 1),
            ),
            Mistake(
                "You compared a mean with the right answer, as you should, but the mean of the "
                "second round. The first round is the condition 'alone'.",
                lambda guesses, questions: (
                    100 * (_screws(guesses, questions, "after seeing others").mean() - 1)
                ),
            ),
            Mistake(
                "You took the median of the guesses, a good crowd figure too. "
                "The question asks for the mean.",
                lambda guesses, questions: 100 * (_screws(guesses, questions).median() - 1),
            ),
            Mistake(
                "The mean guess in percent of the right answer: nearly there. The question asks "
                "how far off it is, so the right answer itself, 100 percent, has to go.",
                lambda guesses, questions: 100 * _screws(guesses, questions).mean(),
            ),
            Mistake(
                "You took the miss of each guess and averaged the misses. That is how far off a "
                "single person is; average the guesses first, then compare.",
                lambda guesses, questions: 100 * (_screws(guesses, questions) - 1).abs().mean(),
            ),
            Mistake(
                "The right difference, in screws. "
                "Divide it by the right answer to make it a percentage.",
                lambda guesses, questions: (
                    (_screws(guesses, questions).mean() - 1)
                    * questions.loc[questions["unit"] == "screws", "true_value"].iloc[0]
                ),
            ),
            Mistake(
                "The right difference, divided by the mean guess. "
                "The yardstick is the right answer: divide by that.",
                lambda guesses, questions: 100 * (1 - 1 / _screws(guesses, questions).mean()),
            ),
        ),
        hints=(
            "Three steps: choose the guesses, take their mean, compare it with the right answer.",
            'Choose twice: rows where the column "unit" is "screws", and of these the rows where '
            '"condition" is "alone".',
            "It is almost `100 * (screws.mean() - truth) / screws.mean()`, where screws holds the "
            "chosen guesses; it wants another yardstick below the line.",
        ),
        praise="A crowd can be off in one direction together. Averaging removes what people "
        "disagree about, not what they all get wrong.",
    ),
    Exercise(
        NUMBER,
        "3",
        title="The angry reviews",
        level="warm-up",
        points=1,
        minutes=5,
        kind=Number("percent", between=(0, 100)),
        tables=("reviews", "products"),
        answer=lambda reviews, products: 100 * (_rain(reviews, products) == 1).mean(),
        mistakes=(
            Mistake(
                "You took the rain cover's reviews, as you should. You counted the five stars; "
                "the angry ones give one.",
                lambda reviews, products: 100 * (_rain(reviews, products) == 5).mean(),
            ),
            Mistake(
                "You took the one-star reviews, as you should, but of all products. "
                "Choose the rows of the rain cover first.",
                lambda reviews, products: 100 * (reviews["stars"] == 1).mean(),
            ),
            Mistake(
                "You counted the rain cover's one-star reviews. You divided by the reviews of all "
                "products; divide by those of the rain cover.",
                lambda reviews, products: (
                    100 * (_rain(reviews, products) == 1).sum() / len(reviews)
                ),
            ),
            Mistake(
                "You took the rain cover's reviews, as you should. "
                "The two stars came in as well; count one star only.",
                lambda reviews, products: 100 * (_rain(reviews, products) <= 2).mean(),
            ),
            Mistake(
                "A good count. Now divide it by the number of the rain cover's reviews, "
                "and make it a percentage.",
                lambda reviews, products: int((_rain(reviews, products) == 1).sum()),
            ),
            Mistake(
                "This is the rain cover's mean rating. The question asks what the mean hides: "
                "the share of one-star reviews.",
                lambda reviews, products: _rain(reviews, products).mean(),
            ),
            Mistake(
                "You counted the rain cover's one-star reviews. You divided by all one-star "
                "reviews; divide by all reviews of the rain cover.",
                lambda reviews, products: (
                    100 * (_rain(reviews, products) == 1).sum() / (reviews["stars"] == 1).sum()
                ),
            ),
        ),
        hints=(
            "First choose the reviews of one product, then look at their stars.",
            'The table reviews has the column "name" after the merge: '
            '`reviews[reviews["name"] == "bell"]` are the reviews of the bell.',
            'It is almost `100 * (rain["stars"] == 5).mean()`, where rain holds the reviews of the '
            "rain cover.",
        ),
        praise="About one in five is angry, and more than a third are delighted. "
        "The mean in between describes hardly anybody.",
    ),
    Exercise(
        NUMBER,
        "4",
        title="Who can pay in Spain",
        level="core",
        points=3,
        minutes=10,
        kind=Number("percent", decimals=2, between=(0, 100)),
        tables=("reviews", "products", "countries", "gdp_per_head"),
        answer=_spain,
        mistakes=(
            Mistake(
                "Your price and your formula are right. You took the income at purchasing power. "
                "A price in euro meets incomes in euro, at the exchange rate.",
                lambda *tables: _spain(*tables, income="income"),
            ),
            Mistake(
                "You took the income at the exchange rate, as you should, but in dollars. The "
                "price is in euro: turn the dollars into euro first.",
                lambda *tables: _spain(*tables, income="gdp_per_head"),
            ),
            Mistake(
                "Your price and your spread of incomes are right. These are the people who "
                "cannot pay; the question asks for the others.",
                lambda *tables: 100 - _spain(*tables),
            ),
            Mistake(
                "You used the log-normal incomes, but treated the mean as if half of the people "
                "earned more. Most earn less: the term with the squared spread, divided by 2, "
                "is missing.",
                lambda *tables: _spain(*tables, shift=False),
            ),
            Mistake(
                "You put the Gini coefficient in the place of the spread. It has to be turned "
                "into a spread first; markets.reach does that for you.",
                lambda reviews, products, countries, gdp: _spain(
                    reviews,
                    products,
                    countries,
                    gdp,
                    sigma=_country(countries, gdp, "Spain")["gini"] / 100,
                ),
            ),
            Mistake(
                "The calculation is right, but for today's standard e-bike at 2,066 euro. "
                "Take the price from your own customers' reviews.",
                lambda *tables: _spain(*tables, price=2066.1),
            ),
            Mistake(
                "The calculation is right, for the median price. The question asks for the mean "
                "list price of the bicycles reviewed.",
                lambda reviews, products, countries, gdp: _spain(
                    reviews,
                    products,
                    countries,
                    gdp,
                    price=float(_bicycles(reviews, products).median()),
                ),
            ),
            Mistake(
                "You compared the price with the whole income. A person spends 5% of it on the "
                "bike at most: give the budget share.",
                lambda *tables: _spain(*tables, budget=1.0),
            ),
            Mistake(
                "The steps are right, with another country's figures: these are those of the "
                "Netherlands.",
                lambda *tables: _spain(*tables, name="Netherlands"),
            ),
            Mistake(
                "These are millions of people: the share times the population. "
                "The question asks for the share, in percent.",
                lambda reviews, products, countries, gdp: (
                    _spain(reviews, products, countries, gdp)
                    * _country(countries, gdp, "Spain")["population"]
                    / 1e8
                ),
            ),
            Mistake(
                "The calculation is right, for the mean price of all products reviewed. "
                "Choose the bicycles first.",
                lambda reviews, products, countries, gdp: _spain(
                    reviews,
                    products,
                    countries,
                    gdp,
                    price=float(reviews.merge(products, on="product")["list_price_eur"].mean()),
                ),
            ),
            Mistake(
                "The calculation is right, for the mean of the price list, in which each bicycle "
                "counts once. In the question each review counts once.",
                lambda reviews, products, countries, gdp: _spain(
                    reviews,
                    products,
                    countries,
                    gdp,
                    price=float(
                        products.loc[products["category"] == "bicycles", "list_price_eur"].mean()
                    ),
                ),
            ),
        ),
        hints=(
            "You need four things: price, mean income, Gini coefficient and budget share. "
            "Where does each stand, and in which money?",
            "Pick Spain's row from the table world. The price is in euro, so take income_eur. "
            "The Gini coefficient stands there in percent; markets.reach wants it from 0 to 1.",
            'It is almost `100 * markets.reach(price, row["income"], row["gini"] / 100, 0.05)`, '
            "with another income.",
        ),
        praise="An estimate with two choices in it: the 5%, and the income. With the column income "
        "it would be several times as many: that one counts what money buys, is of later years, "
        "and would take a dollar as a euro. Say both choices when you show it to a board.",
    ),
    Exercise(
        NUMBER,
        "5",
        title="Four countries, in millions",
        level="core",
        points=3,
        minutes=9,
        kind=Series("millions of people", decimals=2, in_percent=False),
        tables=("reviews", "products", "countries", "gdp_per_head"),
        answer=lambda reviews, products, countries, gdp: _millions(
            _plain(reviews, products), countries, gdp
        ),
        mistakes=(
            Mistake(
                "Your countries and your price are right. You took the incomes at purchasing "
                "power; a price in euro meets incomes in euro, at the exchange rate.",
                lambda reviews, products, countries, gdp: _millions(
                    _plain(reviews, products), countries, gdp, income="income"
                ),
            ),
            Mistake(
                "Your countries are right, and these are the shares who can pay, in percent. "
                "Multiply by the population to get people.",
                lambda reviews, products, countries, gdp: {
                    name: 100 * _can_pay(_plain(reviews, products), _country(countries, gdp, name))
                    for name in NEW
                },
            ),
            Mistake(
                "Your countries are right, and these are people, but one by one: "
                "divide by a million.",
                lambda reviews, products, countries, gdp: {
                    name: people * 1e6
                    for name, people in _millions(_plain(reviews, products), countries, gdp).items()
                },
            ),
            Mistake(
                "Your countries are right. These are all their people; "
                "only some of them can pay the price.",
                lambda reviews, products, countries, gdp: {
                    name: _country(countries, gdp, name)["population"] / 1e6 for name in NEW
                },
            ),
            Mistake(
                "Your countries are right, and the calculation too, but for the whole price of "
                "exercise 1.4. The plain bike costs a tenth of it.",
                lambda reviews, products, countries, gdp: _millions(
                    _price(reviews, products), countries, gdp
                ),
            ),
            Mistake(
                "Your countries are right. You counted those who cannot pay; "
                "the question asks for the others.",
                lambda reviews, products, countries, gdp: {
                    name: _country(countries, gdp, name)["population"] / 1e6 - people
                    for name, people in _millions(_plain(reviews, products), countries, gdp).items()
                },
            ),
            Mistake(
                "Your countries are right. You took a tenth off the price; the plain bike costs "
                "a tenth of it, so divide by ten.",
                lambda reviews, products, countries, gdp: _millions(
                    0.9 * _price(reviews, products), countries, gdp
                ),
            ),
        ),
        hints=(
            "`markets.reach_by_country` does for a whole table what `markets.reach` does for one "
            "country.",
            "Choose the four rows of world with isin, and call `markets.reach_by_country` with "
            '`income="income_eur"`. Keep the names beside the people.',
            "With "
            '`reached = markets.reach_by_country(four, price / 10, 0.05, income="income_eur")` it '
            'is almost `reached.set_index("country")["people"]`, in another unit.',
        ),
        praise="At this price China has more people who can pay than the other three together. "
        "With incomes at purchasing power India would have had more than a thousand million, so "
        "say at which incomes you counted.",
    ),
    Exercise(
        NUMBER,
        "6",
        title="How many doublings",
        level="core",
        points=3,
        minutes=9,
        kind=Number("doublings", decimals=2, in_percent=False),
        tables=("reviews", "products", "prices"),
        answer=lambda reviews, products, prices: _doublings(
            _last(prices), _price(reviews, products) / 2, prices
        ),
        mistakes=(
            Mistake(
                "You found the fall you need and divided it by the learning rate, as if each "
                "doubling took the same number of euros. It takes the same share of what is "
                "left: use logarithms.",
                lambda reviews, products, prices: (
                    (1 - _price(reviews, products) / 2 / _last(prices)) / (1 - 2 ** _slope(prices))
                ),
            ),
            Mistake(
                "You used logarithms, as you should. You counted how often the price must halve; "
                "a doubling of output takes off the learning rate, not a half.",
                lambda reviews, products, prices: math.log2(
                    _last(prices) * 2 / _price(reviews, products)
                ),
            ),
            Mistake(
                "Your formula is right, but you start from the first price in the table. "
                "Start from the last one, today's.",
                lambda reviews, products, prices: _doublings(
                    float(prices["price_eur"].iloc[0]), _price(reviews, products) / 2, prices
                ),
            ),
            Mistake(
                "The logarithm of the price ratio is right. You divided by the learning rate; "
                "divide by the logarithm of what one doubling leaves, 1 minus the learning rate.",
                lambda reviews, products, prices: (
                    math.log(_last(prices) * 2 / _price(reviews, products))
                    / (1 - 2 ** _slope(prices))
                ),
            ),
            Mistake(
                "You are nearly there: this is by which factor cumulative output must grow. "
                "How many doublings make that factor? Take its logarithm to base 2.",
                lambda reviews, products, prices: (
                    2 ** _doublings(_last(prices), _price(reviews, products) / 2, prices)
                ),
            ),
            Mistake(
                "Your formula is right. The target is half of your customers' mean price; "
                "you took the whole of it.",
                lambda reviews, products, prices: _doublings(
                    _last(prices), _price(reviews, products), prices
                ),
            ),
            Mistake(
                "Your formula is right. The target is half of your customers' mean price; "
                "you took half of the last price in the table.",
                lambda reviews, products, prices: _doublings(
                    _last(prices), _last(prices) / 2, prices
                ),
            ),
        ),
        hints=(
            "After one doubling the price is multiplied by 1 minus the learning rate, after two "
            "by its square, and so on.",
            "Fit the curve to the price (cost is the name of that argument) and take "
            "its learning_rate. Then solve: last price times that factor to the power n is the "
            "target.",
            "`math.log(target / last) / math.log(rate)`, where rate is what one doubling leaves "
            "of the price: 1 - learning_rate.",
        ),
        praise="Each of these doublings needs as many bikes again as Zwaluw ever made: "
        "who will buy them is the question of exercise 1.5.",
    ),
    Exercise(
        NUMBER,
        "7",
        title="What is left of the diversity",
        level="core",
        points=3,
        minutes=10,
        kind=Series("percent", between=(0, 100)),
        tables=("crowd_guesses", "questions"),
        answer=lambda guesses, questions: (
            100
            * _variances(guesses, questions, "after seeing others")
            / _variances(guesses, questions, "alone")
        ),
        mistakes=(
            Mistake(
                "Your groups are right, and you compared how far the guesses spread, but with the "
                "standard deviation. Diversity is the squared distance, the variance.",
                lambda guesses, questions: (
                    100
                    * (
                        _variances(guesses, questions, "after seeing others")
                        / _variances(guesses, questions, "alone")
                    )
                    ** 0.5
                ),
            ),
            Mistake(
                "Your groups are right. This is the part of the diversity that went; "
                "the question asks for the part that is left.",
                lambda guesses, questions: (
                    100
                    - 100
                    * _variances(guesses, questions, "after seeing others")
                    / _variances(guesses, questions, "alone")
                ),
            ),
            Mistake(
                "Your groups are right, but upside down: you divided first by second. "
                "What is left is second divided by first.",
                lambda guesses, questions: (
                    100
                    * _variances(guesses, questions, "alone")
                    / _variances(guesses, questions, "after seeing others")
                ),
            ),
            Mistake(
                "Your groups are right. You compared the individual errors; "
                "diversity is measured from the crowd's mean, not from the right answer.",
                lambda guesses, questions: (
                    100
                    * _errors(guesses, questions, "after seeing others", crowd=False)
                    / _errors(guesses, questions, "alone", crowd=False)
                ),
            ),
            Mistake(
                "Your groups are right. You compared the crowd errors: interesting, since they "
                "hardly change. Now compare the diversity.",
                lambda guesses, questions: (
                    100
                    * _errors(guesses, questions, "after seeing others", crowd=True)
                    / _errors(guesses, questions, "alone", crowd=True)
                ),
            ),
        ),
        hints=(
            "The lesson's section 'Is the crowd wise?' has a loop over question and condition.",
            "markets.crowd gives .diversity; or take the variance of each group. "
            "You need it twice for each unit: alone, and after seeing others.",
            'With `spread = guesses.groupby(["unit", "condition"])["relative"].var().unstack()` '
            'it is almost `100 * spread["alone"] / spread["after seeing others"]`, but that is '
            "upside down.",
        ),
        praise="In all four questions most of the diversity is gone. "
        "The guesses look surer, and the crowd is no wiser.",
    ),
    Exercise(
        NUMBER,
        "8",
        title="What was not advertising",
        level="core",
        points=3,
        minutes=9,
        kind=Number("percentage points", decimals=2),
        tables=("purchase_decisions",),
        answer=lambda decisions: _naive(decisions) - _fair(decisions),
        mistakes=(
            Mistake(
                "This is the effect of advertising with interest left out: the first half. "
                "Take away what is left when interest is held equal.",
                _naive,
            ),
            Mistake(
                "This is the effect of advertising with interest held equal: the second half. "
                "How much larger was it before?",
                _fair,
            ),
            Mistake(
                "You compared those who saw advertising with those who did not, without any "
                "factor held equal. Use markets.decision_factors twice, "
                "and take the difference.",
                _raw,
            ),
            Mistake(
                "You took the right figure away, but from the plain difference between those who "
                "saw advertising and those who did not. Both figures should come from "
                "markets.decision_factors.",
                lambda decisions: _raw(decisions) - _fair(decisions),
            ),
            Mistake(
                "Both models are right. You added the two effects; "
                "the question is how much of the first one goes.",
                lambda decisions: _naive(decisions) + _fair(decisions),
            ),
            Mistake(
                "You have both effects. In the second model interest stands alone beside "
                "advertising; keep the four kinds of people in both models.",
                lambda decisions: (
                    _naive(decisions) - _effect(decisions, ("saw_advertising", "interest"))
                ),
            ),
            Mistake(
                "You have both effects, and compared them as a percentage of the first. The "
                "question asks for percentage points: take one effect away from the other.",
                lambda decisions: 100 * (1 - _fair(decisions) / _naive(decisions)),
            ),
            Mistake(
                "You compared two models, as you should. The four kinds of people are in neither; "
                "keep them in both.",
                lambda decisions: (
                    _effect(decisions, ("saw_advertising",))
                    - _effect(decisions, ("saw_advertising", "interest"))
                ),
            ),
        ),
        hints=(
            "Two models: one with the five factors of the lesson, one with interest besides.",
            "`markets.decision_factors` gives a table with the column points. "
            "You need the row of saw_advertising from both.",
            'One half of it is `short.set_index("factor")["points"]["saw_advertising"]`, where '
            "short is the table of the five factors. Take away the same figure of the other table.",
        ),
        praise="That much of the apparent effect belonged to interest. In life interest is "
        "seldom in the table, so ask what is missing.",
    ),
    Exercise(
        NUMBER,
        "9",
        title="A fair rating for the child seat",
        level="core",
        points=2,
        minutes=8,
        kind=Number("stars", decimals=2, in_percent=False),
        tables=("reviews", "products"),
        answer=lambda reviews, products: _shrunken(
            _seat(reviews, products).mean(),
            len(_seat(reviews, products)),
            reviews["stars"].mean(),
            WEIGHT,
        ),
        mistakes=(
            Mistake(
                "This is the plain mean of the child seat: the start. "
                "Pull it towards the mean of all reviews.",
                lambda reviews, products: _seat(reviews, products).mean(),
            ),
            Mistake(
                "This is the mean of all reviews: where the pull goes to. "
                "The child seat's own reviews count too.",
                lambda reviews, products: float(reviews["stars"].mean()),
            ),
            Mistake(
                "You mixed the right two means, with their weights changed over. The own mean "
                "counts for as many as it has reviews, the mean of all for 20.",
                lambda reviews, products: _shrunken(
                    reviews["stars"].mean(),
                    len(_seat(reviews, products)),
                    _seat(reviews, products).mean(),
                    WEIGHT,
                ),
            ),
            Mistake(
                "You mixed the right two means, half and half. The child seat's own mean should "
                "count for as many as it has reviews, the other for 20.",
                lambda reviews, products: (
                    (_seat(reviews, products).mean() + reviews["stars"].mean()) / 2
                ),
            ),
        ),
        hints=(
            "The lesson's section 'What a star rating hides' has the formula.",
            "You need four figures: the child seat's number of reviews and mean, "
            "the mean of all reviews, and w, which is 20.",
            "It is almost `(20 * own + count * overall) / (count + 20)`, but which of the two "
            "means counts for how many reviews?",
        ),
        praise="With few reviews the product is judged mostly by the company it keeps. "
        "Each new review gives it more of a voice of its own.",
    ),
    Exercise(
        NUMBER,
        "10",
        title="Check a source",
        level="core",
        points=2,
        minutes=5,
        kind=Choice(("as stated", "other way round", "unconnected", "too old to check")),
        tables=(),
        answer=lambda: "other way round",
        mistakes=(
            Mistake(
                "You trusted the source, which is polite. Compare the years in which the two "
                "firms began: can the earlier one copy the later?",
                lambda: "as stated",
            ),
            Mistake(
                "You are right to doubt the sentence. But both firms move money between people "
                "who met online, and one came six years after the other: the idea is not "
                "unconnected.",
                lambda: "unconnected",
            ),
            Mistake(
                "Doubt is a good start. But the years in which firms began can be looked up: "
                "the lesson names both.",
                lambda: "too old to check",
            ),
        ),
        hints=(
            "When did each of the two firms begin?",
            "PayPal goes back to 1998. The lesson's section 'Ideas travel both ways' has the "
            "other year.",
            "Whoever came later can have been inspired by whoever came first, not the reverse.",
        ),
        praise="Two dates refute the sentence: nobody is inspired by a firm that does not exist "
        "yet. That Alipay took up PayPal's idea would need a source of its own.",
    ),
    Exercise(
        NUMBER,
        "11",
        title="Your own concentration index",
        level="challenge",
        points=4,
        minutes=15,
        kind=Function(
            (
                Case("four equal firms", lambda reviews: [5, 5, 5, 5]),
                Case("a monopoly", lambda reviews: [120]),
                Case("shares that are fractions, [0.5, 0.3, 0.2]", lambda reviews: [0.5, 0.3, 0.2]),
                Case("a firm that sold nothing, [60, 40, 0]", lambda reviews: [60, 40, 0]),
                Case("the number of reviews of each product in your sample", _counts),
                Case("a large and a small firm, [900, 100]", lambda reviews: [900, 100]),
                Case("an empty list", lambda reviews: []),
                Case("firms that all sold nothing, [0, 0]", lambda reviews: [0, 0]),
            )
        ),
        tables=("reviews",),
        answer=_right_function,
        mistakes=(
            Mistake(
                "Your index is right, on the scale from 0 to 1. "
                "The question asks for points, up to 10,000.",
                _as_fraction,
            ),
            Mistake(
                "You squared and added, as you should. Turn the sales into shares first, "
                "or the index grows with the market.",
                _without_shares,
            ),
            Mistake(
                "You made shares and added them; they always add up to 100. "
                "Square each share before you add.",
                _without_squares,
            ),
            Mistake(
                "This is the effective number of firms, the index turned over. "
                "The question asks for the index itself.",
                _effective,
            ),
            Mistake(
                "This is the share of the largest firm. "
                "The index adds up the squares of all shares.",
                _largest,
            ),
            Mistake(
                "Your index is right for every market. Where nothing was sold there is no market: "
                "return None rather than 0.",
                _zero_for_nothing,
            ),
            Mistake(
                "Your index is right but for the scale: a share of 100 percent, squared, is "
                "10,000 and not 100. Multiply the fraction by 100 before you square it.",
                _times_hundred,
            ),
        ),
        hints=(
            "First the total, then the shares, then their squares.",
            "With shares in percent, 100 times a firm's sales divided by the total, the squares "
            "come out in points. What if the total is zero?",
            "Where the total is 0, return None; else it is almost "
            "`return sum((10 * one / total) ** 2 for one in sales)`, with one number to mend.",
        ),
        praise="It works on every input, the odd ones too. The course's own markets.concentration "
        "gives the same points; where nothing was sold it stops with an error, and yours returns "
        "None.",
    ),
)
