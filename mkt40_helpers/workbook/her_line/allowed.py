"""What a line may be made of, so that it can be run again: it computes, and touches nothing else.

A list of what is closed would have holes, so this is a list of what is open: by what a name stands
for. Everything else is refused, and of such a line the check says nothing.
"""

from __future__ import annotations

import ast
import builtins
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mkt40_helpers.workbook.her_line.edit import method

__all__ = ["BUILTINS", "Notebook"]

BUILTINS = {
    *("abs", "all", "any", "bool", "dict", "divmod", "enumerate", "filter", "float", "frozenset"),
    *("int", "isinstance", "len", "list", "map", "max", "min", "object", "pow", "print", "range"),
    *("repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip"),
    *("Exception", "IndexError", "KeyError", "TypeError", "ValueError", "ZeroDivisionError"),
}
_PANDAS = {
    *("Categorical", "DataFrame", "Grouper", "Index", "IndexSlice", "NA", "NamedAgg", "NaT"),
    *("Period", "Series", "Timedelta", "Timestamp", "concat", "crosstab", "cut", "date_range"),
    *("get_dummies", "isna", "isnull", "melt", "merge", "notna", "notnull", "period_range"),
    *("pivot_table", "qcut", "read_sql", "to_datetime", "to_numeric", "to_timedelta", "unique"),
}
_NUMPY = {
    *("abs", "all", "any", "arange", "argmax", "argmin", "argsort", "array", "average", "ceil"),
    *("clip", "concatenate", "corrcoef", "count_nonzero", "cumprod", "cumsum", "diff", "dot"),
    *("exp", "float64", "floor", "inf", "int64", "isin", "isnan", "linspace", "log", "log10"),
    *("log2", "max", "maximum", "mean", "median", "min", "minimum", "nan", "nanmean", "nanmedian"),
    *("nansum", "ones", "percentile", "pi", "polyfit", "power", "prod", "quantile", "round"),
    *("select", "sign", "sort", "sqrt", "square", "std", "sum", "unique", "var", "where", "zeros"),
}
_MATH = {
    *("ceil", "comb", "e", "exp", "fabs", "floor", "fsum", "inf", "isclose", "isnan", "log"),
    *("log10", "log1p", "log2", "nan", "pi", "pow", "prod", "sqrt"),
}
_STATISTICS = {"NormalDist", "fmean", "mean", "median", "pstdev", "pvariance", "stdev", "variance"}
_SEABORN = {
    *("barplot", "boxplot", "countplot", "heatmap", "histplot", "lineplot", "pointplot"),
    *("scatterplot", "stripplot"),
}
_MODULES = {
    "numpy": _NUMPY,
    "pandas": _PANDAS,
    "math": _MATH,
    "statistics": _STATISTICS,
    "mkt40_helpers.data": {"load"},
    "mkt40_helpers.plots": {"COLOURS"},
}
# Of the course's modules, what reads a file, opens a database or shows something.
_NOT_OURS = {"open_database", "read_own", "folder", "describe", "show", "lab"}
_CLASSES = {"statistics", "fractions", "decimal", "collections", "datetime", "pandas", "numpy"}
# Methods that write, run other code, or draw.
_METHODS = {
    *("eval", "pipe", "plot", "hist", "boxplot", "style", "tofile", "dump", "save", "savefig"),
    *("write", "write_text", "write_bytes", "touch", "unlink", "open", "execute", "scalar"),
    *("scalars", "exec_driver_sql", "executemany", "executescript", "connect", "begin", "commit"),
    *("run", "system", "popen", "seed", "shuffle", "format_map"),
}
_TO = {
    *("to_datetime", "to_numeric", "to_timedelta", "to_period", "to_timestamp", "to_numpy"),
    *("to_list", "to_frame", "to_dict", "to_series", "to_flat_index", "to_pydatetime"),
}
_NODES = (
    *(ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.ClassDef, ast.With, ast.Try),
    ast.TryStar,
    *(ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await, ast.Yield, ast.YieldFrom),
)
_OWN_PARTS = {"columns", "index", "name"}
_IN_QUERY = re.compile(r"@\s*\w+\s*[.(\[]|__")
_WRITES = re.compile(
    r"\b(DELETE|INSERT|UPDATE|DROP|ALTER|CREATE|REPLACE|PRAGMA|ATTACH|VACUUM)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Notebook:
    """What the names of a notebook stand for.

    Attributes
    ----------
    names : mapping
    draws : bool
        Whether the answer is a picture; else a line that draws is not run again.
    """

    names: Mapping[str, Any]
    draws: bool = False

    def computes(self, tree: ast.AST, made: frozenset[str] = frozenset()) -> bool:
        """Tell whether a statement only computes.

        Parameters
        ----------
        tree : ast.AST
        made : frozenset of str
            Names that other lines make which are run again too.

        Returns
        -------
        bool

        Examples
        --------
        >>> book = Notebook({"pd": pd})
        >>> book.computes(ast.parse("t = pd.cut(ages, 3)")), book.computes(ast.parse("open('x')"))
        (True, False)
        >>> book.computes(ast.parse("pd.io.common.os.remove('x')"))
        False
        """
        mine = made | set(_bound_in(tree))
        if not self._asks_only(tree):
            return False
        return all(self._is_open(node, mine) for node in ast.walk(tree))

    def _asks_only(self, tree: ast.AST) -> bool:
        """Tell whether a database is nowhere but between the brackets of ``pd.read_sql``."""
        nodes = list(ast.walk(tree))
        calls = [one for one in nodes if isinstance(one, ast.Call) and method(one) == "read_sql"]
        asked = {id(its) for one in calls
                 for its in (*one.args, *(keyword.value for keyword in one.keywords))}  # fmt: skip
        names = [one for one in nodes if isinstance(one, ast.Name)]
        return all(id(one) in asked for one in names if is_database(self.names.get(one.id)))

    def is_figure(self, names: Iterable[str]) -> bool:
        """Tell whether names stand for numbers, or for columns of numbers.

        Parameters
        ----------
        names : iterable of str

        Returns
        -------
        bool

        Examples
        --------
        >>> Notebook({"cost": 1.1, "table": pd.DataFrame()}).is_figure(["cost", "table"])
        False
        """
        values = [self.names.get(name) for name in names]
        figures = int | float | np.number | pd.Series
        return bool(values) and all(isinstance(one, figures) for one in values)

    def _is_open(self, node: ast.AST, made: frozenset[str] | set[str]) -> bool:
        if isinstance(node, _NODES):
            return False
        if isinstance(node, ast.Name):
            return not node.id.startswith("_") and (node.id in made or self._name(node.id))
        if isinstance(node, ast.Attribute):
            return self._attribute(node, made)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            return self._module(node.value, made) is None
        if isinstance(node, ast.FunctionDef):
            return not any(isinstance(one, ast.Name) and one.id == node.name
                           for part in node.body for one in ast.walk(part))  # fmt: skip
        return self._call(node) if isinstance(node, ast.Call) else True

    def _name(self, name: str) -> bool:
        if name not in self.names:
            return name in BUILTINS or not hasattr(builtins, name)
        return self._value(self.names[name])

    def _value(self, value: Any) -> bool:
        kind = type(value)
        if isinstance(value, types.ModuleType):
            return self._of_module(value) is not None
        if isinstance(value, type):
            return value.__module__.split(".")[0] in _CLASSES
        if isinstance(value, types.FunctionType):
            ours = value.__module__.startswith("mkt40_helpers.") or value.__name__ == "start"
            text = value.__module__.startswith("sqlalchemy.") and value.__name__ == "text"
            return text or (ours and value.__name__ not in _NOT_OURS)
        plain = (int, float, complex, str, bool, list, tuple, dict, set, frozenset, type(None))
        arrays = (pd.DataFrame, pd.Series, pd.Index, np.ndarray, np.generic)
        known = kind.__module__.split(".")[0] in {"pandas", "datetime", "sqlalchemy", "statistics"}
        return isinstance(value, plain + arrays) or known or kind.__module__.startswith("mkt40_")

    def _of_module(self, module: types.ModuleType) -> set[str] | None:
        """Give what is open of a module; None where it is closed."""
        name = module.__name__
        if name in _MODULES:
            return _MODULES[name]
        if name == "seaborn":
            return _SEABORN if self.draws else None
        if name.startswith("mkt40_helpers."):
            return set(getattr(module, "__all__", ())) - _NOT_OURS
        return None

    def _module(self, node: ast.AST, made: frozenset[str] | set[str]) -> types.ModuleType | None:
        if isinstance(node, ast.Name) and node.id not in made:
            value = self.names.get(node.id)
            return value if isinstance(value, types.ModuleType) else None
        return None

    def _attribute(self, node: ast.Attribute, made: frozenset[str] | set[str]) -> bool:
        name = node.attr
        if name.startswith("_"):
            return False
        module = self._module(node.value, made)
        if module is not None:
            return isinstance(node.ctx, ast.Load) and name in (self._of_module(module) or ())
        if isinstance(node.ctx, ast.Store):
            return name in _OWN_PARTS
        if isinstance(node.value, ast.Name) and node.value.id not in made:
            kind = type(self.names.get(node.value.id))
            if kind.__module__.startswith("sqlalchemy"):
                return False  # a database is only handed to read_sql
        closed = name in _METHODS or name.startswith("read_")
        return not closed and (name in _TO or not name.startswith("to_"))

    def _call(self, node: ast.Call) -> bool:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        texts = [one.value for one in ast.walk(node)
                 if isinstance(one, ast.Constant) and isinstance(one.value, str)]  # fmt: skip
        if name == "sample":  # a draw of chance that cannot be had again
            return any(keyword.arg == "random_state" for keyword in node.keywords)
        if name == "read_sql":
            names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
            texts += [it for it in map(self.names.get, names) if isinstance(it, str)]
            return not any(_WRITES.search(text) for text in texts)
        if name == "query":
            return not any(_IN_QUERY.search(text) for text in texts)
        if name in ("apply", "agg", "aggregate", "transform", "map"):
            return not any(text.startswith(("to_", "_")) for text in texts)
        return True


def is_database(value: Any) -> bool:
    """Tell whether a value is a database as the lessons open it."""
    return type(value).__module__.startswith("sqlalchemy.engine")


def _bound_in(tree: ast.AST) -> Iterator[str]:
    """Give the names that a statement makes itself, also inside functions and loops."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef):
            yield node.name
