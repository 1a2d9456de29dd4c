"""Who stays: cohorts by age, with survival and retention told apart.

*Survival* is the share of those who started that is still there; *retention* is the share of those
who were there one period before. An age is counted in periods from each customer's own start.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    day_of,
    days_of,
    named_rows,
    number,
    require_columns,
    require_free_name,
    require_one_kind,
)
from mkt40_helpers.intervals import normal_quantile, share_interval

BY_AGE = ["age", "at_risk", "left", "retention", "low", "high", "survival"]

Ages = npt.NDArray[np.int64]


def cohorts(
    data: pd.DataFrame,
    *,
    end: str | pd.Timestamp,
    period: int,
    by: Literal["month", "quarter", "year"] = "quarter",
    joined: str = "joined",
    left: str = "left",
) -> pd.DataFrame:
    """Follow those who joined together: how many are there at each age, survival, retention.

    Parameters
    ----------
    data : DataFrame
        One row per customer with a contract, such as the table memberships (one programme of it).
    end : date
        Last day of the data, included.
    period : int
        Days from one renewal to the next, such as 91.
    by : {"month", "quarter", "year"}
        Who makes a cohort: those who joined in the same month, quarter or year.
    joined, left : str
        Columns with the day of joining, and of leaving (empty for those still there).

    Returns
    -------
    DataFrame, one row per cohort and age
        cohort (text, "2024Q1"), age (periods, from 0), started, there (customers), survival (there
        / started), retention (there / there one period before; none at age 0). An age to which the
        last who joined has not come by the end is missing, not zero.

    Raises
    ------
    ValueError
        A column that is missing or holds no days; somebody who left before she joined; days after
        the end; a period below one day; nobody who has come to age 1.

    Notes
    -----
    Compare cohorts down a column (one age), not along the calendar. Those who are still there at
    the end are no leavers: their later ages are missing. For seaborn's heat map:
    ``table.pivot(index="cohort", columns="age", values="retention")``.

    Examples
    --------
    >>> members = pd.DataFrame({
    ...     "joined": pd.to_datetime(["2026-01-05", "2026-01-10", "2026-04-20"]),
    ...     "left": pd.to_datetime(["2026-04-06", None, None])})
    >>> cohorts(members, end="2026-06-30", period=91)
       cohort  age  started  there  survival  retention
    0  2026Q1    0        2    2.0       1.0        NaN
    1  2026Q1    1        2    1.0       0.5        0.5
    2  2026Q2    0        1    1.0       1.0        NaN
    3  2026Q2    1        1    NaN       NaN        NaN
    """
    if by not in ("month", "quarter", "year"):
        raise ValueError(f"by is {by!r}: give 'month', 'quarter' or 'year'.")
    lived, gone = _ages(data, joined, left, end, period)
    cohort = days_of(data, joined).dt.to_period(by[0].upper()).astype(str).to_numpy()
    ages = np.arange(lived.max() + 1)
    parts = []
    for label in np.unique(cohort):
        here = cohort == label
        there = np.array([(gone[here] > age).sum() for age in ages], dtype=float)
        there[ages > lived[here].min()] = np.nan
        part = pd.DataFrame({"cohort": label, "age": ages, "started": here.sum(), "there": there})
        part["survival"] = part["there"] / part["started"]
        parts.append(part.assign(retention=part["there"] / part["there"].shift()))
    return pd.concat(parts, ignore_index=True)


def retention_by_age(
    data: pd.DataFrame,
    *,
    end: str | pd.Timestamp,
    period: int,
    by: str | None = None,
    joined: str = "joined",
    left: str = "left",
    level: float = 0.95,
) -> pd.DataFrame:
    """Retention at each age, of everybody who has come to it, whenever she joined.

    Parameters
    ----------
    data, end, period, joined, left
        As in `cohorts`.
    by : str, optional
        Column whose values make groups, such as the programme; without it, all are one.
    level : float
        Confidence level of Wilson's interval of the retention (see `intervals.share_interval`).

    Returns
    -------
    DataFrame, one row per group and age
        The column `by` (if given), age (renewals, from 1), at_risk (customers who were there one
        period before and whose renewal came by the end), left (those of them who did not renew),
        retention, low and high (0 to 1), survival: product of the retentions so far. `sbg` takes
        such a table of one group.

    Raises
    ------
    ValueError
        As in `cohorts`; a level that is not between 0 and 1; a column `by` with a name of the
        result.

    Notes
    -----
    Those who are still there count at each age that they have come to, and no further: the
    estimate of Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association
    53, 457-481, for renewals. Leaving them out, or counting them as leavers, would make the
    retention too low.

    How often the interval of the retention holds the truth (docs/coverage.md): as promised, but for
    0.92 at 20 where few leave.

    Examples
    --------
    >>> members = pd.DataFrame({
    ...     "joined": pd.to_datetime(["2026-01-05", "2026-01-10", "2026-04-20"]),
    ...     "left": pd.to_datetime(["2026-04-06", None, None])})
    >>> table = retention_by_age(members, end="2026-07-20", period=91)
    >>> table[["age", "at_risk", "left", "retention", "survival"]].round(2)
       age  at_risk  left  retention  survival
    0    1        3     1       0.67      0.67
    1    2        1     0       1.00      0.67
    """
    normal_quantile(level)  # refuses a level that is none
    if by is not None:
        require_columns(data, [by])
        require_free_name(by, [joined, left, *BY_AGE])
        require_one_kind(data, by)
    lived, gone = _ages(data, joined, left, end, period)
    label = data[by] if by else pd.Series("", index=data.index)
    rows = []
    for group, places in label.groupby(label, dropna=False, observed=True).indices.items():
        survival = 1.0
        for age in range(1, lived[places].max() + 1):
            came = (lived[places] >= age) & (gone[places] >= age)
            n, stayed = int(came.sum()), int((came & (gone[places] > age)).sum())
            if n == 0:
                break
            low, high = share_interval(stayed, n, level)
            survival *= stayed / n
            rows.append((group, age, n, n - stayed, stayed / n, low, high, survival))
    table = pd.DataFrame(rows, columns=[by or "", *BY_AGE])
    return table if by else table.drop(columns="")


def retention_rates(
    data: pd.DataFrame, survivors: str, *, age: str, by: str | None = None
) -> pd.DataFrame:
    """Add the retention to a table of survivors: each age over the age before, in each segment.

    Parameters
    ----------
    data : DataFrame
        One row per segment and age, such as the table retention.
    survivors : str
        Column with the survivors: customers, or percent of those who started.
    age : str
        Column with the age: whole numbers, one after the other.
    by : str, optional
        Column with the segment.

    Returns
    -------
    DataFrame
        The table in order of segment and age, with a column retention (0 to 1), empty at the first
        age of each segment: nobody was there before.

    Raises
    ------
    ValueError
        A column that is not there or holds no numbers; an age that is left out or comes twice;
        survivors that rise, or are zero before the last age.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": ["a", "a", "b", "b"], "year": [0, 1, 0, 1],
    ...                       "percent": [100, 60, 100, 80]})
    >>> retention_rates(table, "percent", age="year", by="segment")["retention"].tolist()
    [nan, 0.6, nan, 0.8]
    """
    keys = [by] if by else []
    require_columns(data, [survivors, age, *keys])
    require_free_name("retention", [name for name in ("retention",) if name in data.columns])
    require_one_kind(data, *keys)
    data = data.assign(**{survivors: between(data[survivors], survivors, 0), age: data[age]})
    between(data[age], age, 0)
    data = data.sort_values([*keys, age], kind="stable")
    group = data[by] if by else pd.Series(0, index=data.index)
    step = data.groupby(group.to_numpy(), dropna=False)
    gap = data.index[(step[age].diff().fillna(1) != 1).to_numpy()]
    if len(gap):
        raise ValueError(
            f"{named_rows(gap)}: {age!r} does not go on by 1 from the row before. Give each age "
            "once, without gaps, and name the segments with by=."
        )
    before = step[survivors].shift()
    require_no_rise(data[survivors], before)
    return data.assign(retention=data[survivors] / before)


def require_no_rise(now: pd.Series, before: pd.Series) -> None:
    """Refuse survivors that rise, or that have nobody left to lose."""
    rises = now.index[(now > before).to_numpy()]
    if len(rises):
        raise ValueError(
            f"{named_rows(rises)} of the survivors: more than at the age before, but nobody "
            "comes back into a cohort. Give survivors of one group, in order of age."
        )
    none = now.index[(before == 0).to_numpy()]
    if len(none):
        raise ValueError(
            f"{named_rows(none)} of the survivors: at the age before there was nobody. "
            "Leave out the ages after the last customer has gone."
        )


def _ages(
    data: pd.DataFrame, joined: str, left: str, end: str | pd.Timestamp, period: int
) -> tuple[Ages, Ages]:
    """Give the age that each came to by the end, had she stayed, and the age at which she was gone.

    Those who are still there are gone at an age that is higher than any.
    """
    require_columns(data, [joined, left])
    came, went = days_of(data, joined), days_of(data, left)
    if number(period, "period", 1) % 1:
        raise ValueError(f"period is {period}: give whole days from one renewal to the next.")
    last = day_of(end, "end")
    _refuse(data.index[came.isna()], f"{joined!r} is missing. Leave such rows out first")
    _refuse(data.index[came > last], f"{joined!r} is after the end. Leave such rows out")
    after = f"{left!r} is after the end. They were still there: empty it, with .where(... <= end)"
    _refuse(data.index[went > last], after)
    _refuse(data.index[went < came], f"{left!r} lies before {joined!r}. Correct it")
    lived = ((last - came).dt.days // period).to_numpy(dtype=np.int64)
    if not lived.max():
        raise ValueError(f"Nobody joined {period} days or more before the end. Take a later end.")
    stayed = (went - came).dt.days
    # Gone on the day of a renewal: not there at that age. In between: not there at the next one.
    gone = np.maximum(np.ceil(stayed.to_numpy(dtype=float) / period), 1)
    gone[np.isnan(gone)] = lived.max() + 1
    return lived, gone.astype(np.int64)


def _refuse(rows: pd.Index, why: str) -> None:
    if len(rows):
        raise ValueError(f"{named_rows(rows)}: {why}.")
