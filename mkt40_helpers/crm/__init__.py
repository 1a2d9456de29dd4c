"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.campaign import draw, measure, select, track
from mkt40_helpers.crm.clusters import clusters, silhouettes, stability
from mkt40_helpers.crm.database import Refused, open_database
from mkt40_helpers.crm.gains import best_depth, gains, right_order, top_share
from mkt40_helpers.crm.interaction import chi_squares, interaction
from mkt40_helpers.crm.known import known_before
from mkt40_helpers.crm.offers import next_best_offer
from mkt40_helpers.crm.response import response_models, response_score
from mkt40_helpers.crm.uplift import names_needed, net, uplift

__all__ = [
    "Refused",
    "best_depth",
    "chi_squares",
    "clusters",
    "draw",
    "gains",
    "interaction",
    "known_before",
    "measure",
    "names_needed",
    "net",
    "next_best_offer",
    "open_database",
    "response_models",
    "response_score",
    "right_order",
    "select",
    "silhouettes",
    "stability",
    "top_share",
    "track",
    "uplift",
]

NUMBER = 6
