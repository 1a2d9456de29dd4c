"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.campaign import draw, measure, select, track
from mkt40_helpers.crm.database import Refused, open_database
from mkt40_helpers.crm.known import known_before
from mkt40_helpers.crm.offers import next_best_offer
from mkt40_helpers.crm.uplift import names_needed, net, uplift

__all__ = [
    "Refused",
    "draw",
    "known_before",
    "measure",
    "names_needed",
    "net",
    "next_best_offer",
    "open_database",
    "select",
    "track",
    "uplift",
]

NUMBER = 6
