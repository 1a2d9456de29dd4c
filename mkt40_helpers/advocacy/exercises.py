"""Exercises of chapter 3: the Net Promoter Score and brand advocacy.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `advocacy`, so that an error there could not hide itself here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from statistics import NormalDist

import pandas as pd

from mkt40_helpers.advocacy import by_hand as hand
from mkt40_helpers.advocacy.comparison import compare
from mkt40_helpers.advocacy.score import nps
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["EXERCISES"]

Scores = Sequence[float | None]
# As the workbook's first cells make it.
GROUP = """
names = ["detractor", "passive", "promoter"]
survey["group"] = pd.cut(survey["score"].astype(float), [-1, 6, 8, 10], labels=names)
"""


# ---- the function of the challenge, right and wrong ----


def _right_function(scores: Scores) -> float | None:
    answers = [score for score in scores if score is not None]
    if not answers:
        return None
    promoters = sum(score >= 9 for score in answers)
    detractors = sum(score <= 6 for score in answers)
    return 100 * (promoters - detractors) / len(answers)


def _counts_missing(scores: Scores) -> float | None:
    right = _right_function(scores)
    answered = sum(score is not None for score in scores)
    return None if right is None else right * answered / len(scores)


def _without_passives(scores: Scores) -> float | None:
    answers = [score for score in scores if score is not None and not 7 <= score <= 8]
    return _right_function(answers) if answers else float("nan")


def _as_fraction(scores: Scores) -> float | None:
    right = _right_function(scores)
    return None if right is None else right / 100


def _drops_zeros(scores: Scores) -> float | None:
    return _right_function([score for score in scores if score])


def _missing_as_zero(scores: Scores) -> float | None:
    return _right_function([score or 0 for score in scores])


def _with_borders(scores: Scores, promoter: int, detractor: int) -> float | None:
    answers = [score for score in scores if score is not None]
    if not answers:
        return None
    plus = sum(score >= promoter for score in answers)
    minus = sum(score <= detractor for score in answers)
    return 100 * (plus - minus) / len(answers)


def _zero_for_nobody(scores: Scores) -> float:
    return _right_function(scores) or 0.0


# ---- what the course's own helper gives is right too ----


def _compared(survey: pd.DataFrame, *others: str) -> tuple[float, float]:
    lowest, *_, highest = hand.ranked(survey, *others)
    found = compare(nps(highest["score"]), nps(lowest["score"]))
    return found.low, found.high


EXERCISES = (
    Exercise(
        "1",
        Number(decimals=0, between=(0, 2000), in_percent=False),
        tables=("survey",),
        answer=hand.promoters,
        mistakes={
            "without_nines": lambda survey: int((survey["score"] > 9).sum()),
            "counts_eights": lambda survey: int((survey["score"] >= 8).sum()),
            "nines_only": lambda survey: int((survey["score"] == 9).sum()),
            "detractors": hand.detractors,
            "passives": hand.passives,
            "counts_passives": lambda survey: hand.promoters(survey) + hand.passives(survey),
            "in_percent": hand.percent_promoters,
            "as_fraction": lambda survey: hand.share(survey, 9, 10),
            "all_answers": hand.answers,
            "recommended_unasked": lambda survey: int(survey["recommended_unasked"].sum()),
            "nobody": lambda survey: 0,
        },
    ),
    Exercise(
        "2",
        Number(between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: 100 * hand.share(survey, 0, 6),
        mistakes={
            "all_rows": lambda survey: 100 * hand.detractors(survey) / len(survey),
            "without_sixes": lambda survey: 100 * hand.share(survey, 0, 5),
            "counts_sevens": lambda survey: 100 * hand.share(survey, 0, 7),
            "promoters": hand.percent_promoters,
            "count_not_share": hand.detractors,
            "passives": lambda survey: 100 * hand.share(survey, 7, 8),
            "without_passives": lambda survey: (
                100 * hand.detractors(survey) / hand.extremes(survey)
            ),
            "all_rows_without_sixes": lambda survey: (
                100 * (survey["score"] <= 5).sum() / len(survey)
            ),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "3",
        Order(
            lines={
                "A": "100 * net / answers",
                "B": "answers = len(survey)",
                "C": 'counts = survey["group"].value_counts()',
                "D": "answers = counts.sum()",
                "E": 'net = counts["promoter"] - counts["detractor"]',
                "F": 'answers = counts["promoter"] + counts["detractor"]',
            },
            gives=Number(decimals=1, between=(-100, 100)),
            traps="BF",
            before=GROUP,
        ),
        tables=("survey",),
        since="0.2",
        answer="C E D A",
        mistakes={"all_rows": "C E B A", "without_passives": "C E F A"},
    ),
    Exercise(
        "4",
        Series(between=(-100, 100), figure="nps"),
        tables=("survey",),
        answer=lambda survey: hand.by(survey, "channel", hand.nps),
        mistakes={
            "mean_score": lambda survey: survey.groupby("channel")["score"].mean(),
            "promoters_only": lambda survey: hand.by(survey, "channel", hand.percent_promoters),
            "all_channels_answers": lambda survey: hand.by(
                survey, "channel", lambda part: 100 * hand.net(part) / hand.answers(survey)
            ),
            "without_passives": lambda survey: hand.by(
                survey, "channel", hand.nps_without_passives
            ),
            "all_rows": lambda survey: hand.by(survey, "channel", hand.nps_of_all_rows),
            "by_country": lambda survey: hand.by(survey, "country", hand.nps),
            "by_touchpoint": lambda survey: hand.by(survey, "touchpoint", hand.nps),
            "detractors_only": lambda survey: hand.by(
                survey, "channel", lambda part: 100 * hand.share(part, 0, 6)
            ),
            "numbers_of_people": lambda survey: hand.by(survey, "channel", hand.net),
            **shared.figures(lambda survey: hand.values(survey).groupby(survey["channel"]), "sum"),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "5",
        Number(between=(-100, 100)),
        tables=("survey",),
        answer=lambda survey: hand.nps(survey) + 100 * hand.share(survey, 8, 8),
        mistakes={
            "moves_sevens_too": lambda survey: hand.nps(survey) + 100 * hand.share(survey, 7, 8),
            "counted_again": hand.with_eights_once_more,
            "gain_only": lambda survey: 100 * hand.share(survey, 8, 8),
            "todays_score": hand.nps,
            "promoters_only": lambda survey: 100 * hand.share(survey, 8, 10),
            "all_rows": lambda survey: (
                hand.nps(survey, promoter=8) * hand.answers(survey) / len(survey)
            ),
            "drops_eights": lambda survey: hand.nps(survey[survey["score"] != 8]),
            "moves_everybody": lambda survey: hand.nps(survey, promoter=8, detractor=5),
            "mean_of_the_answers": lambda survey: survey["score"].replace(8, 9).mean(),
            "two_steps": lambda survey: hand.nps(survey) + 200 * hand.share(survey, 8, 8),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "6",
        Series(decimals=3, between=(0, 1), in_percent=False, figure="share"),
        tables=("survey",),
        since="0.2",
        answer=hand.share_of("recommended_when_prompted"),
        mistakes={
            "no_occasion_as_no": lambda survey: hand.by(
                survey.assign(group=hand.group(survey)),
                "group",
                lambda part: float(part["recommended_when_prompted"].fillna(False).mean()),
            ),
            "unasked": hand.share_of("recommended_unasked"),
            "question_only": hand.share_of(
                "recommended_when_prompted", "score >= 0 and prompted_by == 'question'"
            ),
            "criticism_only": hand.share_of(
                "recommended_when_prompted", "score >= 0 and prompted_by == 'criticism'"
            ),
            "by_occasion": lambda survey: (
                survey.dropna(subset=["recommended_when_prompted"])
                .groupby("prompted_by")["recommended_when_prompted"]
                .mean()
                .astype(float)
            ),
            "by_channel": lambda survey: (
                survey.groupby("channel")["recommended_when_prompted"].mean().astype(float)
            ),
            "had_an_occasion": lambda survey: (
                survey["recommended_when_prompted"]
                .notna()
                .groupby(hand.group(survey), observed=True)
                .mean()
            ),
            **shared.figures(
                lambda survey: survey["recommended_when_prompted"].groupby(
                    hand.group(survey), observed=True
                ),
                *("count", "part_of_the_yes", "part_of_all"),
            ),
            **shared.other_part("that recommended Zwaluw", "that did not"),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "7",
        Number(decimals=2, between=(0, 200)),
        tables=("survey",),
        since="0.2",
        answer=lambda survey: hand.margin(hand.app(survey)),
        also=(
            lambda survey: hand.margin(hand.app(survey), NormalDist().inv_cdf(0.975)),
            lambda survey: 1.96 * hand.se(hand.app(survey)),
            lambda survey: NormalDist().inv_cdf(0.975) * hand.se(hand.app(survey)),
        ),
        mistakes={
            "single_answers": lambda survey: 1.96 * float(hand.values(hand.app(survey)).std()),
            "whole_survey": hand.margin,
            "all_rows": lambda survey: (
                hand.margin(hand.app(survey))
                * (hand.answers(hand.app(survey)) / len(hand.app(survey))) ** 0.5
            ),
            "simple_share": lambda survey: hand.margin_of_a_share(hand.app(survey)),
            "of_the_mean_answer": lambda survey: 1.96 * hand.sem(hand.app(survey)["score"]),
            "without_root": lambda survey: (
                196 * hand.variance(hand.app(survey)) / hand.answers(hand.app(survey))
            ),
            "score_of_the_app": lambda survey: hand.nps(hand.app(survey)),
            **shared.margin(of=lambda survey: hand.values(hand.app(survey))),
            **shared.only("channel", "app", "dealer", "store", "web shop", but=("every_channel",)),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "8",
        Picture(
            figure=Series(decimals=1, between=(-100, 100)),
            marks=("points", "lines"),
            intervals=True,
        ),
        tables=("survey",),
        since="0.2",
        answer=hand.months,
        mistakes={
            "one_standard_error": lambda survey: hand.months(survey, factor=1),
            "mean_answer": lambda survey: hand.spread(
                survey["score"], survey["date"].dt.to_period("M").astype(str), 1.96
            ),
            "quarters": lambda survey: hand.months(survey, period="Q"),
            "months_of_the_year": hand.months_of_the_year,
        },
    ),
    Exercise(
        "9",
        DecideInGroup(choices=("one of us", "nobody"), reasons=("A", "B", "C", "D")),
        tables=("survey",),
        since="0.2",
        answer=("nobody", "C", hand.largest_gap),
        also=(
            ("nobody", "C", _compared),
            ("nobody", "C", partial(hand.largest_gap, less_one=True)),
            ("nobody", "C", partial(hand.largest_gap, factor=NormalDist().inv_cdf(0.975))),
        ),
        mistakes={
            "margins_added": ("nobody", "C", hand.gap_with_margins_added),
            "one_margin": ("nobody", "C", hand.gap_with_one_margin),
            "one_standard_error": ("nobody", "C", partial(hand.largest_gap, factor=1)),
            "single_intervals": ("one of us", "A"),
            "largest_of_six": ("one of us", "B"),
            "one_source": ("one of us", "C"),
            "errors_added": ("nobody", "D"),
            "overlap": ("nobody", "A"),
            "not_by_the_gap": ("nobody", "B"),
        },
    ),
    Exercise(
        "10",
        Number(decimals=2, between=(-100, 100)),
        tables=("survey",),
        since="0.2",
        answer=hand.sum_product("web shop", "store"),
        mistakes={**hand.OTHER_MIXES, **shared.missing("score")},
    ),
    Exercise(
        "11",
        Decide(choices=("send", "correct", "refuse"), reasons=("A", "B", "C", "D")),
        tables=(),
        since="0.2",
        answer=("refuse", "B"),
        also=(("correct", "B"),),
        mistakes={
            "same_bands": ("send", "A"),
            "rounded": ("correct", "C"),
            "refused_for_rounding": ("refuse", "C"),
            "no_middle_group": ("refuse", "D"),
            "sent_all_the_same": ("send", "B"),
        },
    ),
    Exercise(
        "12",
        Slip(letters="ABCDEF", figure=Number(decimals=2, between=(-200, 200))),
        tables=("survey",),
        since="0.2",
        answer=("D", hand.gain),
        mistakes={
            "its_own_figure": ("D", hand.per_delivery_answers),
            "two_groups_up": ("D", lambda survey: 2 * hand.gain(survey)),
            "people_dropped": ("D", hand.gain_when_taken_out),
            "new_score": ("D", lambda survey: hand.nps(survey) + hand.gain(survey)),
            "all_rows": ("D", lambda survey: 100 * hand.won_over(survey) / len(survey)),
            "sum_of_the_slip": ("E", hand.gain),
            "premise": ("C", hand.gain),
            "all_touchpoints": (
                "D",
                lambda survey: 100 * hand.detractors(survey) / 2 / hand.answers(survey),
            ),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "13",
        Function(
            {
                "five_scores": [10, 9, 8, 7, 6],
                "other_order": [6, 10, 8, 9, 7],
                "two_scores": [0, 10],
                "three_promoters": [10, 9, 10],
                "passives_only": [7, 8],
                "one_passive": [10, 7, 2],
                "detractors_only": [0, 6],
                "one_missing": [10, None, 9, 6],
                "all_missing": [None, None],
                "empty": [],
                "own_sample": lambda survey: [
                    None if pd.isna(s) else int(s) for s in survey["score"]
                ],
            }
        ),
        tables=("survey",),
        answer=_right_function,
        mistakes={
            "counts_missing": _counts_missing,
            "without_passives": _without_passives,
            "as_fraction": _as_fraction,
            "zero_for_nobody": _zero_for_nobody,
            "drops_zeros": _drops_zeros,
            "missing_as_zero": _missing_as_zero,
            "without_nines": lambda scores: _with_borders(scores, 10, 6),
            "without_sixes": lambda scores: _with_borders(scores, 9, 5),
            "promoters_only": lambda scores: _with_borders(scores, 9, -1),
        },
    ),
    # Two look back at earlier chapters; they carry no points, and stand first in the workbook.
    Exercise(
        "01",
        Number(decimals=2, between=(-100, 100)),
        tables=("survey",),
        answer=hand.pulled,
        mistakes={
            "own_score": lambda survey: hand.nps(hand.desk(survey)),
            "towards_the_dealers": lambda survey: hand.pulled(
                survey, hand.of(survey, "channel", "dealer")
            ),
            "twenty_points": lambda survey: (
                hand.pulled(survey)
                + 20 * ((1 - hand.nps(survey)) / (hand.answers(hand.desk(survey)) + 20))
            ),
            "score_of_all": hand.nps,
            "means_of_the_answers": lambda survey: hand.pulled_by(
                hand.desk(survey)["score"], survey["score"].mean()
            ),
            "average_once": lambda survey: hand.pulled_by(
                hand.values(hand.desk(survey)), hand.nps(survey), times=1
            ),
            "weights_swapped": hand.pulled_the_wrong_way,
            "half_and_half": lambda survey: (hand.nps(hand.desk(survey)) + hand.nps(survey)) / 2,
            "divided_by_own_answers": lambda survey: (
                hand.pulled(survey)
                * (hand.answers(hand.desk(survey)) + 20)
                / hand.answers(hand.desk(survey))
            ),
            **shared.only("channel", "dealer", but=("all_but_dealer",)),
            **shared.only("touchpoint", "help desk", but=("all_but_help_desk",)),
            **shared.missing("score"),
        },
    ),
    Exercise(
        "02",
        Decide(choices=("pooled", "parts"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("parts", "C"),
        mistakes={
            "more_rows": ("pooled", "A"),
            "advice_sends": ("pooled", "B"),
            "majority": ("parts", "D"),
            "fewer_rows": ("parts", "A"),
            "turned_round": ("parts", "B"),
        },
    ),
)
