"""Who responds, and does one thing count more together with another: chi-squares, interactions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mkt40_helpers.crm.people import MOST, Floats, counts, names
from mkt40_helpers.inputs import number, require_columns, require_filled, require_one_kind
from mkt40_helpers.intervals import normal_quantile, share_interval

POINTS, ODDS = "points", "log-odds"
_FIGURES = ["interaction", "error", "low", "high"]


def chi_squares(
    data: pd.DataFrame,
    outcome: str,
    by: str | Sequence[str],
    weight: str | None = None,
    merge: float = 0.05,
) -> pd.DataFrame:
    """Chi-square of the response by each column, and what CHAID makes of it.

    Parameters
    ----------
    data : DataFrame
        One row for each person, or with `weight` for several who are alike.
    outcome : str
        Column with True or False: responded. With `weight` also a number: how many did.
    by : str or list of str
        Columns of categories, 50 at most in each.
    weight : str, optional
        Column with the number of people for whom the row stands.
    merge : float
        Two categories are merged when the p of their difference is above this, 0 to 1.

    Returns
    -------
    DataFrame, one row for each column, the smallest p_adjusted first
        column; chi2, df and p of the whole table of categories by response; least_expected: the
        smallest number of people expected in a cell (below 5 the p is not to be trusted); groups:
        the categories after merging, such as "a | b + c"; merged_p: p of the merged table; ways:
        in how many ways so many categories make so many groups; p_adjusted: merged_p x ways, 1 at
        most.

    Raises
    ------
    ValueError
        A column that is not there, has gaps, one category or more than 50; counts that are
        negative, not whole or more than the people; nobody, or everybody, who responded; a merge
        that is not between 0 and 1.

    Notes
    -----
    Pearson's chi-square, without a correction: the sum of (seen - expected)² / expected.

    CHAID (Kass, G. V. 1980. An exploratory technique for investigating large quantities of
    categorical data. Applied Statistics 29, 119-127; here after the vendors' manuals of IBM SPSS
    and TIBCO Statistica) merges the two categories that differ least, as long as their p is above
    0.05 and more than two are left; it then multiplies the p of what is left by the number of ways
    in which it could have merged them (Bonferroni). Three categories make two groups in 3 ways; c
    make r in S(c, r) ways, Stirling's number of the second kind. Numbers and ordered categories
    merge with neighbours only, in (c-1 choose r-1) ways. CHAID splits by the column with the
    smallest p_adjusted, and starts again within each group. It does not split merged groups again
    here, and it counts each row as a person of its own.

    Examples
    --------
    >>> letters = pd.DataFrame({"kind": ["a", "b", "c"], "sent": [100, 100, 100],
    ...                         "answers": [30, 10, 12]})
    >>> found = chi_squares(letters, outcome="answers", by="kind", weight="sent")
    >>> found[["chi2", "df", "groups", "ways"]].round(1).values.tolist()
    [[16.9, 2, 'a | b + c', 3]]
    """
    number(merge, "merge", 0, 1)
    chosen = names(by, "by")
    _refuse_outcome(outcome, chosen)
    require_columns(data, chosen)
    yes, people = counts(data, outcome, weight)
    rows = [_column(data[name], name, yes, people, merge) for name in chosen]
    return pd.DataFrame(rows).sort_values("p_adjusted", kind="stable", ignore_index=True)


def _refuse_outcome(outcome: str, chosen: list[str]) -> None:
    if outcome in chosen:
        raise ValueError(f"{outcome!r} is the outcome: it cannot be what it is compared by, too.")


def _column(
    values: pd.Series, name: str, yes: Floats, people: Floats, merge: float
) -> dict[str, object]:
    require_filled(values.to_frame(name), name)
    require_one_kind(values.to_frame(name), name)
    sums = pd.DataFrame({"yes": yes, "no": people - yes}, index=values.index)
    table = sums.groupby(values, observed=True).sum()
    table = table[table.sum(axis=1) > 0]
    if not 1 < len(table) <= MOST:
        said = f"{len(table)} categories" if len(table) > 1 else "the same value for everybody"
        raise ValueError(f"Column {name!r} has {said}: give one with 2 to {MOST}.")
    cells = table.to_numpy(dtype=float)
    chi2, df, p = _chi_square(cells)
    ordered = _ordered(values)
    groups = _merged([[at] for at in range(len(cells))], cells, ordered, merge)
    merged_p = _chi_square(_sums(groups, cells))[2]
    ways = _ways(len(cells), len(groups), ordered)
    labels = [str(label) for label in table.index]
    return {
        "column": name,
        "chi2": chi2,
        "df": df,
        "p": p,
        "least_expected": float(_expected(cells).min()),
        "groups": " | ".join(" + ".join(labels[at] for at in group) for group in groups),
        "merged_p": merged_p,
        "ways": ways,
        "p_adjusted": min(1.0, merged_p * ways),
    }


def _ordered(values: pd.Series) -> bool:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return bool(values.cat.ordered)
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _expected(cells: Floats) -> Floats:
    expected: Floats = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    return expected


def _chi_square(cells: Floats) -> tuple[float, int, float]:
    """Chi-square, degrees of freedom and p; no difference where nobody, or everybody, responded."""
    from scipy.special import chdtrc

    df = len(cells) - 1
    if not cells.sum(axis=0).all():
        return 0.0, df, 1.0
    expected = _expected(cells)
    chi2 = float(((cells - expected) ** 2 / expected).sum())
    return chi2, df, float(chdtrc(df, chi2))


def _sums(groups: list[list[int]], cells: Floats) -> Floats:
    return np.array([cells[group].sum(axis=0) for group in groups])


def _merged(groups: list[list[int]], cells: Floats, ordered: bool, merge: float) -> list[list[int]]:
    """Merge the two groups that differ least, and again, until all differ or two are left."""
    while len(groups) > 2:
        sums = _sums(groups, cells)
        pairs = (
            itertools.pairwise(range(len(groups)))
            if ordered
            else itertools.combinations(range(len(groups)), 2)
        )
        # Rounded, so that of two pairs that are alike the first is merged on every machine.
        p, one, other = max(
            ((round(_chi_square(sums[[a, b]])[2], 12), a, b) for a, b in pairs),
            key=lambda pair: (pair[0], -pair[1], -pair[2]),
        )
        if p <= merge:
            break
        joined = sorted(groups[one] + groups[other])
        groups = sorted([g for at, g in enumerate(groups) if at not in (one, other)] + [joined])
    return groups


def _ways(categories: int, groups: int, ordered: bool) -> int:
    """In how many ways so many categories make so many groups, none of them empty."""
    if ordered:
        return math.comb(categories - 1, groups - 1)
    signed = (
        (-1) ** left * math.comb(groups, left) * (groups - left) ** categories
        for left in range(groups)
    )
    total: int = sum(signed)
    return total // math.factorial(groups)


def interaction(
    data: pd.DataFrame,
    outcome: str,
    by: str,
    within: str,
    weight: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Does one thing count more where another is there: in points, and on the scale of the odds.

    Parameters
    ----------
    data, outcome, weight
        As in `chi_squares`.
    by, within : str
        Columns with True or False. Which of them is which makes no difference to the interaction.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame, one row for "points" and one for "log-odds"
        scale; without: what `by` makes of the response where `within` is False, with: where it is
        True (points of 100, or log-odds); interaction: with minus without; error: its standard
        error; low, high. The log-odds are missing where in one of the four cells nobody, or
        everybody, responded.

    Raises
    ------
    ValueError
        A column that is not there, has gaps, or holds something other than True and False; one of
        the four combinations has no people; counts that are negative, not whole or more than the
        people; nobody, or everybody, who responded; a level that is not between 0 and 1.

    Notes
    -----
    Two answers to one question: 2 and 8 of 100 become 4 and 16 when both are doubled. The gap grows
    by 6 points, and the odds tell of next to no interaction. Say which scale you mean.

    Points: the four shares' Wilson intervals, joined as Newcombe joins two (1998, Statistics in
    Medicine 17, 873-890, method 10), and with more than two Zou, G. Y. and Donner, A. (2008),
    Statistics in Medicine 27, 1693-1702. Log-odds: plus and minus normal errors, with the square of
    the error the sum of 1 / people over the eight cells of the table (Woolf, B. 1955. Annals of
    Human Genetics 19, 251-253).

    How often the intervals hold the truth (docs/coverage.md): as promised. Where few respond, many
    samples give no log-odds: with 50 people in each cell, 2 of 100 of whom respond, about half.

    Examples
    --------
    >>> people = pd.DataFrame({"car": [False, False, True, True], "rich": [False, True] * 2,
    ...                        "asked": [100] * 4, "yes": [2, 4, 8, 16]})
    >>> found = interaction(people, outcome="yes", by="rich", within="car", weight="asked")
    >>> found[["scale", "without", "with", "interaction"]].round(2).values.tolist()
    [['points', 2.0, 8.0, 6.0], ['log-odds', 0.71, 0.78, 0.07]]
    """
    z = normal_quantile(level)
    chosen = names([by, within], "by and within")
    _refuse_outcome(outcome, chosen)
    require_columns(data, chosen)
    yes, people = counts(data, outcome, weight)
    for name in chosen:
        column = data[name]
        if not pd.api.types.is_bool_dtype(column) or column.isna().any():
            raise ValueError(
                f"Column {name!r} must hold True or False in every row. Compare it first, such as "
                f'data[{name!r}] == "commuter", and leave out rows where it is missing.'
            )
    cell = 2 * data[within].to_numpy(dtype=int) + data[by].to_numpy(dtype=int)
    hits, n = (np.bincount(cell, each, 4).astype(float) for each in (yes, people))
    if not n.all():
        raise ValueError(
            f"There is nobody in one of the four combinations of {by!r} and {within!r}: nothing "
            "is known about it."
        )
    rows = [_in_points(hits, n, level), _in_odds(hits, n, z)]
    return pd.DataFrame(rows, columns=["scale", "without", "with", *_FIGURES])


def _in_points(hits: Floats, n: Floats, level: float) -> list[object]:
    share = hits / n
    ends = np.array([share_interval(k, m, level) for k, m in zip(hits, n, strict=True)])
    down, up = share - ends[:, 0], ends[:, 1] - share
    counted = np.array([True, False, False, True])  # the others are taken away
    low = math.hypot(*np.where(counted, down, up))
    high = math.hypot(*np.where(counted, up, down))
    error = math.sqrt((share * (1 - share) / n).sum())
    without, with_it = share[1] - share[0], share[3] - share[2]
    found = with_it - without
    figures = np.array([without, with_it, found, error, found - low, found + high])
    return [POINTS, *(100 * figures)]


def _in_odds(hits: Floats, n: Floats, z: float) -> list[object]:
    if not hits.all() or (hits == n).any():
        return [ODDS, *[math.nan] * 6]
    odds = np.log(hits / (n - hits))
    error = math.sqrt((1 / hits + 1 / (n - hits)).sum())
    without, with_it = odds[1] - odds[0], odds[3] - odds[2]
    found = with_it - without
    return [ODDS, without, with_it, found, error, found - z * error, found + z * error]
