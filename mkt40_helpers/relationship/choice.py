"""Why people choose a brand: a conditional logit of the drivers of customer equity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    numbers,
    require_columns,
    require_filled,
    require_one_kind,
    require_yes_no,
)
from mkt40_helpers.intervals import normal_quantile

Floats = npt.NDArray[np.float64]

_FARTHEST = 8.0  # log-odds: a driver whose spread moves a choice further settles it


@dataclass(frozen=True, eq=False)  # columns have no plain equality
class BrandLogit:
    """A fitted logit of brand choices; make one with `brand_logit`.

    Attributes
    ----------
    coefficients : Series
        What one unit of each driver adds to the utility of a brand, in log-odds.
    spread : Series
        Standard deviation of each driver over all brands and choices.
    covariance : DataFrame
        Of the coefficients, with the choices of a person taken together.
    log_likelihood : float
    choices, persons : int
    person : str
        Column that told the persons apart.
    """

    coefficients: pd.Series
    spread: pd.Series
    covariance: pd.DataFrame
    log_likelihood: float
    choices: int
    persons: int
    person: str = "person"

    FIGURES: ClassVar = ("coefficients", "log_likelihood")

    def effects(self, level: float = 0.95) -> pd.DataFrame:
        """Give the effect of each driver, for one unit and for one standard deviation.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame, one row per driver, the largest standardised effect first
            driver; coefficient (log-odds for one unit) and se, its standard error; spread (standard
            deviation of the driver); standardised (coefficient times spread) with low and high.

        Raises
        ------
        ValueError
            A level that is not between 0 and 1.

        Notes
        -----
        A unit is not the same step in each driver, so compare the standardised effects. The spread
        is taken as known. For a yes/no driver read the coefficient.

        How often the interval holds the truth (docs/coverage.md): as promised; with few people, who
        have likings that no column tells, 0.93 at 30.

        Examples
        --------
        >>> from mkt40_helpers import data
        >>> panel = data.load("brand_choices", student="0123456")
        >>> fit = brand_logit(panel, ["value", "brand_rating", "relationship", "last"])
        >>> fit.effects()["driver"].tolist()
        ['brand_rating', 'value', 'last', 'relationship']
        """
        z = normal_quantile(level)
        se = np.sqrt(np.diag(self.covariance))
        table = pd.DataFrame(
            {
                "driver": self.coefficients.index,
                "coefficient": self.coefficients.to_numpy(),
                "se": se,
                "spread": self.spread.to_numpy(),
            }
        )
        table["standardised"] = table["coefficient"] * table["spread"]
        table["low"] = (table["coefficient"] - z * se) * table["spread"]
        table["high"] = (table["coefficient"] + z * se) * table["spread"]
        order = table["standardised"].abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order].reset_index(drop=True)

    def probabilities(self, data: pd.DataFrame, choice: str | list[str]) -> pd.Series:
        """Give the chance of each brand in each choice, as the model has it.

        Parameters
        ----------
        data : DataFrame
            One row per choice and brand, with the drivers: the same table, or one with a driver
            changed.
        choice : str or list of str
            Column or columns that tell the choices apart.

        Returns
        -------
        Series
            The chance of each row, 0 to 1; they add up to 1 in each choice.

        Raises
        ------
        ValueError
            A column that is missing or holds no numbers; a choice with rows of several persons.

        Examples
        --------
        >>> from mkt40_helpers import data
        >>> panel = data.load("brand_choices", student="0123456")
        >>> fit = brand_logit(panel, ["value", "brand_rating", "relationship", "last"])
        >>> chance = fit.probabilities(panel, choice=["person", "choice"])
        >>> round(float(chance.groupby(panel["brand"]).mean().sum()), 6)
        1.0
        """
        keys = [choice] if isinstance(choice, str) else list(choice)
        require_columns(data, [*keys, *self.coefficients.index])
        x = _drivers(data, list(self.coefficients.index))
        choices = data.groupby(keys, sort=False, dropna=False)
        if self.person in data.columns and (choices[self.person].nunique() > 1).any():
            raise ValueError(
                f"One choice would hold rows of more than one {self.person}. Name all columns that "
                f"tell choices apart: choice={[self.person, *keys]}."
            )
        group = choices.ngroup().to_numpy()
        odds = _shares(x @ self.coefficients.to_numpy(dtype=float), group)
        return pd.Series(odds, index=data.index, name="probability")

    def __str__(self) -> str:
        told = ", ".join(f"{name} {one:.2f}" for name, one in self.coefficients.items())
        return (
            f"Logit of {self.choices:,} choices by {self.persons:,} people: {told} (log-odds a "
            f"unit), log-likelihood {self.log_likelihood:.1f}"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>{self.effects().round(3).to_html(index=False)}"


def brand_logit(
    data: pd.DataFrame,
    drivers: list[str],
    *,
    chosen: str = "chosen",
    person: str = "person",
    choice: str = "choice",
) -> BrandLogit:
    """Estimate what drives the choice among brands: a conditional logit.

    Parameters
    ----------
    data : DataFrame
        One row per person, choice and brand that could be taken, such as the table brand_choices.
    drivers : list of str
        Columns with numbers, or True and False: ratings, or the brand bought last.
    chosen : str
        Column with True for the brand that was taken: one in each choice.
    person, choice : str
        Columns with the person, and the number of her choice.

    Returns
    -------
    BrandLogit
        The fitted model; ``.effects()`` is its table.

    Raises
    ------
    ValueError
        A column that is missing or holds something else; a choice in which not exactly one brand
        was taken, or that has one row only; a driver that is the same for all brands of every
        choice, or follows from others; drivers that settle the choice.

    Notes
    -----
    The chance of a brand is exp(utility) / sum of exp(utility) over the brands of the choice:
    McFadden, D. (1974), in P. Zarembka (ed.), Frontiers in Econometrics, 105-142. The errors take
    the choices of a person together (Liang, K.-Y. and Zeger, S. L. (1986), Biometrika 73, 13-22).

    Ratings that move together (a halo) need to be in the model together: one alone gets credit for
    the others. The brand bought last stands for habit only where the drivers hold all of the taste.

    Examples
    --------
    >>> from mkt40_helpers import data
    >>> panel = data.load("brand_choices")
    >>> print(brand_logit(panel, ["value", "brand_rating", "relationship", "last"]))
    Logit of 3,000 choices by 1,000 people: value 0.51, brand_rating 0.33, relationship 0.16,
    last 0.49 (log-odds a unit), log-likelihood -3535.4
    """
    drivers = drivers if isinstance(drivers, str) else list(drivers)
    if isinstance(drivers, str) or not drivers or len(set(drivers)) < len(drivers):
        raise ValueError('Give the drivers as a list, each once, such as ["value", "last"].')
    require_columns(data, [*drivers, chosen, person, choice])
    require_yes_no(data, chosen)
    require_filled(data, person, choice)
    require_one_kind(data, person, choice)
    group = data.groupby([person, choice], sort=False, dropna=False).ngroup().to_numpy()
    taken = data[chosen].to_numpy(dtype=bool)
    _require_one_taken(data, group, taken, person, choice)
    x = _drivers(data, drivers)
    beta, value = _climb(x, group, taken, drivers)
    who = pd.factorize(data[person])[0]
    covariance = _clustered(x, group, taken, who, beta)
    spread = pd.Series(x.std(axis=0), index=drivers)
    return BrandLogit(
        pd.Series(beta, index=drivers),
        spread,
        pd.DataFrame(covariance, index=drivers, columns=drivers),
        value,
        int(group.max()) + 1,
        int(who.max()) + 1,
        person,
    )


def _drivers(data: pd.DataFrame, names: list[str]) -> Floats:
    columns = []
    for name in names:
        one = data[name]
        yes_no = pd.api.types.is_bool_dtype(one) and not one.isna().any()
        columns.append(between(one.astype(float) if yes_no else numbers(one, name), name))
    return np.column_stack([column.to_numpy(dtype=float) for column in columns])


def _require_one_taken(
    data: pd.DataFrame, group: npt.NDArray[Any], taken: npt.NDArray[Any], person: str, choice: str
) -> None:
    counted = np.bincount(group, weights=taken)
    for wrong, told in (
        (np.flatnonzero(counted != 1), "not exactly one brand was taken"),
        (np.flatnonzero(np.bincount(group) < 2), "there is one row only, so nothing to choose"),
    ):
        if len(wrong):
            row = data.iloc[int(np.flatnonzero(group == wrong[0])[0])]
            raise ValueError(
                f"In {len(wrong)} choices {told}, such as {person} {row[person]}, {choice} "
                f"{row[choice]}. Give one row per brand that could be taken."
            )


def _shares(utility: Floats, group: npt.NDArray[Any]) -> Floats:
    """Chance of each row within its choice."""
    top = np.full(group.max() + 1, -np.inf)
    np.maximum.at(top, group, utility)
    odds = np.exp(utility - top[group])
    found: Floats = odds / np.bincount(group, weights=odds)[group]
    return found


def _away(x: Floats, group: npt.NDArray[Any], p: Floats) -> Floats:
    """Drivers less their mean over the brands of the choice, weighted by the chances."""
    means = np.column_stack([np.bincount(group, weights=p * column) for column in x.T])
    found: Floats = x - means[group]
    return found


def _climb(
    x: Floats, group: npt.NDArray[Any], taken: npt.NDArray[Any], drivers: list[str]
) -> tuple[Floats, float]:
    """Newton's steps to the maximum of the log-likelihood, which has no other."""
    brands = np.bincount(group)[group]
    within = _away(x, group, 1 / brands)
    same = [name for name, one in zip(drivers, within.T, strict=True) if not np.abs(one).max() > 0]
    if same:
        raise ValueError(
            f"{same[0]!r} is the same for all brands of every choice, so it cannot tell why one "
            "was taken. Leave it out."
        )
    scale = within.std(axis=0)
    if np.linalg.matrix_rank(within / scale, tol=1e-6 * math.sqrt(len(x))) < len(drivers):
        raise ValueError("One driver follows from the others. Leave one of them out.")
    beta = np.zeros(len(drivers))
    for _ in range(60):
        p = _shares(x @ beta, group)
        away = _away(x, group, p)
        slope = ((taken - p)[:, None] * away).sum(axis=0)
        step = np.linalg.solve(away.T @ (p[:, None] * away), slope)
        # No more than one log-odds at a time for a driver's spread: far out the curve is flat.
        beta = beta + step / max(1.0, float(np.abs(step * scale).max()))
        if np.abs(beta * scale).max() > _FARTHEST:
            break
        if slope @ step < 1e-12 * (1 + len(x)):
            return beta, float(np.log(_shares(x @ beta, group)[taken]).sum())
    raise ValueError(
        "The drivers settle the choice: the brand that was taken is always the one with more of "
        "some driver, so no effect is large enough. Take more choices, or leave a driver out."
    )


def _clustered(
    x: Floats, group: npt.NDArray[Any], taken: npt.NDArray[Any], who: npt.NDArray[Any], beta: Floats
) -> Floats:
    """Covariance of the coefficients, by the sums of the scores of each person."""
    p = _shares(x @ beta, group)
    away = _away(x, group, p)
    bread = np.linalg.inv(away.T @ (p[:, None] * away))
    scores = (taken - p)[:, None] * away
    sums = np.column_stack([np.bincount(who, weights=column) for column in scores.T])
    people = len(sums)
    if people <= len(beta):
        raise ValueError(
            f"{people} people are too few for {len(beta)} drivers. Take more people, or fewer "
            "drivers."
        )
    found: Floats = people / (people - 1) * bread @ (sums.T @ sums) @ bread
    return found
