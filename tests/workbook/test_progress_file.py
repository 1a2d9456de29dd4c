"""Nothing that a learner did is lost, and no file is taken for another's."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import unicodedata
from datetime import datetime
from itertools import combinations
from pathlib import Path

import nbformat
import pytest

from mkt40_helpers.workbook import check, desk, edition, hint, progress, progress_file, start
from mkt40_helpers.workbook.diagnosis import diagnose, read
from mkt40_helpers.workbook.shelf import find
from tests.workbook.test_desk import records, right

HINT = {"event": "hint", "exercise": "3.1", "student": "s123"}


def written(path: Path) -> list[progress_file.Record]:
    return json.loads(path.read_text("utf-8"))["records"]


# ---- whose file it is ----

ALIKE = ["a/b", "a_b", "a b", "A_b", "ann@hz.nl", "ann_hz.nl", "😀", "😎", "\udcff", "é", "e\u0301"]
ALIKE += ["n" * 60 + "1", "n" * 60 + "2", "𐐀" * 60, "𐐀" * 61, "s1.", "s1", "s1 ", "CON", "con"]


def test_two_numbers_never_share_a_file():
    names = [progress_file.path_of(3, student).name for student in ALIKE]
    for one, other in combinations(names, 2):
        # Some systems take capitals for small letters, and an accent for a letter with one.
        assert (
            unicodedata.normalize("NFC", one).lower() != unicodedata.normalize("NFC", other).lower()
        )
    assert all(len(name.encode()) <= 200 for name in names)  # of 255, for what is put before it
    assert not set("".join(names)) & set('\\/:*?"<>| ')


@pytest.mark.parametrize("student", ["a/b", "😀", "n" * 100_000, "\udcff"])
def test_progress_is_kept_under_any_number(own_progress, student):
    path = progress_file.path_of(3, student)
    progress_file.add(path, {**HINT, "student": student})
    assert progress_file.read(path)[0]["student"] == student


def old_file(folder: Path, name: str, *students: str) -> Path:
    kept = [
        {"time": f"2026-01-01T10:00:0{second}.000+00:00", "event": "check", "exercise": "3.1"}
        | {"student": student, "answer": 5, "verdict": "right"}
        for second, student in enumerate(students)
    ]
    path = folder / name
    path.write_text(json.dumps({"course": "Marketing 4.0", "format": 1, "records": kept}))
    return path


def test_a_file_under_its_old_name_is_carried_on(own_progress, capsys):
    old = old_file(own_progress, "progress-03-a_b.json", "a/b", "a_b")
    before = old.read_bytes()
    start(3, "a/b")
    told = capsys.readouterr().out
    assert "1 of 13 exercises solved" in told
    assert "Your earlier answers are of version 0.1 of the course: they stay as recorded." in told
    start(3, "a/b")
    hint("3.2")
    hint("3.2")
    assert [r["student"] for r in records(own_progress, "a/b")] == ["a/b"] * 3
    assert [r.get("edition") for r in records(own_progress, "a/b")] == [
        None,
        *[edition.EDITION] * 2,
    ]
    capsys.readouterr()
    start(3, "a/b")
    assert "of version 0.1" not in capsys.readouterr().out  # said once
    start(3, "a b")  # the third that the old name would have fitted
    assert "0 of 13 exercises solved" in capsys.readouterr().out
    assert old.read_bytes() == before


def test_old_answers_to_a_question_that_is_another_now_do_not_count(own_progress, capsys):
    given = {"3.1": 5, "3.3": 21.5, "3.9": {"tuple": ["nobody", "C"]}}
    old = old_file(own_progress, "progress-03-s123.json", *["s123"] * 3)
    content = json.loads(old.read_text())
    for record, (key, answer) in zip(content["records"], given.items(), strict=True):
        record |= {"exercise": key, "answer": answer}
    content["records"].append({**content["records"][1], "event": "hint", "verdict": ""})
    old.write_text(json.dumps(content))
    learner = start(3, "s123")
    told = capsys.readouterr().out
    assert "1 of 13 exercises solved" in told
    assert "Those to 3.3 and 3.9 do not count: these questions are others now." in told
    progress()
    assert re.search(r"^3\.3 .* ○ open$", capsys.readouterr().out, re.MULTILINE)
    check("3.3", right("3.3", learner))
    assert "2 of 13 exercises solved" in capsys.readouterr().out
    hint("3.3")
    hint("3.3")
    assert "Hint 1 of 3" in capsys.readouterr().out
    assert records(own_progress)[:4] == content["records"]  # they stay as recorded
    start(3, "s123")
    assert "do not count" not in capsys.readouterr().out  # said once


def test_an_answer_given_in_an_earlier_edition_is_kept_again(own_progress, capsys):
    """The same answer to another question is a new one."""
    old = old_file(own_progress, "progress-03-s123.json", "s123")
    content = json.loads(old.read_text())
    answer = read(find("3.11"), right("3.11", "s123"), "s123")
    content["records"][0] |= {"exercise": "3.11", "answer": answer}
    old.write_text(json.dumps(content))
    start(3, "s123")
    assert "0 of 13 exercises solved" in capsys.readouterr().out
    check("3.11", *answer["tuple"])
    assert "1 of 13 exercises solved" in capsys.readouterr().out
    start(3, "s123")
    assert "1 of 13 exercises solved" in capsys.readouterr().out


def test_editions_are_in_order():
    editions = ["no number", "0.1", "0.2", "0.2.0", "0.10", "1"]
    for one, other in combinations(editions, 2):
        assert edition.reaches(other, one)
    assert not edition.reaches("0.1", "0.2") and not edition.reaches("0.2.9", "0.10")


def test_an_old_file_that_cannot_be_read_is_told(own_progress, capsys):
    (own_progress / "progress-03-s123.json").write_text("{")
    start(3, "s123")
    told = capsys.readouterr().out
    assert "left as it is. progress-03-s123.json is not a readable progress file" in told


# ---- several at once ----

WRITER = """
import sys
from pathlib import Path
from mkt40_helpers.workbook.progress_file import add
path, number = Path(sys.argv[1]), sys.argv[2]
for _ in range(60):
    add(path, {"event": "hint", "exercise": "3.1", "student": number})
