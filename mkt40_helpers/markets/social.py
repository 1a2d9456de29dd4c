"""From individual to social: diffusion, the wisdom of the crowd, and reviews."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import (
    Numbers,
    between,
    number,
    require_columns,
    require_free_name,
    require_one_kind,
)


@dataclass(frozen=True)
class Bass:
    """A fitted Bass model; make one with `bass`.

    Attributes
    ----------
    p, q : float
        Innovation and imitation: the chance to buy in a period of those who have not yet, alone
        and for each share of the market that already has.
    m : float
        Market potential: all who will ever buy, in the unit of the sales.
    errors : Series
        Standard errors of p, q and m.
    n : int
        Number of periods fitted.
    """

    p: float
    q: float
    m: float
    errors: pd.Series
    n: int

    @property
    def peak_time(self) -> float:
        """Time of the highest sales, in periods from the start: ln(q/p) / (p + q), at least 0."""
        return max(0.0, math.log(self.q / self.p) / (self.p + self.q))

    @property
    def margins(self) -> pd.Series:
        """Half the 95% intervals of p, q and m, by Student's t for n - 3."""
        from scipy import special

        return self.errors * float(special.stdtrit(self.n - 3, 0.975))

    def sales(self, periods: int) -> pd.Series:
        """Sales in periods 1 to `periods`, as the model has them."""
        time = np.arange(int(number(periods, "periods", 1)) + 1)
        adopted = _adopted(time, self.p, self.q)
        return pd.Series(self.m * np.diff(adopted), index=pd.Index(time[1:], name="period"))

    def _repr_html_(self) -> str:
        return (
            f"<p>Bass model of {self.n} periods: p <strong>{self.p:.4f}</strong>, "
            f"q <strong>{self.q:.4f}</strong>, m <strong>{self.m:,.0f}</strong>; "
            f"peak at period {self.peak_time:.1f}</p>"
        )


def bass(sales: Numbers) -> Bass:
    """Fit the Bass model of diffusion to sales per period.

    Parameters
    ----------
    sales : list or Series
        First purchases in period 1, 2, ..., from the start of the market; five or more.

    Returns
    -------
    Bass

    Raises
    ------
    ValueError
        Too few periods, sales that are negative or missing, or no Bass curve fits: sales that
        only rise, for one, do not say how large the market will be.

    Notes
    -----
    Bass, F. M. (1969). A new product growth for model consumer durables. Management Science,
    15(5). Fitted by nonlinear least squares to sales as differences of the cumulative curve:
    Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
    diffusion models. Marketing Science, 5(2).

    An estimate plus and minus 1.96 of its errors holds the truth (docs/coverage.md) in 0.90 at 9
    periods for q and m and 0.93 at 9 periods for p; for m in 0.92 at 13 periods, and for m and p in
    0.93 at 25 periods. Take Student's t for the number of periods minus three instead of 1.96, such
    as 2.23 for 13 periods: then it holds it in 0.94 to 0.96.

    Examples
    --------
    >>> dryers = [106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236]
    >>> fit = bass(dryers)
    >>> round(fit.p, 4), round(fit.q, 3), round(fit.peak_time, 1)
    (0.0136, 0.327, 9.3)
    """
    values = between(sales, "sales", 0).to_numpy()
    if len(values) < 5 or values.sum() == 0:
        raise ValueError(f"{len(values)} periods of sales: the Bass model needs five or more.")
    from scipy import optimize

    time = np.arange(len(values) + 1)

    def model(_: Any, p: float, q: float, m: float) -> npt.NDArray[np.float64]:
        return m * np.diff(_adopted(time, p, q))

    try:
        found, covariance = optimize.curve_fit(
            model,
            time[1:],
            values,
            p0=[0.01, 0.4, 2 * values.sum()],
            bounds=([1e-6, 1e-6, values.sum() / 2], [1, 3, 1000 * values.sum()]),
            x_scale=[0.01, 0.1, values.sum()],
            max_nfev=5000,
        )
    except RuntimeError as problem:
        raise ValueError(f"No Bass curve fits these sales: {problem}") from problem
    if found[2] > 100 * values.sum() or not np.isfinite(covariance).all():
        raise ValueError(
            "No Bass curve fits these sales: they do not say how large the market will be. "
            "Wait for the sales to slow down, or set m from other knowledge."
        )
    errors = pd.Series(np.sqrt(np.diag(covariance)), index=["p", "q", "m"])
    p, q, m = map(float, found)
    return Bass(p=p, q=q, m=m, errors=errors, n=len(values))


