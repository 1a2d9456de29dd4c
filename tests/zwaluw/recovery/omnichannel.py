"""Find the planted parameters of the two tables of channel costs again in the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate
from zwaluw.omnichannel import MEDIA, OmnichannelParameters, make_touchpoints


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the tables can show."""
    truth = OmnichannelParameters()
    return [
        *_costs(tables["channel_costs"], truth),
        *seasonal(tables["channel_costs_seasonal"], truth),
    ]


def _costs(costs: pd.DataFrame, truth: OmnichannelParameters) -> list[Estimate]:
    name, n = "channel_costs", len(costs)
    found, swings, noises = [], 0.0, 0.0
    for channel, typical in truth.spend.items():
        rows = costs[costs["channel"] == channel]
        months = len(rows)
        swing = np.log(rows["spend_eur"].to_numpy() / typical)
        sales = np.log(rows["sales_eur"].to_numpy())
        middle = swing - swing.mean()
        slope = middle @ sales / (middle @ middle)
        level = sales.mean() - slope * swing.mean()
        swings += middle @ middle
        noises += ((sales - level - slope * swing) ** 2).sum()
        error = truth.spend_spread / months**0.5
        found.append(Estimate(name, f"spend (log): {channel}", 0.0, swing.mean(), error))
        error = truth.sales_noise / (middle @ middle) ** 0.5
        true = truth.elasticity[channel]
        found.append(Estimate(name, f"elasticity: {channel}", true, slope, error))
        error = truth.sales_noise * (1 / months + swing.mean() ** 2 / (middle @ middle)) ** 0.5
        true = float(np.log(truth.sales[channel]))
        found.append(Estimate(name, f"sales (log): {channel}", true, level, error))
    kinds = len(truth.spend)
    per_contact = make_touchpoints().groupby("channel")["cost_per_contact_eur"].mean()
    expected = costs["spend_eur"] / costs["channel"].map(per_contact)
    spread = float(np.log(costs["contacts"] / expected).pow(2).mean() ** 0.5)
    for label, true, estimate, free in (
        ("spend_spread", truth.spend_spread, (swings / (n - kinds)) ** 0.5, n - kinds),
        ("sales_noise", truth.sales_noise, (noises / (n - 2 * kinds)) ** 0.5, n - 2 * kinds),
        ("contact_noise", truth.contact_noise, spread, n),
    ):
        found.append(Estimate(name, label, true, estimate, true / (2 * free) ** 0.5))
    return found


def seasonal(costs: pd.DataFrame, truth: OmnichannelParameters) -> list[Estimate]:
    """Elasticities with the month of the year held constant, then what the season does."""
    name, found = "channel_costs_seasonal", []
    swings, noises, free = 0.0, 0.0, 0
    waves = []
    for channel in MEDIA:
        rows = costs[costs["channel"] == channel]
        logs = np.log(rows[["spend_eur", "sales_eur"]])
        inside = logs - logs.groupby(rows["month_of_year"]).transform("mean")
        spend, sales = inside.to_numpy().T
        slope = spend @ sales / (spend @ spend)
        error = truth.sales_noise / (spend @ spend) ** 0.5
        true = truth.elasticity[channel]
        found.append(Estimate(name, f"elasticity: {channel}", true, slope, error))
        swings += spend @ spend
        noises += ((sales - slope * spend) ** 2).sum()
        free += len(rows) - rows["month_of_year"].nunique()
        wave = np.cos(2 * np.pi * (rows["month_of_year"].to_numpy() - 5) / 12)
        levels = np.log([truth.spend[channel], truth.sales[channel]])
        spend, sales = logs.to_numpy().T - levels[:, None]
        waves.append((wave, spend, sales - true * spend))
    for label, true, squares, degrees in (
        ("own_swing", truth.own_swing, swings, free),
        ("sales_noise", truth.sales_noise, noises, free - len(MEDIA)),
    ):
        error = true / (2 * degrees) ** 0.5
        found.append(Estimate(name, label, true, (squares / degrees) ** 0.5, error))
    wave, spend, sales = (np.concatenate(part) for part in zip(*waves, strict=True))
    for label, true, values, noise in (
        ("season", truth.season, sales, truth.sales_noise),
        ("follows x season", truth.follows * truth.season, spend, truth.own_swing),
    ):
        error = noise / (wave @ wave) ** 0.5
        found.append(Estimate(name, label, true, wave @ values / (wave @ wave), error))
    return found
