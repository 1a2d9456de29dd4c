"""What the data say about notes, and about customers who come back while their ticket is open."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tests.zwaluw.recovery import Estimate, likelihood, share
from zwaluw.cases import CLOSES, OPENS, CaseParameters, _opening_time
from zwaluw.crm import SERVICE_AREAS, CrmParameters

TRUTH = CaseParameters()


def came_back(contacts: pd.DataFrame) -> np.ndarray:
    """Say which contacts are of a customer who came back about her open ticket."""
    case = contacts["case"]
    return (case.notna() & case.duplicated()).to_numpy(dtype=bool)


def settled_tickets(tables: dict[str, pd.DataFrame], last: str = "2026-07-31") -> pd.DataFrame:
    """Give the tickets opened so early that few are open, with hours and contacts after the first.

    back counts the contacts, soon says that the first came within 14 days.
    """
    later = tables["contacts"][came_back(tables["contacts"])]
    tickets = tables["tickets"][
        tables["tickets"]["opened"] < pd.Timestamp(last) + pd.Timedelta(days=1)
    ]
    first = later.drop_duplicates("case").set_index("case")["time"]
    waited = first.reindex(tickets["ticket"]).to_numpy() - tickets["opened"].to_numpy()
    return tickets.assign(
        hours=(tickets["closed"] - tickets["opened"]).dt.total_seconds() / 3600,
        back=later["case"].value_counts().reindex(tickets["ticket"], fill_value=0).to_numpy(int),
        soon=waited <= np.timedelta64(14, "D"),
    )


def steps(contacts: pd.DataFrame) -> pd.DataFrame:
    """Give the contacts of those who came back, with what kind of step each is.

    other says that it runs through another channel than the one before it on the same ticket.
    """
    on_case = contacts.dropna(subset="case").sort_values(["case", "contact"])
    channel = on_case["channel"].astype(str)
    before = channel.groupby(on_case["case"].to_numpy()).shift()
    return on_case.assign(other=channel != before)[before.notna()]


def note_effect(tickets: pd.DataFrame, column: str, truth: float, name: str) -> Estimate:
    """Compare tickets without and with a note, which was drawn by lot."""
    values = tickets.dropna(subset=column)
    with_, without = (values.loc[values["noted"] == noted, column] for noted in (True, False))
    error = (with_.var() / len(with_) + without.var() / len(without)) ** 0.5
    return Estimate("tickets", name, truth, float(without.mean() - with_.mean()), float(error))


def recover(tables: dict[str, pd.DataFrame]) -> list[Estimate]:
    """Estimate the parameters of the cases."""
    tickets = settled_tickets(tables)
    noted = tickets["noted"]
    closed = tickets.dropna(subset="closed")
    start, end = (
        _opening_time(closed[name].to_numpy().astype("datetime64[s]").astype(np.int64))
        for name in ("opened", "closed")
    )
    exposed = (end - start).sum() / (CLOSES - OPENS)
    count = closed["back"].sum()
    return [
        share("tickets", "noted", TRUTH.noted, noted.sum(), len(noted)),
        note_effect(tickets, "hours", TRUTH.without_note, "without note"),
        Estimate("contacts", "comes back", TRUTH.comes_back, count / exposed, count**0.5 / exposed),
        *_other_channel(tables, closed),
    ]


def _other_channel(tables: dict[str, pd.DataFrame], closed: pd.DataFrame) -> list[Estimate]:
    """Fit the changes of channel on how hard the ticket was: seen where there was a note."""
    truth = CrmParameters()
    seen = closed[closed["noted"] & away_from_closed_days(closed["opened"])]
    hours = (seen["closed"] - seen["first_response"]).dt.total_seconds().to_numpy() / 3600
    median = np.array([truth.closing_hours[name] for name in SERVICE_AREAS])
    z = np.log(hours / median[seen["service_area"].cat.codes]) / truth.closing_spread
    hardness = pd.Series(z, index=seen["ticket"].to_numpy())
    rows = steps(tables["contacts"])
    rows = rows[rows["case"].isin(hardness.index)]
    x, other = hardness.loc[rows["case"]].to_numpy(), rows["other"].to_numpy()

    def loss(line: np.ndarray) -> float:
        log_odds = line[0] + line[1] * x
        return -float(special.log_expit(np.where(other, log_odds, -log_odds)).sum())

    names = ["other channel: intercept", "other channel: hardness"]
    return likelihood("contacts", names, TRUTH.other_channel, loss)


def away_from_closed_days(opened: pd.Series) -> np.ndarray:
    """Leave out what was opened from 10 December to 1 January: closed days may lengthen it."""
    day = opened.to_numpy().astype("datetime64[D]")
    place = (day - day.astype("datetime64[M]")).astype(int) + 1
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    return ~(((month == 12) & (place >= 10)) | ((month == 1) & (place == 1)))
