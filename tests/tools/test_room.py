"""The room's page: it reads every code that the course writes, and drops none without a word."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from mkt40_helpers import chapters
from mkt40_helpers.workbook import edition, result_code
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.result_code import choices, code_of, is_chosen, number_of_vote
from mkt40_helpers.workbook.shelf import exercises_of, steps_of
from tests.axe import violations
from tools import room

BOOKS = [(number, steps_of(number)) for number in chapters.names("steps")]
BOOKS += [(number, exercises_of(number)) for number in chapters.names("exercises")]
LESSON = steps_of(3)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of all chapters, alone in a folder."""
    return room.write(target=tmp_path_factory.mktemp("room"))


def opened(chromium: Browser, path: Path, width: int = 1280, **options: Any) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 720}, **options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(path.as_uri())
    return page


@pytest.fixture(scope="module")
def window(chromium: Browser, path: Path) -> Iterator[tuple[Page, list[str]]]:
    """One window for all tests, and what went wrong in it: requests to elsewhere, and errors."""
    page, wrong = opened(chromium, path), []
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != path.as_uri() else 0)
    page.on("pageerror", lambda problem: wrong.append(problem.message))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    yield page, wrong
    page.context.close()


@pytest.fixture
def page(window: tuple[Page, list[str]], path: Path) -> Iterator[Page]:
    """The page as it opens from a file; it asks for nothing and nothing in it fails."""
    page, wrong = window
    page.goto(path.as_uri())
    yield page
    assert wrong == []


def tried(item: Exercise, solved: bool, choice: int) -> list[dict[str, Any]]:
    """Records of an exercise that was tried; `choice` counts from 1, 0 has no name."""
    made: list[dict[str, Any]] = []
    event = {"event": "check", "exercise": item.key}
    if choice:
        wrong = choices(item)[choice - 1]
        if not is_chosen(item):
            name = ["this", "that"] if wrong == result_code.SEVERAL else wrong
            made.append({**event, "answer": 1, "verdict": "mistake", "mistake": name})
        else:
            answer = {"tuple": list(wrong)} if isinstance(wrong, tuple) else wrong
            made.append({**event, "answer": answer, "verdict": "not yet"})
    elif not solved:
        made.append({**event, "answer": 0.5, "verdict": "not yet"})
    if solved:
        made.append({**event, "answer": 2, "verdict": "right"})
    return made


def code(mark: int, votes: str = "", states: dict[str, tuple[bool, int]] | None = None) -> str:
    """A code of lesson 3: votes as "keep 2, close 3", states as {"a": (solved, choice)}."""
    names: dict[str, Any] = {}
    for (vote, sure), text in zip(result_code._VOTES, votes.split(", "), strict=False):
        names[vote], names[sure] = (*text.split(" "), "?", "?")[:2]
    records = []
    for item in LESSON:
        if states and item.number in states:
            records += tried(item, *states[item.number])
    return code_of(3, LESSON, records, names, mark)  # type: ignore[arg-type]


def paste(page: Page, text: str) -> str:
    """Fill in the codes and return what the page says of them."""
    page.locator("#text").fill(text)
    return page.locator("#said").inner_text()


def left(page: Page) -> list[str]:
    """What does not count, and why."""
    return page.locator("#left li").all_text_contents()


# ---- what is written is what is read ----


