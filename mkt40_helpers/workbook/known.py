"""What a learner knows: each concept of a chapter is sure, shaky or open.

A concept is a term of the glossary; the chapter's ``concepts.py`` says which exercises practise it.
An exercise can be tried in several rounds: in the workbook, for points, and later without points on
fresh samples (`desk.again`). Everything here is worked out from the records.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mkt40_helpers import chapters, data
from mkt40_helpers.workbook import progress_file, words
from mkt40_helpers.workbook.progress_file import Record
from mkt40_helpers.workbook.records import Exercise
from mkt40_helpers.workbook.shelf import find
from mkt40_helpers.workbook.words import say

__all__ = ["MOST_ANSWERS", "Concept", "as_practice", "concepts_of", "evidence", "fresh_sample"]
__all__ += ["in_round", "lines_for", "of_chapter", "sign", "state", "summary", "table"]

# More different answers than these are guesses, and no tries.
MOST_ANSWERS = 10
_MOST_WRONG, _MOST_HINTS = 1, 1
# What a check and a hint are called on a fresh sample: nothing else that reads a file counts them.
_PRACTICE = {"check": "again", "hint": "again hint"}
_ORDINARY = {name: event for event, name in _PRACTICE.items()}

State = Literal["sure", "shaky", "open"]


@dataclass(frozen=True)
class Concept:
    """A term of the glossary, and the exercises of one workbook that practise it."""

    slug: str
    chapter: int  # that explains it
    term: str
    dutch: str
    exercises: tuple[Exercise, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of its exercises."""
        return tuple(exercise.key for exercise in self.exercises)


def concepts_of(chapter: int) -> tuple[Concept, ...]:
    """Name what the exercises of a workbook practise.

    Parameters
    ----------
    chapter : int

    Returns
    -------
    tuple of Concept
        None where the chapter names no concepts. Those of earlier chapters are practised by its
        "Again" questions.

    Examples
    --------
    >>> [concept.dutch for concept in concepts_of(3)][:2]
    ['promotor', 'criticaster']
    """
    return _concepts(chapter, words.language())


@functools.cache
def _concepts(chapter: int, language: str) -> tuple[Concept, ...]:
    terms = data.load("glossary").set_index("slug")
    return tuple(
        Concept(
            slug,
            int(str(terms.loc[slug, "chapter"])),
            str(terms.loc[slug, "term_en"]),
            str(terms.loc[slug, "term_nl"]),
            tuple(find(f"{chapter}.{number}") for number in numbers),
        )
        for slug, numbers in _said_by(chapter, "CONCEPTS").items()
    )


def lines_for(exercise: Exercise) -> str:
    """Give the lines that load a fresh sample for an exercise.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    str
        Code that reads the number of the sample from the name ``fresh``; "" where an exercise is
        not asked again, since its answer is everybody's or needs much of its own workbook.

    Examples
    --------
    >>> lines_for(find("3.1"))
    'fresh_survey = data.load("survey", student=fresh)'
    """
    return str(_said_by(exercise.chapter, "AGAIN").get(exercise.number, ""))


def _said_by(chapter: int, what: str) -> Mapping[str, str | Sequence[str]]:
    try:
        said: Mapping[str, str | Sequence[str]] = getattr(
            chapters.part(chapters.names("exercises")[chapter], "concepts"), what
        )
    except ModuleNotFoundError:  # a chapter that is being written
        return {}
    return said


def as_practice(record: Record, sample: str) -> Record:
    """Turn the record of a check or a hint into one of practice, which earns nothing.

    Parameters
    ----------
    record : Record
    sample : str
        Number by which the sample was drawn.

    Returns
    -------
    Record

    Examples
    --------
    >>> as_practice({"event": "check", "exercise": "3.1"}, "s1 again")["event"]
    'again'
    """
    return Record(**{**record, "event": _PRACTICE[record["event"]], "sample": sample})


