"""The generator of Zwaluw's invented data: one module per group of tables.

``python -m mkt40_helpers.world`` (or ``make data``) writes the tables of ``datasets/`` anew;
`generate` makes the same world at any size. The parameters in each module are the ground truth
that estimates can be held against; `parameters` lists them.
"""

from mkt40_helpers.world.build import generate
from mkt40_helpers.world.truth import parameters

__all__ = ["generate", "parameters"]
