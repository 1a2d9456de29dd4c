"""Exercises of chapter 2: connectivity and its paradoxes.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `connectivity`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise

__all__ = ["EXERCISES"]

Chances = Sequence[float | None]
CAMPAIGNS = ["online_campaign", "store_campaign"]


# ---- visits: advice and buying ----


def _buys(visits: pd.DataFrame, advice: bool | None = None, channel: str | None = None) -> float:
    """Percentage of the visits that end in a purchase."""
    if advice is not None:
        visits = visits[visits["advice"] == advice]
    if channel is not None:
        visits = visits[visits["channel"] == channel]
    return 100 * float(visits["bought"].mean())


def _buys_after_advice_per_visit(visits: pd.DataFrame) -> float:
    store = visits[visits["channel"] == "store"]
    return 100 * float((store["bought"] & store["advice"]).mean())


def _buyers_with_advice(visits: pd.DataFrame) -> float:
    buyers = visits[visits["bought"] & (visits["channel"] == "store")]
    return 100 * float(buyers["advice"].mean())


def _gain(visits: pd.DataFrame, channel: str | None = None) -> float:
    return _buys(visits, True, channel) - _buys(visits, False, channel)


def _weighted_gain(visits: pd.DataFrame, advice: bool | None = None) -> float:
    """Mean of the channels' differences, weighted by visits (all, with or without advice)."""
    chosen = visits if advice is None else visits[visits["advice"] == advice]
    share = chosen["channel"].value_counts(normalize=True)
    return float(sum(share[channel] * _gain(visits, str(channel)) for channel in share.index))


# ---- ties ----


def _people(ties: pd.DataFrame) -> int:
    return len(set(ties["customer"]) | set(ties["friend"]))


def _customers(ties: pd.DataFrame) -> int:
    """Count the people in the column customer only."""
    return int(ties["customer"].nunique())


def _density(ties: pd.DataFrame, people: int) -> float:
    return 100 * len(ties) / (people * (people - 1) / 2)


# ---- region_weeks ----


def _sales(weeks: pd.DataFrame, online: bool, store: bool) -> float:
    """Mean sales of the weeks with these campaigns."""
    chosen = (weeks["online_campaign"] == online) & (weeks["store_campaign"] == store)
    return float(weeks.loc[chosen, "sales_eur"].mean())


def _neither(weeks: pd.DataFrame) -> float:
    return _sales(weeks, False, False)


def _online(weeks: pd.DataFrame) -> float:
    return _sales(weeks, True, False)


def _store(weeks: pd.DataFrame) -> float:
    return _sales(weeks, False, True)


def _both(weeks: pd.DataFrame) -> float:
    return _sales(weeks, True, True)


def _with(weeks: pd.DataFrame, campaign: str, runs: bool = True) -> float:
    """Mean sales of the weeks with a campaign or without it, whatever the other does."""
    return float(weeks.loc[weeks[campaign] == runs, "sales_eur"].mean())


def _beyond(sales: pd.Series) -> float:
    """What both bring beyond the sum, of four figures in place of the means."""
    return float(sales[True, True] - sales[True, False] - sales[False, True] + sales[False, False])


