"""Open questions: the notes about them, and the customers who come back while they wait.

A ticket is an open question, and its number is the number of the case. While it is open the
customer comes back at random moments of the opening hours, at a constant rate: so who waits longer
comes back more often. Whether the first desk wrote a note for all others is drawn by lot. Without
one the next desk must ask her all over again, and the ticket stays open longer: by this alone she
also comes back more often. A hard ticket is one that takes long for its service area; the harder
it is, the more often she tries another channel. Her changing of channel does nothing to the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import calendar, draw
from zwaluw.contacts import (
    ALL_CHANNELS,
    DAY,
    DIRECTIONS,
    HOUR,
    MINUTE,
    TOPICS,
    ContactParameters,
    lengths,
)
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import LAST_DAY

OPENS, CLOSES = 9 * HOUR, 18 * HOUR  # of those who must be there
END = (LAST_DAY + 1) * DAY


@dataclass(frozen=True)
class CaseParameters(ContactParameters):
    """The ground truth of notes, of those who come back, and of what service costs.

    What a contact looks like is inherited: channels by topic, and minutes.
    """

    TABLE: ClassVar[str] = "tickets"

    noted: float = known(
        0.5,
        "the first desk wrote a note that every later desk can see: drawn by lot",
        "share of tickets",
    )
    without_note: float = known(
        24.0,
        "what the closing takes longer without a note: mean of an exponential variable",
        "hours",
    )
    comes_back: float = known(
        0.15,
        "while her ticket is open the customer contacts Zwaluw about it again: a Poisson process"
        " over the opening hours (9 to 18 h, closed days left out)",
        "contacts a day",
        table="contacts",
    )
    other_channel: tuple[float, float] = known(
        (-1.2, 0.8),
        "such a contact runs through another channel than the one before it on the ticket:"
        " intercept, slope on how hard the ticket is (its log-normal delay to the closing before"
        " anything is added, in standard deviations from the median of its service area)",
        "log-odds",
        table="contacts",
    )
    contact_hour_eur: float = known(
        35.0, "what an hour of contact costs Zwaluw, in any channel", "euro", table="contacts"
    )
    ticket_eur: float = known(6.0, "what a ticket costs Zwaluw besides its contacts", "euro")


def follow_ups(
    tickets: pd.DataFrame,
    hardness: Floats,
    closes: Ints,
    rng: np.random.Generator,
    truth: CaseParameters,
) -> pd.DataFrame:
    """Make the contacts of customers who come back about an open ticket.

    Parameters
    ----------
    tickets : DataFrame
        customer, opened, topic, and the channel of the contact that opened it.
    hardness : array
        How hard each ticket is.
    closes : array of int
        When each will be closed, in seconds since 1970, the forgotten ones too: nobody asks about
        a ticket for ever.
    rng : Generator
        The stream of the cases.
    truth : CaseParameters

    Returns
    -------
    DataFrame, in order of ticket and time
        The columns of the contacts, and in `place` the row of the ticket.
    """
    opened = tickets["opened"].to_numpy().astype(np.int64)
    start, end = _opening_time(opened), _opening_time(np.minimum(closes, END))
    rate = truth.comes_back / (CLOSES - OPENS)
    place = np.repeat(
        np.arange(len(tickets)), draw.poisson(rng.random(len(start)), rate * (end - start))
    )
    moment = start[place] + rng.random(len(place)) * (end - start)[place]
    time = _clock(moment) // MINUTE * MINUTE
    order = np.lexsort((time, place))
    place, time = place[order], time[order]
    # In whole minutes a contact may fall together with the one before it: then they are one.
    again = (place == np.r_[-1, place[:-1]]) & (time == np.r_[-1, time[:-1]])
    kept = (time > opened[place]) & ~again
    place, time = place[kept], time[kept]

    topic = tickets["topic"].cat.codes.to_numpy().astype(np.int64)
    channel = _channels(
        tickets["channel"].cat.codes.to_numpy().astype(np.int64),
        topic,
        place,
        rng.random(len(place)) < draw.probability(*truth.other_channel, hardness[place]),
        rng.random(len(place)),
        truth,
    )
    return pd.DataFrame(
        {
            "customer": tickets["customer"].to_numpy()[place],
            "time": draw.moments(time),
            "channel": draw.labels(channel, ALL_CHANNELS),
            "touchpoint": draw.labels(topic[place], TOPICS),
            "direction": draw.labels(np.zeros(len(place)), DIRECTIONS),
            "minutes": lengths(rng, channel, truth),
            "first_contact": np.zeros(len(place), dtype=bool),
            "place": place,
        }
    )


def _open_days() -> Ints:
    """List the days on which Zwaluw is open, from long before the first contact."""
    every = np.arange(draw.day("2010-01-01"), LAST_DAY + 2)
    return every[~calendar.is_closed(every)]


def _opening_time(seconds: Ints) -> Floats:
    """Turn moments into seconds of opening time since the first open day."""
    days = _open_days()
    before = np.searchsorted(days, seconds // DAY)  # open days
    today = np.clip(seconds % DAY - OPENS, 0, CLOSES - OPENS)
    today = np.where(calendar.is_closed(seconds // DAY), 0, today)
    return np.asarray(before * (CLOSES - OPENS) + today, dtype=float)


def _clock(opening: Floats) -> Ints:
    """Turn seconds of opening time back into moments."""
    length = CLOSES - OPENS
    whole = opening.astype(np.int64)
    return _open_days()[whole // length] * DAY + OPENS + whole % length


def _channels(
    first: Ints,
    topic: Ints,
    place: Ints,
    moves: npt.NDArray[np.bool_],
    uniform: Floats,
    truth: ContactParameters,
) -> Ints:
    """Follow each ticket from contact to contact: the same channel, or another one.

    `first` and `topic` are by ticket, the others by contact, in order of ticket and time. Another
    channel is mail, chat or phone, in the shares that hold for the topic.
    """
    shares = np.zeros((len(TOPICS), len(ALL_CHANNELS)))
    for name, ways in truth.reach.items():
        for way, share in ways.items():
            shares[TOPICS.index(name), ALL_CHANNELS.index(way)] = share
    begins = np.flatnonzero(np.r_[True, place[1:] != place[:-1]][: len(place)])
    rank = np.arange(len(place)) - np.repeat(begins, np.diff(np.r_[begins, len(place)]))
    channel = np.zeros(len(place), dtype=np.int64)
    before = first.copy()
    for turn in range(rank.max(initial=-1) + 1):
        rows = np.flatnonzero(rank == turn)
        here = before[place[rows]]
        weight = shares[topic[place[rows]]]
        weight[np.arange(len(rows)), here] = 0
        upto = np.cumsum(weight, axis=1)
        other = (uniform[rows, None] * upto[:, -1:] >= upto).sum(axis=1)
        channel[rows] = before[place[rows]] = np.where(moves[rows], other, here)
    return channel
