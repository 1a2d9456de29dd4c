"""Wrong answers that students give to chapter 5, as they would write them: each gets its name."""

from __future__ import annotations

import pytest

from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.diagnosis import diagnose, read
from mkt40_helpers.workbook.records import tables_of
from tests.relationship.hints import EACH, HINTS, START

LEARNER = "student 1"


def told(key: str, code: str):
    """Judge what a cell makes of the tables, by the name `mine`."""
    exercise = shelf.find(key)
    before = BEFORE.get(key, START)
    names = {"tables": tables_of(exercise, "" if exercise.is_step else LEARNER)}
    exec(f"{before}\nmine = {code}", names)
    return diagnose(exercise, read(exercise, names["mine"], LEARNER), LEARNER)


def _until_told(key: str) -> str:
    """What stands above the answer in the workbook, as its last hint takes it for granted."""
    return str(HINTS[key]).split("told = ")[0]


YEARS = """
years = pd.DataFrame({"year": range(40)})
years["still here"] = 0.90 ** years["year"]
years["worth today"] = 100 * years["still here"] / 1.10 ** years["year"]
"""
KINDS = """
t = pd.Series(range(6))
def alive(one=0.9, other=0.4):
    return 0.5 * one**t + 0.5 * other**t
"""
DAYS = """
(cdnow,) = tables
days = cdnow.drop_duplicates(["customer", "date"]).query("date <= '1997-09-30'")
each = days.groupby("customer")["date"].agg(["min", "max", "size"])
"""
OFFERS = """
from mkt40_helpers import relationship
offers = relationship.bought_after_offer(*tables).dropna(subset=["bought"])
means = offers.groupby("offered")["bought"].mean()
"""
BRANDS = """
(crackers,) = tables
brands = crackers.groupby("brand")["purchases"].agg(["sum", "size"])
"""
LATE = """
late = deliveries[deliveries["delivered"] > deliveries["promised"]]
"""
CALLS = """
is_silent, has_bought = each["silent"] > 365, each["came back"] > 0
of_these = 100 * (is_silent & ~has_bought).sum() / is_silent.sum()
"""
BEFORE = {
    "5.a": START + YEARS,
    "5.f": START + KINDS,
    "5.g": START + DAYS,
    "5.j": START + OFFERS,
    "5.l": START + BRANDS,
    "5.01": _until_told("5.01") + LATE,
    "5.6": START + EACH + "plt.figure()\n",
    "5.12": START + EACH + CALLS,
    "5.5": _until_told("5.5") + 'plan["gone"] = plan["left"].notna()\n',
    **{key: _until_told(key) for key in ("5.1", "5.2", "5.8", "5.10")},
}
STAYED = '60 * 1.10 / (1.10 - (1 - (old["left"] <= "2025-08-31").mean()))'
BY_TIMES = '1 - plan.groupby("times")["gone"].mean().loc[1:4]'
LEFT = 'plan[plan["gone"]]["times"].value_counts().reindex([1, 2, 3, 4])'

