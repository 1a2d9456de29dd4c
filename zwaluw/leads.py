"""Zwaluw's leads: employers that showed interest, where they came from, what became of them.

Every lead stems from a source: inbound (it came by itself: web content, webinar, referral, search)
or outbound (Zwaluw went to it: trade fair, cold call, mailing). Behind the leads stand three kinds
of buyers, the *personas*, who differ in the size of their firm, industry, job level, and in how
much they read and download; the table does not say who is which. Whether a lead becomes a deal
follows a *score*: log-odds that add up from its traits. Zwaluw followed up all leads, good and bad,
so that nothing hides in who was called. Every lead was followed for half a year or more.

A few leads come from employers that are accounts already. They know Zwaluw: a fixed share of them
orders, whatever the traits, and the order is one of the won deals of `business`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.business import INDUSTRIES, MARKET, make_business
from zwaluw.draw import Floats, Ints, known

INBOUND = ("web content", "webinar", "referral", "search")
OUTBOUND = ("trade fair", "cold call", "mailing")
SOURCES = INBOUND + OUTBOUND
DIRECTIONS = ("inbound", "outbound")
PERSONAS = ("owner of a small firm", "manager of human resources", "fleet manager")
JOB_LEVELS = ("owner or director", "manager", "specialist")


@dataclass(frozen=True)
class LeadsParameters:
    """The ground truth of the leads and of what they cost."""

    TABLE: ClassVar[str] = "leads"

    leads_per_customer: float = known(1.0, "leads for each private customer", "leads")
    created: tuple[str, str] = known(
        ("2024-03-01", "2026-02-28"), "leads come evenly spread between these days", "date"
    )
    sources: dict[str, float] = known(
        dict(zip(SOURCES, (0.22, 0.12, 0.12, 0.16, 0.12, 0.14, 0.12), strict=True)),
        "where a lead came from",
        "share of leads",
    )
    personas: dict[str, float] = known(
        dict(zip(PERSONAS, (0.40, 0.35, 0.25), strict=True)),
        "kind of buyer (in no column)",
        "share of leads that are no account",
    )
    size: dict[str, tuple[float, float]] = known(
        dict(zip(PERSONAS, ((3.4, 0.5), (5.3, 0.5), (7.2, 0.5)), strict=True)),
        "logarithm of the number of employees, by persona: mean, standard deviation",
        "log employees",
    )
    pages: dict[str, float] = known(
        dict(zip(PERSONAS, (4.0, 9.0, 16.0), strict=True)),
        "mean number of pages viewed, by persona (Poisson)",
        "pages",
    )
    downloads: dict[str, float] = known(
        dict(zip(PERSONAS, (0.4, 1.5, 3.5), strict=True)),
        "mean number of downloads, by persona (Poisson)",
        "downloads",
    )
    industries: dict[str, tuple[float, ...]] = known(
        dict(
            zip(
                PERSONAS,
                (
                    (0.06, 0.04, 0.02, 0.34, 0.06, 0.12, 0.28, 0.08),
                    (0.16, 0.12, 0.06, 0.06, 0.06, 0.10, 0.24, 0.20),
                    (0.20, 0.10, 0.20, 0.04, 0.22, 0.14, 0.05, 0.05),
                ),
                strict=True,
            )
        ),
        f"industry by persona, in the order {', '.join(INDUSTRIES)}",
        "share of leads",
    )
    job_levels: dict[str, tuple[float, ...]] = known(
        dict(
            zip(
                PERSONAS,
                ((0.75, 0.20, 0.05), (0.10, 0.70, 0.20), (0.05, 0.40, 0.55)),
                strict=True,
            )
        ),
        f"job level by persona, in the order {', '.join(JOB_LEVELS)}",
        "share of leads",
    )
    webinar: float = known(
        0.20, "took part in a webinar; of the source webinar all did", "share of other leads"
    )
    demo: float = known(0.15, "asked for a demonstration", "share of leads")
    last_visit: float = known(
        15.0, "mean number of days since the last visit when scored (geometric, from 0)", "days"
    )
    score: dict[str, float] = known(
        {
            "intercept": -6.3,
            "inbound": 0.9,
            "log_pages": 0.8,
            "downloads": 0.2,
            "webinar": 1.0,
            "requested_demo": 1.5,
            "owner_or_director": 1.6,
            "manager": 1.0,
            "days_since_last_visit": -0.04,
            "log_employees": 0.4,
        },
        "log-odds that a lead which is no account becomes a deal; log_pages is the logarithm of"
        " 1 + pages viewed, log_employees that of employees / 100, job levels stand against"
        " specialists",
        "log-odds",
    )
    account_share: float = known(0.03, "comes from an account", "share of leads")
    account_deal: float = known(
        0.35, "a lead from an account becomes a deal", "share of leads from accounts"
    )
    account_lag: float = known(
        12.0, "mean time from such a lead to the opening of its deal (geometric)", "days"
    )
    value: tuple[float, float, float] = known(
        (9.8, 0.60, 0.45),
        "logarithm of the first order of a new customer: intercept at 100 employees, slope on the"
        " logarithm of employees / 100, standard deviation",
        "log euro; log per log; log euro",
    )
    margin: tuple[float, float] = known(
        (0.18, 0.03), "margin on an order: mean, standard deviation", "share of the order"
    )
    follow_up: tuple[float, float] = known(
        (600.0, 4.0),
        "cost of following up a lead: mean, shape of the gamma distribution",
        "euro; number",
    )
    cost_per_lead: dict[str, float] = known(
        dict(zip(SOURCES, (45.0, 80.0, 25.0, 95.0, 320.0, 190.0, 140.0), strict=True)),
        "spent on a source for each lead it brings: median over the months",
        "euro",
        table="lead_costs",
    )
    cost_noise: float = known(
        0.20,
        "standard deviation of the logarithm of a month's cost per lead",
        "log euro",
        table="lead_costs",
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
    first, last = (draw.day(text) for text in truth.created)
    created = first + (rng.random(n) * (last - first + 1)).astype(np.int64)
    source = draw.choose(rng.random(n), truth.sources)
    inbound = source < len(INBOUND)
    account, deal, value, found = _from_accounts(people, seed, part, created, rng, truth)
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
    becomes = np.where(is_account, deal > 0, rng.random(n) < draw.probability(0, 1, score))

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
            "follow_up_eur": follow_up,
            "became_deal": becomes.astype(bool),
            "deal": draw.optional(deal, deal > 0, "Int64"),
            "value_eur": np.where(becomes, value_eur, np.nan),
            "margin_eur": np.where(becomes, margin_eur, np.nan),
        }
    ).sort_values("created", kind="stable", ignore_index=True)
    leads["lead"] = np.arange(1, n + 1)
    return {"leads": leads, "lead_costs": make_lead_costs(leads, seed, truth)}


def make_lead_costs(
    leads: pd.DataFrame, seed: int, truth: LeadsParameters | None = None
) -> pd.DataFrame:
    """Make what each source cost by month: leads x cost per lead x the month's noise.

    The noise belongs to the month and not to a part of the world, so that the tables of many
    parts, added up by month and source, are the table of all leads (but for rounding).
    """
    truth = truth or LeadsParameters()
    rng = draw.stream(seed, "leads", MARKET)
    first, last = (np.datetime64(text, "M") for text in truth.created)
    months = int((last - first).astype(np.int64)) + 1
    noise = draw.normal(rng.random(months * len(SOURCES))) * truth.cost_noise
    month = np.repeat(np.arange(months), len(SOURCES))
    source = np.tile(np.arange(len(SOURCES)), months)
    created = leads["created"].to_numpy().astype("datetime64[M]")
    cell = (created - first).astype(np.int64) * len(SOURCES) + leads["source"].cat.codes.to_numpy()
    number = np.bincount(cell, minlength=len(month))
    cost = np.array(list(truth.cost_per_lead.values()))[source] * np.exp(noise)
    return pd.DataFrame(
        {
            "month": (first + month).astype("datetime64[s]"),
            "source": draw.labels(source, SOURCES),
            "direction": draw.labels((source >= len(INBOUND)).astype(np.int64), DIRECTIONS),
            "leads": number,
            "spend_eur": np.round(number * cost, 2),
        }
    )


def _from_accounts(
    people: pd.DataFrame,
    seed: int,
    part: int,
    created: Ints,
    rng: np.random.Generator,
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

    lag = draw.geometric(rng.random(len(deals)), 1 / truth.account_lag).astype(np.int64)
    opened = deals["opened"].to_numpy().astype("datetime64[D]").astype(np.int64)
    first, last = (draw.day(text) for text in truth.created)
    fits = (opened - lag >= first) & (opened - lag <= last) & (deals["outcome"] == "won").to_numpy()
    drawn = np.where(fits, rng.random(len(deals)), 2.0)
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
