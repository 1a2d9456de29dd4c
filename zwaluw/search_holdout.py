"""Search advertising switched off by lot: what a euro of it really brings.

For half a year all regions have search advertisements; then they are switched off in half of the
regions, drawn by lot. Advertisements are paid by the click. In weeks of much demand people click
more *and* buy more in the store, whether or not they clicked: so sales go up and down with spend
far more steeply than spend makes them. Besides, most people look online before they buy in a
store, advertisement or not: the euros that follow an online visit are not the euros it brought.

The table does not depend on the customers, so its size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, known
from zwaluw.regions import REGIONS

WEEKS_BEFORE, WEEKS_OF_TRIAL = 26, 26
WEEKS = WEEKS_BEFORE + WEEKS_OF_TRIAL
FIRST_MONDAY = draw.day("2024-01-01")


@dataclass(frozen=True)
class SearchHoldoutParameters:
    """The ground truth of the hold-out of search advertising."""

    TABLE: ClassVar[str] = "search_holdout"

    switched_off: int = known(20, "regions without search advertising in the trial", "regions")
    effect: dict[str, float] = known(
        {"online": 0.8, "store": 1.2},
        "what a euro of search advertising adds to sales in the same week",
        "euro a euro",
    )
    base: dict[str, float] = known(
        {"online": 570.0, "store": 8000.0},
        "mean weekly sales before the trial, without search advertising",
        "euro a week",
    )
    clicks: float = known(
        750.0, "mean weekly clicks on search advertisements before the trial", "clicks"
    )
    click_price: float = known(0.60, "price of a click", "euro")
    demand_clicks: float = known(
        170.0, "what one spread of demand (evenly spread over the weeks) adds to clicks", "clicks"
    )
    demand: dict[str, float] = known(
        {"online": 60.0, "store": 500.0},
        "what one spread of demand, the same in all regions, adds to sales, apart from what the"
        " advertisements bring",
        "euro a week",
    )
    decline: float = known(
        0.5, "demand is so much lower in the weeks of the trial", "spreads of demand"
    )
    interest: float = known(
        0.5,
        "spread of the lasting interest of a region, which works like demand",
        "spreads of demand",
    )
    level: float = known(
        600.0, "spread of a region's own level of store sales, whatever its interest", "euro a week"
    )
    click_noise: float = known(
        35.0, "spread of clicks from week to week within a region, at equal demand", "clicks"
    )
    noise: dict[str, float] = known(
        {"online": 150.0, "store": 1500.0},
        "spread of sales from week to week within a region, at equal demand and clicks",
        "euro a week",
    )
    looks_online: tuple[float, float] = known(
        (0.60, 0.03),
        "of what stores sell apart from the effect of search advertising, so much goes to people"
        " who were on the site in the ten days before: mean and spread from week to week",
        "share of store sales",
    )


def make_search_holdout(
    seed: int, truth: SearchHoldoutParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the weeks before and during the hold-out; they do not depend on the customers.

    Returns
    -------
    dict with `search_holdout`
        One row per region and week. `store_after_online_eur` is the part of `store_sales_eur`
        that goes to people who were on the site in the ten days before.
    """
    truth = truth or SearchHoldoutParameters()
    rng = draw.stream(seed, "search_holdout")
    off = np.argsort(np.argsort(rng.random(REGIONS), kind="stable")) < truth.switched_off
    trial = np.arange(WEEKS) >= WEEKS_BEFORE
    search_on = ~(off[:, None] & trial)
    demand = _demand(rng, trial, truth)
    level = truth.level * draw.normal(rng.random(REGIONS))[:, None]

    wanted = truth.clicks + truth.demand_clicks * demand + _noise(rng, truth.click_noise)
    clicks = np.where(search_on, np.maximum(np.rint(wanted), 0), 0)
    spend = clicks * truth.click_price
    online, store = (
        truth.base[kind] + truth.demand[kind] * demand + _noise(rng, truth.noise[kind])
        for kind in ("online", "store")
    )
    online = np.maximum(online, 0) + truth.effect["online"] * spend
    anyway = np.maximum(store + level, 0)
    brought = truth.effect["store"] * spend
    share, spread = truth.looks_online
    looked = np.clip(share + _noise(rng, spread), 0, 1) * anyway
    table = pd.DataFrame(
        {
            "region": np.repeat([f"R{number:02d}" for number in range(1, REGIONS + 1)], WEEKS),
            "week": draw.dates(np.tile(FIRST_MONDAY + 7 * np.arange(WEEKS), REGIONS)),
            "period": np.tile(np.where(trial, "trial", "before"), REGIONS),
            "search_on": search_on.ravel(),
            "search_clicks": clicks.astype(np.int64).ravel(),
            "search_spend_eur": np.round(spend, 2).ravel(),
            "online_sales_eur": np.round(online, 2).ravel(),
            "store_sales_eur": np.round(anyway + brought, 2).ravel(),
            "store_after_online_eur": np.round(looked + brought, 2).ravel(),
        }
    )
    return {"search_holdout": table}


def _demand(
    rng: np.random.Generator, trial: npt.NDArray[np.bool_], truth: SearchHoldoutParameters
) -> Floats:
    """Draw demand of each region (row) and week (column), in spreads from its mean before."""
    # Evenly spread: a normal variable would give a week with hardly any clicks now and then.
    week = 3**0.5 * (2 * rng.random(WEEKS) - 1) - truth.decline * trial
    region = truth.interest * draw.normal(rng.random(REGIONS))
    return np.asarray(week + region[:, None], dtype=float)


def _noise(rng: np.random.Generator, spread: float) -> Floats:
    return spread * draw.normal(rng.random(REGIONS * WEEKS)).reshape(REGIONS, WEEKS)
