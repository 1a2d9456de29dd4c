"""Paradox 1, online and offline: channels that hide, help and echo each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    number,
    require_columns,
    require_yes_no,
)
from mkt40_helpers.intervals import (
    difference_by,
)


def reversal(
    data: pd.DataFrame, outcome: str = "bought", by: str = "advice", within: str = "channel"
) -> pd.DataFrame:
    """Compare shares with and without something, pooled and within each group (Simpson).

    Parameters
    ----------
    data : DataFrame
        One row per visit (or person).
    outcome, by : str
        Columns with True or False: what happened, and what is compared.
    within : str
        Column with the groups.

    Returns
    -------
    DataFrame, one row for all together and one for each group
        The group; without, with: shares of `outcome`; difference, low, high: in percentage
        points, with a 95% interval; rows; used: share of the rows with `by`.

    Raises
    ------
    ValueError
        A column is missing or holds something else, or a group lacks one side of the comparison.

    Notes
    -----
    Simpson, E. H. (1951). The interpretation of interaction in contingency tables. Journal of the
    Royal Statistical Society B, 13(2). The interval of a difference joins the Wilson intervals of
    both shares: Newcombe, R. G. (1998). Statistics in Medicine, 17.

    Examples
    --------
    >>> visits = pd.DataFrame({"channel": ["web"] * 10 + ["store"] * 10,
    ...     "advice": [True] * 8 + [False] * 2 + [True] * 2 + [False] * 8,
    ...     "bought": [True] * 2 + [False] * 8 + [True] * 2 + [True] * 6 + [False] * 2})
    >>> reversal(visits)[["channel", "difference"]].round(1).values.tolist()
    [['all', -20.0], ['store', 25.0], ['web', 25.0]]
    """
    require_columns(data, [outcome, by, within])
    require_yes_no(data, outcome, by)
    if within in ("rows", "used", outcome, by):
        raise ValueError(f"The groups cannot be in a column {within!r}: rename it first.")
    pooled = difference_by(data.assign(**{within: "all"}), outcome, split=by, by=within)
    groups = difference_by(data, outcome, split=by, by=within)
    table = pd.concat([pooled, groups], ignore_index=True)
    points = ["difference", "low", "high"]
    table[points] *= 100
    table["rows"] = table["n_without"] + table["n_with"]
    table["used"] = table["n_with"] / table["rows"]
    return table[[within, "without", "with", *points, "rows", "used"]]


def synergy(
    data: pd.DataFrame,
    outcome: str = "sales_eur",
    first: str = "online_campaign",
    second: str = "store_campaign",
    unit: str | None = "region",
) -> pd.DataFrame:
    """Effect of two measures, alone and together, and whether both are more than the sum.

    Parameters
    ----------
    data : DataFrame
        One row per period and unit, with and without either measure.
    outcome : str
        Column with numbers.
    first, second : str
        Columns with True or False.
    unit : str, optional
        Column with the units that are compared with themselves only, such as regions.

    Returns
    -------
    DataFrame, one row per effect
        effect: the first alone, the second alone, both together, "more than the sum" (the
        interaction); estimate, low, high: in the unit of the outcome, with 95% intervals.

    Raises
    ------
    ValueError
        A column is missing or holds something else, or one of the four combinations never occurs.

    Notes
    -----
    Least squares with both measures, their product, and a level for each unit, by statsmodels;
    errors that allow unequal variances (HC1).

    Examples
    --------
    >>> table = pd.DataFrame({"a": [False, True, False, True] * 2,
    ...                       "b": [False, False, True, True] * 2,
    ...                       "sales": [10, 12, 13, 20, 10, 12, 13, 20]})
    >>> synergy(table, "sales", "a", "b", unit=None)["estimate"].round().tolist()
    [2.0, 3.0, 10.0, 5.0]
    """
    require_columns(data, [outcome, first, second, *([unit] if unit else [])])
    require_yes_no(data, first, second)
    sales = between(data[outcome], outcome).to_numpy()
    one, two = (data[name].to_numpy(dtype=float) for name in (first, second))
    if len(set(zip(one, two, strict=True))) < 4:
        raise ValueError(
            f"{first!r} and {second!r} must occur alone, together, and both not: one is missing."
        )
    from statsmodels.regression.linear_model import OLS

    x = np.column_stack([one, two, one * two])
    if unit:
        # Deviations from the unit's own mean: the same as a level for each unit, but quicker.
        codes = pd.factorize(data[unit])[0]
        x, sales = (_within(values, codes) for values in (x, sales))
        lost = int(codes.max())
    else:
        x, lost = np.column_stack([x, np.ones(len(x))]), 0
    fit = OLS(sales, x).fit()
    fit.df_resid -= lost + bool(unit)
    fit = fit.get_robustcov_results("HC1", use_t=True)
    extra = [0.0] * (x.shape[1] - 3)
    sums = np.array([[1, 0, 0, *extra], [0, 1, 0, *extra], [1, 1, 1, *extra], [0, 0, 1, *extra]])
    tested = fit.t_test(sums)
    low, high = tested.conf_int().T
    return pd.DataFrame(
        {
            "effect": [f"{first} alone", f"{second} alone", "both together", "more than the sum"],
            "estimate": tested.effect,
            "low": low,
            "high": high,
        }
    )


def _within(values: np.ndarray[Any, Any], codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    means = pd.DataFrame(values).groupby(codes).transform("mean").to_numpy()
    return values - means.reshape(values.shape)


def echo(
    data: pd.DataFrame,
    cause: str = "tv_eur",
    effect: str = "searches",
    time: str = "week",
    unit: str = "region",
    lags: int = 3,
) -> pd.DataFrame:
    """How a cause echoes in later periods.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period, no period left out; in any order.
    cause, effect : str
        Columns with numbers.
    time, unit : str
        Columns with the period and the unit (such as a region).
    lags : int
        Number of periods after the same one, 0 or more.

    Returns
    -------
    DataFrame, one row per lag from 0
        lag; estimate: change of the effect for one unit of the cause; low, high: 95% interval.

    Raises
    ------
    ValueError
        A column is missing or holds something else, a period occurs twice in a unit, or there
        are too few periods.

    Notes
    -----
    Least squares on the cause of this and earlier periods, with a level for each unit, by
    statsmodels. All units see the same spots, so the errors are clustered by period.

    Examples
    --------
    >>> table = pd.DataFrame({"region": "R1", "week": range(8), "tv_eur": [0, 5, 0, 0, 9, 0, 0, 0],
    ...                       "searches": [10, 10, 20, 10, 10, 28, 10, 10.0]})
    >>> echo(table, lags=1)["estimate"].round(2).abs().tolist()
    [0.0, 2.0]
    """
    require_columns(data, [cause, effect, time, unit])
    lags = int(number(lags, "lags", 0))
    if data.duplicated([unit, time]).any():
        raise ValueError(f"A {time} occurs twice in the same {unit}: give one row for each.")
    table = data.sort_values([unit, time], kind="stable")
    causes = between(table[cause], cause)
    between(table[effect], effect)
    shifted = pd.DataFrame(
        {lag: causes.groupby(table[unit].to_numpy()).shift(lag) for lag in range(lags + 1)}
    )
    use = shifted.notna().all(axis=1).to_numpy()
    periods = pd.factorize(table[time])[0][use]
    if len(np.unique(periods)) < lags + 3:
        raise ValueError(f"There are too few periods for {lags} lags.")
    from statsmodels.regression.linear_model import OLS

    codes = pd.factorize(table[unit])[0][use]
    x = _within(shifted.to_numpy(dtype=float)[use], codes)
    y = _within(table[effect].to_numpy(dtype=float)[use], codes)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError(f"{cause!r} changes too little over time to tell {lags} lags apart.")
    fit = OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": periods})
    low, high = fit.conf_int().T
    return pd.DataFrame({"lag": range(lags + 1), "estimate": fit.params, "low": low, "high": high})
