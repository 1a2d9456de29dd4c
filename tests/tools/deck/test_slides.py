"""What stands on the slides, read from the files."""

from __future__ import annotations

import re
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mkt40_helpers.workbook.shelf import find
from tests.every_chapter.chapters import ROOT
from tools.course import course
from tools.deck.__main__ import chosen, main
from tools.deck.build import HERE, script
from tools.deck.cells import is_shown, tags
from tools.deck.slides import Slide, slides_of
from tools.deck.steps import answer
from tools.deck.tidy import tidy

FILES = f"{course().address}/blob/HEAD/"
MOST_BYTES = 5_000_000
FEWEST, MOST = 40, 45
# Words that speak of the notebook, which the room does not see. The primer is about cells.
OF_CELLS = (
    r"\b(?:[Tt]he|[Tt]his|next|last) cells?\b(?! is not empty)|\b[Rr]un (?:it|this|the cell)\b"
)


def cell(source: str, role: str = "-", tags: tuple[str, ...] = (), **more) -> nbformat.NotebookNode:
    metadata = {"slideshow": {"slide_type": role}, "tags": list(tags)} | more
    return new_markdown_cell(source, metadata=metadata)


def code(source: str, role: str, tags: tuple[str, ...], text: str = "") -> nbformat.NotebookNode:
    output = new_output("execute_result", {"text/plain": text, "text/html": text})
    metadata = {"slideshow": {"slide_type": role}, "tags": list(tags)}
    return new_code_cell(source, outputs=[output], metadata=metadata)


def slides_from(*cells: nbformat.NotebookNode) -> list[Slide]:
    first = cell("# 3 Title", "slide", lecturer={"minutes": "0-6", "notes": "Ask them."})
    return slides_of(new_notebook(cells=[first, *cells]), 3)[2:]


# ---- a deck ----


def test_a_deck_is_one_small_file_that_names_no_other(deck):
    text = deck.read_text("utf-8")
    assert len(text.encode()) < MOST_BYTES
    page = BeautifulSoup(text, "html.parser")
    assert not page.select("link, iframe, script[src], object")
    assert all(str(one["src"]).startswith("data:image/") for one in page.select("[src]"))
    styles = "".join(style.get_text() for style in page.select("style"))
    assert not re.search(r"@import|url\((?!data:)", styles)


def test_the_first_slide_says_what_this_is_and_whose(slides):
    said, about = slides[0].get_text(" ", strip=True), course()
    for word in (about.name, about.authors, about.licence, about.address.removeprefix("https://")):
        assert word in said
    assert len(slides[0].select("h1")) == 1 and not any(slide.select("h1") for slide in slides[1:])


def test_a_link_names_a_file_of_the_course_by_its_address(slides):
    links = [str(link["href"]) for slide in slides for link in slide.select("a[href]")]
    own = [link for link in links if link.startswith(FILES)]
    assert all(link.startswith("https://") for link in links)
    assert all((ROOT / link.removeprefix(FILES)).is_file() for link in own)


def test_every_slide_of_a_block_has_its_notes_and_the_first_has_them_first(lesson, slides):
    cells = [one for one in nbformat.read(lesson, 4).cells if "lecturer" in one.metadata]
    said = [slide.select_one("aside").get_text(" ", strip=True) for slide in slides]
    assert all(slide.select_one("aside").has_attr("hidden") for slide in slides)
    begins = [text for text in said if text.startswith("Minutes") and "continued" not in text[:30]]
    assert [text.split()[1] for text in begins] == [one.metadata.lecturer.minutes for one in cells]
    assert all(said) or not cells  # the primer has none
    for before, after in pairwise(said):
        if "continued" in after[:30]:
            assert before.split()[1].strip(",") == after.split()[1].strip(",")