def in_round(records: Sequence[Record], sample: str = "") -> list[Record]:
    """Choose the records of one round; those of practice are given as ordinary ones.

    Parameters
    ----------
    records : sequence of Record
    sample : str
        Number by which a fresh sample was drawn; "" for the workbook's own round.

    Returns
    -------
    list of Record

    Examples
    --------
    >>> known = [{"event": "check", "exercise": "3.1"}]
    >>> in_round([*known, as_practice(known[0], "s1 again")]) == known
    True
    """
    if not sample:
        return [record for record in records if record["event"] not in _ORDINARY]
    return [
        Record(**{**record, "event": _ORDINARY[record["event"]]})
        for record in records
        if record["event"] in _ORDINARY and record.get("sample") == sample
    ]


def fresh_sample(records: Sequence[Record], key: str, student: str) -> str:
    """Make a learner number from hers; it draws the sample of her next round of practice.

    Parameters
    ----------
    records : sequence of Record
    key : str
        Of the exercise.
    student : str
        The learner's own number.

    Returns
    -------
    str
        The same number until the exercise is solved on it.

    Examples
    --------
    >>> fresh_sample([], "3.7", "s123")
    's123 again'
    """
    number, sample = 1, f"{student} again"
    while key in progress_file.solved(in_round(records, sample)):
        number, sample = number + 1, f"{student} again {number + 1}"
    return sample


@dataclass(frozen=True)
class _Round:
    """What a learner did in one round of an exercise, up to her first right answer."""

    key: str
    fresh: bool
    right: bool
    answers: int
    wrong: int
    named: int  # of the wrong ones
    hints: int
    ended: str

    @property
    def sure(self) -> bool:
        return self.right and self.wrong <= _MOST_WRONG and self.hints <= _MOST_HINTS


def state(records: Sequence[Record], keys: Sequence[str]) -> State:
    """Tell how sure a learner is of a concept.

    It is sure when every exercise of it that was begun is right with at most one wrong answer and
    no hint beyond the first; shaky when one took more, or was tried and not solved; open when none
    was tried. What came before such a right answer on a fresh sample counts no more.

    Parameters
    ----------
    records : sequence of Record
        All of the learner and chapter, those of practice too.
    keys : sequence of str
        The exercises of the concept.

    Returns
    -------
    {"sure", "shaky", "open"}

    Examples
    --------
    >>> check = {"event": "check", "exercise": "3.1", "student": "s1", "time": "2026"}
    >>> state([{**check, "answer": 3, "verdict": "right"}], ["3.1", "3.2"])
    'sure'
    >>> state([{**check, "answer": 4, "verdict": "not yet"}], ["3.1"])
    'shaky'
    >>> state([], ["3.1"])
    'open'
    """
    rounds = _counted(records, keys)
    if not rounds:
        return "open"
    return "sure" if all(one.sure for one in rounds) else "shaky"


def evidence(records: Sequence[Record], concept: Concept) -> str:
    """Say from what it is taken that a concept is sure, shaky or open.

    Parameters
    ----------
    records : sequence of Record
        All of the learner and chapter, those of practice too.
    concept : Concept

    Returns
    -------
    str
        Where it is shaky, only what makes it so.

    Examples
    --------
    >>> evidence([], concepts_of(3)[0])
    '3.1'
    """
    rounds = _counted(records, concept.keys)
    shaky = [one for one in rounds if not one.sure]
    if not rounds:
        return ", ".join(concept.keys)
    return "; ".join(map(_told, shaky)) or ", ".join(map(_name, rounds))


def of_chapter(chapter: int, records: Sequence[Record]) -> list[tuple[Concept, State]]:
    """Tell how sure a learner is of each concept of a chapter.

    Parameters
    ----------
    chapter : int
    records : sequence of Record
        All of the learner and chapter, those of practice too.

    Returns
    -------
    list of tuple of Concept, str
        Without the concepts of earlier chapters.

    Examples
    --------
    >>> {state for _, state in of_chapter(3, [])}
    {'open'}
    """
    its_own = [concept for concept in concepts_of(chapter) if concept.chapter == chapter]
    return [(concept, state(records, concept.keys)) for concept in its_own]


