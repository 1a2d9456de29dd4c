"""What the data say about the customers and the survey.

Liking, experience and satisfaction are in no table. What is asked here of the data is therefore
conditional: given the answers, how likely is each pair of liking and experience (a grid), and what
would then have to be seen elsewhere.
"""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, least_squares, likelihood, mean, share
from zwaluw import draw
from zwaluw.people import CHANNELS, PeopleParameters
from zwaluw.survey import PROMPTS, SurveyParameters

PEOPLE, SURVEY = PeopleParameters(), SurveyParameters()
PLACES = 250
RANKS = (np.arange(PLACES) + 0.5) / PLACES  # grid of ranks, for liking and for experience
LIKING = draw.logistic(RANKS) * PEOPLE.customer_spread
NOISE = draw.logistic(RANKS) * PEOPLE.contact_spread


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of people and survey."""
    customers, survey = tables["customers"], tables["survey"]
    cells = answer_cells(survey)
    return [
        *_shares("customers", "channel", PEOPLE.channels, customers["channel"]),
        *_shares("customers", "country", PEOPLE.countries, customers["country"]),
        *_shares("customers", "segment", PEOPLE.segments, customers["segment"]),
        share(
            "customers",
            "employed",
            PEOPLE.employed,
            customers["account"].notna().sum(),
            len(customers),
        ),
        *_first_contacts(tables),
        *_scale(survey),
        *_spread(cells),
        share("survey", "no_score", SURVEY.no_score, survey["score"].isna().sum(), len(survey)),
        *_shares("survey", "prompted by", SURVEY.prompts, survey["prompted_by"]),
        *_deeds(survey, cells),
        *_ties(tables, cells),
        *_app(tables),
    ]


def _shares(
    table: str, parameter: str, truth: dict[str, float], column: pd.Series
) -> list[Estimate]:
    found = column.value_counts()
    return [
        share(table, f"{parameter}: {name}", true, found[name], len(column))
        for name, true in truth.items()
    ]


# ---- what an answer says about the person ----


@functools.cache
def weights(touchpoint: str, dutch: bool) -> np.ndarray:
    """Chance of each pair (liking, experience) given each score: 11 x PLACES x PLACES."""
    satisfaction = LIKING[:, None] + PEOPLE.touchpoint_effect[touchpoint] + NOISE[None, :]
    score = np.searchsorted(_cuts(dutch), satisfaction)
    chance = np.array([(score == k).astype(float) for k in range(11)])
    total = chance.sum(axis=(1, 2), keepdims=True)
    return chance / np.maximum(total, 1)


def _cuts(dutch: bool) -> np.ndarray:
    cuts = np.array(SURVEY.cuts)
    return np.where(np.arange(10) >= 8, cuts + SURVEY.reserved_shift, cuts) if dutch else cuts


def answer_cells(survey: pd.DataFrame) -> pd.DataFrame:
    """Number the answers with a score by touchpoint, scale use and score."""
    told = survey[survey["score"].notna()]
    touchpoint = told["touchpoint"].astype(str)
    dutch = (told["country"] == "NL").to_numpy()
    return told.assign(
        cell=pd.Series(
            list(zip(touchpoint, dutch, told["score"].astype(int), strict=True)), index=told.index
        )
    )


def expected(cell: tuple[str, bool, int], of: np.ndarray) -> float:
    """Mean of `of` (on the grid liking x experience) for those with this answer."""
    touchpoint, dutch, score = cell
    return float((weights(touchpoint, dutch)[score] * of).sum())


# ---- the answers ----


def _scale(survey: pd.DataFrame) -> list[Estimate]:
    """Estimate effects and cuts, each given the others."""
    rows = []
    told = survey[survey["score"].notna()]
    for name, true in PEOPLE.touchpoint_effect.items():
        scores = told.loc[told["touchpoint"] == name, "score"].astype(int)
        # Cut number 8 (score 8 or more) is the same for everybody.
        hits = (scores >= 8).mean()
        grid = np.linspace(-2, 2, 4001)
        curve = np.array([_above(SURVEY.cuts[7] - x) for x in grid[::100]])
        fine = np.interp(grid, grid[::100], curve)
        slope = np.gradient(fine, grid)
        at = np.searchsorted(fine, hits)
        rows.append(
            Estimate(
                "survey",
                f"touchpoint effect: {name}",
                true,
                grid[at],
                (hits * (1 - hits) / len(scores)) ** 0.5 / slope[at],
            )
        )
    share_of = told["touchpoint"].value_counts(normalize=True)

    def above(cut: float) -> float:
        return sum(
            share_of[name] * _above(cut - effect)
            for name, effect in PEOPLE.touchpoint_effect.items()
        )

    dutch = told[told["country"] == "NL"]["score"].astype(int)
    for k, true in enumerate(SURVEY.cuts, start=1):
        scores = told.loc[told["country"] != "NL" if k > 8 else slice(None), "score"].astype(int)
        rows.append(_cut(f"cut {k}", true, above, (scores >= k).mean(), len(scores)))
    rows.append(
        _cut(
            "reserved shift, on cut 10",
            SURVEY.cuts[9] + SURVEY.reserved_shift,
            above,
            (dutch >= 10).mean(),
            len(dutch),
        )
    )
    return rows


def _above(x: float) -> float:
    """Chance that liking and noise together lie above x."""
    ranks = (np.arange(4000) + 0.5) / 4000
    liking = draw.logistic(ranks) * PEOPLE.customer_spread
    return float(special.expit((liking - x) / PEOPLE.contact_spread).mean())


def _cut(name: str, true: float, above, hits: float, n: int) -> Estimate:
    grid = np.linspace(true - 1.5, true + 1.5, 61)
    curve = np.array([above(x) for x in grid])
    at = float(np.interp(-hits, -curve, grid))
    slope = -float(np.interp(at, grid, np.gradient(curve, grid)))
    return Estimate("survey", name, true, at, (hits * (1 - hits) / n) ** 0.5 / slope)


def _spread(told: pd.DataFrame) -> list[Estimate]:
    """Estimate both spreads by one factor: a single answer cannot tell them apart."""
    found = told.groupby("cell").size().astype(float)

    def loss(factor: np.ndarray) -> float:
        log_chance = 0.0
        for (touchpoint, dutch), counts in found.groupby(lambda cell: cell[:2]):
            effect = PEOPLE.touchpoint_effect[touchpoint]
            above = [_above((cut - effect) / factor[0]) for cut in _cuts(dutch)]
            chance = -np.diff([1.0, *above, 0.0])
            log_chance += sum(n * np.log(max(chance[cell[2]], 1e-12)) for cell, n in counts.items())
        return -log_chance

    return likelihood("survey", ["spread of satisfaction, as a factor"], [1.0], loss)


def _deeds(survey: pd.DataFrame, told: pd.DataFrame) -> list[Estimate]:
    """Estimate the lines of log-odds on satisfaction, which the score shows only in part."""
    rows = []
    asked = told[told["prompted_by"] == PROMPTS[1]]
    criticised = told[told["prompted_by"] == PROMPTS[2]]
    for parameter, column, base in (
        ("unasked", "recommended_unasked", told),
        ("asked", "recommended_when_prompted", asked),
        ("criticised", "recommended_when_prompted", criticised),
        ("against", "advised_against", told),
    ):
        groups = base.groupby("cell")[column].agg(["sum", "size"]).astype(float)
        grids = [weights(cell[0], cell[1])[cell[2]] for cell in groups.index]
        satisfaction = [
            LIKING[:, None] + PEOPLE.touchpoint_effect[cell[0]] + NOISE[None, :]
            for cell in groups.index
        ]
        points = [(w[w > 0], s[w > 0]) for w, s in zip(grids, satisfaction, strict=True)]
        hits, n = groups["sum"].to_numpy(), groups["size"].to_numpy()

        def loss(line: np.ndarray, points=points, hits=hits, n=n) -> float:
            p = np.array([(w * draw.probability(*line, s)).sum() for w, s in points])
            p = np.clip(p, 1e-9, 1 - 1e-9)
            return -float((hits * np.log(p) + (n - hits) * np.log(1 - p)).sum())

        names = [f"{parameter}: {part}" for part in ("intercept", "slope")]
        rows += likelihood("survey", names, getattr(SURVEY, parameter), loss)
    return rows


# ---- the first contact ----


def _first_contacts(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    customers = tables["customers"].set_index("customer")
    survey = tables["survey"]
    rows = []
    for channel in CHANNELS:
        here = survey.loc[survey["channel"] == channel, "touchpoint"]
        rows += _shares("survey", f"touchpoint in {channel}", PEOPLE.touchpoints[channel], here)
    later = survey[survey["touchpoint"].isin(["repair", "help desk"])]
    first = customers.loc[later["customer"], "first_purchase"].to_numpy()
    days = (later["date"].to_numpy() - first).astype("timedelta64[D]").astype(int)
    low, high = PEOPLE.earlier_purchase
    rows.append(mean("customers", "earlier purchase: mean days", (low + high - 1) / 2, days))
    return rows


# ---- ties between liking, experience and behaviour ----


def first_repeat(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Per customer: days from the first purchase to the next, and from that to the one after."""
    bought = tables["transactions"][["customer", "date"]]
    place = bought.groupby("customer").cumcount()
    day = bought["date"].to_numpy().astype("datetime64[D]").astype(int)
    n = len(tables["customers"])
    days = np.full((n, 3), np.inf)
    for k in range(3):
        rows = (place == k).to_numpy()
        days[bought["customer"].to_numpy()[rows] - 1, k] = day[rows]
    return pd.DataFrame(days, columns=["first", "second", "third"])


