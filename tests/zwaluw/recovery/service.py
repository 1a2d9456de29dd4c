"""Recovery of the truth of service events, demand and process delays.

Waits are not drawn but follow from arrivals and handling: the tests run the queues anew and hold
the mean wait against the formula of Pollaczek and Khinchine. How often customers come whose first
delivery was late is estimated when customers, transactions and deliveries are among the tables. The
first days are checked as bounds by the tests.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize

from tests.zwaluw.recovery import Estimate, share
from tests.zwaluw.recovery.business import deviation, least_squares, maximum_likelihood, mean
from zwaluw import draw
from zwaluw.demand import REGIONS, STEPS, DemandParameters
from zwaluw.people import LAST_DAY
from zwaluw.service import PROCESSES, ServiceParameters

truth, demand_truth = ServiceParameters(), DemandParameters()
# Handling and answers of later arrivals may still lack on the last day: leave all of them out.
COMPLETE = np.datetime64("2026-07-25")


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    found = []
    if "service_events" in tables:
        events = tables["service_events"]
        known = all(name in tables for name in ("customers", "transactions", "deliveries"))
        customers = first_deliveries(tables) if known else None
        for process in PROCESSES:
            here = events[events["process"] == process]
            found += _desks(process, here)
            if customers is not None:
                found.append(_late(process, here, customers))
        found.append(_answer_spread(events))
    if "demand" in tables:
        found += _demand(tables["demand"])
    if "process_delays" in tables:
        found += _process_delays(tables["process_delays"])
    return found


def _desks(process: str, events: pd.DataFrame) -> list[Estimate]:
    table = "service_events"
    days = np.arange(draw.day(truth.first_day), LAST_DAY + 1)
    opening, closing = truth.open_hours
    hours = ((days + 3) % 7 < 5).sum() * (closing - opening) * events["desk"].nunique()
    rate = truth.arrivals[process]
    found = [
        Estimate(
            table,
            f"arrivals: {process}",
            rate,
            len(events) / hours,
            (rate / hours) ** 0.5,
        )
    ]
    early = events[events["arrived"] < COMPLETE]
    handling = early["handling_minutes"].to_numpy()
    value, shape = truth.handling[process], truth.handling_shape[process]
    found.append(mean(table, f"handling: {process}", value, handling, value / shape**0.5))
    moment = handling.mean() ** 2 / handling.var(ddof=1)
    error = (2 * shape * (shape + 1) / len(handling)) ** 0.5
    found.append(Estimate(table, f"handling_shape: {process}", shape, moment, error))
    delay = np.log((early["answered"] - early["finished"]) / pd.Timedelta(hours=1)).to_numpy()
    median, value = float(np.exp(delay.mean())), truth.answer_hours[process]
    error = value * truth.answer_spread / len(delay) ** 0.5
    found.append(Estimate(table, f"answer_hours: {process}", value, median, error))
    return found


def _answer_spread(events: pd.DataFrame) -> Estimate:
    early = events[events["arrived"] < COMPLETE]
    delay = np.log((early["answered"] - early["finished"]) / pd.Timedelta(hours=1))
    left = delay - delay.groupby(early["process"], observed=True).transform("mean")
    return deviation(
        "service_events", "answer_spread", truth.answer_spread, left.to_numpy(), len(PROCESSES)
    )


def first_deliveries(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Say of each customer the day of her first purchase, and whether its delivery was late.

    Those whose first delivery is still on its way are left out.
    """
    orders, sent = tables["transactions"], tables["deliveries"].set_index("transaction")
    first = orders.loc[orders["first"].to_numpy(), ["customer", "transaction"]]
    first = first.set_index("customer")["transaction"].reindex(tables["customers"]["customer"])
    row = sent.reindex(first.to_numpy())
    on_its_way = row["promised"].notna() & row["delivered"].isna()
    bought = tables["customers"]["first_purchase"].to_numpy().astype("datetime64[D]")
    frame = pd.DataFrame(
        {
            "day": bought.astype(np.int64),
            "sent": row["promised"].notna().to_numpy(),
            "late": (row["delivered"] > row["promised"]).to_numpy(),
        },
        index=first.index,
    )
    return frame[~on_its_way.to_numpy()]


def _late(process: str, events: pd.DataFrame, customers: pd.DataFrame) -> Estimate:
    """Find the weight that makes the late customers' share of events right, day by day."""
    if process == "delivery question":  # only those with a delivery ask about one
        customers = customers[customers["sent"]]
    events = events[events["customer"].isin(customers.index)]
    late, start = customers["late"].to_numpy(), customers["day"].to_numpy()
    days = events["arrived"].to_numpy().astype("datetime64[D]").astype(np.int64)
    day, number = np.unique(days, return_counts=True)
    of_late = np.searchsorted(np.sort(start[late]), day, side="right")
    of_others = np.searchsorted(np.sort(start[~late]), day, side="right")
    hits = customers["late"].loc[events["customer"].to_numpy()].sum()

    def excess(log_weight: float) -> float:
        p = of_late / (of_late + of_others * np.exp(-log_weight))
        return float((number * p).sum() - hits)

    found = optimize.brentq(excess, -5, 5)
    p = of_late / (of_late + of_others * np.exp(-found))
    error = np.exp(found) / (number * p * (1 - p)).sum() ** 0.5
    weight = truth.late_weight[process]
    return Estimate("service_events", f"late_weight: {process}", weight, np.exp(found), error)


