"""Recovery of what money brings in leads, and of the calls: who, how soon, to what effect.

Need is in no column, but its distribution is known: what it adds to a mean or a share is summed up
over that distribution.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, share
from tests.zwaluw.recovery.business import deviation, least_squares, mean
from zwaluw.leads_truth import HOUR, JOB_LEVELS, LOTS, LeadsParameters

truth = LeadsParameters()
EXTRA = 1 - truth.doubled**-truth.elasticity  # share of the leads of a doubled budget
EVEN = special.logit((np.arange(100_000) + 0.5) / 100_000)  # need of outbound leads


def traits(leads: pd.DataFrame) -> np.ndarray:
    """Lay the columns of the score side by side, in the order of `LeadsParameters.score`."""
    return np.column_stack(
        [
            np.ones(len(leads)),
            leads["direction"] == "inbound",
            np.log1p(leads["pages_viewed"]),
            leads["downloads"],
            leads["webinar"],
            leads["requested_demo"],
            *(leads["job_level"] == level for level in JOB_LEVELS[:2]),
            leads["days_since_last_visit"],
            np.log(leads["employees"] / 100),
        ]
    ).astype(float)


def logistic_regression(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit by Newton steps: coefficients and their errors."""
    slopes = np.zeros(x.shape[1])
    for _ in range(15):
        p = special.expit(x @ slopes)
        information = x.T @ (x * (p * (1 - p))[:, None])
        slopes = slopes + np.linalg.solve(information, x.T @ (y - p))
    return slopes, np.sqrt(np.diag(np.linalg.inv(information)))


