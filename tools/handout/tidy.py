"""What a whole page needs on paper: headings in order, no dead links, folds opened or put away."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag

from tools.handout import quiz

__all__ = ["tidy"]

_HEADINGS = [f"h{level}" for level in range(1, 7)]
_ALIGNED = re.compile(r"text-align: *(left|right)")
# What only the lecturer's version shows: the answers to questions that are asked on paper.
_ANSWER = re.compile(r"Answer \d|When your")
# What is read after something else: for the class on the last page.
_LATER = re.compile(r"Read this (.*)")
# A table with more columns gets smaller letters; one with more rows may go over two pages.
WIDE, LONG = 7, 14


def tidy(body: str, answers: bool) -> str:
    """Make a page of pieces ready for paper.

    Folds of the lesson are opened for the lecturer. For the class answers are left out, and what
    is to be read after a step or a picture comes at the end.
    """
    soup = BeautifulSoup(body, "html.parser")
    _choices(soup, answers)
    _folds(soup, answers)
    for gone in soup(["script", "style", "noscript", "iframe", "link"]):
        gone.decompose()
    _links(soup)
    _pictures(soup)
    _tables(soup)
    _headings(soup)
    return str(soup)


def _choices(soup: BeautifulSoup, answers: bool) -> None:
    """Turn the folds of a quiz into a list of options to tick."""
    by_parent: dict[int, list[tuple[Any, quiz.Option]]] = {}
    for fold, option in quiz.options(soup):
        heading = fold.find_previous(_HEADINGS)
        by_parent.setdefault(id(heading), []).append((fold, option))
    for group in by_parent.values():
        listed = quiz.as_list([option for _, option in group], answers)
        group[0][0].insert_before(
            BeautifulSoup(f'<div class="question">{listed}</div>', "html.parser")
        )
        for fold, _ in group:
            fold.decompose()


def _folds(soup: BeautifulSoup, answers: bool) -> None:
    later: list[tuple[str, str]] = []
    for fold in soup.find_all("details"):
        summary = fold.find("summary")
        lead = summary.extract().get_text().strip() if summary else ""
        text = fold.decode_contents()
        afterwards = _LATER.fullmatch(lead)
        if not answers and _ANSWER.match(lead):
            fold.decompose()
        elif not answers and afterwards:
            later.append((afterwards[1], text))
            told = f"Note {len(later)} at the end: read it {afterwards[1]}."
            fold.replace_with(_made(f'<p class="later">➜ {told}</p>'))
        else:
            fold.replace_with(_made(f'<div class="note"><p class="lead">{lead}</p>{text}</div>'))
    if later:
        notes = "".join(
            f'<div class="note"><h3>Note {number}: {when}</h3>{text}</div>'
            for number, (when, text) in enumerate(later, 1)
        )
        soup.append(_made(f'<h2 class="new-page">Notes to read afterwards</h2>{notes}'))


def _made(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def _links(soup: BeautifulSoup) -> None:
    """A link to a file beside the notebook leads nowhere from a page in a mail: its words stay."""
    for link in soup("a"):
        if "anchor-link" in (link.get("class") or []):
            link.decompose()
        elif not str(link.get("href", "")).startswith("http"):
            link.unwrap()


def _pictures(soup: BeautifulSoup) -> None:
    for picture in soup("img"):
        del picture["style"]
        picture.wrap(soup.new_tag("div", attrs={"class": "picture"}))


def _tables(soup: BeautifulSoup) -> None:
    """The page's own look for each table: of its styles only left and right are kept."""
    for table in soup("table"):
        rows = table("tr")
        columns = max((len(row(["td", "th"])) for row in rows), default=0)
        table["class"] = ["long"] * (len(rows) > LONG) + ["wide"] * (columns > WIDE)
        del table["border"]
        for element in [table, *table(True)]:
            aligned = _ALIGNED.search(str(element.get("style", "")))
            del element["style"]
            if aligned and aligned[1] == "right":
                element["class"] = [*element.get("class", []), "number"]
        caption = table.find("caption")
        if caption and (inner := caption.find("div")):
            inner.unwrap()
        _scopes(table)


def _scopes(table: Tag) -> None:
    """Headings say what they head: Markdown and pandas write them without."""
    for corner in table.select("thead th"):
        if not corner.get_text(strip=True):  # it heads nothing
            corner.name = "td"
            del corner["scope"]
    for part, scope in (("thead", "col"), ("tbody", "row")):
        for heading in table.select(f"{part} th"):
            heading.attrs.setdefault("scope", scope)


def _headings(soup: BeautifulSoup) -> None:
    """Give each heading the level after that of the one it stands under, without a gap."""
    above: list[int] = []
    for heading in soup(_HEADINGS):
        level = int(heading.name[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.name = f"h{len(above)}"
        heading.attrs.pop("id", None)
