"""What a desk writes into the CRM: a contact, a ticket, a step of a sale; or the reason why not.

Each function looks first and then writes, in one transaction. The database's own keys and rules
stand behind it; here the reason is a sentence that a person at the desk can act on.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkt40_helpers.crm.database import Refused, writing
from mkt40_helpers.crm.schema import (
    CHANNELS,
    OPEN_STAGES,
    PRIORITIES,
    SERVICE_AREAS,
    STAGES,
    TOPICS,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

# What a contact can be about; a ticket is opened for the first four.
TOUCHPOINTS = (*TOPICS, "advice", "checkout", "newsletter")
_FORMS = {"day": ("%Y-%m-%d", "2026-09-14"), "time": ("%Y-%m-%d %H:%M", "2026-09-14 10:05")}


def record_contact(
    db: Engine,
    *,
    customer: str,
    channel: str,
    topic: str,
    time: str | dt.datetime,
    minutes: int = 5,
    ticket: int | None = None,
    direction: str = "in",
) -> int:
    """Record a contact at the moment at which it happens.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    customer : str
        Whose contact it is, such as "C02841".
    channel : str
        web shop, store, dealer, app, email, chat or phone.
    topic : str
        delivery, repair, help desk, complaint, advice, checkout or newsletter.
    time : str or datetime
        When, such as "2026-09-14 10:05".
    minutes : int
        How long it took, 1 or more.
    ticket : int, optional
        The open question that it is about, if it is about one.
    direction : str
        "in" when the customer began it, "out" when we did.

    Returns
    -------
    int
        Number of the contact.

    Raises
    ------
    Refused
        With the reason. Nothing was written.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> db = open_database("s123")
    >>> record_contact(db, customer="C02841", channel="fax", topic="repair",
    ...                time="2026-09-14 10:05")
    Traceback (most recent call last):
    mkt40_helpers.crm.database.Refused: 'fax' is no channel. Choose one of: web shop, store, dealer,
    app, email, chat, phone.
    """
    _word(channel, "channel", CHANNELS)
    _word(topic, "topic", TOUCHPOINTS)
    _word(direction, "direction", ("in", "out"))
    row: dict[str, Any] = {
        "channel": channel,
        "topic": topic,
        "direction": direction,
        "time": _moment(time, "time"),
        "minutes": _whole(minutes, "minutes"),
        "ticket": None if ticket is None else _whole(ticket, "ticket"),
    }
    with writing(db) as both:
        row["customer"] = known_customer(both, customer)
        if row["ticket"] is not None:
            _of_this_customer(both, row)
        row["contact"] = _next(both, "contact")
        _run(
            both,
            "INSERT INTO contacts "
            "(contact, customer, time, channel, topic, direction, minutes, ticket) VALUES "
            "(:contact, :customer, :time, :channel, :topic, :direction, :minutes, :ticket)",
            row,
        )
    return int(row["contact"])


def open_ticket(
    db: Engine, *, contact: int, service_area: str, priority: str = "normal", noted: bool = True
) -> int:
    """Open a ticket for the question of a contact.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    contact : int
        The contact in which the customer asked. Customer, topic and time are taken from it.
    service_area : str
        Who takes it on: call centre, field service or web self-service.
    priority : str
        high, normal or low.
    noted : bool
        Whether a note was written for the next desk.

    Returns
    -------
    int
        Number of the ticket. The contact now belongs to it.

    Raises
    ------
    Refused
        With the reason. Nothing was written.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> db = open_database("s123")
    >>> open_ticket(db, contact=1, service_area="garage")
    Traceback (most recent call last):
    mkt40_helpers.crm.database.Refused: 'garage' is no service area. Choose one of: call centre,
    field service, web self-service.
    """
    _word(service_area, "service area", SERVICE_AREAS)
    _word(priority, "priority", PRIORITIES)
    row: dict[str, Any] = {"contact": _whole(contact, "contact"), "service_area": service_area}
    if not isinstance(noted, bool | np.bool_):
        raise Refused(f"noted is {noted!r}: give True or False.")
    row |= {"priority": priority, "noted": int(noted)}
    with writing(db) as both:
        asked = _known(both, "contact", contact)
        if asked.direction != "in":
            raise Refused(f"We began contact {contact} ourselves, so the customer asked nothing.")
        _word(asked.topic, "topic of a ticket", TOPICS)
        if asked.ticket is not None:
            raise Refused(
                f"Contact {contact} belongs to ticket {asked.ticket} already: one question, one "
                "ticket. Record a new contact, or send that ticket on with dispatch."
            )
        row |= {"ticket": _next(both, "ticket"), "customer": asked.customer}
        row |= {"opened": asked.time, "topic": asked.topic}
        _run(
            both,
            "INSERT INTO tickets "
            "(ticket, contact, customer, opened, priority, topic, service_area, noted) VALUES "
            "(:ticket, :contact, :customer, :opened, :priority, :topic, :service_area, :noted)",
            row,
        )
        _run(both, "UPDATE contacts SET ticket = :ticket WHERE contact = :contact", row)
    return int(row["ticket"])


def dispatch(db: Engine, ticket: int, *, service_area: str, time: str | dt.datetime) -> None:
    """Send an open ticket to a service area.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    ticket : int
        An open ticket.
    service_area : str
        Where it goes: call centre, field service or web self-service.
    time : str or datetime
        When, such as "2026-09-14 10:05"; it is kept in the column `dispatched`.

    Raises
    ------
    Refused
        With the reason. Nothing was written.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> dispatch(open_database("s123"), 99999, service_area="field service",
    ...          time="2026-09-14 10:05")
    Traceback (most recent call last):
    mkt40_helpers.crm.database.Refused: There is no ticket 99999 in the CRM. Look the number up.
    """
    _word(service_area, "service area", SERVICE_AREAS)
    row = {"ticket": ticket, "service_area": service_area, "time": _moment(time, "time")}
    with writing(db) as both:
        there = _known(both, "ticket", ticket)
        row["ticket"] = there.ticket
        if there.closed is not None:
            raise Refused(
                f"Ticket {ticket} was closed on {there.closed}. Record the new contact and open "
                "another ticket."
            )
        earlier = there.dispatched or there.opened
        if row["time"] < earlier:
            said = "sent on" if there.dispatched else "opened"
            raise Refused(
                f"Ticket {ticket} was {said} at {earlier}, after {row['time']}. Look at the time."
            )
        _run(
            both,
            "UPDATE tickets SET service_area = :service_area, dispatched = :time "
            "WHERE ticket = :ticket",
            row,
        )


def move_opportunity(db: Engine, opportunity: int, *, stage: str, day: str | dt.date) -> None:
    """Move an opportunity to its next stage.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    opportunity : int
        One that is open.
    stage : str
        A later stage (lead, then qualified, then offer), or won (after an offer), or lost.
    day : str or date
        When, such as "2026-09-14"; kept as the day of closing when it is won or lost.

    Raises
    ------
    Refused
        With the reason. Nothing was written.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> move_opportunity(open_database("s123"), 1, stage="hope", day="2026-09-14")
    Traceback (most recent call last):
    mkt40_helpers.crm.database.Refused: 'hope' is no stage. Choose one of: lead, qualified, offer,
    won, lost.
    """
    _word(stage, "stage", STAGES)
    on = _moment(day, "day")
    with writing(db) as both:
        there = _known(both, "opportunity", opportunity)
        if there.closed is not None:
            raise Refused(
                f"Opportunity {opportunity} was {there.stage} on {there.closed} and moves no more."
            )
        if on < there.opened:
            raise Refused(f"Opportunity {opportunity} was opened later, on {there.opened}.")
        if stage == "won" and there.stage != "offer":
            raise Refused(
                f"Opportunity {opportunity} is a {there.stage}: nobody can say yes before there is "
                "an offer. Move it to 'offer' first."
            )
        forward = STAGES.index(stage) > STAGES.index(there.stage)
        if not forward:
            raise Refused(
                f"Opportunity {opportunity} is at {there.stage!r} already, and {stage!r} does not "
                "come after it."
            )
        row = {"opportunity": there.opportunity, "stage": stage}
        if stage in OPEN_STAGES:
            change = "stage = :stage, last_open_stage = :stage"
        else:
            change, row["day"] = "stage = :stage, closed = :day", on
        _run(both, f"UPDATE opportunities SET {change} WHERE opportunity = :opportunity", row)


def known_customer(connection: Connection, customer: Any) -> str:
    """Give a customer's number back, or refuse it where the CRM has none such."""
    row = {"customer": str(customer)}
    ask = "SELECT customer FROM customers WHERE customer = :customer"
    if not isinstance(customer, str) or _run(connection, ask, row).first() is None:
        raise Refused(
            f"The CRM knows no customer {customer!r}. A number looks like 'C02841': look it up in "
            "records, by name or telephone."
        )
    return customer


