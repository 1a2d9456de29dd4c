"""The check reads a learner's lines: what it finds, what it says, and what it leaves alone."""

from __future__ import annotations

import ast
import functools
import itertools
import os
import random
import time

import IPython.display
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib import pyplot as plt

from mkt40_helpers import crm, data
from mkt40_helpers.workbook import progress_file
from mkt40_helpers.workbook.diagnosis import diagnose
from mkt40_helpers.workbook.her_line import Read, read_line
from mkt40_helpers.workbook.her_line.allowed import Notebook
from mkt40_helpers.workbook.her_line.program import program_of
from tests.every_chapter.chapters import CHAPTERS, WITH_STEPS
from tests.her_line.notebooks import Place, places
from tests.workbook.jupyter import outputs

pytestmark = pytest.mark.filterwarnings("ignore")  # what a wrong line makes numpy say

LEARNER = "s7"
SECONDS = 60  # a busy machine finds what a quiet one finds


@functools.cache
def all_places(chapter: int, room: str) -> dict[str, Place]:
    (its,) = (
        one for one in (CHAPTERS if room == "exercises" else WITH_STEPS) if one.number == chapter
    )
    return {place.exercise.number: place for place in places(its, room, LEARNER)}


def place_of(key: str) -> Place:
    chapter, number = key.split(".")
    return all_places(int(chapter), "steps" if number.isalpha() else "exercises")[number]


def read(key: str, cell: str, place: Place | None = None) -> Read | None:
    place = place or place_of(key)
    given, names = place.run(cell)
    assert diagnose(place.exercise, given, LEARNER).verdict != "right"
    cells = [*place.cells, (len(place.cells) + 1, cell)]
    return read_line(place.exercise, given, LEARNER, cells, place.check, names, SECONDS)


WRONG = {
    "everybody": ("1.1", 'every = data.load("votes")\nin_favour = every["vote"].mean() * 100', 1),
    "rows": ("3.7", 'margin = 1.96 * survey["value"].sem()', 1),
    "condition": (
        "1.2",
        'guesses = data.load("crowd_guesses", student=learner)\n'
        'guesses = guesses.merge(data.load("questions"), on="question")\n'
        'first = guesses[guesses["condition"] == "alone"]\n'
        'miss = 100 * (first["estimate"] / first["true_value"] - 1).mean()',
        3,
    ),
    "rounded": (
        "1.6",
        'curve = markets.experience_curve(prices, cost="price_eur")\n'
        'left = math.log(price / 2 / prices["price_eur"].iloc[-1])\n'
        "doublings = math.ceil(left / math.log(1 - curve.learning_rate))",
        3,
    ),
    "brackets": (
        "1.9",
        'seat = reviews.loc[reviews["name"] == "child seat", "stars"]\n'
        'fair = seat.sum() + 20 * reviews["stars"].mean() / (len(seat) + 20)',
        2,
    ),
    "return": (
        "2.12",
        "def meeting(chances):\n    fail = 1\n    for c in chances:\n        if c is not None:\n"
        "            fail = fail * (1 - c)\n            return 1 - fail\n    return 0",
        6,
    ),
    "border": ("3.1", 'promoters = 0\npromoters = (survey["score"] > 9).sum()', 2),
    "aggregation": ("3.4", 'by_channel = survey.groupby("channel")["value"].median()', 1),
    "number": ("3.5", 'score_if = advocacy.nps(survey["score"].replace(7, 9)).score', 1),
    "column": ("3.6", 'shares = survey.groupby("group")["bought_again"].mean()', 1),
    "name": (
        "3.7",
        'app = survey[survey["channel"] == "app"]\nmargin = 1.96 * survey["value"].sem()',
        2,
    ),
    "query": (
        "6.1",
        'my_query = """SELECT DISTINCT customer FROM tickets JOIN consents USING (customer)\n'
        'WHERE closed IS NOT NULL AND purpose = \'phone\' AND given = 1 AND withdrawn IS NULL"""',
        2,
    ),
    "sum": (
        "6.02",
        'm = trial.groupby("invited")["spend_eur"].mean()\neffect = m[True] / m[False]',
        2,
    ),
}


