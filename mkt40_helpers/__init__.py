"""Helpers of the open course on Marketing 4.0.

The computation modules (`advocacy`, `data`) are ready after ``import mkt40_helpers``;
`plots`, `labs` and `workbook` are imported where a notebook needs them, because they
load matplotlib and ipywidgets.
"""

from mkt40_helpers import advocacy, data

__all__ = ["advocacy", "data"]
__version__ = "0.1.0"
