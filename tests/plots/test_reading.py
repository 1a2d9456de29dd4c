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


def test_a_measure_that_begins_with_of_is_no_of_of():
    table = pd.DataFrame({"group": ["valid", "refused"], "hue": "", "value": [45.3, 32.8]})
    told = plots.describe(Reading("bars", "state", "of 100", table, False, True))
    assert told == "Bar chart, of 100 by state: valid 45.3; refused 32.8."
    told = plots.describe(Reading("bars", "state", "offers", table, False, True))
    assert told.startswith("Bar chart of offers by state:")


def test_one_point_is_told_as_one_with_its_two_figures():
    line = pd.DataFrame({"group": [0.0, 1], "hue": "", "value": [44, 6.0]})
    one = pd.DataFrame({"group": [0.11], "hue": "", "value": [21.0]})
    told = plots.describe(
        Reading("scatter", "how deep: share of the list", "of 100", one, False, True, lines=line)
    )
    assert told == (
        "Scatter plot of one point: how deep, share of the list 0.11, of 100 21. "
        "Line: from 44 (0) to 6 (1)."
    )
    days = pd.DataFrame({"group": ["2026-01-01"], "hue": "", "value": [3.0]})
    told = plots.describe(Reading("scatter", "day", "sold", days, False, True))
    assert told == "Scatter plot of one point: day 2026-01-01, sold 3."


def test_a_label_with_a_colon_leaves_the_sentence_one_colon():
    table = pd.DataFrame({"group": ["a", "b"], "hue": "", "value": [1.0, 2]})
    told = plots.describe(Reading("bars", "how deep: share", "sold: bikes", table, False, True))
    assert told == "Bar chart of sold, bikes by how deep, share: a 1; b 2."


def test_a_description_has_no_more_digits_than_the_interval_supports():
    table = pd.DataFrame({"group": ["a", "b"], "hue": "", "value": [-0.07, 0.384]})
    table = table.assign(low=[-13.1, 0.1], high=[9.03, 0.9])
    told = plots.describe(Reading("points", "touchpoint", "NPS", table, False, True))
    assert told == "Points of NPS by touchpoint: a 0 (-13 to 9); b 0.38 (0.1 to 0.9)."


def test_shared_marks_are_read_as_seaborns_are():
    table = pd.DataFrame(
        {"channel": ["store", "web"], "nps": [40, 8], "low": [35, 2], "high": [45, 14]}
    )
    reading = plots.read(plots.whiskers(table, x="channel", y="nps", dots=True))
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


def test_numbers_that_a_guess_runs_through_can_be_read(shown):
    ax = plots.numbers(sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own()))
    plots.show(ax, title="The app leads", source="Invented data", guess=7.5)
    *numbers, you = ax.texts
    assert numbers and all(text.get_path_effects() for text in numbers)
    assert you.get_text() == "you"


@pytest.mark.parametrize("nothing", [..., None])
def test_no_guess_draws_nothing(shown, nothing):
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    plots.show(ax, title="The app leads", source="Invented data", guess=nothing)
    assert "You said" not in shown[0]["text/plain"] and len(ax.lines) == 0


@pytest.mark.parametrize("odd", ["ten", True, float("nan"), [3], (15, 5)])
def test_a_guess_that_is_no_number_leaves_the_picture_whole(shown, odd):
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    plots.show(ax, title="The app leads", source="Invented data", guess=odd)
    assert "<img" in shown[0]["text/html"] and len(ax.lines) == 0
    assert "<p>The app leads. Your guess is not drawn: " in shown[0]["text/html"]


def test_a_picture_is_sharp_on_a_dense_screen_and_small():
    table = pd.DataFrame({"a": ["x"], "v": [1.0], "low": [0.0], "high": [2.0]})
    figure = plots.whiskers(table, x="a", y="v", dots=True).get_figure()
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
    told = plots.describe(plots.read(plots.whiskers(table, x="c", y="y", dots=True)))
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


def test_a_guess_on_an_axis_of_dates_is_refused(shown):
    ax = sns.histplot(TABLE, x="day", bins=2, ax=own())
    with pytest.raises(ValueError, match="axis of dates"):
        plots.show(ax, title="Days", source="Invented data", guess=7)


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
    ax.vlines([0, 1], table["low"], table["high"])  # made for bars that stand
    assert "(" not in plots.describe(plots.read(ax))


# ---- what is told whole, or not at all ----


def days(freq: str, number: int = 20) -> pd.DataFrame:
    return TABLE.assign(day=pd.date_range("2024-01-31", periods=number, freq=freq))


def test_dates_are_told_as_dates_in_clouds_and_histograms_too():
    cloud = sns.scatterplot(days("D"), x="day", y="score", ax=own())
    assert "day from 2024-01-31 to 2024-02-19, score" in plots.describe(plots.read(cloud))
    bins = sns.histplot(days("D"), x="day", bins=2, ax=own())
    assert plots.read(bins).table["group"].iloc[0] == "2024-01-31 00:00 to 2024-02-09 12:00"