# What the right line has and a learner's has not, and what is said of it.
CHANGED = {
    "a column of a pivot table left out": ("3.j", 'index="touchpoint", ', "", "argument"),
    "a column of a picture left out": ("3.i", 'y="touchpoint", ', "", "argument"),
    "0 returned for None": (
        "5.13",
        ">= 1:\n        return None\n    if",
        ">= 1:\n        return 0\n    if",
        "number",
    ),
    "a name from outside of a function": ("3.13", "in scores", "in answered", "name"),
    "a name that the cell before makes": ("6.7", "margin *", "cost *", "name"),
    "another power": ("6.01", "chats.sem() ** 2", "chats.sem() ** 1.96", "number"),
    "halved for squared": ("6.01", "chats.sem() ** 2", "chats.sem() / 2", "sum"),
    "another interest": ("5.a", "/ 1.10 **", "/ 1 **", "number"),
}


@pytest.mark.parametrize(("key", "right", "wrong", "name"), CHANGED.values(), ids=list(CHANGED))
def test_what_is_changed_in_a_right_cell_is_pointed_at(key, right, wrong, name):
    solution = place_of(key).solution
    assert right in solution
    cell = solution.replace(right, wrong)
    found = read(key, cell)
    assert found is not None and found.name == f"line_{name}"
    changed = [
        n
        for n, (a, b) in enumerate(zip(solution.splitlines(), cell.splitlines(), strict=True), 1)
        if a != b
    ]
    assert found.line in changed


@pytest.mark.parametrize("name", WRONG)
def test_the_line_that_is_wrong_is_pointed_at(name):
    key, cell, line = WRONG[name]
    found = read(key, cell)
    assert found is not None
    assert (found.name, found.line) == (f"line_{name}", line)
    where, what, like, again = (found.told(said) for said in range(4))
    assert f"line {line}" in where and len({where, what, like}) == 3 and again == like


def test_the_edit_itself_is_never_told():
    for key, cell, _ in WRONG.values():
        found = read(key, cell)
        assert found is not None and found.found is not None
        edit = found.found.edit
        new = edit.new if isinstance(edit.new, list) else [edit.new]
        texts = [text for text in map(ast.unparse, new) if len(text) > 3 and text not in cell]
        for number in range(3):
            assert not any(text in found.told(number) for text in texts)


def test_what_the_line_does_to_these_rows_is_counted():
    found = read("3.1", 'promoters = (survey["score"] > 9).sum()')
    nines = int((place_of("3.1").names["survey"]["score"] == 9).sum())
    assert found is not None
    assert f"{nines} of your rows lie exactly on the border 9" in found.told(1)


def test_rows_are_missed_where_it_matters_and_not_where_they_are_first_read():
    first = 'sold = visits[(visits["channel"] == "store") & visits["advice"] & visits["bought"]]\n'
    found = read("2.1", first + 'store_with_advice = 100 * len(sold) / visits["advice"].sum()')
    assert found is not None and (found.name, found.line) == ("line_rows", 2)


def test_a_picture_is_read():
    cell = place_of("3.8").solution.replace('y="value"', 'y="score"')
    found = read("3.8", cell)
    assert found is not None and (found.name, found.line) == ("line_column", 3)


def test_a_step_is_read_on_whole_tables():
    place = place_of("3.a")
    cell = place.solution.replace('["value"].mean()', '["value"].median()')
    assert cell != place.solution
    found = read("3.a", cell)
    assert found is not None and found.name == "line_aggregation"


def test_lines_that_ask_a_database_are_tried_on_a_copy_with_fewer_rows():
    (lesson,) = (one for one in WITH_STEPS if one.number == 6)
    # The first place, before later cells of the lesson write into the database.
    place = next(one for one in places(lesson, "steps", LEARNER) if one.exercise.key == "6.a")
    cell = place.solution.replace("customer = :who", "customer <> :who")
    before = pd.read_sql("SELECT COUNT(*) AS n FROM contacts", place.names["db"])
    found = read("6.a", cell, place)
    assert found is not None and (found.name, found.line) == ("line_query", 3)
    assert before.equals(pd.read_sql("SELECT COUNT(*) AS n FROM contacts", place.names["db"]))


