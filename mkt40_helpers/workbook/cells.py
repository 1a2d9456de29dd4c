"""The cells of the notebook as they are run: which ran just before, and how long ago.

Outside Jupyter there are no cells, and nothing here is known.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from mkt40_helpers.workbook import tables

__all__ = ["asks_for_more", "listen", "names", "now", "ran", "show_pictures"]

# Nobody reads and types as fast as "Run All Cells" goes on to the next cell.
SECONDS_OF_A_HAND = 1.0

# More cells than anybody runs in a sitting.
_MOST_CELLS = 2000

_Cell = tuple[str | None, str]


class _Seen:
    """What was seen of the notebook that is open in this kernel."""

    shell: Any = None
    starting = False
    now: _Cell | None = None
    text = ""
    ran: list[tuple[int, str]] = []  # noqa: RUF012
    before: _Cell | None = None
    ended = float("-inf")
    pause = float("inf")


def listen() -> None:
    """Take notice of every cell from now on; this one opens the workbook."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    if shell is not None:
        _Seen.shell, _Seen.starting = shell, True
        shell.events.register("pre_run_cell", _begun)  # a second time does nothing
        shell.events.register("post_run_cell", _ended)


def names() -> dict[str, Any]:
    """Return what the notebook holds, by name; nothing outside Jupyter."""
    return dict(_Seen.shell.user_ns) if _Seen.shell is not None else {}


def now() -> str:
    """Return the text of the cell that runs; "" outside Jupyter."""
    return _Seen.text


def ran() -> list[tuple[int, str]]:
    """Return the cells that ran without an error since the first `listen`, numbered, in order."""
    return list(_Seen.ran)


def show_pictures() -> bool:
    """Show what this cell has drawn, so that what is said next comes below it.

    Jupyter shows pictures when a cell has ended. A verdict above a picture is out of sight as soon
    as Shift+Enter has gone on to the next cell.

    Returns
    -------
    bool
        Whether anything was drawn.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if _Seen.shell is None or not pyplot or "inline" not in pyplot.get_backend():
        return False
    drawn = bool(pyplot.get_fignums())
    pyplot.show()
    return drawn


def asks_for_more(first: bool) -> bool:
    """Whether running the cell that runs now asks for something new.

    "Run All Cells" comes by every cell and asks for nothing. Somebody who runs the same cell twice
    in a row asks for more. Who runs a cell by hand for the first time does too, but the kernel gets
    the same request as from "Run All Cells"; only the pause before it tells them apart.

    Parameters
    ----------
    first : bool
        Whether there was nothing of the kind yet.

    Returns
    -------
    bool
        Always true outside Jupyter, where there are no cells.
    """
    if _Seen.shell is None:
        return True
    again = _Seen.now is not None and _Seen.now == _Seen.before
    return again or (first and _Seen.pause > SECONDS_OF_A_HAND)


def _begun(info: Any) -> None:
    _Seen.before, _Seen.now = _Seen.now, (getattr(info, "cell_id", None), info.raw_cell.strip())
    _Seen.text = info.raw_cell
    _Seen.pause = time.monotonic() - _Seen.ended


def _ended(result: Any) -> None:
    _Seen.ended = time.monotonic()
    if result.success:  # else a name may still hold what an earlier cell made of it
        number = _Seen.ran[-1][0] + 1 if _Seen.ran else 1
        _Seen.ran = [*_Seen.ran[-_MOST_CELLS:], (number, result.info.raw_cell)]
        tables.note(result.info.raw_cell, _Seen.shell.user_ns, _Seen.starting)
    _Seen.starting = False
