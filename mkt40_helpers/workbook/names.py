"""Causes of a cell that stopped at a name: one that is not known, or was given away."""

from __future__ import annotations

import builtins
import re
from types import ModuleType
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.causes import (
    AT_THE_TOP,
    EXCEL,
    Cause,
    Met,
    Words,
    found_in,
    near_one,
    near_whatever_capitals,
    said,
)
from mkt40_helpers.workbook.words import say

__all__ = ["NAMES"]

_OTHER_LANGUAGES = {"true": "True", "false": "False", "none": "None", "null": "None"}
_OTHER_LANGUAGES |= {"nan": "np.nan", "NaN": "np.nan", "NA": "pd.NA", "TRUE": "True"}
_OTHER_LANGUAGES |= {"FALSE": "False", "pandas": "pd", "numpy": "np"}
_MODULES = {name: f"import {name}" for name in ("datetime", "math", "os", "random", "statistics")}
_MODULES |= {"plt": "import matplotlib.pyplot as plt", "sns": "import seaborn as sns"}
_AT_THE_TOP_MODULES = {"np": "import numpy as np", "pd": "import pandas as pd"}
_AT_THE_TOP_MODULES |= {
    name: f"from mkt40_helpers import {name}"
    for name in ("advocacy", "connectivity", "data", "markets")
}
# What a value is called in a message.
_KINDS = {"int": "kind.number", "float": "kind.number", "str": "kind.text", "list": "kind.list"}
_KINDS |= {"bool": "kind.yes_no", "NoneType": "kind.nothing", "tuple": "kind.values"}
_KINDS |= {"DataFrame": "kind.table", "Series": "kind.column", "module": "kind.module"}
_KINDS |= {"dict": "kind.dictionary"}


def _what(value: object) -> str:
    kind = type(value).__name__
    return say(_KINDS.get(kind, "kind.other"), type=kind)


# ---- a name that Python does not know ----


def _name(met: Met) -> str | None:
    """Give the name that is not known, where this is the trouble."""
    if not isinstance(met.problem, NameError) or isinstance(met.problem, UnboundLocalError):
        return None
    found = re.search(r"name '(\w+)' is not defined", met.text)
    return getattr(met.problem, "name", None) or (found[1] if found else None)


def _number_without_quotes(met: Met) -> Words | None:
    name = _name(met)
    found = re.match(r"\s*student\s*=\s*([^#]+?)\s*(#|$)", met.line)
    return {"given": found[1].strip("\"'")} if name and found else None


def _excel(met: Met) -> Words | None:
    name = _name(met) or ""
    dotted = re.search(rf"\b{name}\.[A-Z]+", met.line)
    name = dotted[0] if dotted and dotted[0] in EXCEL else name
    return {"name": name, "instead": say(EXCEL[name])} if name in EXCEL else None


def _method(met: Met) -> Words | None:
    name = _name(met) or ""
    called = name and re.search(rf"(?<![\w.]){name}\(", met.line)
    return {"name": name} if called and callable(getattr(pd.Series, name, None)) else None


def _other_language(met: Met) -> Words | None:
    name = _name(met)
    return {"name": name, "here": _OTHER_LANGUAGES[name]} if name in _OTHER_LANGUAGES else None


def _not_imported(met: Met) -> Words | None:
    name = _name(met)
    # The cells at the top import what their chapter needs, and no other chapter's helpers.
    lines = _MODULES | _AT_THE_TOP_MODULES if "learner" in met.names else _MODULES
    return {"name": name, "line": lines[name]} if name in lines else None


def _gap(met: Met) -> Words | None:
    return {} if re.fullmatch("_{3,}", _name(met) or "") else None


def _not_started(met: Met) -> Words | None:
    name = _name(met)
    return {"name": name} if name in AT_THE_TOP else None


def _no_answer_yet(met: Met) -> Words | None:
    name = _name(met)
    if not name or not re.match(rf"\s*check\(.*\b{name}\b", met.line):
        return None
    near = near_one(name, _own_names(met))
    return {"name": name, "near": f" {say('names.near', near=near)}" if near else ""}


def _text_without_quotes(met: Met) -> Words | None:
    name = _name(met)
    place = found_in(met, name) if name else None
    return {"name": name, "table": place[0], "column": place[1]} if place else None


