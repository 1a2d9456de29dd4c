"""Recovery of the truth of the limited editions.

Where an edition was sold out, all that is known of demand is that it was no less than the order:
the surprise of each edition is censored there. The colours of a model share a part of it, which is
integrated out (Gauss and Hermite). That demand never falls below a tenth of the forecast is seen in
one edition of thousands: it cannot be estimated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate
from tests.zwaluw.recovery.business import deviation, maximum_likelihood
from zwaluw.editions import BUYERS, EditionParameters

truth = EditionParameters()
TABLE = "editions"
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(30)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def forecasts_of(editions: pd.DataFrame) -> np.ndarray:
    """The six forecasts, one row an edition."""
    return editions[[f"forecast_{place + 1}" for place in range(BUYERS)]].to_numpy(dtype=float)


def surprise(editions: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Sales less mean forecast in spreads of the six forecasts; and where demand was cut off."""
    forecasts = forecasts_of(editions)
    sold = editions["season_sales"].to_numpy(dtype=float)
    miss = (sold - forecasts.mean(axis=1)) / forecasts.std(axis=1, ddof=1)
    return miss, editions["sold_out"].to_numpy(dtype=bool)


def critical_ratio(editions: pd.DataFrame) -> np.ndarray:
    """The share of possible demands that the order should cover (newsvendor)."""
    price, cost, salvage = (
        editions[f"{name}_eur"].to_numpy(dtype=float) for name in ("price", "unit_cost", "salvage")
    )
    return (price - cost) / (price - salvage)


def seen_half(editions: pd.DataFrame) -> float:
    """The factor from the editions that sold less than the mean forecast: none was cut off.

    Demand lies around the mean forecast in the same way on both sides, so one side is enough.
    """
    miss, _ = surprise(editions)
    return float((miss[miss < 0] ** 2).mean() ** 0.5)


def colours_by_sign(editions: pd.DataFrame) -> float:
    """The correlation of two colours from how often both lie on one side of the mean forecast.

    More was ordered than the mean forecast, so the side is seen also where an edition was sold out.
    """
    above = (surprise(editions)[0] > 0).astype(float)
    group = editions.groupby(["year", "model"], observed=True).ngroup().to_numpy()
    n, ups = np.bincount(group), np.bincount(group, above)
    agree = (ups * (ups - 1) + (n - ups) * (n - ups - 1)).sum() / (n * (n - 1)).sum()
    return float(np.sin(np.pi * (agree - 0.5)))


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    if TABLE not in tables:
        return []
    editions = tables[TABLE]
    return _demand(editions) + _first_weeks(editions) + _forecasts(editions) + _prices(editions)


def _demand(editions: pd.DataFrame) -> list[Estimate]:
    miss, cut = surprise(editions)
    group = editions.groupby(["year", "model"], observed=True).ngroup().to_numpy()

    def loss(x: np.ndarray) -> float:
        factor, part = np.exp(x[1]), special.expit(x[2])
        alone = (1 - part) ** 0.5
        rest = ((miss[:, None] - x[0]) / factor - part**0.5 * NODES) / alone
        seen = -0.5 * rest**2 - np.log(alone * factor)
        each = np.where(cut[:, None], special.log_ndtr(-rest), seen)
        together = np.zeros((group.max() + 1, len(NODES)))
        np.add.at(together, group, each)
        return -float(special.logsumexp(together, b=WEIGHTS, axis=1).sum())

    (mean, factor, part), errors = maximum_likelihood(loss, [0.1, 0.4, -0.3])
    part = special.expit(part)
    return [
        Estimate(TABLE, "bias of the mean forecast", 0.0, mean, errors[0]),
        Estimate(TABLE, "log doubt_factor", np.log(truth.doubt_factor), factor, errors[1]),
        Estimate(
            TABLE, "colours_together", truth.colours_together, part, errors[2] * part * (1 - part)
        ),
    ]


def _first_weeks(editions: pd.DataFrame) -> list[Estimate]:
    whole = editions[~editions["sold_out"].to_numpy(dtype=bool)]
    logs = np.log((whole["first_weeks_sales"] / whole["season_sales"]).to_numpy(dtype=float))
    share, spread = truth.first_weeks
    error = share * spread / len(logs) ** 0.5
    return [
        Estimate(TABLE, "first_weeks: share", share, float(np.exp(logs.mean())), error),
        deviation(TABLE, "first_weeks: spread", spread, logs - logs.mean(), 1),
    ]


def _forecasts(editions: pd.DataFrame) -> list[Estimate]:
    forecasts = forecasts_of(editions)
    logs = pd.Series(np.log(forecasts.mean(axis=1)))
    model = editions["model"].astype(str).to_numpy()
    inside = (logs - logs.groupby(model).transform("mean")).to_numpy()
    low, high = truth.doubt
    square = (low**2 + low * high + high**2) / 3
    relative = (forecasts.std(axis=1, ddof=1) / forecasts.mean(axis=1)) ** 2
    # The mean of six lies around the level too: that adds a sixth of the square of the doubt.
    spread = (truth.level_spread**2 + square / BUYERS) ** 0.5
    return [
        *_by_model("level", truth.level, logs, model, spread),
        deviation(TABLE, "level_spread", spread, inside, len(truth.level)),
        Estimate(
            TABLE,
            "doubt, mean square",
            square,
            relative.mean(),
            relative.std() / len(relative) ** 0.5,
        ),
    ]


def _prices(editions: pd.DataFrame) -> list[Estimate]:
    models = editions.drop_duplicates(["year", "model"])
    price = pd.Series(np.log(models["price_eur"].to_numpy(dtype=float)))
    model = models["model"].astype(str).to_numpy()
    inside = (price - price.groupby(model).transform("mean")).to_numpy()
    found = _by_model("price", truth.price, price, model, truth.price_spread)
    found.append(deviation(TABLE, "price_spread", truth.price_spread, inside, len(truth.price)))
    for name, rows, column, of in (
        ("cost", models, "unit_cost_eur", "price_eur"),
        ("salvage", editions, "salvage_eur", "unit_cost_eur"),
    ):
        low, high = getattr(truth, name)
        part = (rows[column] / rows[of]).to_numpy(dtype=float)
        error = (high - low) / (12 * len(part)) ** 0.5
        found.append(Estimate(TABLE, f"{name}: middle", (low + high) / 2, part.mean(), error))
    return found


def _by_model(
    name: str, medians: dict[str, float], logs: pd.Series, model: np.ndarray, spread: float
) -> list[Estimate]:
    """The logarithm of the median of each model; a learner's sample may lack a model."""
    by = logs.groupby(model).agg(["mean", "count"])
    return [
        Estimate(
            TABLE,
            f"log {name}: {of}",
            np.log(median),
            by.loc[of, "mean"],
            spread / by.loc[of, "count"] ** 0.5,
        )
        for of, median in medians.items()
        if of in by.index
    ]
