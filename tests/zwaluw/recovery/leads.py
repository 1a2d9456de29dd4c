"""Recovery of the truth of leads and of what they cost.

The personas are in no column: a latent class model (EM) finds them again, with errors from the
scores of the single leads. The first day, the last and the bounds of minutes are checked by the
tests.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, share
from tests.zwaluw.recovery.business import deviation, least_squares, mean
from tests.zwaluw.recovery.lead_calls import recover_calls, recover_costs, recover_score
from zwaluw.business import INDUSTRIES
from zwaluw.leads_truth import JOB_LEVELS, PERSONAS, LeadsParameters

truth = LeadsParameters()
MOST = 200_000  # leads in the latent class model


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    leads = tables["leads"]
    new = leads[leads["account"].isna()].reset_index(drop=True)
    within = (new["created"].dt.day - 0.5) / new["created"].dt.days_in_month
    found = [mean("leads", "created: place in the month", 0.5, within, 12**-0.5)]
    elsewhere = leads["webinar"][leads["source"] != "webinar"]
    found.append(share("leads", "webinar", truth.webinar, elsewhere.sum(), len(elsewhere)))
    found.append(share("leads", "demo", truth.demo, leads["requested_demo"].sum(), len(leads)))
    days = truth.last_visit
    spread = (days * (1 + days)) ** 0.5
    found.append(
        mean("leads", "last_visit", days, leads["days_since_last_visit"].to_numpy(), spread)
    )
    found += _from_accounts(leads)
    found += recover_score(new, tables["lead_costs"])
    found += recover_calls(leads, tables["lead_costs"])
    found += recover_costs(leads, tables["lead_costs"])
    found += _money(leads, new)
    return found + _personas(new.head(MOST))


def _from_accounts(leads: pd.DataFrame) -> list[Estimate]:
    known = leads[leads["account"].notna()]
    hits = known["became_deal"].sum()
    return [
        share("leads", "account_share", truth.account_share, len(known), len(leads)),
        share("leads", "account_deal", truth.account_deal, hits, len(known)),
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
    cost = leads["follow_up_eur"].dropna().to_numpy()
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
