"""The course as a student meets it: in JupyterLab, in a real browser, with the keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mkt40_helpers import data
from mkt40_helpers.workbook.shelf import exercises_of
from tools.browser import (
    Lab,
    cell_node,
    cell_output_text,
    errors,
    find_cell,
    lab_server,
    notebook,
    open_notebook,
    outside_requests,
    replace_source,
    restart_kernel,
    run_all,
    run_cell,
    trusted,
    wait_open,
)

ROOT = Path(__file__).parents[1]
START = "notebooks/00_start_here.ipynb"
LESSONS = [f"notebooks/{path.name}" for path in sorted(ROOT.glob("notebooks/0[1-9]*.ipynb"))]
LESSON = "notebooks/03_nps_and_advocacy.ipynb"
PRIMER = "notebooks/00b_python_for_excel_users.ipynb"
WORKBOOK = "exercises/03_nps_and_advocacy/03_nps_and_advocacy.ipynb"
LABS = {"markets": "open_the_market", "connectivity": "paradox_machine"}
LABS |= {"advocacy": "nps_explorer", "relationship": "ladder_builder", "crm": "campaign_desk"}
STEPS = (  # a step, a guess, and its picture, which is closed
    "import seaborn as sns\nfrom mkt40_helpers import plots\n"
    "from mkt40_helpers.workbook import check, start_lesson\n_ = start_lesson(3, 'by keyboard')",
    'my_decision = ...\nmy_reason = ...\ncheck("3.c", my_decision, my_reason)',
    "guess = ...",
    "ax = sns.barplot(x=['a', 'b'], y=[1, 2])\n_ = ax.set(ylabel='answers')\n"
    "plots.show(ax, 'B is twice A', 'Answers', 'Invented data', guess=guess)",
    "'below'",
)
expect.set_options(timeout=15_000)  # a busy machine takes its time


@pytest.mark.parametrize("width", [1280, 360])
def test_a_long_caption_is_not_as_narrow_as_its_table(chromium: Browser, width: int):
    table = pd.DataFrame({"group": ["promoter", "passive"], "share": [0.43, 0.35]})
    captions = ["Short", "Share of each group among the answers of the whole survey, from 0 to 1"]
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.set_content("".join(data.show(table, caption).page for caption in captions))
        widths = "all => all.map(one => one.getBoundingClientRect().width)"
        narrow, same = page.locator("tbody").evaluate_all(widths)
        lines = page.locator("caption").evaluate_all(widths.replace("width", "height"))
        assert narrow == same  # the columns are not drawn apart
        assert lines[1] <= (2.5 if width > 500 else 4.5) * lines[0]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def lab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of what students get, so that nothing is written into the course."""
    folder = tmp_path_factory.mktemp("course")
    own = shutil.ignore_patterns("progress-*", ".ipynb_checkpoints")
    for name in ("notebooks", "exercises", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=own)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MKT40_PROGRESS", raising=False)  # progress lies beside the workbook
        with lab_server(folder) as running:
            yield running


