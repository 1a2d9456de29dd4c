"""Write the words of the course for another language (``make words ARGS=nl``).

Beside each ``*.en.toml`` comes a file with the same keys. Above each text is the English; `text`
waits for the translation, and `en` is the hash of the English that it was made from. Run again, it
keeps what is translated, adds what is new, and names what to look at: a text whose English has
changed since (stale), whose English is not there any more (gone; kept at the end of the file), or
whose placeholders are not those of the English. Whoever has looked at a stale text empties its
`en` and runs this once more.
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

Key = tuple[str, ...]
Text = dict[str, str]

TEXT = {("text", str), ("en", str)}
GONE = "no longer in the English"


def hash_of(text: str) -> str:
    """Give a short name of an English text, another one as soon as a letter changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def texts(english: dict[str, Any], where: Key = ()) -> dict[Key, str]:
    """Give all texts of the English by their keys; numbers stay out."""
    found: dict[Key, str] = {}
    for name, its in english.items():
        if isinstance(its, dict):
            found |= texts(its, (*where, name))
        elif isinstance(its, str) and name not in ("level", "form", "where"):
            found[*where, name] = its
    return found


def translations(tree: dict[str, Any], where: Key = ()) -> dict[Key, Text]:
    """Give all translations of a file by their keys."""
    found: dict[Key, Text] = {}
    for name, its in tree.items():
        key = (*where, name)
        if isinstance(its, dict) and isinstance(its.get("text", {}), dict):  # a table of texts
            found |= translations(its, key)
        elif isinstance(its, dict) and {(one, type(its[one])) for one in its} <= TEXT:
            found[key] = its
        else:
            raise ValueError(f'{".".join(key)} must be {{ text = "...", en = "..." }}')
    return found


def brought_up_to_date(english: dict[Key, str], old: dict[Key, Text]) -> dict[Key, Text]:
    """Give each English text its translation, and after them those that have no English now."""
    left = {key: its for key, its in old.items() if its["text"]}
    new = {}
    for key, said in english.items():
        its = left.pop(key, None) or left.pop((GONE, *key), {})
        new[key] = {"text": its.get("text", ""), "en": its.get("en") or hash_of(said)}
    return new | {key if key[0] == GONE else (GONE, *key): its for key, its in left.items()}


def to_look_at(english: dict[Key, str], new: dict[Key, Text]) -> list[str]:
    """Name the texts that are stale, gone, or have other placeholders than the English."""
    found = []
    for key, its in new.items():
        if key not in english:
            found.append(f"gone: {'.'.join(key[1:])} (kept at the end of the file)")
            continue
        if its["en"] != hash_of(english[key]):
            found.append(f"stale: {'.'.join(key)}")
        here, there = placeholders(its["text"]), placeholders(english[key])
        if its["text"] and here != there:
            told = [", ".join(sorted(each)) or "none" for each in (here, there)]
            found.append(f"placeholders: {'.'.join(key)} has {told[0]}, the English {told[1]}")
    return found


def placeholders(text: str) -> set[str]:
    """Give what stands in braces, and a brace that stands alone."""
    return set(re.findall(r"\{[^{}]*\}|[{}]", text))


def as_toml(english: dict[Key, str], new: dict[Key, Text]) -> str:
    """Write a file of translations, table by table, each text below its English."""
    tables: dict[Key, list[str]] = {(): []}  # texts of no table come first
    for (*table, name), its in new.items():
        lines = tables.setdefault(tuple(table), [])
        if said := english.get((*table, name)):
            lines.append(f"# {said if said.isprintable() else _quoted(said)}")
        lines.append(
            f"{_bare(name)} = {{ text = {_quoted(its['text'])}, en = {_quoted(its['en'])} }}"
        )
    blocks = []
    for key, lines in tables.items():
        head = [f"[{'.'.join(map(_bare, key))}]"] if key else []
        blocks.append("".join(f"{line}\n" for line in head + lines))
    return "\n".join(blocks).lstrip()


def _quoted(text: str) -> str:
    """Write a TOML string: JSON's escapes, and the one character that TOML refuses besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _bare(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _quoted(name)


def write(language: str) -> None:
    """Write the files of a language, or bring them up to date."""
    for source in sorted(words.PACKAGE.glob("*/*.en.toml")):
        path = source.with_name(source.name.replace(".en.toml", f".{language}.toml"))
        english = texts(_read(source))
        new = brought_up_to_date(english, _old(path) if path.exists() else {})
        path.write_text(as_toml(english, new), "utf-8", newline="\n")
        done, found = sum(bool(new[key]["text"]) for key in english), to_look_at(english, new)
        print(f"{_short(path)}: {done} of {len(english)} texts translated, {len(found)} to look at")
        print("".join(f"  {one}\n" for one in found), end="")


def _old(path: Path) -> dict[Key, Text]:
    try:
        return translations(_read(path))
    except ValueError as problem:
        raise SystemExit(
            f"{_short(path)} cannot be read, and nothing is written into it: {problem}. "
            "It must be TOML, saved as UTF-8."
        ) from problem


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8-sig"))


def _short(path: Path) -> str:
    return path.relative_to(words.PACKAGE).as_posix()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.fullmatch("[a-z]{2}", sys.argv[1]) or sys.argv[1] == "en":
        raise SystemExit("make words needs the two letters of a language: make words ARGS=nl")
    write(sys.argv[1])
