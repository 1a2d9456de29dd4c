"""What a wrong number is, if it is something known: a figure of all customers, a step on the way.

It says what the number **is** and guesses no thought. Where so many numbers were looked up that
one of them could well be met by chance, nothing is said.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mkt40_helpers import chapters, data
from mkt40_helpers.workbook import facts
from mkt40_helpers.workbook.figures import same
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.lesson_figures import of_lesson
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.plain import parts, plain
from mkt40_helpers.workbook.records import Exercise, tables_of
from mkt40_helpers.workbook.reference import answers, right_on
from mkt40_helpers.workbook.remarks import tidy_name
from mkt40_helpers.workbook.returned import returned
from mkt40_helpers.workbook.shelf import exercises_of, steps_of
from mkt40_helpers.workbook.words import say

__all__ = ["Found", "figure_of", "look_up", "printed"]

# How probable it may be that a number drawn at random is one of those that are looked up.
_BAR = 0.01
# The decimals that a number has at the most which nobody rounded.
_MOST_DECIMALS = 6
# A number that is small for its range is drawn from small ones: from this many times itself.
_REACH = 10
# Of a column or list, so many figures may be steps on the way.
_MOST_GROUPS = 12
_ANONYMOUS = "anonymous"
# Both may be said of one number, as they do not exclude each other.
_ON_THE_WAY = "step"
# Right figures, of something else than what is asked for.
_ANSWERS = {"whole_table", "one_whole_table", "anonymous", "other_learner"}
_ANSWERS |= {"own_sample", "exercise", "lesson_step"}
# These are figures of whole tables as well.
_OF_WHOLE_TABLES = {"one_whole_table", "lesson_step"}

Figures = dict[str, float]  # by group; one number has the name ""


@dataclass(frozen=True)
class Found:
    """What a number is: a stable name, and a sentence or two."""

    name: str
    told: str


@dataclass(frozen=True)
class _Known:
    """Figures that are known, the sentence that says what they are, and what fills it."""

    figures: Figures
    name: str
    fields: tuple[tuple[str, str], ...] = ()
    unit: str = ""  # "percent" or "share", where it is a part of a whole
    in_other_unit: bool = False

    @property
    def told(self) -> str:
        key = f"known.{self.name}"
        told = say(key, **dict(self.fields))
        if not self.in_other_unit:
            return told
        return f"{told} {say('known.percent' if self.unit == 'percent' else 'known.fraction')}"

    def in_unit(self, unit: str, asked: str) -> _Known:
        """Give the same in percent or as a share; an answer in the wrong one hears of that too."""
        factor = 1.0
        if unit != self.unit:
            factor = 100 if unit == "percent" else 0.01
        figures = {name: factor * number for name, number in self.figures.items()}
        odd = bool(unit and asked and unit != asked) and self.name in _ANSWERS
        return replace(self, figures=figures, unit=unit, in_other_unit=odd)


def figure_of(kind: Any) -> Number | Series | None:
    """Give the kind of the figure that an answer holds, or None where it holds none.

    Parameters
    ----------
    kind : Kind

    Returns
    -------
    Number, Series or None

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> figure_of(find("3.12").kind).unit, figure_of(find("3.13").kind)
    ('points', None)
    """
    if isinstance(kind, Number | Series):
        return kind
    if isinstance(kind, Order):
        return kind.gives
    return kind.figure if isinstance(kind, Slip | Drawn | Picture) else None


def look_up(
    exercise: Exercise,
    value: Any,
    learner: str,
    drawn: tuple[Any, ...] = (),
    others: tuple[str, ...] = (),
) -> Found | None:
    """Say what a wrong number is, where it is one thing that is known.

    Parameters
    ----------
    exercise : Exercise
    value : plain data
        The answer as its kind's ``value`` gives it.
    learner : str
        The learner's number.
    drawn : tuple
        What was drawn, for a kind that is `Drawn`.
    others : tuple of str
        Numbers of other learners whose samples may have been taken for hers.

    Returns
    -------
    Found or None
        None too where the number is two things, or may well be one of them by chance.

    Examples
    --------
    >>> from mkt40_helpers.workbook.reference import answers
    >>> from mkt40_helpers.workbook.shelf import find
    >>> [right] = answers(find("3.5"), "anonymous")[0]
    >>> look_up(find("3.5"), right, "s1").name
    'known_anonymous'
    """
    kind, figure = exercise.kind, figure_of(exercise.kind)
    right, _ = answers(exercise, learner, drawn)
    if figure is None or figure.between is None or isinstance(kind, Order):
        return None
    if isinstance(kind, Slip) and value[0] != right[0][0]:
        return None  # another line goes wrong, and that is said
    given = _figures(kind, value)
    if not given:
        return None
    hers = _figures(kind, right[0])
    known = _known(exercise, learner, drawn, others)
    met = list(_met(figure, given, hers, known))
    if not met:  # these take longest, and are worth a word only where nothing else agrees
        known = (*known, *_slips_elsewhere(exercise, learner, drawn))
        met = list(_met(figure, given, hers, known))
    if not met:
        met = list(_met(figure, given, hers, (*known, *_of_the_lesson(exercise.chapter))))
    found = _alone(met)
    if found and isinstance(kind, Slip):
        return Found(found.name, f"{say('find.letter_right')} {found.told}")
    return found


def printed(exercise: Exercise, number: Any) -> str:
    """Say where in the lesson a figure stands, however often one is met by chance.

    Parameters
    ----------
    exercise : Exercise
        It asks for a figure of the learner's own sample.
    number : plain data
        That she typed.

    Returns
    -------
    str
        "" where it stands nowhere.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> printed(find("3.2"), 36.8).split(",")[0]
    'This number is printed in the lesson'
    """
    section = type(number) in (int, float) and of_lesson(exercise.chapter).get(number)
    return say("known.printed", section=section) if section else ""


def _figures(kind: Any, value: Any) -> Figures:
    """Take the figures out of an answer; none where there is something else among them."""
    if isinstance(kind, Slip):
        value = value[1]
    elif isinstance(kind, Order):
        value = value["result"]
    elif isinstance(kind, Picture):
        value = {name: row[0] for name, row in value["figures"].items() if row}
    figures = value if isinstance(value, dict) else {"": value}
    return figures if all(type(one) in (int, float) for one in figures.values()) else {}


def _met(
    figure: Number | Series, given: Figures, right: Figures, known: Iterable[_Known]
) -> Iterator[tuple[_Known, list[str], bool]]:
    """Give what agrees: with it the groups where it does, and whether that says enough."""
    # Of a group that is right nothing is to be explained.
    wrong = [
        name for name in given if not same(given[name], right.get(name, math.nan), figure.decimals)
    ]
    shown = {name: _shown(given[name]) for name in wrong}
    limits = {name: _limits(figure, given[name]) for name in wrong}
    chances = {name: _chance(shown[name], *limits[name]) for name in wrong}
    counted = set()
    for one in known:
        if one.figures.keys() != given.keys():
            continue
        near = all(limits[name][0] <= one.figures[name] <= limits[name][1] for name in wrong)
        if near:
            counted.add(tuple(f"{number:.9g}" for number in one.figures.values()))
        hits = [name for name in wrong if same(given[name], one.figures[name], shown[name])]
        if hits and len(hits) >= min(len(given), max(2, 2 * len(wrong) / 3)):
            ways = math.comb(len(wrong), len(hits)) * math.prod(chances[name] for name in hits)
            yield one, hits if len(hits) < len(given) else [], len(counted) * ways < _BAR


def _shown(number: float) -> int:
    """Count the decimals of a number, up to those that say that nobody rounded it."""
    there = (k for k in range(_MOST_DECIMALS) if round(number, k) == number)
    return next(there, _MOST_DECIMALS)


def _limits(figure: Number | Series, number: float) -> tuple[float, float]:
    """Between which numbers one like this may have been drawn."""
    assert figure.between is not None
    (low, high), reach = figure.between, _REACH * abs(number)
    inside = low <= number <= high
    return (max(low, -reach), min(high, reach)) if inside else (-reach, reach)


def _chance(shown: int, low: float, high: float) -> float:
    """How probable it is that a number drawn at random agrees with one that is looked up."""
    return 10.0**-shown / (high - low) if high > low else 1


def _alone(met: Iterable[tuple[_Known, list[str], bool]]) -> Found | None:
    """Say what a number is where it is one thing, which may be a step on the way besides."""
    by_sentence: dict[Any, tuple[_Known, list[str], bool]] = {}
    for one in met:
        by_sentence.setdefault((one[0].name, one[0].fields), one)
    found = list(by_sentence.values())
    if any(one.name == "whole_table" for one, *_ in found):
        found = [each for each in found if each[0].name not in _OF_WHOLE_TABLES]
    first = [one for one in found if one[0].name != _ON_THE_WAY]
    if len(first) > 1 or not found:
        return None
    known, groups, enough = (first or found)[0]
    if not enough:
        return None
    told = [known.told]
    if groups:
        told.append(say("known.groups", names=", ".join(groups)))
    if first and len(found) > 1:
        told.append(say("known.step_too"))
    return Found(f"known_{known.name}", " ".join(told))


@functools.lru_cache(maxsize=512)
def _known(
    exercise: Exercise, learner: str, drawn: tuple[Any, ...], others: tuple[str, ...]
) -> tuple[_Known, ...]:
    """List what is looked up, the most telling first."""
    groups = _figures(exercise.kind, answers(exercise, learner, drawn)[0][0]).keys()
    found = [
        *_of_other_tables(exercise, learner, drawn, others),
        *_on_the_way(exercise, learner, drawn),
        *_elsewhere(exercise, learner),
        *_facts(exercise, learner, groups),
    ]
    return _as_asked(exercise, learner, drawn, found)


@functools.lru_cache(maxsize=512)
def _slips_elsewhere(
    exercise: Exercise, learner: str, drawn: tuple[Any, ...]
) -> tuple[_Known, ...]:
    return _as_asked(exercise, learner, drawn, list(_slips(exercise, learner)))


def _as_asked(
    exercise: Exercise, learner: str, drawn: tuple[Any, ...], known: list[_Known]
) -> tuple[_Known, ...]:
    """Give figures in each unit in which somebody may have them, without the right answer."""
    kind, figure = exercise.kind, figure_of(exercise.kind)
    assert figure is not None
    right = [_figures(kind, one) for one in answers(exercise, learner, drawn)[0]]
    forms = [form for one in known if one.figures for form in _forms(figure, one)]
    return tuple(
        form for form in forms if not any(_is_right(figure, form.figures, its) for its in right)
    )


def _is_right(figure: Number | Series, figures: Figures, right: Figures) -> bool:
    return figures.keys() == right.keys() and all(
        same(figures[name], right[name], figure.decimals) for name in right
    )


def _unit(figure: Number | Series) -> str:
    if figure.in_percent:
        return "percent"
    return "share" if figure.between == (0, 1) else ""


def _forms(figure: Number | Series, known: _Known) -> Iterator[_Known]:
    """Give figures as they are, and of a part of a whole as percent and as a share alike."""
    asked = _unit(figure)
    yield known.in_unit(known.unit, asked)
    if asked and known.unit:
        yield known.in_unit("share" if known.unit == "percent" else "percent", asked)


def _facts(exercise: Exercise, learner: str, groups: Collection[str]) -> Iterator[_Known]:
    for name, table in zip(exercise.tables, tables_of(exercise, learner), strict=True):
        found: Iterable[tuple[str, Any, Any]] = facts.of_table(name, table)
        if isinstance(figure_of(exercise.kind), Series):
            found = facts.of_groups(name, table, groups)
        for fact, number, fields in found:
            figures = number if isinstance(number, dict) else {"": number}
            plain_ones = {group: plain(one) for group, one in figures.items()}
            unit = "share" if fact in facts.SHARES else ""
            yield _Known(plain_ones, fact, fields, unit)


def _of_other_tables(
    exercise: Exercise, learner: str, drawn: tuple[Any, ...], others: tuple[str, ...]
) -> Iterator[_Known]:
    """Give the right answer to the same question on tables that are not the ones asked for."""
    unit = _unit_of(exercise)
    samples: dict[str | None, str] = {None: "whole_table", _ANONYMOUS: "anonymous"}
    samples |= dict.fromkeys(others, "other_learner")
    if exercise.is_step:  # the whole tables are asked for
        samples = {learner: "own_sample", _ANONYMOUS: "anonymous"}
    elif learner in samples:
        del samples[learner]
    for number, name in samples.items():
        fields = (("number", str(number)),) if name == "other_learner" else ()
        figures = _tried(exercise, functools.partial(right_on, exercise, number, drawn))
        yield _Known(figures, name, fields, unit)
    if len(exercise.tables) > 1 and not exercise.is_step:
        yield from _of_one_whole_table(exercise, learner, drawn)


def _of_one_whole_table(
    exercise: Exercise, learner: str, drawn: tuple[Any, ...]
) -> Iterator[_Known]:
    hers, wholes = tables_of(exercise, learner), [data.load(name) for name in exercise.tables]
    larger = [len(whole) > len(mine) for whole, mine in zip(wholes, hers, strict=True)]
    if sum(larger) < 2:  # the others are everybody's: then this is the whole, and that was said
        return
    for place, name in enumerate(exercise.tables):
        if larger[place]:
            mixed = [*hers[:place], wholes[place], *hers[place + 1 :], *drawn]
            right = functools.partial(exercise.kind.expect, exercise.answer, mixed)
            figures = _tried(exercise, right)
            yield _Known(figures, "one_whole_table", (("table", name),), _unit_of(exercise))


def _tried(exercise: Exercise, right: Callable[[], Any]) -> Figures:
    """Compute right figures; none where that cannot be done on such tables."""
    try:
        return _figures(exercise.kind, right())
    except Exception:  # the references were proved on learners' own samples alone
        return {}


def _unit_of(exercise: Exercise) -> str:
    figure = figure_of(exercise.kind)
    return _unit(figure) if figure else ""


def _on_the_way(exercise: Exercise, learner: str, drawn: tuple[Any, ...]) -> Iterator[_Known]:
    """Give what the chapter's own functions gave back while the reference ran."""
    folder = chapters.names().get(exercise.chapter)
    maker = exercise.answer[1] if isinstance(exercise.kind, Slip) else exercise.answer
    if folder is None or not callable(maker):
        return
    given = [*tables_of(exercise, learner), *drawn]
    seen = set()
    for made in returned(maker, given, folder):
        for figures in _parts(made):
            size = max(map(abs, figures.values()))
            key = tuple(figures.items())
            if key not in seen:
                seen.add(key)
                yield _Known(figures, _ON_THE_WAY, (), "share" if size <= 1 else "percent")


