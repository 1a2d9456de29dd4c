"""The result code of a group: what it holds, what it does not, and what is said with it.

That a page reads it as it was written is tried in ``tests/tools/test_room.py``.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from mkt40_helpers import chapters
from mkt40_helpers.workbook import (
    cells,
    check,
    desk,
    open_book,
    progress,
    progress_file,
    result_code,
    start,
    start_lesson,
)
from mkt40_helpers.workbook.result_code import choices, code_of, number_of_vote
from mkt40_helpers.workbook.shelf import exercises_of, find, steps_of
from tests.every_chapter.runs import run_cells

ROOT = Path(__file__).parents[2]
ALL = [(number, steps_of(number)) for number in chapters.names("steps")]
ALL += [(number, exercises_of(number)) for number in chapters.names("exercises")]
CODE = re.compile(r"MKT1(-[0-9A-HJKMNP-TV-Z]{5})+")
PRIVATE = "Student-0123456"


@pytest.fixture
def names(monkeypatch) -> dict:
    """What the learner's notebook holds."""
    held: dict = {}
    monkeypatch.setattr(cells, "names", lambda: held)
    return held


def told(capsys) -> str:
    capsys.readouterr()
    progress(code=True)
    return capsys.readouterr().out


def code_in(text: str) -> str:
    line = text.splitlines()[0]
    assert CODE.fullmatch(line), text
    return line


def record(key: str, verdict: str, answer: object = 1, **more: object) -> dict:
    return {"event": "check", "exercise": key, "verdict": verdict, "answer": answer, **more}


def value(key: str, *records: dict) -> int:
    return result_code._state(find(key), records)[0]


# ---- what it holds ----


@pytest.mark.parametrize(("number", "items"), ALL)
def test_the_longest_code_of_every_lesson_and_workbook_is_short(number, items):
    votes = {"vote": "keep", "sure": 3, "vote_now": "close", "sure_now": 3}
    solved = [record(item.key, "right") for item in items]
    code = code_of(number, items, solved, votes, 2**25 - 1)
    assert CODE.fullmatch(code) and len(code) < 100


def test_not_tried_tried_and_solved_are_told_apart():
    wrong, right = record("3.a", "not yet", 7), record("3.a", "right")
    assert [value("3.a"), value("3.a", wrong), value("3.a", right)] == [0, 1, 2]
    assert value("3.a", wrong, right) == 2 == value("3.a", right, wrong)  # solved stays solved
    assert value("3.a", record("3.a", "empty")) == 0 == value("3.a", record("3.b", "right"))
    hint = {"event": "hint", "exercise": "3.a"}
    assert value("3.a", hint) == 0


def test_the_last_named_mistake_is_kept_also_when_it_is_solved():
    first, last = (record("3.a", "mistake", mistake=name) for name in ("app", "dealers"))
    place = choices(find("3.a")).index("dealers") + 1
    assert value("3.a", first, last) == 1 + 2 * place
    assert value("3.a", first, last, record("3.a", "right")) == 2 + 2 * place
    assert value("3.a", last, record("3.a", "not yet", 9)) == 1  # the last has no name
    assert value("3.a", record("3.a", "right"), last) == 2  # tried out when it was solved


def test_what_two_ideas_explain_is_not_put_down_to_one():
    place = choices(find("3.a")).index("several") + 1
    assert value("3.a", record("3.a", "mistake", mistake=["app", "dealers"])) == 1 + 2 * place


def test_of_a_decision_the_pair_is_kept_that_was_chosen_last():
    pair = {"tuple": [" FANS", "a"]}
    chosen = find("3.c").kind.choices
    pair["tuple"][0] = f" {chosen[1].upper()}"
    place = choices(find("3.c")).index((chosen[1].lower(), "a")) + 1
    assert value("3.c", record("3.c", "mistake", pair, mistake="gap")) == 1 + 2 * place
    for no_pair in ("yes", {"tuple": ["maybe", "A"]}, None, {"other": "x"}, [[]], {"tuple": {}}):
        assert value("3.c", record("3.c", "form", no_pair)) == 1


@pytest.mark.parametrize("key", ["1.10", "6.13", "3.e", "5.12", "6.1", "5.13"])
def test_every_kind_of_exercise_has_a_state_for_every_mistake(key):
    item = find(key)
    if not result_code.is_chosen(item):
        names = [name for name in item.mistakes if name != "unchanged"]
        values = [value(key, record(key, "mistake", mistake=name)) for name in names]
        assert values == [3 + 2 * place for place in range(len(names))]
    else:
        given = [list(pair) if isinstance(pair, tuple) else pair for pair in choices(item)]
        given = [{"tuple": one} if isinstance(one, list) else one for one in given]
        values = [value(key, record(key, "mistake", one)) for one in given]
        assert values == [3 + 2 * place for place in range(len(given))]


def test_a_mistake_of_an_older_edition_has_no_name_here():
    assert value("3.a", record("3.a", "mistake", mistake="of long ago")) == 1


def test_a_change_of_one_sign_or_a_swap_of_two_shows(names):
    code = code_of(3, steps_of(3), [], {"vote": "keep"}, 12345).replace("-", "")[4:]
    body, check_signs = code[:-2], code[-2:]

    def holds(text: str) -> bool:
        return result_code._in_letters(result_code._check(text), 2) == check_signs

    assert holds(body)
    for place, sign in enumerate(body):
        for other in result_code.LETTERS.replace(sign, ""):
            assert not holds(body[:place] + other + body[place + 1 :])
        for later in range(place + 1, len(body)):
            if body[later] != sign:
                swapped = list(body)
                swapped[place], swapped[later] = body[later], sign
                assert not holds("".join(swapped))