@pytest.fixture(scope="module", params=["jupyterlab", "notebook"])
def front(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """JupyterLab, then Notebook 7, each on a folder with a notebook for every lab and for steps."""
    folder = tmp_path_factory.mktemp("labs")
    pages = {"steps": list(map(nbformat.v4.new_code_cell, STEPS))}
    pages["steps"][-2].metadata.jupyter = {"source_hidden": True, "outputs_hidden": True}
    for chapter, lab in LABS.items():
        pages[chapter] = [
            nbformat.v4.new_code_cell(f"from mkt40_helpers.{chapter} import lab"),
            nbformat.v4.new_code_cell(f"lab.{lab}()"),
            nbformat.v4.new_code_cell(f"lab.{lab}()  # again"),
            nbformat.v4.new_markdown_cell("below"),
        ]
    for name, cells in pages.items():
        new = nbformat.v4.new_notebook(cells=cells)
        new.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(new, folder / f"{name}.ipynb")
    with lab_server(folder, app=request.param) as running:
        yield running


@pytest.fixture
def window(chromium: Browser, front: Lab) -> Iterator[Page]:
    """The window of a small laptop, for the labs; nothing is asked from outside."""
    with chromium.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        asked = outside_requests(page, front)
        yield page
        assert asked == []


@pytest.fixture
def page(chromium: Browser, lab: Lab) -> Iterator[Page]:
    """A fresh window; whatever a test does in it must not ask anything from outside."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        asked = outside_requests(page, lab)
        yield page
        assert asked == []


def test_the_start_page_gives_a_first_success_and_leads_to_the_lesson(page, lab):
    open_notebook(page, lab, START)
    assert_pictures_are_described(page)
    assert cell_output_text(page, "installation.report") == ""
    run_all(page)
    assert errors(page) == []
    assert "Look again (3.1)" in cell_output_text(page, 'check("3.1"')
    replace_source(page, 'check("3.1"', "> 9", ">= 9")
    run_cell(page, 'check("3.1"')
    assert "Right (3.1)" in cell_output_text(page, 'check("3.1"')
    assert "Everything is in order" in cell_output_text(page, "installation.report")
    # JupyterLab asks about news unless the course's settings, which come with it, say not to.
    answer = page.request.get(
        f"{lab.url}/lab/api/settings/@jupyterlab/apputils-extension:notification"
    )
    preset = {name: each["default"] for name, each in answer.json()["schema"]["properties"].items()}
    assert (preset["fetchNews"], preset["checkForUpdates"]) == ("false", False)
    assert page.locator(".Toastify__toast").all_inner_texts() == []
    page.locator(f"a[href*='{LESSON}']").click()
    wait_open(page, LESSON)


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_can_be_read_before_anything_is_run(page, lab, path):
    open_notebook(page, lab, path)
    assert not trusted(page), "this should be the view of somebody who has just downloaded it"
    assert_pictures_are_described(page)
    answers = cell_node(page, "### 1. ").locator("details")
    # Open two neighbours as a keyboard user does: Tab goes from one to the next.
    answers.first.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for number in (0, 1):
        expect(answers.nth(number)).to_have_attribute("open", "")
        assert re.search(r"[✓✗]", answers.nth(number).inner_text())
    expect(answers.nth(1).locator("summary")).to_be_focused()


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_runs(page, lab, path):
    open_notebook(page, lab, path)
    run_all(page)
    assert errors(page) == []
    page.locator(".jp-NotebookPanel:visible .jupyter-widgets").first.wait_for()  # its lab
    assert errors(page) == []
    assert_pictures_are_described(page)


def test_a_step_of_the_primer_is_judged_wrong_and_right(page, lab):
    open_notebook(page, lab, PRIMER)
    run_all(page)
    assert errors(page) == []
    assert_pictures_are_described(page)
    step = 'check("0.d"'
    assert "Still empty" in cell_output_text(page, step)
    replace_source(page, step, "...", 'arrived["late"].sum()')
    run_cell(page, step)
    assert "A share is that count divided by all deliveries" in cell_output_text(page, step)
    replace_source(page, step, "sum", "mean")
    run_cell(page, step)
    assert "1 of 12 steps done" in cell_output_text(page, step)
    assert list((lab.folder / "notebooks").glob("progress-00-*"))


@pytest.mark.parametrize("path", [LESSON, PRIMER])
def test_on_paper_a_step_is_a_line_to_write_on(chromium, path):
    steps = [cell for cell in nbformat.read(ROOT / path, 4).cells if cell.cell_type == "code"]
    steps = [cell for cell in steps if "step" in cell.metadata.get("tags", [])]
    page = chromium.new_page()
    page.set_content("".join(cell.outputs[0].data["text/html"] for cell in steps))
    lines, told = page.locator(".mkt40-paper"), page.locator("[role=alert]")
    assert lines.count() == told.count() == len(steps) == 12
    for media, is_line in (("screen", False), ("print", True)):
        page.emulate_media(media=media)
        assert [line.is_visible() for line in lines.all()] == [is_line] * 12
        assert [text.is_visible() for text in told.all()] == [not is_line] * 12
    page.close()


def test_the_lab_follows_the_keyboard(window, front):
    # Shown twice, as by a student who copies the cell: names must not get mixed up.
    output = shown_lab(window, front, "advocacy", 2)
    expect(output.get_by_role("slider")).to_have_count(3)
    status, picture = output.locator("[role=status]").last, output.get_by_role("img")
    sliders = [output.get_by_role("slider").nth(place) for place in range(3)]
    sliders[0].focus()
    for slider, name in zip(sliders, ["Promoters", "Detractors", "Answers"], strict=True):
        expect(slider).to_have_accessible_name(re.compile(name))
        expect(slider).to_be_focused()  # Tab goes from one to the next
        for key in ("ArrowRight", "ArrowUp"):  # the notebook has a use of its own for the second
            move(window, key, slider, status, picture)
            promoters, detractors, _ = (int(each.input_value()) for each in sliders)
            assert f"NPS {promoters - detractors}." in status.inner_text()
        window.keyboard.press("Tab")
    assert errors(window) == []


def test_keys_typed_in_a_lab_do_nothing_to_the_notebook(window, front):
    output = shown_lab(window, front, "advocacy")
    slider, before = output.get_by_role("slider").first, notebook(window)
    slider.focus()
    window.keyboard.type("ddabxm00")  # in a cell's output these delete, add, move and restart
    expect(slider).to_be_focused()
    field = output.get_by_role("textbox")
    expect(field).to_have_accessible_name(re.compile("Your answer"))
    field.focus()
    window.keyboard.type("dd12 a b")
    expect(field).to_have_value("dd12 a b")
    window.keyboard.press("ControlOrMeta+a")
    window.keyboard.type("1")
    expect(field).to_have_value("1")
    assert [each["source"] for each in notebook(window)] == [each["source"] for each in before]
    expect(window.get_by_role("dialog")).to_have_count(0)


def test_an_answer_is_checked_and_all_begins_anew_by_keyboard(window, front):
    output = shown_lab(window, front, "advocacy")
    verdict, said = (output.locator("[role=status]").nth(place) for place in (0, 1))
    slider, start = output.get_by_role("slider").first, said.inner_text()
    slider.focus()
    window.keyboard.press("End")
    expect(said).to_contain_text("Before")
    field = output.get_by_role("textbox")
    field.focus()
    window.keyboard.press("Enter")
    expect(verdict).to_contain_text("Nothing is written yet")
    window.keyboard.type("2")
    window.keyboard.press("Tab")
    window.keyboard.press("Space")  # on the button
    expect(verdict).not_to_contain_text("Nothing")
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    expect(said).to_have_text(start)
    expect(verdict).to_have_text("")
    expect(field).to_have_value("")


def test_escape_leaves_a_lab_and_shift_enter_runs_its_cell(window, front):
    output = shown_lab(window, front, "advocacy")
    slider, cell = output.get_by_role("slider").first, cell_node(window, 1)
    for inside in (slider, output.get_by_role("textbox"), output.get_by_role("button").first):
        inside.focus()
        window.keyboard.press("Escape")
        expect(cell).to_be_focused()
    window.keyboard.press("ArrowDown")  # chooses the next cell
    expect(cell_node(window, 2)).to_have_class(re.compile("jp-mod-active"))
    slider.focus()
    window.keyboard.press("End")
    window.keyboard.press("Shift+Enter")
    expect(output.get_by_role("slider").first).to_have_value("40")  # a fresh lab
    assert errors(window) == []


def test_a_step_and_a_guess_are_done_by_keyboard_alone(window, front):
    open_notebook(window, front, "steps.ipynb")
    run_cell(window, 0)
    step, guess, picture = (cell_node(window, place) for place in (1, 2, 3))
    step.focus()
    overwrite(window, 'my_decision = "right"', 'my_reason = "B"')
    window.keyboard.press("Shift+Enter")
    expect(step.get_by_role("alert")).to_contain_text("Look again")
    expect(guess).to_be_focused()
    window.keyboard.press("ArrowUp")
    expect(step).to_be_focused()
    overwrite(window, 'my_decision = "not"', 'my_reason = "C"')
    window.keyboard.press("Control+Enter")
    expect(step.get_by_role("alert")).to_contain_text("1 of 12 steps done")
    expect(step).to_be_focused()
    window.keyboard.press("ArrowDown")
    overwrite(window, "guess = 3")
    window.keyboard.press("Shift+Enter")
    expect(picture).to_be_focused()
    expect(picture.locator("img")).to_have_count(0)
    window.keyboard.press("Shift+Enter")
    expect(picture.locator(".jp-OutputArea-output")).to_contain_text("You said 3.")
    expect(picture.locator("img")).to_have_attribute("alt", re.compile("You said 3"))
    assert errors(window) == []


def overwrite(page: Page, *lines: str) -> None:
    """Type over the first lines of the chosen cell."""
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+Home")
    for place, line in enumerate(lines):
        if place:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.type(line)


@pytest.mark.parametrize("chapter", LABS)
def test_question_and_picture_are_seen_together_and_grow_with_the_zoom(window, front, chapter):
    output = shown_lab(window, front, chapter)
    question, picture = output.locator("p").first, output.get_by_role("img")
    slider, field = output.get_by_role("slider").first, output.get_by_role("textbox")
    in_lab = front.place == "lab/tree"
    for files in ("open", "closed") if in_lab else ("none",):
        question.scroll_into_view_if_needed()
        output.evaluate("element => element.scrollIntoView({block: 'center'})")
        assert box(picture)["x"] > box(slider)["x"] + box(slider)["width"]
        tops = [box(each)["y"] for each in (question, picture, field)]
        ends = [box(each)["y"] + box(each)["height"] for each in (question, picture, field)]
        assert min(tops) > 0 and max(ends) < 768
        before = box(picture)["width"]
        # At 200% a window holds half as many points, each twice as large.
        window.set_viewport_size({"width": 683, "height": 384})
        expect(picture).to_be_attached()
        window.wait_for_timeout(300)
        assert box(picture)["y"] > box(field)["y"]
        assert 2 * box(picture)["width"] > 1.1 * before
        window.set_viewport_size({"width": 1366, "height": 768})
        if files == "open":
            window.keyboard.press("ControlOrMeta+b")  # closes the list of files
            window.wait_for_timeout(500)


def shown_lab(page: Page, front: Lab, chapter: str, cell: int = 1) -> Locator:
    """Run a chapter's lab; return its output once the controls are there."""
    open_notebook(page, front, f"{chapter}.ipynb")
    run_all(page)
    output = cell_node(page, cell).locator(".jp-Cell-outputArea")
    output.get_by_role("button", name="Reset").wait_for()
    output.get_by_role("img").wait_for()
    return output


def box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found is not None
    return dict(found)


def move(page: Page, key: str, slider: Locator, status: Locator, picture: Locator) -> None:
    """Press a key on a slider: one step, and then another picture, description and sentence."""
    value = int(slider.input_value())
    said, described, drawn = status.inner_text(), *name_and_marks(picture)
    page.keyboard.press(key)
    expect(slider).to_have_value(str(value + 1))
    expect(picture).not_to_have_accessible_name(described)
    expect(status).not_to_have_text(said)
    name, marks = name_and_marks(picture)
    assert marks != drawn
    assert name == status.inner_text()
    expect(slider).to_be_focused()


def test_the_lab_is_reached_by_tab(page, lab):
    open_notebook(page, lab, LESSON)
    run_all(page)
    cell = cell_node(page, "lab.nps_explorer()")
    slider = cell.get_by_role("slider").first
    cell.focus()
    for _ in range(20):  # past the buttons of the cell
        page.keyboard.press("Tab")
        if slider.evaluate("element => element === document.activeElement"):
            break
    expect(slider).to_be_focused()


def test_the_workbook_explains_mistakes_and_remembers(page, lab):
    score = data.load("survey", student="s123")["score"].dropna()
    promoters, detractors = (score >= 9).sum(), (score <= 6).sum()
    right = 100 * detractors / len(score)
    forgets_passives = 100 * detractors / (promoters + detractors)
    number = sum(exercise.level != "again" for exercise in exercises_of(3))

    open_notebook(page, lab, WORKBOOK)
    replace_source(page, 'student = "anonymous"', "anonymous", "s123")
    run_start(page)
    assert "beside this workbook" in cell_output_text(page, "start(3")
    assert "Still empty" in attempt(page, "3.2", "...")
    told = attempt(page, "3.2", f"{forgets_passives}")
    assert "Look again" in told and "passives" in told
    assert "Right" not in told
    told = attempt(page, "3.2", f"{right}")
    assert "Right" in told and f"1 of {number} exercises solved" in told

    restart_kernel(page)
    run_start(page)
    run_cell(page, "progress()")
    assert f"1 of {number} exercises solved" in cell_output_text(page, "progress()")
    assert list((lab.folder / WORKBOOK).parent.glob("progress-03-s123-*.json"))
    assert errors(page) == []


def test_the_workbook_gives_hints_and_says_errors_in_plain_words(page, lab):
    open_notebook(page, lab, WORKBOOK)
    run_start(page)
    answer = part(page, "answer-3-1")
    write(page, answer, 'hint("3.1")')
    page.wait_for_timeout(1500)  # as a hand does; "Run All Cells" does not
    for told in ("Hint 1 of 3", "Hint 2 of 3"):
        run_cell(page, answer)
        assert told in cell_output_text(page, answer)
    write(page, answer, 'promoters = (survy["score"] >= 9).sum()')
    run_cell(page, answer)
    told = cell_output_text(page, answer)
    assert "Did you mean 'survey'?" in told
    assert "Line 1 of the cell:" in told and "NameError" in told
    assert "Traceback" not in told and len(told.splitlines()) < 12


def test_run_all_cells_spends_no_hint(page, lab):
    open_notebook(page, lab, WORKBOOK)
    replace_source(page, 'student = "anonymous"', "anonymous", "runs all")
    answer = part(page, "answer-3-1")
    write(page, answer, 'promoters = ...\nhint("3.1")')
    run_all(page)
    assert "Run this cell once more for the first" in cell_output_text(page, answer)
    assert not list((lab.folder / WORKBOOK).parent.glob("progress-03-runs*"))


def assert_pictures_are_described(page: Page) -> None:
    pictures = page.locator(".jp-NotebookPanel:visible .jp-Cell-outputArea img")
    shown = pictures.evaluate_all(
        """all => Promise.all(all.map(async img => {
            await img.decode().catch(() => {});
            return [img.alt.trim(), img.naturalWidth];
        }))"""
    )
    # JupyterLab calls a picture without a description "Image".
    assert shown and all(alt not in ("", "Image") and width for alt, width in shown)


def name_and_marks(picture: Locator) -> tuple[str, str]:
    name, marks = picture.evaluate("svg => [svg.ariaLabel, svg.lastChild.innerHTML]")
    return name, marks


def run_start(page: Page) -> None:
    run_cell(page, "plain_errors.install")
    run_cell(page, "student =")
    run_cell(page, "start(3")
    run_cell(page, "survey = data.load(")


def part(page: Page, name: str) -> int:
    """Find the answer or check cell of an exercise, whatever is written in it."""
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook(page)]
    return names.index(name)


def write(page: Page, cell: int, source: str) -> None:
    """Put another text in a cell."""
    replace_source(page, cell, notebook(page)[find_cell(page, cell)]["source"], source)


def attempt(page: Page, key: str, answer: str) -> str:
    """Fill in an answer, run it and its check; return what a screen reader is made to speak."""
    cells = [part(page, f"{kind}-{key.replace('.', '-')}") for kind in ("answer", "check")]
    name = notebook(page)[cells[0]]["source"].split(" = ")[0]
    write(page, cells[0], f"{name} = {answer}")
    for cell in cells:
        run_cell(page, cell)
    spoken = cell_node(page, cells[1]).get_by_role("alert")
    spoken.first.wait_for()
    return "\n".join(spoken.all_inner_texts())
