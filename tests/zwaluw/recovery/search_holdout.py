"""Find the planted parameters of the hold-out of search advertising again in its table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate, mean, share
from zwaluw.search_holdout import SearchHoldoutParameters

NAME = "search_holdout"


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the table can show.

    `clicks` and `base` are moved by the demand of 26 weeks, which all regions share: the error
    says so. The price of a click and the number of regions switched off hold exactly.
    """
    truth, rows = SearchHoldoutParameters(), tables[NAME]
    return [
        *(effect(rows, kind, truth) for kind in truth.effect),
        *_levels(rows, truth),
        *_demand(rows, truth),
        *_spreads(rows, truth),
        _looks_online(rows, truth),
    ]


def effect(rows: pd.DataFrame, kind: str, truth: SearchHoldoutParameters | None = None) -> Estimate:
    """Estimate sales per euro of search advertising by the hold-out, region by region.

    Change of sales in the regions left on minus that in the regions switched off, over the same
    difference of spend; the error is that of two groups of regions.
    """
    columns = [f"{kind}_sales_eur", "search_spend_eur"]
    weekly = rows.groupby(["region", "period"])[columns].mean().unstack()
    change = weekly.xs("trial", axis=1, level=1) - weekly.xs("before", axis=1, level=1)
    on = rows[rows["period"] == "trial"].groupby("region")["search_on"].first()
    left_on, switched_off = change[on], change[~on]
    sales, spend = left_on.mean() - switched_off.mean()
    left = change[columns[0]] - sales / spend * change[columns[1]]
    variance = left[on].var() / on.sum() + left[~on].var() / (~on).sum()
    true = (truth or SearchHoldoutParameters()).effect[kind]
    return Estimate(NAME, f"effect: {kind}", true, sales / spend, variance**0.5 / abs(spend))


def _grid(rows: pd.DataFrame, column: str) -> np.ndarray:
    return rows.pivot(index="region", columns="week", values=column).to_numpy(dtype=float)


def _apart(rows: pd.DataFrame, truth: SearchHoldoutParameters) -> dict[str, np.ndarray]:
    """Clicks and sales without what the advertisements bring, as regions x weeks."""
    spend = _grid(rows, "search_spend_eur")
    sales = {
        kind: _grid(rows, f"{kind}_sales_eur") - truth.effect[kind] * spend for kind in truth.effect
    }
    return {"clicks": _grid(rows, "search_clicks")} | sales


def _planted(kind: str, truth: SearchHoldoutParameters) -> tuple[float, float, float]:
    """Level, what demand adds, and noise, of clicks or of a kind of sales."""
    if kind == "clicks":
        return truth.clicks, truth.demand_clicks, truth.click_noise
    return truth.base[kind], truth.demand[kind], truth.noise[kind]


def _levels(rows: pd.DataFrame, truth: SearchHoldoutParameters) -> list[Estimate]:
    before = rows[rows["period"] == "before"]
    weeks, regions = before["week"].nunique(), before["region"].nunique()
    found = []
    for kind, grid in _apart(before, truth).items():
        true, demand, noise = _planted(kind, truth)
        # All regions have the same weeks: chance in them does not even out over regions.
        shared = demand**2 * (1 / weeks + truth.interest**2 / regions)
        own = noise**2 / grid.size
        own += truth.level**2 / regions if kind == "store" else 0
        found.append(Estimate(NAME, f"level: {kind}", true, grid.mean(), (shared + own) ** 0.5))
    return found


def _demand(rows: pd.DataFrame, truth: SearchHoldoutParameters) -> list[Estimate]:
    """What demand adds to sales for each click more that it brings, week by week; its decline."""
    before = rows[rows["period"] == "before"]
    apart = {kind: grid.mean(axis=0) for kind, grid in _apart(before, truth).items()}
    clicks = apart["clicks"] - apart["clicks"].mean()
    regions, found = before["region"].nunique(), []
    for kind in truth.effect:
        slope = clicks @ apart[kind] / (clicks @ clicks)
        true = truth.demand[kind] / truth.demand_clicks
        noise = truth.noise[kind] ** 2 + (true * truth.click_noise) ** 2
        error = (noise / regions / (clicks @ clicks)) ** 0.5
        found.append(Estimate(NAME, f"demand: {kind} a click", true, slope, error))
    weeks = len(clicks)
    spread = clicks.std() * (weeks / (weeks - 1)) ** 0.5
    error = truth.demand_clicks * (0.2 / weeks) ** 0.5  # evenly spread, not normal
    found.append(Estimate(NAME, "demand: clicks", truth.demand_clicks, spread, error))
    always = rows.groupby("region")["search_on"].transform("all")
    week = rows[always].groupby(["week", "period"])["search_clicks"].mean()
    fall = week.xs("before", level=1).mean() - week.xs("trial", level=1).mean()
    fall /= truth.demand_clicks
    return [*found, Estimate(NAME, "decline", truth.decline, fall, (2 / weeks) ** 0.5)]


def _spreads(rows: pd.DataFrame, truth: SearchHoldoutParameters) -> list[Estimate]:
    """Spread within regions, over what all regions share in a week, and between regions."""
    before = rows[rows["period"] == "before"]
    found = []
    for kind, grid in _apart(before, truth).items():
        n, weeks = grid.shape
        left = grid - grid.mean(axis=0) - grid.mean(axis=1, keepdims=True) + grid.mean()
        free = (n - 1) * (weeks - 1)
        noise, (_, demand, true) = ((left**2).sum() / free) ** 0.5, _planted(kind, truth)
        found.append(Estimate(NAME, f"noise: {kind}", true, noise, true / (2 * free) ** 0.5))
        between = max(grid.mean(axis=1).var(ddof=1) - noise**2 / weeks, 0.0) ** 0.5
        regional, extra = truth.interest * demand, true**2 / weeks
        if kind == "clicks":
            name, true, between = "interest", truth.interest, between / demand
            extra /= demand**2
        elif kind == "store":  # its own level and its interest together
            name, true = "level and interest", (truth.level**2 + regional**2) ** 0.5
        else:
            continue
        error = (true**2 + extra) / true / (2 * (n - 1)) ** 0.5
        found.append(Estimate(NAME, name, true, between, error))
    off = rows[rows["period"] == "trial"].groupby("region")["search_on"].first()
    lots = share(NAME, "switched off", truth.switched_off / len(off), (~off).sum(), len(off))
    return [*found, lots]


def _looks_online(rows: pd.DataFrame, truth: SearchHoldoutParameters) -> Estimate:
    """Estimate it where the advertisements are off: there it is all that there is."""
    off = rows[~rows["search_on"]]
    looked = (off["store_after_online_eur"] / off["store_sales_eur"]).to_numpy()
    return mean(NAME, "looks_online", truth.looks_online[0], looked)
