"""Kinds of answers that have several parts, which are judged together.

A decision with its reason (in a group of learners, with an interval too), the slip in somebody's
answer with the right figure, a figure with what was drawn for it: such as
``check("3.g", my_decision, my_reason)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mkt40_helpers.workbook.kinds import Load, Maker, Number, Series, Tables
from mkt40_helpers.workbook.plain import parts, plain
from mkt40_helpers.workbook.remarks import other_thing, tidy_name
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["Decide", "DecideInGroup", "Drawn", "Slip"]


def _two(given: Any) -> bool:
    return len(parts(given)) == 2


def _not_two(asked: Sentence, given: Any) -> Sentence:
    """Add why there may be more things than the two that are asked for."""
    count = len(parts(given))
    more = f" {say('number.to_hand_in', count=count)}" if count > 2 else ""
    return asked + more


def _one_of(given: Any, words: tuple[str, ...]) -> Sentence | None:
    """Say that a part is none of some words, or None."""
    told = ", ".join(f'"{word}"' for word in words)
    if not isinstance(given, str):
        return say("choice.quotation_marks", words=told)
    if tidy_name(given) not in map(tidy_name, words):
        return say("choice.none_of_them", given=given[:60], words=told)
    return None


@dataclass(frozen=True)
class Decide:
    """A decision and the reason for it, judged together.

    The reference is a pair such as ``("no", "D")``, and so is every mistake; where several pairs
    are right, the others stand in the exercise's `also`. Of a wrong pair its message is told; after
    two misses nothing but the hint, after three once which half is wrong, and then nothing more,
    since else trying all pairs would pay.

    Attributes
    ----------
    choices : tuple of str
        The decisions.
    reasons : tuple of str
        Their reasons, or the letters that these have in the question.

    Examples
    --------
    >>> kind = Decide(choices=("yes", "no"), reasons=("A", "B"))
    >>> kind.form("no")
    'Hand in two things, with a comma between them: your decision and the reason for it.'
    >>> kind.not_yet(("no", "a"), ("no", "b"))
    'Your decision holds. Your reason does not carry it yet.'
    """

    needs: ClassVar = frozenset[str]()
    several: ClassVar = True

    choices: tuple[str, ...]
    reasons: tuple[str, ...]

    def with_words(self, words: Mapping[str, Any]) -> Decide:
        return self

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.value({"tuple": list(maker)})

    def form(self, given: Any) -> Sentence | None:
        if given is None:
            return other_thing(given)
        if not _two(given):
            return say("decide.asked")
        decision, reason = parts(given)
        return _one_of(decision, self.choices) or _one_of(reason, self.reasons)

    def value(self, given: Any, load: Load = tuple) -> Any:
        return tuple(map(tidy_name, parts(given)))

    def same(self, value: Any, other: Any) -> bool:
        return bool(value == other)

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if value == wrong else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        return None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        """Say which half is wrong, and of neither what would be right."""
        decisions, reasons = (set(half) for half in zip(right, *others, strict=True))
        halves = value[0] in decisions, value[1] in reasons
        told = {
            (True, True): say("decide.not_together"),
            (True, False): say("decide.reason"),
            (False, True): say("decide.decision"),
            (False, False): say("decide.neither"),
        }
        return told[halves]


@dataclass(frozen=True)
class DecideInGroup(Decide):
    """A decision on the samples of a group of learners, its reason, and an interval.

    Handed in with the numbers of the others, so that it can be judged anywhere:
    ``check("3.9", my_decision, my_reason, my_interval, neighbours)``. The reference is a decision,
    a reason, and a function of the tables and the others' numbers that gives the interval's ends.
    So is a mistake; one of the pair alone has no function.

    Examples
    --------
    >>> kind = DecideInGroup(choices=("yes", "no"), reasons=("A", "B"))
    >>> kind.value({"tuple": ["Yes", "a", [-2, 1], ["s1", "s2", "s3"]]})
    ('yes', 'a', (-1, 2))
    """

    end: ClassVar = Number(decimals=1)
    others: ClassVar = 3  # a group of four

    def read(self, answer: Any, tables: Tables) -> Any:
        if isinstance(answer, tuple):
            answer = tuple(map(_with_ends, answer))
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        decision, reason, *ends = maker
        interval = tuple(plain(list(ends[0](*tables)))) if ends else None
        return tidy_name(decision), tidy_name(reason), interval

    def form(self, given: Any) -> Sentence | None:
        if given is None:
            return other_thing(given)
        if len(parts(given)) != 4:
            return say("group.asked")
        decision, reason, interval, others = parts(given)
        if told := _one_of(decision, self.choices) or _one_of(reason, self.reasons):
            return told
        ends = parts(interval)
        if len(ends) != 2 or not all(type(end) in (int, float) for end in ends):
            return say("group.interval")
        names = [str(name) for name in parts(others) if type(name) in (str, int)]
        if len(set(names)) != self.others or len(parts(others)) != self.others:
            return say("group.others", number=self.others)
        return None

    def drawn(self, given: Any) -> tuple[str, ...]:
        """Return the numbers of the others."""
        return tuple(map(str, parts(parts(given)[3])))

    def value(self, given: Any, load: Load = tuple) -> Any:
        decision, reason, interval, _ = parts(given)
        low, high = sorted(parts(interval))
        # Lowest less highest is the same gap, seen from the other side.
        ends = (low, high) if low + high >= 0 else (-high, -low)
        return tidy_name(decision), tidy_name(reason), ends

    def same(self, value: Any, other: Any) -> bool:
        if value[:2] != other[:2] or other[2] is None:
            return bool(value[:2] == other[:2])
        return value[2] is not None and all(map(self.end.same, value[2], other[2]))

    def remark(self, value: Any, wrong: Any) -> str | None:
        return "" if self.same(value, wrong) else None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        if value[:2] in [one[:2] for one in (right, *others)]:
            return self._not_the_interval(value[2], right[2])
        return super().not_yet(value[:2], right[:2], *(one[:2] for one in others))

    def _not_the_interval(self, ends: tuple[float, float], right: tuple[float, float]) -> Sentence:
        """Say which half of an interval is right, its middle or its margin."""
        (low, high), (lowest, highest) = ends, right
        if self.end.same((low + high) / 2, (lowest + highest) / 2):
            return say("group.not_the_margin")
        margin = self.end.same((high - low) / 2, (highest - lowest) / 2)
        return say("group.not_the_middle" if margin else "group.not_the_interval")


def _with_ends(part: Any) -> Any:
    """Give the ends of an interval, or of a result of the course's helpers that has one."""
    ours = type(part).__module__.startswith("mkt40_helpers.")
    return [part.low, part.high] if ours and hasattr(part, "low") else part


