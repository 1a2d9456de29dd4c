"""The loyalty ladder: where customers go from each rung, how long they stay, what a rung is worth.

The rungs may be any states in which a customer is for a period. Where money is the question they
are best read off what she bought: the quarters since her last purchase (`silent_quarters`).
Pfeifer, P. E. and Carraway, R. L. (2000). Modeling customer relationships as Markov chains.
Journal of Interactive Marketing 14(2), 43-55.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    each_once,
    named_rows,
    number,
    numbers,
    require_columns,
    require_filled,
    require_one_kind,
    require_order_in_time,
    whole,
)
from mkt40_helpers.intervals import normal_quantile, share_interval

VALUE = "value, this period counted"


@dataclass(frozen=True, eq=False)
class Ladder:
    """Where customers go from each rung in one period.

    Make one with `ladder` (from a table of who stood where) or `ladder_from_moves`.

    Attributes
    ----------
    moves : DataFrame, one row and one column for each rung
        Share of the customers on the rung of the row who are on the rung of the column one period
        later; each row adds up to 1. NaN in the row of a rung after which nobody was seen.
    counts : DataFrame or None
        Moves that were seen; None where the moves were given.
    notes : tuple of str
        What was left out, and which rungs are unlike the others.
    """

    moves: pd.DataFrame
    counts: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
    effective: pd.DataFrame | None = None

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Share of each move, with its interval.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row for each pair of rungs
            state, then, n (moves out of the rung), moved (of these, to the rung `then`), share, low
            and high (0 to 1). Without the rungs that were closed or after which nobody was seen.

        Raises
        ------
        ValueError
            The moves were given, so there is nothing to count; a level that is not between 0 and 1.

        Notes
        -----
        Wilson's interval (`intervals.share_interval`) for the number of separate moves that would
        tell as much. The moves of one customer are alike, and count for less: the variance is that
        of a ratio of sums over customers (Cochran 1977, Sampling Techniques, chapter 11).

        How often it holds the truth (docs/coverage.md): as promised, but for 0.92 at 10 customers
        when each has a chance of her own.

        Examples
        --------
        >>> visits = pd.DataFrame({"customer": [1, 1, 1, 2, 2, 2], "quarter": [1, 2, 3] * 2,
        ...                        "state": ["in", "in", "out", "in", "out", "out"]})
        >>> found = ladder(visits).intervals().round(2)
        >>> found.query("state == 'in' and then == 'out'").values.tolist()
        [['in', 'out', 3, 2, 0.67, 0.21, 0.94]]
        """
        normal_quantile(level)  # refuses a level that is none
        if self.counts is None or self.effective is None:
            raise ValueError(
                "These moves were given, not counted, so they have no interval. "
                "Count them from a table of customers: relationship.ladder(states)."
            )
        rows = []
        for state in self.counts.index[self.effective.notna().all(axis=1)]:
            n = int(self.counts.loc[state].sum())
            for then in self.counts.columns:
                share, alone = self.moves.loc[state, then], self.effective.loc[state, then]
                low, high = share_interval(share * alone, alone, level)
                moved = int(self.counts.loc[state, then])
                rows.append((state, then, n, moved, float(share), low, high))
        return pd.DataFrame(rows, columns=["state", "then", "n", "moved", "share", "low", "high"])

    def values(
        self,
        reward: Mapping[Any, float] | pd.Series,
        discount: float,
        periods: int | None = None,
    ) -> pd.Series:
        """What a customer on each rung is worth: what she brings now and in the periods to come.

        Parameters
        ----------
        reward : dict or Series
            Euro that a customer brings in a period in which she is on the rung, less its cost; one
            number for each rung.
        discount : float
            Rate by which a later euro is worth less, for one *period*: 0.02 for 2%. From a yearly
            rate i: (1 + i) ** (1 / 4) - 1 a quarter.
        periods : int, optional
            Count so many periods after this one; without it, all.

        Returns
        -------
        Series, one value for each rung
            Euro; called "value, this period counted", for this period's reward is in it, in full.
            Take the reward off where it has been paid already. NaN for a rung that was never seen.

        Raises
        ------
        ValueError
            A reward that is missing or is for no rung; a discount of 0 (only with `periods`) or
            above 1; customers who reach a rung after which nobody was seen.

        Notes
        -----
        V = R + P V / (1 + d), so V = (I - P / (1 + d))⁻¹ R (Pfeifer and Carraway 2000).

        The difference between two rungs is not what it is worth to push somebody up: those who
        climb by themselves differ from those who are pushed.

        Examples
        --------
        The example of Pfeifer and Carraway: 40 a purchase, 4 a mailing, 20% a period.

        >>> from mkt40_helpers.relationship import recency_moves
        >>> found = ladder_from_moves(recency_moves([0.30, 0.20, 0.15, 0.05]))
        >>> reward = {"bought": 36, "1 silent": -4, "2 silent": -4, "3 silent": -4, "lost": 0}
        >>> found.values(reward, discount=0.20).round(2).tolist()
        [52.32, 5.55, 1.25, -1.82, 0.0]
        """
        rate = number(discount, "The discount", 0, 1, above=periods is None)
        rewards = _rewards(reward, self.moves.index)
        moves = self._known()
        gains, step = rewards[moves.index].to_numpy(), moves.to_numpy() / (1 + rate)
        if periods is None:
            found = np.linalg.solve(np.eye(len(moves)) - step, gains)
        else:
            found = gains
            for _ in range(whole(periods, "periods", 0)):
                found = gains + step @ found
        return pd.Series(found, moves.index, name=VALUE).reindex(self.moves.index)

    def time(self) -> pd.DataFrame:
        """How many periods a customer will spend on each rung before she comes to the last.

        Returns
        -------
        DataFrame, one row for each rung where she is now, one column for each rung
            Expected number of periods before she comes to a rung that nobody leaves, this period
            included; the last column, "all", is their sum. Rungs never seen are not in it.

        Raises
        ------
        ValueError
            There is a rung from which she never comes to one that nobody leaves.

        Notes
        -----
        (I - Q)⁻¹, where Q holds the moves among the rungs that are left (Kemeny and Snell 1960,
        Finite Markov Chains, chapter 3). One visit to a rung lasts 1 / (1 - share who stay).

        Examples
        --------
        >>> from mkt40_helpers.relationship import recency_moves
        >>> ladder_from_moves(recency_moves([0.5])).time()
        then    bought  all
        state
        bought     2.0  2.0
        """
        moves = self._known()
        ends = [state for state in moves.index if moves.loc[state, state] > 1 - 1e-12]
        left = moves.drop(index=ends, columns=ends)
        reach = np.linalg.matrix_power(np.eye(len(left)) + left.to_numpy(), max(len(left), 1)) > 0
        out = left.sum(axis=1).to_numpy() < 1 - 1e-12
        caught = left.index[np.flatnonzero(~(reach & out).any(axis=1))]
        if len(caught):
            raise ValueError(
                f"From {caught[0]!r} customers never come to a rung that nobody leaves, so their "
                "time has no end. Say where it ends: relationship.ladder(..., closed=['lost'])."
            )
        found = pd.DataFrame(
            np.linalg.inv(np.eye(len(left)) - left.to_numpy()), left.index, left.columns
        )
        return found.assign(all=found.sum(axis=1))

    def _known(self) -> pd.DataFrame:
        """Moves without rungs of which nothing is known; refused where somebody comes to one."""
        unknown = self.moves.index[self.moves.isna().any(axis=1)]
        known = self.moves.drop(index=unknown)
        reached = [state for state in unknown if (known[state] > 0).any()]
        if reached:
            raise ValueError(
                f"Customers come to {reached[0]!r}, and nobody was seen one period later, so "
                "nothing is known of where they go from there. If they stay, say so with "
                f"closed=[{reached[0]!r}]; else join it to another rung first."
            )
        return known.drop(columns=unknown)

    def __repr__(self) -> str:
        return "\n".join([self.moves.to_string(float_format="{:.3f}".format), *self.notes])

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"{self.moves.to_html(float_format='{:.3f}'.format)}{said}"


