"""The words stand in one place: each is used and filled in, and another language has them all."""

from __future__ import annotations

import ast
import re
import shutil
import string
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mkt40_helpers.workbook import check, marking, progress, progress_file, shelf, start, words
from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.records import with_words
from mkt40_helpers.workbook.shelf import exercises_of, find
from mkt40_helpers.workbook.words import say
from tests.every_chapter.chapters import CHAPTERS, ROOT, WITH_STEPS, read
from tools import refresh
from tools import words as translating

FILES = [*(ROOT / "mkt40_helpers/workbook").rglob("*.py"), ROOT / "tools/refresh.py"]
SENTENCES = {
    f"{section}.{name}": text
    for section, texts in words.read("workbook/sentences").items()
    for name, text in texts.items()
}
# What is looked up in a table of keys, and what every such sentence is given.
LOOKED_UP = {
    "excel": set(),
    "sign": set(),
    "look": set(),
    "kind": {"type"},
    "known": {"table", "column", "label", "by", "key", "title", "message", "number", "section"},
    "line_what": {"place", "name"},
    "mark": set(),
    "start": {"chapter", "there"},
}
# Sentences of a cause: a slip in `slips.py` hears each of them, with its words.
CAUSES = {"unreadable", "query", "database", "draw", "names", "stopped"}


def keys_in(node: ast.AST) -> set[str]:
    """Keys of sentences that stand in a piece of code, also those put together from parts."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and each.value in SENTENCES:
            found.add(each.value)
        if isinstance(each, ast.JoinedStr) and isinstance(each.values[0], ast.Constant):
            start = each.values[0].value
            found |= {key for key in SENTENCES if key.partition(".")[0] + "." == start}
    return found


def says() -> Iterator[tuple[str, ast.Call]]:
    """Give every call of `say` in the engine, and where it is."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                yield f"{path.name}:{node.lineno}", node


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_is_used():
    used = set().union(*(keys_in(ast.parse(path.read_text("utf-8"))) for path in FILES))
    assert SENTENCES.keys() - used == set()


def test_every_key_is_a_sentence():
    sections = "|".join({key.partition(".")[0] for key in SENTENCES})
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                looks_like_one = re.fullmatch(rf"({sections})\.[a-z][\w-]*", node.value)
                assert not looks_like_one or node.value in SENTENCES, (path.name, node.value)


def test_every_placeholder_is_filled():
    seen = set()
    for place, call in says():
        given = {keyword.arg for keyword in call.keywords}
        keys = keys_in(call.args[0])
        for key in keys:
            assert placeholders(SENTENCES[key]) <= given, (place, key)
        wanted = set().union(*(placeholders(SENTENCES[key]) for key in keys))
        assert given <= wanted or not keys, (place, given - wanted)
        seen |= keys
    for key in SENTENCES.keys() - seen:
        section = key.partition(".")[0]
        assert section in CAUSES or placeholders(SENTENCES[key]) <= LOOKED_UP[section], key


def test_no_text_is_empty_or_broken_into_lines():
    files = [words.read("workbook/sentences"), *map(words.read, files_of_words())]
    for text in all_texts(files):
        assert text == " ".join(text.split(" ")) and text and "\n" not in text


def test_texts_mark_code_and_nothing_else():
    """A star would be shown as it is."""
    files = [words.read("workbook/sentences"), *map(words.read, files_of_words())]
    for text in all_texts(files):
        assert not re.search(r"\*\w", re.sub("`[^`]*`", "", text)), text


def files_of_words() -> list[str]:
    exercises = [f"{chapter.name}/exercises" for chapter in CHAPTERS]
    return exercises + [f"{chapter.name}/steps" for chapter in WITH_STEPS]


def all_texts(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for inside in tree.values() if isinstance(tree, dict) else tree:
            yield from all_texts(inside)


# ---- computation and words belong together ----


def without(table: dict, *names: str) -> dict:
    return {name: its for name, its in table.items() if name not in names}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda its: without(its, "hint_2"), "The words of exercise 3.13 lack hint_2."),
        (lambda its: its | {"hint_4": ""}, "The words of exercise 3.13 need no hint_4."),
        (lambda its: its | {"unit": "points"}, "The words of exercise 3.13 need no unit."),
        (
            lambda its: its | {"level": "hard"},
            "The level of exercise 3.13 is one of: again, warm-up, core, challenge.",
        ),
        (
            lambda its: its | {"mistakes": without(its["mistakes"], "as_fraction")},
            "The mistakes of exercise 3.13 lack as_fraction.",
        ),
        (
            lambda its: its | {"mistakes": its["mistakes"] | {"as_fractoin": ""}},
            "The mistakes of exercise 3.13 need no as_fractoin.",
        ),
        (
            lambda its: its | {"cases": without(its["cases"], "empty")},
            "The cases of exercise 3.13 lack empty.",
        ),
    ],
)
def test_words_that_do_not_belong_to_what_is_computed_are_refused(change, told):
    computed = replace(find("3.13"), praise="")
    with pytest.raises(ValueError, match=re.escape(told)):
        with_words(computed, 3, change(words.read("advocacy/exercises")["13"]))


