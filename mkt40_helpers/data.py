"""The course's tables: load one, draw a learner's own sample of it, see what there is.

The tables lie in ``datasets/``, described by ``datapackage.json`` (Frictionless).
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["Card", "catalog", "describe", "folder", "load"]

_PANDAS_TYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}
_SHARE_OF_SAMPLE = 0.5


def folder() -> Path:
    """Folder that holds the tables: the course's own, or the copy in an installed package.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        There is no such folder.

    Examples
    --------
    >>> (folder() / "survey.csv").exists()
    True
    """
    package = Path(__file__).parent
    for place in (package.parent / "datasets", package / "datasets"):
        if (place / "datapackage.json").exists():
            return place
    raise ValueError(
        "The course's datasets are missing. Fetch the course again, "
        "or restore them with: git checkout -- datasets"
    )


def load(name: str, student: str | None = None) -> pd.DataFrame:
    """Load a table of the course.

    Parameters
    ----------
    name : str
        Name of the table; `catalog` lists them.
    student : str, optional
        A learner's number (any text). Gives her own sample: about half of the customers, with
        all rows of each. The same number gives the same sample on every machine. Tables
        without customers, such as real series, are the same for everybody.

    Returns
    -------
    DataFrame
        A fresh copy: change it as you like.

    Raises
    ------
    ValueError
        No table of that name, or its file is missing or does not fit its description.

    Examples
    --------
    >>> survey = load("survey")
    >>> len(survey)
    2000
    >>> mine = load("survey", student="s123")
    >>> mine["customer"].isin(survey["customer"]).all()
    np.True_
    """
    resource = _resource(name)
    table: pd.DataFrame = _read(name).copy()
    key = resource.get("sample_by")
    if student is None or key is None:
        return table
    chosen = [customer for customer in table[key].unique() if _drawn(student, customer)]
    mine: pd.DataFrame = table[table[key].isin(chosen)].reset_index(drop=True)
    return mine


def catalog() -> pd.DataFrame:
    """List the tables of the course.

    Returns
    -------
    DataFrame, one row per table
        name, title, kind ("real", "invented" or "course"), rows, columns, chapters.

    Examples
    --------
    >>> catalog()[["name", "kind"]].to_string(index=False).splitlines()[1].split()
    ['survey', 'invented']
    """
    return pd.DataFrame(
        [
            {
                "name": resource["name"],
                "title": resource["title"],
                "kind": resource["kind"],
                "rows": len(_read(resource["name"])),
                "columns": len(resource["schema"]["fields"]),
                "chapters": ", ".join(map(str, resource["chapters"])),
            }
            for resource in _package()["resources"]
        ]
    )


class Card(str):
    """A data card: Markdown text that Jupyter shows as a page."""

    def _repr_markdown_(self) -> str:
        return str(self)


def describe(name: str) -> Card:
    """Show the data card of a table.

    Parameters
    ----------
    name : str
        Name of the table.

    Returns
    -------
    Card
        What the table is, whether it is real, where it comes from, its columns and quirks.

    Raises
    ------
    ValueError
        No table of that name.

    Examples
    --------
    >>> print(describe("survey").splitlines()[0])
    ## survey: Zwaluw's survey after a contact
    """
    resource = _resource(name)
    sources = "; ".join(
        source["title"] + (f" (<{source['path']}>)" if "path" in source else "")
        for source in resource["sources"]
    )
    accessed = f", taken over on {resource['accessed']}" if "accessed" in resource else ""
    fields = [
        f"| {field['name']} | {field['type']} | {field.get('unit', '')} | {field['description']} |"
        for field in resource["schema"]["fields"]
    ]
    return Card(
        "\n".join(
            [
                f"## {resource['name']}: {resource['title']}",
                "",
                f"**{resource['kind'].capitalize()} data.** {resource['description']}",
                "",
                f"- Source: {sources}{accessed}.",
                f"- How it was made: {resource['made']}",
                f"- Licence: {resource['licenses'][0]['title']}.",
                f"- Used in chapter: {', '.join(map(str, resource['chapters']))}.",
                f"- File: `{resource['path']}`, {len(_read(resource['name'])):,} rows.",
                "",
                "Know before you use it:",
                "",
                *[f"- {quirk}" for quirk in resource["quirks"]],
                "",
                "| column | type | unit | meaning |",
                "| --- | --- | --- | --- |",
                *fields,
                "",
            ]
        )
    )


def _drawn(student: str, customer: str) -> bool:
    # A hash of our own choice, not a random stream: it never changes with a numpy version.
    digest = hashlib.blake2b(f"{student}|{customer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < _SHARE_OF_SAMPLE * 2**64


@functools.cache
def _package() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder() / "datapackage.json").read_text("utf-8"))
    return content


def _resource(name: str) -> dict[str, Any]:
    resources: dict[str, dict[str, Any]] = {r["name"]: r for r in _package()["resources"]}
    if name in resources:
        return resources[name]
    near = difflib.get_close_matches(str(name), resources, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no table {name!r}.{meant} The tables are: {', '.join(resources)}.")


@functools.cache
def _read(name: str) -> pd.DataFrame:
    resource = _resource(name)
    fields = resource["schema"]["fields"]
    path = folder() / resource["path"]
    dates = [field["name"] for field in fields if field["type"] == "date"]
    types = {
        field["name"]: _PANDAS_TYPES.get(field["type"], "str")
        for field in fields
        if field["name"] not in dates
    }
    try:
        table = pd.read_csv(path, dtype=types, parse_dates=dates)
        if list(table.columns) != [field["name"] for field in fields]:
            raise ValueError("its columns are not those of datapackage.json")
    except (OSError, ValueError) as problem:
        raise ValueError(
            f"The table {name!r} cannot be read from {path.name}: {problem}. "
            f"Restore the file with: git checkout -- datasets/{path.name}"
        ) from problem
    return table