def _column_without_quotes(met: Met) -> Words | None:
    name = _name(met)
    tables = met.tables.items() if name else ()
    return next(({"name": name, "table": t} for t, each in tables if name in each.columns), None)


def _of_a_module(met: Met) -> Words | None:
    name = _name(met) or ""
    modules = {k: v for k, v in met.names.items() if isinstance(v, ModuleType)}
    owners = [k for k, v in modules.items() if callable(getattr(v, name, None))] if name else []
    owners.sort(key=lambda each: not modules[each].__name__.startswith("mkt40_helpers"))
    return {"name": name, "module": owners[0]} if owners else None


def _misspelt_name(met: Met) -> Words | None:
    name = _name(met)
    near = near_whatever_capitals(name, _own_names(met)) if name else None
    return {"name": name, "near": near} if near else None


def _misspelt_column(met: Met) -> Words | None:
    name = _name(met)
    for table, content in met.tables.items() if name else ():
        if near := near_one(name, content.columns):
            return {"name": name, "near": near, "table": table}
    return None


def _unknown_name(met: Met) -> Words | None:
    name = _name(met)
    return {"name": name} if name else None


def _own_names(met: Met) -> list[str]:
    own = [name for name in met.names if not name.startswith("_")]
    common = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]
    return [*own, *common]


# ---- a name that was given away ----


def _called(met: Met) -> tuple[str, Any] | None:
    """Give the name that was called in this line without being a function, and what it holds."""
    if not isinstance(met.problem, TypeError) or "object is not callable" not in met.text:
        return None
    for found in re.finditer(r"(?<![\w.])([A-Za-z_]\w*)\s*\(", met.line):
        if found[1] in met.names and not callable(met.names[found[1]]):
            return found[1], met.names[found[1]]
    return None


def _top_given_away(met: Met) -> Words | None:
    if found := _called(met):
        return {"name": found[0], "what": _what(found[1])} if found[0] in AT_THE_TOP else None
    owner = getattr(met.problem, "obj", None) if isinstance(met.problem, AttributeError) else None
    if owner is None or isinstance(owner, ModuleType):
        return None
    taken = [name for name in _AT_THE_TOP_MODULES if met.names.get(name) is owner]
    return {"name": taken[0], "what": _what(owner)} if taken else None


def _builtin_given_away(met: Met) -> Words | None:
    found = _called(met)
    if not found or not hasattr(builtins, found[0]):
        return None
    return {"name": found[0], "what": _what(found[1])}


def _called_no_function(met: Met) -> Words | None:
    found = _called(met)
    return {"name": found[0], "what": _what(found[1])} if found else None


_UNKNOWN: list[Cause] = [
    (_gap, "names.gap"),
    (_number_without_quotes, "names.learner_number"),
    (_excel, "names.excel"),
    (_not_imported, "names.not_imported"),
    (_not_started, "names.not_started"),
    (_no_answer_yet, "names.no_answer_yet"),
    (_other_language, "names.other_language"),
    (_text_without_quotes, "names.text_without_quotes"),
    (_column_without_quotes, "names.column_without_quotes"),
    (_of_a_module, "names.of_a_module"),
    (_method, "names.method"),
    (_misspelt_name, "names.misspelt"),
    (_misspelt_column, "names.misspelt_column"),
    (_unknown_name, "names.unknown"),
    (said("", UnboundLocalError), "names.inside_function"),
]

_GIVEN_AWAY: list[Cause] = [
    (_top_given_away, "names.top_given_away"),
    (_builtin_given_away, "names.builtin_given_away"),
    (
        said("object is not callable", TypeError, r"\b(?P<number>\d+(\.\d+)?)\s*\("),
        "names.number_called",
    ),
    (said("'(DataFrame|Series)' object is not callable"), "names.table_called"),
    (
        said(
            "not callable", TypeError, r"\.(?P<name>shape|columns|dtypes|index|size|values|T)\s*\("
        ),
        "names.value_called",
    ),
    (_called_no_function, "names.no_function"),
    (said(r"'(?P<kind>[\w.]+)' object is not callable"), "names.something_called"),
]

NAMES: list[Cause] = [*_UNKNOWN, *_GIVEN_AWAY]
