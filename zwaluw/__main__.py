"""``python -m zwaluw``: write the invented tables as CSV files (``make data``)."""

from __future__ import annotations

import argparse
from pathlib import Path

from mkt40_helpers import data
from zwaluw.build import CUSTOMERS
from zwaluw.files import note_checksums, write_cards, write_tables


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(
        prog="python -m zwaluw",
        description="Write the tables of the invented company Zwaluw as CSV files. Without "
        "options: the course's own, with their data cards, into datasets/.",
    )
    parser.add_argument(
        "--customers", type=int, metavar="N", help=f"how many customers (default: {CUSTOMERS:,})"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write here, not into datasets/")
    given = parser.parse_args()
    if given.customers is not None and given.out is None:
        parser.error("--customers needs --out: datasets/ holds the course's own world only")
    target = data.folder() if given.out is None else given.out.expanduser()
    customers = CUSTOMERS if given.customers is None else given.customers
    try:
        made = write_tables(target, customers)
    except (ValueError, OSError, MemoryError) as problem:
        parser.exit(1, f"Nothing was written. {problem or 'There is not enough memory.'}\n")
    except KeyboardInterrupt:
        parser.exit(1, "Stopped. Nothing was written.\n")
    if given.out is None:
        note_checksums()
        write_cards(data.folder())
    print(f"Written: {len(made)} tables in {target if given.out else target.name}")


if __name__ == "__main__":
    main()
