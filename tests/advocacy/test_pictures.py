"""Pictures of chapter 3."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data, plots
from mkt40_helpers.advocacy import pictures


def test_every_picture_draws_on_the_axes_it_is_given():
    survey = data.load("survey")
    survey["group"] = advocacy.groups(survey["score"])
    survey["month"] = survey["date"].dt.to_period("M")
    channels = advocacy.nps_by(survey, "channel")
    deeds = advocacy.kinds(survey.dropna(subset=["score"]), "group")
    for draw in (
        lambda ax: pictures.score_bars(survey["score"], ax=ax),
        lambda ax: pictures.group_bars(channels, "channel", ax=ax),
        lambda ax: plots.dots(channels, x="nps", y="channel", ax=ax),
        lambda ax: plots.trend(advocacy.nps_by(survey, "month"), x="month", y="nps", ax=ax),
        lambda ax: pictures.drivers(advocacy.drivers(survey), ax=ax),
        lambda ax: pictures.share_bars(deeds, by="group", panel="kind", ax=ax),
    ):
        ax = plt.figure().add_subplot()
        assert draw(ax) is ax and ax.has_data()
        bars = [patch for patch in ax.patches if patch.get_height() > 0]
        if bars and ax.name == "rectilinear":
            assert min(*ax.get_xlim(), *ax.get_ylim()) <= 0  # zero is in view


def test_bars_have_the_lengths_of_their_figures():
    table = pd.DataFrame({"firm": ["A"], "detractors": [10], "passives": [30], "promoters": [60]})
    widths = [patch.get_width() for patch in pictures.group_bars(table, "firm").patches]
    assert widths == pytest.approx([0.1, 0.3, 0.6])
    heights = [patch.get_height() for patch in pictures.score_bars(pd.Series([9, 9, 3])).patches]
    assert heights[9] == 2 and heights[3] == 1 and sum(heights) == 3


def test_a_missing_column_is_named():
    table = pd.DataFrame({"a": [1]})
    for draw in (
        lambda: pictures.group_bars(table, "firm"),
        lambda: plots.dots(table, x="nps", y="firm"),
        lambda: plots.trend(table, x="month", y="nps"),
        lambda: pictures.drivers(table),
        lambda: pictures.share_bars(table, by="group", panel="kind"),
    ):
        with pytest.raises(ValueError, match=r"needs a column '\w+'. The table has: a"):
            draw()


def test_a_group_without_a_label_is_drawn_as_missing():
    deeds = pd.DataFrame({"group": ["promoter", None], "kind": "prompted", "share": [0.7, 0.4]})
    ax = pictures.share_bars(deeds.assign(low=0.3, high=0.8), by="group", panel="kind")
    assert [text.get_text() for text in ax.texts] == ["promoter", "70%", "missing", "40%"]
