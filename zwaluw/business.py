"""Zwaluw's business market: employers, and the people who decide there.

Few employers are large. Each has a *buying centre*: colleagues in the roles of user, influencer,
buyer, decider, gatekeeper and initiator. Almost everybody talks with the gatekeeper and few with
the decider, so that Zwaluw's word reaches the decider through the gatekeeper. One member may be a
private customer of Zwaluw too; then her liking of the brand shows in her attitude at work. Who of
them takes part in a deal is drawn by `deal_contacts`; what the employers order is made by `deals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.content_touches import ContentTouchParameters
from zwaluw.deal_contacts import DealContactParameters
from zwaluw.deals import DealParameters, make_deals
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import COUNTRIES, CUSTOMERS_PER_ACCOUNT, PeopleParameters

MARKET = 1_000_000_000  # the stream of tables about the whole market: no chunk has this part
INDUSTRIES = (
    "care",
    "education",
    "government",
    "hospitality",
    "logistics",
    "manufacturing",
    "services",
    "technology",
)
ROLES = ("user", "influencer", "buyer", "decider", "gatekeeper", "initiator")
CORE = ("user", "buyer", "decider", "gatekeeper")  # every buying centre has one of each
DEPARTMENTS = ("board", "facilities", "finance", "human resources", "operations", "purchasing")


@dataclass(frozen=True)
class BusinessParameters:
    """The ground truth of accounts and buying centres."""

    TABLE: ClassVar[str] = "accounts"

    industries: dict[str, float] = known(
        dict(zip(INDUSTRIES, (0.16, 0.10, 0.14, 0.08, 0.12, 0.18, 0.12, 0.10), strict=True)),
        "industry of an account",
        "share of accounts",
    )
    regions: dict[str, dict[str, float]] = known(
        {
            "NL": {"West": 0.50, "North": 0.12, "East": 0.20, "South": 0.18},
            "BE": {"Flanders": 0.70, "Brussels": 0.20, "Wallonia": 0.10},
            "DE": {"Rhineland": 0.60, "Lower Saxony": 0.40},
        },
        "region of an account, by country",
        "share of accounts",
    )
    since: tuple[str, str] = known(
        ("2012-01-01", "2021-12-31"), "accounts began evenly spread between these days", "date"
    )
    smallest: int = known(80, "smallest employer", "employees")
    largest: int = known(20_000, "largest possible employer", "employees")
    size_exponent: float = known(
        1.1, "power law: the share of employers larger than x falls as x to minus this power"
    )
    fleet: tuple[float, float, float] = known(
        (3.0, 0.85, 0.35),
        "logarithm of the bicycles in use: intercept at 100 employees, slope on the logarithm of"
        " employees / 100, standard deviation",
        "log bicycles; log per log; log bicycles",
    )
    end_growth: tuple[float, float] = known(
        (2.0, 4.0), "yearly growth of an account's own market: mean, standard deviation", "percent"
    )
    extra_members: float = known(
        0.5,
        "each of the six further seats in a buying centre is taken",
        "probability",
        table="buying_centre",
    )
    extra_roles: dict[str, float] = known(
        {"user": 0.30, "influencer": 0.40, "buyer": 0.10, "initiator": 0.20},
        "role in a further seat",
        "share of members",
        table="buying_centre",
    )
    departments: dict[str, tuple[float, ...]] = known(
        {
            "user": (0.00, 0.15, 0.05, 0.20, 0.60, 0.00),
            "influencer": (0.05, 0.30, 0.20, 0.35, 0.10, 0.00),
            "buyer": (0.00, 0.10, 0.10, 0.00, 0.00, 0.80),
            "decider": (0.60, 0.00, 0.25, 0.15, 0.00, 0.00),
            "gatekeeper": (0.20, 0.25, 0.00, 0.15, 0.00, 0.40),
            "initiator": (0.05, 0.15, 0.00, 0.50, 0.30, 0.00),
        },
        f"department by role, in the order {', '.join(DEPARTMENTS)}",
        "share of members",
        table="buying_centre",
    )
    attitude: dict[str, float] = known(
        dict(zip(ROLES, (0.30, 0.15, -0.20, 0.00, -0.10, 0.40), strict=True)),
        "mean attitude towards Zwaluw, by role",
        "-1 to 1",
        table="buying_centre",
    )
    attitude_spread: float = known(
        0.5,
        "attitudes are evenly spread so far to both sides of the mean of the role",
        "-1 to 1",
        table="buying_centre",
    )
    liking_tie: float = known(
        0.8,
        "weight of a private customer's rank in liking in her attitude at work; the rest is"
        " her own",
        "share",
        table="buying_centre",
    )
    vendor_contact: dict[str, float] = known(
        dict(zip(ROLES, (0.40, 0.30, 0.65, 0.10, 0.95, 0.30), strict=True)),
        "Zwaluw's sales staff speak with the member directly, by role",
        "share of members",
        table="buying_centre",
    )
    tie: dict[str, float] = known(
        {"gatekeeper": 0.90, "decider": 0.12, "others": 0.30},
        "two colleagues are in contact: when one is the gatekeeper; else when one is the decider;"
        " else",
        "share of pairs",
        table="buying_centre_ties",
    )
    contacts: dict[str, float] = known(
        {"gatekeeper": 6.0, "decider": 1.0, "others": 2.0},
        "mean contacts a month after the first, of two colleagues in contact (Poisson)",
        "contacts per month",
        table="buying_centre_ties",
    )


def make_business(
    people: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: BusinessParameters | None = None,
    deal_truth: DealParameters | None = None,
    contact_truth: DealContactParameters | None = None,
    touch_truth: ContentTouchParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the tables of Zwaluw's business customers.

    Parameters
    ----------
    people : DataFrame
        From `make_people` with the same seed and part.
    seed, part : int
    truth : BusinessParameters, optional
    deal_truth : DealParameters, optional
    contact_truth : DealContactParameters, optional
    touch_truth : ContentTouchParameters, optional

    Returns
    -------
    dict of DataFrame
        accounts, buying_centre, buying_centre_ties, and those of `make_deals`.
    """
    truth = truth or BusinessParameters()
    rng, trial_rng = (draw.stream(seed, name, part) for name in ("business", "buying_trial"))
    number = len(people) // CUSTOMERS_PER_ACCOUNT
    private = _private_customers(people, number, rng)
    accounts = _accounts(people, private, rng, truth)
    centre = _buying_centre(people, private, rng, truth)
    ties = _ties(centre, rng, truth)
    centre, ties = _sixth_seat(centre, ties, trial_rng, truth)
    streams = (rng, trial_rng)
    tables = make_deals(
        accounts, centre, ties, seed, streams, deal_truth, contact_truth, touch_truth
    )
    deals = tables["deals"]
    # Nobody has fewer bicycles than Zwaluw brought these years.
    won = deals["outcome"] == "won"
    brought = np.bincount(deals["account"][won], deals["bikes"][won], minlength=number + 1)[1:]
    accounts["fleet_bikes"] = np.maximum(accounts["fleet_bikes"], brought.astype(np.int64))
    return {"accounts": accounts, "buying_centre": centre, "buying_centre_ties": ties, **tables}


