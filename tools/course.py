"""What every deck, handout and guide says of the course: name, authors, licences, address."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tools.links import ROOT, repository


@dataclass(frozen=True)
class Course:
    """Read where they are kept, and typed nowhere else."""

    name: str
    authors: str
    licence: str
    version: str
    address: str


def course(root: Path = ROOT) -> Course:
    """Read pyproject.toml and CITATION.cff."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    name = re.search(r'^title: "(.*)"$', (root / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    if name is None:
        raise SystemExit('CITATION.cff needs a line such as title: "The name of the course"')
    code, text = project["license"].split(" AND ")
    return Course(
        name=name[1],
        authors=", ".join(author["name"] for author in project["authors"]),
        licence=f"Text and data {text}, code {code}",
        version=project["version"],
        address=f"https://github.com/{repository(root)}",
    )
