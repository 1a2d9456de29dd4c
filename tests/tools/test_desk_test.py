"""The desk test: right answers that a calculator finds from what is printed, and none for class."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from mkt40_helpers import chapters
from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.kinds import Choice
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.shelf import exercises_of, find
from tests.tools.desk_by_hand import BY_HAND, RETURNS
from tools.desk_test import draw as drawing
from tools.desk_test import pages, workbook
from tools.desk_test.__main__ import main, write
from tools.desk_test.draw import ask, draw, form_letters, sample_name
from tools.desk_test.marks import part
from tools.desk_test.paper import not_on_paper, on_paper

CHAPTERS = list(chapters.names("exercises"))
SAMPLES = (1, 2)
ASKED = [
    pytest.param(record, id=record.key)
    for number in CHAPTERS
    for record in exercises_of(number)
    if record.number in on_paper(number)
]


def figures(question, number: int):
    """Printed tables of a question, as figures by row and column; texts as they are."""
    for table in pages._tables([question], sample_name(number))[0]:
        if table.text:
            yield table.text
            continue
        rows = {row[0]: dict(zip(table.head[1:], row[1:], strict=True)) for row in table.rows}
        yield {name: {c: _number(cell) for c, cell in row.items()} for name, row in rows.items()}


def _number(cell: str):
    return float(cell.replace(",", "")) if re.fullmatch(r"-?[\d,.]+", cell) else cell


def text(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("number", CHAPTERS)
def test_every_exercise_is_asked_on_paper_or_the_page_says_why_not(number):
    there = {record.number for record in exercises_of(number)}
    asked, without = on_paper(number), not_on_paper(number)
    assert asked.keys() | without.keys() == there and not asked.keys() & without.keys()
    told = text(pages.answers(number, 1, []))
    assert all(f"{number}.{one}" in told and why in told for one, why in without.items())


@pytest.mark.parametrize("record", ASKED)
def test_what_is_printed_gives_the_right_answer(record):
    kind = record.kind
    paper = on_paper(record.chapter)[record.number]
    if isinstance(kind, Order | Decide) or record.key not in BY_HAND | RETURNS:
        assert not isinstance(kind, Slip) and record.kind.needs <= {"unit"}
        return
    for number in SAMPLES:
        question = ask(record, paper, number)
        if record.key in RETURNS:
            cases = question.record.kind.cases.values()
            found = [RETURNS[record.key](*case) for case in cases]
            (right,) = answers(question.record, sample_name(number))[0]
            assert [_rounded(one) for one in found] == [_rounded(one) for one in right]
            continue
        found = BY_HAND[record.key](*figures(question, number))
        right = answers(record, sample_name(number))[0][0]
        if isinstance(kind, Slip):
            right = right[1]
        step = 10.0**-question.decimals  # printed figures are rounded: one off is right
        if isinstance(right, dict):
            assert found.keys() == right.keys()
            assert all(abs(found[name] - right[name]) <= step for name in right)
        else:
            assert abs(found - right) <= step, (found, right)


def _rounded(value):
    return round(value, 9) if isinstance(value, float) else value


@pytest.mark.parametrize("record", ASKED)
def test_another_sample_has_another_answer(record):
    """Figures, and letters, since everybody knows the workbook's; a word stays what it is."""
    paper = on_paper(record.chapter)[record.number]
    made = [ask(record, paper, number) for number in (1, 2, 3)]
    told = {question.right for question in made}
    assert len(told) == 1 if isinstance(record.kind, Choice) else len(told) >= 2, told


def test_letters_are_dealt_out_anew_and_the_answer_with_them():
    (record,) = (one for one in exercises_of(3) if one.key == "3.3")
    for number in SAMPLES:
        question = ask(record, on_paper(3)["3"], number)
        back = {new: old for old, new in question.letters.items()}
        lines = [question.lines[letter] for letter in question.right[0].split()]
        assert lines == [record.kind.lines[letter] for letter in "CEDA"]
        orders = {" ".join(back[one] for one in right.split()) for right in question.right}
        assert orders == {"C E D A", "C D E A"}  # both run, and give the same


def test_reasons_keep_their_words_under_other_letters():
    (record,) = (one for one in exercises_of(3) if one.key == "3.11")
    question = ask(record, on_paper(3)["11"], 1)
    right = {(one.split(", ")[0], question.reasons[one.split(", ")[1]]) for one in question.right}
    told = workbook.question("3.11").choices["B"]
    assert right == {("refuse", told), ("correct", told)}


def test_the_lines_of_an_assistant_keep_their_order_under_other_letters():
    (record,) = (one for one in exercises_of(6) if one.key == "6.8")
    wrong = set()
    for number in (1, 2, 3):
        question = ask(record, on_paper(6)["8"], number)
        (lines, _) = figures(question, number)
        (letter,) = {one[5] for one in question.right}  # "line D; 1.93"
        assert re.search(rf"^{letter}  What I use: .*opened", lines, re.MULTILINE)
        assert [line[3:6] for line in lines.splitlines()][1:4] == ["Wha", "Sco", "Wav"]
        (sound,) = (one for one in question.mistakes if one.name == "other_people")
        assert sound.value.split(";")[0].replace("l", "L", 1) in sound.message
        wrong.add(letter)
    assert len(wrong) > 1


