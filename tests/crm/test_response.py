"""Response models: judged on other people, the same by rows or counts, and hostile tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers.crm import response_models, response_score, right_order, top_share
from tests.crm.people import CARAVAN, caravan, one_row_each, sends, treated

KNOWN = ["often", "lately", "segment", "app"]
BOTH = ["often", "lately", "kind and app"]
MODELS = ["logit", "tree", "network"]


def judged(learn: pd.DataFrame, judge: pd.DataFrame, columns: list[str], **more) -> pd.DataFrame:
    found = response_models(learn, judge, columns, **more)
    return found[found["rows"] == "judged"].set_index("model")


def people(n: int, seed: int, effect: float = 1.0) -> pd.DataFrame:
    """Chance to respond by a number and a kind, and something that says nothing."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": rng.normal(0, 1, n),
            "kind": rng.choice(["a", "b", "c"], n),
            "noise": rng.normal(0, 1, n),
        },
        index=[f"{seed}-{at}" for at in range(n)],
    )
    odds = effect * (table["x"] + table["kind"].map({"a": 0.0, "b": 1.0, "c": -1.0})) - 1
    table["responded"] = rng.random(n) < 1 / (1 + np.exp(-odds))
    return table


# ---- what was planted, and what the tables say ----


def test_the_logit_recovers_what_was_planted():
    learn, judge = people(20_000, 1), people(2_000, 2)
    odds = judge["x"] + judge["kind"].map({"a": 0.0, "b": 1.0, "c": -1.0}) - 1
    score = response_score(learn, judge, ["x", "kind"])
    assert (score - 1 / (1 + np.exp(-odds))).abs().max() < 0.03
    assert score.index.equals(judge.index) and score.name == "score"


def test_the_logit_is_that_of_statsmodels():
    """The penalty is so small that it cannot be seen."""
    import statsmodels.api as sm

    learn, judge = people(500, 3), people(500, 4)

    def design(table: pd.DataFrame) -> np.ndarray:
        known = [np.ones(len(table)), table["x"], table["kind"] == "b", table["kind"] == "c"]
        return np.column_stack([np.asarray(column, dtype=float) for column in known])

    fitted = sm.Logit(learn["responded"].to_numpy(dtype=float), design(learn)).fit(disp=0)
    score = response_score(learn, judge, ["x", "kind"])
    assert np.abs(score - fitted.predict(design(judge))).max() < 1e-6


def test_wave_3_judges_what_waves_1_and_2_taught():
    found = response_models(treated(1, 2), treated(3), KNOWN).set_index(["model", "rows"])
    order = found["right_order"].unstack()
    assert order.loc[MODELS, "learned"].tolist() == pytest.approx([0.63, 0.65, 0.645], abs=0.01)
    assert order.loc[MODELS, "judged"].tolist() == pytest.approx([0.58, 0.57, 0.58], abs=0.01)
    lift = found.xs("judged", level="rows")["lift"]
    assert lift[MODELS].tolist() == pytest.approx([1.5, 1.2, 1.45], abs=0.06)
    width = (found["high"] - found["low"]) / 2 / 1.96
    assert width.xs("judged", level="rows").tolist() == pytest.approx([0.022] * 3, abs=0.001)


def test_wave_6_judges_what_waves_1_to_4_taught():
    found = judged(treated(1, 2, 3, 4), treated(6), BOTH)
    assert found["right_order"].tolist() == pytest.approx([0.66, 0.64, 0.66], abs=0.006)
    assert found["lift"].tolist() == pytest.approx([1.8, 1.8, 1.7], abs=0.12)


def test_caravan_by_counts():
    early, late = caravan("first"), caravan("second")
    found = judged(early, late, CARAVAN, outcome="holders", weight="customers")
    assert found.loc["logit", "lift"] == pytest.approx(3.5015, abs=0.0005)
    assert found.loc["logit", "depth"] == pytest.approx(310 / 2911)
    assert found["right_order"].between(0.74, 0.77).all()


def test_the_network_finds_what_a_sum_does_not():
    """Alike or different of two yes/no columns: a logit sees nothing, the others all."""
    rng = np.random.default_rng(9)
    table = pd.DataFrame(rng.integers(0, 2, (4000, 2)).astype(bool), columns=["a", "b"])
    table["responded"] = rng.random(4000) < np.where(table["a"] == table["b"], 0.7, 0.1)
    found = judged(table[:2000], table[2000:], ["a", "b"])["right_order"]
    assert found["logit"] < 0.6 < 0.75 < found["tree"]


# ---- what is judged, and on whom ----


