"""A trial of the app: half of those without it are invited, by lot, to install it.

The trial begins on the day after all other tables end, with the customers who then have no app.
Some install it because they were invited, a few would have done so anyway, and both are more
often the keen buyers. For half a year everybody goes on to buy as before, each at her own rate,
with her own chance to drop out and her own mean amount, as her purchases up to then leave them;
the app adds to amounts what it adds in all tables. The invitation itself changes no purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY
from zwaluw.purchases import PurchaseParameters


@dataclass(frozen=True)
class AppInvitationParameters:
    """The ground truth of the trial; `app_effect` of PurchaseParameters is its effect."""

    TABLE: ClassVar[str] = "app_invitation"

    first_day: str = known("2026-09-01", "first day of the trial", "date")
    last_day: str = known("2027-02-28", "last day of the trial", "date")
    invited: float = known(
        0.5, "is invited: a lot decides", "share of the customers without the app"
    )
    moved: float = known(
        0.20,
        "installs the app if invited and not otherwise",
        "share of the customers without the app",
    )
    anyway: float = known(
        0.03,
        "installs the app in the trial, invited or not",
        "share of the customers without the app",
    )
    keenness: float = known(
        0.45,
        "is as ready to install the app, in rank, as she is to buy; the others have a readiness"
        " that has nothing to do with it",
        "share of the customers without the app",
    )
    wait: float = known(
        0.10,
        "who was moved by the invitation installs after 0, 1, 2, ... days: geometric",
        "share a day",
    )


def make_app_invitation(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: AppInvitationParameters | None = None,
    purchase: PurchaseParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the trial of the app: who was invited, who installed it, and what they spent.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    transactions : DataFrame
        Their purchases up to the trial, from `make_transactions`.
    seed, part : int
    truth : AppInvitationParameters, optional
    purchase : PurchaseParameters, optional
        Holds what the app adds to amounts.

    Returns
    -------
    dict with `app_invitation`
        One row per customer without the app: customer, invited, installed_on, purchases,
        spend_eur.
    """
    truth, purchase = truth or AppInvitationParameters(), purchase or PurchaseParameters()
    rng = draw.stream(seed, "app_invitation", part)
    without = people[people["app_day"] < 0]
    invited = rng.random(len(without)) < truth.invited
    installed = _install_days(without, invited, rng, truth)
    past = _past(without, transactions)
    row, day = _purchases(without, past, rng, truth)
    own = _own_rate_of_amounts(past, rng, purchase)
    amount = draw.gamma(rng.random(len(row)), purchase.amount_shape) / own[row]
    has_app = (installed[row] >= 0) & (day >= installed[row])
    amount = np.maximum(amount * np.where(has_app, 1 + purchase.app_effect, 1), 1)
    table = pd.DataFrame(
        {
            "customer": without.index.to_numpy(),
            "invited": invited,
            "installed_on": draw.dates(installed),
            "purchases": np.bincount(row, minlength=len(without)),
            "spend_eur": np.round(np.bincount(row, np.round(amount, 2), len(without)), 2),
        }
    )
    return {"app_invitation": table}


def _install_days(
    without: pd.DataFrame,
    invited: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    truth: AppInvitationParameters,
) -> Ints:
    """Draw the day on which each installs the app; -1 for those who do not."""
    n = len(without)
    first, days = draw.day(truth.first_day), _days(truth)
    tied, own = rng.random(n) < truth.keenness, rng.random(n)
    # The keenest buyers come first, and the very first would install it anyway.
    rank = (without["rate"].rank(ascending=False, method="first").to_numpy() - 0.5) / max(n, 1)
    ready = np.where(tied, rank, own)
    anyway = ready < truth.anyway
    moved = ~anyway & invited & (ready < truth.anyway + truth.moved)
    some_day = (rng.random(n) * days).astype(np.int64)
    soon = np.minimum(draw.geometric(rng.random(n), truth.wait) - 1, days - 1).astype(np.int64)
    return np.where(anyway, first + some_day, np.where(moved, first + soon, -1))


def _days(truth: AppInvitationParameters) -> int:
    return draw.day(truth.last_day) - draw.day(truth.first_day) + 1


def _past(without: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    """Sum up each customer's purchases after the first: how many, the last day, the euros."""
    later = transactions[~transactions["first"]]
    day = draw.day_numbers(later["date"])
    by = later.assign(day=day).groupby("customer")
    past = by.agg(count=("day", "size"), last=("day", "max"), euro=("amount_eur", "sum"))
    return past.reindex(without.index, fill_value=0)


def _purchases(
    without: pd.DataFrame,
    past: pd.DataFrame,
    rng: np.random.Generator,
    truth: AppInvitationParameters,
) -> tuple[Ints, Ints]:
    """Draw the purchases in the trial: place of the customer in `without`, number of the day."""
    rate, dropout = without["rate"].to_numpy(), without["dropout"].to_numpy()
    first, end = draw.day(truth.first_day), draw.day(truth.last_day) + 1
    # Who dropped out before the trial is written nowhere: her silence since her last purchase
    # tells how probable it is (BG/NBD, at her own rate and drop-out).
    silent = np.exp(-rate * (LAST_DAY + 1 - past["last"].to_numpy()))
    there = np.where(past["count"] > 0, (1 - dropout) * silent, 1.0)
    gone = np.where(past["count"] > 0, dropout, 0.0)
    alive = np.flatnonzero(rng.random(len(without)) < there / (there + gone))
    clock = np.full(alive.size, float(first))
    rows, days = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    while alive.size:
        clock = clock + draw.exponential(rng.random(alive.size)) / rate[alive]
        alive, clock = alive[clock < end], clock[clock < end]
        rows.append(alive)
        days.append(clock.astype(np.int64))
        stays = rng.random(alive.size) >= dropout[alive]
        alive, clock = alive[stays], clock[stays]
    return np.concatenate(rows), np.concatenate(days)


def _own_rate_of_amounts(
    past: pd.DataFrame, rng: np.random.Generator, purchase: PurchaseParameters
) -> Floats:
    """Draw each customer's rate of the gamma amounts, given what she spent (gamma-gamma)."""
    shape = purchase.customer_shape + purchase.amount_shape * past["count"].to_numpy()
    scale = purchase.customer_scale + past["euro"].to_numpy()
    return np.asarray(special.gammaincinv(shape, rng.random(len(past))) / scale, dtype=float)
