"""Is the installation sound? `report` says so in plain words."""

from __future__ import annotations

import importlib.metadata
import sys
import tempfile
from collections.abc import Callable

from packaging.requirements import Requirement

from mkt40_helpers import __version__, data

__all__ = ["report"]

_REMEDY = (
    "Install the course again as its README says (make lab, or the Windows lines), "
    "restart the kernel, and run this cell again."
)


def report() -> None:
    """Check Python, packages, data, pictures, controls and this folder; print the result.

    Examples
    --------
    >>> report()  # doctest: +ELLIPSIS
    ✓ course: ...
    """
    checks: dict[str, Callable[[], str]] = {
        "course": lambda: f"this is version {__version__}",
        "Python": _python,
        "packages": _packages,
        "data": _data,
        "pictures": _pictures,
        "controls": _controls,
        "this folder": _folder,
    }
    troubles = 0
    for name, check in checks.items():
        try:
            print(f"✓ {name}: {check()}")
        except Exception as problem:  # whatever is wrong, it is told and not raised
            troubles += 1
            print(f"✗ {name}: {problem}")
    if troubles:
        print(f"\n{troubles} of {len(checks)} checks failed. {_REMEDY}")
    else:
        print("\nEverything is in order. You can start.")


def _python() -> str:
    version = sys.version_info
    if not (3, 11) <= version[:2] <= (3, 14):
        raise RuntimeError(
            f"this is version {version.major}.{version.minor}; the course needs 3.11 to 3.14"
        )
    return "the version is one the course is made for"


def _packages() -> str:
    wanted = [Requirement(text) for text in importlib.metadata.requires("mkt40-helpers") or []]
    for package in wanted:
        if package.marker and not package.marker.evaluate({"extra": ""}):
            continue
        try:
            found = importlib.metadata.version(package.name)
        except importlib.metadata.PackageNotFoundError:
            raise RuntimeError(f"{package.name} is missing") from None
        if not package.specifier.contains(found, prereleases=True):
            raise RuntimeError(
                f"{package.name} is version {found}, but {package.specifier} is needed"
            )
    return "all are there, and new enough"


def _data() -> str:
    return f"all {len(data.catalog())} tables can be read"


def _pictures() -> str:
    from matplotlib.figure import Figure

    from mkt40_helpers import plots

    plots.image(Figure(), alt="An empty picture.")
    return "they can be drawn"


def _controls() -> str:
    from mkt40_helpers.labs.controls import Slider

    Slider(label="A control")
    return "the labs can be opened"


def _folder() -> str:
    try:
        with tempfile.TemporaryFile(dir="."):
            pass
    except OSError:
        raise RuntimeError(
            "nothing can be saved here; copy the course to a folder of your own"
        ) from None
    return "your progress can be saved"
