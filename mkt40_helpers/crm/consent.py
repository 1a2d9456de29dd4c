"""Whether a message was allowed on its day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mkt40_helpers.crm.schema import PURPOSES
from mkt40_helpers.inputs import (
    named_rows,
    require_columns,
    require_filled,
    require_one_kind,
    require_yes_no,
)

STATES = ("valid", "refused", "withdrawn", "never asked")


def consent_state(
    messages: pd.DataFrame,
    consents: pd.DataFrame,
    customer: str = "customer",
    purpose: str = "purpose",
    day: str = "sent",
) -> pd.Series:
    """What a customer had said to messages of this kind, on the day of each message.

    Parameters
    ----------
    messages : DataFrame
        One row for each message.
    consents : DataFrame
        The course's table: customer, purpose, given, since, withdrawn. A customer who was asked
        again has several rows; the last one up to the day counts.
    customer, purpose, day : str
        Columns of `messages`: the customer, what for ("email", "phone" or "profiling"), and when.

    Returns
    -------
    Series, one word for each message, with its label
        "valid"; "refused" (she had said no); "withdrawn" (she had taken her yes back, on the day
        itself or before); "never asked" (no row, or only one of a later day or for another
        purpose). A categorical.

    Raises
    ------
    ValueError
        A column that is not there, is missing in some rows, or holds no dates; a purpose for
        which nobody is asked; two answers to one question on one day.

    Examples
    --------
    >>> day = pd.Timestamp("2026-05-15")
    >>> sent = pd.DataFrame({"customer": ["C02841"] * 2, "purpose": ["email", "phone"],
    ...                      "sent": day})
    >>> from mkt40_helpers import data
    >>> consent_state(sent, data.load("consents")).tolist()
    ['withdrawn', 'never asked']
    """
    require_columns(messages, [customer, purpose, day])
    require_columns(consents, ["customer", "purpose", "given", "since", "withdrawn"])
    require_filled(messages, customer, purpose, day)
    require_filled(consents, "customer", "purpose", "given", "since")
    _require_purposes(messages, purpose)
    _require_dates(messages, day)
    _require_dates(consents, "since", "withdrawn")
    if len(consents):
        require_yes_no(consents, "given")
    require_one_kind(messages, customer)
    sent = pd.DataFrame(
        {
            "customer": _texts(messages[customer]),
            "purpose": _texts(messages[purpose]),
            "day": _days(messages[day]),
            "place": np.arange(len(messages)),
        }
    )
    said = pd.DataFrame(
        {
            "customer": _texts(consents["customer"]),
            "purpose": _texts(consents["purpose"]),
            "given": consents["given"].astype("boolean").reset_index(drop=True),
            "since": _days(consents["since"]),
            "withdrawn": _days(consents["withdrawn"]),
        }
    )
    twice = said.duplicated(["customer", "purpose", "since"])
    if twice.any():
        rows = named_rows(consents.index[twice])
        raise ValueError(f"{rows} of the consents: a second answer to one question on one day.")
    last = pd.merge_asof(
        sent.sort_values("day", kind="stable"),
        said.sort_values("since", kind="stable"),
        left_on="day",
        right_on="since",
        by=["customer", "purpose"],
    ).sort_values("place")
    asked = last["since"].notna()
    refused = asked & ~last["given"].fillna(False)
    gone = last["withdrawn"] <= last["day"]
    code = np.select([~asked, refused, gone], [3, 1, 2], 0)
    words = pd.Categorical.from_codes(code.tolist(), pd.Index(STATES))
    return pd.Series(words, messages.index, name="consent")


def _texts(values: pd.Series) -> pd.Series:
    """One type for both tables: pandas has several for text, and would not join them."""
    texts: pd.Series = values.astype(str).reset_index(drop=True)
    return texts


def _days(values: pd.Series) -> pd.Series:
    """Leave out the hour: a yes and a no are known by their day."""
    days: pd.Series = values.dt.normalize().astype("datetime64[us]").reset_index(drop=True)
    return days


def _require_purposes(messages: pd.DataFrame, purpose: str) -> None:
    odd = messages.index[~messages[purpose].isin(PURPOSES)]
    if len(odd):
        raise ValueError(
            f"{named_rows(odd)}: nobody is asked for consent to {messages[purpose][odd[0]]!r}, "
            f"only to {', '.join(PURPOSES)}. Leave such messages out first, and say so."
        )


def _require_dates(data: pd.DataFrame, *names: str) -> None:
    for name in names:
        if not pd.api.types.is_datetime64_any_dtype(data[name]):
            raise ValueError(
                f"Column {name!r} holds no dates. Turn it into dates first, with pd.to_datetime."
            )
