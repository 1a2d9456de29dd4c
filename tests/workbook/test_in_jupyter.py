"""The workbook in a kernel: hints, the learner's tables, an endless loop, the first cells.

Whether a cell is run by hand shows in the pause before it. No test waits: the pause that counts as
a hand's is set to nothing or to an hour.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mkt40_helpers.workbook import progress_file
from tests.every_chapter.chapters import CHAPTERS, read
from tests.workbook.jupyter import outputs, pages

pytestmark = pytest.mark.filterwarnings("ignore")  # the kernel's own

(CHAPTER,) = (chapter for chapter in CHAPTERS if chapter.number == 3)
CODE = [cell.source for cell in read(CHAPTER.released).cells if cell.cell_type == "code"]
FIRST, LOAD = CODE[:3], CODE[3]
ONE, OTHER = "3.1", "3.2"
PAUSE = "from mkt40_helpers.workbook import cells\ncells.SECONDS_OF_A_HAND = {}"
BY_HAND, RUN_ALL = PAUSE.format(-1), PAUSE.format(3600)


def hints_kept(folder: Path) -> int:
    records = progress_file.read(progress_file.path_of(3, "anonymous", str(folder)))
    return sum(record["event"] == "hint" for record in records)


def test_run_all_spends_no_hint(own_progress):
    hints = [f'hint("{ONE}")', "x = 1", f'hint("{OTHER}")', f'hint("{ONE}")']
    said = outputs([*FIRST, RUN_ALL, *hints], own_progress)[4:]
    assert hints_kept(own_progress) == 0
    assert all("Run this cell once more for the first" in said[place] for place in (0, 2, 3))


def test_a_first_hint_by_hand_is_given_and_run_all_shows_it_again(own_progress):
    hint = f'hint("{ONE}")'
    by_hand = outputs([*FIRST, BY_HAND, hint], own_progress)[-1]
    assert "Hint 1 of 3" in by_hand and "once more" not in by_hand
    later = outputs([*FIRST, RUN_ALL, "x = 1", hint, "x = 2", hint], own_progress)
    for said in (later[-1], later[-3]):
        assert "Hint 1 of 3" in said and by_hand.split(": ", 1)[1] in said
        assert "Run this cell once more for the next hint." in said
    assert hints_kept(own_progress) == 1


def test_the_same_hint_cell_twice_in_a_row_brings_the_next(own_progress):
    hint = f'hint("{ONE}")'
    said = outputs([*FIRST, RUN_ALL, hint, hint, hint, hint, hint, "x = 1", hint], own_progress)[4:]
    signs = ["once more for the first", "Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "all three"]
    for text, sign in zip(said, signs, strict=False):
        assert sign in text
    assert "all three" in said[-1] and hints_kept(own_progress) == 3


def test_by_hand_between_other_cells_no_second_hint_is_spent(own_progress):
    hint = f'hint("{ONE}")'
    said = outputs([*FIRST, BY_HAND, hint, "x = 1", hint, "x = 2", hint], own_progress)
    assert all("Hint 1 of 3" in said[place] for place in (4, 6, 8))
    assert hints_kept(own_progress) == 1


def test_a_changed_table_is_told_until_it_is_loaded_anew(own_progress):
    """The load stands behind start in the same cell, as in most workbooks."""
    wrong, line = 'check("3.5", 123456)', 'survey = data.load("survey", student=learner)'
    right = 'check("3.1", (table["score"] >= 9).sum())'
    change = 'table = survey.copy()\nsurvey.loc[survey["score"] == 8, "score"] = 9'
    new_column = 'survey["month"] = survey["date"].dt.to_period("M")'
    opening = [*FIRST[:2], f"{FIRST[2]}\n{LOAD}"]
    cells = [*opening, new_column, wrong, change, wrong, right, 'check("3.5", ...)', line, wrong]
    said = outputs(cells, own_progress)[4:]
    assert "survey" not in said[0]
    assert "The table survey was changed" in said[2] and line in said[2] and "score" in said[2]
    assert "✓ Right" in said[3] and "changed" not in said[3]
    assert "changed" not in said[4] and "changed" not in said[6]


def test_a_table_loaded_in_a_later_cell_is_watched(own_progress):
    assert "survey = " not in "".join(FIRST) and LOAD.startswith("survey = data.load(")
    change = 'survey = survey[survey["channel"] == "store"]'
    said = outputs([*FIRST, LOAD, change, 'check("3.5", 123456)'], own_progress)
    assert "The name survey stands for another table" in said[-1]


def test_an_endless_loop_is_stopped_and_the_kernel_lives(own_progress):
    endless = "def net_promoter_score(scores):\n    while True:\n        pass"
    said = outputs([*FIRST, endless, 'check("3.13", net_promoter_score)', "1 + 1"], own_progress)
    assert "still running" in said[-2] and "loop" in said[-2]
    assert said[-1] == "2"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_the_first_cell_explains_the_errors_of_the_second(chapter):
    first, second, third, *others = [
        cell for cell in read(chapter.released).cells if cell.cell_type == "code"
    ]
    assert first.source.splitlines()[0] == "from mkt40_helpers.workbook import plain_errors"
    assert second.metadata.tags == ["parameters"] and second.source == 'student = "anonymous"'
    assert "import pandas as pd\n" in third.source and "learner = start(" in third.source
    assert not any("import " in cell.source for cell in others)


@pytest.mark.parametrize(
    ("slip", "told"),
    [("student = “s123”", "curly"), ("student = 0123456", '"0123456"'), ("student = s123", "s123")],
)
def test_a_slip_in_the_learner_number_is_explained(own_progress, slip, told):
    said = outputs([FIRST[0], slip, FIRST[2]], own_progress)
    assert told in said[1] and "stopped before its end" in said[1]
    assert "student" in said[2] and "stopped before its end" in said[2]


def test_a_verdict_on_a_picture_stands_below_it(own_progress):
    drawn = 'ax = sns.pointplot(survey, x="channel", y="score")\ncheck("3.8", ax)'
    picture, verdict, *more = pages([*FIRST, LOAD, drawn, "1"], own_progress)[-2]
    assert "<img" in picture and "(3.8)" in verdict
    assert not any("<img" in page for page in more)  # it is shown once


def test_a_picture_that_has_no_name_is_not_called_empty(own_progress):
    draw = "import seaborn as sns\nax = ...\nsns.pointplot(x=['store', 'app'], y=[1, 2])\n"
    begin = "from mkt40_helpers.workbook import check, start_lesson\nstart_lesson(3, 'anonymous')"
    check = 'check("3.i", ax)'
    *_, drawn, later = outputs([begin, draw + check, check], own_progress)
    assert "name and = in front of the line" in drawn
    assert "Nothing is filled in yet" in later


def test_an_error_is_spoken_by_a_screen_reader(own_progress):
    spoken = pages([*FIRST, LOAD, 'promoters = survy["score"]', "f("], own_progress)[-2:]
    for (page,), told in zip(spoken, ("Did you mean &#x27;survey&#x27;?", "bracket"), strict=True):
        assert page.startswith('<div role="alert"') and told in page