"""


def test_four_processes_at_once_lose_nothing(own_progress):
    path = own_progress / "progress-03-all.json"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number)])
        for number in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0] * 4
    found = [record["student"] for record in progress_file.read(path)]
    assert sorted(found) == sorted("0123" * 60)
    assert not list(own_progress.glob("*.tmp")) and not list(own_progress.glob(".*.tmp"))


def test_a_file_that_is_open_twice_loses_nothing(own_progress):
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    # Another kernel writes in between.
    progress_file.add(progress_file.path_of(3, "s123"), {**HINT, "exercise": "3.2"})
    check("3.2", right("3.2", learner))
    assert [r["exercise"] for r in records(own_progress)] == ["3.1", "3.2", "3.2"]


def test_two_hints_in_the_same_moment_are_two(own_progress, monkeypatch):
    class Moment(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 1, tzinfo=tz)

    monkeypatch.setattr(progress_file, "datetime", Moment)
    start(3, "s123")
    hint("3.2")
    hint("3.2")
    assert len(records(own_progress)) == 2


# ---- what cannot be written ----


def test_progress_lives_in_memory_where_the_folder_takes_nothing(own_progress, capsys, monkeypatch):
    blocked = own_progress / "a file"
    blocked.touch()
    monkeypatch.setenv("MKT40_PROGRESS", str(blocked / "inside"))
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    hint("3.2")
    hint("3.2")
    progress()
    told = capsys.readouterr().out
    assert told.count("cannot be saved in the folder") == 1 and str(blocked / "inside") in told
    assert "is kept in" not in told
    assert "1 of 13 exercises solved, 1 of 29 points. Next" in told
    assert "Hint 1 of 3 (3.2)" in told and "Hint 2 of 3 (3.2)" in told
    start(3, "s123")  # the cell is run again
    assert "1 of 13 exercises solved" in capsys.readouterr().out
    # As soon as there is room, all of it is written.
    blocked.unlink()
    check("3.2", 1)
    path = progress_file.path_of(3, "s123")
    assert [r["event"] for r in progress_file.read(path)] == ["check", "hint", "hint", "check"]


def test_a_write_that_fails_is_told_once_and_loses_nothing(own_progress, capsys, monkeypatch):
    def refuse(*_):
        raise PermissionError("read-only")

    learner = start(3, "s123")
    monkeypatch.setattr(progress_file, "_write", refuse)
    check("3.1", right("3.1", learner))
    check("3.2", right("3.2", learner))
    out = capsys.readouterr().out
    assert out.count("cannot be saved in the folder") == 1 and out.count("✓ Right") == 2
    assert "2 of 13 exercises solved" in out and not records(own_progress)
    assert not list(own_progress.glob("**/*.tmp"))


def test_a_folder_in_the_files_place_is_told(own_progress, capsys):
    progress_file.path_of(3, "s123").mkdir()
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    out = capsys.readouterr().out
    assert out.count("is a folder)") == 1 and "1 of 13 exercises solved" in out


def test_a_protected_file_is_left_as_it_is(own_progress, capsys):
    check("3.1", right("3.1", start(3, "s123")))
    path = progress_file.path_of(3, "s123")
    before = path.read_bytes()
    path.chmod(stat.S_IRUSR)
    learner = start(3, "s123")
    check("3.2", right("3.2", learner))
    out = capsys.readouterr().out
    assert "is protected against writing" in out and "2 of 13 exercises solved" in out
    assert path.read_bytes() == before
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    check("3.3", 1)
    assert [r["exercise"] for r in records(own_progress)] == ["3.1", "3.2", "3.3"]


def test_nothing_can_be_added_to_a_protected_file_by_merging(own_progress, capsys):
    check("3.1", right("3.1", start(3, "s123")))
    path = progress_file.path_of(3, "s123")
    other = own_progress / "other.json"
    other.write_bytes(path.read_bytes())
    path.chmod(stat.S_IRUSR)
    progress(merge=str(other))
    progress(merge=str(own_progress))
    out = capsys.readouterr().out
    assert out.count("Nothing was added.") == 2


def test_nothing_is_merged_while_nbgrader_marks(own_progress, capsys, monkeypatch):
    check("3.1", right("3.1", start(3, "s123")))
    other = own_progress / "other.json"
    progress_file.add(other, {**HINT, "exercise": "3.2"})
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    progress(merge=str(other))
    assert "While a workbook is marked, only the answers in it count" in capsys.readouterr().out
    assert len(records(own_progress)) == 1


# ---- what cannot be read ----


def test_each_damaged_file_is_kept_under_a_name_of_its_own(own_progress, capsys, monkeypatch):
    path = progress_file.path_of(3, "s123")
    for work in ("first", "second", "third"):
        monkeypatch.setattr(desk, "_open", None)  # a new kernel
        path.write_text('{"format": 1, "records": [ ' + work)
        start(3, "s123")
        assert "is not a readable progress file" in capsys.readouterr().out
        check("3.1", 5)
        assert len(records(own_progress)) == 1
    kept = [one.read_text().split()[-1] for one in sorted(own_progress.glob("*.damaged*"))]
    assert sorted(kept) == ["first", "second", "third"]


def test_what_was_read_before_the_damage_goes_into_the_new_file(own_progress, capsys):
    learner = start(3, "s123")
    check("3.1", right("3.1", learner))
    progress_file.path_of(3, "s123").write_text("half a fi")
    capsys.readouterr()
    progress()
    out = capsys.readouterr().out
    assert out.count("It was kept as") == 1 and "1 of 13 exercises solved" in out
    assert [r["exercise"] for r in records(own_progress)] == ["3.1"]


def test_a_mark_before_the_text_is_no_damage(own_progress):
    check("3.1", right("3.1", start(3, "s123")))
    path = progress_file.path_of(3, "s123")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(progress_file.read(path)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        '{"format": 1, "records": ' + '[{"a": ' * 5000 + "1" + "}]" * 5000 + "}",
        '{"format": 1, "records": {"time": 1}}',
        '{"format": 1, "records": [["time", "event", "exercise", "student"]]}',
        '{"format": 1, "records": [{"time": 1, "event": "a", "exercise": 3.1, "student": "s"}]}',
        '{"format": 1}',
        '{"format": 1, "records": 1e999999}',
        "null",
        "\0\0\0\0",
        "",
    ],
)
def test_any_content_is_explained(own_progress, content):
    path = own_progress / "progress-03-x.json"
    path.write_text(content)
    with pytest.raises(ValueError, match="is not a readable progress file"):
        progress_file.read(path)


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("answer", ["\udcff and é", nested(400), {"series": {"\ud800": 1}}])
def test_an_odd_answer_is_written_and_spoils_no_other(own_progress, answer):
    path = progress_file.path_of(3, "s123")
    progress_file.add(path, HINT)
    progress_file.add(path, {**HINT, "event": "check", "answer": answer, "verdict": "not yet"})
    kept = progress_file.add(path, HINT)
    assert [record["event"] for record in progress_file.read(path)] == ["hint", "check", "hint"]
    assert len(kept) == 3 and path.read_bytes().decode("utf-8")
    if not isinstance(answer, list):
        assert written(path)[1]["answer"] == answer


# ---- where it lies, and of which edition ----


def workbook(path: Path, **metadata: object) -> None:
    nbformat.write(nbformat.v4.new_notebook(metadata=metadata), path)


def test_the_note_names_the_true_folder(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("MKT40_PROGRESS")
    monkeypatch.chdir(tmp_path)
    start(3, "s123")
    assert f"-a9dcdc71.json, in {tmp_path}." in capsys.readouterr().out
    workbook(tmp_path / "03_nps_and_advocacy (1).ipynb")
    start(3, "s123")
    assert "-a9dcdc71.json, beside this workbook." in capsys.readouterr().out
    monkeypatch.setenv("MKT40_PROGRESS", str(tmp_path / "elsewhere"))
    start(3, "s123")
    assert f"-a9dcdc71.json, in {tmp_path / 'elsewhere'}." in capsys.readouterr().out


def test_progress_stays_where_it_was_begun(tmp_path, monkeypatch):
    monkeypatch.delenv("MKT40_PROGRESS")
    monkeypatch.chdir(tmp_path)
    learner = start(3, "s123")
    (tmp_path / "sub").mkdir()
    os.chdir(tmp_path / "sub")
    check("3.1", right("3.1", learner))
    assert [path.parent for path in tmp_path.rglob("progress-*")] == [tmp_path]


def test_a_notebook_with_another_name_is_found_where_jupyter_tells_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "mine.ipynb")
    assert edition.workbooks_here(3) == []
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "mine.ipynb"))
    assert edition.workbooks_here(3) == [tmp_path / "mine.ipynb"]
    (tmp_path / "sub").mkdir()
    os.chdir(tmp_path / "sub")  # as for a kernel that another notebook starts elsewhere
    assert edition.workbooks_here(3) == []


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({edition.METADATA: {"edition": edition.EDITION}}, ""),
        ({edition.METADATA: {"edition": "9.8.7"}}, "This workbook is of version 9.8.7"),
        ({}, "This workbook is of version 0.1 of the course"),
        ({edition.METADATA: 5}, "This workbook is of version 0.1 of the course"),
    ],
)
def test_a_workbook_of_another_edition_is_told(tmp_path, capsys, monkeypatch, metadata, told):
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "03_nps.ipynb", **metadata)
    start(3, "s123")
    out = capsys.readouterr().out
    assert told in out and ("This workbook is of" in out) == bool(told)


def test_answers_of_a_later_edition_are_told(own_progress, capsys, monkeypatch):
    monkeypatch.setattr(progress_file, "EDITION", "9.8.7")
    check("3.1", right("3.1", start(3, "s123")))
    monkeypatch.undo()
    monkeypatch.setenv("MKT40_PROGRESS", str(own_progress))
    desk._open = None
    start(3, "s123")
    assert "Your earlier answers are of version 9.8.7" in capsys.readouterr().out
    assert json.loads(progress_file.path_of(3, "s123").read_text())["edition"] == "9.8.7"


def test_a_progress_file_of_the_first_version_is_read_and_judged_alike(own_progress, capsys):
    """As version 0.1 wrote it, before the chapters had folders of their own."""
    learner = "s123"
    given = {
        ("2.1", "right"): right("2.1", learner),
        ("2.2", "slip"): {"other": "NPS"},  # today the record also says which figures it holds
        ("2.7", "slip"): {"series": {"family": 1.5}},
        ("2.11", "right"): right("2.11", learner),
        ("2.12", "right"): read(find("2.12"), right("2.12", learner), learner),
        ("2.3", "empty"): {"other": "ellipsis"},
    }
    kept = [
        {"time": f"2026-01-0{day}T10:00:00.000+00:00", "event": "check", "exercise": key}
        | {"student": "s123", "answer": answer, "verdict": verdict}
        for day, ((key, verdict), answer) in enumerate(given.items(), 1)
    ]
    content = {"course": "Marketing 4.0", "format": 1, "records": kept}
    (own_progress / "progress-02-s123.json").write_text(json.dumps(content), "utf-8")
    start(2, "s123")
    assert "3 of 13 exercises solved" in capsys.readouterr().out
    wrong = {"slip", "form", "not yet"}  # one verdict then, told apart today
    for record in kept:
        again = diagnose(find(record["exercise"]), record["answer"], learner).verdict
        assert again == record["verdict"] or {again, record["verdict"]} <= wrong, record


def test_a_file_of_another_number_does_not_count(own_progress, capsys):
    start(3, "bob")
    check("3.11", "refuse", "B")
    progress_file.path_of(3, "bob").rename(progress_file.path_of(3, "s1"))
    capsys.readouterr()
    start(3, "s1")
    out = capsys.readouterr().out
    assert "0 of 13" in out and "of another number" in out
    check("3.11", "correct", "C")
    assert "of another number" not in capsys.readouterr().out  # said once
    kept = progress_file.read(progress_file.path_of(3, "s1"))
    assert {record["student"] for record in kept} == {"bob", "s1"}  # none lost


def test_a_huge_number_does_not_stop_what_comes_after(own_progress, capsys):
    start(3, "s123")
    check("3.5", 10**5000)
    check("3.11", "refuse", "B")
    assert "cannot be saved" not in capsys.readouterr().out
    start(3, "s123")
    assert "1 of 13" in capsys.readouterr().out


def test_a_record_with_an_odd_edition_is_damage(own_progress, capsys):
    start(3, "s123")
    check("3.11", "refuse", "B")
    path = progress_file.path_of(3, "s123")
    path.write_text(path.read_text("utf-8").replace(f'"{edition.EDITION}"', "5"), "utf-8")
    start(3, "s123")
    assert "was kept as" in capsys.readouterr().out


@pytest.mark.parametrize("odd", ["\udcff", "a\udcffb", "~nobody-here/x"])
def test_an_odd_number_opens_and_can_be_worked_with(own_progress, capsys, odd):
    learner = start(3, odd)
    check("3.11", "refuse", "B")
    check("3.1", right("3.1", learner))
    assert "2 of 13" in capsys.readouterr().out


def test_a_folder_of_nobody_is_told(monkeypatch):
    monkeypatch.setenv("MKT40_PROGRESS", "~nobody-is-here/x")
    with pytest.raises(ValueError, match="MKT40_PROGRESS names no folder"):
        start(3, "s1")
