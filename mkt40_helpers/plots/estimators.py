"""What seaborn computes and draws: functions for its ``estimator=`` and ``errorbar=``."""

from __future__ import annotations

import pandas as pd

from mkt40_helpers.intervals import share_ends


def percent(values: pd.Series) -> float:
    """Share of "yes" in percent, for seaborn: ``estimator=plots.percent``.

    Parameters
    ----------
    values : Series of yes/no values
        True and False, or the 1 and 0 that seaborn makes of them.

    Returns
    -------
    float
        0 to 100.

    Raises
    ------
    ValueError
        As in `intervals.share_by`.

    Examples
    --------
    >>> percent(pd.Series([True, True, False, False]))
    50.0
    """
    share_ends(values)  # refuses what is no yes or no
    return 100 * float(values.mean())


def percent_ends(values: pd.Series) -> tuple[float, float]:
    """Two ends of the 95% interval of a share in percent: ``errorbar=plots.percent_ends``.

    Parameters
    ----------
    values : Series of yes/no values
        As in `percent`.

    Returns
    -------
    tuple of float
        A hundred times what `intervals.share_ends` gives.

    Raises
    ------
    ValueError
        As in `intervals.share_by`.

    Examples
    --------
    >>> [round(end) for end in percent_ends(pd.Series([True, True, False, False]))]
    [15, 85]
    """
    low, high = share_ends(values)
    return 100 * low, 100 * high
