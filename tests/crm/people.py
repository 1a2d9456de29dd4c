"""Rows of sends with what was known before, for the tests of what is learned from them."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from mkt40_helpers import data

CARAVAN = [
    "car_premium",
    "boat_policy",
    "third_party_policy",
    "fire_premium",
    "purchasing_power",
]
DAY = pd.Timestamp("2026-09-01")


@functools.cache
def sends() -> pd.DataFrame:
    """Sends with segment, app, and the purchases of the year (log) and of 90 days before."""
    table = data.load("sends").merge(data.load("campaigns"), on="campaign")
    people = data.load("customers")[["customer", "segment", "app_since"]]
    table = table.merge(people, on="customer")
    table["app"] = table["app_since"].lt(table["start"]).fillna(False).astype(bool)
    bought = data.load("transactions")[["customer", "date"]]
    both = table[["send", "customer", "start"]].merge(bought, on="customer")
    ago = (both["start"] - both["date"]).dt.days
    year = both[ago.between(1, 365)].groupby("send").size()
    table["often"] = np.log1p(table["send"].map(year).fillna(0).astype(float))
    table["lately"] = table["send"].isin(both.loc[ago.between(1, 90), "send"])
    table["commuter"] = (table["segment"] == "commuter").astype(bool)
    table["kind and app"] = table["segment"] + table["app"].map({True: " with app", False: ""})
    return table


def treated(*waves: int) -> pd.DataFrame:
    table = sends()
    return table[table["campaign"].isin(waves) & (table["group"] == "treated")]


def habits() -> pd.DataFrame:
    """Of every customer, in logarithms: days since the last purchase, purchase days, mean euro."""
    bought = data.load("transactions")
    each = bought[bought["date"] < DAY].groupby("customer")
    return pd.DataFrame(
        {
            "silent": np.log1p((DAY - each["date"].max()).dt.days),
            "often": np.log(each["date"].nunique()),
            "euro": np.log(each["amount_eur"].mean()),
        }
    )


def caravan(half: str) -> pd.DataFrame:
    table = data.load("caravan")
    return table[table["half"] == half].copy()


def one_row_each(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Turn counts of customers and holders into one row for each customer, in a random order."""
    rows = table.loc[table.index.repeat(table["customers"].astype(int))].copy()
    place = rows.groupby(level=0).cumcount().to_numpy()
    rows["policy"] = place < rows["holders"].to_numpy(dtype=int)
    return rows.sample(frac=1, random_state=seed, ignore_index=True)
