"""Paradox 1, online and offline: channels that hide, help and echo each other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    number,
    require_columns,
    require_one_kind,
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
    if (data[within].astype(object) == "all").any():
        raise ValueError(f"{within!r} has a group 'all', as the row of all together: rename it.")
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
        Column with the units that are compared with themselves only, such as regions; rows without
        one are a unit of their own.

    Returns
    -------
    DataFrame, one row per effect
        effect: the first alone, the second alone, both together, "more than the sum" (the
        interaction); estimate, low, high: in the unit of the outcome, with 95% intervals.

    Raises
    ------
    ValueError
        A column is missing or holds something else, one of the four combinations never occurs, no
        unit shows both measures apart, or there are too few rows.

    Notes
    -----
    Least squares with both measures, their product, and a level for each unit, by statsmodels;
    errors that allow unequal variances (HC1: MacKinnon and White 1985, Journal of Econometrics
    29), with the levels counted among the estimates.

    How often the intervals hold the truth (docs/coverage.md): as promised where periods are
    independent, or a little less in small tables (0.93 at 10 units of 4 periods). Where campaigns
    last four periods and neighbouring periods are alike, only in 0.79 at 8 units of 26 periods, and
    in 0.78 at 20 units of 104 periods for more than the sum, 0.79 at 20 units of 104 periods for
    both together. Then make each campaign one row first, the mean of its periods.

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
    from scipy import special
    from statsmodels.regression.linear_model import OLS

    # Deviations from the unit's own mean: the same as a level for each unit, but quicker.
    codes = _codes(data, unit) if unit else np.zeros(len(data), dtype=int)
    x = _within(np.column_stack([one, two, one * two]), codes)
    if np.linalg.matrix_rank(x) < 3:
        raise ValueError(
            f"Within a {unit}, {first!r} and {second!r} do not change enough to tell alone from "
            "together: no unit can be compared with itself."
        )
    free = len(x) - 3 - len(set(codes))
    if free < 1:
        raise ValueError(f"There are too few rows: {len(x)} for {len(x) - free} estimates.")
    fit = OLS(_within(sales, codes), x).fit()
    sums = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1]])
    spread = np.diag(sums @ fit.cov_HC0 @ sums.T) * len(x) / free
    estimate, half = sums @ fit.params, special.stdtrit(free, 0.975) * np.sqrt(spread)
    return pd.DataFrame(
        {
            "effect": [f"{first} alone", f"{second} alone", "both together", "more than the sum"],
            "estimate": estimate,
            "low": estimate - half,
            "high": estimate + half,
        }
    )


def _codes(data: pd.DataFrame, unit: str) -> np.ndarray[Any, Any]:
    """Number of each row's unit; rows whose unit is missing are one of their own."""
    require_one_kind(data, unit)
    return pd.factorize(data[unit], use_na_sentinel=False)[0]


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
        Columns with the period and the unit (such as a region; rows without one are a unit of
        their own).
    lags : int
        Number of periods after the same one, 0 or more.

    Returns
    -------
    DataFrame, one row per lag from 0
        lag; estimate: change of the effect for one unit of the cause; low, high: 95% interval.

    Raises
    ------
    ValueError
        A column is missing or holds something else, a period is a text, occurs twice in a unit or
        is left out, there are too few periods, or the cause rests on one of them.

    Notes
    -----
    Least squares on the cause of this and earlier periods, with a level for each unit. All units
    see the same spots, so periods and not rows are the sample: the errors come from leaving out
    one period after the other (jackknife, CV3: MacKinnon, Nielsen and Webb 2023, Journal of
    Econometrics 232), with Student's t for the effective number of periods (Carter, Schnepel and
    Steigerwald 2017, Review of Economics and Statistics 99).

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
    require_one_kind(data, time, unit)
    _require_every_period(data, time, unit)
    table = data.sort_values([unit, time], kind="stable")
    causes = between(table[cause], cause)
    between(table[effect], effect)
    shifted = pd.DataFrame(
        {lag: causes.groupby(_codes(table, unit)).shift(lag) for lag in range(lags + 1)}
    )
    use = shifted.notna().all(axis=1).to_numpy()
    periods = pd.factorize(table[time])[0][use]
    if len(np.unique(periods)) < lags + 3:
        raise ValueError(f"There are too few periods for {lags} lags.")
    codes = _codes(table, unit)[use]
    x = _within(shifted.to_numpy(dtype=float)[use], codes)
    y = _within(table[effect].to_numpy(dtype=float)[use], codes)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError(f"{cause!r} changes too little over time to tell {lags} lags apart.")
    alone = f"{cause!r} rests on one {time}: take a longer stretch, or fewer lags."
    estimate, half = _by_period(x, y, periods, codes, alone)
    return pd.DataFrame(
        {
            "lag": range(lags + 1),
            "estimate": estimate,
            "low": estimate - half,
            "high": estimate + half,
        }
    )


