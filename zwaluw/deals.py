"""The deals of Zwaluw's business customers, and the phases that each deal walks through.

How many deals an employer starts follows from its size and from the growth of its own market. A
deal walks through the eight phases of the business buying process. It stays in a phase for a
random number of days; then it passes on, or is lost. A straight rebuy skips the phases of writing
down needs and looking for suppliers. What has not ended on the last day of the tables is open.
Two phases are passed more easily in accounts of much goodwill: proposal solicitation and supplier
selection. At supplier selection it also counts whom sales staff have met and what others ask
(`deal_contacts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.content_touches import ContentTouchParameters, make_content_touches
from zwaluw.deal_contacts import (
    ARMS,
    SITUATIONS,
    DealContactParameters,
    Flags,
    first_contact,
    plan_contacts,
)
from zwaluw.draw import Floats, Ints, known
from zwaluw.market import price_index
from zwaluw.people import LAST_DAY

CHANGES = ("first purchase", "specification", "price", "terms", "supplier", "nothing")
PHASES = (
    "problem recognition",
    "general need description",
    "product specification",
    "supplier search",
    "proposal solicitation",
    "supplier selection",
    "order-routine specification",
    "performance review",
)
SOLICITATION = PHASES.index("proposal solicitation")
SELECTION = PHASES.index("supplier selection")
ORDER = PHASES.index("order-routine specification")  # a deal that passes it is won
OUTCOMES = ("open", "won", "lost")


@dataclass(frozen=True)
class DealParameters:
    """The ground truth of the deals and their phases."""

    TABLE: ClassVar[str] = "deals"

    deals: tuple[float, float, float] = known(
        (0.98, 0.25, 0.05),
        "logarithm of the mean number of deals: intercept at 100 employees, slope on the logarithm"
        " of employees / 100, slope on the growth percent of the account's own market",
        "log deals; log per log; log deals a percent",
    )
    first_day: str = known(
        "2022-01-01", "deals are opened evenly from this day to the last", "date"
    )
    situations: dict[str, float] = known(
        dict(zip(SITUATIONS, (0.25, 0.40, 0.35), strict=True)), "buying situation", "share of deals"
    )
    changes: dict[str, float] = known(
        dict(zip(CHANGES[1:-1], (0.45, 0.25, 0.20, 0.10), strict=True)),
        "what a modified rebuy changes",
        "share of modified rebuys",
    )
    suppliers: dict[str, float] = known(
        dict(zip(SITUATIONS, (3.0, 1.5, 0.0), strict=True)),
        "mean number of suppliers asked beside Zwaluw (Poisson)",
        "suppliers",
    )
    bikes: dict[str, float] = known(
        dict(zip(SITUATIONS, (0.20, 0.10, 0.05), strict=True)),
        "median size of a deal, by situation",
        "share of the account's fleet",
    )
    bikes_spread: float = known(
        0.35, "standard deviation of the logarithm of the size of a deal", "log bicycles"
    )
    price: tuple[float, float, float] = known(
        (2000.0, -0.03, 0.06),
        "price of a bicycle in a deal: median for one bicycle in August 2026 (earlier it is higher,"
        " as the list price is), slope of its logarithm on the"
        " logarithm of the number, standard deviation of the logarithm",
        "euro; log per log; log euro",
    )
    phase_days: dict[str, tuple[float, ...]] = known(
        {
            "new task": (18, 22, 32, 24, 95, 38, 14, 90),
            "modified rebuy": (10, 14, 20, 14, 70, 24, 10, 75),
            "straight rebuy": (5, 0, 0, 0, 0, 14, 6, 60),
        },
        "mean stay in each phase, by situation (geometric; 0: the phase is skipped); deals stall"
        " at proposal solicitation",
        "days",
        table="deal_phases",
    )
    phase_passes: dict[str, tuple[float, ...]] = known(
        {
            "new task": (0.94, 0.92, 0.88, 0.92, 0.55, 0.75, 0.95, 0.80),
            "modified rebuy": (0.96, 0.94, 0.92, 0.94, 0.60, 0.80, 0.96, 0.85),
            "straight rebuy": (0.97, 0, 0, 0, 0, 0.90, 0.97, 0.92),
        },
        "passes each phase, by situation; lowest at proposal solicitation (the review comes after"
        " the deal is won: passing it means that the buyer stays)",
        "share of deals whose phase has ended",
        table="deal_phases",
    )
    recentred: dict[str, tuple[float, float]] = known(
        dict(zip(SITUATIONS, ((0.03, -0.30), (0.06, -0.23), (0.0, 0.17)), strict=True)),
        "added to the log-odds of passing proposal solicitation, and supplier selection, so that"
        " with goodwill, contacts and price the mean is what phase_passes says, the deals apart"
        " in which the trial let everybody be met",
        "log-odds",
        table="deal_phases",
    )


def make_deals(
    accounts: pd.DataFrame,
    centre: pd.DataFrame,
    ties: pd.DataFrame,
    seed: int,
    streams: tuple[np.random.Generator, np.random.Generator],
    truth: DealParameters | None = None,
    contact_truth: DealContactParameters | None = None,
    touch_truth: ContentTouchParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the deals of the accounts, their phases, and who was met in them.

    Parameters
    ----------
    accounts : DataFrame
        One row per account, in order of its number, from 1 on.
    centre, ties : DataFrame
        The buying centres, in order of the account.
    seed : int
        Of the world, whose bicycles grow cheaper.
    streams : two Generators
        The stream from which `make_business` has drawn the accounts (deals come next in it), and
        the stream of everything about contacts.
    truth : DealParameters, optional
    contact_truth : DealContactParameters, optional
    touch_truth : ContentTouchParameters, optional

    Returns
    -------
    dict of DataFrame
        deals, deal_phases, deal_members, content_touches.
    """
    truth, contact_truth = truth or DealParameters(), contact_truth or DealContactParameters()
    rng, contact_rng = streams
    deals, situation = _deals(accounts, seed, rng, truth)
    plan, members = plan_contacts(deals, centre, ties, contact_rng, contact_truth)
    opened = deals.pop("opened_day").to_numpy()
    walk, plan = _walk(opened, situation, plan, rng, (truth, contact_truth))
    plan = plan.join(first_contact(walk, situation, plan, contact_rng, contact_truth))
    # Nobody is met before the first contact; in some deals everybody is from supplier selection on.
    spoken, everybody = (plan[name].to_numpy() for name in ("spoken_day", "everybody_met"))
    row = members["deal"].to_numpy() - 1
    members["met"] = (members["met"] | everybody[row]) & (spoken[row] >= 0)
    all_met = np.bincount(row, ~members["met"], len(deals)) == 0
    chosen = plan["selection_day"].to_numpy() >= 0  # the deal has come to supplier selection
    deals["outcome"] = draw.labels(plan["outcome"], OUTCOMES)
    deals["closed"] = draw.dates(plan["closed_day"].to_numpy())
    deals["price_against_offers_percent"] = plan["price_percent"].where(chosen)
    deals["first_sales_contact"] = draw.dates(spoken)
    deals["first_sales_contact_phase"] = draw.optional(
        plan["spoken_phase"].to_numpy(), spoken >= 0, "Int64"
    )
    deals["all_roles_met"] = draw.optional(all_met, chosen, "boolean")
    deals["trial_arm"] = draw.labels(np.where(plan["in_trial"], plan["everybody_met"], -1), ARMS)
    return {
        "deals": deals,
        "deal_phases": _phases(walk),
        "deal_members": members,
        "content_touches": make_content_touches(walk, situation, plan, contact_rng, touch_truth),
    }


