"""How the exercises of chapter 2 are asked on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import connectivity, data
from tools.desk_test.paper import Paper, Printed


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

ON_PAPER = {
    "1": Paper((VISITS,), minutes=1.5),
    "2": Paper(
        (VISITS,),
        "The board's report pools both channels. Compute its figure: the percentage that buys **with** "
        "advice minus the percentage that buys **without**, in percentage points.",
    ),
    "3": Paper(
        (NETWORK,),
        "How many **ties** has a person on average? The network is the people who have at least one "
        "tie.",
        minutes=2,
    ),
    "4": Paper(
        (NETWORK,),
        "How **dense** is the network of the people with at least one tie? Give the density in percent: "
        "the ties that exist, out of 100 possible ones.",
    ),
    "5": Paper(
        (Printed("Sales with and without two campaigns, drawn at random", _weeks),),
        "How many euros a week, in a region, do both campaigns together bring **beyond the sum** of what "
        "each brings alone?",
        minutes=2.5,
    ),
    "6": Paper(
        (Printed("The echo of TV", _echo),),
        "How many **searches** does 1,000 euro of TV bring in the week of the spots and in the week "
        "after, together?",
        minutes=1.5,
    ),
    "7": Paper(
        (Printed("Diaries of choices, by what weighs most", _deciding),),
        "In how many of 100 diaries does **the crowd (others) decide**? Give the percentage for each "
        "segment.",
    ),
    "8": Paper(
        (Printed("Diaries of choices", _diaries),),
        "A new comparison page would cut the time to find a source to **one minute** ($c$ = 1). How many "
        "sources would then serve these customers best? First compute their **attention** $A$: the "
        "minutes they read, and the 2 minutes that finding each source took at that time. Then use "
        r"$A \times (\sqrt{s/c} - 1) / (s - c)$, with $s$ = 18.",
        minutes=4,
        decimals=2,
    ),
    "9": Paper(
        (Printed("Satisfied customers who read a thread", _readers),),
        "How many **readers** does a thread need before one criticism wins more voices than it costs? "
        "Do not round to whole readers.",
        decimals=1,
    ),
    "10": Paper(
        (Printed("Customers whom something prompted", _asked),),
        "A woman asks **four customers** about Zwaluw. What is the chance, in percent, that at least one "
        "of them recommends it? Take the share of those prompted by a **question**.",
    ),
    "11": Paper(minutes=1.5),
    "12": Paper(
        (),
        "A function gets a list with each friend's chance to recommend the brand (0 to 1), or `None` for "
        "a friend who is not at home, and returns the chance that **at least one** recommends it. With "
        "nobody to ask, the chance is 0. What must it return for each of these lists?",
        minutes=3,
        cases=_friends,
    ),
    "13": Paper((VISITS,), minutes=5, decimals=1),
}

NOT_ON_PAPER: dict[str, str] = {}
