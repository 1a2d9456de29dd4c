"""The primer as a beginner meets it: its figures, cells and minutes, and the lines she types."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import statistics

import matplotlib.pyplot as plt
import pytest

from mkt40_helpers import intervals
from mkt40_helpers.workbook import shelf
from mkt40_helpers.workbook.diagnosis import answers, diagnose, read
from tests.claims import Claim
from tests.every_chapter import chapters
from tests.every_chapter.chapters import ROOT, tags
from tests.every_chapter.test_cells import lines, loops
from tests.every_chapter.test_claims import stands
from tests.primer import claims

LESSON = ROOT / "notebooks" / "00b_python_for_excel_users.ipynb"
CELLS = chapters.read(LESSON).cells
CODE = [cell for cell in CELLS if cell.cell_type == "code"]
TEXT = [cell for cell in CELLS if cell.cell_type == "markdown"]
# What is to be looked up later belongs to no part and costs no minute.
TO_READ = CELLS[: [cell.id for cell in CELLS].index("look-up")]


@pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: claim.name)
def test_the_primer_says_what_the_data_say(claim: Claim):
    values = claim.values(claims.tables())
    assert claim.holds(values), values
    told = [" ".join(c.source.split()) for c in CELLS if f"claim:{claim.name}" in tags(c)]
    assert told
    for figure in claim.written(values):
        assert all(stands(figure, text) for text in told), figure


def test_every_tag_has_its_claim():
    tagged = {tag for cell in CELLS for tag in tags(cell) if tag.startswith("claim:")}
    assert tagged == {f"claim:{claim.name}" for claim in claims.CLAIMS}


# What the praise of a step tells besides its answer, as the answer's figure is written there.
PRAISED = {
    "b": lambda percent: [f"{percent:.0f}", f"{100 - percent:.0f}"],
    "c": lambda count: [f"{count:.0f}"],
    "d": lambda share: [f"{share:.3f}", f"{100 * share:.0f}"],
    "e": lambda points: [f"{points:.0f}"],
    "h": lambda mean: [f"{mean:.0f}"],
    "i": lambda share: [f"{100 * share:.0f}"],
}


@pytest.mark.parametrize("step", PRAISED)
def test_the_praise_of_a_step_tells_its_own_figures(step):
    record = shelf.find(f"0.{step}")
    answer = answers(record, "")[0][0]
    assert all(stands(figure, record.praise) for figure in PRAISED[step](answer))


def test_what_chance_does_to_the_dealers_is_as_the_step_says():
    dealers = claims.tables()["full"].query("channel == 'dealer'")["late"]
    low, high = intervals.share_interval(int(dealers.sum()), len(dealers))
    told = [
        f"{len(dealers)}",
        f"{100 * dealers.mean():.0f}",
        f"{100 * low:.0f}",
        f"{100 * high:.0f}",
    ]
    assert all(stands(figure, shelf.find("0.g").praise) for figure in told)


# ---- the form ----


def test_cells_are_short_and_loop_seldom():
    long = sorted(lines(cell.source) for cell in CODE)
    assert statistics.median(long) <= 3 and max(long) <= 10
    assert statistics.quantiles(long, n=10)[-1] <= 6
    assert sum(loops(cell.source) for cell in CODE) <= len(CODE) / 10


def minutes() -> float:
    """Minutes by the course's count: words, tables and pictures, steps."""
    text = " ".join(cell.source for cell in TO_READ if cell.cell_type == "markdown")
    words = re.findall(r"\w+(?:['’.,-]\w+)*", re.sub(r"<[^>]+>|\]\([^)]*\)", " ", text))
    shown = [cell for cell in TO_READ if re.search(r"(data|plots)\.show\(|\|\n\| -", cell.source)]
    steps = sum(step.minutes for step in shelf.steps_of(0))
    return len(words) / 140 + 1.5 * len(shown) + steps


def test_it_takes_about_45_minutes():
    assert 40 <= minutes() <= 50


