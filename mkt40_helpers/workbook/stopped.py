"""Causes of a cell that stopped while it ran, from the special to the general."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.causes import (
    EXCEL,
    OTHER_WORDS,
    Cause,
    Met,
    Words,
    found_in,
    in_line,
    near_one,
    near_whatever_capitals,
    said,
)
from mkt40_helpers.workbook.named_columns import DATABASES, PICTURES, QUERIES
from mkt40_helpers.workbook.names import NAMES
from mkt40_helpers.workbook.words import say

__all__ = ["STOPPED"]


# ---- a column or key that is not there ----


def _key(met: Met) -> Any:
    """Give the key that was not found: an error says it in one of many ways."""
    if isinstance(met.problem, KeyError) and met.problem.args:
        key = met.problem.args[0]
        found = (
            re.search(r"Column not found: (.*)|\['(.*?)'[\],]", key) if type(key) is str else None
        )
        return (found[1] or found[2]) if found else key
    found = re.match(r"There is no column '(.*?)'\. The table has: ", met.text)
    return found[1] if found else None


def _columns(met: Met) -> list[str]:
    """Name what was there to choose from, as far as the line and the message tell."""
    found = re.search(r"The table has: (.*)\.$", met.text, re.DOTALL)
    if found:
        return found[1].split(", ")
    there: list[str] = []
    for name in re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*", met.line):
        value = met.names.get(name)
        if isinstance(value, pd.DataFrame | pd.Series | dict):
            there += [str(key) for key in value.keys()]  # noqa: SIM118 (a column's own are values)
    return there


def _semicolons(met: Met) -> Words | None:
    joined = [name for name in _columns(met) if name.count(";") or name.count("\t")]
    if _key(met) is None or not joined:
        return None
    return {"name": joined[0].replace("\t", "\\t"), "sep": ";" if ";" in joined[0] else "\\t"}


def _blanks(met: Met) -> Words | None:
    key = str(_key(met))
    twins = [name for name in _columns(met) if name != key and name.strip() == key.strip()]
    return {"name": twins[0], "key": key} if twins and _key(met) is not None else None


def _two_columns(met: Met) -> Words | None:
    key = _key(met)
    if not isinstance(key, tuple) or not all(isinstance(name, str) for name in key):
        return None
    table = re.search(r"(\w+)\s*\[", met.line)
    keys = ", ".join(f'"{name}"' for name in key)
    return {"table": table[1] if table else "table", "keys": keys}


def _column_of_a_column(met: Met) -> Words | None:
    key = _key(met)
    found = re.search(r"(\w+)\[\s*[\"'](\w+)[\"']\s*\]\s*\[\s*[\"'](\w+)[\"']\s*\]", met.line)
    if not found or key != found[3] or key not in _columns(met):
        return None
    return {"table": found[1], "a": found[2], "b": found[3]}


def _value_for_a_key(met: Met) -> Words | None:
    key = _key(met)
    place = found_in(met, key) if isinstance(key, str) else None
    if not place or not re.search(rf"\b{place[0]}\b", met.line):
        return None
    return {"key": key, "table": place[0], "column": place[1]}


def _misspelt_key(met: Met) -> Words | None:
    key = _key(met)
    near = near_whatever_capitals(key, _columns(met), 0.65)
    return {"key": key, "near": near} if key is not None and near and near != key else None


def _unknown_key(met: Met) -> Words | None:
    return {"key": _key(met)} if isinstance(met.problem, KeyError) else None


# ---- what stands behind a dot ----


def _other_capitals(met: Met) -> Words | None:
    words = _misspelt_attribute(met)
    return words if words and words["name"].lower() == words["near"].lower() else None


def _excel_word(met: Met) -> Words | None:
    name = getattr(met.problem, "name", None) if isinstance(met.problem, AttributeError) else None
    key = EXCEL.get(str(name).upper())
    return {"name": name, "instead": say(key)} if key else None


def _other_word(met: Met) -> Words | None:
    name = getattr(met.problem, "name", None) if isinstance(met.problem, AttributeError) else None
    here = OTHER_WORDS.get(str(name).lower())
    return {"name": name, "here": here} if here else None


def _random_state(met: Met) -> Words | None:
    place = re.search(r"random_state\s*=\s*(\(.*?\)|[^,)]+)\s*[,)]", met.line)
    if not place or not re.search("random_state must be|Seed must be", met.text):
        return None
    given = place[1].strip()
    named = given in met.names
    return {
        "given": repr(met.names[given]) if named else given,
        "name": given if named else "random_state",
    }


def _misspelt_attribute(met: Met) -> Words | None:
    if not isinstance(met.problem, AttributeError | ImportError):
        return None
    found = re.search(r"(?:attribute|import name) '(\w+)'", met.text)
    owner = getattr(met.problem, "obj", None)
    near = (
        near_whatever_capitals(found[1], [n for n in dir(owner) if not n.startswith("_")], 0.65)
        if found
        else None
    )
    return {"name": found[1], "near": near} if found and near else None


def _column_behind_a_dot(met: Met) -> Words | None:
    owner = getattr(met.problem, "obj", None)
    if not isinstance(met.problem, AttributeError) or not isinstance(owner, pd.DataFrame):
        return None
    near = near_one(met.problem.name, owner.columns)
    return {"name": met.problem.name, "near": near} if near else None


def _odd_path(met: Met) -> Words | None:
    """Tell a Windows path whose backslashes were read as signs."""
    if not isinstance(met.problem, OSError):
        return None
    name = str(met.problem.filename)
    odd = re.search(r"[\n\t\r\a\b\f\v]", name) or re.search(r"[\"'][A-Za-z]:\\\w", met.line)
    return {} if odd else None


def _no_file(met: Met) -> Words | None:
    missing = isinstance(met.problem, FileNotFoundError)
    return {"name": met.problem.filename} if missing else None  # type: ignore[attr-defined]


_COLUMNS: list[Cause] = [
    (_semicolons, "stopped.semicolons"),
    (said("Error tokenizing data"), "stopped.uneven_lines"),
    (said("", UnicodeDecodeError), "stopped.not_utf8"),
    (_blanks, "stopped.blank_in_name"),
    (
        in_line(r"\[\s*[\"'](?P<name>[\w ]+)[\"']\s*[<>=!]=?", TypeError | KeyError),
        "stopped.comparison_inside",
    ),
    (
        said(r"dtype: bool\w*(, |\))", pd.errors.InvalidIndexError),
        "stopped.comma_in_key",
    ),
    (_two_columns, "stopped.two_columns"),
    (
        said(
            r"Cannot subset columns with a tuple|^\(\[|key of type tuple not found"
            "|hashable type: 'list'"
        ),
        "stopped.list_of_columns",
    ),
    (_column_of_a_column, "stopped.column_of_a_column"),
    (said(r"^-?\d+$", KeyError), "stopped.number_as_key"),
    (_value_for_a_key, "stopped.value_for_a_key"),
    (_misspelt_key, "stopped.misspelt_key"),
    (_unknown_key, "stopped.unknown_key"),
    (said("list indices must be integers or slices, not tuple"), "stopped.comma_between_lists"),
    (said("list indices must be integers or slices, not str"), "stopped.list_by_name"),
    (said("string indices must be integers"), "stopped.text_by_column"),
    (said("single positional indexer is out-of-bounds"), "stopped.no_such_row"),
    (said("only integers, slices", IndexError), "stopped.place_by_name"),
    (said("", IndexError), "stopped.no_such_place"),
]

_VALUES: list[Cause] = [
    (said("boolean value of NA is ambiguous"), "stopped.missing_in_question"),
    (
        said("truth value of a|only integer scalar arrays can be converted", ValueError),
        "stopped.column_in_question",
    ),
    (
        said(r"unsupported operand type\(s\) for [&|]|Cannot perform 'r?(and|or)_'", TypeError),
        "stopped.brackets_around",
    ),
    (said("'ellipsis'"), "stopped.dots_left"),
    (
        said("'(method|function|builtin_function_or_method)' object is not subscriptable"),
        "stopped.function_in_squares",
    ),
    (
        said("'(method|function|builtin_function_or_method)'", TypeError | AttributeError),
        "stopped.function_not_called",
    ),
    (said("'NoneType'"), "stopped.none"),
    (said("to concatenate str|can only concatenate str"), "stopped.text_plus_number"),
    (said("'tuple'|sequence by non-int", TypeError), "stopped.not_one_number"),
    (
        said(
            r"(not supported between|unsupported operand).*'(str|int|float)'.*'(str|int|float)'"
            r"|Invalid comparison between dtype=(str|object|bool|u?int\d+|float\d+)"
            r"|StrDType|<U\d"
            "|operation '.*' not supported",
            TypeError,
        ),
        "stopped.text_and_number",
    ),
    (
        said(
            "__round__|cannot be interpreted as an integer|non-integer key"
            "|positional indexing|SeedSequence expects int",
            TypeError,
        ),
        "stopped.whole_number",
    ),
    (_random_state, "stopped.random_state"),
    (said("Cannot take a larger sample"), "stopped.too_many_rows"),
    (said("must be in 1..12|day is out of range|datetime string"), "stopped.odd_date"),
    (said("datetime64|DatetimeArray|Timestamp|datetime.date", TypeError), "stopped.date"),
    (
        said(
            r"unsupported operand.*'(?!Series|DataFrame)[A-Z]\w+'"
            r"|'[A-Z]\w+' object is not subscriptable",
            TypeError,
        ),
        "stopped.whole_result",
    ),
    (
        said("could not convert string|Unable to parse string|invalid literal for int"),
        "stopped.not_a_number",
    ),
    (said("(?P<why>.*is not a number)\\. Turn text into numbers"), "stopped.column_of_text"),
    (
        said(
            r"(reduction|operation) '(?P<what>\w+)' (with string|with object)|agg function failed"
            r"|does not support operation|to numeric",
            TypeError,
        ),
        "stopped.text_in_calculation",
    ),
    (
        said("cannot convert (float )?(NaN|NA)|non-finite values|not 'NAType'"),
        "stopped.missing_to_whole",
    ),
    (
        said(r"Length of values \((?P<a>\d+)\) does not match length of index \((?P<b>\d+)\)"),
        "stopped.uneven_column",
    ),
    (said("", ZeroDivisionError), "stopped.by_zero"),
    (said("numeric_only accepts only Boolean|No axis named"), "stopped.column_between_brackets"),
    (
        said(r"missing \d+ required (positional|keyword-only) arguments?: (?P<names>.*)"),
        "stopped.more_needed",
    ),
    (
        said("takes .* positional arguments? but|takes no arguments|takes at most .* arguments"),
        "stopped.too_much_given",
    ),
    (
        said(r"(?P<function>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'"),
        "stopped.no_such_option",
    ),
    (
        said(r"'(int|float|bool|float64|int64)' object is not (iterable|subscriptable)|has no len"),
        "stopped.one_number",
    ),
    (said("(not enough|too many) values to unpack"), "stopped.unpacking"),
    (said("You are trying to merge on"), "stopped.merge_types"),
    (said("", RecursionError), "stopped.endless_calls"),
    (said(r"Can only use \.(?P<name>str|dt) accessor"), "stopped.str_or_dt"),
]

_DOTS: list[Cause] = [
    (
        said(r"'(numpy\.)?(float|int)\d*' object has no attribute '(?P<name>\w+)'"),
        "stopped.number_behind_dot",
    ),
    (said(r"'(list|tuple)' object has no attribute '(?P<name>\w+)'"), "stopped.list_behind_dot"),
    (said("'DataFrame' object has no attribute 'append'"), "stopped.append"),
    (said("'(DataFrame|Series)' object has no attribute 'sort'"), "stopped.sort"),
    (_other_capitals, "stopped.misspelt_attribute"),
    (_excel_word, "names.excel"),
    (_other_word, "stopped.other_word"),
    (_column_behind_a_dot, "stopped.column_behind_dot"),
    (_misspelt_attribute, "stopped.misspelt_attribute"),
    (said(r"No module named '(?P<name>[\w.]+)'"), "stopped.no_module"),
    (
        said(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"),
        "stopped.cannot_import",
    ),
    (said("", AttributeError), "stopped.nothing_behind_dot"),
]

_FILES: list[Cause] = [
    (_odd_path, "stopped.path"),
    (_no_file, "stopped.no_file"),
    (said("", PermissionError), "stopped.no_permission"),
]

STOPPED: list[Cause] = [
    *QUERIES,
    *DATABASES,
    *PICTURES,
    *NAMES,
    *_FILES,
    *_COLUMNS,
    *_VALUES,
    *_DOTS,
]
