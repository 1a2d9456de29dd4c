"""Patience with a learner's function: one that never ends is stopped, and the kernel lives.

A second thread interrupts the main one, as the Stop button does; this works on Linux, macOS and
Windows. Where there are no threads (in the browser), a function is called without a limit.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Callable
from typing import Any

from mkt40_helpers.workbook.words import say

__all__ = ["in_time"]

SECONDS = 3.0
# A function that was too slow once gets less on its next inputs, so that they do not add up.
SECONDS_AGAIN = 0.3

_too_slow: Callable[..., Any] | None = None
_watching = False


def in_time(function: Callable[..., Any], *values: Any, most: float | None = None) -> Any:
    """Call a function; stop it when it does not end.

    Parameters
    ----------
    function : callable
    *values
        What it is called with.
    most : float, optional
        So many seconds it may take; without it three.

    Returns
    -------
    What the function gives back.

    Raises
    ------
    TimeoutError
        It was still running after a few seconds.

    Examples
    --------
    >>> in_time(len, [7, 8])
    2
    """
    global _too_slow, _watching
    if _watching:  # a call inside a call: the one around it is watched, and one watch is enough
        return function(*values)
    seconds = SECONDS if most is None else most
    seconds = SECONDS_AGAIN if function is _too_slow else seconds
    ended, interrupted = threading.Event(), threading.Event()

    def interrupt() -> None:
        wait = seconds
        # Again and again: a bare except in the loop may swallow an interrupt.
        while not ended.wait(wait):
            interrupted.set()
            _interrupt()
            wait = 0.5

    watch = threading.Thread(target=interrupt, daemon=True)
    if not _started(watch):
        return function(*values)
    _watching = True
    try:
        try:
            return function(*values)
        finally:
            _watching = False
            ended.set()
            watch.join()
            interrupted.is_set()  # an interrupt that came too late arrives here, at the latest
    except KeyboardInterrupt:
        ended.set()
        watch.join()
        if not interrupted.is_set():
            raise  # the learner pressed Stop herself
        _too_slow = function
        raise TimeoutError(say("function.too_slow")) from None


def _interrupt() -> None:
    """Interrupt the main thread; where signals can be sent, also one that sleeps."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _started(watch: threading.Thread) -> bool:
    """Start the second thread, where there can be one and it can interrupt this one."""
    if threading.current_thread() is not threading.main_thread():
        return False
    try:
        watch.start()
    except RuntimeError:
        return False
    return True
