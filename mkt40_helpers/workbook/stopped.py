"""Causes of a cell that stopped while it ran, from the special to the general."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from mkt40_helpers.workbook.causes import Cause, Met, Words, found_in, in_line, near_one, said
from mkt40_helpers.workbook.names import NAMES

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
    lower = {name.lower(): name for name in _columns(met)}
    near = lower.get(str(key).lower()) or near_one(key, _columns(met), 0.65)
    return {"key": key, "near": near} if key is not None and near and near != key else None


def _unknown_key(met: Met) -> Words | None:
    return {"key": _key(met)} if isinstance(met.problem, KeyError) else None


# ---- what stands behind a dot ----


def _misspelt_attribute(met: Met) -> Words | None:
    if not isinstance(met.problem, AttributeError | ImportError):
        return None
    found = re.search(r"(?:attribute|import name) '(\w+)'", met.text)
    owner = getattr(met.problem, "obj", None)
    near = (
        near_one(found[1], [n for n in dir(owner) if not n.startswith("_")], 0.65)
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


_DECIMALS = (
    'If the numbers have a decimal comma, read the file with pd.read_csv(..., decimal=","), or '
    'turn the column into numbers: pd.to_numeric(column.str.replace(",", ".")).'
)
_BRACKETS = "put brackets around each comparison: (score >= 7) & (score <= 8)."
_TO_NUMBERS = "pd.to_numeric(column)"

_COLUMNS: list[Cause] = [
    (
        _semicolons,
        "The table has one column called {name!r}: the parts of each line were not split. Read the "
        'file again with pd.read_csv(name, sep="{sep}").',
    ),
    (
        said("Error tokenizing data"),
        "The lines of this file do not have the same number of parts. A file from a Dutch or "
        "Belgian "
        'Excel is split by semicolons and has decimal commas: pd.read_csv(name, sep=";", '
        'decimal=",").',
    ),
    (
        said("", UnicodeDecodeError),
        "The file is not written in UTF-8, which Python expects. Files from Excel often open with "
        'pd.read_csv(name, encoding="cp1252").',
    ),
    (
        _blanks,
        "The column is called {name!r}, with a blank in it, and not {key!r}. Take the blanks away "
        "once: table.columns = table.columns.str.strip().",
    ),
    (
        in_line(r"\[\s*[\"'](?P<name>[\w ]+)[\"']\s*[<>=!]=?", TypeError | KeyError),
        "The comparison stands inside the square brackets, so Python compares the text {name!r} "
        'itself. Close the bracket first: table["{name}"] == value.',
    ),
    (
        _two_columns,
        "Two columns were asked for in one pair of brackets. A list of columns needs two pairs: "
        "{table}[[{keys}]].",
    ),
    (
        said(
            r"Cannot subset columns with a tuple|^\(\[|key of type tuple not found"
            "|hashable type: 'list'"
        ),
        "Several columns need one list, so two pairs of brackets with commas only between the "
        "names: "
        'table[["a", "b"]], or table.groupby("a")[["b", "c"]].',
    ),
    (
        _column_of_a_column,
        '{table}["{a}"] is a single column, and a column has no column {b!r}. Two columns need a '
        'list in the brackets: {table}[["{a}", "{b}"]].',
    ),
    (
        said(r"^-?\d+$", KeyError),
        "The number {text} was asked for between square brackets, and there is no row or column "
        "called so. Columns are asked for by name; the first row is .iloc[0].",
    ),
    (
        _value_for_a_key,
        "{key!r} is not the name of a column: it is a text in the column {column!r} of {table}. "
        "Choose "
        'its rows: {table}[{table}["{column}"] == "{key}"].',
    ),
    (
        _misspelt_key,
        "There is no column or key {key!r}. Did you mean {near!r}? Capitals, blanks and "
        "underscores count.",
    ),
    (
        _unknown_key,
        "There is no column or key {key!r}. Capitals, blanks and underscores count; the names of a "
        "table's columns are in its .columns, those of its rows in its .index.",
    ),
    (
        said("list indices must be integers or slices, not tuple"),
        "Square brackets stand behind a list, with a comma in them. Between two lists a comma is "
        "missing; or put the columns of a table into two pairs of brackets.",
    ),
    (
        said("list indices must be integers or slices, not str"),
        "A list is asked for a name here, and its items have only places: 0 is the first. To look "
        "up by name, keep the names with the values, as a column (Series) or dictionary does.",
    ),
    (
        said("string indices must be integers"),
        "A text is asked for a column here. Is the name of a table in quotation marks, or does a "
        "for loop run over a table? (It gives the names of the columns, one by one.)",
    ),
    (
        said("single positional indexer is out-of-bounds"),
        "There is no row at this place: perhaps the selection is empty. Look at it on its own, and "
        "count its rows with len(...). Python counts from 0.",
    ),
    (
        said("only integers, slices", IndexError),
        "Something is asked for a name here whose items have only places: 0 is the first. Columns "
        "are "
        'taken from the table itself: table["column"].',
    ),
    (
        said("", IndexError),
        "You asked for a place that is not there. Python counts from 0: the first is [0], the last "
        "is [-1].",
    ),
]

_VALUES: list[Cause] = [
    (
        said("boolean value of NA is ambiguous"),
        "A missing value (<NA>) came into a yes/no question, and it is neither yes nor no. Leave "
        "the missing values out first, with .dropna(), or ask pd.isna(value) before you compare.",
    ),
    (
        said("truth value of a|only integer scalar arrays can be converted", ValueError),
        "A whole column was asked one yes/no question. With columns, write & for and, | for or, "
        "~ for not, and " + _BRACKETS,
    ),
    (
        said(r"unsupported operand type\(s\) for [&|]|Cannot perform 'r?(and|or)_'", TypeError),
        "Without brackets, & and | are worked out before a comparison. So " + _BRACKETS,
    ),
    (
        said("'ellipsis'"),
        "Three dots (...) are still in place of a value: an answer above is not filled in yet. "
        "Fill it in and run its cell, then run this one again.",
    ),
    (
        said("'(method|function|builtin_function_or_method)' object is not subscriptable"),
        "Square brackets stand behind a function. Call it with round brackets: head(5), "
        'groupby("column").',
    ),
    (
        said("'(method|function|builtin_function_or_method)'", TypeError | AttributeError),
        "A function is used without being called: the brackets behind its name are missing, as in "
        ".sum() or .mean().",
    ),
    (
        said("'NoneType'"),
        "One part of this line is None, which means nothing: a missing answer in a list, or what "
        "print(...), check(...), a function without return and everything with inplace=True give "
        "back.",
    ),
    (
        said("to concatenate str|can only concatenate str"),
        "A text and a number were joined with +. To show both, use print(text, number); to join "
        "them, make the number a text: str(number).",
    ),
    (
        said("'tuple'|sequence by non-int", TypeError),
        "A text, a list or several values stand where one number is needed. Leave out quotation "
        "marks around a number; Python writes 3.5 and takes 3,5 (a decimal comma) for two numbers. "
        "For every item of a list, use pd.Series(the_list).",
    ),
    (
        said(
            r"(not supported between|unsupported operand).*'(str|int|float)'.*'(str|int|float)'"
            r"|Invalid comparison between dtype=(str|object)|StrDType|<U\d"
            "|operation '.*' not supported",
            TypeError,
        ),
        "A text and a number meet here. Leave out the quotation marks around a number; turn a "
        "column of text into numbers with " + _TO_NUMBERS + ".",
    ),
    (
        said("__round__|cannot be interpreted as an integer|non-integer key", TypeError),
        "A whole number is needed here, and something else was given. Leave out quotation marks "
        "around a number, and use round(...) or int(...) where it has decimals.",
    ),
    (
        said("datetime64|DatetimeArray|Timestamp|datetime.date", TypeError),
        'A date meets something that is no date. Write dates as pd.Timestamp("2024-12-31"), or '
        "take "
        "a part of them: column.dt.year > 2024.",
    ),
    (
        said(
            r"unsupported operand.*'(?!Series|DataFrame)[A-Z]\w+'"
            r"|'[A-Z]\w+' object is not subscriptable",
            TypeError,
        ),
        "A whole result stands where one figure is needed. Write a dot and the name of the figure "
        "behind it, such as result.score; press the Tab key after the dot to see all names.",
    ),
    (
        said("could not convert string|Unable to parse string|invalid literal for int"),
        "A text could not be read as a number ({text}). " + _DECIMALS,
    ),
    (
        said("(?P<why>.*is not a number)\\. Turn text into numbers"),
        "{why}: the column holds text. " + _DECIMALS,
    ),
    (
        said(
            r"(reduction|operation) '(?P<what>\w+)' (with string|with object)|agg function failed"
            r"|does not support operation|to numeric",
            TypeError,
        ),
        "A calculation with numbers met a column of text. Choose the column with numbers first, "
        "such "
        'as table.groupby("group")["number"]. ' + _DECIMALS,
    ),
    (
        said("cannot convert (float )?(NaN|NA)|non-finite values|not 'NAType'"),
        "There is a missing value, which cannot become a whole number. Leave missing values out "
        "first, with .dropna(), and say how many they were.",
    ),
    (
        said(r"Length of values \((?P<a>\d+)\) does not match length of index \((?P<b>\d+)\)"),
        "The new column has {a} values and the table {b} rows. A column needs one value for each "
        "row.",
    ),
    (
        said("", ZeroDivisionError),
        "A number is divided by zero. Which count is zero here? Perhaps the selection is empty.",
    ),
    (
        said(r"missing \d+ required (positional|keyword-only) arguments?: (?P<names>.*)"),
        "The function needs more between its brackets: {names} is missing.",
    ),
    (
        said("takes .* positional arguments? but|takes no arguments"),
        "There is more between the brackets than this function takes. Is there a comma too many, "
        "such as a decimal comma? Several values for one place go into a list: [9, 10].",
    ),
    (
        said(r"(?P<function>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'"),
        "{function}() has no option called {name!r}. Check its spelling: help({function}) lists "
        "what there is.",
    ),
    (
        said(r"'(int|float|bool|float64|int64)' object is not (iterable|subscriptable)|has no len"),
        "One single number stands where a list or column is needed. To repeat something n times, "
        "write for i in range(n).",
    ),
    (
        said("(not enough|too many) values to unpack"),
        "There are more or fewer values right of the = sign than names left of it. Is there a "
        "decimal comma? Python writes 3.5 and not 3,5.",
    ),
    (
        said("You are trying to merge on"),
        "The two tables hold the key in different types, such as number and text. Make both alike "
        'first, such as table["key"].astype(str).',
    ),
    (
        said("", RecursionError),
        "A function calls itself without end. Inside it, is its own name used with brackets?",
    ),
    (
        said(r"Can only use \.(?P<name>str|dt) accessor"),
        "The column is not of the kind that .{name} works on: .str is for text, .dt for dates. "
        "Text becomes dates with pd.to_datetime(column).",
    ),
]

_DOTS: list[Cause] = [
    (
        said(r"'(numpy\.)?(float|int)\d*' object has no attribute '(?P<name>\w+)'"),
        "What stands before .{name} is one number already, and a number has no {name}. The step "
        "before has done the work, or it took too much together.",
    ),
    (
        said(r"'(list|tuple)' object has no attribute '(?P<name>\w+)'"),
        "A list has no {name}. Make it a column first: pd.Series(the_list).{name}().",
    ),
    (
        said("'DataFrame' object has no attribute 'append'"),
        "Tables have no append any more. Use pd.concat([table, other_table]).",
    ),
    (
        said("'(DataFrame|Series)' object has no attribute 'sort'"),
        'Sorting is called sort_values: table.sort_values("column"), or column.sort_values().',
    ),
    (
        _column_behind_a_dot,
        "The table has no {name!r}. If you mean the column {near!r}, write it in square brackets: "
        'table["{near}"].',
    ),
    (
        _misspelt_attribute,
        "There is no {name!r} here. Did you mean {near!r}? Capitals count.",
    ),
    (
        said(r"No module named '(?P<name>[\w.]+)'"),
        "Python finds no module {name!r}. Is the name spelt rightly? Is the course installed in "
        "this kernel? The start page has a self-check.",
    ),
    (
        said(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"),
        "{module} has no {name!r}. Check the spelling behind import.",
    ),
    (
        said("", AttributeError),
        "What stands before the dot does not have what stands behind it. Check the spelling behind "
        "the dot, and look at what is before it with type(...).",
    ),
]

_FILES: list[Cause] = [
    (
        _odd_path,
        "The path holds backslashes, which Python reads as signs of its own (\\n is a new line). "
        "Put "
        'an r before its first quotation mark, r"C:\\...", or write / instead of \\.',
    ),
    (
        _no_file,
        "There is no file {name!r} in the folder of this notebook. Compare its name and its "
        "ending; a file in another folder needs the path to it.",
    ),
    (
        said("", PermissionError),
        "The file cannot be opened. Is it open in another program, such as Excel, or is it a "
        "folder? Close it there and run this cell again.",
    ),
]

STOPPED: list[Cause] = [*NAMES, *_FILES, *_COLUMNS, *_VALUES, *_DOTS]
