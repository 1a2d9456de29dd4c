"""Markets that open: who can afford a product, who sells it, and whom people believe.

Three shifts of power: from exclusive to inclusive (reach, experience curve, diversity), from
vertical to horizontal (concentration, long tail, co-opetition, co-creation), from individual to
social (diffusion, the wisdom of the crowd, reviews, the f-factor).
"""

from mkt40_helpers.markets.horizontal import (
    Concentration,
    best_sellers,
    concentration,
    concentration_by,
    decision_factors,
    equilibria,
    funnel,
    gini,
    lorenz,
)
from mkt40_helpers.markets.inclusive import (
    ExperienceCurve,
    after_launches,
    diversity,
    experience_curve,
    inclusion_by,
    reach,
    reach_by_country,
    segregation,
    spread_of_incomes,
)
from mkt40_helpers.markets.social import (
    Bass,
    Crowd,
    bass,
    bass_by,
    bass_forecasts,
    crowd,
    crowd_by,
    shrunken_means,
)

__all__ = [
    "Bass",
    "Concentration",
    "Crowd",
    "ExperienceCurve",
    "after_launches",
    "bass",
    "bass_by",
    "bass_forecasts",
    "best_sellers",
    "concentration",
    "concentration_by",
    "crowd",
    "crowd_by",
    "decision_factors",
    "diversity",
    "equilibria",
    "experience_curve",
    "funnel",
    "gini",
    "inclusion_by",
    "lorenz",
    "reach",
    "reach_by_country",
    "segregation",
    "shrunken_means",
    "spread_of_incomes",
]

NUMBER = 1
