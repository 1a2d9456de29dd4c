"""The concentration index of exercise 1.11, right and wrong, by hand and not with `markets`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def right_function(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return None if total == 0 else 10_000 * sum((one / total) ** 2 for one in sales)


def as_fraction(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else right / 10_000


def without_shares(sales: Sequence[float]) -> float | None:
    return sum(one**2 for one in sales) if sum(sales) else None


def without_squares(sales: Sequence[float]) -> float | None:
    total = sum(sales)
    return 100 * sum(one / total for one in sales) if total else None


def effective(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else 10_000 / right


def largest(sales: Sequence[float]) -> float | None:
    return 100 * max(sales) / sum(sales) if sum(sales) else None


def zero_for_nothing(sales: Sequence[float]) -> float:
    return right_function(sales) or 0.0


def times_hundred(sales: Sequence[float]) -> float | None:
    right = right_function(sales)
    return None if right is None else right / 100


def counts(reviews: pd.DataFrame) -> list[int]:
    return [int(count) for count in reviews["product"].value_counts()]
