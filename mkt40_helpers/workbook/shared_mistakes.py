"""Mistakes that run through all chapters, with one wording each.

Each function here makes a few of them for one exercise, in one line among its mistakes::

    mistakes={"doubled": ..., **shared.only("channel", "app", "store", "dealer")}

Most need nothing but the exercise's own reference, which they get when the exercise is joined with
its words: they run it on tables that are changed as the mistake changes them, or change what it
gives. Their sentences stand in section ``shared`` of ``sentences.en.toml``. Where the words of an
exercise have a message under the mistake's name, that one is told instead.

What turns the right number into another by itself (percent for a fraction, a sign, the other part
of 100, a reciprocal, a square or root, figures beside each other's names) is in no list: `remarks`
and `kinds` name it in every exercise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.words import say

__all__ = [
    "Shared",
    "difference",
    "figures",
    "margin",
    "mean_of_groups",
    "missing",
    "multiplied_up",
    "once_each",
    "only",
    "other_part",
]

Maker = Any  # of an answer, as in `kinds`
Table = pd.DataFrame


@dataclass(frozen=True)
class Shared:
    """A shared mistake of one exercise: what it makes of the right answer, and what it is told.

    Attributes
    ----------
    sentence : str
        Its name in section ``shared`` of the sentences.
    of : callable
        From the maker of the right answer to the maker of the wrong one.
    this, that : str
        What the exercise asks for and what was taken, where its sentence says them.

    Examples
    --------
    >>> Shared("whole_width", lambda right: right).message()
    'That is the whole width of the interval. The margin is half of it, to one side.'
    """

    sentence: str
    of: Callable[[Maker], Maker]
    this: str = ""
    that: str = ""

    def message(self) -> str:
        """Give its words."""
        return say(f"shared.{self.sentence}", this=self.this, that=self.that)


# ---- the reference, on tables that are changed ----


def only(column: str, value: Any, *others: Any, but: tuple[str, ...] = ()) -> dict[str, Shared]:
    """Make the mistakes of a condition: it was forgotten, turned round, or is another one.

    Parameters
    ----------
    column, value
        The condition of the question: this column holds this value.
    *others
        Values that may be taken for it.
    but : tuple of str
        Names of those that are no mistake here, or that the exercise has already.

    Returns
    -------
    dict of str to Shared
        ``every_channel``, ``all_but_app``, ``channel_store``, ...

    Examples
    --------
    >>> list(only("channel", "web shop", "store"))
    ['every_channel', 'all_but_web_shop', 'channel_store']
    """
    asked = f"`{column}` is `{value}`"
    found = {
        f"every_{column}": Shared(
            "every", _passing(column, value, lambda held: held.notna() | held.isna()), asked
        ),
        f"all_but_{_name(value)}": Shared(
            "all_but", _passing(column, value, lambda held: held != value), asked
        ),
    }
    for other in others:
        taken = _passing(column, value, _equal_to(other))
        told = Shared("other_value", taken, asked, f"`{column}` is `{other}`")
        found[f"{column}_{_name(other)}"] = told
    return {name: its for name, its in found.items() if name not in but}


def _equal_to(value: Any) -> Callable[[pd.Series], pd.Series]:
    return lambda held: held == value


def _passing(
    column: str, value: Any, which: Callable[[pd.Series], pd.Series]
) -> Callable[[Maker], Maker]:
    """Let other rows pass a condition: they get the value that it asks for, and no others do."""

    def change(table: Table) -> Table:
        held = table[column]
        rest = next((its for its in held.dropna().unique() if its != value), None)
        passes = which(held).fillna(False).astype(bool)
        given = [value if yes else rest for yes in passes]
        return table.assign(**{column: pd.Series(given, table.index, dtype=held.dtype)})

    return _on_changed(column, change)


def _on_changed(column: str, change: Callable[[Table], Table]) -> Callable[[Maker], Maker]:
    """Run a maker on its tables, of which the first that has a column is changed."""

    def of(right: Maker) -> Maker:
        if isinstance(right, tuple):  # a letter and a figure
            return *right[:-1], of(right[-1])

        def made(*tables: Any) -> Any:
            place = _place(column, tables)
            return right(*tables[:place], change(tables[place]), *tables[place + 1 :])

        return made

    return of


def _place(column: str, tables: tuple[Table, ...]) -> int:
    return next(place for place, table in enumerate(tables) if column in table.columns)


def missing(
    column: str, *, zero: bool = True, dropped: bool = False, counted: Any = None
) -> dict[str, Shared]:
    """Make the mistakes with empty cells: a zero, a row left out, a row in the denominator.

    Parameters
    ----------
    column : str
    zero : bool
        Whether an empty cell may be taken for 0 (or for no).
    dropped : bool
        Whether rows with an empty cell belong to the question, and may be left out.
    counted : object, optional
        A value that adds nothing to what is counted, such as a passive's score, so that the row
        is in the denominator only.

    Returns
    -------
    dict of str to Shared
        ``missing_as_zero``, ``missing_dropped``, ``missing_counted``.

    Examples
    --------
    >>> wrong = missing("score")["missing_as_zero"].of(lambda table: float(table["score"].mean()))
    >>> wrong(pd.DataFrame({"score": [8.0, None]}))
    4.0
    """

    def filled(value: Any) -> Callable[[Table], Table]:
        return lambda table: table.assign(
            **{column: table[column].fillna(value(table[column]) if callable(value) else value)}
        )

    changes: dict[str, Callable[[Table], Table]] = {}
    if zero:
        changes["missing_as_zero"] = filled(_nothing)
    if dropped:
        changes["missing_dropped"] = lambda table: table.dropna(subset=[column])
    if counted is not None:
        changes["missing_counted"] = filled(counted)
    return {
        name: Shared(name, _on_changed(column, change), that=f"`{column}`")
        for name, change in changes.items()
    }


def _nothing(column: pd.Series) -> Any:
    return False if pd.api.types.is_bool_dtype(column.dtype) else 0


def once_each(*columns: str) -> dict[str, Shared]:
    """Make the mistake that each customer, say, counts once and not each row.

    Parameters
    ----------
    *columns : str
        Each may have been given to `drop_duplicates`, by itself.

    Returns
    -------
    dict of str to Shared
        ``once_each_customer``, ...

    Examples
    --------
    >>> twice = pd.DataFrame({"customer": [1, 1, 2], "paid": [5, 7, 9]})
    >>> wrong = once_each("customer")["once_each_customer"].of(lambda table: table["paid"].sum())
    >>> int(wrong(twice))
    14
    """

    def once(column: str) -> Callable[[Table], Table]:
        return lambda table: table.drop_duplicates(column)

    return {
        f"once_each_{column}": Shared(
            "once_each", _on_changed(column, once(column)), that=f"`{column}`"
        )
        for column in columns
    }


def mean_of_groups(*columns: str) -> dict[str, Shared]:
    """Make the mistake that groups of different sizes count alike, in a mean of their figures.

    Parameters
    ----------
    *columns : str
        Each may have made the groups, by itself.

    Returns
    -------
    dict of str to Shared
        ``mean_of_channel``, ...

    Examples
    --------
    >>> paid = pd.DataFrame({"shop": ["a", "a", "b"], "paid": [1, 1, 4]})
    >>> mean_of_groups("shop")["mean_of_shop"].of(lambda table: table["paid"].mean())(paid)
    2.5
    """

    def parted(column: str) -> Callable[[Maker], Maker]:
        def of(right: Maker) -> Maker:
            def made(*tables: Any) -> float:
                place = _place(column, tables)
                parts = (part for _, part in tables[place].groupby(column, observed=True))
                found = [right(*tables[:place], part, *tables[place + 1 :]) for part in parts]
                return float(pd.Series(found, dtype=float).mean())

            return made

        return of

    return {
        f"mean_of_{column}": Shared("mean_of_groups", parted(column), that=f"`{column}`")
        for column in columns
    }


# ---- another figure of the same values ----

_FIGURES: dict[str, Callable[[Any, float], Any]] = {
    "median": lambda values, scale: scale * values.median(),
    "sum": lambda values, scale: scale * values.sum(),
    "spread": lambda values, scale: scale * values.std(),
    "number": lambda values, scale: values.count(),
    # Of true and false; the last two of groups.
    "count": lambda values, scale: values.sum(),
    "part_of_the_yes": lambda values, scale: scale * values.sum() / values.sum().sum(),
    "part_of_all": lambda values, scale: scale * values.sum() / values.count().sum(),
}


def figures(values: Callable[..., Any], *names: str, scale: float = 1) -> dict[str, Shared]:
    """Make the mistakes that another figure of the right values was taken than their mean.

    Parameters
    ----------
    values : callable
        From the tables to the column whose mean is asked for, or to that column in groups, as
        `groupby` makes them.
    *names : str
        ``median``, ``sum``, ``spread``, ``number``; of a column of true and false ``count``, and
        in groups ``part_of_the_yes``, ``part_of_all``.
    scale : float
        The answer is so many times the mean: 100 for a percentage.

    Returns
    -------
    dict of str to Shared
        With these names.

    Examples
    --------
    >>> made = figures(lambda table: table["late"].groupby(table["shop"]), "part_of_all")
    >>> late = pd.DataFrame({"shop": ["a", "a", "b"], "late": [True, True, False]})
    >>> made["part_of_all"].of(None)(late).round(2).to_dict()
    {'a': 0.67, 'b': 0.0}
    """

    def maker(how: Callable[[Any, float], Any]) -> Maker:
        return lambda *tables: how(values(*tables), scale)

    return {name: Shared(name, _instead(maker(_FIGURES[name]))) for name in names}


# ---- what is made of the right figure, or of the two that it consists of ----


def difference(
    first: Callable[..., Any], second: Callable[..., Any], this: str, that: str, *but: str
) -> dict[str, Shared]:
    """Make the mistakes of a difference: one of its two figures, their sum, one by the other.

    Parameters
    ----------
    first, second : callable
        From the tables to the figure that is kept, and to the one that is taken from it.
    this, that : str
        What the two are of, as a sentence would say it ("with advice").
    *but : str
        Names of those that are no mistake here, or that the exercise has already.

    Returns
    -------
    dict of str to Shared
        ``first_only``, ``second_only``, ``added``, ``quotient``, ``percent_of_second``.

    Examples
    --------
    >>> made = difference(lambda: 30.0, lambda: 20.0, "with advice", "without")
    >>> [its.of(None)() for its in made.values()]
    [30.0, 20.0, 50.0, 1.5, 50.0]
    """
    makers: dict[str, Callable[..., Any]] = {
        "first_only": first,
        "second_only": second,
        "added": lambda *tables: first(*tables) + second(*tables),
        "quotient": lambda *tables: first(*tables) / second(*tables),
        "percent_of_second": lambda *tables: 100 * (first(*tables) / second(*tables) - 1),
    }
    return {
        name: Shared(name, _instead(maker), this, that)
        for name, maker in makers.items()
        if name not in but
    }


def _instead(maker: Maker) -> Callable[[Maker], Maker]:
    return lambda right: maker


def _made_of(change: Callable[[Any], Any]) -> Callable[[Maker], Maker]:
    """Change what a maker gives."""

    def of(right: Maker) -> Maker:
        if isinstance(right, tuple):
            return *right[:-1], of(right[-1])

        def made(*tables: Any) -> Any:
            value = right(*tables)
            return change(pd.Series(value) if isinstance(value, dict) else value)

        return made

    return of


def margin(*but: str, of: Callable[..., pd.Series] | None = None) -> dict[str, Shared]:
    """Make the mistakes of a 95% margin, which is 1.96 standard errors.

    Parameters
    ----------
    *but : str
        Names of those that are no mistake here.
    of : callable, optional
        From the tables to the column whose mean it is the margin of.

    Returns
    -------
    dict of str to Shared
        ``standard_error``, ``two_not_1_96``, ``ninety_percent``, ``whole_width``,
        ``error_squared``; of a column also ``variance``.

    Examples
    --------
    >>> {name: round(its.of(lambda: 1.96)(), 3) for name, its in margin("error_squared").items()}
    {'standard_error': 1.0, 'two_not_1_96': 2.0, 'ninety_percent': 1.645, 'whole_width': 3.92}
    """
    changes: dict[str, Callable[[float], float]] = {
        "standard_error": lambda right: right / 1.96,
        "two_not_1_96": lambda right: 2 * right / 1.96,
        "ninety_percent": lambda right: 1.645 * right / 1.96,
        "whole_width": lambda right: 2 * right,
        "error_squared": lambda right: right**2 / 1.96,
    }
    found = {name: Shared(name, _made_of(change)) for name, change in changes.items()}
    if of is not None:

        def variance(*tables: Any) -> float:
            values = of(*tables)
            return float(1.96 * values.var() / values.count() ** 0.5)

        found["variance"] = Shared("variance", _instead(variance))
    return {name: its for name, its in found.items() if name not in but}


def other_part(this: str, that: str) -> dict[str, Shared]:
    """Make the mistake of 1 minus the share that is asked for; of a percentage it is a slip.

    Parameters
    ----------
    this, that : str
        What the share is of, and what the other part is of ("late", "on time").

    Returns
    -------
    dict of str to Shared
        ``other_part``.

    Examples
    --------
    >>> other_part("late", "on time")["other_part"].of(lambda: 0.25)()
    0.75
    """
    return {"other_part": Shared("other_part", _made_of(lambda right: 1 - right), this, that)}


def multiplied_up() -> dict[str, Shared]:
    """Make the mistake of survival for retention: each share is multiplied by those before it.

    Returns
    -------
    dict of str to Shared
        ``multiplied_up``.

    Examples
    --------
    >>> kept = pd.Series([0.5, 0.8], [1, 2])
    >>> multiplied_up()["multiplied_up"].of(lambda: kept)().tolist()
    [0.5, 0.4]
    """
    return {"multiplied_up": Shared("multiplied_up", _made_of(lambda right: right.cumprod()))}


def _name(value: Any) -> str:
    return re.sub(r"\W+", "_", str(value)).strip("_").lower()
