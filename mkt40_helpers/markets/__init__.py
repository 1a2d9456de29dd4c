"""Markets that open: who can afford a product, who sells it, and whom people believe.

Three shifts of power: from exclusive to inclusive (reach, experience curve, diversity), from
vertical to horizontal (concentration, long tail, co-opetition, co-creation), from individual to
social (diffusion, the wisdom of the crowd, reviews, the f-factor).
"""

from mkt40_helpers.markets.horizontal import (
    Concentration,
    concentration,
    decision_factors,
    equilibria,
    funnel,
    gini,
    lorenz,
)
from mkt40_helpers.markets.inclusive import (
    ExperienceCurve,
    diversity,
    experience_curve,
    reach,
    reach_by_country,
    segregation,
    spread_of_incomes,
)
from mkt40_helpers.markets.social import Bass, Crowd, bass, crowd, shrunken_means

__all__ = [
    "Bass",
    "Concentration",
    "Crowd",
    "ExperienceCurve",
    "bass",
    "concentration",
    "crowd",
    "decision_factors",
    "diversity",
    "equilibria",
    "experience_curve",
    "funnel",
    "gini",
    "lorenz",
    "reach",
    "reach_by_country",
    "segregation",
    "shrunken_means",
    "spread_of_incomes",
]

NUMBER = 1
