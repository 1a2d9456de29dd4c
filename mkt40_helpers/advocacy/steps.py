"""Steps of lesson 3, by hand and on the whole survey; their words are in ``steps.en.toml``."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from mkt40_helpers.advocacy import by_hand as hand
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Drawn
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["STEPS"]


def _score_of(channel: str) -> Callable[[pd.DataFrame], float]:
    return lambda survey: hand.nps(hand.of(survey, "channel", channel))


def _share(low: int, high: int) -> Callable[[pd.DataFrame], float]:
    return lambda survey: hand.share(survey, low, high)


def _but(channel: str) -> Callable[[pd.DataFrame], float]:
    """Score without a channel."""
    return lambda survey: hand.nps(survey[survey["channel"] != channel])


def _fans(survey: pd.DataFrame) -> pd.DataFrame:
    return survey[(survey["score"] >= 9).fillna(False)]


def _occasion(where: str = "score >= 9") -> Callable[[pd.DataFrame], float]:
    """Share that recommended when prompted, of those with an occasion."""
    return lambda survey: float(survey.query(where)["recommended_when_prompted"].mean())


def _eighty(survey: pd.DataFrame, day: int) -> pd.Series:
    return hand.values(survey).dropna().sample(80, random_state=day)


def _pairs(figure: str = "value", colour: str = "channel") -> Callable[[pd.DataFrame], pd.Series]:
    """What the picture shows: a mean for each touchpoint and colour."""

    def made(survey: pd.DataFrame) -> pd.Series:
        two = survey[survey["channel"].isin(["store", "web shop"])]
        valued = two.assign(value=hand.values(two), score=two["score"].astype(float))
        return valued.groupby(["touchpoint", colour])[figure].mean()

    return made


STEPS = (
    Exercise(
        "a",
        Number(decimals=2, between=(-100, 100)),
        tables=("survey",),
        answer=_score_of("web shop"),
        mistakes={
            "unchanged": _score_of("store"),
            "whole_survey": hand.nps,
            "mean_answer": lambda survey: float(
                hand.of(survey, "channel", "web shop")["score"].mean()
            ),
            "without_passives": lambda survey: hand.nps_without_passives(
                hand.of(survey, "channel", "web shop")
            ),
            "dealers": _score_of("dealer"),
            "app": _score_of("app"),
            "all_but_the_store": _but("store"),
            **shared.only("channel", "web shop", but=("every_channel",)),
            **shared.figures(
                lambda survey: hand.values(hand.of(survey, "channel", "web shop")), "sum"
            ),
            **shared.missing("score"),
        },
        solution='shop = survey[survey["channel"] == "web shop"]\nmy_score = shop["value"].mean()',
    ),
    Exercise(
        "b",
        Number(decimals=2, between=(0, 1), in_percent=False),
        tables=("survey",),
        answer=_share(7, 8),
        mistakes={
            "seven_and_up": _share(7, 10),
            "with_sixes": _share(6, 8),
            "three_to_five": _share(3, 5),
            "all_rows": lambda survey: hand.passives(survey) / len(survey),
            "count": hand.passives,
            "promoters": _share(9, 10),
            "detractors": _share(0, 6),
            **shared.other_part("of passives", "of all others"),
            **shared.missing("score"),
        },
        solution='my_share = survey["score"].between(7, 8).mean()',
    ),
    Exercise(
        "c",
        Decide(choices=("right", "not"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("not", "C"),
        mistakes={
            "critics_only": ("not", "B"),
            "gap": ("right", "A"),
            "enemies": ("right", "B"),
            "not_by_the_gap": ("not", "A"),
            "passives": ("not", "D"),
            "right_by_fans": ("right", "C"),
            "right_by_passives": ("right", "D"),
        },
        solution='my_decision = "not"\nmy_reason = "C"',
    ),
    Exercise(
        "d",
        Number(decimals=2, between=(0, 1), in_percent=False),
        tables=("survey",),
        answer=_occasion(),
        mistakes={
            "all_promoters": lambda survey: float(
                _fans(survey)["recommended_when_prompted"].sum() / len(_fans(survey))
            ),
            "unasked": lambda survey: float(_fans(survey)["recommended_unasked"].mean()),
            "everybody": _occasion("respondent > 0"),
            "question_only": _occasion("score >= 9 and prompted_by == 'question'"),
            "criticism_only": _occasion("score >= 9 and prompted_by == 'criticism'"),
            "had_an_occasion": lambda survey: float(
                _fans(survey)["recommended_when_prompted"].notna().mean()
            ),
            "count": lambda survey: int(_fans(survey)["recommended_when_prompted"].sum()),
            **shared.other_part("that recommended Zwaluw", "that did not"),
        },
        solution='my_share = fans["recommended_when_prompted"].mean()',
    ),
    Exercise(
        "e",
        Drawn(Number(decimals=2, between=(-100, 100)), draws=range(1, 32), example=1),
        tables=("survey",),
        answer=lambda survey, day: float(_eighty(survey, day).mean()),
        mistakes={
            "margin": lambda survey, day: 1.96 * hand.sem(_eighty(survey, day)),
            "mean_answer": lambda survey, day: float(
                survey["score"].dropna().sample(80, random_state=day).mean()
            ),
            "sample_before_dropna": lambda survey, day: float(
                hand.values(survey).sample(80, random_state=day).mean()
            ),
            "unchanged": lambda survey, day: float(_eighty(survey, 1).mean()),
            "whole_survey": lambda survey, day: hand.nps(survey),
        },
        solution=(
            'day = 17\neighty = survey["value"].dropna().sample(80, random_state=day)\n'
            "my_score, my_margin = eighty.mean(), 1.96 * eighty.sem()"
        ),
    ),
    Exercise(
        "f",
        Order(
            lines={
                "A": "months.min()",
                "B": 'cards["value"] = cards["value"].sample(frac=1, random_state=1)',
                "C": 'months = cards.groupby("month")["value"].mean()',
                "D": 'cards["month"] = cards["date"].dt.to_period("M")',
                "E": 'cards = survey.dropna(subset=["value"]).copy()',
                "F": 'months = cards.groupby("month")["value"].sum() / 80',
                "G": 'cards["value"] = cards["value"].sample(frac=1, random_state=1).to_numpy()',
            },
            gives=Number(decimals=1, between=(-100, 100)),
            traps="BF",
            before='survey["value"] = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)',
        ),
        tables=("survey",),
        answer="E D G C A",
        mistakes={
            "dealt_back": "E D B C A",
            "divided_by_eighty": "E D G F A",
            "dealt_back_by_eighty": "E D B F A",
            "not_dealt": "E D C A",
        },
        solution='my_order = "E D G C A"',
    ),
    Exercise(
        "g",
        Decide(choices=("yes", "no"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("no", "D"),
        mistakes={
            "low_score": ("yes", "A"),
            "interval": ("yes", "B"),
            "enough_answers": ("yes", "C"),
            "rare_enough": ("yes", "D"),
            "no_by_score": ("no", "A"),
            "no_by_interval": ("no", "B"),
            "too_few": ("no", "C"),
        },
        solution='my_decision = "no"\nmy_reason = "D"',
    ),
    Exercise(
        "h",
        Decide(choices=("yes", "no"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("yes", "B"),
        mistakes={
            "overlap": ("no", "A"),
            "larger": ("yes", "C"),
            "yes_though_they_overlap": ("yes", "A"),
            "enough_answers": ("yes", "D"),
            "interval_misread": ("no", "B"),
            "no_by_score": ("no", "C"),
            "too_few": ("no", "D"),
        },
        solution='my_decision = "yes"\nmy_reason = "B"',
    ),
    Exercise(
        "i",
        Picture(
            figure=Series(decimals=1, between=(-100, 100)),
            marks=("points", "bars"),
            intervals=True,
        ),
        tables=("survey",),
        answer=_pairs(),
        mistakes={
            "mean_answer": _pairs(figure="score"),
            "by_country": _pairs(colour="country"),
            "by_segment": _pairs(colour="segment"),
        },
        solution=(
            'ax = sns.pointplot(two, x="value", y="touchpoint", hue="channel", '
            'errorbar=("se", 1.96), dodge=0.3)'
        ),
    ),
    Exercise(
        "j",
        Number(decimals=1, between=(-100, 100)),
        tables=("survey",),
        answer=hand.sum_product("web shop", "store"),
        mistakes={
            **hand.OTHER_MIXES,
            **shared.missing("score"),
        },
        solution='my_score = (each["web shop"] * mix["store"]).sum()',
    ),
    Exercise(
        "k",
        Number(decimals=1, between=(-100, 100)),
        tables=("survey",),
        answer=_but("web shop"),
        mistakes={
            "unchanged": _score_of("web shop"),
            "score_less_score": lambda survey: hand.nps(survey) - _score_of("web shop")(survey),
            "mean_of_channels": lambda survey: float(
                hand.values(survey).groupby(survey["channel"]).mean().drop("web shop").mean()
            ),
            "whole_survey": hand.nps,
            "store_only": _score_of("store"),
            "rise": lambda survey: _but("web shop")(survey) - hand.nps(survey),
            "all_but_the_store": _but("store"),
            **shared.figures(
                lambda survey: hand.values(survey[survey["channel"] != "web shop"]), "sum"
            ),
            **shared.missing("score"),
        },
        solution='rest = survey[survey["channel"] != "web shop"]\nafter = rest["value"].mean()',
    ),
    Exercise(
        "l",
        Decide(choices=("gap", "alike", "after", "none"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("none", "D"),
        mistakes={
            "happier": ("after", "D"),
            "by_chance_after": ("after", "B"),
            "happier_by_few": ("after", "C"),
            "happier_by_parcel": ("after", "A"),
            "alike_by_parcel": ("alike", "A"),
            "alike_by_chance": ("alike", "B"),
            "gap_by_parcel": ("gap", "A"),
            "gap_though_unknown": ("gap", "D"),
            "parcel_only": ("none", "A"),
            "chance": ("none", "B"),
            "too_few": ("none", "C"),
        },
        solution='my_decision = "none"\nmy_reason = "D"',
    ),
)