@pytest.mark.parametrize("registered", [False, True])
def test_hours_of_one_day_are_told_apart(registered):
    # pandas' own plots register a converter of their own for dates.
    with pd.option_context("plotting.matplotlib.register_converters", registered):
        if registered:
            pd.plotting.register_matplotlib_converters()
        ax = sns.lineplot(days("h"), x="day", y="score", errorbar=None, ax=own())
        told = plots.describe(plots.read(ax))
        pd.plotting.deregister_matplotlib_converters()
    assert told.endswith("from 0 (2024-01-31 00:00) to 19 (2024-01-31 19:00).")


def test_months_of_pandas_own_plot_are_not_told_as_numbers():
    months = days("ME").set_index("day")["score"]
    assert plots.read(months.plot(ax=own())).kind == "other"
    pd.plotting.deregister_matplotlib_converters()


def test_a_log_axis_is_told_in_plain_numbers():
    table = pd.DataFrame({"price": [10.0, 100, 1000], "sold": [300.0, 20, 1]})
    for draw in (sns.lineplot, sns.pointplot):
        options = {"native_scale": True} if draw is sns.pointplot else {}
        ax = draw(table, x="price", y="sold", errorbar=None, ax=own(), **options)
        ax.set(xscale="log", yscale="log")
        told = plots.describe(plots.read(ax))
        assert "$" not in told and "300" in told and "1 (1,000)" in told.replace("1,000 1", "")


def test_texts_set_as_formulas_are_not_told():
    ax = sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())
    ax.set_ylabel("CO$_2$")
    assert plots.describe(plots.read(ax)) == ""
    ax.set_ylabel("price in $")  # a dollar is no formula
    assert "price in $" in plots.describe(plots.read(ax))


def test_bars_one_behind_another_do_not_take_each_others_interval():
    table = pd.DataFrame({"c": list("aaab"), "h": list("uuvv"), "y": [1.0, 3, 9, 9]})
    ax = sns.barplot(table, x="c", y="y", hue="h", dodge=False, errorbar=ends, ax=own())
    assert plots.read(ax).kind == "other"


@pytest.mark.parametrize("lying", [False, True])
def test_intervals_with_caps_are_intervals(lying):
    axes = {"x": "score", "y": "channel"} if lying else {"x": "channel", "y": "score"}
    for draw in (sns.barplot, sns.pointplot):
        ax = draw(TABLE, **axes, errorbar=ends, capsize=0.3, ax=own())
        assert "store 9 (0 to 18); app 10 (1 to 19)" in plots.describe(plots.read(ax))
    ax = own()
    ax.errorbar(["a", "b"], [2, 3], yerr=1, fmt="o", capsize=4)
    assert plots.describe(plots.read(ax)) == "Points: a 2 (1 to 3); b 3 (2 to 4)."


def twin(ax: plt.Axes) -> plt.Axes:
    ax.twinx().plot([0, 1], [5, 6])
    return ax


HALF_TOLD = {
    "twin axes": lambda: twin(bars()),
    "bars and a line": lambda: bars().plot(["store", "app"], [9, 11])[0].axes,
    "bars and dots": lambda: bars().plot(["store", "app"], [9, 11], "o")[0].axes,
    "bars and an area": lambda: (ax := bars()).fill_between([0, 1], 2, 4) and ax,
    "two panels": lambda: bars().figure.add_subplot(2, 2, 4).plot([1, 2])[0].axes.figure.axes[0],
    "an inset": lambda: (ax := bars()).inset_axes((0.5, 0.5, 0.4, 0.4)).plot([1, 2]) and ax,
    "violins": lambda: sns.violinplot(TABLE, x="channel", y="score", ax=own()),
    "boxes": lambda: (ax := own()).boxplot([*range(19), 99], patch_artist=True) and ax,
    "boxes without area": lambda: (ax := own()).boxplot([*range(19), 99]) and ax,
    "a cloud of groups": lambda: sns.scatterplot(
        TABLE, x="score", y="score", hue="channel", ax=own()
    ),
    "bars that hang": lambda: own().bar(["a", "b"], [3, 2], bottom=[0, 3])[0].axes,
    "a swarm": lambda: sns.stripplot(TABLE, x="channel", y="score", ax=own()),
    "a line with a band": lambda: sns.lineplot(TABLE, x="year", y="score", errorbar=ends, ax=own()),
    "intervals that belong to no bar": lambda: (ax := bars()).vlines([0.3], 2, 4) and ax,
    "bars without legend": lambda: sns.barplot(
        TABLE, x="channel", y="score", hue="year", errorbar=None, legend=False, ax=own()
    ),
    "two groups of one colour": lambda: sns.barplot(
        TABLE, x="channel", y="score", hue="year", errorbar=None, palette=["k", "k"], ax=own()
    ),
    "an image": lambda: (ax := own()).imshow([[1, 2]]) and ax.plot([0, 1], [0, 1])[0].axes,
    "a round axis": lambda: (
        plt.figure().add_subplot(projection="polar").plot([0, 1], [2, 3])[0].axes
    ),
}


