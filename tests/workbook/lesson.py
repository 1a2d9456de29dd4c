"""A lesson with a step of every kind, and a workbook of the same kinds, as an author writes it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mkt40_helpers.workbook.kinds import Choice, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

VALUE = 'survey["value"] = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)'


def with_value(survey: pd.DataFrame) -> pd.DataFrame:
    value = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)
    return survey.assign(value=value)


def of(survey: pd.DataFrame, channel: str) -> float:
    return float(with_value(survey).query("channel == @channel")["value"].mean())


def eighty(survey: pd.DataFrame, day: int) -> pd.Series:
    return with_value(survey)["value"].dropna().sample(80, random_state=day)


def score_of_eighty(survey: pd.DataFrame, day: int) -> float:
    return float(eighty(survey, day).mean())


def margin_of_eighty(survey: pd.DataFrame, day: int) -> float:
    return float(1.96 * eighty(survey, day).sem())


def pairs(survey: pd.DataFrame, by: tuple[str, ...] = ("touchpoint", "channel")) -> pd.DataFrame:
    two = with_value(survey)
    two = two[two["channel"].isin(["store", "web shop"])]
    table = two.groupby(list(by))["value"].agg(["mean", "sem"]).astype(float)
    return pd.DataFrame({"value": table["mean"]})


LINES = {
    "A": 'months = cards.groupby("month")["value"].mean()',
    "B": 'cards["month"] = cards["date"].dt.to_period("M")',
    "C": "months.min()",
    "D": 'cards = survey.dropna(subset=["value"]).copy()',
    "E": 'cards["value"] = cards["value"].sample(frac=1, random_state=1).to_numpy()',
    "F": 'cards["value"] = cards["value"].sample(frac=1, random_state=1)',
    "G": 'months = cards.groupby("month")["value"].sum() / 80',
}
POINTS = 'y="touchpoint", hue="channel", errorbar=("se", 1.96), linestyle="none", dodge=0.3)'

STEPS = (
    Exercise(
        "a",
        Number(decimals=2, between=(-100, 100)),
        tables=("survey",),
        answer=lambda survey: of(survey, "web shop"),
        mistakes={
            "unchanged": lambda survey: of(survey, "store"),
            "everybody": lambda survey: with_value(survey)["value"].mean(),
        },
        solution='shop = survey[survey["channel"] == "web shop"]\nmine = shop["value"].mean()',
    ),
    Exercise(
        "b",
        Decide(choices=("yes", "no"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("no", "D"),
        mistakes={"by_the_interval": ("yes", "B"), "by_the_score": ("no", "A")},
        solution='mine, reason = "no", "D"',
    ),
    Exercise(
        "c",
        Order(LINES, Number(between=(-100, 100)), traps="FG", before=VALUE),
        tables=("survey",),
        answer="D B E A C",
        mistakes={"back_in_place": "D B F A C", "of_eighty": "D B E G C"},
        solution='mine = "D B E A C"',
    ),
    Exercise(
        "d",
        Drawn(Number(between=(-100, 100)), draws=range(1, 32), example=1),
        tables=("survey",),
        answer=score_of_eighty,
        mistakes={
            "unchanged": lambda survey, day: score_of_eighty(survey, 1),
            "the_margin": margin_of_eighty,
        },
        solution="day = 17\n"
        'eighty = survey["value"].dropna().sample(80, random_state=day)\nmine = eighty.mean()',
    ),
    Exercise(
        "e",
        Slip(letters="ABCDEF", figure=Number()),
        tables=("survey",),
        answer=("D", lambda survey: 100 * 152 / survey["score"].count()),
        mistakes={
            "its_figure": ("D", lambda survey: 100 * 152 / len(survey)),
            "line_before": ("C", lambda survey: 100 * 152 / survey["score"].count()),
        },
        solution='mine, figure = "D", 100 * 152 / survey["score"].count()',
    ),
    Exercise(
        "f",
        Picture(Series(between=(-100, 100)), marks=("points",), intervals=True),
        tables=("survey",),
        answer=pairs,
        mistakes={
            "swapped": lambda survey: pairs(survey, ("channel", "touchpoint")),
            "one_channel": lambda survey: (
                with_value(survey)
                .query("channel == 'store'")
                .groupby("touchpoint")["value"]
                .mean()
                .astype(float)
            ),
        },
        solution=f'mine = sns.pointplot(two, x="value", {POINTS}',
    ),
    Exercise(
        "g",
        Choice(("store", "app", "web shop")),
        tables=(),
        answer="web shop",
        mistakes={"unchanged": "store", "none": "app"},
        solution='mine = "web shop"',
    ),
)

# The cell of each step, as it stands in the lesson.
CELLS = {
    "a": 'shop = survey[survey["channel"] == "store"]\nmine = shop["value"].mean()\n'
    'check("3.a", mine)',
    "b": 'mine = ...  # "yes" or "no"\nreason = ...  # "A", "B", "C" or "D"\n'
    'check("3.b", mine, reason)',
    "c": 'mine = ...\ncheck("3.c", mine)',
    "d": 'day = 1\neighty = survey["value"].dropna().sample(80, random_state=day)\n'
    'mine = eighty.mean()\ncheck("3.d", mine, day)',
    "e": 'mine, figure = ..., ...\ncheck("3.e", mine, figure)',
    "f": "# Fill both gaps and take away the # in front of the line.\nmine = ...\n"
    f"# mine = sns.pointplot(two, x=___, {POINTS.replace(chr(34) + 'channel' + chr(34), '___')}\n"
    'check("3.f", mine)',
    "g": 'mine = "store"\ncheck("3.g", mine)',
}

WORDS = {
    "a": {"title": "Make it the web shop", "form": "change", "where": "live", "unit": "points"},
    "b": {"title": "Shall the team be asked?", "form": "decide", "where": "vote"},
    "c": {"title": "Deal the cards", "form": "order", "where": "live", "unit": "points"},
    "d": {
        "title": "Your own eighty",
        "form": "change",
        "where": "live",
        "unit": "points",
        "drawn": "the day of your birthday",
    },
    "e": {"title": "Find the slip", "form": "line", "where": "desk", "unit": "points"},
    "f": {"title": "Draw the pairs", "form": "picture", "where": "desk", "unit": "points"},
    "g": {"title": "Change the word", "form": "change", "where": "vote", "minutes": 1},
}
for _step in STEPS:
    WORDS[_step.number] |= {
        "hint": f"The hint of {_step.number}.",
        "praise": f"Praise of {_step.number}.",
        "mistakes": {name: f"You made {name}." for name in _step.mistakes},
    }

EXERCISES = tuple(
    replace(
        step,
        number=str(number),
        kind=replace(step.kind, example=None) if isinstance(step.kind, Drawn) else step.kind,
        mistakes={name: its for name, its in step.mistakes.items() if name != "unchanged"},
        solution="",
    )
    for number, step in enumerate(STEPS, 1)
)
OF_EXERCISES = {"level": "core", "points": 2, "minutes": 5}
OF_EXERCISES |= {f"hint_{number}": f"Hint number {number}." for number in (1, 2, 3)}
_GONE = ("form", "where", "hint", "minutes")
for _number, _step in zip(EXERCISES, STEPS, strict=True):
    _its = {name: said for name, said in WORDS[_step.number].items() if name not in _GONE}
    WORDS[_number.number] = {**OF_EXERCISES, **_its}
    WORDS[_number.number]["mistakes"] = {name: f"You made {name}." for name in _number.mistakes}
