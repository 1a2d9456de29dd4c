"""What the last hints of chapter 6 take for granted, and where their code goes (CODE1, CODE2)."""

from mkt40_helpers.crm.by_hand import COLUMNS

START = """
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
"""

HINTS: dict[str, str | None] = {
    "6.01": START
    + """
(contacts,) = tables
calls = contacts[contacts["channel"] == "phone"]["minutes"]
chats = contacts[contacts["channel"] == "chat"]["minutes"]
told = [CODE1]
""",
    "6.02": START + "(trial,) = tables\nCODE1\ntold = [CODE2]",
    "6.1": 'told = ["CODE1"]',
    "6.2": None,  # an order of lines
    "6.3": START
    + """
(tickets,) = tables
early = tickets[tickets["opened"] < "2026-08-30"].copy()
early["hours"] = (early["closed"] - early["opened"]).dt.total_seconds() / 3600
early["soon"] = early["hours"] <= 48
repairs = early[early["topic"] == "repair"]
told = [CODE1]
""",
    "6.5": START
    + """
transactions, contacts = tables
who = contacts[contacts["touchpoint"] == "complaint"]["customer"]
theirs = transactions[transactions["customer"].isin(who)]
told = [CODE1]
""",
    "6.6": START
    + f"""
(caravan,) = tables
columns = {COLUMNS}
counts = caravan.groupby(["half", *columns])[["customers", "holders"]].sum().reset_index()
first, second = counts[counts["half"] == "first"], counts[counts["half"] == "second"]
first = first.assign(score=first["holders"] / first["customers"])[[*columns, "score"]]
late = second.merge(first, on=columns).groupby("score")[["customers", "holders"]].sum()
late = late.reset_index().sort_values("score", ascending=False)
late["contacted"] = late["customers"].cumsum()
CODE1
plt.figure()
told = [CODE2]
""",
    "6.7": START
    + """
from mkt40_helpers.crm import by_hand
cost, margin = by_hand.prices(*tables)
tenths = pd.DataFrame({"letters": 10_000, "buyers": by_hand.BUYERS})
told = [CODE1]
""",
    "6.8": START
    + """
from mkt40_helpers.crm import by_hand
def lift_of(columns):
    return by_hand.lift(columns)(*tables)

told = [("B", CODE1)]
""",
    "6.9": START
    + """
sends, customers = tables
waves = sends.merge(customers[["customer", "segment"]], on="customer")
CODE1
told = [CODE2]
""",
    "6.10": START
    + """
sends, customers = tables
waves = sends.merge(customers[["customer", "segment"]], on="customer")
chosen = waves[(waves["campaign"] == 2) & (waves["segment"] == "commuter")]
p = chosen.groupby("group")["responded"].mean()
told = [CODE1]
""",
    "6.12": """
def function(consents, customer, purpose, day):
    if purpose not in ["email", "phone", "profiling"]:
        return None
    CODE1
    CODE2
    return CODE3

told = [function]
""",
}