def test_every_code_of_the_course_is_read_as_it_was_written(page):
    draw = random.Random(20)
    codes, wanted = [], []
    for turn in range(400):
        number, items = BOOKS[turn % len(BOOKS)]
        lesson, mark = items[0].is_step, draw.randrange(2**25)
        votes = {
            "vote": draw.choice(["?", "keep", "Close"]),
            "vote_now": draw.choice(["?", "nobody"]),
        }
        votes |= {"sure": draw.choice(["?", 1, "3"]), "sure_now": draw.choice([2, 3, None])}
        states, records = [], []
        for item in items:
            state = draw.random() < 0.8, draw.random() < 0.5, draw.randint(0, len(choices(item)))
            states.append([state[0], state[0] and state[1], state[2] if state[0] else -1])
            if state[0]:
                records += tried(item, *state[1:])
        codes.append(code_of(number, items, records, votes, mark))
        cast = [
            [number_of_vote(votes[vote]), result_code._sureness(votes[sure])]
            for vote, sure in result_code._VOTES
        ]
        wanted.append([number, lesson, mark, cast if lesson else [], states])
    read = page.evaluate(
        """codes => codes.map(code => find(code, 'x')).map(([one]) => [
            one.book?.chapter, one.book?.lesson, one.mark, one.votes?.map(v => [v.number, v.sure]),
            one.items?.map(i => [i.tried, i.solved, i.choice])])""",
        codes,
    )
    assert read == wanted
    assert len({len(one) for one in codes}) > 1  # longer and shorter ones


def test_what_stands_for_what_is_the_same_on_both_sides(path):
    known = room.known()
    assert [(book["chapter"], book["lesson"]) for book in known["books"]] == sorted(
        ((number, items[0].is_step) for number, items in BOOKS),
        key=lambda book: (book[0], not book[1]),
    )
    for book in known["books"]:
        items = steps_of(book["chapter"]) if book["lesson"] else exercises_of(book["chapter"])
        for item, told in zip(items, book["items"], strict=True):
            assert (told["key"], len(told["choices"])) == (item.key, len(choices(item)))
            said = {one["says"] for one in told["choices"]}
            wanted = set(item.messages.values()) - {item.messages.get("unchanged")}
            assert wanted <= said, item.key


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", "\n"),
        lambda code: code.replace("-", " - "),
        lambda code: code.replace("-", "\u2013").replace("MKT1\u2013", "MKT1\u2011"),
        lambda code: f"\u201c{code}\u201d",
        lambda code: f"10:42 Group 7 (Anna): our code is {code}, thanks! 3 of us",
        lambda code: "> " + code[:20] + "\n> " + code[20:],
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: "".join(sign + "\u200b" for sign in code),
        lambda code: "".join(chr(ord(s) + 0xFEE0) if s.isalnum() else s for s in code),
        lambda code: code.replace("-", ""),
        lambda code: f"\ufeff{code}\r\n",
    ],
    ids=[
        "lower",
        "lines",
        "blanks",
        "dashes",
        "quotes",
        "chat",
        "reply",
        "alike",
        "zero",
        "wide",
        "bare",
        "windows",
    ],
)
def test_a_code_is_read_as_a_chat_may_have_made_it(page, spoilt):
    assert paste(page, spoilt(code(7, "keep 2"))).startswith("1 group counted. Chapter 3, lesson")
    assert left(page) == []


# ---- what does not count is told ----


def test_each_damage_is_told_and_counted(page):
    good = code(1, "keep 2")
    broken = [
        good[:-1],
        good[:20],
        good[:-1] + ("0" if good[-1] != "0" else "2"),
        good[:12] + "U" + good[13:],
    ]
    swapped = good[:7] + "Z" + good[8:] if good[7] != "Z" else good[:7] + "Y" + good[8:]
    told = paste(page, "\n".join([*broken, swapped, good]))
    assert told.startswith("1 group counted")
    assert len(left(page)) == 5 and all("damaged" in one for one in left(page))
    assert [re.search(r"line (\d)", one)[1] for one in left(page)] == list("12345")
    assert page.locator("#left summary").inner_text().startswith("Not counted: 5.")


def test_a_code_without_its_beginning_is_told(page):
    good = code(1, "keep 2")
    assert paste(page, f"{good}\n{code(2)[5:]}").startswith("1 group counted")
    assert "its beginning, MKT1-, is missing" in left(page)[0]


def test_a_code_that_is_there_twice_counts_once(page):
    good = code(1, "keep 2")
    assert paste(page, f"{good} {good.lower()}\n{code(2, 'keep 2')}").startswith("2 groups counted")
    assert len(left(page)) == 1 and "twice" in left(page)[0]


