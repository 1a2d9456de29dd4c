"""Clusters: planted ones are found, shuffled ones are the null, names are not left to chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from mkt40_helpers import data
from mkt40_helpers.crm import clusters, silhouettes, stability
from tests.crm.people import habits


def blobs(sizes: list[int], apart: float, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Round clouds at the corners of a square, and who belongs to which, from 1."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    corner = apart * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])[group]
    points = corner + rng.normal(0, 1, corner.shape)
    return pd.DataFrame(points, columns=["x", "y"]), group + 1


# ---- what was planted ----


def test_planted_groups_are_found_and_named_by_their_size():
    table, group = blobs([200, 150, 100, 50], apart=12)
    assert (clusters(table, 4) == group).all()


def test_names_do_not_depend_on_the_seed():
    table, _ = blobs([80, 120, 100], apart=12)
    first = clusters(table, 3)
    assert first.value_counts().to_dict() == {1: 120, 2: 100, 3: 80}
    for seed in range(1, 6):
        pd.testing.assert_series_equal(clusters(table, 3, seed=seed), first)


def test_of_equal_sizes_the_smaller_first_column_comes_first():
    table = pd.DataFrame({"x": [9.0, 9.1, 1.0, 1.1, 5.0, 5.1], "y": [0.0, 1, 0, 1, 0, 1]})
    assert clusters(table, 3, scale=False).tolist() == [3, 3, 1, 1, 2, 2]


def test_rows_keep_their_labels():
    table = habits().head(50)
    found = clusters(table, 3)
    assert found.index.equals(table.index) and found.name == "cluster"
    assert set(found) == {1, 2, 3}


def test_without_scaling_the_euros_rule():
    table, group = blobs([100, 100], apart=10)
    rng = np.random.default_rng(1)
    table["euro"] = rng.normal(0, 1000, len(table))
    assert adjusted_rand_score(group, clusters(table, 2)) > 0.9
    assert adjusted_rand_score(group, clusters(table, 2, scale=False)) < 0.1


def test_scaling_is_by_the_standard_deviation():
    table = habits()
    scaled = (table - table.mean()) / table.std()
    pd.testing.assert_series_equal(clusters(table, 4), clusters(scaled, 4, scale=False))


# ---- silhouettes ----


def test_silhouettes_are_those_of_scikit_learn():
    table, _ = blobs([300, 200, 33], apart=3, seed=2)
    found = silhouettes(table, [2, 3, 5]).set_index("k")["silhouette"]
    scaled = (table - table.mean()) / table.std()
    for k in (2, 3, 5):
        known = silhouette_score(scaled, clusters(table, k))
        assert found[k] == pytest.approx(known, rel=1e-9)


def test_a_group_of_one_has_a_silhouette_of_zero():
    table = pd.DataFrame({"x": [0.0, 0.1, 0.2, 9.0]})
    scaled = (table - table.mean()) / table.std()
    known = silhouette_score(scaled, [0, 0, 0, 1])
    assert silhouettes(table, 2)["silhouette"].item() == pytest.approx(known)


def test_planted_groups_stand_out_from_the_shuffled_ones():
    table, _ = blobs([150, 100, 100], apart=8)  # the corners of a triangle
    found = silhouettes(table, [3]).iloc[0]
    assert found["silhouette"] > found["shuffled"] + 0.05


def test_one_cloud_does_not():
    """Columns that have nothing to do with each other are their own null."""
    rng = np.random.default_rng(3)
    cloud = pd.DataFrame(rng.normal(0, 1, (800, 3)), columns=list("abc"))
    found = silhouettes(cloud, [2, 3, 4])
    assert (found["silhouette"] - found["shuffled"]).abs().max() < 0.03


def test_zwaluws_customers():
    found = silhouettes(habits(), [2, 3, 4, 5])
    assert found["silhouette"].tolist() == pytest.approx([0.305, 0.340, 0.338, 0.325], abs=0.006)
    assert found["shuffled"].tolist() == pytest.approx([0.301, 0.308, 0.302, 0.295], abs=0.015)


def test_zwaluws_clusters_are_blind_to_the_kind_of_rider():
    kinds = data.load("customers").set_index("customer")["segment"]
    table = habits()
    for k in (2, 3, 4, 5):
        assert abs(adjusted_rand_score(kinds[table.index], clusters(table, k))) < 0.005
    commuters = (kinds == "commuter").groupby(clusters(table, 4)).mean()
    assert commuters.between(0.37, 0.42).all()


# ---- stability ----


def test_planted_groups_are_found_again():
    table, _ = blobs([150, 100, 100, 80], apart=12)
    assert stability(table, 4)[["agreement", "least", "most"]].values.tolist() == [[1, 1, 1]]


def test_five_groups_in_four_are_not():
    table, _ = blobs([100, 100, 100, 100], apart=12)
    found = stability(table, [4, 6])
    assert found["agreement"][0] == 1 and found["agreement"][1] < 0.95
    assert found["least"][1] < found["agreement"][1] < found["most"][1]


def test_zwaluws_four_groups_are_found_again_and_five_hardly():
    found = stability(habits(), [2, 4, 5]).set_index("k")
    assert found.loc[[2, 4], "agreement"].min() > 0.9
    assert found.loc[5, "agreement"] < 0.85


def test_halves_are_drawn_anew_with_another_seed():
    table = habits().head(400)
    assert stability(table, 5, seed=1).equals(stability(table, 5, seed=1))
    assert not stability(table, 5, seed=1).equals(stability(table, 5, seed=2))


# ---- hostile ----

TABLE = pd.DataFrame({"x": [1.0, 2.0, 5.0, 9.0], "y": [4.0, 1.0, 1.0, 2.0]})


@pytest.mark.parametrize("ask", [clusters, silhouettes, stability])
@pytest.mark.parametrize(
    ("change", "k", "told"),
    [
        ({"x": [1.0, np.nan, 2.0, 3.0]}, 2, "Row 1 of the x: missing"),
        ({"x": [1.0, np.inf, 2.0, 3.0]}, 2, "cannot be"),
        ({"x": list("abcd")}, 2, "is not a number"),
        ({"x": [True, False, True, True]}, 2, "True and False"),
        ({"x": 3.0}, 2, "Column 'x' has the same value in all rows"),
        ({}, 5, "has 4 rows that differ"),
        ({"x": [1.0, 1, 1, 2], "y": [1.0, 1, 1, 2]}, 3, "has 2 rows that differ"),
        ({}, 1, "k is 1"),
        ({}, 2.0, "k is 2.0"),
        ({}, True, "k is True"),
        ({}, "2", "k is"),
    ],
)
def test_a_table_that_makes_no_groups_is_refused(ask, change, k, told):
    with pytest.raises(ValueError, match=told):
        ask(TABLE.assign(**change), k)


@pytest.mark.parametrize("ask", [clusters, silhouettes, stability])
def test_a_table_is_asked_for(ask):
    with pytest.raises(ValueError, match="Give a table"):
        ask([1, 2, 3], 2)
    with pytest.raises(ValueError, match="no columns"):
        ask(TABLE[[]], 2)
    with pytest.raises(ValueError, match="empty"):
        ask(TABLE[:0], 2)


def test_halves_are_a_number_and_large_enough():
    with pytest.raises(ValueError, match="a half of the table has 2 rows"):
        stability(TABLE, 3)
    for halves in (0, 1.5, True):
        with pytest.raises(ValueError, match="halves"):
            stability(TABLE, 2, halves=halves)


def test_no_k_at_all_is_refused():
    with pytest.raises(ValueError, match="There is no k"):
        silhouettes(TABLE, [])


def test_a_seed_is_a_whole_number_and_halves_may_come_from_numpy():
    for seed in (-1, "x", None):
        with pytest.raises(ValueError, match=r"seed is .*: give a whole number"):
            clusters(TABLE, 2, seed=seed)
    assert stability(TABLE, 2, halves=np.int64(2)).equals(stability(TABLE, 2, halves=2))
