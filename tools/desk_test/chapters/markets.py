"""What the exercises of chapter 1 print on paper; their words are beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mkt40_helpers import data, markets
from tools.desk_test.paper import Cases, Printed

FIVE = ["saw_advertising", "friends", "family", "fans", "followers"]


def _votes(sample: str) -> pd.DataFrame:
    votes = data.load("votes", student=sample)
    rows = {
        "votes for an idea": int((votes["vote"] == 1).sum()),
        "votes against an idea": int((votes["vote"] == 0).sum()),
        "ideas": votes["idea"].nunique(),
        "customers who voted": votes["customer"].nunique(),
    }
    return pd.Series(rows, name="number").rename_axis("in the sample").to_frame()


def _guesses(sample: str) -> pd.DataFrame:
    guesses = data.load("crowd_guesses", student=sample)
    guesses = guesses.merge(data.load("questions"), on="question")
    return guesses.assign(relative=guesses["estimate"] / guesses["true_value"])


def _screws(sample: str) -> pd.DataFrame:
    screws = _guesses(sample).query("unit == 'screws'")
    found = screws.groupby("condition")["estimate"].agg(["size", "mean", "median"]).round(0)
    found = found.astype(int).rename_axis("guesses made")
    found.columns = ["guesses", "mean", "median"]
    return found.assign(**{"right answer": int(screws["true_value"].iloc[0])})


def _diversity(sample: str) -> pd.DataFrame:
    groups = _guesses(sample).groupby(["unit", "condition"])["relative"]
    return groups.var(ddof=0).unstack().round(5).rename_axis(columns=None)


def _reviews(sample: str) -> pd.DataFrame:
    return data.load("reviews", student=sample).merge(data.load("products"), on="product")


def _stars(sample: str) -> pd.DataFrame:
    reviews = _reviews(sample)
    two = {"rain cover": reviews[reviews["name"] == "rain cover"], "all products": reviews}
    counts = {name: part["stars"].value_counts() for name, part in two.items()}
    return pd.DataFrame(counts).reindex(range(1, 6)).fillna(0).astype(int).rename_axis("stars")


def _seat(sample: str) -> pd.DataFrame:
    reviews = _reviews(sample)
    two = {"child seat": reviews[reviews["name"] == "child seat"], "all products": reviews}
    rows = {name: [len(part), int(part["stars"].sum())] for name, part in two.items()}
    return pd.DataFrame(rows, index=["reviews", "sum of their stars"]).T.rename_axis("product")


def _advertising(sample: str) -> pd.DataFrame:
    decisions = data.load("purchase_decisions", student=sample)
    decisions["bought"] = decisions["bought"].astype(bool)
    seen = decisions.groupby("saw_advertising")["bought"].mean()
    effects = {
        "plain difference, seen less not seen": 100 * float(seen.loc[1] - seen.loc[0]),
        "the five factors held equal": _effect(decisions, FIVE),
        "the five factors and interest held equal": _effect(decisions, [*FIVE, "interest"]),
    }
    table = pd.Series(effects, name="effect, percentage points").round(3)
    return table.rename_axis("model").to_frame()


def _effect(decisions: pd.DataFrame, factors: list[str]) -> float:
    return float(markets.decision_factors(decisions, "bought", factors)["points"].iloc[0])


def _sales(sample: str) -> Mapping[str, list[Any]]:
    four = [int(one) for one in _reviews(sample)["product"].value_counts().head(4)]
    return {str(four): [four], "[900, 100]": [[900, 100]], "[0, 0]": [[0, 0]]}


PRINTED: dict[str, tuple[Printed, ...]] = {
    "1": (Printed("Customers' votes on each other's ideas", _votes),),
    "2": (Printed("How many screws did the workshop use in 2025?", _screws),),
    "3": (Printed("Reviews by their stars", _stars),),
    "7": (Printed("Diversity (variance of the relative guesses) of each question", _diversity),),
    "8": (Printed("Effect of having seen the advertising on buying", _advertising),),
    "9": (Printed("Reviews of the child seat, and of all products", _seat),),
}

CASES: dict[str, Cases] = {"11": _sales}
