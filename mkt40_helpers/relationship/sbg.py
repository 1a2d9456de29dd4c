"""The shifted beta-geometric model (sBG): everybody keeps her own chance to leave."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import Numbers, between, named_rows, number, one_column, require_columns
from mkt40_helpers.intervals import normal_quantile
from mkt40_helpers.relationship.cohorts import require_no_rise
from mkt40_helpers.relationship.value import Value

Floats = npt.NDArray[np.float64]
Ages = int | Iterable[int]
Due = Literal["now", "after the next renewal", "at the renewal due now"]

_CONVERGED = 1e-6  # what the log-likelihood may still gain
_ENDLESS = 1e5  # alpha + beta from which all chances to leave are one


@dataclass(frozen=True)
class SBG:
    """A fitted shifted beta-geometric model; make one with `sbg`.

    Attributes
    ----------
    alpha, beta : float
        Of the beta distribution of the chances to leave at a renewal; its mean is
        alpha / (alpha + beta).
    log_likelihood : float
        Natural logarithm; compare it only with that of the same customers and ages.
    customers : float
        How many came to the first renewal.
    renewals : int
        The highest age that the model was fitted on.
    covariance : tuple
        Of the logarithms of alpha and beta: two rows of two.
    to_gain : float
        How much higher the log-likelihood might still be: 0 but for rounding, or the fit is
        refused.
    """

    alpha: float
    beta: float
    log_likelihood: float
    customers: float
    renewals: int
    covariance: tuple[tuple[float, float], tuple[float, float]]
    to_gain: float

    FIGURES: ClassVar = ("alpha", "beta", "log_likelihood")

    @property
    def mean_leaving(self) -> float:
        """Mean chance to leave at the first renewal, 0 to 1."""
        return self.alpha / (self.alpha + self.beta)

    def parameters(self, level: float = 0.95) -> pd.DataFrame:
        """Give alpha, beta and the mean chance to leave, each with its interval.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per parameter
            parameter, estimate, se (standard error), low, high.

        Raises
        ------
        ValueError
            A level that is not between 0 and 1.

        Notes
        -----
        Normal intervals of the logarithm of alpha and beta, and of the log-odds of the mean, from
        the curvature of the log-likelihood. Alpha and beta rise and fall together, so each alone
        is known badly where their mean is known well. How often the intervals hold the truth
        (docs/coverage.md): as promised.

        Examples
        --------
        >>> sbg([1000, 869, 743, 653, 593]).parameters().round(2)
              parameter  estimate    se   low   high
        0         alpha      1.28  0.55  0.55   2.99
        1          beta      7.79  3.81  2.99  20.31
        2  mean_leaving      0.14  0.01  0.12   0.16
        """
        z, v = normal_quantile(level), np.array(self.covariance)
        rows: list[tuple[Any, ...]] = []
        for name, at in (("alpha", 0), ("beta", 1)):
            estimate, se = getattr(self, name), math.sqrt(v[at, at])
            ends = estimate * math.exp(-z * se), estimate * math.exp(z * se)
            rows.append((name, estimate, estimate * se, *ends))
        mean, se = self.mean_leaving, math.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1])
        odds = [math.log(mean / (1 - mean)) + sign * z * se for sign in (-1, 1)]
        ends = 1 / (1 + math.exp(-odds[0])), 1 / (1 + math.exp(-odds[1]))
        rows.append(("mean_leaving", mean, mean * (1 - mean) * se, *ends))
        return pd.DataFrame(rows, columns=["parameter", "estimate", "se", "low", "high"])

    @overload
    def survival(self, age: int) -> float: ...
    @overload
    def survival(self, age: Iterable[int]) -> pd.Series: ...
    def survival(self, age: Ages) -> float | pd.Series:
        """Share of those who started that is still there at an age; of several ages, of each.

        Parameters
        ----------
        age : int or ages
            Renewals since the start, 0 or more.

        Returns
        -------
        float or Series
            0 to 1; a Series has the ages as its index.

        Raises
        ------
        ValueError
            An age that is no whole number, or below 0.

        Notes
        -----
        B(alpha, beta + age) / B(alpha, beta), B being the beta function.

        Examples
        --------
        >>> model = sbg([1000, 869, 743, 653, 593])
        >>> round(model.survival(12), 3), model.survival(range(3)).round(3).tolist()
        (0.307, [1.0, 0.859, 0.75])
        """
        from scipy.special import betaln

        ages = _ages(age)
        logs = betaln(self.alpha, self.beta + ages) - betaln(self.alpha, self.beta)
        return _like(age, np.exp(logs), "survival")

    @overload
    def retention(self, age: int) -> float: ...
    @overload
    def retention(self, age: Iterable[int]) -> pd.Series: ...
    def retention(self, age: Ages) -> float | pd.Series:
        """Share of those there one period before that is there at an age; of several, of each.

        Parameters
        ----------
        age : int or ages
            Renewals since the start, 1 or more.

        Returns
        -------
        float or Series
            0 to 1; a Series has the ages as its index.

        Raises
        ------
        ValueError
            An age that is no whole number, or below 1.

        Notes
        -----
        (beta + age - 1) / (alpha + beta + age - 1): it rises, though nobody changes, because those
        who leave easily are gone first.

        Examples
        --------
        >>> sbg([1000, 869, 743, 653, 593]).retention([1, 12]).round(3).tolist()
        [0.859, 0.936]
        """
        ages = _ages(age, lowest=1)
        rates = (self.beta + ages - 1) / (self.alpha + self.beta + ages - 1)
        return _like(age, rates, "retention")

    def by_age(self, ages: Ages, level: float = 0.95) -> pd.DataFrame:
        """Give survival with its interval, and retention, at each age: what a picture needs.

        Parameters
        ----------
        ages : int or ages
            Renewals since the start, 0 or more.
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per age
            age, survival, low, high (the ends for the survival), retention (none at age 0).

        Raises
        ------
        ValueError
            An age that is no whole number, or below 0; a level that is not between 0 and 1.

        Notes
        -----
        A normal interval of log(-log(survival)), which cannot leave 0 to 1. It holds if the model
        does: it says how well the curve is known, not whether later years will follow it. How often
        it holds the truth, at twice the ages of the data (docs/coverage.md): as promised.

        Examples
        --------
        >>> sbg([1000, 869, 743, 653, 593]).by_age([0, 12]).round(3)
           age  survival    low   high  retention
        0    0     1.000  1.000  1.000        NaN
        1   12     0.307  0.234  0.383      0.936
        """
        z, at = normal_quantile(level), _ages(ages)
        survival = np.array([self.survival(int(age)) for age in at])
        rows = []
        for age, share in zip(at.astype(int), survival, strict=True):
            if age == 0:
                rows.append((age, 1.0, 1.0, 1.0, math.nan))
                continue
            slope = self._slope_of_log_survival(age) / math.log(share)
            half = z * math.sqrt(float(slope @ np.array(self.covariance) @ slope))
            ends = share ** math.exp(half), share ** math.exp(-half)
            rows.append((age, share, *ends, self.retention(int(age))))
        return pd.DataFrame(rows, columns=["age", "survival", "low", "high", "retention"])

    def _slope_of_log_survival(self, age: int) -> Floats:
        """By the logarithms of alpha and beta."""
        k = np.arange(age)
        of_alpha = -(1 / (self.alpha + self.beta + k)).sum()
        of_beta = of_alpha + (1 / (self.beta + k)).sum()
        return np.array([self.alpha * of_alpha, self.beta * of_beta])

    def residual_value(self, margin: float, discount: float, *, age: int, first: Due) -> Value:
        """What is still to come from a customer who has renewed so many times.

        Parameters
        ----------
        margin : float
            Margin of a period, in euro; 1 gives the discounted expected residual lifetime (DERL).
        discount : float
            Discount of one period, above 0 (0.10 for 10 percent).
        age : int
            Renewals that she has behind her; 0 for a new customer.
        first : {"now", "after the next renewal", "at the renewal due now"}
            When the first margin comes. "now": she pays for this period now. "after the next
            renewal": she has just paid. "at the renewal due now": her contract ends today; if she
            renews, she pays now.

        Returns
        -------
        Value
            Euro; ``.convention`` says how it was computed.

        Raises
        ------
        ValueError
            An age that is no whole number, or below 0; a discount of 0 or above 1; an unknown
            convention.

        Notes
        -----
        The sum of S(age + k) / S(age) / (1 + discount)^k over k = 0, 1, ..., in closed form by
        Gauss's hypergeometric function: Fader, P. S. and Hardie, B. G. S. (2010). Customer-base
        valuation in a contractual setting: the perils of ignoring heterogeneity. Marketing Science
        29(1), 85-93. Their DERL is "at the renewal due now".

        Examples
        --------
        >>> model = sbg([1000, 631, 468, 382, 326, 289, 262, 241])
        >>> [round(model.residual_value(1, 0.10, age=age, first="at the renewal due now"), 2)
        ...  for age in (0, 1, 4)]
        [2.96, 4.1, 5.89]
        """
        from scipy.special import hyp2f1

        if first not in get_args(Due):
            raise ValueError(
                f"first is {first!r}: say when the first margin comes, "
                f"{' or '.join(map(repr, get_args(Due)))}."
            )
        if number(discount, "discount", 0, above=True) > 1:
            raise ValueError(f"discount is {discount:g}: give a share, 0.10 for 10 percent.")
        renewed = int(_ages(number(age, "age", 0))[0])
        from_age = renewed + (first == "at the renewal due now")
        a, b = self.alpha, self.beta + from_age
        payments = float(hyp2f1(1, b, a + b, 1 / (1 + discount)))
        if first == "at the renewal due now":
            payments *= self.retention(from_age)
        if first == "after the next renewal":
            payments -= 1
        convention = (
            f"first margin {first}, discount {100 * discount:.4g}% a period, endless, "
            f"renewed {renewed} time{'' if renewed == 1 else 's'}"
        )
        return Value(number(margin, "margin", -math.inf) * payments, convention)

    def __str__(self) -> str:
        return (
            f"sBG: alpha {self.alpha:.3f}, beta {self.beta:.3f} "
            f"(mean chance to leave {self.mean_leaving:.1%}), log-likelihood "
            f"{self.log_likelihood:.1f}, {self.customers:,.0f} customers, ages 1 to {self.renewals}"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>"


def sbg(survivors: Numbers | pd.DataFrame, customers: float | None = None) -> SBG:
    """Fit the shifted beta-geometric model to those who are still there, age by age.

    Everybody has her own chance to leave at each renewal, and keeps it; the chances differ as a
    beta distribution says. No cause is in it: it forecasts that all goes on as before.

    Parameters
    ----------
    survivors : list, Series or DataFrame
        The survivors at age 0, 1, 2, ...: customers, or percent (100, 63.1, ...) or shares (1,
        0.631, ...) with `customers`. Or the table that `retention_by_age` gives of one group, where
        customers joined at different times and some are still there.
    customers : float, optional
        How many started, where survivors are percent or shares. Alpha and beta do not depend on it;
        the log-likelihood and the errors do.

    Returns
    -------
    SBG
        The fitted model.

    Raises
    ------
    ValueError
        Survivors that rise, are below 0, or are no whole numbers where `customers` is not given;
        fewer than three ages; nobody who left, or left after the first renewal; everybody gone at
        the first; retention that does not rise with age, so that one constant rate fits as well
        and the data cannot tell alpha and beta.

    Notes
    -----
    Maximum likelihood, with exact first and second derivatives, of
    P(leaves at age t) = B(alpha + 1, beta + t - 1) / B(alpha, beta): Fader, P. S. and Hardie,
    B. G. S. (2007). How to project customer retention. Journal of Interactive Marketing 21(1),
    76-90. Whole percents without `customers` count as 100 customers: the errors are then wrong.

    Examples
    --------
    >>> print(sbg([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1], customers=1000))
    sBG: alpha 0.668, beta 3.806 (mean chance to leave 14.9%), log-likelihood -1611.2,
    1,000 customers, ages 1 to 7
    """
    at_risk, left = (
        _of_table(survivors, customers)
        if isinstance(survivors, pd.DataFrame)
        else _of_survivors(survivors, customers)
    )
    _require_rising(at_risk, left)
    return _fit(at_risk, left)


def _of_survivors(survivors: Numbers, customers: float | None) -> tuple[Floats, Floats]:
    """Customers who came to each renewal, and who left at it."""
    there = between(one_column(survivors, "survivors"), "survivors", 0)
    if len(there) < 3:
        raise ValueError(
            f"There are survivors at {len(there)} age{'s' if len(there) > 1 else ''}: that shows "
            "one retention at most, and the model has two parameters. Give three ages or more."
        )
    first = float(there.iloc[0])
    if customers is not None:
        number(customers, "customers", 0, above=True)
        if first not in (100, 1, customers):
            raise ValueError(
                f"The first of the survivors is {first:g}. With customers= give percent or shares "
                "of those who started, from age 0 on: the first is then 100 or 1."
            )
        there = there / first * customers
    odd = there[(there - there.round()).abs() > 1e-9]
    if customers is None and len(odd):
        raise ValueError(
            f"{named_rows(odd.index)} of the survivors: {odd.iloc[0]:g} is no number of "
            "customers. For percent or shares say how many started: customers=1000."
        )
    require_no_rise(there, there.shift())
    counts = there.to_numpy(dtype=float)
    return counts[:-1], -np.diff(counts)


def _of_table(table: pd.DataFrame, customers: float | None) -> tuple[Floats, Floats]:
    require_columns(table, ["age", "at_risk", "left"])
    if customers is not None:
        raise ValueError("A table of customers at risk says how many there are: no customers=.")
    if table["age"].tolist() != list(range(1, len(table) + 1)):
        raise ValueError(
            "Column 'age' must go from 1 on, each age once. Give the rows of one group, such as "
            "table[table['programme'] == 'service plan']."
        )
    if len(table) < 2:
        raise ValueError("There is one age only, and the model has two parameters. Give more.")
    at_risk = between(table["at_risk"], "at_risk", 0, above=True).to_numpy(dtype=float)
    left = between(table["left"], "left", 0).to_numpy(dtype=float)
    if (left > at_risk).any() or (at_risk[1:] > (at_risk - left)[:-1]).any():
        raise ValueError(
            "More have 'left' than were 'at_risk', or more are at risk than stayed at the age "
            "before. Take the table as retention_by_age gives it."
        )
    return at_risk, left


def _require_rising(at_risk: Floats, left: Floats) -> None:
    """Refuse what has no maximum: it would lie at a constant rate, or at an end."""
    if not left.sum():
        raise ValueError("Nobody left, so there is no chance to leave to be estimated. Wait.")
    if not left[1:].sum():
        raise ValueError(
            "Nobody left after the first renewal: alpha and beta would both be 0. Wait for later "
            "ages, or put several ages together."
        )
    rate = left.sum() / at_risk.sum()
    # Slope of the log-likelihood away from one constant rate, by 1 / (alpha + beta).
    spared = (at_risk - left) * rate / (1 - rate) - left
    if (np.arange(len(left)) * spared).sum() <= 0:
        raise ValueError(
            f"Retention does not rise with age: one constant rate of {1 - rate:.3f} fits as well, "
            "and the data cannot tell alpha and beta. Use that rate, or more customers and ages."
        )


def _fit(at_risk: Floats, left: Floats) -> SBG:
    """Maximise by the logarithms of alpha and beta."""
    from scipy.optimize import minimize

    stayed, k = at_risk - left, np.arange(len(left))

    def value(logs: Floats) -> float:
        """Log-likelihood; the chance to leave at an age is alpha / (alpha + beta + age - 1)."""
        a, b = np.exp(logs)
        return float((left * logs[0] + stayed * np.log(b + k) - at_risk * np.log(a + b + k)).sum())

    def derivatives(logs: Floats) -> tuple[Floats, Floats]:
        a, b = np.exp(logs)
        stay, all_ = b + k, a + b + k
        by_all, by_stay, curve = (at_risk / all_).sum(), (stayed / stay).sum(), at_risk / all_**2
        slope = np.array([left.sum() - a * by_all, b * (by_stay - by_all)])
        a_b = a * b * curve.sum()
        b_b = b * b * (curve - stayed / stay**2).sum() + slope[1]
        return slope, np.array([[a * a * curve.sum() - a * by_all, a_b], [a_b, b_b]])

    # Short steps: a long one may run off along the ridge, where both grow without end.
    found = minimize(
        lambda logs: -value(logs),
        np.zeros(2),
        jac=lambda logs: -derivatives(logs)[0],
        hess=lambda logs: -derivatives(logs)[1],
        method="trust-exact",
        options={
            "gtol": 1e-9 * at_risk[0],
            "initial_trust_radius": 0.5,
            "max_trust_radius": 1.0,
        },
    )
    slope, curvature = derivatives(found.x)
    a, b = np.exp(found.x).tolist()
    peak = np.linalg.eigvalsh(-curvature).min() > 0 and a + b < _ENDLESS
    to_gain = float(slope @ np.linalg.solve(-curvature, slope) / 2) if peak else math.inf
    if not to_gain < _CONVERGED:
        raise ValueError(
            "The fit did not converge: retention rises so little, or so unevenly, that the data "
            "cannot tell alpha and beta. Take more customers or ages."
        )
    v = np.linalg.inv(-curvature).tolist()
    covariance = (v[0][0], v[0][1]), (v[1][0], v[1][1])
    customers = float(at_risk[0])
    return SBG(a, b, value(found.x), customers, len(left), covariance, to_gain)


def _ages(age: Any, lowest: int = 0) -> Floats:
    given: Sequence[Any] | pd.Series = (
        age if isinstance(age, pd.Series) else list(age) if isinstance(age, Iterable) else [age]
    )
    ages = between(given, "ages", lowest)
    odd = ages[ages % 1 != 0]
    if len(odd):
        raise ValueError(f"An age is {odd.iloc[0]:g}: give whole numbers of renewals.")
    return ages.to_numpy(dtype=float)


def _like(age: Any, values: Floats, name: str) -> float | pd.Series:
    """One value for one age, and a Series with the ages as its index for several."""
    if not isinstance(age, Iterable):
        return float(values[0])
    return pd.Series(values, index=pd.Index(_ages(age).astype(int), name="age"), name=name)
