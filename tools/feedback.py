"""Make docs/feedback.png: a workbook in JupyterLab that names what is wrong in an answer.

Run it again (``python -m tools.feedback``) when the workbook or the look of the feedback changes.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page

from tools.browser import (
    browser,
    cell_node,
    cell_output_text,
    lab_server,
    notebook,
    open_notebook,
    replace_source,
    run_cell,
)

ROOT = Path(__file__).parents[1]
WORKBOOK = Path("exercises/03_nps_and_advocacy/03_nps_and_advocacy.ipynb")
QUESTION, CHECK = "### 3.2", 'check("3.2"'
ANSWER = '100 * (survey["score"] <= 6).sum() / len(survey)'  # skipped questions are no answers
SAID = "people who skipped the question are in no group"  # what README.md tells of the picture
WIDTH = 900


def take(target: Path) -> None:
    """Fill in a wrong answer, let it be checked, and take the picture from question to check."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        shutil.copytree(ROOT / "datasets", course / "datasets")
        (course / WORKBOOK).parent.mkdir(parents=True)
        shutil.copy(ROOT / WORKBOOK, course / WORKBOOK)
        with browser() as chromium, lab_server(course) as lab:
            window = {"width": WIDTH, "height": 900}
            page = chromium.new_page(viewport=window, device_scale_factor=2)
            open_notebook(page, lab, WORKBOOK.as_posix())
            page.evaluate("window.jupyterapp.shell.collapseLeft()")
            answer_wrongly(page)
            page.screenshot(path=target, clip=frame(page))


def answer_wrongly(page: Page) -> None:
    for cell in ("plain_errors.install", "student =", "start(3", "survey = data.load"):
        run_cell(page, cell)
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook(page)]
    answer = names.index("answer-3-2")
    name = notebook(page)[answer]["source"].split(" = ")[0]
    replace_source(page, answer, notebook(page)[answer]["source"], f"{name} = {ANSWER}")
    run_cell(page, answer)
    run_cell(page, CHECK)
    told = cell_output_text(page, CHECK)
    if SAID not in told:
        raise SystemExit(f"The check says something else now; choose another answer: {told}")


def frame(page: Page) -> FloatRect:
    """Bring question, answer and check into view, with no cell chosen; return where they are."""
    page.add_style_tag(content=".jp-cell-toolbar { display: none }")
    page.locator(".jp-Cell").evaluate_all(
        "all => all.forEach(one => one.classList.remove('jp-mod-active', 'jp-mod-selected'))"
    )
    first, last = cell_node(page, QUESTION), cell_node(page, CHECK)
    first.evaluate("cell => cell.scrollIntoView()")
    top, bottom = first.bounding_box(), last.bounding_box()
    assert top is not None and bottom is not None, "both cells are on the page"
    height = bottom["y"] + bottom["height"] - top["y"]
    return {"x": top["x"], "y": top["y"], "width": top["width"], "height": height}


if __name__ == "__main__":
    take(ROOT / "docs" / "feedback.png")
    print("Look at docs/feedback.png, and at its description in README.md.")
