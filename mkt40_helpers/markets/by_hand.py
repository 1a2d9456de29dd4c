"""What exercises of chapter 1 compute, by hand and not with `markets`.

So an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

BUDGET = 0.05
EURO_PER_DOLLAR = 0.88  # mean of 2020, the year of the incomes

# ---- who can pay, how the price falls, what advertising does ----


def can_pay(
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


def country(countries: pd.DataFrame, gdp: pd.DataFrame, *, name: str) -> pd.Series:
    figures = countries.set_index("country")[["population", "income", "gini"]].astype(float)
    row: pd.Series = figures.loc[[name]].iloc[0]
    of_2020 = gdp[(gdp["country"] == name) & (gdp["year"] == 2020)]
    row["gdp_per_head"] = float(of_2020["gdp_per_head"].iloc[0])
    row["income_eur"] = EURO_PER_DOLLAR * row["gdp_per_head"]
    return row


def price_of_all(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    """Mean list price with all products, one for each review."""
    return float(reviews.merge(products, on="product")["list_price_eur"].mean())


def price_in_list(reviews: pd.DataFrame, products: pd.DataFrame) -> float:
    """Mean list price of the bicycles, each once."""
    return float(products.loc[products["category"] == "bicycles", "list_price_eur"].mean())


def for_bikes(country: pd.Series) -> float:
    """What is spent of a mean income."""
    return float(BUDGET * country["income_eur"])


def what_went(both: pd.DataFrame) -> pd.Series:
    """Difference of the two rounds' variances, as pandas gives them, times 100."""
    rounds = both.pivot_table("relative", "unit", "condition", aggfunc="var")
    return 100 * (rounds["alone"] - rounds["after seeing others"])


def slope(prices: pd.DataFrame, *, cost: str = "price_eur") -> float:
    """Elasticity of the price to cumulative output."""
    x, y = np.log(prices["cumulative_output"].astype(float)), np.log(prices[cost].astype(float))
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


def _fitted(
    decisions: pd.DataFrame, factors: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Logistic regression by Newton: the rows with their constant, and the coefficients."""
    x = np.column_stack([np.ones(len(decisions)), decisions[list(factors)].astype(float)])
    y = decisions["bought"].to_numpy(dtype=float)
    beta = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ beta))
        beta += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]), x.T @ (y - p))
    return x, beta


def effect(decisions: pd.DataFrame, factors: Sequence[str]) -> float:
    """Average effect of having seen advertising, in points."""
    x, beta = _fitted(decisions, factors)
    seen, unseen = x.copy(), x.copy()
    seen[:, 1], unseen[:, 1] = 1, 0
    with_it, without = (1 / (1 + np.exp(-rows @ beta)) for rows in (seen, unseen))
    return float(100 * (with_it - without).mean())


def odds_ratio(decisions: pd.DataFrame, factors: Sequence[str]) -> float:
    """Odds ratio of having seen advertising."""
    return float(np.exp(_fitted(decisions, factors)[1][1]))


# ---- the concentration index of exercise 1.11, right and wrong ----


def right_function(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return None if total == 0 else 10_000 * sum((one / total) ** 2 for one in sales)


def as_fraction(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else right / 10_000


def without_shares(sales: Sequence[float]) -> float | None:
    return sum(one**2 for one in sales) if sum(sales) else None


def without_squares(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return 100 * sum(one / total for one in sales) if total else None


def effective(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else 10_000 / right


def largest(sales: Sequence[float]) -> float | None:
    return 100 * max(sales) / sum(sales) if sum(sales) else None


def zero_for_nothing(sales: Sequence[float]) -> float:
    return right_function(sales) or 0.0


def times_hundred(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else right / 100


def counts(reviews: pd.DataFrame) -> list[int]:
    return [int(count) for count in reviews["product"].value_counts()]
