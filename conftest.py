"""Settings of all tests: nobody's progress is touched, and no test finds another's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest

matplotlib.use("agg")

# Where only the course is installed, without what a lecturer needs, this file cannot be imported.
collect_ignore = (
    [] if importlib.util.find_spec("nbgrader") else ["mkt40_helpers/workbook/autograde.py"]
)

# A busy machine takes its time: how long an example takes is no property to test.
if importlib.util.find_spec("hypothesis"):
    import hypothesis

    hypothesis.settings.register_profile("course", deadline=None)
    hypothesis.settings.load_profile("course")

# The kernels of nbval inherit this one; without it they would write progress files into solutions/.
_KERNELS = tempfile.mkdtemp(prefix="mkt40-progress-")
os.environ["MKT40_PROGRESS"] = _KERNELS


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give every notebook a folder of its own: a lesson and its workbook share a file elsewhere."""
    if item.path.suffix == ".ipynb":
        name = f"{item.path.parent.name}-{item.path.stem}"
        os.environ["MKT40_PROGRESS"] = str(Path(_KERNELS) / name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``--chapter 3`` try only what belongs to one chapter (see ``make chapter``)."""
    parser.addoption("--chapter", type=int, help="number of the one chapter to test")


@pytest.fixture(autouse=True)
def own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test and doctest an empty folder for progress files."""
    monkeypatch.setenv("MKT40_PROGRESS", str(tmp_path))
    yield tmp_path
    plt.close("all")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was not run, and what it needs."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(str(report.longrepr[2]) for report in skipped)  # (file, line, reason)
    for reason, number in reasons.items():
        terminalreporter.write_line(f"{number} tests not run. {reason}", yellow=True)


def pytest_unconfigure() -> None:
    """Take the kernels' folder away again."""
    shutil.rmtree(_KERNELS, ignore_errors=True)
