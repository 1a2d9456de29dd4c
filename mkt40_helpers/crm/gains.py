"""How well a score puts the responders first: right order, gains, lift, and how deep to go.

Whoever has the same score is contacted together: a list is cut between two scores, never inside
one, so that the order of the rows in a table says nothing.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from mkt40_helpers.crm.people import Floats, counts
from mkt40_helpers.inputs import between, number, require_columns
from mkt40_helpers.intervals import normal_quantile, share_interval


def gains(data: pd.DataFrame, score: str, outcome: str, weight: str | None = None) -> pd.DataFrame:
    """Gain and lift at every place where the list can be cut, the highest scores first.

    Parameters
    ----------
    data : DataFrame
        One row for each person, or with `weight` for several who are alike.
    score : str
        Column of numbers: who has more is contacted first.
    outcome : str
        Column with True or False: responded. With `weight` also a number: how many did.
    weight : str, optional
        Column with the number of people for whom the row stands.

    Returns
    -------
    DataFrame, one row for each score, the highest first
        score: the lowest score that is still contacted; contacted: people with this score or more;
        found: of these, the responders; depth: contacted of all people; gain: found of all
        responders; lift: gain / depth, how many times as many responders as in a draw of as many
        people (all of these from the top down to here).

    Raises
    ------
    ValueError
        A column that is not there, or has gaps; scores that are no numbers, or all the same;
        counts that are negative, not whole or more than the people; nobody, or everybody, who
        responded.

    Notes
    -----
    People with one score are one step, whatever the order of the rows. Scores are the same only
    when they are equal to the last digit: round those of a model first (`response_score` does).

    Published table, made for teaching: Hamilton, H. J., lift charts, University of Regina.

    Examples
    --------
    >>> tenths = pd.DataFrame({"tenth": range(10, 0, -1), "people": 10_000, "responders":
    ...                        [6000, 4000, 3000, 2800, 1200, 1000, 800, 600, 400, 200]})
    >>> found = gains(tenths, score="tenth", outcome="responders", weight="people")
    >>> found[["depth", "gain", "lift"]].head(3).round(2).values.tolist()
    [[0.1, 0.3, 3.0], [0.2, 0.5, 2.5], [0.3, 0.65, 2.17]]
    """
    values, yes, people = _by_score(data, score, outcome, weight)
    contacted, found = people.cumsum(), yes.cumsum()
    table = pd.DataFrame(
        {"score": values, "contacted": contacted.astype(int), "found": found.astype(int)}
    )
    table["depth"], table["gain"] = contacted / contacted[-1], found / found[-1]
    table["lift"] = table["gain"] / table["depth"]
    return table


def top_share(
    data: pd.DataFrame,
    score: str,
    outcome: str,
    depth: float = 0.1,
    weight: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of responders in the top of the list, with its interval, and what it finds of all.

    Parameters
    ----------
    data, score, outcome, weight
        As in `gains`.
    depth : float
        How much of the people the top must hold at least, above 0 and below 1: 0.1 is a tenth.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame, one row
        As in `gains` (score, contacted, found, depth, gain, lift), at the first cut between two
        scores where the top holds at least `depth`; share: found of contacted, with low and high;
        lift_low, lift_high (missing where the top holds all responders, or none).

    Raises
    ------
    ValueError
        As in `gains`; a depth or level that is not between 0 and 1.

    Notes
    -----
    The share has Wilson's interval (`intervals.share_interval`). The lift is 1 / (d + (1 - d) / r)
    with the depth d and the ratio r of the share in the top to that in the rest, so that the
    interval of the ratio gives that of the lift: Katz, D., Baptista, J., Azen, S. P. and Pike,
    M. C. (1978). Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics
    34, 469-474. Both take the list as given: for people from whom the score was learned they
    promise too much. For others they hold the truth as promised (docs/coverage.md).

    Examples
    --------
    >>> calls = pd.DataFrame({"score": [4, 3, 2, 2, 1], "bought": [True, False] * 2 + [False]})
    >>> top = top_share(calls, "score", "bought", depth=0.5)
    >>> top[["contacted", "depth", "share"]].values.tolist()
    [[4.0, 0.8, 0.5]]
    """
    normal_quantile(level)  # refuses a level that is none
    number(depth, "depth", 0, 1, above=True)
    if depth == 1:
        raise ValueError("depth is 1: the top would be everybody. Give less, such as 0.1.")
    return pd.DataFrame([top_of(*_by_score(data, score, outcome, weight), depth, level)])


def best_depth(table: pd.DataFrame, cost: float, margin: float) -> pd.DataFrame:
    """Where to cut the list: the highest profit, contacts x cost taken from responders x margin.

    Parameters
    ----------
    table : DataFrame
        One row for each cut, with contacted and found, as `gains` gives it.
    cost, margin : float
        Euro for each contact, and for each responder; zero or more.

    Returns
    -------
    DataFrame
        The row of `table` with the highest profit, and profit (euro); several where they earn the
        same. When every cut loses, one row with nobody contacted, and the profit 0.

    Raises
    ------
    ValueError
        A column is missing; a cost or margin that is no number or negative; no rows.

    Notes
    -----
    The profit of the whole list down to the cut, not that of a contact. It takes every responder
    for one whom the contact won: of those who would have bought anyway nothing is earned, which
    only a control group can tell. See `gains` for the published table.

    Examples
    --------
    >>> table = pd.DataFrame({"contacted": [10, 20, 30], "found": [6, 9, 10]})
    >>> best_depth(table, cost=1, margin=4).values.tolist()
    [[20.0, 9.0, 16.0]]
    """
    require_columns(table, ["contacted", "found"])
    people, found = between(table["contacted"], "contacted", 0), between(table["found"], "found", 0)
    paid = number(cost, "The cost", 0) * people
    profit = number(margin, "The margin", 0) * found - paid
    # The same to a billionth is the same: 0.1 + 0.2 is not 0.3 for a computer.
    close = 1e-9 * max(1.0, float(paid.abs().max()))
    if profit.max() < -close:
        nobody = {"contacted": 0, "found": 0, "profit": 0.0}
        nothing = {name: 0.0 for name in ("depth", "gain") if name in table}
        return pd.DataFrame([nobody | nothing], columns=[*table.columns, "profit"])
    best: pd.DataFrame = table.assign(profit=profit)[profit >= profit.max() - close]
    return best


