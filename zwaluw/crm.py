"""Zwaluw's CRM: contacts, service tickets, opportunities, consents and customer records.

Some incoming contacts about service open a ticket. How fast it is answered depends on its channel
and priority, how fast it is closed on the service area that gets it, and on a note. Consent is
asked at the first contact, but not of everybody, and is withdrawn sooner by those whose first
delivery came late. Contacts, those who come back about a ticket, opportunities and customer records
have modules of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import calendar, draw
from zwaluw.cases import END, CaseParameters, follow_ups
from zwaluw.contacts import (
    ALL_CHANNELS,
    HOUR,
    MINUTE,
    TOPICS,
    YEAR,
    came_late,
    make_contacts,
)
from zwaluw.crm_records import RecordParameters, make_records
from zwaluw.draw import Floats, Ints, known
from zwaluw.opportunities import OpportunityParameters, make_opportunities
from zwaluw.people import LAST_DAY

PRIORITIES = ("high", "normal", "low")
SERVICE_AREAS = ("call centre", "field service", "web self-service")
PURPOSES = ("email", "phone", "profiling")
SELF_SERVICE = SERVICE_AREAS.index("web self-service")


@dataclass(frozen=True)
class CrmParameters(CaseParameters, OpportunityParameters, RecordParameters):
    """The ground truth of the CRM: tickets and consents here, the rest inherited."""

    TABLE: ClassVar[str] = "tickets"

    ticket: dict[str, float] = known(
        {"delivery": 0.20, "repair": 0.45, "help desk": 0.45, "complaint": 0.80},
        "an incoming contact opens a ticket, by what it is about (others: never); who comes back"
        " about a ticket opens no other one",
        "share of contacts",
    )
    priority: dict[str, tuple[float, ...]] = known(
        {
            "delivery": (0.20, 0.60, 0.20),
            "repair": (0.25, 0.60, 0.15),
            "help desk": (0.10, 0.60, 0.30),
            "complaint": (0.45, 0.45, 0.10),
        },
        "priority high, normal, low, by what the ticket is about",
        "share of tickets",
    )
    service_area: dict[str, tuple[float, ...]] = known(
        {
            "delivery": (0.60, 0.10, 0.30),
            "repair": (0.15, 0.80, 0.05),
            "help desk": (0.40, 0.10, 0.50),
            "complaint": (0.75, 0.20, 0.05),
        },
        "call centre, field service, web self-service, by what the ticket is about",
        "share of tickets",
    )
    response_hours: dict[str, float] = known(
        {
            "web shop": 6.0,
            "store": 3.0,
            "dealer": 8.0,
            "app": 4.0,
            "mail": 12.0,
            "chat": 1.5,
            "phone": 2.0,
        },
        "first response to a ticket of normal priority: median of a log-normal delay, by channel",
        "hours",
    )
    response_factor: dict[str, float] = known(
        {"high": 0.5, "normal": 1.0, "low": 2.0}, "what the priority does to that median"
    )
    response_spread: float = known(
        0.8, "standard deviation of the logarithm of the delay of the first response"
    )
    closing_hours: dict[str, float] = known(
        {"call centre": 18.0, "field service": 72.0, "web self-service": 4.0},
        "from first response to closing: median of a log-normal delay, by service area; without a"
        " note more is added",
        "hours",
    )
    closing_spread: float = known(
        0.9, "standard deviation of the logarithm of the delay to the closing, with a note"
    )
    forgotten: float = known(0.03, "is never closed", "share of tickets")
    reopened: dict[str, float] = known(
        {"call centre": 0.12, "field service": 0.05, "web self-service": 0.22},
        "had to be opened again before it was closed for good, by service area",
        "share of closed tickets",
    )
    no_consent_asked: dict[str, float] = known(
        {"email": 0.08, "phone": 0.15, "profiling": 0.25},
        "was never asked for this consent, and has no row",
        "share of customers",
        table="consents",
    )
    consent_given: dict[str, float] = known(
        {"email": 0.72, "phone": 0.38, "profiling": 0.46},
        "gives consent when asked",
        "share",
        table="consents",
    )
    withdrawn_per_year: dict[str, float] = known(
        {"email": 0.14, "phone": 0.10, "profiling": 0.06},
        "consents withdrawn a year: a constant hazard",
        "a year",
        table="consents",
    )
    withdrawn_late: float = known(
        1.8, "that hazard if the first delivery came late, against the others", table="consents"
    )


def make_crm(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: CrmParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the tables of the CRM: contacts, tickets, opportunities, consents, crm_records.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions` with the same seed and part.
    seed, part : int
    truth : CrmParameters, optional
    """
    truth = truth or CrmParameters()
    rng = draw.stream(seed, "crm", part)
    contacts = make_contacts(people, transactions, rng, truth)
    tickets, later = _tickets(contacts, rng, draw.stream(seed, "cases", part), truth)
    contacts, tickets = _number(contacts, tickets, later)
    return {
        "contacts": contacts,
        "tickets": tickets,
        "opportunities": make_opportunities(people, seed, rng, truth),
        "consents": _consents(people, rng, truth),
        "crm_records": make_records(people, rng, truth),
    }


