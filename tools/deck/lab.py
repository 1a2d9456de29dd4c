"""The lab of a chapter on its slide."""

from __future__ import annotations

import functools
import re
from typing import Any

from nbformat.v4 import new_code_cell, new_output

from mkt40_helpers import chapters
from tools.deck.cells import is_shown, role, tags

# A lab's cell calls it: lab.nps_explorer()
CALLED = re.compile(r"^lab\.(\w+)\(", re.MULTILINE)


@functools.cache  # the deck and the guide of a chapter ask for it
def lab(number: int, called: str) -> str | None:
    """Return a chapter's lab as HTML that needs no kernel; None where there is none.

    `called` is the name by which its cell calls it, such as "nps_explorer". The HTML brings a still
    picture for paper and for where scripts do not run.
    """
    name = chapters.names().get(number)
    made = getattr(chapters.part(name, "lab"), called, None) if name else None
    return str(made().page()) if made else None


def with_labs(cells: list[Any], number: int) -> list[Any]:
    """Put each lab in the place of its still picture, or on a new slide where that is on none."""
    found = list(cells)
    for place, cell in enumerate(cells):
        called = CALLED.search(cell.source) if "live" in tags(cell) else None
        page = lab(number, called[1]) if called else None
        if page is None:
            continue
        later = next((at for at in range(place + 1, len(cells)) if is_shown(cells[at])), place)
        is_its_picture = "picture" in tags(cells[later]) and "= lab." in cells[later].source
        at = later if is_its_picture else place
        found[at] = on_a_slide(page, role(cells[at]) if is_its_picture else "subslide", cells[at])
    return found


def on_a_slide(page: str, its_role: str, before: Any) -> Any:
    """Make a cell whose result is the lab."""
    marks = sorted(tags(before) - {"live"} | {"picture"})
    output = new_output("display_data", {"text/html": page})
    metadata = dict(before.metadata) | {"slideshow": {"slide_type": its_role}, "tags": marks}
    return new_code_cell("", outputs=[output], metadata=metadata)
