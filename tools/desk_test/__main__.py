"""Write a desk test: ``python -m tools.desk_test CHAPTER --sample NUMBER [--to FOLDER]``.

Two pages in ``_build/guide/``: the test for the class, and its answers for the marker. Another
number is another sample, with other questions and other figures; the same number is the same test.
The pages show a form's letters and not the number: whoever has that has the answers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mkt40_helpers import chapters
from tools.desk_test import pages
from tools.desk_test.draw import draw, form_letters
from tools.guide import frame


def main(given: list[str] | None = None) -> None:
    """Write the two pages of a test."""
    there = list(chapters.names("exercises"))
    parser = argparse.ArgumentParser(prog="python -m tools.desk_test", description=__doc__)
    parser.add_argument("chapter", type=int, help=f"one of {there}: those with a workbook")
    parser.add_argument(
        "--sample", type=int, required=True, metavar="NUMBER", help="a long one, hard to guess"
    )
    parser.add_argument("--to", type=Path, default=frame.FOLDER, metavar="FOLDER")
    options = parser.parse_args(given)
    if options.chapter not in there:
        told = ", ".join(map(str, there))
        parser.error(f"chapter {options.chapter} has no workbook to draw from; these have: {told}")
    for path in write(options.chapter, options.sample, options.to):
        print(path)


def write(chapter: int, number: int, folder: Path) -> list[Path]:
    """Write the test of a chapter on a sample, and its answers."""
    questions = draw(chapter, number)
    name = f"desk_test_{chapter:02}_form_{form_letters(number)}"
    made = {name: pages.test, f"{name}_answers": pages.answers}
    return [
        frame.write(folder / f"{name}.html", page(chapter, number, questions))
        for name, page in made.items()
    ]


if __name__ == "__main__":
    main()
