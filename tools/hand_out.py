"""Make the learners' workbooks, exercises/, from solutions/ (``make exercises``).

Nobody's work is overwritten. Each workbook is made beside the course first; where the one that is
there holds answers or has a progress file, nothing is changed and the files are named. With --keep
a copy of such files is put into kept/ first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import nbformat

from mkt40_helpers.update import stamp

ROOT = Path(__file__).parents[1]
MADE = Path("_build") / "handed_out.json"


def workbooks(root: Path = ROOT) -> list[str]:
    """Names of all workbooks, in order."""
    return sorted(path.parent.name for path in root.glob("solutions/*/*.ipynb"))


def make(workbook: str, target: Path, root: Path = ROOT) -> Path:
    """Let nbgrader make one workbook in a folder that holds nobody's work; return its path."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--force", "--no-db"]
    command += [f"--CourseDirectory.release_directory={target}", workbook]
    # nbgrader starts alembic by its bare name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    made = target / workbook / f"{workbook}.ipynb"
    if run.returncode or not made.exists():
        raise SystemExit(f"nbgrader could not make {workbook}:\n{run.stderr.strip()}")
    notebook = nbformat.read(made, as_version=4)
    stamp(notebook)
    nbformat.write(notebook, made)
    return made


def work_in(there: Path, made: Path, root: Path = ROOT) -> list[Path]:
    """Name the files beside and in a workbook that hold somebody's work."""
    found = sorted(there.parent.glob("progress-*"))
    if (there.exists() or there.is_symlink()) and not _ours(there, root) and _differs(there, made):
        found.insert(0, there)
    return found


def _differs(there: Path, made: Path) -> bool:
    """Whether a workbook has a cell that the new one has not: an answer, a note, a picture."""
    try:
        old = nbformat.read(there, as_version=4).cells
    except Exception:
        return True  # not readable as a notebook: somebody should look at it first
    new = {_content(cell) for cell in nbformat.read(made, as_version=4).cells}
    return any(_content(cell) not in new for cell in old if cell.source.strip())


def _content(cell: nbformat.NotebookNode) -> tuple[str, str, str]:
    """What a cell says, and which answer it is; its outputs are nobody's work."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return cell.source, str(name), json.dumps(cell.get("attachments", {}), sort_keys=True)


def _ours(path: Path, root: Path) -> bool:
    """Whether git has this very file, or this tool made it and nobody has touched it since."""
    if path.is_symlink():
        return False
    if _known(root).get(path.parent.name) == _hash(path):
        return True
    if shutil.which("git") is None:
        return False
    name = path.relative_to(root).as_posix()
    # The bytes are compared: git itself can be told to look away from a file.
    kept = subprocess.run(
        ["git", "cat-file", "blob", f"HEAD:{name}"], cwd=root, capture_output=True
    )
    return kept.returncode == 0 and kept.stdout == path.read_bytes()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _known(root: Path) -> dict[str, str]:
    """Hashes of the workbooks as this tool made them last."""
    try:
        known: dict[str, str] = json.loads((root / MADE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def hand_out(chosen: list[str], keep: bool = False, root: Path = ROOT) -> None:
    """Make the workbooks and put each in its place, unless somebody's work is there."""
    with tempfile.TemporaryDirectory() as folder:
        places = {
            make(name, Path(folder), root): root / "exercises" / name / f"{name}.ipynb"
            for name in chosen
        }
        work = [path for made, there in places.items() for path in work_in(there, made, root)]
        if work and not keep:
            names = "\n".join(f"  {path.relative_to(root).as_posix()}" for path in work)
            raise SystemExit(
                f"Nothing was changed: these files hold somebody's work.\n{names}\n"
                "To put a copy of them into kept/ and then make the workbooks anew: "
                "make exercises ARGS=--keep"
            )
        for path in work:
            copy = root / "kept" / f"{datetime.now():%Y-%m-%d-%H%M%S}" / path.parent.name
            copy.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
            print(f"Kept: {(copy / path.name).relative_to(root).as_posix()}")
        new = {made: there for made, there in places.items() if not _same(made, there)}
        for made, there in new.items():
            _put(made, there)
            print(f"Made: {there.relative_to(root).as_posix()}")
        if not new:
            print("All workbooks are up to date.")
        hashes = _known(root) | {there.parent.name: _hash(there) for there in places.values()}
        (root / MADE).parent.mkdir(exist_ok=True)
        (root / MADE).write_text(json.dumps(hashes, indent=1), "utf-8")


def _same(made: Path, there: Path) -> bool:
    return there.is_file() and not there.is_symlink() and there.read_bytes() == made.read_bytes()


def _put(made: Path, there: Path) -> None:
    """Put a workbook in its place in one step, so that none is ever left half written."""
    there.parent.mkdir(parents=True, exist_ok=True)
    draft = there.with_suffix(".new")
    try:
        shutil.copyfile(made, draft)
        draft.replace(there)
    finally:
        draft.unlink(missing_ok=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.hand_out", description="Make the learners' workbooks from solutions/."
    )
    parser.add_argument("workbook", nargs="*", help="only these (default: all)")
    parser.add_argument("--keep", action="store_true", help="keep a copy of filled workbooks")
    given = parser.parse_args()
    for name in given.workbook:
        if name not in workbooks():
            parser.error(f"there is no workbook {name!r}; there are {', '.join(workbooks())}")
    try:
        hand_out(given.workbook or workbooks(), given.keep)
    except OSError as problem:
        raise SystemExit(f"A workbook could not be written: {problem}") from None


if __name__ == "__main__":
    main()
