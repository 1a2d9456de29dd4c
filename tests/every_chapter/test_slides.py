"""The decks: the slides of a lesson, what the lecturer is told, and how a hall answers."""

from __future__ import annotations

import itertools
import re

import nbformat
import pytest

from tests.every_chapter.chapters import WITH_STEPS, Chapter, read, tags


def test_a_lesson_is_a_deck_with_notes_for_90_minutes(chapter):
    cells = read(chapter.lesson).cells
    assert all(cell.metadata.get("slideshow", {}).get("slide_type") for cell in cells)
    # In the metadata of a slide: out of a learner's way, and before what they speak of.
    slides = [cell for cell in cells if "lecturer" in cell.metadata]
    assert all(cell.metadata.slideshow.slide_type in ("slide", "subslide") for cell in slides)
    assert all(len(cell.metadata.lecturer.notes) > 100 for cell in slides)
    spans = [minutes(cell) for cell in slides]
    assert spans[0][0] == 0 and spans[-1][1] == 90
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(spans))


def minutes(cell: nbformat.NotebookNode) -> tuple[int, int]:
    """From which minute to which a note is for."""
    first, last = map(int, cell.metadata.lecturer.minutes.split("-"))
    return first, last


def slides(cells: list) -> list[list]:
    """Cells of each slide of the deck, without the notes and what is for the reader alone."""
    found: list[list] = []
    for cell in cells:
        role = cell.metadata.slideshow.slide_type
        if role in ("slide", "subslide"):
            found.append([])
        if role not in ("skip", "notes") and not {"reader", "live"} & set(tags(cell)):
            found[-1].append(cell)
    return found


def words(cell: nbformat.NotebookNode) -> int:
    """Words that a slide shows: tables, formulas, code are looked at, reasons are folded."""
    text = cell.source if cell.cell_type == "markdown" else ""
    for unread in (
        r"(?s)```.*?```",
        r"^- ",
        r"^\|.*$",
        r"(?s)\$\$.*?\$\$",
        r"<div.*?</div>",
        r"</?\w+>",
        r"^# .*$",  # the title has a slide of its own
        r"^#+ ",
    ):
        text = re.sub(unread, "", text, flags=re.MULTILINE)
    return len(text.split())


def test_a_slide_says_one_thing_and_shows_no_plumbing(chapter):
    cells = read(chapter.lesson).cells
    for slide in slides(cells):
        assert sum(map(words, slide)) <= 60, slide[0].source
        code = [cell for cell in slide if cell.cell_type == "code"]
        # The code of a step is what the class runs together.
        assert all({"picture", "table", "step"} & set(tags(cell)) for cell in code), slide[0].source
    for cell in cells:
        if cell.cell_type == "markdown":
            left_out = cell.metadata.slideshow.slide_type == "skip"
            assert left_out == ("reader" in tags(cell)), cell.source[:80]


def test_words_of_a_slide_are_counted_as_they_are_seen():
    def seen(text: str) -> int:
        return words(nbformat.v4.new_markdown_cell(text))

    assert seen("## Two words") == 2
    assert seen("| a | table |\n| --- | --- |\n\nand three words") == 3
    assert seen("with\n\n$$a = b \\\\ c$$\n\na formula") == 3
    assert seen("<details><summary>A. Yes</summary><div style='x'>✓ Right.</div></details>") == 2
    assert words(nbformat.v4.new_code_cell("1 + 1")) == 0


# ---- a deck for 90 minutes ----

LEAST_SLIDES, MOST_SLIDES, MOST_SPARE = 40, 45, 8
MOST_WORDS_WITH_A_PICTURE, MOST_ROWS = 37, 8
STILL_LONG: set[str] = set()  # chapters whose decks are not yet cut to 90 minutes
STEP = re.compile(r"^### \d+\.([a-z]) ", re.MULTILINE)
QUESTION = re.compile(r"^### \d+\. ", re.MULTILINE)
# What asks the room for something: a step, a guess, a vote, a lab.
ASKS = re.compile(
    r"^### \d+\.[a-z] |\*\*Guess|\bPredict\b|\bGuess first|^#+ (Your vote|Vote again|Lab: )"
    r"|\bWrite down\b|\byou wrote down\b",
    re.MULTILINE,
)
# What only somebody at a notebook can do: nobody in a hall has a cell before her.
AT_A_NOTEBOOK = re.compile(
    r"\bcell\b(?! is not empty)|\bcells (above|below|load|compute)\b"
    r"|\brun (this|the line|the picture|it)\b|\bshift \+ enter",
    re.IGNORECASE,
)


@pytest.fixture
def cells(chapter) -> list:
    """Cells of the lesson whose deck is looked at."""
    if chapter.name in STILL_LONG:
        pytest.skip("its deck is still to be cut to 90 minutes")
    return read(chapter.lesson).cells


def steps(chapter: Chapter) -> tuple:
    return chapter.steps if chapter in WITH_STEPS else ()


def spare(slide: list) -> bool:
    return "spare" in tags(slide[0])


def of_check_yourself(slide: list) -> bool:
    """Whether it holds a question of *Check yourself*."""
    return any(QUESTION.search(cell.source) for cell in slide if cell.cell_type == "markdown")


def rooms(cell: nbformat.NotebookNode) -> list[str]:
    return [tag for tag in tags(cell) if tag.startswith("room-")]


def blocks(cells: list) -> list[list]:
    """Cells from each note of the lecturer to the next."""
    found: list[list] = []
    for cell in cells:
        if "lecturer" in cell.metadata:
            found.append([])
        found[-1].append(cell)
    return found


