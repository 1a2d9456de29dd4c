"""How feedback is shown: as text and as HTML.

It says with a word and a sign what it is, never by colour alone, and has nothing random in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from mkt40_helpers.data.shown import CELL
from mkt40_helpers.workbook.words import say

__all__ = ["display", "show", "show_table", "show_text"]

_LOOKS = {
    "right": ("✓", "look.right", "solid #0072B2"),
    "mistake": ("↺", "look.mistake", "dashed #D55E00"),
    "slip": ("✎", "look.slip", "dotted #B8860B"),
    "form": ("✎", "look.form", "dotted #B8860B"),
    "not yet": ("○", "look.not_yet", "dashed #D55E00"),
    "empty": ("…", "look.empty", "dotted #5F5F5F"),
    "unchanged": ("…", "look.unchanged", "dotted #5F5F5F"),
    "complete": ("✓", "look.complete", "solid #0072B2"),
    "incomplete": ("✎", "look.incomplete", "dotted #B8860B"),
    "hint": ("➜", "look.hint", "dotted #009E73"),
    "note": ("•", "look.note", "solid #5F5F5F"),
}
_CODE = re.compile("`([^`]+)`")  # as Markdown marks code
# On paper nobody can run a cell again: what is still empty is there a line to write on.
_ON_PAPER = (
    "<style>@media print{.mkt40-screen{display:none!important}"
    ".mkt40-paper{display:block!important}}</style>"
    '<div class="mkt40-paper" style="display:none;height:3em;max-width:46em;'
    'border-bottom:2px dotted #5F5F5F"></div>'
)


def show(look: str, message: str, key: str = "", seen: tuple[int, int] | None = None) -> None:
    """Show a message.

    Parameters
    ----------
    look : str
        What it is: a verdict, "unchanged", "hint" or "note".
    message : str
        Code in it stands between backticks, as in Markdown.
    key : str
        Of the exercise or step.
    seen : tuple of int, optional
        For a hint, which of how many it is.

    Examples
    --------
    >>> show("hint", "Count the rows.", "3.2", (1, 3))
    ➜ Hint 1 of 3 (3.2): Count the rows.
    """
    sign, word, line = _LOOKS[look]
    heading = say(word)
    if seen:
        heading += f" {say('hint.count', number=seen[0], all=seen[1])}"
    if key:
        heading += f" ({key})"
    page = _CODE.sub(r"<code>\1</code>", html.escape(message))
    # role="alert": an output is new on the page, and screen readers speak new alerts,
    # but not new regions of the politer kind.
    where, line_to_write = "", ""
    if look in ("empty", "unchanged"):
        where, line_to_write = ' class="mkt40-screen"', _ON_PAPER
    box = (
        f'<div role="alert"{where} '
        f'style="border-left:6px {line};padding:0.4em 0.8em;max-width:46em">'
        f'<strong><span aria-hidden="true">{sign} </span>{heading}</strong><br>'
        f"{page}</div>{line_to_write}"
    )
    display(f"{sign} {heading}: {message}", box)


def show_table(summary: str, head: Iterable[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table of texts under a sentence.

    Parameters
    ----------
    summary : str
    head : iterable of str
        Names of the columns.
    rows : sequence of sequences of str

    Examples
    --------
    >>> show_table("One is done.", ["step", "state"], [["3.a", "right"]])
    One is done.
    3.a  right
    """
    style = f"style='{CELL}left'"
    lines = ["".join(f"<td {style}>{html.escape(text)}</td>" for text in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    heads = "".join(f"<th scope='col' {style}>{name}</th>" for name in head)
    table = f"<table><caption style='text-align:left'>{html.escape(summary)}</caption>"
    table += f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    display("\n".join([summary, *("  ".join(row) for row in rows)]), table)


def show_text(text: str) -> None:
    """Show a text with headings, code and formulas, as a notebook shows its own.

    Parameters
    ----------
    text : str
        In Markdown.

    Examples
    --------
    >>> show_text("Count the *rows*.")
    Count the *rows*.
    """
    display(text, text, "text/markdown")


def display(text: str, page: str, kind: str = "text/html") -> None:
    """Show a text, in Jupyter as a piece of a page.

    Parameters
    ----------
    text, page : str
        The same as plain text and as a page.
    kind : str
        What the page is written in.

    Examples
    --------
    >>> display("Done.", "<p>Done.</p>")
    Done.
    """
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        print(text)  # outside Jupyter
        return
    assert shell is not None
    from IPython.display import display as put

    put({"text/plain": text, kind: page}, raw=True)
