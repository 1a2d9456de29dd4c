"""Find the planted parameters of the panel about the brands again in its table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.zwaluw.recovery import Estimate
from zwaluw.brand_funnel import ANSWERS, BrandFunnelParameters
from zwaluw.omnichannel import BRANDS
from zwaluw.people import SEGMENTS

NAME = "brand_funnel"


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate every planted share; the numbers of persons and people hold exactly."""
    truth, rows = BrandFunnelParameters(), tables[NAME]
    rows = rows.astype(dict.fromkeys(ANSWERS, bool) | {"persons": int, "segment": str})
    found = []
    for brand in BRANDS:
        here = rows[rows["brand"] == brand]
        aware = here[here["aware"]]
        appealed, asked = aware["appealed"], aware["asked"]
        others = ~aware["in_use"]
        found.append(_share(f"aware: {brand}", truth.aware[brand], here, "aware", truth))
        for answer, true, group, label in (
            ("appealed", truth.appealed[brand], aware, "aware"),
            ("asked", truth.asked[brand][0], aware[appealed], "appealed"),
            ("asked", truth.asked[brand][1], aware[~appealed], "not appealed"),
            ("bought", truth.bought[brand][0], aware[appealed & asked], "appealed, asked"),
            ("bought", truth.bought[brand][1], aware[~appealed & asked], "only asked"),
            ("bought", truth.bought[brand][2], aware[appealed & ~asked], "only appealed"),
            ("advocated", truth.advocated[brand][0], aware[~others], "users"),
            ("advocated", truth.advocated[brand][1], aware[others & appealed], "appealed"),
            ("advocated", truth.advocated[brand][2], aware[others & ~appealed], "the rest"),
        ):
            found.append(_share(f"{answer}: {brand}, {label}", true, group, answer, truth))
    buyers = rows[rows["bought"]]
    found.append(_share("in_use", truth.in_use, buyers, "in_use", truth))
    return found + _segments(rows, truth)


def _factors(rows: pd.DataFrame, answer: str, truth: BrandFunnelParameters) -> np.ndarray:
    of = {"aware": truth.segment_aware, "bought": truth.segment_bought}.get(answer)
    return np.ones(len(rows)) if of is None else rows["segment"].map(of).to_numpy(dtype=float)


def _share(
    label: str, true: float, rows: pd.DataFrame, answer: str, truth: BrandFunnelParameters
) -> Estimate:
    """Persons who said yes, over those asked, each counted with the factor of her segment."""
    factor, persons = _factors(rows, answer, truth), rows["persons"].to_numpy()
    hits, base = persons[rows[answer]].sum(), (persons * factor).sum()
    error = (persons * true * factor * (1 - true * factor)).sum() ** 0.5 / base
    return Estimate(NAME, label, true, hits / base, error)


def _segments(rows: pd.DataFrame, truth: BrandFunnelParameters) -> list[Estimate]:
    """The factors of the segments: persons who said yes, over those expected with factor 1."""
    bought = np.select(
        [rows["appealed"] & rows["asked"], rows["asked"], rows["appealed"]],
        [rows["brand"].map({b: truth.bought[b][place] for b in BRANDS}) for place in range(3)],
        0.0,
    )
    found = []
    for answer, base, chance, factors in (
        ("aware", rows["aware"] | True, rows["brand"].map(truth.aware), truth.segment_aware),
        ("bought", rows["aware"], bought, truth.segment_bought),
    ):
        expected = np.asarray(chance, dtype=float) * rows["persons"] * base
        for segment in SEGMENTS:
            here, true = rows["segment"] == segment, factors[segment]
            hits = rows.loc[here & rows[answer], "persons"].sum()
            variance = (expected * true * (1 - np.asarray(chance, dtype=float) * true))[here].sum()
            label = f"segment_{answer}: {segment}"
            found.append(
                Estimate(
                    NAME,
                    label,
                    true,
                    hits / expected[here].sum(),
                    variance**0.5 / expected[here].sum(),
                )
            )
    return found
