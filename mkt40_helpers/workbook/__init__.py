"""The workbook and the steps of a lesson: `start`, `start_lesson`, `check`, `hint`, `progress`.

Each file uses only those before it: `words` (what is said, apart from what is computed), `plain`
(answers as plain data), `patience` (with functions), `figures` (when two numbers are the same),
`remarks` (on what is not right), `kinds` (of answers), `running` (of lines put in `order`),
`pairs` (answers of two parts), `picture`, `records` (exercises and steps), `reference` (what is
right, and what each mistake gives), `shelf` (where they are found), `facts` of a table, what is
`returned` on the way to an answer, `known_numbers`, `diagnosis`, `edition`, `progress_file`, what
is `known` of a learner's concepts, `marking` (of a progress file), `autograde` (marking with
nbgrader); `causes` of errors, those of `unreadable` cells, of `names` and of all else that
`stopped` a cell, `plain_errors`; the learner's `tables`, the notebook's `cells`, how `feedback` is
shown, the form of a table of the learner's own (`own_form`), the `result_code` of a group, what
`her_line` shows (edits of a learner's own code) and the `closer_look` that says it, the
`open_book` of this kernel, `practice` with exercises of earlier workbooks (`again`), and the
`desk`, where the learner works.
"""

from mkt40_helpers.workbook.desk import again, check, hint, progress, start, start_lesson
from mkt40_helpers.workbook.own_form import check_form

__all__ = ["again", "check", "check_form", "hint", "progress", "start", "start_lesson"]
