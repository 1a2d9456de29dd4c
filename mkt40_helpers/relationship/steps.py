"""Steps of lesson 5, by hand and on the whole tables; their words are in ``steps.en.toml``."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from mkt40_helpers.relationship import by_hand as hand
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["STEPS"]

# ---- part 1 ----


def _stream(stay: float, discount: float = 0.10, first: int = 0, years: int = 40) -> float:
    """What 100 euro a year are worth today, added up row by row."""
    return sum(100 * (stay / (1 + discount)) ** year for year in range(first, years))


# ---- part 2 ----


def _retention(segments: tuple[str, ...], column: str = "stay") -> Callable[..., pd.Series]:
    """Retention of each year, or survival, as the picture shows it."""

    def made(retention: pd.DataFrame) -> pd.Series:
        before = retention.groupby("segment")["survivors_percent"].shift()
        rows = retention.assign(stay=retention["survivors_percent"] / before)
        rows = rows[rows["segment"].isin(segments)].dropna(subset=[column])
        return rows.set_index(["year", "segment"])[column]

    return made


def _last_retention(
    one: float = 0.9, other: float = 0.4, first: float = 0.5, second: float = 0.5
) -> float:
    """Retention of the fifth year of two kinds of people who never change."""
    alive = [first * one**t + second * other**t for t in (4, 5)]
    return alive[1] / alive[0]


def _learnt(cdnow: pd.DataFrame) -> pd.DataFrame:
    return cdnow[cdnow["date"] <= "1997-09-30"]


def _days(cdnow: pd.DataFrame) -> pd.Series:
    """Days with a purchase, of each customer."""
    return _learnt(cdnow).groupby("customer")["date"].nunique()


def _repeat_days(cdnow: pd.DataFrame) -> float:
    return float(_days(cdnow).mean()) - 1


# ---- part 3 ----


def _chance(row: int = 1, column: int = 0, by: str = "silent") -> Callable[[pd.DataFrame], float]:
    """Chance of a move; `by` is the column of which the rows add up to 1."""

    def made(transactions: pd.DataFrame) -> float:
        moves = hand.states(transactions).dropna(subset=["then"])
        both = (moves["silent"] == row) & (moves["then"] == column)
        return float(both.sum() / (moves[by] == (row if by == "silent" else column)).sum())

    return made


def _came_after_one(transactions: pd.DataFrame) -> pd.Series:
    """Whether somebody bought in the quarter after one silent quarter."""
    moves = hand.states(transactions).dropna(subset=["then"])
    came: pd.Series = moves.loc[moves["silent"] == 1, "then"] == 0
    return came


def _of_all(transactions: pd.DataFrame) -> float:
    moves = hand.states(transactions).dropna(subset=["then"])
    return float(((moves["silent"] == 1) & (moves["then"] == 0)).mean())


def _year_after(offers: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    """Purchase days in the year after the first, of who had a whole year."""
    first = transactions.groupby("customer")["date"].min()
    days = transactions.drop_duplicates(["customer", "date"])
    since = (days["date"] - days["customer"].map(first)).dt.days
    bought = days[since.between(1, 365)].groupby("customer").size()
    found = offers.assign(bought=offers["customer"].map(bought).fillna(0).astype(float))
    return found[offers["customer"].map(first) <= hand.CUT]


def _means(offers: pd.DataFrame, transactions: pd.DataFrame) -> pd.Series:
    return _year_after(offers, transactions).groupby("offered")["bought"].mean()


def _offered(name: str, other: str = "none") -> Callable[..., float]:
    def made(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
        means = _means(offers, transactions)
        return float(means[name] - means[other])

    return made


def _of_the(name: str) -> Callable[..., float]:
    """Mean of those to whom this was offered."""
    return lambda offers, transactions: float(_means(offers, transactions)[name])


def _in_parts(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
    """How much more those with the offer bought, as a part of what the others bought."""
    means = _means(offers, transactions)
    return float(means["riders' club"] / means["none"]) - 1


def _naive(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
    """Members less all others."""
    means = _year_after(offers, transactions).groupby("joined")["bought"].mean()
    return float(means[True] - means[False])


def _joiners(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
    """Those who joined the club less those to whom nothing was offered."""
    year = _year_after(offers, transactions)
    club = year[(year["offered"] == "riders' club") & year["joined"]]
    return float(club["bought"].mean() - year.loc[year["offered"] == "none", "bought"].mean())


def _joiners_in_the_club(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
    """Of those to whom the club was offered: who joined less who did not."""
    year = _year_after(offers, transactions)
    club = year[year["offered"] == "riders' club"].groupby("joined")["bought"].mean()
    return float(club[True] - club[False])


def _any_offer(offers: pd.DataFrame, transactions: pd.DataFrame) -> float:
    year = _year_after(offers, transactions)
    some = year["offered"] != "none"
    return float(year.loc[some, "bought"].mean() - year.loc[~some, "bought"].mean())


def _other_offers(offers: pd.DataFrame, transactions: pd.DataFrame, *but: str) -> float:
    """Mean of the means of the programmes that were offered, but for some."""
    return float(_means(offers, transactions).drop(["none", *but]).mean())


def _brand(figure: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda crackers: figure(crackers.groupby("brand")["purchases"].agg(["sum", "size"]))


STEPS = (
    Exercise(
        "a",
        Number(decimals=0, between=(0, 2000), in_percent=False),
        tables=(),
        answer=lambda: _stream(0.90),
        also=(lambda: 100 * 1.10 / 0.20,),
        mistakes={
            "unchanged": lambda: _stream(0.80),
            "without_this_year": lambda: _stream(0.90, first=1),
            "no_interest": lambda: _stream(0.90, discount=0),
            "leavers": lambda: _stream(0.10),
            "margin_changed": lambda: 0.90 * _stream(0.80),
            "interest_changed": lambda: _stream(0.80, discount=0.90),
            "interest_turned": lambda: _stream(0.80, discount=-0.10),
            "no_interest_for_ever": lambda: 100 / (1 - 0.90),
            "shares_added": lambda: _stream(0.90, discount=0) / 100,
            "mean_of_the_rows": lambda: _stream(0.90) / 40,
            "four_rows": lambda: _stream(0.90, years=4),
        },
        solution=(
            'years["still here"] = 0.90 ** years["year"]\n'
            'years["worth today"] = 100 * years["still here"] / 1.10 ** years["year"]\n'
            'my_value = years["worth today"].sum()'
        ),
    ),
    Exercise(
        "b",
        Decide(choices=("right", "wrong", "not yet"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("not yet", "B"),
        mistakes={
            "wrong_by_our_sum": ("wrong", "A"),
            "famous": ("right", "C"),
            "loyalty_pays": ("right", "D"),
            "wrong_though_open": ("wrong", "B"),
            "not_yet_by_our_sum": ("not yet", "A"),
            "right_though_open": ("right", "B"),
            "right_by_our_sum": ("right", "A"),
            "not_yet_by_fame": ("not yet", "C"),
            "not_yet_by_loyalty": ("not yet", "D"),
            "wrong_by_loyalty": ("wrong", "D"),
        },
        solution='my_decision = "not yet"\nmy_reason = "B"',
    ),
    Exercise(
        "c",
        Order(
            lines={
                "A": 'known["again"].mean()',
                "B": 'days["next"] = days.groupby("customer")["date"].shift(1)',
                "C": 'days["again"] = (days["next"] - days["date"]).dt.days <= 365',
                "D": (
                    'days = transactions.drop_duplicates(["customer", "date"]).sort_values("date")'
                ),
                "E": 'known = days.dropna(subset=["next"])',
                "F": 'known = days[days["date"] <= "2025-08-31"]',
                "G": 'days["next"] = days.groupby("customer")["date"].shift(-1)',
            },
            gives=Number(decimals=2, between=(0, 1), in_percent=False),
            traps="BE",
        ),
        tables=("transactions",),
        answer="D G C F A",
        mistakes={
            "looks_back": "D B C F A",
            "only_those_who_came": "D G C E A",
            "looks_back_and_only_those": "D B C E A",
        },
        solution='my_order = "D G C F A"',
    ),
    Exercise(
        "d",
        Decide(choices=("first", "later", "both"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("later", "B"),
        mistakes={
            "largest_gap": ("first", "A"),
            "first_impression": ("first", "D"),
            "first_by_more_rows": ("first", "C"),
            "more_rows": ("both", "C"),
            "pooled_by_chance": ("both", "B"),
            "pooled_by_gap": ("both", "A"),
            "pooled_by_impression": ("both", "D"),
            "first_by_chance": ("first", "B"),
            "later_by_rows": ("later", "C"),
            "later_by_gap": ("later", "A"),
            "later_by_impression": ("later", "D"),
        },
        solution='my_decision = "later"\nmy_reason = "B"',
    ),
    Exercise(
        "e",
        Picture(figure=Series(decimals=3, between=(0, 1), in_percent=False), marks=("lines",)),
        tables=("retention",),
        answer=_retention(("regular", "high end")),
        mistakes={
            "survival": _retention(("regular", "high end"), "survivors_percent"),
            "one_segment": _retention(("regular",)),
            "other_segment": _retention(("high end",)),
        },
        solution='my_picture = sns.lineplot(retention, x="year", y="stay", hue="segment")',
    ),
    Exercise(
        "f",
        Number(decimals=3, between=(0, 1), in_percent=False),
        tables=(),
        answer=lambda: _last_retention(other=0.9),
        also=(lambda: _last_retention(one=0.4),),
        mistakes={
            "unchanged": _last_retention,
            "more_of_the_loyal": lambda: _last_retention(first=0.9),
            "more_of_the_others": lambda: _last_retention(second=0.9),
            "a_little_nearer": lambda: _last_retention(other=0.5),
            "nearer_from_above": lambda: _last_retention(one=0.5),
            "nearly_alike": lambda: _last_retention(other=0.8),
            "nobody_leaves": lambda: _last_retention(other=1),
            "first_year": lambda: 0.5 * 0.9 + 0.5 * 0.4,
            "another_year": lambda: (0.9**4 + 0.4**4) / (0.9**3 + 0.4**3),
            "both_less": lambda: _last_retention(one=0.8),
            "survival": lambda: 0.5 * 0.9**5 + 0.5 * 0.9**5,
            **shared.other_part("that stays", "that leaves"),
        },
        solution=("alive = 0.5 * 0.9**t + 0.5 * 0.9**t\nmy_retention = alive[5] / alive[4]"),
    ),
    Exercise(
        "g",
        Number(decimals=2, between=(0, 50), in_percent=False),
        tables=("cdnow",),
        answer=_repeat_days,
        mistakes={
            "first_day_counted": lambda cdnow: _repeat_days(cdnow) + 1,
            "orders": lambda cdnow: float(_learnt(cdnow).groupby("customer").size().mean()) - 1,
            "orders_of_all_weeks": lambda cdnow: float(cdnow.groupby("customer").size().mean()) - 1,
            "discs": lambda cdnow: float(_learnt(cdnow).groupby("customer")["cds"].sum().mean()),
            "all_weeks": lambda cdnow: (
                float(cdnow.groupby("customer")["date"].nunique().mean()) - 1
            ),
            "sum": lambda cdnow: float(
                (_learnt(cdnow).groupby("customer")["date"].nunique() - 1).sum()
            ),
            "share_back": lambda cdnow: float(_days(cdnow).gt(1).mean()),
            "repeaters_only": lambda cdnow: float(_days(cdnow)[_days(cdnow) > 1].mean()) - 1,
            "median": lambda cdnow: float(_days(cdnow).median()) - 1,
            "all_days_of_repeaters": lambda cdnow: float(_days(cdnow)[_days(cdnow) > 1].mean()),
            "weeks_of_silence": lambda cdnow: float(
                (
                    pd.Timestamp("1997-09-30") - _learnt(cdnow).groupby("customer")["date"].max()
                ).dt.days.mean()
                / 7
            ),
        },
        solution='my_mean = (each["size"] - 1).mean()',
    ),
    Exercise(
        "h",
        Decide(choices=("model", "rule", "either"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("either", "A"),
        also=(("rule", "A"),),
        mistakes={
            "four_percent": ("model", "B"),
            "likelihood": ("model", "C"),
            "parameters": ("model", "D"),
            "model_by_hits": ("model", "A"),
            "simple": ("rule", "D"),
            "rule_by_forecast": ("rule", "B"),
            "rule_by_likelihood": ("rule", "C"),
            "either_by_forecast": ("either", "B"),
            "either_by_likelihood": ("either", "C"),
            "either_by_parameters": ("either", "D"),
        },
        solution='my_decision = "either"\nmy_reason = "A"',
    ),
    Exercise(
        "i",
        Number(decimals=2, between=(0, 1), in_percent=False),
        tables=("transactions",),
        answer=_chance(),
        mistakes={
            "unchanged": _chance(by="then"),
            "of_all_moves": _of_all,
            "no_silence": _chance(row=0),
            "two_quarters": _chance(row=2),
            "stays_silent": _chance(column=2),
            "turned_round": _chance(row=0, column=1),
            **shared.figures(_came_after_one, "count"),
            **shared.once_each("customer"),
        },
        solution=(
            'moves = pd.crosstab(states["state"], states["then"], normalize="index")\n'
            'my_chance = moves.loc["1 silent", "bought"]'
        ),
    ),
    Exercise(
        "j",
        Number(decimals=2, between=(-5, 5), in_percent=False),
        tables=("programme_offers", "transactions"),
        answer=_offered("riders' club"),
        mistakes={
            "turned_round": _offered("none", "riders' club"),
            "club_only": _of_the("riders' club"),
            "against_all": lambda offers, transactions: float(
                _means(offers, transactions)["riders' club"] - _means(offers, transactions).mean()
            ),
            "against_everybody": lambda offers, transactions: float(
                _means(offers, transactions)["riders' club"]
                - _year_after(offers, transactions)["bought"].mean()
            ),
            "in_parts": _in_parts,
            "in_percent": lambda offers, transactions: 100 * _in_parts(offers, transactions),
            "members": _naive,
            "joiners": _joiners,
            "joiners_in_the_club": _joiners_in_the_club,
            "any_programme": _any_offer,
            "any_programme_of_means": lambda offers, transactions: (
                _other_offers(offers, transactions) - _means(offers, transactions)["none"]
            ),
            "against_other_offers": lambda offers, transactions: (
                _means(offers, transactions)["riders' club"]
                - _other_offers(offers, transactions, "riders' club")
            ),
            "plan": _offered("service plan"),
            "points": _offered("points"),
            "against_points": _offered("riders' club", "points"),
            **shared.difference(
                *(_of_the("riders' club"), _of_the("none")),
                *("with the offer", "without an offer", "first_only", "percent_of_second"),
            ),
        },
        solution='my_effect = means["riders\' club"] - means["none"]',
    ),
    Exercise(
        "k",
        Decide(choices=("start", "stop", "trial"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("trial", "C"),
        mistakes={
            "members_buy_more": ("start", "A"),
            "no_proof_as_no_effect": ("stop", "B"),
            "stop_by_interval": ("stop", "C"),
            "start_by_interval": ("start", "C"),
            "many_join": ("start", "D"),
            "start_by_effect": ("start", "B"),
            "stop_by_members": ("stop", "A"),
            "stop_by_joining": ("stop", "D"),
            "trial_by_effect": ("trial", "B"),
            "trial_by_members": ("trial", "A"),
            "trial_by_joining": ("trial", "D"),
        },
        solution='my_decision = "trial"\nmy_reason = "C"',
    ),
    Exercise(
        "l",
        Series(decimals=1, between=(0, 1000), in_percent=False),
        tables=("crackers",),
        answer=_brand(lambda brands: brands["sum"] / brands["size"]),
        mistakes={
            "all_households": lambda crackers: (
                crackers.groupby("brand")["purchases"].sum() / crackers["household"].nunique()
            ),
            "turned_over": _brand(lambda brands: brands["size"] / brands["sum"]),
            "share_of_purchases": _brand(lambda brands: brands["sum"] / brands["sum"].sum()),
            "purchases": _brand(lambda brands: brands["sum"]),
            "buyers": _brand(lambda brands: brands["size"]),
            "penetration": lambda crackers: (
                crackers.groupby("brand")["household"].nunique() / crackers["household"].nunique()
            ),
            "difference": _brand(lambda brands: brands["sum"] - brands["size"]),
            "all_buyers": _brand(lambda brands: brands["sum"] / brands["size"].sum()),
            **shared.once_each("household"),
        },
        solution='my_rate = brands["sum"] / brands["size"]',
    ),
)