def test_a_later_code_of_a_group_takes_the_place_of_the_earlier(page):
    first, later = code(1, "keep 2"), code(1, "keep 2, close 3", {"a": (True, 0)})
    assert paste(page, f"{first}\n{later}").startswith("1 group counted")
    assert first in left(page)[0] and "later code" in left(page)[0]
    assert "from keep to close" in page.locator("#shown").inner_text()


def test_codes_of_another_edition_and_of_other_questions_are_told(page, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(edition, "EDITION", "0.1")
        old = code(1)
    other = code_of(3, LESSON[:5], [], {}, 2)
    unknown = code_of(77, LESSON, [], {}, 3)
    assert paste(page, f"{old}\n{other}\n{unknown}\nMKT2-6ABCD-EFGHJ-KMNPQ") == "0 groups counted."
    assert [
        "version 0.1.0 of the course, and this page of version" in left(page)[0],
        "other questions" in left(page)[1],
        "another chapter (Chapter 77, lesson)" in left(page)[2],
        "of another kind" in left(page)[3],
    ] == [True] * 4
    assert page.locator("#shown").inner_text() == ""


def test_a_page_of_one_chapter_tells_of_codes_of_others(chromium, tmp_path):
    page = opened(chromium, room.write(3, tmp_path))
    other = code_of(5, steps_of(5), [], {}, 3)
    assert paste(page, f"{code(1)}\n{other}").startswith("1 group counted. Chapter 3, lesson: ")
    assert "another chapter (Chapter 5, lesson)" in left(page)[0]
    page.context.close()


@pytest.mark.parametrize(
    "nothing", ["", "  \n ", "hello", "mktg plan for the autumn", "MKT1", "MKT1-"]
)
def test_text_without_a_code(page, nothing):
    told = paste(page, nothing)
    assert told == ("0 groups counted." if nothing.strip() else "No codes yet.")
    assert len(left(page)) == bool(nothing.strip())
    assert page.locator("#shown").inner_text() == ""


# ---- what the room sees ----


def the_room(groups: int = 40) -> str:
    """Most solve a; c is missed by many, most of them with one pair; the last groups are slow."""
    pair, other = (choices(LESSON[2]).index(one) + 1 for one in (("right", "a"), ("not", "b")))
    lines = []
    for mark in range(groups):
        states = {"a": (True, 2 if mark % 4 == 0 else 0), "b": (mark % 3 > 0, 1)}
        states["c"] = (mark % 5 == 0, pair if mark % 2 else other)
        if mark < groups - 5:
            states |= {"d": (mark % 6 > 0, 0), "e": (True, 0), "f": (mark % 7 > 0, 1)}
        now = "close" if mark % 4 else "keep"
        votes = f"{'keep' if mark % 3 else 'close'} {1 + mark % 3}, {now} {3 if mark % 2 else 2}"
        lines.append(f"Group {mark}: {code(mark, votes, states)}")
    return "\n".join(lines)


def test_the_step_to_talk_about_first_is_the_one_that_most_have_not_solved(page):
    told = paste(page, the_room())
    assert told.startswith("40 groups counted. Chapter 3, lesson: ") and left(page) == []
    first = page.locator(".first").inner_text()
    assert "Talk about 3.c first: What the gap is made of" in first
    assert (
        "32 of 40 groups tried it and have not solved it; 16 of them: “right”, reason A." in first
    )
    assert LESSON[2].messages["gap"] in first


def test_each_step_has_its_numbers_beside_its_bar(page):
    paste(page, the_room())
    rows = page.locator(".row:not(.vote)")
    assert rows.count() == 6
    assert "Tried by no group: 3.g, 3.h, 3.i, 3.j, 3.k, 3.l." in page.locator("#shown").inner_text()
    told = [re.sub(r"\s+", " ", text) for text in rows.all_inner_texts()]
    assert "40 solved" in told[0] and "not tried" not in told[0]
    assert "26 solved 14 seven and up" in told[1]
    assert "8 solved 16" in told[2]
    assert "29 solved 6 tried, no named mistake 5 not tried" in told[3]
    widths = rows.nth(1).locator(".bar > i").evaluate_all("all => all.map(one => one.style.width)")
    assert widths == ["65%", "35%"]
    rows.nth(0).locator("summary").click()
    assert "(10 before they solved it)" in rows.nth(0).inner_text()


def test_the_votes_come_side_by_side_with_how_sure(page):
    paste(page, the_room())
    votes = re.sub(r"\s+", " ", page.locator("section", has_text="The vote").nth(0).inner_text())
    assert "close before 14 14 a guess now 30 20 sure 10 fairly sure" in votes
    assert "keep before 26 13 sure 13 fairly sure now 10 10 fairly sure" in votes
    assert "Of 40 groups voted: 40 before, 40 now." in votes
    assert "from keep to close" in votes


def test_other_words_and_no_votes(page):
    paste(page, "\n".join([code(1, "sell 3"), code(2, "?, keep"), code(3)]))
    told = re.sub(r"\s+", " ", page.locator("#shown").inner_text())
    assert "other words before 1 1 sure" in told and "now 1 1 not said how sure" in told
    assert "Of 3 groups voted: 1 before, 1 now." in told
    paste(page, f"{code(1, 'close 3')} {code(2)}")  # at the opening vote
    told = re.sub(r"\s+", " ", page.locator("#shown").inner_text())
    assert told.startswith("The vote, before close before 1 1 sure keep before 0 Of 2 groups voted")
    assert "now" not in told and "Talk" not in told and "talk" not in told
    paste(page, code(3, "", {"a": (False, 0)}))
    assert "The vote" not in page.locator("#shown").inner_text()


def test_a_room_that_has_solved_all_it_tried(page):
    paste(page, code(1, "", {"a": (True, 0)}))
    assert "Every step that a group tried is solved." in page.locator(".first").inner_text()
    paste(page, code(1, "", {item.number: (True, 0) for item in LESSON}))
    assert "All groups have solved every step." in page.locator(".first").inner_text()


def test_two_chapters_in_one_chat_are_chosen_from(page):
    workbook = code_of(5, exercises_of(5), [], {}, 9)
    told = paste(page, f"{code(1)}\n{code(2)}\n{workbook}")
    assert told == "3 groups counted, of 2 lessons or workbooks."
    assert "Every step, 2 groups" in page.locator("#shown").inner_text()
    page.locator("#book").select_option("Chapter 5, workbook")
    assert "Every exercise, 1 group" in page.locator("#shown").inner_text()


# ---- files ----


def test_files_are_read_whatever_they_are_saved_as(page, tmp_path):
    pasted = {"a.txt": code(1).encode("utf-16"), "b.csv": b"\xe9t\xe9;" + code(2).encode()}
    pasted |= {"c.txt": b"\xef\xbb\xbf" + code(3).encode(), "d.png": b"\x89PNG\0\0", "e.txt": b""}
    for name, content in pasted.items():
        (tmp_path / name).write_bytes(content)
    page.locator("#files").set_input_files(sorted(tmp_path.iterdir()))
    page.locator("#shown h2").first.wait_for()
    assert page.locator("#said").inner_text().startswith("3 groups counted")
    assert sorted(one.split(":")[0] for one in left(page)) == ["d.png", "e.txt"]
    assert not page.locator("#give").evaluate("one => one.open")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.locator("#give summary").click()
    page.locator("#clear").click()
    assert page.locator("#said").inner_text() == "No codes yet." and left(page) == []


def test_a_folder_is_chosen_and_dropped(page, tmp_path):
    inside = tmp_path / "codes" / "group 2"
    inside.mkdir(parents=True)
    (tmp_path / "codes" / "one.txt").write_text(code(1))
    (inside / "two.txt").write_text(code(2))
    (inside / ".hidden").write_bytes(b"\0")
    page.locator("#folder").set_input_files(tmp_path / "codes")
    page.locator("#shown h2").first.wait_for()
    assert page.locator("#said").inner_text().startswith("2 groups counted") and left(page) == []
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "three.txt"));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        code(3),
    )
    page.get_by_text("3 groups counted").wait_for()


