"""Zwaluw's leads: employers that showed interest, where they came from, what became of them.

Every lead stems from a source: inbound (it came by itself: web content, webinar, referral, search)
or outbound (Zwaluw went to it: trade fair, cold call, mailing). Behind the leads stand three kinds
of buyers, the *personas*, who differ in the size of their firm, industry, job level, and in how
much they read and download; the table does not say who is which. Whether a lead becomes a deal
follows a *score*, log-odds that add up from its traits, and a hidden *need*. Need lies higher among
inbound leads. (That is the same as: who needs more comes more often by itself.) So most of what
sets inbound apart is who they are, and not what the direction does.

One tenth of the leads is not called (`lead_calls`). Every lead was followed for half a year or
more. A few leads come from employers that are accounts already. They know Zwaluw: a fixed share of
them orders, whatever the traits, and the order is one of the won deals of `business`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.business import INDUSTRIES, make_business
from zwaluw.draw import Floats, Ints
from zwaluw.lead_calls import DRAWS, make_calls
from zwaluw.lead_costs import draw_arrivals, make_lead_costs, make_plan
from zwaluw.leads_truth import (
    DIRECTIONS,
    INBOUND,
    JOB_LEVELS,
    LOTS,
    PERSONAS,
    SOURCES,
    LeadsParameters,
)


def make_leads(
    people: pd.DataFrame, seed: int, part: int = 0, truth: LeadsParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the leads and what the sources cost by month.

    Parameters
    ----------
    people : DataFrame
        From `make_people` with the same seed and part.
    seed, part : int
    truth : LeadsParameters, optional

    Returns
    -------
    dict of DataFrame
        leads, in order of the day; lead_costs (see `make_lead_costs` for a world of many parts).
    """
    truth = truth or LeadsParameters()
    rng = draw.stream(seed, "leads", part)
    n = round(len(people) * truth.leads_per_customer)
    plan = make_plan(seed, truth)
    row, created = draw_arrivals(rng.random(n), rng.random(n), plan)
    source, trial, doubled = (plan[c].to_numpy()[row] for c in ("source", "trial", "doubled"))
    inbound = source < len(INBOUND)
    calls_rng = draw.stream(seed, "lead_calls", part)
    chance = calls_rng.random((2 + DRAWS, n))
    # The deals draw from the other stream, last: however many there are, the leads stay.
    account, deal, value, found = _from_accounts(people, seed, part, created, rng, calls_rng, truth)
    created = np.where(found["created"] >= 0, found["created"], created)
    is_account = account > 0

    # Leads from accounts behave as fleet managers; size and industry are those of the account.
    persona = draw.choose(rng.random(n), truth.personas)
    persona = np.where(is_account, PERSONAS.index("fleet manager"), persona)
    mean, spread = np.array(list(truth.size.values()))[persona].T
    employees = np.round(np.exp(mean + spread * draw.normal(rng.random(n))))
    employees = np.where(is_account, found["employees"], np.maximum(employees, 1))
    pages = draw.poisson(rng.random(n), np.array(list(truth.pages.values()))[persona])
    downloads = draw.poisson(rng.random(n), np.array(list(truth.downloads.values()))[persona])
    industry = draw.choose_by(rng.random(n), persona, PERSONAS, truth.industries)
    industry = np.where(is_account, found["industry"], industry)
    level = draw.choose_by(rng.random(n), persona, PERSONAS, truth.job_levels)
    webinar = (rng.random(n) < truth.webinar) | (source == SOURCES.index("webinar"))
    demo = rng.random(n) < truth.demo
    last_visit = draw.geometric(rng.random(n), 1 / (1 + truth.last_visit)) - 1

    traits = {
        "intercept": np.ones(n),
        "inbound": inbound,
        "log_pages": np.log1p(pages),
        "downloads": downloads,
        "webinar": webinar,
        "requested_demo": demo,
        "owner_or_director": level == JOB_LEVELS.index("owner or director"),
        "manager": level == JOB_LEVELS.index("manager"),
        "days_since_last_visit": last_visit,
        "log_employees": np.log(employees / 100),
    }
    score = np.zeros(n)
    for name, weight in truth.score.items():
        score += weight * traits[name]
    # Without the noise of a logistic variable the score would say all: need is that noise.
    need = truth.need * inbound - draw.logistic(chance[1])
    extra = doubled & (chance[0] < 1 - truth.doubled**-truth.elasticity)
    need -= truth.need * extra
    calls = make_calls(chance[2:], score, need, demo, trial, is_account, truth)
    held_out = calls["held_out"].to_numpy()
    becomes = np.where(is_account, deal > 0, calls["becomes"])

    intercept, slope, spread = truth.value
    order = intercept + slope * traits["log_employees"] + spread * draw.normal(rng.random(n))
    value_eur = np.round(np.where(is_account, value, np.exp(order)), 2)
    mean, spread = truth.margin
    margin_eur = np.round(value_eur * (mean + spread * draw.normal(rng.random(n))), 2)
    mean, shape = truth.follow_up
    follow_up = np.round(draw.gamma(rng.random(n), shape) * mean / shape, 2)
    leads = pd.DataFrame(
        {
            "lead": np.arange(1, n + 1),
            "created": draw.dates(created),
            "source": draw.labels(source, SOURCES),
            "direction": draw.labels(np.where(inbound, 0, 1), DIRECTIONS),
            "account": draw.optional(account, is_account, "Int64"),
            "industry": draw.labels(industry, INDUSTRIES),
            "employees": employees.astype(np.int64),
            "job_level": draw.labels(level, JOB_LEVELS),
            "pages_viewed": pages,
            "downloads": downloads,
            "webinar": webinar,
            "requested_demo": demo,
            "days_since_last_visit": last_visit.astype(np.int64),
            "held_out": held_out,
            "call_lot": draw.labels(calls["lot"], LOTS),
            "rang_back": calls["rang_back"],
            "minutes_to_first_call": draw.optional(calls["minutes"].to_numpy(), ~held_out, "Int64"),
            "follow_up_eur": np.where(held_out, np.nan, follow_up),
            "became_deal": becomes.astype(bool),
            "deal": draw.optional(deal, deal > 0, "Int64"),
            "value_eur": np.where(becomes, value_eur, np.nan),
            "margin_eur": np.where(becomes, margin_eur, np.nan),
        }
    ).sort_values("created", kind="stable", ignore_index=True)
    leads["lead"] = np.arange(1, n + 1)
    return {"leads": leads, "lead_costs": make_lead_costs(leads, seed, truth)}


