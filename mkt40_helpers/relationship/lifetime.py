"""What customers without a contract are still worth."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mkt40_helpers.inputs import number
from mkt40_helpers.relationship.bg_nbd import BGNBD
from mkt40_helpers.relationship.gamma_gamma import GammaGamma


@dataclass(frozen=True, eq=False)  # a table has no plain equality
class LifetimeValue:
    """What each customer is still worth; make one with `lifetime_value`.

    Attributes
    ----------
    table : DataFrame
        One row per customer, with the index of the summary: spend (expected amount of a purchase),
        purchases (discounted) and value. With several lengths of time: a column of values for
        each, named by its weeks, the last "without end" where it is.
    convention : str
        What is counted, until when, and how it is discounted.
    """

    table: pd.DataFrame
    convention: str

    def _repr_html_(self) -> str:
        values = self.table["value"] if "value" in self.table else self.table.iloc[:, -1]
        return (
            f"<p>Value to come of {len(values):,} customers: <strong>{values.sum():,.0f}</strong>, "
            f"{values.mean():,.2f} each. {html.escape(self.convention)}</p>"
        )


def lifetime_value(
    summary: pd.DataFrame,
    buying: BGNBD,
    spending: GammaGamma | float,
    *,
    margin: float,
    discount: float,
    weeks: float | Sequence[float | None] | None = None,
) -> LifetimeValue:
    """Value to come of each customer: purchases, times what each brings, times margin.

    Parameters
    ----------
    summary : DataFrame
        One row per customer, as `rfm` gives it with an amount.
    buying : BGNBD
    spending : GammaGamma or float
        The fitted model, or one amount for everybody.
    margin : float
        What is left of an amount after costs, as a share: 0.30 for 30 percent.
    discount : float
        Rate of discount for a year: 0.15 for 15 percent.
    weeks : float or list of float, optional
        Length of the time that counts, or several that grow; without it, all time to come.

    Returns
    -------
    LifetimeValue
        In the unit of the amounts.

    Raises
    ------
    ValueError
        As in `BGNBD.discounted_purchases` and `GammaGamma.expected_spend`; a margin that is not
        between 0 and 1.

    Notes
    -----
    Value at the end of the summary. Purchases made by then do not count, nor what it cost to win
    the customer. Each purchase is discounted from the moment at which it is made. The product takes
    it that customers who buy more often do not spend more or less each time: see
    `GammaGamma.correlation`.
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). RFM and CLV. Journal of Marketing
    Research, 42(4), 415-430.

    Examples
    --------
    >>> buying = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> spending = GammaGamma(p=6.25, q=3.744, gamma=15.443)
    >>> one = pd.DataFrame({"frequency": [2], "recency": [30.43], "age": [38.86],
    ...                     "monetary": [22.35]})
    >>> value = lifetime_value(one, buying, spending, margin=0.30, discount=0.15)
    >>> value.table.round(2).to_numpy().tolist()
    [[24.66, 5.18, 38.32]]
    >>> value = lifetime_value(one, buying, spending, margin=0.3, discount=0.15, weeks=[52, 104])
    >>> value.table.round(1)
         52   104
    0  10.8  17.5
    """
    share = number(margin, "margin", 0, 1, above=True)
    if not isinstance(buying, BGNBD):
        raise ValueError(f"buying is a {type(buying).__name__}: give what bg_nbd fitted.")
    several = isinstance(weeks, Sequence)
    lengths = list(weeks) if isinstance(weeks, Sequence) else [weeks]
    purchases = buying.discounted_at(summary, discount, lengths)
    if isinstance(spending, GammaGamma):
        spend = spending.expected_spend(summary)
    else:
        spend = pd.Series(number(spending, "spending", 0, above=True), summary.index, name="spend")
    values = purchases.mul(share * spend, axis=0)
    names = ["without end" if length is None else f"{length:g}" for length in lengths]
    if several:
        table = values.set_axis(names, axis="columns")
    else:
        table = pd.DataFrame({"spend": spend, "purchases": purchases[0], "value": values[0]})
    return LifetimeValue(table, _convention(share, discount, names))


def _convention(margin: float, discount: float, names: list[str]) -> str:
    until = [name if name == "without end" else f"for {name} weeks" for name in names]
    return (
        f"Margin ({margin:.0%} of the amount) of the purchases after the end of the summary, "
        f"{', '.join(until)}; discounted at {discount:.1%} a year, each purchase from the moment "
        "at which it is made; nothing for purchases already made, or for the cost of winning."
    )
