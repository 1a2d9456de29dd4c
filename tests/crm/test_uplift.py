"""The effect of a message: by other formulas, in a published trial, and where chance planted it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from mkt40_helpers import data, relationship
from mkt40_helpers.crm import known_before, names_needed, net, uplift
from mkt40_helpers.crm.lists import chances
from zwaluw.campaigns import CampaignParameters

TRUTH = CampaignParameters()
EURO = ["gross", "net", "net_se", "net_low", "net_high"]


def sends(treated: tuple[int, int], control: tuple[int, int]) -> pd.DataFrame:
    """So many bought of so many, in both groups."""
    rows = [
        (group, at < yes)
        for group, (yes, n) in (("treated", treated), ("control", control))
        for at in range(n)
    ]
    return pd.DataFrame(rows, columns=["group", "responded"])


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    names = ("sends", "campaigns", "customers", "transactions")
    return known_before(*(data.load(name) for name in names))


# ---- by other formulas ----


@pytest.mark.parametrize(("one", "other"), [((30, 200), (12, 90)), ((3, 20), (5, 12))])
@pytest.mark.parametrize("level", [0.95, 0.8])
def test_effect_and_interval_are_those_of_statsmodels(one, other, level):
    row = uplift(sends(one, other), level=level).iloc[0]
    ends = confint_proportions_2indep(*one, *other, method="wald", alpha=1 - level)
    assert row[["low", "high"]].tolist() == pytest.approx([100 * end for end in ends])
    assert row["effect"] == pytest.approx(100 * (one[0] / one[1] - other[0] / other[1]))
    assert row[["n_treated", "n_control"]].tolist() == [one[1], other[1]]


def test_the_error_is_that_of_two_means_and_p_that_of_the_normal():
    table = sends((30, 200), (12, 90))
    row = uplift(table).iloc[0]
    arms = table.groupby("group")["responded"].agg([lambda bought: bought.std(ddof=0), "size"])
    error = 100 * math.hypot(*(arms.iloc[:, 0] / arms.iloc[:, 1] ** 0.5))
    assert row["se"] == pytest.approx(error)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(abs(row["effect"]) / error))


def test_p_is_below_five_percent_where_the_interval_leaves_zero_out(known):
    for looks in (1, 18):
        found = uplift(known, by=["campaign", "segment"], looks=looks)
        outside = (found["low"] > 0) | (found["high"] < 0)
        assert (outside == (found["p"] < 0.05)).all() and 0 < outside.sum() < len(found)


def test_hillstroms_trial_comes_out_as_published():
    """64,000 customers, three arms by chance (2008): shares, effects and errors as reported."""
    none, mens, womens = 21_306, 21_307, 21_387
    for treated, n, buys, effect, error in (
        (0.01253, mens, 0.00573, 0.681, 0.092),
        (0.00884, womens, 0.00573, 0.311, 0.082),
        (0.1828, mens, 0.1062, 7.66, 0.34),
        (0.1514, womens, 0.1062, 4.52, 0.32),
    ):
        row = uplift(sends((round(treated * n), n), (round(buys * none), none))).iloc[0]
        assert row["effect"] == pytest.approx(effect, abs=0.006)
        assert row["se"] == pytest.approx(error, abs=0.006)


# ---- Zwaluw ----


def test_what_is_planted_is_found_over_all_waves(known):
    found = uplift(known, by="segment").set_index("segment")
    for kind, planted in TRUTH.uplift.items():
        assert abs(found["effect"][kind] - 100 * planted) < 2 * found["se"][kind], kind
    assert found["effect"].sort_values().index.tolist() == ["family", "leisure", "commuter"]
    told = [[7.9, 1.0, 6.0, 9.8], [-3.0, 1.4, -5.8, -0.3], [1.7, 1.0, -0.2, 3.6]]
    assert found[["effect", "se", "low", "high"]].round(1).values.tolist() == told


def test_rows_of_one_customer_in_several_waves_do_no_harm(known):
    """Chance draws anew in each wave: the error by customer is that by row, within a tenth."""
    for _, rows in known.groupby("segment"):
        y, t = rows["responded"].to_numpy(float), (rows["group"] == "treated").to_numpy(float)
        rest = y - np.where(t == 1, y[t == 1].mean(), y[t == 0].mean())
        weight = rest * np.where(t == 1, 1 / t.sum(), -1 / (1 - t).sum())
        by_customer = pd.Series(weight).groupby(rows["customer"].to_numpy()).sum()
        error = 100 * (by_customer**2).sum() ** 0.5
        assert uplift(rows)["se"].iloc[0] == pytest.approx(error, rel=0.05)


def test_eighteen_looks_find_six_and_three_after_dividing(known):
    once = uplift(known, by=["campaign", "segment"])
    often = uplift(known, by=["campaign", "segment"], looks=18)
    assert (once["p"] < 0.05).sum() == 6 and (often["p"] < 0.05).sum() == 3
    assert set(once.loc[once["p"] < 0.05, "segment"]) == {"commuter"}


@pytest.mark.parametrize(
    ("chosen", "n", "told"),
    [
        (lambda calls: calls["often"] >= 3, 462, [3.85, -1.34, 1.40, -4.08, 1.40]),
        (lambda calls: calls["segment"] == "commuter", 928, [2.13, -0.13, 0.71, -1.52, 1.25]),
        (lambda calls: calls["often"] >= 0, 2311, [1.80, -1.22, 0.49, -2.18, -0.26]),
        (lambda calls: calls["segment"] != "commuter", 1383, [1.59, -2.01, 0.68, -3.33, -0.68]),
    ],
    ids=["best", "commuters", "everybody", "others"],
)
def test_wave_3_leaves_what_was_reckoned_before_the_chapter(known, chosen, n, told):
    calls = known[known["campaign"] == 3]
    rows = calls[chosen(calls)]
    assert len(rows) == n
    found = net(uplift(rows), margin=36, cost=2.10)
    assert found[EURO].iloc[0].tolist() == pytest.approx(told, abs=0.006)


def test_three_waves_at_call_prices_leave_what_was_reckoned_before(known):
    likely = []
    for wave in (3, 4, 6):
        rows = known[known["campaign"] == wave]
        rows = rows.assign(score=chances(known, wave))
        likely.append(rows.nlargest(len(rows) // 5, "score"))
    late = known[known["campaign"].isin([3, 4, 6])]
    commuter = late["segment"] == "commuter"
    lists = {
        "commuters": (late[commuter], [3.04, 0.81, 0.41, 0.00, 1.61]),
        "everybody": (late, [2.07, -0.95, 0.28, -1.49, -0.41]),
        "others": (late[~commuter], [1.42, -2.15, 0.37, -2.87, -1.42]),
        "likely": (pd.concat(likely), [4.69, 0.16, 0.74, -1.30, 1.62]),
        "best": (late[late["often"] >= 3], [4.40, -0.54, 0.78, -2.07, 0.99]),
    }
    for who, (rows, told) in lists.items():
        found = net(uplift(rows), margin=36, cost=2.10)[EURO].iloc[0]
        assert found.tolist() == pytest.approx(told, abs=0.006), who


# ---- looks ----


def test_several_looks_make_the_interval_wider_and_p_larger():
    table = sends((30, 200), (6, 90))
    one, three = (uplift(table, looks=looks).iloc[0] for looks in (1, 3))
    assert three["high"] - three["effect"] == pytest.approx(
        stats.norm.ppf(1 - 0.05 / 6) * three["se"]
    )
    assert three["p"] == pytest.approx(3 * one["p"]) and three["se"] == one["se"]
    assert uplift(table, looks=1000)["p"].iloc[0] == 1


# ---- groups, and what is refused ----


def test_each_group_is_compared_within_itself():
    parts = {"b": sends((5, 10), (1, 10)), "a": sends((2, 10), (4, 20))}
    table = pd.concat(parts, names=["kind"]).reset_index("kind").sample(frac=1, random_state=1)
    found = uplift(table, by="kind")
    assert found["kind"].tolist() == ["a", "b"]
    for kind, part in parts.items():
        row = found[found["kind"] == kind].drop(columns="kind")
        pd.testing.assert_frame_equal(row.reset_index(drop=True), uplift(part))


def test_a_group_without_a_name_is_a_group_too():
    named, unnamed = sends((5, 10), (1, 10)), sends((2, 10), (4, 20))
    found = uplift(pd.concat([named.assign(kind="a"), unnamed.assign(kind=None)]), by="kind")
    assert found["effect"].tolist() == pytest.approx([40, 0])


@pytest.mark.parametrize("yes", [0, 10])
def test_where_all_of_a_group_are_alike_there_is_an_effect_and_no_error(yes):
    """The formula would give that group no error at all, and an interval that is too narrow."""
    row = uplift(sends((3, 10), (yes, 10))).iloc[0]
    assert row["effect"] == pytest.approx(30 - 10 * yes)
    assert row[["se", "low", "high", "p"]].isna().all()
    assert net(uplift(sends((3, 10), (yes, 10))), 36, 2)[EURO[2:]].isna().all(axis=None)


TABLE = sends((5, 10), (1, 10))
KINDS = TABLE.assign(kind=["a"] * 11 + ["b"] * 9)  # nobody of b was treated


@pytest.mark.parametrize(
    ("table", "how", "told"),
    [
        (TABLE[:0], {}, "no rows"),
        (TABLE[:10], {}, "Nobody is 'control', so there is nothing to compare"),
        (TABLE[10:], {}, "Nobody is 'treated'"),
        (KINDS, {"by": "kind"}, "Nobody in 'b' is 'treated'"),
        (
            KINDS.assign(wave=1, group="treated"),
            {"by": ["wave", "kind"]},
            "Nobody in '1, a' is 'control'",
        ),
        (TABLE.replace("control", "holdout"), {}, "10, 11.* of 'group': neither 'treated' nor"),
        (TABLE.assign(group=[None] * 10 + ["control"] * 10), {}, "of 'group': neither"),
        (TABLE.assign(group=[True] * 10 + [False] * 10), {}, "of 'group': neither"),
        (TABLE.assign(responded=TABLE["responded"].astype(int)), {}, "must hold True or False"),
        (TABLE.assign(responded="yes"), {}, "must hold True or False"),
        (
            TABLE.astype({"responded": "boolean"}).assign(
                responded=lambda rows: rows["responded"].where(rows["group"] == "treated")
            ),
            {},
            "'responded': missing. .*known of the treated alone, it shows no effect",
        ),
        (TABLE, {"outcome": "bought"}, "no column 'bought'"),
        (TABLE, {"group": "arm"}, "no column 'arm'"),
        (TABLE, {"by": "kind"}, "no column 'kind'"),
        (TABLE.assign(se="a"), {"by": "se"}, "rename yours first"),
        (TABLE.assign(kind=["1", 1] * 10), {"by": "kind"}, "one thing may be two"),
        (TABLE, {"looks": 0}, "looks is 0"),
        (TABLE, {"looks": 2.5}, "looks is 2.5: give a whole number"),
        (TABLE, {"level": 95}, "level is 95"),
    ],
)
def test_what_cannot_be_compared_is_refused(table, how, told):
    with pytest.raises(ValueError, match=told):
        uplift(table, **how)


# ---- euro ----


def test_the_control_group_costs_nothing_and_its_sales_are_taken_off():
    row = net(uplift(sends((30, 200), (12, 90))), margin=36, cost=2.10).iloc[0]
    assert row["gross"] == pytest.approx((30 * 36 - 200 * 2.10) / 200)
    # As if 200 of the control group had been written to: what they buy is no gain of the message.
    assert row["net"] == pytest.approx((30 * 36 - 200 * 2.10 - 200 * 12 / 90 * 36) / 200)
    assert row["net"] == pytest.approx((row["net_low"] + row["net_high"]) / 2)
    assert row["net_se"] == pytest.approx(0.36 * row["se"])


def test_a_cheaper_contact_moves_the_interval_and_does_not_narrow_it():
    found = uplift(sends((30, 200), (12, 90)))
    dear, cheap = (net(found, 36, cost).iloc[0] for cost in (2.10, 0.05))
    for name in ("gross", "net", "net_low", "net_high"):
        assert cheap[name] - dear[name] == pytest.approx(2.05)
    assert cheap["net_se"] == dear["net_se"]


def test_each_row_may_have_a_margin_and_a_cost_of_its_own(known):
    prices = data.load("campaigns").set_index("campaign")
    found = uplift(known, by="campaign")
    margin, cost = (
        found["campaign"].map(prices[f"{of}_eur"]) for of in ("margin", "cost_per_contact")
    )
    for at, row in net(found, margin, cost).iterrows():
        alone = net(found.loc[[at]], float(margin[at]), float(cost[at])).iloc[0]
        assert row[EURO].tolist() == pytest.approx(alone[EURO].tolist())


@pytest.mark.parametrize(
    ("margin", "cost", "told"),
    [
        (0, 1, "margin is 0: give a number above 0"),
        (36, -1, "cost is -1"),
        ("36", 1, "margin is '36'|single value '36'|not a number"),
        ([36, 36], 1, "The margin has 2 numbers for 1 rows"),
        ([None], 1, "missing"),
        (36, [math.inf], "cannot be"),
    ],
)
def test_a_margin_or_cost_that_cannot_be_is_refused(margin, cost, told):
    with pytest.raises(ValueError, match=told):
        net(uplift(TABLE), margin, cost)


def test_a_table_of_something_else_is_refused():
    with pytest.raises(ValueError, match="no column 'treated'"):
        net(TABLE, 36, 2)


# ---- names needed ----


def test_the_names_needed_are_those_of_the_plan():
    """To tell 8 points from the 5.8 that pay for a call."""
    pays = 100 * 2.10 / 36
    assert round(names_needed(8, base=7.2, against=pays), -1) == 3270
    assert round(names_needed(8, base=10, against=pays), -1) == 3970
    assert names_needed(8, base=7.2) == 241


def test_with_so_many_names_the_effect_is_found_as_often_as_promised():
    n = names_needed(8, base=7.2)
    rng = np.random.default_rng(1)
    one, other = (rng.binomial(n, chance, 20_000) / n for chance in (0.152, 0.072))
    error = np.sqrt((one * (1 - one) + other * (1 - other)) / n)
    assert (abs(one - other) / error > 1.96).mean() == pytest.approx(0.8, abs=0.015)


def test_it_is_the_rule_for_means_with_the_spread_of_shares():
    spread = math.sqrt((0.05 * 0.95 + 0.11 * 0.89) / 2)
    assert names_needed(6, base=5, power=0.9) == relationship.people_needed(0.06, spread, 0.9)
    assert names_needed(-6, base=11, power=0.9) == relationship.people_needed(0.06, spread, 0.9)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"effect": 8, "base": 107}, "The base is 107"),
        ({"effect": -8, "base": 5}, "The base with the effect is -3"),
        ({"effect": 8, "base": 5, "against": 8}, "Both effects are 8"),
        ({"effect": 8, "base": 5, "power": 1}, "The power is 1"),
        ({"effect": "8", "base": 5}, "The effect is '8'"),
        ({"effect": 8, "base": 5, "against": "x"}, "The effect to tell it from is 'x'"),
    ],
)
def test_what_cannot_be_planned_is_refused(how, told):
    with pytest.raises(ValueError, match=told):
        names_needed(**how)


def test_margins_go_to_the_rows_with_their_labels():
    """As after a sort of the effects by size."""
    table = pd.DataFrame(
        {
            "group": ["treated", "treated", "control", "control"] * 2,
            "responded": [True, False] * 4,
            "kind": ["a"] * 4 + ["b"] * 4,
        }
    )
    found = uplift(table, by="kind")
    margins = pd.Series([10.0, 20.0])
    turned = net(found.iloc[::-1], margins, cost=0)
    assert turned.sort_index()["gross"].tolist() == net(found, margins, cost=0)["gross"].tolist()
    other = pd.Series([10.0, 20.0], index=["x", "y"])  # labels of their own: in the same order
    assert net(found, other, cost=0)["gross"].tolist() == [5, 10]


@pytest.mark.parametrize(
    ("how", "told"),
    [({"level": "0.95"}, "The level is '0.95'"), ({"by": ["kind", "kind"]}, "twice")],
)
def test_a_level_in_text_and_a_column_twice_are_refused(how, told):
    table = pd.DataFrame({"group": ["treated", "control"], "responded": True, "kind": "a"})
    with pytest.raises(ValueError, match=told):
        uplift(table, **how)
