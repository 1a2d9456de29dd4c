"""The planted values of the market tables, estimated from the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, stats

from mkt40_helpers import data
from tests.zwaluw.recovery import Estimate
from zwaluw.market import COMPANY, GROUPS, MarketParameters, share_able

TRUTH = MarketParameters()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted value; noise of a known size gives the standard errors."""
    return [
        *_markets(tables["markets"]),
        *_prices(tables["prices"]),
        *_market_shares(tables["market_shares"]),
        *_long_tail(tables["long_tail"]),
        *_city_districts(tables["city_districts"]),
    ]


def _line(columns: list[np.ndarray], y: np.ndarray, noise: float) -> tuple[np.ndarray, ...]:
    """Least squares: coefficients, their covariance, residual spread and its standard error."""
    x = np.column_stack(columns)
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y
    residual = y - x @ coefficients
    free = len(y) - x.shape[1]
    spread = np.sqrt(residual @ residual / free)
    return coefficients, inverse * noise**2, spread, noise / np.sqrt(2 * free)


def _exact(table: str, name: str, truth: float, found: float) -> Estimate:
    """A number that no chance touches: half a unit counts as its error."""
    return Estimate(table, name, truth, found, 0.5)


def _markets(markets: pd.DataFrame) -> list[Estimate]:
    real = pd.read_csv(data.folder() / "countries.csv").set_index("country")
    here = real.loc[markets["country"]]
    mean = here["income"].to_numpy(dtype=float)
    gini = here["gini"].to_numpy() / 100
    price = markets["price_eur"].to_numpy(dtype=float)

    ratio = np.log(mean / real["income"][TRUTH.home])
    (level, tie), cov, spread, spread_error = _line(
        [np.ones(len(mean)), ratio], np.log(price), TRUTH.country_noise
    )
    home = np.exp(level)
    found = [
        Estimate("markets", "home_price", TRUTH.home_price, home, home * cov[0, 0] ** 0.5),
        Estimate("markets", "price_tie", TRUTH.price_tie, tie, cov[1, 1] ** 0.5),
        Estimate("markets", "country_noise", TRUTH.country_noise, spread, spread_error),
        _exact("markets", "countries", len(TRUTH.countries), len(markets)),
    ]

    entered = markets["launch_year"].notna().to_numpy()
    people = here["population"].to_numpy()[entered]
    sold = markets["bikes_sold_2025"][entered].to_numpy(dtype=float)

    def misfit(parameters: np.ndarray) -> np.ndarray:
        budget, take_up = np.exp(parameters)
        able = share_able(price[entered], mean[entered], gini[entered], budget)
        return np.log(sold / (people * able * take_up))

    start = np.log([TRUTH.budget_share * 1.2, TRUTH.take_up * 0.8])
    fit = optimize.least_squares(misfit, start)
    cov = np.linalg.inv(fit.jac.T @ fit.jac) * TRUTH.take_up_noise**2
    free = len(sold) - 2
    noise = TRUTH.take_up_noise
    spread = np.sqrt(np.sum(fit.fun**2) / free)
    found.append(Estimate("markets", "take_up_noise", noise, spread, noise / np.sqrt(2 * free)))
    # Logarithms: with ten countries their estimates are nearer to normal.
    for place, name in enumerate(("budget_share", "take_up")):
        truth, error = np.log(getattr(TRUTH, name)), cov[place, place] ** 0.5
        found.append(Estimate("markets", f"log {name}", truth, fit.x[place], error))

    reach = share_able(np.full(len(mean), TRUTH.home_price), mean, gini, TRUTH.budget_share)
    years = markets["launch_year"].dropna().astype(int).sort_values()
    order = stats.spearmanr(markets["launch_year"][entered].astype(float), -reach[entered])[0]
    found.append(Estimate("markets", "launch order follows reach", 1.0, order, 0.001))
    for place, year in enumerate(TRUTH.launch_years):
        found.append(_exact("markets", f"launch_years {place + 1}", year, years.iloc[place]))
    return found


