"""The Net Promoter Score and its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import (
    named_rows,
    numbers,
    require_columns,
    require_free_name,
    require_one_kind,
)
from mkt40_helpers.intervals import (
    Interval,
    normal_quantile,
)

GROUPS = ["detractor", "passive", "promoter"]
COLUMNS = ["n", "missing", "promoters", "passives", "detractors", "nps", "se", "low", "high"]


Method = Literal["score", "adjusted", "wald"]


Scores = pd.Series | Sequence[float | None] | npt.NDArray[Any]


@dataclass(frozen=True)
class NPS:
    """A Net Promoter Score with everything needed to judge it.

    Make one with `nps` (from scores) or `nps_from_counts`.

    Attributes
    ----------
    promoters, passives, detractors : int
        Number of answers 9-10, 7-8 and 0-6.
    missing : int
        Respondents without a score; they are in no share.
    promoter_share, passive_share, detractor_share : float
        Shares of the answers, 0 to 1; weighted when weights were given.
    n_effective : float
        Number of equally weighted answers that would be as informative (Kish);
        equal to `n` without weights.
    """

    promoters: int
    passives: int
    detractors: int
    missing: int
    promoter_share: float
    passive_share: float
    detractor_share: float
    n_effective: float

    FIGURES: ClassVar = ("score", "promoters", "n", "se")

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """Share of promoters minus share of detractors, in points from -100 to 100."""
        return 100 * (self.promoter_share - self.detractor_share)

    @property
    def se(self) -> float:
        """Standard error of the score, in points.

        An answer counts as +1, 0 or -1, so its variance is p₊ + p₋ - (p₊ - p₋)²
        (Rocks 2016, The American Statistician).
        """
        one_answer = variance(self.promoter_share, self.detractor_share)
        return 100 * math.sqrt(one_answer / self.n_effective)

    def interval(self, method: Method = "score", level: float = 0.95) -> Interval:
        """Confidence interval of the score.

        Parameters
        ----------
        method : {"score", "adjusted", "wald"}
            "score" inverts Tango's score test: it stays within -100 to 100 and never has
            zero width. "adjusted" adds ¾ promoter, 1½ passives and ¾ detractor before
            computing as "wald" does. "wald" is the score plus and minus z standard errors;
            it has zero width when all answers are alike, and may leave -100 to 100.
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        Interval
            Low and high, in points.

        Raises
        ------
        ValueError
            Unknown method, or a level that is not between 0 and 1.

        Notes
        -----
        Tango, T. (1998), Statistics in Medicine 17, 891-908, gives the score interval for a
        difference of paired proportions. The NPS is the same quantity: of n answers, some count
        +1, some -1, the others 0. Adjusted Wald for the NPS: Rocks (2016).

        How often they hold the truth (docs/coverage.md): "score" as promised, also with 5 answers;
        "adjusted" too, but for 0.92 at 5 when nearly all are promoters. "wald" does in 0.86 at 5
        and 0.93 at 20 of mixed answers, and when nearly all are promoters in 0.40 at 5 and
        0.88 at 20.

        Examples
        --------
        >>> nps_from_counts(60, 30, 10).interval()
        Interval(low=35.5..., high=61.8...)
        >>> nps_from_counts(3, 0, 0).interval("wald")
        Interval(low=100.0, high=100.0)
        >>> nps_from_counts(3, 0, 0).interval()
        Interval(low=-12.2..., high=100.0)
        """
        methods: dict[str, Callable[[float, float, float, float], Interval]] = {
            "score": score_interval,
            "adjusted": _adjusted_interval,
            "wald": _wald_interval,
        }
        if method not in methods:
            raise ValueError(f"Unknown method {method!r}: choose one of {', '.join(methods)}.")
        low, high = methods[method](
            self.promoter_share, self.detractor_share, self.n_effective, normal_quantile(level)
        )
        return Interval(100 * low, 100 * high)

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Both ends of the interval, by each method of `interval`, to compare them.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per method
            Both ends, in points; the method is the index.

        Raises
        ------
        ValueError
            A level that is not between 0 and 1.

        Examples
        --------
        >>> nps_from_counts(3, 0, 0).intervals().round().loc["wald"].tolist()
        [100.0, 100.0]
        """
        methods = pd.Index(get_args(Method)[::-1], name="method")
        return pd.DataFrame([self.interval(one, level) for one in methods], index=methods)

    def __str__(self) -> str:
        low, high = self.interval()
        missing = f", {self.missing:,} missing" if self.missing else ""
        weighted = not math.isclose(self.n_effective, self.n)
        effective = f" (effective {self.n_effective:,.0f})" if weighted else ""
        return (
            f"NPS {self.score:.1f}, 95% interval {low:.1f} to {high:.1f}, "
            f"n = {self.n:,}{effective}{missing}"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{name}</th>"
            f"<td>{count:,}</td><td>{share:.1%}</td></tr>"
            for name, count, share in (
                ("promoters (9-10)", self.promoters, self.promoter_share),
                ("passives (7-8)", self.passives, self.passive_share),
                ("detractors (0-6)", self.detractors, self.detractor_share),
            )
        )
        return (
            f"<table><caption style='text-align:left;white-space:nowrap'>{self}</caption>"
            "<thead><tr><th scope='col' style='text-align:left'>group</th>"
            "<th scope='col'>answers</th><th scope='col'>share</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def groups(scores: Scores) -> pd.Series:
    """Name the group of each answer: detractor (0-6), passive (7-8) or promoter (9-10).

    Parameters
    ----------
    scores : Series, list or array of numbers, shape (n,)
        Whole numbers from 0 to 10; missing values stay missing.

    Returns
    -------
    Series of ordered categories, shape (n,)
        Detractor < passive < promoter, with the index of `scores`.

    Raises
    ------
    ValueError
        A score outside 0-10, a fraction, a text or an infinite value; it names the rows.

    Examples
    --------
    >>> groups([10, 8, 6]).tolist()
    ['promoter', 'passive', 'detractor']
    """
    checked = _checked(scores)
    codes: npt.NDArray[np.int8] = np.searchsorted([7, 9], checked, side="right").astype(np.int8)
    codes[checked.isna().to_numpy()] = -1  # pandas' code for a missing category
    named = pd.Categorical.from_codes(codes, categories=pd.Index(GROUPS), ordered=True)
    return pd.Series(named, index=checked.index, name="group")


def nps(scores: Scores, weights: Scores | None = None) -> NPS:
    """Net Promoter Score of a set of answers.

    Parameters
    ----------
    scores : Series, list or array of numbers, shape (n,)
        Whole numbers from 0 to 10; missing values are counted in `NPS.missing`.
    weights : Series, list or array of numbers, shape (n,), optional
        How many people each answer stands for; zero or more. A Series must have the index
        of `scores`.

    Returns
    -------
    NPS

    Raises
    ------
    ValueError
        No answers at all; a score outside 0-10, a fraction, a text or an infinite value;
        weights that are missing, negative, or do not match. Rows are named.

    Notes
    -----
    With weights the standard error uses the effective sample size (Σw)² / Σw²
    (Kish 1965, Survey Sampling).

    Examples
    --------
    >>> result = nps([10, 9, 8, 7, 6])
    >>> round(result.score, 1), result.n, result.promoters, result.passives, result.detractors
    (20.0, 5, 2, 2, 1)
    >>> print(nps([10, 9, None, 6]))
    NPS 33.3, 95% interval -58.5 to 87.7, n = 3, 1 missing
    """
    counts, missing = _counted(scores)
    detractors, passives, promoters = counts[:7].sum(), counts[7:9].sum(), counts[9:].sum()
    if weights is None:
        return nps_from_counts(int(promoters), int(passives), int(detractors), missing)
    shares, n_effective = _weighted_shares(scores, weights)
    return NPS(int(promoters), int(passives), int(detractors), missing, *shares, n_effective)


def nps_from_counts(promoters: int, passives: int, detractors: int, missing: int = 0) -> NPS:
    """Net Promoter Score from the numbers of promoters, passives and detractors.

    Parameters
    ----------
    promoters, passives, detractors : int
        Numbers of answers, zero or more, not all zero.
    missing : int
        Respondents without a score.

    Returns
    -------
    NPS

    Raises
    ------
    ValueError
        A negative or fractional count, or no answers.

    Examples
    --------
    >>> nps_from_counts(50, 30, 20).score
    30.0
    """
    given = {"promoters": promoters, "passives": passives, "detractors": detractors}
    for name, count in {**given, "missing": missing}.items():
        if not isinstance(count, int | np.integer) or count < 0:
            raise ValueError(f"{name} is {count!r}: give a whole number, zero or more.")
    n = sum(given.values())
    if n == 0:
        raise ValueError("There are no answers, so there is no score: all counts are zero.")
    return NPS(
        **{name: int(count) for name, count in given.items()},
        missing=int(missing),
        promoter_share=promoters / n,
        passive_share=passives / n,
        detractor_share=detractors / n,
        n_effective=float(n),
    )


def nps_by(
    data: pd.DataFrame,
    by: str | list[str],
    score: str = "score",
    weights: str | None = None,
    method: Method = "score",
    level: float = 0.95,
) -> pd.DataFrame:
    """Net Promoter Score of each group of answers, as a tidy table.

    Parameters
    ----------
    data : DataFrame
        One row per respondent.
    by : str or list of str
        Column, or columns, whose values make the groups (channel, touchpoint, month).
    score, weights : str
        Columns with the scores and, if any, the weights.
    method, level
        As in `NPS.interval`.

    Returns
    -------
    DataFrame, one row per group in sorted order
        The columns of `by`, then n, missing, promoters, passives, detractors (counts), nps,
        se, low, high (points). A group without answers keeps its row, with NaN for its score.

    Raises
    ------
    ValueError
        A column that is not there, or has the name of a column of the result; bad scores or
        weights (see `nps`).

    Examples
    --------
    >>> answers = pd.DataFrame({"channel": ["store", "store", "web"], "score": [10, 9, 5]})
    >>> nps_by(answers, by="channel")[["channel", "n", "nps"]]
      channel  n    nps
    0   store  2  100.0
    1     web  1 -100.0
    """
    names = [by] if isinstance(by, str) else list(by)
    require_columns(data, [*names, score, *([weights] if weights else [])])
    for name in names:
        require_free_name(name, COLUMNS)
    require_one_kind(data, *names)
    checked = data.assign(**{score: _checked(data[score])})
    rows = []
    for key, part in checked.groupby(names, dropna=False, observed=True):
        row: dict[str, Any] = dict(zip(names, key, strict=True))
        if part[score].isna().all():
            row |= {"n": 0, "missing": len(part), "promoters": 0, "passives": 0, "detractors": 0}
            row |= dict.fromkeys(["nps", "se", "low", "high"], math.nan)
        else:
            result = nps(part[score], part[weights] if weights else None)
            low, high = result.interval(method, level)
            row |= {"n": result.n, "missing": result.missing, "promoters": result.promoters}
            row |= {"passives": result.passives, "detractors": result.detractors}
            row |= {"nps": result.score, "se": result.se, "low": low, "high": high}
        rows.append(row)
    if not rows:
        raise ValueError("The table has no rows, so there is no score to compute.")
    return pd.DataFrame(rows)


# ---- intervals on the scale -1..1, from the shares p (promoters) and d (detractors) ----


def variance(p: float, d: float) -> float:
    """Variance of one answer counted as +1, 0 or -1."""
    # max: a share of exactly 1 may leave a rounding error of -1e-17.
    return max(0.0, p + d - (p - d) ** 2)


def _wald_interval(p: float, d: float, n: float, z: float) -> Interval:
    half = z * math.sqrt(variance(p, d) / n)
    return Interval(p - d - half, p - d + half)


def _adjusted_interval(p: float, d: float, n: float, z: float) -> Interval:
    return _wald_interval((p * n + 0.75) / (n + 3), (d * n + 0.75) / (n + 3), n + 3, z)


def score_interval(p: float, d: float, n: float, z: float) -> Interval:
    """Tango's score interval of a difference of shares of n answers, z errors wide; -1 to 1."""
    observed = p - d

    def rejected(difference: float) -> bool:
        # Share of detractors that fits the answers best if the true difference were this one:
        # the root of Tango's (1998) quadratic.
        b = (2 - observed) * difference - (p + d)
        c = -d * difference * (1 - difference)
        likely_d = (math.sqrt(max(0.0, b * b - 8 * c)) - b) / 4
        likely = 2 * likely_d + difference * (1 - difference)
        return n * (observed - difference) ** 2 > z * z * likely

    def edge(inside: float, outside: float) -> float:
        if not rejected(outside):
            return outside
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if rejected(middle) else (middle, outside)
        return inside

    return Interval(edge(observed, -1.0), edge(observed, 1.0))


# ---- input ----


def _checked(scores: Any) -> pd.Series:
    """Return the scores as floats, missing ones as NaN, or raise and name the bad rows."""
    series = numbers(scores, "scores")
    values = series.to_numpy()
    problems = {
        "infinite": (np.isinf(values), "Correct it, or mark it as missing (None)."),
        "outside 0 to 10": (
            (values < 0) | (values > 10),
            "Correct it, or mark it as missing (None).",
        ),
        "a fraction": (
            np.isfinite(values) & (values != np.floor(values)),
            "Use each person's own answer, a whole number: an average has no group.",
        ),
    }
    for problem, (bad, remedy) in problems.items():
        if bad.any():
            odd = series[bad]
            raise ValueError(
                f"{named_rows(odd.index)} of the scores: {odd.iloc[0]:g} is {problem}. {remedy}"
            )
    return series


def _counted(scores: Any) -> tuple[npt.NDArray[np.intp], int]:
    """Count the answers 0, 1, ... 10, and the missing ones."""
    values = scores.to_numpy() if isinstance(scores, pd.Series) else scores
    whole = isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iu"
    if whole and len(values) and values.min() >= 0 and values.max() <= 10:
        return np.bincount(values, minlength=11), 0  # fast road: nothing to check or convert
    checked = _checked(scores)
    answers = checked.to_numpy()[checked.notna().to_numpy()]
    missing = len(checked) - len(answers)
    if not len(answers):
        told = f"all {missing} are missing" if missing else "the set is empty"
        raise ValueError(f"There are no scores ({told}), so there is no NPS. Check the selection.")
    return np.bincount(answers.astype(np.intp), minlength=11), missing


def _weighted_shares(scores: Any, weights: Any) -> tuple[tuple[float, float, float], float]:
    group = groups(scores)
    w = numbers(weights, "weights")
    if len(w) != len(group):
        raise ValueError(f"There are {len(group)} scores but {len(w)} weights: give one for each.")
    labelled = isinstance(scores, pd.Series) and isinstance(weights, pd.Series)
    if labelled and not scores.index.equals(weights.index):
        raise ValueError("Scores and weights have other row labels. Take both from one table.")
    w.index = group.index
    bad = w[~(np.isfinite(w) & (w >= 0))]
    if len(bad):
        raise ValueError(
            f"{named_rows(bad.index)} of the weights: {bad.iloc[0]:g} is not a weight. "
            "A weight says how many people an answer stands for: a number, zero or more."
        )
    w = w[group.notna()]
    if w.sum() == 0:
        raise ValueError("All weights are zero, so there is no score. Check the weights.")
    share = w.groupby(group[group.notna()], observed=False).sum() / w.sum()
    n_effective = float(w.sum() ** 2 / (w**2).sum())
    return (share["promoter"], share["passive"], share["detractor"]), n_effective
