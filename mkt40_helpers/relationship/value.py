"""What a customer is worth while a constant share stays, and what a higher share is worth."""

from __future__ import annotations

import html
from typing import ClassVar, Literal, get_args, overload

import pandas as pd

from mkt40_helpers.inputs import number

First = Literal["now", "after the first renewal", "at the end of the period"]


class Value(float):
    """A value in euro that says by which convention it was computed.

    It is a number: add it, compare it, format it. Only what comes of a sum with it is a plain
    number again.

    Attributes
    ----------
    convention : str
        When the first margin comes, the discount of a period, and how long is looked ahead.
    """

    __slots__ = ("_convention",)
    _convention: str

    FIGURES: ClassVar = ("value",)

    def __new__(cls, value: float, convention: str) -> Value:
        """Make one; `retention_value` does."""
        made = super().__new__(cls, value)
        made._convention = convention
        return made

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        """Say what a copy needs."""
        return float(self), self._convention

    @property
    def value(self) -> float:
        """The value as a plain number, in euro."""
        return float(self)

    @property
    def convention(self) -> str:
        """When the first margin comes, the discount of a period, how long is looked ahead."""
        return self._convention

    def __repr__(self) -> str:
        return f"{float(self):,.2f} ({self.convention})"

    def __str__(self) -> str:
        return float.__repr__(self)

    def _repr_html_(self) -> str:
        return f"<p><strong>{float(self):,.2f}</strong> euro ({html.escape(self.convention)})</p>"


# Renewals that come before the first margin, and periods by which it is discounted.
_BEFORE_FIRST = {
    "now": (0, 0),
    "after the first renewal": (1, 1),
    "at the end of the period": (0, 1),
}


@overload
def retention_value(
    margin: float, retention: float, discount: float, *, first: First, periods: int | None = ...
) -> Value: ...
@overload
def retention_value(
    margin: float, retention: pd.Series, discount: float, *, first: First, periods: int | None = ...
) -> pd.Series: ...
def retention_value(
    margin: float,
    retention: float | pd.Series,
    discount: float,
    *,
    first: First,
    periods: int | None = None,
) -> Value | pd.Series:
    """Value of a customer who brings a margin each period, as long as she stays.

    Parameters
    ----------
    margin : float
        Margin (not revenue) of a period in which she is there, in euro.
    retention : float or Series
        Share that stays from one period to the next, 0 to below 1 (0.80 for 80 percent); a column
        gives a column.
    discount : float
        Discount of one period, as a share (0.10 for 10 percent). Make it from a yearly one with
        `period_discount`.
    first : {"now", "after the first renewal", "at the end of the period"}
        When the first margin comes. "now": a customer who is still to be won; the value is the most
        that may be paid for her. "after the first renewal": what is still to come from one who has
        just paid. "at the end of the period": she is there for the period, and pays when it ends.
    periods : int, optional
        Count so many margins only; without it they are endless.

    Returns
    -------
    Value or Series
        Euro; ``.convention`` says how it was computed (of a column, its name does).

    Raises
    ------
    ValueError
        A retention of 1 or more, or below 0; a discount below 0, or above 1 (a percentage); an
        unknown convention; periods that are no whole number above 0.

    Notes
    -----
    With m the margin, r the retention and i the discount: m (1+i) / (1+i-r), m r / (1+i-r) and
    m / (1+i-r), in the order of `first`. All three are right, for other questions: Fader, P. S. and
    Hardie, B. G. S. (2012). Reconciling and clarifying CLV formulas. n periods take the factor
    1 - (r / (1+i))ⁿ.

    A constant r is a simplification: in real groups it rises with age, because those who leave
    easily leave first (see `sbg`). Nothing here says that money can raise r.

    Examples
    --------
    >>> value = retention_value(100, 0.80, 0.10, first="now")
    >>> value
    366.67 (first margin now, discount 10% a period, endless)
    >>> f"{value:.0f} euro, or {value / 60:.1f} times what it costs to win her"
    '367 euro, or 6.1 times what it costs to win her'
    >>> round(retention_value(100, 0.80, 0.10, first="after the first renewal"), 2)
    266.67
    """
    convention = _convention(first, discount, periods)
    if isinstance(retention, pd.Series):
        values = [float(_value(margin, r, discount, first, periods)) for r in retention]
        return pd.Series(values, index=retention.index, name=convention, dtype=float)
    return Value(_value(margin, retention, discount, first, periods), convention)


