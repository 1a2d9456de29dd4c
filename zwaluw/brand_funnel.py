"""The five A's of four brands, as a panel of the market tells them.

Somebody who knows a brand likes it or not, asks about it or not, buys it or not, uses it or not,
tells others or not. The answers of one person go together, for each depends on those before it,
but none is a condition of the next: people ask about a brand that does not appeal to them, buy
without asking, and praise what they do not own. So a rate from one A to the next may be above 1.
Four brands, four shapes of loss.

The table does not depend on the customers, so its size is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.omnichannel import BRANDS
from zwaluw.people import SEGMENTS

ANSWERS = ("aware", "appealed", "asked", "bought", "in_use", "advocated")


@dataclass(frozen=True)
class BrandFunnelParameters:
    """The ground truth of the panel about the brands."""

    TABLE: ClassVar[str] = "brand_funnel"

    interviewed: int = known(3000, "persons asked about each brand in each segment", "persons")
    interviewers: int = known(
        40, "they share the persons of every brand and segment evenly", "interviewers"
    )
    population: dict[str, int] = known(
        {"commuter": 410_000, "leisure": 640_000, "family": 230_000},
        "people in the ten countries of Zwaluw who looked for an e-bike of its class in the year",
        "persons",
    )
    aware: dict[str, float] = known(
        {"Zwaluw": 0.60, "Kievit": 0.85, "Meeuw": 0.62, "Pauw": 0.80},
        "know the brand, before the factor of the segment",
        "share of persons",
    )
    appealed: dict[str, float] = known(
        {"Zwaluw": 0.55, "Kievit": 0.60, "Meeuw": 0.726, "Pauw": 0.75},
        "find it appealing",
        "share of the aware",
    )
    asked: dict[str, tuple[float, float]] = known(
        {
            "Zwaluw": (0.46, 0.05),
            "Kievit": (0.18, 0.03),
            "Meeuw": (0.96, 0.87),
            "Pauw": (0.38, 0.11),
        },
        "asked about it: of those whom it appeals to, of the others who are aware",
        "share of persons",
    )
    bought: dict[str, tuple[float, float, float]] = known(
        {
            "Zwaluw": (0.49, 0.20, 0.025),
            "Kievit": (0.80, 0.40, 0.065),
            "Meeuw": (0.16, 0.05, 0.05),
            "Pauw": (0.22, 0.10, 0.035),
        },
        "bought it, before the factor of the segment: of those who found it appealing and asked,"
        " who only asked, who only found it appealing; nobody else",
        "share of persons",
    )
    in_use: float = known(0.90, "use what they bought", "share of buyers")
    advocated: dict[str, tuple[float, float, float]] = known(
        {
            "Zwaluw": (0.34, 0.015, 0.002),
            "Kievit": (0.21, 0.01, 0.002),
            "Meeuw": (0.28, 0.015, 0.002),
            "Pauw": (0.85, 0.19, 0.03),
        },
        "told others that it is good: of those who use it, of the others whom it appeals to, of"
        " the rest of the aware",
        "share of persons",
    )
    segment_aware: dict[str, float] = known(
        {"commuter": 1.1, "leisure": 0.9, "family": 1.0},
        "multiplies the share that knows a brand",
        "factor",
    )
    segment_bought: dict[str, float] = known(
        {"commuter": 1.2, "leisure": 0.8, "family": 1.0},
        "multiplies the share that bought",
        "factor",
    )


def make_brand_funnel(
    seed: int, truth: BrandFunnelParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the answers of the panel, counted by pattern; they do not depend on the customers.

    Returns
    -------
    dict with `brand_funnel`
        One row for each pattern of answers that an interviewer met in a brand and segment, with
        the number of persons who answered so.
    """
    truth = truth or BrandFunnelParameters()
    rng = draw.stream(seed, "brand_funnel")
    cells = [(brand, segment) for brand in BRANDS for segment in SEGMENTS]
    cell = np.repeat(np.arange(len(cells)), truth.interviewed)
    answers = _answers(rng, cells, cell, truth)
    place = np.arange(len(cell)) % truth.interviewed
    interviewer = place * truth.interviewers // truth.interviewed

    # One number for brand, segment, interviewer and pattern, so that equal ones can be counted.
    pattern = sum(answer.astype(np.int64) << bit for bit, answer in enumerate(answers[::-1]))
    kinds = 1 << len(ANSWERS)
    code, persons = np.unique(
        (cell * truth.interviewers + interviewer) * kinds + pattern, return_counts=True
    )
    group, pattern = np.divmod(code, kinds)
    cell, interviewer = np.divmod(group, truth.interviewers)
    table = pd.DataFrame([cells[place] for place in cell], columns=["brand", "segment"])
    table["population"] = table["segment"].map(truth.population)
    table["interviewer"] = [f"I{number + 1:02d}" for number in interviewer]
    for bit, name in enumerate(ANSWERS[::-1]):
        table[name] = pattern >> bit & 1 == 1
    table["persons"] = persons.astype(np.int64)
    columns = ["brand", "segment", "population", "interviewer", *ANSWERS, "persons"]
    return {"brand_funnel": table[columns]}


def _answers(
    rng: np.random.Generator, cells: list[tuple[str, str]], cell: Ints, truth: BrandFunnelParameters
) -> list[np.ndarray]:
    """Draw the six answers of each person, each by what she answered before."""

    def by_cell(shares: list[float]) -> Floats:
        return np.array(shares)[cell]

    def yes(chance: Floats | float) -> np.ndarray:
        return rng.random(len(cell)) < chance

    def of_brand(shares: Mapping[str, tuple[float, ...]], place: int) -> Floats:
        return by_cell([shares[brand][place] for brand, _ in cells])

    knows = by_cell([truth.aware[brand] * truth.segment_aware[kind] for brand, kind in cells])
    buys = by_cell([truth.segment_bought[kind] for _, kind in cells])
    aware = yes(knows)
    appealed = yes(by_cell([truth.appealed[brand] for brand, _ in cells])) & aware
    asked = yes(np.where(appealed, of_brand(truth.asked, 0), of_brand(truth.asked, 1))) & aware
    of_answers = np.select(
        [appealed & asked, asked, appealed],
        [of_brand(truth.bought, place) for place in range(3)],
        0.0,
    )
    bought = yes(of_answers * buys)
    in_use = yes(truth.in_use) & bought
    advocates = np.select(
        [in_use, appealed],
        [of_brand(truth.advocated, place) for place in range(2)],
        of_brand(truth.advocated, 2),
    )
    return [aware, appealed, asked, bought, in_use, yes(advocates) & aware]
