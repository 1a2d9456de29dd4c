"""What a chapter's own functions give back while one of them runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["returned"]

_PACKAGE = Path(__file__).parents[1]
# A function that gave back more different things worked on rows, or on groups one by one.
_MOST = 6
_WANTED = (int, float, np.number, tuple, pd.Series)


def returned(maker: Callable[..., Any], given: Sequence[Any], folder: str) -> list[Any]:
    """Run a function and collect what those of a chapter gave back meanwhile.

    Parameters
    ----------
    maker : callable
    given : sequence
        Its arguments.
    folder : str
        The chapter's folder in the package.

    Returns
    -------
    list
        Numbers, columns and tuples, in the order in which they were made.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> from mkt40_helpers.advocacy import by_hand
    >>> returned(by_hand.net, [data.load("survey")], "advocacy")
    [739, 321, 418]
    """
    room = str(_PACKAGE / folder)
    made: dict[CodeType, list[Any]] = {}

    def watch(frame: FrameType, event: str, result: Any) -> None:
        code = frame.f_code
        # What a generator yields comes by here as well.
        ours = code.co_filename.startswith(room) and code.co_name != "<genexpr>"
        if event == "return" and ours and isinstance(result, _WANTED):
            made.setdefault(code, []).append(result)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        maker(*given)
    finally:
        sys.setprofile(before)
    return [one for results in made.values() if len(results) <= _MOST for one in results]
