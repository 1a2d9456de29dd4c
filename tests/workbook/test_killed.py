"""A kernel that is killed while it writes loses nothing that it had said was kept."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from mkt40_helpers.workbook import progress_file

# Writes record after record, and says the number of each that is kept.
WRITER = """
import sys
from pathlib import Path
from mkt40_helpers.workbook.progress_file import add
path = Path(sys.argv[1])
for number in range(10_000):
    kept = add(path, {"event": "hint", "exercise": "3.1", "student": "s1"})
    print(len(kept), flush=True)
"""


@pytest.mark.slow
def test_a_killed_kernel_leaves_a_file_with_all_that_was_kept(own_progress):
    path = progress_file.path_of(3, "s1")
    moment = random.Random(1)
    for _ in range(30):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline()]  # it has begun
            time.sleep(moment.uniform(0, 0.05))
            writer.kill()
            said += writer.stdout.read().split("\n")
        kept = max(int(number) for number in said if number.strip().isdigit())
        assert len(progress_file.read(path)) >= kept
