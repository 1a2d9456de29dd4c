"""What every page says of itself: the chapter, who wrote it, under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tools import links
from tools.course import course

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
    of = course(root)
    title = links.title(links.lessons(root)[number], number)
    return About(number, title, of.authors, of.licence, of.version)