def right_order(
    data: pd.DataFrame,
    score: str,
    outcome: str,
    weight: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How often a responder has a higher score than somebody who did not respond.

    Parameters
    ----------
    data, score, outcome, weight
        As in `gains`.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    DataFrame, one row
        responders and others: how many people; right_order: share of all pairs of a responder and
        another in which the responder has the higher score, where equal scores count half (0.5 is
        what chance does, 1 is without a fault); error: its standard error; low, high. Error, low
        and high are missing when there is one responder or one other, or no pair is in doubt.

    Raises
    ------
    ValueError
        As in `gains`; a level that is not between 0 and 1.

    Notes
    -----
    This is the area under the ROC curve, and the Mann-Whitney statistic divided by the number of
    pairs. Its error: DeLong, E. R., DeLong, D. M. and Clarke-Pearson, D. L. (1988). Comparing the
    areas under two or more correlated receiver operating characteristic curves. Biometrics 44,
    837-845. The interval is made on the logit of the share, so that it stays between 0 and 1.

    How often it holds the truth (docs/coverage.md): as promised, with equal scores too. Where 90 of
    100 pairs are right and only a dozen people responded, 0.91 at 100.

    Examples
    --------
    >>> calls = pd.DataFrame({"score": [4, 3, 2, 2, 1], "bought": [True, False] * 2 + [False]})
    >>> right_order(calls, "score", "bought")["right_order"].tolist()
    [0.75]
    """
    normal_quantile(level)  # refuses a level that is none
    _, yes, people = _by_score(data, score, outcome, weight)
    return pd.DataFrame([order_of(yes, people, level)])


def order_of(yes: Floats, people: Floats, level: float) -> dict[str, float]:
    """Right order, from the people of each score, the highest score first."""
    no = people - yes
    responders, others = yes.sum(), no.sum()
    below = others - no.cumsum()  # others with a lower score
    above = yes.cumsum() - yes  # responders with a higher one
    beaten = (below + no / 2) / others  # by a responder of this score
    beats = (above + yes / 2) / responders  # another of this score
    share = float((yes * beaten).sum() / responders)
    error = math.nan
    if min(responders, others) > 1:
        spread = (yes * (beaten - share) ** 2).sum() / (responders - 1) / responders
        spread += (no * (beats - share) ** 2).sum() / (others - 1) / others
        error = math.sqrt(spread) or math.nan
    low = high = math.nan
    if not math.isnan(error):
        middle = math.log(share / (1 - share))
        half = normal_quantile(level) * error / (share * (1 - share))
        low, high = (1 / (1 + math.exp(-end)) for end in (middle - half, middle + half))
    return {
        "responders": int(responders),
        "others": int(others),
        "right_order": share,
        "error": error,
        "low": low,
        "high": high,
    }


def by_score(values: Floats, yes: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """Add up the people of each score, the highest score first."""
    code, different = pd.factorize(values)
    order = np.argsort(-different)
    hits, n = (np.bincount(code, each).astype(float)[order] for each in (yes, people))
    return different[order], hits, n


def top_of(
    values: Floats, yes: Floats, people: Floats, depth: float, level: float
) -> dict[str, float]:
    """Top of a list, from the people of each score, the highest score first."""
    contacted, found = people.cumsum(), yes.cumsum()
    at = int(np.searchsorted(contacted, depth * contacted[-1] * (1 - 1e-12)))
    top, hits, everybody, all_hits = contacted[at], found[at], contacted[-1], found[-1]
    low, high = share_interval(hits, top, level)
    lift_low, lift_high = _lift_ends(hits, top, all_hits - hits, everybody - top, level)
    return {
        "score": values[at],
        "contacted": int(top),
        "found": int(hits),
        "depth": top / everybody,
        "gain": hits / all_hits,
        "lift": hits / all_hits / (top / everybody),
        "share": hits / top,
        "low": low,
        "high": high,
        "lift_low": lift_low,
        "lift_high": lift_high,
    }


def _by_score(
    data: pd.DataFrame, score: str, outcome: str, weight: str | None
) -> tuple[Floats, Floats, Floats]:
    """Read a table: scores, responders and people, the highest score first."""
    require_columns(data, [score])
    yes, people = counts(data, outcome, weight)
    values = between(data[score], score).to_numpy()
    there = people > 0
    found = by_score(values[there], yes[there], people[there])
    if len(found[0]) == 1:
        raise ValueError(
            f"All people have the same {score!r}, so nobody comes first. Give another score."
        )
    return found


def _lift_ends(
    hits: float, top: float, other_hits: float, rest: float, level: float
) -> tuple[float, float]:
    """Interval of the lift, from that of the ratio of two shares."""
    if not hits or not other_hits:
        return math.nan, math.nan
    ratio = math.log(hits / top / (other_hits / rest))
    half = normal_quantile(level) * math.sqrt(1 / hits - 1 / top + 1 / other_hits - 1 / rest)
    depth = top / (top + rest)
    low, high = (1 / (depth + (1 - depth) / math.exp(end)) for end in (ratio - half, ratio + half))
    return low, high
