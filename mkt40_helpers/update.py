"""Bring the course's folder to a new edition, without losing anything of the learner's.

``python -m mkt40_helpers.update`` fetches it with git. Where the course came as a ZIP file, the
new one is unpacked first: ``python -m mkt40_helpers.update FOLDER``.

A notebook in which the learner has written stays as it is; the new one is put beside it, under
another name. One that was only run is replaced. Files that are not the course's own are not looked
at. Needs nothing but Python, so that it also works before the new edition is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = ["METADATA", "made", "stamp", "update"]

# Where a notebook says which edition it is of, and the hash of what it said when it was made.
METADATA = "marketing_4_0"
# Never the course's own, also where an unpacked edition has been used before.
_NOT_OURS = {".git", ".venv", ".ipynb_checkpoints", "__pycache__", "_build", "kept", "submitted"}


@dataclass
class _Done:
    """What was done, by the names of the files."""

    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    shelf: str = field(default_factory=lambda: f"kept/{datetime.now():%Y-%m-%d-%H%M%S}")

    def nothing(self) -> bool:
        return not (self.new or self.newer or self.beside or self.gone)


def update(root: Path, edition: Path | None = None) -> None:
    """Bring a course's folder to a new edition and say what is new.

    Parameters
    ----------
    root : Path
        The folder of the course.
    edition : Path, optional
        An unpacked new edition. Without it, git fetches the new one.

    Raises
    ------
    SystemExit
        It cannot be done; the text says why, and what to do. Nothing was changed.

    Examples
    --------
    >>> update(Path("nowhere"))
    Traceback (most recent call last):
    ...
    SystemExit: There is no course in the folder nowhere, so nothing was changed.
    """
    if not _is_course(root):
        raise SystemExit(f"There is no course in the folder {root}, so nothing was changed.")
    before = _version(root)
    done = _from_git(root) if edition is None else _from_folder(root, _unpacked(root, edition))
    print("\n".join(_told(done, before, _version(root))))


def made(notebook: dict[str, Any]) -> str:
    """Give a hash of what the cells of a notebook say; running it does not change that.

    Parameters
    ----------
    notebook : dict
        As in its file.

    Returns
    -------
    str

    Examples
    --------
    >>> made({"cells": [{"source": ["1 + ", "1"]}]}) == made({"cells": [{"source": "1 + 1"}]})
    True
    """
    cells = [["".join(cell["source"]), cell.get("attachments", {})] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:16]


def stamp(notebook: dict[str, Any]) -> None:
    """Write into a notebook how it was made, so that it can be told whether it was written in.

    Parameters
    ----------
    notebook : dict
        As in its file; changed in place.

    Examples
    --------
    >>> notebook = {"cells": [], "metadata": {}}
    >>> stamp(notebook)
    >>> notebook["metadata"]
    {'marketing_4_0': {'made': '4f53cda18c2baa0c'}}
    """
    there = notebook["metadata"].get(METADATA, {})
    notebook["metadata"][METADATA] = {**there, "made": made(notebook)}


# ---- where the new edition comes from ----


def _from_git(root: Path) -> _Done:
    """Fetch the new edition and take it over; git then takes the folder for the new one."""
    if not (root / ".git").exists():
        raise SystemExit(
            "This course came as a ZIP file. Unpack the new ZIP file into a folder of its own, "
            "and name that folder behind the command."
        )
    if shutil.which("git") is None:
        raise SystemExit(
            "This course came with git, and no git was found. Install git, or unpack the ZIP file "
            "of the new edition and name its folder behind the command."
        )
    _git(root, "fetch", "--quiet", told="The new edition could not be fetched")
    new = _upstream(root)
    if _succeeds(root, "merge-base", "--is-ancestor", new, "HEAD"):
        return _Done()
    if not _succeeds(root, "merge-base", "--is-ancestor", "HEAD", new):
        raise SystemExit(
            "You have made commits of your own in this folder. Nothing was changed: "
            "bring both together with git (git pull)."
        )
    names = _git(root, "diff", "--name-only", "--no-renames", "-z", "HEAD", new).split("\0")
    with tempfile.TemporaryDirectory() as folder:
        edition = _checked_out(root, new, Path(folder))
        done = _take_over(root, edition, list(filter(None, names)), _changed_since_head(root))
    _git(root, "reset", "--quiet", new)  # the files stay as they are
    return done


def _upstream(root: Path) -> str:
    """Find the newest commit of the branch that this folder follows."""
    for name in ("@{upstream}", "origin/HEAD", "origin/main"):
        if _succeeds(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return _git(root, "rev-parse", f"{name}^{{commit}}").strip()
    raise SystemExit("Git does not know where this course came from, so nothing was changed.")


def _checked_out(root: Path, commit: str, folder: Path) -> Path:
    """Let git write all files of a commit into another folder, with this system's line ends."""
    index = {"GIT_INDEX_FILE": str(folder / "index")}
    _git(root, "read-tree", commit, more=index)
    _git(root, "checkout-index", "--all", f"--prefix={folder.as_posix()}/edition/", more=index)
    return folder / "edition"


