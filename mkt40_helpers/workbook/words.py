"""The words of the course: what a learner reads, apart from what is computed.

The engine's sentences are in ``workbook/sentences.en.toml``, the words of a chapter's exercises in
its ``exercises.en.toml``. Another language is a second file with the same keys, which
``python -m tools.words nl`` writes; the environment variable ``MKT40_LANGUAGE`` chooses it. What it
lacks is said in English.
"""

from __future__ import annotations

import functools
import os
import re
import tomllib
import warnings
from pathlib import Path
from typing import Any

__all__ = ["Sentence", "language", "read", "say"]

PACKAGE = Path(__file__).parents[1]


class Sentence(str):
    """A sentence that knows its name: what is put before or behind it does not rename it.

    Parameters
    ----------
    text : str
    name : str
        Section and name in ``sentences.en.toml``; of an exercise's own words, "right" or
        "mistake." and the name of the mistake.

    Examples
    --------
    >>> told = "You found the line. " + say("slip.sign")
    >>> told.name
    'slip.sign'
    """

    name: str

    def __new__(cls, text: str, name: str = "") -> Sentence:
        """Make a text with a name."""
        sentence = super().__new__(cls, text)
        sentence.name = name
        return sentence

    def __add__(self, more: str) -> Sentence:
        return Sentence(str(self) + str(more), self.name)

    def __radd__(self, before: str) -> Sentence:
        return Sentence(str(before) + str(self), self.name)


def say(key: str, /, **parts: object) -> Sentence:
    """Give a sentence of the engine, its placeholders filled.

    Parameters
    ----------
    key : str
        Section and name in ``sentences.en.toml``.
    **parts
        What stands in the place of each ``{placeholder}``.

    Returns
    -------
    Sentence
        A text that knows the key as its ``name``.

    Raises
    ------
    KeyError
        There is no such sentence, or a placeholder of it is not given.

    Examples
    --------
    >>> say("hint.stuck", key="3.2")
    'Stuck? hint("3.2") shows the next hint.'
    """
    section, name = key.split(".")
    sentence: str = read("workbook/sentences")[section][name]
    try:
        return Sentence(sentence.format(**parts), key)
    except Exception:  # a slip in a translation must not stop a learner, whatever it is
        english: str = _in("en", "workbook/sentences")[section][name]
        return Sentence(english.format(**parts), key)


def read(name: str) -> dict[str, Any]:
    """Read a file of words, in the language that was chosen.

    Parameters
    ----------
    name : str
        The file in the package, without language and ending.

    Returns
    -------
    dict
        As the file has it: by section, and by name.

    Examples
    --------
    >>> read("advocacy/exercises")["3"]["title"]
    'The score itself'
    """
    return _in(language(), name)


def language() -> str:
    """Name the language that was chosen, English without a choice.

    Returns
    -------
    str

    Examples
    --------
    >>> language()
    'en'
    """
    return _known(os.environ.get("MKT40_LANGUAGE") or "en")


@functools.cache  # so that it is said once
def _known(chosen: str) -> str:
    # Two letters only: what else is chosen never becomes a part of a path.
    there = re.fullmatch("[a-z]{2}", chosen) and any(PACKAGE.glob(f"*/*.{chosen}.toml"))
    if not there:
        told = f"There are no words in {chosen[:20]!r} yet; English is shown."
        warnings.warn(told, stacklevel=2)
    return chosen if there else "en"


@functools.cache
def _in(language: str, name: str) -> dict[str, Any]:
    english, path = _load(PACKAGE / f"{name}.en.toml"), PACKAGE / f"{name}.{language}.toml"
    if language == "en" or not path.exists():
        return english
    try:
        words: dict[str, Any] = _put_over(english, _load(path))
    except (OSError, ValueError):
        told = f"The words in {name}.{language}.toml cannot be read; English is shown."
        warnings.warn(told, stacklevel=2)
        return english
    return words


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8-sig"))  # Notepad may put a mark at the start


def _put_over(english: Any, other: Any) -> Any:
    """Put a translation over the English, which stays where a text is empty, odd or not there."""
    its = other if isinstance(other, dict) else {}
    if isinstance(english, dict):
        if isinstance(english.get("level"), str):  # a code: its word is a sentence of the engine
            its = its | {"level": None}
        return {name: _put_over(said, its.get(name)) for name, said in english.items()}
    text = its.get("text")
    return text if isinstance(english, str) and isinstance(text, str) and text else english