def test_lecturers_minutes_have_no_gaps_and_stand_in_no_cell():
    told = [cell.metadata["lecturer"] for cell in CELLS if "lecturer" in cell.metadata]
    spans = [tuple(map(int, one["minutes"].split("-"))) for one in told]
    assert spans[0][0] == 0 and spans[-1][1] >= 45
    assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))
    assert all(one["notes"] for one in told)
    assert not [cell for cell in CELLS if "notes" in tags(cell)]
    assert all(cell.metadata["slideshow"]["slide_type"] for cell in CELLS)


def test_tables_have_a_caption_and_pictures_a_description():
    pages = ["".join(o.get("data", {}).get("text/html", "")) for c in CODE for o in c.outputs]
    assert sum("<img" in page for page in pages) == 1
    assert all("<caption" in page for page in pages if "<table" in page)
    assert all('alt="' in page for page in pages if "<img" in page)


def test_the_form_of_excel_stands_beside():
    text = "\n".join(cell.source for cell in TEXT)
    names = ["COUNTIF", "COUNTIFS", "AVERAGE", "AVERAGEIF", "VLOOKUP", "SUMPRODUCT"]
    for name in (*names, "pivot table", "filter"):
        assert name in text, name


# ---- what a beginner types ----

GIVEN = (
    "def late_share(days):\n    if len(days) == 0:\n        return None\n"
    "    late = [day for day in days if day > 0]\n    return {}"
)
IN = 'my_share = full.query("{}")["late"].mean()'
# (step, the line or lines above the check, and the mistake that she must hear; "" is right)
TYPED = [
    ("a", 'my_rating = deliveries["rating"].min()', ""),
    ("a", 'my_rating = deliveries["rating"].max()', "unchanged"),
    ("a", 'my_rating = deliveries["rating"].mean()', "mean"),
    ("a", 'my_rating = deliveries["rating"].median()', "middle"),
    ("a", 'my_rating = deliveries["rating"].count()', "count"),
    ("a", 'my_rating = min(deliveries["rating"].dropna())', ""),
    ("b", 'my_percent = 100 * deliveries["rating"].count() / len(deliveries)', ""),
    ("b", 'my_percent = 100 * deliveries["rating"].notna().mean()', ""),
    ("b", 'my_percent = deliveries["rating"].count()', "count"),
    ("b", "my_percent = len(deliveries)", "rows"),
    ("b", 'my_percent = 100 * len(deliveries) / deliveries["rating"].count()', "upside_down"),
    ("b", 'my_percent = 100 * deliveries["rating"].isna().mean()', "without_rating"),
    ("b", 'my_percent = deliveries["rating"].mean()', "mean_rating"),
    ("c", 'my_count = len(deliveries[deliveries["rating"] >= 80])', ""),
    ("c", 'my_count = (deliveries["rating"] >= 80).sum()', ""),
    ("c", 'my_count = len(deliveries[deliveries["rating"] > 80])', "without_eighty"),
    ("c", 'my_count = len(deliveries[deliveries["rating"] < 80])', "below_eighty"),
    ("c", 'my_count = len(deliveries[deliveries["rating"] <= 80])', "up_to_eighty"),
    ("c", 'my_count = len(deliveries[deliveries["rating"] == 80])', "exactly_eighty"),
    ("c", 'my_count = len(deliveries[deliveries["rating"] >= 50])', "fifty_and_more"),
    ("d", 'my_share = arrived["late"].mean()', ""),
    ("d", 'my_share = arrived["late"].sum() / len(arrived)', ""),
    ("d", "my_share = 0.202", ""),
    ("d", 'my_share = arrived["late"].sum()', "count"),
    ("d", 'my_share = 1 - arrived["late"].mean()', "on_time"),
    ("d", 'my_share = deliveries["late"].mean()', "still_on_the_way"),
    ("d", 'my_share = arrived["late"].sum() / deliveries["rating"].count()', "late_per_rating"),
    ("e", "my_points = means[False] - means[True]", ""),
    ("e", "my_points = means[True] - means[False]", "other_way_round"),
    ("e", 'my_points = arrived["rating"].mean() - means[True]', "from_all"),
    ("e", "my_points = means[True]", "late_mean"),
    ("e", "my_points = means[False] / means[True]", "ratio"),
    ("f", 'my_order = "E C A F B"', ""),
    ("f", 'my_order = "ecafb"', ""),
    ("f", 'my_order = "E C A D B"', "counted"),
    ("f", 'my_order = "E C A F G"', "added_up"),
    ("g", 'my_order = ("wait", "B")', ""),
    ("g", 'my_order = ("call", "A")', "higher_share"),
    ("h", 'my_mean = full.query("days >= 3")["rating"].mean()', ""),
    ("h", 'my_mean = full[full["days"] >= 3]["rating"].mean()', ""),
    ("h", 'my_mean = full.query("days > 3")["rating"].mean()', "more_than_three"),
    ("h", 'my_mean = full.query("days == 3")["rating"].mean()', "exactly_three"),
    ("h", 'my_mean = full.query("days >= 3")["days"].mean()', "days"),
    ("h", 'my_mean = len(full.query("days >= 3"))', "count"),
    (
        "i",
        "my_share = full.query(\"'2025-01-01' <= promised < '2026-01-01'\")[\"late\"].mean()",
        "",
    ),
    ("i", 'my_share = full[full["promised"].dt.year == 2025]["late"].mean()', ""),
    ("i", 'my_share = full.query("promised >= \'2025-01-01\'")["late"].mean()', "open_end"),
    ("i", 'my_share = full["late"].mean()', "all_years"),
    ("i", IN.format("'2025-01-01' <= promised < '2025-12-31'"), "without_last_day"),
    ("i", IN.format("'2025-01-01' <= promised <= '2025-12-31'"), ""),
    ("i", IN.format("'2024-12-31' <= promised < '2025-12-31'"), "day_early"),
    ("i", IN.format("'2024-01-01' <= promised < '2025-12-31'"), "both_years_without_last_day"),
    ("i", IN.format("'2025-12-31' <= promised < '2026-01-01'"), "last_day_only"),
    ("j", 'ax = sns.barplot(full, x="rating", y="category", hue="late", errorbar=None)', ""),
    ("j", 'ax = sns.barplot(full, x="rating", y="category", hue="late")', ""),
    ("j", 'ax = sns.barplot(full, y="rating", x="category", hue="late", errorbar=None)', ""),
    ("j", 'ax = sns.barplot(full, x="late", y="category", errorbar=None)', "example"),
    ("j", 'ax = sns.barplot(full, x="rating", y="category", errorbar=None)', "without_colour"),
    ("j", 'ax = sns.barplot(full, x="rating", y="channel", hue="late")', "channel_for_category"),
    ("k", GIVEN.format("len(late)"), "unchanged"),
    ("k", GIVEN.format("len(late) / len(days)"), ""),
    ("k", GIVEN.format("sum(late) / len(days)"), "mean_days"),
    (
        "k",
        "def late_share(days):\n    if days:\n        return sum(d > 0 for d in days) / len(days)",
        "",
    ),
    ("k", "def late_share(days):\n    if days:\n        return sum(days) / len(days)", "mean_days"),
    ("l", 'mine = ("accessories", "C")', ""),
    ("l", 'mine = ("bicycles", "A")', "highest_share"),
]