def fit_score(x: np.ndarray, fast: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the score and what a fast call adds, where a lead gets one with the chance `fast`.

    Newton steps on the likelihood; the last of the coefficients and errors is that of the call.
    """
    slopes = np.zeros(x.shape[1] + 1)
    for _ in range(25):
        line = x @ slopes[:-1]
        later, soon = special.expit(line), special.expit(line + slopes[-1])
        p = (1 - fast) * later + fast * soon
        by_call = fast * soon * (1 - soon)
        gradient = np.column_stack(
            [x * ((1 - fast) * later * (1 - later) + by_call)[:, None], by_call]
        )
        weight = gradient / (p * (1 - p))[:, None]
        information = weight.T @ gradient
        slopes = slopes + np.linalg.solve(information, weight.T @ (y - p))
    return slopes, np.sqrt(np.diag(np.linalg.inv(information)))


def doubled(leads: pd.DataFrame, costs: pd.DataFrame) -> np.ndarray:
    """Mark the leads of web content that came in a month with a doubled budget."""
    months = costs["month"][costs["doubled_budget"].astype(bool)].to_numpy()
    month = leads["created"].to_numpy().astype("datetime64[M]")
    return np.isin(month, months.astype("datetime64[M]")) & (leads["source"] == "web content")


def recover_score(new: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    """Estimate the score, the effect of a fast call by lot, and the need of the extra leads."""
    called = new[~new["held_out"].to_numpy(dtype=bool)]
    y = called["became_deal"].to_numpy(dtype=float)
    more = doubled(called, costs)
    # Outside the trial, leads on the brink of an order are called within the hour so often:
    brink = np.linspace(-truth.fast_call, 0, 101)
    level, slope, spread = truth.minutes
    usual = special.ndtr((np.log(HOUR + 0.5) - level - slope * brink) / spread).mean()
    lot = called["call_lot"]
    fast = np.where(lot.isna(), usual, lot == LOTS[0])
    x = traits(called)
    slopes, error = fit_score(np.column_stack([x, more]), fast, y)
    expected = dict(truth.score)
    expected["inbound"] += truth.need  # the table cannot tell them apart
    found = [
        Estimate(
            "leads",
            f"score: {'inbound and need' if name == 'inbound' else name}",
            value,
            slopes[i],
            error[i],
        )
        for i, (name, value) in enumerate(expected.items())
    ]
    found.append(Estimate("leads", "fast_call", truth.fast_call, slopes[-1], error[-1]))
    # What a fast call adds, times the chance of one: near enough here.
    usual_need = x @ slopes[: x.shape[1]] + fast * slopes[-1]
    return [*found, _need(usual_need[more], y[more])]


def _need(usual: np.ndarray, y: np.ndarray) -> Estimate:
    """Estimate how many fewer deals come of a doubled budget, for the lower need of its extras.

    `usual` are the log-odds that these leads would have with the usual need of their source.
    """
    p = special.expit(usual)
    lost = EXTRA * (p - special.expit(usual - truth.need))
    error = (p * (1 - p)).sum() ** 0.5 / max(len(y), 1)
    return Estimate("leads", "need: deals lost, share", lost.mean(), (p - y).mean(), error)


def recover_calls(leads: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    """Estimate who is held out and orders all the same, who rings back, and the minutes."""
    new = leads[leads["account"].isna()]
    out = new["held_out"].to_numpy(dtype=bool)
    found = [share("leads", "held_out", truth.held_out, out.sum(), len(new))]
    found += _without_call(new[out], costs)
    called = new[~out]
    lots = called["call_lot"].dropna()
    found.append(share("leads", "trial_fast", truth.trial_fast, (lots == LOTS[0]).sum(), len(lots)))
    rang = called["rang_back"].to_numpy(dtype=bool)
    minutes = called["minutes_to_first_call"].to_numpy(dtype=float)
    bounds = [
        (f"trial_minutes: {name}", truth.trial_minutes[name], minutes[~rang & here])
        for name in LOTS
        for here in [(called["call_lot"] == name).to_numpy()]
    ]
    account = leads.loc[leads["account"].notna(), "minutes_to_first_call"].to_numpy(dtype=float)
    bounds.append(("ring_minutes", truth.ring_minutes, minutes[rang]))
    bounds.append(("account_minutes", truth.account_minutes, account))
    found += [mean("leads", f"{name}: middle", sum(ends) / 2, x) for name, ends, x in bounds]
    found += _rings(new, costs)
    return [*found, *_minutes(called[~rang & called["call_lot"].isna().to_numpy()], costs)]


def _more_need(leads: pd.DataFrame, costs: pd.DataFrame) -> list[tuple[float, np.ndarray]]:
    """Give the kinds of need (above outbound leads) with the chance that each lead is of it."""
    inbound = (leads["direction"] == "inbound").to_numpy()
    high = inbound * np.where(doubled(leads, costs), 1 - EXTRA, 1.0)
    return [(truth.need, high), (0.0, 1 - high)]


def _without_call(out: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    """Compare the deals of the leads held out with those that are planted, as shares."""
    score = traits(out) @ np.array(list(truth.score.values()))
    demo = out["requested_demo"].to_numpy(dtype=bool)
    base = np.where(demo, *truth.without_call.values())
    chance = sum(
        part * special.expit(np.minimum(base, score) + need)
        for need, part in _more_need(out, costs)
    )
    found = []
    for name, here in zip(truth.without_call, (demo, ~demo), strict=True):
        hits = out["became_deal"].to_numpy()[here].sum()
        found.append(
            share("leads", f"without_call: {name}, share", chance[here].mean(), hits, here.sum())
        )
    return found


def _rings(new: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    chance = truth.rings * sum(
        part * special.expit(need - truth.hot) for need, part in _more_need(new, costs)
    )
    found = []
    for name in ("inbound", "outbound"):
        here = (new["direction"] == name).to_numpy()
        hits = new["rang_back"].to_numpy(dtype=bool)[here].sum()
        found.append(share("leads", f"rings: {name}, share", chance[here].mean(), hits, here.sum()))
    return found


def _minutes(ordinary: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    """Regress the logarithm of the minutes on the score: its slope is that of heat."""
    level, slope, spread = truth.minutes
    score = traits(ordinary) @ np.array(list(truth.score.values()))
    inbound = (ordinary["direction"] == "inbound").to_numpy(dtype=float)
    y = np.log(ordinary["minutes_to_first_call"].to_numpy(dtype=float))
    slopes, error, _ = least_squares(np.column_stack([np.ones(len(y)), inbound, score]), y)
    found = [Estimate("leads", "minutes: change for heat", slope, slopes[2], error[2])]
    # Need of those that did not ring back: mean and variance by kind.
    first, second = np.zeros(len(y)), np.zeros(len(y))
    for need, part in _more_need(ordinary, costs):
        value = EVEN + need
        stays = 1 - truth.rings * (value > truth.hot)
        first += part * np.average(value, weights=stays)
        second += part * np.average(value**2, weights=stays)
    left = y - slope * (score + first)
    hidden = slope**2 * (second - first**2).mean()
    found.append(mean("leads", "minutes: level", level, left))
    whole = (spread**2 + hidden) ** 0.5
    return [*found, deviation("leads", "minutes: spread, with that of need", whole, left)]


def recover_costs(leads: pd.DataFrame, costs: pd.DataFrame) -> list[Estimate]:
    """Regress the number of leads on spending, source by source (Poisson), and what follows."""
    new = leads[leads["account"].isna()]  # the days of the others follow from their deals
    month = new["created"].to_numpy().astype("datetime64[M]")
    count = pd.Series(1.0, index=[month.astype("datetime64[s]"), new["source"].astype(str)])
    count = count.groupby(level=[0, 1]).sum()
    cells = costs.set_index([costs["month"].astype("datetime64[s]"), costs["source"].astype(str)])
    count = count.reindex(cells.index, fill_value=0.0).to_numpy()
    days = cells["month"].dt.days_in_month.to_numpy(dtype=float)
    twice = cells["doubled_budget"].to_numpy(dtype=bool)
    spend = np.log(cells["spend_eur"].to_numpy(dtype=float) / days)
    codes = pd.Categorical(cells.index.get_level_values(1), categories=list(truth.sources)).codes
    months = twice.size / len(truth.sources)
    noise = truth.spend_noise

    usual = np.bincount(codes, spend - twice * np.log(truth.doubled)) / months
    above = spend - usual[codes]
    power = truth.elasticity
    for _ in range(20):  # Newton steps; the level of each source follows from its total
        weight = days * np.exp(power * above)
        level = np.bincount(codes, count) / np.bincount(codes, weight)
        fitted = level[codes] * weight
        inside = above - (np.bincount(codes, fitted * above) / np.bincount(codes, fitted))[codes]
        information = fitted @ inside**2
        power += (count - fitted) @ above / information
    found = [
        Estimate("lead_costs", "elasticity", truth.elasticity, power, information**-0.5),
        deviation(
            "lead_costs", "spend_noise", noise, above - twice * np.log(truth.doubled), len(level)
        ),
    ]
    content = codes == list(truth.sources).index("web content")
    by_lot = np.exp(spend[twice].mean() - spend[content & ~twice].mean())
    error = truth.doubled * noise * (1 / twice.sum() + 1 / (content & ~twice).sum()) ** 0.5
    found.append(Estimate("lead_costs", "doubled", truth.doubled, by_lot, error))

    total = np.bincount(codes, count)
    cost = np.exp(usual) / level * len(new) / len(leads)
    for code, (name, value) in enumerate(truth.sources.items()):
        relative = (1 / total[code] + (truth.elasticity * noise) ** 2 / months) ** 0.5
        part = level[code] / level.sum()
        found.append(
            Estimate("leads", f"sources: {name}", value, part, value * (1 - value) * relative)
        )
        relative = (1 / total[code] + ((1 - truth.elasticity) * noise) ** 2 / months) ** 0.5
        value = truth.cost_per_lead[name]
        found.append(
            Estimate("lead_costs", f"cost_per_lead: {name}", value, cost[code], value * relative)
        )
    return found
