"""The notebooks: they have the shape the course promises and leak nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.update import METADATA, made
from mkt40_helpers.workbook.kinds import Choice, Number
from mkt40_helpers.workbook.lesson_figures import file_of
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.records import tables_of
from tests.every_chapter.chapters import read, tags
from tests.every_chapter.runs import alt_texts
from tools.hand_out import make
from tools.lesson_figures import figures_of
from tools.links import tables_used
from tools.refresh import stamp

# ---- what is given out ----


def test_exercises_are_what_the_solutions_make_today(chapter, tmp_path):
    made = make(chapter.lesson.stem, tmp_path)
    assert made.read_bytes() == chapter.released.read_bytes(), "run: make exercises"


def solution_lines(path: Path) -> set[str]:
    """Every line between the solution markers that says something of its own."""
    lines: set[str] = set()
    for cell in read(path).cells:
        inside = False
        for line in cell.source.splitlines():
            if "### BEGIN SOLUTION" in line or "### END SOLUTION" in line:
                inside = "BEGIN" in line
            elif inside and len(line.strip()) > 2:
                lines.add(line.strip())
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and grading.get("solution"):
            lines |= {line.strip() for line in cell.source.splitlines() if len(line.strip()) > 20}
    return lines


def test_no_answer_is_left_in_the_exercises(chapter):
    text = chapter.released.read_text("utf-8")
    content = json.loads(text)
    assert "SOLUTION" not in text.upper().replace('"SOLUTION":', "")  # nbgrader's metadata flag
    assert all(not cell.get("outputs") for cell in content["cells"])
    secrets = solution_lines(chapter.solution)
    assert len(secrets) >= len(chapter.exercises)
    plain = "\n".join("".join(cell["source"]) for cell in content["cells"])
    metadata = json.dumps([cell["metadata"] for cell in content["cells"]])
    for secret in secrets:
        assert secret not in plain and secret not in metadata, secret
    learner = "anonymous"
    for exercise in chapter.exercises:
        if isinstance(exercise.kind, Number):
            number = exercise.answer(*tables_of(exercise, learner))
            assert f"{number:.4f}"[:6] not in plain.replace(",", "")


def test_every_marker_is_spelt_as_nbgrader_knows_it(chapter):
    for cell in read(chapter.solution).cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("solution"):
            assert cell.source.count("### BEGIN SOLUTION") == 1
            assert cell.source.count("### END SOLUTION") == 1
        else:
            assert not re.search(r"(BEGIN|END)\s+SOLUTION", cell.source, re.IGNORECASE)


def test_headings_and_points_are_those_of_the_words(chapter):
    notebook = read(chapter.solution)
    stamped = read(chapter.solution)
    stamp(stamped)
    assert stamped == notebook, "run: make refresh, then make exercises"
    checks = {name for name in points_of(notebook) if name.startswith("check-")}
    assert checks == {f"check-{exercise.key.replace('.', '-')}" for exercise in chapter.exercises}


def test_a_workbook_asks_what_the_check_expects(chapter):
    text = "\n".join(cell.source for cell in read(chapter.released).cells)
    for exercise in chapter.exercises:
        if isinstance(exercise.kind, Choice):
            assert all(f'"{word}"' in text for word in exercise.kind.words)
        if isinstance(exercise.kind, Decide):
            words = (*exercise.kind.choices, *exercise.kind.reasons)
            assert all(f'"{word}"' in text for word in words)


def test_the_rubrics_of_the_open_questions_add_up(chapter):
    notebook = read(chapter.solution)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = {name: its for name, its in points_of(notebook).items() if name.startswith("open-")}
    assert len(found) >= 2
    for name, points in found.items():
        number = name.removeprefix("open-").replace("-", ".")
        question = text.split(f"### {number} ")[1].split("\n### ")[0]
        rubric = [int(p) for p in re.findall(r"\| (\d+) \|$", question, re.MULTILINE)]
        assert sum(rubric) == points


def points_of(notebook: nbformat.NotebookNode) -> dict[str, int]:
    """Points of each cell that is graded, by its name."""
    grading = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {one["grade_id"]: one["points"] for one in grading if one.get("grade")}


def test_a_workbook_has_enough_of_every_level(chapter):
    levels = pd.Series([exercise.level for exercise in chapter.exercises]).value_counts()
    assert levels["warm-up"] >= 3 and levels["core"] >= 4 and levels["challenge"] >= 1
    assert levels.sum() >= 8


# ---- lessons ----


def test_every_picture_has_a_description(notebook):
    for cell in read(notebook).cells:
        for alt in alt_texts(cell):
            assert len(alt) > 30, cell.source[:80]
        if cell.cell_type == "markdown":
            assert "![](" not in cell.source


def test_each_concept_is_explained_once_where_its_tag_says(chapter):
    glossary = data.load("glossary").set_index("slug")
    glossary = glossary[glossary["chapter"] == chapter.number]
    tagged = [
        (tag.removeprefix("concept:"), cell)
        for cell in read(chapter.lesson).cells
        for tag in tags(cell)
        if tag.startswith("concept:")
    ]
    assert sorted(slug for slug, _ in tagged) == sorted(glossary.index)
    for slug, cell in tagged:
        text = cell.source.lower().replace("*", "")
        english = re.sub(r" \(.*\)", "", glossary.loc[slug, "term_en"]).lower()
        words = english.replace("the ", "").split()
        assert all(word in text for word in words), (slug, words)
        # The Dutch word stands beside the English one, unless they are the same.
        assert glossary.loc[slug, "term_nl"].lower() in text, slug


def test_a_lesson_has_its_parts(chapter):
    cells = read(chapter.lesson).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for part in ("After this chapter you can", "## Lab", "Predict", "## Critical corner"):
        assert part in text
    assert 6 <= len(re.findall(r"^### \d\. ", text, re.MULTILINE)) <= 10
    for question in re.split(r"\n### (?=\d\. )", text)[1:]:
        options = re.findall(
            r"<details><summary>[A-D]\. .*?</summary><div.*?>(.*?)</div></details>", question
        )
        assert len(options) >= 3
        assert sum(option.startswith("✓ Right. ") for option in options) == 1
        assert all(option.startswith(("✓ Right. ", "✗ No. ")) for option in options)
        assert all(len(option) > 30 for option in options)
    assert len(re.findall(r"\*\*So what\.\*\*", text)) >= 6
    assert "terms of this chapter" in text and "What comes next" in text


def test_code_is_what_a_reader_would_write(chapter):
    for cell in [*read(chapter.lesson).cells, *read(chapter.solution).cells]:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 14, cell.source
            assert "lambda" not in cell.source or "map(" in cell.source


# ---- all notebooks ----


def test_notebooks_carry_no_traces(notebook):
    path, text = notebook, notebook.read_text("utf-8")
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.language_info == {"name": "python"}
    assert "widgets" not in notebook.metadata and "papermill" not in notebook.metadata
    assert not re.search(r"/(tmp|root|work|home|Users)/", text)
    assert all("execution" not in cell.metadata for cell in notebook.cells)
    assert path.stat().st_size < 2_000_000
    for cell in notebook.cells:
        assert not any(output.output_type == "error" for output in cell.get("outputs", []))


def test_a_notebook_knows_whether_somebody_has_written_in_it(chapter):
    """By this an update tells a learner's notebook from one as it was made."""
    for path in (chapter.lesson, chapter.released):
        notebook = json.loads(path.read_text("utf-8"))
        stamp = notebook["metadata"].get(METADATA, {}).get("made")
        if path == chapter.lesson and stamp is None:
            continue  # it gets one when it is refreshed
        assert stamp == made(notebook), "run: make refresh, then make exercises"


def test_the_figures_that_a_check_knows_are_those_of_the_lesson(chapter):
    kept = json.loads(file_of(chapter.name).read_text("utf-8"))
    assert kept and kept == figures_of(read(chapter.lesson))  # else: make refresh


def test_few_cells_are_left_out_of_the_comparison(chapter):
    left_out = [
        (path.name, tag)
        for path in (chapter.lesson, chapter.solution)
        for cell in read(path).cells
        for tag in tags(cell)
        if tag.startswith("nbval")
    ]
    assert len(left_out) <= 1, left_out  # the lab of the lesson


def test_the_data_cards_say_which_chapter_uses_a_table(chapter):
    used = tables_used(chapter.number)
    listed = set(data.catalog(chapter=chapter.number)["name"])
    assert used == listed, "run: make links"


def test_links_between_notebooks_lead_somewhere(notebook):
    for cell in read(notebook).cells:
        for target in re.findall(r"\]\(([^)#:]+\.ipynb)\)", cell.source):
            assert (notebook.parent / target).resolve().exists(), target
