"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

from mkt40_helpers.crm.database import Refused, open_database

__all__ = ["Refused", "open_database"]

NUMBER = 6