def _wide(demand: pd.DataFrame, column: str) -> np.ndarray:
    """Turn a column into a matrix: weeks by regions."""
    return demand[column].to_numpy(dtype=float).reshape(-1, len(REGIONS))


def _autoregression(series: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Regress each week on the week before: share kept, its error, what is new."""
    before, now = series[:-1].ravel(), series[1:].ravel()
    keeps = before @ now / (before @ before)
    new = now - keeps * before
    return keeps, (new.var() / (before @ before)) ** 0.5, new


def _demand(demand: pd.DataFrame) -> list[Estimate]:
    name, regions, height_week = "demand", len(REGIONS), demand_truth.season
    search = np.log(_wide(demand, "signal_searches") / 100)
    keeps, error, new = _autoregression(search)
    found = [
        Estimate(name, "searches: autocorrelation", demand_truth.searches[0], keeps, error),
        deviation(name, "searches: what is new", demand_truth.searches[1], new),
    ]
    dry = _wide(demand, "signal_dry_days")
    price = _wide(demand, "price_eur") / _wide(demand, "list_price_eur")
    found.append(share(name, "dry_share", demand_truth.dry_share, dry.sum(), 7 * dry.size))
    promoted = _wide(demand, "promotion")
    found.append(
        share(
            name, "promotion: share of weeks", demand_truth.promotion[1], promoted.sum(), dry.size
        )
    )

    # Log demand on what moves it, with errors that are AR(1): restricted maximum likelihood.
    week = demand["week"].to_numpy().reshape(-1, regions)[:, 0].astype("datetime64[D]")
    year = week.astype("datetime64[Y]").astype("datetime64[D]")
    angle = 2 * np.pi * (week - year).astype(np.int64) / 7 / (365.25 / 7)
    one = np.ones((len(week), regions))
    columns = [one * (np.arange(regions) == place) for place in range(regions)]
    columns += [one * np.cos(angle)[:, None], one * np.sin(angle)[:, None]]
    columns += [np.log(price), dry]
    x = np.stack([column[2:] for column in columns] + [search[:-2]])
    y = np.log(_wide(demand, "demand_bikes"))[2:]

    def whitened(keeps: float) -> tuple[np.ndarray, np.ndarray]:
        first = (1 - keeps**2) ** 0.5
        columns = np.concatenate([x[:, :1] * first, x[:, 1:] - keeps * x[:, :-1]], axis=1)
        series = np.concatenate([y[:1] * first, y[1:] - keeps * y[:-1]])
        return columns.reshape(len(x), -1).T, series.ravel()

    def loss(x: np.ndarray) -> float:
        keeps = float(np.tanh(x[0]))  # never beyond -1 and 1
        columns, series = whitened(keeps)
        _, _, left = least_squares(columns, series)
        free = len(series) - columns.shape[1]
        _, volume = np.linalg.slogdet(columns.T @ columns)
        return 0.5 * (free * np.log(left @ left) + volume - regions * np.log(1 - keeps**2))

    best, best_error = maximum_likelihood(loss, [0.5])
    keeps = float(np.tanh(best[0]))
    slopes, errors, left = least_squares(*whitened(keeps))
    for place, (region, base) in enumerate(demand_truth.base.items()):
        median = np.exp(slopes[place])
        found.append(Estimate(name, f"base: {region}", base, median, median * errors[place]))
    height = np.hypot(slopes[4], slopes[5])
    top = np.arctan2(slopes[5], slopes[4]) / (2 * np.pi) * 365.25 / 7
    top_error = errors[5] / height / (2 * np.pi) * 365.25 / 7
    found += [
        Estimate(name, "season: height", height_week[0], height, errors[4]),
        Estimate(name, "season: week of the top", height_week[1], top, top_error),
        Estimate(name, "price_elasticity", demand_truth.price_elasticity, slopes[6], errors[6]),
        Estimate(name, "dry_effect", demand_truth.dry_effect, slopes[7], errors[7]),
        Estimate(name, "search_effect", demand_truth.search_effect, slopes[8], errors[8]),
        Estimate(
            name,
            "drift: autocorrelation",
            demand_truth.drift[0],
            keeps,
            best_error[0] * (1 - keeps**2),
        ),
        deviation(name, "drift: what is new", demand_truth.drift[1], left, len(x) + 1),
    ]
    return found


def _process_delays(table: pd.DataFrame) -> list[Estimate]:
    name, steps = "process_delays", 3
    work = np.log(table["work_minutes"].to_numpy()).reshape(len(STEPS), steps)
    wait = np.log(table["wait_minutes"].to_numpy()).reshape(len(STEPS), steps) - work
    found = []
    for label, spread, sample in zip(
        ("work", "waiting"), demand_truth.step_spread, (work, wait), strict=True
    ):
        for row, (process, value) in zip(sample, getattr(demand_truth, label).items(), strict=True):
            # On the logarithm, where the error is the same to both sides.
            error = spread / steps**0.5
            found.append(
                Estimate(name, f"log {label}: {process}", np.log(value), row.mean(), error)
            )
        rest = (sample - sample.mean(axis=1, keepdims=True)).ravel()
        found.append(deviation(name, f"step_spread: {label}", spread, rest, len(STEPS)))
    return found
