"""What the data say about ladder, prospects and deliveries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate, least_squares, mean, share
from tests.zwaluw.recovery.people import PLACES, RANKS, answer_cells, expected
from zwaluw import draw
from zwaluw.loyalty import (
    ATTITUDES,
    CLIENT,
    LOST_AFTER,
    QUARTER_STARTS,
    QUARTERS,
    LoyaltyParameters,
)
from zwaluw.people import LAST_DAY, PeopleParameters
from zwaluw.programmes import PROGRAMMES
from zwaluw.purchases import PurchaseParameters

TRUTH, PEOPLE, PURCHASES = LoyaltyParameters(), PeopleParameters(), PurchaseParameters()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of loyalty."""
    return [
        *_ladder(tables),
        *_first_attitudes(tables),
        *_prospects(tables),
        *_deliveries(tables),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(int)


def _ladder(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    ladder, rows = tables["ladder"], []
    rung = ladder["rung"].cat.codes.to_numpy()
    customer, quarter = ladder["customer"].to_numpy(), ladder["quarter"].cat.codes.to_numpy()
    follows = (customer[1:] == customer[:-1]) & (quarter[1:] == quarter[:-1] + 1)
    both = follows & (rung[1:] >= CLIENT) & (rung[:-1] >= CLIENT)
    programme = ladder["programme"].cat.codes.to_numpy()[:-1]
    counts = np.zeros((len(PROGRAMMES), len(ATTITUDES), len(ATTITUDES)))
    moves = (programme[both], rung[:-1][both] - CLIENT, rung[1:][both] - CLIENT)
    np.add.at(counts, moves, 1)
    for p, name in enumerate(PROGRAMMES):
        for r, now in enumerate(ATTITUDES):
            for to, true in zip(ATTITUDES, TRUTH.moves[name][now], strict=True):
                hits, n = counts[p, r, ATTITUDES.index(to)], counts[p, r].sum()
                # A move that cannot happen must not happen: no error to speak of.
                assert true > 0 or hits == 0, (name, now, to)
                if true > 0:
                    rows.append(share("ladder", f"{name}: {now} to {to}", true, hits, n))
    for name, true in TRUTH.referrals.items():
        here = ladder.loc[ladder["rung"] == name, "referrals"].to_numpy()
        rows.append(
            Estimate("ladder", f"referrals: {name}", true, here.mean(), (true / len(here)) ** 0.5)
        )
    return rows


def _first_attitudes(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Look at the first quarter, at clients of less than a year.

    Those who like the brand stay longer, so older clients like it more than others. Who became a
    client within the year did so by her rate, which has nothing to do with her liking.
    """
    ladder = tables["ladder"][tables["ladder"]["quarter"] == QUARTERS[0]]
    first = tables["customers"].set_index("customer")["first_purchase"]
    young = _days(first[ladder["customer"]]) >= QUARTER_STARTS[0] - LOST_AFTER
    young &= ladder["rung"].cat.codes.to_numpy() >= CLIENT
    rung = ladder[young].set_index("customer")["rung"]
    rows = [
        share("ladder", f"first attitude: {name}", true, (rung == name).sum(), len(rung))
        for name, true in TRUTH.first_attitude.items()
    ]
    told = answer_cells(tables["survey"])
    told = told[told["customer"].isin(rung.index)]
    high = rung.cat.codes[told["customer"]].to_numpy() > CLIENT
    base = 1 - TRUTH.first_attitude["client"]
    tied = np.tile((1 - base < RANKS).astype(float)[:, None], (1, PLACES))
    codes, cells = pd.factorize(told["cell"])
    lift = np.array([expected(cell, tied) for cell in cells])[codes] - base
    name = "first attitude: tie to the liking"
    return rows + least_squares("ladder", [name], [TRUTH.attitude_tie], lift[:, None], high - base)


def _prospects(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    prospects = tables["prospects"]
    known = _days(prospects["known_since"])
    customer = prospects["customer"].to_numpy(dtype=float, na_value=0).astype(int)
    first = np.r_[LAST_DAY + 1, _days(tables["customers"]["first_purchase"])][customer]
    waits = sum(((known < day) & (first >= day)).sum() for day in QUARTER_STARTS)
    before = known < QUARTER_STARTS[0]
    return [
        share("prospects", "buys", TRUTH.prospect_buys, (customer > 0).sum(), waits),
        mean(
            "prospects",
            "known before: mean days",
            (TRUTH.known_before + 1) / 2,
            QUARTER_STARTS[0] - known[before],
        ),
    ]


def _deliveries(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    deliveries = tables["deliveries"]
    ordered = tables["transactions"].set_index("transaction").loc[deliveries["transaction"]]
    # Around New Year closed days move promises and arrivals: leave December and what follows out.
    calm = ordered["date"].dt.month.between(2, 11).to_numpy()
    deliveries, ordered = deliveries[calm], ordered[calm]
    sent = _days(ordered["date"])
    promised = _days(deliveries["promised"]) - sent
    rows = [
        share("deliveries", f"promised in {days} days", true, (promised == days).sum(), len(sent))
        for days, true in enumerate(PEOPLE.promised_days)
        if true > 0
    ]
    # What was ordered long enough before the end has arrived: lateness is seen in full.
    settled = sent <= LAST_DAY - 60
    late = (_days(deliveries["delivered"]) - _days(deliveries["promised"]))[settled]
    assert (late >= 0).all()
    later = ~ordered["first"].to_numpy()[settled]
    broken = late > 0
    p = len(late[broken]) / late[broken].sum()
    rated = deliveries["rating"].notna().to_numpy()[settled]
    rows += [
        share(
            "deliveries",
            "later promise broken",
            PURCHASES.later_broken,
            broken[later].sum(),
            later.sum(),
        ),
        Estimate(
            "deliveries", "days late", PEOPLE.days_late, p, p * (1 - p) ** 0.5 / broken.sum() ** 0.5
        ),
        share("deliveries", "rates", TRUTH.answers, rated.sum(), settled.sum()),
    ]
    use = rated & ~later
    return [*rows, *_ratings(deliveries[settled][use], late[use], tables["survey"])]


def _ratings(rated: pd.DataFrame, late: np.ndarray, survey: pd.DataFrame) -> list[Estimate]:
    # First deliveries only: those who like the brand order more often, and would count more.
    # Beyond 8 days some ratings are cut off at 0.
    use = late <= 8
    late, rating = late[use], rated["rating"].to_numpy(dtype=float)[use]
    x = np.column_stack([np.ones(len(late)), late > 0, np.maximum(late - 1, 0)])
    level, fall, each_day, spread = TRUTH.rating
    names = ["rating: on time", "rating: fall when late", "rating: fall for each further day"]
    rows = least_squares("deliveries", names, (level, fall, each_day), x, rating)
    left = pd.Series(
        rating - x @ [row.estimate for row in rows], index=rated["customer"].to_numpy()[use]
    )
    # Rounding to whole points adds 1/12; a standard logistic variable has variance pi^2 / 3.
    truth = (spread**2 + TRUTH.rating_liking**2 * np.pi**2 / 3) ** 0.5
    deviation = (left.var() - 1 / 12) ** 0.5
    error = ((left**2).var() / len(left)) ** 0.5 / (2 * deviation)
    rows.append(Estimate("deliveries", "rating: deviation in all", truth, deviation, error))
    told = answer_cells(survey)
    told = told[told["customer"].isin(left.index)]
    codes, cells = pd.factorize(told["cell"])
    logit = np.tile(draw.logistic(RANKS)[:, None], (1, PLACES))
    along = np.array([expected(cell, logit) for cell in cells])[codes]
    return rows + least_squares(
        "deliveries",
        ["rating: liking"],
        [TRUTH.rating_liking],
        along[:, None],
        left[told["customer"]].to_numpy(),
    )
