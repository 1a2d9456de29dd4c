"""Each test here runs once for every chapter, exercise, claim or notebook that it asks for."""

from __future__ import annotations

import pytest

from tests.every_chapter.chapters import CHAPTERS, ROOT

GENERAL = sorted(ROOT.glob("notebooks/00*.ipynb"))  # pages that belong to no chapter


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    number = metafunc.config.getoption("chapter")
    chosen = [chapter for chapter in CHAPTERS if number in (None, chapter.number)]
    if number is not None and not chosen:
        raise pytest.UsageError(f"There is no chapter {number}.")
    asked = metafunc.fixturenames
    if "exercise" in asked:
        pairs = [(chapter, exercise) for chapter in chosen for exercise in chapter.exercises]
        names = [f"{chapter.name}-{exercise.key}" for chapter, exercise in pairs]
        metafunc.parametrize(("chapter", "exercise"), pairs, ids=names)
    elif "claim" in asked:
        pairs = [(one, claim) for one in chosen if one.claims for claim in one.claims.CLAIMS]
        names = [f"{chapter.name}-{claim.name}" for chapter, claim in pairs]
        metafunc.parametrize(("chapter", "claim"), pairs, ids=names)
    elif "chapter" in asked:
        metafunc.parametrize("chapter", chosen, ids=[chapter.name for chapter in chosen])
    elif "notebook" in asked:
        paths = [path for one in chosen for path in (one.lesson, one.solution, one.released)]
        paths += GENERAL if number is None else []
        metafunc.parametrize("notebook", paths, ids=[f"{p.parts[-2]}-{p.stem}" for p in paths])