def test_an_exercise_without_words_is_refused(own_words):
    path = own_words / "advocacy/exercises.en.toml"
    path.write_text(path.read_text("utf-8").replace("[13", "[14"), "utf-8")
    with pytest.raises(ValueError, match=r"Exercises of advocacy: in Python .*'13'.*words.*'14'"):
        exercises_of(3)


# ---- a word is changed in one place ----


def forget() -> None:
    words._in.cache_clear()
    words._known.cache_clear()
    shelf._joined.cache_clear()


@pytest.fixture
def own_words(tmp_path, monkeypatch) -> Iterator[Path]:
    """Give a copy of all words, which the course reads."""
    folder = tmp_path / "words"
    for path in words.PACKAGE.glob("*/*.en.toml"):
        (folder / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.parent.name)
    monkeypatch.setattr(words, "PACKAGE", folder)
    forget()
    yield folder
    forget()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")


def test_a_word_is_changed_in_workbook_feedback_and_marks(own_words, capsys):
    path = own_words / "advocacy/exercises.en.toml"
    all_rows = find("3.2").messages["all_rows"]
    change(path, 'title = "Share of detractors"', 'title = "The share of the board"')
    old = 'points = 1\nminutes = 4\nunit = "percent"'
    change(path, old, old.replace("1", "7", 1).replace("percent", "p"))
    change(path, f'"{all_rows}"\nwithout_sixes', '"Every row came in."\nwithout_sixes')
    forget()
    (chapter,) = (one for one in CHAPTERS if one.number == 3)
    workbook = read(chapter.solution)
    refresh.stamp(workbook)
    (heading,) = (cell.source for cell in workbook.cells if cell.source.startswith("### 3.2 "))
    assert heading.startswith("### 3.2 The share of the board\n\n*warm-up, 7 points, about 4 min")
    (its,) = (
        cell.metadata.nbgrader
        for cell in workbook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-3-2"
    )
    assert its.points == 7
    learner = start(3, "s123")
    check("3.2", answers(find("3.2"), learner)[1]["all_rows"])
    progress()
    told = capsys.readouterr().out
    assert "Every row came in." in told and "The share of the board  warm-up  7" in told
    marks = marking.judge(progress_file.path_of(3, "s123")).set_index("exercise").loc["3.2"]
    assert (marks["title"], marks["max_points"]) == ("The share of the board", 7)
    assert marks["mistakes"] == "all_rows"


def test_a_heading_that_cannot_be_found_is_named():
    (chapter,) = (one for one in CHAPTERS if one.number == 3)
    workbook = read(chapter.solution)
    workbook.cells = [cell for cell in workbook.cells if not cell.source.startswith("### 3.3")]
    with pytest.raises(SystemExit, match=r"3\.3 needs a heading"):
        refresh.stamp(workbook)


def heading_of(workbook, key: str):
    (found,) = (cell for cell in workbook.cells if cell.source.startswith(f"### {key} "))
    return found


@pytest.mark.parametrize(
    "first", ["*Read this first, 2 times.*", "*One* and *two*, 2 points, about 6 minutes, *three*"]
)
def test_a_first_line_that_is_no_heading_is_not_eaten(first):
    (chapter,) = (one for one in CHAPTERS if one.number == 3)
    workbook = read(chapter.solution)
    its = heading_of(workbook, "3.3")
    title, _, rest = its.source.split("\n\n", 2)
    its.source = f"{title}\n\n{first}\n\n{rest}"
    with pytest.raises(
        SystemExit, match=r"3\.3 needs a heading .*\*warm-up, 2 points, about 6 min"
    ):
        refresh.stamp(workbook)
    its.source = f"{title}\n\n*core, 9 points, about 1 minutes*\n\n{first}\n\n{rest}"
    refresh.stamp(workbook)
    assert its.source == f"{refresh.heading(find('3.3'))}\n\n{first}\n\n{rest}"


def test_lines_that_end_as_on_windows_are_stamped_as_others():
    (chapter,) = (one for one in CHAPTERS if one.number == 3)
    workbook, same = read(chapter.solution), read(chapter.solution)
    for cell in workbook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    refresh.stamp(workbook)
    assert [cell.source for cell in workbook.cells] == [cell.source for cell in same.cells]


