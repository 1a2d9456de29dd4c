"""How the exercises of chapter 5 are asked on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import data
from tools.desk_test import workbook
from tools.desk_test.paper import Paper, Printed

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
    effects = workbook.run(5, ["programmes"], sample)[0]["effects"]
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

ON_PAPER = {
    "1": Paper(
        (Printed("Purchases, revenue and margin", _margins),),
        "What does a later purchase bring? Compute the **mean margin of a purchase after the customer's "
        "first day**.",
        minutes=2,
    ),
    "2": Paper(
        (Printed("The riders' club, on 31 August 2026", _club),),
        "What is a new member of the **riders' club** worth to Zwaluw? First the share of its members that "
        "was **still there one year after joining**: take only those who **joined by 31 August 2025**. "
        "Then the value: a margin of 60 euro a year, the **first one now**, **10% interest** a year, and the "
        "same share stays every year.",
        minutes=4,
    ),
    "3": Paper(minutes=3),
    "4": Paper(
        (),
        "An adviser's page lies on your desk: *\"Today 60 of your 100 customers stay each year; with our "
        "plan 65 will. Five percent more retention makes a new customer worth 20% more. Our plan costs 15% "
        'of what she is worth today, so it pays."* Count with the first margin now and 10% interest. Will '
        "you send the page to the board, correct it, or ask the adviser? Which figure carries that? (Two "
        "decisions can be defended.)",
        minutes=3,
    ),
    "5": Paper(
        (Printed("The service plan: members at their first four renewals", _renewals),),
        "Compute the **retention** at each of the **first four renewals**: of those who came to it, the "
        "share that stayed.",
    ),
    "7": Paper(minutes=4),
    "8": Paper(
        (SILENCE,),
        "Of the customers who had been **silent for over 365 days** on 31 August 2025: what **percentage** "
        "bought in the year after?",
        minutes=1.5,
    ),
    "10": Paper(
        (Printed("Silent quarters, and in the next quarter (4: four or more)", _moves),),
        "Where do customers go **after two silent quarters**? Give the row of 2 in the table of moves: "
        "five shares, for 0 to 4, that **add up to 1**.",
    ),
    "11": Paper(
        (Printed("What each offer changed: purchase days in the year", _programmes),),
        "Three programmes were **offered** at random, each to some 800 of 3,278 customers; about half "
        "joined. The table shows what each *offer* changed in the year after, compared with no offer, and "
        "its **break-even**: what an offer must bring so that the programme pays for its net cost (cost "
        "less fee). The board wants **one** programme for everybody, now. Choose one, or none yet. Why? (Two "
        "decisions can be defended.)",
        minutes=3,
    ),
    "12": Paper(
        (SILENCE, Printed("An assistant's answer", _assistant)),
        '*"Silent for over 365 days: gone; all others: they come back."* Of **all** customers who had '
        "bought by 31 August 2025, for **what percentage** was this rule right in the year after? You asked "
        "an assistant; its answer is printed above. It reads well, and **one line is wrong**. Give the "
        "letter of that line and the right percentage.",
        minutes=4,
    ),
    "13": Paper(
        (),
        'A function `value(margin, stay, interest, first)` gives the value of a customer. With `"now"` it '
        'is the formula of the lesson; with `"renewal"` the value now less the first margin; with '
        '`"end"` the value now divided by 1 + interest. Where `stay` or `interest` is **1 or more** it '
        "returns `None`. What must it return for each of these calls?",
        minutes=4,
        cases=_customers,
    ),
    "01": Paper(
        (Printed("Customers' ratings of parcels, from 0 to 100", _ratings),),
        "The mean rating of the **late** parcels goes on a slide, with *plus or minus so many points* "
        "behind it. Compute this **95% margin**: 1.96 times the standard error. Many parcels got no rating.",
        minutes=2.5,
        decimals=2,
    ),
    "02": Paper(
        (Printed("Share of late parcels, and number of parcels, of all customers", _parcels),),
        "The lines show the share of late parcels and their number: pooled, and apart for a customer's "
        'first parcel and her later ones. A colleague says: *"Dealers and stores are late more often, 25 of '
        '100 against 20."* Which do you believe when you ask whether dealers and stores *do* worse: the '
        "pooled figures or those of the parts? And why?",
        minutes=2.5,
    ),
}

NOT_ON_PAPER = {
    "6": "asks for a picture, which is drawn from one row for each customer",
    "9": "is about the samples of six learners, each with a table of purchases",
}
