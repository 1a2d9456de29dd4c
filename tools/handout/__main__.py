"""Write the handouts of some chapters, or of all (``python -m tools.handout 3``)."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools import links
from tools.handout import browser, pages
from tools.handout.about import about


def main(arguments: list[str] | None = None) -> None:
    """Write pages and PDFs, and tell of each chapter in one line."""
    parser = argparse.ArgumentParser(prog="python -m tools.handout", description=__doc__)
    parser.add_argument("chapters", nargs="*", type=int, help="their numbers; none: all")
    parser.add_argument(
        "--to", type=Path, default=links.ROOT / "_build" / "handouts", metavar="FOLDER"
    )
    parser.add_argument("--no-pdf", action="store_true", help="write the pages only")
    asked = parser.parse_args(arguments)
    there = links.lessons()
    if unknown := [str(number) for number in asked.chapters if number not in there]:
        parser.error(
            f"there is no chapter {', '.join(unknown)}; there are {', '.join(map(str, there))}"
        )
    found = None if asked.no_pdf else browser.find()
    print(f"Writing handouts into {asked.to} ...", flush=True)
    for number in asked.chapters or there:
        written = pages.write(number, asked.to)
        if found:
            for page in written:
                browser.print_pdf(found, page, page.with_suffix(".pdf"))
        pdfs = f" and {len(written)} PDFs" if found else ""
        print(f"  {number} {about(number).title}: {len(written)} pages{pdfs}", flush=True)
    if not found and not asked.no_pdf:
        print(browser.HOW_TO_PRINT)
    print("What holds answers is in the folder lecturer, apart from what the class gets.")


if __name__ == "__main__":
    main()
