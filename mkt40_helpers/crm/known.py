"""What was known of a customer before a campaign began: all that may choose whom to contact."""

from __future__ import annotations

import pandas as pd

from mkt40_helpers.inputs import (
    days_if_any,
    named_rows,
    require_columns,
    require_filled,
    require_one_kind,
)

YEAR, LATELY = 365, 90  # days before the start
_NEW = ["start", "channel", "cost_per_contact_eur", "margin_eur", "segment", "app"]
_NEW += ["often", "lately"]


def known_before(
    sends: pd.DataFrame,
    campaigns: pd.DataFrame,
    customers: pd.DataFrame,
    transactions: pd.DataFrame,
) -> pd.DataFrame:
    """Sends with what was known of each customer on the day before the campaign began.

    Parameters
    ----------
    sends : DataFrame
        One row for each name and campaign (campaign, customer).
    campaigns : DataFrame
        One row for each campaign (campaign, start, channel, cost_per_contact_eur, margin_eur).
    customers : DataFrame
        One row for each customer (customer, segment, app_since).
    transactions : DataFrame
        One row for each purchase (customer, date).

    Returns
    -------
    DataFrame, one row for each row of `sends`
        Its columns, and start, channel, cost_per_contact_eur and margin_eur of the campaign;
        segment; app (whether she had the app before the start); often (purchases in the 365 days
        before the start); lately (whether any was in the last 90 of them).

    Raises
    ------
    ValueError
        A column that is not there, or a column of `sends` with a name of the result; a campaign or
        customer that is not in its table; a start or purchase without its day.
    pandas.errors.MergeError
        A campaign or customer that has two rows: the join would double her sends.

    Notes
    -----
    The day of the start itself and all later ones are left out: a purchase after the start may be
    an effect of the message. When she became a commuter is in no table: the segment is today's.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> sends = pd.DataFrame({"campaign": [1], "customer": ["a"]})
    >>> waves = pd.DataFrame({"campaign": [1], "start": day(["2025-03-10"]), "channel": ["mail"],
    ...                       "cost_per_contact_eur": [0.95], "margin_eur": [32.0]})
    >>> people = pd.DataFrame({"customer": ["a"], "segment": ["family"],
    ...                        "app_since": day(["2025-03-10"])})
    >>> bought = pd.DataFrame({"customer": ["a"] * 3,
    ...                        "date": day(["2024-03-10", "2024-03-09", "2025-03-10"])})
    >>> found = known_before(sends, waves, people, bought)
    >>> found[["segment", "app", "often", "lately"]].values.tolist()
    [['family', False, 1, False]]
    """
    require_columns(sends, ["campaign", "customer"])
    require_columns(campaigns, ["campaign", *_NEW[:4]])
    require_columns(customers, ["customer", "segment", "app_since"])
    require_columns(transactions, ["customer", "date"])
    for name in _NEW:
        if name in sends.columns:
            raise ValueError(f"The sends have a column {name!r} already: rename or drop it first.")
    require_filled(campaigns, "start")
    require_filled(transactions, "customer", "date")
    for table in (customers, transactions):
        both = pd.concat([sends[["customer"]], table[["customer"]]], ignore_index=True)
        require_one_kind(both, "customer")  # "7" in one and 7 in the other would be two people
    # Days and no hours: what came on the day itself was not known before it.
    campaigns = campaigns.assign(start=days_if_any(campaigns, "start"))
    customers = customers.assign(app_since=days_if_any(customers, "app_since"))
    bought = transactions[["customer"]].assign(date=days_if_any(transactions, "date"))
    found = _joined(sends, campaigns, "campaign", _NEW[:4])
    found = _joined(found, customers, "customer", ["segment", "app_since"])
    app = (found["app_since"] < found["start"]).astype(bool)
    days = _days_before(found, bought)
    often = days[days <= YEAR].groupby(level=0).size().reindex(range(len(found)), fill_value=0)
    lately = pd.Series(range(len(found))).isin(days.index[days <= LATELY])
    known = found.drop(columns="app_since").assign(app=app)
    return known.assign(often=often.to_numpy(), lately=lately.to_numpy())


def _joined(sends: pd.DataFrame, table: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    unknown = sends.index[~sends[key].isin(table[key]).to_numpy(bool)]
    if len(unknown):
        raise ValueError(
            f"{named_rows(unknown)} of the sends: a {key} that is not in the table of {key}s. Load "
            "both tables for the same learner number."
        )
    joined = sends.merge(table[[key, *columns]], on=key, how="left", validate="many_to_one")
    return joined.set_axis(sends.index)


def _days_before(found: pd.DataFrame, bought: pd.DataFrame) -> pd.Series:
    """Days from each purchase before the start to the start, by the place of the send."""
    asked = found[["customer", "start"]].assign(place=range(len(found)))
    pairs = asked.merge(bought, on="customer")
    days = (pairs["start"] - pairs["date"]).dt.days
    return pd.Series(days.to_numpy(), pairs["place"])[lambda day: day > 0]
