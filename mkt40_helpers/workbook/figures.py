"""When a number counts as another, and by which slip it comes from it.

Nothing here has a tolerance: a number is right as it was computed, or properly rounded. A
tolerance would pass a neighbour's answer, and name mistakes that nobody made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

__all__ = ["by_slip", "rounded_to", "same", "two_figures"]

_ALMOST_NOTHING = 1e-9
_MOST_DECIMALS = 12


def same(given: Any, value: Any, decimals: int) -> bool:
    """Tell whether a number is a value, or that value rounded to `decimals` or more.

    Parameters
    ----------
    given, value : object
        Anything but numbers must be equal.
    decimals : int
        The fewest decimals that are asked for.

    Returns
    -------
    bool

    Examples
    --------
    >>> same(35.3, 35.2941, decimals=1), same(35.0, 35.2941, decimals=1)
    (True, False)
    """
    if not (_is_number(given) and _is_number(value)):
        return type(given) is type(value) and bool(given == value)
    if abs(given - value) <= _ALMOST_NOTHING * max(1, abs(value)):
        return True
    return any(rounded_to(given, value, k) for k in range(decimals, _MOST_DECIMALS))


def rounded_to(given: float, value: float, decimals: int) -> bool:
    """Tell whether a number is a value rounded to so many decimals; halves go either way.

    Parameters
    ----------
    given, value : float
    decimals : int

    Returns
    -------
    bool

    Examples
    --------
    >>> rounded_to(12.3, 12.25, 1), rounded_to(12.2, 12.25, 1), rounded_to(12.4, 12.25, 1)
    (True, True, False)
    """
    step = 10.0**-decimals
    a_round_number = abs(given - round(given, decimals)) <= _ALMOST_NOTHING * step
    return a_round_number and abs(given - value) <= step / 2 * (1 + _ALMOST_NOTHING)


def by_slip(
    right: float, decimals: int, in_percent: bool, of_a_whole: bool
) -> Iterator[tuple[float, int, str]]:
    """Give what a right number becomes by a slip that is no wrong idea, and the slip's name.

    Parameters
    ----------
    right : float
    decimals : int
        The fewest decimals that are asked for.
    in_percent : bool
        Whether the number is in percent or points, so that a fraction is a likely slip.
    of_a_whole : bool
        Whether it is a part of 100, so that the other part is one.

    Yields
    ------
    tuple of (number, decimals that are enough to know it by, name of the slip)

    Examples
    --------
    >>> [name for number, enough, name in by_slip(35.2941, 1, True, True) if same(64.7, number, 1)]
    ['complement']
    """
    if in_percent:
        yield right / 100, decimals + 2, "fraction"
    # A count is no fraction, but whoever made one all the same can hear it.
    yield right * 100, max(decimals - 2, 0), "percent_twice"
    if of_a_whole:
        yield 100 - right, decimals, "complement"
    yield -right, decimals, "sign"
    if abs(right) >= 1000:
        yield right / 1000, 3, "thousands"
    if right == 0 or decimals == 0:  # nobody divides by a count, or squares it
        return
    over = 10_000 / right if in_percent else 1 / right
    yield over, max(decimals, _digits(over)), "reciprocal"
    yield right**2, max(decimals, _digits(right**2)), "square"
    if right > 0:
        yield math.sqrt(right), max(decimals, _digits(math.sqrt(right))), "root"


def _digits(value: float) -> int:
    """Decimals that show three figures of a number: fewer could be anything."""
    return max(0, 2 - math.floor(math.log10(abs(value))))


def two_figures(given: float, value: float) -> bool:
    """Tell whether a rounded value still shows two of its figures.

    Parameters
    ----------
    given, value : float
        The rounded one, and the one that it comes from.

    Returns
    -------
    bool

    Examples
    --------
    >>> two_figures(2.4, 2.39), two_figures(2, 2.39), two_figures(35, 35.3)
    (True, False, True)
    """
    if value == 0:
        return False
    shown = next((k for k in range(_MOST_DECIMALS) if round(given, k) == given), _MOST_DECIMALS)
    return shown >= 1 - math.floor(math.log10(abs(value)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
