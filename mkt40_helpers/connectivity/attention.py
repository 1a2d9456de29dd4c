"""Paradox 2, informed and distracted: scarce attention, and whose view weighs most."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    number,
    require_columns,
)


def choice_quality(
    sources: Any,
    attention: float = 60,
    switching: float = 2,
    half_time: float = 18,
    precision: float = 0.5,
    blind: float = 20,
) -> pd.Series:
    """Quality of a choice by the number of sources consulted, when attention is scarce.

    Parameters
    ----------
    sources : number or list of numbers
        Sources consulted, above 0.
    attention : float
        Minutes of attention for the choice (A).
    switching : float
        Minutes lost with each source before a word is read (c).
    half_time : float
        Reading minutes after which half of a source is taken in (s); above `switching`.
    precision : float
        What a source read in full adds to what she knows (h).
    blind : float
        Quality of a guess (q0), 0 to 100; 100 is the best choice for her.

    Returns
    -------
    Series
        Expected quality, 0 to 100, by number of sources.

    Raises
    ------
    ValueError
        A number out of its range, or more sources than the attention allows.

    Notes
    -----
    This course's own model. With k sources there are t = A/k - c minutes to read each, a source
    gives h t/(t + s), so that all give P = h k (A - c k)/(A + (s - c) k); the quality is
    q0 + (100 - q0) P/(1 + P).

    Examples
    --------
    >>> choice_quality([1, 8, 20]).round(1).tolist()
    [42.1, 58.7, 47.6]
    """
    k = between(np.atleast_1d(sources), "sources", 0, above=True)
    best_number_of_sources(attention, switching, half_time)
    number(precision, "precision", 0)
    number(blind, "blind", 0, 100)
    minutes = attention / k - switching
    if (minutes <= 0).any():
        most = k[minutes <= 0].iloc[0]
        raise ValueError(
            f"{most:g} sources take {most * switching:g} minutes to find, and there are "
            f"{attention:g}: no time is left to read."
        )
    known = precision * k * minutes / (minutes + half_time)
    quality = blind + (100 - blind) * known / (1 + known)
    return pd.Series(quality.to_numpy(), index=pd.Index(k, name="sources"), name="quality")


def best_number_of_sources(
    attention: float = 60, switching: float = 2, half_time: float = 18
) -> float:
    """Number of sources with the best choice: k* = A (√(s/c) - 1)/(s - c).

    Parameters
    ----------
    attention, switching, half_time : float
        As in `choice_quality`, in minutes.

    Returns
    -------
    float
        Where the derivative of the quality is zero.

    Raises
    ------
    ValueError
        A number that is not above 0, or `half_time` not above `switching`.

    Examples
    --------
    >>> best_number_of_sources()
    7.5
    """
    number(attention, "attention", 0, above=True)
    number(switching, "switching", 0, above=True)
    number(half_time, "half_time", switching, above=True)
    return attention * (math.sqrt(half_time / switching) - 1) / (half_time - switching)


def triangle(
    data: pd.DataFrame,
    own: str = "weight_own",
    others: str = "weight_others",
    outer: str = "weight_outer",
) -> pd.DataFrame:
    """Place three weights that add up to 1 in a triangle.

    Parameters
    ----------
    data : DataFrame
        One row per decision.
    own, others, outer : str
        Columns: weight of her own view, of others' words, of outer influence; each 0 to 1.

    Returns
    -------
    DataFrame, same index
        x, y: own view at (0, 0), outer influence at (1, 0), others at (0.5, 0.87).

    Raises
    ------
    ValueError
        A column is missing or holds something else, or the weights do not add up to 1.

    Examples
    --------
    >>> one = pd.DataFrame({"weight_own": [0.2], "weight_others": [0.5], "weight_outer": [0.3]})
    >>> triangle(one).round(3).values.tolist()
    [[0.55, 0.433]]
    """
    weights = _weights(data, [own, others, outer])
    return pd.DataFrame(
        {
            "x": weights[outer] + weights[others] / 2,
            "y": weights[others] * math.sqrt(3) / 2,
        }
    )


def deciding_influence(
    data: pd.DataFrame,
    own: str = "weight_own",
    others: str = "weight_others",
    outer: str = "weight_outer",
) -> pd.Series:
    """Say which of the three influences weighs most in each decision.

    Parameters
    ----------
    data : DataFrame
        One row per decision.
    own, others, outer : str
        Columns with the three weights, which add up to 1.

    Returns
    -------
    Series, same index
        "own", "others", "outer", or "none" when two weigh the same.

    Raises
    ------
    ValueError
        As in `triangle`.

    Examples
    --------
    >>> one = pd.DataFrame({"weight_own": [0.2], "weight_others": [0.5], "weight_outer": [0.3]})
    >>> deciding_influence(one).tolist()
    ['others']
    """
    weights = _weights(data, [own, others, outer]).to_numpy()
    most = weights.max(axis=1, keepdims=True)
    names = np.array(["own", "others", "outer"])[weights.argmax(axis=1)]
    alone = (weights == most).sum(axis=1) == 1
    return pd.Series(np.where(alone, names, "none"), index=data.index, name="decides")


def _weights(data: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    require_columns(data, names)
    weights = pd.DataFrame({name: between(data[name], name, 0, 1) for name in names})
    total = weights.sum(axis=1)
    # The tables give three decimals, so a sum may be off by a little.
    odd = total[(total - 1).abs() > 0.0051]
    if len(odd):
        raise ValueError(
            f"Row {odd.index[0]}: the three weights add up to {odd.iloc[0]:g}, and should to 1."
        )
    return weights