def test_the_figures_are_those_of_the_score():
    learn, judge = people(600, 5), people(700, 6)
    found = response_models(learn, judge, ["x", "kind"]).set_index(["model", "rows"])
    for model in MODELS:
        scored = judge.assign(score=response_score(learn, judge, ["x", "kind"], model=model))
        order = right_order(scored, "score", "responded").iloc[0]
        top = top_share(scored, "score", "responded").iloc[0]
        row = found.loc[(model, "judged")]
        for name in ("right_order", "low", "high"):
            assert row[name] == order[name]
        for name in ("depth", "lift", "lift_low", "lift_high"):
            assert row[name] == top[name]


def test_what_is_learned_from_noise_is_not_found_in_others():
    learn, judge = people(300, 7, effect=0), people(3000, 8, effect=0)
    found = response_models(learn, judge, ["x", "noise", "kind"]).set_index(["model", "rows"])
    tree = found.loc["tree", "right_order"]
    assert tree["learned"] > 0.6
    assert tree["judged"] == pytest.approx(0.5, abs=0.04)


def test_those_who_judge_teach_nothing():
    """Nobody's score hangs on who else is judged."""
    learn, judge = people(400, 1), people(400, 2)
    for model in MODELS:
        whole = response_score(learn, judge, ["x", "kind"], model=model)
        alone = response_score(learn, judge[:7], ["x", "kind"], model=model)
        pd.testing.assert_series_equal(alone, whole[:7])


def test_a_score_needs_no_outcome():
    learn, judge = people(300, 1), people(50, 2).drop(columns="responded")
    assert response_score(learn, judge, "x").between(0, 1).all()


@pytest.mark.parametrize("cut", [lambda t: t, lambda t: t.copy(), lambda t: t.sample(frac=0.3)])
def test_the_same_rows_may_not_teach_and_judge(cut):
    table = people(200, 1)
    with pytest.raises(ValueError, match="other people"):
        response_models(table, cut(table), "x")
    with pytest.raises(ValueError, match="other people"):
        response_score(table, cut(table), "x")


def test_one_table_may_not_teach_and_judge_whatever_its_labels():
    table = people(200, 1).set_axis([0] * 200)
    with pytest.raises(ValueError, match="the same table"):
        response_models(table, table, "x")


def test_a_part_of_the_same_rows_is_found_too():
    table = people(200, 1)
    with pytest.raises(ValueError, match="Rows 1-100"):
        response_models(table[:150], table[100:], "x")


def test_new_labels_from_0_on_are_no_sign_of_the_same_rows():
    learn, judge = (people(200, seed).reset_index(drop=True) for seed in (1, 2))
    assert len(response_models(learn, judge, "x")) == 6


# ---- the same everywhere ----


@pytest.mark.parametrize("model", MODELS)
def test_counts_teach_what_repeated_rows_teach_in_whatever_order(model):
    early, late = caravan("first"), caravan("second")
    counted = response_score(early, late, CARAVAN, "holders", "customers", model=model)
    for seed in (1, 2):
        rows = one_row_each(early, seed)
        again = response_score(rows, late, CARAVAN, "policy", model=model)
        pd.testing.assert_series_equal(again, counted, check_exact=True)


def test_people_who_are_alike_have_one_score():
    judge = sends().query("campaign == 3")
    for model in MODELS:
        score = response_score(treated(1, 2), judge, KNOWN, model=model)
        assert score.groupby([judge[name] for name in KNOWN]).nunique().max() == 1


def test_scores_are_rounded_to_what_is_the_same_on_every_machine():
    for model in MODELS:
        score = response_score(people(300, 1), people(300, 2), ["x", "kind"], model=model)
        assert (score == score.round(9)).all()


def test_a_number_may_be_measured_in_anything():
    learn, judge = people(400, 1), people(400, 2)
    for model in MODELS:
        one = response_score(learn, judge, "x", model=model)
        both = (table.assign(x=1000 * table["x"] + 7) for table in (learn, judge))
        pd.testing.assert_series_equal(response_score(*both, "x", model=model), one, atol=1e-6)


def test_two_columns_that_say_the_same_do_no_harm():
    learn, judge = (table.assign(y=2 * table["x"]) for table in (people(400, 1), people(400, 2)))
    one, both = (response_score(learn, judge, known) for known in ("x", ["x", "y"]))
    assert (one - both).abs().max() < 1e-6


def test_a_column_that_settles_it_does_no_harm():
    learn, judge = people(400, 1), people(400, 2)
    learn["x"], judge["x"] = learn["responded"].astype(float), judge["responded"].astype(float)
    found = judged(learn, judge, ["x", "kind"])
    assert (found["right_order"] == 1).all()
    assert found[["low", "high"]].isna().all(axis=None)


