"""What workbook 5 says with figures is what the data say, and its cases hold."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers.data import folder, load, read_own
from mkt40_helpers.relationship import by_hand
from mkt40_helpers.workbook.diagnosis import diagnose
from mkt40_helpers.workbook.diagnosis import read as read_answer
from mkt40_helpers.workbook.shelf import exercises_of, find
from tests.every_chapter.chapters import ROOT, read
from tests.every_chapter.test_claims import stands

WORKBOOK = read(next(ROOT.glob("solutions/05_*/*.ipynb")))
TEXTS = {cell.id: cell.source for cell in WORKBOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in WORKBOOK.cells if cell.cell_type == "code"}
LEARNERS = [f"student {number}" for number in range(50)]
TRANSACTIONS = load("transactions")
YEAR = pd.Timedelta(days=365)


def test_it_has_the_points_and_minutes_of_a_workbook_and_no_kind_is_half_of_it():
    exercises = exercises_of(5)
    kinds = [type(one.kind).__name__ for one in exercises]
    assert sum(one.points for one in exercises) == 29
    assert 85 <= sum(one.minutes for one in exercises) <= 96
    assert max(map(kinds.count, kinds)) <= len(kinds) / 2


# ---- parcels of dealers and stores ----


def test_dealers_and_stores_are_late_more_often_pooled_and_not_among_first_parcels():
    parcels = by_hand.arrived(load("deliveries")).merge(
        TRANSACTIONS[["transaction", "date", "channel"]], on="transaction"
    )
    first = TRANSACTIONS.groupby("customer")["date"].min()
    parcels["first"] = parcels["date"] == parcels["customer"].map(first)
    shops = parcels["channel"].isin(["dealer", "store"])
    told = [100 * parcels.loc[chosen, "late"].mean() for chosen in (shops, ~shops)]
    assert all(stands(f"{share:.0f}", TEXTS["ask-5-02"]) for share in told)
    assert stands(f"{shops.sum()}", TEXTS["ask-5-02"])
    assert parcels.loc[shops, "first"].all()
    others = parcels.loc[~shops & parcels["first"], "late"].mean()
    assert parcels.loc[shops, "late"].mean() < others


# ---- the adviser ----


@pytest.mark.parametrize(("letter", "ratio"), [("A", 0.30 / 0.25), ("B", 0.50 / 0.45)])
def test_the_advisers_figures(letter, ratio):
    told = re.search(rf"\*\*{letter}\*\* she is worth (\d+)% more", TEXTS["ask-5-4"])
    assert told and int(told[1]) == round(100 * ratio - 100)


def test_five_percent_of_sixty_and_the_share_that_stays():
    assert stands(f"{100 * 0.50 / 0.47 - 100:.0f}%", TEXTS["ask-5-4"])
    assert stands(f"{100 * 65 / 60 - 100:.0f}%", TEXTS["ask-5-4"])


# ---- programmes ----


def _offers() -> pd.DataFrame:
    """Customers with a whole year after the first purchase, and their purchase days in it."""
    first = TRANSACTIONS.groupby("customer")["date"].transform("min")
    after = TRANSACTIONS[(TRANSACTIONS["date"] > first) & (TRANSACTIONS["date"] <= first + YEAR)]
    days = after.drop_duplicates(["customer", "date"])["customer"].value_counts()
    offers = load("programme_offers").merge(load("customers"), on="customer")
    offers = offers[offers["first_purchase"] <= by_hand.CUT]
    return offers.assign(days=offers["customer"].map(days).fillna(0))


def _quarters_in_the_first_year(offers: pd.DataFrame) -> pd.Series:
    members = load("memberships").merge(offers[["customer", "first_purchase"]], on="customer")
    end = (members["first_purchase"] + YEAR).where(members["left"].isna(), members["left"])
    end = pd.concat([end, members["first_purchase"] + YEAR], axis="columns").min(axis="columns")
    return ((end - members["joined"]).dt.days / 91).groupby(members["programme"]).mean()


def test_break_evens_are_what_the_programmes_cost():
    offers, programmes = _offers(), load("programmes").set_index("programme")
    net = programmes["cost_eur_quarter"] - programmes["fee_eur_quarter"]
    joined = offers.groupby("offered")["joined"].mean().astype(float)
    margin = by_hand.later(lambda sales: sales["margin"].mean())(TRANSACTIONS, load("products"))
    each = net * _quarters_in_the_first_year(offers) * joined / margin
    told = re.search(r"\[\"break-even\"\] = \[(.+)\]", CODE["programmes"])
    assert told
    assert [float(one) for one in told[1].split(",")] == [
        round(each[name], 2) for name in programmes.index
    ]


def test_every_interval_holds_zero_and_its_break_even_and_the_plans_effect_is_the_largest():
    by = _offers().groupby("offered")["days"].agg(["mean", "sem"])
    effect = by["mean"] - by.loc["none", "mean"]
    margin = 1.96 * (by["sem"] ** 2 + by.loc["none", "sem"] ** 2) ** 0.5
    even = {"points": 0.05, "service plan": -0.06, "riders' club": 0.08}
    for name, break_even in even.items():
        low, high = effect[name] - margin[name], effect[name] + margin[name]
        assert low < min(0, break_even) and max(0, break_even) < high
    assert effect.drop("none").idxmax() == "service plan"
    assert stands(f"{len(_offers()):,}", TEXTS["ask-5-11"])


# ---- what is said of all samples ----


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [("5.8", 8, 13), ("5.12", 68, 73), ("5.2", 150, 230)],
)
def test_right_answers_lie_where_the_praise_says(key, low, high):
    exercise = find(key)
    answer = exercise.answer[1] if isinstance(exercise.answer, tuple) else exercise.answer
    for learner in LEARNERS:
        tables = [load(name, student=learner) for name in exercise.tables]
        assert low < answer(*tables) < high


def test_leavers_at_a_renewal_are_few_and_four_in_five_stay_silent():
    for learner in LEARNERS:
        members = by_hand.due(load("memberships", student=learner))
        assert 5 <= by_hand.left_at(members, 1) <= 30
    moves = find("5.10").answer(load("transactions", student=LEARNERS[0]))
    assert moves.sum() == pytest.approx(1) and 0.79 < moves[3] < 0.83


@pytest.mark.parametrize("learner", ["student 44", "student 70", "anonymous"])
def test_moves_are_right_where_nobody_of_a_sample_bought_in_a_quarter(learner):
    """A quarter without a purchase is no column of a crosstab, and still a silent one."""
    exercise, tables = find("5.10"), [load("transactions", student=learner)]
    bare = "\n".join(line for line in CODE["states"].splitlines() if not line.startswith("data."))
    names = {"transactions": tables[0], "np": np, "pd": pd}
    exec(bare, names)
    states = names["states"]
    moves = pd.crosstab(states["silent"], states["then"], normalize="index")
    told = [diagnose(exercise, read_answer(exercise, moves.loc[row], learner), learner)
            for row in (2, 1)]  # fmt: skip
    assert told[0].verdict == "right" and told[1].mistakes == ("one_silent_quarter",)


def test_the_slip_is_line_e_and_nobody_comes_back_is_right_for_sixty_three():
    nobody = by_hand.of_everybody(lambda each: 1 - each["came"].mean())(TRANSACTIONS)
    rule = by_hand.of_everybody(by_hand.called_rightly)(TRANSACTIONS)
    assert stands(f"{nobody:.0f}", find("5.12").praise)
    assert round(rule, -1) == 70 and stands("70", find("5.12").praise)


# ---- case A: the gym ----


def test_the_gym_has_the_figures_of_the_report_and_of_the_model_answer():
    app, others = (600, 0, 1423, 85), (1061, 128, 1863, 130)
    for months, left, later, left_later in (app, others):
        row = f"{months:,} | {left} left | {later:,} | {left_later} left |"
        assert row in TEXTS["ask-5-14"]
    pooled = [100 - 100 * (one[1] + one[3]) / (one[0] + one[2]) for one in (app, others)]
    same = [100 - 100 * one[3] / one[2] for one in (app, others)]
    assert [round(share) for share in pooled] == [96, 91]
    assert [round(share) for share in same] == [94, 93]
    # And the table is one of people: 400 less 128 went on, and so did 200.
    assert abs(sum(272 * 0.93**month for month in range(9)) - 1863) < 1
    assert abs(sum(200 * 0.94**month for month in range(9)) - 1423) < 1


def _of_a_member(share: float, months: int | None = None) -> float:
    interest = 1.10 ** (1 / 12) - 1
    if months is None:
        return 30 * (1 + interest) / (1 + interest - share)
    return sum(30 * (share / (1 + interest)) ** month for month in range(months))


def test_the_sum_of_the_gym():
    model = TEXTS["answer-5-14"]
    ever = _of_a_member(0.94) - _of_a_member(0.93)
    two_years = _of_a_member(0.94, 24) - _of_a_member(0.93, 24)
    for figure in (_of_a_member(0.94), _of_a_member(0.93), ever, two_years):
        assert stands(f"{figure:.0f}", model)
    for gain in (ever, two_years):
        assert stands(f"{900 * gain / 1000:.0f},000", model)
    two_points = 900 * (_of_a_member(0.95, 24) - _of_a_member(0.93, 24))
    assert stands(f"{two_points / 1000:.0f},000", model) and two_points > 40_000
    for months in (None, 24):
        assert stands(f"{_break_even(months)} points", model)


def _break_even(months: int | None) -> float:
    """Points at which 900 members bring 40,000 euro, to a tenth."""
    now = _of_a_member(0.93, months)
    return next(
        round(points / 1000, 1)
        for points in range(1, 3000)
        if 900 * (_of_a_member(0.93 + points / 100_000, months) - now) >= 40_000
    )


@pytest.mark.parametrize(("points", "is_seen"), [(0.01, False), (0.02, True)])
def test_the_trial_of_the_gym_shows_two_points_and_not_one(points, is_seen):
    stay = [0.93**6, (0.93 + points) ** 6]
    spread = sum(share * (1 - share) for share in stay)
    needed = (1.96 + 0.8416) ** 2 * spread / (stay[1] - stay[0]) ** 2
    assert (needed <= 450) == is_seen


# ---- case B: the bakery ----


def test_the_worked_sample_of_the_bakery():
    my = read_own(folder() / "bakery.csv")
    names = {"my": my, "pd": pd}
    exec("\n".join(CODE["own-file"].splitlines()[1:]), names)
    own, text = names["own"], TEXTS["own-sample"]
    once = (own["days"] == 1).astype(float)
    ends = [100 * (once.mean() + sign * 1.96 * once.sem()) for sign in (-1, 1)]
    told = [len(own), f"{100 * once.mean():.0f}%", *(f"{end:.0f}%" for end in ends)]
    assert all(stands(f"{figure}", text) for figure in told)
    for low, high in ((2, 4), (4, 8)):
        back = own.loc[(own["silent"] > low) & (own["silent"] <= high), "back"].astype(float)
        assert f"{back.sum():.0f} of {len(back)}" in text
    few = own.loc[(own["silent"] > 2) & (own["silent"] <= 4), "back"].astype(float)
    assert stands(f"{100 * few.mean():.0f}", text) and stands(f"{196 * few.sem():.0f}", text)


def test_what_the_trial_of_the_bakery_can_show():
    my, text = read_own(folder() / "bakery.csv"), TEXTS["own-sample"]
    days = my.drop_duplicates(["customer", "date"]).sort_values(["customer", "date"])
    after, end = days.groupby("customer")["date"].shift(-1), days["date"].max()
    silent = days["date"] + pd.Timedelta(days=28)
    reach = (after.isna() | (after >= silent)) & (silent <= end)
    quarters = silent[reach].dt.to_period("Q").value_counts().sort_index()
    assert quarters.loc["2024Q3":"2025Q2"].mean() == pytest.approx(130, abs=5)
    seen = reach & (silent <= end - pd.Timedelta(weeks=13))
    came = ((after - silent).dt.days <= 91)[seen].mean()
    assert stands(f"{100 * came:.0f}", text)
    for gain, told in ((0.10, 280), (0.20, 80)):
        needed = came * (1 - came) + (came + gain) * (1 - came - gain)
        assert (1.96 + 0.8416) ** 2 * needed / gain**2 == pytest.approx(told, rel=0.07)
