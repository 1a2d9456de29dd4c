"""The plan of the house: what may import what, nothing heavy on the way, no file too long.

Each refusal says where the import belongs.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import pytest

from mkt40_helpers import chapters

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mkt40_helpers"
FILES = sorted(PACKAGE.rglob("*.py"))
# A chapter that is being written is held to the plan too, before it has exercises or steps.
CHAPTERS = {
    path.parent.name for path in PACKAGE.glob("*/__init__.py") if chapters._number(path) is not None
}

# What each shared room may import of the others.
ROOMS = {
    "inputs": set(),
    "data": {"own_file"},
    "own_file": set(),
    "intervals": {"inputs"},
    "plots": {"inputs", "intervals"},
    "labs": {"inputs", "plots"},
    "chapters": set(),  # faces, by their names
    "workbook": {"data", "chapters", "plots"},
    "installation": {"data", "plots", "labs"},
    "update": set(),
}
# In the engine, each file may import those before it.
ENGINE = [
    "words",
    "plain",
    "patience",
    "figures",
    "remarks",
    "groups",
    "patterns",
    "kinds",
    "running",
    "order",
    "pairs",
    "picture",
    "sql",
    "shared_mistakes",
    "records",
    "reference",
    "shelf",
    "facts",
    "returned",
    "lesson_figures",
    "known_numbers",
    "diagnosis",
]
ENGINE += ["edition", "progress_file", "known", "marking", "autograde"]
ENGINE += ["causes", "unreadable", "named_columns", "names", "stopped", "plain_errors"]
ENGINE += ["tables", "cells", "feedback", "own_form", "result_code"]
ENGINE += ["her_line", "closer_look", "open_book", "practice", "desk"]
# What the files of a chapter may import: shared rooms, and other files of the chapter.
COMPUTES = {"inputs", "intervals", "data"}
MAY = {
    "statistics": (COMPUTES, {"statistics"}),
    "pictures": (COMPUTES | {"plots"}, {"statistics"}),
    "lab": (COMPUTES | {"plots", "labs"}, {"statistics", "pictures"}),
    "exercises": (COMPUTES | {"workbook"}, {"statistics"}),
    "steps": (COMPUTES | {"workbook"}, {"statistics", "exercises"}),
}
BELONGS = {
    "plots": "Drawing belongs in the chapter's pictures.py or lab.py",
    "labs": "Controls belong in the chapter's lab.py",
    "workbook": "Exercises belong in the chapter's exercises.py",
    "pictures": "Drawing belongs in pictures.py, and what is computed in a file of statistics",
    "lab": "Only a notebook imports a lab",
    "exercises": "Only the engine and the chapter's steps import exercises",
    "steps": "Only the engine imports steps",
}
# Loaded where they are used, so that those who do not need them do not wait.
SLOW = {"scipy", "statsmodels", "networkx", "sklearn", "sqlalchemy"}
DRAWING = {"matplotlib", "seaborn", "ipywidgets", "anywidget"}
# Longer than this a reader cannot take in at once. Some are longer still, and no other may be.
LONGEST = 500
STILL_LONG: set[str] = set()


class Import(NamedTuple):
    """One import: the full name, its line, and whether it is run when the file is imported."""

    name: str
    line: int
    at_top: bool


def imports(path: Path) -> Iterator[Import]:
    """Give all imports of a file, also those inside functions; not those for types alone."""
    tree = ast.parse(path.read_text("utf-8"))
    types_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        at_top = node in tree.body
        if node in types_only:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(f"{node.module}.{alias.name}", node.lineno, at_top)


def room_and_file(name: str) -> tuple[str, str]:
    """Split "mkt40_helpers.advocacy.lab.x" into room and file; a face has the file ""."""
    parts = name.split(".")[1:]
    if parts[0].startswith("__"):
        return "__init__", ""  # the version
    folder = PACKAGE / parts[0]
    files = (f"{parts[1]}.py", f"{parts[1]}/__init__.py") if len(parts) > 1 else ()
    inner = parts[1] if any((folder / file).exists() for file in files) else ""
    return parts[0], inner


def role(file: str) -> str:
    return file if file in MAY else "statistics"


def complaint(path: Path, name: str) -> str | None:
    """Say why a file may not import something of the package, or None."""
    room, *inner = path.relative_to(PACKAGE).with_suffix("").parts
    own = inner[0] if inner and inner[0] != "__init__" else ""
    other, file = room_and_file(name)
    if other == "__init__":
        return None
    if room == "__init__":
        return "This file imports nothing: a part is loaded when it is used."
    if room in CHAPTERS:
        shared, beside = MAY[role(own)]
        if other == room and file and role(file) not in beside:
            return f"{BELONGS[file]}."
        if other in CHAPTERS and other != room and file:
            return f"A chapter uses only the face of another: from mkt40_helpers import {other}."
        if other not in CHAPTERS and other not in shared:
            return f"{BELONGS.get(other, 'It belongs in no chapter')}."
        return None
    if other in CHAPTERS:
        return "A shared module imports no chapter. Move what is shared into a shared module."
    if other == room:
        checked = room == "workbook" and own and file and file != own
        late = checked and ENGINE.index(file) >= ENGINE.index(own)
        return (
            f"In workbook/, {own} may import only the files before it, and {file} comes later."
            if late
            else None
        )
    return None if other in ROOMS[room] else f"{room} may use {sorted(ROOMS[room])} only."


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path):
    for found in imports(path):
        where = f"{path.relative_to(ROOT)}:{found.line} imports {found.name}."
        top = found.name.split(".")[0]
        assert top not in ("zwaluw", "tests", "tools"), f"{where} It is not installed for learners."
        if top == "mkt40_helpers":
            assert (told := complaint(path, found.name)) is None, f"{where} {told}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_slow_or_draws_is_loaded_where_it_is_used(path):
    room, *inner = path.relative_to(PACKAGE).with_suffix("").parts
    draws = room in ("plots", "labs") or inner[:1] in (["pictures"], ["lab"])
    for found in imports(path):
        where = f"{path.relative_to(ROOT)}:{found.line} imports {found.name}."
        top = found.name.split(".")[0]
        assert not (found.at_top and top in SLOW), f"{where} Import it inside the function."
        if room in CHAPTERS and not draws:
            assert top not in DRAWING, f"{where} {BELONGS['plots']}."


@pytest.mark.parametrize(
    ("file", "name", "told"),
    [
        ("advocacy/score.py", "mkt40_helpers.plots.show", "pictures.py or lab.py"),
        ("markets/pictures.py", "mkt40_helpers.labs.frame", "lab.py"),
        ("markets/pictures.py", "mkt40_helpers.markets.lab", "Only a notebook"),
        ("markets/exercises.py", "mkt40_helpers.markets.pictures", "Drawing belongs"),
        ("advocacy/score.py", "mkt40_helpers.advocacy.exercises.EXERCISES", "Only the engine"),
        ("connectivity/critics.py", "mkt40_helpers.advocacy.score.nps", "only the face"),
        ("data.py", "mkt40_helpers.advocacy", "imports no chapter"),
        ("intervals.py", "mkt40_helpers.plots", "may use"),
        ("workbook/kinds.py", "mkt40_helpers.workbook.desk", "comes later"),
        ("workbook/desk.py", "mkt40_helpers.workbook.kinds", None),
        ("connectivity/critics.py", "mkt40_helpers.advocacy", None),
        ("markets/lab.py", "mkt40_helpers.markets.pictures", None),
    ],
)
def test_a_wrong_import_is_told_where_it_belongs(file, name, told):
    found = complaint(PACKAGE / file, name)
    assert found is None if told is None else told in found


def test_no_circle_is_hidden_inside_a_function():
    house = nx.DiGraph()
    for path in FILES:
        room, *inner = path.relative_to(PACKAGE).with_suffix("").parts
        here = ".".join([room, *(name for name in inner if name != "__init__")])
        for found in imports(path):
            if found.name.startswith("mkt40_helpers."):
                house.add_edge(here, ".".join(filter(None, room_and_file(found.name))))
    # A room's face hands on what its files hold, and its files may use the face.
    house.remove_edges_from([(a, b) for a, b in house.edges if b.startswith(f"{a}.")])
    # The files of a room inside the engine use one another.
    house.remove_edges_from(list(nx.selfloop_edges(house)))
    assert list(nx.simple_cycles(house)) == []


def test_no_file_is_longer_than_a_reader_takes_in():
    files = [*FILES, *ROOT.glob("zwaluw/*.py"), *ROOT.glob("tools/*.py")]
    too_long = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if len(path.read_text("utf-8").splitlines()) > LONGEST
    }
    assert too_long == STILL_LONG, (
        "split a long file by theme, or take one that is short now out of STILL_LONG"
    )


def test_importing_the_faces_loads_nothing_heavy():
    heavy = sorted(SLOW | DRAWING | {"IPython", "tqdm"})
    code = (
        f"import sys; from mkt40_helpers import data, {', '.join(sorted(CHAPTERS))};"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_chapter_has_a_number_of_its_own():
    """Others pass over a folder without one, so that nobody is disturbed; here it is named."""
    folders = {path.parent.name for room in chapters.ROOMS for path in PACKAGE.glob(f"*/{room}.py")}
    assert folders <= CHAPTERS, "each needs NUMBER = 4 (one that no other has) in __init__.py"


@pytest.mark.parametrize(
    ("face", "number"),
    [
        ("NUMBER = 4\n", 4),
        ("NUMBER: int = 4  # loyalty\n", 4),
        ('"""As in\n\nNUMBER = 3\n"""\n', None),
        ("NUMBER = 'four'\n", None),
        ("def broken(:\n", None),
    ],
)
def test_a_number_is_read_without_running_the_chapter(face, number, tmp_path):
    (tmp_path / "__init__.py").write_text(face)
    assert chapters._number(tmp_path / "__init__.py") == number


def test_a_chapter_is_found_by_its_name_and_a_misspelt_one_is_none():
    code = (
        "import mkt40_helpers; print(mkt40_helpers.advocacy.nps([9]).n);"
        "print(hasattr(mkt40_helpers, 'advocasy'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]


def test_every_file_is_linted():
    """A pattern that leaves out too much would make a gate that cannot fail."""
    if not (ROOT / ".git").exists():
        pytest.skip("this course came as a ZIP file, and git tells which files belong to it")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ipynb"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    command = [sys.executable, "-m", "ruff", "check", "--show-files"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seen = {Path(line).relative_to(ROOT).as_posix() for line in linted.stdout.splitlines()}
    wanted = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    left_out = {name for name in wanted - seen if not name.startswith("exercises/")}
    assert left_out == set() and len(wanted) > 100
