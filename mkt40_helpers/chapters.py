"""Which chapters there are: their folders are found, never listed by hand.

A chapter is a folder of this package with an ``exercises.py``; its face (``__init__.py``) says
its ``NUMBER``. To add a chapter is to add a folder.
"""

from __future__ import annotations

import functools
import importlib
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
        Two folders have the same number.

    Examples
    --------
    >>> names()[3]
    'advocacy'
    """
    found: dict[int, str] = {}
    for path in sorted(Path(__file__).parent.glob("*/exercises.py")):
        name = path.parent.name
        number: int = importlib.import_module(f"mkt40_helpers.{name}").NUMBER
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
