"""Brand advocacy: the Net Promoter Score, its uncertainty, its drivers, and what customers do.

The question behind every score is "How likely are you to recommend us to a friend or
colleague?", answered from 0 (not at all likely) to 10 (extremely likely).
Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review, 81(12).
"""

from mkt40_helpers.advocacy.chance import lowest_of_deals, nps_of_draws
from mkt40_helpers.advocacy.comparison import (
    Comparison,
    compare,
    detectable_difference,
    precision,
    sample_size,
)
from mkt40_helpers.advocacy.estimators import nps_interval, nps_score
from mkt40_helpers.advocacy.score import NPS, groups, nps, nps_by, nps_from_counts
from mkt40_helpers.advocacy.word_of_mouth import deeds, drivers, kinds
from mkt40_helpers.intervals import Interval, share_interval

__all__ = [
    "NPS",
    "Comparison",
    "Interval",
    "compare",
    "deeds",
    "detectable_difference",
    "drivers",
    "groups",
    "kinds",
    "lowest_of_deals",
    "nps",
    "nps_by",
    "nps_from_counts",
    "nps_interval",
    "nps_of_draws",
    "nps_score",
    "precision",
    "sample_size",
    "share_interval",
]

NUMBER = 3
