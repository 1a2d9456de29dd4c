"""Shares, means and differences, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    named_rows,
    numbers,
    require_columns,
    require_free_name,
    require_one_kind,
    require_yes_no,
)

__all__ = [
    "Interval",
    "difference_by",
    "mean_by",
    "mean_ends",
    "normal_quantile",
    "share_by",
    "share_difference",
    "share_ends",
    "share_interval",
]


class Interval(NamedTuple):
    """Lower and upper end of an interval, in the unit of the figure it belongs to."""

    low: float
    high: float


def normal_quantile(level: float) -> float:
    """Number of standard errors on each side of an interval with this confidence level.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        A level that is not between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    if not isinstance(level, int | float) or not 0 < level < 1:
        raise ValueError(f"The level is {level!r}: give a number between 0 and 1, such as 0.95.")
    return NormalDist().inv_cdf((1 + level) / 2)


def share_interval(yes: float, n: float, level: float = 0.95) -> Interval:
    """Wilson's interval of a share.

    Parameters
    ----------
    yes, n : float
        Number of "yes" among n answers.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval
        Low and high, 0 to 1.

    Raises
    ------
    ValueError
        n is not above 0, or yes is not between 0 and n.

    Notes
    -----
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.

    How often it holds the truth (docs/coverage.md): as promised, but for an answer so rare that
    most samples hold none. Then it does in 0.84 at 10, 0.85 at 100 and 0.84 at 1000: do not trust
    the low end of an interval that rests on one yes.

    Examples
    --------
    >>> low, high = share_interval(10, 20)
    >>> round(low, 3), round(high, 3)
    (0.299, 0.701)
    """
    if not n > 0 or not 0 <= yes <= n:
        raise ValueError(f"{yes} yes of {n} answers is not a share: give 0 <= yes <= n, n > 0.")
    z = normal_quantile(level)
    share = yes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def share_difference(
    yes: float, n: float, other_yes: float, other_n: float, level: float = 0.95
) -> Interval:
    """Interval of the difference between two shares of separate groups, first minus other.

    Parameters
    ----------
    yes, n, other_yes, other_n : float
        Number of "yes" among the answers of each group.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval
        Low and high, -1 to 1.

    Raises
    ------
    ValueError
        As in `share_interval`.

    Notes
    -----
    Joins the Wilson intervals of both shares: Newcombe, R. G. (1998). Statistics in Medicine 17,
    873-890, method 10.

    Examples
    --------
    >>> low, high = share_difference(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    low, high = share_interval(yes, n, level)
    other_low, other_high = share_interval(other_yes, other_n, level)
    share, other = yes / n, other_yes / other_n
    difference = share - other
    return Interval(
        difference - math.hypot(share - low, other_high - other),
        difference + math.hypot(high - share, other - other_low),
    )


def share_by(
    data: pd.DataFrame, of: str, by: str | list[str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of "yes" in each group, with its interval.

    Parameters
    ----------
    data : DataFrame
        One row per person or thing.
    of : str
        Column with True or False; missing ones are counted and left out.
    by : str or list of str, optional
        Column or columns whose values make the groups; without it, all rows are one.
    level : float
        Confidence level of the Wilson interval (see `share_interval`).

    Returns
    -------
    DataFrame, one row per group in sorted order
        The column `by` (if given), n (answers), missing, yes, share, low and high (0 to 1; NaN
        where there are no answers).

    Raises
    ------
    ValueError
        A column that is not there, or has something other than True and False in it; a table
        without rows; a level that is not between 0 and 1; a column `by` with a name of the result.

    Notes
    -----
    How often the interval holds the truth (docs/coverage.md): 0.92 at 10 and as promised with more
    rows. It takes each row as a person of its own: with ten rows of each customer, whose answers
    are alike, only in 0.61 at 50, 0.59 at 200 and 0.61 at 2000. Make one row for each customer
    first, with the share of her yes, and take `mean_by`.

    Examples
    --------
    >>> visits = pd.DataFrame({"channel": ["store", "store", "web"], "bought": [True, False, True]})
    >>> share_by(visits, of="bought", by="channel")[["channel", "n", "share"]]
      channel  n  share
    0   store  2    0.5
    1     web  1    1.0
    """
    normal_quantile(level)  # refuses a level that is none
    names = ["n", "missing", "yes", "share", "low", "high"]
    groups = list(_groups(data, of, by, names))
    if not _holds_yes_no(data[of]):
        raise ValueError(f"Column {of!r} must hold True or False. {_compare_first(data, of)}")
    rows = []
    for label, part in groups:
        answers = part[of].dropna().astype(bool)
        yes, n = int(answers.sum()), len(answers)
        row = label | {"n": n, "missing": len(part) - n, "yes": yes}
        row["share"] = yes / n if n else math.nan
        row["low"], row["high"] = share_interval(yes, n, level) if n else (math.nan, math.nan)
        rows.append(row)
    return pd.DataFrame(rows)


