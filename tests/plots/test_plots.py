"""What all pictures share: showing, describing, colours, sizes."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from mkt40_helpers import data, intervals, plots

TABLE = pd.DataFrame(
    {"channel": ["store", "web"], "nps": [40, 8], "low": [35, 2], "high": [45, 14]}
)
NAMES = list(plots.COLOURS)


def test_a_picture_without_description_is_refused():
    for empty in ("", "   "):
        with pytest.raises(ValueError, match="has no description"):
            plots.show(plt.figure(), alt=empty)
        with pytest.raises(ValueError, match="has no description"):
            plots.image(plt.figure(), alt=empty)


def test_show_displays_the_description_and_closes_the_figure(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    ax = plots.whiskers(TABLE, x="channel", y="nps", dots=True)
    plots.show(ax, source="Invented data", alt='Bars of "two" answers.')
    (bundle,) = shown
    assert bundle["text/plain"] == 'Bars of "two" answers.'
    assert 'alt="Bars of &quot;two&quot; answers."' in bundle["text/html"]
    assert not plt.get_fignums()


def test_the_same_picture_has_the_same_bytes():
    def draw() -> bytes:
        return plots.png(plots.whiskers(TABLE, x="channel", y="nps", dots=True).get_figure())

    assert draw() == draw()


def test_shared_marks_draw_on_the_axes_they_are_given():
    for draw in (
        lambda ax: plots.whiskers(TABLE, x="channel", y="nps", ax=ax),
        lambda ax: plots.names(TABLE, x="low", y="nps", label="channel", ax=ax),
    ):
        ax = plt.figure().add_subplot()
        assert draw(ax) is ax and (ax.has_data() or ax.texts)


@pytest.mark.parametrize("lying", [False, True])
def test_numbers_stand_beside_bars_and_over_points(lying):
    table = pd.DataFrame({"kind": ["a", "b"] * 2, "hue": ["c", "c", "d", "d"]})
    table["share"] = [0.1, 0.25, 0.5, 0.75]
    x, y = ("share", "kind") if lying else ("kind", "share")
    wanted = {"10%": 0.1, "25%": 0.25, "50%": 0.5, "75%": 0.75}
    for draw in (sns.barplot, sns.pointplot):
        ax = draw(table, x=x, y=y, hue="hue", errorbar=None, ax=plt.figure().add_subplot())
        texts = plots.numbers(ax, "{:.0%}").texts
        assert sorted(text.get_text() for text in texts) == sorted(wanted)
        for text in texts:
            assert text.xy[0 if lying else 1] == pytest.approx(wanted[text.get_text()])
        assert plots.read(ax).in_percent
        plain = draw(table, x=x, y=y, errorbar=None, ax=plt.figure().add_subplot())
        assert not plots.read(plots.numbers(plain)).in_percent
        plt.close("all")


def test_numbers_stand_clear_of_the_intervals_of_bars():
    table = pd.DataFrame({"kind": ["a", "a", "b", "b"], "did": [0.2, 0.4, 0.6, 0.8]})
    for x, y, across in (("kind", "did", 1), ("did", "kind", 0)):
        ax = plt.figure().add_subplot()
        sns.barplot(table, x=x, y=y, errorbar=lambda values: (0.1, values.max()), ax=ax)
        texts = plots.numbers(ax, "{:.1f}").texts
        assert [text.get_text() for text in texts] == ["0.3", "0.7"]
        assert [text.xy[across] for text in texts] == [0.4, 0.8]


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"needs a column 'month'. The table has: channel"):
        plots.whiskers(TABLE, x="month", y="nps")
    with pytest.raises(ValueError, match=r"needs a column 'town'. The table has: channel"):
        plots.names(TABLE, x="low", y="nps", label="town")


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_on_bars_and_neighbouring_bars_can_be_told_apart():
    for name, text in plots.TEXT_ON.items():
        assert contrast(plots.COLOURS[name], text) >= 4.5, name  # WCAG 2, text
    assert contrast(plots.COLOURS["quiet"], "white") >= 4.5
    assert contrast(plots.COLOURS["passive"], plots.COLOURS["promoter"]) >= 2
    for name in plots.COLOURS.keys() - {"grid"}:
        assert contrast(plots.COLOURS[name], "white") >= 3, name  # WCAG 2, marks
    for name in ("promoter", "detractor", "online", "store", "real", "ink", "quiet"):
        assert contrast(plots.COLOURS[name], "white") >= 4.5, name  # what is written in its colour
    # Grey print: the three groups differ in lightness too.
    shades = sorted(luminance(plots.COLOURS[name]) for name in plots.TEXT_ON)
    assert shades[1] / shades[0] > 1.3 and shades[2] / shades[1] > 1.3


def test_text_is_large_enough_for_the_back_row():
    plots.theme()
    assert plt.rcParams["font.size"] >= 12 and plt.rcParams["axes.titlesize"] >= 14


def test_intervals_and_figures_stand_over_the_bars_they_belong_to():
    order = TABLE.iloc[::-1]  # another order than the picture's
    ax = sns.barplot(TABLE, x="channel", y="nps", errorbar=None, ax=plt.figure().add_subplot())
    plots.whiskers(order, x="channel", y="nps", fmt="{:.1f}", ax=ax)
    table = plots.read(ax).table
    assert table.values.tolist() == [["store", "", 40, 35, 45], ["web", "", 8, 2, 14]]
    ax.figure.draw_without_rendering()
    written = {text.get_text(): text.xyann for text in ax.texts}
    assert set(written) == {"40.0", "8.0"}
    low, high = ax.get_ylim()
    assert low == 0 and high > 45 * 1.05


def test_whiskers_draw_dots_where_there_are_none_yet():
    table = TABLE.assign(readers=[1, 2])
    ax = plots.whiskers(table, x="readers", y="nps", dots=True)
    assert plots.read(ax).table["value"].tolist() == [40, 8]
    assert not plots.whiskers(table, x="readers", y="nps").lines


def test_dots_of_names_that_the_axis_has_not_yet_find_a_place():
    ax = sns.lineplot(x=["store", "app"], y=[1, 2], errorbar=None, ax=plt.figure().add_subplot())
    plots.whiskers(TABLE, x="channel", y="nps", dots=True, ax=ax)
    read = plots.read(ax).table
    assert read[["group", "value"]].values.tolist() == [["store", 40], ["web", 8]]


def zeros(ax: plt.Axes) -> int:
    """Lines along zero."""
    return sum((np.asarray(line.get_ydata()) == 0).all() for line in ax.lines)


def test_whiskers_have_the_colour_of_their_group_and_a_line_at_zero():
    table = pd.DataFrame({"k": [1, 1, 2], "q": [3.0, 9, 4], "low": [-1, 8, 3], "high": [4, 9.5, 5]})
    table["thread"] = ["calm", "loud", "calm"]
    palette = {"calm": plots.COLOURS["ink"], "loud": plots.COLOURS["detractor"]}
    ax = plots.whiskers(table, x="k", y="q", hue="thread", palette=palette, dots=True)
    read = plots.read(ax).table
    assert read[["value", "low", "high"]].values.tolist() == [[3, -1, 4], [9, 8, 9.5], [4, 3, 5]]
    assert zeros(ax) == 1
    assert zeros(plots.whiskers(table[1:], x="k", y="q", dots=True)) == 0


def test_what_has_no_colour_of_its_own_gets_none_that_means_something():
    plots.theme()
    colours = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert set(colours) <= {plots.COLOURS[name] for name in ("ink", "quiet", "passive")}
    assert contrast(*colours[:2]) >= 3  # two groups are told apart


def test_an_axis_in_steps_of_ten_says_its_numbers_in_full():
    plots.theme()
    ax = plt.figure().add_subplot()
    ax.set(xscale="log", xlim=(500, 200_000))
    told = [ax.xaxis.get_major_formatter()(place) for place in (1_000, 100_000)]
    assert ["1000" in told[0], "100000" in told[1], "^" in "".join(told)] == [True, True, False]


def test_the_ends_of_a_share_are_those_of_the_table_also_from_seaborns_zeros_and_ones():
    visits = data.load("visits")
    (row,) = intervals.share_by(visits, of="bought").to_dict("records")
    for values in (visits["bought"], visits["bought"].astype(float)):
        assert intervals.share_ends(values) == pytest.approx((row["low"], row["high"]))


@pytest.mark.parametrize("odd", [["yes", "no"], [1.0, 5.0], ["True", "False"]])
def test_a_share_of_what_is_no_yes_or_no_is_refused_with_a_remedy(odd):
    with pytest.raises(ValueError, match=r"True and False.*== \"yes\""):
        intervals.share_ends(pd.Series(odd))


def test_texts_that_seaborn_takes_for_figures_are_refused():
    # It hands over 0 and 1 in the order of the table: the share of "no" here.
    for draw in (sns.barplot, sns.pointplot):
        ax = draw(
            x=["a", "a", "b"], y=["yes", "no", "yes"], errorbar=None,
            ax=own(),
        )  # fmt: skip
        with pytest.raises(ValueError, match=r"names along both axes.*True and False"):
            plots.show(ax, title="Most say yes", source="Invented data")
        with pytest.raises(ValueError, match=r"names along both axes"):
            plots.numbers(ax)


def own() -> plt.Axes:
    return plt.figure().add_subplot()


# ---- figures beside bars and points ----

KINDS = pd.DataFrame({"kind": list("aabb"), "hue": list("cdcd"), "share": [0.2, 0.8, 0.6, 0.4]})
WIDE = KINDS.pivot(index="kind", columns="hue", values="share")


def test_figures_of_bars_on_or_behind_one_another_are_refused():
    stacked = WIDE.plot.bar(stacked=True, ax=own())
    behind = sns.barplot(KINDS, x="kind", y="share", hue="hue", dodge=False, ax=own())
    for ax in (stacked, behind):
        with pytest.raises(ValueError, match="on or behind one another"):
            plots.numbers(ax)
        assert not ax.texts
    with pytest.raises(ValueError, match="no bars or points"):
        plots.numbers(own())


def test_a_point_without_a_figure_gets_none():
    table = KINDS[:3].assign(share=[0.2, np.nan, 0.6])
    ax = sns.pointplot(table, x="hue", y="share", hue="kind", errorbar=None, ax=own())
    assert [text.get_text() for text in plots.numbers(ax, "{:.1f}").texts] == ["0.2", "0.6"]


def test_percent_that_is_percent_already_is_not_written_as_a_share():
    ax = sns.barplot(KINDS, x="kind", y=100 * KINDS["share"], errorbar=None, ax=own())
    with pytest.raises(ValueError, match=r"between 0 and 1.*give \"\{:.0f\}%\""):
        plots.numbers(ax, "{:.0%}")
    assert not ax.texts and not plots.read(ax).in_percent
    assert [text.get_text() for text in plots.numbers(ax, "{:.0f}%").texts] == ["50%", "50%"]


def test_figures_written_twice_replace_each_other():
    ax = sns.barplot(KINDS, x="kind", y="share", errorbar=None, ax=own())
    ax.text(0, 0, "kept")
    for form in ("{:.1f}", "{:.0%}"):
        plots.numbers(ax, form)
    assert [text.get_text() for text in ax.texts] == ["kept", "50%", "50%"]


@pytest.mark.parametrize("lying", [False, True])
def test_the_figure_of_a_negative_bar_stands_at_its_end(lying):
    ax = own()
    (ax.barh if lying else ax.bar)(["a", "b"], [-3, 4])
    ax = plots.numbers(ax)
    assert [text.xy[0 if lying else 1] for text in ax.texts] == [-3, 4]
    assert [text.xyann[0 if lying else 1] < 0 for text in ax.texts] == [True, False]


# ---- intervals from a table ----


def test_whiskers_beside_their_bars_are_refused():
    table = pd.concat([TABLE.assign(hue=hue) for hue in "uv"])
    lying = sns.barplot(table, x="nps", y="channel", errorbar=None, ax=own())
    dodged = sns.barplot(table, x="channel", y="nps", hue="hue", errorbar=None, ax=own())
    other = sns.barplot(TABLE.assign(channel=["app", "web"]), x="channel", y="nps", ax=own())
    for ax in (lying, dodged, other):
        with pytest.raises(ValueError, match=r"No upright bar or point at 'store' reaches 40"):
            plots.whiskers(TABLE, x="channel", y="nps", ax=ax)
        assert not ax.collections
    moved = sns.barplot(TABLE, x="channel", y="nps", errorbar=None, ax=own())
    with pytest.raises(ValueError, match="at 'web' reaches 9"):
        plots.whiskers(TABLE.assign(nps=[40, 9]), x="channel", y="nps", ax=moved)


def test_whiskers_stand_on_bars_of_years():
    table = TABLE.assign(year=[2024, 2025])
    ax = sns.barplot(table, x="year", y="nps", errorbar=None, ax=own())
    read = plots.read(plots.whiskers(table, x="year", y="nps", ax=ax)).table
    assert read.values.tolist() == [["2024", "", 40, 35, 45], ["2025", "", 8, 2, 14]]
    assert ax.get_xlim()[1] < 2


# ---- names beside points ----


def test_names_stand_beside_points_and_not_on_them(monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: None)
    line = pd.DataFrame({"x": np.linspace(1, 1000, 40), "name": "Portugal"})
    line["y"] = np.log(line["x"])
    ax = sns.scatterplot(line, x="x", y="y", ax=own())
    some = line.iloc[[5, 20, 21, 30]]
    # The axis is changed after the names are written, as a lesson does.
    plots.names(some, x="x", y="y", label="name", ax=ax).set(xscale="log")
    plots.show(ax, title="A line", source="Invented data")
    ax.figure.draw_without_rendering()
    points = ax.transData.transform(np.asarray(ax.collections[0].get_offsets()))
    boxes = [Text.get_window_extent(text) for text in ax.texts]  # without the thin line
    assert not any(box.padded(4).contains(*point) for box in boxes for point in points)
    assert not any(one.overlaps(two) for i, one in enumerate(boxes) for two in boxes[:i])
    assert all(ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 for box in boxes)
    assert [text.xy for text in ax.texts] == list(zip(some["x"], some["y"], strict=True))


# ---- colours ----


def test_bars_have_the_exact_colours_of_the_course(monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: None)
    table = pd.DataFrame({"name": NAMES, "value": range(len(NAMES)), "by": NAMES})
    for options in ({"hue": "by"}, {"color": plots.COLOURS["store"]}):
        palette = plots.COLOURS if "hue" in options else None
        ax = sns.barplot(
            table, x="name", y="value", palette=palette, dodge=False, legend="full",
            errorbar=None, ax=own(), **options,
        )  # fmt: skip
        handles = ax.get_legend().legend_handles if palette else []
        plots.show(ax, title="Bars", source="Invented data", alt="Bars.")
        drawn = {to_hex(bar.get_facecolor()).upper() for bar in [*ax.patches, *handles]}
        assert drawn <= set(plots.COLOURS.values()) and len(drawn) >= len(palette or [1])
