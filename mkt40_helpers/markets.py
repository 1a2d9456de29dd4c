"""Markets that open: who can afford a product, who sells it, and whom people believe.

Three shifts of power: from exclusive to inclusive (reach, experience curve, diversity), from
vertical to horizontal (concentration, long tail, co-opetition, co-creation), from individual to
social (diffusion, the wisdom of the crowd, reviews, the f-factor).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.advocacy import Interval
from mkt40_helpers.inputs import between, normal_quantile, number, one_column, require_columns

__all__ = [
    "Bass",
    "Concentration",
    "Crowd",
    "ExperienceCurve",
    "bass",
    "concentration",
    "crowd",
    "decision_factors",
    "diversity",
    "equilibria",
    "experience_curve",
    "funnel",
    "gini",
    "lorenz",
    "reach",
    "reach_by_country",
    "segregation",
    "shrunken_means",
    "spread_of_incomes",
]

Numbers = pd.Series | Sequence[float] | npt.NDArray[Any]


# ---- from exclusive to inclusive ----


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
    price: float,
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
    price : float
        In the money of the incomes.
    budget_share : float
        Share of a year's income that a person can spend on such a product.
    country, population, income, gini : str
        Columns: name, number of people, mean income, Gini coefficient in percent (0 to 100, as
        statistical offices publish it).

    Returns
    -------
    DataFrame, one row per country, most people first
        country, share (0 to 1), people.

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
    """
    require_columns(countries, [country, population, income, gini])
    people = between(countries[population], population, 0)
    incomes = between(countries[income], income, 0, above=True)
    ginis = between(countries[gini], gini, 0, 100)
    if (ginis < 1).all():
        raise ValueError(f"All values of {gini!r} are below 1. Give percent: 30 rather than 0.3.")
    share = [
        reach(price, one, coefficient / 100, budget_share)
        for one, coefficient in zip(incomes, ginis, strict=True)
    ]
    table = pd.DataFrame({"country": countries[country].to_numpy(), "share": share})
    table["people"] = table["share"] * people.to_numpy()
    return table.sort_values("people", ascending=False, kind="stable", ignore_index=True)


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

    def cost(self, cumulative_output: float) -> float:
        """Cost of a piece when so many have been made in all."""
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
    shares = _shares(counts, "counts")
    positive = shares[shares > 0]
    entropy = -float((positive * np.log(positive)).sum()) + 0.0
    return pd.Series(
        {
            "simpson": 1 - float((shares**2).sum()),
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
        Columns: where, who, and how many.

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
    counts = data.assign(**{residents: between(data[residents], residents, 0)}).pivot_table(
        index=district, columns=group, values=residents, aggfunc="sum", fill_value=0, observed=True
    )
    table = counts.to_numpy(dtype=float)
    total = table.sum()
    shares = table.sum(axis=0) / total if total else np.zeros(table.shape[1])
    if (shares > 0).sum() < 2:
        raise ValueError(f"There is one group or none in {group!r}: nobody to be segregated from.")
    expected = table.sum(axis=1, keepdims=True) * shares
    largest = 2 * total * float((shares * (1 - shares)).sum())
    return float(np.abs(table - expected).sum() / largest)


# ---- from vertical to horizontal ----


@dataclass(frozen=True)
class Concentration:
    """How concentrated a market is; make one with `concentration`.

    Attributes
    ----------
    hhi : float
        Herfindahl-Hirschman index: sum of the squared shares, from 1/n to 1.
    points : float
        The same on the scale of competition authorities, up to 10,000.
    effective_firms : float
        Number of equally large firms that would be as concentrated: 1 / hhi.
    gini : float
        Inequality of the firms' sizes, 0 to 1 - 1/n.
    firms : int
        Number of firms.
    """

    hhi: float
    points: float
    effective_firms: float
    gini: float
    firms: int

    def _repr_html_(self) -> str:
        return (
            f"<p>HHI <strong>{self.hhi:.3f}</strong> on the scale 0 to 1, or "
            f"<strong>{self.points:,.0f}</strong> points of 10,000; {self.firms} firms, as "
            f"concentrated as {self.effective_firms:.1f} equal ones</p>"
        )


def concentration(sales: Numbers) -> Concentration:
    """Concentration of a market, from the sales or the shares of its firms.

    Parameters
    ----------
    sales : list or Series
        Sales, or market shares in any unit, one of each firm; all firms of the market.

    Returns
    -------
    Concentration

    Raises
    ------
    ValueError
        Sales that are negative, missing, or all zero.

    Notes
    -----
    Authorities square shares in percent, so that a monopoly has 100² = 10,000 points; textbooks
    often square fractions. Herfindahl, O. C. (1950); Hirschman, A. O. (1964). The paternity of an
    index. American Economic Review, 54(5).

    Examples
    --------
    >>> market = concentration([30, 30, 20, 20])
    >>> round(market.hhi, 3), round(market.points), round(market.effective_firms, 2)
    (0.26, 2600, 3.85)
    """
    shares = _shares(sales, "sales")
    hhi = float((shares**2).sum())
    return Concentration(hhi, 10_000 * hhi, 1 / hhi, gini(sales), len(shares))


def gini(values: Numbers) -> float:
    """Gini coefficient: how unequally something is spread.

    Parameters
    ----------
    values : list or Series
        What each one has, zero or more.

    Returns
    -------
    float
        0 when all have the same; 1 - 1/n when one of n has all. Exact also for few values: half
        the mean difference of all pairs, over the mean.

    Raises
    ------
    ValueError
        Values that are negative, missing, or all zero.

    Examples
    --------
    >>> round(gini([1, 1, 1, 1]), 3), round(gini([0, 0, 0, 1]), 3)
    (0.0, 0.75)
    """
    ordered = np.sort(_shares(values, "values"))
    n = len(ordered)
    return float(((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / n)


def lorenz(values: Numbers) -> pd.DataFrame:
    """Lorenz curve: what share of the whole the smallest so many have together.

    Parameters
    ----------
    values : list or Series
        What each one has, zero or more.

    Returns
    -------
    DataFrame, from none to all
        owners: share of the ones, smallest first; owned: share of the whole; both 0 to 1.

    Raises
    ------
    ValueError
        Values that are negative, missing, or all zero.

    Examples
    --------
    >>> lorenz([3, 1])
       owners  owned
    0     0.0   0.00
    1     0.5   0.25
    2     1.0   1.00
    """
    ordered = np.sort(_shares(values, "values"))
    return pd.DataFrame(
        {
            "owners": np.arange(len(ordered) + 1) / len(ordered),
            "owned": np.r_[0, np.cumsum(ordered)[:-1], 1],
        }
    )


def equilibria(row: pd.DataFrame, column: pd.DataFrame) -> pd.DataFrame:
    """Equilibria of a game of two firms: nobody gains by changing her own choice alone.

    Parameters
    ----------
    row, column : DataFrame
        Pay-offs of the firm that chooses the row, and of the firm that chooses the column, for
        every pair of choices; same labels in both.

    Returns
    -------
    DataFrame, one row per equilibrium in pure choices
        row, column: the choices; row_payoff, column_payoff, joint: what they bring. Empty when
        there is none. One row of `joint` below the largest possible sum means that both could
        gain by agreeing.

    Raises
    ------
    ValueError
        The two tables have other labels, or a pay-off is missing.

    Notes
    -----
    Nash, J. F. (1950). Equilibrium points in n-person games. PNAS, 36(1). Co-opetition:
    Brandenburger, A. M. and Nalebuff, B. J. (1996). Co-opetition. Doubleday.

    Examples
    --------
    >>> us = pd.DataFrame([[3, 0], [4, 1]], ["share", "alone"], ["share", "alone"])
    >>> equilibria(us, us.T)
         row column  row_payoff  column_payoff  joint
    0  alone  alone         1.0            1.0    2.0
    """
    for table in (row, column):
        if not isinstance(table, pd.DataFrame) or table.empty:
            raise ValueError("Give two tables of pay-offs (DataFrame) with the choices as labels.")
    if not (row.index.equals(column.index) and row.columns.equals(column.columns)):
        raise ValueError("The two tables of pay-offs have other labels. Use the same choices.")
    ours = np.array([between(row[name], "pay-offs") for name in row]).T
    theirs = np.array([between(column[name], "pay-offs") for name in column]).T
    best = (ours == ours.max(axis=0)) & (theirs == theirs.max(axis=1, keepdims=True))
    at = np.argwhere(best)
    return pd.DataFrame(
        {
            "row": row.index[at[:, 0]],
            "column": row.columns[at[:, 1]],
            "row_payoff": ours[best],
            "column_payoff": theirs[best],
            "joint": ours[best] + theirs[best],
        }
    )


def funnel(data: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    """Count how many are left after each stage, when a stage counts only after those before.

    Parameters
    ----------
    data : DataFrame
        One row per idea (or customer, or lead).
    stages : list of str
        Columns with True or False, in order.

    Returns
    -------
    DataFrame, one row per stage, with "all" first
        stage, left (number), step (share of the stage before), overall (share of all).

    Raises
    ------
    ValueError
        A column is missing or holds something else than True and False; no rows.

    Examples
    --------
    >>> ideas = pd.DataFrame({"feasible": [True, True, False], "built": [True, False, False]})
    >>> funnel(ideas, ["feasible", "built"])["left"].tolist()
    [3, 2, 1]
    """
    require_columns(data, stages)
    if not len(data):
        raise ValueError("The table has no rows, so there is nothing to count.")
    for stage in stages:
        if not pd.api.types.is_bool_dtype(data[stage]) or data[stage].isna().any():
            raise ValueError(f"Column {stage!r} must hold True or False in every row.")
    passed = data[stages].astype(bool).cumprod(axis=1).sum()
    left = [len(data), *map(int, passed)]
    step = [math.nan] + [b / a if a else math.nan for a, b in pairwise(left)]
    return pd.DataFrame(
        {
            "stage": ["all", *stages],
            "left": left,
            "step": step,
            "overall": [count / len(data) for count in left],
        }
    )


def decision_factors(data: pd.DataFrame, decision: str, factors: list[str]) -> pd.DataFrame:
    """What goes with a decision, each factor at equal levels of the others.

    Parameters
    ----------
    data : DataFrame
        One row per person.
    decision : str
        Column with True or False: what was decided.
    factors : list of str
        Columns with numbers, or True and False.

    Returns
    -------
    DataFrame, one row per factor
        factor; points: how much more likely, in percentage points, one unit more goes with, on
        average over the people; low, high: its 95% interval; odds_ratio.

    Raises
    ------
    ValueError
        A column is missing or has gaps; everybody decided the same; a factor never changes or is
        a sum of others.

    Notes
    -----
    Logistic regression with average marginal effects, by statsmodels. What "goes with" a decision
    need not cause it: a factor left out that moves both shows up in the others.

    Examples
    --------
    >>> people = pd.DataFrame({"bought": [True, False, True, True, False, False, True, False],
    ...                        "friends": [1, 0, 1, 1, 0, 1, 0, 0]})
    >>> decision_factors(people, "bought", ["friends"])["odds_ratio"].round().tolist()
    [9.0]
    """
    if not factors:
        raise ValueError("Name at least one factor.")
    require_columns(data, [decision, *factors])
    decided = data[decision]
    if not pd.api.types.is_bool_dtype(decided) or decided.isna().any():
        raise ValueError(f"Column {decision!r} must hold True or False in every row.")
    if decided.nunique() < 2:
        raise ValueError(f"All values of {decision!r} are the same: there is nothing to explain.")
    table = pd.DataFrame(
        {name: between(_as_numbers(data[name]), name).to_numpy() for name in factors}
    )
    from statsmodels.discrete.discrete_model import Logit

    table.insert(0, "constant", 1.0)
    if np.linalg.matrix_rank(table.to_numpy()) < table.shape[1]:
        raise ValueError(
            "These factors cannot be told apart: one of them never changes, or is made up of "
            "others. Leave it out."
        )
    fit = Logit(decided.to_numpy(dtype=float), table).fit(disp=0)
    effects = fit.get_margeff().summary_frame()
    return pd.DataFrame(
        {
            "factor": factors,
            "points": 100 * effects["dy/dx"].to_numpy(),
            "low": 100 * effects["Conf. Int. Low"].to_numpy(),
            "high": 100 * effects["Cont. Int. Hi."].to_numpy(),  # spelt so by statsmodels
            "odds_ratio": np.exp(fit.params[factors].to_numpy()),
        }
    )


# ---- from individual to social ----


@dataclass(frozen=True)
class Bass:
    """A fitted Bass model; make one with `bass`.

    Attributes
    ----------
    p, q : float
        Innovation and imitation: the chance to buy in a period of those who have not yet, alone
        and for each share of the market that already has.
    m : float
        Market potential: all who will ever buy, in the unit of the sales.
    errors : Series
        Standard errors of p, q and m.
    n : int
        Number of periods fitted.
    """

    p: float
    q: float
    m: float
    errors: pd.Series
    n: int

    @property
    def peak_time(self) -> float:
        """Time of the highest sales, in periods from the start: ln(q/p) / (p + q), at least 0."""
        return max(0.0, math.log(self.q / self.p) / (self.p + self.q))

    def sales(self, periods: int) -> pd.Series:
        """Sales in periods 1 to `periods`, as the model has them."""
        time = np.arange(int(number(periods, "periods", 1)) + 1)
        adopted = _adopted(time, self.p, self.q)
        return pd.Series(self.m * np.diff(adopted), index=pd.Index(time[1:], name="period"))

    def _repr_html_(self) -> str:
        return (
            f"<p>Bass model of {self.n} periods: p <strong>{self.p:.4f}</strong>, "
            f"q <strong>{self.q:.4f}</strong>, m <strong>{self.m:,.0f}</strong>; "
            f"peak at period {self.peak_time:.1f}</p>"
        )


def bass(sales: Numbers) -> Bass:
    """Fit the Bass model of diffusion to sales per period.

    Parameters
    ----------
    sales : list or Series
        First purchases in period 1, 2, ..., from the start of the market; five or more.

    Returns
    -------
    Bass

    Raises
    ------
    ValueError
        Too few periods, sales that are negative or missing, or no Bass curve fits: sales that
        only rise, for one, do not say how large the market will be.

    Notes
    -----
    Bass, F. M. (1969). A new product growth for model consumer durables. Management Science,
    15(5). Fitted by nonlinear least squares to sales as differences of the cumulative curve:
    Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
    diffusion models. Marketing Science, 5(2).

    Examples
    --------
    >>> dryers = [106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236]
    >>> fit = bass(dryers)
    >>> round(fit.p, 4), round(fit.q, 3), round(fit.peak_time, 1)
    (0.0136, 0.327, 9.3)
    """
    values = between(sales, "sales", 0).to_numpy()
    if len(values) < 5 or values.sum() == 0:
        raise ValueError(f"{len(values)} periods of sales: the Bass model needs five or more.")
    from scipy import optimize

    time = np.arange(len(values) + 1)

    def model(_: Any, p: float, q: float, m: float) -> npt.NDArray[np.float64]:
        return m * np.diff(_adopted(time, p, q))

    try:
        found, covariance = optimize.curve_fit(
            model,
            time[1:],
            values,
            p0=[0.01, 0.4, 2 * values.sum()],
            bounds=([1e-6, 1e-6, values.sum() / 2], [1, 3, 1000 * values.sum()]),
            x_scale=[0.01, 0.1, values.sum()],
            max_nfev=5000,
        )
    except RuntimeError as problem:
        raise ValueError(f"No Bass curve fits these sales: {problem}") from problem
    if found[2] > 100 * values.sum() or not np.isfinite(covariance).all():
        raise ValueError(
            "No Bass curve fits these sales: they do not say how large the market will be. "
            "Wait for the sales to slow down, or set m from other knowledge."
        )
    errors = pd.Series(np.sqrt(np.diag(covariance)), index=["p", "q", "m"])
    p, q, m = map(float, found)
    return Bass(p=p, q=q, m=m, errors=errors, n=len(values))


def _adopted(time: npt.NDArray[Any], p: float, q: float) -> npt.NDArray[np.float64]:
    """Share of the market that has bought by each time."""
    fades = np.exp(-(p + q) * time)
    share: npt.NDArray[np.float64] = (1 - fades) / (1 + q / p * fades)
    return share


@dataclass(frozen=True)
class Crowd:
    """How a crowd of guesses did; make one with `crowd`.

    Attributes
    ----------
    mean : float
        The crowd's guess.
    crowd_error : float
        Squared error of the mean guess.
    individual_error : float
        Mean of the squared errors of the guesses.
    diversity : float
        Mean squared distance of the guesses from their mean.
    n : int
        Number of guesses.
    """

    mean: float
    crowd_error: float
    individual_error: float
    diversity: float
    n: int

    def _repr_html_(self) -> str:
        return (
            f"<p>{self.n} guesses, mean {self.mean:,.1f}: crowd error {self.crowd_error:,.1f} = "
            f"individual error {self.individual_error:,.1f} minus diversity "
            f"{self.diversity:,.1f}</p>"
        )


def crowd(guesses: Numbers, true_value: float) -> Crowd:
    """Take the error of a crowd apart: crowd error = individual error - diversity, exactly.

    Parameters
    ----------
    guesses : list or Series
        One guess of each person.
    true_value : float
        What was guessed at, in the same unit.

    Returns
    -------
    Crowd
        Errors in the squared unit of the guesses.

    Raises
    ------
    ValueError
        No guesses, a guess that is missing or no number, or no true value.

    Notes
    -----
    The diversity prediction theorem: Page, S. E. (2007). The Difference. Princeton University
    Press. It is the identity that splits a mean squared error into squared bias and variance.

    Examples
    --------
    >>> result = crowd([80, 100, 150], true_value=100)
    >>> round(result.crowd_error), round(result.individual_error), round(result.diversity)
    (100, 967, 867)
    """
    values = between(guesses, "guesses").to_numpy()
    number(true_value, "true_value", -math.inf)
    mean = float(values.mean())
    return Crowd(
        mean=mean,
        crowd_error=(mean - true_value) ** 2,
        individual_error=float(((values - true_value) ** 2).mean()),
        diversity=float(((values - mean) ** 2).mean()),
        n=len(values),
    )


def shrunken_means(
    data: pd.DataFrame, by: str = "product", stars: str = "stars", weight: float | None = None
) -> pd.DataFrame:
    """Mean rating of each product, pulled towards the mean of all when the reviews are few.

    Parameters
    ----------
    data : DataFrame
        One row per review.
    by, stars : str
        Columns: what was reviewed, and the rating.
    weight : float, optional
        How many reviews the mean of all products counts for; estimated from the data when left
        out: the variance within products over the variance of their true means.

    Returns
    -------
    DataFrame, one row per product, best shrunken mean first
        The product; reviews; mean; shrunken = (reviews x mean + weight x mean of all) /
        (reviews + weight).

    Raises
    ------
    ValueError
        A column is missing or holds something else; fewer than two products.

    Notes
    -----
    The empirical Bayes mean: Efron, B. and Morris, C. (1977). Stein's paradox in statistics.
    Scientific American, 236(5). Variances by the method of moments for groups of unequal size.

    Examples
    --------
    >>> reviews = pd.DataFrame({"product": ["new"] * 2 + ["old"] * 8,
    ...                         "stars": [5, 5] + [5, 5, 5, 5, 5, 5, 4, 3]})
    >>> shrunken_means(reviews, weight=10)["shrunken"].round(2).tolist()
    [4.75, 4.67]
    """
    require_columns(data, [by, stars])
    values = between(data[stars], stars)
    groups = values.groupby(data[by].to_numpy(), observed=True)
    table = groups.agg(["size", "mean"])
    if len(table) < 2:
        raise ValueError(f"There are {len(table)} different values of {by!r}: give two or more.")
    overall = float(values.mean())
    if weight is None:
        weight = _shrinkage_weight(groups)
    number(weight, "weight", 0)
    shrunken = (table["size"] * table["mean"] + weight * overall) / (table["size"] + weight)
    result = pd.DataFrame(
        {
            by: table.index,
            "reviews": table["size"].to_numpy(),
            "mean": table["mean"].to_numpy(),
            "shrunken": shrunken.to_numpy(),
        }
    )
    return result.sort_values("shrunken", ascending=False, kind="stable", ignore_index=True)


def _shrinkage_weight(groups: Any) -> float:
    """Variance within over variance between the true means (one-way random effects)."""
    size, mean = groups.size().to_numpy(dtype=float), groups.mean().to_numpy()
    n, k = size.sum(), len(size)
    if n <= k:
        raise ValueError("Every product has one review only: give a weight.")
    within = float(((size - 1) * groups.var(ddof=1).fillna(0).to_numpy()).sum() / (n - k))
    overall = float((size * mean).sum() / n)
    between_groups = float((size * (mean - overall) ** 2).sum())
    true_variance = (between_groups - (k - 1) * within) / (n - (size**2).sum() / n)
    if true_variance <= 0:
        # The means differ no more than chance makes them: every product gets nearly the same.
        return 1e6
    return float(within / true_variance)


def _shares(values: Numbers, what: str) -> npt.NDArray[np.float64]:
    amounts = between(one_column(values, what), what, 0).to_numpy()
    if amounts.sum() == 0:
        raise ValueError(f"All {what} are zero, so there are no shares. Check the selection.")
    shares: npt.NDArray[np.float64] = amounts / amounts.sum()
    return shares


def _as_numbers(column: pd.Series) -> pd.Series:
    return column.astype("Int64") if pd.api.types.is_bool_dtype(column) else column
