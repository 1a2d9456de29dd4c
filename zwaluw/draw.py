"""What the modules of the world share: parameters with a meaning, random streams, distributions.

Only ``Generator.random`` is ever called: its stream of uniform numbers is the same in every numpy
version. Each distribution is its inverse distribution function at those uniform numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# One stream of random numbers for each part of the world, by its place in this list: add at the
# end. A new part then leaves every other table as it was.
STREAMS = (
    "survey",
    "others",
    "people",
    "purchases",
    "loyalty",
    "promises",
    "market",
    "crowd",
    "choice",
    "channels",
    "journeys",
    "crm",
    "campaigns",
    "business",
    "leads",
    "service",
    "rivals",
    "editions",
    "search_holdout",
    "app_invitation",
    "brand_choices",
    "programme_offers",
    "attitudes",
    "brand_funnel",
    "channels_met",
    "channel_costs",
    "buying_trial",
    "lead_calls",
    "cases",
    "bakery",
)


def known(value: Any, meaning: str, unit: str = "", table: str = "") -> Any:
    """Give a field of a parameters class its true value, its meaning and its unit.

    `table` is the table of datasets/ that shows the value, where it is not the `TABLE` of the
    class. Values of several units name them all, in the same order: "euro; share".
    """
    note = {"meaning": meaning, "unit": unit, "table": table}
    if isinstance(value, dict | list):
        return dataclasses.field(default_factory=lambda: value, metadata=note)
    return dataclasses.field(default=value, metadata=note)


def stream(seed: int, name: str, part: int = 0) -> np.random.Generator:
    """Start the stream of random numbers of one part of the world, in one chunk of customers."""
    return np.random.default_rng([seed, STREAMS.index(name), part])


def normal(uniform: Floats) -> Floats:
    """Turn uniform numbers into a standard normal variable."""
    return np.asarray(special.ndtri(uniform), dtype=float)


def logistic(uniform: Floats) -> Floats:
    """Turn uniform numbers into a standard logistic variable."""
    return np.asarray(np.log(uniform / (1 - uniform)), dtype=float)


def exponential(uniform: Floats) -> Floats:
    """Turn uniform numbers into an exponential variable with mean 1."""
    return np.asarray(-np.log1p(-uniform), dtype=float)


def gamma(uniform: Floats, shape: float) -> Floats:
    """Turn uniform numbers into a gamma variable with scale 1."""
    return np.asarray(special.gammaincinv(shape, uniform), dtype=float)


def beta(uniform: Floats, a: float, b: float) -> Floats:
    """Turn uniform numbers into a beta variable."""
    return np.asarray(special.betaincinv(a, b, uniform), dtype=float)


def geometric(uniform: Floats, probability: Floats | float) -> Floats:
    """Turn uniform numbers into the number of trials to the first success (1, 2, ...)."""
    trials: Floats = 1 + np.floor(np.log1p(-uniform) / np.log1p(-np.asarray(probability)))
    return trials


def poisson(uniform: Floats, mean: Floats | float) -> Ints:
    """Turn uniform numbers into Poisson counts (small means: it adds up term by term)."""
    count = np.zeros(np.shape(uniform), dtype=np.int64)
    term = np.exp(-np.broadcast_to(np.asarray(mean, dtype=float), count.shape))
    below = term.copy()
    step = 0
    while (more := uniform >= below).any() and step < 1000:
        step += 1
        count[more] += 1
        term = term * mean / step
        below = below + term
    return count


def probability(intercept: float, slope: float, x: Floats) -> Floats:
    """Probability from a line of log-odds."""
    chance: Floats = 1 / (1 + np.exp(-(intercept + slope * x)))
    return chance


def choose(uniform: Floats, shares: Mapping[str, float] | Sequence[float]) -> Ints:
    """Turn uniform numbers into codes 0, 1, ... that occur with the given shares."""
    parts = list(shares.values()) if isinstance(shares, Mapping) else list(shares)
    return np.searchsorted(np.cumsum(parts)[:-1], uniform, side="right").astype(np.int64)


def choose_by(
    uniform: Floats,
    group: npt.NDArray[Any],
    names: Sequence[str],
    shares: Mapping[str, Mapping[str, float] | Sequence[float]],
) -> Ints:
    """Turn uniform numbers into codes with the shares of each row's group.

    `group` holds the places of the groups in `names`; a group without shares gets code 0.
    """
    code = np.zeros(len(uniform), dtype=np.int64)
    for name, parts in shares.items():
        here = group == names.index(name)
        code[here] = choose(uniform[here], parts)
    return code


def labels(codes: Any, names: Sequence[str]) -> Any:
    """Turn codes 0, 1, ... into a categorical of names; code -1 is a missing value."""
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int64), categories=pd.Index(names))


def day(text: str) -> int:
    """Turn an ISO date into the number of the day."""
    return int(np.datetime64(text, "D").astype(int))


def dates(days: npt.NDArray[Any]) -> npt.NDArray[np.datetime64]:
    """Turn numbers of days into dates; a negative number is a missing value."""
    days = np.asarray(days, dtype=np.int64)
    found = days.astype("datetime64[D]").astype("datetime64[s]")
    found[days < 0] = np.datetime64("NaT", "s")
    return found


def day_numbers(dates: pd.Series) -> Ints:
    """Turn a column of dates without gaps into numbers of days."""
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def moments(seconds: npt.NDArray[Any]) -> npt.NDArray[np.datetime64]:
    """Turn seconds since 1970 into times; a negative number is a missing value."""
    seconds = np.asarray(seconds, dtype=np.int64)
    found = seconds.astype("datetime64[s]")
    found[seconds < 0] = np.datetime64("NaT", "s")
    return found


def optional(values: npt.NDArray[Any], given: npt.NDArray[np.bool_], kind: str) -> pd.Series:
    """Give a column that may be empty: `values` where `given`; `kind` is "Int64" or "boolean"."""
    column: pd.Series = pd.Series(values).astype(kind)  # type: ignore[call-overload]
    column[~given] = pd.NA
    return column
