"""One thread for scikit-learn: its sums are then made in one order, on every machine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Hold the libraries for numbers to one thread, as long as the block runs.

    With more threads the order of a sum, and with it the last digit, hangs on the number of cores;
    and two libraries that each start as many threads as there are cores wait for each other.
    """
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits
