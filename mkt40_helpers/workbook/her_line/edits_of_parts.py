"""Edits of comparisons, sums, conditions, numbers, texts and names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mkt40_helpers.workbook.her_line.edit import Edit, Slot
from mkt40_helpers.workbook.her_line.edits_of_sql import is_query, sql_edits
from mkt40_helpers.workbook.her_line.scope import Scope

__all__ = [
    "AGGREGATIONS",
    "of_binary",
    "of_bool",
    "of_compare",
    "of_constant",
    "of_list",
    "of_name",
    "of_unary",
]

AGGREGATIONS = (
    *("mean", "sum", "count", "size", "median", "std", "var", "sem", "min", "max", "nunique"),
    *("first", "last"),
)
_TEXTS = (
    {"left", "right", "inner", "outer"},
    {"index", "columns", "all"},
    {"both", "left", "right", "neither"},
    set(AGGREGATIONS),
    {"first", "last"},
)
_BORDERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE, ast.Eq),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt, ast.Eq),
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE, ast.Eq),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt, ast.Eq),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE, ast.Gt, ast.Lt),
    ast.NotEq: (ast.Eq, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Div),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult, ast.Div),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}


# ---- comparisons and operators ----


def of_compare(node: ast.Compare, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Move a border, or turn a comparison round."""
    none = isinstance(node.comparators[0], ast.Constant) and node.comparators[0].value is None
    if none and isinstance(node.ops[0], ast.IsNot):
        yield Edit("truth", slot, node.left, node, likely=2)
    for place, op in enumerate(node.ops):
        for number, other in enumerate(_BORDERS.get(type(op), ())):
            ops = [*node.ops]
            ops[place] = other()
            new = ast.Compare(node.left, ops, node.comparators)
            near = number == 0 and not isinstance(op, ast.Eq | ast.NotEq)
            told = {"right": node.comparators[place], "left": node.left}
            likely = 0 if near else 3
            yield Edit("border" if near else "comparison", slot, new, node, told, likely)
    if len(node.ops) == 1:
        swapped = ast.Compare(node.comparators[0], node.ops, [node.left])
        yield Edit("comparison", slot, swapped, node, {"left": node.left}, 8)


