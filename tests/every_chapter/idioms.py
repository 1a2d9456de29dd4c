"""The idioms of Python and pandas that a workbook asks for, and where a lesson explains them.

An idiom is the name of a method, function or option, an operator, or a form such as
``table[condition]``. It is explained where a lesson has it in a code cell and, between backticks,
in its text. ``python -m tests.every_chapter.idioms`` prints the table.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import seaborn as sns

from tests.every_chapter.chapters import ROOT, read

LESSONS = {int(path.name[:2]): path for path in sorted(ROOT.glob("notebooks/0[1-9]_*.ipynb"))}
PRIMER = {0: ROOT / "notebooks" / "00b_python_for_excel_users.ipynb"}
WORKBOOKS = {int(path.name[:2]): path for path in sorted(ROOT.glob("solutions/*/*.ipynb"))}

# What has a sign of its own in code; + - * / are Excel's too.
SIGNS: dict[type[ast.AST], str] = {
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Invert: "~",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is None",
    ast.IsNot: "is not None",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.FunctionDef: "def",
    ast.Return: "return",
    ast.If: "if",
    ast.IfExp: "one if condition else other",
    ast.For: "for",
    ast.While: "while",
    ast.Lambda: "lambda",
    ast.ListComp: "[... for ... in ...]",
    ast.GeneratorExp: "(... for ... in ...)",
    ast.SetComp: "{... for ... in ...}",
    ast.DictComp: "{...: ... for ... in ...}",
    ast.JoinedStr: 'f"{...}"',
    ast.Starred: "*list",
    ast.Dict: "{key: value}",
    ast.Slice: "[from:to]",
}
OF_PANDAS = (
    pd.DataFrame,
    pd.Series,
    pd.Index,
    pd.core.groupby.SeriesGroupBy,
    pd.core.groupby.DataFrameGroupBy,
    pd.core.indexes.accessors.DatetimeProperties,
    str,
)
# What the course's own package does is no idiom.
HELPERS = {path.stem for path in ROOT.glob("mkt40_helpers/*.py")} | {
    path.name for path in ROOT.glob("mkt40_helpers/*/")
}
HELPERS |= {"lab", "pictures", "plain_errors"}
LIBRARIES = {"pd": pd, "np": np, "sns": sns, "math": math}


def idioms(source: str) -> set[str]:
    """Name the idioms in a piece of code."""
    tree = ast.parse(source)
    found: set[str] = set()
    for node in ast.walk(tree):
        if type(node) in SIGNS:
            found.add(SIGNS[type(node)])
        found |= _named(node)
        if isinstance(node, ast.Subscript):
            found |= _in_brackets(node)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            found.add("one, other = ...")
    if re.search(r"\b\d+e\d+\b", source):
        found.add("1e6")
    return found


def _named(node: ast.AST) -> set[str]:
    """Name a method, a function, or the options of a call."""
    if isinstance(node, ast.Attribute):
        root = node.value.id if isinstance(node.value, ast.Name) else ""
        known = [LIBRARIES[root]] if root in LIBRARIES else OF_PANDAS
        its = root not in HELPERS and any(hasattr(one, node.attr) for one in known)
        return {node.attr} if its else set()
    if not isinstance(node, ast.Call):
        return set()
    if isinstance(node.func, ast.Name):
        return {node.func.id} if hasattr(builtins, node.func.id) else set()
    return {f"{one.arg}=" for one in node.keywords if one.arg} if _named(node.func) else set()


def _in_brackets(node: ast.Subscript) -> set[str]:
    """Forms of square brackets behind a table or list."""
    inside = node.slice
    behind = node.value.attr if isinstance(node.value, ast.Attribute) else ""
    found = set()
    if isinstance(node.ctx, ast.Store) and behind != "loc":
        found.add('table["new"] = ...')
    if isinstance(inside, ast.List):
        found.add("table[[one, other]]")
    if isinstance(inside, ast.Tuple) and behind not in ("loc", "iloc"):
        found.add("groups[one, other]")
    if isinstance(inside, ast.Constant) and isinstance(inside.value, bool):
        found.add("groups[True]")
    if isinstance(inside, ast.UnaryOp) and isinstance(inside.op, ast.USub):
        found.add("[-1]")
    parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    if any(isinstance(one, ast.Compare) for part in parts for one in ast.walk(part)):
        found.add("table[condition]")
    return found


def mentioned(text: str) -> set[str]:
    """Name the idioms that a text has between backticks."""
    found: set[str] = set()
    for span in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        words = re.sub(r"\"[^\"]*\"|'[^']*'", "", span)  # names of columns explain nothing
        found |= {span.strip(), *re.findall(r"\w+", words), *re.findall(r"\w+=(?!=)", words)}
        with contextlib.suppress(SyntaxError):  # a piece of code, such as a sign alone
            found |= idioms(span.strip())
    return found


@functools.cache
def explained_in(path: Path) -> frozenset[str]:
    """Name the idioms that a lesson has both in its code and in its text."""
    cells = read(path).cells
    code = set().union(*(idioms(cell.source) for cell in cells if cell.cell_type == "code"))
    text = set().union(*(mentioned(cell.source) for cell in cells if cell.cell_type == "markdown"))
    return frozenset(code & text)


@functools.cache
def asked_by(path: Path) -> frozenset[str]:
    """Name the idioms of the answer cells; what a learner only runs asks nothing of her."""
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    written = [c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    return frozenset().union(*map(idioms, written))


def where_explained(idiom: str, chapter: int) -> Path | None:
    """Find the first lesson, of those that come before a workbook, that explains an idiom."""
    for number, path in (PRIMER | LESSONS).items():
        if number <= chapter and idiom in explained_in(path):
            return path
    return None


def table() -> pd.DataFrame:
    """List every idiom with the first workbook that asks for it, and where it is explained."""
    rows: dict[str, dict[str, str]] = {}
    for chapter, path in WORKBOOKS.items():
        for idiom in sorted(asked_by(path)):
            found = where_explained(idiom, chapter)
            told = found.name if found else "nowhere"
            rows.setdefault(idiom, {"workbook": f"{chapter:02}", "explained in": told})
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("idiom")


if __name__ == "__main__":
    print(table().to_string())
