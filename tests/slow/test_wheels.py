"""Every locked package has a wheel for every system that the README promises.

Where one is missing, pip wants a compiler, and a learner without one is stopped at the first step.
Nothing is installed: uv only looks for the wheels, among the hashes that the lock allows.
"""

from __future__ import annotations

import pytest

from tests.slow.environments import UV, run
from tests.slow.test_pythons import PROMISED

pytestmark = pytest.mark.slow
LOCKS = ["requirements.lock", "requirements-test.lock", "binder/requirements.lock"]
SYSTEMS = {
    "Linux": "x86_64-unknown-linux-gnu",
    "Windows": "x86_64-pc-windows-msvc",
    "Mac with Apple's processor": "aarch64-apple-darwin",
    "Mac with Intel's processor": "x86_64-apple-darwin",
}


@pytest.mark.parametrize("version", PROMISED)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_there_is_a_wheel_of_every_package(lock, system, version, tmp_path):
    target = ["--python-platform", SYSTEMS[system], "--python-version", version]
    # A new place, so that nothing counts as installed already.
    target += ["--target", tmp_path]
    strict = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    run(*UV, "pip", "install", "--dry-run", *strict, *target, "-r", lock)
