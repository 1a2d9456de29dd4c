"""Quarters of silence: the states of the ladder that are read off what customers bought."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    day_of,
    days_of,
    number,
    require_columns,
    require_filled,
    require_free_name,
    require_one_kind,
    whole,
)

BOUGHT, LOST = "bought", "lost"


def silent_quarters(
    transactions: pd.DataFrame,
    customer: str = "customer",
    date: str = "date",
    amount: str | None = None,
    longest: int = 4,
    end: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """How long each customer has been silent, quarter by quarter.

    Parameters
    ----------
    transactions : DataFrame
        One row for each purchase.
    customer, date : str
        Columns with the customer and the day of the purchase.
    amount : str, optional
        Column with euro (an amount, or a margin) to be added up for each quarter.
    longest : int
        Quarters of silence that are told apart; who is silent for longer is lost.
    end : str or Timestamp, optional
        Last day of the data; without it, the last day with a purchase. Only whole quarters are
        coded: days after the last whole one, and after `end`, are in no row.

    Returns
    -------
    DataFrame, one row for each customer and calendar quarter since her first purchase
        The column `customer`; quarter ("2025-Q3"); state: "bought" (in this quarter), "1 silent"
        (not in this one, but in the one before), ..., "lost", in this order (a categorical); first:
        True in the quarter of her first purchase; the column `amount` (if given), 0 in silent ones.

    Raises
    ------
    ValueError
        A column that is not there; a day that is missing or no date; an amount that is missing; no
        whole quarter.

    Notes
    -----
    A customer who is lost can buy again, and is then "bought" in that quarter.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-05", "2025-08-01", "2025-12-31"])
    >>> bought = pd.DataFrame({"customer": ["a", "a", "b"], "date": days, "euro": [9, 5, 2]})
    >>> silent_quarters(bought, amount="euro").drop(columns="first").values.tolist()
    [['a', '2025-Q1', 'bought', 9.0], ['a', '2025-Q2', '1 silent', 0.0],
     ['a', '2025-Q3', 'bought', 5.0], ['a', '2025-Q4', '1 silent', 0.0],
     ['b', '2025-Q4', 'bought', 2.0]]
    """
    names = [customer, date, *([amount] if amount else [])]
    require_columns(transactions, names)
    for name in (customer, amount or ""):
        require_free_name(name, ["quarter", "state", "first"])
    require_one_kind(transactions, customer)
    bought = _bought(transactions, customer, date, amount)
    last_day = days_of(transactions, date).max() if end is None else day_of(end, "end")
    last = _number_of(last_day + pd.Timedelta(days=1)) - 1  # the last whole quarter
    bought = bought[bought["quarter"] <= last]
    if not len(bought):
        raise ValueError(
            f"Up to {last_day:%d %B %Y} there is no whole quarter with a purchase in it. "
            "Give purchases of a quarter or more, or a later `end`."
        )
    first = bought.groupby(customer, sort=True)["quarter"].min()
    lengths = (last + 1 - first).to_numpy()
    start = np.repeat(first.to_numpy(), lengths)
    within = np.arange(len(start)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table = pd.DataFrame(
        {customer: np.repeat(first.index.to_numpy(), lengths), "quarter": start + within}
    )
    table = table.merge(bought, how="left", on=[customer, "quarter"])
    # Each customer's first row is a purchase, so filling down never takes over another's.
    since = table["quarter"] - table["quarter"].where(table["euro"].notna()).ffill()
    labels = silence(whole(longest, "longest", 0))
    code = since.clip(upper=len(labels) - 1).astype(int).tolist()
    found = pd.DataFrame(
        {
            customer: table[customer],
            "quarter": [f"{number // 4}-Q{number % 4 + 1}" for number in table["quarter"]],
            "state": pd.Categorical.from_codes(code, pd.Index(labels), ordered=True),
            "first": within == 0,
        }
    )
    return found.assign(**{amount: table["euro"].fillna(0.0)}) if amount else found


def recency_moves(buys: Sequence[float] | pd.Series) -> pd.DataFrame:
    """Moves among quarters of silence, from the chance to buy after each.

    Parameters
    ----------
    buys : sequence of float
        Chance to buy in the next period: of who bought in this one, of who has been silent for one
        period, for two, and so on (0 to 1). After the last she is lost, and stays so.

    Returns
    -------
    DataFrame
        Moves among "bought", "1 silent", ..., "lost", for `ladder_from_moves`; each row adds up
        to 1.

    Raises
    ------
    ValueError
        A chance that is missing or not between 0 and 1.

    Notes
    -----
    The layout of Pfeifer and Carraway (2000), who call the states recency 1, 2, ... and "former".

    Examples
    --------
    >>> recency_moves([0.3, 0.2])
    then      bought  1 silent  lost
    state
    bought       0.3       0.7   0.0
    1 silent     0.2       0.0   0.8
    lost         0.0       0.0   1.0
    """
    chances = between(buys, "chances to buy", 0, 1).to_numpy()
    names = silence(len(chances) - 1)
    moves = np.zeros((len(names), len(names)))
    for row, chance in enumerate(chances):
        moves[row, 0], moves[row, row + 1] = chance, 1 - chance
    moves[-1, -1] = 1
    return pd.DataFrame(moves, pd.Index(names, name="state"), pd.Index(names, name="then"))


def lift_that_pays(values: pd.Series, cost: float, discount: float) -> pd.Series:
    """Smallest rise of the chance to buy that pays for what it costs, by quarters of silence.

    Parameters
    ----------
    values : Series
        Value of each state, from `Ladder.values` in the layout of `recency_moves`: bought, silent
        for one period, ..., lost.
    cost : float
        What is spent on a customer in one period, in euro.
    discount : float
        As in `Ladder.values`.

    Returns
    -------
    Series, one number for each state but the last
        Rise of the chance to buy in the next period, in points of 100.

    Raises
    ------
    ValueError
        Fewer than two states; a cost that is negative; a discount below 0; a state in which a
        purchase brings nothing more than silence.

    Notes
    -----
    A purchase in the next period makes her worth V(bought) in place of the value of one more period
    of silence: lift x (V(bought) - V(more silent)) / (1 + d) = cost. The smallest lift is the same
    for a card that is given once and for one given in every period in which she is in this state.

    Examples
    --------
    >>> from mkt40_helpers.relationship import ladder_from_moves
    >>> found = ladder_from_moves(recency_moves([0.30, 0.20, 0.15, 0.05]))
    >>> reward = {"bought": 36, "1 silent": -4, "2 silent": -4, "3 silent": -4, "lost": 0}
    >>> lift_that_pays(found.values(reward, 0.20), cost=4, discount=0.20).round(1).tolist()
    [10.3, 9.4, 8.9, 9.2]
    """
    values = between(values, "values")
    worth = values.to_numpy()
    if len(worth) < 2:
        raise ValueError("There must be two states or more: bought, silent for so long, lost.")
    spent, rate = number(cost, "The cost", 0), number(discount, "The discount", 0, 1)
    gained = (worth[0] - worth[1:]) / (1 + rate)
    if (gained <= 0).any():
        state = values.index[int(np.argmax(gained <= 0))]
        raise ValueError(
            f"After {state!r} a purchase makes her worth no more than silence does, so no lift can "
            "pay. Is the first value that of a customer who bought, and are the rewards right?"
        )
    return pd.Series(100 * spent / gained, values.index[:-1], name="lift, points")


def silence(longest: int) -> list[str]:
    """Names of the states by quarters since the last purchase, in order.

    Examples
    --------
    >>> silence(2)
    ['bought', '1 silent', '2 silent', 'lost']
    """
    return [BOUGHT, *(f"{quarters} silent" for quarters in range(1, longest + 1)), LOST]


def _bought(
    transactions: pd.DataFrame, customer: str, date: str, amount: str | None
) -> pd.DataFrame:
    """One row for each customer and quarter with a purchase, with what she spent in it."""
    require_filled(transactions, customer, date)
    when = days_of(transactions, date).dt
    euro = between(transactions[amount], f"amounts of {amount!r}") if amount else 0.0
    table = pd.DataFrame(
        {
            customer: transactions[customer],
            "quarter": when.year * 4 + when.quarter - 1,
            "euro": euro,
        }
    )
    return table.groupby([customer, "quarter"], observed=True)["euro"].sum().reset_index()


def _number_of(day: pd.Timestamp) -> int:
    """Number of a day's quarter, counted from the year 0."""
    return day.year * 4 + day.quarter - 1
