"""What the exercises of chapter 5 print on paper; their words are beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import data
from tools.desk_test import workbook
from tools.desk_test.paper import Cases, Printed

END = pd.Timestamp("2026-08-31")
CUT = pd.Timestamp("2025-08-31")


def _margins(sample: str) -> pd.DataFrame:
    sales = data.load("transactions", student=sample).merge(data.load("products"), on="product")
    sales["margin"] = sales["amount_eur"] * (1 - sales["unit_cost_eur"] / sales["list_price_eur"])
    first = sales.groupby("customer")["date"].transform("min")
    sales["when"] = (sales["date"] > first).map({False: "first day", True: "later"})
    by = sales.groupby("when")
    found = by.agg(size=("margin", "size"), people=("customer", "nunique"))
    found["amount"], found["margin"] = by["amount_eur"].sum().round(2), by["margin"].sum().round(2)
    found.columns = pd.Index(["purchases", "customers", "revenue, euro", "margin, euro"])
    return found.rename_axis("purchases made on")


def _club(sample: str) -> pd.DataFrame:
    members = data.load("memberships", student=sample).query('programme == "riders\' club"')
    old = members["joined"] <= CUT
    gone = (members["left"] - members["joined"]).dt.days < 365
    columns = {
        "members": old.groupby(old).size(),
        "left within 365 days": gone.groupby(old).sum(),
        "left later": (members["left"].notna() & ~gone).groupby(old).sum(),
    }
    table = pd.DataFrame(columns).reindex([True, False]).fillna(0).astype(int)
    table.index = pd.Index(["by 31 August 2025", "after that"])
    return table.rename_axis("joined")


def _renewals(sample: str) -> pd.DataFrame:
    plan = data.load("memberships", student=sample).query("programme == 'service plan'")
    times = (plan["left"].fillna(END) - plan["joined"]).dt.days // 91
    four = [1, 2, 3, 4]
    reached = [int((times >= n).sum()) for n in four]
    left = [int(((times == n) & plan["left"].notna()).sum()) for n in four]
    table = pd.DataFrame({"came to it": reached, "left at it": left}, index=four)
    return table.rename_axis("renewal")


def _silence(sample: str) -> pd.DataFrame:
    names, _ = workbook.run(5, ["each"], sample, ["transactions"])
    each, bought = names["each"], names["transactions"]
    came = each.index.isin(bought.loc[bought["date"] > CUT, "customer"])
    by = pd.Series(came, index=each.index).groupby(each["class"], observed=False)
    table = pd.DataFrame({"customers": by.size(), "bought in the year after": by.sum()})
    return table.astype(int).rename_axis("days of silence on 31 August 2025")


def _moves(sample: str) -> pd.DataFrame:
    states = workbook.run(5, ["states"], sample, ["transactions"])[0]["states"]
    table = pd.crosstab(states["silent"], states["then"])
    table.columns = pd.Index([f"then {one}" for one in table.columns])
    return table.rename_axis("silent quarters")


def _programmes(sample: str) -> pd.DataFrame:
    effects: pd.DataFrame = workbook.run(5, ["programmes"], sample)[0]["effects"]
    return effects.round(2)


def _assistant(sample: str) -> str:
    return workbook.run(5, ["each", "assistant"], sample, ["transactions"])[1]


def _ratings(sample: str) -> pd.DataFrame:
    parcels = data.load("deliveries", student=sample).dropna(subset=["delivered"])
    late = (parcels["delivered"] > parcels["promised"]).map({True: "late", False: "on time"})
    by = parcels["rating"].astype(float).groupby(late)
    table = pd.DataFrame(
        {
            "parcels ": by.size(),
            "ratings": by.count(),
            "mean rating": by.mean().round(2),
            "standard deviation": by.std().round(3),
        }
    )
    return table.rename_axis("parcels")


def _parcels(sample: str) -> str:
    return workbook.run(5, ["everybody"], sample)[1]


def _customers(sample: str) -> Mapping[str, list[Any]]:
    club = _club(sample).iloc[0]
    stay = round(1 - int(club["left within 365 days"]) / int(club["members"]), 2)
    return {
        f'value(60, {stay}, 0.10, "now")': [60, stay, 0.10, "now"],
        f'value(60, {stay}, 0.10, "renewal")': [60, stay, 0.10, "renewal"],
        f'value(60, {stay}, 0.10, "end")': [60, stay, 0.10, "end"],
        f'value(60, {100 * stay:.0f}, 0.10, "now")': [60, round(100 * stay), 0.10, "now"],
    }


SILENCE = Printed("Customers by their silence, and who came back", _silence)

PRINTED: dict[str, tuple[Printed, ...]] = {
    "1": (Printed("Purchases, revenue and margin", _margins),),
    "2": (Printed("The riders' club, on 31 August 2026", _club),),
    "5": (Printed("The service plan: members at their first four renewals", _renewals),),
    "8": (SILENCE,),
    "10": (Printed("Silent quarters, and in the next quarter (4: four or more)", _moves),),
    "11": (Printed("What each offer changed: purchase days in the year", _programmes),),
    "12": (SILENCE, Printed("An assistant's answer", _assistant)),
    "01": (Printed("Customers' ratings of parcels, from 0 to 100", _ratings),),
    "02": (Printed("Share of late parcels, and number of parcels, of all customers", _parcels),),
}

CASES: dict[str, Cases] = {"13": _customers}
