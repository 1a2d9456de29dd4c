"""The command: make the decks of all lessons, or of some."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.deck.build import made
from tools.links import ROOT, lessons, primer


def chosen(names: list[str], root: Path = ROOT) -> list[Path]:
    """Lessons by number or path; all of them where none is named."""
    there = {str(number): path for number, path in lessons(root).items()}
    if first := primer(root):
        there = {"0": first} | there
    if not names:
        return list(there.values())
    paths = [there.get(name, Path(name)) for name in names]
    if lost := [str(path) for path in paths if not path.is_file()]:
        raise SystemExit(f"There is no lesson {', '.join(lost)}. There are: {', '.join(there)}.")
    return paths


def main(arguments: list[str] | None = None) -> None:
    """Write the decks, and say of each how large it is."""
    parser = argparse.ArgumentParser(prog="python -m tools.deck", description=__doc__)
    parser.add_argument("lessons", nargs="*", help="numbers or files; without any: all lessons")
    parser.add_argument("--to", type=Path, default=Path("_build/slides"), metavar="FOLDER")
    given = parser.parse_args(arguments)
    for lesson in chosen(given.lessons):
        print(made(lesson, given.to), flush=True)
    print("Open a deck in a browser: S shows the notes, ?print-pdf behind its address prints it.")


if __name__ == "__main__":
    main()
