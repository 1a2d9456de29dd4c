"""The world as files: the invented tables, their checksums, and the data cards."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from mkt40_helpers import data
from zwaluw.build import CUSTOMERS, generate
from zwaluw.truth import truth

CARDS_HEAD = """# Data cards

Made from `datapackage.json` by `make data`; change it there, not here. Zwaluw is an invented
Dutch brand of e-bikes: its tables come from the generator in `zwaluw/`, whose
parameters are known, so that an estimate can be compared with the truth. Real series are marked
as real and name their source.

Some words that the cards use:

- *planted*: put into the data on purpose by the generator. A planted value is the truth that an
  estimate can be compared with; in a table, and more so in a learner's sample, chance moves the
  figures a little away from it.
- *spread*: standard deviation. *Noise*: what chance adds.
- *log-odds*: the logarithm of p / (1 - p), where p is a probability. 0 means one half.
- *logarithm*: always the natural one. A spread of 0.10 on the logarithm is about 10 percent.
- *sample*: what a learner gets with a number of her own, `data.load(name, student="...")`.
"""

INDEX_HEAD = """## All tables

The last column says what a learner's own sample holds. Some tables are drawn by the learner's
number (about half of the customers, regions, persons of a panel, interviewers, deals, leads,
rivals or styles); the others keep the rows that belong to these.

| table | title | kind | rows | chapters | learner's sample |
| --- | --- | --- | ---: | --- | --- |
"""

# What "CSV UTF-8" of a Dutch Excel is: semicolons, decimal commas, and a mark at the beginning.
EXCEL: dict[str, Any] = {
    "sep": ";", "decimal": ",", "float_format": "%.2f", "encoding": "utf-8-sig"
}  # fmt: skip
DATE_FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S"}


def write_tables(target: Path, customers: int = CUSTOMERS) -> list[Path]:
    """Write every invented table and the truth into `target`, as datapackage.json describes them.

    The files are made in a folder of their own and moved when all are there: a failure on the way
    leaves what was there as it was.
    """
    _require_a_place(target, customers)
    package = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
    described = {
        resource["name"]: resource["schema"]["fields"] for resource in package["resources"]
    }
    tables = generate(customers) | {"truth": truth()}
    if lacking := sorted(tables.keys() - described.keys()):
        raise ValueError(f"datapackage.json does not describe: {', '.join(lacking)}.")
    target.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that moving a file is one step and not a copy.
    with tempfile.TemporaryDirectory(dir=target, prefix=".new-") as folder:
        for name, table in tables.items():
            _write(table, described[name], Path(folder) / f"{name}.csv")
        made = sorted(Path(folder).iterdir())
        for path in made:
            _require_free(target / path.name)
        return [path.replace(target / path.name) for path in made]


def _require_a_place(target: Path, customers: int) -> None:
    """Refuse a file, a folder that holds something, and another world in datasets/."""
    if target.exists() and not target.is_dir():
        raise ValueError(f"{target} is a file. Name a new folder.")
    if target.resolve() == data.folder().resolve():
        if customers != CUSTOMERS:
            raise ValueError(f"{target} holds the course's own world. Name a new folder.")
    elif target.exists() and any(target.iterdir()):
        raise ValueError(f"The folder {target} is not empty. Name a new one.")


def _require_free(path: Path) -> None:
    """Refuse a file that another program holds open (as Excel does) before anything is moved."""
    if path.exists():
        with path.open("r+b"):
            pass


def _write(table: pd.DataFrame, fields: list[dict[str, Any]], path: Path) -> None:
    table = table[[field["name"] for field in fields]].copy()
    for field in fields:
        if field["type"] in DATE_FORMATS:
            form = field.get("format", DATE_FORMATS[field["type"]])
            table[field["name"]] = table[field["name"]].dt.strftime(form)
    dutch = any(field.get("decimalChar") == "," for field in fields)
    # lineterminator: the same bytes on Windows.
    table.to_csv(path, index=False, lineterminator="\n", **(EXCEL if dutch else {}))


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
    text = "\n".join([CARDS_HEAD, write_index(), *cards])
    (target / "README.md").write_text(text, "utf-8", newline="\n")


def write_index() -> str:
    """Write the table of all tables, each with a link to its card."""
    package = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    rows = [
        f"| [{row['name']}](#{anchor(data.describe(row['name']).splitlines()[0])})"
        f" | {row['title']} | {row['kind']} | {row['rows']:,} | {row['chapters']}"
        f" | {how_sampled(row['name'], resources)} |"
        for row in data.catalog().to_dict("records")
    ]
    return INDEX_HEAD + "\n".join(rows) + "\n"


def anchor(heading: str) -> str:
    """Make the anchor of a heading as GitHub does: small letters, hyphens, no other signs.

    >>> anchor("## ideas: Ideas that customers' friends sent")
    'ideas-ideas-that-customers-friends-sent'
    """
    text = heading.lstrip("#").strip().lower()
    return "".join("-" if c == " " else c for c in text if c.isalnum() or c in " -_")


def how_sampled(name: str, resources: dict[str, dict[str, Any]]) -> str:
    """Say how a learner's sample of a table comes about."""
    schema, drawn = resources[name]["schema"], resources[name].get("sample_by")
    required = {f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")}
    follows: list[str] = []
    emptied: list[str] = []
    for key in schema.get("foreignKeys", []):
        parent, column = key["reference"]["resource"], key["fields"][0]
        if _is_sampled(parent, resources):
            if column in required:
                follows.append(parent)
            else:
                emptied.append(column)
    says = [f"by {drawn}"] if drawn else []
    if follows:
        says.append("follows " + " and ".join(dict.fromkeys(follows)))
    if not says:
        says.append("whole")
    if emptied:
        says.append(f"{', '.join(emptied)} empty where not in the sample")
    return "; ".join(says)


def _is_sampled(name: str, resources: dict[str, dict[str, Any]]) -> bool:
    return not how_sampled(name, resources).startswith("whole")