def _prices(prices: pd.DataFrame) -> list[Estimate]:
    made = np.log(prices["bikes_made"].to_numpy(dtype=float))
    quarter = np.arange(len(prices))
    dummies = [(quarter % 4 == q).astype(float) for q in range(4)]
    b, cov, spread, error = _line([*dummies, quarter.astype(float)], made, TRUTH.output_noise)
    # The factors of a year multiply to 1, so the level is the mean of the four.
    to_season = np.eye(4) - 0.25
    season, season_cov = np.exp(to_season @ b[:4]), to_season @ cov[:4, :4] @ to_season.T
    level, level_error = np.exp(b[:4].mean()), np.sqrt(cov[:4, :4].sum()) / 4
    growth = np.exp(b[4])
    found = [
        _exact("prices", "quarters", TRUTH.quarters, len(prices)),
        Estimate("prices", "first_output", TRUTH.first_output, level, level * level_error),
        Estimate("prices", "growth", TRUTH.growth, growth - 1, growth * cov[4, 4] ** 0.5),
        Estimate("prices", "output_noise", TRUTH.output_noise, spread, error),
    ]
    for q in range(4):
        name = f"season Q{q + 1}"
        error = season[q] * season_cov[q, q] ** 0.5
        found.append(Estimate("prices", name, TRUTH.season[q], season[q], error))

    before = prices["cumulative_output"].iloc[0] - prices["bikes_made"].iloc[0]
    cost = prices["unit_cost_eur"].to_numpy()
    doublings = np.log2(prices["cumulative_output"].to_numpy() / before)
    (level, slope), cov, spread, error = _line(
        [np.ones(len(cost)), doublings], np.log(cost), TRUTH.cost_noise
    )
    first, left = np.exp(level), np.exp(slope)
    found += [
        _exact("prices", "made_before", TRUTH.made_before, before),
        Estimate("prices", "first_cost", TRUTH.first_cost, first, first * cov[0, 0] ** 0.5),
        Estimate("prices", "learning_rate", TRUTH.learning_rate, 1 - left, left * cov[1, 1] ** 0.5),
        Estimate("prices", "cost_noise", TRUTH.cost_noise, spread, error),
    ]
    margin = np.log(prices["price_eur"].to_numpy() / cost)
    (level,), cov, spread, error = _line([np.ones(len(cost))], margin, TRUTH.price_noise)
    factor = np.exp(level)
    return [
        *found,
        Estimate("prices", "mark_up", TRUTH.mark_up, factor - 1, factor * cov[0, 0] ** 0.5),
        Estimate("prices", "price_noise", TRUTH.price_noise, spread, error),
    ]


def _market_shares(shares: pd.DataFrame) -> list[Estimate]:
    found = []
    for year, firms in TRUTH.firms.items():
        one = shares[shares["year"] == year].sort_values("bikes_sold", ascending=False)
        sold = one["bikes_sold"].to_numpy(dtype=float)
        rank = np.log(np.arange(1, len(sold) + 1))
        rank -= rank.mean()
        slope = rank @ np.log(sold) / (rank @ rank)
        # Nothing but rounding to whole bikes moves the points off the line.
        error = np.sqrt(np.sum((rank / sold) ** 2) / 12) / (rank @ rank)
        place = list(one["firm"]).index(COMPANY) + 1
        size = TRUTH.market_size[year]
        found += [
            _exact("market_shares", f"firms {year}", firms, len(one)),
            _exact("market_shares", f"company_rank {year}", TRUTH.company_rank[year], place),
            Estimate("market_shares", f"market_size {year}", size, sold.sum(), (firms / 12) ** 0.5),
            Estimate(
                "market_shares", f"firm_exponent {year}", TRUTH.firm_exponent[year], -slope, error
            ),
        ]
    return found


def _long_tail(long_tail: pd.DataFrame) -> list[Estimate]:
    found, squares, free = [], 0.0, 0
    noise = TRUTH.item_noise
    for year, items in TRUTH.items.items():
        one = long_tail[long_tail["year"] == year]
        columns = [np.ones(len(one)), -np.log(one["item"].to_numpy())]
        (level, power), cov, spread, _ = _line(
            columns, np.log(one["units"].to_numpy(dtype=float)), noise
        )
        squares += spread**2 * (len(one) - 2)
        free += len(one) - 2
        best = np.exp(level)
        found += [
            _exact("long_tail", f"items {year}", items, len(one)),
            Estimate(
                "long_tail",
                f"best_seller {year}",
                TRUTH.best_seller[year],
                best,
                best * cov[0, 0] ** 0.5,
            ),
            Estimate(
                "long_tail",
                f"item_exponent {year}",
                TRUTH.item_exponent[year],
                power,
                cov[1, 1] ** 0.5,
            ),
        ]
    error = noise / np.sqrt(2 * free)
    found.append(Estimate("long_tail", "item_noise", noise, np.sqrt(squares / free), error))
    return found


def _city_districts(cities: pd.DataFrame) -> list[Estimate]:
    found, squares, free = [], 0.0, 0
    noise = TRUTH.resident_noise
    for city, sizes in TRUTH.city_groups.items():
        one = cities[cities["city"] == city]
        residents = one["residents"].to_numpy(dtype=float)
        group = one["group"].astype(str).to_numpy()
        district = pd.factorize(one["district"], sort=True)[0]
        own = np.array([GROUPS[place % len(GROUPS)] for place in district]) == group
        dummies = [(group == name).astype(float) for name in GROUPS]
        b, cov, spread, _ = _line([*dummies, own.astype(float)], np.log(residents), noise)
        squares += spread**2 * (len(one) - 5)
        free += len(one) - 5
        # Own district against another: 1 + 4 s / (1 - s) times the residents.
        more = np.exp(b[4]) - 1
        error = 4 / (4 + more) ** 2 * np.exp(b[4]) * cov[4, 4] ** 0.5
        found.append(
            Estimate(
                "city_districts",
                f"segregation {city}",
                TRUTH.segregation[city],
                more / (4 + more),
                error,
            )
        )
        for name, size in zip(GROUPS, sizes, strict=True):
            mine = residents[group == name]
            found.append(
                Estimate(
                    "city_districts",
                    f"city_groups {city}, {name}",
                    size,
                    mine.sum() / np.exp(noise**2 / 2),
                    noise * np.sqrt(np.sum(mine**2)),
                )
            )
    error = noise / np.sqrt(2 * free)
    found.append(
        Estimate("city_districts", "resident_noise", noise, np.sqrt(squares / free), error)
    )
    return found
