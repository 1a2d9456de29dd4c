"""Every launch link names the repository of pyproject.toml."""

import runpy
from pathlib import Path

import pytest

LINKS = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "launch_links.py"))
BINDER = "https://mybinder.org/v2/gh/{0}/HEAD?urlpath=lab/tree/notebooks/00_start_here.ipynb"
README = BINDER + "\ngit clone https://github.com/{0}.git\nhttps://github.com/other/thing\n"


def course(root: Path, address: str, readme: str) -> Path:
    (root / "pyproject.toml").write_text(f'[project.urls]\nRepository = "{address}"\n')
    (root / "README.md").write_text(readme)
    return root


def test_links_of_this_course_agree_with_pyproject():
    assert LINKS["stale"]() == [], "run `make links`"


def test_a_new_address_reaches_every_launch_link_and_no_other(tmp_path):
    root = course(tmp_path, "https://github.com/uni/mkt.40/", README.format("OWNER/course"))
    (root / "notebooks").mkdir()
    lesson = root / "notebooks" / "03_lesson.ipynb"
    lesson.write_text(BINDER.format("OWNER/course"))
    assert LINKS["stale"](root) == ["README.md", "notebooks/03_lesson.ipynb"]
    assert LINKS["stale"](root, write=True) == ["README.md", "notebooks/03_lesson.ipynb"]
    assert (root / "README.md").read_text() == README.format("uni/mkt.40")
    assert lesson.read_text() == BINDER.format("uni/mkt.40")
    assert LINKS["stale"](root) == []


def test_a_longer_name_is_another_repository(tmp_path):
    readme = BINDER.format("a/new") + "\nhttps://github.com/a/b-data https://github.com/a/b.js\n"
    root = course(tmp_path, "https://github.com/a/new", readme + BINDER.format("a/b"))
    LINKS["stale"](root, write=True)
    assert (root / "README.md").read_text() == readme + BINDER.format("a/new")


@pytest.mark.parametrize("address", ["https://example.org/course", "https://github.com/OWNER"])
def test_an_address_without_owner_and_name_is_refused(tmp_path, address):
    root = course(tmp_path, address, README.format("OWNER/course"))
    with pytest.raises(SystemExit, match="Repository must look like"):
        LINKS["stale"](root)
