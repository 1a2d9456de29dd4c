"""The generator of Zwaluw's invented data: one module per group of tables.

``python -m zwaluw`` (or ``make data``) writes the tables of ``datasets/`` anew;
`generate` makes the same world at any size. The parameters in each module are the ground truth
that estimates can be held against; `parameters` lists them.
"""

from zwaluw.build import generate
from zwaluw.truth import parameters

__all__ = ["generate", "parameters"]