def of_binary(node: ast.BinOp, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Change an operator, swap its sides, or leave one out."""
    for other in _OPERATORS.get(type(node.op), ()):
        mask = isinstance(node.op, ast.BitAnd | ast.BitOr)
        kind = "and_or" if mask else "operator"
        yield Edit(kind, slot, ast.BinOp(node.left, other(), node.right), node, likely=2)
    if isinstance(node.op, ast.Div | ast.Mult) and _is_two(node.right):
        squared = ast.BinOp(node.left, ast.Pow(), node.right)
        yield Edit("operator", slot, squared, node, likely=2)
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        likely = 4 if isinstance(node.right, ast.Constant) else 1  # nobody means 2 / x by x / 2
        yield Edit("swapped", slot, ast.BinOp(node.right, node.op, node.left), node, likely=likely)
    yield from _of_brackets(node, slot)
    mask = isinstance(node.op, ast.BitAnd | ast.BitOr)
    for part in (node.left, node.right):
        left_out = node.right if part is node.left else node.left
        other_part = isinstance(node.op, ast.Sub) and isinstance(left_out, ast.Constant)
        likely = 0 if other_part else 4
        yield Edit("condition_more" if mask else "part_more", slot, part, left_out, likely=likely)
    if isinstance(node.op, ast.Div):
        for new in scope.totals():
            yield Edit("denominator", Slot(node, "right", None), new, node.right, likely=4)


def _is_two(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (2, 0.5)


def _of_brackets(node: ast.BinOp, slot: Slot) -> Iterator[Edit]:
    """Put brackets around another part: (a + b) / c for a + b / c, and the other way round."""
    sums, products = ast.Add | ast.Sub, ast.Mult | ast.Div
    left, right = node.left, node.right
    if (
        isinstance(node.op, sums)
        and isinstance(right, ast.BinOp)
        and isinstance(right.op, products)
    ):
        new = ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
        yield Edit("brackets", slot, new, node, likely=1)
    if isinstance(node.op, sums) and (first := _first_product(node)):
        yield Edit("brackets", slot, _after_it(node, first), node, likely=1)
    if isinstance(node.op, products) and isinstance(left, ast.BinOp) and isinstance(left.op, sums):
        new = ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
        yield Edit("brackets", slot, new, node, likely=1)
    chain = left if isinstance(left, ast.BinOp) and type(left.op) is type(node.op) else None
    if chain and isinstance(node.op, ast.Div | ast.Sub):  # a / b / c for a / (b / c)
        new = ast.BinOp(chain.left, chain.op, ast.BinOp(chain.right, node.op, right))
        yield Edit("brackets", slot, new, node, likely=2)


def _first_product(node: ast.expr) -> ast.BinOp | None:
    """Give a / b of a / b + c - d."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        node = node.left
    product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
    return node if product else None  # type: ignore[return-value]


def _after_it(node: ast.BinOp, first: ast.BinOp) -> ast.BinOp:
    """Make a / (b + c - d) of a / b + c - d."""

    def rest(part: ast.expr) -> ast.expr:
        if part is first:
            return first.right
        assert isinstance(part, ast.BinOp)
        return ast.BinOp(rest(part.left), part.op, part.right)

    return ast.BinOp(first.left, first.op, rest(node))


def of_bool(node: ast.BoolOp, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Change and into or, or leave a condition out."""
    other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    yield Edit("and_or", slot, ast.BoolOp(other, node.values), node, likely=2)
    for place, value in enumerate(node.values):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield Edit("condition_more", slot, new, value, likely=4)


def of_unary(node: ast.UnaryOp, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Leave a minus, a not or a ~ out."""
    yield Edit("not", slot, node.operand, node, likely=2)


def of_constant(node: ast.Constant, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Put another number, column or label in the place of one."""
    value = node.value
    if isinstance(value, bool):
        yield Edit("yes_no", slot, ast.Constant(not value), node, likely=2)
    elif isinstance(value, int | float):
        # Rows that hold another number than any in question: none may be left, which mends nothing.
        equal = isinstance(slot.parent, ast.Compare) and isinstance(
            slot.parent.ops[0], ast.Eq | ast.NotEq
        )
        for other, likely in scope.numbers_for(value):
            if equal and other not in scope.words:
                continue
            if isinstance(slot.parent, ast.Call) and abs(other) > _most_for(slot.parent, value):
                continue  # range(100) for range(10) may run for long
            same = f"{value!r}>{other!r}"
            yield Edit("number", slot, ast.Constant(other), node, likely=likely, same=same)
        if isinstance(slot.parent, ast.BinOp) and isinstance(slot.parent.op, ast.Pow):
            yield Edit("number", slot, ast.Constant(2), node, likely=3)
        if value == 0 and isinstance(slot.parent, ast.Return):
            yield Edit("number", slot, ast.Constant(None), node, likely=2)
        if isinstance(
            slot.parent, ast.Subscript
        ):  # reached[1] in a loop, where reached[n] is meant
            for name in scope.counters():
                yield Edit("number", slot, ast.Name(name, ast.Load()), node, likely=3)
    elif value is None:
        yield Edit("number", slot, ast.Constant(0), node, likely=4)
    elif isinstance(value, str) and is_query(value):
        for new, kind, about, likely in sql_edits(value, scope):
            yield Edit(kind, slot, ast.Constant(new), node, {"text": about, "name": about}, likely)
    elif isinstance(value, str):
        for kind, text, likely in scope.texts_for(value):
            same = f"{value!r}>{text!r}"
            yield Edit(kind, slot, ast.Constant(text), node, {"name": value}, likely, same)
        for group in _TEXTS:
            if value in group:
                aggregation = value in AGGREGATIONS and group >= set(AGGREGATIONS)
                kind = "aggregation" if aggregation else "argument"
                for text in sorted(group - {value}):
                    yield Edit(kind, slot, ast.Constant(text), node, {"name": value}, 4)


def _most_for(call: ast.Call, value: float) -> float:
    """Say up to which number a call is tried: a thousand draws in the place of ten take long."""
    is_range = getattr(call.func, "id", "") == "range"
    return abs(value) + 1 if is_range else max(abs(value) + 1, 100)


def of_name(node: ast.Name, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Put another name of its kind in the place of one."""
    for other in scope.like(node.id):
        new, same = ast.Name(other, ast.Load()), f"{node.id}>{other}"
        likely = 2 if other in scope.made else 4
        yield Edit("name", slot, new, node, {"name": node.id}, likely, same)
    for other in scope.arguments_for(node.id):
        yield Edit("name", slot, ast.Name(other, ast.Load()), node, {"name": node.id}, 1)
    if isinstance(slot.parent, ast.comprehension | ast.If | ast.BoolOp | ast.IfExp):
        there = ast.Compare(node, [ast.IsNot()], [ast.Constant(None)])
        yield Edit("truth", slot, there, node, likely=2)


def of_list(node: ast.List | ast.Tuple, slot: Slot, scope: Scope) -> Iterator[Edit]:
    """Leave an item out of a list, or add one."""
    if len(node.elts) > 1:
        for place, left_out in enumerate(node.elts):
            rest = [*node.elts[:place], *node.elts[place + 1 :]]
            yield Edit("item_more", slot, type(node)(rest, ast.Load()), left_out, likely=4)
    if all(isinstance(one, ast.Constant) for one in node.elts):
        its = [one.value for one in node.elts if isinstance(one, ast.Constant)]
        for other in scope.items_beside(its):
            new = type(node)([*node.elts, ast.Constant(other)], ast.Load())
            yield Edit("item_less", slot, new, node, likely=4)
