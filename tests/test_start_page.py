"""The start page: a picture and a promise, a first success, a self-check with nothing stored."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mkt40_helpers import advocacy, data
from mkt40_helpers.update import METADATA, made
from mkt40_helpers.workbook.edition import EDITION
from tests.every_chapter.chapters import ROOT, read, tags
from tools import refresh

PAGE = ROOT / "notebooks" / "00_start_here.ipynb"
CELLS = read(PAGE).cells
CODE = [cell for cell in CELLS if cell.cell_type == "code"]
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
OWN = [cell for cell in CODE if "not-stored" in tags(cell)]


def shown(cell: nbformat.NotebookNode) -> str:
    return "\n".join(
        str(output.get("text") or output.data.get("text/plain")) for output in cell.outputs
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> list[str]:
    """What the reader's own cells show: as they are, and then with one sign changed."""
    notebook = read(PAGE)
    notebook.cells = [cell for cell in notebook.cells if "not-stored" in tags(cell)]
    right = nbformat.v4.new_code_cell(notebook.cells[1].source.replace("> 9", ">= 9"))
    notebook.cells.insert(2, right)
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MKT40_PROGRESS", str(folder))
        resources = {"metadata": {"path": str(PAGE.parent)}}
        NotebookClient(notebook, kernel_name="python3", resources=resources).execute()
    return [shown(cell) for cell in notebook.cells]


def test_it_opens_with_a_picture_a_promise_and_the_lessons():
    title, picture, promise = CELLS[:3]
    assert title.source.startswith("# Start here") and len(title.source.split()) < 40
    assert "<img alt=" in picture.outputs[0].data["text/html"]
    assert picture.metadata.jupyter == {"source_hidden": True}
    assert re.match(r"\*\*[^.]+\.\*\*\n\n\| number \| chapter", promise.source)


def test_what_the_picture_says_is_so():
    survey = data.load("survey")
    (store,), (web,) = (
        advocacy.nps_by(survey[survey["channel"] == name], by="channel").itertuples(index=False)
        for name in ("store", "web shop")
    )
    assert "far below" in CELLS[1].source and web.high < store.low


def test_the_first_success_is_a_wrong_answer_that_is_diagnosed(ran):
    opened, wrong, right, _ = ran
    assert "is open for learner trial" in opened
    assert "Look again (3.1)" in wrong and "above 9 leaves out" in wrong
    assert "Right (3.1)" in right


def test_the_self_check_comes_last_and_has_no_stored_ticks(ran):
    assert "installation.report()" in CODE[-1].source and CELLS[-1] is CODE[-1]
    assert "Everything is in order" in ran[-1]
    assert len(OWN) == 3
    for cell in OWN:
        assert cell.outputs == [] and cell.execution_count is None
        assert "nbval-ignore-output" in tags(cell)


@pytest.mark.parametrize(
    "named",
    [
        "Table of contents",
        "Interrupt the kernel",
        "choose *Download*",
        "about ten minutes",
        "make update",
        ".venv\\Scripts\\python -m mkt40_helpers.update",
        "`solutions`",
        "rubric",
        "Begin with chapter 0",
    ],
)
def test_it_names_what_a_learner_looks_for(named):
    assert named in TEXT


def test_the_example_of_marking_adds_up():
    rows = re.findall(r"^\| .* \| (\d) \| .* \| (\d) \|$", TEXT, re.MULTILINE)
    full, got = (sum(map(int, column)) for column in zip(*rows, strict=True))
    assert f"That makes {got} of {full}." in TEXT


def test_it_says_of_which_edition_it_is_and_what_it_said_when_made():
    notebook = read(PAGE)
    assert notebook.metadata[METADATA] == {"edition": EDITION, "made": made(notebook)}


def test_refresh_stores_and_folds_as_the_tags_say(tmp_path: Path):
    cells = [nbformat.v4.new_code_cell(f"print({number})") for number in (1, 2)]
    cells[0].metadata["tags"], cells[1].metadata["tags"] = ["not-stored"], ["folded"]
    path = tmp_path / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    refresh.refresh(path)
    one, two = read(path).cells
    assert (one.outputs, one.execution_count) == ([], None)
    assert two.outputs[0].text == "2\n" and two.execution_count == 2
    assert two.metadata.jupyter == {"source_hidden": True}
    assert read(path).metadata[METADATA]["made"] == made(read(path))
