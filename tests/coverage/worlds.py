"""Worlds whose truth is known. Each function makes one: it draws many samples from it, and asks the
package for the interval of each.

What it makes is ``draw(rng, samples) -> (truth, low, high)``, one column for each figure that is
looked at; where the package refuses a sample (too few weeks with spots, a factor that settles the
decision), low and high are NaN.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from mkt40_helpers import advocacy, connectivity, intervals, markets, relationship

Ends = tuple[Any, Any, Any]  # truth, low, high
Draw = Callable[[np.random.Generator, int], Ends]


def each(ask: Callable[..., tuple[float, float]], counts: np.ndarray) -> tuple[Any, Any]:
    """Ask once for each different row of counts, and give every sample its answer."""
    different, of_sample = np.unique(counts, axis=0, return_inverse=True)
    ends = np.array([ask(*map(int, row)) for row in different])
    return tuple(ends[of_sample.ravel()].T)


def one_by_one(samples: int, figures: int, ask: Callable[[], tuple[Any, Any]]) -> tuple[Any, Any]:
    """Draw and ask so many times, for so many figures at once."""
    ends = np.full((samples, 2, figures), math.nan)
    for sample in range(samples):
        with contextlib.suppress(ValueError):
            ends[sample] = ask()
    return ends[:, 0], ends[:, 1]


def numbered(samples: int, n: int) -> np.ndarray:
    """The number of the sample, in each of its rows: a group in `..._by`."""
    return np.repeat(np.arange(samples), n)


# ---- shares ----


def share_interval(chance: float, n: int) -> Draw:
    def draw(rng, samples):
        yes = rng.binomial(n, chance, (samples, 1))
        return chance, *each(lambda k: intervals.share_interval(k, n), yes)

    return draw


def share_difference(chance: float, other: float, n: int, other_n: int) -> Draw:
    def draw(rng, samples):
        yes = np.column_stack(
            [rng.binomial(n, chance, samples), rng.binomial(other_n, other, samples)]
        )
        ask = lambda k, m: intervals.share_difference(k, n, m, other_n)  # noqa: E731
        return chance - other, *each(ask, yes)

    return draw


def share_by(chance: float, n: int, of_one: int = 1) -> Draw:
    """n rows; with `of_one` rows of each customer, whose chances differ."""

    def draw(rng, samples):
        people = samples * n // of_one
        own = rng.beta(chance, 1 - chance, people) if of_one > 1 else np.full(people, chance)
        own = np.repeat(own, of_one)
        table = pd.DataFrame({"sample": numbered(samples, n), "yes": rng.random(len(own)) < own})
        found = intervals.share_by(table, "yes", by="sample")
        return chance, found["low"], found["high"]

    return draw


def kinds(n: int) -> Draw:
    """Who recommends when prompted: half of the customers were not, and their answer is missing."""

    def draw(rng, samples):
        size = samples * n
        prompted = pd.Series(rng.random(size) < 0.3).astype(object)
        table = pd.DataFrame(
            {
                "sample": numbered(samples, n),
                "recommended_unasked": False,
                "recommended_when_prompted": prompted.where(rng.random(size) < 0.5, None),
                "advised_against": False,
            }
        )
        found = advocacy.kinds(table, by="sample").query("kind == 'prompted'")
        return 0.3, found["low"], found["high"]

    return draw


# ---- means, and differences by group ----


def normal(rng, size):
    return rng.normal(0, 1, size)


def skewed(rng, size):
    """Log-normal with sigma 1, as spending is: mean 1, a few very large values."""
    return rng.lognormal(-0.5, 1, size)


MEAN = {normal: 0.0, skewed: 1.0}


def mean_by(values: Callable[..., Any], n: int, of_one: int = 1) -> Draw:
    """n rows; with `of_one` rows of each customer, half of whose variance is their own."""

    def draw(rng, samples):
        found = values(rng, samples * n)
        if of_one > 1:
            own = np.repeat(values(rng, samples * n // of_one), of_one)
            found = MEAN[values] + (found + own - 2 * MEAN[values]) / math.sqrt(2)
        table = pd.DataFrame({"sample": numbered(samples, n), "value": found})
        table = intervals.mean_by(table, "value", by="sample")
        return MEAN[values], table["low"], table["high"]

    return draw


def two_sides(samples: int, without: int, with_it: int) -> pd.DataFrame:
    side = np.arange(without + with_it) >= without
    return pd.DataFrame({"sample": numbered(samples, len(side)), "advice": np.tile(side, samples)})


def difference_of_means(
    values: Callable[..., Any], without: int, with_it: int, spread: float = 1.0
) -> Draw:
    """Values without, and values `spread` times as large with it."""

    def draw(rng, samples):
        table = two_sides(samples, without, with_it)
        table["value"] = values(rng, len(table)) * np.where(table["advice"], spread, 1.0)
        found = intervals.difference_by(table, "value", split="advice", by="sample")
        return MEAN[values] * (spread - 1), found["low"], found["high"]

    return draw


def difference_of_shares(chance: float, other: float, without: int, with_it: int) -> Draw:
    def draw(rng, samples):
        table = two_sides(samples, without, with_it)
        table["bought"] = rng.random(len(table)) < np.where(table["advice"], other, chance)
        found = intervals.difference_by(table, "bought", split="advice", by="sample")
        return other - chance, found["low"], found["high"]

    return draw


def reversal(without: int, with_it: int) -> Draw:
    def draw(rng, samples):
        table = two_sides(samples, without, with_it)
        table["bought"] = rng.random(len(table)) < np.where(table["advice"], 0.45, 0.3)
        found = connectivity.reversal(table, within="sample").iloc[1:]  # first: all together
        return 15.0, found["low"], found["high"]

    return draw


# ---- the Net Promoter Score ----

ZWALUW = (0.42, 0.34, 0.24)  # promoters, passives, detractors
LOVED = (0.90, 0.08, 0.02)


def nps_interval(mix: tuple[float, float, float], n: int, method: Any = "score") -> Draw:
    def draw(rng, samples):
        counts = rng.multinomial(n, mix, samples)
        ask = lambda *groups: advocacy.nps_from_counts(*groups).interval(method)  # noqa: E731
        return 100 * (mix[0] - mix[2]), *each(ask, counts)

    return draw


def weighted_nps(n: int) -> Draw:
    """Online customers are half of all, but a fifth of the answers; weights put that right."""
    online, store = (0.30, 0.35, 0.35), (0.55, 0.30, 0.15)
    truth = 100 * (online[0] - online[2] + store[0] - store[2]) / 2

    def draw(rng, samples):
        is_online = np.tile(np.arange(n) < n // 5, samples)
        answers = [rng.choice([10, 8, 3], len(is_online), p=mix) for mix in (online, store)]
        table = pd.DataFrame(
            {
                "sample": numbered(samples, n),
                "score": np.where(is_online, *answers),
                "weight": np.where(is_online, 2.5, 0.625),
            }
        )
        found = advocacy.nps_by(table, "sample", weights="weight")
        return truth, found["low"], found["high"]

    return draw


def compare(mix: tuple[float, ...], other: tuple[float, ...], n: int, other_n: int) -> Draw:
    truth = 100 * (mix[0] - mix[2] - other[0] + other[2])

    def ask(*counts):
        one, two = (advocacy.nps_from_counts(*part) for part in (counts[:3], counts[3:]))
        found = advocacy.compare(one, two)
        return found.low, found.high

    def draw(rng, samples):
        drawn = [rng.multinomial(n, mix, samples), rng.multinomial(other_n, other, samples)]
        return truth, *each(ask, np.hstack(drawn))

    return draw


# ---- channels ----


def autocorrelated(rng, shape: tuple[int, ...], rho: float) -> np.ndarray:
    """Deviations of variance 1, along the last axis; neighbours hang together by `rho`."""
    found = rng.normal(size=shape)
    for t in range(1, shape[-1]):
        found[..., t] = rho * found[..., t - 1] + math.sqrt(1 - rho**2) * found[..., t]
    return found


def synergy(units: int, periods: int, rho: float = 0.0, by_campaign: bool = False) -> Draw:
    """Both together, and more than the sum; with `rho` campaigns run for four periods each.

    With `by_campaign` each campaign is made one row, the mean of its periods, before the question.
    """

    def runs(rng):
        block = 4 if rho else 1
        drawn = rng.random((units, -(-periods // block))) < 0.5
        return np.repeat(drawn, block, axis=1)[:, :periods].ravel()

    def draw(rng, samples):
        def ask():
            table = pd.DataFrame(
                {"region": numbered(units, periods), "online": runs(rng), "store": runs(rng)}
            )
            one, two = table["online"].to_numpy(float), table["store"].to_numpy(float)
            table["sales"] = 600 * one + 900 * two + 1400 * one * two
            table["sales"] += 1200 * autocorrelated(rng, (units, periods), rho).ravel()
            table["sales"] += np.repeat(rng.normal(9000, 2000, units), periods)
            if by_campaign:
                four = np.tile(np.arange(periods) // 4, units)
                keys = ["region", "online", "store"]
                table = table.groupby([*keys, four])["sales"].mean().reset_index(keys)
            found = connectivity.synergy(table, "sales", "online", "store")
            return found["low"][2:], found["high"][2:]

        return (2900, 1400), *one_by_one(samples, 2, ask)

    return draw


def echo(weeks: int, rho: float = 0.0, regions: int = 8) -> Draw:
    """Spots in a quarter of the weeks, and shocks that all regions share; same week, week after."""

    def draw(rng, samples):
        def ask():
            tv = np.where(rng.random(weeks) < 0.25, rng.uniform(2, 8, weeks), 0)
            shared = 20 * tv + 8 * np.r_[0, tv[:-1]] + 20 * autocorrelated(rng, (weeks,), rho)
            table = pd.DataFrame(
                {
                    "region": numbered(regions, weeks),
                    "week": np.tile(np.arange(weeks), regions),
                    "tv_eur": np.tile(tv, regions),
                    "searches": np.tile(shared, regions) + rng.normal(0, 20, weeks * regions),
                }
            )
            found = connectivity.echo(table, lags=1)
            return found["low"], found["high"]

        return (20, 8), *one_by_one(samples, 2, ask)

    return draw


# ---- markets ----


def experience_curve(n: int, rho: float = 0.0) -> Draw:
    output = np.geomspace(20_000, 400_000, n)
    line = 3400 * (output / 20_000) ** math.log2(0.82)

    def draw(rng, samples):
        def ask():
            cost = line * np.exp(0.03 * autocorrelated(rng, (n,), rho))
            table = pd.DataFrame({"cumulative_output": output, "unit_cost_eur": cost})
            interval = markets.experience_curve(table).interval
            return [interval.low], [interval.high]

        return 0.18, *one_by_one(samples, 1, ask)

    return draw


def decision_factors(n: int, base: float) -> Draw:
    """Friends who ride (yes or no), and the price in hundreds of euro; `base`: how many buy."""

    def chance(friends, price):
        return 1 / (1 + np.exp(-(base + 0.9 * friends - 0.4 * price)))

    def people(rng, size):
        return rng.random(size) < 0.3, rng.normal(0, 1, size)

    def truth():
        """Of a very large population: the difference, and the slope."""
        friends, price = people(np.random.default_rng(1), 1_000_000)
        buy = chance(friends, price)
        difference = chance(1, price) - chance(0, price)
        return 100 * float(difference.mean()), -40 * float((buy * (1 - buy)).mean())

    def draw(rng, samples):
        def ask():
            friends, price = people(rng, n)
            table = pd.DataFrame({"friends": friends, "price": price})
            table["bought"] = rng.random(n) < chance(friends, price)
            found = markets.decision_factors(table, "bought", ["friends", "price"])
            return found["low"], found["high"]

        return truth(), *one_by_one(samples, 2, ask)

    return draw


def bass(periods: int) -> Draw:
    """p, q and m, plus and minus 1.96 standard errors; then the same with Student's t."""
    truth = {"p": 0.012, "q": 0.35, "m": 20_000.0}
    student = stats.t.ppf(0.975, periods - 3)
    sales = markets.Bass(**truth, errors=pd.Series(dtype=float), n=periods).sales(periods)

    def draw(rng, samples):
        def ask():
            fit = markets.bass(np.maximum(sales + 80 * rng.normal(size=periods), 0))
            found, errors = np.array([fit.p, fit.q, fit.m] * 2), fit.errors.to_numpy()
            half = np.outer([1.96, student], errors).ravel()
            return found - half, found + half

        return (*truth.values(), *truth.values()), *one_by_one(samples, 6, ask)

    return draw


