"""The kind of answer that puts lines of code in order.

It is judged by running what was placed, so every order that gives the right result is right, as
long as no line is a trap: one whose work a later line undoes was not seen through either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from mkt40_helpers.workbook.kinds import Load, Maker, Number, Series, Tables
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.remarks import other_thing
from mkt40_helpers.workbook.running import Stopped, made_by, run
from mkt40_helpers.workbook.words import Sentence, say

__all__ = ["Order"]


@dataclass(frozen=True)
class Order:
    """Lines of code, put in order by their letters; some may be traps, which are left out.

    The reference is a text of letters such as "C A D", and so is a mistake that uses a trap; a
    mistake may also be a function of the tables, as elsewhere.

    Attributes
    ----------
    lines : mapping of str to str
        Four to six lines of a true sequence and up to two traps, by a letter, each with its own
        indentation. What they may use: the exercise's tables by their names, ``pd`` and ``np``.
    gives : Number or Series
        What comes out, and so how it is compared.
    result : str
        What is looked at in the end, such as "months.min()"; "" for the value of the last line.
    traps : str
        Letters of the lines that do not belong there; each is in a mistake.
    before : str
        Code that stands above the lines in the lesson, such as that of a new column.
    tables : tuple of str
        Names of the tables: filled in from the exercise.

    Examples
    --------
    >>> lines = {"A": "high.mean()", "B": "high = scores['score'] >= 9"}
    >>> kind = Order(lines, Number(unit="share"), tables=("scores",))
    >>> import pandas as pd
    >>> scores = pd.DataFrame({"score": [9, 3]})
    >>> kind.expect("B A", [scores])["result"]
    0.5
    >>> kind.value("a, b", lambda: [scores])["trouble"]
    'Line A uses high, and the line that makes it, B, comes only after it.'
    """

    several: ClassVar = False

    lines: Mapping[str, str]
    gives: Number | Series
    result: str = ""
    traps: str = ""
    before: str = ""
    tables: tuple[str, ...] = ()

    @property
    def needs(self) -> frozenset[str]:
        return self.gives.needs

    def with_words(self, words: Mapping[str, Any]) -> Order:
        return replace(self, gives=self.gives.with_words(words))

    def read(self, answer: Any, tables: Tables) -> Any:
        return plain(answer)

    def expect(self, maker: Maker, tables: Tables) -> Any:
        if isinstance(maker, str):
            return self._run(_letters(maker), tables)
        return {"letters": [], "result": self.gives.expect(maker, tables), "trouble": None}

    def form(self, given: Any) -> Sentence | None:
        letters = _letters(given)
        if letters is None or not letters:
            return other_thing(given) if given is None else say("order.asked")
        unknown = [letter for letter in letters if letter not in self.lines]
        if unknown:
            there = ", ".join(self.lines)
            return say("order.unknown", letter=unknown[0][:20], letters=there)
        twice = [letter for letter, times in Counter(letters).items() if times > 1]
        return say("order.twice", letter=twice[0]) if twice else None

    def value(self, given: Any, load: Load = tuple) -> Any:
        found = self._run(_letters(given), load())
        return {**found, "harmless": self._is_harmless(found, load)}

    def _is_harmless(self, found: dict[str, Any], load: Load) -> bool:
        """Tell whether what comes out is the same without the traps, which other lines undo."""
        if found["result"] is None or not self._traps(found):
            return False
        rest = [letter for letter in found["letters"] if letter not in self.traps]
        without = self._run(rest, load())["result"]
        return without is not None and self.gives.same(found["result"], without)

    def _run(self, letters: list[str] | None, tables: Tables) -> dict[str, Any]:
        letters = letters or []
        by_name = dict(zip(self.tables, tables, strict=True))
        placed = [self.lines[letter] for letter in letters]
        found: dict[str, Any] = {"letters": letters, "result": None, "trouble": None}
        try:
            result = plain(run(placed, by_name, self.before, self.result))
        except Stopped as stop:
            return {**found, "trouble": self._told(stop, letters, by_name)}
        # What is of another form than the figure asked for is none.
        return found if self.gives.form(result) else {**found, "result": self.gives.value(result)}

    def _told(
        self, stop: Stopped, letters: list[str], tables: Mapping[str, pd.DataFrame]
    ) -> Sentence:
        """Say why the lines stopped, and at which."""
        problem = stop.problem
        if isinstance(problem, TimeoutError):
            return say("order.too_slow")
        wanted = _wanted(problem)
        makers = [one for one, line in self.lines.items() if wanted in made_by(line)]
        if stop.place is None:
            unmade = wanted and makers and not set(makers) & set(letters)
            return say("order.unmade", name=wanted) if unmade else say("order.lacking")
        here = letters[stop.place]
        if isinstance(problem, SyntaxError):
            return say("order.unreadable", letter=here)
        if wanted and makers:
            later = [one for one in makers if one in letters[stop.place + 1 :]]
            later.sort(key=lambda letter: letter in self.traps)
            if later:
                return say("order.too_early", letter=here, name=wanted, other=later[0])
            placed = [one for one in makers if one in letters[: stop.place]]
            if placed:
                return say("order.elsewhere", letter=here, name=wanted, other=placed[-1])
            return say("order.never_made", letter=here, name=wanted)
        if any(wanted in table for table in tables.values()):
            return say("order.not_joined", letter=here, name=wanted)
        said = f"{type(problem).__name__}: {problem}"[:200].rstrip(" :.")
        return say("order.stops", letter=here, error=said)

    def same(self, value: Any, other: Any) -> bool:
        return not self._traps(value) and self._comes_out(value, other)

    def _comes_out(self, value: Any, other: Any) -> bool:
        results = value["result"], other["result"]
        return None not in results and self.gives.same(*results)

    def remark(self, value: Any, wrong: Any) -> str | None:
        if value["letters"] == wrong["letters"]:
            return ""
        if value["harmless"] and not self._comes_out(value, wrong):
            return None
        traps, its = self._traps(value), self._traps(wrong)
        if its or (traps and wrong["letters"]):
            # Whatever comes out with a trap, it is there; and without it, it is another idea.
            return "" if traps == its and not value["trouble"] else None
        if None in (value["result"], wrong["result"]):
            return None
        return self.gives.remark(value["result"], wrong["result"])

    def _traps(self, value: Any) -> set[str]:
        return set(value["letters"]) & set(self.traps)

    def slip(self, value: Any, right: Any) -> Sentence | None:
        return say("order.too_many") if self._comes_out(value, right) else None

    def not_yet(self, value: Any, right: Any, *others: Any) -> Sentence:
        letters, ways = value["letters"], [one["letters"] for one in (right, *others)]
        nearly = next(filter(None, (_nearly(letters, way) for way in ways)), None)
        trouble: Sentence | None = value["trouble"]
        if trouble:
            return trouble + f" {nearly}" if nearly else trouble
        if len(letters) < min(map(len, ways)):
            return self._lacking(letters, ways)
        if traps := [letter for letter in letters if letter in self.traps]:
            return say("order.trap" if len(traps) == 1 else "order.traps", letter=traps[0])
        if value["result"] is None:
            return say("order.other_form")
        return nearly or say("order.not_yet")

    def _lacking(self, letters: list[str], ways: list[list[str]]) -> Sentence:
        """Say how many lines are missing; of a single one, what nothing else makes."""
        way = min(ways, key=lambda way: len(set(way) - set(letters)))
        missing = [letter for letter in way if letter not in letters]
        if len(missing) > 1:
            return say("order.several_lacking", number=len(missing))
        # What a line uses that can run is there already.
        there = set(re.findall(r"\w+", " ".join(self.lines[one] for one in letters)))
        made = sorted(made_by(self.lines[missing[0]]) - there)
        return say("order.unmade", name=made[0]) if made else say("order.lacking")


def _nearly(letters: list[str], way: list[str]) -> Sentence | None:
    """Say how little stands between the right lines and a right order of them."""
    if letters == way or sorted(letters) != sorted(way):
        return None
    if any(_without(letters, one) == _without(way, one) for one in letters):
        off = [place for place, one in enumerate(letters) if one != way[place]]
        return say("order.neighbours" if len(off) == 2 else "order.one_moved")
    swapped = sum(one != other for one, other in zip(letters, way, strict=True)) == 2
    return say("order.swapped") if swapped else None


def _without(letters: list[str], letter: str) -> list[str]:
    return [one for one in letters if one != letter]


def _letters(given: Any) -> list[str] | None:
    """Take the letters out of a text or a list, with or without commas and blanks; else None."""
    if isinstance(given, dict):
        given = given.get("tuple")
    if isinstance(given, list):
        given = " ".join(given) if all(isinstance(one, str) for one in given) else None
    if not isinstance(given, str):
        return None
    pieces = re.sub(r"[\s,;.>/|\-\u2013\u2192]+", " ", given).upper().split()
    return [letter for piece in pieces for letter in piece]


def _wanted(problem: BaseException) -> str:
    """Name or column that a line looked for in vain, or ""."""
    if isinstance(problem, NameError):
        return problem.name or ""
    if isinstance(problem, KeyError) and problem.args:
        missing = re.search(r"'([^']+)'", str(problem.args[0]))
        return missing[1] if missing else str(problem.args[0])
    return ""
