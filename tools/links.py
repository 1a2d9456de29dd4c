"""Write anew what follows from the address and from the chapters (`make links`).

- Launch links: each names the repository of pyproject.toml. (`exercises/` is left out because it is
  made from `solutions/`: run `make exercises` when a workbook carries a link.)
- The lists of chapters in README.md and on the start page: one row for each chapter that is there,
  on the start page with the minutes it takes, counted and not guessed.
- Which chapter uses which table, in datapackage.json and on the data cards.

With --check nothing is written; the exit code says whether all agree.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PLACES = ("*.md", "*.cff", "docs/**/*.md", "notebooks/**/*.ipynb", "solutions/**/*.ipynb")
BINDER = re.compile(r"(?<=mybinder\.org/v2/gh/)[\w.-]+/[\w.-]+")
ROW = re.compile(r"\| (\d+) \|")
PLANNED = re.compile(r"^\| (\d+) \|.*\| planned \|$", re.MULTILINE)


def repository(root: Path = ROOT) -> str:
    """Return "owner/name" of the address in pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    match = re.fullmatch(
        r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", project["urls"]["Repository"]
    )
    if match is None:
        raise SystemExit("[project.urls] Repository must look like https://github.com/owner/name")
    return match[1]


# ---- launch links ----


def stale(root: Path = ROOT, write: bool = False) -> list[str]:
    """Return the files whose links name another repository; with ``write``, correct them."""
    new = repository(root)
    # The Binder links of the README tell which address the links have had so far.
    old = set(BINDER.findall((root / "README.md").read_text(encoding="utf-8")))
    if not old:
        raise SystemExit("README.md has no Binder link, so the present address is not known")
    own = re.compile(rf"(?<=github\.com/)({'|'.join(map(re.escape, old))})(?![\w-]|\.(?!git\b)\w)")
    found = []
    for path in sorted({path for place in PLACES for path in root.glob(place)}):
        text = path.read_bytes().decode("utf-8")
        corrected = own.sub(new, BINDER.sub(new, text))
        if corrected != text:
            found.append(path.relative_to(root).as_posix())
            if write:
                path.write_bytes(corrected.encode("utf-8"))
    return found


# ---- the lists of chapters ----


def lessons(root: Path = ROOT) -> dict[int, Path]:
    """Lesson of each chapter, by its number."""
    paths = sorted(root.glob("notebooks/[0-9][0-9]_*.ipynb"))
    return {int(path.stem[:2]): path for path in paths if path.stem[:2] != "00"}


def primer(root: Path = ROOT) -> Path | None:
    """The way into Python, which comes before the chapters; it has no workbook."""
    return next(iter(sorted(root.glob("notebooks/00b_*.ipynb"))), None)


def first_line(lesson: Path) -> str:
    return "".join(_cells(lesson)[0]["source"]).splitlines()[0]


def title(lesson: Path, number: int) -> str:
    """Title of a lesson: its first line, without the number."""
    try:
        first = first_line(lesson)
    except (ValueError, LookupError):
        first = ""
    if not first.startswith(f"# {number} "):
        raise SystemExit(f"{lesson.name} must begin with its title: # {number} Title")
    return first.removeprefix(f"# {number} ")


def with_rows(text: str, rows: dict[int, str], there: re.Pattern[str]) -> str:
    """Put one row for each chapter into the table of chapters of a page.

    Rows that say a chapter is there (they match `there`) go when it is not; planned ones stay.
    """
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if ROW.match(line)]
    old = {int(ROW.match(lines[place])[1]): lines[place] for place in places}  # type: ignore[index]
    kept = {n: row for n, row in old.items() if n not in rows and not there.search(row)}
    kept |= rows
    new = [kept[number] for number in sorted(kept)]
    return "\n".join([*lines[: places[0]], *new, *lines[places[-1] + 1 :]])


def write_readme(root: Path = ROOT, write: bool = False) -> list[str]:
    """List the chapters in README.md."""
    path = root / "README.md"
    rows = {n: f"| {n} | {title(lesson, n)} | ready |" for n, lesson in lessons(root).items()}
    if first := primer(root):
        rows[0] = f"| 0 | {re.sub('^# (0 )?', '', first_line(first))} | ready |"
    text = path.read_text("utf-8")
    return _put(path, text, with_rows(text, rows, re.compile(r"\| ready \|")), root, write)


def write_start_page(root: Path = ROOT, write: bool = False) -> list[str]:
    """List the chapters on the start page, with links and minutes."""
    path = root / "notebooks" / "00_start_here.ipynb"
    rows = {
        n: f"| {n} | {title(lesson, n)} | [lesson]({lesson.name}), {_span(lesson)} "
        f"| [workbook](../exercises/{lesson.stem}/{lesson.name})"
        f", {workbook_minutes(lesson, root)} min |"
        for n, lesson in lessons(root).items()
    }
    if first := primer(root):
        name = re.sub("^# (0 )?", "", first_line(first))
        rows[0] = f"| 0 | {name} | [lesson]({first.name}), {_span(first)} | none |"
    page = json.loads(path.read_text("utf-8"))
    for cell in page["cells"]:
        source = "".join(cell["source"])
        if "| number | chapter |" in source:
            new = with_rows(source, rows, re.compile(r"\[lesson\]\("))
            cell["source"] = new.splitlines(keepends=True)
    text = json.dumps(page, indent=1, ensure_ascii=False) + "\n"
    return _put(path, path.read_text("utf-8"), text, root, write)


