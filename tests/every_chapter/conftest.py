"""Each test here runs once for every chapter, exercise, claim or notebook that it asks for."""

from __future__ import annotations

import pytest

from tests.every_chapter.chapters import CHAPTERS, ROOT, WITH_STEPS

GENERAL = sorted(ROOT.glob("notebooks/00*.ipynb"))  # pages that belong to no chapter


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    number = metafunc.config.getoption("chapter")
    chosen = [chapter for chapter in CHAPTERS if number in (None, chapter.number)]
    with_steps = [chapter for chapter in WITH_STEPS if number in (None, chapter.number)]
    if number is not None and not chosen + with_steps:
        raise pytest.UsageError(f"There is no chapter {number}.")
    asked = metafunc.fixturenames
    if "step" in asked:
        pairs = [(chapter, step) for chapter in with_steps for step in chapter.steps]
        names = [f"{chapter.name}-{step.key}" for chapter, step in pairs]
        metafunc.parametrize(("lesson", "step"), pairs, ids=names)
    elif "lesson" in asked:
        names = [chapter.name for chapter in with_steps]
        metafunc.parametrize("lesson", with_steps, ids=names)
    elif "exercise" in asked:
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
