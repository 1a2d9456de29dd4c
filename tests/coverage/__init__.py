"""How often each interval of the package holds the truth: a register, its table, its proof.

`python -m tests.coverage` simulates all of it (some minutes) and writes docs/coverage.md.
"""
