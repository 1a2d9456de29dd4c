"""What must hold of the repository as a whole."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mkt40_helpers import data, installation
from mkt40_helpers.workbook.edition import METADATA

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pins(name: str) -> dict[str, set[str]]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        if match := re.match(r"([a-z0-9._-]+)==(\S+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def test_what_a_learner_installs_is_what_was_tested():
    learner, test = pins("requirements.lock"), pins("requirements-test.lock")
    assert len(learner) > 50
    assert {name: test.get(name) for name in learner} == learner
    wanted = {re.split(r"[><=]", text)[0] for text in PROJECT["project"]["dependencies"]}
    assert wanted <= learner.keys()
    assert "nbgrader" not in learner and "nbgrader" in test


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_locks_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    for block in re.split(r"\n(?=\S)", text):
        if "==" in block.splitlines()[0]:
            assert "--hash=sha256:" in block, block[:60]


def test_the_helpers_work_when_only_installed(tmp_path):
    """A built wheel carries data and words: unpacked far from the repository, both are read."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", tmp_path, ROOT], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    code = "from mkt40_helpers import data; from mkt40_helpers.workbook import words;"
    code += "print(data.folder(), len(data.load('survey')), words.say('progress.all_done'));"
    code += "print(words.read('advocacy/exercises')['3']['title'])"
    unpacked = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, unpacked], check=True)
    # What a learner installs has no generator, no tests and no tools.
    inside = {
        path.name for path in unpacked.iterdir() if not path.name.startswith("mkt40_helpers-")
    }
    assert inside == {"mkt40_helpers"}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r}); {code}"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    place, told = done.stdout.split(maxsplit=1)
    assert place.startswith(str(unpacked)) and told == "2000 All done.\nThe score itself\n"


def test_no_file_is_too_large_and_none_names_a_machine_or_a_registry():
    if not (ROOT / ".git").exists():
        pytest.skip("this course came as a ZIP file, and git tells which files belong to it")
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    bad = re.compile(r"/(?:tmp|root|work|home/\w+)/|https?://[^\s\"]*/(?:simple|packages)/")
    for path in (ROOT / name for name in files if name):
        assert path.stat().st_size < 2_000_000, path.name
        if path.suffix not in (".png",):
            found = bad.search(path.read_text("utf-8"))
            assert found is None or path.name == Path(__file__).name, (path.name, found)


def test_the_self_check_is_content(capsys):
    installation.report()
    out = capsys.readouterr().out
    assert out.count("✓") == 7 and "Everything is in order" in out


class OldVersion(tuple):
    major, minor = 3, 9


@pytest.mark.parametrize(
    ("name", "told"),
    [("_python", "needs 3.11 to 3.14"), ("_packages", "pandas is missing"), ("_data", "restore")],
)
def test_the_self_check_says_what_is_wrong(name, told, capsys, monkeypatch):
    if name == "_python":
        monkeypatch.setattr(sys, "version_info", OldVersion((3, 9)))
    if name == "_packages":
        find = importlib.metadata.version

        def version(package):
            if package == "pandas":
                raise importlib.metadata.PackageNotFoundError(package)
            return find(package)

        monkeypatch.setattr(importlib.metadata, "version", version)
    if name == "_data":

        def lost():
            raise ValueError("The course's datasets are missing. Fetch or restore them.")

        monkeypatch.setattr(data, "catalog", lost)
    installation.report()
    out = capsys.readouterr().out
    assert told in out and "1 of 7 checks failed" in out and "Install the course again" in out


def test_the_version_is_the_same_everywhere():
    import mkt40_helpers

    version = PROJECT["project"]["version"]
    assert mkt40_helpers.__version__ == version
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    workbooks = [*ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]
    said = {
        json.loads(path.read_text("utf-8"))["metadata"].get(METADATA, {}).get("edition")
        for path in workbooks
    }
    assert said == {version}, "make refresh, then make exercises"


def test_the_pictures_of_the_readme_are_there_and_described():
    text = (ROOT / "README.md").read_text("utf-8")
    pictures = re.findall(r"!\[(.*?)\]\(((?!https?:).*?)\)", text)
    assert pictures and all(len(alt) > 60 and (ROOT / path).exists() for alt, path in pictures)
    # At its top stands what the check really says to this mistake.
    from mkt40_helpers.workbook.shelf import find

    alt, path = pictures[0]
    assert path == "docs/feedback.png"
    told = "run python -m tools.feedback, and describe the picture anew in README.md"
    assert find("3.2").messages["all_rows"] in alt, told


def test_jupyterlab_is_asked_not_to_fetch_news():
    settings = json.loads((ROOT / "mkt40_helpers" / "lab_settings.json").read_text("utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    place = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.d/mkt40-helpers.json"
    assert json.loads(place.read_text("utf-8")) == settings


def test_every_command_of_the_readme_is_there():
    text = (ROOT / "README.md").read_text("utf-8")
    modules = set(re.findall(r"-m ((?:tools|mkt40_helpers)[.\w]*)", text))
    assert {
        "tools.deck",
        "tools.handout",
        "tools.guide",
        "tools.room",
        "tools.desk_test",
    } <= modules
    for name in modules:
        found = importlib.util.find_spec(name)
        assert found, name
        is_package = found.submodule_search_locations is not None
        assert not is_package or importlib.util.find_spec(f"{name}.__main__"), name
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