def _require_every_period(data: pd.DataFrame, time: str, unit: str) -> None:
    """Refuse texts, and units in which a period is left out: all lags after it would shift."""
    if data.empty:
        return  # said where the columns are read
    whole = pd.Index(sorted(data[time].unique())) if data[time].notna().all() else pd.Index([])
    if not len(whole) or whole.inferred_type in ("string", "mixed"):
        raise ValueError(
            f"Column {time!r} holds text or gaps: give dates (pd.to_datetime) or whole numbers, "
            "so that the periods have an order."
        )
    steps = {late - early for early, late in pairwise(whole)}
    if whole.inferred_type.startswith("datetime") and len(steps) > 1:  # months are not alike
        months = pd.DatetimeIndex(whole).year * 12 + pd.DatetimeIndex(whole).month
        steps = {late - early for early, late in pairwise(months)}
    place = data[time].map({period: place for place, period in enumerate(whole)})
    runs = place.groupby(data[unit], dropna=False, observed=True).agg(["min", "max", "size"])
    gaps = runs.index[runs["max"] - runs["min"] + 1 != runs["size"]]
    if len(steps) > 1 or len(gaps):
        where = f" in {gaps[0]}" if len(gaps) else ""
        raise ValueError(
            f"A {time} is left out{where}, and every lag after it would be a wrong one. Add the "
            "row, or take a stretch without gaps."
        )


def _by_period(
    x: np.ndarray[Any, Any],
    y: np.ndarray[Any, Any],
    periods: np.ndarray[Any, Any],
    codes: np.ndarray[Any, Any],
    alone: str,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Least squares, and half the width of 95% intervals when whole periods are the sample."""
    from scipy import special

    each = [periods == period for period in np.unique(periods)]
    squares = np.array([x[rows].T @ x[rows] for rows in each])
    crossed = np.array([x[rows].T @ y[rows] for rows in each])
    inverse = np.linalg.inv(squares.sum(axis=0))
    estimate = inverse @ crossed.sum(axis=0)
    # Without a period a unit's level moves too: deviations from it fall by this factor more.
    size = np.bincount(codes)[codes]
    more = x * (size / np.maximum(size - 1, 1))[:, None]
    left = squares.sum(axis=0) - np.array([x[rows].T @ more[rows] for rows in each])
    if np.linalg.cond(left).max() > 1e10:
        raise ValueError(alone)
    rest = crossed.sum(axis=0) - np.array([more[rows].T @ y[rows] for rows in each])
    without = np.linalg.solve(left, rest[:, :, None])[:, :, 0]
    n = len(each)
    error = np.sqrt((n - 1) / n * ((without - estimate) ** 2).sum(axis=0))
    # How unevenly the periods bear on each estimate: few weeks with spots are few periods.
    weight = np.einsum("ij,tjk,ki->ti", inverse, squares, inverse)
    effective = n / (1 + weight.var(axis=0) / weight.mean(axis=0) ** 2)
    return estimate, special.stdtrit(np.maximum(effective - 1, 1), 0.975) * error