def test_two_edits_of_a_cell_are_found():
    cell = (
        'desk = survey[(survey["channel"] == "dealer") & (survey["touchpoint"] == "help desk")]\n'
    )
    cell += 'n = desk["value"].count()\n'
    cell += 'pulled = (n * desk["score"].mean() + 20 * survey["score"].mean()) / (n + 20)'
    found = read("3.01", cell)
    assert found is not None and found.line == 3
    assert found.found is not None and found.found.also is not None
    assert "Mended in both places" in found.told(0)


# ---- what the lines show without any edit ----


SHOWN = {
    "all typed": ("typed", "3.10", "alike = 36.8"),
    "a sum typed": ("typed", "2.2", "pooled = 14 - 22"),
    "a sum typed under names": ("typed", "1.8", "a = 17\nb = 2\nshrinks = a - b"),
    "a part typed": (
        "typed_part",
        "2.13",
        'w = (visits["channel"] == "store").mean()\nfair = 8.5 * w + 5.2 * (1 - w)',
    ),
    "Falses counted": (
        "counts_all",
        "2.9",
        'many = (visits["advice"] == True).count()\nturn = many / 7',
    ),
    "Falses counted in two lines": (
        "counts_all",
        "2.9",
        'good = visits["advice"] == True\nturn = good.count() / 7',
    ),
    "overwritten": (
        "overwritten",
        "3.2",
        'low = 100 * (survey["score"] <= 6).sum()\n'
        'detractor_share = low / survey["score"].count()\n'
        'detractor_share = survey["score"].max()',
    ),
}


@pytest.mark.parametrize(("name", "key", "cell"), SHOWN.values(), ids=list(SHOWN))
def test_what_the_lines_show(name, key, cell):
    found = read(key, cell)
    assert found is not None and found.name == f"line_{name}"
    assert found.told(0) == found.told(2)


def test_a_draw_that_nobody_can_have_again_is_told():
    cell = place_of("3.e").solution.replace(", random_state=day", "")
    found = read("3.e", cell)
    assert found is not None and (found.name, found.line) == ("line_drawn_anew", 2)
    assert "line 2 of the cell" in found.told(0).lower()


def test_a_result_that_nothing_keeps_is_told():
    cell = 'survey.dropna(subset=["score"])\ndetractor_share = 5 + survey["score"].max() / 7\n'
    found = read("3.2", cell)
    assert found is not None and found.name == "line_not_kept"
    assert 'survey.dropna(subset=["score"])' in found.told(0)


# ---- what is left alone ----


def test_the_notebook_stays_as_it_is():
    cell = 'survey["new"] = survey["score"].replace(7, 9)\n'
    cell += 'score_if = advocacy.nps(survey["new"]).score'
    place = place_of("3.5")
    given, names = place.run(cell)
    before = {name: value.copy() for name, value in names.items() if hasattr(value, "equals")}
    same, cells = dict(names), [*place.cells, (99, cell)]
    read_line(place.exercise, given, LEARNER, cells, place.check, names, SECONDS)
    assert names.keys() == same.keys() and all(names[name] is same[name] for name in names)
    assert all(names[name].equals(copy) for name, copy in before.items())


REACHES_OUT = """
open('x')
os.listdir('.')
sh('ls')
get_ipython().getoutput('ls')
pd.read_csv('x')
pd.io.common.os.remove('x')
crm.os.remove('x')
data.read_own('x')
data.Path('x').touch()
(data.folder() / 'x').write_text('y')
eval('1')
().__class__
"{0.__class__}".format(1)._x
np.save('x', survey)
np.random.normal()
np.genfromtxt('x')
sns.load_dataset('tips')
plt.subplots()
survey.to_csv('x')
survey.pipe(np.sum)
survey.apply('to_csv', path_or_buf='x')
survey.query("@pd.io.common.os.remove('x')")
survey.sample(5)
survey['score'].plot(kind='hist')
db.connect()
pd.read_sql('DELETE FROM tickets RETURNING 1', db)
crm.open_database(learner)
crm.track(db, survey, name='x')
[db]
random.random()
sleep(1)
display(survey)
""".strip().splitlines()


