"""Every interval of the package, with the worlds and the sizes in which it is tried."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tests.coverage import crm_worlds as c
from tests.coverage import worlds as w

# Of each case. A coverage of .95 is then known to within .007, .010 and .014 (two standard errors).
SAMPLES, DEAR, DEAREST = 4000, 2000, 1000
REFITTED = 200  # three models are fitted for each sample: known to within .031


class Case(NamedTuple):
    """An interval and a size of the sample; each of the worlds is a row of the table."""

    name: str  # as a learner writes it: advocacy.compare
    worlds: tuple[str, ...]  # one for each figure that `draw` gives
    size: str
    draw: w.Draw
    samples: int = SAMPLES

    def __str__(self) -> str:
        return f"{self.name}, {self.worlds[0]}, {self.size}"


class Row(NamedTuple):
    """How often the truth lay between low and high, and how often no interval was given."""

    name: str
    world: str
    size: str
    covers: float
    given: int
    refused: float

    @property
    def error(self) -> float:
        """Standard error of the coverage; above .99 that of .99, which is never 0."""
        covers = min(self.covers, 0.99)
        return math.sqrt(covers * (1 - covers) / self.given)


def simulate(case: Case, part: int = 1) -> list[Row]:
    """Draw the samples of a case (or a half of them: part 2), always the same ones, and count."""
    samples = max(case.samples // part, REFITTED)
    # A seed of its own for each case, so that a new case leaves the others as they are.
    rng = np.random.default_rng(zlib.crc32(str(case).encode()))
    truth, low, high = case.draw(rng, samples)
    low, high = (np.asarray(end, dtype=float).reshape(samples, -1) for end in (low, high))
    given = ~np.isnan(low)
    held = (low <= truth) & (truth <= high)
    return [
        Row(case.name, world, case.size, held[:, at][given[:, at]].mean(), given[:, at].sum(),
            1 - given[:, at].mean())
        for at, world in enumerate(case.worlds)
    ]  # fmt: skip


def _cases() -> Iterator[Case]:
    yield from _shares()
    yield from _means()
    yield from _rows_of_customers()
    yield from _scores()
    yield from _channels()
    yield from _markets()
    yield from _relationships()
    yield from _ladder_and_programmes()
    yield from _buyers()
    yield from _lists()
    yield from _campaigns()


def _shares() -> Iterator[Case]:
    for n in (10, 100, 1000):
        name = "intervals.share_interval"
        yield Case(name, ("half say yes",), f"{n}", w.share_interval(0.5, n))
        yield Case(name, ("2 of 100 say yes",), f"{n}", w.share_interval(0.02, n))
        rare = ("very rare: 0.17 yes in a sample",)
        yield Case(name, rare, f"{n}", w.share_interval(0.17 / n, n))
        name = "intervals.share_by"
        yield Case(name, ("30 of 100 say yes",), f"{n}", w.share_by(0.3, n))
        name, size = "intervals.share_difference", f"{n} and {n}"
        yield Case(name, ("40 against 50 of 100",), size, w.share_difference(0.4, 0.5, n, n))
        yield Case(name, ("2 against 5 of 100",), size, w.share_difference(0.02, 0.05, n, n))
        one = w.share_difference(0.98, 0.9, n, 4 * n)
        yield Case(name, ("98 against 90 of 100",), f"{n} and {4 * n}", one)
        one = w.difference_of_shares(0.3, 0.45, n, n)
        yield Case("intervals.difference_by", ("shares, 30 against 45 of 100",), size, one)
        world, size = ("30 against 45 of 100",), f"{n} and {n // 2}"
        yield Case("connectivity.reversal", world, size, w.reversal(n, n // 2))
        yield Case("advocacy.kinds", ("half were prompted",), f"{n}", w.kinds(n))


def _means() -> Iterator[Case]:
    for n in (5, 20, 100, 1000):
        times = SAMPLES if n < 1000 else DEAREST  # for the memory
        name = "intervals.mean_by"
        yield Case(name, ("normal",), f"{n}", w.mean_by(w.normal, n), times)
        yield Case(name, ("skewed",), f"{n}", w.mean_by(w.skewed, n), times)
        name = "intervals.difference_by"
        world = ("means, normal, one side three times as spread",)
        yield Case(
            name, world, f"{n} and {2 * n}", w.difference_of_means(w.normal, n, 2 * n, 3), times
        )
        world = ("means, skewed, one side twice the other",)
        yield Case(name, world, f"{n} and {n}", w.difference_of_means(w.skewed, n, n, 2), times)
        world = ("means, skewed, few with it",)
        yield Case(
            name, world, f"{5 * n} and {n}", w.difference_of_means(w.skewed, 5 * n, n, 2), times
        )


def _rows_of_customers() -> Iterator[Case]:
    world = ("ten rows of each customer, whose answers are alike",)
    for n in (50, 200, 2000):
        one = w.share_by(0.3, n, of_one=10)
        yield Case("intervals.share_by", world, f"{n}", one)
        one = w.mean_by(w.normal, n, of_one=10)
        yield Case("intervals.mean_by", world, f"{n}", one)


def _scores() -> Iterator[Case]:
    mixed, loved = "42% promoters, 24% detractors", "90% promoters, 2% detractors"
    for n in (5, 20, 100, 1000):
        for method in ("score", "adjusted", "wald"):
            for mix, shares in ((mixed, w.ZWALUW), (loved, w.LOVED)):
                one = w.nps_interval(shares, n, method)
                yield Case("advocacy.NPS.interval", (f"{method}: {mix}",), f"{n}", one)
    for n in (10, 50, 500):
        one = w.weighted_nps(n)
        world = ("weighted: a group answers too little",)
        yield Case("advocacy.nps_by", world, f"{n}", one, DEAR)
    for n, m in ((5, 5), (20, 20), (12, 100), (100, 100), (500, 500)):
        name, size, other = "advocacy.compare", f"{n} and {m}", (0.3, 0.34, 0.36)
        yield Case(name, ("18 against -6",), size, w.compare(w.ZWALUW, other, n, m), DEAR)
        yield Case(name, ("88 against 18",), size, w.compare(w.LOVED, w.ZWALUW, n, m), DEAREST)


def _channels() -> Iterator[Case]:
    worlds = ("both together", "more than the sum")
    alike = tuple(f"{world}; neighbouring periods alike" for world in worlds)
    campaigns = tuple(f"{world}, with one row for each campaign" for world in alike)
    for units, periods in ((100, 2), (10, 4), (8, 26), (20, 104)):
        size = f"{units} units of {periods} periods"
        yield Case("connectivity.synergy", worlds, size, w.synergy(units, periods), DEAREST)
        if periods > 4:
            one = w.synergy(units, periods, rho=0.6)
            yield Case("connectivity.synergy", alike, size, one, DEAREST)
            one = w.synergy(units, periods, rho=0.6, by_campaign=True)
            yield Case("connectivity.synergy", campaigns, size, one, DEAREST)
    worlds = ("same week", "week after")
    alike = tuple(f"{world}; neighbouring weeks alike" for world in worlds)
    for weeks in (12, 26, 104):
        name, size = "connectivity.echo", f"{weeks} weeks"
        yield Case(name, worlds, size, w.echo(weeks), DEAREST)
        yield Case(name, alike, size, w.echo(weeks, rho=0.6), DEAREST)


def _markets() -> Iterator[Case]:
    for n in (5, 15, 60):
        name = "markets.experience_curve"
        yield Case(name, ("periods independent",), f"{n}", w.experience_curve(n), DEAR)
        world = ("neighbouring periods alike",)
        yield Case(name, world, f"{n}", w.experience_curve(n, rho=0.6), DEAREST)
    for n in (60, 300, 1500):
        for base, buy in ((0.0, "half buy"), (-3.0, "7 of 100 buy")):
            worlds = (f"yes/no, {buy}", f"number, {buy}")
            one = w.decision_factors(n, base)
            yield Case("markets.decision_factors", worlds, f"{n}", one, DEAREST)
    for n in (9, 13, 25):
        worlds = tuple(
            f"{of}, {by} times the error" for by in ("1.96", "Student's t") for of in "pqm"
        )
        yield Case("markets.bass", worlds, f"{n} periods", w.bass(n), DEAR)


def _relationships() -> Iterator[Case]:
    for n in (20, 100, 1000):
        worlds = ("age 1, 8 of 100 leave", "age 4, 8 of 100 leave")
        one = w.retention_by_age(n, 0.7, 8.0)
        yield Case("relationship.retention_by_age", worlds, f"{n}", one, DEAREST)
        worlds = ("age 1, 37 of 100 leave", "age 4, 37 of 100 leave")
        one = w.retention_by_age(n, 0.7, 1.2)
        yield Case("relationship.retention_by_age", worlds, f"{n}", one, DEAREST)
    for n in (100, 500, 2000):
        for alpha, beta, ages, said in (
            (0.7, 1.2, 7, "37 of 100 leave at first, 7 ages"),
            (0.7, 8.0, 12, "8 of 100 leave at first, 12 ages"),
        ):
            worlds = tuple(f"{of}: {said}" for of in ("alpha", "beta", "mean"))
            one = w.sbg(n, alpha, beta, ages)
            yield Case("relationship.SBG.parameters", worlds, f"{n}", one, DEAREST)
            one = w.sbg_survival(n, alpha, beta, ages, 2 * ages)
            worlds = (f"at twice the ages: {said}",)
            yield Case("relationship.SBG.by_age", worlds, f"{n}", one, DEAREST)
    for n in (30, 100, 500):
        name, worlds = "relationship.BrandLogit.effects", ("spread 0.5", "spread 1.4")
        yield Case(name, worlds, f"{n}", w.brand_logit(n), DEAREST)
        worlds = tuple(f"{one}; likings of her own" for one in worlds)
        yield Case(name, worlds, f"{n}", w.brand_logit(n, taste=1.0), DEAREST)


def _ladder_and_programmes() -> Iterator[Case]:
    for n in (10, 30, 300, 3000):
        name, size = "relationship.Ladder.intervals", f"{n} customers"
        yield Case(name, ("all alike",), size, w.ladder(n, own_ways=False), DEAREST)
        world = ("each has a chance of her own",)
        yield Case(name, world, size, w.ladder(n, own_ways=True), DEAREST)
    worlds = ("members minus others", "offered minus not", "on those who join")
    for n in (40, 400, 4000):
        one = w.programme_effects(n)
        yield Case("relationship.programme_effects", worlds, f"{n} customers", one, DEAREST)


def _buyers() -> Iterator[Case]:
    for n in (300, 1000, 4000):
        worlds = tuple(f"{of}, customers as at CDNOW" for of in ("r", "alpha", "a", "b"))
        yield Case("relationship.BGNBD.intervals", worlds, f"{n}", w.bg_nbd(n), DEAREST)
    for n in (100, 300, 1000):
        worlds = tuple(f"{of}, amounts as at CDNOW" for of in ("p", "q", "gamma"))
        yield Case("relationship.GammaGamma.intervals", worlds, f"{n}", w.gamma_gamma(n), DEAREST)


def _lists() -> Iterator[Case]:
    for n in (100, 400, 2000):
        name = "crm.right_order"
        yield Case(name, ("65 of 100 right",), f"{n}", c.right_order(n, 0.65), DEAREST)
        yield Case(name, ("90 of 100 right",), f"{n}", c.right_order(n, 0.9), DEAREST)
        one = c.right_order(n, 0.65, scores=4)
        yield Case(name, ("four different scores",), f"{n}", one, DEAREST)
    for n in (200, 1000, 5000):
        worlds = ("share of the top tenth", "lift of the top tenth")
        yield Case("crm.top_share", worlds, f"{n}", c.top_share(n), DEAREST)
    for n in (50, 300, 2000):
        name, size = "crm.interaction", f"4 times {n}"
        worlds = ("points: 10, 11, 12 and 26 of 100", "log-odds: 10, 11, 12 and 26 of 100")
        one = c.interaction(n, (0.10, 0.11, 0.12, 0.26))
        yield Case(name, worlds, size, one, DEAREST)
        worlds = ("points: 2, 3, 8 and 18 of 100", "log-odds: 2, 3, 8 and 18 of 100")
        one = c.interaction(n, (0.02, 0.03, 0.08, 0.18))
        yield Case(name, worlds, size, one, DEAREST)
    for n in (200, 1000, 4000):
        worlds = tuple(
            f"{of}, {model}"
            for of in ("right order", "lift of the top tenth")
            for model in ("logit", "tree", "network")
        )
        yield Case("crm.response_models", worlds, f"{n}", c.response_models(n), REFITTED)


def _campaigns() -> Iterator[Case]:
    for treated, control in ((60, 20), (300, 100), (1700, 600)):
        size, times = f"{treated} and {control}", SAMPLES if treated < 1000 else DEAREST
        for name, draw in (("crm.uplift", c.uplift), ("crm.net", c.net)):
            one = draw(treated, control)
            yield Case(name, ("11 against 8 of 100",), size, one, times)
        one = c.uplift(treated, control, effect=0.15, base=0.3)
        yield Case("crm.uplift", ("45 against 30 of 100",), size, one, times)
    for customers in (20, 100, 400):
        world = ("six waves of the same customers, drawn anew in each",)
        one = c.uplift_of_waves(customers)
        yield Case("crm.uplift", world, f"{customers} in six waves", one, DEAREST)
    worlds = ("hits of the most popular", "margin an offer of the most popular")
    for n in (50, 300, 2000):
        yield Case("crm.next_best_offer", worlds, f"{n}", c.next_best_offer(n), DEAREST)


CASES = sorted(_cases(), key=lambda case: case.name)  # the order in a name is that of the sizes
