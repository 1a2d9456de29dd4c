"""Helpers of the open course on Marketing 4.0.

The computation modules (`advocacy`, `connectivity`, `markets`) and `data` are ready after
``import mkt40_helpers``; `plots`, `labs` and `workbook` are imported where a notebook needs them,
because they load matplotlib and ipywidgets.
"""

from mkt40_helpers import advocacy, connectivity, data, markets

__all__ = ["advocacy", "connectivity", "data", "markets"]
__version__ = "0.1.0"
