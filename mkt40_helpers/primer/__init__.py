"""The way into Python for those who know Excel: a lesson with steps and without a workbook."""

__all__: list[str] = []

NUMBER = 0
