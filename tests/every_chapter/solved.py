"""A lesson's cells with steps in them, and the same when somebody has done the step."""

from __future__ import annotations

import re

import nbformat

# A line that waits for an answer: my_score = ...
WAITS = re.compile(r"^\w[\w, ]*=\s*\.\.\.(\s*,\s*\.\.\.)*\s*(#.*)?$")


def keys_in(source: str) -> list[str]:
    """Keys of the steps that a cell checks."""
    return re.findall(r"""^check\(\s*["'](\d+\.[a-z])["']""", source, re.MULTILINE)


def cell_of(notebook: nbformat.NotebookNode, key: str) -> nbformat.NotebookNode:
    """Find the one cell that checks a step."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    (found,) = [cell for cell in cells if key in keys_in(cell.source)]
    return found


def solved(source: str, solution: str) -> str:
    """Put a step's solution into its cell.

    It takes the place of the lines with three dots; where there are none, because an example is to
    be changed, of all that stands above the check.
    """
    lines = source.splitlines()
    check = next(place for place, line in enumerate(lines) if line.startswith("check("))
    waiting = [place for place, line in enumerate(lines[:check]) if WAITS.match(line)]
    replaced = waiting or list(range(check))
    first = replaced[0] if replaced else check
    kept = [line for place, line in enumerate(lines) if place not in replaced]
    return "\n".join([*kept[:first], *solution.splitlines(), *kept[first:]])


def gapped_lines(source: str) -> list[str]:
    """Lines with gaps, which stand there as comments, without the #."""
    lines = [line for line in source.splitlines() if "___" in line]
    return [line.removeprefix("#").strip() for line in lines]


def fits(solution: str, gapped: str) -> bool:
    """Tell whether some line of a solution fills the gaps of a line and changes nothing else."""
    parts = [re.escape(part) for part in " ".join(gapped.split()).split("___")]
    lines = [" ".join(line.split()) for line in solution.splitlines()]
    return any(re.fullmatch("(.+)".join(parts), line) for line in lines)
