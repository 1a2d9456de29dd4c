"""What exercises of chapter 6 compute, by hand and not with `crm`.

So an error there could not hide itself here.
"""

from __future__ import annotations

import contextlib
import functools
import math
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from mkt40_helpers.crm.database import in_memory
from mkt40_helpers.data import load

END = pd.Timestamp("2026-08-31")  # last day of the tables
LATEST = END - pd.Timedelta(days=1)  # what was opened from here on has not had its 48 hours
TWO_DAYS = pd.Timedelta(hours=48)
PURPOSES = ("email", "phone", "profiling")


Table = TypeVar("Table")


def kept(place: int) -> Callable[[Callable[..., Table]], Callable[..., Table]]:
    """Keep what is made of the last sample: an exercise asks for the same a dozen times.

    `place` is that of the table whose customers tell one sample from another.
    """

    def keeping(make: Callable[..., Table]) -> Callable[..., Table]:
        last: dict[tuple[str, ...], Table] = {}

        @functools.wraps(make)
        def made(*tables: pd.DataFrame) -> Table:
            sample = tuple(tables[place]["customer"])
            if sample not in last:
                last.clear()
                last[sample] = make(*tables)
            return last[sample]

        return made

    return keeping


# ---- a difference of two means, and an offer ----


def minutes(contacts: pd.DataFrame, channel: str) -> pd.Series:
    return contacts.loc[contacts["channel"] == channel, "minutes"].astype(float)


def sem(column: pd.Series) -> float:
    return float(column.std()) / math.sqrt(column.count())


def both_errors(contacts: pd.DataFrame, errors: Callable[[float, float], float]) -> float:
    return errors(sem(minutes(contacts, "phone")), sem(minutes(contacts, "chat")))


def gap(column: pd.Series, yes: pd.Series) -> float:
    """Mean of a column where it is yes, less its mean where it is no."""
    return float(column[yes].mean() - column[~yes].mean())


def spent(rows: pd.DataFrame, by: str) -> float:
    """What customers spent, where a column says yes (a day stands for one) less where not."""
    yes = rows[by].notna() if by == "installed_on" else rows[by]
    return gap(rows["spend_eur"], yes)


# ---- the database ----


@kept(place=0)
def _filled(*tables: pd.DataFrame) -> bytes:
    with contextlib.closing(in_memory(*tables)) as db:
        return db.serialize()


def database(*tables: pd.DataFrame) -> sqlite3.Connection:
    """Make a database of a learner's tables: a copy of one that is kept, so it may be closed."""
    copy = sqlite3.connect(":memory:")
    copy.deserialize(_filled(*tables))
    return copy


def query(*conditions: str) -> str:
    """Ask for the customers of a ticket and a consent that fulfil some conditions."""
    asked = "SELECT DISTINCT customer FROM tickets JOIN consents USING (customer) WHERE "
    return asked + " AND ".join(conditions)


# ---- repairs ----


def repairs(tickets: pd.DataFrame) -> pd.DataFrame:
    """Repairs that have had their 48 hours."""
    early = tickets[tickets["opened"] < LATEST]
    return early[early["topic"] == "repair"]


def by_area(
    figure: Callable[[pd.DataFrame], pd.Series], which: Callable[..., pd.DataFrame] = repairs
) -> Callable[[pd.DataFrame], pd.Series]:
    """Make the mean of a figure for each service area."""

    def made(tickets: pd.DataFrame) -> pd.Series:
        table = which(tickets)
        means: pd.Series = figure(table).astype(float).groupby(table["service_area"]).mean()
        return means

    return made


def soon(table: pd.DataFrame, since: str = "opened", what: str = "closed") -> pd.Series:
    """Whether it was done within 48 hours; what is open was not."""
    return (table[what] - table[since]) <= TWO_DAYS


def soon_of_all_soon(tickets: pd.DataFrame) -> pd.Series:
    table = repairs(tickets)
    parts: pd.Series = table.loc[soon(table), "service_area"].value_counts(normalize=True)
    return parts


def soon_counted(tickets: pd.DataFrame) -> pd.Series:
    table = repairs(tickets)
    return soon(table).groupby(table["service_area"]).sum()


# ---- revenue of those who complained ----


def complained(contacts: pd.DataFrame) -> pd.Series:
    return contacts.loc[contacts["touchpoint"] == "complaint", "customer"]


