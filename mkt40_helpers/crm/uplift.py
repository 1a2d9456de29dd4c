"""What a message changes: those who got it against a control group, in points and in euro."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers import relationship
from mkt40_helpers.inputs import (
    Numbers,
    between,
    each_once,
    named_rows,
    number,
    require_columns,
    require_free_name,
    whole,
)
from mkt40_helpers.intervals import normal_quantile, share_by

TREATED, CONTROL = "treated", "control"
_FIGURES = ["treated", "control", "n_treated", "n_control", "effect", "se", "low", "high", "p"]


def uplift(
    data: pd.DataFrame,
    by: str | list[str] | None = None,
    outcome: str = "responded",
    group: str = "group",
    level: float = 0.95,
    looks: int = 1,
) -> pd.DataFrame:
    """Effect of a message: the share that responded with it, less that of the control group.

    Parameters
    ----------
    data : DataFrame
        One row for each name and campaign, of both groups.
    by : str or list of str, optional
        Column or columns whose values make the groups; without it, all rows are one.
    outcome : str
        Column with True or False in every row: whether she bought.
    group : str
        Column with "treated" (chance sent her the message) or "control" (chance kept it back).
    level : float
        Confidence level of the intervals, between 0 and 1.
    looks : int
        How many comparisons are looked at in all. With more than one the intervals are wider and p
        is larger, so that all of them together keep the level (Bonferroni).

    Returns
    -------
    DataFrame, one row per group in sorted order
        The column `by` (if given); treated and control: how many of 100 responded; n_treated and
        n_control; effect (treated less control), se (its standard error), low and high, all in
        points of 100; p: two-sided, against no effect, times the looks and 1 at most. Where nobody
        or everybody of a group responded, se, low, high and p are NaN.

    Raises
    ------
    ValueError
        A column that is not there, or has gaps or something else in it; another word than treated
        or control; one of the two is missing; looks that are no whole number of 1 or more; a level
        that is not between 0 and 1.

    Notes
    -----
    effect ± z se, with se² = p₁(1 - p₁)/n₁ + p₀(1 - p₀)/n₀. Everybody counts whom chance put into a
    group, whether or not she opened, answered or could be reached: who opens chooses to.

    How often it holds the truth (docs/coverage.md): as promised, also over several waves of the
    same customers, if each wave draws its groups anew. With 20 names in the control group, of whom
    few respond, it is too wide, and in one of five samples there is none.

    Examples
    --------
    >>> sends = pd.DataFrame({"group": ["treated"] * 4 + ["control"] * 4,
    ...                       "responded": [True, True, True, False] + [True, False, False, False]})
    >>> uplift(sends)[["treated", "control", "effect"]].values.tolist()
    [[75.0, 25.0, 50.0]]
    """
    looks = whole(looks, "looks", 1)
    normal_quantile(level)  # refuses a level that is none
    z = normal_quantile(1 - (1 - level) / looks)
    keys = each_once(by, "by") if isinstance(by, list) else [by] if by is not None else []
    for name in keys:
        require_free_name(name, _FIGURES)
    shares = _shares(data, keys, outcome, group)
    one, other = (shares[shares[group] == arm].reset_index(drop=True) for arm in (TREATED, CONTROL))
    p, q = (100 * arm["share"].to_numpy() for arm in (one, other))
    n, m = one["n"].to_numpy(), other["n"].to_numpy()
    effect = p - q
    known = (p * (100 - p) > 0) & (q * (100 - q) > 0)
    se = np.where(known, np.sqrt(p * (100 - p) / n + q * (100 - q) / m), math.nan)
    chance = np.minimum(1, [looks * math.erfc(abs(far) / 2**0.5) for far in effect / se])
    figures = (p, q, n, m, effect, se, effect - z * se, effect + z * se, chance)
    return one[keys].assign(**dict(zip(_FIGURES, figures, strict=True)))


def net(found: pd.DataFrame, margin: Numbers | float, cost: Numbers | float) -> pd.DataFrame:
    """What one contact leaves in euro, before and after the control group is taken off.

    Parameters
    ----------
    found : DataFrame
        What `uplift` gives.
    margin : float or column
        Euro earned on one purchase: one number, or one for each row (by its label, where a Series
        has the labels of `found`; else in the same order).
    cost : float or column
        Euro that one contact costs. The control group was not contacted and costs nothing.

    Returns
    -------
    DataFrame
        `found`, and in euro a contact: gross (what a report would claim: the share of the treated
        that bought, times the margin, less the cost), net (the same with the effect), net_se,
        net_low and net_high (level and looks are those of `found`).

    Raises
    ------
    ValueError
        A table that `uplift` has not made; a margin that is not above 0, a negative cost, or
        another number of them than rows.

    Notes
    -----
    net = effect x margin - cost, so the error in euro is that of the effect, times the margin; a
    cost is known and adds none. A cheaper contact moves the interval and does not narrow it.

    How often it holds the truth (docs/coverage.md): as that of `uplift`, of which it is made.

    Examples
    --------
    >>> calls = pd.DataFrame({"group": ["treated"] * 10 + ["control"] * 10,
    ...                       "responded": [True] * 3 + [False] * 7 + [True] + [False] * 9})
    >>> net(uplift(calls), margin=36, cost=2.10)[["gross", "net"]].round(2).values.tolist()
    [[8.7, 5.1]]
    """
    require_columns(found, _FIGURES)
    euro = _for_each(margin, "The margin", found, above=True) / 100
    spent = _for_each(cost, "The cost", found)
    return found.assign(
        gross=found["treated"] * euro - spent,
        net=found["effect"] * euro - spent,
        net_se=found["se"] * euro,
        net_low=found["low"] * euro - spent,
        net_high=found["high"] * euro - spent,
    )


def names_needed(
    effect: float, base: float, against: float = 0.0, power: float = 0.8, level: float = 0.95
) -> int:
    """Names needed in each of two groups, to tell an effect from another one.

    Parameters
    ----------
    effect : float
        True effect of the message, in points of 100.
    base : float
        How many of 100 respond without it.
    against : float
        Effect that it is to be told from, in points: 0, or what pays the cost.
    power : float
        How often the comparison should find it, between 0 and 1.
    level : float
        Confidence level of the comparison.

    Returns
    -------
    int
        Number in *each* of the two groups, rounded up.

    Raises
    ------
    ValueError
        Shares that are not between 0 and 100; an effect that is the one it is to be told from; a
        power or level that is not between 0 and 1.

    Notes
    -----
    `relationship.people_needed`, with the spread of shares in the two groups.

    Examples
    --------
    >>> names_needed(effect=8, base=7.2, against=100 * 2.10 / 36)
    3273
    """
    number(effect, "The effect", -100, 100)
    number(against, "The effect to tell it from", -math.inf)
    without = number(base, "The base", 0, 100) / 100
    with_it = number(base + effect, "The base with the effect", 0, 100) / 100
    if effect == against:
        raise ValueError(f"Both effects are {effect:g}: no number of names tells them apart.")
    spread = math.sqrt((without * (1 - without) + with_it * (1 - with_it)) / 2)
    return relationship.people_needed(abs(effect - against) / 100, spread, power, level)


def _shares(data: pd.DataFrame, keys: list[str], outcome: str, group: str) -> pd.DataFrame:
    """Share of each group and arm; refuse what has no two arms, or an outcome with gaps."""
    require_columns(data, [*keys, outcome, group])
    odd = data.index[~data[group].isin([TREATED, CONTROL]).to_numpy(bool)]
    if len(odd):
        raise ValueError(
            f"{named_rows(odd)} of {group!r}: neither {TREATED!r} nor {CONTROL!r}. Leave out those "
            "of whom it is not known, and give the others these two words."
        )
    shares = share_by(data, outcome, [*keys, group])
    gaps = data.index[data[outcome].isna()]
    if len(gaps):
        raise ValueError(
            f"{named_rows(gaps)} of {outcome!r}: missing. An outcome must be known of everybody in "
            "both groups. If it is known of the treated alone, it shows no effect."
        )
    for label, arms in shares.groupby(keys or (lambda _: ""), dropna=False)[group]:
        if len(arms) < 2:
            lacking = CONTROL if arms.iloc[0] == TREATED else TREATED
            # As text: an old numpy shows np.int64(1) for 1.
            told = ", ".join(map(str, label)) if keys else ""
            where = f" in {told!r}" if keys else ""
            raise ValueError(f"Nobody{where} is {lacking!r}, so there is nothing to compare.")
    return shares


def _for_each(value: Any, what: str, found: pd.DataFrame, above: bool = False) -> pd.Series:
    """One number for each row, from one for all or a column of them."""
    if not hasattr(value, "__len__"):
        return pd.Series(number(value, what, 0, above=above), found.index)
    column = between(value, f"numbers of {what.lower()}", 0, above=above)
    if isinstance(value, pd.Series) and value.index.sort_values().equals(found.index.sort_values()):
        return column.reindex(found.index)  # each to the row with its label
    if len(column) != len(found):
        raise ValueError(f"{what} has {len(column)} numbers for {len(found)} rows: give one each.")
    return pd.Series(column.to_numpy(), found.index)
