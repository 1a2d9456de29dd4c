"""The tables of the small CRM: their columns, their keys, and what each of them refuses.

The name of a rule is the sentence that the database tells when the rule is broken.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from sqlalchemy import CheckConstraint, Column, ForeignKey, MetaData

SALES_AREAS = ("call centre", "e-commerce", "field sales", "retail", "third-party agent")
SERVICE_AREAS = ("call centre", "field service", "web self-service")
CHANNELS = ("web shop", "store", "dealer", "app", "email", "chat", "phone")
CAMPAIGN_CHANNELS = ("email", "letter", "phone", "app message")
PURPOSES = ("email", "phone", "profiling")
PRIORITIES = ("high", "normal", "low")
TOPICS = ("delivery", "repair", "help desk", "complaint")
OPEN_STAGES = ("lead", "qualified", "offer")
STAGES = (*OPEN_STAGES, "won", "lost")

# The course's table where its name differs, and its columns where SQL keeps the name for itself
# (case, group) or where the chapter has a better one.
SOURCES = {"records": "crm_records", "responses": "sends"}
_WORLD = {
    "contacts": {"topic": "touchpoint", "ticket": "case"},
    "sends": {"arm": "group", "day": "sent"},
}
# "mail" is an e-mail in the one table and a letter in the other.
_CHANNEL = {"contacts": {"mail": "email"}, "campaigns": {"mail": "letter"}}
_DAY, _MINUTE = 10, 16  # characters of 2026-08-31 and of 2026-08-31 22:42


@functools.cache
def schema() -> MetaData:
    """Describe all tables, in an order in which they can be filled.

    Days and times are text in ISO form, which every database compares in the order of time.

    Examples
    --------
    >>> [str(one) for one in schema().tables["consents"].primary_key.columns]
    ['consents.customer', 'consents.purpose', 'consents.since']
    """
    from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint

    found = MetaData()
    Table("products", found, _key("product"), *_texts("name category"), *_product_prices())
    Table(
        "customers",
        found,
        _key("customer"),
        _day("first_purchase"),
        *_texts("channel segment country"),
        _day("app_since", empty=True),
        _text("account", empty=True),
        _rule("customer must be C and five digits", "customer LIKE 'C_____'"),
        _among("channel", ("web shop", "store", "dealer", "app")),
        _among("segment", ("commuter", "leisure", "family")),
        _among("country", ("NL", "BE", "DE")),
        _rule("app_since must not be before first_purchase", "app_since >= first_purchase"),
    )
    # Nothing is asked of e-mail, phone and postcode: what was typed badly is part of the lesson.
    Table(
        "records",
        found,
        _number("record", key=True),
        _of("customers"),
        *_texts("first_name last_name"),
        *(_text(name, empty=True) for name in ("email", "phone", "postcode", "city")),
        _day("created"),
        _text("source"),
    )
    Table(
        "contacts",
        found,
        _number("contact", key=True),
        _of("customers"),
        _minute("time"),
        *_texts("channel topic direction"),
        _number("minutes"),
        Column("ticket", _whole(), _reference("tickets", later=True)),
        _among("channel", CHANNELS),
        _among("direction", ("in", "out")),
        _rule("minutes must be 1 or more", "minutes >= 1"),
    )
    Table(
        "tickets",
        found,
        _number("ticket", key=True),
        Column("contact", _whole(), _reference("contacts"), nullable=False, unique=True),
        _of("customers"),
        _minute("opened"),
        *(_minute(name, empty=True) for name in ("first_response", "closed")),
        *_texts("priority topic service_area"),
        _yes_no("noted"),
        _yes_no("reopened", empty=True),
        _minute("dispatched", empty=True),
        _among("priority", PRIORITIES),
        _among("topic", TOPICS),
        _among("service_area", SERVICE_AREAS),
        *_is_yes_no("noted", "reopened"),
        _rule("first_response must not be before opened", "first_response >= opened"),
        _rule("closed must not be before first_response", "closed >= first_response"),
        _rule("dispatched must not be before opened", "dispatched >= opened"),
        _rule("reopened is known once a ticket is closed", _both_or_none("closed", "reopened")),
    )
    Table(
        "opportunities",
        found,
        _number("opportunity", key=True),
        _of("customers"),
        _day("opened"),
        _text("sales_area"),
        _of("products"),
        *(_number(name) for name in ("value_eur", "probability_percent")),
        *_texts("stage last_open_stage"),
        _day("closed", empty=True),
        _among("sales_area", SALES_AREAS, "sales_area must be one of the five sales areas"),
        _among("stage", STAGES),
        _among("last_open_stage", OPEN_STAGES),
        _rule("value_eur must be above 0", "value_eur > 0"),
        _rule("probability_percent must be 1 to 99", "probability_percent BETWEEN 1 AND 99"),
        _rule("closed must not be before opened", "closed >= opened"),
        _rule(
            "closed is the day on which it was won or lost",
            "(stage IN ('won', 'lost')) = (closed IS NOT NULL)",
        ),
        _rule("won must come after an offer", "stage <> 'won' OR last_open_stage = 'offer'"),
    )
    Table(
        "consents",
        found,
        *(_of("customers", key=True), _key("purpose")),
        _yes_no("given"),
        _day("since", key=True),
        _day("withdrawn", empty=True),
        _among("purpose", PURPOSES),
        *_is_yes_no("given"),
        _rule("withdrawn must be after since", "withdrawn > since"),
        _rule("only a yes can be withdrawn", "withdrawn IS NULL OR given = 1"),
    )
    Table(
        "campaigns",
        found,
        *(_number("campaign", key=True), _text("name"), _day("start")),
        *_texts("channel offer"),
        *(_amount(name) for name in ("price_eur", "cost_per_contact_eur", "margin_eur")),
        _text("target"),
        UniqueConstraint("name"),
        _among("channel", CAMPAIGN_CHANNELS),
        _rule("price_eur must be above 0", "price_eur > 0"),
        _rule("cost_per_contact_eur must be 0 or more", "cost_per_contact_eur >= 0"),
    )
    Table(
        "sends",
        found,
        *(_number("send", key=True), _of("campaigns"), _of("customers")),
        *(_text("arm"), _day("day")),
        UniqueConstraint("campaign", "customer"),
        _among("arm", ("treated", "control")),
    )
    Table(
        "responses",
        found,
        Column("send", _whole(), _reference("sends"), primary_key=True, autoincrement=False),
        *(_yes_no("opened", empty=True), _yes_no("clicked", empty=True)),
        *(_yes_no("responded"), _amount("amount_eur")),
        *_is_yes_no("opened", "clicked", "responded"),
        _rule("amount_eur is above 0 if she bought", "(amount_eur > 0) = (responded = 1)"),
        _rule(
            "clicked must come after opened",
            "clicked IS NULL OR clicked = 0 OR (opened IS NOT NULL AND opened = 1)",
        ),
    )
    Table(
        "transactions",
        found,
        *(_number("transaction", key=True), _of("customers"), _day("date"), _text("channel")),
        *(_of("products"), _amount("amount_eur")),
        _rule("amount_eur must be above 0", "amount_eur > 0"),
    )
    for name in ("records", "contacts", "tickets", "opportunities", "sends", "transactions"):
        Index(f"{name}_customer", found.tables[name].c.customer)
    # Without it the key of each ticket would be looked for in all contacts.
    Index("contacts_ticket", found.tables["contacts"].c.ticket)
    _written_as_dates(found)
    return found


def rows(name: str, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Turn a table of the course into the rows of a table of the database.

    Parameters
    ----------
    name : str
        The table of the database.
    frame : DataFrame
        The table of the course that it comes from, as `data.load` gives it.

    Returns
    -------
    list of tuple
        In the order of the database's columns: days and times as text, True and False as 1 and 0,
        what is missing as None. A column that the course has not is empty.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> rows("contacts", data.load("contacts").head(1))
    [(1, 'C02316', '2021-03-02 10:03', 'web shop', 'delivery', 'in', 12, None)]
    """
    known = _WORLD.get(name, {})
    columns = []
    for column in schema().tables[name].columns:
        source = known.get(column.name, column.name)
        if source not in frame:
            columns.append([None] * len(frame))
            continue
        values = frame[source]
        if column.name == "channel" and name in _CHANNEL:
            values = values.replace(_CHANNEL[name])
        columns.append(_plain(values, getattr(column.type, "length", None)))
    return list(zip(*columns, strict=True))


