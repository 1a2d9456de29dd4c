"""From the cells of a lesson to slides, one after the other, with the notes that belong to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.deck.cells import as_html, is_shown, role, tags
from tools.deck.lab import lab
from tools.deck.steps import answer, for_the_lecturer, place_of, step_of
from tools.formulas import markdown2html


@dataclass
class Slide:
    """One slide: its HTML, the lecturer's notes, and what is written in its corner."""

    html: str = ""
    answer: str = ""
    """The answer to its question, until it gets its place: after all that is of the question."""
    notes: str = ""
    label: str = ""
    spare: bool = False
    kinds: set[str] = field(default_factory=set)


def slides_of(notebook: Any, number: int) -> list[Slide]:
    """Make the slides of a lesson; the first is for its title.

    Each carries the notes of its block: the first as they are, the others marked as continued.
    """
    block, again, after_lab = notebook.cells[0], True, False
    made = [Slide(notes=notes_of(block, again=False), kinds={"title"})]
    for cell in notebook.cells:
        after_lab = after_lab or "live" in tags(cell)
        if not is_shown(cell):
            continue
        if role(cell) in ("slide", "subslide"):
            place_answer(made[-1])
            if "lecturer" in cell.metadata and cell is not block:
                block, again = cell, False
            spare = "spare" in tags(cell)
            made.append(Slide(notes=notes_of(block, again, spare), spare=spare))
            again = True
        shown = as_html(cell)
        if after_lab and "picture" in tags(cell):
            shown, after_lab = with_lab(shown, lab(number)), False
        add(made[-1], cell, shown)
    place_answer(made[-1])
    return made


def notes_of(block: Any, again: bool, spare: bool = False) -> str:
    """Write the notes that the first cell of a block carries."""
    said = block.metadata.get("lecturer")
    if said is None:
        return ""
    minutes = f"Minutes {said.minutes}{', continued' if again else ''}"
    may_go = "<p>May be left out when time is short.</p>" if spare else ""
    return f"<p><strong>{minutes}</strong></p>{may_go}{markdown2html(said.notes)}"


def add(slide: Slide, cell: Any, shown: str) -> None:
    """Put a cell on a slide, and what its question needs: the label, the answer, the hint."""
    if "step" not in tags(cell):
        place_answer(slide)
    slide.html += f'<div class="fragment">{shown}</div>' if role(cell) == "fragment" else shown
    slide.label = slide.label or place_of(cell)
    slide.kinds |= set(kinds(cell))
    if step := step_of(cell):
        right = markdown2html(f"**Answer:** {answer(step)}")
        slide.answer = f'<div class="fragment answer">{right}</div>'
        slide.notes += markdown2html(for_the_lecturer(step))


def place_answer(slide: Slide) -> None:
    """Let the answer follow what stands on the slide so far."""
    slide.html, slide.answer = slide.html + slide.answer, ""


def kinds(cell: Any) -> Iterator[str]:
    """What a cell brings that decides how large the text of its slide may be."""
    if cell.cell_type == "code" or "| --- |" in cell.source or "```" in cell.source:
        yield "dense"
    if "<details><summary>A." in cell.source:
        yield "quiz"


def with_lab(picture: str, its_lab: str | None) -> str:
    """The lab on screen, and its picture on paper and without scripts."""
    if its_lab is None:
        return picture
    return f'<div class="on-screen">{its_lab}</div><div class="on-paper">{picture}</div>'
