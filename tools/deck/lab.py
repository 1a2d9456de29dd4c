"""The lab of a chapter on its slide."""

from __future__ import annotations


def lab(number: int, called: str) -> str | None:
    """Return a chapter's lab as HTML that needs no kernel; None where there is none.

    `called` is the name by which its cell calls it, such as "nps_explorer". It takes the place of
    the lab's picture, and brings one of its own for paper and for where scripts do not run.
    """
    return None
