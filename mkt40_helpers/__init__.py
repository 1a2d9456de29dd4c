"""Helpers of the open course on Marketing 4.0.

Every chapter is a folder of its own (``from mkt40_helpers import advocacy``), with its lab in it
(``from mkt40_helpers.advocacy import lab``), and pictures where seaborn has no form for them. The
chapters share `data`, `inputs`, `intervals`, `plots`, `labs` and `workbook`. Nothing is loaded
before it is used.
"""

from __future__ import annotations

import importlib
from types import ModuleType

__version__ = "0.2.0"


def __getattr__(name: str) -> ModuleType:
    # So that `mkt40_helpers.advocacy` works after `import mkt40_helpers` too.
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as problem:
        if problem.name != f"{__name__}.{name}":
            raise  # a package that it needs is missing
        raise AttributeError(f"mkt40_helpers has no part {name!r}") from problem
