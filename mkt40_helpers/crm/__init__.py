"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.campaign import draw, measure, select, track
from mkt40_helpers.crm.consent import consent_state
from mkt40_helpers.crm.database import Refused, open_database
from mkt40_helpers.crm.desk import dispatch, move_opportunity, open_ticket, record_contact
from mkt40_helpers.crm.duplicates import Total, capture_recapture, groups, pairs, precision_recall
from mkt40_helpers.crm.known import known_before
from mkt40_helpers.crm.offers import next_best_offer
from mkt40_helpers.crm.timeline import hand_over, timeline
from mkt40_helpers.crm.uplift import names_needed, net, uplift
from mkt40_helpers.crm.web_service import serve

__all__ = [
    "Refused",
    "Total",
    "capture_recapture",
    "consent_state",
    "dispatch",
    "draw",
    "groups",
    "hand_over",
    "known_before",
    "measure",
    "move_opportunity",
    "names_needed",
    "net",
    "next_best_offer",
    "open_database",
    "open_ticket",
    "pairs",
    "precision_recall",
    "record_contact",
    "select",
    "serve",
    "timeline",
    "track",
    "uplift",
]

NUMBER = 6
