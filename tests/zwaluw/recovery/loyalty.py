"""What the data say about memberships, ladder and deliveries."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, least_squares, likelihood, mean, share
from tests.zwaluw.recovery.people import PLACES, RANKS, answer_cells, expected
from zwaluw import draw
from zwaluw.loyalty import DAYS_A_QUARTER, PROGRAMMES, RUNGS, LoyaltyParameters
from zwaluw.people import LAST_DAY, PeopleParameters

TRUTH, PEOPLE = LoyaltyParameters(), PeopleParameters()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of loyalty."""
    told = answer_cells(tables["survey"])
    return [
        *_joining(tables),
        *_renewals(tables["memberships"]),
        *_leaving_tie(tables["memberships"], told),
        *_ladder(tables["ladder"]),
        _rung_tie(tables["ladder"], told),
        *_deliveries(tables),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(int)


def _joining(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    customers, members = tables["customers"], tables["memberships"]
    first = pd.Series(_days(customers["first_purchase"]), index=customers["customer"])
    settled = first.index[first <= LAST_DAY - TRUTH.joins_within]
    joined = members["customer"].isin(settled)
    wait = _days(members["joined"])[joined] - first[members["customer"][joined]].to_numpy()
    return [
        share("memberships", "joins", TRUTH.joins, joined.sum(), len(settled)),
        mean("memberships", "joins within: mean days", (TRUTH.joins_within - 1) / 2, wait),
        *[
            share(
                "memberships",
                f"offered: {name}",
                true,
                (members["programme"] == name).sum(),
                len(members),
            )
            for name, true in TRUTH.offered.items()
        ],
    ]


def _renewals(members: pd.DataFrame) -> list[Estimate]:
    """Fit the sBG model: Fader and Hardie (2007), with those still members cut off."""
    rows = []
    joined, left = _days(members["joined"]), _days(members["left"])
    gone = members["left"].notna().to_numpy()
    quarters = np.where(gone, left - joined, LAST_DAY - joined) // DAYS_A_QUARTER
    for name, true in TRUTH.renewal.items():
        here = (members["programme"] == name).to_numpy()
        longest = quarters[here].max() + 1
        leave = np.bincount(quarters[here & gone], minlength=longest)
        stay = np.bincount(quarters[here & ~gone], minlength=longest)
        t = np.arange(longest)

        def loss(logs: np.ndarray, t=t, leave=leave, stay=stay) -> float:
            a, b = np.exp(logs)
            survives = special.betaln(a, b + t) - special.betaln(a, b)
            leaves = special.betaln(a + 1, b + np.maximum(t, 1) - 1) - special.betaln(a, b)
            return -float((leave * leaves + stay * survives).sum())

        names = [f"sBG log alpha: {name}", f"sBG log beta: {name}"]
        rows += likelihood("memberships", names, np.log(true), loss)
    return rows


def _leaving_tie(members: pd.DataFrame, told: pd.DataFrame) -> list[Estimate]:
    """Regress leaving at the first renewal on what the answer lets expect under either tie."""
    settled = members[_days(members["joined"]) <= LAST_DAY - DAYS_A_QUARTER]
    stayed = _days(settled["left"]) - _days(settled["joined"])
    leaves = pd.Series(
        settled["left"].notna().to_numpy() & (stayed == DAYS_A_QUARTER),
        index=settled["customer"].to_numpy(),
    )
    programme = settled.set_index("customer")["programme"].astype(str)
    told = told[told["customer"].isin(leaves.index)]
    x, y = [], []
    for name, (a, b) in TRUTH.renewal.items():
        here = told[(programme[told["customer"]] == name).to_numpy()]
        codes, cells = pd.factorize(here["cell"])
        base = a / (a + b)
        along = draw.beta(1 - RANKS, a, b)
        liking = np.array([expected(c, np.tile(along[:, None], (1, PLACES))) for c in cells])
        day = np.array([expected(c, np.tile(along, (PLACES, 1))) for c in cells])
        x.append(np.column_stack([liking - base, day - base])[codes])
        y.append(leaves[here["customer"]].to_numpy() - base)
    return least_squares(
        "memberships",
        ["leaving tie: liking", "leaving tie: first contact"],
        TRUTH.leaving_tie,
        np.concatenate(x),
        np.concatenate(y),
    )


def _ladder(ladder: pd.DataFrame) -> list[Estimate]:
    rows = []
    first = ~ladder["customer"].duplicated()
    for name, true in TRUTH.first_rung.items():
        hits = (first & (ladder["rung"] == name)).sum()
        rows.append(share("ladder", f"first rung: {name}", true, hits, first.sum()))
    same = ladder["customer"].to_numpy()[1:] == ladder["customer"].to_numpy()[:-1]
    now = ladder[:-1][same]
    then = ladder["rung"].cat.codes.to_numpy()[1:][same]
    state = now["programme"].cat.codes.to_numpy() * len(RUNGS) + now["rung"].cat.codes.to_numpy()
    counts = np.bincount(state * len(RUNGS) + then, minlength=len(PROGRAMMES) * len(RUNGS) ** 2)
    counts = counts.reshape(len(PROGRAMMES), len(RUNGS), len(RUNGS))
    for p, programme in enumerate(PROGRAMMES):
        for r, rung in enumerate(RUNGS):
            for to, true in zip(RUNGS, TRUTH.moves[programme][rung], strict=True):
                hits, n = counts[p, r, RUNGS.index(to)], counts[p, r].sum()
                # A move that cannot happen must not happen: no error to speak of.
                assert true > 0 or hits == 0, (programme, rung, to)
                if true > 0:
                    rows.append(share("ladder", f"{programme}: {rung} to {to}", true, hits, n))
    for name, true in TRUTH.referrals.items():
        here = ladder.loc[ladder["rung"] == name, "referrals"].to_numpy()
        error = (true / len(here)) ** 0.5
        rows.append(Estimate("ladder", f"referrals: {name}", true, here.mean(), error))
    return rows


def _rung_tie(ladder: pd.DataFrame, told: pd.DataFrame) -> Estimate:
    first = ladder[~ladder["customer"].duplicated()].set_index("customer")["rung"].cat.codes
    told = told[told["customer"].isin(first.index)]
    high = first[told["customer"]].to_numpy() >= RUNGS.index("client")
    base = sum(TRUTH.first_rung[name] for name in RUNGS[2:])
    tied = np.tile((1 - base < RANKS).astype(float)[:, None], (1, PLACES))
    codes, cells = pd.factorize(told["cell"])
    lift = np.array([expected(cell, tied) for cell in cells])[codes] - base
    return least_squares("ladder", ["rung tie"], [TRUTH.rung_tie], lift[:, None], high - base)[0]


def _deliveries(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    deliveries = tables["deliveries"]
    ordered = tables["transactions"].set_index("transaction").loc[deliveries["transaction"]]
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
            TRUTH.later_broken,
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
