"""Promises kept and broken: who bought again, and what she brought."""

from __future__ import annotations

import pandas as pd

from mkt40_helpers import inputs

__all__ = ["bought_again"]


def bought_again(
    transactions: pd.DataFrame,
    within: int,
    amount: str | None = None,
    customer: str = "customer",
    date: str = "date",
) -> pd.DataFrame:
    """Put beside every purchase what came before and what came after.

    Parameters
    ----------
    transactions : DataFrame
        One row for each purchase.
    within : int
        Days in which somebody counts as having bought again.
    amount : str, optional
        Column of money, such as margin: its sum in those days is added as "brought".
    customer, date : str
        Columns with the customer and the day.

    Returns
    -------
    DataFrame
        The purchases after which `within` days are known, in their order, with the new columns
        "before" (days with a purchase before this one), "next" (the next day with a purchase,
        missing when there is none), "again" (1.0 when it came in time, otherwise 0.0), and with
        `amount` "brought" (sum of the days after this one). The last days of the table are left
        out: nobody there has had the time to come back.

    Raises
    ------
    ValueError
        A column is missing, a customer, date or amount is missing, a new column has a taken name,
        or no purchase lies far enough before the end.

    Notes
    -----
    Several purchases on one day are one day with a purchase. The share of those who buy again is
    not a retention rate: who does not buy in this window may buy in the next.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-12-31"])
    >>> table = pd.DataFrame({"customer": ["a", "a", "b"], "date": days, "euro": [10, 20, 5]})
    >>> bought_again(table, within=90, amount="euro")[["before", "again", "brought"]]
       before  again  brought
    0       0    1.0     20.0
    1       1    0.0      0.0
    """
    wanted = [customer, date] + ([amount] if amount else [])
    inputs.require_columns(transactions, wanted)
    for new in ("before", "next", "again", "brought"):
        inputs.require_free_name(new, list(transactions.columns))
    inputs.require_filled(transactions, *wanted)
    inputs.require_one_kind(transactions, customer)
    within = inputs.whole(within, "within", 1)
    table = transactions.assign(_day=inputs.days_of(transactions, date)).reset_index(drop=True)
    days = table[[customer, "_day"]].drop_duplicates().sort_values([customer, "_day"])
    by = days.groupby(customer, observed=True)["_day"]
    days["before"], days["next"] = by.cumcount(), by.shift(-1)
    days["again"] = ((days["next"] - days["_day"]).dt.days <= within).astype(float)
    if amount:
        money = table.assign(**{amount: inputs.between(transactions[amount], amount).array})
        days["brought"] = _brought(money, days, customer, amount, within)
    end = table["_day"].max()
    known = ((end - table["_day"]).dt.days >= within).to_numpy(bool)
    if not known.any():
        raise ValueError(
            f"No purchase lies {within} days before the end of the table, {end:%Y-%m-%d}, "
            "so nothing is known about what came after. Take fewer days."
        )
    found = table.merge(days, on=[customer, "_day"], how="left").drop(columns="_day")
    known_ones: pd.DataFrame = found.set_axis(transactions.index)[known]
    return known_ones


def _brought(
    table: pd.DataFrame, days: pd.DataFrame, customer: str, amount: str, within: int
) -> pd.Series:
    """Sum of what came after each day, within the window: from two running sums."""
    each = table.groupby([customer, "_day"], observed=True)[amount].sum()
    money = days.assign(
        amount=each.reindex(pd.MultiIndex.from_frame(days[[customer, "_day"]])).array
    )
    money["sum"] = money.groupby(customer, observed=True)["amount"].cumsum()
    window = pd.Timedelta(days=within).as_unit("us")  # the unit of the days
    ends = money[[customer, "_day"]].assign(_end=money["_day"] + window)
    last = pd.merge_asof(
        ends.sort_values("_end").assign(_row=lambda rows: rows.index),
        money[[customer, "_day", "sum"]].rename(columns={"_day": "_end"}).sort_values("_end"),
        on="_end",
        by=customer,
    )
    return last.set_index("_row")["sum"].reindex(money.index) - money["sum"]