def _ties(tables: dict[str, pd.DataFrame], told: pd.DataFrame) -> list[Estimate]:
    """Regress what she did on what her answer lets expect, with and without the tie."""
    times = first_repeat(tables).iloc[told["customer"].to_numpy() - 1]
    window, silence = 60, 365
    # Only those watched long enough; the window starts half a day after the first purchase.
    watched = times["first"].to_numpy() <= draw.day("2026-08-31") - window - silence
    told, times = told[watched], times[watched]
    soon = (times["second"] - times["first"]).to_numpy() < window
    quiet = soon & ~((times["third"] - times["second"]).to_numpy() < silence)

    ranks = (np.arange(4000) + 0.5) / 4000
    scale = PEOPLE.purchase_alpha * 7
    own = draw.gamma(ranks, PEOPLE.purchase_shape) / scale
    tied = draw.gamma(RANKS, PEOPLE.purchase_shape) / scale
    a, b = PEOPLE.dropout
    leaves, tied_leaves = a / (a + b), draw.beta(1 - RANKS, a, b)

    def starts(rate):
        return 1 - np.exp(-rate * window)

    def starts_and_waits(rate):
        return starts(rate) * np.exp(-rate * silence)

    w = PEOPLE.rate_tie
    start = (1 - w) * starts(own).mean() + w * starts(tied)
    wait = (1 - w) * starts_and_waits(own).mean() + w * starts_and_waits(tied)

    def quiet_if(leaving):
        return leaving[:, None] * start[None, :] + (1 - leaving[:, None]) * wait[None, :]

    everywhere = np.full(PLACES, leaves)
    codes, names = pd.factorize(told["cell"])
    base_start = starts(own).mean()
    tie_start = np.array([expected(c, np.tile(starts(tied), (PLACES, 1))) for c in names])[codes]
    base_quiet = np.array([expected(c, quiet_if(everywhere)) for c in names])[codes]
    tie_quiet = np.array([expected(c, quiet_if(tied_leaves)) for c in names])[codes]
    return [
        *least_squares(
            "transactions",
            ["rate tie"],
            [PEOPLE.rate_tie],
            (tie_start - base_start)[:, None],
            soon - base_start,
        ),
        *least_squares(
            "transactions",
            ["dropout tie"],
            [PEOPLE.dropout_tie],
            (tie_quiet - base_quiet)[:, None],
            quiet - base_quiet,
        ),
        *_broken(tables, told),
    ]


