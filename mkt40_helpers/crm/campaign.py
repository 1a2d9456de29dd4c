"""A campaign in its four parts: select the names, draw the calls, track them, measure."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkt40_helpers.crm.consent import consent_state
from mkt40_helpers.crm.database import Refused, require_database, writing
from mkt40_helpers.crm.known import YEAR
from mkt40_helpers.crm.uplift import CONTROL, TREATED, net, uplift
from mkt40_helpers.inputs import (
    day_of,
    named_rows,
    number,
    numbers,
    require_columns,
    require_filled,
    require_one_kind,
    whole,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

BEST, LIKELY, COMMUTERS, EVERYBODY = "best", "likely", "commuters", "everybody"
LISTS = (BEST, LIKELY, COMMUTERS, EVERYBODY)
SCORED = (BEST, LIKELY)  # made by a score of what she did: that is profiling, which needs a yes
OWN, PARTNER = "own", "partner"
_REFUSED = {
    "letter": "Who objects to letters stands in no table, so nobody can be chosen for a letter. "
    "Record the objections first, or choose 'phone' or 'email'.",
    "app message": "No customer was asked about app messages: the consents have no such purpose. "
    "A yes to e-mail is not one to messages in the app.",
}
_ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"


def select(
    db: Engine,
    kind: str,
    *,
    channel: str,
    day: str | pd.Timestamp,
    offer: str,
    score: pd.Series | None = None,
) -> pd.DataFrame:
    """Names that may be contacted on a day, from one of four lists.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    kind : str
        "best" (those who bought most often in the 365 days before come first), "likely" (those with
        the highest `score` come first), "commuters" (ride to work, as our file has it) or
        "everybody".
    channel : str
        "phone" or "email". Letters and app messages are refused, with the reason.
    day : str or Timestamp
        Day of the contact.
    offer : str
        Whose goods: "own" (Zwaluw's, like those that she has bought) or "partner".
    score : Series, optional
        For "likely": a chance for each customer, with the customers as its index. Who has no score
        is left out.

    Returns
    -------
    DataFrame, one row for each customer
        customer; record and phone (or email): her newest record that has one; score for "best"
        (purchases) and "likely". In the order of the score, else by customer.

    Raises
    ------
    ValueError
        Another list, channel or offer than these; a day that is none; "likely" without a score.

    Notes
    -----
    A name is left out where one of these fails, as it stood on the day:

    - calls, and a partner's goods by e-mail: her last answer for this purpose is a yes and is not
      withdrawn. Who was never asked has said nothing; a withdrawal counts from its own day on.
    - own goods by e-mail: she has neither refused nor withdrawn (Telecommunicatiewet 11.7(4), in
      force since 1 July 2026). The law asks besides that she could object when she gave her address
      and can at each message. The tables do not hold that: who cannot show it takes "partner".
    - "best" and "likely": a yes to profiling too.
    - she has a number, or an e-mail address in the form of one.
    - she has no open complaint: a rule of the house and not of the law.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> db = open_database("s123")
    >>> names = select(db, "commuters", channel="phone", day="2026-09-14", offer="partner")
    >>> names.columns.tolist(), names["customer"].is_unique
    (['customer', 'record', 'phone'], True)
    """
    require_database(db)
    _one_of(kind, "kind", LISTS)
    when = day_of(day, "day")
    tables = {name: _read(db, name) for name in ("consents", "records", "tickets", "customers")}
    people = tables.pop("customers")
    names = allowed(**tables, channel=channel, day=when, offer=offer, scored=kind in SCORED)
    if kind == COMMUTERS:
        commuters = people.loc[people["segment"] == "commuter", "customer"]
        names = names[names["customer"].isin(commuters)]
    if kind in SCORED:
        best = kind == BEST
        scores = _bought_before(_read(db, "transactions"), when) if best else _one_each(score)
        known = names["customer"].map(scores)
        if not best and len(names) and known.isna().all():
            raise ValueError("No name has a score. Are the customers the labels of the score?")
        names = names.assign(score=known.fillna(0) if best else known).dropna()
        names = names.sort_values("score", ascending=False, kind="stable")
    return names.reset_index(drop=True)


def allowed(
    consents: pd.DataFrame,
    records: pd.DataFrame,
    tickets: pd.DataFrame,
    *,
    channel: str,
    day: pd.Timestamp,
    offer: str,
    scored: bool,
) -> pd.DataFrame:
    """Names that may be contacted, from the tables: what `select` does before it makes a list.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> tables = [data.load(name, "s123") for name in ("consents", "crm_records", "tickets")]
    >>> how = {"channel": "phone", "day": pd.Timestamp("2026-09-14"), "offer": "own"}
    >>> some, all_of_them = (len(allowed(*tables, **how, scored=one)) for one in (True, False))
    >>> 0 < some < all_of_them
    True
    """
    _one_of(offer, "offer", (OWN, PARTNER))
    if isinstance(channel, str) and channel in _REFUSED:
        raise ValueError(_REFUSED[channel])
    _one_of(channel, "channel", ("phone", "email"))
    names = _reachable(records, channel)
    fine = _said(names, consents, channel, day).isin(
        ["valid", "never asked"] if (channel, offer) == ("email", OWN) else ["valid"]
    )
    if scored:
        fine &= _said(names, consents, "profiling", day) == "valid"
    complaints = tickets[tickets["topic"] == "complaint"]
    begun = complaints["opened"] < day + pd.Timedelta(days=1)
    unhappy = complaints[begun & ~(complaints["closed"] < day)]
    return names[fine & ~names["customer"].isin(unhappy["customer"])].reset_index(drop=True)


def draw(names: pd.DataFrame, number: int, seed: int) -> pd.DataFrame:
    """Draw by chance who is contacted; all others are the control group.

    Parameters
    ----------
    names : DataFrame
        One row for each customer, as `select` gives them.
    number : int
        How many are contacted; fewer than there are names.
    seed : int
        The draw is the same for the same seed and customers, on every machine.

    Returns
    -------
    DataFrame
        `names` in the same order, and arm: "treated" or "control".

    Raises
    ------
    ValueError
        A customer twice, or a name without a customer; a number that leaves nobody to contact or
        nobody in the control group; a seed that is no whole number.

    Examples
    --------
    >>> names = pd.DataFrame({"customer": ["a", "b", "c", "d"]})
    >>> draw(names, number=2, seed=1)["arm"].tolist()
    ['treated', 'control', 'control', 'treated']
    """
    _one_name_each(names)
    if len(names) < 2:
        raise ValueError(f"The list has {len(names)} names: a draw needs two or more.")
    if not _whole(number) or not 1 <= number < len(names):
        raise ValueError(
            f"number is {number!r}: give a whole number from 1 to {len(names) - 1}. The list has "
            f"{len(names)} names, and somebody must be left as the control group."
        )
    if not _whole(seed):
        raise ValueError(f"seed is {seed!r}: give a whole number, and write it down.")
    # random() of this generator gives the same numbers in every version of Python.
    chance = random.Random(int(seed)).random
    lots = {customer: chance() for customer in sorted(names["customer"])}
    chosen = sorted(lots, key=lambda customer: (lots[customer], customer))[:number]
    return names.assign(arm=np.where(names["customer"].isin(chosen), TREATED, CONTROL))


def track(
    db: Engine,
    wave: pd.DataFrame,
    *,
    name: str,
    start: str | pd.Timestamp,
    channel: str,
    offer: str,
    price: float,
    cost: float,
    margin: float,
    target: str,
) -> int:
    """Write a drawn wave into the database: the campaign and who is contacted in it, or nothing.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    wave : DataFrame
        One row for each customer, with her arm, as `draw` gives it.
    name, offer, target : str
        What the campaign is called, what is offered in it, and to whom ("commuters").
    start : str or Timestamp
        Day of the contacts.
    channel : str
        "phone" or "email".
    price, cost, margin : float
        Euro: what the customer pays, what one contact costs, what is earned on a purchase.

    Returns
    -------
    int
        Number of the new campaign. Nothing is sent, and no outcome is known of it yet.

    Raises
    ------
    Refused
        A campaign of this name is there already; a customer twice, or one who is not in the
        database; a wave without one of the two arms; another channel.
    ValueError
        A column that is not there; a day, price, cost or margin that cannot be.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> db = open_database("s123")
    >>> names = select(db, "commuters", channel="phone", day="2026-09-14", offer="partner")
    >>> track(db, draw(names, 50, seed=1), name="Autumn calls", start="2026-09-14", cost=2.10,
    ...       channel="phone", offer="theft insurance", price=109, margin=36, target="commuters")
    7
    """
    from sqlalchemy import func
    from sqlalchemy import select as ask

    from mkt40_helpers.crm.schema import schema

    require_database(db)
    when = day_of(start, "start").strftime("%Y-%m-%d")
    _check_wave(wave)
    for what, word in (("name", name), ("offer", offer), ("target", target)):
        if not isinstance(word, str) or not word.strip():
            raise Refused(f"{what} is {word!r}: write it in words. Nothing was written.")
    if not isinstance(channel, str) or channel not in ("phone", "email"):
        told = f"channel is {channel!r}: it must be phone or email."
        raise Refused(_REFUSED.get(str(channel), told))
    tables = schema().tables
    campaigns, sends, customers = (tables[key] for key in ("campaigns", "sends", "customers"))
    about = {
        "name": name,
        "start": when,
        "channel": channel,
        "offer": offer,
        "price_eur": number(price, "The price", 0, above=True),
        "cost_per_contact_eur": number(cost, "The cost", 0),
        "margin_eur": number(margin, "The margin", 0, above=True),
        "target": target,
    }
    with writing(db) as both:
        if both.scalar(ask(campaigns.c.campaign).where(campaigns.c.name == name)) is not None:
            raise Refused(f"There is a campaign {name!r} already. Nothing was written.")
        unknown = set(wave["customer"]) - set(both.scalars(ask(customers.c.customer)))
        if unknown:
            raise Refused(f"No customer {min(unknown)!r} is known. Nothing was written.")
        campaign = 1 + (both.scalar(ask(func.max(campaigns.c.campaign))) or 0)
        first = 1 + (both.scalar(ask(func.max(sends.c.send))) or 0)
        both.execute(campaigns.insert(), about | {"campaign": campaign})
        rows = zip(wave["customer"], wave["arm"], strict=True)
        both.execute(
            sends.insert(),
            [
                {"send": send, "campaign": campaign, "customer": who, "arm": arm, "day": when}
                for send, (who, arm) in enumerate(rows, start=first)
            ],
        )
    return campaign


def measure(
    db: Engine,
    campaign: int,
    *,
    margin: float,
    cost: float,
    by: str | None = None,
    looks: int = 1,
) -> pd.DataFrame:
    """What a campaign changed, against its own control group.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.
    campaign : int
        Its number.
    margin, cost : float
        Euro earned on a purchase, and euro that one contact costs.
    by : str, optional
        A column of the customers, such as "segment"; without it, all are one group.
    looks : int
        As in `uplift`.

    Returns
    -------
    DataFrame
        What `uplift` and `net` give.

    Raises
    ------
    Refused
        No such campaign; it has no control group, or nobody was contacted; the outcome of some is
        not known.
    ValueError
        As in `uplift` and `net`.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> measure(open_database(), 3, margin=36, cost=2.10)[["gross", "net"]].round(2).values.tolist()
    [[1.8, -1.22]]
    """
    from sqlalchemy import text

    question = (
        "SELECT customers.*, sends.arm, responses.responded FROM sends "
        "JOIN customers ON customers.customer = sends.customer "
        "LEFT JOIN responses ON responses.send = sends.send WHERE sends.campaign = :campaign"
    )
    require_database(db)
    sent = pd.read_sql(text(question), db, params={"campaign": whole(campaign, "campaign", 1)})
    if not len(sent):
        raise Refused(f"There is no campaign {campaign}, or nobody is in it.")
    for arm, told in ((CONTROL, "has no control group"), (TREATED, "contacted nobody")):
        if not (sent["arm"] == arm).any():
            raise Refused(f"Campaign {campaign} {told}: nobody can say what it changed.")
    unknown = int(sent["responded"].isna().sum())
    if unknown:
        raise Refused(
            f"The outcome of {unknown} of the {len(sent)} names of campaign {campaign} is not "
            "known. Measure it when the purchases of both groups are in."
        )
    found = uplift(sent.astype({"responded": bool}), by=by, group="arm", looks=looks)
    return net(found, margin, cost)


# ---- the rules, one by one ----


def _said(
    names: pd.DataFrame, consents: pd.DataFrame, purpose: str, day: pd.Timestamp
) -> pd.Series:
    """What each customer had said to this purpose by that day."""
    return consent_state(names.assign(purpose=purpose, sent=day), consents)


def _reachable(records: pd.DataFrame, channel: str) -> pd.DataFrame:
    """The newest record of each customer that has a number, or an address in its form."""
    given = records[channel].fillna("")
    there = given.str.fullmatch(_ADDRESS) if channel == "email" else given.str.contains(r"\d")
    known = records.loc[there.to_numpy(bool), ["customer", "record", "created", channel]]
    newest = known.sort_values(["created", "record"]).drop_duplicates("customer", keep="last")
    return newest.sort_values("customer").drop(columns="created").reset_index(drop=True)


def _one_each(score: pd.Series | None) -> pd.Series:
    """Check a score: numbers, one for each customer."""
    if not isinstance(score, pd.Series):
        raise ValueError('"likely" needs a score: a chance for each customer, as a Series.')
    if score.index.has_duplicates:
        raise ValueError("The score has a customer twice: give one number for each.")
    return numbers(score, "scores")


def _bought_before(transactions: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    date = transactions["date"]
    year = transactions[(date < day) & (date >= day - pd.Timedelta(days=YEAR))]
    return year.groupby("customer").size()


def _read(db: Engine, table: str) -> pd.DataFrame:
    """Read a table with its days as dates."""
    days = {"created", "opened", "closed", "since", "withdrawn", "date"}
    from sqlalchemy import text

    found = pd.read_sql(text(f"SELECT * FROM {table}"), db)
    for name in days & set(found.columns):
        found[name] = pd.to_datetime(found[name])
    return found.astype({"given": bool}) if "given" in found else found


def _one_name_each(names: pd.DataFrame) -> None:
    require_columns(names, ["customer"])
    require_filled(names, "customer")
    require_one_kind(names, "customer")
    twice = names.index[names["customer"].duplicated(keep=False)]
    if len(twice):
        raise Refused(f"{named_rows(twice)} of the names: one customer twice. Keep one row.")


def _check_wave(wave: pd.DataFrame) -> None:
    _one_name_each(wave)
    require_columns(wave, ["arm"])
    odd = wave.index[~wave["arm"].isin([TREATED, CONTROL]).to_numpy(bool)]
    if len(odd):
        raise Refused(f"{named_rows(odd)} of 'arm': neither {TREATED!r} nor {CONTROL!r}.")
    for arm in (TREATED, CONTROL):
        if not (wave["arm"] == arm).any():
            raise Refused(f"Nobody of the wave is {arm!r}: then nobody can say what it changed.")


def _one_of(value: str, what: str, words: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{what} is {value!r}: give one of {', '.join(map(repr, words))}.")


def _whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
