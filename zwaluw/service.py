"""Zwaluw's service desks: queues, handling, answers.

Each desk is one person who handles one kind of contact, in order of arrival. Customers come at
random moments of the opening hours (Poisson), and each is handled for a random time (gamma): the
waits are not drawn, they follow from the queue. Work that is not finished at closing time goes on
the next morning. After that a department in the background sends the answer, with a delay that
differs by process (log-normal). Customers whose first delivery came late complain more often, and
only those whose first purchase was sent home ask about deliveries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY, first_comes_home

PROCESSES = ("delivery question", "repair", "complaint", "return", "warranty")


@dataclass(frozen=True)
class ServiceParameters:
    """The ground truth of service events."""

    TABLE: ClassVar[str] = "service_events"

    first_day: str = known("2026-03-02", "the desks start with empty queues on this day", "date")
    open_hours: tuple[int, int] = known(
        (9, 17), "opening and closing time, Monday to Friday", "hour of the day"
    )
    customers_per_desk: int = known(
        4000, "one desk of each process for so many customers", "customers"
    )
    arrivals: dict[str, float] = known(
        dict(zip(PROCESSES, (2.5, 1.5, 1.4, 1.9, 1.3), strict=True)),
        "mean arrivals at one desk (Poisson), by process",
        "an opening hour",
    )
    handling: dict[str, float] = known(
        dict(zip(PROCESSES, (14.0, 32.0, 24.0, 22.0, 36.0), strict=True)),
        "mean handling time, by process (gamma)",
        "minutes",
    )
    handling_shape: dict[str, float] = known(
        dict(zip(PROCESSES, (1.0, 2.0, 1.5, 4.0, 2.0), strict=True)),
        "shape of the handling times, by process (1: exponential)",
    )
    answer_hours: dict[str, float] = known(
        dict(zip(PROCESSES, (0.5, 6.0, 36.0, 20.0, 60.0), strict=True)),
        "median time from the end of handling to the answer, nights and weekends included",
        "hours",
    )
    answer_spread: float = known(
        0.6, "standard deviation of the logarithm of that time", "log hours"
    )
    late_weight: dict[str, float] = known(
        dict(zip(PROCESSES, (2.0, 1.0, 4.0, 1.0, 1.0), strict=True)),
        "how many times as often a customer comes whose first delivery was late, by process",
        "ratio",
    )


def make_service(
    people: pd.DataFrame, seed: int, part: int = 0, truth: ServiceParameters | None = None
) -> dict[str, pd.DataFrame]:
    """Make the contacts at the service desks, in order of arrival.

    Parameters
    ----------
    people : DataFrame
        From `make_people` with the same seed and part.
    seed, part : int
    truth : ServiceParameters, optional

    Returns
    -------
    dict of DataFrame
        service_events. Minutes count opening hours only. What had not begun, ended or been
        answered at the end of the last day is empty.
    """
    truth = truth or ServiceParameters()
    rng = draw.stream(seed, "service", part)
    days = np.arange(draw.day(truth.first_day), LAST_DAY + 1)
    days = days[(days + 3) % 7 < 5]  # day 0 was a Thursday: Monday to Friday give 0 to 4
    opening, closing = (hour * 3600 for hour in truth.open_hours)
    length = closing - opening  # seconds of one opening day
    desks = max(round(len(people) / truth.customers_per_desk), 1)
    everybody = _eligible(people)
    sent = everybody[everybody["sent"]]
    parts = []
    for place, name in enumerate(PROCESSES):
        rate = truth.arrivals[name] / 3600
        expected = rate * len(days) * length
        shape = (desks, int(expected + 10 * np.sqrt(expected)) + 20)
        gap = draw.exponential(rng.random(shape)) / rate
        arrived = np.cumsum(gap, axis=1).astype(np.int64)
        mean, power = truth.handling[name] * 60, truth.handling_shape[name]
        seconds = np.round(draw.gamma(rng.random(shape), power) * mean / power)
        handling = np.maximum(seconds, 1).astype(np.int64)
        started = _first_come_first_served(arrived, handling)
        answer = truth.answer_hours[name] * 3600
        delay = answer * np.exp(truth.answer_spread * draw.normal(rng.random(shape)))
        uniform = rng.random(shape)
        kept = arrived < len(days) * length
        desk = np.broadcast_to(np.arange(desks)[:, None] * len(PROCESSES) + place + 1, shape)
        came = days[arrived[kept] // length]
        asks_for_hers = name == "delivery question" and len(sent) > 0
        eligible = sent if asks_for_hers else everybody
        parts.append(
            pd.DataFrame(
                {
                    "customer": _who(uniform[kept], came, eligible, truth.late_weight[name]),
                    "process": place,
                    "desk": desk[kept],
                    "arrived": arrived[kept],
                    "started": started[kept],
                    "handling": handling[kept],
                    "delay": np.round(delay[kept]).astype(np.int64),
                }
            )
        )
    events = pd.concat(parts, ignore_index=True).sort_values("arrived", kind="stable")
    arrived = events["arrived"].to_numpy(dtype=np.int64)
    started = events["started"].to_numpy(dtype=np.int64)
    handling = events["handling"].to_numpy(dtype=np.int64)

    def clock(opening_seconds: Ints) -> Ints:
        """Turn seconds of opening time into seconds since 1970; -1 after the last day."""
        inside = opening_seconds < len(days) * length
        day = days[np.where(inside, opening_seconds // length, 0)]
        return np.where(inside, day * 86400 + opening + opening_seconds % length, -1)

    begun, ended = clock(started), clock(started + handling)
    answered = np.where(ended >= 0, ended + events["delay"].to_numpy(), -1)
    answered[answered >= (LAST_DAY + 1) * 86400] = -1
    wait = np.where(begun >= 0, (started - arrived) / 60, np.nan)
    table = pd.DataFrame(
        {
            "event": np.arange(1, len(events) + 1),
            "customer": events["customer"].to_numpy(),
            "process": draw.labels(events["process"].to_numpy(), PROCESSES),
            "desk": events["desk"].to_numpy(),
            "arrived": draw.moments(clock(arrived)),
            "started": draw.moments(begun),
            "finished": draw.moments(ended),
            "answered": draw.moments(answered),
            "wait_minutes": np.round(wait, 2),
            "handling_minutes": np.round(np.where(ended >= 0, handling / 60, np.nan), 2),
        }
    )
    return {"service_events": table}


def _first_come_first_served(arrived: Ints, handling: Ints) -> Ints:
    """Start of service at desks (rows) that handle one customer at a time (Lindley).

    A customer is finished at the latest, over all earlier customers k, of: k's arrival and then
    all work from k up to her own.
    """
    work = np.cumsum(handling, axis=1)
    finished = work + np.maximum.accumulate(arrived - (work - handling), axis=1)
    return np.asarray(finished - handling)


def _eligible(people: pd.DataFrame) -> pd.DataFrame:
    """Take the customers in order of their first purchase: only then can they ask for service."""
    # Only what was sent home can be late: see the deliveries in `loyalty`.
    sent = first_comes_home(people)
    columns = pd.DataFrame(
        {
            "customer": people.index.to_numpy(),
            "day": people["first_purchase"].to_numpy(),
            "sent": sent,
            "late": sent & (people["late"] > 0).to_numpy(),
        }
    )
    return columns.sort_values("day", kind="stable")


def _who(uniform: Floats, day: Ints, eligible: pd.DataFrame, late_weight: float) -> Ints:
    """Choose a customer for each day among those who had bought by then."""
    weight = np.cumsum(np.where(eligible["late"], late_weight, 1.0))
    before = np.searchsorted(eligible["day"].to_numpy(), day, side="right")
    before = np.maximum(before, 1)
    place = np.searchsorted(weight, uniform * weight[before - 1], side="right")
    return np.asarray(eligible["customer"].to_numpy()[np.minimum(place, before - 1)])
