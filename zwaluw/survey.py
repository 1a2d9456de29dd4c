"""Zwaluw's survey after a contact: the score a customer gives, and what she does.

How an answer comes about. A customer has a lasting liking for the brand; a touchpoint adds to
it or takes from it; the day adds noise. Their sum is her *satisfaction* (mean about 0; drawn in
`people`). The answer scale cuts satisfaction into scores 0 to 10; Dutch customers place the cuts
for 9 and 10 higher. What she does (recommend, warn) follows from satisfaction itself, not from the
score; whether she bought again is read from her transactions. The channel has no effect of its
own, and nothing changes over the two years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from zwaluw import draw
from zwaluw.draw import known
from zwaluw.people import CHANNELS, COUNTRIES, SEGMENTS, TOUCHPOINTS

PROMPTS = ("nobody", "question", "criticism")


@dataclass(frozen=True)
class SurveyParameters:
    """The ground truth of the survey table."""

    TABLE: ClassVar[str] = "survey"

    cuts: tuple[float, ...] = known(
        (-4.3, -3.9, -3.5, -3.0, -2.5, -1.95, -1.35, -0.7, 0.2, 1.0),
        "satisfaction above which a score is 1, 2, ... 10",
        "satisfaction",
    )
    reserved_shift: float = known(
        0.55,
        "how much higher Dutch customers place the cuts for 9 and 10 (scale use, not liking)",
        "satisfaction",
    )
    no_score: float = known(0.03, "skips the question", "share of answers")
    prompts: dict[str, float] = known(
        {"nobody": 0.50, "question": 0.34, "criticism": 0.16},
        "whether somebody asked about the brand, or criticised it",
        "share of answers",
    )
    unasked: tuple[float, float] = known(
        (-1.3, 1.1), "recommends unasked: intercept, slope on satisfaction", "log-odds"
    )
    asked: tuple[float, float] = known(
        (0.1, 1.0), "recommends when asked: intercept, slope on satisfaction", "log-odds"
    )
    criticised: tuple[float, float] = known(
        (-2.05, 0.8),
        "speaks up for the brand when it is criticised, here and in the threads: intercept, slope"
        " on satisfaction",
        "log-odds",
    )
    against: tuple[float, float] = known(
        (-3.0, -0.9), "advises against: intercept, slope on satisfaction", "log-odds"
    )


def make_survey(
    people: pd.DataFrame, seed: int, part: int = 0, truth: SurveyParameters | None = None
) -> pd.DataFrame:
    """Make the answers of those who were invited, in order of date.

    Parameters
    ----------
    people : DataFrame
        From `make_people` with the same seed and part.
    seed, part : int
    truth : SurveyParameters, optional

    Returns
    -------
    DataFrame, one row per answer
        The columns of ``datasets/survey.csv``, but those that follow from other tables.
    """
    truth = truth or SurveyParameters()
    asked = people[people["answer"] >= 0].sort_values("answer", kind="stable")
    n = len(asked)
    rng = draw.stream(seed, "survey", part)
    rng.random(8 * n)  # those that drew the contacts
    satisfaction = asked["satisfaction"].to_numpy()

    cuts = np.array(truth.cuts)
    score = np.searchsorted(cuts, satisfaction, side="left")
    higher = np.where(np.arange(len(cuts)) >= 8, cuts + truth.reserved_shift, cuts)
    dutch = asked["country"].to_numpy() == COUNTRIES.index("NL")
    score[dutch] = np.searchsorted(higher, satisfaction[dutch], side="left")
    skipped = rng.random(n) < truth.no_score

    prompt = draw.choose(rng.random(n), truth.prompts)
    uniform = rng.random(n)
    prompted = uniform < np.where(
        prompt == PROMPTS.index("criticism"),
        draw.probability(*truth.criticised, satisfaction),
        draw.probability(*truth.asked, satisfaction),
    )
    table = pd.DataFrame(
        {
            "customer": asked.index.to_numpy(),
            "date": draw.dates(asked["contact_day"].to_numpy()),
            "channel": draw.labels(asked["channel"].to_numpy(), CHANNELS),
            "touchpoint": draw.labels(asked["touchpoint"].to_numpy(), TOUCHPOINTS),
            "segment": draw.labels(asked["segment"].to_numpy(), SEGMENTS),
            "country": draw.labels(asked["country"].to_numpy(), COUNTRIES),
            "score": draw.optional(score, ~skipped, "Int64"),
            "recommended_unasked": rng.random(n) < draw.probability(*truth.unasked, satisfaction),
            "prompted_by": draw.labels(prompt, PROMPTS),
            "recommended_when_prompted": draw.optional(
                prompted, prompt != PROMPTS.index("nobody"), "boolean"
            ),
            "advised_against": rng.random(n) < draw.probability(*truth.against, satisfaction),
        }
    )
    # A day on which Zwaluw is closed has moved a few contacts.
    table = table.sort_values("date", kind="stable", ignore_index=True)
    table.insert(0, "respondent", np.arange(1, n + 1))
    return table
