"""What is read from a picture: figures, names, order, intervals; what `show` makes of it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.ticker import PercentFormatter

from mkt40_helpers import advocacy, data, plots
from mkt40_helpers.plots import Reading

TABLE = pd.DataFrame(
    {
        "channel": ["store", "app", "store", "app"] * 5,
        "year": ["2024", "2024", "2025", "2025"] * 5,
        "score": np.arange(20.0),
        "day": pd.date_range("2025-01-01", periods=20),
    }
)
WIDE = TABLE.pivot_table(index="channel", columns="year", values="score")


def own() -> plt.Axes:
    return plt.figure().add_subplot()


def ends(values: pd.Series) -> tuple[float, float]:
    return values.min(), values.max()


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.mark.parametrize("closed", [False, True])
def test_bars_upright_lying_and_by_hue(closed):
    upright = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    lying = sns.barplot(TABLE, x="score", y="channel", errorbar=None, ax=own())
    hue = sns.barplot(TABLE, x="channel", y="score", hue="year", errorbar=None, ax=own())
    if closed:
        plt.close("all")
    mean = TABLE.groupby("channel")["score"].mean()
    for ax, lies in ((upright, False), (lying, True)):
        reading = plots.read(ax)
        assert (reading.kind, reading.lying, reading.zero_in_view) == ("bars", lies, True)
        told = reading.table.set_index("group")["value"].to_dict()
        assert told == {"store": mean["store"], "app": mean["app"]}
        assert list(told) == ["store", "app"]  # in the order of the axis
    by = TABLE.groupby(["channel", "year"])["score"].mean()
    read = plots.read(hue).table.set_index(["group", "hue"])["value"]
    assert read.to_dict() == by.to_dict()


def test_points_with_intervals_of_our_own():
    survey = data.load("survey")
    ax = sns.pointplot(
        survey, x="score", y="channel", linestyle="none", ax=own(),
        estimator=advocacy.nps_score, errorbar=advocacy.nps_interval,
    )  # fmt: skip
    reading = plots.read(ax)
    table = advocacy.nps_by(survey, by="channel").set_index("channel")
    assert (reading.kind, reading.lying) == ("points", True)
    read = reading.table.set_index("group").loc[table.index]
    for ours, theirs in (("value", "nps"), ("low", "low"), ("high", "high")):
        assert read[ours].to_numpy() == pytest.approx(table[theirs].to_numpy())


def test_bars_with_intervals_from_a_table():
    table = pd.DataFrame({"week": ["same", "next"], "visits": [20.0, 8], "low": 5.0, "high": 25.0})
    for across in (True, False):
        axes = {"x": "week", "y": "visits"} if across else {"x": "visits", "y": "week"}
        ax = sns.barplot(table, **axes, errorbar=None, ax=own())
        draw = ax.vlines if across else ax.hlines
        draw(table["week"], table["low"], table["high"])
        reading = plots.read(ax)
        assert reading.table[["value", "low", "high"]].values.tolist() == [[20, 5, 25], [8, 5, 25]]
    assert plots.describe(reading).endswith("same 20 (5 to 25); next 8 (5 to 25).")


def test_each_of_two_points_at_one_place_has_its_own_interval():
    table = TABLE.assign(year=TABLE["year"].astype(int), more=TABLE["score"] * 10)
    for scale in (True, False):
        ax = sns.pointplot(
            table, x="year", y="more", hue="channel", errorbar=ends, native_scale=scale,
            linestyle="none", ax=own(),
        )  # fmt: skip
        read = plots.read(ax).table
        assert len(read) == 4 and sorted(set(read["group"])) == ["2024", "2025"]
        found = read.set_index(["group", "hue"])[["low", "high"]]
        for (year, channel), part in table.groupby(["year", "channel"])["more"]:
            low, high = found.loc[(str(year), channel)]
            assert (low, high) == (part.min(), part.max())


def test_a_place_between_two_ticks_is_its_own_number():
    ax = own()
    ax.plot([7, 8], [59, 58], "o")
    ax.vlines([7, 8], [58, 57], [60, 59])
    ax.set_xticks([5.0, 7.5, 10.0])
    assert plots.read(ax).table["group"].tolist() == ["7", "8"]


def test_a_year_is_no_amount():
    ax = own()
    ax.plot([2019, 2025], [1200, 3400])
    assert plots.describe(plots.read(ax)) == "Line chart: from 1,200 (2019) to 3,400 (2025)."


def test_a_dot_or_line_without_legend_says_its_own_name():
    ax = own()
    ax.plot([20, 10], ["store", "app"], "o", label="with")
    ax.plot([15, 12], ["store", "app"], "o")
    read = plots.read(ax).table
    assert read["hue"].tolist() == ["with", "with", "", ""]
    assert read["group"].tolist() == ["store", "app", "store", "app"]


def test_a_group_that_is_a_number_is_not_run_into_its_figure():
    table = pd.DataFrame({"group": ["8", "9"], "hue": "", "value": [17.0, 46.0]})
    told = plots.describe(Reading("points", "score", "share, %", table, False, True))
    assert told == "Points of share, % by score: 8: 17; 9: 46."


def test_a_description_has_no_more_digits_than_the_interval_supports():
    table = pd.DataFrame({"group": ["a", "b"], "hue": "", "value": [-0.07, 0.384]})
    table = table.assign(low=[-13.1, 0.1], high=[9.03, 0.9])
    told = plots.describe(Reading("points", "touchpoint", "NPS", table, False, True))
    assert told == "Points of NPS by touchpoint: a 0 (-13 to 9); b 0.38 (0.1 to 0.9)."


def test_shared_marks_are_read_as_seaborns_are():
    table = pd.DataFrame(
        {"channel": ["store", "web"], "nps": [40, 8], "low": [35, 2], "high": [45, 14]}
    )
    reading = plots.read(plots.dots(table, x="nps", y="channel"))
    assert reading.table[["group", "value", "low", "high"]].values.tolist() == [
        ["store", 40, 35, 45],
        ["web", 8, 2, 14],
    ]


def test_lines_scatter_histogram_and_heat_map():
    line = sns.lineplot(TABLE, x="day", y="score", hue="channel", errorbar=None, ax=own())
    line.axhline(10)  # a reference, no figure
    reading = plots.read(line)
    assert reading.kind == "lines" and len(reading.table) == 20
    assert set(reading.table["hue"]) == {"store", "app"}
    assert reading.table["group"].iloc[0] == "2025-01-01"
    cloud = plots.read(sns.scatterplot(TABLE, x="score", y="score", ax=own()))
    assert cloud.kind == "scatter" and cloud.table["value"].tolist() == TABLE["score"].tolist()
    bins = plots.read(sns.histplot(TABLE, x="score", binwidth=5, ax=own()))
    assert bins.kind == "histogram" and bins.table["value"].sum() == 20
    heat = plots.read(sns.heatmap(WIDE, ax=own()))
    assert heat.kind == "heat map"
    assert heat.table.set_index("group")["value"]["app, 2025"] == WIDE.loc["app", "2025"]


def test_what_cannot_be_read_is_said_and_not_guessed():
    reading = plots.read(own())
    assert reading.kind == "other" and plots.describe(reading) == ""


def test_many_figures_are_told_by_the_highest_and_the_lowest():
    many = pd.DataFrame({"name": list("abcdefghij"), "value": range(10)})
    told = plots.describe(plots.read(sns.barplot(many, x="name", y="value", ax=own())))
    assert told == "Bar chart of value by name: 10 figures, the highest j 9, the lowest a 0."


def test_shares_are_told_in_percent_where_the_axis_writes_percent():
    table = pd.DataFrame({"group": ["promoter", "passive"], "share": [0.574, 0.152]})
    upright = sns.barplot(table, x="group", y="share", errorbar=None, ax=own())
    lying = sns.barplot(table, x="share", y="group", errorbar=None, ax=own())
    plain = plots.describe(plots.read(upright))
    assert plain == "Bar chart of share by group: promoter 0.57; passive 0.15."
    upright.yaxis.set_major_formatter("{x:.0%}")
    lying.xaxis.set_major_formatter(PercentFormatter(1))
    for ax in (upright, lying):
        reading = plots.read(ax)
        assert reading.table["value"].tolist() == [0.574, 0.152]  # the figures stay as they are
        told = plots.describe(reading)
        assert told == "Bar chart of share in percent by group: promoter 57.4; passive 15.2."


def test_an_axis_in_percent_is_no_axis_of_names():
    table = pd.DataFrame({"group": ["promoter", "passive"], "share": [0.574, -0.152]})
    ax = sns.pointplot(table, x="group", y="share", errorbar=None, ax=own())
    ax.yaxis.set_major_formatter("{x:.0%}")
    reading = plots.read(ax)
    assert (reading.kind, reading.lying) == ("points", False)
    assert reading.table[["group", "value"]].values.tolist() == table.values.tolist()


def test_a_name_with_a_percent_sign_makes_no_axis_of_percentages():
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    ax.set_yticks([0, 1], ["nothing", "top 10%"])
    assert not plots.read(ax).in_percent


def test_a_year_is_not_told_as_a_quantity():
    table = pd.DataFrame({"year": [2015, 2016, 2017], "points": [1063, 1066, 1061]})
    told = plots.describe(plots.read(sns.lineplot(table, x="year", y="points", ax=own())))
    assert "from 1,063 (2015) to 1,061 (2017), highest 1,066 (2016)" in told


def test_a_description_is_written_from_the_figures(shown):
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    plots.show(ax, title="The app leads", measure="mean score", source="Invented data")
    text = shown[0]["text/plain"]
    assert text == "The app leads. Bar chart of score by channel: store 9; app 10. Invented data."
    assert ax.get_title(loc="left") == "The app leads"
    assert plt.get_fignums() == []


def test_a_picture_without_description_or_source_is_refused(shown):
    bars = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    with pytest.raises(ValueError, match="names no source"):
        plots.show(bars, title="The app leads")
    with pytest.raises(ValueError, match="no description"):
        plots.show(own(), title="Nothing is drawn", source="Invented data")
    with pytest.raises(ValueError, match="no description"):
        plots.show(bars, title="The app leads", source="Invented data", alt=" ")
    assert shown == []


@pytest.mark.parametrize("lying", [False, True])
def test_a_guess_is_a_mark_on_the_axis_of_the_figures_and_a_sentence(shown, lying):
    axes = {"x": "score", "y": "channel"} if lying else {"x": "channel", "y": "score"}
    ax = sns.barplot(TABLE, **axes, errorbar=None, ax=own())
    before = len(ax.lines)
    plots.show(ax, title="The app leads", source="Invented data", guess=7.5)
    assert shown[0]["text/plain"].endswith("You said 7.5.")
    assert len(ax.lines) == before + 1
    at = ax.lines[-1].get_xdata() if lying else ax.lines[-1].get_ydata()
    assert list(at) == [7.5, 7.5]
    assert [text.get_text() for text in ax.texts].count("you") == 1


@pytest.mark.parametrize("nothing", [..., None])
def test_no_guess_draws_nothing(shown, nothing):
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    plots.show(ax, title="The app leads", source="Invented data", guess=nothing)
    assert "You said" not in shown[0]["text/plain"] and len(ax.lines) == 0


@pytest.mark.parametrize("odd", ["ten", True, float("nan"), [3]])
def test_a_guess_that_is_no_number_is_refused(shown, odd):
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    with pytest.raises(ValueError, match="is no number"):
        plots.show(ax, title="The app leads", source="Invented data", guess=odd)


def test_a_picture_is_sharp_on_a_dense_screen_and_small():
    figure = plots.dots(
        pd.DataFrame({"a": ["x"], "v": [1.0], "low": [0.0], "high": [2.0]}), x="v", y="a"
    ).get_figure()
    page = plots.image(figure, "One dot.")
    width = figure.get_figwidth() * figure.dpi
    assert f"width:{width:.0f}px" in page
    picture = plots.png(figure)
    assert int.from_bytes(picture[16:20], "big") == round(2 * width)
    assert len(picture) < 60_000


def test_lines_that_cannot_be_told_apart_are_not_described():
    two = pd.DataFrame({"x": [1, 2, 1, 2], "y": [1, 2, 9, 8], "h": list("aabb")})
    ax = sns.lineplot(two, x="x", y="y", hue="h", legend=False, ax=own())
    assert plots.read(ax).kind == "other"
    ax = sns.lineplot(two, x="x", y="y", hue="h", errorbar=None, ax=own())
    told = plots.describe(plots.read(ax))
    assert "a from 1 (1) to 2 (2)" in told and "b from 9 (1) to 8 (2)" in told


def test_small_rates_are_told_with_their_figures():
    rates = pd.DataFrame({"ad": ["A", "B"], "rate": [0.004, 0.0049]})
    told = plots.describe(plots.read(sns.barplot(rates, x="ad", y="rate", ax=own())))
    assert "A 0.004; B 0.0049" in told


def test_percent_that_is_percent_already_stays():
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    ax.yaxis.set_major_formatter(PercentFormatter())
    assert "store 9; app 10" in plots.describe(plots.read(ax))
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    assert "store 900; app 1,000" in plots.describe(plots.read(ax))


def test_scores_that_name_groups_are_names():
    table = pd.DataFrame({"score": [7, 8, 9], "share": [1.0, 5, 3]})
    told = plots.describe(
        plots.read(sns.pointplot(table, x="score", y="share", errorbar=None, ax=own()))
    )
    assert "7: 1; 8: 5; 9: 3" in told or "7 1; 8 5; 9 3" in told


def test_a_cloud_with_a_line_is_told_as_a_cloud():
    ax = sns.scatterplot(TABLE, x="score", y="score", ax=own())
    ax.plot([0, 19], [0, 19])
    assert plots.read(ax).kind == "scatter"


def test_a_figure_without_interval_is_told_without():
    table = pd.DataFrame(
        {"c": ["a", "b"], "y": [10.0, 5], "low": [5, np.nan], "high": [15, np.nan]}
    )
    told = plots.describe(plots.read(plots.dots(table, x="y", y="c")))
    assert "a 10 (5 to 15)" in told and "b 5" in told and "b 5 (" not in told


@pytest.mark.parametrize(
    ("options", "upright"),
    [
        ({"x": "score", "bins": 3}, False),
        ({"x": "score", "bins": 1}, False),
        ({"x": "score", "hue": "channel", "multiple": "dodge", "bins": 2}, False),
        ({"y": "score", "bins": 3}, True),
    ],
)
def test_a_guess_in_a_histogram_stands_on_the_number_line(shown, options, upright):
    ax = sns.histplot(TABLE, **options, ax=own())
    assert plots.read(ax).kind == "histogram"
    plots.show(ax, title="Scores", source="Invented data", guess=7.0)
    line = ax.lines[-1]
    assert list(line.get_ydata() if upright else line.get_xdata()) == [7, 7]


def test_bars_of_names_that_touch_are_no_histogram():
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, width=1, ax=own())
    assert "store 9; app 10" in plots.describe(plots.read(ax))


def test_a_guess_in_percent_is_as_the_axis_shows_it(shown):
    half = TABLE.assign(score=0.5)
    ax = sns.barplot(half, x="channel", y="score", errorbar=None, ax=own())
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    plots.show(ax, title="Half", source="Invented data", guess=60)
    assert "You said 60%." in shown[0]["text/plain"]
    assert list(ax.lines[-1].get_ydata()) == [0.6, 0.6]


def test_a_heat_map_without_all_its_names_is_not_described():
    small = plt.figure(figsize=(3, 1.5)).add_subplot()
    ax = sns.heatmap(pd.DataFrame(np.arange(168).reshape(24, 7)), ax=small)
    assert plots.read(ax).kind == "other"


def test_an_interval_that_stands_is_not_that_of_a_lying_bar():
    table = pd.DataFrame({"c": ["a", "b"], "y": [10.0, 20], "low": [5.0, 15], "high": [15.0, 25]})
    ax = sns.barplot(table, y="c", x="y", ax=own())
    plots.whiskers(table, "c", "y", ax=ax)  # made for bars that stand
    assert "(" not in plots.describe(plots.read(ax))
