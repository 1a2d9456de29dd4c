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
"""
OF_WAVE_3 = 'p = tables[0].query("campaign == 3").groupby("group")["responded"].mean()\n'
COUNTS = """
transactions, contacts = tables
counts = contacts.groupby("customer").size().reset_index(name="contacts")
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
    **{key: _until_told(key) for key in ("6.01", "6.3", "6.5", "6.8")},
}
JOINED = "SELECT DISTINCT customer FROM tickets JOIN consents USING (customer) WHERE "
LIST = "purpose = 'phone' AND given = 1 AND withdrawn IS NULL"
STAYS = (
    f"SELECT customer FROM consents WHERE {LIST} "
    "AND customer NOT IN (SELECT customer FROM tickets WHERE closed IS NULL)"
)

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
]


@pytest.mark.parametrize(("key", "code", "name"), NAMED)
def test_a_wrong_answer_is_named(key, code, name):
    found = told(key, code)
    assert name in found.mistakes, found.message