def bass_by(data: pd.DataFrame, of: str, by: str) -> pd.DataFrame:
    """Fit the Bass model to the sales of several products.

    Parameters
    ----------
    data : DataFrame
        One row per product and period, the periods in order.
    of : str
        Column with the first purchases.
    by : str
        Column whose values make the products.

    Returns
    -------
    DataFrame, one row per product in sorted order
        The column `by`; p, q, m and peak_time as in `bass`; plus_minus: how far the truth may lie
        from m on either side (`Bass.margins`).

    Raises
    ------
    ValueError
        As in `bass`; a column is missing; `by` has the name of a column of the result.

    Examples
    --------
    >>> dryers = [106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236]
    >>> table = pd.DataFrame({"product": "dryers", "sold": dryers})
    >>> bass_by(table, of="sold", by="product").round(3)[["product", "p", "q"]].values.tolist()
    [['dryers', 0.014, 0.327]]
    """
    require_columns(data, [of, by])
    between(data[of], of, 0)
    require_free_name(by, ["p", "q", "m", "plus_minus", "peak_time"])
    require_one_kind(data, by)
    rows = []
    for label, part in data.groupby(by, dropna=False, observed=True):
        fit = bass(part[of])
        rows.append([label, fit.p, fit.q, fit.m, float(fit.margins["m"]), fit.peak_time])
    return pd.DataFrame(rows, columns=[by, "p", "q", "m", "plus_minus", "peak_time"])


def bass_forecasts(sales: Numbers, known: Sequence[int]) -> pd.DataFrame:
    """Be a forecaster again and again: fit the first so many periods, and forecast the rest.

    Parameters
    ----------
    sales : list or Series
        As in `bass`.
    known : list of int
        How many periods each forecaster knows.

    Returns
    -------
    DataFrame, one row per forecaster and period
        known; period (1, 2, ...); sales, as they were; model, as the curve has them; m, the
        market potential that the forecaster finds.

    Raises
    ------
    ValueError
        As in `bass`; a forecaster knows more periods than there are.

    Examples
    --------
    >>> dryers = [106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236]
    >>> told = bass_forecasts(dryers, known=[13, 10])
    >>> told[told["period"] > 10].groupby("known")[["sales", "model"]].sum().round().values.tolist()
    [[3921.0, 2251.0], [3921.0, 3792.0]]
    """
    values = between(sales, "sales", 0).to_numpy()
    parts = []
    for periods in known:
        fit = bass(values[: int(number(periods, "known", 5, len(values)))])
        model = fit.sales(len(values))
        parts.append(
            pd.DataFrame({"known": periods, "period": model.index, "sales": values}).assign(
                model=model.to_numpy(), m=fit.m
            )
        )
    if not parts:
        raise ValueError("Name one number of known periods or more.")
    return pd.concat(parts, ignore_index=True)


def _adopted(time: npt.NDArray[Any], p: float, q: float) -> npt.NDArray[np.float64]:
    """Share of the market that has bought by each time."""
    fades = np.exp(-(p + q) * time)
    share: npt.NDArray[np.float64] = (1 - fades) / (1 + q / p * fades)
    return share


@dataclass(frozen=True)
class Crowd:
    """How a crowd of guesses did; make one with `crowd`.

    Attributes
    ----------
    mean : float
        The crowd's guess.
    crowd_error : float
        Squared error of the mean guess.
    individual_error : float
        Mean of the squared errors of the guesses.
    diversity : float
        Mean squared distance of the guesses from their mean.
    n : int
        Number of guesses.
    """

    mean: float
    crowd_error: float
    individual_error: float
    diversity: float
    n: int

    def _repr_html_(self) -> str:
        return (
            f"<p>{self.n} guesses, mean {self.mean:,.1f}: crowd error {self.crowd_error:,.1f} = "
            f"individual error {self.individual_error:,.1f} minus diversity "
            f"{self.diversity:,.1f}</p>"
        )


def crowd(guesses: Numbers, true_value: float) -> Crowd:
    """Take the error of a crowd apart: crowd error = individual error - diversity, exactly.

    Parameters
    ----------
    guesses : list or Series
        One guess of each person.
    true_value : float
        What was guessed at, in the same unit.

    Returns
    -------
    Crowd
        Errors in the squared unit of the guesses.

    Raises
    ------
    ValueError
        No guesses, a guess that is missing or no number, or no true value.

    Notes
    -----
    The diversity prediction theorem: Page, S. E. (2007). The Difference. Princeton University
    Press. It is the identity that splits a mean squared error into squared bias and variance.

    Examples
    --------
    >>> result = crowd([80, 100, 150], true_value=100)
    >>> round(result.crowd_error), round(result.individual_error), round(result.diversity)
    (100, 967, 867)
    """
    values = between(guesses, "guesses").to_numpy()
    number(true_value, "true_value", -math.inf)
    mean = float(values.mean())
    return Crowd(
        mean=mean,
        crowd_error=(mean - true_value) ** 2,
        individual_error=float(((values - true_value) ** 2).mean()),
        diversity=float(((values - mean) ** 2).mean()),
        n=len(values),
    )


