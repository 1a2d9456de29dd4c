"""What a learner knows, in three words, and the practice that makes a concept sure again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mkt40_helpers.workbook import (
    again,
    check,
    desk,
    hint,
    known,
    marking,
    progress,
    progress_file,
    start,
)
from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.shelf import find
from tests.every_chapter.chapters import CHAPTERS, read
from tests.workbook.jupyter import outputs, pages

FRESH = "s123 again"


def right(key: str, learner: str = "s123"):
    return answers(find(key), learner)[0][0]


def made_of(events: str, key: str = "3.7", sample: str = "", hour: int = 1) -> list:
    """Records in order: r(ight), n(ot yet), m(istake), f(orm), s(lip), h(int)."""
    verdicts = {"r": "right", "n": "not yet", "m": "mistake", "f": "form", "s": "slip"}
    made = []
    for place, letter in enumerate(events):
        record = {"time": f"2026-{hour:02}-{place:02}", "exercise": key, "student": "s123"}
        if letter == "h":
            record["event"] = "hint"
        else:
            record |= {"event": "check", "answer": place, "verdict": verdicts[letter]}
        made.append(known.as_practice(record, sample) if sample else record)
    return made


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ("", "open"),
        ("h", "open"),  # a hint alone is no try
        ("fs", "open"),  # quotation marks and the like say nothing of the concept
        ("r", "sure"),
        ("hr", "sure"),
        ("nr", "sure"),
        ("hmr", "sure"),
        ("fsfr", "sure"),
        ("rnnnhhh", "sure"),  # what comes after a right answer is playing
        ("nnr", "shaky"),
        ("nmr", "shaky"),
        ("hhr", "shaky"),
        ("n", "shaky"),
        ("m", "shaky"),
    ],
)
def test_the_rule(events, state):
    assert known.state(made_of(events), ["3.7"]) == state


def test_one_shaky_exercise_makes_the_concept_shaky_and_an_open_one_does_not():
    records = [*made_of("r", "3.7"), *made_of("nnr", "3.8")]
    assert known.state(records, ["3.7", "3.9"]) == "sure"
    assert known.state(records, ["3.7", "3.8", "3.9"]) == "shaky"
    assert known.state(records, ["3.9"]) == "open"


@pytest.mark.parametrize(
    ("own", "practised", "later", "state"),
    [
        ("nnr", "r", "", "sure"),
        ("nnr", "hnr", "", "sure"),
        ("nnr", "nnr", "", "shaky"),
        ("nnr", "n", "", "shaky"),
        ("nnr", "f", "", "shaky"),
        ("nnn", "r", "", "sure"),  # one question for each concept is enough
        ("nnr", "r", "nn", "shaky"),  # what comes after it counts
        ("r", "nn", "", "shaky"),
    ],
)
def test_what_came_before_a_right_answer_on_a_fresh_sample_counts_no_more(
    own, practised, later, state
):
    records = [*made_of(own, "3.8"), *made_of(practised, "3.7", FRESH, 2)]
    records += made_of(later, "3.9", hour=3)
    assert known.state(records, ["3.7", "3.8", "3.9"]) == state


def test_brute_force_stays_visible(own_progress, capsys):
    start(3, "s123")
    for guess in range(known.MOST_ANSWERS + 2):
        check("3.1", guess)
    check("3.1", right("3.1"))
    capsys.readouterr()
    progress()
    told = capsys.readouterr().out
    assert "✓ right, 13 tries" in told
    (line,) = [line for line in told.splitlines() if line.startswith("promoter  ")]
    assert "↺ shaky" in line and "3.1: 12 wrong answers" in line and "guessing" in line


def test_named_mistakes_and_hints_are_told_where_a_concept_is_shaky():
    (concept,) = (c for c in known.concepts_of(3) if c.slug == "uncertainty-of-nps")
    told = known.evidence(made_of("nmmhhr"), concept)
    assert told == "3.7: 3 wrong answers, 2 with a named mistake, 2 hints"
    assert known.evidence(made_of("n"), concept) == "3.7: 1 wrong answer, not solved yet"
    assert known.evidence(made_of("nr"), concept) == "3.7"
    again_sure = [*made_of("nnr"), *made_of("r", "3.7", FRESH, 2)]
    assert known.evidence(again_sure, concept) == "3.7 on a fresh sample"


def shaky(chapter: int, *keys: str) -> None:
    start(chapter, "s123")
    for key in keys:
        check(key, 1.5)
        check(key, 2.5)
        check(key, right(key))


def offered(capsys, chapter: int, student: str = "s123") -> list[str]:
    capsys.readouterr()
    start(chapter, student)
    return [line for line in capsys.readouterr().out.splitlines() if "Shaky" in line]


def test_the_next_workbook_offers_a_question_for_at_most_two_shaky_concepts(own_progress, capsys):
    shaky(2, "2.5")
    assert "traditional and new media" in offered(capsys, 3)[0]
    shaky(3, "3.2", "3.4", "3.5")
    first, second = offered(capsys, 6)
    assert "chapter 3: detractor (Dutch: criticaster)" in first and '`again("3.2")`' in first
    assert "chapter 3: passive (Dutch: passief tevreden)" in second
    assert '`again("3.5")`' in second
    assert not offered(capsys, 6, "somebody else") and not offered(capsys, 1)


def test_where_an_again_question_comes_back_to_a_concept_it_is_named(own_progress, capsys):
    shaky(3, "3.7")
    (told,) = offered(capsys, 5)
    assert "uncertainty of NPS" in told and "Question 5.01 of this workbook" in told
    check("5.01", right("5.01"))
    (told,) = offered(capsys, 5)
    assert '`again("3.7")`' in told


def test_a_concept_whose_answers_are_everybodys_is_not_offered(own_progress, capsys):
    start(1, "s123")
    for word in ("as stated", "unconnected", "other way round"):
        check("1.10", word)
    assert not offered(capsys, 5)


def test_what_somebody_else_did_in_the_same_file_is_not_hers(own_progress, capsys):
    path = progress_file.path_of(3, "s123")
    theirs = {**made_of("n", "3.2")[0], "student": "somebody else"}
    progress_file.add(path, theirs)
    assert not offered(capsys, 5)
    progress_file.add(path, {**theirs, "student": "s123"})
    assert offered(capsys, 5)


def test_practice_says_nothing_of_the_tables_of_the_open_workbook(
    own_progress, capsys, monkeypatch
):
    monkeypatch.setattr(desk.tables, "changes", lambda *_: ["A table was changed."])
    start(5, "s123")
    again("3.2")
    check("3.2", 1)
    assert "changed" not in capsys.readouterr().out
    check("5.8", 1)
    assert "changed" in capsys.readouterr().out


def test_a_damaged_file_of_another_chapter_stops_nobody(own_progress, capsys):
    progress_file.path_of(3, "s123").write_text("{")
    assert not offered(capsys, 5)
    assert progress_file.path_of(3, "s123").read_text() == "{"


def test_practice_makes_no_points_and_the_concept_sure(own_progress, capsys):
    shaky(3, "3.2")
    path = progress_file.path_of(3, "s123")
    before = marking.judge(path)
    start(5, "s123")
    again("3.2")
    capsys.readouterr()
    check("3.2", right("3.2"))  # of her own sample
    assert "Right" not in capsys.readouterr().out
    check("3.2", right("3.2", FRESH))
    told = capsys.readouterr().out
    assert "✓ Right" in told and "without points" in told and "detractor: ✓ sure" in told
    assert not offered(capsys, 5)
    progress()
    assert "0 of 13 exercises solved, 0 of" in capsys.readouterr().out
    assert marking.judge(path).equals(before)
    assert [r["event"] for r in progress_file.read(path)][3:] == ["again", "again"]
    start(3, "s123")
    progress()
    told = capsys.readouterr().out
    assert "1 of 13 exercises solved, 1 of 29 points" in told and "✓ right, 3 tries" in told
    assert "detractor  criticaster  ✓ sure  3.2 on a fresh sample" in told


def test_practice_alone_solves_nothing(own_progress, capsys):
    start(5, "s123")
    again("3.2")
    check("3.2", right("3.2", FRESH))
    path = progress_file.path_of(3, "s123")
    marks = marking.judge(path).set_index("exercise").loc["3.2"]
    assert (marks["points"], marks["tries"], marks["state"]) == (0, 0, "open")
    assert marking.solved_anew(progress_file.read(path)) == set()
    capsys.readouterr()
    start(3, "s123")
    assert "0 of 13 exercises solved" in capsys.readouterr().out


def test_a_round_ends_with_a_right_answer_and_the_next_has_another_sample(own_progress, capsys):
    start(5, "s123")
    for number, sample in ((1, FRESH), (2, f"{FRESH} 2"), (3, f"{FRESH} 3")):
        again("3.2")
        assert f'fresh = "{sample}"' in capsys.readouterr().out, number
        check("3.2", 1)
        again("3.2")
        assert f'fresh = "{sample}"' in capsys.readouterr().out
        check("3.2", right("3.2", sample))
        assert "✓ Right" in capsys.readouterr().out


def test_hints_of_practice_are_counted_apart(own_progress, capsys):
    start(3, "s123")
    hint("3.2")
    start(5, "s123")
    again("3.2")
    capsys.readouterr()
    hint("3.2")
    assert "Hint 1 of 3" in capsys.readouterr().out
    start(3, "s123")
    hint("3.2")
    assert "Hint 2 of 3" in capsys.readouterr().out


def test_what_cannot_be_asked_again_is_said(own_progress, capsys, monkeypatch):
    monkeypatch.setattr(desk, "_open", None)
    again("3.2")
    assert "not open yet" in capsys.readouterr().out
    start(5, "s123")
    for key, told in (("3.11", "3.1, 3.2, 3.4"), ("5.1", "try it there"), ("9.9", "no exercise")):
        capsys.readouterr()
        again(key)
        assert told in capsys.readouterr().out
    check("3.2", 1)  # practice that was not begun
    assert "belongs to another workbook" in capsys.readouterr().out


def test_under_nbgrader_practice_raises_nothing(own_progress, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    start(5, "s123")
    again("3.2")
    check("3.2", 1)
    with pytest.raises(AssertionError):
        check("5.8", 1)


def test_progress_lies_beside_the_workbook_of_its_chapter(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("MKT40_PROGRESS", raising=False)
    for name in ("03_nps_and_advocacy", "05_relationship_marketing"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "03_nps_and_advocacy")
    shaky(3, "3.2")
    monkeypatch.chdir(tmp_path / "05_relationship_marketing")
    (told,) = offered(capsys, 5)
    assert '`again("3.2")`' in told
    again("3.2")
    check("3.2", right("3.2", FRESH))
    assert [path.name[:11] for path in Path().glob("*.json")] == []
    (path,) = tmp_path.glob("03*/*.json")
    assert progress_file.read(path)[-1]["sample"] == FRESH


def test_the_class_view_has_the_same_words_and_believes_no_verdict(own_progress):
    shaky(3, "3.2", "3.5")
    check("3.1", right("3.1"))
    start(5, "s123")
    again("3.5")
    check("3.5", right("3.5", FRESH))
    path = progress_file.path_of(3, "s123")
    told = marking.concepts(path).set_index("concept")["state"]
    seen = {c.term: state for c, state in known.of_chapter(3, progress_file.read(path))}
    assert told.to_dict() == seen
    three = {"promoter": "sure", "detractor": "shaky", "passive": "sure", "limits of NPS": "open"}
    assert three.items() <= seen.items()
    path.write_text(path.read_text("utf-8").replace('"not yet"', '"right"'), "utf-8")
    changed = {c.term: state for c, state in known.of_chapter(3, progress_file.read(path))}
    assert changed["detractor"] == "sure"  # to whoever believes the file
    assert marking.concepts(path).set_index("concept")["state"].equals(told)


BOOKS = {chapter.number: chapter for chapter in CHAPTERS}


def first_cells(chapter: int) -> list[str]:
    code = [c.source for c in read(BOOKS[chapter].released).cells if c.cell_type == "code"]
    return [code[0], 'student = "s123"', code[2]]


@pytest.mark.filterwarnings("ignore")  # the kernel's own
def test_start_progress_and_again_in_jupyter(own_progress, monkeypatch):
    wrong = 'check("3.2", 1.5)\ncheck("3.2", 2.5)'
    page = "".join(pages([*first_cells(3), wrong, "progress()"], own_progress)[-1])
    assert page.count("<caption") == 2 and "<th scope='col'" in page
    assert "↺ shaky</td>" in page and "○ open</td>" in page and "Exercise by exercise" in page
    cells = [*first_cells(5), 'again("3.2")']
    lines = outputs(cells, own_progress)[-1].split("```")[1].removeprefix("python\n")
    answer = '100 * (fresh_survey["score"] <= 6).sum() / fresh_survey["score"].count()'
    done = lines.replace("answer = ...", f"answer = {answer}")
    assert done != lines
    begun, _, said, own = outputs([*cells, done, "survey"], own_progress)[2:]
    assert 'again("3.2")' in begun and "detractor: ✓ sure" in said
    assert "NameError" in own  # no name of the workbooks is touched
    assert "Shaky" not in outputs(first_cells(5), own_progress)[2]


@pytest.mark.filterwarnings("ignore")
def test_the_text_of_the_question_is_read_from_its_workbook(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MKT40_PROGRESS", str(tmp_path))
    monkeypatch.chdir(BOOKS[5].released.parent)
    start(5, "s123")
    capsys.readouterr()
    again("3.2")
    told = capsys.readouterr().out
    place = f"[workbook 3](../{BOOKS[3].released.parent.name}/{BOOKS[3].released.name})"
    assert place in told and "> What percentage of the answers comes from" in told
    assert "warm-up" not in told and "###" not in told
    monkeypatch.chdir(tmp_path)
    again("3.2")
    assert "The text of the question stands in workbook 3." in capsys.readouterr().out
    (tmp_path / "03_x.ipynb").write_text(json.dumps({"cells": [{"source": 3}]}))
    again("3.2")
    assert "The text of the question stands in [workbook 3](03_x.ipynb)" in capsys.readouterr().out
