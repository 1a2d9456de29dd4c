"""Exercises of chapter 3: the Net Promoter Score and brand advocacy.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `advocacy`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import pandas as pd

from mkt40_helpers import advocacy
from mkt40_helpers.advocacy import NUMBER
from mkt40_helpers.workbook.kinds import Case, Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise, Mistake

__all__ = ["EXERCISES"]

Scores = Sequence[float | None]


def _share(survey: pd.DataFrame, low: int, high: int) -> float:
    """Share of the answers from `low` to `high`, 0 to 1."""
    return float(survey["score"].dropna().between(low, high).mean())


def _nps(survey: pd.DataFrame) -> float:
    return 100 * (_share(survey, 9, 10) - _share(survey, 0, 6))


def _counts(survey: pd.DataFrame) -> tuple[int, int, int]:
    score = survey["score"].dropna()
    return int((score >= 9).sum()), int(score.between(7, 8).sum()), int((score <= 6).sum())


def _variance(survey: pd.DataFrame) -> float:
    p, d = _share(survey, 9, 10), _share(survey, 0, 6)
    return p + d - (p - d) ** 2


def _se(survey: pd.DataFrame) -> float:
    """Standard error of the score, in points."""
    return 100 * math.sqrt(_variance(survey) / survey["score"].count())


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


def _by_channel(survey: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(name): part for name, part in survey.groupby("channel")}


def _delivery_detractors(survey: pd.DataFrame) -> int:
    return int((_of(survey, "touchpoint", "delivery")["score"] <= 6).sum())


def _stores(survey: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return _of(survey, "channel", "store"), _of(survey, "channel", "web shop")


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
        NUMBER,
        "1",
        title="Count the promoters",
        level="warm-up",
        points=1,
        minutes=4,
        kind=Number("answers", decimals=0, in_percent=False),
        tables=("survey",),
        answer=lambda survey: _counts(survey)[0],
        mistakes=(
            Mistake(
                "You compared the score with a number, as you should. But above 9 leaves out "
                "those who gave exactly 9, and they are promoters too: "
                "look at the difference between > and >=.",
                lambda survey: int((survey["score"] > 9).sum()),
            ),
            Mistake(
                "You counted the high scores. Those who gave an 8 came in as well, "
                "and an 8 is a passive: move the border one up.",
                lambda survey: int((survey["score"] >= 8).sum()),
            ),
            Mistake(
                "You counted rows, as you should, but of one score only. "
                "Two scores make a promoter: take both.",
                lambda survey: int((survey["score"] == 9).sum()),
            ),
            Mistake(
                "You counted a group of answers, but it is the other end of the scale: "
                "these are the detractors.",
                lambda survey: _counts(survey)[2],
            ),
            Mistake(
                "You counted answers, as you should, but of the middle group: 7 and 8 make a "
                "passive. Promoters come above them.",
                lambda survey: _counts(survey)[1],
            ),
            Mistake(
                "You counted the high scores, but with the passives among them. The promoters "
                "begin higher up than 7.",
                lambda survey: _counts(survey)[0] + _counts(survey)[1],
            ),
            Mistake(
                "This is a share in percent, a step further than asked. The question asks how "
                "many: a whole number.",
                lambda survey: 100 * _share(survey, 9, 10),
            ),
            Mistake(
                "This is a share, a step further than asked. The question asks how many: a whole "
                "number.",
                lambda survey: _share(survey, 9, 10),
            ),
            Mistake(
                "You counted all answers. Compare the score with a number first, so that only the"
                " promoters count.",
                lambda survey: int(survey["score"].count()),
            ),
            Mistake(
                "You counted those who did recommend Zwaluw. A promoter is told by the score she "
                "gave, whatever she did.",
                lambda survey: int(survey["recommended_unasked"].sum()),
            ),
        ),
        hints=(
            "Look at the lesson's section 'Three groups': which scores make a promoter?",
            '`survey["score"] == 9` gives a column of True and False; its sum counts the Trues.',
            'It is almost `(survey["score"] >= 8).sum()`, with another border than 8.',
        ),
        praise="These are the customers who say they would very likely recommend Zwaluw.",
    ),
    Exercise(
        NUMBER,
        "2",
        title="Share of detractors",
        level="warm-up",
        points=1,
        minutes=5,
        kind=Number("percent", between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: 100 * _share(survey, 0, 6),
        mistakes=(
            Mistake(
                "You counted the detractors rightly. You divided by all rows, also by those "
                "without a score: people who skipped the question are in no group. "
                "Divide by the number of answers.",
                lambda survey: 100 * _counts(survey)[2] / len(survey),
            ),
            Mistake(
                "You divided by the number of answers, as you should. The detractors' group "
                "goes on one score further up: 6 belongs to it.",
                lambda survey: 100 * _share(survey, 0, 5),
            ),
            Mistake(
                "You divided by the number of answers, as you should. Your group goes one score "
                "too far: a 7 is a passive.",
                lambda survey: 100 * _share(survey, 0, 7),
            ),
            Mistake(
                "This is a share of the answers, as it should be, but of the promoters. "
                "The detractors are at the low end of the scale.",
                lambda survey: 100 * _share(survey, 9, 10),
            ),
            Mistake(
                "A good count: these are the detractors. Now divide it by the number of answers, "
                "and make it a percentage.",
                lambda survey: _counts(survey)[2],
            ),
            Mistake(
                "This is a share of the answers, as it should be, but of the passives. The "
                "detractors are lower on the scale.",
                lambda survey: 100 * _share(survey, 7, 8),
            ),
            Mistake(
                "Your detractors are right. You divided by promoters and detractors only; the "
                "passives answered too.",
                lambda survey: 100 * _counts(survey)[2] / (_counts(survey)[0] + _counts(survey)[2]),
            ),
            Mistake(
                "Two things: a 6 is a detractor too, and those who skipped the question do not "
                "belong in the denominator.",
                lambda survey: 100 * (survey["score"] <= 5).sum() / len(survey),
            ),
        ),
        hints=(
            "A share is a count divided by a count. Which two counts?",
            '`survey["score"].count()` counts the answers; `len(survey)` counts the rows. '
            "They differ.",
            'It is almost `100 * (survey["score"] <= 5).sum() / survey["score"].count()`, with '
            "another border than 5.",
        ),
        praise="You left those who skipped the question out of the share, which is right: "
        "they are in no group.",
    ),
    Exercise(
        NUMBER,
        "3",
        title="The score itself",
        level="warm-up",
        points=2,
        minutes=6,
        kind=Number("points", between=(-100, 100)),
        tables=("survey",),
        answer=_nps,
        mistakes=(
            Mistake(
                "Your groups are right. You divided by promoters and detractors only; the "
                "passives answered too, so they belong in the denominator.",
                lambda survey: (
                    100
                    * (_counts(survey)[0] - _counts(survey)[2])
                    / (_counts(survey)[0] + _counts(survey)[2])
                ),
            ),
            Mistake(
                "Your groups are right. You divided by all rows; those who skipped the question "
                "are in no group. Divide by the number of answers.",
                lambda survey: 100 * (_counts(survey)[0] - _counts(survey)[2]) / len(survey),
            ),
            Mistake(
                "This is the share of promoters. It is the first half of the score: "
                "something still has to be taken away.",
                lambda survey: 100 * _share(survey, 9, 10),
            ),
            Mistake(
                "Promoters minus detractors: yes, but this is the difference of the counts. "
                "Use their shares, or the score would grow with the number of answers.",
                lambda survey: _counts(survey)[0] - _counts(survey)[2],
            ),
            Mistake(
                "You found the mean of the scores. The Net Promoter Score is no mean: "
                "it compares two groups.",
                lambda survey: float(survey["score"].mean()),
            ),
            Mistake(
                "You took away everybody who is not a promoter. The passives are in the "
                "denominator only: take away the detractors alone.",
                lambda survey: 100 * (_share(survey, 9, 10) - _share(survey, 0, 8)),
            ),
            Mistake(
                "Promoters minus detractors, over all answers: yes. But your detractors end at 5;"
                " a 6 belongs to them.",
                lambda survey: 100 * (_share(survey, 9, 10) - _share(survey, 0, 5)),
            ),
            Mistake(
                "Promoters minus detractors, over all answers: yes. But you took only the 10s as "
                "promoters; a 9 is one too.",
                lambda survey: 100 * (_share(survey, 10, 10) - _share(survey, 0, 6)),
            ),
            Mistake(
                "Promoters minus detractors, over all answers: yes. But your promoters begin at "
                "8; an 8 is a passive.",
                lambda survey: 100 * (_share(survey, 8, 10) - _share(survey, 0, 6)),
            ),
            Mistake(
                "Both shares are right. You added them; the score is their difference.",
                lambda survey: 100 * (_share(survey, 9, 10) + _share(survey, 0, 6)),
            ),
            Mistake(
                "The parts are right, the brackets are missing: Python divides before it "
                "subtracts. Put the whole difference in brackets, then divide.",
                lambda survey: (
                    100 * _counts(survey)[0] - _counts(survey)[2] / survey["score"].count()
                ),
            ),
            Mistake(
                "You stretched the mean of the scores to 100. The Net Promoter Score is no mean: "
                "it compares two groups.",
                lambda survey: 10 * float(survey["score"].mean()),
            ),
        ),
        hints=(
            "The score is a difference of two shares; the lesson's section 'The score' has "
            "the formula.",
            "Both shares have the same denominator: the number of answers.",
            "`100 * (promoters - detractors) / answers`, where all three are counts; "
            'answers is `survey["score"].count()`.',
        ),
        praise="Three groups, one number: the passives are not in the numerator, "
        "but they do hold the score near zero.",
    ),
    Exercise(
        NUMBER,
        "4",
        title="The score of each channel",
        level="core",
        points=2,
        minutes=8,
        kind=Series("points", between=(-100, 100), figure="nps"),
        tables=("survey",),
        answer=lambda survey: {name: _nps(part) for name, part in _by_channel(survey).items()},
        mistakes=(
            Mistake(
                "You made the groups rightly. You took the mean score of each; "
                "the question asks for the Net Promoter Score of each.",
                lambda survey: survey.groupby("channel")["score"].mean().astype(float),
            ),
            Mistake(
                "You made the groups rightly, and these are their promoters. "
                "The detractors still have to be taken away.",
                lambda survey: {
                    name: 100 * _share(part, 9, 10) for name, part in _by_channel(survey).items()
                },
            ),
            Mistake(
                "You counted rightly within each channel, but divided by the answers of all "
                "channels together. Divide by the channel's own answers; "
                "else a busy channel looks extreme.",
                lambda survey: {
                    name: _nps(part) * part["score"].count() / survey["score"].count()
                    for name, part in _by_channel(survey).items()
                },
            ),
            Mistake(
                "Your groups are right. You divided by promoters and detractors only; the "
                "passives answered too, so they belong in the denominator.",
                lambda survey: {
                    name: 100
                    * (_share(part, 9, 10) - _share(part, 0, 6))
                    / (_share(part, 9, 10) + _share(part, 0, 6))
                    for name, part in _by_channel(survey).items()
                },
            ),
            Mistake(
                "You made the groups rightly, and counted rightly within them. You divided by all"
                " rows of a channel; those who skipped the question are in no group.",
                lambda survey: {
                    name: _nps(part) * part["score"].count() / len(part)
                    for name, part in _by_channel(survey).items()
                },
            ),
            Mistake(
                "You found the score of each group, as asked. Your groups are the countries; "
                "the question asks for the channels.",
                lambda survey: {name: _nps(part) for name, part in survey.groupby("country")},
            ),
            Mistake(
                "You found the score of each group, as asked. Your groups are the touchpoints; "
                "the question asks for the channels.",
                lambda survey: {name: _nps(part) for name, part in survey.groupby("touchpoint")},
            ),
        ),
        hints=(
            "The lesson's section 'One number per channel' does this for the whole survey.",
            "`advocacy.nps_by` makes a table with a row for each group of the column `by=`. "
            "Keep the column that names the group and the column with the score.",
            'It is almost `advocacy.nps_by(survey, by="country").set_index("country")["nps"]`, for '
            "other groups.",
        ),
        praise="Look at the gap between store and web shop. What differs between the two, "
        "apart from the channel itself?",
    ),
    Exercise(
        NUMBER,
        "5",
        title="What the eights could do",
        level="core",
        points=2,
        minutes=7,
        kind=Number("points", between=(-100, 100)),
        tables=("survey",),
        answer=lambda survey: _nps(survey) + 100 * _share(survey, 8, 8),
        mistakes=(
            Mistake(
                "You moved passives up, and that adds to the score. "
                "But you moved the 7s as well; only the 8s change here.",
                lambda survey: _nps(survey) + 100 * _share(survey, 7, 8),
            ),
            Mistake(
                "You added the 8s to the promoters, as you should, and then once more to the "
                "number of answers. They were counted there already: nobody new answered.",
                lambda survey: (
                    100
                    * (_counts(survey)[0] - _counts(survey)[2] + (survey["score"] == 8).sum())
                    / (survey["score"].count() + (survey["score"] == 8).sum())
                ),
            ),
            Mistake(
                "This is what the score would gain. The question asks for the new score: "
                "add it to the old one.",
                lambda survey: 100 * _share(survey, 8, 8),
            ),
            Mistake(
                "This is today's score. Once the 8s have become 9s, they are promoters: "
                "who is added to the numerator?",
                _nps,
            ),
            Mistake(
                "You made promoters of the 8s. But this is only the share of promoters: the "
                "detractors still have to be taken away.",
                lambda survey: 100 * _share(survey, 8, 10),
            ),
            Mistake(
                "You made promoters of the 8s. You divided by all rows; those who skipped the "
                "question are in no group.",
                lambda survey: (
                    100
                    * (_share(survey, 8, 10) - _share(survey, 0, 6))
                    * survey["score"].count()
                    / len(survey)
                ),
            ),
            Mistake(
                "The 8s are gone from your answers. They should become promoters: give them a 9 "
                "instead of leaving them out.",
                lambda survey: (
                    100
                    * (_share(survey, 9, 10) - _share(survey, 0, 6))
                    / (1 - _share(survey, 8, 8))
                ),
            ),
            Mistake(
                "You moved everybody up by one. Only those who gave an 8 change; a 6 stays a 6.",
                lambda survey: 100 * (_share(survey, 8, 10) - _share(survey, 0, 5)),
            ),
            Mistake(
                "You counted each 8 as two steps, as if it had been a detractor. A passive who "
                "becomes a promoter adds one to the numerator.",
                lambda survey: _nps(survey) + 200 * _share(survey, 8, 8),
            ),
        ),
        hints=(
            "Who changes group when an 8 becomes a 9? And who does not?",
            "The number of answers stays the same. Only the number of promoters grows.",
            'It is almost `advocacy.nps(survey["score"].replace(7, 8)).score`: this turns 7s into '
            "8s; change what you need.",
        ),
        praise="The passives are in no numerator, yet here lie most of the points: "
        "one step up the scale and a customer counts.",
    ),
    Exercise(
        NUMBER,
        "6",
        title="Same score, another firm",
        level="core",
        points=2,
        minutes=7,
        kind=Number("promoters among 100 answers", between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: (100 + _nps(survey)) / 2,
        mistakes=(
            Mistake(
                "You started from the score, as you should. But then detractors would be zero "
                "and the rest passives. This firm has no passives: everybody else is a detractor.",
                _nps,
            ),
            Mistake(
                "Your two groups add up to 100 and differ by the right amount. "
                "You handed in the smaller one, the detractors.",
                lambda survey: (100 - _nps(survey)) / 2,
            ),
            Mistake(
                "You started from half and half, a good idea. When one answer moves from "
                "detractor to promoter, the score grows by two points, not by one: "
                "you moved twice too many.",
                lambda survey: 50 + _nps(survey),
            ),
            Mistake(
                "This is the share of promoters in your own sample, where there are passives. "
                "In the other firm there are none.",
                lambda survey: 100 * _share(survey, 9, 10),
            ),
            Mistake(
                "You halved the score, part of the way. With half promoters and half detractors "
                "the score is 0: where do you start from?",
                lambda survey: _nps(survey) / 2,
            ),
            Mistake(
                "You took the score from 100. Write down p promoters and 100 - p detractors "
                "first: what is the score then?",
                lambda survey: 100 - _nps(survey),
            ),
            Mistake(
                "You dropped the passives of your own sample. That changes the score; the other "
                "firm has the same score as you.",
                lambda survey: 100 * _counts(survey)[0] / (_counts(survey)[0] + _counts(survey)[2]),
            ),
        ),
        hints=(
            "Call the number of promoters p. How many detractors are there among 100 answers, "
            "when nobody is passive?",
            "With p promoters and 100 - p detractors the score is p - (100 - p).",
            "Set 2 * p - 100 equal to your score from exercise 3.3, and solve for p.",
        ),
        praise="One firm with many lukewarm customers, one with lovers and haters, "
        "one and the same score. Their next step cannot be the same.",
    ),
    Exercise(
        NUMBER,
        "7",
        title="Margin of error",
        level="core",
        points=3,
        minutes=9,
        kind=Number("points", decimals=3),
        tables=("survey",),
        answer=lambda survey: 1.96 * _se(survey),
        also=(lambda survey: NormalDist().inv_cdf(0.975) * _se(survey),),  # as advocacy.nps does
        mistakes=(
            Mistake(
                "This is the standard error: right, and almost there. A 95% margin is wider "
                "than one standard error: how many times?",
                _se,
            ),
            Mistake(
                "The factor 1.96 and the variance are right. The square root has not reached "
                "the number of answers: take the root of variance / n, not of the variance alone.",
                lambda survey: 196 * math.sqrt(_variance(survey)) / survey["score"].count(),
            ),
            Mistake(
                "You used p * (1 - p), the variance of a simple share. An answer here counts "
                "as +1, 0 or -1, so the detractors spread the score too: "
                "use p + d - (p - d) ** 2.",
                lambda survey: (
                    196
                    * math.sqrt(
                        _share(survey, 9, 10)
                        * (1 - _share(survey, 9, 10))
                        / survey["score"].count()
                    )
                ),
            ),
            Mistake(
                "Your formula is right. The factor 1.645 belongs to 90%; "
                "the question asks for 95%.",
                lambda survey: 1.645 * _se(survey),
            ),
            Mistake(
                "This is the whole width of the interval. The margin is half of it: "
                "what you put behind plus-or-minus.",
                lambda survey: 2 * 1.96 * _se(survey),
            ),
            Mistake(
                "This is how far single answers spread around the score. The score is a mean of "
                "many answers, and is steadier: divide the variance by n.",
                lambda survey: 196 * math.sqrt(_variance(survey)),
            ),
            Mistake(
                "Two standard errors are the rule of thumb. The question says 1.96: use it.",
                lambda survey: 2 * _se(survey),
            ),
            Mistake(
                "Your formula is right. Its n is the number of answers, without those who skipped"
                " the question.",
                lambda survey: (
                    1.96 * _se(survey) * math.sqrt(survey["score"].count() / len(survey))
                ),
            ),
            Mistake(
                "The steps are right. In the variance the difference of the shares has to be "
                "squared: (p - d) ** 2.",
                lambda survey: 196 * math.sqrt(2 * _share(survey, 0, 6) / survey["score"].count()),
            ),
            Mistake(
                "The variance and n are right. Take the square root of their quotient.",
                lambda survey: 196 * _variance(survey) / survey["score"].count(),
            ),
        ),
        hints=(
            "The lesson's section 'How sure can we be?' has the standard error in words "
            "and symbols.",
            "Three steps: the variance p + d - (p - d) ** 2; divide by n and take the square "
            "root; times 1.96. In points, so times 100.",
            "`100 * 1.96 * (variance / n) ** 0.5`, where variance is made of the shares, "
            "between 0 and 1.",
        ),
        praise="This is the number to write behind the score on every slide: plus or minus "
        "so many points.",
    ),
    Exercise(
        NUMBER,
        "8",
        title="What 95 percent means",
        level="core",
        points=2,
        minutes=9,
        kind=Number("percent", between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: _answers_that_hold(survey),
        mistakes=(
            Mistake(
                "You compared intervals with the overall score, as you should. "
                "You took the weeks that miss it; take those that hold it.",
                lambda survey: 100 - _answers_that_hold(survey),
            ),
            Mistake(
                "You found the weeks that hold the score. This is their share of the weeks; "
                "the question asks for their share of the answers, so add up the column n.",
                lambda survey: 100 * float(_weeks(survey)["holds"].mean()),
            ),
            Mistake(
                "You counted the weeks that hold the score, a good start. The question asks for "
                "their share of the answers: add up the column n.",
                lambda survey: int(_weeks(survey)["holds"].sum()),
            ),
            Mistake(
                "These are the answers of the weeks that hold the score, as a count. "
                "Divide by all answers, and make it a percentage.",
                lambda survey: _count_that_hold(survey),
            ),
            Mistake(
                "You found the weeks that hold the score, and added up their answers. You divided "
                "by all rows; those who skipped the question are in no week's n.",
                lambda survey: 100 * _count_that_hold(survey) / len(survey),
            ),
            Mistake(
                "You took months. They hold more answers each; the question is about weeks.",
                lambda survey: _answers_that_hold(survey, "M"),
            ),
            Mistake(
                "You turned it round: these are the weeks whose score lies in the one interval "
                "of the whole period. That interval says where the true score lies, not where "
                "the scores of small samples lie. Take each week's own interval.",
                _answers_turned_round,
            ),
            Mistake(
                "You took the score plus and minus one standard error. That interval holds "
                "the truth about two times in three; a 95% interval is nearly twice as wide.",
                _answers_within_one_se,
            ),
        ),
        hints=(
            "Make a table with a row for each week. Which columns are the ends of the interval?",
            "A week's interval holds the overall score when low <= overall and overall <= high.",
            'With `holds = (weeks["low"] <= overall) & (overall <= weeks["high"])` it is almost '
            '`100 * weeks.loc[~holds, "n"].sum() / weeks["n"].sum()`; the sign ~ means not.',
        ),
        praise="That is what 95 percent promises: of many intervals, about 95 in 100 hold the "
        "true score. Of one interval you never know. (The overall score stands in here for the "
        "true one; you counted by answers, and by weeks it is nearly the same. With so few "
        "answers a week each interval is more than 80 points wide: no wonder that most hold it.)",
    ),
    Exercise(
        NUMBER,
        "9",
        title="Two channels: how sure is the gap?",
        level="core",
        points=3,
        minutes=8,
        kind=Number("points", decimals=2),
        tables=("survey",),
        answer=lambda survey: math.hypot(*map(_se, _stores(survey))),
        mistakes=(
            Mistake(
                "You found both standard errors. Adding them is too much: the two errors will "
                "often partly cancel. Add their squares, then take the root.",
                lambda survey: sum(map(_se, _stores(survey))),
            ),
            Mistake(
                "You found both standard errors. The scores are subtracted, but their errors "
                "are not: a difference of two uncertain numbers is less certain than either.",
                lambda survey: abs(_se(_stores(survey)[0]) - _se(_stores(survey)[1])),
            ),
            Mistake(
                "You added the squares, as you should. Now take the square root, "
                "to come back to points.",
                lambda survey: sum(_se(part) ** 2 for part in _stores(survey)),
            ),
            Mistake(
                "You pooled the answers of both channels and took one standard error. "
                "That belongs to their joint score. For a difference, each has its own error.",
                lambda survey: _se(survey[survey["channel"].isin(["store", "web shop"])]),
            ),
            Mistake(
                "This is already the 95% margin. The question asks for the standard error: "
                "leave out the factor 1.96.",
                lambda survey: 1.96 * math.hypot(*map(_se, _stores(survey))),
            ),
            Mistake(
                "This is the standard error of the stores alone. The web shop's score is "
                "uncertain too: bring both together.",
                lambda survey: _se(_stores(survey)[0]),
            ),
            Mistake(
                "This is the standard error of the web shop alone. The stores' score is uncertain"
                " too: bring both together.",
                lambda survey: _se(_stores(survey)[1]),
            ),
            Mistake(
                "This is the difference of the scores itself. The question asks how uncertain it "
                "is: its standard error.",
                lambda survey: _nps(_stores(survey)[0]) - _nps(_stores(survey)[1]),
            ),
        ),
        hints=(
            "The lesson's section 'Two scores compared' shows how two errors come together.",
            "What `advocacy.nps` gives back has `.se`, the standard error. Make one result for "
            "each channel.",
            "`(store.se ** 2 + web.se ** 2) ** 0.5`, where store and web are the two results.",
        ),
        praise="Compare the gap with it: a gap of more than about twice this number is hard "
        "to put down to chance.",
    ),
    Exercise(
        NUMBER,
        "10",
        title="How many answers are enough?",
        level="core",
        points=2,
        minutes=6,
        kind=Number("answers", decimals=0, in_percent=False),
        tables=("survey",),
        answer=lambda survey: math.ceil(1.959964**2 * _variance(survey) / 0.05**2),
        also=(lambda survey: math.ceil(1.96**2 * _variance(survey) / 0.05**2),),
        mistakes=(
            Mistake(
                "Your formula is right. Half an answer cannot be had: round it up, since with "
                "one less the margin is just missed.",
                lambda survey: 1.959964**2 * _variance(survey) / 0.05**2,
            ),
            Mistake(
                "You used the worst case, half promoters and half detractors: safe, but more "
                "than your customers need. Use the shares in your own sample.",
                lambda survey: math.ceil(1.959964**2 / 0.05**2),
            ),
            Mistake(
                "Your shares are right. Plus or minus 5 points is the margin; you took 5 points "
                "as the whole width, and that costs four times the answers.",
                lambda survey: math.ceil(1.959964**2 * _variance(survey) / 0.025**2),
            ),
            Mistake(
                "Your shares are right. With a margin of 10 points you would need this many; "
                "the question asks for 5. Half the margin is four times the answers.",
                lambda survey: math.ceil(1.959964**2 * _variance(survey) / 0.1**2),
            ),
            Mistake(
                "Almost: the factor 1.96 has to be squared, like the margin.",
                lambda survey: math.ceil(1.959964 * _variance(survey) / 0.05**2),
            ),
            Mistake(
                "Your shares and margin are right. The confidence is that of 90%; the question "
                "asks for 95%.",
                lambda survey: math.ceil(1.644854**2 * _variance(survey) / 0.05**2),
            ),
            Mistake(
                "You used p * (1 - p), the variance of a simple share. In a score the detractors "
                "spread too: p + d - (p - d) ** 2.",
                lambda survey: math.ceil(
                    1.959964**2 * _share(survey, 9, 10) * (1 - _share(survey, 9, 10)) / 0.05**2
                ),
            ),
            Mistake(
                "You let the margin fall in proportion to the number of answers. It falls with the "
                "square root of it: half the margin takes four times the answers.",
                lambda survey: math.ceil(survey["score"].count() * 1.96 * _se(survey) / 5),
            ),
        ),
        hints=(
            "`advocacy.sample_size` does the work; what does it need to know?",
            "`promoters=` and `detractors=` are the expected shares, between 0 and 1. "
            "Take them from your own sample.",
            "It is almost `advocacy.sample_size(margin=10, promoters=result.promoter_share, "
            "detractors=result.detractor_share)`, where result is the NPS of your sample; mind "
            "the margin.",
        ),
        praise="A number of answers, not of invitations: if one in five answers, "
        "invite five times as many.",
    ),
    Exercise(
        NUMBER,
        "11",
        title="Is this an NPS?",
        level="core",
        points=2,
        minutes=5,
        kind=Choice(("same bands", "other question", "rounded", "no passives")),
        tables=("hcahps_national",),
        answer=lambda hospitals: "other question",
        mistakes=(
            Mistake(
                "The bands are the same: well seen. But bands do not make the score. "
                "Read again what the patients were asked to do with 0 to 10.",
                lambda hospitals: "same bands",
            ),
            Mistake(
                "Rounded percentages make the figure less exact, by about a point. That would "
                "leave it a rough NPS. There is a deeper reason: look at the question asked.",
                lambda hospitals: "rounded",
            ),
            Mistake(
                "There is a middle group: those who rated 7 or 8. "
                "So that is not it. Look at the question asked.",
                lambda hospitals: "no passives",
            ),
        ),
        hints=(
            'Read the data card: `data.describe("hcahps_national")`.',
            "What does the word 'recommend' do in a Net Promoter Score? "
            "And where is it in this survey?",
            "Patients rated the hospital from 0 to 10. Whether they would recommend it, "
            "they told elsewhere, in words.",
        ),
        praise="A good mark is not a promise to recommend. The survey does ask about "
        "recommending, in other words and with other answers, so that figure cannot be laid "
        "beside an NPS either.",
    ),
    Exercise(
        NUMBER,
        "12",
        title="Half of the delivery problem",
        level="challenge",
        points=3,
        minutes=8,
        kind=Number("points", decimals=2),
        tables=("survey",),
        answer=lambda survey: 50 * _delivery_detractors(survey) / survey["score"].count(),
        mistakes=(
            Mistake(
                "You found the detractors of delivery and the right denominator. But this counts "
                "too much: the plan wins over half of them, not all, and makes them passives, "
                "not promoters (a promoter would count twice).",
                lambda survey: 100 * _delivery_detractors(survey) / survey["score"].count(),
            ),
            Mistake(
                "You divided by the answers about delivery. That is what delivery's own score "
                "would gain; Zwaluw's score has all answers in its denominator.",
                lambda survey: (
                    50
                    * _delivery_detractors(survey)
                    / _of(survey, "touchpoint", "delivery")["score"].count()
                ),
            ),
            Mistake(
                "You took them out of the sample. A customer who is won over does not "
                "disappear: she still counts in the denominator, now as a passive.",
                lambda survey: (
                    100
                    * (_counts(survey)[0] - _counts(survey)[2] + _delivery_detractors(survey) / 2)
                    / (survey["score"].count() - _delivery_detractors(survey) / 2)
                    - _nps(survey)
                ),
            ),
            Mistake(
                "This is the new score. The question asks by how many points it rises: take the "
                "old one away.",
                lambda survey: (
                    _nps(survey) + 50 * _delivery_detractors(survey) / survey["score"].count()
                ),
            ),
            Mistake(
                "You found the people the plan wins over. Turn them into points: each is worth "
                "100 divided by the number of answers.",
                lambda survey: _delivery_detractors(survey) / 2,
            ),
            Mistake(
                "You took half of all detractors. The plan is about the touchpoint delivery only.",
                lambda survey: 50 * _counts(survey)[2] / survey["score"].count(),
            ),
        ),
        hints=(
            "`advocacy.drivers(survey)` has a row for delivery. Which column is a number of "
            "people?",
            "Each detractor who becomes a passive raises the score by 100 / answers points.",
            "`100 * (unhappy / 2) / answers`, where unhappy counts the detractors of delivery and "
            "answers the answers of the whole sample.",
        ),
        praise="Now there is a figure to hold against the cost of better delivery. It says what "
        "there is to win, not yet that the plan will win it.",
    ),
    Exercise(
        NUMBER,
        "13",
        title="Your own function",
        level="challenge",
        points=4,
        minutes=15,
        kind=Function(
            (
                Case("[10, 9, 8, 7, 6]", lambda survey: [10, 9, 8, 7, 6]),
                Case("[0, 10]", lambda survey: [0, 10]),
                Case("[10, 9, 10]", lambda survey: [10, 9, 10]),
                Case("[7, 8], only passives", lambda survey: [7, 8]),
                Case("[0, 6], only detractors", lambda survey: [0, 6]),
                Case("[10, None, 9, 6], with a missing answer", lambda survey: [10, None, 9, 6]),
                Case("[None, None], only missing answers", lambda survey: [None, None]),
                Case("[], an empty list", lambda survey: []),
                Case(
                    "the scores of your own sample, as a list",
                    lambda survey: [None if pd.isna(s) else int(s) for s in survey["score"]],
                ),
            )
        ),
        tables=("survey",),
        answer=lambda scores: _right_function(scores),
        mistakes=(
            Mistake(
                "It is right as long as everybody answers. A missing answer (None) is no answer: "
                "it does not belong in the denominator.",
                lambda scores: _counts_missing(scores),
            ),
            Mistake(
                "Your groups are right. You divide by promoters and detractors only; the "
                "passives answered too, so they belong in the denominator.",
                lambda scores: _without_passives(scores),
            ),
            Mistake(
                "The calculation is right, but it gives a fraction. "
                "The question asks for points: multiply by 100.",
                lambda scores: _as_fraction(scores),
            ),
            Mistake(
                "All real scores come out right. For nobody at all you give back 0, but 0 is a "
                "score: as many promoters as detractors. No answers is no score: return None.",
                lambda scores: _zero_for_nobody(scores),
            ),
            Mistake(
                'Almost: 0 is an answer, not a missing one. "if score" is false for 0 too; write '
                '"if score is not None".',
                lambda scores: _drops_zeros(scores),
            ),
            Mistake(
                "You count a missing answer as a 0, and so as a detractor. Who did not answer is "
                "in no group.",
                lambda scores: _missing_as_zero(scores),
            ),
            Mistake(
                "The structure is right. Your promoters begin above 9; a 9 is one too.",
                lambda scores: _with_borders(scores, 10, 6),
            ),
            Mistake(
                "The structure is right. Your detractors end below 6; a 6 belongs to them.",
                lambda scores: _with_borders(scores, 9, 5),
            ),
            Mistake(
                "This is the share of promoters. The detractors still have to be taken away.",
                lambda scores: _with_borders(scores, 9, -1),
            ),
        ),
        hints=(
            "First throw away the missing answers, then look whether anything is left, "
            "then compute.",
            "`answers = [score for score in scores if score is not None]` keeps what is there; "
            "`len(answers) == 0` tells that nothing is left.",
            "`sum(score >= 9 for score in answers)` counts the promoters. End with "
            "`return 100 * (promoters - detractors) / len(answers)`.",
        ),
        praise="It works on every input, the odd ones too: you have written what the "
        "course's own advocacy.nps does first.",
    ),
)
