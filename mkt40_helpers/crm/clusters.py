"""Groups that a computer finds: clusters, how clear they are, and whether they are found again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.crm.people import Floats
from mkt40_helpers.crm.threads import one_thread
from mkt40_helpers.inputs import between, require_columns, whole

Ints = npt.NDArray[np.int64]
STARTS = 10
_AT_ONCE = 500  # rows whose distances to all others are held in memory


def clusters(table: pd.DataFrame, k: int, seed: int = 0, scale: bool = True) -> pd.Series:
    """Put each row into one of k groups (k-means), the largest group first.

    Parameters
    ----------
    table : DataFrame
        One row for each customer, and only columns that shall make the groups: numbers. Take the
        logarithm of money and counts first, or a few large ones make a group of their own.
    k : int
        Number of groups, 2 or more.
    seed : int
        For the random starts.
    scale : bool
        Whether each column is divided by its standard deviation first. Without it a column in
        euro outweighs one in years.

    Returns
    -------
    Series, with the rows of `table`
        cluster: 1 for the largest group, and so on to k; of two that are equally large the one with
        the smaller mean in the first column comes first.

    Raises
    ------
    ValueError
        Something else than a table of numbers without gaps; a column with the same value in all
        rows; a k below 2, or above the number of rows that differ.

    Notes
    -----
    scikit-learn's KMeans: 10 random starts, each run until nobody changes groups any more; the one
    with the smallest sum of squared distances to the centres is kept. It always finds k groups,
    also where there are none: see `silhouettes` and `stability`. The numbers are names: after a
    change of the table, group 1 may be another.

    Examples
    --------
    >>> visits = pd.DataFrame({"days": [1, 2, 90, 1, 80], "euro": [5.0, 6.0, 80.0, 4.0, 90.0]})
    >>> clusters(visits, k=2).tolist()
    [1, 1, 2, 1, 2]
    """
    points = _points(table, [k], scale)
    with one_thread():
        found = _named(_k_means(points, k, seed).labels_, points, k)
    return pd.Series(found, index=table.index, name="cluster")


def silhouettes(
    table: pd.DataFrame,
    ks: int | Sequence[int] = (2, 3, 4, 5, 6),
    seed: int = 0,
    scale: bool = True,
) -> pd.DataFrame:
    """How clear the groups are, beside the same columns with each one shuffled.

    Parameters
    ----------
    table, scale
        As in `clusters`.
    ks : int or list of int
        Numbers of groups to try.
    seed : int
        For the random starts, and for the shuffling.

    Returns
    -------
    DataFrame, one row for each k
        k; silhouette: the mean over all rows, -1 to 1; shuffled: the same after each column was
        shuffled by itself, so that the columns have nothing to do with each other any more.

    Raises
    ------
    ValueError
        As in `clusters`.

    Notes
    -----
    Of a row, (b - a) / max(a, b), with the mean distance a to the others of its group and b to
    those of the nearest other group; 0 in a group of one. Rousseeuw, P. J. (1987). Silhouettes: a
    graphical aid to the interpretation and validation of cluster analysis. Journal of Computational
    and Applied Mathematics 20, 53-65.

    Shuffled columns keep their own shape, lumps and tails too. A silhouette that is no higher than
    theirs tells of columns, not of kinds of customers. The shuffled figure hangs on the seed a
    little: try some. It takes a time that grows with the square of the rows.

    Examples
    --------
    >>> visits = pd.DataFrame({"days": [1, 2, 90, 1, 80], "euro": [5.0, 6.0, 80.0, 4.0, 90.0]})
    >>> silhouettes(visits, ks=2).round(2).values.tolist()
    [[2.0, 0.94, 0.33]]
    """
    chosen = _ks(ks)
    points = _points(table, chosen, scale)
    rng = np.random.default_rng(seed)
    shuffled = np.column_stack([rng.permutation(column) for column in points.T])
    with one_thread():
        of_both = [
            _silhouettes(each, [_k_means(each, k, seed).labels_ for k in chosen])
            for each in (points, shuffled)
        ]
    return pd.DataFrame({"k": chosen, "silhouette": of_both[0], "shuffled": of_both[1]})


def stability(
    table: pd.DataFrame,
    k: int | Sequence[int],
    seed: int = 0,
    halves: int = 10,
    scale: bool = True,
) -> pd.DataFrame:
    """Whether half of the customers lead to the same groups.

    Parameters
    ----------
    table, scale
        As in `clusters`.
    k : int or list of int
        Number of groups, or several to try.
    seed : int
        For the random starts, and the drawing of the halves.
    halves : int
        How many random halves to draw.

    Returns
    -------
    DataFrame, one row for each k
        k; agreement: the mean over the halves, least and most: the smallest and the largest. 1:
        the same groups; 0: as much alike as chance makes them.

    Raises
    ------
    ValueError
        As in `clusters`; halves below 1; a half with fewer different rows than groups.

    Notes
    -----
    Each half makes groups of its own, and *everybody* goes to the nearest of their centres. This is
    held against the groups that all customers make, by the adjusted Rand index: Hubert, L. and
    Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218. A half shares
    half of its customers with the whole: two halves that share nobody agree less. Stable groups are
    found again; that does not make them of use.

    Examples
    --------
    >>> visits = pd.DataFrame({"days": [1, 2, 90, 1, 80, 85], "euro": [5.0, 6, 80, 4, 90, 85]})
    >>> stability(visits, k=2, halves=3).values.tolist()
    [[2.0, 1.0, 1.0, 1.0]]
    """
    from sklearn.metrics import adjusted_rand_score

    chosen = _ks(k)
    points = _points(table, chosen, scale)
    halves = whole(halves, "halves", 1)
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(len(points))[: len(points) // 2] for _ in range(halves)]
    for half in drawn:
        _enough(points[half], max(chosen), "a half of the table")
    rows = []
    with one_thread():
        for groups in chosen:
            everybody = _k_means(points, groups, seed).labels_
            again = (_k_means(points[half], groups, seed).cluster_centers_ for half in drawn)
            each = [adjusted_rand_score(everybody, _nearest(points, centres)) for centres in again]
            rows.append((groups, float(np.mean(each)), min(each), max(each)))
    return pd.DataFrame(rows, columns=["k", "agreement", "least", "most"])


def _points(table: pd.DataFrame, ks: list[int], scale: bool) -> Floats:
    require_columns(table, [])
    if not table.shape[1]:
        raise ValueError("The table has no columns. Give those that shall make the groups.")
    columns = {str(name): between(values, str(name)) for name, values in table.items()}
    points = np.column_stack([values.to_numpy() for values in columns.values()])
    for name, column in zip(columns, points.T, strict=True):
        if scale and (column == column[0]).all():
            raise ValueError(
                f"Column {name!r} has the same value in all rows, so it makes no groups. Leave it "
                "out."
            )
    _enough(points, max(map(_whole, ks)), "the table")
    if scale:
        points = (points - points.mean(axis=0)) / points.std(axis=0, ddof=1)
    return points


def _ks(ks: int | Sequence[int]) -> list[int]:
    chosen = list(ks) if isinstance(ks, Sequence | np.ndarray) and not isinstance(ks, str) else [ks]
    if not chosen:
        raise ValueError("There is no k: give a number of groups, or several, such as [2, 3, 4].")
    return chosen


def _whole(k: Any) -> int:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 2:
        raise ValueError(f"k is {k!r}: give a whole number of groups, 2 or more.")
    return int(k)


def _enough(points: Floats, k: int, where: str) -> None:
    different = len(np.unique(points, axis=0))
    if different < k:
        raise ValueError(
            f"k is {k}, and {where} has {different} rows that differ. Give a smaller k."
        )


def _k_means(points: Floats, k: int, seed: int) -> Any:
    """Run until nobody moves (tol=0), so that the last digits of a processor decide nothing."""
    from sklearn.cluster import KMeans

    whole(seed, "seed", 0)
    return KMeans(k, n_init=STARTS, tol=0, max_iter=1000, random_state=seed).fit(points)


def _nearest(points: Floats, centres: Floats) -> Ints:
    from scipy.spatial.distance import cdist

    nearest: Ints = cdist(points, centres).argmin(axis=1)
    return nearest


def _named(labels: Ints, points: Floats, k: int) -> Ints:
    """Give the groups the numbers from 1, by size and then by centre."""
    centres = [tuple(points[labels == group].mean(axis=0).round(9)) for group in range(k)]
    sizes = np.bincount(labels, minlength=k)
    order = sorted(range(k), key=lambda group: (-sizes[group], centres[group]))
    names = np.empty(k, dtype=np.int64)
    names[order] = np.arange(1, k + 1)
    named: Ints = names[labels]
    return named


def _silhouettes(points: Floats, labellings: list[Ints]) -> list[float]:
    """Mean silhouette of several groupings, all from one computation of the distances."""
    from scipy.spatial.distance import cdist

    sizes = [np.bincount(labels).astype(float) for labels in labellings]
    member = np.hstack(
        [np.eye(len(n))[labels] for n, labels in zip(sizes, labellings, strict=True)]
    )
    ends = np.cumsum([len(n) for n in sizes])[:-1]
    totals = np.zeros(len(labellings))
    for start in range(0, len(points), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        sums = np.split(cdist(points[rows], points) @ member, ends, axis=1)
        totals += [
            _silhouette(of_group, labels[rows], n)
            for of_group, labels, n in zip(sums, labellings, sizes, strict=True)
        ]
    return list(map(float, totals / len(points)))


def _silhouette(sums: Floats, labels: Ints, sizes: Floats) -> float:
    """Sum of the silhouettes of some rows, from the sum of their distances to each group."""
    own = np.arange(len(labels)), labels
    inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    nearest = means.min(axis=1)
    longest = np.maximum(inside, nearest)
    # A row that lies on all others of two groups is in neither.
    width = np.divide(nearest - inside, longest, out=np.zeros(len(labels)), where=longest > 0)
    return float(width[sizes[labels] > 1].sum())
