"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

Every value function asks when the first margin comes and what discount a period has, and returns
that convention with the value. Customers without a contract never say that they leave: all that
a shop has is the days on which they bought, and what they spent.
"""

from mkt40_helpers.relationship.bg_nbd import BGNBD, bg_nbd
from mkt40_helpers.relationship.choice import BrandLogit, brand_logit
from mkt40_helpers.relationship.cohorts import cohorts, retention_by_age, retention_rates
from mkt40_helpers.relationship.equity import profit_by_customer, switching_values
from mkt40_helpers.relationship.gamma_gamma import GammaGamma, gamma_gamma
from mkt40_helpers.relationship.ladder import Ladder, ladder, ladder_from_moves
from mkt40_helpers.relationship.lifetime import LifetimeValue, lifetime_value
from mkt40_helpers.relationship.loyalty import double_jeopardy, loyalty_degrees
from mkt40_helpers.relationship.programmes import (
    bought_after_offer,
    people_needed,
    programme_effects,
)
from mkt40_helpers.relationship.promises import bought_again
from mkt40_helpers.relationship.rfm import rfm, scores
from mkt40_helpers.relationship.sbg import SBG, sbg
from mkt40_helpers.relationship.silence import lift_that_pays, recency_moves, silent_quarters
from mkt40_helpers.relationship.value import (
    Value,
    elasticities,
    more_retention,
    period_discount,
    retention_value,
)

__all__ = [
    "BGNBD",
    "SBG",
    "BrandLogit",
    "GammaGamma",
    "Ladder",
    "LifetimeValue",
    "Value",
    "bg_nbd",
    "bought_after_offer",
    "bought_again",
    "brand_logit",
    "cohorts",
    "double_jeopardy",
    "elasticities",
    "gamma_gamma",
    "ladder",
    "ladder_from_moves",
    "lifetime_value",
    "lift_that_pays",
    "loyalty_degrees",
    "more_retention",
    "people_needed",
    "period_discount",
    "profit_by_customer",
    "programme_effects",
    "recency_moves",
    "retention_by_age",
    "retention_rates",
    "retention_value",
    "rfm",
    "sbg",
    "scores",
    "silent_quarters",
    "switching_values",
]

NUMBER = 5
