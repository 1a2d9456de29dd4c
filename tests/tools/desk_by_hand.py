"""What somebody with a calculator gets from the tables that a desk test prints.

Each function takes the printed tables of its question, as figures by row and column, and nothing
else: neither the sample nor the records.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

Table = dict[str, dict[str, float]]


def _column(table: Table, name: str) -> dict[str, float]:
    return {row: columns[name] for row, columns in table.items()}


def _scores(table: Table) -> dict[int, float]:
    return {int(one): n for one, n in table["customers"].items() if one.isdigit()}


def _of(table: Table, low: int, high: int) -> float:
    return sum(n for score, n in _scores(table).items() if low <= score <= high)


def _nps(row: dict[str, float]) -> float:
    return 100 * (row["promoters"] - row["detractors"]) / sum(row.values())


def _app_margin(table: Table) -> float:
    row = table["app"]
    n = sum(row.values())
    p, d = row["promoters"] / n, row["detractors"] / n
    return 1.96 * 100 * math.sqrt((p + d - (p - d) ** 2) / n)


def _alike(table: Table) -> float:
    return sum(r["web shop: score"] * r["stores: % of contacts"] / 100 for r in table.values())


def _pulled(table: Table) -> float:
    few = table["help desk of the dealers"]
    n = sum(few.values())
    return (n * _nps(few) + 20 * _nps(table["all"])) / (n + 20)


def _courier(table: Table, lines: str) -> float:
    detractors = int(re.search(r"(\d+) of them are detractors", lines)[1])  # type: ignore[index]
    return 100 * (detractors / 2) / _of(table, 0, 10)


def _buys(table: Table, *rows: str) -> float:
    visits = sum(table[row]["visits "] for row in rows)
    return 100 * sum(table[row]["ended in a purchase"] for row in rows) / visits


def _gain(table: Table, *channels: str) -> float:
    with_, without = ([f"{one}, {a} advice" for one in channels] for a in ("with", "without"))
    return _buys(table, *with_) - _buys(table, *without)


def _fair(table: Table) -> float:
    visits = {row: columns["visits "] for row, columns in table.items()}
    of = {c: sum(n for row, n in visits.items() if c in row) for c in ("store", "web shop")}
    return sum(n * _gain(table, channel) for channel, n in of.items()) / sum(visits.values())


def _sources(table: Table) -> float:
    read, found = table["minutes that they read"]["mean"], table["sources that they found"]["mean"]
    return (read + 2 * found) * (math.sqrt(18) - 1) / 17


def _turn(table: Table) -> float:
    with_, without = table["with criticism"], table["without criticism"]
    return 1 / (with_["spoke up"] / with_["readers"] - without["spoke up"] / without["readers"])


def _one_of_four(table: Table) -> float:
    asked = table["question"]
    return 100 * (1 - (1 - asked["recommended Zwaluw"] / asked["customers"]) ** 4)


def _beyond(table: Table) -> float:
    mean = {row: next(iter(columns.values())) for row, columns in table.items()}
    return mean["both"] - mean["online only"] - mean["store only"] + mean["neither"]


def _member(table: Table) -> float:
    row = table["by 31 August 2025"]
    stay = 1 - row["left within 365 days"] / row["members"]
    return 60 * 1.1 / (1.1 - stay)


def _rightly(table: Table, _: str) -> float:
    people = sum(_column(table, "customers").values())
    came = _column(table, "bought in the year after")
    silent = table["over 365"]
    stayed = silent["customers"] - silent["bought in the year after"]
    return 100 * (stayed + sum(n for row, n in came.items() if row != "over 365")) / people


def _moves(table: Table) -> dict[str, float]:
    row = table["2"]
    return {name.removeprefix("then "): n / sum(row.values()) for name, n in row.items()}


def _rating_margin(table: Table) -> float:
    return 1.96 * table["late"]["standard deviation"] / math.sqrt(table["late"]["ratings"])


def _deepest(table: Table, prices: str) -> float:
    cost, margin = (float(one) for one in re.findall(r"\d+\.\d+", prices))
    left, most = 0.0, -math.inf
    for row in table.values():
        left += margin * row["buyers"] - cost * row["letters"]
        most = max(most, left)
    return most


def _effect(row: dict[str, float]) -> float:
    return 100 * (row["treated, bought"] / row["treated"] - row["control, bought"] / row["control"])


def _letters(table: Table) -> float:
    row = table["commuter"]
    return (_effect(row) / 100 * 32 - 0.95) * (row["treated"] + row["control"])


def _minutes(table: Table) -> float:
    errors = (row["standard deviation"] ** 2 / row["contacts"] for row in table.values())
    return 1.96 * math.sqrt(sum(errors))


def _offer(table: Table) -> float:
    def mean(begin: str) -> float:
        rows = [columns for row, columns in table.items() if row.startswith(begin)]
        spent = sum(one["they spent, euro"] for one in rows)
        return spent / sum(one["customers"] for one in rows)

    return mean("invited") - mean("not invited")


def _each(figure: Callable[[dict[str, float]], float]) -> Callable[[Table], dict[str, float]]:
    return lambda table: {row: figure(columns) for row, columns in table.items()}


BY_HAND: dict[str, Callable[..., Any]] = {
    "1.1": lambda t: (
        100
        * t["votes for an idea"]["number"]
        / (t["votes for an idea"]["number"] + t["votes against an idea"]["number"])
    ),
    "1.2": lambda t: 100 * (t["alone"]["mean"] / t["alone"]["right answer"] - 1),
    "1.3": lambda t: 100 * t["1"]["rain cover"] / sum(_column(t, "rain cover").values()),
    "1.7": _each(lambda row: 100 * row["after seeing others"] / row["alone"]),
    "1.8": lambda t: (
        t["the five factors held equal"]["effect, percentage points"]
        - t["the five factors and interest held equal"]["effect, percentage points"]
    ),
    "1.9": lambda t: (
        (
            t["child seat"]["sum of their stars"]
            + 20 * t["all products"]["sum of their stars"] / t["all products"]["reviews"]
        )
        / (t["child seat"]["reviews"] + 20)
    ),
    "2.1": lambda t: _buys(t, "store, with advice"),
    "2.2": lambda t: _gain(t, "store", "web shop"),
    "2.3": lambda t: (
        2 * t["ties (rows of the table)"]["number"] / t["people with at least one tie"]["number"]
    ),
    "2.4": lambda t: (
        200
        * t["ties (rows of the table)"]["number"]
        / t["people with at least one tie"]["number"]
        / (t["people with at least one tie"]["number"] - 1)
    ),
    "2.5": _beyond,
    "2.6": lambda t: sum(next(iter(t[row].values())) for row in ("same week", "a week later")),
    "2.7": _each(lambda row: 100 * row["the crowd (others)"] / row["diaries"]),
    "2.8": _sources,
    "2.9": _turn,
    "2.10": _one_of_four,
    "2.13": _fair,
    "3.1": lambda t: _of(t, 9, 10),
    "3.2": lambda t: 100 * _of(t, 0, 6) / _of(t, 0, 10),
    "3.4": _each(_nps),
    "3.5": lambda t: 100 * (_of(t, 8, 10) - _of(t, 0, 6)) / _of(t, 0, 10),
    "3.6": _each(lambda row: row["recommended then"] / row["had an occasion"]),
    "3.7": _app_margin,
    "3.10": _alike,
    "3.12": _courier,
    "3.01": _pulled,
    "5.1": lambda t: t["later"]["margin, euro"] / t["later"]["purchases"],
    "5.2": _member,
    "5.5": _each(lambda row: 1 - row["left at it"] / row["came to it"]),
    "5.8": lambda t: 100 * t["over 365"]["bought in the year after"] / t["over 365"]["customers"],
    "5.10": _moves,
    "5.12": _rightly,
    "5.01": _rating_margin,
    "6.3": _each(lambda row: row["closed within 48 hours"] / sum(row.values())),
    "6.5": lambda t: t["have complained"]["revenue, euro"] / t["have complained"]["customers "],
    "6.7": _deepest,
    "6.8": lambda lines, t: t["kind of rider, app, purchases"]["lift"],
    "6.9": _each(_effect),
    "6.10": _letters,
    "6.01": _minutes,
    "6.02": _offer,
}


# ---- what the functions must return, by the words of their questions ----


def _hhi(sales: list[float]) -> float | None:
    return 10_000 * sum(x * x for x in sales) / sum(sales) ** 2 if sum(sales) else None


def _somebody(chances: list[float | None]) -> float:
    nobody = 1.0
    for one in chances:
        nobody *= 1 if one is None else 1 - one
    return 1 - nobody


def _score(scores: list[int | None]) -> float | None:
    known = [one for one in scores if one is not None]
    worth = [100 if one > 8 else -100 if one < 7 else 0 for one in known]
    return sum(worth) / len(worth) if worth else None


def _value(margin: float, stay: float, interest: float, first: str) -> float | None:
    if stay >= 1:
        return None
    now = margin * (1 + interest) / (1 + interest - stay)
    return {"now": now, "renewal": now - margin, "end": now / (1 + interest)}[first]


def _may(table: Any, customer: str, purpose: str, day: Any) -> bool | None:
    if purpose not in ("email", "phone", "profiling"):
        return None
    for row in table.itertuples():
        if (row.customer, row.purpose) == (customer, purpose):
            return bool(row.given and row.since <= day and not row.withdrawn <= day)
    return False


RETURNS: dict[str, Callable[..., Any]] = {
    "1.11": _hhi,
    "2.12": _somebody,
    "3.13": _score,
    "5.13": _value,
    "6.12": _may,
}
