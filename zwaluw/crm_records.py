"""The file of customers as it was typed in: names, addresses, duplicates and other faults.

Every customer has one record, made at the first contact. Some have a second one, made later by
somebody who did not find the first: the last name may have two letters swapped, the first name
may be an initial, the email address another one. In all records some email addresses are invalid,
some phone numbers and postcodes missing, and postcodes and phone numbers written in several ways.

The people do not exist: first and last names of the country are mixed by chance, email addresses
end on domains that nobody can own (RFC 2606), and the phone numbers of each country begin as none
there does: Dutch ones with 06-00, Belgian ones with 0400, German ones with 0154.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import calendar, draw
from zwaluw.draw import Ints, known
from zwaluw.names import FIRST_NAMES, LAST_NAMES
from zwaluw.people import CHANNELS, COUNTRIES, LAST_DAY

Texts = npt.NDArray[np.object_]

# A telephone number is this and six digits more. None of the three is in use, as far as known.
PHONE_STARTS = {"NL": ("06", "00"), "BE": ("0400", ""), "DE": ("0154", "00")}
COUNTRY_CODES = {"NL": "+31", "BE": "+32", "DE": "+49"}
# city and where its postcodes start: NL 4 digits and letters, BE 4 digits, DE 5 digits
CITIES = {
    "NL": {
        "Amsterdam": 1010,
        "Haarlem": 2010,
        "Leiden": 2310,
        "Utrecht": 3510,
        "Eindhoven": 5610,
        "Nijmegen": 6510,
        "Zwolle": 8010,
        "Groningen": 9710,
    },
    "BE": {"Antwerpen": 2000, "Leuven": 3000, "Hasselt": 3500, "Brugge": 8000, "Gent": 9000},
    "DE": {"Essen": 45130, "Kleve": 47530, "Aachen": 52060, "Bonn": 53110},
}
LETTERS = list("ABCDEGHJKLMNPRTVWXZ")
SOURCES = (*CHANNELS, "call centre")
TYPED_IN = ("store", "dealer", "call centre")  # by somebody there


@dataclass(frozen=True)
class RecordParameters:
    """The ground truth of the customer records and their faults."""

    TABLE: ClassVar[str] = "crm_records"

    duplicate: float = known(0.07, "has a second record", "share of customers")
    second_source: dict[str, float] = known(
        {"web shop": 0.30, "store": 0.15, "dealer": 0.10, "app": 0.10, "call centre": 0.35},
        "where a second record was made",
        "share of second records",
    )
    swapped: float = known(
        0.40, "two letters of the last name are swapped", "share of second records"
    )
    initial: float = known(0.30, "the first name is an initial only", "share of second records")
    other_email: float = known(0.45, "has another email address", "share of second records")
    invalid_email: float = known(
        0.02,
        "the email address is invalid: no @, a blank, or a comma for the full stop",
        "share of records",
    )
    no_phone: float = known(0.10, "has no phone number", "share of records")
    no_postcode: float = known(0.04, "has no postcode", "share of records")
    untidy_postcode: tuple[float, float] = known(
        (0.10, 0.40),
        "the postcode is not written as it should be (NL: 1234 AB): in first and second records",
        "share of postcodes",
    )
    phone_formats: dict[str, float] = known(
        {"with a hyphen": 0.65, "in one piece": 0.25, "with the country code": 0.10},
        "how a phone number is written: 06-00123456, 0600123456 or +31600123456",
        "share of phone numbers",
    )


def make_records(
    people: pd.DataFrame, rng: np.random.Generator, truth: RecordParameters
) -> pd.DataFrame:
    """Make the customer records, in order of the day they were made.

    Parameters
    ----------
    people : DataFrame
        From `make_people`.
    rng : Generator
        The stream of the CRM.
    truth : RecordParameters
    """
    n = len(people)
    country = people["country"].to_numpy()
    first = _names(country, FIRST_NAMES, rng)
    last = _names(country, LAST_NAMES, rng)
    city, digits = _addresses(country, rng)
    ends = np.array(LETTERS, dtype=object)
    letters = ends[_pick(rng, n, len(LETTERS))] + ends[_pick(rng, n, len(LETTERS))]
    number = _pick(rng, n, 1_000_000)
    email = _emails(first, last, _pick(rng, n, 1_000), "example.org")

    # From here on by record: everybody's first one, then the second ones.
    twice = np.flatnonzero(rng.random(n) < truth.duplicate)
    row = np.concatenate([np.arange(n), twice])
    k = len(twice)
    first, last, email = (_again(texts, row) for texts in (first, last, email))
    initial, swapped = rng.random(k) < truth.initial, rng.random(k) < truth.swapped
    where, other = rng.random(k), rng.random(k) < truth.other_email
    new = _emails([name[0] for name in first[n:]], last[n:], _pick(rng, k, 1_000), "example.net")
    last[n:][swapped] = [
        _swap(name, place)
        for name, place in zip(last[n:][swapped], where[swapped].tolist(), strict=True)
    ]
    first[n:][initial] = [name[0] + "." for name in first[n:][initial]]
    email[n:][other] = new[other]

    contact_day = people["contact_day"].to_numpy()[row]
    created = contact_day + np.floor(rng.random(n + k) * (LAST_DAY + 1 - contact_day)).astype(int)
    created[:n] = contact_day[:n]
    source = np.concatenate(
        [people["channel"].to_numpy(), draw.choose(rng.random(k), truth.second_source)]
    )
    is_second = np.arange(n + k) >= n
    typed_in = is_second & np.isin(source, [SOURCES.index(name) for name in TYPED_IN])
    created[typed_in] = calendar.open_day(created[typed_in])
    table = pd.DataFrame(
        {
            "customer": people.index.to_numpy()[row],
            "first_name": first,
            "last_name": last,
            "email": _some_invalid(email, rng, truth),
            "phone": _phones(country[row], number[row], rng, truth),
            "postcode": _postcodes(country[row], digits[row], letters[row], is_second, rng, truth),
            "city": city[row],
            "created": draw.dates(created),
            "source": draw.labels(source, SOURCES),
        }
    )
    table = table.iloc[np.argsort(created, kind="stable")].reset_index(drop=True)
    table.insert(0, "record", np.arange(1, n + k + 1))
    return table


def _pick(rng: np.random.Generator, n: int, size: int) -> Ints:
    """Draw n whole numbers from 0 to size - 1, all alike."""
    return (rng.random(n) * size).astype(np.int64)


def _names(country: Ints, lists: dict[str, list[str]], rng: np.random.Generator) -> Texts:
    """Draw a name for each customer from the list of her country."""
    uniform = rng.random(len(country))
    names = np.empty(len(country), dtype=object)
    for code, land in enumerate(COUNTRIES):
        here = country == code
        place = (uniform[here] * len(lists[land])).astype(np.int64)
        names[here] = np.array(lists[land], dtype=object)[place]
    return names


def _again(texts: Texts, row: Ints) -> Texts:
    return np.asarray(texts, dtype=object)[row]


def _addresses(country: Ints, rng: np.random.Generator) -> tuple[Texts, Ints]:
    """Draw the city of each customer and the digits of her postcode."""
    which, within = rng.random(len(country)), _pick(rng, len(country), 30)
    city = np.empty(len(country), dtype=object)
    digits = np.zeros(len(country), dtype=np.int64)
    for code, name in enumerate(COUNTRIES):
        here = country == code
        place = (which[here] * len(CITIES[name])).astype(np.int64)
        city[here] = np.array(list(CITIES[name]), dtype=object)[place]
        # A Belgian city has one postcode here.
        digits[here] = np.array(list(CITIES[name].values()))[place] + (
            0 if name == "BE" else within[here]
        )
    return city, digits


def _emails(first: Texts | list[str], last: Texts, number: Ints, domain: str) -> Texts:
    return np.array(
        [
            f"{name}.{family}{i}@{domain}".lower().replace(" ", "")
            for name, family, i in zip(first, last, number.tolist(), strict=True)
        ],
        dtype=object,
    )


def _swap(name: str, place: float) -> str:
    """Swap two neighbours among the small letters of a name; `place` (0 to 1) says which."""
    pairs = [
        i
        for i in range(len(name) - 1)
        if name[i] != name[i + 1] and name[i].islower() and name[i + 1].islower()
    ]
    i = pairs[int(place * len(pairs))]
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def _some_invalid(email: Texts, rng: np.random.Generator, truth: RecordParameters) -> Texts:
    invalid = np.flatnonzero(rng.random(len(email)) < truth.invalid_email)
    faults = (("@", ""), ("@", " @"), ("example.", "example,"))
    kind = _pick(rng, len(invalid), len(faults)).tolist()
    email[invalid] = [
        text.replace(*faults[fault]) for text, fault in zip(email[invalid], kind, strict=True)
    ]
    return email


def _phones(
    country: Ints, number: Ints, rng: np.random.Generator, truth: RecordParameters
) -> Texts:
    """Write the phone numbers, in one of three ways, those of each country with its own start."""
    way = draw.choose(rng.random(len(number)), truth.phone_formats)
    starts = np.array(
        [
            (f"{area}-{more}", area + more, COUNTRY_CODES[land] + area[1:] + more)
            for land, (area, more) in ((land, PHONE_STARTS[land]) for land in COUNTRIES)
        ],
        dtype=object,
    )
    start = starts[country, way]
    given = (rng.random(len(number)) >= truth.no_phone).tolist()
    return np.array(
        [
            f"{begin}{i:06d}" if there else None
            for begin, i, there in zip(start, number.tolist(), given, strict=True)
        ],
        dtype=object,
    )


def _postcodes(
    country: Ints,
    digits: Ints,
    letters: Texts,
    is_second: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    truth: RecordParameters,
) -> Texts:
    """Write the postcodes; untidy ones without the blank, in small letters or with the country."""
    n = len(country)
    untidy = rng.random(n) < np.array(truth.untidy_postcode)[is_second.astype(np.int64)]
    form = np.where(untidy, 1 + _pick(rng, n, 3), 0).tolist()
    missing = rng.random(n) < truth.no_postcode
    table = np.array(
        [
            _postcode(land, number, ends, kind)
            for land, number, ends, kind in zip(
                country.tolist(), digits.tolist(), letters, form, strict=True
            )
        ],
        dtype=object,
    )
    table[missing] = None
    return table


def _postcode(country: int, digits: int, letters: str, form: int) -> str:
    """Write one postcode: form 0 is the right one."""
    if COUNTRIES[country] == "NL":
        return (
            f"{digits} {letters}",
            f"{digits}{letters}",
            f"{digits}{letters.lower()}",
            f"{digits} {letters.lower()}",
        )[form]
    if form == 0:
        return str(digits)
    return f"{COUNTRIES[country][0]}-{digits}"