def _deals(
    accounts: pd.DataFrame, seed: int, rng: np.random.Generator, truth: DealParameters
) -> tuple[pd.DataFrame, Ints]:
    intercept, slope, growth = truth.deals
    mean = np.exp(
        intercept
        + slope * np.log(accounts["employees"].to_numpy() / 100)
        + growth * accounts["end_demand_growth_percent"].to_numpy()
    )
    number = draw.poisson(rng.random(len(accounts)), mean)
    place = np.repeat(np.arange(len(accounts)), number)
    n = len(place)
    first = draw.day(truth.first_day)
    opened = first + (rng.random(n) * (LAST_DAY - first + 1)).astype(np.int64)
    order = np.argsort(opened, kind="stable")
    place, opened = place[order], opened[order]
    situation = draw.choose(rng.random(n), truth.situations)
    change = 1 + draw.choose(rng.random(n), truth.changes)
    change = np.where(situation == SITUATIONS.index("new task"), 0, change)
    change = np.where(situation == SITUATIONS.index("straight rebuy"), len(CHANGES) - 1, change)
    share = np.array(list(truth.bikes.values()))[situation]
    share = share * np.exp(truth.bikes_spread * draw.normal(rng.random(n)))
    bikes = np.maximum(np.round(accounts["fleet_bikes"].to_numpy()[place] * share), 1)
    price, discount, spread = truth.price
    price = price * price_index(seed, opened) * bikes**discount
    price = price * np.exp(spread * draw.normal(rng.random(n)))
    others = draw.poisson(rng.random(n), np.array(list(truth.suppliers.values()))[situation])
    table = pd.DataFrame(
        {
            "deal": np.arange(1, n + 1),
            "account": place + 1,
            "situation": draw.labels(situation, SITUATIONS),
            "change": draw.labels(change, CHANGES),
            "suppliers_asked": 1 + others,
            "bikes": bikes.astype(np.int64),
            "value_eur": np.round(bikes * price, 2),
            "opened": draw.dates(opened),
            "opened_day": opened,
        }
    )
    return table, situation


