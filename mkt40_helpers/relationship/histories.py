"""What customers did, as a model needs it: checked, and those alike counted together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import between, named_rows, require_columns
from mkt40_helpers.relationship.likelihood import Derivatives

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AT_ONCE = 8192  # rows


def columns(summary: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Take frequency, recency and age from a summary, and refuse what cannot be.

    Parameters
    ----------
    summary : DataFrame
        As `rfm` gives it.

    Returns
    -------
    tuple of three arrays

    Raises
    ------
    ValueError
        A column is not there, or a row that no customer can have.

    Examples
    --------
    >>> columns(pd.DataFrame({"frequency": [1], "recency": [2.0], "age": [5.0]}))
    (array([1.]), array([2.]), array([5.]))
    """
    require_columns(summary, ["frequency", "recency", "age"])
    # No life has more days; an id in place of the frequency would fill the memory.
    x = between(summary["frequency"], "frequency", 0, 100_000)
    recency, age = (between(summary[name], name, 0) for name in ("recency", "age"))
    remedy = {
        "frequency counts repeat purchase days: a whole number": x != x.round(),
        "recency runs from the first purchase to the last, and age from the first to the end of "
        "the observation, so recency cannot be more than age": recency > age,
        "frequency is 0, so first and last purchase are one, and recency must be 0 (the weeks "
        "since the last purchase are age minus recency)": (x == 0) & (recency > 0),
        "recency is 0 though there were repeat purchases: count the purchases of one day once": (
            (x > 0) & (recency == 0)
        ),
    }
    for rule, bad in remedy.items():
        if bad.any():
            raise ValueError(f"{named_rows(summary.index[bad])} of the summary: {rule}.")
    return x.to_numpy(), recency.to_numpy(), age.to_numpy()


def pool(*values: Floats) -> tuple[Ints, Ints]:
    """Group the rows that are alike in all columns.

    Parameters
    ----------
    *values : arrays of one length

    Returns
    -------
    tuple of two arrays
        A row of each group; the group of each row.

    Examples
    --------
    >>> first, group = pool(np.array([3.0, 1.0, 3.0]), np.array([7.0, 7.0, 7.0]))
    >>> first.tolist(), group.tolist()
    ([0, 1], [0, 1, 0])
    """
    key = np.zeros(len(values[0]), dtype=np.int64)
    for column in values:
        code, different = pd.factorize(column)
        key = key * len(different) + code
    group, keys = pd.factorize(key)
    first = np.empty(len(keys), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]
    return first, group


class Histories(NamedTuple):
    """Different histories, and how many customers have each."""

    x: Floats
    recency: Floats
    age: Floats
    n: Ints

    def part(self, rows: slice) -> Histories:
        """Take some of the rows.

        Parameters
        ----------
        rows : slice

        Returns
        -------
        Histories

        Examples
        --------
        >>> Histories(*[np.arange(9)] * 4).part(slice(0, 9, 4)).x.tolist()
        [0, 4, 8]
        """
        return Histories(self.x[rows], self.recency[rows], self.age[rows], self.n[rows])

    def likelihood(self, parameters: Floats) -> Derivatives:
        """Log-likelihood of r, alpha, a and b, with its slopes and curvatures.

        Parameters
        ----------
        parameters : array
            r, alpha, a, b.

        Returns
        -------
        tuple
            A number, an array of 4, and one of 4 by 4.

        Notes
        -----
        Fader, Hardie and Lee (2005), equation 6, as the logarithm of a sum: a customer with this
        history is still there, or has left after her last purchase. Its value is that of being
        there plus log(1 + odds of having left); its slopes follow from the chance `gone`.

        Examples
        --------
        >>> once = Histories(np.array([0.0]), np.array([0.0]), np.array([4.0]), np.array([1]))
        >>> round(once.likelihood(np.array([1.0, 4.0, 1.0, 1.0]))[0], 4)  # 4 / (4 + 4)
        -0.6931
        """
        r, alpha, a, b = parameters
        value, slopes, curves = self._of_counts(r, alpha, a, b)
        # In parts that the processor's cache holds: three times as fast with a million.
        for start in range(0, len(self.x), AT_ONCE):
            of_rows = self.part(slice(start, start + AT_ONCE))._of_times(r, alpha, a, b)
            value += of_rows[0]
            slopes += of_rows[1]
            curves += of_rows[2]
        return value, slopes, curves

    def _of_times(self, r: float, alpha: float, a: float, b: float) -> Derivatives:
        """Give the terms that depend on recency and age."""
        x, n, events = self.x, self.n.astype(float), r + self.x
        before = b + np.maximum(x, 1) - 1
        to_end, to_last = 1 / (alpha + self.age), 1 / (alpha + self.recency)
        longer, stays = np.log(to_last / to_end), np.log(to_end)
        # Logarithm of the odds that she has left; nobody leaves before a repeat purchase.
        odds = np.where(x > 0, np.log(a / before) + events * longer, -np.inf)
        small = np.exp(-np.abs(odds))
        gone = np.where(odds > 0, 1, small) / (1 + small)
        gone_n, further = n * gone, to_last - to_end
        value = n @ (events * stays + np.maximum(odds, 0) + np.log1p(small))
        # Slopes of the odds in r, alpha, a and b.
        apart = np.stack([longer, -events * further, np.full(len(x), 1 / a), -1 / before])
        slopes = apart @ gone_n
        slopes[0] += n @ stays
        slopes[1] -= n @ (events * to_end)
        curves = (apart * (gone_n * (1 - gone))) @ apart.T
        curves[[0, 1], [1, 0]] -= n @ to_end + gone_n @ further
        curves[1, 1] += n @ (events * to_end**2)
        curves[1, 1] += gone_n @ (events * further * (to_last + to_end))
        curves[2, 2] -= gone_n.sum() / a**2
        curves[3, 3] += gone_n @ apart[3] ** 2
        return float(value), slopes, curves

    def _of_counts(self, r: float, alpha: float, a: float, b: float) -> Derivatives:
        """Give the terms that depend on the number of purchases alone, for each number once."""
        from scipy.special import digamma, gammaln, polygamma

        n = np.bincount(self.x.astype(np.int64), weights=self.n)
        x = np.arange(len(n), dtype=float)
        all_n, log_alpha = n.sum(), np.log(alpha)
        value = n @ (gammaln(r + x) + gammaln(b + x) - gammaln(a + b + x))
        value += all_n * (r * log_alpha + gammaln(a + b) - gammaln(r) - gammaln(b))
        both = n @ (digamma(a + b) - digamma(a + b + x))
        slopes = np.array(
            [
                n @ (digamma(r + x) - digamma(r) + log_alpha),
                all_n * r / alpha,
                both,
                both + n @ (digamma(b + x) - digamma(b)),
            ]
        )

        def bend(at: float) -> Floats:
            return np.asarray(polygamma(1, at + x) - polygamma(1, at))

        curves = np.zeros((4, 4))
        curves[0, 0] = n @ bend(r)
        curves[0, 1] = curves[1, 0] = all_n / alpha
        curves[1, 1] = -all_n * r / alpha**2
        curves[2:, 2:] = -(n @ bend(a + b))
        curves[3, 3] += n @ bend(b)
        return float(value), slopes, curves
