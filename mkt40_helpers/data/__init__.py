"""The course's tables: load one, draw a learner's own sample of it, see what there is.

The tables lie in ``datasets/``, described by ``datapackage.json`` (Frictionless).
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
import numbers
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.data.shown import Shown, show
from mkt40_helpers.own_file import read_own

__all__ = ["Card", "Shown", "catalog", "describe", "folder", "load", "meaning_of", "read_own"]
__all__ += ["show", "terms"]

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
    package = Path(__file__).parents[1]
    for place in (package.parent / "datasets", package / "datasets"):
        if (place / "datapackage.json").exists():
            return place
    raise ValueError(
        "The course's datasets are missing. Fetch the course again, "
        "or restore them with: git checkout -- datasets"
    )


def load(name: str, student: str | int | None = None) -> pd.DataFrame:
    """Load a table of the course.

    Parameters
    ----------
    name : str
        Name of the table; `catalog` lists them.
    student : str, optional
        A learner's number (any text, or a whole number). Gives her own sample: about half of the
        customers (of the deals, of the leads), and of every other table the rows that belong to
        them. The same number gives the same sample on every machine; blanks around it do not
        count. Tables without customers, such as
        real series, are the same for everybody.

    Returns
    -------
    DataFrame
        A fresh copy: change it as you like.

    Raises
    ------
    ValueError
        No table of that name, or its file is missing or does not fit its description; or
        `student` is no text.

    Examples
    --------
    >>> survey = load("survey")
    >>> len(survey)
    2000
    >>> mine = load("survey", student="s123")
    >>> mine["customer"].isin(load("customers", student="s123")["customer"]).all()
    np.True_
    """
    name = _resource(name)["name"]
    table = _read(name)
    if student is None:
        return table.copy()
    learner = _learner(student)
    mine: pd.DataFrame = table[_sample(name, learner)].reset_index(drop=True)
    for key, required, hers in _references(name, learner):
        if not required:
            mine[key] = mine[key].where(mine[key].isin(hers))
    return mine


def catalog(chapter: int | None = None) -> pd.DataFrame:
    """List the tables of the course.

    Parameters
    ----------
    chapter : int, optional
        Only the tables that this chapter uses.

    Returns
    -------
    DataFrame, one row per table
        name, title, kind ("real", "invented" or "course"), rows, columns, chapters.

    Raises
    ------
    ValueError
        No table belongs to this chapter.

    Examples
    --------
    >>> catalog()[["name", "kind"]].to_string(index=False).splitlines()[1].split()
    ['customers', 'invented']
    """
    used = sorted({one for resource in _package()["resources"] for one in resource["chapters"]})
    if chapter is not None and chapter not in used:
        told = ", ".join(map(str, used))
        raise ValueError(f"There are no tables of chapter {chapter!r}, but of the chapters {told}.")
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
            if chapter is None or chapter in resource["chapters"]
        ]
    )


class Card(str):
    """A data card: Markdown text that Jupyter shows as a page."""

    def _repr_markdown_(self) -> str:
        return str(self)


def meaning_of(column: str, tables: Iterable[str]) -> str:
    """Say what a column holds, as the data cards do.

    Parameters
    ----------
    column : str
        Name of the column.
    tables : iterable of str
        Names of the tables that may have it.

    Returns
    -------
    str
        What the first of them says; "" where none has such a column.

    Examples
    --------
    >>> meaning_of("amount_eur", ["transactions"])
    'What she paid for the whole basket'
    """
    said = (
        str(field["description"])
        for name in tables
        for field in _resource(name)["schema"]["fields"]
        if field["name"] == column
    )
    return next(said, "")


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
    links = [
        f"{key['fields'][0]} (one of {key['reference']['resource']})"
        for key in resource["schema"].get("foreignKeys", [])
    ]
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
                *([f"- Linked by: {', '.join(links)}."] if links else []),
                f"- Licence: {resource['licenses'][0]['title']}.",
                f"- Used in chapter: {', '.join(map(str, resource['chapters'])) or 'none yet'}.",
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


def terms(chapter: int) -> Shown:
    """Show the terms of a chapter, in English and Dutch, with their meanings.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    Shown

    Raises
    ------
    ValueError
        The chapter has no terms.

    Examples
    --------
    >>> terms(3).splitlines()[0]
    'The terms of chapter 3'
    """
    glossary = load("glossary")
    chosen = glossary[glossary["chapter"].astype(str) == str(chapter)]
    if chosen.empty:
        there = ", ".join(map(str, sorted(glossary["chapter"].unique())))
        raise ValueError(
            f"There are no terms of chapter {chapter!r:.60}, but of the chapters {there}. "
            "Ask for one at a time: data.terms(chapter=3)."
        )
    columns = {"term_en": "English", "term_nl": "Dutch", "definition_en": "meaning"}
    table = chosen[list(columns)].rename(columns=columns).reset_index(drop=True)
    return show(table, f"The terms of chapter {chapter}")


@functools.lru_cache(maxsize=512)
def _sample(name: str, student: str) -> npt.NDArray[np.bool_]:
    """Say of each row whether it is in the learner's sample.

    A row is hers when its own key is drawn (`sample_by`) and every row that it must refer to is
    hers. A reference that may be empty is emptied instead, in `load`.
    """
    table = _read(name)
    resource = _resource(name)
    mine = np.ones(len(table), dtype=bool)
    if "sample_by" in resource:
        drawn = {key: _drawn(student, str(key)) for key in table[resource["sample_by"]].unique()}
        mine &= table[resource["sample_by"]].map(drawn).to_numpy(dtype=bool)
    for key, required, hers in _references(name, student):
        if required:
            mine &= table[key].isin(hers).to_numpy(dtype=bool)
    return mine


def _references(name: str, student: str) -> Iterator[tuple[str, bool, pd.Series]]:
    """Give the columns that refer to a sampled table: must they, and to which keys they may."""
    schema = _resource(name)["schema"]
    constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    for key in schema.get("foreignKeys", []):
        (column,), reference = key["fields"], key["reference"]
        drawn = _sample(reference["resource"], student)
        if not drawn.all():
            hers = _read(reference["resource"]).loc[drawn, reference["fields"][0]]
            yield column, constraints[column].get("required", False), hers


def _learner(student: object) -> str:
    """Give a learner's number as text, always in the same form."""
    whole = isinstance(student, numbers.Integral) and not isinstance(student, bool)
    if not isinstance(student, str) and not whole:
        raise ValueError(
            f"student={student!r:.60} is no learner's number. Give it as text, in quotes: "
            'data.load("survey", student="s123").'
        )
    return str(student).strip()


