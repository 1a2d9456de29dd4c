"""Questions to a CRM database, for the tests."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import text

from mkt40_helpers.crm.schema import schema

TABLES = list(schema().tables)


def asked(db, ask, **who):
    return pd.read_sql(text(ask), db, params=who or None)


def sizes(db):
    """Rows of each table."""
    with db.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar_one()
            for name in TABLES
        }


def contents(db):
    """All that is in it, to be compared with what is in it later."""
    with db.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall() for name in TABLES
        }
