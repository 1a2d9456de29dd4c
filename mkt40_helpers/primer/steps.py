"""Steps of the primer, on Zwaluw's deliveries; their words are in ``steps.en.toml``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Function, Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["STEPS"]

LATE = (
    'deliveries["late"] = deliveries["delivered"] > deliveries["promised"]\n'
    'arrived = deliveries.dropna(subset=["delivered"])'
)
TABLES = ("deliveries", "transactions", "products")
Figure = Callable[..., float]


def _with_late(deliveries: pd.DataFrame) -> pd.DataFrame:
    """What has come, and whether it came late."""
    there = deliveries.dropna(subset=["delivered"])
    return there.assign(late=there["delivered"] > there["promised"])


def _full(
    deliveries: pd.DataFrame, transactions: pd.DataFrame, products: pd.DataFrame
) -> pd.DataFrame:
    """Each delivery with its channel, its category and the days it was late."""
    late = _with_late(deliveries)
    full = late.merge(transactions[["transaction", "channel", "product"]], on="transaction")
    days = (full["delivered"] - full["promised"]).dt.days
    return full.assign(days=days).merge(products, on="product")


def _rated(kept: Callable[[pd.Series], pd.Series]) -> Figure:
    """How many deliveries have such a rating."""
    return lambda deliveries: int(kept(deliveries["rating"]).sum())


def _mean_late(late: bool) -> Figure:
    def mean(deliveries: pd.DataFrame) -> float:
        table = _with_late(deliveries)
        return float(table.loc[table["late"] == late, "rating"].mean())

    return mean


_ON_TIME, _LATE = _mean_late(False), _mean_late(True)


def _all(deliveries: pd.DataFrame) -> float:
    return float(_with_late(deliveries)["rating"].mean())


def _where(condition: str, figure: str = "rating") -> Figure:
    """Mean of a column over the deliveries that meet a condition."""
    return lambda *tables: float(_full(*tables).query(condition)[figure].mean())


def _between(first: str, end: str) -> Figure:
    """Share that came late of what was promised from the first day on, and before the end."""
    return _where(f"'{first}' <= promised < '{end}'", "late")


def _year(start: int, end: int) -> Figure:
    return _between(f"{start}-01-01", f"{end}-01-01")


def _means(*by: str, of: str = "rating") -> Callable[..., pd.Series]:
    """Mean of each group, as a picture shows it."""
    return lambda *tables: _full(*tables).astype({of: float}).groupby(list(by))[of].mean()


def late_share(days: Sequence[int]) -> float | None:
    """Share of the deliveries that came late; None of none."""
    if len(days) == 0:
        return None
    late = [day for day in days if day > 0]
    return len(late) / len(days)


def _late_count(days: Sequence[int]) -> int | None:
    return sum(day > 0 for day in days) if days else None


def _on_time_share(days: Sequence[int]) -> float | None:
    return sum(day == 0 for day in days) / len(days) if days else None


def _mean_days(days: Sequence[int]) -> float | None:
    return sum(days) / len(days) if days else None


def _late_per_on_time(days: Sequence[int]) -> float | None:
    on_time = sum(day == 0 for day in days)
    return sum(day > 0 for day in days) / on_time if on_time else None


STEPS = (
    Exercise(
        "a",
        Number(decimals=0, between=(0, 100), in_percent=False),
        tables=("deliveries",),
        answer=lambda deliveries: int(deliveries["rating"].min()),
        mistakes={
            "unchanged": lambda deliveries: int(deliveries["rating"].max()),
            "mean": lambda deliveries: float(deliveries["rating"].mean()),
            "middle": lambda deliveries: float(deliveries["rating"].median()),
            "count": lambda deliveries: int(deliveries["rating"].count()),
            "first_row": lambda deliveries: int(deliveries["rating"].iloc[0]),
        },
        solution='my_rating = deliveries["rating"].min()',
    ),
    Exercise(
        "b",
        Number(decimals=1, between=(0, 100)),
        tables=("deliveries",),
        answer=lambda deliveries: float(100 * deliveries["rating"].count() / len(deliveries)),
        mistakes={
            "without_rating": lambda deliveries: float(100 * deliveries["rating"].isna().mean()),
            "count": lambda deliveries: int(deliveries["rating"].count()),
            "rows": len,
            "empty_rows": lambda deliveries: int(deliveries["rating"].isna().sum()),
            "upside_down": lambda deliveries: float(
                100 * len(deliveries) / deliveries["rating"].count()
            ),
            "mean_rating": lambda deliveries: float(deliveries["rating"].mean()),
            **shared.missing("rating", dropped=True),
        },
        solution='my_percent = 100 * deliveries["rating"].count() / len(deliveries)',
    ),
    Exercise(
        "c",
        Number(decimals=0, between=(0, 10_000), in_percent=False),
        tables=("deliveries",),
        answer=_rated(lambda rating: rating >= 80),
        mistakes={
            "unchanged": _rated(lambda rating: rating < 50),
            "without_eighty": _rated(lambda rating: rating > 80),
            "below_eighty": _rated(lambda rating: rating < 80),
            "up_to_eighty": _rated(lambda rating: rating <= 80),
            "exactly_eighty": _rated(lambda rating: rating == 80),
            "fifty_and_more": _rated(lambda rating: rating >= 50),
        },
        solution='high = deliveries[deliveries["rating"] >= 80]\nmy_count = len(high)',
    ),
    Exercise(
        "d",
        Number(decimals=3, between=(0, 1), in_percent=False),
        tables=("deliveries",),
        answer=lambda deliveries: float(_with_late(deliveries)["late"].mean()),
        mistakes={
            "count": lambda deliveries: int(_with_late(deliveries)["late"].sum()),
            "on_time": lambda deliveries: float(1 - _with_late(deliveries)["late"].mean()),
            "still_on_the_way": lambda deliveries: float(
                _with_late(deliveries)["late"].sum() / len(deliveries)
            ),
            "of_the_rated": lambda deliveries: float(
                _with_late(deliveries).dropna(subset=["rating"])["late"].mean()
            ),
            "late_per_rating": lambda deliveries: float(
                _with_late(deliveries)["late"].sum() / deliveries["rating"].count()
            ),
        },
        solution='my_share = arrived["late"].mean()',
    ),
    Exercise(
        "e",
        Number(decimals=1, between=(-100, 100), in_percent=False),
        tables=("deliveries",),
        answer=lambda deliveries: _ON_TIME(deliveries) - _LATE(deliveries),
        mistakes={
            "other_way_round": lambda deliveries: _LATE(deliveries) - _ON_TIME(deliveries),
            "late_mean": _LATE,
            "on_time_mean": _ON_TIME,
            "from_all": lambda deliveries: _all(deliveries) - _LATE(deliveries),
            "on_time_from_all": lambda deliveries: _ON_TIME(deliveries) - _all(deliveries),
            "ratio": lambda deliveries: _ON_TIME(deliveries) / _LATE(deliveries),
            "in_percent": lambda deliveries: 100 * (1 - _LATE(deliveries) / _ON_TIME(deliveries)),
            **shared.difference(
                *(_ON_TIME, _LATE, "of those on time", "of the late ones"),
                *("first_only", "second_only", "quotient"),
            ),
            **shared.missing("rating"),
        },
        solution="my_points = means[False] - means[True]",
    ),
    Exercise(
        "f",
        Order(
            lines={
                "A": 'full = full.merge(products, on="product")',
                "B": "shares.max()",
                "C": 'full = arrived.merge(orders, on="transaction")',
                "D": 'shares = full.groupby("category")["late"].sum()',
                "E": 'orders = transactions[["transaction", "channel", "product"]]',
                "F": 'shares = full.groupby("category")["late"].mean()',
                "G": "shares.sum()",
            },
            gives=Number(decimals=3, between=(0, 1), in_percent=False),
            traps="DG",
            before=LATE,
        ),
        tables=TABLES,
        answer="E C A F B",
        mistakes={
            "counted": "E C A D B",
            "added_up": "E C A F G",
            "counted_and_added_up": "E C A D G",
        },
        solution='my_order = "E C A F B"',
    ),
    Exercise(
        "g",
        Decide(choices=("call", "wait"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("wait", "B"),
        mistakes={
            "higher_share": ("call", "A"),
            "few_and_yet": ("call", "B"),
            "few_late_ones": ("call", "C"),
            "rating": ("call", "D"),
            "wait_by_share": ("wait", "A"),
            "wait_by_size": ("wait", "C"),
            "wait_by_rating": ("wait", "D"),
        },
        solution='my_decision = "wait"\nmy_reason = "B"',
    ),
    Exercise(
        "h",
        Number(decimals=1, between=(0, 100), in_percent=False),
        tables=TABLES,
        answer=_where("days >= 3"),
        mistakes={
            "exactly_three": _where("days == 3"),
            "more_than_three": _where("days > 3"),
            "up_to_three": _where("days <= 3"),
            "below_three": _where("days < 3"),
            "all_late": _where("days > 0"),
            "everything": _where("days >= 0"),
            "count": lambda *tables: len(_full(*tables).query("days >= 3")),
            "days": _where("days >= 3", "days"),
            **shared.figures(
                lambda *tables: _full(*tables).query("days >= 3")["rating"],
                "median",
                "sum",
                "number",
            ),
            **shared.missing("rating"),
        },
        solution='my_mean = full.query("days >= 3")["rating"].mean()',
    ),
    Exercise(
        "i",
        Number(decimals=4, between=(0, 1), in_percent=False),
        tables=TABLES,
        answer=_year(2025, 2026),
        mistakes={
            "unchanged": _year(2024, 2025),
            "two_years": _year(2024, 2026),
            "open_end": _year(2025, 2100),
            "all_years": _year(2000, 2100),
            "year_after": _year(2026, 2027),
            "without_last_day": _between("2025-01-01", "2025-12-31"),
            "day_early": _between("2024-12-31", "2025-12-31"),
            "both_years_without_last_day": _between("2024-01-01", "2025-12-31"),
            "last_day_only": _between("2025-12-31", "2026-01-01"),
            **shared.figures(
                lambda *tables: _full(*tables).query("'2025-01-01' <= promised < '2026-01-01'")[
                    "late"
                ],
                "count",
            ),
            **shared.other_part("that came late", "that came on time"),
        },
        solution=(
            "year = full.query(\"'2025-01-01' <= promised < '2026-01-01'\")\n"
            'my_share = year["late"].mean()'
        ),
    ),
    Exercise(
        "j",
        Picture(Series(decimals=1, between=(0, 100), in_percent=False), marks=("bars",)),
        tables=TABLES,
        answer=_means("category", "late"),
        mistakes={
            "example": _means("category", of="late"),
            "without_colour": _means("category"),
            "days_for_rating": _means("category", "late", of="days"),
            "channel_for_category": _means("channel", "late"),
            "swapped": _means("late", "category"),
        },
        solution=(
            'my_picture = sns.barplot(full, x="rating", y="category", hue="late", errorbar=None)'
        ),
    ),
    Exercise(
        "k",
        Function(
            cases={
                "some": [0, 0, 1, 4],
                "other_order": [4, 0, 1, 0],
                "all_late": [2, 1, 5],
                "late_alike": [3, 3, 0, 3],
                "on_time": [0, 0],
                "one_in_five": [0, 3, 0, 0, 0],
                "none": [],
            }
        ),
        tables=(),
        answer=late_share,
        mistakes={
            "unchanged": _late_count,
            "on_time": _on_time_share,
            "mean_days": _mean_days,
            "per_on_time": _late_per_on_time,
        },
        solution=(
            "def late_share(days):\n"
            "    if len(days) == 0:\n"
            "        return None\n"
            "    late = [day for day in days if day > 0]\n"
            "    return len(late) / len(days)\n"
        ),
    ),
    Exercise(
        "l",
        Decide(choices=("bicycles", "accessories", "service"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("accessories", "C"),
        mistakes={
            "highest_share": ("bicycles", "A"),
            "dearest": ("bicycles", "B"),
            "bicycles_by_count": ("bicycles", "C"),
            "bicycles_by_rating": ("bicycles", "D"),
            "by_share": ("accessories", "A"),
            "by_price": ("accessories", "B"),
            "by_rating": ("accessories", "D"),
            "lowest_rating": ("service", "D"),
            "service_by_count": ("service", "C"),
        },
        solution='my_decision = "accessories"\nmy_reason = "C"',
    ),
)
