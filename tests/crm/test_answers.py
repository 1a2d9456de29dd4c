"""Wrong answers that students give to chapter 6, as they would write them: each gets its name."""

from __future__ import annotations

import pytest

from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.diagnosis import diagnose, read
from mkt40_helpers.workbook.records import tables_of
from tests.crm.hints import HINTS, START

LEARNER = "student 1"


def told(key: str, code: str):
    """Judge what a cell makes of the tables, by the name `mine`."""
    exercise = shelf.find(key)
    names = {"tables": tables_of(exercise, "" if exercise.is_step else LEARNER)}
    exec(f"{BEFORE.get(key, START)}\nmine = {code}", names)
    return diagnose(exercise, read(exercise, names["mine"], LEARNER), LEARNER)


def _until_told(key: str) -> str:
    """What stands above the answer in the workbook, as its last hint takes it for granted."""
    return str(HINTS[key]).split("told = ")[0].replace("CODE1\n", "")


CALLED = """
sends, campaigns, customers = tables
calls = sends[sends["campaign"] == 3].merge(customers, on="customer").merge(
    campaigns[["campaign", "start"]], on="campaign")
calls["app"] = calls["app_since"] < calls["start"]
calls["responded"] = calls["responded"].astype(float)
calls["kind"] = calls["segment"] + calls["app"].map({True: " with app", False: ""})
"""
WAVES = """
sends, campaigns, customers = tables
waves = sends.merge(campaigns, on="campaign").merge(customers, on="customer")
waves["app"] = waves["app_since"] < waves["start"]
riders = waves.query("segment == 'commuter'")
commuters = riders.query("campaign in [1, 2] and group == 'treated'")
"""
CHOSEN = """
def left(wave, margin, cost):
    rows = waves[(waves["campaign"] == wave) & (waves["segment"] == "commuter")]
    p = rows.groupby("group")["responded"].mean()
    return ((p["treated"] - p["control"]) * margin - cost) * len(rows)

def number(wave):
    return ((waves["campaign"] == wave) & (waves["segment"] == "commuter")).sum()
"""
OF_WAVE_3 = 'p = tables[0].query("campaign == 3").groupby("group")["responded"].mean()\n'
COUNTS = """
transactions, contacts = tables
counts = contacts.groupby("customer").size().reset_index(name="contacts")
"""
EFFECT_OF = """
def effect_of(rows):
    shares = 100 * rows.pivot_table(index="segment", columns="group", values="responded")
    return shares["treated"] - shares["control"]
"""
SHARE = 'late["customers"].cumsum() / late["customers"].sum()'
BEFORE = {
    "6.a": START + "contacts, tickets = tables\n",
    "6.d": START + COUNTS,
    "6.f": START + WAVES,
    "6.i": START + OF_WAVE_3,
    "6.j": START + CALLED + "plt.figure()\n",
    "6.k": START + OF_WAVE_3,
    "6.02": START + "(trial,) = tables\n",
    "6.6": _until_told("6.6")
    + 'late["found"] = 100 * late["holders"].cumsum() / late["holders"].sum()\n',
    "6.10": _until_told("6.10") + CHOSEN,
    "6.7": _until_told("6.7")
    + 'gains = (margin * tenths["buyers"] - cost * tenths["letters"]).cumsum()\n',
    "6.9": _until_told("6.9")
    + 'bought = waves[waves["responded"]].groupby(["segment", "group"]).size().unstack()\n'
    + EFFECT_OF,
    **{key: _until_told(key) for key in ("6.01", "6.3", "6.5", "6.8")},
}
JOINED = "SELECT DISTINCT customer FROM tickets JOIN consents USING (customer) WHERE "
LIST = "purpose = 'phone' AND given = 1 AND withdrawn IS NULL"
STAYS = (
    f"SELECT customer FROM consents WHERE {LIST} "
    "AND customer NOT IN (SELECT customer FROM tickets WHERE closed IS NULL)"
)

FIRST, OPEN = "one_row_a_customer", "open_as_quick"

