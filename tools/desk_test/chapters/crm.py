"""How the exercises of chapter 6 are asked on paper."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.workbook.shelf import find
from tools.desk_test import workbook
from tools.desk_test.paper import Paper, Printed

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
    shown = workbook.run(6, ["areas"], sample)[0]["shown"].round(0).astype(int)
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
    found = sends.groupby(["segment", "group"])["responded"].agg(["size", "sum"]).astype(int)
    table = found.unstack()
    names = {"size": "", "sum": ", bought"}
    table.columns = pd.Index([f"{group}{names[what]}" for what, group in table.columns])
    return table[["treated", "treated, bought", "control", "control, bought"]]


def _kinds(sample: str) -> pd.DataFrame:
    return _moved(_sent(sample))


def _wave_2(sample: str) -> pd.DataFrame:
    return _moved(_sent(sample, "campaign == 2"))


def _waves(sample: str) -> pd.DataFrame:
    names, _ = workbook.run(6, ["six"], sample, ["campaigns"])
    table: pd.DataFrame = names["six"].round(1).astype({"people": int})
    table.index = pd.Index([f"{number}, {channel}" for number, channel in table.index])
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
    table = find("6.12").kind.cases["a_yes"](None)[0]  # type: ignore[attr-defined]
    days = {name: table[name].dt.strftime("%d %b %Y").fillna("") for name in ("since", "withdrawn")}
    given = table["given"].map({True: "yes", False: "no"})
    return table.assign(**days, given=given).set_index("customer")


def _calls(sample: str) -> Mapping[str, list[Any]]:
    cases = find("6.12").kind.cases  # type: ignore[attr-defined]
    chosen = sorted(random.Random(f"6.12 {sample}").sample(TRIED, 4), key=TRIED.index)
    inputs = [cases[name](None) for name in chosen]
    return {
        f"{who}, {what}, {day:%d %b %Y}": [table, who, what, day]
        for table, who, what, day in inputs
    }


ON_PAPER = {
    "2": Paper(minutes=3),
    "3": Paper(
        (Printed("Repairs opened up to 29 August 2026", _repairs),),
        "Which **share of the repairs** was closed **within 48 hours**, for each service area? An open "
        "repair was not closed in time. Give shares from 0 to 1.",
        decimals=2,
    ),
    "4": Paper(
        (Printed("Won of 100 closed opportunities, with 95% interval", _areas),),
        "The table shows five sales areas: how many opportunities were closed (won or lost), and how many "
        'of 100 of these were won. Your director has read its first line: *"Then move two sellers from the '
        'last area to the first."* Will you move them, leave them where they are, or draw: give out the next '
        "quarter's leads by lot, and look again? What carries that? (Two decisions can be defended.)",
        minutes=2.5,
    ),
    "5": Paper(
        (Printed("Customers who have complained, and others", _complaints),),
        "What is a customer worth who complains? Compute the **mean revenue of the customers who have "
        "complained**.",
        minutes=2,
    ),
    "7": Paper(
        (
            Printed("Tenths of a list, the highest scores first (invented: H. Hamilton)", _tenths),
            Printed("Prices", _prices),
        ),
        "**Down to which tenth** do you write, so that the **sum** that is left is largest? Give this sum, "
        "in **euro**.",
        minutes=4,
    ),
    "8": Paper(
        (
            Printed("An assistant's answer", _assistant),
            Printed("Lift of the top tenth of wave 6, for scores of waves 1 and 4", _lifts),
        ),
        "You asked an assistant for a score that says **whom to write to in the next wave**, and how good "
        "it is. Its answer is printed above. It reads well, and **one line is wrong**. Give the letter of "
        "that line and the **right lift**; the table has it.",
        minutes=3.5,
    ),
    "9": Paper(
        (Printed("Six waves together: treated and control, drawn by chance", _kinds),),
        "Compute the **effect of a message, in points**, for **each kind of rider**: the share of 100 that "
        "bought among the treated, less that of the control group.",
        minutes=4,
    ),
    "10": Paper(
        (Printed("Wave 2: treated and control, drawn by chance", _wave_2),),
        "A letter of wave 2 cost **0.95 euro**, a sale leaves **32 euro**. What would letters to **all "
        "commuters chosen for wave 2**, the treated and the control group together, have left, in **euro**? "
        "Count only sales that the letter has caused.",
        minutes=4,
    ),
    "11": Paper(
        (Printed("Effect of each wave, in points, with 95% interval, of all customers", _waves),),
        'The table says what each wave changed, in points (`mail` is a letter). *"The app message of wave '
        '5 did more than twice what the others did,"* says a colleague. *"From now on we send only app '
        'messages."* Will you switch, stay with the channels as they are, or test? Which figure carries that? '
        "(More than one answer can be defended.)",
        minutes=2.5,
    ),
    "12": Paper(
        (Printed("What customers allowed", _consents),),
        "May she be contacted for this purpose on that day? `True` where her yes holds (on the day of a "
        "withdrawal it is gone already), `False` where it does not, or where nobody asked her; `None` where "
        "the purpose is none of email, phone and profiling.",
        minutes=2.5,
        cases=_calls,
    ),
    "01": Paper(
        (Printed("Minutes of contacts", _minutes),),
        "Compare the mean minutes by **chat** with those by **phone**. Compute the **95% margin** of the "
        "**difference** between the two means: 1.96 times its standard error.",
        minutes=3.5,
        decimals=2,
    ),
    "02": Paper(
        (Printed("A trial from 1 September 2026: what customers spent in half a year", _invited),),
        "Chance decided which customers were invited to install the app; some did. Compute the **effect of "
        "the offer**: the mean spend of those who were invited less that of those who were not, in euro.",
        minutes=3.5,
    ),
}

NOT_ON_PAPER = {
    "1": "asks for a query, which is tried on a database",
    "6": "asks for a picture of every group of customers",
    "13": "is about the samples of four learners, each with a table of what was sent",
}