def _walk(
    opened: Ints,
    situation: Ints,
    plan: pd.DataFrame,
    rng: np.random.Generator,
    truths: tuple[DealParameters, DealContactParameters],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let every deal walk through its phases until it ends, or until the last day.

    Returns
    -------
    walk : DataFrame, one row per deal and phase, deal by deal
        row (of the deal), phase, entered, left (a day that may come after the last), passed.
    plan : DataFrame
        With outcome, closed_day, selection_day (-1: none), in_trial, everybody_met.
    """
    truth, contact_truth = truths
    n = len(opened)
    days: Floats = np.array([truth.phase_days[name] for name in SITUATIONS], dtype=float)
    passes: Floats = np.array([truth.phase_passes[name] for name in SITUATIONS], dtype=float)
    shift: Floats = np.array([truth.recentred[name] for name in SITUATIONS])[situation]
    trial_start = draw.day(contact_truth.trial_start)
    day, going = opened.copy(), np.ones(n, dtype=bool)
    outcome, closed, selection = np.zeros(n, dtype=np.int64), np.full(n, -1), np.full(n, -1)
    in_trial = everybody = np.zeros(n, dtype=bool)
    steps = []
    for place in range(len(PHASES)):
        mean, chance = days[situation, place], passes[situation, place]
        here = going & (mean > 0)
        stay = draw.geometric(rng.random(n), 1 / np.maximum(mean, 2)).astype(np.int64)
        entered, left = day, day + stay
        ended = left <= LAST_DAY
        if place == SOLICITATION:
            chance = _moved(chance, shift[:, 0] + contact_truth.goodwill * plan["goodwill"])
        if place == SELECTION:
            selection = np.where(here, entered, -1)
            in_trial = here & (situation == 0) & (entered >= trial_start)
            lot = _in_pairs(plan["lot"].to_numpy(), in_trial, entered)
            everybody = here & np.where(in_trial, lot, plan["chosen"])
            added = np.where(everybody, plan["everybody"], plan["usual"])
            chance = _moved(chance, shift[:, 1] + added)
        passed = rng.random(n) < chance
        steps.append(
            pd.DataFrame({"row": np.arange(n), "phase": place + 1, "entered": entered})
            .assign(left=left, passed=passed)
            .loc[here]
        )
        going = np.where(here, ended & passed, going)
        day = np.where(here, left, day)
        lost = here & ended & ~passed & (place <= ORDER)
        won = here & going & (place == ORDER)
        outcome[won], outcome[lost] = OUTCOMES.index("won"), OUTCOMES.index("lost")
        closed[won | lost] = day[won | lost]
    walk = pd.concat(steps, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    return walk, plan.assign(
        outcome=outcome,
        closed_day=closed,
        selection_day=selection,
        in_trial=in_trial,
        everybody_met=everybody,
    )


def _in_pairs(lot: Flags, in_trial: Flags, entered: Ints) -> Flags:
    """Let the lot of the first of every two deals that enter the trial decide for both.

    One of the two is in each arm, so that even a small trial has equal arms.
    """
    row = np.flatnonzero(in_trial)
    row = row[np.argsort(entered[row], kind="stable")]
    first = row[np.arange(len(row)) // 2 * 2]
    decided = lot.copy()
    decided[row] = np.where(np.arange(len(row)) % 2, ~lot[first], lot[first])
    return decided


def _moved(chance: Floats, added: Floats) -> Floats:
    """Add to the log-odds of a probability; 0 stays 0."""
    odds = chance / (1 - chance) * np.exp(added)
    return np.asarray(odds / (1 + odds), dtype=float)


def _phases(walk: pd.DataFrame) -> pd.DataFrame:
    """Show of the walk what is known on the last day."""
    left = walk["left"].where(walk["left"] <= LAST_DAY, -1).to_numpy()
    return pd.DataFrame(
        {
            "deal": walk["row"].to_numpy() + 1,
            "phase": walk["phase"].to_numpy(),
            "phase_name": draw.labels(walk["phase"].to_numpy() - 1, PHASES),
            "entered": draw.dates(walk["entered"].to_numpy()),
            "left": draw.dates(left),
            "passed": draw.optional(walk["passed"].to_numpy(), left >= 0, "boolean"),
        }
    )
