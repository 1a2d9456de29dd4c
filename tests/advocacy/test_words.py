"""What steps and exercises of chapter 3 say with figures is what the data say."""

from __future__ import annotations

import pytest

from mkt40_helpers.advocacy import by_hand
from mkt40_helpers.data import load
from mkt40_helpers.workbook.shelf import find
from tests.advocacy import claims
from tests.every_chapter.test_claims import stands

SURVEY = claims.tables()
STORE, WEB = (SURVEY[SURVEY["channel"] == name] for name in ("store", "web shop"))
MONTHS = SURVEY.groupby("month")["value"].count()
GAP, ALIKE = claims.gap(SURVEY), claims.like_with_like(SURVEY)
APART = claims.compared(SURVEY, "dealer", "app")
SHOPS = claims.compared(SURVEY, "store", "web shop")
CLOSED = claims.closed(SURVEY)
FANS = SURVEY[SURVEY["group"] == "promoter"]["recommended_when_prompted"]
DEALT = by_hand.values(load("survey")).dropna().sample(frac=1, random_state=1).to_numpy()

SAID = [
    ("3.a", "praise", [f"{WEB['value'].mean():.0f}", f"{STORE['value'].mean():.0f}"]),
    ("3.b", "praise", [f"{100 * by_hand.share(SURVEY, 7, 8):.0f}"]),
    ("3.b", "all_rows", [f"{SURVEY['score'].isna().sum()}"]),
    ("3.c", "praise", [f"{GAP['fans']:.0f}", f"{GAP['gap']:.0f}", f"{GAP['critics']:.0f}"]),
    ("3.c", "critics_only", [f"{GAP['critics']:.0f}", f"{GAP['fans']:.0f}"]),
    ("3.d", "praise", [f"{100 * FANS.mean():.0f}"]),
    ("3.f", "divided_by_eighty", [f"{MONTHS.min()}", f"{MONTHS.max()}"]),
    ("3.f", "dealt_back_by_eighty", [f"{MONTHS.min()}", f"{MONTHS.max()}"]),
    ("3.g", "praise", [f"{claims.august(SURVEY)['deals']:.0f}"]),
    ("3.h", "praise", [f"{APART[name]:.0f}" for name in ("gap", "low", "high")]),
    ("3.h", "too_few", [f"{APART['b_n']}"]),
    ("3.i", "praise", [f"{GAP['gap']:.0f}"]),
    ("3.j", "praise", [f"{ALIKE['sum']:.0f}", f"{ALIKE['lived']:.0f}"]),
    ("3.k", "praise", [f"{CLOSED['after']:.0f}"]),
    ("3.l", "alike_by_chance", [f"{ALIKE['left']:.0f}"]),
    ("3.l", "happier_by_few", [f"{SURVEY['score'].count() - ALIKE['n']:,}"]),
    ("3.l", "chance", [f"{SHOPS['low']:.1f}", f"{SHOPS['high']:.0f}"]),
    ("3.l", "too_few", [f"{ALIKE['n']}"]),
]


@pytest.mark.parametrize(("key", "name", "figures"), SAID)
def test_a_figure_that_is_said_is_that_of_the_survey(key, name, figures):
    step = find(key)
    text = step.praise if name == "praise" else step.messages[name]
    assert all(stands(figure, text) for figure in figures), (figures, text)


def test_the_lowest_month_of_the_shuffle_is_the_one_that_is_said():
    answered = SURVEY.dropna(subset=["value"]).assign(value=DEALT)
    lowest = answered.groupby("month")["value"].mean().min()
    assert stands(f"{lowest:.0f}", find("3.f").praise)


def test_the_span_of_the_samples_is_the_one_that_is_said():
    exercise = find("3.10")
    found = [exercise.answer(load("survey", student=f"student {n}")) for n in range(50)]
    told = [f"{min(found):.0f}", f"{max(found):.0f}", f"{ALIKE['sum']:.0f}"]
    assert all(stands(figure, exercise.praise) for figure in told), told


def test_the_library_of_case_a_has_the_figures_of_the_model_answer():
    from mkt40_helpers.advocacy import compare, nps_from_counts

    desk, lockers = nps_from_counts(144, 108, 48), nps_from_counts(112, 118, 70)
    found = compare(desk, lockers)
    assert [round(desk.score), round(lockers.score)] == [32, 14]
    assert [round(found.low), round(found.high)] == [6, 30]
    parts = [(180, (17, 10, 3)), (60, (84, 84, 42)), (60, (11, 24, 25))]
    alike = sum(n / 300 * nps_from_counts(*counts).score for n, counts in parts)
    error = sum((n / 300 * nps_from_counts(*counts).se) ** 2 for n, counts in parts)
    assert [round(alike), round(desk.score - alike)] == [27, 5]
    assert round(1.96 * (error + desk.se**2) ** 0.5) == 17


def test_the_worked_sample_of_case_b_has_the_figures_of_the_cells_above_it(capsys):
    from mkt40_helpers import advocacy
    from tests.every_chapter.chapters import CHAPTERS, read

    workbook = next(chapter.solution for chapter in CHAPTERS if chapter.number == 3)
    cells = {cell.id: cell.source for cell in read(workbook).cells}
    names: dict = {}
    opening = "import pandas as pd\nfrom mkt40_helpers import data\n"
    opening += "from mkt40_helpers.workbook import check_form\n"
    for source in (opening, cells["own-file"], cells["own-form"], cells["own-months"]):
        exec(source, names)
    assert "✓ Complete: one row for each of 730 customers;" in capsys.readouterr().out
    back, sample = names["own"]["back"], cells["own-sample"]
    months = names["own"].groupby("month")["back"].agg(["mean", "count"])
    low, high = advocacy.share_interval(int(back.sum()), len(back))
    lowest = months.loc["2024-05"]
    assert months["mean"].idxmin() == "2024-05" and "May 2024" in sample
    shares = [f"{share:.0%}" for share in (back.mean(), low, high, lowest["mean"])]
    year = names["own"]["first"].dt.year.value_counts()[2024]
    wanted = (1.96 + 0.84) ** 2 * (0.42 * 0.58 + 0.52 * 0.48) / 0.1**2  # 80 in 100 see it
    figures = [*shares, str(back.sum()), str(len(back)), f"{lowest['count']:.0f}"]
    figures += [str(names["as_low"]), f"{round(wanted, -1):.0f}", f"{round(year, -2)}"]
    assert all(figure in sample for figure in figures), figures
