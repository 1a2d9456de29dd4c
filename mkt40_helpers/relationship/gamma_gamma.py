"""What the next purchase brings: a customer's own mean, pulled towards that of all."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import between, named_rows, numbers, require_columns
from mkt40_helpers.relationship.histories import Floats
from mkt40_helpers.relationship.likelihood import (
    Derivatives,
    NoTop,
    log_intervals,
    maximise,
    parameter_table,
    require_above_zero,
    standard_errors,
)


@dataclass(frozen=True)
class GammaGamma:
    """The gamma-gamma model of amounts; fit one with `gamma_gamma`, or give published parameters.

    The amounts of one customer vary around her own mean, those of each customer in the same
    proportion; the means differ between customers, and have nothing to do with how often they buy.

    Attributes
    ----------
    p : float
        Shape of the amounts of one customer: their standard deviation is her mean / √p.
    q, gamma : float
        Shape and scale over the customers: the mean of all is p gamma / (q - 1).
    log_likelihood : float
        Density of the mean amounts, given the frequencies. Programs leave out different constants:
        compare it only with itself.
    customers, once : int
        Number of customers with a repeat purchase, on whom the model is fitted, and of those
        without, who were left out.
    correlation : float
        Correlation of frequency and mean amount of the customers with a repeat purchase. The model
        takes it to be 0.
    steps, slope, log_covariance
        As in `BGNBD`.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float = math.nan
    customers: int = 0
    once: int = 0
    correlation: float = math.nan
    steps: int = 0
    slope: float = math.nan
    log_covariance: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    FIGURES: ClassVar = ("log_likelihood", "customers", "p", "q", "gamma")

    def __post_init__(self) -> None:
        require_above_zero(self.parameters)
        _refuse_infinite_mean(self.q)

    @property
    def parameters(self) -> pd.Series:
        """The three parameters by name."""
        return pd.Series({"p": self.p, "q": self.q, "gamma": self.gamma})

    @property
    def mean(self) -> float:
        """Mean amount of a purchase over all customers."""
        return self.p * self.gamma / (self.q - 1)

    @property
    def standard_errors(self) -> pd.Series:
        """Standard errors of the three parameters."""
        return standard_errors(self.parameters, self.log_covariance)

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Intervals of the parameters.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per parameter (p, q, gamma)
            estimate, error (standard error), low and high.

        Raises
        ------
        ValueError
            A level that is not between 0 and 1.

        Notes
        -----
        As in `BGNBD.intervals`: computed for the logarithms.

        How often they hold the truth (docs/coverage.md): as promised, from 100 repeat buyers on; of
        such small samples 13 in 100 are refused by `gamma_gamma`.

        Examples
        --------
        >>> from mkt40_helpers import data, relationship
        >>> summary = relationship.rfm(data.load("cdnow").query("date <= '1997-09-30'"),
        ...                            amount="amount", end="1997-09-30")
        >>> relationship.gamma_gamma(summary).intervals().round(1)
               estimate  error  low  high
        p           6.2    1.2  4.3   9.1
        q           3.7    0.3  3.2   4.4
        gamma      15.4    4.2  9.1  26.2
        """
        return log_intervals(self.parameters, self.log_covariance, level)

    def expected_spend(self, summary: pd.DataFrame) -> pd.Series:
        """Amount that is expected of each customer's next purchases, on average.

        Parameters
        ----------
        summary : DataFrame
            One row per customer with frequency and monetary, as `rfm` gives it.

        Returns
        -------
        Series, with the index of `summary`
            In the unit of monetary; the mean of all for customers without a repeat purchase.

        Raises
        ------
        ValueError
            A summary that `gamma_gamma` would refuse too.

        Notes
        -----
        weight x her mean + (1 - weight) x the mean of all, with weight = p x / (p x + q - 1): the
        more she bought, the more her own mean counts.

        Examples
        --------
        >>> model = GammaGamma(p=6.25, q=3.744, gamma=15.443)
        >>> three = pd.DataFrame({"frequency": [2, 1, 0], "monetary": [22.35, 11.77, None]})
        >>> model.expected_spend(three).round(2).tolist()
        [24.66, 18.91, 35.17]
        """
        x, own = _columns(summary)
        weight = self.p * x / (self.p * x + self.q - 1)
        spend = weight * own + (1 - weight) * self.mean
        return pd.Series(spend, summary.index, name="spend")

    def _repr_html_(self) -> str:
        said = (
            f"Gamma-gamma model of {self.customers:,} customers with a repeat purchase "
            f"({self.once:,} without): mean {self.mean:,.2f}, correlation of frequency and amount "
            f"{self.correlation:.2f}"
        )
        return parameter_table(self.parameters, self.log_covariance, said)


def gamma_gamma(summary: pd.DataFrame) -> GammaGamma:
    """Fit the gamma-gamma model: what the purchases of each customer bring.

    Parameters
    ----------
    summary : DataFrame
        One row per customer, as `rfm` gives it with an amount: frequency (repeat purchase days)
        and monetary (mean amount of a repeat purchase day).

    Returns
    -------
    GammaGamma

    Raises
    ------
    ValueError
        A column is not there or holds something that cannot be (a repeat buyer whose mean amount is
        missing, zero or negative); fewer than three repeat buyers; amounts that are all equal; data
        that do not tell the parameters; a q of 1 or less, with which the mean of all is infinite.

    Notes
    -----
    Maximum likelihood, on the customers with a repeat purchase. Leave the first purchase out of
    `monetary`, as `rfm` does: where it is often another thing (a bicycle, not a bell), q falls
    to 1.
    Fader, P. S. and Hardie, B. G. S. (2013). The gamma-gamma model of monetary value. After
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). RFM and CLV. Journal of Marketing
    Research, 42(4), 415-430.

    Examples
    --------
    >>> from mkt40_helpers import data, relationship
    >>> summary = relationship.rfm(data.load("cdnow").query("date <= '1997-09-30'"),
    ...                            amount="amount", end="1997-09-30")
    >>> model = gamma_gamma(summary)
    >>> round(model.p, 2), round(model.q, 2), round(model.gamma, 2), round(model.mean, 2)
    (6.25, 3.74, 15.44, 35.17)
    """
    x, own = _columns(summary)
    back = x > 0
    x, own = x[back], own[back]
    if len(x) < 3:
        raise ValueError(
            f"Only {len(x)} customers have a repeat purchase: three or more are needed to see how "
            "amounts differ. Observe them for longer."
        )
    if np.ptp(own) == 0:
        raise ValueError(
            f"All repeat buyers have the same mean amount, {own[0]:g}: there is nothing to tell "
            "apart, and the next purchase brings as much."
        )
    mean = float(own.mean())
    start = {"p": 4.0, "q": 4.0, "gamma": 3 * mean / 4}
    try:
        top = maximise(_Amounts(x, own).likelihood, start, len(x))
    except NoTop as problem:
        _refuse_infinite_mean(problem.estimates["q"])
        raise ValueError(
            f"These {len(x)} repeat buyers do not tell the three parameters apart. {problem} That "
            "happens with few of them, or when their means hardly differ. Take more customers."
        ) from None
    _refuse_infinite_mean(top.estimates["q"])
    correlation = float(np.corrcoef(x, own)[0, 1]) if np.ptp(x) else math.nan
    return GammaGamma(
        **top.estimates,
        log_likelihood=top.log_likelihood,
        customers=len(x),
        once=int((~back).sum()),
        correlation=correlation,
        steps=top.steps,
        slope=top.slope,
        log_covariance=top.covariance,
    )


def _refuse_infinite_mean(q: float) -> None:
    if q <= 1:
        raise ValueError(
            f"q is {q:.3f}: with 1 or less the mean of all customers is infinite. A few amounts "
            "are far larger than the others. Are first purchases, or another kind of goods, among "
            "them? Leave these out, or look at them apart."
        )


class _Amounts:
    """Mean amounts of customers, and of how many purchases each is the mean."""

    def __init__(self, x: Floats, own: Floats) -> None:
        self.x, self.total = x, x * own
        self.logs = float((x * np.log(self.total)).sum())
        # log x - log total: the density is that of the mean, not of the sum.
        self.constant = float((np.log(x) - np.log(self.total)).sum())
        self.different, counts = np.unique(x, return_counts=True)
        self.n = counts.astype(float)

    def likelihood(self, parameters: Floats) -> Derivatives:
        """Fader and Hardie (2013), equation 1a, with its slopes and curvatures."""
        from scipy.special import digamma, gammaln, polygamma

        p, q, gamma = parameters
        x, n, all_n = self.different, self.n, len(self.x)
        px = p * x
        scale = gamma + self.total
        log_scale, inverse = np.log(scale), 1 / scale
        shape = p * self.x + q
        value = n @ (gammaln(px + q) - gammaln(px)) + all_n * (q * np.log(gamma) - gammaln(q))
        value += p * self.logs + self.constant - shape @ log_scale
        both = digamma(px + q)
        slopes = np.array(
            [
                (n * x) @ (both - digamma(px)) + self.logs - self.x @ log_scale,
                n @ both + all_n * (np.log(gamma) - digamma(q)) - log_scale.sum(),
                all_n * q / gamma - shape @ inverse,
            ]
        )
        bend = polygamma(1, px + q)
        curves = np.empty((3, 3))
        curves[0, 0] = (n * x**2) @ (bend - polygamma(1, px))
        curves[0, 1] = curves[1, 0] = (n * x) @ bend
        curves[1, 1] = n @ bend - all_n * polygamma(1, q)
        curves[0, 2] = curves[2, 0] = -(self.x @ inverse)
        curves[1, 2] = curves[2, 1] = all_n / gamma - inverse.sum()
        curves[2, 2] = -all_n * q / gamma**2 + shape @ inverse**2
        return float(value), slopes, curves


def _columns(summary: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give frequency and mean amount; 0 for the mean of those without a repeat purchase."""
    require_columns(summary, ["frequency", "monetary"])
    x = between(summary["frequency"], "frequency", 0)
    odd = summary.index[x != x.round()]
    if len(odd):
        raise ValueError(f"{named_rows(odd)} of frequency: give whole numbers of purchase days.")
    own = numbers(summary["monetary"], "monetary")
    back = x > 0
    bad = own[back & ~((own > 0) & np.isfinite(own))]
    if len(bad):
        raise ValueError(
            f"{named_rows(bad.index)} of monetary: {bad.iloc[0]:g}, though they bought again. The "
            "model needs amounts above zero: leave such customers out, and say how many they were."
        )
    return x.to_numpy(), own.where(back, 0.0).to_numpy()
