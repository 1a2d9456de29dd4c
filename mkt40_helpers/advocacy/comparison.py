"""Two scores compared, and how many answers that takes."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import ClassVar, overload

import pandas as pd

from mkt40_helpers.advocacy.score import NPS, score_interval, variance
from mkt40_helpers.intervals import (
    normal_quantile,
)


@dataclass(frozen=True)
class Comparison:
    """Two Net Promoter Scores compared: `difference` is first minus second, in points.

    `low` and `high` bound the difference at confidence `level`; `p_value` is two-sided.
    """

    difference: float
    low: float
    high: float
    p_value: float
    level: float

    FIGURES: ClassVar = ("difference", "p_value")

    def __str__(self) -> str:
        p = "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.3f}"
        return (
            f"difference {self.difference:.1f} points, "
            f"{self.level:.0%} interval {self.low:.1f} to {self.high:.1f}, {p}"
        )

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"


def compare(first: NPS, second: NPS, level: float = 0.95) -> Comparison:
    """Compare the scores of two separate groups of respondents.

    Parameters
    ----------
    first, second : NPS
        Two results of `nps`, of different people.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Comparison
        Difference (first minus second) in points, its interval, and a two-sided p-value.

    Raises
    ------
    ValueError
        A level that is not between 0 and 1, or something that is no result of `nps`.

    Notes
    -----
    The interval joins the score intervals of both groups, as Newcombe, R. G. (1998), Statistics
    in Medicine 17, 873-890, joins those of two shares (method 10). It works when all answers of
    a group are alike, and in small groups. The p-value is 1 minus the level at which the interval
    would just touch zero, so that the two always agree.

    Examples
    --------
    >>> from mkt40_helpers.advocacy import nps_from_counts
    >>> print(compare(nps_from_counts(60, 30, 10), nps_from_counts(40, 30, 30)))
    difference 40.0 points, 95% interval 18.6 to 60.3, p < 0.001
    """
    for given in (first, second):
        if not isinstance(given, NPS):
            raise ValueError(
                f"compare takes two results of advocacy.nps, not {type(given).__name__}: "
                "advocacy.compare(advocacy.nps(one), advocacy.nps(other))."
            )
    z = normal_quantile(level)
    difference = first.score - second.score
    low, high = difference - _gap(first, second, z), difference + _gap(second, first, z)
    p_value = 2 * NormalDist().cdf(-_touching(first, second))
    return Comparison(difference, low, high, p_value, level)


def _gap(higher: NPS, lower: NPS, z: float) -> float:
    """How far the difference of two scores may lie below the one found, z errors away."""
    down = higher.score - 100 * score_interval(*_shares(higher), z).low
    up = 100 * score_interval(*_shares(lower), z).high - lower.score
    return math.hypot(down, up)


def _shares(result: NPS) -> tuple[float, float, float]:
    return result.promoter_share, result.detractor_share, result.n_effective


def _touching(first: NPS, second: NPS) -> float:
    """How many errors away the joined interval just touches zero."""
    from scipy.optimize import brentq

    higher, lower = (first, second) if first.score > second.score else (second, first)
    difference, farthest = higher.score - lower.score, 40.0
    if difference == 0 or _gap(higher, lower, farthest) < difference:
        return 0.0 if difference == 0 else farthest
    return float(brentq(lambda z: _gap(higher, lower, z) - difference, 0, farthest))


@overload
def sample_size(
    margin: float, promoters: float = ..., detractors: float = ..., level: float = ...
) -> int: ...
@overload
def sample_size(
    margin: pd.Series, promoters: float = ..., detractors: float = ..., level: float = ...
) -> pd.Series: ...
def sample_size(
    margin: float | pd.Series,
    promoters: float = 0.5,
    detractors: float = 0.5,
    level: float = 0.95,
) -> int | pd.Series:
    """Answers needed for a score known to within plus or minus a margin.

    Parameters
    ----------
    margin : float or Series
        Half the width of the interval, in points (0 to 100); a column gives a column.
    promoters, detractors : float
        Expected shares, 0 to 1. The default, half promoters and half detractors, is the worst
        case: no other mix needs more answers.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    int or Series
        Number of answers, rounded up.

    Raises
    ------
    ValueError
        A margin, share or level outside its range.

    Notes
    -----
    n = z² (p₊ + p₋ - (p₊ - p₋)²) / margin², the Wald margin solved for n.

    Examples
    --------
    >>> sample_size(margin=10)
    385
    >>> sample_size(margin=5)
    1537
    >>> sample_size(margin=10, promoters=0.4, detractors=0.2)
    216
    >>> sample_size(pd.Series([10, 5])).tolist()
    [385, 1537]
    """
    if isinstance(margin, pd.Series):
        return margin.map(lambda one: sample_size(one, promoters, detractors, level))
    if not 0 < margin <= 100:
        raise ValueError(f"The margin is {margin}: give points above 0 and up to 100.")
    _require_shares(promoters, detractors)
    # Rounding first keeps an exact 400 from becoming 401 by a last binary digit.
    return math.ceil(
        round(
            normal_quantile(level) ** 2 * variance(promoters, detractors) / (margin / 100) ** 2, 9
        )
    )


def detectable_difference(
    n: int,
    promoters: float = 0.5,
    detractors: float = 0.5,
    level: float = 0.95,
    power: float = 0.8,
) -> float:
    """Smallest true difference that two samples of n answers each will usually show.

    Parameters
    ----------
    n : int
        Answers in each of the two samples.
    promoters, detractors : float
        Expected shares, 0 to 1, taken to be about the same in both samples.
    level : float
        Confidence level of the comparison.
    power : float
        How often the comparison should find the difference, 0 to 1.

    Returns
    -------
    float
        Difference in points.

    Raises
    ------
    ValueError
        n below 1, or a share, level or power outside its range.

    Notes
    -----
    (z₁₋α/₂ + z_power) √(2 σ² / n), the usual two-sample formula for means, with the variance
    σ² of one answer counted as +1, 0 or -1.

    Examples
    --------
    >>> round(detectable_difference(500, promoters=0.4, detractors=0.2), 1)
    13.3
    """
    if n < 1:
        raise ValueError(f"n is {n}: give the number of answers in each sample, 1 or more.")
    if not 0 < power < 1:
        raise ValueError(f"The power is {power}: give a number between 0 and 1, such as 0.8.")
    _require_shares(promoters, detractors)
    z = normal_quantile(level) + NormalDist().inv_cdf(power)
    return 100 * z * math.sqrt(2 * variance(promoters, detractors) / n)


def precision(
    answers: Sequence[int],
    promoters: float = 0.5,
    detractors: float = 0.5,
    level: float = 0.95,
    power: float = 0.8,
) -> pd.DataFrame:
    """What samples of some sizes can tell about a score.

    Parameters
    ----------
    answers : sequence of int
        Sizes of the samples.
    promoters, detractors, level, power : float
        As in `detectable_difference`.

    Returns
    -------
    DataFrame, one row per size
        answers; margin: plus or minus how many points the score is known, `sample_size` turned
        round; detectable: as `detectable_difference` gives it, in points.

    Raises
    ------
    ValueError
        As in `detectable_difference`.

    Examples
    --------
    >>> precision([100, 400], promoters=0.4, detractors=0.2).round(1)
       answers  margin  detectable
    0      100    14.7        29.6
    1      400     7.3        14.8
    """
    table = pd.DataFrame({"answers": list(answers)})
    seen = [detectable_difference(n, promoters, detractors, level, power) for n in answers]
    one_answer = 100 * normal_quantile(level) * math.sqrt(variance(promoters, detractors))
    return table.assign(margin=one_answer / table["answers"] ** 0.5, detectable=seen)


def _require_shares(promoters: float, detractors: float) -> None:
    if not (promoters >= 0 and detractors >= 0 and promoters + detractors <= 1 + 1e-9):
        raise ValueError(
            f"promoters is {promoters} and detractors is {detractors}: "
            "give shares from 0 to 1 that add up to 1 at most (0.4 for 40 percent)."
        )