def _private_customers(people: pd.DataFrame, number: int, rng: np.random.Generator) -> Ints:
    """Choose one of the customers who work at each account: her place in `people`, or -1."""
    staff = people["account"].to_numpy()
    order = np.argsort(staff, kind="stable")
    accounts = np.arange(1, number + 1)
    start = np.searchsorted(staff[order], accounts, side="left")
    count = np.searchsorted(staff[order], accounts, side="right") - start
    chosen = start + (rng.random(number) * count).astype(np.int64)
    return np.where(count > 0, order[np.minimum(chosen, len(people) - 1)], -1)


def _accounts(
    people: pd.DataFrame, private: Ints, rng: np.random.Generator, truth: BusinessParameters
) -> pd.DataFrame:
    n = len(private)
    industry = draw.choose(rng.random(n), truth.industries)
    # The head office is in the country of the private customer, so that she lives near it.
    elsewhere = draw.choose(rng.random(n), PeopleParameters().countries)
    country = np.where(private >= 0, people["country"].to_numpy()[private], elsewhere)
    names = [name for regions in truth.regions.values() for name in regions]
    region, uniform = np.empty(n, dtype=np.int64), rng.random(n)
    for code, name in enumerate(COUNTRIES):
        here, regions = country == code, truth.regions[name]
        region[here] = names.index(next(iter(regions))) + draw.choose(uniform[here], regions)
    start, end = (draw.day(text) for text in truth.since)
    since = start + (rng.random(n) * (end - start + 1)).astype(np.int64)
    # Bounded power law; in order of size, as the low numbers have most of the private customers.
    rest = (truth.largest / truth.smallest) ** -truth.size_exponent
    above = 1 - rng.random(n) * (1 - rest)
    size = np.floor(truth.smallest * above ** (-1 / truth.size_exponent)).astype(np.int64)
    size = np.sort(size)[::-1]
    intercept, slope, spread = truth.fleet
    fleet = intercept + slope * np.log(size / 100) + spread * draw.normal(rng.random(n))
    mean, spread = truth.end_growth
    staff = np.bincount(people["account"], minlength=n + 1)[1:]
    return pd.DataFrame(
        {
            "account": np.arange(1, n + 1),
            "industry": draw.labels(industry, INDUSTRIES),
            "employees": np.maximum(size, staff),
            "country": draw.labels(country, COUNTRIES),
            "region": draw.labels(region, names),
            "since": draw.dates(since),
            "fleet_bikes": np.maximum(np.exp(fleet).astype(np.int64), 1),
            "end_demand_growth_percent": np.round(mean + spread * draw.normal(rng.random(n)), 1),
        }
    )


