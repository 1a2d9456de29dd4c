"""From exclusive to inclusive: who can afford a product, and who takes part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    Numbers,
    between,
    number,
    require_columns,
    require_free_name,
    require_one_kind,
    shares,
)
from mkt40_helpers.intervals import (
    Interval,
    normal_quantile,
)


def spread_of_incomes(gini: float) -> float:
    """Spread of log-normal incomes that have this Gini coefficient.

    Parameters
    ----------
    gini : float
        Gini coefficient of the incomes, from 0 (all alike) to below 1.

    Returns
    -------
    float
        Sigma, the standard deviation of the logarithm of income.

    Raises
    ------
    ValueError
        The Gini coefficient is not from 0 to below 1.

    Notes
    -----
    For log-normal incomes the Gini coefficient is 2 Φ(σ/√2) - 1, so σ = √2 Φ⁻¹((G + 1)/2).
    Aitchison, J. and Brown, J. A. C. (1957). The Lognormal Distribution. Cambridge University
    Press.

    Examples
    --------
    >>> round(spread_of_incomes(0.30), 3)
    0.545
    """
    if number(gini, "gini", 0) >= 1:
        raise ValueError(f"gini is {gini:g}: give a number from 0 to below 1 (0.3 for 30 percent).")
    # A level of G means: G of the normal distribution lies within so many standard deviations.
    return math.sqrt(2) * normal_quantile(gini) if gini > 0 else 0.0


def reach(price: float, mean_income: float, gini: float, budget_share: float) -> float:
    """Share of a population that can afford a price.

    Parameters
    ----------
    price, mean_income : float
        Price, and mean yearly income of one person, in the same money.
    gini : float
        Gini coefficient of the incomes, from 0 to below 1.
    budget_share : float
        Share of a year's income that a person can spend on such a product, above 0 and up to 1.

    Returns
    -------
    float
        Share of people with budget_share x income of at least the price, 0 to 1.

    Raises
    ------
    ValueError
        A price or income that is not above 0, or a share that is none.

    Notes
    -----
    Incomes are taken as log-normal with the given mean and Gini coefficient. A log-normal
    variable with mean m has median m exp(-σ²/2).

    Examples
    --------
    >>> round(reach(1900, mean_income=30_000, gini=0.30, budget_share=0.05), 2)
    0.24
    >>> round(reach(900, mean_income=30_000, gini=0.30, budget_share=0.05), 2)
    0.75
    """
    number(price, "price", 0, above=True)
    number(mean_income, "mean_income", 0, above=True)
    number(budget_share, "budget_share", 0, 1, above=True)
    sigma = spread_of_incomes(gini)
    needed = price / budget_share
    if sigma == 0:
        return float(mean_income >= needed)
    z = (math.log(needed / mean_income) + sigma**2 / 2) / sigma
    return math.erfc(z / math.sqrt(2)) / 2


def reach_by_country(
    countries: pd.DataFrame,
    price: float | Sequence[float] | pd.Series | str,
    budget_share: float,
    country: str = "country",
    population: str = "population",
    income: str = "income",
    gini: str = "gini",
) -> pd.DataFrame:
    """Share and number of people in each country that can afford a price.

    Parameters
    ----------
    countries : DataFrame
        One row per country.
    price : float, list of float, or str
        In the money of the incomes: one price, several, or the column with the price in each
        country.
    budget_share : float
        Share of a year's income that a person can spend on such a product.
    country, population, income, gini : str
        Columns: name, number of people, mean income, Gini coefficient in percent (0 to 100, as
        statistical offices publish it).

    Returns
    -------
    DataFrame, one row per country, most people first
        country, price (where there are several), share (0 to 1), people. Of several prices each
        has its rows, in the order given.

    Raises
    ------
    ValueError
        A column is missing or holds something else; rows without a figure must be left out first.

    Examples
    --------
    >>> two = pd.DataFrame({"country": ["A", "B"], "population": [10e6, 90e6],
    ...                     "income": [60_000, 12_000], "gini": [28.0, 45.0]})
    >>> reach_by_country(two, price=1900, budget_share=0.05).round(2)
      country  share      people
    0       A   0.74  7413609.92
    1       B   0.04  3332890.81
    >>> reach_by_country(two, price=[1900, 950], budget_share=0.05)[["country", "price"]].values
    array([['A', 1900],
           ['B', 1900],
           ['B', 950],
           ['A', 950]], dtype=object)
    """
    if not isinstance(price, str) and np.ndim(price) == 1:
        if not len(price):  # type: ignore[arg-type]
            raise ValueError("There are no prices: give one or more.")
        each = [
            reach_by_country(
                countries.assign(price=one),
                "price",
                budget_share,
                country,
                population,
                income,
                gini,
            )
            for one in price  # type: ignore[union-attr]
        ]
        return pd.concat(each, ignore_index=True)
    names = [country, population, income, gini]
    require_columns(countries, [*names, price] if isinstance(price, str) else names)
    people = between(countries[population], population, 0)
    incomes = between(countries[income], income, 0, above=True)
    ginis = between(countries[gini], gini, 0, 100)
    if (ginis < 1).all():
        raise ValueError(f"All values of {gini!r} are below 1. Give percent: 30 rather than 0.3.")
    asked = countries[price] if isinstance(price, str) else [price] * len(countries)
    share = [
        reach(one_price, one, coefficient / 100, budget_share)
        for one_price, one, coefficient in zip(asked, incomes, ginis, strict=True)
    ]
    table = pd.DataFrame({"country": countries[country].to_numpy(), "share": share})
    if isinstance(price, str):
        table.insert(1, "price", countries[price].to_numpy())
    table["people"] = table["share"] * people.to_numpy()
    return table.sort_values("people", ascending=False, kind="stable", ignore_index=True)


def after_launches(countries: pd.DataFrame, people: str, order: str) -> pd.Series:
    """People reached after 1, 2, ... launches, one country after the other.

    Parameters
    ----------
    countries : DataFrame
        One row per country.
    people : str
        Column with the number that each launch adds.
    order : str
        Column that decides the order: the largest comes first.

    Returns
    -------
    Series
        The sum of `people` so far, by the number of launches.

    Raises
    ------
    ValueError
        A column is missing or holds something else than numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"share": [0.1, 0.8], "people": [90, 8]})
    >>> after_launches(table, "people", order="share").to_dict()
    {1: 8.0, 2: 98.0}
    """
    require_columns(countries, [people, order])
    added = between(countries[people], people, 0).to_numpy()
    first = between(countries[order], order).reset_index(drop=True)
    ranks = first.sort_values(ascending=False, kind="stable").index
    launches = pd.RangeIndex(1, len(added) + 1, name="launches")
    return pd.Series(added[ranks].cumsum(), index=launches)


@dataclass(frozen=True)
class ExperienceCurve:
    """A fitted experience curve; make one with `experience_curve`.

    Attributes
    ----------
    learning_rate : float
        Share by which the cost falls with each doubling of cumulative output.
    interval : Interval
        Confidence interval of the learning rate.
    first_cost : float
        Cost of the first piece, as the curve has it.
    elasticity : float
        Percent change of the cost for one percent more cumulative output; negative.
    r_squared : float
        Share of the variance of log cost that the curve explains.
    n : int
        Number of observations.
    """

    learning_rate: float
    interval: Interval
    first_cost: float
    elasticity: float
    r_squared: float
    n: int

    @overload
    def cost(self, cumulative_output: float) -> float: ...
    @overload
    def cost(self, cumulative_output: pd.Series) -> pd.Series: ...
    def cost(self, cumulative_output: float | pd.Series) -> float | pd.Series:
        """Cost of a piece when so many have been made in all; of a column, of each."""
        if isinstance(cumulative_output, pd.Series):
            made = between(cumulative_output, "cumulative_output", 0, above=True)
            return self.first_cost * made**self.elasticity
        number(cumulative_output, "cumulative_output", 0, above=True)
        return float(self.first_cost * cumulative_output**self.elasticity)

    def _repr_html_(self) -> str:
        return (
            f"<p>Learning rate <strong>{self.learning_rate:.1%}</strong> a doubling "
            f"(95% interval {self.interval.low:.1%} to {self.interval.high:.1%}, "
            f"{self.n} observations)</p>"
        )


def experience_curve(
    data: pd.DataFrame, output: str = "cumulative_output", cost: str = "unit_cost_eur"
) -> ExperienceCurve:
    """Fit an experience curve: each doubling of output takes a fixed share off the cost.

    Parameters
    ----------
    data : DataFrame
        One row per period.
    output, cost : str
        Columns: cumulative output, and cost (or price) of one piece, both above 0.

    Returns
    -------
    ExperienceCurve
        With a 95% interval of the learning rate.

    Raises
    ------
    ValueError
        A column is missing, holds no positive numbers, or the output never changes.

    Notes
    -----
    The line log cost = log first cost + b log output is fitted by least squares; the learning
    rate is 1 - 2^b. Wright, T. P. (1936). Factors affecting the cost of airplanes. Journal of
    the Aeronautical Sciences, 3(4). The interval takes the deviations of the periods as
    independent.

    How often it holds the truth (docs/coverage.md): as promised where they are. Where neighbouring
    periods are alike, as costs often are, in 0.86 at 5, 0.73 at 15 and 0.69 at 60 only: read it
    as the least that you do not know.

    Examples
    --------
    >>> table = pd.DataFrame({"cumulative_output": [1, 2, 4, 8],
    ...                       "unit_cost_eur": [100, 80, 64, 51.2]})
    >>> round(experience_curve(table).learning_rate, 3)
    0.2
    """
    require_columns(data, [output, cost])
    x = np.log(between(data[output], output, 0, above=True).to_numpy())
    y = np.log(between(data[cost], cost, 0, above=True).to_numpy())
    if len(x) < 3 or np.ptp(x) == 0:
        raise ValueError("A curve needs three periods or more, and an output that grows.")
    from scipy import stats

    line = stats.linregress(x, y)
    reaches = float(stats.t.ppf(0.975, len(x) - 2)) * line.stderr
    low, high = (1 - 2 ** (line.slope + sign * reaches) for sign in (1, -1))
    return ExperienceCurve(
        learning_rate=float(1 - 2**line.slope),
        interval=Interval(float(low), float(high)),
        first_cost=math.exp(line.intercept),
        elasticity=float(line.slope),
        r_squared=float(line.rvalue**2),
        n=len(x),
    )


def diversity(counts: Numbers) -> pd.Series:
    """How mixed a population is.

    Parameters
    ----------
    counts : list or Series
        Number of people in each group.

    Returns
    -------
    Series
        simpson: chance that two people drawn with replacement are of different groups, 0 to 1;
        shannon: entropy in natural units; effective_groups: number of equally large groups that
        would be as mixed (exp of the entropy).

    Raises
    ------
    ValueError
        Counts that are negative, missing, or all zero.

    Notes
    -----
    Simpson, E. H. (1949). Measurement of diversity. Nature, 163. Shannon, C. E. (1948). A
    mathematical theory of communication. Bell System Technical Journal, 27.

    Examples
    --------
    >>> diversity([50, 50]).round(3).tolist()
    [0.5, 0.693, 2.0]
    """
    parts = shares(counts, "counts")
    positive = parts[parts > 0]
    entropy = -float((positive * np.log(positive)).sum()) + 0.0
    return pd.Series(
        {
            "simpson": 1 - float((parts**2).sum()),
            "shannon": entropy,
            "effective_groups": math.exp(entropy),
        }
    )


def segregation(
    data: pd.DataFrame,
    district: str = "district",
    group: str = "group",
    residents: str = "residents",
) -> float:
    """How unevenly groups live over districts: the dissimilarity index.

    Parameters
    ----------
    data : DataFrame
        One row per district and group.
    district, group, residents : str
        Columns: where, who, and how many. Rows without a district, or without a group, are one of
        their own.

    Returns
    -------
    float
        0 when every district has the mix of the whole city, 1 when no district is mixed. With
        two groups it is the share of either group that would have to move.

    Raises
    ------
    ValueError
        A column is missing, a count is negative, or there are fewer than two groups.

    Notes
    -----
    Duncan, O. D. and Duncan, B. (1955). A methodological analysis of segregation indexes.
    American Sociological Review, 20(2); for more than two groups Sakoda, J. M. (1981). A
    generalized index of dissimilarity. Demography, 18(2).

    Examples
    --------
    >>> city = pd.DataFrame({"district": ["north", "north", "south", "south"],
    ...                      "group": ["a", "b"] * 2, "residents": [90, 10, 10, 90]})
    >>> round(segregation(city), 3)
    0.8
    """
    require_columns(data, [district, group, residents])
    require_one_kind(data, district, group)
    who = [data[name].to_numpy() for name in (district, group)]
    counts = between(data[residents], residents, 0).groupby(who, dropna=False).sum()
    table = counts.unstack(fill_value=0).to_numpy(dtype=float)
    total = table.sum()
    shares = table.sum(axis=0) / total if total else np.zeros(table.shape[1])
    if (shares > 0).sum() < 2:
        raise ValueError(f"There is one group or none in {group!r}: nobody to be segregated from.")
    expected = table.sum(axis=1, keepdims=True) * shares
    largest = 2 * total * float((shares * (1 - shares)).sum())
    return float(np.abs(table - expected).sum() / largest)


def inclusion_by(
    data: pd.DataFrame,
    by: str = "city",
    district: str = "district",
    group: str = "group",
    residents: str = "residents",
) -> pd.DataFrame:
    """Who is there and who lives with whom: diversity and segregation of each city.

    Parameters
    ----------
    data : DataFrame
        One row per city, district and group.
    by : str
        Column with the city.
    district, group, residents : str
        Columns: where, who, and how many.

    Returns
    -------
    DataFrame, one row per city
        The city; diversity: Simpson's, 0 to 1; equal_groups: number of equally large groups that
        would be as diverse, 1 / (1 - diversity); segregation: the dissimilarity index, 0 to 1.

    Raises
    ------
    ValueError
        As in `diversity` and `segregation`; `by` has the name of a column of the result.

    Examples
    --------
    >>> city = pd.DataFrame({"city": "A", "district": ["north", "north", "south", "south"],
    ...                      "group": ["a", "b"] * 2, "residents": [90, 10, 10, 90]})
    >>> inclusion_by(city).round(2).values.tolist()
    [['A', 0.5, 2.0, 0.8]]
    """
    require_columns(data, [by, district, group, residents])
    between(data[residents], residents, 0)
    require_free_name(by, ["diversity", "equal_groups", "segregation"])
    require_one_kind(data, by, group)
    rows = []
    for label, part in data.groupby(by, dropna=False, observed=True):
        counts = between(part[residents], residents, 0).groupby(part[group], dropna=False).sum()
        mixed = float(diversity(counts)["simpson"])
        rows.append([label, mixed, 1 / (1 - mixed), segregation(part, district, group, residents)])
    return pd.DataFrame(rows, columns=[by, "diversity", "equal_groups", "segregation"])
