"""The PDFs: found browser, printed pages, and what a screen reader finds in the file."""

import os
import re
import sys
from pathlib import Path

import pytest

from mkt40_helpers.workbook.shelf import exercises_of
from tests.tools.handout import made
from tools.handout import __main__ as command
from tools.handout import browser, pages

NO_BROWSER = "no Chrome, Edge or Chromium was found, so nothing was printed"
CHAPTER = 3


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Lesson and workbook on paper of one chapter, as the command prints them."""
    found = browser.find()
    if found is None:
        give_up = pytest.fail if os.environ.get("MKT40_REQUIRE_BROWSER") == "1" else pytest.skip
        give_up(NO_BROWSER)
    folder = tmp_path_factory.mktemp("handouts with a blank")
    for kind in ("lesson", "paper"):
        page = folder / f"{kind}.html"
        page.write_text(made.html(CHAPTER, kind, False), encoding="utf-8")
        browser.print_pdf(found, page, page.with_suffix(".pdf"))
    return {kind: (folder / f"{kind}.pdf").read_bytes() for kind in ("lesson", "paper")}


def _objects(pdf):
    """Dictionaries of a PDF whose objects stand open, as Chromium writes them."""
    assert b"/ObjStm" not in pdf
    return re.findall(rb"\d+ 0 obj\s*<<(.*?)>>\s*(?:stream|endobj)", pdf, re.DOTALL)


def _text(raw):
    """A PDF's text: in UTF-16 where it begins so, else as it stands."""
    if raw.startswith(b"<"):
        return bytes.fromhex(raw.strip(b"<>").decode()).decode("utf-16")
    plain = re.sub(rb"\\([()\\])", rb"\1", raw[1:-1])
    return plain.decode("utf-16" if plain.startswith(b"\xfe\xff") else "latin-1")


_VALUE = rb"\s*(<[0-9A-Fa-f]+>|\((?:\\.|[^\\)])*\))"


def test_a_pdf_has_its_language_title_outline_and_tags(printed):
    for kind, pdf in printed.items():
        every = _objects(pdf)
        (catalog,) = [each for each in every if re.search(rb"/Type\s*/Catalog", each)]
        assert b"/StructTreeRoot" in catalog and b"/Outlines" in catalog
        assert re.search(rb"/Marked\s+true", catalog)
        assert _text(re.search(rb"/Lang" + _VALUE, catalog)[1]) == "en"
        told = [_text(value) for value in re.findall(rb"/Title" + _VALUE, pdf)]
        assert made.soup(CHAPTER, kind).title.get_text() in told
        assert "Check yourself" in told  # in the outline
        tags = set(re.findall(rb"/S\s*/(\w+)", pdf))
        assert {b"H1", b"H2", b"H3", b"P", b"Table", b"TH", b"TD"} <= tags


def test_every_picture_of_a_pdf_has_its_description(printed):
    figures = [each for each in _objects(printed["lesson"]) if re.search(rb"/S\s*/Figure", each)]
    described = [_text(re.search(rb"/Alt" + _VALUE, figure)[1]) for figure in figures]
    wanted = [picture["alt"] for picture in made.soup(CHAPTER, "lesson")("img")]
    assert sorted(map(made.in_a_line, described)) == sorted(map(made.in_a_line, wanted))
    assert not re.search(rb"/S\s*/Figure", printed["paper"])


def test_a_pdf_has_as_many_pages_as_one_would_hand_out(printed):
    count = {kind: len(re.findall(rb"/Type\s*/Page\b", pdf)) for kind, pdf in printed.items()}
    assert 12 <= count["lesson"] <= 30
    assert len(exercises_of(CHAPTER)) / 2 <= count["paper"] <= len(exercises_of(CHAPTER)) + 3
    assert all(len(pdf) < 5_000_000 for pdf in printed.values())


