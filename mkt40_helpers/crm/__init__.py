"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.campaign import draw, measure, select, track
from mkt40_helpers.crm.clusters import clusters, silhouettes, stability
from mkt40_helpers.crm.consent import consent_state
from mkt40_helpers.crm.database import Refused, open_database
from mkt40_helpers.crm.desk import dispatch, move_opportunity, open_ticket, record_contact
from mkt40_helpers.crm.duplicates import Total, capture_recapture, groups, pairs, precision_recall
from mkt40_helpers.crm.gains import best_depth, gains, right_order, top_share
from mkt40_helpers.crm.interaction import chi_squares, interaction
from mkt40_helpers.crm.known import known_before
from mkt40_helpers.crm.lists import call_lists
from mkt40_helpers.crm.offers import next_best_offer
from mkt40_helpers.crm.response import response_models, response_score
from mkt40_helpers.crm.timeline import hand_over, timeline
from mkt40_helpers.crm.uplift import names_needed, net, uplift
from mkt40_helpers.crm.uses import nine_uses
from mkt40_helpers.crm.web_service import serve

__all__ = [
    "Refused",
    "Total",
    "best_depth",
    "call_lists",
    "capture_recapture",
    "chi_squares",
    "clusters",
    "consent_state",
    "dispatch",
    "draw",
    "gains",
    "groups",
    "hand_over",
    "interaction",
    "known_before",
    "measure",
    "move_opportunity",
    "names_needed",
    "net",
    "next_best_offer",
    "nine_uses",
    "open_database",
    "open_ticket",
    "pairs",
    "precision_recall",
    "record_contact",
    "response_models",
    "response_score",
    "right_order",
    "select",
    "serve",
    "silhouettes",
    "stability",
    "timeline",
    "top_share",
    "track",
    "uplift",
]

NUMBER = 6
