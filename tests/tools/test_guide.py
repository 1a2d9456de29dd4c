"""The lecturer's guide: all that lesson and records know is in it, and nothing else."""

from __future__ import annotations

import copy
import functools
import html
import re

import pytest
from bs4 import BeautifulSoup

from mkt40_helpers import chapters, data
from mkt40_helpers.workbook.records import UNCHANGED
from mkt40_helpers.workbook.shelf import exercises_of, find, steps_of
from tools.deck.build import build
from tools.guide import lesson, pages
from tools.guide.__main__ import main
from tools.guide.frame import inline
from tools.guide.records import LEARNERS, asked
from tools.links import ROOT

FEW = LEARNERS[:2]
CHAPTERS = list(chapters.names())


def text(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def words(told: str) -> str:
    """What a line of Markdown says, as it stands on a page."""
    return text(inline(told))


@functools.cache
def guide(number: int) -> str:
    """The guide of a chapter, tried on few samples; made once for all tests."""
    return pages.guide(number, FEW)


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request: pytest.FixtureRequest) -> tuple[int, str, str]:
    number = request.param
    return number, guide(number), pages.sheet(number)


def records(number: int):
    steps = steps_of(number) if number in chapters.names("steps") else ()
    return [*steps, *(exercises_of(number) if number in chapters.names("exercises") else ())]


def test_every_step_and_exercise_is_there_with_every_mistake(chapter):
    number, guide, _ = chapter
    told = text(guide)
    for record in records(number):
        assert f"{record.key} {record.title}" in told
        for name in record.mistakes:
            if name != UNCHANGED:
                assert words(record.messages[name]) in told, (record.key, name)


def test_every_minute_and_note_is_in_the_plan(chapter):
    number, guide, _ = chapter
    blocks = lesson.blocks(lesson.read(number))
    plan = BeautifulSoup(guide, "html.parser").select_one("table.plan")
    told = text(str(plan))
    assert len(plan.select("tbody tr")) == len(blocks) >= 4
    for block in blocks:
        assert block.minutes in told and words(block.title) in told
        for sentence in lesson.sentences(block.notes):
            assert words(sentence) in told, sentence


def test_what_to_leave_out_stands_in_its_own_column(chapter):
    number, guide, _ = chapter
    rows = BeautifulSoup(guide, "html.parser").select("table.plan tbody tr")
    for row, block in zip(rows, lesson.blocks(lesson.read(number)), strict=True):
        *_, to_do, left_out = (text(str(cell)) for cell in row.select("td"))
        for sentence in block.said(lesson.LEAVE_OUT):
            assert words(sentence) in left_out and words(sentence) not in to_do


def test_every_key_point_formula_and_term_is_on_the_sheet(chapter):
    number, _, sheet = chapter
    cells, told = lesson.read(number), text(sheet)
    so_whats = [cell for cell in cells if "**So what" in cell.source]
    assert len(lesson.key_points(cells)) == len(so_whats)
    assert all(words(point) in told for point in lesson.key_points(cells))
    formulas = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert sheet.count("<math") >= formulas.count("$$") // 2
    glossary = data.load("glossary")
    for term in glossary[glossary["chapter"].astype(str) == str(number)].itertuples():
        assert all(words(one) in told for one in (term.term_en, term.term_nl, term.definition_en))


def test_a_page_asks_for_nothing(chapter):
    for page in chapter[1:]:
        assert '<html lang="en">' in page and "<script" not in page
        assert not re.search(r"\bsrc=\"(?!data:)|<link\b|url\(|@import", page)


def test_every_question_of_the_lesson_has_its_answer():
    number = 3
    told = [
        q for block in lesson.blocks(lesson.read(number)) for q in lesson.questions(block.cells)
    ]
    kinds = [question.kind for question in told]
    assert [q.key for q in told if q.key] == [step.key for step in steps_of(number)]
    assert kinds.count("vote") == 1 and kinds.count("vote again") == 1 and kinds.count("quiz") == 6
    guesses = [question for question in told if question.kind == "guess"]
    assert len(guesses) >= 5 and all(question.answer for question in guesses)
    deeds = "**57 of 100 promoters recommended Zwaluw unasked.**"
    assert sum(question.answer.startswith(deeds) for question in guesses) == 1
    assert "**A. It does not move.** She likes" in next(q.answer for q in told if q.kind == "quiz")


