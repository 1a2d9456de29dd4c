"""Relationship marketing."""

from mkt40_helpers.relationship.promises import bought_again

__all__ = ["bought_again"]

NUMBER = 5
