"""What the sources of leads cost by month, and how many leads the money brings.

Leads grow with what is spent to the power 0.6: the next lead costs more than the last one. Budgets
go up and down by chance; in six months, drawn by lot, that for web content is doubled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.business import MARKET
from zwaluw.draw import Floats, Ints
from zwaluw.leads_truth import DIRECTIONS, INBOUND, SOURCES, LeadsParameters

WEB_CONTENT = SOURCES.index("web content")


def make_plan(seed: int, truth: LeadsParameters) -> pd.DataFrame:
    """Draw the budgets and the months of both trials; all parts of a world have the same.

    Returns
    -------
    DataFrame, one row per month and source
        month: its first day; days: how many it has; source: its code; doubled: with a doubled
        budget; trial: the lot says in this month who is called within the hour; budget: what is
        spent, as a multiple of the usual; leads: share of all leads; usual: share of all leads that
        the usual budget would bring.
    """
    first, last = (np.datetime64(text, "M") for text in truth.created)
    after = last + np.timedelta64(2, "M")
    bounds = np.arange(first, after).astype("datetime64[D]").astype(np.int64)
    months = len(bounds) - 1

    lots = draw.stream(seed, "lead_calls", MARKET)
    drawn = lots.random(months).reshape(truth.doubled_months, -1)
    doubled = (drawn == drawn.min(axis=1, keepdims=True)).ravel()
    trial = np.argsort(np.argsort(lots.random(months), kind="stable")) < truth.trial_months

    rng = draw.stream(seed, "leads", MARKET)
    noise = draw.normal(rng.random(months * len(SOURCES)))
    plan = pd.DataFrame(
        {
            "month": np.repeat(bounds[:-1], len(SOURCES)),
            "days": np.repeat(np.diff(bounds), len(SOURCES)),
            "source": np.tile(np.arange(len(SOURCES)), months),
            "doubled": np.repeat(doubled, len(SOURCES)),
            "trial": np.repeat(trial, len(SOURCES)),
            "budget": np.exp(truth.spend_noise * noise),
        }
    )
    plan["doubled"] &= plan["source"] == WEB_CONTENT
    plan["budget"] *= np.where(plan["doubled"], truth.doubled, 1.0)
    plan["usual"] = np.array(list(truth.sources.values()))[plan["source"]] * plan["days"]
    plan["leads"] = plan["usual"] * plan["budget"] ** truth.elasticity
    plan[["usual", "leads"]] /= plan["leads"].sum()
    return plan


def draw_arrivals(cell: Floats, day: Floats, plan: pd.DataFrame) -> tuple[Ints, Ints]:
    """Turn two uniform numbers of each lead into its row of the plan and its day."""
    row = draw.choose(cell, plan["leads"].tolist())
    month, days = (plan[column].to_numpy()[row] for column in ("month", "days"))
    return row, month + (day * days).astype(np.int64)


def make_lead_costs(
    leads: pd.DataFrame, seed: int, truth: LeadsParameters | None = None
) -> pd.DataFrame:
    """Count the leads by month and source, and say what was spent on them.

    The budgets belong to the month and not to a part of the world, so that the tables of many
    parts, added up by month and source, are the table of all leads (but for rounding).
    """
    truth = truth or LeadsParameters()
    plan = make_plan(seed, truth)
    source = plan["source"].to_numpy()
    month = draw.dates(plan["month"].to_numpy())
    since = leads["created"].to_numpy().astype("datetime64[M]") - month[0].astype("datetime64[M]")
    row = since.astype(np.int64) * len(SOURCES) + leads["source"].cat.codes.to_numpy()
    cost = np.array(list(truth.cost_per_lead.values()))[source]
    # A budget is planned for the size of the company, whether or not the leads come.
    spend = len(leads) * plan["usual"].to_numpy() * cost * plan["budget"].to_numpy()
    return pd.DataFrame(
        {
            "month": month,
            "source": draw.labels(source, SOURCES),
            "direction": draw.labels((source >= len(INBOUND)).astype(np.int64), DIRECTIONS),
            "doubled_budget": plan["doubled"].to_numpy(),
            "leads": np.bincount(row, minlength=len(plan)),
            "spend_eur": np.round(spend, 2),
        }
    )