NAMED = [
    (
        "6.a",
        '((contacts["customer"] == "C02841") | contacts["case"].notna()).sum()',
        "or_for_and",
    ),
    (
        "6.d",
        'transactions.merge(counts, on="customer")["amount_eur"].sum() / 1e6',
        "in_millions",
    ),
    (
        "6.d",
        'counts.merge(contacts, on="customer")["contacts"].sum()',
        "without_purchases",
    ),
    ("6.f", 'commuters.groupby("responded")["app"].mean()', "turned_round"),
    ("6.f", 'riders.groupby("app")["responded"].mean()', "all_waves_and_control"),
    ("6.h", '"D F G A C"', "summed_before_sorting"),
    ("6.i", 'p["treated"] - p["control"] * 36 - 2.10', "no_brackets"),
    (
        "6.j",
        'sns.pointplot(calls, x="segment", y="responded", hue="app", errorbar=None)',
        "by_app",
    ),
    ("6.k", '((p["treated"] - p["control"]) * 36 - 0.05) * 2311', "all_of_them_together"),
    ("6.01", "1.96 * (chats.std() ** 2 + calls.std() ** 2) ** 0.5", "spread_of_contacts"),
    (
        "6.02",
        'trial[trial["installed_on"].notna()]["spend_eur"].mean()'
        ' - trial[~trial["invited"]]["spend_eur"].mean()',
        "users_less_the_others",
    ),
    (
        "6.02",
        'trial.groupby("invited")["spend_eur"].sum().diff().iloc[-1]',
        "sums",
    ),
    ("6.1", '"SELECT customer FROM tickets WHERE closed IS NULL"', "open_only"),
    ("6.1", f'"{JOINED} closed IS NULL OR {LIST}"', "or_for_and"),
    ("6.1", f'"{STAYS}"', "who_stays"),
    (
        "6.3",
        '(repairs["hours"] > 48).groupby(repairs["service_area"]).mean()',
        "later_of_the_closed",
    ),
    ("6.5", 'theirs["amount_eur"].sum() / len(who)', "divided_by_complaints"),
    (
        "6.5",
        "transactions[transactions['customer'].isin(contacts[(contacts['touchpoint'] =="
        " 'complaint') & contacts['case'].notna()]['customer'])]"
        ".groupby('customer')['amount_eur'].sum().mean()",
        "with_a_ticket",
    ),
    ("6.6", f'sns.lineplot(late.assign(contacted={SHARE}), x="contacted", y="found")', "depth"),
    (
        "6.6",
        f'sns.lineplot(late.assign(contacted=100 * {SHARE}), x="contacted", y="found")',
        "depth_in_percent",
    ),
    (
        "6.6",
        f'sns.lineplot(late.assign(contacted={SHARE} * 100), x="contacted", y="found")',
        "depth_in_percent",
    ),
    (
        "6.6",
        'sns.lineplot(late.assign(found=100 * late["holders"].cumsum() / 348),'
        ' x="contacted", y="found")',
        "holders_of_both_halves",
    ),
    ("6.8", '("F", lift_of(["segment", "app", "often", "opened"]))', "conclusion"),
    ("6.8", '("B", lift_of(["segment", "often", "opened"]))', "app_for_opened"),
    ("6.10", "left(1, 14, 0.05)", "wave_1_at_its_prices"),
    ("6.d", 'transactions.merge(contacts).drop_duplicates("customer")["amount_eur"].sum()', FIRST),
    ("6.f", 'commuters.groupby("app")["responded"].sum() / len(commuters)', "of_all_commuters"),
    ("6.f", 'commuters.groupby("app")["responded"].value_counts(normalize=True)', "yes_and_no"),
    (
        "6.f",
        'commuters.query("responded")["app"].value_counts(normalize=True)',
        "app_of_the_buyers",
    ),
    ("6.h", '"D G A C"', "summed_before_sorting"),
    ("6.i", "(0.11 - 0.08) * 36 - 2.10", "rounded_shares"),
    ("6.i", "0.11 * 36 - 2.10", "rounded_gross"),
    ("6.i", "0.024 * 36 - 2.10", "rounded_effect"),
    ("6.i", '(p["treated"] - p["control"]) * 36 + 2.10', "cost_added"),
    ("6.i", '100 * (p["treated"] - p["control"]) * 36 - 2.10', "points_for_a_share"),
    ("6.i", 'p["treated"] * (36 - 2.10) - p["control"] * 36', "cost_of_buyers"),
    ("6.j", 'sns.pointplot(calls, x="kind", y="responded", hue="group")', "by_kind_and_app"),
    ("6.j", 'sns.countplot(calls, x="segment", hue="group")', "people"),
    (
        "6.j",
        'sns.barplot(calls, x="segment", y="responded", hue="group", estimator="sum")',
        "buyers",
    ),
    ("6.k", '(p["treated"] - p["control"]) * 55 - 0.05', "margin_of_an_e_mail"),
    ("6.k", '(p["treated"] - p["control"]) * (36 - 0.05)', "cost_before_margin"),
    ("6.1", f"\"{JOINED} closed = '' AND {LIST}\"", "equals_null"),
    (
        "6.1",
        f"\"{JOINED} closed IS NULL AND purpose = 'phone' AND given OR withdrawn IS NULL\"",
        "or_at_the_end",
    ),
    ("6.1", f'"{JOINED} closed IS NULL AND {LIST.replace("NULL", "NOT NULL")}"', "taken_back"),
    (
        "6.1",
        f"\"{JOINED} closed IS NULL AND purpose <> 'email' AND given AND withdrawn IS NULL\"",
        "not_email",
    ),
    ("6.3", '(repairs["hours"].fillna(0) <= 48).groupby(repairs["service_area"]).mean()', OPEN),
    ("6.3", '(~(repairs["hours"] > 48)).groupby(repairs["service_area"]).mean()', OPEN),
    (
        "6.3",
        'repairs[repairs["soon"]].groupby("service_area").size() / len(repairs)',
        "of_all_repairs",
    ),
    (
        "6.3",
        'repairs[repairs["soon"]].groupby("service_area").size()'
        ' / early.groupby("service_area").size()',
        "of_all_tickets",
    ),
    (
        "6.3",
        '((repairs["closed"] - repairs["opened"]).dt.days <= 2)'
        '.groupby(repairs["service_area"]).mean()',
        "whole_days",
    ),
    (
        "6.5",
        'theirs["amount_eur"].sum() / transactions["customer"].nunique()',
        "divided_by_everybody",
    ),
    (
        "6.6",
        'sns.lineplot(late.assign(found=100 * late["holders"] / late["holders"].sum()),'
        ' x="customers", y="found")',
        "nothing_added_up",
    ),
    ("6.6", 'sns.lineplot(late, x="score", y="found")', "score_across"),
    ("6.6", 'late.plot(x="score", y="found", ylabel="found")', "score_across"),
    ("6.7", "gains.idxmax()", "the_row"),
    ("6.8", '("B", lift_of(["segment", "app", "opened"]))', "often_for_opened"),
    ("6.9", 'effect_of(waves.query("campaign == 3"))', "wave_3_alone"),
    (
        "6.9",
        '100 * (bought["treated"] - bought["control"]) / bought.sum(axis="columns")',
        "of_all_buyers",
    ),
    ("6.10", "left(2, 32, 0) - 0.95", "cost_once"),
    ("6.10", "left(2, 14, 0.05)", "prices_of_wave_1"),
    ("6.10", "left(1, 32, 0.95) / number(1) * number(2)", "effect_of_wave_1"),
    (
        "6.10",
        'left(2, 32, 0.95) / number(2) * (customers["segment"] == "commuter").sum()',
        "commuters_of_the_file",
    ),
]


