"""What is said of the place in a learner's line: where, then what it does, then a like case.

One of the three for each try, and never the edit itself: she is to find that.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from mkt40_helpers.data import meaning_of
from mkt40_helpers.workbook.her_line.edits_of_sql import is_query
from mkt40_helpers.workbook.her_line.search import Found
from mkt40_helpers.workbook.words import say

__all__ = ["STEPS", "family_of", "line_of", "told"]

STEPS = ("where", "what", "like")
# Edits about which the same is said.
_FAMILIES = {
    "condition": (
        "condition_more",
        "condition_less",
        "and_or",
        "not",
        "yes_no",
        "filter_more",
        "comparison",
    ),
    "rows": ("filter_less", "step_less"),
    "aggregation": ("aggregation", "method"),
    "sum": ("operator", "swapped", "part_more", "part_less", "power", "other_part"),
    "total": ("denominator",),
    "name": ("name", "figure"),
    "argument": ("argument", "function", "groups_less", "item_more", "item_less"),
}
_FAMILY = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}
_MOST_TEXT = 70
_LOOKED_UP = {
    "number": "line_what.number",
    "argument": "line_what.argument",
    "brackets": "line_what.brackets",
    "return": "line_what.return",
    "truth": "line_what.truth",
    "query": "line_what.query",
}


def family_of(found: Found) -> str:
    """Name what the feedback is about, such as "border"."""
    if _in_query(found):
        return "query"
    return _FAMILY.get(found.edit.kind, found.edit.kind)


def line_of(found: Found) -> int:
    """Give the number of the line in its cell, from 1."""
    place = _from_its_dot(found)
    first = int(getattr(place, "lineno", found.statement.tree.lineno))
    words = str(found.edit.told.get("text", "")).split()
    # A query may go over several lines: its words say in which of them the place is.
    lines = found.statement.text.splitlines()[first - 1 : getattr(place, "end_lineno", first)]
    for size in (len(words), 2, 1) if _in_query(found) else ():
        for number, line in enumerate(lines):
            if " ".join(words[:size]) in " ".join(line.split()):
                return first + number
    return first


def _from_its_dot(found: Found) -> Any:
    """Give the place; that of a chain's last step begins at its dot, which may be lines below."""
    place: Any = found.edit.place
    if not isinstance(place, ast.Pass):
        return place
    lines = found.statement.text.splitlines()
    step: Any = copy.copy(place)
    last = place.end_lineno or place.lineno
    for number in range(place.lineno, last + 1):
        begins = place.col_offset if number == place.lineno else 0
        code = lines[number - 1].encode()[begins:].split(b"#")[0]
        if b"." in code:
            step.lineno, step.col_offset = number, begins + code.index(b".")
            return step
    return place


def _in_query(found: Found) -> bool:
    value = getattr(found.edit.place, "value", None)
    return isinstance(value, str) and is_query(value)


def told(found: Found, step: str) -> str:
    """Say where a line goes wrong, what it does to these rows, or a like case.

    Parameters
    ----------
    found : Found
    step : {"where", "what", "like"}

    Returns
    -------
    str
    """
    if step == "where":
        return _where(found)
    family = family_of(found)
    if step == "like":
        return say(f"line_like.{family}")
    what = _WHAT.get(family, _of_place)(found)
    return what or say("line_what.look", place=_place(found))


def _where(found: Found) -> str:
    lines = found.statement.text.splitlines()
    number = line_of(found)
    line, place = _marked(lines, found), _place(found)
    if found.also is None:
        return say("line.where", number=number, line=line, place=place)
    other = found.also.edit.place
    text = found.statement.source(other) or ast.unparse(other)
    also = getattr(other, "lineno", number)
    return say("line.where_both", number=number, line=line, place=place, also=also,
               other=_short(text))  # fmt: skip


def _place(found: Found) -> str:
    text = found.edit.told.get("text") or found.statement.source(_from_its_dot(found))
    return _short((text or ast.unparse(found.edit.place)).lstrip(") "))


def _short(text: str) -> str:
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 4]} ..."


def _marked(lines: list[str], found: Found) -> str:
    """Give her line, with the place between marks that the page shows as a line under it."""
    place = _from_its_dot(found)
    line = lines[line_of(found) - 1]
    if "text" in found.edit.told or place.end_lineno != place.lineno:
        return line.strip().replace("`", "'")
    raw = line.encode()
    end = place.end_col_offset
    its = raw[place.col_offset : end].decode().lstrip(") ")
    start = end - len(its.encode())
    before, after = raw[:start].decode(), raw[end:].decode()
    return f"{before}⟦{its}⟧{after}".strip().replace("`", "'")


# ---- what the place does to the learner's own rows ----


def _value(found: Found, node: ast.AST) -> Any:
    """Compute a part of the line, or None where it cannot be computed by itself."""
    inside = set(_bound_inside(found.statement.tree))
    if any(isinstance(one, ast.Name) and one.id in inside for one in ast.walk(node)):
        return None
    try:
        held = dict(found.held)
        code = compile(ast.Expression(node), "<her line>", "eval")  # type: ignore[arg-type]
        return eval(code, held)
    except Exception:
        return None


