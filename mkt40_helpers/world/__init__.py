"""The generator of Zwaluw's invented data: one module per group of tables.

``python -m mkt40_helpers.world`` (or ``make data``) writes the tables of ``datasets/`` anew.
The parameters in each module are the ground truth that estimates can be held against.
"""
