"""The frame of a page on paper: one HTML file that asks for nothing, in light, dark and print."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import jinja2
from markupsafe import Markup

from tools.course import course
from tools.formulas import markdown2html
from tools.links import ROOT

__all__ = ["environment", "inline", "write"]

FOLDER = ROOT / "_build" / "guide"


def inline(text: str) -> str:
    """Turn a line of Markdown into HTML without the paragraph around it."""
    return re.sub(r"</?p>", "", markdown2html(text)).strip()


def environment(folder: Path) -> jinja2.Environment:
    """Templates of a folder, with the frame of all pages; everything but Markdown is escaped."""
    loader = jinja2.FileSystemLoader([folder, Path(__file__).parent])
    made = jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,  # a name that a template misspells stops the page
    )
    made.filters["md"] = lambda text: Markup(markdown2html(text))
    made.filters["line"] = lambda text: Markup(inline(text))
    made.globals.update(asdict(course()))
    return made


def write(path: Path, html: str) -> Path:
    """Write a page, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
