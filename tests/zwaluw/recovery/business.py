"""Recovery of the truth of accounts, buying centres, deals and derived demand.

The bounds of ranges (smallest and largest employer, first days, years) are checked as bounds by
the tests; an even spread is estimated here by its middle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import optimize, special

from tests.zwaluw.recovery import Estimate, price_index, share
from zwaluw import draw
from zwaluw.business import CORE, DEPARTMENTS, ROLES, BusinessParameters
from zwaluw.deals import SITUATIONS, DealParameters
from zwaluw.demand import DemandParameters
from zwaluw.people import COUNTRIES, LAST_DAY, PeopleParameters

truth, deal_truth, demand_truth = BusinessParameters(), DealParameters(), DemandParameters()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    accounts, deals = tables["accounts"], tables["deals"]
    found = (
        _accounts(accounts)
        + _deal_numbers(accounts, deals)
        + _buying_centre(tables["buying_centre"])
        + _ties(tables["buying_centre"], tables["buying_centre_ties"])
        + _deals(accounts, deals, tables["prices"])
        + _phases(deals, tables["deal_phases"])
    )
    if "derived_demand" in tables:
        found += _derived_demand(tables["derived_demand"])
    return found


# ---- estimators that the three modules of the business world share ----


def shares(
    table: str, parameter: str, truths: Mapping[str, float], column: pd.Series
) -> list[Estimate]:
    """Estimate the share of each name; those that can never or always occur are left out."""
    counts = column.value_counts()
    return [
        share(table, f"{parameter}: {name}", value, counts.get(name, 0), len(column))
        for name, value in truths.items()
        if 0 < value < 1
    ]


def mean(
    table: str, parameter: str, value: float, sample: np.ndarray, spread: float | None = None
) -> Estimate:
    """Estimate a mean; `spread` is the true standard deviation where it is known."""
    spread = float(np.std(sample, ddof=1)) if spread is None else spread
    return Estimate(table, parameter, value, float(np.mean(sample)), spread / len(sample) ** 0.5)


def deviation(
    table: str, parameter: str, value: float, sample: np.ndarray, lost: int = 1
) -> Estimate:
    """Estimate the standard deviation of normal numbers of which `lost` degrees are spent."""
    free = len(sample) - lost
    found = float((np.sum((sample - np.mean(sample)) ** 2) / free) ** 0.5)
    return Estimate(table, parameter, value, found, value / (2 * free) ** 0.5)


def middle(table: str, parameter: str, first: int, last: int, dates: pd.Series) -> Estimate:
    """Estimate the middle of an even spread over whole days."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    spread = ((last - first + 1) ** 2 / 12) ** 0.5
    return mean(table, parameter, (first + last) / 2, days, spread)


