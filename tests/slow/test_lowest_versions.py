"""The course works with the lowest versions that pyproject.toml allows.

Whoever opens it in Colab or JupyterLite has these or little newer ones, and no say in it.
"""

from __future__ import annotations

import re
import sys
import tomllib

import pytest

from mkt40_helpers import chapters
from tests.every_chapter.chapters import ROOT
from tests.slow.environments import environment, interpreter, run

pytestmark = pytest.mark.slow
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TOOLS = ["pytest", "hypothesis", "nbval", "frictionless", "polars", "pyarrow", "tqdm", "uv"]
TOOLS += ["hatchling", "editables", "papermill"]
TESTS = ["mkt40_helpers", "tests/workbook", "tests/plots", "tests/test_intervals.py"]
TESTS += ["tests/test_data.py", "tests/test_groups.py", "notebooks", "solutions"]
TESTS += [f"tests/{name}" for name in chapters.names().values() if (ROOT / "tests" / name).exists()]
# Said by old versions about their own insides, and shown to nobody outside a test.
OWN_WARNINGS = ["-W", "ignore:Deprecated in traitlets 4.1:DeprecationWarning"]
OWN_WARNINGS += ["-W", "ignore:The distutils package:DeprecationWarning"]


def lowest(requirements: list[str]) -> list[str]:
    """Turn "pandas>=2.2.2" into "pandas==2.2.2"."""
    return [text.replace(">=", "==") for text in requirements]


def locked(names: list[str]) -> list[str]:
    """Give the versions in which the other tests use these tools."""
    text = (ROOT / "requirements-test.lock").read_text("utf-8")
    return [re.search(rf"^{name}==[^ ;]+", text, re.MULTILINE)[0] for name in names]


def test_the_course_works_with_the_lowest_versions(tmp_path):
    python = sys.executable if sys.version_info[:2] == (3, 11) else interpreter("3.11")
    if python is None:
        pytest.skip("the lowest versions were made for Python 3.11, which is not on this machine")
    floors = lowest(PROJECT["dependencies"])
    floors += [one for one in lowest(PROJECT["optional-dependencies"]["app"]) if "kernel" in one]
    # Newer ones make the oldest matplotlib warn at its import.
    made = environment(tmp_path / "env", python, *floors, *locked(TOOLS), "pyparsing<3.3")
    run(made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *OWN_WARNINGS, *TESTS)
