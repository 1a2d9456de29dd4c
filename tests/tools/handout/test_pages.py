"""Every page of the handouts: complete in itself, in the right order, readable by ear."""

import itertools
import re

import pytest
from nbformat import NotebookNode

from mkt40_helpers import chapters
from mkt40_helpers.workbook.shelf import steps_of
from tests.axe import violations
from tests.tools.handout import made
from tools.formulas import markdown2html
from tools.handout import cells, pages, quiz
from tools.handout.about import about


@pytest.mark.parametrize(("number", "kind", "answers"), made.EVERY)
def test_a_page_asks_for_nothing_and_needs_no_script(number, kind, answers):
    page = made.soup(number, kind, answers)
    assert not page(["script", "link", "iframe", "object", "embed", "video", "form", "input"])
    sources = [element["src"] for element in page(src=True)]
    assert all(source.startswith("data:") for source in sources)
    style = " ".join(element.get_text() for element in page("style"))
    assert "url(" not in style and "@import" not in style
    assert not page(["details", "summary"])  # nothing can be opened on paper
    links = [link["href"] for link in page("a", href=True)]
    assert all(link.startswith("http") for link in links)


@pytest.mark.parametrize(("number", "kind", "answers"), made.EVERY)
def test_a_page_says_what_it_is(number, kind, answers):
    page, its = made.soup(number, kind, answers), about(number)
    assert page.html["lang"] == "en"
    assert its.title in page.title.get_text()
    assert ("with answers" in page.title.get_text()) == answers
    for told in (its.title, its.authors, its.licence):
        assert told in page.header.get_text()
        assert told in page.style.get_text()  # in the margins of the paper
    assert "counter(page)" in page.style.get_text()


