"""The ground truth of the leads: what each parameter means, and its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zwaluw.business import INDUSTRIES
from zwaluw.draw import known

INBOUND = ("web content", "webinar", "referral", "search")
OUTBOUND = ("trade fair", "cold call", "mailing")
SOURCES = INBOUND + OUTBOUND
DIRECTIONS = ("inbound", "outbound")
LOTS = ("within the hour", "later")
HOUR = 60  # minutes
PERSONAS = ("owner of a small firm", "manager of human resources", "fleet manager")
JOB_LEVELS = ("owner or director", "manager", "specialist")


@dataclass(frozen=True)
class LeadsParameters:
    """The ground truth of the leads and of what they cost."""

    TABLE: ClassVar[str] = "leads"

    leads_per_customer: float = known(1.0, "leads for each private customer", "leads")
    created: tuple[str, str] = known(
        ("2024-03-01", "2026-02-28"),
        "leads come between these days, evenly spread within a month; whole months",
        "date",
    )
    sources: dict[str, float] = known(
        dict(zip(SOURCES, (0.22, 0.12, 0.12, 0.16, 0.12, 0.14, 0.12), strict=True)),
        "where a lead comes from when every source has its usual budget",
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
            "intercept": -6.4,
            "inbound": 0.2,
            "log_pages": 0.8,
            "downloads": 0.2,
            "webinar": 1.0,
            "requested_demo": 1.5,
            "owner_or_director": 1.6,
            "manager": 1.0,
            "days_since_last_visit": -0.04,
            "log_employees": 0.4,
        },
        "log-odds that an outbound lead which is no account, and is called later than within the"
        " hour, becomes a deal; inbound is what the direction does by itself, need comes on top;"
        " log_pages is the logarithm of 1 + pages viewed, log_employees that of employees / 100,"
        " job levels stand against specialists",
        "log-odds",
    )
    need: float = known(
        0.7,
        "hidden need (in no column; logistic) of inbound leads above that of outbound ones; it adds"
        " to the score. The extra leads that a doubled budget brings have the need of outbound"
        " leads",
        "log-odds",
    )
    held_out: float = known(
        0.10,
        "drawn by lot not to be called",
        "share of leads that are no account",
    )
    without_call: dict[str, float] = known(
        {"requested demo": -3.6, "no demo": -5.0},
        "an outbound lead becomes a deal without a call, where it would with one; need adds to it",
        "log-odds",
    )
    fast_call: float = known(
        0.52,
        "what a call within the hour adds at equal traits, against a later one; with all leads in"
        " one table, without traits, it is an odds ratio of about 1.5",
        "log-odds",
    )
    trial_months: int = known(
        2, "months in which the lot says which leads are called within the hour", "months"
    )
    trial_fast: float = known(
        0.5, "called within the hour in these months", "share of leads that are called"
    )
    trial_minutes: dict[str, tuple[float, float]] = known(
        dict(zip(LOTS, ((5.0, 60.0), (61.0, 960.0)), strict=True)),
        "minutes to the call in these months, by lot: from, to (evenly spread)",
        "minutes",
    )
    minutes: tuple[float, float, float] = known(
        (4.1, -0.22, 1.2),
        "logarithm of the minutes to the call in all other months: level at heat 0, change for each"
        " unit of heat (score and need together), standard deviation",
        "log minutes; log minutes per log-odds; log minutes",
    )
    longest: float = known(13_440.0, "nobody waits longer for a call (28 days)", "minutes")
    hot: float = known(
        3.0, "need (0 in the middle of outbound leads) above which a lead may ring back", "log-odds"
    )
    rings: float = known(
        0.25, "rings back at once, before anybody can call it", "share of leads with such a need"
    )
    ring_minutes: tuple[float, float] = known(
        (1.0, 10.0), "minutes until a lead rings that rings back: from, to", "minutes"
    )
    account_minutes: tuple[float, float] = known(
        (5.0, 240.0), "minutes to the call of a lead from an account: from, to", "minutes"
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
        "spent on a source for each lead it brings, at the usual budget",
        "euro",
        table="lead_costs",
    )
    spend_noise: float = known(
        0.20,
        "standard deviation of the logarithm of a month's spending on a source",
        "log euro",
        table="lead_costs",
    )
    elasticity: float = known(
        0.6,
        "leads that a source brings in a month grow with what is spent on it to this power",
        "log per log",
        table="lead_costs",
    )
    doubled_months: int = known(
        6,
        "months with a doubled budget for web content: one of each four in a row, drawn by lot",
        "months",
        table="lead_costs",
    )
    doubled: float = known(
        2.0,
        "budget for web content in these months",
        "times the usual budget",
        table="lead_costs",
    )