def _put(path: Path, old: str, new: str, root: Path, write: bool) -> list[str]:
    if write and new != old:
        path.write_text(new, "utf-8", newline="\n")
    return [path.relative_to(root).as_posix()] if new != old else []


# ---- the minutes ----

WORDS_A_MINUTE = 140  # for a reader whose English is at level B1 to B2
MINUTES_A_PICTURE = 1.5  # or a table
FIRST_TIME = 1.5  # for whom code is new: half as much again


def lesson_minutes(lesson: Path) -> float:
    """Minutes for a lesson: its words, its pictures and tables, and its steps as their records say.

    The lecturer's notes are not read by a learner.
    """
    told = _told(lesson)
    code = [cell for cell in told if cell["cell_type"] == "code"]
    shown = json.dumps([cell["outputs"] for cell in code])
    pictures = shown.count("<img") + shown.count("<table")
    steps = re.findall(r"check\(\s*\"(\d+\.[a-z])\"", "\n".join("".join(c["source"]) for c in code))
    done = sum(map(step_minutes, dict.fromkeys(steps)))
    return lesson_words(lesson) / WORDS_A_MINUTE + pictures * MINUTES_A_PICTURE + done


def lesson_words(lesson: Path) -> int:
    """Words that a learner reads in a lesson's text: all of it, answers and sources too."""
    prose = "\n".join("".join(c["source"]) for c in _told(lesson) if c["cell_type"] == "markdown")
    plain = re.sub(r"</?[a-z][^<>]*>", " ", prose)
    return sum(bool(re.search(r"\w", word)) for word in plain.split())


def _told(lesson: Path) -> list[dict[str, Any]]:
    return [cell for cell in _cells(lesson) if "notes" not in cell["metadata"].get("tags", [])]


def step_minutes(key: str) -> int:
    """Minutes of a step, as its record says."""
    from mkt40_helpers.workbook.shelf import find  # the links alone need no package

    return find(key).minutes


def workbook_minutes(lesson: Path, root: Path = ROOT) -> int:
    """Minutes for a workbook: those of its headings, into which `refresh` writes the records'."""
    path = root / "solutions" / lesson.stem / lesson.name
    prose = ["".join(c["source"]) for c in _cells(path) if c["cell_type"] == "markdown"]
    said = re.findall(r"^\*.*about (\d+) minutes.*\*$", "\n".join(prose), re.MULTILINE)
    return _fives(sum(map(int, said)))


def _span(lesson: Path) -> str:
    minutes = lesson_minutes(lesson)
    return f"{_fives(minutes)} to {_fives(minutes * FIRST_TIME)} min"


def _fives(minutes: float) -> int:
    return 5 * math.ceil(minutes / 5)


def _cells(notebook: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(notebook.read_text("utf-8"))["cells"]
    return cells


# ---- which chapter uses which table ----


def tables_used(number: int, root: Path = ROOT) -> set[str]:
    """Tables that the lesson or the workbook of a chapter loads."""
    paths = [lessons(root)[number], *root.glob(f"solutions/{number:02}_*/*.ipynb")]
    cells = [
        "".join(cell["source"])
        for path in paths
        for cell in _cells(path)
        if cell["cell_type"] == "code"
    ]
    code = "\n".join(cells)
    shown = {"glossary"} if "data.terms(" in code else set()
    return shown | set(re.findall(r"data\.load\(\s*[\"'](\w+)", code))


def uses(root: Path = ROOT) -> dict[str, list[int]]:
    """Chapters that use each table; of chapters still to come, the plan stays."""
    package = json.loads((root / "datasets" / "datapackage.json").read_text("utf-8"))
    used = {number: tables_used(number, root) for number in lessons(root)}
    planned = set(map(int, PLANNED.findall((root / "README.md").read_text("utf-8"))))
    return {
        resource["name"]: sorted(
            (planned & set(resource["chapters"]))
            | {number for number, names in used.items() if resource["name"] in names}
        )
        for resource in package["resources"]
    }


def write_uses(root: Path = ROOT, write: bool = False) -> list[str]:
    """Note in datapackage.json, and on the cards, which chapters use each table."""
    path = root / "datasets" / "datapackage.json"
    old = path.read_text("utf-8")
    package, chapters = json.loads(old), uses(root)
    for resource in package["resources"]:
        resource["chapters"] = chapters[resource["name"]]
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    changed = _put(path, old, text, root, write)
    if changed and write:
        from zwaluw.files import write_cards  # reads the tables, which the other links need not

        write_cards(path.parent)
    return changed


def main() -> None:
    """Write or check everything, and name what was wrong."""
    if unknown := set(sys.argv[1:]) - {"--check"}:
        raise SystemExit(f"There is only the option --check, not {', '.join(sorted(unknown))}.")
    write = "--check" not in sys.argv[1:]
    tasks = (stale, write_readme, write_start_page, write_uses)
    files = sorted({name for task in tasks for name in task(write=write)})
    told = f"{'corrected' if write else 'wrong'} in {', '.join(files)}" if files else "all agree"
    print(f"Links of {repository()}, chapters and tables: {told}")
    sys.exit(bool(files and not write))


if __name__ == "__main__":
    main()
