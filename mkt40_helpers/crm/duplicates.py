"""One person, two records: pairs that a rule finds, how good it is, and how many it misses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from mkt40_helpers.crm.people import names
from mkt40_helpers.inputs import number, require_columns, require_filled, require_one_kind


class Total(NamedTuple):
    """An estimated number of things, and its standard error."""

    number: float
    error: float


def pairs(records: pd.DataFrame, on: str | Sequence[str], record: str = "record") -> pd.DataFrame:
    """Find the pairs of records that agree.

    Parameters
    ----------
    records : DataFrame
        One row for each record.
    on : str or list of str
        Column that must be the same in both; of several, all. What is missing, or an empty text,
        agrees with nothing.
    record : str
        Column with the number of the record, each once.

    Returns
    -------
    DataFrame, one row for each pair
        record_x and record_y (named after `record`), the smaller number first; each pair once.

    Raises
    ------
    ValueError
        A column that is not there; a record that is missing or there twice.

    Examples
    --------
    >>> table = pd.DataFrame({"record": [1, 2, 3, 4], "phone": ["06", "06", None, None]})
    >>> pairs(table, on="phone").values.tolist()
    [[1, 2]]
    """
    columns = names(on, "on")
    require_columns(records, [record, *columns])
    if record in columns:
        raise ValueError("Give a column that two records can have in common, such as 'phone'.")
    require_filled(records, record)
    require_one_kind(records, record)
    if records[record].duplicated().any():
        twice = records.loc[records[record].duplicated(), record].iloc[0]
        raise ValueError(f"Record {twice} is there twice. Give one row for each record.")
    known = records[[record, *columns]]
    known = known[~known[columns].map(_nothing).any(axis=1)]
    both = known.merge(known, on=columns)
    found = both[both[f"{record}_x"] < both[f"{record}_y"]][[f"{record}_x", f"{record}_y"]]
    return found.sort_values([f"{record}_x", f"{record}_y"], ignore_index=True)


def precision_recall(found: pd.DataFrame, truths: pd.Series) -> pd.DataFrame:
    """Judge pairs by the truth: how many are right, and how many of the right ones were found.

    Parameters
    ----------
    found : DataFrame
        Pairs, from `pairs`: the first two columns. A pair that is there twice counts once.
    truths : Series
        Who the person is, for every record; its labels are the numbers of the records, such as
        ``records.set_index("record")["customer"]``.

    Returns
    -------
    DataFrame, the rows precision and recall
        right (pairs of one person that were found); of (all that were found; all that there are);
        share (0 to 1); error (its standard error; 0 at a share of 1, where it says nothing: then
        take `intervals.share_interval`).

    Raises
    ------
    ValueError
        A record of a pair that `truths` does not have, or has twice; places instead of the numbers
        of the records; no pair found; no two records of one person.

    Examples
    --------
    >>> truths = pd.Series(["Ann", "Ann", "Bo", "Bo"], index=[1, 2, 3, 4])
    >>> found = pd.DataFrame({"record_x": [1, 1], "record_y": [2, 3]})
    >>> precision_recall(found, truths)[["right", "of", "share"]].values.tolist()
    [[1.0, 2.0, 0.5], [1.0, 2.0, 0.5]]
    """
    one, other = _ends(found)
    if not isinstance(truths, pd.Series):
        raise ValueError("Give `truths` as a Series: records.set_index('record')['customer']")
    if truths.index.has_duplicates:
        raise ValueError("`truths` has a record twice: give one person for each record.")
    ends = pd.concat([one, other])
    unknown = ends[~ends.isin(truths.index[truths.notna()])].tolist()
    # A column as it stands in its table: its labels are places from 0 on, and no numbers.
    if (
        isinstance(truths.index, pd.RangeIndex)
        and truths.index.start == 0
        and not (ends == 0).any()
    ):
        unknown = ends.tolist()
    if unknown:
        raise ValueError(
            f"Record {unknown[0]} has no truth. Are the numbers of the records the labels? "
            "records.set_index('record')['customer']"
        )
    sizes = truths.value_counts()
    there = int((sizes * (sizes - 1) // 2).sum())
    if not len(one) or not there:
        raise ValueError("There are no pairs to judge: none was found, or none is of one person.")
    right = int((one.map(truths).to_numpy() == other.map(truths).to_numpy()).sum())
    table = pd.DataFrame({"right": right, "of": [len(one), there]}, ["precision", "recall"])
    table["share"] = table["right"] / table["of"]
    table["error"] = (table["share"] * (1 - table["share"]) / table["of"]) ** 0.5
    return table


def groups(found: pd.DataFrame) -> pd.Series:
    """Join pairs into groups: A with B, and B with C, make one group of three.

    Parameters
    ----------
    found : DataFrame
        Pairs, from `pairs`: the first two columns.

    Returns
    -------
    Series, one row for each record that is in a pair
        The smallest number of a record in its group; the labels are the records.

    Raises
    ------
    ValueError
        Fewer than two columns, or a missing record.

    Notes
    -----
    One wrong pair joins two people with all their records, so a chain is worth a look.

    Examples
    --------
    >>> chain = pd.DataFrame({"record_x": [1, 2, 7], "record_y": [2, 3, 8]})
    >>> groups(chain).to_dict()
    {1: 1, 2: 1, 3: 1, 7: 7, 8: 7}
    """
    import networkx as nx

    one, other = _ends(found)
    graph = nx.Graph(zip(one.tolist(), other.tolist(), strict=True))
    whose = {each: min(group) for group in nx.connected_components(graph) for each in group}
    return pd.Series(whose, name="group", dtype=one.dtype).sort_index()


def capture_recapture(first: int, second: int, both: int) -> Total:
    """Estimate how many there are, of what two rules found apart and together.

    Parameters
    ----------
    first, second : int
        Right things that each of two rules found.
    both : int
        Those that both found.

    Returns
    -------
    Total
        number: first x second / both; error: its standard error.

    Raises
    ------
    ValueError
        No thing that both found, or more than one of them found alone.

    Notes
    -----
    Rests on two rules that miss things independently of each other: where the same records are
    hard for both, the number is too low. What a rule found wrongly makes it too high.

    Chandra Sekar, C. and Deming, W. E. (1949). Journal of the American Statistical Association 44,
    101-115; the error is sqrt(n1 n2 (n1 - m) (n2 - m) / m^3).

    Examples
    --------
    >>> total = capture_recapture(first=229, second=163, both=130)
    >>> round(total.number), round(total.error, 1)
    (287, 7.5)
    """
    n1, n2, m = (
        number(value, what, 1)
        for value, what in ((first, "first"), (second, "second"), (both, "both"))
    )
    if m > min(n1, n2):
        raise ValueError(f"Both found {m:g}, but one of them found only {min(n1, n2):g}.")
    return Total(n1 * n2 / m, math.sqrt(n1 * n2 * (n1 - m) * (n2 - m) / m**3))


def _nothing(cell: Any) -> bool:
    return not cell.strip() if isinstance(cell, str) else bool(pd.isna(cell))


def _ends(found: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give both ends of each pair; a pair that is there twice, or the other way round, once."""
    if not isinstance(found, pd.DataFrame) or found.shape[1] < 2:
        raise ValueError("Give a table of pairs with two columns of records, from `pairs`.")
    two = found.iloc[:, :2]
    two = two.set_axis(["one", "other"], axis=1)
    require_filled(two, "one", "other")
    require_one_kind(two.melt(), "value")
    least, most = two.min(axis=1), two.max(axis=1)
    once = pd.DataFrame({"least": least, "most": most}).drop_duplicates()
    once = once[once["least"] != once["most"]]
    return once["least"], once["most"]
