"""A test of 20 minutes for the desk, drawn from a chapter's records on a fresh sample.

The right answers, and those of the mistakes, are computed by the records (``tools.desk_test``).
What a question prints in place of the tables is in `chapters`, a file for each chapter.
"""
