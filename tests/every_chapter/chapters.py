"""The chapters as their tests see them: the notebooks, the exercises, the claims."""

from __future__ import annotations

import copy
import functools
import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat

from mkt40_helpers import chapters
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import exercises_of, steps_of

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Chapter:
    """One chapter: its number, its name, and where its parts are."""

    number: int
    name: str

    @property
    def lesson(self) -> Path:
        number = f"{self.number:02}" if self.number else "00b"  # 00 is the start page
        (path,) = ROOT.glob(f"notebooks/{number}_*.ipynb")
        return path

    @property
    def solution(self) -> Path:
        """The workbook with its answers."""
        return ROOT / "solutions" / self.lesson.stem / self.lesson.name

    @property
    def released(self) -> Path:
        """The workbook as students get it."""
        return ROOT / "exercises" / self.lesson.stem / self.lesson.name

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return exercises_of(self.number)

    @property
    def steps(self) -> tuple[Exercise, ...]:
        return steps_of(self.number)

    @property
    def claims(self) -> ModuleType | None:
        """What the lesson claims; None until somebody has written it down."""
        path = ROOT / "tests" / self.name / "claims.py"
        return importlib.import_module(f"tests.{self.name}.claims") if path.exists() else None

    @property
    def hints(self) -> dict[str, str | None]:
        """What the last hint of each exercise takes for granted, as code around its code."""
        told: dict[str, str | None] = importlib.import_module(f"tests.{self.name}.hints").HINTS
        return told

    @property
    def conditions(self) -> dict[str, dict[str, tuple[str, ...] | str]]:
        """What its exercises ask for, and the mistakes of whoever overlooks it."""
        module = importlib.import_module(f"tests.{self.name}.conditions")
        told: dict[str, dict[str, tuple[str, ...] | str]] = module.CONDITIONS
        return told


# Those with a workbook, and those with steps in their lesson.
CHAPTERS = [Chapter(number, name) for number, name in chapters.names("exercises").items()]
WITH_STEPS = [Chapter(number, name) for number, name in chapters.names("steps").items()]


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook, a copy for each caller: to read the file takes seven times as long."""
    return copy.deepcopy(_read(path, path.stat().st_mtime_ns))


@functools.lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])
