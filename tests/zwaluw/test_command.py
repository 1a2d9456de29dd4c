"""The generator's command: it writes where it is told, and nothing before it has understood."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import data
from zwaluw import __main__ as command
from zwaluw import files


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr("sys.argv", ["zwaluw", *words])
    command.main()


@pytest.fixture
def untouched():
    """What lies in datasets/ is the same after the test as before."""
    before = {path.name: path.stat().st_mtime_ns for path in data.folder().iterdir()}
    yield
    assert {path.name: path.stat().st_mtime_ns for path in data.folder().iterdir()} == before


def test_a_world_of_another_size_goes_into_a_folder_of_its_own(tmp_path, monkeypatch, untouched):
    call(monkeypatch, "--customers", "400", "--out", str(tmp_path / "new"))
    made = {path.stem for path in (tmp_path / "new").iterdir()}
    assert {"customers", "transactions", "truth"} <= made
    assert len(pd.read_csv(tmp_path / "new" / "customers.csv")) == 400


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--help"], "how many customers (default: 4,000)"),
        (["anything"], "unrecognized arguments: anything"),
        (["--customers", "400"], "--customers needs --out"),
        (["--customers", "many", "--out", "x"], "invalid int value: 'many'"),
        (["--customers", "-20", "--out", "x"], "customers=-20 does not work"),
        (["--customers", "30", "--out", "x"], "a multiple of 20"),
        (["--customers", "0", "--out", "x"], "customers=0 does not work"),
    ],
)
def test_what_it_does_not_understand_writes_nothing(
    words, told, tmp_path, monkeypatch, capsys, untouched
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, *words)
    assert bool(stop.value.code) == (words != ["--help"])
    captured = capsys.readouterr()
    assert told in " ".join((captured.out + captured.err).split())
    assert "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_folders_place_gets_a_plain_line(tmp_path, monkeypatch, capsys, untouched):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "--customers", "400", "--out", str(tmp_path / "taken"))
    assert stop.value.code == 1 and "Nothing was written." in capsys.readouterr().err
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("place", ["not empty", "datasets", "."])
def test_a_folder_that_holds_something_is_refused(place, tmp_path, monkeypatch, capsys, untouched):
    (tmp_path / "customers.csv").write_text("mine")
    monkeypatch.chdir(tmp_path)
    out = {"not empty": str(tmp_path), "datasets": str(data.folder()), ".": ""}[place]
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "--customers", "400", "--out", out)
    assert stop.value.code == 1 and "Name a new" in capsys.readouterr().err
    assert (tmp_path / "customers.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "problem", [OSError(28, "No space left"), MemoryError(), KeyboardInterrupt()]
)
def test_a_failure_on_the_way_leaves_the_folder_as_it_was(
    problem, tmp_path, monkeypatch, capsys, untouched
):
    write, written = files._write, []

    def fails(table, fields, path):
        written.append(path)
        if len(written) == 5:
            raise problem
        write(table, fields, path)

    monkeypatch.setattr(files, "_write", fails)
    for words in ([], ["--customers", "400", "--out", str(tmp_path / "new")]):
        written.clear()
        with pytest.raises(SystemExit):
            call(monkeypatch, *words)
        assert "Nothing was written." in capsys.readouterr().err
    assert list((tmp_path / "new").iterdir()) == []


def test_a_file_that_another_program_holds_stops_it_before_anything_is_moved(
    monkeypatch, capsys, untouched
):
    def held(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "_require_free", held)
    with pytest.raises(SystemExit):
        call(monkeypatch)
    assert "Permission denied" in capsys.readouterr().err
