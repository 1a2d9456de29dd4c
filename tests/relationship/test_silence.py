"""Quarters of silence, read off purchases; the smallest lift that pays."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import data
from mkt40_helpers.relationship import (
    ladder,
    ladder_from_moves,
    lift_that_pays,
    recency_moves,
    silent_quarters,
)


def bought(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["customer", "date", "euro"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_silence_is_coded_quarter_by_quarter():
    table = bought(("a", "2024-02-01", 9), ("a", "2024-03-31", 1), ("a", "2025-12-31", 5))
    found = silent_quarters(table, amount="euro", longest=2)
    assert found["quarter"].tolist() == [f"{y}-Q{q}" for y in (2024, 2025) for q in (1, 2, 3, 4)]
    states = ["bought", "1 silent", "2 silent", "lost", "lost", "lost", "lost", "bought"]
    assert found["state"].tolist() == states
    assert found["euro"].tolist() == [10, 0, 0, 0, 0, 0, 0, 5]
    assert found["first"].tolist() == [True, *[False] * 7]
    assert list(found["state"].cat.categories) == ["bought", "1 silent", "2 silent", "lost"]


def test_only_whole_quarters_are_coded():
    table = bought(("a", "2025-05-01", 1), ("b", "2025-08-31", 1))
    assert silent_quarters(table)["quarter"].tolist() == ["2025-Q2"]
    whole = silent_quarters(table, end="2025-09-30")
    assert whole["customer"].tolist() == ["a", "a", "b"]
    assert silent_quarters(table, end="2025-06-30")["customer"].tolist() == ["a"]


def test_the_states_are_those_of_a_count_by_hand():
    """In Zwaluw's table, by another road: the days since the last purchase day."""
    table = data.load("transactions")
    found = silent_quarters(table)
    one = found[found["quarter"] == "2026-Q2"].set_index("customer")["state"]
    last = table[table["date"] <= "2026-06-30"].groupby("customer")["date"].max()
    quarters = (pd.Period("2026Q2") - last.dt.to_period("Q")).map(lambda gap: gap.n)
    names = ["bought", *(f"{n} silent" for n in range(1, 5))]
    expected = quarters.map(lambda n: names[n] if n <= 4 else "lost")
    assert one.astype(str).to_dict() == expected.to_dict()


def test_the_chance_to_buy_again_falls_with_silence():
    moves = ladder(silent_quarters(data.load("transactions"))).moves["bought"]
    assert moves.is_monotonic_decreasing and moves.iloc[0] > 4 * moves.iloc[4]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"date": ["2025-01-01"]}, "Column 'date' holds no dates.*pd.to_datetime"),
        ({"date": [pd.NaT]}, "Row 0 of 'date': missing"),
        ({"euro": [None]}, "Row 0 of the amounts of 'euro': missing"),
        ({"customer": [None]}, "Row 0 of 'customer': missing"),
        ({"date": [pd.Timestamp("2025-01-05")]}, "Up to 05 January 2025 there is no whole quarter"),
    ],
)
def test_what_cannot_be_coded_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        silent_quarters(bought(("a", "2025-03-31", 1.0)).assign(**change), amount="euro")


def test_a_column_of_its_own_name_is_refused():
    table = bought(("a", "2025-03-31", 1.0)).rename(columns={"euro": "state"})
    with pytest.raises(ValueError, match="column 'state' of its own"):
        silent_quarters(table, amount="state")


@pytest.mark.parametrize("longest", [-1, 2.5, "4", True, None])
def test_quarters_told_apart_are_a_whole_number(longest):
    with pytest.raises(ValueError, match=r"longest is .*: give a whole number, 0 or more"):
        silent_quarters(bought(("a", "2025-03-31", 1.0)), longest=longest)


@pytest.mark.parametrize("buys", [[], [30, 20], [0.3, None]])
def test_chances_that_cannot_be_are_refused(buys):
    with pytest.raises(ValueError, match="chances to buy"):
        recency_moves(buys)


# ---- the lift that pays ----

BUYS, REWARD, DISCOUNT = [0.43, 0.28, 0.19, 0.13, 0.09], [52, -1, -1, -1, -1, 0], 0.0241


def values(buys: list[float], reward: list[float]) -> pd.Series:
    moves = recency_moves(buys)
    return ladder_from_moves(moves).values(pd.Series(reward, moves.index), DISCOUNT)


@pytest.mark.parametrize("silent", range(5))
def test_with_the_smallest_lift_the_card_neither_wins_nor_loses(silent):
    """Given in every period in which she is so silent: the value of no state changes."""
    lift = lift_that_pays(values(BUYS, REWARD), 6, DISCOUNT).iloc[silent]
    buys, reward = BUYS.copy(), REWARD.copy()
    buys[silent] += lift / 100
    reward[silent] -= 6
    assert values(buys, reward).tolist() == pytest.approx(values(BUYS, REWARD).tolist())
    buys[silent] += 0.001
    assert (values(buys, reward) > values(BUYS, REWARD)).iloc[:5].all()


def test_values_may_be_a_list_or_an_array():
    worth = values(BUYS, REWARD)
    for given in (worth.tolist(), worth.to_numpy()):
        assert lift_that_pays(given, 6, DISCOUNT).tolist() == pytest.approx(
            lift_that_pays(worth, 6, DISCOUNT).tolist()
        )


def test_a_longer_silence_needs_the_smaller_lift():
    assert lift_that_pays(values(BUYS, REWARD), 6, DISCOUNT).is_monotonic_decreasing


def test_where_a_purchase_wins_nothing_no_lift_pays():
    worth = values(BUYS, REWARD)
    with pytest.raises(ValueError, match="After 'lost' a purchase makes her worth no more"):
        lift_that_pays(worth[::-1], 6, DISCOUNT)
    with pytest.raises(ValueError, match="two states or more"):
        lift_that_pays(worth.head(1), 6, DISCOUNT)
    with pytest.raises(ValueError, match="The cost is -1"):
        lift_that_pays(worth, -1, DISCOUNT)
