"""What can be said of figures for groups that are right in part.

Each sentence states what the figures are, compared with the right ones; of a thought behind them
it says nothing, and of a right figure that is not there yet neither.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from mkt40_helpers.workbook.remarks import is_whole_result, whole_result
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["are_alike", "beside_other_names", "listed", "mistakes_in_part", "not_yet", "told_apart"]

Agree = Callable[[Any, Any], bool]
Figures = Mapping[str, Any]
_MOST_NAMES = 6
_MOST_DECIMALS = 12
# Figures that are exact, but for what a computer does in its last digits.
_ALMOST_NOTHING = 1e-9


def listed(names: list[str]) -> str:
    """Write some names in a row, and of many how many more there are.

    Parameters
    ----------
    names : list of str

    Returns
    -------
    str

    Examples
    --------
    >>> listed(list("abcdefgh"))
    'a, b, c, d, e, f and 2 more'
    """
    few = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return say("groups.and_more", names=few, number=more) if more > 0 else few


def told_apart(value: Figures, right: Figures, agree: Agree) -> tuple[list[str], list[str]]:
    """Name the groups whose figure is right, and the others.

    Parameters
    ----------
    value, right : mapping of str to number
        By the names of the same groups.
    agree : callable
        Tells whether a figure is a right one.

    Returns
    -------
    tuple of list of str

    Examples
    --------
    >>> told_apart({"app": 1, "store": 2}, {"app": 1, "store": 3}, lambda a, b: a == b)
    (['app'], ['store'])
    """
    hits = [name for name in right if agree(value[name], right[name])]
    return hits, [name for name in right if name not in hits]


def are_alike(value: Figures, right: Figures, agree: Agree) -> bool:
    """Tell whether figures are the right ones, whatever names stand beside them.

    Parameters
    ----------
    value, right : mapping of str to number
    agree : callable

    Returns
    -------
    bool

    Examples
    --------
    >>> are_alike({"0": 2, "1": 1}, {"app": 1, "store": 2}, lambda a, b: a == b)
    True
    """
    figures = list(value.values())
    if len(figures) != len(right) or not _are_numbers(figures):
        return False
    return all(map(agree, sorted(figures), sorted(right.values())))


def beside_other_names(value: Figures, right: Figures, agree: Agree) -> Sentence | None:
    """Say, if so, that the right figures were put beside each other's names.

    Parameters
    ----------
    value, right : mapping of str to number
        By the names of the same groups; not all are right.
    agree : callable

    Returns
    -------
    Sentence or None
    """
    if not are_alike(value, right, agree):
        return None
    hits, misses = told_apart(value, right, agree)
    if hits:
        return say("groups.some_wrong_names", names=listed(misses))
    return say("groups.wrong_names")


def mistakes_in_part(
    value: Figures, right: Figures, wrong: Mapping[str, Figures], agree: Agree
) -> tuple[Sentence, list[str]] | None:
    """Find the listed mistakes to which all wrong figures belong, where others are right.

    Parameters
    ----------
    value, right : mapping of str to number
    wrong : mapping of str to mapping
        Figures of each listed mistake.
    agree : callable

    Returns
    -------
    tuple of Sentence and list of str, or None
        Which figures are right and which are not, and the mistakes' names.
    """
    if value.keys() != right.keys():
        return None
    hits, misses = told_apart(value, right, agree)
    # A zero is the figure of too many ideas to be one's own.
    if not hits or not any(_are_numbers([value[name]]) and value[name] for name in misses):
        return None
    names = [
        mistake
        for mistake, its in wrong.items()
        if all(name in its and agree(value[name], its[name]) for name in misses)
    ]
    told = say("groups.idea_in_some", names=listed(hits), others=listed(misses))
    return (told, names) if names else None


def not_yet(
    value: Figures, right: Figures, agree: Agree, between: tuple[float, float] | None
) -> Sentence:
    """Say what can be said of figures that are neither right nor those of a listed mistake.

    Parameters
    ----------
    value, right : mapping of str to number
    agree : callable
    between : tuple of float, optional
        Lowest and highest value that the unit allows.

    Returns
    -------
    Sentence
    """
    if value.keys() != right.keys():
        return _other_groups(value, right, agree)
    if all(is_whole_result(figure) for figure in value.values()):
        return whole_result(next(iter(value.values())), for_each=True)
    if none := [name for name in right if not _are_numbers([value[name]])]:
        return say("groups.no_numbers", names=listed(none))
    hits, misses = told_apart(value, right, agree)
    if len(right) > 1 and _one(value) and not _one(right):
        return say("groups.all_alike")
    if hits:
        return _some_right(value, right, hits, misses, agree)
    return _by_sum(value, right, between) or _by_step(value, right) or say("groups.none_right")


def _other_groups(value: Figures, right: Figures, agree: Agree) -> Sentence:
    """Say which groups are lacking or too many, and whether the figures are right."""
    lacking, extra = (sorted(a.keys() - b.keys()) for a, b in ((right, value), (value, right)))
    alike = are_alike(value, right, agree)
    # Years or waves are numbers too: then only the places of rows are no names.
    places = alike and list(value) == [str(place) for place in range(len(value))]
    named = all(name.isdigit() for name in right)
    if places or (all(name.isdigit() for name in value) and not named):
        names = ", ".join(list(value)[:3])
        return say("groups.right_names_gone" if alike else "groups.names_gone", names=names)
    if spelt := _spelt_otherwise(lacking, extra):
        return say("groups.spelt", given=spelt[0], name=spelt[1])
    there = value.keys() & right.keys()
    good = bool(there) and all(agree(value[name], right[name]) for name in there)
    if not lacking:
        return say("groups.only_extra" if good else "groups.extra", names=listed(extra))
    if not extra:
        return say("groups.only_lacking" if good else "groups.lacking", names=listed(lacking))
    if alike:
        return say("groups.other_names", names=listed(extra))
    if not there:
        return say("groups.other_groups", given=listed(extra), names=listed(lacking))
    return say("groups.lacking_and_extra", names=listed(lacking), extra=listed(extra))


def _spelt_otherwise(lacking: list[str], extra: list[str]) -> tuple[str, str] | None:
    """Give a name that is spelt otherwise and its right spelling, if that is all that differs."""
    if not lacking or len(lacking) != len(extra):
        return None
    pairs = []
    for name in extra:
        bare = {re.sub(r"[\W_]", "", one): one for one in lacking}
        # Two numbers, as years, are never one another's misspelling.
        near = difflib.get_close_matches(re.sub(r"[\W_]", "", name), list(bare), 1, cutoff=0.8)
        if not near or re.search(r"\d", name):
            return None
        pairs.append((name, bare[near[0]]))
    return pairs[0] if len({one for _, one in pairs}) == len(pairs) else None


def _some_right(
    value: Figures, right: Figures, hits: list[str], misses: list[str], agree: Agree
) -> Sentence:
    """Say which figures are right, and which of the others are those of another group."""
    if all(
        value[name] and any(agree(value[name], its) for its in right.values()) for name in misses
    ):
        return say("groups.of_another", names=listed(hits), others=listed(misses))
    return say("groups.some_right", names=listed(hits), others=listed(misses))


def _by_sum(value: Figures, right: Figures, between: tuple[float, float] | None) -> Sentence | None:
    """Say of shares that they are parts of one whole and should not be, or should."""
    if between not in ((0, 1), (0, 100)) or len(right) < 3:
        return None
    mine, its = _whole(value), _whole(right)
    if mine and not its:
        return say("groups.one_whole", whole=mine)
    if its and not mine:
        return say("groups.not_one_whole", whole=its)
    return None


def _whole(figures: Figures) -> int | None:
    """Give 1 or 100 where figures add up to it, as exactly as they were rounded."""
    off, total = max(1e-6, len(figures) * _half_step(figures)), sum(figures.values())
    if min(figures.values()) < 0:
        return None
    # What was rounded to little would add up to anything.
    wholes = [one for one in (1, 100) if off <= one / 200]
    return next((one for one in wholes if abs(total - one) <= off), None)


def _by_step(value: Figures, right: Figures) -> Sentence | None:
    """Say, if so, that all figures are off by one factor, or by one amount."""
    first = max(right, key=lambda name: abs(right[name]))
    off = 2 * _half_step(value) + _ALMOST_NOTHING * abs(value[first])
    # What is nearly alike, or was rounded to little, would fit any factor.
    spread = max(value.values()) - min(value.values())
    if len(right) < 3 or spread < 100 * off or not right[first]:
        return None
    factor, more = value[first] / right[first], value[first] - right[first]
    if all(abs(value[name] - factor * right[name]) <= off for name in right):
        return say("groups.one_factor")
    if all(abs(value[name] - right[name] - more) <= off for name in right):
        return say("groups.one_amount")
    return None


def _half_step(figures: Figures) -> float:
    """Give half of the last decimal to which figures were rounded; 0 where they were not."""
    for decimals in range(_MOST_DECIMALS):
        if all(round(figure, decimals) == figure for figure in figures.values()):
            return 0.5 * 10.0**-decimals
    return 0.0


def _one(figures: Figures) -> bool:
    low, high = min(figures.values()), max(figures.values())
    return bool(high - low <= _ALMOST_NOTHING * max(1, abs(high)))


def _are_numbers(figures: list[Any]) -> bool:
    return all(type(figure) in (int, float) for figure in figures)
