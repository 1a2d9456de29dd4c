"""A right answer, or that of a mistake, as a lecturer reads it on paper."""

from __future__ import annotations

from typing import Any

from mkt40_helpers.workbook.kinds import Function, Kind, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.sql import Sql

__all__ = ["told"]


def told(kind: Kind, value: Any, decimals: int | None = None) -> str:
    """Tell a value that a kind of answer expects, with the decimals that it asks for.

    Parameters
    ----------
    kind : Kind
    value : object
        As `answers` gives it.
    decimals : int, optional
        Other decimals than those of the kind.

    Returns
    -------
    str

    Examples
    --------
    >>> told(Number(unit="points"), 35.2941), told(Number(decimals=0, unit="answers"), 1200)
    ('35.3', '1,200')
    >>> told(Decide(("yes", "no"), ("A", "B")), ("no", "b"))
    'no, B'
    """
    match kind:
        case Number():
            return _figure(value, kind.decimals if decimals is None else decimals)
        case Series():
            places = kind.decimals if decimals is None else decimals
            return "; ".join(f"{name}: {_figure(one, places)}" for name, one in value.items())
        case Drawn():
            return told(kind.figure, value, decimals)
        case Slip():
            letter, figure = value
            return f"line {str(letter).upper()}; {told(kind.figure, figure, decimals)}"
        case DecideInGroup():
            decision, reason, interval = value
            return f"{decision}, {str(reason).upper()}" + (", and an interval" if interval else "")
        case Decide():
            return f"{value[0]}, {str(value[1]).upper()}"
        case Order():
            came_out = value["result"]
            letters = " ".join(value["letters"])
            return letters or told(kind.gives, came_out, decimals)
        case Function():
            return "; ".join(_result(one, kind.decimals) for one in value)
        case Picture():
            return "a picture"
        case Sql():
            return "a query"
    return str(value)


def _figure(value: Any, decimals: int) -> str:
    if isinstance(value, dict):  # a mistake may give none for a group
        return "no figure"
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    # What has been rounded too far to tell one mistake from another keeps two of its figures.
    small = 0 < abs(value) < 10.0**-decimals
    text = f"{value:.2g}" if small else f"{value:,.{decimals}f}"
    return text.replace("-0", "0", 1) if float(text.replace(",", "")) == 0 else text


def _result(value: Any, decimals: int) -> str:
    if isinstance(value, dict):
        return "an error" if "error" in value else "no number"
    if isinstance(value, float):
        return f"{round(value, min(decimals, 4)):,g}"
    return str(value)