def test_a_tree_that_finds_nothing_is_judged_as_chance():
    found = judged(people(80, 1), people(80, 2), "x").loc["tree"]  # leaves of 50
    assert (found["right_order"], found["lift"], found["depth"]) == (0.5, 1, 1)
    assert found[["low", "high"]].isna().all()


def test_a_leaf_holds_fifty_people():
    learn = people(1000, 1)
    judge = learn.rename(index=lambda label: f"again {label}")
    score = response_score(learn, judge, ["x", "noise"], model="tree")
    assert score.nunique() > 1 and score.value_counts().min() >= 50


# ---- hostile ----

LEARN, JUDGE = people(120, 1), people(120, 2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"responded": True}, "Everybody has 'responded'"),
        ({"responded": False}, "Nobody has 'responded'"),
        ({"responded": 1}, "Compare it first"),
        ({"x": 3.0}, "'x' has the same value in all rows of `learn`"),
        ({"x": np.nan}, "missing"),
        ({"x": [np.inf, *[1.0] * 119]}, "cannot be"),
        ({"kind": None}, "missing"),
        ({"kind": [f"C{at}" for at in range(120)]}, "120 kinds"),
    ],
)
def test_those_who_teach_can_be_wrong(change, told):
    with pytest.raises(ValueError, match=told):
        response_models(LEARN.assign(**change), JUDGE, ["x", "kind"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"responded": True}, "Among those who judge everybody has"),
        ({"responded": False}, "Among those who judge nobody has"),
        ({"x": np.nan}, "missing"),
        ({"kind": "z"}, "'z' is not in `learn`"),
    ],
)
def test_those_who_judge_can_be_wrong(change, told):
    with pytest.raises(ValueError, match=told):
        response_models(LEARN, JUDGE.assign(**change), ["x", "kind"])


@pytest.mark.parametrize("weight", [-1, 0.5, np.nan])
def test_weights_are_counts(weight):
    table = LEARN.assign(n=weight)
    with pytest.raises(ValueError, match=r"'n'|the n"):
        response_models(table, JUDGE.assign(n=1), "x", weight="n")
    with pytest.raises(ValueError, match=r"'n'|the n"):
        response_models(LEARN.assign(n=1), JUDGE.assign(n=weight), "x", weight="n")


@pytest.mark.parametrize("columns", [[], None, 5, ["x", "x"], [5]])
def test_columns_are_asked_for(columns):
    with pytest.raises(ValueError, match="columns"):
        response_models(LEARN, JUDGE, columns)


def test_the_outcome_is_not_known_before():
    with pytest.raises(ValueError, match="cannot be known before"):
        response_models(LEARN, JUDGE, ["x", "responded"])


def test_what_is_not_there_is_told():
    for learn, judge in ((LEARN, JUDGE.drop(columns="x")), (LEARN.drop(columns="x"), JUDGE)):
        with pytest.raises(ValueError, match="no column 'x'"):
            response_models(learn, judge, "x")
    with pytest.raises(ValueError, match="no column 'bought'"):
        response_models(LEARN, JUDGE, "x", outcome="bought")
    with pytest.raises(ValueError, match="Give a table"):
        response_models(LEARN, JUDGE["x"], "x")
    with pytest.raises(ValueError, match="'forest'"):
        response_score(LEARN, JUDGE, "x", model="forest")
    with pytest.raises(ValueError, match="level"):
        response_models(LEARN, JUDGE, "x", level=95)
    with pytest.raises(ValueError, match="no rows"):
        response_models(LEARN[:0], JUDGE, "x")
    with pytest.raises(ValueError, match="no rows"):
        response_models(LEARN, JUDGE[:0], "x")


def test_a_kind_that_was_never_seen_is_named_where_labels_repeat():
    learn, judge = people(200, 1), people(50, 2).assign(kind="z")
    with pytest.raises(ValueError, match=r"of 'kind' in `judge`: 'z' is not in"):
        response_score(learn, judge.set_axis([0] * 50), "kind")


def test_numbers_and_texts_in_one_column_are_refused():
    learn = people(200, 1)
    learn["kind"] = [1 if at % 2 else "1" for at in range(200)]
    with pytest.raises(ValueError, match="one thing may be two"):
        response_score(learn, people(50, 2).assign(kind="1"), "kind")


@pytest.mark.parametrize("seed", [-1, 1.5, "x", None])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match=r"seed is .*: give a whole number"):
        response_score(people(200, 1), people(50, 2), "x", model="network", seed=seed)