@pytest.fixture(scope="module")
def lesson():
    """Give the names of the lesson as they stand where each step is."""
    found, names = {}, {}
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        patch.setenv("MPLBACKEND", "agg")
        for cell in CODE:
            if "step" in tags(cell):
                found[cell.id.split("-")[1]] = dict(names)
            elif cell.id != "setup":
                exec(cell.source, names)
            else:
                exec(cell.source.replace("learner =", "# "), names)
    return found


@pytest.mark.parametrize(("step", "typed", "mistake"), TYPED)
def test_what_a_beginner_types_is_judged_as_it_is_meant(lesson, step, typed, mistake):
    names, record = dict(lesson[step]), shelf.find(f"0.{step}")
    plt.figure()
    exec(typed, names)
    given = names[re.match(r"(?:def )?(\w+)", typed)[1]]
    found = diagnose(record, read(record, given, ""), "")
    plt.close("all")
    verdict = {"": "right", "unchanged": "empty"}.get(mistake, "mistake")
    assert (found.verdict, *found.mistakes) == (verdict, *([mistake] if mistake else [])), found


def test_every_step_is_typed_rightly_and_wrongly():
    for step in shelf.steps_of(0):
        heard = [mistake for key, _, mistake in TYPED if key == step.number]
        assert "" in heard and any(heard)