def test_a_browser_that_cannot_print_is_named_with_what_to_do(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>Hello", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"could not print page\.html .*--no-pdf"):
        browser.print_pdf(Path(sys.executable), page, tmp_path / "page.pdf")


# ---- where a browser is found ----


@pytest.fixture
def bare_machine(monkeypatch):
    """No browser on the path, none asked for, and no folder of programs."""
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.delenv("MKT40_CHROMIUM", raising=False)
    for name in browser.WINDOWS_FOLDERS:
        monkeypatch.delenv(name, raising=False)


def _installed(folder, *parts):
    file = folder.joinpath(*parts)
    file.parent.mkdir(parents=True)
    file.touch()
    return file


def test_on_windows_chrome_goes_before_edge_wherever_it_is(bare_machine, monkeypatch, tmp_path):
    assert browser.find("win32") is None
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path / "x86"))
    edge = _installed(tmp_path / "x86", "Microsoft", "Edge", "Application", "msedge.exe")
    assert browser.find("win32") == edge
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    chrome = _installed(tmp_path / "local", "Google", "Chrome", "Application", "chrome.exe")
    assert browser.find("win32") == chrome


def test_on_a_mac_a_browser_of_ones_own_is_found(bare_machine, monkeypatch, tmp_path):
    monkeypatch.setattr(browser.Path, "home", lambda: tmp_path)
    name = "Microsoft Edge"
    edge = _installed(tmp_path, "Applications", f"{name}.app", "Contents", "MacOS", name)
    assert browser.find("darwin") in (edge, *Path("/Applications").glob("*.app/Contents/MacOS/*"))


def test_what_is_asked_for_goes_first_and_then_the_path(monkeypatch):
    there = {"/opt/own": "/opt/own", "chromium": "/usr/bin/chromium"}
    monkeypatch.setattr(browser.shutil, "which", there.get)
    monkeypatch.setenv("MKT40_CHROMIUM", "/opt/own")
    assert browser.find("linux") == Path("/opt/own")
    monkeypatch.delenv("MKT40_CHROMIUM")
    assert browser.find("linux") == Path("/usr/bin/chromium")


def test_root_needs_no_sandbox_and_windows_knows_no_root(monkeypatch, tmp_path):
    given = (Path("chrome"), tmp_path / "a.html", tmp_path / "a.pdf", "profile")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--no-sandbox" in browser.command(*given)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--no-sandbox" not in browser.command(*given)
    monkeypatch.delattr(os, "geteuid")
    words = browser.command(*given)
    assert "--no-sandbox" not in words
    assert words[-1] == (tmp_path / "a.html").as_uri()
    assert f"--print-to-pdf={tmp_path / 'a.pdf'}" in words
    assert "--export-tagged-pdf" in words and "--generate-pdf-document-outline" in words


# ---- the command ----


def _few(monkeypatch):
    monkeypatch.setattr(pages, "page", lambda number, kind, answers, root: f"{number} {kind}")


def test_without_a_browser_the_pages_stand_and_one_sentence_says_how_to_print(
    monkeypatch, tmp_path, capsys
):
    _few(monkeypatch)
    monkeypatch.setattr(browser, "find", lambda: None)
    command.main(["3", "--to", str(tmp_path)])
    said = capsys.readouterr().out
    assert browser.HOW_TO_PRINT in said
    assert "  3 NPS and brand advocacy: 6 pages\n" in said
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    assert names == {
        *("03-lesson.html", "03-workbook.html", "03-paper.html"),
        *(f"lecturer/03-{kind}-answers.html" for kind in pages.KINDS),
    }


def test_all_chapters_are_written_where_none_is_named(monkeypatch, tmp_path, capsys):
    _few(monkeypatch)
    command.main(["--to", str(tmp_path), "--no-pdf"])
    said = capsys.readouterr().out
    assert browser.HOW_TO_PRINT not in said
    assert [int(line.split()[0]) for line in said.splitlines()[1:-1]] == made.CHAPTERS
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_chapter_that_is_not_there_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main(["99", "--to", str(tmp_path)])
    assert "there is no chapter 99; there are 1, 2, 3" in capsys.readouterr().err
