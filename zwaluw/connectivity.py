"""Connectivity and its paradoxes: visits, choices, and talk in threads.

*Visits.* A customer visits mostly her own channel. Advice helps in both channels, but it is used
most on the web, where few visits end in a purchase: pooled, advice seems to harm.

*Choices.* A customer has so many minutes of attention. Every source she consults costs some of
them before she has read a word, so that many sources leave little time for each: the quality of
her choice rises with the number of sources, and then falls.

*Threads.* Somebody asks about Zwaluw online. Satisfied customers read along, and speak up more
often when somebody criticises the brand, as they do in the survey: the happier, the more often.
With many of them in the thread, criticism does good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import calendar, draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import CHANNELS, LAST_DAY, SEGMENTS
from zwaluw.regions import make_channels as make_channels
from zwaluw.survey import SurveyParameters

VISIT_CHANNELS = ("web shop", "store")
CATEGORIES = ("accessories", "bicycles", "clothing", "parts", "service")
INFLUENCES = ("own", "others", "outer")
PLATFORMS = ("forum", "review site", "social network")
BEST = 100  # choice quality of the product that suits her best: the end of the scale


@dataclass(frozen=True)
class ConnectivityParameters:
    """The ground truth of visits, choices, threads and conversations."""

    TABLE: ClassVar[str] = "choices"

    more_visits: float = known(
        1.5, "visits after the first: Poisson mean", "visits a customer", table="visits"
    )
    at_home: float = known(
        0.80,
        "is to her own channel (web shop and app: the web shop; store and dealer: the store)",
        "share of visits",
        table="visits",
    )
    advice: dict[str, float] = known(
        {"web shop": 0.75, "store": 0.20},
        "uses advice (product finder or staff), by channel",
        "share of visits",
        table="visits",
    )
    conversion: dict[str, tuple[float, float]] = known(
        {"web shop": (0.03, 0.07), "store": (0.28, 0.38)},
        "buys, by channel: without advice, with advice",
        "share of visits",
        table="visits",
    )

    chose: float = known(0.75, "customers who kept a diary of a choice", "share of customers")
    categories: dict[str, float] = known(
        dict(zip(CATEGORIES, (0.30, 0.30, 0.15, 0.15, 0.10), strict=True)),
        "what was to be chosen",
        "share of choices",
    )
    most_sources: int = known(20, "largest number of sources", "sources")
    few_sources: float = known(
        1.3,
        "sources are 1 + most x (uniform number to this power), rounded down: above 1, small"
        " numbers are more frequent",
    )
    attention: float = known(60.0, "A: minutes of attention for one choice", "minutes")
    switching: float = known(2.0, "c: minutes lost with every source", "minutes")
    half_time: float = known(
        18.0, "s: reading time after which half of a source is taken in", "minutes"
    )
    precision: float = known(0.5, "h: precision that a source read in full adds", "per source")
    uninformed: float = known(20.0, "q0: choice quality of a blind guess", "points of 100")
    quality_noise: float = known(8.0, "spread of choice quality", "points of 100")
    minutes_noise: float = known(3.0, "spread of the minutes read", "minutes")
    influences: dict[str, tuple[float, float, float]] = known(
        {"commuter": (0.5, 0.3, 0.2), "leisure": (0.3, 0.3, 0.4), "family": (0.3, 0.5, 0.2)},
        "mean weight of her own view, of others' words and of outer influence (advertising), by"
        " segment",
        "share of the decision",
    )
    alike: float = known(
        10.0, "how alike the weights within a segment are: sum of the Dirichlet parameters"
    )

    customers_per_thread: int = known(
        5, "one thread for so many customers", "customers", table="threads"
    )
    first_thread: str = known(
        "2025-09-01", "threads begin on it; a year of them", "date", table="threads"
    )
    advocate_from: float = known(
        0.3,
        "customers with more satisfaction at an earlier contact read along",
        "satisfaction",
        table="conversations",
    )
    most_readers: int = known(
        12, "readers of a thread: 1 to so many, evenly spread", "readers", table="threads"
    )
    platforms: dict[str, float] = known(
        dict(zip(PLATFORMS, (0.40, 0.25, 0.35), strict=True)),
        "where",
        "share of threads",
        table="threads",
    )
    negative_voices: tuple[float, float, float] = known(
        (0.50, 0.40, 0.10),
        "threads with 0, 1 and 2 negative voices",
        "share of threads",
        table="threads",
    )
    speaks_anyway: tuple[float, float] = known(
        (-3.85, 0.8),
        "a reader speaks up for Zwaluw in a thread that nobody criticised: intercept, slope on"
        " satisfaction (with criticism: as in the survey)",
        "log-odds",
        table="conversations",
    )
    asker_buys: tuple[float, float, float] = known(
        (-0.8, -2.0, 1.4),
        "the asker buys: intercept, slope on negative voices, slope on advocates who spoke",
        "log-odds",
        table="threads",
    )


def make_connectivity(
    people: pd.DataFrame, seed: int, part: int = 0, truth: ConnectivityParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the tables of chapter 2 that are about customers.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    seed, part : int
    truth : ConnectivityParameters, optional

    Returns
    -------
    dict with `visits`, `choices`, `threads` and `conversations`
    """
    truth = truth or ConnectivityParameters()
    rng = draw.stream(seed, "choice", part)
    visits = _visits(people, rng, truth)
    choices = _choices(people, rng, truth)
    threads, conversations = _talk(people, rng, truth)
    return {
        "visits": visits,
        "choices": choices,
        "threads": threads,
        "conversations": conversations,
    }


