"""The table of coverage in docs/coverage.md: written from a simulation, and read by the tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from tests.coverage.register import Row

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
ENOUGH = 0.93  # below it, a docstring says so
_MARK = "<!-- from here on written by python -m tests.coverage -->"
_HEAD = """
| what was simulated | size of the sample | holds the truth | ± | no interval |
| --- | --- | --- | --- | --- |
"""


def write(rows: Iterable[Row]) -> None:
    """Put the rows below the words of the page, in place of those of the same intervals."""
    words, _, tables = PAGE.read_text("utf-8").partition(_MARK)
    parts = {part.partition("`")[0]: f"## `{part}" for part in tables.split("## `")[1:]}
    for name, of_name in itertools.groupby(_world_by_world(rows), key=lambda row: row.name):
        parts[name] = "".join([f"## `{name}`\n{_HEAD}", *map(_line, of_name)])
    sections = "\n\n".join(parts[name].strip() for name in sorted(parts))
    PAGE.write_text(f"{words}{_MARK}\n\n{sections}\n", "utf-8", newline="\n")


def _world_by_world(rows: Iterable[Row]) -> list[Row]:
    rows = list(rows)
    order = list(dict.fromkeys((row.name, row.world) for row in rows))
    return sorted(rows, key=lambda row: (row.name, order.index((row.name, row.world))))


def _line(row: Row) -> str:
    covers = f"**{row.covers:.3f}**" if row.covers < ENOUGH else f"{row.covers:.3f}"
    refused = f"{row.refused:.1%}" if row.refused else ""
    return f"| {row.world} | {row.size} | {covers} | {2 * row.error:.3f} | {refused} |\n"


def read() -> dict[tuple[str, str, str], tuple[float, float]]:
    """Coverage and share of refusals of each row, by name, world and size."""
    found, name = {}, ""
    for line in PAGE.read_text("utf-8").partition(_MARK)[2].splitlines():
        if line.startswith("## "):
            name = line.strip("# `")
        elif line.startswith("|") and not line.startswith(("| what", "| ---")):
            world, size, covers, _, refused = (cell.strip() for cell in line.split("|")[1:-1])
            share = float(refused.rstrip("%")) / 100 if refused else 0.0
            found[name, world, size] = float(covers.strip("*")), share
    return found
