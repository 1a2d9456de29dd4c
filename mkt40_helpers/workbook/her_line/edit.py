"""Small edits of a line of code: each turns one part of it into another of its kind.

An edit that makes the answer right shows where the learner's line goes wrong (Singh, Gulwani and
Solar-Lezama 2013, *Automated feedback generation for introductory programming assignments*). The
edits here are those that beginners with tables need: a border, an aggregation, a column or label
for another, a step left out. Nothing is copied: an edit names a slot of the tree and what to put
there, and whoever tries it puts the old part back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Edit", "Slot", "end_of", "method", "slots_of"]


@dataclass(frozen=True)
class Slot:
    """A place in a statement's tree: the part of the parent that an edit may replace."""

    parent: ast.AST
    field: str
    place: int | None

    def put(self, node: Any) -> None:
        """Put a part there."""
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node

    def get(self) -> Any:
        """Give the part that is there."""
        there = getattr(self.parent, self.field)
        return there if self.place is None else there[self.place]


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes
    ----------
    kind : str
        Such as "border": what the feedback is written for.
    slot : Slot or None
        What is replaced; None for a statement that comes before.
    new : ast.AST
    place : ast.AST
        What the feedback points at, a part of the learner's own line.
    told : mapping
        What the feedback may say of the place: the name of a column, a border.
    likely : int
        The smaller, the sooner it is tried.
    same : str
        What is changed into what: edits that agree in it are also tried together.
    """

    kind: str
    slot: Slot | None
    new: Any
    place: ast.AST
    told: dict[str, Any] = field(default_factory=dict)
    likely: int = 5
    same: str = ""


def slots_of(tree: ast.AST) -> Iterator[Slot]:
    """Give every place of an expression in a statement, from the outside in.

    Parameters
    ----------
    tree : ast.AST

    Yields
    ------
    Slot

    Examples
    --------
    >>> tree = ast.parse("a = b + 1").body[0]
    >>> [ast.unparse(slot.get()) for slot in slots_of(tree)]
    ['b + 1', 'b', '1']
    """
    for name, value in ast.iter_fields(tree):
        inside = value if isinstance(value, list) else [value]
        for place, node in enumerate(inside):
            if not isinstance(node, ast.AST) or isinstance(node, ast.expr_context):
                continue
            if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                yield Slot(tree, name, place if isinstance(value, list) else None)
            yield from slots_of(node)


def method(node: ast.AST) -> str:
    """Give the name of the method that is called; "" for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ""


def end_of(node: ast.Call) -> ast.AST:
    """Give the place of a chain's last step: ``.mean()`` of ``scores.dropna().mean()``."""
    if not isinstance(node.func, ast.Attribute):
        return node
    before, place = node.func.value, ast.Pass()
    place.lineno, place.col_offset = before.end_lineno or 0, before.end_col_offset or 0
    place.end_lineno, place.end_col_offset = node.end_lineno, node.end_col_offset
    return place