# ---- what is looked at before anything is written ----


def _run(connection: Connection, statement: str, row: dict[str, Any]) -> Any:
    from sqlalchemy import text

    return connection.execute(text(statement), row)


def _next(connection: Connection, key: str) -> int:
    found = _run(connection, f"SELECT COALESCE(MAX({key}), 0) + 1 FROM {_plural(key)}", {})
    return int(found.scalar_one())


def _known(connection: Connection, key: str, number: Any) -> Row[Any]:
    """Find the row with this number, or refuse it."""
    row = {"number": _whole(number, key)}
    ask = f"SELECT * FROM {_plural(key)} WHERE {key} = :number"
    found: Row[Any] | None = _run(connection, ask, row).first()
    if found is None:
        raise Refused(f"There is no {key} {number} in the CRM. Look the number up.")
    return found


def _plural(key: str) -> str:
    return "opportunities" if key == "opportunity" else f"{key}s"


def _of_this_customer(connection: Connection, row: dict[str, Any]) -> None:
    """Refuse a contact about somebody else's ticket, or about one that was not open then."""
    there = _known(connection, "ticket", row["ticket"])
    if there.customer != row["customer"]:
        raise Refused(
            f"Ticket {there.ticket} is {there.customer}'s, not {row['customer']}'s. Are these two "
            "records of one person, or is the number misread?"
        )
    if row["time"] < there.opened:
        raise Refused(
            f"Ticket {there.ticket} was opened at {there.opened}, after {row['time']}. "
            "Look at the time."
        )
    if there.closed is not None and row["time"] > there.closed:
        raise Refused(
            f"Ticket {there.ticket} was closed on {there.closed}. Record the contact without it, "
            "and open another ticket."
        )


def _word(given: Any, what: str, words: Sequence[str]) -> None:
    if isinstance(given, str) and given in words:
        return
    near = difflib.get_close_matches(str(given), words, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise Refused(f"{given!r} is no {what}.{meant} Choose one of: {', '.join(words)}.")


def _whole(given: Any, what: str) -> int:
    right = isinstance(given, int | np.integer) and not isinstance(given, bool | np.bool_)
    if not right or given < 1:
        raise Refused(f"{what} is {given!r}: give a whole number of 1 or more.")
    return int(given)


def _moment(given: Any, what: str) -> str:
    """Write a day or a time as the CRM keeps it; 14/9 could be two days, so it is refused."""
    form, shown = _FORMS[what]
    try:
        if isinstance(given, str):
            given = dt.datetime.strptime(given, form)
        dated = isinstance(given, dt.datetime) or (what == "day" and isinstance(given, dt.date))
        if dated and not pd.isna(given) and given.year >= 1000:  # "26" is a slip, not a year
            return str(given.strftime(form))
    except ValueError:
        pass
    raise Refused(f"The {what} is {given!r}: write it as {shown!r}.")
