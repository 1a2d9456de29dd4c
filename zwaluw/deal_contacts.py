"""Whom Zwaluw's sales staff meet in a deal, and what that does to the choice of a supplier.

A new task brings the whole buying centre to the table, a modified rebuy a part of it, a straight
rebuy the four core roles only. As a rule sales staff meet the members with whom they speak anyway.
In some deals they meet everybody: outside the trial in the accounts that are well disposed towards
Zwaluw (no column holds this goodwill, which helps a deal by itself); in the trial, which takes in
every new task that reaches the choice of a supplier from 2025 on, by lot.

What counts at the choice is the mean attitude of the members met, and whether word can reach the
decider without the gatekeeper: sales staff meet the decider, or somebody from whom contacts among
colleagues lead to the decider past the gatekeeper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Ints, known
from zwaluw.people import LAST_DAY

SITUATIONS = ("new task", "modified rebuy", "straight rebuy")
CORE_ROLES = 4  # seats of every buying centre that come first: user, buyer, decider, gatekeeper
ARMS = ("usual contacts", "meet all roles")

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DealContactParameters:
    """The ground truth of who takes part in a deal, who is met, and what follows from it."""

    TABLE: ClassVar[str] = "deals"

    takes_part: dict[str, float] = known(
        dict(zip(SITUATIONS, (1.0, 0.667, 0.0), strict=True)),
        "a member of the buying centre beyond the four core roles takes part in a deal",
        "share of members",
        table="deal_members",
    )
    spoken_with: float = known(
        0.3,
        "sales staff speak in a deal with a member with whom they speak anyway; with the"
        " gatekeeper always, if they speak with her at all",
        "share of members",
        table="deal_members",
    )
    effect: dict[str, float] = known(
        {"attitude": 0.5, "path": 0.6, "price": -0.35},
        "log-odds of passing supplier selection: for each unit of the mean attitude of the members"
        " met; when a path leads to the decider without the gatekeeper; for each percent that the"
        " price lies above the mean of the other suppliers' offers",
        "log-odds",
    )
    goodwill: float = known(
        0.85,
        "log-odds of passing proposal solicitation and supplier selection for each standard"
        " deviation of an account's goodwill (in no column)",
        "log-odds",
    )
    meets_all: tuple[float, float] = known(
        (-1.2, 2.0),
        "log-odds that sales staff choose to meet everybody, outside the trial: at mean goodwill,"
        " for each standard deviation of goodwill",
        "log-odds",
        table="deal_members",
    )
    first_contact: dict[str, tuple[float, ...]] = known(
        {
            "new task": (0.05, 0.10, 0.15, 0.20, 0.40, 0.10),
            "modified rebuy": (0.08, 0.10, 0.15, 0.17, 0.38, 0.12),
            "straight rebuy": (0.06, 0.0, 0.0, 0.0, 0.0, 0.94),
        },
        "phase in which sales staff first speak with the buyer, 1 to 6, if the deal gets so far",
        "share of deals",
    )
    contact_within: float = known(
        0.15,
        "the first contact falls evenly within this first part of the days in its phase",
        "share of days",
    )
    price_spread: float = known(
        1.5,
        "standard deviation of the price against the mean of the other offers; the mean is 0",
        "percent",
    )
    trial_start: str = known(
        "2025-01-01",
        "new tasks that enter supplier selection from this day on are in the trial: of every two"
        " in a row, sales staff meet everybody in one, by lot",
        "date",
    )


def plan_contacts(
    deals: pd.DataFrame,
    centre: pd.DataFrame,
    ties: pd.DataFrame,
    rng: np.random.Generator,
    truth: DealContactParameters | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw who takes part in each deal, and what meeting them would do.

    Returns
    -------
    plan : DataFrame, one row per deal
        goodwill of the account; price_percent against the other offers (NaN: nobody else was
        asked); what is added to the log-odds of supplier selection under the usual contacts
        (`usual`) and when everybody is met (`everybody`); whether sales staff choose to meet
        everybody (`chosen`), and whether the lot says so (`lot`; `deals` makes the arms equal).
    members : DataFrame
        deal, member, and whether she is one of the usual contacts (`met`).
    """
    truth = truth or DealContactParameters()
    n, account = len(deals), deals["account"].to_numpy() - 1
    situation = deals["situation"].cat.codes.to_numpy()
    accounts = int(centre["account"].max()) if len(centre) else 0
    goodwill = draw.normal(rng.random(accounts))[account]
    alone = deals["suppliers_asked"].to_numpy() == 1
    price = np.round(truth.price_spread * draw.normal(rng.random(n)), 1)
    chosen = rng.random(n) < draw.probability(*truth.meets_all, goodwill)
    lot = rng.random(n) < 0.5

    # Everything about people as a table with a row per account, or deal, and a column per seat.
    place, seats = _seats(centre["account"].to_numpy() - 1, accounts)
    taken = place >= 0
    role, attitude = (centre[name].to_numpy()[place] for name in ("role", "attitude"))
    adjacent = _adjacent(place, ties, len(centre))[account]
    share = np.array(list(truth.takes_part.values()))[situation][:, None]
    part = taken[account] & ((np.arange(seats) < CORE_ROLES) | (rng.random((n, seats)) < share))
    decider, gatekeeper = ((role == name)[account] & part for name in ("decider", "gatekeeper"))
    usual = part & centre["vendor_contact"].to_numpy()[place][account]
    usual &= gatekeeper | (rng.random((n, seats)) < truth.spoken_with)

    added = {}
    for name, met in (("usual", usual), ("everybody", part)):
        mean = (attitude[account] * met).sum(axis=1) / np.maximum(met.sum(axis=1), 1)
        path = _reaches(adjacent, met, part & ~gatekeeper, decider)
        added[name] = (
            truth.effect["attitude"] * mean
            + truth.effect["path"] * path
            + truth.effect["price"] * np.where(alone, 0.0, price)
            + truth.goodwill * goodwill
        )
    plan = pd.DataFrame(
        {
            "goodwill": goodwill,
            "price_percent": np.where(alone, np.nan, price),
            **added,
            "chosen": chosen,
            "lot": lot,
        }
    )
    row, seat = np.nonzero(part)
    members = {"deal": row + 1, "member": place[account[row], seat] + 1, "met": usual[row, seat]}
    return plan, pd.DataFrame(members)


