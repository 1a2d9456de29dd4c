"""What the exercises of chapter 2 print on paper; their words are beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import connectivity, data
from tools.desk_test.paper import Cases, Printed


def _visits(sample: str) -> pd.DataFrame:
    visits = data.load("visits", student=sample)
    found = visits.groupby(["channel", "advice"])["bought"].agg(["size", "sum"]).astype(int)
    found.index = pd.Index(
        [f"{channel}, {'with' if advice else 'without'} advice" for channel, advice in found.index]
    )
    found.columns = ["visits ", "ended in a purchase"]
    return found.rename_axis("visits")


def _network(sample: str) -> pd.DataFrame:
    ties = data.load("social_ties", student=sample)
    rows = {
        "ties (rows of the table)": len(ties),
        "people with at least one tie": len(set(ties["customer"]) | set(ties["friend"])),
        "different names in the column customer": ties["customer"].nunique(),
        "customers, with or without a tie": len(data.load("customers", student=sample)),
    }
    return pd.Series(rows, name="number").rename_axis("in the network").to_frame()


def _weeks(sample: str) -> pd.DataFrame:
    weeks = data.load("region_weeks", student=sample)
    sales = weeks.groupby(["online_campaign", "store_campaign"])["sales_eur"].mean().round(1)
    rows = {"neither": (0, 0), "online only": (1, 0), "store only": (0, 1), "both": (1, 1)}
    means = {name: sales[bool(a), bool(b)] for name, (a, b) in rows.items()}
    table = pd.Series(means, name="mean sales of a week in a region, euro")
    return table.rename_axis("campaigns").to_frame()


def _echo(sample: str) -> pd.DataFrame:
    echo = connectivity.echo(data.load("region_weeks", student=sample))
    found = (1000 * echo["estimate"]).round(2)
    found.index = pd.Index(["same week", "a week later", "two weeks later", "three weeks later"])
    return found.rename("searches for 1,000 euro of TV").rename_axis("when").to_frame()


def _deciding(sample: str) -> pd.DataFrame:
    choices = data.load("choices", student=sample)
    decides = connectivity.deciding_influence(choices)
    counts = pd.crosstab(choices["segment"], decides.to_numpy())
    told = {"own": "her own view", "outer": "the firm and experts", "others": "the crowd (others)"}
    counts = counts.rename(columns=told | {"none": "a tie"})
    return counts.assign(diaries=choices["segment"].value_counts())


def _diaries(sample: str) -> pd.DataFrame:
    choices = data.load("choices", student=sample)
    rows = {
        "minutes that they read": round(float(choices["minutes"].mean()), 4),
        "sources that they found": round(float(choices["sources"].mean()), 4),
    }
    return pd.Series(rows, name="mean").rename_axis("of a diary").to_frame()


def _readers(sample: str) -> pd.DataFrame:
    readers = data.load("conversations", student=sample)
    found = readers.groupby("criticised")["spoke_up"].agg(["size", "sum"]).astype(int)
    found.index = pd.Index(["without criticism", "with criticism"])
    found.columns = ["readers", "spoke up"]
    return found.rename_axis("thread")


def _asked(sample: str) -> pd.DataFrame:
    survey = data.load("survey", student=sample).dropna(subset=["recommended_when_prompted"])
    found = survey.groupby("prompted_by")["recommended_when_prompted"].agg(["count", "sum"])
    found = found.astype(int)
    found.columns = ["customers", "recommended Zwaluw"]
    return found.rename_axis("prompted by")


def _friends(sample: str) -> Mapping[str, list[Any]]:
    weights = data.load("choices", student=sample)["weight_others"]
    first, second = (max(0.1, round(float(one), 1)) for one in weights.head(2))
    return {
        f"[{first}, {second}]": [[first, second]],
        f"[0.2, None, {first}]": [[0.2, None, first]],
        "[None]": [[None]],
    }


VISITS = Printed("Visits, by channel and advice", _visits)
NETWORK = Printed("A network of customers; each tie is between two people", _network)

PRINTED: dict[str, tuple[Printed, ...]] = {
    "1": (VISITS,),
    "2": (VISITS,),
    "3": (NETWORK,),
    "4": (NETWORK,),
    "5": (Printed("Sales with and without two campaigns, drawn at random", _weeks),),
    "6": (Printed("The echo of TV", _echo),),
    "7": (Printed("Diaries of choices, by what weighs most", _deciding),),
    "8": (Printed("Diaries of choices", _diaries),),
    "9": (Printed("Satisfied customers who read a thread", _readers),),
    "10": (Printed("Customers whom something prompted", _asked),),
    "13": (VISITS,),
}

CASES: dict[str, Cases] = {"12": _friends}