def crowd_by(
    data: pd.DataFrame, guess: str, true_value: float, by: str | list[str]
) -> pd.DataFrame:
    """Take the errors of several crowds apart.

    Parameters
    ----------
    data : DataFrame
        One row per guess.
    guess : str
        Column with the guesses; all in one unit, such as guess over truth.
    true_value : float
        What was guessed at, in the same unit.
    by : str or list of str
        Columns whose values make the crowds.

    Returns
    -------
    DataFrame, one row per crowd in the order of the data
        The columns `by`; n, mean, crowd_error, individual_error and diversity as in `crowd`.

    Raises
    ------
    ValueError
        As in `crowd`; a column is missing; `by` has the name of a column of the result.

    Examples
    --------
    >>> guesses = pd.DataFrame({"asked": ["alone", "alone", "after"], "guess": [80, 150, 120]})
    >>> crowd_by(guesses, "guess", 100, by="asked")[["asked", "mean", "diversity"]].values.tolist()
    [['alone', 115.0, 1225.0], ['after', 120.0, 0.0]]
    """
    groups = [by] if isinstance(by, str) else list(by)
    require_columns(data, [guess, *groups])
    between(data[guess], guess)
    names = ["n", "mean", "crowd_error", "individual_error", "diversity"]
    for name in groups:
        require_free_name(name, names)
    require_one_kind(data, *groups)
    rows = []
    for labels, part in data.groupby(groups, dropna=False, observed=True, sort=False):
        found = crowd(part[guess], true_value)
        rows.append([*labels, *(getattr(found, name) for name in names)])
    return pd.DataFrame(rows, columns=[*groups, *names])


def shrunken_means(
    data: pd.DataFrame, by: str = "product", stars: str = "stars", weight: float | None = None
) -> pd.DataFrame:
    """Mean rating of each product, pulled towards the mean of all when the reviews are few.

    Parameters
    ----------
    data : DataFrame
        One row per review.
    by, stars : str
        Columns: what was reviewed, and the rating.
    weight : float, optional
        How many reviews the mean of all products counts for; estimated from the data when left
        out: the variance within products over the variance of their true means.

    Returns
    -------
    DataFrame, one row per product, best shrunken mean first
        The product; reviews; mean; shrunken = (reviews x mean + weight x mean of all) /
        (reviews + weight).

    Raises
    ------
    ValueError
        A column is missing, holds something else or has the name of a column of the result; fewer
        than two products.

    Notes
    -----
    The empirical Bayes mean: Efron, B. and Morris, C. (1977). Stein's paradox in statistics.
    Scientific American, 236(5). Variances by the method of moments for groups of unequal size.

    Examples
    --------
    >>> reviews = pd.DataFrame({"product": ["new"] * 2 + ["old"] * 8,
    ...                         "stars": [5, 5] + [5, 5, 5, 5, 5, 5, 4, 3]})
    >>> shrunken_means(reviews, weight=10)["shrunken"].round(2).tolist()
    [4.75, 4.67]
    """
    require_columns(data, [by, stars])
    require_free_name(by, ["reviews", "mean", "shrunken"])
    require_one_kind(data, by)
    values = between(data[stars], stars)
    groups = values.groupby(data[by].to_numpy(), observed=True, dropna=False)
    table = groups.agg(["size", "mean"])
    if len(table) < 2:
        raise ValueError(f"There are {len(table)} different values of {by!r}: give two or more.")
    overall = float(values.mean())
    if weight is None:
        weight = _shrinkage_weight(groups)
    number(weight, "weight", 0)
    shrunken = (table["size"] * table["mean"] + weight * overall) / (table["size"] + weight)
    result = pd.DataFrame(
        {
            by: table.index,
            "reviews": table["size"].to_numpy(),
            "mean": table["mean"].to_numpy(),
            "shrunken": shrunken.to_numpy(),
        }
    )
    return result.sort_values("shrunken", ascending=False, kind="stable", ignore_index=True)


def _shrinkage_weight(groups: Any) -> float:
    """Variance within over variance between the true means (one-way random effects)."""
    size, mean = groups.size().to_numpy(dtype=float), groups.mean().to_numpy()
    n, k = size.sum(), len(size)
    if n <= k:
        raise ValueError("Every product has one review only: give a weight.")
    within = float(((size - 1) * groups.var(ddof=1).fillna(0).to_numpy()).sum() / (n - k))
    overall = float((size * mean).sum() / n)
    between_groups = float((size * (mean - overall) ** 2).sum())
    true_variance = (between_groups - (k - 1) * within) / (n - (size**2).sum() / n)
    if true_variance <= 0:
        # The means differ no more than chance makes them: every product gets nearly the same.
        return 1e6
    return float(within / true_variance)
