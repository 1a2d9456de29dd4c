"""Collaborative CRM: all that one customer went through in one line, and what a hand-over costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mkt40_helpers.crm.database import require_database
from mkt40_helpers.crm.desk import known_customer
from mkt40_helpers.inputs import (
    moments,
    require_columns,
    require_filled,
    require_one_kind,
    require_yes_no,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Control rows are in `sends`, but they were never sent: that is what makes them the control.
_LIFE = """
SELECT time, 'contacts' AS system, channel, topic AS about,
       CASE direction WHEN 'in' THEN 'asked us' ELSE 'heard from us' END AS what
  FROM contacts WHERE customer = :who
UNION ALL SELECT tickets.opened, 'tickets', channel, tickets.topic, 'ticket opened'
  FROM tickets JOIN contacts USING (contact) WHERE tickets.customer = :who
UNION ALL SELECT closed, 'tickets', service_area, topic, 'ticket closed'
  FROM tickets WHERE customer = :who AND closed IS NOT NULL
UNION ALL SELECT day, 'campaigns', channel, name, 'got an offer'
  FROM sends JOIN campaigns USING (campaign) WHERE customer = :who AND arm = 'treated'
UNION ALL SELECT date, 'purchases', channel, product, 'bought'
  FROM transactions WHERE customer = :who
UNION ALL SELECT opened, 'sales', sales_area, product, 'lead opened'
  FROM opportunities WHERE customer = :who
UNION ALL SELECT closed, 'sales', sales_area, product, stage
  FROM opportunities WHERE customer = :who AND closed IS NOT NULL
UNION ALL SELECT since, 'consents', NULL, purpose,
       CASE given WHEN 1 THEN 'said yes' ELSE 'said no' END
  FROM consents WHERE customer = :who
UNION ALL SELECT withdrawn, 'consents', NULL, purpose, 'took it back'
  FROM consents WHERE customer = :who AND withdrawn IS NOT NULL
UNION ALL SELECT created, 'records', source, NULL, 'record made'
  FROM records WHERE customer = :who
"""


def timeline(db: Engine, customer: str) -> pd.DataFrame:
    """All that the CRM knows of one customer, in the order of time.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    customer : str
        Such as "C02841".

    Returns
    -------
    DataFrame, one row for each event
        time; system ("contacts", "tickets", "campaigns", "purchases", "sales", "consents",
        "records"); channel (the service or sales area where the table has no channel; missing for a
        consent); what ("asked us", "got an offer", ...); about (topic, campaign, product, or
        purpose of the consent).

    Raises
    ------
    Refused
        The CRM knows no such customer.

    Notes
    -----
    Messages that were held back from the control group were never sent, and are left out.
    The tables keep the day only for all but contacts and tickets: their time is 00:00. A purchase
    on a campaign's offer has no day in the tables, and is not shown.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> life = timeline(open_database(), "C02841")
    >>> life[life["system"] == "consents"][["time", "what", "about"]].astype(str).values.tolist()
    [['2022-07-06', 'said yes', 'email'], ['2023-12-19', 'took it back', 'email']]
    """
    from sqlalchemy import text

    require_database(db)
    with db.connect() as connection:
        known_customer(connection, customer)
        life = pd.read_sql(text(_LIFE), connection, params={"who": customer})
    life["time"] = pd.to_datetime(life["time"], format="ISO8601")
    life = life[["time", "system", "channel", "what", "about"]]
    return life.sort_values("time", kind="stable", ignore_index=True)


def hand_over(contacts: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """What became of each ticket: hours to its solution, and who had to come back.

    Parameters
    ----------
    contacts : DataFrame
        The course's table: contact, case (the ticket), time, channel.
    tickets : DataFrame
        The course's table: ticket, opened, closed, noted, topic, service_area.

    Returns
    -------
    DataFrame, one row for each ticket
        ticket, opened, topic, service_area, noted (a note was written for the next desk); hours
        (from opening to closing; missing while it is open); came_back (later contacts about the
        same ticket); days (from opening to the first of them; missing without one); other_channel
        (whether the first came by another channel than the question; missing without one);
        switches (come-backs by another channel than the contact before).

    Raises
    ------
    ValueError
        A column that is not there or holds no times; a ticket twice, or without a contact; a
        contact about a ticket without its time or channel.

    Notes
    -----
    In Zwaluw's data a note was written by lot, so a comparison by `noted` over all tickets tells
    what the note does. Coming back and changing the channel were not: both happen to hard
    cases, which also take longer.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> done = hand_over(data.load("contacts"), data.load("tickets")).dropna(subset=["hours"])
    >>> done.groupby("noted")["hours"].mean().round(1).tolist()
    [83.6, 59.1]
    """
    require_columns(contacts, ["case", "time", "channel"])
    named = ["ticket", "opened", "closed", "noted", "topic", "service_area"]
    require_columns(tickets, named)
    require_yes_no(tickets, "noted")
    require_filled(tickets, "ticket", "opened")
    case = contacts.dropna(subset=["case"])
    require_filled(case, "time", "channel")
    both = pd.concat([tickets["ticket"], case["case"]], ignore_index=True).to_frame("ticket")
    require_one_kind(both, "ticket")  # "7" in one and 7 in the other would be two tickets
    if tickets["ticket"].duplicated().any():
        twice = tickets.loc[tickets["ticket"].duplicated(), "ticket"].iloc[0]
        raise ValueError(f"Ticket {twice} is there twice. Leave the copies out first.")
    if len(case):
        case = case.assign(time=moments(case, "time"))
    case = case.sort_values(["case", "time"], kind="stable")
    case = case.assign(before=case.groupby("case")["channel"].shift())
    case["other"] = case["channel"] != case["before"]
    back = case[case["before"].notna()]
    first = back.drop_duplicates("case").set_index("case")
    counted = back.groupby("case")["other"].agg(["size", "sum"])
    found = tickets[["ticket", "opened", "topic", "service_area", "noted"]].copy()
    found["opened"], closed = (moments(tickets, name) for name in ("opened", "closed"))
    found["hours"] = (closed - found["opened"]).dt.total_seconds() / 3600
    number = found["ticket"]
    lost = ~number.isin(case["case"])
    if lost.any():
        raise ValueError(
            f"Ticket {number[lost].iloc[0]} has no contact. Give both tables of one learner, and "
            "all of their contacts."
        )
    found["came_back"] = number.map(counted["size"]).fillna(0).astype(int)
    waited = number.map(first["time"]) - found["opened"]
    found["days"] = waited.dt.total_seconds() / 86_400
    found["other_channel"] = number.map(first["other"]).astype("boolean")
    found["switches"] = number.map(counted["sum"]).fillna(0).astype(int)
    return found.reset_index(drop=True)
