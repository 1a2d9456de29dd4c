"""All edits of a statement, in the order of its tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Collection, Iterator
from typing import Any

from mkt40_helpers.workbook.her_line.edit import Edit, Slot, method, slots_of
from mkt40_helpers.workbook.her_line.edits_of_calls import (
    of_attribute,
    of_call,
    of_subscript,
    wrapped,
)
from mkt40_helpers.workbook.her_line.edits_of_parts import (
    of_binary,
    of_bool,
    of_compare,
    of_constant,
    of_list,
    of_name,
    of_unary,
)
from mkt40_helpers.workbook.her_line.edits_of_sql import is_query
from mkt40_helpers.workbook.her_line.scope import Scope

__all__ = ["edits_of", "is_literal"]


def edits_of(tree: ast.stmt, scope: Scope, handed_in: frozenset[str]) -> Iterator[Edit]:
    """Give the edits of one statement.

    Parameters
    ----------
    tree : ast.stmt
    scope : Scope
        What the names in it stand for, and what the exercise is about.
    handed_in : frozenset of str
        The names of the answer: a number that was typed in for one is no line to edit.

    Yields
    ------
    Edit

    Examples
    --------
    >>> tree = ast.parse("n = (scores > 9).sum()").body[0]
    >>> edits = edits_of(tree, Scope({}), frozenset("n"))
    >>> [ast.unparse(edit.new) for edit in edits if edit.kind == "border"]
    ['scores >= 9']
    """
    if _typed_in(tree, handed_in):
        return
    yield from _of_loop(tree)
    for slot in slots_of(tree):
        node = slot.get()
        for one in _RULES.get(type(node), ()):
            yield from one(node, slot, scope)
        if isinstance(node, ast.Constant) and method(slot.parent) == "query":
            yield from _of_query(str(node.value), slot, node, scope)
        if isinstance(node, ast.expr):
            yield from wrapped(node, slot, scope)


def _typed_in(tree: ast.stmt, handed_in: frozenset[str]) -> bool:
    """Tell whether an answer's value stands there as it is."""
    if not isinstance(tree, ast.Assign):
        return False
    names = {node.id for target in tree.targets for node in ast.walk(target)
             if isinstance(node, ast.Name)}  # fmt: skip
    return bool(names & handed_in) and is_literal(tree.value)


def is_literal(node: ast.AST, names: Collection[str] = ()) -> bool:
    """Tell whether nothing is computed: a number, a list of numbers, 3 / 4; a query is no such.

    Parameters
    ----------
    node : ast.AST
    names : collection of str
        Names that stand for such numbers themselves.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_literal(ast.parse("17 - 2").body[0]), is_literal(ast.parse("a - 2").body[0])
    (True, False)
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_query(node.value):
        return False
    nodes = list(ast.walk(node))
    if any(isinstance(one, ast.Call | ast.Attribute | ast.Subscript) for one in nodes):
        return False
    return all(one.id in names for one in nodes if isinstance(one, ast.Name))


def _of_loop(tree: ast.AST) -> Iterator[Edit]:
    """Take a return out of a loop, where it ends the first round."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        inside: list[Any] = body if isinstance(body, list) else []
        for place, loop in enumerate(inside):
            if isinstance(loop, ast.For | ast.While) and isinstance(_last_in(loop), ast.Return):
                out = [_without_last(loop), _last_in(loop)]
                new = [*inside[:place], *out, *inside[place + 1 :]]
                yield Edit("return", Slot(node, "body", None), new, _last_in(loop), likely=0)


def _last_in(node: Any) -> Any:
    last = node.body[-1]
    return _last_in(last) if isinstance(last, ast.If | ast.For) else last


def _without_last(node: Any) -> Any:
    new = copy.copy(node)
    last = node.body[-1]
    deeper = isinstance(last, ast.If | ast.For)
    new.body = [*node.body[:-1], _without_last(last) if deeper else ast.Pass()]
    return new


def _of_query(text: str, slot: Slot, node: ast.Constant, scope: Scope) -> Iterator[Edit]:
    """Edit what stands in ``table.query("score > 9")``, which is code too."""
    try:
        inside = ast.parse(text, mode="eval")
    except SyntaxError:
        return
    for its in slots_of(inside):
        part = its.get()
        for rule in _RULES.get(type(part), ()):
            if isinstance(part, ast.Constant) and rule is not of_constant:
                continue
            for edit in list(rule(part, its, scope)):
                if edit.slot is None:
                    continue
                old = edit.slot.get()
                edit.slot.put(edit.new)
                new = ast.Constant(ast.unparse(inside))
                edit.slot.put(old)
                about = {**edit.told, "text": ast.unparse(part)}
                yield Edit(edit.kind, slot, new, node, about, edit.likely)


def _of_condition(node: ast.IfExp, slot: Slot, scope: Scope) -> Iterator[Edit]:
    yield Edit("swapped", slot, ast.IfExp(node.test, node.orelse, node.body), node, likely=4)


_RULES: dict[type[ast.AST], tuple[Callable[[Any, Slot, Scope], Iterator[Edit]], ...]] = {
    ast.Compare: (of_compare,),
    ast.BinOp: (of_binary,),
    ast.BoolOp: (of_bool,),
    ast.UnaryOp: (of_unary,),
    ast.Constant: (of_constant,),
    ast.Name: (of_name,),
    ast.List: (of_list,),
    ast.Tuple: (of_list,),
    ast.Call: (of_call,),
    ast.Subscript: (of_subscript,),
    ast.Attribute: (of_attribute,),
    ast.IfExp: (_of_condition,),
}