def test_a_heading_in_other_words_is_found_again(own_words):
    path = own_words / "workbook/sentences.en.toml"
    change(path, '"*{level}, {points} points, ab', '"*{points} marks at level {level}; ab')
    forget()
    (chapter,) = (one for one in CHAPTERS if one.number == 3)
    workbook = read(chapter.solution)
    for _ in range(2):
        refresh.stamp(workbook)
        assert "\n\n*2 marks at level warm-up; about 6" in heading_of(workbook, "3.3").source


# ---- another language ----


def keys(tree: dict, where: str = "") -> set[str]:
    """Names of all texts of a file; a translation is a text with the hash of its English."""
    found = set()
    for name, its in tree.items():
        if isinstance(its, dict) and its.keys() != {"text", "en"}:
            found |= keys(its, f"{where}{name}.")
        elif not isinstance(its, int | float) and name not in ("level", "form", "where"):
            found.add(f"{where}{name}")
    return found


def test_an_empty_second_language_has_the_same_keys_and_says_all_in_english(own_words, monkeypatch):
    english = {chapter.number: chapter.exercises for chapter in CHAPTERS}
    translating.write("nl")
    sources = sorted(own_words.glob("*/*.en.toml"))
    assert len(sources) == len(files_of_words()) + 1
    for source in sources:
        made = source.with_name(source.name.replace(".en.", ".nl."))
        assert keys(words._load(made)) == keys(words._load(source)) != set()
    before = {
        source: words.read(source.relative_to(own_words).as_posix()[:-8]) for source in sources
    }
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    assert words.language() == "nl"
    for source, its in before.items():
        assert words.read(source.relative_to(own_words).as_posix()[:-8]) == its
    for number, its in english.items():
        for one, other in zip(its, exercises_of(number), strict=True):
            assert one is not other
            for name in ("title", "level", "points", "minutes", "hints", "praise", "messages"):
                assert getattr(one, name) == getattr(other, name)
            assert one.kind == other.kind


def test_a_translation_is_said_and_a_stale_one_is_named(own_words, monkeypatch, capsys):
    dutch = own_words / "advocacy/exercises.nl.toml"
    english = own_words / "advocacy/exercises.en.toml"
    translating.write("nl")
    assert "advocacy/exercises.nl.toml: 0 of " in capsys.readouterr().out
    old = 'title = { text = "", en = "' + translating.hash_of("The score itself")
    change(dutch, old, old.replace('""', '"De score \\"zelf\\""'))
    translating.write("nl")
    told = capsys.readouterr().out
    assert "advocacy/exercises.nl.toml: 1 of " in told and "stale:" not in told
    change(english, 'title = "The score itself"', 'title = "The very score"')
    change(english, 'title = "The app\'s margin"', 'title = "The margin"')  # not translated yet
    translating.write("nl")
    assert re.findall("stale: (.*)", capsys.readouterr().out) == ["3.title"]
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    forget()
    assert find("3.3").title == 'De score "zelf"' and find("3.7").title == "The margin"
    # Whoever has looked at it empties the hash.
    change(dutch, f'en = "{translating.hash_of("The score itself")}"', 'en = ""')
    translating.write("nl")
    assert "stale:" not in capsys.readouterr().out and '"De score' in dutch.read_text("utf-8")