def _within_region(weeks: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    values = weeks[columns].astype(float)
    return values - values.groupby(weeks["region"]).transform("mean")


def _interaction_within(weeks: pd.DataFrame) -> float:
    """The interaction with a level for each region, as `connectivity.synergy` estimates it."""
    product = weeks["online_campaign"].astype(float) * weeks["store_campaign"].astype(float)
    table = weeks.assign(product=product)
    parts = _within_region(table, ["online_campaign", "store_campaign", "product", "sales_eur"])
    x, y = parts.iloc[:, :3].to_numpy(), parts["sales_eur"].to_numpy()
    return float(np.linalg.lstsq(x, y, rcond=None)[0][2])


def _echo(weeks: pd.DataFrame, later: int = 3) -> list[float]:
    """Searches per 1,000 euro of TV in the same week and up to three weeks later."""
    table = weeks.sort_values(["region", "week"])
    lags = [f"lag{lag}" for lag in range(later + 1)]
    for lag, name in enumerate(lags):
        table[name] = table.groupby("region")["tv_eur"].shift(lag)
    table = table.dropna(subset=lags)
    parts = _within_region(table, [*lags, "searches"])
    x, y = parts[lags].to_numpy(), parts["searches"].to_numpy()
    return [1000 * float(b) for b in np.linalg.lstsq(x, y, rcond=None)[0]]


def _two_weeks(weeks: pd.DataFrame) -> float:
    return sum(_echo(weeks)[:2])


# ---- choices ----


def _others_decide(choices: pd.DataFrame) -> pd.Series:
    others = choices["weight_others"]
    return others.gt(choices["weight_own"]) & others.gt(choices["weight_outer"])


def _segments_of_the_crowd(choices: pd.DataFrame) -> pd.Series:
    followers: pd.Series = choices.loc[_others_decide(choices), "segment"]
    return 100 * followers.value_counts(normalize=True)


def _by_segment(choices: pd.DataFrame, values: pd.Series) -> dict[str, float]:
    mean = 100 * values.astype(float).groupby(choices["segment"]).mean()
    return {str(name): float(value) for name, value in mean.items()}


def _attention(choices: pd.DataFrame, finding: float = 2) -> float:
    """Minutes of attention: read, and some for finding each source."""
    return float((choices["minutes"] + finding * choices["sources"]).mean())


def _best(attention: float, finding: float) -> float:
    """Best number of sources, half of a source being taken in after 18 minutes."""
    return float(attention * ((18 / finding) ** 0.5 - 1) / (18 - finding))


# ---- conversations and survey ----


def _rate(conversations: pd.DataFrame, criticised: bool) -> float:
    chosen = conversations["criticised"] == criticised
    return float(conversations.loc[chosen, "spoke_up"].mean())


def _answered(survey: pd.DataFrame, by: str = "question") -> float:
    asked = survey["prompted_by"] == by
    return float(survey.loc[asked, "recommended_when_prompted"].mean())


def _one_of_four(chance: float) -> float:
    """Percentage chance that at least one of four recommends it."""
    return 100 * (1 - (1 - chance) ** 4)


# ---- the function of the challenge, right and wrong ----


def _right_function(chances: Chances) -> float:
    return 1 - math.prod(1 - chance for chance in chances if chance is not None)


def _added(chances: Chances) -> float:
    return sum(chance for chance in chances if chance is not None)


def _all_of_them(chances: Chances) -> float:
    return math.prod(chance for chance in chances if chance is not None)


def _nobody(chances: Chances) -> float:
    return 1 - _right_function(chances)


def _mean_of_them(chances: Chances) -> float:
    known = [chance for chance in chances if chance is not None]
    return 1 - (1 - sum(known) / len(known)) ** len(known) if known else 0.0


def _percent(chances: Chances) -> float:
    return 100 * _right_function(chances)


def _unknown_as_half(chances: Chances) -> float:
    return _right_function([0.5 if chance is None else chance for chance in chances])


EXERCISES = (
    Exercise(
        "1",
        Number(between=(0, 100)),
        tables=("visits",),
        answer=lambda visits: _buys(visits, True, "store"),
        mistakes={
            "both_channels": lambda visits: _buys(visits, True),
            "with_and_without_advice": lambda visits: _buys(visits, None, "store"),
            "without_advice": lambda visits: _buys(visits, False, "store"),
            "web_shop": lambda visits: _buys(visits, True, "web shop"),
            "per_all_visits": _buys_after_advice_per_visit,
            "per_visits_of_both_channels": lambda visits: (
                100
                * float(
                    (visits["bought"] & visits["advice"] & visits["channel"].eq("store")).mean()
                )
            ),
            "turned_round": _buyers_with_advice,
            "all_visits": _buys,
            **shared.figures(
                lambda visits: visits.query("channel == 'store' and advice")["bought"], "count"
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "2",
        Number(between=(-100, 100)),
        tables=("visits",),
        answer=_gain,
        mistakes={
            "store_only": lambda visits: _gain(visits, "store"),
            "web_shop_only": lambda visits: _gain(visits, "web shop"),
            "in_percent_of_first": lambda visits: 100 * _gain(visits) / _buys(visits, False),
            "with_advice_only": lambda visits: _buys(visits, True),
            "against_all_visits": lambda visits: _buys(visits, True) - _buys(visits),
            "among_the_buyers": lambda visits: (
                100 * float(2 * visits.loc[visits["bought"], "advice"].mean() - 1)
            ),
            "per_all_visits": lambda visits: (
                100 * float((visits["bought"] & visits["advice"]).mean())
                - 100 * float((visits["bought"] & ~visits["advice"]).mean())
            ),
            "numbers_of_purchases": lambda visits: (
                visits.query("advice")["bought"].sum() - visits.query("not advice")["bought"].sum()
            ),
            **shared.difference(
                *(lambda visits: _buys(visits, True), lambda visits: _buys(visits, False)),
                *("with advice", "without advice", "first_only", "percent_of_second"),
            ),
            **shared.mean_of_groups("channel"),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "3",
        Number(decimals=2, between=(0, 4000), in_percent=False),
        tables=("social_ties", "customers"),
        answer=lambda ties, customers: 2 * len(ties) / _people(ties),
        mistakes={
            "ties_counted_once": lambda ties, customers: len(ties) / _people(ties),
            "all_customers": lambda ties, customers: 2 * len(ties) / len(customers),
            "rows_per_customer": lambda ties, customers: len(ties) / _customers(ties),
            "people_of_one_column": lambda ties, customers: 2 * len(ties) / _customers(ties),
            "mean_strength": lambda ties, customers: float(ties["contacts_per_month"].mean()),
            "people_counted_twice": lambda ties, customers: (
                2 * len(ties) / (_customers(ties) + ties["friend"].nunique())
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "4",
        Number(decimals=4, between=(0, 100)),
        tables=("social_ties", "customers"),
        answer=lambda ties, customers: _density(ties, _people(ties)),
        mistakes={
            "pairs_counted_twice": lambda ties, customers: _density(ties, _people(ties)) / 2,
            "all_customers": lambda ties, customers: _density(ties, len(customers)),
            "people_of_one_column": lambda ties, customers: _density(ties, _customers(ties)),
            "ties_per_person": lambda ties, customers: 100 * len(ties) / _people(ties),
            "people_counted_twice": lambda ties, customers: _density(
                ties, _customers(ties) + ties["friend"].nunique()
            ),
            "pairs_of_all_customers_twice": lambda ties, customers: (
                _density(ties, len(customers)) / 2
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "5",
        Number(decimals=0, between=(-100_000, 100_000), in_percent=False),
        tables=("region_weeks",),
        answer=lambda weeks: _both(weeks) - _online(weeks) - _store(weeks) + _neither(weeks),
        mistakes={
            "both_against_neither": lambda weeks: _both(weeks) - _neither(weeks),
            "base_taken_twice": lambda weeks: _both(weeks) - _online(weeks) - _store(weeks),
            "store_beside_online": lambda weeks: _both(weeks) - _online(weeks),
            "online_beside_store": lambda weeks: _both(weeks) - _store(weeks),
            "against_mean_of_two": lambda weeks: (
                _both(weeks) - (_online(weeks) + _store(weeks)) / 2
            ),
            "within_regions": _interaction_within,
            "sum_of_the_two": lambda weeks: _online(weeks) + _store(weeks) - 2 * _neither(weeks),
            "medians": lambda weeks: _beyond(weeks.groupby(CAMPAIGNS)["sales_eur"].median()),
            "sums": lambda weeks: _beyond(weeks.groupby(CAMPAIGNS)["sales_eur"].sum()),
            "beside_the_other_too": lambda weeks: (
                _both(weeks) + _neither(weeks) - sum(_with(weeks, each) for each in CAMPAIGNS)
            ),
            "beside_the_other_too_by_each": lambda weeks: (
                _both(weeks)
                - _neither(weeks)
                - sum(_with(weeks, each) - _with(weeks, each, False) for each in CAMPAIGNS)
            ),
        },
    ),
    Exercise(
        "6",
        Number(between=(-1000, 1000), in_percent=False),
        tables=("region_weeks",),
        answer=_two_weeks,
        mistakes={
            "same_week_only": lambda weeks: _echo(weeks)[0],
            "next_week_only": lambda weeks: _echo(weeks)[1],
            "for_one_euro": lambda weeks: _two_weeks(weeks) / 1000,
            "mean_of_two_weeks": lambda weeks: _two_weeks(weeks) / 2,
            "all_lags": lambda weeks: sum(_echo(weeks)),
            "one_lag_alone": lambda weeks: sum(_echo(weeks, later=1)),
            "lags_one_and_two": lambda weeks: _echo(weeks)[1] + _echo(weeks)[2],
        },
    ),
    Exercise(
        "7",
        Series(between=(0, 100)),
        tables=("choices",),
        answer=lambda choices: _by_segment(choices, _others_decide(choices)),
        mistakes={
            "mean_weight": lambda choices: _by_segment(choices, choices["weight_others"]),
            "more_than_half": lambda choices: _by_segment(choices, choices["weight_others"] > 0.5),
            "against_own_view": lambda choices: _by_segment(
                choices, choices["weight_others"] > choices["weight_own"]
            ),
            "against_outer": lambda choices: _by_segment(
                choices, choices["weight_others"] > choices["weight_outer"]
            ),
            "share_of_segment": _segments_of_the_crowd,
            "by_category": lambda choices: (
                100 * _others_decide(choices).groupby(choices["product_category"]).mean()
            ),
            **shared.figures(
                lambda choices: _others_decide(choices).groupby(choices["segment"]),
                *("count", "part_of_all"),
                scale=100,
            ),
        },
    ),
    Exercise(
        "8",
        Number(decimals=3, between=(0, 1000), in_percent=False),
        tables=("choices",),
        answer=lambda choices: _best(_attention(choices), 1),
        mistakes={
            "reading_only": lambda choices: _best(float(choices["minutes"].mean()), 1),
            "two_minutes_to_find": lambda choices: _best(_attention(choices), 2),
            "one_minute_in_diaries": lambda choices: _best(_attention(choices, 1), 1),
            "two_minutes_once": lambda choices: _best(float(choices["minutes"].mean()) + 2, 1),
            "without_brackets": lambda choices: _attention(choices) * 18**0.5 - 1 / 17,
            "one_not_taken_away": lambda choices: _attention(choices) * 18**0.5 / 17,
            "plus_below_the_line": lambda choices: _attention(choices) * (18**0.5 - 1) / 19,
            "sources_consulted": lambda choices: float(choices["sources"].mean()),
            "attention_itself": _attention,
            "median_attention": lambda choices: _best(
                float((choices["minutes"] + 2 * choices["sources"]).median()), 1
            ),
        },
    ),
    Exercise(
        "9",
        Number(decimals=2, between=(0, 5000), in_percent=False),
        tables=("conversations",),
        answer=lambda talk: 1 / (_rate(talk, True) - _rate(talk, False)),
        mistakes={
            "criticised_only": lambda talk: 1 / _rate(talk, True),
            "uncriticised_only": lambda talk: 1 / _rate(talk, False),
            "all_readers": lambda talk: 1 / float(talk["spoke_up"].mean()),
            "added_shares": lambda talk: 1 / (_rate(talk, True) + _rate(talk, False)),
            "not_turned_over": lambda talk: _rate(talk, True) - _rate(talk, False),
            "ratio": lambda talk: _rate(talk, True) / _rate(talk, False),
            "per_all_readers": lambda talk: (
                1
                / (
                    (talk["criticised"] & talk["spoke_up"]).mean()
                    - (~talk["criticised"] & talk["spoke_up"]).mean()
                )
            ),
            "whole_readers": lambda talk: -(-1 // (_rate(talk, True) - _rate(talk, False))),
            "rates_in_percent": lambda talk: 0.01 / (_rate(talk, True) - _rate(talk, False)),
            **shared.once_each("conversation", "customer"),
        },
    ),
    Exercise(
        "10",
        Number(between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: _one_of_four(_answered(survey)),
        mistakes={
            "times_four": lambda survey: 400 * _answered(survey),
            "all_four": lambda survey: 100 * _answered(survey) ** 4,
            "none_of_four": lambda survey: 100 * (1 - _answered(survey)) ** 4,
            "one_customer": lambda survey: 100 * _answered(survey),
            "all_prompted": lambda survey: _one_of_four(survey["recommended_when_prompted"].mean()),
            "unasked": lambda survey: _one_of_four(survey["recommended_unasked"].mean()),
            "after_criticism": lambda survey: _one_of_four(_answered(survey, "criticism")),
            "not_all_four": lambda survey: 100 * (1 - _answered(survey) ** 4),
            "per_everybody": lambda survey: _one_of_four(
                _answered(survey) * (survey["prompted_by"] == "question").mean()
            ),
        },
    ),
    Exercise(
        "11",
        Choice(("old report", "no primary study", "only canada", "too precise")),
        tables=("choices",),
        answer="no primary study",
        mistakes={
            "old_report": "old report",
            "only_canada": "only canada",
            "too_precise": "too precise",
        },
    ),
    Exercise(
        "12",
        Function(
            {
                "two_halves": [0.5, 0.5],
                "three_friends": [0.2, 0.3, 0.4],
                "other_order": [0.4, 0.2, 0.3],
                "one_friend": [0.1],
                "sure_advocate": [0.3, 1.0],
                "never_recommend": [0.0, 0.0],
                "one_not_at_home": [0.4, None, 0.1],
                "nobody_at_home": [None],
                "no_friends": [],
                "own_sample": lambda choices: [float(w) for w in choices["weight_others"].head(10)],
            }
        ),
        tables=("choices",),
        answer=_right_function,
        mistakes={
            "added_chances": _added,
            "added_up_to_one": lambda chances: min(1.0, _added(chances)),
            "all_of_them": _all_of_them,
            "nobody": _nobody,
            "mean_chance": _mean_of_them,
            "in_percent": _percent,
            "unknown_as_half": _unknown_as_half,
        },
    ),
    Exercise(
        "13",
        Number(decimals=2, between=(-100, 100)),
        tables=("visits",),
        answer=_weighted_gain,
        mistakes={
            "pooled": _gain,
            "weighted_with_advice": lambda visits: _weighted_gain(visits, True),
            "weighted_without_advice": lambda visits: _weighted_gain(visits, False),
            "added_differences": lambda visits: _gain(visits, "store") + _gain(visits, "web shop"),
            "store_only": lambda visits: _gain(visits, "store"),
            "web_shop_only": lambda visits: _gain(visits, "web shop"),
            "weights_swapped": lambda visits: (
                _gain(visits, "store") + _gain(visits, "web shop") - _weighted_gain(visits)
            ),
            **shared.mean_of_groups("channel"),
            **shared.once_each("customer"),
        },
    ),
)
