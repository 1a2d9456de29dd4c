"""The course works in every Python that the README promises, as far as this machine has it.

What `make test` proves in one Python is proved here in the others: types, helpers, engine, and the
stored outputs of all notebooks. (Browser and marking do not depend on the version of Python; the
public workflow runs everything in each.)
"""

from __future__ import annotations

import sys

import pytest

from mkt40_helpers import chapters
from tests.every_chapter.chapters import ROOT
from tests.slow.environments import environment, interpreter, run

pytestmark = pytest.mark.slow
PROMISED = ["3.11", "3.12", "3.13", "3.14"]
OTHERS = [version for version in PROMISED if version != f"3.{sys.version_info.minor}"]
TESTS = ["mkt40_helpers", "zwaluw", "tests/workbook", "tests/plots", "tests/test_data.py"]
TESTS += ["tests/zwaluw"]
TESTS += [f"tests/{name}" for name in chapters.names().values() if (ROOT / "tests" / name).exists()]


@pytest.mark.parametrize("version", OTHERS)
def test_the_course_works_in_python(version, tmp_path):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    made = environment(tmp_path / "env", python, "-r", "requirements-test.lock")
    run(made, "-m", "mypy", "--cache-dir", tmp_path / "mypy")
    run(made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, "notebooks", "solutions")
