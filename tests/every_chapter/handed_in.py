"""What the check sees of a learner whose work came out right or wrong, and how it judges that."""

from __future__ import annotations

import collections
from typing import Any

from mkt40_helpers.workbook.diagnosis import Diagnosis, answers, diagnose
from mkt40_helpers.workbook.kinds import Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide, DecideInGroup, Drawn, Slip
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import UNCHANGED, Exercise
from mkt40_helpers.workbook.sql import Sql

DRAWS = 50
MOST_ALIKE = 5  # of the fifty


def drawn(exercise: Exercise, number: int) -> tuple[Any, ...]:
    """What the learner of this number drew, never the example; () where nothing is drawn."""
    kind = exercise.kind
    if isinstance(kind, DecideInGroup):  # her neighbours
        return tuple(f"student {number + its}" for its in range(1, kind.others + 1))
    if not isinstance(kind, Drawn):
        return ()
    draws = [one for one in kind.draws if one != kind.example]
    return (draws[number % len(draws)],)


def handed_in(exercise: Exercise, made: Any, of: tuple[Any, ...] = ()) -> Any:
    """Give plain data that stand for an answer; answers themselves are kept tidier."""
    kind = exercise.kind
    if isinstance(kind, Series):
        return {"series": made}
    if isinstance(kind, Order):
        return " ".join(made["letters"])
    if isinstance(kind, Sql):
        return made["text"]
    if isinstance(kind, DecideInGroup):
        decision, reason, interval = made
        return {"tuple": [decision, reason, list(interval or (-1.0, 5.0)), list(of)]}
    if isinstance(kind, Decide | Slip):
        return {"tuple": list(made)}
    if isinstance(kind, Drawn):
        return {"tuple": [{"series": made} if isinstance(kind.figure, Series) else made, *of]}
    return _picture(kind, made) if isinstance(kind, Picture) else made


def _picture(kind: Picture, made: Any) -> Any:
    """Draw without fault what shows these figures."""
    rows = [[name, *row] for name, row in made["figures"].items()]
    if kind.intervals:
        rows = [row if len(row) == 4 else [*row, row[1] - 1, row[1] + 1] for row in rows]
    mark = kind.marks[0] if kind.marks else "bars"
    shown = {"kind": mark, "x": "across", "y": "up", "zero": True, "percent": False}
    return {"picture": {**shown, "figures": rows, "lines": made["lines"]}}


def draws_of(step: Exercise) -> list[tuple[int, ...]]:
    """Fifty draws where a step draws, else the one that there is: the tables are whole."""
    if not isinstance(step.kind, Drawn):
        return [()]
    return [drawn(step, number) for number in range(DRAWS)]


def assert_judged(step: Exercise) -> None:
    """Assert that its answer is right, and that each mistake is named and told apart from it."""
    alike: collections.Counter[str] = collections.Counter()
    draws = draws_of(step)
    for of in draws:
        right, wrong = answers(step, "", of)
        for one in right:
            found = diagnose(step, handed_in(step, one, of), "")
            assert found == Diagnosis("right", step.praise)
        for name, its in wrong.items():
            if any(step.kind.same(its, one) for one in right):
                # The example's draw may come out like another: that one is right.
                alike[name] += name != UNCHANGED
                continue
            found = diagnose(step, handed_in(step, its, of), "")
            expected = "empty" if name == UNCHANGED else "mistake"
            assert UNCHANGED in found.mistakes or found.verdict == expected, (of, name, found)
            assert UNCHANGED in found.mistakes or name in found.mistakes, (of, name, found)
    most = MOST_ALIKE * len(draws) / DRAWS
    assert all(times <= most for times in alike.values()), alike


def assert_traps_are_mistakes(exercise: Exercise) -> None:
    """Four to six true lines and at most two traps, each with a mistake that says what it does."""
    kind = exercise.kind
    assert isinstance(kind, Order)
    used = [text.replace(" ", "") for text in exercise.mistakes.values() if isinstance(text, str)]
    assert set(kind.traps) <= set("".join(used)) & set(kind.lines)
    assert set(exercise.answer.replace(" ", "")) == set(kind.lines) - set(kind.traps)
    assert 4 <= len(kind.lines) - len(kind.traps) <= 6 and len(kind.traps) <= 2
    assert list(kind.lines) != exercise.answer.split()  # they are mixed
