"""Find the planted parameters of chapter 2's tables again in the tables themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize

from tests.zwaluw.recovery import Estimate, share
from tests.zwaluw.recovery.people import LIKING, NOISE
from zwaluw import draw
from zwaluw.connectivity import (
    BEST,
    INFLUENCES,
    SEGMENTS,
    VISIT_CHANNELS,
    ConnectivityParameters,
    best_number_of_sources,
)
from zwaluw.people import PeopleParameters
from zwaluw.regions import ChannelParameters
from zwaluw.survey import SurveyParameters


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted parameter that the tables can show.

    `visits` counts the customers (each has one visit or more). The others are limits that hold
    exactly (dates, largest numbers, who reads along): the tests look at those.
    """
    truth = ConnectivityParameters()
    customers = tables["visits"]["customer"].nunique()
    return [
        *_regions(tables["region_weeks"], ChannelParameters()),
        *_visits(tables["visits"], customers, truth),
        *_choices(tables["choices"], customers, truth),
        *_talk(tables["threads"], tables["conversations"], truth),
    ]


def _shares(table: str, name: str, truth: dict, column: pd.Series) -> list[Estimate]:
    counts = column.value_counts()
    return [
        share(table, f"{name}: {kind}", true, counts.get(kind, 0), len(column))
        for kind, true in truth.items()
    ]


