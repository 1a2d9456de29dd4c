"""Write the words of the course for another language (``make words ARGS=nl``).

Beside each ``*.en.toml`` comes a file with the same keys. Above each text is the English; `text`
waits for the translation, and `en` is the hash of the English that it was made from. Run again, it
keeps what is translated, adds what is new, and names what is stale: there the English has changed
since. Whoever has looked at a stale text empties its `en` and runs this once more.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from mkt40_helpers.workbook import words


def hash_of(text: str) -> str:
    """Give a short name of an English text, another one as soon as a letter changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def translation(english: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Give all texts of the English, with the translations that are there; the rest stays out."""
    new: dict[str, Any] = {}
    for name, said in english.items():
        its = old.get(name, {})
        if isinstance(said, dict):
            new[name] = translation(said, its)
        elif isinstance(said, str) and name not in ("level", "form", "where"):
            text = its.get("text", "")
            new[name] = {"text": text, "en": (text and its.get("en")) or hash_of(said)}
    return new


def stale(english: dict[str, Any], new: dict[str, Any], where: str = "") -> list[str]:
    """Name the texts whose English has changed since they were translated."""
    found = []
    for name, its in new.items():
        said = english[name]
        if isinstance(said, dict):
            found += stale(said, its, f"{where}{name}.")
        elif its["en"] != hash_of(said):
            found.append(f"{where}{name}")
    return found


def as_toml(english: dict[str, Any], new: dict[str, Any], where: str = "") -> str:
    """Write a file of translations: texts of a table first, then the tables in it."""
    lines, tables = [], ""
    for name, its in new.items():
        if isinstance(english[name], dict):
            inside = as_toml(english[name], its, f"{where}{name}.")
            tables += f"\n[{where}{name}]\n{inside}"
        else:
            text, en = json.dumps(its["text"], ensure_ascii=False), json.dumps(its["en"])
            lines += [f"# {english[name]}", f"{name} = {{ text = {text}, en = {en} }}"]
    return "".join(f"{line}\n" for line in lines) + tables


def write(language: str) -> None:
    """Write the files of a language, or bring them up to date."""
    for source in sorted(words.PACKAGE.glob("*/*.en.toml")):
        path = source.with_name(source.name.replace(".en.toml", f".{language}.toml"))
        english = tomllib.loads(source.read_text("utf-8"))
        new = translation(english, tomllib.loads(path.read_text("utf-8")) if path.exists() else {})
        path.write_text(as_toml(english, new).lstrip(), "utf-8", newline="\n")
        _report(path, stale(english, new))


def _report(path: Path, names: list[str]) -> None:
    text = path.read_text("utf-8")
    number, empty = len(re.findall(r"^\S+ = \{", text, re.MULTILINE)), text.count('{ text = "",')
    name = path.relative_to(words.PACKAGE).as_posix()
    print(f"{name}: {number - empty} of {number} texts translated, {len(names)} stale")
    print("".join(f"  stale: {one}\n" for one in names), end="")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.fullmatch("[a-z]{2}", sys.argv[1]) or sys.argv[1] == "en":
        raise SystemExit("make words needs the two letters of a language: make words ARGS=nl")
    write(sys.argv[1])
