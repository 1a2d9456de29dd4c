"""What exercises of chapter 5 compute, by hand and not with `relationship`.

So an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

END = pd.Timestamp("2026-08-31")  # last day of the tables
CUT = pd.Timestamp("2025-08-31")  # a year earlier
RENEWAL = 91  # days from one renewal of a membership to the next
RENEWALS = [1, 2, 3, 4]
CLASSES = ["to 91 days", "92 to 182", "183 to 365", "over 365"]
LONGEST = 4  # quarters of silence that are told apart


# ---- parcels ----


def arrived(deliveries: pd.DataFrame) -> pd.DataFrame:
    there = deliveries.dropna(subset=["delivered"])
    return there.assign(late=there["delivered"] > there["promised"])


def ratings(deliveries: pd.DataFrame, late: bool = True) -> pd.Series:
    """Ratings of late parcels, or of those on time; who gave none is missing."""
    parcels = arrived(deliveries)
    return parcels.loc[parcels["late"] == late, "rating"].astype("Float64").astype(float)


def sem(column: pd.Series) -> float:
    return float(column.std()) / math.sqrt(column.count())


def end_of_the_interval(deliveries: pd.DataFrame, side: int) -> float:
    """Lower (-1) or upper (1) end of the interval of the mean rating of late parcels."""
    told = ratings(deliveries)
    return float(told.mean()) + side * 1.96 * sem(told)


# ---- margins ----


def sales(transactions: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    table = transactions.merge(products, on="product")
    share = 1 - table["unit_cost_eur"] / table["list_price_eur"]
    first = table.groupby("customer")["date"].transform("min")
    return table.assign(
        share=share, margin=table["amount_eur"] * share, later=table["date"] > first
    )


def later(
    figure: Callable[[pd.DataFrame], float],
) -> Callable[[pd.DataFrame, pd.DataFrame], float]:
    """Make a figure of the purchases after each customer's first day."""

    def made(transactions: pd.DataFrame, products: pd.DataFrame) -> float:
        table = sales(transactions, products)
        return float(figure(table[table["later"]]))

    return made


def without_one_row(transactions: pd.DataFrame, products: pd.DataFrame) -> float:
    """As if the first row of each customer were all of her first day."""
    table = sales(transactions, products).sort_values(["customer", "date", "transaction"])
    return float(table.loc[table["customer"].duplicated(), "margin"].mean())


def after_the_first_day_of_all(transactions: pd.DataFrame, products: pd.DataFrame) -> float:
    """As if all customers had had their first day on that of the table."""
    table = sales(transactions, products)
    return float(table.loc[table["date"] > table["date"].min(), "margin"].mean())


# ---- memberships ----


def still_there(
    memberships: pd.DataFrame,
    programme: str | None = "riders' club",
    joined_before: pd.Timestamp = CUT,
) -> float:
    """Share of the members that is there a year after joining, of those who joined early enough."""
    early = memberships[memberships["joined"] <= joined_before]
    members = early if programme is None else early[early["programme"] == programme]
    stayed = members["left"].isna() | ((members["left"] - members["joined"]).dt.days >= 365)
    return float(stayed.mean())


def still_there_today(memberships: pd.DataFrame, joined_before: pd.Timestamp = CUT) -> float:
    members = memberships[memberships["programme"] == "riders' club"]
    return float(members.loc[members["joined"] <= joined_before, "left"].isna().mean())


def still_there_on(memberships: pd.DataFrame, day: pd.Timestamp = CUT) -> float:
    """Share that is there on one day, of those who had joined by then."""
    members = memberships[memberships["programme"] == "riders' club"]
    return float(1 - (members.loc[members["joined"] <= day, "left"] <= day).mean())


def left_after_a_year(memberships: pd.DataFrame) -> float:
    """As if those who have not left were gone: no date is not later than any."""
    members = memberships[memberships["programme"] == "riders' club"]
    early = members[members["joined"] <= CUT]
    return float(((early["left"] - early["joined"]).dt.days >= 365).mean())


def worth(share: float, margin: float = 60, interest: float = 0.10) -> float:
    """Value with the first margin now."""
    return margin * (1 + interest) / (1 + interest - share)


def worth_by_rows(share: float, margin: float = 60, interest: float = 0.10) -> float:
    """Add up the forty rows of the lesson's table."""
    return sum(margin * share**year / (1 + interest) ** year for year in range(40))


