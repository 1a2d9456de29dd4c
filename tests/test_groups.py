"""Groups, factors, weeks and ids: none is dropped in silence, none is split or written over."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import (
    advocacy,
    chapters,
    connectivity,
    crm,
    intervals,
    markets,
    plots,
    relationship,
)
from mkt40_helpers.connectivity import pictures as channel_pictures
from mkt40_helpers.markets import pictures as market_pictures

N = 24
RNG = np.random.default_rng(4)
PEOPLE = pd.DataFrame(
    {
        "score": RNG.integers(0, 11, N),
        "stars": RNG.integers(1, 6, N),
        "euro": RNG.normal(50, 9, N),
        "advice": [True, False] * (N // 2),
        "bought": [True, True, False, False] * (N // 4),
        "first": [True, False] * (N // 2),
        "second": [True, True, False, False] * (N // 4),
        "recommended_unasked": True,
        "recommended_when_prompted": None,
        "advised_against": False,
        "week": np.repeat(np.arange(N // 3), 3),
        "tv_eur": np.repeat(RNG.random(N // 3), 3),
        "district": ["north", "south"] * (N // 2),
        # Members of a programme, and survivors of three segments in eight periods.
        "joined": pd.Timestamp("2026-01-01"),
        "left": [pd.Timestamp("2026-03-01"), pd.NaT] * (N // 2),
        "survivors": np.repeat(np.arange(N // 3, 0, -1), 3),
        "arm": (["treated"] * 3 + ["control"] * 3) * (N // 6),
        # Sales of three products in eight periods, each as a Bass curve has them.
        "sold": np.repeat(
            markets.Bass(0.03, 0.4, 900, pd.Series(dtype=float), 8).sales(8).array, 3
        ),
    }
)

# Each public function that takes groups, called with the groups in this column.
BY: dict[str, Callable[[pd.DataFrame, str], Any]] = {
    "intervals.share_by": lambda t, by: intervals.share_by(t, "bought", by=by),
    "intervals.mean_by": lambda t, by: intervals.mean_by(t, "euro", by=by),
    "intervals.difference_by": lambda t, by: intervals.difference_by(t, "euro", "advice", by=by),
    "advocacy.nps_by": lambda t, by: advocacy.nps_by(t, by),
    "advocacy.drivers": lambda t, by: advocacy.drivers(t, by=by),
    "advocacy.deeds": lambda t, by: advocacy.deeds(t, by=by),
    "advocacy.kinds": lambda t, by: advocacy.kinds(t, by=by),
    "connectivity.reversal": lambda t, by: connectivity.reversal(t, within=by),
    "markets.bass_by": lambda t, by: markets.bass_by(t, "sold", by=by),
    "markets.concentration_by": lambda t, by: markets.concentration_by(t, "stars", by=by),
    "markets.crowd_by": lambda t, by: markets.crowd_by(t, "stars", 3, by=by),
    "markets.inclusion_by": lambda t, by: markets.inclusion_by(
        t, by, group="second", residents="stars"
    ),
    "markets.shrunken_means": lambda t, by: markets.shrunken_means(t, by=by, weight=1),
    "relationship.retention_by_age": lambda t, by: relationship.retention_by_age(
        t, end="2026-06-30", period=30, by=by
    ),
}
# And each one whose result does not name them.
INSIDE: dict[str, Callable[[pd.DataFrame, str], Any]] = {
    "advocacy.lowest_of_deals": lambda t, by: advocacy.lowest_of_deals(t, by=by, times=50),
    "connectivity.synergy": lambda t, by: connectivity.synergy(t, "euro", "first", "second", by),
    "connectivity.echo": lambda t, by: connectivity.echo(t, effect="euro", unit=by, lags=1),
    "markets.segregation": lambda t, by: markets.segregation(t, group=by, residents="stars"),
    "markets.decision_factors": lambda t, by: markets.decision_factors(t, "bought", [by]),
    "connectivity.network": lambda t, by: connectivity.network(t, by, "district", None),
    "relationship.retention_rates": lambda t, by: relationship.retention_rates(
        t, "survivors", age="week", by=by
    )["retention"].dropna(),
    "crm.chi_squares": lambda t, by: crm.chi_squares(t, "bought", by=by)["chi2"],
    "crm.uplift": lambda t, by: crm.uplift(t, by, outcome="bought", group="arm")["effect"],
}
ALL = BY | INSIDE
# Pictures and functions whose argument of such a name is no group of rows.
NO_GROUPS = {
    "markets.reach_by_country",  # one row per country, given back as it came
    "relationship.cohorts",  # by month, quarter or year
    "relationship.bought_again",  # within so many days
    "crm.record_contact",  # at a time
    "crm.dispatch",
    "crm.interaction",  # of two columns with True or False
    "crm.measure",  # by a column of the database
    "crm.next_best_offer",  # by a column of the customers
}


def grouped(labels: list[Any], name: str = "group") -> pd.DataFrame:
    """The people, with these labels in turn."""
    column = [labels[row % 3 % len(labels)] for row in range(N)]
    return PEOPLE.assign(**{name: pd.Series(column, dtype=object)})


def test_every_function_that_takes_groups_is_tried_here():
    takes = {"by", "within", "unit", "time", "district", "group", "factors", "one", "country"}
    faces = [
        intervals,
        *(importlib.import_module(f"mkt40_helpers.{name}") for name in chapters.names().values()),
    ]
    found = {
        f"{face.__name__.split('.')[-1]}.{name}"
        for face in faces
        for name in face.__all__
        if inspect.isfunction(getattr(face, name))
        and takes & inspect.signature(getattr(face, name)).parameters.keys()
    }
    assert found == ALL.keys() | NO_GROUPS


# ---- a group that is missing ----


@pytest.mark.parametrize("name", BY)
def test_a_group_that_is_missing_has_a_row_of_its_own(name):
    table = BY[name](grouped(["a", "b", None]), "group")
    named = BY[name](grouped(["a", "b", "c"]), "group")
    assert table["group"].isna().sum() == named["group"].eq("c").sum() > 0
    pd.testing.assert_frame_equal(table.fillna({"group": "c"}), named)


@pytest.mark.parametrize(
    "name",
    [
        "advocacy.lowest_of_deals",
        "connectivity.synergy",
        "connectivity.echo",
        "markets.segregation",
        "relationship.retention_rates",
    ],
)
def test_a_group_that_is_missing_counts_as_one_of_its_own(name):
    found = INSIDE[name](grouped(["a", "b", None]), "group")
    named = INSIDE[name](grouped(["a", "b", "c"]), "group")
    assert np.array_equal(np.asarray(found), np.asarray(named))


def test_a_district_that_is_missing_counts_too():
    city = pd.DataFrame(
        {"district": ["n", None] * 2, "group": list("aabb"), "residents": [9, 1, 1, 9]}
    )
    assert markets.segregation(city) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("name", "told"),
    [("markets.decision_factors", "Row.* of 'group': missing. .*fillna"),
     ("connectivity.network", "'group' has gaps")],
)  # fmt: skip
def test_or_it_is_refused(name, told):
    with pytest.raises(ValueError, match=told):
        INSIDE[name](grouped(["a", "b", None]), "group")


# ---- one thing in two types ----


@pytest.mark.parametrize(
    "name", sorted(ALL.keys() - {"connectivity.network", "markets.decision_factors"})
)
def test_a_number_and_the_same_with_a_point_are_one_group(name):
    mixed = grouped([1, 2, 3])
    mixed.loc[:8, "group"] = mixed.loc[:8, "group"].astype(float)  # 1.0 and 1
    found, plain = (ALL[name](table, "group") for table in (mixed, grouped([1, 2, 3])))
    for figure, other in zip(np.ravel(found), np.ravel(plain), strict=True):
        assert figure == other or (figure != figure and other != other)  # both missing


@pytest.mark.parametrize("category", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_a_number_and_a_text_in_one_column_are_refused(name, category):
    table = grouped([1, 2, "1"])
    table = table.astype({"group": "category"}) if category else table
    with pytest.raises(ValueError, match=r"'group' holds number .*row 0.* and text .*row 2"):
        ALL[name](table, "group")


def test_so_are_weeks():
    table = grouped(["a", "b", "c"]).astype({"week": object})
    assert len(connectivity.echo(table, effect="euro", unit="group", lags=1)) == 2
    table.loc[5, "week"] = "1"
    with pytest.raises(ValueError, match=r"'week' holds number .* and text"):
        connectivity.echo(table, effect="euro", unit="group", lags=1)


def test_a_person_is_one_whatever_the_type_of_the_column():
    """A column of numbers with a gap comes as 1.0, and its neighbour as 1."""
    ties = pd.DataFrame({"customer": [1, 2], "friend": [2.0, 3.0]})
    graph = connectivity.network(ties, strength=None)
    assert sorted(graph) == ["1", "2", "3"] and nx.is_connected(graph)
    alone = pd.DataFrame({"customer": [1], "friend": [1.0]})
    with pytest.raises(ValueError, match="to herself"):
        connectivity.network(alone, strength=None)


# ---- names that are taken ----


@pytest.mark.parametrize("name", BY)
def test_the_groups_stand_in_their_own_column_whatever_its_name(name):
    """Either the labels come back, or the name is refused with the remedy."""
    names = set(BY[name](grouped(["a", "b", "c"]), "group").columns) | {"n", "kind", "share", "se"}
    for taken in names - {"group"}:
        table = grouped(["a", "b", "c"], taken)
        try:
            found = BY[name](table, taken)
        except ValueError as problem:
            assert "rename" in str(problem) and taken in str(problem)
        else:
            assert {"a", "b", "c"} <= set(found[taken])


def test_the_row_of_all_is_not_mistaken_for_a_group():
    with pytest.raises(ValueError, match="'group' has a group 'all'"):
        connectivity.reversal(grouped(["a", "b", "all"]), within="group")
    with pytest.raises(ValueError, match="A stage 'all'"):
        markets.funnel(PEOPLE.rename(columns={"advice": "all"}), ["all", "bought"])


def test_a_factor_may_have_any_name_or_is_refused():
    table = grouped(["a", "b", "a"]).rename(columns={"advice": "constant"})
    table["constant"] = RNG.random(N) < 0.5
    assert markets.decision_factors(table, "bought", ["constant"])["factor"].tolist() == [
        "constant"
    ]
    table["group: b"] = RNG.random(N)
    with pytest.raises(ValueError, match=r"'group: b'.*rename"):
        markets.decision_factors(table, "bought", ["group", "group: b"])


def test_districts_may_be_counted_in_any_column():
    city = pd.DataFrame({"n": ["x", "x", "y", "y"], "group": list("abab"), "who": [9, 1, 1, 9]})
    assert markets.segregation(city, district="n", residents="who") == pytest.approx(0.8)


# ---- in pictures ----


def words(ax: Any) -> str:
    """All that is written in a picture."""
    ax.figure.canvas.draw()
    texts = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()]
    texts += ax.get_legend().get_texts() if ax.get_legend() else []
    return " ".join([*(text.get_text() for text in texts), *ax.get_legend_handles_labels()[1]])


TABLE = pd.DataFrame({"label": ["a", None], "one": [0.2, 0.6], "low": 0.1, "high": 0.7})
TABLE = TABLE.assign(price=1, share=0.5)


@pytest.mark.parametrize(
    ("draw", "times"),
    [
        (lambda: plots.whiskers(TABLE, "label", "one", dots=True), 1),
        (lambda: channel_pictures.shifts(TABLE, "low", "label", to="one"), 1),
        (lambda: market_pictures.reach_curves(TABLE, "price", "one", "label"), 1),
        # Beside the axis and in the legend, which `words` reads twice.
        (lambda: market_pictures.factor_dots(TABLE, "one", "label", "label"), 3),
    ],
)
def test_a_picture_shows_what_has_no_name_as_missing(draw, times):
    told = words(draw())
    assert told.count("missing") == times and "nan" not in told and "None" not in told
