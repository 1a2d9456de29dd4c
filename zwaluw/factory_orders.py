"""What Zwaluw's stores order from the factory: small waves of demand, larger waves of orders.

In each region the store expects the average of the last weeks, and orders *up to* what it expects
in the weeks until a delivery. When demand rises it orders for the rise and for the stock of the
lead time too, and later the reverse (the bullwhip). In the last year the factory sees each sale on
the day itself: no order need be written and sent, and the lead time is a week shorter.

Nothing here is drawn: the orders follow from the table of demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.demand import REGIONS
from zwaluw.draw import Ints, known


@dataclass(frozen=True)
class FactoryOrderParameters:
    """The rule by which stores order from the factory."""

    TABLE: ClassVar[str] = "factory_orders"

    average_weeks: int = known(
        4, "weeks of demand, this one included, whose mean is the forecast", "weeks"
    )
    lead_time: int = known(2, "weeks that an order must cover, demand data not shared", "weeks")
    shared_lead_time: int = known(1, "weeks that an order must cover, demand data shared", "weeks")
    shared_weeks: int = known(52, "weeks at the end with shared demand data", "weeks")


def amplification(lead_time: float, average_weeks: int, echo: float = 0.0) -> float:
    """Variance of orders for each unit of variance of demand (order-up-to, moving average).

    The order of a week is (1 + L/p) times its demand less L/p times the demand of p weeks before,
    so that the ratio is 1 + (2L/p + 2L²/p²)(1 - echo). For independent demand (echo 0) it is the
    one of Chen, Drezner, Ryan and Simchi-Levi (2000).

    Parameters
    ----------
    lead_time : float
        L, in weeks.
    average_weeks : int
        p, the weeks that the moving average holds.
    echo : float
        Autocorrelation of demand p weeks apart.

    Returns
    -------
    float

    Examples
    --------
    >>> amplification(2, 4), amplification(1, 4)
    (2.5, 1.625)
    """
    weight = lead_time / average_weeks
    return 1 + (2 * weight + 2 * weight**2) * (1 - echo)


def make_factory_orders(
    demand: pd.DataFrame, truth: FactoryOrderParameters | None = None
) -> pd.DataFrame:
    """Make the weekly orders of the stores of each region.

    Parameters
    ----------
    demand : DataFrame
        From `make_demand`.
    truth : FactoryOrderParameters, optional

    Returns
    -------
    DataFrame, one row per week and region
        It begins when there are enough weeks for a forecast and for the one before it.
    """
    truth = truth or FactoryOrderParameters()
    sold = demand["demand_bikes"].to_numpy(dtype=np.int64).reshape(-1, len(REGIONS))
    weeks, window = len(sold), truth.average_weeks
    shared = np.arange(weeks) >= weeks - truth.shared_weeks
    lead_time = np.where(shared, truth.shared_lead_time, truth.lead_time)
    total = np.cumsum(np.pad(sold, ((1, 0), (0, 0))), axis=0)
    mean = (total[window:] - total[:-window]) / window  # from week `window - 1` on
    # floor(x + 0.5): halves are rounded up; to the even number they would leave a pattern.
    level = np.floor(lead_time[window - 1 :, None] * mean + 0.5).astype(np.int64)
    kept = np.arange(window, weeks)
    return pd.DataFrame(
        {
            "week": demand["week"].to_numpy()[kept[0] * len(REGIONS) :],
            "region": draw.labels(np.tile(np.arange(len(REGIONS)), len(kept)), REGIONS),
            "shared_data": np.repeat(shared[kept], len(REGIONS)),
            "lead_time_weeks": np.repeat(lead_time[kept], len(REGIONS)),
            "expected_bikes": np.round(mean[1:], 2).ravel(),
            "order_up_to_bikes": level[1:].ravel(),
            "orders_bikes": _orders(sold[window:], level).ravel(),
        }
    )


def _orders(sold: Ints, level: Ints) -> Ints:
    """Order what lacks to the level: stock and open orders less what was sold; never below zero.

    `level` begins one week before `sold`: there the stores stood at their level.
    """
    orders = np.empty_like(sold)
    position = level[0].copy()
    for week, wanted in enumerate(level[1:]):
        position -= sold[week]
        orders[week] = np.maximum(wanted - position, 0)
        position += orders[week]
    return orders
