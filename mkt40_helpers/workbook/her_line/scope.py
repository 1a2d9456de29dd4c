"""What the names of a line stand for, and what could stand in another's place.

An edit is only worth a try with columns and labels that the tables hold, and soonest with words
that the exercise itself is about: those of its hints and of its reference.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.records import Exercise

__all__ = ["Scope", "words_of"]

# A column with more different values than these names no groups.
_MOST_LABELS = 12
_MOST_OF_A_KIND = 12
_MOST_DRAWN = 40
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
_CODE = re.compile("`([^`]+)`")
# How deep a reference is read through the functions that it calls.
_DEEPEST = 6

Word = str | int | float


@functools.lru_cache(maxsize=256)
def words_of(exercise: Exercise) -> frozenset[Word]:
    """Collect the words and numbers that an exercise is about.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    frozenset of str, int or float
        Columns, labels, methods and numbers of its reference and of its hints' code.

    Examples
    --------
    >>> from mkt40_helpers.workbook.shelf import find
    >>> sorted(words_of(find("3.4")) & {"channel", "groupby", "amount_eur"})
    ['channel', 'groupby']
    """
    found = set[Word]()
    for maker in (exercise.answer, *exercise.also):
        for part in maker if isinstance(maker, tuple) else (maker,):
            found |= _in_function(part, _DEEPEST)
    if exercise.solution:
        found |= _in_code(compile(exercise.solution, "<solution>", "exec"))
    for hint in exercise.hints:
        for code in _CODE.findall(hint):
            found |= set(re.findall(r"[\"']([^\"']+)[\"']", code)) | set(re.findall(r"\w+", code))
            found |= {float(one) if "." in one else int(one)
                      for one in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", code)}  # fmt: skip
    return frozenset(found)


def _in_function(function: Any, depth: int) -> set[Word]:
    if isinstance(function, functools.partial):
        inside = [function.func, *function.args, *function.keywords.values()]
        return set().union(*(_in_function(one, depth) for one in inside))
    if isinstance(function, str | int | float) and not isinstance(function, bool):
        return {function}
    if not isinstance(function, types.FunctionType) or depth == 0:
        return set()
    if not function.__module__.startswith("mkt40_helpers"):
        return set()
    found = _in_code(function.__code__)
    for cell in function.__closure__ or ():
        found |= _in_function(cell.cell_contents, depth)
    for name in function.__code__.co_names:
        found |= _in_function(_there(function, name), depth - 1)
    return found


def _there(function: types.FunctionType, name: str) -> Any:
    if name in function.__globals__:
        return function.__globals__[name]
    modules = [one for one in function.__globals__.values() if isinstance(one, types.ModuleType)]
    ours = (one for one in modules if one.__name__.startswith("mkt40_helpers"))
    return next((vars(one)[name] for one in ours if name in vars(one)), None)


def _in_code(code: types.CodeType) -> set[Word]:
    found = set[Word](code.co_names)
    for constant in code.co_consts:
        its = constant if isinstance(constant, tuple | frozenset) else (constant,)
        for one in its:
            if isinstance(one, types.CodeType):
                found |= _in_code(one)
            elif isinstance(one, str | int | float) and not isinstance(one, bool):
                found.add(one)
    return found


@dataclass
class Scope:
    """What names stand for where a line runs, and what the exercise is about.

    Attributes
    ----------
    held : mapping
        The names.
    words : frozenset
        As `words_of` gives them.
    made : tuple of str
        Names that the learner's own lines make: only these stand for one another.
    beside : sequence of DataFrame
        Tables without a name in Python, such as those of a query.
    draws : bool
        Whether the line makes a picture: nobody draws a group for each customer.
    arguments : tuple of str
        Names of the arguments of the function that the line defines.
    """

    held: Mapping[str, Any]
    words: frozenset[Word] = frozenset()
    made: Sequence[str] = ()
    beside: Sequence[pd.DataFrame] = ()
    draws: bool = False
    arguments: Sequence[str] = ()
    tables: dict[str, pd.DataFrame] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = {
            name: value for name, value in self.held.items() if isinstance(value, pd.DataFrame)
        }

    def __contains__(self, name: str) -> bool:
        return name in self.held

    def _every(self) -> list[pd.DataFrame]:
        return [*self.tables.values(), *self.beside]

    def is_module(self, name: str) -> bool:
        """Tell whether a name stands for a module."""
        value = self.held.get(name)
        return isinstance(value, types.ModuleType | types.SimpleNamespace)

    def is_table(self, name: str) -> bool:
        """Tell whether a name stands for a table."""
        return name in self.tables

    @property
    def steps(self) -> list[str]:
        """Methods without arguments that the exercise is about."""
        known = {
            "cumsum",
            "cumprod",
            "diff",
            "shift",
            "rank",
            "unique",
            "reset_index",
            "sort_index",
        }
        return sorted(known & self.words)

    # ---- numbers and texts ----

    def numbers_for(self, value: float) -> list[tuple[float, int]]:
        """Numbers that may have been meant, and how soon each is tried."""
        about = [one for one in self.words if isinstance(one, int | float)]
        found: dict[float, int] = {}
        for one in sorted(about, key=lambda it: abs(it - value))[:_MOST_OF_A_KIND]:
            found[one] = 2
        whole = isinstance(value, int) or float(value).is_integer()
        beside = [value + 1, value - 1] if whole else []
        with_interest = [1 + one for one in about if 0 < one < 1]
        for one in (*beside, *with_interest, value * 100, value / 100, -value, 1 - value,
                    1 + value, value / 2, value * 2, value + 0.5, 0, 1, 100):  # fmt: skip
            found.setdefault(one, 3 if one in beside else 6)
        return [(one, likely) for one, likely in found.items() if one != value]

    def texts_for(self, text: str) -> list[tuple[str, str, int]]:
        """Columns or labels that may have been meant, and how soon each is tried."""
        found: dict[str, tuple[str, int]] = {}
        for table in self._every():
            if text in table.columns:
                kind = table[text].dtype.kind if not _twice(table, text) else ""
                for other in map(str, table.columns):
                    if self.draws and other in table and _is_long(table[other]):
                        continue
                    soon = 1 if other in self.words else 4
                    alike = other in table and getattr(table[other], "dtype", None) is not None
                    same_kind = alike and table[other].dtype.kind == kind
                    found.setdefault(other, ("column", soon if same_kind else soon + 3))
        for named in self.held.values():
            keys = list(named) if type(named) is dict else _index_of(named)
            for other in keys if text in keys else ():
                if isinstance(other, str):
                    found.setdefault(other, ("label", 2))
        for _, labels in self._labels():
            if text in labels:
                for other in labels:
                    if isinstance(other, str):
                        found.setdefault(other, ("label", 1 if other in self.words else 4))
        if _DAY.fullmatch(text):
            for word in self.words:
                if isinstance(word, str) and _DAY.fullmatch(word):
                    found.setdefault(word, ("label", 1))
        found.pop(text, None)
        return [(kind, other, likely) for other, (kind, likely) in found.items()]

    def _labels(self) -> list[tuple[str, list[Any]]]:
        """Columns that name groups, with their groups."""
        if not hasattr(self, "_known_labels"):
            found: dict[str, list[Any]] = {}
            for table in self._every():
                for name in table.columns:
                    if isinstance(name, str) and not _twice(table, name):
                        labels = _labels_in(table[name])
                        if labels:
                            found.setdefault(name, labels)
            self._known_labels = list(found.items())
        return self._known_labels

    def items_beside(self, items: Sequence[Any]) -> list[Any]:
        """What could stand in a list besides: a label, a column."""
        beside: list[Any] = []
        for _, labels in self._labels():
            if items and all(one in labels for one in items):
                beside += labels
        for table in self._every():
            if items and all(one in table.columns for one in items):
                beside += [one for one in table.columns if one in self.words]
        return [one for one in dict.fromkeys(beside) if one not in items][:_MOST_OF_A_KIND]

    def columns_likely(self) -> list[str]:
        """Columns that the exercise is about."""
        there = {str(name) for table in self._every() for name in table.columns}
        return sorted(there & {one for one in self.words if isinstance(one, str)})

    # ---- names, functions, results ----

    def like(self, name: str) -> list[str]:
        """Names of things of the same kind that the learner's lines make or that are tables."""
        value = self.held.get(name)
        if value is None or self.is_module(name) or callable(value):
            return []
        one_kind = (int, float) if _is_number(value) else type(value)
        others = [*self.made, *self.tables]
        fits = [
            other
            for other in dict.fromkeys(others)
            if other != name
            and not other.startswith("_")
            and (_is_number(self.held.get(other)) if _is_number(value)
                 else isinstance(self.held.get(other), one_kind))
        ]  # fmt: skip
        return fits[:_MOST_OF_A_KIND]

    def arguments_for(self, name: str) -> Sequence[str]:
        """Arguments of the function, for a name from outside of it that it should not read."""
        value = self.held.get(name)
        outside = value is not None and not self.is_module(name) and not callable(value)
        return self.arguments if outside and name not in self.arguments else ()

    def factors(self) -> list[tuple[ast.operator, ast.expr]]:
        """What a figure may have to be multiplied with or divided by; and what is added to it."""
        numbers = [one for one in self.words if isinstance(one, int | float) and one not in (0, 1)]
        found: list[tuple[ast.operator, ast.expr]] = []
        for number in dict.fromkeys((100, *sorted(numbers)[:3])):
            found += [(op, ast.Constant(number)) for op in (ast.Mult(), ast.Div())]
        figures = [name for name in self.made if _is_number(self.held.get(name))]
        for name in dict.fromkeys(figures[:3]):
            found += [
                (op, ast.Name(name, ast.Load()))
                for op in (ast.Add(), ast.Sub(), ast.Mult(), ast.Div())
            ]
        return found

    def counters(self) -> list[str]:
        """Names of whole numbers that the learner's lines make, such as that of a loop."""
        return [name for name in dict.fromkeys(self.made) if type(self.held.get(name)) is int][:4]

    def functions_beside(self, module: str, name: str) -> list[str]:
        """Other functions of the same module that the exercise is about."""
        there = self.held[module]
        return sorted(
            str(word)
            for word in self.words
            if isinstance(word, str) and word != name and callable(getattr(there, word, None))
        )

    def parameters_of(self, call: ast.Call, there: set[str | None]) -> Iterator[tuple[str, Any]]:
        """Arguments of a helper of the course that are not given, with values to try."""
        for one in self._not_given(call, there):
            if isinstance(one.default, bool):
                yield one.name, not one.default
            if one.default is None or isinstance(one.default, str):
                words = sorted(map(str, self.words))
                yield from ((one.name, it) for it in words if it in self.columns_likely())
            if one.default is None or type(one.default) in (int, float):
                numbers = [it for it in self.words if type(it) in (int, float)]
                yield from ((one.name, it) for it in numbers[:6] if it != one.default)

    def _not_given(self, call: ast.Call, there: set[str | None]) -> list[inspect.Parameter]:
        function = self._called(call)
        if function is None:
            return []
        try:
            parameters = list(inspect.signature(function).parameters.values())[len(call.args) :]
        except (TypeError, ValueError):
            return []
        ours = function.__module__.startswith("mkt40_helpers")
        return [
            one
            for one in parameters
            if one.name not in there
            and one.default is not inspect.Parameter.empty
            and (ours or one.name in self.words)
        ]

    def _called(self, call: ast.Call) -> Any:
        if isinstance(call.func, ast.Name):
            return self.held.get(call.func.id)
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and self.is_module(owner.id):
            return getattr(self.held[owner.id], call.func.attr, None)  # type: ignore[attr-defined]
        return None

    def figures_beside(self, node: ast.Attribute) -> list[str]:
        """Other figures of a result of the course's helpers, such as low beside high."""
        value = self.held.get(node.value.id) if isinstance(node.value, ast.Name) else None
        kind = type(value)
        if isinstance(node.value, ast.Call):
            returned = getattr(self._called(node.value), "__annotations__", {}).get("return")
            kind = returned if isinstance(returned, type) else type(None)
            if isinstance(returned, str):
                module = inspect.getmodule(self._called(node.value))
                kind = getattr(module, returned, type(None))
        if not isinstance(kind, type) or not kind.__module__.startswith("mkt40_helpers"):
            return []
        figures: Sequence[str] = getattr(kind, "FIGURES", ()) or getattr(kind, "_fields", ())
        return [one for one in figures if one != node.attr]

    # ---- counts, and rows that are left ----

    def totals(self) -> list[ast.expr]:
        """Counts that a share may be taken of."""
        found = []
        for name in list(self.tables)[:6]:
            found.append(f"len({name})")
            for column in self.tables[name].columns:
                if column in self.words and isinstance(column, str):
                    found += [f"{name}[{column!r}].count()", f"{name}[{column!r}].nunique()"]
                    if self.tables[name][column].dtype.kind in "ifbu":
                        found.append(f"{name}[{column!r}].sum()")
        return [_expression(one) for one in found[: 2 * _MOST_OF_A_KIND]]

    def counts_of(self, node: ast.expr) -> list[ast.expr]:
        """Other counts of what ``len`` was asked of."""
        text = ast.unparse(node)
        found = [f"({text}).count()", f"({text}).nunique()", f"({text}).sum()"]
        table = self.tables.get(text)
        if table is not None:
            found = []
            for name in table.columns:
                if table[name].isna().any() or name in self.words:
                    found.append(f"{text}[{name!r}].count()")
                if name in self.words:
                    found.append(f"{text}[{name!r}].nunique()")
        return [_expression(one) for one in found[: 2 * _MOST_OF_A_KIND]]

    def conditions_beside(self, mask: ast.expr) -> list[tuple[ast.expr, int]]:
        """Conditions on the table of a mask, such as one on another column."""
        names = {one.id for one in ast.walk(mask) if isinstance(one, ast.Name)} & set(self.tables)
        there = ast.unparse(mask)
        return [
            (_expression(text), likely)
            for name in sorted(names)
            for text, likely in self._conditions(name)
            if text not in there
        ]

    def filters(self, name: str) -> list[tuple[ast.stmt, int]]:
        """Statements that leave a part of a table's rows, by what the exercise is about."""
        kept = [(f"{name} = {name}.loc[{text}]", likely) for text, likely in self._conditions(name)]
        once = [(f"{name} = {name}.drop_duplicates({column!r})", 5)
                for column in self.tables[name].columns if column in self.words]  # fmt: skip
        return [(ast.parse(text).body[0], likely) for text, likely in (*kept, *once)]

    def sql_conditions(self) -> list[tuple[str, int]]:
        """Conditions for a query, on the tables that the exercise is about."""
        found: dict[str, int] = {}
        for table in self._every():
            for column in table.columns:
                if not isinstance(column, str) or _twice(table, column):
                    continue
                about = column in self.words
                if table[column].isna().any():
                    found.setdefault(f"{column} IS NULL", 1 if about else 4)
                    found.setdefault(f"{column} IS NOT NULL", 1 if about else 4)
                for label in _labels_in(table[column]):
                    if isinstance(label, bool):
                        found.setdefault(f"{column} = {label:d}", 2 if about else 5)
                    elif label in self.words:
                        found.setdefault(f"{column} = '{label}'", 1 if about else 3)
        return list(found.items())

    def _conditions(self, name: str) -> list[tuple[str, int]]:
        """Conditions on a table's rows, and how soon each is tried."""
        table = self.tables[name]
        found: list[tuple[str, int]] = []
        for column in table.columns:
            if not isinstance(column, str) or _twice(table, column):
                continue
            values, its = table[column], f"{name}[{column!r}]"
            about = column in self.words
            for label in _labels_in(values):
                if isinstance(label, bool):
                    found.append((f"{its} == {label!r}", 2 if about else 6))
                elif isinstance(label, str):
                    soon = 1 if about else 3
                    found.append((f"{its} == {label!r}", soon if label in self.words else 6))
                    if label in self.words:
                        found.append((f"{its} != {label!r}", 5))
            if values.isna().any():
                found.append((f"{its}.notna()", 1 if about else 3))
                found.append((f"{its}.isna()", 3 if about else 6))
            if about and values.dtype.kind in "ifu":
                numbers = [one for one in self.words if isinstance(one, int | float)]
                found += [(f"{its} {sign} {number}", 4) for number in numbers[:8]
                          for sign in (">", ">=", "<", "<=", "==")]  # fmt: skip
            if about and values.dtype.kind == "M":
                days = [one for one in self.words if isinstance(one, str) and _DAY.fullmatch(one)]
                found += [(f"{its} {sign} {day!r}", 3) for day in days for sign in ("<=", ">")]
        return found


def _index_of(named: Any) -> list[Any]:
    """Names beside the figures of a column with a few."""
    if not isinstance(named, pd.Series) or len(named) > _MOST_LABELS:
        return []
    return named.index.tolist()


def _is_long(values: Any) -> bool:
    return isinstance(values, pd.Series) and values.nunique() > _MOST_DRAWN


def _labels_in(values: pd.Series) -> list[Any]:
    if values.dtype.kind in "ifuMm" and values.dtype.kind != "b":
        return []
    try:
        labels = values.dropna().unique()
    except TypeError:
        return []
    return [bool(one) if str(one) in ("True", "False") else one for one in labels] if len(
        labels
    ) <= _MOST_LABELS else []  # fmt: skip


def _twice(table: pd.DataFrame, name: str) -> bool:
    return isinstance(table[name], pd.DataFrame)


def _is_number(value: Any) -> bool:
    kind = type(value)
    return kind in (int, float) or (kind.__module__ == "numpy" and getattr(value, "ndim", 1) == 0)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
