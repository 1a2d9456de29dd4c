"""What the exercises of this chapter practise, and how one is asked again on a fresh sample."""

# Terms of the glossary, by their slugs, and the numbers of the exercises. Those of earlier chapters
# are what its "Again" questions (01, 02) ask everybody.
CONCEPTS = {
    "relationship-marketing": ("1",),
    "customer-lifetime-value": ("2", "13"),
    "promise-concept": ("3",),
    "retention-and-profit": ("4", "5"),
    "customer-as-asset": ("6", "8", "9", "10", "12"),
    "organisational-memory": ("7",),
    "relationship-marketing-programmes": ("11",),
    "uncertainty-of-nps": ("01",),
    "paradox-online-offline": ("02",),
}

_SILENT = """import pandas as pd
fresh_transactions = data.load("transactions", student=fresh)
fresh_cut = pd.Timestamp("2025-08-31")
fresh_before = fresh_transactions[fresh_transactions["date"] <= fresh_cut]
fresh_last = fresh_before.groupby("customer")["date"].max()
fresh_each = (fresh_cut - fresh_last).dt.days.to_frame("silent")"""

# The lines that make ready what an exercise works with, in any notebook of the course.
AGAIN = {
    "1": """fresh_transactions = data.load("transactions", student=fresh)
fresh_products = data.load("products", student=fresh)
fresh_sales = fresh_transactions.merge(fresh_products, on="product")""",
    "2": """fresh_memberships = data.load("memberships", student=fresh)
fresh_club = fresh_memberships[fresh_memberships["programme"] == "riders' club"]""",
    "5": """import pandas as pd
fresh_memberships = data.load("memberships", student=fresh)
fresh_plan = fresh_memberships[fresh_memberships["programme"] == "service plan"].copy()
fresh_plan["gone"] = fresh_plan["left"].notna()
fresh_until = fresh_plan["left"].fillna(pd.Timestamp("2026-08-31"))
fresh_plan["times"] = (fresh_until - fresh_plan["joined"]).dt.days // 91
fresh_reached = pd.Series({n: (fresh_plan["times"] >= n).sum() for n in [1, 2, 3, 4]})""",
    "6": f"""{_SILENT}
fresh_names = ["to 91 days", "92 to 182", "183 to 365", "over 365"]
fresh_ends = [-1, 91, 182, 365, 10_000]
fresh_each["class"] = pd.cut(fresh_each["silent"], fresh_ends, labels=fresh_names)""",
    "8": _SILENT,
}
