"""Small repairs to the HTML of a slide, one step each."""

from __future__ import annotations

import posixpath
import re

from bs4 import BeautifulSoup

_WORDS = {"True": "yes", "False": "no"}


def tidy(html: str, files: str) -> str:
    """Take all the steps; `files` is the address of the notebooks' folder on the web."""
    soup = BeautifulSoup(html, "html.parser")
    order_headings(soup)
    drop_anchors(soup)
    open_what_follows(soup)
    drop_looks(soup)
    put_in_words(soup)
    wrap_formulas(soup)
    absolute_links(soup, files)
    return str(soup)


def order_headings(soup: BeautifulSoup) -> None:
    """A slide's title is below that of the chapter, which has a slide of its own."""
    for title in soup.select("h1"):
        title.decompose()
    for place, heading in enumerate(soup.select("h2, h3, h4")):
        heading.name = "h3" if place else "h2"


def drop_anchors(soup: BeautifulSoup) -> None:
    """A slide has a number; the signs behind headings that link to them are in the way."""
    for sign in soup.select("a.anchor-link"):
        sign.decompose()
    for heading in soup.select("h2[id], h3[id], h4[id]"):
        del heading["id"]


def open_what_follows(soup: BeautifulSoup) -> None:
    """What a lesson keeps folded until a step is done is open, and the last thing to come."""
    for fold in soup.select("details"):
        summary = fold.find("summary")
        if summary is None or not summary.get_text().startswith("Read this"):
            continue
        summary.decompose()
        fold.name = "div"
        if fold.find_previous_sibling() is not None:  # else the slide would begin empty
            fold["class"] = "fragment"


def drop_looks(soup: BeautifulSoup) -> None:
    """Sizes and margins that are meant for a notebook."""
    for part in soup.select("img[style], caption[style], caption div[style], details > div[style]"):
        del part["style"]


def put_in_words(soup: BeautifulSoup) -> None:
    """Say the names of a table's columns, and its true and false, as a reader of slides would.

    Examples
    --------
    >>> soup = BeautifulSoup("<table><th>unit_cost_eur</th><td>True</td></table>", "html.parser")
    >>> put_in_words(soup)
    >>> [part.get_text() for part in soup.select("th, td")]
    ['unit cost, euro', 'yes']
    """
    for heading in soup.select("table th"):
        if heading.string and "_" in heading.string:
            name = re.sub(r"_eur$", ", euro", heading.string.strip())
            heading.string = re.sub(r"_percent$", ", %", name).replace("_", " ")
    for value in soup.select("table td"):
        if value.string and (word := _WORDS.get(value.string.strip())):
            value.string = word


def wrap_formulas(soup: BeautifulSoup) -> None:
    """On a telephone a long formula is moved sideways, by hand or by key."""
    for formula in soup.select("math[display=block]"):
        named = {"role": "group", "aria-label": "Formula", "tabindex": "0"}
        formula.wrap(soup.new_tag("div", attrs={"class": "formula", **named}))


def absolute_links(soup: BeautifulSoup, files: str) -> None:
    """A deck is sent by e-mail, so a link to a file of the course names the course's address."""
    for link in soup.select("a[href]"):
        target = str(link["href"])
        if not re.match(r"[a-z]+:|#", target):
            scheme, _, path = files.partition("://")
            link["href"] = f"{scheme}://{posixpath.normpath(posixpath.join(path, target))}"
