"""What every page says of itself: the chapter, who wrote it, under which licence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tools import links

__all__ = ["About", "about"]


@dataclass(frozen=True)
class About:
    """A chapter and the course it belongs to."""

    number: int
    title: str
    authors: str
    licence: str
    version: str

    @property
    def name(self) -> str:
        """Name of its files, such as "03"."""
        return f"{self.number:02}"


def about(number: int, root: Path = links.ROOT) -> About:
    """Read what is said of a chapter; nothing of it is typed twice."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return About(
        number,
        links.title(links.lessons(root)[number], number),
        ", ".join(author["name"] for author in project["authors"]),
        project["license"],
        project["version"],
    )
