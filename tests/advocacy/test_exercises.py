"""The exercises' references, against the helpers: two ways to the same number."""

from __future__ import annotations

import pandas as pd
import pytest

from mkt40_helpers import advocacy
from mkt40_helpers.workbook.diagnosis import answers, diagnose
from mkt40_helpers.workbook.kinds import Choice, Function
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.records import tables_of
from mkt40_helpers.workbook.shelf import exercises_of, find


def margin(result: advocacy.NPS) -> float:
    """1.96 standard errors as `sem` has them, which divides by one answer less."""
    return 1.96 * result.se * (result.n / (result.n - 1)) ** 0.5


def nps_of(survey: pd.DataFrame, **where: str) -> advocacy.NPS:
    for column, value in where.items():
        survey = survey[survey[column] == value]
    return advocacy.nps(survey["score"])


def test_a_mean_of_a_comparison_with_groups_is_not_told_to_have_been_divided():
    """Nobody who wrote ``mean`` has divided: who has no group counts as False there."""
    (survey,) = tables_of(find("3.2"), "s1")
    typed = 100 * (advocacy.groups(survey["score"]) == "detractor").mean()
    found = diagnose(find("3.2"), float(typed), "s1")
    assert found.mistakes == ("all_rows",)
    assert "You divided" not in found.message
    assert "`mean` of a comparison with `group` counts them too, as False" in found.message
    assert "You divided" not in find("3.4").messages["all_rows"]


@pytest.mark.parametrize("number", range(5))
def test_references_agree_with_the_helpers(number):
    learner = f"student {number}"
    compared = set()

    def references(key):
        compared.add(key)
        return answers(find(key), learner)[0]

    def reference(key):
        return references(key)[0]

    survey = tables_of(find("3.3"), learner)[0]
    whole = advocacy.nps(survey["score"])
    assert reference("3.1") == whole.promoters
    assert reference("3.2") == pytest.approx(100 * whole.detractor_share)
    assert reference("3.3")["result"] == pytest.approx(whole.score)
    by = advocacy.nps_by(survey, "channel").set_index("channel")["nps"].to_dict()
    assert reference("3.4") == pytest.approx(by)
    assert reference("3.5") == pytest.approx(advocacy.nps(survey["score"].replace(8, 9)).score)

    groups = advocacy.deeds(survey.assign(group=advocacy.groups(survey["score"])), by="group")
    prompted = groups[groups["kind"] == "prompted"].groupby("group", observed=True)["did"].mean()
    assert reference("3.6") == pytest.approx(prompted.to_dict()) and len(prompted) == 3

    app = nps_of(survey, channel="app")
    low, high = app.interval("wald")
    sure, *_, exact = references("3.7")
    assert sure == pytest.approx(margin(app)) and exact == pytest.approx((high - low) / 2)

    month = survey["date"].dt.strftime("%Y-%m")
    figures = reference("3.8")["figures"]
    assert len(figures) == 24 == month.nunique()
    for name, answered in survey.groupby(month):
        its = advocacy.nps(answered["score"])
        ends = [its.score, its.score - margin(its), its.score + margin(its)]
        assert figures[name] == pytest.approx(ends)
    # As its praise says, nearly every interval holds the score of the whole sample.
    assert sum(low <= whole.score <= high for _, low, high in figures.values()) >= 20

    pairs = advocacy.nps_by(survey, ["touchpoint", "channel"]).pivot(
        index="touchpoint", columns="channel", values=["nps", "n"]
    )
    contacts = pairs["n", "store"]
    alike = (pairs["nps", "web shop"] * contacts).sum() / contacts.sum()
    assert reference("3.10") == pytest.approx(alike)

    gains = advocacy.drivers(survey).set_index("touchpoint")["gain"]
    assert reference("3.12") == ("d", pytest.approx(gains["delivery"] / 2))
    # Twenty more answers that score as all do, by their weights.
    desk = survey[(survey["channel"] == "dealer") & (survey["touchpoint"] == "help desk")]
    both = pd.concat([desk.assign(weight=1.0), survey.assign(weight=20 / whole.n)])
    assert reference("3.01") == pytest.approx(advocacy.nps(both["score"], both["weight"]).score)

    every = {one.key for one in exercises_of(3) if not isinstance(one.kind, Decide | Choice)}
    assert compared == every - {"3.13"}
    function = find("3.13")
    assert isinstance(function.kind, Function)
    assert function.answer(survey["score"].dropna().tolist()) == pytest.approx(whole.score)


def test_a_count_of_nobody_is_no_share():
    found = diagnose(find("3.1"), 0, "s1")
    assert found.mistakes == ("nobody",) and "share" not in found.message
