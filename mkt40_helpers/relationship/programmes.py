"""What a loyalty programme does: by the offer that chance made, beside members against others."""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

from mkt40_helpers.inputs import (
    day_of,
    days_of,
    named_rows,
    number,
    require_columns,
    require_filled,
    require_one_kind,
    require_yes_no,
    whole,
)
from mkt40_helpers.intervals import difference_by, normal_quantile

NAIVE, BY_OFFER, JOINERS = "members minus others", "offered minus not", "on those who join"
ANY = "any programme"
_COLUMNS = ["difference", "low", "high", "n", "n_other"]


def bought_after_offer(
    offers: pd.DataFrame,
    transactions: pd.DataFrame,
    days: int = 365,
    customer: str = "customer",
    date: str = "date",
    end: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Days with a purchase in the year after the offer, the same time for everybody.

    Parameters
    ----------
    offers : DataFrame
        One row for each customer; the offer was made with her first purchase.
    transactions : DataFrame
        One row for each purchase.
    days : int
        How long to look, from the day after the first purchase.
    customer, date : str
        Columns with the customer (of both tables) and the day of the purchase.
    end : str or Timestamp, optional
        Last day of the data; without it, the last day with a purchase.

    Returns
    -------
    DataFrame, one row for each row of `offers`
        Its columns, and offered_on: the day of the first purchase; bought: days with a purchase
        among the `days` after that day. Missing where fewer than `days` days have gone by since, or
        where she has not bought: leave those out, with dropna, and say how many they were.

    Raises
    ------
    ValueError
        A column that is not there or has one of those names; a customer with two rows of offers;
        something that is no date; days below 1.

    Notes
    -----
    Counted from the offer and not from joining: who joins late would else be given a part of her
    year, or a year that she had to survive first (immortal time).

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-05-01", "2025-01-01", "2025-06-01"])
    >>> sales = pd.DataFrame({"customer": ["a", "a", "a", "b"], "date": days})
    >>> offers = pd.DataFrame({"customer": ["a", "b"], "offered": ["club", "none"]})
    >>> bought_after_offer(offers, sales)[["customer", "bought"]].values.tolist()
    [['a', 1], ['b', <NA>]]
    """
    require_columns(offers, [customer])
    require_columns(transactions, [customer, date])
    both = pd.concat([offers[[customer]], transactions[[customer]]], ignore_index=True)
    require_one_kind(both, customer)  # "7" in one and 7 in the other would be two people
    for name in ("offered_on", "bought"):
        if name in offers.columns:
            raise ValueError(f"The offers have a column {name!r} already: rename or drop it first.")
    twice = offers.index[offers[customer].duplicated(keep=False)]
    if len(twice):
        raise ValueError(f"{named_rows(twice)} of the offers: one customer twice. Keep one row.")
    days = whole(days, "days", 1)
    require_filled(transactions, customer, date)
    bought = transactions.assign(**{date: days_of(transactions, date)})
    bought = bought[[customer, date]].drop_duplicates()
    last_day = bought[date].max() if end is None else day_of(end, "end")
    by = bought.groupby(customer, observed=True)[date]
    first, since = by.min(), bought[date] - by.transform("min")
    inside = bought[(since > pd.Timedelta(0)) & (since <= pd.Timedelta(days=days))]
    times = inside[customer].value_counts()
    names = offers[customer].astype(object)  # categories would give categories
    offered_on = names.map(first)
    seen = offered_on <= last_day - pd.Timedelta(days=days)
    counted = names.map(times).fillna(0).astype("Int64").where(seen)
    return offers.assign(offered_on=offered_on, bought=counted)


def programme_effects(
    customers: pd.DataFrame,
    of: str = "bought",
    offered: str = "offered",
    joined: str = "joined",
    nothing: str = "none",
    level: float = 0.95,
) -> pd.DataFrame:
    """What each programme does, by the offer that chance made, beside members against others.

    Parameters
    ----------
    customers : DataFrame
        One row for each customer.
    of : str
        Column with what is compared: a number for each customer, over the same time for all.
    offered, joined : str
        Columns with what she was offered, by chance, and whether she joined it (True or False).
    nothing : str
        What stands in `offered` when nothing was offered.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame, three rows for each programme, and three for "any programme" at the end
        programme; comparison: "members minus others" (all who joined it, and all who did not),
        "offered minus not" (everybody who was offered it, and everybody who was offered nothing:
        the intention to treat), "on those who join" (that difference, divided by the share of the
        offered who joined); difference, low, high (in the unit of `of`); n and n_other, the
        customers on both sides.

    Raises
    ------
    ValueError
        A column that is not there, has gaps or holds something else; nobody who was offered
        nothing, or nobody who was offered something; somebody who joined without an offer; a
        programme that nobody joined; a level that is not between 0 and 1.

    Notes
    -----
    Differences of means have Welch's interval (`intervals.difference_by`). The effect on those who
    join: Bloom, H. S. (1984). Accounting for no-shows in experimental evaluation designs.
    Evaluation Review 8, 225-246; its interval is Welch's of the values less the effect for each who
    joined, divided by the share who joined. It takes it that an offer does nothing to those who
    decline it. Where few join it is wide, and not to be trusted.

    How often the intervals hold the truth (docs/coverage.md): as promised, with 40 customers too.

    Examples
    --------
    >>> people = pd.DataFrame({"offered": ["club"] * 4 + ["none"] * 4, "joined": [True, True] +
    ...                        [False] * 6, "bought": [6, 4, 2, 2, 3, 3, 2, 4]})
    >>> programme_effects(people).tail(3)[["comparison", "difference"]].values.tolist()
    [['members minus others', 2.33...], ['offered minus not', 0.5], ['on those who join', 1.0]]
    """
    normal_quantile(level)  # refuses a level that is none
    require_columns(customers, [of, offered, joined])
    require_one_kind(customers, offered)
    require_yes_no(customers, joined)
    gaps = customers.index[customers[offered].isna()]
    if len(gaps):
        raise ValueError(
            f"{named_rows(gaps)} of {offered!r}: missing. Write {nothing!r} where nothing was "
            "offered, and leave out those of whom it is not known."
        )
    odd = customers.index[((customers[offered] == nothing) & customers[joined]).to_numpy(bool)]
    if len(odd):
        raise ValueError(f"{named_rows(odd)}: joined without an offer. Correct the table first.")
    table = customers.astype({joined: bool}).reset_index(drop=True)
    without = table[offered] == nothing
    if without.all() or not without.any():
        lacking = "something" if without.all() else f"nothing ({nothing!r})"
        raise ValueError(f"Nobody was offered {lacking}: there is nothing to compare.")
    programmes = table.loc[~without, offered].drop_duplicates().sort_values()
    rows = []
    for name in [*programmes, ANY]:
        chosen = ~without if name == ANY else table[offered] == name
        rows += _effects(table, chosen, without, of, joined, name, level)
    return pd.DataFrame(rows, columns=["programme", "comparison", *_COLUMNS])


def _effects(
    table: pd.DataFrame,
    chosen: pd.Series,
    without: pd.Series,
    of: str,
    joined: str,
    name: str,
    level: float,
) -> list[tuple[object, ...]]:
    members = chosen & table[joined]
    if not members.any():
        raise ValueError(f"Nobody joined {name!r}, so it has no effect on those who join.")
    fair = table[chosen | without]
    naive = _difference(table[of], members, level)
    by_offer = _difference(fair[of], chosen[fair.index], level)
    share = float(table.loc[chosen, joined].mean())
    effect = by_offer[0] / share
    # What is left without the effect on each who joined. The half moves both sides alike, and keeps
    # zeros and ones (of a yes or no, where the effect is nil) from being taken for unfinished data.
    rest = fair[of].astype(float) - effect * members[fair.index].astype(float) + 0.5
    _, low, high, *_ = _difference(rest, chosen[fair.index], level)
    half = (high - low) / 2 / share
    on_joiners = (effect, effect - half, effect + half, int(members.sum()), by_offer[4])
    told = zip((NAIVE, BY_OFFER, JOINERS), (naive, by_offer, on_joiners), strict=True)
    return [(name, comparison, *figures) for comparison, figures in told]


def _difference(
    values: pd.Series, side: pd.Series, level: float
) -> tuple[float, float, float, int, int]:
    what = str(values.name)
    table = pd.DataFrame({what: values, "side of it": side.astype(bool)})
    row = difference_by(table, of=what, split="side of it", level=level).iloc[0]
    return (row["difference"], row["low"], row["high"], int(row["n_with"]), int(row["n_without"]))


def people_needed(difference: float, spread: float, power: float = 0.8, level: float = 0.95) -> int:
    """Customers needed in each of two groups, to see a difference between their means.

    Parameters
    ----------
    difference : float
        Smallest true difference worth seeing, in the unit of the values.
    spread : float
        Standard deviation of the values within a group (`.std()`).
    power : float
        How often the comparison should find it, between 0 and 1.
    level : float
        Confidence level of the comparison.

    Returns
    -------
    int
        Number in *each* of the two groups, rounded up.

    Raises
    ------
    ValueError
        A difference or spread that is not above 0; a power or level that is not between 0 and 1.

    Notes
    -----
    n = 2 (z₁₋α/₂ + z_power)² spread² / difference², as in `advocacy.detectable_difference`, which
    has it for scores (Cohen 1988, Statistical Power Analysis, chapter 2).

    Examples
    --------
    >>> people_needed(difference=0.5, spread=2.4)
    362
    """
    if not 0 < number(power, "The power", 0, 1) < 1:
        raise ValueError(f"The power is {power}: give a number between 0 and 1, such as 0.8.")
    z = normal_quantile(level) + NormalDist().inv_cdf(power)
    seen = number(difference, "The difference", 0, above=True)
    ratio = number(spread, "The spread", 0, above=True) / seen
    return math.ceil(round(2 * z**2 * ratio**2, 9))