def _tickets(
    contacts: pd.DataFrame,
    rng: np.random.Generator,
    lots: np.random.Generator,
    truth: CrmParameters,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tickets that contacts open, and the contacts that come back about them.

    In `source` stands the row of the contact that opened a ticket, in `place` the row of the
    ticket. Notes and those who come back are drawn from a stream of their own (`lots`).
    """
    chance = np.array([truth.ticket.get(name, 0.0) for name in TOPICS])
    coming = contacts["direction"].to_numpy() == "in"
    topic = contacts["touchpoint"].cat.codes.to_numpy()
    opens = (rng.random(len(contacts)) < chance[topic]) & coming
    source, topic = contacts[opens], topic[opens].astype(np.int64)
    n = len(source)
    priority = draw.choose_by(rng.random(n), topic, TOPICS, truth.priority)
    area = draw.choose_by(rng.random(n), topic, TOPICS, truth.service_area)

    channel = source["channel"].cat.codes.to_numpy()
    hours = np.array([truth.response_hours[name] for name in ALL_CHANNELS])[channel]
    hours *= np.array([truth.response_factor[name] for name in PRIORITIES])[priority]
    opened = source["time"].to_numpy().astype(np.int64)
    slowness = draw.normal(rng.random(n))
    answered = calendar.open_moment(opened + _delay(hours, truth.response_spread, slowness))
    hours = np.array([truth.closing_hours[name] for name in SERVICE_AREAS])[area]
    hardness = draw.normal(rng.random(n))
    closes = answered + _delay(hours, truth.closing_spread, hardness)
    noted = lots.random(n) < truth.noted
    more = truth.without_note * HOUR * draw.exponential(lots.random(n))
    closes += np.where(noted, 0, np.round(more / MINUTE).astype(np.int64) * MINUTE)
    # What she settles herself on the web can be settled on any day.
    closes = np.where(area == SELF_SERVICE, closes, calendar.open_moment(closes))
    closed = np.where((rng.random(n) < truth.forgotten) | (closes >= END), -1, closes)
    again = np.array([truth.reopened[name] for name in SERVICE_AREAS])[area]
    tickets = pd.DataFrame(
        {
            "source": np.flatnonzero(opens),
            "customer": source["customer"].to_numpy(),
            "opened": draw.moments(opened),
            "first_response": draw.moments(np.where(answered < END, answered, -1)),
            "closed": draw.moments(closed),
            "priority": draw.labels(priority, PRIORITIES),
            "topic": draw.labels(topic, TOPICS),
            "service_area": draw.labels(area, SERVICE_AREAS),
            "noted": noted,
            "reopened": draw.optional(rng.random(n) < again, closed >= 0, "boolean"),
        }
    )
    asked = tickets.assign(channel=source["channel"].array)
    return tickets, follow_ups(asked, hardness, closes, lots, truth)


def _delay(median_hours: Floats, spread: float, normal: Floats) -> Ints:
    """Give log-normal delays in seconds, rounded to minutes; one minute at least."""
    hours = median_hours * np.exp(spread * normal)
    return np.maximum(np.round(hours * HOUR / MINUTE), 1).astype(np.int64) * MINUTE


def _number(
    contacts: pd.DataFrame, tickets: pd.DataFrame, later: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number tickets and contacts in order of time, and tell each of the other."""
    order = np.argsort(tickets["opened"].to_numpy(), kind="stable")
    ticket = np.empty(len(tickets), dtype=np.int64)
    ticket[order] = np.arange(1, len(tickets) + 1)
    case = np.zeros(len(contacts) + len(later), dtype=np.int64)
    case[tickets["source"]] = ticket
    case[len(contacts) :] = ticket[later["place"]]

    table = pd.concat([contacts, later.drop(columns="place")], ignore_index=True)
    by_time = np.argsort(table["time"].to_numpy(), kind="stable")
    number = np.empty(len(table), dtype=np.int64)
    number[by_time] = np.arange(1, len(table) + 1)
    table["case"] = draw.optional(case, case > 0, "Int64")
    table.insert(0, "contact", number)
    tickets.insert(0, "ticket", ticket)
    tickets.insert(1, "contact", number[tickets["source"]])
    tickets = tickets.drop(columns="source").iloc[order].reset_index(drop=True)
    return table.iloc[by_time].reset_index(drop=True), tickets


def _consents(people: pd.DataFrame, rng: np.random.Generator, truth: CrmParameters) -> pd.DataFrame:
    """Make the consents, in order of customer and purpose; those not asked have no row."""
    n, k = len(people), len(PURPOSES)
    row, purpose = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
    since = people["contact_day"].to_numpy()[row]
    asked = rng.random(n * k) >= _by_purpose(truth.no_consent_asked)[purpose]
    given = rng.random(n * k) < _by_purpose(truth.consent_given)[purpose]
    hazard = _by_purpose(truth.withdrawn_per_year)[purpose] / YEAR
    hazard *= np.where(came_late(people)[row], truth.withdrawn_late, 1)
    lasts = draw.exponential(rng.random(n * k)) / hazard
    ends = since + 1 + np.minimum(lasts, 1e6).astype(np.int64)
    table = pd.DataFrame(
        {
            "customer": people.index.to_numpy()[row],
            "purpose": draw.labels(purpose, PURPOSES),
            "given": given,
            "since": draw.dates(since),
            "withdrawn": draw.dates(np.where(given & (ends <= LAST_DAY), ends, -1)),
        }
    )
    return table[asked].reset_index(drop=True)


def _by_purpose(values: dict[str, float]) -> npt.NDArray[np.float64]:
    return np.array([values[name] for name in PURPOSES])