def _from_accounts(
    people: pd.DataFrame,
    seed: int,
    part: int,
    created: Ints,
    rng: np.random.Generator,
    deals_rng: np.random.Generator,
    truth: LeadsParameters,
) -> tuple[Ints, Ints, Floats, dict[str, Ints]]:
    """Choose the leads that come from accounts, and the won deals that some of them became.

    Returns
    -------
    account, deal : number, or 0 for none
    value : of the deal
    found : dict
        employees and industry of the account; created: the day, when the deal tells it, else -1.
    """
    n = len(created)
    business = make_business(people, seed, part)
    accounts, deals = business["accounts"], business["deals"]
    is_account = (rng.random(n) < truth.account_share) & (len(accounts) > 0)
    orders = is_account & (rng.random(n) < truth.account_deal)
    account = np.where(is_account, 1 + (rng.random(n) * len(accounts)).astype(np.int64), 0)

    lag = draw.geometric(deals_rng.random(len(deals)), 1 / truth.account_lag).astype(np.int64)
    opened = draw.day_numbers(deals["opened"])
    first, last = (draw.day(text) for text in truth.created)
    fits = (opened - lag >= first) & (opened - lag <= last) & (deals["outcome"] == "won").to_numpy()
    drawn = np.where(fits, deals_rng.random(len(deals)), 2.0)
    drawn = np.argsort(drawn, kind="stable")[: fits.sum()]
    rows = np.flatnonzero(orders)[: len(drawn)]
    drawn = drawn[: len(rows)]
    deal, value, day = np.zeros(n, dtype=np.int64), np.zeros(n), np.full(n, -1)
    deal[rows] = deals["deal"].to_numpy()[drawn]
    value[rows] = deals["value_eur"].to_numpy()[drawn]
    account[rows] = deals["account"].to_numpy()[drawn]
    day[rows] = (opened - lag)[drawn]
    place = np.maximum(account - 1, 0)
    none = np.ones(1, dtype=np.int64)  # for a world too small for accounts
    employees = accounts["employees"].to_numpy() if len(accounts) else none
    industry = accounts["industry"].cat.codes.to_numpy() if len(accounts) else none
    found = {"created": day, "employees": employees[place], "industry": industry[place]}
    return account, deal, value, found