def test_a_deck_is_for_90_minutes(cells):
    made = slides(cells)
    counted = [slide for slide in made if not spare(slide) and not of_check_yourself(slide)]
    assert LEAST_SLIDES <= 1 + len(counted) <= MOST_SLIDES  # the first has the title
    assert sum(map(spare, made)) <= MOST_SPARE
    for slide in made:
        assert not any("spare" in tags(cell) for cell in slide[1:]), slide[0].source


def test_a_slide_asks_one_question_of_check_yourself(cells):
    for slide in slides(cells):
        text = "\n".join(cell.source for cell in slide if cell.cell_type == "markdown")
        assert len(QUESTION.findall(text)) <= 1, text
        if of_check_yourself(slide):
            assert not re.search(r"^## (?!Check yourself$)", text, re.MULTILINE), text


def test_a_slide_leaves_room_for_its_picture_or_table(cells):
    for slide in slides(cells):
        shown = "".join(
            str(output.get("data", {}).get("text/html", ""))
            for cell in slide
            if cell.cell_type == "code"
            for output in cell.outputs
        )
        rows = len(re.findall(r"<tr", "".join(re.findall(r"(?s)<tbody.*?</tbody>", shown))))
        if "<img" in shown:
            assert sum(map(words, slide)) <= MOST_WORDS_WITH_A_PICTURE, slide[0].source
            assert rows == 0 and shown.count("<img") == 1, slide[0].source
        assert rows <= MOST_ROWS, slide[0].source


def test_what_asks_the_room_says_how_it_is_answered(chapter, cells):
    """By hands or codes, live by the lecturer, or at the learners' own desks."""
    where = {step.number: step.where for step in steps(chapter)}
    for slide in slides(cells):
        for cell in slide:
            if cell.cell_type == "markdown" and ASKS.search(cell.source):
                assert len(rooms(cell)) == 1, cell.source
            assert len(rooms(cell)) <= 1 and set(rooms(cell)) <= {
                "room-vote",
                "room-live",
                "room-desk",
            }
            if cell.cell_type == "markdown" and (step := STEP.search(cell.source)):
                assert rooms(cell) == [f"room-{where[step[1]]}"], cell.source


def test_no_slide_speaks_of_cells(cells):
    for slide in slides(cells):
        for cell in slide:
            if cell.cell_type == "markdown":
                # What follows a step is folded in the lesson; of its fold a slide shows nothing.
                shown = re.sub(r"<summary>Read this.*?</summary>", "", cell.source)
                assert not AT_A_NOTEBOOK.search(shown), cell.source


def test_a_note_stands_before_all_that_it_speaks_of(cells):
    """The steps that it names are in its block, and it says what of it may be left out."""
    for block in blocks(cells):
        note = block[0].metadata.lecturer.notes
        assert block[0].metadata.slideshow.slide_type == "slide", note
        there = {
            match[1]: cell
            for cell in block
            if cell.cell_type == "markdown" and (match := STEP.search(cell.source))
        }
        named = re.findall(r"\b[Ss]teps? ([a-z])(?: and ([a-z]))?\b", note)
        assert {letter for pair in named for letter in pair if letter} == set(there), note
        for letter, how in re.findall(r"\b[Ss]tep ([a-z]) (live|by vote)", note):
            assert rooms(there[letter]) == [f"room-{how.removeprefix('by ')}"], note
        # Of what no slide shows, a note says so.
        shown = {cell.id for slide in slides(block) for cell in slide}
        for letter in {letter for letter, cell in there.items() if cell.id not in shown}:
            said = re.findall(rf"[^.]*\b[Ss]teps? {letter}\b[^.]*\.", note)
            assert any("on no slide" in sentence for sentence in said), (letter, note)
        if any("spare" in tags(cell) for cell in block):
            assert re.search(r"\bleave\b.*\bout\b", note), note


def test_the_steps_of_a_block_fit_into_its_minutes(chapter, cells):
    taken = {step.number: step.minutes for step in steps(chapter)}
    for block in blocks(cells):
        shown = [slide[0] for slide in slides(block) if not spare(slide)]
        letters = [match[1] for cell in shown if (match := STEP.search(cell.source))]
        first, last = minutes(block[0])
        assert sum(taken[letter] for letter in letters) <= last - first, letters


def test_slides_are_read_as_a_hall_sees_them():
    def cell(text: str, role: str = "-", *tags: str) -> nbformat.NotebookNode:
        about = {"slideshow": {"slide_type": role}, "tags": list(tags)}
        return nbformat.v4.new_markdown_cell(text, metadata=about)

    asked = ("### 3.b The share", "**Guess.** How many?", "Why? Predict: none, or 5%?")
    asked += (
        "## Vote again",
        "## Lab: explorer",
        "Write down one price.",
        "How many? Guess first.",
    )
    assert all(map(ASKS.search, asked))
    assert not any(map(ASKS.search, ("### 3. A customer", "Guesses differ.", "It predicts more.")))
    told = ("Run this cell.", "The cell computes it.", "Run the line again.", "Shift + Enter")
    assert all(map(AT_A_NOTEBOOK.search, told))
    kept = (
        "Excellent.",
        "the best of six cells",
        "a trial run in half",
        "**So what.** Run the campaigns together.",
    )
    assert not any(map(AT_A_NOTEBOOK.search, kept))
    made = slides(
        [
            cell("a", "slide", "spare"),
            cell("b", "skip", "reader"),
            cell("### 1. c"),
            cell("d", "subslide"),
        ]
    )
    assert [[one.source for one in slide] for slide in made] == [["a", "### 1. c"], ["d"]]
    assert [spare(slide) for slide in made] == [True, False] == [of_check_yourself(s) for s in made]
