"""The lab of a chapter on its slide."""

from __future__ import annotations


def lab(number: int) -> str | None:
    """Return the lab of a chapter as HTML that needs no kernel; None where there is none.

    Where there is one, it takes the place of the lab's picture on screen, and the picture is what
    is printed and what is seen without scripts.
    """
    return None
