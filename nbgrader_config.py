"""How nbgrader makes exercises/ from solutions/ (`make exercises`) and marks what comes back.

nbgrader empties the folder that it makes a workbook in, so it never works in exercises/ itself:
`make exercises` puts the workbooks there one by one. A lecturer who marks runs
`nbgrader generate_assignment` once, so that the gradebook knows the exercises.
"""

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute

c = get_config()

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "_build/release"

# nbgrader's own stub raises an error, which frightens a beginner.
c.ClearSolutions.code_stub = {"python": "# Your code here"}
c.ClearSolutions.text_stub = "*Write your answer here, in place of this line.*"

# An answer outside a solution cell stops the making, so that it cannot slip through to the learner.
c.ClearSolutions.enforce_metadata = True
c.ClearHiddenTests.enforce_metadata = True

# The workbook starts and ends as its source does.
c.IncludeHeaderFooter.header = ""
c.IncludeHeaderFooter.footer = ""

# Points follow from the answers that a run records, and not from what `check` means in it.
c.Autograde.autograde_preprocessors = [
    "mkt40_helpers.workbook.autograde.ExecuteAndJudge" if step is Execute else step
    for step in Autograde.class_traits()["autograde_preprocessors"].default()
]
