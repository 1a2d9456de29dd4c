"""The workbook as a learner meets it: `start`, `check`, `hint`, `progress`.

Each file uses only those before it: `words` (what is said, apart from what is computed), `plain`
(answers as plain data), `patience` (with functions), `figures` (when two numbers are the same),
`remarks` (on what is not right), `kinds` (of answers), `records` (exercises), `shelf` (where they
are found), `diagnosis`, `edition`, `progress_file`, `marking` (of a progress file), `autograde`
(marking with nbgrader); `causes` of errors, those of `unreadable` cells, of `names` and of all else
that `stopped` a cell, `plain_errors`; the learner's `tables`, the notebook's `cells`, and the
`desk`, where the learner works.
"""

from mkt40_helpers.workbook.desk import check, hint, progress, start

__all__ = ["check", "hint", "progress", "start"]
