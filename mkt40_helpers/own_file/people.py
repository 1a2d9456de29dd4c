"""Which columns are customers, dates and amounts, and which tell who somebody is."""

from __future__ import annotations

import difflib
import re

import pandas as pd

from mkt40_helpers.own_file.cells import Read, filled

# What a heading says when the column is what most helpers need, the best sign first.
ROLES = {
    "customer": [
        r"customer",
        r"klant",
        r"(klant|customer|client|cliënt|lid|member|relatie|debiteur)\W*(nr|no|num\w*|id|code)",
        r".*(klant|customer|client|cliënt|member|relatie|debiteur|deelnemer).*",
        r"lid|gast|guest|buyer|koper",
    ],
    "date": [
        r"date",
        r"datum",
        r"(order|bestel|aankoop|koop|factuur|transactie|boek)\w*\W*(datum|date)",
        r".*(datum|\bdate|date\b).*",
        r"dag|day|tijdstip|timestamp|created at|paid at",
    ],
    "amount": [
        r"amount",
        r"bedrag",
        r".*(bedrag|amount).*",
        r".*(omzet|revenue|totaal|\btotal|\bsales).*",
        r".*(\bprijs|\bprice|\beuro?\b|€).*",
    ],
}
PERSON = re.compile(
    r"naam|\bname|e-?mail|telefoon|\btel\b|mobiel|phone|\bgsm\b|adres|straat|street|iban|"
    r"rekening(nr|nummer)|\bbsn\b|geboorte|birth|tussenvoegsel",
)
THING = re.compile(
    r"product|artikel|item|filiaal|winkel|branch|shop|store|merk|brand|campa|bestand|file|"
    r"categor|kanaal|channel|plaats|dienst|service|event|firm|land|country",
)
PERSONAL = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "telephone numbers": re.compile(r"(?=(?:\D*\d){10,13}\D*$)(?:\+|0)[\d\s().-]+"),
    "bank accounts": re.compile(r"[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{0,4}"),
}
NAME = re.compile(r"[^\d@]*[^\W\d_][^\d@]*")


def find_roles(header: list[str], given: dict[str, str | None]) -> dict[str, str]:
    """Find the columns of customers, dates and amounts by their headings, or as they were named."""
    roles = {}
    for role, name in given.items():
        if name is None:
            continue
        if name not in header:
            near = difflib.get_close_matches(name, header, n=1, cutoff=0.5)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(
                f"There is no column {name!r}.{meant} The headings are: {', '.join(header)}."
            )
        roles[role] = name
    for role, signs in ROLES.items():
        free = [name for name in header if name not in roles.values()]
        if role == "date":
            free = [name for name in free if not PERSON.search(name.lower())]
        found = [n for sign in signs for n in free if re.fullmatch(sign, _plain(n))]
        if role not in roles and found:
            roles[role] = found[0]
    return roles


def _plain(heading: str) -> str:
    return re.sub(r"[_\s]+", " ", heading.lower()).strip()


def find_people(header: list[str], body: pd.DataFrame, roles: dict[str, str]) -> dict[str, str]:
    """Find the columns that tell who somebody is, and say what they hold."""
    found = {}
    for heading in header:
        cells = filled(body[heading]).drop_duplicates()
        if not len(cells) or heading in (roles.get("date"), roles.get("amount")):
            continue
        plain = _plain(heading)
        held = [
            what
            for what, form in PERSONAL.items()
            if cells.map(form.fullmatch).notna().mean() > 0.5
        ]
        if held:
            found[heading] = held[0]
        elif PERSON.search(plain) and not THING.search(plain) and heading != roles.get("customer"):
            found[heading] = "personal details"
        elif heading == roles.get("customer") and cells.map(NAME.fullmatch).notna().mean() > 0.2:
            found[heading] = "names"
    return found


def numbered(column: pd.Series, what: str) -> Read:
    """Put a number in place of each text; capitals and blanks make no other person."""
    cells = filled(column).str.casefold().str.replace(r"\s+", " ", regex=True)
    codes, _ = pd.factorize(cells)
    numbers = pd.Series(codes + 1, index=cells.index, dtype="Int64").reindex(column.index)
    return Read(numbers)


def together(columns: pd.DataFrame) -> pd.Series:
    """Number the people whom several columns name: the surest of them, else all names."""
    plain = {name: _plain(str(name)) for name in columns}
    names = [name for name, text in plain.items() if "mail" in text][:1]
    names = names or [n for n, text in plain.items() if re.search("naam|name|tussenv", text)]
    names = names or list(plain)[:1]
    joined = columns[names].agg(" ".join, axis=1).str.strip()
    return numbered(joined, "people").values