def ladder(
    states: pd.DataFrame,
    customer: str = "customer",
    period: str = "quarter",
    state: str = "state",
    rungs: Sequence[Any] | None = None,
    closed: Sequence[Any] = (),
) -> Ladder:
    """Where customers go from each rung in one period, counted.

    Parameters
    ----------
    states : DataFrame
        One row for each customer and period.
    customer, period, state : str
        Columns with the customer, the period (whatever sorts in the order of time, such as
        "2025-Q3") and the rung on which she stood.
    rungs : sequence, optional
        All rungs, in order, also those on which nobody stands. Without it, the categories of the
        column, or its values sorted.
    closed : sequence, optional
        Rungs that nobody leaves, whatever was seen: her history ends there. The moves that were
        seen are counted in the notes.

    Returns
    -------
    Ladder
        Its moves, `intervals()`, `values(reward, discount)` and `time()`.

    Raises
    ------
    ValueError
        A column that is not there or has gaps; periods in texts that do not sort in the order of
        time; a customer with two rows of one period; a rung that is not among `rungs`, or comes
        twice in it; no customer with two periods in a row.

    Notes
    -----
    A move is from one period to the next that is in the table. The last row of a customer has no
    next one and makes no move, nor does a row before a gap; the notes count both.

    Rungs never left keep the share 1 of staying. Rungs never reached keep their row. A rung after
    which nobody was seen has NaN in its row, and `values` refuses where customers come to it.

    It takes it that only the present rung matters for the next one. A rung that looks back for
    longer (such as "bought in the last year") breaks that, and so does one return rate for all who
    are lost, whose chance to come back falls with time.

    Examples
    --------
    >>> visits = pd.DataFrame({"customer": [1, 1, 1, 2, 2], "quarter": [1, 2, 3, 1, 2],
    ...                        "state": ["in", "in", "out", "in", "out"]})
    >>> found = ladder(visits, closed=["out"])
    >>> found.moves.round(2).values.tolist()
    [[0.33, 0.67], [0.0, 1.0]]
    >>> found.notes[0]
    'Last rows of a customer, which have no next period: 2. They are in no move.'
    """
    require_columns(states, [customer, period, state])
    require_one_kind(states, customer, period, state)
    names = _rungs(states, state, rungs)
    table, at, missed = _steps(states, customer, period, state, names)
    size = len(names)
    pairs = table.groupby(["customer", "state", "then"]).size().rename("moved").reset_index()
    counts = np.zeros((size, size), dtype=np.int64)
    np.add.at(counts, (table["state"], table["then"]), 1)
    total = counts.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        moves = counts / total
    effective = _separate(pairs, counts, moves)
    notes = [*missed, *_odd_rungs(names, counts, at)]
    for name in _among(closed, names, "closed"):
        row = names.index(name)
        away = int(counts[row].sum() - counts[row, row])
        moves[row], effective[row] = np.eye(size)[row], math.nan
        notes.append(
            f"{name!r} is closed: {away:,} of {int(counts[row].sum()):,} moves that were seen led "
            "out of it, and are left out."
        )
    index = pd.Index(names, name=state)
    then = pd.Index(names, name="then")
    return Ladder(
        pd.DataFrame(moves, index, then),
        pd.DataFrame(counts, index, then),
        tuple(notes),
        pd.DataFrame(effective, index, then),
    )


