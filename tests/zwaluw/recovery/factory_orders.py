"""Recovery of the rule by which stores order: how much more orders swing than demand.

Both are cleaned in the same way: what follows the plan of the week and of four weeks before (that
is the season and the promotions) is taken out, and then what each week keeps of the week before.
What remains of demand is nearly independent from week to week, and the ratio is the textbook's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate
from zwaluw.demand import REGIONS
from zwaluw.factory_orders import FactoryOrderParameters, amplification

truth = FactoryOrderParameters()
TABLE = "factory_orders"
LAG = truth.average_weeks


def matrices(tables: dict[str, pd.DataFrame]) -> dict[str, np.ndarray]:
    """Demand, plan (this week's, and four weeks before) and orders: weeks by regions."""
    demand, orders = tables["demand"], tables[TABLE]
    found = {}
    for name, column in (("demand", "demand_bikes"), ("plan", "forecast_bikes")):
        found[name] = demand[column].to_numpy(dtype=float).reshape(-1, len(REGIONS))
    found["before"] = found["plan"][:-LAG]
    found["demand"], found["plan"] = found["demand"][LAG:], found["plan"][LAG:]
    found["orders"] = orders["orders_bikes"].to_numpy(dtype=float).reshape(-1, len(REGIONS))
    return found


def periods(orders: pd.DataFrame) -> dict[str, slice]:
    """The weeks of each rule; the first ones of the new lead time, when stock shrinks, left out."""
    own = int((~orders["shared_data"].to_numpy(dtype=bool)).sum()) // len(REGIONS)
    return {"own": slice(0, own), "shared": slice(own + LAG, None)}


def ratio(table: dict[str, np.ndarray], weeks: slice, clean: str) -> tuple[float, float]:
    """Variance of orders for each unit of that of demand, and its error.

    `clean` is "no", "season" (season and promotions taken out) or "all" (persistence too).
    """
    top = bottom = echo = 0.0
    for region in range(len(REGIONS)):
        demand, orders = (table[name][weeks, region] for name in ("demand", "orders"))
        x = np.ones((len(demand), 1))
        if clean != "no":
            x = np.column_stack([x, table["plan"][weeks, region], table["before"][weeks, region]])
        demand, orders = (_rest(y, x) for y in (demand, orders))
        if clean == "all":
            keeps = demand[1:] @ demand[:-1] / (demand[:-1] @ demand[:-1])
            demand, orders = (y[1:] - keeps * y[:-1] for y in (demand, orders))
        top += orders @ orders
        bottom += demand @ demand
        echo += (demand[LAG:] ** 2 * demand[:-LAG] ** 2).sum()
    # Chance enters by the autocorrelation that the sample has p weeks apart.
    return top / bottom, echo**0.5 / bottom


def _rest(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return y - x @ np.linalg.lstsq(x, y, rcond=None)[0]


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    if TABLE not in tables or "demand" not in tables:
        return []
    table, weeks = matrices(tables), periods(tables[TABLE])
    found = []
    for name, lead_time in (("own", truth.lead_time), ("shared", truth.shared_lead_time)):
        value = amplification(lead_time, truth.average_weeks)
        estimate, error = ratio(table, weeks[name], "all")
        error *= value - 1
        found.append(Estimate(TABLE, f"variance ratio: {name}", value, estimate, error))
    return found
