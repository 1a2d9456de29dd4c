"""The figures that a lesson prints: who types one of them has an answer of other data than hers."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from mkt40_helpers import chapters

__all__ = ["FEWEST_DIGITS", "file_of", "of_lesson"]

# A figure with fewer digits (without zeros at its ends) is met everywhere by chance.
FEWEST_DIGITS = 3


def file_of(folder: str) -> Path:
    """Say where the figures of a chapter's lesson are kept; `tools.refresh` writes them.

    Parameters
    ----------
    folder : str
        Name of the chapter.

    Returns
    -------
    Path

    Examples
    --------
    >>> file_of("advocacy").name
    'lesson_figures.json'
    """
    return Path(chapters.__file__).parent / folder / "lesson_figures.json"


@functools.cache
def of_lesson(chapter: int) -> Mapping[float, str]:
    """Give the figures that a lesson prints, each with the heading of the section it stands in.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    mapping of float to str
        The first section, where a figure stands in several; nothing for a chapter that is being
        written.

    Examples
    --------
    >>> len(of_lesson(3)) > 40, of_lesson(99)
    (True, mappingproxy({}))
    """
    path = file_of(chapters.names().get(chapter, ""))
    sections = json.loads(path.read_text("utf-8")) if path.exists() else {}
    found: dict[float, str] = {}
    for section, figures in sections.items():
        for figure in figures:
            found.setdefault(float(figure), section)
    return MappingProxyType(found)