def more_retention(
    margin: float,
    retention: float,
    discount: float,
    *,
    first: First,
    more: float = 0.05,
    periods: int | None = None,
) -> pd.DataFrame:
    """What "5 percent more retention" is worth, read as points and read as percent.

    Parameters
    ----------
    margin, retention, discount, first, periods
        As in `retention_value`; one retention.
    more : float
        How much more stays, as a share: 0.05 is read as 5 points (0.80 to 0.85) and as
        5 percent (0.80 to 0.84).

    Returns
    -------
    DataFrame, one row for each reading
        more ("points" or "percent"), retention, retention_after, value, value_after (euro), change
        (share of the value: 0.275 is 27.5 percent more), first (the convention).

    Raises
    ------
    ValueError
        As in `retention_value`; also where the higher retention would be 1 or more.

    Notes
    -----
    It is the value of one customer, not the profit of a firm; the cost of the effort is not in it;
    and that an effort would raise retention is taken as given.

    Examples
    --------
    >>> table = more_retention(100, 0.80, 0.10, first="after the first renewal")
    >>> table[["more", "retention_after", "value_after", "change"]].round(3)
          more  retention_after  value_after  change
    0   points             0.85      340.000   0.275
    1  percent             0.84      323.077   0.212
    """
    retention = _retention(retention)
    now = float(retention_value(margin, retention, discount, first=first, periods=periods))
    if now == 0:
        raise ValueError("The value is 0, so no change is a share of it. Give a margin above 0.")
    more = number(more, "more", 0, 1, above=True)
    rows = []
    for reading, after in (("points", retention + more), ("percent", retention * (1 + more))):
        if not after < 1:
            raise ValueError(
                f"{retention:g} and {100 * more:g} {reading} more are {after:g}, but some always "
                "leave: give a lower retention, or a smaller `more`."
            )
        then = float(retention_value(margin, after, discount, first=first, periods=periods))
        rows.append((reading, retention, after, now, then, then / now - 1, first))
    names = ["more", "retention", "retention_after", "value", "value_after", "change", "first"]
    return pd.DataFrame(rows, columns=names)


def elasticities(retention: float, discount: float, *, first: First) -> pd.DataFrame:
    """By how many percent the value changes when something rises by one percent of itself.

    Parameters
    ----------
    retention, discount, first
        As in `retention_value`, for endless margins.

    Returns
    -------
    DataFrame, one row each for margin, retention and discount
        of; elasticity (percent for one percent, for a small step); first (the convention).

    Raises
    ------
    ValueError
        As in `retention_value`; also a retention of 0, which no percentage raises.

    Notes
    -----
    Retention: r / (1+i-r), and 1 more where the first margin comes after the first renewal.
    Gupta, S., Lehmann, D. R. and Stuart, J. A. (2004). Valuing customers. Journal of Marketing
    Research 41, 7-18, report 3 to 7 for it and 1 for the margin.

    Examples
    --------
    >>> elasticities(0.80, 0.12, first="after the first renewal").round(2)
              of  elasticity                    first
    0     margin        1.00  after the first renewal
    1  retention        3.50  after the first renewal
    2   discount       -0.37  after the first renewal
    """
    _convention(first, discount, None)
    r = _retention(retention)
    if r == 0:
        raise ValueError("retention is 0: one percent more of nothing is nothing. Give more.")
    odds = r / (1 + discount - r)
    renewals, periods = _BEFORE_FIRST[first]
    of = {
        "margin": 1.0,
        "retention": odds + renewals,
        "discount": -(odds + periods) * discount / (1 + discount),
    }
    return pd.DataFrame({"of": list(of), "elasticity": list(of.values()), "first": first})


def period_discount(annual: float, periods: int) -> float:
    """Discount of one period that comes to a yearly discount.

    Parameters
    ----------
    annual : float
        Discount of a year, as a share (0.10 for 10 percent).
    periods : int
        Periods in a year: 4 for quarters, 12 for months, 52 for weeks.

    Returns
    -------
    float
        (1 + annual) ** (1 / periods) - 1.

    Raises
    ------
    ValueError
        A discount below 0 or above 1 (a percentage), or fewer periods than one.

    Examples
    --------
    >>> round(period_discount(0.10, 4), 4)
    0.0241
    """
    _discount(annual)
    if not number(periods, "periods", 0, above=True) >= 1:
        raise ValueError(f"periods is {periods}: give how many make a year, 1 or more.")
    return float((1 + annual) ** (1 / periods) - 1)


def _value(
    margin: float, retention: float, discount: float, first: First, periods: int | None
) -> float:
    margin = number(margin, "margin", float("-inf"))
    r = _retention(retention)
    renewals, waits = _BEFORE_FIRST[first]
    q = r / (1 + discount)
    counted = 1.0 if periods is None else 1 - q**periods
    # The present value of endless margins, the first of them now, is margin / (1 - q).
    return margin * counted / (1 - q) * r**renewals / (1 + discount) ** waits


def _convention(first: str, discount: float, periods: int | None) -> str:
    """Check what makes a convention, and say it."""
    if first not in _BEFORE_FIRST:
        raise ValueError(
            f"first is {first!r}: say when the first margin comes, "
            f"{' or '.join(map(repr, get_args(First)))}."
        )
    _discount(discount)
    if periods is not None and (number(periods, "periods", 1) % 1):
        raise ValueError(f"periods is {periods}: give a whole number of margins, such as 3.")
    ahead = "endless" if periods is None else f"{periods:g} margin{'s' if periods > 1 else ''}"
    return f"first margin {first}, discount {100 * discount:.4g}% a period, {ahead}"


def _discount(discount: float) -> None:
    if number(discount, "discount", 0) > 1:
        raise ValueError(
            f"discount is {discount:g}, which is {discount:.0%}. Give a share: 0.10 for 10 percent."
        )


def _retention(retention: float) -> float:
    r = number(retention, "retention", 0)
    if r > 1:
        raise ValueError(f"retention is {r:g}: give a share below 1, such as 0.80 for 80 percent.")
    if r == 1:
        raise ValueError("retention is 1: some always leave. Give a share below 1, such as 0.99.")
    return r
