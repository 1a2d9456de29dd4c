"""What every step of a lesson promises: judged rightly, done where it stands, never in the way."""

from __future__ import annotations

import collections
import re
import string

import pytest

from mkt40_helpers.workbook import progress_file
from mkt40_helpers.workbook.diagnosis import answers, diagnose
from mkt40_helpers.workbook.kinds import Choice, Number
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.plain import plain
from tests.every_chapter.chapters import read, tags
from tests.every_chapter.handed_in import assert_judged, assert_traps_are_mistakes
from tests.every_chapter.runs import run_cells
from tests.every_chapter.solved import cell_of, fits, gapped_lines, keys_in, solved
from tools.links import lesson_minutes, lesson_words

MOST_OF_A_FORM = 5 / 12
MOST_WORDS = 3500
MOST_MINUTES = 90
WAITING = ("Still empty", "As it was", "gives nothing back")  # the last, of a function


def test_a_lesson_is_short(lesson):
    assert lesson_words(lesson.lesson) <= MOST_WORDS
    assert lesson_minutes(lesson.lesson) <= MOST_MINUTES


def test_the_answer_is_right_and_every_mistake_is_told_apart_from_it(lesson, step):
    assert len(step.mistakes) >= 2 and len(step.hints) == 1 and step.points == 0
    assert_judged(step)


def test_an_untouched_step_is_still_empty(lesson, step):
    both = {"tuple": [plain(...), plain(...)]} if step.kind.several else plain(...)
    for nothing in (plain(...), None, both):
        found = diagnose(step, nothing, "")
        assert found.verdict == "empty" and not found.mistakes


def test_a_mistake_or_hint_does_not_give_the_answer_away(lesson, step):
    kind = step.kind
    if not isinstance(kind, Number):
        return
    right = answers(step, "")[0][0]
    for text in (*step.hints, *step.messages.values()):
        figures = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]
        assert not any(kind.same(one, right) for one in figures if one != round(one)), text


def test_the_first_choice_is_not_the_right_one(lesson, step):
    right = answers(step, "")[0][0] if isinstance(step.kind, Choice | Decide) else None
    if isinstance(step.kind, Choice):
        assert right != step.kind.words[0]
    if isinstance(step.kind, Decide):
        assert right != (step.kind.choices[0], step.kind.reasons[0])


def test_every_trap_leads_to_a_mistake(lesson, step):
    if isinstance(step.kind, Order):
        assert_traps_are_mistakes(step)


def test_steps_have_letters_in_order_and_no_form_fills_the_lesson(lesson):
    numbers = [step.number for step in lesson.steps]
    assert numbers == list(string.ascii_lowercase[: len(numbers)]) and len(numbers) >= 10
    forms = collections.Counter(step.form for step in lesson.steps)
    assert max(forms.values()) <= MOST_OF_A_FORM * len(numbers), forms


# ---- in the notebook ----


def test_every_step_stands_in_the_lesson_once_and_in_order(lesson):
    cells = [cell.source for cell in read(lesson.lesson).cells if cell.cell_type == "code"]
    keys = [key for source in cells for key in keys_in(source)]
    assert keys == [step.key for step in lesson.steps]


def test_the_cell_of_a_step_is_tagged_so_that_slides_leave_out_what_the_check_says(lesson, step):
    assert "step" in tags(cell_of(read(lesson.lesson), step.key))


def test_a_step_shows_what_may_be_answered(lesson, step):
    text = "\n".join(cell.source for cell in read(lesson.lesson).cells)
    if isinstance(step.kind, Order):
        assert all(line.strip() in text for line in step.kind.lines.values())
    words = step.kind.words if isinstance(step.kind, Choice) else ()
    if isinstance(step.kind, Decide):
        words = (*step.kind.choices, *step.kind.reasons)
    assert all(f'"{word}"' in text for word in words)


def test_the_stored_output_of_an_untouched_step_says_so(lesson, step):
    cell = cell_of(read(lesson.lesson), step.key)
    said = "".join(str(output.get("data", {}).get("text/plain", "")) for output in cell.outputs)
    assert f"({step.key})" in said and any(word in said for word in WAITING)


def test_the_solution_fills_the_gaps_of_its_cell(lesson, step):
    for line in gapped_lines(cell_of(read(lesson.lesson), step.key).source):
        assert fits(step.solution, line), line


@pytest.mark.filterwarnings("ignore")  # the kernel's own
def test_a_lesson_runs_with_every_step_done(lesson, own_progress):
    notebook = read(lesson.lesson)
    for step in lesson.steps:
        cell = cell_of(notebook, step.key)
        cell.source = solved(cell.source, step.solution)
    run_cells(notebook, own_progress)
    (path,) = own_progress.glob("progress-*.json")
    records = progress_file.read(path)
    assert [r["exercise"] for r in records if r.get("verdict") != "right"] == []
    assert progress_file.solved(records) == {step.key for step in lesson.steps}


# ---- that these tests can fail ----


@pytest.mark.parametrize(
    ("source", "solution", "made"),
    [
        ("x = ...\ncheck('3.a', x)", "x = 5", "x = 5\ncheck('3.a', x)"),
        (
            "# Fill it.\na = ...  # this\nb = ...\ncheck('3.a', a, b)",
            "a, b = 1, 2",
            "# Fill it.\na, b = 1, 2\ncheck('3.a', a, b)",
        ),
        (
            "p = ...\n# p = f(___)\ncheck('3.a', p)\np",
            "p = f(5)",
            "p = f(5)\n# p = f(___)\ncheck('3.a', p)\np",
        ),
        ("x = 1\ny = x\ncheck('3.a', y)", "y = 2", "y = 2\ncheck('3.a', y)"),
        ("check('3.a', y)", "y = 2", "y = 2\ncheck('3.a', y)"),
    ],
)
def test_a_solution_takes_the_place_of_the_dots(source, solution, made):
    assert solved(source, solution) == made


@pytest.mark.parametrize(
    ("solution", "fit"),
    [
        ("x = f(a, b=2)", True),
        ("y = 1\nx = f(a,  b=3)", True),
        ("x = g(a, b=2)", False),
        ("x = f(a)", False),
    ],
)
def test_a_gap_is_filled_by_the_line_around_it(solution, fit):
    (line,) = gapped_lines("x = ...\n# x = f(___, b=___)\ncheck('3.a', x)")
    assert fits(solution, line) == fit
