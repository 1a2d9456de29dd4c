"""Which inputs a learner's function gets wrong: what they have in common, and no others have.

Each sentence is true of the inputs that the function was tried on. What is right for them is not
said.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mkt40_helpers.workbook.figures import rounded_to, two_figures
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["Results", "are_rounded", "pattern"]

Agree = Callable[[Any, Any], bool]
# What a feature is called, its value where it has one, and the inputs that have it.
Feature = tuple[str, Any, list[bool]]
# Features that say enough where a single input has them; the others must hold for two.
_TELLING = {"empty", "only_none", "none", "none_beside", "only_zeros"}
_ALMOST_NOTHING = 1e-9
_NEAR = 0.001


class Results(list[Any]):
    """Results of a function, with the inputs that it was given and whether it changed one.

    Parameters
    ----------
    results : list
    inputs : sequence of list
    arguments : bool
        Whether an input holds several arguments; else it is a list, and the one argument.
    changes : bool

    Examples
    --------
    >>> Results([9], [[9, 8]]).inputs
    [[9, 8]]
    """

    def __init__(
        self,
        results: Sequence[Any] = (),
        inputs: Sequence[list[Any]] = (),
        arguments: bool = False,
        changes: bool = False,
    ) -> None:
        super().__init__(results)
        self.inputs, self.arguments, self.changes = inputs, arguments, changes


def are_rounded(results: Sequence[Any], right: Sequence[Any], decimals: int) -> bool:
    """Tell whether all numbers are the right ones rounded, each to so many decimals.

    Parameters
    ----------
    results, right : sequence
    decimals : int
        More than these are enough.

    Returns
    -------
    bool

    Examples
    --------
    >>> are_rounded([33.3, 50], [33.3333, 50], 6), are_rounded([0, 0, 1], [0.2, 0.3, 1], 6)
    (True, False)
    """
    pairs = [
        (mine, its) for mine, its in zip(results, right, strict=True) if _are_numbers([mine, its])
    ]
    less = [(mine, its) for mine, its in pairs if mine != its]
    # One figure alone, such as a 0 or a 1, is what many a wrong function gives.
    shown = any(two_figures(mine, its) for mine, its in less)
    shown |= len({mine for mine, _ in less if mine % 1}) > 1
    return shown and any(
        all(rounded_to(mine, its, places) for mine, its in pairs) for places in range(decimals)
    )


def pattern(results: Results, right: Sequence[Any], agree: Agree) -> Sentence | None:
    """Say what the inputs that go wrong have in common and no others have, or None.

    Parameters
    ----------
    results : Results
    right : sequence
        What is right for each input.
    agree : callable
        Tells whether a result is the right one.

    Returns
    -------
    Sentence or None

    Examples
    --------
    >>> given = Results([1, 2, 9, 9], [[1], [2, 0], [3, None], [None]])
    >>> pattern(given, [1, 2, 3, 0], lambda a, b: a == b).name
    'where.none'
    """
    if len(results.inputs) != len(right):
        return None
    passed = list(map(agree, results, right))
    return (
        _of_all_results(results, right, passed)
        or _by_order(results, right, agree)
        or _where(results, right, passed)
        or _by_direction(results, right, passed)
    )


def _of_all_results(
    results: Sequence[Any], right: Sequence[Any], passed: list[bool]
) -> Sentence | None:
    """Say, if so, that all results are alike, or all a little off, or off by one factor."""
    if len(results) > 2 and all(one == results[0] for one in results):
        stops = isinstance(results[0], dict)
        return None if stops else say("function.constant")
    numbers = [
        (mine, its) for mine, its in zip(results, right, strict=True) if _are_numbers([mine, its])
    ]
    if len(numbers) > 2 and len({mine for mine, _ in numbers}) == 1 < len(
        {its for _, its in numbers}
    ):
        return say("function.constant_number")
    pairs = [(mine, its) for mine, its in numbers if mine or its]
    off = [mine / its - 1 for mine, its in pairs if its and mine != its]
    if len(off) > 2 and max(map(abs, off)) < _NEAR:
        return say("function.close")
    if len(pairs) < 3 or not all(its for _, its in pairs) or len({its for _, its in pairs}) < 3:
        return None
    factor = pairs[0][0] / pairs[0][1]
    one = all(abs(mine - factor * its) <= 1e-6 * abs(factor * its) for mine, its in pairs)
    if not one or not factor or abs(factor - 1) < _ALMOST_NOTHING:
        return None
    return say("function.sign" if abs(factor + 1) < _ALMOST_NOTHING else "function.factor")


def _by_order(results: Results, right: Sequence[Any], agree: Agree) -> Sentence | None:
    """Say, if so, that the same values in another order give another result, and should not."""
    if results.arguments:
        return None
    ways = [sorted(map(str, one)) for one in results.inputs]
    for one, other in itertools.combinations(range(len(ways)), 2):
        alike = ways[one] == ways[other] and agree(right[one], right[other])
        if alike and not agree(results[one], results[other]):
            return say("function.order")
    return None


def _where(results: Results, right: Sequence[Any], passed: list[bool]) -> Sentence | None:
    """Name the feature that all inputs have which go wrong, or which go right, and no others."""
    if len(set(passed)) < 2:
        return None
    missed = [not one for one in passed]
    features = list(
        _of_arguments(results.inputs, right) if results.arguments else _of_lists(results.inputs)
    )
    for name, value, has in features:
        # A value in every list that goes wrong may be there by accident: three lists are none.
        enough = 3 if name == "value" else 2
        if has == missed and (sum(missed) >= enough or name in _TELLING):
            where = say(f"where.{name}", value=_written(value))
            return Sentence(say("function.wrong_where", where=where), where.name)
    for name, value, has in features:
        if has == passed and sum(passed) > 1:
            where = say(f"where.{name}", value=_written(value))
            return Sentence(say("function.right_where", where=where), f"right_{where.name}")
    return None


def _by_direction(
    results: Sequence[Any], right: Sequence[Any], passed: list[bool]
) -> Sentence | None:
    """Say, if so, that a function only says yes too often, or only too seldom."""
    each = zip(results, right, passed, strict=True)
    missed = [(mine, its) for mine, its, good in each if not good]
    if len(missed) > 1 and all(mine is True and its is False for mine, its in missed):
        return say("function.too_often")
    if len(missed) > 1 and all(mine is False and its is True for mine, its in missed):
        return say("function.too_seldom")
    return None


def _of_lists(inputs: Sequence[list[Any]]) -> Iterator[Feature]:
    """Describe lists by simple features, the more telling ones first."""
    numbers = [[one for one in each if one is not None] for each in inputs]
    yield "empty", None, [not each for each in inputs]
    yield "only_none", None, [bool(a) and not b for a, b in zip(inputs, numbers, strict=True)]
    yield "no_number", None, [not each for each in numbers]
    yield "none", None, [None in each for each in inputs]
    yield "none_beside", None, [None in a and bool(b) for a, b in zip(inputs, numbers, strict=True)]
    yield "only_zeros", None, [bool(each) and not any(each) for each in numbers]
    yield "total", None, [sum(each) == 0 for each in numbers]
    yield "zero", None, [0 in each for each in numbers]
    yield "one_value", None, [len(each) == 1 for each in inputs]
    yield "all_equal", None, [len(each) > 1 and len(set(each)) == 1 for each in numbers]
    yield "no_two_differ", None, [len(set(each)) < 2 for each in numbers]
    yield "twice", None, [len(each) > len(set(each)) for each in numbers]
    yield from _only_one(
        ("value", value, [value in each for each in numbers])
        for value in sorted({one for each in numbers for one in each})
    )
    yield "decimals", None, [any(one % 1 for one in each) for each in numbers]
    for length in sorted({len(each) for each in inputs}):
        yield "longer", length, [len(each) > length for each in inputs]


def _of_arguments(inputs: Sequence[list[Any]], right: Sequence[Any]) -> Iterator[Feature]:
    """Describe inputs of several arguments by what stands at a place, and by what is asked."""
    yield "none_asked", None, [its is None for its in right]
    places = ("first", "second", "third", "fourth")
    for name, here in zip(places, zip(*inputs, strict=False), strict=False):
        plain = [one if isinstance(one, int | float | str) else None for one in here]
        yield from _only_one(
            (name, value, [one == value for one in plain])
            for value in sorted({one for one in plain if one is not None}, key=str)
        )


def _only_one(features: Iterator[Feature]) -> Iterator[Feature]:
    """Leave out features that the same inputs have: then nothing says which of them it is."""
    each = list(features)
    for feature in each:
        if sum(feature[2] == other[2] for other in each) == 1:
            yield feature


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)


def _are_numbers(figures: list[Any]) -> bool:
    return all(type(figure) in (int, float) for figure in figures)
