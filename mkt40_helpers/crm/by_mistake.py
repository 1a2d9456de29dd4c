"""Wrong answers to exercises and steps of chapter 6 that come from longer sums than a line."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pandas as pd

from mkt40_helpers.crm import by_hand as hand
from mkt40_helpers.data import load

Figure = Callable[..., float]
Figures = Callable[..., pd.Series]

# ---- 6.3: repairs within 48 hours ----


def _of_all_repairs(tickets: pd.DataFrame) -> pd.Series:
    table = hand.repairs(tickets)
    found: pd.Series = table.loc[hand.soon(table), "service_area"].value_counts() / len(table)
    return found


def _of_all_tickets(tickets: pd.DataFrame) -> pd.Series:
    """Quick repairs, as a part of all tickets of the area that have had their 48 hours."""
    table = tickets[tickets["opened"] < hand.LATEST]
    quick = hand.soon(table) & (table["topic"] == "repair")
    found: pd.Series = quick.groupby(table["service_area"]).mean()
    return found


REPAIRS: dict[str, Figures] = {
    "open_dropped": hand.by_area(
        hand.soon, lambda tickets: hand.repairs(tickets).dropna(subset=["closed"])
    ),
    "all_topics": hand.by_area(hand.soon, lambda tickets: tickets[tickets["opened"] < hand.LATEST]),
    "first_answer": hand.by_area(functools.partial(hand.soon, what="first_response")),
    "since_the_answer": hand.by_area(functools.partial(hand.soon, since="first_response")),
    "later": hand.by_area(lambda table: ~hand.soon(table)),
    "later_of_the_closed": hand.by_area(
        lambda table: (table["closed"] - table["opened"]) > hand.TWO_DAYS
    ),
    "open_as_quick": hand.by_area(
        lambda table: ~((table["closed"] - table["opened"]) > hand.TWO_DAYS)
    ),
    "whole_days": hand.by_area(lambda table: (table["closed"] - table["opened"]).dt.days <= 2),
    "of_all_soon": hand.soon_of_all_soon,
    "of_all_repairs": _of_all_repairs,
    "of_all_tickets": _of_all_tickets,
    "counts": hand.soon_counted,
    "hours": hand.by_area(
        lambda table: (table["closed"] - table["opened"]).dt.total_seconds() / 3600
    ),
}

# ---- 6.6: the gains curve ----


def _found(groups: pd.DataFrame, contacted: pd.Series) -> pd.Series:
    return pd.Series(hand.found(groups).to_numpy(), contacted.to_numpy())


def each_by_itself(caravan: pd.DataFrame) -> pd.Series:
    """Each group's size and its part of the holders: nothing is added up."""
    groups = hand.scored(caravan)
    return (100 * groups["holders"] / groups["holders"].sum()).set_axis(groups["customers"])


def score_across(caravan: pd.DataFrame) -> pd.Series:
    """What was found, over the score."""
    return hand.found(hand.scored(caravan))


def most_holders_first(caravan: pd.DataFrame) -> pd.Series:
    """In the order of what is to be found out."""
    groups = hand.scored(caravan).sort_index()
    groups = groups.sort_values("holders", ascending=False, kind="stable")
    return _found(groups, groups["customers"].cumsum())


# ---- 6.9: the effect on each kind of rider ----


def _control(table: pd.DataFrame) -> pd.Series:
    return ~hand.is_treated(table)


def _openers_less(others: Callable[[pd.DataFrame], pd.Series]) -> Figures:
    return hand.by_kind(
        lambda table: hand.shares_of(hand.answered)(table) - hand.shares_of(others)(table)
    )


def _buyers(table: pd.DataFrame) -> pd.DataFrame:
    return table.pivot_table(index="segment", columns="group", values="responded", aggfunc="sum")


def _of_all_buyers(table: pd.DataFrame) -> pd.Series:
    made = _buyers(table)
    found: pd.Series = 100 * (made["treated"] - made["control"]) / made.sum(axis="columns")
    return found


@functools.cache
def _of_the_file() -> pd.Series:
    whole = load("sends").merge(load("customers")[["customer", "segment"]], on="customer")
    return hand.effect(whole.astype({"responded": float}))


EFFECTS: dict[str, Figures] = {
    "treated_only": hand.by_kind(hand.shares_of(hand.is_treated)),
    "control_only": hand.by_kind(hand.shares_of(_control)),
    "everybody": hand.by_kind(hand.shares_of(lambda table: table["responded"].ge(0))),
    "openers_less_control": _openers_less(_control),
    "openers_less_others": _openers_less(lambda rows: hand.is_treated(rows) & ~hand.answered(rows)),
    # Only where it is known: a letter has no such entry.
    "openers_less_closed": _openers_less(lambda rows: rows["opened"].eq(False).fillna(False)),
    "ratio": hand.by_kind(lambda table: 100 * hand.effect(table) / hand.shares_of(_control)(table)),
    "mean_of_waves": hand.by_kind(hand.mean_of_waves),
    "quotient": hand.by_kind(
        lambda table: hand.shares_of(hand.is_treated)(table) / hand.shares_of(_control)(table)
    ),
    "counts": hand.by_kind(
        lambda table: _buyers(table).pipe(lambda made: made["treated"] - made["control"])
    ),
    "counts_of_the_kind": hand.by_kind(
        lambda table: (
            100
            * _buyers(table).pipe(lambda made: made["treated"] - made["control"])
            / table.groupby("segment").size()
        )
    ),
    "of_all_buyers": hand.by_kind(_of_all_buyers),
    "wave_3_alone": hand.by_kind(lambda table: hand.effect(table[table["campaign"] == 3])),
    "whole_file": lambda sends, customers: _of_the_file(),
    "by_wave": hand.by_kind(lambda table: hand.effect(table, by="campaign")),
}