@pytest.mark.parametrize(("number", "kind", "answers"), made.EVERY)
def test_pictures_tables_and_headings_can_be_read_aloud(number, kind, answers):
    page = made.soup(number, kind, answers)
    assert all(len(picture["alt"]) > 20 for picture in page("img"))
    levels = [int(heading.name[1]) for heading in page(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for table in page("table"):
        assert table.select("thead th")
        assert all(heading.get("scope") for heading in table.select("thead th"))
        assert not table.find(style=True) and not table.get("border")
    shown = [table for table in page("table") if table.find("th", scope="row")]
    assert all(table.caption for table in shown)  # those of Markdown have no headings of rows


@pytest.mark.parametrize(("number", "kind", "answers"), made.EVERY)
def test_formulas_are_set_and_no_check_speaks(number, kind, answers):
    page = made.soup(number, kind, answers)
    assert not page.select('[role="alert"], .mkt40-screen')
    assert "$" not in made.prose(number, kind, answers, but="pre, code")


@pytest.mark.parametrize("number", made.CHAPTERS)
def test_a_lesson_has_its_formulas_pictures_and_terms(number):
    lesson, page = made.notebook(number, "notebooks"), made.soup(number, "lesson")
    shown = [
        output["data"].get("text/html", "")
        for cell in lesson.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    assert len(page("img")) == sum(each.count("<img") for each in shown)
    prose = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    assert len(page("math")) == sum(markdown2html(each).count("<math") for each in prose)
    captions = [caption.get_text() for caption in page("caption")]
    assert f"The terms of chapter {number}" in captions
    live = [place for place, cell in enumerate(lesson.cells) if "live" in cells.tags(cell)]
    for place in live:  # the lab itself needs a kernel; its still picture comes right after it
        assert any("<img" in cells.piece(cell) for cell in lesson.cells[place : place + 3])
        assert cells.piece(lesson.cells[place]) == "" or "<img" in cells.piece(lesson.cells[place])


# ---- questions and their answers ----


@pytest.mark.parametrize("number", made.CHAPTERS)
@pytest.mark.parametrize("kind", ["lesson", "paper"])
def test_the_class_gets_every_question_and_no_answer(number, kind):
    for_class, lecturer = made.text(number, kind), made.text(number, kind, True)
    questions = quiz.questions(made.notebook(number, "notebooks"))
    assert len(questions) >= 6
    for question in questions:
        assert sum(option.right for option in question.options) == 1
        for option in question.options:
            words = made.in_a_line(made.tidied(f"{option.letter}. {option.text}").get_text(" "))
            why = made.in_a_line(option.why)
            assert words in for_class and words in lecturer
            assert why not in for_class and why in lecturer
    assert not made.soup(number, kind).select(".right, .why")
    assert "☒" not in for_class and "✓" not in for_class
    assert lecturer.count("☒") == len(questions)


@pytest.fixture(scope="module")
def paper_sheet(chromium):
    """A page as wide as the paper between its margins, in a browser that asks nobody."""
    page = chromium.new_page(viewport={"width": 658, "height": 1000})  # 174 mm
    page.emulate_media(media="print")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, asked


@pytest.mark.parametrize(("number", "kind", "answers"), made.EVERY)
def test_nothing_is_wider_than_the_paper(number, kind, answers, paper_sheet):
    page, asked = paper_sheet
    page.set_content(made.html(number, kind, answers))
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1
                        || (each.tagName === "PRE" && each.scrollWidth > each.clientWidth + 1))
        .map(each => each.tagName + ": " + each.textContent.slice(0, 60))"""
    )
    assert too_wide == []
    if number == 3:  # the pages of the other chapters are made in the same way
        assert violations(page) == []
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []


@pytest.mark.parametrize("number", made.CHAPTERS)
def test_what_is_read_after_a_step_is_at_the_end_for_the_class(number):
    page = made.text(number, "lesson")
    folds = re.findall(
        r"<summary>Read this (.*?)</summary>",
        "".join(cell.source for cell in made.notebook(number, "notebooks").cells),
    )
    assert page.count("Note ") >= 2 * len(folds)
    if folds:
        place = page.index("Notes to read afterwards")
        assert "Note 1 at the end: read it" in page[:place]
        assert re.search(rf"Note \d+: {re.escape(folds[-1])}", page[place:])
    lecturer = made.text(number, "lesson", True)
    assert "Notes to read afterwards" not in lecturer
    assert all(f"Read this {fold}" in lecturer for fold in folds)


@pytest.mark.parametrize("number", [n for n in made.CHAPTERS if n in chapters.names("steps")])
def test_a_picture_that_answers_a_guess_is_at_the_end_for_the_class(number):
    guessed = [
        cell
        for cell in made.notebook(number, "notebooks").cells
        if {"picture", "guess"} <= set(cells.tags(cell)) and cell.outputs
    ]
    page = made.text(number, "lesson")
    place = page.index("Notes to read afterwards")
    assert guessed and page[:place].count("read it after your guess") == len(guessed)
    assert len(re.findall(r"Note \d+: after your guess", page[place:])) == len(guessed)


@pytest.mark.parametrize("number", pages.ANSWERING)
def test_a_result_that_answers_a_step_is_at_the_end_for_the_class(number):
    lesson = {cell.id: cell for cell in made.notebook(number, "notebooks").cells}
    keys = {step.key for step in steps_of(number)}
    page = made.bare(number, "lesson")
    place = page.index("Notestoreadafterwards")
    for cell, key in pages.ANSWERING[number].items():
        code = made.without_spaces(lesson[cell].source)
        assert key in keys and lesson[cell].outputs
        assert code in page[place:] and code not in page[:place]


def test_the_share_of_passives_is_no_more_beside_its_step():
    page = made.text(3, "lesson")
    place = page.index("Notes to read afterwards")
    assert "45.5%" not in page[:place] and "45.5%" in page[place:]


@pytest.mark.parametrize("number", [n for n in made.CHAPTERS if n in chapters.names("steps")])
def test_solutions_of_steps_are_in_the_lecturers_lesson_alone(number):
    for_class, lecturer = made.bare(number, "lesson"), made.bare(number, "lesson", True)
    for step in steps_of(number):
        solution = made.without_spaces(step.solution)
        assert f"Asolutionofstep{step.key}{solution}" in lecturer, step.key
        assert solution not in for_class, step.key


def test_the_three_questions_back_have_lines_for_the_class_and_answers_for_the_lecturer():
    answer = "Luck does not repeat."
    assert answer not in made.text(3, "lesson") and answer in made.text(3, "lesson", True)
    assert "answer 1 (in your own words, in quotes):" in made.text(3, "lesson")


def test_the_workbook_for_the_class_has_no_solution_and_no_worked_sample():
    for_class, lecturer = made.bare(3, "workbook"), made.bare(3, "workbook", True)
    for solution in ('100 * detractors / survey["score"].count()', "a worked sample", "C E D A"):
        assert made.without_spaces(solution) not in for_class
        assert made.without_spaces(solution) in lecturer
    assert "BEGINSOLUTION" not in lecturer
    assert 'check("3.1",promoters)' in for_class
    assert "promoters=...#Yourcodehere" in for_class
    assert made.soup(3, "workbook").select(".lines")  # where the open answers stand


# ---- pieces ----


def test_headings_stand_one_below_the_other():
    page = made.tidied("<h1>a</h1><h3>b</h3><h3>c</h3><h2>d</h2><h4>e</h4><h2>f</h2>")
    assert [(h.name, h.get_text()) for h in page(re.compile("h[1-6]"))] == [
        *(("h1", "a"), ("h2", "b"), ("h2", "c"), ("h2", "d"), ("h3", "e"), ("h2", "f"))
    ]


def test_a_link_to_a_file_beside_the_notebook_is_words_only():
    page = made.tidied(
        '<p>the <a href="../x.ipynb">workbook</a>, <a href="https://a.b/">site</a></p>'
    )
    assert [link["href"] for link in page("a")] == ["https://a.b/"]
    assert page.get_text() == "the workbook, site"


def test_a_table_that_pandas_shows_gets_a_caption_and_headings_of_rows():
    page = (
        "<table border='1' class='dataframe'><tbody><tr><th>0</th><td>3</td></tr></tbody></table>"
    )
    cell = NotebookNode(outputs=[{"data": {"text/html": page}}])
    table = made.tidied("".join(cells.outputs(cell))).table
    assert table.caption.get_text() == "A few rows of it"
    assert table.th["scope"] == "row"


def test_names_to_fill_in_are_lines_and_other_code_stays():
    fields = cells.to_fill_in('vote = "?"  # "close" or "keep"\nsure_now = ...\n# My reason:')
    assert ["vote (&quot;close&quot; or &quot;keep&quot;):" in fields[0], "sure now:" in fields[1]]
    assert "My reason:" in fields[2]
    assert cells.to_fill_in("my_score = ...\ncheck('3.a', my_score)") == []
