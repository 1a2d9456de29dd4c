"""Make the learners' workbooks, exercises/, from solutions/ (``make exercises``).

Nobody's work is overwritten. Each workbook is made beside the course first; where the one that is
there holds answers or has a progress file, nothing is changed and the files are named. With --keep
a copy of such files is put into kept/ first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]


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
    return made


def work_in(there: Path, made: Path, root: Path = ROOT) -> list[Path]:
    """Name the files beside and in a workbook that hold somebody's work."""
    found = sorted(there.parent.glob("progress-*"))
    if there.exists() and not _committed(there, root) and _is_filled(there, made):
        found.insert(0, there)
    return found


def _is_filled(there: Path, made: Path) -> bool:
    """Whether a workbook has answers, or code of its own, that the new one has not."""
    try:
        old = nbformat.read(there, as_version=4).cells
    except Exception:
        return True  # not readable as a notebook: somebody should look at it first
    new = nbformat.read(made, as_version=4).cells
    stubs = {_name(cell): cell.source for cell in new if _name(cell)}
    code = {cell.source for cell in new if cell.cell_type == "code"}
    for cell in old:
        answered = _name(cell) and cell.source != stubs.get(_name(cell), "")
        added = cell.cell_type == "code" and cell.source.strip() and cell.source not in code
        if answered or (added and not _name(cell)):
            return True
    return False


def _name(cell: nbformat.NotebookNode) -> str:
    """Name of an answer cell; "" for any other."""
    grading = cell.metadata.get("nbgrader", {})
    return str(grading.get("grade_id", "")) if grading.get("solution") else ""


def _committed(path: Path, root: Path) -> bool:
    """Whether git has this very file, so that nothing can be lost."""
    if shutil.which("git") is None:
        return False
    name = path.relative_to(root).as_posix()
    for command in (["ls-files", "--error-unmatch", name], ["diff", "--quiet", "HEAD", "--", name]):
        if subprocess.run(["git", *command], cwd=root, capture_output=True).returncode:
            return False
    return True


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
        for made, there in places.items():
            there.parent.mkdir(parents=True, exist_ok=True)
            if not there.exists() or there.read_bytes() != made.read_bytes():
                shutil.copyfile(made, there)
                print(f"Made anew: {there.relative_to(root).as_posix()}")


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
    hand_out(given.workbook or workbooks(), given.keep)


if __name__ == "__main__":
    main()
