"""The ladder: published values, simulation and a second formula, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers.relationship import Ladder, ladder, ladder_from_moves, recency_moves

# Pfeifer and Carraway (2000): buys with 0.30, 0.20, 0.15, 0.05 by recency; 40 a purchase, 4 a
# mailing, 20% a period.
PUBLISHED = recency_moves([0.30, 0.20, 0.15, 0.05])
REWARD = dict(zip(PUBLISHED.index, [36, -4, -4, -4, 0], strict=True))


def stays(rows: str, **how) -> Ladder:
    """A ladder from histories: "aab abb" are two customers with three periods each."""
    table = pd.DataFrame(
        [
            {"customer": who, "quarter": f"2025-{when + 1:02}", "state": state}
            for who, history in enumerate(rows.split())
            for when, state in enumerate(history)
            if state != "."
        ]
    )
    return ladder(table, **how)


def test_the_published_values():
    """Recomputed from the published layout; the four periods are those after the present one."""
    found = ladder_from_moves(PUBLISHED)
    assert found.values(REWARD, 0.20).round(2).tolist() == [52.32, 5.55, 1.25, -1.82, 0]
    four = found.values(REWARD, 0.20, periods=4)
    assert four.tolist() == pytest.approx([50.11, 4.22, 0.59, -1.98, 0], abs=0.006)


def test_not_mailing_the_fourth_group_makes_the_best_customers_worth_more():
    silent = ladder_from_moves(recency_moves([0.30, 0.20, 0.15, 0]))
    values = silent.values(REWARD | {"3 silent": 0}, 0.20)
    assert values.iloc[0] == pytest.approx(53.15, abs=0.005)


def test_a_value_is_the_sum_of_all_periods():
    sums = ladder_from_moves(PUBLISHED).values(REWARD, 0.20, periods=400)
    pd.testing.assert_series_equal(sums, ladder_from_moves(PUBLISHED).values(REWARD, 0.20))
    assert ladder_from_moves(PUBLISHED).values(REWARD, 0, periods=0).tolist() == [36, -4, -4, -4, 0]


def test_value_and_time_are_those_of_many_simulated_customers():
    rng, moves = np.random.default_rng(5), PUBLISHED.to_numpy()
    state, worth, spent = np.zeros(40_000, int), 0.0, np.zeros(5)
    reward = np.array(list(REWARD.values()))
    for period in range(60):
        worth = worth + reward[state] / 1.2**period
        spent += np.bincount(state, minlength=5)
        state = (rng.random(len(state))[:, None] > moves.cumsum(axis=1)[state]).sum(axis=1)
    found = ladder_from_moves(PUBLISHED)
    error = 3 * worth.std() / 200
    assert worth.mean() == pytest.approx(found.values(REWARD, 0.20).iloc[0], abs=error)
    time = found.time().loc["bought"]
    assert spent[:4] / 40_000 == pytest.approx(time.iloc[:4], rel=0.03)
    assert time["all"] == pytest.approx(time.iloc[:4].sum())


def test_moves_are_counted_and_each_row_adds_up_to_1():
    found = stays("aab abb baa")
    assert found.counts.to_numpy().tolist() == [[2, 2], [1, 1]]
    assert found.moves.to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found.notes[0].endswith("no next period: 3. They are in no move.")


def test_the_order_of_the_rows_does_not_matter():
    table = pd.DataFrame({"customer": [1, 2] * 3, "quarter": [1, 1, 2, 2, 3, 3],
                          "state": list("aabaab")})  # fmt: skip
    mixed = ladder(table.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(mixed.counts, ladder(table).counts)


def test_a_gap_is_no_move_of_one_period():
    found = stays("a.b aab")
    assert found.counts.to_numpy().tolist() == [[1, 1], [0, 0]]
    assert any(note.startswith("Rows before a gap of a period or more: 1.") for note in found.notes)


def test_a_rung_that_nobody_leaves_keeps_its_row():
    found = stays("abbb aabb")
    assert found.moves.loc["b"].tolist() == [0, 1]
    assert "'b': nobody was seen to leave it (3 moves)." in found.notes
    assert found.values({"a": 1, "b": 0}, 0.1)["b"] == 0


def test_a_rung_that_nobody_comes_to_keeps_its_row():
    found = stays("abb abb bbb")
    assert found.moves.loc["a"].tolist() == [0, 1]
    assert any("'a': nobody was seen to come to it" in note for note in found.notes)


def test_a_rung_that_was_never_seen_has_no_value_and_harms_no_other():
    found = stays("aab abb baa", rungs=list("abc"))
    assert "'c': nobody was ever seen there." in found.notes
    assert found.moves.loc["c"].isna().all()
    values = found.values({"a": 1, "b": 0, "c": 5}, 0.1)
    assert np.isnan(values["c"])
    without = stays("aab abb baa").values({"a": 1, "b": 0}, 0.1)
    assert values[["a", "b"]].tolist() == without.tolist()


def test_after_a_rung_nobody_was_seen_so_its_value_is_refused_until_somebody_says_what_is_so():
    found = stays("aac aab aba")
    assert "'c': nobody was seen one period later, so its row is empty." in found.notes
    with pytest.raises(ValueError, match=r"come to 'c', and nobody .* closed=\['c'\]"):
        found.values({"a": 1, "b": 0, "c": 0}, 0.1)
    closed = stays("aac aab aba", closed=["c"])
    assert closed.values({"a": 1, "b": 0, "c": 0}, 0.1)["c"] == 0


def test_a_closed_rung_is_left_by_nobody_and_the_moves_left_out_are_counted():
    found = stays("abab abbb", closed=["b"])
    assert found.moves.loc["b"].tolist() == [0, 1]
    assert any(note.startswith("'b' is closed: 1 of 3 moves") for note in found.notes)
    assert set(found.intervals()["state"]) == {"a"}


def test_all_rows_add_up_to_1_in_a_large_table_of_categories():
    rng = np.random.default_rng(7)
    table = pd.DataFrame({"customer": np.repeat(range(300), 8), "quarter": [*range(8)] * 300})
    table["state"] = pd.Categorical(rng.choice([*"zxy"], 2400), [*"zxy"])
    found = ladder(table)
    assert list(found.moves.index) == [*"zxy"]
    assert found.moves.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    then = table.groupby("customer")["state"].shift(-1)
    by_hand = pd.crosstab(table["state"], then, normalize="index")
    assert found.moves.to_numpy() == pytest.approx(by_hand.to_numpy())


def test_customers_who_are_alike_widen_the_interval():
    """The same moves, once of many customers and once of a few with their own ways."""
    many = stays(" ".join(["aa"] * 60 + ["ab"] * 60)).intervals()
    few = stays(" ".join(["a" * 13] * 5 + ["abababababababababababab"] * 5)).intervals()
    width = [
        (table["high"] - table["low"])[(table["state"] == "a") & (table["then"] == "b")].item()
        for table in (many, few)
    ]
    assert width[0] == pytest.approx(0.177, abs=0.01)
    assert width[1] > 2 * width[0]


def test_separate_customers_have_wilsons_interval():
    row = stays(" ".join(["aa"] * 60 + ["ab"] * 60)).intervals().iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.4119, 0.5881), abs=0.001)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": [None, "a", "b"]}, "Row 0 of 'state': missing. .*dropna"),
        ({"customer": [None, 1, 1]}, "Row 0 of 'customer': missing"),
        ({"quarter": [1, 1, 2]}, "Rows 0, 1: one customer stands twice in one quarter"),
        ({"customer": [1, 2, 3]}, "No customer stands in two quarters in a row"),
        ({"quarter": [1, "1", 2]}, "Column 'quarter' holds number"),
    ],
)
def test_a_table_that_cannot_be_counted_is_refused(change, told):
    table = pd.DataFrame({"customer": [1, 1, 1], "quarter": [1, 2, 3], "state": list("aab")})
    with pytest.raises(ValueError, match=told):
        ladder(table.assign(**change))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"rungs": ["a"]}, "Row 2 of 'state': 'b' is not among the rungs"),
        ({"closed": ["c"]}, "closed: 'c' is no rung"),
        ({"closed": "b"}, r"Give a list, such as closed=\['b'\]"),
        ({"rungs": "ab"}, r"Give a list, such as rungs=\['ab'\]"),
        ({"rungs": ["a", "b", "a"]}, "rungs: 'a' stands there twice"),
        ({"state": "rung"}, "no column 'rung'"),
    ],
)
def test_a_rung_that_does_not_exist_is_refused(how, told):
    table = pd.DataFrame({"customer": [1, 1, 1], "quarter": [1, 2, 3], "state": list("aab")})
    with pytest.raises(ValueError, match=told):
        ladder(table, **how)


@pytest.mark.parametrize(
    ("reward", "discount", "told"),
    [
        ({"a": 1}, 0.1, "no reward for 'b'"),
        ({"a": 1, "b": 2, "c": 3}, 0.1, "'c' is no rung"),
        ({"a": 1, "b": None}, 0.1, "of the rewards: missing"),
        (pd.Series([1, 2, 3], ["a", "b", "b"]), 0.1, "reward: 'b' stands there twice"),
        ({"a": 1, "b": 2}, 0, "discount is 0: give a number above 0"),
        ({"a": 1, "b": 2}, 20, "discount is 20: give a number above 0 and 1 at most"),
    ],
)
def test_a_value_needs_a_reward_for_each_rung_and_a_discount(reward, discount, told):
    with pytest.raises(ValueError, match=told):
        stays("aab abb baa").values(reward, discount)


def test_time_without_an_end_is_refused():
    with pytest.raises(ValueError, match="From 'a' customers never come to a rung that nobody"):
        stays("aab abb baa").time()
    with pytest.raises(ValueError, match="From 'a'"):  # b and c come to an end, a does not
        moves = pd.DataFrame([[1, 0, 0, 0], [0, 0.5, 0.5, 0], [0, 0.5, 0.5, 0], [0.5, 0, 0, 0.5]])
        names = list("eabd")
        ladder_from_moves(moves.set_axis(names).set_axis(names, axis=1)).time()


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        (PUBLISHED.T, r"add up to .*not to 1\. The columns do: .*Turn it with \.T"),
        (PUBLISHED * 100, "Row.* of the moves to 'bought': 30 cannot be"),
        (PUBLISHED * 0.9, r"Rows bought.* add up to 0\.9, not to 1\.$"),
        (PUBLISHED.iloc[:4], "a row and a column for each rung"),
        (PUBLISHED.iloc[:, [0, 1, 2, 3, 4, 4]], "a row and a column for each rung"),
        ([[1.0]], "Give a table"),
    ],
)
def test_moves_that_cannot_be_are_refused(moves, told):
    with pytest.raises(ValueError, match=told):
        ladder_from_moves(moves)


def test_moves_that_were_given_have_no_interval():
    with pytest.raises(ValueError, match="given, not counted"):
        ladder_from_moves(PUBLISHED).intervals()


def test_it_shows_its_moves_and_its_notes():
    found = stays("aab abb")
    for page in (found._repr_html_(), repr(found)):
        assert "0.333" in page and "no next period" in page


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        (["9", "10", "11"], "as 10, 11, 9"),
        (["2025-8", "2025-9", "2025-10"], "as 2025-10, 2025-8, 2025-9"),
        (["Q4 2024", "Q1 2025", "Q2 2025"], "as Q1 2025, Q2 2025, Q4 2024"),
        (["11/2024", "12/2024", "01/2025"], "as 01/2025, 11/2024, 12/2024"),
        (["week 9", "week 10", "week 11"], "as week 10, week 11, week 9"),
        (["Jan 2025", "Feb 2025", "Mar 2025"], "as Feb 2025, Jan 2025, Mar 2025"),
        (["January", "February", "March"], "as February, January, March"),
    ],
)
def test_texts_that_do_not_sort_by_time_are_refused(periods, told):
    """As texts, 10 comes before 9, and a year that stands last counts least."""
    table = pd.DataFrame({"customer": 1, "quarter": periods, "state": list("aab")})
    with pytest.raises(ValueError, match=f"Column 'quarter' .* {told}.*not their order in time"):
        ladder(table)
    ordered = table.assign(quarter=pd.Categorical(periods, periods, ordered=True))
    assert ladder(ordered).counts.loc["a"].tolist() == [1, 1]


@pytest.mark.parametrize(
    "periods",
    [
        ["2024-Q4", "2025-Q1", "2025-Q2"],
        ["2024-12", "2025-01", "2025-02"],
        ["09", "10", "11"],
        ["first", "second", "third"],
        ["2024 Dec", "2025 Apr", "2025 Aug"],
        ["20241231", "20250101", "20250102"],
    ],
)
def test_texts_that_sort_by_time_are_taken(periods):
    table = pd.DataFrame({"customer": 1, "quarter": periods, "state": list("aab")})
    assert ladder(table).counts.loc["a"].tolist() == [1, 1]