def ladder_from_moves(moves: pd.DataFrame) -> Ladder:
    """A ladder from moves that somebody else has counted, or that are assumed.

    Parameters
    ----------
    moves : DataFrame
        One row and one column for each rung, with the same names; each row adds up to 1.

    Returns
    -------
    Ladder

    Raises
    ------
    ValueError
        Other rungs in the rows than in the columns; something other than shares of 0 to 1; a row
        that does not add up to 1.

    Examples
    --------
    Two brands: 80 of 100 stay with ours, 10 of 100 come over; 20 euro a purchase, three a year.

    >>> moves = pd.DataFrame({"ours": [0.8, 0.1], "theirs": [0.2, 0.9]}, index=["ours", "theirs"])
    >>> found = ladder_from_moves(moves).values({"ours": 20, "theirs": 0}, 1.10 ** (1 / 3) - 1)
    >>> found.round(1).tolist()
    [254.6, 192.5]
    """
    require_columns(moves, [])
    rungs = moves.index
    alike = len(rungs) == moves.shape[1] and set(rungs) == set(moves.columns)
    if not len(rungs) or not alike or not rungs.is_unique:
        raise ValueError(
            "The moves need a row and a column for each rung, with the same names: "
            f"rows {_listed(moves.index)}; columns {_listed(moves.columns)}."
        )
    table = moves[list(moves.index)].apply(lambda one: between(one, f"moves to {one.name!r}", 0, 1))
    sums = table.sum(axis=1)
    bad = sums[(sums - 1).abs() > 1e-6]
    if len(bad):
        turned = ""
        if ((table.sum() - 1).abs() < 1e-6).all():
            turned = " The columns do: each *row* must say where its customers go. Turn it with .T."
        raise ValueError(
            f"{named_rows(bad.index)} of the moves: the shares add up to {bad.iloc[0]:.3g}, "
            f"not to 1.{turned}"
        )
    return Ladder(table)


# ---- counting ----


class _Steps(NamedTuple):
    table: pd.DataFrame  # customer, state and then as numbers, one row for each move
    seen: np.ndarray[Any, Any]  # rows on each rung
    notes: list[str]


def _rungs(states: pd.DataFrame, state: str, rungs: Sequence[Any] | None) -> list[Any]:
    """Names of the rungs in order; refuses rows without one."""
    column = states[state]
    gaps = states.index[column.isna()]
    if len(gaps):
        raise ValueError(
            f"{named_rows(gaps)} of {state!r}: missing. Where she stood is not known: leave "
            "such rows out first, with dropna, and say how many they were."
        )
    if rungs is None:
        known = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else None
        return list(column.drop_duplicates().sort_values() if known is None else known)
    names = each_once(rungs, "rungs")
    odd = column[~column.isin(names)]
    if len(odd):
        raise ValueError(
            f"{named_rows(odd.index)} of {state!r}: {odd.iloc[0]!r} is not among the rungs "
            f"({_listed(names)}). Add it to them."
        )
    return names


