"""The way into Python for those who know Excel: a lesson with steps and without a workbook."""

NUMBER = 0