@dataclass(frozen=True)
class Slip:
    """The letter of the line that goes wrong in somebody's answer, and the right figure.

    The reference is a pair of the letter and a function of the tables: ``("D", _right)``; so is
    every mistake, such as the right letter with the figure that stands there.

    Attributes
    ----------
    letters : str
        Of the lines, such as "ABCDEF".
    figure : Number
        How the right figure is compared.

    Examples
    --------
    >>> kind = Slip("ABC", Number(unit="points"))
    >>> kind.form({"tuple": ["B", "7.8"]})
    "You gave the text '7.8'. Leave out the quotation marks, so that it is a number."
    """

    several: ClassVar = True

    letters: str
    figure: Number

    @property
    def needs(self) -> frozenset[str]:
        return self.figure.needs

    def with_words(self, words: Mapping[str, Any]) -> Slip:
        return replace(self, figure=self.figure.with_words(words))

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        letter, figure = maker
        return tidy_name(letter), self.figure.expect(figure, tables)

    def form(self, given: Any) -> Sentence | None:
        if given is None:
            return other_thing(given)
        if not _two(given):
            return _not_two(say("find.asked"), given)
        letter, figure = parts(given)
        return _one_of(letter, tuple(self.letters)) or self.figure.form(figure)

    def value(self, given: Any, load: Load = tuple) -> Any:
        letter, figure = parts(given)
        return tidy_name(letter), self.figure.value(figure)

    def same(self, value: Any, other: Any) -> bool:
        return bool(value[0] == other[0]) and self.figure.same(value[1], other[1])

    def remark(self, value: Any, wrong: Any) -> str | None:
        return self.figure.remark(value[1], wrong[1]) if value[0] == wrong[0] else None

    def slip(self, value: Any, right: Any) -> Sentence | None:
        told = self.figure.slip(value[1], right[1]) if value[0] == right[0] else None
        return f"{say('find.letter_right')} " + told if told else None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        if value[0] == right[0]:
            return f"{say('find.letter_right')} " + self.figure.not_yet(value[1], right[1])
        line = say("find.before" if value[0] > right[0] else "find.after", letter=value[0].upper())
        if self.figure.same(value[1], right[1]):
            return f"{say('find.figure_right')} " + line
        return line + f" {say('find.figure_too')}"


