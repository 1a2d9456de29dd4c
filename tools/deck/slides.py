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
    place: str = ""
    """Which slide of its block it is."""
    help: str = ""
    """For the lecturer, where the slide asks for a step."""
    notes: str = ""
    label: str = ""
    spare: bool = False
    kind: str = ""


def slides_of(notebook: Any, number: int) -> list[Slide]:
    """Make the slides of a lesson; the first is for its title.

    Each carries the notes of its block, and says which of the block's slides it is.
    """
    block = notebook.cells[0]
    made = [of_block(block)]
    made[0].kind = "title"
    blocks = [[made[0]]]
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
            made.append(of_block(block))
            made[-1].spare = "spare" in tags(cell)
            blocks += [[]] if is_new else []
            blocks[-1].append(made[-1])
        add(made[-1], cell)
    place_answer(made[-1])
    for slides in blocks:
        say_places(slides)
    return made


def of_block(block: Any) -> Slide:
    """Begin a slide of a block, whose first cell carries minutes and notes."""
    said = block.metadata.get("lecturer")
    if said is None:
        return Slide()
    return Slide(minutes=f"Minutes {said.minutes}", notes=markdown2html(said.notes))


def say_places(block: list[Slide]) -> None:
    """Say of each slide of a block where in it the lecturer is; the quiz has a note of its own."""
    slides = [slide for slide in block if slide.minutes and slide.kind != "quiz"]
    for number, slide in enumerate(slides, 1):
        first = f"{len(slides)} slide{'s' if len(slides) > 1 else ''} with this note"
        goes_on = f"The note goes on: slide {number} of {len(slides)} of this block"
        slide.place = first if number == 1 else goes_on
    for slide in block[1:]:
        slide.minutes += ", continued" if slide.minutes else ""


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