def _steps(
    states: pd.DataFrame, customer: str, period: str, state: str, names: list[Any]
) -> _Steps:
    """Put each row beside the next one of the same customer."""
    require_filled(states, customer, period)
    require_order_in_time(states, period)
    twice = states.index[states.duplicated([customer, period], keep=False)]
    if len(twice):
        raise ValueError(
            f"{named_rows(twice)}: one customer stands twice in one {period}. Keep one row for "
            f"each customer and {period}, with drop_duplicates."
        )
    who, _ = pd.factorize(states[customer])
    when, _periods = pd.factorize(states[period], sort=True)
    place = pd.Index(names).get_indexer(pd.Index(states[state].astype(object)))
    order = np.lexsort((when, who))
    table = pd.DataFrame({"customer": who, "when": when, "state": place}).iloc[order]
    after = table.shift(-1)
    same = (after["customer"] == table["customer"]).to_numpy()
    next_one = same & (after["when"] == table["when"] + 1).to_numpy()
    if not next_one.any():
        raise ValueError(
            f"No customer stands in two {period}s in a row, so no move was seen. "
            "Give a row for each customer and period."
        )
    ends, holes = int((~same).sum()), int((same & ~next_one).sum())
    notes = [f"Last rows of a customer, which have no next period: {ends:,}. They are in no move."]
    if holes:
        notes.append(f"Rows before a gap of a period or more: {holes:,}. They are in no move.")
    moved = table[next_one].assign(then=after.loc[next_one, "state"].astype(int))
    return _Steps(moved, np.bincount(place, minlength=len(names)), notes)


def _odd_rungs(
    names: list[Any], counts: np.ndarray[Any, Any], seen: np.ndarray[Any, Any]
) -> list[str]:
    """Say which rungs are unlike the others."""
    out, into = counts.sum(axis=1), counts.sum(axis=0) - counts.diagonal()
    told = []
    for row, name in enumerate(names):
        if not seen[row]:
            told.append(f"{name!r}: nobody was ever seen there.")
        elif not out[row]:
            told.append(f"{name!r}: nobody was seen one period later, so its row is empty.")
        elif counts[row, row] == out[row]:
            told.append(f"{name!r}: nobody was seen to leave it ({out[row]:,} moves).")
        if seen[row] and not into[row]:
            told.append(f"{name!r}: nobody was seen to come to it from another rung.")
    return told


def _separate(
    pairs: pd.DataFrame, counts: np.ndarray[Any, Any], moves: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Number of moves of separate customers that would tell as much of each share."""
    own = pairs.groupby(["customer", "state"])["moved"].transform("sum")
    pairs = pairs.assign(own=own, square=pairs["moved"] ** 2, both=pairs["moved"] * own)
    size = len(counts)
    square, both = np.zeros((size, size)), np.zeros((size, size))
    np.add.at(square, (pairs["state"], pairs["then"]), pairs["square"])
    np.add.at(both, (pairs["state"], pairs["then"]), pairs["both"])
    one = pairs.drop_duplicates(["customer", "state"])
    people = np.bincount(one["state"], minlength=size)[:, None]
    squares = np.bincount(one["state"], one["own"] ** 2, size)[:, None]
    total = counts.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (square - 2 * moves * both + moves**2 * squares) * people / (people - 1)
        found = moves * (1 - moves) * total**2 / spread
    # Where all or none move, the customers are the separate ones; more than all moves cannot be.
    flat = ~(np.isfinite(found) & (found > 0))
    found = np.where(flat, np.broadcast_to(people, found.shape), np.minimum(found, total))
    return np.where(np.isnan(moves), math.nan, found)


def _rewards(reward: Mapping[Any, float] | pd.Series, names: pd.Index) -> pd.Series:
    given = pd.Series(reward, dtype=None)
    named = each_once(given.index, "reward")
    lacking = [name for name in names if name not in named]
    if lacking:
        raise ValueError(f"There is no reward for {lacking[0]!r}. Give one for each rung.")
    extra = [name for name in named if name not in names]
    if extra:
        raise ValueError(f"{extra[0]!r} is no rung: there are {_listed(names)}.")
    return between(numbers(given, "rewards"), "rewards")[list(names)]


def _among(chosen: Sequence[Any], names: list[Any], what: str) -> list[Any]:
    for name in each_once(chosen, what):
        if name not in names:
            raise ValueError(f"{what}: {name!r} is no rung: there are {_listed(names)}.")
    return list(chosen)


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))
