"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

A transaction counts this sale; a relationship counts what is still to come.
"""

from mkt40_helpers.relationship.ladder import Ladder, ladder, ladder_from_moves
from mkt40_helpers.relationship.silence import lift_that_pays, recency_moves, silent_quarters

__all__ = [
    "Ladder",
    "ladder",
    "ladder_from_moves",
    "lift_that_pays",
    "recency_moves",
    "silent_quarters",
]

NUMBER = 5