def _within(table: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """Regress y (regions x weeks) on x (k x regions x weeks) within regions.

    Slopes, their covariance for a noise of variance 1, spread of the noise, level of each region.
    """
    y_in = (table - table.mean(axis=1, keepdims=True)).ravel()
    x_in = (x - x.mean(axis=2, keepdims=True)).reshape(len(x), -1)
    cov = np.linalg.inv(x_in @ x_in.T)
    slope = cov @ (x_in @ y_in)
    left = y_in - slope @ x_in
    noise = float(np.sqrt(left @ left / (left.size - len(table) - len(x))))
    return slope, cov, noise, table.mean(axis=1) - slope @ x.mean(axis=2)


def _regions(rows: pd.DataFrame, truth: ChannelParameters) -> list[Estimate]:
    name = "region_weeks"
    rows = rows.sort_values(["region", "week"], kind="stable")
    regions = rows["region"].nunique()

    def grid(column: str) -> np.ndarray:
        return rows[column].to_numpy(dtype=float).reshape(regions, -1)

    n, weeks = len(rows), len(rows) // regions
    online, store, tv = grid("online_campaign"), grid("store_campaign"), grid("tv_eur")
    found = [
        share(name, f"campaign: {label}", truth.campaign, rows[f"{label}_campaign"].sum(), n)
        for label in ("online", "store")
    ]
    lags = [np.pad(tv, ((0, 0), (lag, 0)))[:, :weeks] for lag in range(len(truth.echo))]
    for y, x, effects, level, spread in (
        (
            "sales_eur",
            np.stack([online, store, online * store]),
            {
                "online_effect": truth.online_effect,
                "store_effect": truth.store_effect,
                "interaction": truth.interaction,
            },
            truth.base,
            ("sales_noise", truth.sales_noise),
        ),
        (
            "searches",
            np.stack(lags),
            {f"echo: lag {lag}": value for lag, value in enumerate(truth.echo)},
            truth.searches,
            ("search_noise", truth.search_noise),
        ),
    ):
        slope, cov, noise, levels = _within(grid(y), x)
        sigma = spread[1]
        for place, (effect, true) in enumerate(effects.items()):
            error = sigma * cov[place, place] ** 0.5
            found.append(Estimate(name, effect, true, slope[place], error))
        found.append(Estimate(name, spread[0], sigma, noise, sigma / (2 * n) ** 0.5))
        middle = x.mean(axis=(1, 2))
        error = (level[1] ** 2 / regions + sigma**2 * (1 / n + middle @ cov @ middle)) ** 0.5
        found.append(Estimate(name, f"{y}: mean level", level[0], levels.mean(), error))
        # The level of a region is known from its weeks only.
        extra = noise**2 / weeks
        between = max(levels.var(ddof=1) - extra, 0.0) ** 0.5
        error = (level[1] ** 2 + extra) / level[1] / (2 * (regions - 1)) ** 0.5
        found.append(Estimate(name, f"{y}: spread of levels", level[1], between, error))

    spent = tv[0][tv[0] > 0]
    low, high = truth.tv_eur
    variance = (high - low) ** 2 / 12
    found += [
        share(name, "tv_weeks", truth.tv_weeks, spent.size, weeks),
        Estimate(
            name, "tv_eur: mean", (low + high) / 2, spent.mean(), (variance / spent.size) ** 0.5
        ),
        Estimate(  # the kurtosis of an even spread is 1.8
            name,
            "tv_eur: variance",
            variance,
            spent.var(ddof=1),
            variance * (0.8 / spent.size) ** 0.5,
        ),
    ]
    return found


def _visits(visits: pd.DataFrame, customers: int, truth: ConnectivityParameters) -> list[Estimate]:
    name = "visits"
    mean = truth.more_visits
    n = len(visits)
    found = [Estimate(name, "more_visits", mean, n / customers - 1, (mean / customers) ** 0.5)]
    # The first two visits of a customer are in the same channel if both or none are at home.
    customer = visits["customer"].to_numpy()
    code = pd.Categorical(visits["channel"], categories=VISIT_CHANNELS).codes
    begins = np.flatnonzero(np.r_[True, customer[1:] != customer[:-1]])
    begins = begins[np.diff(np.r_[begins, n]) > 1]
    pairs, home = len(begins), truth.at_home
    same = (code[begins] == code[begins + 1]).mean()
    true_same = home**2 + (1 - home) ** 2
    error = (true_same * (1 - true_same) / pairs) ** 0.5 / (4 * home - 2)
    found.append(Estimate(name, "at_home", home, (1 + (2 * same - 1) ** 0.5) / 2, error))
    advice, bought = visits["advice"].to_numpy(), visits["bought"].to_numpy()
    for place, channel in enumerate(VISIT_CHANNELS):
        here = code == place
        hits = advice[here].sum()
        found.append(share(name, f"advice: {channel}", truth.advice[channel], hits, here.sum()))
        for used, true in enumerate(truth.conversion[channel]):
            cell = here & (advice == bool(used))
            label = f"conversion: {channel}, {('without', 'with')[used]} advice"
            found.append(share(name, label, true, bought[cell].sum(), cell.sum()))
    return found


def _choices(
    choices: pd.DataFrame, customers: int, truth: ConnectivityParameters
) -> list[Estimate]:
    name, n = "choices", len(choices)
    found = [share(name, "chose", truth.chose, n, customers)]
    found += _shares(name, "categories", truth.categories, choices["product_category"])

    k = np.arange(1, truth.most_sources + 1)
    sources = choices["sources"].to_numpy()
    count = np.bincount(sources, minlength=len(k) + 1)[1:].astype(float)

    def chances(power: float) -> np.ndarray:
        return np.diff((np.r_[0, k] / truth.most_sources) ** (1 / power))

    fit = optimize.minimize_scalar(
        lambda power: -count @ np.log(chances(power)), bounds=(0.3, 5), method="bounded",
        options={"xatol": 1e-7},
    )  # fmt: skip
    true = truth.few_sources
    slope = (chances(true + 1e-5) - chances(true - 1e-5)) / 2e-5
    error = 1 / (n * (slope**2 / chances(true)).sum()) ** 0.5
    found.append(Estimate(name, "few_sources", true, float(fit.x), error))

    # The attention model: minutes fall along a line, quality follows the curve. Fitted together
    # to the means of each number of sources.
    minutes, quality = (choices[c].to_numpy() for c in ("minutes", "choice_quality"))
    with_some = count > 0
    k, count = k[with_some], count[with_some]
    mean = [np.bincount(sources, v)[1:][with_some] / count for v in (minutes, quality)]
    noise = [truth.minutes_noise, truth.quality_noise]

    def model(p: np.ndarray) -> np.ndarray:
        a, c, s, h, q0 = p
        precision = h * k * (a - c * k) / (a + (s - c) * k)
        return np.r_[
            (a - c * k) * count**0.5 / noise[0],
            (q0 + (BEST - q0) * precision / (1 + precision)) * count**0.5 / noise[1],
        ]

    seen = np.r_[mean[0] * count**0.5 / noise[0], mean[1] * count**0.5 / noise[1]]
    names = ("attention", "switching", "half_time", "precision", "uninformed")
    start = np.array([50.0, 1.5, 10.0, 1.0, 30.0])
    scale = np.array([10.0, 1.0, 10.0, 1.0, 10.0])
    fitted = optimize.least_squares(lambda p: model(p) - seen, start, x_scale=scale)
    cov = np.linalg.inv(fitted.jac.T @ fitted.jac)
    for place, label in enumerate(names):
        error = cov[place, place] ** 0.5
        found.append(Estimate(name, label, getattr(truth, label), fitted.x[place], error))
    a, c, s = fitted.x[:3]
    best = a * ((s / c) ** 0.5 - 1) / (s - c)

    def peak(p: np.ndarray) -> float:
        return p[0] * ((p[2] / p[1]) ** 0.5 - 1) / (p[2] - p[1])

    slope = optimize.approx_fprime(fitted.x[:3], peak, 1e-6)
    error = (slope @ cov[:3, :3] @ slope) ** 0.5
    true = best_number_of_sources(truth)
    found.append(Estimate(name, "best number of sources", true, best, error))
    for label, values, means, true in (
        ("minutes_noise", minutes, mean[0], truth.minutes_noise),
        ("quality_noise", quality, mean[1], truth.quality_noise),
    ):
        inside = (values @ values - count @ means**2) / (n - len(k))
        found.append(Estimate(name, label, true, inside**0.5, true / (2 * n) ** 0.5))

    weights = choices[[f"weight_{which}" for which in INFLUENCES]].to_numpy()
    segment = pd.Categorical(choices["segment"], categories=SEGMENTS).codes
    squares, expected = np.zeros(n), 0.0
    for code, kind in enumerate(SEGMENTS):
        here = segment == code
        middle = weights[here].mean(axis=0)
        for place, true in enumerate(truth.influences[kind]):
            error = (true * (1 - true) / (truth.alike + 1) / here.sum()) ** 0.5
            label = f"influences: {kind}, {INFLUENCES[place]}"
            found.append(Estimate(name, label, true, middle[place], error))
        squares[here] = ((weights[here] - middle) ** 2).sum(axis=1)
        expected += (here.sum() - 1) * (1 - middle @ middle)
    alike = expected / squares.sum()
    error = alike * squares.std() / squares.mean() / n**0.5
    found.append(Estimate(name, "alike", truth.alike, alike - 1, error))
    return found


def _talk(
    threads: pd.DataFrame, conversations: pd.DataFrame, truth: ConnectivityParameters
) -> list[Estimate]:
    name, n = "threads", len(threads)
    most = truth.most_readers
    error = ((most**2 - 1) / 12 / n) ** 0.5
    found = [Estimate(name, "readers: mean", (1 + most) / 2, threads["readers"].mean(), error)]
    found += _shares(name, "platforms", truth.platforms, threads["platform"])
    voices = dict(enumerate(truth.negative_voices))
    found += _shares(name, "negative_voices", voices, threads["negative_voices"])

    cells = threads.groupby(["negative_voices", "advocates_spoke"])["asker_bought"]
    cells = cells.agg(["sum", "size"]).reset_index().to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(cells)), cells[:, :2]])
    hits, size = cells[:, 2], cells[:, 3]
    beta = np.zeros(3)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        cov = np.linalg.inv((x.T * (size * p * (1 - p))) @ x)
        beta = beta + cov @ (x.T @ (hits - size * p))
    labels = ("intercept", "negative voices", "advocates who spoke")
    for place, label in enumerate(labels):
        error = cov[place, place] ** 0.5
        true = truth.asker_buys[place]
        found.append(Estimate(name, f"asker_buys: {label}", true, beta[place], error))

    # The survey's own answers find the line with criticism; here both must give the right share.
    for line, label in ((truth.speaks_anyway, False), (SurveyParameters().criticised, True)):
        here = conversations["criticised"].to_numpy() == label
        hits = conversations["spoke_up"].to_numpy()[here].sum()
        name = f"speaks: {'' if label else 'not '}criticised"
        found.append(share("conversations", name, content_share(line), hits, here.sum()))
    return found


def content_share(line: tuple[float, float]) -> float:
    """Share of content customers who speak up, by a line of log-odds on their satisfaction."""
    people, total = PeopleParameters(), np.zeros(2)
    for channel, part in people.channels.items():
        for touchpoint, share_of in people.touchpoints[channel].items():
            effect = people.touchpoint_effect[touchpoint]
            satisfaction = (LIKING[:, None] + effect + NOISE[None, :]).ravel()
            content = satisfaction[satisfaction > ConnectivityParameters().advocate_from]
            speaks = draw.probability(*line, content)
            total += part * share_of * np.array([speaks.sum(), len(content)])
    return float(total[0] / total[1])