@pytest.mark.parametrize("makes", REACHES_OUT)
def test_a_cell_that_does_more_than_compute_is_not_run_again(makes):
    names = {"os": os, "sh": os.system, "pd": pd, "np": np, "crm": crm, "data": data, "plt": plt}
    names |= {"sns": sns, "random": random, "sleep": time.sleep, "db": crm.open_database("s7")}
    names |= {"survey": data.load("survey", student="s7"), "learner": "s7"}
    names |= {"get_ipython": lambda: None, "display": IPython.display.display}
    book = Notebook(names)
    assert program_of("3.1", [(1, "a = survey['score'].mean()")], 'check("3.1", a)', book)
    assert program_of("3.1", [(1, f"a = {makes}")], 'check("3.1", a)', book) is None
    beside = program_of("3.1", [(1, f"k = {makes}\na = 1")], 'check("3.1", a)', book)
    assert beside is not None and len(beside.made) == 1


@pytest.mark.parametrize(
    "line",
    [
        "pd.options.display.max_rows = 9",
        "import os as o",
        "class A:\n    a = 1",
        "plt.rcParams['x'] = 1",
        "with open('x') as f:\n    a = 1",
        "def f(n):\n    return f(n - 1)",
        "try:\n    a = 1\nexcept Exception:\n    a = 2",
    ],
)
def test_such_a_statement_is_not_run_again(line):
    assert not Notebook({"pd": pd, "plt": plt}).computes(ast.parse(line).body[0])


def test_two_names_of_one_table_are_one():
    cell = 'club = survey\nclub["score"] = club["score"].replace(10, 6)\n'
    cell += 'score_if = advocacy.nps(survey["score"].replace(7, 9)).score'
    assert read("3.5", cell) is None


def test_lines_that_do_not_give_the_answer_again_are_not_believed():
    place = place_of("3.1")
    cell = 'promoters = (survey["score"] > 9).sum()'
    _, names = place.run(cell)
    cells = [*place.cells, (99, cell)]
    assert read_line(place.exercise, 17, LEARNER, cells, place.check, names, SECONDS) is None


def test_a_loop_that_goes_on_ends():
    cell = (
        "def net_promoter_score(scores):\n    while len(scores) < 99:\n        x = 1\n    return 1"
    )
    place = place_of("3.13")
    cells = [*place.cells, (99, cell)]
    given = [1] * len(place.run(place.solution)[0])
    assert read_line(place.exercise, given, LEARNER, cells, place.check, place.names, 1) is None


def test_a_small_number_by_chance_is_no_diagnosis():
    # 10 answers of a low border may be as many as the right ones of this sample, not of another's.
    place = place_of("3.1")
    right, _ = place.run(place.solution)
    for low in range(4, 9):
        cell = f'promoters = (survey["value"] == 100).sum() - {low}'
        found = read("3.1", cell)
        assert found is None or found.name not in ("line_border", "line_rows")
    assert right > 0


@pytest.mark.parametrize("chapter", [1, 2, 3, 5, 6])
def test_random_numbers_hear_of_no_edit(chapter):
    draw = random.Random(chapter)
    for place in all_places(chapter, "exercises").values():
        kind = place.exercise.kind
        between = getattr(kind, "between", None)
        if type(kind).__name__ != "Number" or between is None:
            continue
        names = place.check.split(",", 1)[1].rstrip(")").strip()
        for _ in range(20):
            number = round(draw.uniform(*between), kind.decimals)
            cell = f"{names} = {number}"
            cells = [*place.cells, (99, cell)]
            found = read_line(place.exercise, number, LEARNER, cells, place.check, place.names, 1)
            assert found is None or found.name == "line_typed"


