"""What chance alone does to a score: draws of a few answers, and answers dealt out like cards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mkt40_helpers.advocacy.score import Scores, nps, nps_by
from mkt40_helpers.inputs import numbers, require_columns

__all__ = ["lowest_of_deals", "nps_of_draws"]


def nps_of_draws(scores: Scores, size: int = 80, times: int = 100, seed: int = 0) -> pd.Series:
    """Scores of samples that are drawn at random from the same answers.

    Parameters
    ----------
    scores : Series, list or array of numbers, shape (n,)
        As in `nps`; missing ones are left out.
    size : int
        Answers in each sample, none of them twice.
    times : int
        Number of samples.
    seed : int
        Another seed draws other samples.

    Returns
    -------
    Series of float, named "nps", shape (times,)
        In points.

    Raises
    ------
    ValueError
        As in `nps`; or there are fewer answers than `size`; or `size` or `times` is below 1.

    Examples
    --------
    >>> nps_of_draws([10, 9, 8, 7, 6], size=4, times=5).tolist()
    [50.0, 50.0, 25.0, 0.0, 25.0]
    """
    values = _values(scores)
    if not 1 <= size <= len(values):
        raise ValueError(f"size is {size}: there are {len(values)} answers, so give 1 to that.")
    _require_times(times)
    rng = np.random.default_rng(seed)
    drawn = [values[_shuffled(rng, len(values))[:size]].mean() for _ in range(times)]
    return pd.Series(drawn, name="nps")


def lowest_of_deals(
    data: pd.DataFrame, by: str, times: int = 500, score: str = "score", seed: int = 0
) -> pd.Series:
    """Lowest score of the groups when the answers are dealt out to them at random.

    Each group keeps its number of answers. So this is what the lowest group's score looks like
    when the group makes no difference (a permutation test of the lowest).

    Parameters
    ----------
    data : DataFrame
        One row per respondent.
    by, score : str
        Columns with the group, such as the month, and with the score.
    times : int
        Number of deals.
    seed : int
        Another seed deals otherwise.

    Returns
    -------
    Series of float, named "lowest", shape (times,)
        In points.

    Raises
    ------
    ValueError
        As in `nps_by`; or `times` is below 1.

    Examples
    --------
    >>> answers = pd.DataFrame({"month": [1, 1, 2, 2], "score": [10, 9, 2, 3]})
    >>> sorted(set(lowest_of_deals(answers, by="month", times=50)))
    [-100.0, 0.0]
    """
    require_columns(data, [by, score])
    sizes = nps_by(data, by, score=score)["n"].to_numpy()
    sizes = sizes[sizes > 0]  # a group that nobody answered in gets no card
    _require_times(times)
    values, starts = _values(data[score]), np.cumsum([0, *sizes[:-1]])
    rng = np.random.default_rng(seed)
    dealt = (values[_shuffled(rng, len(values))] for _ in range(times))
    found = [(np.add.reduceat(cards, starts) / sizes).min() for cards in dealt]
    return pd.Series(found, name="lowest")


def _values(scores: Scores) -> np.ndarray:
    """What each answer adds to the score: 100, 0 or -100."""
    nps(scores)  # refuses what are no scores
    answers = numbers(scores, "scores").dropna().to_numpy()
    return 100.0 * (answers >= 9) - 100.0 * (answers <= 6)


def _shuffled(rng: np.random.Generator, number: int) -> np.ndarray:
    """Positions in a new order; from `random` alone, whose numbers are alike everywhere."""
    return np.argsort(rng.random(number), kind="stable")


def _require_times(times: int) -> None:
    if times < 1:
        raise ValueError(f"times is {times}: give 1 or more.")
