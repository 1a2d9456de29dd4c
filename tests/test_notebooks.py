"""The notebooks: they run for every learner, have the shape the course promises, leak nothing."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from runs import LESSONS, ROOT, SOLUTIONS, alt_texts, run

from mkt40_helpers import data, exercises

RELEASED = sorted(ROOT.glob("exercises/*/*.ipynb"))
ALL = [*sorted(ROOT.glob("notebooks/*.ipynb")), *SOLUTIONS, *RELEASED]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


# ---- they run ----


@pytest.mark.filterwarnings("ignore")
def test_an_unknown_parameter_is_refused(own_progress):
    with pytest.raises(ValueError, match="has no parameter seeed"):
        run(LESSONS[0], own_progress, seeed=1)


@pytest.mark.filterwarnings("ignore")
def test_an_untouched_workbook_runs_to_its_end_with_help_at_every_check(own_progress):
    for path in RELEASED:
        notebook = run(path, own_progress, student="s1")
        said = [
            output.data["text/plain"]
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.source.startswith("check(")
            for output in cell.outputs
        ]
        assert len(said) == len(exercises.chapter(int(path.stem[:2])))
        for text in said:
            assert "Still empty" in text or "gives nothing back" in text


# ---- what is given out ----


def test_exercises_are_what_the_solutions_make_today(tmp_path):
    for path in SOLUTIONS:
        chapter = path.parent.name
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--force", "--no-db"]
        command += [f"--CourseDirectory.release_directory={tmp_path}", chapter]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        made = tmp_path / chapter / path.name
        given = ROOT / "exercises" / chapter / path.name
        assert made.read_text("utf-8") == given.read_text("utf-8"), "run: make exercises"


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


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_no_answer_is_left_in_the_exercises(path):
    released = ROOT / "exercises" / path.parent.name / path.name
    text = released.read_text("utf-8")
    content = json.loads(text)
    assert "SOLUTION" not in text.upper().replace('"SOLUTION":', "")  # nbgrader's metadata flag
    assert all(not cell.get("outputs") for cell in content["cells"])
    secrets = solution_lines(path)
    assert len(secrets) >= 30
    plain = "\n".join("".join(cell["source"]) for cell in content["cells"])
    metadata = json.dumps([cell["metadata"] for cell in content["cells"]])
    for secret in secrets:
        assert secret not in plain and secret not in metadata, secret
    learner = exercises.learner_of("anonymous", int(path.stem[:2]))
    for exercise in exercises.chapter(int(path.stem[:2])):
        if exercise.kind == "number":
            number = exercise.answer(*exercises.tables_of(exercise, learner))
            assert f"{number:.4f}"[:6] not in plain.replace(",", "")


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_every_marker_is_spelt_as_nbgrader_knows_it(path):
    for cell in read(path).cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("solution"):
            assert cell.source.count("### BEGIN SOLUTION") == 1
            assert cell.source.count("### END SOLUTION") == 1
        else:
            assert not re.search(r"(BEGIN|END)\s+SOLUTION", cell.source, re.IGNORECASE)


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_the_workbook_and_the_records_say_the_same(path):
    notebook = read(path)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    points = {}
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade"):
            points[grading["grade_id"]] = grading["points"]
    for exercise in exercises.chapter(int(path.stem[:2])):
        unit = "point" if exercise.points == 1 else "points"
        assert f"### {exercise.key} {exercise.title}\n" in text
        line = f"*{exercise.level}, {exercise.points} {unit}, about {exercise.minutes} minutes*"
        assert line in text
        assert points.pop(f"check-{exercise.key.replace('.', '-')}") == exercise.points
        for word in exercise.choices:
            assert f'"{word}"' in text
    open_questions = [key for key in points if key.startswith("open-")]
    assert len(open_questions) >= 2 and len(points) == len(open_questions)
    for key in open_questions:
        number = key.removeprefix("open-").replace("-", ".")
        question = text.split(f"### {number} ")[1].split("\n### ")[0]
        rubric = [int(p) for p in re.findall(r"\| (\d+) \|$", question, re.MULTILINE)]
        assert sum(rubric) == points[key]


@pytest.mark.parametrize("chapter", exercises.CHAPTERS)
def test_a_workbook_has_enough_of_every_level(chapter):
    levels = pd.Series([exercise.level for exercise in exercises.chapter(chapter)]).value_counts()
    assert levels["warm-up"] >= 3 and levels["core"] >= 4 and levels["challenge"] >= 1
    assert levels.sum() >= 8


# ---- lessons ----


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_picture_has_a_description(path):
    for cell in read(path).cells:
        for alt in alt_texts(cell):
            assert len(alt) > 30, cell.source[:80]
        if cell.cell_type == "markdown":
            assert "![](" not in cell.source


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_each_concept_is_explained_once_where_its_tag_says(path):
    glossary = data.load("glossary").set_index("slug")
    glossary = glossary[glossary["chapter"] == int(path.stem[:2])]
    tagged = [
        (tag.removeprefix("concept:"), cell)
        for cell in read(path).cells
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


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_has_its_parts(path):
    cells = read(path).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for part in ("After this chapter you can", "## Lab", "Predict", "## Critical corner"):
        assert part in text
    assert 6 <= len(re.findall(r"^### \d\.", text, re.MULTILINE)) <= 10
    for question in re.split(r"\n### (?=\d\.)", text)[1:]:
        options = re.findall(
            r"<details><summary>[A-D]\. .*?</summary><div.*?>(.*?)</div></details>", question
        )
        assert len(options) >= 3
        assert sum(option.startswith("✓ Right. ") for option in options) == 1
        assert all(option.startswith(("✓ Right. ", "✗ No. ")) for option in options)
        assert all(len(option) > 30 for option in options)
    assert len(re.findall(r"\*\*So what\.\*\*", text)) >= 6
    assert "terms of this chapter" in text and "What comes next" in text


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_is_a_deck_with_notes_for_90_minutes(path):
    cells = read(path).cells
    assert all(cell.metadata.get("slideshow", {}).get("slide_type") for cell in cells)
    notes = [cell for cell in cells if "notes" in tags(cell)]
    assert all(cell.metadata.slideshow.slide_type == "notes" for cell in notes)
    spans = [
        tuple(map(int, re.search(r"minutes (\d+)-(\d+)", cell.source).groups())) for cell in notes
    ]
    assert spans[0][0] == 0 and spans[-1][1] == 90
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(spans))


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=name)
def test_code_is_what_a_reader_would_write(path):
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 14, cell.source
            assert "lambda" not in cell.source or "map(" in cell.source


# ---- all notebooks ----


@pytest.mark.parametrize("path", ALL, ids=name)
def test_notebooks_carry_no_traces(path):
    text = path.read_text("utf-8")
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.language_info == {"name": "python"}
    assert "widgets" not in notebook.metadata and "papermill" not in notebook.metadata
    assert not re.search(r"/(tmp|root|work|home|Users)/", text)
    assert all("execution" not in cell.metadata for cell in notebook.cells)
    assert path.stat().st_size < 2_000_000
    for cell in notebook.cells:
        assert not any(output.output_type == "error" for output in cell.get("outputs", []))


def test_few_cells_are_left_out_of_the_comparison():
    left_out = [
        (name(path), tag) for path in ALL for cell in read(path).cells for tag in tags(cell)
        if tag.startswith("nbval")
    ]  # fmt: skip
    assert len(left_out) <= len(LESSONS), left_out  # the lab of each lesson


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=name)
def test_the_data_cards_say_which_chapter_uses_a_table(path):
    used = set(re.findall(r"data\.load\(\s*\"(\w+)\"", path.read_text("utf-8").replace("\\", "")))
    listed = set(data.catalog(chapter=int(path.stem[:2]))["name"])
    assert used and used <= listed, used - listed


def test_links_between_notebooks_lead_somewhere():
    for path in ALL:
        for cell in read(path).cells:
            for target in re.findall(r"\]\(([^)#:]+\.ipynb)\)", cell.source):
                assert (path.parent / target).resolve().exists(), (name(path), target)