@pytest.mark.parametrize(("key", "code", "name"), NAMED)
def test_a_wrong_answer_is_named(key, code, name):
    found = told(key, code)
    assert name in found.mistakes, found.message


def test_a_curve_that_pandas_draws_is_right_but_for_the_name_that_is_missing():
    found = told("6.6", 'late.plot(x="contacted", y="found")')
    assert found.verdict == "slip" and "The figures are right. An axis has no name" in found.message
    assert told("6.6", 'late.plot(x="contacted", y="found", ylabel="found")').verdict == "right"


ASKED = (
    "def mine(consents, customer, purpose, day):\n"
    "    if {wrong}:\n        return None\n"
    "    hers = consents[(consents['customer'] == customer) & (consents['purpose'] == purpose)]\n"
    "    yes = hers[hers['given'] & (hers['since'] <= day) & ~(hers['withdrawn'] <= day)]\n"
    "    return len(yes) > 0\n"
)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ("purpose not in consents['purpose'].unique()", "words_of_the_table"),
        ("purpose not in 'email, phone, profiling'", "part_of_a_word"),
        ("purpose != 'email' or purpose != 'phone' or purpose != 'profiling'", None),
        ("purpose not in ['email', 'phone', 'profiling']", "right"),
    ],
)
def test_the_gatekeeper_knows_the_three_words_by_themselves(wrong, name):
    names = {}
    exec(ASKED.format(wrong=wrong), names)
    exercise = shelf.find("6.12")
    found = diagnose(exercise, read(exercise, names["mine"], LEARNER), LEARNER)
    if name in ("right", None):
        assert found.verdict == (name or "form"), found.message
        assert name or "conditions" in found.message
    else:
        assert found.mistakes == (name,), found.message


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ("closed IS NULL & purpose = 'phone' & given = 1 & withdrawn IS NULL", "AND joins"),
        ("closed IS NULL AND purpose = phone AND given = 1", "`phone` without quotation marks is"),
        ("closed IS EMPTY AND purpose = 'phone'", "An empty cell is called NULL"),
        ("___", "A gap (`___`) is still open"),
    ],
)
def test_a_query_with_a_sign_of_another_language_hears_which_word_sql_has(condition, part):
    exercise = shelf.find("6.1")
    found = diagnose(exercise, f"{JOINED} {condition}", LEARNER)
    assert part in found.message
