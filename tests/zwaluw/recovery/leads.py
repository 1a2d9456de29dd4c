"""Recovery of the truth of leads and of what they cost.

The personas are in no column: a latent class model (EM) finds them again, with errors from the
scores of the single leads. The first day and the last are checked as bounds by the tests.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, share
from tests.zwaluw.recovery.business import deviation, least_squares, mean, middle, shares
from zwaluw import draw
from zwaluw.business import INDUSTRIES
from zwaluw.leads import INBOUND, JOB_LEVELS, PERSONAS, LeadsParameters

truth = LeadsParameters()
MOST = 200_000  # leads in the latent class model


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    leads = tables["leads"]
    new = leads[leads["account"].isna()].reset_index(drop=True)
    found = [middle("leads", "created", *map(draw.day, truth.created), new["created"])]
    found += shares("leads", "sources", truth.sources, leads["source"])
    elsewhere = leads["webinar"][leads["source"] != "webinar"]
    found.append(share("leads", "webinar", truth.webinar, elsewhere.sum(), len(elsewhere)))
    found.append(share("leads", "demo", truth.demo, leads["requested_demo"].sum(), len(leads)))
    days = truth.last_visit
    spread = (days * (1 + days)) ** 0.5
    found.append(
        mean("leads", "last_visit", days, leads["days_since_last_visit"].to_numpy(), spread)
    )
    found += _from_accounts(leads)
    found += _score(new)
    found += _money(leads, new)
    found += _personas(new.head(MOST))
    if "lead_costs" in tables:
        found += _costs(tables["lead_costs"])
    return found


def _from_accounts(leads: pd.DataFrame) -> list[Estimate]:
    known = leads[leads["account"].notna()]
    hits = known["became_deal"].sum()
    return [
        share("leads", "account_share", truth.account_share, len(known), len(leads)),
        share("leads", "account_deal", truth.account_deal, hits, len(known)),
    ]


def _score(new: pd.DataFrame) -> list[Estimate]:
    """Logistic regression of becoming a deal on the traits, by Newton steps."""
    x = np.column_stack(
        [
            np.ones(len(new)),
            new["direction"] == "inbound",
            np.log1p(new["pages_viewed"]),
            new["downloads"],
            new["webinar"],
            new["requested_demo"],
            new["job_level"] == "owner or director",
            new["job_level"] == "manager",
            new["days_since_last_visit"],
            np.log(new["employees"] / 100),
        ]
    ).astype(float)
    y, slopes = new["became_deal"].to_numpy(), np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-(x @ slopes)))
        curvature = x.T @ (x * (p * (1 - p))[:, None])
        slopes = slopes + np.linalg.solve(curvature, x.T @ (y - p))
    error = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return [
        Estimate("leads", f"score: {name}", value, slope, deviates)
        for (name, value), slope, deviates in zip(truth.score.items(), slopes, error, strict=True)
    ]


def _money(leads: pd.DataFrame, new: pd.DataFrame) -> list[Estimate]:
    deals = new[new["became_deal"]]
    x = np.column_stack([np.ones(len(deals)), np.log(deals["employees"] / 100)])
    slopes, error, left = least_squares(x, np.log(deals["value_eur"].to_numpy()))
    intercept, slope, spread = truth.value
    found = [
        Estimate("leads", "value: intercept", intercept, slopes[0], error[0]),
        Estimate("leads", "value: slope", slope, slopes[1], error[1]),
        deviation("leads", "value: standard deviation", spread, left, 2),
    ]
    ordered = leads[leads["became_deal"]]
    margin = (ordered["margin_eur"] / ordered["value_eur"]).to_numpy()
    average, spread = truth.margin
    found.append(mean("leads", "margin: mean", average, margin, spread))
    found.append(deviation("leads", "margin: standard deviation", spread, margin))
    cost = leads["follow_up_eur"].to_numpy()
    average, shape = truth.follow_up
    found.append(mean("leads", "follow_up: mean", average, cost, average / shape**0.5))
    moment = cost.mean() ** 2 / cost.var(ddof=1)  # the shape by the method of moments
    error = (2 * shape * (shape + 1) / len(cost)) ** 0.5
    found.append(Estimate("leads", "follow_up: shape", shape, moment, error))
    return found


def _personas(new: pd.DataFrame) -> list[Estimate]:
    """Fit the latent class model by EM: normal log size, Poisson reading, names by share."""
    size = np.log(new["employees"].to_numpy(dtype=float))
    pages, downloads = new["pages_viewed"].to_numpy(), new["downloads"].to_numpy()
    codes = [new["industry"].cat.codes.to_numpy(), new["job_level"].cat.codes.to_numpy()]
    part = np.array(list(truth.personas.values()))
    centre, spread = np.array(list(truth.size.values())).T
    rates = [np.array(list(t.values())) for t in (truth.pages, truth.downloads)]
    names = [np.array(list(t.values())) for t in (truth.industries, truth.job_levels)]
    last = -np.inf
    for _ in range(500):
        log_density = np.log(part) - np.log(spread)
        log_density = log_density - 0.5 * ((size[:, None] - centre) / spread) ** 2
        for count, rate in zip((pages, downloads), rates, strict=True):
            log_density += count[:, None] * np.log(rate) - rate
        for code, table in zip(codes, names, strict=True):
            log_density += np.log(table.T)[code]
        total = special.logsumexp(log_density, axis=1)
        weight = np.exp(log_density - total[:, None])
        if abs(total.sum() - last) < 1e-7 * len(new):
            break
        last = total.sum()
        mass = weight.sum(axis=0)
        part = mass / len(new)
        centre = weight.T @ size / mass
        spread = np.sqrt((weight * (size[:, None] - centre) ** 2).sum(axis=0) / mass)
        rates = [weight.T @ count / mass for count in (pages, downloads)]
        names = [
            np.stack([np.bincount(code, w, table.shape[1]) for w in weight.T]) / mass[:, None]
            for code, table in zip(codes, names, strict=True)
        ]

    # The score of each lead for each parameter; shares lose their last name, which fills up to 1.
    scores = [weight[:, [k]] / part[k] - weight[:, [2]] / part[2] for k in (0, 1)]
    labels = [("personas", name, "") for name in PERSONAS[:2]]
    truths, estimates = [truth.personas[name] for name in PERSONAS[:2]], list(part[:2])
    for k, persona in enumerate(PERSONAS):
        w, z = weight[:, k], (size - centre[k]) / spread[k]
        scores.append(np.column_stack([w * z / spread[k], w * (z**2 - 1) / spread[k]]))
        labels += [("size", persona, ", mean"), ("size", persona, ", standard deviation")]
        truths += truth.size[persona]
        estimates += [centre[k], spread[k]]
        for field, count, rate in zip(
            ("pages", "downloads"), (pages, downloads), rates, strict=True
        ):
            scores.append((w * (count / rate[k] - 1))[:, None])
            labels.append((field, persona, ""))
            truths.append(getattr(truth, field)[persona])
            estimates.append(rate[k])
        for field, code, table, of in zip(
            ("industries", "job_levels"), codes, names, (INDUSTRIES, JOB_LEVELS), strict=True
        ):
            kinds = table.shape[1] - 1
            hit = code[:, None] == np.arange(kinds + 1)
            scores.append(w[:, None] * (hit[:, :-1] / table[k, :-1] - hit[:, [-1]] / table[k, -1]))
            labels += [(field, persona, f", {of[j]}") for j in range(kinds)]
            truths += getattr(truth, field)[persona][:kinds]
            estimates += list(table[k, :-1])
    information = sum(
        block.T @ block
        for start in range(0, len(new), 20_000)
        for block in [np.concatenate([s[start : start + 20_000] for s in scores], axis=1)]
    )
    error = np.sqrt(np.diag(np.linalg.inv(information)))
    return [
        Estimate("leads", f"{field}: {persona}{more}", value, estimate, deviates)
        for (field, persona, more), value, estimate, deviates in zip(
            labels, truths, estimates, error, strict=True
        )
    ]


def _costs(costs: pd.DataFrame) -> list[Estimate]:
    known = costs[costs["leads"] > 0]
    ratio = np.log(known["spend_eur"] / known["leads"])
    found, left = [], []
    for source, value in truth.cost_per_lead.items():
        sample = ratio[known["source"] == source].to_numpy()
        median = float(np.exp(sample.mean()))
        error = value * truth.cost_noise / len(sample) ** 0.5
        found.append(Estimate("lead_costs", f"cost_per_lead: {source}", value, median, error))
        left.append(sample - sample.mean())
    rest = np.concatenate(left)
    found.append(deviation("lead_costs", "cost_noise", truth.cost_noise, rest, len(left)))
    assert set(costs["source"][costs["direction"] == "inbound"]) == set(INBOUND)
    return found
