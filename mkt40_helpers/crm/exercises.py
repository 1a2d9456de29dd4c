"""Exercises of chapter 6: CRM types.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `crm`, so that an error there could not hide itself here. (Only the database that a query
is tried on is made by `crm`.)
"""

from __future__ import annotations

import math
from functools import partial

from mkt40_helpers.crm import by_hand as hand
from mkt40_helpers.crm import by_mistake as wrong
from mkt40_helpers.crm import looking_back as back
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.sql import Sql

__all__ = ["EXERCISES"]

Z_95 = 1.959963984540054  # exact where the question says 1.96
OPEN = "closed IS NULL"
PHONE = "purpose = 'phone'"
YES = "given = 1"
KEPT = "withdrawn IS NULL"


EXERCISES = (
    Exercise(
        "1",
        Sql(hand.database, columns=("customer",)),
        tables=("customers", "crm_records", "contacts", "tickets", "consents"),
        answer=hand.query(OPEN, PHONE, YES, KEPT),
        mistakes={
            "equals_null": hand.query("closed = NULL", PHONE, YES, KEPT),
            "purpose_left_out": hand.query(OPEN, YES, KEPT),
            "withdrawn_kept": hand.query(OPEN, PHONE, YES),
            "given_left_out": hand.query(OPEN, PHONE, KEPT),
            "asked_only": hand.query(OPEN, PHONE),
            "email": hand.query(OPEN, "purpose = 'email'", YES, KEPT),
            "closed_ones": hand.query("closed IS NOT NULL", PHONE, YES, KEPT),
            "any_ticket": hand.query(PHONE, YES, KEPT),
            "refused": hand.query(OPEN, PHONE, "given = 0"),
            "or_for_and": hand.query(f"{OPEN} OR {PHONE}", YES, KEPT),
            "or_at_the_end": hand.query(OPEN, PHONE, f"{YES} OR {KEPT}"),
            "not_email": hand.query(OPEN, "purpose <> 'email'", YES, KEPT),
            "taken_back": hand.query(OPEN, PHONE, YES, "withdrawn IS NOT NULL"),
            "who_stays": f"SELECT customer FROM consents WHERE {PHONE} AND {YES} AND {KEPT} "
            "AND customer NOT IN (SELECT customer FROM tickets WHERE closed IS NULL)",
            "open_only": "SELECT DISTINCT customer FROM tickets WHERE closed IS NULL",
            "list_only": f"SELECT customer FROM consents WHERE {PHONE} AND {YES} AND {KEPT}",
        },
    ),
    Exercise(
        "2",
        Order(
            lines={
                "A": 'pairs = both[both["record_x"] != both["record_y"]]',
                "B": 'known = records.dropna(subset=["digits"])',
                "C": "len(pairs)",
                "D": 'both = known.merge(known, on="digits")',
                "E": 'pairs = both[both["record_x"] < both["record_y"]]',
                "F": 'records["digits"] = '
                'records["phone"].str.replace(r"\\D", "", regex=True).str[-6:]',
                "G": 'both = records.merge(records, on="digits")',
            },
            gives=Number(decimals=0, between=(0, 10_000_000), in_percent=False),
            traps="AG",
            before='records = crm_records[["record", "phone"]].copy()',
        ),
        tables=("crm_records",),
        answer="F B D E C",
        mistakes={
            "missing_matched": "F G E C",
            "each_pair_twice": "F B D A C",
            "both_traps": "F G A C",
        },
    ),
    Exercise(
        "3",
        Series(decimals=3, between=(0, 1), in_percent=False, figure="soon"),
        tables=("tickets",),
        answer=hand.by_area(hand.soon),
        mistakes={
            **wrong.REPAIRS,
            **shared.only(
                "topic", "repair", "delivery", "help desk", "complaint", but=("every_topic",)
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "4",
        Decide(choices=("move", "leave", "draw"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("leave", "C"),
        also=(("draw", "C"),),
        mistakes={
            "highest_share": ("move", "A"),
            "apart_from_the_last": ("move", "B"),
            "moved_all_the_same": ("move", "C"),
            "moved_though_open": ("move", "D"),
            "left_by_share": ("leave", "A"),
            "left_by_interval": ("leave", "B"),
            "left_for_open_ones": ("leave", "D"),
            "drawn_by_share": ("draw", "A"),
            "drawn_by_interval": ("draw", "B"),
            "drawn_for_open_ones": ("draw", "D"),
        },
    ),
    Exercise(
        "5",
        Number(decimals=1, between=(0, 100_000), in_percent=False),
        tables=("transactions", "contacts"),
        answer=hand.of_complainers(lambda spent: spent.mean()),
        mistakes={
            "one_row_a_complaint": lambda transactions, contacts: hand.revenue(
                hand.joined(transactions, contacts)
            ).mean(),
            "complaints_weigh": lambda transactions, contacts: (
                hand.complained(contacts).map(hand.revenue(transactions)).mean()
            ),
            "divided_by_complaints": lambda transactions, contacts: (
                hand.of_complainers(lambda spent: spent.sum())(transactions, contacts)
                / len(hand.complained(contacts))
            ),
            "with_a_ticket": lambda transactions, contacts: hand.of_complainers(
                lambda spent: spent.mean()
            )(transactions, contacts.dropna(subset=["case"])),
            "mean_purchase": lambda transactions, contacts: transactions.loc[
                transactions["customer"].isin(hand.complained(contacts)), "amount_eur"
            ].mean(),
            "mean_of_the_joined": lambda transactions, contacts: hand.joined(
                transactions, contacts
            )["amount_eur"].mean(),
            "everybody": lambda transactions, contacts: hand.revenue(transactions).mean(),
            # Every customer has bought something.
            "divided_by_everybody": lambda transactions, contacts: (
                hand.of_complainers(lambda spent: spent.sum())(transactions, contacts)
                / transactions["customer"].nunique()
            ),
            "the_others": lambda transactions, contacts: hand.revenue(
                transactions[~transactions["customer"].isin(hand.complained(contacts))]
            ).mean(),
            "sum": hand.of_complainers(lambda spent: spent.sum()),
            "sum_of_the_joined": lambda transactions, contacts: hand.joined(transactions, contacts)[
                "amount_eur"
            ].sum(),
            "median": hand.of_complainers(lambda spent: spent.median()),
            "mean_of_means": lambda transactions, contacts: (
                transactions[transactions["customer"].isin(hand.complained(contacts))]
                .groupby("customer")["amount_eur"]
                .mean()
                .mean()
            ),
            "any_contact": lambda transactions, contacts: hand.revenue(
                transactions.merge(contacts[["customer"]], on="customer")
            ).mean(),
            **shared.figures(hand.spent_by_complainers, "number"),
            **shared.only(
                *("touchpoint", "complaint", "repair", "delivery", "help desk", "checkout"),
                *("advice", "newsletter"),
                but=("every_touchpoint", "all_but_complaint"),
            ),
            **shared.once_each("customer"),
        },
    ),
    Exercise(
        "6",
        Picture(
            figure=Series(decimals=1, between=(0, 100)),
            marks=("lines", "points", "scatter"),
        ),
        tables=("caravan",),
        answer=hand.curve(hand.found),
        mistakes={
            "the_half_that_taught": hand.curve(hand.found, half="first"),
            "lowest_first": hand.curve(hand.found, ascending=True),
            "each_group": hand.curve(lambda groups: 100 * groups["holders"] / sum(groups.holders)),
            "holders_counted": hand.curve(lambda groups: groups["holders"].cumsum()),
            "share_of_the_contacted": hand.curve(
                lambda groups: 100 * groups["holders"].cumsum() / groups["customers"].cumsum()
            ),
            "holders_of_both_halves": hand.curve(
                lambda groups: 100 * groups["holders"].cumsum() / hand.HOLDERS
            ),
            "depth": hand.curve(hand.found, part_of=1),
            "depth_in_percent": hand.curve(hand.found, part_of=100),
            "of_all_customers": hand.curve(
                lambda groups: 100 * groups["holders"].cumsum() / groups["customers"].sum()
            ),
            "customers": hand.curve(
                lambda groups: 100 * groups["customers"].cumsum() / groups["customers"].sum()
            ),
            "share_of_each_group": hand.curve(
                lambda groups: 100 * groups["holders"] / groups["customers"]
            ),
            "nothing_added_up": wrong.each_by_itself,
            "score_across": wrong.score_across,
            "most_holders_first": wrong.most_holders_first,
        },
    ),
    Exercise(
        "7",
        Number(decimals=0, between=(-1_000_000, 1_000_000), in_percent=False),
        tables=("customers", "sends"),
        answer=hand.at_depth(hand.profit),
        mistakes={
            "first_tenth": hand.at_depth(lambda cost, margin, best: hand.profit(cost, margin, 1)),
            "everybody": hand.at_depth(lambda cost, margin, best: hand.profit(cost, margin, 10)),
            "on_average": hand.at_depth(hand.on_average),
            "one_too_deep": hand.at_depth(
                lambda cost, margin, best: hand.profit(cost, margin, best + 1)
            ),
            "without_cost": hand.at_depth(lambda cost, margin, best: margin * hand.buyers(best)),
            "all_buyers": hand.at_depth(lambda cost, margin, best: margin * hand.buyers(10)),
            "letters_to_buyers_only": hand.at_depth(
                lambda cost, margin, best: (margin - cost) * hand.buyers(best)
            ),
            "all_buyers_alone": hand.at_depth(
                lambda cost, margin, best: (margin - cost) * hand.buyers(10)
            ),
            # Before the profit of a letter, which may be rounded to 1.
            "the_row": hand.at_depth(lambda cost, margin, best: best - 1),
            "by_the_letter": hand.at_depth(
                lambda cost, margin, best: hand.profit(cost, margin, best) / (best * hand.TENTH)
            ),
            "its_own_tenth": hand.at_depth(
                lambda cost, margin, best: (
                    hand.profit(cost, margin, best) - hand.profit(cost, margin, best - 1)
                )
            ),
            "the_depth": hand.at_depth(lambda cost, margin, best: 10 * best),
            "the_tenth": hand.at_depth(lambda cost, margin, best: best),
            "others_prices": hand.at_depth(lambda cost, margin, best: hand.profit(1, 4, 4)),
            "printed_prices": lambda customers, sends: max(
                hand.profit(*hand.PRINTED, depth) for depth in range(1, 11)
            ),
            "letters": hand.at_depth(lambda cost, margin, best: hand.TENTH * best),
        },
    ),
    Exercise(
        "8",
        Slip(letters="ABCDEF", figure=Number(decimals=2, between=(0, 10), in_percent=False)),
        tables=("sends", "campaigns", "customers", "transactions"),
        answer=("B", hand.lift(hand.KNOWN)),
        mistakes={
            "its_own_figure": ("B", hand.lift([*hand.KNOWN, "opened"])),
            "app_for_opened": ("B", hand.lift(["segment", "often", "opened"])),
            "often_for_opened": ("B", hand.lift(["segment", "app", "opened"])),
            "opened_alone": ("B", hand.lift(["opened"])),
            "without_the_app": ("B", hand.lift(["segment", "often"])),
            "without_purchases": ("B", hand.lift(["segment", "app"])),
            "without_the_kind": ("B", hand.lift(["app", "often"])),
            "share_of_the_top": ("B", hand.share_of_the_top),
            "gain_of_the_top": ("B", hand.gain_of_the_top),
            "those_who_taught": ("B", hand.lift(hand.KNOWN, judged=(1, 4))),
            "other_people": ("A", hand.lift(hand.KNOWN)),
            "score_by_shares": ("C", hand.lift(hand.KNOWN)),
            "cut_between": ("D", hand.lift(hand.KNOWN)),
            "shares_and_lift": ("E", hand.lift(hand.KNOWN)),
            "conclusion": ("F", hand.lift([*hand.KNOWN, "opened"])),
            "carried_on": ("F", hand.lift(hand.KNOWN)),
        },
    ),
    Exercise(
        "9",
        Series(decimals=2, between=(-100, 100), figure="effect"),
        tables=("sends", "customers"),
        answer=hand.by_kind(hand.effect),
        mistakes=wrong.EFFECTS,
    ),
    Exercise(
        "10",
        Number(decimals=0, between=(-100_000, 100_000), in_percent=False),
        tables=("sends", "customers"),
        answer=hand.left(lambda t, c, n, m: ((t - c) * hand.MARGIN - hand.COST) * (n + m)),
        mistakes=wrong.LETTERS,
    ),
    Exercise(
        "11",
        Decide(choices=("switch", "stay", "test"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("test", "B"),
        also=(("test", "C"), ("stay", "B"), ("stay", "C")),
        mistakes={
            "own_interval": ("switch", "A"),
            "switched_though_six": ("switch", "B"),
            "switched_though_users": ("switch", "C"),
            "cheapest": ("switch", "D"),
            "stayed_by_interval": ("stay", "A"),
            "stayed_by_cost": ("stay", "D"),
            "tested_by_interval": ("test", "A"),
            "tested_by_cost": ("test", "D"),
        },
    ),
    Exercise(
        "12",
        Function(
            {
                "a_yes": hand.tried("Ann", "phone", "2026-01-15"),
                "a_no": hand.tried("Bo", "phone", "2026-01-15"),
                "other_purpose_asked": hand.tried("Bo", "email", "2026-01-15"),
                "nobody_asked": hand.tried("Kim", "phone", "2026-01-15"),
                "before_withdrawal": hand.tried("Ann", "email", "2025-09-09"),
                "day_of_withdrawal": hand.tried("Ann", "email", "2025-09-10"),
                "after_withdrawal": hand.tried("Dee", "phone", "2026-01-15"),
                "before_the_yes": hand.tried("Cem", "email", "2025-04-30"),
                "day_of_the_yes": hand.tried("Cem", "email", "2025-05-01"),
                "other_purpose": hand.tried("Cem", "phone", "2026-01-15"),
                "asked_of_nobody": hand.tried("Ann", "profiling", "2025-06-01"),
                "unknown_purpose": hand.tried("Ann", "post", "2026-01-15"),
                "spelt_otherwise": hand.tried("Ann", "e-mail", "2025-06-01"),
                "part_of_a_word": hand.tried("Ann", "mail", "2025-06-01"),
                "own_yes": hand.own_yes,
                "own_withdrawn": hand.own_withdrawn,
            },
            arguments=True,
        ),
        tables=("consents",),
        answer=hand.may_contact,
        mistakes={
            "never_asked_is_yes": partial(hand.may_contact, without_row=True),
            "day_of_withdrawal": hand.holds(
                lambda rows, day: hand.asked(rows, day) & ~(rows["withdrawn"] < day)
            ),
            "withdrawal_ignored": hand.holds(lambda rows, day: hand.asked(rows, day)),
            "todays_consent": hand.holds(
                lambda rows, day: hand.asked(rows, day) & rows["withdrawn"].isna()
            ),
            "empty_as_gone": hand.holds(
                lambda rows, day: hand.asked(rows, day) & (rows["withdrawn"] > day)
            ),
            "since_ignored": hand.holds(
                lambda rows, day: rows["given"] & ~(rows["withdrawn"] <= day)
            ),
            "day_of_the_yes": hand.holds(
                lambda rows, day: (
                    rows["given"] & (rows["since"] < day) & ~(rows["withdrawn"] <= day)
                )
            ),
            "given_ignored": hand.holds(
                lambda rows, day: (rows["since"] <= day) & ~(rows["withdrawn"] <= day)
            ),
            "given_only": hand.holds(lambda rows, day: rows["given"]),
            "any_purpose": partial(hand.may_contact, of_purpose=False),
            "always_calls": hand.always_calls,
            "false_for_unknown": partial(hand.may_contact, unknown=False),
            "never_asked_is_none": partial(hand.may_contact, without_row=None),
            "words_of_the_table": wrong.by_words_of_the_table,
            "part_of_a_word": wrong.by_part_of_a_word,
        },
    ),
    Exercise(
        "13",
        DecideInGroup(choices=("one of us", "nobody"), reasons=("A", "B", "C", "D")),
        tables=("sends", "customers"),
        answer=("nobody", "C", hand.largest_gap),
        also=(("nobody", "C", partial(hand.largest_gap, factor=Z_95)),),
        mistakes={
            "margins_added": (
                "nobody",
                "C",
                partial(hand.largest_gap, join=lambda one, other: one + other),
            ),
            "one_margin": ("nobody", "C", partial(hand.largest_gap, join=lambda one, other: one)),
            "other_margin": (
                "nobody",
                "C",
                partial(hand.largest_gap, join=lambda one, other: other),
            ),
            "one_standard_error": ("nobody", "C", partial(hand.largest_gap, factor=1)),
            "single_intervals": ("one of us", "A"),
            "largest_of_six": ("one of us", "B"),
            "one_table": ("one of us", "C"),
            "own_riders": ("one of us", "D"),
            "overlap": ("nobody", "A"),
            "not_by_the_gap": ("nobody", "B"),
            "not_by_riders": ("nobody", "D"),
        },
    ),
    # Two look back at earlier chapters; they carry no points, and stand first in the workbook.
    Exercise(
        "01",
        Number(decimals=3, between=(0, 60), in_percent=False),
        tables=("contacts",),
        answer=lambda contacts: 1.96 * hand.both_errors(contacts, math.hypot),
        also=(lambda contacts: Z_95 * hand.both_errors(contacts, math.hypot),),
        mistakes={**back.MARGINS, **shared.margin("error_squared")},
    ),
    Exercise(
        "02",
        Number(decimals=2, between=(-5000, 5000), in_percent=False),
        tables=("app_invitation",),
        answer=lambda trial: hand.spent(trial, "invited"),
        mistakes={
            **back.OFFERS,
            **shared.difference(
                *(back.spent_by(True), back.spent_by(False), "of the invited", "of the others"),
                *("first_only", "percent_of_second"),
            ),
        },
    ),
)