def best_number_of_sources(truth: ConnectivityParameters) -> float:
    """Number of sources with the highest expected quality: A (sqrt(s/c) - 1) / (s - c)."""
    a, c, s = truth.attention, truth.switching, truth.half_time
    return float(a * (np.sqrt(s / c) - 1) / (s - c))


def expected_quality(sources: Floats, truth: ConnectivityParameters) -> Floats:
    """Choice quality that the attention model expects of a number of sources."""
    reading = truth.attention / sources - truth.switching
    precision = truth.precision * sources * reading / (reading + truth.half_time)
    return truth.uninformed + (BEST - truth.uninformed) * precision / (1 + precision)


def _days_since(start: Ints, rng: np.random.Generator) -> Ints:
    """Draw a day from `start` to the last one."""
    return start + (rng.random(len(start)) * (LAST_DAY + 1 - start)).astype(np.int64)


def _visits(
    people: pd.DataFrame, rng: np.random.Generator, truth: ConnectivityParameters
) -> pd.DataFrame:
    visits = 1 + draw.poisson(rng.random(len(people)), truth.more_visits)
    row = np.repeat(np.arange(len(people)), visits)
    n = len(row)
    day = _days_since(people["first_purchase"].to_numpy()[row], rng)
    order = np.lexsort((day, row))
    home = people["channel"].isin([CHANNELS.index("store"), CHANNELS.index("dealer")])
    channel = home.to_numpy()[row] ^ (rng.random(n) >= truth.at_home)
    code = channel.astype(np.int64)
    in_store = code == VISIT_CHANNELS.index("store")
    day = calendar.open_days_in_order(day[order], row, in_store)
    luck = rng.random(n)
    advice = rng.random(n) < np.array([truth.advice[name] for name in VISIT_CHANNELS])[code]
    chance = np.array([truth.conversion[name] for name in VISIT_CHANNELS])
    return pd.DataFrame(
        {
            "visit": np.arange(1, n + 1),
            "customer": people.index.to_numpy()[row],
            "date": draw.dates(day),
            "channel": draw.labels(code, VISIT_CHANNELS),
            "advice": advice,
            "bought": luck < chance[code, advice.astype(np.int64)],
        }
    )


