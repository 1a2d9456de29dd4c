"""Six campaigns, each with a random control group, and what they change.

How the responses come about. A campaign goes to customers whose first contact lies before its
start, each of them with the same chance (app messages: to users of the app). Of those chosen, a
random quarter is the control group: they are not contacted, yet may buy what is offered all the
same. The *base response*, without any message, is higher for those who bought often and lately,
for families, for commuters with the app, and for the satisfied. A message adds its *uplift* to that
probability: much for commuters, little for leisure riders, and for families it takes away. So
families respond most without a message, and commuters with one.

The offers are things of partners (assistance, insurance, trips): the partner sells them and pays
Zwaluw a margin, so a response is not among the transactions. The campaigns were sent without a
look at the consents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Floats, Ints, known
from zwaluw.people import SEGMENTS

# name, start, channel, offer, price of the offer, cost of a contact and margin of a response in
# euro, and target: everybody or app users
CAMPAIGNS = (
    ("Roadside help", "2025-01-13", "email", "roadside assistance", 49.0, 0.05, 14.0, "all"),
    ("Spring ride", "2025-03-10", "mail", "a guided weekend ride", 129.0, 0.95, 32.0, "all"),
    ("Safe and sound", "2025-09-08", "phone", "theft insurance", 109.0, 2.10, 36.0, "all"),
    ("Winter storage", "2025-11-03", "email", "storage and battery care", 65.0, 0.05, 18.0, "all"),
    ("Train and ride", "2026-02-02", "app message", "a rail pass", 58.0, 0.02, 12.0, "app users"),
    ("Summer trip", "2026-05-11", "email", "a cycling trip", 245.0, 0.05, 55.0, "all"),
)
MESSAGE_CHANNELS = ("email", "mail", "phone", "app message")
NOT_SEEN = ("mail",)  # nobody knows who opens a letter
NO_LINK = ("mail", "phone")  # nothing to click on
GROUPS = ("treated", "control")
SPEND_SHAPE = 6  # of the gamma variable that varies the amounts around the price


@dataclass(frozen=True)
class CampaignParameters:
    """The ground truth of the campaigns."""

    TABLE: ClassVar[str] = "sends"

    chosen: float = known(
        0.75, "is chosen for a campaign for which she is eligible", "share of eligible customers"
    )
    control: float = known(0.25, "is in the control group", "share of chosen customers")
    sending_days: int = known(5, "messages go out evenly over so many days from the start", "days")
    base: dict[str, float] = known(
        {"commuter": -3.4, "leisure": -2.9, "family": -2.3},
        "base response, without a message, of a customer of average satisfaction who bought"
        " nothing in the year before the start, by segment",
        "log-odds",
    )
    frequency: float = known(
        0.40,
        "slope of the base response on the logarithm of 1 + purchases in the 365 days before the"
        " start",
        "log-odds",
    )
    recent: float = known(0.40, "base response: bought in the 90 days before the start", "log-odds")
    commuter_app: float = known(
        1.10, "base response: a commuter who has the app at the start", "log-odds"
    )
    satisfaction: float = known(
        0.12, "slope of the base response on the satisfaction at the first contact", "log-odds"
    )
    uplift: dict[str, float] = known(
        {"commuter": 0.08, "leisure": 0.02, "family": -0.03},
        "what a message adds to the probability of a response, by segment",
        "probability",
    )
    opened: dict[str, tuple[float, float]] = known(
        {"email": (0.28, 0.72), "phone": (0.50, 0.85), "app message": (0.40, 0.80)},
        "opens the message or answers the call, by channel: without and with a response",
        "share of treated customers",
    )
    clicked: tuple[float, float] = known(
        (0.10, 0.55),
        "clicks in an opened email or app message: without and with a response",
        "share of opened messages",
    )


def make_campaign_list() -> pd.DataFrame:
    """Make the table of campaigns."""
    table = pd.DataFrame(
        CAMPAIGNS,
        columns=[
            "name",
            "start",
            "channel",
            "offer",
            "price_eur",
            "cost_per_contact_eur",
            "margin_eur",
            "target",
        ],
    )
    table.insert(0, "campaign", np.arange(1, len(table) + 1))
    table["start"] = draw.dates(np.array([draw.day(text) for text in table["start"]]))
    return table


def make_campaigns(
    people: pd.DataFrame,
    transactions: pd.DataFrame,
    seed: int,
    part: int = 0,
    truth: CampaignParameters | None = None,
) -> dict[str, pd.DataFrame]:
    """Make the sends: who was chosen for which campaign, and what she did.

    Parameters
    ----------
    people, transactions : DataFrame
        From `make_people` and `make_transactions` with the same seed and part.
    seed, part : int
    truth : CampaignParameters, optional
    """
    truth = truth or CampaignParameters()
    rng = draw.stream(seed, "campaigns", part)
    bought = draw.day_numbers(transactions["date"])
    buyer = transactions["customer"].to_numpy() - people.index[0]
    sends = pd.concat(
        [
            _send(people, buyer, bought, number, rng, truth)
            for number in range(1, len(CAMPAIGNS) + 1)
        ],
        ignore_index=True,
    )
    sends.insert(0, "send", np.arange(1, len(sends) + 1))
    return {"sends": sends}


def purchases_since(buyer: Ints, bought: Ints, start: int, days: int, n: int) -> Ints:
    """Count each customer's purchases in so many days before the start."""
    here = (bought < start) & (bought >= start - days)
    return np.bincount(buyer[here], minlength=n).astype(np.int64)