def _bound_inside(tree: ast.AST) -> Iterator[str]:
    """Give the names of a function's arguments, of loops and comprehensions: they come and go."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.comprehension | ast.For):
            yield from (one.id for one in ast.walk(node.target) if isinstance(one, ast.Name))
        elif isinstance(node, ast.FunctionDef):
            made = (one for one in ast.walk(node) if isinstance(one, ast.Name))
            yield from (one.id for one in made if isinstance(one.ctx, ast.Store))


def _of_border(found: Found) -> str:
    left, right = (found.edit.told.get(name) for name in ("left", "right"))
    place: Any = found.edit.place
    if left is None or right is None or "text" in found.edit.told:
        return ""
    values, border = _value(found, left), _value(found, right)
    border_text = found.statement.source(right) or ast.unparse(right)
    inside = isinstance(place, ast.Compare) and isinstance(place.ops[0], ast.GtE | ast.LtE)
    if isinstance(values, pd.Series):
        on_it = int((values == border).fillna(False).sum())
        return say(
            "line_what.border_rows_in" if inside else "line_what.border_rows_out",
            number=on_it,
            border=_short(border_text),
            place=_place(found),
        )
    return say(
        "line_what.border_in" if inside else "line_what.border_out",
        border=_short(border_text),
        place=_place(found),
    )


def _of_condition(found: Found) -> str:
    mask = _value(found, found.edit.place)
    if isinstance(mask, pd.Series) and mask.dtype.kind == "b":
        number = int(mask.fillna(False).sum())
        return say("line_what.condition", place=_place(found), number=number, all=len(mask))
    return ""


def _of_rows(found: Found) -> str:
    name = found.edit.told.get("name")
    table = found.held.get(name) if name else _value(found, found.edit.place)
    if not isinstance(table, pd.DataFrame | pd.Series):
        return ""
    column = next((str(one.value) for one in ast.walk(found.edit.new)
                   if isinstance(one, ast.Constant) and isinstance(table, pd.DataFrame)
                   and one.value in table.columns), "")  # fmt: skip
    if not column:
        return say("line_what.rows", place=_place(found), number=len(table))
    values = table[column]
    if values.nunique() <= 8 and values.dtype.kind not in "ifM":
        labels = ", ".join(sorted(map(str, values.dropna().unique())))
        return say("line_what.rows_of", place=_place(found), number=len(table), column=column,
                   labels=labels)  # fmt: skip
    empty = int(values.isna().sum())
    return say(
        "line_what.rows_by", place=_place(found), number=len(table), column=column, empty=empty
    )


def _of_aggregation(found: Found) -> str:
    name = str(found.edit.told.get("name", "")).lower().removesuffix("(...)")
    known = ("mean", "sum", "count", "size", "median", "std", "var", "sem", "min", "max", "nunique",
             "first", "last", "len", "avg")  # fmt: skip
    if name not in known:
        return ""
    return say("line_what.aggregation", place=_place(found), does=say(f"line_does.{name}"))


def _of_column(found: Found) -> str:
    name = str(found.edit.told.get("name", ""))
    meaning = meaning_of(name.rpartition(".")[2], found.tables)
    return say("line_what.column", name=name, meaning=meaning) if meaning else ""


def _of_label(found: Found) -> str:
    name = found.edit.told.get("name")
    for table in found.held.values():
        if not isinstance(table, pd.DataFrame):
            continue
        for column in table.columns:
            values = table[column]
            if isinstance(values, pd.Series) and values.dtype.kind not in "ifM":
                number = int((values.astype(object) == name).sum())
                if number and values.nunique() <= 12:
                    others = ", ".join(sorted(map(str, values.dropna().unique())))
                    return say("line_what.label", name=name, number=number, column=column,
                               labels=others)  # fmt: skip
    return ""


def _of_sum(found: Found) -> str:
    place = found.edit.place
    value = _value(found, place)
    if isinstance(place, ast.BinOp):
        left, right = _value(found, place.left), _value(found, place.right)
        if _is_number(left) and _is_number(right):
            return say("line_what.sum_of", place=_place(found), left=f"{left:.6g}",
                       right=f"{right:.6g}", value=f"{value:.6g}")  # fmt: skip
    return (
        say("line_what.sum", place=_place(found), value=f"{value:.6g}") if _is_number(value) else ""
    )


def _of_total(found: Found) -> str:
    value = _value(found, found.edit.place)
    if _is_number(value):
        return say("line_what.total", place=_place(found), value=f"{value:.6g}")
    return ""


def _of_name(found: Found) -> str:
    value = _value(found, found.edit.place)
    if isinstance(value, pd.DataFrame):
        return say("line_what.name_table", place=_place(found), number=len(value))
    if _is_number(value):
        return say("line_what.name_number", place=_place(found), value=f"{value:.6g}")
    return ""


def _of_rounded(found: Found) -> str:
    value = _value(found, found.edit.place)
    return (
        say("line_what.rounded", place=_place(found), value=f"{value:.6g}")
        if _is_number(value)
        else ""
    )


def _of_everybody(found: Found) -> str:
    value = _value(found, found.edit.place)
    if isinstance(value, pd.DataFrame):
        return say("line_what.everybody", place=_place(found), number=len(value))
    return ""


def _of_step(found: Found) -> str:
    return say("line_what.step_more", name=found.edit.told.get("name") or _place(found))


def _of_place(found: Found) -> str:
    key = _LOOKED_UP.get(family_of(found))
    return say(key, place=_place(found)) if key else ""


def _is_number(value: Any) -> bool:
    return (
        not isinstance(value, bool)
        and hasattr(value, "__float__")
        and getattr(value, "ndim", 0) == 0
    )


_WHAT: dict[str, Callable[[Found], str]] = {
    "border": _of_border,
    "condition": _of_condition,
    "rows": _of_rows,
    "aggregation": _of_aggregation,
    "column": _of_column,
    "label": _of_label,
    "sum": _of_sum,
    "total": _of_total,
    "name": _of_name,
    "rounded": _of_rounded,
    "everybody": _of_everybody,
    "step_more": _of_step,
}
