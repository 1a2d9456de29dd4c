"""From vertical to horizontal: who sells, who shares the work, and who is heard."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    Numbers,
    between,
    named_rows,
    require_columns,
    require_free_name,
    require_one_kind,
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


def concentration_by(data: pd.DataFrame, of: str, by: str) -> pd.DataFrame:
    """Concentration of several markets, or of one market in several years.

    Parameters
    ----------
    data : DataFrame
        One row per firm and market.
    of : str
        Column with the sales, or the market shares in any unit.
    by : str
        Column whose values make the markets.

    Returns
    -------
    DataFrame, one row per market in sorted order
        The column `by`; firms, hhi, points, effective_firms and gini as in `concentration`;
        largest: share of the largest firm, 0 to 1.

    Raises
    ------
    ValueError
        As in `concentration`; a column is missing; `by` has the name of a column of the result.

    Examples
    --------
    >>> bikes = pd.DataFrame({"year": [2016, 2016, 2026, 2026], "sold": [30, 10, 20, 20]})
    >>> concentration_by(bikes, of="sold", by="year")[["year", "points", "largest"]].values.tolist()
    [[2016.0, 6250.0, 0.75], [2026.0, 5000.0, 0.5]]
    """
    require_columns(data, [of, by])
    between(data[of], of, 0)
    names = ["firms", "hhi", "points", "effective_firms", "largest", "gini"]
    require_free_name(by, names)
    require_one_kind(data, by)
    rows = []
    for label, part in data.groupby(by, dropna=False, observed=True):
        found = concentration(part[of])
        largest = float(shares(part[of], of).max())
        rows.append(
            [
                label,
                found.firms,
                found.hhi,
                found.points,
                found.effective_firms,
                largest,
                found.gini,
            ]
        )
    return pd.DataFrame(rows, columns=[by, *names])


def best_sellers(units: Numbers) -> pd.DataFrame:
    """Share of all units that the best-selling 1, 2, 3, ... items make up together.

    Parameters
    ----------
    units : list or Series
        Units sold of each item, zero or more.

    Returns
    -------
    DataFrame, best-seller first
        items: how many of the best-sellers; share: what they make up of all units, 0 to 1.

    Raises
    ------
    ValueError
        Units that are negative, missing, or all zero.

    Notes
    -----
    Anderson, C. (2006). The Long Tail. Hyperion.

    Examples
    --------
    >>> best_sellers([10, 30])
       items  share
    0      1   0.75
    1      2   1.00
    """
    ordered = np.sort(shares(units, "units"))[::-1]
    return pd.DataFrame(
        {"items": np.arange(1, len(ordered) + 1), "share": np.r_[np.cumsum(ordered)[:-1], 1.0]}
    )


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
    if "all" in stages:
        raise ValueError("A stage 'all' would be the name of two rows: rename your column first.")
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
        Columns with numbers, with True and False (or 1 and 0), or with categories (texts).

    Returns
    -------
    DataFrame, one row per factor, and one per category but the most frequent
        factor (a category as "channel: store"); points: how much more likely, in percentage points
        and on average over the people: for True against False, for this category against the
        most frequent one, and for numbers with one unit more; low, high: its 95% interval;
        odds_ratio.

    Raises
    ------
    ValueError
        A column is missing or has gaps; everybody decided the same; a factor never changes or is
        a sum of others; a factor settles the decision, so that its odds ratio has no end.

    Notes
    -----
    Logistic regression by statsmodels, with average marginal effects: differences for yes/no and
    categories, slopes for numbers; errors by the delta method (Greene, Econometric Analysis). What
    "goes with" a decision need not cause it: a factor left out that moves both shows up in the
    others. Separation is found by a linear program (Konis 2007, thesis, University of Oxford).

    How often the intervals hold the truth (docs/coverage.md): 0.93 at 60 people, a little too
    rarely, and as promised from 300 on.

    Examples
    --------
    >>> people = pd.DataFrame({"bought": [True, False, True, True, False, False, True, False],
    ...                        "friends": [1, 0, 1, 1, 0, 1, 0, 0]})
    >>> decision_factors(people, "bought", ["friends"])[["points", "odds_ratio"]].round().values
    array([[50.,  9.]])
    """
    if not factors:
        raise ValueError("Name at least one factor.")
    require_columns(data, [decision, *factors])
    require_yes_no(data, decision)
    decided = data[decision].to_numpy(dtype=float)
    if len(set(decided)) < 2:
        raise ValueError(f"All values of {decision!r} are the same: there is nothing to explain.")
    parts = {name: _columns(data[name], name) for name in factors}
    table = pd.concat(parts.values(), axis=1)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ValueError(f"There would be two factors {twice[0]!r}: rename a column first.")
    table.insert(0, "", 1.0)  # the constant, with a name that no factor has
    if np.linalg.matrix_rank(table.to_numpy()) < table.shape[1]:
        raise ValueError(
            "These factors cannot be told apart: one of them never changes, or is made up of "
            "others. Leave it out."
        )
    _refuse_separation(table, decided, decision)
    from statsmodels.discrete.discrete_model import Logit

    fit = Logit(decided, table).fit(disp=0, maxiter=200)
    if not fit.mle_retvals["converged"]:
        raise ValueError("No fit was found for these factors. Leave some out, or take more rows.")
    rows = []
    for columns in ([str(name) for name in part] for part in parts.values()):
        for column in columns:
            estimate, slope = _effect(table, fit.params, column, columns)
            half = 1.96 * float(slope @ fit.cov_params().to_numpy() @ slope) ** 0.5
            ends = [100 * estimate, 100 * (estimate - half), 100 * (estimate + half)]
            rows.append([column, *ends, float(np.exp(fit.params[column]))])
    return pd.DataFrame(rows, columns=["factor", "points", "low", "high", "odds_ratio"])


