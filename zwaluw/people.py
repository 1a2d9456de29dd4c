"""Who Zwaluw's customers are: their lasting traits, and the first contact Zwaluw wrote down.

Half of the customers (the lower half of the numbers) were invited to the survey after that
contact. All other tables follow from what is drawn here, so that a customer behaves as one person
in all of them: who likes the brand scores it higher and stays longer, who buys often installs the
app, a promise broken at the first delivery spoils the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.calendar import open_day
from zwaluw.draw import Ints, known

CHANNELS = ("web shop", "store", "dealer", "app")
DELIVERED = ("web shop", "app")  # what is bought here is brought to the door
COUNTRIES = ("NL", "BE", "DE")
SEGMENTS = ("commuter", "leisure", "family")
TOUCHPOINTS = ("advice", "checkout", "delivery", "repair", "help desk")
LAST_DAY = draw.day("2026-08-31")  # the tables end with this day
CUSTOMERS_PER_ACCOUNT = 20


@dataclass(frozen=True)
class PeopleParameters:
    """The ground truth of the customers and of their first contact."""

    TABLE: ClassVar[str] = "customers"

    first_day: str = known("2023-09-01", "first day of the survey", "date", table="survey")
    days: int = known(
        731, "first contacts of the invited are spread evenly over it", "days", table="survey"
    )
    before: int = known(
        913,
        "half of the others came so many days before it, ever more of them",
        "days",
        table="contacts",
    )
    after: int = known(
        365, "the other half came so many days after it, evenly spread", "days", table="contacts"
    )
    channels: dict[str, float] = known(
        {"web shop": 0.40, "store": 0.32, "dealer": 0.18, "app": 0.10},
        "channel where a customer is at home",
        "share of customers",
    )
    countries: dict[str, float] = known(
        {"NL": 0.60, "BE": 0.25, "DE": 0.15}, "country", "share of customers"
    )
    segments: dict[str, float] = known(
        {"commuter": 0.40, "leisure": 0.35, "family": 0.25},
        "what the bicycle is for",
        "share of customers",
    )
    touchpoints: dict[str, dict[str, float]] = known(
        {
            "web shop": dict(zip(TOUCHPOINTS, (0.10, 0.22, 0.46, 0.08, 0.14), strict=True)),
            "store": dict(zip(TOUCHPOINTS, (0.38, 0.20, 0.06, 0.32, 0.04), strict=True)),
            "dealer": dict(zip(TOUCHPOINTS, (0.26, 0.16, 0.12, 0.40, 0.06), strict=True)),
            "app": dict(zip(TOUCHPOINTS, (0.10, 0.34, 0.28, 0.08, 0.20), strict=True)),
        },
        "what a first contact is about, by channel",
        "share of contacts",
        table="survey",
    )
    touchpoint_effect: dict[str, float] = known(
        {"advice": 0.65, "checkout": 0.15, "delivery": -0.70, "repair": 0.60, "help desk": -0.35},
        "what a touchpoint adds to satisfaction",
        "satisfaction",
        table="survey",
    )
    customer_spread: float = known(
        0.45, "scale of the logistic distribution of lasting liking", "satisfaction", table="survey"
    )
    contact_spread: float = known(
        0.65,
        "scale of the logistic distribution of the day's noise",
        "satisfaction",
        table="survey",
    )
    earlier_purchase: tuple[int, int] = known(
        (20, 900), "first purchase this long before a repair or a help-desk contact", "days"
    )
    promised_days: tuple[float, ...] = known(
        (0.0, 0.25, 0.40, 0.20, 0.0, 0.15),
        "a delivery is promised in 0, 1, 2, ... days",
        "share of deliveries",
        table="deliveries",
    )
    broken: tuple[float, float] = known(
        (-1.35, -1.2),
        "log-odds that the promise of the first delivery is broken: intercept, and slope on the"
        " day's noise",
        "log-odds",
        table="deliveries",
    )
    days_late: float = known(
        0.4, "a broken promise is 1, 2, ... days late: geometric", "share", table="deliveries"
    )
    purchase_shape: float = known(
        1.5, "BG/NBD r: shape of the gamma purchase rates", table="transactions"
    )
    purchase_alpha: float = known(
        22.5, "BG/NBD alpha: r / alpha is the mean rate", "weeks", table="transactions"
    )
    dropout: tuple[float, float] = known(
        (2.0, 8.0),
        "BG/NBD a and b: beta distribution of drop-out after a purchase",
        table="transactions",
    )
    rate_tie: float = known(
        0.60,
        "purchase rate has the same rank as how well the first contact went",
        "share of customers",
        table="transactions",
    )
    dropout_tie: float = known(
        0.50,
        "chance to drop out has the opposite rank of the liking",
        "share of customers",
        table="transactions",
    )
    app: tuple[float, float] = known(
        (-1.9, 2.4),
        "log-odds of installing the app: intercept, and slope on the logarithm of the purchase"
        " rate over its mean",
        "log-odds",
    )
    employed: float = known(0.30, "works for an account of Zwaluw's fleets", "share of customers")


def make_people(
    customers: int, seed: int, part: int = 0, truth: PeopleParameters | None = None
) -> pd.DataFrame:
    """Draw customers with their traits and first contact; the index is the customer's number.

    Parameters
    ----------
    customers : int
        How many.
    seed, part : int
        The same seed and part give the same customers.
    truth : PeopleParameters, optional

    Returns
    -------
    DataFrame
        Codes of channel, country, segment and touchpoint; days as numbers; rate in purchases a
        day; `answer` is the place in the survey in order of date, -1 for those not invited;
        `account` is 0 for those without one.
    """
    truth = truth or PeopleParameters()
    invited = customers // 2
    people = pd.concat(
        [
            _first_contacts(invited, draw.stream(seed, "survey", part), truth),
            _first_contacts(customers - invited, draw.stream(seed, "others", part), truth),
        ],
        ignore_index=True,
    )
    people.loc[invited:, "answer"] = -1
    people.loc[invited:, "contact_day"] = _other_days(people["contact_day"][invited:], truth)
    people.index = pd.RangeIndex(1, customers + 1, name="customer")

    rng = draw.stream(seed, "people", part)
    noise = draw.logistic(people["experience"].to_numpy()) * truth.contact_spread
    delivered = people["touchpoint"].to_numpy() == TOUCHPOINTS.index("delivery")
    people["promised"] = draw.choose(rng.random(customers), truth.promised_days)
    broken = rng.random(customers) < draw.probability(*truth.broken, noise)
    late = draw.geometric(rng.random(customers), truth.days_late)
    people["late"] = np.where(broken, late, 0).astype(np.int64)

    shortest, longest = truth.earlier_purchase
    earlier = shortest + (rng.random(customers) * (longest - shortest)).astype(np.int64)
    later_contact = people["touchpoint"].isin(
        [TOUCHPOINTS.index("repair"), TOUCHPOINTS.index("help desk")]
    )
    on_the_way = np.where(delivered, people["promised"] + people["late"], 0)
    written, promised = people["contact_day"].to_numpy(), people["promised"].to_numpy()
    bought = written - np.where(later_contact, earlier, on_the_way)
    # Nobody is served at a counter, and nothing is brought, on a day when Zwaluw is closed.
    counter = people["channel"].isin([CHANNELS.index("store"), CHANNELS.index("dealer")])
    bought = np.where(counter, open_day(bought), bought)
    arrived = open_day(open_day(bought + promised) + people["late"].to_numpy())
    contact = np.where(counter, open_day(written), written)
    people["first_purchase"] = bought
    people["contact_day"] = np.where(delivered, arrived, contact)

    # Rate follows the experience and drop-out the liking, which are independent of each other: so
    # are rate and drop-out, as the BG/NBD model asks.
    tied, own = rng.random(customers) < truth.rate_tie, rng.random(customers)
    rank = np.where(tied, people["experience"], own)
    mean_rate = truth.purchase_shape / truth.purchase_alpha / 7
    rate = draw.gamma(rank, truth.purchase_shape) / truth.purchase_alpha / 7
    people["rate"] = rate
    people["relative_rate"] = np.log(rate / mean_rate)
    tied, own = rng.random(customers) < truth.dropout_tie, rng.random(customers)
    people["dropout"] = draw.beta(np.where(tied, 1 - people["liking"], own), *truth.dropout)

    installs = rng.random(customers) < draw.probability(
        *truth.app, people["relative_rate"].to_numpy()
    )
    wait = (rng.random(customers) * 400).astype(np.int64)
    at_home = people["channel"].to_numpy() == CHANNELS.index("app")
    people["app_day"] = people["first_purchase"] + np.where(at_home, 0, wait)
    people.loc[~(installs | at_home) | (people["app_day"] > LAST_DAY), "app_day"] = -1

    accounts = customers // CUSTOMERS_PER_ACCOUNT
    employed = rng.random(customers) < truth.employed
    # Few employers are large: the square gives the low numbers most of the staff.
    account = 1 + (rng.random(customers) ** 2 * accounts).astype(np.int64)
    people["account"] = np.where(employed & (accounts > 0), account, 0)
    return people


def _first_contacts(n: int, rng: np.random.Generator, truth: PeopleParameters) -> pd.DataFrame:
    """Draw `n` customers and a contact of each; 8 n uniform numbers."""
    liking = rng.random(n)
    channel = draw.choose(rng.random(n), truth.channels)
    country = draw.choose(rng.random(n), truth.countries)
    segment = draw.choose(rng.random(n), truth.segments)
    day = np.sort((rng.random(n) * truth.days).astype(np.int64))
    who = np.argsort(rng.random(n), kind="stable")
    touchpoint = draw.choose_by(rng.random(n), channel[who], CHANNELS, truth.touchpoints)
    experience = rng.random(n)
    effect = np.array(list(truth.touchpoint_effect.values()))[touchpoint]
    satisfaction = (
        draw.logistic(liking[who]) * truth.customer_spread
        + effect
        + draw.logistic(experience) * truth.contact_spread
    )
    back = np.argsort(who, kind="stable")
    return pd.DataFrame(
        {
            "answer": back,
            "liking": liking,
            "channel": channel,
            "country": country,
            "segment": segment,
            "contact_day": draw.day(truth.first_day) + day[back],
            "touchpoint": touchpoint[back],
            "experience": experience[back],
            "satisfaction": satisfaction[back],
        }
    )


def _other_days(day: pd.Series, truth: PeopleParameters) -> Ints:
    """Move the days of those who were not invited to before and after the survey."""
    start = draw.day(truth.first_day)
    place = (day.to_numpy() - start) / truth.days * 2
    early = start - truth.before + truth.before * np.sqrt(np.minimum(place, 0.999))
    late = start + truth.days + truth.after * (place - 1)
    return np.where(place < 1, early, late).astype(np.int64)


def first_comes_home(people: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say whose first purchase is brought to the door."""
    sent = people["channel"].isin([CHANNELS.index(name) for name in DELIVERED])
    return (sent | (people["touchpoint"] == TOUCHPOINTS.index("delivery"))).to_numpy()
