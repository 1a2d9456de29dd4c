"""Write the lecturer's guide of each chapter: ``python -m tools.guide [chapters] [--to FOLDER]``.

Two pages for each chapter, in ``_build/guide/``: the guide, and a sheet with all that stays.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mkt40_helpers import chapters
from tools.guide import frame, lesson, pages


def main(given: list[str] | None = None) -> None:
    """Write the guides of the chapters that are named, or of all."""
    there = list(chapters.names())
    parser = argparse.ArgumentParser(prog="python -m tools.guide", description=__doc__)
    parser.add_argument("chapters", nargs="*", type=int, help=f"which of {there}; else all")
    parser.add_argument("--to", type=Path, default=frame.FOLDER, metavar="FOLDER")
    options = parser.parse_args(given)
    if unknown := sorted(set(options.chapters) - set(there)):
        parser.error(f"there is no chapter {unknown[0]}, but {', '.join(map(str, there))}")
    for number in options.chapters or there:
        print(f"Chapter {number}: each mistake is tried on fifty samples ...", flush=True)
        write(number, options.to)


def write(number: int, folder: Path) -> None:
    """Write the pages of one chapter."""
    name = lesson.path(number).stem
    for page, ending in ((pages.guide, "guide"), (pages.sheet, "sheet")):
        print(f"  {frame.write(folder / f'{name}_{ending}.html', page(number))}")


if __name__ == "__main__":
    main()
