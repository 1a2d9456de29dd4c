"""The whole world from its modules: chunk by chunk, with numbers that run on and text keys."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import overload

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from zwaluw import draw
from zwaluw.app_invitation import make_app_invitation
from zwaluw.bakery import make_bakery
from zwaluw.brand_choices import make_brand_choices
from zwaluw.brand_funnel import make_brand_funnel
from zwaluw.business import make_business
from zwaluw.campaigns import make_campaign_list, make_campaigns
from zwaluw.connectivity import make_connectivity
from zwaluw.crm import make_crm
from zwaluw.crowd import make_crowd, make_questions
from zwaluw.demand import make_demand, make_derived_demand, make_process_delays
from zwaluw.editions import make_editions
from zwaluw.factory_orders import make_factory_orders
from zwaluw.journeys import make_journeys
from zwaluw.leads import make_leads
from zwaluw.loyalty import make_loyalty
from zwaluw.market import make_market
from zwaluw.omnichannel import make_touch_tables
from zwaluw.people import (
    CHANNELS,
    COUNTRIES,
    CUSTOMERS_PER_ACCOUNT,
    SEGMENTS,
    make_people,
)
from zwaluw.programmes import make_programmes
from zwaluw.purchases import PRODUCTS, make_products, make_transactions
from zwaluw.regions import make_channels
from zwaluw.rivals import make_rivals
from zwaluw.search_holdout import make_search_holdout
from zwaluw.service import make_service
from zwaluw.survey import make_survey

CUSTOMERS = 4_000
SEED = 2127
CHUNK = 50_000  # customers made at a time: bounds the memory, and is part of what a seed means

Tables = dict[str, pd.DataFrame]

# Key columns with numbers that run on from chunk to chunk, and the table that owns each.
RUNNING = {
    "respondent": "survey",
    "transaction": "transactions",
    "prospect": "prospects",
    "idea": "ideas",
    "review": "reviews",
    "guess": "crowd_guesses",
    "decision": "purchase_decisions",
    "visit": "visits",
    "conversation": "threads",
    "journey": "journeys",
    "contact": "contacts",
    "ticket": "tickets",
    "opportunity": "opportunities",
    "record": "crm_records",
    "send": "sends",
    "member": "buying_centre",
    "deal": "deals",
    "lead": "leads",
    "event": "service_events",
    "desk": "service_events",
}
# Columns that hold another table's key under a name of their own.
SAME_KEY = {"friend": "customer", "other_member": "member", "case": "ticket"}
# Tables about the market as a whole that follow from the chunks: added up, not joined.
ADDED_UP = {"lead_costs": ["month", "source", "direction", "doubled_budget"]}
# Letter and least number of digits of the keys that are text.
TEXT_KEYS = {"customer": ("C", 5), "account": ("A", 4), "product": ("P", 2)}


@overload
def generate(customers: int = ..., seed: int = ..., folder: None = ...) -> Tables: ...
@overload
def generate(customers: int, seed: int, folder: str | Path) -> dict[str, list[Path]]: ...
@overload
def generate(
    customers: int = ..., seed: int = ..., *, folder: str | Path
) -> dict[str, list[Path]]: ...
def generate(
    customers: int = CUSTOMERS, seed: int = SEED, folder: str | Path | None = None
) -> Tables | dict[str, list[Path]]:
    """Make Zwaluw's world at any size; the course's own is 4,000 customers with the default seed.

    Parameters
    ----------
    customers : int
        Number of customers, 40 or more and a multiple of 20 (20 to an employer's account). A
        million take about a minute.
    seed : int
        The same number of customers and seed give the same world.
    folder : str or Path, optional
        Write Parquet files here, one folder per table and one file per 50,000 customers, and
        keep only one chunk in memory. Needs the extra ``large``.

    Returns
    -------
    dict
        Name of each table, with its DataFrame, or with the paths of its files.

    Raises
    ------
    ValueError
        `customers` is too small or no multiple of 20, `seed` is no whole number from 0 on, or
        `folder` is a file or not empty.

    Examples
    --------
    >>> world = generate(customers=100, seed=1)
    >>> len(world["customers"]), len(world["transactions"]) > 300
    (100, True)
    """
    if not _whole(customers) or (
        customers < 2 * CUSTOMERS_PER_ACCOUNT or customers % CUSTOMERS_PER_ACCOUNT
    ):
        raise ValueError(
            f"customers={customers!r} does not work: give a whole number, a multiple of "
            f"{CUSTOMERS_PER_ACCOUNT}, {2 * CUSTOMERS_PER_ACCOUNT} or more."
        )
    if not _whole(seed) or seed < 0:
        raise ValueError(f"seed={seed!r} does not work: give a whole number, 0 or more.")
    if folder is None:
        tables = raw(customers, seed)
        names = _key_names(tables, customers)
        # Popping frees each table as soon as its text keys are made: memory stays near the result.
        return {name: _text_keys(tables.pop(name), names) for name in list(tables)}
    if not isinstance(folder, str | Path):
        raise ValueError(f"folder={folder!r} does not work: give the name of a folder.")
    target = Path(folder)
    if any(place.is_file() for place in (target, *target.parents)):
        raise ValueError(f"{target} is, or lies in, a file and not a folder. Name a new folder.")
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"The folder {target} is not empty. Name a new one.")
    paths: dict[str, list[Path]] = {}
    # One chunk is written while the next is made; waiting for it keeps two in memory at most.
    with ThreadPoolExecutor(max_workers=1) as writer:
        writing = None
        for part, tables in enumerate(_chunks(customers, seed)):
            if writing:
                writing.result()
            writing = writer.submit(_write, tables, part, customers, target, paths)
        if writing:
            writing.result()
    return paths


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _write(
    tables: Tables, part: int, customers: int, target: Path, paths: dict[str, list[Path]]
) -> None:
    names = _key_names(tables, customers)
    for name, table in tables.items():
        path = target / name / f"part-{part:03d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        _text_keys(table, names).to_parquet(path, index=False)
        paths.setdefault(name, []).append(path)


def raw(customers: int = CUSTOMERS, seed: int = SEED) -> Tables:
    """Make the world with whole numbers for keys, all chunks in one table each."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for tables in _chunks(customers, seed):
        for name, table in tables.items():
            parts.setdefault(name, []).append(table)
    # Popping frees each chunk as soon as it is joined: the peak stays near the size of the result.
    return {name: pd.concat(parts.pop(name), ignore_index=True) for name in list(parts)}


def _chunks(customers: int, seed: int) -> Iterator[Tables]:
    """Make the chunks one after another; the tables of fixed size come with the last one."""
    sizes = [min(CHUNK, customers - start) for start in range(0, customers, CHUNK)]
    counted = {"customer": 0, "account": 0} | dict.fromkeys(RUNNING, 0)
    added: Tables = {}
    with tqdm(total=customers, unit=" customers", disable=len(sizes) == 1) as bar:
        for part, size in enumerate(sizes):
            tables = chunk(size, seed, part)
            for table in tables.values():
                for column in table.columns.intersection([*counted, *SAME_KEY]):
                    table[column] += counted[SAME_KEY.get(column, column)]
            for column, owner in RUNNING.items():
                if len(tables[owner]):
                    counted[column] = int(tables[owner][column].max())
            counted["customer"] += size
            counted["account"] += size // CUSTOMERS_PER_ACCOUNT
            for name, keys in ADDED_UP.items():
                both = [added[name]] if name in added else []
                both.append(tables.pop(name))
                sums = pd.concat(both).groupby(keys, observed=True, as_index=False).sum()
                added[name] = sums.assign(spend_eur=sums["spend_eur"].round(2))
            if part == len(sizes) - 1:
                tables |= fixed(seed) | added
            yield {name: _compact(table) for name, table in tables.items()}
            bar.update(size)


def _compact(table: pd.DataFrame) -> pd.DataFrame:
    """Store whole numbers in half the memory: none of them needs more."""
    whole = table.columns[table.dtypes == np.int64]
    return table.astype(dict.fromkeys(whole, np.int32))


def chunk(customers: int, seed: int, part: int = 0) -> Tables:
    """Make the tables of one chunk of customers, whose numbers start at 1."""
    people = make_people(customers, seed, part)
    transactions = make_transactions(people, seed, part)
    survey = make_survey(people, seed, part)
    tables = {"customers": _customers(people), "survey": survey}
    tables |= make_loyalty(people, transactions, seed, part)
    tables |= make_crowd(people, transactions, seed, part)
    tables |= make_connectivity(people, seed, part)
    tables |= make_journeys(people, seed, part)
    tables |= make_crm(people, transactions, seed, part)
    tables |= make_campaigns(people, transactions, seed, part)
    tables |= make_business(people, seed, part)
    tables |= make_leads(people, seed, part)
    tables |= make_service(people, seed, part)
    tables |= make_app_invitation(people, transactions, seed, part)
    contacts = tables["contacts"]
    first = contacts[contacts["first_contact"]].set_index("customer")["contact"]
    survey.insert(2, "contact", first.loc[survey["customer"]].to_numpy())
    survey["bought_again"] = _bought_again(people, transactions)[survey["customer"] - 1]
    tables["contacts"] = contacts.drop(columns="first_contact")
    # How an order arrived stands in deliveries.
    tables["transactions"] = transactions.drop(columns=["promised_days", "late_days"])
    return tables


def fixed(seed: int) -> Tables:
    """Make the tables whose size does not depend on the number of customers."""
    tables = {"products": make_products(), "programmes": make_programmes()}
    tables |= make_market(seed) | make_channels(seed) | make_touch_tables(seed)
    tables |= {"questions": make_questions(), "campaigns": make_campaign_list()}
    tables["derived_demand"] = make_derived_demand(seed)
    tables["demand"] = make_demand(seed)
    tables["process_delays"] = make_process_delays(seed)
    tables["rivals"] = make_rivals(seed)
    tables["editions"] = make_editions(seed)
    tables["bakery"] = make_bakery(seed)
    tables["factory_orders"] = make_factory_orders(tables["demand"])
    tables |= make_search_holdout(seed) | make_brand_choices(seed) | make_brand_funnel(seed)
    return tables


def _customers(people: pd.DataFrame) -> pd.DataFrame:
    account = people["account"].to_numpy()
    return pd.DataFrame(
        {
            "customer": people.index.to_numpy(),
            "first_purchase": draw.dates(people["first_purchase"].to_numpy()),
            "channel": draw.labels(people["channel"].to_numpy(), CHANNELS),
            "segment": draw.labels(people["segment"].to_numpy(), SEGMENTS),
            "country": draw.labels(people["country"].to_numpy(), COUNTRIES),
            "app_since": draw.dates(people["app_day"].to_numpy()),
            "account": draw.optional(account, account > 0, "Int64"),
        }
    )


def _bought_again(people: pd.DataFrame, transactions: pd.DataFrame) -> np.ndarray:
    """Say of each customer whether she bought in the 365 days after her first contact."""
    row = transactions["customer"].to_numpy() - 1
    day = draw.day_numbers(transactions["date"])
    since = day - people["contact_day"].to_numpy()[row]
    return np.bincount(row, (since > 0) & (since <= 365), len(people)) > 0


def _key_names(tables: Tables, customers: int) -> dict[str, tuple[int, pd.Index]]:
    """Name the keys of a chunk or of the world: the first number, and the text of each."""
    accounts = tables["accounts"]["account"]
    people = tables["customers"]["customer"]
    ranges = {
        "customer": (people.min(), people.max(), customers),
        "account": (accounts.min(), accounts.max(), customers // CUSTOMERS_PER_ACCOUNT),
        "product": (1, len(PRODUCTS), len(PRODUCTS)),
    }
    names = {}
    for key, (low, high, largest) in ranges.items():
        letter, digits = TEXT_KEYS[key]
        digits = max(digits, len(str(largest)))
        names[key] = (low, pd.Index([f"{letter}{i:0{digits}d}" for i in range(low, high + 1)]))
    return names


def _text_keys(table: pd.DataFrame, names: dict[str, tuple[int, pd.Index]]) -> pd.DataFrame:
    """Turn the numbers of customers, accounts and products into keys such as C00001."""
    table = table.copy(deep=False)
    for column in table.columns:
        key = SAME_KEY.get(column, column)
        if key in names:
            low, texts = names[key]
            number = table[column].to_numpy(dtype=np.int64, na_value=0)
            codes = np.where(number > 0, number - low, -1)
            table[column] = pd.Categorical.from_codes(codes, categories=texts)
    return table
