"""The edition of the course, and of the workbook that a learner has before her."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkt40_helpers import __version__
from mkt40_helpers.workbook.words import say

__all__ = ["EDITION", "FIRST", "METADATA", "of_progress", "of_workbook", "workbooks_here"]

EDITION = __version__
# What has no edition was made by the first version.
FIRST = "0.1"
# Where a notebook says it, among its metadata.
METADATA = "marketing_4_0"


def workbooks_here(chapter: int) -> list[Path]:
    """Find the workbook of a chapter that lies in the folder where the notebook runs.

    A kernel does not know its notebook. Jupyter tells it the path where it can; else the file
    has the name that the course gave it, or a browser made of it.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    list of Path
        Several where copies lie there; none where the notebook runs in another folder.

    Examples
    --------
    >>> workbooks_here(99)
    []
    """
    here = Path.cwd()
    told = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if told.suffix == ".ipynb" and told.is_file() and told.parent.resolve() == here.resolve():
        return [told]
    return sorted(here.glob(f"{chapter:02}_*.ipynb"))


def of_workbook(chapter: int) -> str:
    """Say, if so, that the workbook before the learner is of another edition than the course.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    str
        A sentence, or "" where they belong together or the workbook cannot be found.

    Examples
    --------
    >>> of_workbook(99)
    ''
    """
    found = [_edition_in(path) for path in workbooks_here(chapter)]
    if not found or EDITION in found:
        return ""
    return say("start.old_workbook", found=found[0], here=EDITION)


def of_progress(records: Sequence[Mapping[str, Any]]) -> str:
    """Say once that earlier answers are of another edition: until the first new one is kept.

    Parameters
    ----------
    records : sequence of records
        As in a progress file, in order of time.

    Returns
    -------
    str
        A sentence, or "".

    Examples
    --------
    >>> of_progress([{"exercise": "3.1", "event": "hint"}])
    'Your earlier answers are of version 0.1 of the course: they stay as recorded.'
    >>> of_progress([])
    ''
    """
    found = {record.get("edition", FIRST) for record in records}
    if not found or EDITION in found:
        return ""
    if found == {FIRST}:
        return say("start.first_answers", version=FIRST)
    return say("start.old_answers", found=say("start.and").join(sorted(found)))


def _edition_in(workbook: Path) -> str:
    try:
        notebook: Any = json.loads(workbook.read_text("utf-8"))
        return str(notebook["metadata"][METADATA]["edition"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return FIRST
