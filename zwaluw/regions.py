"""Zwaluw's regions, week by week: campaigns, TV, searches and sales.

Chance decides in which region and week Zwaluw runs its online campaign, its store campaign, both or
none. Both together sell more than the sum of each. TV spots run in some weeks, everywhere at once.
People search for the brand at once, as in studies of real spots, and a part of them a week later.

The table does not depend on the customers, so its size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import known

REGIONS, WEEKS, FIRST_MONDAY = 40, 52, draw.day("2025-01-06")


@dataclass(frozen=True)
class ChannelParameters:
    """The ground truth of the regions and weeks."""

    TABLE: ClassVar[str] = "region_weeks"

    campaign: float = known(
        0.5, "a region has the online campaign in a week; the same for the store", "share"
    )
    base: tuple[float, float] = known(
        (9000.0, 1500.0), "weekly sales without campaigns: mean and spread over regions", "euro"
    )
    online_effect: float = known(600.0, "what the online campaign adds alone", "euro a week")
    store_effect: float = known(900.0, "what the store campaign adds alone", "euro a week")
    interaction: float = known(
        1400.0, "what both add together, above the sum of each alone", "euro a week"
    )
    sales_noise: float = known(1500.0, "spread of sales from week to week", "euro a week")
    tv_weeks: float = known(0.25, "weeks with TV spots, in all regions at once", "share of weeks")
    tv_eur: tuple[float, float] = known(
        (2000.0, 8000.0), "TV spend in a week with spots, evenly spread", "euro a region"
    )
    searches: tuple[float, float] = known(
        (400.0, 80.0), "searches a week without TV: mean and spread over regions", "searches"
    )
    echo: tuple[float, float, float] = known(
        (0.020, 0.008, 0.0),
        "searches that TV brings in the same week, a week later and two weeks later",
        "searches a euro",
    )
    search_noise: float = known(40.0, "spread of searches from week to week", "searches")


def make_channels(seed: int, truth: ChannelParameters | None = None) -> dict[str, pd.DataFrame]:
    """Make the table of regions and weeks; it does not depend on the customers.

    Returns
    -------
    dict with `region_weeks`
        One row per region and week.
    """
    truth = truth or ChannelParameters()
    rng = draw.stream(seed, "channels")
    size, n = (REGIONS, WEEKS), REGIONS * WEEKS
    known_for = truth.searches[0] + truth.searches[1] * draw.normal(rng.random(REGIONS))
    base = truth.base[0] + truth.base[1] * draw.normal(rng.random(REGIONS))
    spots = rng.random(WEEKS) < truth.tv_weeks
    low, high = truth.tv_eur
    tv = np.where(spots, np.round(low + (high - low) * rng.random(WEEKS), -1), 0)
    # There were no spots in the two weeks before the first.
    lagged = np.stack([np.r_[np.zeros(lag), tv][:WEEKS] for lag in range(len(truth.echo))])
    echo = (np.array(truth.echo)[:, None] * lagged).sum(axis=0)
    online = rng.random(n).reshape(size) < truth.campaign
    store = rng.random(n).reshape(size) < truth.campaign
    sales = (
        base[:, None]
        + truth.online_effect * online
        + truth.store_effect * store
        + truth.interaction * (online & store)
        + truth.sales_noise * draw.normal(rng.random(n)).reshape(size)
    )
    noise = truth.search_noise * draw.normal(rng.random(n)).reshape(size)
    searches = np.rint(known_for[:, None] + echo + noise)
    table = pd.DataFrame(
        {
            "region": np.repeat([f"R{number:02d}" for number in range(1, REGIONS + 1)], WEEKS),
            "week": draw.dates(np.tile(FIRST_MONDAY + 7 * np.arange(WEEKS), REGIONS)),
            "online_campaign": online.ravel(),
            "store_campaign": store.ravel(),
            "tv_eur": np.tile(tv, REGIONS),
            "searches": np.maximum(searches, 0).astype(np.int64).ravel(),
            "sales_eur": np.round(np.maximum(sales, 0), 2).ravel(),
        }
    )
    return {"region_weeks": table}
