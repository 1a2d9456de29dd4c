"""What the primer says with numbers, computed from the whole tables: its tables are whole."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mkt40_helpers import data
from tests.claims import Claim


def tables(student: str | None = None) -> dict[str, pd.DataFrame]:
    sheets = {name: data.load(name) for name in ("deliveries", "transactions", "products")}
    came = sheets["deliveries"].dropna(subset=["delivered"])
    came = came.assign(late=came["delivered"] > came["promised"])
    orders = sheets["transactions"][["transaction", "channel", "product"]]
    full = came.merge(orders, on="transaction").merge(sheets["products"], on="product")
    return {**sheets, "full": full}


def _late_by(t: dict[str, pd.DataFrame], by: str) -> pd.DataFrame:
    return t["full"].groupby(by)["late"].agg(["size", "sum", "mean"])


def _dealers(t: dict[str, pd.DataFrame]) -> dict[str, Any]:
    rows = _late_by(t, "channel")
    size, late, share = rows.loc["dealer"]
    means = t["full"][t["full"]["late"]].groupby("channel")["rating"].mean()
    return {
        "share": 100 * share,
        "web": 100 * rows.loc["web shop", "mean"],
        "size": size,
        "late": late,
        "gap": means["dealer"] - means.drop("dealer").mean(),
        "highest": rows["mean"].idxmax(),
    }


def _categories(t: dict[str, pd.DataFrame]) -> dict[str, Any]:
    rows = _late_by(t, "category")
    lowest = t["full"][t["full"]["late"]].groupby("category")["rating"].mean()
    return {
        "share": 100 * rows.loc["bicycles", "mean"],
        "late": rows.loc["accessories", "sum"],
        "all": rows["sum"].sum(),
        "highest": rows["mean"].idxmax(),
        "most": rows["sum"].idxmax(),
        "lowest": lowest.idxmin(),
        "twice": rows.loc["accessories", "sum"] / rows.loc["bicycles", "sum"],
    }


def _points(t: dict[str, pd.DataFrame]) -> dict[str, Any]:
    means = t["full"].groupby("late")["rating"].mean()
    each = t["full"].groupby(["category", "late"])["rating"].mean().unstack()
    gaps = each[False] - each[True]
    share = t["full"]["late"].mean()
    more = {"late": t["full"]["late"].sum(), "most": _categories(t)["late"]}
    return {"gap": means[False] - means[True], "gaps": gaps, "share": 100 * share, **more}


CLAIMS = [
    Claim(
        "rows",
        "{transactions:,}",
        lambda t: {name: len(table) for name, table in t.items()},
        lambda v: v["transactions"] > v["deliveries"] > v["products"],
    ),
    Claim("deliveries", "{n:,}", lambda t: {"n": len(t["deliveries"])}, lambda v: True),
    Claim(
        "late",
        "{late:,} {waiting}",
        lambda t: {
            "late": t["full"]["late"].sum(),
            "waiting": t["deliveries"]["delivered"].isna().sum(),
        },
        lambda v: True,
    ),
    Claim(
        "dealers",
        "{share:.0f} {web:.0f} {size:.0f} {late:.0f}",
        _dealers,
        lambda v: v["highest"] == "dealer" and abs(v["gap"]) < 5,
    ),
    Claim("bicycles", "{share:.0f}", _categories, lambda v: v["highest"] == "bicycles"),
    Claim(
        "points",
        "{gap:.0f}",
        _points,
        lambda v: v["gaps"].between(17, 20).all(),
    ),
    Claim(
        "wait",
        "{days:.0f}",
        lambda t: {"days": (t["full"]["delivered"] - t["full"]["promised"]).dt.days.max()},
        lambda v: True,
    ),
    Claim(
        "categories",
        "{share:.0f} {late}",
        _categories,
        lambda v: (
            (v["highest"], v["most"], v["lowest"]) == ("bicycles", "accessories", "service")
            and v["twice"] > 2
        ),
    ),
    Claim(
        "femke",
        "{share:.0f} {gap:.0f} {most} {late:,}",
        _points,
        lambda v: v["gaps"].between(17, 20).all(),
    ),
]
