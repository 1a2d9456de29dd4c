"""What exercises and steps of chapter 3 compute, by hand and not with `advocacy`.

So an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import pandas as pd

from mkt40_helpers.data import load


def share(survey: pd.DataFrame, low: int, high: int) -> float:
    """Share of the answers from `low` to `high`, 0 to 1."""
    return float(survey["score"].dropna().between(low, high).mean())


def nps(survey: pd.DataFrame, promoter: int = 9, detractor: int = 6) -> float:
    """Score in points, with the lowest score of a promoter and the highest of a detractor."""
    return 100 * (share(survey, promoter, 10) - share(survey, 0, detractor))


def percent_promoters(survey: pd.DataFrame) -> float:
    return 100 * share(survey, 9, 10)


def promoters(survey: pd.DataFrame) -> int:
    return int((survey["score"] >= 9).sum())


def passives(survey: pd.DataFrame) -> int:
    return int(survey["score"].between(7, 8).sum())


def detractors(survey: pd.DataFrame) -> int:
    return int((survey["score"] <= 6).sum())


def answers(survey: pd.DataFrame) -> int:
    return int(survey["score"].count())


def net(survey: pd.DataFrame) -> int:
    return promoters(survey) - detractors(survey)


def extremes(survey: pd.DataFrame) -> int:
    return promoters(survey) + detractors(survey)


def nps_without_passives(survey: pd.DataFrame) -> float:
    return 100 * net(survey) / extremes(survey)


def nps_of_all_rows(survey: pd.DataFrame) -> float:
    return 100 * net(survey) / len(survey)


def with_eights_once_more(survey: pd.DataFrame) -> float:
    eights = int((survey["score"] == 8).sum())
    return 100 * (net(survey) + eights) / (answers(survey) + eights)


def variance(survey: pd.DataFrame) -> float:
    p, d = share(survey, 9, 10), share(survey, 0, 6)
    return p + d - (p - d) ** 2


def margin_of_a_share(survey: pd.DataFrame) -> float:
    """As if the score were the share of promoters alone, in points."""
    p = share(survey, 9, 10)
    return 196 * math.sqrt(p * (1 - p) / answers(survey))


def se(survey: pd.DataFrame) -> float:
    """Standard error of the score, in points."""
    return 100 * math.sqrt(variance(survey) / answers(survey))


def of(survey: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return survey[survey[column] == value]


def by(
    survey: pd.DataFrame, column: str, figure: Callable[[pd.DataFrame], float]
) -> dict[str, float]:
    """Compute a figure for each group."""
    return {str(name): figure(part) for name, part in survey.groupby(column, observed=True)}


def won_over(survey: pd.DataFrame) -> float:
    """Half of the detractors of delivery."""
    return detractors(of(survey, "touchpoint", "delivery")) / 2


def gain(survey: pd.DataFrame) -> float:
    return 100 * won_over(survey) / answers(survey)


def gain_when_taken_out(survey: pd.DataFrame) -> float:
    won = won_over(survey)
    return 100 * (net(survey) + won) / (answers(survey) - won) - nps(survey)


def largest_gap(
    survey: pd.DataFrame, *others: str, factor: float = 1.96, less_one: bool = False
) -> tuple[float, float]:
    """Give the interval of the highest less the lowest score, among a learner and others."""
    error = (lambda one: sem(values(one))) if less_one else se
    lowest, *_, highest = ranked(survey, *others)
    return _around(lowest, highest, factor * math.hypot(error(lowest), error(highest)))


def gap_with_margins_added(survey: pd.DataFrame, *others: str) -> tuple[float, float]:
    lowest, *_, highest = ranked(survey, *others)
    return _around(lowest, highest, 1.96 * (se(lowest) + se(highest)))


def gap_with_one_margin(survey: pd.DataFrame, *others: str) -> tuple[float, float]:
    lowest, *_, highest = ranked(survey, *others)
    return _around(lowest, highest, 1.96 * se(highest))


def _around(lowest: pd.DataFrame, highest: pd.DataFrame, wide: float) -> tuple[float, float]:
    gap = nps(highest) - nps(lowest)
    return gap - wide, gap + wide


def ranked(survey: pd.DataFrame, *others: str) -> list[pd.DataFrame]:
    """Give the samples of a learner and others, from the lowest score to the highest."""
    return sorted([survey, *(load("survey", student=name) for name in others)], key=nps)


def app(survey: pd.DataFrame) -> pd.DataFrame:
    return of(survey, "channel", "app")


def values(survey: pd.DataFrame) -> pd.Series:
    """What each answer adds to the score: 100, 0 or -100; a missing one stays missing."""
    value = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)
    return value.astype("Float64").astype(float)


def sem(column: pd.Series) -> float:
    """Standard error as pandas has it, which divides by one answer less."""
    return float(column.std()) / math.sqrt(column.count())


def margin(survey: pd.DataFrame, factor: float = 1.96) -> float:
    return factor * sem(values(survey))


def spread(value: pd.Series, when: pd.Series, factor: float) -> pd.DataFrame:
    """Mean of each month (or quarter) with its interval, as a picture shows it."""
    found = value.astype(float).groupby(when).agg(["mean", "sem"])
    ends = factor * found["sem"]
    return pd.DataFrame(
        {"value": found["mean"], "low": found["mean"] - ends, "high": found["mean"] + ends}
    )


def months(survey: pd.DataFrame, period: str = "M", factor: float = 1.96) -> pd.DataFrame:
    return spread(values(survey), survey["date"].dt.to_period(period).astype(str), factor)


def months_of_the_year(survey: pd.DataFrame) -> pd.DataFrame:
    """Twelve in place of twenty-four: both years fall together."""
    return spread(values(survey), survey["date"].dt.month, 1.96)


def share_of(column: str, where: str = "score >= 0") -> Callable[[pd.DataFrame], dict[str, float]]:
    """Share of "yes" in a column, of those in whose rows it is filled in, by group."""

    def made(survey: pd.DataFrame) -> dict[str, float]:
        kept = survey.query(where)
        return by(kept.assign(group=group(kept)), "group", lambda part: float(part[column].mean()))

    return made


def group(survey: pd.DataFrame) -> pd.Series:
    borders = [-1, 6, 8, 10]
    return pd.cut(
        survey["score"].astype(float), borders, labels=["detractor", "passive", "promoter"]
    )


def each(survey: pd.DataFrame) -> pd.DataFrame:
    """Score of each touchpoint in each channel."""
    valued = survey.assign(value=values(survey))
    return valued.pivot_table(index="touchpoint", columns="channel", values="value")


def sum_product(
    scores: str, shares: str, normalize: Literal["columns", "index"] = "columns"
) -> Callable[[pd.DataFrame], float]:
    """Scores of one channel, weighted by the contacts of another."""

    def made(survey: pd.DataFrame) -> float:
        kept = survey.dropna(subset=["score"])
        mix = pd.crosstab(kept["touchpoint"], kept["channel"], normalize=normalize)
        return float((each(survey)[scores] * mix[shares]).sum())

    return made


# What goes wrong where the web shop's scores should meet the stores' contacts.
OTHER_MIXES = {
    "own_shares": sum_product("web shop", "web shop"),
    "stores_scores": sum_product("store", "web shop"),
    "all_from_the_store": sum_product("store", "store"),
    "plain_mean": lambda survey: float(each(survey)["web shop"].mean()),
    "shares_of_rows": sum_product("web shop", "store", "index"),
    "gap_that_is_left": lambda survey: (
        sum_product("web shop", "store")(survey) - nps(of(survey, "channel", "store"))
    ),
    "mean_of_products": lambda survey: sum_product("web shop", "store")(survey) / 5,
}


def pulled(survey: pd.DataFrame, towards: pd.DataFrame | None = None) -> float:
    """Score of the dealers' help desk, pulled towards the score of all as 20 answers would."""
    return pulled_by(values(desk(survey)), nps(survey if towards is None else towards))


def pulled_by(few: pd.Series, average: float, times: int = 20) -> float:
    """Mean of a few values and 20 more; the average is put in for so many of these."""
    known = few.dropna()
    return float((known.sum() + times * average) / (len(known) + 20))


def desk(survey: pd.DataFrame) -> pd.DataFrame:
    return of(of(survey, "channel", "dealer"), "touchpoint", "help desk")


def pulled_the_wrong_way(survey: pd.DataFrame) -> float:
    n = answers(desk(survey))
    return (n * nps(survey) + 20 * nps(desk(survey))) / (n + 20)


def per_delivery_answers(survey: pd.DataFrame) -> float:
    return 100 * won_over(survey) / answers(of(survey, "touchpoint", "delivery"))