def _parts(made: Any) -> Iterator[Figures]:
    """Give the numbers in what a function gave back: all of its groups, and each alone."""
    given = plain(made)
    if isinstance(given, dict) and "series" in given:
        figures = {tidy_name(name): number for name, number in given["series"].items()}
    else:
        figures = {str(place): number for place, number in enumerate(parts(given))}
    if not 0 < len(figures) <= _MOST_GROUPS:
        return
    if all(type(number) in (int, float) for number in figures.values()):
        yield figures
        yield from ({"": number} for number in figures.values())


def _elsewhere(exercise: Exercise, learner: str) -> Iterator[_Known]:
    """Give the right answers to the chapter's other questions."""
    for other in _others(exercise):
        student = None if other.is_step else learner
        figures = _tried(other, functools.partial(right_on, other, student))
        in_lesson = other.is_step and not exercise.is_step
        name = "lesson_step" if in_lesson else "exercise"
        yield _Known(figures, name, _called(other), _unit_of(other))


def _slips(exercise: Exercise, learner: str) -> Iterator[_Known]:
    """Give the listed mistakes of exercises that ask for the same of the same tables."""
    figure = figure_of(exercise.kind)
    for other in _others(exercise):
        its = figure_of(other.kind)
        assert figure is not None and its is not None
        if other.is_step != exercise.is_step or other.tables != exercise.tables:
            continue
        if (its.unit, type(its)) == (figure.unit, type(figure)):
            for name, value in answers(other, learner)[1].items():
                fields = (*_called(other), ("message", other.messages[name]))
                figures = _figures(other.kind, value)
                yield _Known(figures, "slip_elsewhere", fields, _unit(its))


@functools.cache
def _of_the_lesson(chapter: int) -> tuple[_Known, ...]:
    """Give the figures that the lesson prints, each with the heading above it."""
    return tuple(
        _Known({"": number}, "printed", (("section", section),))
        for number, section in of_lesson(chapter).items()
    )


def _called(exercise: Exercise) -> tuple[tuple[str, str], ...]:
    return ("key", exercise.key), ("title", exercise.title)


def _others(exercise: Exercise) -> list[Exercise]:
    """Give the chapter's other questions for such a figure of a table of this one's.

    For a step only steps: her samples are for the workbook.
    """
    rooms = [("steps", steps_of)]
    if not exercise.is_step:
        rooms.insert(0, ("exercises", exercises_of))
    return [
        other
        for room, those_of in rooms
        if exercise.chapter in chapters.names(room)
        for other in those_of(exercise.chapter)
        if other.key != exercise.key
        and set(other.tables) & set(exercise.tables)
        and type(figure_of(other.kind)) is type(figure_of(exercise.kind))
        # What was drawn there nobody knows, and the lines of steps run longest.
        and not isinstance(other.kind, Drawn)
        and not (other.is_step and isinstance(other.kind, Order))
    ]