# ---- 6.10: what letters to commuters would have left ----


def _per_letter(treated: float, control: float, cost: float = hand.COST) -> float:
    return (treated - control) * hand.MARGIN - cost


def _at(margin: float, cost: float) -> Figure:
    """The right sum, at other prices."""
    return hand.left(lambda t, c, n, m: ((t - c) * margin - cost) * (n + m))


def _to(count: Callable[[pd.DataFrame, pd.DataFrame], int]) -> Figure:
    """The right sum for a letter, times another number of letters."""

    def made(sends: pd.DataFrame, customers: pd.DataFrame) -> float:
        one = hand.left(lambda t, c, n, m: _per_letter(t, c))(sends, customers)
        return one * count(sends, customers)

    return made


def _by_effect_of_wave_1(sends: pd.DataFrame, customers: pd.DataFrame) -> float:
    """As if the effect that taught the rule were that of wave 2."""
    taught = hand.left(lambda t, c, n, m: _per_letter(t, c), hand.wave_2(wave=1))
    return taught(sends, customers) * len(hand.wave_2()(sends, customers))


def _commuters(table: pd.DataFrame) -> int:
    return int((table["segment"] == "commuter").sum())


LETTERS: dict[str, Figure] = {
    "gross": hand.left(lambda t, c, n, m: _per_letter(t, 0) * (n + m)),
    "treated_only": hand.left(lambda t, c, n, m: _per_letter(t, c) * n),
    "gross_of_the_treated": hand.left(lambda t, c, n, m: _per_letter(t, 0) * n),
    "margin_of_the_calls": _at(36, hand.COST),
    "prices_of_the_calls": _at(36, 2.10),
    "price_for_margin": _at(129, hand.COST),
    "margin_of_wave_1": _at(14, hand.COST),
    "cost_of_wave_1": _at(hand.MARGIN, 0.05),
    "prices_of_wave_1": _at(14, 0.05),
    "cost_added": _at(hand.MARGIN, -hand.COST),
    "without_cost": _at(hand.MARGIN, 0),
    "cost_once": hand.left(lambda t, c, n, m: (t - c) * hand.MARGIN * (n + m) - hand.COST),
    "cost_of_sales_only": hand.left(
        lambda t, c, n, m: (t - c) * (hand.MARGIN - hand.COST) * (n + m)
    ),
    "one_letter": hand.left(lambda t, c, n, m: _per_letter(t, c)),
    "cost_in_both": hand.left(lambda t, c, n, m: (t - c) * hand.MARGIN * (n + m) - hand.COST * n),
    "all_kinds": hand.left(
        lambda t, c, n, m: _per_letter(t, c) * (n + m), hand.wave_2(segment=None)
    ),
    "all_riders_counted": _to(lambda sends, customers: int((sends["campaign"] == 2).sum())),
    "commuters_of_all_waves": _to(
        lambda sends, customers: _commuters(hand.waves(sends, customers))
    ),
    "commuters_of_the_file": _to(lambda sends, customers: _commuters(customers)),
    "wave_1": hand.left(lambda t, c, n, m: _per_letter(t, c) * (n + m), hand.wave_2(wave=1)),
    "wave_1_at_its_prices": hand.left(
        lambda t, c, n, m: ((t - c) * 14 - 0.05) * (n + m), hand.wave_2(wave=1)
    ),
    "effect_of_wave_1": _by_effect_of_wave_1,
    "effect_of_all_waves": hand.left_by_all_waves,
    "points_for_a_share": hand.left(lambda t, c, n, m: _per_letter(100 * t, 100 * c) * (n + m)),
    "counts_subtracted": hand.left(
        lambda t, c, n, m: (t * n - c * m) * hand.MARGIN - hand.COST * n
    ),
}

# ---- 6.12: may she be contacted ----


def by_words_of_the_table(
    consents: pd.DataFrame, customer: str, purpose: str, day: pd.Timestamp
) -> bool | None:
    """Say nothing to a purpose that the table happens not to hold."""
    if purpose not in set(consents["purpose"]):
        return None
    return hand.may_contact(consents, customer, purpose, day)


def by_part_of_a_word(
    consents: pd.DataFrame, customer: str, purpose: str, day: pd.Timestamp
) -> bool | None:
    """Look for the purpose in one text, where "mail" stands within "email"."""
    unknown = False if purpose in ", ".join(hand.PURPOSES) else None
    return hand.may_contact(consents, customer, purpose, day, unknown=unknown)


# ---- step 6.d: each purchase once ----


def joined(transactions: pd.DataFrame, contacts: pd.DataFrame) -> float:
    """Revenue with each purchase once for every contact of its customer."""
    return float(transactions.merge(contacts, on="customer")["amount_eur"].sum())


def of_a_customer(transactions: pd.DataFrame, contacts: pd.DataFrame) -> float:
    """Mean revenue of those who have a contact."""
    theirs = transactions[transactions["customer"].isin(contacts["customer"])]
    return float(theirs.groupby("customer")["amount_eur"].sum().mean())


def one_row_a_customer(transactions: pd.DataFrame, contacts: pd.DataFrame) -> float:
    """The first purchase of each customer, as after `drop_duplicates`."""
    theirs = transactions[transactions["customer"].isin(contacts["customer"])]
    return float(theirs.drop_duplicates("customer")["amount_eur"].sum())


def per_contact(transactions: pd.DataFrame, contacts: pd.DataFrame) -> float:
    """The sum of the join, divided by the mean number of contacts."""
    return joined(transactions, contacts) / (len(contacts) / contacts["customer"].nunique())
