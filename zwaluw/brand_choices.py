"""Which brand next: three choices of a thousand people among four brands, and what they think.

Everybody rates each brand for value (quality and price), as a brand, and for the relationship
with its maker: the three drivers of customer equity. The three ratings of a brand move together,
because who likes a brand likes all of it: a halo. She then chooses three times by a conditional
logit of the ratings and of the brand that she bought last.

The table does not depend on the customers, so its size is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.omnichannel import BRANDS

PERSONS, CHOICES = 1000, 3
DRIVERS = ("value", "brand_rating", "relationship")


@dataclass(frozen=True)
class BrandChoiceParameters:
    """The ground truth of the choices among brands."""

    TABLE: ClassVar[str] = "brand_choices"

    beta: dict[str, float] = known(
        {"value": 0.5, "brand_rating": 0.3, "relationship": 0.2, "last": 0.5},
        "what a point of a rating, or having bought the brand last, adds to the utility of a brand",
        "log-odds",
    )
    mean: dict[str, dict[str, float]] = known(
        {
            brand: dict(zip(DRIVERS, means, strict=True))
            for brand, means in {
                "Zwaluw": (3.2, 3.0, 3.3),
                "Kievit": (2.9, 3.2, 2.8),
                "Meeuw": (3.3, 2.7, 2.9),
                "Pauw": (2.9, 3.3, 3.1),
            }.items()
        },
        "mean rating of a brand, before it is rounded to 1, 2, 3, 4 or 5",
        "points",
    )
    spread: dict[str, float] = known(
        {"value": 0.4, "brand_rating": 1.6, "relationship": 0.7},
        "spread of a rating of one brand over people, before it is rounded",
        "points",
    )
    halo: float = known(
        0.65,
        "correlation of two ratings that a person gives a brand, before they are rounded",
    )


def make_brand_choices(
    seed: int, truth: BrandChoiceParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the table of choices among brands; it does not depend on the customers.

    Returns
    -------
    dict with `brand_choices`
        One row per person, choice and brand; `last` marks the brand that she bought last before
        the choice, `chosen` the one that she took.
    """
    truth = truth or BrandChoiceParameters()
    rng = draw.stream(seed, "brand_choices")
    ratings = _ratings(rng, truth)
    liking = ratings @ np.array([truth.beta[driver] for driver in DRIVERS])
    # What she owned before the first choice she had chosen for her ratings alone.
    owned = _choose(rng, liking)
    last, chosen = [], []
    for _ in range(CHOICES):
        had = np.arange(len(BRANDS)) == owned[:, None]
        owned = _choose(rng, liking + truth.beta["last"] * had)
        last.append(had)
        chosen.append(np.arange(len(BRANDS)) == owned[:, None])
    rows = CHOICES * len(BRANDS)
    table = pd.DataFrame(
        {
            "person": np.repeat(np.arange(1, PERSONS + 1), rows),
            "choice": np.tile(np.repeat(np.arange(1, CHOICES + 1), len(BRANDS)), PERSONS),
            "brand": list(BRANDS) * (CHOICES * PERSONS),
        }
    )
    table[list(DRIVERS)] = np.repeat(ratings[:, None], CHOICES, axis=1).reshape(-1, len(DRIVERS))
    table["last"] = np.stack(last, axis=1).ravel()
    table["chosen"] = np.stack(chosen, axis=1).ravel()
    return {"brand_choices": table}


def _ratings(rng: np.random.Generator, truth: BrandChoiceParameters) -> Ints:
    """Draw what each person thinks of each brand: persons x brands x drivers, 1 to 5."""
    size = (PERSONS, len(BRANDS), len(DRIVERS))
    halo = draw.normal(rng.random(PERSONS * len(BRANDS))).reshape(*size[:2], 1)
    own = draw.normal(rng.random(PERSONS * len(BRANDS) * len(DRIVERS))).reshape(size)
    mean = np.array([[truth.mean[brand][driver] for driver in DRIVERS] for brand in BRANDS])
    spread = np.array([truth.spread[driver] for driver in DRIVERS])
    felt = mean + spread * (truth.halo**0.5 * halo + (1 - truth.halo) ** 0.5 * own)
    return np.asarray(np.clip(np.rint(felt), 1, 5), dtype=np.int64)


def _choose(rng: np.random.Generator, utility: Floats) -> Ints:
    """Choose the brand of the highest utility, with Gumbel noise: the conditional logit."""
    noise = -np.log(draw.exponential(rng.random(utility.size))).reshape(utility.shape)
    return np.asarray((utility + noise).argmax(axis=1), dtype=np.int64)
