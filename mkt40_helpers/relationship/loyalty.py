"""Degrees of loyalty of households, and double jeopardy of brands, from a panel."""

from __future__ import annotations

import itertools

import pandas as pd

from mkt40_helpers.inputs import (
    between,
    named_rows,
    number,
    require_columns,
    require_filled,
    require_free_name,
    require_one_kind,
)

# Course's own cut-offs: from which share of her purchases a household is what.
DEGREES = {"hard-core": 1.0, "loyal": 0.8, "soft": 0.5, "switching": 0.0}


def loyalty_degrees(
    panel: pd.DataFrame,
    household: str = "household",
    brand: str = "brand",
    purchases: str = "purchases",
    least: int = 10,
    loyal: float = 0.8,
    soft: float = 0.5,
) -> pd.DataFrame:
    """How loyal each household is to the brand that it buys most.

    Parameters
    ----------
    panel : DataFrame
        One row for each household and brand that it bought.
    household, brand, purchases : str
        Columns with the household, the brand, and how often the household bought the brand.
    least : int
        Fewest purchases from which a degree is told: with few, a household looks loyal by chance.
    loyal, soft : float
        Share of purchases from which a household is loyal, and from which it is soft.

    Returns
    -------
    DataFrame, one row for each household
        The column `household`; brand: the one it bought most (of equals, the first by name); all:
        its purchases; share: of these, of that brand (share of requirements, 0 to 1); degree:
        "hard-core" (that brand only), "loyal" (`loyal` or more), "soft" (`soft` or more) or
        "switching" (less), in this order; missing for fewer than `least` purchases.

    Raises
    ------
    ValueError
        A column that is not there; a number of purchases that is missing, negative or a fraction; a
        household with two rows of one brand, or without a purchase; cut-offs in the wrong order.

    Notes
    -----
    The cut-offs are this course's own. A household that has a share of exactly 0.8 is loyal.

    Examples
    --------
    >>> panel = pd.DataFrame({"household": [1, 1, 2, 3], "brand": ["A", "B", "A", "B"],
    ...                       "purchases": [9, 1, 12, 3]})
    >>> loyalty_degrees(panel)[["household", "share", "degree"]].values.tolist()
    [[1, 0.9, 'loyal'], [2, 1.0, 'hard-core'], [3, 1.0, nan]]
    """
    require_free_name(household, ["brand", "all", "share", "degree"])
    counts = _counts(panel, household, brand, purchases)
    number(least, "least", 1)
    cuts = number(loyal, "loyal", 0, 1), number(soft, "soft", 0, 1)
    if not 0 < cuts[1] < cuts[0] < 1:
        raise ValueError(
            f"loyal is {loyal} and soft is {soft}: give shares with 0 < soft < loyal < 1."
        )
    ordered = counts.sort_values(
        [household, purchases, brand], ascending=[True, False, True], kind="stable"
    )
    found = ordered.drop_duplicates(household).set_index(household)
    total = counts.groupby(household)[purchases].sum()
    share = found[purchases] / total
    names = list(DEGREES)
    places = 3 - (share >= soft).astype(int) - (share >= loyal) - (share == 1)
    degree = pd.Categorical.from_codes(
        places.where(total >= least, -1).astype(int).to_numpy(), pd.Index(names), ordered=True
    )
    return pd.DataFrame(
        {"brand": found[brand], "all": total, "share": share, "degree": degree}
    ).reset_index()


