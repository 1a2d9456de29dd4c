"""What the lessons say with numbers, and their "so what", one module per chapter.

A claim is a sentence of the lesson with its numbers left open, a function that computes them from
the chapter's tables, and a condition. `tables` gives a learner's tables, or the whole ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Claim:
    says: str
    values: Callable[[Any], dict[str, Any]]
    holds: Callable[[dict[str, Any]], bool]
    so_what: bool = field(default=False)