def test_the_answer_of_a_step_is_that_of_its_record():
    assert asked(find("3.k")).answer == "30.7 (points)"
    assert asked(find("3.c")).answer == "not, C"
    assert asked(find("3.1"), FEW).answer == "another for each student"


def test_another_note_makes_another_guide():
    cells = copy.deepcopy(lesson.read(3))
    first = next(cell for cell in cells if "lecturer" in cell.metadata)
    first.metadata["lecturer"]["notes"] = "Bring a blue hat. Short of time: leave out the hat."
    before, after = guide(3), pages.guide(3, FEW, cells)
    assert "blue hat" not in before and "Bring a blue hat." in after
    row = BeautifulSoup(after, "html.parser").select_one("table.plan tbody tr")
    assert row.select("td")[3].get_text().strip() == "Short of time: leave out the hat."


def test_slides_that_may_be_left_out_are_named():
    cells = copy.deepcopy(lesson.read(3))
    chosen = next(cell for cell in cells if cell.id == "formula")
    assert chosen.metadata["slideshow"]["slide_type"] == "subslide"
    chosen.source, chosen.metadata["tags"] = "### A slide to spare", ["spare"]
    told = text(pages.guide(3, FEW, cells))
    assert re.search(r"Slide \d+: A slide to spare", told)
    assert re.search(r"of which \d may be left out", told)


def test_the_plan_has_the_numbers_that_stand_on_the_slides():
    page, _ = build(lesson.path(3))
    notes = [text(str(one)) for one in BeautifulSoup(page, "html.parser").select("aside.notes")]
    plan = BeautifulSoup(guide(3), "html.parser").select("table.plan tbody tr")
    end = 0
    for row in plan:
        minutes, told = row.td.get_text(), text(str(row.select("td")[1]))
        first, last = map(int, re.search(r"slides (\d+) to (\d+)", told).groups())
        assert first == end + 1 <= last
        assert notes[first - 1].startswith(f"Minutes {minutes}")
        assert "continued" not in notes[first - 1].split(".")[0]
        end = last
    assert end == len(notes)
    assert "press S for the speaker view" in text(guide(3))


def test_how_often_is_counted_or_not_told():
    told = text(guide(5))
    assert "what the authors expect, and no count of students" in told
    found = re.findall(r"on (\d+) of (\d+) samples?", told)
    assert all(int(one) < int(all_) == len(FEW) for one, all_ in found)
    exercise = find("3.1")
    counted = {mistake.name: mistake.apart for mistake in asked(exercise, FEW).mistakes}
    assert set(counted.values()) == {len(FEW)}


def test_the_evidence_says_what_it_is_about():
    told = text(guide(3))
    for words_ in ("48% higher", "127% higher", "17% lower", "10.1073/pnas.2422633122"):
        assert words_ in told
    assert "school mathematics" in told and "Nobody has tried it with this course" in told
    assert "python -m tools.desk_test 3 --sample 1" in told


def test_the_course_has_one_author_and_version_on_every_page(chapter):
    for page in chapter[1:]:
        assert "The Marketing 4.0 course team" in html.unescape(page)


def test_the_command_names_what_it_writes_and_refuses_what_is_not_there(tmp_path, capsys):
    main(["0", "--to", str(tmp_path)])
    name = lesson.path(0).stem
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}_guide.html",
        f"{name}_sheet.html",
    }
    assert f"{name}_guide.html" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["77", "--to", str(tmp_path)])
    assert "there is no chapter 77" in capsys.readouterr().err
    assert "python -m tools.guide" in (ROOT / "README.md").read_text("utf-8")
