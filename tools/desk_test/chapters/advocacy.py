"""What the exercises of chapter 3 print on paper; their words are beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import advocacy, data
from tools.desk_test import workbook
from tools.desk_test.paper import Cases, Printed

GROUPS = ["promoter", "passive", "detractor"]


def _survey(sample: str) -> pd.DataFrame:
    survey = data.load("survey", student=sample)
    return survey.assign(group=advocacy.groups(survey["score"]).astype(object))


def _scores(sample: str) -> pd.DataFrame:
    counts = _survey(sample)["score"].value_counts(dropna=False)
    rows = {str(score): int(counts.get(score, 0)) for score in range(11)}
    empty = int(_survey(sample)["score"].isna().sum())
    counted = pd.Series({**rows, "left empty": empty}, name="customers")
    return counted.to_frame().T.rename_axis("score")


def _counted(survey: pd.DataFrame, by: str) -> pd.DataFrame:
    counts = pd.crosstab(survey[by], survey["group"])[GROUPS]
    return counts.rename(columns=lambda name: f"{name}s")


def _channels(sample: str) -> pd.DataFrame:
    return _counted(_survey(sample), "channel")


def _prompted(sample: str) -> pd.DataFrame:
    survey = _survey(sample).dropna(subset=["score"])
    by = survey.groupby("group")
    asked = by["recommended_when_prompted"]
    found = {"all": by.size(), "had an occasion": asked.count(), "recommended then": asked.sum()}
    return pd.DataFrame(found).astype(int)


def _contacts(sample: str) -> pd.DataFrame:
    answered = _survey(sample).dropna(subset=["score"])
    values = 100.0 * (answered["score"] >= 9) - 100.0 * (answered["score"] <= 6)
    two = answered.assign(value=values)
    each = two.pivot_table(index="touchpoint", columns="channel", values="value")
    mix = 100 * pd.crosstab(two["touchpoint"], two["channel"], normalize="columns")
    return pd.DataFrame(
        {
            "web shop: score": each["web shop"].round(2),
            "web shop: % of contacts": mix["web shop"].round(2),
            "stores: score": each["store"].round(2),
            "stores: % of contacts": mix["store"].round(2),
        }
    )


def _desk(sample: str) -> pd.DataFrame:
    survey = _survey(sample)
    few = survey[(survey["channel"] == "dealer") & (survey["touchpoint"] == "help desk")]
    rows = {"help desk of the dealers": few, "all": survey}
    counted = {name: part["group"].value_counts().reindex(GROUPS) for name, part in rows.items()}
    table = pd.DataFrame(counted).T.fillna(0).astype(int).rename_axis("answers after")
    return table.rename(columns=lambda name: f"{name}s")


def _advice(sample: str) -> pd.DataFrame:
    visits = data.load("visits", student=sample)
    parts = visits.groupby(["channel", "advice"])["bought"].agg(["size", "mean"])
    pooled = visits.groupby("advice")["bought"].agg(["size", "mean"])
    rows = {
        f"{channel}, {'with' if advice else 'without'} advice": row
        for table, channels in ((pooled, ["pooled"]), (parts, ["store", "web shop"]))
        for channel in channels
        for advice in (False, True)
        for row in [table.loc[advice if channel == "pooled" else (channel, advice)]]
    }
    table = pd.DataFrame(rows).T.rename_axis("visits")
    size, bought = table["size"].astype(int), (100 * table["mean"]).round(1)
    return pd.DataFrame({"visits ": size, "ended in a purchase, %": bought})


def _assistant(sample: str) -> str:
    return workbook.run(3, ["assistant"], sample, ["survey"])[1]


def _lists(sample: str) -> Mapping[str, list[Any]]:
    scores = [int(one) for one in data.load("survey", student=sample)["score"].dropna()]
    # A list of promoters alone would not tell the mistakes apart.
    first = [scores[0], scores[1], 0, 8, 9]
    return {
        str(first): [first],
        f"[10, None, {scores[2]}, 5]": [[10, None, scores[2], 5]],
        "[None, None]": [[None, None]],
    }


SCORES = Printed("How many customers of the survey gave which score", _scores)
CHANNELS = Printed("Answers by channel", _channels)

PRINTED: dict[str, tuple[Printed, ...]] = {
    "1": (SCORES,),
    "2": (SCORES,),
    "4": (CHANNELS,),
    "5": (SCORES,),
    "6": (Printed("Who recommended Zwaluw when something prompted them", _prompted),),
    "7": (CHANNELS,),
    "10": (Printed("Score and share of the contacts, by touchpoint", _contacts),),
    "12": (SCORES, Printed("An assistant's answer", _assistant)),
    "01": (Printed("Answers after a contact with the help desk of a dealer, and all", _desk),),
    "02": (Printed("Visits without and with advice", _advice),),
}

CASES: dict[str, Cases] = {"13": _lists}