def due(memberships: pd.DataFrame, programme: str | None = "service plan") -> pd.DataFrame:
    """How often each member was asked to renew, and whether she has left."""
    chosen = memberships["programme"].notna()
    if programme is not None:
        chosen = memberships["programme"] == programme
    members = memberships[chosen]
    days = (members["left"].fillna(END) - members["joined"]).dt.days
    return members.assign(gone=members["left"].notna(), times=days // RENEWAL)


def by_renewal(figure: Callable[[pd.DataFrame, int], float]) -> Callable[[pd.DataFrame], pd.Series]:
    """Make a figure for each of the first four renewals of the service plan."""

    def made(memberships: pd.DataFrame) -> pd.Series:
        members = due(memberships)
        return pd.Series({n: float(figure(members, n)) for n in RENEWALS})

    return made


def left_at(members: pd.DataFrame, n: int) -> int:
    return int((members["gone"] & (members["times"] == n)).sum())


def reached(members: pd.DataFrame, n: int) -> int:
    return int((members["times"] >= n).sum())


def stayed_at(members: pd.DataFrame, n: int) -> float:
    return 1 - left_at(members, n) / reached(members, n)


def reached_by_before(memberships: pd.DataFrame, rows: int) -> pd.Series:
    """Who reached a renewal, by who reached another: as if nobody's time had run out."""
    members = due(memberships)
    came = pd.Series({n: float(reached(members, n)) for n in RENEWALS})
    return came / came.shift(rows)


def survival(members: pd.DataFrame, n: int) -> float:
    return math.prod(stayed_at(members, k) for k in range(1, n + 1))


# ---- silence ----


def each(transactions: pd.DataFrame, cut: pd.Timestamp = CUT) -> pd.DataFrame:
    """One row for each customer who had bought by then: days of silence, and what came after."""
    before = transactions[transactions["date"] <= cut].groupby("customer")["date"].max()
    after = transactions.loc[transactions["date"] > cut, "customer"].value_counts()
    table = pd.DataFrame({"silent": (cut - before).dt.days})
    table["times"] = after.reindex(table.index).fillna(0)
    table["came"] = table["times"] > 0
    table["class"] = pd.cut(table["silent"], [-1, 91, 182, 365, 10_000], labels=CLASSES)
    return table


def of_the_silent(
    figure: Callable[[pd.DataFrame], float], days: int = 365
) -> Callable[[pd.DataFrame], float]:
    """Make a figure, times 100, of those who were silent for longer than so many days."""

    def made(transactions: pd.DataFrame) -> float:
        table = each(transactions)
        return 100 * float(figure(table[table["silent"] > days]))

    return made


def of_everybody(figure: Callable[[pd.DataFrame], float]) -> Callable[[pd.DataFrame], float]:
    """Make a figure, times 100, of all who had bought by then."""
    return of_the_silent(figure, days=-1)


def share_of_the_silent(transactions: pd.DataFrame) -> float:
    return 100 * float((each(transactions)["silent"] > 365).mean())


def share_of_the_others(table: pd.DataFrame) -> float:
    return float(table.loc[table["silent"] <= 365, "came"].mean())


def share_among_buyers(table: pd.DataFrame) -> float:
    """The silent among those who bought in the year after."""
    return float((table.loc[table["came"], "silent"] > 365).mean())


def called_rightly(table: pd.DataFrame) -> float:
    """Share for which the rule "silent for over a year: gone" says what happened."""
    return float(((table["silent"] > 365) != table["came"]).mean())


def assistants_figure(transactions: pd.DataFrame) -> float:
    """The percentage of its line E, as that is printed."""
    return round(of_the_silent(lambda table: 1 - table["came"].mean())(transactions), 1)


def spread(value: pd.Series, groups: pd.Series, factor: float = 1.96) -> pd.DataFrame:
    """Mean of each group with its interval, as a picture shows it."""
    found = value.astype(float).groupby(groups, observed=True).agg(["mean", "sem"])
    ends = factor * found["sem"]
    return pd.DataFrame(
        {"value": found["mean"], "low": found["mean"] - ends, "high": found["mean"] + ends}
    )


def by_class(
    transactions: pd.DataFrame,
    value: Callable[[pd.DataFrame], pd.Series],
    factor: float = 1.96,
) -> pd.DataFrame:
    """Mean of each class of silence with its interval."""
    table = each(transactions)
    return spread(value(table), table["class"], factor)


def came_back(transactions: pd.DataFrame, factor: float = 1.96) -> pd.DataFrame:
    return by_class(transactions, lambda table: 100 * table["came"], factor)


# ---- quarters of silence ----


def states(transactions: pd.DataFrame, last: str = "2026Q2") -> pd.DataFrame:
    """Quarters since the last purchase, in each whole quarter since the first, and in the next."""
    quarter = transactions["date"].dt.to_period("Q")
    bought = transactions.assign(quarter=quarter).drop_duplicates(["customer", "quarter"])
    first = bought.groupby("customer")["quarter"].min()
    quarters = pd.period_range(first.min(), last, freq="Q")
    pairs = pd.MultiIndex.from_product([first.index, quarters], names=["customer", "quarter"])
    table = pairs.to_frame(index=False)
    table = table[table["quarter"] >= table["customer"].map(first)]
    table = table.merge(bought[["customer", "quarter"]], how="left", indicator=True)
    purchases = (table["_merge"] == "both").groupby(table["customer"]).cumsum()
    silent = table.groupby([table["customer"], purchases]).cumcount().clip(upper=LONGEST)
    table = table.assign(silent=silent)
    return table.assign(then=table.groupby("customer")["silent"].shift(-1).astype("Int64"))


def moves(
    figure: Callable[[pd.DataFrame], Any], last: str = "2026Q2"
) -> Callable[[pd.DataFrame], pd.Series]:
    """Make a row of figures from how many moved from each state (rows) to each other."""

    def made(transactions: pd.DataFrame) -> pd.Series:
        table = states(transactions, last)
        found: pd.Series = figure(pd.crosstab(table["silent"], table["then"])).astype(float)
        return found

    return made


def of_all_in_a_state(silent: int) -> Callable[[pd.DataFrame], pd.Series]:
    """Where those in a state go, as parts of all rows there, also those of the last quarter."""

    def made(transactions: pd.DataFrame) -> pd.Series:
        there = states(transactions, "2026Q2")["silent"].eq(silent).sum()
        shares: pd.Series = moves(lambda counts: counts.loc[silent] / there)(transactions)
        return shares

    return made


def row(silent: int) -> Callable[[pd.DataFrame], Any]:
    """Give where those in a state go, as shares of them."""
    return lambda counts: counts.loc[silent] / counts.loc[silent].sum()


# ---- the function of the challenge, right and wrong ----

Answer = float | None


def right_function(margin: float, stay: float, interest: float, first: str) -> Answer:
    if stay >= 1 or interest >= 1:
        return None
    return without_refusal(margin, stay, interest, first)


def without_refusal(margin: float, stay: float, interest: float, first: str) -> Answer:
    value = margin * (1 + interest) / (1 + interest - stay)
    return {"now": value, "renewal": value - margin, "end": value / (1 + interest)}.get(first)


def refuses_stay_only(margin: float, stay: float, interest: float, first: str) -> Answer:
    return None if stay >= 1 else without_refusal(margin, stay, interest, first)


def refuses_above_one_only(margin: float, stay: float, interest: float, first: str) -> Answer:
    refused = stay > 1 or interest >= 1
    return None if refused else without_refusal(margin, stay, interest, first)


def refuses_neither_one(margin: float, stay: float, interest: float, first: str) -> Answer:
    refused = stay > 1 or interest > 1
    return None if refused else without_refusal(margin, stay, interest, first)


def turns_percent_into_shares(margin: float, stay: float, interest: float, first: str) -> Answer:
    stay, interest = (one / 100 if one > 1 else one for one in (stay, interest))
    return right_function(margin, stay, interest, first)


def always_now(margin: float, stay: float, interest: float, first: str) -> Answer:
    return right_function(margin, stay, interest, "now")


def swapped(one: str, other: str) -> Callable[[float, float, float, str], Answer]:
    """Two of the three conventions in each other's place."""
    places = {one: other, other: one}

    def swapped(margin: float, stay: float, interest: float, first: str) -> Answer:
        return right_function(margin, stay, interest, places.get(first, first))

    return swapped


def refuses_zero(margin: float, stay: float, interest: float, first: str) -> Answer:
    return right_function(margin, stay, interest, first) if stay and interest else None


def zero_for_refused(margin: float, stay: float, interest: float, first: str) -> float:
    return right_function(margin, stay, interest, first) or 0.0


def no_interest(margin: float, stay: float, interest: float, first: str) -> Answer:
    without = right_function(margin, stay, 0.0, first)
    return None if interest >= 1 else without


def formula_only(margin: float, stay: float, interest: float, first: str) -> Answer:
    return without_refusal(margin, stay, interest, "now")


def end_as_now(margin: float, stay: float, interest: float, first: str) -> Answer:
    if stay >= 1 or interest >= 1:
        return None
    end = margin / (1 + interest - stay)
    return {"now": end, "renewal": end - margin, "end": end / (1 + interest)}[first]


def two_of_three(margin: float, stay: float, interest: float, first: str) -> Answer:
    return right_function(margin, stay, interest, "now" if first == "now" else "renewal")


def own_case(memberships: pd.DataFrame) -> list[object]:
    return [60, still_there(memberships), 0.10, "renewal"]
