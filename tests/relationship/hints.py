"""What the last hints of chapter 5 take for granted, and where their code goes (CODE1, CODE2)."""

START = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
"""
EACH = """
(transactions,) = tables
cut = pd.Timestamp("2025-08-31")
last = transactions[transactions["date"] <= cut].groupby("customer")["date"].max()
each = (cut - last).dt.days.to_frame("silent")
labels = ["to 91 days", "92 to 182", "183 to 365", "over 365"]
each["class"] = pd.cut(each["silent"], [-1, 91, 182, 365, 10_000], labels=labels)
later = transactions[transactions["date"] > cut]["customer"]
each["came back"] = 100 * each.index.isin(later)
"""

HINTS: dict[str, str | None] = {
    "5.01": START + '(deliveries,) = tables\ndeliveries = deliveries.dropna(subset=["delivered"])\n'
    "told = [CODE1]",
    "5.1": START + "transactions, products = tables\n"
    'sales = transactions.merge(products, on="product")\n'
    'part = 1 - sales["unit_cost_eur"] / sales["list_price_eur"]\n'
    'sales["margin"] = sales["amount_eur"] * part\n'
    'sales["first"] = sales.groupby("customer")["date"].transform("min")\n'
    "told = [CODE1]",
    "5.2": START + "(memberships,) = tables\n"
    'club = memberships[memberships["programme"] == "riders\' club"]\n'
    'old = club[club["joined"] <= "2025-08-31"]\n'
    'r = 1 - ((old["left"] - old["joined"]).dt.days < 365).mean()\n'
    "told = [CODE1]",
    "5.3": None,  # an order of lines
    "5.5": START + "(memberships,) = tables\n"
    'plan = memberships[memberships["programme"] == "service plan"].copy()\n'
    'until = plan["left"].fillna(pd.Timestamp("2026-08-31"))\n'
    'plan["times"] = (until - plan["joined"]).dt.days // 91\n'
    'reached = pd.Series({n: (plan["times"] >= n).sum() for n in [1, 2, 3, 4]})\n'
    "told = [CODE1]",
    "5.6": START + EACH + "plt.figure()\ntold = [CODE1]",
    "5.7": None,  # an order of lines
    "5.8": START + EACH + "told = [CODE1]",
    "5.10": START
    + """
(transactions,) = tables
quarter = transactions["date"].dt.to_period("Q")
every = pd.period_range(quarter.min(), "2026Q2", freq="Q")
bought = pd.crosstab(transactions["customer"], quarter).reindex(columns=every, fill_value=0) > 0
number = np.arange(1, bought.shape[1] + 1)
last_bought = (bought * number).cummax(axis="columns")
silent = (number - last_bought).where(last_bought > 0).clip(upper=4)
states = silent.stack().dropna().astype(int).rename("silent").reset_index()
states["then"] = states.groupby("customer")["silent"].shift(-1).astype("Int64")
told = [CODE1]
""",
    "5.12": START + EACH + 'is_silent, has_bought = each["silent"] > 365, each["came back"] > 0\n'
    "n, away = len(each), (is_silent & ~has_bought).sum()\n"
    "came = (~is_silent & has_bought).sum()\n"
    'told = [("E", CODE1)]',
    "5.13": """
def function(margin, stay, interest, first):
    if stay >= 1 or interest >= 1:
        return None
    now = CODE1
    if first == "renewal":
        return now - margin
    if first == "end":
        return CODE2
    return now

told = [function]
""",
}