SLIPS = [
    "Vast {sleutel}",
    "Vast {",
    "Vast {0}",
    "Vast {key.naam}",
    "Vast {key[naam]}",
    "Vast {key:q}",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_translation_does_not_stop_a_learner(monkeypatch, slip):
    english = words._in("en", "workbook/sentences")
    other = {**english, "hint": {**english["hint"], "stuck": slip}}
    monkeypatch.setattr(words, "read", lambda name: other)
    assert say("hint.stuck", key="3.2").startswith("Stuck?")


@pytest.mark.parametrize("slip", [*SLIPS, "Vast"])
def test_other_placeholders_than_the_english_has_are_named(own_words, capsys, slip):
    translating.write("nl")
    capsys.readouterr()
    dutch, stuck = own_words / "workbook/sentences.nl.toml", SENTENCES["hint.stuck"]
    old = f'stuck = {{ text = "", en = "{translating.hash_of(stuck)}"'
    change(dutch, old, old.replace('""', f'"{slip}"'))
    translating.write("nl")
    told = [line for line in capsys.readouterr().out.splitlines() if "placeholders" in line]
    assert len(told) == 1 and "hint.stuck" in told[0] and "{key}" in told[0]
    change(dutch, f'"{slip}"', '"Vast? {key} en nog eens {key}"')
    translating.write("nl")
    assert "placeholders" not in capsys.readouterr().out


def test_a_translation_whose_english_is_gone_is_kept_and_named(own_words, monkeypatch, capsys):
    dutch, english = (own_words / f"advocacy/exercises.{its}.toml" for its in ("nl", "en"))
    translating.write("nl")
    all_rows = find("3.3").messages["all_rows"]
    old = f'all_rows = {{ text = "", en = "{translating.hash_of(all_rows)}"'
    change(dutch, old, old.replace('""', '"Alle rijen"'))
    change(english, f'all_rows = "{all_rows}"', f'every_row = "{all_rows}"')
    for _ in range(2):  # it stays, and is named, also in the next run
        capsys.readouterr()
        translating.write("nl")
        told = capsys.readouterr().out
        assert "gone: 3.mistakes.all_rows" in told and "0 of " in told
        assert '"Alle rijen"' in dutch.read_text("utf-8")
    change(english, f'every_row = "{all_rows}"', f'all_rows = "{all_rows}"')
    translating.write("nl")
    assert "gone: " not in capsys.readouterr().out.partition("1 of ")[2]
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    forget()
    assert find("3.3").messages["all_rows"] == "Alle rijen"


NAMES = st.text(min_size=1)
TREES = st.recursive(st.text(), lambda inner: st.dictionaries(NAMES, inner))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is slow
@given(st.dictionaries(NAMES, TREES))
@example({"a b": {"c.d": "two\nlines\r\n", "e": {"": '\x00\x7f"\\'}}, "text": "# t", "f": "g"})
def test_any_text_and_key_is_written_so_that_it_can_be_read(tree):
    english = translating.texts(tree)
    old = {path: {"text": said, "en": translating.hash_of(said)} for path, said in english.items()}
    written = translating.as_toml(english, translating.brought_up_to_date(english, old))
    assert translating.translations(tomllib.loads(written)) == old


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_in_another_encoding(own_words, monkeypatch, capsys, encoding):
    """With a mark of its bytes at the start it is read as any other; UTF-16 is refused."""
    dutch = own_words / "advocacy/exercises.nl.toml"
    translating.write("nl")
    old = f'title = {{ text = "", en = "{translating.hash_of("The score itself")}"'
    change(dutch, old, old.replace('""', '"De score"'))
    text = dutch.read_text("utf-8")
    dutch.write_text(text, encoding)
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    forget()
    if encoding == "utf-8-sig":
        assert find("3.3").title == "De score"
        translating.write("nl")
        assert "exercises.nl.toml: 1 of" in capsys.readouterr().out
        return
    with pytest.warns(UserWarning, match=r"advocacy/exercises\.nl\.toml cannot be read; English"):
        assert find("3.3").title == "The score itself"
    with pytest.raises(SystemExit, match=r"advocacy/exercises\.nl\.toml cannot be read.* UTF-8"):
        translating.write("nl")
    assert dutch.read_text("utf-16") == text


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        ("title = 3", "3.title"),
        ('title = "De score"', "3.title"),
        ("title = { text = 3, en = '' }", "3.title"),
        ("title = { text = ['De score'], en = '' }", "3.title"),
        ("title = { text = 'De score', en = 3 }", "3.title"),
        ("title = { text = 'De score', en = '', note = 'doubtful' }", "3.title"),
        ("mistakes = 'geen'", "3.mistakes"),
    ],
)
def test_an_odd_type_is_named_and_does_not_stop_a_learner(own_words, monkeypatch, odd, named):
    (own_words / "advocacy/exercises.nl.toml").write_text(f"[3]\n{odd}\n", "utf-8")
    with pytest.raises(SystemExit, match=re.escape(f"{named} must be {{ text =")):
        translating.write("nl")
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    forget()
    kept = "De score" if "note" in odd or "en = 3" in odd else "The score itself"
    assert find("3.3").title == kept and find("3.3").messages["all_rows"]


def test_a_level_is_a_code_and_is_not_translated_in_an_exercise(own_words, monkeypatch, capsys):
    dutch = own_words / "advocacy/exercises.nl.toml"
    dutch.write_text("[3]\nlevel = { text = 'opwarmer', en = '' }\n", "utf-8")
    monkeypatch.setenv("MKT40_LANGUAGE", "nl")
    forget()
    assert find("3.3").level == "warm-up"
    translating.write("nl")
    assert "gone: 3.level" in capsys.readouterr().out


@pytest.mark.parametrize(
    "chosen", ["xx", "NL", "nl_NL.UTF-8", "../en", "en/../nl", "n*", "x" * 5000]
)
def test_a_language_without_words_is_said_once_in_english(own_words, monkeypatch, chosen):
    translating.write("nl")
    monkeypatch.setenv("MKT40_LANGUAGE", chosen)
    forget()
    told = f"There are no words in {chosen[:20]!r} yet; English is shown."
    with pytest.warns(UserWarning, match=f"^{re.escape(told)}$") as heard:
        assert say("hint.first").startswith("There are three.")
        assert find("3.3").title == "The score itself" and words.language() == "en"
    assert len(heard) == 1
