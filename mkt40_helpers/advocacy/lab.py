"""The NPS explorer: customers and answers -> score, interval, and what can be told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mkt40_helpers import advocacy, plots
from mkt40_helpers.labs.controls import Announcement, Slider
from mkt40_helpers.labs.frame import DPI, Lab

SOURCE = "Invented data: samples with exactly this mix of customers"
SIZES = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
_GROUPS = ("detractor", "passive", "promoter")


def nps_explorer() -> ipywidgets.VBox:
    """NPS explorer: customers' mix and number of answers -> score, intervals, what can be seen.

    Returns
    -------
    VBox
        Three sliders, a sentence, and a picture; displayed by Jupyter as the cell's output.

    Examples
    --------
    >>> lab = nps_explorer()
    >>> lab.children[0].value = 60
    >>> lab.children[3].text[:47]
    '60% promoters, 25% passives, 15% detractors: NP'
    """
    promoters = Slider(label="Promoters, % of customers", value=40, low=0, high=100)
    detractors = Slider(label="Detractors, % of customers", value=15, low=0, high=100)
    words = [f"{size:,} answers" for size in SIZES]
    size = Slider(label="Size of the sample", value=4, low=0, high=len(SIZES) - 1, words=words)
    sentence = Announcement()
    picture = ipywidgets.HTML()
    figure, moving, arrange = _canvas(DPI)
    draw = plots.redrawer(figure, moving)

    def update(change: dict[str, Any] | None = None) -> None:
        # The two shares cannot exceed 100 together: the slider that was not moved gives way.
        if promoters.value + detractors.value > 100:
            moved_promoters = change is None or change["owner"] is promoters
            other, kept = (detractors, promoters) if moved_promoters else (promoters, detractors)
            other.value = 100 - kept.value  # calls this function again, which then draws
            return
        text = arrange(promoters.value, detractors.value, SIZES[size.value])
        picture.value = plots.image(draw(), text)
        sentence.text = text

    for control in (promoters, detractors, size):
        control.observe(update, "value")
    update()
    return Lab([promoters, detractors, size, sentence, picture])


def nps_picture(promoters: int, detractors: int, n: int) -> tuple[Figure, str]:
    """The explorer's picture for one setting, and its description.

    Parameters
    ----------
    promoters, detractors : int
        Percent of the customers, together 100 at most.
    n : int
        Number of answers.

    Returns
    -------
    (Figure, str)
        For `plots.show(figure, alt=text)`.

    Raises
    ------
    ValueError
        Percentages or n that cannot be (see `advocacy.detectable_difference`).

    Examples
    --------
    >>> nps_picture(40, 15, n=100)[1][:60]
    'A bar of three groups over two intervals on a scale from -10'
    """
    figure, _, arrange = _canvas()
    told = "A bar of three groups over two intervals on a scale from -100 to 100 points of NPS. "
    return figure, told + arrange(promoters, detractors, n)


def _canvas(
    dpi: float | None = None,
) -> tuple[Figure, list[Artist], Callable[[int, int, int], str]]:
    """Make the figure; return it with what moves in it and the function that moves it."""
    plots.theme()
    figure = Figure(figsize=(9, 3.8), dpi=dpi)
    mix, scale = figure.subplots(2, gridspec_kw={"height_ratios": [1, 1.7]})
    bars = {name: mix.barh(0, 0, color=plots.COLOURS[name])[0] for name in _GROUPS}
    labels = {
        name: mix.text(0, 0, "", ha="center", va="center", color=plots.TEXT_ON[name])
        for name in _GROUPS
    }
    title = mix.text(0, 0.6, "", fontsize=15, fontweight="bold")
    mix.set_title(" ")  # keeps a place for the title
    mix.set(xlim=(0, 100), ylim=(-0.5, 0.5))
    mix.set_axis_off()
    lines = {
        "score": scale.plot([0, 0], [1, 1], color=plots.COLOURS["ink"], linewidth=4)[0],
        "wald": scale.plot([0, 0], [0, 0], color=plots.COLOURS["quiet"], linewidth=4)[0],
    }
    dots = scale.plot([0, 0], [1, 0], "o", color=plots.COLOURS["ink"], markersize=10)[0]
    _scale_axis(scale)
    plots.headline(scale, "", source=SOURCE)
    figure.set_layout_engine("constrained")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: doing it again takes longer than drawing

    def arrange(promoters: int, detractors: int, n: int) -> str:
        shares = {"promoter": promoters, "detractor": detractors}
        shares["passive"] = 100 - promoters - detractors
        left = 0
        for name in _GROUPS:
            bars[name].set(x=left, width=shares[name])
            labels[name].set_position((left + shares[name] / 2, 0))
            long = f"{name}s\n{shares[name]}%" if shares[name] >= 13 else f"{shares[name]}%"
            labels[name].set_text(long if shares[name] >= 5 else "")
            left += shares[name]
        result = _expected(promoters, detractors, n)
        for method, line in lines.items():
            line.set_xdata(result.interval(method))  # type: ignore[arg-type]
        dots.set_xdata([result.score, result.score])
        low, high = result.interval()
        title.set_text(
            f"NPS {result.score:.0f} from {n:,} answers: 95% interval {low:.0f} to {high:.0f}"
        )
        return _told(shares, result, n)

    return figure, [*bars.values(), *labels.values(), *lines.values(), dots, title], arrange


def _scale_axis(scale: Axes) -> None:
    scale.set(xlim=(-108, 108), ylim=(-0.6, 1.6), xticks=range(-100, 101, 50))
    scale.set_yticks([1, 0], ["score interval", "wald interval"])
    scale.tick_params(axis="y", length=0)
    scale.set_xlabel("NPS, points")
    scale.grid(axis="x", color=plots.COLOURS["grid"])
    scale.spines["left"].set_visible(False)


def _expected(promoters: int, detractors: int, n: int) -> advocacy.NPS:
    """The result of a sample in which every group has exactly its expected share."""
    p, d = promoters / 100, detractors / 100
    advocacy.detectable_difference(n, p, d)  # refuses shares and sizes that cannot be
    of_100 = advocacy.nps_from_counts(promoters, 100 - promoters - detractors, detractors)
    return replace(of_100, n_effective=float(n))


def _told(shares: dict[str, int], result: advocacy.NPS, n: int) -> str:
    low, high = result.interval()
    wald = result.interval("wald")
    seen = advocacy.detectable_difference(n, result.promoter_share, result.detractor_share)
    usual = (
        f"Two samples of this size would usually (four times in five) detect a true difference "
        f"of {seen:.0f} points."
        if seen <= 200
        else "Two samples of this size would usually detect no difference, however large."
    )
    return (
        f"{shares['promoter']}% promoters, {shares['passive']}% passives, "
        f"{shares['detractor']}% detractors: NPS {result.score:.0f}. With {n:,} answers the "
        f"95% interval runs from {low:.0f} to {high:.0f} (wald: {wald.low:.0f} to "
        f"{wald.high:.0f}). {usual}"
    )
