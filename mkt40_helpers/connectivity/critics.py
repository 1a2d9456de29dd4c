"""Paradox 3, critics and advocates: what a negative voice does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    number,
)


def meeting_chance(advocates: float, asked: float) -> float:
    """Chance that somebody who asks around meets at least one advocate: 1 - (1 - a)^k.

    Parameters
    ----------
    advocates : float
        Share of the people she may ask who are advocates, 0 to 1 (a).
    asked : float
        How many she asks (k).

    Returns
    -------
    float
        0 to 1; the people asked are taken as drawn by chance, independent of each other.

    Raises
    ------
    ValueError
        A share that is none, or a negative number of people.

    Examples
    --------
    >>> round(meeting_chance(0.10, 5), 2)
    0.41
    """
    number(advocates, "advocates", 0, 1)
    number(asked, "asked", 0)
    return float(1 - (1 - advocates) ** asked)


def people_to_ask(advocates: float, chance: float = 0.5) -> int:
    """Fewest people to ask for at least this chance of meeting an advocate.

    Parameters
    ----------
    advocates : float
        Share of advocates, above 0 and up to 1.
    chance : float
        Wanted chance, 0 to below 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> people_to_ask(0.10, chance=0.5)
    7
    """
    number(advocates, "advocates", 0, 1, above=True)
    if number(chance, "chance", 0, 1) == 1:
        raise ValueError("A chance of 1 is never reached: give a number below 1.")
    if advocates == 1:
        return int(chance > 0)
    # Rounding first keeps an exact 2 from becoming 3 by a last binary digit.
    return math.ceil(round(math.log(1 - chance) / math.log(1 - advocates), 9))


def net_effect(
    readers: float,
    advocates: float,
    woken: float,
    silent: float = 0.0,
    harm: float = 1.0,
) -> float:
    """What one negative voice does: advocates it wakes, minus the harm it does.

    Parameters
    ----------
    readers : float
        People who read along.
    advocates : float
        Share of them who are advocates, 0 to 1.
    woken, silent : float
        Share of advocates who speak up with the negative voice, and who would without, 0 to 1.
    harm : float
        How many voices in favour make good for one negative voice, zero or more.

    Returns
    -------
    float
        Voices in favour, net: above 0 the brand gains.

    Raises
    ------
    ValueError
        A number out of its range.

    Notes
    -----
    This course's own model: readers x advocates x (woken - silent) - harm.

    Examples
    --------
    >>> round(net_effect(readers=40, advocates=0.25, woken=0.30, silent=0.08), 2)
    1.2
    """
    number(readers, "readers", 0)
    for name, share in (("advocates", advocates), ("woken", woken), ("silent", silent)):
        number(share, name, 0, 1)
    number(harm, "harm", 0)
    return float(readers * advocates * (woken - silent) - harm)


def break_even_readers(
    advocates: float, woken: float, silent: float = 0.0, harm: float = 1.0
) -> float:
    """Readers from which on a negative voice does more good than harm.

    Parameters
    ----------
    advocates, woken, silent, harm : float
        As in `net_effect`.

    Returns
    -------
    float
        Where the net effect is zero; infinite when criticism wakes nobody.

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> round(break_even_readers(advocates=0.25, woken=0.30, silent=0.08), 1)
    18.2
    """
    gain = net_effect(1, advocates, woken, silent, harm=0)
    number(harm, "harm", 0)
    return harm / gain if gain > 0 else math.inf


def net_recommendation(
    negative: Any, contacts: float, woken: float, silent: float = 0.0
) -> pd.DataFrame:
    """What somebody hears who asks around, when some of her contacts are critics.

    Parameters
    ----------
    negative : number or list of numbers
        Share of her contacts who are critics, 0 to 1; the others are content customers.
    contacts : float
        How many she asks, 1 or more.
    woken, silent : float
        Chance that a content customer speaks up when a critic is among the contacts, and when
        there is none, 0 to 1.

    Returns
    -------
    DataFrame, one row per share of critics
        negative; net: expected voices in favour minus voices against; meets: chance that at
        least one content customer speaks up, 0 to 1.

    Raises
    ------
    ValueError
        A number out of its range.

    Notes
    -----
    This course's own model. Each contact is a critic with chance n, independent of the others. A
    content customer is woken if a critic is among the other k - 1, chance 1 - (1 - n)^(k - 1).

    Examples
    --------
    >>> net_recommendation([0, 0.05, 0.3], contacts=12, woken=0.30, silent=0.08)["net"].round(
    ...     1).tolist()
    [1.0, 1.4, -1.1]
    """
    n = between(np.atleast_1d(negative), "negative", 0, 1).to_numpy()
    k = number(contacts, "contacts", 1)
    number(woken, "woken", 0, 1)
    number(silent, "silent", 0, 1)
    speaks = silent + (woken - silent) * (1 - (1 - n) ** (k - 1))
    nobody = (
        ((1 - n) * (1 - silent)) ** k  # no critic, and all silent
        + (1 - (1 - n) * woken) ** k  # critics, and nobody woken by them
        - ((1 - n) * (1 - woken)) ** k
    )
    return pd.DataFrame(
        {"negative": n, "net": k * ((1 - n) * speaks - n), "meets": 1 - nobody},
    )
