"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

Every value function asks when the first margin comes and what discount a period has, and returns
that convention with the value.
"""

from mkt40_helpers.relationship.choice import BrandLogit, brand_logit
from mkt40_helpers.relationship.cohorts import cohorts, retention_by_age, retention_rates
from mkt40_helpers.relationship.equity import profit_by_customer, switching_values
from mkt40_helpers.relationship.sbg import SBG, sbg
from mkt40_helpers.relationship.value import (
    Value,
    elasticities,
    more_retention,
    period_discount,
    retention_value,
)

__all__ = [
    "SBG",
    "BrandLogit",
    "Value",
    "brand_logit",
    "cohorts",
    "elasticities",
    "more_retention",
    "period_discount",
    "profit_by_customer",
    "retention_by_age",
    "retention_rates",
    "retention_value",
    "sbg",
    "switching_values",
]

NUMBER = 5
