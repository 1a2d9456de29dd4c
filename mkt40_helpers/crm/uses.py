"""Nine uses of customer data: one short question to the database for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

# What it is used for, what is asked, and the question; days up to the last one in the database.
USES = (
    (
        "segments",
        "commuters, % of customers",
        "SELECT 100.0 * AVG(CASE WHEN segment = 'commuter' THEN 1 ELSE 0 END) FROM customers",
    ),
    (
        "acquisition",
        "new customers in the last year",
        "SELECT COUNT(*) FROM customers WHERE first_purchase > '2025-08-31'",
    ),
    (
        "retention and defection",
        "of last year's buyers bought again, %",
        "SELECT 100.0 * AVG(CASE WHEN customer IN (SELECT customer FROM transactions "
        "WHERE date > '2025-08-31') THEN 1 ELSE 0 END) FROM (SELECT DISTINCT customer "
        "FROM transactions WHERE date > '2024-08-31' AND date <= '2025-08-31') AS buyers",
    ),
    (
        "add-on sales",
        "accessories, % of later purchases",
        "SELECT 100.0 * AVG(CASE WHEN category = 'accessories' THEN 1 ELSE 0 END) "
        "FROM transactions JOIN products USING (product) JOIN customers USING (customer) "
        "WHERE date > first_purchase",
    ),
    (
        "response",
        "bought after a message, %",
        "SELECT 100.0 * AVG(CASE WHEN responded THEN 1 ELSE 0 END) "
        "FROM responses JOIN sends USING (send) WHERE arm = 'treated'",
    ),
    (
        "purchase patterns",
        "purchases a buyer in the last year",
        "SELECT 1.0 * COUNT(*) / COUNT(DISTINCT customer) FROM transactions "
        "WHERE date > '2025-08-31'",
    ),
    (
        "economic value",
        "margin a customer in the last year, euro",
        "SELECT SUM(amount_eur * (1 - unit_cost_eur / list_price_eur)) / "
        "(SELECT COUNT(*) FROM customers) "
        "FROM transactions JOIN products USING (product) WHERE date > '2025-08-31'",
    ),
    (
        "prediction",
        "bought in the last 90 days: likely to again",
        "SELECT COUNT(DISTINCT customer) FROM transactions WHERE date > '2026-06-02'",
    ),
    (
        "strategy",
        "customers never asked about calls",
        "SELECT COUNT(*) FROM customers WHERE customer NOT IN "
        "(SELECT customer FROM consents WHERE purpose = 'phone')",
    ),
)


def nine_uses(db: Engine) -> pd.DataFrame:
    """Ask the database one question for each of nine uses of customer data.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.

    Returns
    -------
    DataFrame, nine rows
        use; what is asked; answer; query: the question in SQL.

    Notes
    -----
    The year is that before the last day of the course's tables, 31 August 2026. That somebody did
    not buy again in a year is no defection: nobody without a contract says that she leaves.

    Examples
    --------
    >>> from mkt40_helpers.crm import open_database
    >>> float(nine_uses(open_database()).set_index("use")["answer"]["acquisition"])
    722.0
    """
    from sqlalchemy import text

    with db.connect() as connection:
        answers = [float(connection.execute(text(query)).scalar_one()) for *_, query in USES]
    found = pd.DataFrame(USES, columns=["use", "what is asked", "query"])
    return found.assign(answer=answers)[["use", "what is asked", "answer", "query"]]
