"""Maximum likelihood of models whose parameters are all above zero."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import number
from mkt40_helpers.intervals import normal_quantile

Floats = npt.NDArray[np.float64]
# The log-likelihood at some parameters, its slopes and its curvatures.
Derivatives = tuple[float, Floats, Floats]
STEEPEST = 1e-8  # slope of the log-likelihood of one customer that still counts as level
TOO_STEEP = 1e-4  # slope at which it is no top, whatever stopped the search
WIDEST = 5.0  # standard error of a logarithm beyond which nothing is known


class Top(NamedTuple):
    """The highest point of a likelihood; `covariance` is that of the logarithms."""

    estimates: dict[str, float]
    log_likelihood: float
    covariance: pd.DataFrame
    steps: int
    slope: float


class NoTop(ValueError):
    """The likelihood is level, or goes on rising, in some direction: the estimates run off."""

    def __init__(self, estimates: dict[str, float], running: list[str]) -> None:
        self.estimates = estimates
        told = " and ".join(f"{name} (at {estimates[name]:.3g})" for name in running)
        super().__init__(f"The likelihood hardly changes while {told} move on.")


def maximise(
    derivatives: Callable[[Floats], Derivatives], start: dict[str, float], customers: int
) -> Top:
    """Find the highest likelihood, step by step, in the logarithms of the parameters.

    Parameters
    ----------
    derivatives : callable
        For an array of parameters: the log-likelihood, its first and its second derivatives.
    start : dict of str to float
        Names of the parameters, with values to start from.
    customers : int
        Number of customers: slopes are judged for one of them.

    Returns
    -------
    Top

    Raises
    ------
    NoTop
        There is no such point, or the data do not tell where it is.

    Notes
    -----
    Newton's steps within a region of trust (scipy's trust-exact), with exact slopes and curvatures.
    The covariance is the inverse of the curvature at the top.

    Examples
    --------
    One rate, of 3 purchases in 4 weeks: 3 log(rate) - 4 rate is highest at 0.75.

    >>> def purchases(rate):
    ...     return (3 * np.log(rate[0]) - 4 * rate[0], 3 / rate - 4, np.diag(-3 / rate**2))
    >>> maximise(purchases, {"rate": 0.1}, customers=1).estimates
    {'rate': 0.75...}
    """
    from scipy.optimize import minimize

    @functools.lru_cache(maxsize=2)
    def in_logs(logs: tuple[float, ...]) -> Derivatives:
        at = np.exp(np.array(logs))
        value, slopes, curves = derivatives(at)
        slopes = at * slopes
        curves = np.outer(at, at) * curves + np.diag(slopes)
        return -value / customers, -slopes / customers, -curves / customers

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = minimize(
            lambda logs: in_logs(tuple(logs))[0],
            np.log(list(start.values())),
            jac=lambda logs: in_logs(tuple(logs))[1],
            hess=lambda logs: in_logs(tuple(logs))[2],
            method="trust-exact",
            options={"gtol": STEEPEST, "maxiter": 200, "max_trust_radius": 3.0},
        )
    value, slopes, curves = in_logs(tuple(found.x))
    names = list(start)
    estimates = dict(zip(names, map(float, np.exp(found.x)), strict=True))
    running = _running_off(curves, customers) | (np.abs(slopes) > TOO_STEEP)
    if running.any():
        raise NoTop(estimates, [name for name, runs in zip(names, running, strict=True) if runs])
    covariance = pd.DataFrame(np.linalg.inv(curves) / customers, names, names)
    slope = float(np.abs(slopes).max())
    return Top(estimates, -value * customers, covariance, int(found.nit), slope)


def _running_off(curves: Floats, customers: int) -> npt.NDArray[np.bool_]:
    """Say which parameters move along the most level direction, where that is too level."""
    if not np.isfinite(curves).all():
        return np.ones(len(curves), dtype=bool)
    bends, directions = np.linalg.eigh(curves * customers)
    too_level = bends[0] < WIDEST**-2
    return np.asarray(too_level & (np.abs(directions[:, 0]) > 0.3))


def require_above_zero(estimates: pd.Series) -> None:
    """Refuse given parameters that are no numbers above zero.

    Parameters
    ----------
    estimates : Series

    Raises
    ------
    ValueError
        One of them is zero, negative, missing or no number.

    Examples
    --------
    >>> require_above_zero(pd.Series({"r": 0.24, "alpha": 0.0}))
    Traceback (most recent call last):
        ...
    ValueError: alpha is 0: give a number above 0.
    """
    for name, value in estimates.items():
        number(value, str(name), 0, above=True)


def standard_errors(estimates: pd.Series, covariance: pd.DataFrame | None) -> pd.Series:
    """Standard errors of parameters, from the covariance of their logarithms.

    Parameters
    ----------
    estimates : Series
    covariance : DataFrame or None
        None for parameters that were given and not estimated: their errors are missing.

    Returns
    -------
    Series

    Examples
    --------
    >>> standard_errors(pd.Series({"r": 2.0}), pd.DataFrame([[0.01]])).tolist()
    [0.2]
    """
    if covariance is None:
        return estimates * np.nan
    errors: pd.Series = estimates * np.sqrt(np.diag(covariance))
    return errors


def log_intervals(
    estimates: pd.Series, covariance: pd.DataFrame | None, level: float
) -> pd.DataFrame:
    """Intervals of parameters, computed for their logarithms.

    Parameters
    ----------
    estimates : Series
    covariance : DataFrame or None
        As in `standard_errors`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame, one row per parameter
        estimate, error, low and high.

    Raises
    ------
    ValueError
        A level that is not between 0 and 1.

    Examples
    --------
    >>> log_intervals(pd.Series({"r": 2.0}), pd.DataFrame([[0.01]]), 0.95).round(2).values.tolist()
    [[2.0, 0.2, 1.64, 2.43]]
    """
    errors = standard_errors(estimates, covariance)
    factor = np.exp(normal_quantile(level) * errors / estimates)
    return pd.DataFrame(
        {
            "estimate": estimates,
            "error": errors,
            "low": estimates / factor,
            "high": estimates * factor,
        }
    )


def parameter_table(estimates: pd.Series, covariance: pd.DataFrame | None, said: str) -> str:
    """Show parameters with their intervals, as HTML.

    Parameters
    ----------
    estimates : Series
    covariance : DataFrame or None
        As in `standard_errors`.
    said : str
        What the table shows.

    Returns
    -------
    str

    Examples
    --------
    >>> parameter_table(pd.Series({"r": 2.0}), pd.DataFrame([[0.01]]), "A model")[:18]
    '<table><caption>A '
    """
    rows = log_intervals(estimates, covariance, 0.95)
    head = "".join(
        f'<th scope="col">{html.escape(name)}</th>'
        for name in ("parameter", "estimate", "standard error", "95% interval")
    )
    body = "".join(
        f'<tr><th scope="row">{name}</th><td>{row.estimate:.4g}</td><td>{row.error:.2g}</td>'
        f"<td>{row.low:.4g} to {row.high:.4g}</td></tr>"
        for name, row in zip(rows.index, rows.itertuples(), strict=True)
    )
    return (
        f"<table><caption>{html.escape(said)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
