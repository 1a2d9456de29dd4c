"""Draws and deals, against what can be counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from mkt40_helpers import advocacy, data


def test_a_draw_of_all_answers_is_the_score_itself():
    scores = data.load("survey")["score"]
    drawn = advocacy.nps_of_draws(scores, size=int(scores.count()), times=3)
    assert drawn.tolist() == pytest.approx([advocacy.nps(scores).score] * 3)


def test_draws_spread_as_draws_without_replacement_do():
    # Promoters and passives only: the number of promoters is hypergeometric.
    scores = [10] * 30 + [7] * 70
    drawn = advocacy.nps_of_draws(scores, size=20, times=4000)
    exact = stats.hypergeom(100, 30, 20)
    assert drawn.mean() == pytest.approx(30, abs=0.6)
    assert drawn.std() == pytest.approx(5 * exact.std(), rel=0.05)


def test_the_lowest_of_two_groups_is_as_often_low_as_counting_says():
    # Of the six ways to deal +, +, -, - to two groups of two, two put both - together.
    answers = pd.DataFrame({"month": [1, 1, 2, 2], "score": [10, 9, 2, 3]})
    lowest = advocacy.lowest_of_deals(answers, by="month", times=4000)
    assert set(lowest) == {-100.0, 0.0}
    assert (lowest == -100).mean() == pytest.approx(1 / 3, abs=0.025)


def test_a_group_keeps_its_number_of_answers_and_one_without_any_gets_none():
    answers = pd.DataFrame(
        {"month": ["a"] * 3 + ["b"] + ["c"] * 2, "score": [10, 10, 2, 7, None, None]}
    )
    lowest = advocacy.lowest_of_deals(answers, by="month", times=200)
    # A group of one answer is at 100, 0 or -100; one of three at thirds.
    assert set(lowest.round(1)) <= {-100.0, 0.0, 33.3}


def test_what_cannot_be_drawn_is_refused():
    answers = pd.DataFrame({"month": [1, 2], "score": [10, 3]})
    with pytest.raises(ValueError, match="there are 2 answers"):
        advocacy.nps_of_draws(answers["score"], size=3)
    with pytest.raises(ValueError, match="times is 0"):
        advocacy.nps_of_draws(answers["score"], size=1, times=0)
    with pytest.raises(ValueError, match="times is 0"):
        advocacy.lowest_of_deals(answers, by="month", times=0)
    with pytest.raises(ValueError, match="no column 'week'"):
        advocacy.lowest_of_deals(answers, by="week")
