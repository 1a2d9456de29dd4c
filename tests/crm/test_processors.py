"""Clusters and scores are the same on every processor, to the digit to which they are rounded."""

from __future__ import annotations

import functools
import os
import subprocess
import sys

import pytest
from numpy._core import _multiarray_umath as numpy_core

from tests.every_chapter.chapters import ROOT
from tests.slow.test_processors import NEEDS, SWITCHED_ON, python

pytestmark = pytest.mark.slow
FIGURES = """
import hashlib
from mkt40_helpers import crm
from tests.crm.people import CARAVAN, caravan, habits, treated

def told(name, values):
    print(name, hashlib.sha256(values.to_csv().encode()).hexdigest(), flush=True)

for k in (2, 3, 4, 5):
    told(f"clusters {k}", crm.clusters(habits(), k))
told("stability", crm.stability(habits(), [3, 4, 5]).round(9))
known = ["often", "lately", "segment", "app"]
for model in ("logit", "tree", "network"):
    told(f"calls {model}", crm.response_score(treated(1, 2), treated(3), known, model=model))
    early, late = caravan("first"), caravan("second")
    score = crm.response_score(early, late, CARAVAN, "holders", "customers", model=model)
    told(f"caravan {model}", score)
told("models", crm.response_models(treated(1, 2), treated(3), known).round(9))
"""


@functools.cache  # those of this processor are held against each of the others
def figures(**settings: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-c", FIGURES]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout.splitlines()


@pytest.mark.parametrize("kernel", NEEDS)
def test_the_figures_are_the_same_with_the_kernel(kernel):
    if not numpy_core.__cpu_features__.get(NEEDS[kernel], False):
        pytest.skip(f"this processor has no {NEEDS[kernel]}, which the kernel {kernel} needs")
    assert figures(OPENBLAS_CORETYPE=kernel) == figures()


def test_the_figures_are_the_same_without_numpys_faster_instructions():
    features = python(SWITCHED_ON, dict(os.environ))
    if not features:
        pytest.skip("numpy has no faster instructions for this processor")
    assert figures(NPY_DISABLE_CPU_FEATURES=" ".join(features)) == figures()


@pytest.mark.parametrize("threads", ["1", "4"])
def test_the_figures_are_the_same_with_any_number_of_threads(threads):
    assert figures(OPENBLAS_NUM_THREADS=threads, OMP_NUM_THREADS=threads) == figures()
