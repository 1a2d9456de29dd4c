"""Every interval is in the register, holds what the table says, and tells where that is too little.

When a test here fails after a change on purpose: `make coverage`, and read what changed.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from typing import Any

import pandas as pd
import pytest

from mkt40_helpers import intervals, markets
from tests.coverage import table
from tests.coverage.register import CASES, simulate
from tests.test_structure import CHAPTERS

STORED = table.read()
PART = 2  # a half of the samples takes a half of ten minutes, and sees nearly as small a change
NAMES = sorted({case.name for case in CASES})
# Who gives one of these gives an interval, or what a reader makes one of.
SIGNS = {"low", "Interval", "errors"}


def public() -> dict[str, Any]:
    """Functions and methods of the package that compute, by the name that a learner writes."""
    faces = [f"mkt40_helpers.{name}" for name in ("intervals", *sorted(CHAPTERS))]
    found: dict[str, Any] = {}
    for face in map(importlib.import_module, faces):
        for name in face.__all__:
            thing, said = getattr(face, name), f"{face.__name__.split('.')[-1]}.{name}"
            if inspect.isfunction(thing) and thing not in found.values():
                found[said] = thing
            if inspect.isclass(thing) and thing.__module__.startswith(face.__name__):
                methods = inspect.getmembers(thing, inspect.isfunction)
                found |= {f"{said}.{key}": one for key, one in methods if not key.startswith("_")}
    return found


def gives_an_interval(function: Any) -> bool:
    """Whether the code names the end of an interval, or the docstring says that one comes back."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    words = {
        word
        for node in ast.walk(tree)
        for key in ("id", "attr", "arg", "value")
        if isinstance(word := getattr(node, key, None), str)
    }
    returned = re.search(
        r"Returns\n-+\n(.*?)(\n\n\w+\n-+\n|$)", inspect.getdoc(function) or "", re.S
    )
    return bool(words & SIGNS) or bool(returned and re.search(r"\b(low|interval)\b", returned[1]))


def told(name: str) -> set[str]:
    """The figures of coverage in a docstring: "0.84 at 5 and 5"."""
    words = " ".join((inspect.getdoc(public()[name]) or "").split())
    sizes = sorted({size for other, _, size in STORED if other == name}, key=len, reverse=True)
    return set(re.findall(rf"0\.\d\d at (?:{'|'.join(map(re.escape, sizes))}|\S+)", words))


def measured(name: str, below: float = 1.01) -> set[str]:
    """The same figures as the table has them."""
    rows = [(size, covers) for (other, _, size), (covers, _) in STORED.items() if other == name]
    return {f"{covers:.2f} at {size}" for size, covers in rows if covers < below}


def test_every_interval_of_the_package_is_in_the_register():
    assert sorted(name for name, one in public().items() if gives_an_interval(one)) == NAMES


def test_an_interval_would_be_found():
    """By what the code names, or by what the docstring promises."""

    def quietly(data: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"estimate": [1.0], "low": [0.0]})

    def handed_on(data: pd.DataFrame) -> pd.DataFrame:
        """Mean.

        Returns
        -------
        DataFrame
            mean, low and high.
        """
        return intervals.mean_by(data, "euro")

    assert gives_an_interval(quietly) and gives_an_interval(handed_on)
    assert not gives_an_interval(markets.gini)


def test_the_table_has_a_row_for_everything_that_is_simulated():
    rows = {(case.name, world, case.size) for case in CASES for world in case.worlds}
    assert STORED.keys() == rows, "run `make coverage`"
    sizes = {name: {case.size for case in CASES if case.name == name} for name in NAMES}
    assert min(map(len, sizes.values())) >= 3  # small, middle, large


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_tells_where_its_interval_holds_the_truth_too_rarely(name):
    assert measured(name, below=table.ENOUGH) - told(name) == set()


@pytest.mark.parametrize("name", NAMES)
def test_and_tells_no_figure_that_is_not_in_the_table(name):
    assert told(name) - measured(name) == set()


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_interval_holds_the_truth_as_often_as_the_table_says(case):
    for row in simulate(case, part=PART):
        covers, refused = STORED[row.name, row.world, row.size]
        # Both are simulated, so both have an error, that of the table the smaller one.
        error = (1 + 1 / PART) ** 0.5 * row.error
        assert row.covers == pytest.approx(covers, abs=4 * error), row
        assert row.refused == pytest.approx(refused, abs=0.05), row
