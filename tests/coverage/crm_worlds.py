"""Worlds of chapter 6 whose truth is known: lists by a score, and things that count together."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd

from mkt40_helpers import crm
from tests.coverage.worlds import Draw, one_by_one

ENDS = ["low", "high"]


def right_order(n: int, order: float, scores: int | None = None, rate: float = 0.12) -> Draw:
    """Responders' scores are normal, and higher by as much as the right order asks for.

    With `scores` only so many different ones are given, as a small tree does.
    """
    shift = math.sqrt(2) * NormalDist().inv_cdf(order)
    cuts = np.linspace(-1, 1 + shift, scores - 1) if scores else None

    def draw(rng, samples):
        def ask():
            bought = rng.random(n) < rate
            score = rng.normal(shift * bought, 1)
            if cuts is not None:
                score = np.searchsorted(cuts, score)
            table = pd.DataFrame({"score": score, "bought": bought})
            return crm.right_order(table, "score", "bought")[ENDS].to_numpy().reshape(2, 1)

        return _order_of_cuts(shift, cuts, order), *one_by_one(samples, 1, ask)

    return draw


def _order_of_cuts(shift: float, cuts: np.ndarray | None, order: float) -> float:
    if cuts is None:
        return order
    below = [[NormalDist(mean, 1).cdf(cut) for cut in cuts] for mean in (shift, 0)]
    yes, no = (np.diff([0, *each, 1]) for each in below)
    return float((yes * (no.cumsum() - no / 2)).sum())


def top_share(n: int, base: float = 0.11) -> Draw:
    """The chance to respond rises with the score; the truth is that of the people in the list."""

    def draw(rng, samples):
        truths = []

        def ask():
            score = rng.normal(0, 1, n)
            chance = base * np.exp(0.4 * score - 0.08)
            table = pd.DataFrame({"score": score, "bought": rng.random(n) < chance})
            truths.append((math.nan, math.nan))
            top = crm.top_share(table, "score", "bought").iloc[0]
            share = chance[score >= top["score"]].mean()
            truths[-1] = share, share / chance.mean()
            return top[["low", "lift_low"]], top[["high", "lift_high"]]

        low, high = one_by_one(samples, 2, ask)
        return np.array(truths), low, high

    return draw


def interaction(n: int, shares: tuple[float, float, float, float]) -> Draw:
    """Four cells of n people each: neither, one, the other, both."""
    share = np.array(shares)
    odds = np.log(share / (1 - share))
    sign = np.array([1, -1, -1, 1])
    truth = np.array([100 * sign @ share, sign @ odds])
    cells = pd.DataFrame(
        {"one": [False, True] * 2, "other": [False, False, True, True], "people": n}
    )

    def draw(rng, samples):
        def ask():
            table = cells.assign(yes=rng.binomial(n, share))
            found = crm.interaction(table, "yes", "one", "other", weight="people")
            return found["low"], found["high"]

        return truth, *one_by_one(samples, 2, ask)

    return draw


def response_models(n: int, taught: int = 400) -> Draw:
    """Three models that learned once, judged by others: right order and lift of the top tenth.

    The lift is that of the people who judge, with the chances that they really have.
    """
    kinds = pd.DataFrame(
        [(often, app) for often in range(6) for app in (False, True)], columns=["often", "app"]
    )
    chance = np.array([0.04 + 0.03 * often + 0.06 * app for often, app in kinds.to_numpy()])
    likely = np.array([0.3, 0.25, 0.2, 0.1, 0.1, 0.05]).repeat(2) * np.tile([0.7, 0.3], 6)

    def people(rng, size: int, label: str) -> tuple[pd.DataFrame, np.ndarray]:
        kind = rng.choice(len(kinds), size, p=likely)
        table = kinds.iloc[kind].set_axis([f"{label}{at}" for at in range(size)])
        return table.assign(responded=rng.random(size) < chance[kind]), kind

    def draw(rng, samples):
        learn, _ = people(rng, taught, "learn")
        models = ("logit", "tree", "network")
        scores = [crm.response_score(learn, kinds, ["often", "app"], model=m) for m in models]
        many = kinds.assign(people=(1e7 * likely).round(), yes=(1e7 * likely * chance).round())
        order = [
            crm.right_order(many.assign(score=score), "score", "yes", "people")[
                "right_order"
            ].item()
            for score in scores
        ]
        truths = []

        def ask():
            judge, kind = people(rng, n, "judge")
            truths.append([math.nan] * 6)
            found = crm.response_models(learn, judge, ["often", "app"])
            found = found[found["rows"] == "judged"]
            true = [_true_lift(score.to_numpy()[kind], chance[kind]) for score in scores]
            truths[-1] = [*order, *true]
            low, high = (np.r_[found[order_end], found[f"lift_{order_end}"]] for order_end in ENDS)
            return low, high

        low, high = one_by_one(samples, 6, ask)
        return np.array(truths), low, high

    return draw


def _true_lift(score: np.ndarray, chance: np.ndarray) -> float:
    tenth = np.sort(score)[::-1][math.ceil(len(score) / 10) - 1]
    return float(chance[score >= tenth].mean() / chance.mean())


def uplift(treated: int, control: int, effect: float = 0.03, base: float = 0.08) -> Draw:
    """What a message adds, in points: chance puts each name into one of two groups."""

    def draw(rng, samples):
        found = crm.uplift(_sends(rng, samples, treated, control, effect, base), by="sample")
        return 100 * effect, found["low"], found["high"]

    return draw


def net(treated: int, control: int, effect: float = 0.03, base: float = 0.08) -> Draw:
    """What a contact leaves, at 36 euro a sale and 2.10 a contact."""

    def draw(rng, samples):
        sends = _sends(rng, samples, treated, control, effect, base)
        found = crm.net(crm.uplift(sends, by="sample"), 36, 2.10)
        return 36 * effect - 2.10, found["net_low"], found["net_high"]

    return draw


def _sends(
    rng: np.random.Generator, samples: int, treated: int, control: int, effect: float, base: float
) -> pd.DataFrame:
    group = np.tile(["treated"] * treated + ["control"] * control, samples)
    chance = base + effect * (group == "treated")
    sample = np.repeat(np.arange(samples), treated + control)
    responded = rng.random(len(group)) < chance
    return pd.DataFrame({"sample": sample, "group": group, "responded": responded})


def uplift_of_waves(customers: int, waves: int = 6, effect: float = 0.05) -> Draw:
    """Each customer is drawn anew in each wave, and has a chance of her own in all of them."""

    def draw(rng, samples):
        own = np.repeat(0.9 * rng.beta(0.8, 7.2, samples * customers), waves)
        sample = np.repeat(np.arange(samples), customers * waves)
        treated = rng.random(len(own)) < 0.75
        table = pd.DataFrame(
            {
                "sample": sample,
                "group": np.where(treated, "treated", "control"),
                "responded": rng.random(len(own)) < own + effect * treated,
            }
        )
        found = crm.uplift(table, by="sample")
        return 100 * effect, found["low"], found["high"]

    return draw


def next_best_offer(customers: int) -> Draw:
    """Two purchases of each; 30 of 100 are of one product of ten, which is the most popular one."""
    goods = [f"P{place}" for place in range(10)]
    chances = [0.3, *[0.7 / 9] * 9]
    shop = pd.DataFrame(
        {
            "product": goods,
            "name": goods,
            "category": "parts",
            "list_price_eur": 30.0,
            "unit_cost_eur": 20.0,
        }
    )
    people = pd.DataFrame({"customer": np.arange(customers), "segment": "leisure"})
    days = pd.to_datetime(["2025-01-01", "2025-07-01"])

    def draw(rng, samples):
        def ask():
            bought = pd.DataFrame(
                {
                    "customer": np.tile(np.arange(customers), 2),
                    "date": days.repeat(customers),
                    "product": rng.choice(goods, 2 * customers, p=chances),
                }
            )
            row = crm.next_best_offer(bought, people, shop).iloc[0]
            ends = [["hit_low", "margin_low"], ["hit_high", "margin_high"]]
            return tuple(row[names].to_numpy(float) for names in ends)

        return (30, 3.0), *one_by_one(samples, 2, ask)

    return draw
