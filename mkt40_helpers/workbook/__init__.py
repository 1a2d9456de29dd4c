"""The workbook as a learner meets it: `start`, `check`, `hint`, `progress`.

Each file uses only those before it: `plain` (answers as plain data), `patience` (with functions),
`kinds` (of answers), `records` (exercises), `shelf` (where they are found), `diagnosis`, `learners`
(whose sample), `progress_file`; `causes` of errors, those of `unreadable` cells, of `names` and of
all else that `stopped` a cell, `plain_errors`; the learner's `tables`, the notebook's `cells`, and
the `desk`, where the learner works.
"""

from mkt40_helpers.workbook.desk import check, hint, progress, start

__all__ = ["check", "hint", "progress", "start"]
