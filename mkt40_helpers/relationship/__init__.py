"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

Every value function asks when the first margin comes and what discount a period has, and returns
that convention with the value.
"""

from mkt40_helpers.relationship.value import (
    Value,
    elasticities,
    more_retention,
    period_discount,
    retention_value,
)

__all__ = [
    "Value",
    "elasticities",
    "more_retention",
    "period_discount",
    "retention_value",
]

NUMBER = 5
