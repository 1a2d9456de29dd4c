"""Which chapters there are: their folders are found, and no list is kept by hand.

A chapter is a folder of this package with an ``exercises.py``; its ``__init__.py`` says its
``NUMBER``.
"""

from __future__ import annotations

import functools
import importlib
import re
from pathlib import Path
from types import ModuleType

__all__ = ["names", "part"]


@functools.cache
def names() -> dict[int, str]:
    """Name of every chapter by its number, in order.

    Returns
    -------
    dict of int to str

    Raises
    ------
    ValueError
        A folder says no number, or two say the same.

    Examples
    --------
    >>> names()[3]
    'advocacy'
    """
    found: dict[int, str] = {}
    for path in sorted(Path(__file__).parent.glob("*/exercises.py")):
        name, face = path.parent.name, path.with_name("__init__.py").read_text("utf-8")
        # Read and not imported, so that a chapter that is being written disturbs no other.
        said = re.search(r"^NUMBER = (\d+)$", face, re.MULTILINE)
        if said is None:
            raise ValueError(f"The chapter {name!r} has no line such as NUMBER = 3 in __init__.py.")
        number = int(said[1])
        if number in found:
            raise ValueError(f"The chapters {found[number]!r} and {name!r} both have {number}.")
        found[number] = name
    return dict(sorted(found.items()))


def part(name: str, room: str) -> ModuleType:
    """Import a room of a chapter, such as its exercises.

    Parameters
    ----------
    name : str
        Name of the chapter.
    room : str
        Name of the file.

    Returns
    -------
    module

    Examples
    --------
    >>> part("advocacy", "exercises").EXERCISES[0].key
    '3.1'
    """
    return importlib.import_module(f"mkt40_helpers.{name}.{room}")