def test_headings_of_a_slide_are_in_order_and_lead_nowhere(slides):
    for slide in slides[1:]:
        levels = [int(heading.name[1]) for heading in slide.select("h2, h3, h4, h5")]
        assert levels == [2, 3, 3][: len(levels)]
    assert not any(slide.select(".anchor-link, [style*=margin]") for slide in slides)


def test_a_question_of_the_quiz_has_a_slide_for_itself(lesson, slides):
    asked = [slide for slide in slides if "quiz" in slide.get("class", [])]
    assert len(asked) >= 6 or lesson.stem.startswith("00")
    for slide in slides:
        right = sum("✓ Right." in fold.get_text() for fold in slide.select("details"))
        assert right == (1 if slide in asked else 0)


def test_what_the_check_says_and_what_waits_for_a_kernel_is_on_no_slide(slides):
    for slide in slides:
        slide.select_one("aside").decompose()
        said = slide.get_text(" ", strip=True)
        assert not re.search(r"Still empty|As it was|to see the lab|Read this", said)
        assert not slide.select("[role=alert]")
        lines = "\n".join(block.get_text() for block in slide.select(".highlight pre"))
        assert not re.search(r"^check\(|= \.\.\.$", lines, re.MULTILINE)


def test_after_a_step_comes_the_answer_of_its_record(lesson, slides):
    keys = keys_shown(nbformat.read(lesson, 4).cells)
    answered = [slide for slide in slides if slide.select(".answer")]
    assert len(answered) == len(keys)
    for key, slide in zip(keys, answered, strict=True):
        step = find(key)
        (said,) = slide.select(".fragment.answer")
        assert letters(step.praise) in letters(said.get_text())
        assert slide.select_one(".corner .label").get_text()
        assert letters(step.solution) in letters(slide.aside.get_text())


