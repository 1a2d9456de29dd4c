"""What the exercises of chapter 6 print on paper; their words are beside it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.shelf import find
from tools.desk_test import workbook
from tools.desk_test.paper import Cases, Printed

KNOWN = ["segment", "app", "often"]


def _repairs(sample: str) -> pd.DataFrame:
    tickets = data.load("tickets", student=sample)
    repairs = tickets[(tickets["topic"] == "repair") & (tickets["opened"] < "2026-08-30")]
    took = repairs["closed"] - repairs["opened"]
    state = pd.Series("closed later", index=repairs.index)
    state = state.mask(took.isna(), "still open")
    state = state.mask(took <= pd.Timedelta(hours=48), "closed within 48 hours")
    return pd.crosstab(repairs["service_area"], state).rename_axis(columns=None)


def _areas(sample: str) -> pd.DataFrame:
    areas: pd.DataFrame = workbook.run(6, ["areas"], sample)[0]["shown"]
    shown = areas.round(0).astype(int)
    shown.columns = pd.Index(["closed", "won of 100", "95% interval from", "to"])
    return shown


def _complaints(sample: str) -> pd.DataFrame:
    sales = data.load("transactions", student=sample)
    contacts = data.load("contacts", student=sample)
    complaints = contacts.loc[contacts["touchpoint"] == "complaint", "customer"]
    theirs = sales["customer"].isin(complaints)
    rows = {}
    for name, part in {"have complained": sales[theirs], "have not": sales[~theirs]}.items():
        rows[name] = [part["customer"].nunique(), len(part), round(part["amount_eur"].sum(), 2)]
    table = pd.DataFrame(rows, index=["customers ", "purchases", "revenue, euro"]).T
    counts = table[["customers ", "purchases"]].astype(int)
    counts.insert(1, "complaints", [int(complaints.isin(sales["customer"]).sum()), 0])
    return counts.assign(**{"revenue, euro": table["revenue, euro"]}).rename_axis("customers who")


def _tenths(sample: str) -> pd.DataFrame:
    names, _ = workbook.run(6, ["tenths"], sample, ["customers", "sends"])
    table: pd.DataFrame = names["tenths"].set_index("tenth")[["letters", "buyers"]]
    return table


def _prices(sample: str) -> str:
    return workbook.run(6, ["tenths"], sample, ["customers", "sends"])[1]


def _scores(sample: str) -> tuple[dict[str, Any], str]:
    tables = ["customers", "sends", "campaigns", "transactions"]
    return workbook.run(6, ["known", "lift", "assistant"], sample, tables)


def _assistant(sample: str) -> str:
    return _scores(sample)[1]


def _lifts(sample: str) -> pd.DataFrame:
    lift_of = _scores(sample)[0]["lift_of"]
    words = {"segment": "kind of rider", "app": "app", "often": "purchases", "opened": "opened"}
    tried = [[*KNOWN, "opened"], KNOWN, ["segment", "app"], ["app", "often"], ["opened"]]
    rows = {", ".join(words[one] for one in columns): lift_of(columns) for columns in tried}
    return pd.Series(rows, name="lift").round(2).rename_axis("what the score uses").to_frame()


def _sent(sample: str, chosen: str = "campaign > 0") -> pd.DataFrame:
    sends = data.load("sends", student=sample).query(chosen)
    return sends.merge(data.load("customers", student=sample), on="customer")


def _moved(sends: pd.DataFrame) -> pd.DataFrame:
    by = sends.groupby(["segment", "group"])["responded"]
    size, bought = by.size().unstack(), by.sum().unstack().astype(int)
    columns: dict[str, pd.Series] = {}
    for group in ("treated", "control"):
        columns |= {group: size[group], f"{group}, bought": bought[group]}
    return pd.DataFrame(columns)


def _kinds(sample: str) -> pd.DataFrame:
    return _moved(_sent(sample))


def _wave_2(sample: str) -> pd.DataFrame:
    return _moved(_sent(sample, "campaign == 2"))


def _waves(sample: str) -> pd.DataFrame:
    names, _ = workbook.run(6, ["six"], sample, ["campaigns"])
    table: pd.DataFrame = names["six"].round(1).astype({"people": int})
    named = {"email": "e-mail", "mail": "letter"}  # in the data a letter is "mail"
    waves = [f"{number}, {named.get(channel, channel)}" for number, channel in table.index]
    table.index = pd.Index(waves)
    return table.rename_axis("wave")


def _minutes(sample: str) -> pd.DataFrame:
    contacts = data.load("contacts", student=sample)
    two = contacts[contacts["channel"].isin(["chat", "phone"])]
    by = two["minutes"].astype(float).groupby(two["channel"])
    table = pd.DataFrame({"contacts": by.count(), "mean minutes": by.mean().round(2)})
    return table.assign(**{"standard deviation": by.std().round(4)})


def _invited(sample: str) -> pd.DataFrame:
    trial = data.load("app_invitation", student=sample)
    rows = {
        "invited, installed the app": trial["invited"] & trial["installed_on"].notna(),
        "invited, did not install it": trial["invited"] & trial["installed_on"].isna(),
        "not invited, installed the app": ~trial["invited"] & trial["installed_on"].notna(),
        "not invited, did not install it": ~trial["invited"] & trial["installed_on"].isna(),
    }
    made = {
        name: [int(chosen.sum()), round(float(trial.loc[chosen, "spend_eur"].sum()), 2)]
        for name, chosen in rows.items()
    }
    table = pd.DataFrame(made, index=["customers", "they spent, euro"]).T
    return table.astype({"customers": int}).rename_axis("customers without the app")


# Inputs of the record that show on paper what the workbook tries.
TRIED = (
    "a_yes", "a_no", "nobody_asked", "before_withdrawal", "day_of_withdrawal", "after_withdrawal",
    "before_the_yes", "day_of_the_yes", "other_purpose", "unknown_purpose",
)  # fmt: skip


def _consents(sample: str) -> pd.DataFrame:
    table: pd.DataFrame = find("6.12").kind.cases["a_yes"](None)[0]  # type: ignore[attr-defined]
    days = {name: table[name].dt.strftime("%d %b %Y").fillna("") for name in ("since", "withdrawn")}
    given = table["given"].map({True: "yes", False: "no"})
    return table.assign(**days, given=given).set_index("customer")


def _calls(sample: str) -> Mapping[str, list[Any]]:
    """All that tells one of the rules from another, in an order of this sample."""
    cases = find("6.12").kind.cases  # type: ignore[attr-defined]
    chosen = random.Random(f"6.12 {sample}").sample(TRIED, len(TRIED))
    inputs = [cases[name](None) for name in chosen]
    return {
        f"{who}, {what}, {day:%d %b %Y}": [table, who, what, day]
        for table, who, what, day in inputs
    }


PRINTED: dict[str, tuple[Printed, ...]] = {
    "3": (Printed("Repairs opened up to 29 August 2026", _repairs),),
    "4": (Printed("Won of 100 closed opportunities, with 95% interval", _areas),),
    "5": (Printed("Customers who have complained, and others", _complaints),),
    "7": (
        Printed("Tenths of a list, the highest scores first (invented: H. Hamilton)", _tenths),
        Printed("Prices", _prices),
    ),
    "8": (
        Printed("An assistant's answer", _assistant),
        Printed("Lift of the top tenth of wave 6, for scores of waves 1 and 4", _lifts),
    ),
    "9": (Printed("Six waves together: treated and control, drawn by chance", _kinds),),
    "10": (Printed("Wave 2: treated and control, drawn by chance", _wave_2),),
    "11": (Printed("Effect of each wave, in points, with 95% interval, of all customers", _waves),),
    "12": (Printed("What customers allowed", _consents),),
    "01": (Printed("Minutes of contacts", _minutes),),
    "02": (
        Printed("A trial from 1 September 2026: what customers spent in half a year", _invited),
    ),
}

CASES: dict[str, Cases] = {"12": _calls}
