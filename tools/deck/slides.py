"""From the cells of a lesson to slides, one after the other, with the notes that belong to each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tools.deck.cells import as_html, is_shown, role, tags
from tools.deck.lab import with_labs
from tools.deck.steps import answer, for_the_lecturer, place_of, step_of
from tools.formulas import markdown2html

# In place of the block's note, which is about the vote before.
QUIZ = "One or two questions by hand; open an answer when all have chosen. The rest goes home."


@dataclass
class Slide:
    """One slide: its HTML, the lecturer's notes, and what is written in its corner."""

    html: str = ""
    answer: str = ""
    """The answer to its question, until it gets its place: after all that is of the question."""
    minutes: str = ""
    help: str = ""
    """For the lecturer, where the slide asks for a step."""
    notes: str = ""
    label: str = ""
    spare: bool = False
    kind: str = ""


def slides_of(notebook: Any, number: int) -> list[Slide]:
    """Make the slides of a lesson; the first is for its title.

    Each carries the notes of its block: the first as they are, the others marked as continued.
    """
    block = notebook.cells[0]
    made = [of_block(block)]
    made[0].kind = "title"
    # The questions back are on no slide: the lecturer reads them out.
    back = [cell.source for cell in notebook.cells if cell.get("id") in ("back", "back-key")]
    told = re.sub(r"^#+ (.+)$", r"**\1**", "\n\n".join(back), flags=re.MULTILINE)
    made[0].notes += markdown2html(told)
    for cell in with_labs(notebook.cells, number):
        if not is_shown(cell):
            continue
        if role(cell) in ("slide", "subslide"):
            place_answer(made[-1])
            is_new = "lecturer" in cell.metadata and cell is not block
            block = cell if is_new else block
            made.append(of_block(block, again=not is_new))
            made[-1].spare = "spare" in tags(cell)
        add(made[-1], cell)
    place_answer(made[-1])
    return made


def of_block(block: Any, again: bool = False) -> Slide:
    """Begin a slide of a block, whose first cell carries minutes and notes."""
    said = block.metadata.get("lecturer")
    if said is None:
        return Slide()
    minutes = f"Minutes {said.minutes}{', continued' if again else ''}"
    return Slide(minutes=minutes, notes=markdown2html(said.notes))


def add(slide: Slide, cell: Any) -> None:
    """Put a cell on a slide, and what its question needs: the label, the answer, the hint."""
    if "step" not in tags(cell):
        place_answer(slide)
    shown = as_html(cell)
    slide.html += f'<div class="fragment">{shown}</div>' if role(cell) == "fragment" else shown
    slide.label = slide.label or place_of(cell)
    if "<details><summary>A." in cell.source:
        slide.kind, slide.notes = "quiz", markdown2html(QUIZ)
    if step := step_of(cell):
        right = markdown2html(f"**Answer:** {answer(step)}")
        slide.answer = f'<div class="fragment answer">{right}</div>'
        slide.help += markdown2html(for_the_lecturer(step))


def place_answer(slide: Slide) -> None:
    """Let the answer follow what stands on the slide so far."""
    slide.html, slide.answer = slide.html + slide.answer, ""
