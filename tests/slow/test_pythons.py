"""The course works in every Python that the README promises, as far as this machine has it.

Here runs what another Python can change: types, the helpers' examples, the engine (it reads code
and errors), the bytes of the tables, the stored outputs of all solutions, and of each lesson in one
of the other Pythons. (Pages, browser and marking do not depend on the version of Python, nor do
statistics whose packages are the same; the public workflow runs everything in each.)
"""

from __future__ import annotations

import sys

import pytest

from tests.every_chapter.chapters import ROOT
from tests.slow.environments import environment, interpreter, run

pytestmark = pytest.mark.slow
PROMISED = ["3.11", "3.12", "3.13", "3.14"]
OTHERS = [version for version in PROMISED if version != f"3.{sys.version_info.minor}"]
TESTS = ["mkt40_helpers", "zwaluw", "tests/workbook", "tests/her_line", "tests/plots"]
TESTS += ["tests/test_data.py", "tests/zwaluw/test_command.py", "solutions"]
# What is known of numbers hangs on the tables alone; the kernel's errors are in test_plain_errors.
NOT_OF_PYTHON = ["known", "known_numbers", "ranges", "in_jupyter"]
TESTS += [f"--ignore=tests/workbook/test_{name}.py" for name in NOT_OF_PYTHON]
LESSONS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("notebooks/*.ipynb"))


def its_lessons(version: str) -> list[str]:
    """Lessons that this Python has to run, of all that are on this machine."""
    there = [one for one in OTHERS if interpreter(one)]
    return LESSONS[there.index(version) :: len(there)]


@pytest.mark.parametrize("version", OTHERS)
def test_the_course_works_in_python(version, tmp_path):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    made = environment(tmp_path / "env", python, "-r", "requirements-test.lock")
    run(made, "-m", "mypy", "--cache-dir", tmp_path / "mypy")
    run(made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, *its_lessons(version))
