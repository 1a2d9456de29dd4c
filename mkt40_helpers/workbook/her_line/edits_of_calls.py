"""Edits of calls and selections: an aggregation, a step, an argument, a filter."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from mkt40_helpers.workbook.her_line.edit import Edit, Slot, end_of, method
from mkt40_helpers.workbook.her_line.edits_of_parts import AGGREGATIONS
from mkt40_helpers.workbook.her_line.scope import Scope

__all__ = ["of_attribute", "of_call", "of_subscript", "wrapped"]

_PAIRS = {
    "notna": "isna", "isna": "notna", "any": "all", "all": "any", "head": "tail", "tail": "head",
    "idxmax": "idxmin", "idxmin": "idxmax", "ge": "gt", "gt": "ge", "le": "lt", "lt": "le",
    "ffill": "bfill", "loc": "iloc", "dt": "str",
}  # fmt: skip
_ROUNDING = {"round", "int", "ceil", "floor", "trunc", "rint", "abs", "bool"}


def of_call(node: ast.Call, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Edit a call: its function, its steps, its arguments."""
    name = method(node)
    if isinstance(node.func, ast.Attribute):
        value = node.func.value
        module = value.id if isinstance(value, ast.Name) and scope.is_module(value.id) else ""
        if name in AGGREGATIONS:
            for other in AGGREGATIONS:
                func = ast.Attribute(value, other, ast.Load())
                if other != name:
                    likely = 1 if other in scope.words else 3
                    new = ast.Call(func, node.args, node.keywords)
                    same = f".{name}>.{other}"
                    yield Edit("aggregation", slot, new, end_of(node), {"name": name}, likely, same)
        elif name in _PAIRS:
            func = ast.Attribute(value, _PAIRS[name], ast.Load())
            new = ast.Call(func, node.args, node.keywords)
            yield Edit("method", slot, new, end_of(node), {"name": name}, 4)
        if not module:
            yield Edit("step_more", slot, value, end_of(node), {"name": name}, 3)
        elif module != "data":
            for other in scope.functions_beside(module, name):
                func = ast.Attribute(value, other, ast.Load())
                new = ast.Call(func, node.args, node.keywords)
                yield Edit("function", slot, new, node, {"name": name}, 6)
    elif isinstance(node.func, ast.Name) and node.func.id in ("len", "sum", "max", "min", "set"):
        yield from _of_built_in(node, slot, scope)
    if _rounds(node):
        inside = node.args[0]
        while _rounds(inside):  # int(np.ceil(x))
            inside = inside.args[0]  # type: ignore[attr-defined]
        yield Edit("rounded", slot, inside, node, likely=1)
    yield from _of_arguments(node, slot, scope)


def _rounds(node: ast.AST) -> bool:
    name = method(node) or getattr(getattr(node, "func", None), "id", "")
    return isinstance(node, ast.Call) and len(node.args) >= 1 and name in _ROUNDING


def _of_built_in(node: ast.Call, slot: Slot, scope: Scope) -> Iterator[Edit]:
    assert isinstance(node.func, ast.Name)
    if len(node.args) != 1:
        return
    for other in ("len", "sum", "max", "min"):
        if other != node.func.id:
            new = ast.Call(ast.Name(other, ast.Load()), node.args, [])
            yield Edit("aggregation", slot, new, node, {"name": node.func.id}, 4)
    if node.func.id == "len":
        for count in scope.counts_of(node.args[0]):
            yield Edit("denominator", slot, count, node, {"name": "len"}, 2)


_ADDED: dict[str, tuple[str, Any]] = {
    "value_counts": ("normalize", True),
    "sort_values": ("ascending", False),
    "std": ("ddof", 0),
    "var": ("ddof", 0),
    "merge": ("how", "left"),
    "crosstab": ("normalize", "index"),
    "groupby": ("dropna", False),
    "cumsum": ("axis", 1),
}


# Arguments that take a column, in methods of tables.
_COLUMNS = {
    "pivot_table": ("index", "columns", "values"),
    "dropna": ("subset",),
    "drop_duplicates": ("subset",),
}