def mean_by(
    data: pd.DataFrame, of: str, by: str | list[str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Mean of each group, with its interval.

    Parameters
    ----------
    data : DataFrame
        One row per person or thing.
    of : str
        Column with numbers; missing ones are counted and left out.
    by : str or list of str, optional
        Column or columns whose values make the groups; without it, all rows are one.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    DataFrame, one row per group in sorted order
        The column `by` (if given), n (numbers), missing, mean, low and high (NaN for fewer
        than two numbers).

    Raises
    ------
    ValueError
        A column that is not there, or holds no finite numbers; a table without rows; a level
        that is not between 0 and 1; a column `by` with a name of the result.

    Notes
    -----
    Student's interval: mean plus and minus t(n - 1) standard errors.

    How often it holds the truth (docs/coverage.md): as promised where the values are about normal.
    Where a few are very large, as in spending, 0.82 at 5, 0.87 at 20 and 0.91 at 100. With ten rows
    of each customer, who are alike, 0.56 at 50, 0.58 at 200 and 0.61 at 2000: make one row for each
    customer first.

    Examples
    --------
    >>> orders = pd.DataFrame({"channel": ["web", "web", "web"], "euro": [10, 20, 30]})
    >>> mean_by(orders, of="euro", by="channel").round(1).values.tolist()
    [['web', 3, 0, 20.0, -4.8, 44.8]]
    """
    normal_quantile(level)  # refuses a level that is none
    rows = []
    for label, part in _groups(data, of, by, ["n", "missing", "mean", "low", "high"]):
        values = _finite(part[of], of).dropna().to_numpy()
        row = label | {"n": len(values), "missing": len(part) - len(values)}
        mean = float(values.mean()) if len(values) else math.nan
        half = _student(len(values) - 1, level) * _standard_error(values)
        rows.append(row | {"mean": mean, "low": mean - half, "high": mean + half})
    return pd.DataFrame(rows)


def share_ends(values: pd.Series) -> tuple[float, float]:
    """Two ends of the 95% interval of a share, for seaborn: ``errorbar=intervals.share_ends``.

    Parameters
    ----------
    values : Series of yes/no values

    Returns
    -------
    tuple of float
        The ends that `share_by` gives.

    Raises
    ------
    ValueError
        As in `share_by`.

    Examples
    --------
    >>> [round(end, 2) for end in share_ends(pd.Series([True, True, False, False]))]
    [0.15, 0.85]
    """
    try:
        yes = values.astype("boolean")
    except (TypeError, ValueError):
        raise ValueError(
            'A share is of True and False. Compare the column first, such as table[name] == "yes".'
        ) from None
    row = share_by(yes.to_frame("values"), "values").iloc[0]
    return float(row.iloc[-2]), float(row.iloc[-1])


def mean_ends(values: pd.Series) -> tuple[float, float]:
    """Two ends of the 95% interval of a mean, for seaborn: ``errorbar=intervals.mean_ends``.

    Parameters
    ----------
    values : Series of numbers

    Returns
    -------
    tuple of float
        The ends that `mean_by` gives.

    Raises
    ------
    ValueError
        As in `mean_by`.

    Examples
    --------
    >>> [round(end, 1) for end in mean_ends(pd.Series([10, 20, 30]))]
    [-4.8, 44.8]
    """
    row = mean_by(values.to_frame("values"), "values").iloc[0]
    return float(row.iloc[-2]), float(row.iloc[-1])


def difference_by(
    data: pd.DataFrame,
    of: str,
    split: str,
    by: str | list[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Difference that something makes, in each group: the share, or the mean, with it and without.

    Parameters
    ----------
    data : DataFrame
        One row per person or thing.
    of : str
        Column that is compared: True or False gives shares, numbers give means.
    split : str
        Column with True or False: what is compared, with it and without it.
    by : str or list of str, optional
        Column or columns whose values make the groups; without it, all rows are one.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    DataFrame, one row per group in sorted order
        The column `by` (if given), without, with, difference (with minus without), low, high (all
        in the unit of the column; shares 0 to 1), n_without, n_with.

    Raises
    ------
    ValueError
        A column is missing, has gaps or holds something else, or a group lacks one side; a
        table without rows; a level that is not between 0 and 1; a column `by` with a name of the
        result.

    Notes
    -----
    Shares: Newcombe's interval (see `share_difference`). Means: Welch, B. L. (1947). The
    generalization of "Student's" problem. Biometrika 34, 28-35.

    How often they hold the truth (docs/coverage.md): shares as promised, and means where the values
    are about normal. Where a few values are very large, as in spending, 0.92 at 5 and 5 and 0.93 at
    20 and 20; with five times as many without, 0.82 at 25 and 5, 0.88 at 100 and 20 and 0.92 at
    500 and 100.

    Examples
    --------
    >>> visits = pd.DataFrame({"advice": [True] * 4 + [False] * 4,
    ...                        "bought": [True, True, True, False] + [False, False, False, True]})
    >>> difference_by(visits, of="bought", split="advice").round(2).values.tolist()
    [[0.25, 0.75, 0.5, -0.14, 0.79, 4.0, 4.0]]
    """
    normal_quantile(level)  # refuses a level that is none
    names = ["without", "with", "difference", "low", "high", "n_without", "n_with"]
    groups = list(_groups(data, of, by, names))
    require_columns(data, [split])
    require_yes_no(data, split)
    yes_no = _holds_yes_no(data[of])
    if not yes_no and data[of].dropna().isin([0, 1]).all():
        raise ValueError(f"Column {of!r} holds 0 and 1. {_compare_first(data, of)}")
    gaps = data.index[data[of].isna()]
    if len(gaps):
        raise ValueError(
            f"{named_rows(gaps)} of {of!r}: missing. Leave such rows out first, with "
            "dropna, and say how many they were."
        )
    rows = []
    for label, part in groups:
        values = _finite(part[of].astype(float) if yes_no else part[of], of)
        chosen = part[split].to_numpy(dtype=bool)
        if chosen.all() or not chosen.any():
            where = f"In {next(iter(label.values()))!r} all" if label else "All"
            raise ValueError(
                f"{where} values of {split!r} are the same: there is nothing to compare."
            )
        with_it, without = values[chosen].to_numpy(), values[~chosen].to_numpy()
        difference = float(with_it.mean() - without.mean())
        if yes_no:
            low, high = share_difference(
                with_it.sum(), len(with_it), without.sum(), len(without), level
            )
        else:
            half = _welch(with_it, without, level)
            low, high = difference - half, difference + half
        figures = (without.mean(), with_it.mean(), difference, low, high)
        sizes = (len(without), len(with_it))
        rows.append(label | dict(zip(names, [*map(float, figures), *sizes], strict=True)))
    return pd.DataFrame(rows)


def _groups(
    data: pd.DataFrame, of: str, by: str | list[str] | None, names: list[str]
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Give each group's label and rows; rows without a label are a group too."""
    keys = by if isinstance(by, list) else [by] if by is not None else []
    for name in [of, *keys]:
        if not isinstance(name, str):
            raise ValueError(f"Give the name of a column as text, not {name!r}.")
    require_columns(data, [of, *keys])
    if not len(data):
        raise ValueError("The table has no rows, so there is nothing to compute.")
    if not keys:
        yield {}, data
        return
    for key in keys:
        require_free_name(key, names)
        require_one_kind(data, key)
    for values, part in data.groupby(keys, dropna=False, observed=True):
        yield dict(zip(keys, values, strict=True)), part


def _finite(column: pd.Series, of: str) -> pd.Series:
    values = numbers(column, of)
    if np.isinf(values).any():
        raise ValueError(f"Column {of!r} has infinite values: something was divided by zero.")
    return values


def _holds_yes_no(column: pd.Series) -> bool:
    """Whether a column holds True and False alone, missing ones apart; 0 and 1 are numbers."""
    if pd.api.types.is_bool_dtype(column):
        return True
    known = column.dropna()
    return column.dtype == object and all(isinstance(v, bool | np.bool_) for v in known)


def _compare_first(data: pd.DataFrame, of: str) -> str:
    known = data[of].dropna()
    odd = known.index[[not isinstance(value, bool | np.bool_) for value in known]]
    return f"{named_rows(odd)}: something else. Compare it first, such as data[{of!r}] == 1."


def _standard_error(values: np.ndarray[Any, Any]) -> float:
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def _student(freedom: float, level: float) -> float:
    """Quantile of Student's t that an interval of this level reaches."""
    from scipy import special

    return float(special.stdtrit(freedom, (1 + level) / 2)) if freedom > 0 else math.nan


def _welch(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], level: float) -> float:
    """Half the width of Welch's interval of a difference between two means."""
    if min(len(one), len(other)) < 2:
        return math.nan
    a, b = _standard_error(one) ** 2, _standard_error(other) ** 2
    if a + b == 0:
        return 0.0
    freedom = (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(other) - 1))
    return _student(freedom, level) * math.sqrt(a + b)
