"""The file of customers as it was typed in: names, addresses, duplicates and other faults.

Every customer has one record, made at the first contact. Some have a second one, made later by
somebody who did not find the first: the last name may have two letters swapped, the first name
may be an initial, the email address another one. In all records some email addresses are invalid,
some phone numbers and postcodes missing, and postcodes and phone numbers written in several ways.

The people do not exist: first and last names are mixed by chance, email addresses end on domains
that nobody can own (RFC 2606), and Dutch phone numbers never start with 06-00.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from zwaluw import draw
from zwaluw.draw import Ints, known
from zwaluw.people import CHANNELS, COUNTRIES, LAST_DAY

Texts = npt.NDArray[np.object_]

FIRST_NAMES = """Aafke|Adam|Aisha|Albert|Alice|Amina|Anna|Anouk|Anton|Arjen|Arne|Astrid|Bart|Bas
Bente|Bilal|Birgit|Bram|Britt|Carla|Carlo|Cas|Cato|Celine|Chantal|Chris|Clara|Daan|Daniel|David
Dennis|Dewi|Dieter|Dina|Dirk|Ebru|Eduard|Elena|Elise|Els|Emiel|Emma|Erik|Esther|Eva|Fabian|Fatima
Femke|Fenna|Ferdi|Floor|Floris|Frank|Frida|Gerard|Gijs|Greta|Guus|Hanna|Hans|Hassan|Heidi|Helena
Henk|Hilde|Hugo|Ilse|Imke|Ingrid|Irene|Iris|Ivo|Jan|Jana|Jasper|Jelle|Jens|Jeroen|Jip|Johan|Jolien
Jonas|Joost|Joris|Judith|Julia|Jurgen|Kaat|Karel|Karim|Kees|Kim|Klaas|Klara|Koen|Lara|Lars|Laura
Leen|Leila|Lena|Leon|Lies|Lieve|Linda|Lisa|Loes|Lotte|Louis|Luca|Lucas|Luuk|Maarten|Magda|Malik
Marie|Marijn|Marta|Martin|Matteo|Max|Mehmet|Mia|Mila|Mirjam|Mohamed|Nadia|Naomi|Nele|Nico|Niels
Nina|Noor|Nora|Olga|Olivier|Omar|Otto|Patrick|Paula|Peter|Pieter|Pim|Ravi|Renate|Rik|Robin|Roos
Ruben|Ruth|Sander|Sanne|Sara|Selma|Sem|Sien|Simon|Sofie|Stefan|Stijn|Sven|Tara|Teun|Thea|Thijs|Tim
Tobias|Toon|Ute|Vera|Victor|Walter|Wim|Yara|Youssef|Yusuf|Zoe""".replace("\n", "|").split("|")
LAST_NAMES = """Adams|Aerts|Akkerman|Albers|Baert|Bakker|Bauer|Beckers|Berger|Boersma|Bogaert|Bos
Bosman|Brand|Brouwer|Bruins|Claes|Claessens|Coppens|Cornelis|Daems|de Boer|de Bruin|de Graaf
de Groot|de Haan|de Jong|de Lange|de Vos|de Vries|de Wit|De Backer|De Clercq|De Smet|Dekker
Demir|Desmet|Dijkstra|Driessen|Dubois|Evers|Fischer|Franke|Gerritsen|Goossens|Groen|Haas|Hartman
Heinrich|Hendriks|Hermans|Hoekstra|Hofman|Huber|Jacobs|Jansen|Janssens|Kaiser|Kaya|Keller|Klein
Koning|Kramer|Kuiper|Kuipers|Lambert|Lammers|Lange|Laurent|Lemmens|Lorenz|Maas|Maes|Martens
Meijer|Mertens|Meyer|Michiels|Molenaar|Mulder|Neumann|Nguyen|Nijland|Ozturk|Pauwels|Peeters
Peters|Petit|Postma|Prins|Richter|Roelofs|Sanders|Schmidt|Schneider|Scholten|Schouten|Schulz
Segers|Simons|Singh|Smeets|Smit|Smits|Stevens|Sterk|Thomas|Timmermans|van Beek|van Dam|van Dijk
van den Berg|van der Linden|van der Meer|van Leeuwen|van Loon|Van Damme|Vandenberghe|Veenstra
Verbeek|Verbruggen|Verhoeven|Vermeulen|Visser|Vogel|Wagner|Walraven|Weber|Wegman|Wendt|Willems
Winter|Wolters|Wouters|Yilmaz|Zimmermann|Zuidema|Zwart""".replace("\n", "|").split("|")
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
        {"06-00123456": 0.65, "0600123456": 0.25, "+31600123456": 0.10},
        "how a phone number is written",
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
    first = np.array(FIRST_NAMES, dtype=object)[_pick(rng, n, len(FIRST_NAMES))]
    last = np.array(LAST_NAMES, dtype=object)[_pick(rng, n, len(LAST_NAMES))]
    city, digits = _addresses(people["country"].to_numpy(), rng)
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
    table = pd.DataFrame(
        {
            "customer": people.index.to_numpy()[row],
            "first_name": first,
            "last_name": last,
            "email": _some_invalid(email, rng, truth),
            "phone": _phones(number[row], rng, truth),
            "postcode": _postcodes(
                people["country"].to_numpy()[row], digits[row], letters[row], is_second, rng, truth
            ),
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


def _phones(number: Ints, rng: np.random.Generator, truth: RecordParameters) -> Texts:
    starts = np.array([form.removesuffix("123456") for form in truth.phone_formats], dtype=object)
    start = starts[draw.choose(rng.random(len(number)), truth.phone_formats)]
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
