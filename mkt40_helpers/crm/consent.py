"""Whether a message was allowed on its day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.crm.schema import PURPOSES
from mkt40_helpers.inputs import (
    days_if_any,
    named_rows,
    require_columns,
    require_filled,
    require_one_kind,
    require_yes_no,
)

Ints = npt.NDArray[np.int64]
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
        which nobody is asked; two answers to one question on one day; a yes that was withdrawn
        before it was given.

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
    _require_purposes(consents, "purpose")
    if len(consents):
        require_yes_no(consents, "given")
    asked_whom, answered = _customers(messages[customer], consents["customer"])
    sent = pd.DataFrame(
        {
            "customer": asked_whom,
            "purpose": pd.Index(PURPOSES).get_indexer(pd.Index(messages[purpose])),
            "day": days_if_any(messages, day).to_numpy(),
            "place": np.arange(len(messages)),
        }
    )
    said = pd.DataFrame(
        {
            "customer": answered,
            "purpose": pd.Index(PURPOSES).get_indexer(pd.Index(consents["purpose"])),
            "given": consents["given"].astype("boolean").array,
            "since": days_if_any(consents, "since").to_numpy(),
            "withdrawn": days_if_any(consents, "withdrawn").to_numpy(),
        }
    )
    early = consents.index[said["withdrawn"] < said["since"]]
    if len(early):
        raise ValueError(f"{named_rows(early)} of the consents: withdrawn before it was given.")
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


def _customers(messages: pd.Series, consents: pd.Series) -> tuple[Ints, Ints]:
    """Number the customers of both tables: pandas has several types for one name, and 7 is 7.0."""
    both = pd.concat([messages.astype(object), consents.astype(object)], ignore_index=True)
    require_one_kind(both.to_frame("customer"), "customer")
    numbers = pd.factorize(both)[0]
    return numbers[: len(messages)], numbers[len(messages) :]


def _require_purposes(messages: pd.DataFrame, purpose: str) -> None:
    odd = messages.index[~messages[purpose].isin(PURPOSES)]
    if len(odd):
        raise ValueError(
            f"{named_rows(odd)}: nobody is asked for consent to {messages[purpose][odd[0]]!r}, "
            f"only to {', '.join(PURPOSES)}. Leave such messages out first, and say so."
        )
