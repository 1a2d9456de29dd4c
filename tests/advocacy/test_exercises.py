"""The exercises' references, against the helpers: two ways to the same number."""

from __future__ import annotations

import pytest

from mkt40_helpers import advocacy
from mkt40_helpers.workbook.plain import plain
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.shelf import find


@pytest.mark.parametrize("number", range(5))
def test_references_agree_with_the_helpers(number):
    learner = f"student {number}"

    def reference(key):
        exercise = find(key)
        return plain(exercise.answer(*tables_of(exercise, learner)))

    survey = tables_of(find("3.3"), learner)[0]
    whole = advocacy.nps(survey["score"])
    assert reference("3.1") == whole.promoters
    assert reference("3.2") == pytest.approx(100 * whole.detractor_share)
    assert reference("3.3") == pytest.approx(whole.score)
    by = advocacy.nps_by(survey, "channel").set_index("channel")["nps"].to_dict()
    assert reference("3.4")["series"] == pytest.approx(by)
    assert reference("3.5") == pytest.approx(advocacy.nps(survey["score"].replace(8, 9)).score)
    assert 2 * reference("3.6") - 100 == pytest.approx(whole.score)
    low, high = whole.interval("wald")
    assert reference("3.7") == pytest.approx((high - low) / 2, rel=1e-4)
    store, web = (
        advocacy.nps(survey.loc[survey["channel"] == name, "score"])
        for name in ("store", "web shop")
    )
    # What the praise of 3.8 says of the intervals of single weeks.
    weeks = advocacy.nps_by(survey.assign(week=survey["date"].dt.to_period("W")), "week")
    by_weeks = 100 * weeks["low"].le(whole.score).mul(weeks["high"].ge(whole.score)).mean()
    assert reference("3.8") == pytest.approx(by_weeks, abs=2)
    assert (weeks["high"] - weeks["low"]).mean() > 80
    assert reference("3.9") == pytest.approx((store.se**2 + web.se**2) ** 0.5)
    assert reference("3.10") == advocacy.sample_size(5, whole.promoter_share, whole.detractor_share)
    gains = advocacy.drivers(survey).set_index("touchpoint")["gain"]
    assert reference("3.12") == pytest.approx(gains["delivery"] / 2)
