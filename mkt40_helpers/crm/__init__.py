"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.known import known_before
from mkt40_helpers.crm.uplift import names_needed, net, uplift

__all__ = [
    "known_before",
    "names_needed",
    "net",
    "uplift",
]

NUMBER = 6
