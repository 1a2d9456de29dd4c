"""Write the invented tables and the data cards of ``datasets/`` anew (``make data``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from mkt40_helpers import data
from mkt40_helpers.world import generate

CARDS_HEAD = """# Data cards

Made from `datapackage.json` by `make data`; change it there, not here. Zwaluw is an invented
Dutch brand of e-bikes: its tables come from the generator in `mkt40_helpers/world/`, whose
parameters are known, so that an estimate can be held against the truth. Real series are marked
as real and name their source.
"""

DATE_FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S"}


def write_tables(target: Path) -> None:
    """Write every invented table into the folder `target`, as datapackage.json describes it."""
    described = {
        resource["name"]: resource["schema"]["fields"]
        for resource in json.loads((data.folder() / "datapackage.json").read_text("utf-8"))[
            "resources"
        ]
    }
    for name, table in generate().items():
        if name not in described:
            raise ValueError(f"The table {name!r} is not described in datapackage.json.")
        _write(table, described[name], target / f"{name}.csv")


def _write(table: pd.DataFrame, fields: list[dict[str, Any]], path: Path) -> None:
    table = table[[field["name"] for field in fields]].copy()
    for field in fields:
        if field["type"] in DATE_FORMATS:
            table[field["name"]] = table[field["name"]].dt.strftime(DATE_FORMATS[field["type"]])
    # lineterminator: the same bytes on Windows.
    table.to_csv(path, index=False, lineterminator="\n")


def note_checksums() -> None:
    """Note in datapackage.json what each file holds now, so that an edited one is noticed."""
    path = data.folder() / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    for resource in package["resources"]:
        resource["hash"] = data.checksum(data.folder() / resource["path"])
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, "utf-8", newline="\n")


def write_cards(target: Path) -> None:
    """Write the data cards of all tables into the folder `target`."""
    cards = [data.describe(name) for name in data.catalog()["name"]]
    (target / "README.md").write_text("\n".join([CARDS_HEAD, *cards]), "utf-8", newline="\n")


if __name__ == "__main__":
    write_tables(data.folder())
    note_checksums()
    write_cards(data.folder())
    print(f"Written anew: the invented tables and their cards in {data.folder().name}/")