# ---- relationships ----


def survivors(rng, n: int, alpha: float, beta: float, ages: int) -> np.ndarray:
    """Of n customers, each with a chance of her own to leave at every renewal: age 0, 1, ..."""
    gone = rng.geometric(rng.beta(alpha, beta, n))
    return (gone[:, None] > np.arange(ages + 1)).sum(axis=0)


def stays(alpha: float, beta: float, ages: int) -> float:
    """Share that is still there at an age."""
    return math.exp(special.betaln(alpha, beta + ages) - special.betaln(alpha, beta))


def retention_by_age(n: int, alpha: float, beta: float) -> Draw:
    """Members who joined over two years, some of whom are still there: retention at age 1 and 4."""
    end, truth = pd.Timestamp("2026-08-31"), [(beta + k) / (alpha + beta + k) for k in (0, 3)]

    def draw(rng, samples):
        size = samples * n
        lived, gone = rng.integers(1, 9, size), rng.geometric(rng.beta(alpha, beta, size))
        joined = pd.Series(end - pd.to_timedelta(91 * lived, unit="D"))
        left = joined + pd.to_timedelta(91 * np.minimum(gone, 9), unit="D")
        table = pd.DataFrame({"sample": numbered(samples, n), "joined": joined})
        table["left"] = left.where(gone <= lived)
        found = relationship.retention_by_age(table, end=end, period=91, by="sample")
        at = [found[found["age"] == age].set_index("sample") for age in (1, 4)]
        ends = [[one[side].reindex(range(samples)) for one in at] for side in ("low", "high")]
        return truth, *(np.column_stack(side) for side in ends)

    return draw


