"""Exercises of chapter 3: the Net Promoter Score and brand advocacy.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `advocacy`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

import pandas as pd

from mkt40_helpers import advocacy
from mkt40_helpers.workbook.kinds import Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise

__all__ = ["EXERCISES"]

Scores = Sequence[float | None]


def _share(survey: pd.DataFrame, low: int, high: int) -> float:
    """Share of the answers from `low` to `high`, 0 to 1."""
    return float(survey["score"].dropna().between(low, high).mean())


def _nps(survey: pd.DataFrame, promoter: int = 9, detractor: int = 6) -> float:
    """Score in points, with the lowest score of a promoter and the highest of a detractor."""
    return 100 * (_share(survey, promoter, 10) - _share(survey, 0, detractor))


def _percent_promoters(survey: pd.DataFrame) -> float:
    return 100 * _share(survey, 9, 10)


def _promoters(survey: pd.DataFrame) -> int:
    return int((survey["score"] >= 9).sum())


def _passives(survey: pd.DataFrame) -> int:
    return int(survey["score"].between(7, 8).sum())


def _detractors(survey: pd.DataFrame) -> int:
    return int((survey["score"] <= 6).sum())


def _answers(survey: pd.DataFrame) -> int:
    return int(survey["score"].count())


def _net(survey: pd.DataFrame) -> int:
    return _promoters(survey) - _detractors(survey)


def _extremes(survey: pd.DataFrame) -> int:
    return _promoters(survey) + _detractors(survey)


def _nps_without_passives(survey: pd.DataFrame) -> float:
    return 100 * _net(survey) / _extremes(survey)


def _nps_of_all_rows(survey: pd.DataFrame) -> float:
    return 100 * _net(survey) / len(survey)


def _with_eights_once_more(survey: pd.DataFrame) -> float:
    eights = int((survey["score"] == 8).sum())
    return 100 * (_net(survey) + eights) / (_answers(survey) + eights)


def _variance(survey: pd.DataFrame) -> float:
    p, d = _share(survey, 9, 10), _share(survey, 0, 6)
    return p + d - (p - d) ** 2


def _simple_variance(survey: pd.DataFrame) -> float:
    """Variance of the share of promoters."""
    return _share(survey, 9, 10) * (1 - _share(survey, 9, 10))


def _se(survey: pd.DataFrame) -> float:
    """Standard error of the score, in points."""
    return 100 * math.sqrt(_variance(survey) / _answers(survey))


def _answers_for(variance: float, margin: float = 0.05, factor: float = 1.959964) -> float:
    """Answers that bring the margin of the score down to so much, as a fraction."""
    return factor**2 * variance / margin**2


def _of(survey: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return survey[survey[column] == value]


def _weeks(survey: pd.DataFrame, period: str = "W") -> pd.DataFrame:
    """Score of each week (or month) with its interval, and whether that holds the whole's score."""
    by_week = survey.assign(period=survey["date"].dt.to_period(period))
    weeks, overall = advocacy.nps_by(by_week, by="period"), _nps(survey)
    return weeks.assign(holds=(weeks["low"] <= overall) & (overall <= weeks["high"]))


def _answers_in(weeks: pd.DataFrame, chosen: pd.Series) -> float:
    """Percentage of all answers that was given in the chosen weeks."""
    return float(100 * weeks.loc[chosen, "n"].sum() / weeks["n"].sum())


def _answers_that_hold(survey: pd.DataFrame, period: str = "W") -> float:
    weeks = _weeks(survey, period)
    return _answers_in(weeks, weeks["holds"])


def _count_that_hold(survey: pd.DataFrame) -> int:
    weeks = _weeks(survey)
    return int(weeks.loc[weeks["holds"], "n"].sum())


def _answers_turned_round(survey: pd.DataFrame) -> float:
    weeks = _weeks(survey)
    return _answers_in(weeks, weeks["nps"].between(*advocacy.nps(survey["score"]).interval()))


def _answers_within_one_se(survey: pd.DataFrame) -> float:
    weeks = _weeks(survey)
    return _answers_in(weeks, (weeks["nps"] - _nps(survey)).abs() <= weeks["se"])


def _by(
    survey: pd.DataFrame, column: str, figure: Callable[[pd.DataFrame], float]
) -> dict[str, float]:
    """Compute a figure for each group."""
    return {str(name): figure(part) for name, part in survey.groupby(column)}


def _won_over(survey: pd.DataFrame) -> float:
    """Half of the detractors of delivery."""
    return _detractors(_of(survey, "touchpoint", "delivery")) / 2


def _gain(survey: pd.DataFrame) -> float:
    return 100 * _won_over(survey) / _answers(survey)


def _gain_when_taken_out(survey: pd.DataFrame) -> float:
    won = _won_over(survey)
    return 100 * (_net(survey) + won) / (_answers(survey) - won) - _nps(survey)


def _store(survey: pd.DataFrame) -> pd.DataFrame:
    return _of(survey, "channel", "store")