def test_a_folder_is_put_into_the_page_when_it_is_written(chromium, tmp_path, capsys):
    folder = tmp_path / "codes"
    (folder / "sub").mkdir(parents=True)
    (folder / "chat.txt").write_text(f"</script><script>window.broken = 1</script> {the_room()}")
    (folder / "sub" / "utf16.txt").write_text(code(99), "utf-16")
    (folder / "photo.png").write_bytes(b"\x89PNG\0")
    (folder / ".DS_Store").write_bytes(b"\0")
    room.main(["3", "--from", str(folder), "--to", str(tmp_path / "out")])
    out = capsys.readouterr().out
    assert "no text that can be read: photo.png" in out and "DS_Store" not in out
    written = tmp_path / "out" / "room.html"
    assert written.as_uri() in out
    page = opened(chromium, written)
    assert page.locator("#said").inner_text().startswith("41 groups counted")
    assert page.evaluate("window.broken") is None
    assert len(left(page)) == 1 and left(page)[0].startswith("photo.png: It is no text")
    assert not page.locator("#give").evaluate("one => one.open")
    page.context.close()


# ---- how it is used and looks ----


def test_it_is_used_with_the_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    page.keyboard.insert_text(the_room())
    assert page.locator("#said").inner_text().startswith("40 groups counted")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText?.trim()"))
        if seen[-1] == "Mistakes in 3.c, in words":
            break
    page.keyboard.press("Enter")
    assert page.locator("details[open]", has_text="Mistakes in 3.c").count() == 1
    assert "Take all codes away" in seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "size"), [(1280, 28), (1920, 42), (390, 18)])