@pytest.mark.parametrize("record", ASKED)
def test_the_marker_sees_only_mistakes_that_can_be_made_on_paper(record):
    paper = on_paper(record.chapter)[record.number]
    assert set(paper.only_at_a_screen) < {*record.mistakes, ""}
    question = ask(record, paper, 1)
    assert question.mistakes
    for mistake in question.mistakes:
        assert mistake.name not in paper.only_at_a_screen
        assert mistake.value not in question.right
        assert 0 <= mistake.points < question.points


def test_the_gatekeeper_is_asked_for_each_of_its_rules():
    (record,) = (one for one in exercises_of(6) if one.key == "6.12")
    for number in SAMPLES:
        question = ask(record, on_paper(6)["12"], number)
        hidden = on_paper(6)["12"].only_at_a_screen
        assert {one.name for one in question.mistakes} == record.mistakes.keys() - set(hidden)
        values = [one.value for one in question.mistakes]
        assert len(set(values)) >= len(values) - 1


def test_part_of_an_answer_earns_part_of_its_points():
    earned = {}
    for key in ("3.2", "3.4", "3.11", "3.12", "3.13", "6.2"):
        chapter, number = key.split(".")
        (record,) = (one for one in exercises_of(int(chapter)) if one.key == key)
        question = ask(record, on_paper(int(chapter))[number], 1)
        earned |= {(key, one.name): one.points / question.points for one in question.mistakes}
    assert earned["3.2", "without_sixes"] == 0.5 and earned["3.2", "all_rows_without_sixes"] == 0
    assert earned["3.4", "without_passives"] == 0.5  # the groups are right
    assert earned["3.12", "its_own_figure"] == earned["3.12", "premise"] == 0.5
    assert earned["3.11", "rounded"] == earned["3.11", "sent_all_the_same"] == 0.5
    assert earned["3.11", "same_bands"] == 0
    assert 0 < earned["3.13", "zero_for_nobody"] < 1
    assert part(find("6.3"), {"a": 0.301, "b": 0.5}, [{"a": 0.304, "b": 0.6}], "", 2) == 0.5
    assert earned["6.2", "each_pair_twice"] == 0.5 and earned["6.2", "both_traps"] == 0


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_test_has_six_to_eight_questions_of_several_kinds_in_twenty_minutes(number):
    questions = draw(number, 1)
    minutes = sum(question.paper.minutes for question in questions)
    assert 6 <= len(questions) <= 8 and 17 <= minutes <= 20
    forms = {drawing.form(one) for one in exercises_of(number) if one.number in on_paper(number)}
    assert {question.form for question in questions} >= forms


def test_the_same_number_is_the_same_test_and_another_is_another(tmp_path):
    one = [path.read_text("utf-8") for path in write(3, 1, tmp_path / "one")]
    again = [path.read_text("utf-8") for path in write(3, 1, tmp_path / "again")]
    other = [path.read_text("utf-8") for path in write(3, 2, tmp_path / "other")]
    assert one == again and one[0] != other[0] and one[1] != other[1]


@pytest.mark.parametrize("number", CHAPTERS)
def test_the_page_of_the_class_has_no_answer_and_that_of_the_marker_all(number):
    questions = draw(number, 1)
    page = pages.test(number, 1, questions)
    told, marked = text(page), text(pages.answers(number, 1, questions))
    for question in questions:
        assert question.record.praise not in told and "exercise" not in told.lower()
        assert not any(message in told for message in question.record.messages.values())
        assert all(right in marked for right in question.right)
        assert all(one.value in marked and one.name.replace("_", " ") in marked
                   for one in question.mistakes)  # fmt: skip
        if question.form not in ("slip", "choice"):  # these print what is chosen from
            assert not any(right in told for right in question.right if len(right) > 4)
    assert sample_name(1) not in told and "Right" not in told
    assert (
        f"form {form_letters(1)}" in told and "sample 1" not in told
    )  # whoever has it has the answers
    assert "<script" not in page and not re.search(r"(src|href)=\"(?!#)|url\(|@import", page)


@pytest.mark.parametrize("number", CHAPTERS)
def test_nothing_on_paper_speaks_of_a_screen(number):
    for record in exercises_of(number):
        if paper := on_paper(number).get(record.number):
            asked = paper.ask or workbook.question(record.key).text
            assert not re.search(r"\b(cells?|hand in|run|quot\w+|check|load)\b", asked, re.I), asked


def test_a_chapter_without_a_workbook_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["0", "--sample", "1"])
    assert "chapter 0 has no workbook to draw from" in capsys.readouterr().err
    with pytest.raises(ValueError, match="Chapter 0 has no workbook"):
        on_paper(0)
