"""Points under nbgrader: from the records of its own run, judged in its own process.

nbgrader gives the points of a test cell that raises no error. But the cell runs among the
student's code, where ``check`` can be made to mean anything. So the run gets an empty folder for
its progress file, the answers found there afterwards are judged here, where no code of the student
has run, and each test cell is given the outcome that follows. ``nbgrader_config.py`` puts
`ExecuteAndJudge` in the place of nbgrader's own ``Execute``.

What remains: the references are in the package that the student's code can import, so that whoever
reads the package can hand in its answers; and nothing but the log ties the number in the workbook
to the student who hands it in. Look at the workbook of a mark that surprises.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute

from mkt40_helpers.workbook import progress_file
from mkt40_helpers.workbook.marking import solved_anew
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.words import say

__all__ = ["ExecuteAndJudge", "set_outcome"]

_CHECK_CELL = re.compile(r"check-(\d+)-(\d+)")


class ExecuteAndJudge(Execute):  # type: ignore[misc]
    """Run a workbook that was handed in, and let its points follow from the answers it gave."""

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run the notebook, judge its records, and set the outcome of each test cell."""
        begun = datetime.now(UTC).isoformat(timespec="milliseconds")
        with tempfile.TemporaryDirectory(
            prefix="mkt40-marking-", ignore_cleanup_errors=True
        ) as folder:
            with utils.setenv(MKT40_PROGRESS=folder):
                nb, resources = super().preprocess(nb, resources, km)
            records = self._records_since(begun, Path(folder))
        students = {record["student"] for record in records}
        if len(students) > 1:
            self.log.warning("The workbook was run for several numbers: %s", sorted(students))
        solved = solved_anew(records)
        for cell in nb.cells:
            key = _key_of(cell)
            if key:
                set_outcome(cell, key, key in solved)
        return nb, resources

    def _records_since(self, begun: str, folder: Path) -> list[Record]:
        """Read what the run recorded; what it brought along from elsewhere is older."""
        found: list[Record] = []
        for path in sorted(folder.glob("progress-*.json")):
            try:
                found += [r for r in progress_file.read(path) if r["time"] >= begun]
            except (ValueError, OSError) as problem:
                self.log.warning("The records of the run cannot be read: %s", problem)
        return found


def set_outcome(cell: NotebookNode, key: str, right: bool) -> None:
    """Give a test cell the output from which nbgrader takes its points: an error, or none.

    Parameters
    ----------
    cell : NotebookNode
        A test cell that has been run; it is changed.
    key : str
        Of its exercise, such as "3.2".
    right : bool

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> cell = new_code_cell('check("3.2", share)')
    >>> set_outcome(cell, "3.2", False)
    >>> [output.output_type for output in cell.outputs]
    ['error']
    """
    # What the check said stays. A result would count as points, and a warning as an error.
    told = [
        output
        for output in cell.outputs
        if output.output_type == "display_data" or output.get("name") == "stdout"
    ]
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if right:
        cell.outputs = told
        return
    message = say("marking.not_right", key=key)
    missing = new_output("error", ename="NotRight", evalue=message, traceback=[message])
    cell.outputs = told + (errors or [missing])


def _key_of(cell: NotebookNode) -> str | None:
    """Name the exercise of a test cell; nbgrader has given it back its source and its name."""
    if not utils.is_grade(cell) or utils.is_solution(cell) or cell.cell_type != "code":
        return None
    match = _CHECK_CELL.fullmatch(cell.metadata.nbgrader["grade_id"])
    return f"{match[1]}.{match[2]}" if match else None
