"""Write a page that shows what a room has answered: ``python -m tools.room``.

The groups paste their result codes (``progress(code=True)``) into a chat or a form; the lecturer
pastes the chat, its codes and all, into the page, or opens files with it. The page is one file that
opens without server, account or network, and what is read in it stays in it. With ``--from FOLDER``
the files of a folder are put into the page when it is written. A hall without laptops raises hands:
their numbers are typed into the page.
"""

from __future__ import annotations

import argparse
import codecs
import json
import re
from pathlib import Path
from typing import Any

import nbformat

from mkt40_helpers import chapters
from mkt40_helpers.workbook import result_code
from mkt40_helpers.workbook.edition import EDITION
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.result_code import ANOTHER_DRAW, SEVERAL
from mkt40_helpers.workbook.shelf import exercises_of, steps_of

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".html")
TARGET = ROOT / "_build" / "room"
HANDS = PAGE.with_name("room_hands.js")
# What stands in the page until it is written.
GAP = "{/* what the course knows */}"
GAP_OF_HANDS = f"/* votes by hand: {HANDS.name} */"
# More than any chat has; what is larger is no list of codes.
_LARGEST = 5_000_000
_VOTE = re.compile(r'^vote = "\?" *#(.*)$', re.MULTILINE)


def lesson_of(chapter: int, root: Path = ROOT) -> nbformat.NotebookNode | None:
    """Read the lesson of a chapter; the primer is that of chapter 0."""
    number = f"{chapter:02}" if chapter else "00b"
    path = next(root.glob(f"notebooks/{number}_*.ipynb"), None)
    return nbformat.read(path, as_version=4) if path else None


def options_of(lesson: nbformat.NotebookNode) -> list[str]:
    """List what a lesson's vote is between, as its cell says it: ``vote = "?"  # "a" or "b"``."""
    said = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "code")
    cell = _VOTE.search(said)
    options = re.findall('"([^"]+)"', cell[1]) if cell else []
    numbers = {result_code.number_of_vote(option) for option in options}
    if len(numbers) < len(options):
        raise SystemExit(f"Two of these votes look the same in a code: {', '.join(options)}.")
    return options


def known(chosen: int | None = None, root: Path = ROOT) -> dict[str, Any]:
    """Gather what the page must know of every lesson and workbook to read its codes."""
    books = []
    for room, items_of in (("steps", steps_of), ("exercises", exercises_of)):
        for number in chapters.names(room):
            # A chapter that is being written may have no lesson yet.
            if chosen in (None, number) and (lesson := lesson_of(number, root)):
                books.append(_book(number, lesson, items_of(number)))
    books.sort(key=lambda book: (book["chapter"], not book["lesson"]))
    return {"edition": EDITION, "books": books}


def _book(
    chapter: int, lesson: nbformat.NotebookNode, items: tuple[Exercise, ...]
) -> dict[str, Any]:
    steps = items[0].is_step
    options = options_of(lesson) if steps else []
    return {
        "chapter": chapter,
        "title": lesson.cells[0].source.splitlines()[0].lstrip("# ").removeprefix(f"{chapter} "),
        "lesson": steps,
        "fingerprint": result_code.fingerprint(items),
        "votes": [{"word": one, "number": result_code.number_of_vote(one)} for one in options],
        "items": [
            {"key": item.key, "title": item.title, "choices": _choices(item)} for item in items
        ],
    }


def _choices(item: Exercise) -> list[dict[str, str]]:
    """Name everything that a code can tell of an answer, and say what is wrong with it."""
    says: dict[Any, str] = dict(item.messages)
    chosen = result_code.is_chosen(item)
    if chosen:
        says = {item.kind.expect(its, []): says[name] for name, its in item.mistakes.items()}
    says |= {SEVERAL: "The answer alone cannot tell which of several ideas led to it."}
    says |= {ANOTHER_DRAW: "The answer is right for something else than what was drawn."}
    there = result_code.choices(item)
    return [{"name": _name(one, chosen), "says": says.get(one, "")} for one in there]


def _name(choice: Any, chosen: bool) -> str:
    """Write an option, a decision with its reason, or the name of a mistake, for everybody."""
    if isinstance(choice, tuple):
        return f"“{choice[0]}”, reason {choice[1].upper()}"
    if chosen:
        return f"“{choice}”"
    names = {ANOTHER_DRAW: "of another draw", SEVERAL: "one of several ideas"}
    return names.get(choice, choice.replace("_", " "))


def texts_in(folder: Path) -> list[dict[str, str | None]]:
    """Read all files of a folder and of those in it; one that is no text is named with None."""
    found: list[dict[str, str | None]] = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            name, text = path.relative_to(folder).as_posix(), _text_of(path)
            found.append({"name": name, "text": text})
            if text is None:
                print(f"Left out, since it is no text that can be read: {name}")
    return found


def _text_of(path: Path) -> str | None:
    """Read a text as it is saved on any system; None where it is none."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b"\0"
    except OSError:
        return None
    # Notepad and Excel save "Unicode" as UTF-16.
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and b"\0" in content:
        return None
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None if wide else content.decode("latin-1")


def page(what: dict[str, Any], texts: list[dict[str, str | None]]) -> str:
    """Fill the page."""
    told = json.dumps({**what, "texts": texts}, ensure_ascii=False)
    empty = PAGE.read_text("utf-8").replace(GAP_OF_HANDS, HANDS.read_text("utf-8"))
    # Nothing that was read may end the script around it.
    return empty.replace(GAP, told.replace("<", "\\u003c"))


def write(
    chosen: int | None = None, target: Path = TARGET, folder: Path | None = None, root: Path = ROOT
) -> Path:
    """Write the page into a folder and return its path."""
    made = page(known(chosen, root), texts_in(folder) if folder else [])
    target.mkdir(parents=True, exist_ok=True)
    path = target / "room.html"
    path.write_text(made, "utf-8", newline="\n")
    return path


def main(arguments: list[str] | None = None) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.room", description=__doc__)
    parser.add_argument("chapter", nargs="?", type=int, help="only this chapter (default: all)")
    parser.add_argument("--to", type=Path, default=TARGET, help="folder for room.html")
    parser.add_argument("--from", type=Path, dest="folder", help="folder with files of codes")
    given = parser.parse_args(arguments)
    there = sorted({*chapters.names("steps"), *chapters.names("exercises")})
    if given.chapter not in (None, *there):
        listed = ", ".join(map(str, there))
        parser.error(f"chapter {given.chapter} has no codes; these have: {listed}")
    if given.folder and not given.folder.is_dir():
        parser.error(f"there is no folder {given.folder}")
    try:
        path = write(given.chapter, given.to, given.folder)
    except OSError as problem:
        raise SystemExit(f"The page could not be written: {problem}") from None
    print(f"Open this page in a browser: {path.resolve().as_uri()}")


if __name__ == "__main__":
    main()
