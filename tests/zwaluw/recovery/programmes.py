"""What the data say about offers and memberships."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, least_squares, likelihood, mean, share
from tests.zwaluw.recovery.people import PLACES, RANKS, answer_cells, expected, first_repeat
from zwaluw import draw
from zwaluw.people import LAST_DAY, PeopleParameters
from zwaluw.programmes import DAYS_A_QUARTER, ProgrammeParameters

TRUTH, PEOPLE = ProgrammeParameters(), PeopleParameters()


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of the programmes."""
    return [
        *_offers(tables),
        *_joining(tables),
        *_renewals(tables["memberships"]),
        *_leaving_tie(tables["memberships"], answer_cells(tables["survey"])),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(int)


def _offers(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    found = tables["programme_offers"]["offered"].value_counts()
    return [
        share("programme_offers", f"offered: {name}", true, found[name], found.sum())
        for name, true in TRUTH.offered.items()
    ]


def _joining(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Fit the log-odds of joining to two groups: bought again within 60 days, or not."""
    times, offers, members = first_repeat(tables), tables["programme_offers"], tables["memberships"]
    first = times["first"].to_numpy()
    settled = first <= LAST_DAY - TRUTH.joins_within
    base = settled & (offers["offered"] != "none").to_numpy()
    soon = ((times["second"] - times["first"]).to_numpy() < 60)[base]
    joined = offers["joined"].to_numpy(dtype=bool)[base]
    hits, n = [joined[~soon].sum(), joined[soon].sum()], [(~soon).sum(), soon.sum()]
    ranks = (np.arange(20_000) + 0.5) / 20_000
    rate = draw.gamma(ranks, PEOPLE.purchase_shape) / (PEOPLE.purchase_alpha * 7)
    relative = np.log(rate * PEOPLE.purchase_alpha * 7 / PEOPLE.purchase_shape)
    wait = np.exp(-60 * rate)

    def loss(line: np.ndarray) -> float:
        joins = draw.probability(*line, relative)
        p = [(joins * wait).sum() / wait.sum(), (joins * (1 - wait)).sum() / (1 - wait).sum()]
        return -sum(
            h * np.log(q) + (m - h) * np.log(1 - q) for h, q, m in zip(hits, p, n, strict=True)
        )

    person = members["customer"].to_numpy() - 1
    wait_days = (_days(members["joined"]) - first[person])[settled[person]]
    names = ["joins: intercept", "joins: slope"]
    return [
        *likelihood("memberships", names, TRUTH.joins, loss),
        mean("memberships", "joins within: mean days", (TRUTH.joins_within - 1) / 2, wait_days),
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