def _plain(values: pd.Series, length: int | None) -> list[Any]:
    """Turn a column into what every database's driver takes."""
    if pd.api.types.is_datetime64_any_dtype(values):
        unit: Literal["D", "m"] = "D" if length == _DAY else "m"
        stamps: npt.NDArray[np.datetime64[Any]] = values.to_numpy(dtype="datetime64[us]")
        plain: list[Any] = np.char.replace(
            np.datetime_as_string(stamps, unit=unit), "T", " "
        ).tolist()
    elif pd.api.types.is_bool_dtype(values):
        plain = values.astype("Int64").tolist()
    else:
        plain = values.tolist()
    gone = values.isna()
    if gone.any():
        return [None if empty else value for value, empty in zip(plain, gone, strict=True)]
    return plain


# ---- columns and rules, each in a word ----


def _text(name: str, empty: bool = False, length: int = 100, key: bool = False) -> Column[str]:
    from sqlalchemy import Column, String

    return Column(name, String(length), primary_key=key, nullable=empty)


def _texts(names: str) -> list[Column[str]]:
    return [_text(name) for name in names.split()]


def _key(name: str) -> Column[str]:
    return _text(name, key=True)


def _day(name: str, empty: bool = False, key: bool = False) -> Column[str]:
    return _text(name, empty, _DAY, key)


