"""Recovery of the truth of who is met in a deal, what that does, and which tools a deal meets.

Goodwill stands in no column: it is integrated out over the accounts. The trial is estimated by the
difference of its arms, in the tests; here each of its deals counts like the others.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from scipy import optimize, special

from tests.zwaluw.recovery import Estimate, mean, share
from zwaluw.content_touches import MEETING, SALES_TOOLS, TOOLS, ContentTouchParameters
from zwaluw.deal_contacts import CORE_ROLES, SITUATIONS, DealContactParameters
from zwaluw.deals import DealParameters

truth, touch_truth, deal_truth = DealContactParameters(), ContentTouchParameters(), DealParameters()
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
LOG_WEIGHTS = np.log(WEIGHTS / WEIGHTS.sum())


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    return [
        *_members(tables),
        *_first_contact(tables["deals"], tables["deal_phases"]),
        *selection(tables),
        *_touches(tables),
    ]


# ---- who takes part, who is met ----


def _members(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    centre, deals = tables["buying_centre"], tables["deals"]
    rows = people_met(tables)
    beyond = (rows["seat"] >= CORE_ROLES) & (rows["situation"] == "modified rebuy")
    size = centre.groupby("account").size() - CORE_ROLES
    modified = deals["account"][deals["situation"] == "modified rebuy"]
    name, part = "takes_part: modified rebuy", truth.takes_part["modified rebuy"]
    found = [share("deal_members", name, part, beyond.sum(), size.loc[modified].sum())]
    usual = rows[rows["spoken"] & ~rows["everybody"] & rows["vendor_contact"]]
    usual = usual[usual["role"] != "gatekeeper"]
    hits, n = usual["met"].sum(), len(usual)
    found.append(share("deal_members", "spoken_with", truth.spoken_with, hits, n))
    price = deals["price_against_offers_percent"].dropna().to_numpy(dtype=float)
    error = truth.price_spread / (2 * len(price)) ** 0.5
    found.append(Estimate("deals", "price_spread", truth.price_spread, price.std(), error))
    return found


def people_met(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Join the members of deals with what is known of them and of the deal."""
    centre = tables["buying_centre"].copy()
    centre["seat"] = centre.groupby("account").cumcount()
    columns = ["member", "role", "attitude", "vendor_contact", "seat"]
    rows = tables["deal_members"].merge(centre[columns], on="member")
    deals = tables["deals"].assign(spoken=lambda t: t["first_sales_contact"].notna())
    rows = rows.merge(deals[["deal", "situation", "spoken"]], on="deal")
    return rows.assign(everybody=rows["deal"].isin(everybody_met(tables)).to_numpy())


def everybody_met(tables: dict[str, pd.DataFrame]) -> np.ndarray:
    touches = tables["content_touches"]
    return touches["deal"][touches["tool"] == MEETING].to_numpy()


def path_to_decider(tables: dict[str, pd.DataFrame], rows: pd.DataFrame) -> pd.Series:
    """Say of each deal whether word can go from those met to the decider past the gatekeeper."""
    colleagues = defaultdict(list)
    ties = tables["buying_centre_ties"]
    for one, two in zip(ties["member"].tolist(), ties["other_member"].tolist(), strict=True):
        colleagues[one].append(two)
        colleagues[two].append(one)
    present, heard, decider = defaultdict(set), defaultdict(list), {}
    columns = (rows[name].tolist() for name in ("deal", "member", "role", "met"))
    for deal, member, role, met in zip(*columns, strict=True):
        if role == "gatekeeper":
            continue
        present[deal].add(member)
        if met:
            heard[deal].append(member)
        if role == "decider":
            decider[deal] = member
    reached = {}
    for deal, last in decider.items():
        waiting, seen = heard[deal], set(heard[deal])
        while waiting:
            for other in colleagues[waiting.pop()]:
                if other in present[deal] and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        reached[deal] = last in seen
    return pd.Series(reached)


def _first_contact(deals: pd.DataFrame, phases: pd.DataFrame) -> list[Estimate]:
    """Share of deals that speak first in a phase, of those that left it and had not spoken before.

    The contact falls into the first days of a phase, so no phase that ended hides one to come.
    """
    columns = ["deal", "situation", "first_sales_contact", "first_sales_contact_phase"]
    ended = phases[phases["left"].notna()].merge(deals[columns], on="deal")
    spoke = ended["first_sales_contact_phase"].fillna(9).to_numpy(dtype=int)
    phase, found = ended["phase"].to_numpy(), []
    for name in SITUATIONS:
        planted = np.array(truth.first_contact[name])
        for place in range(1, 6):
            value = planted[place - 1] / planted[place - 1 :].sum()
            here = (ended["situation"] == name).to_numpy() & (phase == place) & (spoke >= place)
            if value > 0:
                label = f"first_contact: {name}, phase {place}"
                hits = (spoke[here] == place).sum()
                found.append(share("deals", label, value, hits, here.sum()))
    days = (ended["left"] - ended["entered"]).dt.days.to_numpy()
    here = (spoke == phase) & (phase < 6) & (days >= 80)
    after = (ended["first_sales_contact"] - ended["entered"]).dt.days.to_numpy()[here]
    # Half a day more: days are rounded down.
    parts = 2 * (after + 0.5) / days[here]
    return [*found, mean("deals", "contact_within", truth.contact_within, parts)]