def _broken(tables: dict[str, pd.DataFrame], told: pd.DataFrame) -> list[Estimate]:
    deliveries = tables["deliveries"]
    first = tables["transactions"].loc[tables["transactions"]["first"], "transaction"]
    first = deliveries[deliveries["transaction"].isin(first) & deliveries["delivered"].notna()]
    late = (first["delivered"] > first["promised"]).to_numpy()
    broken = pd.Series(late, index=first["customer"].to_numpy())
    told = told[told["customer"].isin(broken.index)]
    hits = broken.loc[told["customer"]].to_numpy()
    groups = pd.DataFrame({"cell": told["cell"].to_numpy(), "hit": hits}).groupby("cell")["hit"]
    found = groups.agg(["sum", "size"]).astype(float)
    along = [weights(c[0], c[1])[c[2]].sum(axis=0) for c in found.index]

    def loss(line: np.ndarray) -> float:
        p = np.array([(w * draw.probability(*line, NOISE)).sum() for w in along])
        p = np.clip(p, 1e-9, 1 - 1e-9)
        hit, n = found["sum"].to_numpy(), found["size"].to_numpy()
        return -float((hit * np.log(p) + (n - hit) * np.log(1 - p)).sum())

    return likelihood(
        "deliveries", ["first broken: intercept", "first broken: slope"], PEOPLE.broken, loss
    )


def _app(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Fit the log-odds of the app to two groups: bought again within 60 days, or not."""
    customers, times = tables["customers"], first_repeat(tables)
    settled = (times["first"] <= draw.day("2026-08-31") - 400).to_numpy()
    base = settled & (customers["channel"] != "app").to_numpy()
    soon = ((times["second"] - times["first"]).to_numpy() < 60)[base]
    has_app = customers["app_since"].notna().to_numpy()[base]
    hits = [has_app[~soon].sum(), has_app[soon].sum()]
    n = [(~soon).sum(), soon.sum()]
    ranks = (np.arange(20_000) + 0.5) / 20_000
    rate = draw.gamma(ranks, PEOPLE.purchase_shape) / (PEOPLE.purchase_alpha * 7)
    relative = np.log(rate * PEOPLE.purchase_alpha * 7 / PEOPLE.purchase_shape)
    wait = np.exp(-60 * rate)

    def loss(line: np.ndarray) -> float:
        app = draw.probability(*line, relative)
        p = [(app * wait).sum() / wait.sum(), (app * (1 - wait)).sum() / (1 - wait).sum()]
        return -sum(
            h * np.log(q) + (m - h) * np.log(1 - q) for h, q, m in zip(hits, p, n, strict=True)
        )

    return likelihood("customers", ["app: intercept", "app: slope"], PEOPLE.app, loss)