def _minute(name: str, empty: bool = False) -> Column[str]:
    return _text(name, empty, _MINUTE)


def _whole() -> Any:
    from sqlalchemy import Integer

    return Integer()


def _number(name: str, key: bool = False) -> Column[int]:
    from sqlalchemy import Column

    return Column(name, _whole(), primary_key=key, nullable=False)


def _yes_no(name: str, empty: bool = False) -> Column[int]:
    # Not BOOLEAN: on some servers `given = 1` would then be an error.
    from sqlalchemy import Column

    return Column(name, _whole(), nullable=empty)


def _amount(name: str) -> Column[float]:
    from sqlalchemy import Column, Double

    return Column(name, Double(), nullable=False)


def _of(table: str, key: bool = False) -> Column[Any]:
    """Refer to a row of another table, by a column with the name of one such row."""
    from sqlalchemy import Column, String

    kind = _whole() if table == "campaigns" else String(100)
    return Column(table[:-1], kind, _reference(table), primary_key=key, nullable=False)


def _reference(table: str, later: bool = False) -> ForeignKey:
    """Refer to the key of a table; `later`, the row may come in the same transaction."""
    from sqlalchemy import ForeignKey

    late: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED", "use_alter": True}
    name = f"{table[:-1]} must be known"
    return ForeignKey(f"{table}.{table[:-1]}", name=name, **(late if later else {}))


def _rule(told: str, holds: str) -> CheckConstraint:
    from sqlalchemy import CheckConstraint

    return CheckConstraint(holds, name=told)


def _among(column: str, words: Sequence[str], told: str | None = None) -> CheckConstraint:
    told = told or f"{column}: {', '.join(words[:-1])} or {words[-1]}"
    return _rule(told, f"{column} IN ({', '.join(repr(word) for word in words)})")


def _is_yes_no(*columns: str) -> list[CheckConstraint]:
    return [_rule(f"{column} must be 0 or 1", f"{column} IN (0, 1)") for column in columns]


def _both_or_none(one: str, other: str) -> str:
    return f"({one} IS NULL) = ({other} IS NULL)"


def _product_prices() -> list[Any]:
    return [
        *(_amount("list_price_eur"), _amount("unit_cost_eur")),
        _rule("list_price_eur must be above 0", "list_price_eur > 0"),
        _rule("unit_cost_eur must be 0 or more", "unit_cost_eur >= 0"),
    ]


def _written_as_dates(found: MetaData) -> None:
    """Refuse a day such as 14/9/2026, which would sort before all others without a word."""
    for table in found.tables.values():
        for column in table.columns:
            length = getattr(column.type, "length", None)
            if length in (_DAY, _MINUTE):
                form = "____-__-__" if length == _DAY else "____-__-__ __:__"
                shown = "2026-08-31" if length == _DAY else "2026-08-31 22:42"
                told = f"{column.name} must be written like {shown}"
                table.append_constraint(_rule(told, f"{column.name} LIKE '{form}'"))
