"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.clusters import clusters, silhouettes, stability
from mkt40_helpers.crm.gains import best_depth, gains, right_order, top_share
from mkt40_helpers.crm.interaction import chi_squares, interaction
from mkt40_helpers.crm.response import response_models, response_score

__all__ = [
    "best_depth",
    "chi_squares",
    "clusters",
    "gains",
    "interaction",
    "response_models",
    "response_score",
    "right_order",
    "silhouettes",
    "stability",
    "top_share",
]

NUMBER = 6