def sign(found: State) -> str:
    """Give a state as it is shown: a sign and a word.

    Parameters
    ----------
    found : {"sure", "shaky", "open"}

    Returns
    -------
    str

    Examples
    --------
    >>> sign("shaky")
    '↺ shaky'
    """
    return say(
        "concepts.sure"
        if found == "sure"
        else "concepts.shaky"
        if found == "shaky"
        else "concepts.open"
    )


def table(chapter: int, records: Sequence[Record]) -> list[tuple[str, ...]]:
    """Give the rows that show what a learner knows of a chapter.

    Parameters
    ----------
    chapter : int
    records : sequence of Record
        All of the learner and chapter, those of practice too.

    Returns
    -------
    list of tuple of str
        Term, Dutch term, state, and from what it is taken.

    Examples
    --------
    >>> table(3, [])[0]
    ('promoter', 'promotor', '○ open', '3.1')
    """
    return [
        (concept.term, concept.dutch, sign(found), evidence(records, concept))
        for concept, found in of_chapter(chapter, records)
    ]


def summary(chapter: int, records: Sequence[Record]) -> str:
    """Say how many concepts are sure, shaky and open, and when one is which.

    Parameters
    ----------
    chapter : int
    records : sequence of Record
        All of the learner and chapter, those of practice too.

    Returns
    -------
    str

    Examples
    --------
    >>> summary(3, []).split(". ")[0]
    '7 concepts: 0 sure, 0 shaky, 7 open'
    """
    states = [found for _, found in of_chapter(chapter, records)]
    sure, shaky, left = map(states.count, get_args(State))
    told = [say("concepts.summary", all=len(states), sure=sure, shaky=shaky, open=left)]
    told.append(say("concepts.rule"))
    return " ".join([*told, say("concepts.later")] if shaky else told)


def _told(one: _Round) -> str:
    """Say what was not sure in a round; more answers than a few are called guesses."""
    parts = [say("concepts.one_wrong" if one.wrong == 1 else "concepts.wrong", number=one.wrong)]
    if one.named:
        parts.append(say("concepts.named", number=one.named))
    if one.hints:
        parts.append(
            say("progress.one_hint" if one.hints == 1 else "progress.hints", number=one.hints)
        )
    if one.answers > MOST_ANSWERS:
        parts.append(say("concepts.guessed", most=MOST_ANSWERS))
    if not one.right:
        parts.append(say("concepts.not_solved"))
    return f"{_name(one)}: {', '.join(parts)}"


def _name(one: _Round) -> str:
    return say("concepts.fresh", key=one.key) if one.fresh else one.key


def _counted(records: Sequence[Record], keys: Sequence[str]) -> list[_Round]:
    """Give the rounds that count: those since the last that was sure on a fresh sample."""
    samples = {"": None} | dict.fromkeys(r.get("sample", "") for r in records)
    found = [one for key in keys for sample in samples if (one := _round(records, key, sample))]
    since = max((one.ended for one in found if one.fresh and one.sure), default="")
    return [one for one in found if one.ended >= since]


def _round(records: Sequence[Record], key: str, sample: str) -> _Round | None:
    """Count what was done in a round; None where no answer was right or wrong in it.

    An answer that is only written wrongly (in quotation marks, say) is neither.
    """
    its: list[Record] = []
    for record in (r for r in in_round(records, sample) if r["exercise"] == key):
        its.append(record)
        if record.get("verdict") == "right":
            break
    right = bool(its) and its[-1].get("verdict") == "right"
    wrong = progress_file.misses(its, key)
    if not right and not wrong:
        return None
    return _Round(
        key=key,
        fresh=bool(sample),
        right=right,
        answers=progress_file.tries(its, key),
        wrong=len(wrong),
        named=sum(record.get("verdict") == "mistake" for record in wrong),
        hints=progress_file.hints_taken(its, key),
        ended=its[-1]["time"],
    )