# ---- what goodwill, contacts and price do ----


def selection(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Maximum likelihood of passing phases 5 and 6 and of meeting everybody, without goodwill.

    All deals of an account share its goodwill; what remains is independent.
    """
    fixed, with_goodwill, hits, account = _observations(tables)
    order = np.argsort(account, kind="stable")
    fixed, with_goodwill, hits = fixed[order], with_goodwill[order], hits[order]
    starts = np.flatnonzero(np.r_[True, np.diff(account[order]) > 0])
    sign = np.where(hits, 1.0, -1.0)[:, None]

    def scores(x: np.ndarray) -> tuple[float, np.ndarray]:
        line = (fixed @ x)[:, None] + (with_goodwill @ x)[:, None] * NODES
        joint = np.add.reduceat(special.log_expit(sign * line), starts) + LOG_WEIGHTS
        total = special.logsumexp(joint, axis=1)
        weight = np.exp(joint - total[:, None])
        weight = np.repeat(weight, np.diff(np.r_[starts, len(sign)]), axis=0)
        left = weight * (hits[:, None] - special.expit(line))
        rows = left.sum(axis=1)[:, None] * fixed + (left @ NODES)[:, None] * with_goodwill
        return -float(total.sum()), np.add.reduceat(rows, starts)

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = scores(x)
        return value, -gradient.sum(axis=0)

    names, planted = _planted()
    start = np.zeros(len(planted))
    start[-3], start[-1] = 0.5, 1.0  # the sign of goodwill is free: start on the side that is meant
    fit = optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-3})
    each = scores(fit.x)[1]
    errors = np.sqrt(np.diag(np.linalg.inv(each.T @ each)))
    return [Estimate("deals", *row) for row in zip(names, planted, fit.x, errors, strict=True)]


def _planted() -> tuple[list[str], list[float]]:
    """Five intercepts, three effects, goodwill, and the two of meeting everybody."""
    names, values = [], []
    for place, phase in ((0, 5), (1, 6)):
        for name in SITUATIONS:
            passes = deal_truth.phase_passes[name][phase - 1]
            if passes:
                names.append(f"log-odds of phase {phase}: {name}")
                values.append(float(special.logit(passes)) + deal_truth.recentred[name][place])
    names += [f"effect: {name}" for name in truth.effect] + ["goodwill"]
    values += [*truth.effect.values(), truth.goodwill]
    return [*names, "meets_all: intercept", "meets_all: slope"], [*values, *truth.meets_all]


def _observations(
    tables: dict[str, pd.DataFrame],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Stack every yes or no that goodwill moves: its columns, those times goodwill, answer."""
    deals = tables["deals"].set_index("deal", drop=False)
    code = deals["situation"].astype(str).map(SITUATIONS.index).to_numpy()
    rows = people_met(tables)
    met = rows[rows["met"]].groupby("deal")["attitude"].mean()
    traits = np.column_stack(
        [
            met.reindex(deals.index).fillna(0.0),
            path_to_decider(tables, rows).reindex(deals.index).astype(float),
            deals["price_against_offers_percent"].fillna(0.0).astype(float),
        ]
    )
    everybody = deals.index.isin(everybody_met(tables))
    phases = tables["deal_phases"]
    blocks = []
    for phase in (5, 6):
        there = phases[(phases["phase"] == phase) & phases["left"].notna()]
        at = deals.index.get_indexer(there["deal"])
        x = np.zeros((len(at), 11))
        x[np.arange(len(at)), code[at] + (2 if phase == 6 else 0)] = 1
        if phase == 6:
            x[:, 5:8] = traits[at]
        blocks.append((x, 8, there["passed"].to_numpy(dtype=bool), at))
    came = phases.loc[phases["phase"] == 6, "deal"]
    at = deals.index.get_indexer(came)
    at = at[deals["trial_arm"].isna().to_numpy()[at] & deals["first_sales_contact"].notna()[at + 1]]
    x = np.zeros((len(at), 11))
    x[:, 9] = 1
    blocks.append((x, 10, everybody[at], at))
    moved = np.concatenate([np.repeat(place, len(x)) for x, place, _, _ in blocks])
    goodwill = np.zeros((len(moved), 11))
    goodwill[np.arange(len(moved)), moved] = 1
    place = np.concatenate([at for *_, at in blocks])
    fixed, hits = (np.concatenate([block[i] for block in blocks]) for i in (0, 2))
    return fixed, goodwill, hits, deals["account"].to_numpy()[place]


# ---- tools ----


def touches_by_phase(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give for each phase that ended, one column per tool: on how many days it was met there."""
    phases = tables["deal_phases"].sort_values("entered", kind="stable")
    touches = tables["content_touches"].sort_values("date", kind="stable")
    touches = touches.astype({"tool": str})
    columns = ["deal", "phase", "entered"]
    found = pd.merge_asof(touches, phases[columns], left_on="date", right_on="entered", by="deal")
    counts = found.groupby(["deal", "phase", "tool"]).size().unstack(fill_value=0)
    ended = phases[phases["left"].notna()].set_index(["deal", "phase"]).sort_index()
    return ended.join(counts.reindex(columns=[*TOOLS, MEETING], fill_value=0)).fillna(
        dict.fromkeys([*TOOLS, MEETING], 0)
    )


def _touches(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """A tool counts once a day: of a Poisson number with mean m over s days, s (1 - exp(-m/s))."""
    table = (
        touches_by_phase(tables)
        .reset_index()
        .merge(
            tables["deals"][["deal", "account", "situation", "first_sales_contact_phase"]],
            on="deal",
        )
    )
    days = (table["left"] - table["entered"]).dt.days.to_numpy(dtype=float)
    times = table["situation"].astype(str).map(touch_truth.situations).to_numpy()
    phase = table["phase"].to_numpy()
    spoke = table["first_sales_contact_phase"].fillna(9).to_numpy(dtype=int)
    found = []
    for tool in TOOLS:
        count = table[tool].to_numpy()
        for place in range(1, 9):
            value = touch_truth.touches[tool][place - 1]
            here = phase == place
            if tool in SALES_TOOLS:
                # What goodwill has passed on is no fair sample of it: phases 7 and 8 are left out.
                here &= (spoke < place) & (place < 7)
                here &= (place < 6) | (table["situation"] == "straight rebuy").to_numpy()
            if value > 0 and count[here].sum() >= 30:
                label = f"touches: {tool}, phase {place}"
                per = times[here]
                cluster = table["account"].to_numpy()[here] if tool in SALES_TOOLS else None
                found.append(_rate(label, value, count[here], days[here], per, cluster))
    read = [tool for tool in TOOLS if tool not in SALES_TOOLS]
    for name in SITUATIONS[1:]:
        here = (table["situation"] == name).to_numpy()
        counts = np.concatenate([table[tool].to_numpy()[here] for tool in read])
        means = np.concatenate(
            [np.array(touch_truth.touches[tool])[phase[here] - 1] for tool in read]
        )
        value = touch_truth.situations[name]
        stay = np.tile(days[here], len(read))
        found.append(_rate(f"situations: {name}", value, counts, stay, means))
    early = (phase > spoke) & (phase < 6)
    found.append(_favour(table[early], times[early]))
    return found


def _rate(
    label: str,
    value: float,
    count: np.ndarray,
    days: np.ndarray,
    per: np.ndarray,
    cluster: np.ndarray | None = None,
) -> Estimate:
    """Solve for the rate; the error comes from the spread between clusters, if there are any."""

    def expected(rate: float) -> np.ndarray:
        return days * -np.expm1(-rate * per / days)

    estimate = optimize.brentq(lambda rate: expected(rate).sum() - count.sum(), 1e-9, 20)
    slope = float((per * np.exp(-estimate * per / days)).sum())
    error = count.sum() ** 0.5
    if cluster is not None:
        left = pd.Series(count - expected(estimate)).groupby(cluster).sum()
        error = float((left**2).sum() ** 0.5)
    return Estimate("content_touches", label, value, estimate, error / slope)


def _favour(table: pd.DataFrame, times: np.ndarray) -> Estimate:
    """How much more demos and visits an account gets for its goodwill, before that told."""
    table = table.assign(
        count=table[list(SALES_TOOLS)].sum(axis=1),
        mean=times * sum(np.array(touch_truth.touches[t])[table["phase"] - 1] for t in SALES_TOOLS),
    )
    sums = table.groupby("account")[["count", "mean"]].sum().to_numpy(dtype=float)
    count, average = sums[:, 0, None], sums[:, 1, None]

    def loss(slope: float) -> float:
        line = slope * NODES - slope**2 / 2
        joint = count * line - average * np.exp(line) + LOG_WEIGHTS
        return -float(special.logsumexp(joint, axis=1).sum())

    fit = optimize.minimize_scalar(loss, bounds=(0.1, 3), method="bounded")
    step = 0.05
    bend = (loss(fit.x + step) - 2 * loss(fit.x) + loss(fit.x - step)) / step**2
    return Estimate("content_touches", "selection", touch_truth.selection, fit.x, bend**-0.5)
