"""Write anew what follows from the address and from the chapters (`make links`).

- Launch links: each names the repository of pyproject.toml. (`exercises/` is left out because it is
  made from `solutions/`: run `make exercises` when a workbook carries a link.)
- The lists of chapters in README.md and on the start page: one row for each chapter that is there.
- Which chapter uses which table, in datapackage.json and on the data cards.

With --check nothing is written; the exit code says whether all agree.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

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


def title(lesson: Path, number: int) -> str:
    """Title of a lesson: its first line, without the number."""
    try:
        cells = json.loads(lesson.read_text("utf-8"))["cells"]
        first = "".join(cells[0]["source"]).splitlines()[0]
    except (ValueError, LookupError):
        first = ""
    if not first.startswith(f"# {number} "):
        raise SystemExit(f"{lesson.name} must begin with its title: # {number} Title")
    return first.removeprefix(f"# {number} ")


def with_rows(text: str, rows: dict[int, str], there: re.Pattern[str]) -> str:
    """Put one row for each chapter into the table of chapters of a page.

    A row that is already there is kept: minutes in it are written by hand. Rows that say a chapter
    is there (they match `there`) go when it is not; planned ones stay.
    """
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if ROW.match(line)]
    old = {int(ROW.match(lines[place])[1]): lines[place] for place in places}  # type: ignore[index]
    kept = {n: row for n, row in old.items() if n not in rows and not there.search(row)}
    kept |= {n: old[n] if n in old and there.search(old[n]) else row for n, row in rows.items()}
    new = [kept[number] for number in sorted(kept)]
    return "\n".join([*lines[: places[0]], *new, *lines[places[-1] + 1 :]])


def write_readme(root: Path = ROOT, write: bool = False) -> list[str]:
    """List the chapters in README.md."""
    path = root / "README.md"
    rows = {n: f"| {n} | {title(lesson, n)} | ready |" for n, lesson in lessons(root).items()}
    text = path.read_text("utf-8")
    return _put(path, text, with_rows(text, rows, re.compile(r"\| ready \|")), root, write)


def write_start_page(root: Path = ROOT, write: bool = False) -> list[str]:
    """List the chapters on the start page, with links."""
    path = root / "notebooks" / "00_start_here.ipynb"
    rows = {
        n: f"| {n} | {title(lesson, n)} | [lesson]({lesson.name}) "
        f"| [workbook](../exercises/{lesson.stem}/{lesson.name}) |"
        for n, lesson in lessons(root).items()
    }
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


# ---- which chapter uses which table ----


def tables_used(number: int, root: Path = ROOT) -> set[str]:
    """Tables that the lesson or the workbook of a chapter loads."""
    paths = [lessons(root)[number], *root.glob(f"solutions/{number:02}_*/*.ipynb")]
    cells = [
        "".join(cell["source"])
        for path in paths
        for cell in json.loads(path.read_text("utf-8"))["cells"]
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
