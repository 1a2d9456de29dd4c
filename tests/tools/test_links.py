"""Every launch link names the repository of pyproject.toml."""

import json
from pathlib import Path

import pytest

from tools import links

BINDER = "https://mybinder.org/v2/gh/{0}/HEAD?urlpath=lab/tree/notebooks/00_start_here.ipynb"
README = BINDER + "\ngit clone https://github.com/{0}.git\nhttps://github.com/other/thing\n"


def course(root: Path, address: str, readme: str) -> Path:
    (root / "pyproject.toml").write_text(f'[project.urls]\nRepository = "{address}"\n')
    (root / "README.md").write_text(readme)
    return root


def test_links_of_this_course_agree_with_pyproject():
    assert links.stale() == [], "run `make links`"


def test_a_new_address_reaches_every_launch_link_and_no_other(tmp_path):
    root = course(tmp_path, "https://github.com/uni/mkt.40/", README.format("OWNER/course"))
    (root / "notebooks").mkdir()
    lesson = root / "notebooks" / "03_lesson.ipynb"
    lesson.write_text(BINDER.format("OWNER/course"))
    assert links.stale(root) == ["README.md", "notebooks/03_lesson.ipynb"]
    assert links.stale(root, write=True) == ["README.md", "notebooks/03_lesson.ipynb"]
    assert (root / "README.md").read_text() == README.format("uni/mkt.40")
    assert lesson.read_text() == BINDER.format("uni/mkt.40")
    assert links.stale(root) == []


def test_a_longer_name_is_another_repository(tmp_path):
    readme = BINDER.format("a/new") + "\nhttps://github.com/a/b-data https://github.com/a/b.js\n"
    root = course(tmp_path, "https://github.com/a/new", readme + BINDER.format("a/b"))
    links.stale(root, write=True)
    assert (root / "README.md").read_text() == readme + BINDER.format("a/new")


@pytest.mark.parametrize("address", ["https://example.org/course", "https://github.com/OWNER"])
def test_an_address_without_owner_and_name_is_refused(tmp_path, address):
    root = course(tmp_path, address, README.format("OWNER/course"))
    with pytest.raises(SystemExit, match="Repository must look like"):
        links.stale(root)


# ---- the lists of chapters, and which chapter uses which table ----

TABLE = """# Course

| number | chapter | state |
|---|---|---|
| 1 | One | ready |
| 2 | Two | planned |

More.
"""


def markdown(*lines: str, tag: str = "") -> dict:
    return {"cell_type": "markdown", "source": list(lines), "metadata": {"tags": [tag]}}


def code(source: str, output: str = "") -> dict:
    outputs = [{"output_type": "display_data", "data": {"text/html": [output]}}] if output else []
    return {"cell_type": "code", "source": [source], "metadata": {}, "outputs": outputs}