def _choices(
    people: pd.DataFrame, rng: np.random.Generator, truth: ConnectivityParameters
) -> pd.DataFrame:
    who = np.flatnonzero(rng.random(len(people)) < truth.chose)
    n = len(who)
    segment = people["segment"].to_numpy()[who]
    day = _days_since(people["first_purchase"].to_numpy()[who], rng)
    category = draw.choose(rng.random(n), truth.categories)
    sources = 1 + np.floor(truth.most_sources * rng.random(n) ** truth.few_sources)
    read = truth.attention - truth.switching * sources
    minutes = read + truth.minutes_noise * draw.normal(rng.random(n))
    noise = truth.quality_noise * draw.normal(rng.random(n))
    quality = np.clip(expected_quality(sources, truth) + noise, 0, BEST)

    # Gamma variables over their sum are Dirichlet. Thousandths are rounded on the way from one
    # corner to the next, so that they add to 1 exactly.
    parts = rng.random(len(INFLUENCES) * n).reshape(len(INFLUENCES), n)
    for code, name in enumerate(SEGMENTS):
        here = segment == code
        for place, mean in enumerate(truth.influences[name]):
            parts[place, here] = draw.gamma(parts[place, here], mean * truth.alike)
    up_to = np.rint(1000 * np.cumsum(parts, axis=0) / parts.sum(axis=0)).astype(np.int64)
    own, others, outer = np.diff(up_to, axis=0, prepend=0)
    return pd.DataFrame(
        {
            "customer": people.index.to_numpy()[who],
            "date": draw.dates(day),
            "segment": draw.labels(segment, SEGMENTS),
            "product_category": draw.labels(category, CATEGORIES),
            "sources": sources.astype(np.int64),
            "minutes": np.round(np.maximum(minutes, 0), 1),
            "weight_own": own / 1000,
            "weight_others": others / 1000,
            "weight_outer": outer / 1000,
            "followed_crowd": (others > own) & (others > outer),
            "choice_quality": np.round(quality, 1),
        }
    )


def _talk(
    people: pd.DataFrame, rng: np.random.Generator, truth: ConnectivityParameters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the threads, and a row per reader of each."""
    start = draw.day(truth.first_thread)
    earlier = (people["contact_day"] < start).to_numpy()
    advocates = np.flatnonzero(earlier & (people["satisfaction"] > truth.advocate_from).to_numpy())
    queue = advocates[np.argsort(rng.random(len(advocates)), kind="stable")]

    threads = len(people) // truth.customers_per_thread
    day = np.sort(start + (rng.random(threads) * (LAST_DAY + 1 - start)).astype(np.int64))
    platform = draw.choose(rng.random(threads), truth.platforms)
    negative = draw.choose(rng.random(threads), truth.negative_voices)
    readers = 1 + (rng.random(threads) * truth.most_readers).astype(np.int64)
    readers = np.minimum(readers, len(queue))
    # The readers of a thread are neighbours in a shuffled queue: nobody reads a thread twice.
    first = (rng.random(threads) * len(queue)).astype(np.int64)
    thread = np.repeat(np.arange(threads), readers)
    place = np.arange(len(thread)) - np.repeat(np.cumsum(readers) - readers, readers)
    reader = queue[(first[thread] + place) % max(len(queue), 1)]
    criticised = negative[thread] > 0
    satisfaction = people["satisfaction"].to_numpy()[reader]
    chance = np.where(
        criticised,
        draw.probability(*SurveyParameters().criticised, satisfaction),
        draw.probability(*truth.speaks_anyway, satisfaction),
    )
    spoke = rng.random(len(thread)) < chance
    spoken = np.bincount(thread[spoke], minlength=threads)

    intercept, harm, help_ = truth.asker_buys
    chance = draw.probability(intercept, 1.0, harm * negative + help_ * spoken)
    table = pd.DataFrame(
        {
            "conversation": np.arange(1, threads + 1),
            "date": draw.dates(day),
            "platform": draw.labels(platform, PLATFORMS),
            "readers": readers,
            "negative_voices": negative,
            "advocates_spoke": spoken,
            "asker_bought": rng.random(threads) < chance,
        }
    )
    conversations = pd.DataFrame(
        {
            "conversation": thread + 1,
            "reader": place + 1,
            "customer": people.index.to_numpy()[reader],
            "date": draw.dates(day[thread]),
            "criticised": criticised,
            "spoke_up": spoke,
        }
    )
    return table, conversations
