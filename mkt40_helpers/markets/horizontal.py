"""From vertical to horizontal: who sells, who shares the work, and who is heard."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    Numbers,
    between,
    require_columns,
    require_yes_no,
    shares,
)


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
    parts = shares(sales, "sales")
    hhi = float((parts**2).sum())
    return Concentration(hhi, 10_000 * hhi, 1 / hhi, gini(sales), len(parts))


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
    ordered = np.sort(shares(values, "values"))
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
    ordered = np.sort(shares(values, "values"))
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
    require_yes_no(data, *stages)
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
    require_yes_no(data, decision)
    decided = data[decision]
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


def _as_numbers(column: pd.Series) -> pd.Series:
    return column.astype("Int64") if pd.api.types.is_bool_dtype(column) else column
