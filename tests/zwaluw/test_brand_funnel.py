"""The panel about four brands: answers that are not nested, and rates above 1."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from tests.zwaluw.recovery.brand_funnel import recover
from zwaluw import build
from zwaluw.brand_funnel import ANSWERS, BrandFunnelParameters, make_brand_funnel
from zwaluw.omnichannel import BRANDS
from zwaluw.people import SEGMENTS

TRUTH = BrandFunnelParameters()
STAGES = ["aware", "appealed", "asked", "in_use", "advocated"]
LABELS = {"Zwaluw": "funnel", "Kievit": "door knob", "Meeuw": "goldfish", "Pauw": "trumpet"}


@functools.cache
def table(seed=build.SEED):
    return make_brand_funnel(seed)["brand_funnel"]


def counts_of(funnel):
    """The five counts of each brand, in the two lines of the card."""
    people = funnel.loc[funnel.index.repeat(funnel["persons"])]
    return people.groupby("brand")[STAGES].sum().astype(float)


def bootstrap(funnel, brand, samples=300, seed=0):
    """The five counts in samples of the persons asked about a brand, with replacement."""
    rows = funnel[funnel["brand"] == brand]
    persons = rows["persons"].to_numpy(dtype=int)
    drawn = np.random.default_rng(seed).multinomial(
        persons.sum(), persons / persons.sum(), size=samples
    )
    return drawn @ rows[STAGES].to_numpy(dtype=int)


def label(counts):
    _, curiosity, commitment, affinity = counts[1:] / counts[:-1]
    if affinity > 1:
        return "trumpet"
    if curiosity > 1:
        return "goldfish"
    return "door knob" if commitment > 0.8 and curiosity < 0.4 else "funnel"


# ---- what was planted is found ----


@pytest.mark.parametrize("seed", range(1, 5))
def test_recovery(seed):
    found = recover({"brand_funnel": table(seed)})
    assert len(found) == 47
    assert {e.parameter: e.distance for e in found if abs(e.distance) >= 4} == {}


def test_what_the_course_ships_lies_near_the_truth():
    found = recover({"brand_funnel": data.load("brand_funnel")})
    # One of twenty lies beyond two by chance.
    assert sum(abs(e.distance) >= 2 for e in found) <= 5
    assert max(abs(e.distance) for e in found) < 2.6


def test_the_rates_are_those_that_the_card_tells():
    """Attraction, curiosity, commitment, affinity, on average over many panels."""
    expected = {
        "Zwaluw": (0.55, 0.50, 0.45, 0.40),
        "Kievit": (0.60, 0.20, 0.94, 0.26),
        "Meeuw": (0.73, 1.29, 0.12, 0.37),
        "Pauw": (0.75, 0.42, 0.24, 2.7),
    }
    counts = sum(counts_of(table(seed)) for seed in range(20))
    rates = counts.T.div(counts.T.shift()).T[STAGES[1:]]
    for brand, values in expected.items():
        assert rates.loc[brand].to_numpy() == pytest.approx(values, rel=0.025), brand
    shares = counts / (20 * 9000)
    assert shares.loc["Meeuw"].to_numpy()[:4] == pytest.approx((0.62, 0.45, 0.58, 0.07), abs=0.004)
    pauw = (0.80, 0.60, 0.25, 0.06, 0.16)
    assert shares.loc["Pauw"].to_numpy() == pytest.approx(pauw, abs=0.004)


def test_a_rate_above_one_has_an_interval():
    counts = bootstrap(data.load("brand_funnel"), "Meeuw", samples=2000)
    low, high = np.quantile(counts[:, 2] / counts[:, 1], [0.025, 0.975])
    assert 1.2 < low < 1.288 < high < 1.35 and high - low < 0.05
    counts = bootstrap(data.load("brand_funnel"), "Pauw", samples=2000)
    low, high = np.quantile(counts[:, 4] / counts[:, 3], [0.025, 0.975])
    assert 2.3 < low < 2.69 < high < 3.2


@pytest.mark.parametrize("student", [None, *(f"s{number}" for number in range(20))])
@pytest.mark.parametrize("brand", BRANDS)
def test_labels_are_stable(brand, student):
    samples = bootstrap(data.load("brand_funnel", student=student), brand)
    sure = np.mean([label(counts) == LABELS[brand] for counts in samples])
    assert sure > (0.99 if student is None else 0.80)


def test_labels_are_stable_in_other_worlds():
    for seed in range(20):
        for brand, name in LABELS.items():
            samples = bootstrap(table(seed), brand, samples=100, seed=seed)
            assert np.mean([label(counts) == name for counts in samples]) > 0.8


def test_recovery_would_notice_another_truth():
    other = dataclasses.replace(
        TRUTH,
        asked=TRUTH.asked | {"Meeuw": (0.90, 0.05)},
        in_use=0.95,
        segment_bought=dict.fromkeys(SEGMENTS, 1.0),
    )
    rows = make_brand_funnel(3, other)["brand_funnel"]
    far = {e.parameter for e in recover({"brand_funnel": rows}) if abs(e.distance) > 4}
    assert far == {
        "asked: Meeuw, appealed",
        "asked: Meeuw, not appealed",
        "in_use",
        "segment_bought: commuter",
        "segment_bought: leisure",
    }
    assert label(counts_of(rows).loc["Meeuw"].to_numpy()) == "funnel"  # no goldfish any more


# ---- what misleads ----


def test_share_among_buyers_makes_par_three_times_too_high():
    counts = counts_of(data.load("brand_funnel"))
    par = counts["in_use"] / counts["aware"]
    of_people = (counts["in_use"] / 9000) / (counts["aware"] / 9000)
    of_buyers = (counts["in_use"] / counts["in_use"].sum()) / (counts["aware"] / 9000)
    assert of_people.to_numpy() == pytest.approx(par.to_numpy())
    assert (of_buyers / par).to_numpy() == pytest.approx(3.4, abs=0.15)
    assert par.idxmax() == "Zwaluw"


def test_the_product_of_the_rates_is_bar_whatever_the_rates():
    counts = counts_of(data.load("brand_funnel"))
    rates = counts.T.div(counts.T.shift()).T[STAGES[1:]]
    bar = counts["advocated"] / counts["aware"]
    assert rates.prod(axis=1).to_numpy() == pytest.approx(bar.to_numpy())
    assert (rates["advocated"]["Pauw"], rates["asked"]["Meeuw"]) > (1, 1)


def test_pooled_interviews_flatter():
    """Each segment has as many interviews, but not as many people."""
    ways = []
    for seed in range(10):
        rows = table(seed)
        rows = rows[rows["brand"] == "Zwaluw"]
        persons = {
            way: rows["persons"] * weight
            for way, weight in (("pooled", 1), ("weighted", rows["population"]))
        }
        par = {
            way: number[rows["in_use"]].sum() / number[rows["aware"]].sum()
            for way, number in persons.items()
        }
        of = persons["pooled"][rows["in_use"]].groupby(rows["segment"]).sum()
        of /= persons["pooled"][rows["aware"]].groupby(rows["segment"]).sum()
        ways.append(par | {"mean of segments": of.mean()})
    par = pd.DataFrame(ways).mean()
    assert par["weighted"] == pytest.approx(0.120, abs=0.002)
    assert par["pooled"] == pytest.approx(0.124, abs=0.002)
    assert par["weighted"] < par["mean of segments"] < par["pooled"]


# ---- the table hangs together ----


def test_answers_of_one_person_go_together():
    rows = table()
    aware = rows[rows["aware"]]
    for brand in BRANDS:
        here = aware[aware["brand"] == brand]

        def share(answer, group, here=here):
            return (here["persons"] * here[answer])[group].sum() / here["persons"][group].sum()

        for answer, before in (("asked", "appealed"), ("bought", "asked"), ("advocated", "in_use")):
            assert share(answer, here[before]) > share(answer, ~here[before]) * 1.05


def test_no_answer_is_part_of_the_one_before():
    rows = table()
    for brand in BRANDS:
        here = rows[rows["brand"] == brand]
        for answer, before in (("asked", "appealed"), ("bought", "asked"), ("advocated", "bought")):
            assert here.loc[here[answer] & ~here[before], "persons"].sum() > 0
    nobody = rows.loc[~rows["aware"], list(ANSWERS)]
    assert not nobody.any(axis=None)
    assert not (rows["in_use"] & ~rows["bought"]).any()


def test_the_design():
    rows = table()
    assert rows["persons"].min() >= 1 and len(rows) < 5000
    keys = ["brand", "segment", "interviewer"]
    assert not rows.duplicated([*keys, *ANSWERS]).any()
    asked = rows.groupby(keys)["persons"].sum()
    assert (asked == 75).all() and len(asked) == 4 * 3 * 40
    assert rows["brand"].drop_duplicates().tolist() == list(BRANDS)
    assert rows.groupby("segment")["population"].first().to_dict() == TRUTH.population
    mine = data.load("brand_funnel", student="s1")
    assert mine.groupby(keys)["persons"].sum().eq(75).all()
    assert 12 <= mine["interviewer"].nunique() <= 28


def test_truth_is_possible():
    for brand in BRANDS:
        aware = [TRUTH.aware[brand] * factor for factor in TRUTH.segment_aware.values()]
        bought = [max(TRUTH.bought[brand]) * factor for factor in TRUTH.segment_bought.values()]
        assert max(aware + bought) <= 1
    assert all(field.metadata["meaning"] for field in dataclasses.fields(TRUTH))


def test_the_same_seed_gives_the_same_table():
    pd.testing.assert_frame_equal(table(7), make_brand_funnel(7)["brand_funnel"])
    assert not table(7).equals(table(8))