def _columns(factor: pd.Series, name: str) -> pd.DataFrame:
    """Columns of a factor: itself, or one for each category but the most frequent."""
    require_one_kind(factor.to_frame(name), name)
    known = factor.dropna()
    texts = len(known) and all(isinstance(value, str) for value in known)
    if isinstance(factor.dtype, pd.CategoricalDtype) or (
        texts and pd.to_numeric(known, errors="coerce").isna().any()
    ):
        if factor.isna().any():
            raise ValueError(
                f"{named_rows(factor.index[factor.isna()])} of {name!r}: missing. Leave them out, "
                "with dropna, or make them a category: .astype(object).fillna('unknown')."
            )
        labels = factor.astype(str)
        usual = labels.value_counts().index[0]
        others = sorted(set(labels) - {usual}) or [usual]  # one alone never changes: said later
        return pd.DataFrame(
            {f"{name}: {label}": (labels == label).to_numpy(dtype=float) for label in others}
        )
    return pd.DataFrame({name: between(_as_numbers(factor), name).to_numpy(dtype=float)})


def _effect(
    table: pd.DataFrame, line: pd.Series, column: str, of_factor: list[str]
) -> tuple[float, np.ndarray[Any, Any]]:
    """Average effect of a column on the probability, and its slope on the coefficients."""
    if not table[column].isin([0, 1]).all():
        x, place = table.to_numpy(), table.columns.get_loc(column)
        p = 1 / (1 + np.exp(-x @ line.to_numpy()))
        weight = p * (1 - p)
        slope = line[column] * (weight * (1 - 2 * p)) @ x / len(x)
        slope[place] += weight.mean()
        return float(weight.mean() * line[column]), slope
    without = table.assign(**dict.fromkeys(of_factor, 0.0))
    mean, slopes = [], []
    for x in (without.assign(**{column: 1.0}).to_numpy(), without.to_numpy()):
        p = 1 / (1 + np.exp(-x @ line.to_numpy()))
        mean.append(p.mean())
        slopes.append((p * (1 - p)) @ x / len(x))
    return float(mean[0] - mean[1]), slopes[0] - slopes[1]


def _refuse_separation(table: pd.DataFrame, decided: np.ndarray[Any, Any], decision: str) -> None:
    """Refuse factors with which a line splits the decisions: the fit would run off for ever."""
    from scipy.optimize import linprog

    signed = table.to_numpy() / table.abs().max().to_numpy() * (2 * decided - 1)[:, None]
    found = linprog(-signed.sum(axis=0), -signed, np.zeros(len(signed)), bounds=(-1, 1))
    if found.status == 0 and -found.fun > 1e-6:
        settling = table.columns[1:][np.abs(found.x[1:]) > 1e-6]
        raise ValueError(
            f"{', '.join(map(repr, settling))} settles {decision!r} for some rows or for all (all "
            "who are alike in it decided the same), so that its odds ratio has no end. Count these "
            "rows instead, and leave it out here."
        )


def _as_numbers(column: pd.Series) -> pd.Series:
    return column.astype("Int64") if pd.api.types.is_bool_dtype(column) else column