def sbg(n: int, alpha: float, beta: float, ages: int) -> Draw:
    """Alpha, beta and the mean chance to leave."""

    def draw(rng, samples):
        def ask():
            fit = relationship.sbg(survivors(rng, n, alpha, beta, ages))
            return fit.parameters()["low"], fit.parameters()["high"]

        return (alpha, beta, alpha / (alpha + beta)), *one_by_one(samples, 3, ask)

    return draw


def sbg_survival(n: int, alpha: float, beta: float, ages: int, at: int) -> Draw:
    """Survival at an age that has not come yet."""

    def draw(rng, samples):
        def ask():
            found = relationship.sbg(survivors(rng, n, alpha, beta, ages)).by_age([at])
            return found["low"], found["high"]

        return stays(alpha, beta, at), *one_by_one(samples, 1, ask)

    return draw


def brand_logit(people: int, taste: float = 0.0) -> Draw:
    """Three choices of each person among four brands; with `taste` she has likings of her own."""
    beta = np.array([0.5, 0.3])

    def panel(rng, size):
        ratings = rng.normal(0, 1, (size, 1, 4, 2)) * [0.5, 1.4]
        own = taste * rng.normal(0, 1, (size, 1, 4))
        felt = (ratings @ beta) + own + rng.gumbel(size=(size, 3, 4))
        table = pd.DataFrame({"person": numbered(size, 12), "choice": np.arange(size * 12) // 4})
        table["chosen"] = (felt == felt.max(axis=2, keepdims=True)).ravel()
        table[["value", "image"]] = np.repeat(ratings, 3, axis=1).reshape(-1, 2)
        return table

    def ends(rng, size):
        fit = relationship.brand_logit(panel(rng, size), ["value", "image"])
        found = fit.effects().set_index("driver").loc[["value", "image"]]
        return found["low"], found["high"]

    def draw(rng, samples):
        # Likings that no column tells make the effects of the others smaller: those of very many.
        many = 100_000 if taste else 0
        truth = np.mean(ends(np.random.default_rng(1), many), axis=0) if many else beta * [0.5, 1.4]
        return truth, *one_by_one(samples, 2, lambda: ends(rng, people))

    return draw


# ---- relationship: the ladder, programmes ----


def ladder(customers: int, own_ways: bool) -> Draw:
    """Share of buyers who buy in the next quarter too, in eight quarters of each customer.

    All buy with 0.43 after a purchase and with 0.28 after none; or each has a chance of her own,
    drawn from a beta distribution (1, 2), in every quarter.
    """
    truth = 2 / 4 if own_ways else 0.43  # E(p²) / E(p), where each has her own

    def draw(rng, samples):
        def ask():
            own = rng.beta(1, 2, customers)
            bought = np.ones((customers, 8), dtype=bool)
            for quarter in range(8):
                known = quarter and not own_ways
                chance = np.where(bought[:, quarter - 1], 0.43, 0.28) if known else own
                bought[:, quarter] = rng.random(customers) < chance
            table = pd.DataFrame(
                {
                    "customer": numbered(customers, 8),
                    "quarter": np.tile(np.arange(8), customers),
                    "state": np.where(bought.ravel(), "bought", "silent"),
                }
            )
            row = relationship.ladder(table).intervals().iloc[0]
            return [row["low"]], [row["high"]]

        return truth, *one_by_one(samples, 1, ask)

    return draw


def programme_effects(customers: int, effect: float = 0.3, offered: float = 0.75) -> Draw:
    """Members against others, by offer, and on those who join: who buys often joins more."""

    def joins(rate):
        return rate / (1 + rate)

    def truth():
        rates = stats.gamma(2.0)
        share = rates.expect(joins)
        of_members = rates.expect(lambda rate: rate * joins(rate)) / share
        of_others = rates.expect(lambda rate: rate * (1 - offered * joins(rate)))
        gap = of_members + effect - of_others / (1 - offered * share)
        return gap, effect * share, effect

    def draw(rng, samples):
        def ask():
            rate = rng.gamma(2.0, 1.0, customers)
            offer = np.where(rng.random(customers) < offered, "club", "none")
            joined = (rng.random(customers) < joins(rate)) & (offer == "club")
            bought = rng.poisson(rate + effect * joined)
            table = pd.DataFrame({"offered": offer, "joined": joined, "bought": bought})
            found = relationship.programme_effects(table).tail(3)
            return found["low"], found["high"]

        return truth(), *one_by_one(samples, 3, ask)

    return draw


# ---- buyers without a contract ----


def bg_nbd(n: int) -> Draw:
    """Customers like those of CDNOW, watched for 27 to 39 weeks; the four parameters."""
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426

    def draw(rng, samples):
        def ask():
            rate, leaves = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
            age, clock, there = rng.uniform(27, 39, n), np.zeros(n), np.arange(n)
            x, last = np.zeros(n), np.zeros(n)
            while len(there):
                clock[there] += rng.exponential(1 / rate[there])
                there = there[clock[there] <= age[there]]
                x[there] += 1
                last[there] = clock[there]
                there = there[rng.random(len(there)) >= leaves[there]]
            summary = pd.DataFrame({"frequency": x, "recency": last, "age": age})
            found = relationship.bg_nbd(summary).intervals()
            return found["low"], found["high"]

        return (r, alpha, a, b), *one_by_one(samples, 4, ask)

    return draw


def gamma_gamma(n: int) -> Draw:
    """Repeat buyers with one purchase or more, and amounts as at CDNOW; the three parameters."""
    p, q, gamma = 6.25, 3.744, 15.443

    def draw(rng, samples):
        def ask():
            x, scale = rng.geometric(0.4, n), rng.gamma(q, 1 / gamma, n)
            summary = pd.DataFrame({"frequency": x, "monetary": rng.gamma(p * x) / scale / x})
            found = relationship.gamma_gamma(summary).intervals()
            return found["low"], found["high"]

        return (p, q, gamma), *one_by_one(samples, 3, ask)

    return draw
