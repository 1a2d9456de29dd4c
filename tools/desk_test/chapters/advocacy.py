"""How the exercises of chapter 3 are asked on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import advocacy, data
from tools.desk_test import workbook
from tools.desk_test.paper import Paper, Printed

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

ON_PAPER = {
    "1": Paper((SCORES,), "How many of the answers come from **promoters**?", minutes=1.5),
    "2": Paper((SCORES,), minutes=2),
    "3": Paper(minutes=3),
    "4": Paper((CHANNELS,), "Compute the **Net Promoter Score** of **each channel**.", minutes=4),
    "5": Paper((SCORES,), minutes=3),
    "6": Paper(
        (Printed("Who recommended Zwaluw when something prompted them", _prompted),),
        "What share of the promoters, of the passives and of the detractors recommended Zwaluw "
        "**when something prompted them**? Give three shares, from 0 to 1.",
    ),
    "7": Paper(
        (CHANNELS,),
        "The score of the **app** goes on a slide, with *plus or minus so many points* behind it. "
        "Compute this **95% margin**: 1.96 times the standard error, "
        r"$100 \sqrt{(p + d - (p - d)^2) / n}$, with $p$ and $d$ for the shares of promoters and "
        "detractors.",
        minutes=4,
        decimals=1,
    ),
    "10": Paper(
        (Printed("Score and share of the contacts, by touchpoint", _contacts),),
        "What would the **web shop** score **with the stores' contacts**?",
        minutes=4,
        decimals=1,
    ),
    "11": Paper(
        (),
        "Real data: patients in the United States said how they *rate* their hospital, from 0 (the "
        'worst) to 10 (the best). Somebody wrote for the annual report: *"American hospitals had an '
        'NPS of 61 in the 2023 report: 70 percent gave a 9 or a 10, 9 percent gave 0 to 6."* Will you '
        "send it as it is, correct it, or refuse it? And why? (Two decisions can be defended.)",
        minutes=2,
    ),
    "12": Paper(
        (SCORES, Printed("An assistant's answer", _assistant)),
        "A better courier would turn **half of the detractors of the touchpoint delivery into "
        "passives**. By how many points would Zwaluw's score, of the whole survey, rise? You asked an "
        "assistant; its answer is printed above. It reads well, and **one line is wrong**. Give the "
        "letter of that line and the right number of points. (Half a person may count here.)",
        minutes=4,
    ),
    "13": Paper(
        (),
        "A function gets a list of scores, in which a missing answer is `None`, and returns the Net "
        "Promoter Score in points. If there is no answer at all, it returns `None`. What must it "
        "return for each of these lists?",
        minutes=3,
        cases=_lists,
    ),
    "01": Paper(
        (Printed("Answers after a contact with the help desk of a dealer, and all", _desk),),
        "Only few people answered after a contact with the **help desk of a dealer**. Pull their "
        "score towards the score of all, as if **20 average answers** were added. Give the pulled "
        "score, in points.",
        minutes=4,
        decimals=1,
    ),
    "02": Paper(
        (Printed("Visits without and with advice", _advice),),
        "Which do you believe when you ask whether advice *helps* buying: the figures of all visits "
        "pooled, or those of the parts, one channel at a time? And why?",
        minutes=2,
    ),
}

NOT_ON_PAPER = {
    "8": "asks for a picture of 24 months, which is drawn from every answer",
    "9": "is about the samples of four learners, each with some 500 answers",
}