def test_it_is_large_enough_and_fits(chromium, path, width, size, scheme):
    # Its own policy would keep axe out, too.
    page = opened(chromium, path, width, color_scheme=scheme, bypass_csp=True)
    paste(page, f"{the_room()}\n{code(3)[:-4]}\n{'x' * 200}")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(one => one.innerText)"
        ".map(one => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= size
    assert violations(page) == []
    page.context.close()


def test_the_page_is_one_file_that_asks_for_nothing(path):
    text = path.read_text("utf-8")
    assert not re.search(r"https?://|\bsrc=|@import|fetch\(|XMLHttp", text)
    assert "default-src 'none'" in text and '<html lang="en">' in text
    assert len(text) < 1_000_000 and room.GAP not in text
    assert [one.name for one in path.parent.iterdir()] == ["room.html"]


# ---- what it is made of ----


@pytest.mark.parametrize("number", list(chapters.names("steps")))
def test_every_lesson_with_a_vote_says_between_what(number):
    lesson = room.lesson_of(number)
    sources = "\n".join(cell.source for cell in lesson.cells)
    options = room.options_of(lesson)
    assert len(options) < 7
    assert bool(options) == ("vote_now" in sources)
    if options:
        again = re.search(r'^vote_now = "\?" *#(.*)$', sources, re.MULTILINE)
        assert re.findall('"([^"]+)"', again[1]) == options
        for name in (name for pair in result_code._VOTES for name in pair):
            assert re.search(rf'^{name} = "\?"', sources, re.MULTILINE), name


def test_a_chapter_without_a_lesson_is_left_out(tmp_path):
    assert room.known(root=tmp_path)["books"] == []


def test_two_votes_that_look_the_same_in_a_code_are_refused():
    source = 'vote = "?"  # "keep" or "Keep"'
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    with pytest.raises(SystemExit, match="look the same in a code: keep, Keep"):
        room.options_of(lesson)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["77"], "chapter 77 has no codes; these have: 0, 1, 2, 3"),
        (["three"], "invalid int"),
        (["--from", "not there"], "there is no folder not there"),
    ],
)
def test_what_is_not_there_is_told(given, told, capsys):
    with pytest.raises(SystemExit):
        room.main(given)
    assert told in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="The page could not be written"):
        room.main(["3", "--to", str(tmp_path / "file")])
