"""Zwaluw's survey after a contact: the score a customer gives, and what she does.

How an answer comes about. A customer has a lasting liking for the brand; a touchpoint adds to
it or takes from it; the day adds noise. Their sum is her *satisfaction* (mean about 0). The
answer scale cuts satisfaction into scores 0 to 10; Dutch customers place the cuts for 9 and 10
higher. What she does (recommend, warn, buy again) follows from satisfaction itself, not from the
score. The channel has no effect of its own, and nothing changes over the two years.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SurveyParameters:
    """The ground truth of the survey table.

    Attributes
    ----------
    answers : int
        Rows of the table; every customer answers once.
    first_day, days : str, int
        Answers are spread evenly over this period.
    channels, countries, segments : dict
        Share of customers.
    touchpoints : dict of dict
        Share of contacts at each touchpoint, by channel.
    touchpoint_effect : dict
        What a touchpoint adds to satisfaction.
    customer_spread, contact_spread : float
        Scale of the logistic distributions of lasting liking and of the day's noise.
    cuts : tuple of float
        Satisfaction above which a score is 1, 2, ... 10.
    reserved_shift : float
        How much higher Dutch customers place the cuts for 9 and 10 (scale use, not liking).
    no_score : float
        Share of respondents who skip the question.
    prompts : dict
        Share of respondents whom someone asked about the brand, or who heard it criticised.
    unasked, asked, criticised, against, again : (float, float)
        Intercept and slope on satisfaction of the log-odds of recommending unasked,
        recommending when asked, speaking up against criticism, advising against, and buying
        again within a year.
    """

    answers: int = 2000
    first_day: str = "2023-09-01"
    days: int = 731
    channels: dict[str, float] = field(
        default_factory=lambda: {"web shop": 0.40, "store": 0.32, "dealer": 0.18, "app": 0.10}
    )
    countries: dict[str, float] = field(
        default_factory=lambda: {"NL": 0.60, "BE": 0.25, "DE": 0.15}
    )
    segments: dict[str, float] = field(
        default_factory=lambda: {"commuter": 0.40, "leisure": 0.35, "family": 0.25}
    )
    touchpoints: dict[str, dict[str, float]] = field(
        default_factory=lambda: {
            "web shop": {
                "advice": 0.10,
                "checkout": 0.22,
                "delivery": 0.46,
                "repair": 0.08,
                "help desk": 0.14,
            },
            "store": {
                "advice": 0.38,
                "checkout": 0.20,
                "delivery": 0.06,
                "repair": 0.32,
                "help desk": 0.04,
            },
            "dealer": {
                "advice": 0.26,
                "checkout": 0.16,
                "delivery": 0.12,
                "repair": 0.40,
                "help desk": 0.06,
            },
            "app": {
                "advice": 0.10,
                "checkout": 0.34,
                "delivery": 0.28,
                "repair": 0.08,
                "help desk": 0.20,
            },
        }
    )
    touchpoint_effect: dict[str, float] = field(
        default_factory=lambda: {
            "advice": 0.65,
            "checkout": 0.15,
            "delivery": -0.70,
            "repair": 0.60,
            "help desk": -0.35,
        }
    )
    customer_spread: float = 0.45
    contact_spread: float = 0.65
    cuts: tuple[float, ...] = (-4.3, -3.9, -3.5, -3.0, -2.5, -1.95, -1.35, -0.7, 0.2, 1.0)
    reserved_shift: float = 0.55
    no_score: float = 0.03
    prompts: dict[str, float] = field(
        default_factory=lambda: {"nobody": 0.50, "question": 0.34, "criticism": 0.16}
    )
    unasked: tuple[float, float] = (-1.3, 1.1)
    asked: tuple[float, float] = (0.1, 1.0)
    criticised: tuple[float, float] = (-1.0, 1.1)
    against: tuple[float, float] = (-3.0, -0.9)
    again: tuple[float, float] = (-0.3, 0.3)


def make_survey(seed: int = 2127, parameters: SurveyParameters | None = None) -> pd.DataFrame:
    """Make the survey table.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, byte for byte.
    parameters : SurveyParameters, optional
        The ground truth; the table in ``datasets/`` has the default one.

    Returns
    -------
    DataFrame, one row per answer, in order of date
        The columns of ``datasets/survey.csv``.

    Examples
    --------
    >>> survey = make_survey(parameters=SurveyParameters(answers=3))
    >>> len(survey), int(survey["respondent"].iloc[0])
    (3, 1)
    """
    truth = parameters or SurveyParameters()
    # Only uniform numbers are drawn: their stream is the same in every numpy version.
    rng = np.random.default_rng(seed)
    n = truth.answers

    liking = _logistic(rng.random(n)) * truth.customer_spread
    channel_of = _choice(rng.random(n), truth.channels)
    country_of = _choice(rng.random(n), truth.countries)
    segment_of = _choice(rng.random(n), truth.segments)

    day = np.sort((rng.random(n) * truth.days).astype(int))
    who = np.argsort(rng.random(n), kind="stable")
    channel = channel_of[who]
    draw = rng.random(n)
    touchpoint = np.empty(n, dtype=object)
    for name, shares in truth.touchpoints.items():
        touchpoint[channel == name] = _choice(draw[channel == name], shares)
    effect = np.array([truth.touchpoint_effect[name] for name in touchpoint])
    satisfaction = liking[who] + effect + truth.contact_spread * _logistic(rng.random(n))

    cuts = np.tile(np.array(truth.cuts), (n, 1))
    cuts[country_of[who] == "NL", 8:] += truth.reserved_shift
    score = pd.Series((satisfaction[:, None] > cuts).sum(axis=1), dtype="Int64")
    score[rng.random(n) < truth.no_score] = pd.NA

    prompted_by = _choice(rng.random(n), truth.prompts)
    draw = rng.random(n)
    prompted = np.where(
        prompted_by == "criticism",
        draw < _probability(truth.criticised, satisfaction),
        draw < _probability(truth.asked, satisfaction),
    )
    recommended_when_prompted = pd.Series(prompted, dtype="boolean")
    recommended_when_prompted[prompted_by == "nobody"] = pd.NA
    return pd.DataFrame(
        {
            "respondent": np.arange(1, n + 1),
            "customer": [f"C{number + 1:05d}" for number in who],
            "date": pd.Timestamp(truth.first_day) + pd.to_timedelta(day, unit="D"),
            "channel": channel,
            "touchpoint": touchpoint,
            "segment": segment_of[who],
            "country": country_of[who],
            "score": score,
            "recommended_unasked": rng.random(n) < _probability(truth.unasked, satisfaction),
            "prompted_by": prompted_by,
            "recommended_when_prompted": recommended_when_prompted,
            "advised_against": rng.random(n) < _probability(truth.against, satisfaction),
            "bought_again": rng.random(n) < _probability(truth.again, satisfaction),
        }
    )


def _logistic(uniform: Floats) -> Floats:
    """Turn uniform numbers into a standard logistic variable."""
    return np.log(uniform / (1 - uniform))


def _probability(line: tuple[float, float], satisfaction: Floats) -> Floats:
    intercept, slope = line
    return 1 / (1 + np.exp(-(intercept + slope * satisfaction)))


def _choice(uniform: Floats, shares: dict[str, float]) -> npt.NDArray[np.object_]:
    edges = np.cumsum(list(shares.values()))[:-1]
    return np.array(list(shares), dtype=object)[np.searchsorted(edges, uniform, side="right")]
