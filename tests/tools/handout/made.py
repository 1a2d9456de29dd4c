"""Pages of the handouts, each made once for all tests."""

from __future__ import annotations

import copy
import functools
import re

import nbformat
from bs4 import BeautifulSoup

from tools import links
from tools.handout import pages, tidy

CHAPTERS = sorted(links.lessons())
EVERY = [
    (number, kind, answers)
    for number in CHAPTERS
    for kind in pages.KINDS
    for answers in (False, True)
]


@functools.cache
def html(number: int, kind: str, answers: bool) -> str:
    return pages.page(number, kind, answers)


def soup(number: int, kind: str, answers: bool = False) -> BeautifulSoup:
    """A page, parsed once for all tests: none of them changes it."""
    return _parsed(number, kind, answers)


@functools.cache
def _parsed(number: int, kind: str, answers: bool) -> BeautifulSoup:
    # Of a picture the test asks only that it is inside: its letters would take long to read.
    short = re.sub(r"(?<=;base64,)[\w+/=]+", "...", html(number, kind, answers))
    return BeautifulSoup(short, "html.parser")


def prose(number: int, kind: str, answers: bool, but: str) -> str:
    """What can be read on a page but for some elements, in one line."""
    page = copy.copy(_parsed(number, kind, answers))
    for gone in page.select(but):
        gone.decompose()
    return in_a_line(page.main.get_text(" "))


@functools.cache
def text(number: int, kind: str, answers: bool = False) -> str:
    """What can be read on a page, in one line."""
    return in_a_line(_parsed(number, kind, answers).main.get_text(" "))


@functools.cache
def bare(number: int, kind: str, answers: bool = False) -> str:
    """The same without any space: for code, each word of which is an element."""
    return without_spaces(_parsed(number, kind, answers).main.get_text())


def without_spaces(words: str) -> str:
    return "".join(words.split())


def in_a_line(words: str) -> str:
    return " ".join(words.split())


@functools.cache
def notebook(number: int, folder: str):
    lesson = links.lessons()[number]
    path = links.ROOT / folder / ("" if folder == "notebooks" else lesson.stem) / lesson.name
    return nbformat.read(path, 4)


def tidied(page: str, answers: bool = False) -> BeautifulSoup:
    return BeautifulSoup(tidy.tidy(page, answers), "html.parser")
