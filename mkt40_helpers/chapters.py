"""Which chapters there are: their folders are found, and no list is kept by hand.

A chapter is a folder of this package whose ``__init__.py`` says its ``NUMBER``. It may have an
``exercises.py`` (of its workbook), a ``steps.py`` (of its lesson), or both.
"""

from __future__ import annotations

import ast
import functools
import importlib
from pathlib import Path
from types import ModuleType

__all__ = ["names", "part"]


# What a folder has that is a chapter's.
ROOMS = ("exercises", "steps")


def names(room: str | None = None) -> dict[int, str]:
    """Name of every chapter by its number, in order.

    Parameters
    ----------
    room : {"exercises", "steps"}, optional
        Only those that have a workbook, or steps in their lesson.

    Returns
    -------
    dict of int to str

    Examples
    --------
    >>> names()[3], names("exercises")[3]
    ('advocacy', 'advocacy')
    """
    return {
        number: name for number, (name, rooms) in _found().items() if room is None or room in rooms
    }


@functools.cache
def _found() -> dict[int, tuple[str, frozenset[str]]]:
    found: dict[int, tuple[str, frozenset[str]]] = {}
    for face in sorted(Path(__file__).parent.glob("*/__init__.py")):
        folder = face.parent
        number = _number(face)
        # A folder that is being written, or a copy of another, disturbs nobody: the tests name it.
        if number is not None and number not in found:
            rooms = frozenset(room for room in ROOMS if (folder / f"{room}.py").exists())
            found[number] = folder.name, rooms
    return dict(sorted(found.items()))


def _number(face: Path) -> int | None:
    """Read a chapter's NUMBER without importing it; None where it says none."""
    try:
        tree = ast.parse(face.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return None
    for node in tree.body:
        names = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        value = getattr(node, "value", None)
        if any(isinstance(name, ast.Name) and name.id == "NUMBER" for name in names):
            said = value.value if isinstance(value, ast.Constant) else None
            return said if type(said) is int else None
    return None


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
    >>> part("advocacy", "exercises").EXERCISES[0].number
    '1'
    """
    return importlib.import_module(f"mkt40_helpers.{name}.{room}")