def double_jeopardy(
    panel: pd.DataFrame,
    household: str = "household",
    brand: str = "brand",
    purchases: str = "purchases",
    followed: str | None = "followed",
    repeated: str | None = "repeated",
) -> pd.DataFrame:
    """Size and loyalty of each brand: small brands have fewer buyers, who are also less loyal.

    Parameters
    ----------
    panel : DataFrame
        One row for each household and brand that it bought.
    household, brand, purchases : str
        As in `loyalty_degrees`.
    followed, repeated : str, optional
        Columns with the purchases of the brand that another purchase followed, of whatever brand,
        and those of them after which the next one was of the same brand. None where there are none.

    Returns
    -------
    DataFrame, one row for each brand, largest first
        The column `brand`; share of all purchases; penetration: share of households that bought it;
        buys_per_buyer: purchases of it by a household that bought it; wallet: its share of all
        purchases of the households that bought it (share of requirements); repeat: share of its
        purchases that were followed by the same brand (if given). Shares are 0 to 1.

    Raises
    ------
    ValueError
        As in `loyalty_degrees`; more purchases repeated than followed, or followed than made.

    Notes
    -----
    Ehrenberg, A. S. C., Goodhardt, G. J. and Barwise, T. P. (1990). Double jeopardy revisited.
    Journal of Marketing 54(3), 82-91. It is an effect of size: a smaller brand has less loyal
    buyers even where nobody's taste is weaker. Not by household: whoever never bought has no row.

    Examples
    --------
    >>> panel = pd.DataFrame({"household": [1, 1, 2, 3], "brand": ["A", "B", "A", "A"],
    ...                       "purchases": [2, 2, 6, 10]})
    >>> double_jeopardy(panel, followed=None, repeated=None).round(2).values.tolist()
    [['A', 0.9, 1.0, 6.0, 0.9], ['B', 0.1, 0.33, 2.0, 0.5]]
    """
    require_free_name(brand, ["share", "penetration", "buys_per_buyer", "wallet", "repeat"])
    chain = [name for name in (followed, repeated) if name]
    counts = _counts(panel, household, brand, purchases, *chain)
    counts = counts[counts[purchases] > 0]
    everything = counts.groupby(household)[purchases].sum()
    counts = counts.assign(wallet=counts[household].map(everything).astype("int64"), buyers=1)
    sums = counts.groupby(brand)[[purchases, "wallet", "buyers", *chain]].sum()
    table = pd.DataFrame(
        {
            "share": sums[purchases] / everything.sum(),
            "penetration": sums["buyers"] / len(everything),
            "buys_per_buyer": sums[purchases] / sums["buyers"],
            "wallet": sums[purchases] / sums["wallet"],
        }
    )
    if followed and repeated:
        _require_no_more(counts, [purchases, followed, repeated])
        table["repeat"] = sums[repeated] / sums[followed].where(sums[followed] > 0)
    return table.sort_values("share", ascending=False, kind="stable").reset_index()


def _counts(panel: pd.DataFrame, household: str, brand: str, *columns: str) -> pd.DataFrame:
    """The columns, checked: whole numbers, one row for each household and brand."""
    require_columns(panel, [household, brand, *columns])
    require_one_kind(panel, household, brand)
    require_filled(panel, household, brand)
    twice = panel.index[panel.duplicated([household, brand], keep=False)]
    if len(twice):
        raise ValueError(
            f"{named_rows(twice)}: one household has two rows of one brand. "
            f"Add them up first, with groupby([{household!r}, {brand!r}])."
        )
    table = panel[[household, brand]].copy()
    for name in columns:
        values = between(panel[name], name, 0, 1e15)  # whole numbers can count so far
        odd = values[values != values.round()]
        if len(odd):
            raise ValueError(
                f"{named_rows(odd.index)} of {name!r}: {odd.iloc[0]:g} is a fraction. "
                "Count purchases: whole numbers."
            )
        table[name] = values.astype("int64")
    nothing = table.groupby(household)[columns[0]].sum()
    if (nothing == 0).any():
        label = nothing.index[(nothing == 0).to_numpy()][0]
        raise ValueError(f"Household {label} bought nothing. Leave it out first.")
    return table


def _require_no_more(counts: pd.DataFrame, columns: list[str]) -> None:
    for more, fewer in itertools.pairwise(columns):
        odd = counts.index[counts[fewer] > counts[more]]
        if len(odd):
            raise ValueError(
                f"{named_rows(odd)}: more in {fewer!r} than in {more!r}. Correct the table first."
            )
