"""What is no column, or no finite number, is refused with what to do; in one place for all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from mkt40_helpers import relationship

SALES = pd.DataFrame(
    {
        "customer": ["a", "a", "b"],
        "date": pd.to_datetime(["2025-01-05", "2025-03-01", "2025-02-01"]),
        "euro": [10.0, 20, 30],
    }
)


def test_a_list_of_columns_where_one_is_asked_is_refused():
    with pytest.raises(ValueError, match=r"Name one column, such as 'customer', not \['cust"):
        relationship.rfm(SALES, customer=["customer"], end="2025-12-31")
    members = pd.DataFrame({"joined": SALES["date"], "left": pd.NaT, "plan": "x"})
    with pytest.raises(ValueError, match=r"Name one column, such as 'customer', not \['plan'\]"):
        relationship.retention_by_age(members, end="2025-12-31", period=30, by=["plan"])


def test_a_column_that_is_there_twice_is_refused():
    """As after pd.concat of two tables side by side."""
    twice = pd.concat([SALES, SALES[["euro"]]], axis="columns")
    with pytest.raises(ValueError, match=r"2 columns are called 'euro'\. Rename or drop one"):
        relationship.rfm(twice, amount="euro", end="2025-12-31")
    twice = pd.concat([SALES, SALES[["date"]]], axis="columns")
    with pytest.raises(ValueError, match="2 columns are called 'date'"):
        relationship.silent_quarters(twice)


@pytest.mark.parametrize("margin", [np.nan, np.inf])
def test_what_is_not_finite_is_refused_without_talk_of_infinity(margin):
    with pytest.raises(ValueError, match=r"margin is \w+: give a finite number\.$"):
        relationship.retention_value(margin, 0.8, 0.1, first="now")
    with pytest.raises(ValueError, match=r"margin is '100': give one finite number\.$"):
        relationship.retention_value("100", 0.8, 0.1, first="now")
    moves = relationship.ladder_from_moves(relationship.recency_moves([0.3]))
    with pytest.raises(ValueError, match=r"inf cannot be\. Give finite numbers\.$"):
        moves.values({"bought": np.inf, "lost": 0}, 0.1)


def test_a_table_of_polars_is_told_how_to_become_one_of_pandas():
    table = pl.DataFrame({"customer": ["a"], "quarter": [1], "state": ["in"]})
    with pytest.raises(ValueError, match=r"of pandas, not DataFrame of polars: .*\.to_pandas\(\)"):
        relationship.ladder(table)
