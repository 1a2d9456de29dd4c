"""A CRM database for all tests that leave nothing behind."""

from __future__ import annotations

import shutil

import pytest

from mkt40_helpers.crm import open_database


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    """Keep the tests away from a server that the address of one's own machine names."""
    monkeypatch.delenv("CRM_URL", raising=False)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CRM_URL", raising=False)
        return open_database(path=tmp_path_factory.mktemp("crm") / "whole.sqlite")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("crm") / "made.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CRM_URL", raising=False)
        open_database("s1", path)
    return path


@pytest.fixture
def mine(made, tmp_path):
    """A learner's own database, for a test that writes into it."""
    return open_database(path=shutil.copy(made, tmp_path / "mine.sqlite"))