def _buying_centre(
    people: pd.DataFrame, private: Ints, rng: np.random.Generator, truth: BusinessParameters
) -> pd.DataFrame:
    """Draw the four core roles and the first five of the further seats."""
    size = len(CORE) + sum((rng.random(len(private)) < truth.extra_members) for _ in range(5))
    size = np.asarray(size, dtype=np.int64)
    account = np.repeat(np.arange(len(private)), size)
    n = len(account)
    seat = np.arange(n) - (np.cumsum(size) - size)[account]
    extra = _extra_role(rng.random(n), truth)
    core = np.array([ROLES.index(name) for name in CORE])
    role = np.where(seat < len(CORE), core[np.minimum(seat, len(CORE) - 1)], extra)
    department = draw.choose_by(rng.random(n), role, ROLES, truth.departments)
    is_private = (seat == (rng.random(len(private)) * size).astype(np.int64)[account]) & (
        private[account] >= 0
    )
    own = 2 * rng.random(n) - 1
    liking = 2 * people["liking"].to_numpy()[private[account]] - 1
    tie = truth.liking_tie
    own = np.where(is_private, tie * liking + (1 - tie) * own, own)
    customer = draw.optional(people.index.to_numpy()[private[account]], is_private, "Int64")
    return _members(account, role, department, own, rng.random(n), customer, truth)


def _sixth_seat(
    centre: pd.DataFrame, ties: pd.DataFrame, rng: np.random.Generator, truth: BusinessParameters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the last of the further seats: it has a stream of its own, so that the rest stays."""
    accounts = centre["account"].nunique()
    account = np.flatnonzero(rng.random(accounts) < truth.extra_members)
    n = len(account)
    role = _extra_role(rng.random(n), truth)
    department = draw.choose_by(rng.random(n), role, ROLES, truth.departments)
    own = 2 * rng.random(n) - 1
    nobody = draw.optional(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool), "Int64")
    more = _members(account, role, department, own, rng.random(n), nobody, truth)
    both = pd.concat([centre, more], ignore_index=True).sort_values("account", kind="stable")
    number = np.empty(len(both), dtype=np.int64)
    number[both.index] = np.arange(1, len(both) + 1)
    is_new = both.index.to_numpy() >= len(centre)
    both = both.reset_index(drop=True).assign(member=np.arange(1, len(both) + 1))
    old = ties.assign(
        member=number[ties["member"] - 1], other_member=number[ties["other_member"] - 1]
    )
    tied = pd.concat([old, _ties(both, rng, truth, is_new)], ignore_index=True)
    return both, tied.sort_values(["member", "other_member"], ignore_index=True)


def _extra_role(uniform: Floats, truth: BusinessParameters) -> Ints:
    codes = np.array([ROLES.index(name) for name in truth.extra_roles])
    return codes[draw.choose(uniform, truth.extra_roles)]


def _members(
    account: Ints,
    role: Ints,
    department: Ints,
    own: Floats,
    uniform: Floats,
    customer: pd.Series,
    truth: BusinessParameters,
) -> pd.DataFrame:
    attitude = np.array([truth.attitude[name] for name in ROLES])[role]
    contact = np.array([truth.vendor_contact[name] for name in ROLES])[role]
    return pd.DataFrame(
        {
            "member": np.arange(1, len(account) + 1),
            "account": account + 1,
            "role": draw.labels(role, ROLES),
            "department": draw.labels(department, DEPARTMENTS),
            "attitude": np.round(attitude + truth.attitude_spread * own, 3),
            "vendor_contact": uniform < contact,
            "customer": customer,
        }
    )


def _ties(
    centre: pd.DataFrame,
    rng: np.random.Generator,
    truth: BusinessParameters,
    newcomer: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Draw who is in contact with whom; every pair once, the lower number first.

    With `newcomer`, only the pairs in which one of the two is new.
    """
    account, role = centre["account"].to_numpy(), centre["role"].cat.codes.to_numpy()
    seats = len(CORE) + 6
    pairs = []
    for step in range(1, seats):
        first = np.flatnonzero(account[:-step] == account[step:])
        pairs.append(np.stack([first, first + step]))
    one, two = np.concatenate(pairs, axis=1)
    order = np.argsort(one, kind="stable")
    one, two = one[order], two[order]
    if newcomer is not None:
        one, two = one[newcomer[one] | newcomer[two]], two[newcomer[one] | newcomer[two]]
    kind = np.full(len(one), 2)
    for code, name in ((1, "decider"), (0, "gatekeeper")):
        place = ROLES.index(name)
        kind[(role[one] == place) | (role[two] == place)] = code
    tied = rng.random(len(one)) < np.array(list(truth.tie.values()))[kind]
    one, two, kind = one[tied], two[tied], kind[tied]
    contacts = 1 + draw.poisson(rng.random(len(one)), np.array(list(truth.contacts.values()))[kind])
    return pd.DataFrame(
        {
            "account": account[one],
            "member": one + 1,
            "other_member": two + 1,
            "contacts_per_month": contacts,
        }
    )
