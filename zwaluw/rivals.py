"""What sixty rivals do when the market moves: who notices, who acts, and when.

Each firm has a kind: it acts before an event, acts after it noticed, notices and does nothing, or
does not notice. It keeps to its kind in a fixed share of the events and else does as any firm may.
The days from the event until a firm notices, and from there until it acts, are log-normal. Nothing
is known after the last day: who had not acted by then is open. How the firms fare is not made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY

KINDS = ("acts before", "acts after", "notices only", "does not notice")
EVENTS = ("subsidy cut", "battery rule", "insurance app", "leasing offer")


@dataclass(frozen=True)
class RivalParameters:
    """The ground truth of the rivals' answers to four market events."""

    TABLE: ClassVar[str] = "rivals"

    firms: int = known(60, "rivals", "firms")
    happened: dict[str, str] = known(
        dict(zip(EVENTS, ("2023-05-15", "2024-03-04", "2025-02-10", "2026-06-22"), strict=True)),
        "day of each market event",
        "date",
    )
    kinds: dict[str, float] = known(
        dict(zip(KINDS, (0.12, 0.52, 0.18, 0.18), strict=True)),
        "what a rival does in the end about an event, however long it takes",
        "share of answers",
    )
    keeps: float = known(
        0.50,
        "a rival answers an event in the way of its kind; else in one that is drawn anew",
        "share of answers",
    )
    foresees: tuple[float, float] = known(
        (60.0, 0.50),
        "days that who acts before the event acts before it: median, standard deviation of the"
        " logarithm",
        "days; log days",
    )
    notices: tuple[float, float] = known(
        (20.0, 0.80),
        "days from the event until a rival notices it: median, standard deviation of the logarithm",
        "days; log days",
    )
    acts: tuple[float, float] = known(
        (45.0, 0.80),
        "days from noticing to acting: median, standard deviation of the logarithm",
        "days; log days",
    )


def make_rivals(seed: int, truth: RivalParameters | None = None) -> pd.DataFrame:
    """Make the table of what rivals did about four market events.

    Parameters
    ----------
    seed : int
    truth : RivalParameters, optional

    Returns
    -------
    DataFrame, one row per rival and event
        `noticed` and `acted` are empty where it had not come to that by the last day.
    """
    truth = truth or RivalParameters()
    rng = draw.stream(seed, "rivals")
    shape = (truth.firms, len(EVENTS))
    kind = _answers(rng, truth, shape)
    event = np.array([draw.day(day) for day in truth.happened.values()])
    to_notice, to_act = (_days(rng, pair, shape) for pair in (truth.notices, truth.acts))
    lead = _days(rng, truth.foresees, shape)
    before = kind == KINDS.index("acts before")
    # Who acts before the event saw it coming earlier still.
    acted = np.where(before, event - lead, event + to_notice + to_act)
    noticed = np.where(before, acted - to_act, event + to_notice)
    noticed[kind == KINDS.index("does not notice")] = -1
    acted[kind >= KINDS.index("notices only")] = -1
    noticed[noticed > LAST_DAY] = -1
    acted[acted > LAST_DAY] = -1
    firm, place = (axis.ravel() for axis in np.indices(shape))
    return pd.DataFrame(
        {
            "firm": [f"rival {number + 1:02d}" for number in firm],
            "market_event": draw.labels(place, EVENTS),
            "happened": draw.dates(event[place]),
            "noticed": draw.dates(noticed.ravel()),
            "acted": draw.dates(acted.ravel()),
        }
    )


def _answers(rng: np.random.Generator, truth: RivalParameters, shape: tuple[int, int]) -> Ints:
    """Draw how each rival answers each event: in the way of its kind, or in any."""
    own = draw.choose(rng.random(shape[0]), truth.kinds)[:, None]
    any_way = draw.choose(rng.random(shape), truth.kinds)
    return np.where(rng.random(shape) < truth.keeps, own, any_way)


def _days(
    rng: np.random.Generator, median_spread: tuple[float, float], shape: tuple[int, int]
) -> Ints:
    """Draw log-normal delays in whole days, one day at least."""
    median, spread = median_spread
    days: Floats = median * np.exp(spread * draw.normal(rng.random(shape)))
    return np.maximum(np.round(days), 1).astype(np.int64)