def first_contact(
    walk: pd.DataFrame,
    situation: Ints,
    plan: pd.DataFrame,
    rng: np.random.Generator,
    truth: DealContactParameters,
) -> pd.DataFrame:
    """Draw when Zwaluw's sales staff first spoke with the buyer: day (-1: not yet) and phase.

    Where everybody is met, that is on the first day of supplier selection at the latest.
    """
    n = len(plan)
    phase = 1 + draw.choose_by(rng.random(n), situation, SITUATIONS, truth.first_contact)
    within = truth.contact_within * rng.random(n)
    row = walk["row"].to_numpy()
    there = walk[walk["phase"].to_numpy() == phase[row]]
    row, entered, left = (there[name].to_numpy() for name in ("row", "entered", "left"))
    day = np.full(n, -1)
    day[row] = entered + (within[row] * (left - entered)).astype(np.int64)
    late = plan["everybody_met"].to_numpy() & (day > plan["selection_day"].to_numpy())
    day = np.where(late, plan["selection_day"], day)
    return pd.DataFrame({"spoken_day": np.where(day > LAST_DAY, -1, day), "spoken_phase": phase})


def _seats(account: Ints, accounts: int) -> tuple[Ints, int]:
    """Lay the members of each account out in a row: their places in the table, then -1."""
    size = np.bincount(account, minlength=accounts)
    seats = int(size.max(initial=CORE_ROLES))
    place = np.full((accounts, seats), -1)
    place[account, np.arange(len(account)) - (np.cumsum(size) - size)[account]] = np.arange(
        len(account)
    )
    return place, seats


def _adjacent(place: Ints, ties: pd.DataFrame, members: int) -> Flags:
    """Say for each account which seats are in contact with which."""
    account, seat = np.nonzero(place >= 0)
    seat_of = np.empty(members, dtype=np.int64)
    seat_of[place[account, seat]] = seat
    adjacent = np.zeros((*place.shape, place.shape[1]), dtype=bool)
    at = ties["account"].to_numpy() - 1
    one, two = (seat_of[ties[name].to_numpy() - 1] for name in ("member", "other_member"))
    adjacent[at, one, two] = adjacent[at, two, one] = True
    return adjacent


def _reaches(adjacent: Flags, met: Flags, through: Flags, decider: Flags) -> Flags:
    """Say whether word from those met gets to the decider, from one to the next in `through`."""
    heard = met & through
    for _ in range(through.shape[1]):
        heard = heard | (through & (adjacent & heard[:, :, None]).any(axis=1))
    return np.asarray((heard & decider).any(axis=1), dtype=bool)
