"""The proof that the check reads the line: each edit, made in a solution, is found where it is.

`python -m tests.her_line` makes it for all exercises and steps, and writes docs/her_line.md.
"""