def test_names_are_followed_through_the_cells():
    cells = [(1, "%time\na = [1]"), (2, "b = a"), (3, "a.append(2)"), (4, "for x in a:\n    c = x")]
    program = program_of("3.1", [*cells, (5, "d = c + 1")], 'check("3.1", d)')
    assert program is not None
    assert [one.cell for one in program.made] == [1, 3, 4, 5]


# ---- at the desk ----

START = """from mkt40_helpers import advocacy, data
from mkt40_helpers.workbook import check, start
learner = start(3, "s7")"""
LOAD = 'survey = data.load("survey", student=learner)'
WRONG_CELL = 'score_if = advocacy.nps(survey["score"].replace(7, 9)).score'


def test_the_check_goes_on_with_each_run_and_keeps_no_code(own_progress):
    check = 'check("3.5", score_if)'
    said = outputs([START, LOAD, WRONG_CELL, check, check, check, "x = 1", check], own_progress)
    first, second, third, later = (said[place] for place in (3, 4, 5, 7))
    assert "line 1" in first and "⟦7⟧" in first and "stands there as a number" in second
    assert not any("Stuck?" in text for text in said)
    assert "A like case" in third and "A like case" in later
    records = progress_file.read(progress_file.path_of(3, "s7", str(own_progress)))
    assert {record["mistake"] for record in records} == {"line_number"}
    assert {record["line"] for record in records} == {1}
    text = progress_file.path_of(3, "s7", str(own_progress)).read_text("utf-8")
    assert "replace" not in text and "score_if" not in text
    assert len(records) == 3  # run once more among other cells it hears the last again


def test_a_typed_number_that_is_known_is_called_what_it_is(own_progress):
    known = ['alike = 36.8\ncheck("3.10", alike)', 'part = 36.8\ncheck("3.2", part)']
    whole, lesson = outputs([START, LOAD, *known], own_progress)[2:]
    assert "right for the whole table" in whole and "a number that you typed" in whole
    assert 'printed in the lesson, under "3.i' in lesson and "a number that you typed" in lesson


def test_what_the_answer_tells_comes_before_a_part_that_was_typed(own_progress):
    given = 'd = (survey["score"] <= 6).sum()\n'
    cell = 'letter = "E"\ngain = 213 * d / survey["score"].count()\ncheck("3.12", letter, gain)'
    said = outputs([START, LOAD, given, cell], own_progress)[-1]
    assert "goes wrong stands before line E" in said and "You typed 213" in said


def test_whoever_types_numbers_gets_a_hint_by_and_by(own_progress):
    cells = [f'alike = {number}\ncheck("3.10", alike)' for number in (31.1, 32.2, 33.3, 34.4)]
    said = outputs([START, LOAD, *cells], own_progress)[2:]
    assert all("a number that you typed" in text for text in said)
    assert "Stuck?" in said[0] and any("Hint 1 of 3" in text for text in said)


def test_a_line_that_is_still_a_comment_is_told(own_progress):
    cell = "gap = ...\n# gap = survey.size\n"
    said = outputs([START, LOAD, cell, 'check("3.5", gap)'], own_progress)[-1]
    assert "begins with #" in said and "`gap = survey.size`" in said
    said = outputs([START, LOAD, "gap = ...\n# gap = ___", 'check("3.5", gap)'], own_progress)[-1]
    assert "Nothing is filled in yet" in said


def test_a_listed_mistake_speaks_before_the_line(own_progress):
    cell = 'promoters = (survey["score"] > 9).sum()\ncheck("3.1", promoters)'
    said = outputs([START, LOAD, cell], own_progress)[-1]
    assert "promoters too" in said and "line 1" not in said


def test_all_kinds_of_edits_have_their_sentences():
    from mkt40_helpers.workbook import words
    from mkt40_helpers.workbook.her_line import told

    sentences = words.read("workbook/sentences")
    families = set(told._FAMILIES) | {
        kind for key, cell, _ in WRONG.values() if (found := read(key, cell)) and found.found
        for kind in [told.family_of(found.found)]
    }  # fmt: skip
    assert families <= sentences["line_like"].keys()
    assert np.all([sentences["line_like"][one].startswith("A like case") for one in families])
    assert len(list(itertools.chain(families))) >= 12