# ---- the votes ----


@pytest.mark.parametrize("nothing", ["?", " ? ", "", None, ..., 3, ["keep"], True])
def test_no_vote_is_no_vote(nothing):
    assert number_of_vote(nothing) == 0


@pytest.mark.parametrize(
    ("sure", "kept"),
    [
        (1, 1),
        ("3", 3),
        (" 2 ", 2),
        ("?", 0),
        (0, 0),
        (4, 0),
        (2.5, 0),
        (True, 0),
        (None, 0),
        ([1], 0),
    ],
)
def test_sureness_is_1_2_or_3(sure, kept):
    assert result_code._sureness(sure) == kept


def test_votes_are_read_from_the_notebook_and_said(names, capsys):
    start_lesson(3, PRIVATE)
    names |= {"vote": "Close", "sure": 2, "vote_now": "?", "sure_now": "?"}
    before = told(capsys)
    assert "Your vote in it: close (sure: 2 of 3)." in before
    names |= {"vote_now": "keep"}
    after = told(capsys)
    assert "Your vote in it: close (sure: 2 of 3), and now keep." in after
    assert code_in(before) != code_in(after)


def test_in_a_lesson_without_votes_there_is_a_code_all_the_same(names, capsys):
    start_lesson(0, PRIVATE)
    check("0.a", 1)
    text = told(capsys)
    assert code_in(text) and "vote" not in text


def test_in_a_workbook_no_vote_is_read(names, capsys):
    start(3, PRIVATE)
    names |= {"vote": "keep", "sure": 2}
    assert "There is no result code yet. Try an exercise" in told(capsys)
    check("3.1", 1)
    assert code_in(told(capsys)) and "vote" not in told(capsys)


@pytest.mark.parametrize("odd", ["<b>keep</b>", "k" * 5000, "ke\nep", "keep\ud800", "naïve 🙂"])
def test_an_odd_vote_does_no_harm(names, capsys, odd):
    start_lesson(3, PRIVATE)
    names["vote"] = odd
    text = told(capsys)
    assert code_in(text) and len(text) < 700


# ---- what is said, and what stays here ----


def test_before_start_it_is_said_that_nothing_is_open(monkeypatch, capsys):
    monkeypatch.setattr(desk, "_open", None)
    assert "not open yet" in told(capsys)


def test_without_a_try_or_a_vote_there_is_no_code(names, capsys):
    """So that what an untouched lesson stores is the same each time."""
    start_lesson(3, PRIVATE)
    names |= {"vote": "?", "sure": "?", "vote_now": "?", "sure_now": "?"}
    check("3.a", ...)
    assert told(capsys) == (
        "• Note: There is no result code yet. Do a step or fill in your vote, "
        "then run this cell again.\n"
    )
    start(3, PRIVATE)
    check("3.1", 1)  # kept in the same file, and no step
    start_lesson(3, PRIVATE)
    assert "There is no result code yet" in told(capsys)


def test_neither_name_nor_number_nor_answer_goes_into_it(names, capsys):
    """Two learners with the same answers and mark have the same code; one has always her own."""
    codes = []
    for student in (PRIVATE, "another"):
        start_lesson(3, student)
        check("3.a", 123.456)
        codes.append(code_of(3, steps_of(3), open_book.records(desk._open), names, 5))
    assert codes[0] == codes[1]
    text = told(capsys)
    assert "no name and no learner number" in text and "Nothing is sent" in text
    assert "another" not in code_in(text).lower() and code_in(text) == code_in(told(capsys))


def test_two_groups_with_the_same_answers_have_two_codes(names, capsys):
    names["vote"] = "keep"
    codes = set()
    for student in ("one", "two"):
        start_lesson(3, student)
        codes.add(code_in(told(capsys)))
    assert len(codes) == 2


def test_nothing_is_written_for_it(names, capsys, own_progress):
    start_lesson(3, PRIVATE)
    check("3.a", 1)
    before = {path: path.read_bytes() for path in own_progress.iterdir()}
    told(capsys)
    assert {path: path.read_bytes() for path in own_progress.iterdir()} == before


def test_where_nothing_can_be_saved_there_is_a_code_all_the_same(names, capsys, monkeypatch):
    monkeypatch.setattr(progress_file, "_draft_of", lambda path: (_ for _ in ()).throw(OSError(28)))
    start_lesson(3, PRIVATE)
    check("3.a", 1)
    assert code_in(told(capsys))


def test_in_a_notebook_the_votes_are_found_and_the_line_can_be_copied(own_progress):
    source = [
        "from mkt40_helpers.workbook import check, progress, start_lesson\n"
        "learner = start_lesson(3, 's1')",
        'vote = "?"\nsure = "?"',
        "progress(code=True)",
        'vote = "close"\nsure = 1',
        "progress(code=True)",
    ]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, source)))
    run_cells(notebook, own_progress)
    nothing, given = (notebook.cells[i].outputs[0].data for i in (2, 4))
    assert "There is no result code yet" in nothing["text/plain"]
    assert "close (sure: 1 of 3)" in given["text/plain"]
    assert f">{code_in(given['text/plain'])}</code>" in given["text/html"]
