"""Do what belongs to one chapter: links, outputs, workbook, tests (``make chapter N=3``)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mkt40_helpers import chapters

ROOT = Path(__file__).parents[1]


def steps(number: int, more: list[str]) -> dict[str, list[str]]:
    """Command of each step, by what it does."""
    name = chapters.names()[number]
    begin = f"{number:02}" if number else "00b"  # 00 is the start page
    lessons = list(ROOT.glob(f"notebooks/{begin}_*.ipynb"))
    if len(lessons) != 1:
        told = ", ".join(path.name for path in lessons) or "none"
        raise SystemExit(f"Chapter {number} needs one lesson in notebooks/, and has: {told}.")
    (lesson,) = lessons
    workbook = f"solutions/{lesson.stem}/{lesson.name}"
    has_workbook = number in chapters.names("exercises")
    notebooks = [lesson.relative_to(ROOT).as_posix(), *([workbook] if has_workbook else [])]
    # The notebooks have just been run, so nbval need not run them again.
    tests = ["tests/every_chapter", f"mkt40_helpers/{name}"]
    tests += [f"tests/{name}"] if (ROOT / "tests" / name).exists() else []
    run = ["-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", f"--chapter={number}"]
    # Marking takes 20 s and is the same for all; `refresh` has just run both in kernels.
    run += ["--deselect", "tests/every_chapter/test_marking.py", "-k", "not in_a_kernel"]
    hand_out = {"exercises: the workbook to hand out": ["-m", "tools.hand_out", lesson.stem]}
    return {
        "links: where the chapter is listed": ["-m", "tools.links"],
        "refresh: the lesson and the workbook run": ["-m", "tools.refresh", *notebooks],
        **(hand_out if has_workbook else {}),
        "tests of this chapter": [*run, *tests, *more],
    }


def main() -> None:
    """Run the steps, and stop at the first that fails."""
    number, *more = sys.argv[1:] or [""]
    if not number.isdecimal() or int(number) not in chapters.names():
        there = ", ".join(f"N={number} ({name})" for number, name in chapters.names().items())
        raise SystemExit(f"make chapter needs the number of a chapter: {there}.")
    for told, command in steps(int(number), more).items():
        print(f"== {told}", flush=True)
        if subprocess.run([sys.executable, *command], cwd=ROOT).returncode:
            raise SystemExit(f"== Stopped at: {told}")


if __name__ == "__main__":
    main()