def maximum_likelihood(
    loss: Callable[[np.ndarray], float], start: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Minimise a negative log-likelihood: estimates, and errors from the curvature."""
    start = np.asarray(start, dtype=float)
    scale = abs(loss(start))  # a number near 1 is easier to minimise
    fit = optimize.minimize(lambda x: loss(x) / scale, start, method="BFGS", options={"gtol": 1e-8})
    fit = optimize.minimize(
        lambda x: loss(x) / scale, fit.x, method="Nelder-Mead", options={"xatol": 1e-7}
    )
    k, best, step = len(start), fit.x, 1e-3 * np.eye(len(start))
    curvature = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            curvature[i, j] = (
                loss(best + step[i] + step[j])
                - loss(best + step[i] - step[j])
                - loss(best - step[i] + step[j])
                + loss(best - step[i] - step[j])
            ) / 4e-6
    return best, np.sqrt(np.diag(np.linalg.inv(curvature)))


def least_squares(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Linear regression: coefficients, their errors, residuals."""
    inverse = np.linalg.inv(x.T @ x)
    slopes = inverse @ (x.T @ y)
    left = y - x @ slopes
    variance = left @ left / (len(y) - x.shape[1])
    return slopes, np.sqrt(variance * np.diag(inverse)), left


def between(low: np.ndarray, high: np.ndarray) -> float:
    """Log-likelihood of standard normal numbers known to lie between two bounds."""
    return float(np.log(np.maximum(special.ndtr(high) - special.ndtr(low), 1e-300)).sum())


# ---- the tables ----


def _accounts(accounts: pd.DataFrame) -> list[Estimate]:
    found = shares("accounts", "industries", truth.industries, accounts["industry"])
    found += shares("accounts", "country", PeopleParameters().countries, accounts["country"])
    for country in COUNTRIES:
        here = accounts["region"][accounts["country"] == country]
        found += shares("accounts", f"regions of {country}", truth.regions[country], here)
    found.append(middle("accounts", "since", *map(draw.day, truth.since), accounts["since"]))

    size = accounts["employees"].to_numpy(dtype=float)
    low, high = truth.smallest, truth.largest

    def loss(x: np.ndarray) -> float:
        above = (size / low) ** -x[0]
        above_next = np.minimum((size + 1) / low, high / low) ** -x[0]
        mass = (above - above_next) / (1 - (high / low) ** -x[0])
        return -float(np.log(mass).sum())

    slope, error = maximum_likelihood(loss, [truth.size_exponent])
    found.append(Estimate("accounts", "size_exponent", truth.size_exponent, slope[0], error[0]))

    fleet, log_size = accounts["fleet_bikes"].to_numpy(dtype=float), np.log(size / 100)
    lower = np.where(fleet > 1, np.log(fleet), -np.inf)
    upper = np.log(fleet + 1)

    def fleet_loss(x: np.ndarray) -> float:
        line, spread = x[0] + x[1] * log_size, abs(x[2])
        return -between((lower - line) / spread, (upper - line) / spread)

    best, error = maximum_likelihood(fleet_loss, truth.fleet)
    names = ("intercept", "slope", "standard deviation")
    for place, name in enumerate(names):
        found.append(
            Estimate("accounts", f"fleet: {name}", truth.fleet[place], best[place], error[place])
        )
    growth = accounts["end_demand_growth_percent"].to_numpy()
    average, spread = truth.end_growth
    found.append(mean("accounts", "end_growth: mean", average, growth, spread))
    found.append(deviation("accounts", "end_growth: standard deviation", spread, growth))
    return found


def _deal_numbers(accounts: pd.DataFrame, deals: pd.DataFrame) -> list[Estimate]:
    """Poisson regression of an account's number of deals, by Newton steps."""
    number = np.bincount(deals["account"], minlength=len(accounts) + 1)[1:]
    x = np.column_stack(
        [
            np.ones(len(accounts)),
            np.log(accounts["employees"] / 100),
            accounts["end_demand_growth_percent"],
        ]
    )
    slopes = np.zeros(3)
    slopes[0] = np.log(number.mean())
    for _ in range(30):
        expected = np.exp(x @ slopes)
        curvature = x.T @ (x * expected[:, None])
        slopes = slopes + np.linalg.solve(curvature, x.T @ (number - expected))
    error = np.sqrt(np.diag(np.linalg.inv(curvature)))
    names = ("intercept", "slope on size", "slope on growth")
    return [
        Estimate("deals", f"deals: {name}", value, slope, deviates)
        for name, value, slope, deviates in zip(names, deal_truth.deals, slopes, error, strict=True)
    ]


def _buying_centre(centre: pd.DataFrame) -> list[Estimate]:
    accounts = centre["account"].nunique()
    extra = len(centre) - len(CORE) * accounts
    found = [share("buying_centre", "extra_members", truth.extra_members, extra, 6 * accounts)]
    counts = centre["role"].value_counts()
    for role, value in truth.extra_roles.items():
        number = counts[role] - accounts * (role in CORE)
        found.append(share("buying_centre", f"extra_roles: {role}", value, number, extra))

    private = centre["customer"].notna().to_numpy()
    attitude, left = centre["attitude"].to_numpy(), np.empty(len(centre))
    spread = truth.attitude_spread
    for role in ROLES:
        here = (centre["role"] == role).to_numpy()
        departments = dict(zip(DEPARTMENTS, truth.departments[role], strict=True))
        found += shares(
            "buying_centre", f"departments of {role}", departments, centre["department"][here]
        )
        own = attitude[here & ~private]
        found.append(
            mean("buying_centre", f"attitude: {role}", truth.attitude[role], own, spread / 3**0.5)
        )
        left[here] = attitude[here] - own.mean()
        hits = centre["vendor_contact"].to_numpy()[here].sum()
        found.append(
            share(
                "buying_centre",
                f"vendor_contact: {role}",
                truth.vendor_contact[role],
                hits,
                here.sum(),
            )
        )
    # An even spread of half-width s has variance s^2 / 3, whose square has variance 4 s^4 / 45.
    alone = (~private).sum()
    estimate = (3 * (left[~private] ** 2).sum() / (alone - len(ROLES))) ** 0.5
    error = 1.5 * spread * (4 / 45 / alone) ** 0.5
    found.append(Estimate("buying_centre", "attitude_spread", spread, estimate, error))
    # A private customer's deviation is s (w a + (1 - w) b) with a and b even on -1 to 1.
    w = truth.liking_tie
    second = (w**2 + (1 - w) ** 2) / 3
    fourth = (w**4 + (1 - w) ** 4) / 5 + 6 * (w * (1 - w)) ** 2 / 9
    ratio = 3 * np.mean(left[private] ** 2) / spread**2
    error = 3 * ((fourth - second**2) / private.sum()) ** 0.5
    slope = 1 / (2 * (2 * 3 * second - 1) ** 0.5)
    estimate = (1 + max(2 * ratio - 1, 0) ** 0.5) / 2
    found.append(Estimate("buying_centre", "liking_tie", w, estimate, error * slope))
    return found


def _ties(centre: pd.DataFrame, ties: pd.DataFrame) -> list[Estimate]:
    members = centre.groupby("account").size().to_numpy()
    pairs = {
        "gatekeeper": (members - 1).sum(),
        "decider": (members - 2).sum(),
        "others": ((members - 2) * (members - 3) // 2).sum(),
    }
    role = centre.set_index("member")["role"].astype(str)
    one, two = role.loc[ties["member"]].to_numpy(), role.loc[ties["other_member"]].to_numpy()
    kind = np.select(
        [(one == name) | (two == name) for name in ("gatekeeper", "decider")],
        ["gatekeeper", "decider"],
        "others",
    )
    found = []
    for name, number in pairs.items():
        here = ties["contacts_per_month"].to_numpy()[kind == name]
        found.append(
            share("buying_centre_ties", f"tie: {name}", truth.tie[name], len(here), number)
        )
        rate = truth.contacts[name]
        found.append(mean("buying_centre_ties", f"contacts: {name}", rate, here - 1, rate**0.5))
    return found


def _deals(accounts: pd.DataFrame, deals: pd.DataFrame, prices: pd.DataFrame) -> list[Estimate]:
    found = [
        middle("deals", "first_day", draw.day(deal_truth.first_day), LAST_DAY, deals["opened"])
    ]
    found += shares("deals", "situations", deal_truth.situations, deals["situation"])
    modified = deals["change"][deals["situation"] == "modified rebuy"]
    found += shares("deals", "changes", deal_truth.changes, modified)
    for situation in SITUATIONS[:-1]:  # a straight rebuy asks nobody else
        asked = deals["suppliers_asked"][deals["situation"] == situation].to_numpy() - 1
        rate = deal_truth.suppliers[situation]
        found.append(mean("deals", f"suppliers: {situation}", rate, asked, rate**0.5))

    bikes = deals["bikes"].to_numpy(dtype=float)
    fleet = accounts["fleet_bikes"].to_numpy()[deals["account"] - 1]
    lower = np.log(np.where(bikes > 1, bikes - 0.5, 1e-9) / fleet)
    upper = np.log((bikes + 0.5) / fleet)
    code = deals["situation"].cat.codes.to_numpy()

    def loss(x: np.ndarray) -> float:
        line, spread = x[code], abs(x[3])
        return -between((lower - line) / spread, (upper - line) / spread)

    best, error = maximum_likelihood(loss, [*np.log(list(deal_truth.bikes.values())), 0.3])
    for place, (situation, value) in enumerate(deal_truth.bikes.items()):
        median = np.exp(best[place])
        found.append(Estimate("deals", f"bikes: {situation}", value, median, median * error[place]))
    found.append(Estimate("deals", "bikes_spread", deal_truth.bikes_spread, abs(best[3]), error[3]))

    price, discount, spread = deal_truth.price
    index = price_index(deals["opened"], prices)
    x = np.column_stack([np.ones(len(deals)), np.log(bikes)])
    slopes, error, left = least_squares(x, np.log(deals["value_eur"].to_numpy() / bikes / index))
    single = np.exp(slopes[0])
    found.append(Estimate("deals", "price: one bicycle", price, single, single * error[0]))
    found.append(Estimate("deals", "price: slope", discount, slopes[1], error[1]))
    found.append(deviation("deals", "price: standard deviation", spread, left, 2))
    return found


def _phases(deals: pd.DataFrame, phases: pd.DataFrame) -> list[Estimate]:
    """Geometric stays, open ones counted with the days so far; passes among those that ended."""
    situation = deals["situation"].astype(str).to_numpy()[phases["deal"] - 1]
    entered, left = (
        phases[name].to_numpy().astype("datetime64[D]").astype(np.int64)
        for name in ("entered", "left")
    )
    ended = phases["left"].notna().to_numpy()
    days = np.where(ended, left, LAST_DAY) - entered
    passed = phases["passed"].fillna(False).to_numpy(dtype=bool)
    # phase_passes is the mean without the arm of the trial in which everybody was met.
    apart = (deals["trial_arm"] == "meet all roles").to_numpy()[phases["deal"] - 1]
    phase, found = phases["phase"].to_numpy(), []
    for name in SITUATIONS:
        for place, value in enumerate(deal_truth.phase_days[name], start=1):
            if value == 0:
                continue
            here = (situation == name) & (phase == place)
            exits = (here & ended).sum()
            error = value * ((1 - 1 / value) / exits) ** 0.5
            label = f"{name}, phase {place}"
            estimate = days[here].sum() / exits
            found.append(Estimate("deal_phases", f"phase_days: {label}", value, estimate, error))
            value = deal_truth.phase_passes[name][place - 1]
            usual = here & ended & ~(apart & (phase == 6))
            hits, n = passed[usual].sum(), usual.sum()
            found.append(share("deal_phases", f"phase_passes: {label}", value, hits, n))
    return found


def _derived_demand(table: pd.DataFrame) -> list[Estimate]:
    name = "derived_demand"
    trips = np.log(table["end_demand_index"].to_numpy() / 100)
    growth = np.diff(np.r_[0.0, trips])
    average, spread = demand_truth.trips_growth
    found = [
        mean(name, "trips_growth: mean", average, growth, spread),
        deviation(name, "trips_growth: standard deviation", spread, growth),
    ]
    in_use = table["bikes_in_use"].to_numpy(dtype=float)
    before = in_use - table["new_investment_bikes"].to_numpy()
    index, new = table["end_demand_index"].to_numpy(dtype=float), in_use - before
    # Net investment = lambda v index - lambda last fleet: two slopes, no constant.
    slopes, error, left = least_squares(np.column_stack([index, before]), new)
    closes, wants = -slopes[1], -slopes[0] / slopes[1]
    found.append(Estimate(name, "adjustment", demand_truth.adjustment, closes, error[1]))
    # Around the gap that was found, the slope on the index is 0: its error is lambda that of v.
    _, around, _ = least_squares(np.column_stack([index, before - wants * index]), new)
    error_v = around[0] / closes
    found.append(Estimate(name, "accelerator", demand_truth.accelerator, wants, error_v))
    noise = np.log(in_use / (in_use - left))
    found.append(deviation(name, "stock_noise", demand_truth.stock_noise, noise, 2))
    worn = np.log(table["replacement_bikes"].to_numpy(dtype=float) / before)
    rate, spread = demand_truth.replacement_rate, demand_truth.replacement_noise
    error_rate = rate * spread / len(worn) ** 0.5
    found.append(Estimate(name, "replacement_rate", rate, np.exp(worn.mean()), error_rate))
    found.append(deviation(name, "replacement_noise", spread, worn))
    return found
