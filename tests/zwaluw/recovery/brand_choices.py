"""Find the planted parameters of the choices among brands again in their table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, special

from tests.zwaluw.recovery import Estimate, mean
from zwaluw.brand_choices import DRIVERS, BrandChoiceParameters
from zwaluw.omnichannel import BRANDS

NAME = "brand_choices"
POINTS = np.arange(1, 6)
# Nodes and weights to average over a standard normal variable.
NODES, WEIGHTS = special.roots_hermitenorm(60)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the table can show.

    Means, spreads and the halo were planted before the ratings were rounded: what is compared is
    what they come to after it.
    """
    truth, rows = BrandChoiceParameters(), tables[NAME]
    return [*conditional_logit(rows, list(truth.beta)), *_ratings(rows, truth)]


def conditional_logit(rows: pd.DataFrame, columns: list[str]) -> list[Estimate]:
    """Fit the choice among the brands on `columns`; errors from the information matrix."""
    shape = (-1, len(BRANDS))
    x = rows[columns].to_numpy(dtype=float).reshape(*shape, len(columns))
    chosen = rows["chosen"].to_numpy(dtype=float).reshape(shape)

    def shares(beta: np.ndarray) -> np.ndarray:
        utility = x @ beta
        odds = np.exp(utility - utility.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        p = shares(beta)
        slope = ((p - chosen)[:, :, None] * x).sum(axis=(0, 1))
        return -float(np.log((p * chosen).sum(axis=1)).sum()), slope

    found = optimize.minimize(loss, np.zeros(len(columns)), jac=True, method="BFGS").x
    p = shares(found)[:, :, None]
    away = x - (p * x).sum(axis=1, keepdims=True)
    information = np.einsum("nj,njk,njl->kl", p[:, :, 0], away, away)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    truth = BrandChoiceParameters().beta
    return [
        Estimate(NAME, f"beta: {column}", truth[column], *values)
        for column, *values in zip(columns, found, errors, strict=True)
    ]


def rounded(mean: float, spread: float) -> np.ndarray:
    """Share of each rating, 1 to 5, when a normal variable is rounded to it."""
    cuts = special.ndtr((POINTS[:-1] + 0.5 - mean) / spread)
    return np.diff(np.r_[0.0, cuts, 1.0])


def _ratings(rows: pd.DataFrame, truth: BrandChoiceParameters) -> list[Estimate]:
    asked, found = rows[rows["choice"] == 1], []
    left, spreads = {}, {driver: [] for driver in DRIVERS}
    for brand in BRANDS:
        for driver in DRIVERS:
            rating = asked.loc[asked["brand"] == brand, driver].to_numpy(dtype=float)
            p = rounded(truth.mean[brand][driver], truth.spread[driver])
            middle = float(p @ POINTS)
            found.append(mean(NAME, f"mean: {brand}, {driver}", middle, rating))
            left[brand, driver] = rating - rating.mean()
            spreads[driver].append((float(p @ (POINTS - middle) ** 2), rating.var(), rating))
    for driver, parts in spreads.items():
        true, seen = (float(np.mean([part[place] for part in parts])) ** 0.5 for place in (0, 1))
        fourth = np.mean([((r - r.mean()) ** 2).var() for _, _, r in parts])
        error = (fourth / len(asked)) ** 0.5 / 2 / true
        found.append(Estimate(NAME, f"spread: {driver}", true, seen, error))
    for one, two in (DRIVERS[:2], DRIVERS[::2], DRIVERS[1:]):
        true = np.mean([_correlation(brand, one, two, truth) for brand in BRANDS])
        seen = np.mean([np.corrcoef(left[b, one], left[b, two])[0, 1] for b in BRANDS])
        error = (1 - true**2) / len(asked) ** 0.5
        found.append(Estimate(NAME, f"halo: {one}, {two}", float(true), float(seen), error))
    return found


def _correlation(brand: str, one: str, two: str, truth: BrandChoiceParameters) -> float:
    """Correlation of two rounded ratings: given the halo they are independent."""
    means, spreads = [], []
    for driver in (one, two):
        spread = truth.spread[driver]
        at = truth.mean[brand][driver] + spread * truth.halo**0.5 * NODES
        own = spread * (1 - truth.halo) ** 0.5
        p = np.array([rounded(each, own) for each in at])
        middle, square = p @ POINTS, p @ POINTS**2
        means.append(middle - WEIGHTS @ middle)
        spreads.append((WEIGHTS @ square - (WEIGHTS @ middle) ** 2) ** 0.5)
    return float(WEIGHTS @ (means[0] * means[1]) / spreads[0] / spreads[1])