def bars() -> plt.Axes:
    return sns.barplot(TABLE, x="channel", y="score", errorbar=None, ax=own())


@pytest.mark.parametrize("name", HALF_TOLD)
def test_a_picture_is_told_whole_or_not_at_all(name):
    assert plots.describe(plots.read(HALF_TOLD[name]())) == ""


def test_a_band_is_told_to_be_one_and_what_it_means():
    """It is there where seaborn met several rows at one place: a hue= may have been forgotten."""
    told = plots.read(HALF_TOLD["a line with a band"]()).untold
    assert "band around a line" in told and "several rows at one place" in told
    some = pd.DataFrame({"day": [1, 1, 2, 3, 3, 4], "back": [0, 100, 0, 0, 100, 100]})
    torn = sns.lineplot(some, x="day", y="back", errorbar=("se", 1.96), ax=own())
    assert "band around a line" in plots.read(torn).untold  # and none where a row is alone
    assert "something else" in plots.read(HALF_TOLD["violins"]()).untold


def test_a_flat_line_of_two_points_is_a_line():
    ax = own()
    ax.plot([1, 2], [5, 5])
    assert plots.describe(plots.read(ax)) == "Line chart: from 5 (1) to 5 (2)."


def test_a_model_drawn_along_with_points_is_told_too():
    ax = sns.lineplot(x=[1, 2, 3], y=[4.0, 6, 5], errorbar=None, ax=own())
    ax.plot([1, 3], [4, 5], "o")
    ax.vlines([1, 3], [3, 4], [5, 6])
    reading = plots.read(ax)
    assert reading.kind == "points" and len(reading.table) == 2
    told = "Points: 1: 4 (3 to 5); 3: 5 (4 to 6). Line: from 4 (1) to 5 (3), highest 6 (2)."
    assert plots.describe(reading) == told


def test_words_beside_the_figures_leave_them_figures():
    ax = bars()
    ax.set_yticks([0, 10], ["never", "always"])
    assert "store 9; app 10" in plots.describe(plots.read(ax))


def test_bars_of_days_are_told_by_their_date():
    ax = own()
    ax.bar(TABLE["day"][:2], [3, 4], width=0.5)
    assert plots.describe(plots.read(ax)) == "Bar chart: 2025-01-01: 3; 2025-01-02: 4."


def test_reference_lines_and_bands_do_no_harm():
    ax = bars()
    ax.axhline(5)
    ax.axhspan(5, 6)
    ax.axline((0, 0), slope=1)
    assert plots.read(ax).kind == "bars"


# ---- the wording ----


def test_a_question_in_the_title_keeps_its_mark(shown):
    plots.show(bars(), title="Does the app lead?", source="Invented data")
    assert shown[0]["text/plain"].startswith("Does the app lead? Bar chart of score")


def test_what_has_no_name_is_not_called_none(shown):
    ax = bars()
    ax.set_xlabel("None")  # pandas' name of a Series without one
    assert plots.describe(plots.read(ax)) == "Bar chart of score: store 9; app 10."


def test_an_axis_of_figures_without_a_name_is_refused(shown):
    ax = bars().set(ylabel="") and plt.gca()
    with pytest.raises(ValueError, match=r"ax\.set\(ylabel="):
        plots.show(ax, title="The app leads", source="Invented data")
    lying = sns.barplot(TABLE, x="score", y="channel", errorbar=None, ax=own())
    lying.set(xlabel="")
    with pytest.raises(ValueError, match=r"ax\.set\(xlabel="):
        plots.show(lying, title="The app leads", source="Invented data")


@pytest.mark.parametrize(
    ("odd", "hint"),
    [
        pytest.param(10**400, "too large", id="huge"),
        (-1e300, "too large"),
        ((15, 5), "15,5 makes two numbers. Write 15.5 with a point."),
        ((3, 5, 1), "Write one number, with a decimal point, as in 3.5."),
        ((-3, 5), "Write one number, with a decimal point, as in 3.5."),
        ("60%", "Write 60, without quotation marks and percent sign."),
        ("15,5", "Write 15.5, without quotation marks"),
        ("sixty", "Write digits only, as in 60, without quotation marks"),
        (len, "it is no number. Write one in place of the three dots"),
    ],
)
def test_a_guess_that_cannot_be_drawn_is_told_how_to_write_it(shown, odd, hint):
    plots.show(bars(), title="The app leads", source="Invented data", guess=odd)
    assert hint in shown[0]["text/plain"]
    assert shown[0]["text/plain"].endswith("Then run that cell and this one again.")


def test_the_last_digit_of_a_processor_does_not_choose_the_lowest():
    for tiny in (0.0, 1e-14, -1e-14):
        values = [0.0, tiny, *range(1, 12)]
        ax = own()
        sns.pointplot(x=list("abcdefghijklm"), y=values, errorbar=None, ax=ax)
        ax.set(xlabel="month", ylabel="points")
        assert "the lowest a" in plots.describe(plots.read(ax)), tiny