def _web_shop(survey: pd.DataFrame) -> pd.DataFrame:
    return _of(survey, "channel", "web shop")


def _se_of_gap(survey: pd.DataFrame) -> float:
    return math.hypot(_se(_store(survey)), _se(_web_shop(survey)))


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


EXERCISES = (
    Exercise(
        "1",
        Number(decimals=0, in_percent=False),
        tables=("survey",),
        answer=_promoters,
        mistakes={
            "without_nines": lambda survey: int((survey["score"] > 9).sum()),
            "counts_eights": lambda survey: int((survey["score"] >= 8).sum()),
            "nines_only": lambda survey: int((survey["score"] == 9).sum()),
            "detractors": _detractors,
            "passives": _passives,
            "counts_passives": lambda survey: _promoters(survey) + _passives(survey),
            "in_percent": _percent_promoters,
            "as_fraction": lambda survey: _share(survey, 9, 10),
            "all_answers": _answers,
            "recommended_unasked": lambda survey: int(survey["recommended_unasked"].sum()),
        },
    ),
    Exercise(
        "2",
        Number(between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: 100 * _share(survey, 0, 6),
        mistakes={
            "all_rows": lambda survey: 100 * _detractors(survey) / len(survey),
            "without_sixes": lambda survey: 100 * _share(survey, 0, 5),
            "counts_sevens": lambda survey: 100 * _share(survey, 0, 7),
            "promoters": _percent_promoters,
            "count_not_share": _detractors,
            "passives": lambda survey: 100 * _share(survey, 7, 8),
            "without_passives": lambda survey: 100 * _detractors(survey) / _extremes(survey),
            "all_rows_without_sixes": lambda survey: (
                100 * (survey["score"] <= 5).sum() / len(survey)
            ),
        },
    ),
    Exercise(
        "3",
        Number(between=(-100, 100)),
        tables=("survey",),
        answer=_nps,
        mistakes={
            "without_passives": _nps_without_passives,
            "all_rows": _nps_of_all_rows,
            "promoters_only": _percent_promoters,
            "counts_not_shares": _net,
            "mean_score": lambda survey: float(survey["score"].mean()),
            "minus_everybody_else": lambda survey: _nps(survey, detractor=8),
            "without_sixes": lambda survey: _nps(survey, detractor=5),
            "tens_only": lambda survey: _nps(survey, promoter=10),
            "counts_eights": lambda survey: _nps(survey, promoter=8),
            "added_shares": lambda survey: 100 * _extremes(survey) / _answers(survey),
            "without_brackets": lambda survey: (
                100 * _promoters(survey) - _detractors(survey) / _answers(survey)
            ),
            "mean_times_ten": lambda survey: 10 * float(survey["score"].mean()),
        },
    ),
    Exercise(
        "4",
        Series(between=(-100, 100), figure="nps"),
        tables=("survey",),
        answer=lambda survey: _by(survey, "channel", _nps),
        mistakes={
            "mean_score": lambda survey: survey.groupby("channel")["score"].mean(),
            "promoters_only": lambda survey: _by(survey, "channel", _percent_promoters),
            "all_channels_answers": lambda survey: _by(
                survey, "channel", lambda part: 100 * _net(part) / _answers(survey)
            ),
            "without_passives": lambda survey: _by(survey, "channel", _nps_without_passives),
            "all_rows": lambda survey: _by(survey, "channel", _nps_of_all_rows),
            "by_country": lambda survey: _by(survey, "country", _nps),
            "by_touchpoint": lambda survey: _by(survey, "touchpoint", _nps),
        },
    ),
    Exercise(
        "5",
        Number(between=(-100, 100)),
        tables=("survey",),
        answer=lambda survey: _nps(survey) + 100 * _share(survey, 8, 8),
        mistakes={
            "moves_sevens_too": lambda survey: _nps(survey) + 100 * _share(survey, 7, 8),
            "counted_again": _with_eights_once_more,
            "gain_only": lambda survey: 100 * _share(survey, 8, 8),
            "todays_score": _nps,
            "promoters_only": lambda survey: 100 * _share(survey, 8, 10),
            "all_rows": lambda survey: _nps(survey, promoter=8) * _answers(survey) / len(survey),
            "drops_eights": lambda survey: _nps(survey[survey["score"] != 8]),
            "moves_everybody": lambda survey: _nps(survey, promoter=8, detractor=5),
            "two_steps": lambda survey: _nps(survey) + 200 * _share(survey, 8, 8),
        },
    ),
    Exercise(
        "6",
        Number(between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: (100 + _nps(survey)) / 2,
        mistakes={
            "no_detractors": _nps,
            "detractors": lambda survey: (100 - _nps(survey)) / 2,
            "two_points_as_one": lambda survey: 50 + _nps(survey),
            "own_promoters": _percent_promoters,
            "half_the_score": lambda survey: _nps(survey) / 2,
            "hundred_minus_score": lambda survey: 100 - _nps(survey),
            "drops_passives": lambda survey: 100 * _promoters(survey) / _extremes(survey),
        },
    ),
    Exercise(
        "7",
        Number(decimals=3),
        tables=("survey",),
        answer=lambda survey: 1.96 * _se(survey),
        also=(lambda survey: NormalDist().inv_cdf(0.975) * _se(survey),),
        mistakes={
            "standard_error": _se,
            "root_of_variance_only": lambda survey: (
                196 * math.sqrt(_variance(survey)) / _answers(survey)
            ),
            "simple_share": lambda survey: (
                196 * math.sqrt(_simple_variance(survey) / _answers(survey))
            ),
            "ninety_percent": lambda survey: 1.645 * _se(survey),
            "whole_width": lambda survey: 2 * 1.96 * _se(survey),
            "single_answers": lambda survey: 196 * math.sqrt(_variance(survey)),
            "two_not_1_96": lambda survey: 2 * _se(survey),
            "all_rows": lambda survey: (
                1.96 * _se(survey) * math.sqrt(_answers(survey) / len(survey))
            ),
            "difference_not_squared": lambda survey: (
                196 * math.sqrt(2 * _share(survey, 0, 6) / _answers(survey))
            ),
            "without_root": lambda survey: 196 * _variance(survey) / _answers(survey),
        },
    ),
    Exercise(
        "8",
        Number(between=(0, 100)),
        tables=("survey",),
        answer=_answers_that_hold,
        mistakes={
            "weeks_that_miss": lambda survey: 100 - _answers_that_hold(survey),
            "share_of_weeks": lambda survey: 100 * float(_weeks(survey)["holds"].mean()),
            "number_of_weeks": lambda survey: int(_weeks(survey)["holds"].sum()),
            "count_not_share": _count_that_hold,
            "all_rows": lambda survey: 100 * _count_that_hold(survey) / len(survey),
            "months": lambda survey: _answers_that_hold(survey, "M"),
            "turned_round": _answers_turned_round,
            "one_standard_error": _answers_within_one_se,
        },
    ),
    Exercise(
        "9",
        Number(decimals=2),
        tables=("survey",),
        answer=_se_of_gap,
        mistakes={
            "added_errors": lambda survey: _se(_store(survey)) + _se(_web_shop(survey)),
            "subtracted_errors": lambda survey: abs(_se(_store(survey)) - _se(_web_shop(survey))),
            "without_root": lambda survey: _se_of_gap(survey) ** 2,
            "pooled": lambda survey: _se(survey[survey["channel"].isin(["store", "web shop"])]),
            "margin": lambda survey: 1.96 * _se_of_gap(survey),
            "store_only": lambda survey: _se(_store(survey)),
            "web_shop_only": lambda survey: _se(_web_shop(survey)),
            "difference_of_scores": lambda survey: _nps(_store(survey)) - _nps(_web_shop(survey)),
        },
    ),
    Exercise(
        "10",
        Number(decimals=0, in_percent=False),
        tables=("survey",),
        answer=lambda survey: math.ceil(_answers_for(_variance(survey))),
        also=(lambda survey: math.ceil(_answers_for(_variance(survey), factor=1.96)),),
        mistakes={
            "not_rounded_up": lambda survey: _answers_for(_variance(survey)),
            "worst_case": lambda survey: math.ceil(_answers_for(1)),
            "whole_width": lambda survey: math.ceil(_answers_for(_variance(survey), 0.025)),
            "margin_of_ten": lambda survey: math.ceil(_answers_for(_variance(survey), 0.1)),
            "factor_not_squared": lambda survey: math.ceil(1.959964 * _variance(survey) / 0.05**2),
            "ninety_percent": lambda survey: math.ceil(
                _answers_for(_variance(survey), factor=1.644854)
            ),
            "simple_share": lambda survey: math.ceil(_answers_for(_simple_variance(survey))),
            "in_proportion": lambda survey: math.ceil(_answers(survey) * 1.96 * _se(survey) / 5),
        },
    ),
    Exercise(
        "11",
        Choice(("same bands", "other question", "rounded", "no passives")),
        tables=("hcahps_national",),
        answer="other question",
        mistakes={
            "same_bands": "same bands",
            "rounded": "rounded",
            "no_passives": "no passives",
        },
    ),
    Exercise(
        "12",
        Number(decimals=2),
        tables=("survey",),
        answer=_gain,
        mistakes={
            "all_of_them": lambda survey: 2 * _gain(survey),
            "per_delivery_answers": lambda survey: (
                100 * _won_over(survey) / _answers(_of(survey, "touchpoint", "delivery"))
            ),
            "taken_out": _gain_when_taken_out,
            "new_score": lambda survey: _nps(survey) + _gain(survey),
            "people_not_points": _won_over,
            "all_detractors": lambda survey: 50 * _detractors(survey) / _answers(survey),
        },
    ),
    Exercise(
        "13",
        Function(
            {
                "five_scores": [10, 9, 8, 7, 6],
                "two_scores": [0, 10],
                "three_promoters": [10, 9, 10],
                "passives_only": [7, 8],
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
)