def _changed_since_head(root: Path) -> Callable[[str], bool]:
    """Tell whether the learner has changed a file, for git's files and others."""
    rows = _git(root, "ls-tree", "-r", "-z", "HEAD").split("\0")
    known = {row.split("\t", 1)[1]: row.split()[2] for row in rows if row}

    def changed(name: str) -> bool:
        # Git itself can be told to look away from a file, so its content is asked for.
        if _git(root, "hash-object", "--", name).strip() == known.get(name):
            return False
        return not (_is_as_made(root / name) or _says_the_same(root, name, name in known))

    return changed


def _says_the_same(root: Path, name: str, known: bool) -> bool:
    """Whether a notebook says what it says in the old edition, and was only run."""
    if not known or not name.endswith(".ipynb"):
        return False
    try:
        old = json.loads(_git(root, "cat-file", "blob", f"HEAD:{name}"))
        return made(_read(root / name)) == made(old)
    except (ValueError, KeyError, TypeError):
        return False


def _git(root: Path, *command: str, told: str = "", more: dict[str, str] | None = None) -> str:
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **(more or {})}
    run = subprocess.run(
        ["git", *command], cwd=root, env=environment, capture_output=True, encoding="utf-8"
    )
    if run.returncode:
        told = told or f"Git could not do its part ({command[0]})"
        raise SystemExit(f"{told}. Git says: {run.stderr.strip()}")
    return run.stdout


def _succeeds(root: Path, *command: str) -> bool:
    return subprocess.run(["git", *command], cwd=root, capture_output=True).returncode == 0


def _from_folder(root: Path, edition: Path) -> _Done:
    """Take over an unpacked edition; without git nobody knows which other files were changed."""

    def changed(name: str) -> bool:
        return not _is_as_made(root / name)

    names = sorted(
        path.relative_to(edition).as_posix()
        for path in edition.rglob("*")
        if path.is_file()
        and not _NOT_OURS & set(path.relative_to(edition).parts)
        and not path.name.startswith(("progress-", ".progress-"))
    )
    # A chapter is found by its folder in the package, so what is gone from there must go here too.
    package = [*root.glob("mkt40_helpers/**/*.py"), *root.glob("mkt40_helpers/**/*.toml")]
    left = sorted({path.relative_to(root).as_posix() for path in package} - set(names))
    return _take_over(root, edition, [*names, *left], changed)


def _unpacked(root: Path, edition: Path) -> Path:
    """Find the edition in a folder: Windows unpacks a ZIP file into one more folder."""
    found = [path for path in (edition, *sorted(edition.glob("*/"))) if _is_course(path)]
    if not found:
        raise SystemExit(f"There is no course in the folder {edition}, so nothing was changed.")
    if found[0].resolve() == root.resolve():
        raise SystemExit("Name the folder of the new edition, not the folder of this one.")
    return found[0]


# ---- taking it over ----


