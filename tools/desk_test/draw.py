"""Which questions a desk test asks, with their answers on its sample."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mkt40_helpers.workbook.diagnosis import answers
from mkt40_helpers.workbook.kinds import Choice, Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, Slip
from mkt40_helpers.workbook.records import Exercise, tables_of
from mkt40_helpers.workbook.shelf import exercises_of
from tools.desk_test.marks import part, without_code
from tools.desk_test.paper import Paper, on_paper
from tools.desk_test.workbook import Words, question
from tools.guide.values import told

__all__ = [
    "FEWEST",
    "LEAST",
    "MOST",
    "MOST_MINUTES",
    "Question",
    "Wrong",
    "draw",
    "form_letters",
    "sample_name",
]

FEWEST, MOST = 6, 8
LEAST, MOST_MINUTES = 17, 20
# What a question asks for: a test has one of each that its chapter has, and more figures.
FORMS: tuple[tuple[str, Any], ...] = (
    ("order", Order),
    ("slip", Slip),
    ("decide", Decide),
    ("choice", Choice),
    ("function", Function),
    ("figures", Series),
    ("figure", Number),
)


@dataclass(frozen=True)
class Wrong:
    """A mistake: its name, what it gives on this sample, what the check would say, its points."""

    name: str
    value: str
    message: str
    points: float = 0.0


@dataclass(frozen=True)
class Question:
    """A question on paper, with its answers.

    Attributes
    ----------
    record : Exercise
        Its kind is that of the paper: of a function, with the inputs that are printed.
    paper : Paper
    words : Words
    form : str
    right : tuple of str
        All answers that are right.
    mistakes : tuple of Wrong
    letters : mapping of str to str
        Letters as they are printed, by those of the record.
    fields : tuple of str
        What an answer is asked for: groups, or inputs of a function.
    """

    record: Exercise
    paper: Paper
    words: Words
    form: str
    right: tuple[str, ...] = ()
    mistakes: tuple[Wrong, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """Decimals that are asked for; -1 where the answer is no figure."""
        kind = getattr(self.record.kind, "figure", self.record.kind)
        kind = self.record.kind if isinstance(kind, str) else kind
        own = int(getattr(kind, "decimals", -1))
        return own if self.paper.decimals is None else self.paper.decimals

    @property
    def points(self) -> int:
        """Points of its exercise; a question from an earlier chapter has none in the workbook."""
        return self.record.points or 2

    @property
    def unit(self) -> str:
        kind = self.record.kind
        return kind.figure.unit if isinstance(kind, Slip) else str(getattr(kind, "unit", ""))

    @property
    def lines(self) -> dict[str, str]:
        """Lines of code by their printed letters, in the order of these."""
        kind = self.record.kind
        lines = kind.lines if isinstance(kind, Order) else {}
        return dict(sorted((self.letters[one], line) for one, line in lines.items()))

    @property
    def reasons(self) -> dict[str, str]:
        """Reasons by their printed letters, in the order of these."""
        found = {
            self.letters[one]: text for one, text in self.words.choices.items() if self.letters
        }
        return dict(sorted(found.items()))


def sample_name(number: int) -> str:
    """Learner number on whose sample a test is made; nobody has it."""
    return f"desk-test-{number}"


def form_letters(number: int) -> str:
    """Name of a test that does not tell its number: whoever knows that can print the answers."""
    return hashlib.sha256(sample_name(number).encode()).hexdigest()[:4].upper()


def draw(chapter: int, number: int) -> list[Question]:
    """Draw the questions of a test, in the order of the workbook; the same for the same number."""
    papers = on_paper(chapter)
    records = {one.number: one for one in exercises_of(chapter) if one.number in papers}
    chosen = _chosen(records, papers, random.Random(f"desk test {chapter} {number}"))
    return [ask(records[one], papers[one], number) for one in records if one in chosen]


def _chosen(
    records: Mapping[str, Exercise], papers: Mapping[str, Paper], chance: random.Random
) -> set[str]:
    for _ in range(1000):
        left = list(records)
        chance.shuffle(left)
        first = set({form(records[one]): one for one in reversed(left)}.values())
        left.sort(key=lambda one: one not in first)
        chosen = _fill(left, papers)
        minutes = sum(papers[one].minutes for one in chosen)
        if first <= set(chosen) and FEWEST <= len(chosen) <= MOST and minutes >= LEAST:
            return set(chosen)
    raise LookupError("No choice of questions fills the test: see the minutes on paper.")


def _fill(left: list[str], papers: Mapping[str, Paper]) -> list[str]:
    chosen: list[str] = []
    for one in left:
        minutes = sum(papers[other].minutes for other in chosen)
        if minutes + papers[one].minutes <= MOST_MINUTES and len(chosen) < MOST:
            chosen.append(one)
    return chosen


def form(record: Exercise) -> str:
    """What a question asks for."""
    return next(name for name, kind in FORMS if isinstance(record.kind, kind))


# ---- a question with its answers ----


def ask(record: Exercise, paper: Paper, number: int) -> Question:
    """Make the question of an exercise on a sample, with all its answers."""
    sample, words = sample_name(number), question(record.key)
    chance = random.Random(f"letters {record.key} {number}")
    record = _with_cases(record, paper, sample)
    letters = _letters(record, words, chance)
    right, wrong = _answers(record, sample)
    made = Question(record, paper, words, form(record), letters=letters)
    tell = _Teller(record, letters, paper.decimals)
    answered = tuple(dict.fromkeys(map(tell, [*right, *_other_orders(record, right, sample)])))
    mistakes = [
        Wrong(
            name,
            tell(its),
            _told(record, record.messages[name], letters),
            round(made.points * part(record, its, right, record.messages[name], made.decimals), 1),
        )
        for name, its in wrong.items()
        # What comes out right on this sample is no mistake here.
        if name not in paper.only_at_a_screen and tell(its) not in answered
    ]
    fields = tuple(right[0]) if isinstance(record.kind, Series) else _inputs(record)
    return replace(made, right=answered, mistakes=tuple(mistakes), fields=fields)


def _told(record: Exercise, message: str, letters: Mapping[str, str]) -> str:
    """Message of a mistake, with the letters that are printed, and code where code is printed."""
    if isinstance(record.kind, Slip):
        message = re.sub(r"(?<=[Ll]ine )[A-Z]\b", lambda one: letters[one[0]], message)
    return message if isinstance(record.kind, Order) else without_code(message)


@dataclass(frozen=True)
class _Teller:
    """Tells a value in the letters that are printed."""

    record: Exercise
    letters: Mapping[str, str]
    decimals: int | None

    def __call__(self, value: Any) -> str:
        kind = self.record.kind
        if isinstance(kind, Order):
            value = {**value, "letters": [self.letters[one] for one in value["letters"]]}
        elif isinstance(kind, Decide):
            value = (value[0], self.letters[value[1].upper()], *value[2:])
        elif isinstance(kind, Slip):
            value = (self.letters[value[0].upper()], value[1])
        return told(kind, value, self.decimals)


def _with_cases(record: Exercise, paper: Paper, sample: str) -> Exercise:
    """Put the inputs of the paper in place of those of the workbook, for a function."""
    if paper.cases is None or not isinstance(record.kind, Function):
        return record
    return replace(record, kind=replace(record.kind, cases=paper.cases(sample), arguments=True))


def _inputs(record: Exercise) -> tuple[str, ...]:
    return tuple(record.kind.cases) if isinstance(record.kind, Function) else ()


def _answers(record: Exercise, sample: str) -> tuple[list[Any], dict[str, Any]]:
    return answers(record, sample)


def _letters(record: Exercise, words: Words, chance: random.Random) -> dict[str, str]:
    """Give the lines, or the reasons, letters anew, so that nobody knows the answer by heart."""
    kind = record.kind
    if isinstance(kind, Order):
        own = list(kind.lines)
    elif isinstance(kind, Decide):
        own = [one for one in words.choices if one in kind.reasons]
    elif isinstance(kind, Slip):
        own = list(kind.letters)
    else:
        return {}
    new = list(string.ascii_uppercase[: len(own)])
    chance.shuffle(new)
    return dict(zip(own, new, strict=True))


def _other_orders(record: Exercise, right: list[Any], sample: str) -> list[Any]:
    """Other orders of the right lines that give the same: whoever wrote one is right too."""
    kind = record.kind
    if not isinstance(kind, Order):
        return []
    tables = tables_of(record, sample)
    every = (" ".join(one) for one in itertools.permutations(right[0]["letters"]))
    values = (kind.value(one, lambda: tables) for one in every)
    return [value for value in values if kind.same(value, right[0])]
