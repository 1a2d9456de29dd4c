"""Relationship marketing: what a customer is worth, who stays, and whom to invest in.

Customers without a contract never say that they leave. All that a shop has is the days on which
they bought, and what they spent.
Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way. An
alternative to the Pareto/NBD model. Marketing Science, 24(2), 275-284.
"""

from mkt40_helpers.relationship.bg_nbd import BGNBD, bg_nbd
from mkt40_helpers.relationship.gamma_gamma import GammaGamma, gamma_gamma
from mkt40_helpers.relationship.lifetime import LifetimeValue, lifetime_value
from mkt40_helpers.relationship.rfm import rfm, scores

__all__ = [
    "BGNBD",
    "GammaGamma",
    "LifetimeValue",
    "bg_nbd",
    "gamma_gamma",
    "lifetime_value",
    "rfm",
    "scores",
]

NUMBER = 5
