"""One cell of a lesson as HTML for a slide: prose, code in colours, and what the code gave."""

from __future__ import annotations

import html
import re
from typing import Any

from nbconvert.filters import Highlight2HTML

from tools.formulas import markdown2html

# On no slide: prose for the reader alone, and a lab, which needs a kernel.
LEFT_OUT = {"reader", "live"}
# Cells whose code is not shown, but only what it gives.
RESULT_ONLY = {"picture", "table"}
# What a step's cell has for the check and for the learner's answer.
UNSEEN = re.compile(r"^(check\(.*|\w+ = \.\.\.( *#.*)?)$\n?", re.MULTILINE)
# What is set in columns by blanks, and needs letters of one width.
IN_COLUMNS = re.compile(r"\S {2,}\S|^ ", re.MULTILINE)
in_colours = Highlight2HTML()


def tags(cell: Any) -> set[str]:
    return set(cell.metadata.get("tags", []))


def role(cell: Any) -> str:
    """Role of a cell in the deck, such as "subslide"."""
    return str(cell.metadata.get("slideshow", {}).get("slide_type") or "-")


def is_shown(cell: Any) -> bool:
    """Whether a cell is on a slide at all."""
    return role(cell) not in ("skip", "notes") and not LEFT_OUT & tags(cell)


def as_html(cell: Any) -> str:
    """What a slide shows of a cell."""
    if cell.cell_type == "markdown":
        return markdown2html(cell.source)
    if "step" in tags(cell):  # its output says that nothing is filled in yet
        return code(UNSEEN.sub("", cell.source))
    before = "" if RESULT_ONLY & tags(cell) else code(cell.source)
    return before + "".join(map(result, cell.outputs))


def code(source: str) -> str:
    """Code in colours; nothing, where there is none."""
    return str(in_colours(source.strip("\n"), language="python")) if source.strip() else ""


def result(output: Any) -> str:
    """One output: its HTML, or its text as printed."""
    data = output.get("data", {})
    if "text/html" in data:
        return f'<div class="result">{data["text/html"]}</div>'
    # What kind of numbers a column holds is of no use in a hall.
    text = re.sub(r"\n(Name: .*, )?dtype: \w+$", "", data.get("text/plain", output.get("text", "")))
    text = html.escape(text.rstrip())
    if not text or IN_COLUMNS.search(text):
        return f'<pre class="result">{text}</pre>' if text else ""
    return f'<p class="result">{"<br>".join(text.splitlines())}</p>'