NAMED = [
    ("5.a", "sum(100 * (0.80 / 0.90) ** year for year in range(40))", "interest_turned"),
    ("5.a", 'years["still here"].sum()', "shares_added"),
    ("5.a", 'years["worth today"].mean()', "mean_of_the_rows"),
    ("5.a", 'years["worth today"].head(4).sum()', "four_rows"),
    ("5.a", "100 * 10", "no_interest_for_ever"),
    ("5.b", '("wrong", "D")', "wrong_by_loyalty"),
    ("5.d", '("both", "A")', "pooled_by_gap"),
    ("5.d", '("both", "D")', "pooled_by_impression"),
    ("5.f", "alive(other=0.8)[5] / alive(other=0.8)[4]", "nearly_alike"),
    ("5.f", "alive(other=1)[5] / alive(other=1)[4]", "nobody_leaves"),
    ("5.f", "alive()[1] / alive()[0]", "first_year"),
    ("5.g", 'each["size"].median() - 1', "median"),
    ("5.g", 'cdnow.groupby("customer").size().mean() - 1', "orders_of_all_weeks"),
    ("5.g", 'each[each["size"] > 1]["size"].mean()', "all_days_of_repeaters"),
    ("5.j", 'means["riders\' club"] / means["none"] - 1', "in_parts"),
    ("5.j", '100 * (means["riders\' club"] / means["none"] - 1)', "in_percent"),
    ("5.j", 'means["riders\' club"] - offers["bought"].mean()', "against_everybody"),
    ("5.j", 'means.drop("none").mean() - means["none"]', "any_programme_of_means"),
    (
        "5.j",
        'means["riders\' club"] - means.drop(["none", "riders\' club"]).mean()',
        "against_other_offers",
    ),
    ("5.l", 'brands["size"] / 136', "penetration"),
    ("5.l", 'brands["sum"] - brands["size"]', "difference"),
    ("5.l", 'brands["sum"] / brands["size"].sum()', "all_buyers"),
    ("5.01", '1.96 * late["rating"].std() / late["rating"].count()', "without_root"),
    ("5.01", 'late["rating"].mean() - 1.96 * late["rating"].sem()', "an_end"),
    ("5.01", 'late["rating"].mean() + 1.96 * late["rating"].sem()', "the_other_end"),
    ("5.01", '1.96 * late["rating"].fillna(0).sem()', "no_rating_as_zero"),
    ("5.1", 'sales[sales["category"] != "bicycles"]["margin"].mean()', "no_bicycles"),
    ("5.1", 'sales[sales["date"] > sales["date"].min()]["margin"].mean()', "one_first_day"),
    (
        "5.1",
        '(sales["amount_eur"] * 1 - sales["unit_cost_eur"] / sales["list_price_eur"])'
        '[sales["date"] > sales["first"]].mean()',
        "no_brackets",
    ),
    ("5.2", STAYED, "there_on_one_day"),
    ("5.5", BY_TIMES, "of_their_last"),
    ("5.5", f"reached - {LEFT}", "how_many_stayed"),
    ("5.8", 'each[each["class"] == "183 to 365"]["came back"].mean()', "class_before"),
    (
        "5.8",
        'each.groupby("class", observed=True)["came back"].mean().mean()',
        "mean_of_classes",
    ),
    ("5.11", '("points", "B")', "not_the_largest_either"),
    ("5.12", '("E", round(of_these, 1))', "its_own_figure_as_printed"),
    ("5.12", '("E", 100 * has_bought.mean())', "share_back"),
]


@pytest.mark.parametrize(("key", "code", "name"), NAMED)
def test_a_wrong_answer_is_named(key, code, name):
    found = told(key, code)
    assert name in found.mistakes, found.message


def test_nobody_is_told_for_the_mistake_that_it_is():
    """0 of 100 comes from the wrong year, or from a median: the message may not choose."""
    message = told("5.8", 'each[each["silent"] > 365]["came back"].median()').message
    assert "median" in message and "year in which they were silent" in message


def test_everybody_in_the_picture_is_no_word_about_all_purchases():
    up_to = "each.index.isin(transactions[transactions['date'] <= cut]['customer'])"
    code = f'sns.pointplot(each.assign(back=100 * {up_to}), x="class", y="back"'
    found = told("5.6", code + ', errorbar=("se", 1.96))')
    assert found.mistakes == ("everybody",) and "all purchases" not in found.message


def test_shares_that_came_back_may_be_bars_or_have_seaborns_own_intervals():
    for draw, more in (("barplot", ', errorbar=("se", 1.96)'), ("pointplot", ""), ("barplot", "")):
        found = told("5.6", f'sns.{draw}(each, x="class", y="came back"{more})')
        assert found.verdict == "right", (draw, more, found.message)


def test_intervals_that_are_missing_are_not_told_to_be_of_another_level():
    told_ = told("5.6", 'sns.pointplot(each, x="class", y="came back", errorbar=None)').message
    assert "The figures are right." in told_ and "the intervals are missing" in told_


@pytest.mark.parametrize("order", ["D B G C F A", "D G C E F A", "D B G C E F A"])
def test_all_lines_are_not_the_right_ones(order):
    found = diagnose(shelf.find("5.c"), order, "")
    assert found.verdict == "slip" and not found.mistakes


def test_a_percentage_in_the_place_of_a_share_is_told():
    found = told("5.a", "pd.Series([90]).pow(20).sum() * 100.0")
    assert "percentage" in found.message


def test_a_whole_table_of_moves_is_told_to_have_rows():
    code = 'pd.crosstab(states["silent"], states["then"], normalize="index")'
    found = told("5.10", code)
    assert found.verdict == "form" and ".loc" in found.message
