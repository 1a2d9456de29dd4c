"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

Every value function asks when the first margin comes and what discount a period has, and returns
that convention with the value.
"""

from mkt40_helpers.relationship.ladder import Ladder, ladder, ladder_from_moves
from mkt40_helpers.relationship.loyalty import double_jeopardy, loyalty_degrees
from mkt40_helpers.relationship.programmes import (
    bought_after_offer,
    people_needed,
    programme_effects,
)
from mkt40_helpers.relationship.silence import lift_that_pays, recency_moves, silent_quarters

__all__ = [
    "Ladder",
    "bought_after_offer",
    "double_jeopardy",
    "ladder",
    "ladder_from_moves",
    "lift_that_pays",
    "loyalty_degrees",
    "people_needed",
    "programme_effects",
    "recency_moves",
    "silent_quarters",
]

NUMBER = 5