def small_course(root: Path) -> Path:
    """A course with a planned chapter 2 and a lesson of chapter 7 that nobody has listed."""
    course(root, "https://github.com/a/b", TABLE)
    for folder in ("notebooks", "solutions/07_seven", "datasets"):
        (root / folder).mkdir(parents=True)
    page = {"cells": [markdown(*TABLE.splitlines(keepends=True))]}
    (root / "notebooks" / "00_start_here.ipynb").write_text(json.dumps(page))
    for number, name in ((1, "One"), (7, "Seven")):
        cells = [
            markdown(f"# {number} {name}\n", "More"),
            code(f'data.load("table{number}")'),
        ]
        lesson = root / "notebooks" / f"{number:02}_{name.lower()}.ipynb"
        lesson.write_text(json.dumps({"cells": cells}))
        workbook = root / "solutions" / lesson.stem / lesson.name
        workbook.parent.mkdir(parents=True, exist_ok=True)
        lines = ["*core, 2 points, about 38 minutes*", "*open, about 15 minutes; marked by hand*"]
        heading = "\n\n".join([f"### {number}.1 In about 90 minutes", *lines])
        workbook.write_text(json.dumps({"cells": [markdown(heading)]}))
    resources = [
        {"name": "table1", "chapters": [2]},
        {"name": "table7", "chapters": [1, 99]},
    ]
    (root / "datasets" / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return root


def test_a_new_chapter_is_listed_and_one_that_is_gone_is_not(tmp_path):
    root = small_course(tmp_path)
    assert links.write_readme(root, write=True) == ["README.md"]
    rows = ["| 1 | One | ready |", "| 2 | Two | planned |", "| 7 | Seven | ready |"]
    assert (root / "README.md").read_text() == TABLE.replace("\n".join(rows[:2]), "\n".join(rows))
    assert links.write_readme(root) == []
    (root / "notebooks" / "07_seven.ipynb").unlink()
    links.write_readme(root, write=True)
    assert (root / "README.md").read_text() == TABLE


def test_the_start_page_gets_links_and_minutes(tmp_path):
    root = small_course(tmp_path)
    page = root / "notebooks" / "00_start_here.ipynb"
    by_hand = "| 1 | One | [lesson](01_one.ipynb), 45 minutes | [workbook](x), two hours |"
    page.write_text(page.read_text().replace("| 1 | One | ready |", by_hand))
    links.write_start_page(root, write=True)
    told = "".join(json.loads(page.read_text())["cells"][0]["source"])
    assert "| 1 | One | [lesson](01_one.ipynb), 5 to 5 min |" in told
    assert "| 2 | Two | planned |" in told
    assert "[workbook](../exercises/07_seven/07_seven.ipynb), 55 min |" in told
    assert links.write_start_page(root) == []


def test_the_primer_comes_first_and_has_no_workbook(tmp_path):
    root = small_course(tmp_path)
    primer = root / "notebooks" / "00b_python.ipynb"
    for heading in ("# 0 Python", "# Python"):
        primer.write_text(json.dumps({"cells": [markdown(heading)]}))
        links.write_readme(root, write=True)
        links.write_start_page(root, write=True)
        page = json.loads((root / "notebooks" / "00_start_here.ipynb").read_text())
        told = "".join(page["cells"][0]["source"])
        row = "| 0 | Python | [lesson](00b_python.ipynb), 5 to 5 min | none |\n| 1 | One |"
        assert row in told
        assert "| 0 | Python | ready |\n| 1 | One |" in (root / "README.md").read_text()
    primer.unlink()
    links.write_start_page(root, write=True)
    assert "Python" not in (root / "notebooks" / "00_start_here.ipynb").read_text()


def lesson_of(folder: Path, *cells: dict) -> Path:
    path = folder / "03_lesson.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    return path


def test_minutes_are_words_pictures_tables_and_steps(tmp_path, monkeypatch):
    words = "<details><summary>one</summary><div class='x'>two</div></details> 3 < four > |--|"
    cells = [
        markdown(f"{words} " * 70),
        markdown("a lecturer's note " * 200, tag="notes"),
        code("plots.show(ax)", "<img alt='x'>"),
        code("data.show(table)", "<table><caption>x</caption></table>"),
    ]
    assert links.lesson_minutes(lesson_of(tmp_path, *cells)) == 280 / 140 + 2 * 1.5
    monkeypatch.setattr(links, "step_minutes", {"3.a": 2, "3.b": 3}.get)
    steps = [code('check("3.a", x)'), code('check(\n    "3.b", x\n)'), code('check("3.a", y)')]
    assert links.lesson_minutes(lesson_of(tmp_path, *cells, *steps)) == 5 + 2 + 3


def test_the_minutes_of_a_step_are_those_of_its_record():
    assert links.step_minutes("3.1") == 4


def test_uses_of_tables_are_found_and_plans_are_kept(tmp_path):
    root = small_course(tmp_path)
    assert links.write_uses(root) == ["datasets/datapackage.json"]
    assert links.tables_used(7, root) == {"table7"}
    chapters = {"table1": [1, 2], "table7": [7]}  # 2 is planned; 1 and 99 do not use it
    assert links.uses(root) == chapters


def test_a_lesson_that_shows_its_terms_uses_the_glossary(tmp_path):
    root = small_course(tmp_path)
    page = root / "notebooks" / "07_seven.ipynb"
    lesson = json.loads(page.read_text())
    lesson["cells"].append(code("data.terms(chapter=7)"))
    page.write_text(json.dumps(lesson))
    assert links.tables_used(7, root) == {"table7", "glossary"}


def test_the_lists_of_this_course_are_up_to_date():
    for task in (links.write_readme, links.write_start_page, links.write_uses):
        assert task() == [], "run `make links`"
