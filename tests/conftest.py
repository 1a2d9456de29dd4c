"""What tests that need a browser share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

NO_BROWSER = (
    "no Chromium was found. On Debian and Ubuntu: sudo apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install chromium"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser. Without one the tests are skipped, unless MKT40_REQUIRE_BROWSER says otherwise."""
    # Loaded here: where only the course is installed, there is no playwright.
    from playwright.sync_api import Error

    from tools.browser import browser

    with ExitStack() as stack:
        try:
            started = stack.enter_context(browser())
        except Error as problem:
            if "Executable doesn't exist" not in problem.message:
                raise
            give_up = pytest.fail if os.environ.get("MKT40_REQUIRE_BROWSER") == "1" else pytest.skip
            give_up(NO_BROWSER)
        yield started
