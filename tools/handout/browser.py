"""The browser that is there prints a page as a tagged PDF: Chrome, Edge or Chromium.

No package is asked for: the browser is found where its installer puts it, and run without a window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["HOW_TO_PRINT", "find", "print_pdf"]

HOW_TO_PRINT = (
    "No Chrome, Edge or Chromium was found, so there are no PDFs: open a page in any browser, "
    'press Ctrl+P (on a Mac Cmd+P) and choose "Save as PDF".'
)
ON_THE_PATH = (
    *("google-chrome", "google-chrome-stable", "chrome"),
    *("chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable", "msedge"),
)
WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
MAC = ("Google Chrome", "Microsoft Edge", "Chromium")
# It talks to nobody, asks nothing, and leaves out its own header with the address of the file.
OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--no-pdf-header-footer", "--print-to-pdf-no-header"),
    *("--export-tagged-pdf", "--generate-pdf-document-outline"),
)
SECONDS = 180


def find(platform: str = sys.platform) -> Path | None:
    """Path of a browser that can print, or None; MKT40_CHROMIUM goes before all others."""
    own = os.environ.get("MKT40_CHROMIUM")
    there = (Path(found) for name in (own, *ON_THE_PATH) if name and (found := shutil.which(name)))
    known = (path for path in _known_places(platform) if path.is_file())
    return next(there, None) or next(known, None)


def _known_places(platform: str) -> Iterator[Path]:
    if platform == "win32":
        folders = [os.environ[name] for name in WINDOWS_FOLDERS if os.environ.get(name)]
        for place in WINDOWS:
            yield from (Path(folder, *place.split("\\")) for folder in folders)
    elif platform == "darwin":
        for name in MAC:
            for folder in (Path("/Applications"), Path.home() / "Applications"):
                yield folder / f"{name}.app" / "Contents" / "MacOS" / name


def command(browser: Path, page: Path, pdf: Path, profile: str) -> list[str]:
    """The words with which the browser is started."""
    # For the user root Chromium refuses its own sandbox.
    root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [
        *(str(browser), *OPTIONS, *root),
        *(f"--user-data-dir={profile}", f"--print-to-pdf={pdf.resolve()}"),
        page.resolve().as_uri(),
    ]


def print_pdf(browser: Path, page: Path, pdf: Path) -> None:
    """Print a page into a file; SystemExit with the browser's last words where it cannot."""
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="mkt40-print-", ignore_cleanup_errors=True) as profile:
        words = command(browser, page, pdf, profile)
        try:
            done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)
            said = done.stderr.decode(errors="replace").strip().splitlines()
        except (OSError, subprocess.TimeoutExpired) as problem:
            said = [str(problem)]
    if not pdf.is_file() or not pdf.read_bytes().startswith(b"%PDF"):
        last = said[-1] if said else "it said nothing"
        raise SystemExit(
            f"{browser.name} could not print {page.name} ({last}). The pages stand: open one, and "
            "print it. Or run it again with --no-pdf."
        )
