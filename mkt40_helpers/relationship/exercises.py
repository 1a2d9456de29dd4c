"""Exercises of chapter 5: relationship marketing.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `relationship`, so that an error there could not hide itself here.
"""

from __future__ import annotations

from mkt40_helpers.relationship import by_hand as hand
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["EXERCISES"]

Z_95 = 1.959963984540054  # exact where the question says 1.96


EXERCISES = (
    Exercise(
        "1",
        Number(decimals=2, between=(0, 10_000), in_percent=False),
        tables=("transactions", "products"),
        answer=hand.later(lambda sales: sales["margin"].mean()),
        mistakes={
            "revenue": hand.later(lambda sales: sales["amount_eur"].mean()),
            "first_day_kept": lambda *tables: hand.sales(*tables)["margin"].mean(),
            "first_day_only": lambda *tables: (
                hand.sales(*tables).query("not later")["margin"].mean()
            ),
            "revenue_of_all": lambda *tables: hand.sales(*tables)["amount_eur"].mean(),
            "median": hand.later(lambda sales: sales["margin"].median()),
            "sum": hand.later(lambda sales: sales["margin"].sum()),
            "for_each_buyer": hand.later(
                lambda sales: sales["margin"].sum() / sales["customer"].nunique()
            ),
            "for_each_customer": lambda *tables: (
                hand.sales(*tables).query("later")["margin"].sum() / tables[0]["customer"].nunique()
            ),
            "mean_of_means": hand.later(
                lambda sales: sales.groupby("customer")["margin"].mean().mean()
            ),
            "list_prices": hand.later(
                lambda sales: (sales["list_price_eur"] - sales["unit_cost_eur"]).mean()
            ),
            "one_cost_each": hand.later(
                lambda sales: (sales["amount_eur"] - sales["unit_cost_eur"]).mean()
            ),
            "costs": hand.later(lambda sales: (sales["amount_eur"] - sales["margin"]).mean()),
            "share_of_the_price": hand.later(lambda sales: sales["share"].mean()),
            "share_of_revenue": hand.later(
                lambda sales: sales["margin"].sum() / sales["amount_eur"].sum()
            ),
            "means_multiplied": hand.later(
                lambda sales: sales["amount_eur"].mean() * sales["share"].mean()
            ),
            "first_row_left_out": hand.without_one_row,
            "no_bicycles": lambda *tables: (
                hand.sales(*tables).query("category != 'bicycles'")["margin"].mean()
            ),
            "one_first_day": hand.after_the_first_day_of_all,
            "no_brackets": hand.later(
                lambda sales: (sales["amount_eur"] - (1 - sales["share"])).mean()
            ),
            **shared.figures(
                lambda *tables: hand.sales(*tables).query("later")["margin"], "number"
            ),
        },
    ),
    Exercise(
        "2",
        Number(decimals=2, between=(0, 1000), in_percent=False),
        tables=("memberships",),
        answer=lambda members: hand.worth(hand.still_there(members)),
        also=(lambda members: hand.worth_by_rows(hand.still_there(members)),),
        mistakes={
            "after_the_renewal": lambda members: hand.worth(hand.still_there(members)) - 60,
            "end_of_the_year": lambda members: hand.worth(hand.still_there(members)) / 1.10,
            "no_interest": lambda members: 60 / (1 - hand.still_there(members)),
            "leavers": lambda members: hand.worth(1 - hand.still_there(members)),
            "newcomers_too": lambda members: hand.worth(
                hand.still_there(members, joined_before=hand.END)
            ),
            "there_today": lambda members: hand.worth(hand.still_there_today(members)),
            "there_today_of_all": lambda members: hand.worth(
                hand.still_there_today(members, joined_before=hand.END)
            ),
            "there_on_one_day": lambda members: hand.worth(hand.still_there_on(members)),
            "without_an_end_date": lambda members: hand.worth(
                hand.still_there(members.dropna(subset=["left"]))
            ),
            "no_end_date_as_gone": lambda members: hand.worth(hand.left_after_a_year(members)),
            "all_programmes": lambda members: hand.worth(hand.still_there(members, None)),
            "service_plan": lambda members: hand.worth(hand.still_there(members, "service plan")),
            "share_alone": hand.still_there,
            "percent_of_members": lambda members: hand.worth(100 * hand.still_there(members)),
            "percent_of_interest": lambda members: hand.worth(
                hand.still_there(members), interest=10
            ),
            "times_ninety": lambda members: 60 / (1 - 0.90 * hand.still_there(members)),
            "ninety_for_interest": lambda members: hand.worth(
                hand.still_there(members), interest=-0.10
            ),
            "another_margin": lambda members: hand.worth(hand.still_there(members), margin=100),
            **shared.only("programme", "riders' club", "points", but=("every_programme",)),
        },
    ),
    Exercise(
        "3",
        Order(
            lines={
                "A": 'parcels["late"] = parcels["delivered"] > parcels["promised"]',
                "B": 'later["late"].mean()',
                "C": 'first = transactions.groupby("customer")["date"].min()',
                "D": 'later = parcels[parcels["date"] > parcels["customer"].map(first)]',
                "E": 'parcels = deliveries.merge(transactions, on=["transaction", "customer"])',
                "F": 'later["late"].sum() / len(parcels)',
                "G": 'later = parcels[parcels["date"] >= parcels["customer"].map(first)]',
            },
            gives=Number(decimals=3, between=(0, 1), in_percent=False),
            traps="FG",
            before='deliveries = deliveries.dropna(subset=["delivered"])',
        ),
        tables=("deliveries", "transactions"),
        answer="C E A D B",
        mistakes={
            "first_ones_too": "C E A G B",
            "of_all_parcels": "C E A D F",
        },
    ),
    Exercise(
        "4",
        Decide(choices=("send", "correct", "ask"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("correct", "B"),
        also=(("ask", "B"),),
        mistakes={
            "sent": ("send", "A"),
            "corrected_to_twenty": ("correct", "A"),
            "asked_with_twenty": ("ask", "A"),
            "sent_all_the_same": ("send", "B"),
            "five_percent_of_sixty": ("correct", "C"),
            "asked_with_six": ("ask", "C"),
            "sent_with_six": ("send", "C"),
            "share_that_stays": ("correct", "D"),
            "asked_with_eight": ("ask", "D"),
            "sent_with_eight": ("send", "D"),
        },
    ),
    Exercise(
        "5",
        Series(decimals=3, between=(0, 1), in_percent=False, figure="retention"),
        tables=("memberships",),
        answer=hand.by_renewal(hand.stayed_at),
        mistakes={
            "survival": hand.by_renewal(hand.survival),
            "of_all_members": hand.by_renewal(
                lambda members, n: 1 - hand.left_at(members, n) / len(members)
            ),
            "todays_members_as_leavers": hand.by_renewal(
                lambda members, n: 1 - (members["times"] == n).sum() / hand.reached(members, n)
            ),
            "leavers": hand.by_renewal(lambda members, n: 1 - hand.stayed_at(members, n)),
            "without_who_left_then": hand.by_renewal(
                lambda members, n: 1 - hand.left_at(members, n) / hand.reached(members, n + 1)
            ),
            "without_todays_members": hand.by_renewal(
                lambda members, n: hand.stayed_at(members[members["gone"]], n)
            ),
            "still_members_today": hand.by_renewal(
                lambda members, n: 1 - members.loc[members["times"] >= n, "gone"].mean()
            ),
            "how_many_left": hand.by_renewal(hand.left_at),
            "how_many_stayed": hand.by_renewal(
                lambda members, n: hand.reached(members, n) - hand.left_at(members, n)
            ),
            "of_who_came_first": hand.by_renewal(
                lambda members, n: (
                    (hand.reached(members, n) - hand.left_at(members, n)) / hand.reached(members, 1)
                )
            ),
            "of_their_last": hand.by_renewal(
                lambda members, n: 1 - members.loc[members["times"] == n, "gone"].mean()
            ),
            "reached_of_all": hand.by_renewal(
                lambda members, n: hand.reached(members, n) / len(members)
            ),
            "stayed_of_all": hand.by_renewal(
                lambda members, n: (
                    (hand.reached(members, n) - hand.left_at(members, n)) / len(members)
                )
            ),
            "still_there_of_all": hand.by_renewal(
                lambda members, n: (
                    1 - sum(hand.left_at(members, k) for k in range(1, n + 1)) / len(members)
                )
            ),
            "by_the_one_before": lambda memberships: hand.reached_by_before(memberships, 1),
            "the_next_by_it": lambda memberships: 1 / hand.reached_by_before(memberships, -1),
            **shared.only("programme", "service plan", "riders' club", "points"),
        },
    ),
    Exercise(
        "6",
        Picture(
            figure=Series(decimals=1, between=(0, 100)),
            marks=("points", "lines", "bars"),
            intervals=True,
        ),
        tables=("transactions",),
        answer=hand.came_back,
        mistakes={
            "one_standard_error": lambda transactions: hand.came_back(transactions, factor=1),
            "stayed_away": lambda transactions: hand.by_class(
                transactions, lambda each: 100 * ~each["came"]
            ),
            "purchases": lambda transactions: hand.by_class(
                transactions, lambda each: each["times"]
            ),
            "days_of_silence": lambda transactions: hand.by_class(
                transactions, lambda each: each["silent"]
            ),
            "everybody": lambda transactions: hand.by_class(
                transactions, lambda each: 100 * each["silent"].ge(0)
            ),
        },
    ),
    Exercise(
        "7",
        Order(
            lines={
                "A": 'each["recency"] = (cut - each["max"]).dt.days / 7',
                "B": 'each["frequency"] = each["size"] - 1',
                "C": 'each["age"] = (cut - each["min"]).dt.days / 7',
                "D": 'days = days[days["date"] <= cut]',
                "E": 'each["recency"] = (each["max"] - each["min"]).dt.days / 7',
                "F": 'days = transactions.drop_duplicates(["customer", "date"])',
                "G": 'each = days.groupby("customer")["date"].agg(["min", "max", "size"])',
                "H": 'each["frequency"] = each["size"]',
            },
            gives=Series(decimals=3, between=(0, 1000), in_percent=False, figure="mean"),
            result='each[["frequency", "recency", "age"]].mean()',
            traps="AH",
            before='cut = pd.Timestamp("2025-08-31")',
        ),
        tables=("transactions",),
        answer="F D G B E C",
        mistakes={
            "silence": "F D G B A C",
            "first_day_counted": "F D G H E C",
            "both_traps": "F D G H A C",
            "after_the_cut_too": "F G B E C",
        },
    ),
    Exercise(
        "8",
        Number(decimals=2, between=(0, 100)),
        tables=("transactions",),
        answer=hand.of_the_silent(lambda each: each["came"].mean()),
        mistakes={
            "stayed_away": hand.of_the_silent(lambda each: 1 - each["came"].mean()),
            "the_others": hand.of_everybody(hand.share_of_the_others),
            "everybody": hand.of_everybody(lambda each: each["came"].mean()),
            "share_of_the_silent": hand.share_of_the_silent,
            "of_all_customers": hand.of_everybody(
                lambda each: (each["came"] & (each["silent"] > 365)).mean()
            ),
            "among_the_buyers": hand.of_everybody(hand.share_among_buyers),
            "among_all_buyers": lambda transactions: (
                100
                * hand.each(transactions).query("silent > 365")["came"].sum()
                / transactions.loc[transactions["date"] > hand.CUT, "customer"].nunique()
            ),
            "class_before": hand.of_everybody(
                lambda each: each.loc[each["class"] == "183 to 365", "came"].mean()
            ),
            "mean_of_classes": hand.of_everybody(
                lambda each: each.groupby("class", observed=True)["came"].mean().mean()
            ),
            "half_a_year": hand.of_the_silent(lambda each: each["came"].mean(), days=182),
            "purchases": hand.of_the_silent(lambda each: each["times"].mean()),
            "how_many": lambda transactions: float(
                hand.each(transactions).query("silent > 365")["came"].sum()
            ),
            "same_year": lambda transactions: 0.0,
        },
    ),
    Exercise(
        "9",
        Decide(choices=("one of us", "nobody"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("nobody", "C"),
        mistakes={
            "outside_her_interval": ("one of us", "A"),
            "apart_by_overlap": ("one of us", "B"),
            "one_table": ("one of us", "C"),
            "longer_silence": ("one of us", "D"),
            "not_by_her_interval": ("nobody", "A"),
            "overlap": ("nobody", "B"),
            "not_by_silence": ("nobody", "D"),
        },
    ),
    Exercise(
        "10",
        Series(decimals=3, between=(0, 1), in_percent=False, figure="share"),
        tables=("transactions",),
        answer=hand.moves(hand.row(2)),
        mistakes={
            "of_the_last_quarter_too": hand.of_all_in_a_state(2),
            "without_the_zeros": hand.moves(lambda counts: hand.row(2)(counts[[0, 3]])),
            "columns": hand.moves(lambda counts: (counts / counts.sum()).loc[2]),
            "of_all_moves": hand.moves(lambda counts: counts.loc[2] / counts.sum().sum()),
            "counts": hand.moves(lambda counts: counts.loc[2]),
            "one_silent_quarter": hand.moves(hand.row(1)),
            "three_silent_quarters": hand.moves(hand.row(3)),
            "one_column": hand.moves(lambda counts: counts.T.loc[2] / counts.T.loc[2].sum()),
            "column_of_the_rows": hand.moves(
                lambda counts: counts.div(counts.sum(axis="columns"), axis="index")[2]
            ),
            "unfinished_quarter": hand.moves(hand.row(2), last="2026Q3"),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "11",
        Decide(choices=("points", "plan", "club", "none"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("none", "C"),
        also=(("plan", "D"),),
        mistakes={
            "members_buy_more": ("club", "A"),
            "plan_members_buy_more": ("plan", "A"),
            "points_members_buy_more": ("points", "A"),
            "largest_effect": ("plan", "B"),
            "not_the_largest": ("club", "B"),
            "not_the_largest_either": ("points", "B"),
            "plan_though_open": ("plan", "C"),
            "club_though_open": ("club", "C"),
            "points_though_open": ("points", "C"),
            "fee_of_the_club": ("club", "D"),
            "fee_of_the_points": ("points", "D"),
            "none_by_effect": ("none", "B"),
            "none_by_fee": ("none", "D"),
            "none_by_members": ("none", "A"),
        },
    ),
    Exercise(
        "12",
        Slip(letters="ABCDEF", figure=Number(decimals=2, between=(0, 100))),
        tables=("transactions",),
        answer=("E", hand.of_everybody(hand.called_rightly)),
        mistakes={
            "its_own_figure": ("E", hand.of_the_silent(lambda each: 1 - each["came"].mean())),
            "its_own_figure_as_printed": ("E", hand.assistants_figure),
            "share_back": ("E", hand.of_everybody(lambda each: each["came"].mean())),
            "silent_of_all": (
                "E",
                hand.of_everybody(lambda each: (~each["came"] & (each["silent"] > 365)).mean()),
            ),
            "others_alone": ("E", hand.of_everybody(hand.share_of_the_others)),
            "others_of_all": (
                "E",
                hand.of_everybody(lambda each: (each["came"] & (each["silent"] <= 365)).mean()),
            ),
            "mean_of_two_shares": (
                "E",
                lambda transactions: (
                    (
                        100
                        - hand.of_the_silent(lambda each: each["came"].mean())(transactions)
                        + hand.of_everybody(hand.share_of_the_others)(transactions)
                    )
                    / 2
                ),
            ),
            "not_silent_called_rightly": (
                "E",
                hand.of_everybody(lambda each: 1 - (each["came"] & (each["silent"] > 365)).mean()),
            ),
            "nobody_comes_back": ("E", hand.of_everybody(lambda each: 1 - each["came"].mean())),
            "called_wrongly": ("E", hand.of_everybody(lambda each: 1 - hand.called_rightly(each))),
            "carried_on": ("F", hand.of_everybody(hand.called_rightly)),
            "half_of_the_sum": ("D", hand.of_everybody(hand.called_rightly)),
            "premise": ("B", hand.of_everybody(hand.called_rightly)),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "13",
        Function(
            {
                "first_now": [100, 0.80, 0.10, "now"],
                "first_at_the_renewal": [100, 0.80, 0.10, "renewal"],
                "first_at_the_end": [100, 0.80, 0.10, "end"],
                "another_firm": [45.5, 0.62, 0.04, "now"],
                "nobody_stays": [50, 0, 0.10, "now"],
                "no_interest": [100, 0.80, 0, "end"],
                "everybody_stays": [100, 1, 0.10, "now"],
                "stay_in_percent": [100, 80, 0.10, "renewal"],
                "interest_of_one": [100, 0.80, 1, "now"],
                "interest_in_percent": [100, 0.80, 10, "now"],
                "own_sample": hand.own_case,
            },
            arguments=True,
        ),
        tables=("memberships",),
        answer=hand.right_function,
        mistakes={
            "nothing_refused": hand.without_refusal,
            "interest_not_refused": hand.refuses_stay_only,
            "one_not_refused": hand.refuses_above_one_only,
            "neither_one_refused": hand.refuses_neither_one,
            "percent_made_shares": hand.turns_percent_into_shares,
            "always_now": hand.always_now,
            "now_and_renewal": hand.swapped("now", "renewal"),
            "end_and_renewal": hand.swapped("end", "renewal"),
            "refuses_zero": hand.refuses_zero,
            "zero_for_refused": hand.zero_for_refused,
            "without_interest": hand.no_interest,
            "formula_only": hand.formula_only,
            "end_as_now": hand.end_as_now,
            "two_of_three": hand.two_of_three,
        },
    ),
    # Two look back at earlier chapters; they carry no points, and stand first in the workbook.
    Exercise(
        "01",
        Number(decimals=3, between=(0, 200), in_percent=False),
        tables=("deliveries",),
        answer=lambda deliveries: 1.96 * hand.sem(hand.ratings(deliveries)),
        also=(lambda deliveries: Z_95 * hand.sem(hand.ratings(deliveries)),),
        mistakes={
            "single_ratings": lambda deliveries: 1.96 * hand.ratings(deliveries).std(),
            "all_parcels": lambda deliveries: (
                1.96 * hand.sem(hand.arrived(deliveries)["rating"].astype(float))
            ),
            "on_time": lambda deliveries: 1.96 * hand.sem(hand.ratings(deliveries, late=False)),
            "without_rating_too": lambda deliveries: (
                1.96 * hand.ratings(deliveries).std() / len(hand.ratings(deliveries)) ** 0.5
            ),
            "mean_rating": lambda deliveries: hand.ratings(deliveries).mean(),
            "an_end": lambda deliveries: hand.end_of_the_interval(deliveries, -1),
            "the_other_end": lambda deliveries: hand.end_of_the_interval(deliveries, 1),
            "without_root": lambda deliveries: (
                1.96 * hand.ratings(deliveries).std() / hand.ratings(deliveries).count()
            ),
            "no_rating_as_zero": lambda deliveries: (
                1.96 * hand.sem(hand.ratings(deliveries).fillna(0))
            ),
            **shared.margin(of=hand.ratings),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "02",
        Decide(choices=("pooled", "parts"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("parts", "B"),
        mistakes={
            "more_rows": ("pooled", "A"),
            "pooled_though_mixed": ("pooled", "B"),
            "few_rows": ("pooled", "C"),
            "by_the_gap": ("pooled", "D"),
            "not_by_more_rows": ("parts", "A"),
            "not_by_few_rows": ("parts", "C"),
            "not_by_the_gap": ("parts", "D"),
        },
    ),
)
