"""Simulate the intervals and write docs/coverage.md: all of them, or those that are named.

`python -m tests.coverage intervals.mean_by`
"""

from __future__ import annotations

import sys

from tests.coverage import table
from tests.coverage.register import CASES, simulate

chosen = [case for case in CASES if case.name in sys.argv[1:] or not sys.argv[1:]]
if not chosen:
    sys.exit(f"Name one of: {', '.join(sorted({case.name for case in CASES}))}.")
rows = []
for done, case in enumerate(chosen, 1):
    print(f"{done} of {len(chosen)}: {case}", flush=True)
    rows += simulate(case)
table.write(rows)
print(f"Written: {table.PAGE}")
