"""The bakery: nothing changes, what was planted is found, and it is what Excel writes."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import data
from zwaluw.bakery import BakeryParameters, make_bakery

TRUTH = BakeryParameters()
DAYS = pd.date_range("2023-09-01", "2025-08-31")
GAP = pd.Timedelta(days=60)
SEEDS = range(20)


@pytest.fixture(scope="module")
def bakery():
    return data.load("bakery")


@pytest.fixture(scope="module")
def worlds():
    return [make_bakery(seed) for seed in SEEDS]


def first_visits(table: pd.DataFrame) -> pd.DataFrame:
    """Each customer's first day, and whether she came back within 60 days; not the last ones."""
    first = table.groupby("klant")["datum"].min().rename("first")
    later = table.merge(first, on="klant").query("datum > first")
    second = later.groupby("klant")["datum"].min().reindex(first.index)
    people = pd.DataFrame({"first": first, "back": second - first <= GAP})
    return people[people["first"] + GAP <= DAYS[-1]]


def expected_back() -> float:
    """Share back within 60 days by the planted values, but for Sundays put off to Monday."""
    regular = np.array([TRUTH.regular, 1 - TRUTH.regular])
    within = 1 - np.exp(-60 / np.array(TRUTH.gap))
    return float((regular * np.array(TRUTH.again) * within).sum())


def test_as_many_come_back_as_planted(bakery, worlds):
    share = first_visits(bakery)["back"]
    error = (share.mean() * (1 - share.mean()) / len(share)) ** 0.5
    assert abs(share.mean() - expected_back()) < 2 * error
    shares = [first_visits(world)["back"].mean() for world in worlds]
    assert np.mean(shares) == pytest.approx(expected_back(), abs=0.012)


def test_no_month_is_another(worlds):
    """Over many worlds the months differ as much as chance lets them, and no more."""
    ratios = []
    for world in worlds:
        people = first_visits(world)
        back = people.groupby(people["first"].dt.to_period("M"))["back"].agg(["mean", "count"])
        share = people["back"].mean()
        scaled = (back["mean"] - share) / (share * (1 - share) / back["count"]) ** 0.5
        ratios.append((scaled**2).sum() / (len(back) - 1))
        assert len(back) >= 22 and back["count"].iloc[:22].min() >= 12
    assert np.mean(ratios) == pytest.approx(1, abs=0.2)


def test_new_customers_come_at_one_rate(worlds):
    open_days = (DAYS.day_name() != "Sunday").sum()
    counts = [world["klant"].nunique() / open_days for world in worlds]
    assert np.mean(counts) == pytest.approx(TRUTH.new, abs=0.03)
    halves = [
        (world.groupby("klant")["datum"].min() < pd.Timestamp("2024-08-31")).mean()
        for world in worlds
    ]
    assert np.mean(halves) == pytest.approx(0.5, abs=0.02)


def test_amounts_and_days_are_as_told(bakery):
    logs = np.log(bakery["bedrag"])
    assert np.exp(logs.median()) == pytest.approx(TRUTH.amount[0], rel=0.04)
    assert logs.std() == pytest.approx(TRUTH.amount[1], rel=0.04)
    assert (bakery["datum"].dt.day_name() != "Sunday").all() and bakery["bedrag"].min() > 0
    assert bakery["datum"].between(DAYS[0], DAYS[-1]).all()
    assert not bakery.duplicated(["klant", "datum"]).any()


def test_the_file_is_what_a_dutch_excel_writes():
    content = (data.folder() / "bakery.csv").read_bytes()
    assert content.startswith("\ufeffklant;datum;bedrag\n".encode())
    assert re.fullmatch(r"[^;]+;\d\d-\d\d-\d{4};\d+,\d\d", content.decode().split("\n")[1])


def test_too_many_customers_for_the_names_are_refused():
    with pytest.raises(ValueError, match="Lower `new`"):
        make_bakery(1, dataclasses.replace(TRUTH, new=3.0))
