"""Buyers without a contract: how often they buy, and whether they still do (BG/NBD)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import between, number
from mkt40_helpers.relationship.histories import Floats, Histories, columns, pool
from mkt40_helpers.relationship.likelihood import (
    NoTop,
    log_intervals,
    maximise,
    parameter_table,
    require_above_zero,
    standard_errors,
)

YEAR = 365.25 / 7  # weeks
NODES, NODES_WITHOUT_END = 8, 32  # of the integral over time
FAR = 40.0  # what comes later counts less than exp(-40)


@dataclass(frozen=True)
class BGNBD:
    """The BG/NBD model; fit one with `bg_nbd`, or give four published parameters.

    A customer buys at random moments, at her own rate; the rates of all follow a gamma
    distribution. After each repeat purchase she may leave for good, with her own chance; these
    chances follow a beta distribution. Nobody says that she leaves, and rate and chance have
    nothing to do with each other.

    Attributes
    ----------
    r, alpha : float
        Shape and scale of the gamma distribution: r / alpha is the mean number of purchases a week
        of a customer who is still there.
    a, b : float
        The beta distribution: a / (a + b) is the mean chance to leave after a purchase.
    log_likelihood : float
        Of all customers; it compares only with other models of the same customers, in weeks.
    customers, histories : int
        Number of customers, and of different histories (frequency, recency, age) among them.
    steps : int
        Steps to the highest likelihood.
    slope : float
        Steepest slope of the log-likelihood that was left, for one customer: 0 at the top.
    log_covariance : DataFrame
        Covariance of the logarithms of the four parameters.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = math.nan
    customers: int = 0
    histories: int = 0
    steps: int = 0
    slope: float = math.nan
    log_covariance: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    FIGURES: ClassVar = ("log_likelihood", "customers", "r", "alpha", "a", "b")

    def __post_init__(self) -> None:
        require_above_zero(self.parameters)

    @property
    def parameters(self) -> pd.Series:
        """The four parameters by name."""
        return pd.Series({"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b})

    @property
    def standard_errors(self) -> pd.Series:
        """Standard errors of the four parameters."""
        return standard_errors(self.parameters, self.log_covariance)

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Intervals of the parameters.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per parameter (r, alpha, a, b)
            estimate, error (standard error), low and high.

        Raises
        ------
        ValueError
            A level that is not between 0 and 1.

        Notes
        -----
        Computed for the logarithms, plus and minus so many standard errors, and turned back: no
        end is below zero, and the upper end is farther away than the lower. The curvature of the
        likelihood gives the standard errors.

        How often they hold the truth (docs/coverage.md): as promised, from 300 customers like those
        of CDNOW on; of such small samples 7 in 100 are refused by `bg_nbd`.

        Examples
        --------
        >>> from mkt40_helpers import data, relationship
        >>> summary = relationship.rfm(data.load("cdnow"), end="1997-09-30", hold_out="1998-06-30")
        >>> relationship.bg_nbd(summary).intervals().round(2)
               estimate  error   low  high
        r          0.24   0.01  0.22  0.27
        alpha      4.41   0.38  3.73  5.22
        a          0.79   0.19  0.50  1.25
        b          2.43   0.71  1.37  4.29
        """
        return log_intervals(self.parameters, self.log_covariance, level)

    def probability_alive(self, summary: pd.DataFrame) -> pd.Series:
        """Chance that each customer has not left yet.

        Parameters
        ----------
        summary : DataFrame
            One row per customer with frequency, recency and age, as `rfm` gives it.

        Returns
        -------
        Series, with the index of `summary`
            0 to 1.

        Raises
        ------
        ValueError
            A summary that `bg_nbd` would refuse too.

        Notes
        -----
        1 / (1 + a / (b + x - 1) ((alpha + T) / (alpha + t))^(r + x)), with the frequency x, the
        recency t and the age T; 1 where x is 0, since this model lets a customer leave only after
        a repeat purchase. So it calls everybody alive who never came back. It is a claim of the
        model, to be tested on later purchases.
        Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2008). Computing P(alive) using the BG/NBD
        model.

        Examples
        --------
        >>> model = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> one = pd.DataFrame({"frequency": [2], "recency": [30.43], "age": [38.86]})
        >>> model.probability_alive(one).round(3).tolist()
        [0.727]
        """
        return pd.Series(self._alive(*columns(summary)), summary.index, name="alive")

    def expected_purchases(self, summary: pd.DataFrame, weeks: float) -> pd.Series:
        """Purchase days that are expected of each customer in the weeks to come.

        Parameters
        ----------
        summary : DataFrame
            One row per customer with frequency, recency and age, as `rfm` gives it.
        weeks : float
            Length of the time after the end of the summary.

        Returns
        -------
        Series, with the index of `summary`

        Raises
        ------
        ValueError
            A summary that `bg_nbd` would refuse too; weeks that are no number above zero.

        Notes
        -----
        Fader, Hardie and Lee (2005), equation 10: the chance to be alive times what a living
        customer is expected to buy.

        Examples
        --------
        >>> model = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> one = pd.DataFrame({"frequency": [2], "recency": [30.43], "age": [38.86]})
        >>> model.expected_purchases(one, weeks=39).round(3).tolist()
        [1.226]
        """
        weeks = number(weeks, "weeks", 0, above=True)
        return self._of_each(summary, lambda x, age: self._if_alive(x, age, weeks)[:, None])[0]

    def probability_of_purchase(self, summary: pd.DataFrame, weeks: float) -> pd.Series:
        """Chance that each customer buys at least once in the weeks to come.

        This, and not the chance to be alive, can be compared with who came back.

        Parameters
        ----------
        summary, weeks
            As in `expected_purchases`.

        Returns
        -------
        Series, with the index of `summary`
            0 to 1.

        Raises
        ------
        ValueError
            As in `expected_purchases`.

        Notes
        -----
        The chance to be alive times 1 - ((alpha + T) / (alpha + T + weeks))^(r + x): a living
        customer leaves only after a purchase, so the next one comes at a rate of her own, which
        has a gamma distribution with r + x and alpha + T.

        Examples
        --------
        >>> model = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> one = pd.DataFrame({"frequency": [2], "recency": [30.43], "age": [38.86]})
        >>> model.probability_of_purchase(one, weeks=39).round(3).tolist()
        [0.555]
        """
        weeks = number(weeks, "weeks", 0, above=True)
        return self._of_each(summary, lambda x, age: self._if_any(x, age, weeks)[:, None])[0]

    def expected_of_new(self, weeks: float | pd.Series) -> float | pd.Series:
        """Repeat purchase days that are expected of a new customer.

        Parameters
        ----------
        weeks : float or Series
            Length of the time after the first purchase; a column gives a column.

        Returns
        -------
        float or Series

        Raises
        ------
        ValueError
            Weeks that are negative, missing or no numbers.

        Notes
        -----
        Fader, Hardie and Lee (2005), equation 9.

        Examples
        --------
        >>> round(BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426).expected_of_new(52), 2)
        1.45
        """
        if not isinstance(weeks, pd.Series):
            new = np.zeros(1)
            return float(self._if_alive(new, new, number(weeks, "weeks", 0))[0])
        time = between(weeks, "weeks", 0)
        new = np.zeros(len(time))
        return pd.Series(self._if_alive(new, new, time.to_numpy()), weeks.index)

    def discounted_purchases(
        self, summary: pd.DataFrame, discount: float, weeks: float | None = None
    ) -> pd.Series:
        """Purchases to come of each customer, each counted at what it is worth today.

        Parameters
        ----------
        summary : DataFrame
            One row per customer with frequency, recency and age, as `rfm` gives it.
        discount : float
            Rate of discount for a *year*: 0.15 makes a purchase in a year worth 1 / 1.15 of one
            today.
        weeks : float, optional
            Length of the time that counts; without it, all time to come.

        Returns
        -------
        Series, with the index of `summary`
            In purchases; times margin and expected spend it is the value to come.

        Raises
        ------
        ValueError
            A summary that `bg_nbd` would refuse too; a discount below 0 or above 1, or of 0 without
            `weeks` (then there may be no end to the purchases); weeks that are no number above 0.

        Notes
        -----
        What is called discounted expected residual transactions (DERT). Today is the end of the
        summary; no purchase made by then is counted. Each later one is discounted from the moment
        at which it is made, with a year of 52.18 weeks: the integral of (1 + discount)^(-s / 52.18)
        over the expected purchases at s. Programs that discount by periods differ by up to
        half a period; with the middle of a short period they agree.
        Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). RFM and CLV. Journal of Marketing
        Research, 42(4), 415-430.

        Examples
        --------
        >>> model = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> both = pd.DataFrame({"frequency": [7, 14], "recency": [20.0] * 2, "age": [39.0] * 2})
        >>> model.discounted_purchases(both, discount=0.15, weeks=1040).round(1).tolist()
        [2.8, 0.2]
        """
        return self.discounted_at(summary, discount, [weeks])[0]

    def discounted_at(
        self, summary: pd.DataFrame, discount: float, weeks: list[float | None]
    ) -> pd.DataFrame:
        """`discounted_purchases` for several lengths of time at once.

        Parameters
        ----------
        summary, discount
            As in `discounted_purchases`.
        weeks : list of float or None
            Lengths of the time that counts, each longer than the one before; None, for all time to
            come, may stand last.

        Returns
        -------
        DataFrame, with the index of `summary`
            A column for each length, numbered from 0.

        Raises
        ------
        ValueError
            As in `discounted_purchases`; lengths that do not grow.

        Examples
        --------
        >>> model = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> one = pd.DataFrame({"frequency": [2], "recency": [30.43], "age": [38.86]})
        >>> model.discounted_at(one, discount=0.15, weeks=[39, None]).round(2).to_numpy().tolist()
        [[1.17, 5.18]]
        """
        rate = math.log1p(number(discount, "discount", 0, 1)) / YEAR
        if rate == 0 and None in weeks:
            raise ValueError(
                "discount is 0 and weeks is not given: purchases without end may have no sum. Give "
                "a rate, such as discount=0.15 for a year, or a length, such as weeks=520."
            )
        ends = [FAR / rate if one is None else number(one, "weeks", 0, above=True) for one in weeks]
        if not weeks or None in weeks[:-1] or any(two <= one for one, two in pairwise(ends)):
            raise ValueError(f"weeks is {weeks}: give lengths that grow, None only as the last.")
        return self._of_each(summary, lambda x, age: self._discounted(x, age, rate, ends))

    def _repr_html_(self) -> str:
        said = (
            f"BG/NBD model of {self.customers:,} customers, time in weeks: log-likelihood "
            f"{self.log_likelihood:,.1f}"
        )
        return parameter_table(self.parameters, self.log_covariance, said)

    # ---- for arrays ----

    def _alive(self, x: Floats, recency: Floats, age: Floats) -> Floats:
        from scipy.special import expit

        gone = np.log(self.a / (self.b + np.maximum(x, 1) - 1))
        gone += (self.r + x) * np.log((self.alpha + age) / (self.alpha + recency))
        return np.where(x > 0, expit(-gone), 1.0)

    def _of_each(
        self, summary: pd.DataFrame, of_living: Callable[[Floats, Floats], Floats]
    ) -> pd.DataFrame:
        """Compute for those alike in frequency and age once, and weigh with who is alive."""
        x, recency, age = columns(summary)
        first, group = pool(x, age)
        living = of_living(x[first], age[first])
        alive = self._alive(x, recency, age)
        return pd.DataFrame(living[group] * alive[:, None], summary.index)

    def _if_alive(self, x: Floats, age: Floats, weeks: float | Floats) -> Floats:
        """Purchases that are expected of those who are there at the end of the summary."""
        return self._by_growth(x, np.log1p(weeks / (self.alpha + age)))

    def _if_any(self, x: Floats, age: Floats, weeks: float) -> Floats:
        """Chance of a purchase for those who are there at the end of the summary."""
        return np.asarray(-np.expm1(-(self.r + x) * np.log1p(weeks / (self.alpha + age))))

    def _by_growth(self, x: Floats, growth: Floats) -> Floats:
        """The same; `growth` is the logarithm of (alpha + age + weeks) / (alpha + age).

        Equation 10 of the paper, after Euler's transformation of the hypergeometric function: its
        terms stay small for customers who have bought many times.
        """
        from scipy.special import hyp2f1

        if abs(self.a - 1) < 1e-4:  # 0 / 0 at 1, so take the middle of both sides
            sides = [replace(self, a=1 + step)._by_growth(x, growth) for step in (-2e-4, 2e-4)]
            return np.asarray((sides[0] + sides[1]) / 2)
        total, less = self.a + self.b + x - 1, self.a - 1
        series = hyp2f1(self.a + self.b - 1 - self.r, less, total, -np.expm1(-growth))
        return np.asarray(total / less * (1 - np.exp(-less * growth) * series))

    def _discounted(self, x: Floats, age: Floats, rate: float, ends: list[float]) -> Floats:
        """Integrate exp(-rate s) over the purchases expected at s, by parts, to each of the ends.

        The nodes lie evenly in the logarithm of time: most happens early.
        """
        scale = self.alpha + age
        found = np.empty((len(x), len(ends)))
        sum_so_far, start = np.zeros(len(x)), np.zeros(len(x))
        for at, end in enumerate(ends):
            stop = np.log1p(end / scale)
            if rate > 0:
                places, weights = np.polynomial.legendre.leggauss(
                    NODES if rate * end < FAR / 2 else NODES_WITHOUT_END
                )
                for place, weight in zip((places + 1) / 2, weights / 2, strict=True):
                    growth = start + (stop - start) * place
                    height = np.exp(growth - rate * scale * np.expm1(growth)) * rate * scale
                    sum_so_far += weight * (stop - start) * height * self._by_growth(x, growth)
            bought = self._by_growth(x, stop)
            found[:, at] = math.exp(-rate * end) * bought + sum_so_far
            start = stop
        return found


def bg_nbd(summary: pd.DataFrame) -> BGNBD:
    """Fit the BG/NBD model: how often people buy, and when they stop.

    Parameters
    ----------
    summary : DataFrame
        One row per customer, as `rfm` gives it: frequency (repeat purchase days, without the
        first), recency (weeks from the first purchase to the last) and age (weeks from the first
        purchase to the end of the observation).

    Returns
    -------
    BGNBD

    Raises
    ------
    ValueError
        A column is not there or holds something that cannot be (frequency that is no whole number,
        recency after the age, a recency without a repeat purchase or the other way round); nobody
        came back; ages that end with the last purchase; data that do not tell the parameters.

    Notes
    -----
    Maximum likelihood. Customers with the same history are counted together. All may have the same
    age: what they did and when they stopped still tells the parameters.
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way. An
    alternative to the Pareto/NBD model. Marketing Science, 24(2), 275-284.

    The model has no cause in it: no season, no campaign, no rival. It says what happens if all goes
    on as before.

    Examples
    --------
    >>> from mkt40_helpers import data, relationship
    >>> summary = relationship.rfm(data.load("cdnow"), end="1997-09-30", hold_out="1998-06-30")
    >>> model = bg_nbd(summary)
    >>> round(model.r, 3), round(model.alpha, 2), round(model.a, 2), round(model.b, 2)
    (0.243, 4.41, 0.79, 2.43)
    >>> round(model.log_likelihood, 1)
    -9582.4
    """
    x, recency, age = columns(summary)
    if not x.any():
        raise ValueError(
            "All customers have a frequency of 0. Nobody came back, so nothing tells who leaves "
            "after a repeat purchase: the model cannot be fitted. Observe them for longer."
        )
    if (age == recency).all():
        raise ValueError(
            "For all customers age equals recency: it seems to end with the last purchase. Measure "
            "it to the end of the observation, the same day for everybody."
        )
    first, group = pool(x, recency, age)
    histories = Histories(x[first], recency[first], age[first], np.bincount(group))
    rate = float(x.sum() / age.sum())
    start = {"r": 0.5, "alpha": 0.5 / rate, "a": 0.8, "b": 3.0}
    try:
        # Some of the histories lead near the top, and cost little.
        every = len(first) // 20_000
        if every > 1:
            few = histories.part(slice(None, None, every))
            start = maximise(few.likelihood, start, int(few.n.sum())).estimates
        top = maximise(histories.likelihood, start, len(x))
    except NoTop as problem:
        raise ValueError(
            f"These {len(x)} customers do not tell the four parameters apart. {problem} That "
            "happens with few repeat buyers, when nobody seems to leave, or when all seem alike. "
            "Take more customers, or a longer time."
        ) from None
    return BGNBD(
        **top.estimates,
        log_likelihood=top.log_likelihood,
        customers=len(x),
        histories=len(first),
        steps=top.steps,
        slope=top.slope,
        log_covariance=top.covariance,
    )
