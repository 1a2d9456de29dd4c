"""Environments for one test each: made with uv, thrown away with the test's folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.every_chapter.chapters import ROOT

UV = [sys.executable, "-m", "uv"]


def run(*command: str | Path) -> None:
    """Run a command in the course's folder; when it fails, its last words are told."""
    own = ("VIRTUAL_ENV", "PYTHONPATH", "MKT40_PROGRESS", "PYTEST_ADDOPTS")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment["UV_SYSTEM_CERTS"] = "1"  # trust what the machine trusts, as pip does
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, env=environment
    )
    told = (done.stdout + done.stderr)[-6000:]
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{told}"


def interpreter(version: str) -> str | None:
    """Find a Python of this version: on the PATH, or beside this one, as pyenv keeps them."""
    kept = sorted(Path(sys.base_prefix).parent.glob(f"{version}.*/bin/python"))
    for found in (shutil.which(f"python{version}"), *map(str, kept)):
        # pyenv puts a python3.13 on the PATH that starts only where 3.13 was chosen.
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    return None


def environment(folder: Path, python: str, *install: str) -> Path:
    """Make an environment with the course and these packages; return its Python."""
    run(*UV, "venv", "--quiet", "--python", python, folder)
    made = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(*UV, "pip", "install", "--quiet", "--python", made, *install)
    run(*UV, "pip", "install", "--quiet", "--python", made, "--no-deps", "--no-build-isolation",
        "-e", ROOT)  # fmt: skip
    return made