def revenue(transactions: pd.DataFrame) -> pd.Series:
    return transactions.groupby("customer")["amount_eur"].sum()


def of_complainers(
    figure: Callable[[pd.Series], float],
) -> Callable[[pd.DataFrame, pd.DataFrame], float]:
    """Make a figure of what each customer who complained has paid."""
    return lambda transactions, contacts: float(
        figure(spent_by_complainers(transactions, contacts))
    )


def spent_by_complainers(transactions: pd.DataFrame, contacts: pd.DataFrame) -> pd.Series:
    spent = revenue(transactions)
    return spent[spent.index.isin(complained(contacts))]


def joined(transactions: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Each purchase once for every complaint."""
    return transactions.merge(complained(contacts).to_frame(), on="customer")


# ---- gains ----

COLUMNS = ["car_premium", "fire_premium"]
HOLDERS = 348  # in both halves


def scored(caravan: pd.DataFrame, half: str = "second") -> pd.DataFrame:
    """Customers and holders of a half, from the highest score of the first half to the lowest."""
    counts = caravan.groupby(["half", *COLUMNS])[["customers", "holders"]].sum().reset_index()
    taught = counts[counts["half"] == "first"]
    taught = taught.assign(score=taught["holders"] / taught["customers"])
    both = counts[counts["half"] == half].merge(taught[[*COLUMNS, "score"]], on=COLUMNS)
    groups = both.groupby("score")[["customers", "holders"]].sum()
    return groups.sort_index(ascending=False)


def curve(
    figure: Callable[[pd.DataFrame], pd.Series],
    half: str = "second",
    ascending: bool = False,
    part_of: int | None = None,
) -> Callable[[pd.DataFrame], pd.Series]:
    """Make a figure of the groups, beside how many customers have been contacted.

    `part_of` makes a share (1) or a percentage (100) of these.
    """

    def made(caravan: pd.DataFrame) -> pd.Series:
        groups = scored(caravan, half).sort_index(ascending=ascending)
        contacted = groups["customers"].cumsum()
        if part_of:
            contacted = part_of * contacted / groups["customers"].sum()
        return pd.Series(figure(groups).astype(float).to_numpy(), contacted.to_numpy())

    return made


def found(groups: pd.DataFrame) -> pd.Series:
    return 100 * groups["holders"].cumsum() / groups["holders"].sum()


# ---- how deep ----

BUYERS = [6000, 4000, 3000, 2800, 1200, 1000, 800, 600, 400, 200]
TENTH = 10_000


# Cost and margin as they stand in the cell of exercise 7, before her own cents are added.
PRINTED = 1.10, 4.00


def prices(customers: pd.DataFrame, sends: pd.DataFrame) -> tuple[float, float]:
    """Give a learner's own cost of a letter and margin of a sale, from the sizes of her tables."""
    cost, margin = PRINTED
    return cost + len(sends) % 40 / 100, margin + len(customers) % 40 / 100


def profit(cost: float, margin: float, depth: int) -> float:
    """Profit down to a tenth."""
    return margin * buyers(depth) - cost * depth * TENTH


def buyers(depth: int) -> int:
    return sum(BUYERS[:depth])


def at_depth(
    figure: Callable[[float, float, int], float],
) -> Callable[[pd.DataFrame, pd.DataFrame], float]:
    """Make a figure of her cost, her margin and the number of tenths that earns most."""

    def made(customers: pd.DataFrame, sends: pd.DataFrame) -> float:
        cost, margin = prices(customers, sends)
        best = max(range(1, 11), key=lambda depth: profit(cost, margin, depth))
        return float(figure(cost, margin, best))

    return made


def on_average(cost: float, margin: float, _: int) -> float:
    """As deep as the mean of all that is sent still pays."""
    pays = [n for n in range(1, 11) if buyers(n) / (n * TENTH) >= cost / margin]
    return profit(cost, margin, max(pays))


# ---- waves ----


@kept(place=1)
def waves(sends: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    table = sends.merge(customers[["customer", "segment", "app_since"]], on="customer")
    return table.assign(responded=table["responded"].astype(float))


def effect(table: pd.DataFrame, by: str = "segment") -> pd.Series:
    """Points of the treated above the control group."""
    shares = 100 * table.pivot_table(index=by, columns="group", values="responded")
    return shares["treated"] - shares["control"]


def by_kind(
    figure: Callable[[pd.DataFrame], pd.Series],
) -> Callable[[pd.DataFrame, pd.DataFrame], pd.Series]:
    """Make a figure for each kind of rider."""

    def made(sends: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
        result = figure(waves(sends, customers))
        return result.astype(float)

    return made


def shares_of(which: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
    """Make the share of some rows that responded, for each kind of rider."""
    return lambda table: 100 * table[which(table)].groupby("segment")["responded"].mean()


def answered(table: pd.DataFrame) -> pd.Series:
    """Whether a message was opened; of the control group, letters and the like it is not known."""
    return table["opened"].fillna(False).astype(bool)


def is_treated(table: pd.DataFrame) -> pd.Series:
    return table["group"] == "treated"


def mean_of_waves(table: pd.DataFrame) -> pd.Series:
    each = [effect(one) for _, one in table.groupby("campaign")]
    return pd.concat(each, axis="columns").mean(axis="columns")


# ---- wave 2 ----

COST, MARGIN = 0.95, 32


def wave_2(segment: str | None = "commuter", wave: int = 2) -> Callable[..., pd.DataFrame]:
    def chosen(sends: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
        table = waves(sends, customers)
        table = table[table["campaign"] == wave]
        return table if segment is None else table[table["segment"] == segment]

    return chosen


def left(
    figure: Callable[[float, float, int, int], float],
    which: Callable[..., pd.DataFrame] | None = None,
) -> Callable[[pd.DataFrame, pd.DataFrame], float]:
    """Make a figure of two shares (treated, control) and of how many there are of each."""

    def made(sends: pd.DataFrame, customers: pd.DataFrame) -> float:
        table = (which or wave_2())(sends, customers)
        groups = [table[is_treated(table)]["responded"], table[~is_treated(table)]["responded"]]
        treated, control = (float(group.mean()) for group in groups)
        return float(figure(treated, control, *map(len, groups)))

    return made


def left_by_all_waves(sends: pd.DataFrame, customers: pd.DataFrame) -> float:
    """As if the effect of all six waves together were that of wave 2."""
    share = effect(waves(sends, customers))["commuter"] / 100
    return float((share * MARGIN - COST) * len(wave_2()(sends, customers)))


# ---- what was known, and what was not ----


@kept(place=2)
def known(
    sends: pd.DataFrame,
    campaigns: pd.DataFrame,
    customers: pd.DataFrame,
    transactions: pd.DataFrame,
) -> pd.DataFrame:
    """E-mails that were sent, with what was known of each customer before the wave began."""
    table = waves(sends, customers).merge(campaigns[["campaign", "start"]], on="campaign")
    table = table[is_treated(table) & table["campaign"].isin([1, 4, 6])]
    bought = table[["send", "customer", "start"]].merge(
        transactions[["customer", "date"]], on="customer"
    )
    days = (bought["start"] - bought["date"]).dt.days
    times = bought.loc[days.between(1, 365), "send"].value_counts()
    often = table["send"].map(times).fillna(0).astype(int)
    return table.assign(
        app=(table["app_since"] < table["start"]).astype(bool),
        often=pd.cut(often, [-1, 0, 2, 1000], labels=["none", "one or two", "more"]).astype(str),
        opened=answered(table),
    )


KNOWN = ["segment", "app", "often"]


def top(
    table: pd.DataFrame, columns: list[str], judged: tuple[int, ...] = (6,)
) -> tuple[int, float, float]:
    """Size of the top tenth, its share that bought, and that of all who are judged.

    It is cut between two scores: the first place from the top that holds a tenth or more.
    """
    teaches = table[table["campaign"].isin([1, 4])]
    late = table[table["campaign"].isin(judged)]
    score = teaches.groupby(columns)["responded"].mean().rename("score").reset_index()
    late = late.merge(score, on=columns, how="left").fillna({"score": 0.0})
    groups = late.groupby("score")["responded"].agg(["size", "sum"])
    groups = groups.sort_index(ascending=False).cumsum()
    first = groups[groups["size"] >= len(late) / 10].iloc[0]
    return int(first["size"]), first["sum"] / first["size"], float(late["responded"].mean())


def lift(
    columns: list[str], judged: tuple[int, ...] = (6,)
) -> Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame], float]:
    def made(*tables: pd.DataFrame) -> float:
        _, share, all_of_them = top(known(*tables), columns, judged)
        return share / all_of_them

    return made


def share_of_the_top(*tables: pd.DataFrame) -> float:
    return 100 * top(known(*tables), KNOWN)[1]


def gain_of_the_top(*tables: pd.DataFrame) -> float:
    """Share of all who bought that is in the top tenth."""
    table = known(*tables)
    size, share, all_of_them = top(table, KNOWN)
    return size * share / (all_of_them * (table["campaign"] == 6).sum())


# ---- four samples ----


def of_commuters(sends: pd.DataFrame, customers: pd.DataFrame) -> tuple[float, float]:
    """Effect on commuters, in points, and its standard error."""
    table = waves(sends, customers)
    each = table[table["segment"] == "commuter"].groupby("group")["responded"].agg(["mean", "size"])
    error = (each["mean"] * (1 - each["mean"]) / each["size"]).sum() ** 0.5
    return 100 * (each["mean"]["treated"] - each["mean"]["control"]), 100 * error


@functools.lru_cache(maxsize=200)
def _of_a_neighbour(name: str) -> tuple[float, float]:
    return of_commuters(load("sends", student=name), load("customers", student=name))


def largest_gap(
    sends: pd.DataFrame,
    customers: pd.DataFrame,
    *others: str,
    factor: float = 1.96,
    join: Callable[[float, float], float] = math.hypot,
) -> tuple[float, float]:
    """Give the interval of the highest less the lowest effect, among a learner and others."""
    own = of_commuters(sends, customers)
    (low, its), *_, (high, error) = sorted([own, *map(_of_a_neighbour, others)])
    wide = factor * join(error, its)
    return high - low - wide, high - low + wide


# ---- may she be contacted ----


def may_contact(
    consents: pd.DataFrame,
    customer: str,
    purpose: str,
    day: pd.Timestamp,
    *,
    keep: Callable[[pd.DataFrame, pd.Timestamp], pd.Series] | None = None,
    of_purpose: bool = True,
    unknown: bool | None = None,
    without_row: bool | None = False,
) -> bool | None:
    """Whether a yes holds on a day; what differs in a wrong function is given by name."""
    if purpose not in PURPOSES:
        return unknown
    hers = consents[consents["customer"] == customer]
    if of_purpose:
        hers = hers[hers["purpose"] == purpose]
    if hers.empty:
        return without_row
    return bool((keep or valid)(hers, day).any())


def asked(rows: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Whether somebody had said yes by a day."""
    return rows["given"] & (rows["since"] <= day)


def valid(rows: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    return asked(rows, day) & ~(rows["withdrawn"] <= day)


def holds(rule: Callable[[pd.DataFrame, pd.Timestamp], pd.Series]) -> Callable[..., bool | None]:
    """Make a function with another rule for which rows are a yes on a day."""
    return functools.partial(may_contact, keep=rule)


def always_calls(
    consents: pd.DataFrame, customer: str, purpose: str, day: pd.Timestamp
) -> bool | None:
    return may_contact(consents, customer, "phone", day) if purpose in PURPOSES else None


def tried(customer: str, purpose: str, day: str) -> Callable[[pd.DataFrame], list[object]]:
    """Make an input with a small table of consents, anew each time: a function may change it."""
    days = ["2025-03-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-03-01"]
    gone = ["2025-09-10", "", "", "", "2025-12-01"]
    columns = {
        "customer": ["Ann", "Ann", "Bo", "Cem", "Dee"],
        "purpose": ["email", "phone", "phone", "email", "phone"],
        "given": pd.array([True, True, False, True, True], dtype="boolean"),
        "since": pd.to_datetime(days),
        "withdrawn": pd.to_datetime(gone),
    }
    return lambda _: [pd.DataFrame(columns), customer, purpose, pd.Timestamp(day)]


def own_yes(consents: pd.DataFrame) -> list[object]:
    """Give the first of a learner's customers with a yes to calls that holds."""
    calls = consents[consents["purpose"] == "phone"]
    return [consents, calls[valid(calls, END)].iloc[0]["customer"], "phone", END]


def own_withdrawn(consents: pd.DataFrame) -> list[object]:
    """Give the last of a learner's customers who took back a yes to e-mail, a week after that."""
    gone = consents[(consents["purpose"] == "email") & consents["withdrawn"].notna()].iloc[-1]
    return [consents, gone["customer"], "email", gone["withdrawn"] + pd.Timedelta(days=7)]