def _take_over(
    root: Path, edition: Path, names: Iterable[str], changed: Callable[[str], bool]
) -> _Done:
    """Put each file in its place, in one step each: stopped half-way, it can be run again."""
    done = _Done()
    for name in names:
        new, here = edition / name, root / name
        if not here.exists():
            if new.exists():
                _put(new, here)
                done.new.append(name)
        elif new.exists() and new.read_bytes() == here.read_bytes():
            continue
        elif changed(name) and name.endswith(".ipynb"):
            if new.exists() and (_stamp_of(new) is None or _stamp_of(new) != _stamp_of(here)):
                done.beside[name] = _put_beside(new, here, _version(edition))
        else:
            if changed(name):
                _put(here, root / done.shelf / name)
                done.kept.append(name)
            if new.exists():
                _put(new, here)
                done.newer.append(name)
            else:
                here.unlink()
                done.gone.append(name)
    return done


def _put_beside(new: Path, here: Path, version: str) -> str:
    """Put a new notebook beside the learner's, under a name that nobody has used."""
    number = 1
    while True:
        more = f"_{number}" if number > 1 else ""
        place = here.with_name(f"{here.stem}_new_{version}{more}{here.suffix}")
        if not place.exists():
            _put(new, place)
        if place.read_bytes() == new.read_bytes():
            return place.name
        number += 1


def _put(new: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.draft")
    shutil.copy(new, draft)
    os.replace(draft, place)


def _read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def _stamp_of(path: Path) -> dict[str, str] | None:
    """Read what a notebook says of itself since it was made; None where it says nothing."""
    try:
        stamp: dict[str, str] = _read(path)["metadata"][METADATA]
        return stamp
    except (ValueError, KeyError, TypeError):
        return None


def _is_as_made(path: Path) -> bool:
    """Whether nobody has written in a notebook since it was made."""
    try:
        notebook = _read(path)
        return bool(notebook["metadata"][METADATA]["made"] == made(notebook))
    except (ValueError, KeyError, TypeError):
        return False  # no notebook, or of an edition that does not say


def _is_course(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("mkt40_helpers/__init__.py", "notebooks"))


def _version(folder: Path) -> str:
    text = (folder / "mkt40_helpers" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)
    return found[1] if found else "unknown"


# ---- what is told ----


def _told(done: _Done, before: str, now: str) -> list[str]:
    """Say what is new, what stays, and what is left to do."""
    if done.nothing():
        return [f"Nothing is new. This is version {now} of the course."]
    was = f" (before: {before})" if before != now else ""
    lines = [f"This is now version {now} of the course{was}. CHANGELOG.md says what is new."]
    lines += _listed("New:", [name for name in done.new if name.endswith(".ipynb")])
    lines += _listed(
        "Replaced by the new version, since you had not written in them:",
        [name for name in done.newer if name.endswith(".ipynb")],
    )
    lines += _listed(
        "You have written in these, so they stay as they are. The new version lies beside them:",
        [f"{name}  ->  {new}" for name, new in done.beside.items()],
    )
    others = [name for name in done.new + done.newer + done.gone if not name.endswith(".ipynb")]
    if others:
        lines.append(f"Other files of the course that changed: {len(others)}.")
    if done.kept:
        lines.append(
            f"Replaced files that you may have changed: {len(done.kept)}. A copy of each lies in "
            f"{done.shelf}/, which you may delete."
        )
    if {"requirements.lock", "pyproject.toml"} & {*others}:
        lines.append("Before you go on, install again as the README says (make lab does it).")
    return lines


def _listed(heading: str, names: list[str]) -> list[str]:
    return [heading, *(f"  {name}" for name in names)] if names else []


def main() -> None:
    """Update the course that this file belongs to."""
    given = sys.argv[1:]
    if len(given) > 1 or (given and given[0].startswith("-")):
        raise SystemExit("Give nothing, or the folder of an unpacked new edition.")
    try:
        update(Path(__file__).parents[1], Path(given[0]) if given else None)
    except OSError as problem:
        raise SystemExit(
            f"Stopped: {problem}. Nothing of yours is lost. Close what uses this file (save your "
            "notebooks, stop JupyterLab), then give the command again."
        ) from problem


if __name__ == "__main__":
    main()