@dataclass(frozen=True)
class Drawn:
    """A figure that hangs on a number which the learner chose, handed in with that number.

    The reference and the mistakes are functions of the tables and the number:
    ``def _score(survey, day)``.

    Attributes
    ----------
    figure : Number or Series
        How the figure is compared.
    draws : range
        The numbers that may be chosen, such as ``range(1, 32)`` for the day of a birthday.
    example : int, optional
        The number that stands in the line as it is given: with it nothing was drawn yet, and the
        message of the mistake ``unchanged`` is told.
    drawn_is : str
        What the number is ("the day of your birthday"): filled in from the words.

    Examples
    --------
    >>> kind = Drawn(Number(unit="points"), range(1, 32), drawn_is="the day of your birthday")
    >>> kind.form({"tuple": [18.75, 40]})
    'The day of your birthday is a whole number from 1 to 31. You gave 40.'
    """

    several: ClassVar = True

    figure: Number | Series
    draws: range
    example: int | None = None
    drawn_is: str = ""

    @property
    def needs(self) -> frozenset[str]:
        return self.figure.needs | {"drawn"}

    def with_words(self, words: Mapping[str, Any]) -> Drawn:
        return replace(self, figure=self.figure.with_words(words), drawn_is=words["drawn"])

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        return self.figure.expect(maker, tables)

    def form(self, given: Any) -> Sentence | None:
        if given is None:
            return other_thing(given)
        if not _two(given):
            return _not_two(say("drawn.asked", drawn=self.drawn_is), given)
        figure, number = parts(given)
        if type(number) not in (int, float) or number not in self.draws:
            name = self.drawn_is[:1].upper() + self.drawn_is[1:]
            low, high = self.draws[0], self.draws[-1]
            shown = repr(number) if isinstance(number, int | float | str) else "?"
            return say("drawn.number", drawn=name, low=low, high=high, given=shown[:30])
        return self.figure.form(figure)

    def drawn(self, given: Any) -> tuple[int, ...]:
        """Return the number that was drawn."""
        return (int(parts(given)[1]),)

    def of_another(self, number: int) -> Sentence:
        """Say that a figure is right for another number."""
        return say("drawn.another", drawn=self.drawn_is, number=number)

    def value(self, given: Any, load: Load = tuple) -> Any:
        return self.figure.value(parts(given)[0])

    def same(self, value: Any, other: Any) -> bool:
        return self.figure.same(value, other)

    def remark(self, value: Any, wrong: Any) -> str | None:
        return self.figure.remark(value, wrong)

    def slip(self, value: Any, right: Any) -> Sentence | None:
        return self.figure.slip(value, right)

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        return self.figure.not_yet(value, right)
