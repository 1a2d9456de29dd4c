"""Every contact of a customer with Zwaluw, over all channels: the timeline of collaborative CRM.

How the contacts come about. The first contact is the one of `people`, about which half of the
customers were asked in the survey. From the next day on a customer contacts Zwaluw (or is
contacted) at random moments, at the rate of her segment, and much less once a year has passed
since her last purchase. Each further contact is a complaint with a probability that is higher
when her first delivery came late and lower when she was satisfied; else its subject is drawn. It
runs through the channel where she is at home, or else through the app (if she has it), mail, chat
or phone. Nobody asks about a delivery before something was sent to her: she asks for advice. Nobody
pays in a chat or by mail, and nobody is given a newsletter in a store.

Who comes back about an open question stands in `cases`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import calendar, draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import CHANNELS, LAST_DAY, SEGMENTS, TOUCHPOINTS, first_comes_home

ALL_CHANNELS = (*CHANNELS, "mail", "chat", "phone")
APP, MAIL, PHONE = (ALL_CHANNELS.index(name) for name in ("app", "mail", "phone"))
AT_HOURS = ("store", "dealer", "phone")  # somebody must be there
TOPICS = (*TOUCHPOINTS, "complaint", "newsletter")
COMPLAINT = TOPICS.index("complaint")
DELIVERY, ADVICE = TOPICS.index("delivery"), TOPICS.index("advice")
CHECKOUT, NEWSLETTER = TOPICS.index("checkout"), TOPICS.index("newsletter")
DIRECTIONS = ("in", "out")
YEAR, DAY, HOUR, MINUTE = 365, 86_400, 3_600, 60  # days; seconds


@dataclass(frozen=True)
class ContactParameters:
    """The ground truth of the contacts."""

    TABLE: ClassVar[str] = "contacts"

    contacts_per_year: dict[str, float] = known(
        {"commuter": 3.0, "leisure": 2.2, "family": 2.6},
        "further contacts of an active customer, by segment: a Poisson process",
        "contacts a year",
    )
    quiet_after: int = known(
        365, "a customer is quiet once so many days have passed since her last purchase", "days"
    )
    quiet: float = known(0.30, "contacts of a quiet customer against those of an active one")
    complaint: tuple[float, float, float] = known(
        (-2.8, 1.1, -0.4),
        "a further contact is a complaint: intercept, first delivery came late, slope on the"
        " satisfaction at the first contact",
        "log-odds",
    )
    topics: dict[str, float] = known(
        {
            "advice": 0.22,
            "checkout": 0.18,
            "delivery": 0.20,
            "repair": 0.16,
            "help desk": 0.16,
            "newsletter": 0.08,
        },
        "what a further contact is about, if it is no complaint; advice in place of a delivery as"
        " long as nothing was sent to her home",
        "share of contacts",
    )
    at_home: float = known(
        0.45,
        "a further contact runs through the customer's own channel; a newsletter then by mail, or"
        " in the app if that is her channel",
        "share of contacts",
    )
    by_app: float = known(
        0.30,
        "a further contact not in the own channel runs through the app, if she has it",
        "share of contacts",
    )
    reach: dict[str, dict[str, float]] = known(
        {
            "advice": {"mail": 0.25, "chat": 0.45, "phone": 0.30},
            "checkout": {"web shop": 0.75, "phone": 0.25},
            "delivery": {"mail": 0.40, "chat": 0.25, "phone": 0.35},
            "repair": {"mail": 0.20, "chat": 0.15, "phone": 0.65},
            "help desk": {"mail": 0.25, "chat": 0.45, "phone": 0.30},
            "complaint": {"mail": 0.45, "chat": 0.10, "phone": 0.45},
            "newsletter": {"mail": 0.95, "phone": 0.05},
        },
        "else by one of these ways, by what it is about (a newsletter by phone: she calls)",
        "share of contacts",
    )
    outgoing: dict[str, float] = known(
        {"app": 0.20, "mail": 0.35, "phone": 0.25},
        "Zwaluw began the further contact, by channel (others: never), if it is no complaint, no"
        " checkout and no newsletter; it begins all newsletters but those that she calls about",
        "share of contacts",
    )
    evening: float = known(
        0.20,
        "contacts by web shop, app, mail or chat from 18 to 23 h (all others: 9 to 18 h)",
        "share of contacts",
    )
    minutes: dict[str, float] = known(
        {
            "web shop": 6.0,
            "store": 18.0,
            "dealer": 21.0,
            "app": 4.0,
            "mail": 5.0,
            "chat": 9.0,
            "phone": 7.0,
        },
        "length of a contact, before it is rounded up to whole minutes: mean of a gamma variable"
        " with shape 2",
        "minutes",
    )


def make_contacts(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    rng: np.random.Generator,
    truth: ContactParameters,
) -> pd.DataFrame:
    """Make the contacts without those that come back about an open question.

    They are in the order in which they were drawn: that of time, but for those that would have
    fallen on a closed day. `first_contact` marks the contact that the survey asked about; it
    serves to link the survey and is then left out.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions`.
    rng : Generator
        The stream of the CRM.
    truth : ContactParameters
    """
    n = len(people)
    contact_day = people["contact_day"].to_numpy()
    last_purchase = _last_purchase(people, transactions)
    active = active_days(contact_day, last_purchase, truth.quiet_after)
    quiet = LAST_DAY - contact_day - active
    rate = np.array([truth.contacts_per_year[name] for name in SEGMENTS]) / YEAR
    mean = rate[people["segment"].to_numpy()]
    while_active = draw.poisson(rng.random(n), mean * active)
    while_quiet = draw.poisson(rng.random(n), mean * truth.quiet * quiet)

    everyone = np.arange(n)
    row = np.concatenate(
        [everyone, np.repeat(everyone, while_active), np.repeat(everyone, while_quiet)]
    )
    m = len(row)
    first = np.arange(m) < n
    in_quiet = np.arange(m) >= n + while_active.sum()
    start = contact_day[row] + np.where(in_quiet, active[row], 0) + 1
    length = np.where(in_quiet, quiet[row], active[row])
    day = start + (rng.random(m) * length).astype(np.int64)
    day[first] = contact_day

    topic = _topics(people, row, rng, truth)
    nothing_sent = day < first_order_home(people, transactions)[row]
    topic[nothing_sent & (topic == DELIVERY)] = ADVICE
    topic[first] = people["touchpoint"].to_numpy()
    home = people["channel"].to_numpy()
    app_day = people["app_day"].to_numpy()[row]
    has_app = (app_day >= 0) & (day >= app_day)
    by_app = (rng.random(m) < truth.by_app) & has_app
    elsewhere = np.where(by_app, APP, _reach(rng.random(m), topic, truth))
    channel = np.where((rng.random(m) < truth.at_home) | first, home[row], elsewhere)

    outgoing = np.array([truth.outgoing.get(name, 0.0) for name in ALL_CHANNELS])[channel]
    out = (rng.random(m) < outgoing) & ~first & ~np.isin(topic, [COMPLAINT, CHECKOUT])
    at_hours = np.isin(channel, [ALL_CHANNELS.index(name) for name in AT_HOURS])
    evening = (rng.random(m) < truth.evening) & ~at_hours
    hour = np.where(evening, 18 + 5 * rng.random(m), 9 + 9 * rng.random(m))
    # A store or dealer sends its newsletters in its own hours, but by mail as all others do.
    newsletter = topic == NEWSLETTER
    channel = np.where(newsletter & ~np.isin(channel, [APP, PHONE]), MAIL, channel)
    out = np.where(newsletter, channel != PHONE, out)
    minutes = lengths(rng, channel, truth)
    time = day * DAY + (hour * 60).astype(np.int64) * MINUTE

    order = np.argsort(time, kind="stable")
    channel, time, first = channel[order], time[order], first[order]
    # The day of a first contact is that of the survey, and drawn with the people.
    waits = np.isin(channel, [ALL_CHANNELS.index(name) for name in AT_HOURS]) & ~first
    time[waits] = calendar.open_moment(time[waits])
    return pd.DataFrame(
        {
            "customer": people.index.to_numpy()[row[order]],
            "time": draw.moments(time),
            "channel": draw.labels(channel, ALL_CHANNELS),
            "touchpoint": draw.labels(topic[order], TOPICS),
            "direction": draw.labels(out[order], DIRECTIONS),
            "minutes": minutes[order],
            "first_contact": first,
        }
    )


def lengths(rng: np.random.Generator, channel: Ints, truth: ContactParameters) -> Ints:
    """Draw how long contacts take, in minutes that are rounded up."""
    half = np.array([truth.minutes[name] for name in ALL_CHANNELS])[channel] / 2
    n = len(channel)
    drawn = half * (draw.exponential(rng.random(n)) + draw.exponential(rng.random(n)))
    return np.maximum(np.ceil(drawn), 1).astype(np.int64)


def _last_purchase(people: pd.DataFrame, transactions: pd.DataFrame) -> Ints:
    """Find the number of the day of each customer's last purchase so far."""
    day = draw.day_numbers(transactions["date"])
    last = pd.Series(day).groupby(transactions["customer"].to_numpy()).max()
    return last.reindex(people.index).to_numpy(dtype=np.int64)


def came_late(people: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say who had a first delivery (see deliveries) that came later than promised."""
    return first_comes_home(people) & (people["late"] > 0).to_numpy()


def first_order_home(people: pd.DataFrame, transactions: pd.DataFrame) -> Ints:
    """Find the day of each customer's first order that was sent home; after the last if none."""
    sent = transactions[transactions["promised_days"] >= 0]
    row = sent["customer"].to_numpy() - people.index[0]
    first = np.r_[True, row[1:] != row[:-1]][: len(row)]
    found = np.full(len(people), LAST_DAY + 1)
    day = draw.day_numbers(sent["date"])[first]
    found[row[first]] = day
    return found


def active_days(contact_day: Ints, last_purchase: Ints, quiet_after: int) -> Ints:
    """Count the days after the first contact until the customer is quiet or the tables end."""
    until = np.minimum(last_purchase + quiet_after, LAST_DAY)
    return np.maximum(until - contact_day, 0)


def _topics(
    people: pd.DataFrame, row: Ints, rng: np.random.Generator, truth: ContactParameters
) -> Ints:
    """Draw what further contacts are about: a complaint or not, and what else."""
    intercept, late, slope = truth.complaint
    log_odds = intercept + late * came_late(people) + slope * people["satisfaction"].to_numpy()
    complains = rng.random(len(row)) < draw.probability(0, 1, log_odds)[row]
    others = np.array([TOPICS.index(name) for name in truth.topics])
    other = others[draw.choose(rng.random(len(row)), truth.topics)]
    return np.where(complains, COMPLAINT, other)


def _reach(uniform: Floats, topic: Ints, truth: ContactParameters) -> Ints:
    """Choose mail, chat or phone, or where else she pays, by what the contact is about."""
    channel = np.zeros(len(uniform), dtype=np.int64)
    for name, shares in truth.reach.items():
        here = topic == TOPICS.index(name)
        ways = np.array([ALL_CHANNELS.index(way) for way in shares])
        channel[here] = ways[draw.choose(uniform[here], shares)]
    return channel
