"""The stored outputs are the same on every processor.

Numerical libraries choose their kernels by the processor, and the last digits of a result follow
from that: a lesson that shows them is right on one machine and red on the next. Here every notebook
is run and compared with the kernels of OpenBLAS that this processor has and does not take by itself
(`make test` has run them with that one), and as on the oldest processor: with the oldest kernel,
and numpy's own choice of faster instructions turned off.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from numpy._core import _multiarray_umath as numpy_core

from tests.every_chapter.chapters import ROOT

pytestmark = pytest.mark.slow
# What a processor must know for each kernel, as numpy names it. OpenBLAS calls Prescott's by the
# name of the first that it serves, and may have none of its own for Zen.
NEEDS = {"Prescott": "SSE3", "Haswell": "FMA3", "Zen": "FMA3", "SkylakeX": "AVX512F"}
OLDEST, *NEWER = NEEDS
OTHER_NAMES = {"Prescott": "Katmai"}
COMPARE = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "notebooks", "solutions"]
# Which kernels the libraries took, as they themselves say after a real product of matrices.
TAKEN = """
import numpy, scipy.linalg, threadpoolctl
scipy.linalg.lstsq(numpy.ones((9, 3)), numpy.ones(9)); numpy.ones((9, 9)) @ numpy.ones((9, 9))
print(*{pool["architecture"] for pool in threadpoolctl.threadpool_info()
        if pool["internal_api"] == "openblas"})
"""
# The features that numpy chooses by at run time and has switched on.
SWITCHED_ON = """
from numpy._core import _multiarray_umath as core
print(*[name for name in core.__cpu_dispatch__ if core.__cpu_features__[name]])
"""


def python(code: str, environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return run.stdout.split()


def assert_notebooks_agree(environment: dict[str, str]) -> None:
    command = [sys.executable, *COMPARE]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stdout[-6000:]


def with_kernel(kernel: str) -> dict[str, str]:
    """Give the environment in which OpenBLAS takes a kernel; where it cannot, skip the test."""
    if not numpy_core.__cpu_features__.get(NEEDS[kernel], False):
        pytest.skip(f"this processor has no {NEEDS[kernel]}, which the kernel {kernel} needs")
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
    taken = python(TAKEN, environment)
    if not taken:
        pytest.skip("numpy was not built with OpenBLAS here")
    if kernel == "Zen" and taken == ["Haswell"]:
        pytest.skip("OpenBLAS takes Haswell's kernel for Zen, and that is tried by itself")
    assert taken in ([kernel], [OTHER_NAMES.get(kernel)])
    return environment


@pytest.mark.parametrize("kernel", NEWER)
def test_the_notebooks_give_their_outputs_with_the_kernel(kernel):
    environment = with_kernel(kernel)
    if python(TAKEN, dict(os.environ)) == [kernel]:
        pytest.skip(f"this processor takes {kernel} by itself: `make test` has run the notebooks")
    assert_notebooks_agree(environment)


def test_the_notebooks_give_their_outputs_on_the_oldest_processor():
    features = python(SWITCHED_ON, dict(os.environ))
    if not features:
        pytest.skip("numpy has no faster instructions for this processor")
    # Other kinds of processors have no such kernel, but numpy's instructions all the same.
    intel = numpy_core.__cpu_features__.get(NEEDS[OLDEST], False)
    environment = with_kernel(OLDEST) if intel else dict(os.environ)
    # A name that numpy does not know only warns, so what is off is asked for afterwards.
    environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(features)
    assert python(SWITCHED_ON, environment) == []
    assert_notebooks_agree(environment)
