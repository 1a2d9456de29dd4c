"""The score and its interval as plain functions, for whoever asks for some: ``agg``, seaborn."""

from __future__ import annotations

from mkt40_helpers.advocacy.score import Scores, nps

__all__ = ["nps_interval", "nps_score"]


def nps_score(scores: Scores) -> float:
    """Net Promoter Score as a plain number: ``agg(advocacy.nps_score)``.

    Parameters
    ----------
    scores : Series, list or array of numbers, shape (n,)
        As in `nps`.

    Returns
    -------
    float
        In points.

    Raises
    ------
    ValueError
        As in `nps`.

    Examples
    --------
    >>> nps_score([10, 9, 8, 7, 6])
    20.0
    """
    return nps(scores).score


def nps_interval(scores: Scores) -> tuple[float, float]:
    """Two ends of the score's 95% interval, for seaborn: ``errorbar=advocacy.nps_interval``.

    Parameters
    ----------
    scores : Series, list or array of numbers, shape (n,)
        As in `nps`.

    Returns
    -------
    tuple of float
        In points, as `nps_by` has them.

    Raises
    ------
    ValueError
        As in `nps`.

    Examples
    --------
    >>> [round(end) for end in nps_interval([9] * 60 + [7] * 30 + [2] * 10)]
    [36, 62]
    """
    lower, upper = nps(scores).interval()
    return lower, upper
