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
        The values are something else, such as texts.

    Examples
    --------
    >>> percent(pd.Series([True, True, False, False]))
    50.0
    """
    percent_ends(values)  # refuses what is no yes or no
    return 100 * float(values.mean())


def percent_ends(values: pd.Series) -> tuple[float, float]:
    """Two ends of the 95% interval of `percent`, for seaborn: ``errorbar=plots.percent_ends``.

    Parameters, errors as there; the ends are a hundred times those of `intervals.share_ends`.

    Examples
    --------
    >>> [round(end) for end in percent_ends(pd.Series([True, True, False, False]))]
    [15, 85]
    """
    try:
        low, high = share_ends(values)
    except TypeError:
        raise ValueError(
            "A share in percent needs a column of True and False. Make one of texts or scores "
            'first, and draw that: table.assign(told=table["told"] == "yes").'
        ) from None
    return 100 * low, 100 * high
