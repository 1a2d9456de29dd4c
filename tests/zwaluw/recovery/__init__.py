"""The recovery table: what an estimate finds in the generated data, beside the planted truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize


@dataclass(frozen=True)
class Estimate:
    """One planted parameter and what the data say about it."""

    table: str
    parameter: str
    truth: float
    estimate: float
    error: float
    """Standard error of the estimate."""

    @property
    def distance(self) -> float:
        """How many standard errors lie between estimate and truth."""
        return (self.estimate - self.truth) / self.error


def price_index(dates: pd.Series, prices: pd.DataFrame) -> np.ndarray:
    """List price of the standard e-bike then over that of the last quarter, from its table."""
    price = prices.set_index("quarter")["price_eur"]
    quarter = dates.dt.to_period("Q").astype(str).str.replace("Q", "-Q")
    return (price.reindex(quarter).fillna(price.iloc[-1]) / price.iloc[-1]).to_numpy()


def share(table: str, parameter: str, truth: float, hits: float, n: float) -> Estimate:
    """Estimate a probability from `hits` of `n`; its standard error is that of the truth."""
    return Estimate(table, parameter, truth, hits / n, (truth * (1 - truth) / n) ** 0.5)


def mean(table: str, parameter: str, truth: float, values: np.ndarray) -> Estimate:
    """Estimate a mean from `values`."""
    return Estimate(
        table, parameter, truth, float(values.mean()), float(values.std() / len(values) ** 0.5)
    )


def likelihood(
    table: str, names: list[str], truth: Sequence[float], loss: Callable[[np.ndarray], float]
) -> list[Estimate]:
    """Estimate parameters by the minimum of `loss`, a negative log-likelihood.

    The search starts away from the truth; errors come from the curvature at the minimum.
    """
    start = np.array(truth, dtype=float) * 1.15 + 0.02
    found = optimize.minimize(loss, start, method="Nelder-Mead", options={"maxfev": 4000})
    found = optimize.minimize(loss, found.x, method="BFGS", options={"gtol": 1e-3})
    errors = np.sqrt(np.diag(np.linalg.inv(_curvature(loss, found.x))))
    return [Estimate(table, *row) for row in zip(names, truth, found.x, errors, strict=True)]


def _curvature(loss: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    step = np.diag(1e-3 * np.maximum(np.abs(at), 0.1))
    return np.array(
        [
            [
                (
                    loss(at + step[i] + step[j])
                    - loss(at + step[i] - step[j])
                    - loss(at - step[i] + step[j])
                    + loss(at - step[i] - step[j])
                )
                / (4 * step[i, i] * step[j, j])
                for j in range(len(at))
            ]
            for i in range(len(at))
        ]
    )


def least_squares(
    table: str, names: list[str], truth: Sequence[float], x: np.ndarray, y: np.ndarray
) -> list[Estimate]:
    """Estimate the coefficients of `y` on the columns of `x`; errors allow unequal variances."""
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ (x.T @ y)
    scores = x * (y - x @ found)[:, None]
    errors = np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse))
    return [Estimate(table, *row) for row in zip(names, truth, found, errors, strict=True)]