def _drawn(student: str, key: str) -> bool:
    # A hash of our own choice, not a random stream: it never changes with a numpy version.
    digest = hashlib.blake2b(f"{student}|{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < _SHARE_OF_SAMPLE * 2**64


@functools.cache
def _package() -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((folder() / "datapackage.json").read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise ValueError(
            "The description of the tables, datapackage.json, is missing or damaged. "
            + _way_back("datapackage.json")
        ) from problem
    return content


def _way_back(file: str) -> str:
    return f"Restore the file with: git checkout -- datasets/{file} (or fetch the course again)."


def _resource(name: str) -> dict[str, Any]:
    resources: dict[str, dict[str, Any]] = {r["name"]: r for r in _package()["resources"]}
    if not isinstance(name, str):
        raise ValueError(
            f"Give the name of a table as text, such as data.load('survey'), "
            f"not {'None' if name is None else 'something of type ' + type(name).__name__}."
        )
    if name in resources:
        return resources[name]
    near = difflib.get_close_matches(name.strip().lower(), resources, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no table {name!r}.{meant} The tables are: {', '.join(resources)}.")


@functools.cache
def _read(name: str) -> pd.DataFrame:
    resource = _resource(name)
    fields = resource["schema"]["fields"]
    path = folder() / resource["path"]
    dates = [field["name"] for field in fields if field["type"] in ("date", "datetime")]
    types = {
        field["name"]: _PANDAS_TYPES.get(field["type"], "str")
        for field in fields
        if field["name"] not in dates
    }
    try:
        if checksum(path) != resource["hash"]:
            raise ValueError(
                "its content is not that of the course: it was edited or damaged, or a spreadsheet "
                "program has saved it. (To work with a table of your own, save it under another "
                "name and read it with data.read_own.)"
            )
        dutch = "dialect" in resource  # the bakery's, as a Dutch Excel writes it
        sign, mark = (";", ",") if dutch else (",", ".")
        return pd.read_csv(
            path, dtype=types, parse_dates=dates, sep=sign, decimal=mark, dayfirst=dutch
        )
    except (OSError, ValueError) as problem:
        why = "the file is missing." if isinstance(problem, FileNotFoundError) else problem
        raise ValueError(
            f"The table {name!r} cannot be read from {path.name}: {why} {_way_back(path.name)}"
        ) from problem


def checksum(path: Path) -> str:
    """Checksum of a table as datapackage.json notes it; the kind of line end makes no difference.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str

    Examples
    --------
    >>> checksum(folder() / "glossary.csv")[:7]
    'sha256:'
    """
    return "sha256:" + hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
