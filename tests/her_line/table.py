"""The table of the proof: docs/her_line.md."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from tests.every_chapter.chapters import ROOT
from tests.her_line.proof import Tried

PAGE = ROOT / "docs/her_line.md"


def page(tried: Sequence[Tried]) -> str:
    """Write the table, by kind of edit and by exercise."""
    seconds = sorted(one.seconds for one in tried)
    head = f"""# Does the check point at the line that is wrong?

Made by `python -m tests.her_line`. Each kind of edit is made in the solutions' own code, once
in an exercise. Kept are those that change the answer. *Found*: an edit was found that
makes the answer right again. *Right*: it is in the statement that was changed. This proves the
engine, not that a student is helped.

All {len(tried)}: {_shares(tried)}. Processor seconds: median {statistics.median(seconds):.2f},
95% {seconds[int(0.95 * len(seconds))]:.2f}.
"""
    kinds = _rows(tried, lambda one: one.kind)
    keys = _rows(tried, lambda one: one.key)
    columns = "| tried | found | right of found |\n| --- | --- | --- | --- |\n"
    return f"{head}\n| edit {columns}{kinds}\n\n| exercise {columns}{keys}\n"


def shares(tried: Sequence[Tried]) -> tuple[float, float]:
    """Give the share of edits that are found at their line, and the share right of those found."""
    found = [one for one in tried if one.said]
    right = [one for one in found if one.is_right]
    return len(right) / len(tried), len(right) / max(1, len(found))


def _shares(tried: Sequence[Tried]) -> str:
    pointed, right = shares(tried)
    return (
        f"the changed line is pointed at in {pointed:.1%}, and {right:.1%} of what is said is right"
    )


def _rows(tried: Sequence[Tried], by: Callable[[Tried], str]) -> str:
    groups: dict[str, list[Tried]] = {}
    for one in tried:
        groups.setdefault(by(one), []).append(one)
    lines = []
    for name, its in sorted(groups.items()):
        found = [one for one in its if one.said]
        right = sum(one.is_right for one in found)
        of_found = f"{right / len(found):.0%}" if found else ""
        lines.append(f"| {name} | {len(its)} | {len(found) / len(its):.0%} | {of_found} |")
    return "\n".join(lines)
