"""What a buyer met of Zwaluw on the way through a deal: articles, webinars, demos, visits.

Each tool has its phases: articles come early, visits late. No tool makes a deal pass a phase, with
one exception: the meeting of all roles (`deal_contacts`), which a trial gives by lot. Demos and
visits cost sales staff a day, so they go to deals that look good: accounts of much goodwill. These
deals pass more often, with or without a demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.deal_contacts import SITUATIONS
from zwaluw.draw import Ints, known
from zwaluw.people import LAST_DAY

TOOLS = ("article", "webinar", "case study", "cost calculator", "demo", "visit")
SALES_TOOLS = ("demo", "visit")  # given by sales staff, and so not before they first spoke
MEETING = "meeting of all roles"


@dataclass(frozen=True)
class ContentTouchParameters:
    """The ground truth of the tools that a deal meets."""

    TABLE: ClassVar[str] = "content_touches"

    touches: dict[str, tuple[float, ...]] = known(
        dict(
            zip(
                TOOLS,
                (
                    (0.80, 0.70, 0.40, 0.25, 0.15, 0.10, 0.02, 0.05),
                    (0.15, 0.40, 0.45, 0.30, 0.10, 0.05, 0.02, 0.10),
                    (0.05, 0.15, 0.25, 0.60, 0.45, 0.20, 0.02, 0.05),
                    (0.05, 0.20, 0.45, 0.30, 0.50, 0.25, 0.10, 0.02),
                    (0.00, 0.02, 0.10, 0.25, 0.60, 0.35, 0.05, 0.05),
                    (0.00, 0.02, 0.05, 0.10, 0.45, 0.60, 0.20, 0.30),
                ),
                strict=True,
            )
        ),
        "mean number of times that a new task meets a tool in phases 1 to 8 (Poisson); demos and"
        " visits: if sales staff had spoken with the buyer before",
        "touches a phase",
    )
    situations: dict[str, float] = known(
        dict(zip(SITUATIONS, (1.0, 0.7, 0.4), strict=True)),
        "so many times the touches of a new task",
        "ratio",
    )
    selection: float = known(
        1.0,
        "logarithm of the mean number of demos and visits: slope on the account's goodwill, in its"
        " standard deviations",
        "log touches",
    )


def make_content_touches(
    walk: pd.DataFrame,
    situation: Ints,
    plan: pd.DataFrame,
    rng: np.random.Generator,
    truth: ContentTouchParameters | None = None,
) -> pd.DataFrame:
    """Draw the tools that each deal meets in each phase, evenly over its days there.

    Parameters
    ----------
    walk, plan : DataFrame
        As in `make_deals`: phases of each deal, and what is known of each deal.
    situation : codes of the deals
    rng : Generator
    truth : ContentTouchParameters, optional

    Returns
    -------
    DataFrame
        deal, date, tool; by deal, in order of the day.
    """
    truth = truth or ContentTouchParameters()
    row, phase, entered, left = (
        walk[name].to_numpy() for name in ("row", "phase", "entered", "left")
    )
    goodwill, spoken = (plan[name].to_numpy()[row] for name in ("goodwill", "spoken_day"))
    times = np.array(list(truth.situations.values()))[situation][row]
    found = []
    for code, tool in enumerate(TOOLS):
        mean = np.array(truth.touches[tool])[phase - 1] * times
        if tool in SALES_TOOLS:  # on average as many as if goodwill did not count
            mean = mean * np.exp(truth.selection * goodwill - truth.selection**2 / 2)
        at = np.repeat(np.arange(len(row)), draw.poisson(rng.random(len(row)), mean))
        day = entered[at] + (rng.random(len(at)) * (left - entered)[at]).astype(np.int64)
        seen = day <= LAST_DAY
        if tool in SALES_TOOLS:
            seen &= (spoken[at] >= 0) & (day >= spoken[at])
        found.append(np.stack([row[at], day, np.full(len(at), code)])[:, seen])
    met = np.flatnonzero(plan["everybody_met"] & (plan["spoken_day"] >= 0))
    first = plan["selection_day"].to_numpy()[met]
    found.append(np.stack([met, first, np.full(len(met), len(TOOLS))]))
    deal, day, tool = np.concatenate(found, axis=1).astype(np.int64)
    order = np.lexsort((tool, day, deal))
    deal, day, tool = deal[order], day[order], tool[order]
    return pd.DataFrame(
        {
            "deal": deal + 1,
            "date": draw.dates(day),
            "tool": draw.labels(tool, (*TOOLS, MEETING)),
        }
    ).drop_duplicates(ignore_index=True)