def keys_shown(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Steps whose question is on a slide: a cell tagged step, before the one that checks it."""
    found = []
    for place, one in enumerate(cells):
        if one.cell_type == "markdown" and "step" in tags(one) and is_shown(one):
            checks = (re.search(r'check\(\s*"([^"]+)"', later.source) for later in cells[place:])
            found.append(next(check[1] for check in checks if check))
    return list(dict.fromkeys(found))


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def test_no_sentence_speaks_of_cells(lesson, slides):
    for slide in slides if not lesson.stem.startswith("00") else []:
        slide.select_one("aside").decompose()
        assert not re.search(OF_CELLS, slide.get_text(" ")), slide.get_text(" ", strip=True)


def test_a_slide_shows_no_names_of_columns_and_nothing_as_a_computer_prints_it(lesson, slides):
    if lesson.stem.startswith("00"):
        return  # the primer is about what a computer prints
    for slide in slides:
        assert not slide.select("pre.result"), slide.get_text(" ", strip=True)
        raw = [one.get_text() for one in slide.select("table th") if "_" in one.get_text()]
        raw += [one.get_text() for one in slide.select("td") if one.get_text() in ("True", "False")]
        assert raw == []


def test_a_lecture_has_forty_to_forty_five_slides(lesson, slides):
    if lesson.stem.startswith("00"):
        return  # the primer is shorter
    asked = [
        one for one in slides if "quiz" not in one.get("class", []) and not one.select(".spare")
    ]
    assert FEWEST <= len(asked) <= MOST


# ---- how a slide is made ----


def test_what_follows_a_step_is_open_and_comes_last():
    fold = "<details><summary>Read this after step 3.c</summary>\n\n**So what.**\n\n</details>"
    (alone,) = [tidy(one.html, FILES) for one in slides_from(cell(fold, "subslide"))]
    assert alone.startswith("<div>") and "<summary" not in alone and "Read this" not in alone
    both = tidy(slides_from(cell("First.", "slide"), cell(fold))[0].html, FILES)
    assert '<div class="fragment">' in both and both.index("First") < both.index("fragment")


def test_the_answer_follows_its_question_and_comes_before_all_else():
    question = cell("### 3.c What the gap is made of (2 minutes)\n\nWhich?", "slide", ("step",))
    made = slides_from(question, cell("Now read."), cell("More.", "subslide"))
    places = [made[0].html.index(word) for word in ("Which?", "fragment answer", "Now read.")]
    assert places == sorted(places) and "answer" not in made[1].html
    assert made[0].label == "vote" and made[1].label == ""


@pytest.mark.parametrize(
    ("tag", "label"), [("room-vote", "vote"), ("room-live", "live"), ("room-desk", "at your desk")]
)
def test_a_tag_says_how_the_room_answers(tag, label):
    (slide,) = slides_from(cell("### 3.c Gap (2 minutes)", "slide", ("step", tag)))
    assert slide.label == label


def test_a_guess_is_a_vote_where_no_tag_says_more():
    assert [one.label for one in slides_from(cell("**Guess.** How many?", "slide"))] == ["vote"]


def test_a_spare_slide_says_so_to_the_room_and_to_the_lecturer():
    first, second = slides_from(cell("One.", "slide", ("spare",)), cell("Two.", "slide"))
    assert (first.spare, second.spare) == (True, False)


def test_notes_begin_anew_with_each_block():
    new = {"minutes": "6-10", "notes": "Wait."}
    made = slides_from(cell("a", "slide"), cell("b", "slide", lecturer=new), cell("c", "subslide"))
    told = ["Minutes 0-6, continued", "Minutes 6-10", "Minutes 6-10, continued"]
    assert [one.minutes for one in made] == told


def test_each_slide_of_a_block_says_which_it_is_and_the_quiz_does_not():
    new = {"minutes": "6-10", "notes": "Wait."}
    quiz = "### 1. Why?\n\n<details><summary>A. So</summary><div>✓ Right. Yes.</div></details>"
    cells = [cell("a", "slide", lecturer=new), cell("b", "subslide"), cell(quiz, "subslide")]
    places = [one.place for one in slides_from(*cells, cell("c", "slide"))]
    assert [place[:1] for place in places] == ["3", "T", "", "T"]  # of three, and on they go
    assert "slide 2 of 3 of this block" in places[1] and "slide 3 of 3" in places[3]


def test_what_is_printed_is_said_in_words_and_a_table_of_letters_keeps_its_columns():
    def shown(text: str) -> str:
        made = code("1", "slide", ("table",), text)
        del made.outputs[0]["data"]["text/html"]
        return slides_from(made)[0].html

    assert shown("0.62") == '<p class="result">0.62</p>'
    assert shown("best: 7.5\nhalf: <3") == '<p class="result">best: 7.5<br>half: &lt;3</p>'
    assert shown("size    229\nsum     224\ndtype: int64").startswith('<pre class="result">size')


def test_a_table_speaks_in_words():
    table = "<table><tr><th>n_treated</th><th>price_eur</th><th>left_percent</th></tr>"
    table += "<tr><td>True</td><td>False</td><td>a_b</td></tr></table>"
    said = BeautifulSoup(tidy(table, FILES), "html.parser")
    heads = [one.get_text() for one in said.select("th")]
    assert heads == ["n treated", "price, euro", "left, %"]
    assert [one.get_text() for one in said.select("td")] == ["yes", "no", "a_b"]


def test_code_is_shown_only_where_it_is_worked_with():
    picture = code("ax = draw()", "slide", ("picture",), "<img alt='a'>")
    step = code(
        'shop = 1\nmy_score = ...  # here\ncheck("3.a", my_score)', "slide", ("step",), "Empty"
    )
    plain_code = code("1 + 1", "slide", (), "two")
    shown = [one.html for one in slides_from(picture, step, plain_code)]
    assert "<img" in shown[0] and "draw" not in shown[0]
    assert "shop" in shown[1] and not re.search("check|my_score|Empty", shown[1])
    assert "two" in shown[2] and "highlight" in shown[2]


def test_a_lab_takes_the_place_of_its_own_picture(monkeypatch):
    live = code("lab.nps_explorer()", "-", ("live",), "Run this")
    still = code("figure, alt = lab.nps_picture(38)", "subslide", ("picture",), "still")
    other = code("draw()", "subslide", ("picture",), "other")
    hidden = code("figure, alt = lab.nps_picture(38)", "skip", ("picture",), "still")
    question = cell("Predict.", "slide")

    def seen(*cells) -> list[str]:
        made = slides_from(question, *cells)
        return [re.sub("<.*?>", "", one.html).strip() for one in made]

    monkeypatch.setattr("tools.deck.lab.lab", lambda number, called: None)
    assert seen(live, still, other) == ["Predict.", "still", "other"]
    monkeypatch.setattr("tools.deck.lab.lab", lambda number, called: f"{called} of {number}")
    assert seen(live, still, other) == ["Predict.", "nps_explorer of 3", "other"]
    assert seen(live, hidden, other) == ["Predict.", "nps_explorer of 3", "other"]


def test_what_is_chosen_is_said_with_its_reason():
    assert answer(find("3.c")).startswith("**not**, by **C**. ")
    assert answer(find("3.f")).startswith("**E")
    assert answer(find("3.a")) == find("3.a").praise


def test_links_lead_to_the_course_and_those_elsewhere_stay():
    made = tidy(
        '<a href="../exercises/x.ipynb">a</a><a href="https://b.org/c">b</a>', f"{FILES}notebooks/"
    )
    assert f'href="{FILES}exercises/x.ipynb"' in made and 'href="https://b.org/c"' in made


@pytest.mark.parametrize("name", ["reveal/reveal.js", "reveal/notes.js", "deck.js"])
def test_a_script_in_a_page_ends_where_it_should(name):
    assert not re.search(r"</script|<script|<!--", script(name), re.IGNORECASE)
    assert len(script(name)) >= len((HERE / name).read_text("utf-8"))


def test_lessons_are_named_by_number_or_file():
    assert [path.stem[:2] for path in chosen(["3"])] == ["03"]
    assert chosen([str(chosen(["3"])[0])]) == chosen(["3"])
    with pytest.raises(SystemExit, match=r"no lesson 77.*0, 1, 2"):
        chosen(["77"])


def test_the_command_writes_decks_and_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tools.deck.lab.lab", lambda number, called: None)  # takes its time
    main(["3", "--to", str(tmp_path / "new")])
    said = capsys.readouterr().out
    assert re.search(r"03_\w+\.html: \d\d slides, \d+ that may .* 6 questions .* \d\.\d MB", said)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"{chosen(['3'])[0].stem}.html"]


# ---- colours ----


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "link", "mark", "word", "text", "number"])
@pytest.mark.parametrize("ground", ["page", "tint"])
def test_every_ink_is_read_on_every_ground(look, ink, ground):
    looks = re.findall(r":root[^{]*\{(.*?)\}", (HERE / "deck.css").read_text("utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6});", looks[look]))
    first, second = sorted((light(colours[ink]), light(colours[ground])))
    assert (second + 0.05) / (first + 0.05) >= 4.5


def light(colour: str) -> float:
    """How light a colour is, by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_questions_back_are_read_out_and_the_quiz_has_a_note_of_its_own():
    back = new_markdown_cell("### Three questions back", id="back", metadata={"tags": ["reader"]})
    back.metadata["slideshow"] = {"slide_type": "skip"}
    said = {"minutes": "0-90", "notes": "Vote by hands."}
    asked = "### 1. Why?\n\n<details><summary>A. So</summary><div>✓ Right. Yes.</div></details>"
    cells = [cell("# 3 A title", "slide", lecturer=said), back, cell(asked, "subslide")]
    title, *_, quiz = slides_of(nbformat.v4.new_notebook(cells=cells), 3)
    assert "questions back" in title.notes and "Vote by hands" in title.notes
    assert "Vote by hands" not in quiz.notes and "goes home" in quiz.notes