def base_probability(
    segment: Ints,
    frequency: Ints,
    recent: npt.NDArray[np.bool_],
    has_app: npt.NDArray[np.bool_],
    satisfaction: Floats,
    truth: CampaignParameters,
) -> Floats:
    """Probability of a response without a message."""
    log_odds = np.array([truth.base[name] for name in SEGMENTS])[segment]
    log_odds += truth.frequency * np.log1p(frequency) + truth.recent * recent
    log_odds += truth.commuter_app * (has_app & (segment == SEGMENTS.index("commuter")))
    return draw.probability(0, 1, log_odds + truth.satisfaction * satisfaction)


def _send(
    people: pd.DataFrame,
    buyer: Ints,
    bought: Ints,
    number: int,
    rng: np.random.Generator,
    truth: CampaignParameters,
) -> pd.DataFrame:
    """Make the sends of one campaign, in order of customer."""
    _, text, channel, _, price, _, _, target = CAMPAIGNS[number - 1]
    start, n = draw.day(text), len(people)
    app_day = people["app_day"].to_numpy()
    has_app = (app_day >= 0) & (app_day < start)
    eligible = people["contact_day"].to_numpy() < start
    if target == "app users":
        eligible &= has_app
    row = np.flatnonzero(eligible & (rng.random(n) < truth.chosen))
    k = len(row)
    control = rng.random(k) < truth.control
    segment = people["segment"].to_numpy()[row]
    base = base_probability(
        segment,
        purchases_since(buyer, bought, start, 365, n)[row],
        purchases_since(buyer, bought, start, 90, n)[row] > 0,
        has_app[row],
        people["satisfaction"].to_numpy()[row],
        truth,
    )
    uplift = np.array([truth.uplift[name] for name in SEGMENTS])[segment]
    # Base responses lie high enough that only one customer in many thousands reaches the bounds.
    responds = rng.random(k) < np.clip(base + np.where(control, 0, uplift), 0, 1)
    spend = np.zeros(k)
    for _ in range(SPEND_SHAPE):
        spend += draw.exponential(rng.random(k)) / SPEND_SHAPE
    sent = start + (rng.random(k) * truth.sending_days).astype(np.int64)

    # Messages that led to a response were opened more often.
    how = responds.astype(np.int64)
    opened = rng.random(k) < np.array(truth.opened.get(channel, (0.0, 0.0)))[how]
    clicked = opened & (rng.random(k) < np.array(truth.clicked)[how])
    seen = ~control & (channel not in NOT_SEEN)
    return pd.DataFrame(
        {
            "campaign": np.full(k, number),
            "customer": people.index.to_numpy()[row],
            "group": draw.labels(control, GROUPS),
            "sent": draw.dates(sent),
            "opened": draw.optional(opened, seen, "boolean"),
            "clicked": draw.optional(clicked, seen & (channel not in NO_LINK), "boolean"),
            "responded": responds,
            "amount_eur": np.round(np.where(responds, np.maximum(price * spend, 1), 0), 2),
        }
    )
