"""Connectivity and its paradoxes.

Networks of customers; channels that help each other; attention that is scarce; critics who wake a
brand's friends.
"""

from mkt40_helpers.connectivity.attention import (
    best_number_of_sources,
    choice_quality,
    deciding_influence,
    triangle,
)
from mkt40_helpers.connectivity.channels import echo, reversal, synergy
from mkt40_helpers.connectivity.critics import (
    break_even_readers,
    meeting_chance,
    net_effect,
    net_recommendation,
    people_to_ask,
)
from mkt40_helpers.connectivity.networks import (
    contacts_of,
    conversations,
    hubs,
    network,
    network_profile,
    reached,
)

__all__ = [
    "best_number_of_sources",
    "break_even_readers",
    "choice_quality",
    "contacts_of",
    "conversations",
    "deciding_influence",
    "echo",
    "hubs",
    "meeting_chance",
    "net_effect",
    "net_recommendation",
    "network",
    "network_profile",
    "people_to_ask",
    "reached",
    "reversal",
    "synergy",
    "triangle",
]

NUMBER = 2