def _of_arguments(node: ast.Call, slot: Slot, scope: Scope) -> Iterator[Edit]:
    name = method(node) or getattr(node.func, "id", "")

    def with_keywords(keywords: Sequence[ast.keyword]) -> ast.Call:
        return ast.Call(node.func, node.args, list(keywords))

    for place in range(len(node.keywords)):
        rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
        yield Edit("argument", slot, with_keywords(rest), node, {"name": name}, 4)
    there = {keyword.arg for keyword in node.keywords}
    added: list[tuple[str, ast.expr, str]] = []
    if name in _ADDED and _ADDED[name][0] not in there:
        added.append((_ADDED[name][0], ast.Constant(_ADDED[name][1]), "argument"))
    if name == "crosstab" and "normalize" not in there:
        added.append(("normalize", ast.Constant("columns"), "argument"))
        added.append(("normalize", ast.Constant("all"), "argument"))
    if name == "load" and "student" not in there and len(node.args) == 1 and "learner" in scope:
        added.append(("student", ast.Name("learner", ast.Load()), "everybody"))
    draws = scope.draws and ast.unparse(node.func).startswith("sns.")
    for its_name in ("x", "y", "hue") if draws else _COLUMNS.get(name, ()):
        if its_name not in there:
            columns = scope.columns_likely()
            added += [(its_name, ast.Constant(one), "argument") for one in columns]
    for its_name, value, kind in added:
        keywords = [*node.keywords, ast.keyword(its_name, value)]
        yield Edit(kind, slot, with_keywords(keywords), node, {"name": name}, 3)
    for its_name, other in scope.parameters_of(node, there):
        keywords = [*node.keywords, ast.keyword(its_name, ast.Constant(other))]
        yield Edit("argument", slot, with_keywords(keywords), node, {"name": name}, 5)
    if len(node.args) == 2 and not isinstance(node.args[0], ast.Starred):
        new = ast.Call(node.func, node.args[::-1], node.keywords)
        yield Edit("swapped", slot, new, node, likely=6)
    if len(node.args) == 1 and name == "groupby":
        for column in scope.columns_likely():
            keys = ast.List([node.args[0], ast.Constant(column)], ast.Load())
            yield Edit("groups_less", slot, ast.Call(node.func, [keys], node.keywords), node, {}, 6)


def of_subscript(node: ast.Subscript, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Leave a filter out."""
    if isinstance(node.slice, ast.Compare | ast.BinOp | ast.Name | ast.UnaryOp | ast.Call):
        yield Edit("filter_more", slot, node.value, node.slice, likely=3)
    loc = isinstance(node.value, ast.Attribute) and node.value.attr == "loc"
    if loc and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        every = ast.Tuple([ast.Slice(), node.slice.elts[1]], ast.Load())
        new = ast.Subscript(node.value, every, ast.Load())
        yield Edit("filter_more", slot, new, node.slice.elts[0], likely=3)


def of_attribute(node: ast.Attribute, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Put another column or figure in the place of one."""
    if isinstance(slot.parent, ast.Call) and slot.field == "func":
        return
    if node.attr == "size":
        count = ast.Call(ast.Attribute(node.value, "count", ast.Load()), [], [])
        yield Edit("denominator", slot, count, node, {"name": "size"}, 2)
    for kind, other, likely in scope.texts_for(node.attr):
        if kind == "column":
            new = ast.Attribute(node.value, other, ast.Load())
            yield Edit("column", slot, new, node, {"name": node.attr}, likely)
    for other in scope.figures_beside(node):
        yield Edit("figure", slot, ast.Attribute(node.value, other, ast.Load()), node, {}, 4)


# ---- something put around a part ----


def wrapped(node: ast.expr, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Put a step, a condition or a power around a part."""
    if isinstance(node, ast.Constant) or isinstance(slot.parent, ast.keyword):
        return
    chained = isinstance(node, ast.Name | ast.Subscript | ast.Call | ast.Attribute)
    called = isinstance(slot.parent, ast.Call) and slot.field == "func"
    if chained and not called and not _is_module(node, scope):
        for step in ("dropna", "drop_duplicates", "abs", *scope.steps):
            new = ast.Call(ast.Attribute(node, step, ast.Load()), [], [])
            yield Edit("step_less", slot, new, node, {"step": step}, 5)
        for column in scope.columns_likely():
            one = ast.Attribute(node, "drop_duplicates", ast.Load())
            new = ast.Call(one, [ast.Constant(column)], [])
            if isinstance(node, ast.Name) and scope.is_table(node.id):
                yield Edit("step_less", slot, new, node, {"step": "drop_duplicates"}, 5)
    if isinstance(slot.parent, ast.BinOp) and chained:
        for power in (0.5, 2):
            yield Edit("power", slot, _joined(node, ast.Pow(), ast.Constant(power)), node)
    if isinstance(slot.parent, ast.BinOp | ast.Assign | ast.Return) and not _is_module(node, scope):
        for op, part in scope.factors():
            yield Edit("part_less", slot, _joined(node, op, part), node, likely=6)
    if isinstance(node, ast.Compare | ast.BinOp) and _is_mask(node):
        for condition, likely in scope.conditions_beside(node):
            both = _joined(node, ast.BitAnd(), condition)
            yield Edit("condition_less", slot, both, node, likely=likely)
    if isinstance(node, ast.Call | ast.Name | ast.Subscript | ast.BinOp) and isinstance(
        slot.parent, ast.BinOp | ast.Assign | ast.Return
    ):
        yield Edit("other_part", slot, _joined(ast.Constant(1), ast.Sub(), node), node)


def _joined(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.BinOp:
    return ast.BinOp(left, op, right)


def _is_module(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Name) and scope.is_module(node.id)


def _is_mask(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitAnd)
    return True
