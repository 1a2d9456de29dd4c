"""What all pictures share: showing, describing, colours, sizes."""

from __future__ import annotations

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.colors import to_rgb
from PIL import Image

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
    ax = plots.dots(TABLE, x="nps", y="channel")
    plots.show(ax, source="Invented data", alt='Bars of "two" answers.')
    (bundle,) = shown
    assert bundle["text/plain"] == 'Bars of "two" answers.'
    assert 'alt="Bars of &quot;two&quot; answers."' in bundle["text/html"]
    assert not plt.get_fignums()


def test_the_same_picture_has_the_same_bytes():
    def draw() -> bytes:
        return plots.png(plots.dots(TABLE, x="nps", y="channel").get_figure())

    assert draw() == draw()


def test_a_lab_draws_what_moves_dense_and_in_the_colours_of_the_course():
    plots.theme()
    figure = plt.figure(figsize=(5, 2), dpi=80, layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, len(plots.COLOURS)), ylim=(0, 1))
    ax.set_axis_off()
    bars = [ax.bar(i + 0.5, 0, 1, color=plots.COLOURS[name])[0] for i, name in enumerate(NAMES)]
    draw = plots.redrawer(figure, bars)
    empty = draw()
    for bar in bars:
        bar.set_height(1)
    full = Image.open(io.BytesIO(draw())).convert("RGB")
    assert Image.open(io.BytesIO(empty)).convert("RGB").getcolors() == [(800 * 320, (255,) * 3)]
    assert full.size == (800, 320)  # twice the resolution that the figure was made with
    for i, name in enumerate(NAMES):
        middle = full.getpixel((round(800 * (i + 0.5) / len(NAMES)), 160))
        wanted = [255 * part for part in to_rgb(plots.COLOURS[name])]
        assert middle == pytest.approx(wanted, abs=8), name  # which nobody can see
    assert "width:400px" in plots.image(empty, "Bars.")


def test_shared_marks_draw_on_the_axes_they_are_given():
    for draw in (
        lambda ax: plots.dots(TABLE, x="nps", y="channel", ax=ax),
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
    for draw in (plots.dots, plots.whiskers):
        with pytest.raises(ValueError, match=r"needs a column 'month'. The table has: channel"):
            draw(TABLE, x="month", y="nps")


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


def test_an_axis_in_steps_of_ten_says_its_numbers_in_full():
    plots.theme()
    ax = plt.figure().add_subplot()
    ax.set(xscale="log", xlim=(500, 200_000))
    told = [ax.xaxis.get_major_formatter()(place) for place in (1_000, 100_000)]
    assert ["1000" in told[0], "100000" in told[1], "^" in "".join(told)] == [True, True, False]


def test_a_share_in_percent_is_that_of_the_table_also_from_seaborns_zeros_and_ones():
    visits = data.load("visits")
    (row,) = intervals.share_by(visits, of="bought").to_dict("records")
    for values in (visits["bought"], visits["bought"].astype(float)):
        assert plots.percent(values) == pytest.approx(100 * row["share"])
        ends = (100 * row["low"], 100 * row["high"])
        assert plots.percent_ends(values) == pytest.approx(ends)
    for function in (plots.percent, plots.percent_ends):
        with pytest.raises((TypeError, ValueError)):
            function(pd.Series([1.0, 5.0]))
